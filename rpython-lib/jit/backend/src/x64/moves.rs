//! Parallel moves: several places get their values at once, whatever overlaps.

use super::asm::{reg, Asm, Opnd};
use super::regs::word_disp;

/// An operand that is a word of the frame (see [`super::regs`]).
pub fn word_opnd(word: u32) -> Opnd {
    if word < 32 {
        Opnd::R(word as u8)
    } else {
        Opnd::M(word_disp(word))
    }
}

fn same(a: Opnd, word: u32) -> bool {
    a == word_opnd(word)
}

/// Emits `word = operand` for each pair as if all happened at once. The words are distinct.
/// Clobbers `r10`, `r11` and `xmm15`; flags are undefined afterwards.
pub fn parallel(asm: &mut Asm, moves: &mut Vec<(u32, Opnd)>) {
    moves.retain(|(w, s)| !same(*s, *w));
    while !moves.is_empty() {
        let before = moves.len();
        let mut i = 0;
        while i < moves.len() {
            let (w, s) = moves[i];
            let blocked = moves.iter().enumerate().any(|(j, m)| j != i && same(m.1, w));
            if blocked {
                i += 1;
                continue;
            }
            match word_opnd(w) {
                Opnd::R(r) => asm.load(r, s),
                Opnd::M(m) => asm.move_frame(m, s),
                _ => {}
            }
            moves.swap_remove(i);
        }
        if moves.len() == before {
            // Only cycles are left: keep the first value aside.
            let s = moves[0].1;
            let aside = if matches!(s, Opnd::R(r) if r >= 16) { 31 } else { reg::R11 };
            asm.load(aside, s);
            moves.iter_mut().filter(|m| m.1 == s).for_each(|m| m.1 = Opnd::R(aside));
        }
    }
}
