"""Slack keeps required fields filled and lists honest; what arrives all the same is refused at its field."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from blocks.portfolio import handover
from blocks.requests import deciding as deciding_view
from blocks.requests import filing as request_form
from blocks.requests import fulfilment as fulfilment_view
from blocks.requests import reasons
from blocks.search import refine, vocabulary
from blocks.wording.refusals import refusal
from domain.policy import Policy
from domain.refusals import Refusal
from tests.domain.world import key

TODAY = date(2026, 3, 10)
SEVEN = key(7)
FILLED = {
    "customer": SEVEN,
    "activity": "call",
    "prospect": "Acme",
    "needed_by": "2026-03-20",
    "purpose": "sales",
}


def submitted(**fields: str) -> dict[str, Any]:
    state = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in fields.items()}
    return {"private_metadata": SEVEN, "state": {"values": state}}


def consent(view: dict[str, Any]) -> object:
    return deciding_view.parse_consent(view, TODAY)


def schedule(view: dict[str, Any]) -> object:
    return fulfilment_view.parse_schedule(view, "Europe/Helsinki")


def filled(view: dict[str, Any]) -> object:
    return request_form.parse(view, Policy())


@pytest.mark.parametrize(
    ("parse", "fields", "field"),
    [
        *((filled, FILLED | {name: ""}, name) for name in ("activity", "prospect", "needed_by")),
        (request_form.parse_customer, FILLED | {"customer": ""}, "customer"),
        (request_form.parse_customer, FILLED | {"customer": "-"}, "customer"),
        (handover.parse, {"former": "-"}, "former"),
        (filled, FILLED | {"activity": "dance"}, "activity"),
        (filled, FILLED | {"purpose": "fun"}, "purpose"),
        (filled, FILLED | {"needed_by": "2026-02-30"}, "needed_by"),
        (filled, FILLED | {"agreed_by": "Anna"}, "agreed_on"),
        (filled, FILLED | {"agreed_on": "2026-03-01"}, "agreed_by"),
        (refine.parse_words, {"words": "   "}, "words"),
        (reasons.parse, {"reason": ""}, "reason"),
        (reasons.parse, {"reason": "because"}, "reason"),
        (consent, {"answer": "yes", "who": "", "when": "2026-03-01"}, "who"),
        (consent, {"answer": "yes", "who": "Anna", "when": ""}, "when"),
        (consent, {"answer": "yes", "who": "Anna", "when": "2026-03-11"}, "when"),
        (schedule, {"on": ""}, "on"),
        (schedule, {"on": "someday"}, "on"),
        (fulfilment_view.parse_cancel, {"who": "nobody"}, "who"),
        (fulfilment_view.parse_happened, {"grade": "6"}, "grade"),
        (fulfilment_view.parse_happened, {"grade": ""}, "grade"),
        (vocabulary.parse_form, {"word": " - ", "meant": "industry:retail"}, "word"),
        (vocabulary.parse_form, {"word": "shops", "meant": ""}, "meant"),
        (vocabulary.parse_form, {"word": "shops", "meant": "colour:red"}, "meant"),
    ],
)
def test_what_a_form_should_never_hold_is_refused_at_its_field(
    parse: Callable[[dict[str, Any]], object], fields: dict[str, str], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        parse(submitted(**fields))
    assert refused.value.field == field
    assert refusal(refused.value, None).endswith(".")
