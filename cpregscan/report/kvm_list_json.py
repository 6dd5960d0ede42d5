"""KVM's register list as JSON, one register a line."""

from __future__ import annotations

from collections.abc import Iterator

from cpregscan.kvm.model import KernelList, KvmRegister
from cpregscan.kvm.profile import Profile
from cpregscan.report.jsonparts import Json, Rows, json_lines
from cpregscan.report.kvm_list_text import SCOPE, condition_text
from cpregscan.report.style import Style
from cpregscan.report.values import hex64

FORMAT = "cpregscan-kvm-list-1"


def render(listed: KernelList, profile: Profile | None, _style: Style) -> Iterator[str]:
    """The lines of one JSON object."""
    registers = (register for register in listed.registers if condition_text(register, profile))
    document = {
        "format": FORMAT,
        **tree_part(listed),
        "profile": profile_part(profile),
        "leaves": listed.leaves,
        "scope": SCOPE,
        "registers": Rows(register_part(register, profile) for register in registers),
    }
    return json_lines(document)


def tree_part(listed: KernelList) -> Json:
    """Which kernel, read by which analyser."""
    return {
        "tree": listed.tree,
        "commit": listed.commit,
        "version": listed.version,
        "analyser": listed.analyser,
        "masked": listed.masked,
    }


def profile_part(profile: Profile | None) -> Json | None:
    """What is known of VM, host and kernel."""
    if profile is None:
        return None
    return {
        "name": profile.name,
        "vm": dict(profile.vm),
        "host": dict(profile.host),
        "kernel": dict(profile.kernel),
        "fields": profile.fields,
    }


def register_part(register: KvmRegister, profile: Profile | None) -> Json:
    """All that is known of a register."""
    write = register.write
    return {
        "index": f"{register.index:#018x}",
        "name": register.name,
        "kind": register.kind.value,
        "encoding": register.encoding,
        "condition": condition_text(register, profile),
        "export": register.export,
        "set_user": write.setter,
        "mask": hex64(write.mask),
        "zero": write.zero.text,
        "ignored": write.ignored.text,
        "reset": hex64(register.reset),
        "entry": register.entry,
        "place": str(register.place),
    }
