//! Whole interpreters, from source to jitcodes.

use annotator::{annotate, EntryArg};
use codewriter::{split_portals, write_jitcodes, Output};
use host::{Host, HostOptions};
use lltype::layout::LayoutParams;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn jitcodes(target: &Path) -> Output {
    let host = Host::start(HostOptions::new(root().join("rpython-lib"))).expect("host starts");
    let fail = |d: Vec<diagnostics::Diagnostic>| -> ! {
        panic!("{}", diagnostics::render_all(&d, host.source_map(), false));
    };
    let t = host.import_target(target, &[]).unwrap_or_else(|d| fail(vec![d]));
    let model = annotate(&host, t.entry, &[EntryArg::StrList], t.uses_rpython).unwrap_or_else(|d| fail(d));
    let (mut program, _) = rtyper::rtype(&host, &model).unwrap_or_else(|d| fail(d));
    let portals = split_portals(&mut program).unwrap_or_else(|d| fail(d));
    backendopt::optimize(&mut program, 0);
    graph::verify_program(&program).unwrap_or_else(|v| panic!("{v:?}"));
    let out = write_jitcodes(&program, &portals, LayoutParams::X86_64, &|_| true).unwrap_or_else(|d| fail(d));
    if let Err(e) = abi::jit::verify(&out.tables) {
        panic!("{e}");
    }
    if std::env::var_os("SHOW_JITCODES").is_some() {
        println!("{}", abi::jit::text::print_all(&out.tables));
        for (g, why) in &out.opaque {
            println!("{}: {why}", program.graphs[*g].name);
        }
    }
    out
}

fn portal(out: &Output) -> String {
    abi::jit::text::print(&out.tables, &out.tables.jitcodes[0])
}

#[test]
fn brainfuck() {
    let out = jitcodes(&root().join("interpreters/brainfuck/targetbrainfuck.py"));
    let d = &out.tables.drivers[0];
    assert_eq!(d.greens.iter().map(|g| g.0.as_str()).collect::<Vec<_>>(), ["pc", "program"]);
    assert_eq!(d.reds.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), ["tape"]);
    let text = portal(&out);
    for part in ["int_guard_value(i0)", "ref_guard_value(r0)", "jit_merge_point(m0, [i0], [r0], [], [], [r1], [])"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(text.contains("loop_header(m0)"), "{text}");
    assert!(text.contains("_gc_r_pure("), "{text}");
    assert!(out.tables.jitcodes.iter().any(|c| c.name.contains("move")), "Tape.move is looked into");
}

#[test]
fn automatic_reds_promotion_and_we_are_jitted() {
    let out = jitcodes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/auto_reds.py"));
    let d = &out.tables.drivers[0];
    assert_eq!((d.name.as_str(), d.greens.len(), d.reds.len()), ("t", 1, 2));
    let text = portal(&out);
    assert_eq!(text.matches("int_guard_value").count(), 2, "the green and the promoted value\n{text}");
    let helper = out.tables.jitcodes.iter().find(|c| c.name == "helper").expect("a jitcode of helper");
    assert!(abi::jit::text::print(&out.tables, helper).contains("int_add(i0, 1)"), "it is jitted");
}

#[test]
fn portals_ask_the_jit() {
    let host = Host::start(HostOptions::new(root().join("rpython-lib"))).expect("host starts");
    let t = host.import_target(&root().join("interpreters/brainfuck/targetbrainfuck.py"), &[]).expect("imports");
    let model = annotate(&host, t.entry, &[EntryArg::StrList], t.uses_rpython).expect("annotates");
    let (mut program, _) = rtyper::rtype(&host, &model).unwrap_or_else(|_| panic!("does not type"));
    let prepared = codewriter::prepare(&mut program, LayoutParams::X86_64).expect("can be traced").expect("a driver");
    program.drop_jit_hints();
    backendopt::optimize(&mut program, 2);
    prepared.finish(&mut program, &|id| id.as_u32());
    graph::verify_program(&program).unwrap_or_else(|v| panic!("{v:?}"));
    let portal = program.graphs.values().find(|g| g.name.ends_with("_portal")).expect("the portal is kept");
    let verdicts = |b: &graph::Block| matches!(portal.blocks[*b].exit, graph::Exit::Switch { .. });
    assert!(portal.rpo().iter().any(verdicts));
    assert!(program.externs.values().any(|x| &*x.symbol == abi::jit::entry::ENTER_SYMBOL));
    let tables = program.statics.values().find(|s| &*s.name == "jit_tables").expect("the tables");
    let graph::StaticItems::Bytes(bytes) = &tables.items else { panic!("no bytes") };
    let tables = abi::jit::Tables::from_bytes(bytes).unwrap_or_else(|_| panic!("malformed"));
    assert_eq!(tables.drivers.len(), 1);
}
