"""Finds the declarations and definitions at file scope of blanked C text, without parsing their insides."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRUCTURE = re.compile(r'[{};()]|"(?:\\.|[^"\\\n])*+"|\'(?:\\.|[^\'\\\n])*+\'', re.DOTALL)
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*+"|\'(?:\\.|[^\'\\])*+\'', re.DOTALL)
_WORD = re.compile(r"\S")
_FUNCTION_HEAD = re.compile(r"([A-Za-z_]\w*)\s*\($")
_MACRO_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\(")
_TAG = re.compile(r"\b(struct|union|enum)\s+(?:QEMU_\w+\s+)*([A-Za-z_]\w*)\s*\{")
_ENUM_BODY = re.compile(r"\benum\b[^{};()]*\{")
_ENUMERATOR = re.compile(r"(?:^|,)\s*([A-Za-z_]\w*)\s*(?=[,=}]|$)")
_ENUMERATOR_CALL = re.compile(r"[,{]\s*[A-Za-z_]\w*\s*\(")
_NAME_BEFORE = re.compile(r"([A-Za-z_]\w*)\s*(?:(?:\[[^\]]*\]\s*)+(?:__\w+\s*)*)?$")
_ATTRIBUTE = re.compile(
    r"\b(?=[QGT_])(?:QEMU_[A-Z_]+|G_[A-Z_]+|TSA_\w+|GCC_FMT_ATTR|__attribute__)\b\s*(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?"
)
_FUNCTION_POINTER = re.compile(
    r"\(\s*(?:(?:\w+\s+)?\*\s*(?:const\s+)?)?(?!void\b)([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*\)\s*\("
)
_RETURNS_FUNCTION = re.compile(r"\(\s*\*\s*([A-Za-z_]\w*)\s*\(")
_GENERATED_NAME = re.compile(r"[\w\s*]*?\b([A-Za-z_]\w*)\s*\(\s*\w+\s*\)\s*\(")
_KEYWORDS = ("int", "void", "bool", "char", "long", "short", "unsigned", "signed")
_PARENTHESIS = re.compile(r"[()]")
_TAG_ONLY = re.compile(
    r"\s*(?:(?:static|const|extern|typedef)\s+)*(?:struct|union|enum)\b\s*\w*\s*(?:\{\}\s*)?$"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item at file scope: ``kind`` is "function", "declaration" (ends with ;) or "call" (a macro call).

    ``start`` and ``end`` are offsets into the view's text; ``body`` is where a function's brace opens.
    ``names`` is all that the item gives a meaning to: "struct X" for tags, enumerators, and last the
    names in ``declares``: the function, the variables or, if it is a typedef, the types.
    """

    kind: str
    start: int
    end: int
    body: int
    names: tuple[str, ...]
    declares: tuple[str, ...] = ()
    partial: bool = False
    """Whether macros inside the item declare more names, as in ``enum { DO_BIT(A), DO_BIT(B) }``."""


def find_items(text: str) -> tuple[Item, ...]:
    """All items of the text in order. Unbalanced text ends the last item at the end of the file."""
    items: list[Item] = []
    braces = parentheses = 0
    start = 0
    opened = 0
    for match in _STRUCTURE.finditer(text):
        token = match[0]
        if token == "(":
            parentheses += 1
        elif token == ")":
            parentheses -= 1
            if parentheses == 0 and braces == 0 and _is_macro_call(text, start, match.end()):
                items.append(_macro_call(text, start, match.end()))
                start = match.end()
        elif token == "{":
            if braces == 0 and parentheses == 0:
                opened = match.start()
            braces += 1
        elif token == "}":
            braces -= 1
            if braces == 0 and parentheses == 0 and _is_function(text, start, opened):
                items.append(_function(text, start, opened, match.end()))
                start = match.end()
        elif token == ";" and braces == 0 and parentheses == 0:
            if item := _declaration(text, start, match.end()):
                items.append(item)
            start = match.end()
        if braces < 0 or parentheses < 0:
            braces = parentheses = 0
            start = match.end()
    return tuple(items)


def _first(text: str, start: int) -> int:
    match = _WORD.search(text, start)
    return match.start() if match else start


def _is_macro_call(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is ``NAME(...)`` alone, followed by the begin of another item."""
    match = _MACRO_CALL.match(text, start, end)
    if match is None or _closing(text, match.end() - 1) != end:
        return False
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)].strip()
    following = text[_first(text, end)] if _first(text, end) < len(text) else ""
    return not rest and following not in ("{", ";", "=", ",", "[")


def _closing(text: str, opening: int) -> int:
    depth = 0
    for match in _STRUCTURE.finditer(text, opening):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1


def _macro_call(text: str, start: int, end: int) -> Item:
    first = _first(text, start)
    return Item("call", first, end, first, ())


def _is_function(text: str, start: int, opened: int) -> bool:
    head = text[start:opened].rstrip()
    return head.endswith(")") and "=" not in head and not head.lstrip().startswith("typedef")


def _function(text: str, start: int, opened: int, end: int) -> Item:
    first = _first(text, start)
    match = _GENERATED_NAME.match(text, first, opened)
    if match and match[1] not in _KEYWORDS:  # uint32_t HELPER(name)(CPUARMState *env)
        return Item("function", first, end, opened, (match[1],), (match[1],), partial=True)
    if pointer := _FUNCTION_POINTER.match(text, text.index("(", first)):  # int (name)(int argument)
        return Item("function", first, end, opened, (pointer[1],), (pointer[1],))
    if giver := _RETURNS_FUNCTION.match(text, text.index("(", first)):  # int (*name(int argument))(int)
        return Item("function", first, end, opened, (giver[1],), (giver[1],))
    name = ""
    depth = 0
    for match in _STRUCTURE.finditer(text, first, opened):
        if match[0] == "(":
            if depth == 0 and (head := _FUNCTION_HEAD.search(text, first, match.end())):
                name = head[1]
            depth += 1
        elif match[0] == ")":
            depth -= 1
    names = (name,) if name else ()
    return Item("function", first, end, opened, names, names)


def _declaration(text: str, start: int, end: int) -> Item | None:
    first = _first(text, start)
    body = text[first : end - 1]
    if not body.strip():
        return None
    names: list[str] = []
    if '"' in body or "'" in body:
        body = _LITERAL.sub("0", body)
    if "__attribute__" in body:
        body = _ATTRIBUTE.sub(" ", body)
    if "{" in body:
        names += [f"{match[1]} {match[2]}" for match in _TAG.finditer(body)]
        if "enum" in body:
            names += _enumerators(body)
    declares = _declared(body)
    names += declares
    if (
        not names
        and (match := _MACRO_CALL.match(body))
        and _closing(body, match.end() - 1) == len(body.rstrip())
    ):
        return Item("call", first, end, first, ())
    partial = "enum" in body and _ENUMERATOR_CALL.search(body) is not None
    return Item("declaration", first, end, first, tuple(names), tuple(declares), partial)


def _enumerators(body: str) -> list[str]:
    names: list[str] = []
    for match in _ENUM_BODY.finditer(body):
        close = body.find("}", match.end())
        names += _ENUMERATOR.findall(_without_parentheses(body[match.end() : close]))
    return names


def _without_parentheses(text: str) -> str:
    """The text with a blank in place of each outermost pair of parentheses."""
    if "(" not in text:
        return text
    pieces: list[str] = []
    depth = done = 0
    for match in _PARENTHESIS.finditer(text):
        if match[0] == "(":
            if depth == 0:
                pieces += (text[done : match.start()], " ")
            depth += 1
        elif depth:
            depth -= 1
            done = match.end()
    return "".join((*pieces, text[done:] if depth == 0 else ""))


def _declared(body: str) -> list[str]:
    """The names of the variables, functions or types that a declaration declares."""
    outside = _outside_braces(body) if "{" in body else body
    if "(" in outside or "QEMU_" in outside:
        outside = _ATTRIBUTE.sub(" ", outside)
    head = outside.split("=", 1)[0]
    if _TAG_ONLY.match(head):
        return []
    if pointer := _FUNCTION_POINTER.search(head):
        return [pointer[1]]
    names: list[str] = []
    for part in _split_commas(outside):
        part = part.split("=", 1)[0].rstrip()
        if part.endswith(")"):
            part = part[: _opening(part)]
        if (match := _NAME_BEFORE.search(part)) and (match.start() > 0 or names):
            names.append(match[1])
    return names


def _opening(text: str) -> int:
    """Where the parenthesis group that ends the text begins."""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        if text[position] == ")":
            depth += 1
        elif text[position] == "(":
            depth -= 1
            if depth == 0:
                return position
    return 0


def _outside_braces(body: str) -> str:
    out: list[str] = []
    depth = 0
    done = 0
    for match in re.finditer(r"[{}]", body):
        if match[0] == "{":
            if depth == 0:
                out.append(body[done : match.start()])
            depth += 1
        else:
            depth -= 1
            done = match.end()
    out.append(body[done:])
    return " {} ".join(out)


def _split_commas(text: str) -> list[str]:
    parts: list[str] = []
    depth = 0
    begin = 0
    for position, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[begin:position])
            begin = position + 1
    parts.append(text[begin:])
    return parts
