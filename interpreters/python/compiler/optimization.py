"""How much the compiler leaves out: 1 assert statements (and __debug__ is False), 2 docstrings too."""


class State(object):
    """`default` is what the command line says, `level` what holds for the compilation under way."""

    def __init__(self):
        self.default = 0
        self.level = 0


state = State()


def set_default(level):
    """The level of the command line."""
    state.default = level
    state.level = level
