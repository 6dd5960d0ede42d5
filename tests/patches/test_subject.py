"""Subjects of patch mails."""

from __future__ import annotations

import pytest

from cpregscan.patches.subject import Subject, read_subject, without_reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[PATCH] a: b", Subject("a: b")),
        ("[PATCH v2 03/10] a: b", Subject("a: b", 3, 10, 2)),
        ("[Qemu-devel] [PATCH for-10.0 v12 0/3] a", Subject("a", 0, 3, 12)),
        ("[RFC PATCHv3,1/2] a", Subject("a", 1, 2, 3)),
        ("[PULL 4/5] target/arm: [ARM] x", Subject("target/arm: [ARM] x", 4, 5)),
        ("Re: [PATCH v2 1/2] a", Subject("a", 1, 2, 2, reply=True)),
        ("AW: RE: [PATCH] a", Subject("a", reply=True)),
        ("a question", Subject("a question")),
        ("[PATCH stable-7.2 1/2] v3 of a", Subject("v3 of a", 1, 2)),
    ],
)
def test_parts(text: str, expected: Subject) -> None:
    assert read_subject(text) == expected


def test_reply_marks_do_not_pile_up() -> None:
    assert without_reply("Re: RE: re: a: b") == ("a: b", True)
