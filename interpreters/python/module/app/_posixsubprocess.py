"""Starting processes: the run-time library has no system call for it yet."""


def fork_exec(*args):
    raise OSError(38, "Function not implemented")
