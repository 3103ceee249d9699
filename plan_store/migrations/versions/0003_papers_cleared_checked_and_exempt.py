"""Papers are cleared and checked, their templates are kept, and words may be exempt"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def plain() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "papertemplate",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", plain(), nullable=False),
        sa.Column("good_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("kind", "plan_id", "row_id"):
        op.create_index(f"ix_exemption_{column}", "exemption", [column])
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("asked_of", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cycle_id", "section"),
    )
    op.create_index("ix_clearance_cycle_id", "clearance", ["cycle_id"])
    op.create_table(
        "findingaccepted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cycle_id", "kind", "key"),
    )
    op.create_index("ix_findingaccepted_cycle_id", "findingaccepted", ["cycle_id"])
    op.add_column("inspection", sa.Column("embargoed_until", sa.Date(), nullable=True))
    op.add_column("measure", sa.Column("counts_children", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("ALTER TABLE measure ADD COLUMN part_of_id INTEGER REFERENCES measure (id)")
    op.create_index("ix_measure_part_of_id", "measure", ["part_of_id"])
    op.add_column("paper", sa.Column("remark", sa.Text(), nullable=False, server_default=""))
    op.add_column("paper", sa.Column("checked", plain(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.execute("ALTER TABLE paper DROP COLUMN checked")
    op.execute("ALTER TABLE paper DROP COLUMN remark")
    op.drop_index("ix_measure_part_of_id", "measure")
    op.execute("ALTER TABLE measure DROP COLUMN part_of_id")
    op.execute("ALTER TABLE measure DROP COLUMN counts_children")
    op.execute("ALTER TABLE inspection DROP COLUMN embargoed_until")
    op.drop_index("ix_findingaccepted_cycle_id", "findingaccepted")
    op.drop_table("findingaccepted")
    op.drop_index("ix_clearance_cycle_id", "clearance")
    op.drop_table("clearance")
    for column in ("row_id", "plan_id", "kind"):
        op.drop_index(f"ix_exemption_{column}", "exemption")
    op.drop_table("exemption")
    op.drop_table("papertemplate")
