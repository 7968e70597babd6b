"""Takes the Block Kit check's findings to Slack's wording."""

TOO_LONG = "msg_blocks_too_long"


def pointed(problem: str) -> str:
    """Return a finding ("/blocks/2/text: must be …") as Slack words it ("[ERROR] must be … [json-pointer:…]")."""
    pointer, colon, words = problem.partition(": ")
    if not colon or not pointer.startswith("/"):
        return f"[ERROR] {problem}"
    return f"[ERROR] {words} [json-pointer:{pointer}]"
