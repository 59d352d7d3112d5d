//! Host constants become low-level constants and prebuilt objects.
//!
//! A prebuilt object gets its [`StaticId`] at once and its contents later ([`RTyper::flush_pending`]),
//! so that cyclic and deep structures need no recursion.

use crate::{RTyper, Repr};
use annotator::{ClassDefId, Desc as ADesc, IntKind, Kind, SomeValue};
use diagnostics::{Diagnostic, Span};
use graph::{Const, HostObj, Static, StaticId, StaticItems};
use host::Desc;
use lltype::{ContainerId, LLType};
use std::sync::Arc;

/// A prebuilt object whose contents are still to be filled in.
pub(crate) enum Pending {
    Instance(StaticId, HostObj, ClassDefId),
    Array(StaticId, Vec<HostObj>, Repr),
    Tuple(StaticId, Vec<HostObj>, Vec<Repr>),
    Dict(StaticId, HostObj, Repr),
    Frozen(StaticId, HostObj, Vec<annotator::DescId>),
    RawBlock(StaticId, HostObj),
}

impl RTyper<'_> {
    /// Annotation of a constant operand.
    pub(crate) fn const_annotation(&mut self, c: &Const) -> SomeValue {
        let kind = match c {
            Const::None | Const::Void => Kind::None,
            Const::Bool(_) => Kind::Bool(None),
            Const::Int(n) => Kind::Int { nonneg: *n >= 0, kind: IntKind::Int },
            Const::Uint(_) => Kind::Int { nonneg: true, kind: IntKind::Uint },
            Const::Float(_) => Kind::Float,
            Const::Char(_) => Kind::Char,
            Const::UniChar(_) => Kind::UniChar,
            Const::Str(s) if s.len() == 1 => Kind::Char,
            Const::Str(_) => Kind::Str { none: false },
            Const::Unicode(u) if u.len() == 1 => Kind::UniChar,
            Const::Unicode(_) => Kind::Unicode { none: false },
            Const::Host(obj) => {
                let mut s = self.host_annotation(*obj);
                if s.konst.is_none() {
                    s.konst = Some(c.clone());
                }
                return s;
            }
            _ => Kind::Impossible,
        };
        SomeValue::constant(kind, c.clone())
    }

    fn host_annotation(&mut self, obj: HostObj) -> SomeValue {
        if let Some(s) = self.model.const_values.get(&obj) {
            return s.clone();
        }
        let kind = match &*self.host.describe(obj) {
            Desc::None => Kind::None,
            Desc::Bool(_) => Kind::Bool(None),
            Desc::Int(n) => Kind::Int { nonneg: *n >= 0, kind: IntKind::Int },
            Desc::BigInt(_) | Desc::RInt { .. } => Kind::Int { nonneg: true, kind: IntKind::Uint },
            Desc::Float(_) => Kind::Float,
            Desc::Str(s) if s.len() == 1 => Kind::Char,
            Desc::Str(_) => Kind::Str { none: false },
            Desc::Unicode(_) => Kind::Unicode { none: false },
            Desc::Tuple(items) => Kind::Tuple(items.iter().map(|i| self.host_annotation(*i)).collect()),
            Desc::Function(_) | Desc::Class(_) => match self.model.desc_of.get(&obj) {
                Some(d) => Kind::Pbc { descs: std::sync::Arc::new([*d].into()), none: false },
                None => Kind::Builtin("".into()),
            },
            Desc::Builtin(b) => Kind::Builtin(b.name.as_str().into()),
            _ => match self.model.desc_of.get(&obj) {
                Some(d) => Kind::Pbc { descs: std::sync::Arc::new([*d].into()), none: false },
                None => Kind::Builtin("".into()),
            },
        };
        SomeValue::constant(kind, Const::Host(obj))
    }

    /// A constant in a representation; `None` if it has none there.
    pub(crate) fn constant(&mut self, c: &Const, r: &Repr) -> Option<Const> {
        let number = |n: i128, r: &Repr| match r {
            Repr::Int(IntKind::Uint) => Some(Const::Uint(n as u64)),
            Repr::Int(IntKind::U8 | IntKind::U16 | IntKind::U32) => Some(Const::Uint(n as u64)),
            Repr::Int(_) => Some(Const::Int(n as i64)),
            Repr::Float => Some(Const::float(n as f64)),
            Repr::Bool => Some(Const::Bool(n != 0)),
            _ => None,
        };
        match (c, r) {
            (_, Repr::Void) => Some(Const::Void),
            (Const::None, _) => {
                let t = self.lltype(r);
                matches!(t, LLType::Ptr(_) | LLType::GcRef | LLType::Address).then_some(Const::Null(t))
            }
            (Const::Bool(x), _) => number(*x as i128, r),
            (Const::Int(n), _) => number(*n as i128, r),
            (Const::Uint(n), _) => number(*n as i128, r),
            (Const::Float(_), Repr::Float | Repr::SingleFloat) => Some(c.clone()),
            (Const::Char(x), Repr::Char) => Some(Const::Char(*x)),
            (Const::Char(x), Repr::Str) => Some(self.string_const(&[*x])),
            (Const::Str(s), Repr::Char) if s.len() == 1 => Some(Const::Char(s[0])),
            (Const::Str(s), Repr::Str) => Some(self.string_const(&s.clone())),
            (Const::Str(s), Repr::UniChar) if s.len() == 1 => Some(Const::UniChar(s[0] as u32)),
            (Const::UniChar(x), Repr::UniChar) => Some(Const::UniChar(*x)),
            (Const::UniChar(x), Repr::Unicode) => Some(self.unicode_const(&[*x])),
            (Const::Unicode(u), Repr::UniChar) if u.len() == 1 => Some(Const::UniChar(u[0])),
            (Const::Unicode(u), Repr::Unicode) => Some(self.unicode_const(u)),
            (Const::Host(obj), _) => {
                let d = self.host.describe(*obj);
                self.described_const(*obj, &d, r)
            }
            _ => None,
        }
    }

    /// A host object in a representation; an error is recorded if it has none.
    pub(crate) fn host_const(&mut self, obj: HostObj, r: &Repr) -> Const {
        let d = self.host.describe(obj);
        match self.described_const(obj, &d, r) {
            Some(c) => c,
            None => {
                let text = format!("a prebuilt {} cannot be stored where {r:?} is expected", d.kind_name());
                self.error(Diagnostic::error("E0205", text).label(Span::NONE, ""));
                self.zero(r)
            }
        }
    }

    fn described_const(&mut self, obj: HostObj, d: &Desc, r: &Repr) -> Option<Const> {
        if *r == Repr::Void {
            return Some(Const::Void);
        }
        match d {
            Desc::ByteArray(_) | Desc::RInt { .. } if matches!(r, Repr::Inst(_)) => {
                let instance = self.host.stand_in(obj)?;
                let d = self.host.describe(instance);
                self.described_const(instance, &d, r)
            }
            Desc::None => self.constant(&Const::None, r),
            Desc::Bool(b) => self.constant(&Const::Bool(*b), r),
            Desc::Int(n) => self.constant(&Const::Int(*n), r),
            Desc::BigInt(n) | Desc::RInt { value: n, .. } => {
                let n = i128::try_from(n).ok()?;
                if n > i64::MAX as i128 {
                    self.constant(&Const::Uint(n as u64), r)
                } else {
                    self.constant(&Const::Int(n as i64), r)
                }
            }
            Desc::Float(x) => self.constant(&Const::float(*x), r),
            Desc::Str(s) => self.constant(&Const::Str(s.as_slice().into()), r),
            Desc::Unicode(u) => self.constant(&Const::Unicode(u.as_slice().into()), r),
            Desc::Tuple(items) => match r {
                Repr::Tuple(rs) if rs.len() == items.len() => Some(self.prebuilt_tuple(obj, items, rs)),
                _ => self.prebuilt_list(obj, items, r),
            },
            Desc::List(items) => self.prebuilt_list(obj, items, r),
            Desc::Range(a, b, step) => {
                let mut items = Vec::new();
                let mut n = *a;
                while (*step > 0 && n < *b) || (*step < 0 && n > *b) {
                    items.push(self.host.wrap(host::WrapValue::Int(n)));
                    n += step;
                }
                self.prebuilt_list(obj, &items, r)
            }
            Desc::Dict(_) | Desc::Set { .. } => match r {
                Repr::Dict(_) | Repr::Set(_) => {
                    let LLType::Ptr(ty) = self.lltype(r) else { return None };
                    let (s, new) = self.prebuilt_object(obj, ty, "dict");
                    if new {
                        self.pending.push(Pending::Dict(s, obj, r.clone()));
                    }
                    Some(Const::Static(s, LLType::Ptr(ty)))
                }
                _ => None,
            },
            Desc::Instance(inst) => match r {
                Repr::Inst(c) | Repr::Method(c, _) => self.prebuilt_instance(obj, inst.class, *c),
                Repr::Frozen(descs) => self.frozen_const(obj, descs),
                Repr::Erased => self.erased_const(obj, &inst.attrs),
                Repr::VirtualRef => Some(Const::Null(LLType::GcRef)),
                Repr::Int(IntKind::Int) if self.is_raw_address(inst.class) => self.raw_address(&inst.attrs),
                _ => None,
            },
            Desc::BoundMethod { func, self_ } => match r {
                Repr::Method(..) | Repr::Frozen(_) => Some(self.host_const(*self_, r)),
                Repr::Func(f) => self.function_const(*func, *f),
                _ => None,
            },
            Desc::Function(_) => match r {
                Repr::Func(f) => self.function_const(obj, *f),
                _ => None,
            },
            Desc::StaticMethod(f) => Some(self.host_const(*f, r)),
            Desc::Class(_) => match r {
                Repr::Class => {
                    let d = self.model.desc_of.get(&obj)?;
                    match &self.model.descs[*d] {
                        ADesc::Class { classdef: Some(c), .. } => Some(self.vtable_const(*c)),
                        _ => None,
                    }
                }
                _ => None,
            },
            Desc::Other { .. } if *r == Repr::WeakRef => self.weakref_const(obj),
            Desc::Module(_) => match r {
                Repr::Frozen(descs) => self.frozen_const(obj, descs),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn prebuilt_object(&mut self, obj: HostObj, ty: ContainerId, name: &str) -> (StaticId, bool) {
        if let Some(s) = self.prebuilt.get(&(obj, ty)) {
            return (*s, false);
        }
        let s = self.prog.statics.push(Static {
            name: name.into(),
            ty,
            fields: Vec::new(),
            items: StaticItems::None,
            immutable: false,
        });
        self.prebuilt.insert((obj, ty), s);
        (s, true)
    }

    fn prebuilt_instance(&mut self, obj: HostObj, class: HostObj, as_class: ClassDefId) -> Option<Const> {
        let d = self.model.desc_of.get(&class)?;
        let ADesc::Class { classdef: Some(c), .. } = &self.model.descs[*d] else { return None };
        if !self.model.is_subclass(*c, as_class) && !self.model.is_subclass(as_class, *c) {
            return None;
        }
        let inst = self.class_info(*c).inst;
        let name = self.class_name(*c);
        let (s, new) = self.prebuilt_object(obj, inst, &name);
        if new {
            self.pending.push(Pending::Instance(s, obj, *c));
        }
        Some(Const::Static(s, LLType::Ptr(self.class_info(as_class).inst)))
    }

    /// A prebuilt weak reference: its referent is prebuilt too, so it never dies.
    fn weakref_const(&mut self, obj: HostObj) -> Option<Const> {
        let target = self.host.call(obj, &[]).ok()?;
        let desc = self.host.describe(target);
        let target = match &*desc {
            Desc::Instance(inst) => {
                let d = self.model.desc_of.get(&inst.class)?;
                let ADesc::Class { classdef: Some(c), .. } = self.model.descs[*d] else { return None };
                match self.prebuilt_instance(target, inst.class, c)? {
                    Const::Static(s, _) => Const::Static(s, LLType::GcRef),
                    _ => return None,
                }
            }
            _ => Const::Null(LLType::GcRef),
        };
        let ty = self.box_type(LLType::GcRef);
        let (s, _) = self.prebuilt_object(obj, ty, "weakref");
        self.prog.statics[s].fields = vec![target];
        Some(Const::Static(s, LLType::GcRef))
    }

    fn prebuilt_tuple(&mut self, obj: HostObj, items: &[HostObj], rs: &[Repr]) -> Const {
        let t = self.lltype(&Repr::Tuple(rs.to_vec()));
        let LLType::Ptr(ty) = t else { return Const::Void };
        let (s, new) = self.prebuilt_object(obj, ty, "tuple");
        if new {
            self.pending.push(Pending::Tuple(s, items.to_vec(), rs.to_vec()));
        }
        Const::Static(s, t)
    }

    fn prebuilt_list(&mut self, obj: HostObj, items: &[HostObj], r: &Repr) -> Option<Const> {
        self.host.prefetch(items);
        let r = self.list_repr(r);
        let t = self.lltype(&r);
        match &r {
            Repr::List(item) => {
                let LLType::Ptr(ty) = t else { return None };
                let (s, new) = self.prebuilt_object(obj, ty, "list");
                if new {
                    let item_ty = self.lltype(item);
                    let array_ty = self.gc_array(item_ty);
                    let array = self.new_array(array_ty, items, item);
                    self.prog.statics[s].fields =
                        vec![Const::Int(items.len() as i64), Const::Static(array, LLType::Ptr(array_ty))];
                }
                Some(Const::Static(s, t))
            }
            Repr::FixedList(item) => {
                let LLType::Ptr(ty) = t else { return None };
                let (s, new) = self.prebuilt_object(obj, ty, "array");
                if new {
                    self.pending.push(Pending::Array(s, items.to_vec(), (**item).clone()));
                }
                Some(Const::Static(s, t))
            }
            _ => None,
        }
    }

    fn new_array(&mut self, ty: ContainerId, items: &[HostObj], item: &Repr) -> StaticId {
        let s = self.prog.statics.push(Static {
            name: "array".into(),
            ty,
            fields: Vec::new(),
            items: StaticItems::Prims(Vec::new()),
            immutable: false,
        });
        self.pending.push(Pending::Array(s, items.to_vec(), item.clone()));
        s
    }

    /// The prebuilt string of these bytes.
    pub(crate) fn string_const(&mut self, bytes: &[u8]) -> Const {
        let t = self.str_ptr();
        if let Some(s) = self.strings.get(bytes) {
            return Const::Static(*s, t);
        }
        let s = self.prog.statics.push(Static {
            name: "str".into(),
            ty: self.string,
            // Hash 0: not computed yet.
            fields: vec![Const::Int(0)],
            items: StaticItems::Bytes(bytes.to_vec()),
            immutable: false,
        });
        self.strings.insert(Arc::from(bytes), s);
        Const::Static(s, t)
    }

    /// The prebuilt unicode string of these code points.
    pub(crate) fn unicode_const(&mut self, points: &[u32]) -> Const {
        let t = self.unicode_ptr();
        if let Some(s) = self.unicodes.get(points) {
            return Const::Static(*s, t);
        }
        let s = self.prog.statics.push(Static {
            name: "unicode".into(),
            ty: self.unicode,
            fields: vec![Const::Int(0)],
            items: StaticItems::Prims(points.iter().map(|p| Const::UniChar(*p)).collect()),
            immutable: false,
        });
        self.unicodes.insert(Arc::from(points), s);
        Const::Static(s, t)
    }

    /// Fills in the prebuilt objects met so far, and those they refer to.
    pub(crate) fn flush_pending(&mut self) {
        while let Some(p) = self.pending.pop() {
            match p {
                Pending::Instance(s, obj, c) => self.fill_instance(s, obj, c),
                Pending::Array(s, items, r) => {
                    let ty = self.lltype(&r);
                    let items: Vec<Const> = items.iter().map(|i| self.host_const(*i, &r)).collect();
                    self.prog.statics[s].items = array_items(ty, items);
                }
                Pending::Tuple(s, items, rs) => {
                    let fields = items.iter().zip(&rs).map(|(i, r)| self.host_const(*i, r)).collect();
                    self.prog.statics[s].fields = fields;
                }
                Pending::Dict(s, obj, r) => self.fill_dict(s, obj, &r),
                Pending::Frozen(s, obj, descs) => self.fill_frozen(s, obj, &descs),
                Pending::RawBlock(s, block) => self.fill_raw_block(s, block),
            }
        }
    }

    fn fill_instance(&mut self, s: StaticId, obj: HostObj, c: ClassDefId) {
        let d = self.host.describe(obj);
        let Desc::Instance(inst) = &*d else { return };
        let mut fields = self.blank_fields(c);
        let all = self.prog.types.all_fields(self.class_info(c).inst);
        for (i, f) in all.into_iter().enumerate().skip(1) {
            let name = self.prog.types.field(f).name.clone();
            let name = name.strip_prefix("inst_").unwrap_or(&name);
            if let Some(value) = inst.attrs.get(name) {
                if let Some(owner) = self.model.attr_owner(c, name) {
                    let sa = self.model.classes[owner].attrs[name].s.clone();
                    let r = self.repr(&sa);
                    fields[i] = self.host_const(*value, &r);
                }
            }
        }
        self.prog.statics[s].fields = fields;
    }

    /// The structure of a set of frozen objects that may meet: one field per attribute all may be asked for.
    pub(crate) fn frozen_type(&mut self, descs: &[annotator::DescId]) -> ContainerId {
        let key = descs.to_vec();
        if let Some(c) = self.frozen_types.get(&key) {
            return *c;
        }
        let c = self.prog.types.structure("frozen", false, None, vec![crate::repr::field("number", LLType::Signed)]);
        self.frozen_types.insert(key, c);
        c
    }

    fn frozen_const(&mut self, obj: HostObj, descs: &[annotator::DescId]) -> Option<Const> {
        let ty = self.frozen_type(descs);
        let (s, new) = self.prebuilt_object(obj, ty, "frozen");
        if new {
            self.pending.push(Pending::Frozen(s, obj, descs.to_vec()));
        }
        Some(Const::Static(s, LLType::Ptr(ty)))
    }

    fn fill_frozen(&mut self, s: StaticId, obj: HostObj, descs: &[annotator::DescId]) {
        let number =
            descs.iter().position(|d| matches!(&self.model.descs[*d], ADesc::Frozen { host, .. } if *host == obj));
        self.prog.statics[s].fields = vec![Const::Int(number.map_or(-1, |n| n as i64))];
    }
}

/// Items of a prebuilt array, packed where they are chars.
pub(crate) fn array_items(ty: LLType, items: Vec<Const>) -> StaticItems {
    if ty == LLType::Char {
        let bytes = items.iter().map(|c| if let Const::Char(b) = c { *b } else { 0 }).collect();
        return StaticItems::Bytes(bytes);
    }
    StaticItems::Prims(items)
}
