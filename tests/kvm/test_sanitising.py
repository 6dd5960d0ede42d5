"""Fields of ID registers that a kernel hides from every VM."""

from __future__ import annotations

import pytest

from tests.kvm.trees import TABLE, conditions, listed

_BEFORE = "static const struct sys_reg_desc sys_reg_descs[]"
_SANITISER = """static u64 __kvm_read_sanitised_id_reg(const struct kvm_vcpu *vcpu, const struct sys_reg_desc *r)
{{
	u64 val = read_sanitised_ftr_reg(encoding_of(r));

	{change}
	return val;
}}

"""


@pytest.mark.parametrize(
    ("change", "masked"),
    [
        ("", False),
        ("val &= ~ID_FOO_EL1_WIDE_MASK;", True),
        ("val &= ID_FOO_EL1_NARROW_MASK;", True),
        ("val &= ID_FOO_EL1_WIDE_MASK;", False),
        ("switch (encoding_of(r)) { case SYS_ID_FOO_EL1: val &= ~ID_FOO_EL1_WIDE; break; }", True),
        ("switch (encoding_of(r)) { case SYS_CTR_EL0: val &= ~ID_FOO_EL1_WIDE; break; }", False),
        ("if (!vcpu_has_sve(vcpu)) val &= ~ID_FOO_EL1_WIDE_MASK;", False),
        ("if (kvm_has_wide(vcpu->kvm)) val = 0; else val = ID_FOO_EL1_NARROW_MASK;", True),
        ("val = vcpu->kvm->arch.id_registers[0];", False),
        ("val = elsewhere.value;", False),
    ],
)
def test_a_field_that_is_always_masked_is_never_there(change: str, masked: bool) -> None:
    """What hangs on it is not listed; what only other files could tell stays open."""
    found = listed((TABLE, _BEFORE, _SANITISER.format(change=change) + _BEFORE))
    assert found.masked == (("ID_FOO_EL1.WIDE>=IMP",) if masked else ())
    assert ("FOO_EL2" in conditions(found)) is not masked
