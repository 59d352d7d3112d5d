//! Resume data: `rules/*.txt`, the exit of a guard in, what is rebuilt from its compact form out.
//!
//! The guard is in a trace of the types in [`program`]; frames name its jitcodes 0 and 1, the virtualizable
//! (4294967295) and virtual references (4294967294). `work: frames`: objects were made when the frame was forced.

#[path = "it/common.rs"]
#[allow(dead_code)]
mod common;
#[path = "../../../../tests/rule_cases.rs"]
mod rule_cases;

use std::path::Path;

use abi::jit::{self, FieldType, Kind as K};
use common::Builder;
use jit_metainterp::engine::Word;
use jit_metainterp::program::Program;
use jit_metainterp::resume::{Rebuild, Resume, Work};
use jit_metainterp::Error;
use jit_trace::{parse, Arg, DescrId, Kind, Trace};
use rule_cases::Case;

const CODES: &str = r#"
jitcode "outer" (i r f) -> i portal m0 {
    -live-(i0 r0 f0)
    int_guard_value(i0)
    i1 = residual_call_ir_i(0, [i0], [], d9)
    -live-(i0 i1 r0)
    int_return(i1)
}
jitcode "inner" (i i) -> i {
    -live-(i0 i1)
    int_guard_value(i0)
    int_return(i1)
}
"#;

/// Descriptors: Node d0 with value d1 and next d2, Ints d3, Refs d4; Frame d5 with token d6, pc d7, stack d8.
fn program() -> Program {
    let mut b = Builder::default();
    let vtable = b.address(100);
    b.class("Node", vtable, &[("value", FieldType::Signed(8)), ("next", FieldType::Ref)]);
    b.array(FieldType::Signed(8), false);
    b.array(FieldType::Ref, false);
    let vtable = b.address(200);
    b.class(
        "Frame",
        vtable,
        &[("token", FieldType::Signed(8)), ("pc", FieldType::Signed(8)), ("stack", FieldType::Ref)],
    );
    b.call(&[K::Int], FieldType::Signed(8), jit::ExtraEffect::CanRaise);
    let frame_stack = (jit::DescrId(8), jit::DescrId(3));
    b.tables.virtualizables.push(jit::Virtualizable {
        name: "Frame".into(),
        token: jit::DescrId(6),
        fields: vec![jit::DescrId(7)],
        arrays: vec![frame_stack],
        force: None,
    });
    b.driver(&[], &[("i", K::Int), ("r", K::Ref), ("f", K::Float)], Some(K::Int));
    b.program(CODES)
}

/// A value: what it is, and its number if it is a constant.
#[derive(Clone, Copy, Default, Debug)]
struct Name {
    text: usize,
    bits: u64,
}

impl Word for Name {
    fn bits(self) -> u64 {
        self.bits
    }
    fn moved(self, bits: u64) -> Name {
        Name { bits, ..self }
    }
}

/// Tells what is rebuilt.
struct Story<'a> {
    trace: &'a Trace,
    saved: Vec<jit_trace::BoxId>,
    names: Vec<String>,
    made: Vec<Name>,
    out: String,
}

impl Story<'_> {
    fn name(&mut self, text: String, bits: u64) -> Name {
        self.names.push(text);
        Name { text: self.names.len() - 1, bits }
    }
    fn show(&self, name: Name) -> &str {
        &self.names[name.text]
    }
    fn say(&mut self, text: String) -> Result<(), Error> {
        self.out += &text;
        self.out.push('\n');
        Ok(())
    }
    fn make(&mut self, what: String) -> Result<(), Error> {
        let name = self.name(format!("made{}", self.made.len()), 0);
        self.made.push(name);
        self.say(format!("{} = {what}", self.names[name.text].clone()))
    }
}

fn descr(p: &Program, d: DescrId) -> String {
    p.descrs.get(d).map_or(String::new(), |d| d.name().to_string())
}

impl Rebuild for Story<'_> {
    type V = Name;
    fn saved(&mut self, n: usize) -> Result<Name, Error> {
        let b = *self.saved.get(n).ok_or(Error::Table("saved"))?;
        let letter = self.trace.kind(b).box_letter();
        Ok(self.name(format!("saved {letter}{n}"), 0))
    }
    fn constant(&mut self, arg: Arg) -> Name {
        self.name(format!("{arg:?}"), arg.as_int().unwrap_or(0) as u64)
    }
    fn new_object(&mut self, p: &Program, d: DescrId) -> Result<(), Error> {
        self.make(format!("new {}", descr(p, d)))
    }
    fn new_array(&mut self, p: &Program, d: DescrId, length: i64) -> Result<(), Error> {
        self.make(format!("new {}[{length}]", descr(p, d)))
    }
    fn made(&mut self, n: usize) -> Result<Name, Error> {
        self.made.get(n).copied().ok_or(Error::Table("made"))
    }
    fn set_field(&mut self, p: &Program, object: Name, field: DescrId, value: Name) -> Result<(), Error> {
        self.say(format!("{}.{} = {}", self.show(object), descr(p, field), self.show(value)))
    }
    fn set_item(&mut self, _: &Program, array: Name, index: i64, _: DescrId, value: Name) -> Result<(), Error> {
        self.say(format!("{}[{index}] = {}", self.show(array), self.show(value)))
    }
    fn set_interior(&mut self, p: &Program, array: Name, index: i64, field: DescrId, value: Name) -> Result<(), Error> {
        self.say(format!("{}[{index}].{} = {}", self.show(array), descr(p, field), self.show(value)))
    }
    fn virtualizable(
        &mut self,
        _: &Program,
        class: usize,
        object: Name,
        fields: &[Name],
        arrays: &[&[Name]],
    ) -> Result<(), Error> {
        let list = |l: &[Name]| l.iter().map(|n| self.show(*n)).collect::<Vec<_>>().join(", ");
        let arrays: Vec<String> = arrays.iter().map(|a| format!("[{}]", list(a))).collect();
        let text = format!("virtualizable {class} {}: {}; {}", self.show(object), list(fields), arrays.join(", "));
        self.say(text)
    }
    fn virtual_ref(&mut self, _: &Program, object: Name, reference: Name) -> Result<(), Error> {
        self.say(format!("virtual reference {} to {}", self.show(reference), self.show(object)))
    }
}

fn check(case: &Case) -> String {
    let p = program();
    let mut descrs = p.descrs.clone();
    let trace = parse(&case.input, &mut descrs).unwrap_or_else(|e| panic!("{e}\n{}", case.input)).trace;
    let exit = trace.ops.iter().find_map(|op| trace.exit_of(op)).expect("a guard");
    let resume = Resume::encode(exit, &trace).unwrap_or_else(|e| panic!("{e}"));
    let work = if case.option("work") == Some("frames") { Work::Frames } else { Work::All };
    let nothing = vec!["nothing".to_string()];
    let mut story =
        Story { trace: &trace, saved: exit.fail_args(), names: nothing, made: Vec::new(), out: String::new() };
    let frames = resume.frames(&p, &mut story, work).unwrap_or_else(|e| panic!("{e}"));
    for f in frames {
        let mut line = format!("frame {} at {}:", f.code, f.pc);
        for kind in [Kind::Int, Kind::Ref, Kind::Float] {
            for (n, v) in f.regs[kind as usize].iter().enumerate().filter(|(_, v)| v.text != 0) {
                line += &format!(" {}{n} = {};", ["i", "r", "f"][kind as usize], story.show(*v));
            }
        }
        story.say(line).expect("says");
    }
    story.out + &format!("{} bytes\n", resume.size())
}

#[test]
fn rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    rule_cases::run(&folder, &["work"], &check);
}
