"""What a call asks of a hash table, and what it puts there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cpregscan.cmachine.natives.collections import Chain, Entry
from cpregscan.cmachine.observed import Reading, is_plain
from cpregscan.cmachine.replay.outcomes import Copies, Members, Number, Outcome, copied, told
from cpregscan.cmachine.watching import Member


class Noting:
    """Stands for the entries of a hash table while a call runs that only looks keys up and inserts."""

    def __init__(self, entries: dict[Any, Entry]) -> None:
        self._entries = entries
        self.own: dict[Any, Entry] = {}
        """The new ones."""
        self._absent: set[Any] = set()
        self._present: dict[Any, Members | None] = {}
        """What the entries held that were there before, when they were asked for."""

    def get(self, key: Any) -> Entry | None:
        """An entry, new or old."""
        self._ask(key)
        return self.own.get(key) or self._entries.get(key)

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None

    def __setitem__(self, key: Any, entry: Entry) -> None:
        self._ask(key)
        self.own[key] = entry

    def _ask(self, key: Any) -> None:
        if key not in self.own and key not in self._present:
            if key in self._entries:
                self._present[key] = told(self._entries[key])
            else:
                self._absent.add(key)

    def disturbed(self) -> bool:
        """Whether the call has changed an entry that was there before, other than by another one in its place."""
        return any(told(self._entries[key]) != before for key, before in self._present.items())

    def settle(self) -> None:
        """Puts the new entries among the others."""
        self._entries.update(self.own)

    def outcome(
        self,
        reads: Iterable[tuple[Member, Reading]],
        outer: Chain,
        names: Mapping[Any, str],
        known: Copies,
    ) -> Outcome | None:
        """What to remember of the run; None if another run cannot repeat it. ``known`` are copies to be shared."""
        copies = [copied(key, entry, outer, names, known) for key, entry in self.own.items()]
        numbers, others = [], []
        for member, one in reads:
            if type(one.value) is int and all(isinstance(step, str) for step in member.path):
                numbers.append(Number(".".join((*map(str, member.path), member.name)), one.value, one.mask))
            elif is_plain(one.value):
                others.append((member, one))
            else:
                return None
        found = tuple(copy for copy in copies if copy is not None)
        present = tuple((key, before) for key, before in self._present.items() if before is not None)
        if len(present) != len(self._present) or len(found) != len(copies):
            return None
        return Outcome(tuple(numbers), tuple(others), frozenset(self._absent), present, found)
