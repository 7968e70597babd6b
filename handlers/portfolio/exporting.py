"""The desk's data out: four CSV files, or one of them to wherever text can be written."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TextIO

from domain.portfolio.exporting import HEADINGS, cell, customer_row
from store.portfolio.exporting import CONSENTS, LEDGER, REQUESTS, ExportReader, headings
from store.tx import Store


class Sheet(StrEnum):
    """What can be taken out. Customers are as `refdesk import` reads them."""

    CUSTOMERS = "customers"
    CONSENTS = "consents"
    REQUESTS = "requests"
    LEDGER = "ledger"


@dataclass(slots=True)
class ExportReport:
    """How many rows each sheet has, and how many classified customers were left out, with all that is about them."""

    rows: dict[Sheet, int] = field(default_factory=dict)
    withheld: int = 0


async def export(
    store: Store,
    sheets: Iterable[Sheet],
    opened: Callable[[Sheet], AbstractContextManager[TextIO]],
    *,
    classified: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ExportReport:
    """Write each sheet into the text that `opened` gives for it; all of them as they were at one moment."""
    done = ExportReport()
    async with store.snapshot() as tx:
        done.withheld = 0 if classified else await tx.export.withheld()
        for sheet in sheets:
            done.rows[sheet] = 0
            with opened(sheet) as text:
                writer = csv.writer(text)
                writer.writerow(_head(sheet))
                async for rows in _rows(tx.export, sheet, classified=classified):
                    writer.writerows(rows)
                    done.rows[sheet] += len(rows)
                    progress(len(rows))
    return done


def _head(sheet: Sheet) -> Sequence[str]:
    match sheet:
        case Sheet.CUSTOMERS:
            return HEADINGS
        case Sheet.CONSENTS:
            return headings(CONSENTS)
        case Sheet.REQUESTS:
            return headings(REQUESTS)
        case Sheet.LEDGER:
            return headings(LEDGER)


async def _rows(exporting: ExportReader, sheet: Sheet, *, classified: bool) -> AsyncIterator[list[list[str]]]:
    if sheet is Sheet.CUSTOMERS:
        async for customers in exporting.portfolio(classified=classified):
            yield [customer_row(one) for one in customers]
        return
    read = {Sheet.CONSENTS: exporting.consents, Sheet.REQUESTS: exporting.requests, Sheet.LEDGER: exporting.ledger}
    async for page in read[sheet](classified=classified):
        yield [[cell(value) for value in row] for row in page]
