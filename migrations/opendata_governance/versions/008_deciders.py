"""Who decides without signing in

Revision ID: 008
Revises: 007
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

MAYOR = "opendata_governance_mayor"
ACT = "opendata_governance_standing_act"
SEPARATION = "opendata_governance_separation"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        MAYOR,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("sends", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Text()),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index(
        MAYOR + "_one",
        MAYOR,
        ["organization_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        ACT,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("organization_id", sa.Text(), nullable=False, index=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("adopted", sa.Date(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_account", sa.Text()),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("themes", JSONB(), nullable=False),
        sa.Column("schemas", JSONB(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        SEPARATION,
        sa.Column("organization_id", sa.Text(), primary_key=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    for table in (SEPARATION, ACT, MAYOR):
        op.drop_table(table)
