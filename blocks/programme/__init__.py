"""The digest, the numbers at a glance, the settings, and the form for who is out of office."""
