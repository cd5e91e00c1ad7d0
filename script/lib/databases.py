"""The databases of a command: made, copied and dropped with their filestores.

A database of ours carries a mark (its comment): whose it is and what is
installed in it. What has no mark of ours is never touched.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import psycopg2
from psycopg2 import errors, sql

from lib.console import Problem

OURS = "crm-plus"


class Databases:
    """The databases of one PostgreSQL, and their files in one data folder.

    :param variables: the ``PG*`` variables to connect with
    :param data_dir: Odoo's data folder
    """

    def __init__(self, variables: Mapping[str, str], data_dir: Path) -> None:
        self._filestores = data_dir / "filestore"
        names = {
            "PGHOST": "host",
            "PGHOSTADDR": "hostaddr",
            "PGPORT": "port",
            "PGUSER": "user",
            "PGPASSWORD": "password",
            "PGSERVICE": "service",
        }
        self._login = {names[key]: value for key, value in variables.items()}

    def query(self, statement: str | sql.Composable, values=(), database="") -> list:
        """Run one statement outside of a transaction and return its rows.

        :raise Problem: if PostgreSQL cannot be reached or refuses
        """
        try:
            connection = self._connect(database)
        except psycopg2.OperationalError as error:
            first = str(error).strip().splitlines()[0]
            raise Problem(f"PostgreSQL cannot be reached: {first}") from error
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        except errors.DiskFull as error:
            raise Problem("the disk of the database is full.") from error
        except psycopg2.Error as error:
            first = str(error).strip().splitlines()[0]
            raise Problem(f"PostgreSQL refuses: {first}") from error
        finally:
            connection.close()

    def exists(self, name: str) -> bool:
        """Tell whether there is a database of this name, ours or not."""
        return bool(self.query("SELECT 1 FROM pg_database WHERE datname = %s", [name]))

    def mark(self, name: str) -> dict | None:
        """Return the mark we left on a database, None if it is not ours."""
        rows = self.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            "WHERE datname = %s",
            [name],
        )
        try:
            found = json.loads(rows[0][0]) if rows and rows[0][0] else None
        except ValueError:
            return None
        return found if isinstance(found, dict) and OURS in found else None

    def set_mark(self, name: str, **values: object) -> None:
        """Mark a database as ours."""
        text = sql.Literal(json.dumps({OURS: 1, **values}))
        self.query(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), text)
        )

    def marked(self) -> dict[str, dict]:
        """Return the marks of all databases that are ours, by name."""
        rows = self.query("SELECT datname FROM pg_database WHERE NOT datistemplate")
        marks = {name: self.mark(name) for (name,) in rows}
        return {name: found for name, found in marks.items() if found}

    def create(self, name: str) -> None:
        """Make an empty database that Odoo can be installed in."""
        self.drop(name)
        self.query(
            sql.SQL(
                "CREATE DATABASE {} "
                "ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0"
            ).format(sql.Identifier(name))
        )
        self.set_mark(name)
        if self.query("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"):
            self.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", database=name)

    def copy(self, template: str, name: str, **mark: object) -> None:
        """Make a database as a copy of another, with its files."""
        self.drop(name)
        self.query(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        self.set_mark(name, **mark)
        if (self._filestores / template).is_dir():
            shutil.copytree(self._filestores / template, self._filestores / name)

    def drop(self, name: str) -> None:
        """Drop a database of ours and its files, if it exists.

        :raise Problem: if the database is not ours
        """
        if self.exists(name):
            if self.mark(name) is None:
                raise Problem(foreign(name))
            statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            self.query(statement.format(sql.Identifier(name)))
        shutil.rmtree(self._filestores / name, ignore_errors=True)

    def rename(self, old: str, new: str) -> None:
        """Give a database another name, and its files with it."""
        shutil.rmtree(self._filestores / new, ignore_errors=True)
        if (self._filestores / old).is_dir():
            (self._filestores / old).rename(self._filestores / new)
        self.query(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )

    def _connect(self, database: str):
        last: psycopg2.OperationalError | None = None
        for name in [database] if database else ["postgres", "template1"]:
            try:
                return psycopg2.connect(dbname=name, **self._login)
            except psycopg2.OperationalError as error:
                last = error
        assert last
        raise last


def foreign(name: str) -> str:
    """Return the sentence about a database that is not ours."""
    return (
        f"the database {name} was not made by this command, so it is left alone: "
        "choose another name with --database."
    )
