"""The target on the host: its file is imported and its function ``target`` asked, as the target protocol says.

The agent imports this file as the module ``rtranslate_target``.
"""

import importlib.util
import os
import sys

from rtranslate_sources import TargetLoader


class Config:
    """A driver or configuration object that tolerates every access; unset options are false."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        value = Config()
        self.__dict__[name] = value
        return value

    def __bool__(self):
        return False

    def __call__(self, *args, **kwargs):
        return None

    def __iter__(self):
        return iter(())


class TargetError(Exception):
    """The target file breaks the target protocol; args: kind, text."""


def load_target(request):
    """Imports the target file; its module, its driver and what its function target() answers."""
    path = os.path.abspath(request["path"])
    if not os.path.isfile(path):
        raise TargetError("missing-file", f"there is no file '{request['path']}'")
    for folder in reversed([os.path.dirname(path), *request["paths"]]):
        if folder in sys.path:
            sys.path.remove(folder)
        sys.path.insert(0, folder)
    sys.argv = ["rpython", request["path"], *request["argv"]]
    name = os.path.splitext(os.path.basename(path))[0]
    loader = TargetLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    target = getattr(module, "target", None)
    if not callable(target):
        raise TargetError("no-target", f"'{request['path']}' defines no function target()")
    driver = Config(exe_name=None, config=configuration(request["config"]))
    driver.config.translation.__dict__.setdefault("type_system", "lltype")
    if callable(getattr(module, "handle_config", None)):
        module.handle_config(driver.config, driver.config.translation)
    return module, driver, target(driver, list(request["argv"]))


def configuration(pairs):
    """The option tree from dotted names."""
    root = Config()
    for name, value in pairs:
        node = root
        *path, last = name.split(".")
        for part in path:
            node = getattr(node, part)
        node.__dict__[last] = value
    return root
