"""Revisions of public datasets

Revision ID: 003
Revises: 002
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

REVISION = "opendata_governance_revision"
REVIEW = "opendata_governance_review"


def upgrade() -> None:
    op.create_table(
        REVISION,
        sa.Column("revision_id", sa.Text(), primary_key=True),
        sa.Column("dataset_id", sa.Text(), nullable=False, index=True),
        sa.Column("origins", JSONB(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        REVISION + "_one_open",
        REVISION,
        ["dataset_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.add_column(REVIEW, sa.Column("published_content", sa.Text()))
    # What was published is what had received the opinion.
    op.execute(
        "UPDATE opendata_governance_review AS review SET published_content = opinion.content"
        " FROM opendata_governance_opinion AS opinion"
        " WHERE opinion.id = review.opinion_id AND review.state = 'published'"
    )


def downgrade() -> None:
    op.drop_column(REVIEW, "published_content")
    op.drop_table(REVISION)
