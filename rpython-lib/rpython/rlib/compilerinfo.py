"""What made the executable."""


def get_compiler_info():
    """A text about the compiler."""
    return "[rtranslate]"
