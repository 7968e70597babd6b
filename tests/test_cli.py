"""The command line as people use it: real processes, real signals, real files."""

import os
import re
import signal
import socket
from asyncio import StreamReader
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.manifest import shipped_manifest
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from tests.nursery import Process, born
from tests.patience import patient_slack
from tests.world import PEOPLE

CSV = "Account ID,Account Name,Industry,Number of Employees,Owner email\n"


class Shell:
    """A folder with its own settings to run commands in."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REFDESK_", "SLACK_"))}
        self.environment = {**kept, "NO_COLOR": "1", "COLUMNS": "160", **settings}

    async def starts(self, *words: str) -> Process:
        return await born("bot.cli.main", *words, environment=self.environment, folder=self.folder)

    async def runs(self, *words: str) -> tuple[int, str]:
        """Run to the end; gives the exit code and everything that was printed."""
        process = await self.starts(*words)
        printed, complained = await process.communicate()
        return process.returncode or 0, (printed + complained).decode()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, REFDESK_DATABASE_URL=f"sqlite:///{tmp_path / 'refdesk.db'}")


@asynccontextmanager
async def a_slack() -> AsyncIterator[Sandbox]:
    async with patient_slack(Workspace.from_manifest(shipped_manifest(), PEOPLE, ["general"])) as slack:
        yield slack


def connected(shell: Shell, slack: Sandbox, *, sockets: bool = False) -> Shell:
    """The shell with the tokens of this sandbox."""
    app = slack.workspace.app
    shell.environment |= {
        "REFDESK_SLACK_BOT_TOKEN": app.bot_token,
        "REFDESK_SLACK_API_URL": slack.api_url,
        "REFDESK_PROGRAMME_MANAGERS": "U0PETRA",
        "REFDESK_PORT": "0" if sockets else str(_free_port()),
    }
    if sockets:
        shell.environment.pop("REFDESK_PORT")
        shell.environment["REFDESK_SLACK_APP_TOKEN"] = app.app_token
    else:
        shell.environment["REFDESK_SLACK_SIGNING_SECRET"] = app.signing_secret
    return shell


async def said(process: Process, words: str) -> str:
    """Wait until the process has said `words` on stderr; gives that line."""
    return (await printed(process.stderr, words)).splitlines()[-1]


async def printed(stream: StreamReader | None, words: str) -> str:
    """Everything up to the line with `words`."""
    assert stream is not None
    lines = ""
    while line := (await stream.readline()).decode():
        lines += line
        if words in line:
            return lines
    raise AssertionError(f"it never said {words!r}:\n{lines}")


async def test_what_is_wrong_with_the_settings_is_said_all_at_once(shell: Shell) -> None:
    shell.environment |= {"REFDESK_SLACK_BOT_TOKEN": "xapp-no", "REFDESK_TIMEZONE": "Mars/Base"}
    code, words = await shell.runs("run")
    assert code == 1
    assert "xoxb-" in words
    assert "REFDESK_TIMEZONE" in words
    assert "REFDESK_SLACK_APP_TOKEN" in words
    assert "Traceback" not in words


async def test_run_refuses_a_database_without_its_schema(shell: Shell) -> None:
    async with a_slack() as slack:
        code, words = await connected(shell, slack).runs("run")
    assert code == 1
    assert "refdesk migrate" in words


async def test_an_import_says_what_it_did_and_why_it_refused_a_row(shell: Shell) -> None:
    file = shell.folder / "customers.csv"
    file.write_text(CSV + "1,Lumi,Retail,10,ilkka@norrsken.example\n2,,Retail,10,\n3,Kolo,Retail,many,\n")
    code, words = await shell.runs("import", str(file))
    assert (code, "refdesk migrate" in words) == (1, True)
    assert (await shell.runs("migrate"))[0] == 0

    code, words = await shell.runs("import", str(file), "--dry-run")
    assert code == 1
    assert "would be new" in words
    code, words = await shell.runs("import", str(file))
    assert "2 customers new" in words
    assert "1 cell not read" in words
    assert re.search(r"\b3\b.*Account Name is empty", words)
    assert re.search(r"\b4\b.*Number of Employees", words)
    code, words = await shell.runs("import", str(file))
    assert "0 customers new, 2 brought up to date" in words
    code, words = await shell.runs("import", "nowhere.csv")
    assert (code, "There is no file" in words) == (1, True)
    file.write_text("Colour\nred\n")
    code, words = await shell.runs("import", str(file))
    assert (code, "needs a heading for the customer's name" in words) == (1, True)


async def test_an_export_is_for_its_owner_only_and_says_what_it_left_out(shell: Shell) -> None:
    file = shell.folder / "customers.csv"
    file.write_text("Account ID,Account Name,Classified\n1,Öresund,no\n2,Umbra,yes\n")
    await shell.runs("migrate")
    await shell.runs("import", str(file))
    code, words = await shell.runs("export", "--out", "out")
    assert (code, "1 classified customers were left out" in words) == (0, True)
    assert "Öresund" not in words
    written = sorted((shell.folder / "out").iterdir())
    assert [path.name for path in written] == ["consents.csv", "customers.csv", "ledger.csv", "requests.csv"]
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert written[1].read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Umbra" not in written[1].read_text(encoding="utf-8-sig")
    code, words = await shell.runs("export", "--out", "-", "--only", "customers", "--classified")
    assert (code, words.count("Umbra"), words.count("Öresund")) == (0, 1, 1)


async def test_an_import_asks_slack_who_the_owners_are_and_says_who_is_missing(shell: Shell) -> None:
    file = shell.folder / "customers.csv"
    file.write_text("ID,Name,Account Owner\n1,Lumi,Ilkka Saarinen\n2,Kolo,Nobody Known\n")
    await shell.runs("migrate")
    async with a_slack() as slack:
        code, words = await connected(shell, slack, sockets=True).runs("import", str(file))
    assert (code, "Nobody Known (1): nobody in Slack has this name" in words) == (0, True)
    assert "Ilkka Saarinen (" not in words
    file.write_text("ID,Name\n1,Lumi\n")
    code, words = await shell.runs("import", str(file), "--missing", "leave", "--yes")
    assert (code, "1 of 2 customers are not in the file: they have left." in words) == (0, True)
    file.write_text("ID,Name,Account Owner\n1,Lumi,Aino Korhola\n")
    shell.environment["REFDESK_SLACK_BOT_TOKEN"] = "xoxb-wrong"
    code, words = await shell.runs("import", str(file))
    assert (code, "refdesk doctor" in words, "Traceback" in words) == (1, True, False)


@pytest.mark.parametrize("sockets", [False, True], ids=["http", "sockets"])
async def test_run_answers_slack_and_stops_when_told(shell: Shell, sockets: bool) -> None:
    async with a_slack() as slack:
        connected(shell, slack, sockets=sockets)
        await shell.runs("migrate")
        with socket.create_server(("127.0.0.1", 0)) as free:
            shell.environment["REFDESK_METRICS_PORT"] = str(free.getsockname()[1])
        process = await shell.starts("run")
        line = await said(process, "refdesk ")
        measured = re.search(r"http://127\.0\.0\.1:\d+/metrics", await said(process, "Metrics"))
        assert measured is not None
        async with aiohttp.ClientSession() as session, session.get(measured.group()) as answer:
            assert "refdesk_database_up 1.0" in await answer.text()
        if not sockets:
            found = re.search(r"http://\S+", line)
            assert found is not None
            slack.workspace.app.request_url = found.group()
            async with (
                aiohttp.ClientSession() as session,
                session.get(found.group().replace("/slack/events", "/readyz")) as answer,
            ):
                assert answer.status == 200
        verdict = await slack.seat("U0MAYA").types("/reference help")
        assert verdict.ok, verdict

        code, words = await shell.runs("run")
        assert (code, "Another `refdesk run`" in words) == (1, True)

        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_the_demo_says_where_its_page_is_and_ctrl_c_ends_it(shell: Shell) -> None:
    process = await shell.starts("demo", "--port", "0")
    page = re.findall(r"http://127\.0\.0\.1:\d+", await printed(process.stdout, "Ctrl-C"))[-1]
    async with aiohttp.ClientSession() as session, session.get(page) as answer:
        assert "Maya Lindholm" in await answer.text()
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
    with pytest.raises(aiohttp.ClientError):
        async with aiohttp.ClientSession() as session, session.get(page):
            pass


async def test_the_demo_takes_ones_own_customers(shell: Shell) -> None:
    file = shell.folder / "own.csv"
    file.write_text(CSV + "1,Ownly,Retail,10,\n2,,Retail,10,\n")
    process = await shell.starts("demo", "--port", "0", "--portfolio", str(file))
    said = await printed(process.stdout, "Ctrl-C")
    assert "with 1 customers" in said
    assert "Account Name is empty" in said
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def test_doctor_names_what_is_wrong_and_fails(shell: Shell) -> None:
    async with a_slack() as slack:
        connected(shell, slack, sockets=True)
        code, words = await shell.runs("doctor")
        assert code == 1
        assert "refdesk migrate" in words
        await shell.runs("migrate")
        code, words = await shell.runs("doctor")
        assert code == 0, words


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
