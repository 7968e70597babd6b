"""A request: its form, its card, and every message about it."""
