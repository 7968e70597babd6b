"""The search index in memory: what it is built from, kept in step with the database, and asked."""
