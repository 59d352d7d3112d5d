"""Data that a program computes when it is imported, kept between translations."""

import sys


def kept(make, *modules):
    """NOT_RPYTHON: what ``make()`` returns, or returned when it ran for the same source on the same host.

    Only ``marshal``'s types: numbers, texts, tuples, lists, dicts. Untranslated, ``make`` just runs.
    ``make`` may depend on nothing but the host, the file that it stands in and those of ``modules``.
    """
    cache = getattr(sys.modules.get("rtranslate_sources"), "code_cache", None)
    if cache is None or cache.folder is None:
        return make()
    path = make.__code__.co_filename
    data = sys.version.encode()
    for name in [path] + [module.__file__ for module in modules]:
        with open(name, "rb") as file:
            data += file.read()
    place = path + ":" + make.__name__
    value = cache.load(place, data)
    if value is None:
        value = make()
        cache.store(place, data, value)
    return value
