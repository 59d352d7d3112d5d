# ruff: noqa: F821 (names of the built-in part)
"""The classes of syntax trees."""

PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000


class AST:
    """Base of the classes of nodes."""

    _fields = ()
    _attributes = ()
    __match_args__ = ()

    def __init__(self, *args, **kwargs):
        fields = self._fields
        if len(args) > len(fields):
            raise TypeError(
                "%s constructor takes at most %d positional argument%s"
                % (type(self).__name__, len(fields), "" if len(fields) == 1 else "s")
            )
        for name, value in zip(fields, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            if name in fields and fields.index(name) < len(args):
                raise TypeError(
                    "%s got multiple values for argument '%s'" % (type(self).__name__, name)
                )
            setattr(self, name, value)

    def __reduce_ex__(self, protocol):
        return type(self), (), self.__dict__


AST.__module__ = "ast"


def _make_class(name, base, fields, attributes, mark):
    names = tuple([field.partition(":")[0] for field in fields])
    body = {"_fields": names, "__match_args__": names, "__module__": "ast"}
    for field in fields:
        member, _, kind = field.partition(":")
        if kind.endswith("?") and not kind.endswith("*?") or kind in ("none", "kind"):
            body[member] = None
    if attributes is not None:
        body["_attributes"] = attributes
        for attribute in attributes:
            if attribute.startswith("end_") and mark != ".":
                body[attribute] = None
    result = type(name, (base,), body)
    globals()[name] = result
    return result


def _make_classes():
    positions = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    for line in _GRAMMAR.strip().split("\n"):
        head, _, rest = line.partition(": ")
        name, kind = head.split()
        attributes = () if kind == "-" else positions
        own = attributes if name == "AST" else None
        base = AST if name == "AST" else _make_class(name, AST, (), attributes, kind)
        for part in rest.split(")"):
            member, paren, fields = part.strip().partition("(")
            if paren:
                parts = [f.strip() for f in fields.split(",") if f.strip()]
                _make_class(member, base, parts, own, kind)


_make_classes()
