"""Reads the forms in which people meet a cpreg: in a debugger, a trace, a message, a manual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cpregscan.encoding.cpreg_id import CpregId, fits, from_index, from_key
from cpregscan.errors import UsageError
from cpregscan.facts.model import Encoding

_MESSAGE = re.compile(r"system register (0x[0-9a-f]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"^0x[0-9a-f]+(?: <[^>]*>)?:", re.IGNORECASE)
_NUMBER = re.compile(r"0x[0-9a-f]{1,16}|\d{1,20}", re.IGNORECASE)
_SYSTEM = re.compile(r"s(\d+)_(\d+)_c(\d+)_c(\d+)_(\d+)", re.IGNORECASE)
_NARROW = re.compile(r"(?:mrc2?|mcr2?)?p(\d+),(\d+),(?:r\d+,)?c(\d+),c(\d+),(\d+)", re.IGNORECASE)
_WIDE = re.compile(r"(?:mrrc2?|mcrr2?)?p(\d+),(\d+),(?:r\d+,r\d+,)?c(\d+)", re.IGNORECASE)
_WORD = 1 << 32


def parse(text: str) -> tuple[CpregId, ...] | None:
    """The cpregs that a text stands for, both banks where it does not tell; None if it looks like a name.

    Understood are a 64-bit index, a 32-bit key, a message of QEMU 11 that holds one, two 32-bit words
    of an index in either order, ``S3_0_C4_C1_3``, ``p14,3,c0,c5,0``, ``p15,0,c2`` and the operands of
    MRC, MCR, MRRC and MCRR. Raises UsageError if it is one of these, but of no cpreg.
    """
    message = _MESSAGE.search(text)
    words = [message[1]] if message else _ADDRESS.sub("", text.strip()).split()
    if words and all(_NUMBER.fullmatch(word) for word in words):
        return _of_numbers([_number(word) for word in words], text)
    encoding = _encoding(re.sub(r"[\s#]", "", text))
    if encoding is None:
        return None
    if not fits(encoding):
        raise UsageError(f"{text!r} is no encoding: a field is too large")
    if encoding.state == "AA64":
        return (CpregId(encoding),)
    return CpregId(encoding), CpregId(encoding, secure=True)


def _number(word: str) -> int:
    return int(word, 16 if word[:2].lower() == "0x" else 10)


def _encoding(text: str) -> Encoding | None:
    system, narrow, wide = (form.fullmatch(text) for form in (_SYSTEM, _NARROW, _WIDE))
    if system:
        op0, op1, crn, crm, op2 = map(int, system.groups())
        return Encoding("AA64", (op0, op1, crn, crm, op2), False)
    if narrow:
        cp, opc1, crn, crm, opc2 = map(int, narrow.groups())
        return Encoding("AA32", (cp, opc1, crn, crm, opc2), False)
    if wide:
        cp, opc1, crm = map(int, wide.groups())
        return Encoding("AA32", (cp, opc1, 0, crm, 0), True)
    return None


def _of_numbers(numbers: list[int], text: str) -> tuple[CpregId, ...]:
    if len(numbers) == 1:
        read = from_key if numbers[0] < _WORD else from_index
        return (_read(read, numbers[0], text),)
    if len(numbers) == 2 and all(number < _WORD for number in numbers):
        first, second = numbers
        return (_of_words(first, second, text),)
    raise UsageError(f"{text!r} is neither one number nor the two 32-bit words of an index")


def _of_words(first: int, second: int, text: str) -> CpregId:
    """The cpreg of two words. An index's upper word is no lower word of another: one order fits at most."""
    found = list(_either_order(first, second))
    if len(found) != 1:
        raise UsageError(f"{text!r} is the index of no cpreg, in neither order of its words")
    return found[0]


def _either_order(first: int, second: int) -> Iterator[CpregId]:
    for high, low in {(first, second), (second, first)}:
        try:
            yield from_index(high << 32 | low)
        except ValueError:
            continue


def _read(read: Callable[[int], CpregId], number: int, text: str) -> CpregId:
    try:
        return read(number)
    except ValueError as error:
        raise UsageError(f"{text!r} {error}") from error
