"""How large a company is, in the three words that are used for it."""


def size_of(employees: int) -> str:
    """SMB below 250 people, Mid-market below 2,000, else Enterprise."""
    return "SMB" if employees < 250 else "Mid-market" if employees < 2000 else "Enterprise"
