"""What happens when: the table of contents of the bot, from Slack's ids to the function that answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from blocks import decisions, digest, home, request_card, request_form, search_answer
from handlers import deciding, digesting, homing, requesting, searching

Listener = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Table:
    """Every listener by what it answers to. Each may ask, by name, for what `bot.wiring` can give."""

    commands: Mapping[str, Listener]
    shortcuts: Mapping[str, Listener]
    actions: Mapping[str, Listener]
    views: Mapping[str, Listener]
    options: Mapping[str, Listener]
    events: Mapping[str, Listener]


LISTENERS = Table(
    commands={"/reference": searching.on_reference},
    shortcuts={"request.new": requesting.on_new, "request.from_message": requesting.on_message},
    actions={
        search_answer.REQUEST: requesting.on_request,
        search_answer.MORE: searching.on_more,
        search_answer.CHANGE: searching.on_change,
        request_card.APPROVE: deciding.on_approve,
        request_card.DECLINE: deciding.on_decline,
        request_card.CUSTOMER_YES: deciding.on_customer_yes,
        request_card.CUSTOMER_NO: deciding.on_customer_no,
        request_card.WITHDRAW: requesting.on_withdraw,
        home.NEW: requesting.on_new,
        home.OPEN: deciding.on_open,
        digest.STRAINED: digesting.on_strained,
        digest.UNUSED: digesting.on_unused,
    },
    views={
        search_answer.FORM: searching.on_search_form,
        request_form.CALLBACK: requesting.on_submit,
        decisions.DECLINE_FORM: deciding.on_decline_form,
        decisions.CONSENT_FORM: deciding.on_consent_form,
    },
    options={request_form.CUSTOMER: requesting.on_customer_options},
    events={"app_home_opened": homing.on_home_opened},
)
