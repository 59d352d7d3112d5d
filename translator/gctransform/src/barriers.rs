//! Write barriers before stores of references into objects, as the policy's recipe asks.

use crate::analysis::Analysis;
use graph::{Args, Const, Graph, Imm, Op, OpCode, Operand, Var};
use lltype::{Container, ContainerId, Elem, LLType, Types};
use policy::BarrierRecipe;
use std::collections::HashMap;

/// Inserts `gc_write_barrier` operations: argument the object, and the index for stores to items.
///
/// Left out: stores of constants (null, prebuilt objects), into objects allocated since the last
/// possible collection, and into objects that had a barrier since then.
pub fn insert(g: &mut Graph, types: &Types, analysis: &Analysis, recipe: BarrierRecipe) {
    let BarrierRecipe::HeaderFlag { cards, elide_fresh, .. } = recipe else { return };
    for b in g.rpo() {
        let stores = |op: &Op| {
            use OpCode::*;
            matches!(op.code, SetField | SetArrayItem | SetInteriorField | ArrayCopy)
        };
        if !g.blocks[b].ops.iter().any(stores) {
            continue;
        }
        let old = std::mem::take(&mut g.blocks[b].ops);
        let mut new = Vec::with_capacity(old.len() + 4);
        // Objects that need no barrier before the next collection.
        let mut clean: HashMap<Var, ()> = HashMap::new();
        for op in old {
            if let Some((object, index)) = target(g, types, &op) {
                let known = object.var().is_some_and(|v| clean.contains_key(&v));
                if !known {
                    let index = index.filter(|_| cards);
                    if index.is_none() {
                        clean.extend(object.var().map(|v| (v, ())));
                    }
                    let args: Args = std::iter::once(object).chain(index).collect();
                    let result = g.typed_var(LLType::Void);
                    new.push(Op { code: OpCode::GcWriteBarrier, imm: Imm::None, args, result, span: op.span });
                }
            }
            if analysis.op_collects(&op) {
                clean.clear();
            }
            match op.code {
                OpCode::Malloc | OpCode::MallocVarsize if elide_fresh => {
                    clean.insert(op.result, ());
                }
                OpCode::CastPointer | OpCode::SameAs | OpCode::CastOpaquePtr
                    if op.args[0].var().is_some_and(|v| clean.contains_key(&v)) =>
                {
                    clean.insert(op.result, ());
                }
                _ => {}
            }
            new.push(op);
        }
        g.blocks[b].ops = new;
    }
}

/// The object, and for stores to items the index, of an operation that stores a reference into the heap.
fn target(g: &Graph, types: &Types, op: &Op) -> Option<(Operand, Option<Operand>)> {
    let object = &op.args[..].first()?;
    let variable = |a: &Operand| match a {
        Operand::Var(_) => true,
        Operand::Const(c) => !matches!(c, Const::Null(_) | Const::Static(..) | Const::Void),
    };
    match (op.code, &op.imm) {
        (OpCode::SetField, Imm::Field(f)) => {
            let needed = types.is_gc_ref(types.field(*f).ty) && is_gc(types, f.container) && variable(&op.args[1]);
            needed.then(|| ((*object).clone(), None))
        }
        (OpCode::SetArrayItem, _) => {
            let c = container(g, object)?;
            let refs = matches!(types.structure_of(c).items, Some(Elem::Prim(t)) if types.is_gc_ref(t));
            (refs && is_gc(types, c) && variable(&op.args[2])).then(|| ((*object).clone(), Some(op.args[1].clone())))
        }
        (OpCode::SetInteriorField, Imm::Field(f)) => {
            let c = container(g, object)?;
            (types.is_gc_ref(types.field(*f).ty) && is_gc(types, c) && variable(&op.args[2]))
                .then(|| ((*object).clone(), Some(op.args[1].clone())))
        }
        (OpCode::ArrayCopy, _) => {
            let object = &op.args[1];
            let c = container(g, object)?;
            (is_gc(types, c) && items_hold_refs(types, c)).then(|| (object.clone(), None))
        }
        _ => None,
    }
}

fn container(g: &Graph, a: &Operand) -> Option<ContainerId> {
    match a {
        Operand::Var(v) => g.ty(*v).target(),
        Operand::Const(Const::Static(_, t) | Const::Null(t)) => t.target(),
        Operand::Const(_) => None,
    }
}

fn is_gc(types: &Types, c: ContainerId) -> bool {
    matches!(types.get(c), Container::Struct(s) if s.gc)
}

fn items_hold_refs(types: &Types, c: ContainerId) -> bool {
    match types.structure_of(c).items {
        Some(Elem::Prim(t)) => types.is_gc_ref(t),
        Some(Elem::Struct(s)) => types.all_fields(s).iter().any(|f| types.is_gc_ref(types.field(*f).ty)),
        None => false,
    }
}
