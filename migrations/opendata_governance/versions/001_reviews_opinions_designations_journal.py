"""Reviews, opinions, designations, journal

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

PREFIX = "opendata_governance_"


def _text(name: str, **options: bool) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), **{"nullable": False, **options})


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_reviews() -> None:
    op.create_table(
        PREFIX + "review",
        _text("dataset_id", primary_key=True),
        _text("state"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("submitted_by", nullable=True),
        _moment("submitted_at", nullable=True),
        _text("submitted_content", nullable=True),
        _text("opinion_id", nullable=True),
        _text("published_by", nullable=True),
        _moment("published_at", nullable=True),
        _moment("first_published_at", nullable=True),
        _moment("changed_at"),
    )
    op.create_index(PREFIX + "review_state", PREFIX + "review", ["state", "submitted_at"])
    op.create_table(
        PREFIX + "opinion",
        _text("id", primary_key=True),
        _text("dataset_id", index=True),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("kind"),
        _text("text"),
        _text("author"),
        _text("content"),
        _moment("given_at"),
    )
    op.create_table(
        PREFIX + "remark",
        _text("id", primary_key=True),
        _text("dataset_id", index=True),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("action"),
        _text("text"),
        _text("author"),
        _moment("written_at"),
    )


def _create_people() -> None:
    op.create_table(
        PREFIX + "contributor",
        _text("dataset_id", primary_key=True),
        _text("user_id", primary_key=True),
        _moment("last_at"),
    )
    op.create_table(
        PREFIX + "designation",
        _text("id", primary_key=True),
        _text("organization_id", index=True),
        _text("user_id", index=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        _text("reference"),
        _text("recorded_by"),
        _moment("recorded_at"),
        _text("confirmed_by", nullable=True),
        _moment("confirmed_at", nullable=True),
        _text("revoked_by", nullable=True),
        _moment("revoked_at", nullable=True),
    )


def upgrade() -> None:
    _create_reviews()
    _create_people()
    op.create_table(
        PREFIX + "journal",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=True),
        _moment("at"),
        _text("action"),
        _text("actor", nullable=True),
        _text("role", nullable=True),
        _text("dataset_id", nullable=True, index=True),
        _text("organization_id", nullable=True, index=True),
        _text("from_state", nullable=True),
        _text("to_state", nullable=True),
        _text("content", nullable=True),
        sa.Column("detail", JSONB(), nullable=False),
    )
    op.create_table(
        PREFIX + "index_pending", _text("dataset_id", primary_key=True), _moment("asked_at")
    )


def downgrade() -> None:
    for table in (
        "index_pending",
        "journal",
        "designation",
        "contributor",
        "remark",
        "opinion",
        "review",
    ):
        op.drop_table(PREFIX + table)
