"""Small facts made by hand, a tree in memory, and strategies that make facts of any sort."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from cpregscan.errors import Place
from cpregscan.facts.model import (
    Call,
    CpuFacts,
    Encoding,
    Facts,
    Guard,
    Guest,
    Origin,
    Register,
    Undecided,
)
from cpregscan.trees.blobs import blob_id

HELPER = "target/arm/helper.c"


class MemoryTree:
    """A tree whose files are a mapping; counts how often it is read."""

    def __init__(self, files: Mapping[str, bytes], name: str = "memory", commit: str | None = None) -> None:
        self.name = name
        self.commit = commit
        self.reads = 0
        self.contents = dict(files)

    def read(self, path: str) -> bytes | None:
        """The content, or None."""
        self.reads += 1
        return self.contents.get(path)

    def files(self, folder: str) -> tuple[str, ...]:
        """The sorted paths below a folder."""
        return tuple(sorted(path for path in self.contents if not folder or path.startswith(folder + "/")))

    def blob(self, path: str) -> str | None:
        """The blob id, or None."""
        content = self.contents.get(path)
        return None if content is None else blob_id(content)

    def close(self) -> None:
        """Nothing to close."""


def sysreg(
    op1: int,
    crm: int,
    op2: int,
    name: str,
    *,
    const: int | None = None,
    reset: int | None = None,
    line: int = 100,
    guards: tuple[Guard, ...] = (),
) -> Register:
    """An AArch64 register with op0 = 3 and CRn = 0."""
    key = (0x13 << 16) | (3 << 14) | (op1 << 11) | (crm << 3) | op2
    return Register(
        index=0x6030000000000000 | key,
        key=key | 1 << 28,
        name=name,
        encoding=Encoding("AA64", (3, op1, 0, crm, op2), False),
        bank="",
        flags=("CONST",) if const is not None else (),
        const=const,
        reset=reset,
        origin=Origin(Place(HELPER, line), "v8_idregs", chain(line), guards),
    )


def coprocessor(crm: int, name: str, *, bank: str = "NS", is64: bool = False, reset: int = 0) -> Register:
    """An AArch32 register p15,0,c7,crm,0 (or the 64-bit p15,0,crm)."""
    secure = bank == "S"
    key = (0 if secure else 1 << 29) | (15 << 16) | (crm << 7) | (0 if is64 else 7 << 11)
    return Register(
        index=(0x4030000000000000 if is64 else 0x4020000000000000) | key,
        key=key | (1 << 15 if is64 else 0),
        name=name,
        encoding=Encoding("AA32", (15, 0, 0 if is64 else 7, crm, 0), is64),
        bank=bank,
        flags=("NO_GDB", "SUPPRESS_TB_END"),
        const=None,
        reset=reset,
        origin=Origin(Place(HELPER, 300 + crm), "vapa_cp_reginfo", chain(300), ()),
    )


def chain(line: int) -> tuple[Call, ...]:
    """A call chain that ends at a line of helper.c."""
    return (
        Call("arm_cpu_realizefn", Place("target/arm/cpu.c", 2100)),
        Call("register_cp_regs_for_features", Place(HELPER, line + 9000)),
    )


def feature(name: str, cpu_line: int) -> Guard:
    """A guard on a feature that an initfn set at a line of cpu64.c."""
    return Guard(
        f"arm_feature(env, {name})",
        Place(HELPER, 8000),
        True,
        (f"{name} set at target/arm/cpu64.c:{cpu_line}",),
    )


def not_user() -> Guard:
    """A guard that had to fail."""
    return Guard("r->type & ARM_CP_ALIAS", Place(HELPER, 9500), False)


def old_facts() -> Facts:
    """Three CPUs of an old tree on two machines, one of them refused, one place undecided."""
    a53, a57 = (_old_registers(line) for line in (210, 50))
    place = Undecided(Place(HELPER, 444), "the value of host_cpuid() is not known")
    return Facts(
        tree="v1.0",
        commit="1" * 40,
        version="1.0.0",
        arch="aarch64",
        analyser="0.1.0+test",
        cpus=(
            CpuFacts("cortex-a53", "none", a53),
            CpuFacts("cortex-a53", "virt,secure=on", a53[:2]),
            CpuFacts("cortex-a57", "none", a57, (place,)),
            CpuFacts(
                "cortex-a57", "virt,secure=on", (), refusal="mach-virt: CPU type cortex-a57 not supported"
            ),
            CpuFacts("cortex-m3", "none", ()),
            CpuFacts("pxa250", "none", (coprocessor(4, "PAR"),)),
        ),
    )


def new_facts() -> Facts:
    """The same CPUs in a newer tree, and one more; ISAR0 went on all, ISAR1 differs, MMFR4 came."""
    a53, a57 = (_new_registers(line) for line in (230, 60))
    return Facts(
        tree="master",
        commit=None,
        version="1.1.50",
        arch="aarch64",
        analyser="0.1.0+test",
        cpus=(
            CpuFacts("cortex-a53", "none", a53),
            CpuFacts("cortex-a53", "virt,secure=on", a53[:1]),
            CpuFacts("cortex-a57", "none", a57),
            CpuFacts("cortex-a57", "virt,secure=on", a57),
            CpuFacts("cortex-a76", "none", a57),
            CpuFacts("cortex-m3", "none", ()),
        ),
    )


def _old_registers(line: int) -> tuple[Register, ...]:
    guards = (feature("ARM_FEATURE_V8", line), not_user())
    return (
        coprocessor(4, "PAR_S", bank="S"),
        coprocessor(4, "PAR"),
        sysreg(0, 6, 0, "ID_AA64ISAR0_EL1", const=0x11120 + line, line=700, guards=guards),
        sysreg(0, 6, 1, "ID_AA64ISAR1_EL1", const=0, line=701, guards=guards),
        sysreg(3, 2, 1, "TPIDR_EL0", reset=0, line=800),
    )


def _new_registers(line: int) -> tuple[Register, ...]:
    guards = (feature("ARM_FEATURE_V8", line), not_user())
    return (
        coprocessor(4, "PAR_S", bank="S"),
        sysreg(0, 6, 1, "ID_AA64ISAR1_EL1", const=0x10, line=711, guards=guards),
        sysreg(0, 7, 4, "ID_AA64MMFR4_EL1", const=0, line=712, guards=guards),
        sysreg(3, 2, 1, "TPIDR_EL0", reset=0, line=810),
    )


_texts = st.text(max_size=12)
_words = (
    st.sampled_from(["", "none", "virt", "a b", "*", "x:y;z", "\t\\{", "é\n", "\ud800", "a@b#c"]) | _texts
)
_numbers = st.integers(0, 2**64 - 1)
_places = st.builds(Place, _words, st.integers(0, 99999))
_guards = st.builds(Guard, _words, _places, st.booleans(), st.lists(_words, max_size=2).map(tuple))
_origins = st.builds(
    Origin,
    _places,
    _words,
    st.lists(st.builds(Call, _words, _places), max_size=2).map(tuple),
    st.lists(_guards, max_size=3).map(tuple),
)
_fields = st.tuples(*[st.integers(0, 255)] * 5)
_registers = st.builds(
    Register,
    index=st.integers(0, 5) | _numbers,
    key=st.integers(0, 2**32 - 1),
    name=_words,
    encoding=st.builds(Encoding, st.sampled_from(["AA64", "AA32"]), _fields, st.booleans()),
    bank=st.sampled_from(["", "S", "NS"]),
    flags=st.lists(_words, max_size=3).map(tuple),
    const=st.none() | _numbers,
    reset=st.none() | _numbers,
    origin=_origins,
)
_guests = st.builds(Guest, _words, _words, st.integers(1, 3))


@st.composite
def cpus(draw: st.DrawFn) -> tuple[CpuFacts, ...]:
    """The facts of a few guests that share some registers, sorted as they have to be."""
    pool = draw(st.lists(_registers, max_size=6))
    made = []
    for guest in draw(st.sets(_guests, max_size=4)):
        chosen = draw(st.lists(st.sampled_from(pool), max_size=6)) if pool else []
        registers = {register.index: register for register in chosen}
        made.append(
            CpuFacts(
                guest.cpu,
                guest.machine,
                tuple(registers[index] for index in sorted(registers)),
                tuple(sorted(draw(st.sets(st.builds(Undecided, _places, _words), max_size=2)))),
                draw(st.none() | _words),
                guest.smp,
            )
        )
    return tuple(sorted(made, key=lambda cpu: cpu.guest))


def any_facts() -> st.SearchStrategy[Facts]:
    """Facts of any sort, with texts that a hostile tree may hold."""
    return st.builds(
        Facts,
        tree=_words,
        commit=st.none() | st.just("0" * 40),
        version=_words,
        arch=st.sampled_from(["aarch64", "arm"]),
        analyser=_words,
        cpus=cpus(),
        detailed=st.just(True),
    )
