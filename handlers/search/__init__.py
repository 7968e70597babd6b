"""`/reference words` and the company's own words."""
