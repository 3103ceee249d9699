"""People sign in, draft answers and edit the plan"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS_ADDED = (("memberquestion", "about"), ("memberquestion", "answered_by"), ("update", "would_move"))


def upgrade() -> None:
    op.create_table(
        "fieldchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fieldchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fieldchange_group"), ["group"], unique=False)
        batch_op.create_index(batch_op.f("ix_fieldchange_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_fieldchange_row_id"), ["row_id"], unique=False)

    op.create_table(
        "ratecount",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("ratecount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ratecount_until"), ["until"], unique=False)

    op.create_table(
        "planupload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "mapping", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("planupload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planupload_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "signincode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("nonce"),
    )
    with op.batch_alter_table("signincode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signincode_person_id"), ["person_id"], unique=False)

    op.create_table(
        "signinsession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("signinsession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signinsession_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "name"),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "papercomment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["paper.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("papercomment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_papercomment_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_papercomment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "answerdraft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["cycle.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cycle_id", "action_id", "person_id"),
    )
    with op.batch_alter_table("answerdraft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answerdraft_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answerdraft_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answerdraft_person_id"), ["person_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["cycle.id"],
        ),
        sa.ForeignKeyConstraint(
            ["from_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_to_id"), ["to_id"], unique=False)

    op.create_table(
        "evidencefile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["answerdraft.id"],
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("evidencefile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidencefile_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidencefile_evidence_id"), ["evidence_id"], unique=False)

    # Plain ALTER TABLE on both databases: rebuilding a table that others refer to would break their references.
    op.execute("ALTER TABLE memberquestion ADD COLUMN asked_by_id INTEGER REFERENCES person (id)")
    op.create_index(op.f("ix_memberquestion_asked_by_id"), "memberquestion", ["asked_by_id"])
    op.add_column("memberquestion", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "memberquestion", sa.Column("before_meeting", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for table, column in WORDS_ADDED:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.add_column("paper", sa.Column("part", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.execute("ALTER TABLE paper DROP COLUMN part")
    for table, column in WORDS_ADDED:
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')
    op.execute("ALTER TABLE memberquestion DROP COLUMN before_meeting")
    op.execute("ALTER TABLE memberquestion DROP COLUMN asked_at")
    op.drop_index(op.f("ix_memberquestion_asked_by_id"), "memberquestion")
    op.execute("ALTER TABLE memberquestion DROP COLUMN asked_by_id")

    with op.batch_alter_table("evidencefile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidencefile_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_evidencefile_draft_id"))

    op.drop_table("evidencefile")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_to_id"))
        batch_op.drop_index(batch_op.f("ix_referral_from_id"))
        batch_op.drop_index(batch_op.f("ix_referral_cycle_id"))
        batch_op.drop_index(batch_op.f("ix_referral_action_id"))

    op.drop_table("referral")
    with op.batch_alter_table("answerdraft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answerdraft_person_id"))
        batch_op.drop_index(batch_op.f("ix_answerdraft_cycle_id"))
        batch_op.drop_index(batch_op.f("ix_answerdraft_action_id"))

    op.drop_table("answerdraft")
    with op.batch_alter_table("papercomment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_papercomment_person_id"))
        batch_op.drop_index(batch_op.f("ix_papercomment_paper_id"))

    op.drop_table("papercomment")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_person_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_meeting_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("signinsession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signinsession_person_id"))

    op.drop_table("signinsession")
    with op.batch_alter_table("signincode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signincode_person_id"))

    op.drop_table("signincode")
    with op.batch_alter_table("planupload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planupload_uploaded_by_id"))

    op.drop_table("planupload")
    with op.batch_alter_table("ratecount", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ratecount_until"))

    op.drop_table("ratecount")
    with op.batch_alter_table("fieldchange", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fieldchange_row_id"))
        batch_op.drop_index(batch_op.f("ix_fieldchange_kind"))
        batch_op.drop_index(batch_op.f("ix_fieldchange_group"))

    op.drop_table("fieldchange")
