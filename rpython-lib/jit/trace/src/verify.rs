//! The rules of the trace IR.

use std::fmt;

use crate::descr::{Descr, DescrId, Descrs};
use crate::opnum::Opnum;
use crate::trace::{Exit, ExitVal, Op, StorePlace, Trace};
use crate::value::{Arg, BoxId, Kind};

/// A broken rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// Index of the operation.
    pub op: usize,
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "operation {}: {}", self.op, self.message)
    }
}

impl std::error::Error for VerifyError {}

/// Checks a trace: operands are defined before use and of the right kind, each box is defined once, descriptors fit,
/// guards have exits, overflow operations are followed by their guard, the trace ends with a final operation, jumps match
/// their label. After a label only its arguments and what follows are visible.
pub fn verify(trace: &Trace, descrs: &Descrs) -> Result<(), VerifyError> {
    let mut v = Verifier {
        trace,
        descrs,
        visible: vec![false; trace.box_count()],
        defined: vec![false; trace.box_count()],
        labels: Vec::new(),
    };
    for &b in &trace.inputargs {
        v.define(b).map_err(|message| VerifyError { op: 0, message })?;
    }
    for (i, op) in trace.ops.iter().enumerate() {
        let last = i + 1 == trace.ops.len();
        v.op(op, trace.ops.get(i + 1), last)
            .map_err(|message| VerifyError { op: i, message: format!("{}: {message}", op.opnum.name()) })?;
    }
    if trace.ops.is_empty() {
        return Err(VerifyError { op: 0, message: "no operations".to_string() });
    }
    Ok(())
}

struct Verifier<'a> {
    trace: &'a Trace,
    descrs: &'a Descrs,
    visible: Vec<bool>,
    defined: Vec<bool>,
    labels: Vec<(DescrId, Vec<Kind>)>,
}

impl Verifier<'_> {
    fn define(&mut self, b: BoxId) -> Result<(), String> {
        match self.defined.get_mut(b.index()) {
            None => Err(format!("box {} does not exist", b.0)),
            Some(true) => Err(format!("box {} is defined twice", b.0)),
            Some(slot) => {
                *slot = true;
                self.visible[b.index()] = true;
                Ok(())
            }
        }
    }

    fn used(&self, arg: Arg) -> Result<(), String> {
        match arg {
            Arg::Box(b) if !self.visible.get(b.index()).copied().unwrap_or(false) => {
                Err(format!("box {} is used before it is defined", b.0))
            }
            _ => Ok(()),
        }
    }

    fn kinds(&self, args: &[Arg]) -> Vec<Kind> {
        args.iter().map(|&a| self.trace.arg_kind(a)).collect()
    }

    fn op(&mut self, op: &Op, next: Option<&Op>, last: bool) -> Result<(), String> {
        for &arg in &op.args {
            self.used(arg)?;
        }
        self.signature(op)?;
        self.descr(op)?;
        match (op.opnum.is_guard(), self.trace.exit_of(op)) {
            (true, Some(exit)) => self.exit(exit)?,
            (true, None) => return Err("a guard without an exit".to_string()),
            (false, _) if op.exit.is_some() => return Err("only guards have an exit".to_string()),
            _ => {}
        }
        if op.opnum.is_ovf() && !matches!(next.map(|n| n.opnum), Some(Opnum::GuardNoOverflow | Opnum::GuardOverflow)) {
            return Err("not followed by guard_no_overflow or guard_overflow".to_string());
        }
        if op.opnum.is_final() != last {
            return Err(if last { "the last operation must be final" } else { "final, but not last" }.to_string());
        }
        if op.opnum == Opnum::Label {
            let descr = op.descr.ok_or("no descriptor")?;
            self.labels.push((descr, self.kinds(&op.args)));
            self.visible.iter_mut().for_each(|v| *v = false);
            for &arg in &op.args {
                match arg {
                    Arg::Box(b) if !self.visible[b.index()] => self.visible[b.index()] = true,
                    Arg::Box(_) => return Err("an argument occurs twice".to_string()),
                    _ => return Err("an argument is a constant".to_string()),
                }
            }
        }
        if op.opnum == Opnum::Jump {
            self.jump(op)?;
        }
        match (op.result, op.opnum.result()) {
            (Some(b), Some(kind)) => {
                self.define(b)?;
                if self.trace.kind(b) != kind {
                    return Err("the result has the wrong kind".to_string());
                }
                Ok(())
            }
            (None, None) => Ok(()),
            _ => Err("a result too much or too few".to_string()),
        }
    }

    fn jump(&self, op: &Op) -> Result<(), String> {
        let here = self.kinds(&op.args);
        let there = match op.descr {
            None => Some(self.trace.inputargs.iter().map(|&b| self.trace.kind(b)).collect()),
            Some(d) => self.labels.iter().find(|l| l.0 == d).map(|l| l.1.clone()),
        };
        match there {
            Some(kinds) if kinds != here => Err("the arguments do not match those of the target".to_string()),
            _ => Ok(()),
        }
    }

    fn signature(&self, op: &Op) -> Result<(), String> {
        let sig = op.opnum.signature().as_bytes();
        if let Some(arity) = op.opnum.arity() {
            if op.args.len() != arity {
                return Err(format!("{} operands instead of {arity}", op.args.len()));
            }
        }
        for (i, &letter) in sig.iter().enumerate() {
            if letter == b'.' {
                break;
            }
            let Some(&arg) = op.args.get(i) else { return Err("too few operands".to_string()) };
            let kind = self.trace.arg_kind(arg);
            if letter != b'*' && kind.letter() as u8 != letter {
                return Err(format!("operand {i} has kind {} instead of {}", kind.letter(), letter as char));
            }
        }
        if op.opnum == Opnum::GuardValue && self.trace.arg_kind(op.args[0]) != self.trace.arg_kind(op.args[1]) {
            return Err("the operands have different kinds".to_string());
        }
        Ok(())
    }

    fn descr(&self, op: &Op) -> Result<(), String> {
        use Opnum::*;
        let Some(id) = op.descr else {
            return if op.opnum.needs_descr() { Err("no descriptor".to_string()) } else { Ok(()) };
        };
        let descr = self.descrs.get(id).ok_or("the descriptor does not exist")?;
        let stored = |i: usize| op.args.get(i).map(|&a| self.trace.arg_kind(a));
        let moved = op.opnum.result();
        let same = |kind: Option<Kind>, value: Option<Kind>| {
            if kind == value {
                Ok(())
            } else {
                Err("the value's kind is not that of the descriptor".to_string())
            }
        };
        match (op.opnum, descr) {
            (GetfieldGcI | GetfieldGcR | GetfieldGcF | GetfieldRawI | GetfieldRawR | GetfieldRawF, Descr::Field(d)) => {
                same(d.kind.kind(), moved)
            }
            (SetfieldGc | SetfieldRaw, Descr::Field(d)) => same(d.kind.kind(), stored(1)),
            (
                GetarrayitemGcI | GetarrayitemGcR | GetarrayitemGcF | GetarrayitemRawI | GetarrayitemRawF | RawLoadI
                | RawLoadF,
                Descr::Array(d),
            ) => same(d.kind.kind(), moved),
            (SetarrayitemGc | SetarrayitemRaw | RawStore, Descr::Array(d)) => same(d.kind.kind(), stored(2)),
            (ArraylenGc | NewArray | NewArrayClear | ZeroArray | CallMallocNurseryVarsize, Descr::Array(_)) => Ok(()),
            (GetinteriorfieldGcI | GetinteriorfieldGcR | GetinteriorfieldGcF, Descr::InteriorField(d)) => {
                same(d.kind.kind(), moved)
            }
            (SetinteriorfieldGc, Descr::InteriorField(d)) => same(d.kind.kind(), stored(2)),
            (New | NewWithVtable, Descr::Size(_)) | (QuasiimmutField, Descr::Field(_)) => Ok(()),
            (Label | Jump | CallAssemblerI | CallAssemblerR | CallAssemblerF | CallAssemblerN, Descr::Target(_)) => {
                Ok(())
            }
            (Finish, Descr::Guard(_)) => Ok(()),
            (opnum, Descr::Guard(_)) if opnum.is_guard() => Ok(()),
            (opnum, Descr::Call(d)) if opnum.is_call() => {
                let skip = opnum.signature().len() - 1;
                if self.kinds(op.args.get(skip..).unwrap_or(&[])) != d.args {
                    return Err("the arguments are not those of the call descriptor".to_string());
                }
                same(d.result, moved)
            }
            _ => Err("the descriptor is of the wrong sort".to_string()),
        }
    }

    fn exit(&self, exit: &Exit) -> Result<(), String> {
        for value in exit.all_values() {
            match value {
                ExitVal::Arg(arg) => self.used(arg).map_err(|m| format!("exit: {m}"))?,
                ExitVal::Virtual(n) if n as usize >= exit.virtuals.len() => {
                    return Err(format!("exit: virtual {n} is not described"));
                }
                _ => {}
            }
        }
        for p in &exit.pending {
            let known = match p.place {
                StorePlace::Field(d) => self.descrs.field(d).is_some(),
                StorePlace::Item(d, _) => self.descrs.array(d).is_some(),
            };
            if !known {
                return Err("exit: a delayed store's descriptor is of the wrong sort".to_string());
            }
        }
        let live: u32 = exit.frames.iter().map(|f| f.count).sum();
        if !exit.frames.is_empty() && live as usize != exit.values.len() {
            return Err("exit: the frames' counts do not add up to the values".to_string());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    #[test]
    fn broken_traces_are_refused() {
        let mut descrs = Descrs::new();
        for (text, part) in [
            ("[i0, p1]\ni2 = int_add(i0, p1)\njump(i0, p1)", "kind"),
            ("[i0]\ni2 = int_add_ovf(i0, 1)\nfinish(i2)", "followed"),
            ("[i0]\ni2 = int_add(i0, 1)", "final"),
            ("[i0]\njump(i0, i0)", "match"),
            ("[i0]\ni1 = int_neg(i0)\nlabel(i1, descr=<T>)\njump(i0, descr=<T>)", "before"),
            ("[i0]\ni1 = int_neg(i0, i0)\njump(i0)", "operands"),
        ] {
            let parsed = parse(text, &mut descrs).unwrap();
            let error = verify(&parsed.trace, &descrs).unwrap_err();
            assert!(error.message.contains(part), "{error}");
        }
        let good = parse("[i0]\ni1 = int_neg(i0)\nlabel(i1, descr=<T>)\njump(i1, descr=<T>)", &mut descrs).unwrap();
        assert_eq!(verify(&good.trace, &descrs), Ok(()));
    }
}
