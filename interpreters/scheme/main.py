"""The command line: runs files, or reads, evaluates and prints."""

from rpython.rlib.rstackovf import StackOverflow, check_stack_overflow

from interpreters.scheme import (  # noqa: F401  (the libraries define their names)
    expand,
    forms,
    inline,
    lib_control,
    lib_data,
    lib_numbers,
    lib_ports,
    lib_text,
    ports,
    reader,
)
from interpreters.scheme.model import (
    ContinuationInvoked,
    ExitRequest,
    SchemeError,
    W_ErrorObject,
    W_String,
    state,
    w_eof,
    w_nil,
    w_unspecified,
)
from interpreters.scheme.printer import to_text

inline.originals.remember()

USAGE = """usage: scheme [-i] [-e EXPRESSION] [FILE ARGUMENT ...]

Without a file and -e: reads, evaluates and prints (with a prompt with -i).
"""


def error_text(w_payload):
    """What is said of an object that nobody handled."""
    if isinstance(w_payload, W_ErrorObject):
        s = to_text(w_payload.w_message, not isinstance(w_payload.w_message, W_String))
        if w_payload.w_irritants is not w_nil:
            inner = to_text(w_payload.w_irritants, True)
            stop = len(inner) - 1
            assert stop >= 1
            s += " " + inner[1:stop]
        return s
    return "uncaught object: " + to_text(w_payload, True)


def report(message):
    ports.stdout.flush()
    if not ports.stdout.at_line_start:
        ports.stderr.write("\n")
        ports.stdout.at_line_start = True
    ports.stderr.write("error: " + message + "\n")
    ports.stderr.flush()


class Job(object):
    """Something to run under the handlers of errors."""

    def run(self):
        raise NotImplementedError


class FileJob(Job):
    def __init__(self, path):
        self.path = path

    def run(self):
        lib_ports.load_file(self.path)


class TextJob(Job):
    def __init__(self, source):
        self.source = source

    def run(self):
        for w_form in reader.read_all(ports.W_InputPort(-1, self.source)):
            expand.evaluate(w_form)


class InteractiveJob(Job):
    """One round of the interactive loop."""

    def __init__(self, prompt):
        self.prompt = prompt
        self.reader = reader.Reader(ports.stdin)
        self.at_end = False

    def run(self):
        if self.prompt:
            ports.stdout.write("> ")
        w_form = self.reader.read()
        if w_form is w_eof:
            self.at_end = True
            return
        w_value = expand.evaluate(w_form)
        if w_value is not w_unspecified:
            if not ports.stdout.at_line_start and not self.prompt:
                ports.stdout.write("\n")
            ports.stdout.write(to_text(w_value, True) + "\n")


def guarded(job):
    """Runs a job; False if it failed."""
    state.handlers = None
    try:
        job.run()
        return True
    except SchemeError as e:
        report(error_text(e.w_payload))
    except ContinuationInvoked:
        report("a continuation was called that is not there any more")
    except StackOverflow:
        check_stack_overflow()
        report("recursion is too deep")
    return False


def run_jobs(argv):
    """The exit status."""
    interactive = False
    prompt = False
    ran = False
    i = 1
    while i < len(argv):
        word = argv[i]
        if word == "-i":
            interactive = True
            prompt = True
        elif word == "-e" and i + 1 < len(argv):
            i += 1
            ran = True
            if not guarded(TextJob(argv[i])):
                return 70
        elif word == "-h" or word == "--help":
            ports.stdout.write(USAGE)
            return 0
        else:
            words = []
            for k in range(i, len(argv)):
                words.append(argv[k])
            lib_control.command_line.words = words
            ran = True
            if not guarded(FileJob(word)):
                return 70
            break
        i += 1
    if interactive or not ran:
        job = InteractiveJob(prompt)
        while not job.at_end:
            guarded(job)
        if prompt:
            ports.stdout.write("\n")
    return 0


def entry_point(argv):
    """Runs the command line; the result is the exit status."""
    try:
        status = run_jobs(argv)
    except ExitRequest as e:
        status = e.status
    ports.stdout.flush()
    ports.stderr.flush()
    return status
