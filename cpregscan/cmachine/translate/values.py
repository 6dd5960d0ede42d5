"""What translating an expression gives: Python code, its C type, and where its value is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cpregscan.cmachine.types import CType, IntType, RecordType, is_char


@dataclass(slots=True)
class Expression:
    """Python ``code`` that yields a value of a C type. Integers are always within their type's range.

    ``value`` is the constant if the expression is one. ``truth`` marks code that yields a Python
    bool. ``fresh`` marks a struct value that nobody else holds, so that it need not be copied.
    """

    code: str
    type: CType
    value: int | None = None
    location: Location | None = None
    truth: bool = False
    fresh: bool = False
    limit: int | None = None
    """For an integer: the largest value it can have, if it is known never to be negative."""
    test: str = ""
    """Code that is truthy where ``code`` is non-zero, if that is cheaper."""


class Location:
    """Something that can be assigned to. ``code`` reads it."""

    type: CType

    @property
    def code(self) -> str:
        """Code that reads the value."""
        raise NotImplementedError

    def store(self, value: str) -> str:
        """An expression that writes the value and yields it."""
        raise NotImplementedError

    def statement(self, value: str) -> str:
        """A statement that writes the value."""
        return self.store(value)

    def address(self) -> str:
        """Code for a pointer to the location."""
        raise NotImplementedError

    def stable(self, temporary: str) -> tuple[Location, Location]:
        """Two locations for reading first and writing second, evaluating what they hang on only once."""
        return self, self


@dataclass(slots=True)
class Enumerator(Location):
    """A constant of an enum inside a function; nothing can be stored in it."""

    value: int
    type: IntType


@dataclass(slots=True)
class Variable(Location):
    """A local variable that lives in a Python name."""

    name: str
    type: CType

    @property
    def code(self) -> str:
        return self.name

    def store(self, value: str) -> str:
        return f"({self.name} := {value})"

    def statement(self, value: str) -> str:
        return f"{self.name} = {value}"

    def address(self) -> str:
        return self.name  # a struct or array is its own pointer


@dataclass(slots=True)
class Boxed(Location):
    """A variable that lives in a Cell: its address is taken, or it is global."""

    name: str
    type: CType

    @property
    def code(self) -> str:
        return f"{self.name}.v"

    def store(self, value: str) -> str:
        return f"{self.name}.set({value})"

    def statement(self, value: str) -> str:
        return f"{self.name}.v = {value}"

    def address(self) -> str:
        return self.name


@dataclass(slots=True)
class Member(Location):
    """A member of a struct; ``bits`` is the width of a bit-field."""

    holder: str
    attribute: str
    type: CType
    bits: int | None = None

    @property
    def code(self) -> str:
        return f"{self.holder}.{self.attribute}"

    def store(self, value: str) -> str:
        return f"put({self.holder}, '{self.attribute}', {self._fit(value)})"

    def statement(self, value: str) -> str:
        return f"{self.holder}.{self.attribute} = {self._fit(value)}"

    def address(self) -> str:
        return f"MemberPointer({self.holder}, '{self.attribute}')"

    def stable(self, temporary: str) -> tuple[Location, Location]:
        if "(" not in self.holder:
            return self, self
        read = Member(temporary, self.attribute, self.type, self.bits)
        return read, Member(f"({temporary} := {self.holder})", self.attribute, self.type, self.bits)

    def _fit(self, value: str) -> str:
        if self.bits is None or not isinstance(self.type, IntType) or self.type.boolean:
            return value
        if self.type.signed:
            half = 1 << (self.bits - 1)
            return f"((({value}) + {half} & {(1 << self.bits) - 1}) - {half})"
        return f"(({value}) & {(1 << self.bits) - 1})"


@dataclass(slots=True)
class Item(Location):
    """An element of an array."""

    items: str
    index: str
    type: CType
    within: bool = False
    """Whether the index is known to be inside of the array."""

    @property
    def code(self) -> str:
        return f"{self.items}[{self.index}]"

    def store(self, value: str) -> str:
        if is_char(self.type):  # kept as an unsigned byte
            return f"((put_item({self.items}, {self.index}, ({value}) & 255) ^ 128) - 128)"
        return f"put_item({self.items}, {self.index}, {value})"

    def statement(self, value: str) -> str:
        if is_char(self.type):
            return f"{self.items}[{self.index}] = ({value}) & 255"
        return f"{self.items}[{self.index}] = {value}"

    def address(self) -> str:
        return f"ItemPointer({self.items}, {self.index})"

    def stable(self, temporary: str) -> tuple[Location, Location]:
        if "(" not in self.items and "(" not in self.index:
            return self, self
        write = Item(f"({temporary} := {self.items})", f"({temporary}i := {self.index})", self.type)
        return Item(temporary, f"{temporary}i", self.type), write


@dataclass(slots=True)
class Pointed(Location):
    """What a pointer to a scalar points at, ``index`` elements further."""

    pointer: str
    index: str
    type: CType

    @property
    def code(self) -> str:
        return f"{self.pointer}.get()" if self.index == "0" else f"load_at({self.pointer}, {self.index})"

    def store(self, value: str) -> str:
        if self.index == "0":
            return f"{self.pointer}.set({value})"
        return f"store_at({self.pointer}, {self.index}, {value})"

    def address(self) -> str:
        return self.pointer if self.index == "0" else f"add({self.pointer}, {self.index})"

    def stable(self, temporary: str) -> tuple[Location, Location]:
        if "(" not in self.pointer and "(" not in self.index:
            return self, self
        write = Pointed(f"({temporary} := {self.pointer})", f"({temporary}i := {self.index})", self.type)
        if self.index == "0":
            write.index = "0"
            return Pointed(temporary, "0", self.type), write
        return Pointed(temporary, f"{temporary}i", self.type), write


@dataclass(slots=True)
class UnionPart(Location):
    """A member of a union of integers: a byte offset (Python code) into its storage."""

    storage: str
    offset: int
    dynamic: str
    """Code for what is added to the offset at run time, empty if nothing is."""
    type: CType
    constant: str
    """The name of the type in the namespace."""
    bits: int | None = None
    """The width of a bit-field, which begins at bit ``first`` of the storage unit at the offset."""
    first: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether this is the union itself."""
        return not self.offset and not self.dynamic and isinstance(self.type, RecordType) and self.type.union

    @property
    def code(self) -> str:
        if self.bits is not None:
            return f"{self.storage}.load_bits({self._where}, {self.constant}, {self.first}, {self.bits})"
        if self._is_word:
            return f"{self.storage}.words[{self.offset // 8}]"
        if isinstance(self.type, IntType):
            return f"{self.storage}.load({self._where}, {self.constant})"
        return self.storage if self.is_whole else self.address()

    @property
    def _is_word(self) -> bool:
        """Whether this is one whole word, known now, that is kept as it is."""
        if self.bits is not None or self.dynamic or self.offset % 8 or not isinstance(self.type, IntType):
            return False
        return self.type.bits == 64 and not self.type.signed

    @property
    def _where(self) -> str:
        return f"{self.offset} + {self.dynamic}" if self.dynamic else str(self.offset)

    def store(self, value: str) -> str:
        if self.bits is not None:
            where = f"{self._where}, {self.constant}, {self.first}, {self.bits}"
            return f"{self.storage}.store_bits({where}, {value})"
        return f"{self.storage}.store({self._where}, {self.constant}, {value})"

    def statement(self, value: str) -> str:
        if self._is_word:
            return f"{self.storage}.words[{self.offset // 8}] = {value}"
        return self.store(value)

    def address(self) -> str:
        return f"WordsView({self.storage}, {self._where}, {self.constant})"

    def stable(self, temporary: str) -> tuple[Location, Location]:
        if "(" not in self.storage and "(" not in self.dynamic:
            return self, self
        read, write = (
            replace(self, storage=temporary),
            replace(self, storage=f"({temporary} := {self.storage})"),
        )
        if self.dynamic:
            read.dynamic, write.dynamic = f"{temporary}d", f"({temporary}d := {self.dynamic})"
        return read, write
