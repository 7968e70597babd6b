"""What is owed to Slack: rendered, sent, summed up once a day, given up when it has to be."""
