//! The engine that records: each operation is really executed, and appended to a trace unless its operands
//! are constants.

use std::cell::RefCell;

use abi::jit::ops::{Action, JitOp, Overflow};
use abi::jit::HookKind;
use jit_trace::hash::FastSet;
use jit_trace::{Arg, BoxId, DescrId, EffectInfo, Exit, ExitVal, FramePos, Kind, Opnum, Trace};
use smallvec::SmallVec;

use crate::engine::{result_register, Called, Engine, Frame, Inline, Merge, Variables, Word, KINDS};
use crate::heapcache::HeapCache;
use crate::hooks::{self, LogCalls};
use crate::host::{self, Host};
use crate::program::Program;
use crate::quasi::Watched;
use crate::rebuild::constant_bits;
use crate::virtualizable::Vable;
use crate::vref::Pair;
use crate::{Abort, Error, Handles, Stop};

mod recording;

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
    /// Whether the program comes by that portal often enough for it to be traced for itself.
    fn is_warm(&self, driver: u16, greens: &[u64]) -> bool;
    /// From now on they may not.
    fn refuse_inlining(&self, driver: u16, greens: &[u64]);
    /// A new number for those who rely on a quasi-immutable field.
    fn new_watch(&self) -> u64;
    /// Whether the field with that number has not been written since.
    fn is_watched(&self, number: u64) -> bool;
    /// Whether promotions at that position of a jitcode have been found to be for values that are always new.
    fn varies(&self, code: u32, pc: u32) -> bool;
    /// Ticks of a cheap clock.
    fn ticks(&self) -> u64;
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
    /// Ticks that calls of the program's functions took.
    pub calls: u64,
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
    pub(crate) limits: Limits,
    pub(crate) keys: &'a dyn Keys,
    inlined: Vec<Inlined>,
    /// Frames that the trace began with and that were not left since.
    pub(crate) begun: usize,
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
    /// What is always new: values that a promotion was passed over for, and what was read from them.
    pub(crate) varying: FastSet<BoxId>,
    /// A compiled loop that the trace does not end at: it goes on to make a version of its own.
    pub(crate) grow: Option<DescrId>,
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
            trace: Trace::with_room(512),
            closing: None,
            executed: 0,
            calls: 0,
            cache: HeapCache::default(),
            vable: None,
            others: FastSet::default(),
            watched: Watched::default(),
            refs: Vec::new(),
            escaped: false,
            limits,
            keys,
            inlined: Vec::new(),
            begun: 1,
            biggest: None,
            merge_points: Vec::new(),
            header_seen: None,
            merges: Vec::new(),
            bridge,
            rounds: Vec::new(),
            log_calls: LogCalls::default(),
            outer: RefCell::default(),
            any_value: false,
            varying: FastSet::default(),
            grow: None,
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
        let bits: SmallVec<[u64; 4]> = args.iter().map(|a| a.bits).collect();
        jit_op(opnum)?.eval(&bits)
    }

    /// A pure integer operation that the trace has: folded or recorded.
    pub(crate) fn int_op(&mut self, opnum: Opnum, args: &[Boxed]) -> Result<Boxed, Stop> {
        let bits = self.bits_of(opnum, args).ok_or(Stop::Abort(Abort::Unsupported))?;
        if args.iter().all(|a| a.arg.is_const()) {
            return Ok(self.make_constant(Kind::Int, bits));
        }
        let args: SmallVec<[Arg; 4]> = args.iter().map(|a| a.arg).collect();
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
        let Some((frame, outer)) = frames.split_last() else {
            self.describe(&mut exit);
            return Ok(exit);
        };
        let mut known = self.outer.borrow_mut();
        if known.depth != outer.len() {
            *known = Outer { depth: outer.len(), ..Outer::default() };
            for frame in outer {
                add_frame(p, &mut known.exit, frame, frame.pc, None)?;
            }
        }
        let pc = if after { frame.pc } else { frame.pc.wrapping_sub(3) };
        let own = self.vable.as_ref().map_or(0, Vable::described) + 2 * self.refs.len();
        exit.values.reserve_exact(own + known.exit.values.len() + live_count(p, frame.code, pc)? + 1);
        exit.frames.reserve_exact(known.exit.frames.len() + 3);
        self.describe(&mut exit);
        exit.values.extend_from_slice(&known.exit.values);
        exit.frames.extend_from_slice(&known.exit.frames);
        add_frame(p, &mut exit, frame, pc, result)?;
        Ok(exit)
    }

    /// What is not in frames: the virtualizable, and virtual references.
    fn describe(&self, exit: &mut Exit) {
        if let Some(vable) = &self.vable {
            vable.describe(exit);
        }
        Pair::describe(&self.refs, exit);
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

    /// A value was read or computed from others.
    fn derive(&mut self, from: &[Arg], result: Arg) {
        let varies = |arg: &Arg| arg.as_box().is_some_and(|b| self.varying.contains(&b));
        if let (false, Some(b)) = (self.varying.is_empty(), result.as_box()) {
            if from.iter().any(varies) {
                self.varying.insert(b);
            }
        }
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

    /// The portal whose looking into made the trace long: driver and greens. Not one that the program hardly ever runs:
    /// traced apart it would be of no use.
    pub fn biggest_portal(&mut self) -> Option<(u16, Vec<u64>)> {
        self.returned(0);
        self.biggest.take().map(|(_, call)| (call.driver, self.words(&call.greens)))
    }

    fn words(&self, constants: &[Arg]) -> Vec<u64> {
        constants.iter().map(|arg| constant_bits(self.handles, *arg)).collect()
    }

    /// A call that was looked into has ended after so many operations.
    fn add_size(&mut self, size: usize, call: Inlined) {
        let bigger = call.counts && self.biggest.as_ref().is_none_or(|b| b.0 < size);
        if bigger && self.keys.is_warm(call.driver, &self.words(&call.greens)) {
            self.biggest = Some((size, call));
        }
    }

    /// How many calls in progress that are looked into, other than the outermost, run the same function of the
    /// interpreted program: have the same greens, or, if some are objects, the same objects. (The other greens are
    /// positions in it, mostly: generators come back at several.)
    fn depth_of(&self, p: &Program, frames: &[Frame<Boxed>], driver: u16, greens: &[Arg]) -> usize {
        let objects = |greens: &[Arg]| -> SmallVec<[Arg; 4]> {
            greens.iter().copied().filter(|g| matches!(g, Arg::Ptr(_))).collect()
        };
        let own = objects(greens);
        let same = |i: &&Inlined| {
            i.driver == driver && if own.is_empty() { i.greens == greens } else { objects(&i.greens) == own }
        };
        let calls = self.inlined.iter().filter(same).count();
        // Frames that a bridge began with: their objects are still in registers, if they are needed.
        let portal = |f: &&Frame<Boxed>| p.codes.get(f.code).is_some_and(|c| c.portal == Some(driver));
        let has = |f: &&Frame<Boxed>| own.iter().all(|g| f.regs[Kind::Ref as usize].iter().any(|v| v.arg == *g));
        let begun = frames.iter().skip(1).take(self.begun.saturating_sub(1)).filter(portal).filter(has).count();
        calls + begun
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

/// The pure operation of jitcodes for one of traces; looked up once.
fn jit_op(opnum: Opnum) -> Option<JitOp> {
    use std::sync::OnceLock;
    static TABLE: OnceLock<Vec<Option<JitOp>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| Opnum::ALL.iter().map(|op| JitOp::from_name(op.name())).collect());
    table.get(opnum as usize).copied().flatten()
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

fn result_kind(kind: abi::jit::Kind) -> Kind {
    KINDS[kind as usize]
}
