"""The rules about a request, without a bot."""
