"""What is known of the VM, the host CPU and the kernels: the values of leaf predicates, in three parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from cpregscan.errors import UsageError

VM_LEAVES = ("pmu", "sve", "pauth", "mte", "el2", "KVM_ARM_VCPU_HAS_EL2_E2H0")
"""The leaves that VM properties decide, in QEMU's words but for the last, which QEMU never sets."""

_FEATURE = "KVM_ARM_VCPU_"
_WORDS = {"on": True, "off": False, "unknown": None}
_FIELD = "."


@dataclass(frozen=True, slots=True)
class Profile:
    """Values of leaves, by part. ``fields`` is the value of all ID register fields that ``host`` does not name."""

    name: str
    vm: Mapping[str, bool]
    host: Mapping[str, bool]
    kernel: Mapping[str, bool]
    fields: bool | None = None

    def value(self, leaf: str) -> bool | None:
        """The value of a leaf; None if the profile does not tell."""
        for part in (self.vm, self.host, self.kernel):
            if leaf in part:
                return part[leaf]
        return self.fields if _FIELD in leaf else None

    def values(self, leaves: Iterable[str]) -> dict[str, bool]:
        """The values of those leaves that the profile tells."""
        known = {leaf: self.value(leaf) for leaf in leaves}
        return {leaf: value for leaf, value in known.items() if value is not None}

    def unknown(self, leaves: Iterable[str]) -> tuple[str, ...]:
        """The leaves that the profile does not tell, sorted."""
        return tuple(sorted(leaf for leaf in leaves if self.value(leaf) is None))


def _preset(
    name: str, vm: str, *, fields: bool | None = None, has: Iterable[str] = (), lacks: Iterable[str] = ()
) -> Profile:
    set_vm = {word.lstrip("-"): not word.startswith("-") for word in vm.split()}
    host = dict.fromkeys(has, True) | dict.fromkeys(lacks, False)
    return Profile(name, MappingProxyType(set_vm), MappingProxyType(host), MappingProxyType({}), fields)


_V9_4 = (
    "ID_AA64MMFR3_EL1.TCRX>=IMP", "ID_AA64MMFR3_EL1.S1PIE>=IMP", "ID_AA64MMFR3_EL1.S1POE>=IMP",
    "ID_AA64MMFR3_EL1.SCTLRX>=IMP", "ID_AA64MMFR0_EL1.FGT>=IMP", "ID_AA64MMFR0_EL1.FGT>=FGT2",
)  # fmt: skip

PRESETS: Mapping[str, Profile] = {
    preset.name: preset
    for preset in (
        _preset("default", "pmu"),
        _preset("pmu-off", "-pmu"),
        _preset("n1-like", "pmu -sve -pauth -mte -el2", fields=False),
        _preset("v1-like", "pmu sve pauth -mte -el2", fields=False),
        _preset("v9.4-like", "pmu sve pauth", has=_V9_4),
        _preset("nv", "pmu el2 -KVM_ARM_VCPU_HAS_EL2_E2H0"),
    )
}
"""The profiles by name. ``default``: a guest with a PMU, and nothing else known."""

NOTHING_KNOWN = _preset("nothing", "")
"""Under it all that two lists differ in is seen."""


def profile_of(
    preset: str, vm: str | None = None, host: str | None = None, kernel: str | None = None
) -> Profile:
    """A preset with settings such as ``sve=on,pauth=off`` laid over its parts.

    ``host`` may be the name of a preset as well, whose host part is taken. Raises UsageError.
    """
    profile = _named(preset)
    if host is not None and "=" not in host:
        other = _named(host)
        profile, host = replace(profile, host=other.host, fields=other.fields), None
    return replace(
        profile,
        vm=_over(profile.vm, vm, "--vm"),
        host=_over(profile.host, host, "--host"),
        kernel=_over(profile.kernel, kernel, "--kernel"),
    )


def check_leaves(profile: Profile, leaves: Iterable[str], asked: Mapping[str, str | None]) -> Profile:
    """The profile with each short name of a setting, such as ``TCRX``, put in words of the leaves.

    Raises UsageError for a name that is none of the trees' leaves.
    """
    known = (*VM_LEAVES, *sorted(set(leaves).difference(VM_LEAVES)))
    return replace(
        profile,
        vm=_resolved(profile.vm, known, "--vm", explicit=asked.get("vm") is not None),
        host=_resolved(profile.host, known, "--host", explicit=asked.get("host") is not None),
        kernel=_resolved(profile.kernel, known, "--kernel", explicit=asked.get("kernel") is not None),
    )


def _named(name: str) -> Profile:
    if name not in PRESETS:
        raise UsageError(f"there is no profile '{name}' (choose from {', '.join(PRESETS)})")
    return PRESETS[name]


def _over(part: Mapping[str, bool], settings: str | None, option: str) -> Mapping[str, bool]:
    found: dict[str, bool] = dict(part)
    for setting in (settings or "").split(","):
        name, _, word = setting.strip().rpartition("=")
        if not settings:
            continue
        if not name or word not in _WORDS:
            raise UsageError(f"{option} takes NAME=on, NAME=off or NAME=unknown, not '{setting.strip()}'")
        value = _WORDS[word]
        found.pop(name, None)
        if value is not None:
            found[name] = value
    return MappingProxyType(found)


def _resolved(
    part: Mapping[str, bool], known: tuple[str, ...], option: str, *, explicit: bool
) -> Mapping[str, bool]:
    found: dict[str, bool] = {}
    for name, value in part.items():
        meant = [leaf for leaf in known if name == leaf or name in _short_names(leaf)]
        if not meant and explicit and name not in _V9_4:
            raise UsageError(
                f"{option}: nothing hangs on '{name}' in these trees (known: {', '.join(known)})"
            )
        found.update(dict.fromkeys(meant or (name,), value))
    return MappingProxyType(found)


def _short_names(leaf: str) -> tuple[str, ...]:
    """``TCRX`` and ``TCRX>=IMP`` for a field of an ID register, ``e2h0`` for a feature of the vcpu."""
    if leaf.startswith(_FEATURE):
        return (leaf.removeprefix(_FEATURE), leaf.removeprefix(_FEATURE).rpartition("_")[2].lower())
    field = leaf.rpartition(_FIELD)[2]
    return (
        (field, field.partition(">")[0].partition("=")[0]) if _FIELD in leaf else (leaf.removesuffix("()"),)
    )
