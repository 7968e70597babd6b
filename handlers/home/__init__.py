"""App Home: opened, and what stands on it."""
