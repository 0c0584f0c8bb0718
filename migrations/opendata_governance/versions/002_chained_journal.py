"""Journal: numbered without a gap, chained, closed to changes; names apart

Revision ID: 002
Revises: 001
Create Date: 2026-11-25
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.opendata_territoire.governance.domain import journal

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

TABLE = "opendata_governance_journal"
NAMES = "opendata_governance_journal_name"

CLOSE = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal only grows: % refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER {TABLE}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse();
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_refuse;
"""


def _chain() -> None:
    """Number and chain the rows that were written before there was a chain."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(f"SELECT * FROM {TABLE} ORDER BY number")).mappings().all()
    last, head = 0, journal.GENESIS
    for row in rows:
        entry = journal.Entry(
            number=0,
            at=row["at"],
            action=row["action"],
            actor=row["actor"],
            role=row["role"],
            dataset=row["dataset_id"],
            organization=row["organization_id"],
            from_state=row["from_state"],
            to_state=row["to_state"],
            content=row["content"],
            detail=row["detail"],
        )
        linked = journal.link(entry, last, head)
        # A number never grows here: it cannot meet one that is not yet changed.
        connection.execute(
            sa.text(f"UPDATE {TABLE} SET number = :n, previous = :p, hash = :h WHERE number = :o"),
            {"n": linked.number, "p": head, "h": linked.hash, "o": row["number"]},
        )
        last, head = linked.number, linked.hash


def upgrade() -> None:
    op.create_table(
        NAMES,
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.execute(
        f"""INSERT INTO {NAMES} (person, since, name)
        SELECT u.id, min(j.at), COALESCE(NULLIF(trim(u.fullname), ''), u.name)
        FROM {TABLE} j JOIN "user" u ON u.id IN (j.actor, j.detail ->> 'dpo') GROUP BY u.id"""
    )
    op.alter_column(TABLE, "id", new_column_name="number", server_default=None)
    op.execute(f"DROP SEQUENCE IF EXISTS {TABLE}_id_seq")
    op.add_column(TABLE, sa.Column("files", JSONB(), nullable=False, server_default="{}"))
    op.add_column(TABLE, sa.Column("previous", sa.Text()))
    op.add_column(TABLE, sa.Column("hash", sa.Text()))
    op.alter_column(TABLE, "files", server_default=None)
    _chain()
    op.alter_column(TABLE, "previous", nullable=False)
    op.alter_column(TABLE, "hash", nullable=False)
    op.create_unique_constraint(f"{TABLE}_previous_key", TABLE, ["previous"])
    op.create_index(f"ix_{TABLE}_actor", TABLE, ["actor"])
    op.execute(CLOSE)


def downgrade() -> None:
    op.execute(f"DROP TRIGGER {TABLE}_refuse ON {TABLE}")
    op.execute(f"DROP FUNCTION {TABLE}_refuse()")
    op.drop_index(f"ix_{TABLE}_actor", TABLE)
    for column in ("files", "previous", "hash"):
        op.drop_column(TABLE, column)
    op.alter_column(TABLE, "number", new_column_name="id")
    op.execute(f"CREATE SEQUENCE {TABLE}_id_seq OWNED BY {TABLE}.id")
    op.execute(f"SELECT setval('{TABLE}_id_seq', COALESCE(max(id), 0) + 1) FROM {TABLE}")
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN id SET DEFAULT nextval('{TABLE}_id_seq')")
    op.drop_table(NAMES)
