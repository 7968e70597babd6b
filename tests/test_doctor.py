"""The doctor against the sandbox: what is fine is said, what is not comes with what to do."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import Check, examine
from bot.manifest import shipped_manifest
from bot.settings import Settings, load_settings
from sandbox.model import User
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from store.migrate import upgrade

PAULA = User("U0PAULA", "paula", "Paula Pro", email="paula@example.com")
PEOPLE = [
    PAULA,
    User("U0GONE", "gone", "Gone Person", deleted=True),
    User("U0GUEST", "guest", "Guest Person", is_restricted=True),
    User("U0OTHER", "other", "Other Person", is_stranger=True),
    User("U0BOT", "robot", "Robo", is_bot=True),
]
CHANNELS: list[str | dict[str, Any]] = [
    {"name": "digest", "with_app": True},
    {"name": "without"},
    {"name": "shared", "members": ["paula", "other"], "with_app": True},
    {"name": "old", "is_archived": True, "with_app": True},
    {"name": "private", "is_private": True, "members": ["paula"], "with_app": True},
]


@asynccontextmanager
async def slack(*, more: tuple[str, ...] = (), less: tuple[str, ...] = ()) -> AsyncIterator[Sandbox]:
    """A workspace in which our app is installed with `more` or `less` scopes than app.yaml names."""
    manifest = copy.deepcopy(shipped_manifest())
    scopes = manifest["oauth_config"]["scopes"]
    scopes["bot"] = [scope for scope in [*scopes["bot"], *more] if scope not in less]
    workspace = Workspace.from_manifest(manifest, [copy.copy(one) for one in PEOPLE], CHANNELS, name="Acme")
    async with Sandbox(workspace, page=False) as sandbox:
        yield sandbox


def settings_for(sandbox: Sandbox, folder: Path, **given: Any) -> Settings:
    app = sandbox.workspace.app
    return load_settings(
        env_file=None,
        **{
            "slack_bot_token": app.bot_token,
            "slack_app_token": app.app_token,
            "slack_api_url": sandbox.api_url,
            "data_dir": folder,
            "programme_managers": "U0PAULA",
            **given,
        },
    )


def about(findings: list[Check], name: str) -> Check:
    (finding,) = [finding for finding in findings if finding.name == name]
    return finding


async def test_everything_is_fine(tmp_path: Path) -> None:
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path, programme_managers="U0PAULA,Paula@example.com")
        await upgrade(settings.database_url)
        assert await examine(settings) == [
            Check("token", True, "refdesk is @refdesk in Acme."),
            Check("scopes", True, "All there, and no more than needed."),
            Check("app token", True, "Slack opens a socket for it."),
            Check("programme manager U0PAULA", True, "Found, active, a full member."),
            Check("programme manager Paula@example.com", True, "Found, active, a full member."),
            Check("digest channel", True, "None is set, so no digest is posted."),
            Check("database", True, "SQLite answers."),
            Check("migrations", True, "At the newest schema."),
            Check("deliveries", True, "Nothing is lost; 0 on their way."),
        ]


async def test_a_wrong_token_ends_the_questions_to_slack(tmp_path: Path) -> None:
    async with slack() as sandbox:
        findings = await examine(settings_for(sandbox, tmp_path, slack_bot_token="xoxb-wrong"))
        assert [finding.name for finding in findings] == ["token", "database"]
        assert not findings[0].ok and findings[0].words.startswith("Slack does not know this token")


async def test_an_uninstalled_app_is_told_so(tmp_path: Path) -> None:
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path)
        sandbox.workspace.app.installed = False
        assert about(await examine(settings), "token").words.startswith("The app is not installed any more")


async def test_slack_out_of_reach_is_told_so(tmp_path: Path) -> None:
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path)
    finding = about(await examine(settings), "token")
    assert finding.words == "Slack does not answer: look at the network and at REFDESK_SLACK_API_URL."


async def test_slack_being_down_is_told_so(tmp_path: Path) -> None:
    async with slack() as sandbox:
        sandbox.workspace.trouble.down = True
        finding = about(await examine(settings_for(sandbox, tmp_path)), "token")
    assert finding.words == "Slack does not answer: look at the network and at REFDESK_SLACK_API_URL."


async def test_scopes_are_compared_with_the_manifest(tmp_path: Path) -> None:
    async with slack(less=("im:write", "users:read.email")) as sandbox:
        finding = about(await examine(settings_for(sandbox, tmp_path)), "scopes")
        assert not finding.ok and finding.words.startswith("Missing: im:write, users:read.email. Put the shipped")
    async with slack(more=("im:history",)) as sandbox:
        finding = about(await examine(settings_for(sandbox, tmp_path)), "scopes")
        assert finding == Check("scopes", True, "All there; granted but not needed: im:history.")


async def test_without_the_optional_scope_a_digest_that_was_cut_off_is_for_a_person_to_look_at(tmp_path: Path) -> None:
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path, digest_channel=sandbox.workspace.channel("digest").id)
        assert "digest once" not in {finding.name for finding in await examine(settings)}
        sandbox.workspace.app.scopes -= {"channels:history", "groups:history"}
        assert "it then asks you to look" in about(await examine(settings), "digest once").words


async def test_a_wrong_app_token_is_told(tmp_path: Path) -> None:
    async with slack() as sandbox:
        finding = about(await examine(settings_for(sandbox, tmp_path, slack_app_token="xapp-wrong")), "app token")
        assert not finding.ok and finding.words.startswith("Slack does not know this token")


async def test_over_http_the_way_in_cannot_be_checked_from_inside(tmp_path: Path) -> None:
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path, slack_app_token="", slack_signing_secret="0123456789abcdef")
        finding = about(await examine(settings), "signing secret")
        assert finding.ok and not finding.checked


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("U0GONE", "This person has left: name somebody else in REFDESK_PROGRAMME_MANAGERS."),
        ("U0GUEST", "This person is a guest: name somebody else in REFDESK_PROGRAMME_MANAGERS."),
        ("U0OTHER", "This person belongs to another organisation: name somebody else in REFDESK_PROGRAMME_MANAGERS."),
        ("U0BOT", "This person is a bot: name somebody else in REFDESK_PROGRAMME_MANAGERS."),
        ("U0NOBODY", "Not in this Slack workspace: correct REFDESK_PROGRAMME_MANAGERS."),
        ("nobody@example.com", "Not in this Slack workspace: correct REFDESK_PROGRAMME_MANAGERS."),
    ],
)
async def test_programme_managers_are_active_full_members(who: str, words: str, tmp_path: Path) -> None:
    async with slack() as sandbox:
        findings = await examine(settings_for(sandbox, tmp_path, programme_managers=f"U0PAULA,{who}"))
        assert about(findings, "programme manager U0PAULA").ok
        assert about(findings, f"programme manager {who}") == Check(f"programme manager {who}", False, words)


async def test_somebody_has_to_look_after_the_programme(tmp_path: Path) -> None:
    async with slack() as sandbox:
        finding = about(await examine(settings_for(sandbox, tmp_path, programme_managers="")), "programme managers")
        assert not finding.ok and "REFDESK_PROGRAMME_MANAGERS" in finding.words


async def test_without_the_scope_the_digest_channel_is_left_to_the_person(tmp_path: Path) -> None:
    async with slack() as sandbox:
        channel = sandbox.workspace.channel("digest").id
        finding = about(await examine(settings_for(sandbox, tmp_path, digest_channel=channel)), "digest channel")
        assert finding.ok and not finding.checked and channel in finding.words


@pytest.mark.parametrize(
    ("name", "ok", "words"),
    [
        ("digest", True, "There, refdesk is in it, and no other company is."),
        ("without", False, "refdesk is not in it: type /invite @refdesk there."),
        ("shared", False, "People of another company are in it"),
        ("old", False, "It is archived: choose another one."),
        ("private", True, "Look yourself: refdesk may not look at such channels."),
        (None, False, "refdesk sees no such channel: correct REFDESK_DIGEST_CHANNEL"),
    ],
)
async def test_with_the_scope_the_digest_channel_is_looked_at(
    name: str | None, ok: bool, words: str, tmp_path: Path
) -> None:
    async with slack(more=("channels:read",)) as sandbox:
        channel = sandbox.workspace.channel(name).id if name else "C0UNKNOWN"
        finding = about(await examine(settings_for(sandbox, tmp_path, digest_channel=channel)), "digest channel")
        assert finding.ok is ok and finding.words.startswith(words)


async def test_a_missing_database_is_not_made_by_looking(tmp_path: Path) -> None:
    async with slack() as sandbox:
        finding = about(await examine(settings_for(sandbox, tmp_path)), "database")
        assert not finding.ok and finding.words.endswith("run `refdesk migrate`.")
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240


async def test_a_database_behind_is_told(tmp_path: Path) -> None:
    (tmp_path / "refdesk.db").touch()
    async with slack() as sandbox:
        findings = await examine(settings_for(sandbox, tmp_path))
        assert about(findings, "database").ok
        behind = about(findings, "migrations")
        assert not behind.ok and "refdesk migrate" in behind.words


@pytest.mark.parametrize("url", ["sqlite:///{folder}/refdesk.db", "postgresql://u:hunter2@127.0.0.1:9/refdesk"])
async def test_a_database_that_does_not_answer_is_told_without_its_password(url: str, tmp_path: Path) -> None:
    (tmp_path / "refdesk.db").write_text("this is no database, however long it may be " * 99)
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path, database_url=url.format(folder=tmp_path))
        finding = about(await examine(settings), "database")
        assert not finding.ok and finding.words.startswith("It does not answer (")
        assert "hunter2" not in finding.words


async def test_no_finding_holds_a_token(tmp_path: Path) -> None:
    async with slack() as sandbox:
        settings = settings_for(sandbox, tmp_path, slack_bot_token="xoxb-hunter2", slack_app_token="xapp-hunter2")
        assert "hunter2" not in repr(await examine(settings))
