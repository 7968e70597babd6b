"""What may stand between refdesk and Slack: a proxy that cuts, hangs, or answers what no Slack answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp
from aiohttp import web

from store.db.deadline import Limits
from tests.patience import PATIENT
from tests.world import LUMI, World, bot_at, opened

TROUBLES = ("reset", "hang", "html", "bad_json", "no_object", "redirect", "redirect_to_html", "empty", "no_answer_503")


@dataclass
class Front:
    """Passes everything on, but answers methods that begin with `methods` with `trouble` ("" is none)."""

    behind: str
    trouble: str = ""
    methods: str = "views."
    met: int = 0
    url: str = ""
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What the caller gets."""
        method = request.path.rpartition("/")[2]
        if request.path == "/login":
            return web.Response(text="<html>Who are you?</html>", content_type="text/html")
        if not self.trouble or not method.startswith(self.methods):
            return await self._passed_on(request, method)
        self.met += 1
        match self.trouble:
            case "reset":
                assert request.transport is not None
                request.transport.abort()
            case "hang":
                await self.ending.wait()
            case "html":
                return web.Response(text="<html>Down for maintenance</html>", content_type="text/html")
            case "bad_json":
                return web.Response(text='{"ok": tr', content_type="application/json")
            case "no_object":
                return web.json_response(["ok"])
            case "redirect":
                return web.Response(status=302)
            case "redirect_to_html":
                return web.Response(status=302, headers={"Location": "/login"})
            case "no_answer_503":
                return web.Response(status=503, text="upstream")
        return web.Response(text="", content_type="application/json")

    async def _passed_on(self, request: web.Request, method: str) -> web.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() in ("authorization", "content-type")}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                self.behind + method, params=request.query, data=await request.read(), headers=headers
            ) as answer,
        ):
            kept = {k: v for k, v in answer.headers.items() if k.lower() in ("content-type", "retry-after")}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)


@asynccontextmanager
async def standing(behind: str) -> AsyncIterator[Front]:
    """Stand in front of a Web API."""
    front = Front(behind)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", front.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    front.url = f"http://{host}:{port}/api/"
    try:
        yield front
    finally:
        front.ending.set()
        await runner.cleanup()


# What hangs is waited for no longer than this.
HURRIED = replace(PATIENT, look_up=2.0, click=4.0)


@asynccontextmanager
async def fronted(database_url: str, limits: Limits = PATIENT) -> AsyncIterator[tuple[World, Front]]:
    """A world whose bot reaches Slack through a proxy."""
    async with opened(database_url) as world, standing(world.slack.api_url) as front:
        await world.customers(LUMI)
        async with bot_at(world.slack, database_url, slack_url=front.url, limits=limits) as parts:
            yield replace(world, parts=parts), front
