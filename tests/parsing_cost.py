"""What tree-sitter alone takes to parse the C files that an analysis of all models on `virt` reads.

Prints wall seconds, CPU seconds and a note, separated by tabs; `tests.bench` runs it for each tree.
"""

from __future__ import annotations

import argparse
import time

from cpregscan.analysis import Configuration, analyse, cpu_models
from cpregscan.facts.recording import ABSENT, RecordingTree
from cpregscan.trees.opening import open_tree

SUFFIXES = (".c", ".h", ".inc")


def files_read(spec: str, repo: str | None) -> list[bytes]:
    """The contents of the C files that the analysis reads, whether it parses them or only searches them."""
    tree = open_tree(spec, repo)
    recorder = RecordingTree(tree)
    models = cpu_models(recorder, "aarch64")
    analyse(recorder, "aarch64", [Configuration(model, "virt", 1) for model in models])
    paths = [
        question.path
        for question, answer in recorder.answers.items()
        if question.kind == "blob" and answer != ABSENT and question.path.endswith(SUFFIXES)
    ]
    contents = [tree.read(path) or b"" for path in paths]
    tree.close()
    return contents


def parse_all(contents: list[bytes]) -> tuple[float, float]:
    """Wall and CPU seconds of one pass over the files."""
    import tree_sitter_c
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_c.language()))
    wall, cpu = time.monotonic(), time.process_time()
    for content in contents:
        parser.parse(content)
    return time.monotonic() - wall, time.process_time() - cpu


def main() -> None:
    """Measures one tree."""
    parser = argparse.ArgumentParser(prog="python -m tests.parsing_cost")
    parser.add_argument("tree")
    parser.add_argument("--repo")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    contents = files_read(options.tree, options.repo)
    wall, cpu = min(parse_all(contents) for _ in range(options.repeat))
    megabytes = sum(map(len, contents)) / 1e6
    print(f"{wall:.4f}\t{cpu:.4f}\t{len(contents)} C files read, {megabytes:.1f} MB")


if __name__ == "__main__":
    main()
