//! The text form of traces, in the notation of the field.
//!
//! ```text
//! [i0, p1]
//! i2 = int_add(i0, 1)
//! guard_true(i2, descr=<Guard3>) [i0, p1]
//! jump(i2, p1)
//! ```
//!
//! Constants: `5`, `1.5`, `ConstFloat(0x7ff8000000000000)`, `null`, `ConstPtr(3)`. After the live values of a guard may
//! follow its frames, virtual objects and delayed stores:
//! `[i0, v0, _] @(jitcode:pc:count) v0=struct(<Node>, i0, null) p1.<Node.next>=v0 p1[<Array>, 3]=v0`.
//! `#` starts a comment.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use crate::descr::{Descr, DescrId, Descrs, GuardDescr, TargetToken};
use crate::opnum::Opnum;
use crate::trace::{Exit, ExitVal, FramePos, Op, PendingStore, StorePlace, Trace, VirtualDesc, VirtualKind};
use crate::value::{Arg, BoxId, Kind, PtrConst};

/// A text that is not a trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// A trace and the boxes by their names in the text.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub trace: Trace,
    pub names: HashMap<String, BoxId>,
}

/// Prints a trace.
pub fn print(trace: &Trace, descrs: &Descrs) -> String {
    let printer = Printer { trace, descrs };
    let mut out = String::new();
    let inputs: Vec<String> = trace.inputargs.iter().map(|&b| printer.arg(Arg::Box(b))).collect();
    let _ = writeln!(out, "[{}]", inputs.join(", "));
    for op in &trace.ops {
        out.push_str(&printer.op(op));
        out.push('\n');
    }
    out
}

/// Prints one operation.
pub fn print_op(op: &Op, trace: &Trace, descrs: &Descrs) -> String {
    Printer { trace, descrs }.op(op)
}

struct Printer<'a> {
    trace: &'a Trace,
    descrs: &'a Descrs,
}

impl Printer<'_> {
    fn arg(&self, arg: Arg) -> String {
        match arg {
            Arg::Box(b) => match self.trace.kinds().get(b.index()) {
                Some(kind) => format!("{}{}", kind.box_letter(), b.0),
                None => format!("undefined{}", b.0),
            },
            Arg::Int(n) => n.to_string(),
            Arg::Ptr(PtrConst(0)) => "null".to_string(),
            Arg::Ptr(PtrConst(n)) => format!("ConstPtr({n})"),
            Arg::Float(bits) => {
                let value = f64::from_bits(bits);
                if value.is_finite() {
                    format!("{value:?}")
                } else {
                    format!("ConstFloat({bits:#x})")
                }
            }
        }
    }

    fn descr(&self, id: DescrId) -> String {
        match self.descrs.name(id) {
            Some(name) => format!("<{name}>"),
            None => format!("<#{}>", id.0),
        }
    }

    fn op(&self, op: &Op) -> String {
        let mut out = String::new();
        if let Some(r) = op.result {
            let _ = write!(out, "{} = ", self.arg(Arg::Box(r)));
        }
        let mut args: Vec<String> = op.args.iter().map(|&a| self.arg(a)).collect();
        if let Some(d) = op.descr {
            args.push(format!("descr={}", self.descr(d)));
        }
        let _ = write!(out, "{}({})", op.opnum.name(), args.join(", "));
        if let Some(exit) = self.trace.exit_of(op) {
            out.push(' ');
            out.push_str(&self.exit(exit));
        }
        out
    }

    fn value(&self, v: ExitVal) -> String {
        match v {
            ExitVal::Arg(a) => self.arg(a),
            ExitVal::Virtual(n) => format!("v{n}"),
            ExitVal::Hole => "_".to_string(),
        }
    }

    fn exit(&self, exit: &Exit) -> String {
        let join = |vs: &[ExitVal]| vs.iter().map(|&v| self.value(v)).collect::<Vec<_>>().join(", ");
        let mut out = format!("[{}]", join(&exit.values));
        if !exit.frames.is_empty() {
            let frames: Vec<String> =
                exit.frames.iter().map(|f| format!("{}:{}:{}", f.jitcode, f.pc, f.count)).collect();
            let _ = write!(out, " @({})", frames.join(", "));
        }
        for (i, v) in exit.virtuals.iter().enumerate() {
            let (word, first) = match v.kind {
                VirtualKind::Struct(d) => ("struct", Some(self.descr(d))),
                VirtualKind::Array { descr, clear: false } => ("array", Some(self.descr(descr))),
                VirtualKind::Array { descr, clear: true } => ("array_clear", Some(self.descr(descr))),
                VirtualKind::ArrayStruct { descr, fields } => {
                    ("array_struct", Some(format!("{}, {fields}", self.descr(descr))))
                }
                VirtualKind::Str => ("str", None),
                VirtualKind::Unicode => ("unicode", None),
                VirtualKind::StrConcat => ("str_concat", None),
                VirtualKind::UnicodeConcat => ("unicode_concat", None),
                VirtualKind::StrSlice => ("str_slice", None),
                VirtualKind::UnicodeSlice => ("unicode_slice", None),
            };
            let parts: Vec<String> = first.into_iter().chain(v.values.iter().map(|&x| self.value(x))).collect();
            let _ = write!(out, " v{i}={word}({})", parts.join(", "));
        }
        for p in &exit.pending {
            let object = self.value(p.object);
            let value = self.value(p.value);
            let _ = match p.place {
                StorePlace::Field(d) => write!(out, " {object}.{}={value}", self.descr(d)),
                StorePlace::Item(d, i) => write!(out, " {object}[{}, {i}]={value}", self.descr(d)),
            };
        }
        out
    }
}

/// Reads a trace. Box ids are given in order of appearance. Unknown names of guards, finishes and targets are added to
/// `descrs`; other descriptors must be there.
pub fn parse(text: &str, descrs: &mut Descrs) -> Result<Parsed, ParseError> {
    let mut parsed = Parsed { trace: Trace::new(), names: HashMap::new() };
    let mut have_inputs = false;
    for (number, raw) in text.lines().enumerate() {
        let line = raw.split('#').next().unwrap_or("").trim();
        if line.is_empty() {
            continue;
        }
        let mut reader = Reader { rest: line, descrs: &mut *descrs, parsed: &mut parsed };
        let done = if have_inputs { reader.operation() } else { reader.inputs() };
        done.map_err(|message| ParseError { line: number + 1, message })?;
        have_inputs = true;
    }
    if have_inputs {
        Ok(parsed)
    } else {
        Err(ParseError { line: 1, message: "no input arguments".to_string() })
    }
}

struct Reader<'a> {
    rest: &'a str,
    descrs: &'a mut Descrs,
    parsed: &'a mut Parsed,
}

type Read<T> = Result<T, String>;

impl<'a> Reader<'a> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Read<()> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(format!("expected '{token}' before '{}'", self.rest))
        }
    }

    fn word(&mut self) -> &'a str {
        self.skip();
        let bytes = self.rest.as_bytes();
        let is_number = matches!(bytes, [b'-' | b'0'..=b'9', ..]);
        let mut end = 0;
        while end < bytes.len() {
            let sign = matches!(bytes[end], b'-' | b'+') && (end == 0 || (is_number && bytes[end - 1] == b'e'));
            if !sign && !bytes[end].is_ascii_alphanumeric() && !matches!(bytes[end], b'_' | b'.') {
                break;
            }
            end += 1;
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn number(&mut self) -> Read<u32> {
        let word = self.word();
        word.parse().map_err(|_| format!("expected a number, found '{word}'"))
    }

    fn box_kind(name: &str) -> Option<Kind> {
        let (first, digits) = name.split_at_checked(1)?;
        let rest_ok = digits.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match first {
            _ if !rest_ok => None,
            "i" => Some(Kind::Int),
            "p" | "r" => Some(Kind::Ref),
            "f" => Some(Kind::Float),
            _ => None,
        }
    }

    fn define(&mut self, name: &str) -> Read<BoxId> {
        let kind = Self::box_kind(name).ok_or_else(|| format!("'{name}' is not the name of a box"))?;
        if self.parsed.names.contains_key(name) {
            return Err(format!("'{name}' is defined twice"));
        }
        let b = self.parsed.trace.new_box(kind);
        self.parsed.names.insert(name.to_string(), b);
        Ok(b)
    }

    fn inputs(&mut self) -> Read<()> {
        self.expect("[")?;
        while !self.eat("]") {
            let name = self.word();
            let b = self.define(name)?;
            self.parsed.trace.inputargs.push(b);
            self.eat(",");
        }
        Ok(())
    }

    fn arg(&mut self) -> Read<Arg> {
        let word = self.word();
        if let Some(&b) = self.parsed.names.get(word) {
            return Ok(Arg::Box(b));
        }
        match word {
            "null" | "NULL" => return Ok(Arg::NULL),
            "ConstInt" | "ConstFloat" | "ConstPtr" => {
                self.expect("(")?;
                let inner = self.word();
                self.expect(")")?;
                let bad = || format!("bad constant '{word}({inner})'");
                return match word {
                    "ConstInt" => inner.parse().map(Arg::Int).map_err(|_| bad()),
                    "ConstPtr" if inner == "null" => Ok(Arg::NULL),
                    "ConstPtr" => inner.parse().map(|n| Arg::Ptr(PtrConst(n))).map_err(|_| bad()),
                    _ => match inner.strip_prefix("0x") {
                        Some(hex) => u64::from_str_radix(hex, 16).map(Arg::Float).map_err(|_| bad()),
                        None => inner.parse().map(Arg::float).map_err(|_| bad()),
                    },
                };
            }
            _ => {}
        }
        if let Ok(n) = word.parse::<i64>() {
            return Ok(Arg::Int(n));
        }
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            if let Ok(x) = word.parse::<f64>() {
                return Ok(Arg::float(x));
            }
        }
        Err(format!("'{word}' is neither a defined box nor a constant (before '{}')", self.rest))
    }

    fn descr_name(&mut self) -> Read<&'a str> {
        self.expect("<")?;
        let end = self.rest.find('>').ok_or("'<' without '>'")?;
        let name = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        Ok(name)
    }

    fn known_descr(&mut self) -> Read<DescrId> {
        let name = self.descr_name()?;
        self.descrs.by_name(name).ok_or_else(|| format!("unknown descriptor '{name}'"))
    }

    fn operation_descr(&mut self, opnum: Opnum) -> Read<DescrId> {
        let name = self.descr_name()?;
        if let Some(id) = self.descrs.by_name(name) {
            return Ok(id);
        }
        let name = name.to_string();
        match opnum {
            Opnum::Finish => Ok(self.descrs.add(Descr::Guard(GuardDescr { name, is_finish: true, raises: false }))),
            Opnum::Label | Opnum::Jump => Ok(self.descrs.add(Descr::Target(TargetToken { name, args: Vec::new() }))),
            _ if opnum.is_guard() => {
                Ok(self.descrs.add(Descr::Guard(GuardDescr { name, is_finish: false, raises: false })))
            }
            _ => Err(format!("unknown descriptor '{name}'")),
        }
    }

    fn operation(&mut self) -> Read<()> {
        let first = self.word();
        let (result_name, name) = if self.eat("=") { (Some(first), self.word()) } else { (None, first) };
        let opnum = Opnum::from_name(name).ok_or_else(|| format!("unknown operation '{name}'"))?;
        self.expect("(")?;
        let mut op = Op::new(opnum, &[], None, None);
        while !self.eat(")") {
            if self.eat("descr=") {
                op.descr = Some(self.operation_descr(opnum)?);
            } else {
                let arg = self.arg()?;
                op.args.push(arg);
            }
            self.eat(",");
        }
        if opnum.is_guard() {
            let exit = self.exit()?;
            op.exit = Some(self.parsed.trace.add_exit(exit));
        }
        if let Some(name) = result_name {
            op.result = Some(self.define(name)?);
        } else if let Some(kind) = opnum.result() {
            op.result = Some(self.parsed.trace.new_box(kind));
        }
        self.skip();
        if !self.rest.is_empty() {
            return Err(format!("not understood: '{}'", self.rest));
        }
        self.parsed.trace.ops.push(op);
        Ok(())
    }

    fn value(&mut self) -> Read<ExitVal> {
        if self.eat("_") {
            return Ok(ExitVal::Hole);
        }
        self.skip();
        if let Some(rest) = self.rest.strip_prefix('v') {
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                self.rest = rest;
                return Ok(ExitVal::Virtual(self.number()?));
            }
        }
        Ok(ExitVal::Arg(self.arg()?))
    }

    fn values(&mut self, close: &str) -> Read<Vec<ExitVal>> {
        let mut out = Vec::new();
        while !self.eat(close) {
            out.push(self.value()?);
            self.eat(",");
        }
        Ok(out)
    }

    fn exit(&mut self) -> Read<Exit> {
        let mut exit = Exit::default();
        if self.eat("[") {
            exit.values = self.values("]")?;
        }
        if self.eat("@(") {
            while !self.eat(")") {
                let jitcode = self.number()?;
                self.expect(":")?;
                let pc = self.number()?;
                self.expect(":")?;
                let count = self.number()?;
                exit.frames.push(FramePos { jitcode, pc, count });
                self.eat(",");
            }
        }
        loop {
            self.skip();
            if self.rest.is_empty() {
                return Ok(exit);
            }
            self.exit_item(&mut exit)?;
        }
    }

    fn exit_item(&mut self, exit: &mut Exit) -> Read<()> {
        // A dot ends the object's name here, unlike in numbers.
        let object = match self.rest.find(".<").filter(|&dot| !self.rest[..dot].contains(['=', '[', ' '])) {
            Some(dot) => {
                let (name, rest) = self.rest.split_at(dot);
                let mut inner = Reader { rest: name, descrs: &mut *self.descrs, parsed: &mut *self.parsed };
                let object = inner.value()?;
                self.rest = rest;
                object
            }
            None => self.value()?,
        };
        if self.eat(".") {
            let place = StorePlace::Field(self.known_descr()?);
            self.expect("=")?;
            let value = self.value()?;
            exit.pending.push(PendingStore { object, place, value });
        } else if self.eat("[") {
            let descr = self.known_descr()?;
            self.expect(",")?;
            let place = StorePlace::Item(descr, self.number()?);
            self.expect("]")?;
            self.expect("=")?;
            let value = self.value()?;
            exit.pending.push(PendingStore { object, place, value });
        } else {
            self.expect("=")?;
            if object != ExitVal::Virtual(exit.virtuals.len() as u32) {
                return Err("virtuals must be described in order: v0, v1, …".to_string());
            }
            let word = self.word();
            self.expect("(")?;
            let kind = match word {
                "struct" => VirtualKind::Struct(self.known_descr()?),
                "array" => VirtualKind::Array { descr: self.known_descr()?, clear: false },
                "array_clear" => VirtualKind::Array { descr: self.known_descr()?, clear: true },
                "array_struct" => {
                    let descr = self.known_descr()?;
                    self.expect(",")?;
                    VirtualKind::ArrayStruct { descr, fields: self.number()? }
                }
                "str" => VirtualKind::Str,
                "unicode" => VirtualKind::Unicode,
                "str_concat" => VirtualKind::StrConcat,
                "unicode_concat" => VirtualKind::UnicodeConcat,
                "str_slice" => VirtualKind::StrSlice,
                "unicode_slice" => VirtualKind::UnicodeSlice,
                _ => return Err(format!("unknown kind of virtual '{word}'")),
            };
            self.eat(",");
            exit.virtuals.push(VirtualDesc { kind, values: self.values(")")? });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descr::FieldKind;

    #[test]
    fn prints_what_it_reads() {
        let mut descrs = Descrs::new();
        descrs.add_struct("Node", 100, &[("value", FieldKind::Signed, false), ("next", FieldKind::Pointer, false)]);
        descrs.add_array("Array", FieldKind::Pointer, false);
        let text = "[i0, p1, f2]
i3 = int_add(i0, -1)
f4 = float_mul(f2, 1.5e-7)
f5 = float_mul(f4, ConstFloat(0x7ff8000000000000))
guard_true(i3, descr=<Guard3>) [i0, p1, 7, v0, _, v1] @(3:10:2, 4:5:4) v0=struct(<Node>, i3, v0) v1=array_clear(<Array>, v0, null) p1.<Node.next>=v0 p1[<Array>, 3]=v1
guard_no_overflow() []
p6 = new_with_vtable(descr=<Node>)
setfield_gc(p6, ConstPtr(3), descr=<Node.next>)
jump(i3, p6, f5)
";
        let parsed = parse(text, &mut descrs).unwrap();
        assert_eq!(print(&parsed.trace, &descrs), text);
        assert_eq!(parsed.trace.exits[0].fail_args().len(), 3);
    }

    #[test]
    fn errors_have_lines() {
        let mut descrs = Descrs::new();
        for (text, part) in [
            ("[i0]\ni1 = int_foo(i0)", "int_foo"),
            ("[i0]\ni1 = int_add(i0, i7)", "i7"),
            ("[i0]\ni0 = int_add(i0, 1)", "twice"),
            ("[i0]\ni1 = getfield_gc_i(i0, descr=<No>)", "No"),
        ] {
            let error = parse(text, &mut descrs).unwrap_err();
            assert_eq!(error.line, 2);
            assert!(error.message.contains(part), "{error}");
        }
    }
}
