"""The line of a patch to a kernel that a finding stands on."""

from __future__ import annotations

import pytest

from cpregscan.errors import Place
from cpregscan.findings.settings import Settings
from cpregscan.kvm.changes import ListChanges
from cpregscan.kvm.comparing import compare_lists
from cpregscan.kvm.findings import assess
from cpregscan.kvm.listing import kernel_list
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import NOTHING_KNOWN
from cpregscan.kvm.reaching import KernelText
from cpregscan.kvm.shape import open_kernel
from cpregscan.lint.linting import lint_changes
from cpregscan.lint.model import patch_site
from cpregscan.patches.steps import AppliedSeries
from tests.kvm.test_lint import applied, diff
from tests.kvm.trees import BASE, HOST, TABLE, Edit

_CTR = "{ SYS_DESC(SYS_CTR_EL0), access_any, .get_user = NULL },"
_NEIGHBOURS = [
    (TABLE, _CTR, _CTR.replace("NULL", "0")),
    (TABLE, "EVENT0_EL0, .visibility", "EVENT0_EL0, 0, .visibility"),
]
"""Entries beside those of interest, changed without any effect."""


class Lists:
    """The lists of a series of one patch, worked out when they are asked for."""

    def __init__(self, series: AppliedSeries) -> None:
        self.series = series

    def before(self, step: int) -> KernelList:
        return kernel_list(self.series.steps[step].before)

    def after(self, step: int) -> KernelList:
        return kernel_list(self.series.steps[step].after)

    def ends(self) -> tuple[KernelList, KernelList]:
        return self.before(0), self.after(0)


def lines(*edits: Edit) -> dict[str, str]:
    """What is found of each register, all of a group, and the line that it stands on."""
    series = applied(diff(*edits))
    changes = ListChanges(
        series, Lists(series), lambda old, new: assess(compare_lists(old, new, NOTHING_KNOWN)), Settings()
    )
    found = {}
    for finding in lint_changes(series, changes).whole.findings:
        site = patch_site(finding)
        assert site is not None
        line = f"{site.line.kind}{site.line.text.decode().strip()}"
        found.update({subject.name: line for subject in finding.subjects})
    return found


@pytest.mark.parametrize(
    ("edit", "names", "line"),
    [
        (
            (TABLE, "vcpu_has_ptrauth(vcpu) ? 0 : REG_HIDDEN", "REG_HIDDEN"),
            {"S3_0_C2_C1_0", "S3_0_C2_C1_1"},
            "+return REG_HIDDEN;",
        ),
        (
            (
                TABLE,
                ".reg = saved, .visibility = hidden_visibility,",
                ".reg = 0, .visibility = hidden_visibility,",
            ),
            {"S3_0_C2_C1_0", "S3_0_C2_C1_1"},
            "+.reset = reset_val, .reg = 0, .visibility = hidden_visibility, .visibility = pauth_visibility }",
        ),
        (
            (HOST, "kvm_has_feat(kvm, ID_FOO_EL1, WIDE, IMP)", "kvm_has_feat(kvm, ID_FOO_EL1, WIDE, MORE)"),
            {"FOO_EL2"},
            "+#define kvm_has_wide(kvm)\t\tkvm_has_feat(kvm, ID_FOO_EL1, WIDE, MORE)",
        ),
        (
            (
                TABLE,
                "\treturn el2_visibility(vcpu, r) ?: also(vcpu, r);",
                "\treturn el2_visibility(vcpu, r);",
            ),
            {"FOO_EL2"},
            "+return el2_visibility(vcpu, r);",
        ),
        ((TABLE, "#define CACHES 2", "#define CACHES 1"), {"CCSIDR[1]"}, "+#define CACHES 1"),
        (
            (TABLE, "if (!(rd->reg || rd->get_user))", "if (!rd->reg)"),
            {"ID_FOO_EL1", "TIMER_CNT"},
            "+if (!rd->reg)",
        ),
    ],
)
def test_it_is_what_the_entry_leads_to(edit: Edit, names: set[str], line: str) -> None:
    """Not what is nearer, and has nothing to do with it."""
    found = lines(edit, *_NEIGHBOURS)
    assert {name: found.get(name) for name in names} == dict.fromkeys(names, line)


def test_names_lead_on_through_files() -> None:
    """From the entry by its visibility function and what that calls, nearest first, to a macro of a header."""
    text = KernelText(open_kernel(str(BASE)))
    table, header = text.lines(TABLE), text.lines(HOST)
    entry = next(at for at, line in enumerate(table, 1) if "SYS_FOO_EL2" in line)
    places = list(text.reached(Place(TABLE, entry), "{"))
    steps = [
        Place(TABLE, next(at for at, line in enumerate(table, 1) if start in line))
        for start in ("int wide_el2_visibility(", "int both_visibility(", "int el2_visibility(")
    ]
    steps.append(Place(HOST, next(at for at, line in enumerate(header, 1) if "kvm_has_wide" in line)))
    assert [places.index(place) for place in steps] == sorted(places.index(place) for place in steps)
    assert len(set(places)) == len(places)
