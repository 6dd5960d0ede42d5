"""Unions of integers: storage in 64-bit words, every member a view of some of their bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cpregscan.cmachine.types import ArrayType, CType, IntType, RecordType
from cpregscan.errors import MachineError


def is_numeric(type_: CType) -> bool:
    """Whether all that the type holds are integers."""
    if isinstance(type_, ArrayType):
        return is_numeric(type_.element)
    if isinstance(type_, RecordType):
        return type_.complete and all(is_numeric(member.type) for member in type_.fields.values())
    return isinstance(type_, IntType)


def new_words(type_: RecordType) -> Words:
    """Zeroed storage for one union."""
    return Words([0] * max(1, -(-type_.size // 8)))


class Words:
    """The storage of a union: a list of 64-bit words."""

    __slots__ = ("words",)

    def __init__(self, words: list[Any]) -> None:
        self.words = words

    def copy(self) -> Words:
        """A copy that shares nothing."""
        return Words(list(self.words))

    def assign(self, source: Words) -> Words:
        """Union assignment."""
        self.words[:] = source.words
        return self

    def clear(self, size: int) -> None:
        """Zero the first bytes."""
        for index in range(min(-(-size // 8), len(self.words))):
            kept = max(0, (index + 1) * 8 - size)
            self.words[index] = self.words[index] & ~((1 << (8 - kept) * 8) - 1) if kept else 0

    def load(self, offset: int, type_: IntType) -> Any:
        """The integer at a byte offset. Raises MachineError beyond the end."""
        word, bit = divmod(offset * 8, 64)
        self._check(word, bit + type_.bits)
        value = self.words[word]
        if type_.bits == 64:
            return type_.wrap(value) if type_.signed and isinstance(value, int) else value
        value = (value >> bit) & type_.mask
        return type_.wrap(value) if type_.signed and isinstance(value, int) else value

    def store(self, offset: int, type_: IntType, value: Any) -> Any:
        """Write an integer at a byte offset; gives it back."""
        word, bit = divmod(offset * 8, 64)
        self._check(word, bit + type_.bits)
        if type_.bits == 64:
            self.words[word] = value & type_.mask
        else:
            self.words[word] = (self.words[word] & ~(type_.mask << bit)) | ((value & type_.mask) << bit)
        return value

    def load_bits(self, offset: int, type_: IntType, first: int, width: int) -> Any:
        """The bit-field of so many bits from bit ``first`` on of the unit at a byte offset."""
        word, bit = divmod(offset * 8 + first, 64)
        self._check(word, bit + width)
        value = (self.words[word] >> bit) & ((1 << width) - 1)
        if type_.signed and isinstance(value, int):
            return value - (1 << width) if value >> (width - 1) else value
        return value

    def store_bits(self, offset: int, type_: IntType, first: int, width: int, value: Any) -> Any:
        """Write a bit-field; gives back what it holds then."""
        word, bit = divmod(offset * 8 + first, 64)
        self._check(word, bit + width)
        mask = (1 << width) - 1
        self.words[word] = (self.words[word] & ~(mask << bit)) | ((value & mask) << bit)
        return self.load_bits(offset, type_, first, width)

    def _check(self, word: int, end: int) -> None:
        if not 0 <= word < len(self.words) or end > 64:
            raise MachineError("access beyond the end of a union, or across its words")


@dataclass(frozen=True, slots=True)
class WordsView:
    """A member of a union, or a part of one: some type at a byte offset. Also serves as a pointer to it."""

    storage: Words
    offset: int
    type: CType

    def get(self) -> Any:
        """The value, if the member is an integer."""
        assert isinstance(self.type, IntType)
        return self.storage.load(self.offset, self.type)

    def set(self, value: Any) -> Any:
        """Write the value, if the member is an integer."""
        assert isinstance(self.type, IntType)
        return self.storage.store(self.offset, self.type, value)

    def at(self, index: int) -> WordsView:
        """The element ``index`` further, as in pointer arithmetic."""
        return WordsView(self.storage, self.offset + index * self.type.size, self.type)
