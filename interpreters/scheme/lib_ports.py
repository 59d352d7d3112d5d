"""Primitives: ports, files, programs."""

from interpreters.scheme import expand, ports, text
from interpreters.scheme.arith import to_int
from interpreters.scheme.model import (
    W_Bytevector,
    W_Char,
    W_Fixnum,
    W_String,
    intern,
    w_default,
    w_eof,
    w_true,
    w_unspecified,
    wrap_bool,
    wrong_type,
)
from interpreters.scheme.ports import W_InputPort, W_OutputPort, W_Port
from interpreters.scheme.primitive import (
    argument,
    char_arg,
    primitive,
    range_args,
    string_arg,
    substring,
    variadic,
)
from interpreters.scheme.printer import to_text
from interpreters.scheme.reader import Reader

intern("current-input-port").value = ports.w_stdin
intern("current-output-port").value = ports.w_stdout
intern("current-error-port").value = ports.w_stderr


def output_arg(args, index, name):
    """An optional output port."""
    w_port = argument(args, index)
    if w_port is w_default:
        return ports.current_output()
    if not isinstance(w_port, W_OutputPort):
        raise wrong_type(name, "an output port", w_port)
    return w_port


def input_arg(args, index, name):
    """An optional input port."""
    w_port = argument(args, index)
    if w_port is w_default:
        return ports.current_input()
    if not isinstance(w_port, W_InputPort):
        raise wrong_type(name, "an input port", w_port)
    return w_port


# ---- output


@variadic("display", 1, 2)
def display(args):
    output_arg(args, 1, "display").write(to_text(args[0], False))
    return w_unspecified


@variadic("write write-shared write-simple", 1, 2)
def write(args):
    output_arg(args, 1, "write").write(to_text(args[0], True))
    return w_unspecified


@variadic("newline", 0, 1)
def newline(args):
    output_arg(args, 0, "newline").write("\n")
    return w_unspecified


@variadic("fresh-line", 0, 1)
def fresh_line(args):
    port = output_arg(args, 0, "fresh-line")
    if not port.at_line_start:
        port.write("\n")
    return w_unspecified


@variadic("write-char", 1, 2)
def write_char(args):
    code = char_arg(args[0], "write-char")
    output_arg(args, 1, "write-char").write(text.encode_one(code))
    return w_unspecified


@variadic("write-string", 1, 4)
def write_string(args):
    w_string = string_arg(args[0], "write-string")
    start, stop = range_args(args, 2, w_string.length(), "write-string")
    output_arg(args, 1, "write-string").write(substring(w_string, start, stop))
    return w_unspecified


@variadic("write-u8", 1, 2)
def write_u8(args):
    byte = to_int(args[0], "write-u8") & 255
    output_arg(args, 1, "write-u8").write(chr(byte))
    return w_unspecified


@variadic("write-line", 1, 2)
def write_line(args):
    port = output_arg(args, 1, "write-line")
    port.write(to_text(args[0], True))
    port.write("\n")
    return w_unspecified


@variadic("flush-output-port flush-output", 0, 1)
def flush_output(args):
    output_arg(args, 0, "flush-output-port").flush()
    return w_unspecified


# ---- input


@variadic("read", 0, 1)
def read(args):
    return Reader(input_arg(args, 0, "read")).read()


def wrap_code(code):
    if code < 0:
        return w_eof
    return W_Char(code)


@variadic("read-char", 0, 1)
def read_char(args):
    return wrap_code(input_arg(args, 0, "read-char").read_code(True))


@variadic("peek-char", 0, 1)
def peek_char(args):
    return wrap_code(input_arg(args, 0, "peek-char").read_code(False))


@variadic("read-u8", 0, 1)
def read_u8(args):
    byte = input_arg(args, 0, "read-u8").next()
    if byte < 0:
        return w_eof
    return W_Fixnum(byte)


@variadic("peek-u8", 0, 1)
def peek_u8(args):
    byte = input_arg(args, 0, "peek-u8").peek()
    if byte < 0:
        return w_eof
    return W_Fixnum(byte)


@variadic("char-ready? u8-ready?", 0, 1)
def is_char_ready(args):
    input_arg(args, 0, "char-ready?")
    return w_true


@variadic("read-line", 0, 1)
def read_line(args):
    line = input_arg(args, 0, "read-line").read_line()
    if line is None:
        return w_eof
    return W_String(line)


@variadic("read-string", 1, 2)
def read_string(args):
    s = input_arg(args, 1, "read-string").read_string(to_int(args[0], "read-string"))
    if s is None:
        return w_eof
    return W_String(s)


# ---- opening and closing


@primitive("open-input-string", 1)
def open_input_string(w_string):
    return W_InputPort(-1, string_arg(w_string, "open-input-string").get())


@primitive("open-output-string", 0)
def open_output_string():
    return W_OutputPort(-1)


@primitive("open-output-bytevector", 0)
def open_output_bytevector():
    return W_OutputPort(-1)


@primitive("open-input-bytevector", 1)
def open_input_bytevector(w_bytes):
    if not isinstance(w_bytes, W_Bytevector):
        raise wrong_type("open-input-bytevector", "a bytevector", w_bytes)
    return W_InputPort(-1, "".join([chr(byte) for byte in w_bytes.data]))


@primitive("get-output-string", 1)
def get_output_string(w_port):
    if not isinstance(w_port, W_OutputPort):
        raise wrong_type("get-output-string", "a string port", w_port)
    return W_String(w_port.contents())


@primitive("get-output-bytevector", 1)
def get_output_bytevector(w_port):
    if not isinstance(w_port, W_OutputPort):
        raise wrong_type("get-output-bytevector", "a bytevector port", w_port)
    return W_Bytevector([ord(c) for c in w_port.contents()][:])


@primitive("open-input-file open-binary-input-file", 1)
def open_input_file(w_name):
    return ports.open_input(string_arg(w_name, "open-input-file").get())


@primitive("open-output-file open-binary-output-file", 1)
def open_output_file(w_name):
    return ports.open_output(string_arg(w_name, "open-output-file").get(), False)


@primitive("close-port close-input-port close-output-port", 1)
def close_port(w_port):
    if not isinstance(w_port, W_Port):
        raise wrong_type("close-port", "a port", w_port)
    w_port.close()
    return w_unspecified


@primitive("call-with-port", 2)
def call_with_port(w_port, w_fn):
    w_result = w_fn.call1(w_port)
    close_port(w_port)
    return w_result


@primitive("call-with-output-string", 1)
def call_with_output_string(w_fn):
    w_port = W_OutputPort(-1)
    w_fn.call1(w_port)
    return W_String(w_port.contents())


@primitive("call-with-input-file", 2)
def call_with_input_file(w_name, w_fn):
    return call_with_port(open_input_file(w_name), w_fn)


@primitive("call-with-output-file", 2)
def call_with_output_file(w_name, w_fn):
    return call_with_port(open_output_file(w_name), w_fn)


@primitive("port?", 1)
def is_port(w_a):
    return wrap_bool(isinstance(w_a, W_Port))


@primitive("input-port?", 1)
def is_input_port(w_a):
    return wrap_bool(isinstance(w_a, W_InputPort))


@primitive("output-port?", 1)
def is_output_port(w_a):
    return wrap_bool(isinstance(w_a, W_OutputPort))


@primitive("textual-port? binary-port?", 1)
def is_textual_port(w_a):
    return wrap_bool(isinstance(w_a, W_Port))


@primitive("input-port-open? output-port-open?", 1)
def is_open(w_a):
    return wrap_bool(isinstance(w_a, W_Port) and w_a.open)


@primitive("file-exists?", 1)
def file_exists(w_name):
    return wrap_bool(ports.exists(string_arg(w_name, "file-exists?").get()))


@primitive("delete-file", 1)
def delete_file(w_name):
    ports.delete(string_arg(w_name, "delete-file").get())
    return w_unspecified


def load_file(path):
    """Runs a file form by form."""
    port = ports.open_input(path)
    reader = Reader(port)
    while True:
        w_form = reader.read()
        if w_form is w_eof:
            break
        expand.evaluate(w_form)
    port.close()


@variadic("load", 1, 2)
def load(args):
    load_file(string_arg(args[0], "load").get())
    return w_unspecified
