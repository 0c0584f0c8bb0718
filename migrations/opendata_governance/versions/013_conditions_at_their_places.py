"""Conditions at their places, lifted on a content; no reserved opinion without one

Revision ID: 013
Revises: 012
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None

REVIEW, CONDITION = "opendata_governance_review", "opendata_governance_condition"
TEXTS = ("field", "resource_id", "column_name", "file_name", "lifted_content")


def upgrade() -> None:
    op.add_column(REVIEW, sa.Column("opinion_form", sa.Text()))
    op.add_column(REVIEW, sa.Column("lifting_asked_at", sa.DateTime(timezone=True)))
    for column in TEXTS:
        op.add_column(CONDITION, sa.Column(column, sa.Text()))
    op.add_column(CONDITION, sa.Column("lifted_difference", JSONB()))
    # What one tick used to acknowledge is now one condition, lifted by the organisation.
    op.execute(
        f"""
        INSERT INTO {CONDITION} (opinion_id, number, dataset_id, text, lifter)
        SELECT opinion.id, 1, opinion.dataset_id, opinion.text, 'organization'
        FROM opendata_governance_opinion AS opinion
        JOIN {REVIEW} AS review ON review.opinion_id = opinion.id
        WHERE opinion.kind = 'reserved' AND review.state = 'opinion_given' AND NOT EXISTS (
            SELECT FROM {CONDITION} AS condition WHERE condition.opinion_id = opinion.id
        )
        """
    )


def downgrade() -> None:
    op.drop_column(CONDITION, "lifted_difference")
    for column in TEXTS:
        op.drop_column(CONDITION, column)
    op.drop_column(REVIEW, "lifting_asked_at")
    op.drop_column(REVIEW, "opinion_form")
