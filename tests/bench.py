"""What cpregscan costs on real trees, next to what tree-sitter alone takes for the same files: `make bench`.

The real command line runs in processes of its own. Cold is a run with an empty cache, warm the same run
once more; Python's own bytecode and the system's file cache are warm in both. CPU time is that of a run
and all processes that it starts, peak memory that of the largest of them (a cold compare has two).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench_patches import SERIES, Patches
from tests.realtrees import CHECKOUT, TREES

REFS = ("v10.0.0", "master")
FOLDERS = ("qemu-7.2.22", "qemu-10.0.13")
KERNELS = ("linux-6.12", "linux-7.2")
MODEL = "cortex-a57"
HEADINGS = ("", "wall s", "(worst)", "CPU s", "peak MB", "wall/parse", "CPU/parse")
LEGEND = """\
wall, CPU and peak are those of the best run by wall time, `worst` is the wall time of the worst.
wall/parse and CPU/parse: how many times what tree-sitter alone takes for the C files read of the same trees."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process and its children took: seconds, seconds, and bytes of the largest process."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: the runs of one thing, and how many of the trees are parsed in it."""

    name: str
    runs: tuple[Cost, ...]
    trees: int = 0

    @property
    def best(self) -> Cost:
        """The run with the least wall time: noise only ever adds."""
        return min(self.runs, key=lambda cost: cost.wall)


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: two trees as the command line takes them, and how often each short run is repeated."""

    trees: tuple[str, str]
    repo: str | None
    repeat: int

    @property
    def options(self) -> tuple[str, ...]:
        """What the command line needs to find the trees."""
        return ("--repo", self.repo) if self.repo else ()

    def rows(self) -> Iterator[Row]:
        """All that is measured but the parse, as it gets done."""
        old, new = self.trees
        one = ("list", old, *self.options, "--machine", "virt", "--cpu", MODEL)
        every = ("list", old, *self.options, "--machine", "virt")
        pair = ("compare", old, new, *self.options, "--machine", "virt")
        yield Row("--help", tuple(run(("--help",), None) for _ in range(self.repeat)))
        yield from self._cold_and_warm(f"list {old}, {MODEL} on virt", one, self.repeat, trees=1)
        yield from self._cold_and_warm(f"list {old}, all on virt", every, 1, trees=1)
        yield from self._cold_and_warm(f"compare {old} {new}, all on virt", pair, 1, trees=2)
        yield from self._lints()
        kernels = [TREES / name for name in KERNELS]
        if all(kernel.is_dir() for kernel in kernels):
            compare = ("kvm", "compare", *(os.path.relpath(kernel, CHECKOUT) for kernel in kernels))
            yield from self._cold_and_warm(f"kvm compare {' '.join(KERNELS)}", compare, self.repeat, trees=0)

    def _lints(self) -> Iterator[Row]:
        """Lint with the base's facts at hand, every patch a new one: for all models on all machines it looks at."""
        old = self.trees[0]
        patches = Patches(old, self.repo)
        with tempfile.TemporaryDirectory() as cache:

            def lint(mail: str) -> Cost:
                file = Path(cache, "patch.mbox")
                file.write_text(mail)
                return run(("lint", str(file), *self.options, "--base", old), cache)

            yield Row(f"lint {old}, base cold", (lint(patches.to_helper()),))
            kinds = {
                "outside": patches.outside, "translate-a64.c": patches.to_translator,
                "helper.c, a function": patches.to_function, "helper.c, a table": patches.to_helper,
            }  # fmt: skip
            for name, make in kinds.items():
                yield Row(f"lint {old}, {name}", tuple(lint(make()) for _ in range(self.repeat)))
            yield Row(f"lint {old}, {SERIES} patches", (lint(patches.series()),))

    def _cold_and_warm(
        self, name: str, arguments: Sequence[str], repeat: int, *, trees: int
    ) -> Iterator[Row]:
        cold = []
        for _ in range(repeat):
            with tempfile.TemporaryDirectory() as cache:
                cold.append(run(arguments, cache))
                warm = [run(arguments, cache) for _ in range(self.repeat)]
        yield Row(f"{name}, cold", tuple(cold), trees)
        yield Row(f"{name}, warm", tuple(warm), trees)


def run(arguments: Sequence[str], cache: str | None) -> Cost:
    """The cost of one run of the command line. Ends the program if it fails."""
    from time import monotonic

    unwanted = ("CPREGSCAN_CACHE", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"XDG_CACHE_HOME": cache} if cache else {}
    with tempfile.TemporaryFile() as errors:
        start = monotonic()
        process = subprocess.Popen(
            (sys.executable, "-m", "cpregscan", *arguments),
            cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        wall = monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    if process.returncode not in (0, 1):
        sys.exit(f"bench: cpregscan {' '.join(arguments)} ends with {process.returncode}: {said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def parse_costs(bench: Bench) -> tuple[list[Cost], list[str]]:
    """What tree-sitter alone takes for each tree's files, and a line on how many these are."""
    costs, notes = [], []
    for tree in bench.trees:
        # In a process of its own: a run's peak memory is never below that of the process it was started from.
        command = (
            sys.executable,
            "-m",
            "tests.parsing_cost",
            tree,
            *bench.options,
            "--repeat",
            str(bench.repeat),
        )
        said = subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout
        wall, cpu, note = said.strip().split("\t")
        costs.append(Cost(float(wall), float(cpu), 0))
        notes.append(f"{tree}: {note}")
    return costs, notes


def cells(row: Row, parse: Sequence[Cost]) -> tuple[str, ...]:
    """A line of the table."""
    best = row.best
    worst = max(cost.wall for cost in row.runs)
    spread = f"({worst:.2f})" if len(row.runs) > 1 else ""
    of_parse = ["", ""]
    if row.trees:
        walls = sum(cost.wall for cost in parse[: row.trees])
        cpus = sum(cost.cpu for cost in parse[: row.trees])
        of_parse = [f"{best.wall / walls:.2f}", f"{best.cpu / cpus:.2f}"]
    peak = f"{best.peak / 1e6:.0f}" if best.peak else ""
    return (row.name, f"{best.wall:.2f}", spread, f"{best.cpu:.2f}", peak, *of_parse)


def table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a table: first column to the left, numbers to the right."""
    lines = [HEADINGS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for first, *numbers in lines:
        right = (text.rjust(width) for text, width in zip(numbers, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *right)).rstrip()


def measured_trees(options: argparse.Namespace) -> Bench:
    """The trees to measure: given ones, refs of a clone, or the Debian folders. Ends the program without any."""
    clone = TREES / "qemu.git"
    repo = options.repo or (str(clone) if clone.exists() else None)
    folders = [TREES / name for name in FOLDERS]
    if options.trees:
        trees = tuple(options.trees)
    elif repo:
        trees = REFS
    elif all(folder.is_dir() for folder in folders):
        trees = tuple(os.path.relpath(folder, CHECKOUT) for folder in folders)
    else:
        sys.exit("bench: no trees to measure: make corpora gets some, --repo names a clone of QEMU")
    if len(trees) != 2:
        sys.exit("bench: give two trees, or none")
    return Bench((trees[0], trees[1]), str(Path(repo).resolve()) if repo else None, options.repeat)


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("trees", nargs="*", metavar="TREE", help=f"two trees (default: {' and '.join(REFS)})")
    parser.add_argument("--repo", help="clone of QEMU to take refs from (default: corpora/trees/qemu.git)")
    parser.add_argument(
        "--repeat", type=int, default=3, metavar="N", help="runs of what is short (default: 3)"
    )
    bench = measured_trees(parser.parse_args())
    before = os.getloadavg()[0]
    run(("--help",), None)  # the first run may have to write bytecode
    rows = list(bench.rows())
    parse, notes = parse_costs(bench)
    parsing = [
        Row(f"tree-sitter alone, {tree}", (cost,)) for tree, cost in zip(bench.trees, parse, strict=True)
    ]
    print(*table(cells(row, parse) for row in (*rows, *parsing)), "", LEGEND, *notes, sep="\n")
    python = ".".join(map(str, sys.version_info[:3]))
    cpus = len(os.sched_getaffinity(0))
    print(f"{cpus} CPUs, Python {python}, best of {bench.repeat} (long cold runs: one); ", end="")
    print(f"load average before {before:.1f}, after {os.getloadavg()[0]:.1f} (this run alone adds up to 2)")


if __name__ == "__main__":
    main()
