//! `--check-annotations`: do PEP 484 annotations of functions agree with what was inferred?
//!
//! Annotations have no meaning in RPython, so they are compared after the fixpoint and change nothing.

use crate::{AGraph, Desc, Kind, Model, SomeValue};
use diagnostics::Diagnostic;
use graph::HostObj;
use host::{Desc as HostDesc, Host};

/// A declared type.
enum Declared {
    Any,
    Int,
    Float,
    Bool,
    Str,
    None,
    Optional(Box<Declared>),
    List(Box<Declared>),
    Dict(Box<Declared>, Box<Declared>),
    Tuple(Vec<Declared>),
    Class(HostObj),
}

/// Every annotation that does not cover what its parameter or the result is.
pub fn check_annotations(host: &Host, model: &Model) -> Vec<Diagnostic> {
    let Some(declared) = host.lookup("rpython.translation.annotations", "declared") else { return Vec::new() };
    let mut out = Vec::new();
    for ag in model.graphs.values().filter(|ag| ag.adapter_of.is_none()) {
        let Desc::Function(f) = &model.descs[ag.desc] else { continue };
        let described = host.describe(f.host);
        let Some(function) = described.as_function() else { continue };
        if function.module.starts_with("rpython.") {
            continue;
        }
        let Ok(list) = host.call(declared, &[f.host]) else { continue };
        for pair in items(host, list) {
            let [name, spec] = items(host, pair)[..] else { continue };
            if let (Some(name), declared) = (text(host, name), parse(host, spec)) {
                out.extend(check(host, model, ag, f, &name, &declared));
            }
        }
    }
    out
}

fn check(
    host: &Host,
    model: &Model,
    ag: &AGraph,
    f: &crate::FunctionDesc,
    name: &str,
    declared: &Declared,
) -> Option<Diagnostic> {
    let found = if name == "return" {
        &ag.result
    } else {
        let i = f.signature.args.iter().position(|a| &**a == name)?;
        &ag.bindings[*ag.graph.args().get(i)?]
    };
    if found.is_impossible() || covers(host, model, declared, found) {
        return None;
    }
    let what = if name == "return" { "the result".to_owned() } else { format!("the parameter `{name}`") };
    let text = format!("{what} of `{}` is not what its annotation says", f.name);
    let d = Diagnostic::error("E0209", text).label(ag.graph.span, format!("it is {}", model.describe(found)));
    Some(d.note(format!("the annotation says {}", describe(host, declared))))
}

fn items(host: &Host, obj: HostObj) -> Vec<HostObj> {
    match &*host.describe(obj) {
        HostDesc::Tuple(items) | HostDesc::List(items) => items.clone(),
        _ => Vec::new(),
    }
}

fn text(host: &Host, obj: HostObj) -> Option<String> {
    match &*host.describe(obj) {
        HostDesc::Str(s) => String::from_utf8(s.clone()).ok(),
        _ => None,
    }
}

fn parse(host: &Host, spec: HostObj) -> Declared {
    let parts = items(host, spec);
    let part = |i: usize| Box::new(parts.get(i).map_or(Declared::Any, |p| parse(host, *p)));
    let kind = parts.first().and_then(|k| text(host, *k));
    match (kind.as_deref(), parts.get(1)) {
        (Some("int"), _) => Declared::Int,
        (Some("float"), _) => Declared::Float,
        (Some("bool"), _) => Declared::Bool,
        (Some("str"), _) => Declared::Str,
        (Some("none"), _) => Declared::None,
        (Some("optional"), _) => Declared::Optional(part(1)),
        (Some("list"), _) => Declared::List(part(1)),
        (Some("dict"), _) => Declared::Dict(part(1), part(2)),
        (Some("tuple"), _) => Declared::Tuple(parts[1..].iter().map(|p| parse(host, *p)).collect()),
        (Some("class"), Some(class)) => Declared::Class(*class),
        _ => Declared::Any,
    }
}

/// Is every value of the annotation one that was declared? As in Python, an int is a float and a bool an int.
fn covers(host: &Host, model: &Model, declared: &Declared, s: &SomeValue) -> bool {
    match (declared, &s.kind) {
        (Declared::Any, _) | (_, Kind::Impossible) => true,
        (Declared::Optional(_), Kind::None) | (Declared::None, Kind::None) => true,
        (Declared::Optional(inner), _) => covers(host, model, inner, &s.clone().not_none()),
        (Declared::Int, Kind::Int { .. } | Kind::Bool(_)) | (Declared::Bool, Kind::Bool(_)) => true,
        (Declared::Float, Kind::Float | Kind::Int { .. } | Kind::Bool(_)) => true,
        (Declared::Str, Kind::Str { none: false } | Kind::Char | Kind::Unicode { none: false } | Kind::UniChar) => true,
        (Declared::List(inner), Kind::List(l)) => covers(host, model, inner, &model.list_item(*l).s),
        (Declared::Dict(key, value), Kind::Dict(d)) => {
            let item = model.dict_item(*d);
            covers(host, model, key, &item.key) && covers(host, model, value, &item.value)
        }
        (Declared::Tuple(parts), Kind::Tuple(found)) => {
            parts.len() == found.len() && parts.iter().zip(found).all(|(p, s)| covers(host, model, p, s))
        }
        (Declared::Class(class), Kind::Instance { class: found, none: false }) => {
            match &model.descs[model.classes[*found].desc] {
                Desc::Class { host: found, .. } => found == class || host.is_subclass(*found, *class),
                _ => true,
            }
        }
        // Protocols, type variables and the like are not understood.
        (Declared::Class(_), Kind::Instance { .. } | Kind::None) => false,
        (Declared::Class(_), _) => true,
        _ => false,
    }
}

fn describe(host: &Host, declared: &Declared) -> String {
    let inner = |d: &Declared| describe(host, d);
    match declared {
        Declared::Any => "anything".into(),
        Declared::Int => "int".into(),
        Declared::Float => "float".into(),
        Declared::Bool => "bool".into(),
        Declared::Str => "str".into(),
        Declared::None => "None".into(),
        Declared::Optional(d) => format!("{} or None", inner(d)),
        Declared::List(d) => format!("list of {}", inner(d)),
        Declared::Dict(k, v) => format!("dict of {} to {}", inner(k), inner(v)),
        Declared::Tuple(parts) => format!("tuple of {}", parts.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Declared::Class(class) => match &*host.describe(*class) {
            HostDesc::Class(c) => c.name.clone(),
            _ => "a class".into(),
        },
    }
}
