"""What programme managers run: the digest, the letter, the settings; and who is out of office."""
