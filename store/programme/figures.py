"""What metrics ask of the database: a few figures, each found through an index."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from store.db.engine import Connection, long
from store.db.statuses import OPEN
from store.db.tables import budget_periods, deliveries, requests


@dataclass(frozen=True, slots=True)
class Figures:
    """How things stand. oldest_seconds: how long the oldest delivery has waited, 0 for none; dead: by code."""

    waiting: float
    oldest_seconds: float
    points_used: float
    dead: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def unknown() -> "Figures":
        """What is said while the database does not answer: not a number, and never a zero."""
        return Figures(math.nan, math.nan, math.nan)


class FiguresReader:
    """The figures of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def figures(self, now: datetime, quarter: date) -> Figures:
        """Read them; `quarter`: its first day."""
        owed = select(func.count(), func.min(deliveries.c.owed_at)).where(deliveries.c.state == "owed")
        waiting, since = (await self._connection.execute(owed)).one()
        dead = select(deliveries.c.error, func.count()).where(deliveries.c.state == "dead").group_by(deliveries.c.error)
        statuses = select(requests.c.status, func.count()).where(requests.c.status.in_(OPEN))
        points = select(func.sum(budget_periods.c.used)).where(budget_periods.c.quarter == quarter)
        counted = (await self._connection.execute(statuses.group_by(requests.c.status))).all()
        return Figures(
            waiting=waiting,
            oldest_seconds=max(0.0, (now - since).total_seconds()) if since else 0.0,
            points_used=(await self._connection.execute(long(points))).scalar() or 0,
            dead={str(code): count for code, count in await self._connection.execute(dead)},
            requests=dict.fromkeys(OPEN, 0) | {row.status: row[1] for row in counted},
        )
