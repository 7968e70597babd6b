"""The page: the sandbox's workspace in a browser, seen through the eyes of any of its people."""
