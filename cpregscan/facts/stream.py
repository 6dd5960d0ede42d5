"""What a CPU's section of the migration stream holds besides cpregs, and how the tree loads such a section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cpregscan.errors import Place

FEATURES = "env.features"
"""The column of the first part that holds the CPU's features."""


@dataclass(frozen=True, slots=True)
class Column:
    """A VMStateField: ``size`` bytes an element, ``count`` elements (0: another field holds their number).

    ``kind`` is the name of its VMStateInfo, or of the description that it embeds; ``since`` its version_id.
    """

    name: str
    kind: str
    size: int
    count: int
    since: int


@dataclass(frozen=True, slots=True)
class Part:
    """A VMStateDescription: the CPU's own or one of its subsections, named as in the stream.

    ``parent`` is the name of the part that it is a subsection of, empty for the first.
    """

    name: str
    parent: str
    version: int
    minimum: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A cpreg migration tolerance registered in realize: ``kind`` is an enumerator, ``value`` counts under ``mask``."""

    index: int
    kind: str
    mask: int
    value: int
    place: Place


@dataclass(frozen=True, slots=True)
class IdField:
    """A field of an ID register as FIELD() declares it; ``features`` are the FEAT_ names by least value."""

    register: str
    name: str
    shift: int
    length: int
    features: tuple[tuple[int, str], ...] = ()

    def of(self, value: int) -> int:
        """The field's value in a register's value."""
        return value >> self.shift & (1 << self.length) - 1


@dataclass(frozen=True, slots=True)
class Loading:
    """What the tree's loading code does, as probe lists have shown.

    ``limits_length``: a list longer than its own is refused. ``refuses_unknown``: an unknown index between its own
    fails; ``refuses_beyond``: one above its last. ``forgets``: a tolerated index behind an untolerated one clears the
    failure. ``refuses_mismatch``: a value that does not read back fails. ``keeps_reset``: what the list lacks stays
    at reset; otherwise it is set from memory that nobody initialised. ``tolerates``: tolerances can be registered.
    The texts are what is printed, with ``{incoming}`` and ``{own}`` for lengths and ``{key}`` for the 32-bit cpreg
    id in hex; an empty text: nothing.
    """

    limits_length: bool
    refuses_unknown: bool
    refuses_beyond: bool
    forgets: bool
    refuses_mismatch: bool
    keeps_reset: bool
    tolerates: bool
    length_text: str = ""
    unknown_text: str = ""
    missing_text: str = ""
    mismatch_text: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """All of this for one CPU of one tree.

    ``parts`` are in the order of the stream, ``sent`` names those that go out at reset state; ``lengths`` are the
    elements of arrays whose number the CPU itself decides, by ``part:column``. ``absent`` names those
    that are pointers to what the CPU does not have. ``features`` is
    env.features, ``feature_bits`` the tree's names of its bits; ``feature_places`` are the lines that declare the
    names, told only where the stream holds env.features. ``properties`` are the values of the CPU's QOM properties, by
    name, as far as they are numbers. ``loading`` is None where the CPU has no cpregs to probe with.
    """

    parts: tuple[Part, ...] = ()
    sent: frozenset[str] = frozenset()
    lengths: tuple[tuple[str, int], ...] = ()
    absent: frozenset[str] = frozenset()
    features: int = 0
    feature_bits: tuple[tuple[str, int], ...] = ()
    feature_places: tuple[tuple[str, Place], ...] = ()
    tolerances: tuple[Tolerance, ...] = ()
    properties: tuple[tuple[str, int], ...] = ()
    id_fields: tuple[IdField, ...] = ()
    loading: Loading | None = None


def holds_features(parts: Sequence[Part]) -> bool:
    """Whether a stream of these parts has env.features in it, as it had up to QEMU 5.2."""
    return any(column.name == FEATURES for part in parts[:1] for column in part.columns)


NO_STREAM = Stream()
"""Of a CPU of which nothing is known but its cpregs."""
