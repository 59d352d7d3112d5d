//! Loops before and after peeling.

use jit_optimizeopt::{optimize_loop, NoOracle, Passes};
use jit_trace::{parse, print, verify, Descrs, EffectInfo, ExtraEffect, FieldKind, Kind};

fn check(before: &str, after: &str) {
    let mut descrs = Descrs::new();
    let fields = [("value", FieldKind::Signed, false), ("next", FieldKind::Pointer, false)];
    descrs.add_struct("Node", 100, &fields);
    descrs.add_call("anything", &[], None, EffectInfo::anything());
    descrs.add_call("pure", &[Kind::Int], Some(Kind::Int), EffectInfo::nothing(ExtraEffect::ElidableCannotRaise));
    let trace = parse(before, &mut descrs).unwrap().trace;
    let expected = parse(after, &mut descrs).unwrap().trace;
    let target = descrs.by_name("L").unwrap();
    let found = optimize_loop(&trace, &descrs, target, Passes::ALL, &NoOracle).unwrap().trace;
    verify(&found, &descrs).unwrap_or_else(|e| panic!("{e}\n{}", print(&found, &descrs)));
    let found = parse(&print(&found, &descrs), &mut descrs).unwrap().trace;
    assert_eq!(print(&found, &descrs), print(&expected, &descrs), "for\n{before}");
}

#[test]
fn invariants_are_computed_once() {
    check(
        "[i0, i1, p2]
guard_class(p2, 100) [i0]
i3 = getfield_gc_i(p2, descr=<Node.value>)
i4 = int_mul(i3, i1)
i5 = int_sub(i0, i4)
i6 = int_gt(i5, 0)
guard_true(i6) [i5]
jump(i5, i1, p2)",
        "[i0, i1, p2]
guard_class(p2, 100) [i0]
i3 = getfield_gc_i(p2, descr=<Node.value>)
i4 = int_mul(i3, i1)
i5 = int_sub(i0, i4)
i6 = int_gt(i5, 0)
guard_true(i6) [i5]
i7 = same_as_i(i5)
label(i7, i4, descr=<L>)
i8 = int_sub(i7, i4)
i9 = int_gt(i8, 0)
guard_true(i9) [i8]
jump(i8, i4, descr=<L>)",
    );
}

#[test]
fn a_boxed_counter_is_never_allocated() {
    check(
        "[p0]
guard_nonnull_class(p0, 100) [p0]
i1 = getfield_gc_i(p0, descr=<Node.value>)
i2 = int_lt(i1, 1000)
guard_true(i2) [p0]
i3 = int_add_ovf(i1, 1)
guard_no_overflow() [p0]
p4 = new_with_vtable(descr=<Node>)
setfield_gc(p4, i3, descr=<Node.value>)
jump(p4)",
        "[p0]
guard_nonnull_class(p0, 100) [p0]
i1 = getfield_gc_i(p0, descr=<Node.value>)
i2 = int_lt(i1, 1000)
guard_true(i2) [p0]
i3 = int_add(i1, 1)
i5 = same_as_i(i3)
label(i5, descr=<L>)
i6 = int_lt(i5, 1000)
guard_true(i6) [v0] v0=struct(<Node>, i5, _)
i7 = int_add(i5, 1)
jump(i7, descr=<L>)",
    );
}

#[test]
fn memory_that_the_loop_changes_is_passed_on() {
    check(
        "[i0, p1]
i2 = getfield_gc_i(p1, descr=<Node.value>)
p3 = getfield_gc_r(p1, descr=<Node.next>)
guard_nonnull(p3) [i0]
i4 = int_add(i2, 1)
setfield_gc(p1, i4, descr=<Node.value>)
jump(i4, p1)",
        "[i0, p1]
i2 = getfield_gc_i(p1, descr=<Node.value>)
p3 = getfield_gc_r(p1, descr=<Node.next>)
guard_nonnull(p3) [i0]
i4 = int_add(i2, 1)
setfield_gc(p1, i4, descr=<Node.value>)
i6 = same_as_i(i4)
label(i6, p1, descr=<L>)
i7 = int_add(i6, 1)
setfield_gc(p1, i7, descr=<Node.value>)
jump(i7, p1, descr=<L>)",
    );
}

#[test]
fn what_calls_may_change_is_checked_again() {
    check(
        "[i0]
guard_not_invalidated() [i0]
i1 = call_pure_i(7, 3, descr=<pure>)
call_n(8, descr=<anything>)
i2 = int_sub(i0, i1)
guard_true(i2) [i2]
jump(i2)",
        "[i0]
guard_not_invalidated() [i0]
i1 = call_i(7, 3, descr=<pure>)
call_n(8, descr=<anything>)
i2 = int_sub(i0, i1)
guard_true(i2) [i2]
i3 = same_as_i(i2)
label(i3, i1, descr=<L>)
guard_not_invalidated() [i3]
call_n(8, descr=<anything>)
i4 = int_sub(i3, i1)
guard_true(i4) [i4]
jump(i4, i1, descr=<L>)",
    );
}
