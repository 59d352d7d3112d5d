//! Pairs of small traces: before and after.

use jit_optimizeopt::{optimize_bridge, optimize_trace, NoOracle, OptError, Oracle, Passes};
use jit_trace::{
    parse, print, verify, Arg, Descr, DescrId, Descrs, EffectInfo, ExtraEffect, FieldDescr, FieldKind, Kind, OopSpec,
    PtrConst,
};

fn world() -> Descrs {
    let mut d = Descrs::new();
    let fields =
        [("value", FieldKind::Signed, false), ("next", FieldKind::Pointer, false), ("fixed", FieldKind::Signed, true)];
    let (parent, node) = d.add_struct("Node", 100, &fields);
    let (name, kind, quasi_immut) = ("Node.flag".into(), FieldKind::Unsigned, None);
    d.add(Descr::Field(FieldDescr { name, parent, index: 3, offset: 40, size: 1, kind, pure_: false, quasi_immut }));
    d.add_struct("Other", 200, &[("value", FieldKind::Signed, false)]);
    d.add_array("Ints", FieldKind::Signed, false);
    let writes = EffectInfo { writes: Some(vec![node[0]]), ..EffectInfo::nothing(ExtraEffect::CannotRaise) };
    d.add_call("store", &[Kind::Ref], None, writes);
    let elidable = EffectInfo::nothing(ExtraEffect::ElidableCanRaise);
    d.add_call("pure", &[Kind::Int], Some(Kind::Int), elidable);
    let div = EffectInfo { oopspec: OopSpec::IntPyDiv, ..EffectInfo::nothing(ExtraEffect::ElidableCannotRaise) };
    d.add_call("div", &[Kind::Int, Kind::Int], Some(Kind::Int), div);
    d.add_call("anything", &[], None, EffectInfo::anything());
    let copy = EffectInfo {
        oopspec: OopSpec::Arraycopy,
        writes: d.by_name("Ints").map(|ints| vec![ints]),
        ..EffectInfo::nothing(ExtraEffect::CannotRaise)
    };
    let force = EffectInfo {
        oopspec: OopSpec::ForceVirtualizable,
        writes: Some(vec![node[0]]),
        ..EffectInfo::nothing(ExtraEffect::CannotRaise)
    };
    d.add_call("force", &[Kind::Ref], None, force);
    d.add_call("copy", &[Kind::Ref, Kind::Ref, Kind::Int, Kind::Int, Kind::Int], None, copy);
    d
}

/// Object 5: a node whose immutable field is 42. At address 5000 it is 43. The call pure(7) gave 14.
struct Constants(Descrs);

impl Oracle for Constants {
    fn field(&self, object: PtrConst, field: DescrId) -> Option<Arg> {
        (object.0 == 5 && self.0.by_name("Node.fixed") == Some(field)).then_some(Arg::Int(42))
    }
    fn raw_field(&self, address: i64, field: DescrId) -> Option<Arg> {
        (address == 5000 && self.0.by_name("Node.fixed") == Some(field)).then_some(Arg::Int(43))
    }
    fn class_of(&self, object: PtrConst) -> Option<i64> {
        (object.0 == 5).then_some(100)
    }
    fn call_pure(&self, args: &[Arg], descr: DescrId) -> Option<Arg> {
        (args == [Arg::Int(1001), Arg::Int(7)] && self.0.by_name("pure") == Some(descr)).then_some(Arg::Int(14))
    }
}

fn check_with(passes: Passes, before: &str, after: &str) {
    let mut descrs = world();
    let trace = parse(before, &mut descrs).unwrap().trace;
    let oracle = Constants(descrs.clone());
    let found = optimize_trace(&trace, &descrs, passes, &oracle).unwrap_or_else(|e| panic!("{e}\n{before}")).trace;
    verify(&found, &descrs).unwrap_or_else(|e| panic!("{e}\n{}", print(&found, &descrs)));
    let expected = parse(after, &mut descrs).unwrap().trace;
    // Through the text, so that boxes are numbered alike.
    let found = parse(&print(&found, &descrs), &mut descrs).unwrap().trace;
    assert_eq!(print(&found, &descrs), print(&expected, &descrs), "for\n{before}");
}

fn check(before: &str, after: &str) {
    check_with(Passes::ALL, before, after);
}

fn invalid(before: &str) {
    let mut descrs = world();
    let trace = parse(before, &mut descrs).unwrap().trace;
    let oracle = Constants(descrs.clone());
    let result = optimize_trace(&trace, &descrs, Passes::ALL, &oracle);
    assert!(matches!(result, Err(OptError::InvalidLoop(_))), "{result:?}");
}

#[test]
fn constants_are_folded_and_constant_guards_dropped() {
    check("[i0]\ni1 = int_add(2, 3)\ni2 = int_lt(i1, 6)\nguard_true(i2) []\nfinish(i1)", "[i0]\nfinish(5)");
    check("[i0]\nguard_value(i0, 3) []\ni1 = int_add(i0, 1)\nfinish(i1)", "[i0]\nguard_value(i0, 3) []\nfinish(4)");
    invalid("[i0]\nguard_value(i0, 3) []\nguard_value(i0, 4) []\nfinish()");
}

#[test]
fn a_repeated_overflow_check_is_not_needed() {
    check(
        "[i0]\ni1 = int_lt(i0, 100)\nguard_true(i1) []\ni2 = int_gt(i0, -5)\nguard_true(i2) []\ni3 = int_add_ovf(i0, 1)\nguard_no_overflow() [i0]\nfinish(i3)",
        "[i0]\ni1 = int_lt(i0, 100)\nguard_true(i1) []\ni2 = int_gt(i0, -5)\nguard_true(i2) []\ni3 = int_add(i0, 1)\nfinish(i3)",
    );
    check(
        "[i0]\ni1 = int_add_ovf(i0, i0)\nguard_no_overflow() [i0]\ni2 = int_add_ovf(i0, i0)\nguard_no_overflow() [i0]\nfinish(i1, i2)",
        "[i0]\ni1 = int_add_ovf(i0, i0)\nguard_no_overflow() [i0]\nfinish(i1, i1)",
    );
}

#[test]
fn bounds_decide_comparisons() {
    check(
        "[i0]\ni1 = int_and(i0, 15)\ni2 = int_lt(i1, 16)\nguard_true(i2) []\nfinish(i1)",
        "[i0]\ni1 = int_and(i0, 15)\nfinish(i1)",
    );
    check(
        "[p0, i1]\ni2 = arraylen_gc(p0, descr=<Ints>)\ni3 = uint_lt(i1, i2)\nguard_true(i3) []\ni4 = int_lt(i1, 0)\nguard_false(i4) []\nfinish(i1)",
        "[p0, i1]\ni2 = arraylen_gc(p0, descr=<Ints>)\ni3 = uint_lt(i1, i2)\nguard_true(i3) []\nfinish(i1)",
    );
    check(
        "[i0]\ni1 = int_add(i0, 1)\nguard_value(i1, 8) []\nfinish(i0, i1)",
        "[i0]\ni1 = int_add(i0, 1)\nguard_value(i1, 8) []\nfinish(7, 8)",
    );
    check(
        "[i0]\ni1 = int_ge(i0, 3)\ni2 = int_le(i0, 5)\ni3 = int_and(i1, i2)\nguard_true(i3) []\ni4 = int_lt(i0, 6)\nfinish(i4, i1)",
        "[i0]\ni1 = int_ge(i0, 3)\ni2 = int_le(i0, 5)\ni3 = int_and(i1, i2)\nguard_true(i3) []\nfinish(1, 1)",
    );
    invalid("[i0]\ni1 = int_gt(i0, 5)\nguard_true(i1) []\ni2 = int_lt(i0, 3)\nguard_true(i2) []\nfinish()");
}

#[test]
fn algebra() {
    for (expression, result) in
        [("int_sub(i0, 0)", "i0"), ("int_mul(i0, 0)", "0"), ("int_xor(i0, i0)", "0"), ("int_eq(i0, i0)", "1")]
    {
        check(&format!("[i0]\ni1 = {expression}\nfinish(i1)"), &format!("[i0]\nfinish({result})"));
    }
    check("[i0]\ni1 = int_mul(8, i0)\nfinish(i1)", "[i0]\ni1 = int_lshift(i0, 3)\nfinish(i1)");
    check("[i0]\ni1 = int_add(i0, 3)\ni2 = int_add(i1, 4)\nfinish(i2)", "[i0]\ni2 = int_add(i0, 7)\nfinish(i2)");
    check("[i0]\ni1 = call_i(1, i0, 4, descr=<div>)\nfinish(i1)", "[i0]\ni1 = int_rshift(i0, 2)\nfinish(i1)");
}

#[test]
fn immutable_raw_fields_are_read_once() {
    check(
        "[i0]\ni1 = getfield_raw_i(i0, descr=<Node.fixed>)\ncall_n(9, descr=<anything>)\ni2 = getfield_raw_i(i0, descr=<Node.fixed>)\nfinish(i1, i2)",
        "[i0]\ni1 = getfield_raw_i(i0, descr=<Node.fixed>)\ncall_n(9, descr=<anything>)\nfinish(i1, i1)",
    );
    check("[]\ni1 = getfield_raw_i(5000, descr=<Node.fixed>)\nfinish(i1)", "[]\nfinish(43)");
}

#[test]
fn short_copies_are_single_items() {
    check(
        "[p0, i1]\np2 = new_array_clear(3, descr=<Ints>)\nsetarrayitem_gc(p2, 1, i1, descr=<Ints>)\ncall_n(7, p2, p0, 0, 4, 2, descr=<copy>)\nfinish()",
        "[p0, i1]\nsetarrayitem_gc(p0, 4, 0, descr=<Ints>)\nsetarrayitem_gc(p0, 5, i1, descr=<Ints>)\nfinish()",
    );
    // In place, as if through a buffer.
    check(
        "[p0]\ncall_n(7, p0, p0, 0, 1, 2, descr=<copy>)\nfinish()",
        "[p0]\ni1 = getarrayitem_gc_i(p0, 0, descr=<Ints>)\ni2 = getarrayitem_gc_i(p0, 1, descr=<Ints>)\nsetarrayitem_gc(p0, 1, i1, descr=<Ints>)\nsetarrayitem_gc(p0, 2, i2, descr=<Ints>)\nfinish()",
    );
    let long = "[p0, p1]\ncall_n(7, p0, p1, 0, 1, 20, descr=<copy>)\nfinish()";
    check(long, long);
}

#[test]
fn division_by_a_constant_multiplies() {
    check(
        "[i0]\ni1 = int_and(i0, 255)\ni2 = int_py_mod(i1, 10)\ni3 = int_lt(i2, 10)\nfinish(i2, i3)",
        "[i0]\ni1 = int_and(i0, 255)\ni2 = uint_mul_high(i1, -3689348814741910323)\ni3 = uint_rshift(i2, 3)\ni4 = int_mul(i3, 10)\ni5 = int_sub(i1, i4)\nfinish(i5, 1)",
    );
}

#[test]
fn a_new_object_is_none_of_the_older_ones() {
    check(
        "[p0, i1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\np3 = new_with_vtable(descr=<Node>)\nsetfield_gc(p3, i1, descr=<Node.value>)\ni4 = getfield_gc_i(p0, descr=<Node.value>)\nfinish(p3, i2, i4)",
        "[p0, i1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\np3 = new_with_vtable(descr=<Node>)\nsetfield_gc(p3, i1, descr=<Node.value>)\nfinish(p3, i2, i2)",
    );
}

/// The exit of the first guard carries what is known; the bridge that starts there knows it too.
#[test]
fn guards_tell_their_bridges() {
    let mut descrs = world();
    let text = "[p0, i1]\nguard_class(p0, 100) []\ni2 = getfield_gc_i(p0, descr=<Node.value>)\ni3 = int_lt(i1, 10)\nguard_true(i3) []\ni4 = int_gt(i1, 2)\nguard_true(i4) [i2, p0, i1, i4]\nfinish()";
    let trace = parse(text, &mut descrs).unwrap().trace;
    let found = optimize_trace(&trace, &descrs, Passes::ALL, &NoOracle).unwrap().trace;
    let facts = found.exits.iter().find(|e| e.values.len() == 4).unwrap().facts_of_inputs();
    let bridge = "[i0, p1, i2, i3]\nguard_class(p1, 100) []\ni4 = getfield_gc_i(p1, descr=<Node.value>)\ni5 = int_lt(i2, 20)\nfinish(i4, i3, i5)";
    let bridge = parse(bridge, &mut descrs).unwrap().trace;
    let found = optimize_bridge(&bridge, &descrs, Passes::ALL, &NoOracle, &facts, &|_| Vec::new()).unwrap().trace;
    assert_eq!(print(&found, &descrs).trim_end(), "[i0, p1, i2, i3]\nfinish(i0, 0, 1)");
}

#[test]
fn guards_on_classes() {
    check(
        "[p0]\nguard_nonnull(p0) [p0]\nguard_class(p0, 100) []\nguard_class(p0, 100) []\nfinish(p0)",
        "[p0]\nguard_nonnull_class(p0, 100) [p0]\nfinish(p0)",
    );
    check(
        "[p0]\np1 = new_with_vtable(descr=<Node>)\nguard_nonnull_class(p1, 100) []\ni2 = ptr_eq(p1, null)\nguard_false(i2) []\nfinish()",
        "[p0]\nfinish()",
    );
    check("[]\nguard_class(ConstPtr(5), 100) []\nfinish()", "[]\nfinish()");
    invalid("[p0]\nguard_class(p0, 100) []\nguard_class(p0, 200) []\nfinish(p0)");
}

#[test]
fn objects_that_do_not_escape_are_not_allocated() {
    check(
        "[i0]\np1 = new_with_vtable(descr=<Node>)\nsetfield_gc(p1, i0, descr=<Node.value>)\ni2 = getfield_gc_i(p1, descr=<Node.value>)\nfinish(i2)",
        "[i0]\nfinish(i0)",
    );
    // A field beside the items.
    let beside = "[i0]\np1 = new_array_clear(2, descr=<Ints>)\nsetfield_gc(p1, 0, descr=<Other.value>)\nfinish(p1)";
    check(beside, beside);
    check(
        "[i0]\np1 = new_array_clear(2, descr=<Ints>)\nsetarrayitem_gc(p1, 0, i0, descr=<Ints>)\ni2 = getarrayitem_gc_i(p1, 1, descr=<Ints>)\ni3 = arraylen_gc(p1, descr=<Ints>)\nfinish(i2, i3)",
        "[i0]\nfinish(0, 2)",
    );
    check(
        "[i0]\np1 = newstr(2)\nstrsetitem(p1, 0, 65)\nstrsetitem(p1, 1, 66)\np2 = newstr(2)\ncopystrcontent(p1, p2, 0, 0, 2)\ni3 = strgetitem(p2, 1)\nfinish(i3)",
        "[i0]\nfinish(66)",
    );
}

#[test]
fn guards_describe_virtual_objects() {
    check(
        "[i0, p1]\np2 = new_with_vtable(descr=<Node>)\nsetfield_gc(p2, i0, descr=<Node.value>)\nsetfield_gc(p2, p2, descr=<Node.next>)\nguard_true(i0) [p2, p1]\nfinish(p2)",
        "[i0, p1]\nguard_true(i0) [v0, p1] v0=struct(<Node>, i0, v0, _)\np2 = new_with_vtable(descr=<Node>)\nsetfield_gc(p2, i0, descr=<Node.value>)\nsetfield_gc(p2, p2, descr=<Node.next>)\nfinish(p2)",
    );
    check(
        "[i0, p1]\np2 = new_with_vtable(descr=<Node>)\nsetfield_gc(p1, p2, descr=<Node.next>)\nguard_true(i0) [p1]\nsetfield_gc(p1, null, descr=<Node.next>)\nfinish()",
        "[i0, p1]\nguard_true(i0) [p1] v0=struct(<Node>, _, _, _) p1.<Node.next>=v0\nsetfield_gc(p1, null, descr=<Node.next>)\nfinish()",
    );
}

#[test]
fn stores_are_delayed() {
    check(
        "[p0, i1]\nsetfield_gc(p0, i1, descr=<Node.value>)\nsetfield_gc(p0, 7, descr=<Node.value>)\ni2 = getfield_gc_i(p0, descr=<Node.value>)\nfinish(i2)",
        "[p0, i1]\nsetfield_gc(p0, 7, descr=<Node.value>)\nfinish(7)",
    );
    // A comparison stays next to its guard.
    check(
        "[p0, i1]\nsetfield_gc(p0, i1, descr=<Node.value>)\ni2 = int_lt(i1, 3)\nguard_true(i2) []\nfinish()",
        "[p0, i1]\nsetfield_gc(p0, i1, descr=<Node.value>)\ni2 = int_lt(i1, 3)\nguard_true(i2) []\nfinish()",
    );
    // The value just read is not stored again; another object may be the same one.
    check(
        "[p0, p1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\nsetfield_gc(p0, i2, descr=<Node.value>)\nsetfield_gc(p1, 3, descr=<Node.value>)\ni4 = getfield_gc_i(p0, descr=<Node.value>)\nfinish(i4)",
        "[p0, p1]\nsetfield_gc(p1, 3, descr=<Node.value>)\ni4 = getfield_gc_i(p0, descr=<Node.value>)\nfinish(i4)",
    );
}

#[test]
fn calls_forget_what_they_write() {
    check(
        "[p0]\ni1 = getfield_gc_i(p0, descr=<Node.value>)\ni2 = getfield_gc_i(p0, descr=<Node.fixed>)\np3 = getfield_gc_r(p0, descr=<Node.next>)\ncall_n(1, p0, descr=<store>)\ni4 = getfield_gc_i(p0, descr=<Node.value>)\ni5 = getfield_gc_i(p0, descr=<Node.fixed>)\np6 = getfield_gc_r(p0, descr=<Node.next>)\nfinish(i1, i2, p3, i4, i5, p6)",
        "[p0]\ni1 = getfield_gc_i(p0, descr=<Node.value>)\ni2 = getfield_gc_i(p0, descr=<Node.fixed>)\np3 = getfield_gc_r(p0, descr=<Node.next>)\ncall_n(1, p0, descr=<store>)\ni4 = getfield_gc_i(p0, descr=<Node.value>)\nfinish(i1, i2, p3, i4, i2, p3)",
    );
    check(
        "[]\nguard_not_invalidated() []\nguard_not_invalidated() []\ncall_n(1, descr=<anything>)\nguard_not_invalidated() []\nfinish()",
        "[]\nguard_not_invalidated() []\ncall_n(1, descr=<anything>)\nguard_not_invalidated() []\nfinish()",
    );
}

#[test]
fn elidable_calls_happen_once() {
    check(
        "[i0]\ni1 = call_pure_i(1001, i0, descr=<pure>)\nguard_no_exception() []\ni2 = call_pure_i(1001, i0, descr=<pure>)\nguard_no_exception() []\nfinish(i1, i2)",
        "[i0]\ni1 = call_i(1001, i0, descr=<pure>)\nguard_no_exception() []\nfinish(i1, i1)",
    );
    check(
        "[]\ni1 = call_pure_i(1001, 7, descr=<pure>)\nguard_no_exception() []\ni2 = getfield_gc_i(ConstPtr(5), descr=<Node.fixed>)\nfinish(i1, i2)",
        "[]\nfinish(14, 42)",
    );
}

#[test]
fn quasi_immutable_fields_are_reported() {
    let mut descrs = world();
    let text = "[]\nquasiimmut_field(ConstPtr(5), descr=<Node.value>)\nguard_not_invalidated() []\nfinish()";
    let trace = parse(text, &mut descrs).unwrap().trace;
    for passes in [Passes::ALL, Passes::NONE] {
        let found = optimize_trace(&trace, &descrs, passes, &Constants(descrs.clone())).unwrap();
        assert_eq!(found.quasi_immut, [(PtrConst(5), descrs.by_name("Node.value").unwrap())]);
        assert_eq!(found.trace.ops.len(), 2);
    }
}

#[test]
fn without_passes_the_trace_stays() {
    let text = "[i0, p1]\ni2 = int_add(i0, 1)\ni3 = int_add(i0, 1)\nsetfield_gc(p1, i2, descr=<Node.value>)\nguard_true(i3) [p1]\nfinish(i2, i3)";
    check_with(Passes::NONE, text, text);
    assert_eq!(Passes::from_names("intbounds:heap").map(|p| (p.intbounds, p.pure_, p.heap)), Ok((true, false, true)));
    assert!(Passes::from_names("foo").is_err());
}

#[test]
fn a_null_check_that_becomes_a_class_check_says_less_when_it_fails() {
    let facts = |text: &str| {
        let mut descrs = world();
        let trace = parse(text, &mut descrs).unwrap().trace;
        let found = optimize_trace(&trace, &descrs, Passes::ALL, &Constants(descrs.clone())).unwrap().trace;
        let exit = found.ops.iter().find_map(|op| found.exit_of(op)).unwrap();
        exit.facts.iter().filter(|f| matches!(f, jit_trace::Fact::Null(_))).count()
    };
    assert_eq!(facts("[p0]\nguard_nonnull(p0) [p0]\nfinish(p0)"), 1);
    assert_eq!(facts("[p0]\nguard_nonnull(p0) [p0]\nguard_class(p0, 100) [p0]\nfinish(p0)"), 0);
}

#[test]
fn constants_are_stored_by_the_exits_of_guards() {
    check(
        "[p0, i1]\nsetfield_gc(p0, 1, descr=<Node.value>)\nguard_true(i1) [p0]\nsetfield_gc(p0, 2, descr=<Node.value>)\nguard_nonnull(p0) [p0]\nfinish()",
        "[p0, i1]\nguard_true(i1) [p0] p0.<Node.value>=1\nguard_nonnull(p0) [p0] p0.<Node.value>=2\nsetfield_gc(p0, 2, descr=<Node.value>)\nfinish()",
    );
    // What was there before is there again.
    check(
        "[p0, i1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\nsetfield_gc(p0, 1, descr=<Node.value>)\nguard_true(i1) [p0]\nsetfield_gc(p0, i2, descr=<Node.value>)\nfinish(i2)",
        "[p0, i1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\nguard_true(i1) [p0] p0.<Node.value>=1\nfinish(i2)",
    );
    // A call that may see it.
    let seen =
        "[p0, i1]\nguard_true(i1) [p0]\nsetfield_gc(p0, 1, descr=<Node.value>)\ncall_n(1, descr=<anything>)\nfinish()";
    check(seen, seen);
}

#[test]
fn nobody_owns_a_virtualizable_after_its_check() {
    check(
        "[p0]\ni1 = getfield_gc_i(p0, descr=<Node.value>)\ncond_call_n(i1, 5, p0, descr=<force>)\ni2 = getfield_gc_i(p0, descr=<Node.value>)\ncond_call_n(i2, 5, p0, descr=<force>)\nfinish(i2)",
        "[p0]\ni1 = getfield_gc_i(p0, descr=<Node.value>)\ncond_call_n(i1, 5, p0, descr=<force>)\nfinish(0)",
    );
    // Another object's.
    let other = "[p0, p1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\ncond_call_n(i2, 5, p1, descr=<force>)\ni3 = getfield_gc_i(p0, descr=<Node.value>)\nfinish(i3)";
    check(other, other);
}

#[test]
fn comparisons_asked_in_another_way() {
    check(
        "[i0, i1]\ni2 = int_lt(i0, 0)\nguard_false(i2) []\ni3 = int_ge(i0, i1)\nguard_false(i3) []\ni4 = uint_lt(i0, i1)\nguard_true(i4) []\nfinish()",
        "[i0, i1]\ni2 = int_lt(i0, 0)\nguard_false(i2) []\ni3 = int_ge(i0, i1)\nguard_false(i3) []\nfinish()",
    );
    check(
        "[f0]\ni1 = float_eq(f0, 0.0)\nguard_false(i1) []\ni2 = float_ne(f0, 0.0)\nguard_true(i2) []\nfinish()",
        "[f0]\ni1 = float_eq(f0, 0.0)\nguard_false(i1) []\nfinish()",
    );
    // Decided after it was asked.
    check(
        "[i0]\ni1 = int_is_zero(i0)\ni2 = int_gt(i0, 3)\nguard_true(i2) []\nguard_false(i1) []\nfinish()",
        "[i0]\ni2 = int_gt(i0, 3)\nguard_true(i2) []\nfinish()",
    );
}

#[test]
fn fields_that_are_set_for_a_while() {
    check(
        "[p0, i1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\ni3 = int_add(i2, 1)\nsetfield_gc(p0, i3, descr=<Node.value>)\nguard_true(i1) [p0]\nsetfield_gc(p0, i2, descr=<Node.value>)\nfinish(i2)",
        "[p0, i1]\ni2 = getfield_gc_i(p0, descr=<Node.value>)\ni3 = int_add(i2, 1)\nguard_true(i1) [p0] p0.<Node.value>=i3\nfinish(i2)",
    );
    check(
        "[p0, i1]\nsetfield_gc(p0, 1, descr=<Node.flag>)\nguard_true(i1) []\ni2 = getfield_gc_i(p0, descr=<Node.flag>)\nsetfield_gc(p0, 0, descr=<Node.flag>)\nfinish(i2)",
        "[p0, i1]\nguard_true(i1) [] p0.<Node.flag>=1\nsetfield_gc(p0, 0, descr=<Node.flag>)\nfinish(1)",
    );
    // Cut to a byte.
    let cut = "[p0, i1]\nsetfield_gc(p0, i1, descr=<Node.flag>)\ni2 = getfield_gc_i(p0, descr=<Node.flag>)\nfinish(i2)";
    check(cut, cut);
}
