"""What is owed to Slack: sent, in doubt, summed up, given up."""
