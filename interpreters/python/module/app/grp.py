"""The groups, from /etc/group."""

_FIELDS = "gr_name gr_passwd gr_gid gr_mem".split()


class struct_group(tuple):
    """An entry."""

    __slots__ = ()
    n_fields = n_sequence_fields = 4

    def __repr__(self):
        pairs = ["%s=%r" % pair for pair in zip(_FIELDS, self)]
        return "grp.struct_group(" + ", ".join(pairs) + ")"


for _i, _name in enumerate(_FIELDS):
    setattr(struct_group, _name, property(lambda self, i=_i: self[i]))


def getgrall():
    result = []
    try:
        with open("/etc/group", encoding="utf-8", errors="surrogateescape") as f:
            for line in f:
                parts = line.rstrip("\n").split(":")
                if len(parts) == 4:
                    members = parts[3].split(",") if parts[3] else []
                    result.append(struct_group((parts[0], parts[1], int(parts[2]), members)))
    except OSError:
        pass
    return result


def getgrnam(name):
    if not isinstance(name, str):
        raise TypeError("getgrnam() argument must be str, not " + type(name).__name__)
    if "\0" in name:
        raise ValueError("embedded null character")
    for entry in getgrall():
        if entry[0] == name:
            return entry
    raise KeyError("getgrnam(): name not found: %r" % (name,))


def getgrgid(id):
    if not isinstance(id, int):
        raise TypeError("gid should be integer, not " + type(id).__name__)
    for entry in getgrall():
        if entry[2] == id:
            return entry
    raise KeyError("getgrgid(): gid not found: %d" % id)
