"""Strings of which there is one object each: identifiers in code, names of attributes, what sys.intern is given."""


class _Table(object):
    def __init__(self):
        self.objects = {}


table = _Table()


def interned(text):
    """The str object of UTF-8 text."""
    w_text = table.objects.get(text, None)
    if w_text is None:
        w_text = space.newtext(text)
        table.objects[text] = w_text
    return w_text


def intern_object(text, w_text):
    """The object that stands for the text: an earlier one, or w_text."""
    w_earlier = table.objects.get(text, None)
    if w_earlier is not None:
        return w_earlier
    table.objects[text] = w_text
    return w_text


from interpreters.python.objspace import operation as space  # noqa: E402
