"""The page's addresses. What a person does goes through their `Seat`, as in tests; the rest only reads."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.file_server import download
from sandbox.page.acts import ActError, load_options, perform
from sandbox.page.html import dom_id
from sandbox.page.scene import Reading, Scene, people, person
from sandbox.page.troubles import (
    LONGEST_RETRY_AFTER,
    NotPossibleError,
    calm,
    panel,
    refusable,
    retry_after,
    switch,
    troubled,
)
from sandbox.playing import Player
from sandbox.seat import Seat
from sandbox.sockets import Sockets
from sandbox.workspace import Workspace

_HERE = Path(__file__).parent
_LOOPBACK = {"127.0.0.1", "localhost"}
_SECURITY = {
    # Nothing may come from, or go to, anywhere but the sandbox itself.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def page_routes(workspace: Workspace, seat: Callable[[str], Seat], player: Player, sockets: Sockets) -> list[BaseRoute]:
    """Everything the browser asks for. `seat` gives the seat of a person by id."""
    return _Page(workspace, seat, player, sockets).routes()


class _Page:
    """The page of one workspace; it keeps only how far each person has read."""

    def __init__(self, workspace: Workspace, seat: Callable[[str], Seat], player: Player, sockets: Sockets) -> None:
        self._workspace = workspace
        self._seat = seat
        self._player = player
        self._sockets = sockets
        self._reading = Reading()
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters |= {"initials": initials, "tint": tint, "slug": dom_id}

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.choose),
            Route("/as/{user}", self.enter),
            Route("/as/{user}/feed", self.feed),
            Route("/as/{user}/options", self.options),
            Route("/as/{user}/do", self.do, methods=["POST"]),
            Route("/as/{user}/clock", self.move_clock, methods=["POST"]),
            Route("/as/{user}/trouble", self.make_trouble, methods=["POST"]),
            Route("/as/{user}/file/{file}", self.file),
            Route("/as/{user}/{place}", self.show),
            Mount("/page/static", _Static(directory=_HERE / "static")),
        ]

    # Pages

    async def choose(self, request: Request) -> Response:
        _only_here(request)
        return self._html("people.html", title=self._workspace.name, people=people(self._workspace, self._reading))

    async def enter(self, request: Request) -> Response:
        scene = self._scene(request)
        return RedirectResponse(f"/as/{scene.user.id}/{scene.start()}")

    async def show(self, request: Request) -> Response:
        """The workspace as one person sees it at one place. Looking at a channel is reading it."""
        scene = self._scene(request)
        name = request.path_params["place"]
        if name == "dm":
            self._workspace.dm(scene.user.id)
        place = scene.place(name)
        if place is None:
            raise HTTPException(404, "There is no such place for this person.")
        if place.channel:
            self._reading.read(scene.user.id, self._workspace.channels[place.channel])
        app = self._workspace.app
        now = scene.now
        return self._html(
            "workspace.html",
            title=f"{place.name} · {scene.user.real_name}",
            app=app.name,
            me=person(scene),
            people=people(self._workspace, self._reading),
            clock={"iso": now.isoformat(), "words": f"{now:%a %-d %b, %H:%M}"},
            sidebar=scene.sidebar(),
            place=place,
            days=scene.days(place) if place.channel else [],
            home=scene.home() if place.id == "home" else None,
            modals=scene.modals(),
            notice=scene.notice(),
            commands=app.commands.values(),
            global_shortcuts=list(scene.shortcuts("global")),
            message_shortcuts=list(scene.shortcuts("message")),
            playing=self._player.playing,
            troubled=troubled(self._workspace),
            troubles=panel(self._workspace),
            refusable=refusable(self._workspace),
            retry_after=self._workspace.trouble.retry_after,
            longest_wait=LONGEST_RETRY_AFTER,
            sockets=len(self._sockets.connections),
            were_cut=self._sockets.were_cut,
            over_http=bool(app.request_url),
        )

    async def feed(self, request: Request) -> Response:
        """One line whenever something this person may see has changed, or somebody got mail."""
        user = self._scene(request).user.id

        async def lines() -> AsyncIterator[str]:
            with self._workspace.changed.subscribed() as queue:
                yield ": hello\n\n"
                while (change := await queue.get()) is not None:
                    concerns = change.user in (None, user) or change.surface.startswith("D")
                    if concerns and change.surface != "calls":
                        yield f"data: {change.surface}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def file(self, request: Request) -> Response:
        """Let a person keep a file that stands in one of their channels or DMs."""
        user, file_id = self._scene(request).user, request.path_params["file"]
        seen = {file.id for file in self._seat(user.id).files}
        if file_id not in seen:
            raise HTTPException(404, "There is no such file for this person.")
        return download(self._workspace.files, file_id, _SECURITY)

    # Acts

    async def do(self, request: Request) -> Response:
        user, what = self._scene(request).user, await self._body(request)
        try:
            verdict = await perform(self._seat(user.id), self._workspace, what)
        except ActError as gone:
            return JSONResponse({"ok": False, "words": str(gone)})
        return JSONResponse({"ok": verdict.ok, "words": verdict.words})

    async def options(self, request: Request) -> Response:
        user = self._scene(request).user
        try:
            html, words = await load_options(self._seat(user.id), self._workspace, request.query_params)
        except ActError as gone:
            html, words = Markup(""), str(gone)
        return JSONResponse({"html": html, "words": words})

    async def move_clock(self, request: Request) -> Response:
        """Move business time: an hour, to the person's next morning or Monday at 09:00, or a week at a run."""
        scene, move = self._scene(request), (await self._body(request)).get("move")
        clock = self._workspace.clock
        if move == "Play a week":
            self._player.play(scene.zone)
        elif move == "Stop":
            await self._player.stop()
        elif move == "+1 hour":
            clock.advance(timedelta(hours=1))
        else:
            # Never a day later at the same hour: an app that keeps office hours would be silent every evening.
            morning = scene.now.replace(hour=9, minute=0, second=0, microsecond=0)
            days = -scene.now.weekday() % 7 or (7 if morning <= scene.now else 0)
            clock.move_to(morning + timedelta(days=days if move == "to Monday 09:00" else 1))
        return JSONResponse({"ok": True, "words": ""})

    async def make_trouble(self, request: Request) -> Response:
        """Set one thing; without a name, all is well again. "connections" cuts the app's sockets, once."""
        body = await self._body(request)
        name, value = body.get("name"), body.get("value")
        try:
            if name == "connections":
                await self._sockets.cut()
            elif name is None:
                calm(self._workspace)
            elif name == "retry_after":
                retry_after(self._workspace, str(value))
            else:
                switch(self._workspace, str(name), on=value is True)
        except NotPossibleError as wrong:
            return JSONResponse({"ok": False, "words": str(wrong)})
        return JSONResponse({"ok": True, "words": ""})

    # Helpers

    def _scene(self, request: Request) -> Scene:
        _only_here(request)
        user = self._workspace.users.get(request.path_params["user"])
        if user is None or user.is_bot:
            raise HTTPException(404, "Nobody here has this id.")
        return Scene(self._workspace, user, self._reading)

    async def _body(self, request: Request) -> Mapping[str, Any]:
        """The JSON that page.js sent. A form on another site can neither send JSON nor hide its origin."""
        origin = request.headers.get("origin")
        same = origin is None or urlsplit(origin).netloc == request.headers.get("host")
        if not same or request.headers.get("content-type") != "application/json":
            raise HTTPException(403, "Only the page itself may do this.")
        body = await request.json()
        if not isinstance(body, dict):
            raise HTTPException(400, "An object was expected.")
        return body

    def _html(self, template: str, **values: Any) -> Response:
        html = self._templates.get_template(template).render(team=self._workspace.name, **values)
        return HTMLResponse(html, headers=_SECURITY)


class _Static(StaticFiles):
    """Style and scripts, asked for anew each time: after an update no browser may mix old with new."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _only_here(request: Request) -> None:
    """Refuse a foreign host name that was made to point at this machine: behind it stands another site."""
    if request.url.hostname not in _LOOPBACK:
        raise HTTPException(403, "Only this machine may look.")


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def tint(name: str) -> str:
    """One of eight colours, always the same for a name."""
    return f"tint-{crc32(name.encode()) % 8}"
