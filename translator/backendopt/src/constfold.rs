//! Operations on constants, and reads of prebuilt objects that never change.

use crate::subst::Subst;
use cranelift_entity::PrimaryMap;
use graph::eval::{eval, Scalar};
use graph::{Const, Exit, Graph, Imm, Op, OpCode, Operand, Program, Static, StaticId, StaticItems};
use lltype::{Container, FieldRef, Immutability, LLType, Types};

/// What the pass must know of the program around a graph.
#[derive(Clone, Copy)]
pub struct Prebuilt<'a> {
    /// The types.
    pub types: &'a Types,
    /// The prebuilt objects.
    pub statics: &'a PrimaryMap<StaticId, Static>,
}

impl<'a> From<&'a Program> for Prebuilt<'a> {
    fn from(p: &'a Program) -> Prebuilt<'a> {
        Prebuilt { types: &p.types, statics: &p.statics }
    }
}

/// Folds constants in a low-level graph. Returns whether it changed; clean up afterwards.
pub fn fold(graph: &mut Graph, prebuilt: Prebuilt<'_>) -> bool {
    let mut subst = Subst::new();
    let mut changed = false;
    for b in graph.rpo() {
        let mut ops = std::mem::take(&mut graph.blocks[b].ops);
        let mut last_folded = false;
        ops.retain_mut(|op| {
            for a in &mut op.args {
                if matches!(a, Operand::Var(v) if subst.has(*v)) {
                    *a = subst.resolve(a);
                }
            }
            last_folded = false;
            let Some(ty) = graph.vars[op.result].ty else { return true };
            if let Some(by) = prebuilt.value_of(op, ty) {
                subst.set(op.result, by);
                last_folded = true;
                changed = true;
                return false;
            }
            if op.code == OpCode::IndirectCall
                && matches!(op.args[0], Operand::Const(Const::Func(_) | Const::Extern(_)))
            {
                op.code = OpCode::DirectCall;
                op.imm = Imm::None;
                changed = true;
            }
            true
        });
        let data = &mut graph.blocks[b];
        data.ops = ops;
        if last_folded {
            if let Exit::Raising { normal, .. } = &data.exit {
                data.exit = Exit::Goto(normal.clone());
            }
        }
    }
    subst.apply(graph);
    changed
}

impl Prebuilt<'_> {
    /// The operand that an operation's result is known to be.
    fn value_of(&self, op: &Op, ty: LLType) -> Option<Operand> {
        use OpCode::*;
        if let Some(c) = self.constant_of(op, ty) {
            return Some(Operand::Const(c));
        }
        let same = |i: usize| Some(op.args[i].clone());
        match (op.code, op.args.as_slice()) {
            (IntAdd | IntSub | IntOr | IntXor | IntLShift | IntRShift, [_, Operand::Const(Const::Int(0))])
            | (IntMul | IntFloorDiv | IntPyDiv, [_, Operand::Const(Const::Int(1))]) => same(0),
            (IntAdd | IntOr | IntXor, [Operand::Const(Const::Int(0)), _])
            | (IntMul, [Operand::Const(Const::Int(1)), _]) => same(1),
            (IntAddOvf | IntSubOvf, [_, Operand::Const(Const::Int(0))])
            | (IntMulOvf, [_, Operand::Const(Const::Int(1))]) => same(0),
            (IntAddOvf, [Operand::Const(Const::Int(0)), _]) | (IntMulOvf, [Operand::Const(Const::Int(1)), _]) => {
                same(1)
            }
            (PtrEq, [Operand::Var(a), Operand::Var(b)]) if a == b => Some(Const::Bool(true).into()),
            (PtrNe, [Operand::Var(a), Operand::Var(b)]) if a == b => Some(Const::Bool(false).into()),
            _ => None,
        }
    }

    fn constant_of(&self, op: &Op, ty: LLType) -> Option<Const> {
        use OpCode::*;
        let args: Option<Vec<&Const>> = op.args.iter().map(Operand::constant).collect();
        let args = args?;
        if op.code.info().pure || matches!(op.code, IntAddOvf | IntSubOvf | IntMulOvf | SameAs) {
            let scalars: Option<Vec<Scalar>> = args.iter().map(|c| Scalar::from_const(c)).collect();
            if let Some(s) = scalars.filter(|s| !s.is_empty()) {
                if let Some(v) = eval(op.code, &s, ty) {
                    return Some(v.to_const());
                }
            }
        }
        match (op.code, args.as_slice()) {
            (SameAs, [c]) => Some((*c).clone()),
            (PtrEq, [a, b]) => same_object(a, b).map(Const::Bool),
            (PtrNe, [a, b]) => same_object(a, b).map(|s| Const::Bool(!s)),
            (PtrIsZero, [a]) => is_null(a).map(Const::Bool),
            (PtrNonZero, [a]) => is_null(a).map(|n| Const::Bool(!n)),
            (CastPointer | CastOpaquePtr, [Const::Null(_)]) => Some(Const::Null(ty)),
            (CastPointer | CastOpaquePtr, [Const::Static(s, _)]) => {
                // A cast to what the object is not is left to fail where it happens.
                let fits = match ty {
                    LLType::Ptr(c) => self.types.is_a(self.statics.get(*s)?.ty, c),
                    other => other == LLType::GcRef,
                };
                fits.then_some(Const::Static(*s, ty))
            }
            (GetArraySize, [Const::Static(s, _)]) => {
                let n = match &self.statics.get(*s)?.items {
                    StaticItems::None => return None,
                    StaticItems::Prims(v) => v.len(),
                    StaticItems::Bytes(b) => b.len(),
                    StaticItems::Structs(v) => v.len(),
                };
                Some(Const::Int(n as i64))
            }
            (GetField, [Const::Static(s, _)]) => {
                let Imm::Field(f) = op.imm else { return None };
                let s = self.statics.get(*s)?;
                let never_changes =
                    matches!(self.types.field(f).immutable, Immutability::Immutable | Immutability::ImmutableArray);
                (s.immutable || never_changes).then_some(())?;
                // Code has no constant for a place in memory.
                self.field_value(s, f).filter(|c| !matches!(c, Const::Place(..)))
            }
            (GetArrayItem, [Const::Static(s, _), Const::Int(i)]) => {
                let s = self.statics.get(*s)?;
                let i = usize::try_from(*i).ok()?;
                (s.immutable || self.types.structure_of(s.ty).immutable_items).then_some(())?;
                match &s.items {
                    StaticItems::Bytes(b) => b.get(i).map(|b| Const::Char(*b)),
                    StaticItems::Prims(v) => v.get(i).cloned(),
                    StaticItems::None | StaticItems::Structs(_) => None,
                }
            }
            (IsSubclassOf, [Const::Static(o, _), Const::Static(c, _)]) => {
                let number = |s: StaticId, i: usize| match self.statics.get(s)?.fields.get(i)? {
                    Const::Int(n) => Some(*n),
                    _ => None,
                };
                let (min, lo, hi) = (number(*o, 0)?, number(*c, 0)?, number(*c, 1)?);
                Some(Const::Bool(lo <= min && min <= hi))
            }
            _ => None,
        }
    }

    fn field_value(&self, s: &Static, f: FieldRef) -> Option<Const> {
        if !matches!(self.types.get(s.ty), Container::Struct(_)) {
            return None;
        }
        let i = self.types.all_fields(s.ty).iter().position(|g| *g == f)?;
        s.fields.get(i).cloned()
    }
}

fn is_null(c: &Const) -> Option<bool> {
    match c {
        Const::Null(_) => Some(true),
        Const::Static(..) | Const::Func(_) | Const::Extern(_) => Some(false),
        _ => None,
    }
}

fn same_object(a: &Const, b: &Const) -> Option<bool> {
    Some(match (a, b) {
        (Const::Static(a, _), Const::Static(b, _)) => a == b,
        (Const::Func(a), Const::Func(b)) => a == b,
        (Const::Extern(a), Const::Extern(b)) => a == b,
        _ => {
            let (a, b) = (is_null(a)?, is_null(b)?);
            if !a && !b {
                return None;
            }
            a == b
        }
    })
}
