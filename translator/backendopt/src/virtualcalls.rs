//! Indirect calls that can reach only one graph become direct.

use graph::{Const, Graph, Imm, OpCode, Operand};

/// Makes calls direct. Returns how many.
pub fn devirtualize(graph: &mut Graph) -> usize {
    let mut count = 0;
    for b in graph.rpo() {
        for op in &mut graph.blocks[b].ops {
            if op.code != OpCode::IndirectCall {
                continue;
            }
            let target = match (&op.args[0], &op.imm) {
                (Operand::Const(c @ (Const::Func(_) | Const::Extern(_))), _) => c.clone(),
                (_, Imm::Targets(t)) if t.len() == 1 => Const::Func(t[0]),
                _ => continue,
            };
            op.code = OpCode::DirectCall;
            op.imm = Imm::None;
            op.args[0] = Operand::Const(target);
            count += 1;
        }
    }
    count
}
