"""What `bot/sample/portfolio.csv`, which the demo plays with, is made from, and the script that makes it."""
