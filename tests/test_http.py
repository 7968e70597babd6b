"""What comes in over HTTP from anybody: only what Slack signed, and just now, does anything; nothing answers 500."""

import asyncio
import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.http import LONGEST_BODY
from tests.world import World

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
HELP = urlencode({"command": "/reference", "text": "help", "user_id": "U0MAYA", "team_id": "T1", "trigger_id": "1"})


class Caller:
    """Somebody who knows the address, and may know the secret."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self.world = world
        self.session = session
        self.url = str(world.slack.workspace.app.request_url)

    def headers(self, body: bytes, *, moment: str | None = None, content: str = FORM) -> dict[str, str]:
        """Headers as Slack makes them."""
        moment = moment or str(int(time.time()))
        secret = self.world.slack.workspace.app.signing_secret.encode()
        digest = hmac.new(secret, b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": f"v0={digest}",
            "Content-Type": content,
        }

    async def posts(self, body: bytes | str, headers: dict[str, str] | None = None, **how: str) -> tuple[int, str]:
        """Status and text; signed as Slack signs unless `headers` are given."""
        sent = body.encode() if isinstance(body, str) else body
        headers = self.headers(sent, **how) if headers is None else headers
        async with self.session.post(self.url, data=sent, headers=headers) as answer:
            return answer.status, await answer.text(errors="replace")

    async def gets(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Status and text of another page of the same server."""
        async with self.session.request(method, self.url.replace("/slack/events", path)) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def caller(world: World) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(world, session)


async def test_only_what_slack_signed_just_now_is_heard(caller: Caller) -> None:
    good = caller.headers(HELP.encode())
    status, said = await caller.posts(HELP, good)
    assert status == 200
    assert "Type /reference" in said
    mime = {"Content-Type": FORM}
    stale = str(int(time.time()) - 400)
    early = str(int(time.time()) + 400)
    for headers in (
        {},
        mime,
        {**good, "X-Slack-Signature": "v0=" + "0" * 64},
        {**good, "X-Slack-Signature": ""},
        {**good, "X-Slack-Signature": "v0=üñï"},
        {key: value for key, value in good.items() if key != "X-Slack-Signature"},
        {key: value for key, value in good.items() if key != "X-Slack-Request-Timestamp"},
        {**good, "X-Slack-Request-Timestamp": "yesterday"},
        {**good, "X-Slack-Request-Timestamp": "-1"},
        {**good, "X-Slack-Request-Timestamp": "1e9"},
        {**good, "X-Slack-Request-Timestamp": "9" * 5000},
        {**good, "X-Slack-Request-Timestamp": "١٢٣"},
        caller.headers(HELP.encode(), moment=stale),
        caller.headers(HELP.encode(), moment=early),
    ):
        assert await caller.posts(HELP, headers) == (401, ""), headers
    assert (await caller.posts(HELP + "&text=other", good))[0] == 401


@pytest.mark.parametrize("signed", [True, False])
async def test_what_cannot_be_read_is_refused_and_never_breaks_anything(caller: Caller, signed: bool) -> None:
    for body, content in (
        (b"", FORM),
        (b"", JSON),
        (b"\xff\xfe\x00", FORM),
        (b"\xff\xfe\x00", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"7", JSON),
        (b"null", JSON),
        (b"payload=", FORM),
        (b"payload=%7B", FORM),
        (b"payload=[1]", FORM),
        (b"%%%&&&===", FORM),
        (b"nothing", "text/plain"),
    ):
        headers = None if signed else {"Content-Type": content}
        status, _ = await caller.posts(body, headers, **({"content": content} if signed else {}))
        assert status in ((400, 401, 404) if signed else (401,)), (body, content, status)


async def test_what_slack_never_asks_for_is_unknown_and_not_an_error(caller: Caller) -> None:
    unknown = {
        "command": HELP.replace("%2Freference", "%2Fnothing"),
        "kind": urlencode({"payload": json.dumps({"type": "new_in_2031", "user": {"id": "U0MAYA"}})}),
        "empty": urlencode({"payload": "{}"}),
    }
    for name, body in unknown.items():
        assert (await caller.posts(body))[0] == 404, name
    event = json.dumps({"type": "event_callback", "event": {"type": "new_in_2031", "user": "U0MAYA"}})
    assert (await caller.posts(event, content=JSON))[0] in (200, 404)


async def test_a_huge_body_is_refused_before_it_is_read_to_its_end(caller: Caller) -> None:
    huge = b"text=" + b"x" * LONGEST_BODY
    for headers in (caller.headers(huge), {"Content-Type": FORM}):
        async with caller.session.post(caller.url, data=io.BytesIO(huge), headers=headers) as answer:
            assert answer.status == 413
    assert (await caller.posts(HELP))[0] == 200


async def test_slack_may_ask_whether_the_address_is_ours(caller: Caller) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    status, said = await caller.posts(body, content=JSON)
    assert status == 200
    assert "abc" in said


async def test_other_methods_and_other_pages_are_not_for_slack(caller: Caller) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        assert (await caller.gets("/slack/events", method))[0] == 405, method
    for path in ("/", "/slack", "/slack/", "/slack/install", "/slack/events/more", "/docs"):
        assert (await caller.gets(path))[0] in (404, 405), path


async def test_a_submission_that_is_replayed_files_one_request(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    world, kept = caller.world, list[tuple[bytes, dict[str, str]]]()
    keeping = aiohttp.ClientSession.post

    def post(self: aiohttp.ClientSession, url: object, **how: object) -> object:
        if url == caller.url:
            kept.append((how["data"], how["headers"]))  # type: ignore[arg-type]
        return keeping(self, url, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(aiohttp.ClientSession, "post", post)
    await world.asks(world.maya, "Lumi")
    body, headers = next(each for each in reversed(kept) if b"view_submission" in each[0])
    for _ in range(2):
        status, said = await caller.posts(body, headers)
        assert status == 200
        assert "Sent" in said
    await world.settled()
    async with world.parts.desk.reading() as tx:
        maya = await tx.people.by_slack_id("U0MAYA")
        assert maya is not None
        assert (await tx.requests.open_of(maya[0].id, 9)).total == 1


async def test_an_approval_that_is_replayed_takes_no_second_point(caller: Caller) -> None:
    world = caller.world
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    world.slack.workspace.trouble.twice = True
    await world.ilkka.clicks("Approve")
    await world.settled()
    async with world.parts.desk.reading() as tx:
        (record,) = (await tx.customers.records([1])).values()
        assert [points for _, points in record.used] == [2]


async def test_a_load_balancer_is_told_that_we_are_well(caller: Caller) -> None:
    assert await caller.gets("/healthz") == (200, '{"ok":true}')
    assert await caller.gets("/readyz") == (200, '{"ok":true}')


async def loses_its_database(database_url: str) -> None:
    """Take the database away: the file is renamed, the server lets nobody in."""
    url = make_url(database_url)
    moved = f"{url.database}_gone"
    if url.get_backend_name() == "sqlite":
        await asyncio.to_thread(Path(str(url.database)).rename, moved)
    else:
        server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
        admin = await asyncpg.connect(server)
        await admin.execute(f"ALTER DATABASE {url.database} WITH ALLOW_CONNECTIONS false")
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", str(url.database)
        )
        await admin.close()


async def test_without_a_database_we_are_alive_but_not_ready(caller: Caller) -> None:
    await loses_its_database(caller.world.database_url)
    status, said = await caller.gets("/readyz")
    assert (status, json.loads(said)["ok"]) == (503, False)
    assert (await caller.gets("/healthz"))[0] == 200
