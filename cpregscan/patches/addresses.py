"""Who gets a reply, and how it names the one that it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.utils import getaddresses, parsedate_to_datetime

from cpregscan.patches.mail import decoded
from cpregscan.patches.model import Mail


def recipients(mail: Mail, sender: Address) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc of a reply to all: the author, then everybody else that the mail went to, each once.

    The author is where the mail asks for answers (``Reply-To``), else who sent it.
    """
    seen = {sender.addr_spec.lower()}
    author = tuple(_once(read_addresses(mail.reply_to or mail.sender), seen))
    others = tuple(_once(read_addresses(f"{mail.to}, {mail.cc}"), seen))
    return (author, others) if author else (others, ())


def read_addresses(text: str) -> tuple[Address, ...]:
    """The addresses of a header field, names decoded; what is no address is left out."""
    found = []
    for name, spec in getaddresses([text]):
        address = _address(decoded(name), spec)
        if address is not None:
            found.append(address)
    return tuple(found)


def attribution(mail: Mail) -> str:
    """The line above a quotation: ``On Tue, 8 Jul 2025 at 14:10, A Name wrote:``, in the time of the author."""
    authors = read_addresses(mail.sender)
    name = (authors[0].display_name or authors[0].addr_spec) if authors else "somebody"
    try:
        sent = parsedate_to_datetime(mail.date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return f"{name} wrote:"
    day, month = _DAYS[sent.weekday()], _MONTHS[sent.month - 1]
    return f"On {day}, {sent.day} {month} {sent.year} at {sent:%H:%M}, {name} wrote:"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _once(addresses: Iterable[Address], seen: set[str]) -> Iterator[Address]:
    for address in addresses:
        if address.addr_spec.lower() not in seen:
            seen.add(address.addr_spec.lower())
            yield address


def _address(name: str, spec: str) -> Address | None:
    from email.errors import MessageError

    if not spec.isascii() or "@" not in spec:
        return None
    try:
        return Address(name, addr_spec=spec)
    except (MessageError, ValueError, IndexError):
        return None
