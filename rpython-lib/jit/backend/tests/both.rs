//! The same code through the checked interpreter and as machine code.

use jit_backend::lir::*;
use jit_backend::{CodeId, Error, ExitData, ExitRef};

#[path = "support/mod.rs"]
mod support;
use support::*;

fn count_loop() -> Code {
    // i, s = inputs; loop: guard i < 1000; s += i; i += 1
    let mut c = Code::default();
    let (i, s) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
    c.inputs = vec![i, s];
    c.insts.push(Inst::Label { id: 0, args: [i, s].into() });
    let e = ints_exit(&mut c, 7, &[i, s]);
    c.insts.push(Inst::Guard { test: Test::Int(Cond::Lt, Val::Reg(i), Val::Imm(1000)), exit: e });
    let s2 = bin(&mut c, BinOp::Add, Val::Reg(s), Val::Reg(i));
    let i2 = bin(&mut c, BinOp::Add, Val::Reg(i), Val::Imm(1));
    c.insts.push(Inst::Jump { target: Target::Local(0), args: [Val::Reg(i2), Val::Reg(s2)].into() });
    c.published.push((0, 77));
    c
}

#[test]
fn loop_then_bridge_then_release() {
    both(|b| {
        let code = b.compile(count_loop(), None).unwrap();
        let exit = run(b, code, &[0, 0]);
        assert_eq!((exit.descr, exit.values.as_slice()), (7, &[1000, 499_500][..]));
        // The bridge goes back into the loop while s < 1_000_000.
        let mut c = Code::default();
        let (i, s) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
        c.inputs = vec![i, s];
        let e = ints_exit(&mut c, 8, &[s, i]);
        c.insts.push(Inst::Guard { test: Test::Int(Cond::Lt, Val::Reg(s), Val::Imm(1_000_000)), exit: e });
        c.insts.push(Inst::Jump { target: Target::Global(77), args: [Val::Imm(0), Val::Reg(s)].into() });
        let bridge = b.compile(c.clone(), Some(exit.exit)).unwrap();
        let second = run(b, code, &[0, 0]);
        assert_eq!((second.descr, second.values.as_slice()), (8, &[1_498_500, 1000][..]));
        assert_eq!(second.exit.code, bridge);
        b.free(bridge).unwrap();
        assert_eq!(run(b, code, &[0, 0]).descr, 7);
        let again = b.compile(c, Some(exit.exit)).unwrap();
        assert_eq!(run(b, code, &[0, 0]).exit.code, again);
        b.free(code).unwrap();
        b.free(again).unwrap();
        // SAFETY: refused.
        assert_eq!(unsafe { b.execute(code, &[0, 0]) }, Err(Error::Unknown));
    });
}

#[test]
fn overflow_leaves_with_the_operands() {
    for (op, a, b_, ovf) in [
        (BinOp::Add, i64::MAX, 1, true),
        (BinOp::Add, 5, -7, false),
        (BinOp::Sub, i64::MIN, 1, true),
        (BinOp::Mul, 1i64 << 40, 1i64 << 40, true),
        (BinOp::Mul, -3, 9, false),
    ] {
        both(|b| {
            let mut c = Code::default();
            let (x, y) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
            c.inputs = vec![x, y];
            let e = ints_exit(&mut c, 1, &[x, y]);
            let r = c.new_reg(Kind::Int);
            c.insts.push(Inst::BinOvf { op, dst: r, a: Val::Reg(x), b: Val::Reg(y), expect: false, exit: e });
            finish(&mut c, 2, &[r]);
            let code = b.compile(c, None).unwrap();
            let exit = run(b, code, &[a as u64, b_ as u64]);
            if ovf {
                assert_eq!((exit.descr, exit.values), (1, vec![a as u64, b_ as u64]));
            } else {
                assert!(exit.finish);
            }
        });
    }
}

extern "C" fn weigh(a: i64, x: f64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, y: f64, h: i64) -> i64 {
    a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + (x * 1000.0 + y) as i64
}

#[repr(C)]
struct Raised(i64, u64);

extern "C" fn half(x: i64) -> Raised {
    if x % 2 == 0 {
        Raised(x / 2, 0)
    } else {
        Raised(0, 0xdead0)
    }
}

#[repr(C)]
struct FRaised(f64, u64);

extern "C" fn fhalf(x: f64) -> FRaised {
    FRaised(x / 2.0, if x < 0.0 { 0xbad0 } else { 0 })
}

#[test]
fn calls_with_stack_arguments_and_survivors() {
    both(|b| {
        let mut c = Code::default();
        let ins: Vec<VReg> = (0..20).map(|_| c.new_reg(Kind::Int)).collect();
        c.inputs = ins.clone();
        let x = c.new_reg(Kind::Float);
        c.insts.push(Inst::Conv { op: Conv::IntToFloat, dst: x, a: Val::Reg(ins[19]) });
        let r = c.new_reg(Kind::Int);
        let mut args: Vec<(Kind, Val)> = ins[..8].iter().map(|v| (Kind::Int, Val::Reg(*v))).collect();
        args.insert(1, (Kind::Float, Val::Reg(x)));
        args.insert(8, (Kind::Float, Val::Imm(2.5f64.to_bits() as i64)));
        c.insts.push(call(weigh as *const (), args, Some(r), Raises::No));
        let mut out = vec![r];
        out.extend(&ins);
        finish(&mut c, 3, &out);
        let code = b.compile(c, None).unwrap();
        let input: Vec<u64> = (100..120).collect();
        let exit = run(b, code, &input);
        let i = |k: usize| 100 + k as i64;
        let want = weigh(i(0), 119.0, i(1), i(2), i(3), i(4), i(5), i(6), 2.5, i(7));
        assert_eq!(exit.values[0] as i64, want);
        assert_eq!(exit.values[1..], input);
    });
}

#[test]
fn exceptions_come_back_in_the_second_register() {
    both(|b| {
        let mut c = Code::default();
        let x = c.new_reg(Kind::Int);
        c.inputs = vec![x];
        let (r, e) = (c.new_reg(Kind::Int), c.new_reg(Kind::Ref));
        c.insts.push(call(half as *const (), vec![(Kind::Int, Val::Reg(x))], Some(r), Raises::Yes(e)));
        let exit = c.new_exit(Exit {
            descr: 5,
            args: vec![Some((Kind::Int, Val::Reg(x)))],
            exc: Some(Val::Reg(e)),
            finish: false,
        });
        c.insts.push(Inst::Guard { test: Test::Int(Cond::Eq, Val::Reg(e), Val::Imm(0)), exit });
        let f = c.new_reg(Kind::Float);
        c.insts.push(Inst::Conv { op: Conv::IntToFloat, dst: f, a: Val::Reg(x) });
        let (fr, fe) = (c.new_reg(Kind::Float), c.new_reg(Kind::Ref));
        c.insts.push(call(fhalf as *const (), vec![(Kind::Float, Val::Reg(f))], Some(fr), Raises::Yes(fe)));
        let exit = c.new_exit(Exit {
            descr: 6,
            args: vec![Some((Kind::Float, Val::Reg(fr)))],
            exc: Some(Val::Reg(fe)),
            finish: false,
        });
        c.insts.push(Inst::Guard { test: Test::Int(Cond::Eq, Val::Reg(fe), Val::Imm(0)), exit });
        finish(&mut c, 9, &[r]);
        let code = b.compile(c, None).unwrap();
        assert_eq!(run(b, code, &[8]).values, [4]);
        let left = run(b, code, &[7]);
        assert_eq!((left.descr, left.exc, left.values.as_slice()), (5, 0xdead0, &[7][..]));
        let fleft = run(b, code, &[-8i64 as u64]);
        assert_eq!((fleft.descr, fleft.exc, f64::from_bits(fleft.values[0])), (6, 0xbad0, -4.0));
        // A bridge sees the exception.
        let mut c = Code::default();
        let (x, e) = (c.new_reg(Kind::Int), c.new_reg(Kind::Ref));
        c.inputs = vec![x];
        c.exc_input = Some(e);
        let y = c.new_reg(Kind::Int);
        c.insts.push(Inst::Copy { dst: y, a: Val::Reg(e) });
        finish(&mut c, 10, &[x, y]);
        b.compile(c, Some(left.exit)).unwrap();
        let bridged = run(b, code, &[7]);
        assert_eq!((bridged.descr, bridged.values.as_slice()), (10, &[7, 0xdead0][..]));
    });
}

#[test]
fn memory_of_all_sizes() {
    both(|b| {
        let mut memory = vec![0x8182_8384_8586_8788u64; 4];
        let mut c = Code::default();
        let (p, i) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
        c.inputs = vec![p, i];
        let mut out = Vec::new();
        for size in [1u8, 2, 4, 8] {
            for signed in [false, true] {
                for index in [None, Some(Val::Reg(i)), Some(Val::Imm(1))] {
                    let dst = c.new_reg(Kind::Int);
                    let addr = Addr { base: Val::Reg(p), index, scale: size, offset: 8 };
                    c.insts.push(Inst::Load { dst, addr, size, signed });
                    out.push(dst);
                }
            }
            let addr = Addr { base: Val::Reg(p), index: Some(Val::Reg(i)), scale: size, offset: 0 };
            c.insts.push(Inst::Store { addr, value: Val::Imm(-(size as i64)), size });
            let addr = Addr { base: Val::Reg(p), index: None, scale: 1, offset: 24 };
            c.insts.push(Inst::Store { addr, value: Val::Imm(0x1234_5678_9abc_def0), size: 8 });
        }
        finish(&mut c, 1, &out);
        let code = b.compile(c, None).unwrap();
        let exit = run(b, code, &[memory.as_mut_ptr() as u64, 1]);
        assert_eq!(exit.values[0], 0x88);
        assert_eq!(exit.values[3] as i64, 0x88u8 as i8 as i64);
        let mut all = exit.values;
        all.extend(&memory);
        all
    });
}

#[test]
fn guards_on_words_and_invalidation() {
    both(|b| {
        let object = [0u64, 0x1_2345_6789_abcd];
        let mut c = Code::default();
        let p = c.new_reg(Kind::Ref);
        c.inputs = vec![p];
        let exit = ints_exit(&mut c, 1, &[]);
        let value = 0x1_2345_6789_abcd;
        let test = Test::Word { base: Val::Reg(p), offset: 8, size: 8, value, null: true };
        c.insts.push(Inst::Guard { test, exit });
        let exit = ints_exit(&mut c, 2, &[]);
        let test = Test::Word { base: Val::Reg(p), offset: 8, size: 4, value: value as u32 as i64, null: false };
        c.insts.push(Inst::Guard { test, exit });
        let exit = ints_exit(&mut c, 3, &[]);
        c.insts.push(Inst::Guard { test: Test::NotInvalidated, exit });
        finish(&mut c, 4, &[p]);
        let code = b.compile(c, None).unwrap();
        assert_eq!(run(b, code, &[0]).descr, 1);
        let other = [0u64, 5];
        assert_eq!(run(b, code, &[other.as_ptr() as u64]).descr, 1);
        assert_eq!(run(b, code, &[object.as_ptr() as u64]).descr, 4);
        b.invalidate(code).unwrap();
        assert_eq!(run(b, code, &[object.as_ptr() as u64]).descr, 3);
    });
}

#[test]
fn float_comparisons_with_nan() {
    let conds = [FCond::Eq, FCond::Ne, FCond::Lt, FCond::Le, FCond::Gt, FCond::Ge];
    both(|b| {
        let mut all = Vec::new();
        for cond in conds {
            for want in [false, true] {
                let mut c = Code::default();
                let (x, y) = (c.new_reg(Kind::Float), c.new_reg(Kind::Float));
                c.inputs = vec![x, y];
                let r = c.new_reg(Kind::Int);
                c.insts.push(Inst::FCmp { cond, dst: r, a: Val::Reg(x), b: Val::Reg(y) });
                let exit = ints_exit(&mut c, 1, &[r]);
                c.insts.push(Inst::Guard { test: Test::Float(cond, Val::Reg(x), Val::Reg(y), want), exit });
                finish(&mut c, 2, &[r]);
                let code = b.compile(c, None).unwrap();
                for x in [1.0, 2.0, f64::NAN] {
                    for y in [1.0, 2.0, f64::NAN] {
                        let exit = run(b, code, &[f64::to_bits(x), f64::to_bits(y)]);
                        assert_eq!(exit.values[0] != 0, cond.test(x, y), "{cond:?} {x} {y}");
                        assert_eq!(exit.finish, cond.test(x, y) == want, "{cond:?} {x} {y} {want}");
                        all.push(exit.descr as u64);
                    }
                }
            }
        }
        all
    });
}

#[test]
fn code_that_breaks_rules_is_refused() {
    both(|b| {
        let mut c = Code::default();
        let x = c.new_reg(Kind::Int);
        let y = c.new_reg(Kind::Int);
        c.inputs = vec![x];
        finish(&mut c, 1, &[y]);
        assert!(matches!(b.compile(c.clone(), None), Err(Error::Malformed(_))));
        c.insts.clear();
        assert!(matches!(b.compile(c.clone(), None), Err(Error::Malformed(_))));
        c.insts.push(Inst::Jump { target: Target::Global(5), args: [].into() });
        let nowhere = b.compile(c, Some(ExitRef { code: CodeId(99), exit: 0 }));
        assert_eq!(nowhere, Err(Error::Unknown));
    });
}

#[test]
fn exits_are_equal_records() {
    let mut seen: Vec<ExitData> = Vec::new();
    both(|b| {
        let mut c = Code::default();
        let (p, f) = (c.new_reg(Kind::Ref), c.new_reg(Kind::Float));
        c.inputs = vec![p, f];
        c.gc_consts = vec![0x7000];
        let args =
            vec![Some((Kind::Ref, Val::Reg(p))), None, Some((Kind::Ref, Val::Gc(0))), Some((Kind::Float, Val::Reg(f)))];
        let exit = c.new_exit(Exit { descr: 3, args, exc: None, finish: true });
        c.insts.push(Inst::Finish { exit });
        let code = b.compile(c, None).unwrap();
        seen.push(run(b, code, &[0x5000, 1.5f64.to_bits()]));
    });
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].values, [0x5000, 0, 0x7000, 1.5f64.to_bits()]);
    assert_eq!(seen[0].refs, [0b101]);
}

extern "C" fn sum_packed(token: u64, args: *const u64, n: usize) -> Raised {
    // SAFETY: called with the array's length.
    let args = unsafe { std::slice::from_raw_parts(args, n) };
    Raised(args.iter().sum::<u64>() as i64, token)
}

#[test]
fn arguments_in_an_array() {
    both(|b| {
        let mut c = Code::default();
        let (x, y) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
        c.inputs = vec![x, y];
        let (r, e) = (c.new_reg(Kind::Int), c.new_reg(Kind::Ref));
        let args = vec![(Kind::Int, Val::Reg(x)), (Kind::Int, Val::Imm(1000)), (Kind::Int, Val::Reg(y))];
        let call = Call::simple(Val::Imm(sum_packed as *const () as i64), args, Some(r));
        c.insts.push(Inst::Call(Box::new(Call { packed: Some(0x777), raises: Raises::Yes(e), ..call })));
        finish(&mut c, 1, &[r, e, x, y]);
        let code = b.compile(c, None).unwrap();
        assert_eq!(run(b, code, &[3, 4]).values, [1007, 0x777, 3, 4]);
    });
}

thread_local! {
    static BACKEND: std::cell::Cell<Option<&'static dyn jit_backend::Backend>> = const { std::cell::Cell::new(None) };
    static FORCED: std::cell::RefCell<Option<ExitData>> = const { std::cell::RefCell::new(None) };
}

extern "C" fn forcing(frame: u64, force: i64) -> i64 {
    if force != 0 {
        let b = BACKEND.get().unwrap();
        // SAFETY: the frame is suspended in this call.
        let data = unsafe { b.force(frame) }.unwrap();
        FORCED.set(Some(data));
    }
    12
}

#[test]
fn a_frame_is_forced_in_a_call() {
    both(|b| {
        // SAFETY: used only during this test.
        BACKEND.set(Some(unsafe {
            std::mem::transmute::<&dyn jit_backend::Backend, &'static dyn jit_backend::Backend>(b)
        }));
        let mut c = Code::default();
        let (x, f) = (c.new_reg(Kind::Int), c.new_reg(Kind::Int));
        c.inputs = vec![x, f];
        let token = c.new_reg(Kind::Int);
        c.insts.push(Inst::FrameToken { dst: token });
        let y = bin(&mut c, BinOp::Mul, Val::Reg(x), Val::Imm(3));
        let r = c.new_reg(Kind::Int);
        let exit = ints_exit(&mut c, 5, &[y, r, x]);
        let args = vec![(Kind::Int, Val::Reg(token)), (Kind::Int, Val::Reg(f))];
        let call = Call::simple(Val::Imm(forcing as *const () as i64), args, Some(r));
        c.insts.push(Inst::Call(Box::new(Call { collects: true, force: Some(exit), ..call })));
        c.insts.push(Inst::Guard { test: Test::NotForced, exit });
        finish(&mut c, 6, &[r]);
        let code = b.compile(c, None).unwrap();
        assert_eq!(run(b, code, &[7, 0]).values, [12]);
        let left = run(b, code, &[7, 1]);
        assert_eq!((left.descr, left.values.as_slice()), (5, &[21, 12, 7][..]));
        let seen = FORCED.take().unwrap();
        assert_eq!((seen.exit, seen.values.as_slice()), (left.exit, &[21, 0, 7][..]));
        // Not forced again: the flag belongs to one call.
        assert_eq!(run(b, code, &[7, 0]).values, [12]);
    });
}

/// Runs what callees cannot.
struct Rest {
    left: std::cell::RefCell<Vec<ExitData>>,
    called: std::cell::RefCell<Vec<(u64, Vec<u64>)>>,
}

impl jit_backend::Runner for Rest {
    fn left(&self, exit: ExitData) -> (u64, u64) {
        let value = exit.values[0] + 1000;
        self.left.borrow_mut().push(exit);
        (value, 0)
    }

    fn call(&self, name: u64, args: &[u64]) -> (u64, u64) {
        self.called.borrow_mut().push((name, args.to_vec()));
        (7, 0x99)
    }
}

/// Calls the callee of that name with the input, and finishes with result, exception and input.
fn caller(b: &dyn jit_backend::Backend, name: u64, kind: Kind) -> jit_backend::CodeId {
    let cell = b.callee(name, kind == Kind::Float);
    let mut c = Code::default();
    let (x, entry) = (c.new_reg(kind), c.new_reg(Kind::Int));
    c.inputs = vec![x];
    let addr = Addr { base: Val::Imm(cell as i64), index: None, scale: 1, offset: 0 };
    c.insts.push(Inst::Load { dst: entry, addr, size: 8, signed: false });
    let (r, e) = (c.new_reg(kind), c.new_reg(Kind::Ref));
    let call = Call::simple(Val::Reg(entry), vec![(kind, Val::Reg(x))], Some(r));
    let call = Call { packed: Some(cell), raises: Raises::Yes(e), collects: true, ..call };
    c.insts.push(Inst::Call(Box::new(call)));
    let args = vec![Some((kind, Val::Reg(r))), Some((Kind::Ref, Val::Reg(e))), Some((kind, Val::Reg(x)))];
    let exit = c.new_exit(Exit { descr: 1, args, exc: None, finish: true });
    c.insts.push(Inst::Finish { exit });
    b.compile(c, None).unwrap()
}

#[test]
fn loops_call_loops() {
    both(|b| {
        let rest = std::rc::Rc::new(Rest { left: Default::default(), called: Default::default() });
        b.set_runner(rest.clone());
        let code = caller(b, 5, Kind::Int);
        // Without code.
        assert_eq!(run(b, code, &[3]).values, [7, 0x99, 3]);
        assert_eq!(*rest.called.borrow(), [(5, vec![3])]);
        // Doubles what is below 10.
        let mut c = Code::default();
        let x = c.new_reg(Kind::Int);
        c.inputs = vec![x];
        let y = bin(&mut c, BinOp::Add, Val::Reg(x), Val::Reg(x));
        let exit = ints_exit(&mut c, 4, &[y]);
        c.insts.push(Inst::Guard { test: Test::Int(Cond::Lt, Val::Reg(x), Val::Imm(10)), exit });
        finish(&mut c, 2, &[y]);
        let callee = b.compile(c, None).unwrap();
        b.define_callee(5, Some(callee)).unwrap();
        assert_eq!(run(b, code, &[3]).values, [6, 0, 3]);
        assert_eq!(run(b, code, &[30]).values, [1060, 0, 30]);
        assert_eq!(rest.left.borrow().iter().map(|d| (d.descr, d.finish)).collect::<Vec<_>>(), [(4, false)]);
        // A chain of calls, the last of which raises.
        let mut c = Code::default();
        let x = c.new_reg(Kind::Ref);
        c.inputs = vec![x];
        let exit = c.new_exit(Exit { descr: 3, args: vec![], exc: Some(Val::Reg(x)), finish: true });
        c.insts.push(Inst::Finish { exit });
        let raising = b.compile(c, None).unwrap();
        let alone = run(b, raising, &[0x5000]);
        assert_eq!((alone.exc, alone.values.len(), alone.finish), (0x5000, 0, true));
        b.define_callee(5, Some(raising)).unwrap();
        assert_eq!(run(b, code, &[0x5000]).values[1..], [0x5000, 0x5000]);
        b.define_callee(5, None).unwrap();
        assert_eq!(run(b, code, &[3]).values, [7, 0x99, 3]);
    });
}

#[test]
fn loops_call_loops_with_floats() {
    both(|b| {
        let rest = std::rc::Rc::new(Rest { left: Default::default(), called: Default::default() });
        b.set_runner(rest.clone());
        let code = caller(b, 6, Kind::Float);
        let x = 2.5f64.to_bits();
        assert_eq!(run(b, code, &[x]).values, [7, 0x99, x]);
        let mut c = Code::default();
        let v = c.new_reg(Kind::Float);
        c.inputs = vec![v];
        let w = c.new_reg(Kind::Float);
        c.insts.push(Inst::FBin { op: FBinOp::Mul, dst: w, a: Val::Reg(v), b: Val::Reg(v) });
        let args = vec![Some((Kind::Float, Val::Reg(w)))];
        let exit = c.new_exit(Exit { descr: 9, args: args.clone(), exc: None, finish: false });
        let test = Test::Float(FCond::Lt, Val::Reg(v), Val::Imm(10f64.to_bits() as i64), true);
        c.insts.push(Inst::Guard { test, exit });
        let exit = c.new_exit(Exit { descr: 2, args, exc: None, finish: true });
        c.insts.push(Inst::Finish { exit });
        let callee = b.compile(c, None).unwrap();
        assert_eq!(run(b, callee, &[x]).values, [6.25f64.to_bits()]);
        b.define_callee(6, Some(callee)).unwrap();
        assert_eq!(run(b, code, &[x]).values, [6.25f64.to_bits(), 0, x]);
        let y = 20f64.to_bits();
        assert_eq!(run(b, code, &[y]).values, [400f64.to_bits() + 1000, 0, y]);
    });
}
