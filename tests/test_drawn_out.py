"""How texts that no translator was given are found; the matrix, the straight path and a busy week look for them."""

import pytest

from tests.drawn_out import never_translated, outside, texts


@pytest.mark.parametrize(
    ("text", "left"),
    [("⟦Call with Lumi~~~⟧", ""), ("⟦a ⟦b~⟧ c~⟧ d", " d"), ("⟦cut …", ""), ("Lumi · ⟦2 calls left~~⟧", "Lumi · ")],
)
def test_what_stands_outside_is_found(text: str, left: str) -> None:
    assert outside(text) == left


def test_a_line_of_rich_text_is_read_as_a_whole_and_ids_are_no_texts() -> None:
    parts = [{"type": "text", "text": "⟦by "}, {"type": "user", "user_id": "U1"}, {"type": "text", "text": "~⟧ now"}]
    block = {"type": "rich_text", "block_id": "said", "elements": [{"type": "rich_text_section", "elements": parts}]}
    assert list(texts([block])) == ["⟦by ~⟧ now"]
    assert never_translated([block], ()) == ["'⟦by ~⟧ now': ['now']"]
