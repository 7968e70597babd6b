"""The invented company the demo plays in: its people (`people.json`) and its customers (`portfolio.csv`)."""
