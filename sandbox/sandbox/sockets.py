"""Socket Mode: the WebSocket connections an app has opened, and what is sent through them."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from sandbox.model import Json
from sandbox.workspace import Workspace

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    """One open WebSocket, and the envelopes that wait for an acknowledgement."""

    socket: WebSocket
    leaving: bool = False
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Sockets:
    """All connections of the app; any one of them receives a payload."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._turn = itertools.count()
        self.connections: list[Connection] = []
        self.were_cut = False

    @property
    def connected(self) -> bool:
        """Tell whether the app has a connection."""
        return bool(self.connections)

    async def serve(self, socket: WebSocket) -> None:
        """Keep one connection from its hello to its end."""
        await socket.accept()
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._workspace.socket_tickets:
            await _goodbye(socket, "link_disabled")
            return
        self._workspace.socket_tickets.discard(ticket)
        if len(self.connections) >= MOST_CONNECTIONS:
            await _goodbye(socket, "too_many_websockets")
            return
        connection = Connection(socket)
        self.connections.append(connection)
        try:
            await socket.send_text(json.dumps(self._hello()))
            self._workspace.changed.tell("sockets")
            while True:
                self._heard(connection, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass  # Starlette raises RuntimeError where we closed the socket ourselves.
        finally:
            self.connections.remove(connection)
            for waiting in connection.waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionError("the connection ended before the answer"))
                    waiting.exception()
            self._workspace.changed.tell("sockets")

    async def send(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Any:
        """Send an envelope and wait for its acknowledgement; returns the payload of that, or None.

        `kind`: "slash_commands", "interactive" or "events_api". Raises ConnectionError if the connection ends.
        """
        fresh = [each for each in self.connections if not each.leaving] or self.connections
        if not fresh:
            raise ConnectionError("the app has no connection")
        connection = fresh[next(self._turn) % len(fresh)]
        envelope = {
            "envelope_id": token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[str(envelope["envelope_id"])] = answer
        try:
            await connection.socket.send_text(json.dumps(envelope))
            return (await answer).get("payload")
        except (WebSocketDisconnect, RuntimeError) as gone:
            raise ConnectionError("the connection has ended") from gone
        finally:
            connection.waiting.pop(str(envelope["envelope_id"]), None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come back with a new one, as Slack does at will."""
        for connection in list(self.connections):
            connection.leaving = True
            await connection.socket.send_text(json.dumps({"type": "disconnect", "reason": reason}))

    async def cut(self) -> None:
        """End every connection without a word."""
        self.were_cut = bool(self.connections)
        for connection in list(self.connections):
            await connection.socket.close(1011)

    def _heard(self, connection: Connection, text: str) -> None:
        message = json.loads(text)
        waiting = connection.waiting.get(str(message.get("envelope_id", "")))
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._workspace.app.id},
        }


async def _goodbye(socket: WebSocket, reason: str) -> None:
    await socket.send_text(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}))
    if socket.application_state == WebSocketState.CONNECTED:
        await socket.close()
