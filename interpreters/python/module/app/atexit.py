"""Functions to be called when the program ends."""

_functions = []


def register(func, /, *args, **kwargs):
    """Call func(*args, **kwargs) at the end; the last registered is called first."""
    _functions.append((func, args, kwargs))
    return func


def unregister(func):
    """Forget a function."""
    _functions[:] = [entry for entry in _functions if not entry[0] == func]


def _clear():
    _functions.clear()


def _ncallbacks():
    return len(_functions)


def _run_exitfuncs():
    import sys

    while _functions:
        func, args, kwargs = _functions.pop()
        try:
            func(*args, **kwargs)
        except BaseException as e:
            from types import SimpleNamespace

            sys.unraisablehook(
                SimpleNamespace(
                    exc_type=type(e),
                    exc_value=e,
                    exc_traceback=e.__traceback__,
                    err_msg="Exception ignored in atexit callback",
                    object=func,
                )
            )
