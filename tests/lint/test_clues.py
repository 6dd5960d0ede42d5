"""What tells lines of a patch apart."""

from __future__ import annotations

import pytest

from cpregscan.lint.clues import code_of, only_reads, words


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("    return FIELD_EX64(id->id_foo, ID_FOO, BAR);", True),
        ("    } else if (cpu_isar_feature(aa64_bar, cpu)) {", True),
        ("    t = cpu->isar.id_foo;", True),
        ("    cpu->isar.id_foo = t;", False),
        ("    t = FIELD_DP64(t, ID_FOO, BAR, 1);", False),
        ("    SET_IDREG(isar, ID_FOO, 0x11);", False),
        ("    value = 1;", False),
        ("    if_changed(cpu);", False),
    ],
)
def test_lines_that_set_nothing(code: str, *, reads: bool) -> None:
    assert only_reads(code) is reads


def test_comments_are_no_code() -> None:
    assert code_of("    t = 1; /* FEAT_BAR */").strip() == "t = 1;"
    assert code_of("     * FEAT_BAR") == ""


def test_words_with_their_parts_and_strings() -> None:
    found = set(words('.name = "cpu/foo-timer", ID_BAR'))
    assert found == {'"cpu/foo-timer"', "foo", "timer", "id_bar", "bar"}
