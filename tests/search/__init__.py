"""A search through the real bot, and the index behind it."""
