"""Editing of lines at a terminal: keys, history, completion. input() calls `_edit` once this is imported."""

import os
import sys
import termios

_DELIMS = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"


class _State:
    """What the functions share."""

    history = []
    limit = -1  # lines that are written to a history file
    auto = True
    completer = None
    display = None
    startup = None
    pre_input = None
    delims = _DELIMS
    text = ""
    at = 0
    begin = end = 0
    kind = 0
    killed = ""
    tab = "insert"
    editing = None


_state = _State()

# ---- history


def add_history(line, /):
    _state.history.append(_text(line))


def clear_history():
    _state.history.clear()


def get_current_history_length():
    return len(_state.history)


def get_history_item(index, /):
    if 1 <= index <= len(_state.history):
        return _state.history[index - 1]
    return None


def _position(pos, doing):
    if pos < 0:
        raise ValueError("History index cannot be negative")
    if pos >= len(_state.history):
        raise ValueError("No history item at position %d" % pos)


def remove_history_item(pos, /):
    _position(pos, "remove")
    del _state.history[pos]


def replace_history_item(pos, line, /):
    line = _text(line)
    _position(pos, "replace")
    _state.history[pos] = line


def get_history_length():
    return _state.limit


def set_history_length(length, /):
    _state.limit = int(length)


def set_auto_history(enabled, /):
    _state.auto = bool(enabled)


def _text(line):
    if not isinstance(line, str):
        raise TypeError("argument must be str, not " + type(line).__name__)
    return line


def _file(filename):
    if filename is None:
        filename = os.path.expanduser("~/.history")
    return filename


def read_history_file(filename=None, /):
    with open(_file(filename), encoding="utf-8", errors="surrogateescape") as f:
        for line in f:
            _state.history.append(line.rstrip("\n"))


def _write(name, lines, mode):
    with open(name, mode, encoding="utf-8", errors="surrogateescape") as f:
        for line in lines:
            f.write(line + "\n")


def _cut(name):
    """Keeps the last lines of the file only."""
    if _state.limit >= 0:
        with open(name, encoding="utf-8", errors="surrogateescape") as f:
            lines = f.read().splitlines()
        if len(lines) > _state.limit:
            _write(name, lines[len(lines) - _state.limit :], "w")


def write_history_file(filename=None, /):
    name = _file(filename)
    _write(name, _state.history, "w")
    _cut(name)


def append_history_file(nelements, filename=None, /):
    if nelements < 0:
        raise ValueError("nelements must be non-negative")
    name = _file(filename)
    with open(name, "rb+"):
        pass
    _write(name, _state.history[max(0, len(_state.history) - nelements) :], "a")
    _cut(name)


# ---- settings


def parse_and_bind(string, /):
    words = string.replace(":", " ").split()
    if len(words) == 2 and words[0].lower() in ("tab", '"\\t"', "\\t"):
        _state.tab = words[1]


def read_init_file(filename=None, /):
    if filename is None:
        filename = os.environ.get("INPUTRC") or os.path.expanduser("~/.inputrc")
    with open(filename, encoding="utf-8", errors="replace") as f:
        for line in f:
            if not line.startswith(("#", "$")):
                parse_and_bind(line)


def _hook(function):
    if function is not None and not callable(function):
        raise TypeError("argument must be callable or None")
    return function


def set_completer(function=None, /):
    _state.completer = _hook(function)


def get_completer():
    return _state.completer


def set_completer_delims(string, /):
    _state.delims = _text(string)


def get_completer_delims():
    return _state.delims


def set_completion_display_matches_hook(function=None, /):
    _state.display = _hook(function)


def set_startup_hook(function=None, /):
    _state.startup = _hook(function)


def set_pre_input_hook(function=None, /):
    _state.pre_input = _hook(function)


def get_completion_type():
    return _state.kind


def get_begidx():
    return _state.begin


def get_endidx():
    return _state.end


def get_line_buffer():
    return _state.text


def insert_text(string, /):
    string = _text(string)
    _state.text = _state.text[: _state.at] + string + _state.text[_state.at :]
    _state.at += len(string)


def redisplay():
    if _state.editing is not None:
        _state.editing.show()


# ---- the editor


def _width(text):
    """Columns of a text."""
    if text.isascii():
        return len(text)
    import unicodedata

    total = 0
    for c in text:
        if unicodedata.combining(c):
            continue
        total += 2 if unicodedata.east_asian_width(c) in "WF" else 1
    return total


class _Editor:
    """One line, from its prompt to its end."""

    def __init__(self, prompt):
        self.prompt = prompt.replace("\1", "").replace("\2", "")
        self.place = len(_state.history)  # in the history
        self.lines = {}  # those of the history that were changed
        self.rows = 0  # of the cursor below the prompt
        self.pending = b""

    def columns(self):
        try:
            # terminals that do not know their size say 0
            return max(2, os.get_terminal_size(1).columns or 80)
        except OSError:
            return 80

    def write(self, text):
        data = text.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(1, data) :]

    def show(self):
        """Draws prompt and text anew, the cursor where it belongs."""
        columns = self.columns()
        before = _width(self.prompt) + _width(_state.text[: _state.at])
        whole = _width(self.prompt) + _width(_state.text)
        out = "\r"
        if self.rows:
            out += "\x1b[%dA" % self.rows
        out += "\x1b[J" + self.prompt + _state.text
        if whole % columns == 0 and whole:
            out += "\r\n"
        up = whole // columns - before // columns
        if up:
            out += "\x1b[%dA" % up
        out += "\r"
        if before % columns:
            out += "\x1b[%dC" % (before % columns)
        self.rows = before // columns
        self.write(out)

    def byte(self):
        if not self.pending:
            self.pending = os.read(0, 4096)
            if not self.pending:
                raise EOFError
        first, self.pending = self.pending[:1], self.pending[1:]
        return first

    def key(self):
        """A character, or the name of a key."""
        first = self.byte()
        code = first[0]
        if code == 27:
            return self.escape()
        if code >= 0xC0:
            for _ in range(1 if code < 0xE0 else 2 if code < 0xF0 else 3):
                first += self.byte()
        return first.decode("utf-8", "surrogateescape")

    def escape(self):
        second = self.byte()
        if second not in (b"[", b"O"):
            return "alt-" + second.decode("latin-1").lower()
        code = b""
        while True:
            c = self.byte()
            if c.isdigit() or c == b";":
                code += c
                continue
            return _KEYS.get((code + c).decode("latin-1"), "")

    # -- movement and change

    def change(self, text, at):
        _state.text, _state.at = text, at

    def word_left(self):
        text, at = _state.text, _state.at
        while at > 0 and not text[at - 1].isalnum():
            at -= 1
        while at > 0 and text[at - 1].isalnum():
            at -= 1
        return at

    def word_right(self):
        text, at = _state.text, _state.at
        while at < len(text) and not text[at].isalnum():
            at += 1
        while at < len(text) and text[at].isalnum():
            at += 1
        return at

    def kill(self, start, stop):
        text = _state.text
        if start < stop:
            _state.killed = text[start:stop]
        self.change(text[:start] + text[stop:], start)

    def recall(self, place):
        """Goes to a line of the history."""
        if not 0 <= place <= len(_state.history):
            self.write("\a")
            return
        self.lines[self.place] = _state.text
        self.place = place
        text = self.lines.get(place)
        if text is None:
            text = _state.history[place] if place < len(_state.history) else ""
        self.change(text, len(text))

    def search(self):
        """Looks for a line of the history from its end; the key that ended it."""
        wanted, place = "", len(_state.history)
        prompt = self.prompt
        while True:
            self.prompt = "(reverse-i-search)`%s': " % wanted
            self.show()
            key = self.key()
            if key == "\x12":
                start = place - 1
            elif key in ("\x7f", "\b"):
                wanted = wanted[:-1]
                start = len(_state.history) - 1
            elif len(key) == 1 and key.isprintable():
                wanted += key
                start = min(place, len(_state.history) - 1)
            else:
                self.prompt = prompt
                return None if key == "\x07" else key
            for i in range(start, -1, -1):
                if wanted in _state.history[i]:
                    place = i
                    self.change(_state.history[i], _state.history[i].index(wanted))
                    break
            else:
                self.write("\a")

    def complete(self):
        if _state.tab not in ("complete", "rl_complete") or _state.completer is None:
            self.insert("\t")
            return
        text, end = _state.text, _state.at
        begin = end
        while begin > 0 and text[begin - 1] not in _state.delims:
            begin -= 1
        _state.begin, _state.end, _state.kind = begin, end, ord("\t")
        found = []
        try:
            while True:
                match = _state.completer(text[begin:end], len(found))
                if match is None or len(found) > 10000:
                    break
                found.append(match)
        except Exception:
            pass
        if _state.text != text:
            return  # the completer has changed it
        if not found:
            self.write("\a")
            return
        common = os.path.commonprefix(found)
        if len(common) > end - begin or len(found) == 1:
            self.change(text[:begin] + common + text[end:], begin + len(common))
            return
        self.write("\r\n")
        if _state.display is not None:
            _state.display(text[begin:end], found, max(map(len, found)))
        else:
            wide = max(map(_width, found)) + 2
            each = max(1, self.columns() // wide)
            for i in range(0, len(found), each):
                self.write("".join(name.ljust(wide) for name in found[i : i + each]) + "\r\n")
        self.rows = 0

    def insert(self, string):
        insert_text(string)

    def run(self):
        """The line, without its end; EOFError, KeyboardInterrupt."""
        _state.text, _state.at, _state.editing = "", 0, self
        if _state.startup is not None:
            _state.startup()
        if _state.pre_input is not None:
            _state.pre_input()
        try:
            while True:
                self.show()
                key = self.key()
                if key == "\x12":
                    key = self.search()
                    if key is None:
                        continue
                if key in ("\r", "\n"):
                    self.finish()
                    return _state.text
                if key == "\x03":
                    self.finish("^C")
                    raise KeyboardInterrupt
                if key == "\x04" and not _state.text:
                    self.finish()
                    raise EOFError
                self.act(key)
        finally:
            _state.editing = None

    def finish(self, mark=""):
        _state.at = len(_state.text)
        self.show()
        self.write(mark + "\r\n")

    def act(self, key):
        text, at = _state.text, _state.at
        if key == "\t":
            self.complete()
        elif key in ("left", "\x02"):
            _state.at = max(0, at - 1)
        elif key in ("right", "\x06"):
            _state.at = min(len(text), at + 1)
        elif key in ("home", "\x01"):
            _state.at = 0
        elif key in ("end", "\x05"):
            _state.at = len(text)
        elif key in ("alt-b", "word-left"):
            _state.at = self.word_left()
        elif key in ("alt-f", "word-right"):
            _state.at = self.word_right()
        elif key in ("\x7f", "\b"):
            if at:
                self.change(text[: at - 1] + text[at:], at - 1)
        elif key in ("delete", "\x04"):
            self.change(text[:at] + text[at + 1 :], at)
        elif key == "\x0b":
            self.kill(at, len(text))
        elif key == "\x15":
            self.kill(0, at)
        elif key == "\x17":
            start = len(text[:at].rstrip())
            while start and not text[start - 1].isspace():
                start -= 1
            self.kill(start, at)
        elif key == "alt-\x7f":
            self.kill(self.word_left(), at)
        elif key == "alt-d":
            self.kill(at, self.word_right())
        elif key == "\x19":
            self.insert(_state.killed)
        elif key == "\x14":
            at = min(at, len(text) - 1)
            if at > 0:
                self.change(text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :], at + 1)
        elif key in ("up", "\x10"):
            self.recall(self.place - 1)
        elif key in ("down", "\x0e"):
            self.recall(self.place + 1)
        elif key == "alt-<":
            self.recall(0)
        elif key == "alt->":
            self.recall(len(_state.history))
        elif key == "\x0c":
            self.rows = 0
            self.write("\x1b[H\x1b[2J")
        elif len(key) == 1 and (key.isprintable() or key >= "\x80"):
            self.insert(key)


_KEYS = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "H": "home",
    "F": "end",
    "1~": "home",
    "7~": "home",
    "4~": "end",
    "8~": "end",
    "3~": "delete",
    "1;5C": "word-right",
    "1;5D": "word-left",
    "1;3C": "word-right",
    "1;3D": "word-left",
}


def _usable():
    """Are standard input and output terminals, and those that the program uses?"""
    try:
        return (
            os.isatty(0) and os.isatty(1) and sys.stdin.fileno() == 0 and sys.stdout.fileno() == 1
        )
    except Exception:
        return False


def _edit(prompt):
    """A line with its end, "" at the end of the input."""
    sys.stdout.flush()
    old = termios.tcgetattr(0)
    new = old[:]
    new[6] = old[6][:]
    new[0] &= ~(termios.ICRNL | termios.INLCR | termios.IXON)
    new[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    new[6][termios.VMIN], new[6][termios.VTIME] = 1, 0
    termios.tcsetattr(0, termios.TCSADRAIN, new)
    try:
        line = _Editor(prompt).run()
    except EOFError:
        return ""
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, old)
    if _state.auto and line and (not _state.history or _state.history[-1] != line):
        _state.history.append(line)
    return line + "\n"
