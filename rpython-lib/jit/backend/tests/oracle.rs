//! Random traces of integers and floats: the reference interpreter of traces against both back ends.

use jit_backend::lower::{Context, Layout};
use jit_backend::Backend;
use jit_trace::{Arg, BoxId, Descrs, Exit, Heap, Kind, Machine, Opnum, Outcome, Trace, Value};

#[path = "support/mod.rs"]
mod support;
use support::{both, run};

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

    fn int(&mut self) -> i64 {
        match self.below(4) {
            0 => self.next() as i64,
            1 => [i64::MIN, i64::MAX, -1, 0, 1, 255, 1 << 31][self.below(7)],
            _ => self.below(12) as i64 - 4,
        }
    }

    fn float(&mut self) -> f64 {
        self.int() as f64 / 8.0
    }
}

fn operand(rng: &mut Rng, t: &Trace, kind: Kind, boxes: &[BoxId]) -> Arg {
    let fit: Vec<BoxId> = boxes.iter().copied().filter(|b| t.kind(*b) == kind).collect();
    if fit.is_empty() || rng.below(5) == 0 {
        return match kind {
            Kind::Float => Arg::float(rng.float()),
            _ => Arg::Int(rng.int()),
        };
    }
    // The newest often, so that comparisons meet their guards.
    let k = if rng.below(2) == 0 { fit.len() - 1 } else { rng.below(fit.len()) };
    Arg::Box(fit[k])
}

fn exit(rng: &mut Rng, boxes: &[BoxId]) -> Exit {
    let n = rng.below(10);
    let values: Vec<Arg> = (0..n).map(|_| Arg::Box(boxes[rng.below(boxes.len())])).collect();
    Exit::of_args(Vec::new(), &values)
}

fn random_trace(rng: &mut Rng) -> Trace {
    let mut t = Trace::new();
    for k in 0..4 + rng.below(12) {
        t.add_input(if k % 4 == 3 { Kind::Float } else { Kind::Int });
    }
    let mut boxes = t.inputargs.clone();
    let ops: Vec<Opnum> = Opnum::ALL
        .iter()
        .copied()
        .filter(|o| o.is_pure() && !o.signature().contains(['r', '*', '.']) || o.is_ovf())
        .filter(|o| !matches!(o, Opnum::IntSignext | Opnum::ConvertFloatBytesToLonglong | Opnum::CastFloatToInt))
        .collect();
    for _ in 0..10 + rng.below(40) {
        if rng.below(4) == 0 {
            let a = operand(rng, &t, Kind::Int, &boxes);
            let guard = [Opnum::GuardTrue, Opnum::GuardFalse][rng.below(2)];
            let exit = exit(rng, &boxes);
            t.push_guard(guard, &[a], None, exit);
            continue;
        }
        let op = ops[rng.below(ops.len())];
        let mut args = Vec::new();
        for s in op.signature().chars() {
            args.push(operand(rng, &t, if s == 'f' { Kind::Float } else { Kind::Int }, &boxes));
        }
        let name = op.name();
        if name.contains("div") && !name.starts_with("float") || name.contains("mod") {
            args[1] = Arg::Int([3, -7, 1, -1, 1 << 40, i64::MAX][rng.below(6)]);
        }
        let result = t.push(op, &args, None);
        if op.is_ovf() {
            let guard = if rng.below(8) == 0 { Opnum::GuardOverflow } else { Opnum::GuardNoOverflow };
            let exit = exit(rng, &boxes);
            t.push_guard(guard, &[], None, exit);
        }
        boxes.extend(result);
    }
    let all: Vec<Arg> = boxes.iter().map(|b| Arg::Box(*b)).collect();
    t.push(Opnum::Finish, &all, None);
    t
}

fn bits(v: Value) -> u64 {
    match v {
        Value::Int(n) => n as u64,
        Value::Ref(r) => r as u64,
        Value::Float(b) if f64::from_bits(b).is_nan() => f64::NAN.to_bits(),
        Value::Float(b) => b,
    }
}

#[test]
fn traces_end_as_the_reference_interpreter_says() {
    let rounds = std::env::var("JIT_RANDOM_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(500u64);
    let seed = std::env::var("JIT_RANDOM_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1u64);
    let descrs = Descrs::new();
    let cx = Context { descrs: &descrs, layout: Layout::default(), gc: None, resolve: &|_| 0, callee: None };
    let mut finished = 0;
    for round in seed..seed + rounds {
        let mut rng = Rng(round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..5).for_each(|_| {
            rng.next();
        });
        let t = random_trace(&mut rng);
        jit_trace::verify(&t, &descrs).unwrap();
        let inputs: Vec<Value> = t
            .inputargs
            .iter()
            .map(|b| if t.kind(*b) == Kind::Float { Value::float(rng.float()) } else { Value::Int(rng.int()) })
            .collect();
        let outcome = Machine::new(Heap::new()).run(&t, &descrs, &inputs).unwrap();
        let words: Vec<u64> = inputs.iter().map(|v| bits(*v)).collect();
        both(|b: &dyn Backend| {
            let (code, origins) = b.compile_loop(&t, &cx).unwrap();
            let left = run(b, code, &words);
            let origin = origins[left.exit.exit as usize];
            let kinds: Vec<Kind>;
            let expected: Vec<u64> = match &outcome {
                Outcome::Finish { values, .. } => {
                    assert!(left.finish, "round {round}: {}", jit_trace::print(&t, &descrs));
                    finished += 1;
                    kinds = values.iter().map(|v| v.kind()).collect();
                    values.iter().map(|v| bits(*v)).collect()
                }
                Outcome::Guard { op, exit, values, .. } => {
                    let text = || jit_trace::print(&t, &descrs);
                    assert_eq!((origin.op, origin.exit), (*op, Some(*exit)), "round {round}: {}", text());
                    let exit = &t.exits[exit.0 as usize];
                    let value_of = |b: &BoxId| {
                        let i = exit.values.iter().position(|v| *v == jit_trace::ExitVal::Arg(Arg::Box(*b))).unwrap();
                        values[i].unwrap()
                    };
                    let args = exit.fail_args();
                    kinds = args.iter().map(|b| t.kind(*b)).collect();
                    args.iter().map(|b| bits(value_of(b))).collect()
                }
                Outcome::Jump { .. } => unreachable!("no jumps in these traces"),
            };
            let got = left.values.iter().zip(&kinds).map(|(v, k)| match k {
                Kind::Float => bits(Value::Float(*v)),
                _ => *v,
            });
            let got: Vec<u64> = got.collect();
            assert_eq!(got, expected, "round {round}: {}", jit_trace::print(&t, &descrs));
        });
    }
    assert!(finished > 0);
}
