//! Machine code shared by all compiled code: the way in, the way out, slow paths.

use super::asm::{cc, reg::*, Asm, Opnd, Place};
use super::gen::frame;
use super::regs::word_disp;
use crate::callee::{self, slow_float, slow_word, CALLED_FLOAT, EXECUTED};
use crate::gc::Gc;
use dynasmrt::{dynasm, DynasmApi};

const SAVED: [u8; 5] = [RBX, R12, R13, R14, R15];

fn all_words() -> impl Iterator<Item = u8> {
    // Not rsp, rbp and the scratch registers.
    (0..30).filter(|r| !matches!(r, 4 | 5 | 10 | 11))
}

fn save_all(asm: &mut Asm) {
    all_words().for_each(|r| asm.store_frame(word_disp(r as u32), r));
}

fn restore_all(asm: &mut Asm) {
    all_words().for_each(|r| asm.load(r, Opnd::M(word_disp(r as u32))));
}

/// A conditional jump to where [`land`] is called with the result.
fn forwards(asm: &mut Asm, code: u8) -> usize {
    let here = asm.pos();
    asm.jcc(code, Place::Here(here));
    asm.fixups.len() - 1
}

fn land(asm: &mut Asm, jump: usize) {
    asm.fixups[jump].1 = Place::Here(asm.pos());
}

/// `extern "C" fn(entry, inputs, context)`: makes a frame and goes to the entry with the inputs in `rsi`.
pub fn enter(asm: &mut Asm) {
    dynasm!(asm.ops ; .arch x64 ; push rbp ; mov rbp, rsp);
    for r in SAVED {
        dynasm!(asm.ops ; .arch x64 ; push Rq(r));
    }
    // The context's first word is the topmost frame.
    dynasm!(asm.ops ; .arch x64
        ; push QWORD [rdx]
        ; mov [rdx], rbp
        ; mov DWORD [rbp + frame::RECORD], 0
        ; mov DWORD [rbp + frame::MODE], EXECUTED as i32
        ; jmp rdi
    );
}

/// The entry of a callee with code, `extern "C" fn(cell, arguments, count)`: like `enter`. Without enough stack the
/// call is left to whoever runs callees without code.
pub fn enter_call(asm: &mut Asm, context: u64, gc: Option<&Gc>) {
    if let Some(gc) = gc.filter(|gc| !gc.state.is_null()) {
        asm.imm(RAX, gc.state as i64);
        dynasm!(asm.ops ; .arch x64 ; cmp rsp, [rax + abi::STATE_STACK_LIMIT as i32]);
        let enough = forwards(asm, cc::A);
        dynasm!(asm.ops ; .arch x64 ; cmp DWORD [rdi + callee::MODE], CALLED_FLOAT as i32);
        let float = forwards(asm, cc::E);
        asm.imm(RAX, slow_word as *const () as i64);
        dynasm!(asm.ops ; .arch x64 ; jmp rax);
        land(asm, float);
        asm.imm(RAX, slow_float as *const () as i64);
        dynasm!(asm.ops ; .arch x64 ; jmp rax);
        land(asm, enough);
    }
    dynasm!(asm.ops ; .arch x64 ; push rbp ; mov rbp, rsp);
    for r in SAVED {
        dynasm!(asm.ops ; .arch x64 ; push Rq(r));
    }
    asm.imm(RDX, context as i64);
    dynasm!(asm.ops ; .arch x64
        ; push QWORD [rdx]
        ; mov [rdx], rbp
        ; mov eax, [rdi + callee::MODE]
        ; mov DWORD [rbp + frame::RECORD], 0
        ; mov [rbp + frame::MODE], eax
        ; jmp QWORD [rdi + callee::AT]
    );
}

/// Drops the frame and returns to where it was entered from.
fn pop_frame(asm: &mut Asm, context: u64) {
    dynasm!(asm.ops ; .arch x64 ; mov r8, [rbp + frame::PREVIOUS]);
    asm.imm(R9, context as i64);
    dynasm!(asm.ops ; .arch x64 ; mov [r9], r8 ; lea rsp, [rbp - 40]);
    for r in SAVED.into_iter().rev() {
        dynasm!(asm.ops ; .arch x64 ; pop Rq(r));
    }
    dynasm!(asm.ops ; .arch x64 ; pop rbp ; ret);
}

/// Returns with `rax`, `rdx` and `xmm0` as they are; the record in `ecx` is the context's second word.
pub fn finish(asm: &mut Asm, context: u64) {
    asm.imm(R9, context as i64);
    dynasm!(asm.ops ; .arch x64 ; mov [r9 + 8], rcx);
    pop_frame(asm, context);
}

/// Hands frame and context to `helper`, then drops the frame and returns to the caller of `enter`.
pub fn leave(asm: &mut Asm, context: u64, helper: u64) {
    save_all(asm);
    dynasm!(asm.ops ; .arch x64 ; mov rdi, rbp);
    asm.imm(RSI, context as i64);
    asm.imm(RAX, helper as i64);
    dynasm!(asm.ops ; .arch x64
        ; call rax
        ; cmp DWORD [rbp + frame::MODE], CALLED_FLOAT as i32
    );
    let word = forwards(asm, cc::NE);
    dynasm!(asm.ops ; .arch x64 ; movq xmm0, rax ; mov rax, rdx);
    land(asm, word);
    pop_frame(asm, context);
}

fn keeping_registers(asm: &mut Asm, func: u64) {
    save_all(asm);
    dynasm!(asm.ops ; .arch x64 ; sub rsp, 8 ; mov rdi, r11 ; mov rsi, r10);
    asm.imm(RAX, func as i64);
    dynasm!(asm.ops ; .arch x64 ; call rax ; mov r11, rax);
    restore_all(asm);
    dynasm!(asm.ops ; .arch x64 ; add rsp, 8 ; ret);
}

/// Slow path of an allocation: type id in `r11`, result in `r11`.
pub fn alloc(asm: &mut Asm, gc: &Gc) {
    keeping_registers(asm, gc.malloc_fixed);
}

/// The same of an array: its length in `r10`; null without memory.
pub fn alloc_array(asm: &mut Asm, gc: &Gc) {
    keeping_registers(asm, gc.malloc_varsize);
}

/// Slow path of the write barrier: object in `r11`.
pub fn barrier(asm: &mut Asm, gc: &Gc) {
    keeping_registers(asm, gc.write_barrier);
}

/// Slow path of the write barrier of an array: object in `r11`, index in `r10`.
pub fn barrier_array(asm: &mut Asm, gc: &Gc) {
    keeping_registers(asm, gc.write_barrier_array);
}
