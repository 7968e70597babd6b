"""Customers and all that is known of them; files in and out."""
