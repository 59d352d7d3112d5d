//! Specialisation: which copy of a function a call gets.

use crate::calls::CallArgs;
use crate::driver::{Annotator, Res, Stop};
use crate::{AGraphId, Desc, DescId, Kind, MemoTable, SomeValue};
use diagnostics::Diagnostic;
use graph::{Const, HostObj, Var};
use host::Desc as HostDesc;
use std::sync::Arc;

/// What tells the copies of a function apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct SpecKey(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Const(Const),
    Variable,
    Type(String),
    Count(usize),
    Site(AGraphId, Option<Var>),
}

impl Annotator<'_> {
    /// The text of `@specialize.…` without its prefix.
    pub(crate) fn special_case(&self, func: HostObj) -> Option<Arc<str>> {
        let host = self.host.describe(func);
        let attr = *host.as_function()?.attrs.get("_annspecialcase_")?;
        let text = self.host_text(attr)?;
        Some(text.strip_prefix("specialize:").unwrap_or(&text).into())
    }

    /// The graph of the copy of a function for these arguments (in parameter order).
    pub(crate) fn specialise(&mut self, d: DescId, case: Option<&str>, args: &[SomeValue]) -> Res<Option<AGraphId>> {
        let mut key = SpecKey::default();
        let mut specialized = false;
        if let Some(case) = case {
            specialized = true;
            let (kind, positions) = case.split_once('(').unwrap_or((case, ""));
            let positions: Vec<usize> =
                positions.trim_end_matches(')').split(',').filter_map(|p| p.trim().parse().ok()).collect();
            match kind {
                "arg" | "ll_and_arg" => {
                    for p in &positions {
                        let part = self.constant_part(d, *p, args)?;
                        key.0.push(part);
                    }
                    if kind == "ll_and_arg" {
                        key.0.extend(args.iter().map(|s| Part::Type(self.type_key(s))));
                    }
                }
                "arg_or_var" => {
                    for p in &positions {
                        let part = args.get(*p).and_then(|s| self.constant_key(s)).map_or(Part::Variable, Part::Const);
                        key.0.push(part);
                    }
                }
                "argtype" => {
                    key.0.extend(positions.iter().filter_map(|p| args.get(*p)).map(|s| Part::Type(self.type_key(s))));
                }
                "arglistitemtype" => {
                    for p in &positions {
                        if let Some(Kind::List(l)) = args.get(*p).map(|s| &s.kind) {
                            let l = *l;
                            let item = self.read_list(l);
                            key.0.push(Part::Type(self.type_key(&item)));
                        }
                    }
                }
                "call_location" => {
                    if let Some(c) = &self.cur {
                        key.0.push(Part::Site(c.graph, c.result));
                    }
                }
                "ll" => key.0.extend(args.iter().map(|s| Part::Type(self.type_key(s)))),
                other => {
                    let text = format!("unknown specialisation `{other}`");
                    return Err(self.error_here("E0207", text, "called here"));
                }
            }
        }
        if let Desc::Function(f) = &self.model.descs[d] {
            if f.signature.vararg.is_some() {
                if let Some(SomeValue { kind: Kind::Tuple(rest), .. }) = args.last() {
                    key.0.push(Part::Count(rest.len()));
                }
            }
        }
        if let Some(g) = self.specialisations.get(&(d, key.clone())) {
            return Ok(Some(*g));
        }
        let Some(graph) = self.graph_of(d) else { return Ok(None) };
        let g = self.new_agraph(d, graph, specialized);
        self.specialisations.insert((d, key), g);
        Ok(Some(g))
    }

    fn constant_part(&mut self, d: DescId, position: usize, args: &[SomeValue]) -> Res<Part> {
        let Some(s) = args.get(position) else { return Ok(Part::Variable) };
        // A `*args` tuple counts item by item.
        match self.constant_key(s) {
            Some(c) => Ok(Part::Const(c)),
            None => {
                let name = self.model.describe_desc(d);
                let text = self.model.describe(s);
                let diag = Diagnostic::error("E0207", format!("argument {position} of {name} must be a constant"))
                    .label(self.span(), format!("here it is not constant: {text}"))
                    .note("the function is marked `@specialize.arg`");
                Err(self.error(diag))
            }
        }
    }

    fn constant_key(&self, s: &SomeValue) -> Option<Const> {
        if let Some(c) = &s.konst {
            return Some(match c {
                Const::Char(b) => Const::Str([*b].as_slice().into()),
                other => other.clone(),
            });
        }
        match &s.kind {
            Kind::Pbc { descs, none: false } if descs.len() == 1 => {
                let d = *descs.first()?;
                match &self.model.descs[d] {
                    Desc::Function(f) => Some(Const::Host(f.host)),
                    Desc::Class { host, .. } | Desc::Frozen { host, .. } => Some(Const::Host(*host)),
                    _ => None,
                }
            }
            Kind::Tuple(items) => {
                // Tuples of constants are told apart by their items.
                let keys: Option<Vec<Const>> = items.iter().map(|i| self.constant_key(i)).collect();
                keys.map(|k| Const::Str(format!("{k:?}").as_bytes().into()))
            }
            _ => None,
        }
    }

    /// What `@specialize.argtype` tells apart.
    fn type_key(&self, s: &SomeValue) -> String {
        match &s.kind {
            Kind::Int { kind, .. } => kind.name().into(),
            Kind::Char | Kind::Str { .. } => "str".into(),
            Kind::UniChar | Kind::Unicode { .. } => "unicode".into(),
            Kind::Instance { class, .. } => format!("{class}"),
            Kind::List(l) => format!("list {}", self.model.list_leader(*l)),
            Kind::Dict(l) => format!("dict {}", self.model.dict_leader(*l)),
            Kind::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|i| self.type_key(i)).collect();
                format!("({})", items.join(","))
            }
            Kind::Ptr(h) => format!("ptr {}", h.0),
            Kind::Pbc { descs, .. } => format!("pbc {descs:?}"),
            Kind::Bool(_) => "bool".into(),
            other => format!("{:?}", std::mem::discriminant(other)),
        }
    }

    /// Calls a memo function: on the host, for every combination of its constant arguments.
    pub(crate) fn call_memo(&mut self, d: DescId, args: &CallArgs) -> Res {
        let Desc::Function(f) = &self.model.descs[d] else { return Err(Stop::Blocked) };
        let func = f.host;
        let mut combinations: Vec<Vec<Const>> = vec![Vec::new()];
        for s in args.positional.iter().chain(args.keywords.iter().map(|(_, s)| s)) {
            let Some(choices) = self.memo_choices(s) else {
                let text = self.model.describe(s);
                let name = self.model.describe_desc(d);
                let diag =
                    Diagnostic::error("E0207", format!("an argument of the memo {name} has no finite set of values"))
                        .label(self.span(), format!("here it is {text}"))
                        .note(
                            "arguments of `@specialize.memo` functions are constants, classes, frozen objects or bools",
                        );
                return Err(self.error(diag));
            };
            combinations = combinations
                .into_iter()
                .flat_map(|row| choices.iter().map(move |c| [&row[..], std::slice::from_ref(c)].concat()))
                .collect();
        }
        let mut result = SomeValue::default();
        for row in combinations {
            let known = match &self.model.descs[d] {
                Desc::Function(f) => {
                    f.memo.as_ref().and_then(|m| m.rows.iter().find(|(k, _)| *k == row)).map(|(_, v)| v.clone())
                }
                _ => None,
            };
            let value = match known {
                Some(v) => v,
                None => {
                    let objs: Option<Vec<HostObj>> = row.iter().map(|c| self.host.wrap_const(c)).collect();
                    let npos = args.positional.len();
                    let objs = objs.unwrap_or_default();
                    let keywords: Vec<(&str, HostObj)> =
                        args.keywords.iter().map(|(n, _)| &**n).zip(objs.iter().skip(npos).copied()).collect();
                    let called = self.host.call_keywords(func, &objs[..npos.min(objs.len())], &keywords);
                    match called {
                        Ok(v) => {
                            let v = self.host.to_const(v);
                            if let Desc::Function(f) = &mut self.model.descs[d] {
                                f.memo.get_or_insert_with(MemoTable::default).rows.push((row.clone(), v.clone()));
                            }
                            v
                        }
                        Err(e) => {
                            let name = self.model.describe_desc(d);
                            let diag = Diagnostic::error("E0207", format!("the memo {name} failed: {}", e.headline()))
                                .label(self.span(), "called here")
                                .note(e.traceback());
                            return Err(self.error(diag));
                        }
                    }
                }
            };
            let s = self.const_value(&value)?;
            result = self.union_here(&result, &s, "the results of a memo function")?;
        }
        Ok(result)
    }

    fn memo_choices(&self, s: &SomeValue) -> Option<Vec<Const>> {
        if let Some(c) = &s.konst {
            return Some(vec![c.clone()]);
        }
        match &s.kind {
            Kind::Bool(_) => Some(vec![Const::Bool(false), Const::Bool(true)]),
            Kind::Pbc { descs, none } => {
                let mut out: Option<Vec<Const>> = descs
                    .iter()
                    .map(|d| match &self.model.descs[*d] {
                        Desc::Function(f) => Some(Const::Host(f.host)),
                        Desc::Class { host, .. } | Desc::Frozen { host, .. } => Some(Const::Host(*host)),
                        _ => None,
                    })
                    .collect();
                if let (true, Some(list)) = (*none, &mut out) {
                    list.push(Const::None);
                }
                out
            }
            _ => None,
        }
    }

    /// Whether a function has `@enforceargs`.
    pub(crate) fn declares_arguments(&self, func: HostObj) -> bool {
        self.host
            .describe(func)
            .as_function()
            .is_some_and(|f| f.attrs.contains_key("_annenforceargs_") || f.attrs.contains_key("_signature_"))
    }

    /// Applies `@enforceargs` and `@signature`.
    pub(crate) fn enforce_arguments(&mut self, func: HostObj, mut args: Vec<SomeValue>) -> Res<Vec<SomeValue>> {
        let host = self.host.describe(func);
        let Some(f) = host.as_function() else { return Ok(args) };
        let contract = f.attrs.get("_signature_").copied();
        let Some(spec) = contract.map_or(f.attrs.get("_annenforceargs_").copied(), |c| self.tuple_item(c, 0)) else {
            return Ok(args);
        };
        let specs = match &*self.host.describe(spec) {
            HostDesc::Tuple(items) | HostDesc::List(items) => items.clone(),
            _ => return Ok(args),
        };
        for (s, spec) in args.iter_mut().zip(specs) {
            match self.spec_annotation(spec) {
                Declared::Free => {}
                Declared::NotConstant => *s = std::mem::take(s).not_constant(),
                Declared::Type(declared) => {
                    let all = self.union_here(&declared, s, "an argument and its declared type")?;
                    if !self.model.contains(&declared, &all) {
                        let (want, got) = (self.model.describe(&declared), self.model.describe(s));
                        let diag = Diagnostic::error("E0203", format!("`{}` declares {want} but gets {got}", f.name))
                            .label(self.span(), "this call");
                        return Err(self.error(diag));
                    }
                    *s = declared;
                }
            }
        }
        Ok(args)
    }

    fn spec_annotation(&mut self, spec: HostObj) -> Declared {
        match &*self.host.describe(spec) {
            HostDesc::None => Declared::Free,
            HostDesc::Class(c) if c.builtin && !c.is_exception => {
                Declared::Type(SomeValue::of(match c.name.as_str() {
                    "int" => Kind::Int { nonneg: false, kind: crate::IntKind::Int },
                    "float" => Kind::Float,
                    "bool" => Kind::Bool(None),
                    "str" | "bytes" => Kind::Str { none: false },
                    _ => return Declared::Free,
                }))
            }
            HostDesc::Class(c) => match crate::consts::int_kind(&c.name) {
                Some(kind) => Declared::Type(SomeValue::of(Kind::Int { nonneg: !kind.signed(), kind })),
                None => match self.classdef_of_host(spec) {
                    Some(class) => Declared::Type(SomeValue::of(Kind::Instance { class, none: true })),
                    None => Declared::Free,
                },
            },
            HostDesc::Instance(i) if &*self.class_name(i.class) == "_NotConstant" => Declared::NotConstant,
            HostDesc::Instance(i) if &*self.class_name(i.class) == "Type" => self.contract_annotation(i),
            _ => Declared::Free,
        }
    }

    /// A type of `rpython.rlib.types`.
    fn contract_annotation(&mut self, i: &host::InstDesc) -> Declared {
        let kind = i.attrs.get("kind").and_then(|k| self.host_text(*k));
        let first = i.attrs.get("args").and_then(|a| self.tuple_item(*a, 0));
        Declared::Type(SomeValue::of(match (kind.as_deref(), first) {
            (Some("none"), _) => return Declared::Type(SomeValue::none()),
            (Some("int"), _) => Kind::Int { nonneg: false, kind: crate::IntKind::Int },
            (Some("int_nonneg"), _) => Kind::Int { nonneg: true, kind: crate::IntKind::Int },
            (Some("bool"), _) => Kind::Bool(None),
            (Some("float"), _) => Kind::Float,
            (Some("singlefloat"), _) => Kind::SingleFloat,
            (Some("str" | "str0"), _) => Kind::Str { none: false },
            (Some("unicode" | "unicode0"), _) => Kind::Unicode { none: false },
            (Some("bytearray"), _) => {
                let class = self.host.lookup("rpython.translation.bytearrays", "ByteArray");
                match class.and_then(|class| self.classdef_of_host(class)) {
                    Some(class) => Kind::Instance { class, none: true },
                    None => return Declared::Free,
                }
            }
            (Some("char"), _) => Kind::Char,
            (Some("instance"), Some(class)) => match self.classdef_of_host(class) {
                Some(class) => Kind::Instance { class, none: true },
                None => return Declared::Free,
            },
            _ => return Declared::Free,
        }))
    }

    fn tuple_item(&self, tuple: HostObj, i: usize) -> Option<HostObj> {
        match &*self.host.describe(tuple) {
            HostDesc::Tuple(items) | HostDesc::List(items) => items.get(i).copied(),
            _ => None,
        }
    }
}

enum Declared {
    Free,
    NotConstant,
    Type(SomeValue),
}
