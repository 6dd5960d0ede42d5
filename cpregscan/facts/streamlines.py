"""Writes and reads the lines of a facts file that tell of the stream as a whole; see `lines`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from cpregscan.errors import Place
from cpregscan.facts.escape import field, item, plain
from cpregscan.facts.lines import read_place, write_place
from cpregscan.facts.stream import Column, IdField, Loading, Part, Stream, Tolerance

KINDS = (
    "part",
    "column",
    "sent",
    "length",
    "absent",
    "features",
    "bit",
    "tolerance",
    "property",
    "field",
    "loading",
)
"""The kinds of lines, in the order of the file."""

Made = TypeVar("Made")
Rows = dict[str, list[list[str]]]
"""For one guest: by kind, the fields of each line, as they stand."""

_FLAGS = tuple(one.name for one in fields(Loading) if one.type == "bool")
_TEXTS = tuple(one.name for one in fields(Loading) if one.type == "str")


def write_stream(stream: Stream) -> Iterator[tuple[str, str]]:
    """The lines of one guest without its guests: their kind, and their fields."""
    for number, part in enumerate(stream.parts):
        name = field(part.name)
        yield "part", f"{number:03}\t{name}\t{field(part.parent)}\t{part.version}\t{part.minimum}"
        for position, one in enumerate(part.columns):
            texts = f"{field(one.name)}\t{field(one.kind)}\t{one.size}\t{one.count}\t{one.since}"
            yield "column", f"{number:03}.{position:03}\t{texts}"
    for name in sorted(stream.sent):
        yield "sent", field(name)
    for name, count in stream.lengths:
        yield "length", f"{field(name)}\t{count}"
    for name in sorted(stream.absent):
        yield "absent", field(name)
    yield "features", f"{stream.features:#x}"
    places = dict(stream.feature_places)
    for name, bit in stream.feature_bits:
        place = f"\t{write_place(places[name])}" if name in places else ""
        yield "bit", f"{bit:02}\t{field(name)}{place}"
    for tolerance in stream.tolerances:
        yield "tolerance", _tolerance_line(tolerance)
    for name, value in stream.properties:
        yield "property", f"{field(name)}\t{value}"
    for number, id_field in enumerate(stream.id_fields):
        yield "field", f"{number:04}\t{_id_field_line(id_field)}"
    if stream.loading is not None:
        flags = " ".join(name for name in _FLAGS if getattr(stream.loading, name))
        texts = "\t".join(field(getattr(stream.loading, name)) for name in _TEXTS)
        yield "loading", f"{flags}\t{texts}"


def _tolerance_line(one: Tolerance) -> str:
    return f"{one.index:#018x}\t{field(one.kind)}\t{one.mask:#x}\t{one.value:#x}\t{write_place(one.place)}"


def _id_field_line(one: IdField) -> str:
    names = " ".join(f"{value}={item(name)}" for value, name in one.features)
    return f"{field(one.register)}\t{field(one.name)}\t{one.shift}\t{one.length}\t{names}"


class StreamReader:
    """Makes streams of rows; guests with the same rows of some kinds share what these tell."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Any] = {}

    def stream(self, rows: Rows) -> Stream:
        """The stream that these rows tell. Raises ValueError or KeyError if they are not as the writer writes them."""
        return self._once(_stream, rows, *KINDS)

    def _once(self, make: Callable[[Rows, StreamReader], Made], rows: Rows, *kinds: str) -> Made:
        """What is made of the rows of these kinds."""
        key = (make, *(id(row) for kind in kinds for row in rows.get(kind, ())))
        if key not in self._made:
            self._made[key] = make(rows, self)
        found: Made = self._made[key]
        return found

    def parts(self, rows: Rows) -> tuple[Part, ...]:
        """The parts of the stream."""
        return self._once(_parts, rows, "part", "column")

    def bits(self, rows: Rows) -> _Bits:
        """The names of feature bits, and where they are declared."""
        return self._once(_bits, rows, "bit")

    def id_fields(self, rows: Rows) -> tuple[IdField, ...]:
        """The fields of ID registers."""
        return self._once(_id_fields, rows, "field")


class _Bits(NamedTuple):
    names: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, Place], ...]


def _stream(rows: Rows, reader: StreamReader) -> Stream:
    features = rows.get("features", [["0x0"]])
    loading = rows.get("loading")
    bits = reader.bits(rows)
    return Stream(
        parts=reader.parts(rows),
        sent=frozenset(plain(row[0]) for row in rows.get("sent", ())),
        lengths=tuple((plain(name), int(count)) for name, count in rows.get("length", ())),
        absent=frozenset(plain(row[0]) for row in rows.get("absent", ())),
        features=int(features[0][0], 16),
        feature_bits=bits.names,
        feature_places=bits.places,
        tolerances=tuple(map(_tolerance, rows.get("tolerance", ()))),
        properties=tuple((plain(name), int(value)) for name, value in rows.get("property", ())),
        id_fields=reader.id_fields(rows),
        loading=_loading(loading[0]) if loading else None,
    )


def _bits(rows: Rows, _: StreamReader) -> _Bits:
    lines = rows.get("bit", ())
    return _Bits(
        tuple((plain(name), int(bit)) for bit, name, *_ in lines),
        tuple((plain(name), read_place(place)) for _, name, *places in lines for place in places),
    )


def _id_fields(rows: Rows, _: StreamReader) -> tuple[IdField, ...]:
    return tuple(map(_id_field, rows.get("field", ())))


def _parts(rows: Rows, _: StreamReader) -> tuple[Part, ...]:
    return tuple(_each_part(rows))


def _each_part(rows: Rows) -> Iterator[Part]:
    columns: dict[str, list[Column]] = defaultdict(list)
    for number, name, kind, size, count, since in rows.get("column", ()):
        column = Column(plain(name), plain(kind), int(size), int(count), int(since))
        columns[number.partition(".")[0]].append(column)
    for number, name, parent, version, minimum in rows.get("part", ()):
        yield Part(plain(name), plain(parent), int(version), int(minimum), tuple(columns[number]))


def _tolerance(row: list[str]) -> Tolerance:
    index, kind, mask, value, place = row
    return Tolerance(int(index, 16), plain(kind), int(mask, 16), int(value, 16), read_place(place))


def _id_field(row: list[str]) -> IdField:
    _, register, name, shift, length, names = row
    features = (one.partition("=") for one in names.split(" ")) if names else ()
    found = tuple((int(value), plain(feature)) for value, _, feature in features)
    return IdField(plain(register), plain(name), int(shift), int(length), found)


def _loading(row: list[str]) -> Loading:
    flags, *texts = row
    given: dict[str, Any] = {name: name in flags.split(" ") for name in _FLAGS}
    given.update(zip(_TEXTS, map(plain, texts), strict=True))
    return Loading(**given)
