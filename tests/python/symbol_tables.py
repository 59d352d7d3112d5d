"""The module symtable."""

import symtable

SOURCE = """
import os
glob = 1
class C(Base):
    attr: int = 0
    def m(self, a, *b, c=1, **d):
        global glob
        def inner():
            nonlocal a
            a = __class__, self.__private
            return [x for x in b if glob]
        return lambda z: inner
"""


def show(table, depth=0):
    kind = table.get_type()
    print("  " * depth, kind, table.get_name(), table.get_lineno(), table.is_nested(), table.has_children())
    for name in sorted(table.get_identifiers()):
        s = table.lookup(name)
        print(
            "  " * depth, "  ", name, s.is_referenced(), s.is_parameter(), s.is_global(), s.is_local(), s.is_free(),
            s.is_imported(), s.is_assigned(), s.is_annotated(), s.is_nonlocal(), s.is_declared_global(),
            s.is_namespace(),
        )  # fmt: skip
    if kind == "function":
        print("  " * depth, "  ", sorted(table.get_parameters()), sorted(table.get_frees()))
    for child in table.get_children():
        show(child, depth + 1)


show(symtable.symtable(SOURCE, "?", "exec"))
show(symtable.symtable("x + 1", "?", "eval"))
for arguments in (("x +", "?", "exec"), ("x", "?", "other"), (1, "?", "exec")):
    try:
        symtable.symtable(*arguments)
    except Exception as e:  # noqa: BLE001
        print(type(e).__name__, e)
