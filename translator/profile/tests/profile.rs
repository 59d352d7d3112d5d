//! What programs with counters hold, and what a profile marks.

use graph::{parse_program, verify_program, Const, OpCode, Operand, Program, StaticItems};
use profile::{instrument, Profile};
use std::path::PathBuf;

const TEXT: &str = "entry g0
    graph g0 \"main\" -> Signed {
    a(n: Signed):
        c = int_lt(n, 10)
        branch c ? b() : d()
    b():
        x: Signed = direct_call(@helper, n)
        return x
    d():
        return n
    }
    graph helper -> Signed { e(n: Signed): m = int_add(n, 1) return m }
    graph new -> Signed { f(n: Signed): m = int_sub(n, 1) return m }";

fn program() -> Program {
    parse_program(TEXT).expect("a program")
}

#[test]
fn each_block_has_a_counter_and_a_size() {
    let mut p = program();
    instrument(&mut p, "out.prof");
    verify_program(&p).expect("a good program");
    let items = |name: &str| p.statics.values().find(|s| &*s.name == name).map(|s| &s.items);
    assert_eq!(items("profile_counters"), Some(&StaticItems::Prims(vec![Const::Int(0); 5])));
    let text = b"out.prof\nmain\t2 1 2\nhelper\t2\nnew\t2".to_vec();
    assert_eq!(items("profile_text"), Some(&StaticItems::Bytes(text)));
    let entry = &p.graphs[p.entry.expect("an entry point")];
    let first = &entry.blocks[entry.start].ops[0];
    assert_eq!(first.code, OpCode::DirectCall);
    assert!(matches!(first.args[0], Operand::Const(Const::Extern(_))));
    let stores = p.graphs.values().flat_map(|g| g.blocks.values()).flat_map(|b| &b.ops);
    assert_eq!(stores.filter(|op| op.code == OpCode::SetArrayItem).count(), 5);
}

/// A profile in a file that goes away.
fn with_profile<T>(name: &str, text: &str, f: impl FnOnce(&PathBuf) -> T) -> T {
    let path = std::env::temp_dir().join(format!("rtranslate-{name}-{}.prof", std::process::id()));
    std::fs::write(&path, text).expect("a file");
    let result = f(&path);
    std::fs::remove_file(&path).ok();
    result
}

fn cold(name: &str, text: &str) -> Vec<String> {
    with_profile(name, text, |path| {
        let mut p = program();
        Profile::read(path).expect("a profile").mark(&mut p);
        p.graphs.values().filter(|g| g.attrs.cold).map(|g| g.name.to_string()).collect()
    })
}

#[test]
fn what_hardly_runs_is_cold_and_what_is_unknown_is_not() {
    assert_eq!(cold("a", "rtranslate profile 1\n99999 10 main\n5 1 helper\n"), ["helper"]);
    assert_eq!(cold("b", "rtranslate profile 1\n99999 10 main\n0 0 helper\n0 0 new\n0 0 gone\n"), ["helper", "new"]);
    assert_eq!(cold("c", "rtranslate profile 1\n500 10 main\n500 10 helper\n"), Vec::<String>::new());
}

#[test]
fn what_runs_most_is_hot() {
    let text = "rtranslate profile 1\n99999 10 main\n9000 1 helper\n";
    with_profile("e", text, |path| {
        let mut p = program();
        Profile::read(path).expect("a profile").mark(&mut p);
        let hot: Vec<&str> = p.graphs.values().filter(|g| g.attrs.hot).map(|g| &*g.name).collect();
        assert_eq!(hot, ["main"]);
    });
}

#[test]
fn what_is_no_profile_is_an_error() {
    let message = with_profile("d", "rtranslate profile 1\nnonsense\n", |path| {
        Profile::read(path).expect_err("an error").message.clone()
    });
    assert!(message.ends_with("line 2 is not that of a profile"), "{message}");
    assert!(Profile::read(&PathBuf::from("no such file.prof")).is_err());
}
