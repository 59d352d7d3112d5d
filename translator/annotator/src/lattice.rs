//! The lattice: union with its side effects on shared items, containment, intersection.

use crate::driver::Annotator;
use crate::{DescId, DictId, DictItem, IntKind, Kind, ListId, ListItem, Model, SomeValue};
use diagnostics::Span;
use graph::Const;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Two annotations without a common one.
#[derive(Clone, Debug)]
pub struct UnionError {
    /// What was there first.
    pub left: SomeValue,
    /// What came.
    pub right: SomeValue,
    /// Why not, if there is more to say than "different types".
    pub why: Option<String>,
}

pub(crate) type Union = Result<SomeValue, Box<UnionError>>;

fn fail(a: &SomeValue, b: &SomeValue, why: Option<&str>) -> Union {
    Err(Box::new(UnionError { left: a.clone(), right: b.clone(), why: why.map(str::to_owned) }))
}

impl IntKind {
    /// Width in bits.
    pub fn bits(self) -> u32 {
        match self {
            IntKind::Int | IntKind::Uint => 64,
            IntKind::I32 | IntKind::U32 => 32,
            IntKind::I16 | IntKind::U16 => 16,
            IntKind::I8 | IntKind::U8 => 8,
        }
    }

    /// Whether negative values exist.
    pub fn signed(self) -> bool {
        matches!(self, IntKind::Int | IntKind::I32 | IntKind::I16 | IntKind::I8)
    }

    /// The name of the class in `rpython.rlib.rarithmetic` or `rffi`.
    pub fn name(self) -> &'static str {
        match self {
            IntKind::Int => "int",
            IntKind::Uint => "r_uint",
            IntKind::I8 => "r_signedchar",
            IntKind::U8 => "r_uchar",
            IntKind::I16 => "r_short",
            IntKind::U16 => "r_ushort",
            IntKind::I32 => "r_int_real",
            IntKind::U32 => "r_uint_real",
        }
    }
}

impl SomeValue {
    /// The annotation of `None`.
    pub fn none() -> SomeValue {
        SomeValue::constant(Kind::None, Const::None)
    }

    /// A `str` that is not None.
    pub fn str() -> SomeValue {
        SomeValue::of(Kind::Str { none: false })
    }

    /// A `bool` nothing is known of.
    pub fn bool() -> SomeValue {
        SomeValue::of(Kind::Bool(None))
    }

    /// A constant bool.
    pub fn bool_const(b: bool) -> SomeValue {
        SomeValue::constant(Kind::Bool(None), Const::Bool(b))
    }

    /// The same without facts about local variables: what may leave a graph.
    pub fn exported(mut self) -> SomeValue {
        self.forget_vars();
        self
    }

    fn forget_vars(&mut self) {
        match &mut self.kind {
            Kind::Bool(data) => *data = None,
            Kind::TypeOf { vars, .. } => vars.clear(),
            Kind::Tuple(items) => items.iter_mut().for_each(SomeValue::forget_vars),
            _ => {}
        }
    }

    /// The same without its constant value (None and single PBCs keep theirs).
    pub fn not_constant(mut self) -> SomeValue {
        if !matches!(self.kind, Kind::None | Kind::Pbc { .. } | Kind::Builtin(_) | Kind::External) {
            self.konst = None;
        }
        self
    }

    /// Whether None may be among the values.
    pub fn can_be_none(&self) -> bool {
        match &self.kind {
            Kind::None => true,
            Kind::Str { none } | Kind::Unicode { none } | Kind::Instance { none, .. } | Kind::Pbc { none, .. } => *none,
            Kind::List(_)
            | Kind::Dict(_)
            | Kind::Set(_)
            | Kind::StringBuilder
            | Kind::UnicodeBuilder
            | Kind::TypeOf { .. }
            | Kind::VirtualRef(_)
            | Kind::WeakRef(_) => self.konst.is_none(),
            _ => false,
        }
    }

    /// The same without None, where the kind can tell.
    pub fn not_none(mut self) -> SomeValue {
        match &mut self.kind {
            Kind::None => return SomeValue::default(),
            Kind::Str { none } | Kind::Unicode { none } | Kind::Instance { none, .. } | Kind::Pbc { none, .. } => {
                *none = false
            }
            _ => {}
        }
        self
    }

    /// The bool constant it is.
    pub fn known_bool(&self) -> Option<bool> {
        match &self.konst {
            Some(Const::Bool(b)) => Some(*b),
            _ => None,
        }
    }
}

impl Model {
    /// Whether two annotations are equal, shared definitions compared by group.
    pub fn same(&self, a: &SomeValue, b: &SomeValue) -> bool {
        if a.konst != b.konst {
            return false;
        }
        match (&a.kind, &b.kind) {
            (Kind::List(x), Kind::List(y)) => self.list_leader(*x) == self.list_leader(*y),
            (Kind::Dict(x), Kind::Dict(y)) | (Kind::Set(x), Kind::Set(y)) => {
                self.dict_leader(*x) == self.dict_leader(*y)
            }
            (Kind::Tuple(x), Kind::Tuple(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| self.same(x, y)),
            (Kind::Iterator { container: x, variant: v }, Kind::Iterator { container: y, variant: w }) => {
                v == w && self.same(x, y)
            }
            (Kind::BuiltinMethod { self_: x, name: n }, Kind::BuiltinMethod { self_: y, name: m }) => {
                n == m && self.same(x, y)
            }
            (x, y) => x == y,
        }
    }

    /// Whether every value of `b` is one of `a`: then the union is `a` and has no side effect.
    pub fn contains(&self, a: &SomeValue, b: &SomeValue) -> bool {
        if b.is_impossible() {
            return true;
        }
        if a.konst.is_some() && a.konst != b.konst {
            return false;
        }
        match (&a.kind, &b.kind) {
            (_, Kind::None) => a.can_be_none(),
            (Kind::Bool(_), Kind::Bool(_)) => a.konst.is_some() || !matches!(&a.kind, Kind::Bool(Some(_))) || a == b,
            (Kind::Int { nonneg, kind }, Kind::Int { nonneg: m, kind: k }) => kind == k && (!nonneg || *m),
            (Kind::Int { kind: IntKind::Int, .. }, Kind::Bool(_)) => true,
            (Kind::Float, Kind::Float | Kind::Int { kind: IntKind::Int, .. } | Kind::Bool(_)) => true,
            (Kind::Str { .. }, Kind::Char) | (Kind::Unicode { .. }, Kind::UniChar) => true,
            (Kind::Str { none: x }, Kind::Str { none: y }) | (Kind::Unicode { none: x }, Kind::Unicode { none: y }) => {
                *x || !*y
            }
            (Kind::Tuple(x), Kind::Tuple(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| self.contains(x, y)),
            (Kind::Instance { class: c, none: x }, Kind::Instance { class: d, none: y }) => {
                (*x || !*y) && self.is_subclass(*d, *c)
            }
            (Kind::Pbc { descs: x, none: p }, Kind::Pbc { descs: y, none: q }) => {
                (*p || !*q) && (Arc::ptr_eq(x, y) || y.is_subset(x))
            }
            (Kind::WeakRef(Some(c)), Kind::WeakRef(d)) | (Kind::VirtualRef(Some(c)), Kind::VirtualRef(d)) => {
                d.is_none_or(|d| self.is_subclass(d, *c))
            }
            (Kind::TypeOf { class: c, vars: v }, Kind::TypeOf { class: d, vars: w }) => {
                let class = match (c, d) {
                    (Some(c), Some(d)) => self.is_subclass(*d, *c),
                    (None, _) => true,
                    (Some(_), None) => false,
                };
                class && v.iter().all(|x| w.contains(x))
            }
            _ => {
                a.konst == b.konst && self.same(a, b)
                    || a.konst.is_none() && self.same(a, &SomeValue { konst: None, ..b.clone() })
            }
        }
    }
}

impl Annotator<'_> {
    /// A new list definition.
    pub(crate) fn new_list(&mut self, s: SomeValue) -> ListId {
        self.model.list_items.push(ListItem {
            s,
            resized: false,
            mutated: false,
            range_step: None,
            must_not_resize: None,
        })
    }

    /// A new dict or set definition.
    pub(crate) fn new_dict(&mut self, key: SomeValue, value: SomeValue) -> DictId {
        self.model.dict_items.push(DictItem { key, value, custom: None })
    }

    /// The least annotation above both. Lists and dicts that meet share their items from then on.
    pub(crate) fn union(&mut self, a: &SomeValue, b: &SomeValue) -> Union {
        if self.model.same(a, b) {
            return Ok(a.clone());
        }
        if a.is_impossible() {
            return Ok(b.clone());
        }
        if b.is_impossible() {
            return Ok(a.clone());
        }
        let konst = if a.konst == b.konst { a.konst.clone() } else { None };
        let kind = match (&a.kind, &b.kind) {
            (Kind::None, _) => return self.noneify(b, a),
            (_, Kind::None) => return self.noneify(a, b),
            (Kind::Bool(x), Kind::Bool(y)) => Kind::Bool(if x == y { x.clone() } else { None }),
            (Kind::Bool(_), Kind::Int { nonneg, kind }) | (Kind::Int { nonneg, kind }, Kind::Bool(_)) => {
                Kind::Int { nonneg: *nonneg, kind: *kind }
            }
            (Kind::Int { nonneg: x, kind: k }, Kind::Int { nonneg: y, kind: l }) => {
                let Some(kind) = join_ints(*k, *x, *l, *y) else {
                    return fail(
                        a,
                        b,
                        Some(
                            "signed and unsigned numbers do not mix unless the signed one is known to be non-negative",
                        ),
                    );
                };
                Kind::Int { nonneg: *x && *y || !kind.signed(), kind }
            }
            (Kind::Float, Kind::Float | Kind::Bool(_) | Kind::Int { kind: IntKind::Int, .. })
            | (Kind::Bool(_) | Kind::Int { kind: IntKind::Int, .. }, Kind::Float) => Kind::Float,
            (Kind::SingleFloat, Kind::SingleFloat) => Kind::SingleFloat,
            (Kind::Char, Kind::Char) => Kind::Char,
            (Kind::UniChar, Kind::UniChar) => Kind::UniChar,
            (Kind::Char, Kind::Str { none }) | (Kind::Str { none }, Kind::Char) => Kind::Str { none: *none },
            (Kind::UniChar, Kind::Unicode { none }) | (Kind::Unicode { none }, Kind::UniChar) => {
                Kind::Unicode { none: *none }
            }
            (Kind::Str { none: x }, Kind::Str { none: y }) => Kind::Str { none: *x || *y },
            (Kind::Unicode { none: x }, Kind::Unicode { none: y }) => Kind::Unicode { none: *x || *y },
            (Kind::List(x), Kind::List(y)) => Kind::List(self.merge_lists(*x, *y)?),
            (Kind::Dict(x), Kind::Dict(y)) => Kind::Dict(self.merge_dicts(*x, *y)?),
            (Kind::Set(x), Kind::Set(y)) => Kind::Set(self.merge_dicts(*x, *y)?),
            (Kind::Tuple(x), Kind::Tuple(y)) => {
                if x.len() != y.len() {
                    return fail(a, b, Some("tuples of different lengths have no common type"));
                }
                let mut items = Vec::with_capacity(x.len());
                for (x, y) in x.iter().zip(y) {
                    items.push(self.union(x, y)?);
                }
                Kind::Tuple(items)
            }
            (Kind::Iterator { container: x, variant: v }, Kind::Iterator { container: y, variant: w }) if v == w => {
                Kind::Iterator { container: Box::new(self.union(x, y)?), variant: *v }
            }
            (Kind::Instance { class: c, none: x }, Kind::Instance { class: d, none: y }) => {
                let Some(class) = self.model.common_base(*c, *d) else {
                    return fail(a, b, Some("the two classes have no common base class"));
                };
                Kind::Instance { class, none: *x || *y }
            }
            (Kind::Pbc { descs: x, none: p }, Kind::Pbc { descs: y, none: q }) => {
                let kinds = x.iter().chain(y.iter()).map(|d| std::mem::discriminant(&self.model.descs[*d]));
                let kinds: Vec<_> = kinds.collect();
                if kinds.iter().any(|k| *k != kinds[0]) {
                    return fail(a, b, Some("functions, methods, classes and frozen objects do not mix"));
                }
                let descs: BTreeSet<DescId> = x.union(y).copied().collect();
                // Classes that are told apart at run time have definitions, instances or not.
                for d in descs.iter().filter(|_| descs.len() > 1) {
                    self.classdef_of_desc(*d);
                }
                Kind::Pbc { descs: Arc::new(descs), none: *p || *q }
            }
            (Kind::Pbc { descs, none }, Kind::TypeOf { class, .. })
            | (Kind::TypeOf { class, .. }, Kind::Pbc { descs, none }) => {
                let (mut common, descs, none) = (*class, descs.clone(), *none);
                for d in descs.iter().copied() {
                    let Some(c) = self.classdef_of_desc(d) else { return fail(a, b, None) };
                    common = common.and_then(|x| self.model.common_base(x, c));
                }
                if common.is_none() || none {
                    return fail(a, b, None);
                }
                Kind::TypeOf { class: common, vars: Vec::new() }
            }
            (Kind::Builtin(x), Kind::Builtin(y)) if x == y => Kind::Builtin(x.clone()),
            (Kind::BuiltinMethod { self_: x, name: n }, Kind::BuiltinMethod { self_: y, name: m }) if n == m => {
                Kind::BuiltinMethod { self_: Box::new(self.union(x, y)?), name: n.clone() }
            }
            (Kind::TypeOf { class: c, vars: v }, Kind::TypeOf { class: d, vars: w }) => {
                let class = match (c, d) {
                    (Some(c), Some(d)) => match self.model.common_base(*c, *d) {
                        Some(c) => Some(c),
                        None => return fail(a, b, None),
                    },
                    _ => None,
                };
                Kind::TypeOf { class, vars: v.iter().filter(|x| w.contains(x)).copied().collect() }
            }
            (Kind::WeakRef(None), Kind::WeakRef(c)) | (Kind::WeakRef(c), Kind::WeakRef(None)) => Kind::WeakRef(*c),
            (Kind::WeakRef(Some(c)), Kind::WeakRef(Some(d))) => match self.model.common_base(*c, *d) {
                Some(c) => Kind::WeakRef(Some(c)),
                None => return fail(a, b, None),
            },
            (Kind::VirtualRef(None), Kind::VirtualRef(c)) | (Kind::VirtualRef(c), Kind::VirtualRef(None)) => {
                Kind::VirtualRef(*c)
            }
            (Kind::VirtualRef(Some(c)), Kind::VirtualRef(Some(d))) => match self.model.common_base(*c, *d) {
                Some(c) => Kind::VirtualRef(Some(c)),
                None => return fail(a, b, None),
            },
            (Kind::StringBuilder, Kind::StringBuilder) => Kind::StringBuilder,
            (Kind::UnicodeBuilder, Kind::UnicodeBuilder) => Kind::UnicodeBuilder,
            (Kind::Ptr(x), Kind::Ptr(y)) if x == y => Kind::Ptr(*x),
            _ => return fail(a, b, None),
        };
        Ok(SomeValue { kind, konst })
    }

    fn noneify(&mut self, s: &SomeValue, none: &SomeValue) -> Union {
        let kind = match &s.kind {
            Kind::None => Kind::None,
            Kind::Str { .. } | Kind::Char => Kind::Str { none: true },
            Kind::Unicode { .. } | Kind::UniChar => Kind::Unicode { none: true },
            Kind::Instance { class, .. } => Kind::Instance { class: *class, none: true },
            Kind::Pbc { descs, .. } => {
                for d in descs.iter() {
                    self.classdef_of_desc(*d);
                }
                Kind::Pbc { descs: descs.clone(), none: true }
            }
            k @ (Kind::List(_)
            | Kind::Dict(_)
            | Kind::Set(_)
            | Kind::StringBuilder
            | Kind::UnicodeBuilder
            | Kind::VirtualRef(_)
            | Kind::WeakRef(_)) => k.clone(),
            Kind::TypeOf { class, .. } => Kind::TypeOf { class: *class, vars: Vec::new() },
            _ => {
                return fail(
                    s,
                    none,
                    Some("this type has no None: use a special value of the type, or wrap it in a class"),
                )
            }
        };
        let konst = if s.kind == Kind::None { Some(Const::None) } else { None };
        Ok(SomeValue { kind, konst })
    }

    fn merge_lists(&mut self, x: ListId, y: ListId) -> Result<ListId, Box<UnionError>> {
        let (x, y) = (self.model.list_leader(x), self.model.list_leader(y));
        if x == y {
            return Ok(x);
        }
        let (a, b) = (self.model.list_items[x].clone(), self.model.list_items[y].clone());
        self.model.list_parent[y] = Some(x);
        {
            let item = &mut self.model.list_items[x];
            item.resized |= b.resized;
            item.mutated |= b.mutated;
            item.range_step = if a.range_step == b.range_step { a.range_step } else { None };
            item.must_not_resize = a.must_not_resize.or(b.must_not_resize);
        }
        let readers = std::mem::take(&mut self.list_readers[y]);
        let s = match self.union(&a.s, &b.s) {
            Ok(s) => s.not_constant_item(),
            Err(e) => {
                self.model.list_parent[y] = None;
                self.list_readers[y] = readers;
                return Err(e);
            }
        };
        let changed_a = !self.model.same(&s, &a.s) || a.range_step != self.model.list_items[x].range_step;
        let changed_b = !self.model.same(&s, &b.s);
        let lead = self.model.list_leader(x);
        self.model.list_items[lead].s = s;
        if changed_b {
            self.reflow_all(&readers);
        }
        if changed_a {
            self.reflow_list(lead);
        }
        self.list_readers[lead].extend(readers);
        self.check_resized(lead);
        Ok(lead)
    }

    fn merge_dicts(&mut self, x: DictId, y: DictId) -> Result<DictId, Box<UnionError>> {
        let (x, y) = (self.model.dict_leader(x), self.model.dict_leader(y));
        if x == y {
            return Ok(x);
        }
        let (a, b) = (self.model.dict_items[x].clone(), self.model.dict_items[y].clone());
        if a.custom.is_some() != b.custom.is_some() {
            return Err(Box::new(UnionError {
                left: SomeValue::of(Kind::Dict(x)),
                right: SomeValue::of(Kind::Dict(y)),
                why: Some("an r_dict and a dict do not mix".into()),
            }));
        }
        self.model.dict_parent[y] = Some(x);
        let readers = std::mem::take(&mut self.dict_readers[y]);
        let key = self.union(&a.key, &b.key)?.not_constant_item();
        let value = self.union(&a.value, &b.value)?.not_constant_item();
        let custom = match (&a.custom, &b.custom) {
            (Some((e, h)), Some((f, i))) => Some((self.union(e, f)?, self.union(h, i)?)),
            _ => None,
        };
        let key_changed_a = !self.model.same(&key, &a.key) || !self.model.same(&value, &a.value);
        let key_changed_b = !self.model.same(&key, &b.key) || !self.model.same(&value, &b.value);
        let lead = self.model.dict_leader(x);
        let item = &mut self.model.dict_items[lead];
        item.key = key;
        item.value = value;
        item.custom = custom;
        if key_changed_b {
            self.reflow_all(&readers);
        }
        if key_changed_a {
            self.reflow_dict(lead);
        }
        self.dict_readers[lead].extend(readers);
        if key_changed_a || key_changed_b {
            self.call_custom(lead);
        }
        Ok(lead)
    }

    /// Adds a value to what a list may hold.
    pub(crate) fn generalize_list(&mut self, list: ListId, s: &SomeValue) -> Result<(), Box<UnionError>> {
        let lead = self.model.list_leader(list);
        let s = s.clone().exported();
        if self.model.contains(&self.model.list_items[lead].s, &s) {
            return Ok(());
        }
        let old = self.model.list_items[lead].s.clone();
        let new = self.union(&old, &s)?.not_constant_item();
        let lead = self.model.list_leader(lead);
        if !self.model.same(&new, &self.model.list_items[lead].s) {
            self.model.list_items[lead].s = new;
            self.list_origin[lead] = Some(self.here());
            self.reflow_list(lead);
        }
        Ok(())
    }

    /// Adds a key and a value to what a dict may hold.
    pub(crate) fn generalize_dict(
        &mut self,
        dict: DictId,
        key: &SomeValue,
        value: &SomeValue,
    ) -> Result<(), Box<UnionError>> {
        let lead = self.model.dict_leader(dict);
        let (key, value) = (key.clone().exported(), value.clone().exported());
        let item = &self.model.dict_items[lead];
        if self.model.contains(&item.key, &key) && self.model.contains(&item.value, &value) {
            return Ok(());
        }
        let (old_key, old_value) = (item.key.clone(), item.value.clone());
        let new_key = self.union(&old_key, &key)?.not_constant_item();
        let new_value = self.union(&old_value, &value)?.not_constant_item();
        let lead = self.model.dict_leader(lead);
        let item = &self.model.dict_items[lead];
        if !self.model.same(&new_key, &item.key) || !self.model.same(&new_value, &item.value) {
            let item = &mut self.model.dict_items[lead];
            item.key = new_key;
            item.value = new_value;
            self.dict_origin[lead] = Some(self.here());
            self.reflow_dict(lead);
            self.call_custom(lead);
        }
        Ok(())
    }

    /// Notes that a list of the group changes length.
    pub(crate) fn resize_list(&mut self, list: ListId) {
        let lead = self.model.list_leader(list);
        let item = &mut self.model.list_items[lead];
        item.resized = true;
        item.mutated = true;
        item.range_step = None;
        if self.list_resize_at[lead].is_none() {
            self.list_resize_at[lead] = Some(self.here());
        }
        self.check_resized(lead);
    }

    /// Notes that items of a list of the group are assigned.
    pub(crate) fn mutate_list(&mut self, list: ListId) {
        let lead = self.model.list_leader(list);
        let item = &mut self.model.list_items[lead];
        item.mutated = true;
        item.range_step = None;
    }

    /// Notes that a list must keep its length.
    pub(crate) fn forbid_resize(&mut self, list: ListId, span: Span) {
        let lead = self.model.list_leader(list);
        let item = &mut self.model.list_items[lead];
        if item.must_not_resize.is_none() {
            item.must_not_resize = Some(span);
        }
        self.check_resized(lead);
    }

    /// What both say: a value known to be described by each of them.
    pub(crate) fn improve(&mut self, old: &SomeValue, new: &SomeValue) -> SomeValue {
        if self.model.contains(new, old) && (new.konst.is_none() || new.konst == old.konst) {
            return old.clone();
        }
        match (&old.kind, &new.kind) {
            (Kind::Instance { class: c, none: x }, Kind::Instance { class: d, none: y }) => {
                let none = *x && *y;
                if self.model.is_subclass(*d, *c) {
                    let konst = new.konst.clone().or_else(|| if c == d { old.konst.clone() } else { None });
                    SomeValue { kind: Kind::Instance { class: *d, none }, konst }
                } else if self.model.is_subclass(*c, *d) {
                    SomeValue { kind: Kind::Instance { class: *c, none }, konst: old.konst.clone() }
                } else if none {
                    SomeValue::none()
                } else {
                    SomeValue::default()
                }
            }
            (_, Kind::None) if old.can_be_none() => new.clone(),
            (_, Kind::None) => SomeValue::default(),
            (Kind::None, _) if !new.can_be_none() => SomeValue::default(),
            (Kind::None, _) => old.clone(),
            _ if self.model.contains(old, new) => new.clone(),
            (Kind::Int { kind: k, nonneg }, Kind::Int { nonneg: m, .. }) => {
                SomeValue { kind: Kind::Int { kind: *k, nonneg: *nonneg || *m }, konst: old.konst.clone() }
            }
            (Kind::Str { .. }, Kind::Str { none: false })
            | (Kind::Unicode { .. }, Kind::Unicode { none: false })
            | (Kind::Pbc { .. }, Kind::Pbc { none: false, .. }) => {
                let s = old.clone().not_none();
                SomeValue { konst: old.konst.clone().or_else(|| new.konst.clone()), ..s }
            }
            _ => old.clone(),
        }
    }
}

impl SomeValue {
    /// The same as an item of a container: primitive constants are forgotten.
    fn not_constant_item(mut self) -> SomeValue {
        match &mut self.kind {
            Kind::None | Kind::Builtin(_) | Kind::External | Kind::Pbc { .. } => {}
            Kind::Tuple(items) => {
                for item in items {
                    *item = std::mem::take(item).not_constant_item();
                }
                self.konst = None;
            }
            _ => self.konst = None,
        }
        self
    }
}

fn join_ints(a: IntKind, a_nonneg: bool, b: IntKind, b_nonneg: bool) -> Option<IntKind> {
    if a == b {
        return Some(a);
    }
    if a.signed() == b.signed() {
        return Some(if a.bits() >= b.bits() { a } else { b });
    }
    let (unsigned, signed, nonneg) = if a.signed() { (b, a, a_nonneg) } else { (a, b, b_nonneg) };
    if signed.bits() > unsigned.bits() {
        return Some(signed);
    }
    nonneg.then_some(unsigned)
}

/// The result type of arithmetic between two kinds of integers, if they mix.
pub(crate) fn arithmetic_kind(a: IntKind, b: IntKind) -> IntKind {
    let promote = |k: IntKind| {
        if k.bits() < 64 {
            IntKind::Int
        } else {
            k
        }
    };
    let (a, b) = (promote(a), promote(b));
    if a == IntKind::Uint || b == IntKind::Uint {
        IntKind::Uint
    } else {
        IntKind::Int
    }
}
