"""Which containers are being shown by repr(), so that recursion ends in "..."."""


class _State(object):
    """The objects whose repr() is under way, innermost last."""

    def __init__(self):
        self.active = []


_state = _State()


def enter(w_obj):
    """Note that repr() of w_obj begins; False if it is under way already."""
    active = _state.active
    for i in range(len(active)):
        if active[i] is w_obj:
            return False
    pyframe.enter_recursion()
    active.append(w_obj)
    return True


def leave(w_obj):
    """repr() of w_obj, the innermost one, ends."""
    pyframe.leave_recursion()
    _state.active.pop()


from interpreters.python.interpreter import pyframe  # noqa: E402
