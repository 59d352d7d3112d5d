"""Numbers of the special methods that W_TypeObject.slot() finds by index instead of by name."""

NAMES = [
    "__add__", "__radd__", "__iadd__", "__sub__", "__rsub__", "__isub__", "__mul__", "__rmul__", "__imul__",
    "__truediv__", "__rtruediv__", "__itruediv__", "__floordiv__", "__rfloordiv__", "__ifloordiv__",
    "__mod__", "__rmod__", "__imod__", "__pow__", "__rpow__", "__ipow__",
    "__matmul__", "__rmatmul__", "__imatmul__", "__lshift__", "__rlshift__", "__ilshift__",
    "__rshift__", "__rrshift__", "__irshift__", "__and__", "__rand__", "__iand__", "__or__", "__ror__", "__ior__",
    "__xor__", "__rxor__", "__ixor__", "__divmod__", "__rdivmod__",
    "__neg__", "__pos__", "__invert__", "__abs__", "__bool__", "__len__", "__index__", "__int__", "__float__",
    "__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__", "__hash__", "__repr__", "__str__", "__format__",
    "__getitem__", "__setitem__", "__delitem__", "__contains__", "__iter__", "__next__", "__call__",
    "__getattribute__", "__getattr__", "__setattr__", "__delattr__", "__get__", "__set__", "__delete__",
    "__init__", "__new__", "__enter__", "__exit__", "__missing__", "__reversed__", "__length_hint__", "__bytes__",
    "__await__", "__aiter__", "__anext__", "__instancecheck__", "__subclasscheck__", "__class_getitem__",
    "__del__",
]  # fmt: skip

COUNT = len(NAMES)
NUMBERS = {}
for _i in range(COUNT):
    NUMBERS[NAMES[_i]] = _i
    globals()[NAMES[_i].strip("_").upper()] = _i
