"""A PostgreSQL server for the tests: the named one, a local one, or a throw-away cluster of our own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from needs import packages

CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@contextmanager
def reachable(named: str) -> Iterator[str]:
    """An address the tests may create databases at, "" when there is none."""
    if found := next((address for address in _candidates(named) if _answers(address)), ""):
        yield found
        return
    programs = _programs() or (_programs() if packages.install("postgresql") else None)
    if named or not programs:
        yield ""
        return
    with _cluster(programs) as address:
        yield address


@contextmanager
def a_database(address: str) -> Iterator[str]:
    """The address of an empty database on the server of `address`, for as long as the block runs."""
    place, name = address.rpartition("/")[0], f"khet_prepared_{os.getpid()}"
    with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield f"{place}/{name}"
    finally:
        with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _candidates(named: str) -> list[str]:
    if named:
        return [named]
    host, port = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGPORT", "5432")
    users = dict.fromkeys([os.environ.get("PGUSER", "postgres"), "postgres", os.environ.get("USER", "postgres")])
    password = f":{os.environ['PGPASSWORD']}" if os.environ.get("PGPASSWORD") else ""
    return [f"postgresql://{user}{password}@{host}:{port}/khet" for user in users]


def _answers(address: str) -> bool:
    server = address.rpartition("/")[0] + "/postgres"
    try:
        with psycopg.connect(server, connect_timeout=3) as connection:
            row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
            return bool(row and row[0])
    except psycopg.Error:
        return False


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    """A server in a temporary folder; as root it runs as the system's postgres user (initdb refuses root)."""
    with tempfile.TemporaryDirectory(prefix="khet-pg-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        data = Path(folder, "data")
        root = os.geteuid() == 0
        if root:
            shutil.chown(folder, "postgres")
        as_server = ["runuser", "-u", "postgres", "--"] if root else []
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {CARELESS}"
        control = [*as_server, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        make = [*as_server, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*make, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        subprocess.run([*control, "-o", options, "-l", f"{folder}/log", "start"], check=True, stdout=subprocess.DEVNULL)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/khet"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
