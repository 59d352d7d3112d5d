"""Marks functions and classes for which the translator has a rule of its own.

The annotator and the rtyper look at the attribute `_rpython_intrinsic_`; the host ignores it.
`INTRINSICS.md` beside this file lists every name with its signature and meaning.
"""


def intrinsic(name):
    """Decorator: the translator replaces calls of this function by its rule called `name`."""

    def mark(func):
        func._rpython_intrinsic_ = name
        return func

    return mark
