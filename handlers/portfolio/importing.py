"""A customer file into the desk: read, checked, and written in chunks; every refused row with its reason."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from domain.people import Standing
from domain.portfolio.importing import Colleagues, Fault, ImportedCustomer, Rejected, Source, read_customers
from domain.refusals import Reason, Refusal
from domain.search.company_words import company_words, unresolved
from store.people import SlackProfile
from store.tx import Store, UnavailableError

CHUNK = 500
# More than one customer in this many does not leave from one file to the next: more likely it is the wrong file.
ONE_IN = 3

ListPeople = Callable[[], Awaitable[Sequence[SlackProfile]]]


class OnMissing(StrEnum):
    """What becomes of a customer that a file of the whole portfolio does not name."""

    LEAVE = "leave"
    PAUSE = "pause"


class Spared(StrEnum):
    """Why nothing becomes of customers that the file does not name."""

    UNREAD_ROWS = "unread_rows"  # they may be about them
    TOO_MANY = "too_many"  # more than one in ONE_IN


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `ignored`: headings nobody knows. In a dry run nothing was written.

    unread: cells that could not be read in rows that were, each with its line.

    unresolved: industry labels that stand for no industry the search knows, with how many rows carry each.
    unowned: owners' names that lead to no one person, how many people have each, and how many rows carry it.
    missing: active customers that the file does not name, of `active`; None where nobody asked. `spared`: why they were
    left as they are.
    """

    new: int
    known: int
    rejected: tuple[Rejected, ...]
    unread: tuple[tuple[int, Fault], ...]
    ignored: tuple[str, ...]
    dry_run: bool
    unresolved: tuple[tuple[str, int], ...] = ()
    unowned: tuple[tuple[str, int, int], ...] = ()
    missing: int | None = None
    active: int = 0
    spared: Spared | None = None

    @property
    def read(self) -> int:
        return self.new + self.known + len(self.rejected)


async def import_customers(
    store: Store,
    lines: Iterable[str],
    *,
    dry_run: bool = False,
    everybody: ListPeople | None = None,
    missing: OnMissing | None = None,
    sure: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Import a customer file, as `import_rows` does. Raises Refusal for an unreadable one."""
    async with store.reading() as tx:
        source = read_customers(lines, today=tx.policy.day(tx.now), activities=tx.policy.activities)
    return await import_rows(
        store, source, dry_run=dry_run, everybody=everybody, missing=missing, sure=sure, progress=progress
    )


async def import_rows(
    store: Store,
    source: Source,
    *,
    dry_run: bool = False,
    everybody: ListPeople | None = None,
    missing: OnMissing | None = None,
    sure: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Import customers from wherever they come; `progress` is told how many rows each chunk had.

    Every chunk is one short transaction, so that a running bot never waits long. A source that was cut off halfway is
    imported again from the start: the same rows change nothing.
    everybody: asks Slack for all its people; called once, and only where it gives an owner without an e-mail.
    missing: what becomes of customers that it does not name; of very many of them only if `sure`.
    """
    owners = _Owners(store, everybody, keep=not dry_run)
    rejected: list[Rejected] = []
    unread: list[tuple[int, Fault]] = []
    labels: Counter[str] = Counter()
    new = known = 0
    while chunk := list(islice(source, CHUNK)):
        rejected += [row for row in chunk if isinstance(row, Rejected)]
        rows = await owners.found([row for row in chunk if isinstance(row, ImportedCustomer)])
        unread += [(row.line, cell) for row in rows for cell in row.unread]
        labels.update(row.industry for row in rows)
        try:
            done = await store.write_customers(rows, source.given, dry_run=dry_run)
        except UnavailableError as away:
            if dry_run or not new + known:
                raise
            raise Refusal(Reason.IMPORT_CUT_OFF, cause=str(away), rows=new + known) from None
        new, known = new + done.new, known + done.known
        progress(len(chunk))
    async with store.reading() as tx:
        strange = unresolved(labels.most_common(), company_words(await tx.vocabulary.all(), tx.policy.offered))
    report = ImportReport(
        new, known, tuple(rejected), tuple(unread), source.ignored, dry_run, tuple(strange), owners.unknown()
    )
    return report if missing is None else await _settle(store, source, report, missing, sure=sure)


async def _settle(
    store: Store, source: Source, report: ImportReport, missing: OnMissing, *, sure: bool
) -> ImportReport:
    """Let those leave, or pause, that the file does not name; where that looks like a mistake, say so instead."""
    async with store.snapshot() as tx:
        gone, active = await tx.removals.unnamed(source.names)
    before = active if report.dry_run else active - report.new
    report = replace(report, missing=len(gone), active=before)
    if source.unread:
        return replace(report, spared=Spared.UNREAD_ROWS)
    if len(gone) * ONE_IN > before and not sure:
        return replace(report, spared=Spared.TOO_MANY)
    if not report.dry_run:
        for start in range(0, len(gone), CHUNK):
            async with store.transaction() as tx:
                settle = tx.removals.remove if missing is OnMissing.LEAVE else tx.removals.pause
                await settle(gone[start : start + CHUNK])
    return report


class _Owners:
    """Finds the e-mails of owners whom the file only names."""

    def __init__(self, store: Store, everybody: ListPeople | None, *, keep: bool) -> None:
        self._store = store
        self._everybody = everybody
        self._keep = keep
        self._colleagues: Colleagues | None = None
        self._profiles: dict[str, SlackProfile] = {}
        self._namesakes: dict[str, int] = {}
        self._rows: Counter[str] = Counter()

    async def found(self, rows: Sequence[ImportedCustomer]) -> list[ImportedCustomer]:
        """The rows, those with an owner by name only with that owner's e-mail, where there is one."""
        if not any(row.owner_name for row in rows):
            return list(rows)
        self._colleagues = self._colleagues or await self._look_up()
        found = [self._with_owner(row, self._colleagues) for row in rows]
        if self._keep:
            await self._learn({row.owner for row in found if row.owner in self._profiles})
        return found

    def unknown(self) -> tuple[tuple[str, int, int], ...]:
        """Names that led to no one person, how many people have each, and how many rows, the most first."""
        return tuple((name, self._namesakes[name], many) for name, many in self._rows.most_common())

    async def _look_up(self) -> Colleagues:
        if self._everybody is None:
            async with self._store.reading() as tx:
                return Colleagues(await tx.people.names())
        members = [one for one in await self._everybody() if one.standing is Standing.MEMBER and one.email]
        self._profiles = {one.email: one for one in members if one.email}
        return Colleagues((one.name, email) for email, one in self._profiles.items())

    def _with_owner(self, row: ImportedCustomer, colleagues: Colleagues) -> ImportedCustomer:
        if not row.owner_name:
            return row
        emails = colleagues.emails(row.owner_name)
        if len(emails) == 1:
            return replace(row, owner=next(iter(emails)), owner_name="")
        self._namesakes[row.owner_name] = len(emails)
        self._rows[row.owner_name] += 1
        return row

    async def _learn(self, emails: set[str]) -> None:
        """Keep who they are, so that they are known next time even without Slack."""
        async with self._store.transaction() as tx:
            for email in sorted(emails):
                await tx.people.learn(self._profiles.pop(email), tx.now)
