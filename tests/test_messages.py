"""The texts: the catalogue is up to date, every placeholder and mark is whole, and facts stay text."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from blocks.kit.language import CATALOGUES, DEFAULT, PSEUDO, SHORT, _, day, joined, language, ngettext, short, speaking
from blocks.kit.sentences import plain, say
from blocks.locale.extracting import CATALOGUE, ROOMS, extracted

ROOT = Path(__file__).parent.parent
SPEAKING = ("blocks", "bot", "handlers")
# What says a marked text, and the settings' fields, which are said as they are drawn.
SAYING = ("_", "trouble", "Field")
MARKING = ("_", "N_", "short", "N_short", "ngettext", "pgettext")
LANGUAGES = sorted(CATALOGUES.glob("*/LC_MESSAGES/refdesk.po"))
SENTENCE = re.compile(r"[a-z]{2,} [a-z]+ [a-z]{2,} [a-z]{2,}")
# Data, what is looked for in a file, the columns' own documentation, what older versions stored, the terminal's.
NO_SENTENCES = frozenset(
    {
        "domain/activities.py",
        "domain/portfolio/company_names.py",
        "domain/portfolio/importing/body.py",
        "domain/portfolio/importing/columns.py",
        "domain/portfolio/importing/places.py",
        "store/migrate.py",
        "store/portfolio/importing.py",
    }
)
FIELD = re.compile(r"\{(\w*)\}")
MARK = re.compile(r"</?\w+>")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)


def whole(text: str) -> bool:
    """Braces only around names, and <b> and <i> closed before the next one opens."""
    left = FIELD.sub("", text)
    return (
        "{" not in left
        and "}" not in left
        and MARK.sub("", re.sub(r"<([bi])>[^<]*</\1>", "", text)) == re.sub(r"<([bi])>[^<]*</\1>", "", text)
    )


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_the_catalogue_holds_what_the_code_says() -> None:
    known = {(message.context, forms(message.id)) for message in messages(read(CATALOGUE))}
    assert known == {(message.context, forms(message.id)) for message in messages(extracted())}, "run `make messages`"


def test_every_text_has_whole_marks_and_the_same_facts_in_each_of_its_forms() -> None:
    found = messages(extracted())
    assert len(found) > 200
    for message in found:
        facts = [set(FIELD.findall(form)) for form in forms(message.id)]
        assert all(map(whole, forms(message.id))), message.id
        assert all(each == facts[0] for each in facts), message.id
        assert "" not in facts[0], message.id


def wrong(message: Message) -> str:
    """What is wrong with a translation; "" for nothing."""
    facts = set(FIELD.findall(forms(message.id)[0]))
    for form in filter(None, forms(message.string)):
        if message.context == "short" and len(form) > SHORT:
            return f"more than {SHORT} letters in {form!r}"
        if not whole(form):
            return f"broken marks in {form!r}"
        if set(FIELD.findall(form)) - facts:
            return f"facts that nobody gives in {form!r}"
        if facts - set(FIELD.findall(form)) - {"count"}:
            return f"facts left out in {form!r}"
    return ""


def test_each_language_is_up_to_date_and_breaks_no_fact() -> None:
    known = {forms(message.id) for message in messages(read(CATALOGUE))}
    for path in LANGUAGES:
        translated = read(path)
        assert {forms(message.id) for message in messages(translated)} == known, f"run `make messages`: {path}"
        assert [found for message in messages(translated) if (found := wrong(message))] == [], path


@pytest.mark.parametrize(
    ("string", "broken"),
    [
        ("{who} kysyy: <b>{what}</b>", False),
        ("{who} kysyy: <b>{what}", True),
        ("{kuka} kysyy: <b>{what}</b>", True),
        ("kysyy: <b>{what}</b>", True),
        ("{who kysyy: <b>{what}</b>", True),
    ],
)
def test_a_broken_translation_is_found(string: str, broken: bool) -> None:
    assert bool(wrong(Message("{who} asks: <b>{what}</b>", string=string))) is broken


def test_what_slack_gives_24_letters_is_short_in_every_language_and_a_longer_translation_is_found() -> None:
    titles = [message for message in messages(extracted()) if message.context == "short"]
    assert len(titles) > 50
    for message in titles:
        assert len(str(message.id)) <= SHORT - 2, message.id  # the pseudo-language puts it in ⟦ ⟧
        assert "{" not in str(message.id), message.id
        with speaking(PSEUDO):
            said = short(str(message.id))
            assert len(said) <= SHORT, said
            assert said.startswith(f"⟦{message.id}"), said
            assert said.endswith("⟧"), said
    assert wrong(Message("Your customers", string="Die Kundinnen und Kunden", context="short")) == ""
    assert wrong(Message("Your customers", string="Eure Kundinnen und Kunden", context="short"))
    assert wrong(Message("Your customers", string="Eure Kundinnen und Kunden")) == ""


def test_a_modal_is_called_and_sent_by_short_texts_alone() -> None:
    for room in SPEAKING:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf8"))):
                if isinstance(node, ast.Call) and called(node) in ("modal", "ListPage"):
                    its = [*node.args[:1], *(each.value for each in node.keywords if each.arg in ("submit", "close"))]
                    said = [each for one in its for each in ast.walk(one) if isinstance(each, ast.Call)]
                    assert all(called(each) == "short" for each in said), (path, node.lineno)


def test_no_text_is_put_together_before_it_is_marked() -> None:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKING:
                    assert not any(isinstance(each, (ast.JoinedStr, ast.BinOp)) for each in node.args), (
                        path,
                        node.lineno,
                    )


def test_a_text_that_is_marked_for_later_is_said_in_the_readers_language_wherever_it_is_used() -> None:
    trees = {path: ast.parse(path.read_text("utf8")) for room in SPEAKING for path in (ROOT / room).rglob("*.py")}
    marked = {
        target.id
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "N_"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert len(marked) > 10
    for path, tree in trees.items():
        said = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in SAYING]
        inside = {id(each) for call in said for argument in call.args for each in ast.walk(argument)}
        for node in ast.walk(tree):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in marked and isinstance(node.ctx, ast.Load):  # type: ignore[attr-defined]
                of_a_table = isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "troubles"
                assert id(node) in inside or of_a_table, (path, node.lineno, name)


def test_no_rule_and_no_statement_holds_a_sentence() -> None:
    found = []
    for path in (each for room in ("domain", "store") for each in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf8"))
        nodes = list(ast.walk(tree))
        docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        # What a programmer or an administrator reads in a log or on the terminal.
        raised = {id(each) for node in nodes if isinstance(node, ast.Raise) for each in ast.walk(node)}
        for node in nodes:
            text = node.value if isinstance(node, ast.Constant) and id(node) not in docs | raised else None
            if isinstance(text, str) and SENTENCE.search(text) and str(path.relative_to(ROOT)) not in NO_SENTENCES:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {text[:80]!r}")
    assert not found, "\n".join(found)


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


# What is said


def test_facts_are_text_whatever_they_hold() -> None:
    evil = "<b>{who}</b> & :tada: *x* <!channel>"
    parts = say("{who} asks: <b>{what}</b>", who=evil, what="{who}")
    assert [part["text"] for part in parts] == [evil + " asks: ", "{who}"]
    assert parts[1]["style"] == {"bold": True}
    assert plain("{who} asks: <b>{what}</b>", who=evil, what="{who}") == f"{evil} asks: {{who}}"


def test_a_fact_may_be_a_person_or_several_parts() -> None:
    mention = {"type": "user", "user_id": "U1"}
    parts = say("With {who} since <i>{day}</i>", who=mention, day=date(2027, 1, 5))  # type: ignore[arg-type]
    assert parts == [
        {"type": "text", "text": "With "},
        mention,
        {"type": "text", "text": " since "},
        {"type": "text", "text": "5 January 2027", "style": {"italic": True}},
    ]


def test_a_fact_that_is_not_given_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("{who} asks", whom="Maya")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en-GB", "5 January 2027; a, b and c"),
        ("en-US", "January 5, 2027; a, b, and c"),
        ("", "5 January 2027; a, b and c"),
        ("tlh-XX", "5 January 2027; a, b and c"),
        ("not a code at all", "5 January 2027; a, b and c"),
    ],
)
def test_days_and_lists_follow_the_readers_country(code: str, said: str) -> None:
    with speaking(code):
        assert f"{day(date(2027, 1, 5))}; {joined(['a', 'b', 'c'])}" == said


def test_the_pseudo_language_draws_every_text_out_and_is_left_behind() -> None:
    with speaking(PSEUDO):
        assert plain(_("{count} of {limit}"), count=1, limit=2) == "⟦1 of 2~~~~~~⟧"
        assert ngettext("{count} day", "{count} days", 2).startswith("⟦{count} days")
    assert _("Approved") == "Approved"
    assert language("fi-FI").locale.language in (DEFAULT.split("-", maxsplit=1)[0], "fi")
