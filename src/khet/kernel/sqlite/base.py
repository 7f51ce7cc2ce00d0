"""Django's SQLite, with writers in a fair queue (ADR 005)."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from khet.kernel.sqlite.patience import LEAST, Patience, current
from khet.kernel.sqlite.turns import AVAILABLE, Turn, TurnTimeoutError


class DatabaseWrapper(base.DatabaseWrapper):
    """BEGIN IMMEDIATE waits for its turn; commit, rollback and close give the turn back."""

    _turn: Turn | None = None

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._hurry(current())

    def _start_transaction_under_autocommit(self) -> None:
        patience = current()
        with patience.waiting() if patience else nullcontext(self._timeout()) as seconds:
            self._take_turn(seconds)
        self._hurry(patience)
        try:
            with patience.waiting() if patience else nullcontext():
                super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs, as below
        except BaseException:
            self._end_turn()
            raise

    def _timeout(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", 5))

    def _hurry(self, patience: Patience | None) -> None:
        """SQLite's own wait, for writers outside the queue, is not longer than what is left."""
        if patience is not None:
            milliseconds = int(max(patience.left, LEAST) * 1000)
            self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")

    def _take_turn(self, seconds: float) -> None:
        if not AVAILABLE or self._mode() != "IMMEDIATE" or self.is_in_memory_db():
            return
        self._end_turn()
        path = Path(self.settings_dict["NAME"])
        turn = Turn(path.with_name(path.name + "-turns"), seconds)
        try:
            turn.take()
        except TurnTimeoutError as error:
            raise OperationalError("database is locked") from error
        self._turn = turn

    def _mode(self) -> str:
        return str(getattr(self, "transaction_mode", ""))

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.give_back()
            self._turn = None

    def _commit(self) -> Any:
        result = super()._commit()  # type: ignore[misc]
        self._end_turn()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()
