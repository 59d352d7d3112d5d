//! Each rule of the optimiser: `rules/*.txt`, trace text in, trace text out.
//!
//! Options of a case: `as: loop` (peeled; its label is `Body`), `as: bridge` (two traces, separated by `--`: the second
//! starts at the last guard of the first, optimised), `as: jump` (a loop and a trace that jumps to it), `as: grown` (a
//! bridge with a label, from which on it is a loop); `with: all -heap`
//! or `with: none +heap` (passes).

use std::path::Path;
use std::rc::Rc;

use jit_optimizeopt::{
    optimize_bridge, optimize_grown, optimize_loop, optimize_trace, Grown, OptError, Optimized, Oracle, Passes,
};
use jit_trace::{
    parse, print, verify, Arg, ArrayDescr, BoxId, Descr, DescrId, Descrs, EffectInfo, ExtraEffect, FieldDescr,
    FieldKind, InteriorFieldDescr, Kind, OopSpec, Opnum, PtrConst, SizeDescr, TargetToken, Trace,
};

#[path = "../../../../tests/rule_cases.rs"]
mod rule_cases;

use rule_cases::Case;

/// Adds a structure with one field, `held`.
fn add_one_field(d: &mut Descrs, mut size: SizeDescr, bytes: u32) {
    let id = d.len() as u32;
    let name = format!("{}.held", size.name);
    (size.size, size.fields, size.instance) = (24, vec![DescrId(id + 1)], size.vtable != 0);
    let (kind, pure_) = if bytes == 8 { (FieldKind::Signed, size.value) } else { (FieldKind::Unsigned, false) };
    d.add(Descr::Size(size));
    let (parent, index, offset, quasi_immut) = (DescrId(id), 0, 16, None);
    d.add(Descr::Field(FieldDescr { name, parent, index, offset, size: bytes, kind, pure_, quasi_immut }));
}

/// Types and functions that the cases may name.
fn world() -> Descrs {
    use FieldKind::{Float, Pointer, Signed, Unsigned};
    let mut d = Descrs::new();
    let fields = [("value", Signed, false), ("next", Pointer, false), ("fixed", Signed, true)];
    let (node, node_fields) = d.add_struct("Node", 100, &fields);
    let (name, kind, quasi_immut) = ("Node.flag".into(), Unsigned, None);
    let flag = FieldDescr { name, parent: node, index: 3, offset: 40, size: 1, kind, pure_: false, quasi_immut };
    d.add(Descr::Field(flag));
    d.add_struct("Other", 200, &[("value", Signed, false)]);
    // A subclass of Other: the same place has another descriptor.
    d.add_struct("Sub", 201, &[("value", Signed, false), ("more", Float, false)]);
    // Without identity; with a finalizer; with a narrow field.
    for (name, vtable, value, finalizer) in [("Num", 300, true, false), ("Final", 400, false, true)] {
        add_one_field(&mut d, SizeDescr { name: name.into(), vtable, value, finalizer, ..SizeDescr::default() }, 8);
    }
    add_one_field(&mut d, SizeDescr { name: "Narrow".into(), ..SizeDescr::default() }, 1);
    let ints = d.add_array("Ints", Signed, false);
    d.add_array("Refs", Pointer, false);
    d.add_array("Consts", Signed, true);
    let array = |name: &str, item_size, kind, interior| ArrayDescr {
        name: name.into(),
        base_size: 16,
        item_size,
        length_offset: Some(8),
        kind,
        pure_: false,
        type_id: 90,
        interior,
    };
    d.add(Descr::Array(array("Bytes", 1, Unsigned, Vec::new())));
    let pairs = d.add(Descr::Array(array("Pairs", 16, FieldKind::Struct, Vec::new())));
    for (name, offset, size, kind) in
        [("Pairs.a", 0, 8, Signed), ("Pairs.b", 8, 8, Signed), ("Pairs.c", 8, 1, Unsigned)]
    {
        d.add(Descr::InteriorField(InteriorFieldDescr { name: name.into(), array: pairs, offset, size, kind }));
    }
    let nothing = EffectInfo::nothing;
    let writes = |ids: Vec<DescrId>, extra| EffectInfo { writes: Some(ids), ..nothing(extra) };
    let spec = |oopspec, extra| EffectInfo { oopspec, ..nothing(extra) };
    let pure_ = ExtraEffect::ElidableCannotRaise;
    use Kind::{Float as F, Int as I, Ref as R};
    d.add_call("store", &[R], None, writes(vec![node_fields[0]], ExtraEffect::CannotRaise));
    d.add_call("pure", &[I], Some(I), nothing(ExtraEffect::ElidableCanRaise));
    d.add_call("safe", &[I], Some(I), nothing(pure_));
    d.add_call("safe_r", &[I], Some(R), nothing(pure_));
    d.add_call("safe_f", &[I], Some(F), nothing(pure_));
    d.add_call("loopinv", &[], Some(I), nothing(ExtraEffect::LoopInvariant));
    d.add_call("raising", &[], None, nothing(ExtraEffect::CanRaise));
    d.add_call("use", &[R], None, nothing(ExtraEffect::CanRaise));
    d.add_call("see", &[R], None, EffectInfo::anything());
    for (name, oopspec) in
        [("div", OopSpec::IntPyDiv), ("mod", OopSpec::IntPyMod), ("udiv", OopSpec::IntUdiv), ("umod", OopSpec::IntUmod)]
    {
        d.add_call(name, &[I, I], Some(I), spec(oopspec, pure_));
    }
    d.add_call("sqrt", &[F], Some(F), spec(OopSpec::MathSqrt, ExtraEffect::ElidableCanRaise));
    d.add_call("anything", &[], None, EffectInfo::anything());
    d.add_call("node", &[], Some(R), EffectInfo::anything());
    let force =
        EffectInfo { oopspec: OopSpec::ForceVirtualizable, ..writes(vec![node_fields[0]], ExtraEffect::CannotRaise) };
    d.add_call("force", &[R], None, force);
    let copy = EffectInfo { oopspec: OopSpec::Arraycopy, ..writes(vec![ints], ExtraEffect::CannotRaise) };
    d.add_call("copy", &[R, R, I, I, I], None, copy);
    d
}

/// Object 5: a Node whose immutable field is 42. Object 6: another Node. Object 7: the string `abc`. Object 8: an array
/// of the constants 10, 20, 30. Object 9: an object of class 200. At address 5000 a Node's field is 43. The call pure(7)
/// gave 14.
struct Constants(Descrs);

impl Constants {
    fn is(&self, name: &str, descr: DescrId) -> bool {
        self.0.by_name(name) == Some(descr)
    }
}

impl Oracle for Constants {
    fn field(&self, object: PtrConst, field: DescrId) -> Option<Arg> {
        (object.0 == 5 && self.is("Node.fixed", field)).then_some(Arg::Int(42))
    }
    fn raw_field(&self, address: i64, field: DescrId) -> Option<Arg> {
        (address == 5000 && self.is("Node.fixed", field)).then_some(Arg::Int(43))
    }
    fn item(&self, object: PtrConst, array: DescrId, index: i64) -> Option<Arg> {
        (object.0 == 8 && self.is("Consts", array)).then_some(Arg::Int(10 * (index + 1)))
    }
    fn array_len(&self, object: PtrConst, array: DescrId) -> Option<i64> {
        (object.0 == 8 && self.is("Consts", array)).then_some(3)
    }
    fn str_len(&self, object: PtrConst, unicode: bool) -> Option<i64> {
        (object.0 == 7 && !unicode).then_some(3)
    }
    fn str_item(&self, object: PtrConst, unicode: bool, index: i64) -> Option<i64> {
        (object.0 == 7 && !unicode).then_some(97 + index)
    }
    fn class_of(&self, object: PtrConst) -> Option<i64> {
        match object.0 {
            5 | 6 => Some(100),
            9 => Some(200),
            _ => None,
        }
    }
    fn same_object(&self, a: PtrConst, b: PtrConst) -> Option<bool> {
        Some(a == b)
    }
    fn call_pure(&self, args: &[Arg], descr: DescrId) -> Option<Arg> {
        (args == [Arg::Int(1001), Arg::Int(7)] && self.is("pure", descr)).then_some(Arg::Int(14))
    }
}

fn passes(text: Option<&str>) -> Passes {
    let mut passes = Passes::ALL;
    for word in text.unwrap_or("all").split(' ') {
        match (word, word.split_at(1)) {
            ("all", _) => passes = Passes::ALL,
            ("none", _) => passes = Passes::NONE,
            (_, (sign, name)) => {
                let on = sign == "+";
                match name {
                    "intbounds" => passes.intbounds = on,
                    "rewrite" => passes.rewrite = on,
                    "virtualize" => passes.virtualize = on,
                    "string" => passes.string = on,
                    "pure" => passes.pure_ = on,
                    "heap" => passes.heap = on,
                    "unroll" => passes.unroll = on,
                    _ => panic!("no pass {name}"),
                }
            }
        }
    }
    passes
}

/// The trace as text, boxes numbered as in a text; what else came out.
fn show(result: Result<Optimized, OptError>, descrs: &mut Descrs) -> String {
    let found = match result {
        Ok(found) => found,
        Err(e) => return format!("{e}\n"),
    };
    verify(&found.trace, descrs).unwrap_or_else(|e| panic!("{e}\n{}", print(&found.trace, descrs)));
    let text = print(&found.trace, descrs);
    let again = parse(&text, descrs).unwrap_or_else(|e| panic!("{e}\n{text}")).trace;
    let mut out = print(&again, descrs);
    for (object, field) in &found.quasi_immut {
        out += &format!("# relies on {object:?} {}\n", descrs.get(*field).map_or("", |d| d.name()));
    }
    out
}

fn check(case: &Case) -> String {
    let mut descrs = world();
    let target = |name: &str, args| Descr::Target(TargetToken { name: name.into(), args });
    let body = descrs.add(target("Body", Vec::new()));
    let (first, second) = case.input.split_once("--\n").unwrap_or((&case.input, ""));
    let read = |text: &str, descrs: &mut Descrs| -> Trace {
        parse(text, descrs).unwrap_or_else(|e| panic!("{e}\n{text}")).trace
    };
    let trace = read(first, &mut descrs);
    let kinds = trace.inputargs.iter().map(|&b| trace.kind(b)).collect();
    let start = descrs.add(target("Start", kinds));
    let oracle = Constants(descrs.clone());
    let passes = passes(case.option("with"));
    match case.option("as") {
        None => show(optimize_trace(&trace, &descrs, passes, &oracle), &mut descrs),
        Some("loop") => show(optimize_loop(&trace, &descrs, body, passes, &oracle), &mut descrs),
        Some("bridge") => {
            let found = optimize_trace(&trace, &descrs, passes, &oracle).unwrap().trace;
            let exit = found.ops.iter().rev().find_map(|op| found.exit_of(op)).unwrap();
            let bridge = read(second, &mut descrs);
            let facts = exit.facts_of_inputs();
            show(optimize_bridge(&bridge, &descrs, passes, &oracle, &facts, &|_| Vec::new()), &mut descrs)
        }
        Some("jump") => {
            let mut bridge = read(second, &mut descrs);
            bridge.ops.last_mut().unwrap().descr = Some(start);
            let exported = optimize_loop(&trace, &descrs, body, passes, &oracle).unwrap().exported.map(Rc::new);
            let targets = |d: DescrId| exported.clone().filter(|_| d == start).into_iter().collect();
            show(optimize_bridge(&bridge, &descrs, passes, &oracle, &[], &targets), &mut descrs)
        }
        Some("grown") => {
            let mut trace = trace;
            let at = trace.ops.iter().position(|o| o.opnum == Opnum::Label).unwrap();
            let label = trace.ops.remove(at);
            let inputs: Vec<BoxId> = label.args.iter().filter_map(|a| a.as_box()).collect();
            let grown = Grown { at, inputs: &inputs, facts: &[] };
            let found = optimize_grown(&trace, grown, &descrs, body, passes, &oracle).map(Option::unwrap);
            show(found, &mut descrs)
        }
        Some(other) => panic!("as: {other}"),
    }
}

#[test]
fn rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    rule_cases::run(&folder, &["as", "with"], &check);
}
