"""The composition root: settings, wiring, command line, and the servers."""
