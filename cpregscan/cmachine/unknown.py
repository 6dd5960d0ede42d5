"""Values that the source alone does not tell, and the record of where one of them mattered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Unknown:
    """A value of any type that cannot be told. What is computed from it is unknown too.

    When it decides something (a branch, an index), ``report`` is called with the reason, and the
    machine goes on as if it were zero: the report makes the result undecided.
    """

    __slots__ = ("_reason", "_report")

    def __init__(self, reason: str, report: Callable[[str], None]) -> None:
        object.__setattr__(self, "_reason", reason)
        object.__setattr__(self, "_report", report)

    @property
    def reason(self) -> str:
        """Why the value is unknown."""
        return str(object.__getattribute__(self, "_reason"))

    def _same(self, *_: Any, **__: Any) -> Unknown:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        """Writing through an unknown pointer changes nothing that is known."""

    def __setitem__(self, key: Any, value: Any) -> None:
        """Likewise for an element."""

    def __bool__(self) -> bool:
        object.__getattribute__(self, "_report")(self.reason)
        return False

    def __index__(self) -> int:
        object.__getattribute__(self, "_report")(self.reason)
        return 0

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<unknown: {self.reason}>"

    __iter__ = None  # or its elements would never end
    __call__ = __getitem__ = _same
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _same
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _same
    __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _same
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __neg__ = __invert__ = __pos__ = _same
    __lt__ = __le__ = __gt__ = __ge__ = _same
    __eq__ = __ne__ = _same  # type: ignore[assignment]
