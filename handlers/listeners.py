"""What happens when: the table of contents of the bot, from Slack's ids to the function that answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from blocks.home import home as home_view
from blocks.kit import listing
from blocks.outbox import daily_summary as daily_summary_view
from blocks.outbox import dead_letters as dead_letters_view
from blocks.portfolio import handover as handover_view
from blocks.portfolio import holds as holds_view
from blocks.portfolio import profile as profile_view
from blocks.portfolio import verification as verification_view
from blocks.programme import absence as absence_view
from blocks.programme import activities as activities_view
from blocks.programme import digest as digest_view
from blocks.programme import settings as settings_view
from blocks.requests import buttons, follow_ups
from blocks.requests import card as request_card
from blocks.requests import deciding as deciding_view
from blocks.requests import filing as request_form
from blocks.requests import fulfilment as fulfilment_view
from blocks.requests import paused as paused_view
from blocks.search import answer as search_answer
from blocks.search import refine
from blocks.search import vocabulary as vocabulary_view
from handlers import commands, lists
from handlers.click import Listener
from handlers.home import home
from handlers.outbox import dead_letters
from handlers.portfolio import handover, holds, profile, verification
from handlers.programme import absence, activities, digest, settings
from handlers.requests import deciding, filing, fulfilment, paused
from handlers.search import answers, vocabulary


@dataclass(frozen=True, slots=True)
class Listeners:
    """Every listener by what it answers to."""

    commands: Mapping[str, Listener]
    shortcuts: Mapping[str, Listener]
    actions: Mapping[str, Listener]
    views: Mapping[str, Listener]
    options: Mapping[str, Listener]
    events: Mapping[str, Listener]


LISTENERS = Listeners(
    commands={"/reference": commands.on_reference},
    shortcuts={"request.new": filing.on_new, "request.from_message": filing.on_message},
    actions={
        search_answer.REQUEST: filing.on_request,
        search_answer.MORE: answers.on_more,
        search_answer.CHANGE: answers.on_change,
        search_answer.PROFILE: profile.on_profile,
        search_answer.WATCH: profile.on_watch,
        profile_view.OPEN: profile.on_profile,
        vocabulary_view.MEANING: vocabulary.on_meaning,
        vocabulary_view.FORGET: vocabulary.on_forget,
        vocabulary_view.ADD: vocabulary.on_add,
        **dict.fromkeys(refine.NARROWING, answers.on_narrow),
        **dict.fromkeys(request_form.FILLING, filing.on_filled),
        buttons.APPROVE: deciding.on_approve,
        buttons.DECLINE: deciding.on_decline,
        buttons.CUSTOMER_YES: deciding.on_customer_yes,
        buttons.CUSTOMER_NO: deciding.on_customer_no,
        buttons.SNOOZE: deciding.on_snooze,
        buttons.WITHDRAW: filing.on_withdraw,
        buttons.SCHEDULE: fulfilment.on_schedule,
        buttons.CANCEL: fulfilment.on_cancel,
        buttons.STOP: fulfilment.on_stop,
        buttons.BRIEF: fulfilment.on_brief,
        daily_summary_view.BRIEF: fulfilment.on_brief,
        buttons.HAPPENED: fulfilment.on_happened,
        buttons.GO_AHEAD: paused.on_go_ahead,
        paused_view.GO: paused.on_go_ahead,
        paused_view.STOP: fulfilment.on_stop,
        holds_view.PUT: holds.on_put,
        holds_view.LIFT: holds.on_lift,
        follow_ups.MOVED: fulfilment.on_schedule,
        follow_ups.NOT_HELD: fulfilment.on_cancel,
        **dict.fromkeys(follow_ups.THANKED, fulfilment.on_thanked),
        follow_ups.THANK_LATER: fulfilment.on_thank_later,
        **dict.fromkeys(follow_ups.DEAL, fulfilment.on_deal),
        home_view.NEW: filing.on_new,
        request_card.OPEN: deciding.on_open,
        home_view.LOOK: profile.on_look,
        dead_letters_view.TRY_AGAIN: dead_letters.on_try_again,
        dead_letters_view.DROP: dead_letters.on_drop,
        **dict.fromkeys((listing.SHOW, listing.NEXT, listing.BACK), lists.on_list),
        settings_view.OPEN: settings.on_settings,
        **dict.fromkeys(settings_view.PAGES, settings.on_page),
        settings_view.WORDS: vocabulary.on_words,
        settings_view.ACTIVITIES: activities.on_activities,
        activities_view.CHANGE: activities.on_change,
        activities_view.ADD: activities.on_add,
        verification_view.TRUE: verification.on_still_true,
        verification_view.CHANGE: verification.on_change,
        verification_view.RETIRE: holds.on_retire,
        digest_view.STRAINED: lists.on_strained,
        digest_view.UNUSED: lists.on_unused,
        digest_view.LATE: digest.on_late,
    },
    views={
        refine.FORM: answers.on_search_form,
        vocabulary_view.ADD_FORM: vocabulary.on_add_form,
        request_form.CALLBACK: filing.on_submit,
        holds_view.FORM: holds.on_form,
        handover_view.FORM: handover.on_form,
        deciding_view.DECLINE_FORM: deciding.on_decline_form,
        deciding_view.CONSENT_FORM: deciding.on_consent_form,
        deciding_view.OVERRIDE_FORM: deciding.on_override_form,
        absence_view.FORM: absence.on_away_form,
        verification_view.FORM: verification.on_form,
        settings_view.FORM: settings.on_form,
        fulfilment_view.SCHEDULE_FORM: fulfilment.on_schedule_form,
        fulfilment_view.CANCEL_FORM: fulfilment.on_cancel_form,
        fulfilment_view.STOP_FORM: fulfilment.on_stop_form,
        fulfilment_view.HAPPENED_FORM: fulfilment.on_happened_form,
    },
    options={
        handover_view.FROM: handover.on_from_options,
        home_view.LOOK: profile.on_look_options,
        request_form.CUSTOMER: filing.on_customer_options,
        refine.OWNER: answers.on_owner_options,
        absence_view.COUNTRY: absence.on_country_options,
        vocabulary_view.MEANING: vocabulary.on_meaning_options,
        vocabulary_view.MEANT: vocabulary.on_meaning_options,
    },
    events={"app_home_opened": home.on_home_opened},
)

# Who presses these decides about a request or a customer: Slack is asked each time whether they still may.
DECIDING = frozenset(
    {
        *(deciding.on_approve, deciding.on_decline, deciding.on_decline_form, deciding.on_customer_yes),
        *(deciding.on_consent_form, deciding.on_override_form, deciding.on_customer_no, deciding.on_snooze),
        *(fulfilment.on_stop, fulfilment.on_stop_form, paused.on_go_ahead, holds.on_put, holds.on_form),
        *(holds.on_lift, holds.on_retire, handover.on_form, settings.on_form),
    }
)

# Where one of these is clicked on a page of a list, that page follows, as Homes and cards do.
REDRAWING = frozenset(
    {
        *(vocabulary.on_meaning, vocabulary.on_forget, dead_letters.on_try_again, dead_letters.on_drop),
        *(fulfilment.on_thanked, fulfilment.on_thank_later, fulfilment.on_deal),
        *(verification.on_still_true, holds.on_retire),
    }
)
