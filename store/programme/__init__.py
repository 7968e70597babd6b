"""The policy, and what digest and metrics count."""
