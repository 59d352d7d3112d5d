//! The lattice without a program.

use crate::{ClassDef, ClassDefId, DescId, IntKind, Kind, Model, SomeValue};
use cranelift_entity::EntityRef;
use graph::Const;
use indexmap::IndexMap;

fn class(m: &mut Model, name: &str, base: Option<ClassDefId>) -> ClassDefId {
    let id = m.classes.push(ClassDef {
        name: name.into(),
        desc: DescId::new(0),
        base,
        subclasses: Vec::new(),
        attrs: IndexMap::new(),
        immutable_fields: Vec::new(),
        virtualizable: Vec::new(),
        value_class: false,
        instantiated: true,
        via_instantiate: false,
    });
    if let Some(b) = base {
        m.classes[b].subclasses.push(id);
    }
    id
}

fn instance(class: ClassDefId, none: bool) -> SomeValue {
    SomeValue::of(Kind::Instance { class, none })
}

#[test]
fn numbers() {
    let m = Model::default();
    let uint = SomeValue::of(Kind::Int { nonneg: true, kind: IntKind::Uint });
    assert!(m.contains(&SomeValue::int(false), &SomeValue::int(true)));
    assert!(!m.contains(&SomeValue::int(true), &SomeValue::int(false)));
    assert!(m.contains(&SomeValue::int(true), &SomeValue::bool()));
    assert!(m.contains(&SomeValue::of(Kind::Float), &SomeValue::int(false)));
    assert!(!m.contains(&SomeValue::int(false), &uint));
    let five = SomeValue::constant(Kind::Int { nonneg: true, kind: IntKind::Int }, Const::Int(5));
    assert!(m.contains(&SomeValue::int(false), &five));
    assert!(!m.contains(&five, &SomeValue::int(true)));
}

#[test]
fn none() {
    let mut m = Model::default();
    let a = class(&mut m, "A", None);
    assert!(m.contains(&instance(a, true), &SomeValue::none()));
    assert!(!m.contains(&instance(a, false), &SomeValue::none()));
    assert!(m.contains(&SomeValue::of(Kind::Str { none: true }), &SomeValue::of(Kind::Char)));
    assert!(!m.contains(&SomeValue::int(false), &SomeValue::none()));
    assert!(instance(a, true).not_none() == instance(a, false));
}

#[test]
fn classes() {
    let mut m = Model::default();
    let a = class(&mut m, "A", None);
    let b = class(&mut m, "B", Some(a));
    let c = class(&mut m, "C", Some(a));
    let d = class(&mut m, "D", None);
    assert_eq!(m.common_base(b, c), Some(a));
    assert_eq!(m.common_base(b, d), None);
    assert!(m.contains(&instance(a, false), &instance(b, false)));
    assert!(!m.contains(&instance(b, false), &instance(a, false)));
    assert!(!m.contains(&instance(a, false), &instance(b, true)));
}

#[test]
fn tuples() {
    let m = Model::default();
    let pair = |x: SomeValue| SomeValue::of(Kind::Tuple(vec![x, SomeValue::str()]));
    assert!(m.contains(&pair(SomeValue::int(false)), &pair(SomeValue::int(true))));
    assert!(!m.contains(&pair(SomeValue::int(true)), &SomeValue::of(Kind::Tuple(vec![]))));
}

#[test]
fn messages() {
    let mut m = Model::default();
    let a = class(&mut m, "Frame", None);
    let l = m.list_items.push(crate::ListItem {
        s: instance(a, true),
        resized: true,
        mutated: false,
        range_step: None,
        must_not_resize: None,
    });
    let list = SomeValue::of(Kind::List(l));
    assert_eq!(m.describe(&list), "list of Frame or None");
    assert_eq!(crate::annotation_text(&m, &list), "List[Frame?]");
    assert_eq!(m.describe(&SomeValue::of(Kind::Str { none: true })), "str or None");
}
