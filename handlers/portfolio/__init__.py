"""The customers and what is known of them: profiles, holds, checks, hand-overs, files in and out."""
