"""Codes and facts of the rules, said to a reader: who may know which name, in their language."""
