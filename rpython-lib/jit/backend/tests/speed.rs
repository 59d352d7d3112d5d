//! Micro-benchmarks: `cargo test --release -p jit-backend --test speed -- --ignored --nocapture`.

use jit_backend::lir::*;
use jit_backend::x64::X64;
use jit_backend::Backend;
use std::time::Instant;

#[path = "support/mod.rs"]
mod support;
use support::*;

/// A loop of additions and guards with many live values.
fn typical(ops: usize) -> Code {
    let mut c = Code::default();
    let vars: Vec<VReg> = (0..13).map(|_| c.new_reg(Kind::Int)).collect();
    c.inputs = vars.clone();
    c.insts.push(Inst::Label { id: 0, args: vars.clone().into() });
    let mut now = vars;
    for k in 0..ops {
        let (a, b) = (now[k % 13], now[(k * 5 + 3) % 13]);
        if k % 4 == 3 {
            let exit = ints_exit(&mut c, k as u32, &now);
            c.insts.push(Inst::Guard { test: Test::Int(Cond::Ne, Val::Reg(a), Val::Imm(-77)), exit });
        } else {
            let op = [BinOp::Add, BinOp::Xor, BinOp::Sub][k % 3];
            now[k % 13] = bin(&mut c, op, Val::Reg(a), Val::Reg(b));
        }
    }
    let n = bin(&mut c, BinOp::Sub, Val::Reg(now[0]), Val::Imm(1));
    now[0] = n;
    let args = now.iter().map(|r| Val::Reg(*r)).collect();
    c.insts.push(Inst::Jump { target: Target::Local(0), args });
    c
}

#[test]
#[ignore = "a measurement"]
fn compile_time() {
    for ops in [50, 200, 1000, 5000] {
        let b = X64::new(None).unwrap();
        let code = typical(ops);
        let rounds = 200_000 / ops;
        let copies: Vec<Code> = (0..rounds).map(|_| code.clone()).collect();
        let start = Instant::now();
        for c in copies {
            b.compile(c, None).unwrap();
        }
        let t = start.elapsed().as_secs_f64() * 1e6 / (rounds * ops) as f64;
        println!("{ops} ops: {t:.3} us/op, {:.1} bytes/op", b.code_bytes() as f64 / (rounds * ops) as f64);
    }
}

#[test]
#[ignore = "a measurement"]
fn exits_and_loops() {
    let b = X64::new(None).unwrap();
    let mut c = Code::default();
    let ins: Vec<VReg> = (0..17).map(|_| c.new_reg(Kind::Int)).collect();
    c.inputs = ins.clone();
    let exit = ints_exit(&mut c, 0, &ins);
    c.insts.push(Inst::Guard { test: Test::Int(Cond::Eq, Val::Reg(ins[0]), Val::Imm(1)), exit });
    finish(&mut c, 1, &ins);
    let code = b.compile(c, None).unwrap();
    let n = 1_000_000;
    let start = Instant::now();
    for _ in 0..n {
        run(&b, code, &[0; 17]);
    }
    println!("enter and guard exit with 17 values: {:.1} ns", start.elapsed().as_secs_f64() * 1e9 / n as f64);

    let mut c = Code::default();
    let (i, s) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
    c.inputs = vec![i, s];
    c.insts.push(Inst::Label { id: 0, args: [i, s].into() });
    let s2 = c.new_reg(Kind::Int);
    let exit = ints_exit(&mut c, 0, &[i, s]);
    c.insts.push(Inst::BinOvf { op: BinOp::Add, dst: s2, a: Val::Reg(s), b: Val::Reg(i), expect: false, exit });
    let i2 = bin(&mut c, BinOp::Sub, Val::Reg(i), Val::Imm(1));
    let exit = ints_exit(&mut c, 1, &[s2]);
    c.insts.push(Inst::Guard { test: Test::Int(Cond::Gt, Val::Reg(i2), Val::Imm(0)), exit });
    c.insts.push(Inst::Jump { target: Target::Local(0), args: [Val::Reg(i2), Val::Reg(s2)].into() });
    let code = b.compile(c, None).unwrap();
    let n = 300_000_000u64;
    let start = Instant::now();
    run(&b, code, &[n, 0]);
    println!("overflow-checked sum: {:.3} ns/iteration", start.elapsed().as_secs_f64() * 1e9 / n as f64);
    println!("{:02x?}", b.machine_code(code).unwrap());
}
