"""Nothing is lost: real processes killed, starved, cut off and restarted while people work."""
