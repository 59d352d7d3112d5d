//! From the low-level IR to machine code, one instruction after the other.

use super::asm::{cc, cond_code, fits, reg::*, Alu, Asm, Opnd, Place};
use super::calls::Seldom;
use super::moves::parallel;
use super::records::{Record, Records, Source};
use super::regs::{position, word_disp, Regs, Spill};
use crate::backend::{CodeId, Error, ExitRef};
use crate::gc::Gc;
use crate::lir::*;
use dynasmrt::{dynasm, DynasmApi};

/// Displacements of the frame's header from `rbp`.
pub mod frame {
    /// The frame below.
    pub const PREVIOUS: i32 = -48;
    /// The record that describes this frame now (32 bits).
    pub const RECORD: i32 = -56;
    /// Not 0: forced (32 bits).
    pub const FORCED: i32 = -52;
    /// The record to take if the frame is forced (32 bits).
    pub const FORCE_RECORD: i32 = -64;
    /// How the frame was entered (32 bits): see [`crate::callee`].
    pub const MODE: i32 = -60;
}

/// Bytes between `rbp` and `rsp` in a frame of that many words.
pub fn frame_bytes(words: u32) -> i32 {
    (72 + 8 * words as i32 + 15) & !15
}

/// A label that code can jump to.
#[derive(Clone, Debug)]
pub struct LabelInfo {
    /// Its address, or within the code being made its position.
    pub at: usize,
    /// Words that its values are expected in.
    pub places: Vec<u32>,
    /// Words of its code's frame.
    pub words: u32,
    /// Its code.
    pub code: CodeId,
}

/// Addresses of the shared routines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Routines {
    /// `(entry, inputs, context)`: makes a frame and runs code.
    pub enter: usize,
    /// Jumped to with the record's number in the frame: leaves the code.
    pub leave: usize,
    /// The entry of callees with code.
    pub enter_call: usize,
    /// Jumped to with result and exception in the registers of the convention, and the record in `ecx`.
    pub finish: usize,
    /// Called with a type id in `r11`: allocates, result in `r11`, keeps all other registers but `r10`.
    pub alloc: usize,
    pub alloc_array: usize,
    /// Called with an object in `r11`: write barrier.
    pub barrier: usize,
    /// Called with an object in `r11` and an index in `r10`: write barrier of an array.
    pub barrier_array: usize,
}

/// Code out of the straight line.
pub(super) enum Stub {
    Exit(u32),
    Alloc {
        record: u32,
        type_id: u32,
        length: Option<u32>,
        dst: u8,
        back: usize,
    },
    Barrier {
        obj: Opnd,
        index: Option<Opnd>,
        back: usize,
    },
    /// A conditional call that happens.
    Seldom(Box<Seldom>),
}

/// What the generator hands back.
pub struct Output {
    /// The code, with displacements to fill in.
    pub asm: Asm,
    /// Positions of stubs by number, with the record if it is an exit's.
    pub stubs: Vec<(usize, Option<u32>)>,
    /// Labels of the code.
    pub labels: Vec<(LabelId, LabelInfo)>,
    /// Record of each exit.
    pub exits: Vec<Option<u32>>,
    /// All records made.
    pub records: Vec<u32>,
    /// Position of each instruction, and of the end of the last.
    pub places: Vec<usize>,
}

/// Base register, index register with its scale, displacement.
type Address = (u8, Option<(u8, u8)>, i32);

fn code_exit(code: &Code, exit: ExitId) -> &Exit {
    &code.exits[exit as usize]
}

/// The generator.
pub struct Gen<'a> {
    pub(super) code: &'a Code,
    id: CodeId,
    gc: Option<Gc>,
    routines: Routines,
    /// Address of the code's data: reference constants, then the word that says it is invalid.
    data: usize,
    known: &'a dyn Fn(u64) -> Option<LabelInfo>,
    records: &'a mut Records,
    pub(super) asm: Asm,
    pub(super) regs: Regs,
    pub(super) stubs: Vec<Stub>,
    labels: Vec<(LabelId, LabelInfo)>,
    exits: Vec<Option<u32>>,
    made: Vec<u32>,
    places: Vec<usize>,
}

impl<'a> Gen<'a> {
    /// A generator for verified code.
    pub fn new(
        code: &'a Code,
        id: CodeId,
        gc: Option<Gc>,
        routines: Routines,
        data: usize,
        known: &'a dyn Fn(u64) -> Option<LabelInfo>,
        records: &'a mut Records,
    ) -> Self {
        Gen {
            code,
            id,
            gc,
            routines,
            data,
            known,
            records,
            asm: Asm::default(),
            regs: Regs::new(code),
            stubs: Vec::new(),
            labels: Vec::new(),
            exits: vec![None; code.exits.len()],
            made: Vec::new(),
            places: Vec::with_capacity(code.insts.len() + 1),
        }
    }

    /// Generates a loop, or with the record of its exit a bridge. On an error the records made are released.
    pub fn run(mut self, from: Option<&Record>) -> Result<Output, Error> {
        match self.all(from) {
            Ok(stubs) => Ok(Output {
                asm: self.asm,
                stubs,
                labels: self.labels,
                exits: self.exits,
                records: self.made,
                places: self.places,
            }),
            Err(e) => {
                self.made.iter().for_each(|r| self.records.remove(*r));
                Err(e)
            }
        }
    }

    fn all(&mut self, from: Option<&Record>) -> Result<Vec<(usize, Option<u32>)>, Error> {
        let sp = self.asm.set_sp(0);
        match from {
            None => self.enter_loop(),
            Some(r) => self.enter_bridge(r),
        }
        let code = self.code;
        for (i, inst) in code.insts.iter().enumerate() {
            self.regs.at = position(i);
            self.regs.pinned = 0;
            self.places.push(self.asm.pos());
            self.inst(inst)?;
            self.after(inst);
        }
        self.places.push(self.asm.pos());
        let stubs = self.emit_stubs();
        let bytes = frame_bytes(self.regs.words());
        // The frame's size is known only now.
        let mut patch = self.asm.ops.alter();
        patch.goto(dynasmrt::AssemblyOffset(sp));
        patch.push_i32(-bytes);
        for (_, label) in &mut self.labels {
            label.words = self.regs.words();
        }
        Ok(stubs)
    }

    fn enter_loop(&mut self) {
        self.asm.mov(R11, RSI);
        let code = self.code;
        for (i, v) in code.inputs.iter().enumerate() {
            if !self.regs.used(*v) {
                continue;
            }
            let kind = code.kind(*v);
            let float = kind == Kind::Float;
            if self.regs.any_free(float) {
                let (r, _) = self.regs.take(float, self.regs.wants_saved(*v, kind));
                self.asm.load_mem(r, R11, None, 8 * i as i32, 8, false);
                self.regs.bind(*v, r);
            } else {
                let s = self.regs.new_slot(*v);
                self.asm.load_mem(R10, R11, None, 8 * i as i32, 8, false);
                self.asm.store_frame(word_disp(s), R10);
            }
        }
    }

    fn enter_bridge(&mut self, from: &Record) {
        let code = self.code;
        let inputs = code.inputs.iter().copied().zip(from.args.iter().map(|a| a.0));
        let exc = code.exc_input.map(|v| (v, from.exc.unwrap_or(Source::Imm(0))));
        let mut late = Vec::new();
        for (v, source) in inputs.chain(exc) {
            if !self.regs.used(v) {
                continue;
            }
            match source {
                Source::Word(w) if w < 32 && self.regs.content(w as u8).is_none() => self.regs.bind(v, w as u8),
                Source::Word(w) if w >= 32 && !late.iter().any(|l: &(VReg, Source)| l.1 == source) => {
                    let taken = self.regs.alive().iter().any(|o| self.regs.slot(*o) == Some(w));
                    if taken {
                        late.push((v, source));
                    } else {
                        self.regs.bind_slot(v, w);
                    }
                }
                other => late.push((v, other)),
            }
        }
        self.regs.collect_free_slots();
        for (v, source) in late {
            let s = self.regs.new_slot(v);
            let from = match source {
                Source::Word(w) => super::moves::word_opnd(w),
                Source::Imm(i) => Opnd::I(i),
                Source::Const(a) => Opnd::P(Place::Abs(a)),
                Source::Hole => Opnd::I(0),
            };
            self.asm.move_frame(word_disp(s), from);
        }
    }

    /// Forgets what is not needed any more.
    fn after(&mut self, inst: &Inst) {
        let until = self.regs.at + 1;
        self.regs.release(inst, until);
        if let Some(e) = inst.exit() {
            let code = self.code;
            let e = &code.exits[e as usize];
            for v in e.args.iter().flatten().map(|a| a.1).chain(e.exc) {
                if let Val::Reg(r) = v {
                    if self.regs.uses.last[r.0 as usize] <= until {
                        self.regs.drop_value(r);
                    }
                }
            }
        }
        inst.defs(&mut |v| {
            if self.regs.uses.last[v.0 as usize] <= until {
                self.regs.drop_value(v);
            }
        });
    }

    pub(super) fn spill(&mut self, s: Spill) {
        if let Some((r, word)) = s {
            self.asm.store_frame(word_disp(word), r);
        }
    }

    pub(super) fn is_float(&self, v: VReg) -> bool {
        self.code.kind(v) == Kind::Float
    }

    fn pin(&mut self, r: u8) {
        self.regs.pinned |= 1 << r;
    }

    /// Where an operand is now; a register is kept until the instruction ends.
    pub(super) fn opnd(&mut self, v: Val) -> Opnd {
        match v {
            Val::Imm(i) => Opnd::I(i),
            Val::Gc(i) => Opnd::P(Place::Data(8 * i)),
            Val::Reg(r) => match (self.regs.reg(r), self.regs.slot(r)) {
                (Some(p), _) => {
                    self.pin(p);
                    Opnd::R(p)
                }
                (None, Some(s)) => Opnd::M(word_disp(s)),
                // Verified code has a place for each value that is used.
                (None, None) => Opnd::I(0),
            },
        }
    }

    /// An operand in a register: its own, or for a constant `scratch`.
    pub(super) fn in_reg(&mut self, v: Val, scratch: u8) -> u8 {
        match (self.opnd(v), v) {
            (Opnd::R(p), _) => p,
            (from, Val::Reg(r)) => {
                let (p, s) = self.regs.take(self.is_float(r), self.regs.wants_saved(r, self.code.kind(r)));
                self.spill(s);
                self.asm.load(p, from);
                self.regs.bind(r, p);
                self.pin(p);
                p
            }
            (from, _) => {
                self.asm.load(scratch, from);
                scratch
            }
        }
    }

    /// A register for a result.
    pub(super) fn def(&mut self, v: VReg) -> u8 {
        let (p, s) = self.regs.take(self.is_float(v), self.regs.wants_saved(v, self.code.kind(v)));
        self.spill(s);
        self.regs.bind(v, p);
        self.pin(p);
        p
    }

    /// Operands that die here make room for the result.
    fn release(&mut self, inst: &Inst) {
        self.regs.release(inst, self.regs.at);
    }

    /// `dst` in a register with the value of `a`, and the operand `b`, for `dst = dst op b`.
    pub(super) fn two_address(&mut self, dst: VReg, a: Val, b: Val, commutes: bool) -> (u8, Opnd) {
        let in_place = |s: &Self, v: Val, other: Val| match v {
            Val::Reg(r) if v != other && s.regs.dies(r) => s.regs.reg(r).filter(|p| s.regs.pinned >> p & 1 == 0),
            _ => None,
        };
        let swap =
            commutes && in_place(self, a, b).is_none() && (in_place(self, b, a).is_some() || !matches!(a, Val::Reg(_)));
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let here = in_place(self, a, b);
        let bo = self.opnd(b);
        match (here, a) {
            (Some(p), Val::Reg(r)) => {
                self.regs.drop_value(r);
                self.regs.bind(dst, p);
                self.pin(p);
                (p, bo)
            }
            _ => {
                let ao = self.opnd(a);
                let p = self.def(dst);
                self.asm.load(p, ao);
                (p, bo)
            }
        }
    }

    fn source(&self, v: Val) -> Source {
        match v {
            Val::Imm(i) => Source::Imm(i),
            Val::Gc(i) => Source::Const(self.data + 8 * i as usize),
            Val::Reg(r) => self.regs.place(r).map_or(Source::Hole, Source::Word),
        }
    }

    /// A record of an exit as things are now; `slots` prefers slots to registers.
    pub(super) fn exit_record(&mut self, exit: ExitId, slots: bool) -> u32 {
        let e = &self.code.exits[exit as usize];
        let place = |s: &Self, v: Val| match v {
            Val::Reg(r) if slots => s.regs.slot(r).map_or(Source::Hole, Source::Word),
            _ => s.source(v),
        };
        let args = e.args.iter().map(|a| match a {
            None => (Source::Hole, false),
            Some((kind, v)) => (place(self, *v), *kind == Kind::Ref),
        });
        let record = Record {
            exit: ExitRef { code: self.id, exit },
            descr: e.descr,
            args: args.collect(),
            exc: e.exc.map(|v| place(self, v)),
            finish: e.finish,
            float: matches!(e.args.first(), Some(Some((Kind::Float, _)))),
            refs: Vec::new(),
            sites: Vec::new(),
            stub: 0,
        };
        let n = self.records.add(record);
        self.made.push(n);
        n
    }

    /// A record that only says where references are.
    pub(super) fn map_record(&mut self, refs: Vec<u32>) -> u32 {
        let exit = ExitRef { code: self.id, exit: u32::MAX };
        let record = Record {
            exit,
            descr: 0,
            args: Vec::new(),
            exc: None,
            finish: false,
            float: false,
            refs,
            sites: Vec::new(),
            stub: 0,
        };
        let n = self.records.add(record);
        self.made.push(n);
        n
    }

    /// The stub of an exit as things are now.
    fn exit_stub(&mut self, exit: ExitId) -> Place {
        let n = self.exit_record(exit, false);
        self.exits[exit as usize] = Some(n);
        self.stubs.push(Stub::Exit(n));
        Place::Stub(self.stubs.len() as u32 - 1)
    }

    fn inst(&mut self, inst: &Inst) -> Result<(), Error> {
        match inst {
            Inst::Bin { op, dst, a, b } => self.bin(*op, *dst, *a, *b),
            Inst::BinOvf { op, dst, a, b, expect, exit } => {
                let commutes = *op != BinOp::Sub;
                let (d, b) = self.two_address(*dst, *a, *b, commutes);
                let alu = Alu::of(*op).ok_or(Error::Limit("overflow operation"))?;
                self.asm.alu(alu, d, b);
                let stub = self.exit_stub(*exit);
                self.asm.jcc(if *expect { cc::NO } else { cc::O }, stub);
            }
            Inst::Un { op, dst, a } => self.un(*op, *dst, *a),
            Inst::FBin { op, dst, a, b } => {
                let commutes = matches!(op, FBinOp::Add | FBinOp::Mul);
                let (d, b) = self.two_address(*dst, *a, *b, commutes);
                self.asm.falu(*op, d, b);
            }
            Inst::FUn { op, dst, a } => {
                let (d, _) = self.two_address(*dst, *a, Val::Imm(0), false);
                match op {
                    FUnOp::Neg => {
                        self.asm.load(31, Opnd::I(i64::MIN));
                        dynasm!(self.asm.ops ; .arch x64 ; xorps Rx(d - 16), xmm15);
                    }
                    FUnOp::Abs => {
                        self.asm.load(31, Opnd::I(i64::MAX));
                        dynasm!(self.asm.ops ; .arch x64 ; andps Rx(d - 16), xmm15);
                    }
                    FUnOp::Sqrt => dynasm!(self.asm.ops ; .arch x64 ; sqrtsd Rx(d - 16), Rx(d - 16)),
                }
            }
            Inst::Conv { op, dst, a } => self.conv(inst, *op, *dst, *a),
            Inst::Cmp { cond, dst, a, b } => {
                let code = self.compare(*cond, *a, *b);
                self.release(inst);
                let d = self.def(*dst);
                self.asm.setcc(code, d);
            }
            Inst::FCmp { cond, dst, a, b } => self.fcmp(inst, *cond, *dst, *a, *b),
            Inst::Copy { dst, a } => {
                self.two_address(*dst, *a, Val::Imm(0), false);
            }
            Inst::Lea { dst, addr } => {
                let (base, index, off) = self.addr(addr)?;
                self.release(inst);
                let d = self.def(*dst);
                self.asm.lea(d, base, index, off);
            }
            Inst::Load { dst, addr, size, signed } => {
                let (base, index, off) = self.addr(addr)?;
                self.release(inst);
                let d = self.def(*dst);
                self.asm.load_mem(d, base, index, off, *size, *signed);
            }
            Inst::Store { addr, value, size } => {
                match *value {
                    Val::Imm(i) if fits(i) || *size <= 4 => {
                        let (base, index, off) = self.addr(addr)?;
                        self.asm.store_imm(i as i32, base, index, off, *size);
                    }
                    Val::Reg(_) => {
                        let v = self.in_reg(*value, R11);
                        let (base, index, off) = self.addr(addr)?;
                        self.asm.store_mem(v, base, index, off, *size);
                    }
                    _ => {
                        // A constant that needs a register: a float one, as the others are wanted for the address.
                        let from = self.opnd(*value);
                        self.asm.load(31, from);
                        let (base, index, off) = self.addr(addr)?;
                        self.asm.store_mem(31, base, index, off, *size);
                    }
                }
            }
            Inst::Guard { test, exit } => self.guard(test, *exit)?,
            Inst::Call(call) => self.call(call)?,
            Inst::Alloc { dst, type_id, length, size, zero } => {
                self.alloc(*dst, (*type_id, *length), *size, zero)?;
            }
            Inst::Reserve { dst, type_id, length, size } => {
                self.reserve(*dst, (*type_id, Some(*length)), *size)?;
            }
            Inst::Carve { dst, room, offset, type_id, zero } => {
                let p = self.in_reg(Val::Reg(*room), R11);
                self.release(inst);
                let d = self.def(*dst);
                self.asm.lea(d, p, None, *offset as i32);
                dynasm!(self.asm.ops ; .arch x64 ; mov QWORD [Rq(d)], *type_id as i32);
                self.clear(d, zero);
            }
            Inst::Barrier { obj, index } => self.barrier(*obj, *index)?,
            Inst::FrameToken { dst } => {
                let d = self.def(*dst);
                dynasm!(self.asm.ops ; .arch x64 ; mov Rq(d), rbp);
            }
            Inst::Label { id, args } => {
                let mut places = Vec::with_capacity(args.len());
                for v in args.iter() {
                    if self.regs.reg(*v).is_some() {
                        self.regs.drop_slot(*v);
                    }
                    places.push(self.regs.place(*v).ok_or(Error::Limit("label"))?);
                }
                self.labels.push((*id, LabelInfo { at: self.asm.pos(), places, words: 0, code: self.id }));
            }
            Inst::Jump { target, args } => self.jump(*target, args)?,
            Inst::Finish { exit } => {
                let n = self.exit_record(*exit, false);
                self.exits[*exit as usize] = Some(n);
                let e = &code_exit(self.code, *exit).args;
                if e.len() <= 1 && e.iter().all(Option::is_some) {
                    self.finish(*exit, n);
                } else {
                    self.asm.frame_imm32(frame::RECORD, n);
                    self.asm.jmp(Place::Abs(self.routines.leave));
                }
            }
        }
        Ok(())
    }

    /// Leaves the code with at most one value: result in `rax` and exception in `rdx`, or with a float in `xmm0`,
    /// the exception in `rax` and the float's bits in `rdx` too. Without a result the exception is in both.
    fn finish(&mut self, exit: ExitId, record: u32) {
        let e = code_exit(self.code, exit);
        let value = e.args.first().copied().flatten();
        let exc = e.exc.map_or(Opnd::I(0), |v| self.opnd(v));
        let mut moves = match value {
            Some((Kind::Float, v)) => vec![(16, self.opnd(v)), (RAX as u32, exc)],
            Some((_, v)) => vec![(RAX as u32, self.opnd(v)), (RDX as u32, exc)],
            None => vec![(RAX as u32, exc), (RDX as u32, exc)],
        };
        parallel(&mut self.asm, &mut moves);
        if let Some((Kind::Float, _)) = value {
            dynasm!(self.asm.ops ; .arch x64 ; movq rdx, xmm0);
        }
        dynasm!(self.asm.ops ; .arch x64 ; mov ecx, record as i32);
        self.asm.jmp(Place::Abs(self.routines.finish));
    }

    fn addr(&mut self, addr: &Addr) -> Result<Address, Error> {
        let mut off = addr.offset;
        let mut index = addr.index;
        if let Some(Val::Imm(i)) = index {
            let sum = i.checked_mul(addr.scale as i64).and_then(|x| x.checked_add(off as i64));
            if let Some(Ok(sum)) = sum.map(i32::try_from) {
                off = sum;
                index = None;
            }
        }
        if !matches!(addr.scale, 1 | 2 | 4 | 8) {
            return Err(Error::Malformed(format!("scale {}", addr.scale)));
        }
        let base = self.in_reg(addr.base, R10);
        let index = index.map(|i| (self.in_reg(i, R11), addr.scale));
        Ok((base, index, off))
    }

    fn bin(&mut self, op: BinOp, dst: VReg, a: Val, b: Val) {
        if let (BinOp::Add | BinOp::Sub, Val::Reg(r), Val::Imm(i)) = (op, a, b) {
            let i = if op == BinOp::Add { i } else { i.wrapping_neg() };
            if !self.regs.dies(r) && fits(i) {
                let p = self.in_reg(a, R10);
                let d = self.def(dst);
                return self.asm.lea(d, p, None, i as i32);
            }
        }
        if let Some(alu) = Alu::of(op) {
            let (d, b) = self.two_address(dst, a, b, op != BinOp::Sub);
            return self.asm.alu(alu, d, b);
        }
        match (op, b) {
            (BinOp::UMulHigh, _) => {
                for r in [RAX, RDX] {
                    let s = self.regs.evict(r);
                    self.spill(s);
                    self.pin(r);
                }
                let (ao, bo) = (self.opnd(a), self.opnd(b));
                self.asm.load(R11, bo);
                self.asm.load(RAX, ao);
                dynasm!(self.asm.ops ; .arch x64 ; mul r11);
                self.regs.bind(dst, RDX);
            }
            (_, Val::Imm(i)) => {
                let (d, _) = self.two_address(dst, a, b, false);
                let n = (i & 63) as i8;
                match op {
                    BinOp::Shl => dynasm!(self.asm.ops ; .arch x64 ; shl Rq(d), BYTE n),
                    BinOp::Sar => dynasm!(self.asm.ops ; .arch x64 ; sar Rq(d), BYTE n),
                    _ => dynasm!(self.asm.ops ; .arch x64 ; shr Rq(d), BYTE n),
                }
            }
            _ => {
                let bo = self.opnd(b);
                if bo != Opnd::R(RCX) {
                    let s = self.regs.evict(RCX);
                    self.spill(s);
                    self.asm.load(RCX, bo);
                }
                self.pin(RCX);
                // `a` may have been in rcx: it is in its slot now, or is the count itself.
                let (d, _) = self.two_address(dst, a, b, false);
                match op {
                    BinOp::Shl => dynasm!(self.asm.ops ; .arch x64 ; shl Rq(d), cl),
                    BinOp::Sar => dynasm!(self.asm.ops ; .arch x64 ; sar Rq(d), cl),
                    _ => dynasm!(self.asm.ops ; .arch x64 ; shr Rq(d), cl),
                }
            }
        }
    }

    fn un(&mut self, op: UnOp, dst: VReg, a: Val) {
        let (d, _) = self.two_address(dst, a, Val::Imm(0), false);
        match op {
            UnOp::Neg => dynasm!(self.asm.ops ; .arch x64 ; neg Rq(d)),
            UnOp::Not => dynasm!(self.asm.ops ; .arch x64 ; not Rq(d)),
            UnOp::Sext(1) => dynasm!(self.asm.ops ; .arch x64 ; movsx Rq(d), Rb(d)),
            UnOp::Sext(2) => dynasm!(self.asm.ops ; .arch x64 ; movsx Rq(d), Rw(d)),
            UnOp::Sext(4) => dynasm!(self.asm.ops ; .arch x64 ; movsxd Rq(d), Rd(d)),
            UnOp::Sext(_) => {}
            UnOp::ForceGeZero => {
                dynasm!(self.asm.ops ; .arch x64 ; mov r11d, 0 ; test Rq(d), Rq(d) ; cmovs Rq(d), r11)
            }
        }
    }

    fn conv(&mut self, inst: &Inst, op: Conv, dst: VReg, a: Val) {
        let float_in = matches!(op, Conv::FloatToInt | Conv::FloatToBits | Conv::FloatToSingle);
        let p = self.in_reg(a, if float_in { 31 } else { R11 });
        self.release(inst);
        let d = self.def(dst);
        match op {
            Conv::FloatToInt => dynasm!(self.asm.ops ; .arch x64 ; cvttsd2si Rq(d), Rx(p - 16)),
            Conv::IntToFloat => {
                dynasm!(self.asm.ops ; .arch x64 ; xorps Rx(d - 16), Rx(d - 16) ; cvtsi2sd Rx(d - 16), Rq(p))
            }
            Conv::FloatToBits | Conv::BitsToFloat => self.asm.load(d, Opnd::R(p)),
            Conv::FloatToSingle => {
                dynasm!(self.asm.ops ; .arch x64 ; cvtsd2ss xmm15, Rx(p - 16) ; movd Rd(d), xmm15)
            }
            Conv::SingleToFloat => {
                dynasm!(self.asm.ops ; .arch x64 ; movd xmm15, Rd(p) ; cvtss2sd Rx(d - 16), xmm15)
            }
        }
    }

    /// Compares; the condition code that then holds.
    fn compare(&mut self, cond: Cond, a: Val, b: Val) -> u8 {
        let (cond, a, b) = if matches!(a, Val::Reg(_)) { (cond, a, b) } else { (cond.reflex(), b, a) };
        let p = self.in_reg(a, R10);
        if b == Val::Imm(0) && matches!(cond, Cond::Eq | Cond::Ne) {
            self.asm.test(p);
        } else {
            let b = self.opnd(b);
            self.asm.alu(Alu::Cmp, p, b);
        }
        cond_code(cond)
    }

    /// Compares floats so that "above" and "above or equal" answer ordered comparisons.
    fn fcompare(&mut self, cond: FCond, a: Val, b: Val) -> u8 {
        let swap = matches!(cond, FCond::Lt | FCond::Le);
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let pa = self.in_reg(a, 31);
        let pb = self.in_reg(b, 30);
        dynasm!(self.asm.ops ; .arch x64 ; ucomisd Rx(pa - 16), Rx(pb - 16));
        match cond {
            FCond::Lt | FCond::Gt => cc::A,
            FCond::Le | FCond::Ge => cc::AE,
            FCond::Eq => cc::E,
            FCond::Ne => cc::NE,
        }
    }

    fn fcmp(&mut self, inst: &Inst, cond: FCond, dst: VReg, a: Val, b: Val) {
        let code = self.fcompare(cond, a, b);
        self.release(inst);
        let d = self.def(dst);
        match cond {
            FCond::Eq => {
                self.asm.setcc(cc::NP, R11);
                // Moves and extensions keep the flags.
                self.asm.setcc(code, d);
                dynasm!(self.asm.ops ; .arch x64 ; and Rd(d), r11d);
            }
            FCond::Ne => {
                self.asm.setcc(cc::P, R11);
                self.asm.setcc(code, d);
                dynasm!(self.asm.ops ; .arch x64 ; or Rd(d), r11d);
            }
            _ => self.asm.setcc(code, d),
        }
    }

    fn guard(&mut self, test: &Test, exit: ExitId) -> Result<(), Error> {
        match *test {
            Test::Int(cond, a, b) => {
                let code = self.compare(cond, a, b);
                let stub = self.exit_stub(exit);
                self.asm.jcc(code ^ 1, stub);
            }
            Test::Float(cond, a, b, want) => {
                let code = self.fcompare(cond, a, b);
                let stub = self.exit_stub(exit);
                match (cond, want) {
                    (FCond::Eq, true) | (FCond::Ne, false) => {
                        self.asm.jcc(cc::NE, stub);
                        self.asm.jcc(cc::P, stub);
                    }
                    (FCond::Eq, false) | (FCond::Ne, true) => {
                        // Fails if equal and ordered: the jump over the second jump is of 6 bytes.
                        dynasm!(self.asm.ops ; .arch x64 ; .bytes [0x7a, 6]);
                        self.asm.jcc(cc::E, stub);
                    }
                    (_, true) => self.asm.jcc(code ^ 1, stub),
                    (_, false) => self.asm.jcc(code, stub),
                }
            }
            Test::Word { base, offset, size, value, null } => {
                let p = self.in_reg(base, R10);
                let stub = self.exit_stub(exit);
                if null {
                    self.asm.test(p);
                    self.asm.jcc(cc::E, stub);
                }
                if size == 4 {
                    dynasm!(self.asm.ops ; .arch x64 ; cmp DWORD [Rq(p) + offset], DWORD value as i32);
                } else if fits(value) {
                    dynasm!(self.asm.ops ; .arch x64 ; cmp QWORD [Rq(p) + offset], DWORD value as i32);
                } else {
                    self.asm.imm(R11, value);
                    dynasm!(self.asm.ops ; .arch x64 ; cmp QWORD [Rq(p) + offset], r11);
                }
                self.asm.jcc(cc::NE, stub);
            }
            Test::NotForced => {
                let stub = self.exit_stub(exit);
                dynasm!(self.asm.ops ; .arch x64 ; cmp DWORD [rbp + frame::FORCED], 0);
                self.asm.jcc(cc::NE, stub);
            }
            Test::NotInvalidated => {
                let stub = self.exit_stub(exit);
                let flag = Place::Data(8 * self.code.gc_consts.len() as u32);
                self.asm.load(R11, Opnd::P(flag));
                self.asm.test(R11);
                self.asm.jcc(cc::NE, stub);
            }
        }
        Ok(())
    }

    /// Words that hold references, registers included, for a routine that saves all registers.
    fn refs_everywhere(&self) -> Vec<u32> {
        let alive = self.regs.alive().into_iter().filter(|v| self.code.kind(*v) == Kind::Ref && self.regs.used(*v));
        alive.flat_map(|v| [self.regs.reg(v).map(u32::from), self.regs.slot(v)].into_iter().flatten()).collect()
    }

    fn alloc(
        &mut self,
        dst: VReg,
        (type_id, length): (u32, Option<u32>),
        size: u32,
        zero: &[u32],
    ) -> Result<(), Error> {
        if let Some(d) = self.reserve(dst, (type_id, length), size)? {
            dynasm!(self.asm.ops ; .arch x64 ; mov QWORD [Rq(d)], type_id as i32);
            self.clear(d, zero);
        }
        if let Some(Stub::Alloc { back, .. }) = self.stubs.last_mut() {
            *back = self.asm.pos();
        }
        Ok(())
    }

    /// Moves the collector's pointer; the register, unless the collector is called each time.
    fn reserve(&mut self, dst: VReg, (type_id, length): (u32, Option<u32>), size: u32) -> Result<Option<u8>, Error> {
        let gc = self.gc.ok_or(Error::Limit("no collector"))?;
        let (d, s) = self.regs.take(false, false);
        self.spill(s);
        let record = self.map_record(self.refs_everywhere());
        self.regs.bind(dst, d);
        if !gc.bump(size) {
            let back = self.asm.pos() + 5;
            self.stubs.push(Stub::Alloc { record, type_id, length, dst: d, back });
            self.asm.jmp(Place::Stub(self.stubs.len() as u32 - 1));
            return Ok(None);
        }
        self.asm.imm(R10, gc.state as i64);
        self.asm.load_mem(d, R10, None, abi::STATE_FREE as i32, 8, false);
        self.asm.lea(R11, d, None, size as i32);
        dynasm!(self.asm.ops ; .arch x64 ; cmp r11, [r10 + abi::STATE_LIMIT as i32]);
        let stub = Place::Stub(self.stubs.len() as u32);
        self.asm.jcc(cc::A, stub);
        self.asm.store_mem(R11, R10, None, abi::STATE_FREE as i32, 8);
        let back = self.asm.pos();
        self.stubs.push(Stub::Alloc { record, type_id, length, dst: d, back });
        Ok(Some(d))
    }

    /// Clears words of a new object, two at a time where there are many.
    fn clear(&mut self, object: u8, mut offsets: &[u32]) {
        let wide = offsets.len() > 3;
        if wide {
            dynasm!(self.asm.ops ; .arch x64 ; xorps xmm15, xmm15);
        }
        while let Some((&at, rest)) = offsets.split_first() {
            match rest.split_first() {
                Some((&next, rest)) if wide && next == at + 8 => {
                    dynasm!(self.asm.ops ; .arch x64 ; movups [Rq(object) + at as i32], xmm15);
                    offsets = rest;
                }
                _ => {
                    dynasm!(self.asm.ops ; .arch x64 ; mov QWORD [Rq(object) + at as i32], 0);
                    offsets = rest;
                }
            }
        }
    }

    fn barrier(&mut self, obj: VReg, index: Option<Val>) -> Result<(), Error> {
        let gc = self.gc.ok_or(Error::Limit("no collector"))?;
        let Some((mask, cards)) = gc.barrier() else { return Ok(()) };
        let p = self.in_reg(Val::Reg(obj), R11);
        let index = index.filter(|_| cards).map(|i| self.opnd(i));
        if mask >> 32 == 0 {
            dynasm!(self.asm.ops ; .arch x64 ; test DWORD [Rq(p)], DWORD mask as i32);
        } else if mask as u32 == 0 {
            dynasm!(self.asm.ops ; .arch x64 ; test DWORD [Rq(p) + 4], DWORD (mask >> 32) as i32);
        } else {
            self.asm.imm(R11, mask as i64);
            dynasm!(self.asm.ops ; .arch x64 ; test [Rq(p)], r11);
        }
        self.asm.jcc(cc::NE, Place::Stub(self.stubs.len() as u32));
        let back = self.asm.pos();
        self.stubs.push(Stub::Barrier { obj: Opnd::R(p), index, back });
        Ok(())
    }

    fn jump(&mut self, target: Target, args: &[Val]) -> Result<(), Error> {
        let (places, place, words) = match target {
            Target::Local(l) => {
                let found = self.labels.iter().find(|x| x.0 == l).ok_or(Error::Limit("jump forwards"))?;
                (found.1.places.clone(), Place::Label(l), None)
            }
            Target::Global(name) => {
                let info = (self.known)(name).ok_or(Error::Unknown)?;
                (info.places, Place::Abs(info.at), Some(info.words))
            }
        };
        if places.len() != args.len() {
            return Err(Error::Malformed("wrong number of values in jump".into()));
        }
        let froms: Vec<Opnd> = args.iter().map(|v| self.opnd(*v)).collect();
        let mut moves = places.into_iter().zip(froms).collect();
        if let Some(words) = words {
            // Slots of the target may lie below this frame's.
            let words = words.max(self.regs.words());
            self.asm.set_sp(frame_bytes(words));
        }
        parallel(&mut self.asm, &mut moves);
        self.asm.jmp(place);
        Ok(())
    }

    fn emit_stubs(&mut self) -> Vec<(usize, Option<u32>)> {
        let mut out = Vec::with_capacity(self.stubs.len());
        for stub in std::mem::take(&mut self.stubs) {
            let at = self.asm.pos();
            match stub {
                Stub::Exit(n) => {
                    self.asm.frame_imm32(frame::RECORD, n);
                    self.asm.jmp(Place::Abs(self.routines.leave));
                    out.push((at, Some(n)));
                }
                Stub::Alloc { record, type_id, length, dst, back } => {
                    self.asm.frame_imm32(frame::RECORD, record);
                    self.asm.imm(R11, type_id as i64);
                    match length {
                        None => self.asm.call(Place::Abs(self.routines.alloc)),
                        Some(n) => {
                            self.asm.imm(R10, n as i64);
                            self.asm.call(Place::Abs(self.routines.alloc_array));
                        }
                    }
                    self.asm.mov(dst, R11);
                    self.asm.jmp(Place::Here(back));
                    out.push((at, None));
                }
                Stub::Seldom(call) => {
                    call.emit(&mut self.asm);
                    out.push((at, None));
                }
                Stub::Barrier { obj, index, back } => {
                    if let Some(i) = index {
                        self.asm.load(R10, i);
                    }
                    self.asm.load(R11, obj);
                    let routine = if index.is_some() { self.routines.barrier_array } else { self.routines.barrier };
                    self.asm.call(Place::Abs(routine));
                    self.asm.jmp(Place::Here(back));
                    out.push((at, None));
                }
            }
        }
        out
    }
}
