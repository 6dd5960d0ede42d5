"""The lines of the facts format that its writer and its readers share.

A facts file is text: tab-separated fields, one fact a line, each line with the guests it holds for as
its last field. It has two parts, so that a comparison need not read the call chains and guards:

    cpregscan facts, format 3       the header: one `word<TAB>value` a line
    guest     cpu machine smp
    undecided place reason                                    guests
    refused   message                                         guests
    register  index key name encoding bank flags const reset  guests
    entry     index place table                               guests
    accepts   index kept ones unsure varying settable clearable depends touches  guests
    part      number name parent version minimum              guests
    column    number name kind size count since               guests
    sent      name                                            guests
    length    column count                                    guests
    absent    column                                          guests
    features  env.features                                    guests
    bit       number name [place]                             guests
    tolerance index kind mask value place                     guests
    property  name value                                      guests
    field     number register name shift length features      guests
    loading   flags texts...                                  guests
    details
    guard     id held|failed text
    reason    guard-ids reason...                             guests
    path      chain guard-ids indexes                         guests
    end

What `accepts` says of a register, and the meaning of the lines from `part` on, is told in `model` and `stream`.
A guard's id is its place, with `#n` where one place has several. The lines of a kind are sorted.
"""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.errors import Place
from cpregscan.facts.escape import item, plain
from cpregscan.facts.guestset import GuestTable
from cpregscan.facts.model import Call, Encoding

FORMAT = 3
TITLE = "cpregscan facts, format "
DETAILS = "details"
END = "end"
NOTHING = "-"


class Holders:
    """Collects for each fact (its line without guests) the guests that it holds for."""

    def __init__(self, table: GuestTable) -> None:
        self._table = table
        self._numbers: dict[str, list[int]] = {}

    def add(self, fact: str, number: int) -> None:
        """Notes that the fact holds for a guest; guests come in ascending order."""
        numbers = self._numbers.setdefault(fact, [])
        if not numbers or numbers[-1] != number:
            numbers.append(number)

    def lines(self) -> Iterator[str]:
        """The finished lines, sorted."""
        written: dict[tuple[int, ...], str] = {}
        for fact, numbers in sorted(self._numbers.items()):
            key = tuple(numbers)
            guests = written.get(key)
            if guests is None:
                guests = written[key] = self._table.write(key)
            yield f"{fact}\t{guests}"


def write_place(place: Place) -> str:
    """A place as a list item, such as ``target/arm/helper.c:120``."""
    return f"{item(place.path)}:{place.line}"


def read_place(text: str) -> Place:
    """The place that was written. Raises ValueError."""
    path, line = text.rsplit(":", 1)
    return Place(plain(path), int(line))


def write_call(call: Call) -> str:
    """A call as a list item, such as ``arm_cpu_realizefn@target/arm/cpu.c:2100``."""
    return f"{item(call.function)}@{write_place(call.place)}"


def read_call(text: str) -> Call:
    """The call that was written. Raises ValueError."""
    function, place = text.split("@")
    return Call(plain(function), read_place(place))


def write_encoding(encoding: Encoding) -> str:
    """An encoding such as ``AA64 3,0,0,0,0`` or ``AA32x64 15,0,2,0,0`` (MRRC/MCRR)."""
    width = "x64" if encoding.is64 else ""
    return f"{item(encoding.state)}{width} {','.join(map(str, encoding.fields))}"


def read_encoding(text: str) -> Encoding:
    """The encoding that was written. Raises ValueError."""
    state, numbers = text.split(" ")
    is64 = state.endswith("x64")
    first, second, third, fourth, fifth = map(int, numbers.split(","))
    return Encoding(plain(state.removesuffix("x64")), (first, second, third, fourth, fifth), is64)


def write_value(value: int | None) -> str:
    """A 64-bit value in hex, or ``-`` for none."""
    return NOTHING if value is None else f"{value:#018x}"


def read_value(text: str) -> int | None:
    """The value that was written. Raises ValueError."""
    return None if text == NOTHING else int(text, 16)
