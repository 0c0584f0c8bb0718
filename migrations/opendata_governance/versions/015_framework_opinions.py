"""Framework opinions

Revision ID: 015
Revises: 014
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

FRAMEWORK = "opendata_governance_framework"
SAMPLE = "opendata_governance_framework_sample"
OPINION = "opendata_governance_opinion"
MOMENT = sa.DateTime(timezone=True)
LISTS = ("organizations", "themes", "schemas", "conditions", "columns", "licences", "answers")
TEXTS = ("holder", "author", "title", "text", "checklist", "seed", "reason")


def upgrade() -> None:
    op.create_table(
        FRAMEWORK,
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "number", "sampling")),
        *(sa.Column(name, JSONB(), nullable=False) for name in LISTS),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("starts", "ends")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_by", sa.Text()),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_index(FRAMEWORK + "_number", FRAMEWORK, ["holder", "year", "number"], unique=True)
    op.create_index(
        FRAMEWORK + "_organizations", FRAMEWORK, ["organizations"], postgresql_using="gin"
    )
    op.create_table(
        SAMPLE,
        sa.Column("dataset_id", sa.Text(), primary_key=True),
        sa.Column("round", sa.Integer(), primary_key=True),
        sa.Column("framework_id", sa.Text(), nullable=False, index=True),
        sa.Column("drawn_at", MOMENT, nullable=False),
    )
    op.add_column(OPINION, sa.Column("framework_id", sa.Text()))
    op.create_index("ix_" + OPINION + "_framework_id", OPINION, ["framework_id"])


def downgrade() -> None:
    op.drop_column(OPINION, "framework_id")
    for table in (SAMPLE, FRAMEWORK):
        op.drop_table(table)
