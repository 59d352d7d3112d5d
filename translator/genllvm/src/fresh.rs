//! Which fields of a new object must be zeroed: those that are not set before anybody can see them.

use graph::{Imm, Op, OpCode, Operand, Var};
use lltype::FieldRef;
use std::collections::HashSet;

/// The fields that the operations after an allocation set, before one that may look at the object.
pub fn set_before_seen(object: Var, after: &[Op]) -> HashSet<FieldRef> {
    let mut names = vec![object];
    let mut set = HashSet::new();
    let mut escaped = false;
    for op in after {
        let named = |a: Option<&Operand>| a.and_then(Operand::var).is_some_and(|v| names.contains(&v));
        let about = named(op.args.first());
        match (op.code, &op.imm) {
            (OpCode::SetField, Imm::Field(f)) => {
                if about {
                    set.insert(*f);
                }
                escaped |= named(op.args.get(1));
            }
            (OpCode::SetArrayItem | OpCode::SetInteriorField, _) => escaped |= named(op.args.get(2)),
            (OpCode::SameAs | OpCode::CastPointer, _) if about => names.push(op.result),
            (OpCode::GetField | OpCode::GetArrayItem | OpCode::GetInteriorField, _) if about || escaped => break,
            (OpCode::GetField | OpCode::GetArrayItem | OpCode::GetInteriorField | OpCode::GetArraySize, _) => {}
            (OpCode::GcSaveRoot | OpCode::GcRestoreRoot | OpCode::GcEnterRoots, _) => {}
            (OpCode::GcLeaveRoots | OpCode::GcWriteBarrier, _) => {}
            (code, _) if code.info().pure && !code.info().raises => {}
            _ => break,
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnostics::Span;
    use graph::Const;
    use lltype::ContainerId;

    fn op(code: OpCode, field: u32, args: &[Operand], result: u32) -> Op {
        let f = FieldRef { container: ContainerId::from_u32(0), index: field };
        let args = args.iter().cloned().collect();
        Op { code, imm: Imm::Field(f), args, result: Var::from_u32(result), span: Span::NONE }
    }

    fn var(n: u32) -> Operand {
        Operand::Var(Var::from_u32(n))
    }

    fn found(after: &[Op]) -> Vec<u32> {
        let mut list: Vec<u32> = set_before_seen(Var::from_u32(0), after).iter().map(|f| f.index).collect();
        list.sort_unstable();
        list
    }

    #[test]
    fn until_it_may_be_read() {
        let one: Operand = Const::Int(1).into();
        let set = |field, object: u32, value: Operand, n| op(OpCode::SetField, field, &[var(object), value], n);
        let get = |object: u32, n| op(OpCode::GetField, 0, &[var(object)], n);
        let call = op(OpCode::DirectCall, 0, &[], 9);
        assert_eq!(found(&[set(1, 0, one.clone(), 5), get(3, 6), set(2, 0, one.clone(), 7)]), [1, 2]);
        assert_eq!(found(&[set(1, 0, one.clone(), 5), call, set(2, 0, one.clone(), 7)]), [1]);
        assert_eq!(found(&[get(0, 6), set(2, 0, one.clone(), 7)]), []);
        // Through another object that refers to it.
        assert_eq!(found(&[set(1, 3, var(0), 5), get(3, 6), set(2, 0, one.clone(), 7)]), []);
        // By another name.
        let cast = op(OpCode::CastPointer, 0, &[var(0)], 4);
        assert_eq!(found(&[cast, set(2, 4, one, 7)]), [2]);
    }
}
