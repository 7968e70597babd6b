"""The catalogue of every text that a person reads in Slack, and one folder for each other language."""
