"""cpregscan annotate: replies to patches, as a reviewer writes them under the lines."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import closing
from email.message import EmailMessage
from typing import TYPE_CHECKING

from cpregscan.cli.exitcode import ExitCode
from cpregscan.cli.findings_output import steering
from cpregscan.cli.options import add_options
from cpregscan.cli.output import note, write_file, write_lines
from cpregscan.cli.progress import TerminalProgress
from cpregscan.cli.seriesinput import add_base_argument, open_mails

if TYPE_CHECKING:
    from cpregscan.lint.replies import Reply

MBOX, TEXT = "mbox", "text"


def add_arguments(parser: ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument(
        "patches", metavar="PATCHES", nargs="*", help="mboxes or mails; `-` for standard input (default)"
    )
    add_base_argument(parser)
    parser.add_argument(
        "--from", dest="sender", metavar="ADDRESS", help="who replies (default: as git knows the user)"
    )
    parser.add_argument("--always", action="store_true", help="reply also if there is nothing to complain of")
    parser.add_argument(
        "--format",
        choices=(MBOX, TEXT),
        default=MBOX,
        help="mbox: mails to send (default); text: the same for the terminal",
    )
    add_options(parser, "output", "repo", "arch", "cpu", "machine", "smp")
    add_options(parser, "promise", "strict", "config", "no_ignores", "no_cache")
    parser.set_defaults(baseline=None, outputs=None, fail_on=None)


def run(arguments: Namespace) -> ExitCode:
    """Writes the replies."""
    from cpregscan.lint.replies import replies, scope_text

    output_format, arguments.format = arguments.format, TEXT
    with closing(open_mails(arguments.patches or ["-"], arguments.base, arguments.repo)) as series:
        wanted = steering(arguments, series.after)
        for line in series.notes:
            note(line)
        with TerminalProgress() as progress:
            from cpregscan.cli.seriesfacts import TreeFacts
            from cpregscan.findings.settings import steered
            from cpregscan.lint.linting import lint

            facts = TreeFacts(series, arguments, progress, plain_names=True)
            linted = lint(series, facts, wanted.settings)
        linted = linted.mapped(lambda found: steered(found, wanted.settings, None, narrowed=True))
        answers = list(replies(linted, scope_text(linted.whole), always=arguments.always))
    messages = list(_messages(answers, _sender(arguments, output_format)))
    if output_format == TEXT:
        write_lines(_lines(messages), arguments.output)
    elif messages or arguments.output is not None:
        _write(messages, arguments.output)
    return ExitCode.CLEAN


def _messages(answers: Iterable[Reply], sender: str) -> Iterator[EmailMessage]:
    from datetime import UTC, datetime
    from email.utils import make_msgid, parseaddr

    from cpregscan.patches.reply import Envelope, reply_to_mail

    domain = parseaddr(sender)[1].rpartition("@")[2] or None
    for answer in answers:
        below: dict[int, list[str]] = {}
        for comment in answer.comments:
            below.setdefault(comment.line.line, []).append(comment.text)
        envelope = Envelope(sender, datetime.now(UTC), make_msgid("cpregscan", domain))
        yield reply_to_mail(answer.mail, answer.files, below, answer.overall, envelope)


def _lines(messages: Iterable[EmailMessage]) -> Iterator[str]:
    """The replies as text: subject, then the body."""
    for number, message in enumerate(messages):
        if number:
            yield from ("", "")
        yield f"Subject: {message['Subject']}"
        yield ""
        content: str = message.get_content()
        yield from content.removesuffix("\n").split("\n")


def _write(messages: Iterable[EmailMessage], path: str | None) -> None:
    import sys

    from cpregscan.patches.mbox import write_mbox

    content = write_mbox(messages)
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        write_file(content, path)


def _sender(arguments: Namespace, output_format: str) -> str:
    """Who replies: as the user says, else as git knows; text needs nobody."""
    from cpregscan.errors import TreeError, UsageError
    from cpregscan.trees.git_process import Git

    if arguments.sender is not None:
        return str(arguments.sender)
    try:
        return (
            Git(arguments.repo)
            .run("var", "GIT_AUTHOR_IDENT")
            .decode("utf-8", "replace")
            .rpartition(" ")[0]
            .rpartition(" ")[0]
        )
    except TreeError:
        if output_format == TEXT:
            return "cpregscan <cpregscan@localhost>"
        raise UsageError("git does not know who you are: name the sender with --from") from None
