"""The first revision of every golden project makes the tables that its models describe, on both databases."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.running import metadata_of, migrate
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import GOLDEN_CASES, compile_folder, golden_names, write_files


@pytest.mark.parametrize("name", golden_names())
def test_the_tables_are_what_the_models_say(name: str, databases: Databases, tmp_path: Path) -> None:
    files = compile_folder(GOLDEN_CASES / name)
    write_files(tmp_path, files)
    package = next(path.partition("/")[0] for path in files if path.endswith("/application.py"))
    app = GeneratedApp(tmp_path, package).definition()
    url = databases.fresh()
    database = Database(open_engine(database_url({"DATABASE_URL": url}, tmp_path, package)))
    migrate(app, database)
    with database.reading() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # tables in a circle have no order; none is needed here
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata_of(app)) == []
        assert _checks(connection) == _wanted_checks(metadata_of(app))
    database.close()
    databases.discard(url)


def _checks(connection: sa.Connection) -> set[str]:
    inspector = sa.inspect(connection)
    found = (check["name"] for table in inspector.get_table_names() for check in inspector.get_check_constraints(table))
    return {name for name in found if name is not None}


def _wanted_checks(metadata: sa.MetaData) -> set[str]:
    constraints = (constraint for table in metadata.tables.values() for constraint in table.constraints)
    return {str(each.name) for each in constraints if isinstance(each, sa.CheckConstraint)}
