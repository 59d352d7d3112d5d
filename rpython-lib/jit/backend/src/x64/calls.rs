//! Calls out of compiled code.

use super::asm::{cc, reg::*, Opnd, Place};
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
        const INTS: [u8; 6] = [RDI, RSI, RDX, RCX, R8, R9];
        let condition = match call.when {
            When::Always => None,
            When::NotZero(v) => Some((cc::E, self.in_reg(v, R10), None)),
            When::Zero(v) => {
                let r = self.in_reg(v, R10);
                Some((cc::NE, r, Some(Opnd::R(r))))
            }
        };
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
        let exc = match call.raises {
            Raises::No => None,
            Raises::Yes(_) => Some(if call.dst.is_some_and(|d| !self.is_float(d)) { RDX } else { RAX }),
        };
        let skipped = condition.map(|(code, r, value)| {
            self.asm.test(r);
            self.asm.jcc(code, Place::Stub(self.stubs.len() as u32));
            self.stubs.push(Stub::Skip { value, exc, back: 0 });
            self.stubs.len() - 1
        });
        let (mut ints, mut floats) = (0, 0);
        let mut moves = Vec::new();
        let mut stack = Vec::new();
        for (kind, v) in &call.args {
            let from = self.opnd(*v);
            if call.packed.is_some() {
                stack.push(from);
            } else if *kind == Kind::Float && floats < 8 {
                moves.push((16 + floats, from));
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
        let func = self.opnd(call.func);
        let bytes = (8 * stack.len() as i32 + 15) & !15;
        if bytes > 0 {
            dynasm!(self.asm.ops ; .arch x64 ; sub rsp, bytes);
            for (i, from) in stack.into_iter().enumerate() {
                let r = match from {
                    Opnd::R(r) => r,
                    other => {
                        self.asm.load(R11, other);
                        R11
                    }
                };
                // rsp needs an index byte, which the library takes care of.
                let off = 8 * i as i32;
                if r >= 16 {
                    dynasm!(self.asm.ops ; .arch x64 ; movsd [rsp + off], Rx(r - 16));
                } else {
                    dynasm!(self.asm.ops ; .arch x64 ; mov [rsp + off], Rq(r));
                }
            }
        }
        let direct = matches!(func, Opnd::I(_));
        if !direct {
            moves.push((RAX as u32, func));
        }
        parallel(&mut self.asm, &mut moves);
        if direct {
            self.asm.load(RAX, func);
        }
        if call.packed.is_some() {
            dynasm!(self.asm.ops ; .arch x64 ; mov rsi, rsp);
        }
        dynasm!(self.asm.ops ; .arch x64 ; call rax);
        if bytes > 0 {
            dynasm!(self.asm.ops ; .arch x64 ; add rsp, bytes);
        }
        for v in self.regs.alive() {
            if let Some(r) = self.regs.reg(v) {
                let moved = call.collects && self.code.kind(v) == Kind::Ref;
                if CALLER_SAVED >> r & 1 != 0 || moved || !self.regs.used(v) {
                    self.regs.unbind(v);
                }
            }
        }
        self.call_results(call, exc);
        let here = self.asm.pos();
        if let Some(Stub::Skip { back, .. }) = skipped.and_then(|n| self.stubs.get_mut(n)) {
            *back = here;
        }
        Ok(())
    }

    fn call_results(&mut self, call: &Call, exc: Option<u8>) {
        let kind = call.dst.map(|d| self.code.kind(d));
        if let Some(d) = call.dst {
            if self.is_float(d) {
                self.regs.bind(d, 16);
            } else {
                self.regs.bind(d, RAX);
                if kind == Some(Kind::Int) {
                    match call.result {
                        (0, _) => dynasm!(self.asm.ops ; .arch x64 ; and eax, 1),
                        (1, false) => dynasm!(self.asm.ops ; .arch x64 ; movzx eax, al),
                        (1, true) => dynasm!(self.asm.ops ; .arch x64 ; movsx rax, al),
                        (2, false) => dynasm!(self.asm.ops ; .arch x64 ; movzx eax, ax),
                        (2, true) => dynasm!(self.asm.ops ; .arch x64 ; movsx rax, ax),
                        (4, false) => dynasm!(self.asm.ops ; .arch x64 ; mov eax, eax),
                        (4, true) => dynasm!(self.asm.ops ; .arch x64 ; movsxd rax, eax),
                        _ => {}
                    }
                }
            }
        }
        if let (Raises::Yes(e), Some(r)) = (call.raises, exc) {
            self.regs.bind(e, r);
        }
    }
}
