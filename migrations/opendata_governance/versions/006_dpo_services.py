"""Services of DPO, with their officers; designations of a service, or of an address

Revision ID: 006
Revises: 005
Create Date: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

DESIGNATION = "opendata_governance_designation"
SERVICE = "opendata_governance_dpo_service"
OFFICER = "opendata_governance_dpo_officer"


def upgrade() -> None:
    op.create_table(
        SERVICE,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(SERVICE + "_name", SERVICE, [sa.text("lower(name)")], unique=True)
    op.create_table(
        OFFICER,
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("service_id", sa.Text(), nullable=False, index=True),
        sa.Column("user_id", sa.Text(), nullable=False, index=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("removed_by", sa.Text()),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        OFFICER + "_once",
        OFFICER,
        ["service_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.alter_column(DESIGNATION, "user_id", nullable=True)
    op.add_column(DESIGNATION, sa.Column("service_id", sa.Text(), index=True))
    op.add_column(DESIGNATION, sa.Column("address", sa.Text()))
    op.add_column(DESIGNATION, sa.Column("accepted_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        DESIGNATION + "_one", DESIGNATION, "(user_id IS NULL) <> (service_id IS NULL)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM opendata_governance_designation WHERE user_id IS NULL")
    op.drop_constraint(DESIGNATION + "_one", DESIGNATION)
    for column in ("service_id", "address", "accepted_at"):
        op.drop_column(DESIGNATION, column)
    op.alter_column(DESIGNATION, "user_id", nullable=False)
    op.drop_table(OFFICER)
    op.drop_table(SERVICE)
