"""What datasets contained when they were sent

Revision ID: 010
Revises: 009
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

ROUND = "opendata_governance_round"


def upgrade() -> None:
    op.create_table(
        ROUND,
        sa.Column("dataset_id", sa.Text(), primary_key=True),
        sa.Column("round", sa.Integer(), primary_key=True),
        sa.Column("content", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table(ROUND)
