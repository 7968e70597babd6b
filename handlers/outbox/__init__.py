"""The outbox: what goes to Slack is rendered, sent, summed up once a day, given up when it has to be."""
