//! Error codes and their long explanations (`rtranslate --explain CODE`).

/// The long explanation of a code, if there is one.
///
/// Ranges: E00xx command and import, E01xx flow graphs, E02xx annotation, E03xx rtyping,
/// E04xx back end, E05xx hints for the JIT; Wxxxx warnings.
pub fn explain(code: &str) -> Option<&'static str> {
    TABLE.iter().find(|(c, _)| *c == code).map(|(_, t)| *t)
}

const TABLE: &[(&str, &str)] = &[
    ("E0001", "The target file could not be read. Give the path of a Python file that defines `target(driver, args)`."),
    ("E0002", "Importing the target raised an exception on the host Python. The traceback is the target's own; run the file with python3 to debug it."),
    ("E0003", "The target has no usable `target` function. Define `def target(driver, args): return entry_point` where `entry_point(argv)` takes a list of strings and returns an int exit code."),
    ("E0004", "The host Python could not be started, or ended unexpectedly. Choose one with --host-python."),
    ("E0101", "A construct that RPython does not have. The message names what to write instead."),
    ("E0102", "A local variable may be read before it is assigned on some path."),
    ("E0103", "A name is neither a local, a global of the module, nor a builtin."),
    ("E0201", "Two values meet at one place (a variable, an attribute, a list item, an argument, a return value) whose types have no common type."),
    ("E0202", "An operation can never produce a value: its operands have types for which it is not defined."),
    ("E0203", "A call does not match the signature of the function it reaches."),
    ("E0204", "An attribute is read that no class in the hierarchy defines or assigns."),
    ("E0205", "A value of the host has no meaning in RPython."),
    ("E0206", "A list that was promised never to change its length (make_sure_not_resized, an `[*]` immutable field) is resized."),
    ("E0207", "A specialised function is called in a way its specialisation does not allow: an argument that must be constant is not, or a memo function has no finite set of arguments."),
    ("E0208", "A builtin function or intrinsic has no meaning in RPython for the arguments it is called with."),
    ("E0209", "With --check-annotations: a PEP 484 annotation of a parameter or a result does not cover the values that the program gives it. Without the option annotations are ignored."),
    ("W0201", "An operation that can never succeed with the values that reach it: an attribute of None, an item of a container that is always empty. The program is translated; reaching the place stops it."),
    ("W0202", "The program imports the rpython package, where `str(x)` of an instance does not call its `__str__`. Here it does, but this `__str__` or `__repr__` has the error shown, so it is left out: the text is the class's name and an address."),
    ("E0301", "An operation has no low-level implementation for the types found."),
    ("E0302", "The entry point is called with the command line, a list of strings, and returns the exit code of the program, an int."),
    ("E0501", "The hints of a JitDriver contradict each other or the program: a merge point that does not pass all greens and reds, a variable used after it that is neither, two merge points of one driver."),
    ("E0502", "A function that the JIT must look into does something that it cannot trace."),
    ("E0503", "The virtualizable of a JitDriver is not fit to be one: it is no red, its class has no _virtualizable_, names a field that instances do not have or a list that is resized, or there are two."),
    ("W0501", "A field in _immutable_fields_ is written in an object that exists already. The JIT takes the value of such a field of a constant object for a constant, so a trace may go on with the old value. Writing in __init__, and in functions that only construction calls, is fine."),
    ("W0502", "An elidable function has an effect. Its calls are left out where the result is known already, and moved, so the effect does not happen as often as it seems."),
    ("W0503", "A list of a virtualizable is stored in another object or returned. While a trace runs the items are in registers and not in the list, so traces that do this are given up."),
    ("E0402", "The garbage collector asked for with --gc does not exist, or has no JIT."),
    ("E0403", "The graph interpreter (--interpret) met an operation that is an error at run time; in an executable it would be a fatal error."),
    ("E0404", "A file could not be written. Nothing was left half-written."),
    ("E0405", "A phase of the translator made graphs that break its own rules: an error of rtranslate. Please report it with the program."),
    ("E0406", "LLVM 19 was not found on this machine. Debian has it in the package libllvm19; `make setup` installs it."),
    ("E0408", "The code generator asked for with --backend cannot do this: Cranelift makes no JIT and no DWARF, and may be absent from a build."),
    ("E0409", "A profile (--profile-use, or TARGET.prof beside TARGET.py) could not be read. An executable made with --profile-generate writes one when it ends."),
    ("E0407", "No low-level graph has the name given to --dump-graph or --view. Methods are named Class.method; functions that are never called have no graph."),
    ("E0005", "The package `rpython` that belongs to the command was not found in a folder `rpython-lib` above it. Give its place with --lib-path."),
    ("E0401", "Code generation or linking failed."),
];
