"""The rules of the digest, without a bot."""
