"""Remarks tied to a place, and their replies

Revision ID: 009
Revises: 008
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

REMARK = "opendata_governance_remark"
REPLY = "opendata_governance_reply"
PLACE = ("field", "resource_id", "column_name", "file_name")


def upgrade() -> None:
    for column in PLACE:
        op.add_column(REMARK, sa.Column(column, sa.Text()))
    op.create_table(
        REPLY,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("remark_id", sa.Text(), nullable=False, unique=True),
        sa.Column("dataset_id", sa.Text(), nullable=False, index=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table(REPLY)
    for column in PLACE:
        op.drop_column(REMARK, column)
