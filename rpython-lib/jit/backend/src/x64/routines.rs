//! Machine code shared by all compiled code: the way in, the way out, slow paths.

use super::asm::{reg::*, Asm, Opnd};
use super::gen::frame;
use super::regs::word_disp;
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
        ; mov QWORD [rbp + frame::RECORD], 0
        ; jmp rdi
    );
}

/// Hands frame and context to `helper`, then drops the frame and returns to the caller of `enter`.
pub fn leave(asm: &mut Asm, context: u64, helper: u64) {
    save_all(asm);
    dynasm!(asm.ops ; .arch x64 ; mov rdi, rbp);
    asm.imm(RSI, context as i64);
    asm.imm(RAX, helper as i64);
    dynasm!(asm.ops ; .arch x64 ; call rax ; mov rax, [rbp + frame::PREVIOUS]);
    asm.imm(RDX, context as i64);
    dynasm!(asm.ops ; .arch x64 ; mov [rdx], rax ; lea rsp, [rbp - 40]);
    for r in SAVED.into_iter().rev() {
        dynasm!(asm.ops ; .arch x64 ; pop Rq(r));
    }
    dynasm!(asm.ops ; .arch x64 ; pop rbp ; ret);
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

/// Slow path of the write barrier: object in `r11`.
pub fn barrier(asm: &mut Asm, gc: &Gc) {
    keeping_registers(asm, gc.write_barrier);
}

/// Slow path of the write barrier of an array: object in `r11`, index in `r10`.
pub fn barrier_array(asm: &mut Asm, gc: &Gc) {
    keeping_registers(asm, gc.write_barrier_array);
}
