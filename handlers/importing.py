"""A customer file into the desk: read, checked, and written in chunks; every refused row with its reason."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from domain.importing import CustomerRow, Rejected, read_customers
from domain.wording import company_words, unresolved
from store.tx import Store

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. `ignored`: headings nobody knows. In a dry run nothing was written.

    unresolved: industry labels that stand for no industry the search knows, with how many rows carry each.
    """

    new: int
    known: int
    rejected: tuple[Rejected, ...]
    ignored: tuple[str, ...]
    dry_run: bool
    unresolved: tuple[tuple[str, int], ...] = ()

    @property
    def read(self) -> int:
        return self.new + self.known + len(self.rejected)


async def import_customers(
    store: Store, lines: Iterable[str], *, dry_run: bool = False, progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Import a customer file; `progress` is told how many rows each chunk had. Raises Refusal for an unreadable file.

    Every chunk is one short transaction, so that a running bot never waits long. A file that was cut off halfway is
    imported again from the start: the same rows change nothing.
    """
    async with store.reading() as tx:
        reading = read_customers(lines, today=tx.policy.day(tx.now))
    rejected: list[Rejected] = []
    labels: Counter[str] = Counter()
    new = known = 0
    while chunk := list(islice(reading, CHUNK)):
        rejected += [row for row in chunk if isinstance(row, Rejected)]
        rows = [row for row in chunk if isinstance(row, CustomerRow)]
        labels.update(row.industry for row in rows)
        done = await store.write_customers(rows, reading.given, dry_run=dry_run)
        new, known = new + done.new, known + done.known
        progress(len(chunk))
    async with store.reading() as tx:
        strange = unresolved(labels.most_common(), company_words(await tx.vocabulary.all()))
    return Report(new, known, tuple(rejected), tuple(reading.ignored), dry_run, tuple(strange))
