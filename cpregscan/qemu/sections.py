"""A CPU's section of the stream besides its cpregs: descriptions, features, tolerances, the loading code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from cpregscan.cmachine.records import RecordObject
from cpregscan.errors import Place
from cpregscan.facts.stream import IdField, Loading, Stream, Tolerance, holds_features
from cpregscan.qemu.cpregs import HELPER_FILE, ListedRegister
from cpregscan.qemu.idfields import id_fields
from cpregscan.qemu.loading import Loader
from cpregscan.qemu.program import TreeProgram
from cpregscan.qemu.properties import property_values
from cpregscan.qemu.tolerances import ToleranceLog
from cpregscan.qemu.vmstate import StreamShape

_FEATURE = "ARM_FEATURE_"


class Sections:
    """Finds the stream facts of one guest after the other; what depends on the tree alone is found once."""

    def __init__(self, tree: TreeProgram) -> None:
        self._tree = tree
        self._shape = StreamShape(tree.program)
        self._tolerances = ToleranceLog(tree.program)
        self._loading: dict[tuple[Tolerance, ...], Loading] = {}

    def begin(self) -> None:
        """Forgets the guest before."""
        self._tolerances.begin()

    def stream(self, cpu: RecordObject, registers: Sequence[ListedRegister]) -> Stream:
        """The facts of a realized CPU. Raises MachineError."""
        tolerances = self._tolerances.tolerances()
        sent = self._shape.sent(cpu)
        listed = {f"cpu:{name}" for name in ("cpreg_vmstate_indexes", "cpreg_vmstate_values")}
        lengths = (one for one in self._shape.lengths(cpu) if one[0] not in listed)
        parts = self._shape.parts()
        return Stream(
            parts=parts,
            sent=sent,
            lengths=tuple(sorted(one for one in lengths if one[0].partition(":")[0] in sent)),
            absent=frozenset(self._shape.absent(cpu)),
            features=int(cpu.f_env.f_features),
            feature_bits=self._feature_bits,
            feature_places=self._feature_places if holds_features(parts) else (),
            tolerances=tolerances,
            properties=property_values(self._tree.guest, cpu),
            id_fields=self._id_fields,
            loading=self._loads(cpu, registers, tolerances),
        )

    def _loads(
        self, cpu: RecordObject, registers: Sequence[ListedRegister], tolerances: tuple[Tolerance, ...]
    ) -> Loading | None:
        """What the loading code does: the code is the tree's, so that one CPU for each set of tolerances tells."""
        found = self._loading.get(tolerances)
        if found is None:
            found = Loader(self._tree.program, self._shape).probe(cpu, registers, tolerances)
            if found is not None:
                self._loading[tolerances] = found
        return found

    @cached_property
    def _id_fields(self) -> tuple[IdField, ...]:
        return id_fields(self._tree.tree, self._tree.build.registering("target/arm"))

    @cached_property
    def _feature_bits(self) -> tuple[tuple[str, int], ...]:
        scope = self._tree.program.scope(HELPER_FILE)
        found = {
            name.removeprefix(_FEATURE): constant[0]
            for name in scope.names_beginning(_FEATURE)
            if (constant := scope.find_constant(name)) is not None
        }
        return tuple(sorted(found.items(), key=lambda one: one[1]))

    @cached_property
    def _feature_places(self) -> tuple[tuple[str, Place], ...]:
        return tuple(
            (name, place) for name, _ in self._feature_bits if (place := self._declared(_FEATURE + name))
        )

    def _declared(self, enumerator: str) -> Place | None:
        """The line on which an enumerator stands; None if only the expansion of a macro shows it."""
        word = re.compile(rf"\b{re.escape(enumerator)}\b")
        for view, item in self._tree.program.scope(HELPER_FILE).candidates(enumerator):
            match = word.search(view.text, item.start, item.end)
            if match:
                return view.source.place(match.start())
        return None
