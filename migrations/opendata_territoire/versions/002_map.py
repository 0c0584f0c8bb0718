"""The map drawn from the outlines of communes

Revision ID: 002
Revises: 001
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opendata_territoire_map",
        sa.Column("department", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("drawing", JSONB(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("opendata_territoire_map")
