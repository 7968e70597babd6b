"""One person at their Slack: what they can do and what they see. The page and the tests use nothing else."""

from collections.abc import Iterable, Set

from sandbox import payloads
from sandbox.delivery import Delivery
from sandbox.finding import NotOnScreen, named, option_named, overflow_option
from sandbox.forms import escaped
from sandbox.model import Channel, File, Json, Message, Shortcut, Surface, User, Verdict, View
from sandbox.screen import notification, transcript, where
from sandbox.state import KINDS, Placed, elements_in, options_of, values_in
from sandbox.validating import complaints
from sandbox.workspace import Workspace

_TEXTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"})
_BUTTONS = frozenset({"button", "feedback_buttons", "icon_button"})
_INPUTS = frozenset({*KINDS, "overflow"})


class Seat:
    """A person's Slack. Acts that reach the app return a `Verdict`; looking is free.

    Elements are named by the words on them (label, button text, placeholder) or by their ids. Without `on`
    they are looked for where the person would: in the open modal, else in the newest message that has them.
    """

    def __init__(self, workspace: Workspace, delivery: Delivery, user: User) -> None:
        self.workspace = workspace
        self.user = user
        self._delivery = delivery
        self._at_home = False

    # What the person sees

    @property
    def modal(self) -> View | None:
        """The modal on top, or None."""
        stack = self.workspace.modals.get(self.user.id)
        return stack[-1] if stack else None

    @property
    def modals(self) -> list[View]:
        """All open modals, the top one last."""
        return list(self.workspace.modals.get(self.user.id, []))

    @property
    def home(self) -> View | None:
        """The app's Home, if the app has published one."""
        return self.workspace.homes.get(self.user.id)

    @property
    def dm(self) -> list[Message]:
        """The messages in the DM with the app, oldest first, replies included."""
        return list(self.workspace.dm(self.user.id).messages.values())

    @property
    def ephemerals(self) -> list[Message]:
        """Every message that only this person sees, oldest first."""
        mine = [m for (user, _), shown in self.workspace.ephemerals.items() if user == self.user.id for m in shown]
        return sorted(mine, key=lambda message: message.stamp)

    @property
    def files(self) -> list[File]:
        """Every file in the channels and DMs of this person, oldest first."""
        mine = [c for c in self.workspace.channels.values() if self.user.id in c.members]
        messages = sorted((m for c in mine for m in c.messages.values()), key=lambda message: message.stamp)
        return [file for message in messages for file in message.shown_files]

    @property
    def last_ephemeral(self) -> str:
        """The transcript of the newest ephemeral message, or ""."""
        shown = self.ephemerals
        return self.text_of(shown[-1]) if shown else ""

    @property
    def channels(self) -> list[Channel]:
        """The channels this person is in, DMs left out."""
        return [c for c in self.workspace.channels.values() if self.user.id in c.members and not c.is_im]

    def channel(self, name: str) -> list[Message]:
        """Return the messages of a channel, oldest first. Raises LookupError if this person is not in it."""
        return list(self._place(name).messages.values())

    def text_of(self, surface: Surface | None) -> str:
        """Return everything this person reads on a message or view, buttons in [brackets]; "" for None."""
        said = transcript(surface, self._name_of, self.user.id) if surface is not None else ""
        return self.workspace.reads(said)

    def notification_of(self, message: Message) -> str:
        """Return what this person's phone shows when the message arrives."""
        return self.workspace.reads(notification(message, self._name_of))

    # What the person does

    async def types(self, text: str, channel: str | None = None, thread_ts: str | None = None) -> Verdict:
        """Send a line: a `/command` (in #general, or where the person can, unless told), or a message (to the app)."""
        self._at_home = False
        if text.startswith("/"):
            return await self._commands(text, self._place(channel or self._usual_channel()))
        return await self._says(text, self._place(channel or "dm"), thread_ts)

    async def clicks(self, label: str, on: Surface | None = None, nth: int = 0, *, confirm: bool = True) -> Verdict:
        """Click a button, or choose from an overflow menu, and confirm if asked to; `nth` counts from 0."""
        surfaces = self._surfaces(on)
        if seen := named(label, surfaces, _BUTTONS, self.workspace.reads):
            surface, found = seen
            return await self.presses(surface, self._nth(found, nth, label), confirm=confirm)
        for surface in surfaces:
            if offers := overflow_option(label, surface, self.workspace.reads):
                placed, option = offers[min(nth, len(offers) - 1)]
                return await self.sets(surface, placed, option)
        raise self._missing(label, on)

    async def picks(self, label: str, option: str | Iterable[str], on: Surface | None = None, nth: int = 0) -> Verdict:
        """Choose in a select, overflow, radio or checkbox group by the option's text, or a date or time by value.

        Several options (any iterable of texts) for checkboxes and multi-selects.
        """
        surface, placed = self._find(label, on, nth, without=_TEXTS)
        if "option" not in KINDS.get(placed.kind, ("selected_option",))[0]:
            wanted = option if isinstance(option, str) else ",".join(option)
            return await self.sets(surface, placed, self._value_for(placed, wanted))
        texts = [option] if isinstance(option, str) else list(option)
        chosen = [await self._option(surface, placed, text) for text in texts]
        many = placed.kind.startswith("multi_") or placed.kind == "checkboxes"
        return await self.sets(surface, placed, chosen if many else chosen[0])

    async def fills(self, label: str, text: str, on: Surface | None = None, nth: int = 0) -> Verdict:
        """Write into an input, or set a date, time or number, by its label or ids."""
        surface, placed = self._find(label, on, nth, without={"overflow"})
        if placed.kind in _TEXTS or "option" not in KINDS[placed.kind][0]:
            return await self.sets(surface, placed, self._value_for(placed, text))
        return await self.picks(label, text, on=surface, nth=nth)

    async def looks_up(self, label: str, typed: str, on: Surface | None = None) -> list[Json]:
        """Type into an external select and return the options that come; [] if loading fails."""
        surface, placed = self._find(label, on, 0, kinds={"external_select", "multi_external_select"})
        return (await self.loads(surface, placed, typed))[1]

    async def submits(self) -> Verdict:
        """Submit the open modal, unless Slack itself sees that something is missing."""
        view = self._open_modal()
        view.trouble = None
        view.errors = complaints(view)
        if view.errors:
            self.workspace.changed.tell("modal", self.user.id)
            return Verdict(False, words=next(iter(view.errors.values())))
        return await self._delivery.submission(self.user, view)

    async def closes(self, *, all_of_them: bool = False) -> Verdict:
        """Close the open modal, or the whole stack; the app is told where it asked for that."""
        view = self._open_modal()
        whole = all_of_them or bool(view.content.get("clear_on_close"))
        closed = self.workspace.pop_modal(self.user.id, all_of_them=whole)
        verdict = Verdict(True)
        for gone in closed:
            if gone.content.get("notify_on_close"):
                verdict = await self._delivery.closed(self.user, gone, is_cleared=whole)
        return verdict

    async def shortcut(self, callback_id: str) -> Verdict:
        """Use a global shortcut, by callback_id or name."""
        return await self._delivery.shortcut(self.user, self._shortcut(callback_id, "global"))

    async def message_shortcut(self, callback_id: str, message: Message) -> Verdict:
        """Use a message shortcut, by callback_id or name, on a message."""
        return await self._delivery.shortcut(self.user, self._shortcut(callback_id, "message"), message)

    async def opens_home(self) -> Verdict:
        """Open the app's Home tab."""
        self._at_home = True
        return await self._delivery.event(payloads.app_home_opened(self.workspace, self.user, "home"))

    async def opens_dm(self) -> Verdict:
        """Open the app's Messages tab."""
        self._at_home = False
        return await self._delivery.event(payloads.app_home_opened(self.workspace, self.user, "messages"))

    # The same by exact element, for the page, and for buttons that are no longer on screen

    def finds(self, label: str, on: Surface | None = None, nth: int = 0) -> tuple[Surface, Placed]:
        """Return an element and where it is, to be used later: a second click, an old card. Raises `NotOnScreen`."""
        return self._find(label, on, nth, kinds=_BUTTONS | _INPUTS)

    def placed(self, surface: Surface, block_id: str, action_id: str) -> Placed:
        """Return an element of a surface by its ids. Raises `NotOnScreen`."""
        for each in elements_in(surface.blocks):
            if (each.block_id, each.action_id) == (block_id, action_id):
                return each
        raise self._missing(f"{block_id}/{action_id}", surface)

    async def presses(self, surface: Surface, placed: Placed, *, confirm: bool = True) -> Verdict:
        """Press a button; if it asks for a confirmation and `confirm` is False, nothing is sent."""
        if placed.element.get("confirm") and not confirm:
            return Verdict(True)
        return await self._delivery.action(self.user, surface, self._action(placed))

    async def sets(
        self, surface: Surface, placed: Placed, value: str | int | Json | list[str] | list[Json] | None
    ) -> Verdict:
        """Put a value into an input: a text, an option object, a list of them; None empties it.

        The app is told where Slack would tell it: outside modals and inputs, or with `dispatch_action`.
        """
        if placed.kind == "overflow":
            return await self._delivery.action(self.user, surface, self._action(placed) | {"selected_option": value})
        key, _, untouched = KINDS[placed.kind]
        held = untouched if value in (None, "") else value
        state = {"type": placed.kind, key: held}
        values_in(surface, self.user.id).setdefault(placed.block_id, {})[placed.action_id] = state
        if isinstance(surface, View):
            surface.errors.pop(placed.block_id, None)
            surface.late.discard((placed.block_id, placed.action_id))
            self.workspace.changed.tell(surface.type, self.user.id)
        if placed.block.get("type") == "input" and not placed.block.get("dispatch_action"):
            return Verdict(True)
        return await self._delivery.action(self.user, surface, self._action(placed) | {key: held})

    async def loads(self, surface: Surface, placed: Placed, typed: str) -> tuple[Verdict, list[Json]]:
        """Load the options of an external select for what was typed."""
        return await self._delivery.suggestion(self.user, surface, placed, typed)

    # Behind the scenes

    async def _commands(self, line: str, channel: Channel) -> Verdict:
        name, *rest = line.split(maxsplit=1)
        command = self.workspace.app.commands.get(name)
        if command is None or not self.workspace.app.installed:
            return Verdict(False, words=f"{name} is not a valid command.")
        return await self._delivery.command(self.user, channel, command.name, rest[0].strip() if rest else "")

    async def _says(self, text: str, channel: Channel, thread_ts: str | None) -> Verdict:
        app = self.workspace.app
        if channel.is_im and (app.messages_tab_read_only or not app.messages_tab):
            return Verdict(False, words="Sending messages to this app has been turned off.")
        message = self.workspace.post(channel, self.user.id, escaped(text), thread_ts=thread_ts)
        family = "im" if channel.is_im else "groups" if channel.is_private else "channels"
        if f"{family}:history" not in app.scopes or app.bot_user not in channel.members:
            return Verdict(True)
        kind = {"im": "im", "groups": "group", "channels": "channel"}[family]
        return await self._delivery.event(payloads.message_event(self.workspace, message, kind))

    def _usual_channel(self) -> str:
        """Guests and strangers may be in no channel at all; everybody has the DM with the app."""
        ids = [channel.id for channel in sorted(self.channels, key=lambda each: each.name != "general")]
        return ids[0] if ids else "dm"

    def _place(self, key: str) -> Channel:
        if key == "dm":
            return self.workspace.dm(self.user.id)
        channel = self.workspace.channel(key)
        if self.user.id not in channel.members:
            raise LookupError(f"{self.user.name} is not in {channel.name}")
        return channel

    def _surfaces(self, on: Surface | None) -> list[Surface]:
        """Return where to look, best first."""
        if on is not None:
            return [on]
        if self.modal is not None:
            return [self.modal]
        posted = [m for c in self.workspace.channels.values() if self.user.id in c.members for m in c.messages.values()]
        newest: list[Surface] = [*sorted([*posted, *self.ephemerals], key=lambda each: -each.stamp)]
        home: list[Surface] = [self.home] if self.home is not None else []
        return home + newest if self._at_home else newest + home

    def _find(
        self,
        label: str,
        on: Surface | None,
        nth: int,
        *,
        without: Set[str] = frozenset(),
        kinds: Set[str] = _INPUTS,
    ) -> tuple[Surface, Placed]:
        if seen := named(label, self._surfaces(on), kinds - without, self.workspace.reads):
            surface, found = seen
            return surface, self._nth(found, nth, label)
        raise self._missing(label, on)

    @staticmethod
    def _nth(found: list[Placed], nth: int, label: str) -> Placed:
        if nth >= len(found):
            raise NotOnScreen(f"there are only {len(found)} of {label!r}")
        return found[nth]

    def _missing(self, label: str, on: Surface | None) -> NotOnScreen:
        looked = self._surfaces(on)[:3]
        seen = "\n".join(f"--- {where(surface)}\n{self.text_of(surface)}" for surface in looked)
        return NotOnScreen(f"{self.user.name} does not see {label!r}. On screen:\n{seen or '(nothing)'}")

    async def _option(self, surface: Surface, placed: Placed, text: str) -> Json:
        options = options_of(placed.element)
        if placed.kind in ("external_select", "multi_external_select"):
            options = (await self.loads(surface, placed, text))[1]
        if (option := option_named(text, options, self.workspace.reads)) is None:
            offered = [option["text"]["text"] for option in options]
            raise NotOnScreen(f"{text!r} is not among the options {offered} of {placed.action_id}")
        return {key: value for key, value in option.items() if key != "group"}

    def _value_for(self, placed: Placed, text: str) -> str | int | Json | list[str]:
        """Return the value that stands for what a person wrote or chose."""
        kind = placed.kind
        if kind == "datetimepicker":
            return int(text)
        if kind == "rich_text_input":
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
            return {"type": "rich_text", "elements": [section]}
        if "users" in kind or "channels" in kind or "conversations" in kind:
            find = self.workspace.user if "users" in kind else self.workspace.channel
            ids = [find(name.strip()).id for name in text.split(",")]
            return ids if kind.startswith("multi_") else ids[0]
        return text

    def _action(self, placed: Placed) -> Json:
        kept = ("type", "action_id", "text", "value", "style", "placeholder", "confirm")
        action = {key: placed.element[key] for key in kept if key in placed.element}
        return action | {"block_id": placed.block_id, "action_ts": self.workspace.next_ts()}

    def _open_modal(self) -> View:
        if self.modal is None:
            raise NotOnScreen(f"{self.user.name} has no modal open")
        return self.modal

    def _shortcut(self, key: str, kind: str) -> Shortcut:
        for chosen in self.workspace.app.shortcuts.values():
            if key in (chosen.callback_id, chosen.name) and chosen.kind == kind:
                return chosen
        raise NotOnScreen(f"there is no {kind} shortcut {key!r}")

    def _name_of(self, key: str) -> str:
        if key in self.workspace.users:
            return self.workspace.users[key].real_name
        return self.workspace.channels[key].name if key in self.workspace.channels else key
