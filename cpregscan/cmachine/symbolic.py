"""Words whose bits are not known but named, and the exploration of all paths that they open.

A bit is 0, 1, or a literal: a symbol, straight or inverted. Literals are integers from 2 on; the lowest bit
tells whether it is inverted. What an operation cannot tell becomes a symbol of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from cpregscan.cmachine.observed import plain
from cpregscan.errors import MachineError

PATHS = 16
"""Paths that are explored in all combinations of their decisions; QEMU's write functions need some ten."""
FEW = 8
"""Decisions on the first path up to which it is worth to try the combinations."""
DECISIONS = 256
"""Decisions that one path may take."""
_WIDEST = 128

Place = tuple[CodeType, int]
"""A generated function, and the instruction that it is at."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way through the code: what it gave, and the symbols that it decided (symbol to 0 or 1).

    A way that ends in an assertion of the code has the MachineError as its result.
    """

    result: Any
    assigned: dict[int, int]


class Symbols:
    """Hands out symbols, and decides literals: the same way all along a path, the other way on another one."""

    def __init__(self) -> None:
        self._next = 1
        self.assigned: dict[int, int] = {}
        """What the path has decided: 0 or 1 by symbol."""
        self._decisions: list[bool] = []
        self._script: list[bool] = []
        self._places: dict[Place, None] = {}
        """Where the code decided on the first path, in order."""
        self._favoured: Place | None = None
        self._sums: dict[frozenset[int], int] = {}
        self.exhaustive = True
        """Whether the last exploration went all paths."""

    def word(self, width: int) -> Word:
        """A word of so many fresh symbols."""
        first = self._next + 1
        self._next += width
        return Word(self, tuple(range(first << 1, (first + width) << 1, 2)), 0)

    def literal(self) -> int:
        """A fresh symbol, straight."""
        self._next += 1
        return self._next << 1

    def value(self, literal: int) -> int:
        """The literal as the path has decided it: 0, 1, or itself."""
        if literal < 2:
            return literal
        known = self.assigned.get(literal >> 1)
        return literal if known is None else known ^ (literal & 1)

    def decide(self, literals: frozenset[int]) -> bool:
        """Whether any of the literals is 1; opens a second path if that is not decided yet."""
        left = {self.value(literal) for literal in literals} if self.assigned else set(literals)
        left.discard(0)
        if not left or 1 in left:
            return bool(left)
        single = next(iter(left)) if len(left) == 1 else self._sum(frozenset(left))
        decided = self.value(single)
        if decided > 1:
            decided = int(self._choose())
            self.assigned[single >> 1] = decided ^ (single & 1)
        if not decided:
            for literal in left:
                self.assigned[literal >> 1] = literal & 1
        return bool(decided)

    def _sum(self, literals: frozenset[int]) -> int:
        """The symbol that says whether any of these literals is 1."""
        found = self._sums.get(literals)
        if found is None:
            found = self._sums[literals] = self.literal()
        return found

    def _choose(self) -> bool:
        position = len(self._decisions)
        if position >= DECISIONS:
            raise MachineError(f"a path depends on more than {DECISIONS} conditions that are not known")
        choice = self._script[position] if position < len(self._script) else False
        if self._favoured is not None:
            choice = choice or _place() == self._favoured
        elif not self._script:
            self._places.setdefault(_place())
        self._decisions.append(choice)
        return choice

    def explore(self, run: Callable[[], Any]) -> Iterator[Path]:
        """Runs a function once for each path.

        Where there are too many paths, the conditions are independent side effects (a loop over event counters):
        then every place of the code that decides is tried both ways, but not with all the others. Raises
        MachineError if a path decides too often.
        """
        script: list[bool] = []
        self._places = {}
        self.exhaustive = True
        for _ in range(PATHS):
            yield self._path(run, script)
            if not script and len(self._decisions) > FEW:
                break
            while self._decisions and self._decisions[-1]:
                self._decisions.pop()
            if not self._decisions:
                return
            script = [*self._decisions[:-1], True]
        self.exhaustive = False
        for place in self._places:
            self._favoured = place
            yield self._path(run, [])
        self._favoured = None
        yield self._path(run, [True] * DECISIONS)

    def _path(self, run: Callable[[], Any], script: list[bool]) -> Path:
        self._script, self._decisions, self.assigned = script, [], {}
        try:
            result = run()
        except MachineError as error:
            result = error
        return Path(result, dict(self.assigned))


class Word:
    """An integer with some symbolic bits: the listed ones, lowest first, and ``sign`` for all above."""

    __slots__ = ("bits", "sign", "symbols")

    def __init__(self, symbols: Symbols, bits: tuple[int, ...], sign: int) -> None:
        self.symbols = symbols
        self.bits = bits
        self.sign = sign

    def bit(self, number: int) -> int:
        """The literal of a bit, as the path has decided it."""
        return self.symbols.value(self.bits[number] if number < len(self.bits) else self.sign)

    def _made(self, bits: Iterable[int], sign: int) -> Any:
        """A word, or a plain integer if no bit is symbolic."""
        known = self.symbols.assigned
        bits = list(bits)
        if known:
            bits = [bit if bit < 2 or bit >> 1 not in known else known[bit >> 1] ^ (bit & 1) for bit in bits]
            sign = self.symbols.value(sign)
        while bits and bits[-1] == sign:
            bits.pop()
        if sign < 2 and max(bits, default=0) < 2:
            return sum(bit << number for number, bit in enumerate(bits)) - (sign << len(bits))
        return Word(self.symbols, tuple(bits), sign)

    def _extended(self, width: int) -> tuple[int, ...]:
        """The lowest bits, so many of them."""
        bits = self.bits
        return bits[:width] if len(bits) >= width else bits + (self.sign,) * (width - len(bits))

    def _lifted(self, other: Any) -> Word:
        if isinstance(other, Word):
            return other
        number = int(other)
        width = min(max(number.bit_length(), len(self.bits)), _WIDEST)
        return Word(self.symbols, tuple(number >> bit & 1 for bit in range(width)), int(number < 0))

    def _joined(self, other: Any, join: Callable[[int, int], int]) -> Any:
        right = self._lifted(other)
        width = max(len(self.bits), len(right.bits))
        bits = tuple(join(self.bit(number), right.bit(number)) for number in range(width))
        return self._made(bits, join(self.symbols.value(self.sign), self.symbols.value(right.sign)))

    def _and_bits(self, left: int, right: int) -> int:
        if left == right or right == 1:
            return left
        if left == 1:
            return right
        if left == 0 or right == 0 or left == right ^ 1:
            return 0
        return self.symbols.literal()

    def _or_bits(self, left: int, right: int) -> int:
        return self._and_bits(left ^ 1, right ^ 1) ^ 1

    def _xor_bits(self, left: int, right: int) -> int:
        if left < 2 or right < 2:
            return left ^ right
        if left >> 1 == right >> 1:
            return (left ^ right) & 1
        return self.symbols.literal()

    def __and__(self, other: Any) -> Any:
        if isinstance(other, int) and other >= 0:
            bits = self._extended(other.bit_length())
            return self._made([bit if other >> place & 1 else 0 for place, bit in enumerate(bits)], 0)
        return self._joined(other, self._and_bits)

    def __or__(self, other: Any) -> Any:
        if isinstance(other, int) and other >= 0:
            bits = self._extended(max(other.bit_length(), len(self.bits)))
            return self._made([1 if other >> place & 1 else bit for place, bit in enumerate(bits)], self.sign)
        return self._joined(other, self._or_bits)

    def __xor__(self, other: Any) -> Any:
        if isinstance(other, int) and other >= 0:
            bits = self._extended(max(other.bit_length(), len(self.bits)))
            return self._made([bit ^ (other >> place & 1) for place, bit in enumerate(bits)], self.sign)
        return self._joined(other, self._xor_bits)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> Any:
        return self._made(tuple(bit ^ 1 for bit in self.bits), self.sign ^ 1)

    def __lshift__(self, count: Any) -> Any:
        if int(count) > _WIDEST:
            raise MachineError("a symbolic word is shifted too far")
        return self._made((0,) * int(count) + self.bits, self.sign)

    def __rshift__(self, count: Any) -> Any:
        return self._made(self.bits[int(count) :], self.sign)

    def __rlshift__(self, other: Any) -> Any:
        return other << int(self)

    def __rrshift__(self, other: Any) -> Any:
        return other >> int(self)

    def __add__(self, other: Any) -> Any:
        """Exact where no bit can carry; above the first one that may, every bit is a symbol of its own."""
        right = self._lifted(other)
        width = max(len(self.bits), len(right.bits)) + 1
        bits: list[int] = []
        for number in range(width):
            left_bit, right_bit = self.bit(number), right.bit(number)
            if left_bit and right_bit:
                bits += [self.symbols.literal() for _ in range(width - number)]
                return self._made(tuple(bits), self.symbols.literal())
            bits.append(left_bit or right_bit)
        return self._made(tuple(bits), self._or_bits(self.sign, right.sign))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        """Exact for the sign extension ``(x ^ sign) - sign``; else like an addition that carries."""
        if isinstance(other, int) and other > 0 and other & (other - 1) == 0:
            top = other.bit_length() - 1
            if not any(self.bit(number) for number in range(top + 1, len(self.bits))) and self.sign == 0:
                return self._made((*(self.bit(n) for n in range(top)), self.bit(top) ^ 1), self.bit(top) ^ 1)
        if isinstance(other, int) and other == 0:
            return self
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __neg__(self) -> Any:
        return ~self + 1

    def __mul__(self, other: Any) -> Any:
        number = int(other)
        if number < 0 or number & (number - 1):
            width = min(len(self.bits) + number.bit_length(), _WIDEST)
            return self._made(tuple(self.symbols.literal() for _ in range(width)), self.symbols.literal())
        return self << (number.bit_length() - 1) if number else 0

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        """A shift where the divisor is a power of two; else the word has to be decided."""
        number = int(other)
        return self >> (number.bit_length() - 1) if _is_power_of_two(number) else int(self) // number

    def __mod__(self, other: Any) -> Any:
        """A mask where the divisor is a power of two; else the word has to be decided."""
        number = int(other)
        return self & (number - 1) if _is_power_of_two(number) else int(self) % number

    def __bool__(self) -> bool:
        return self.symbols.decide(frozenset((*self.bits, self.sign)))

    def __eq__(self, other: object) -> Any:
        return not (self ^ other) if isinstance(other, (int, Word)) else NotImplemented

    def __ne__(self, other: object) -> Any:
        return bool(self ^ other) if isinstance(other, (int, Word)) else NotImplemented

    def __lt__(self, other: Any) -> bool:
        other = plain(other)
        return self._less_than_number(other) if isinstance(other, int) else self._less_than_word(other)

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __gt__(self, other: Any) -> bool:
        return not self <= other

    def __le__(self, other: Any) -> bool:
        return bool(self < other + 1)

    def _less_than_number(self, number: int) -> bool:
        """Compares from the highest bit down, deciding only as many bits as it takes."""
        decide = self.symbols.decide
        negative = decide(frozenset((self.sign,)))
        if negative != (number < 0):
            return negative
        width = max(len(self.bits), number.bit_length())
        above = frozenset(self.bit(place) ^ negative for place in range(number.bit_length(), width))
        if decide(above):
            return negative
        for place in reversed(range(number.bit_length())):
            if decide(frozenset((self.bit(place),))) != bool(number >> place & 1):
                return bool(number >> place & 1)
        return False

    def _less_than_word(self, other: Word) -> bool:
        """Told by the bounds of the two, or a free choice."""
        (least, most), (low, high) = self._bounds(), other._bounds()
        if most < low or least >= high:
            return most < low
        return self.symbols.decide(frozenset((self.symbols.literal(),)))

    def _bounds(self) -> tuple[int, int]:
        bits = [self.bit(number) for number in range(len(self.bits))]
        sign = self.symbols.value(self.sign)
        top = 1 << len(bits)
        least = sum(1 << number for number, bit in enumerate(bits) if bit == 1) - (top if sign else 0)
        most = sum(1 << number for number, bit in enumerate(bits) if bit) - (top if sign == 1 else 0)
        return least, most

    def __index__(self) -> int:
        """The number that the word is on this path: every bit is decided, one path each."""
        total = sum(
            1 << number for number, bit in enumerate(self.bits) if self.symbols.decide(frozenset((bit,)))
        )
        return total - ((1 << len(self.bits)) if self.symbols.decide(frozenset((self.sign,))) else 0)

    __int__ = __index__

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<word {self.bits} {self.sign}>"


def _place() -> Place:
    """Where the generated code is that asks for a decision."""
    frame = sys._getframe(1)
    while not frame.f_code.co_filename.startswith("<c>") and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code, frame.f_lasti


def _is_power_of_two(number: int) -> bool:
    return number > 0 and number & (number - 1) == 0
