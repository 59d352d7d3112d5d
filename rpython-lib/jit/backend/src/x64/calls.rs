//! Calls out of compiled code.

use super::asm::{cc, reg::*, Asm, Opnd, Place};
use super::gen::{frame, Gen, Stub};
use super::moves::parallel;
use super::regs::{word_disp, CALLER_SAVED};
use crate::backend::Error;
use crate::lir::*;
use dynasmrt::{dynasm, DynasmApi};

impl Gen<'_> {
    /// Before a call: what lives on is where the call leaves it; the words that hold references.
    fn save_for_call(&mut self, call: &Call) -> Vec<u32> {
        let mut refs = Vec::new();
        for v in self.regs.alive() {
            if !self.regs.used(v) {
                continue;
            }
            let is_ref = self.code.kind(v) == Kind::Ref;
            if let Some(r) = self.regs.reg(v) {
                let lost = CALLER_SAVED >> r & 1 != 0 || is_ref && call.collects || call.force.is_some();
                if lost && self.regs.slot(v).is_none() {
                    let s = self.regs.new_slot(v);
                    self.asm.store_frame(word_disp(s), r);
                }
            }
            if is_ref && call.collects {
                refs.extend(self.regs.slot(v));
            }
        }
        refs
    }

    pub(super) fn call(&mut self, call: &Call) -> Result<(), Error> {
        if call.when != When::Always {
            return self.conditional_call(call);
        }
        let refs = self.save_for_call(call);
        if call.collects {
            let n = self.map_record(refs);
            self.asm.frame_imm32(frame::RECORD, n);
        }
        if let Some(exit) = call.force {
            let n = self.exit_record(exit, true);
            self.asm.frame_imm32(frame::FORCE_RECORD, n);
            self.asm.frame_imm32(frame::FORCED, 0);
        }
        let passed = self.passed(call);
        passed.emit(&mut self.asm, call.packed.is_some());
        for v in self.regs.alive() {
            if let Some(r) = self.regs.reg(v) {
                let moved = call.collects && self.code.kind(v) == Kind::Ref;
                if CALLER_SAVED >> r & 1 != 0 || moved || !self.regs.used(v) {
                    self.regs.unbind(v);
                }
            }
        }
        if let Some(d) = call.dst {
            if self.is_float(d) {
                self.regs.bind(d, XMM0);
            } else {
                self.regs.bind(d, RAX);
                if self.code.kind(d) == Kind::Int {
                    extend(&mut self.asm, call.result);
                }
            }
        }
        if let (Raises::Yes(e), Some(r)) = (call.raises, self.exception_register(call)) {
            self.regs.bind(e, r);
        }
        Ok(())
    }

    /// Where the callee leaves its exception.
    fn exception_register(&self, call: &Call) -> Option<u8> {
        match call.raises {
            Raises::No => None,
            Raises::Yes(_) => Some(if call.dst.is_some_and(|d| !self.is_float(d)) { RDX } else { RAX }),
        }
    }

    /// Where the callee expects what, and where that is now.
    fn passed(&mut self, call: &Call) -> Passed {
        const INTS: [u8; 6] = [RDI, RSI, RDX, RCX, R8, R9];
        let (mut ints, mut floats) = (0, 0);
        let mut moves = Vec::new();
        let mut stack = Vec::new();
        for (kind, v) in &call.args {
            let from = self.opnd(*v);
            if call.packed.is_some() {
                stack.push(from);
            } else if *kind == Kind::Float && floats < 8 {
                moves.push((u32::from(XMM0) + floats, from));
                floats += 1;
            } else if *kind != Kind::Float && ints < INTS.len() {
                moves.push((INTS[ints] as u32, from));
                ints += 1;
            } else {
                stack.push(from);
            }
        }
        if let Some(n) = call.packed {
            moves.push((RDI as u32, Opnd::I(n as i64)));
            moves.push((RDX as u32, Opnd::I(stack.len() as i64)));
        }
        Passed { func: self.opnd(call.func), moves, stack }
    }

    /// A call that mostly does not happen: it is made out of the straight line, where everything stays in its register.
    fn conditional_call(&mut self, call: &Call) -> Result<(), Error> {
        let (cond, value) = match call.when {
            When::NotZero(v) => (cc::NE, v),
            When::Zero(v) => (cc::E, v),
            When::Always => return Ok(()),
        };
        let mut tested = self.in_reg(value, R10);
        let passed = self.passed(call);
        let dst = call.dst.map(|d| self.two_address(d, value, Val::Imm(0), false).0);
        let exc = match call.raises {
            Raises::Yes(e) => {
                let r = self.def(e);
                self.asm.imm(r, 0);
                self.exception_register(call).map(|from| (r, from))
            }
            Raises::No => None,
        };
        if let Some(d) = dst {
            tested = d;
        }
        let mut saved = Vec::new();
        let mut refs = Vec::new();
        for v in self.regs.alive() {
            let defined = call.dst == Some(v) || matches!(call.raises, Raises::Yes(e) if e == v);
            if !self.regs.used(v) || defined {
                continue;
            }
            let moves = self.code.kind(v) == Kind::Ref && call.collects;
            let (reg, slot) = (self.regs.reg(v), self.regs.slot(v));
            if let Some(r) = reg.filter(|r| CALLER_SAVED >> r & 1 != 0 || moves) {
                saved.push((r, slot));
                if moves && slot.is_none() {
                    refs.push(u32::from(r));
                }
            }
            if moves {
                refs.extend(slot);
            }
        }
        let record = call.collects.then(|| self.map_record(refs));
        self.asm.test(tested);
        self.asm.jcc(cond, Place::Stub(self.stubs.len() as u32));
        let back = self.asm.pos();
        let result = call.dst.filter(|d| self.code.kind(*d) == Kind::Int).map(|_| call.result);
        self.stubs.push(Stub::Seldom(Box::new(Seldom { saved, record, passed, dst, result, exc, back })));
        Ok(())
    }
}

/// The first float register.
const XMM0: u8 = 16;

/// The operands of a call.
struct Passed {
    func: Opnd,
    moves: Vec<(u32, Opnd)>,
    stack: Vec<Opnd>,
}

impl Passed {
    /// The call itself. With `packed` the address of what is on the stack is an argument too.
    fn emit(self, asm: &mut Asm, packed: bool) {
        let Passed { func, mut moves, stack } = self;
        let bytes = (8 * stack.len() as i32 + 15) & !15;
        if bytes > 0 {
            dynasm!(asm.ops ; .arch x64 ; sub rsp, bytes);
            for (i, from) in stack.into_iter().enumerate() {
                let r = match from {
                    Opnd::R(r) => r,
                    other => {
                        asm.load(R11, other);
                        R11
                    }
                };
                // rsp needs an index byte, which the library takes care of.
                let off = 8 * i as i32;
                if r >= XMM0 {
                    dynasm!(asm.ops ; .arch x64 ; movsd [rsp + off], Rx(r - 16));
                } else {
                    dynasm!(asm.ops ; .arch x64 ; mov [rsp + off], Rq(r));
                }
            }
        }
        let direct = matches!(func, Opnd::I(_));
        if !direct {
            moves.push((RAX as u32, func));
        }
        parallel(asm, &mut moves);
        if direct {
            asm.load(RAX, func);
        }
        if packed {
            dynasm!(asm.ops ; .arch x64 ; mov rsi, rsp);
        }
        dynasm!(asm.ops ; .arch x64 ; call rax);
        if bytes > 0 {
            dynasm!(asm.ops ; .arch x64 ; add rsp, bytes);
        }
    }
}

/// A conditional call, out of the straight line.
pub(super) struct Seldom {
    /// Registers that are the same afterwards, and the slots that have their values already.
    saved: Vec<(u8, Option<u32>)>,
    /// Where references are meanwhile.
    record: Option<u32>,
    passed: Passed,
    dst: Option<u8>,
    /// Of an integer.
    result: Option<(u8, bool)>,
    /// Where the exception goes, and where the callee leaves it.
    exc: Option<(u8, u8)>,
    back: usize,
}

impl Seldom {
    pub(super) fn emit(self, asm: &mut Asm) {
        for (r, _) in self.saved.iter().filter(|s| s.1.is_none()) {
            asm.store_frame(word_disp(u32::from(*r)), *r);
        }
        if let Some(n) = self.record {
            asm.frame_imm32(frame::RECORD, n);
        }
        self.passed.emit(asm, false);
        if let Some(result) = self.result {
            extend(asm, result);
        }
        let mut moves = Vec::new();
        moves.extend(self.dst.map(|d| (u32::from(d), Opnd::R(if d >= XMM0 { XMM0 } else { RAX }))));
        moves.extend(self.exc.map(|(to, from)| (u32::from(to), Opnd::R(from))));
        parallel(asm, &mut moves);
        for (r, slot) in self.saved {
            asm.load(r, Opnd::M(word_disp(slot.unwrap_or(u32::from(r)))));
        }
        asm.jmp(Place::Here(self.back));
    }
}

/// Extends an integer result in `rax`.
fn extend(asm: &mut Asm, result: (u8, bool)) {
    match result {
        (0, _) => dynasm!(asm.ops ; .arch x64 ; and eax, 1),
        (1, false) => dynasm!(asm.ops ; .arch x64 ; movzx eax, al),
        (1, true) => dynasm!(asm.ops ; .arch x64 ; movsx rax, al),
        (2, false) => dynasm!(asm.ops ; .arch x64 ; movzx eax, ax),
        (2, true) => dynasm!(asm.ops ; .arch x64 ; movsx rax, ax),
        (4, false) => dynasm!(asm.ops ; .arch x64 ; mov eax, eax),
        (4, true) => dynasm!(asm.ops ; .arch x64 ; movsxd rax, eax),
        _ => {}
    }
}
