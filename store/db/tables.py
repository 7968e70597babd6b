"""All tables, as declarative models. Statements select columns; no instance of these classes is ever made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from store.db.types import Id, UtcDateTime, new_key


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can name it too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, int: Id, date: Date, float: Float, dict[str, Any]: JSON}  # noqa: RUF012

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        # No row becomes an object here, so a statement needs the plain columns: the ORM's attributes double its cost.
        # An alias is one of the table (`Row.__table__.alias()`).
        for column in cls.__table__.columns:
            type.__setattr__(cls, column.key, column)


class PersonRow(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True, default=new_key)
    slack_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    standing: Mapped[str] = mapped_column(String(16), default="member")
    programme_manager: Mapped[bool] = mapped_column(default=False, server_default=false())
    country: Mapped[str] = mapped_column(String(2), default="", server_default=text("''"))
    away_until: Mapped[date | None]
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    looked_up_at: Mapped[datetime | None]
    home_opened: Mapped[bool] = mapped_column(default=False, server_default=false())


class CustomerRow(Base):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True, default=new_key)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    industry: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    region: Mapped[str] = mapped_column(String(40), default="")
    size: Mapped[str] = mapped_column(String(40), default="")
    employees: Mapped[int | None]
    tier: Mapped[str] = mapped_column(String(40), default="")
    use_cases: Mapped[list[str]] = mapped_column(JSON)
    products: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    activities: Mapped[list[str]] = mapped_column(JSON)
    competitors: Mapped[list[str]] = mapped_column(JSON)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    backup_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    classified: Mapped[bool] = mapped_column(default=False, server_default=false())
    segment: Mapped[str] = mapped_column(String(200), default="")
    name_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    story: Mapped[str] = mapped_column(Text, default="")
    story_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    customer_since: Mapped[date | None]
    renewal_on: Mapped[date | None]
    satisfaction: Mapped[int | None]
    satisfaction_on: Mapped[date | None]
    verified_on: Mapped[date | None]
    verified_by: Mapped[str] = mapped_column(String(200), default="")
    quarter_points: Mapped[int | None]
    gifts_allowed: Mapped[bool | None]
    hold_reason: Mapped[str | None] = mapped_column(String(500))
    hold_since: Mapped[date | None]
    hold_until: Mapped[date | None] = mapped_column(index=True)
    # Since when it is known, which tells a new hold from a corrected one; and who set it: nobody is an import.
    held_at: Mapped[datetime | None]
    held_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # Seconds of the database's clock: how the search of every process learns what changed.
    changed_at: Mapped[float] = mapped_column(index=True)

    __table_args__ = (Index("ix_customers_satisfaction_verified_on", "satisfaction", "verified_on"),)


class ContactRow(Base):
    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    # A contact who left is kept, because uses and the ledger point at it.
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    seniority: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    direct: Mapped[bool] = mapped_column(default=False, server_default=false())


class ConsentRow(Base):
    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"))
    answer: Mapped[str] = mapped_column(String(16))
    activity: Mapped[str | None] = mapped_column(String(16))
    purpose: Mapped[str | None] = mapped_column(String(16))
    until: Mapped[date | None]
    agreed_by: Mapped[str] = mapped_column(String(200), default="")
    agreed_on: Mapped[date | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime | None]
    # Whose own answer it is; nobody is the customer as a whole.
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    exposure: Mapped[str | None] = mapped_column(String(8))
    count: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    imported: Mapped[bool] = mapped_column(default=False, server_default=false())


_OVERRIDDEN = text("overridden_by IS NOT NULL")


class RequestRow(Base):
    __tablename__ = "requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True, default=new_key)
    version: Mapped[int] = mapped_column(default=0)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    requester_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    routed: Mapped[str | None] = mapped_column(String(32))
    activity: Mapped[str] = mapped_column(String(16))
    purpose: Mapped[str] = mapped_column(String(16))
    needed_by: Mapped[date]
    prospect: Mapped[str] = mapped_column(String(200))
    deal_name: Mapped[str] = mapped_column(String(200), default="")
    deal_value: Mapped[str] = mapped_column(String(60), default="")
    deal_stage: Mapped[str] = mapped_column(String(60), default="")
    prospect_person: Mapped[str] = mapped_column(String(200), default="")
    prospect_seniority: Mapped[str] = mapped_column(String(40), default="")
    wants_to_hear: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    agreed_by: Mapped[str] = mapped_column(String(200), default="")
    agreed_on: Mapped[date | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    quarter: Mapped[date | None]
    points: Mapped[int] = mapped_column(default=0)
    used_on: Mapped[date | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decline_reason: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    own_use: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The form it came from: Slack may deliver one submission twice.
    view_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    search_id: Mapped[int | None] = mapped_column(ForeignKey("searches.id"))
    # How far it has been chased since `asked_at` (its creation where that is empty), and who was asked besides.
    stage: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    backup_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # The programme manager for whose reason it may go beyond the customer's limits.
    overridden_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    override_reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    # Whose customer it was when they were asked, and whose backup: who has handed it on decides no more.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    backup_for: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    paused_at: Mapped[datetime | None]
    go_ahead_at: Mapped[datetime | None]
    # After the approval: domain.requests.request.After.
    event_on: Mapped[date | None]
    event_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(String(16))
    missed: Mapped[bool] = mapped_column(default=False, server_default=false())
    grade: Mapped[int | None]
    remark: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    learned: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    helped: Mapped[bool | None]
    thanks_since: Mapped[datetime | None] = mapped_column(index=True)
    thanks_again_on: Mapped[date | None]
    thanked_at: Mapped[datetime | None]
    thanked_how: Mapped[str | None] = mapped_column(String(16))
    deal_end: Mapped[str | None] = mapped_column(String(8))
    ask_deal_on: Mapped[date | None] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_requests_customer_id_used_on_status", "customer_id", "used_on", "status"),
        Index("ix_requests_created_at_customer_id", "created_at", "customer_id"),
        Index("ix_requests_decider_id_status", "decider_id", "status"),
        Index("ix_requests_status_id", "status", "id"),
        Index("ix_requests_status_used_on", "status", "used_on"),
        # The few that went beyond a limit: the digest would look through all of them.
        Index("ix_requests_overridden", "quarter", sqlite_where=_OVERRIDDEN, postgresql_where=_OVERRIDDEN),
    )


class LedgerRow(Base):
    __tablename__ = "ledger"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    quarter: Mapped[date]
    points: Mapped[int]
    entry: Mapped[str] = mapped_column(String(16))
    activity: Mapped[str | None] = mapped_column(String(16))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    used_on: Mapped[date | None]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_ledger_customer_id_quarter", "customer_id", "quarter"),)


class BudgetPeriodRow(Base):
    __tablename__ = "budget_periods"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, autoincrement=False)
    quarter: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_budget_periods_quarter_used", "quarter", "used"),)


class PolicyRow(Base):
    __tablename__ = "policies"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class SearchRow(Base):
    __tablename__ = "searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True, default=new_key)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, Any]]
    hits: Mapped[list[int]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)


class WatchRow(Base):
    """Who wants to hear when a customer can be asked again: for one activity, or for anything where it is empty."""

    __tablename__ = "watches"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    activity: Mapped[str] = mapped_column(String(16), default="")
    since: Mapped[datetime]
    told_at: Mapped[datetime | None] = mapped_column(index=True)


class CompanyWordRow(Base):
    """A word of this company and what it means; kind "none" leaves a word out for good."""

    __tablename__ = "company_words"

    word: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    meaning: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    # Raised with every change of any word: how the search of every process learns of it.
    version: Mapped[int] = mapped_column(index=True)


class UnknownWordRow(Base):
    """A word people searched for that meant nothing, and in how many searches."""

    __tablename__ = "unknown_words"

    word: Mapped[str] = mapped_column(String(80), primary_key=True)
    times: Mapped[int] = mapped_column(default=1)
    last_at: Mapped[datetime]

    __table_args__ = (Index("ix_unknown_words_times_word", "times", "word"),)


class RoundRow(Base):
    """Which customers somebody was asked about in a week: still true? None where nothing was due, or too soon."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    week: Mapped[date]
    customers: Mapped[list[int]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("person_id", "week"),)


class CardRow(Base):
    __tablename__ = "cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    audience: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (UniqueConstraint("channel", "ts"), Index("ix_cards_person_id_audience", "person_id", "audience"))


class DeliveryRow(Base):
    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    # What is owed to whom, once: "card:7", "home:3", "tell:approved:12:4".
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    tell: Mapped[str | None] = mapped_column(String(24))
    # Nobody where it is owed to a channel: the digest.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    # The row of the bundle that spoke for it: such a message was never sent by itself.
    bundle_id: Mapped[int | None] = mapped_column(index=True)
    # Raised each time it is owed again; a send settles it only if nothing newer was asked for meanwhile.
    wanted: Mapped[int] = mapped_column(default=1)
    # Machine time in seconds, by the database's clock.
    ready_at: Mapped[float]
    lease_until: Mapped[float] = mapped_column(default=0.0)
    # Raised with each lease: who holds an older number has lost it, and settles nothing any more.
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    # Until then a call of which nobody heard may still reach Slack: what is sent before is drawn once more.
    doubt_until: Mapped[float] = mapped_column(default=0.0, server_default="0")
    attempts: Mapped[int] = mapped_column(default=0)
    # owed; aside (a bundle will speak for it); sent; unsure (sent, and drawn once more); dead; dropped.
    state: Mapped[str] = mapped_column(String(8), default="owed")
    error: Mapped[str | None] = mapped_column(String(80))
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    # A file that has arrived at Slack and is not shown yet: its id, and the version of the request it tells of.
    upload: Mapped[str | None] = mapped_column(String(64))
    owed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_deliveries_state_ready_at", "state", "ready_at"),)


class AuditRow(Base):
    """Append-only; ids and codes, never names or words, so that a person can be erased and history stays."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    code: Mapped[str] = mapped_column(String(40))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    details: Mapped[dict[str, Any]]
