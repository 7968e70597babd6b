"""Requests and their cards, and what waits to be escalated."""
