"""django-tenants' backend with the chosen company in a context variable.

The stock backend keeps the choice on the connection; WebSocket consumers and GraphQL subscriptions share one
thread and so one connection, and would run in each other's schema (django-tenants#767, #931). A context
variable follows the task.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tenants.postgresql_backend import base

_selected: ContextVar[tuple[Any, bool] | None] = ContextVar("company_selection", default=None)


@contextmanager
def selection_kept() -> Iterator[None]:
    """Whatever is chosen inside: afterwards the choice is what it was before."""
    before = _selected.get()
    try:
        yield
    finally:
        _selected.set(before)


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """Applies the search path of the context's company before each statement that needs another one."""

    search_path_set_schemas: list[str] | None
    _initial: tuple[Any, bool] | None = None
    _applied: tuple[str | None, bool] | None = None
    _booting = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._booting = True
        super().__init__(*args, **kwargs)
        self._booting = False

    def _selection(self) -> tuple[Any, bool]:
        return _selected.get() or self._initial or (None, True)

    # The parent assigns these three; the assignment is meaningless here, set_tenant() below is what counts.
    tenant = property(lambda self: self._selection()[0], lambda self, value: None)
    schema_name = property(
        lambda self: getattr(self._selection()[0], "schema_name", None), lambda self, value: None
    )
    include_public_schema = property(lambda self: self._selection()[1], lambda self, value: None)

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:  # noqa: FBT001, FBT002  the parent's
        if self._booting:
            self._initial = (tenant, include_public)
        else:
            _selected.set((tenant, include_public))
        known = self.search_path_set_schemas
        super().set_tenant(tenant, include_public)
        # The parent forgets what the connection was told; _handle_search_path() sees when to tell it anew.
        self.search_path_set_schemas = known

    def _handle_search_path(self, cursor: Any = None) -> None:
        wanted = (self.schema_name, self.include_public_schema)
        if self._applied != wanted:
            self.search_path_set_schemas = None
        super()._handle_search_path(cursor)
        if self.search_path_set_schemas:
            self._applied = wanted

    def is_usable(self) -> bool:
        """Whether the server is still there, as Django asks once in each request.

        A server that ended or was restarted has closed its end, and that can be seen without asking it: most
        requests are spared a statement. Whoever sees anything asks.
        """
        line = self.connection
        if line is not None and not line.closed and _is_silent(line.fileno()):
            return True
        usable: bool = super().is_usable()
        return usable


def _is_silent(socket: int) -> bool:
    """Whether nothing lies there to be read, neither a last word nor the end of the line."""
    watch = select.poll()
    watch.register(socket, select.POLLIN | select.POLLPRI)
    return not watch.poll(0)
