"""Requests to take data down, and objections

Revision ID: 014
Revises: 013
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

OBJECTION = "opendata_governance_objection"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        OBJECTION,
        sa.Column("reference", sa.Text(), primary_key=True),
        sa.Column("dataset_id", sa.Text(), nullable=False, index=True),
        sa.Column("organization_id", sa.Text(), nullable=False, index=True),
        sa.Column("resource_id", sa.Text()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("seal", sa.Text()),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("advice", sa.Text()),
        sa.Column("advised_by", sa.Text()),
        sa.Column("advised_at", MOMENT),
        sa.Column("answer", sa.Text()),
        sa.Column("answer_text", sa.Text()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", MOMENT),
        sa.Column("erased_at", MOMENT),
    )
    op.create_index(
        OBJECTION + "_waiting",
        OBJECTION,
        ["due"],
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table(OBJECTION)
