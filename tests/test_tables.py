"""What holds for some states or some messages stands in their table: nowhere else is a list of them written out, and
what the tables name is drawn.
"""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from blocks.outbox import daily_summary
from blocks.outbox.daily_summary import SummaryItem
from blocks.requests import buttons, card, messages
from blocks.requests.card_view import CardView
from domain.listed import NONE
from domain.portfolio.availability import budget
from domain.portfolio.consent import UNKNOWN
from domain.requests.messages import MESSAGES, MessageType, Waits
from domain.requests.request import Request
from domain.requests.states import Act, Status
from tests.domain.world import ILKKA, LUMI, MAYA, POLICY, TODAY, asked, known

ROOT = Path(__file__).parents[1]
LAYERS = ("bot", "handlers", "store", "blocks", "domain")


@pytest.mark.parametrize(
    ("name", "table"), [("Status", "domain/requests/states.py"), ("MessageType", "domain/requests/messages.py")]
)
def test_a_list_of_some_stands_in_the_table_only(name: str, table: str) -> None:
    written_out = [
        f"{path}:{node.lineno}"
        for layer in LAYERS
        for path in sorted((ROOT / layer).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple | ast.Set | ast.List) and sum(_member(each, name) for each in node.elts) > 1
    ]
    assert [each for each in written_out if not each.startswith(str(ROOT / table))] == []


def _member(node: ast.AST, name: str) -> bool:
    """True for `Status.PENDING` and for `Status.PENDING.value`."""
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def test_every_act_has_its_button() -> None:
    assert set(buttons.BUILD) == set(Act)


def test_every_message_is_built() -> None:
    assert set(messages._BUILD) == set(MessageType)


def test_the_daily_summary_has_words_for_all_that_waits_reminders_first() -> None:
    waiting = [each for waits in (Waits.REMINDER, Waits.NEWS) for each, row in MESSAGES.items() if row.waits is waits]
    assert all(daily_summary._counted(each, 2) for each in waiting)
    assert set(daily_summary.LINES) | set(daily_summary.NEWS) == set(waiting)


def seen(request: Request) -> CardView:
    """What Ilkka sees of Maya's request."""
    return CardView(
        request=request,
        reader=ILKKA,
        customer=LUMI,
        anonymous=False,
        requester=MAYA,
        followers=(),
        owner=ILKKA,
        decider=ILKKA,
        backup=None,
        decided_by=None,
        introducer=ILKKA,
        overridden_by=None,
        contact=None,
        budget=budget(known(), POLICY, TODAY),
        consent=UNKNOWN,
        name_public=False,
        activity_blocker=None,
        hold_blocker=None,
        cautions=(),
        uses=(),
        searched="",
        search="",
        alternatives=NONE,
        policy=POLICY,
        today=TODAY,
    )


def said_on_the_card(view: CardView) -> str:
    return card.build_for_requester(view).text


def said_in_a_reminder(view: CardView) -> str:
    return messages.build(MessageType.REMINDER, view).text


def said_in_the_summary(view: CardView) -> str:
    return daily_summary._aside(SummaryItem(MessageType.REMINDER, view, done=False))


def said_on_its_button(view: CardView) -> str:
    return str(daily_summary._buttons(SummaryItem(MessageType.REMINDER, view, done=False), "do"))


@pytest.mark.parametrize("say", [said_on_the_card, said_in_a_reminder, said_in_the_summary, said_on_its_button])
def test_whoever_is_waited_for_is_told_for_what(say: Callable[[CardView], str]) -> None:
    """Each kind of waiting has words of its own, so that none is asked to decide what is not theirs."""
    said = [say(seen(asked(status=status))) for status in Status if status.waiting]
    assert len(set(said)) == len(said)
