"""The search engine alone."""
