"""The outbox, the daily summary of it, and what was given up."""
