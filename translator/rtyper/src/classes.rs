//! Structures of instances and vtables.
//!
//! Every class has a structure whose parent is that of its base class; the root is `object` with
//! the field `typeptr`. Attributes only found in class dicts (methods, constants) are fields of the
//! vtable; the others are fields of instances. Classes are numbered in pre-order, so that an
//! instance test is a range check.

use crate::{ClassInfo, RTyper, Repr};
use annotator::{Attribute, ClassDefId, Desc, Kind};
use graph::{Const, HostObj, Static, StaticId, StaticItems, Virtualizable};
use lltype::{Field, FieldRef, Immutability};
use std::sync::Arc;

impl RTyper<'_> {
    /// Lays out all classes.
    pub(crate) fn layout_classes(&mut self) {
        let mut number = 1;
        let roots: Vec<ClassDefId> =
            self.model.classes.iter().filter(|(_, c)| c.base.is_none()).map(|(id, _)| id).collect();
        let mut order = Vec::new();
        for root in roots {
            self.declare(root, &mut number, &mut order);
        }
        for c in &order {
            self.define(*c);
        }
        for c in order {
            self.virtualizable(c);
        }
    }

    /// Notes a class with `_value_class_`, or with `_virtualizable_`.
    fn virtualizable(&mut self, c: ClassDefId) {
        if self.model.classes[c].value_class {
            let container = self.class_info(c).inst;
            self.prog.value_classes.push(container);
        }
        let names = &self.model.classes[c].virtualizable;
        if names.is_empty() {
            return;
        }
        let container = self.class_info(c).inst;
        let mut found = Virtualizable { container, fields: Vec::new(), arrays: Vec::new(), missing: Vec::new() };
        for name in names {
            let (name, list) = match name.strip_suffix("[*]") {
                Some(name) => (name, &mut found.arrays),
                None => (&**name, &mut found.fields),
            };
            match self.prog.types.find_field(container, &format!("inst_{name}")) {
                Some(field) => list.push(field),
                None => found.missing.push(name.to_string()),
            }
        }
        self.prog.virtualizables.push(found);
    }

    fn declare(&mut self, root: ClassDefId, number: &mut i64, order: &mut Vec<ClassDefId>) {
        let model = self.model;
        let def = &model.classes[root];
        let is_object = def.base.is_none() && &*def.name == "object";
        let min = *number;
        *number += 1;
        let (inst, vtable) = if is_object {
            (self.object, self.vtable_root)
        } else {
            let types = &mut self.prog.types;
            (types.forward(&def.name, true), types.forward(&format!("{}_vtable", def.name), false))
        };
        let vtable_static = self.prog.statics.push(Static {
            name: format!("vtable_{}", def.name).into(),
            ty: vtable,
            fields: Vec::new(),
            items: StaticItems::None,
            immutable: true,
        });
        order.push(root);
        self.classes[root] = Some(ClassInfo { inst, vtable, vtable_static, min, max: min });
        for sub in &def.subclasses {
            self.declare(*sub, number, order);
        }
        if let Some(info) = &mut self.classes[root] {
            info.max = *number - 1;
        }
    }

    fn define(&mut self, c: ClassDefId) {
        let model = self.model;
        let def = &model.classes[c];
        let info = self.class_info(c);
        if info.inst == self.object {
            return;
        }
        let parent = def.base.map(|b| self.class_info(b));
        let mut inst_fields = Vec::new();
        let mut vtable_fields = Vec::new();
        for (name, attr) in &def.attrs {
            let r = self.attr_repr(attr);
            let ty = self.lltype(&r);
            if ty.is_void() {
                continue;
            }
            if attr.readonly {
                vtable_fields.push(Field {
                    name: format!("cls_{name}").into(),
                    ty,
                    immutable: Immutability::Immutable,
                });
            } else {
                inst_fields.push(Field {
                    name: format!("inst_{name}").into(),
                    ty,
                    immutable: self.immutability(c, name),
                });
            }
        }
        vtable_fields.extend(self.method_slots(c));
        let types = &mut self.prog.types;
        types.define(info.inst, Some(parent.map_or(self.object, |p| p.inst)), inst_fields, None);
        types.define(info.vtable, Some(parent.map_or(self.vtable_root, |p| p.vtable)), vtable_fields, None);
    }

    fn immutability(&self, c: ClassDefId, name: &str) -> Immutability {
        for class in self.model.mro(c) {
            for spec in &self.model.classes[class].immutable_fields {
                let found = match &**spec {
                    "*" => Immutability::Immutable,
                    s if s == name => Immutability::Immutable,
                    s => match s.strip_prefix(name) {
                        Some("[*]") => Immutability::ImmutableArray,
                        Some("?") => Immutability::Quasi,
                        Some("?[*]") => Immutability::QuasiArray,
                        _ => continue,
                    },
                };
                return found;
            }
        }
        Immutability::Mutable
    }

    /// Representation of an attribute. Methods are not attributes with data: they have slots.
    pub(crate) fn attr_repr(&mut self, attr: &Attribute) -> Repr {
        if self.is_method_attr(attr) {
            return Repr::Void;
        }
        self.repr(&attr.s)
    }

    /// Whether an attribute stands for methods of the class (called through the vtable). Bound methods that are
    /// kept in an attribute are values.
    pub(crate) fn is_method_attr(&self, attr: &Attribute) -> bool {
        match &attr.s.kind {
            Kind::Pbc { descs, .. } => {
                descs.iter().any(|d| matches!(self.model.descs[*d], Desc::Method { self_class: None, .. }))
            }
            _ => false,
        }
    }

    /// Whether an attribute of instances is a bound method that was put there.
    pub(crate) fn keeps_method(&self, c: ClassDefId, name: &str) -> bool {
        let owner = self.model.attr_owner(c, name);
        owner.is_some_and(|owner| !self.is_method_attr(&self.model.classes[owner].attrs[name]))
    }

    /// Vtable slots of the methods that live at a class: one per row of the family with several graphs.
    fn method_slots(&mut self, c: ClassDefId) -> Vec<Field> {
        let model = self.model;
        let mut out = Vec::new();
        for (name, attr) in &model.classes[c].attrs {
            if !self.is_method_attr(attr) {
                continue;
            }
            let Some(family) = self.attr_family(attr) else { continue };
            for row in 0..model.families[family].rows.len() {
                if model.families[family].rows[row].1.graphs.len() > 1 {
                    let info = self.row_info(family, row);
                    out.push(Field { name: slot_name(name, row), ty: info.ty, immutable: Immutability::Immutable });
                }
            }
        }
        out
    }

    /// The call family of a method attribute.
    pub(crate) fn attr_family(&self, attr: &Attribute) -> Option<annotator::CallFamilyId> {
        let Kind::Pbc { descs, .. } = &attr.s.kind else { return None };
        let (f, _) = self.model.function_of(*descs.first()?)?;
        let family = self.model.family_of.get(&f)?;
        Some(self.model.family_leader(*family))
    }

    /// Fills the vtables; done when all graphs are known.
    pub(crate) fn finish_vtables(&mut self) {
        let classes: Vec<ClassDefId> = self.model.classes.keys().collect();
        for c in classes {
            if self.classes[c].is_some() {
                self.fill_vtable(c);
            }
        }
    }

    fn fill_vtable(&mut self, c: ClassDefId) {
        let model = self.model;
        let info = self.class_info(c);
        let name = self.class_name(c);
        let name = self.string_const(name.as_bytes());
        let mut fields = vec![Const::Int(info.min), Const::Int(info.max), name];
        let chain: Vec<ClassDefId> = {
            let mut v: Vec<ClassDefId> = model.mro(c).collect();
            v.reverse();
            v
        };
        for owner in chain {
            if self.class_info(owner).vtable == self.vtable_root {
                continue;
            }
            for (name, attr) in &model.classes[owner].attrs {
                if !attr.readonly || self.is_method_attr(attr) {
                    continue;
                }
                let r = self.repr(&attr.s);
                if self.lltype(&r).is_void() {
                    continue;
                }
                let value = match self.class_attr(c, name) {
                    Some(obj) => self.host_const(obj, &r),
                    None => self.zero(&r),
                };
                fields.push(value);
            }
            for (name, attr) in &model.classes[owner].attrs {
                if !self.is_method_attr(attr) {
                    continue;
                }
                let Some(family) = self.attr_family(attr) else { continue };
                for row in 0..model.families[family].rows.len() {
                    if model.families[family].rows[row].1.graphs.len() > 1 {
                        let value = self.method_value(c, name, family, row);
                        fields.push(value);
                    }
                }
            }
        }
        self.prog.statics[info.vtable_static].fields = fields;
    }

    fn method_value(&mut self, c: ClassDefId, name: &str, family: annotator::CallFamilyId, row: usize) -> Const {
        let ty = self.row_info(family, row).ty;
        let desc = self.class_attr(c, name).and_then(|obj| self.function_desc(obj));
        match desc.and_then(|d| self.row_target(family, row, d)) {
            Some(g) => Const::Func(g),
            None => Const::Null(ty),
        }
    }

    /// Description of a host function (also behind a staticmethod).
    pub(crate) fn function_desc(&self, obj: HostObj) -> Option<annotator::DescId> {
        if let Some(d) = self.model.desc_of.get(&obj) {
            return Some(*d);
        }
        match &*self.host.describe(obj) {
            host::Desc::StaticMethod(f) => self.function_desc(*f),
            _ => None,
        }
    }

    /// The value of a class attribute as found along the classes of the host.
    pub(crate) fn class_attr(&self, c: ClassDefId, name: &str) -> Option<HostObj> {
        let host = self.class_host(c)?;
        self.host.class_lookup(host, name)
    }

    /// The host class behind a class definition.
    pub(crate) fn class_host(&self, c: ClassDefId) -> Option<HostObj> {
        match &self.model.descs[self.model.classes[c].desc] {
            Desc::Class { host, .. } => Some(*host),
            _ => None,
        }
    }

    pub(crate) fn class_name(&self, c: ClassDefId) -> Arc<str> {
        self.model.classes[c].name.clone()
    }

    /// The field of an instance attribute, with the class that declares it.
    pub(crate) fn instance_field(&self, c: ClassDefId, name: &str) -> Option<(ClassDefId, FieldRef)> {
        let owner = self.model.attr_owner(c, name)?;
        let inst = self.class_info(owner).inst;
        let f = self.prog.types.find_field(inst, &format!("inst_{name}"))?;
        Some((owner, f))
    }

    /// The prebuilt instance of an exception class without arguments.
    pub(crate) fn exception_instance(&mut self, c: ClassDefId) -> StaticId {
        if let Some(s) = self.exc_instances.get(&c) {
            return *s;
        }
        let info = self.class_info(c);
        let fields = self.blank_fields(c);
        let s = self.prog.statics.push(Static {
            name: format!("exc_{}", self.model.classes[c].name).into(),
            ty: info.inst,
            fields,
            items: StaticItems::None,
            immutable: false,
        });
        self.exc_instances.insert(c, s);
        s
    }

    /// Fields of an instance fresh from the allocator, class defaults filled in.
    pub(crate) fn blank_fields(&mut self, c: ClassDefId) -> Vec<Const> {
        let mut fields = vec![self.vtable_const(c)];
        let inst = self.class_info(c).inst;
        let all = self.prog.types.all_fields(inst);
        for f in all.into_iter().skip(1) {
            let fld = self.prog.types.field(f).clone();
            let name = fld.name.strip_prefix("inst_").unwrap_or(&fld.name).to_string();
            fields.push(self.class_default(c, &name).unwrap_or_else(|| self.zero_of(fld.ty)));
        }
        fields
    }

    /// The class-level default of an instance attribute.
    pub(crate) fn class_default(&mut self, c: ClassDefId, name: &str) -> Option<Const> {
        let owner = self.model.attr_owner(c, name)?;
        let obj = self.class_attr(c, name)?;
        if matches!(
            &*self.host.describe(obj),
            host::Desc::Function(_) | host::Desc::Property { .. } | host::Desc::Other { .. } | host::Desc::Builtin(_)
        ) && !matches!(self.model.classes[owner].attrs[name].s.kind, Kind::Pbc { .. })
        {
            return None;
        }
        let s = self.model.classes[owner].attrs[name].s.clone();
        let r = self.repr(&s);
        Some(self.host_const(obj, &r))
    }

    /// Builtin class by name.
    pub(crate) fn builtin_class(&self, name: &str) -> Option<ClassDefId> {
        self.model.builtin_classes.get(name).copied()
    }
}

/// Name of the vtable slot of a method for a row of its family.
pub(crate) fn slot_name(method: &str, row: usize) -> Arc<str> {
    if row == 0 {
        format!("cls_{method}").into()
    } else {
        format!("cls_{method}_{row}").into()
    }
}
