"""What happens when: the table of contents of the bot, from Slack's ids to the function that answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from blocks.home import home
from blocks.kit import listing
from blocks.outbox import daily_summary as bundle
from blocks.outbox import dead_letters as undelivered
from blocks.portfolio import handover, profile
from blocks.portfolio import holds as hold
from blocks.portfolio import verification as true
from blocks.programme import absence as away_form
from blocks.programme import digest
from blocks.programme import settings as setting
from blocks.requests import card as request_card
from blocks.requests import deciding as decisions
from blocks.requests import filing as request_form
from blocks.requests import follow_ups as follow_up
from blocks.requests import fulfilment as after_forms
from blocks.requests import paused
from blocks.search import answer as search_answer
from blocks.search import refine
from blocks.search import vocabulary as words
from handlers import commands, lists
from handlers.home import home as homing
from handlers.outbox import dead_letters as losing
from handlers.portfolio import handover as handing_over
from handlers.portfolio import holds as holding
from handlers.portfolio import profile as profiles
from handlers.portfolio import verification as verifying
from handlers.programme import absence as away
from handlers.programme import digest as digesting
from handlers.programme import settings
from handlers.requests import deciding
from handlers.requests import filing as requesting
from handlers.requests import fulfilment as after_call
from handlers.requests import paused as pausing
from handlers.search import answers as searching
from handlers.search import vocabulary

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
    commands={"/reference": commands.on_reference},
    shortcuts={"request.new": requesting.on_new, "request.from_message": requesting.on_message},
    actions={
        search_answer.REQUEST: requesting.on_request,
        search_answer.MORE: searching.on_more,
        search_answer.CHANGE: searching.on_change,
        search_answer.PROFILE: profiles.on_profile,
        search_answer.WATCH: profiles.on_watch,
        profile.OPEN: profiles.on_profile,
        words.MEANING: lists.drawn_anew(vocabulary.on_meaning),
        words.FORGET: lists.drawn_anew(vocabulary.on_forget),
        words.ADD: vocabulary.on_add,
        **dict.fromkeys(refine.NARROWING, searching.on_narrow),
        **dict.fromkeys(request_form.FILLING, requesting.on_filled),
        request_card.APPROVE: deciding.on_approve,
        request_card.DECLINE: deciding.on_decline,
        request_card.CUSTOMER_YES: deciding.on_customer_yes,
        request_card.CUSTOMER_NO: deciding.on_customer_no,
        request_card.SNOOZE: deciding.on_snooze,
        request_card.WITHDRAW: requesting.on_withdraw,
        request_card.SCHEDULE: after_call.on_schedule,
        request_card.CANCEL: after_call.on_cancel,
        request_card.STOP: after_call.on_stop,
        request_card.BRIEF: after_call.on_brief,
        bundle.BRIEF: after_call.on_brief,
        request_card.HAPPENED: after_call.on_happened,
        request_card.GO_AHEAD: pausing.on_go_ahead,
        paused.GO: pausing.on_go_ahead,
        paused.STOP: after_call.on_stop,
        hold.PUT: holding.on_put,
        hold.LIFT: holding.on_lift,
        follow_up.MOVED: after_call.on_schedule,
        follow_up.NOT_HELD: after_call.on_cancel,
        **dict.fromkeys(follow_up.THANKED, lists.drawn_anew(after_call.on_thanked)),
        follow_up.THANK_LATER: lists.drawn_anew(after_call.on_thank_later),
        **dict.fromkeys(follow_up.DEAL, lists.drawn_anew(after_call.on_deal)),
        home.NEW: requesting.on_new,
        request_card.OPEN: deciding.on_open,
        home.LOOK: profiles.on_look,
        undelivered.TRY_AGAIN: lists.drawn_anew(losing.on_try_again),
        undelivered.DROP: lists.drawn_anew(losing.on_drop),
        **dict.fromkeys((listing.SHOW, listing.NEXT, listing.BACK), lists.on_list),
        setting.OPEN: settings.on_settings,
        **dict.fromkeys(setting.PAGES, settings.on_page),
        setting.WORDS: vocabulary.on_words,
        true.TRUE: lists.drawn_anew(verifying.on_still_true),
        true.CHANGE: verifying.on_change,
        true.RETIRE: lists.drawn_anew(holding.on_retire),
        digest.STRAINED: lists.on_strained,
        digest.UNUSED: lists.on_unused,
        digest.LATE: digesting.on_late,
    },
    views={
        refine.FORM: searching.on_search_form,
        words.ADD_FORM: vocabulary.on_add_form,
        request_form.CALLBACK: requesting.on_submit,
        hold.FORM: holding.on_form,
        handover.FORM: handing_over.on_form,
        decisions.DECLINE_FORM: deciding.on_decline_form,
        decisions.CONSENT_FORM: deciding.on_consent_form,
        decisions.OVERRIDE_FORM: deciding.on_override_form,
        away_form.FORM: away.on_away_form,
        true.FORM: verifying.on_form,
        setting.FORM: settings.on_form,
        after_forms.SCHEDULE_FORM: after_call.on_schedule_form,
        after_forms.CANCEL_FORM: after_call.on_cancel_form,
        after_forms.STOP_FORM: after_call.on_stop_form,
        after_forms.HAPPENED_FORM: after_call.on_happened_form,
    },
    options={
        handover.FROM: handing_over.on_from_options,
        home.LOOK: profiles.on_look_options,
        request_form.CUSTOMER: requesting.on_customer_options,
        refine.OWNER: searching.on_owner_options,
        away_form.COUNTRY: away.on_country_options,
        words.MEANING: vocabulary.on_meaning_options,
        words.MEANT: vocabulary.on_meaning_options,
    },
    events={"app_home_opened": homing.on_home_opened},
)

# Who presses these decides about a request or a customer: Slack is asked each time whether they still may.
DECIDING = frozenset(
    {
        *(deciding.on_approve, deciding.on_decline, deciding.on_decline_form, deciding.on_customer_yes),
        *(deciding.on_consent_form, deciding.on_override_form, deciding.on_customer_no, deciding.on_snooze),
        *(after_call.on_stop, after_call.on_stop_form, pausing.on_go_ahead, holding.on_put, holding.on_form),
        *(holding.on_lift, holding.on_retire, handing_over.on_form, settings.on_form),
    }
)
