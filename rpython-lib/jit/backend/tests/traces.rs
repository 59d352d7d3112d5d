//! Traces as text, lowered, on both back ends.

use jit_backend::interp::Interp;
use jit_backend::lir::Inst;
use jit_backend::lower::{lower, Context, Layout, MEMORY_ERROR};
use jit_backend::x64::X64;
use jit_backend::{Backend, CodeId, ExitData, Gc};
use jit_trace::{parse, verify, Descrs, EffectInfo, ExtraEffect, FieldKind, Kind, Trace};

#[path = "support/mod.rs"]
mod support;
use support::{both, run};

#[path = "support/toygc.rs"]
mod toygc;

fn context(descrs: &Descrs, gc: Option<Gc>) -> Context<'_> {
    Context { descrs, layout: Layout { typeptr: 8, ..Layout::default() }, gc, resolve: &|_| 0, callee: None }
}

fn trace(text: &str, descrs: &mut Descrs) -> Trace {
    let parsed = parse(text, descrs).unwrap();
    verify(&parsed.trace, descrs).unwrap();
    parsed.trace
}

fn compile(b: &dyn Backend, text: &str, descrs: &mut Descrs) -> CodeId {
    let t = trace(text, descrs);
    b.compile_loop(&t, &context(descrs, None)).unwrap().0
}

#[test]
fn a_loop_that_jumps_to_its_start() {
    both(|b| {
        let mut descrs = Descrs::new();
        let text = "[i0, i1]
            i2 = int_add(i0, i1)
            i3 = int_sub_ovf(i1, 1)
            guard_no_overflow() [i0, i1]
            i4 = int_gt(i3, 0)
            guard_true(i4) [i2, i3, i4]
            jump(i2, i3)";
        let code = compile(b, text, &mut descrs);
        assert_eq!(run(b, code, &[0, 100]).values, [5050, 0, 0]);
    });
}

#[test]
fn comparison_used_twice_is_kept() {
    both(|b| {
        let mut descrs = Descrs::new();
        let text = "[f0, f1]
            i2 = float_lt(f0, f1)
            guard_false(i2) [i2]
            i3 = int_add(i2, 7)
            i4 = int_py_div(-7, 2)
            i5 = int_py_mod(-7, 2)
            f6 = float_sqrt(f0)
            finish(i3, i4, i5, f6)";
        let code = compile(b, text, &mut descrs);
        let [one, four] = [1.0f64.to_bits(), 4.0f64.to_bits()];
        assert_eq!(run(b, code, &[one, four]).values, [1]);
        assert_eq!(run(b, code, &[four, one]).values, [7, -4i64 as u64, 1, 2.0f64.to_bits()]);
    });
}

#[test]
fn labels_with_aliases_and_constants() {
    both(|b| {
        let mut descrs = Descrs::new();
        let text = "[i0]
            i1 = same_as_i(i0)
            i2 = same_as_i(3)
            label(i0, i1, i2, descr=<Target7>)
            i3 = int_add(i0, i2)
            i4 = int_mul(i1, 2)
            i5 = int_lt(i4, 1000)
            guard_true(i5) [i3, i4, i2]
            jump(i3, i4, i1, descr=<Target7>)";
        let code = compile(b, text, &mut descrs);
        run(b, code, &[5]).values
    });
}

#[repr(C)]
struct Raised(i64, u64);

extern "C" fn checked_half(x: i64) -> Raised {
    static EXCEPTION: [u64; 2] = [3, 4242];
    match x % 2 {
        0 => Raised(x / 2, 0),
        _ => Raised(0, EXCEPTION.as_ptr() as u64),
    }
}

#[test]
fn exceptions_and_a_bridge_that_handles_one() {
    both(|b| {
        let mut descrs = Descrs::new();
        descrs.add_call("half", &[Kind::Int], Some(Kind::Int), EffectInfo::nothing(ExtraEffect::CanRaise));
        let f = checked_half as *const () as u64;
        let text = format!(
            "[i0]
            i1 = call_i({f}, i0, descr=<half>)
            guard_no_exception() [i0]
            jump(i1)"
        );
        let code = compile(b, &text, &mut descrs);
        let exit = run(b, code, &[24]);
        assert_eq!(exit.values, [3]);
        assert_ne!(exit.exc, 0);
        let bridge = "[i0]
            p1 = guard_exception(4242) [i0]
            i2 = int_add(i0, 100)
            finish(i2)";
        let t = trace(bridge, &mut descrs);
        b.compile_bridge(exit.exit, &t, &context(&descrs, None)).unwrap();
        let exit = run(b, code, &[24]);
        assert_eq!((exit.finish, exit.exc, exit.values.as_slice()), (true, 0, &[103][..]));
    });
}

#[test]
fn memory_errors_have_their_exit() {
    extern "C" fn never(_: u32, _: i64) -> *mut u8 {
        std::ptr::null_mut()
    }
    let policy = policy::find("semispace").unwrap();
    let none = 0;
    let gc = Gc {
        policy,
        state: std::ptr::null_mut(),
        malloc_fixed: none,
        malloc_varsize: never as *const () as u64,
        write_barrier: none,
        write_barrier_array: none,
        room: None,
    };
    for b in [Box::new(Interp::new(Some(gc))) as Box<dyn Backend>, Box::new(X64::new(Some(gc)).unwrap())] {
        let mut descrs = Descrs::new();
        descrs.add_array("Array", FieldKind::Signed, false);
        let t = trace("[i0]\np1 = new_array(i0, descr=<Array>)\nfinish(p1)", &mut descrs);
        let code = b.compile_loop(&t, &context(&descrs, Some(gc))).unwrap().0;
        assert_eq!(run(&*b, code, &[5]).descr, MEMORY_ERROR);
    }
}

/// Pushes 1000 nodes on a list that keeps the last ones alive; the collector moves everything, often.
fn build_list(policy: &str, make: impl Fn(Gc) -> Box<dyn Backend>) -> (Vec<i64>, ExitData, usize) {
    let gc = toygc::start(policy, 600);
    let b = make(gc);
    toygc::set_backend(&*b);
    let mut descrs = Descrs::new();
    let fields =
        [("value", FieldKind::Signed, false), ("next", FieldKind::Pointer, false), ("f", FieldKind::Float, false)];
    descrs.add_struct("Node", 0, &fields);
    descrs.add_call("check", &[Kind::Ref, Kind::Int], Some(Kind::Ref), {
        let mut e = EffectInfo::nothing(ExtraEffect::CannotRaise);
        e.can_collect = true;
        e
    });
    let check = toygc::identity as *const () as u64;
    let text = format!(
        "[i0, p0, f0]
        p1 = new(descr=<Node>)
        setfield_gc(p1, i0, descr=<Node.value>)
        p2 = new(descr=<Node>)
        setfield_gc(p2, p1, descr=<Node.next>)
        f1 = float_add(f0, 0.5)
        setfield_gc(p2, f1, descr=<Node.f>)
        i1 = int_sub(i0, 1)
        setfield_gc(p2, i1, descr=<Node.value>)
        p3 = call_r({check}, p0, i1, descr=<check>)
        setfield_gc(p1, p3, descr=<Node.next>)
        i2 = getfield_gc_i(p2, descr=<Node.value>)
        i3 = int_eq(i2, i1)
        guard_true(i3) []
        i4 = int_gt(i1, 0)
        guard_true(i4) [p2, p3, f1]
        jump(i1, p2, f1)"
    );
    let t = trace(&text, &mut descrs);
    // Both nodes share one piece of room, though there are stores between them.
    let lowered = lower(&t, &context(&descrs, Some(gc)), false).unwrap().code;
    let count = |wanted: fn(&Inst) -> bool| lowered.insts.iter().filter(|i| wanted(i)).count();
    assert_eq!(count(|i| matches!(i, Inst::Reserve { .. })), 1);
    assert_eq!(count(|i| matches!(i, Inst::Carve { .. })), 2);
    assert_eq!(count(|i| matches!(i, Inst::Alloc { .. })), 0);
    let code = b.compile_loop(&t, &context(&descrs, Some(gc))).unwrap().0;
    let first = run(&*b, code, &[1000, 0, 0]);
    let values = toygc::list_values(first.values[0]);
    // A target that nobody has published is refused, and the exit stays as it was.
    let nowhere = trace("[p2, p3, f1]\njump(p2, descr=<Target99>)", &mut descrs);
    assert!(b.compile_bridge(first.exit, &nowhere, &context(&descrs, Some(gc))).is_err());
    (values, first, toygc::collections())
}

#[test]
fn objects_survive_moving_collections() {
    for policy in ["semispace", "minimark"] {
        let (expected, a, n) = build_list(policy, |gc| Box::new(Interp::new(Some(gc))));
        assert!(n > 3);
        let (got, e, m) = build_list(policy, |gc| Box::new(X64::new(Some(gc)).unwrap()));
        assert!(m > 3);
        assert_eq!(got, expected);
        assert_eq!(expected, [0, 1]);
        assert_eq!((e.values[2], e.refs), (a.values[2], a.refs));
    }
}

#[test]
fn reference_constants_follow_their_objects() {
    for machine in [false, true] {
        let gc = toygc::start("minimark", 104);
        let b: Box<dyn Backend> =
            if machine { Box::new(X64::new(Some(gc)).unwrap()) } else { Box::new(Interp::new(Some(gc))) };
        toygc::set_backend(&*b);
        let mut descrs = Descrs::new();
        let fields =
            [("value", FieldKind::Signed, false), ("next", FieldKind::Pointer, false), ("f", FieldKind::Float, false)];
        descrs.add_struct("Node", 0, &fields);
        let make = "[i0]
            p1 = new(descr=<Node>)
            setfield_gc(p1, i0, descr=<Node.value>)
            finish(p1)";
        let t = trace(make, &mut descrs);
        let code = b.compile_loop(&t, &context(&descrs, Some(gc))).unwrap().0;
        let object = run(&*b, code, &[1234]).values[0];
        let text = "[i0, p0]
            p1 = new(descr=<Node>)
            setfield_gc(p1, p0, descr=<Node.next>)
            setfield_gc(ConstPtr(1), p1, descr=<Node.next>)
            i2 = getfield_gc_i(ConstPtr(1), descr=<Node.value>)
            guard_value(i2, 1234) [i2, i0]
            i3 = int_sub(i0, 1)
            i4 = int_and(i3, 15)
            i5 = int_is_true(i4)
            guard_true(i5) [i3, p1]
            jump(i3, p1)";
        let t = trace(text, &mut descrs);
        let cx = Context { resolve: &|_| object, ..context(&descrs, Some(gc)) };
        let code = b.compile_loop(&t, &cx).unwrap().0;
        let left = run(&*b, code, &[1000, 0]);
        // Goes on with an empty list until the count is used up; references arrive where the guard had them.
        let bridge = "[i3, p1]
            i6 = int_gt(i3, 0)
            guard_true(i6) [p1, i3]
            p7 = new(descr=<Node>)
            setfield_gc(p7, p1, descr=<Node.next>)
            i8 = getfield_gc_i(ConstPtr(1), descr=<Node.value>)
            p9 = getfield_gc_r(p7, descr=<Node.next>)
            i10 = ptr_eq(p9, p1)
            guard_true(i10) []
            finish(i3, i8)";
        let t = trace(bridge, &mut descrs);
        let now = run(&*b, code, &[1000, 0]);
        assert_eq!(now.values[0], left.values[0]);
        // No frame is active: the only root is the constant.
        let mut at = 0;
        // SAFETY: only reads.
        unsafe { b.roots(&mut |root| at = *root) };
        let cx = Context { resolve: &|_| at, ..context(&descrs, Some(gc)) };
        b.compile_bridge(left.exit, &t, &cx).unwrap();
        for count in [1000u64, 900, 17, 33, 640, 30, 31, 1000, 999] {
            let done = run(&*b, code, &[count, 0]);
            assert_eq!(done.values, [(count - 1) & !15, 1234], "count {count}");
        }
        assert!(toygc::collections() > 1);
    }
}

/// Whoever takes a suspended frame apart allocates what it holds, even if the function that asked for it does not.
#[test]
fn calls_that_force_may_collect() {
    let mut descrs = Descrs::new();
    let extra = ExtraEffect::ForcesVirtualOrVirtualizable;
    descrs.add_call("peek", &[], None, EffectInfo { can_collect: false, extra, ..EffectInfo::anything() });
    let text = "[p0]
        call_may_force_n(4096, descr=<peek>)
        guard_not_forced() [p0]
        finish(p0)";
    let t = trace(text, &mut descrs);
    let code = lower(&t, &context(&descrs, None), false).unwrap().code;
    let mut calls = code.insts.iter().filter_map(|i| if let Inst::Call(call) = i { Some(call.collects) } else { None });
    assert_eq!((calls.next(), calls.next()), (Some(true), None));
}
