"""What importlib needs of the interpreter."""

import sys

check_hash_based_pycs = "default"


def acquire_lock():
    pass


def release_lock():
    pass


def lock_held():
    return False


def extension_suffixes():
    return []


def is_builtin(name):
    return 1 if name in sys.builtin_module_names else 0


def is_frozen(name):
    return False


def is_frozen_package(name):
    raise ImportError("No such frozen object named " + name, name=name)


def init_frozen(name):
    return None


def find_frozen(name, /, *, withdata=False):
    return None


def get_frozen_object(name, data=None, /):
    raise ImportError("No such frozen object named " + name, name=name)


def create_builtin(spec):
    if spec.name in sys.modules:
        return sys.modules[spec.name]
    return _load_builtin(spec.name)  # noqa: F821 (defined by the built-in part)


def exec_builtin(module):
    return 0


def _frozen_module_names():
    return []


def _override_frozen_modules_for_tests(override):
    pass


def source_hash(key, source):
    value = key & 0xFFFFFFFFFFFFFFFF
    for byte in source:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value.to_bytes(8, "little")
