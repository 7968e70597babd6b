"""`/metrics` for Prometheus, with the two questions of a load balancer, on a port of its own: docs/metrics.md."""

import time
from collections.abc import Callable

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.http import health_routes
from bot.wiring import Parts
from handlers.desk import Desk
from store.programme.figures import Figures
from store.tx import UnavailableError


def metrics_app(parts: Parts, refused: Callable[[], bool] | None = None) -> Starlette:
    """The app for the metrics port; `refused` tells whether Slack has no socket for us."""

    async def metrics(_: Request) -> Response:
        return Response(await exposed(parts.desk), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return Starlette(routes=[Route("/metrics", metrics), *health_routes(parts, refused)])


async def exposed(desk: Desk) -> bytes:
    """Every measure as it stands now, in Prometheus' text form; a database that is away is said, not raised."""
    figures: Figures | None = None
    try:
        await desk.store.check()
        async with desk.reading() as tx:
            figures = await tx.figures.figures(tx.now, tx.policy.quarter(tx.policy.day(tx.now)).starts)
    except UnavailableError:
        pass
    age = max(0.0, time.time() - desk.finder.follower.seen)
    desk.metrics.look(figures, index_size=len(desk.finder.follower.catalogue.index), index_age=age)
    return generate_latest(desk.metrics.registry)
