"""Catching the overflow of the stack."""

# The host raises RecursionError, and so does the translated program.
StackOverflow = RecursionError


def check_stack_overflow():
    """In a handler of StackOverflow: nothing is left to check."""
