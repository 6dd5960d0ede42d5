"""SARIF 2.1.0 as a check: the classes of pysarif, which are made from the published schema, taken strictly."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator

import pysarif
from pysarif._property_bag import PropertyBag


def breaches(document: object) -> list[str]:
    """What in a document is not as the schema has it: members, types and words; empty if all is well."""
    return list(_check(document, pysarif.SarifLog, "log"))


def _check(value: object, kind: object, path: str) -> Iterator[str]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is typing.Any or kind is PropertyBag:
        return
    if origin in (typing.Union, types.UnionType):
        yield from _check(value, arguments[0], path)
    elif origin is typing.Literal:
        if value not in arguments:
            yield f"{path}: {value!r} is none of {arguments}"
    elif origin is list:
        yield from _list(value, arguments[0], path)
    elif dataclasses.is_dataclass(kind):
        yield from _object(value, kind, path)
    elif isinstance(kind, type) and not isinstance(value, kind):
        yield f"{path}: {value!r} is no {kind.__name__}"


def _list(value: object, kind: object, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: is no list"
        return
    for number, item in enumerate(value):
        yield from _check(item, kind, f"{path}[{number}]")


def _object(value: object, kind: object, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: is no object"
        return
    hints = typing.get_type_hints(kind)
    fields = {_member(field.name): field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for name, field in fields.items():
        missing = field.default is field.default_factory is dataclasses.MISSING
        if missing and name not in value:
            yield f"{path}: lacks {name}"
    for name, member in value.items():
        if name in fields:
            yield from _check(member, hints[fields[name].name], f"{path}.{name}")
        else:
            yield f"{path}: has an unknown {name}"


def _member(field: str) -> str:
    """The member of a field: ``schema_uri`` stands for the one with a sign in its name."""
    if field in ("schema", "schema_uri", "_schema"):
        return "$schema"
    first, *others = field.split("_")
    return first + "".join(part.capitalize() for part in others)
