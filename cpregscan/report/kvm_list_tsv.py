"""KVM's register list as tab-separated fields."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.facts.escape import field
from cpregscan.kvm.model import KernelList
from cpregscan.kvm.profile import Profile
from cpregscan.report.kvm_list_text import condition_text
from cpregscan.report.style import Style
from cpregscan.report.values import hex64

COLUMNS = (
    "index", "name", "kind", "encoding", "condition", "export", "set_user", "mask", "reset", "entry", "place",
)  # fmt: skip


def render(listed: KernelList, profile: Profile | None, _style: Style) -> Iterator[str]:
    """A header line, then a register a line; values that the source does not tell are empty."""
    yield "\t".join(COLUMNS)
    for register in listed.registers:
        if condition := condition_text(register, profile):
            fields = (
                f"{register.index:#018x}",
                register.name,
                register.kind.value,
                register.encoding,
                condition,
                register.export,
                register.write.setter,
                hex64(register.write.mask) or "",
                hex64(register.reset) or "",
                register.entry,
                str(register.place),
            )
            yield "\t".join(map(field, fields))
