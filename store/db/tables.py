"""All tables. Names of constraints follow one convention, so that a migration can name them too."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from store.db.types import Id, UtcDateTime, new_key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def required(name: str, *what: Any, **how: Any) -> Column[Any]:
    """A column that is never empty."""
    return Column(name, *what, nullable=False, **how)


people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    required("key", String(16), unique=True, default=new_key),
    Column("slack_id", String(32), unique=True),
    Column("email", String(254), unique=True),
    required("name", String(200)),
    required("timezone", String(64), default="UTC"),
    required("standing", String(16), default="member"),
    required("programme_manager", Boolean, default=False, server_default=false()),
    required("country", String(2), default="", server_default=text("''")),
    required("language", String(12), default="", server_default=text("''")),
    Column("away_until", Date),
    Column("delegate_id", Id, ForeignKey("people.id")),
    Column("looked_up_at", UtcDateTime),
    required("home_opened", Boolean, default=False, server_default=false()),
)


customers = Table(
    "customers",
    metadata,
    Column("id", Id, primary_key=True),
    required("key", String(16), unique=True, default=new_key),
    required("external_id", String(200), unique=True),
    required("name", String(200)),
    required("active", Boolean, default=True, server_default=true()),
    required("industry", String(200), default=""),
    required("country", String(2), default=""),
    required("region", String(40), default=""),
    required("size", String(40), default=""),
    Column("employees", Id),
    required("tier", String(40), default=""),
    required("use_cases", JSON),
    required("products", JSON),
    required("languages", JSON),
    required("activities", JSON),
    required("competitors", JSON),
    Column("owner_id", Id, ForeignKey("people.id"), index=True),
    Column("backup_id", Id, ForeignKey("people.id")),
    required("classified", Boolean, default=False, server_default=false()),
    required("segment", String(200), default=""),
    required("name_public", Boolean, default=False, server_default=false()),
    required("story", Text, default=""),
    required("story_public", Boolean, default=False, server_default=false()),
    Column("customer_since", Date),
    Column("renewal_on", Date),
    Column("satisfaction", Id),
    Column("satisfaction_on", Date),
    Column("verified_on", Date),
    required("verified_by", String(200), default=""),
    Column("quarter_points", Id),
    Column("gifts_allowed", Boolean),
    Column("hold_reason", String(500)),
    Column("hold_since", Date),
    Column("hold_until", Date, index=True),
    # Since when it is known, which tells a new hold from a corrected one; and who set it: nobody is an import.
    Column("held_at", UtcDateTime),
    Column("held_by", Id, ForeignKey("people.id")),
    # Seconds of the database's clock: how the search of every process learns what changed.
    required("changed_at", Float, index=True),
    Index("ix_customers_satisfaction_verified_on", "satisfaction", "verified_on"),
)


contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    required("customer_id", Id, ForeignKey("customers.id"), index=True),
    # A contact who left is kept, because uses and the ledger point at it.
    required("active", Boolean, default=True, server_default=true()),
    required("name", String(200)),
    required("title", String(200), default=""),
    required("seniority", String(40), default=""),
    required("email", String(254), default=""),
    required("phone", String(60), default=""),
    required("direct", Boolean, default=False, server_default=false()),
)


consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    required("customer_id", Id, ForeignKey("customers.id"), index=True),
    Column("request_id", Id, ForeignKey("requests.id")),
    required("answer", String(16)),
    Column("activity", String(16)),
    Column("purpose", String(16)),
    Column("until", Date),
    required("agreed_by", String(200), default=""),
    Column("agreed_on", Date),
    Column("recorded_by", Id, ForeignKey("people.id")),
    Column("recorded_at", UtcDateTime),
    # Whose own answer it is; nobody is the customer as a whole.
    Column("contact_id", Id, ForeignKey("contacts.id")),
    Column("exposure", String(8)),
    Column("count", Id),
    required("evidence", String(500), default="", server_default=text("''")),
    required("imported", Boolean, default=False, server_default=false()),
)


_OVERRIDDEN = text("overridden_by IS NOT NULL")

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    required("key", String(16), unique=True, default=new_key),
    required("version", Id, default=0),
    required("customer_id", Id, ForeignKey("customers.id")),
    required("requester_id", Id, ForeignKey("people.id"), index=True),
    Column("decider_id", Id, ForeignKey("people.id")),
    Column("routed", String(32)),
    required("activity", String(16)),
    required("purpose", String(16)),
    required("needed_by", Date),
    required("prospect", String(200)),
    required("deal_name", String(200), default=""),
    required("deal_value", String(60), default=""),
    required("deal_stage", String(60), default=""),
    required("prospect_person", String(200), default=""),
    required("prospect_seniority", String(40), default=""),
    required("wants_to_hear", Text, default=""),
    required("status", String(20)),
    required("created_at", UtcDateTime),
    required("changed_at", UtcDateTime),
    required("agreed_by", String(200), default=""),
    Column("agreed_on", Date),
    Column("contact_id", Id, ForeignKey("contacts.id")),
    Column("quarter", Date),
    required("points", Id, default=0),
    Column("used_on", Date),
    Column("decided_by", Id, ForeignKey("people.id")),
    Column("decided_at", UtcDateTime, index=True),
    Column("decline_reason", String(20)),
    required("note", Text, default=""),
    required("own_use", Boolean, default=False, server_default=false()),
    # The form it came from: Slack may deliver one submission twice.
    Column("view_id", String(64), unique=True),
    Column("search_id", Id, ForeignKey("searches.id")),
    # How far it has been chased since `asked_at` (its creation where that is empty), and who was asked besides.
    required("stage", Id, default=0, server_default="0"),
    Column("asked_at", UtcDateTime),
    Column("snoozed_until", UtcDateTime),
    Column("backup_id", Id, ForeignKey("people.id")),
    # The programme manager for whose reason it may go beyond the customer's limits.
    Column("overridden_by", Id, ForeignKey("people.id"), index=True),
    required("override_reason", Text, default="", server_default=text("''")),
    # Whose customer it was when they were asked, and whose backup: who has handed it on decides no more.
    Column("owner_id", Id, ForeignKey("people.id")),
    Column("backup_for", Id, ForeignKey("people.id")),
    Column("paused_at", UtcDateTime),
    Column("go_ahead_at", UtcDateTime),
    # After the approval: domain.requests.request.After.
    Column("event_on", Date),
    Column("event_at", UtcDateTime),
    Column("cancelled_by", String(16)),
    required("missed", Boolean, default=False, server_default=false()),
    Column("grade", Id),
    required("remark", Text, default="", server_default=text("''")),
    required("learned", Text, default="", server_default=text("''")),
    Column("helped", Boolean),
    Column("thanks_since", UtcDateTime, index=True),
    Column("thanks_again_on", Date),
    Column("thanked_at", UtcDateTime),
    Column("thanked_how", String(16)),
    Column("deal_end", String(8)),
    Column("ask_deal_on", Date, index=True),
    Index("ix_requests_customer_id_used_on_status", "customer_id", "used_on", "status"),
    Index("ix_requests_created_at_customer_id", "created_at", "customer_id"),
    Index("ix_requests_decider_id_status", "decider_id", "status"),
    Index("ix_requests_status_id", "status", "id"),
    Index("ix_requests_status_used_on", "status", "used_on"),
    # The few that went beyond a limit: the digest would look through all of them.
    Index("ix_requests_overridden", "quarter", sqlite_where=_OVERRIDDEN, postgresql_where=_OVERRIDDEN),
)


ledger = Table(
    "ledger",
    metadata,
    Column("id", Id, primary_key=True),
    required("customer_id", Id, ForeignKey("customers.id")),
    required("quarter", Date),
    required("points", Id),
    required("entry", String(16)),
    Column("activity", String(16)),
    Column("contact_id", Id, ForeignKey("contacts.id")),
    Column("used_on", Date),
    Column("request_id", Id, ForeignKey("requests.id"), index=True),
    Column("by_id", Id, ForeignKey("people.id")),
    required("at", UtcDateTime),
    Index("ix_ledger_customer_id_quarter", "customer_id", "quarter"),
)


budget_periods = Table(
    "budget_periods",
    metadata,
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("quarter", Date, primary_key=True),
    required("used", Id, default=0),
    Index("ix_budget_periods_quarter_used", "quarter", "used"),
)


policies = Table(
    "policies",
    metadata,
    Column("version", Id, primary_key=True, autoincrement=False),
    required("body", JSON),
    Column("by_id", Id, ForeignKey("people.id")),
    required("at", UtcDateTime),
)


searches = Table(
    "searches",
    metadata,
    Column("id", Id, primary_key=True),
    required("key", String(16), unique=True, default=new_key),
    required("person_id", Id, ForeignKey("people.id"), index=True),
    required("words", Text),
    required("filters", JSON),
    required("hits", JSON),
    required("at", UtcDateTime, index=True),
)


# Who wants to hear when a customer can be asked again: for one activity, or for anything where it is empty.
watches = Table(
    "watches",
    metadata,
    Column("id", Id, primary_key=True),
    required("person_id", Id, ForeignKey("people.id")),
    required("customer_id", Id, ForeignKey("customers.id"), index=True),
    required("activity", String(16), default=""),
    required("since", UtcDateTime),
    Column("told_at", UtcDateTime, index=True),
)


# A word of this company and what it means; kind "none" leaves a word out for good.
company_words = Table(
    "company_words",
    metadata,
    Column("word", String(200), primary_key=True),
    required("kind", String(16)),
    required("meaning", String(200), default=""),
    Column("by_id", Id, ForeignKey("people.id")),
    required("at", UtcDateTime),
    # Raised with every change of any word: how the search of every process learns of it.
    required("version", Id, index=True),
)


# A word people searched for that meant nothing, and in how many searches.
unknown_words = Table(
    "unknown_words",
    metadata,
    Column("word", String(80), primary_key=True),
    required("times", Id, default=1),
    required("last_at", UtcDateTime),
    Index("ix_unknown_words_times_word", "times", "word"),
)


# Which customers an owner was asked about in a week: still true? None where nothing was due, or too soon.
rounds = Table(
    "rounds",
    metadata,
    Column("id", Id, primary_key=True),
    required("person_id", Id, ForeignKey("people.id")),
    required("week", Date),
    required("customers", JSON),
    UniqueConstraint("person_id", "week"),
)


cards = Table(
    "cards",
    metadata,
    Column("id", Id, primary_key=True),
    required("request_id", Id, ForeignKey("requests.id"), index=True),
    required("person_id", Id, ForeignKey("people.id")),
    required("audience", String(16)),
    Column("channel", String(32)),
    Column("ts", String(32)),
    UniqueConstraint("channel", "ts"),
    Index("ix_cards_person_id_audience", "person_id", "audience"),
)


deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    # The kind and subject of a delivery, once each: "card:7", "home:3", "tell:approved:12:4".
    required("key", String(120), unique=True),
    required("kind", String(16)),
    Column("tell", String(24)),
    # None for a channel: the digest.
    Column("person_id", Id, ForeignKey("people.id")),
    Column("request_id", Id, ForeignKey("requests.id"), index=True),
    Column("card_id", Id, ForeignKey("cards.id")),
    # The row of the daily summary that spoke for it: such a message was never sent by itself.
    Column("bundle_id", Id, index=True),
    # Raised each time it is queued again; a send settles it only if nothing newer was asked for meanwhile.
    required("wanted", Id, default=1),
    # Machine time in seconds, by the database's clock.
    required("ready_at", Float),
    required("lease_until", Float, default=0.0),
    # Raised with each lease: who holds an older number has lost it, and settles nothing any more.
    required("turn", Id, default=0, server_default="0"),
    # Until then a call of which nobody heard may still reach Slack: what is sent before is drawn once more.
    required("doubt_until", Float, default=0.0, server_default="0"),
    required("attempts", Id, default=0),
    # owed; aside (a daily summary will speak for it); sent; unsure (sent, and drawn once more); dead; dropped.
    required("state", String(8), default="owed"),
    Column("error", String(80)),
    Column("channel", String(32)),
    Column("ts", String(32)),
    # A file that has arrived at Slack and is not shown yet: its id, and the version of the request it tells of.
    Column("upload", String(64)),
    required("owed_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Index("ix_deliveries_state_ready_at", "state", "ready_at"),
)


# Append-only; ids and codes, never names or words, so that a person can be erased and history stays.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    required("at", UtcDateTime),
    Column("by_id", Id, ForeignKey("people.id")),
    required("code", String(40)),
    Column("request_id", Id, ForeignKey("requests.id"), index=True),
    Column("customer_id", Id, ForeignKey("customers.id")),
    required("details", JSON),
)
