//! The one interpreter of jitcodes. It decodes instructions, keeps frames and finds exception handlers;
//! what an instruction does to values is up to an [`Engine`]: the blackhole's values are plain words, the
//! tracer's are words with the box that stands for them, and it records.

use std::ops::{Index, IndexMut};

use abi::jit::ops::{Action, JitOp, Overflow};
use abi::jit::{Arg, Kind as AbiKind};
use jit_trace::{DescrId, Kind};
use smallvec::SmallVec;

use crate::decode::{kind_of, Insn, Source};
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
    pub regs: Registers<V>,
    /// The exception that the frame handles.
    pub exc: Option<V>,
}

/// The registers of a frame; indexed by kind.
#[derive(Clone, Debug)]
pub struct Registers<V> {
    all: Vec<V>,
    /// Where those of the second and third kind begin.
    starts: [usize; 2],
}

impl<V: Copy + Default> Registers<V> {
    fn new(counts: [usize; 3]) -> Registers<V> {
        let starts = [counts[0], counts[0] + counts[1]];
        Registers { all: vec![V::default(); starts[1] + counts[2]], starts }
    }

    /// As [`Registers::new`], with the memory of these.
    fn renew(&mut self, counts: [usize; 3]) {
        self.starts = [counts[0], counts[0] + counts[1]];
        self.all.clear();
        self.all.resize(self.starts[1] + counts[2], V::default());
    }

    /// All, of each kind.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, V> {
        self.all.iter_mut()
    }

    /// As many, with what each becomes.
    pub fn map<W>(self, change: impl Fn(V) -> W) -> Registers<W> {
        Registers { all: self.all.into_iter().map(change).collect(), starts: self.starts }
    }
}

impl<V> Index<usize> for Registers<V> {
    type Output = [V];

    #[inline]
    fn index(&self, kind: usize) -> &[V] {
        match kind {
            0 => &self.all[..self.starts[0]],
            1 => &self.all[self.starts[0]..self.starts[1]],
            _ => &self.all[self.starts[1]..],
        }
    }
}

impl<V> IndexMut<usize> for Registers<V> {
    #[inline]
    fn index_mut(&mut self, kind: usize) -> &mut [V] {
        match kind {
            0 => &mut self.all[..self.starts[0]],
            1 => &mut self.all[self.starts[0]..self.starts[1]],
            _ => &mut self.all[self.starts[1]..],
        }
    }
}

impl<V: Copy + Default> Frame<V> {
    /// A frame at the start of a jitcode.
    pub fn new(program: &Program, code: usize) -> Result<Frame<V>, Error> {
        let info = program.codes.get(code).ok_or(Error::Code("jitcode"))?;
        Ok(Frame { code, pc: 0, regs: Registers::new(info.regs), exc: None })
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
    let mut roots: SmallVec<[u64; 64]> = SmallVec::new();
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
    /// Whether a branch that depends on the value alone needs no guard.
    fn is_constant(&self, v: Self::V) -> bool;
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
    /// The program would like a value to be a constant of the trace.
    fn promotion(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        kind: Kind,
        v: Self::V,
    ) -> Result<Self::V, Stop> {
        self.promote(p, frames, kind, v)
    }
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
    /// A call that is made if a condition is true, or a value (`true` with it) is 0 or null, as one operation; nothing if
    /// it is to be a branch and a call.
    fn conditional_call(
        &mut self,
        _p: &Program,
        _frames: &mut [Frame<Self::V>],
        _first: (bool, Self::V),
        _func: Self::V,
        _args: &[Self::V],
        _descr: DescrId,
    ) -> Result<Option<Called<Self::V>>, Stop> {
        Ok(None)
    }
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
    /// A call of a jitcode; arguments in the order of the signature.
    fn inline(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Self::V>],
        code: usize,
        args: &[Self::V],
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

/// The operands of an instruction; the buffers are used again for the next one.
#[derive(Debug)]
struct Operands<V> {
    values: SmallVec<[V; 4]>,
    arguments: Vec<V>,
    /// Frames that were left.
    spare: Vec<Frame<V>>,
}

impl<V> Default for Operands<V> {
    fn default() -> Self {
        Operands { values: SmallVec::new(), arguments: Vec::new(), spare: Vec::new() }
    }
}

#[inline]
fn read<E: Engine>(e: &mut E, code: &Code, frame: &Frame<E::V>, source: Source) -> Result<E::V, Error> {
    match source {
        Source::Register(_, n) => frame.regs.all.get(usize::from(n)).copied().ok_or(Error::Code("register")),
        Source::Constant(kind, n) => match code.consts[kind as usize].get(usize::from(n)) {
            Some(bits) => Ok(e.constant(kind, *bits)),
            None => Err(Error::Code("constant")),
        },
    }
}

impl<V: Copy + Default> Operands<V> {
    fn read<E: Engine<V = V>>(&mut self, e: &mut E, code: &Code, insn: &Insn, frame: &Frame<V>) -> Result<(), Error> {
        self.values.clear();
        for source in insn.values.iter() {
            self.values.push(read(e, code, frame, *source)?);
        }
        Ok(())
    }

    fn read_arguments<E: Engine<V = V>>(
        &mut self,
        e: &mut E,
        code: &Code,
        insn: &Insn,
        frame: &Frame<V>,
    ) -> Result<(), Error> {
        self.arguments.clear();
        for source in insn.arguments() {
            self.arguments.push(read(e, code, frame, *source)?);
        }
        Ok(())
    }

    fn value(&self, n: usize) -> Result<V, Error> {
        self.values.get(n).copied().ok_or(Error::Code("operand"))
    }

    /// A frame at the start of a jitcode.
    fn frame(&mut self, p: &Program, code: usize) -> Result<Frame<V>, Error> {
        let Some(mut frame) = self.spare.pop() else { return Frame::new(p, code) };
        frame.regs.renew(p.codes.get(code).ok_or(Error::Code("jitcode"))?.regs);
        (frame.code, frame.pc, frame.exc) = (code, 0, None);
        Ok(frame)
    }
}

fn descr(insn: &Insn, n: usize) -> Result<DescrId, Error> {
    insn.numbers.get(n).map(|d| DescrId(*d)).ok_or(Error::Code("operand"))
}

fn variables<E: Engine>(e: &mut E, code: &Code, insn: &Insn, frame: &Frame<E::V>) -> Result<Variables<E::V>, Error> {
    let mut out: Variables<E::V> = Default::default();
    if insn.lists().len() != out.len() {
        return Err(Error::Code("operands of a merge point"));
    }
    for (list, of) in out.iter_mut().zip(insn.lists()) {
        *list = of.iter().map(|s| read(e, code, frame, *s)).collect::<Result<_, _>>()?;
    }
    Ok(out)
}

enum Step<V> {
    Next,
    Push(Frame<V>),
    Called(Called<V>),
    Leave(Outcome<V>),
    Return(Option<V>),
    Raise(V),
}

/// Runs the top frame, and those it enters and returns to, until the outermost one ends.
pub fn run<E: Engine>(e: &mut E, p: &Program, frames: &mut Vec<Frame<E::V>>) -> Result<Outcome<E::V>, Stop> {
    let mut operands = Operands::default();
    loop {
        e.before()?;
        let step = match step(e, p, frames, &mut operands)? {
            Step::Next => continue,
            step => step,
        };
        if let Some(outcome) = apply(e, p, frames, step, &mut operands)? {
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
    operands: &mut Operands<E::V>,
) -> Result<Option<Outcome<E::V>>, Stop> {
    match step {
        Step::Next => Ok(None),
        Step::Push(frame) => {
            frames.push(frame);
            Ok(None)
        }
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
            operands.spare.extend(frames.pop());
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
    p.codes.get(code)?.result_register(pc)
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
    d: &mut Operands<E::V>,
) -> Result<Step<E::V>, Stop> {
    let top = frames.len().checked_sub(1).ok_or(Error::Code("no frame"))?;
    let code = p.codes.get(frames[top].code).ok_or(Error::Code("jitcode"))?;
    let insn = code.instruction(p, frames[top].pc)?;
    frames[top].pc = insn.at as usize;
    code.announce(insn.next as usize);
    let op = insn.op;
    d.read(e, code, insn, &frames[top])?;
    let next = insn.next as usize;
    let mut target = next;
    let mut result = None;
    match insn.action {
        Action::Pure => result = Some(e.pure(op, &d.values)?),
        Action::Copy => result = Some(d.value(0)?),
        Action::GotoIfNot(condition) => match insn.cases() {
            Some(cases) if e.is_constant(d.value(0)?) => target = cases.find(d.value(0)?.bits() as i64),
            _ if e.branch(p, frames, condition, &d.values)? => {}
            _ => target = insn.number(0)?,
        },
        Action::Overflow(overflow) => {
            result = e.overflow(p, frames, overflow, &d.values)?;
            if result.is_none() {
                target = insn.number(0)?;
            }
        }
        Action::Live | Action::CatchException => {}
        Action::Goto => target = insn.number(0)?,
        Action::Switch => {
            let v = e.promote(p, frames, Kind::Int, d.value(0)?)?;
            let table = code.switches.get(insn.number(0)?).ok_or(Error::Code("switch"))?;
            let key = v.bits() as i64;
            if let Ok(found) = table.binary_search_by_key(&key, |row| row.0) {
                target = table[found].1 as usize;
            }
        }
        Action::GotoIfExceptionMismatch => {
            let exc = frames[top].exc.ok_or(Error::Code("no exception"))?;
            if !e.matches(p, frames, exc, d.value(0)?)? {
                target = insn.number(0)?;
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
            frames[top].pc = next;
            return Ok(Step::Raise(exc));
        }
        Action::Reraise => {
            frames[top].pc = next;
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
            let of = descr(insn, 0)?;
            let done = e.heap(p, frames, op, insn.result.map(|r| r.0), &d.values, of);
            if let (Err(Stop::Error(Error::OutOfMemory)), Some(exc)) = (&done, e.memory_error()) {
                frames[top].pc = next;
                return Ok(Step::Raise(exc));
            }
            result = done?;
        }
        Action::GetVable | Action::SetVable | Action::GetVableItem | Action::SetVableItem | Action::VableLen => {
            let of = descr(insn, 0)?;
            result = e.vable(p, frames, op, insn.result.map(|r| r.0), &d.values, of)?;
        }
        Action::GuardClass => result = Some(e.class_of(p, frames, d.value(0)?)?),
        Action::GuardValue => {
            let Some(Arg::Value(kind)) = op.signature().first() else { return Err(Error::Code("operand").into()) };
            e.promotion(p, frames, kind_of(*kind), d.value(0)?)?;
        }
        Action::StrGuardValue => {
            let of = descr(insn, 0)?;
            result = Some(e.promote_string(p, frames, d.value(0)?, d.value(1)?, of)?);
        }
        Action::RecordQuasiImmutField => {
            let field = (descr(insn, 0)?, descr(insn, 1)?);
            e.watch(p, frames, d.value(0)?, field.0, field.1)?;
        }
        Action::ForceQuasiImmut => {
            e.before_write(p, frames, d.value(0)?, descr(insn, 0)?)?;
        }
        Action::RecordExactClass
        | Action::RecordExactValue
        | Action::AssertNotNone
        | Action::IsConstant
        | Action::IsVirtual
        | Action::AssertGreen
        | Action::TraceLength => result = e.hint(p, op, &d.values, descr(insn, 0).ok())?,
        Action::VirtualRef => result = Some(e.virtual_ref(p, frames, d.value(0)?)?),
        Action::VirtualRefFinish => e.virtual_ref_finish(p, d.value(0)?)?,
        Action::InlineCall => {
            frames[top].pc = next;
            return enter(e, p, frames, insn.number(0)?, (code, insn), d);
        }
        Action::ResidualCall => {
            frames[top].pc = next;
            let func = d.value(0)?;
            if let Some(inside) = e.look_inside(p, func) {
                return enter(e, p, frames, inside, (code, insn), d);
            }
            return call(e, p, frames, func, (code, insn), d);
        }
        Action::ConditionalCall | Action::ConditionalCallValue => {
            let value = matches!(insn.action, Action::ConditionalCallValue);
            let test = match op.signature().first() {
                Some(Arg::Value(AbiKind::Ref)) => JitOp::PtrNonzero,
                _ => JitOp::IntIsTrue,
            };
            let first = d.value(0)?;
            let at = std::mem::replace(&mut frames[top].pc, next);
            d.read_arguments(e, code, insn, &frames[top])?;
            let recorded = e.conditional_call(p, frames, (value, first), d.value(1)?, &d.arguments, descr(insn, 0)?)?;
            if let Some(called) = recorded {
                return Ok(Step::Called(match called {
                    Called::Returned(_) if insn.result.is_none() => Called::Returned(None),
                    called => called,
                }));
            }
            frames[top].pc = at;
            if e.branch(p, frames, test, &[first])? == value {
                result = value.then_some(first);
            } else {
                frames[top].pc = next;
                return call(e, p, frames, d.value(1)?, (code, insn), d);
            }
        }
        Action::RecursiveCall => {
            frames[top].pc = next;
            let mut vars = variables(e, code, insn, &frames[top])?;
            let driver = insn.number(0)?;
            return Ok(match e.recursive(p, frames, driver as u16, &mut vars)? {
                Inline::Called(called) => Step::Called(called),
                Inline::Enter => {
                    let portal = p.drivers.get(driver).ok_or(Error::Code("driver"))?.portal;
                    let mut frame = d.frame(p, portal)?;
                    frame.set_arguments(&merged(&vars))?;
                    Step::Push(frame)
                }
            });
        }
        Action::MergePoint => {
            let driver = insn.number(0)? as u16;
            let mut vars = variables(e, code, insn, &frames[top])?;
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
        Action::LoopHeader => e.loop_header(frames, insn.number(0)? as u16),
    }
    let frame = &mut frames[top];
    if let (Some((kind, register)), Some(value)) = (insn.result, result) {
        frame.set(kind, register.into(), value)?;
    }
    frame.pc = target;
    Ok(Step::Next)
}

/// Greens and reds as the arguments of the portal, by kind.
pub fn merged<V: Copy>(vars: &Variables<V>) -> [Vec<V>; 3] {
    [0, 1, 2].map(|k| vars[k].iter().chain(&vars[k + 3]).copied().collect())
}

/// A call of a jitcode.
fn enter<E: Engine>(
    e: &mut E,
    p: &Program,
    frames: &mut [Frame<E::V>],
    code: usize,
    (own, insn): (&Code, &Insn),
    d: &mut Operands<E::V>,
) -> Result<Step<E::V>, Stop> {
    d.read_arguments(e, own, insn, frames.last().ok_or(Error::Code("no frame"))?)?;
    Ok(match e.inline(p, frames, code, &d.arguments)? {
        Inline::Enter => {
            let mut frame = d.frame(p, code)?;
            let mut next = [0; 3];
            for (source, value) in insn.arguments().iter().zip(&d.arguments) {
                let kind = source.kind();
                frame.set(kind, next[kind as usize], *value)?;
                next[kind as usize] += 1;
            }
            Step::Push(frame)
        }
        Inline::Called(called) => Step::Called(called),
    })
}

fn call<E: Engine>(
    e: &mut E,
    p: &Program,
    frames: &mut [Frame<E::V>],
    func: E::V,
    (own, insn): (&Code, &Insn),
    d: &mut Operands<E::V>,
) -> Result<Step<E::V>, Stop> {
    d.read_arguments(e, own, insn, frames.last().ok_or(Error::Code("no frame"))?)?;
    let called = e.call(p, frames, func, &d.arguments, descr(insn, 0)?)?;
    if let (Called::Returned(value), Some(_)) = (called, insn.result) {
        return Ok(Step::Called(Called::Returned(value)));
    }
    Ok(Step::Called(match called {
        Called::Returned(_) => Called::Returned(None),
        raised => raised,
    }))
}
