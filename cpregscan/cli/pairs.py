"""The facts of two sources at once: two trees that nobody has analysed yet are analysed side by side."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import NoReturn

from cpregscan import errors
from cpregscan.cli.request import Request
from cpregscan.cli.sources import Progress, Source
from cpregscan.errors import CpregscanError
from cpregscan.facts.model import Facts
from cpregscan.facts.packing import pack
from cpregscan.facts.reader import parse_facts
from cpregscan.facts.writer import write_parts

_FACTS = b"facts\n"


def facts_of_pair(
    old: Source, new: Source, request: Request, progress: Progress | None
) -> tuple[Facts, Facts]:
    """The facts of both sources. Where both have to be analysed, the old one goes to a process of its own."""
    known_old, known_new = old.known(request), new.known(request)
    if known_old is None and known_new is None and _can_fork():
        return _side_by_side(old, new, request, progress)
    return known_old or old.facts(request, progress), known_new or new.facts(request, progress)


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux, and pays with a second CPU."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _side_by_side(
    old: Source, new: Source, request: Request, progress: Progress | None
) -> tuple[Facts, Facts]:
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(old, request, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as answers:
            facts = new.facts(request, progress)
            return _received(answers.read()), facts
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _work(source: Source, request: Request, writing: int) -> NoReturn:
    """The forked process: sends the facts, or what went wrong, and ends without any of the parent's rites."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        answer = _answer(source, request)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _answer(source: Source, request: Request) -> bytes:
    try:
        return _FACTS + pack(write_parts(source.facts(request, None)), None)
    except CpregscanError as error:
        place = None if error.place is None else str(error.place)
        return json.dumps([type(error).__name__, error.message, place]).encode()
    except Exception:
        import traceback

        return json.dumps(["", traceback.format_exc(), None]).encode()


def _received(answer: bytes) -> Facts:
    """The facts that the other process sent; raises what it raised."""
    if answer.startswith(_FACTS):
        return parse_facts(answer.removeprefix(_FACTS), "the facts of the old tree").facts(detailed=True)
    if not answer:
        raise CpregscanError("the process that analysed the old tree ended early (out of memory?)")
    name, message, place = json.loads(answer)
    if not name:
        raise RuntimeError(message)
    kind: type[CpregscanError] = getattr(errors, name, CpregscanError)
    raise kind(message, place)
