//! One LLVM module of code: its functions, and declarations of all they refer to.

use crate::debuginfo::DebugInfo;
use crate::function;
use gencommon::names::{raises, Local, Locals};
use gencommon::symbols::Meaning;
use gencommon::Input;
use graph::{Const, ExternId, GraphId, StaticId};
use indexmap::{IndexMap, IndexSet};
use lltype::{ContainerId, Elem, FieldRef, LLType};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

/// Data layout and triple of the target.
pub const TARGET: &str =
    "target datalayout = \"e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128\"\n\
     target triple = \"x86_64-unknown-linux-gnu\"\n";

/// The function that stops the program with a message. What it reads and changes is no object of the program.
pub const FATAL: &str =
    "declare void @(ptr readonly, i64) cold noreturn nounwind memory(argmem: read, inaccessiblemem: readwrite)";

/// What a memory access is to alias analysis: accesses of different kinds never overlap.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// A field.
    Field(FieldRef),
    /// Items of plain arrays of that type.
    Items(LLType),
    /// Lengths of arrays.
    Length,
    /// Words in front of objects, for the collector.
    Header,
    /// The collector's words: where free memory is, the top of the roots, the end of the stack.
    State,
    /// Slots of the shadow stack.
    Roots,
}

/// A module under construction.
pub struct Unit<'a> {
    pub input: &'a Input<'a>,
    /// Which unit this is; `None` for the one of data.
    pub own: BTreeSet<GraphId>,
    locals: Locals,
    thunks: IndexSet<ExternId>,
    declared: BTreeMap<String, String>,
    texts: IndexMap<Vec<u8>, usize>,
    tbaa: IndexMap<Access, usize>,
    /// Array types whose allocation function is needed.
    pub arrays: IndexSet<ContainerId>,
    index: usize,
    /// What debuggers are told.
    pub debug: Option<DebugInfo<'a>>,
}

/// A module as LLVM reads it.
pub struct Module {
    /// The IR. It depends on nothing but what the unit's graphs are and use.
    pub text: String,
    /// What names in it stand for.
    pub meanings: HashMap<String, Meaning>,
}

/// The module of a unit.
pub fn module(input: &Input<'_>, index: usize) -> Module {
    let graphs = &input.plan.units[index];
    let mut unit = Unit::new(input, graphs.iter().copied().collect());
    unit.index = index;
    let mut out = format!("source_filename = \"unit\"\n{TARGET}\n");
    for g in graphs {
        function::emit(&mut unit, *g, &mut out);
    }
    for (n, a) in std::mem::take(&mut unit.arrays).into_iter().enumerate() {
        crate::memory_ops::array_allocator(&mut unit, n, a, &mut out);
    }
    let meanings = unit.finish(&mut out);
    Module { text: out, meanings }
}

impl<'a> Unit<'a> {
    pub fn new(input: &'a Input<'a>, own: BTreeSet<GraphId>) -> Unit<'a> {
        Unit {
            input,
            own,
            locals: Locals::default(),
            thunks: IndexSet::new(),
            declared: BTreeMap::new(),
            texts: IndexMap::new(),
            tbaa: IndexMap::new(),
            arrays: IndexSet::new(),
            index: 0,
            debug: DebugInfo::new(input, input.opt > 0),
        }
    }

    /// `@symbol` of a graph.
    pub fn graph(&mut self, g: GraphId) -> String {
        self.local(Local::Graph(g))
    }

    /// `@symbol` of a prebuilt object.
    pub fn object(&mut self, s: StaticId) -> String {
        self.local(Local::Object(s))
    }

    fn local(&mut self, what: Local) -> String {
        format!("@{}", self.locals.name(self.input, what))
    }

    /// The number of a GC structure, a constant.
    pub fn type_id(&mut self, c: ContainerId, ty: &str) -> String {
        format!("ptrtoint (ptr {} to {ty})", self.local(Local::TypeId(c)))
    }

    /// The highest number of the subclasses of a class, and how many there are, constants.
    pub fn class_range(&mut self, vtable: StaticId, (min, max): (i64, i64)) -> (String, String) {
        let mut number = |what| format!("ptrtoint (ptr {} to i64)", self.local(what));
        (number(Local::ClassMax(vtable, max)), number(Local::ClassSpan(vtable, max - min)))
    }

    /// Symbol of the function that allocates arrays of one type.
    pub fn allocator(&mut self, c: ContainerId) -> String {
        format!("@rpy_new.{}", self.arrays.insert_full(c).0)
    }

    /// `@symbol` of a run-time function that generated code calls by itself.
    pub fn runtime(&mut self, symbol: &str, signature: &str) -> String {
        self.declared.entry(symbol.to_string()).or_insert_with(|| signature.replacen('@', &format!("@{symbol}"), 1));
        format!("@{symbol}")
    }

    /// `@symbol` of an external function.
    pub fn external(&mut self, x: ExternId) -> String {
        let e = &self.input.program.externs[x];
        if !self.declared.contains_key(&*e.symbol) {
            let args: Vec<String> =
                e.args.iter().filter(|t| !t.is_void()).map(|t| format!("{}{}", lltype_name(*t), ext(*t))).collect();
            // What looks into objects must stay behind what fills them.
            let effects = match e.args.iter().any(|t| is_pointer(*t)) {
                _ if !e.pure => "",
                true => " memory(read) willreturn",
                false => " memory(none) willreturn",
            };
            let text = format!(
                "declare {}{} @{}({}) nounwind{effects}",
                ext(e.result).trim_start(),
                if ext(e.result).is_empty() {
                    lltype_name(e.result).to_string()
                } else {
                    format!(" {}", lltype_name(e.result))
                },
                e.symbol,
                args.join(", ")
            );
            self.declared.insert(e.symbol.to_string(), text);
        }
        format!("@{}", e.symbol)
    }

    /// `@symbol` of a wrapper that makes an external function callable through a function pointer.
    pub fn thunk(&mut self, x: ExternId) -> String {
        self.thunks.insert(x);
        format!("@rpy_thunk_{}", self.input.program.externs[x].symbol)
    }

    /// A constant of that type.
    pub fn constant(&mut self, c: &Const, ty: LLType) -> String {
        match c {
            Const::Void | Const::None => "poison".to_string(),
            Const::Bool(b) => {
                if ty == LLType::Bool {
                    b.to_string()
                } else {
                    (*b as u8).to_string()
                }
            }
            Const::Int(i) => self.number(*i as i128, ty),
            Const::Uint(u) => self.number(*u as i128, ty),
            Const::Char(c) => self.number(*c as i128, ty),
            Const::UniChar(c) => self.number(*c as i128, ty),
            Const::Float(x) => {
                let x = if ty == LLType::SingleFloat { f64::from(x.get() as f32) } else { x.get() };
                format!("0x{:016X}", x.to_bits())
            }
            Const::Null(_) => {
                if is_pointer(ty) {
                    "null".to_string()
                } else {
                    "0".to_string()
                }
            }
            Const::Static(s, _) => {
                let symbol = self.object(*s);
                as_word(symbol, ty)
            }
            Const::Func(g) => {
                let symbol = self.graph(*g);
                as_word(symbol, ty)
            }
            Const::Extern(x) => {
                let symbol = self.thunk(*x);
                as_word(symbol, ty)
            }
            Const::Str(_) | Const::Unicode(_) | Const::Host(_) => {
                panic!("high-level constant {c:?} in a low-level program")
            }
            Const::Place(..) => panic!("{c:?} in code"),
        }
    }

    fn number(&self, n: i128, ty: LLType) -> String {
        match ty {
            LLType::Bool => (n != 0).to_string(),
            LLType::Float | LLType::SingleFloat => format!("0x{:016X}", (n as f64).to_bits()),
            _ if is_pointer(ty) && n == 0 => "null".to_string(),
            _ if is_pointer(ty) => format!("inttoptr (i64 {} to ptr)", n as i64),
            _ => match bits(ty) {
                8 => (n as i8).to_string(),
                16 => (n as i16).to_string(),
                32 => (n as i32).to_string(),
                _ => (n as i64).to_string(),
            },
        }
    }

    /// `@symbol` of the unit's places.
    pub fn place_table(&mut self) -> String {
        self.local(Local::Places(self.index))
    }

    /// `@symbol` of a text.
    pub fn text(&mut self, text: &[u8]) -> String {
        let n = self.texts.len();
        let n = *self.texts.entry(text.to_vec()).or_insert(n);
        format!("@.text.{n}")
    }

    /// The suffix of a load or store that says what is accessed.
    pub fn tbaa(&mut self, access: Access) -> String {
        let n = self.tbaa.len();
        let n = *self.tbaa.entry(access).or_insert(n);
        // 0: branch weights, 1: root, then a type and an access tag for each kind.
        format!(", !tbaa !{}", 2 + 2 * n + 1)
    }

    /// Declarations, texts, metadata.
    pub fn finish(mut self, out: &mut String) -> HashMap<String, Meaning> {
        if let Some(debug) = self.debug.take() {
            debug.finish(out);
        }
        for x in std::mem::take(&mut self.thunks) {
            self.define_thunk(x, out);
        }
        for (what, symbol) in self.locals.iter() {
            self.declare(what, symbol, out);
        }
        for text in self.declared.values() {
            writeln!(out, "{text}").ok();
        }
        for (text, n) in &self.texts {
            let bytes = escape(text);
            writeln!(out, "@.text.{n} = private unnamed_addr constant [{} x i8] c\"{bytes}\"", text.len()).ok();
        }
        writeln!(out, "!0 = !{{!\"branch_weights\", i32 2000, i32 1}}").ok();
        writeln!(out, "!1 = !{{!\"rpython\"}}").ok();
        for (access, n) in &self.tbaa {
            let name = match access {
                Access::Field(_) => format!("field {n}"),
                Access::Items(t) => format!("items {}", items_kind(*t)),
                Access::Length => "length".to_string(),
                Access::Header => "header".to_string(),
                Access::State => "state".to_string(),
                Access::Roots => "roots".to_string(),
            };
            let k = 2 + 2 * n;
            writeln!(out, "!{k} = !{{!\"{name}\", !1}}").ok();
            writeln!(out, "!{} = !{{!{k}, !{k}, i64 0}}", k + 1).ok();
        }
        writeln!(out, "!{} = !{{i64 0, i64 2147483647}}", self.number_range()).ok();
        self.locals.meanings(self.input)
    }

    /// The metadata that says that the address of a symbol is a number.
    fn number_range(&self) -> usize {
        2 + 2 * self.tbaa.len()
    }

    /// Declares what the unit calls by that name, unless it defines it.
    fn declare(&self, what: Local, symbol: &str, out: &mut String) {
        match what {
            Local::Graph(g) if self.own.contains(&g) => return,
            Local::Graph(g) => {
                let (args, result) = self.input.program.graphs[g].signature();
                let args: Vec<&str> = args.iter().filter(|t| !t.is_void()).map(|t| lltype_name(*t)).collect();
                let result = result_type(result, raises(self.input, g));
                writeln!(out, "declare hidden fastcc {result} @{symbol}({}) nounwind", args.join(", "))
            }
            Local::Object(_) => writeln!(out, "@{symbol} = external hidden global i8, align 8"),
            Local::TypeId(_) | Local::ClassMax(..) | Local::ClassSpan(..) => {
                let range = self.number_range();
                writeln!(out, "@{symbol} = external hidden global i8, !absolute_symbol !{range}")
            }
            Local::Places(_) => writeln!(out, "@{symbol} = external hidden constant [0 x i64]"),
        }
        .ok();
    }

    fn define_thunk(&mut self, x: ExternId, out: &mut String) {
        let callee = self.external(x);
        let e = &self.input.program.externs[x];
        let params: Vec<String> = e
            .args
            .iter()
            .filter(|t| !t.is_void())
            .enumerate()
            .map(|(i, t)| format!("{} %a{i}", lltype_name(*t)))
            .collect();
        let args: Vec<String> = e
            .args
            .iter()
            .filter(|t| !t.is_void())
            .enumerate()
            .map(|(i, t)| format!("{}{} %a{i}", lltype_name(*t), ext(*t)))
            .collect();
        let (params, args) = (params.join(", "), args.join(", "));
        let result = result_type(e.result, true);
        writeln!(out, "define linkonce_odr hidden fastcc {result} @rpy_thunk_{}({params}) nounwind {{", e.symbol).ok();
        let ty = lltype_name(e.result);
        if e.result.is_void() {
            writeln!(out, "  call void {callee}({args})\n  ret ptr null\n}}").ok();
        } else {
            writeln!(out, "  %r = call {ty} {callee}({args})").ok();
            writeln!(out, "  %s = insertvalue {result} {{ {ty} undef, ptr null }}, {ty} %r, 0").ok();
            writeln!(out, "  ret {result} %s\n}}").ok();
        }
    }
}

fn items_kind(t: LLType) -> String {
    if is_pointer(t) {
        "ptr".to_string()
    } else {
        format!("{t:?}")
    }
}

/// Normalised kind of items: all references alike.
pub fn items_access(t: LLType) -> Access {
    Access::Items(if is_pointer(t) { LLType::GcRef } else { t })
}

/// The access kind of the items of an array, if it is an array of plain values.
pub fn elem_access(e: Elem) -> Option<Access> {
    match e {
        Elem::Prim(t) => Some(items_access(t)),
        Elem::Struct(_) => None,
    }
}

/// Bytes as the inside of an LLVM string.
pub fn escape(bytes: &[u8]) -> String {
    let mut s = String::with_capacity(bytes.len());
    for b in bytes {
        match b {
            b' '..=b'~' if *b != b'"' && *b != b'\\' => s.push(*b as char),
            _ => {
                write!(s, "\\{b:02X}").ok();
            }
        }
    }
    s
}

fn as_word(symbol: String, ty: LLType) -> String {
    if is_pointer(ty) {
        symbol
    } else {
        format!("ptrtoint (ptr {symbol} to i64)")
    }
}

/// The LLVM type of values.
pub fn lltype_name(ty: LLType) -> &'static str {
    match ty {
        LLType::Void => "void",
        LLType::Bool => "i1",
        LLType::Char | LLType::Int8 | LLType::UInt8 => "i8",
        LLType::Int16 | LLType::UInt16 => "i16",
        LLType::UniChar | LLType::Int32 | LLType::UInt32 => "i32",
        LLType::Signed | LLType::Unsigned => "i64",
        LLType::Float => "double",
        LLType::SingleFloat => "float",
        LLType::Address | LLType::Ptr(_) | LLType::GcRef => "ptr",
    }
}

/// The LLVM type in memory.
pub fn memory_type(ty: LLType) -> &'static str {
    if ty == LLType::Bool {
        "i8"
    } else {
        lltype_name(ty)
    }
}

/// Width of an integer type in bits; 0 for others.
pub fn bits(ty: LLType) -> u32 {
    match lltype_name(ty) {
        "i1" => 1,
        "i8" => 8,
        "i16" => 16,
        "i32" => 32,
        "i64" => 64,
        _ => 0,
    }
}

/// Whether an integer type is signed.
pub fn signed(ty: LLType) -> bool {
    matches!(ty, LLType::Signed | LLType::Int8 | LLType::Int16 | LLType::Int32)
}

/// Whether values are pointers to LLVM.
pub fn is_pointer(ty: LLType) -> bool {
    lltype_name(ty) == "ptr"
}

/// The attribute of narrow arguments and results in the C convention.
pub fn ext(ty: LLType) -> &'static str {
    match bits(ty) {
        1 | 8 | 16 | 32 if signed(ty) => " signext",
        1 | 8 | 16 | 32 => " zeroext",
        _ => "",
    }
}

/// The LLVM result type of a graph.
pub fn result_type(ty: LLType, raises: bool) -> String {
    match (ty.is_void(), raises) {
        (true, true) => "ptr".to_string(),
        (false, true) => format!("{{ {}, ptr }}", lltype_name(ty)),
        (_, false) => lltype_name(ty).to_string(),
    }
}
