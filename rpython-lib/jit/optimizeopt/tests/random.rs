//! Random traces: optimised with any subset of the passes, they end as the unoptimised trace does.

use std::rc::Rc;

use jit_optimizeopt::{
    optimize_bridge, optimize_grown, optimize_loop, optimize_trace, Grown, NoOracle, OptError, Passes,
};
use jit_trace::heap::same;
use jit_trace::{
    parse, print, verify, Arg, BoxId, Descrs, EffectInfo, ExitVal, ExtraEffect, FieldKind, Heap, Kind, Machine, Opnum,
    Outcome, Trace, Value,
};

struct Rng(u64);

impl Rng {
    fn next(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let i = self.next(list.len());
        &list[i]
    }
}

fn world() -> Descrs {
    let mut d = Descrs::new();
    let fields = [
        ("value", FieldKind::Signed, false),
        ("next", FieldKind::Pointer, false),
        ("x", FieldKind::Float, false),
        ("fixed", FieldKind::Signed, true),
    ];
    let (_, node) = d.add_struct("Node", 100, &fields);
    d.add_struct("Pair", 200, &[("a", FieldKind::Signed, false), ("b", FieldKind::Pointer, false)]);
    d.add_array("Ints", FieldKind::Signed, false);
    d.add_array("Refs", FieldKind::Pointer, false);
    let writes = EffectInfo { writes: Some(vec![node[0]]), ..EffectInfo::nothing(ExtraEffect::CannotRaise) };
    d.add_call("store", &[Kind::Ref, Kind::Int], None, writes);
    d.add_call("double", &[Kind::Int], Some(Kind::Int), EffectInfo::nothing(ExtraEffect::ElidableCannotRaise));
    d.add_call("anything", &[Kind::Ref], Some(Kind::Int), EffectInfo::anything());
    d
}

/// A machine with two nodes, an array of integers and one of references; functions that use them.
fn machine(descrs: &Descrs) -> Machine {
    let mut heap = Heap::new();
    let id = |name: &str| descrs.by_name(name).unwrap();
    for _ in 0..2 {
        heap.new_struct(descrs, id("Node")).unwrap();
    }
    heap.new_array(descrs, id("Ints"), 4).unwrap();
    heap.new_array(descrs, id("Refs"), 3).unwrap();
    let mut machine = Machine::new(heap);
    let (value, d) = (id("Node.value"), Rc::new(descrs.clone()));
    let d2 = d.clone();
    machine.functions.insert(
        1000,
        Rc::new(move |heap, args| {
            if let [Value::Ref(node), v] = *args {
                let _ = heap.set_field(&d, node, value, v);
            }
            Ok(None)
        }),
    );
    machine.functions.insert(
        1001,
        Rc::new(|_, args| match *args {
            [Value::Int(n)] => Ok(Some(Value::Int(n.wrapping_mul(2)))),
            _ => Ok(None),
        }),
    );
    machine.functions.insert(
        1002,
        Rc::new(move |heap, args| {
            let Value::Ref(node) = args[0] else { return Ok(None) };
            let Ok(Value::Int(old)) = heap.get_field(&d2, node, value) else { return Ok(Some(Value::Int(-1))) };
            let _ = heap.set_field(&d2, node, value, Value::Int(old.wrapping_add(1)));
            Ok(Some(Value::Int(old)))
        }),
    );
    machine
}

#[derive(Default)]
struct Gen {
    text: String,
    next: usize,
    ints: Vec<String>,
    floats: Vec<String>,
    nodes: Vec<String>,
    pairs: Vec<String>,
    ints_arrays: Vec<(String, usize)>,
    refs_arrays: Vec<(String, usize)>,
    maybe: Vec<String>,
}

impl Gen {
    fn name(&mut self, letter: char) -> String {
        self.next += 1;
        format!("{letter}{}", self.next + 100)
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn int(&self, rng: &mut Rng) -> String {
        const CONSTANTS: [&str; 12] =
            ["0", "1", "-1", "2", "3", "7", "8", "64", "255", "-9223372036854775808", "9223372036854775807", "100"];
        if rng.next(3) == 0 {
            rng.pick(&CONSTANTS).to_string()
        } else {
            rng.pick(&self.ints).clone()
        }
    }

    fn live(&self, rng: &mut Rng) -> String {
        let mut all: Vec<&String> = Vec::new();
        all.extend(&self.ints);
        all.extend(&self.floats);
        all.extend(&self.nodes);
        all.extend(&self.pairs);
        all.extend(&self.maybe);
        all.extend(self.ints_arrays.iter().chain(&self.refs_arrays).map(|a| &a.0));
        let picked: Vec<String> = (0..rng.next(6)).map(|_| rng.pick(&all).to_string()).collect();
        picked.join(", ")
    }

    fn any_ref(&self, rng: &mut Rng) -> String {
        match rng.next(4) {
            0 => "null".to_string(),
            1 => rng.pick(&self.maybe).clone(),
            2 => self.pairs.last().unwrap_or(&self.nodes[0]).clone(),
            _ => rng.pick(&self.nodes).clone(),
        }
    }

    fn step(&mut self, rng: &mut Rng) {
        const BINARY: [&str; 22] = [
            "int_add",
            "int_sub",
            "int_mul",
            "int_and",
            "int_or",
            "int_xor",
            "int_lshift",
            "int_rshift",
            "uint_rshift",
            "int_lt",
            "int_le",
            "int_eq",
            "int_ne",
            "int_gt",
            "int_ge",
            "uint_lt",
            "uint_ge",
            "uint_mul_high",
            "int_add",
            "int_sub",
            "int_lt",
            "int_eq",
        ];
        match rng.next(30) {
            0..=6 => {
                let (op, a, b) = (*rng.pick(&BINARY), self.int(rng), self.int(rng));
                let r = self.name('i');
                self.line(&format!("{r} = {op}({a}, {b})"));
                self.ints.push(r);
            }
            7 => {
                let op = *rng.pick(&["int_neg", "int_invert", "int_is_zero", "int_is_true", "int_force_ge_zero"]);
                let (a, r) = (self.int(rng), self.name('i'));
                self.line(&format!("{r} = {op}({a})"));
                self.ints.push(r);
            }
            8 => {
                let op = *rng.pick(&["int_py_div", "int_py_mod", "int_floordiv", "uint_mod"]);
                let (a, b, r) =
                    (self.int(rng), *rng.pick(&["1", "2", "8", "-3", "7", "10", "1000000007"]), self.name('i'));
                self.line(&format!("{r} = {op}({a}, {b})"));
                self.ints.push(r);
            }
            9 => {
                let op = *rng.pick(&["int_add_ovf", "int_sub_ovf", "int_mul_ovf"]);
                let (a, b, r, live) = (self.int(rng), self.int(rng), self.name('i'), self.live(rng));
                self.line(&format!("{r} = {op}({a}, {b})"));
                self.line(&format!("guard_no_overflow() [{live}]"));
                self.ints.push(r);
            }
            10 | 11 => {
                let guard = *rng.pick(&["guard_true", "guard_false"]);
                let (a, live) = (rng.pick(&self.ints).clone(), self.live(rng));
                self.line(&format!("{guard}({a}) [{live}]"));
            }
            12 => {
                let (op, a, b) = (
                    *rng.pick(&["float_add", "float_mul", "float_sub"]),
                    rng.pick(&self.floats),
                    rng.pick(&self.floats),
                );
                let line = format!("{op}({a}, {b})");
                let r = self.name('f');
                self.line(&format!("{r} = {line}"));
                self.floats.push(r);
            }
            13 => {
                let r = self.name('p');
                self.line(&format!("{r} = new_with_vtable(descr=<Node>)"));
                let v = self.int(rng);
                self.line(&format!("setfield_gc({r}, {v}, descr=<Node.fixed>)"));
                self.nodes.push(r);
            }
            14 => {
                let r = self.name('p');
                self.line(&format!("{r} = new_with_vtable(descr=<Pair>)"));
                self.pairs.push(r);
            }
            15 => {
                let (r, n) = (self.name('p'), rng.next(4) + 1);
                if rng.next(2) == 0 {
                    self.line(&format!("{r} = new_array_clear({n}, descr=<Ints>)"));
                    self.ints_arrays.push((r, n));
                } else {
                    self.line(&format!("{r} = new_array_clear({n}, descr=<Refs>)"));
                    self.refs_arrays.push((r, n));
                }
            }
            16 | 17 => {
                let (p, r) = (rng.pick(&self.nodes).clone(), self.name('i'));
                let field = *rng.pick(&["value", "value", "fixed"]);
                self.line(&format!("{r} = getfield_gc_i({p}, descr=<Node.{field}>)"));
                self.ints.push(r);
            }
            18 => {
                let (p, r) = (rng.pick(&self.nodes).clone(), self.name('p'));
                self.line(&format!("{r} = getfield_gc_r({p}, descr=<Node.next>)"));
                self.maybe.push(r);
            }
            19 | 20 => {
                let (p, v) = (rng.pick(&self.nodes).clone(), self.int(rng));
                self.line(&format!("setfield_gc({p}, {v}, descr=<Node.value>)"));
            }
            21 => {
                let (p, v) = (rng.pick(&self.nodes).clone(), self.any_ref(rng));
                self.line(&format!("setfield_gc({p}, {v}, descr=<Node.next>)"));
            }
            22 if !self.pairs.is_empty() => {
                let (p, v) = (rng.pick(&self.pairs).clone(), self.any_ref(rng));
                self.line(&format!("setfield_gc({p}, {v}, descr=<Pair.b>)"));
            }
            23 => {
                let ((p, n), r) = (rng.pick(&self.ints_arrays).clone(), self.name('i'));
                let i = self.index(n, rng);
                self.line(&format!("{r} = getarrayitem_gc_i({p}, {i}, descr=<Ints>)"));
                self.ints.push(r);
            }
            24 => {
                let ((p, n), v) = (rng.pick(&self.ints_arrays).clone(), self.int(rng));
                let i = self.index(n, rng);
                self.line(&format!("setarrayitem_gc({p}, {i}, {v}, descr=<Ints>)"));
            }
            25 => {
                let ((p, n), v) = (rng.pick(&self.refs_arrays).clone(), self.any_ref(rng));
                self.line(&format!("setarrayitem_gc({p}, {}, {v}, descr=<Refs>)", rng.next(n)));
                let r = self.name('p');
                self.line(&format!("{r} = getarrayitem_gc_r({p}, {}, descr=<Refs>)", rng.next(n)));
                self.maybe.push(r);
            }
            26 => {
                let (p, r, live) = (rng.pick(&self.nodes).clone(), self.name('i'), self.live(rng));
                self.line(&format!("{r} = call_i(1002, {p}, descr=<anything>)"));
                self.line(&format!("guard_no_exception() [{live}]"));
                self.ints.push(r);
            }
            27 => {
                let (p, v, r) = (rng.pick(&self.nodes).clone(), self.int(rng), self.name('i'));
                self.line(&format!("call_n(1000, {p}, {v}, descr=<store>)"));
                self.line(&format!("{r} = call_pure_i(1001, {v}, descr=<double>)"));
                self.ints.push(r);
            }
            28 => {
                let guard = *rng.pick(&["guard_nonnull", "guard_isnull"]);
                let (p, live) = (rng.pick(&self.maybe).clone(), self.live(rng));
                self.line(&format!("{guard}({p}) [{live}]"));
                if guard == "guard_nonnull" && rng.next(2) == 0 {
                    let live = self.live(rng);
                    self.line(&format!("guard_class({p}, 100) [{live}]"));
                    self.nodes.push(p);
                }
            }
            _ => {
                let (p, q, r) = (self.any_ref(rng), rng.pick(&self.nodes).clone(), self.name('i'));
                self.line(&format!("{r} = ptr_eq({p}, {q})"));
                self.ints.push(r);
            }
        }
    }

    fn index(&mut self, n: usize, rng: &mut Rng) -> String {
        if rng.next(3) > 0 || n < 2 {
            return rng.next(n).to_string();
        }
        let (a, r) = (self.int(rng), self.name('i'));
        self.line(&format!("{r} = int_and({a}, 1)"));
        r
    }
}

fn generate(rng: &mut Rng, is_loop: bool) -> String {
    generate_with(rng, is_loop).0
}

/// The text, and what is defined at its end.
fn generate_with(rng: &mut Rng, is_loop: bool) -> (String, Gen) {
    let s = |x: &str| x.to_string();
    let mut g = Gen {
        text: s("[i0, i1, i2, p3, p4, p5, p6, f7]\n"),
        ints: vec![s("i0"), s("i1"), s("i2")],
        floats: vec![s("f7"), s("1.0")],
        nodes: vec![s("p3"), s("p4")],
        ints_arrays: vec![(s("p5"), 4)],
        refs_arrays: vec![(s("p6"), 3)],
        maybe: vec![s("null")],
        ..Gen::default()
    };
    g.line("p8 = getfield_gc_r(p3, descr=<Node.next>)");
    g.maybe = vec![s("p8")];
    if is_loop {
        g.line("guard_true(i0) [i1, p4, f7]");
        g.line("i9 = int_sub(i0, 1)");
    }
    let most = if is_loop { 20 } else { 40 };
    for _ in 0..rng.next(most) + 3 {
        g.step(rng);
    }
    if !is_loop {
        let live = g.live(rng);
        g.line(&format!("finish({live})"));
        return (g.text.clone(), g);
    }
    // Often the same as before, so that there is something to find invariant.
    let pick = |same: &str, list: &[String], rng: &mut Rng| match rng.next(3) {
        0 => same.to_string(),
        _ => rng.pick(list).clone(),
    };
    let array = |list: &[(String, usize)], n: usize| -> Vec<String> {
        list.iter().filter(|a| a.1 == n).map(|a| a.0.clone()).collect()
    };
    let (ints, refs) = (array(&g.ints_arrays, 4), array(&g.refs_arrays, 3));
    let args = [
        "i9".to_string(),
        pick("i1", &g.ints, rng),
        pick("5", &g.ints, rng),
        pick("p3", &g.nodes, rng),
        pick("p4", &g.nodes, rng),
        pick("p5", &ints, rng),
        pick("p6", &refs, rng),
        pick("f7", &g.floats, rng),
    ];
    g.line(&format!("jump({})", args.join(", ")));
    (g.text.clone(), g)
}

/// Guards that the optimiser may have replaced by an earlier, stronger one.
fn moved(original: &Trace, optimised: &Trace, at: usize) -> bool {
    matches!(optimised.ops[at].opnum, Opnum::GuardNonnullClass | Opnum::GuardValue)
        && original.ops.iter().any(|o| o.opnum == Opnum::GuardNonnull)
}

fn check(text: &str, passes: Passes, is_loop: bool, rng: &mut Rng) -> bool {
    let mut descrs = world();
    // Each guard gets a descriptor: its identity.
    let mut trace = parse(text, &mut descrs).unwrap().trace;
    for op in trace.ops.iter_mut().filter(|o| o.opnum.is_guard()) {
        op.descr = Some(descrs.add_guard());
    }
    let target = descrs.add_target(Vec::new());
    let result = if is_loop && rng.next(3) == 0 {
        let (grown, at, inputs) = after_itself(&trace);
        let loop_ = Grown { at, inputs: &inputs, facts: &[] };
        match optimize_grown(&grown, loop_, &descrs, target, passes, &NoOracle) {
            Ok(Some(o)) => Ok(o),
            Ok(None) => return false,
            Err(e) => Err(e),
        }
    } else if is_loop {
        optimize_loop(&trace, &descrs, target, passes, &NoOracle)
    } else {
        optimize_trace(&trace, &descrs, passes, &NoOracle)
    };
    let optimised = match result {
        Ok(o) => o.trace,
        Err(OptError::InvalidLoop(_)) => return false,
        Err(e) => panic!("{e}\n{text}"),
    };
    let show = || format!("{passes:?}\n{}\n{}", print(&trace, &descrs), print(&optimised, &descrs));
    verify(&optimised, &descrs).unwrap_or_else(|e| panic!("{e}\n{}", show()));
    for _ in 0..4 {
        let mut int = || Value::Int(*rng.pick(&[0, 1, 2, -1, 5, 64, i64::MAX, i64::MIN, 1 << 33, -7]));
        let (mut a, b, c) = (int(), int(), int());
        if is_loop {
            a = Value::Int(rng.next(6) as i64);
        }
        let args = [
            a,
            b,
            c,
            Value::Ref(1),
            Value::Ref(1 + rng.next(2) as u32),
            Value::Ref(3),
            Value::Ref(4),
            Value::float(1.5),
        ];
        let (mut m1, mut m2) = (machine(&descrs), machine(&descrs));
        if rng.next(2) == 0 {
            let next = descrs.by_name("Node.next").unwrap();
            for m in [&mut m1, &mut m2] {
                m.heap.set_field(&descrs, 1, next, Value::Ref(2)).unwrap();
            }
        }
        let Ok(expected) = m1.run(&trace, &descrs, &args) else { continue };
        let found = m2.run(&optimised, &descrs, &args).unwrap_or_else(|e| panic!("{e}\n{args:?}\n{}", show()));
        let roots = |o: &Outcome| -> Vec<Value> {
            let mut roots: Vec<Value> = (1..=4).map(Value::Ref).collect();
            match o {
                Outcome::Finish { values, .. } | Outcome::Jump { values, .. } => roots.extend(values),
                Outcome::Guard { values, .. } => roots.extend(values.iter().map(|v| v.unwrap_or(Value::NULL))),
            }
            roots
        };
        let ends = |o: &Outcome| match o {
            Outcome::Guard { descr, .. } => *descr,
            _ => None,
        };
        if let Outcome::Guard { op, .. } = found {
            if ends(&expected) != ends(&found) && moved(&trace, &optimised, op) {
                continue;
            }
        }
        assert_eq!(ends(&expected), ends(&found), "{args:?}\n{}", show());
        let equal = same(&m1.heap, &roots(&expected), &m2.heap, &roots(&found));
        assert!(equal, "{expected:?} {found:?} {args:?}\n{}", show());
    }
    true
}

/// A loop behind an iteration of itself: where it starts, and with which values.
fn after_itself(trace: &Trace) -> (Trace, usize, Vec<BoxId>) {
    let mut out = trace.clone();
    let jump = out.ops.pop().unwrap();
    let mut names: Vec<Option<Arg>> = vec![None; trace.box_count()];
    let mut inputs = Vec::new();
    for (input, end) in trace.inputargs.iter().zip(&jump.args) {
        let copy = out.push(Opnum::same_as(trace.kind(*input)), &[*end], None).unwrap();
        names[input.index()] = Some(copy.into());
        inputs.push(copy);
    }
    let at = out.ops.len();
    let name = |names: &[Option<Arg>], a: &mut Arg| {
        if let Some(n) = a.as_box().and_then(|b| names[b.index()]) {
            *a = n;
        }
    };
    for op in &trace.ops {
        let mut op = op.clone();
        op.args.iter_mut().for_each(|a| name(&names, a));
        if let Some(exit) = trace.exit_of(&op) {
            let mut exit = exit.clone();
            let value = |v: &mut ExitVal| {
                if let ExitVal::Arg(a) = v {
                    name(&names, a);
                }
            };
            exit.values.iter_mut().for_each(value);
            exit.virtuals.iter_mut().flat_map(|v| v.values.iter_mut()).for_each(value);
            exit.pending.iter_mut().flat_map(|p| [&mut p.object, &mut p.value]).for_each(value);
            op.exit = Some(out.add_exit(exit));
        }
        if let Some(result) = op.result {
            let new = out.new_box(trace.kind(result));
            names[result.index()] = Some(new.into());
            op.result = Some(new);
        }
        out.ops.push(op);
    }
    (out, at, inputs)
}

/// The part of a loop from its label on.
fn from_label(trace: &Trace, label: jit_trace::DescrId) -> Option<Trace> {
    let at = trace.ops.iter().position(|o| o.opnum == Opnum::Label && o.descr == Some(label))?;
    let mut rest = trace.clone();
    rest.inputargs = trace.ops[at].args.iter().filter_map(|a| a.as_box()).collect();
    rest.ops.drain(..at);
    Some(rest)
}

/// A loop, and a bridge that is its body once more with something changed: the bridge jumps into the peeled loop or to
/// its start, the rest is as without optimisation. True if it jumped into the loop.
fn check_bridge(text: &str, extra: &str, jump: &str, passes: Passes, rng: &mut Rng) -> Option<bool> {
    let mut descrs = world();
    let mut parsed = parse(text, &mut descrs).unwrap().trace;
    let (body, _) = text.rsplit_once("jump(").unwrap();
    // Without a place to leave to, it can only jump into the loop if all is known.
    let leave = if rng.next(2) == 0 { format!("guard_future_condition() [{jump}]\n") } else { String::new() };
    let bridge_text = format!("{body}{extra}{leave}jump({jump}, descr=<Start>)\n");
    let mut bridge = parse(&bridge_text, &mut descrs).unwrap().trace;
    let start = descrs.by_name("Start").unwrap();
    for op in parsed.ops.iter_mut().chain(&mut bridge.ops) {
        if !op.opnum.is_guard() || op.opnum == Opnum::GuardFutureCondition {
            continue;
        }
        op.descr = Some(descrs.add_guard());
    }
    let label = descrs.add_target(Vec::new());
    let peeled = match optimize_loop(&parsed, &descrs, label, passes, &NoOracle) {
        Ok(o) => o,
        Err(_) => return None,
    };
    let exported = Rc::new(peeled.exported?);
    let targets = |d: jit_trace::DescrId| (d == start).then(|| exported.clone()).into_iter().collect();
    let Ok(optimised) = optimize_bridge(&bridge, &descrs, passes, &NoOracle, &[], &targets) else { return None };
    let optimised = optimised.trace;
    let show = || {
        let texts = [&bridge, &optimised, &peeled.trace].map(|t| print(t, &descrs));
        format!("{passes:?}\n{}", texts.join("\n"))
    };
    verify(&optimised, &descrs).unwrap_or_else(|e| panic!("{e}\n{}", show()));
    let inside = optimised.ops.last().is_some_and(|o| o.descr == Some(label));
    for _ in 0..6 {
        let mut int = || Value::Int(*rng.pick(&[0, 1, 2, -1, 5, 64, i64::MAX, i64::MIN, 1 << 33, -7]));
        let (b, c) = (int(), int());
        let a = Value::Int(rng.next(6) as i64);
        let node = Value::Ref(1 + rng.next(2) as u32);
        let args = [a, b, c, Value::Ref(1), node, Value::Ref(3), Value::Ref(4), Value::float(1.5)];
        let (mut m1, mut m2) = (machine(&descrs), machine(&descrs));
        let run = |m: &mut Machine, bridge: &Trace, rest: &Trace| {
            let first = m.run(bridge, &descrs, &args)?;
            match first {
                Outcome::Jump { descr, values } => {
                    let inner = if descr == label { from_label(rest, label) } else { None };
                    m.run(inner.as_ref().unwrap_or(rest), &descrs, &values)
                }
                Outcome::Guard { descr: None, values, .. } => {
                    let values: Vec<Value> = values.into_iter().flatten().collect();
                    m.run(rest, &descrs, &values)
                }
                end => Ok(end),
            }
        };
        let Ok(expected) = run(&mut m1, &bridge, &parsed) else { continue };
        let found = run(&mut m2, &optimised, &peeled.trace).unwrap_or_else(|e| panic!("{e}\n{args:?}\n{}", show()));
        let ends = |o: &Outcome| match o {
            Outcome::Guard { descr, .. } => *descr,
            _ => None,
        };
        if ends(&expected) != ends(&found) {
            let strong = |t: &Trace| {
                t.ops
                    .iter()
                    .any(|o| o.descr == ends(&found) && matches!(o.opnum, Opnum::GuardNonnullClass | Opnum::GuardValue))
            };
            if text.contains("guard_nonnull") && (strong(&optimised) || strong(&peeled.trace)) {
                continue;
            }
        }
        assert_eq!(ends(&expected), ends(&found), "{args:?}\n{}", show());
        let roots = |o: &Outcome| -> Vec<Value> {
            let mut roots: Vec<Value> = (1..=4).map(Value::Ref).collect();
            match o {
                Outcome::Finish { values, .. } | Outcome::Jump { values, .. } => roots.extend(values),
                Outcome::Guard { values, .. } => roots.extend(values.iter().map(|v| v.unwrap_or(Value::NULL))),
            }
            roots
        };
        let equal = same(&m1.heap, &roots(&expected), &m2.heap, &roots(&found));
        assert!(equal, "{expected:?} {found:?} {args:?}\n{}", show());
    }
    Some(inside)
}

#[test]
fn bridges_jump_into_peeled_loops() {
    let mut rng = Rng(0x1357_9bdf_0246_8ace);
    let (mut inside, mut tried) = (0, 0);
    for i in 0..count() {
        let (text, mut g) = generate_with(&mut rng, true);
        g.text.clear();
        for _ in 0..rng.next(3) {
            g.step(&mut rng);
        }
        let mut args: Vec<String> = text
            .rsplit_once("jump(")
            .map(|t| t.1.trim_end().trim_end_matches(')').split(", ").map(str::to_string).collect())
            .unwrap();
        if rng.next(2) == 0 {
            let n = 1 + rng.next(4);
            args[n] = rng.pick(if n < 3 { &g.ints } else { &g.nodes }).clone();
        }
        let passes = random_passes(i, &mut rng);
        match check_bridge(&text, &g.text, &args.join(", "), passes, &mut rng) {
            Some(true) => (inside, tried) = (inside + 1, tried + 1),
            Some(false) => tried += 1,
            None => {}
        }
    }
    assert!(tried * 2 > count() && inside * 4 > tried, "{inside} of {tried} jumped into the loop");
}

fn random_passes(i: usize, rng: &mut Rng) -> Passes {
    match i % 4 {
        0 | 1 => Passes::ALL,
        _ => Passes {
            intbounds: rng.next(2) == 0,
            rewrite: rng.next(2) == 0,
            virtualize: rng.next(2) == 0,
            string: rng.next(2) == 0,
            pure_: rng.next(2) == 0,
            heap: rng.next(2) == 0,
            unroll: true,
        },
    }
}

/// `RANDOM_TRACES=20000` in the environment tries more.
fn count() -> usize {
    std::env::var("RANDOM_TRACES").ok().and_then(|n| n.parse().ok()).unwrap_or(1500)
}

fn run(is_loop: bool, seed: u64) {
    let mut rng = Rng(seed);
    let count = count();
    let mut checked = 0;
    for i in 0..count {
        let text = generate(&mut rng, is_loop);
        let passes = random_passes(i, &mut rng);
        checked += usize::from(check(&text, passes, is_loop, &mut rng));
    }
    assert!(checked * 3 > count, "{checked} of {count}");
}

#[test]
fn optimised_traces_end_as_unoptimised_ones() {
    run(false, 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn peeled_loops_end_as_unoptimised_ones() {
    run(true, 0x2545_f491_4f6c_dd1d);
}
