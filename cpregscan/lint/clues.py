"""What tells where a change far from its effect is made: places that decided, and words that a patch may mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from cpregscan.errors import Place
from cpregscan.facts.model import Facts, Register
from cpregscan.findings.model import Finding

_PLACE = re.compile(r"([\w./+-]+\.[ch](?:\.inc)?):(\d+)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)|//.*")
_LITERAL = re.compile(r'"[^"]+"')
_WORD = re.compile(r"[A-Za-z_]\w{2,}")
_FIELD_NAME = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\b")
_NO_FIELDS = frozenset(("HEAD", "NULL", "QEMU"))
"""Words in capitals that are no field, feature or register."""
_READING = re.compile(
    r"\s*(?:(?:}\s*)?(?:else\s+)?(?:return|if|while|switch|case)\b|\w+\s*=\s*[A-Za-z_][\w>.\[\]-]*;)"
)
_LEVEL = re.compile(r"_EL[0-3x]\d?$")
_COMMON = frozenset(
    (
        *("name", "state", "type", "access", "accessfn", "resetvalue", "fieldoffset", "readfn", "writefn"),
        *("raw_writefn", "raw_readfn", "resetfn", "opc0", "opc1", "opc2", "crn", "crm", "cpu", "env", "isar"),
        *("uint64_t", "uint32_t", "static", "const", "struct", "void", "return", "bool", "true", "false"),
        *("sys", "desc", "sys_desc", "visibility", "reset_val", "get_user", "set_user", "vcpu", "kvm"),
        *("the", "and", "not", "has", "that", "this", "from", "set", "sends", "cpreg", "constant", "differs"),
    )
)
"""Words that stand everywhere."""


def registers_of(finding: Finding, facts: Facts) -> Iterator[Register]:
    """The registers that a finding is about, each once, as the guests that it reaches have them."""
    indexes = {subject.index for subject in finding.subjects}
    guests = set(finding.guests)
    seen: set[int] = set()
    for cpu in facts.cpus:
        if cpu.guest in guests:
            for register in cpu.registers:
                if register.index in indexes and id(register) not in seen:
                    seen.add(id(register))
                    yield register


def deciding_places(registers: Iterable[Register]) -> Iterator[Place]:
    """The lines that led to registers: what guards looked at, guards, then calls from the inside out."""
    registers = list(registers)
    guards = [guard for register in registers for guard in register.origin.guards]
    for guard in guards:
        for reason in guard.reasons:
            for path, line in _PLACE.findall(reason):
                yield Place(path, int(line))
    yield from (guard.place for guard in guards)
    for register in registers:
        yield from (call.place for call in reversed(register.origin.chain))


def names_of(finding: Finding) -> frozenset[str]:
    """The names, in lower case, that a finding itself tells: its subjects, and fields and features in capitals."""
    quoted = (f'"{subject.name}"' for subject in finding.subjects)
    names = [subject.name for subject in finding.subjects if subject.index is not None]
    told = set(_FIELD_NAME.findall(f"{finding.message} {finding.note}")) - _NO_FIELDS
    return frozenset(name.lower() for name in (*quoted, *names, *map(_without_level, names), *told))


def _without_level(name: str) -> str:
    return _LEVEL.sub("", name)


def words_of(finding: Finding, registers: Iterable[Register], entries: Iterable[str]) -> frozenset[str]:
    """The words, in lower case, by which a line far away may have to do with a finding.

    They are those of its subjects and its telling, of the guards on the way, and of the table entries' text.
    """
    guards = (
        text
        for register in registers
        for guard in register.origin.guards
        for text in (guard.text, *guard.reasons)
    )
    names = [subject.name for subject in finding.subjects]
    texts = chain(names, map(_without_level, names), (finding.note, finding.message), guards, entries)
    return frozenset(word for text in texts for word in words(text))


def code_of(line: str) -> str:
    """A line of a patch without its comments; nothing is left of a line within one."""
    return "" if line.lstrip().startswith(("*", "//")) else _COMMENT.sub("", line)


def only_reads(code: str) -> bool:
    """Whether a line asks, returns or copies something into a local variable, and so sets nothing by itself."""
    return _READING.match(code) is not None


def words(text: str) -> Iterator[str]:
    """The words of a text that tell something, in lower case; those of a name with underscores also by themselves.

    Strings in quotes are words too.
    """
    yield from map(str.lower, _LITERAL.findall(text))
    for word in _WORD.findall(text):
        lower = word.lower()
        if lower not in _COMMON:
            yield lower
            yield from (part for part in lower.split("_") if len(part) > 2 and part not in _COMMON)
