"""Turns pycparser's type nodes into the machine's C types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cpregscan.cmachine import types as c
from cpregscan.cmachine.constants import evaluate
from cpregscan.cmachine.types import ArrayType, CType, FunctionType, PointerType, RecordType
from cpregscan.errors import SourceError

if TYPE_CHECKING:
    from cpregscan.cmachine.scope import Definition, Scope

_BASIC: dict[tuple[str, ...], CType] = {
    ("_Bool",): c.BOOL, ("char",): c.CHAR, ("char", "signed"): c.SCHAR, ("char", "unsigned"): c.UCHAR,
    ("short",): c.SHORT, ("int", "short"): c.SHORT, ("short", "unsigned"): c.USHORT, ("short", "signed"): c.SHORT,
    ("int", "short", "unsigned"): c.USHORT, ("int",): c.INT, ("signed",): c.INT, ("int", "signed"): c.INT,
    ("unsigned",): c.UINT, ("int", "unsigned"): c.UINT, ("long",): c.LONG, ("int", "long"): c.LONG,
    ("long", "unsigned"): c.ULONG, ("int", "long", "unsigned"): c.ULONG, ("long", "long"): c.LONG,
    ("int", "long", "long"): c.LONG, ("long", "long", "unsigned"): c.ULONG, ("long", "signed"): c.LONG,
    ("int", "long", "long", "unsigned"): c.ULONG, ("long", "long", "signed"): c.LONG, ("void",): c.VOID,
    ("int", "long", "signed"): c.LONG,
    ("float",): c.FLOAT, ("double",): c.DOUBLE, ("double", "long"): c.FloatType("long double", 16),
    ("__int128",): c.INT128, ("__int128", "unsigned"): c.UINT128, ("__int128_t",): c.INT128,
}  # fmt: skip


class TypeBuilder:
    """Types as one scope understands them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of(self, node: Any) -> CType:
        """The type that a node stands for. Raises SourceError for an unknown type name."""
        match type(node).__name__:
            case "TypeDecl" | "Typename" | "Decl" | "Typedef":
                return self.of(node.type)
            case "IdentifierType":
                return self._named(node.names)
            case "PtrDecl":
                return PointerType(self._pointed(node.type))
            case "ArrayDecl":
                length = None if node.dim is None else evaluate(node.dim, self.scope)[0]
                return ArrayType(self.of(node.type), length)
            case "FuncDecl":
                return self._function(node)
            case "Struct" | "Union":
                return self._record(node)
            case "Enum":
                return self._enum(node)
        return self._of_expression(node)

    def _of_expression(self, node: Any) -> CType:
        """The type of an expression in sizeof or typeof."""
        match type(node).__name__:
            case "ID":
                return self._named([node.name])
            case "Cast":
                return self.of(node.to_type)
            case "StructRef":
                return self._member(node)
            case "ArrayRef":
                return self._behind(self.of(node.name))
            case "UnaryOp" if node.op == "*":
                return self._behind(self.of(node.expr))
            case "UnaryOp" if node.op == "&":
                return PointerType(self.of(node.expr))
        raise SourceError(f"type not understood ({type(node).__name__})")

    def _member(self, node: Any) -> CType:
        """The type of ``s.m`` or ``p->m``, as in sizeof_field()."""
        from cpregscan.cmachine.translate.access import find_member

        holder = self.of(node.name)
        if node.type == "->":
            holder = self._behind(holder)
        path = find_member(holder, node.field.name) if isinstance(holder, RecordType) else None
        if path is None:
            raise SourceError(f"no member '{node.field.name}'")
        return path[-1][1].type

    def _behind(self, type_: CType) -> CType:
        if isinstance(type_, PointerType):
            return type_.target
        if isinstance(type_, ArrayType):
            return type_.element
        raise SourceError("something that is not a pointer is dereferenced")

    def _pointed(self, node: Any) -> CType:
        """The target of a pointer: an unknown name is an opaque struct, for the machine never looks inside."""
        try:
            return self.of(node)
        except SourceError:
            if type(node).__name__ == "TypeDecl" and type(node.type).__name__ == "IdentifierType":
                return self.scope.record("struct", " ".join(node.type.names))
            raise

    def _named(self, names: list[str]) -> CType:
        basic = _BASIC.get(tuple(sorted(names)))
        if basic is not None:
            return basic
        if len(names) == 1 and (found := self.scope.typedef(names[0])) is not None:
            return found
        if len(names) == 1:
            return self.scope.record("struct", names[0])
        raise SourceError(f"unknown type '{' '.join(names)}'")

    def _function(self, node: Any) -> FunctionType:
        parameters: list[CType] = []
        names: list[str] = []
        variadic = False
        for parameter in node.args.params if node.args else ():
            if type(parameter).__name__ == "EllipsisParam":
                variadic = True
                continue
            built = self.of(parameter.type) if type(parameter).__name__ != "ID" else c.INT
            if isinstance(built, c.VoidType):
                continue
            if isinstance(built, ArrayType):
                built = PointerType(built.element)
            elif isinstance(built, FunctionType):
                built = PointerType(built)
            parameters.append(built)
            names.append(getattr(parameter, "name", None) or "")
        return FunctionType(self.of(node.type), tuple(parameters), tuple(names), variadic)

    def _record(self, node: Any) -> RecordType:
        kind = type(node).__name__.lower()
        if node.name and self.scope.candidates(f"{kind} {node.name}"):
            return self.scope.record(kind, node.name)
        if node.decls is None:
            return self.scope.record(kind, node.name)
        record = RecordType(f"{kind} {node.name or '(anonymous)'}", kind == "union")
        record.members = partial(self._members, node)
        if node.name:
            self.scope.local_records[f"{kind} {node.name}"] = record
        return record

    def _members(self, node: Any) -> list[tuple[str, CType, int | None]]:
        members: list[tuple[str, CType, int | None]] = []
        for declaration in node.decls or ():
            if type(declaration).__name__ in ("Pragma", "StaticAssert"):
                continue
            bits = None if declaration.bitsize is None else evaluate(declaration.bitsize, self.scope)[0]
            members.append((declaration.name or "", self.of(declaration.type), bits))
        return members

    def members_of(self, name: str, definition: Definition) -> list[tuple[str, CType, int | None]]:
        """The members of the struct ``name`` inside an item. Raises SourceError if they cannot be read."""
        for node in self.scope.parse(
            _without_initialiser(definition.text), definition.place, definition.item.declares
        ):
            if found := _find_record(node, name):
                return self._members(found)
        raise SourceError(f"definition of '{name}' not understood", definition.place)

    def _enum(self, node: Any) -> CType:
        if node.values is None:
            definition = self.scope.definition(f"enum {node.name}")
            if definition is None:
                return c.UINT
            self.scope.find_constant(definition.item.names[-1])
            text = _without_initialiser(definition.text)
            for found in self.scope.parse(text, definition.place, definition.item.declares):
                if inner := _find_record(found, f"enum {node.name}"):
                    return self._enum(inner)
            return c.UINT
        from cpregscan.cmachine.scope import enum_type

        values: list[int] = []
        known: dict[str, int] = {}
        for enumerator in node.values.enumerators:
            following = values[-1] + 1 if values else 0
            if enumerator.value is not None:
                following = evaluate(enumerator.value, _Local(self.scope, known))[0]
            values.append(following)
            known[enumerator.name] = following
        return enum_type(values)


class _Local:
    """The scope with the enumerators seen so far."""

    def __init__(self, scope: Scope, known: dict[str, int]) -> None:
        self._scope = scope
        self._known = known

    def constant(self, name: str) -> tuple[int, c.IntType]:
        if name in self._known:
            return self._known[name], c.LONG if abs(self._known[name]) >> 31 else c.INT
        return self._scope.constant(name)

    def type_of(self, node: Any) -> CType:
        return self._scope.type_of(node)


def _find_record(node: Any, name: str) -> Any:
    """The struct, union or enum node with this tag and a body, anywhere inside a node."""
    kind, _, tag = name.partition(" ")
    has_body = getattr(node, "decls", None) is not None or getattr(node, "values", None) is not None
    if type(node).__name__.lower() == kind and node.name == tag and has_body:
        return node
    for _, child in node.children():
        if found := _find_record(child, name):
            return found
    return None


def _without_initialiser(text: str) -> str:
    """A declaration without what follows its first ``=`` outside of braces."""
    depth = 0
    for position, character in enumerate(text):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == "=" and depth == 0:
            return text[:position] + ";"
    return text
