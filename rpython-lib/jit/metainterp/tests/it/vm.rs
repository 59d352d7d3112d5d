//! A toy virtual machine as jitcode, running random programs: with the JIT at low thresholds against the blackhole.

use std::collections::HashMap;
use std::rc::Rc;

use abi::jit::{ExtraEffect, FieldType, GreenType, Kind as K};
use jit_metainterp::blackhole;
use jit_metainterp::program::Program;
use jit_optimizeopt::Passes;
use jit_trace::heap::{same, Object, Value};
use jit_trace::interp::Function;
use jit_trace::DescrId;

use crate::common::{self, result, Builder, World};

const E1: u64 = 101;
const E2: u64 = 102;
const BOX: u64 = 103;
const EXTERNAL: i64 = 1000;
const TWICE: i64 = 1001;
const HELPER: u64 = 2000;

/// Operations of the machine: (operation, argument) pairs; the state is two numbers, fuel, and an array.
const VM: &str = r#"
jitcode "vm" (i r i i i r r) -> i portal m0 {
  L0:
    -live-(i0 i1 i2 i3 r0 r1 r2)
    jit_merge_point(m0, [i0], [r0], [], [i1, i2, i3], [r1, r2], [])
    -live-(i0 i1 i2 i3 r0 r1 r2)
    goto_if_not_int_gt(i3, 0, LEND)
    i3 = int_sub(i3, 1)
    i4 = getarrayitem_gc_i_pure(r0, i0, d0)
    i6 = int_add(i0, 1)
    i5 = getarrayitem_gc_i_pure(r0, i6, d0)
    i0 = int_add(i0, 2)
    -live-(i0 i1 i2 i3 i4 i5 r0 r1 r2)
    switch(i4, {0: L10, 1: L11, 2: L12, 3: L13, 4: L14, 5: L15, 6: L16, 7: L17, 8: L18, 9: L19, 10: L20, 11: L21, 12: L22, 13: L23, 14: L24})
  LEND:
    int_return(i1)
  L10:
    i1 = int_add(i1, i5)
    goto(L0)
  L11:
    i2 = int_add(i2, i1)
    goto(L0)
  L12:
    i1 = int_sub(i1, i2)
    goto(L0)
  L13:
    i6 = int_copy(i1)
    i1 = int_copy(i2)
    i2 = int_copy(i6)
    goto(L0)
  L14:          # jump if a > 0
    -live-(i0 i1 i2 i3 i5 r0 r1 r2)
    goto_if_not_int_gt(i1, 0, L0)
    i0 = int_copy(i5)
    loop_header(m0)
    goto(L0)
  L15:          # checked multiplication
    -live-(i0 i1 i2 i3 i5 r0 r1 r2)
    i1 = int_mul_jump_if_ovf(L151, i1, i5)
    goto(L0)
  L151:
    i1 = int_copy(i5)
    goto(L0)
  L16:
    i6 = int_and(i5, 3)
    setarrayitem_gc_i(r1, i6, i1, d1)
    goto(L0)
  L17:
    i6 = int_and(i2, 3)
    i1 = getarrayitem_gc_i(r1, i6, d1)
    goto(L0)
  L18:          # a call that may raise
    i1 = residual_call_ir_i(@0, [i1], [], d5)
    -live-(i0 i2 i3 r0 r1 r2)
    catch_exception(L181)
    goto(L0)
  L181:
    goto_if_exception_mismatch(@2, L182)
    r3 = last_exc_value()
    i1 = getfield_gc_i(r3, d3)
    i2 = int_add(i2, 1)
    goto(L0)
  L182:
    reraise()
  L19:          # a number in an object
    r3 = new_with_vtable(d6)
    setfield_gc_i(r3, i1, d7)
    setfield_gc_r(r3, r3, d8)
    r3 = getfield_gc_r(r3, d8)
    -live-(i0 i1 i2 i3 i5 r0 r1 r2 r3)
    i6 = guard_class(r3)
    i6 = getfield_gc_i(r3, d7)
    i1 = int_add(i6, i2)
    goto(L0)
  L20:          # a helper that is looked into
    i1 = inline_call_ir_i(j1, [i1, i5], [])
    -live-(i0 i2 i3 r0 r1 r2)
    goto(L0)
  L21:          # elidable
    i1 = residual_call_ir_i(@1, [i1], [], d9)
    -live-(i0 i2 i3 r0 r1 r2)
    goto(L0)
  L22:          # a helper that raises, by address; and shifts
    i1 = residual_call_ir_i(@4, [i1, i2], [], d10)
    -live-(i0 i2 i3 i5 r0 r1 r2)
    catch_exception(L221)
    i1 = int_rshift(i1, i2)
    i2 = int_lshift(i2, i5)
    goto(L0)
  L221:
    goto_if_exception_mismatch(@3, L182)
    i1 = int_force_ge_zero(i2)
    goto(L0)
  L23:          # pushes on a list
    r3 = new_with_vtable(d6)
    setfield_gc_i(r3, i1, d7)
    setfield_gc_r(r3, r2, d8)
    r2 = ref_copy(r3)
    goto(L0)
  L24:          # pops
    -live-(i0 i1 i2 i3 r0 r1 r2)
    goto_if_not_ptr_nonzero(r2, L241)
    i1 = getfield_gc_i(r2, d7)
    r2 = getfield_gc_r(r2, d8)
    goto(L0)
  L241:
    i6 = int_and(i2, 7)
    -live-(i0 i1 i2 i3 i6 r0 r1 r2)
    r3 = new_array(i6, d11)
    i1 = arraylen_gc(r3, d11)
    i2 = int_add(i2, i1)
    goto(L0)
}
jitcode "helper" (i i) -> i {
    -live-(i0 i1)
    goto_if_not_int_lt(i0, i1, L1)
    i0 = int_py_div(i0, 3)
    int_return(i0)
  L1:
    i2 = inline_call_ir_i(j2, [i0, i1], [])
    -live-(i1)
    i0 = int_sub(i2, i1)
    int_return(i0)
}
jitcode "raiser" (i i) -> i {
    i2 = int_and(i0, 3)
    -live-(i0 i1 i2)
    goto_if_not_int_is_zero(i2, L1)
    i0 = residual_call_ir_i(@0, [i1], [], d5)
    -live-(i1)
    i0 = int_xor(i0, i1)
    int_return(i0)
  L1:
    int_return(i0)
}
"#;

fn program() -> Program {
    program_at([EXTERNAL as u64, TWICE as u64, E1, E2, HELPER, BOX])
}

/// The machine with these addresses: three functions (the first, second and fifth) and three classes.
pub fn program_at(addresses: [u64; 6]) -> Program {
    let mut b = Builder::default();
    for address in addresses {
        b.address(address);
    }
    let addr = abi::jit::AddrId;
    b.array(FieldType::Signed(8), true); // d0
    b.array(FieldType::Signed(8), false); // d1
    b.class("E1", addr(2), &[("value", FieldType::Signed(8))]); // d2 d3
    b.class("E2", addr(3), &[]); // d4
    b.call(&[K::Int], FieldType::Signed(8), ExtraEffect::CanRaise); // d5
    b.class("Box", addr(5), &[("value", FieldType::Signed(8)), ("next", FieldType::Ref)]); // d6 d7 d8
    b.call(&[K::Int], FieldType::Signed(8), ExtraEffect::ElidableCannotRaise); // d9
    b.call(&[K::Int, K::Int], FieldType::Signed(8), ExtraEffect::CanRaise); // d10
    b.array(FieldType::Float, false); // d11
    b.tables.indirect.push((addr(4), abi::jit::JitCodeId(2)));
    b.driver(
        &[("pc", GreenType::Int), ("program", GreenType::Ref)],
        &[("a", K::Int), ("b", K::Int), ("fuel", K::Int), ("array", K::Ref), ("list", K::Ref)],
        Some(K::Int),
    );
    b.program(VM)
}

fn int(v: &[Value], n: usize) -> i64 {
    match v[n] {
        Value::Int(n) => n,
        _ => panic!("not an integer"),
    }
}

fn functions() -> HashMap<i64, Function> {
    let mut functions: HashMap<i64, Function> = HashMap::new();
    // Object 3 is the instance of E1, object 4 that of E2: `setup` makes them.
    functions.insert(EXTERNAL, Rc::new(|heap, args| external(heap, int(args, 0))));
    functions.insert(TWICE, Rc::new(|_, args| Ok(Some(Value::Int(int(args, 0).wrapping_mul(2))))));
    functions.insert(
        HELPER as i64,
        Rc::new(|heap, args| {
            let (a, b) = (int(args, 0), int(args, 1));
            if a & 3 != 0 {
                return Ok(Some(Value::Int(a)));
            }
            match external(heap, b)? {
                Some(Value::Int(r)) => Ok(Some(Value::Int(r ^ b))),
                other => Ok(other),
            }
        }),
    );
    functions
}

fn external(heap: &mut jit_trace::heap::Heap, a: i64) -> Result<Option<Value>, u32> {
    if a % 5 == 0 {
        if let Ok(Object::Struct { fields, .. }) = heap.get_mut(3) {
            fields[0] = Value::Int(a.wrapping_add(7));
        }
        return Err(3);
    }
    if a % 31 == 7 {
        return Err(4);
    }
    if let Ok(Object::Array { items, .. }) = heap.get_mut(2) {
        items[1] = Value::Int(a);
    }
    Ok(Some(Value::Int(a.wrapping_mul(3).wrapping_sub(1))))
}

fn setup(world: &World, p: &Program, code: &[i64]) {
    let heap = &mut world.machine.borrow_mut().heap;
    heap.add(Object::Array { descr: DescrId(0), items: code.iter().map(|n| Value::Int(*n)).collect() });
    heap.new_array(&p.descrs, DescrId(1), 4).unwrap();
    heap.new_struct(&p.descrs, DescrId(2)).unwrap();
    heap.new_struct(&p.descrs, DescrId(4)).unwrap();
}

pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n) as i64
    }
}

pub fn random_program(random: &mut Random) -> Vec<i64> {
    let count = 4 + random.below(16);
    let mut code = Vec::new();
    for at in 0..count {
        let op = random.below(15);
        // Jumps go back mostly: those make loops.
        let target = if random.below(4) > 0 { random.below(at as u64 + 1) } else { random.below(count as u64) };
        code.extend([op, if op == 4 { 2 * target } else { random.below(9) - 2 }]);
    }
    code.extend([4, 0, 99, 0]);
    code
}

fn compare(seed: u64, params: &str, passes: Passes) -> jit_metainterp::jit::Stats {
    let mut random = Random(seed);
    let code = random_program(&mut random);
    let args = [0, 1, random.below(20) as u64, random.below(20) as u64, 400, 2, 0];
    let p = program();
    let (_, mut world) = common::jit(program(), &functions());
    setup(&world, &p, &code);
    let expected = result(blackhole::run_whole(&mut world, &p, 0, &args).unwrap());
    let (jit, mut other) = common::jit_with(program(), &functions(), passes);
    setup(&other, &p, &code);
    jit.set_params(params).unwrap();
    jit.keep_log();
    // Twice: the second time begins with what the first compiled.
    let mut got = Ok(None);
    for _ in 0..2 {
        got = result(jit.run_portal(&mut other, 0, &args).unwrap());
    }
    let again = result(blackhole::run_whole(&mut world, &p, 0, &args).unwrap());
    assert_eq!(got, again, "seed {seed} {params}: {code:?} {expected:?}\n{}", jit.log().join("\n"));
    let roots = [Value::Ref(2), Value::Ref(3)];
    let (a, b) = (world.machine.borrow(), other.machine.borrow());
    assert!(same(&a.heap, &roots, &b.heap, &roots), "seed {seed} {params}: {code:?}");
    jit.stats()
}

#[test]
fn random_programs() {
    let mut loops = 0;
    let mut bridges = 0;
    for seed in 0..300 {
        let stats = compare(seed, "threshold=2,trace_eagerness=1", Passes::NONE);
        loops += stats.loops;
        bridges += stats.bridges;
        compare(seed, "threshold=5,trace_eagerness=4", Passes::ALL);
    }
    assert!(loops > 200 && bridges > 200, "{loops} loops, {bridges} bridges");
}

#[test]
fn random_programs_optimised() {
    let mut recorded = 0;
    let mut left = 0;
    for seed in 300..600 {
        compare(seed, "threshold=2,trace_eagerness=1", Passes::ALL);
        let unpeeled = Passes { unroll: false, ..Passes::ALL };
        let stats = compare(seed, "threshold=2,trace_eagerness=1", unpeeled);
        recorded += stats.recorded;
        left += stats.optimised;
    }
    assert!(left < recorded, "{recorded} operations recorded, {left} left");
}

#[test]
fn random_programs_with_short_traces() {
    let mut aborted = 0;
    for seed in 1000..1150 {
        let stats = compare(seed, "threshold=2,trace_eagerness=1,trace_limit=25", Passes::ALL);
        aborted += stats.aborts.values().sum::<u64>();
    }
    assert!(aborted > 20);
}
