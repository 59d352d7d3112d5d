"""Dicts of global names: a cell for each name that code asks for.

A cell knows the entry of its name in the dict and, as long as it was never changed, the value. Code that keeps the
cell need not search; in traces, names that do not change are constants. Dicts get a Namespace at the first lookup
through a cell; from then on they tell it of changes (see hashtable.py).
"""

from rpython.rlib import jit

from interpreters.python.interpreter.executioncontext import ec


class Cell(object):
    """One name of a namespace, which may be missing."""

    _immutable_fields_ = ["w_value?", "entry?"]

    def __init__(self, name):
        self.name = name
        self.w_value = None  # the value, unless it is missing or has changed once
        self.entry = -1  # of the dict; -1: missing
        self.changed = False

    def sync(self, w_dict):
        """Looks the name up in the dict."""
        e = w_dict.find_str(self.name)
        w_value = None
        if e >= 0:
            w_value = w_dict.entries_w[2 * e + 1]
        if self.entry != e:
            self.entry = e
        if self.w_value is not w_value:
            self.update(w_value)

    def update(self, w_value):
        """The name has another value, or None."""
        if self.w_value is None:
            if not self.changed:
                self.w_value = w_value
        else:
            self.w_value = None
            self.changed = True

    def get(self, w_dict):
        """The value in w_dict, whose cell this is; None if it is missing."""
        w_value = self.w_value
        if w_value is not None:
            return w_value
        e = self.entry
        if e < 0:
            return None
        return w_dict.entries_w[2 * e + 1]


class Namespace(object):
    """The cells of a dict."""

    def __init__(self):
        self.cells = {}
        self.by_entry = []  # the cell of each entry, or None

    def find_cell(self, w_dict, name):
        """The cell of a name, made if it is asked for the first time."""
        cell = self.cells.get(name, None)
        if cell is None:
            cell = Cell(name)
            self.cells[name] = cell
            cell.sync(w_dict)
            self.note_entry(cell)
        return cell

    def note_entry(self, cell):
        """Enters a cell in by_entry."""
        e = cell.entry
        if e >= 0:
            while len(self.by_entry) <= e:
                self.by_entry.append(None)
            self.by_entry[e] = cell

    def sync(self, w_dict):
        """Entries have got other numbers, or all may have changed."""
        self.by_entry = []
        for cell in self.cells.values():
            cell.sync(w_dict)
            self.note_entry(cell)

    def key_added(self, name, e, w_value):
        """Entry e is new."""
        cell = self.cells.get(name, None)
        if cell is not None:
            cell.entry = e
            cell.update(w_value)
            self.note_entry(cell)

    def key_removed(self, e):
        """Entry e is no more."""
        cell = self.cell_at(e)
        if cell is not None:
            self.by_entry[e] = None
            cell.entry = -1
            if cell.w_value is not None:
                cell.update(None)

    def value_changed(self, e, w_value):
        """Entry e has another value."""
        cell = self.cell_at(e)
        if cell is not None and cell.w_value is not None and cell.w_value is not w_value:
            cell.update(w_value)

    def cell_at(self, e):
        """The cell of an entry, or None."""
        if e < len(self.by_entry):
            return self.by_entry[e]
        return None


@jit.elidable
def cell_of(w_dict, name):
    """The cell of a name in an exact dict."""
    namespace = w_dict.namespace
    if namespace is None:
        w_dict.to_table()
        namespace = Namespace()
        w_dict.namespace = namespace
    return namespace.find_cell(w_dict, name)


def load(w_dict, name):
    """w_dict[name] of an exact dict, or None: for dicts of global names."""
    if jit.we_are_jitted():
        w_dict = jit.promote(w_dict)
        return cell_of(w_dict, name).get(w_dict)
    return w_dict.getitem_str(name)


def store(w_dict, name, w_value):
    """w_dict[name] = w_value of an exact dict: for dicts of global names."""
    if jit.we_are_jitted():
        w_dict = jit.promote(w_dict)
        cell = cell_of(w_dict, name)
        e = cell.entry
        if e >= 0 and cell.w_value is None and cell.changed:
            w_dict.entries_w[2 * e + 1] = w_value
            return
    w_dict.setitem_str(name, w_value)


def builtins_of(w_globals):
    """The dict of the builtin names for code with these globals (an exact dict)."""
    w_builtins = load(w_globals, "__builtins__")
    if w_builtins is not None:
        if type(w_builtins) is moduleobject.W_Module:
            w_builtins = w_builtins.w_dict
        if type(w_builtins) is dictobject.W_DictObject:
            return w_builtins
    w_builtins = ec.w_builtins_dict
    assert isinstance(w_builtins, dictobject.W_DictObject)
    return w_builtins


def odd_builtins(w_globals):
    """The builtins of globals (an exact dict) if they are no plain dict; else None."""
    w_builtins = w_globals.getitem_str("__builtins__")
    if w_builtins is None:
        return None
    if isinstance(w_builtins, moduleobject.W_Module):
        w_builtins = w_builtins.w_dict
    if type(w_builtins) is dictobject.W_DictObject:
        return None
    return w_builtins


class GlobalCache(object):
    """Where an instruction finds a global name: in the globals, else in the builtins."""

    _immutable_fields_ = ["w_globals", "cell", "w_builtins", "builtin_cell"]

    def __init__(self, w_globals, cell, w_builtins, builtin_cell):
        self.w_globals = w_globals
        self.cell = cell
        self.w_builtins = w_builtins
        self.builtin_cell = builtin_cell

    def get(self, w_globals):
        """The value; None if it is missing or the globals are others."""
        if self.w_globals is not w_globals:
            return None
        w_value = self.cell.get(w_globals)
        if w_value is not None:
            return w_value
        return self.builtin_cell.get(self.w_builtins)


def make_cache(w_globals, name):
    """The GlobalCache of a name for globals that are an exact dict."""
    w_builtins = builtins_of(w_globals)
    return GlobalCache(w_globals, cell_of(w_globals, name), w_builtins, cell_of(w_builtins, name))


from interpreters.python.objspace import dictobject, moduleobject  # noqa: E402
