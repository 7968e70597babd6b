"""The rules about a customer, without a bot."""
