"""The digest and the settings."""
