//! The one interpreter of jitcodes. It decodes instructions, keeps frames and finds exception handlers;
//! what an instruction does to values is up to an [`Engine`]: the blackhole's values are plain words, the
//! tracer's are words with the box that stands for them, and it records.

use abi::jit::ops::{Action, JitOp, Overflow};
use abi::jit::{Arg, Kind as AbiKind};
use jit_trace::{DescrId, Kind};

use crate::host::Host;
use crate::program::{Code, Program};
use crate::{Error, Stop};

/// A frame. `pc` is the instruction that runs, or, when a call is in progress, the one after the call.
#[derive(Clone, Debug)]
pub struct Frame<V> {
    /// Index of the jitcode.
    pub code: usize,
    /// Position.
    pub pc: usize,
    /// Registers by kind.
    pub regs: [Vec<V>; 3],
    /// The exception that the frame handles.
    pub exc: Option<V>,
}

impl<V: Copy + Default> Frame<V> {
    /// A frame at the start of a jitcode.
    pub fn new(program: &Program, code: usize) -> Result<Frame<V>, Error> {
        let info = program.codes.get(code).ok_or(Error::Code("jitcode"))?;
        Ok(Frame { code, pc: 0, regs: info.regs.map(|n| vec![V::default(); n]), exc: None })
    }

    /// Sets a register.
    pub fn set(&mut self, kind: Kind, register: usize, value: V) -> Result<(), Error> {
        *self.regs[kind as usize].get_mut(register).ok_or(Error::Code("register"))? = value;
        Ok(())
    }

    /// Stores the arguments, of each kind in registers 0, 1, …
    pub fn set_arguments(&mut self, args: &[Vec<V>; 3]) -> Result<(), Error> {
        for (kind, list) in KINDS.iter().zip(args) {
            for (register, value) in list.iter().enumerate() {
                self.set(*kind, register, *value)?;
            }
        }
        Ok(())
    }
}

/// What registers hold: a word, and what an engine adds to it.
pub trait Word: Copy + Default + std::fmt::Debug {
    /// The concrete value.
    fn bits(self) -> u64;
    /// The same with another concrete value: the object moved.
    fn moved(self, bits: u64) -> Self;
}

impl Word for u64 {
    fn bits(self) -> u64 {
        self
    }

    fn moved(self, bits: u64) -> u64 {
        bits
    }
}

/// Runs something that may collect, with the frames' references as roots.
pub fn protected<H: Host, V: Word, R>(host: &mut H, frames: &mut [Frame<V>], run: impl FnOnce(&mut H) -> R) -> R {
    let references = |f: &mut Frame<V>, visit: &mut dyn FnMut(&mut V)| {
        f.regs[Kind::Ref as usize].iter_mut().for_each(&mut *visit);
        f.exc.iter_mut().for_each(visit);
    };
    let mut roots = Vec::new();
    frames.iter_mut().for_each(|f| references(f, &mut |v| roots.push(v.bits())));
    host.push_roots(&roots);
    let result = run(host);
    host.pop_roots(&mut roots);
    let mut moved = roots.into_iter();
    frames.iter_mut().for_each(|f| {
        references(f, &mut |v| {
            if let Some(bits) = moved.next() {
                *v = v.moved(bits);
            }
        });
    });
    result
}

/// All kinds, in the order of their numbers.
pub const KINDS: [Kind; 3] = [Kind::Int, Kind::Ref, Kind::Float];

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Called<V> {
    /// With this result.
    Returned(Option<V>),
    /// With this exception.
    Raised(V),
}

/// What to do at a merge point.
#[derive(Clone, Debug)]
pub enum Merge<V> {
    /// Go on.
    Pass,
    /// Leave the interpreter.
    Leave,
    /// The rest of the frame has been run by a call.
    Finished(Called<V>),
}

/// What to do for a call of another jitcode.
#[derive(Clone, Copy, Debug)]
pub enum Inline<V> {
    /// Interpret it in a frame of its own.
    Enter,
    /// It has been called.
    Called(Called<V>),
}

/// How a run ended.
#[derive(Clone, Debug)]
pub enum Outcome<V> {
    /// The outermost frame returned.
    Done(Option<V>),
    /// The outermost frame raised.
    Raised(V),
    /// [`Merge::Leave`] at a merge point of this driver with these greens and reds.
    AtMergePoint(u16, Vec<V>),
}

/// Values handed to a merge point or recursive call: greens, then reds, each by kind.
pub type Variables<V> = [Vec<V>; 6];

/// What instructions mean. Methods that may record a guard get the frames; the top frame's `pc` is the
/// instruction itself, or for calls the one after it.
pub trait Engine {
    /// A value in a register.
    type V: Word;

    /// Called before each instruction.
    fn before(&mut self) -> Result<(), Stop> {
        Ok(())
    }
    /// A constant.
    fn constant(&mut self, kind: Kind, bits: u64) -> Self::V;
    /// A pure operation.
    fn pure(&mut self, op: JitOp, args: &[Self::V]) -> Result<Self::V, Stop>;
    /// Whether a comparison holds.
    fn branch(&mut self, p: &Program, frames: &mut [Frame<Self::V>], op: JitOp, args: &[Self::V])
        -> Result<bool, Stop>;
    /// Arithmetic; nothing if it overflows.
    fn overflow(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        op: Overflow,
        args: &[Self::V],
    ) -> Result<Option<Self::V>, Stop>;
    /// Makes a value a constant of the trace.
    fn promote(&mut self, p: &Program, frames: &mut [Frame<Self::V>], kind: Kind, v: Self::V) -> Result<Self::V, Stop>;
    /// The string as a constant of the trace; `equal`, called as `descr` says, compares by content.
    fn promote_string(
        &mut self,
        _p: &Program,
        _frames: &mut [Frame<Self::V>],
        v: Self::V,
        _equal: Self::V,
        _descr: DescrId,
    ) -> Result<Self::V, Stop> {
        Ok(v)
    }
    /// The class of an instance, as a constant.
    fn class_of(&mut self, p: &Program, frames: &mut [Frame<Self::V>], v: Self::V) -> Result<Self::V, Stop>;
    /// Whether an exception is an instance of a class; its class becomes a constant.
    fn matches(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        exc: Self::V,
        class: Self::V,
    ) -> Result<bool, Stop>;
    /// Reads or writes memory: one of the heap actions. Arguments in the order of the operands.
    fn heap(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Self::V],
        descr: DescrId,
    ) -> Result<Option<Self::V>, Stop>;
    /// The exception to raise if [`Engine::heap`] finds no memory.
    fn memory_error(&mut self) -> Option<Self::V>;
    /// Reads or writes what may be a virtualizable's.
    fn vable(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Self::V],
        descr: DescrId,
    ) -> Result<Option<Self::V>, Stop>;
    /// A quasi-immutable field is about to be read; `hidden` says who relies on it.
    fn watch(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        object: Self::V,
        field: DescrId,
        hidden: DescrId,
    ) -> Result<(), Stop>;
    /// A quasi-immutable field is about to be written.
    fn before_write(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        object: Self::V,
        hidden: DescrId,
    ) -> Result<(), Stop>;
    /// Facts and questions: the actions that change nothing.
    fn hint(
        &mut self,
        p: &Program,
        op: JitOp,
        args: &[Self::V],
        descr: Option<DescrId>,
    ) -> Result<Option<Self::V>, Stop>;
    /// A reference to an object that the trace may leave unbuilt.
    fn virtual_ref(&mut self, p: &Program, frames: &mut [Frame<Self::V>], object: Self::V) -> Result<Self::V, Stop>;
    /// Such a reference is not used any more.
    fn virtual_ref_finish(&mut self, p: &Program, reference: Self::V) -> Result<(), Stop>;
    /// A residual call; arguments in the order of the signature.
    fn call(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        func: Self::V,
        args: &[Self::V],
        descr: DescrId,
    ) -> Result<Called<Self::V>, Stop>;
    /// The jitcode to enter for a residual call, if it can be looked into.
    fn look_inside(&mut self, p: &Program, func: Self::V) -> Option<usize>;
    /// A call of a jitcode; arguments by kind.
    fn inline(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        code: usize,
        args: &[Vec<Self::V>; 3],
    ) -> Result<Inline<Self::V>, Stop>;
    /// A call of a portal. The variables are those of the call, wherever objects move to.
    fn recursive(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        driver: u16,
        vars: &mut Variables<Self::V>,
    ) -> Result<Inline<Self::V>, Stop>;
    /// A merge point.
    fn merge_point(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        driver: u16,
        vars: &mut Variables<Self::V>,
    ) -> Result<Merge<Self::V>, Stop>;
    /// Frames from this depth on have been left.
    fn returned(&mut self, _depth: usize) {}
    /// The next merge point closes a loop.
    fn loop_header(&mut self, frames: &[Frame<Self::V>], driver: u16);
}

/// A decoded instruction; its buffers are used again for the next one.
#[derive(Debug)]
pub struct Decoded<V> {
    values: Vec<V>,
    lists: Vec<Vec<V>>,
    used_lists: usize,
    numbers: Vec<usize>,
    result: Option<(Kind, usize)>,
    next: usize,
}

impl<V> Default for Decoded<V> {
    fn default() -> Self {
        Decoded { values: Vec::new(), lists: Vec::new(), used_lists: 0, numbers: Vec::new(), result: None, next: 0 }
    }
}

fn kind_of(kind: AbiKind) -> Kind {
    match kind {
        AbiKind::Int => Kind::Int,
        AbiKind::Ref => Kind::Ref,
        AbiKind::Float => Kind::Float,
    }
}

impl<V: Copy + Default> Decoded<V> {
    fn read<E: Engine<V = V>>(&mut self, e: &mut E, code: &Code, frame: &Frame<V>, op: JitOp) -> Result<(), Error> {
        let short = Error::Code("instruction is cut off");
        let words = &code.words;
        let mut at = frame.pc + 1;
        let value = |e: &mut E, kind: AbiKind, n: u16| {
            let (file, n) = (kind as usize, usize::from(n));
            match frame.regs[file].get(n) {
                Some(v) => Ok(*v),
                None => match code.consts[file].get(n - frame.regs[file].len()) {
                    Some(bits) => Ok(e.constant(kind_of(kind), *bits)),
                    None => Err(Error::Code("register")),
                },
            }
        };
        self.values.clear();
        self.numbers.clear();
        self.used_lists = 0;
        self.result = None;
        for arg in op.signature() {
            let word = *words.get(at).ok_or(short.clone())?;
            at += 1;
            match *arg {
                Arg::Value(kind) => self.values.push(value(e, kind, word)?),
                Arg::List(kind) => {
                    if self.used_lists == self.lists.len() {
                        self.lists.push(Vec::new());
                    }
                    let list = &mut self.lists[self.used_lists];
                    list.clear();
                    for n in words.get(at..at + usize::from(word)).ok_or(short.clone())? {
                        list.push(value(e, kind, *n)?);
                    }
                    at += usize::from(word);
                    self.used_lists += 1;
                }
                Arg::Label | Arg::Descr | Arg::JitCode | Arg::Live => {
                    let high = *words.get(at).ok_or(short.clone())?;
                    at += 1;
                    self.numbers.push(usize::from(word) | usize::from(high) << 16);
                }
                Arg::Driver | Arg::Switch => self.numbers.push(usize::from(word)),
                Arg::Result(kind) => self.result = Some((kind_of(kind), usize::from(word))),
            }
        }
        self.next = at;
        Ok(())
    }

    fn value(&self, n: usize) -> Result<V, Error> {
        self.values.get(n).copied().ok_or(Error::Code("operand"))
    }

    fn number(&self, n: usize) -> Result<usize, Error> {
        self.numbers.get(n).copied().ok_or(Error::Code("operand"))
    }

    fn descr(&self, n: usize) -> Option<DescrId> {
        self.numbers.get(n).map(|d| DescrId(*d as u32))
    }

    /// The lists by kind; those that the operation lacks are empty. `ir` and `irf` start with ints.
    fn by_kind(&self, op: JitOp) -> [Vec<V>; 3] {
        let mut out = [Vec::new(), Vec::new(), Vec::new()];
        let kinds = op.signature().iter().filter_map(|a| if let Arg::List(k) = a { Some(*k) } else { None });
        for (kind, list) in kinds.zip(&self.lists[..self.used_lists]) {
            out[kind as usize].clone_from(list);
        }
        out
    }

    fn variables(&self) -> Result<Variables<V>, Error> {
        match &self.lists[..self.used_lists] {
            [a, b, c, d, e, f] => Ok([a, b, c, d, e, f].map(Clone::clone)),
            _ => Err(Error::Code("operands of a merge point")),
        }
    }
}

/// Values by kind in the order that a signature asks for.
pub fn in_order<V: Copy>(lists: &[Vec<V>], kinds: &[Kind]) -> Result<Vec<V>, Error> {
    let mut next = [0usize; 3];
    kinds
        .iter()
        .map(|kind| {
            let k = *kind as usize;
            next[k] += 1;
            lists.get(k).and_then(|l| l.get(next[k] - 1)).copied().ok_or(Error::Code("arguments of a call"))
        })
        .collect()
}

enum Step<V> {
    Next,
    Enter(usize, [Vec<V>; 3]),
    Called(Called<V>),
    Leave(Outcome<V>),
    Return(Option<V>),
    Raise(V),
}

/// Runs the top frame, and those it enters and returns to, until the outermost one ends.
pub fn run<E: Engine>(e: &mut E, p: &Program, frames: &mut Vec<Frame<E::V>>) -> Result<Outcome<E::V>, Stop> {
    let mut insn = Decoded::default();
    loop {
        e.before()?;
        let step = step(e, p, frames, &mut insn)?;
        if let Some(outcome) = apply(e, p, frames, step)? {
            return Ok(outcome);
        }
    }
}

/// Raises an exception in the top frame, as if its call had, and runs on.
pub fn run_raising<E: Engine>(
    e: &mut E,
    p: &Program,
    frames: &mut Vec<Frame<E::V>>,
    exc: E::V,
) -> Result<Outcome<E::V>, Stop> {
    let outcome = unwind(p, frames, exc)?;
    e.returned(frames.len());
    match outcome {
        Some(outcome) => Ok(outcome),
        None => run(e, p, frames),
    }
}

fn apply<E: Engine>(
    e: &mut E,
    p: &Program,
    frames: &mut Vec<Frame<E::V>>,
    step: Step<E::V>,
) -> Result<Option<Outcome<E::V>>, Stop> {
    match step {
        Step::Next => Ok(None),
        Step::Enter(code, args) => match e.inline(p, frames, code, &args)? {
            Inline::Enter => {
                let mut frame = Frame::new(p, code)?;
                frame.set_arguments(&args)?;
                frames.push(frame);
                Ok(None)
            }
            Inline::Called(called) => apply(e, p, frames, Step::Called(called)),
        },
        Step::Called(Called::Returned(value)) => {
            store_result(p, frames, value)?;
            Ok(None)
        }
        Step::Called(Called::Raised(exc)) | Step::Raise(exc) => {
            let outcome = unwind(p, frames, exc)?;
            e.returned(frames.len());
            Ok(outcome)
        }
        Step::Return(value) => {
            frames.pop();
            e.returned(frames.len());
            if frames.is_empty() {
                return Ok(Some(Outcome::Done(value)));
            }
            store_result(p, frames, value)?;
            Ok(None)
        }
        Step::Leave(outcome) => Ok(Some(outcome)),
    }
}

/// Stores the result of the call before the top frame's position.
fn store_result<V: Copy + Default>(p: &Program, frames: &mut [Frame<V>], value: Option<V>) -> Result<(), Error> {
    let Some(frame) = frames.last_mut() else { return Ok(()) };
    if let Some(value) = value {
        let (kind, register) = result_register(p, frame.code, frame.pc).ok_or(Error::Code("result of a call"))?;
        frame.set(kind, register, value)?;
    }
    Ok(())
}

/// The result register of the call that ends before a position. Calls are the only instructions asked for, and
/// the kind follows from the operation, found by walking the code: instructions have no marks at their end.
pub fn result_register(p: &Program, code: usize, pc: usize) -> Option<(Kind, usize)> {
    let code = p.codes.get(code)?;
    let kind = *code.result_kinds.get(&pc)?;
    Some((kind, usize::from(*code.words.get(pc - 1)?)))
}

/// Finds the handler of an exception, leaving frames without one.
fn unwind<V: Copy + Default>(p: &Program, frames: &mut Vec<Frame<V>>, exc: V) -> Result<Option<Outcome<V>>, Error> {
    while let Some(frame) = frames.last_mut() {
        let words = &p.codes.get(frame.code).ok_or(Error::Code("jitcode"))?.words;
        let mut pc = frame.pc;
        if words.get(pc) == Some(&JitOp::Live.word()) {
            pc += 3;
        }
        if words.get(pc) == Some(&JitOp::CatchException.word()) {
            if let Some([low, high]) = words.get(pc + 1..pc + 3) {
                frame.pc = usize::from(*low) | usize::from(*high) << 16;
                frame.exc = Some(exc);
                return Ok(None);
            }
        }
        frames.pop();
    }
    Ok(Some(Outcome::Raised(exc)))
}

fn step<E: Engine>(
    e: &mut E,
    p: &Program,
    frames: &mut [Frame<E::V>],
    d: &mut Decoded<E::V>,
) -> Result<Step<E::V>, Stop> {
    let top = frames.len().checked_sub(1).ok_or(Error::Code("no frame"))?;
    let code = p.codes.get(frames[top].code).ok_or(Error::Code("jitcode"))?;
    let word = *code.words.get(frames[top].pc).ok_or(Error::Code("ran past the end"))?;
    let op = JitOp::from_word(word).ok_or(Error::Code("operation"))?;
    d.read(e, code, &frames[top], op)?;
    let mut target = d.next;
    let mut result = None;
    match op.info().action {
        Action::Pure => result = Some(e.pure(op, &d.values)?),
        Action::Copy => result = Some(d.value(0)?),
        Action::GotoIfNot(condition) => {
            if !e.branch(p, frames, condition, &d.values)? {
                target = d.number(0)?;
            }
        }
        Action::Overflow(overflow) => {
            result = e.overflow(p, frames, overflow, &d.values)?;
            if result.is_none() {
                target = d.number(0)?;
            }
        }
        Action::Live | Action::CatchException => {}
        Action::Goto => target = d.number(0)?,
        Action::Switch => {
            let v = e.promote(p, frames, Kind::Int, d.value(0)?)?;
            let table = code.switches.get(d.number(0)?).ok_or(Error::Code("switch"))?;
            let key = v.bits() as i64;
            if let Ok(found) = table.binary_search_by_key(&key, |row| row.0) {
                target = table[found].1 as usize;
            }
        }
        Action::GotoIfExceptionMismatch => {
            let exc = frames[top].exc.ok_or(Error::Code("no exception"))?;
            if !e.matches(p, frames, exc, d.value(0)?)? {
                target = d.number(0)?;
            }
        }
        Action::LastException => {
            let exc = frames[top].exc.ok_or(Error::Code("no exception"))?;
            result = Some(e.class_of(p, frames, exc)?);
        }
        Action::LastExcValue => result = Some(frames[top].exc.ok_or(Error::Code("no exception"))?),
        Action::Raise => {
            let exc = d.value(0)?;
            e.class_of(p, frames, exc)?;
            frames[top].pc = d.next;
            return Ok(Step::Raise(exc));
        }
        Action::Reraise => {
            frames[top].pc = d.next;
            return Ok(Step::Raise(frames[top].exc.ok_or(Error::Code("no exception"))?));
        }
        Action::Return => return Ok(Step::Return(d.values.first().copied())),
        Action::Unreachable => return Err(Error::Code("unreachable").into()),
        Action::GetField { .. }
        | Action::SetField { .. }
        | Action::GetArrayItem { .. }
        | Action::SetArrayItem { .. }
        | Action::ArrayLen
        | Action::GetInteriorField
        | Action::SetInteriorField
        | Action::New
        | Action::NewWithVtable
        | Action::NewArray => {
            let descr = d.descr(0).ok_or(Error::Code("operand"))?;
            let done = e.heap(p, frames, op, d.result.map(|r| r.0), &d.values, descr);
            if let (Err(Stop::Error(Error::OutOfMemory)), Some(exc)) = (&done, e.memory_error()) {
                frames[top].pc = d.next;
                return Ok(Step::Raise(exc));
            }
            result = done?;
        }
        Action::GetVable | Action::SetVable | Action::GetVableItem | Action::SetVableItem | Action::VableLen => {
            let descr = d.descr(0).ok_or(Error::Code("operand"))?;
            result = e.vable(p, frames, op, d.result.map(|r| r.0), &d.values, descr)?;
        }
        Action::GuardClass => result = Some(e.class_of(p, frames, d.value(0)?)?),
        Action::GuardValue => {
            let Some(Arg::Value(kind)) = op.signature().first() else { return Err(Error::Code("operand").into()) };
            e.promote(p, frames, kind_of(*kind), d.value(0)?)?;
        }
        Action::StrGuardValue => {
            let descr = d.descr(0).ok_or(Error::Code("operand"))?;
            result = Some(e.promote_string(p, frames, d.value(0)?, d.value(1)?, descr)?);
        }
        Action::RecordQuasiImmutField => {
            let field = d.descr(0).zip(d.descr(1)).ok_or(Error::Code("operand"))?;
            e.watch(p, frames, d.value(0)?, field.0, field.1)?;
        }
        Action::ForceQuasiImmut => {
            e.before_write(p, frames, d.value(0)?, d.descr(0).ok_or(Error::Code("operand"))?)?;
        }
        Action::RecordExactClass
        | Action::RecordExactValue
        | Action::AssertNotNone
        | Action::IsConstant
        | Action::IsVirtual
        | Action::AssertGreen
        | Action::TraceLength => result = e.hint(p, op, &d.values, d.descr(0))?,
        Action::VirtualRef => result = Some(e.virtual_ref(p, frames, d.value(0)?)?),
        Action::VirtualRefFinish => e.virtual_ref_finish(p, d.value(0)?)?,
        Action::InlineCall => {
            frames[top].pc = d.next;
            return Ok(Step::Enter(d.number(0)?, d.by_kind(op)));
        }
        Action::ResidualCall => {
            frames[top].pc = d.next;
            let func = d.value(0)?;
            if let Some(code) = e.look_inside(p, func) {
                return Ok(Step::Enter(code, d.by_kind(op)));
            }
            return call(e, p, frames, func, op, d, d.result);
        }
        Action::ConditionalCall | Action::ConditionalCallValue => {
            let value = matches!(op.info().action, Action::ConditionalCallValue);
            let test = match op.signature().first() {
                Some(Arg::Value(AbiKind::Ref)) => JitOp::PtrNonzero,
                _ => JitOp::IntIsTrue,
            };
            let first = d.value(0)?;
            if e.branch(p, frames, test, &[first])? == value {
                result = value.then_some(first);
            } else {
                frames[top].pc = d.next;
                return call(e, p, frames, d.value(1)?, op, d, d.result);
            }
        }
        Action::RecursiveCall => {
            frames[top].pc = d.next;
            let mut vars = d.variables()?;
            let driver = d.number(0)?;
            return Ok(match e.recursive(p, frames, driver as u16, &mut vars)? {
                Inline::Called(called) => Step::Called(called),
                Inline::Enter => {
                    let portal = p.drivers.get(driver).ok_or(Error::Code("driver"))?.portal;
                    Step::Enter(portal, merged(&vars))
                }
            });
        }
        Action::MergePoint => {
            let driver = d.number(0)? as u16;
            let mut vars = d.variables()?;
            match e.merge_point(p, frames, driver, &mut vars)? {
                Merge::Pass => {}
                Merge::Leave => {
                    let flat = vars.iter().flatten().copied().collect();
                    return Ok(Step::Leave(Outcome::AtMergePoint(driver, flat)));
                }
                Merge::Finished(Called::Returned(value)) => return Ok(Step::Return(value)),
                Merge::Finished(Called::Raised(exc)) => {
                    frames[top].pc = code.words.len();
                    return Ok(Step::Raise(exc));
                }
            }
        }
        Action::LoopHeader => e.loop_header(frames, d.number(0)? as u16),
    }
    let frame = &mut frames[top];
    if let (Some((kind, register)), Some(value)) = (d.result, result) {
        frame.set(kind, register, value)?;
    }
    frame.pc = target;
    Ok(Step::Next)
}

/// Greens and reds as the arguments of the portal, by kind.
pub fn merged<V: Copy>(vars: &Variables<V>) -> [Vec<V>; 3] {
    [0, 1, 2].map(|k| vars[k].iter().chain(&vars[k + 3]).copied().collect())
}

fn call<E: Engine>(
    e: &mut E,
    p: &Program,
    frames: &mut [Frame<E::V>],
    func: E::V,
    op: JitOp,
    d: &Decoded<E::V>,
    result: Option<(Kind, usize)>,
) -> Result<Step<E::V>, Stop> {
    let descr = d.descr(0).ok_or(Error::Code("operand"))?;
    let info = p.descrs.call(descr).ok_or(Error::Code("call descriptor"))?;
    let args = in_order(&d.by_kind(op), &info.args)?;
    let called = e.call(p, frames, func, &args, descr)?;
    if let (Called::Returned(value), Some(_)) = (called, result) {
        return Ok(Step::Called(Called::Returned(value)));
    }
    Ok(Step::Called(match called {
        Called::Returned(_) => Called::Returned(None),
        raised => raised,
    }))
}
