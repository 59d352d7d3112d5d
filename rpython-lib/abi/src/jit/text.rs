//! Jitcodes as text, both ways.
//!
//! ```text
//! jitcode "f" (i r) -> i {
//!     -live-(i0 r0)
//!     goto_if_not_int_lt(i0, 10, L1)
//!     i1 = getfield_gc_i(r0, d3)
//!     i1 = residual_call_ir_i(@5, [i0, i1], [r0], d4)
//!     switch(i1, {1: L1, 2: L2})
//!   L2:
//!     i0 = inline_call_r_i(j1, [null])
//!   L1:
//!     int_return(i0)
//! }
//! ```
//! `i0` `r0` `f0` are registers, `d3` a descriptor, `j1` a jitcode, `m0` a driver, `@5` an address, L1 a
//! label. Floats have a point or an exponent, or are `float(0xBITS)`. `#` starts a comment.

use super::asm::{Label, Liveness, Operand};
use super::{
    decode, AddrId, Arg, CodeBuilder, DescrId, FormatError, Insn, IntConst, JitCode, JitCodeId, JitOp, Kind, RefConst,
    Tables, Value,
};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Text of a jitcode.
pub fn print(tables: &Tables, code: &JitCode) -> String {
    let mut insns = Vec::new();
    let mut labels: BTreeMap<u32, usize> = BTreeMap::new();
    let mut at = 0;
    let mut damaged = None;
    while (at as usize) < code.code.len() {
        match decode(tables, code, at) {
            Ok((insn, next)) => {
                for o in &insn.operands {
                    match o {
                        Operand::Label(l) => {
                            labels.insert(l.0, 0);
                        }
                        Operand::Switch(cases) => labels.extend(cases.iter().map(|c| (c.1 .0, 0))),
                        _ => {}
                    }
                }
                insns.push((at, insn));
                at = next;
            }
            Err(e) => {
                damaged = Some(e);
                break;
            }
        }
    }
    labels.values_mut().enumerate().for_each(|(i, n)| *n = i + 1);
    let args: Vec<String> = code.args.iter().map(|k| k.letter().to_string()).collect();
    let mut out = format!("jitcode {:?} ({})", code.name, args.join(" "));
    if let Some(k) = code.result {
        let _ = write!(out, " -> {}", k.letter());
    }
    if let Some(m) = code.portal {
        let _ = write!(out, " portal m{m}");
    }
    out.push_str(" {\n");
    for (at, insn) in &insns {
        if let Some(n) = labels.get(at) {
            let _ = writeln!(out, "  L{n}:");
        }
        let _ = writeln!(out, "    {}", insn_text(insn, &labels));
    }
    if let Some(e) = damaged {
        let _ = writeln!(out, "    # {e}");
    }
    out.push_str("}\n");
    out
}

/// Text of all jitcodes.
pub fn print_all(tables: &Tables) -> String {
    tables.jitcodes.iter().map(|c| print(tables, c)).collect::<Vec<_>>().join("\n")
}

fn insn_text(insn: &Insn, labels: &BTreeMap<u32, usize>) -> String {
    let mut out = String::new();
    if let (Some(k), Some(Operand::Result(n))) = (insn.op.result(), insn.operands.last()) {
        let _ = write!(out, "{}{n} = ", k.letter());
    }
    let label = |l: &Label| format!("L{}", labels.get(&l.0).copied().unwrap_or(0));
    let list = |l: &[Value]| l.iter().map(|v| value_text(*v)).collect::<Vec<_>>().join(", ");
    let parts: Vec<String> = insn
        .operands
        .iter()
        .filter_map(|o| {
            Some(match o {
                Operand::Value(v) => value_text(*v),
                Operand::List(l) => format!("[{}]", list(l)),
                Operand::Label(l) => label(l),
                Operand::Descr(d) => format!("d{}", d.0),
                Operand::JitCode(j) => format!("j{}", j.0),
                Operand::Driver(m) => format!("m{m}"),
                Operand::Switch(cases) => {
                    let cases: Vec<String> = cases.iter().map(|(v, l)| format!("{v}: {}", label(l))).collect();
                    format!("{{{}}}", cases.join(", "))
                }
                Operand::Live(live) => {
                    let regs = Kind::ALL.iter().zip(live).flat_map(|(k, l)| l.iter().map(move |n| (k, n)));
                    regs.map(|(k, n)| format!("{}{n}", k.letter())).collect::<Vec<_>>().join(" ")
                }
                Operand::Result(_) => return None,
            })
        })
        .collect();
    let _ = write!(out, "{}({})", insn.op.name(), parts.join(", "));
    out
}

fn value_text(v: Value) -> String {
    match v {
        Value::Reg(k, n) => format!("{}{n}", k.letter()),
        Value::Int(IntConst::Value(n)) => n.to_string(),
        Value::Int(IntConst::Addr(a)) | Value::Ref(RefConst::Addr(a)) => format!("@{}", a.0),
        Value::Ref(RefConst::Null) => "null".into(),
        Value::Float(bits) => match f64::from_bits(bits) {
            x if x.is_finite() => format!("{x:?}"),
            _ => format!("float({bits:#x})"),
        },
    }
}

/// Parses jitcodes and appends them to the tables. Descriptors, drivers and addresses that they
/// mention are the caller's business.
///
/// # Errors
/// What is wrong, with the line.
pub fn parse(tables: &mut Tables, text: &str) -> Result<(), FormatError> {
    let mut liveness = Liveness::from_words(std::mem::take(&mut tables.liveness));
    let mut lines = text.lines().enumerate();
    let mut result = Ok(());
    while let Some((n, line)) = lines.next() {
        let line = strip(line);
        if line.is_empty() {
            continue;
        }
        match parse_one(line, &mut lines, &mut liveness) {
            Ok(code) => tables.jitcodes.push(code),
            Err(e) => {
                let at = if e.message.starts_with("line ") { String::new() } else { format!("line {}: ", n + 1) };
                result = Err(FormatError::new(format!("{at}{e}")));
                break;
            }
        }
    }
    tables.liveness = liveness.into_words();
    result
}

fn strip(line: &str) -> &str {
    line.split('#').next().unwrap_or("").trim()
}

fn parse_one<'a>(
    head: &str,
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
    liveness: &mut Liveness,
) -> Result<JitCode, FormatError> {
    let mut code = parse_head(head)?;
    let mut body = Body { builder: CodeBuilder::new(), labels: HashMap::new() };
    for (n, line) in lines {
        let at = |e: FormatError| FormatError::new(format!("line {}: {e}", n + 1));
        let line = strip(line);
        match line {
            "" => {}
            "}" => {
                body.builder.finish(&mut code, liveness).map_err(at)?;
                return Ok(code);
            }
            _ => body.line(line).map_err(at)?,
        }
    }
    Err(FormatError::new("`}` is missing"))
}

fn parse_head(head: &str) -> Result<JitCode, FormatError> {
    let bad = || FormatError::new("expected `jitcode \"name\" (kinds) -> kind {`");
    let rest = head.strip_prefix("jitcode \"").ok_or_else(bad)?;
    let (name, rest) = rest.split_once('"').ok_or_else(bad)?;
    let rest = rest.trim().strip_prefix('(').ok_or_else(bad)?;
    let (args, rest) = rest.split_once(')').ok_or_else(bad)?;
    let kind = |w: &str| {
        let mut c = w.chars();
        c.next().and_then(Kind::from_letter).filter(|_| c.next().is_none()).ok_or_else(bad)
    };
    let args = args.split_whitespace().map(kind).collect::<Result<_, _>>()?;
    let mut code = JitCode { name: name.into(), args, ..JitCode::default() };
    let mut words = rest.split_whitespace();
    loop {
        match words.next().ok_or_else(bad)? {
            "->" => code.result = Some(kind(words.next().ok_or_else(bad)?)?),
            "portal" => {
                let m = words.next().and_then(|w| w.strip_prefix('m')).and_then(|m| m.parse().ok());
                code.portal = Some(m.ok_or_else(bad)?);
            }
            "{" => return Ok(code),
            _ => return Err(bad()),
        }
    }
}

struct Body {
    builder: CodeBuilder,
    labels: HashMap<String, Label>,
}

impl Body {
    fn label(&mut self, name: &str) -> Label {
        match self.labels.get(name) {
            Some(l) => *l,
            None => {
                let l = self.builder.label();
                self.labels.insert(name.into(), l);
                l
            }
        }
    }

    fn line(&mut self, line: &str) -> Result<(), FormatError> {
        if let Some(name) = line.strip_suffix(':') {
            let l = self.label(name.trim());
            self.builder.bind(l);
            return Ok(());
        }
        let bad = |what: &str| FormatError::new(format!("{what} in `{line}`"));
        let (head, rest) = line.split_once('(').ok_or_else(|| bad("expected `operation(…)`"))?;
        let args = rest.strip_suffix(')').ok_or_else(|| bad("`)` is missing"))?;
        let (result, name) = match head.split_once('=') {
            Some((r, name)) => (Some(r.trim()), name.trim()),
            None => (None, head.trim()),
        };
        let op = JitOp::from_name(name).ok_or_else(|| bad("no such operation"))?;
        let mut operands = Vec::new();
        let mut parts = if op == JitOp::Live { vec![args] } else { split(args) }.into_iter();
        for a in op.signature() {
            if let Arg::Result(k) = a {
                let reg = result.and_then(register).filter(|(kind, _)| kind == k);
                operands.push(Operand::Result(reg.ok_or_else(|| bad("the result register is missing"))?.1));
                continue;
            }
            let text = parts.next().ok_or_else(|| bad("too few operands"))?.trim();
            operands.push(self.operand(*a, text).ok_or_else(|| bad(&format!("`{text}` is no such operand")))?);
        }
        if parts.next().is_some() || (result.is_some() && op.result().is_none()) {
            return Err(bad("too many operands"));
        }
        self.builder.emit(op, operands);
        Ok(())
    }

    fn operand(&mut self, a: Arg, text: &str) -> Option<Operand> {
        Some(match a {
            Arg::Value(k) => Operand::Value(value(k, text)?),
            Arg::List(k) => {
                let inner = text.strip_prefix('[')?.strip_suffix(']')?;
                Operand::List(split(inner).into_iter().map(|t| value(k, t.trim())).collect::<Option<_>>()?)
            }
            Arg::Label => Operand::Label(self.label(text)),
            Arg::Descr => Operand::Descr(DescrId(text.strip_prefix('d')?.parse().ok()?)),
            Arg::JitCode => Operand::JitCode(JitCodeId(text.strip_prefix('j')?.parse().ok()?)),
            Arg::Driver => Operand::Driver(text.strip_prefix('m')?.parse().ok()?),
            Arg::Switch => {
                let inner = text.strip_prefix('{')?.strip_suffix('}')?;
                let mut cases = Vec::new();
                for case in split(inner) {
                    let (v, l) = case.split_once(':')?;
                    cases.push((v.trim().parse().ok()?, self.label(l.trim())));
                }
                Operand::Switch(cases)
            }
            Arg::Live => {
                let mut live: [Vec<u16>; 3] = Default::default();
                for word in text.split_whitespace() {
                    let (k, n) = register(word)?;
                    live[k as usize].push(n);
                }
                live.iter_mut().for_each(|l| l.sort_unstable());
                Operand::Live(live)
            }
            Arg::Result(_) => return None,
        })
    }
}

/// Splits at commas outside brackets.
fn split(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut depth, mut from) = (0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth -= 1,
            ',' if depth == 0 => {
                out.push(&text[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    if !text[from..].trim().is_empty() {
        out.push(&text[from..]);
    }
    out
}

fn register(text: &str) -> Option<(Kind, u16)> {
    let mut chars = text.chars();
    let k = Kind::from_letter(chars.next()?)?;
    Some((k, chars.as_str().parse().ok()?))
}

fn value(kind: Kind, text: &str) -> Option<Value> {
    if let Some((k, n)) = register(text) {
        return (k == kind).then_some(Value::Reg(k, n));
    }
    let addr = || Some(AddrId(text.strip_prefix('@')?.parse().ok()?));
    match kind {
        Kind::Int => match addr() {
            Some(a) => Some(Value::Int(IntConst::Addr(a))),
            None => text.parse().ok().map(Value::int),
        },
        Kind::Ref if text == "null" => Some(Value::Ref(RefConst::Null)),
        Kind::Ref => addr().map(|a| Value::Ref(RefConst::Addr(a))),
        Kind::Float => match text.strip_prefix("float(0x").and_then(|t| t.strip_suffix(')')) {
            Some(hex) => u64::from_str_radix(hex, 16).ok().map(Value::Float),
            None => text.parse().ok().map(|x: f64| Value::Float(x.to_bits())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jit::{verify, Driver};

    const TEXT: &str = r#"jitcode "f" (i r) -> i portal m0 {
    -live-(i0 r0)
    jit_merge_point(m0, [i0], [], [], [], [r0], [])
    goto_if_not_int_lt(i0, 10, L2)
    i1 = int_add(i0, -5)
    f0 = float_add(1.5, float(0x7ff8000000000000))
    switch(i1, {-1: L1, 2: L2})
  L1:
    i0 = inline_call_ir_i(j0, [i1, 3], [null])
    i0 = inline_call_ir_i(j0, [@7, 3], [@8])
  L2:
    int_return(i0)
}
"#;

    #[test]
    fn text_and_bytes_round_trip() {
        let mut t = Tables { drivers: vec![Driver::default()], ..Tables::default() };
        parse(&mut t, TEXT).unwrap();
        verify(&t).unwrap();
        assert_eq!(print_all(&t), TEXT);
        assert_eq!(t.jitcodes[0].regs, [2, 1, 1]);
        let bytes = t.to_bytes();
        assert_eq!(Tables::from_bytes(&bytes).unwrap(), t);
        for n in 0..bytes.len() {
            assert!(Tables::from_bytes(&bytes[..n]).is_err());
        }
    }

    #[test]
    fn mistakes_are_found() {
        let fails = |text: &str, what: &str| {
            let mut t = Tables::default();
            let e = parse(&mut t, text).and_then(|()| verify(&t)).expect_err("an error");
            assert!(e.message.contains(what), "{e}");
        };
        fails("jitcode \"f\" () {\n int_retrn(i0)\n}", "line 2: no such operation");
        fails("jitcode \"f\" () {\n int_return(r0)\n}", "`r0` is no such operand");
        fails("jitcode \"f\" () {\n int_return()\n}", "too few");
        fails("jitcode \"f\" () {\n void_return(i0)\n}", "too many");
        fails("jitcode \"f\" () {\n int_add(i0, i1)\n}", "result register");
        fails("jitcode \"f\" () {\n goto(L1)\n}", "not bound");
        fails("jitcode \"f\" () {\n loop_header(m0)\n}", "refers to nothing");
        fails("jitcode \"f\" () {\n", "`}` is missing");
        fails("code", "expected `jitcode");
    }
}
