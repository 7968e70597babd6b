"""One Slack workspace in memory: its people, channels, messages, modals, Homes and the one app in it."""

import asyncio
import itertools
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from sandbox.clock import Clock
from sandbox.feed import Feed
from sandbox.files import Files
from sandbox.finding import Reads, as_it_is
from sandbox.installing import app_from_manifest
from sandbox.model import App, Call, Channel, File, Json, Message, ResponseUrl, Trigger, Trouble, User, View
from sandbox.normal import with_ids
from sandbox.state import carried_over, initial_values, late_values

TRIGGER_SECONDS = 3.0
TRIGGERS_KEPT = 60.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5
MODALS_DEEP = 3
CALLS_KEPT = 10_000


class TriggerError(Exception):
    """A trigger id cannot be used; the text is Slack's error code."""


class Workspace:
    """The state. Methods change it and tell the feed; rules about who may do so stand in `methods/`."""

    def __init__(self, app: App, *, name: str = "Sandbox", clock: Clock | None = None) -> None:
        self.team_id = "T0SANDBOX"
        self.name = name
        self.domain = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-") or "sandbox"
        self.app = app
        self.clock = clock or Clock()
        self.machine_time: Callable[[], float] = time.time
        self.trigger_seconds = TRIGGER_SECONDS
        self.changed = Feed()
        self.clock.on_move = lambda: self.changed.tell("clock")
        self.trouble = Trouble()
        self.unstuck = asyncio.Event()
        self.hanging = 0  # calls that wait for it
        self.reads: Reads = as_it_is
        """What a text of the app says to a person: tests that run in another language read it in their own."""
        self.limits = False
        """Whether Slack's rate limits apply."""
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.base_url = ""
        """Where the sandbox is reached; set when it starts."""
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files = Files()
        self.ephemerals: dict[tuple[str, str], list[Message]] = {}
        """Ephemeral messages by (user, channel), oldest first."""
        self.modals: dict[str, list[View]] = {}
        """Open modals by user, the top one last."""
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.socket_tickets: set[str] = set()
        """Tickets for Socket Mode connections that nobody has used yet."""
        self._stamps = itertools.count(1)
        self._last_ts = 0
        self.add_user(User(app.bot_user, app.display_name, app.name, is_bot=True))

    @classmethod
    def from_manifest(
        cls,
        manifest: Json,
        people: Iterable[User | Json],
        channels: Iterable[str | Json] = ("general",),
        *,
        name: str = "Sandbox",
        clock: Clock | None = None,
        request_url: str = "",
    ) -> "Workspace":
        """Build a workspace in which the app of `manifest` is installed.

        `people`: `User`s, or dicts of its fields with at least "name" ("id" is derived from it).
        `channels`: names, or {"name", "is_private", "members": [user names or ids], "with_app": bool};
        without "members" everybody who is neither guest nor stranger is in it.
        `request_url` replaces the addresses of the manifest.
        """
        workspace = cls(app_from_manifest(manifest, request_url), name=name, clock=clock)
        for person in people:
            workspace.add_user(person if isinstance(person, User) else _user(person))
        for channel in channels:
            workspace.add_channel(**({"name": channel} if isinstance(channel, str) else channel))
        return workspace

    # People and places

    def add_user(self, user: User) -> User:
        """Let a person in; they join the public channels unless they are a guest or a stranger."""
        if user.id in self.users:
            raise ValueError(f"two people have the id {user.id}")
        user.team_id = user.team_id or ("T0ELSEWHERE" if user.is_stranger else self.team_id)
        self.users[user.id] = user
        if user.is_member:
            for channel in self.channels.values():
                if not channel.is_im and not channel.is_private:
                    channel.members.add(user.id)
        return user

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[str] | None = None,
        is_private: bool = False,
        is_archived: bool = False,
        with_app: bool = False,
        topic: str = "",
    ) -> Channel:
        """Create a channel; see `from_manifest` for the arguments."""
        inside = (
            {self.user(member).id for member in members}
            if members is not None
            else {user.id for user in self.users.values() if user.is_member}
        )
        if with_app:
            inside.add(self.app.bot_user)
        made = Channel(_id("C", name), name, inside, is_private, is_archived, created=self._seconds(), topic=topic)
        self.channels[made.id] = made
        self.changed.tell(made.id)
        return made

    def user(self, key: str) -> User:
        """Find a person by id, handle, full name or first name. Raises LookupError with the names there are."""
        for found in self.users.values():
            if key in (found.id, found.name, found.real_name, found.real_name.split(" ")[0]):
                return found
        raise LookupError(f"nobody is called {key!r} here; there are {[u.name for u in self.users.values()]}")

    def channel(self, key: str) -> Channel:
        """Find a channel by id or name, with or without "#". Raises LookupError."""
        for found in self.channels.values():
            if key.removeprefix("#") in (found.id, found.name) and (not found.is_im or key == found.id):
                return found
        raise LookupError(f"no channel is called {key!r}; there are {[c.name for c in self.channels.values()]}")

    def dm(self, user: str) -> Channel:
        """Return the DM between a person and the app, opening it if needed."""
        for channel in self.channels.values():
            if channel.im_with == user:
                return channel
        channel = Channel(
            "D" + user[1:], "directmessage", {user, self.app.bot_user}, im_with=user, created=self._seconds()
        )
        self.channels[channel.id] = channel
        self.changed.tell(channel.id, user)
        return channel

    def has_dm(self, user: str) -> bool:
        """Tell whether the DM between a person and the app has been opened."""
        return any(channel.im_with == user for channel in self.channels.values())

    # Messages

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        *,
        blocks: list[Json] | None = None,
        attachments: list[Json] | None = None,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        only_for: str | None = None,
        files: Iterable[File] = (),
    ) -> Message:
        """Post a message, or an ephemeral one that `only_for` sees."""
        message = Message(
            self.next_ts(),
            channel.id,
            user,
            text,
            next(self._stamps),
            with_ids(blocks or []),
            attachments or [],
            thread_ts,
            metadata=metadata,
            by_app=user == self.app.bot_user,
            only_for=only_for,
            files=list(files),
        )
        if only_for is None:
            channel.messages[message.ts] = message
        else:
            self.ephemerals.setdefault((only_for, channel.id), []).append(message)
        self.tell_message(message)
        return message

    def edit(
        self,
        message: Message,
        *,
        text: str | None = None,
        blocks: list[Json] | None = None,
        attachments: list[Json] | None = None,
    ) -> None:
        """Replace what is given of a message, as seen by everybody who sees it."""
        if text is not None:
            message.text = text
        if blocks is not None:
            message.blocks = with_ids(blocks)
            message.state = {user: carried_over(values, blocks) for user, values in message.state.items()}
            message.troubles.clear()
        if attachments is not None:
            message.attachments = attachments
        # Slack shows "(edited)" only on messages without blocks.
        message.edited = None if message.blocks else self.next_ts()
        self.tell_message(message)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        if message.only_for is None:
            self.channels[message.channel].messages.pop(message.ts, None)
        elif message in (shown := self.ephemerals.get((message.only_for, message.channel), [])):
            shown.remove(message)
        self.tell_message(message)

    def tell_message(self, message: Message) -> None:
        """Announce that a message looks different now."""
        if message.only_for is not None:
            self.changed.tell("ephemeral", message.only_for)
        else:
            self.changed.tell(message.channel, self.channels[message.channel].im_with)

    def message(self, channel: str, ts: str) -> Message | None:
        """Find a posted message."""
        found = self.channels.get(channel)
        return found.messages.get(ts) if found else None

    def thread(self, message: Message) -> list[Message]:
        """Return the replies to a message, oldest first."""
        there = self.channels[message.channel].messages.values()
        return [reply for reply in there if reply.thread_ts == message.ts and reply.ts != message.ts]

    # Views

    def new_view(self, user: str, content: Json) -> View:
        """Make a view that is not shown anywhere yet; inputs hold their initial values."""
        content = {**content, "blocks": with_ids(content["blocks"])}
        state = initial_values(content["blocks"])
        return View("V" + token_hex(5).upper(), user, content, self.new_hash(), next(self._stamps), state=state)

    def open_modal(self, view: View) -> None:
        """Show a modal; any other that the person had open is gone."""
        view.root_id = view.id
        self.modals[view.user] = [view]
        self.changed.tell("modal", view.user)

    def push_modal(self, view: View) -> None:
        """Show a modal above the others. The caller has checked that there is room."""
        stack = self.modals[view.user]
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self.changed.tell("modal", view.user)

    def change_view(self, view: View, content: Json) -> None:
        """Replace a view's content; inputs that keep block_id, action_id and type keep what was typed."""
        view.content = {**content, "blocks": with_ids(content["blocks"])}
        lost = self.trouble.late_values_lost
        view.late = late_values(view.state, view.late, view.content["blocks"]) if lost else set()
        view.state = carried_over(view.state, view.content["blocks"])
        shown = initial_values(view.content["blocks"])
        for block_id, action_id in view.late:
            view.state[block_id][action_id] = shown[block_id][action_id]
        view.hash, view.errors, view.trouble = self.new_hash(), {}, None
        self.changed.tell(view.type, view.user)

    def pop_modal(self, user: str, *, all_of_them: bool = False) -> list[View]:
        """Close a person's top modal, or all of them; returns what was closed, top first."""
        stack = self.modals.get(user, [])
        closed = list(reversed(stack)) if all_of_them else stack[-1:]
        self.modals[user] = [] if all_of_them else stack[:-1]
        self.changed.tell("modal", user)
        return closed

    def close_modal(self, view: View) -> None:
        """Take away one modal, wherever in the stack it is."""
        self.modals[view.user] = [each for each in self.modals[view.user] if each is not view]
        self.changed.tell("modal", view.user)

    def publish_home(self, user: str, content: Json) -> View:
        """Show a Home to a person, keeping its id if they had one."""
        if (home := self.homes.get(user)) is None:
            home = self.homes[user] = self.new_view(user, content)
            home.root_id = home.id
            self.changed.tell("home", user)
        else:
            home.stamp = next(self._stamps)
            self.change_view(home, content)
        return home

    def open_views(self) -> list[View]:
        """Return every modal and Home there is."""
        return [view for stack in self.modals.values() for view in stack] + list(self.homes.values())

    # Ids that allow things

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        """Issue a trigger id for what `user` just did (inside the modal `view_id`, if any)."""
        machine = self.machine_time()
        _forget(self.triggers, machine - TRIGGERS_KEPT)
        number = f"{int(machine * 1e6) % 10**13}.{next(self._stamps)}.{token_hex(16)}"
        self.triggers[number] = Trigger(number, user, machine, view_id)
        return number

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Redeem a trigger id. Raises `TriggerError` if it is unknown, used or too old."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise TriggerError("invalid_trigger_id")
        if trigger.used:
            raise TriggerError("exchanged_trigger_id")
        if self.machine_time() - trigger.issued > self.trigger_seconds:
            raise TriggerError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, channel: str, user: str, original: Message | None = None) -> str:
        """Issue an address to answer an interaction in `channel` with; `original` is what it may replace."""
        key = token_hex(12)
        _forget(self.response_urls, self.machine_time() - 2 * RESPONSE_URL_SECONDS)
        self.response_urls[key] = ResponseUrl(key, channel, user, self.machine_time(), original)
        return f"{self.base_url}/response/{key}"

    def use_response_url(self, key: str) -> ResponseUrl | str:
        """Count one use of a response_url, or say why not: "invalid_url", "used_url" or "expired_url"."""
        found = self.response_urls.get(key)
        if found is None:
            return "invalid_url"
        if self.machine_time() - found.issued > RESPONSE_URL_SECONDS:
            return "expired_url"
        if found.uses >= RESPONSE_URL_USES:
            return "used_url"
        found.uses += 1
        return found

    def next_ts(self) -> str:
        """Return a message timestamp: business time, unique, always growing even if the clock went back."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_hash(self) -> str:
        """Return a view hash as Slack makes them: a time and something random."""
        return f"{self._seconds()}.{token_hex(4)}"

    def _seconds(self) -> int:
        return int(self.clock.now().timestamp())


def _forget(issued: dict[str, Trigger] | dict[str, ResponseUrl], before: float) -> None:
    """Drop what was issued long ago; dicts keep the order of issue."""
    while issued and issued[oldest := next(iter(issued))].issued < before:
        del issued[oldest]


def _id(prefix: str, name: str) -> str:
    return prefix + "0" + re.sub(r"[^A-Z0-9]", "", name.upper())[:9].ljust(3, "0")


def _user(fields: Mapping[str, Any]) -> User:
    name = str(fields["name"])
    user = User(**{"id": _id("U", name), "real_name": name.capitalize(), **fields})
    return replace(user, email=user.email or f"{name}@example.com") if not user.is_bot else user
