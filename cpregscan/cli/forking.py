"""Work in a forked process, beside work in this one."""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from cpregscan import errors
from cpregscan.collecting import without_collection
from cpregscan.errors import CpregscanError

_RESULT = b"result\n"
Own = TypeVar("Own")
Other = TypeVar("Other")


def can_fork() -> bool:
    """Forking is cheap and safe on Linux, and pays with a second CPU."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def beside(other: Callable[[], Other], own: Callable[[], Own]) -> tuple[Other, Own]:
    """What both functions give; ``other`` runs in a process of its own. Raises what either raises."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(other, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as answers:
            made = own()
            return _received(answers.read()), made
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def apart(jobs: Sequence[Callable[[], object]]) -> None:
    """Runs each job in a process of its own, all at the same time. Raises what one of them raises."""
    if jobs:
        beside(jobs[0], lambda: apart(jobs[1:]))


def _work(work: Callable[[], object], writing: int) -> NoReturn:
    """The forked process: sends what was made, or what went wrong, and ends without any of the parent's rites."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        answer = _answer(work)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _answer(work: Callable[[], object]) -> bytes:
    try:
        return _RESULT + pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
    except CpregscanError as error:
        place = None if error.place is None else str(error.place)
        return json.dumps([type(error).__name__, error.message, place]).encode()
    except Exception:
        import traceback

        return json.dumps(["", traceback.format_exc(), None]).encode()


def _received(answer: bytes) -> Any:
    """What the other process made; raises what it raised."""
    if answer.startswith(_RESULT):
        with without_collection():
            return pickle.loads(answer.removeprefix(_RESULT))  # noqa: S301  (from our own child)
    if not answer:
        raise CpregscanError("a process that analysed a part of the work ended early (out of memory?)")
    name, message, place = json.loads(answer)
    if not name:
        raise RuntimeError(message)
    kind: type[CpregscanError] = getattr(errors, name, CpregscanError)
    raise kind(message, place)
