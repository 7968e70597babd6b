"""Searches that were kept, the company's own words, and what the index is built from."""
