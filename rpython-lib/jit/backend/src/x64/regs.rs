//! Register allocation: the state of a forward linear scan over straight-line code.
//!
//! Places are words of the frame: 0–15 stand for the general registers, 16–31 for the float registers
//! (they have a home there when they are saved), 32 and up are spill slots. A value that was spilled
//! keeps its slot, which stays true since values never change.

use super::asm::reg::*;
use crate::lir::*;

/// No register, no slot, no value.
pub const NONE: u32 = u32::MAX;
/// First word of the frame that is a spill slot.
pub const FIRST_SLOT: u32 = 32;
/// Displacement of word 0 of the frame from `rbp`.
pub const WORDS: i32 = -72;

/// Registers a call may change, as a set.
pub const CALLER_SAVED: u32 =
    1 << RAX | 1 << RCX | 1 << RDX | 1 << RSI | 1 << RDI | 1 << R8 | 1 << R9 | 1 << R10 | 1 << R11 | 0xffff_0000;

const GPR_ORDER: [u8; 12] = [RAX, RCX, RDX, RSI, RDI, R8, R9, RBX, R12, R13, R14, R15];
const GPR_SAVED_FIRST: [u8; 12] = [RBX, R12, R13, R14, R15, RSI, RDI, R8, R9, RCX, RDX, RAX];
const XMM_ORDER: [u8; 14] = [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];

/// Displacement of a word of the frame from `rbp`.
pub fn word_disp(word: u32) -> i32 {
    WORDS - 8 * word as i32
}

/// Position of instruction `i`; 0 is the entry.
pub fn position(i: usize) -> u32 {
    2 * i as u32 + 2
}

/// When values are used: even positions are instructions, odd ones their exits and results.
pub struct Uses {
    /// Position of the last use of any kind.
    pub last: Vec<u32>,
    starts: Vec<u32>,
    list: Vec<u32>,
    calls: Vec<u32>,
}

impl Uses {
    /// Looks through the code once.
    pub fn of(code: &Code) -> Uses {
        let n = code.kinds.len();
        let mut last = vec![0u32; n];
        let mut starts = vec![0u32; n + 1];
        let mut calls = Vec::new();
        for (i, inst) in code.insts.iter().enumerate() {
            let at = position(i);
            inst.uses(&mut |v| {
                if let Val::Reg(r) = v {
                    last[r.0 as usize] = at;
                    starts[r.0 as usize + 1] += 1;
                }
            });
            if let Some(e) = inst.exit() {
                let e = &code.exits[e as usize];
                for v in e.args.iter().flatten().map(|a| a.1).chain(e.exc) {
                    if let Val::Reg(r) = v {
                        last[r.0 as usize] = at + 1;
                    }
                }
            }
            if matches!(inst, Inst::Call(c) if c.when == When::Always) {
                calls.push(at);
            }
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut fill = starts.clone();
        let mut list = vec![0; starts[n] as usize];
        for (i, inst) in code.insts.iter().enumerate() {
            inst.uses(&mut |v| {
                if let Val::Reg(r) = v {
                    list[fill[r.0 as usize] as usize] = position(i);
                    fill[r.0 as usize] += 1;
                }
            });
        }
        Uses { last, starts, list, calls }
    }

    /// The next instruction after `at` that computes with the value.
    fn next(&self, v: VReg, at: u32) -> u32 {
        let i = v.0 as usize;
        let uses = &self.list[self.starts[i] as usize..self.starts[i + 1] as usize];
        let k = uses.partition_point(|u| *u <= at);
        uses.get(k).copied().unwrap_or(NONE)
    }

    /// Whether the value lives across a call after `at`.
    fn crosses_call(&self, v: VReg, at: u32) -> bool {
        let k = self.calls.partition_point(|c| *c <= at);
        self.calls.get(k).is_some_and(|c| *c < self.last[v.0 as usize])
    }
}

/// Where everything is.
pub struct Regs {
    /// Uses.
    pub uses: Uses,
    /// Current position (even).
    pub at: u32,
    /// Registers that must not be taken now, as a set.
    pub pinned: u32,
    reg: Vec<u32>,
    slot: Vec<u32>,
    content: [u32; 32],
    slots: Vec<u32>,
    free_slots: Vec<u32>,
}

/// A store that makes room: register to frame word.
pub type Spill = Option<(u8, u32)>;

impl Regs {
    /// Nothing is anywhere.
    pub fn new(code: &Code) -> Regs {
        let n = code.kinds.len();
        Regs {
            uses: Uses::of(code),
            at: 0,
            pinned: 0,
            reg: vec![NONE; n],
            slot: vec![NONE; n],
            content: [NONE; 32],
            slots: Vec::new(),
            free_slots: Vec::new(),
        }
    }

    /// Words the frame needs.
    pub fn words(&self) -> u32 {
        FIRST_SLOT + self.slots.len() as u32
    }

    /// The register that holds the value.
    pub fn reg(&self, v: VReg) -> Option<u8> {
        let r = self.reg[v.0 as usize];
        (r != NONE).then_some(r as u8)
    }

    /// The slot that holds the value.
    pub fn slot(&self, v: VReg) -> Option<u32> {
        let s = self.slot[v.0 as usize];
        (s != NONE).then_some(s)
    }

    /// The word of the frame that stands for the value's place: its register, else its slot.
    pub fn place(&self, v: VReg) -> Option<u32> {
        self.reg(v).map(u32::from).or(self.slot(v))
    }

    /// Whether the value is not needed after the current instruction's operands are read.
    pub fn dies(&self, v: VReg) -> bool {
        self.uses.last[v.0 as usize] <= self.at
    }

    /// Whether the value is ever used after its definition at the current position.
    pub fn used(&self, v: VReg) -> bool {
        self.uses.last[v.0 as usize] > self.at
    }

    /// Binds a value to a register.
    pub fn bind(&mut self, v: VReg, r: u8) {
        self.content[r as usize] = v.0;
        self.reg[v.0 as usize] = r as u32;
    }

    /// Takes the value out of its register.
    pub fn unbind(&mut self, v: VReg) {
        if let Some(r) = self.reg(v) {
            self.content[r as usize] = NONE;
            self.reg[v.0 as usize] = NONE;
        }
    }

    /// The value in a register.
    pub fn content(&self, r: u8) -> Option<VReg> {
        let v = self.content[r as usize];
        (v != NONE).then_some(VReg(v))
    }

    /// Forgets a value.
    pub fn drop_value(&mut self, v: VReg) {
        self.unbind(v);
        self.drop_slot(v);
    }

    /// Gives the value's slot back.
    pub fn drop_slot(&mut self, v: VReg) {
        if let Some(s) = self.slot(v) {
            self.slots[(s - FIRST_SLOT) as usize] = NONE;
            self.free_slots.push(s);
            self.slot[v.0 as usize] = NONE;
        }
    }

    /// A slot for the value, which must be stored there by the caller.
    pub fn new_slot(&mut self, v: VReg) -> u32 {
        let s = match self.free_slots.pop() {
            Some(s) => s,
            None => {
                self.slots.push(NONE);
                FIRST_SLOT + self.slots.len() as u32 - 1
            }
        };
        self.slots[(s - FIRST_SLOT) as usize] = v.0;
        self.slot[v.0 as usize] = s;
        s
    }

    /// The value is in that very slot (at the start of a bridge); all lower ones become known too.
    pub fn bind_slot(&mut self, v: VReg, s: u32) {
        while self.words() <= s {
            self.slots.push(NONE);
        }
        self.slots[(s - FIRST_SLOT) as usize] = v.0;
        self.slot[v.0 as usize] = s;
    }

    /// After [`Regs::bind_slot`]: the slots that nobody has are free.
    pub fn collect_free_slots(&mut self) {
        for (i, v) in self.slots.iter().enumerate() {
            if *v == NONE {
                self.free_slots.push(FIRST_SLOT + i as u32);
            }
        }
    }

    /// All values that have a slot or a register.
    pub fn alive(&self) -> Vec<VReg> {
        let in_regs = self.content.iter().copied().filter(|v| *v != NONE);
        let in_slots = self.slots.iter().copied().filter(|v| *v != NONE && self.reg[*v as usize] == NONE);
        in_regs.chain(in_slots).map(VReg).collect()
    }

    /// Forgets the operands of the instruction that are not needed after position `until`.
    pub fn release(&mut self, inst: &Inst, until: u32) {
        inst.uses(&mut |v| {
            if let Val::Reg(r) = v {
                if self.uses.last[r.0 as usize] <= until {
                    self.drop_value(r);
                }
            }
        });
    }

    /// A free register of the class, or one that is made free by the spill returned.
    pub fn take(&mut self, float: bool, avoid_calls: bool) -> (u8, Spill) {
        let order: &[u8] = match (float, avoid_calls) {
            (true, _) => &XMM_ORDER,
            (false, true) => &GPR_SAVED_FIRST,
            (false, false) => &GPR_ORDER,
        };
        let pinned = self.pinned;
        if let Some(r) = order.iter().find(|r| self.content[**r as usize] == NONE && pinned >> **r & 1 == 0) {
            return (*r, None);
        }
        let victim = order
            .iter()
            .copied()
            .filter(|r| pinned >> r & 1 == 0)
            .max_by_key(|r| self.uses.next(VReg(self.content[*r as usize]), self.at))
            .unwrap_or(order[0]);
        (victim, self.evict(victim))
    }

    /// Whether any register of the class is free.
    pub fn any_free(&self, float: bool) -> bool {
        let order: &[u8] = if float { &XMM_ORDER } else { &GPR_ORDER };
        order.iter().filter(|r| self.content[**r as usize] == NONE).count() > 1
    }

    /// Makes a register free; the store that saves what was in it.
    pub fn evict(&mut self, r: u8) -> Spill {
        let v = self.content(r)?;
        let spill = match self.slot(v) {
            Some(_) => None,
            None => Some((r, self.new_slot(v))),
        };
        self.unbind(v);
        spill
    }

    /// Whether the value should rather be in a register that calls keep.
    pub fn wants_saved(&self, v: VReg, kind: Kind) -> bool {
        kind == Kind::Int && self.uses.crosses_call(v, self.at)
    }
}
