"""What the made-up kernel lists, under which conditions, and what is said when that cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpregscan.errors import MachineError, SourceError
from cpregscan.kvm.conditions import condition
from cpregscan.kvm.model import Kind
from tests.golden import Golden
from tests.kvm.trees import GUEST, TABLE, conditions, listed, register

_FOO = "{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, FOO_EL1, 5 },"
_WIDE = "\tif (kvm_has_wide(vcpu->kvm))\n\t\treturn 0;\n\n\treturn REG_HIDDEN;"


def with_wide(body: str, *more: tuple[str, str, str]) -> dict[str, str]:
    """The conditions if FOO_EL1's visibility function has this body."""
    entry = _FOO.replace(" 5 }", " 5, .visibility = wide_visibility }")
    return conditions(listed((TABLE, _FOO, entry), (TABLE, _WIDE, body), *more))


def test_the_whole_list(golden: Golden) -> None:
    from cpregscan.report.kvm_list_tsv import render
    from cpregscan.report.style import Style

    text = "\n".join(render(listed(), None, Style()))
    golden.check("base.tsv", text + "\n")


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        ("return 0;", "always"),
        ("return REG_RAZ | REG_USER_WI;", "always"),
        ("return vcpu_has_sve(vcpu) ? 0 : REG_HIDDEN;", "sve"),
        ("return vcpu_has_sve(vcpu) ? REG_HIDDEN : 0;", "not sve"),
        ("return (vcpu_has_sve(vcpu) && vcpu_has_nv(vcpu)) ? 0 : REG_HIDDEN;", "el2 and sve"),
        ("return (vcpu_has_sve(vcpu) || vcpu_has_nv(vcpu)) ? 0 : REG_HIDDEN;", "el2 or sve"),
        (
            "if (!vcpu_has_sve(vcpu) == vcpu_has_nv(vcpu)) return 0; return REG_HIDDEN;",
            "el2 and not sve or not el2 and sve",
        ),
        (
            "return kvm_has_feat(vcpu->kvm, ID_FOO_EL1, WIDE, WIDER) ? 0 : REG_HIDDEN;",
            "ID_FOO_EL1.WIDE>=WIDER",
        ),
        (
            "return kvm_has_feat_enum(vcpu->kvm, ID_FOO_EL1, NARROW, NI) ? REG_HIDDEN : 0;",
            "not ID_FOO_EL1.NARROW==NI",
        ),
        ("return vcpu_has_feature(vcpu, KVM_ARM_VCPU_PLAIN) ? 0 : REG_HIDDEN;", "KVM_ARM_VCPU_PLAIN"),
        ("switch (r->val) { case 5: return vcpu_has_sve(vcpu) ? 0 : 1; default: return 0; }", "sve"),
        ("bool wide = kvm_has_wide(vcpu->kvm); return wide ? 0 : REG_HIDDEN;", "ID_FOO_EL1.WIDE>=IMP"),
        ("return el2_visibility(vcpu, r) ?: (vcpu_has_sve(vcpu) ? 0 : REG_HIDDEN);", "el2 and sve"),
        # Leaves that nobody knows keep the name that they have in the source.
        ("return system_supports_more() ? 0 : REG_HIDDEN;", "system_supports_more()"),
        ("return kvm_is_tall(vcpu->kvm) ? 0 : REG_HIDDEN;", "(vcpu->kvm->arch->flags & 4)"),
        ("return vcpu->kvm->arch.flags == 3 ? 0 : REG_HIDDEN;", "(vcpu->kvm->arch->flags == 3)"),
        (
            "return test_bit(7, &vcpu->kvm->arch.flags) ? REG_HIDDEN : 0;",
            "not test_bit(7, &vcpu->kvm->arch->flags)",
        ),
    ],
)
def test_visibility_functions_are_run(body: str, condition: str) -> None:
    """However they are written; what they decide by is a leaf."""
    assert with_wide(f"\t{body}")["FOO_EL1"] == condition


Expression = tuple[str, str]
_LEAVES = {"vcpu_has_sve(vcpu)": "sve", "vcpu_has_nv(vcpu)": "el2", "kvm_has_mte(vcpu->kvm)": "mte"}
_OPERATORS = {"&&": "and", "||": "or", "==": "==", "!=": "!=", "&": "&", "|": "|", "^": "^"}


def _joined(parts: tuple[Expression, str, Expression]) -> Expression:
    (left, left_python), operator, (right, right_python) = parts
    joined = f"(bool({left_python}) {_OPERATORS[operator]} bool({right_python}))"
    return f"((!!({left})) {operator} (!!({right})))", joined


def _chosen(parts: tuple[Expression, Expression, Expression]) -> Expression:
    (first, first_python), (second, second_python), (third, third_python) = parts
    return f"(({first}) ? ({second}) : ({third}))", f"({second_python} if {first_python} else {third_python})"


_EXPRESSIONS = st.recursive(
    st.sampled_from([*_LEAVES.items(), ("0", "False"), ("1", "True")]),
    lambda inner: st.one_of(
        inner.map(lambda of: (f"!({of[0]})", f"(not {of[1]})")),
        st.tuples(inner, st.sampled_from(sorted(_OPERATORS)), inner).map(_joined),
        st.tuples(inner, inner, inner).map(_chosen),
    ),
    max_leaves=8,
)
"""An expression over leaves in C, and the same in Python."""


@settings(max_examples=40, deadline=None)
@given(_EXPRESSIONS)
def test_any_expression_gives_its_truth_table(expression: tuple[str, str]) -> None:
    """C's operators over leaves, written at random, and the same in Python."""
    in_c, in_python = expression
    wanted = condition(_LEAVES.values(), lambda values: bool(eval(in_python, {}, dict(values))))  # noqa: S307
    found = with_wide(f"\treturn ({in_c}) ? 0 : REG_HIDDEN;")
    assert found.get("FOO_EL1", "never") == wanted.text


@pytest.mark.parametrize(
    ("declared", "used", "condition"),
    [
        ("static bool wide_allowed;", "wide_allowed", "wide_allowed"),
        ("static int widest = 3;", "widest > 2", "(widest > 2)"),
        ("static unsigned long found[2];", "found[1] & 8", "(found[1] & 8)"),
        ("static const int fixed = 3;", "fixed == 3", "always"),
        ("static const int fixed[] = { 0, 0 };", "fixed[1] == 0", "always"),
    ],
)
def test_variables_that_the_kernel_sets_are_leaves(declared: str, used: str, condition: str) -> None:
    """What a variable holds before the kernel boots is not what it holds then."""
    edit = (TABLE, "#define CACHES 2", f"#define CACHES 2\n{declared}")
    assert with_wide(f"\treturn ({used}) ? 0 : REG_HIDDEN;", edit)["FOO_EL1"] == condition


def test_hidden_entries_are_not_listed() -> None:
    assert "FOO_EL1" not in with_wide("\treturn REG_HIDDEN;")


def test_a_leaf_is_asked_once_a_run() -> None:
    """Code that asks twice gets the same answer."""
    body = "\tif (vcpu_has_sve(vcpu) && !vcpu_has_sve(vcpu))\n\t\treturn 0;\n\treturn REG_HIDDEN;"
    assert "FOO_EL1" not in with_wide(body)


@pytest.mark.parametrize(
    ("entry", "export"),
    [
        ("{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, 0 },", None),
        ("{ SYS_DESC(SYS_FOO_EL1), access_any, reset_val, FOO_EL1, .reg = 0 },", None),
        ("{ SYS_DESC(SYS_FOO_EL1), .get_user = NULL },", None),
        ("{ SYS_DESC(SYS_FOO_EL1), .reg = FOO_EL1 },", "reg"),
        ("{ SYS_DESC(SYS_FOO_EL1), .get_user = get_any },", "get_user"),
        ("{ SYS_DESC(SYS_FOO_EL1), .reset = reset_val, FOO_EL1, 5, get_any },", "reg and get_user"),
        ("{ SYS_DESC(SYS_FOO_EL1), .reg = FOO_EL1, .visibility = hidden_visibility },", None),
        (
            "{ SYS_DESC(SYS_FOO_EL1), .reg = FOO_EL1, .visibility = hidden_visibility, .visibility = NULL },",
            "reg",
        ),
    ],
)
def test_entries_are_initialised_as_c_does(entry: str, export: str | None) -> None:
    """Fields behind a designator go on from it, the last designator wins, NULL and 0 are absent."""
    found = {register.name: register.export for register in listed((TABLE, _FOO, entry)).registers}
    assert found.get("FOO_EL1") == export


def test_places_entries_and_rules() -> None:
    found = listed()
    key = register(found, "S3_0_C2_C1_1")
    assert key.entry == "KEY_PAIR", "the macro that stands in the table, not those within it"
    assert key.place == register(found, "S3_0_C2_C1_0").place
    assert register(found, "FOO_EL1").reset == 5
    id_register = register(found, "ID_FOO_EL1").write
    assert (id_register.setter, id_register.mask, id_register.zero.text) == ("set_id_reg", 0xF0, "not sve")
    assert register(found, "BOOT_SERVICES").place.line == 7, "the line of the array that names it"
    assert register(found, "TIMER_CNT").kind is Kind.TIMER


def test_an_index_that_is_renamed_on_its_way_out() -> None:
    """copy_reg_to_user() gives the counter's entry the index of another encoding."""
    assert register(listed(), "TIMER_CNT").encoding == "3,3,14,3,2"


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (TABLE, "{ SYS_DESC(SYS_FOO_EL1)", "{ SYS_DESC(SYS_NOWHERE)", "SYS_NOWHERE"),
        (TABLE, "walk_one_sys_reg", "walk_single_reg", "has no walk_one_sys_reg()"),
        (GUEST, "for (n = 0; n < 2; n++)", "for (n = 0; n < VECTORS; n++)", "'VECTORS' is not defined"),
        (GUEST, "ret = copy_vectors(vcpu, uindices);", "ret = -ENOMEM;", "cannot be had"),
        (GUEST, "| i;\n", "| (i & 0) | vcpu_count(i);\n", "cannot be told"),
        (
            TABLE,
            "SYS_DESC(SYS_CTR_EL0), NULL, reset_val },",
            "SYS_DESC(SYS_FOO_EL1), NULL, reset_val },",
            "twice",
        ),
    ],
)
def test_what_cannot_be_told_is_an_error_with_its_place(path: str, old: str, new: str, message: str) -> None:
    """Never a guess: a list that may be wrong is none."""
    with pytest.raises((SourceError, MachineError), match=r".") as caught:
        listed((path, old, new))
    assert message in str(caught.value)


def test_an_encoding_that_nothing_defines_is_told_at_its_entry() -> None:
    """Also where nothing but the index hangs on it."""
    switch = """switch (encoding_of(reg)) {
	case SYS_COUNT_EL0:
		idx = KVM_REG_ARM_TIMER_CNT;
		break;
	default:
		idx = sys_reg_to_index(reg);
	}
"""
    edits = (
        (TABLE, switch, "idx = sys_reg_to_index(reg);\n"),
        (TABLE, "{ SYS_DESC(SYS_FOO_EL1)", "{ SYS_DESC(SYS_NOWHERE)"),
    )
    with pytest.raises(MachineError, match="put to user space: 'SYS_NOWHERE' is not defined") as caught:
        listed(*edits)
    assert str(caught.value.place) == f"{TABLE}:77"


def test_a_statement_of_the_register_description_that_is_new() -> None:
    edit = ("arch/arm64/tools/sysreg", "EndSysregFields", "Feature 3:0 NEW\nEndSysregFields")
    with pytest.raises(SourceError, match=r"tools/sysreg:19: statement not understood: 'Feature 3:0 NEW'"):
        listed(edit)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("while (1) ;", "does not end within"),
        ("return wide_visibility(vcpu, r);", "calls itself more than"),
        ("return r->val / (r->val - 5);", "division by zero"),
        (
            " ".join(f"if (leaf_{number}()) return 0;" for number in range(9)) + " return 1;",
            "9 leaf predicates",
        ),
        (" ".join(f"if (leaf_{number}()) return 0;" for number in range(300)) + " return 1;", "leaf"),
    ],
)
def test_code_that_is_hostile(body: str, message: str) -> None:
    """A tree may be anybody's: budgets end what does not end, in one error."""
    with pytest.raises(MachineError, match=message):
        with_wide(f"\t{body}")
