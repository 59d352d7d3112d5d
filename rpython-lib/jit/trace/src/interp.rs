//! The reference interpreter: executes a trace on a checked heap, slowly and strictly.
//!
//! It is the oracle: an optimised trace, a compiled trace and a recorded loop must end the way it says. An access that
//! machine code would silently get wrong (null, wrong type, index out of bounds) is an error here.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use crate::descr::{DescrId, Descrs};
use crate::heap::{truncate, Heap, HeapError, Object, Value};
use crate::opnum::Opnum;
use crate::trace::{Exit, ExitId, ExitVal, Op, StorePlace, Trace, VirtualKind};
use crate::value::{Arg, Kind};

/// Why a trace cannot be executed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InterpError {
    /// A wrong trace: operation index and what is wrong.
    Wrong(usize, String),
    /// It ran for longer than allowed.
    Fuel,
}

impl fmt::Display for InterpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InterpError::Wrong(op, message) => write!(f, "operation {op}: {message}"),
            InterpError::Fuel => f.write_str("the trace runs for too long"),
        }
    }
}

impl std::error::Error for InterpError {}

impl From<HeapError> for String {
    fn from(e: HeapError) -> String {
        e.0
    }
}

/// How a trace ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Finish {
        descr: Option<DescrId>,
        values: Vec<Value>,
    },
    /// A guard failed. The values are the live values of its exit: virtual objects exist, delayed stores are done.
    /// `None` where the exit has no value.
    Guard {
        op: usize,
        descr: Option<DescrId>,
        exit: ExitId,
        values: Vec<Option<Value>>,
    },
    /// A jump to a target that is not in this trace.
    Jump {
        descr: DescrId,
        values: Vec<Value>,
    },
}

/// What a called function does: a result, or an exception object.
pub type CallResult = Result<Option<Value>, u32>;

/// A function of the outside world.
pub type Function = Rc<dyn Fn(&mut Heap, &[Value]) -> CallResult>;

/// The state around a trace.
#[derive(Clone, Default)]
pub struct Machine {
    pub heap: Heap,
    /// By address.
    pub functions: HashMap<i64, Function>,
    /// The pending exception, 0 for none.
    pub exception: u32,
    /// guard_not_invalidated fails.
    pub invalidated: bool,
    /// guard_not_forced fails.
    pub forced: bool,
    /// Operations still allowed.
    pub fuel: u64,
}

enum Step {
    Next(Option<Value>),
    Fail,
    Done(Outcome),
    Loop(usize, Vec<Value>),
}

impl Machine {
    pub fn new(heap: Heap) -> Machine {
        Machine { heap, fuel: 100_000, ..Machine::default() }
    }

    /// Executes a trace from its start with these input arguments.
    pub fn run(&mut self, trace: &Trace, descrs: &Descrs, args: &[Value]) -> Result<Outcome, InterpError> {
        let mut env: Vec<Option<Value>> = vec![None; trace.box_count()];
        if args.len() != trace.inputargs.len() {
            return Err(InterpError::Wrong(0, "wrong number of input arguments".to_string()));
        }
        for (&b, &v) in trace.inputargs.iter().zip(args) {
            env[b.index()] = Some(v);
        }
        let mut run = Run { machine: self, trace, descrs, env, overflow: false };
        let mut pc = 0;
        loop {
            run.machine.fuel = run.machine.fuel.checked_sub(1).ok_or(InterpError::Fuel)?;
            let op = trace.ops.get(pc).ok_or_else(|| InterpError::Wrong(pc, "runs off the end".to_string()))?;
            let wrong = |m: String| InterpError::Wrong(pc, format!("{}: {m}", op.opnum.name()));
            match run.step(op).map_err(wrong)? {
                Step::Next(value) => {
                    match (op.result, value) {
                        (Some(b), Some(v)) if v.kind() == trace.kind(b) => run.env[b.index()] = Some(v),
                        (None, _) => {}
                        _ => return Err(wrong("no result, or one of the wrong kind".to_string())),
                    }
                    pc += 1;
                }
                Step::Fail => {
                    let exit = trace.exit_of(op).ok_or_else(|| wrong("no exit".to_string()))?;
                    let values = run.exit(exit).map_err(wrong)?;
                    let exit = op.exit.unwrap_or(ExitId(0));
                    return Ok(Outcome::Guard { op: pc, descr: op.descr, exit, values });
                }
                Step::Done(outcome) => return Ok(outcome),
                Step::Loop(target, values) => {
                    run.env.iter_mut().for_each(|v| *v = None);
                    let label = trace.ops.get(target).filter(|o| o.opnum == Opnum::Label);
                    let places: Vec<Option<usize>> = match label {
                        Some(label) => label.args.iter().map(|a| a.as_box().map(|b| b.index())).collect(),
                        None => trace.inputargs.iter().map(|b| Some(b.index())).collect(),
                    };
                    if places.len() != values.len() {
                        return Err(wrong("the target takes another number of arguments".to_string()));
                    }
                    for (place, value) in places.into_iter().zip(values) {
                        if let Some(place) = place {
                            run.env[place] = Some(value);
                        }
                    }
                    pc = target;
                }
            }
        }
    }
}

struct Run<'a> {
    machine: &'a mut Machine,
    trace: &'a Trace,
    descrs: &'a Descrs,
    env: Vec<Option<Value>>,
    overflow: bool,
}

impl Run<'_> {
    fn value(&self, arg: Arg) -> Result<Value, String> {
        match arg {
            Arg::Box(b) => {
                self.env.get(b.index()).copied().flatten().ok_or_else(|| format!("box {} has no value", b.0))
            }
            _ => Value::of_const(arg).ok_or_else(|| "not a constant".to_string()),
        }
    }

    fn values(&self, args: &[Arg]) -> Result<Vec<Value>, String> {
        args.iter().map(|&a| self.value(a)).collect()
    }

    fn operand(&self, op: &Op, i: usize) -> Result<Value, String> {
        self.value(*op.args.get(i).ok_or("too few operands")?)
    }

    fn int(&self, op: &Op, i: usize) -> Result<i64, String> {
        match self.operand(op, i)? {
            Value::Int(n) => Ok(n),
            _ => Err(format!("operand {i} is not an integer")),
        }
    }

    fn object(&self, op: &Op, i: usize) -> Result<u32, String> {
        match self.operand(op, i)? {
            Value::Ref(r) => Ok(r),
            _ => Err(format!("operand {i} is not a reference")),
        }
    }

    fn descr(&self, op: &Op) -> Result<DescrId, String> {
        op.descr.ok_or_else(|| "no descriptor".to_string())
    }

    fn step(&mut self, op: &Op) -> Result<Step, String> {
        use Opnum::*;
        if op.opnum.is_guard() {
            return self.guard(op);
        }
        if op.opnum.is_pure() && !matches!(op.opnum, PtrEq | PtrNe | InstancePtrEq | InstancePtrNe) {
            let args = self.values(&op.args)?;
            return Ok(Step::Next(Some(fold(op.opnum, &args)?)));
        }
        if op.opnum.is_call() {
            return self.call(op);
        }
        match op.opnum {
            Label
            | DebugMergePoint
            | Keepalive
            | JitDebug
            | IncrementDebugCounter
            | EnterPortalFrame
            | LeavePortalFrame
            | QuasiimmutField
            | AssertNotNone
            | RecordExactClass
            | RecordExactValueI
            | RecordExactValueR => Ok(Step::Next(None)),
            Finish => Ok(Step::Done(Outcome::Finish { descr: op.descr, values: self.values(&op.args)? })),
            Jump => {
                let values = self.values(&op.args)?;
                let Some(descr) = op.descr else { return Ok(Step::Loop(0, values)) };
                let label = |o: &Op| o.opnum == Label && o.descr == Some(descr);
                Ok(match self.trace.ops.iter().position(label) {
                    Some(target) => Step::Loop(target, values),
                    None => Step::Done(Outcome::Jump { descr, values }),
                })
            }
            IntAddOvf | IntSubOvf | IntMulOvf => {
                let (a, b) = (self.int(op, 0)?, self.int(op, 1)?);
                let (value, overflow) = match op.opnum {
                    IntAddOvf => a.overflowing_add(b),
                    IntSubOvf => a.overflowing_sub(b),
                    _ => a.overflowing_mul(b),
                };
                self.overflow = overflow;
                Ok(Step::Next(Some(Value::Int(value))))
            }
            PtrEq | InstancePtrEq => Ok(bool_step(self.object(op, 0)? == self.object(op, 1)?)),
            PtrNe | InstancePtrNe => Ok(bool_step(self.object(op, 0)? != self.object(op, 1)?)),
            SaveExcClass => {
                let class = match self.machine.exception {
                    0 => 0,
                    e => self.machine.heap.class_of(self.descrs, e)?,
                };
                Ok(Step::Next(Some(Value::Int(class))))
            }
            SaveException => Ok(Step::Next(Some(Value::Ref(std::mem::take(&mut self.machine.exception))))),
            RestoreException => {
                self.machine.exception = self.object(op, 1)?;
                Ok(Step::Next(None))
            }
            ForceToken => Ok(Step::Next(Some(Value::Int(1)))),
            _ => Ok(Step::Next(self.memory(op)?)),
        }
    }

    fn guard(&mut self, op: &Op) -> Result<Step, String> {
        use Opnum::*;
        let ok = match op.opnum {
            GuardTrue => self.int(op, 0)? != 0,
            GuardFalse => self.int(op, 0)? == 0,
            GuardValue => self.operand(op, 0)? == self.operand(op, 1)?,
            GuardNonnull => self.object(op, 0)? != 0,
            GuardIsnull => self.object(op, 0)? == 0,
            GuardClass => self.machine.heap.class_of(self.descrs, self.object(op, 0)?)? == self.int(op, 1)?,
            GuardNonnullClass => match self.object(op, 0)? {
                0 => false,
                o => self.machine.heap.class_of(self.descrs, o)? == self.int(op, 1)?,
            },
            GuardIsObject => self.machine.heap.class_of(self.descrs, self.object(op, 0)?)? != 0,
            GuardNoException => self.machine.exception == 0,
            GuardException => {
                let e = self.machine.exception;
                if e == 0 || self.machine.heap.class_of(self.descrs, e)? != self.int(op, 0)? {
                    return Ok(Step::Fail);
                }
                self.machine.exception = 0;
                return Ok(Step::Next(Some(Value::Ref(e))));
            }
            GuardNoOverflow => !self.overflow,
            GuardOverflow => self.overflow,
            GuardNotForced | GuardNotForced2 => !self.machine.forced,
            GuardNotInvalidated => !self.machine.invalidated,
            GuardFutureCondition => true,
            GuardAlwaysFails => false,
            _ => return Err("not supported by the reference interpreter".to_string()),
        };
        Ok(if ok { Step::Next(None) } else { Step::Fail })
    }

    fn call(&mut self, op: &Op) -> Result<Step, String> {
        use Opnum::*;
        let skip = match op.opnum {
            CallAssemblerI | CallAssemblerR | CallAssemblerF | CallAssemblerN => {
                return Err("not supported by the reference interpreter".to_string());
            }
            CondCallN => {
                if self.int(op, 0)? == 0 {
                    return Ok(Step::Next(None));
                }
                1
            }
            CondCallValueI | CondCallValueR => {
                let value = self.operand(op, 0)?;
                if value != Value::zero(value.kind()) {
                    return Ok(Step::Next(Some(value)));
                }
                1
            }
            CallReleaseGilI | CallReleaseGilF | CallReleaseGilN => 1,
            _ => 0,
        };
        let address = self.int(op, skip)?;
        let function = self.machine.functions.get(&address).cloned().ok_or(format!("no function at {address}"))?;
        let args = self.values(&op.args[skip + 1..])?;
        match function(&mut self.machine.heap, &args) {
            Ok(result) => Ok(Step::Next(result)),
            Err(exception) => {
                self.machine.exception = exception;
                Ok(Step::Next(op.opnum.result().map(Value::zero)))
            }
        }
    }

    fn memory(&mut self, op: &Op) -> Result<Option<Value>, String> {
        use Opnum::*;
        let descrs = self.descrs;
        Ok(match op.opnum {
            GetfieldGcI | GetfieldGcR | GetfieldGcF => {
                Some(self.machine.heap.get_field(descrs, self.object(op, 0)?, self.descr(op)?)?)
            }
            SetfieldGc => {
                let (object, value) = (self.object(op, 0)?, self.operand(op, 1)?);
                self.machine.heap.set_field(descrs, object, self.descr(op)?, value)?;
                None
            }
            GetfieldRawI | GetfieldRawR | GetfieldRawF | SetfieldRaw => {
                let f = descrs.field(self.descr(op)?).ok_or("not a field descriptor")?;
                self.raw(op, self.int(op, 0)?.wrapping_add(f.offset.into()), 1, f.size, f.kind)?
            }
            GetarrayitemRawI | GetarrayitemRawF | SetarrayitemRaw => {
                let a = descrs.array(self.descr(op)?).ok_or("not an array descriptor")?;
                let offset = self.int(op, 1)?.wrapping_mul(a.item_size.into()).wrapping_add(a.base_size.into());
                self.raw(op, self.int(op, 0)?.wrapping_add(offset), 2, a.item_size, a.kind)?
            }
            RawLoadI | RawLoadF | RawStore => {
                let a = descrs.array(self.descr(op)?).ok_or("not an array descriptor")?;
                self.raw(op, self.int(op, 0)?.wrapping_add(self.int(op, 1)?), 2, a.item_size, a.kind)?
            }
            GetarrayitemGcI | GetarrayitemGcR | GetarrayitemGcF => {
                Some(self.machine.heap.get_item(self.object(op, 0)?, self.descr(op)?, self.int(op, 1)?)?)
            }
            SetarrayitemGc => {
                let (object, index, value) = (self.object(op, 0)?, self.int(op, 1)?, self.operand(op, 2)?);
                self.machine.heap.set_item(descrs, object, self.descr(op)?, index, value)?;
                None
            }
            ArraylenGc => Some(Value::Int(self.machine.heap.array_len(self.object(op, 0)?)?)),
            GetinteriorfieldGcI | GetinteriorfieldGcR | GetinteriorfieldGcF => {
                let (object, index) = (self.object(op, 0)?, self.int(op, 1)?);
                let descr = self.descr(op)?;
                Some(*self.machine.heap.interior(descrs, object, index, descr)?.0)
            }
            SetinteriorfieldGc => {
                let (object, index, value) = (self.object(op, 0)?, self.int(op, 1)?, self.operand(op, 2)?);
                let descr = self.descr(op)?;
                let (place, size, kind) = self.machine.heap.interior(descrs, object, index, descr)?;
                *place = truncate(value, size, kind);
                None
            }
            New | NewWithVtable => Some(Value::Ref(self.machine.heap.new_struct(descrs, self.descr(op)?)?)),
            NewArray | NewArrayClear => {
                let length = self.int(op, 0)?;
                Some(Value::Ref(self.machine.heap.new_array(descrs, self.descr(op)?, length)?))
            }
            _ => self.string(op)?,
        })
    }

    /// A raw read, or a raw write when operand `value` is there.
    fn raw(
        &mut self,
        op: &Op,
        address: i64,
        value: usize,
        size: u32,
        kind: crate::descr::FieldKind,
    ) -> Result<Option<Value>, String> {
        if op.opnum.result().is_some() {
            return Ok(Some(truncate(self.machine.heap.raw_get(address)?, size, kind)));
        }
        let value = self.operand(op, value)?;
        self.machine.heap.raw_set(address, truncate(value, size, kind));
        Ok(None)
    }

    fn string(&mut self, op: &Op) -> Result<Option<Value>, String> {
        use Opnum::*;
        let length = |n: i64| usize::try_from(n).ok().filter(|&n| n < 1 << 24).ok_or(format!("a string of length {n}"));
        let index = |i: i64, len: usize| usize::try_from(i).ok().filter(|&i| i < len).ok_or(format!("index {i}"));
        match op.opnum {
            Newstr => {
                let chars = vec![0; length(self.int(op, 0)?)?];
                Ok(Some(Value::Ref(self.machine.heap.add(Object::Str(chars)))))
            }
            Newunicode => {
                let chars = vec![0; length(self.int(op, 0)?)?];
                Ok(Some(Value::Ref(self.machine.heap.add(Object::Unicode(chars)))))
            }
            Strlen | Unicodelen => Ok(Some(Value::Int(self.chars(self.object(op, 0)?)?.len() as i64))),
            Strgetitem | Unicodegetitem => {
                let chars = self.chars(self.object(op, 0)?)?;
                let i = index(self.int(op, 1)?, chars.len())?;
                Ok(Some(Value::Int(chars[i])))
            }
            Strhash | Unicodehash => {
                let chars = self.chars(self.object(op, 0)?)?;
                let hash = chars.iter().fold(7i64, |h, &c| h.wrapping_mul(1_000_003) ^ c);
                Ok(Some(Value::Int(hash)))
            }
            Strsetitem | Unicodesetitem => {
                let (object, i, c) = (self.object(op, 0)?, self.int(op, 1)?, self.int(op, 2)?);
                self.put(object, i, &[c])?;
                Ok(None)
            }
            Copystrcontent | Copyunicodecontent => {
                let chars = self.chars(self.object(op, 0)?)?;
                let from = usize::try_from(self.int(op, 2)?).map_err(|_| "negative start")?;
                let count = length(self.int(op, 4)?)?;
                let part = chars.get(from..from + count).ok_or("copies past the end")?.to_vec();
                self.put(self.object(op, 1)?, self.int(op, 3)?, &part)?;
                Ok(None)
            }
            _ => Err("not supported by the reference interpreter".to_string()),
        }
    }

    fn chars(&self, object: u32) -> Result<Vec<i64>, String> {
        match self.machine.heap.get(object)? {
            Object::Str(s) => Ok(s.iter().map(|&c| c.into()).collect()),
            Object::Unicode(s) => Ok(s.iter().map(|&c| c.into()).collect()),
            _ => Err("not a string".to_string()),
        }
    }

    fn put(&mut self, object: u32, start: i64, part: &[i64]) -> Result<(), String> {
        let start = usize::try_from(start).map_err(|_| "negative index")?;
        let end = start.checked_add(part.len()).ok_or("copies past the end")?;
        match self.machine.heap.get_mut(object)? {
            Object::Str(s) => {
                let place = s.get_mut(start..end).ok_or("copies past the end")?;
                place.iter_mut().zip(part).for_each(|(p, &c)| *p = c as u8);
            }
            Object::Unicode(s) => {
                let place = s.get_mut(start..end).ok_or("copies past the end")?;
                place.iter_mut().zip(part).for_each(|(p, &c)| *p = c as u32);
            }
            _ => return Err("not a string".to_string()),
        }
        Ok(())
    }

    /// Rebuilds the live values of an exit.
    fn exit(&mut self, exit: &Exit) -> Result<Vec<Option<Value>>, String> {
        let mut ids: Vec<Option<u32>> = Vec::new();
        for v in &exit.virtuals {
            let count = v.values.len() as i64;
            let heap = &mut self.machine.heap;
            ids.push(match v.kind {
                VirtualKind::Struct(d) => Some(heap.new_struct(self.descrs, d)?),
                VirtualKind::Array { descr, .. } => Some(heap.new_array(self.descrs, descr, count)?),
                VirtualKind::ArrayStruct { descr, fields } => {
                    Some(heap.new_array(self.descrs, descr, count / i64::from(fields.max(1)))?)
                }
                VirtualKind::Str => Some(heap.add(Object::Str(vec![0; v.values.len()]))),
                VirtualKind::Unicode => Some(heap.add(Object::Unicode(vec![0; v.values.len()]))),
                _ => None,
            });
        }
        for i in 0..exit.virtuals.len() {
            self.derived_string(exit, &mut ids, i)?;
        }
        for (v, id) in exit.virtuals.iter().zip(&ids) {
            let id = id.ok_or("a virtual was not built")?;
            for (i, &value) in v.values.iter().enumerate() {
                let Some(value) = self.exit_value(value, &ids)? else { continue };
                match v.kind {
                    VirtualKind::Struct(d) => {
                        let fields = &self.descrs.size(d).ok_or("not a size descriptor")?.fields;
                        let field = *fields.get(i).ok_or("too many fields")?;
                        self.machine.heap.set_field(self.descrs, id, field, value)?;
                    }
                    VirtualKind::Array { descr, .. } => {
                        self.machine.heap.set_item(self.descrs, id, descr, i as i64, value)?;
                    }
                    VirtualKind::ArrayStruct { descr, fields } => {
                        let n = fields.max(1) as usize;
                        let interior = &self.descrs.array(descr).ok_or("not an array descriptor")?.interior;
                        let field = *interior.get(i % n).ok_or("too many fields")?;
                        *self.machine.heap.interior(self.descrs, id, (i / n) as i64, field)?.0 = value;
                    }
                    VirtualKind::Str | VirtualKind::Unicode => match value {
                        Value::Int(c) => self.put(id, i as i64, &[c])?,
                        _ => return Err("a character that is not an integer".to_string()),
                    },
                    _ => {}
                }
            }
        }
        for p in &exit.pending {
            let object = self.exit_value(p.object, &ids)?;
            let (Some(Value::Ref(object)), Some(value)) = (object, self.exit_value(p.value, &ids)?) else {
                return Err("a delayed store into nothing".to_string());
            };
            match p.place {
                StorePlace::Field(d) => self.machine.heap.set_field(self.descrs, object, d, value)?,
                StorePlace::Item(d, i) => self.machine.heap.set_item(self.descrs, object, d, i.into(), value)?,
            }
        }
        exit.values.iter().map(|&v| self.exit_value(v, &ids)).collect()
    }

    fn exit_value(&self, value: ExitVal, ids: &[Option<u32>]) -> Result<Option<Value>, String> {
        match value {
            ExitVal::Hole => Ok(None),
            ExitVal::Arg(arg) => self.value(arg).map(Some),
            ExitVal::Virtual(n) => {
                let id = ids.get(n as usize).copied().flatten().ok_or("a virtual was not built")?;
                Ok(Some(Value::Ref(id)))
            }
        }
    }

    /// Builds concatenations and slices, their parts first.
    fn derived_string(&mut self, exit: &Exit, ids: &mut Vec<Option<u32>>, i: usize) -> Result<u32, String> {
        if let Some(id) = ids[i] {
            return Ok(id);
        }
        let v = &exit.virtuals[i];
        let mut part = |run: &mut Self, k: usize| -> Result<Vec<i64>, String> {
            let id = match v.values.get(k) {
                Some(&ExitVal::Virtual(n)) if (n as usize) < i || ids.get(n as usize).copied().flatten().is_some() => {
                    let id = run.derived_string(exit, ids, n as usize)?;
                    run.plain_chars(exit, ids, n as usize, id)?;
                    id
                }
                Some(&ExitVal::Arg(a)) => match run.value(a)? {
                    Value::Ref(r) => r,
                    _ => return Err("not a string".to_string()),
                },
                _ => return Err("a string of later strings".to_string()),
            };
            run.chars(id)
        };
        let chars = match v.kind {
            VirtualKind::StrConcat | VirtualKind::UnicodeConcat => {
                let mut chars = part(self, 0)?;
                chars.extend(part(self, 1)?);
                chars
            }
            _ => {
                let chars = part(self, 0)?;
                let bound = |run: &Self, k: usize| match v.values.get(k) {
                    Some(&ExitVal::Arg(a)) => match run.value(a)? {
                        Value::Int(n) => usize::try_from(n).map_err(|_| "negative slice".to_string()),
                        _ => Err("not an integer".to_string()),
                    },
                    _ => Err("not an integer".to_string()),
                };
                let (start, count) = (bound(self, 1)?, bound(self, 2)?);
                chars.get(start..start + count).ok_or("slice past the end")?.to_vec()
            }
        };
        let object = match v.kind {
            VirtualKind::StrConcat | VirtualKind::StrSlice => Object::Str(chars.iter().map(|&c| c as u8).collect()),
            _ => Object::Unicode(chars.iter().map(|&c| c as u32).collect()),
        };
        let id = self.machine.heap.add(object);
        ids[i] = Some(id);
        Ok(id)
    }

    /// Fills a plain virtual string early, for those derived from it.
    fn plain_chars(&mut self, exit: &Exit, ids: &[Option<u32>], i: usize, id: u32) -> Result<(), String> {
        let v = &exit.virtuals[i];
        if matches!(v.kind, VirtualKind::Str | VirtualKind::Unicode) {
            for (k, &value) in v.values.iter().enumerate() {
                if let Some(Value::Int(c)) = self.exit_value(value, ids)? {
                    self.put(id, k as i64, &[c])?;
                }
            }
        }
        Ok(())
    }
}

fn bool_step(b: bool) -> Step {
    Step::Next(Some(Value::Int(b.into())))
}

/// The result of a pure operation on known values: integers, floats and `same_as`. Shared with the optimiser, so that
/// folding and executing cannot differ. An error where the operation has no result (division by zero).
pub fn fold(opnum: Opnum, args: &[Value]) -> Result<Value, String> {
    match *args {
        [Value::Int(a)] => fold_int1(opnum, a),
        [Value::Int(a), Value::Int(b)] => fold_int2(opnum, a, b).map(Value::Int),
        [Value::Float(a)] => fold_float1(opnum, f64::from_bits(a)),
        [Value::Float(a), Value::Float(b)] => fold_float2(opnum, f64::from_bits(a), f64::from_bits(b)),
        [Value::Ref(a)] if opnum == Opnum::SameAsR => Ok(Value::Ref(a)),
        _ => Err(format!("{} cannot be computed from these operands", opnum.name())),
    }
}

fn fold_int1(opnum: Opnum, a: i64) -> Result<Value, String> {
    use Opnum::*;
    Ok(Value::Int(match opnum {
        IntNeg => a.wrapping_neg(),
        IntInvert => !a,
        IntForceGeZero => a.max(0),
        IntIsZero => (a == 0).into(),
        IntIsTrue => (a != 0).into(),
        SameAsI => a,
        CastIntToFloat => return Ok(Value::float(a as f64)),
        ConvertLonglongBytesToFloat => return Ok(Value::Float(a as u64)),
        _ => return Err(format!("{} does not take an integer", opnum.name())),
    }))
}

fn fold_int2(opnum: Opnum, a: i64, b: i64) -> Result<i64, String> {
    use Opnum::*;
    let (ua, ub) = (a as u64, b as u64);
    let divides = matches!(opnum, IntFloordiv | IntMod | IntPyDiv | IntPyMod | UintFloordiv | UintMod);
    if divides && b == 0 {
        return Err("division by zero".to_string());
    }
    Ok(match opnum {
        IntAdd => a.wrapping_add(b),
        IntSub => a.wrapping_sub(b),
        IntMul => a.wrapping_mul(b),
        UintMulHigh => ((u128::from(ua) * u128::from(ub)) >> 64) as i64,
        IntFloordiv => a.wrapping_div(b),
        IntMod => a.wrapping_rem(b),
        IntPyDiv => {
            let (q, r) = (a.wrapping_div(b), a.wrapping_rem(b));
            q - i64::from(r != 0 && (r < 0) != (b < 0))
        }
        IntPyMod => {
            let r = a.wrapping_rem(b);
            if r != 0 && (r < 0) != (b < 0) {
                r + b
            } else {
                r
            }
        }
        UintFloordiv => (ua / ub) as i64,
        UintMod => (ua % ub) as i64,
        IntAnd => a & b,
        IntOr => a | b,
        IntXor => a ^ b,
        IntLshift => a.wrapping_shl(b as u32),
        IntRshift => a.wrapping_shr(b as u32),
        UintRshift => ua.wrapping_shr(b as u32) as i64,
        IntSignext => match b {
            1 => (a as i8).into(),
            2 => (a as i16).into(),
            4 => (a as i32).into(),
            8 => a,
            _ => return Err(format!("int_signext from {b} bytes")),
        },
        IntLt => (a < b).into(),
        IntLe => (a <= b).into(),
        IntEq => (a == b).into(),
        IntNe => (a != b).into(),
        IntGt => (a > b).into(),
        IntGe => (a >= b).into(),
        UintLt => (ua < ub).into(),
        UintLe => (ua <= ub).into(),
        UintGt => (ua > ub).into(),
        UintGe => (ua >= ub).into(),
        _ => return Err(format!("{} does not take two integers", opnum.name())),
    })
}

fn fold_float1(opnum: Opnum, a: f64) -> Result<Value, String> {
    use Opnum::*;
    Ok(match opnum {
        FloatNeg => Value::float(-a),
        FloatAbs => Value::float(a.abs()),
        FloatSqrt => Value::float(a.sqrt()),
        SameAsF => Value::float(a),
        // Out of range: what cvttsd2si gives.
        CastFloatToInt if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&a) => {
            Value::Int(a as i64)
        }
        CastFloatToInt => Value::Int(i64::MIN),
        ConvertFloatBytesToLonglong => Value::Int(a.to_bits() as i64),
        _ => return Err(format!("{} does not take a float", opnum.name())),
    })
}

fn fold_float2(opnum: Opnum, a: f64, b: f64) -> Result<Value, String> {
    use Opnum::*;
    Ok(match opnum {
        FloatAdd => Value::float(a + b),
        FloatSub => Value::float(a - b),
        FloatMul => Value::float(a * b),
        FloatTruediv => Value::float(a / b),
        FloatLt => Value::Int((a < b).into()),
        FloatLe => Value::Int((a <= b).into()),
        FloatEq => Value::Int((a == b).into()),
        FloatNe => Value::Int((a != b).into()),
        FloatGt => Value::Int((a > b).into()),
        FloatGe => Value::Int((a >= b).into()),
        _ => return Err(format!("{} does not take two floats", opnum.name())),
    })
}

/// The kind that a list of values has, for tests.
pub fn kinds(values: &[Value]) -> Vec<Kind> {
    values.iter().map(|v| v.kind()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descr::FieldKind;
    use crate::text::parse;
    use crate::verify::verify;

    fn run(text: &str, args: &[Value], setup: impl Fn(&mut Machine, &mut Descrs)) -> (Outcome, Machine) {
        let mut descrs = Descrs::new();
        let mut machine = Machine::new(Heap::new());
        setup(&mut machine, &mut descrs);
        let trace = parse(text, &mut descrs).unwrap().trace;
        verify(&trace, &descrs).unwrap();
        let outcome = machine.run(&trace, &descrs, args).unwrap();
        (outcome, machine)
    }

    #[test]
    fn a_loop_counts_down() {
        let (outcome, _) = run(
            "[i0, i1]\ni2 = int_add(i1, i0)\ni3 = int_sub(i0, 1)\ni4 = int_gt(i3, 0)\nguard_true(i4) [i2]\njump(i3, i2)",
            &[Value::Int(10), Value::Int(0)],
            |_, _| {},
        );
        assert!(matches!(outcome, Outcome::Guard { op: 3, values, .. } if values == [Some(Value::Int(55))]));
    }

    #[test]
    fn exits_build_virtuals_and_do_delayed_stores() {
        let (outcome, machine) = run(
            "[i0, p1]\nguard_true(i0) [v0] v0=struct(<Node>, 7, p1) p1.<Node.next>=v0\nfinish(i0)",
            &[Value::Int(0), Value::Ref(1)],
            |m, d| {
                let fields = [("value", FieldKind::Signed, false), ("next", FieldKind::Pointer, false)];
                let (node, _) = d.add_struct("Node", 100, &fields);
                m.heap.new_struct(d, node).unwrap();
            },
        );
        let Outcome::Guard { values, .. } = outcome else { panic!() };
        assert_eq!(values, [Some(Value::Ref(2))]);
        let Object::Struct { fields, .. } = machine.heap.get(1).unwrap() else { panic!() };
        assert_eq!(fields[1], Value::Ref(2));
        let Object::Struct { fields, .. } = machine.heap.get(2).unwrap() else { panic!() };
        assert_eq!(fields[..], [Value::Int(7), Value::Ref(1)]);
    }

    #[test]
    fn calls_raise() {
        let (outcome, machine) = run(
            "[i0]\ni1 = call_i(1000, i0, descr=<f>)\nguard_no_exception() [i0]\nfinish(i1)",
            &[Value::Int(3)],
            |m, d| {
                let (exc, _) = d.add_struct("Exc", 200, &[]);
                let e = m.heap.new_struct(d, exc).unwrap();
                m.functions.insert(1000, Rc::new(move |_, _| Err(e)));
                d.add_call("f", &[Kind::Int], Some(Kind::Int), crate::descr::EffectInfo::anything());
            },
        );
        assert!(matches!(outcome, Outcome::Guard { .. }));
        assert_eq!(machine.exception, 1);
    }

    #[test]
    fn divisions_round() {
        let int = |op, a, b| fold(op, &[Value::Int(a), Value::Int(b)]);
        assert_eq!(int(Opnum::IntFloordiv, -7, 2), Ok(Value::Int(-3)));
        assert_eq!(int(Opnum::IntPyDiv, -7, 2), Ok(Value::Int(-4)));
        assert_eq!(int(Opnum::IntPyMod, -7, 2), Ok(Value::Int(1)));
        assert_eq!(int(Opnum::IntPyMod, 7, -2), Ok(Value::Int(-1)));
        assert!(int(Opnum::IntMod, 1, 0).is_err());
    }
}
