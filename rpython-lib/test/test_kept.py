"""Data computed at import time and kept between translations."""

import sys
import types

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


def test_kept_by_the_translator_only(monkeypatch):
    del calls[:]
    assert kept(make) == kept(make)
    assert len(calls) == 2
    sources = types.ModuleType("rtranslate_sources")
    sources.code_cache = Cache()
    monkeypatch.setitem(sys.modules, "rtranslate_sources", sources)
    assert kept(make) == kept(make) == {1: ["a", (2.5, "b")]}
    assert len(calls) == 3
    sources.code_cache.folder = None
    assert kept(make) == {1: ["a", (2.5, "b")]}
    assert len(calls) == 4
