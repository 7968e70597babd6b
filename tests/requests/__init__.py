"""A request through the real bot, from the form to the thanks."""
