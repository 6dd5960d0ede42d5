"""From mails to the one series to look at: the newest version, in order, and what is not part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cpregscan.patches.diff import is_header, read_diff
from cpregscan.patches.errors import PatchError
from cpregscan.patches.model import Mail, Patch, Series
from cpregscan.patches.plain import read_plain
from cpregscan.patches.split import split_input
from cpregscan.patches.subject import Subject, read_subject

_BASE = re.compile(rb"base-commit: ([0-9a-f]{40})\s*")
_PREREQUISITE = (b"prerequisite-patch-id: ", b"prerequisite-message-id: ", b"Based-on: ")


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail with what its subject says."""

    mail: Mail
    subject: Subject

    @property
    def has_diff(self) -> bool:
        body = self.mail.body
        return any(body[index][:4] in _HEADS and is_header(body, index) for index in range(len(body)))


_HEADS = (b"diff", b"--- ")


def read_series(data: bytes, source: str) -> Series:
    """The series in an mbox, a mail or a diff; ``source`` is the name of the input for messages.

    See `read_series_of`.
    """
    return read_series_of([(source, data)])


def read_series_of(inputs: Sequence[tuple[str, bytes]]) -> Series:
    """The series in one or several inputs, such as the files of git-format-patch(1): name and content of each.

    Replies, duplicates and older versions are set aside, parts that are missing counted; the series' notes
    tell of it. Raises PatchError if there is no patch, if a patch cannot be read, or if the input holds
    series that have nothing to do with each other.
    """
    raw_mails = [(raw, name) for name, data in inputs for raw in split_input(data, name)]
    source = inputs[0][0]
    diffs = [(raw, name) for raw, name in raw_mails if not raw.headed]
    if diffs and len(raw_mails) > 1:
        raise PatchError("is no mail: several files have to be mails of one series", diffs[0][1])
    if diffs:
        return _of_plain(read_plain(*diffs[0]))
    from cpregscan.patches.mail import read_mail

    notes: list[str] = []
    letters = _without_duplicates([read_mail(raw, name) for raw, name in raw_mails], notes)
    letters = _without_replies(letters, source, notes)
    return _assemble(letters, source, notes)


def _of_plain(mail: Mail) -> Series:
    files = read_diff(mail.body, mail.place)
    if not files:
        raise PatchError("holds no diff: give an mbox, a mail or a diff", mail.source)
    return Series(mail.source, (Patch(mail, 1, 1, mail.subject, files),))


def _without_duplicates(mails: Iterable[Mail], notes: list[str]) -> list[_Letter]:
    kept: dict[object, _Letter] = {}
    count = 0
    for mail in mails:
        letter = _Letter(mail, read_subject(mail.subject))
        count += kept.setdefault(mail.message_id or (mail.source, mail.at), letter) is not letter
    if count:
        notes.append(f"{_counted(count, 'duplicate')} set aside")
    return list(kept.values())


def _without_replies(letters: Sequence[_Letter], source: str, notes: list[str]) -> list[_Letter]:
    kept = [letter for letter in letters if not letter.subject.reply]
    replies = [letter for letter in letters if letter.subject.reply]
    if replies:
        notes.append(f"{_counted(len(replies), 'reply', 'replies')} set aside")
    if not kept and any(letter.has_diff for letter in replies):
        raise PatchError("holds replies only: give the mails that they answer", source)
    return kept


def _assemble(letters: Sequence[_Letter], source: str, notes: list[str]) -> Series:
    patches: list[_Letter] = []
    others: list[_Letter] = []
    for letter in letters:
        (patches if letter.subject.number or letter.has_diff else others).append(letter)
    if not patches:
        damaged = next((letter.mail for letter in letters if letter.mail.damage), None)
        if damaged is not None:
            raise PatchError(damaged.damage, damaged.place(1))
        raise PatchError("holds no patch", source)
    version = max(letter.subject.version for letter in patches)
    patches = _of_version(patches, version, notes)
    chosen, total = _numbered(patches, letters, source, notes)
    missing = tuple(sorted(set(range(1, total + 1)) - set(chosen)))
    if missing:
        notes.append(f"missing: {_ranges(missing)} of {total}")
    cover = _cover(others, version, notes)
    read = [_patch(letter, number, total, notes) for number, letter in sorted(chosen.items())]
    mails = [*([cover] if cover else []), *(patch.mail for patch in read)]
    _tell_prerequisites(mails, notes)
    parts = tuple(patch for patch in read if patch.files)
    if not parts:
        raise PatchError("holds no diff", source)
    return Series(source, parts, cover, version, _base_commit(mails), missing, tuple(notes))


def _of_version(patches: Sequence[_Letter], version: int, notes: list[str]) -> list[_Letter]:
    older = sorted({letter.subject.version for letter in patches} - {version})
    for old in older:
        count = sum(letter.subject.version == old for letter in patches)
        notes.append(f"v{old} ({_counted(count, 'patch', 'patches')}) set aside: v{version} is here")
    return [letter for letter in patches if letter.subject.version == version]


def _numbered(
    patches: Sequence[_Letter], letters: Sequence[_Letter], source: str, notes: list[str]
) -> tuple[dict[int, _Letter], int]:
    """The patches by number, and how many there should be. Those without numbers come as they stand."""
    numbered = [letter for letter in patches if letter.subject.number is not None]
    if not numbered:
        return dict(enumerate(patches, 1)), len(patches)
    ids = {letter.mail.message_id for letter in letters} - {""}
    for letter in patches:
        if letter.subject.number is None:
            if letter.mail.in_reply_to not in ids:
                raise _several([numbered[0], letter], source)
            notes.append(f"a patch in reply set aside: {letter.subject.title}")
    totals = {letter.subject.total: letter for letter in numbered}
    if len(totals) > 1:
        raise _several(totals.values(), source)
    chosen: dict[int, _Letter] = {}
    for letter in numbered:
        number = letter.subject.number or 0
        if number in chosen:
            letter = _newer(chosen[number], letter, source, notes)
        chosen[number] = letter
    return chosen, numbered[0].subject.total or 0


def _newer(first: _Letter, second: _Letter, source: str, notes: list[str]) -> _Letter:
    """Which of two mails is the part of the series, where both have the same number."""
    if first.subject.title != second.subject.title:
        raise _several([first, second], source)
    notes.append(f"patch {first.subject.number} is there twice: the newer one is taken")
    return second if _time(second.mail) >= _time(first.mail) else first


def _several(letters: Iterable[_Letter], source: str) -> PatchError:
    titles = " and ".join(repr(letter.mail.subject) for letter in letters)
    return PatchError(f"holds several series, with {titles}: give one at a time", source)


def _cover(others: Sequence[_Letter], version: int, notes: list[str]) -> Mail | None:
    covers = [letter for letter in others if letter.subject.number == 0 and letter.subject.version == version]
    aside = sum(letter.subject.number != 0 for letter in others)
    if aside:
        notes.append(f"{_counted(aside, 'mail')} without a patch set aside")
    return max(covers, key=lambda letter: _time(letter.mail)).mail if covers else None


def _patch(letter: _Letter, number: int, total: int, notes: list[str]) -> Patch:
    mail = letter.mail
    patch = Patch(mail, number, total, letter.subject.title, ())
    if mail.damage:
        raise PatchError(f"{patch.label} {mail.damage}", mail.place(1))
    try:
        files = read_diff(mail.body, mail.place)
    except PatchError as error:
        raise PatchError(f"{patch.label} {error.message}", error.place) from None
    if not files:
        notes.append(f"{patch.label} has no diff")
    return replace(patch, files=files)


def _base_commit(mails: Iterable[Mail]) -> str | None:
    """The commit of the trailer ``base-commit:`` that git-format-patch(1) writes with --base."""
    for mail in mails:
        for line in mail.body:
            if line.startswith(b"base-commit: ") and (match := _BASE.fullmatch(line)):
                return match[1].decode("ascii")
    return None


def _tell_prerequisites(mails: Iterable[Mail], notes: list[str]) -> None:
    count = sum(line.startswith(_PREREQUISITE) for mail in mails for line in mail.body)
    if count:
        notes.append(f"builds on other patches, which are not here ({_counted(count, 'prerequisite')} named)")


def _time(mail: Mail) -> float:
    from email.utils import mktime_tz, parsedate_tz

    try:
        parsed = parsedate_tz(mail.date)
        return float(mktime_tz(parsed)) if parsed else 0.0
    except (ValueError, OverflowError, TypeError, IndexError):
        return 0.0


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in ascending order as text: ``2, 4-6``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
