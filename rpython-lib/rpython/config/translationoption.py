"""Options of a translation."""

DEFL_GC = "minimark"
DEFL_ROOTFINDER_WITHJIT = "shadowstack"
IS_64_BITS = True
OPT_LEVELS = ["0", "1", "size", "mem", "2", "3", "jit"]


class Config(object):
    """A tree of options: attributes; setting or reading an unknown one makes it None or a group."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def override(self, values):
        """Sets options by dotted names."""
        for path, value in values.items():
            group = self
            names = path.split(".")
            for name in names[:-1]:
                group = getattr(group, name)
            setattr(group, names[-1], value)

    def set(self, **values):
        """Sets options of this group or, by name, of a group below."""
        for name, value in values.items():
            for group in [self] + [g for g in self.__dict__.values() if isinstance(g, Config)]:
                if name in group.__dict__:
                    setattr(group, name, value)
                    break
            else:
                setattr(self, name, value)

    suggest = set


def get_combined_translation_config(
    other_optdescr=None, existing_config=None, overrides=None, translating=False
):
    """A configuration with the usual values, changed by `overrides` (dotted names)."""
    config = existing_config or Config(
        translation=Config(
            gc=DEFL_GC,
            gcrootfinder="shadowstack",
            backend="c",
            type_system="lltype",
            jit=False,
            jit_opencoder_model="normal",
            thread=False,
            sandbox=False,
            rweakref=True,
            continuation=False,
            check_str_without_nul=False,
            list_comprehension_operations=False,
            withsmallfuncsets=0,
            taggedpointers=False,
            verbose=False,
            backendopt=Config(),
        )
    )
    config.override(overrides or {})
    return config


def set_opt_level(config, level):
    """Sets an optimisation level, one of OPT_LEVELS."""
    assert level in OPT_LEVELS, level
    config.translation.opt = level
    if level == "jit":
        config.translation.jit = True


def get_translation_config():
    """The configuration of the translation in progress; None on the host."""
    return None
