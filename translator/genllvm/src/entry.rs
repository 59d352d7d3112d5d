//! The module of what belongs to no unit: `main`, the entry point, wrappers of external functions that data refers to.

use crate::unit::{result_type, Module, Unit, TARGET};
use abi::symbols;
use gencommon::names::{self, raises};
use gencommon::Input;
use graph::ExternId;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The text of the module.
pub fn module(input: &Input<'_>, thunks: &BTreeSet<ExternId>) -> Module {
    let mut unit = Unit::new(input, BTreeSet::new());
    let mut out = format!("source_filename = \"entry\"\n{TARGET}\n");
    emit_entry(&mut unit, &mut out);
    emit_note(&mut out);
    SLOW.iter().for_each(|s| s.emit(&mut out));
    for x in thunks {
        unit.thunk(*x);
    }
    if let Some(debug) = &mut unit.debug {
        debug.define_all(input);
    }
    let meanings = unit.finish(&mut out);
    Module { text: out, meanings }
}

/// Symbol of the function that notes a place for tracebacks: short to call, and registers stay as they are.
pub const NOTE: &str = "rpy_note_place";

fn emit_note(out: &mut String) {
    let (notes, last) = (abi::TRACEBACK_SYMBOL, abi::TRACEBACK_ENTRIES - 1);
    write!(
        out,
        "@{notes} = external hidden global {{ i64, [0 x ptr] }}\n\
         define hidden preserve_mostcc void @{NOTE}(ptr %place) nounwind {{\n\
         \x20 %n = load i64, ptr @{notes}, align 8\n\
         \x20 %i = and i64 %n, {last}\n\
         \x20 %at = getelementptr [8 x i8], ptr getelementptr (i8, ptr @{notes}, i64 8), i64 %i\n\
         \x20 store ptr %place, ptr %at, align 8\n\
         \x20 %m = add i64 %n, 1\n\
         \x20 store i64 %m, ptr @{notes}, align 8\n\
         \x20 ret void\n}}\n"
    )
    .ok();
}

/// A way to a function of the run time that leaves all registers as they are: who rarely takes it then needs to save
/// none, and code beside it no room for that.
pub struct Slow {
    symbol: &'static str,
    to: &'static str,
    result: &'static str,
    args: &'static [&'static str],
}

/// A new object.
pub const NEW: Slow = Slow { symbol: "rpy_slow_new", to: symbols::MALLOC_FIXED, result: "nonnull ptr", args: &["i32"] };
/// A new array.
pub const NEW_ARRAY: Slow =
    Slow { symbol: "rpy_slow_new_array", to: symbols::MALLOC_VARSIZE, result: "ptr", args: &["i32", "i64"] };
/// The barrier of an object.
pub const BARRIER: Slow =
    Slow { symbol: "rpy_slow_barrier", to: symbols::WRITE_BARRIER, result: "void", args: &["ptr"] };
/// The barrier of an item.
pub const BARRIER_ITEM: Slow =
    Slow { symbol: "rpy_slow_barrier_item", to: symbols::WRITE_BARRIER_ARRAY, result: "void", args: &["ptr", "i64"] };
/// The check of the stack.
pub const STACK: Slow = Slow { symbol: "rpy_slow_stack_check", to: symbols::STACK_CHECK, result: "ptr", args: &[] };
const SLOW: [Slow; 5] = [NEW, NEW_ARRAY, BARRIER, BARRIER_ITEM, STACK];

impl Slow {
    /// The call of it, up to its arguments.
    pub fn call(&self, unit: &mut Unit<'_>) -> String {
        let args = self.args.join(", ");
        let text = format!("declare hidden preserve_mostcc {} @({args}) cold nounwind", self.result);
        format!("call preserve_mostcc {} {}", self.result, unit.runtime(self.symbol, &text))
    }

    fn emit(&self, out: &mut String) {
        let Slow { symbol, to, result, .. } = self;
        let types = self.args.join(", ");
        let args: Vec<String> = self.args.iter().enumerate().map(|(i, ty)| format!("{ty} %a{i}")).collect();
        let args = args.join(", ");
        let (name, value) = if *result == "void" { ("", "void") } else { ("%r = ", "ptr %r") };
        write!(
            out,
            "declare {result} @{to}({types}) nounwind\n\
             define hidden preserve_mostcc {result} @{symbol}({args}) cold nounwind {{\n\
             \x20 {name}call {result} @{to}({args})\n\
             \x20 ret {value}\n}}\n"
        )
        .ok();
    }
}

/// `rpy_entry`: the entry point behind the C convention.
fn emit_entry(unit: &mut Unit<'_>, out: &mut String) {
    let input = unit.input;
    let entry = input.program.entry.expect("checked before");
    let symbol = unit.graph(entry);
    let raises = raises(input, entry);
    let (args, result) = input.program.graphs[entry].signature();
    let args = if args.iter().any(|t| !t.is_void()) { "ptr %argv" } else { "" };
    let ty = result_type(result, raises);
    out.push_str("define hidden { i64, ptr } @rpy_entry(ptr %argv) nounwind {\n");
    let call = format!("call fastcc {ty} {symbol}({args})");
    match (raises, result.is_void()) {
        (true, false) => writeln!(out, "  %r = {call}\n  ret {{ i64, ptr }} %r\n}}"),
        (true, true) => writeln!(
            out,
            "  %e = {call}\n  %r = insertvalue {{ i64, ptr }} {{ i64 0, ptr null }}, ptr %e, 1\n  ret {{ i64, ptr }} %r\n}}"
        ),
        (false, false) => writeln!(
            out,
            "  %v = {call}\n  %r = insertvalue {{ i64, ptr }} {{ i64 0, ptr null }}, i64 %v, 0\n  ret {{ i64, ptr }} %r\n}}"
        ),
        (false, true) => writeln!(out, "  {call}\n  ret {{ i64, ptr }} zeroinitializer\n}}"),
    }
    .ok();
    let start = abi::START_SYMBOL;
    writeln!(out, "@{} = external hidden constant i8, align 8", names::TABLE).ok();
    writeln!(out, "declare i32 @{start}(i32, ptr, ptr)").ok();
    writeln!(
        out,
        "define i32 @main(i32 %argc, ptr %argv) {{\n  %r = call i32 @{start}(i32 %argc, ptr %argv, ptr @rpy_program)\n  ret i32 %r\n}}"
    )
    .ok();
}
