"""Random integer expressions, each with its type and value worked out by an own small model of C."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_ARITHMETIC = ("+", "-", "*", "&", "|", "^")


@dataclass(frozen=True)
class Type:
    """An integer type by name; a bool has one bit here."""

    name: str
    bits: int
    signed: bool

    def wrap(self, value: int) -> int:
        """What remains of a value that is converted to the type."""
        if self.bits == 1:
            return int(value != 0)
        value %= 1 << self.bits
        return value - (1 << self.bits) if self.signed and value >= 1 << (self.bits - 1) else value


INT, UINT = Type("int32_t", 32, True), Type("uint32_t", 32, False)
LONG, ULONG = Type("int64_t", 64, True), Type("uint64_t", 64, False)
TYPES = (
    Type("bool", 1, False), Type("int8_t", 8, True), Type("uint8_t", 8, False), Type("char", 8, True),
    Type("int16_t", 16, True), Type("uint16_t", 16, False), INT, UINT, LONG, ULONG,
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """An expression as C text, with what it must give."""

    text: str
    type: Type
    value: int


def _promoted(type_: Type) -> Type:
    return INT if type_.bits < 32 else type_


def _common(left: Type, right: Type) -> Type:
    left, right = _promoted(left), _promoted(right)
    return max(left, right, key=lambda type_: (type_.bits, not type_.signed))


def _literal(random: Random) -> Term:
    value = random.choice(
        (random.getrandbits(3), random.getrandbits(8), random.getrandbits(32), random.getrandbits(64))
    )
    unsigned, long = random.random() < 0.4, random.random() < 0.4
    suffix = ("u" if unsigned else "") + ("l" if long else "")
    ladder = [type_ for type_ in (INT, UINT, LONG, ULONG) if not (unsigned and type_.signed)]
    fitting = (type_ for type_ in ladder if (not long or type_.bits == 64) and type_.wrap(value) == value)
    return Term(f"{value:#x}{suffix}", next(fitting, ULONG), value)


def variables(random: Random) -> list[Term]:
    """Two variables of each type with values, edges among them."""
    found: list[Term] = []
    for type_ in TYPES:
        for number in range(2):
            edge = random.choice((0, 1, -1, 1 << (type_.bits - 1), (1 << (type_.bits - 1)) - 1))
            value = type_.wrap(random.choice((edge, random.getrandbits(64))))
            found.append(Term(f"v_{type_.name}_{number}", type_, value))
    return found


def declarations(terms: list[Term]) -> str:
    """The variables as C declarations."""
    return " ".join(f"{term.type.name} {term.text} = {term.value % (1 << 64):#x}ul;" for term in terms)


def expression(random: Random, known: list[Term], depth: int) -> Term:
    """A random expression without undefined behaviour over the variables."""
    if depth == 0 or random.random() < 0.1:
        return random.choice(known) if random.random() < 0.7 else _literal(random)
    make = random.choice(
        (_binary, _binary, _binary, _shift, _division, _unary, _cast, _cast, _conditional, _logical)
    )
    return make(random, known, depth - 1)


def _binary(random: Random, known: list[Term], depth: int) -> Term:
    left, right = expression(random, known, depth), expression(random, known, depth)
    operator = random.choice((*_ARITHMETIC, *_COMPARISONS))
    type_ = _common(left.type, right.type)
    a, b = type_.wrap(left.value), type_.wrap(right.value)
    value = {
        "+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b, "==": a == b, "!=": a != b,
        "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b,
    }[operator]  # fmt: skip
    result = INT if operator in _COMPARISONS else type_
    return Term(f"({left.text} {operator} {right.text})", result, result.wrap(int(value)))


def _shift(random: Random, known: list[Term], depth: int) -> Term:
    left, right = expression(random, known, depth), expression(random, known, depth)
    operator = random.choice(("<<", ">>"))
    type_ = _promoted(left.type)
    count = right.value & (type_.bits - 1)
    value = left.value << count if operator == "<<" else left.value >> count
    return Term(f"({left.text} {operator} ({right.text} & {type_.bits - 1}))", type_, type_.wrap(value))


def _division(random: Random, known: list[Term], depth: int) -> Term:
    left, right = expression(random, known, depth), expression(random, known, depth)
    operator = random.choice(("/", "%"))
    divisor_type = _common(right.type, INT)
    divisor = divisor_type.wrap(right.value & 0x7F) + 3
    text = f"(({right.text} & 0x7f) + 3)"
    if divisor_type.signed and random.random() < 0.3:
        divisor, text = -divisor, f"(-{text})"
    type_ = _common(left.type, divisor_type)
    a, b = type_.wrap(left.value), type_.wrap(divisor)
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return Term(
        f"({left.text} {operator} {text})",
        type_,
        type_.wrap(quotient if operator == "/" else a - quotient * b),
    )


def _unary(random: Random, known: list[Term], depth: int) -> Term:
    inner = expression(random, known, depth)
    operator = random.choice(("-", "~", "!", "+"))
    type_ = INT if operator == "!" else _promoted(inner.type)
    value = {"-": -inner.value, "~": ~inner.value, "!": int(not inner.value), "+": inner.value}[operator]
    return Term(f"({operator}{inner.text})", type_, type_.wrap(value))


def _cast(random: Random, known: list[Term], depth: int) -> Term:
    inner, type_ = expression(random, known, depth), random.choice(TYPES)
    return Term(f"(({type_.name}){inner.text})", type_, type_.wrap(inner.value))


def _conditional(random: Random, known: list[Term], depth: int) -> Term:
    condition, first, second = (expression(random, known, depth) for _ in range(3))
    type_ = _common(first.type, second.type)
    chosen = first if condition.value else second
    return Term(f"({condition.text} ? {first.text} : {second.text})", type_, type_.wrap(chosen.value))


def _logical(random: Random, known: list[Term], depth: int) -> Term:
    left, right = expression(random, known, depth), expression(random, known, depth)
    operator = random.choice(("&&", "||", ","))
    if operator == ",":  # two constants here can make gcc 12 fail
        return Term(f"({random.choice(known).text}, {right.text})", right.type, right.value)
    both = (left.value != 0, right.value != 0)
    return Term(
        f"({left.text} {operator} {right.text})", INT, int(all(both) if operator == "&&" else any(both))
    )


def function(name: str, term: Term, known: list[Term], random: Random) -> str:
    """A C function that gives an expression's value, by one of several ways through the language."""
    used = declarations([variable for variable in known if variable.text in term.text])
    way = random.randrange(3)
    if way == 0:
        return f"uint64_t {name}(void) {{ {used} return (uint64_t)({term.text}); }}"
    if way == 1:
        return f"uint64_t {name}(void) {{ {used} {term.type.name} r = {term.text}; return r; }}"
    body = f"{term.type.name} r = 0; r ^= {term.text}; if ({term.text}) return r; return r;"
    return f"uint64_t {name}(void) {{ {used} {body} }}"
