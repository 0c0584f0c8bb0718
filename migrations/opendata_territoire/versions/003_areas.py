"""Where each commune is, for searches by area

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

TABLE = "opendata_territoire_map"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("boxes", JSONB(), nullable=False, server_default="{}"))
    op.add_column(TABLE, sa.Column("reindex", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column(TABLE, "reindex")
    op.drop_column(TABLE, "boxes")
