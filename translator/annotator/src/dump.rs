//! Annotations as text, for tests and debugging.

use crate::{AGraphId, Desc, IterVariant, Kind, Model, SomeValue};
use graph::{const_text, Exit, Operand};
use std::fmt::Write;

/// One annotation, compact: `Int+` is non-negative, `?` means "or None", `=` a constant.
pub fn annotation_text(model: &Model, s: &SomeValue) -> String {
    text(model, s, 0)
}

fn text(model: &Model, s: &SomeValue, depth: u32) -> String {
    if depth > 6 {
        return "...".into();
    }
    let opt = |base: &str, none: bool| if none { format!("{base}?") } else { base.to_owned() };
    let sub = |s: &SomeValue| text(model, s, depth + 1);
    let mut out = match &s.kind {
        Kind::Impossible => "Impossible".into(),
        Kind::None => return "None".into(),
        Kind::Bool(_) => "Bool".into(),
        Kind::Int { nonneg, kind } => {
            let plus = if *nonneg && kind.signed() { "+" } else { "" };
            format!("{kind:?}{plus}")
        }
        Kind::Float => "Float".into(),
        Kind::SingleFloat => "SingleFloat".into(),
        Kind::Char => "Char".into(),
        Kind::UniChar => "UniChar".into(),
        Kind::Str { none } => opt("Str", *none),
        Kind::Unicode { none } => opt("Unicode", *none),
        Kind::List(l) => {
            let item = model.list_item(*l);
            let how = if item.resized {
                "List"
            } else if item.range_step.is_some() {
                "Range"
            } else {
                "FixedList"
            };
            return format!("{how}[{}]", sub(&item.s));
        }
        Kind::Dict(d) => {
            let item = model.dict_item(*d);
            let how = if item.custom.is_some() { "RDict" } else { "Dict" };
            return format!("{how}[{}, {}]", sub(&item.key), sub(&item.value));
        }
        Kind::Set(d) => return format!("Set[{}]", sub(&model.dict_item(*d).key)),
        Kind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(sub).collect();
            return format!("Tuple({})", items.join(", "));
        }
        Kind::Iterator { container, variant } => {
            let how = match variant {
                IterVariant::Items => "Iter".into(),
                IterVariant::Enumerate(0) => "Enumerate".into(),
                IterVariant::Enumerate(n) => format!("Enumerate+{n}"),
                IterVariant::Reversed => "Reversed".into(),
                IterVariant::DictValues => "Values".into(),
                IterVariant::DictItems => "Items".into(),
            };
            return format!("{how}({})", sub(container));
        }
        Kind::Instance { class, none } => {
            let base = opt(&model.classes[*class].name, *none);
            return if s.konst.is_some() { format!("{base}=const") } else { base };
        }
        Kind::Pbc { descs, none } => {
            let names: Vec<String> = descs.iter().map(|d| model.desc_name(*d)).collect();
            return opt(&format!("Pbc({})", names.join(", ")), *none);
        }
        Kind::Builtin(n) => return format!("Builtin({n})"),
        Kind::External => return "External".into(),
        Kind::BuiltinMethod { self_, name } => return format!("{}.{name}", sub(self_)),
        Kind::TypeOf { class, .. } => {
            let name = class.map_or("?".into(), |c| model.classes[c].name.to_string());
            return format!("TypeOf({name})");
        }
        Kind::VirtualRef(c) => {
            format!("VirtualRef({})", c.map_or("None".into(), |c| model.classes[c].name.to_string()))
        }
        Kind::WeakRef(c) => format!("WeakRef({})", c.map_or("dead".into(), |c| model.classes[c].name.to_string())),
        Kind::StringBuilder => "StringBuilder".into(),
        Kind::UnicodeBuilder => "UnicodeBuilder".into(),
        Kind::Ptr(_) => "Ptr".into(),
    };
    if let Some(c) = &s.konst {
        let _ = write!(out, "={}", const_text(c));
    }
    out
}

/// A graph with the annotation of every variable.
pub fn dump(model: &Model, g: AGraphId) -> String {
    let ag = &model.graphs[g];
    let mut out = format!("{} -> {}\n", ag.graph.name, annotation_text(model, &ag.result));
    let order = ag.graph.rpo();
    let number = |b: graph::Block| order.iter().position(|x| *x == b).map_or("?".into(), |i| i.to_string());
    let arg = |a: &Operand| match a {
        Operand::Var(v) => format!("{v}"),
        Operand::Const(c) => const_text(c),
    };
    for b in &order {
        let data = &ag.graph.blocks[*b];
        let params: Vec<String> =
            data.params.iter().map(|v| format!("{v}: {}", annotation_text(model, &ag.bindings[*v]))).collect();
        let _ = writeln!(out, "block{}({}):", number(*b), params.join(", "));
        for op in &data.ops {
            let args: Vec<String> = op.args.iter().map(arg).collect();
            let imm = match &op.imm {
                graph::Imm::None => String::new(),
                graph::Imm::Name(n) => format!("[{n}]"),
                other => format!("[{other:?}]"),
            };
            let site = ag.calls.get(&op.result).map_or(String::new(), |c| {
                let row = &model.families[model.family_leader(c.family)].rows[c.row].1;
                let names: Vec<String> = row.graphs.keys().map(|d| model.desc_name(*d)).collect();
                format!("  -> {}", names.join(", "))
            });
            let _ = writeln!(
                out,
                "    {}: {} = {}{imm}({}){site}",
                op.result,
                annotation_text(model, &ag.bindings[op.result]),
                op.code.name(),
                args.join(", ")
            );
        }
        let link = |l: &graph::Link| {
            let args: Vec<String> = l.args.iter().map(arg).collect();
            format!("block{}({})", number(l.target), args.join(", "))
        };
        let _ = match &data.exit {
            Exit::Goto(l) => writeln!(out, "    goto {}", link(l)),
            Exit::Branch { cond, then, els } => {
                writeln!(out, "    branch {} ? {} : {}", arg(cond), link(then), link(els))
            }
            Exit::Switch { value, cases, default } => {
                let mut parts: Vec<String> =
                    cases.iter().map(|(c, l)| format!("{} -> {}", const_text(c), link(l))).collect();
                parts.extend(default.iter().map(|l| format!("default -> {}", link(l))));
                writeln!(out, "    switch {} {{ {} }}", arg(value), parts.join("; "))
            }
            Exit::Raising { normal, handlers } => {
                let _ = write!(out, "    normal {}", link(normal));
                for h in handlers {
                    let _ = write!(
                        out,
                        " except {}: {} -> {}",
                        h.exc,
                        annotation_text(model, &ag.bindings[h.exc]),
                        link(&h.link)
                    );
                }
                writeln!(out)
            }
            Exit::Return(a) => writeln!(out, "    return {}", arg(a)),
            Exit::Raise(a, _) => writeln!(out, "    raise {}", arg(a)),
            Exit::Unreachable => writeln!(out, "    unreachable"),
        };
    }
    out
}

/// Classes with their attributes.
pub fn dump_classes(model: &Model) -> String {
    let mut out = String::new();
    for c in model.classes.values() {
        if c.attrs.is_empty() {
            continue;
        }
        let base = c.base.map_or(String::new(), |b| format!("({})", model.classes[b].name));
        let _ = writeln!(out, "class {}{base}", c.name);
        for (name, a) in &c.attrs {
            let ro = if a.readonly { " readonly" } else { "" };
            let _ = writeln!(out, "    {name}: {}{ro}", annotation_text(model, &a.s));
        }
    }
    out
}

/// Every graph, in order.
pub fn dump_all(model: &Model) -> String {
    let mut out = dump_classes(model);
    for g in model.graphs.keys() {
        if let Desc::Function(_) = &model.descs[model.graphs[g].desc] {
            out.push('\n');
            out.push_str(&dump(model, g));
        }
    }
    out
}

/// Signatures of all graphs: `name(arg: annotation, …) -> annotation`, one a line, sorted.
pub fn dump_signatures(model: &Model) -> String {
    let mut lines: Vec<String> = model
        .graphs
        .values()
        .map(|ag| {
            let args: Vec<String> = ag
                .graph
                .args()
                .iter()
                .map(|v| {
                    let name = ag.graph.vars[*v].name.as_deref().unwrap_or("_");
                    format!("{name}: {}", annotation_text(model, &ag.bindings[*v]))
                })
                .collect();
            format!("{}({}) -> {}\n", ag.graph.name, args.join(", "), annotation_text(model, &ag.result))
        })
        .collect();
    lines.sort();
    lines.concat()
}
