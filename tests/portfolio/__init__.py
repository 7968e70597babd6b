"""Customers through the real bot: profiles, holds, checks, hand-overs, files in and out."""
