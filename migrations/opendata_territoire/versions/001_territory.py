"""What the import of the territory last wrote, and the former addresses of organisations

Revision ID: 001
Revises:
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opendata_territoire_place",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False, unique=True),
        sa.Column("imported", JSONB(), nullable=False),
        sa.Column("merged_into", sa.Text()),
        sa.Column("reindex", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "opendata_territoire_former_name",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("group_id", sa.Text(), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("opendata_territoire_former_name")
    op.drop_table("opendata_territoire_place")
