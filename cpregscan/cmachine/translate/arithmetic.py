"""C's integer conversions and operators as Python code, exact to the bit."""

from __future__ import annotations

from cpregscan.cmachine.constants import operate
from cpregscan.cmachine.translate.values import Expression
from cpregscan.cmachine.types import INT, IntType, SizeOf, common, promote

_COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")


def constant(value: int, type_: IntType) -> Expression:
    """A constant of a type that can hold it."""
    return Expression(repr(int(value)), type_, int(value))


def wrapped(code: str, type_: IntType) -> str:
    """Code for any integer, reduced to the range of the type."""
    if type_.boolean:
        return f"({code} != 0)"
    if not type_.signed:
        return f"({code} & {type_.mask:#x})"
    half = 1 << (type_.bits - 1)
    return f"((({code}) + {half:#x} & {type_.mask:#x}) - {half:#x})"


def convert(operand: Expression, target: IntType) -> Expression:
    """An integer operand converted to another integer type."""
    source = operand.type
    assert isinstance(source, IntType)
    if isinstance(operand.value, SizeOf) and not target.boolean and target.bits == 64:
        return Expression(operand.code, target, operand.value)
    if operand.value is not None:
        return constant(target.wrap(operand.value), target)
    if target.boolean:
        return Expression(
            operand.code if operand.truth or source.boolean else f"({operand.code} != 0)", target, truth=True
        )
    limit = limit_of(operand)
    if (limit is not None and limit <= _largest(target)) or _fits(source, target):
        return Expression(operand.code, target, truth=operand.truth, limit=limit, test=operand.test)
    return Expression(wrapped(operand.code, target), target)


def limit_of(operand: Expression) -> int | None:
    """The largest value that an integer operand can have, or None if it may be negative."""
    assert isinstance(operand.type, IntType)
    if operand.value is not None:
        return operand.value if operand.value >= 0 else None
    if operand.truth or operand.type.boolean:
        return 1
    if operand.limit is not None:
        return operand.limit
    return None if operand.type.signed else operand.type.mask


def _largest(type_: IntType) -> int:
    return type_.mask >> type_.signed


def _fitted(code: str, type_: IntType, limit: int | None) -> Expression:
    """Code whose value is at most ``limit`` (None: unknown), reduced to the type only where that is needed."""
    if limit is not None and limit <= _largest(type_):
        return Expression(code, type_, limit=limit)
    return Expression(wrapped(code, type_), type_)


def _fits(source: IntType, target: IntType) -> bool:
    """Whether every value of the source type is one of the target type."""
    if source.signed == target.signed:
        return source.bits <= target.bits
    return not source.signed and source.bits < target.bits


def binary(operator: str, left: Expression, right: Expression) -> Expression:
    """A binary operator on two integers."""
    assert isinstance(left.type, IntType)
    assert isinstance(right.type, IntType)
    if left.value is not None and right.value is not None and not (operator in "/%" and right.value == 0):
        value, type_ = operate(operator, (left.value, left.type), (right.value, right.type))
        return constant(value, type_)
    if operator in ("<<", ">>"):
        return _shift(operator, left, right)
    type_ = common(left.type, right.type)
    left, right = convert(left, type_), convert(right, type_)
    if operator in _COMPARISONS:
        return Expression(f"({left.code} {operator} {right.code})", INT, truth=True)
    code = f"({left.code} {operator} {right.code})"
    limits = (limit_of(left), limit_of(right))
    if operator in "&|^":
        return Expression(code, type_, limit=_bitwise_limit(operator, *limits))
    if operator in "/%":
        return _divide(operator, left, right, type_)
    if limits[0] is None or limits[1] is None or operator == "-":
        return Expression(wrapped(code, type_), type_)
    return _fitted(code, type_, limits[0] + limits[1] if operator == "+" else limits[0] * limits[1])


def _bitwise_limit(operator: str, left: int | None, right: int | None) -> int | None:
    """What the result of ``&``, ``|`` or ``^`` cannot exceed."""
    if operator == "&":
        return min((limit for limit in (left, right) if limit is not None), default=None)
    if left is None or right is None:
        return None
    return (1 << max(left, right).bit_length()) - 1


def _shift(operator: str, left: Expression, right: Expression) -> Expression:
    """Shifts take the promoted type of the left operand; counts act modulo the width, as on x86."""
    assert isinstance(left.type, IntType)
    type_ = promote(left.type)
    left = convert(left, type_)
    count = str(right.value % type_.bits) if right.value is not None else f"({right.code} & {type_.bits - 1})"
    limit = limit_of(left)
    if operator == ">>":
        known = limit is not None and right.value is not None
        return Expression(
            f"({left.code} >> {count})", type_, limit=limit >> int(count) if known and limit else None
        )
    if right.value is None or limit is None:
        return Expression(wrapped(f"({left.code} << {count})", type_), type_)
    return _fitted(f"({left.code} << {count})", type_, limit << int(count))


def _divide(operator: str, left: Expression, right: Expression, type_: IntType) -> Expression:
    if not type_.signed and right.value:
        return Expression(f"({left.code} {'//' if operator == '/' else '%'} {right.code})", type_)
    function = "quotient" if operator == "/" else "remainder"
    return Expression(wrapped(f"{function}({left.code}, {right.code})", type_), type_)


def negate(operator: str, operand: Expression) -> Expression:
    """Unary ``-``, ``~`` or ``+``."""
    assert isinstance(operand.type, IntType)
    type_ = promote(operand.type)
    operand = convert(operand, type_)
    if operand.value is not None:
        value = {"-": -operand.value, "~": ~operand.value, "+": operand.value}[operator]
        return constant(type_.wrap(value), type_)
    if operator == "+":
        return operand
    if operator == "~" and type_.signed:
        return Expression(f"(-1 - {operand.code})" if operand.truth else f"(~{operand.code})", type_)
    if operator == "~":
        return Expression(f"({operand.code} ^ {type_.mask:#x})", type_)
    return Expression(wrapped(f"-{operand.code}", type_), type_)
