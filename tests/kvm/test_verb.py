"""The verb from the command line: trees, exit codes, the cache, errors in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.main import main
from cpregscan.kvm import listing
from tests.kvm.trees import BASE, TABLE
from tests.trees.sample import git, make_repository


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("CPREGSCAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The base without its keys."""
    folder = tmp_path / "changed"
    shutil.copytree(BASE, folder)
    table = folder / TABLE
    table.write_text(table.read_text().replace("\tKEY_PAIR(),\n", ""))
    return folder


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kvm", "list", str(BASE), "--format", "tsv"]) == ExitCode.CLEAN
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 23


def test_list_under_a_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kvm", "list", str(BASE), "--format", "json", "--vm", "pauth=off", "--host", "WIDE=on"]) == 0
    found = json.loads(capsys.readouterr().out)
    conditions = {register["name"]: register["condition"] for register in found["registers"]}
    assert "S3_0_C2_C1_0" not in conditions
    assert conditions["FOO_EL2"] == "el2"
    assert found["profile"]["host"] == {"ID_FOO_EL1.WIDE>=IMP": True}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), ExitCode.CLEAN),
        (("--fail-on", "warning"), ExitCode.FINDINGS),
        (("--vm", "pauth=on"), ExitCode.FINDINGS),
        (("--vm", "pauth=on", "--fail-on", "never"), ExitCode.CLEAN),
        (("--vm", "pauth=on", "--promise", "backward"), ExitCode.CLEAN),
        (("--vm", "pauth=off", "--fail-on", "note"), ExitCode.CLEAN),
        (("--view", "changelog"), ExitCode.FINDINGS),
        (("--view", "changelog", "--vm", "pauth=off"), ExitCode.CLEAN),
        (("--view", "changelog", "--format", "sarif"), ExitCode.USAGE),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: ExitCode, changed: Path) -> None:
    """Those of the verb compare: what hangs on the profile is a warning."""
    assert main(["kvm", "compare", str(BASE), str(changed), *arguments]) == code


def test_what_was_assumed_is_told(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["kvm", "compare", str(BASE), str(changed), "--format", "terse"])
    told = capsys.readouterr()
    assert told.out == (
        "arch/arm64/kvm/sys_regs.c:78: WARNING: "
        "S3_0_C2_C1_0 and S3_0_C2_C1_1 are lost going forward if pauth [kvm-register-lost]\n"
    )
    assert "note: profile default: pmu=on; all else unknown\n" in told.err
    assert "note: without --qemu, a QEMU is assumed" in told.err
    assert "not covered: pKVM" in told.err
    assert "22 registers" in told.err
    main(["kvm", "compare", str(BASE), str(changed), "--format", "checkpatch"])
    assert capsys.readouterr().err == ""


def test_several_outputs_with_source_lines(
    changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = ["-o", f"sarif:{tmp_path / 'a.sarif'}", "-o", f"json:{tmp_path / 'a.json'}"]
    main(["kvm", "compare", str(BASE), str(changed), *outputs])
    assert capsys.readouterr().out == ""
    (finding,) = json.loads((tmp_path / "a.json").read_text())["findings"]
    assert [site["text"] for site in finding["sites"]] == ["KEY_PAIR(),"]
    (run,) = json.loads((tmp_path / "a.sarif").read_text())["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "kvm-register-lost"


def test_accepted_findings_and_baselines(
    changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The configuration is that of the new kernel."""
    compare = ["kvm", "compare", str(BASE), str(changed), "--fail-on", "warning"]
    baseline = str(tmp_path / "baseline")
    assert main([*compare, "--write-baseline", baseline]) == ExitCode.CLEAN
    (known,) = json.loads(Path(baseline).read_text())["findings"]
    assert main([*compare, "--baseline", baseline]) == ExitCode.CLEAN
    ignore = f'[[ignore]]\nfingerprint = "{known["fingerprint"]}"\nreason = "no keys here"\n'
    (changed / ".cpregscan.toml").write_text(ignore)
    assert main(compare) == ExitCode.CLEAN
    assert main([*compare, "--no-ignores"]) == ExitCode.FINDINGS
    (changed / ".cpregscan.toml").write_text('[levels]\nkvm-register-lost = "note"\n')
    assert main(compare) == ExitCode.CLEAN
    capsys.readouterr()


def test_refs_and_archives_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.trees.sample import make_archive

    files = {str(path.relative_to(BASE)): path.read_bytes() for path in BASE.rglob("*") if path.is_file()}
    repo = make_repository(tmp_path / "repo", files, "v9.1.7")
    git(repo, "rm", "-q", TABLE)
    archive = make_archive(tmp_path / "linux-9.1.7.tar.xz", files, "linux-9.1.7/")
    main(["kvm", "list", str(BASE), "--format", "tsv"])
    expected = capsys.readouterr().out
    for arguments in ([str(archive)], ["v9.1.7", "--repo", str(repo)]):
        assert main(["kvm", "list", *arguments, "--format", "tsv"]) == ExitCode.CLEAN
        assert capsys.readouterr().out == expected


def test_the_cache_is_used_for_the_same_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However the tree is reached; the tree is named as it is now."""
    main(["kvm", "list", str(BASE)])
    first = capsys.readouterr().out
    monkeypatch.setattr(listing, "kernel_list", None)
    copy = tmp_path / "copy"
    shutil.copytree(BASE, copy)
    assert main(["kvm", "list", str(copy)]) == ExitCode.CLEAN
    assert capsys.readouterr().out == first.replace(str(BASE), str(copy))


def test_an_edit_is_seen_through_the_cache(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["kvm", "list", str(changed), "--format", "tsv"])
    assert "KEY_PAIR" not in capsys.readouterr().out
    shutil.copy(BASE / TABLE, changed / TABLE)
    main(["kvm", "list", str(changed), "--format", "tsv"])
    assert "KEY_PAIR" in capsys.readouterr().out


def test_damage_in_the_cache_is_passed_over(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["kvm", "list", str(BASE), "--format", "tsv"])
    first = capsys.readouterr().out
    for path in cache.rglob("states/*/*"):
        path.write_bytes(b"[]")
    assert main(["kvm", "list", str(BASE), "--format", "tsv"]) == ExitCode.CLEAN
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["kvm", "list", str(BASE.parent)],
            ExitCode.NOT_ANALYSED,
            "is not a Linux kernel tree with KVM for arm64",
        ),
        (["kvm", "list", str(BASE), "--vm", "x"], ExitCode.USAGE, "--vm takes NAME=on"),
        (["kvm", "list", str(BASE), "--host", "NONE=on"], ExitCode.USAGE, "nothing hangs on 'NONE'"),
        (["kvm"], ExitCode.USAGE, "required"),
        (["kvm", "list", "no/such/tree"], ExitCode.NOT_ANALYSED, "no/such/tree"),
    ],
)
def test_mistakes_are_told_in_one_line(
    arguments: list[str], code: ExitCode, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("broken", ["old", "new"])
def test_an_error_of_either_side_has_its_place(
    broken: str, changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also of the side that is worked out in another process."""
    table = changed / TABLE
    table.write_text(table.read_text().replace("SYS_FOO_EL1)", "SYS_NOWHERE)"))
    trees = [str(changed), str(BASE)] if broken == "old" else [str(BASE), str(changed)]
    assert main(["kvm", "compare", *trees]) == ExitCode.NOT_ANALYSED
    told = capsys.readouterr().err
    assert "arch/arm64/kvm/sys_regs.c:77: " in told
    assert f"(in {changed})" in told
    assert told.count("\n") == 1


def test_a_part_of_a_kernel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(BASE, tmp_path / "part")
    (tmp_path / "part" / "Makefile").unlink()
    assert main(["kvm", "list", str(tmp_path / "part")]) == ExitCode.NOT_ANALYSED
    assert "is only a part of a kernel tree: it lacks Makefile" in capsys.readouterr().err
