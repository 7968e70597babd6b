"""The digest, the settings form, and whose holidays are whose."""
