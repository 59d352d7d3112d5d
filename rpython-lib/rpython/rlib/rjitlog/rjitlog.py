"""The interface of the binary log of the JIT, which executables do not write: PYPYLOG writes its log as text."""


class JitlogError(Exception):
    """The log cannot be written."""

    def __init__(self, msg):
        self.msg = msg

    def __str__(self):
        return self.msg


def enable_jitlog(fileno):
    """Starts the log: fails."""
    raise JitlogError("the jitlog is not supported; the environment variable PYPYLOG writes logs")


def disable_jitlog():
    """Stops the log: there is none."""
