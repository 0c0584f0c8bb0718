"""Alembic environment of this plugin: only its own tables, its own version table."""

from logging.config import fileConfig
from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

from ckan.model.meta import metadata

from ckanext.opendata_territoire.governance.model_journal import Journal

config = context.config
# Alembic's default would silence CKAN's loggers for the rest of the process.
fileConfig(str(config.config_file_name), disable_existing_loggers=False)
name = Path(__file__).parent.name


def _is_ours(_object: object, object_name: str | None, type_: str, *_: object) -> bool:
    return type_ != "table" or (object_name or "").startswith(name)


def run_migrations() -> None:
    """Apply the migrations on one connection."""
    engine = engine_from_config(
        config.get_section(config.config_ini_section) or {},
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=[metadata, Journal.metadata],
            version_table=f"{name}_alembic_version",
            include_object=_is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
