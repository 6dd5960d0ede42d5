"""Every mail of corpora/mail: what is read of it, what it makes of the small tree, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cpregscan.errors import CpregscanError
from cpregscan.patches.errors import PatchError
from cpregscan.patches.series import read_series
from cpregscan.patches.steps import AppliedSeries, apply_series
from tests.cases.trees import base_tree
from tests.golden import Golden
from tests.patches.sample import MAILS, series

SCRATCH, TIMER = "target/arm/v8_regs.c", "target/arm/timer_regs.c"


def paths(folder: str) -> list[Path]:
    """The mails of a folder, sorted."""
    return sorted((MAILS / folder).iterdir())


def applied(path: Path) -> AppliedSeries:
    """The series of a file over the small tree."""
    return apply_series(read_series(path.read_bytes(), path.name), base_tree())


@pytest.mark.parametrize("path", paths("applies"), ids=lambda path: path.name)
def test_the_same_change_however_it_arrives(path: Path) -> None:
    expected = apply_series(series("applies/series.mbox"), base_tree()).after
    result = applied(path)
    assert result.touched & {SCRATCH, TIMER}
    for name in result.touched & {SCRATCH, TIMER}:
        if result.after.read(name) is not None:
            assert result.after.blob(name) == expected.blob(name) != base_tree().blob(name)


@pytest.mark.parametrize("path", paths("refused"), ids=lambda path: path.name)
def test_refused_in_one_line(path: Path) -> None:
    with pytest.raises(PatchError) as raised:
        applied(path)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith(path.name)


def test_what_is_said(golden: Golden) -> None:
    lines = [line for folder in ("applies", "refused") for path in paths(folder) for line in _said(path)]
    golden.check("corpus.txt", "".join(f"{line}\n" for line in lines))


def _said(path: Path) -> Iterator[str]:
    yield f"{path.parent.name}/{path.name}"
    try:
        result = applied(path)
    except CpregscanError as error:
        yield f"    {error}"
        return
    for step in result.steps:
        yield f"    {step.patch.label}: {', '.join(sorted(step.touched))}"
    for note in result.notes:
        yield f"    note: {note}"
