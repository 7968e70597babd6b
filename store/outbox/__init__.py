"""What is owed to Slack, the daily summary of it, and what was given up."""
