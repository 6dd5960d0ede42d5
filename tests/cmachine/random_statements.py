"""Random functions that change integers wherever C keeps them: variables, members, bit-fields, elements, unions."""

from __future__ import annotations

from random import Random

from tests.cmachine.random_expressions import Term, declarations, expression, variables

TYPES_OF_MEMORY = """
struct small { int8_t a; uint16_t b; };
struct large {
    uint8_t u8; int16_t i16; char c; bool yes; uint64_t u64; int32_t i32;
    unsigned f3 : 3; int s5 : 5; uint64_t f40 : 40; bool f1 : 1;
    uint32_t words[4]; int8_t bytes[4]; char text[4]; struct small in; struct small many[3];
    union { uint64_t whole; struct { uint32_t low, high; }; uint16_t parts[4]; int8_t octets[8]; };
};
static struct large global; static uint32_t numbers[4]; static int8_t octets[4]; static char letters[4];
static uint64_t wide; static int16_t narrow;
"""
_PLACES = (
    "{h}u8", "{h}i16", "{h}c", "{h}yes", "{h}u64", "{h}i32", "{h}f3", "{h}s5", "{h}f40", "{h}f1", "{h}words[{i}]",
    "{h}bytes[{i}]", "{h}text[{i}]", "{h}in.a", "{h}in.b", "{h}many[{j}].a", "{h}many[{j}].b", "{h}whole", "{h}low",
    "{h}high", "{h}parts[{i}]", "{h}octets[{i}]",
)  # fmt: skip
_OTHERS = (
    "numbers[{i}]", "octets[{i}]", "letters[{i}]", "wide", "narrow", "(*at)", "at[{j}]", "(*byte)", "byte[{j}]",
    "(*wider)",
    "(*letter)", "item->a", "item[{j}].b", "copy.u64", "copy.many[{j}].a", "copy.low",
)  # fmt: skip
_HOLDERS = ("global.", "local.", "p->", "(*p).", "q->")
_RESULTS = [
    place.format(h=holder, i=index, j=index % 3)
    for holder in ("global.", "local.", "copy.")
    for place in _PLACES
    for index in range(4 if "{" in place[3:] else 1)
] + ["numbers[1]", "numbers[3]", "octets[2]", "letters[3]", "wide", "narrow"]


def function(name: str, random: Random) -> str:
    """A function of some statements that gives a number in which every place has a part."""
    known = variables(random)
    statements = [_statement(random, known, 2) for _ in range(random.randrange(3, 12))]
    mixed = " ".join(f"r = r * 31 + (uint64_t)({place});" for place in _RESULTS)
    lines = (
        f"uint64_t {name}(void) {{ {declarations(known)}",
        'struct large local = { .u8 = 7, .words = { 1, 2, 3, 4 }, .text = "abc", .f3 = 5, .low = 9 };',
        "struct large copy = local; struct large *p = &local, *q = &global; struct small *item = q->many;",
        "memset(&global, 0, sizeof(global)); memset(numbers, 0, sizeof(numbers)); memset(octets, 1, sizeof(octets));",
        "memset(letters, 'x', sizeof(letters)); wide = 5; narrow = -6; uint64_t r = 0; unsigned i = 1;",
        "uint32_t *at = numbers; int8_t *byte = octets; uint64_t *wider = &wide; char *letter = letters;",
        *statements,
        f"{mixed} return r * 31 + i; }}",
    )
    return "\n    ".join(lines)


def _place(random: Random) -> str:
    pattern = random.choice((*_PLACES, *_PLACES, *_OTHERS))
    index = random.choice(("0", "1", "2", "i & 3", "i++ & 3", "3"))
    inner = random.choice(("0", "1", "i & 1"))
    return pattern.format(h=random.choice(_HOLDERS), i=index, j=inner)


def _value(random: Random, known: list[Term]) -> str:
    if random.random() < 0.4:
        # Compilers differ in the type that a bit-field wider than int has in an expression.
        place = _place(random).replace("i++ & 3", "1").replace("i & 3", "2").replace("i & 1", "0")
        place = place.replace("f40", "u64")
        return f"({place} {random.choice('+-*^&|')} {expression(random, known, 1).text})"
    return expression(random, known, 2).text


def _statement(random: Random, known: list[Term], depth: int) -> str:
    kind = random.randrange(12 if depth else 8)
    place = _place(random)
    if kind < 2:
        return f"{place} = {_value(random, known)};"
    if kind < 4:
        return f"{place} {random.choice(('+', '-', '*', '&', '|', '^'))}= {_value(random, known)};"
    if kind == 4:
        return random.choice(
            (f"{place}++;", f"--{place};", f"r += {place}--;", f"r ^= (uint64_t)(++{place});")
        )
    if kind == 5:
        return f"{place} {random.choice(('<<', '>>'))}= ({_value(random, known)}) & 7;"
    if kind == 6:
        return f"r += ({place} = {_value(random, known)});"
    if kind == 7:
        return random.choice(
            ("copy = local;", "*p = *q;", "global = copy;", "local.in = item[1];", "p->many[1] = q->in;", "p = q;",
             "at = &numbers[1];", "byte = octets + 2;", "letter++; letter = letters + 1;", "item = &local.many[1];",
             "wider = &q->u64;", "wider = &local.whole;", "memcpy(&copy, q, sizeof(copy));")
        )  # fmt: skip
    inner = " ".join(_statement(random, known, depth - 1) for _ in range(random.randrange(1, 4)))
    if kind < 10:
        return f"if ({_value(random, known)}) {{ {inner} }} else {{ {_statement(random, known, depth - 1)} }}"
    if kind == 10:
        return f"for (int k = 0; k < 3; k++) {{ if (k == (int)({_value(random, known)} & 3)) continue; {inner} }}"
    cases = f"case 0: {inner} break; case 1 ... 3: {_statement(random, known, 0)} default: r++;"
    return f"switch ({_value(random, known)} & 7) {{ {cases} }}"
