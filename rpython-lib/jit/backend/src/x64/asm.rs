//! Instructions of x86-64, as the code generator asks for them. Encoding is done by `dynasm-rs`.

use crate::lir::{BinOp, Cond, FBinOp};
use dynasmrt::{dynasm, DynasmApi, SimpleAssembler};

/// Register numbers of general registers.
pub mod reg {
    #![allow(missing_docs)]
    pub const RAX: u8 = 0;
    pub const RCX: u8 = 1;
    pub const RDX: u8 = 2;
    pub const RBX: u8 = 3;
    pub const RSI: u8 = 6;
    pub const RDI: u8 = 7;
    pub const R8: u8 = 8;
    pub const R9: u8 = 9;
    /// Scratch.
    pub const R10: u8 = 10;
    /// Scratch.
    pub const R11: u8 = 11;
    pub const R12: u8 = 12;
    pub const R13: u8 = 13;
    pub const R14: u8 = 14;
    pub const R15: u8 = 15;
}

/// Where a 32-bit displacement must point once addresses are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A position in this code.
    Here(usize),
    /// A label of this code.
    Label(u32),
    /// An out-of-line stub.
    Stub(u32),
    /// An absolute address.
    Abs(usize),
    /// An offset into the code's data.
    Data(u32),
}

/// An operand of a machine instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opnd {
    /// A register; 16 and up are the float registers.
    R(u8),
    /// A word of the frame, by displacement from `rbp`.
    M(i32),
    /// An immediate.
    I(i64),
    /// A word of data, reached from `rip`.
    P(Place),
}

/// Condition codes.
pub mod cc {
    #![allow(missing_docs)]
    pub const O: u8 = 0;
    pub const NO: u8 = 1;
    pub const B: u8 = 2;
    pub const AE: u8 = 3;
    pub const E: u8 = 4;
    pub const NE: u8 = 5;
    pub const BE: u8 = 6;
    pub const A: u8 = 7;
    pub const P: u8 = 10;
    pub const NP: u8 = 11;
    pub const L: u8 = 12;
    pub const GE: u8 = 13;
    pub const LE: u8 = 14;
    pub const G: u8 = 15;
}

/// The condition code of an integer comparison.
pub fn cond_code(c: Cond) -> u8 {
    match c {
        Cond::Eq => cc::E,
        Cond::Ne => cc::NE,
        Cond::Lt => cc::L,
        Cond::Le => cc::LE,
        Cond::Gt => cc::G,
        Cond::Ge => cc::GE,
        Cond::ULt => cc::B,
        Cond::ULe => cc::BE,
        Cond::UGt => cc::A,
        Cond::UGe => cc::AE,
    }
}

/// Operations of [`Asm::alu`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Alu {
    Add,
    Sub,
    And,
    Or,
    Xor,
    Cmp,
    Mul,
}

impl Alu {
    /// The instruction of a two-operand operation, if it has a simple one.
    pub fn of(op: BinOp) -> Option<Alu> {
        Some(match op {
            BinOp::Add => Alu::Add,
            BinOp::Sub => Alu::Sub,
            BinOp::And => Alu::And,
            BinOp::Or => Alu::Or,
            BinOp::Xor => Alu::Xor,
            BinOp::Mul => Alu::Mul,
            _ => return None,
        })
    }
}

/// The buffer that code is assembled in.
pub struct Asm {
    /// The bytes.
    pub ops: SimpleAssembler,
    /// Displacements to fill in: position, and what it must reach.
    pub fixups: Vec<(usize, Place)>,
}

/// Whether an immediate fits an instruction.
pub fn fits(i: i64) -> bool {
    i32::try_from(i).is_ok()
}

impl Default for Asm {
    fn default() -> Self {
        Asm { ops: SimpleAssembler::new(), fixups: Vec::new() }
    }
}

impl Asm {
    /// Bytes so far.
    pub fn pos(&self) -> usize {
        self.ops.offset().0
    }

    /// The last four bytes are a displacement to `place`.
    pub fn fix_last(&mut self, place: Place) {
        self.fixups.push((self.pos() - 4, place));
    }

    /// Register to register, integer.
    pub fn mov(&mut self, d: u8, s: u8) {
        if d != s {
            dynasm!(self.ops ; .arch x64 ; mov Rq(d), Rq(s));
        }
    }

    /// Register to register, float.
    pub fn movf(&mut self, d: u8, s: u8) {
        if d != s {
            dynasm!(self.ops ; .arch x64 ; movaps Rx(d - 16), Rx(s - 16));
        }
    }

    /// An immediate into a register; flags stay.
    pub fn imm(&mut self, d: u8, i: i64) {
        if let Ok(u) = u32::try_from(i) {
            dynasm!(self.ops ; .arch x64 ; mov Rd(d), DWORD u as i32);
        } else if fits(i) {
            dynasm!(self.ops ; .arch x64 ; mov Rq(d), DWORD i as i32);
        } else {
            dynasm!(self.ops ; .arch x64 ; mov Rq(d), QWORD i);
        }
    }

    /// Any operand into a register of either class; flags stay.
    pub fn load(&mut self, d: u8, s: Opnd) {
        if d >= 16 {
            let x = d - 16;
            match s {
                Opnd::R(r) if r >= 16 => self.movf(d, r),
                Opnd::R(r) => dynasm!(self.ops ; .arch x64 ; movq Rx(x), Rq(r)),
                Opnd::M(m) => dynasm!(self.ops ; .arch x64 ; movsd Rx(x), [rbp + m]),
                Opnd::I(0) => dynasm!(self.ops ; .arch x64 ; xorps Rx(x), Rx(x)),
                Opnd::I(i) => {
                    self.imm(reg::R10, i);
                    dynasm!(self.ops ; .arch x64 ; movq Rx(x), r10);
                }
                Opnd::P(p) => {
                    dynasm!(self.ops ; .arch x64 ; movsd Rx(x), [rip + 0]);
                    self.fix_last(p);
                }
            }
        } else {
            match s {
                Opnd::R(r) if r >= 16 => dynasm!(self.ops ; .arch x64 ; movq Rq(d), Rx(r - 16)),
                Opnd::R(r) => self.mov(d, r),
                Opnd::M(m) => dynasm!(self.ops ; .arch x64 ; mov Rq(d), [rbp + m]),
                Opnd::I(i) => self.imm(d, i),
                Opnd::P(p) => {
                    dynasm!(self.ops ; .arch x64 ; mov Rq(d), [rip + 0]);
                    self.fix_last(p);
                }
            }
        }
    }

    /// A register of either class into the frame.
    pub fn store_frame(&mut self, m: i32, s: u8) {
        if s >= 16 {
            dynasm!(self.ops ; .arch x64 ; movsd [rbp + m], Rx(s - 16));
        } else {
            dynasm!(self.ops ; .arch x64 ; mov [rbp + m], Rq(s));
        }
    }

    /// Any operand into the frame; clobbers `r10`.
    pub fn move_frame(&mut self, m: i32, s: Opnd) {
        match s {
            Opnd::R(r) => self.store_frame(m, r),
            Opnd::I(i) if fits(i) => dynasm!(self.ops ; .arch x64 ; mov QWORD [rbp + m], DWORD i as i32),
            _ => {
                self.load(reg::R10, s);
                self.store_frame(m, reg::R10);
            }
        }
    }

    /// A 32-bit immediate into the frame.
    pub fn frame_imm32(&mut self, m: i32, i: u32) {
        match i8::try_from(m) {
            Ok(m) => dynasm!(self.ops ; .arch x64 ; mov DWORD [BYTE rbp + m], i as i32),
            Err(_) => dynasm!(self.ops ; .arch x64 ; mov DWORD [rbp + m], i as i32),
        }
    }

    /// `d = d op s`; a large immediate goes through `r11`.
    pub fn alu(&mut self, op: Alu, d: u8, s: Opnd) {
        macro_rules! each {
            ($($name:ident => $mnemonic:tt),*) => {
                match (op, s) {
                    $(
                        (Alu::$name, Opnd::R(r)) => dynasm!(self.ops ; .arch x64 ; $mnemonic Rq(d), Rq(r)),
                        (Alu::$name, Opnd::M(m)) => dynasm!(self.ops ; .arch x64 ; $mnemonic Rq(d), [rbp + m]),
                        (Alu::$name, Opnd::P(p)) => {
                            dynasm!(self.ops ; .arch x64 ; $mnemonic Rq(d), [rip + 0]);
                            self.fix_last(p);
                        }
                    )*
                    (Alu::Mul, Opnd::I(i)) => {
                        if fits(i) {
                            dynasm!(self.ops ; .arch x64 ; imul Rq(d), Rq(d), DWORD i as i32)
                        } else {
                            self.imm(reg::R11, i);
                            dynasm!(self.ops ; .arch x64 ; imul Rq(d), r11)
                        }
                    }
                    (_, Opnd::I(i)) => self.alu_imm(op, d, i),
                }
            };
        }
        each!(Add => add, Sub => sub, And => and, Or => or, Xor => xor, Cmp => cmp, Mul => imul);
    }

    fn alu_imm(&mut self, op: Alu, d: u8, i: i64) {
        if !fits(i) {
            self.imm(reg::R11, i);
            return self.alu(op, d, Opnd::R(reg::R11));
        }
        if (op, i) == (Alu::Cmp, 0) {
            // The same flags.
            return self.test(d);
        }
        if let (Alu::Cmp, Ok(b)) = (op, i8::try_from(i)) {
            // The library knows only the long form.
            dynasm!(self.ops ; .arch x64 ; .bytes [0x48 | d >> 3, 0x83, 0xf8 | (d & 7), b as u8]);
            return;
        }
        macro_rules! each {
            ($($name:ident => $mnemonic:tt),*) => {
                match (op, i8::try_from(i)) {
                    $(
                        (Alu::$name, Ok(b)) => dynasm!(self.ops ; .arch x64 ; $mnemonic Rq(d), BYTE b),
                        (Alu::$name, Err(_)) => dynasm!(self.ops ; .arch x64 ; $mnemonic Rq(d), DWORD i as i32),
                    )*
                    (Alu::Cmp, _) => dynasm!(self.ops ; .arch x64 ; cmp Rq(d), DWORD i as i32),
                    (Alu::Mul, _) => {}
                }
            };
        }
        each!(Add => add, Sub => sub, And => and, Or => or, Xor => xor);
    }

    /// Tests a register for zero.
    pub fn test(&mut self, r: u8) {
        dynasm!(self.ops ; .arch x64 ; test Rq(r), Rq(r));
    }

    /// `d = d op s`, floats.
    pub fn falu(&mut self, op: FBinOp, d: u8, s: Opnd) {
        let x = d - 16;
        let s = match s {
            Opnd::R(_) | Opnd::M(_) => s,
            _ => {
                self.load(31, s);
                Opnd::R(31)
            }
        };
        macro_rules! each {
            ($($name:ident => $mnemonic:tt),*) => {
                match (op, s) {
                    $(
                        (FBinOp::$name, Opnd::R(r)) => dynasm!(self.ops ; .arch x64 ; $mnemonic Rx(x), Rx(r - 16)),
                        (FBinOp::$name, Opnd::M(m)) => dynasm!(self.ops ; .arch x64 ; $mnemonic Rx(x), [rbp + m]),
                    )*
                    _ => {}
                }
            };
        }
        each!(Add => addsd, Sub => subsd, Mul => mulsd, Div => divsd);
    }

    /// `jcc place`
    pub fn jcc(&mut self, code: u8, place: Place) {
        dynasm!(self.ops ; .arch x64 ; .bytes [0x0f, 0x80 + code, 0, 0, 0, 0]);
        self.fix_last(place);
    }

    /// `jmp place`
    pub fn jmp(&mut self, place: Place) {
        dynasm!(self.ops ; .arch x64 ; .bytes [0xe9, 0, 0, 0, 0]);
        self.fix_last(place);
    }

    /// `call place`
    pub fn call(&mut self, place: Place) {
        dynasm!(self.ops ; .arch x64 ; .bytes [0xe8, 0, 0, 0, 0]);
        self.fix_last(place);
    }

    /// A condition as 0 or 1.
    pub fn setcc(&mut self, code: u8, d: u8) {
        // REX makes the low byte of every register reachable.
        let rex = 0x40 | (d >> 3);
        dynasm!(self.ops ; .arch x64 ; .bytes [rex, 0x0f, 0x90 + code, 0xc0 | (d & 7)] ; movzx Rd(d), Rb(d));
    }

    /// Load from memory, extended.
    pub fn load_mem(&mut self, d: u8, base: u8, index: Option<(u8, u8)>, off: i32, size: u8, signed: bool) {
        macro_rules! go {
            ($($addr:tt)*) => {
                match (size, signed) {
                    _ if d >= 16 => dynasm!(self.ops ; .arch x64 ; movsd Rx(d - 16), QWORD $($addr)*),
                    (1, false) => dynasm!(self.ops ; .arch x64 ; movzx Rd(d), BYTE $($addr)*),
                    (1, true) => dynasm!(self.ops ; .arch x64 ; movsx Rq(d), BYTE $($addr)*),
                    (2, false) => dynasm!(self.ops ; .arch x64 ; movzx Rd(d), WORD $($addr)*),
                    (2, true) => dynasm!(self.ops ; .arch x64 ; movsx Rq(d), WORD $($addr)*),
                    (4, false) => dynasm!(self.ops ; .arch x64 ; mov Rd(d), DWORD $($addr)*),
                    (4, true) => dynasm!(self.ops ; .arch x64 ; movsxd Rq(d), DWORD $($addr)*),
                    _ => dynasm!(self.ops ; .arch x64 ; mov Rq(d), QWORD $($addr)*),
                }
            };
        }
        match index {
            None => match i8::try_from(off) {
                Ok(off) => go!([BYTE Rq(base) + off]),
                Err(_) => go!([Rq(base) + off]),
            },
            Some((i, 1)) => go!([Rq(base) + Rq(i) + off]),
            Some((i, 2)) => go!([Rq(base) + Rq(i) * 2 + off]),
            Some((i, 4)) => go!([Rq(base) + Rq(i) * 4 + off]),
            Some((i, _)) => go!([Rq(base) + Rq(i) * 8 + off]),
        }
    }

    /// Store to memory.
    pub fn store_mem(&mut self, s: u8, base: u8, index: Option<(u8, u8)>, off: i32, size: u8) {
        macro_rules! go {
            ($($addr:tt)*) => {
                match size {
                    _ if s >= 16 => dynasm!(self.ops ; .arch x64 ; movsd QWORD $($addr)*, Rx(s - 16)),
                    1 => dynasm!(self.ops ; .arch x64 ; mov BYTE $($addr)*, Rb(s)),
                    2 => dynasm!(self.ops ; .arch x64 ; mov WORD $($addr)*, Rw(s)),
                    4 => dynasm!(self.ops ; .arch x64 ; mov DWORD $($addr)*, Rd(s)),
                    _ => dynasm!(self.ops ; .arch x64 ; mov QWORD $($addr)*, Rq(s)),
                }
            };
        }
        match index {
            None => match i8::try_from(off) {
                Ok(off) => go!([BYTE Rq(base) + off]),
                Err(_) => go!([Rq(base) + off]),
            },
            Some((i, 1)) => go!([Rq(base) + Rq(i) + off]),
            Some((i, 2)) => go!([Rq(base) + Rq(i) * 2 + off]),
            Some((i, 4)) => go!([Rq(base) + Rq(i) * 4 + off]),
            Some((i, _)) => go!([Rq(base) + Rq(i) * 8 + off]),
        }
    }

    /// Store of an immediate to memory.
    pub fn store_imm(&mut self, i: i32, base: u8, index: Option<(u8, u8)>, off: i32, size: u8) {
        macro_rules! go {
            ($($addr:tt)*) => {
                match size {
                    1 => dynasm!(self.ops ; .arch x64 ; mov BYTE $($addr)*, BYTE i as i8),
                    2 => dynasm!(self.ops ; .arch x64 ; mov WORD $($addr)*, WORD i as i16),
                    4 => dynasm!(self.ops ; .arch x64 ; mov DWORD $($addr)*, DWORD i),
                    _ => dynasm!(self.ops ; .arch x64 ; mov QWORD $($addr)*, DWORD i),
                }
            };
        }
        match index {
            None => match i8::try_from(off) {
                Ok(off) => go!([BYTE Rq(base) + off]),
                Err(_) => go!([Rq(base) + off]),
            },
            Some((i, 1)) => go!([Rq(base) + Rq(i) + off]),
            Some((i, 2)) => go!([Rq(base) + Rq(i) * 2 + off]),
            Some((i, 4)) => go!([Rq(base) + Rq(i) * 4 + off]),
            Some((i, _)) => go!([Rq(base) + Rq(i) * 8 + off]),
        }
    }

    /// The address of a place in memory.
    pub fn lea(&mut self, d: u8, base: u8, index: Option<(u8, u8)>, off: i32) {
        match index {
            None => match i8::try_from(off) {
                Ok(off) => dynasm!(self.ops ; .arch x64 ; lea Rq(d), [BYTE Rq(base) + off]),
                Err(_) => dynasm!(self.ops ; .arch x64 ; lea Rq(d), [Rq(base) + off]),
            },
            Some((i, 1)) => dynasm!(self.ops ; .arch x64 ; lea Rq(d), [Rq(base) + Rq(i) + off]),
            Some((i, 2)) => dynasm!(self.ops ; .arch x64 ; lea Rq(d), [Rq(base) + Rq(i) * 2 + off]),
            Some((i, 4)) => dynasm!(self.ops ; .arch x64 ; lea Rq(d), [Rq(base) + Rq(i) * 4 + off]),
            Some((i, _)) => dynasm!(self.ops ; .arch x64 ; lea Rq(d), [Rq(base) + Rq(i) * 8 + off]),
        }
    }

    /// `rsp = rbp - bytes`; the position of the displacement, which can be changed later.
    pub fn set_sp(&mut self, bytes: i32) -> usize {
        // lea rsp, [rbp + disp32]
        dynasm!(self.ops ; .arch x64 ; .bytes [0x48, 0x8d, 0xa5] ; .i32 -bytes);
        self.pos() - 4
    }
}
