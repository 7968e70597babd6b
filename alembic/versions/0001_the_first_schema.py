"""The first schema"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "people",
        sa.Column("id", Id, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("programme_manager", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("looked_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_opened", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("remembered", sa.JSON(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_people_slack_id")),
    )
    op.create_table(
        "customers",
        sa.Column("id", Id, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("industry", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("employees", Id, nullable=True),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("use_cases", sa.JSON(), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("activities", sa.JSON(), nullable=False),
        sa.Column("competitors", sa.JSON(), nullable=False),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("backup_id", Id, nullable=True),
        sa.Column("classified", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("segment", sa.String(length=200), nullable=False),
        sa.Column("name_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("customer_since", sa.Date(), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("satisfaction", Id, nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.String(length=200), nullable=False),
        sa.Column("quarter_points", Id, nullable=True),
        sa.Column("gifts_allowed", sa.Boolean(), nullable=True),
        sa.Column("hold_reason", sa.String(length=500), nullable=True),
        sa.Column("hold_since", sa.Date(), nullable=True),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["backup_id"], ["people.id"], name=op.f("fk_customers_backup_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_customers_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("external_id", name=op.f("uq_customers_external_id")),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customers_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_customers_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "policies",
        sa.Column("version", Id, autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_policies_by_id")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policies")),
    )
    op.create_table(
        "searches",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("hits", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_searches_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
    )
    with op.batch_alter_table("searches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_searches_person_id"), ["person_id"], unique=False)

    op.create_table(
        "budget_periods",
        sa.Column("customer_id", Id, autoincrement=False, nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("used", Id, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_budget_periods_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "quarter", name=op.f("pk_budget_periods")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("seniority", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("direct", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "requests",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("requester_id", Id, nullable=False),
        sa.Column("decider_id", Id, nullable=True),
        sa.Column("routed", sa.String(length=32), nullable=True),
        sa.Column("activity", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=False),
        sa.Column("prospect", sa.String(length=200), nullable=False),
        sa.Column("deal_name", sa.String(length=200), nullable=False),
        sa.Column("deal_value", sa.String(length=60), nullable=False),
        sa.Column("deal_stage", sa.String(length=60), nullable=False),
        sa.Column("prospect_person", sa.String(length=200), nullable=False),
        sa.Column("prospect_seniority", sa.String(length=40), nullable=False),
        sa.Column("wants_to_hear", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("quarter", sa.Date(), nullable=True),
        sa.Column("points", Id, nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("own_use", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("view_id", sa.String(length=64), nullable=True),
        sa.Column("search_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_requests_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_requests_customer_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_requests_decided_by")),
        sa.ForeignKeyConstraint(["decider_id"], ["people.id"], name=op.f("fk_requests_decider_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["people.id"], name=op.f("fk_requests_requester_id")),
        sa.ForeignKeyConstraint(["search_id"], ["searches.id"], name=op.f("fk_requests_search_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("view_id", name=op.f("uq_requests_view_id")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index("ix_requests_customer_id_used_on", ["customer_id", "used_on"], unique=False)
        batch_op.create_index("ix_requests_decider_id_status", ["decider_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_requests_requester_id"), ["requester_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("request_id", Id, nullable=True),
        sa.Column("customer_id", Id, nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_audit_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_audit_customer_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_audit_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_request_id"), ["request_id"], unique=False)

    op.create_table(
        "cards",
        sa.Column("id", Id, nullable=False),
        sa.Column("request_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cards_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_cards_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("channel", "ts", name=op.f("uq_cards_channel_ts")),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index("ix_cards_person_id_audience", ["person_id", "audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_cards_request_id"), ["request_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("request_id", Id, nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("activity", sa.String(length=16), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("agreed_by", sa.String(length=200), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", Id, nullable=True),
        sa.Column("imported", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_consents_recorded_by")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_consents_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "ledger",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("points", Id, nullable=False),
        sa.Column("entry", sa.String(length=16), nullable=False),
        sa.Column("activity", sa.String(length=16), nullable=True),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("request_id", Id, nullable=True),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_ledger_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_ledger_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_ledger_customer_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_ledger_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_customer_id_quarter", ["customer_id", "quarter"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_request_id"), ["request_id"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("tell", sa.String(length=24), nullable=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("request_id", Id, nullable=True),
        sa.Column("card_id", Id, nullable=True),
        sa.Column("wanted", Id, nullable=False),
        sa.Column("ready_at", sa.Float(), nullable=False),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("attempts", Id, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_deliveries_card_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deliveries_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_deliveries_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_state_ready_at", ["state", "ready_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_state_ready_at")

    op.drop_table("deliveries")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_request_id"))
        batch_op.drop_index("ix_ledger_customer_id_quarter")

    op.drop_table("ledger")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_customer_id"))

    op.drop_table("consents")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cards_request_id"))
        batch_op.drop_index("ix_cards_person_id_audience")

    op.drop_table("cards")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_request_id"))

    op.drop_table("audit")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requests_requester_id"))
        batch_op.drop_index("ix_requests_decider_id_status")
        batch_op.drop_index("ix_requests_customer_id_used_on")

    op.drop_table("requests")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_customer_id"))

    op.drop_table("contacts")
    op.drop_table("budget_periods")
    with op.batch_alter_table("searches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_searches_person_id"))

    op.drop_table("searches")
    op.drop_table("policies")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_owner_id"))
        batch_op.drop_index(batch_op.f("ix_customers_changed_at"))

    op.drop_table("customers")
    op.drop_table("people")
