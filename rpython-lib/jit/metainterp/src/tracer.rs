//! The engine that records: each operation is really executed, and appended to a trace unless its operands
//! are constants.

use std::cell::RefCell;

use abi::jit::ops::{Action, JitOp, Overflow};
use abi::jit::HookKind;
use jit_trace::hash::FastSet;
use jit_trace::{Arg, BoxId, DescrId, EffectInfo, Exit, ExitVal, FramePos, Kind, Opnum, Trace};

use crate::engine::{result_register, Called, Engine, Frame, Inline, Merge, Variables, Word, KINDS};
use crate::heapcache::HeapCache;
use crate::hooks::{self, LogCalls};
use crate::host::{self, Host};
use crate::program::Program;
use crate::quasi::Watched;
use crate::virtualizable::Vable;
use crate::vref::Pair;
use crate::{Abort, Error, Handles, Stop};

/// A value while tracing: what it is, and what stands for it in the trace.
#[derive(Clone, Copy, Debug)]
pub struct Boxed {
    /// The concrete value.
    pub bits: u64,
    /// Box or constant.
    pub arg: Arg,
}

impl Default for Boxed {
    fn default() -> Boxed {
        Boxed { bits: 0, arg: Arg::Int(0) }
    }
}

impl Word for Boxed {
    fn bits(self) -> u64 {
        self.bits
    }

    fn moved(self, bits: u64) -> Boxed {
        Boxed { bits, ..self }
    }
}

/// A merge point passed while tracing: a loop may close to it.
#[derive(Clone, Debug)]
pub struct MergePosition {
    /// Its driver.
    pub driver: u16,
    /// Its greens.
    pub greens: Vec<Arg>,
    /// The boxes of its reds.
    pub reds: Vec<BoxId>,
    /// Operations recorded before it.
    pub at: usize,
}

/// How a trace can end at a merge point.
#[derive(Clone, Debug)]
pub enum Closing {
    /// At this merge point of its own.
    Loop(MergePosition, Vec<Arg>),
    /// At a loop that is compiled already.
    Target(DescrId, Vec<Arg>),
}

/// Limits of a tracer.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Operations in a trace.
    pub trace: usize,
    /// Frames of the same portal that are looked into.
    pub recursion: usize,
    /// Whether portals are looked into at all.
    pub inlining: bool,
}

/// What is known of loops, by driver and greens.
pub trait Keys {
    /// The target of a compiled loop.
    fn target(&self, driver: u16, greens: &[u64]) -> Option<DescrId>;
    /// The target that calls of the portal go to, compiled or not; nothing if such calls cannot be compiled.
    fn callee(&self, driver: u16, greens: &[u64]) -> Option<DescrId>;
    /// Whether calls of the portal may be looked into.
    fn inlines(&self, driver: u16, greens: &[u64]) -> bool;
    /// From now on they may not.
    fn refuse_inlining(&self, driver: u16, greens: &[u64]);
    /// A new number for those who rely on a quasi-immutable field.
    fn new_watch(&self) -> u64;
    /// Whether the field with that number has not been written since.
    fn is_watched(&self, number: u64) -> bool;
}

/// A call of a portal that is looked into.
#[derive(Clone, Debug)]
struct Inlined {
    /// Index of its frame.
    depth: usize,
    driver: u16,
    greens: Vec<Arg>,
    /// Operations recorded before it.
    start: usize,
    /// Whether it counts when the trace is too long.
    counts: bool,
    /// Its frame has a number in logs.
    numbered: bool,
}

/// The engine.
pub struct Tracer<'a, H> {
    /// The program's memory and functions.
    pub host: &'a mut H,
    /// Constant references.
    pub handles: &'a RefCell<Handles>,
    /// What is recorded.
    pub trace: Trace,
    /// Set when a merge point ended the trace.
    pub closing: Option<Closing>,
    /// Jitcode operations executed.
    pub executed: u64,
    /// Facts.
    pub cache: HeapCache,
    /// The virtualizable of the trace.
    pub vable: Option<Vable>,
    /// Objects that are known not to be it, and to be up to date.
    pub others: FastSet<Arg>,
    /// Quasi-immutable fields that the trace relies on.
    pub watched: Watched,
    /// Virtual references in use, outermost first.
    pub refs: Vec<Pair>,
    /// Machine code has asked for the virtualizable: the trace is of no use.
    pub escaped: bool,
    limits: Limits,
    pub(crate) keys: &'a dyn Keys,
    inlined: Vec<Inlined>,
    /// The call of a portal looked into that recorded most, and how many operations.
    biggest: Option<(usize, Inlined)>,
    merge_points: Vec<MergePosition>,
    header_seen: Option<(usize, u16)>,
    merges: Vec<u32>,
    /// A bridge may enter a compiled loop at any merge point.
    bridge: bool,
    /// Rounds of loops in calls that are looked into, by depth.
    rounds: Vec<bool>,
    pub(crate) log_calls: LogCalls,
    outer: RefCell<Outer>,
    /// The next promotion is passed over: the trace is for any value.
    pub(crate) any_value: bool,
}

/// What exits say of all frames but the top one, until these change.
#[derive(Debug)]
struct Outer {
    /// How many frames; one that cannot be: nothing is known.
    depth: usize,
    exit: Exit,
}

impl Default for Outer {
    fn default() -> Outer {
        Outer { depth: usize::MAX, exit: Exit::default() }
    }
}

impl<'a, H: Host> Tracer<'a, H> {
    /// Nothing recorded yet.
    pub fn new(
        host: &'a mut H,
        handles: &'a RefCell<Handles>,
        keys: &'a dyn Keys,
        limits: Limits,
        bridge: bool,
    ) -> Tracer<'a, H> {
        Tracer {
            host,
            handles,
            trace: Trace::new(),
            closing: None,
            executed: 0,
            cache: HeapCache::default(),
            vable: None,
            others: FastSet::default(),
            watched: Watched::default(),
            refs: Vec::new(),
            escaped: false,
            limits,
            keys,
            inlined: Vec::new(),
            biggest: None,
            merge_points: Vec::new(),
            header_seen: None,
            merges: Vec::new(),
            bridge,
            rounds: Vec::new(),
            log_calls: LogCalls::default(),
            outer: RefCell::default(),
            any_value: false,
        }
    }

    /// A constant of the trace.
    pub fn constant_arg(&mut self, kind: Kind, bits: u64) -> Arg {
        match kind {
            Kind::Int => Arg::Int(bits as i64),
            Kind::Ref => Arg::Ptr(self.handles.borrow_mut().intern(bits)),
            Kind::Float => Arg::Float(bits),
        }
    }

    /// A new input of the trace.
    pub fn input(&mut self, kind: Kind, bits: u64) -> Boxed {
        Boxed { bits, arg: self.trace.add_input(kind).into() }
    }

    fn make_constant(&mut self, kind: Kind, bits: u64) -> Boxed {
        Boxed { bits, arg: self.constant_arg(kind, bits) }
    }

    /// Appends an operation with a result.
    fn record(&mut self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>, bits: u64) -> Result<Boxed, Stop> {
        match self.trace.push(opnum, args, descr) {
            Some(b) => Ok(Boxed { bits, arg: b.into() }),
            None => Err(Error::Code("operation without result").into()),
        }
    }

    fn bits_of(&self, opnum: Opnum, args: &[Boxed]) -> Option<u64> {
        let bits: Vec<u64> = args.iter().map(|a| a.bits).collect();
        JitOp::from_name(opnum.name())?.eval(&bits)
    }

    /// A pure integer operation that the trace has: folded or recorded.
    pub(crate) fn int_op(&mut self, opnum: Opnum, args: &[Boxed]) -> Result<Boxed, Stop> {
        let bits = self.bits_of(opnum, args).ok_or(Stop::Abort(Abort::Unsupported))?;
        if args.iter().all(|a| a.arg.is_const()) {
            return Ok(self.make_constant(Kind::Int, bits));
        }
        let args: Vec<Arg> = args.iter().map(|a| a.arg).collect();
        self.record(opnum, &args, None, bits)
    }

    /// The frames as a guard must rebuild them. The top frame goes on at the `-live-` before its instruction, or,
    /// `after` a call, behind it, where `result` may still have to be stored.
    fn snapshot(
        &self,
        p: &Program,
        frames: &[Frame<Boxed>],
        after: bool,
        result: Option<Boxed>,
    ) -> Result<Exit, Error> {
        let mut exit = Exit::default();
        if let Some(vable) = &self.vable {
            vable.describe(&mut exit);
        }
        Pair::describe(&self.refs, &mut exit);
        let Some((frame, outer)) = frames.split_last() else { return Ok(exit) };
        let mut known = self.outer.borrow_mut();
        if known.depth != outer.len() {
            *known = Outer { depth: outer.len(), ..Outer::default() };
            for frame in outer {
                add_frame(p, &mut known.exit, frame, frame.pc, None)?;
            }
        }
        let pc = if after { frame.pc } else { frame.pc.wrapping_sub(3) };
        exit.values.reserve_exact(known.exit.values.len() + live_count(p, frame.code, pc)? + 1);
        exit.values.extend_from_slice(&known.exit.values);
        exit.frames.reserve_exact(known.exit.frames.len() + 1);
        exit.frames.extend_from_slice(&known.exit.frames);
        add_frame(p, &mut exit, frame, pc, result)?;
        Ok(exit)
    }

    /// Frames were entered or left, or their registers changed.
    fn frames_changed(&mut self) {
        self.outer.get_mut().depth = usize::MAX;
    }

    /// At the start of a bridge from a guard that asked for an exception: there is none, for this bridge. The result
    /// of the call is in its register already.
    pub fn no_exception(&mut self, p: &Program, frames: &[Frame<Boxed>]) -> Result<(), Error> {
        let result = result_in_register(p, frames);
        let exit = self.snapshot(p, frames, true, result)?;
        self.trace.push_guard(Opnum::GuardNoException, &[], None, exit);
        Ok(())
    }

    /// At the start of a bridge: an exception is pending. Its class is checked again, and it becomes a box.
    pub fn pending_exception(&mut self, p: &Program, frames: &[Frame<Boxed>], exc: u64) -> Result<Boxed, Error> {
        let class = self.host.class_of(p, exc)?;
        let class = self.constant_arg(Kind::Int, class);
        let exit = self.snapshot(p, frames, true, result_in_register(p, frames))?;
        let b = self.trace.push_guard(Opnum::GuardException, &[class], None, exit);
        let arg: Arg = b.ok_or(Error::Code("guard_exception"))?.into();
        self.cache.set_class(arg);
        Ok(Boxed { bits: exc, arg })
    }

    pub(crate) fn guard(
        &mut self,
        p: &Program,
        frames: &[Frame<Boxed>],
        opnum: Opnum,
        args: &[Arg],
    ) -> Result<(), Error> {
        let exit = self.snapshot(p, frames, false, None)?;
        self.trace.push_guard(opnum, args, None, exit);
        Ok(())
    }

    /// The value is a constant from here on, wherever a register holds it.
    pub(crate) fn replace(&mut self, frames: &mut [Frame<Boxed>], old: Arg, new: Boxed) {
        for v in frames.iter_mut().flat_map(|f| f.regs.iter_mut()) {
            if v.arg == old {
                *v = new;
            }
        }
        let values = self.outer.get_mut().exit.values.iter_mut();
        values.filter(|v| **v == ExitVal::Arg(old)).for_each(|v| *v = ExitVal::Arg(new.arg));
        if let Some(vable) = &mut self.vable {
            if vable.object.arg == old {
                vable.object.arg = new.arg;
            }
            vable.values().filter(|a| **a == old).for_each(|a| *a = new.arg);
        }
        let pairs = self.refs.iter_mut().flat_map(|r| [&mut r.object.arg, &mut r.reference.arg]);
        pairs.filter(|a| **a == old).for_each(|a| *a = new.arg);
    }

    fn is_bool(&self, v: Boxed) -> bool {
        // The comparison is nearly always the last operation.
        self.trace.ops.iter().rev().take(8).any(|op| op.result.map(Arg::Box) == Some(v.arg) && op.opnum.is_bool())
    }

    pub(crate) fn guard_truth(&mut self, p: &Program, frames: &mut [Frame<Boxed>], v: Boxed) -> Result<bool, Stop> {
        let truth = v.bits != 0;
        if !v.arg.is_const() {
            self.guard(p, frames, if truth { Opnum::GuardTrue } else { Opnum::GuardFalse }, &[v.arg])?;
            let constant = self.make_constant(Kind::Int, v.bits);
            self.replace(frames, v.arg, constant);
        }
        Ok(truth)
    }

    fn call_opnum(elidable: bool, invariant: bool, result: Option<Kind>) -> Opnum {
        match (result, elidable, invariant) {
            (Some(Kind::Int), true, _) => Opnum::CallPureI,
            (Some(Kind::Ref), true, _) => Opnum::CallPureR,
            (Some(Kind::Float), true, _) => Opnum::CallPureF,
            (Some(Kind::Int), _, true) => Opnum::CallLoopinvariantI,
            (Some(Kind::Ref), _, true) => Opnum::CallLoopinvariantR,
            (Some(Kind::Float), _, true) => Opnum::CallLoopinvariantF,
            (kind, _, _) => Opnum::call(kind),
        }
    }

    /// The portal whose looking into made the trace long: driver and greens.
    pub fn biggest_portal(&mut self) -> Option<(u16, Vec<Arg>)> {
        self.returned(0);
        self.biggest.take().map(|(_, i)| (i.driver, i.greens))
    }

    /// A call of the portal as machine code: the inner loop runs for itself.
    fn call_portal(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &Variables<Boxed>,
    ) -> Result<Called<Boxed>, Stop> {
        let info = p.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
        let (func, descr) = info.function.ok_or(Stop::Abort(Abort::BadLoop))?;
        let args: Vec<Boxed> = vars.iter().flatten().copied().collect();
        let greens = &vars[..3];
        let constant = greens.iter().flatten().all(|v| v.arg.is_const());
        let words: Vec<u64> = greens.iter().flatten().map(|v| v.bits).collect();
        let target = if constant { self.keys.callee(driver, &words) } else { None };
        let Some(target) = target else {
            let func = self.make_constant(Kind::Int, func);
            return self.call(p, frames, func, &args, descr);
        };
        let opnum = match info.result {
            Some(Kind::Int) => Opnum::CallAssemblerI,
            Some(Kind::Ref) => Opnum::CallAssemblerR,
            Some(Kind::Float) => Opnum::CallAssemblerF,
            None => Opnum::CallAssemblerN,
        };
        let bits: Vec<u64> = args.iter().map(|a| a.bits).collect();
        let forces = self.before_forcing(p)?;
        let called = self.protected(frames, |host| host.call(p, func, &bits, descr))?;
        if forces {
            self.after_forcing(p)?;
        }
        let list: Vec<Arg> = vars[3..].iter().flatten().map(|v| v.arg).collect();
        let result = self.trace.push(opnum, &list, Some(target)).map(Arg::Box);
        self.cache.call(&list, &EffectInfo::anything());
        self.watched.call(&EffectInfo::anything());
        if forces {
            self.not_forced(p, frames, result)?;
        }
        self.after_call(p, frames, called, result, true)
    }

    /// The guard after a call that may ask for the virtualizable.
    fn not_forced(&mut self, p: &Program, frames: &[Frame<Boxed>], result: Option<Arg>) -> Result<(), Error> {
        // The result is stored when the guard fails.
        let wanted = frames.last().and_then(|f| result_register(p, f.code, f.pc));
        let value = result.filter(|_| wanted.is_some()).map(|arg| Boxed { bits: 0, arg });
        let exit = self.snapshot(p, frames, true, value)?;
        self.trace.push_guard(Opnum::GuardNotForced, &[], None, exit);
        Ok(())
    }

    /// The guard after a call that can raise, and what the call gave.
    fn after_call(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        called: Called<u64>,
        result: Option<Arg>,
        can_raise: bool,
    ) -> Result<Called<Boxed>, Stop> {
        match called {
            Called::Returned(bits) => {
                let value = result.map(|arg| Boxed { bits: bits.unwrap_or(0), arg });
                if can_raise {
                    let exit = self.snapshot(p, frames, true, None)?;
                    self.trace.push_guard(Opnum::GuardNoException, &[], None, exit);
                }
                Ok(Called::Returned(value))
            }
            Called::Raised(exc) => {
                let class = self.host.class_of(p, exc)?;
                let class = self.constant_arg(Kind::Int, class);
                // If it does not raise another time, its result must be stored.
                let wanted = frames.last().and_then(|f| result_register(p, f.code, f.pc));
                let value = result.filter(|_| wanted.is_some()).map(|arg| Boxed { bits: 0, arg });
                let exit = self.snapshot(p, frames, true, value)?;
                let b = self.trace.push_guard(Opnum::GuardException, &[class], None, exit);
                let arg: Arg = b.ok_or(Error::Code("guard_exception"))?.into();
                self.cache.set_class(arg);
                Ok(Called::Raised(Boxed { bits: exc, arg }))
            }
        }
    }

    /// Makes each red a box of its own, and forgets the heap: the state at the start of a loop.
    fn loop_state(&mut self, p: &Program, frame: &mut Frame<Boxed>, driver: u16) -> Result<Vec<BoxId>, Stop> {
        self.cache.reset();
        self.watched.valid = false;
        let own = p.drivers.get(usize::from(driver)).and_then(|d| d.virtualizable).map(|(red, _)| red);
        let words = &p.codes.get(frame.code).ok_or(Error::Code("jitcode"))?.words;
        let mut at = frame.pc + 2;
        let mut reds: Vec<BoxId> = Vec::new();
        for list in 0..6 {
            let count = usize::from(*words.get(at).ok_or(Error::Code("merge point"))?);
            let registers = words.get(at + 1..at + 1 + count).ok_or(Error::Code("merge point"))?;
            at += 1 + count;
            if list < 3 {
                continue;
            }
            let kind = KINDS[list - 3];
            for register in registers {
                // A constant red has no register; it can't vary, and is not of the loop's state.
                let Some(v) = frame.regs[list - 3].get_mut(usize::from(*register)) else {
                    return Err(Stop::Abort(Abort::BadLoop));
                };
                let fresh = match v.arg {
                    Arg::Box(b) if !reds.contains(&b) => b,
                    arg => self.trace.push(Opnum::same_as(kind), &[arg], None).ok_or(Error::Code("same_as"))?,
                };
                if self.vable.as_ref().is_some_and(|o| o.arrays.iter().any(|a| a.array == Some(v.arg))) {
                    return Err(Stop::Abort(Abort::BadLoop));
                }
                if own == Some(reds.len()) {
                    match &mut self.vable {
                        Some(vable) if vable.object.arg == v.arg => vable.object.arg = fresh.into(),
                        _ => return Err(Stop::Abort(Abort::BadLoop)),
                    }
                }
                v.arg = fresh.into();
                reds.push(fresh);
            }
        }
        if self.vable.is_some() && own.is_none() {
            return Err(Stop::Abort(Abort::BadLoop));
        }
        self.vable_state(&mut reds)?;
        Ok(reds)
    }
}

/// Registers that are live at a position.
fn live_count(p: &Program, code: usize, pc: usize) -> Result<usize, Error> {
    Ok(p.live(code, pc)?.iter().map(|l| l.len()).sum())
}

/// Describes a frame that goes on at a position, where `result` may still have to be stored.
fn add_frame(
    p: &Program,
    exit: &mut Exit,
    frame: &Frame<Boxed>,
    pc: usize,
    result: Option<Boxed>,
) -> Result<(), Error> {
    let live = p.live(frame.code, pc)?;
    let before = exit.values.len();
    for kind in KINDS {
        let file = &frame.regs[kind as usize];
        for register in live[kind as usize] {
            let v = file.get(usize::from(*register)).ok_or(Error::Code("live register"))?;
            exit.values.push(ExitVal::Arg(of_kind(*v, kind).arg));
        }
    }
    exit.values.extend(result.map(|r| ExitVal::Arg(r.arg)));
    let count = (exit.values.len() - before) as u32;
    exit.frames.push(FramePos { jitcode: frame.code as u32, pc: pc as u32, count });
    Ok(())
}

/// What the register for the result of the call in progress holds.
fn result_in_register(p: &Program, frames: &[Frame<Boxed>]) -> Option<Boxed> {
    let frame = frames.last()?;
    let (kind, register) = result_register(p, frame.code, frame.pc)?;
    frame.regs[kind as usize].get(register).map(|v| of_kind(*v, kind))
}

/// A register never set holds anything: make that of the right kind.
fn of_kind(v: Boxed, kind: Kind) -> Boxed {
    match v.arg.const_kind() {
        Some(k) if k != kind => Boxed { bits: 0, arg: Arg::zero(kind) },
        _ => v,
    }
}

/// The operation of a trace for a pure one of a jitcode; looked up once.
fn trace_op(op: JitOp) -> Option<Opnum> {
    use std::sync::OnceLock;
    static TABLE: OnceLock<Vec<Option<Opnum>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let find = |op: &JitOp| match op.info().action {
            Action::Overflow(o) => Opnum::from_name(o.trace_name()),
            _ => Opnum::from_name(op.name().strip_suffix("_pure").unwrap_or(op.name())),
        };
        JitOp::ALL.iter().map(find).collect()
    });
    table.get(op as usize).copied().flatten()
}

fn heap_op(op: JitOp) -> Option<Opnum> {
    match op.info().action {
        Action::SetField { raw: false } => Some(Opnum::SetfieldGc),
        Action::SetField { raw: true } => Some(Opnum::SetfieldRaw),
        Action::SetArrayItem { raw: false } => Some(Opnum::SetarrayitemGc),
        Action::SetArrayItem { raw: true } => Some(Opnum::SetarrayitemRaw),
        Action::SetInteriorField => Some(Opnum::SetinteriorfieldGc),
        _ => trace_op(op),
    }
}

impl<H: Host> Engine for Tracer<'_, H> {
    type V = Boxed;

    fn before(&mut self) -> Result<(), Stop> {
        self.executed += 1;
        if self.escaped {
            return Err(Stop::Abort(Abort::Escape));
        }
        if self.trace.ops.len() > self.limits.trace {
            return Err(Stop::Abort(Abort::TooLong));
        }
        Ok(())
    }

    fn constant(&mut self, kind: Kind, bits: u64) -> Boxed {
        self.make_constant(kind, bits)
    }

    fn pure(&mut self, op: JitOp, args: &[Boxed]) -> Result<Boxed, Stop> {
        let mut words = [0u64; 4];
        for (word, arg) in words.iter_mut().zip(args) {
            *word = arg.bits;
        }
        let bits = op.eval(&words[..args.len().min(4)]).ok_or(Error::Code("no pure operation"))?;
        if args.iter().all(|a| a.arg.is_const()) {
            return Ok(self.make_constant(op.result().map_or(Kind::Int, result_kind), bits));
        }
        let null = Boxed { bits: 0, arg: Arg::NULL };
        let sixty_four = Boxed { bits: 64, arg: Arg::Int(64) };
        let list: Vec<Arg> = args.iter().map(|a| a.arg).collect();
        match (op, args) {
            (JitOp::PtrIszero, [a]) => self.record(Opnum::PtrEq, &[a.arg, null.arg], None, bits),
            (JitOp::PtrNonzero, [a]) => self.record(Opnum::PtrNe, &[a.arg, null.arg], None, bits),
            // Shifts of traces take the count modulo 64.
            (JitOp::IntLshift | JitOp::UintRshift, [a, b]) if !matches!(b.arg, Arg::Int(0..=63)) => {
                let opnum = if op == JitOp::IntLshift { Opnum::IntLshift } else { Opnum::UintRshift };
                let fits = self.int_op(Opnum::UintLt, &[*b, sixty_four])?;
                let mask = self.int_op(Opnum::IntNeg, &[fits])?;
                let masked = b.bits & 63;
                let shifted = op.eval(&[a.bits, masked]).ok_or(Error::Code("shift"))?;
                let shifted = self.record(opnum, &[a.arg, b.arg], None, shifted)?;
                self.int_op(Opnum::IntAnd, &[shifted, mask])
            }
            (JitOp::IntRshift, [a, b]) if !matches!(b.arg, Arg::Int(0..=63)) => {
                let past = self.int_op(Opnum::UintGe, &[*b, sixty_four])?;
                let mask = self.int_op(Opnum::IntNeg, &[past])?;
                let count = self.int_op(Opnum::IntOr, &[*b, mask])?;
                self.record(Opnum::IntRshift, &[a.arg, count.arg], None, bits)
            }
            _ => match trace_op(op) {
                Some(opnum) => self.record(opnum, &list, None, bits),
                None => Err(Stop::Abort(Abort::Unsupported)),
            },
        }
    }

    fn branch(&mut self, p: &Program, frames: &mut [Frame<Boxed>], op: JitOp, args: &[Boxed]) -> Result<bool, Stop> {
        match (op, args) {
            (JitOp::IntIsTrue, [v]) if self.is_bool(*v) => self.guard_truth(p, frames, *v),
            (JitOp::PtrIszero | JitOp::PtrNonzero, [v]) => {
                let null = v.bits == 0;
                if !v.arg.is_const() && !self.cache.is_nonnull(v.arg) {
                    if null {
                        self.guard(p, frames, Opnum::GuardIsnull, &[v.arg])?;
                        let constant = self.make_constant(Kind::Ref, 0);
                        self.replace(frames, v.arg, constant);
                    } else {
                        self.guard(p, frames, Opnum::GuardNonnull, &[v.arg])?;
                        self.cache.set_nonnull(v.arg);
                    }
                }
                Ok(null == (op == JitOp::PtrIszero))
            }
            _ => {
                let condition = self.pure(op, args)?;
                self.guard_truth(p, frames, condition)
            }
        }
    }

    fn overflow(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: Overflow,
        args: &[Boxed],
    ) -> Result<Option<Boxed>, Stop> {
        let [a, b] = args else { return Err(Error::Code("operand").into()) };
        let value = op.eval(a.bits as i64, b.bits as i64);
        if a.arg.is_const() && b.arg.is_const() {
            return Ok(value.map(|v| self.make_constant(Kind::Int, v as u64)));
        }
        let opnum = match op {
            Overflow::Add => Opnum::IntAddOvf,
            Overflow::Sub => Opnum::IntSubOvf,
            Overflow::Mul => Opnum::IntMulOvf,
        };
        let result = self.record(opnum, &[a.arg, b.arg], None, value.unwrap_or(0) as u64)?;
        self.guard(p, frames, if value.is_some() { Opnum::GuardNoOverflow } else { Opnum::GuardOverflow }, &[])?;
        Ok(value.map(|_| result))
    }

    fn promote(&mut self, p: &Program, frames: &mut [Frame<Boxed>], kind: Kind, v: Boxed) -> Result<Boxed, Stop> {
        if v.arg.is_const() || std::mem::take(&mut self.any_value) {
            return Ok(v);
        }
        let constant = self.make_constant(kind, v.bits);
        self.guard(p, frames, Opnum::GuardValue, &[v.arg, constant.arg])?;
        self.replace(frames, v.arg, constant);
        Ok(constant)
    }

    fn promote_string(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        v: Boxed,
        equal: Boxed,
        descr: DescrId,
    ) -> Result<Boxed, Stop> {
        if v.arg.is_const() {
            return Ok(v);
        }
        let constant = self.make_constant(Kind::Ref, v.bits);
        let Called::Returned(Some(same)) = self.call(p, frames, equal, &[v, constant], descr)? else {
            return Err(Error::Code("comparison of strings").into());
        };
        if !self.guard_truth(p, frames, same)? {
            return Err(Error::Code("a string differs from itself").into());
        }
        self.replace(frames, v.arg, constant);
        Ok(constant)
    }

    fn class_of(&mut self, p: &Program, frames: &mut [Frame<Boxed>], v: Boxed) -> Result<Boxed, Stop> {
        let class = self.host.class_of(p, v.bits)?;
        let class = self.make_constant(Kind::Int, class);
        if !v.arg.is_const() && !self.cache.class_known(v.arg) {
            self.guard(p, frames, Opnum::GuardClass, &[v.arg, class.arg])?;
            self.cache.set_class(v.arg);
        }
        Ok(class)
    }

    fn matches(&mut self, p: &Program, frames: &mut [Frame<Boxed>], exc: Boxed, class: Boxed) -> Result<bool, Stop> {
        let own = self.class_of(p, frames, exc)?;
        Ok(self.host.is_subclass(p, own.bits, class.bits)?)
    }

    fn heap(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Option<Boxed>, Stop> {
        let opnum = heap_op(op).ok_or(Stop::Abort(Abort::Unsupported))?;
        let mut list: Vec<Arg> = args.iter().map(|a| a.arg).collect();
        let first = list.first().copied().unwrap_or(Arg::NULL);
        let words: Vec<u64> = args.iter().map(|a| a.bits).collect();
        // The place, if the cache can know it: object and constant index.
        let place = match op.info().action {
            Action::GetField { raw: false, .. } | Action::SetField { raw: false } => Some((first, 0)),
            Action::GetArrayItem { raw: false, .. }
            | Action::SetArrayItem { raw: false }
            | Action::GetInteriorField
            | Action::SetInteriorField => list.get(1).and_then(|i| i.as_int()).map(|i| (first, i)),
            _ => None,
        };
        if let (Some(_), Some((object, index))) = (kind, place) {
            if let Some(arg) = self.cache.get(object, descr, index) {
                let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
                return Ok(Some(Boxed { bits, arg }));
            }
        }
        let immutable = match op.info().action {
            Action::GetField { pure, .. } | Action::GetArrayItem { pure, .. } => {
                pure && !p.quasi.contains(&descr) || self.watched.knows(first, descr)
            }
            _ => false,
        };
        if let (Some(kind), true) = (kind, immutable && list.iter().all(|a| a.is_const())) {
            let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
            return Ok(Some(self.make_constant(kind, bits)));
        }
        if let (Some(kind), Action::GetField { raw: true, .. }, true) = (kind, op.info().action, first.is_const()) {
            // A field of a class, mostly.
            if p.descrs.field(descr).is_some_and(|f| f.pure_) {
                let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
                return Ok(Some(self.make_constant(kind, bits)));
            }
        }
        if let (Action::ArrayLen, true) = (op.info().action, first.is_const()) {
            let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
            return Ok(Some(self.make_constant(Kind::Int, bits)));
        }
        if let Action::ArrayLen = op.info().action {
            if let Some(arg) = self.cache.length(first) {
                let bits = host::execute(self.host, p, op, &words, descr)?.unwrap_or(0);
                return Ok(Some(Boxed { bits, arg }));
            }
        }
        if let Action::NewArray = op.info().action {
            self.guard_length(p, frames, args, descr)?;
        }
        let bits = match op.info().action {
            Action::New | Action::NewWithVtable | Action::NewArray => {
                match self.protected(frames, |host| host::execute(host, p, op, &words, descr)) {
                    // The blackhole tries again, and raises.
                    Err(Error::OutOfMemory) => return Err(Stop::Abort(Abort::Unsupported)),
                    done => done?,
                }
            }
            _ => host::execute(self.host, p, op, &words, descr)?,
        };
        let value = list.last().copied().unwrap_or(Arg::NULL);
        if bits.is_none() && self.leaks(&[value]) {
            self.escaped = true;
        }
        if let Some(bits) = bits {
            let result = self.record(opnum, &list, Some(descr), bits)?;
            match (op.info().action, result.arg) {
                (Action::New | Action::NewWithVtable, Arg::Box(b)) => {
                    self.cache.allocated(b, op == JitOp::NewWithVtable);
                }
                (Action::NewArray, Arg::Box(b)) => {
                    self.cache.allocated(b, false);
                    self.cache.set_length(result.arg, first);
                }
                (Action::ArrayLen, _) => self.cache.set_length(first, result.arg),
                _ => {}
            }
            if let Some((object, index)) = place {
                self.cache.remember(object, descr, index, result.arg);
                self.cache.set_nonnull(object);
            }
            return Ok(Some(result));
        }
        self.trace.push(opnum, &std::mem::take(&mut list), Some(descr));
        match (place, op.info().action) {
            (Some((object, index)), _) => self.cache.store(object, descr, index, value),
            (None, Action::SetArrayItem { raw: false } | Action::SetInteriorField) => {
                self.cache.store_unknown(first, descr, value);
            }
            (None, _) => {
                if let Arg::Box(b) = value {
                    self.cache.escape(b);
                }
            }
        }
        Ok(None)
    }

    fn memory_error(&mut self) -> Option<Boxed> {
        None
    }

    fn vable(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Option<Boxed>, Stop> {
        self.vable_op(p, frames, op, kind, args, descr)
    }

    fn watch(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        object: Boxed,
        field: DescrId,
        hidden: DescrId,
    ) -> Result<(), Stop> {
        self.rely_on(p, frames, object, field, hidden)
    }

    fn before_write(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        object: Boxed,
        hidden: DescrId,
    ) -> Result<(), Stop> {
        let who = self.heap(p, frames, JitOp::GetfieldGcI, Some(Kind::Int), &[object], hidden)?;
        let who = who.ok_or(Error::Code("getfield"))?;
        if who.bits != 0 {
            return Err(Stop::Abort(Abort::Quasi));
        }
        self.guard_truth(p, frames, who)?;
        Ok(())
    }

    fn hint(&mut self, p: &Program, op: JitOp, args: &[Boxed], _: Option<DescrId>) -> Result<Option<Boxed>, Stop> {
        let first = args.first().copied().unwrap_or_default();
        let list: Vec<Arg> = args.iter().map(|a| a.arg).collect();
        match op.info().action {
            Action::IsConstant => Ok(Some(self.make_constant(Kind::Int, first.arg.is_const().into()))),
            Action::IsVirtual => {
                let virtual_ = self.cache.is_unescaped(first.arg);
                Ok(Some(self.make_constant(Kind::Int, virtual_.into())))
            }
            Action::TraceLength => Ok(Some(self.make_constant(Kind::Int, self.trace.ops.len() as u64))),
            Action::AssertGreen if !first.arg.is_const() => Err(Stop::Abort(Abort::BadLoop)),
            Action::AssertGreen => Ok(None),
            _ if first.arg.is_const() => Ok(None),
            Action::RecordExactClass => {
                let real = self.host.class_of(p, first.bits)?;
                if args.get(1).map(|c| c.bits) == Some(real) && !self.cache.class_known(first.arg) {
                    self.trace.push(Opnum::RecordExactClass, &list, None);
                    self.cache.set_class(first.arg);
                }
                Ok(None)
            }
            Action::AssertNotNone => {
                if first.bits != 0 && !self.cache.is_nonnull(first.arg) {
                    self.trace.push(Opnum::AssertNotNone, &list, None);
                    self.cache.set_nonnull(first.arg);
                }
                Ok(None)
            }
            _ => {
                if let Some(opnum) = trace_op(op) {
                    self.trace.push(opnum, &list, None);
                }
                Ok(None)
            }
        }
    }

    fn virtual_ref(&mut self, p: &Program, frames: &mut [Frame<Boxed>], object: Boxed) -> Result<Boxed, Stop> {
        self.make_reference(p, frames, object)
    }

    fn virtual_ref_finish(&mut self, p: &Program, reference: Boxed) -> Result<(), Stop> {
        Ok(self.finish_reference(p, reference)?)
    }

    fn call(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        func: Boxed,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Called<Boxed>, Stop> {
        let info = p.descrs.call(descr).ok_or(Error::Code("call descriptor"))?;
        let effect = &info.effect;
        if let Some(object) = self.follow(p, func, args) {
            return Ok(Called::Returned(Some(object)));
        }
        let elidable = effect.is_elidable() && info.result.is_some();
        let invariant = effect.extra == jit_trace::ExtraEffect::LoopInvariant;
        let words: Vec<u64> = args.iter().map(|a| a.bits).collect();
        let lent = self.lend_arrays(p, args)?;
        // Whoever asks for the virtualizable would undo what was stored in its array.
        self.escaped |= !lent.is_empty() && effect.forces();
        let forces = effect.forces() && self.before_forcing(p)?;
        let called = self.protected(frames, |host| host.call(p, func.bits, &words, descr))?;
        if forces {
            self.after_forcing(p)?;
        }
        let constant = func.arg.is_const() && args.iter().all(|a| a.arg.is_const());
        if let (true, true, Called::Returned(value)) = (elidable, constant, called) {
            return Ok(Called::Returned(match (value, info.result) {
                (Some(bits), Some(kind)) => Some(self.make_constant(kind, bits)),
                _ => None,
            }));
        }
        let mut list = vec![func.arg];
        list.extend(args.iter().map(|a| a.arg));
        let raised = matches!(called, Called::Raised(_));
        let opnum = match forces {
            true => Opnum::call_may_force(info.result),
            false => Self::call_opnum(elidable && !raised, invariant, info.result),
        };
        let result = self.trace.push(opnum, &list, Some(descr)).map(Arg::Box);
        self.cache.call(&list[1..], effect);
        self.watched.call(effect);
        if forces {
            self.not_forced(p, frames, result)?;
        }
        self.take_arrays(p, &lent, effect)?;
        self.after_call(p, frames, called, result, effect.can_raise())
    }

    fn look_inside(&mut self, p: &Program, func: Boxed) -> Option<usize> {
        if !func.arg.is_const() {
            return None;
        }
        p.indirect.get(&func.bits).copied()
    }

    fn inline(&mut self, _: &Program, _: &mut [Frame<Boxed>], _: usize, _: &[Boxed]) -> Result<Inline<Boxed>, Stop> {
        self.frames_changed();
        Ok(Inline::Enter)
    }

    fn recursive(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &mut Variables<Boxed>,
    ) -> Result<Inline<Boxed>, Stop> {
        let greens: Vec<Arg> = vars[..3].iter().flatten().map(|v| v.arg).collect();
        let words: Vec<u64> = vars[..3].iter().flatten().map(|v| v.bits).collect();
        let constant = greens.iter().all(|g| g.is_const());
        if self.limits.inlining && constant && self.keys.inlines(driver, &words) {
            if self.ask(p, frames, driver, HookKind::NeverInline, vars)?.is_some_and(|never| never != 0) {
                return Ok(Inline::Called(self.call_portal(p, frames, driver, vars)?));
            }
            let same = |i: &&Inlined| i.driver == driver && i.greens == greens;
            if self.inlined.iter().filter(same).count() < self.limits.recursion {
                let start = self.trace.ops.len();
                self.frames_changed();
                self.enter_portal_frame(p, frames, driver, vars)?;
                let numbered = self.trace.ops.len() > start;
                let counts = p.drivers.get(usize::from(driver)).is_some_and(|d| d.recursive);
                self.inlined.push(Inlined { depth: frames.len(), driver, greens, start, counts, numbered });
                return Ok(Inline::Enter);
            }
            let words: Vec<u64> = vars[..3].iter().flatten().map(|v| v.bits).collect();
            self.keys.refuse_inlining(driver, &words);
        }
        Ok(Inline::Called(self.call_portal(p, frames, driver, vars)?))
    }

    fn merge_point(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &mut Variables<Boxed>,
    ) -> Result<Merge<Boxed>, Stop> {
        let info = p.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
        let texts = self.handles.borrow().keeps_texts();
        let note = if texts { self.note_merge_point(p, frames, driver, vars)? } else { None };
        let depth = frames.len();
        self.merges.resize(depth, 0);
        let first = self.merges[depth - 1] == 0;
        self.merges[depth - 1] += 1;
        let header = match self.header_seen {
            Some(seen) if seen == (depth, driver) => {
                self.header_seen = None;
                true
            }
            _ => !info.has_loop_header && !first,
        };
        if depth > 1 {
            if !header {
                return Ok(self.pass(note));
            }
            self.rounds.resize(depth, false);
            if !self.rounds[depth - 1] && hooks::has(p, driver, HookKind::UnrollOnce) {
                let once = self.ask(p, frames, driver, HookKind::UnrollOnce, vars)?;
                if once.is_some_and(|once| once != 0) {
                    self.rounds[depth - 1] = true;
                    return Ok(self.pass(note));
                }
            }
            // A loop inside a call runs for itself. Its call leaves the frame, so a guard after it must resume
            // in the caller, behind the caller's call.
            let called = self.call_portal(p, &mut frames[..depth - 1], driver, vars)?;
            return Ok(Merge::Finished(called));
        }
        let greens: Vec<Arg> = vars[..3].iter().flatten().map(|v| v.arg).collect();
        if greens.iter().any(|g| !g.is_const()) {
            return Err(Stop::Abort(Abort::BadLoop));
        }
        let start = first && !self.bridge;
        let words: Vec<u64> = vars[..3].iter().flatten().map(|v| v.bits).collect();
        let target = if start { None } else { self.keys.target(driver, &words) };
        if !header && !start && target.is_none() {
            return Ok(self.pass(note));
        }
        if !self.refs.is_empty() {
            return Err(Stop::Abort(Abort::BadLoop));
        }
        let frame = frames.last_mut().ok_or(Error::Code("no frame"))?;
        let reds = self.loop_state(p, frame, driver)?;
        let args: Vec<Arg> = reds.iter().map(|b| Arg::Box(*b)).collect();
        if let Some(target) = target {
            // The optimiser may want to check something before it jumps into the loop.
            self.guard(p, frames, Opnum::GuardFutureCondition, &[])?;
            self.closing = Some(Closing::Target(target, args));
            return Ok(Merge::Leave);
        }
        if let Some(position) = self.merge_points.iter().rev().find(|m| m.driver == driver && m.greens == greens) {
            self.closing = Some(Closing::Loop(position.clone(), args));
            return Ok(Merge::Leave);
        }
        self.merge_points.push(MergePosition { driver, greens, reds, at: self.trace.ops.len() });
        Ok(self.pass(note))
    }

    fn returned(&mut self, depth: usize) {
        self.frames_changed();
        self.merges.truncate(depth);
        self.rounds.truncate(depth);
        while self.inlined.last().is_some_and(|i| i.depth >= depth) {
            if let Some(call) = self.inlined.pop() {
                let size = self.trace.ops.len().saturating_sub(call.start);
                if call.numbered {
                    self.trace.push(Opnum::LeavePortalFrame, &[Arg::Int(call.driver.into())], None);
                }
                if call.counts && self.biggest.as_ref().is_none_or(|b| b.0 < size) {
                    self.biggest = Some((size, call));
                }
            }
        }
    }

    fn loop_header(&mut self, frames: &[Frame<Boxed>], driver: u16) {
        self.header_seen = Some((frames.len(), driver));
    }
}

fn result_kind(kind: abi::jit::Kind) -> Kind {
    KINDS[kind as usize]
}
