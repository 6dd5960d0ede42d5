"""Parses macro-expanded C with tree-sitter, and runs the queries of ``grammars/``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from cpregscan.csource.declarations import KEYWORDS
from cpregscan.errors import Place, SourceError

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

_STRING = r'"(?:\\.|[^"\\])*+"'
_TYPEOF = re.compile(_STRING + r"|\btypeof\s*+\(", re.DOTALL)
_LOOKS_LIKE_CAST = re.compile(
    _STRING + r"|'(?:\\.|[^'\\])*+'|\(\s*+([A-Za-z_]\w*+)\s*+\)(?=\s*+[&*+(-])", re.DOTALL
)
_PRODUCT = re.compile(_STRING + r"|'(?:\\.|[^'\\])*+'|\(\s*+([A-Za-z_]\w*+)\s*+\*\s*+\(", re.DOTALL)
_ODD_CHARACTER = re.compile(_STRING + r"|'(?:\\.|[^'\\])*+'|([^\x00-\x7f]|[$\\])", re.DOTALL)
# A line that is spliced with the next one; within a literal the grammar knows it for itself.
_SPLICE = re.compile(_STRING + r"|\\\n", re.DOTALL)
_CASE_RANGE = re.compile(
    _STRING + r"|\bcase\s++((?:[^:?{};.]|\.(?!\.))++)\.\.\.((?:[^:?{};.]|\.(?!\.))++):", re.DOTALL
)


@cache
def _parser() -> Parser:
    import tree_sitter_c
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_c.language()))


@cache
def query(name: str) -> Query:
    """The query ``grammars/NAME.scm``."""
    import tree_sitter_c
    from tree_sitter import Language, Query

    from cpregscan.resources import grammar

    return Query(Language(tree_sitter_c.language()), grammar(name))


def parse(text: str, place: Place) -> Node:
    """The syntax tree of some C text; ``place`` is where the text begins.

    Raises SourceError at the first thing that is not C, as tree-sitter knows it, and for names outside of ASCII.
    """
    if not text.isascii() or "$" in text or "\\" in text:
        _check_names(text, place)
    root = _parser().parse(text.encode("latin-1", "replace")).root_node
    if root.has_error:
        damaged = _first_damage(root)
        line = place.line + damaged.start_point[0]
        near = " ".join(text[damaged.start_byte : damaged.start_byte + 60].split())
        raise SourceError(f"cannot parse this C near {near!r}", Place(place.path, line))
    return root


def _check_names(text: str, place: Place) -> None:
    for match in _ODD_CHARACTER.finditer(text):
        if match[1]:
            line = place.line + text.count("\n", 0, match.start())
            raise SourceError(f"the character {match[1]!r} stands in the code", Place(place.path, line))


def _first_damage(node: Node) -> Node:
    if node.is_error or node.is_missing:
        return node
    for child in node.children:
        if child.has_error:
            return _first_damage(child)
    return node


def captures(name: str, node: Node) -> dict[str, list[Node]]:
    """What the query ``grammars/NAME.scm`` captures in a node, by capture name."""
    from tree_sitter import QueryCursor

    return QueryCursor(query(name)).captures(node)


def plain_constructs(text: str, typeofs: list[str], is_type: Callable[[str], bool]) -> str:
    """Text with what the grammar lacks, or takes for something else, written in words it has.

    ``typeof(E)`` becomes ``__typeof_N``, E is appended to ``typeofs``; ``case A ... B`` becomes a call;
    ``(x) && y`` loses its parentheses if x is no type, and ``(x * (y))`` gets a sign, for the grammar reads a cast
    there; ``(T) - x`` gets a const if T is a type, for there it reads a difference.
    """
    if "\\\n" in text:
        text = _SPLICE.sub(lambda match: " \n" if match[0] == "\\\n" else match[0], text)
    text = _LOOKS_LIKE_CAST.sub(lambda match: _without_parentheses(match, is_type), text)
    text = _PRODUCT.sub(lambda match: _plain_product(match, is_type), text)
    if "..." in text:
        text = _CASE_RANGE.sub(_plain_range, text)
    if "typeof" not in text:
        return text
    pieces: list[str] = []
    done = 0
    for match in _TYPEOF.finditer(text):
        if match.start() < done or match[0][0] == '"':
            continue
        end = _closing(text, match.end() - 1)
        pieces += (text[done : match.start()], f"__typeof_{len(typeofs)} ")
        typeofs.append(text[match.end() : end - 1])
        done = end
    return "".join((*pieces, text[done:]))


def _plain_range(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[0]
    return f"case __machine_range({match[1]}, {match[2]}):"


def _without_parentheses(match: re.Match[str], is_type: Callable[[str], bool]) -> str:
    """``(x)`` in front of an operator: bare if x is no type, else such that the grammar knows it for one."""
    name = match[1]
    if name is None or name in KEYWORDS:
        return match[0]
    before = match.string[max(0, match.start() - 80) : match.start()].rstrip()
    named = (before[-1:].isalnum() or before[-1:] == "_") and not before.endswith("return")
    if is_type(name):
        return match[0] if named else f"(const {name})"
    return match[0] if named or before[-1:] in (")", "]") else f" {name} "


def _plain_product(match: re.Match[str], is_type: Callable[[str], bool]) -> str:
    """``(x * (y))`` with a sign before x, which changes nothing, if x is no type."""
    if match[1] is None or match[1] in KEYWORDS or is_type(match[1]):
        return match[0]
    return f"(+{match[1]} * ("


def _closing(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        if text[position] == "(":
            depth += 1
        elif text[position] == ")":
            depth -= 1
            if depth == 0:
                return position + 1
    return len(text)
