//! Random traces: optimised with any subset of the passes and compiled to machine code, they end as the unoptimised
//! trace does on the interpreter of the low-level IR, and leave the same memory. `RANDOM_TRACES=20000` tries more.
#![cfg(target_arch = "x86_64")]

use std::cell::RefCell;
use std::collections::HashMap;

use jit_backend::interp::Interp;
use jit_backend::lower::{Context, Layout};
use jit_backend::x64::X64;
use jit_backend::{Backend, Gc};
use jit_optimizeopt::{optimize_loop, optimize_trace, NoOracle, OptError, Passes};
use jit_trace::{
    parse, print, Arg, Descr, DescrId, Descrs, EffectInfo, Exit, ExitVal, ExtraEffect, FieldDescr, FieldKind, Kind,
    SizeDescr, StorePlace, Trace, VirtualKind,
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

const NODE: u32 = 5;
const ARRAY: u32 = 6;
const NODE_WORDS: usize = 5;
const ITEMS: usize = 4;

thread_local! {
    static BLOCKS: RefCell<Vec<Box<[u64]>>> = RefCell::default();
}

fn block(words: usize, first: u64) -> u64 {
    let mut block = vec![0u64; words].into_boxed_slice();
    block[0] = first;
    let at = block.as_ptr() as u64;
    BLOCKS.with_borrow_mut(|b| b.push(block));
    at
}

extern "C" fn malloc_fixed(type_id: u32) -> u64 {
    block(NODE_WORDS, type_id.into())
}

extern "C" fn malloc_varsize(type_id: u32, length: i64) -> u64 {
    let at = block(length as usize + 2, type_id.into());
    put(at + 8, 8, length as u64);
    at
}

extern "C" fn bump(node: u64) -> i64 {
    let old = get(node + 8, 8);
    put(node + 8, 8, old.wrapping_add(1));
    old as i64
}

extern "C" fn triple(n: i64) -> i64 {
    n.wrapping_mul(3)
}

fn get(at: u64, size: u32) -> u64 {
    // SAFETY: places in blocks.
    unsafe {
        match size {
            1 => (at as *const u8).read().into(),
            4 => (at as *const u32).read().into(),
            _ => (at as *const u64).read(),
        }
    }
}

fn put(at: u64, size: u32, value: u64) {
    // SAFETY: places in blocks.
    unsafe {
        match size {
            1 => (at as *mut u8).write(value as u8),
            4 => (at as *mut u32).write(value as u32),
            _ => (at as *mut u64).write(value),
        }
    }
}

fn world() -> Descrs {
    let mut d = Descrs::new();
    let fields = [
        ("value", 8, 8, FieldKind::Signed),
        ("next", 16, 8, FieldKind::Pointer),
        ("x", 24, 8, FieldKind::Float),
        ("small", 32, 4, FieldKind::Signed),
        ("byte", 36, 1, FieldKind::Unsigned),
    ];
    let ids: Vec<DescrId> = (1..=fields.len() as u32).map(DescrId).collect();
    d.add(Descr::Size(SizeDescr {
        name: "Node".into(),
        size: 8 * NODE_WORDS as u32,
        type_id: NODE,
        fields: ids,
        ..SizeDescr::default()
    }));
    for (index, (name, offset, size, kind)) in (0..).zip(fields) {
        let (parent, name) = (DescrId(0), format!("Node.{name}"));
        let (pure_, quasi_immut) = (false, None);
        d.add(Descr::Field(FieldDescr { name, parent, index, offset, size, kind, pure_, quasi_immut }));
    }
    d.add_array("Ints", FieldKind::Signed, false);
    let bump =
        EffectInfo { writes: Some(vec![DescrId(1)]), reads: None, ..EffectInfo::nothing(ExtraEffect::CannotRaise) };
    d.add_call("bump", &[Kind::Ref], Some(Kind::Int), bump);
    d.add_call("triple", &[Kind::Int], Some(Kind::Int), EffectInfo::nothing(ExtraEffect::ElidableCannotRaise));
    d
}

/// Inputs: three integers, two nodes, an array, a float.
struct Gen {
    text: String,
    next: usize,
    ints: Vec<String>,
    floats: Vec<String>,
    nodes: Vec<String>,
    maybe: Vec<String>,
}

impl Gen {
    fn name(&mut self, letter: char) -> String {
        self.next += 1;
        format!("{letter}{}", self.next + 100)
    }

    fn line(&mut self, line: String) {
        self.text.push_str(&line);
        self.text.push('\n');
    }

    fn def(&mut self, letter: char, expression: String) -> String {
        let r = self.name(letter);
        self.line(format!("{r} = {expression}"));
        match letter {
            'i' => self.ints.push(r.clone()),
            'f' => self.floats.push(r.clone()),
            _ => {}
        }
        r
    }

    fn int(&self, rng: &mut Rng) -> String {
        const CONSTANTS: [&str; 13] = [
            "0",
            "1",
            "-1",
            "2",
            "3",
            "7",
            "8",
            "64",
            "255",
            "-9223372036854775808",
            "9223372036854775807",
            "100",
            "5000000000",
        ];
        if rng.next(3) == 0 {
            rng.pick(&CONSTANTS).to_string()
        } else {
            rng.pick(&self.ints).clone()
        }
    }

    fn live(&self, rng: &mut Rng) -> String {
        let lists = [&self.ints, &self.floats, &self.nodes, &self.maybe];
        let all: Vec<&String> = lists.into_iter().flatten().collect();
        let picked: Vec<String> = (0..rng.next(9)).map(|_| rng.pick(&all).to_string()).collect();
        picked.join(", ")
    }

    fn step(&mut self, rng: &mut Rng) {
        const BINARY: [&str; 21] = [
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
        ];
        let (a, b, live) = (self.int(rng), self.int(rng), self.live(rng));
        let (f, g) = (rng.pick(&self.floats).clone(), rng.pick(&self.floats).clone());
        let node = rng.pick(&self.nodes).clone();
        match rng.next(24) {
            0..=5 => {
                let op = *rng.pick(&BINARY);
                self.def('i', format!("{op}({a}, {b})"));
            }
            6 => {
                let op = *rng.pick(&["int_neg", "int_invert", "int_is_zero", "int_is_true", "int_force_ge_zero"]);
                self.def('i', format!("{op}({a})"));
            }
            7 => {
                let op = *rng.pick(&["int_py_div", "int_py_mod", "int_floordiv", "uint_mod", "uint_floordiv"]);
                let c = *rng.pick(&["1", "2", "8", "-3", "7", "10", "1000000007"]);
                self.def('i', format!("{op}({a}, {c})"));
            }
            8 | 9 => {
                let op = *rng.pick(&["int_add_ovf", "int_sub_ovf", "int_mul_ovf"]);
                let r = self.name('i');
                self.line(format!("{r} = {op}({a}, {b})\nguard_no_overflow() [{live}]"));
                self.ints.push(r);
            }
            10 | 11 => {
                let (op, guard) = (*rng.pick(&BINARY), *rng.pick(&["guard_true", "guard_false"]));
                let c = self.def('i', format!("{op}({a}, {b})"));
                self.line(format!("{guard}({c}) [{live}]"));
            }
            12 => {
                let op = *rng.pick(&["float_add", "float_mul", "float_sub", "float_truediv"]);
                self.def('f', format!("{op}({f}, {g})"));
            }
            13 => match rng.next(5) {
                0 => drop(self.def('f', format!("cast_int_to_float({a})"))),
                1 => drop(self.def('i', format!("convert_float_bytes_to_longlong({f})"))),
                2 => drop(self.def('f', format!("float_neg({f})"))),
                3 => drop(self.def('f', format!("float_abs({f})"))),
                _ => drop(self.def('i', format!("int_signext({a}, {})", rng.pick(&[1, 2, 4])))),
            },
            14 => {
                let op = *rng.pick(&["float_lt", "float_le", "float_eq", "float_ne", "float_gt"]);
                let c = self.def('i', format!("{op}({f}, {g})"));
                if rng.next(2) == 0 {
                    self.line(format!("{}({c}) [{live}]", rng.pick(&["guard_true", "guard_false"])));
                }
            }
            15 => {
                let r = self.def('p', "new(descr=<Node>)".to_string());
                self.line(format!("setfield_gc({r}, {a}, descr=<Node.value>)"));
                self.nodes.push(r);
            }
            16 | 17 => {
                let field = *rng.pick(&["value", "value", "small", "byte"]);
                self.def('i', format!("getfield_gc_i({node}, descr=<Node.{field}>)"));
            }
            18 => {
                let r = self.def('p', format!("getfield_gc_r({node}, descr=<Node.next>)"));
                if rng.next(2) == 0 {
                    self.line(format!("guard_nonnull({r}) [{live}]"));
                    self.nodes.push(r);
                } else {
                    self.maybe.push(r);
                }
            }
            19 | 20 => match rng.next(4) {
                0 => {
                    let v = if rng.next(4) == 0 { "null".to_string() } else { rng.pick(&self.nodes).clone() };
                    self.line(format!("setfield_gc({node}, {v}, descr=<Node.next>)"));
                }
                1 => self.line(format!("setfield_gc({node}, {f}, descr=<Node.x>)")),
                _ => {
                    let field = *rng.pick(&["value", "small", "byte"]);
                    self.line(format!("setfield_gc({node}, {a}, descr=<Node.{field}>)"));
                }
            },
            21 => {
                let i = match rng.next(2) {
                    0 => rng.next(ITEMS).to_string(),
                    _ => self.def('i', format!("int_and({a}, 3)")),
                };
                if rng.next(2) == 0 {
                    self.def('i', format!("getarrayitem_gc_i(p5, {i}, descr=<Ints>)"));
                } else {
                    self.line(format!("setarrayitem_gc(p5, {i}, {b}, descr=<Ints>)"));
                }
            }
            22 => {
                if rng.next(2) == 0 {
                    self.def('i', format!("call_i({}, {node}, descr=<bump>)", bump as *const () as i64));
                } else {
                    self.def('i', format!("call_pure_i({}, {a}, descr=<triple>)", triple as *const () as i64));
                }
            }
            _ => {
                let other = rng.pick(&self.nodes).clone();
                self.def('i', format!("ptr_eq({node}, {other})"));
                self.def('f', format!("getfield_gc_f({node}, descr=<Node.x>)"));
            }
        }
    }
}

fn generate(rng: &mut Rng, is_loop: bool) -> String {
    let s = |x: &str| x.to_string();
    let mut g = Gen {
        text: s("[i0, i1, i2, p3, p4, p5, f6]\n"),
        next: 0,
        ints: vec![s("i0"), s("i1"), s("i2")],
        floats: vec![s("f6"), s("1.5")],
        nodes: vec![s("p3"), s("p4")],
        maybe: vec![s("null")],
    };
    if is_loop {
        g.line(s("i7 = int_gt(i0, 0)\nguard_true(i7) [i1, p4, f6]\ni8 = int_sub(i0, 1)"));
    }
    for _ in 0..rng.next(if is_loop { 30 } else { 60 }) + 3 {
        g.step(rng);
    }
    if is_loop {
        let pick = |same: &str, list: &[String], rng: &mut Rng| match rng.next(3) {
            0 => same.to_string(),
            _ => rng.pick(list).clone(),
        };
        let args = [
            s("i8"),
            pick("i1", &g.ints, rng),
            pick("5", &g.ints, rng),
            pick("p3", &g.nodes, rng),
            pick("p4", &g.nodes, rng),
            s("p5"),
            pick("f6", &g.floats, rng),
        ];
        g.line(format!("jump({})", args.join(", ")));
    } else {
        let live = g.live(rng);
        g.line(format!("finish({live})"));
    }
    g.text
}

/// The live values of an exit, after what the optimiser left to it has been done.
fn rebuild(exit: &Exit, saved: &[u64], descrs: &Descrs) -> Vec<u64> {
    let boxes = exit.fail_args();
    let objects: Vec<u64> = exit.virtuals.iter().map(|_| malloc_fixed(NODE)).collect();
    let value = |v: &ExitVal| match v {
        ExitVal::Arg(Arg::Box(b)) => saved[boxes.iter().position(|x| x == b).unwrap()],
        ExitVal::Arg(Arg::Int(n)) => *n as u64,
        ExitVal::Arg(Arg::Float(bits)) => *bits,
        ExitVal::Arg(Arg::Ptr(_)) | ExitVal::Hole => 0,
        ExitVal::Virtual(n) => objects[*n as usize],
    };
    let store = |object: u64, field: DescrId, v: u64| {
        let f = descrs.field(field).unwrap();
        put(object + u64::from(f.offset), f.size, v);
    };
    for (v, &object) in exit.virtuals.iter().zip(&objects) {
        let VirtualKind::Struct(size) = v.kind else { panic!("{v:?}") };
        for (&field, x) in descrs.size(size).unwrap().fields.iter().zip(&v.values) {
            store(object, field, value(x));
        }
    }
    for p in &exit.pending {
        match p.place {
            StorePlace::Field(field) => store(value(&p.object), field, value(&p.value)),
            StorePlace::Item(_, i) => put(value(&p.object) + 16 + 8 * u64::from(i), 8, value(&p.value)),
        }
    }
    exit.values.iter().map(value).collect()
}

/// A number for what is reachable: the same for the same shape and contents.
fn image(roots: &[(u64, bool)]) -> Vec<u64> {
    let mut out = Vec::new();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let mut todo: Vec<(u64, bool)> = roots.iter().rev().copied().collect();
    while let Some((value, is_ref)) = todo.pop() {
        if !is_ref || value == 0 {
            out.push(value);
            continue;
        }
        let n = seen.len() as u64;
        if let Some(n) = seen.get(&value) {
            out.push(*n);
            continue;
        }
        seen.insert(value, n);
        match get(value, 8) as u32 {
            ARRAY => out.extend((1..ITEMS as u64 + 2).map(|i| get(value + 8 * i, 8))),
            _ => {
                out.extend([get(value + 8, 8), get(value + 24, 8), get(value + 32, 4), get(value + 36, 1)]);
                todo.push((get(value + 16, 8), true));
            }
        }
    }
    out
}

/// Where it left (the guard's descriptor, nothing for the end), and what was there.
type End = (Option<DescrId>, Vec<u64>);

fn run(b: &dyn Backend, trace: &Trace, descrs: &Descrs, gc: Gc, ints: [i64; 3], twice: bool) -> Result<End, String> {
    let layout = Layout { typeptr: 8, ..Layout::default() };
    let cx = Context { descrs, layout, gc: Some(gc), resolve: &|_| 0, callee: None };
    let (code, origins) = b.compile_loop(trace, &cx).map_err(|e| e.to_string())?;
    let nodes = [malloc_fixed(NODE), malloc_fixed(NODE)];
    put(nodes[0] + 16, 8, nodes[1]);
    put(nodes[1] + 24, 8, 2.5f64.to_bits());
    let array = block(ITEMS + 2, ARRAY.into());
    put(array + 8, 8, ITEMS as u64);
    let second = if twice { nodes[0] } else { nodes[1] };
    let [x, y, z] = ints.map(|n| n as u64);
    let inputs = [x, y, z, nodes[0], second, array, (-0.5f64).to_bits()];
    // SAFETY: the inputs fit the trace.
    let data = unsafe { b.execute(code, &inputs) }.map_err(|e| e.to_string())?;
    let op = &trace.ops[origins[data.exit.exit as usize].op];
    let (descr, live): (_, Vec<(u64, bool)>) = match trace.exit_of(op) {
        Some(exit) => {
            let live = rebuild(exit, &data.values, descrs);
            let is_ref = |v: &ExitVal| match v {
                ExitVal::Arg(a) => trace.arg_kind(*a) == Kind::Ref,
                _ => true,
            };
            (op.descr, live.into_iter().zip(exit.values.iter().map(is_ref)).collect())
        }
        None => (None, data.values.iter().enumerate().map(|(i, v)| (*v, data.is_ref(i))).collect()),
    };
    let mut roots = vec![(nodes[0], true), (nodes[1], true), (array, true)];
    roots.extend(live);
    Ok((descr, image(&roots)))
}

fn check(text: &str, passes: Passes, is_loop: bool, rng: &mut Rng) -> bool {
    let mut descrs = world();
    let mut trace = parse(text, &mut descrs).unwrap().trace;
    for op in trace.ops.iter_mut().filter(|o| o.opnum.is_guard()) {
        op.descr = Some(descrs.add_guard());
    }
    let target = descrs.add_target(Vec::new());
    let result = if is_loop {
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
    let gc = Gc {
        policy: policy::find("semispace").unwrap(),
        state: std::ptr::null_mut(),
        malloc_fixed: malloc_fixed as *const () as u64,
        malloc_varsize: malloc_varsize as *const () as u64,
        write_barrier: 0,
        write_barrier_array: 0,
        room: None,
    };
    for _ in 0..3 {
        let mut int = || *rng.pick(&[0, 1, 2, -1, 5, 64, i64::MAX, i64::MIN, 1 << 33, -7]);
        let mut ints = [int(), int(), int()];
        if is_loop {
            ints[0] = rng.next(6) as i64;
        }
        let twice = rng.next(3) == 0;
        let expected = run(&Interp::new(Some(gc)), &trace, &descrs, gc, ints, twice);
        let found = run(&X64::new(Some(gc)).unwrap(), &optimised, &descrs, gc, ints, twice);
        let expected = expected.unwrap_or_else(|e| panic!("{e}\n{}", show()));
        assert_eq!(found, Ok(expected), "{ints:?} {twice}\n{}", show());
        BLOCKS.with_borrow_mut(Vec::clear);
    }
    true
}

fn random_passes(i: usize, rng: &mut Rng) -> Passes {
    if i % 2 == 0 {
        return Passes::ALL;
    }
    let mut flip = || rng.next(2) == 0;
    Passes {
        intbounds: flip(),
        rewrite: flip(),
        virtualize: flip(),
        string: flip(),
        pure_: flip(),
        heap: flip(),
        unroll: flip(),
    }
}

#[test]
fn optimised_and_compiled_traces_end_as_plain_ones() {
    let mut rng = Rng(0x7f4a_7c15_9e37_79b9);
    let count = std::env::var("RANDOM_TRACES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let mut checked = 0;
    for i in 0..count {
        let is_loop = i % 4 < 2;
        let text = generate(&mut rng, is_loop);
        let passes = random_passes(i / 4, &mut rng);
        checked += usize::from(check(&text, passes, is_loop, &mut rng));
    }
    assert!(checked * 2 > count, "{checked} of {count}");
}
