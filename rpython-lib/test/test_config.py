"""Trees of options."""

import pytest

from rpython.config import config as c

DESCR = c.OptionDescription(
    "lang",
    "A language",
    [
        c.BoolOption("fast", "be fast", default=False, requires=[("gc.kind", "generation")]),
        c.IntOption("size", "how big", default=3),
        c.StrOption("name", "the name", cmdline="-n --name"),
        c.OptionDescription(
            "gc",
            "collector",
            [
                c.ChoiceOption("kind", "which", ["ref", "generation"], default="ref"),
                c.BoolOption("debug", "checks", default=True),
                c.ArbitraryOption("extra", "anything", defaultfactory=list),
            ],
        ),
    ],
)


def test_values():
    config = c.Config(DESCR, size=5)
    assert config.size == 5 and config.gc.kind == "ref" and config.gc.extra == []
    config.suggest(kind="generation", debug=False)
    assert config.gc.kind == "generation" and not config.gc.debug
    config.set(**{"gc.kind": "ref"})
    other = config.copy()
    other.fast = True
    assert other.gc.kind == "generation" and config.gc.kind == "ref"
    with pytest.raises(c.ConflictConfigError):
        other.gc.kind = "ref"
    with pytest.raises(c.ConfigError):
        config.size = "big"
    with pytest.raises(AttributeError):
        config.sise = 3


def test_command_line():
    config = c.Config(DESCR)
    parser = c.to_optparse(config, parserkwargs={"usage": "x"})
    options, rest = parser.parse_args(
        ["--size", "7", "-n", "me", "--gc.no-debug", "--fast", "rest"]
    )
    assert (config.size, config.name, config.gc.debug, config.fast) == (7, "me", False, True)
    assert config.gc.kind == "generation" and rest == ["rest"]
    assert c.to_optparse(config, ["gc.*"]).has_option("--gc.kind")
    assert not c.to_optparse(config, ["gc.*"]).has_option("--size")
