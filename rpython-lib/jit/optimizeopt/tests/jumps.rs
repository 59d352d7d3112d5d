//! Bridges that jump into a peeled loop, and such that must not: what it reads at once may not be there.

use jit_optimizeopt::{optimize_bridge, optimize_loop, Oracle, Passes};
use jit_trace::{
    parse, print, Arg, Descr, DescrId, Descrs, EffectInfo, FieldDescr, FieldKind, Kind, PtrConst, SizeDescr,
};
use std::rc::Rc;

/// A constant of class 200, which lacks the fields of class 100.
struct Other;

impl Oracle for Other {
    fn class_of(&self, _object: PtrConst) -> Option<i64> {
        Some(200)
    }

    fn field(&self, object: PtrConst, field: DescrId) -> Option<Arg> {
        panic!("read field {field:?} of {object:?}");
    }
}

/// The optimised bridge jumps to the loop's start, not into its body.
fn refused(before: &str, bridge: &str) {
    let mut descrs = Descrs::new();
    descrs.add_struct("Node", 100, &[("value", FieldKind::Signed, true)]);
    descrs.add_call("node", &[], Some(Kind::Ref), EffectInfo::anything());
    let start = descrs.add_target(Vec::new());
    let label = descrs.add_target(Vec::new());
    let loop_ = parse(before, &mut descrs).unwrap().trace;
    let mut bridge = parse(bridge, &mut descrs).unwrap().trace;
    bridge.ops.last_mut().unwrap().descr = Some(start);
    let exported = optimize_loop(&loop_, &descrs, label, Passes::ALL, &Other).unwrap().exported.unwrap();
    let exported = Rc::new(exported);
    let targets = |d: DescrId| (d == start).then(|| exported.clone()).into_iter().collect();
    let found = optimize_bridge(&bridge, &descrs, Passes::ALL, &Other, &[], &targets).unwrap().trace;
    assert_eq!(found.ops.last().unwrap().descr, Some(start), "{}", print(&found, &descrs));
}

#[test]
fn one_object_cannot_be_of_two_classes() {
    refused(
        "[p0, p1]
guard_nonnull_class(p0, 100) [p0, p1]
i2 = getfield_gc_i(p0, descr=<Node.value>)
i3 = int_gt(i2, 0)
guard_true(i3) [p0, p1]
guard_value(p1, ConstPtr(1)) [p0, p1]
p4 = call_r(1, descr=<node>)
guard_no_exception() [p0, p1]
jump(p0, ConstPtr(1))",
        "[p5]
guard_nonnull(p5) [p5]
guard_future_condition() [p5]
jump(p5, p5)",
    );
}

#[test]
fn the_class_is_asked_for_before_fields_are_read() {
    refused(
        "[p0]
guard_nonnull_class(p0, 100) [p0]
i1 = getfield_gc_i(p0, descr=<Node.value>)
i2 = int_gt(i1, 0)
guard_true(i2) [p0]
p3 = call_r(1, descr=<node>)
guard_no_exception() [p0]
i4 = getfield_gc_i(p3, descr=<Node.value>)
i5 = int_lt(i4, 9)
guard_true(i5) [p0]
jump(p3)",
        "[p5]
guard_nonnull(p5) [p5]
guard_future_condition() [p5]
jump(p5)",
    );
}

/// A loop that does not allocate its counter gets one from a bridge that has it as an object, if nobody can tell which
/// object it is.
#[test]
fn objects_without_identity_are_taken_apart() {
    for value in [true, false] {
        let mut descrs = Descrs::new();
        let size = SizeDescr {
            name: "Node".into(),
            size: 24,
            vtable: 100,
            instance: true,
            fields: vec![DescrId(1)],
            value,
            ..SizeDescr::default()
        };
        descrs.add(Descr::Size(size));
        let (kind, quasi_immut) = (FieldKind::Signed, None);
        let name = "Node.value".into();
        descrs.add(Descr::Field(FieldDescr {
            name,
            parent: DescrId(0),
            index: 0,
            offset: 16,
            size: 8,
            kind,
            pure_: true,
            quasi_immut,
        }));
        let start = descrs.add_target(vec![Kind::Ref]);
        let label = descrs.add_target(Vec::new());
        let loop_ = "[p0]\nguard_nonnull_class(p0, 100) [p0]\ni1 = getfield_gc_i(p0, descr=<Node.value>)\ni2 = int_lt(i1, 1000)\nguard_true(i2) [p0]\ni3 = int_add_ovf(i1, 1)\nguard_no_overflow() [p0]\np4 = new_with_vtable(descr=<Node>)\nsetfield_gc(p4, i3, descr=<Node.value>)\njump(p4)";
        let loop_ = parse(loop_, &mut descrs).unwrap().trace;
        let bridge = "[p0]\nguard_class(p0, 100) [p0]\ni1 = getfield_gc_i(p0, descr=<Node.value>)\ni2 = int_lt(i1, 5)\nguard_true(i2) [p0]\nguard_future_condition() [p0]\njump(p0)";
        let mut bridge = parse(bridge, &mut descrs).unwrap().trace;
        bridge.ops.last_mut().unwrap().descr = Some(start);
        let exported = optimize_loop(&loop_, &descrs, label, Passes::ALL, &Other).unwrap().exported.unwrap();
        let exported = Rc::new(exported);
        let targets = |d: DescrId| (d == start).then(|| exported.clone()).into_iter().collect();
        let found = optimize_bridge(&bridge, &descrs, Passes::ALL, &Other, &[], &targets).unwrap().trace;
        let jump = found.ops.last().unwrap();
        assert_eq!(jump.descr, Some(if value { label } else { start }), "{}", print(&found, &descrs));
        assert_eq!(found.arg_kind(jump.args[0]), if value { Kind::Int } else { Kind::Ref });
    }
}
