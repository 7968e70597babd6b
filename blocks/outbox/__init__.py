"""The daily summary, and what could not be delivered."""
