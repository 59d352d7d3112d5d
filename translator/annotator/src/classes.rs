//! Classes: definitions along the bases, attributes and where they live, methods seen by a receiver.
//!
//! Invariants, for each attribute name: it is recorded at most once along a chain of bases, at the
//! most general class that reads or writes it; constants from class dicts and prebuilt instances
//! wait as *sources* until an attribute that covers them exists.

use crate::driver::{Annotator, Pos, Res, Stop};
use crate::hash::{FastIndexSet, FastMap, FastSet};
use crate::lattice::UnionError;
use crate::report::Where;
use crate::{Attribute, ClassDef, ClassDefId, Desc, DescId, Kind, SomeValue};
use diagnostics::Diagnostic;
use graph::{Const, HostObj};
use host::Desc as HostDesc;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// A constant that an attribute takes once it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// From the dict of a class.
    Class(ClassDefId, HostObj),
    /// From a prebuilt instance.
    Instance(HostObj),
}

/// An entry of a class dict; `mixin`: it was copied from a mixin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClassEntry {
    pub value: HostObj,
    pub mixin: bool,
}

/// Blocks that read an attribute, and through which class.
type AttrReads = FastIndexSet<(Pos, ClassDefId)>;

/// What is kept about attributes besides the model's tables.
#[derive(Default)]
pub(crate) struct AttrReaders {
    readers: FastMap<(ClassDefId, Arc<str>), AttrReads>,
    sources: FastMap<ClassDefId, FastMap<Arc<str>, Vec<Source>>>,
    origin: FastMap<(ClassDefId, Arc<str>), Where>,
    pub own: FastMap<ClassDefId, Rc<IndexMap<Arc<str>, ClassEntry>>>,
    pub seen_instances: FastSet<HostObj>,
}

const STANDARD_EXCEPTIONS: &[&str] = &[
    "BaseException",
    "Exception",
    "TypeError",
    "OverflowError",
    "ValueError",
    "ZeroDivisionError",
    "MemoryError",
    "OSError",
    "StopIteration",
    "KeyError",
    "IndexError",
    "AssertionError",
    "RuntimeError",
    "RecursionError",
    "NotImplementedError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "AttributeError",
    "KeyboardInterrupt",
    "SystemExit",
];

impl Annotator<'_> {
    pub(crate) fn create_builtin_classes(&mut self) {
        if let Some(object) = self.host.builtin("object") {
            self.classdef_of_host(object);
        }
        for name in STANDARD_EXCEPTIONS {
            if let Some(class) = self.host.builtin(name) {
                self.classdef_of_host(class);
            }
        }
    }

    /// The description of a class as a value.
    pub(crate) fn class_desc(&mut self, class: HostObj) -> DescId {
        if let Some(d) = self.model.desc_of.get(&class) {
            return *d;
        }
        let host = self.host.describe(class);
        let name: Arc<str> = host.as_class().map_or("?".into(), |c| c.name.as_str().into());
        let base = self.base_of(class).map(|b| self.class_desc(b));
        let d = self.model.descs.push(Desc::Class { host: class, name, classdef: None, base });
        self.model.desc_of.insert(class, d);
        d
    }

    fn is_mixin(&self, class: HostObj) -> bool {
        let desc = self.host.describe(class);
        desc.as_class().is_some_and(|c| {
            c.dict.get("_mixin_").is_some_and(|v| matches!(&*self.host.describe(*v), HostDesc::Bool(true)))
        })
    }

    fn is_object(&self, class: HostObj) -> bool {
        self.special.object == Some(class)
    }

    /// The one base class that is neither `object` nor a mixin.
    fn base_of(&mut self, class: HostObj) -> Option<HostObj> {
        let desc = self.host.describe(class);
        let desc = desc.as_class()?;
        let mut found = Vec::new();
        for b in &desc.bases {
            if self.is_object(*b) {
                continue;
            }
            if self.is_mixin(*b) {
                // A mixin may itself derive from a real class.
                found.extend(self.base_of(*b));
                continue;
            }
            if self.host.describe(*b).as_class().is_some_and(|c| c.builtin && !c.is_exception) {
                continue;
            }
            if !found.contains(b) {
                found.push(*b);
            }
        }
        // Of several, those that are bases of another one say nothing new.
        let all = found.clone();
        found.retain(|b| !all.iter().any(|c| c != b && self.host.is_subclass(*c, *b)));
        if found.len() > 1 {
            let here = self.span();
            let d = Diagnostic::error("E0205", format!("class `{}` has several base classes", desc.name))
                .label(here, "the class is used here")
                .help(
                    "RPython has single inheritance: mark the others with `_mixin_ = True`, or use `import_from_mixin`",
                );
            self.error(d);
        }
        found.first().copied()
    }

    /// The class definition behind a class description.
    pub(crate) fn classdef_of_desc(&mut self, d: DescId) -> Option<ClassDefId> {
        match &self.model.descs[d] {
            Desc::Class { host, .. } => {
                let host = *host;
                self.classdef_of_host(host)
            }
            _ => None,
        }
    }

    /// The class definition of a host class; none for builtin types.
    pub(crate) fn classdef_of_host(&mut self, class: HostObj) -> Option<ClassDefId> {
        if let Some(d) = self.model.desc_of.get(&class) {
            if let Desc::Class { classdef: Some(c), .. } = &self.model.descs[*d] {
                return Some(*c);
            }
        }
        let host = self.host.describe(class);
        let host = host.as_class()?;
        if host.builtin && !host.is_exception && !self.is_object(class) {
            return None;
        }
        let base_host = self.base_of(class);
        let base = match base_host {
            Some(b) => self.classdef_of_host(b),
            None => None,
        };
        let desc = self.class_desc(class);
        let own = Rc::new(self.own_dict(class));
        let immutable_fields = self.immutable_fields(&own);
        let virtualizable = ["_virtualizable_", "_virtualizable2_"].map(|n| self.names_in(&own, n)).concat();
        let value_class = self.is_true(&own, "_value_class_");
        let id = self.model.classes.push(ClassDef {
            name: host.name.as_str().into(),
            desc,
            base,
            subclasses: Vec::new(),
            attrs: IndexMap::new(),
            immutable_fields,
            virtualizable,
            value_class,
            instantiated: false,
            via_instantiate: false,
        });
        if let Desc::Class { classdef, .. } = &mut self.model.descs[desc] {
            *classdef = Some(id);
        }
        if let Some(b) = base {
            self.model.classes[b].subclasses.push(id);
        }
        if host.builtin {
            self.model.builtin_classes.insert(host.name.as_str().into(), id);
        }
        self.attrs.own.insert(id, own.clone());
        for (name, entry) in own.iter() {
            self.add_source(id, name, Source::Class(id, entry.value));
        }
        Some(id)
    }

    /// The class dict with what mixins contribute.
    fn own_dict(&self, class: HostObj) -> IndexMap<Arc<str>, ClassEntry> {
        let mut out = IndexMap::new();
        let desc = self.host.describe(class);
        let Some(desc) = desc.as_class() else { return out };
        if desc.builtin {
            return out;
        }
        self.mixin_entries(&desc.bases, &mut out);
        for (name, value) in &desc.dict {
            out.insert(name.as_str().into(), ClassEntry { value: *value, mixin: false });
        }
        for hidden in
            ["_mixin_", "__module__", "__qualname__", "__dict__", "__weakref__", "__slots__", "__annotations__"]
        {
            out.shift_remove(hidden);
        }
        out
    }

    fn mixin_entries(&self, bases: &[HostObj], out: &mut IndexMap<Arc<str>, ClassEntry>) {
        // The first base has priority, so it is entered last.
        for b in bases.iter().rev() {
            if !self.is_mixin(*b) {
                continue;
            }
            if let Some(c) = self.host.describe(*b).as_class() {
                self.mixin_entries(&c.bases, out);
                for (name, value) in &c.dict {
                    out.insert(name.as_str().into(), ClassEntry { value: *value, mixin: true });
                }
            }
        }
    }

    fn is_true(&mut self, own: &IndexMap<Arc<str>, ClassEntry>, name: &str) -> bool {
        own.get(name).is_some_and(|e| matches!(&*self.host.describe(e.value), HostDesc::Bool(true)))
    }

    fn immutable_fields(&mut self, own: &IndexMap<Arc<str>, ClassEntry>) -> Vec<Arc<str>> {
        let mut out = Vec::new();
        if self.is_true(own, "_immutable_") {
            out.push("*".into());
        }
        out.extend(self.names_in(own, "_immutable_fields_"));
        out
    }

    /// The strings in a list or tuple of the class dict.
    fn names_in(&mut self, own: &IndexMap<Arc<str>, ClassEntry>, list: &str) -> Vec<Arc<str>> {
        let mut out = Vec::new();
        if let Some(e) = own.get(list) {
            if let HostDesc::Str(s) = &*self.host.describe(e.value) {
                let s = String::from_utf8_lossy(s);
                let d = Diagnostic::error("E0205", format!("`{list}` is text, not a list of names"))
                    .label(self.span(), "the class is used here")
                    .help(format!("write `{list} = [\"{s}\"]`"));
                self.error(d);
            }
            if let HostDesc::List(items) | HostDesc::Tuple(items) = &*self.host.describe(e.value) {
                for i in items {
                    if let HostDesc::Str(s) = &*self.host.describe(*i) {
                        out.push(String::from_utf8_lossy(s).into());
                    }
                }
            }
        }
        out
    }

    /// A class and all its subclasses seen so far.
    pub(crate) fn all_subclasses(&self, c: ClassDefId) -> Vec<ClassDefId> {
        let mut out = vec![c];
        let mut i = 0;
        while i < out.len() {
            out.extend(self.model.classes[out[i]].subclasses.iter().copied());
            i += 1;
        }
        out
    }

    /// The entry of a name in the class dicts, from a class upwards.
    pub(crate) fn class_entry(&self, c: ClassDefId, name: &str) -> Option<(ClassDefId, ClassEntry)> {
        self.model.mro(c).find_map(|c| self.attrs.own.get(&c)?.get(name).map(|e| (c, *e)))
    }

    /// Whether instances have a special method that RPython is to use.
    pub(crate) fn has_special(&self, c: ClassDefId, name: &str) -> bool {
        self.class_entry(c, name)
            .is_some_and(|(_, e)| self.host.describe(e.value).as_function().is_some_and(|f| !f.is_not_rpython()))
    }

    /// Adds a constant that attribute `name` of `class` may be.
    pub(crate) fn add_source(&mut self, class: ClassDefId, name: &Arc<str>, source: Source) {
        let owner = self.model.attr_owner(class, name);
        if let Some(owner) = owner {
            self.add_constant_source(owner, name, source);
            return;
        }
        self.attrs.sources.entry(class).or_default().entry(name.clone()).or_default().push(source);
        if matches!(source, Source::Class(..)) && !self.model.classes[class].subclasses.is_empty() {
            for sub in self.all_subclasses(class) {
                if self.model.classes[sub].attrs.contains_key(name) {
                    self.add_constant_source(sub, name, source);
                }
            }
        }
    }

    fn add_constant_source(&mut self, owner: ClassDefId, name: &Arc<str>, source: Source) {
        let value = match source {
            Source::Class(origin, value) => match self.class_attr_value(origin, name, value) {
                Some(Ok(s)) => s,
                _ => return,
            },
            Source::Instance(value) => {
                if let Some(a) = self.model.classes[owner].attrs.get_mut(name) {
                    a.readonly = false;
                }
                match self.host_value(value) {
                    Ok(s) => s,
                    Err(_) => return,
                }
            }
        };
        let from = match source {
            Source::Class(origin, _) if matches!(value.kind, Kind::Pbc { .. }) => Some(origin),
            _ => None,
        };
        if let Err(e) = self.generalize_attr_value(owner, name, &value, from) {
            self.report_attr(owner, name, &e);
        }
    }

    /// What an entry of a class dict is when read through an instance; `None` if it has no meaning
    /// there (properties are calls, descriptors of slots nothing).
    fn class_attr_value(&mut self, origin: ClassDefId, name: &Arc<str>, value: HostObj) -> Option<Res> {
        match &*self.host.describe(value) {
            HostDesc::Function(_) => Some(self.function_in_class(origin, name, value).map(|func| match func {
                Some(func) => {
                    let d = self.method_desc(func, origin, None, name);
                    pbc(d)
                }
                None => SomeValue::default(),
            })),
            HostDesc::StaticMethod(f) => Some(self.host_value(*f)),
            HostDesc::ClassMethod(f) => {
                let class = self.model.classes[origin].desc;
                Some(self.function_in_class(origin, name, *f).map(|func| match func {
                    Some(func) => {
                        let d = self.method_of_frozen(func, class);
                        pbc(d)
                    }
                    None => SomeValue::default(),
                }))
            }
            HostDesc::Property { .. } => None,
            HostDesc::Other { .. } => None,
            HostDesc::Builtin(_) if name.starts_with("__") => None,
            _ => Some(self.host_value(value)),
        }
    }

    /// The function description of a method; `None` for intrinsics.
    fn function_in_class(&mut self, origin: ClassDefId, name: &Arc<str>, value: HostObj) -> Res<Option<DescId>> {
        let mixin = self.attrs.own.get(&origin).and_then(|own| own.get(name)).is_some_and(|e| e.mixin);
        if mixin {
            if let Some(d) = self.mixin_functions.get(&(value, origin)) {
                return Ok(Some(*d));
            }
            let d = self.new_function_desc(value);
            self.mixin_functions.insert((value, origin), d);
            return Ok(Some(d));
        }
        match self.host_value(value)?.kind {
            Kind::Pbc { descs, .. } => Ok(descs.first().copied()),
            _ => Ok(None),
        }
    }

    /// The description of a method.
    pub(crate) fn method_desc(
        &mut self,
        func: DescId,
        origin: ClassDefId,
        self_class: Option<ClassDefId>,
        name: &Arc<str>,
    ) -> DescId {
        let key = (func, origin, self_class, name.clone());
        if let Some(d) = self.method_descs.get(&key) {
            return *d;
        }
        let d = self.model.descs.push(Desc::Method { func, origin, self_class, name: name.clone() });
        self.method_descs.insert(key, d);
        d
    }

    /// The description of a method bound to a frozen object (or, for class methods, a class).
    pub(crate) fn method_of_frozen(&mut self, func: DescId, frozen: DescId) -> DescId {
        let root = *self.model.builtin_classes.values().next().unwrap_or(&ClassDefId::from_u32(0));
        let key = (func, root, None, Arc::<str>::from(format!("frozen {frozen}")));
        if let Some(d) = self.method_descs.get(&key) {
            return *d;
        }
        let d = self.model.descs.push(Desc::MethodOfFrozen { func, frozen });
        self.method_descs.insert(key, d);
        d
    }

    /// The class where the attribute lives; made at `class` if no base has it.
    fn locate_attribute(&mut self, class: ClassDefId, name: &Arc<str>) -> ClassDefId {
        if let Some(owner) = self.model.attr_owner(class, name) {
            return owner;
        }
        // It moves here from the subclasses that have it, with what reads it.
        let mut merged: Vec<(ClassDefId, Attribute)> = Vec::new();
        let mut sources: Vec<Source> = Vec::new();
        for sub in self.all_subclasses(class) {
            if let Some(a) = self.model.classes[sub].attrs.shift_remove(name) {
                merged.push((sub, a));
            }
            if let Some(list) = self.attrs.sources.get_mut(&sub).and_then(|s| s.remove(name)) {
                sources.extend(list);
            }
        }
        let above: Vec<ClassDefId> = self.model.mro(class).skip(1).collect();
        for sup in above {
            if let Some(list) = self.attrs.sources.get(&sup).and_then(|s| s.get(name)) {
                sources.extend(list.iter().filter(|s| matches!(s, Source::Class(..))));
            }
        }
        let readonly = merged.iter().all(|(_, a)| a.readonly);
        self.model.classes[class].attrs.insert(name.clone(), Attribute { s: SomeValue::default(), readonly });
        for (sub, a) in merged {
            if let Some(readers) = self.attrs.readers.remove(&(sub, name.clone())) {
                for (pos, _) in &readers {
                    self.reflow(*pos);
                }
                self.attrs.readers.entry((class, name.clone())).or_default().extend(readers);
            }
            if let Some(o) = self.attrs.origin.remove(&(sub, name.clone())) {
                self.attrs.origin.entry((class, name.clone())).or_insert(o);
            }
            if let Err(e) = self.generalize_attr_value(class, name, &a.s, None) {
                self.report_attr(class, name, &e);
            }
        }
        for s in sources {
            self.add_constant_source(class, name, s);
        }
        class
    }

    fn generalize_attr_value(
        &mut self,
        owner: ClassDefId,
        name: &Arc<str>,
        s: &SomeValue,
        method_of: Option<ClassDefId>,
    ) -> Result<(), Box<UnionError>> {
        // The attribute may have moved up meanwhile.
        let owner = self.model.attr_owner(owner, name).unwrap_or(owner);
        if let Kind::List(l) = s.kind {
            if self.promises_fixed_length(owner, name) {
                let span = self.span();
                self.forbid_resize(l, span);
            }
        }
        let Some(attr) = self.model.classes[owner].attrs.get(name) else { return Ok(()) };
        if self.model.contains(&attr.s, s) {
            return Ok(());
        }
        let old = attr.s.clone();
        let new = self.union(&old, &s.clone().exported())?;
        let owner = self.model.attr_owner(owner, name).unwrap_or(owner);
        let here = self.here();
        let Some(attr) = self.model.classes[owner].attrs.get_mut(name) else { return Ok(()) };
        if old == new {
            return Ok(());
        }
        attr.s = new;
        self.attrs.origin.insert((owner, name.clone()), here);
        if let Some(readers) = self.attrs.readers.remove(&(owner, name.clone())) {
            for (pos, class) in &readers {
                let related =
                    method_of.is_none_or(|m| self.model.is_subclass(m, *class) || self.model.is_subclass(*class, m));
                if related {
                    self.reflow(*pos);
                }
            }
            self.attrs.readers.insert((owner, name.clone()), readers);
        }
        Ok(())
    }

    /// Whether `_immutable_fields_` or `_virtualizable_` say `name[*]`: lists there keep their length.
    fn promises_fixed_length(&self, owner: ClassDefId, name: &str) -> bool {
        self.model.mro(owner).into_iter().any(|c| {
            let class = &self.model.classes[c];
            class
                .immutable_fields
                .iter()
                .chain(&class.virtualizable)
                .any(|f| matches!(f.strip_prefix(name), Some("[*]" | "?[*]")))
        })
    }

    fn report_attr(&mut self, owner: ClassDefId, name: &Arc<str>, e: &UnionError) -> Stop {
        let origin = self.attrs.origin.get(&(owner, name.clone())).copied().unwrap_or_default();
        let class = self.model.classes[owner].name.clone();
        self.report_union(e, &format!("the values of attribute `{name}` of class `{class}`"), origin)
    }

    /// Reads an attribute of an instance.
    pub(crate) fn instance_getattr(&mut self, class: ClassDefId, name: &Arc<str>) -> Res {
        if let Some(r) = self.property(class, name, None) {
            return r;
        }
        let owner = self.locate_attribute(class, name);
        if let Some(pos) = self.pos() {
            self.attrs.readers.entry((owner, name.clone())).or_default().insert((pos, class));
        }
        let s = self.model.classes[owner].attrs[name].s.clone();
        match &s.kind {
            Kind::Pbc { descs, none } => {
                let is_method = |d: &DescId| matches!(self.model.descs[*d], Desc::Method { self_class: None, .. });
                if !descs.iter().any(is_method) {
                    return Ok(s);
                }
                let (descs, none) = (descs.clone(), *none);
                let key = (class, name.clone());
                let found = match self.seen_methods.get(&key) {
                    Some((of, found)) if Arc::ptr_eq(of, &descs) => found.clone(),
                    _ => {
                        let found = Arc::new(self.methods_seen_by(class, &descs, name));
                        self.seen_methods.insert(key, (descs, found.clone()));
                        found
                    }
                };
                if found.is_empty() && !none {
                    return Ok(SomeValue::default());
                }
                Ok(SomeValue::of(Kind::Pbc { descs: found, none }))
            }
            _ => Ok(s),
        }
    }

    /// Of all methods of a name, those that an instance of `class` (or of a subclass) may have.
    fn methods_seen_by(&mut self, class: ClassDefId, descs: &BTreeSet<DescId>, name: &Arc<str>) -> BTreeSet<DescId> {
        let mut out = BTreeSet::new();
        let mut up: Option<(ClassDefId, DescId)> = None;
        for d in descs {
            let Desc::Method { func, origin, self_class: None, .. } = &self.model.descs[*d] else {
                out.insert(*d);
                continue;
            };
            let (func, origin) = (*func, *origin);
            if origin != class && self.model.is_subclass(origin, class) {
                out.insert(self.method_desc(func, origin, Some(origin), name));
            } else if self.model.is_subclass(class, origin)
                && up.is_none_or(|(best, _)| self.model.is_subclass(origin, best))
            {
                up = Some((origin, *d));
            }
        }
        if let Some((origin, d)) = up {
            if let Desc::Method { func, .. } = &self.model.descs[d] {
                let func = *func;
                out.insert(self.method_desc(func, origin, Some(class), name));
            }
        }
        out
    }

    /// Writes an attribute of an instance.
    pub(crate) fn instance_setattr(&mut self, class: ClassDefId, name: &Arc<str>, value: &SomeValue) -> Res<()> {
        if let Some(r) = self.property(class, name, Some(value)) {
            return r.map(|_| ());
        }
        let owner = self.locate_attribute(class, name);
        if let Some(a) = self.model.classes[owner].attrs.get_mut(name) {
            a.readonly = false;
        }
        self.check_allowed(owner, name);
        match self.generalize_attr_value(owner, name, value, None) {
            Ok(()) => Ok(()),
            Err(e) => {
                self.report_attr(owner, name, &e);
                Ok(())
            }
        }
    }

    /// An attribute that `_attrs_` leaves out is an error.
    fn check_allowed(&mut self, owner: ClassDefId, name: &Arc<str>) {
        if !self.attrs.own.get(&owner).is_some_and(|own| own.contains_key("_attrs_")) {
            return;
        }
        let above: Vec<ClassDefId> = self.model.mro(owner).collect();
        for c in above {
            let Some(own) = self.attrs.own.get(&c).cloned() else { continue };
            if own.contains_key(name) || self.names_in(&own, "_attrs_").contains(name) {
                return;
            }
        }
        let class = self.model.classes[owner].name.clone();
        if self.denied.insert((owner, name.clone())) {
            let d = Diagnostic::error("E0204", format!("`_attrs_` of class `{class}` does not have `{name}`"))
                .label(self.span(), "assigned here")
                .help("add the name to `_attrs_`");
            self.error(d);
        }
    }

    /// Reads or writes through a property, if the name is one for this class.
    fn property(&mut self, class: ClassDefId, name: &Arc<str>, value: Option<&SomeValue>) -> Option<Res> {
        let part = |a: &Self, e: ClassEntry| match &*a.host.describe(e.value) {
            HostDesc::Property { fget, fset, .. } => Some(if value.is_some() { *fset } else { *fget }),
            _ => None,
        };
        let (origin, entry) = self.class_entry(class, name)?;
        let own = part(self, entry)?;
        let mut found = vec![(origin, class, own)];
        for sub in self.all_subclasses(class).into_iter().skip(1) {
            if let Some(e) = self.attrs.own.get(&sub).and_then(|own| own.get(name)).copied() {
                if let Some(f) = part(self, e) {
                    found.push((sub, sub, f));
                }
            }
        }
        let mut descs = BTreeSet::new();
        for (origin, self_class, func) in found {
            let s = match self.host_value(func) {
                Ok(s) => s,
                Err(stop) => return Some(Err(stop)),
            };
            match s.kind {
                Kind::Pbc { descs: fs, .. } => {
                    for f in fs.iter().copied() {
                        descs.insert(self.method_desc(f, origin, Some(self_class), name));
                    }
                }
                _ => {
                    let how = if value.is_some() { "written" } else { "read" };
                    return Some(Err(self.error_here(
                        "E0204",
                        format!("property `{name}` cannot be {how}"),
                        "this access",
                    )));
                }
            }
        }
        let args = crate::calls::CallArgs::positional(value.iter().map(|s| (*s).clone()).collect());
        Some(self.call_value(&SomeValue::of(Kind::Pbc { descs: Arc::new(descs), none: false }), &args))
    }

    /// Calls a special method of an instance.
    pub(crate) fn call_special(&mut self, class: ClassDefId, name: &str, args: Vec<SomeValue>) -> Res {
        let method = self.instance_getattr(class, &name.into())?;
        if method.is_impossible() {
            return Ok(method);
        }
        self.call_value(&method, &crate::calls::CallArgs::positional(args))
    }

    /// Registers a prebuilt instance: its attributes become sources.
    pub(crate) fn see_instance(&mut self, obj: HostObj, class: ClassDefId, attrs: &host::NameTable) {
        if !self.attrs.seen_instances.insert(obj) {
            return;
        }
        self.model.classes[class].instantiated = true;
        for (name, value) in attrs {
            self.add_source(class, &name.as_str().into(), Source::Instance(*value));
        }
    }

    /// Names of attributes known in the hierarchy around a class, for messages.
    pub(crate) fn known_attributes(&self, class: ClassDefId) -> Vec<Arc<str>> {
        let mut out: Vec<Arc<str>> = Vec::new();
        let around: Vec<ClassDefId> = self.model.mro(class).chain(self.all_subclasses(class)).collect();
        for c in around {
            let set = self.model.classes[c].attrs.iter().filter(|(_, a)| !a.s.is_impossible()).map(|(n, _)| n.clone());
            out.extend(set);
            out.extend(self.attrs.own.get(&c).into_iter().flat_map(|own| own.keys().cloned()));
            out.extend(self.attrs.sources.get(&c).into_iter().flat_map(|s| s.keys().cloned()));
        }
        out
    }
}

/// The annotation of a single callable or frozen object.
pub(crate) fn pbc(d: DescId) -> SomeValue {
    SomeValue::of(Kind::Pbc { descs: Arc::new([d].into()), none: false })
}

/// The same, known to be this host object.
pub(crate) fn pbc_const(d: DescId, host: HostObj) -> SomeValue {
    SomeValue { konst: Some(Const::Host(host)), ..pbc(d) }
}
