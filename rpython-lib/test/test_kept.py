"""Data computed at import time and kept between translations."""

import sys
import types

import pytest

from rpython.tool.kept import kept

calls = []


def make():
    calls.append(1)
    return {1: ["a", (2.5, "b")]}


class Cache:
    folder = "somewhere"

    def __init__(self):
        self.data = {}

    def load(self, place, data):
        return self.data.get((place, data))

    def store(self, place, data, value):
        self.data[place, data] = value


@pytest.fixture
def sources(monkeypatch):
    """The translator's module, with a cache."""
    module = types.ModuleType("rtranslate_sources")
    module.code_cache = Cache()
    monkeypatch.setitem(sys.modules, "rtranslate_sources", module)
    del calls[:]
    return module


def test_computed_each_time_without_the_translator():
    del calls[:]
    assert kept(make) == kept(make)
    assert len(calls) == 2


def test_kept_by_the_translator_only(sources):
    assert kept(make) == kept(make) == {1: ["a", (2.5, "b")]}
    assert len(calls) == 1
    sources.code_cache.folder = None
    assert kept(make) == {1: ["a", (2.5, "b")]}
    assert len(calls) == 2


def test_the_key_has_the_sources_of_the_modules(sources, tmp_path):
    shared = types.ModuleType("shared")
    shared.__file__ = str(tmp_path / "shared.py")
    (tmp_path / "shared.py").write_text("X = 1")
    kept(make, shared)
    kept(make, shared)
    assert len(calls) == 1
    (tmp_path / "shared.py").write_text("X = 2")
    kept(make, shared)
    assert len(calls) == 2
