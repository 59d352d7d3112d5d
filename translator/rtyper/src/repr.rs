//! Representations: how values of an annotation are held in low-level variables.
//!
//! A [`Repr`] decides the low-level type of a variable; two annotations that may meet get the same
//! representation or one that [`crate::convert`] can convert to. Values that carry no information
//! (`None`, one known function, a builtin) are `Void` and take no variable at all.

use annotator::{ClassDefId, Desc, DescId, DictId, IntKind, IterVariant, Kind, ListId, SomeValue};
use lltype::{ContainerId, Elem, Field, Immutability, LLType};
use std::sync::Arc;

use crate::RTyper;

/// A representation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Repr {
    /// No data.
    Void,
    /// `Bool`.
    Bool,
    /// An integer of that kind.
    Int(IntKind),
    /// `Float`.
    Float,
    /// `SingleFloat`.
    SingleFloat,
    /// `Char`.
    Char,
    /// `UniChar`.
    UniChar,
    /// Pointer to `rpy_string`, null for None.
    Str,
    /// Pointer to `rpy_unicode`, null for None.
    Unicode,
    /// A list whose length may change: pointer to `{length, items}`.
    List(Box<Repr>),
    /// A list of fixed length: pointer to an array.
    FixedList(Box<Repr>),
    /// A list by definition, as long as its item is not looked at (breaks cycles of types).
    ListOf(ListId),
    /// Result of `range`, never changed: pointer to `{start, stop, step}`.
    Range,
    /// Pointer to a dict of that definition.
    Dict(DictId),
    /// A set is a dict with `Void` values.
    Set(DictId),
    /// Pointer to a structure of the items; the empty tuple is `Void`.
    Tuple(Vec<Repr>),
    /// Pointer to an iterator structure.
    Iter(Box<Repr>, IterVariant),
    /// Pointer to an instance.
    Inst(ClassDefId),
    /// Function pointer of a call family row.
    Func(annotator::CallFamilyId),
    /// A bound method: the pointer to self.
    Method(ClassDefId, Arc<str>),
    /// A class: pointer to its vtable.
    Class,
    /// One of several frozen objects: pointer to a structure of the attributes read.
    Frozen(Vec<DescId>),
    /// A method of a builtin type: the value it is bound to.
    BuiltinMethod(Box<Repr>, Arc<str>),
    /// Weak reference.
    WeakRef,
    /// Virtual reference.
    VirtualRef,
    /// A reference whose type was erased.
    Erased,
    /// Pointer to a string builder.
    StringBuilder,
    /// Pointer to a unicode builder.
    UnicodeBuilder,
}

impl RTyper<'_> {
    /// The representation of an annotation.
    pub fn repr(&mut self, s: &SomeValue) -> Repr {
        match &s.kind {
            Kind::Impossible | Kind::None | Kind::Builtin(_) | Kind::External => Repr::Void,
            Kind::Bool(_) => Repr::Bool,
            Kind::Int { kind, .. } => Repr::Int(*kind),
            Kind::Float => Repr::Float,
            Kind::SingleFloat => Repr::SingleFloat,
            Kind::Char => Repr::Char,
            Kind::UniChar => Repr::UniChar,
            Kind::Str { .. } => Repr::Str,
            Kind::Unicode { .. } => Repr::Unicode,
            Kind::List(l) => Repr::ListOf(self.model.list_leader(*l)),
            Kind::Dict(d) => Repr::Dict(self.model.dict_leader(*d)),
            Kind::Set(d) => Repr::Set(self.model.dict_leader(*d)),
            Kind::Tuple(items) if items.is_empty() => Repr::Void,
            Kind::Tuple(items) => Repr::Tuple(items.iter().map(|i| self.repr(i)).collect()),
            Kind::Iterator { container, variant } => Repr::Iter(Box::new(self.repr(container)), *variant),
            Kind::Instance { class, .. } => Repr::Inst(*class),
            Kind::Pbc { descs, none } => self.pbc_repr(descs.iter().copied().collect(), *none),
            Kind::BuiltinMethod { self_, name } => Repr::BuiltinMethod(Box::new(self.repr(self_)), name.clone()),
            Kind::TypeOf { .. } => Repr::Class,
            Kind::WeakRef(_) => Repr::WeakRef,
            Kind::VirtualRef(_) => Repr::VirtualRef,
            Kind::StringBuilder => Repr::StringBuilder,
            Kind::UnicodeBuilder => Repr::UnicodeBuilder,
            Kind::Ptr(class) if self.is_erased_class(*class) => Repr::Erased,
            Kind::Ptr(_) => Repr::Void,
        }
    }

    fn pbc_repr(&mut self, descs: Vec<DescId>, none: bool) -> Repr {
        let Some(first) = descs.first() else { return Repr::Void };
        match &self.model.descs[*first] {
            Desc::Function(_) => {
                if descs.len() == 1 && !none {
                    return Repr::Void;
                }
                match self.model.family_of.get(first) {
                    Some(f) => Repr::Func(self.model.family_leader(*f)),
                    None => Repr::Void,
                }
            }
            Desc::Class { .. } => {
                if descs.len() == 1 && !none {
                    Repr::Void
                } else {
                    Repr::Class
                }
            }
            Desc::Method { name, .. } => {
                let name = name.clone();
                let mut common: Option<ClassDefId> = None;
                for d in &descs {
                    if let Desc::Method { self_class, origin, .. } = &self.model.descs[*d] {
                        let c = self_class.unwrap_or(*origin);
                        common = match common {
                            None => Some(c),
                            Some(o) => self.model.common_base(o, c),
                        };
                    }
                }
                match common {
                    Some(c) => Repr::Method(c, name),
                    None => Repr::Void,
                }
            }
            Desc::Frozen { .. } | Desc::MethodOfFrozen { .. } => {
                if descs.len() == 1 && !none {
                    Repr::Void
                } else if descs.iter().all(|d| matches!(self.model.descs[*d], Desc::Frozen { .. })) {
                    Repr::Frozen(descs)
                } else {
                    let frozen: Vec<DescId> = descs
                        .iter()
                        .filter_map(|d| match &self.model.descs[*d] {
                            Desc::MethodOfFrozen { frozen, .. } => Some(*frozen),
                            _ => None,
                        })
                        .collect();
                    Repr::Frozen(frozen)
                }
            }
        }
    }

    /// Resolves `ListOf` to `List` or `FixedList` with the item's representation.
    pub fn list_repr(&mut self, r: &Repr) -> Repr {
        match r {
            Repr::ListOf(l) => {
                let item = self.model.list_item(*l);
                if item.range_step.is_some() && !item.resized && !item.mutated {
                    return Repr::Range;
                }
                let resized = item.resized;
                let s = item.s.clone();
                let item = self.item_repr(&s);
                if resized {
                    Repr::List(Box::new(item))
                } else {
                    Repr::FixedList(Box::new(item))
                }
            }
            other => other.clone(),
        }
    }

    /// The representation of an item of a list or dict.
    pub fn item_repr(&mut self, s: &SomeValue) -> Repr {
        self.repr(s)
    }

    /// The low-level type of variables of a representation.
    pub fn lltype(&mut self, r: &Repr) -> LLType {
        match r {
            Repr::Void => LLType::Void,
            Repr::Bool => LLType::Bool,
            Repr::Int(k) => int_lltype(*k),
            Repr::Float => LLType::Float,
            Repr::SingleFloat => LLType::SingleFloat,
            Repr::Char => LLType::Char,
            Repr::UniChar => LLType::UniChar,
            Repr::Str => self.str_ptr(),
            Repr::Unicode => self.unicode_ptr(),
            Repr::ListOf(l) => self.list_of_type(*l),
            Repr::List(item) => {
                let item = self.lltype(item);
                LLType::Ptr(self.resizable_list(item))
            }
            Repr::FixedList(item) => {
                let item = self.lltype(item);
                LLType::Ptr(self.gc_array(item))
            }
            Repr::Range => LLType::Ptr(self.range_type()),
            Repr::Dict(d) | Repr::Set(d) => LLType::Ptr(self.dict_type(*d)),
            Repr::Tuple(items) => {
                let items: Vec<LLType> = items.iter().map(|i| self.lltype(i)).collect();
                LLType::Ptr(self.tuple_type(items))
            }
            Repr::Iter(c, v) => LLType::Ptr(self.iter_type(c, *v)),
            Repr::Inst(c) => LLType::Ptr(self.class_info(*c).inst),
            Repr::Func(f) => self.family_type(*f),
            Repr::Method(c, _) => LLType::Ptr(self.class_info(*c).inst),
            Repr::Class => LLType::Ptr(self.vtable_root),
            Repr::Frozen(descs) => LLType::Ptr(self.frozen_type(descs)),
            Repr::BuiltinMethod(r, _) => self.lltype(r),
            Repr::WeakRef | Repr::VirtualRef | Repr::Erased => LLType::GcRef,
            Repr::StringBuilder => LLType::Ptr(self.builder_type(false)),
            Repr::UnicodeBuilder => LLType::Ptr(self.builder_type(true)),
        }
    }

    /// Low-level type of a list by definition; types of lists that contain themselves are cut with `GcRef`.
    fn list_of_type(&mut self, l: ListId) -> LLType {
        if let Some(t) = self.list_types.get(&l) {
            return *t;
        }
        self.list_types.insert(l, LLType::GcRef);
        let r = self.list_repr(&Repr::ListOf(l));
        let t = self.lltype(&r);
        self.list_types.insert(l, t);
        t
    }

    /// `GcArray` of plain items.
    pub fn gc_array(&mut self, item: LLType) -> ContainerId {
        self.prog.types.array(true, Elem::Prim(item), false)
    }

    /// `{length, items}`.
    pub fn resizable_list(&mut self, item: LLType) -> ContainerId {
        if let Some(c) = self.resizable_types.get(&item) {
            return *c;
        }
        let array = self.gc_array(item);
        let c = self.prog.types.structure(
            "list",
            true,
            None,
            vec![field("length", LLType::Signed), field("items", LLType::Ptr(array))],
        );
        self.resizable_types.insert(item, c);
        c
    }

    /// Structure of a tuple's items.
    pub fn tuple_type(&mut self, items: Vec<LLType>) -> ContainerId {
        if let Some(c) = self.tuple_types.get(&items) {
            return *c;
        }
        let fields = items
            .iter()
            .enumerate()
            .map(|(i, t)| Field { name: format!("item{i}").into(), ty: *t, immutable: Immutability::Immutable })
            .collect();
        let c = self.prog.types.structure("tuple", true, None, fields);
        self.tuple_types.insert(items, c);
        c
    }
}

/// A mutable field.
pub fn field(name: &str, ty: LLType) -> Field {
    Field { name: name.into(), ty, immutable: Immutability::Mutable }
}

/// Low-level type of an integer kind.
pub fn int_lltype(k: IntKind) -> LLType {
    match k {
        IntKind::Int => LLType::Signed,
        IntKind::Uint => LLType::Unsigned,
        IntKind::I8 => LLType::Int8,
        IntKind::U8 => LLType::UInt8,
        IntKind::I16 => LLType::Int16,
        IntKind::U16 => LLType::UInt16,
        IntKind::I32 => LLType::Int32,
        IntKind::U32 => LLType::UInt32,
    }
}
