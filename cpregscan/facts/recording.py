"""What an analysis asked of a tree: the same questions with the same answers give the same facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cpregscan.facts.escape import field, plain
from cpregscan.trees.blobs import blob_id
from cpregscan.trees.tree import Tree

ABSENT = "-"
"""The answer for a file that the tree does not have."""


class Question(NamedTuple):
    """``kind`` is "blob" (which content has the file?) or "files" (which files are below the folder?)."""

    kind: str
    path: str


def ask(tree: Tree, question: Question) -> str:
    """The tree's answer: a blob id, `ABSENT`, or a hash of a listing. Raises TreeError."""
    if question.kind == "blob":
        return tree.blob(question.path) or ABSENT
    return _listing(tree.files(question.path))


def write_questions(questions: Iterable[Question]) -> str:
    """Questions as text, one a line, in their order."""
    return "".join(f"{kind}\t{field(path)}\n" for kind, path in questions)


def read_questions(text: str) -> tuple[Question, ...]:
    """The questions that were written. Raises ValueError."""
    questions = []
    for line in text.split("\n")[:-1]:
        kind, path = line.split("\t")
        questions.append(Question(kind, plain(path)))
    return tuple(questions)


class RecordingTree:
    """A tree that remembers what it was asked and what it answered.

    Hand it to the analysis instead of the tree, one for all steps that may share what they read,
    then take `answers`. They speak of the very bytes
    that were read, even if somebody changes the folder meanwhile. A tree that answers one question
    in two ways during one analysis is not `steady`: nothing may be remembered of it. Reads in
    a forked process stay there: bring them back with `adopt`.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._answers: dict[Question, str] = {}
        self.steady = True

    @property
    def tree(self) -> Tree:
        """The tree itself, to be asked without a record."""
        return self._tree

    @property
    def name(self) -> str:
        """The name of the tree."""
        return self._tree.name

    @property
    def commit(self) -> str | None:
        """The commit of the tree."""
        return self._tree.commit

    @property
    def answers(self) -> Mapping[Question, str]:
        """What was asked, sorted, with the answers."""
        return dict(sorted(self._answers.items()))

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None."""
        content = self._tree.read(path)
        self._note(Question("blob", path), ABSENT if content is None else blob_id(content))
        return content

    def files(self, folder: str) -> tuple[str, ...]:
        """The paths of all files anywhere below a folder, sorted."""
        paths = self._tree.files(folder)
        self._note(Question("files", folder), _listing(paths))
        return paths

    def blob(self, path: str) -> str | None:
        """The git blob id of a file's content, or None."""
        blob = self._tree.blob(path)
        self._note(Question("blob", path), blob or ABSENT)
        return blob

    def close(self) -> None:
        """Closes the tree."""
        self._tree.close()

    def adopt(self, answers: Mapping[Question, str]) -> None:
        """Takes over what another process recorded of the same tree."""
        for question, answer in answers.items():
            self._note(question, answer)

    def _note(self, question: Question, answer: str) -> None:
        if self._answers.setdefault(question, answer) != answer:
            self.steady = False


def _listing(paths: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(paths).encode(errors="surrogatepass")).hexdigest()
