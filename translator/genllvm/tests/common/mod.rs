//! Compiling and running small programs.

// Each test program uses a part of this.
#![allow(dead_code)]

use genllvm::{compile, Options};
use graph::{parse_program, verify_program, Program};
use policy::GcPolicy;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::OnceLock;

/// Types, classes and run-time functions that the programs share.
pub const PRELUDE: &str = r#"
type OBJECT = gc struct "object" {typeptr: *VTABLE immutable}
type VTABLE = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable, name: *STR immutable}
type STR = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type STRARRAY = gc struct "array" {} items *STR
type LIST = gc struct "list" {length: Signed, items: *STRARRAY}
type INTS = gc struct "array" {} items Signed
type PAIR = struct {k: Signed, v: Float, r: *NODE}
type PAIRS = gc struct {} items struct PAIR
type NODE = gc struct parent OBJECT {value: Signed, next: *NODE}
type NODES = gc struct "array" {} items *NODE
type BINOP = func (Signed, Signed) -> Signed
type CELL = gc struct "cell" {flag: Bool, small: Char, node: *NODE}
extern write "rpy_os_write" (Signed, *STR, Signed, Signed) -> Signed
extern exit "rpy_os_exit" (Signed) -> Void
extern pow "pow" (Float, Float) -> Float pure
extern float_text "rpy_float_to_string" (Float, Char, Signed, Signed, *STR, Signed) -> Signed
static n_exc: STR immutable = {0} bytes "Exception"
static n_ovf: STR immutable = {0} bytes "OverflowError"
static n_so: STR immutable = {0} bytes "StackOverflow"
static n_mem: STR immutable = {0} bytes "MemoryError"
static vt_exc: VTABLE immutable = {1, 10, @n_exc:*STR}
static vt_ovf: VTABLE immutable = {2, 3, @n_ovf:*STR}
static vt_so: VTABLE immutable = {4, 5, @n_so:*STR}
static vt_mem: VTABLE immutable = {6, 7, @n_mem:*STR}
static vt_node: VTABLE immutable = {11, 11, @n_exc:*STR}
static ovf: OBJECT = {@vt_ovf:*VTABLE}
static so: OBJECT = {@vt_so:*VTABLE}
static mem: OBJECT = {@vt_mem:*VTABLE}
static hello: STR immutable = {0} bytes "hello\n"
static cell: CELL = {true, 'x', null:*NODE}
object OBJECT
vtable VTABLE
string STR
string_list LIST
exception OverflowError ovf
exception StackOverflow so
exception MemoryError mem
entry main
"#;

/// A program of prelude and graphs.
#[track_caller]
pub fn program(body: &str) -> Program {
    let p = parse_program(&format!("{PRELUDE}{body}")).unwrap_or_else(|e| panic!("{e:?}"));
    verify_program(&p).unwrap_or_else(|e| panic!("{e:?}"));
    p
}

/// The directory of the run-time libraries, which are built first.
pub fn runtime_dir() -> PathBuf {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--release", "-p", "minimark", "-p", "semispace"]).current_dir(&root);
        assert!(cargo.status().expect("cargo runs").success());
        root.join("target/release")
    })
    .clone()
}

/// An executable that is removed in the end.
pub struct Exe(pub PathBuf);

impl Drop for Exe {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

/// Compiles a program.
#[track_caller]
pub fn build(p: &Program, policy: &'static GcPolicy, opt: u8) -> Exe {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let output = std::env::temp_dir().join(format!("genllvm-test-{}-{n}", std::process::id()));
    let mut options = Options::new(policy, &output);
    options.opt = opt;
    options.runtime_dir = runtime_dir();
    options.keep_ir = std::env::var_os("KEEP_IR").map(PathBuf::from);
    compile(p.clone(), &options).unwrap_or_else(|d| panic!("{d:?}"));
    Exe(output)
}

/// Runs an executable.
pub fn run(exe: &Exe, args: &[&str], env: &[(&str, &str)]) -> Output {
    Command::new(&exe.0).args(args).envs(env.iter().copied()).output().expect("the program runs")
}

/// Environments under which every program must behave the same.
const STRESS: [&[(&str, &str)]; 2] = [&[], &[("RPY_GC_STRESS", "1"), ("RPY_GC_POISON", "1"), ("RPY_GC_VERIFY", "1")]];

/// Exit code and output of a program, which must be the same with every policy, optimised or not, and
/// with a collection at every allocation.
#[track_caller]
pub fn outcome(body: &str, args: &[&str]) -> (i32, String, String) {
    outcome_in(body, args, &STRESS)
}

/// The same, in the given environments only.
#[track_caller]
pub fn outcome_in(body: &str, args: &[&str], environments: &[&[(&str, &str)]]) -> (i32, String, String) {
    let p = program(body);
    let mut first: Option<(i32, String, String)> = None;
    for name in policy::names() {
        for opt in [0, 2] {
            let exe = build(&p, policy::find(name).expect("a policy"), opt);
            for env in environments {
                let o = run(&exe, args, env);
                let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
                let code = o.status.code().unwrap_or_else(|| panic!("{name}, opt {opt}, {env:?}: {o:?}"));
                let now = (code, text(&o.stdout), text(&o.stderr));
                match &first {
                    None => first = Some(now),
                    Some(f) => assert_eq!(f, &now, "{name}, opt {opt}, {env:?}"),
                }
            }
        }
    }
    first.expect("at least one run")
}

/// The exit code of a program.
#[track_caller]
pub fn exit_code(body: &str) -> i32 {
    let (code, out, err) = outcome(body, &[]);
    assert_eq!((&*out, &*err), ("", ""));
    code
}
