"""The configuration: what it says, and one clear line with the place for everything wrong in it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpregscan.errors import ConfigError
from cpregscan.findings.config import FILE, Config, config_of_tree, parse_config
from cpregscan.findings.model import Direction, Level, Suppression
from tests.facts.sample import MemoryTree

FULL = """\
promise = ["forward"]
fail-on = "warning"
strict = true
machines = ["virt-10.0"]
cpus = ["cortex-a57", "max", "max"]

[levels]
unknown-cpreg = "note"

[[ignore]]
fingerprint = "0123456789abcdef"
reason = "no release\\n had it"

[[ignore]]
fingerprint = "fedcba9876543210"
reason = "until the next release"
expires = "11.2"
"""


def test_everything() -> None:
    config = parse_config(FULL.encode(), FILE)
    assert config.promises == (Direction.FORWARD,)
    assert (config.fail_on, config.strict) == ("warning", True)
    assert (config.machines, config.cpus) == (("virt-10.0",), ("cortex-a57", "max"))
    assert config.levels == {"unknown-cpreg": Level.NOTE}
    first, second = config.ignores
    assert first.suppression == Suppression("no release had it")
    assert second.suppression == Suppression("until the next release", "11.2")
    assert (first.place, second.place) == (f"{FILE}:11", f"{FILE}:15")


def test_of_a_tree() -> None:
    assert config_of_tree(MemoryTree({})) is None
    assert config_of_tree(MemoryTree({FILE: b""})) == Config()


def test_the_example_of_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    _, _, rest = page.read_text(encoding="utf-8").partition("```toml\n")
    config = parse_config(rest.partition("```")[0].encode(), str(page))
    assert all(getattr(config, each.name) not in (None, (), {}) for each in fields(Config))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = \n", "c:1: is not TOML: Invalid value"),
        ("strict = true\nstrict = true\n", "c:2: is not TOML: Cannot overwrite a value"),
        ('strict = true\nreason = """', "c:2: is not TOML: Unterminated string"),
        ("\xff", "c:1: is not UTF-8 text"),
        ("#\n#\xff", "c:2: is not UTF-8 text"),
        ("strict = true\n\ncpu = []", "c:3: there is no setting 'cpu': there are promise, strict, fail-on"),
        ('\nstrict = "yes"', "c:2: `strict` is true or false"),
        ('promise = ["sideways"]', "c:1: `promise` is a list of forward and backward"),
        ('promise = "forward"', "c:1: `promise` is a list"),
        ("promise = []", "c:1: `promise` is a list"),
        ("fail-on = 1", "c:1: `fail-on` is one of error, warning, note, never"),
        ("machines = [1]", "c:1: `machines` is a list of names"),
        ("[levels]\nno-such = 'note'", "c:2: there is no rule 'no-such'"),
        ("[levels]\nunknown_cpreg = 'note'", "c:2: there is no rule 'unknown_cpreg'"),
        ("[levels]\n\nunknown-cpreg = 'off'", "c:3: `unknown-cpreg` is one of error, warning, note"),
        ("levels = 3", "c:1: `levels` is a table"),
        ("\nignore = 3", "c:2: `ignore` is a list of tables"),
        ("[[ignore]]\nreason = 'x'", "c:1: an ignore needs a fingerprint"),
        ("[[ignore]]\nfingerprint = '0123456789abcdef'", "c:1: an ignore needs a reason"),
        ("[[ignore]]\nfingerprint = '0123456789abcdef'\nreason = ' '", "c:3: `reason` is a sentence"),
        ("[[ignore]]\nfingerprint = '0123'\nreason = 'x'", "c:2: `fingerprint` is the 16 hex digits"),
        ("[[ignore]]\nrule = 'x'", "c:2: an ignore has no 'rule'"),
        (FULL.replace('"11.2"', "11.2"), "c:17: `expires` is a version as text"),
        (FULL.replace('"11.2"', '"next"'), "c:17: `expires` is a version as text"),
        ("a=" + "[" * 100000, "c: is nested too deeply|c:1: is not TOML"),
        ("#" * (1 << 20) + "\n", "c: is larger than 1024 KiB"),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text.encode("latin-1"), "c")
    assert any(str(caught.value).startswith(part) for part in message.split("|"))
    assert caught.value.exit_code == 2


_words = st.sampled_from(FULL.split()) | st.text(max_size=6)


@given(st.lists(_words | st.just("\n"), max_size=20).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_config(text.encode("utf-8", "surrogatepass"), "c")
    except ConfigError:
        return
