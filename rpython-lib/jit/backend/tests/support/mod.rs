//! Building code, and running it on both back ends.
#![allow(dead_code)]

use jit_backend::interp::Interp;
use jit_backend::lir::*;
use jit_backend::x64::X64;
use jit_backend::{Backend, CodeId, ExitData};

/// Runs the test on both back ends; what it returns must be the same.
pub fn both<R: PartialEq + std::fmt::Debug>(mut test: impl FnMut(&dyn Backend) -> R) {
    let expected = test(&Interp::new(None));
    let x64 = X64::new(None).unwrap();
    assert_eq!(test(&x64), expected);
}

/// Runs code.
pub fn run(b: &dyn Backend, code: CodeId, inputs: &[u64]) -> ExitData {
    // SAFETY: the tests' code fits its inputs.
    unsafe { b.execute(code, inputs) }.unwrap()
}

/// An exit with these values.
pub fn ints_exit(c: &mut Code, descr: u32, args: &[VReg]) -> ExitId {
    let args = args.iter().map(|r| Some((c.kind(*r), Val::Reg(*r)))).collect();
    c.new_exit(Exit { descr, args, exc: None, finish: false })
}

/// Ends the code.
pub fn finish(c: &mut Code, descr: u32, args: &[VReg]) {
    let exit = ints_exit(c, descr, args);
    c.exits[exit as usize].finish = true;
    c.insts.push(Inst::Finish { exit });
}

/// Adds an integer operation.
pub fn bin(c: &mut Code, op: BinOp, a: Val, b: Val) -> VReg {
    let dst = c.new_reg(Kind::Int);
    c.insts.push(Inst::Bin { op, dst, a, b });
    dst
}

/// A call that does not collect.
pub fn call(func: *const (), args: Vec<(Kind, Val)>, dst: Option<VReg>, raises: Raises) -> Inst {
    Inst::Call(Box::new(Call { raises, ..Call::simple(Val::Imm(func as i64), args, dst) }))
}
