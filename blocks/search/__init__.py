"""The answer to a search, one customer in it, and the company's own words."""
