"""Mails that wait to leave, and what each person wants to receive

Revision ID: 005
Revises: 004
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None

NOTICE = "opendata_governance_notice"
CHOICE = "opendata_governance_mail_choice"


def upgrade() -> None:
    op.create_table(
        NOTICE,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), index=True),
        sa.Column("address", sa.Text()),
        sa.Column("dataset_id", sa.Text(), index=True),
        sa.Column("round", sa.Integer()),
        sa.Column("words", JSONB(), nullable=False),
        sa.Column("once", sa.Text(), unique=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        NOTICE + "_waiting", NOTICE, ["due_at"], postgresql_where=sa.text("outcome IS NULL")
    )
    op.create_table(
        CHOICE,
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("choice", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table(CHOICE)
    op.drop_table(NOTICE)
