"""The nouns of a Slack workspace, as plain dataclasses."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
"""A JSON object as it goes over the wire."""

Values = dict[str, dict[str, Json]]
"""What stands in inputs: block_id -> action_id -> Slack's value object ({"type": ..., "value": ...})."""


@dataclass
class User:
    """A person, or the app's bot user. `is_stranger` marks people of another organisation (Slack Connect)."""

    id: str
    name: str
    real_name: str
    email: str = ""
    locale: str = "en-GB"
    tz: str = "Europe/Helsinki"
    title: str = ""
    team_id: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False

    @property
    def is_guest(self) -> bool:
        """Tell whether this is a guest of the workspace (of one or of several channels)."""
        return self.is_restricted or self.is_ultra_restricted

    @property
    def is_member(self) -> bool:
        """Tell whether this is an active, full member: a person who is in the public channels."""
        return not (self.is_guest or self.is_stranger or self.is_bot or self.deleted)


@dataclass
class File:
    """A file. `content` is None until it was uploaded; `shared` tells that the upload was completed."""

    id: str
    name: str
    length: int
    user: str
    created: int
    key: str
    title: str = ""
    content: bytes | None = None
    shared: bool = False
    deleted: bool = False
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """What kind of file its name says it is."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        """Slack's short word for the kind: the end of its name."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else "binary"


@dataclass
class Message:
    """A posted or ephemeral message. `ts` names it within its channel; `stamp` orders everything on screen."""

    ts: str
    channel: str
    user: str
    text: str
    stamp: int
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    edited: str | None = None
    metadata: Json | None = None
    by_app: bool = False
    only_for: str | None = None
    """The one person who sees it, when it is ephemeral."""
    state: dict[str, Values] = field(default_factory=dict)
    """What each person has chosen in its inputs, by user id."""
    troubles: dict[str, str] = field(default_factory=dict)
    """What Slack shows beside it after a failed click, by user id."""
    files: list[File] = field(default_factory=list)

    @property
    def shown_files(self) -> list[File]:
        """Its files, without those that were deleted."""
        return [file for file in self.files if not file.deleted]

    @property
    def id(self) -> str:
        """A name for the page, unique in the workspace."""
        return f"{self.channel}-{self.ts}"


@dataclass
class Channel:
    """A public or private channel, or (`im_with` set) the DM between one person and the app."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    im_with: str | None = None
    created: int = 0
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        """Tell whether this is a direct message."""
        return self.im_with is not None


@dataclass
class View:
    """An open modal or a person's Home. `content` is the view as the app sent it, with ids filled in."""

    id: str
    user: str
    content: Json
    hash: str
    stamp: int
    root_id: str = ""
    previous_id: str | None = None
    state: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """What stands in red at an input, by block_id."""
    trouble: str | None = None
    """What Slack shows on the view after a failed click or submission."""
    late: set[tuple[str, str]] = field(default_factory=set)
    """The inputs (block_id, action_id) whose value came with an update and that nobody has touched since."""

    @property
    def type(self) -> str:
        """ "modal" or "home"."""
        return str(self.content["type"])

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks."""
        return list(self.content["blocks"])

    @property
    def callback_id(self) -> str:
        """The app's own name for the kind of view, or ""."""
        return str(self.content.get("callback_id") or "")


Surface = Message | View


@dataclass
class Trigger:
    """A trigger id: lets the app open a modal for a person, once, soon."""

    id: str
    user: str
    issued: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """Lets the app answer an interaction up to five times in half an hour."""

    id: str
    channel: str
    user: str
    issued: float
    original: Message | None = None
    uses: int = 0


@dataclass(frozen=True)
class Command:
    """A slash command as the manifest declares it."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut as the manifest declares it."""

    name: str
    callback_id: str
    kind: str
    description: str = ""


@dataclass
class App:
    """The one installed app. `request_url` receives everything unless Socket Mode has a connection."""

    id: str
    bot_id: str
    bot_user: str
    name: str
    display_name: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, Command]
    shortcuts: Mapping[str, Shortcut]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    interactive: bool
    socket_mode: bool
    request_url: str = ""
    installed: bool = True


@dataclass(frozen=True)
class Verdict:
    """How an act of a person ended. `words` is what Slack shows them when it failed, else ""."""

    ok: bool
    status: int | None = None
    """The HTTP status of the app's answer; None over Socket Mode, or when no answer came or none was asked."""
    ms: float = 0.0
    words: str = ""
    body: Any = None
    """The app's answer, decoded if it was JSON."""

    def __bool__(self) -> bool:
        """A verdict is true when it is ok."""
        return self.ok


@dataclass(frozen=True)
class Call:
    """One Web API call the app made. Arguments are not kept: they hold texts and names."""

    method: str
    ok: bool
    error: str
    at: float
    channel: str = ""


@dataclass
class Trouble:
    """Switches that make this Slack misbehave."""

    down: bool = False
    """The Web API and response_urls answer 503."""
    slow: float = 0.0
    """Seconds added to every Web API answer."""
    rate_limited: int = 0
    """So many of the next calls are answered 429, whatever the method."""
    rate_limited_methods: dict[str, int] = field(default_factory=dict)
    """So many of the next calls of one method are answered 429."""
    retry_after: int = 1
    """The Retry-After of those, in seconds."""
    cut: int = 0
    """So many of the next calls are carried out, but their answer is lost on the way."""
    stuck: int = 0
    """So many of the next chat calls are carried out only once `Workspace.unstuck` is set: their caller gives up."""
    refused: dict[str, str] = field(default_factory=dict)
    """New messages to these channels or people ("*": to any) are refused, each with this error."""
    twice: bool = False
    """Everything sent to the app is sent twice, at the same moment."""
    jitter: float = 0.0
    """Everything sent to the app leaves up to so many seconds late, at random: acts overtake one another."""
    unheard: int = 0
    """So many of the app's next answers are lost on the way: it has acted, the person sees a failure."""
    no_retries: bool = False
    """An event that fails is not tried again."""
    views_escaped: bool = False
    """Texts of a view's blocks, title and buttons come back to the app with `&`, `<` and `>` as entities."""
    values_escaped: bool = False
    """So does what was typed into a view."""
    late_values_lost: bool = False
    """An initial value that came with an update only is shown, but counts as empty until somebody touches it."""
    not_rolled_out: frozenset[str] = frozenset()
    """Types of blocks that messages and Homes can't hold here yet: Slack rolls new ones out workspace by workspace."""

    def unknown_blocks(self, blocks: list[Json]) -> list[str]:
        """Say which of these blocks have not been rolled out, as Slack would."""
        return [
            f"/blocks/{place}/type: unsupported type: {block['type']}"
            for place, block in enumerate(blocks)
            if block.get("type") in self.not_rolled_out
        ]
