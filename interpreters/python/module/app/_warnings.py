# ruff: noqa: F821 (names of the built-in part)
"""Warnings that do not need the module warnings: its lists are used if it is there."""

from _operator import index as _index

_onceregistry = {}
_defaultaction = "default"
filters = [
    ("default", None, DeprecationWarning, "__main__", 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
    ("ignore", None, ResourceWarning, None, 0),
]


class _State:
    version = 1  # of the filters


def _filters_mutated():
    _State.version += 1


def _of_module(name, default=None, load=False):
    """An attribute of the module warnings."""
    import sys

    module = sys.modules.get("warnings")
    if module is None and load:
        try:
            import warnings as module
        except ImportError:
            pass
    return getattr(module, name, default)


def _matches(pattern, text):
    if pattern is None:
        return True
    if type(pattern) is str:
        return pattern == text
    return pattern.match(text)


def _action(category, text, lineno, module):
    """What the filters say: (action, filter)."""
    global filters, _defaultaction
    rules = filters = _of_module("filters", filters)
    if not isinstance(rules, list):
        raise ValueError("warnings.filters must be a list")
    for number, rule in enumerate(rules):
        if not isinstance(rule, tuple) or len(rule) != 5:
            raise ValueError("warnings.filters item %d isn't a 5-tuple" % number)
        action, message, wanted, place, line = rule
        if not isinstance(action, str):
            raise TypeError("action must be a string, not '%s'" % type(action).__name__)
        if (
            _matches(message, text)
            and issubclass(category, wanted)
            and _matches(place, module)
            and line in (0, lineno)
        ):
            return action, rule
    action = _defaultaction = _of_module("defaultaction", _defaultaction)
    if not isinstance(action, str):
        kind = type(action).__name__
        raise TypeError("_warnings.defaultaction must be a string, not '%s'" % kind)
    return action, None


def _seen(registry, key, note):
    """Is the key in the registry? Otherwise it is noted, if that is asked for."""
    if registry.get("version") != _State.version:
        registry.clear()
        registry["version"] = _State.version
    elif registry.get(key):
        return True
    if note:
        registry[key] = True
    return False


def _category_of(message, category):
    if isinstance(message, Warning):
        return type(message)
    if category is None:
        return UserWarning
    if not isinstance(category, type) or not issubclass(category, Warning):
        kind = type(category).__name__
        raise TypeError("category must be a Warning subclass, not '%s'" % kind)
    return category


def _issue(category, message, filename, lineno, module, registry, line, source):
    global _onceregistry
    if registry is not None and not isinstance(registry, dict):
        raise TypeError("'registry' must be a dict or None")
    if module is None:
        module = filename[:-3] if filename.endswith(".py") else filename or "<unknown>"
    if isinstance(message, Warning):
        text = str(message)
        category = type(message)
    else:
        text = message
        message = category(message)
    key = (text, category, lineno)
    if registry is not None and _seen(registry, key, False):
        return
    action, rule = _action(category, text, lineno, module)
    if action == "error":
        raise message
    if action == "ignore":
        return
    known = False
    if action != "always":
        if registry is not None:
            registry[key] = True
        if action == "once":
            if registry is None:
                registry = _onceregistry = _of_module("onceregistry", _onceregistry)
                if not isinstance(registry, dict):
                    kind = type(registry).__name__
                    raise TypeError("_warnings.onceregistry must be a dict, not '%s'" % kind)
            known = _seen(registry, (text, category), True)
        elif action == "module":
            if registry is not None:
                known = _seen(registry, (text, category, 0), True)
        elif action != "default":
            raise RuntimeError(
                "Unrecognized action (%r) in warnings.filters:\n %s" % (action, rule)
            )
    if not known:
        _show(category, message, text, filename, lineno, line, source)


def _show(category, message, text, filename, lineno, line, source):
    show = _of_module("_showwarnmsg", None, source is not None)
    if show is None:
        _write("%s:%d: %s: %s\n" % (filename, lineno, category.__name__, text))
        if line is None:
            line = _line_of(filename, lineno)
        if line:
            _write("  " + line.strip() + "\n")
        return
    if not callable(show):
        raise TypeError("warnings._showwarnmsg() must be set to a callable")
    make = _of_module("WarningMessage")
    if make is None:
        raise RuntimeError("unable to get warnings.WarningMessage")
    show(make(message, category, filename, lineno, None, None, source))


def _write(text):
    import sys

    if sys.stderr is not None:
        try:
            sys.stderr.write(text)
        except OSError:
            pass


def _line_of(filename, lineno):
    import io

    try:
        with io.open(filename, encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if number == lineno:
                    return line
    except OSError:
        pass
    return None


def _is_internal(frame):
    filename = frame.f_code.co_filename
    return "importlib" in filename and "_bootstrap" in filename


def _outer(frame, internal):
    """The frame that called this one; those of importlib do not count."""
    frame = frame.f_back
    while not internal and frame is not None and _is_internal(frame):
        frame = frame.f_back
    return frame


def warn(message, category=None, stacklevel=1, source=None):
    """Issue a warning, or maybe ignore it or raise an exception."""
    import sys

    category = _category_of(message, category)
    stacklevel = _index(stacklevel)
    try:
        frame = sys._getframe(1)
    except ValueError:
        frame = None
    if frame is not None:
        internal = stacklevel <= 0 or _is_internal(frame)
        while stacklevel > 1 and frame is not None:
            frame = _outer(frame, internal)
            stacklevel -= 1
    if frame is None:
        names, filename, lineno = sys.__dict__, "sys", 1
    else:
        names, filename, lineno = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    registry = names.setdefault("__warningregistry__", {})
    module = names.get("__name__")
    if not isinstance(module, str):
        module = "<string>"
    _issue(category, message, filename, lineno, module, registry, None, source)


def warn_explicit(
    message,
    category,
    filename,
    lineno,
    module=None,
    registry=None,
    module_globals=None,
    source=None,
):
    """Issue a warning, or maybe ignore it or raise an exception."""
    category = _category_of(message, category)
    lineno = _index(lineno)
    if not isinstance(filename, str):
        kind = type(filename).__name__
        raise TypeError("warn_explicit() argument 3 must be str, not %s" % kind)
    line = None
    if module_globals is not None:
        if not isinstance(module_globals, dict):
            kind = type(module_globals).__name__
            raise TypeError("module_globals must be a dict, not '%s'" % kind)
        get_source = getattr(module_globals.get("__loader__"), "get_source", None)
        name = module_globals.get("__name__")
        if get_source is not None and name is not None:
            text = get_source(name)
            if isinstance(text, str):
                lines = str.splitlines(text)
                if 0 < lineno <= len(lines):
                    line = lines[lineno - 1]
    _issue(category, message, filename, lineno, module, registry, line, source)
