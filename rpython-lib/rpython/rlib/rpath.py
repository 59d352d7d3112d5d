"""POSIX path arithmetic."""

import os

from rpython.rlib import rposix
from rpython.translation.replacements import replaces

sep = "/"
altsep = ""


@replaces(os.path.isabs)
def risabs(s):
    """Does the path begin at the root?"""
    return s.startswith("/")


risdir = rposix.isdir


@replaces(os.path.normpath)
def rnormpath(path):
    """The path without ".", empty parts, and ".." where possible."""
    if path == "":
        return "."
    slashes = 0
    if path.startswith("/"):
        slashes = 1
        if path.startswith("//") and not path.startswith("///"):
            slashes = 2
    parts = []
    for part in path.split("/"):
        if part == "" or part == ".":
            continue
        if part != ".." or (slashes == 0 and (len(parts) == 0 or parts[-1] == "..")):
            parts.append(part)
        elif len(parts) > 0:
            parts.pop()
    result = "/".join(parts)
    if slashes > 0:
        result = "/" * slashes + result
    if result == "":
        return "."
    return result


@replaces(os.path.abspath)
def rabspath(path):
    """The absolute form of a path."""
    if path == "":
        return rposix.getcwd()
    if not risabs(path):
        path = rposix.getcwd() + "/" + path
    return rnormpath(path)


def rjoin(first, others):
    """first and the paths of the list `others` joined; an absolute one starts anew."""
    path = first
    for other in others:
        if other.startswith("/"):
            path = other
        elif path == "" or path.endswith("/"):
            path = path + other
        else:
            path = path + "/" + other
    return path


@replaces(os.path.join)
def join2(first, second):
    """Two paths joined."""
    if second.startswith("/"):
        return second
    if first == "" or first.endswith("/"):
        return first + second
    return first + "/" + second


@replaces(os.path.split)
def rsplit(path):
    """(directory, name)"""
    i = path.rfind("/") + 1
    assert i >= 0
    head = path[:i]
    tail = path[i:]
    end = len(head)
    while end > 0 and head[end - 1] == "/":
        end -= 1
    if end > 0:
        head = head[:end]
    return head, tail


@replaces(os.path.dirname)
def rdirname(path):
    """The directory part of a path."""
    return rsplit(path)[0]


@replaces(os.path.basename)
def rbasename(path):
    """The last part of a path."""
    i = path.rfind("/") + 1
    assert i >= 0
    return path[i:]


def rsplitext(path):
    """(path without extension, extension with its dot)"""
    slash = path.rfind("/")
    dot = path.rfind(".")
    start = slash + 1
    while start < dot:
        if path[start] != ".":
            assert dot >= 0
            return path[:dot], path[dot:]
        start += 1
    return path, ""


replaces(os.path.splitext)(rsplitext)


def rsplitdrive(path):
    """("", path): there are no drives."""
    return "", path
