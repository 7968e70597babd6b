"""The desk's data out: four CSV files, or one of them to wherever text can be written."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TextIO

from domain.portfolio.exporting import HEADINGS, cell, customer_row
from store.portfolio.exporting import CONSENTS, LEDGER, REQUESTS, ExportReader, ExportTable
from store.tx import Store


class Sheet(StrEnum):
    """What can be taken out. Customers are as `refdesk import` reads them."""

    CUSTOMERS = "customers"
    CONSENTS = "consents"
    REQUESTS = "requests"
    LEDGER = "ledger"


TABLES: Mapping[Sheet, ExportTable] = {Sheet.CONSENTS: CONSENTS, Sheet.REQUESTS: REQUESTS, Sheet.LEDGER: LEDGER}


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
                writer.writerow(TABLES[sheet].headings if sheet in TABLES else HEADINGS)
                async for rows in _rows(tx.export, sheet, classified=classified):
                    writer.writerows(rows)
                    done.rows[sheet] += len(rows)
                    progress(len(rows))
    return done


async def _rows(exporting: ExportReader, sheet: Sheet, *, classified: bool) -> AsyncIterator[list[list[str]]]:
    if table := TABLES.get(sheet):
        async for page in exporting.rows(table, classified=classified):
            yield [[cell(value) for value in row] for row in page]
    else:
        async for customers in exporting.portfolio(classified=classified):
            yield [customer_row(one) for one in customers]
