"""Single-use links

Revision ID: 004
Revises: 003
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

LINK = "opendata_governance_link"


def upgrade() -> None:
    op.create_table(
        LINK,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False, index=True),
        sa.Column("bound", JSONB(), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), unique=True),
        sa.Column("code", sa.Text()),
        sa.Column("code_expires_at", sa.DateTime(timezone=True)),
        sa.Column("codes_asked", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("voided_at", sa.DateTime(timezone=True)),
    )
    op.create_index(LINK + "_subject", LINK, ["purpose", "subject"])


def downgrade() -> None:
    op.drop_table(LINK)
