//! Checks of a complete model: what the rtyper relies on. For tests; an answer is our bug.

use crate::{annotation_text, AGraphId, Desc, Model};
use graph::{Operand, Var};

/// Everything wrong with a model, one sentence each.
pub fn verify(model: &Model) -> Vec<String> {
    let mut out = Vec::new();
    for g in model.graphs.keys() {
        check_graph(model, g, &mut out);
    }
    check_rows(model, &mut out);
    out
}

fn check_graph(model: &Model, g: AGraphId, out: &mut Vec<String>) {
    let ag = &model.graphs[g];
    let name = &ag.graph.name;
    if let Err(violations) = graph::verify_high_level(&ag.graph) {
        out.extend(violations.iter().take(3).map(|v| format!("{name}: {v:?}")));
        return;
    }
    let mut see = |a: &Operand, what: &str| {
        if let Operand::Var(v) = a {
            if ag.bindings[*v].is_impossible() {
                out.push(format!("{name}: {v} used by {what} has no annotation"));
            }
        }
    };
    for b in ag.graph.rpo() {
        let data = &ag.graph.blocks[b];
        for op in &data.ops {
            op.args.iter().for_each(|a| see(a, op.code.name()));
        }
        data.exit.for_each_operand(|a| see(a, "an exit"));
    }
    for b in ag.graph.rpo() {
        for l in ag.graph.blocks[b].exit.links() {
            for (p, a) in ag.graph.blocks[l.target].params.iter().zip(&l.args) {
                check_link(model, g, *p, a, out);
            }
        }
        for op in &ag.graph.blocks[b].ops {
            let Some(site) = ag.calls.get(&op.result) else { continue };
            let family = &model.families[model.family_leader(site.family)];
            if family.rows.get(site.row).is_none_or(|(_, r)| r.graphs.is_empty()) {
                out.push(format!("{name}: {} has no row", op.result));
            }
        }
    }
}

/// What a parameter receives is of its kind (entries narrow instances).
fn check_link(model: &Model, g: AGraphId, p: Var, a: &Operand, out: &mut Vec<String>) {
    let ag = &model.graphs[g];
    let Operand::Var(v) = a else { return };
    let (want, got) = (&ag.bindings[p], &ag.bindings[*v]);
    let kinds = (std::mem::discriminant(&want.kind), std::mem::discriminant(&got.kind));
    let narrows = kinds.0 == kinds.1 || got.can_be_none();
    if !model.contains(want, got) && !narrows && !got.is_impossible() {
        let (want, got) = (annotation_text(model, want), annotation_text(model, got));
        out.push(format!("{}: {p} is {want} but receives {v}, which is {got}", ag.graph.name));
    }
}

fn check_rows(model: &Model, out: &mut Vec<String>) {
    for family in model.families.values() {
        for (shape, row) in &family.rows {
            let Some((_, first)) = row.graphs.first() else { continue };
            let first = &model.graphs[*first];
            for (d, g) in &row.graphs {
                let ag = &model.graphs[*g];
                if !matches!(model.descs[*d], Desc::Function(_)) {
                    out.push(format!("{} is no function", model.desc_name(*d)));
                }
                if ag.graph.args().len() != first.graph.args().len() {
                    out.push(format!("{} and {} differ in arguments for {shape:?}", ag.graph.name, first.graph.name));
                    continue;
                }
                for (v, w) in ag.graph.args().iter().zip(first.graph.args()) {
                    let (s, t) = (&ag.bindings[*v], &first.bindings[*w]);
                    if !model.same(s, t) {
                        let (s, t) = (annotation_text(model, s), annotation_text(model, t));
                        out.push(format!("{} and {}: an argument is {s} and {t}", ag.graph.name, first.graph.name));
                    }
                }
                let dead = ag.result.is_impossible() || first.result.is_impossible();
                if !dead && !model.same(&ag.result, &first.result) {
                    let (s, t) = (annotation_text(model, &ag.result), annotation_text(model, &first.result));
                    out.push(format!("{} and {}: results are {s} and {t}", ag.graph.name, first.graph.name));
                }
            }
        }
    }
}
