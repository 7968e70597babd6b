"""A request from the form to the thanks: filed, decided, carried out, followed up, escalated."""
