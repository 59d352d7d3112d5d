"""The users, from /etc/passwd."""

_FIELDS = "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell".split()


class struct_passwd(tuple):
    """An entry."""

    __slots__ = ()
    n_fields = n_sequence_fields = 7

    def __repr__(self):
        pairs = ["%s=%r" % pair for pair in zip(_FIELDS, self)]
        return "pwd.struct_passwd(" + ", ".join(pairs) + ")"


for _i, _name in enumerate(_FIELDS):
    setattr(struct_passwd, _name, property(lambda self, i=_i: self[i]))


def getpwall():
    result = []
    try:
        with open("/etc/passwd", encoding="utf-8", errors="surrogateescape") as f:
            for line in f:
                parts = line.rstrip("\n").split(":")
                if len(parts) == 7:
                    parts[2:4] = int(parts[2]), int(parts[3])
                    result.append(struct_passwd(parts))
    except OSError:
        pass
    return result


def getpwnam(name, /):
    if not isinstance(name, str):
        raise TypeError("getpwnam() argument must be str, not " + type(name).__name__)
    if "\0" in name:
        raise ValueError("embedded null character")
    for entry in getpwall():
        if entry[0] == name:
            return entry
    raise KeyError("getpwnam(): name not found: %r" % (name,))


def getpwuid(uid, /):
    if not isinstance(uid, int):
        raise TypeError("uid should be integer, not " + type(uid).__name__)
    for entry in getpwall():
        if entry[2] == uid:
            return entry
    raise KeyError("getpwuid(): uid not found: %d" % uid)
