//! Each rule of the codewriter: `rules/*.txt`, graph text in, jitcode text (or the graphs that changed) out.
//!
//! A case is graphs, with the types of [`TYPES`]. Without options the graph `f` is called from a loop and its jitcode
//! is shown (`code: 2`: the one after it). `as: portal`: the graphs have a merge point; the jitcode of its loop. `as: calls`: what is known of the
//! functions that are called. `as: split`, `as: native`: graphs after portals were split, or after everything;
//! `show:` names them.

use std::fmt::Write as _;
use std::path::Path;

use abi::jit::{text, Descr};
use codewriter::{prepare, split_portals, write_jitcodes, Output};
use graph::Program;
use lltype::layout::LayoutParams;

#[path = "../../../tests/rule_cases.rs"]
mod rule_cases;

use rule_cases::Case;

const TYPES: &str = r#"
type O = gc struct "object" {typeptr: *V}
type V = struct "vtable" {subclassrange_min: Signed, subclassrange_max: Signed, name: *S}
type S = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type P = gc struct "point" parent O {x: Signed immutable, y: Signed, f: Float, next: *P, code: *S immutable, flag: Signed quasi}
type A = gc struct "array" {} items Signed
type C = gc struct "chars" {} items Char
type E = struct "pair" {a: Signed, b: Float}
type B = gc struct "pairs" {} items struct E
type R = struct "raw" {} items Float
type W = struct "rawstruct" {n: Signed}
type L = gc struct "list" {} items Signed
type K = gc struct "frame" parent O {pc: Signed, stack: *L}
type F = func (Signed) -> Signed
static name: S = {0} bytes "P"
static vp: V immutable = {3, 4, @name:*S}
static vo: V immutable = {1, 10, @name:*S}
static ovf: O = {@vo:*V}
extern sleep "rpy_sleep" () -> Void collects
extern tick "rpy_tick" (Signed) -> Void
object O
vtable V
string S
exception OverflowError ovf
"#;

const LOOP: &str = "
graph main -> Signed {
b0(n: Signed):
    goto loop(n)
loop(i: Signed):
    jit_marker[\"merge_point d greens= reds=i\"](i)
    r: Signed = direct_call(@f, i)
    goto loop(r)
}
";

fn read(case: &Case, around: &str) -> Program {
    let text = format!("{TYPES}{around}{}", case.input);
    let p = graph::parse_program(&text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    graph::verify_program(&p).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    p
}

fn write(mut p: Program) -> Output {
    let portals = split_portals(&mut p).unwrap_or_else(|e| panic!("{e:?}"));
    graph::verify_program(&p).unwrap_or_else(|v| panic!("{v:?}\n{}", graph::print_program(&p)));
    let out = write_jitcodes(&p, &portals, LayoutParams::X86_64, &|_| true).unwrap_or_else(|e| panic!("{e:?}"));
    abi::jit::verify(&out.tables).expect("tables in order");
    out
}

/// What is known of functions that are called.
fn calls(p: Program) -> String {
    let names: Vec<String> = p.graphs.values().map(|g| g.name.to_string()).collect();
    let out = write(p);
    let places = |set: &Option<Vec<abi::jit::DescrId>>| match set {
        None => "anything".to_string(),
        Some(list) => list.iter().map(|d| out.tables.descrs[d.0 as usize].name()).collect::<Vec<_>>().join(" "),
    };
    let mut text = String::new();
    for d in &out.tables.descrs {
        if let Descr::Call(c) = d {
            let e = &out.tables.effects[c.effect.0 as usize];
            let _ = writeln!(
                text,
                "call {:?} {:?} reads [{}] writes [{}]{}{}",
                e.extra,
                e.oopspec,
                places(&e.reads),
                places(&e.writes),
                if e.can_collect { " collects" } else { "" },
                if e.can_invalidate { " invalidates" } else { "" },
            );
        }
    }
    for (g, why) in &out.opaque {
        let name = names.get(g.as_u32() as usize).map_or("a new graph", |n| n.as_str());
        let _ = writeln!(text, "{name}: {why}");
    }
    text
}

/// The graphs of these names.
fn graphs(p: &Program, names: &str) -> String {
    let mut out = String::new();
    for name in names.split(' ') {
        let found = p.graphs.values().find(|g| *g.name == *name).unwrap_or_else(|| panic!("no graph {name}"));
        out += graph::print_graph(found, Some(&p.types), graph::Numbering::Canonical).trim_end();
        out.push('\n');
    }
    out
}

fn check(case: &Case) -> String {
    let code = |out: Output, n: usize| text::print(&out.tables, &out.tables.jitcodes[n]).trim().to_string() + "\n";
    match case.option("as") {
        None => code(write(read(case, LOOP)), case.option("code").map_or(1, |n| n.parse().expect("code: N"))),
        Some("portal") => code(write(read(case, "")), 0),
        Some("calls") => calls(read(case, LOOP)),
        Some("split") => {
            let mut p = read(case, if case.input.contains("jit_marker") { "" } else { LOOP });
            split_portals(&mut p).unwrap_or_else(|e| panic!("{e:?}"));
            graphs(&p, case.option("show").expect("show:"))
        }
        Some("native") => {
            let mut p = read(case, if case.input.contains("jit_marker") { "" } else { LOOP });
            prepare(&mut p, LayoutParams::X86_64).unwrap_or_else(|e| panic!("{e:?}"));
            graph::verify_program(&p).unwrap_or_else(|v| panic!("{v:?}\n{}", graph::print_program(&p)));
            graphs(&p, case.option("show").expect("show:"))
        }
        Some(other) => panic!("as: {other}"),
    }
}

#[test]
fn rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    rule_cases::run(&folder, &["as", "code", "show"], &check);
}
