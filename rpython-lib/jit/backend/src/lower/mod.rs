//! The GC rewrite: from an optimised trace to the low-level IR.
//!
//! One forward pass. Field and array operations become loads and stores at offsets; allocations become
//! the policy's recipe, with the clearing of fields that are stored right away left out; stores of
//! references get their write barrier unless the object is fresh; reference constants go to the code's
//! table; a comparison and the guard on it, and an overflow operation and its guard, become one.
//!
//! Not here: registers, machine code.

mod helpers;
mod memory;

use crate::backend::Error;
use crate::gc::Gc;
use crate::lir::{self, *};
use jit_trace::hash::{FastMap, FastSet};
use jit_trace::{Arg, BoxId, DescrId, Descrs, ExitId as TraceExit, Op, Opnum, PtrConst, Trace};

/// Where the parts of a string are.
#[derive(Clone, Copy, Debug, Default)]
pub struct StringLayout {
    /// Type id.
    pub type_id: u32,
    /// Offset of the length.
    pub length: u32,
    /// Offset of the first character.
    pub items: u32,
    /// Bytes of a character.
    pub item_size: u8,
}

/// What must be known of the program's objects that no descriptor says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Layout {
    /// Offset of the vtable reference in an instance.
    pub typeptr: u32,
    /// Byte strings.
    pub bytes: StringLayout,
    /// Strings of code points.
    pub unicode: StringLayout,
}

/// `Exit::descr` when the operation has no descriptor.
pub const NO_DESCR: u32 = u32::MAX;
/// `Exit::descr` of an exit taken because an array could not be allocated.
pub const MEMORY_ERROR: u32 = u32::MAX - 1;

/// What an exit of the code stands for in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The operation.
    pub op: usize,
    /// The guard's exit; its `fail_args` are the exit's values, in order.
    pub exit: Option<TraceExit>,
}

/// A lowered trace.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// For a back end.
    pub code: Code,
    /// By exit id of the code.
    pub origins: Vec<Origin>,
    /// The first instruction of each operation of the trace.
    pub starts: Vec<u32>,
}

/// Everything a rewrite depends on.
pub struct Context<'a> {
    /// Descriptors.
    pub descrs: &'a Descrs,
    /// Layout.
    pub layout: Layout,
    /// The collector; without one, traces that allocate or store references are refused.
    pub gc: Option<Gc>,
    /// The current address of a reference constant.
    pub resolve: &'a dyn Fn(PtrConst) -> u64,
    /// The cell that calls of a loop go through ([`crate::Backend::callee`]); of floats, or
    /// not; without, `call_assembler` is refused.
    pub callee: Option<&'a dyn Fn(DescrId, bool) -> u64>,
}

/// Rewrites a verified trace. With `bridge`, it starts at a guard that may have an exception pending.
pub fn lower(trace: &Trace, cx: &Context<'_>, bridge: bool) -> Result<Lowered, Error> {
    let mut l = Lower::new(trace, cx);
    l.start(bridge)?;
    let mut starts = Vec::with_capacity(trace.ops.len());
    while let Some(op) = trace.ops.get(starts.len()) {
        let i = starts.len();
        l.at = i;
        starts.push(l.c.insts.len() as u32);
        if l.op(op, trace.ops.get(i + 1))? {
            starts.push(l.c.insts.len() as u32);
        }
    }
    Ok(Lowered { code: l.c, origins: l.origins, starts })
}

fn malformed<T>(text: &str) -> Result<T, Error> {
    Err(Error::Malformed(text.to_string()))
}

struct Lower<'a> {
    trace: &'a Trace,
    cx: &'a Context<'a>,
    c: Code,
    origins: Vec<Origin>,
    /// What stands for each box.
    env: Vec<Option<Val>>,
    /// How often each box is mentioned.
    mentions: Vec<u32>,
    consts: FastMap<PtrConst, u32>,
    labels: FastMap<DescrId, LabelId>,
    /// Objects that need no write barrier until something can collect.
    fresh: FastSet<BoxId>,
    /// Room that the next allocations are carved from.
    group: Option<memory::Group>,
    /// The exception that the last call left.
    exc: Option<VReg>,
    /// Exit of the `guard_not_forced` that follows a call.
    force: Option<lir::ExitId>,
    at: usize,
}

fn kind_of(kind: jit_trace::Kind) -> Kind {
    match kind {
        jit_trace::Kind::Int => Kind::Int,
        jit_trace::Kind::Ref => Kind::Ref,
        jit_trace::Kind::Float => Kind::Float,
    }
}

/// Of integers or references, or else of floats; and the operands.
type Comparison = (Result<Cond, FCond>, Val, Val);

/// The label at the start of a trace that jumps there without naming a target.
const START: LabelId = 0;

impl<'a> Lower<'a> {
    fn new(trace: &'a Trace, cx: &'a Context<'a>) -> Self {
        let mut mentions = vec![0; trace.box_count()];
        for op in &trace.ops {
            op.args.iter().filter_map(|a| a.as_box()).for_each(|b| mentions[b.index()] += 1);
            if let Some(exit) = trace.exit_of(op) {
                exit.each_box(|b| mentions[b.index()] += 1);
            }
        }
        Lower {
            trace,
            cx,
            c: Code::default(),
            origins: Vec::new(),
            env: vec![None; trace.box_count()],
            mentions,
            consts: FastMap::default(),
            labels: FastMap::default(),
            fresh: FastSet::default(),
            group: None,
            exc: None,
            force: None,
            at: 0,
        }
    }

    fn start(&mut self, bridge: bool) -> Result<(), Error> {
        for b in &self.trace.inputargs {
            let r = self.c.new_reg(kind_of(self.trace.kind(*b)));
            self.c.inputs.push(r);
            self.env[b.index()] = Some(Val::Reg(r));
        }
        if bridge {
            let r = self.c.new_reg(Kind::Ref);
            self.c.exc_input = Some(r);
            self.exc = Some(r);
        }
        if self.trace.ops.iter().any(|o| o.opnum == Opnum::Jump && o.descr.is_none()) {
            let args = self.c.inputs.clone().into();
            self.exc = None;
            self.c.insts.push(Inst::Label { id: START, args });
        }
        Ok(())
    }

    fn val(&mut self, arg: Arg) -> Result<Val, Error> {
        Ok(match arg {
            Arg::Int(i) => Val::Imm(i),
            Arg::Float(bits) => Val::Imm(bits as i64),
            Arg::Ptr(p) if p.is_null() => Val::Imm(0),
            Arg::Ptr(p) => {
                let next = self.c.gc_consts.len() as u32;
                let i = *self.consts.entry(p).or_insert(next);
                if i == next {
                    self.c.gc_consts.push((self.cx.resolve)(p));
                }
                Val::Gc(i)
            }
            Arg::Box(b) => match self.env.get(b.index()).copied().flatten() {
                Some(v) => v,
                None => return malformed("a box without a value"),
            },
        })
    }

    fn arg(&mut self, op: &Op, i: usize) -> Result<Val, Error> {
        match op.args.get(i) {
            Some(a) => self.val(*a),
            None => malformed("too few operands"),
        }
    }

    fn int_const(op: &Op, i: usize) -> Result<i64, Error> {
        op.args.get(i).and_then(|a| a.as_int()).ok_or(Error::Limit("an operand that is not constant"))
    }

    fn emit(&mut self, inst: Inst) {
        self.c.insts.push(inst);
    }

    /// A register for the operation's result.
    fn result(&mut self, op: &Op) -> Result<VReg, Error> {
        let Some(b) = op.result else { return malformed("no result") };
        let r = self.c.new_reg(kind_of(self.trace.kind(b)));
        self.env[b.index()] = Some(Val::Reg(r));
        Ok(r)
    }

    fn kind_of_val(&self, v: Val, constant: Kind) -> Kind {
        match v {
            Val::Reg(r) => self.c.kind(r),
            Val::Gc(_) => Kind::Ref,
            Val::Imm(_) => constant,
        }
    }

    /// The exit of a guard. `known` is a box that is known to have that value when the exit is taken.
    fn guard_exit(&mut self, op: &Op, known: Option<(BoxId, i64)>) -> Result<lir::ExitId, Error> {
        let Some(exit) = self.trace.exit_of(op) else { return malformed("a guard without an exit") };
        let args = exit.with_saved(|saved, _| {
            let arg = |b: &BoxId| match known {
                Some((k, value)) if k == *b => Ok(Some((Kind::Int, Val::Imm(value)))),
                _ => {
                    let v = self.val(Arg::Box(*b))?;
                    Ok(Some((self.kind_of_val(v, kind_of(self.trace.kind(*b))), v)))
                }
            };
            saved.iter().map(arg).collect::<Result<Vec<_>, Error>>()
        })?;
        let descr = op.descr.map_or(NO_DESCR, |d| d.0);
        self.origins.push(Origin { op: self.at, exit: op.exit });
        Ok(self.c.new_exit(Exit { descr, args, exc: self.exc.map(Val::Reg), finish: false }))
    }

    /// Lowers an operation; whether the next one is done too.
    fn op(&mut self, op: &Op, next: Option<&Op>) -> Result<bool, Error> {
        use Opnum::*;
        if op.opnum.is_guard() {
            self.guard(op)?;
            return Ok(false);
        }
        if let Some((cond, a, b)) = self.comparison(op)? {
            if let Some(next) = next.filter(|n| self.fuses(op, n)) {
                let want = next.opnum == GuardTrue;
                let known = op.result.map(|b| (b, !want as i64));
                self.at += 1;
                let exit = self.guard_exit(next, known)?;
                let test = match cond {
                    Ok(cond) => Test::Int(if want { cond } else { cond.inverse() }, a, b),
                    Err(cond) => Test::Float(cond, a, b, want),
                };
                self.emit(Inst::Guard { test, exit });
                return Ok(true);
            }
            let dst = self.result(op)?;
            self.emit(match cond {
                Ok(cond) => Inst::Cmp { cond, dst, a, b },
                Err(cond) => Inst::FCmp { cond, dst, a, b },
            });
            return Ok(false);
        }
        if op.opnum.is_ovf() {
            let Some(guard) = next.filter(|n| matches!(n.opnum, GuardNoOverflow | GuardOverflow)) else {
                return malformed("overflow without a guard");
            };
            let bin = match op.opnum {
                IntAddOvf => BinOp::Add,
                IntSubOvf => BinOp::Sub,
                _ => BinOp::Mul,
            };
            let (a, b) = (self.arg(op, 0)?, self.arg(op, 1)?);
            let dst = self.result(op)?;
            self.at += 1;
            let exit = self.guard_exit(guard, None)?;
            self.emit(Inst::BinOvf { op: bin, dst, a, b, expect: guard.opnum == GuardOverflow, exit });
            return Ok(true);
        }
        if op.opnum.is_call() {
            self.call(op, next)?;
            return Ok(false);
        }
        if self.arithmetic(op)? || self.control(op)? {
            return Ok(false);
        }
        self.memory(op)?;
        Ok(false)
    }

    /// Whether a guard follows that alone uses the comparison's result.
    fn fuses(&self, op: &Op, next: &Op) -> bool {
        let Some(b) = op.result else { return false };
        let on_it =
            matches!(next.opnum, Opnum::GuardTrue | Opnum::GuardFalse) && next.args.first() == Some(&Arg::Box(b));
        if !on_it {
            return false;
        }
        let mut in_exit = 0;
        if let Some(exit) = self.trace.exit_of(next).filter(|_| self.mentions[b.index()] > 1) {
            exit.each_box(|x| in_exit += u32::from(x == b));
        }
        self.mentions[b.index()] == 1 + in_exit
    }

    fn comparison(&mut self, op: &Op) -> Result<Option<Comparison>, Error> {
        use Opnum::*;
        let cond = match op.opnum {
            IntLt => Ok(Cond::Lt),
            IntLe => Ok(Cond::Le),
            IntEq | PtrEq | InstancePtrEq | IntIsZero => Ok(Cond::Eq),
            IntNe | PtrNe | InstancePtrNe | IntIsTrue => Ok(Cond::Ne),
            IntGt => Ok(Cond::Gt),
            IntGe => Ok(Cond::Ge),
            UintLt => Ok(Cond::ULt),
            UintLe => Ok(Cond::ULe),
            UintGt => Ok(Cond::UGt),
            UintGe => Ok(Cond::UGe),
            FloatLt => Err(FCond::Lt),
            FloatLe => Err(FCond::Le),
            FloatEq => Err(FCond::Eq),
            FloatNe => Err(FCond::Ne),
            FloatGt => Err(FCond::Gt),
            FloatGe => Err(FCond::Ge),
            _ => return Ok(None),
        };
        let a = self.arg(op, 0)?;
        let b = if matches!(op.opnum, IntIsZero | IntIsTrue) { Val::Imm(0) } else { self.arg(op, 1)? };
        Ok(Some((cond, a, b)))
    }

    fn guard(&mut self, op: &Op) -> Result<(), Error> {
        use Opnum::*;
        let typeptr = self.cx.layout.typeptr as i32;
        let test = match op.opnum {
            GuardFutureCondition => return Ok(()),
            GuardTrue | GuardNonnull => Test::Int(Cond::Ne, self.arg(op, 0)?, Val::Imm(0)),
            GuardFalse | GuardIsnull => Test::Int(Cond::Eq, self.arg(op, 0)?, Val::Imm(0)),
            GuardValue => {
                let (a, b) = (self.arg(op, 0)?, self.arg(op, 1)?);
                let a = match a {
                    // Floats are compared bit by bit.
                    Val::Reg(r) if self.c.kind(r) == Kind::Float => {
                        let dst = self.c.new_reg(Kind::Int);
                        self.emit(Inst::Conv { op: Conv::FloatToBits, dst, a });
                        Val::Reg(dst)
                    }
                    _ => a,
                };
                Test::Int(Cond::Eq, a, b)
            }
            GuardClass | GuardNonnullClass => {
                let base = self.arg(op, 0)?;
                let value = Self::int_const(op, 1)?;
                Test::Word { base, offset: typeptr, size: 8, value, null: op.opnum == GuardNonnullClass }
            }
            GuardGcType => {
                let base = self.arg(op, 0)?;
                Test::Word { base, offset: 0, size: 4, value: Self::int_const(op, 1)?, null: false }
            }
            GuardNoException => match self.exc {
                None => return Ok(()),
                Some(e) => Test::Int(Cond::Eq, Val::Reg(e), Val::Imm(0)),
            },
            GuardException => {
                let base = self.exc.map_or(Val::Imm(0), Val::Reg);
                Test::Word { base, offset: typeptr, size: 8, value: Self::int_const(op, 0)?, null: true }
            }
            GuardNotForced | GuardNotForced2 => Test::NotForced,
            GuardNotInvalidated => Test::NotInvalidated,
            GuardAlwaysFails => Test::Int(Cond::Eq, Val::Imm(0), Val::Imm(1)),
            _ => return Err(Error::Limit("guard_is_object, guard_subclass")),
        };
        let forced = if op.opnum == GuardNotForced { self.force.take() } else { None };
        let exit = match forced {
            Some(exit) => {
                self.c.exits[exit as usize].exc = self.exc.map(Val::Reg);
                exit
            }
            None => self.guard_exit(op, None)?,
        };
        self.emit(Inst::Guard { test, exit });
        match op.opnum {
            GuardNoException => self.exc = None,
            GuardException => {
                let dst = self.result(op)?;
                let a = self.exc.take().map_or(Val::Imm(0), Val::Reg);
                self.emit(Inst::Copy { dst, a });
            }
            _ => {}
        }
        Ok(())
    }

    fn control(&mut self, op: &Op) -> Result<bool, Error> {
        use Opnum::*;
        match op.opnum {
            DebugMergePoint
            | Keepalive
            | JitDebug
            | IncrementDebugCounter
            | EnterPortalFrame
            | LeavePortalFrame
            | AssertNotNone
            | RecordExactClass
            | RecordExactValueI
            | RecordExactValueR
            | QuasiimmutField => {}
            Label => self.label(op)?,
            Jump => {
                let args = op.args.iter().map(|a| self.val(*a)).collect::<Result<_, _>>()?;
                let target = match op.descr {
                    None => Target::Local(START),
                    Some(d) => self.labels.get(&d).map_or(Target::Global(d.0 as u64), |l| Target::Local(*l)),
                };
                self.emit(Inst::Jump { target, args });
            }
            Finish => {
                let mut args = Vec::new();
                for a in &op.args {
                    let v = self.val(*a)?;
                    args.push(Some((self.kind_of_val(v, kind_of(self.trace.arg_kind(*a))), v)));
                }
                self.origins.push(Origin { op: self.at, exit: None });
                let descr = op.descr.map_or(NO_DESCR, |d| d.0);
                let raises = op.descr.is_some_and(|d| self.cx.descrs.is_raising_finish(d));
                let exc = match raises.then(|| args.pop()).flatten().flatten() {
                    Some((_, exc)) => Some(exc),
                    None => self.exc.map(Val::Reg),
                };
                let exit = self.c.new_exit(Exit { descr, args, exc, finish: true });
                self.emit(Inst::Finish { exit });
            }
            ForceToken => {
                let dst = self.result(op)?;
                self.emit(Inst::FrameToken { dst });
            }
            SaveException => {
                let dst = self.result(op)?;
                let a = self.exc.take().map_or(Val::Imm(0), Val::Reg);
                self.emit(Inst::Copy { dst, a });
            }
            RestoreException => {
                let a = self.arg(op, 1)?;
                let dst = self.c.new_reg(Kind::Ref);
                self.emit(Inst::Copy { dst, a });
                self.exc = Some(dst);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn label(&mut self, op: &Op) -> Result<(), Error> {
        let Some(descr) = op.descr else { return malformed("a label without a descriptor") };
        let mut args: Vec<VReg> = Vec::new();
        for a in &op.args {
            let Some(b) = a.as_box() else { return malformed("a constant in a label") };
            // Two boxes can stand for one value, which a label must keep apart.
            let r = match self.val(*a)? {
                Val::Reg(r) if !args.contains(&r) => r,
                a => {
                    let kind = self.kind_of_val(a, kind_of(self.trace.kind(b)));
                    let dst = self.c.new_reg(kind);
                    self.emit(Inst::Copy { dst, a });
                    self.env[b.index()] = Some(Val::Reg(dst));
                    dst
                }
            };
            args.push(r);
        }
        let id = self.labels.len() as LabelId + 1;
        self.labels.insert(descr, id);
        self.c.published.push((id, descr.0 as u64));
        self.emit(Inst::Label { id, args: args.into() });
        self.fresh.clear();
        self.exc = None;
        Ok(())
    }

    fn arithmetic(&mut self, op: &Op) -> Result<bool, Error> {
        use Opnum::*;
        let bin = match op.opnum {
            IntAdd => Some(BinOp::Add),
            IntSub => Some(BinOp::Sub),
            IntMul => Some(BinOp::Mul),
            UintMulHigh => Some(BinOp::UMulHigh),
            IntAnd => Some(BinOp::And),
            IntOr => Some(BinOp::Or),
            IntXor => Some(BinOp::Xor),
            IntLshift => Some(BinOp::Shl),
            IntRshift => Some(BinOp::Sar),
            UintRshift => Some(BinOp::Shr),
            _ => None,
        };
        if let Some(bin) = bin {
            let (a, b) = (self.arg(op, 0)?, self.arg(op, 1)?);
            let dst = self.result(op)?;
            self.emit(Inst::Bin { op: bin, dst, a, b });
            return Ok(true);
        }
        if let Some(func) = helpers::division(op.opnum) {
            let args = vec![(Kind::Int, self.arg(op, 0)?), (Kind::Int, self.arg(op, 1)?)];
            let dst = self.result(op)?;
            self.helper(func, args, Some(dst));
            return Ok(true);
        }
        let fbin = match op.opnum {
            FloatAdd => Some(FBinOp::Add),
            FloatSub => Some(FBinOp::Sub),
            FloatMul => Some(FBinOp::Mul),
            FloatTruediv => Some(FBinOp::Div),
            _ => None,
        };
        if let Some(fbin) = fbin {
            let (a, b) = (self.arg(op, 0)?, self.arg(op, 1)?);
            let dst = self.result(op)?;
            self.emit(Inst::FBin { op: fbin, dst, a, b });
            return Ok(true);
        }
        if matches!(op.opnum, SameAsI | SameAsR | SameAsF) {
            let v = self.arg(op, 0)?;
            if let Some(b) = op.result {
                self.env[b.index()] = Some(v);
            }
            return Ok(true);
        }
        let a = match op.args.first() {
            Some(a) => self.val(*a)?,
            None => return Ok(false),
        };
        let make: &dyn Fn(VReg) -> Inst = match op.opnum {
            IntNeg => &|dst| Inst::Un { op: UnOp::Neg, dst, a },
            IntInvert => &|dst| Inst::Un { op: UnOp::Not, dst, a },
            IntForceGeZero => &|dst| Inst::Un { op: UnOp::ForceGeZero, dst, a },
            IntSignext => {
                let n = Self::int_const(op, 1)?;
                if !matches!(n, 1 | 2 | 4) {
                    return malformed("int_signext");
                }
                let dst = self.result(op)?;
                self.emit(Inst::Un { op: UnOp::Sext(n as u8), dst, a });
                return Ok(true);
            }
            FloatNeg => &|dst| Inst::FUn { op: FUnOp::Neg, dst, a },
            FloatAbs => &|dst| Inst::FUn { op: FUnOp::Abs, dst, a },
            FloatSqrt => &|dst| Inst::FUn { op: FUnOp::Sqrt, dst, a },
            CastIntToFloat => &|dst| Inst::Conv { op: Conv::IntToFloat, dst, a },
            CastFloatToInt => &|dst| Inst::Conv { op: Conv::FloatToInt, dst, a },
            ConvertFloatBytesToLonglong => &|dst| Inst::Conv { op: Conv::FloatToBits, dst, a },
            ConvertLonglongBytesToFloat => &|dst| Inst::Conv { op: Conv::BitsToFloat, dst, a },
            CastPtrToInt | CastIntToPtr => &|dst| Inst::Copy { dst, a },
            _ => return Ok(false),
        };
        let dst = self.result(op)?;
        let inst = make(dst);
        self.emit(inst);
        Ok(true)
    }

    /// A call of a function of ours that neither raises nor collects.
    fn helper(&mut self, func: *const (), args: Vec<(Kind, Val)>, dst: Option<VReg>) {
        self.emit(Inst::Call(Box::new(Call::simple(Val::Imm(func as i64), args, dst))));
    }

    fn call(&mut self, op: &Op, next: Option<&Op>) -> Result<(), Error> {
        use Opnum::*;
        if matches!(op.opnum, CallReleaseGilI | CallReleaseGilF | CallReleaseGilN) {
            return Err(Error::Limit("call_release_gil"));
        }
        let assembler = matches!(op.opnum, CallAssemblerI | CallAssemblerR | CallAssemblerF | CallAssemblerN);
        let forces = assembler || matches!(op.opnum, CallMayForceI | CallMayForceR | CallMayForceF | CallMayForceN);
        let mut call = Call::simple(Val::Imm(0), Vec::new(), None);
        let mut skip = 1;
        if assembler {
            let (Some(callee), Some(target)) = (self.cx.callee, op.descr) else {
                return Err(Error::Limit("call_assembler"));
            };
            let cell = callee(target, op.opnum == CallAssemblerF);
            let entry = self.c.new_reg(Kind::Int);
            let addr = Addr { base: Val::Imm(cell as i64), index: None, scale: 1, offset: 0 };
            self.emit(Inst::Load { dst: entry, addr, size: 8, signed: false });
            call.func = Val::Reg(entry);
            call.packed = Some(cell);
            call.collects = true;
            call.raises = Raises::Yes(self.c.new_reg(Kind::Ref));
            skip = 0;
        } else {
            let Some(jit_trace::Descr::Call(descr)) = op.descr.and_then(|d| self.cx.descrs.get(d)) else {
                return malformed("a call without a descriptor");
            };
            match op.opnum {
                CondCallN => call.when = When::NotZero(self.arg(op, 0)?),
                CondCallValueI | CondCallValueR => call.when = When::Zero(self.arg(op, 0)?),
                _ => {}
            }
            skip += (call.when != When::Always) as usize;
            call.func = self.arg(op, skip - 1)?;
            let size = if matches!(descr.result_size, 0 | 1 | 2 | 4) { descr.result_size as u8 } else { 8 };
            call.result = (size, descr.result_signed);
            call.collects = descr.effect.can_collect || descr.effect.forces();
            if descr.effect.can_raise() {
                call.raises = Raises::Yes(self.c.new_reg(Kind::Ref));
            }
        }
        for a in op.args.iter().skip(skip) {
            let v = self.val(*a)?;
            call.args.push((self.kind_of_val(v, kind_of(self.trace.arg_kind(*a))), v));
        }
        call.dst = op.result.map(|_| self.result(op)).transpose()?;
        self.exc = None;
        if let Some(guard) = next.filter(|n| forces && n.opnum == GuardNotForced) {
            // Made now, for whoever forces the frame during the call; the result is a hole then.
            self.at += 1;
            call.force = Some(self.guard_exit(guard, None)?);
            self.force = call.force;
        }
        if let Raises::Yes(e) = call.raises {
            self.exc = Some(e);
        }
        if call.collects {
            self.fresh.clear();
        }
        self.emit(Inst::Call(Box::new(call)));
        Ok(())
    }
}
