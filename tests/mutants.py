"""Faults put in one at a time: the tests must catch each. `make mutants`, `python -m tests.mutants [WORDS OF A NAME]`.

A fault is told by the text it replaces, which must stand in its file exactly once: code that was rewritten makes the
list fail, not pass. Each runs in a copy of the checkout, on SQLite and PostgreSQL or on the one where it can be seen.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class Fault:
    """tests: where it must be caught. only: words a test's name must hold, as pytest's -k takes them."""

    name: str
    file: str
    old: str
    new: str
    tests: str
    only: str = "not postgresql"


FAULTS = (
    # Those of ../shared/faults.md, in its order.
    Fault(
        "an approval owes no introduction",
        "domain/requests/decisions.py",
        "_telling_owner(outcome, customer, by).telling(MessageType.INTRODUCE, introducer(approved, customer))",
        "_telling_owner(outcome, customer, by)",
        "tests/domain/requests",
    ),
    Fault(
        "the owner's notification counts the limit and not what is left",
        "blocks/requests/card.py",
        "activities.left(activity, view.budget.left // activity.points)",
        "activities.left(activity, view.budget.limit // activity.points)",
        "tests/requests tests/test_fallback.py",
    ),
    Fault(
        "a contact rests only after an agreed call, not before",
        "domain/portfolio/availability.py",
        "waits = [on + rest for on in mine if on - rest < day]",
        "waits = [on + rest for on in mine if on <= day]",
        "tests/domain/portfolio",
    ),
    Fault(
        "the statement that takes points has no limit",
        "store/tx.py",
        "where=or_(most.is_(None), used <= most)",
        "where=or_(most.is_(None), used <= most, used > most)",
        "tests/store",
        "",
    ),
    Fault(
        "a 429 pauses every channel",
        "handlers/slack/rate_limits.py",
        "place = (api_method, _channel(call))",
        'place = (api_method, "")',
        "tests/outbox",
    ),
    Fault(
        "a lease ignores other leases",
        "store/outbox/deliveries.py",
        ".where(deliveries.c.lease_until <= DATABASE_NOW)\n    .order_by",
        ".order_by",
        "tests/store tests/outbox",
        "",
    ),
    Fault(
        "everybody sees classified names",
        "domain/portfolio/customers.py",
        "return not self.classified or",
        "return True or",
        "tests/search tests/test_secrets.py tests/domain/portfolio",
    ),
    Fault(
        "nothing waits for the daily summary",
        "domain/requests/recipients.py",
        "return (waits is Waits.REMINDER and not due) or (waits is Waits.NEWS and by_time)",
        "return False",
        "tests/domain/requests tests/outbox/test_daily_summary.py",
    ),
    Fault(
        "the reminder comes at 60 and not 25 per cent",
        "domain/requests/escalation.py",
        "timedelta(0) if request.snoozed_until else reminder, 0.25)",
        "timedelta(0) if request.snoozed_until else reminder, 0.60)",
        "tests/domain/requests",
    ),
    Fault(
        "a bug's message reaches the log",
        "handlers/slack/errors.py",
        'return "".join(traceback.format_tb(bug.__traceback__))',
        'return "".join(traceback.format_exception(bug))',
        "tests/test_secrets.py tests/requests tests/outbox tests/test_bad_luck.py",
    ),
    Fault(
        "the second thank-you is the first again",
        "domain/requests/follow_ups.py",
        "return (FollowUp(MessageType.THANK_AGAIN, talks, max(reached)[1]),) if reached else ()",
        "return (FollowUp(MessageType.THANK_AGAIN, talks, min(reached)[1]),) if reached else ()",
        "tests/domain/requests tests/requests/test_fulfilment.py",
    ),
    Fault(
        "what was reserved is not released in its own quarter",
        "domain/requests/decisions.py",
        "            request.quarter,\n            -request.points,",
        "            replace(request, quarter=request.quarter.replace(year=request.quarter.year + 1)).quarter,\n"
        "            -request.points,",
        "tests/domain/requests tests/requests tests/store",
    ),
    Fault(
        "the fallback text is not escaped",
        "blocks/kit/shapes.py",
        "return RenderedMessage(escaped(text)",
        "return RenderedMessage(text",
        "tests/test_fallback.py tests/test_kit.py tests/test_refusals.py",
    ),
    Fault(
        "a move does not compare the version",
        "store/tx.py",
        '    requests.c.version == bindparam("was_version"),\n',
        '    bindparam("was_version") == bindparam("was_version"),\n',
        "tests/store",
        "",
    ),
    Fault(
        "the customer's row is not locked",
        "store/requests/requests.py",
        "_FOR_UPDATE = select(customers.c.id).with_for_update()",
        "_FOR_UPDATE = select(customers.c.id)",
        "tests/store tests/requests",
        "postgresql",
    ),
    Fault(
        "the commit was sent off is forgotten",
        "store/db/deadline.py",
        "        self.in_doubt = True\n        yield",
        "        yield",
        "tests/test_never_untrue.py tests/durability/test_database_gone.py tests/test_bad_luck.py",
        "",
    ),
    Fault(
        "a long SELECT holds the loop",
        "store/db/engine.py",
        "return statement.execution_options(long=True)",
        "return statement",
        "tests/programme tests/store tests/portfolio",
    ),
    Fault(
        "an older pick wins over a newer one",
        "handlers/slack/latest_click.py",
        "return self._last.get(click.view_id, click.at) == click.at",
        "return True",
        "tests/requests",
    ),
    Fault(
        "a decline offers no alternatives",
        "handlers/requests/card_data.py",
        "alternatives = await finder.alternatives(",
        "alternatives = Listed() if reader else await finder.alternatives(",
        "tests/requests",
    ),
    Fault(
        "the backup is asked late",
        "domain/requests/escalation.py",
        "policy.backup_days * day, 0.5)",
        "policy.backup_days * day * 2, 0.7)",
        "tests/domain/requests",
    ),
    Fault(
        "Home does not list lost messages",
        "blocks/home/home.py",
        "*dead_letters_view.lines(dead_letters), ",
        "",
        "tests/home tests/outbox tests/test_lists.py",
    ),
    Fault(
        "the alternatives name a classified customer",
        "handlers/index/finder.py",
        "found.setdefault(record.customer.key, as_seen_by(record.customer, reader).name)",
        "found.setdefault(record.customer.key, record.customer.name)",
        "tests/requests tests/search tests/test_secrets.py",
    ),
    Fault(
        "a call costs 3",
        "domain/activities.py",
        'search=("reference call",), points=2,',
        'search=("reference call",), points=3,',
        "tests/domain tests/test_tables.py",
    ),
    Fault(
        "a reminder that was overtaken is sent",
        "handlers/outbox/rendering.py",
        "if delivery.ts is None and overtaken(delivery.message_type, request, tx.policy, tx.now):",
        "if delivery.ts == overtaken:",
        "tests/outbox tests/requests",
    ),
    # Of "It can be believed".
    Fault(
        "a recorded no for the purpose is not seen",
        "domain/portfolio/availability.py",
        "    if said.answer is not Permission.NO:\n        return None\n    own",
        "    if said.answer is not Permission.NO or purpose is not Purpose.SALES:\n        return None\n    own",
        "tests/domain/portfolio tests/requests",
    ),
    Fault(
        "a button's key is not compared",
        "handlers/requests/clicks.py",
        "if place is None or not await tx.requests.told_at(key, *place):",
        "if place is None:",
        "tests/requests tests/test_outdated.py",
    ),
    Fault(
        "a list's heading counts what is shown and not what there is",
        "blocks/kit/listing.py",
        "title = counted(drawn.title, listed.total)",
        "title = counted(drawn.title, len(listed.items))",
        "tests/test_lists.py",
    ),
    Fault(
        "a card is adopted, and a request changed, before the person was checked",
        "handlers/requests/clicks.py",
        "            await check_right(tx, right, click.person, request, record)\n            if stale",
        "            if stale",
        "tests/requests",
    ),
)


def main(words: str) -> int:
    """Put in each fault whose name holds the words; returns how many were not caught."""
    chosen = [each for each in FAULTS if words in each.name]
    for fault in chosen:
        there = (ROOT / fault.file).read_text().count(fault.old)
        assert there == 1, f"{fault.name}: its text stands {there} times in {fault.file}"
    with ThreadPoolExecutor(SIDE_BY_SIDE) as several:
        caught = list(several.map(_caught, chosen))
    missed = [fault.name for fault, seen in zip(chosen, caught, strict=True) if not seen]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} caught")
    for name in missed:
        print(f"NOT CAUGHT: {name}")
    return len(missed)


def _caught(fault: Fault) -> bool:
    """Whether a test fails with this fault in the code."""
    with tempfile.TemporaryDirectory(prefix="refdesk-mutant-") as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "var", "__pycache__"))
        file = copy / fault.file
        file.write_text(file.read_text().replace(fault.old, fault.new))
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests.split()]
        if fault.only:
            command += ["-k", fault.only]
        # The copy's own packages come before the installed checkout.
        paths = os.pathsep.join((str(copy), str(copy / "sandbox")))
        run = subprocess.run(
            command, cwd=copy, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
        )
    found = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    print(f"{'caught' if run.returncode == 1 else 'NOT CAUGHT'}: {fault.name}: {(found or ['by no test'])[0][:150]}")
    assert run.returncode in (0, 1), run.stdout[-2000:] + run.stderr[-2000:]
    return run.returncode == 1


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
