"""Conditions of reserved opinions

Revision ID: 011
Revises: 010
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

CONDITION = "opendata_governance_condition"


def upgrade() -> None:
    op.create_table(
        CONDITION,
        sa.Column("opinion_id", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("dataset_id", sa.Text(), nullable=False, index=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lifter", sa.Text(), nullable=False),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table(CONDITION)
