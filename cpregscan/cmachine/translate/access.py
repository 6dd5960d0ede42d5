"""Members, elements, dereferencing, addresses and pointer arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpregscan.cmachine.layout import attribute
from cpregscan.cmachine.translate import arithmetic, conversions
from cpregscan.cmachine.translate.values import (
    Boxed,
    Expression,
    Item,
    Location,
    Member,
    Pointed,
    UnionPart,
    Variable,
)
from cpregscan.cmachine.types import (
    INT,
    LONG,
    VOID,
    ArrayType,
    CType,
    Field,
    FunctionType,
    IntType,
    PointerType,
    RecordType,
    VoidType,
    is_char,
)  # fmt: skip
from cpregscan.cmachine.unions import is_numeric

if TYPE_CHECKING:
    from tree_sitter import Node

    from cpregscan.cmachine.translate.context import Context


def whole(name: str, type_: CType) -> Location:
    """The location of a struct or array that lives in a Python name."""
    return Variable(name, type_)


def member(context: Context, node: Node) -> Expression:
    """``s.m`` and ``p->m``."""
    from cpregscan.cmachine.translate.expressions import translate

    holder = translate(context, node.children[0])
    name = context.text(node.children[-1])
    if isinstance(holder.type, ArrayType):
        holder = conversions.decay(context, holder)
    record = holder.type.target if isinstance(holder.type, PointerType) else holder.type
    if not isinstance(record, RecordType):
        if isinstance(record, VoidType):
            return Expression(holder.code, VOID)
        raise context.error(f"'{name}' is asked of something that is not a struct", node)
    location = locate(context, holder, record, name, node)
    return reading(context, location)


def reading(context: Context, location: Location) -> Expression:
    """The value at a location; a char in an array is an unsigned byte, in C it is signed."""
    code = location.code
    if is_char(location.type) and isinstance(location, (Item, Pointed)):
        byte = code if isinstance(location, Item) else f"{code} & 255"
        code = f"(({byte} ^ 128) - 128)"
    if isinstance(location, (Member, UnionPart)) and location.bits is not None and location.bits < 32:
        return Expression(code, INT, location=location)
    return Expression(code, location.type, location=location)


def locate(context: Context, holder: Expression, record: RecordType, name: str, node: Node) -> Location:
    """The location of a member. Raises SourceError if the struct has none of this name."""
    steps = find_member(record, name)
    if steps is None:
        known = ", ".join(list(record.fields)[:8])
        raise context.error(f"'{record.tag}' has no member '{name}' (it has {known} …)", node)
    location: Location | None = None
    code = holder.code
    if isinstance(holder.location, UnionPart) and not isinstance(holder.type, PointerType):
        location = holder.location
    elif record.union and is_numeric(record):
        location = UnionPart(code, 0, "", record, context.program.pool.type(record))
    for step_name, step in steps:
        if isinstance(location, UnionPart):
            constant = context.program.pool.type(step.type)
            location = UnionPart(
                location.storage,
                location.offset + step.offset,
                location.dynamic,
                step.type,
                constant,
                step.bits,
                step.first,
            )
        elif step_name.startswith("@") and isinstance(step.type, RecordType) and not step.type.union:
            continue
        else:
            location = Member(code, attribute(step_name), step.type, step.bits)
            code = location.code
            if isinstance(step.type, RecordType) and step.type.union and is_numeric(step.type):
                location = UnionPart(code, 0, "", step.type, context.program.pool.type(step.type))
    assert location is not None
    return location


def find_member(record: RecordType, name: str) -> list[tuple[str, Field]] | None:
    """The way to a member through anonymous structs and unions."""
    direct = record.fields.get(name)
    if direct is not None:
        return [(name, direct)]
    for inner_name, inner in record.fields.items():
        if not (inner_name.startswith("@") and isinstance(inner.type, RecordType)):
            continue
        if (rest := find_member(inner.type, name)) is not None:
            return [(inner_name, inner), *rest]
    return None


def subscript(context: Context, node: Node) -> Expression:
    """``a[i]``."""
    from cpregscan.cmachine.translate.expressions import translate

    array_node = node.child_by_field_name("argument")
    index_node = node.child_by_field_name("index")
    assert array_node is not None
    assert index_node is not None
    return element(context, translate(context, array_node), translate(context, index_node), node)


def element(context: Context, array: Expression, index: Expression, node: Node) -> Expression:
    """The element of an array or behind a pointer."""
    position = index.code
    if isinstance(array.type, ArrayType):
        kind = array.type.element
        if isinstance(array.location, UnionPart):
            return reading(context, _union_element(context, array.location, index, kind))
        if isinstance(index.type, IntType) and index.type.signed and (index.value is None or index.value < 0):
            position = f"natural({index.code})"
        within = index.value is not None and 0 <= index.value < (array.type.length or 0)
        return reading(context, Item(array.code, position, kind, within=within))
    if array.type == VOID and _is_declared(
        context, node
    ):  # defined elsewhere: unknown, and so are its elements
        return Expression(array.code, VOID)
    if not isinstance(array.type, PointerType):
        raise context.error("an index is applied to something that is neither array nor pointer", node)
    if isinstance(array.type.target, RecordType):
        return Expression(
            f"add({array.code}, {position})", array.type.target, location=whole(array.code, array.type.target)
        )
    return reading(context, Pointed(array.code, position, array.type.target))


def _union_element(context: Context, part: UnionPart, index: Expression, kind: CType) -> UnionPart:
    constant = context.program.pool.type(kind)
    if index.value is not None:
        return UnionPart(part.storage, part.offset + index.value * kind.size, part.dynamic, kind, constant)
    dynamic = f"{index.code} * {kind.size}"
    return UnionPart(
        part.storage, part.offset, f"{part.dynamic} + {dynamic}" if part.dynamic else dynamic, kind, constant
    )


def pointer(context: Context, node: Node) -> Expression:
    """``*p`` and ``&x``."""
    from cpregscan.cmachine.translate.expressions import translate

    operand = translate(context, node.children[1])
    if node.children[0].type == "*":
        return dereference(context, operand)
    return address_of(context, operand)


def dereference(context: Context, operand: Expression) -> Expression:
    """``*p``: a struct's pointer is the struct, a function's pointer the function."""
    operand = conversions.decay(context, operand)
    if not isinstance(operand.type, PointerType):
        raise context.error("* is applied to something that is not a pointer")
    target = operand.type.target
    if isinstance(target, FunctionType):
        return operand
    if isinstance(target, ArrayType):
        code = f"array_at({operand.code}, {_depth(target)})"
        return Expression(code, target, location=whole(code, target))
    if isinstance(target, RecordType):
        return Expression(operand.code, target, location=whole(operand.code, target))
    return reading(context, Pointed(operand.code, "0", target))


def _depth(type_: CType) -> int:
    """How many indexes lead to something that is no array."""
    return 1 + _depth(type_.element) if isinstance(type_, ArrayType) else 0


def _is_declared(context: Context, node: Node) -> bool:
    """Whether the array of a subscript is a name that the sources declare, if nowhere define."""
    array = node.child_by_field_name("argument")
    return array is not None and context.scope.definition(context.text(array), complete=False) is not None


def address_of(context: Context, operand: Expression) -> Expression:
    """``&x``."""
    target = PointerType(operand.type)
    if (
        isinstance(operand.type, PointerType)
        and isinstance(operand.type.target, FunctionType)
        and not operand.location
    ):
        return operand
    location = operand.location
    if location is None:
        return Expression(operand.code, target)
    if isinstance(location, UnionPart):
        if location.is_whole:
            return Expression(location.storage, target)
        return Expression(location.address(), target)
    if isinstance(operand.type, RecordType):
        if isinstance(location, Item) and not location.within:
            return Expression(f"item_at({location.items}, {location.index})", target)
        return Expression(operand.code, target)
    if isinstance(operand.type, ArrayType):
        return Expression(f"ItemPointer({operand.code})", target)
    if isinstance(location, Variable) and not isinstance(operand.type, FunctionType):
        raise context.error("the address of a variable is taken in a way that is not understood")
    return Expression(location.address(), target)


def pointer_arithmetic(context: Context, operator: str, left: Expression, right: Expression) -> Expression:
    """Sums, differences and comparisons with pointers."""
    if operator in ("==", "!="):
        return _equality(operator, left, right)
    if operator in ("<", ">", "<=", ">="):
        return Expression(f"(difference({left.code}, {right.code}) {operator} 0)", INT, truth=True)
    if operator == "-" and isinstance(right.type, PointerType):
        return Expression(f"difference({left.code}, {right.code})", LONG)
    if isinstance(right.type, PointerType):
        left, right = right, left
    assert isinstance(left.type, PointerType)
    count = right.code if operator == "+" else f"-{right.code}"
    function = "add_bytes" if left.type.target.size == 1 else "add"
    return Expression(f"{function}({left.code}, {count})", left.type)


def _equality(operator: str, left: Expression, right: Expression) -> Expression:
    for one, other in ((left, right), (right, left)):
        if one.code == "None" or one.value == 0:
            word = "not " if operator == "==" else "not not "
            return Expression(f"({word}{other.code})", INT, truth=True)
    return Expression(f"({left.code} {operator} {right.code})", INT, truth=True)


def offset_of(context: Context, record: CType, node: Node) -> Expression:
    """``offsetof(T, path)``: the byte offset, to which indexes may add at run time."""
    from cpregscan.cmachine.translate.expressions import translate
    from cpregscan.cmachine.types import ULONG

    if node.type == "parenthesized_expression":
        return offset_of(context, record, node.named_children[0])
    offset, dynamic, _ = _path_offset(context, record, node, translate)
    if not dynamic:
        return arithmetic.constant(offset, ULONG)
    return Expression(f"({offset} + {dynamic})", ULONG)


def _path_offset(context: Context, record: CType, node: Node, translate: object) -> tuple[int, str, CType]:
    from cpregscan.cmachine.translate.expressions import translate as expression

    if node.type == "subscript_expression":
        array_node, index_node = node.child_by_field_name("argument"), node.child_by_field_name("index")
        assert array_node is not None
        assert index_node is not None
        offset, dynamic, kind = _path_offset(context, record, array_node, translate)
        assert isinstance(kind, ArrayType)
        index = expression(context, index_node)
        if index.value is not None:
            return offset + index.value * kind.element.size, dynamic, kind.element
        step = f"{index.code} * {kind.element.size}"
        return offset, f"{dynamic} + {step}" if dynamic else step, kind.element
    if node.type == "field_expression":
        offset, dynamic, kind = _path_offset(context, record, node.children[0], translate)
        name = context.text(node.children[-1])
    else:
        offset, dynamic, kind, name = 0, "", record, context.text(node)
    steps = find_member(kind, name) if isinstance(kind, RecordType) else None
    if steps is None:
        raise context.error(f"offsetof: no member '{name}'", node)
    return offset + sum(step.offset for _, step in steps), dynamic, steps[-1][1].type


def box_of(location: Location) -> bool:
    """Whether a variable lives in a Cell."""
    return isinstance(location, Boxed)
