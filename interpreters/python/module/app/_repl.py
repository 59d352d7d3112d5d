"""The prompt: reads statements of several lines, runs them, shows what went wrong."""


def interact(namespace):
    """Until the end of the input."""
    import codeop
    import sys

    compile_command = codeop.CommandCompiler()
    if not hasattr(sys, "ps1"):
        sys.ps1 = ">>> "
    if not hasattr(sys, "ps2"):
        sys.ps2 = "... "
    terminal = sys.stdin.isatty()
    _prepare(namespace, terminal)
    if terminal and not sys.flags.quiet:
        print("Python %s on %s" % (sys.version, sys.platform), file=sys.stderr)
    lines = []
    while True:
        try:
            line = _read(sys.ps2 if lines else sys.ps1, terminal)
        except KeyboardInterrupt:
            print("\nKeyboardInterrupt", file=sys.stderr)
            lines = []
            continue
        if not line:
            if not lines:
                break
            lines.append("")
        else:
            lines.append(line[:-1] if line.endswith("\n") else line)
        source = "\n".join(lines)
        try:
            code = compile_command(source, "<stdin>", "single")
            if code is None and line:
                continue
            lines = []
            if code is not None:
                exec(code, namespace)
        except SystemExit:
            raise
        except BaseException as e:
            lines = []
            _report(e)
    print(file=sys.stderr)


def _prepare(namespace, terminal):
    """$PYTHONSTARTUP; editing of lines and completion, which site sets up."""
    import os
    import sys

    startup = os.environ.get("PYTHONSTARTUP") if not sys.flags.ignore_environment else None
    if startup:
        try:
            with open(startup, "rb") as f:
                exec(compile(f.read(), startup, "exec"), namespace)
        except OSError as e:
            print("Could not open PYTHONSTARTUP\n%s: %s" % (type(e).__name__, e), file=sys.stderr)
        except Exception as e:
            _report(e)
    hook = getattr(sys, "__interactivehook__", None)
    if terminal and hook is not None and not sys.flags.isolated:
        try:
            hook()
        except Exception as e:
            print("Failed calling sys.__interactivehook__", file=sys.stderr)
            _report(e)


def _read(prompt, terminal):
    """A line, or "" at the end."""
    import sys

    if terminal:
        try:
            return input(prompt) + "\n"
        except EOFError:
            return ""
    sys.stdout.flush()
    sys.stderr.write(str(prompt))
    sys.stderr.flush()
    return sys.stdin.readline()


def _report(exc):
    """Shows an exception without the frames of this file."""
    import sys

    traceback = exc.__traceback__
    if traceback is not None and traceback.tb_frame.f_code.co_name in ("interact", "_prepare"):
        traceback = traceback.tb_next
    if isinstance(exc, SyntaxError) and exc.filename == "<stdin>":
        traceback = None
    exc.__traceback__ = traceback
    sys.last_type, sys.last_value, sys.last_traceback = type(exc), exc, traceback
    sys.stdout.flush()
    sys.excepthook(type(exc), exc, traceback)
