"""What one person sees at one place of the workspace, ready for the templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.model import Channel, Message, Shortcut, User, View
from sandbox.page.blocks import draw_blocks
from sandbox.page.html import join, tag
from sandbox.page.spots import Frame
from sandbox.page.text import Eyes, mrkdwn, notification, text_object, words_of
from sandbox.state import initial_values
from sandbox.workspace import Workspace

READ_ONLY = "Sending messages to this app has been turned off."


@dataclass(frozen=True)
class Person:
    """Somebody to look through the eyes of."""

    id: str
    name: str
    about: str
    zone: str
    unread: bool = False


@dataclass(frozen=True)
class Place:
    """Where one is: Home, the DM with the app, or a channel. `id` is its part of the address."""

    id: str
    name: str
    channel: str = ""
    topic: str = ""
    sign: str = "#"
    empty: str = "Nothing has been said here yet."
    may_write: bool = False
    closed: str = ""
    unread: bool = False


@dataclass(frozen=True)
class Group:
    """A part of the sidebar."""

    title: str
    items: Sequence[Place]


@dataclass(frozen=True)
class Line:
    """One message as drawn; its replies stand under it."""

    id: str
    stamp: int
    author: str
    by_app: bool
    only_you: bool
    is_reply: bool
    at: datetime
    edited: bool
    html: Markup
    trouble: str = ""
    replies: Sequence[Line] = ()

    @property
    def time(self) -> str:
        return f"{self.at:%H:%M}"

    @property
    def iso(self) -> str:
        return self.at.isoformat()


@dataclass(frozen=True)
class Day:
    """The messages of one day."""

    id: str
    words: str
    messages: Sequence[Line]


@dataclass(frozen=True)
class Sheet:
    """A modal or Home as drawn."""

    id: str
    html: Markup
    title: str = ""
    submit: str = ""
    close: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Notice:
    """The newest message the app has sent this person, as their phone would show it."""

    ts: str = "0"
    text: str = ""


@dataclass
class Reading:
    """How far each person has read each channel: (user, channel) -> the newest stamp seen."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def has_news(self, user: str, channel: Channel) -> bool:
        newest = max((message.stamp for message in channel.messages.values() if message.user != user), default=0)
        return newest > self.seen.get((user, channel.id), 0)

    def read(self, user: str, channel: Channel) -> None:
        self.seen[user, channel.id] = max((message.stamp for message in channel.messages.values()), default=0)


@dataclass(frozen=True)
class Scene:
    """The workspace through the eyes of one person."""

    workspace: Workspace
    user: User
    reading: Reading

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.user.tz)

    @property
    def now(self) -> datetime:
        return self.workspace.clock.now().astimezone(self.zone)

    @property
    def eyes(self) -> Eyes:
        return Eyes(
            people={user.id: user.real_name for user in self.workspace.users.values() if not user.deleted},
            channels={channel.id: channel.name for channel in self._channels()},
            zone=self.zone,
            now=self.now,
        )

    @property
    def has_mail(self) -> bool:
        """Whether the app has written to this person and they have not looked."""
        has_dm = self.workspace.has_dm(self.user.id)
        return has_dm and self.reading.has_news(self.user.id, self.workspace.dm(self.user.id))

    # Places

    def start(self) -> str:
        """The id of the place to begin at: the DM when there is something new in it, else a channel."""
        channels = self._channels()
        return channels[0].id if channels and not self.has_mail else "dm"

    def sidebar(self) -> list[Group]:
        return [Group("App", self._app_places()), Group("Channels", [self._channel_place(c) for c in self._channels()])]

    def place(self, name: str) -> Place | None:
        """The place with this id, if the person may be there."""
        return next((place for group in self.sidebar() for place in group.items if place.id == name), None)

    def _app_places(self) -> list[Place]:
        app = self.workspace.app
        places = [Place("home", f"{app.name} Home", sign="⌂")] if app.home_tab else []
        if app.messages_tab or self.workspace.has_dm(self.user.id):
            places.append(self._dm_place())
        return places

    def _dm_place(self) -> Place:
        app = self.workspace.app
        channel = self.workspace.dm(self.user.id) if self.workspace.has_dm(self.user.id) else None
        may_write = app.messages_tab and not app.messages_tab_read_only
        return Place(
            "dm",
            app.name,
            channel.id if channel else "",
            sign="✉",
            topic="direct messages",
            empty=f"{app.name} has not written to {self.user.real_name} yet.",
            may_write=may_write,
            closed="" if may_write else READ_ONLY,
            unread=self.has_mail,
        )

    def _channel_place(self, channel: Channel) -> Place:
        return Place(
            channel.id,
            channel.name,
            channel.id,
            topic=channel.topic,
            sign="🔒" if channel.is_private else "#",
            may_write=not channel.is_archived,
            closed="This channel has been archived." if channel.is_archived else "",
            unread=self.reading.has_news(self.user.id, channel),
        )

    def _channels(self) -> list[Channel]:
        return [c for c in self.workspace.channels.values() if not c.is_im and self.user.id in c.members]

    # Messages

    def days(self, place: Place) -> list[Day]:
        """Everything this person sees in a channel, by day, replies under their messages."""
        lines = self._lines(self.workspace.channels[place.channel])
        today = self.now.date()
        days: list[Day] = []
        for date, messages in groupby(lines, key=lambda line: line.at.date()):
            words = {0: "Today", 1: "Yesterday"}.get((today - date).days, f"{date:%A, %-d %B}")
            days.append(Day(f"{date.isoformat()}-{len(days)}", words, list(messages)))
        return days

    def _lines(self, channel: Channel) -> list[Line]:
        eyes = self.eyes
        seen = [*channel.messages.values(), *self.workspace.ephemerals.get((self.user.id, channel.id), [])]
        roots: dict[str, Line] = {}
        replies: dict[str, list[Line]] = {}
        for message in sorted(seen, key=lambda message: message.stamp):
            parent = message.thread_ts
            if parent and parent != message.ts and parent in channel.messages:
                replies.setdefault(parent, []).append(self._line(message, eyes, is_reply=True))
            else:
                roots[message.ts] = self._line(message, eyes)
        return [replace(line, replies=replies.get(ts, ())) for ts, line in roots.items()]

    def _line(self, message: Message, eyes: Eyes, *, is_reply: bool = False) -> Line:
        author = self.workspace.users.get(message.user)
        state = message.state.get(self.user.id) or initial_values(message.blocks)
        frame = Frame(message.id, eyes, state)
        body = draw_blocks(message.blocks, frame) if message.blocks else tag("div", mrkdwn(message.text, eyes))
        return Line(
            id=message.id,
            stamp=message.stamp,
            author=self.workspace.app.name if message.by_app else author.real_name if author else message.user,
            by_app=message.by_app,
            only_you=message.only_for is not None,
            is_reply=is_reply,
            at=datetime.fromtimestamp(float(message.ts), UTC).astimezone(self.zone),
            edited=bool(message.edited) and not message.blocks,
            html=body + join(_attachment(one, frame) for one in message.attachments) + self._files(message),
            trouble=message.troubles.get(self.user.id, ""),
        )

    def _files(self, message: Message) -> Markup:
        """The files of a message, to be kept."""
        return join(
            tag(
                "a",
                tag("span", file.filetype.upper(), cls="thumb", aria_hidden="true"),
                tag("span", tag("strong", file.title), tag("small", f"{file.name} · {file.length:,} bytes")),
                href=f"/as/{self.user.id}/file/{file.id}",
                download=file.name,
                cls="file",
            )
            for file in message.shown_files
        )

    def notice(self) -> Notice:
        if not self.workspace.has_dm(self.user.id):
            return Notice()
        sent = [m for m in self.workspace.dm(self.user.id).messages.values() if m.by_app]
        newest = max(sent, key=lambda message: message.stamp, default=None)
        if newest is None:
            return Notice()
        files = "" if newest.text else "".join(f"Shared a file: {file.title}" for file in newest.shown_files[:1])
        return Notice(newest.ts, files or notification(newest.text, self.eyes))

    # Modals and Home

    def modals(self) -> list[Sheet]:
        """Open modals, the top one last."""
        return [self._sheet(view) for view in self.workspace.modals.get(self.user.id, [])]

    def home(self) -> Sheet | None:
        view = self.workspace.homes.get(self.user.id)
        return self._sheet(view) if view else None

    def _sheet(self, view: View) -> Sheet:
        return Sheet(
            view.id,
            draw_blocks(view.blocks, Frame(view.id, self.eyes, view.state, view.errors)),
            title=words_of(view.content.get("title")),
            submit=words_of(view.content.get("submit")),
            close=words_of(view.content.get("close")) or ("Cancel" if view.content.get("submit") else "Close"),
            trouble=view.trouble or "",
        )

    # Shortcuts

    def shortcuts(self, kind: str) -> Iterator[Shortcut]:
        """The app's shortcuts of a kind, "global" or "message"."""
        return (shortcut for shortcut in self.workspace.app.shortcuts.values() if shortcut.kind == kind)


def person(scene: Scene) -> Person:
    user = scene.user
    kind = "from another company" if user.is_stranger else "guest" if user.is_guest else ""
    about = " · ".join(filter(None, (user.title, kind)))
    return Person(user.id, user.real_name, about, user.tz, scene.has_mail)


def people(workspace: Workspace, reading: Reading) -> list[Person]:
    """Everybody to look through the eyes of."""
    users = [user for user in workspace.users.values() if not (user.is_bot or user.deleted)]
    return [person(Scene(workspace, user, reading)) for user in users]


def _attachment(attachment: dict[str, object], frame: Frame) -> Markup:
    """A legacy attachment: its blocks, or its texts."""
    blocks = attachment.get("blocks")
    if isinstance(blocks, list):
        return tag("blockquote", draw_blocks(blocks, frame))
    texts = [str(attachment[part]) for part in ("pretext", "title", "text") if attachment.get(part)]
    return tag("blockquote", [tag("p", text_object({"type": "mrkdwn", "text": text}, frame.eyes)) for text in texts])
