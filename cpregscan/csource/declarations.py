"""Parses declarations and expressions that have no place in a file any more, with pycparser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cpregscan.errors import SourceError

if TYPE_CHECKING:
    from pycparser import c_ast

_NOISE = re.compile(r"\b(?:_Noreturn|__inline|__extension__|register|__int128_t)\b")
_WORD = re.compile(r"[A-Za-z_]\w*")


KEYWORDS = frozenset(
    """auto break case char const continue default do double else enum extern float for goto if inline int long
    register return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool""".split()  # noqa: SIM905  (a table of words is easier to read)
)


def identifiers(text: str) -> list[str]:
    """The distinct words of the text that are not keywords, in order."""
    return [word for word in dict.fromkeys(_WORD.findall(text)) if word not in KEYWORDS]


@lru_cache(maxsize=1)
def _parser() -> Any:
    from pycparser import c_parser

    return c_parser.CParser()


def parse_declarations(text: str, typedefs: tuple[str, ...]) -> list[c_ast.Node]:
    """The syntax trees of the declarations in macro-expanded text; ``typedefs`` are the words that name types.

    Raises SourceError if pycparser cannot make sense of it.
    """
    prefix = " ".join(f"typedef int {name};" for name in typedefs)
    try:
        tree = _parser().parse(f"{prefix}\n{_NOISE.sub(' ', text)}", filename="<declaration>")
    except Exception as error:  # pycparser raises its own class and, on odd input, others
        shown = " ".join(text.split())[:80]
        raise SourceError(f"declaration not understood ({error}): {shown!r}") from error
    return list(tree.ext[len(typedefs) :])


def parse_expression(text: str, typedefs: tuple[str, ...]) -> c_ast.Node:
    """The syntax tree of a macro-expanded expression. Raises SourceError."""
    (declaration,) = parse_declarations(f"int x = ({text});", typedefs)
    return declaration.init
