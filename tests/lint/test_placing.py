"""On which line of a patch a finding stands where several have to do with it."""

from __future__ import annotations

from tests.cli.conftest import Run
from tests.lint.conftest import MACHINES, Repository


def edit(repository: Repository, path: str, *edits: tuple[str, str]) -> None:
    """Replaces text of a file that has it once."""
    file = repository.folder / path
    text = file.read_text()
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text)


def lines(run: Run, repository: Repository) -> list[str]:
    """The rule of each finding and the line that it stands on."""
    repository.git("commit", "-q", "-a", "-m", "An edit")
    outcome = run("lint", "master..topic", *MACHINES, "--format", "text")
    shown = outcome.out.splitlines()
    heads = [number for number, line in enumerate(shown) if line.startswith(("error[", "warning[", "note["))]
    return [f"{shown[at].split(']')[0]}] {shown[at + 2].partition('| ')[2]}" for at in heads]


def test_a_constant_of_one_model_whose_storage_is_rewritten_for_all(run: Run, repository: Repository) -> None:
    edit(repository, "target/arm/id_regs.c", ("= cpu->isar.id_aa64isar0 }", "= (cpu->isar.id_aa64isar0) }"))
    edit(
        repository,
        "target/arm/models.c",
        ("ID_AA64ISAR0, AES, 1)", "ID_AA64ISAR0, AES, 2)"),
        ("    features = cpu->isar.id_aa64isar0;\n", "    features = (cpu->isar.id_aa64isar0);\n"),
    )
    assert lines(run, repository) == [
        "error[constant-changed] + features = FIELD_DP64(features, ID_AA64ISAR0, AES, 2); /* FEAT_AES */"
    ]


def test_a_constant_that_a_function_for_all_models_sets(run: Run, repository: Repository) -> None:
    """It is not blamed on a line that happens to be near its entry."""
    edit(repository, "target/arm/id_regs.c", ('"ID_RESERVED"', '"ID_RESERVED7"'))
    edit(
        repository,
        "target/arm/cpu.c",
        ("        set_feature(&cpu->env, ARM_FEATURE_V7);\n", "        cpu->isar.id_aa64isar0 |= 0x10000;\n"),
    )
    found = lines(run, repository)
    assert "error[constant-changed] + cpu->isar.id_aa64isar0 |= 0x10000;" in found
    assert not any("ID_RESERVED7" in line for line in found)
