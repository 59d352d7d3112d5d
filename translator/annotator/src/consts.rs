//! Annotations of constants: what a host object means.

use crate::classes::{pbc, pbc_const};
use crate::driver::{Annotator, Res, Stop};
use crate::{Desc, DescId, FunctionDesc, IntKind, Kind, Signature, SomeValue};
use diagnostics::Diagnostic;
use graph::{Const, HostObj};
use host::Desc as HostDesc;
use std::sync::Arc;

/// Host objects with a meaning of their own.
#[derive(Default)]
pub(crate) struct SpecialObjects {
    pub object: Option<HostObj>,
    pub isinstance: Option<HostObj>,
    pub type_: Option<HostObj>,
    pub erased: Option<HostObj>,
    pub environ: Option<HostObj>,
}

/// The integer kind of a fixed-width integer class.
pub(crate) fn int_kind(type_name: &str) -> Option<IntKind> {
    Some(match type_name {
        "int" | "r_int" | "r_longlong" | "r_int64" | "r_long" | "r_ssize_t" => IntKind::Int,
        "r_uint" | "r_ulonglong" | "r_uint64" | "r_ulong" | "r_size_t" => IntKind::Uint,
        "r_signedchar" => IntKind::I8,
        "r_uchar" => IntKind::U8,
        "r_short" => IntKind::I16,
        "r_ushort" => IntKind::U16,
        "r_int_real" | "r_int32" => IntKind::I32,
        "r_uint_real" | "r_uint32" => IntKind::U32,
        _ => return None,
    })
}

/// Pairs with all these keys and all these values.
fn pairs(witnesses: &[Vec<HostObj>]) -> Option<Vec<(HostObj, HostObj)>> {
    let [keys, values] = witnesses else { return None };
    let n = keys.len().max(values.len());
    Some(keys.iter().cycle().copied().zip(values.iter().cycle().copied()).take(n).collect())
}

impl Annotator<'_> {
    pub(crate) fn load_special_objects(&mut self) {
        self.special = SpecialObjects {
            object: self.host.builtin("object"),
            isinstance: self.host.builtin("isinstance"),
            type_: self.host.builtin("type"),
            erased: None,
            environ: self.host.lookup("os", "environ"),
        };
        let Ok(module) = self.host.import_module("rpython.translation.replacements") else { return };
        let Some(load) = self.host.getattr(module, "load") else { return };
        match self.host.call(load, &[]) {
            Ok(table) => {
                self.host.refresh(table);
                if let HostDesc::Dict(d) = &*self.host.describe(table) {
                    self.replacements = d.items.iter().copied().collect();
                }
            }
            Err(e) => {
                let d = Diagnostic::warning(
                    "E0004",
                    format!("the table of replacements could not be loaded: {}", e.headline()),
                );
                self.diagnostics.push(d);
            }
        }
    }

    /// The instance that a prebuilt object of a replaced class is.
    fn stand_in(&mut self, obj: HostObj, what: &str) -> Result<HostObj, Stop> {
        match self.host.stand_in(obj) {
            Some(instance) => Ok(instance),
            None => Err(self.bad_value(format!("this prebuilt {what} cannot be represented"))),
        }
    }

    /// The annotation of a constant operand.
    pub(crate) fn const_value(&mut self, c: &Const) -> Res {
        let kind = match c {
            Const::Void | Const::None => return Ok(SomeValue::none()),
            Const::Bool(_) => Kind::Bool(None),
            Const::Int(i) => Kind::Int { nonneg: *i >= 0, kind: IntKind::Int },
            Const::Uint(_) => Kind::Int { nonneg: true, kind: IntKind::Uint },
            Const::Float(_) => Kind::Float,
            Const::Char(_) => Kind::Char,
            Const::UniChar(_) => Kind::UniChar,
            Const::Str(s) if s.len() == 1 => Kind::Char,
            Const::Str(_) => Kind::Str { none: false },
            Const::Unicode(u) if u.len() == 1 => Kind::UniChar,
            Const::Unicode(_) => Kind::Unicode { none: false },
            Const::Host(h) => return self.host_value(*h),
            Const::Null(_) | Const::Func(_) | Const::Extern(_) | Const::Static(..) | Const::Place(..) => {
                return Err(self.error_here("E0205", "a low-level constant in a high-level graph", "here"));
            }
        };
        Ok(SomeValue::constant(kind, c.clone()))
    }

    /// The annotation of a host object.
    pub(crate) fn host_value(&mut self, obj: HostObj) -> Res {
        if let Some(s) = self.model.const_values.get(&obj) {
            return Ok(s.clone());
        }
        if self.reported_values.contains(&obj) {
            return Err(Stop::Reported);
        }
        let desc = self.host.describe(obj);
        let s = self.new_host_value(obj, &desc);
        match &s {
            Ok(s) => {
                self.model.const_values.insert(obj, s.clone());
            }
            Err(_) => {
                self.reported_values.insert(obj);
            }
        }
        s
    }

    fn new_host_value(&mut self, obj: HostObj, desc: &HostDesc) -> Res {
        let konst = Const::Host(obj);
        if self.special.environ == Some(obj) {
            return Ok(SomeValue::constant(Kind::Builtin("os.environ".into()), konst));
        }
        let kind = match desc {
            HostDesc::None
            | HostDesc::Bool(_)
            | HostDesc::Int(_)
            | HostDesc::Float(_)
            | HostDesc::Str(_)
            | HostDesc::Unicode(_) => {
                let c = self.host.to_const(obj);
                return self.const_value(&c);
            }
            HostDesc::BigInt(i) => {
                return Err(self.bad_value(format!("the int {i} does not fit a machine word")));
            }
            HostDesc::BadStr(s) => {
                return Err(self.bad_value(format!("the string {s:?} has characters that are no bytes")));
            }
            HostDesc::ByteArray(_) => {
                let instance = self.stand_in(obj, "bytearray")?;
                return self.host_value(instance);
            }
            HostDesc::RInt { type_name, .. } if matches!(type_name.as_str(), "r_longlonglong" | "r_ulonglonglong") => {
                let instance = self.stand_in(obj, type_name)?;
                return self.host_value(instance);
            }
            HostDesc::RInt { type_name, value, .. } => {
                let Some(kind) = int_kind(type_name) else {
                    return Err(self.bad_value(format!("integers of type `{type_name}` are not supported")));
                };
                let text = value.to_string();
                let konst =
                    if kind.signed() { text.parse().ok().map(Const::Int) } else { text.parse().ok().map(Const::Uint) };
                return Ok(SomeValue { kind: Kind::Int { nonneg: !text.starts_with('-'), kind }, konst });
            }
            HostDesc::Tuple(items) => {
                let mut out = Vec::with_capacity(items.len());
                for i in items {
                    out.push(self.host_value(*i)?);
                }
                Kind::Tuple(out)
            }
            HostDesc::List(items) => {
                let witnesses = self.host.witnesses(obj).and_then(|mut found| found.pop());
                let items = witnesses.as_ref().unwrap_or(items);
                self.host.prefetch(items);
                let l = self.new_list(SomeValue::default());
                self.host_lists.insert(obj, l);
                self.model.const_values.insert(obj, SomeValue::constant(Kind::List(l), konst.clone()));
                for i in items {
                    let s = self.host_value(*i)?;
                    if let Err(e) = self.generalize_list(l, &s) {
                        return Err(self.report_union(&e, "the items of a prebuilt list", Default::default()));
                    }
                }
                Kind::List(l)
            }
            HostDesc::Range(start, stop, step) => {
                let nonneg = *start >= 0 && *stop >= -1;
                let l = self.new_list(SomeValue::int(nonneg));
                self.model.list_items[l].range_step = Some(*step);
                Kind::List(l)
            }
            HostDesc::Dict(d) => {
                let id = self.new_dict(SomeValue::default(), SomeValue::default());
                self.host_dicts.insert(obj, id);
                self.model.const_values.insert(obj, SomeValue::constant(Kind::Dict(id), konst.clone()));
                if let (Some(eq), Some(hash)) = (d.eq, d.hash) {
                    let custom = (self.host_value(eq)?, self.host_value(hash)?);
                    self.model.dict_items[id].custom = Some(custom);
                }
                let witnesses = self.host.witnesses(obj).and_then(|found| pairs(&found));
                let items = witnesses.as_ref().unwrap_or(&d.items);
                let all: Vec<HostObj> = items.iter().flat_map(|(k, v)| [*k, *v]).collect();
                self.host.prefetch(&all);
                for (k, v) in items {
                    let (k, v) = (self.host_value(*k)?, self.host_value(*v)?);
                    if let Err(e) = self.generalize_dict(id, &k, &v) {
                        return Err(self.report_union(&e, "the items of a prebuilt dict", Default::default()));
                    }
                }
                self.call_custom(id);
                Kind::Dict(id)
            }
            HostDesc::Set { items, .. } => {
                let id = self.new_dict(SomeValue::default(), SomeValue::none());
                self.host_dicts.insert(obj, id);
                for k in items {
                    let k = self.host_value(*k)?;
                    if let Err(e) = self.generalize_dict(id, &k, &SomeValue::none()) {
                        return Err(self.report_union(&e, "the items of a prebuilt set", Default::default()));
                    }
                }
                Kind::Set(id)
            }
            HostDesc::Slice(_) => return Err(self.bad_value("slice objects are not values".into())),
            HostDesc::Function(f) => {
                if let Some(r) = self.replacements.get(&obj).copied().filter(|r| *r != obj) {
                    return self.host_value(r);
                }
                if let Some(r) = f.attrs.get("_flowspace_rewrite_directly_as_") {
                    return self.host_value(*r);
                }
                if let Some(name) = f.attrs.get("_rpython_intrinsic_").and_then(|n| self.host_text(*n)) {
                    Kind::Builtin(name)
                } else {
                    let d = self.function_desc(obj);
                    return Ok(pbc_const(d, obj));
                }
            }
            HostDesc::Builtin(b) => {
                if let Some(r) = self.replacements.get(&obj).copied().filter(|r| *r != obj) {
                    return self.host_value(r);
                }
                match b.self_.filter(|s| !matches!(&*self.host.describe(*s), HostDesc::Module(_) | HostDesc::Class(_)))
                {
                    Some(s) => {
                        let s = self.host_value(s)?;
                        let name = b.name.rsplit('.').next().unwrap_or(&b.name);
                        Kind::BuiltinMethod { self_: Box::new(s), name: name.into() }
                    }
                    None if b.module == "builtins" => Kind::Builtin(b.name.as_str().into()),
                    None => Kind::Builtin(format!("{}.{}", b.module, b.name).into()),
                }
            }
            HostDesc::BoundMethod { func, self_ } => return self.bound_method(obj, *func, *self_),
            HostDesc::StaticMethod(f) => return self.host_value(*f),
            HostDesc::ClassMethod(_) | HostDesc::Property { .. } => {
                return Err(self.bad_value(format!("a {} is no value by itself", desc.kind_name())));
            }
            HostDesc::Class(c) => {
                if let Some(r) = self.replacements.get(&obj).copied().filter(|r| *r != obj) {
                    return self.host_value(r);
                }
                if let Some(name) = self.host.class_lookup(obj, "_rpython_intrinsic_").and_then(|n| self.host_text(n)) {
                    Kind::Builtin(name)
                } else if c.builtin && !c.is_exception {
                    let name = match c.name.as_str() {
                        "ReferenceType" | "ref" => "weakref.ref",
                        other => other,
                    };
                    Kind::Builtin(name.into())
                } else {
                    let d = self.class_desc(obj);
                    return Ok(pbc_const(d, obj));
                }
            }
            HostDesc::Instance(i) => {
                let intrinsic = self.host.class_lookup(i.class, "_rpython_intrinsic_").and_then(|n| self.host_text(n));
                match intrinsic.as_deref() {
                    Some("external_function") => Kind::External,
                    Some("jit.vref_None") => Kind::VirtualRef(None),
                    Some("rstring.StringBuilder") => Kind::StringBuilder,
                    Some("rstring.UnicodeBuilder") => Kind::UnicodeBuilder,
                    Some("CDefinedIntSymbolic" | "ComputedIntSymbolic" | "raw_address") => {
                        return Ok(SomeValue::int(false));
                    }
                    Some("r_singlefloat") => Kind::SingleFloat,
                    Some(name @ ("rerased.erase" | "rerased.unerase")) => Kind::Builtin(name.into()),
                    None if self.erased_class() == Some(i.class) => {
                        if let (Some(x), Some(id)) = (i.attrs.get("_x"), i.attrs.get("_identity")) {
                            let s = self.host_value(*x)?;
                            self.erase(*id, &s)?;
                        }
                        Kind::Ptr(i.class)
                    }
                    _ if i.frozen || intrinsic.is_some() => {
                        let name: Arc<str> = self.class_name(i.class);
                        let d = self.frozen_desc(obj, name);
                        return Ok(pbc_const(d, obj));
                    }
                    _ => {
                        let Some(class) = self.classdef_of_host(i.class) else {
                            let name = self.class_name(i.class);
                            return Err(self.bad_value(format!("instances of `{name}` have no meaning in RPython")));
                        };
                        let s = SomeValue::constant(Kind::Instance { class, none: false }, konst);
                        self.model.const_values.insert(obj, s.clone());
                        self.see_instance(obj, class, &i.attrs);
                        return Ok(s);
                    }
                }
            }
            HostDesc::Module(name) => {
                let d = self.frozen_desc(obj, name.as_str().into());
                return Ok(pbc_const(d, obj));
            }
            HostDesc::LLType(l) => {
                let d = self.frozen_desc(obj, l.kind.as_str().into());
                return Ok(pbc_const(d, obj));
            }
            HostDesc::Other { type_name, .. } if matches!(type_name.as_str(), "ReferenceType" | "weakref" | "ref") => {
                // A prebuilt weak reference: alive, or dead for good.
                let target = self.host.call(obj, &[]).ok();
                match target.map(|t| self.host_value(t)).transpose()?.map(|s| s.kind) {
                    Some(Kind::Instance { class, .. }) => Kind::WeakRef(Some(class)),
                    _ => Kind::WeakRef(None),
                }
            }
            HostDesc::Other { type_name, repr } => {
                return Err(self.bad_value(format!("a `{type_name}` has no meaning in RPython: {repr}")));
            }
        };
        Ok(SomeValue::constant(kind, konst))
    }

    /// The class of erased values; `Kind::Ptr` of it is their annotation.
    pub(crate) fn erased_class(&mut self) -> Option<HostObj> {
        if self.special.erased.is_none() {
            self.special.erased = self.host.lookup("rpython.rlib.rerased", "Erased");
        }
        self.special.erased
    }

    /// Lets a value flow into an erasing pair.
    pub(crate) fn erase(&mut self, identity: HostObj, s: &SomeValue) -> Res {
        let old = self.erased.entry(identity).or_default().0.clone();
        let new = self.union_here(&old, &s.clone().exported().not_constant(), "the values of an erasing pair")?;
        if !self.model.same(&old, &new) {
            if let Some((value, readers)) = self.erased.get_mut(&identity) {
                *value = new;
                let readers = readers.clone();
                self.reflow_all(&readers);
            }
        }
        match self.erased_class() {
            Some(class) => Ok(SomeValue::of(Kind::Ptr(class))),
            None => Err(Stop::Blocked),
        }
    }

    /// What comes out of an erasing pair.
    pub(crate) fn unerase(&mut self, identity: HostObj) -> SomeValue {
        let pos = self.pos();
        let (value, readers) = self.erased.entry(identity).or_default();
        readers.extend(pos);
        value.clone()
    }

    fn bad_value(&mut self, text: String) -> Stop {
        self.error_here("E0205", text, "used here")
    }

    /// The text of a host string.
    pub(crate) fn host_text(&self, obj: HostObj) -> Option<Arc<str>> {
        match &*self.host.describe(obj) {
            HostDesc::Str(s) => Some(String::from_utf8_lossy(s).into()),
            _ => None,
        }
    }

    pub(crate) fn class_name(&self, class: HostObj) -> Arc<str> {
        self.host.describe(class).as_class().map_or("?".into(), |c| c.name.as_str().into())
    }

    /// The description of a constant without state.
    pub(crate) fn frozen_desc(&mut self, obj: HostObj, name: Arc<str>) -> DescId {
        if let Some(d) = self.model.desc_of.get(&obj) {
            return *d;
        }
        let d = self.model.descs.push(Desc::Frozen { host: obj, name });
        self.model.desc_of.insert(obj, d);
        d
    }

    /// The description of a function.
    pub(crate) fn function_desc(&mut self, obj: HostObj) -> DescId {
        if let Some(d) = self.model.desc_of.get(&obj) {
            return *d;
        }
        let d = self.new_function_desc(obj);
        self.model.desc_of.insert(obj, d);
        d
    }

    /// A new description of a function (functions of mixins have one per class).
    pub(crate) fn new_function_desc(&mut self, obj: HostObj) -> DescId {
        let host = self.host.describe(obj);
        let Some(f) = host.as_function() else {
            return self.frozen_desc(obj, host.kind_name().into());
        };
        let signature = self.signature(obj);
        self.model.descs.push(Desc::Function(FunctionDesc {
            host: obj,
            name: f.name.as_str().into(),
            signature,
            defaults: f.defaults.clone(),
            kwdefaults: f.kwdefaults.iter().map(|(n, v)| (n.as_str().into(), *v)).collect(),
            graphs: Vec::new(),
            memo: None,
        }))
    }

    fn signature(&mut self, func: HostObj) -> Signature {
        match self.host.ast_of(func) {
            Ok(ast) => {
                let a = ast.args();
                let name = |arg: &host::ast::ArgWithDefault| -> Arc<str> { arg.def.arg.as_str().into() };
                let desc = self.host.describe(func);
                let hidden = desc.as_function().and_then(flowspace::hidden_parameter).into_iter().map(Into::into);
                Signature {
                    args: hidden.chain(a.posonlyargs.iter().chain(&a.args).map(name)).collect(),
                    vararg: a.vararg.as_ref().map(|v| v.arg.as_str().into()),
                    kwonly: a.kwonlyargs.iter().map(name).collect(),
                }
            }
            Err(_) => Signature::default(),
        }
    }

    fn bound_method(&mut self, obj: HostObj, func: HostObj, self_: HostObj) -> Res {
        let f = match self.host_value(func)? {
            SomeValue { kind: Kind::Pbc { descs, .. }, .. } if descs.len() == 1 => descs.first().copied(),
            SomeValue { kind: Kind::Builtin(name), .. } => {
                return Ok(SomeValue::constant(Kind::Builtin(name), Const::Host(obj)));
            }
            _ => None,
        };
        let Some(f) = f else {
            return Err(self.bad_value("this bound method has no meaning in RPython".into()));
        };
        let s = self.host_value(self_)?;
        match &s.kind {
            Kind::Instance { class, .. } => {
                let name = self.host.describe(func).as_function().map_or("?".to_owned(), |f| f.name.clone());
                let origin = self.class_entry(*class, &name).map_or(*class, |(c, _)| c);
                let d = self.method_desc(f, origin, Some(*class), &name.as_str().into());
                Ok(pbc_const(d, obj))
            }
            Kind::Pbc { descs, .. } if descs.len() == 1 => {
                let frozen = descs.first().copied().unwrap_or(f);
                let d = self.method_of_frozen(f, frozen);
                Ok(SomeValue { konst: Some(Const::Host(obj)), ..pbc(d) })
            }
            _ => Err(self.bad_value("this bound method has no meaning in RPython".into())),
        }
    }
}
