"""What the rules about cpregs that only the destination has share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cpregscan.compare.passage import Passage
from cpregscan.facts.model import Register
from cpregscan.findings.model import Verdict
from cpregscan.rules.effect import Effect, Telling, Trees, named, subject_of

_ALL = (1 << 64) - 1


def missing(passage: Passage, wanted: Callable[[Register], bool], verdict: Verdict) -> Iterator[Effect]:
    """An effect for each wanted cpreg that the stream lacks, where that is set from uninitialised memory."""
    loading = passage.loading
    if loading is None or loading.keeps_reset:
        return
    for register in passage.only_own:
        if register.index not in passage.moved_to and wanted(register):
            text = loading.missing_text.format(key=f"{register.key:x}")
            excused = any(one.index == register.index for one in passage.destination.stream.tolerances)
            yield Effect(
                verdict=verdict,
                cause=(passage.direction, register.origin.table, register.origin.place.path),
                subject=subject_of(register),
                direction=passage.direction,
                destination=register,
                loads_zeroed=register.accepts.takes(0) is not False,
                says=() if excused or passage.too_long else tuple(text.splitlines()),
            )


def is_constant(register: Register) -> bool:
    """Whether it is ARM_CP_CONST, or reads back the same whatever is written."""
    return register.const is not None or not (register.accepts.kept or register.accepts.unsure)


def is_masked(register: Register) -> bool:
    """Whether some bits of it do not read back as sent."""
    return not is_constant(register) and register.accepts.kept != _ALL


def telling(effects: Sequence[Effect], trees: Trees, consequence: str, note: str, remedy: str) -> Telling:
    """The words: who lacks what, and what follows."""
    direction = effects[0].direction
    message = f"{trees.source(direction)} does not send {named(effects)}, which {trees.destination(direction)} has: "
    return Telling(message + consequence, note, remedy)
