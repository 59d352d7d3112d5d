"""What C code needs around it: headers, libraries, flags."""

_FIELDS = [
    "pre_include_bits",
    "includes",
    "include_dirs",
    "post_include_bits",
    "libraries",
    "library_dirs",
    "separate_module_sources",
    "separate_module_files",
    "compile_extra",
    "link_extra",
    "frameworks",
    "link_files",
    "testonly_libraries",
]


class ExternalCompilationInfo(object):
    """Immutable description, kept by `llexternal` for the translator's link step."""

    def __init__(self, **kwds):
        self.use_cpp_linker = kwds.pop("use_cpp_linker", False)
        self.platform = kwds.pop("platform", None)
        for name in _FIELDS:
            value = kwds.pop(name, ())
            assert not isinstance(value, str), "%s must be a list" % name
            setattr(self, name, tuple(value))
        if kwds:
            raise TypeError("unexpected keywords %r" % sorted(kwds))

    def _freeze_(self):
        return True

    def _key(self):
        return (self.use_cpp_linker,) + tuple([getattr(self, name) for name in _FIELDS])

    def __eq__(self, other):
        return type(self) is type(other) and self._key() == other._key()

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        given = ["%s=%r" % (n, getattr(self, n)) for n in _FIELDS if getattr(self, n)]
        return "ExternalCompilationInfo(%s)" % ", ".join(given)

    def merge(self, *others):
        """The union of several descriptions."""
        attributes = {}
        for name in _FIELDS:
            merged = []
            for info in (self,) + others:
                for item in getattr(info, name):
                    if item not in merged:
                        merged.append(item)
            attributes[name] = merged
        attributes["use_cpp_linker"] = any([i.use_cpp_linker for i in (self,) + others])
        return ExternalCompilationInfo(**attributes)

    @classmethod
    def from_compiler_flags(cls, flags):
        """From text like "-I/dir -DNAME"."""
        words = flags.split()
        dirs = [w[2:] for w in words if w.startswith("-I")]
        return cls(include_dirs=dirs, compile_extra=[w for w in words if not w.startswith("-I")])

    @classmethod
    def from_linker_flags(cls, flags):
        """From text like "-L/dir -lname"."""
        words = flags.split()
        return cls(
            library_dirs=[w[2:] for w in words if w.startswith("-L")],
            libraries=[w[2:] for w in words if w.startswith("-l")],
            link_extra=[w for w in words if w[:2] not in ("-L", "-l")],
        )

    @classmethod
    def from_config_tool(cls, execonfigtool):
        """From a program like pcre-config."""
        import subprocess

        def ask(option):
            return subprocess.run(
                [execonfigtool, option], capture_output=True, check=True, text=True
            ).stdout

        return cls.from_compiler_flags(ask("--cflags")).merge(cls.from_linker_flags(ask("--libs")))

    @classmethod
    def from_pkg_config(cls, package):
        """From pkg-config."""
        import subprocess

        def ask(option):
            return subprocess.run(
                ["pkg-config", option, package], capture_output=True, check=True, text=True
            ).stdout

        return cls.from_compiler_flags(ask("--cflags")).merge(cls.from_linker_flags(ask("--libs")))
