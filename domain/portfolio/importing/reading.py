"""Reads customers from a CSV text, one row at a time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.activities import DEFAULTS, Activity
from domain.portfolio.importing.body import Body
from domain.portfolio.importing.cells import read_cells
from domain.portfolio.importing.columns import understand
from domain.portfolio.importing.faults import Fault, FaultKind, cut
from domain.portfolio.importing.formulas import restored
from domain.portfolio.importing.rows import ImportedCustomer, Rejected
from domain.portfolio.importing.text import Records
from domain.portfolio.importing.values import ActivityNames, tidy, visible
from domain.refusals import Reason, Refusal


def read_customers(lines: Iterable[str], *, today: date, activities: Sequence[Activity] = DEFAULTS) -> "CustomerFile":
    """Every row of a customer file as a `CustomerRow` or a `Rejected`, in the file's order; blank rows are passed over.

    lines: an open text file (newline="") or its lines; or the whole text. today: what days are counted from.
    activities: those of the policy in force.
    Raises Refusal at once where nothing can be read: an empty file, or no column for the name.
    """
    return CustomerFile(lines, today=today, activities=activities)


class CustomerFile(Iterator[ImportedCustomer | Rejected]):
    """A customer file being read, once, from front to back.

    ignored: headings nobody knows, as the file writes them. given: the columns found, by their own names; an import
    leaves alone what a file does not have. delimiter: the one the file uses.
    unread: rows of which not even the id could be read.
    Memory: one row, and each external id with its line to find duplicates.
    """

    def __init__(self, lines: Iterable[str], *, today: date, activities: Sequence[Activity]) -> None:
        self._records = Records(lines)
        self.delimiter = self._records.delimiter
        self._today = today
        self._activities = ActivityNames(activities)
        self._headings = self._first_record()
        self._body = Body(self._records, len(self._headings))
        places, self.ignored = understand(self._headings)
        self.given = frozenset(places)
        if "name" not in places:
            raise Refusal(Reason.NO_NAME_HEADING, headings=tuple(map(cut, self._headings)))
        # Without an id of its own a customer is known by its name.
        self._places = {"external_id": places["name"]} | places
        self._seen: dict[str, int] = {}
        self._refused: set[str] = set()
        self.unread = 0

    def names(self, external_id: str) -> bool:
        """Whether a row, read or rejected, was about this customer."""
        return external_id in self._seen or external_id in self._refused

    def __next__(self) -> ImportedCustomer | Rejected:
        line, cells = self._body.next_row()
        if isinstance(cells, Fault):
            self.unread += 1
            return Rejected(line, (cells,))
        filled = self._filled(cells)
        row, faults = read_cells(line, filled, self._today, self._activities)
        if row is not None and (before := self._seen.setdefault(row.external_id, line)) != line:
            typed = cut(row.external_id)
            faults, row = [Fault(FaultKind.SAME_ID, "external_id", facts={"typed": typed, "line": before})], None
        if not faults and row is not None:
            return row
        told = tuple(replace(fault, heading=self._heading(fault.column, cells)) for fault in faults)
        if row is None:
            self._remember_refused(tidy(filled.get("external_id", "")))
            return Rejected(line, told)
        return replace(row, unread=told)

    def _remember_refused(self, external_id: str) -> None:
        if external_id:
            self._refused.add(external_id)
        else:
            self.unread += 1

    def _first_record(self) -> list[str]:
        first = next(self._records, None)
        if first is None:
            raise Refusal(Reason.EMPTY_FILE)
        line, cells = first
        if isinstance(cells, Fault):
            raise Refusal(Reason.HEADINGS_UNREAD, line=line, fault=cells)
        while cells and not cells[-1].strip():
            cells.pop()
        return cells

    def _filled(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells that are not empty, by column; of several headings for one column the best that is filled."""
        filled = {}
        for column, where in self._places.items():
            for place in where:
                if text := _said(cells[place]):
                    filled[column] = text
                    break
        return filled

    def _heading(self, column: str, cells: Sequence[str]) -> str:
        """The heading of the cell that `_filled` took, as the file writes it."""
        where = self._places.get(column) or self._places["name"]
        return self._headings[next((place for place in where if _said(cells[place])), where[0])].strip()


# How Excel and CRMs keep a number from losing its zeros: ="0012345".
_WRAPPED = re.compile(r'="([^"]*)"')


def _said(cell: str) -> str:
    """What a cell says: without what no eye sees, and without the formula that keeps a number a text."""
    text = visible(cell).strip()
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1].strip() if wrapped else restored(text)
