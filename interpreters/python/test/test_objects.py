"""Classes, calls, exceptions, generators, numbers: the interpreter against the host's Python."""

import os

from interpreters.python.test import support

_SNIPPETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets")


def _check_file(name):
    with open(os.path.join(_SNIPPETS, name)) as f:
        support.check(f.read())


def test_objects():
    _check_file("objects.py")


def test_descriptors_and_classes():
    _check_file("classes.py")


def test_generators_and_coroutines():
    _check_file("generators.py")


def test_calls_and_scopes():
    _check_file("calls.py")


def test_numbers():
    _check_file("numbers.py")


def test_special_methods():
    _check_file("protocols.py")


def test_instance_layouts():
    _check_file("layouts.py")


def test_list_kinds():
    _check_file("lists.py")


def test_global_names():
    _check_file("namespaces.py")


def test_class_attributes_assigned_again():
    _check_file("classvars.py")
