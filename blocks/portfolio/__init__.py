"""A customer: its profile, what it agreed to and has done, its holds, checks and hand-overs."""
