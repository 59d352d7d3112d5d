//! Portals that call portals: looked into up to a depth, then called as machine code, which comes back into the JIT.

use std::cell::RefCell;
use std::rc::Rc;

use abi::jit::{ExtraEffect, FieldType, GreenType, Kind as K};
use jit_backend::interp::Interp;
use jit_backend::lower::Layout;
use jit_backend::{Backend, Gc};
use jit_metainterp::blackhole;
use jit_metainterp::engine::{Called, Outcome};
use jit_metainterp::jit::{Jit, Stats};
use jit_metainterp::native::{Callees, Job, Machine, Native, Warm, WithJit};
use jit_metainterp::program::Program;
use jit_metainterp::Abort;
use jit_optimizeopt::Passes;

use crate::common::Builder;

/// At position 0 a function that calls itself twice, at position 1 one with a loop, at 2 one whose loop calls both.
const PORTAL: &str = r#"
jitcode "portal" (i i i) -> i portal m0 {
  L0:
    -live-(i0 i1 i2)
    jit_merge_point(m0, [i0], [], [], [i1, i2], [], [])
    -live-(i0 i1 i2)
    switch(i0, {0: LFIB, 1: LSUM, 2: LBOTH})
    unreachable()
  LFIB:
    -live-(i0 i1 i2)
    goto_if_not_int_lt(i1, 2, LREC)
    int_return(i1)
  LREC:
    i3 = int_sub(i1, 1)
    i3 = recursive_call_i(m0, [0], [], [], [i3, 0], [], [])
    -live-(i1)
    i4 = int_sub(i1, 2)
    i4 = recursive_call_i(m0, [0], [], [], [i4, 0], [], [])
    -live-(i3)
    i3 = int_add(i3, i4)
    int_return(i3)
  LSUM:
    -live-(i0 i1 i2)
    goto_if_not_int_gt(i1, 0, LEND)
    i2 = int_add(i2, i1)
    i1 = int_sub(i1, 1)
    loop_header(m0)
    goto(L0)
  LBOTH:
    -live-(i0 i1 i2)
    goto_if_not_int_gt(i1, 0, LEND)
    i3 = recursive_call_i(m0, [1], [], [], [i1, 5], [], [])
    -live-(i0 i1 i2)
    i2 = int_add(i2, i3)
    i3 = int_and(i1, 7)
    i3 = recursive_call_i(m0, [0], [], [], [i3, 0], [], [])
    -live-(i0 i1 i2)
    i2 = int_xor(i2, i3)
    i1 = int_sub(i1, 1)
    loop_header(m0)
    goto(L0)
  LEND:
    int_return(i2)
}
"#;

thread_local! {
    static JIT: RefCell<Option<Rc<Jit<Machine>>>> = const { RefCell::new(None) };
}

#[repr(C)]
struct Pair {
    value: u64,
    exc: u64,
}

fn host() -> Native {
    Native { gc: gc(), typeptr: 8, class_range: (0, 8), memory_error: 0 }
}

fn gc() -> Gc {
    Gc {
        policy: policy::find("semispace").unwrap(),
        state: std::ptr::null_mut(),
        malloc_fixed: 0,
        malloc_varsize: 0,
        write_barrier: 0,
        write_barrier_array: 0,
        room: None,
    }
}

/// The portal's runner, as the translator generates it.
extern "C" fn runner(pc: u64, n: u64, acc: u64) -> Pair {
    let jit = JIT.with_borrow(|j| j.clone()).unwrap();
    match jit.run_portal(&mut host(), 0, &[pc, n, acc]).unwrap() {
        Outcome::Done(value) => Pair { value: value.unwrap_or(0), exc: 0 },
        other => panic!("{other:?}"),
    }
}

struct Here;

impl WithJit for Here {
    fn with(&self, run: &mut Job<'_>) -> Called<u64> {
        let jit = JIT.with_borrow(|j| j.clone()).unwrap();
        run(&jit, &mut host()).unwrap()
    }
}

fn program(native: bool) -> Program {
    let mut b = Builder::default();
    b.driver(&[("pc", GreenType::Int)], &[("n", K::Int), ("acc", K::Int)], Some(K::Int));
    if native {
        let address = b.address(runner as *const () as u64);
        let descr = b.call(&[K::Int; 3], FieldType::Signed(8), ExtraEffect::CanRaise);
        b.tables.drivers[0].function = Some((address, descr));
    }
    b.program(PORTAL)
}

fn check(make: &dyn Fn() -> Box<dyn Backend>, params: &str) -> Stats {
    let machine = Machine::new(make(), Some(gc()), Layout::default(), Passes::ALL);
    let jit = Rc::new(Jit::new(program(true), machine));
    jit.compiler().backend.set_runner(Rc::new(Callees(Here)));
    jit.set_params(params).unwrap();
    jit.keep_log();
    JIT.with_borrow_mut(|j| *j = Some(jit.clone()));
    for args in [[0, 13, 0], [1, 100, 3], [2, 40, 1], [0, 10, 0]] {
        let expected = blackhole::run_whole(&mut host(), &program(false), 0, &args).unwrap();
        let got = jit.run_portal(&mut host(), 0, &args).unwrap();
        let (Outcome::Done(a), Outcome::Done(b)) = (expected, got) else { panic!("raised") };
        assert_eq!(a, b, "{args:?} {params}");
    }
    JIT.with_borrow_mut(|j| *j = None);
    assert!(jit.log().iter().any(|text| text.contains("call_assembler_i(")), "{params}");
    jit.stats()
}

#[test]
fn recursion_and_inner_loops() {
    for params in [
        "threshold=2,trace_eagerness=1",
        "threshold=3,trace_eagerness=2,max_unroll_recursion=1",
        "threshold=2,trace_eagerness=1,inlining=0",
        "threshold=2,trace_eagerness=1,trace_limit=40",
    ] {
        let stats = check(&|| Box::new(Interp::new(Some(gc()))), params);
        assert!(stats.loops > 1, "{params}: {stats:?}");
        #[cfg(target_arch = "x86_64")]
        check(&|| Box::new(jit_backend::x64::X64::new(Some(gc())).unwrap()), params);
    }
}

/// Runs one portal call with these parameters; what the JIT did.
fn trace(args: [u64; 3], params: &str) -> Rc<Jit<Machine>> {
    trace_warm(args, params, None)
}

/// The same for a program that knows how often it comes by a key.
fn trace_warm(args: [u64; 3], params: &str, warm: Option<Warm>) -> Rc<Jit<Machine>> {
    let machine = Machine::new(Box::new(Interp::new(Some(gc()))), Some(gc()), Layout::default(), Passes::NONE);
    machine.warm.set(warm);
    let jit = Rc::new(Jit::new(program(true), machine));
    jit.compiler().backend.set_runner(Rc::new(Callees(Here)));
    jit.set_params(params).unwrap();
    jit.keep_log();
    JIT.with_borrow_mut(|j| *j = Some(jit.clone()));
    jit.run_portal(&mut host(), 0, &args).unwrap();
    JIT.with_borrow_mut(|j| *j = None);
    jit
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn recursion_is_looked_into_up_to_the_limit() {
    let depth = |limit: usize| {
        let jit = trace([0, 12, 0], &format!("threshold=5,trace_eagerness=1000000,max_unroll_recursion={limit}"));
        let log = jit.log();
        let first = log.iter().find(|text| text.starts_with("# noopt")).unwrap().clone();
        (count(&first, "int_lt("), count(&first, "call_assembler_i("))
    };
    // Each call compares once. Those past the limit are calls, and from then on so are all others.
    let (compared, called) = depth(0);
    assert_eq!((compared, called), (1, 2));
    let (compared, called) = depth(3);
    assert!((4..12).contains(&compared) && called >= 4, "{compared} {called}");
    assert!(depth(6).0 > compared);
}

/// A function that calls itself at two positions in turn: its key is a position and an object.
const POSITIONS: &str = r#"
jitcode "portal" (i r i i) -> i portal m0 {
    -live-(i0 i1 i2 r0)
    jit_merge_point(m0, [i0], [r0], [], [i1, i2], [], [])
    -live-(i0 i1 i2 r0)
    goto_if_not_int_lt(i1, 2, LREC)
    int_return(i1)
  LREC:
    -live-(i0 i1 i2 r0)
    i3 = int_sub(i1, 1)
    goto_if_not_int_gt(i0, 0, LZERO)
    i3 = recursive_call_i(m0, [0], [r0], [], [i3, 0], [], [])
    -live-()
    int_return(i3)
  LZERO:
    i3 = recursive_call_i(m0, [1], [r0], [], [i3, 0], [], [])
    -live-()
    int_return(i3)
}
"#;

extern "C" fn object_runner(pc: u64, object: u64, n: u64, acc: u64) -> Pair {
    let jit = JIT.with_borrow(|j| j.clone()).unwrap();
    match jit.run_portal(&mut host(), 0, &[pc, object, n, acc]).unwrap() {
        Outcome::Done(value) => Pair { value: value.unwrap_or(0), exc: 0 },
        other => panic!("{other:?}"),
    }
}

#[test]
fn recursion_is_that_of_the_object_wherever_it_is() {
    let mut b = Builder::default();
    let greens = [("pc", GreenType::Int), ("code", GreenType::Ref)];
    b.driver(&greens, &[("n", K::Int), ("acc", K::Int)], Some(K::Int));
    let address = b.address(object_runner as *const () as u64);
    let descr = b.call(&[K::Int, K::Ref, K::Int, K::Int], FieldType::Signed(8), ExtraEffect::CanRaise);
    b.tables.drivers[0].function = Some((address, descr));
    let machine = Machine::new(Box::new(Interp::new(Some(gc()))), Some(gc()), Layout::default(), Passes::NONE);
    let jit = Rc::new(Jit::new(b.program(POSITIONS), machine));
    jit.compiler().backend.set_runner(Rc::new(Callees(Here)));
    jit.set_params("threshold=5,trace_eagerness=1000000,max_unroll_recursion=3").unwrap();
    jit.keep_log();
    JIT.with_borrow_mut(|j| *j = Some(jit.clone()));
    jit.run_portal(&mut host(), 0, &[0, 0x1000, 20, 0]).unwrap();
    JIT.with_borrow_mut(|j| *j = None);
    let log = jit.log();
    let longest = log.iter().filter(|text| text.starts_with("# noopt")).max_by_key(|text| text.len()).unwrap();
    // The call that is traced and three of those in it, though each position comes by twice only.
    assert_eq!((count(longest, "int_lt("), count(longest, "call_assembler_i(")), (4, 1), "{longest}");
}

#[test]
fn what_makes_a_trace_too_long_is_traced_apart() {
    // Looking into the calls makes the trace too long; the next one leaves them as calls.
    let jit = trace([0, 12, 0], "threshold=5,trace_eagerness=1000000,trace_limit=30,max_unroll_recursion=9");
    let stats = jit.stats();
    assert_eq!(stats.aborts.get(&Abort::TooLong), Some(&1), "{stats:?}");
    let log = jit.log();
    let first = log.iter().find(|t| t.starts_with("# opt")).unwrap();
    assert_eq!(count(first, "call_assembler_i("), 2, "{log:#?}");
}

#[test]
fn what_hardly_runs_is_not_traced_apart() {
    // Nobody but the trace itself is to blame: it is begun again as late as after any abort.
    let params = "threshold=5,trace_eagerness=1000000,trace_limit=30,max_unroll_recursion=9";
    let jit = trace_warm([0, 12, 0], params, Some(|_| false));
    let log = jit.log();
    assert!(log.iter().filter(|t| t.starts_with("# opt")).all(|t| count(t, "call_assembler_i(") == 0), "{log:#?}");
    assert_eq!(jit.stats().aborts.get(&Abort::TooLong), Some(&1), "{:?}", jit.stats());
}

#[test]
fn calls_reach_what_is_compiled_later() {
    // The loop calls functions that have no code when it is compiled; it is entered again afterwards.
    let jit = trace([2, 200, 1], "threshold=3,trace_eagerness=1000000,inlining=0");
    let log = jit.log();
    let compiled: Vec<&String> = log.iter().filter(|t| t.starts_with("# opt")).collect();
    let caller = compiled.iter().position(|t| count(t, "call_assembler_i(") == 2);
    assert!(caller.is_some_and(|n| n + 1 < compiled.len()) || compiled.len() > 2, "{compiled:#?}");
    // Few ways back into the JIT: compiled code calls compiled code.
    assert!(jit.stats().entered < 200, "{:?}", jit.stats());
}
