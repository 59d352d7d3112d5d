"""What the compiler and the built-in types warn of."""

from interpreters.python.interpreter.error import OperationError
from interpreters.python.module import importing
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import warning as objspace_warning
from interpreters.python.parser.error import SYNTAX


def issue(info):
    """Issues the warnings of a source; those that are errors become a ParseError."""
    for warning in info.warnings:
        w_warnings = importing.get_loaded("warnings")
        if w_warnings is None:
            if warning.deprecated:
                continue  # with -W the module would be there; without, it would ignore this one
            w_warnings = importing.import_absolute("warnings")
        w_category = space.w_SyntaxWarning
        if warning.deprecated:
            w_category = space.w_DeprecationWarning
        w_warn = space.findattr(w_warnings, "warn_explicit")
        if w_warn is None:
            return  # it is being imported
        try:
            w_warn.call4(
                space.newtext(warning.msg),
                w_category,
                space.newtext(info.filename),
                space.newint(warning.lineno),
            )
        except OperationError as e:
            if not e.match(w_category):
                raise
            raise info.error(
                warning.msg,
                warning.lineno,
                warning.col,
                warning.end_lineno,
                warning.end_col,
                SYNTAX,
            )


def warn(message, w_category):
    """A warning at the line that runs."""
    w_warnings = importing.import_absolute("_warnings")
    space.call2(space.getattr(w_warnings, "warn"), space.newtext(message), w_category)


objspace_warning.warn = warn
