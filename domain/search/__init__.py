"""What a search found, as its reader may know it; filters, and words of the company's own."""
