"""Trees of options with defaults, requirements and a command line. For the host only: targets use them at import time."""

import optparse

SUPPRESS_USAGE = optparse.SUPPRESS_USAGE
DEFAULT_OPTION_NAME = object()


class ConfigError(Exception):
    """Base of the errors of this module."""


class NoMatchingOptionFound(AttributeError):
    """No option has that name, or several have."""


class AmbigousOptionError(NoMatchingOptionFound):
    """Several options have that name."""


class ConflictConfigError(ConfigError):
    """Two options need different values of a third one."""


class Option(object):
    """An option with a name, a text, a default, and its name on the command line (None: not there)."""

    def __init__(self, name, doc, default=None, cmdline=DEFAULT_OPTION_NAME):
        self._name = name
        self.doc = doc
        self.default = default
        self.cmdline = cmdline

    def getdefault(self):
        """The default."""
        return self.default

    def validate(self, value):
        """Can the option have this value?"""
        return True

    def required(self, value):
        """(path, value) of what a value needs."""
        return []

    def suggested(self, value):
        """(path, value) of what a value would like."""
        return []

    def flags(self, path):
        """Its names on the command line."""
        if self.cmdline is None:
            return []
        return ["--" + path] if self.cmdline is DEFAULT_OPTION_NAME else self.cmdline.split()

    def add_to(self, group, path, config):
        """Adds it to a parser."""
        flags = self.flags(path)
        if flags:
            group.add_option(
                *flags,
                help=self.doc,
                action="callback",
                type="string",
                callback=self._callback,
                callback_args=(path, config),
            )

    def _callback(self, option, opt, value, parser, path, config):
        try:
            config.setoption_by_path(path, self.parse(value))
        except (ValueError, ConfigError) as e:
            raise optparse.OptionValueError("%s: %s" % (opt, e)) from None

    def parse(self, text):
        """The value that a text on the command line means."""
        return text


class BoolOption(Option):
    """True or False; each value may require or suggest values of other options."""

    def __init__(
        self,
        name,
        doc,
        default=None,
        requires=None,
        suggests=None,
        validator=None,
        cmdline=DEFAULT_OPTION_NAME,
        negation=True,
    ):
        Option.__init__(self, name, doc, default, cmdline)
        self.requires = requires or []
        self.suggests = suggests or []
        self.negation = negation

    def validate(self, value):
        return isinstance(value, bool)

    def required(self, value):
        return self.requires if value else []

    def suggested(self, value):
        return self.suggests if value else []

    def add_to(self, group, path, config):
        flags = self.flags(path)
        if not flags:
            return

        def set_to(value):
            def callback(option, opt, text, parser):
                config.setoption_by_path(path, value)

            return callback

        group.add_option(*flags, help=self.doc, action="callback", callback=set_to(True))
        if self.negation and self.cmdline is DEFAULT_OPTION_NAME:
            head, _, last = path.rpartition(".")
            negated = "--%s%sno-%s" % (head, "." if head else "", last)
            group.add_option(
                negated,
                help="unset option set by --" + path,
                action="callback",
                callback=set_to(False),
            )


class ChoiceOption(Option):
    """One of several values."""

    def __init__(
        self,
        name,
        doc,
        values,
        default=None,
        requires=None,
        suggests=None,
        cmdline=DEFAULT_OPTION_NAME,
    ):
        Option.__init__(self, name, doc, default, cmdline)
        self.values = values
        self.requires = requires or {}
        self.suggests = suggests or {}

    def validate(self, value):
        return value is None or value in self.values

    def required(self, value):
        return self.requires.get(value, [])

    def suggested(self, value):
        return self.suggests.get(value, [])


class IntOption(Option):
    """An int."""

    parse = staticmethod(int)

    def validate(self, value):
        return value is None or isinstance(value, int)


class FloatOption(Option):
    """A float."""

    parse = staticmethod(float)

    def validate(self, value):
        return value is None or isinstance(value, (int, float))


class StrOption(Option):
    """Text."""

    def validate(self, value):
        return value is None or isinstance(value, str)


class ArbitraryOption(Option):
    """Any value; the default may be made by a function."""

    def __init__(self, name, doc, default=None, defaultfactory=None):
        Option.__init__(self, name, doc, default, None)
        self.defaultfactory = defaultfactory

    def getdefault(self):
        return self.default if self.defaultfactory is None else self.defaultfactory()


class OptionDescription(object):
    """A group of options and groups."""

    cmdline = None

    def __init__(self, name, doc, children, cmdline=None):
        self._name = name
        self.doc = doc
        self._children = list(children)
        for child in self._children:
            setattr(self, child._name, child)

    def getpaths(self, prefix=""):
        """The dotted names of the options below."""
        found = []
        for child in self._children:
            path = prefix + child._name
            if isinstance(child, OptionDescription):
                found.extend(child.getpaths(path + "."))
            else:
                found.append(path)
        return found


class Config(object):
    """The values of the options of a description."""

    def __init__(self, descr, parent=None, **overrides):
        self.__dict__.update(_descr=descr, _parent=parent, _values={}, _owners={})
        for child in descr._children:
            self._add(child)
        self.override(overrides)

    def _add(self, child):
        if isinstance(child, OptionDescription):
            self._values[child._name] = Config(child, self)
        else:
            self._values[child._name] = child.getdefault()
            self._owners[child._name] = "default"

    def __getattr__(self, name):
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError("there is no option %r" % (name,)) from None

    def __setattr__(self, name, value):
        self.setoption(name, value)

    def _top(self):
        return self if self._parent is None else self._parent._top()

    def setoption(self, name, value, who="user"):
        """Sets an option of this group, and what its value requires and suggests."""
        option = getattr(self._descr, name, None)
        if not isinstance(option, Option):
            raise AttributeError("there is no option %r" % (name,))
        if not option.validate(value):
            raise ConfigError("invalid value %r for option %s" % (value, name))
        if self._owners[name] == "required" and self._values[name] != value:
            raise ConflictConfigError("option %s must be %r" % (name, self._values[name]))
        self._values[name] = value
        self._owners[name] = who
        for path, needed in option.required(value):
            self._top().setoption_by_path(path, needed, "required")
        for path, wanted in option.suggested(value):
            self._top().suggestoption(path, wanted)

    def _group_of(self, path):
        group = self
        names = path.split(".")
        for name in names[:-1]:
            group = getattr(group, name)
        return group, names[-1]

    def setoption_by_path(self, path, value, who="user"):
        """Sets an option by its dotted name."""
        group, name = self._group_of(path)
        group.setoption(name, value, who)

    def suggestoption(self, path, value):
        """Sets an option by its dotted name unless somebody did."""
        group, name = self._group_of(path)
        if group._owners[name] in ("default", "suggested"):
            group.setoption(name, value, "suggested")

    def override(self, values):
        """Sets new defaults by dotted names."""
        for path, value in values.items():
            self.setoption_by_path(path, value, "default")

    def _path_of(self, name):
        paths = self._descr.getpaths()
        found = [path for path in paths if path == name or path.split(".")[-1] == name]
        if len(found) > 1 and name not in found:
            raise AmbigousOptionError("more than one option is called %s" % name)
        if not found:
            raise NoMatchingOptionFound("there is no option %s" % name)
        return name if name in found else found[0]

    def set(self, **values):
        """Sets options by their last or dotted names."""
        for name, value in values.items():
            self.setoption_by_path(self._path_of(name), value)

    def suggest(self, **values):
        """The same, where nobody has set them."""
        for name, value in values.items():
            self.suggestoption(self._path_of(name), value)

    def copy(self):
        """A copy."""
        made = Config(self._descr)
        for path in self._descr.getpaths():
            group, name = self._group_of(path)
            other, _ = made._group_of(path)
            other._values[name] = group._values[name]
            other._owners[name] = group._owners[name]
        return made

    def getpaths(self):
        """The dotted names of all options."""
        return self._descr.getpaths()

    def __iter__(self):
        return iter([(child._name, getattr(self, child._name)) for child in self._descr._children])

    def __repr__(self):
        lines = []
        for path in self._descr.getpaths():
            group, name = self._group_of(path)
            lines.append("%s = %r" % (path, getattr(group, name)))
        return "\n".join(lines)


class OptHelpFormatter(optparse.IndentedHelpFormatter):
    """The formatter of help texts."""


def to_optparse(config, useoptions=None, parser=None, parserargs=(), parserkwargs=None):
    """A parser of command lines that sets the options: all, or those named (`group.*`: of a group)."""
    if parser is None:
        parser = optparse.OptionParser(*parserargs, **(parserkwargs or {}))
    paths = config._descr.getpaths()
    if useoptions is not None:
        wanted = set()
        for name in useoptions:
            if name.endswith(".*"):
                wanted.update([path for path in paths if path.startswith(name[:-1])])
            else:
                wanted.add(name)
        paths = [path for path in paths if path in wanted]
    for path in paths:
        group, name = config._group_of(path)
        getattr(group._descr, name).add_to(parser, path, config)
    return parser
