"""A customer: what it agreed to, what can be asked of it now, holds, checks, files in and out."""
