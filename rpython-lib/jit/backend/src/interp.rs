//! The checked interpreter of the low-level IR: the oracle, and the back end of architectures without an emitter.

use crate::backend::{Backend, CodeId, Error, ExitData, ExitRef};
use crate::callee::{Callee, Callees, Float, Runner, Word};
use crate::ccall;
use crate::gc::Gc;
use crate::lir::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Access to memory, so that tests can check it.
pub trait Memory {
    /// Reads `size` bytes, zero-extended.
    ///
    /// # Safety
    /// The address is valid unless the implementation checks it.
    unsafe fn read(&self, addr: u64, size: u8) -> Result<u64, Error>;
    /// Writes `size` bytes.
    ///
    /// # Safety
    /// The address is valid unless the implementation checks it.
    unsafe fn write(&self, addr: u64, value: u64, size: u8) -> Result<(), Error>;
}

/// The process's memory; the first page is off limits.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawMemory;

fn check_addr(addr: u64, size: u8) -> Result<(), Error> {
    if !matches!(size, 1 | 2 | 4 | 8) {
        return Err(Error::Malformed(format!("access of {size} bytes")));
    }
    if addr < 4096 {
        return Err(Error::Check(format!("access to address {addr:#x}")));
    }
    Ok(())
}

impl Memory for RawMemory {
    unsafe fn read(&self, addr: u64, size: u8) -> Result<u64, Error> {
        check_addr(addr, size)?;
        Ok(match size {
            1 => (addr as *const u8).read() as u64,
            2 => (addr as *const u16).read_unaligned() as u64,
            4 => (addr as *const u32).read_unaligned() as u64,
            _ => (addr as *const u64).read_unaligned(),
        })
    }

    unsafe fn write(&self, addr: u64, value: u64, size: u8) -> Result<(), Error> {
        check_addr(addr, size)?;
        match size {
            1 => (addr as *mut u8).write(value as u8),
            2 => (addr as *mut u16).write_unaligned(value as u16),
            4 => (addr as *mut u32).write_unaligned(value as u32),
            _ => (addr as *mut u64).write_unaligned(value),
        }
        Ok(())
    }
}

struct Compiled {
    code: Code,
    consts: RefCell<Vec<u64>>,
    bridges: RefCell<HashMap<ExitId, CodeId>>,
    invalid: std::cell::Cell<bool>,
    from: Option<ExitRef>,
}

#[derive(Default)]
struct Frame {
    code: Option<Rc<Compiled>>,
    id: u32,
    regs: Vec<Option<u64>>,
    force: Option<ExitId>,
    forced: bool,
}

/// The interpreter.
pub struct Interp<M: Memory = RawMemory> {
    memory: M,
    gc: Option<Gc>,
    codes: RefCell<Vec<Option<Rc<Compiled>>>>,
    labels: RefCell<HashMap<u64, (CodeId, LabelId)>>,
    /// Those of all threads.
    frames: RefCell<Vec<*mut Frame>>,
    callees: Callees,
    /// What went wrong in a call that cannot say so.
    failed: RefCell<Option<Error>>,
}

enum Next {
    Go(usize),
    Exit(ExitId),
    Jump(Target, Vec<u64>),
}

impl Interp<RawMemory> {
    /// An interpreter on the process's memory. Without a collector, code that allocates is refused.
    pub fn new(gc: Option<Gc>) -> Self {
        Interp::with_memory(RawMemory, gc)
    }
}

impl<M: Memory> Interp<M> {
    /// An interpreter on that memory.
    pub fn with_memory(memory: M, gc: Option<Gc>) -> Self {
        Interp {
            memory,
            gc,
            codes: RefCell::default(),
            labels: RefCell::default(),
            frames: RefCell::default(),
            callees: Callees::default(),
            failed: RefCell::default(),
        }
    }

    fn find(&self, code: CodeId) -> Result<Rc<Compiled>, Error> {
        self.codes.borrow().get(code.0 as usize).cloned().flatten().ok_or(Error::Unknown)
    }

    fn gc(&self) -> Result<Gc, Error> {
        self.gc.ok_or(Error::Limit("no collector"))
    }

    fn val(f: &Frame, c: &Compiled, v: Val) -> Result<u64, Error> {
        match v {
            Val::Imm(i) => Ok(i as u64),
            Val::Gc(i) => Ok(c.consts.borrow()[i as usize]),
            Val::Reg(r) => f.regs[r.0 as usize].ok_or_else(|| Error::Check(format!("{r:?} has no value"))),
        }
    }

    fn addr(f: &Frame, c: &Compiled, a: &Addr) -> Result<u64, Error> {
        let base = Self::val(f, c, a.base)?;
        let index = a.index.map_or(Ok(0), |i| Self::val(f, c, i))?;
        Ok(base.wrapping_add(index.wrapping_mul(a.scale as u64)).wrapping_add(a.offset as i64 as u64))
    }

    fn exit_data(f: &Frame, c: &Compiled, code: CodeId, exit: ExitId, holes: bool) -> Result<ExitData, Error> {
        let e = &c.code.exits[exit as usize];
        // In a suspended frame the call has given neither result nor exception yet.
        let value = |v: Val| match (Self::val(f, c, v), holes) {
            (Err(_), true) => Ok(0),
            (value, _) => value,
        };
        let mut data = ExitData {
            exit: ExitRef { code, exit },
            descr: e.descr,
            values: Vec::with_capacity(e.args.len()),
            refs: vec![0; e.args.len().div_ceil(64)],
            exc: e.exc.map_or(Ok(0), value)?,
            finish: e.finish,
        };
        for (i, arg) in e.args.iter().enumerate() {
            let item = match arg {
                None => 0,
                Some((kind, v)) => {
                    if *kind == Kind::Ref {
                        data.refs[i / 64] |= 1 << (i % 64);
                    }
                    value(*v)?
                }
            };
            data.values.push(item);
        }
        Ok(data)
    }

    unsafe fn test(&self, f: &Frame, c: &Compiled, test: &Test) -> Result<bool, Error> {
        let val = |v: Val| Self::val(f, c, v);
        Ok(match *test {
            Test::Int(cond, a, b) => cond.test(val(a)? as i64, val(b)? as i64),
            Test::Float(cond, a, b, want) => cond.test(f64::from_bits(val(a)?), f64::from_bits(val(b)?)) == want,
            Test::Word { base, offset, size, value, null } => {
                let base = val(base)?;
                let mask = if size == 8 { u64::MAX } else { u32::MAX as u64 };
                !(null && base == 0)
                    && self.memory.read(base.wrapping_add(offset as i64 as u64), size)? == value as u64 & mask
            }
            Test::NotForced => !f.forced,
            Test::NotInvalidated => !c.invalid.get(),
        })
    }

    /// # Safety
    /// As for `execute`. `frame` is reached by pointer because a call can change it from outside.
    unsafe fn call(&self, frame: *mut Frame, c: &Compiled, call: &Call) -> Result<(), Error> {
        let f = &mut *frame;
        let func = Self::val(f, c, call.func)?;
        if func < 4096 {
            return Err(Error::Check(format!("call of address {func:#x}")));
        }
        let args = call.args.iter().map(|(k, v)| Ok((*k, Self::val(f, c, *v)?))).collect::<Result<Vec<_>, Error>>()?;
        let skip = match call.when {
            When::Always => None,
            When::NotZero(v) => (Self::val(f, c, v)? == 0).then_some(0),
            When::Zero(v) => Some(Self::val(f, c, v)?).filter(|v| *v != 0),
        };
        if let Some(value) = skip {
            if let Some(d) = call.dst {
                f.regs[d.0 as usize] = Some(value);
            }
            if let Raises::Yes(e) = call.raises {
                f.regs[e.0 as usize] = Some(0);
            }
            return Ok(());
        }
        let array: Vec<u64> = args.iter().map(|a| a.1).collect();
        let args = match call.packed {
            None => args,
            Some(n) => vec![(Kind::Int, n), (Kind::Int, array.as_ptr() as u64), (Kind::Int, array.len() as u64)],
        };
        f.force = call.force;
        f.forced = false;
        let kind = call.dst.map(|d| c.code.kind(d));
        let (value, exc) = ccall::call(func, &args, kind).ok_or(Error::Limit("arguments of a call"))?;
        if let Some(error) = self.failed.borrow_mut().take() {
            return Err(error);
        }
        let f = &mut *frame;
        f.force = None;
        if let Some(d) = call.dst {
            let (size, signed) = call.result;
            f.regs[d.0 as usize] =
                Some(if kind == Some(Kind::Int) { ccall::extend(value, size, signed) } else { value });
        }
        if let Raises::Yes(e) = call.raises {
            // With a float result the exception is in the first integer register.
            f.regs[e.0 as usize] = Some(exc);
        }
        Ok(())
    }

    /// # Safety
    /// As for `execute`.
    unsafe fn step(&self, frame: *mut Frame, c: &Compiled, pc: usize) -> Result<Next, Error> {
        let f = &mut *frame;
        let inst = &c.code.insts[pc];
        let val = |v: Val| Self::val(f, c, v);
        let (dst, value) = match inst {
            Inst::Bin { op, dst, a, b } => (*dst, bin(*op, val(*a)?, val(*b)?)),
            Inst::BinOvf { op, dst, a, b, expect, exit } => {
                let (value, ovf) = bin_ovf(*op, val(*a)? as i64, val(*b)? as i64)?;
                f.regs[dst.0 as usize] = Some(value as u64);
                return Ok(if ovf == *expect { Next::Go(pc + 1) } else { Next::Exit(*exit) });
            }
            Inst::Un { op, dst, a } => (*dst, un(*op, val(*a)?)),
            Inst::FBin { op, dst, a, b } => {
                let (a, b) = (f64::from_bits(val(*a)?), f64::from_bits(val(*b)?));
                let r = match op {
                    FBinOp::Add => a + b,
                    FBinOp::Sub => a - b,
                    FBinOp::Mul => a * b,
                    FBinOp::Div => a / b,
                };
                (*dst, r.to_bits())
            }
            Inst::FUn { op: FUnOp::Neg, dst, a } => (*dst, val(*a)? ^ 1 << 63),
            Inst::FUn { op: FUnOp::Abs, dst, a } => (*dst, val(*a)? & !(1 << 63)),
            Inst::FUn { op: FUnOp::Sqrt, dst, a } => (*dst, f64::from_bits(val(*a)?).sqrt().to_bits()),
            Inst::Conv { op, dst, a } => (*dst, conv(*op, val(*a)?)),
            Inst::Cmp { cond, dst, a, b } => (*dst, cond.test(val(*a)? as i64, val(*b)? as i64) as u64),
            Inst::FCmp { cond, dst, a, b } => {
                (*dst, cond.test(f64::from_bits(val(*a)?), f64::from_bits(val(*b)?)) as u64)
            }
            Inst::Copy { dst, a } => (*dst, val(*a)?),
            Inst::Lea { dst, addr } => (*dst, Self::addr(f, c, addr)?),
            Inst::Load { dst, addr, size, signed } => {
                let value = self.memory.read(Self::addr(f, c, addr)?, *size)?;
                (*dst, ccall::extend(value, *size, *signed))
            }
            Inst::Store { addr, value, size } => {
                self.memory.write(Self::addr(f, c, addr)?, val(*value)?, *size)?;
                return Ok(Next::Go(pc + 1));
            }
            Inst::Guard { test, exit } => {
                return Ok(if self.test(f, c, test)? { Next::Go(pc + 1) } else { Next::Exit(*exit) });
            }
            Inst::Call(call) => {
                self.call(frame, c, call)?;
                return Ok(Next::Go(pc + 1));
            }
            Inst::Alloc { dst, type_id, length, .. } => {
                let gc = self.gc()?;
                let id = (Kind::Int, *type_id as u64);
                let r = match length {
                    None => ccall::call(gc.malloc_fixed, &[id], Some(Kind::Ref)),
                    Some(n) => ccall::call(gc.malloc_varsize, &[id, (Kind::Int, *n as u64)], Some(Kind::Ref)),
                };
                (*dst, r.ok_or(Error::Limit("arguments"))?.0)
            }
            Inst::Reserve { dst, type_id, length, .. } => {
                let args = [(Kind::Int, *type_id as u64), (Kind::Int, *length as u64)];
                let r = ccall::call(self.gc()?.malloc_varsize, &args, Some(Kind::Ref));
                (*dst, r.ok_or(Error::Limit("arguments"))?.0)
            }
            Inst::Carve { dst, room, offset, type_id, zero } => {
                let object = val(Val::Reg(*room))?.wrapping_add(*offset as u64);
                self.memory.write(object, *type_id as u64, 8)?;
                for at in zero.iter() {
                    self.memory.write(object.wrapping_add(*at as u64), 0, 8)?;
                }
                (*dst, object)
            }
            Inst::Barrier { obj, index } => {
                self.barrier(val(Val::Reg(*obj))?, index.map(val).transpose()?)?;
                return Ok(Next::Go(pc + 1));
            }
            Inst::FrameToken { dst } => (*dst, frame as u64),
            Inst::Label { .. } => return Ok(Next::Go(pc + 1)),
            Inst::Jump { target, args } => {
                let values = args.iter().map(|v| val(*v)).collect::<Result<_, _>>()?;
                return Ok(Next::Jump(*target, values));
            }
            Inst::Finish { exit } => return Ok(Next::Exit(*exit)),
        };
        f.regs[dst.0 as usize] = Some(value);
        Ok(Next::Go(pc + 1))
    }

    /// # Safety
    /// `obj` is an object.
    unsafe fn barrier(&self, obj: u64, index: Option<u64>) -> Result<(), Error> {
        let gc = self.gc()?;
        let Some((mask, cards)) = gc.barrier() else { return Ok(()) };
        if self.memory.read(obj, 8)? & mask == 0 {
            return Ok(());
        }
        let obj = (Kind::Ref, obj);
        match index {
            Some(i) if cards => ccall::call(gc.write_barrier_array, &[obj, (Kind::Int, i)], None),
            _ => ccall::call(gc.write_barrier, &[obj], None),
        };
        Ok(())
    }

    /// # Safety
    /// As for `execute`.
    unsafe fn run(&self, frame: *mut Frame, code: CodeId, inputs: &[u64]) -> Result<ExitData, Error> {
        let mut id = code;
        let mut c = self.find(code)?;
        enter(&mut *frame, &c, id, &c.code.inputs, inputs)?;
        let mut pc = 0;
        loop {
            if pc >= c.code.insts.len() {
                return Err(Error::Malformed("falls off the end".into()));
            }
            match self.step(frame, &c, pc)? {
                Next::Go(n) => pc = n,
                Next::Exit(exit) => {
                    let data = Self::exit_data(&*frame, &c, id, exit, false)?;
                    let bridge = c.bridges.borrow().get(&exit).copied();
                    let Some(bridge) = bridge else { return Ok(data) };
                    c = self.find(bridge)?;
                    id = bridge;
                    enter(&mut *frame, &c, id, &c.code.inputs, &data.values)?;
                    if let Some(r) = c.code.exc_input {
                        let f = &mut *frame;
                        f.regs[r.0 as usize] = Some(data.exc);
                    }
                    pc = 0;
                }
                Next::Jump(Target::Local(label), values) => {
                    let (at, args) = label_of(&c.code, label)?;
                    enter(&mut *frame, &c, id, args, &values)?;
                    pc = at;
                }
                Next::Jump(Target::Global(name), values) => {
                    let (other, label) = *self.labels.borrow().get(&name).ok_or(Error::Unknown)?;
                    c = self.find(other)?;
                    id = other;
                    let (at, args) = label_of(&c.code, label)?;
                    enter(&mut *frame, &c, id, args, &values)?;
                    pc = at;
                }
            }
        }
    }
}

/// The entry of a callee with code.
unsafe fn call_code<M: Memory>(cell: *const Callee, args: *const u64, count: usize) -> (u64, u64) {
    let own = &*(*cell).context.cast::<Interp<M>>();
    let code = CodeId((*cell).at.get() as u32);
    match own.execute(code, std::slice::from_raw_parts(args, count)) {
        Ok(data) if data.finish => (data.values.first().copied().unwrap_or(0), data.exc),
        Ok(data) => own.callees.runner().map_or((0, 0), |r| r.left(data)),
        Err(error) => {
            own.failed.borrow_mut().get_or_insert(error);
            (0, 0)
        }
    }
}

unsafe extern "C" fn call_word<M: Memory>(cell: *const Callee, args: *const u64, count: usize) -> Word {
    let (value, exc) = call_code::<M>(cell, args, count);
    Word { value, exc }
}

unsafe extern "C" fn call_float<M: Memory>(cell: *const Callee, args: *const u64, count: usize) -> Float {
    let (value, exc) = call_code::<M>(cell, args, count);
    Float { value: f64::from_bits(value), exc }
}

fn label_of(code: &Code, label: LabelId) -> Result<(usize, &[VReg]), Error> {
    let found = code.insts.iter().enumerate().find_map(|(i, inst)| match inst {
        Inst::Label { id, args } if *id == label => Some((i, &**args)),
        _ => None,
    });
    found.ok_or_else(|| Error::Malformed(format!("no label {label}")))
}

fn enter(f: &mut Frame, c: &Rc<Compiled>, id: CodeId, regs: &[VReg], values: &[u64]) -> Result<(), Error> {
    if regs.len() != values.len() {
        return Err(Error::Check(format!("{} values for {} registers", values.len(), regs.len())));
    }
    f.code = Some(c.clone());
    f.id = id.0;
    f.regs.clear();
    f.regs.resize(c.code.kinds.len(), None);
    for (r, v) in regs.iter().zip(values) {
        f.regs[r.0 as usize] = Some(*v);
    }
    Ok(())
}

fn bin(op: BinOp, a: u64, b: u64) -> u64 {
    match op {
        BinOp::Add => a.wrapping_add(b),
        BinOp::Sub => a.wrapping_sub(b),
        BinOp::Mul => a.wrapping_mul(b),
        BinOp::And => a & b,
        BinOp::Or => a | b,
        BinOp::Xor => a ^ b,
        BinOp::Shl => a.wrapping_shl(b as u32),
        BinOp::Sar => (a as i64).wrapping_shr(b as u32) as u64,
        BinOp::Shr => a.wrapping_shr(b as u32),
        BinOp::UMulHigh => ((a as u128 * b as u128) >> 64) as u64,
    }
}

fn bin_ovf(op: BinOp, a: i64, b: i64) -> Result<(i64, bool), Error> {
    match op {
        BinOp::Add => Ok(a.overflowing_add(b)),
        BinOp::Sub => Ok(a.overflowing_sub(b)),
        BinOp::Mul => Ok(a.overflowing_mul(b)),
        _ => Err(Error::Malformed(format!("{op:?} with overflow"))),
    }
}

fn un(op: UnOp, a: u64) -> u64 {
    match op {
        UnOp::Neg => a.wrapping_neg(),
        UnOp::Not => !a,
        UnOp::Sext(n) => ccall::extend(a, n, true),
        UnOp::ForceGeZero => (a as i64).max(0) as u64,
    }
}

fn conv(op: Conv, a: u64) -> u64 {
    match op {
        Conv::FloatToInt => {
            let x = f64::from_bits(a);
            // As the x86-64 instruction: out of range and NaN give the smallest integer.
            if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&x) {
                x as i64 as u64
            } else {
                i64::MIN as u64
            }
        }
        Conv::IntToFloat => (a as i64 as f64).to_bits(),
        Conv::FloatToBits | Conv::BitsToFloat => a,
        Conv::FloatToSingle => (f64::from_bits(a) as f32).to_bits() as u64,
        Conv::SingleToFloat => (f32::from_bits(a as u32) as f64).to_bits(),
    }
}

impl<M: Memory> Backend for Interp<M> {
    fn compile(&self, code: Code, from: Option<ExitRef>) -> Result<CodeId, Error> {
        crate::verify::verify(&code)?;
        let parent = from.map(|f| self.find(f.code)).transpose()?;
        if let (Some(p), Some(f)) = (&parent, from) {
            let exit = p.code.exits.get(f.exit as usize).ok_or(Error::Unknown)?;
            crate::verify::verify_bridge(&code, exit)?;
        }
        if let Some(Inst::Jump { target: Target::Global(name), .. }) = code.insts.last() {
            if !self.labels.borrow().contains_key(name) && !code.published.iter().any(|p| p.1 == *name) {
                return Err(Error::Unknown);
            }
        }
        let mut codes = self.codes.borrow_mut();
        let id = CodeId(codes.len() as u32);
        for (label, name) in &code.published {
            self.labels.borrow_mut().insert(*name, (id, *label));
        }
        let consts = RefCell::new(code.gc_consts.clone());
        codes.push(Some(Rc::new(Compiled {
            code,
            consts,
            bridges: RefCell::default(),
            invalid: std::cell::Cell::new(false),
            from,
        })));
        if let (Some(p), Some(f)) = (parent, from) {
            p.bridges.borrow_mut().insert(f.exit, id);
        }
        Ok(id)
    }

    fn has_exception(&self, exit: ExitRef) -> Result<bool, Error> {
        let c = self.find(exit.code)?;
        c.code.exits.get(exit.exit as usize).map(|e| e.exc.is_some()).ok_or(Error::Unknown)
    }

    unsafe fn execute(&self, code: CodeId, inputs: &[u64]) -> Result<ExitData, Error> {
        let mut frame = Frame::default();
        let frame: *mut Frame = &mut frame;
        self.frames.borrow_mut().push(frame);
        let result = self.run(frame, code, inputs);
        // Other threads may have come or gone meanwhile.
        let mut frames = self.frames.borrow_mut();
        if let Some(at) = frames.iter().rposition(|f| *f == frame) {
            frames.remove(at);
        }
        drop(frames);
        result
    }

    fn set_runner(&self, runner: Rc<dyn Runner>) {
        self.callees.set_runner(runner);
    }

    fn callee(&self, name: u64, float: bool) -> u64 {
        self.callees.cell(name, float, (&raw const *self).cast())
    }

    fn define_callee(&self, name: u64, code: Option<CodeId>) -> Result<(), Error> {
        code.map(|c| self.find(c)).transpose()?;
        let entries = [call_word::<M> as *const () as u64, call_float::<M> as *const () as u64];
        self.callees.define(name, entries, code.map(|c| c.0.into()));
        Ok(())
    }

    fn invalidate(&self, code: CodeId) -> Result<(), Error> {
        self.find(code)?.invalid.set(true);
        Ok(())
    }

    fn free(&self, code: CodeId) -> Result<(), Error> {
        let c = self.find(code)?;
        if let Some(from) = c.from {
            if let Ok(parent) = self.find(from.code) {
                parent.bridges.borrow_mut().remove(&from.exit);
            }
        }
        self.labels.borrow_mut().retain(|_, (id, _)| *id != code);
        self.codes.borrow_mut()[code.0 as usize] = None;
        Ok(())
    }

    unsafe fn force(&self, token: u64) -> Result<ExitData, Error> {
        let frame = self.frames.borrow().iter().copied().find(|f| *f as u64 == token).ok_or(Error::Unknown)?;
        let f = &mut *frame;
        let (Some(c), Some(exit)) = (f.code.clone(), f.force) else {
            return Err(Error::Check("the frame cannot be forced here".into()));
        };
        f.forced = true;
        Self::exit_data(f, &c, CodeId(f.id), exit, true)
    }

    unsafe fn running(&self, word: Option<usize>, visit: &mut dyn FnMut(CodeId)) {
        // Frames of all threads are in one list.
        if word.is_none() {
            self.frames.borrow().iter().for_each(|frame| visit(CodeId((**frame).id)));
        }
    }

    unsafe fn roots(&self, visit: &mut dyn FnMut(*mut u64)) {
        for frame in self.frames.borrow().iter() {
            let f = &mut **frame;
            let Some(c) = f.code.clone() else { continue };
            for (slot, kind) in f.regs.iter_mut().zip(&c.code.kinds) {
                if let (Some(value), Kind::Ref) = (slot, kind) {
                    visit(value);
                }
            }
        }
        for c in self.codes.borrow().iter().flatten() {
            c.consts.borrow_mut().iter_mut().for_each(|r| visit(r));
        }
    }
}
