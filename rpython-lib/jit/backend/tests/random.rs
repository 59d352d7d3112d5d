//! Random code: the interpreter and the machine must agree on every exit.

use jit_backend::lir::*;
use jit_backend::ExitRef;

#[path = "support/mod.rs"]
mod support;
use support::*;

/// A generator of pseudo-random numbers (xorshift).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn int(&mut self) -> i64 {
        match self.below(5) {
            0 => self.next() as i64,
            1 => self.pick(&[i64::MIN, i64::MAX, -1, 0, 1, 1 << 31, -(1 << 31), 63, 64]),
            2 => self.next() as i32 as i64,
            _ => self.below(20) as i64 - 5,
        }
    }

    fn float(&mut self) -> f64 {
        match self.below(4) {
            0 => f64::from_bits(self.next()),
            1 => self.pick(&[0.0, -0.0, f64::NAN, f64::INFINITY, 1e300, 1.0]),
            _ => self.int() as f64 / 4.0,
        }
    }
}

/// NaNs differ in sign and payload between equal programs, so only one may become an integer.
fn bits(x: f64) -> u64 {
    if x.is_nan() {
        f64::NAN.to_bits()
    } else {
        x.to_bits()
    }
}

extern "C" fn mix(a: i64, b: i64, x: f64, c: i64) -> i64 {
    a.wrapping_mul(31).wrapping_add(b).rotate_left(7) ^ c ^ bits(x) as i64
}

extern "C" fn fmix(x: f64, a: i64) -> f64 {
    x * 0.5 + a as f64
}

struct Builder<'r> {
    rng: &'r mut Rng,
    c: Code,
    ints: Vec<VReg>,
    floats: Vec<VReg>,
    array: u64,
    descr: u32,
}

const SLOTS: i32 = 32;

impl<'r> Builder<'r> {
    fn new(rng: &'r mut Rng, array: u64, descr: u32) -> Self {
        Builder { rng, c: Code::default(), ints: vec![], floats: vec![], array, descr }
    }

    fn int(&mut self) -> Val {
        if self.ints.is_empty() || self.rng.below(6) == 0 {
            return Val::Imm(self.rng.int());
        }
        // Recent values more often.
        let n = self.ints.len();
        let k = if self.rng.below(2) == 0 { self.rng.below(n) } else { n - 1 - self.rng.below(n.min(6)) };
        Val::Reg(self.ints[k])
    }

    fn float(&mut self) -> Val {
        if self.floats.is_empty() || self.rng.below(6) == 0 {
            return Val::Imm(self.rng.float().to_bits() as i64);
        }
        Val::Reg(self.floats[self.rng.below(self.floats.len())])
    }

    fn new_int(&mut self) -> VReg {
        let r = self.c.new_reg(Kind::Int);
        self.ints.push(r);
        r
    }

    fn new_float(&mut self) -> VReg {
        let r = self.c.new_reg(Kind::Float);
        self.floats.push(r);
        r
    }

    fn exit(&mut self) -> ExitId {
        let n = self.rng.below(24);
        let args = (0..n)
            .map(|_| match self.rng.below(8) {
                0 => None,
                1 | 2 => Some((Kind::Float, self.float())),
                _ => Some((Kind::Int, self.int())),
            })
            .collect();
        self.descr += 1;
        self.c.new_exit(Exit { descr: self.descr, args, exc: None, finish: false })
    }

    /// Floats have the upper half of the memory, integers the lower.
    fn addr(&mut self, float: bool) -> Addr {
        let half = SLOTS / 2;
        let offset = 8 * (self.rng.below(half as usize / 2) as i32 + if float { half } else { 0 });
        let base = Val::Imm(self.array as i64);
        match self.rng.below(3) {
            0 => Addr { base, index: None, scale: 1, offset },
            1 => Addr { base, index: Some(Val::Imm(self.rng.below(8) as i64)), scale: 8, offset },
            _ => {
                let a = self.int();
                let i = self.new_int();
                self.c.insts.push(Inst::Bin { op: BinOp::And, dst: i, a, b: Val::Imm(7) });
                Addr { base, index: Some(Val::Reg(i)), scale: 8, offset }
            }
        }
    }

    fn step(&mut self) {
        use BinOp::*;
        const CONDS: [Cond; 10] =
            [Cond::Eq, Cond::Ne, Cond::Lt, Cond::Le, Cond::Gt, Cond::Ge, Cond::ULt, Cond::ULe, Cond::UGt, Cond::UGe];
        const FCONDS: [FCond; 6] = [FCond::Eq, FCond::Ne, FCond::Lt, FCond::Le, FCond::Gt, FCond::Ge];
        let inst = match self.rng.below(20) {
            0..=5 => {
                let op = self.rng.pick(&[Add, Sub, Mul, And, Or, Xor, Shl, Sar, Shr, UMulHigh]);
                let (a, b) = (self.int(), self.int());
                Inst::Bin { op, a, b, dst: self.new_int() }
            }
            6 => {
                let op = self.rng.pick(&[
                    UnOp::Neg,
                    UnOp::Not,
                    UnOp::Sext(1),
                    UnOp::Sext(2),
                    UnOp::Sext(4),
                    UnOp::ForceGeZero,
                ]);
                let a = self.int();
                Inst::Un { op, a, dst: self.new_int() }
            }
            7 => {
                let op = self.rng.pick(&[FBinOp::Add, FBinOp::Sub, FBinOp::Mul, FBinOp::Div]);
                let (a, b) = (self.float(), self.float());
                Inst::FBin { op, a, b, dst: self.new_float() }
            }
            8 => {
                let op = self.rng.pick(&[FUnOp::Neg, FUnOp::Abs]);
                let a = self.float();
                Inst::FUn { op, a, dst: self.new_float() }
            }
            9 => match self.rng.below(3) {
                0 => {
                    let a = self.int();
                    Inst::Conv { op: Conv::IntToFloat, a, dst: self.new_float() }
                }
                1 => {
                    let a = self.int();
                    Inst::Conv { op: Conv::BitsToFloat, a, dst: self.new_float() }
                }
                _ => {
                    let a = self.float();
                    Inst::Conv { op: Conv::FloatToInt, a, dst: self.new_int() }
                }
            },
            10 | 11 => {
                let (a, b, cond) = (self.int(), self.int(), self.rng.pick(&CONDS));
                Inst::Cmp { cond, a, b, dst: self.new_int() }
            }
            12 => {
                let (a, b, cond) = (self.float(), self.float(), self.rng.pick(&FCONDS));
                Inst::FCmp { cond, a, b, dst: self.new_int() }
            }
            13 => {
                let float = self.rng.below(4) == 0;
                let addr = self.addr(float);
                let (size, signed) = (self.rng.pick(&[1, 2, 4, 8]), self.rng.below(2) == 0);
                if float {
                    Inst::Load { addr, size: 8, signed: false, dst: self.new_float() }
                } else {
                    Inst::Load { addr, size, signed, dst: self.new_int() }
                }
            }
            14 => {
                let float = self.rng.below(3) == 0;
                let addr = self.addr(float);
                if float {
                    Inst::Store { addr, value: self.float(), size: 8 }
                } else {
                    Inst::Store { addr, value: self.int(), size: self.rng.pick(&[1, 2, 4, 8]) }
                }
            }
            15 => {
                let (a, b, op) = (self.int(), self.int(), self.rng.pick(&[Add, Sub, Mul]));
                let (expect, exit) = (self.rng.below(8) == 0, self.exit());
                Inst::BinOvf { op, a, b, expect, exit, dst: self.new_int() }
            }
            16 | 17 => {
                let test = match self.rng.below(4) {
                    0 => {
                        let (a, b, cond) = (self.float(), self.float(), self.rng.pick(&FCONDS));
                        Test::Float(cond, a, b, self.rng.below(2) == 0)
                    }
                    _ => {
                        let (a, b, cond) = (self.int(), self.int(), self.rng.pick(&CONDS));
                        Test::Int(cond, a, b)
                    }
                };
                Inst::Guard { test, exit: self.exit() }
            }
            18 => {
                let args = vec![
                    (Kind::Int, self.int()),
                    (Kind::Int, self.int()),
                    (Kind::Float, self.float()),
                    (Kind::Int, self.int()),
                ];
                let when = match self.rng.below(6) {
                    0 => When::NotZero(self.int()),
                    1 | 2 => When::Zero(self.int()),
                    _ => When::Always,
                };
                let dst = (!matches!(when, When::NotZero(_))).then(|| self.new_int());
                let func = Val::Imm(mix as *const () as i64);
                Inst::Call(Box::new(Call { when, ..Call::simple(func, args, dst) }))
            }
            _ => {
                let args = vec![(Kind::Float, self.float()), (Kind::Int, self.int())];
                let dst = Some(self.new_float());
                call(fmix as *const (), args, dst, Raises::No)
            }
        };
        self.c.insts.push(inst);
    }

    /// A loop of at most some rounds around random instructions.
    fn looped(mut self, inputs: usize, steps: usize) -> Code {
        let counter = self.c.new_reg(Kind::Int);
        self.c.inputs.push(counter);
        for _ in 0..inputs {
            let r = if self.rng.below(4) == 0 { self.new_float() } else { self.new_int() };
            self.c.inputs.push(r);
        }
        for _ in 0..self.rng.below(6) {
            self.step();
        }
        let mut args = vec![counter];
        for k in 0..self.ints.len() + self.floats.len() {
            let r = if k < self.ints.len() { self.ints[k] } else { self.floats[k - self.ints.len()] };
            if self.rng.below(4) != 0 {
                args.push(r);
            }
        }
        self.ints.retain(|r| args.contains(r));
        self.floats.retain(|r| args.contains(r));
        self.c.insts.push(Inst::Label { id: 0, args: args.clone().into() });
        self.c.published.push((0, 1));
        for _ in 0..steps {
            self.step();
        }
        let exit = self.exit();
        self.c.insts.push(Inst::Guard { test: Test::Int(Cond::Gt, Val::Reg(counter), Val::Imm(0)), exit });
        let down = bin(&mut self.c, BinOp::Sub, Val::Reg(counter), Val::Imm(1));
        let mut values = vec![Val::Reg(down)];
        for r in &args[1..] {
            values.push(if self.c.kind(*r) == Kind::Float { self.float() } else { self.int() });
        }
        self.c.insts.push(Inst::Jump { target: Target::Local(0), args: values.into() });
        self.c
    }

    /// A bridge with inputs of these kinds.
    fn bridge(mut self, inputs: &[Option<Kind>], steps: usize) -> Code {
        for kind in inputs {
            let r = match kind {
                Some(Kind::Float) => self.new_float(),
                // A hole is not used.
                None => self.c.new_reg(Kind::Int),
                _ => self.new_int(),
            };
            self.c.inputs.push(r);
        }
        for _ in 0..steps {
            self.step();
        }
        let exit = self.exit();
        self.c.exits[exit as usize].finish = true;
        self.c.insts.push(Inst::Finish { exit });
        self.c
    }
}

fn sanitize(code: &Code, exit: &jit_backend::ExitData) -> Vec<u64> {
    // NaNs may differ in sign and payload.
    let args = &code.exits[exit.exit.exit as usize].args;
    let canon = |(v, a): (&u64, &Option<(Kind, Val)>)| match a {
        Some((Kind::Float, _)) => bits(f64::from_bits(*v)),
        _ => *v,
    };
    exit.values.iter().zip(args).map(canon).collect()
}

#[test]
fn machine_code_agrees_with_the_interpreter() {
    let rounds = std::env::var("JIT_RANDOM_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let seed = std::env::var("JIT_RANDOM_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    for round in seed..seed + rounds {
        both(|b| {
            let mut rng = Rng((round as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
            (0..5).for_each(|_| {
                rng.next();
            });
            let mut memory: Vec<u64> = (0..SLOTS as u64).collect();
            let array = memory.as_mut_ptr() as u64;
            let (n, steps) = (rng.below(20), 5 + rng.below(40));
            let code = Builder::new(&mut rng, array, 0).looped(n, steps);
            let id = b.compile(code.clone(), None).unwrap();
            let mut codes = vec![(id, code.clone())];
            let mut log = Vec::new();
            for _ in 0..8 {
                let mut inputs = vec![rng.below(4) as u64];
                for r in &code.inputs[1..] {
                    inputs.push(if code.kind(*r) == Kind::Float { rng.float().to_bits() } else { rng.int() as u64 });
                }
                memory.iter_mut().enumerate().for_each(|(i, m)| *m = i as u64);
                let exit = run(b, id, &inputs);
                let from = codes.iter().find(|c| c.0 == exit.exit.code).map(|c| c.1.clone()).unwrap();
                let half = SLOTS as usize / 2;
                let memory =
                    memory.iter().enumerate().map(|(i, m)| if i < half { *m } else { bits(f64::from_bits(*m)) });
                log.push((exit.descr as u64, sanitize(&from, &exit), memory.collect::<Vec<_>>()));
                if !exit.finish && rng.below(2) == 0 {
                    let kinds: Vec<Option<Kind>> =
                        from.exits[exit.exit.exit as usize].args.iter().map(|a| a.map(|a| a.0)).collect();
                    let steps = rng.below(25);
                    let bridge = Builder::new(&mut rng, array, 1000 * codes.len() as u32).bridge(&kinds, steps);
                    let at = ExitRef { code: exit.exit.code, exit: exit.exit.exit };
                    let id = b.compile(bridge.clone(), Some(at)).unwrap();
                    codes.push((id, bridge));
                }
            }
            (round, log)
        });
    }
}
