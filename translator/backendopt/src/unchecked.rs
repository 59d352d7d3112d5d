//! For `--unchecked`: implicit checks (indices, divisors, shift counts, None, …) are dropped.
//!
//! A check is a branch to a block that does nothing but stop the program with the message of an implicit
//! exception; checks whose exception a handler may catch are part of what the program does, and stay.

use graph::{Block, Exit, Graph, Imm, OpCode};

/// Exceptions that the language raises by itself.
const IMPLICIT: &[&str] =
    &["IndexError: ", "ZeroDivisionError: ", "ValueError: ", "OverflowError: ", "TypeError: ", "AttributeError: "];

/// Drops checks. Returns how many.
pub fn drop_checks(graph: &mut Graph) -> usize {
    let mut count = 0;
    for b in graph.rpo() {
        let ops = &mut graph.blocks[b].ops;
        let before = ops.len();
        ops.retain(|op| op.code != OpCode::NullCheck);
        count += before - ops.len();
        let Exit::Branch { then, els, .. } = &graph.blocks[b].exit else { continue };
        let to = match (fails(graph, then.target), fails(graph, els.target)) {
            (true, false) => els.clone(),
            (false, true) => then.clone(),
            _ => continue,
        };
        graph.blocks[b].exit = Exit::Goto(to);
        count += 1;
    }
    count
}

/// Whether a block is where a failed check ends.
fn fails(graph: &Graph, b: Block) -> bool {
    let data = &graph.blocks[b];
    let [op] = &data.ops[..] else { return false };
    let Imm::Name(text) = &op.imm else { return false };
    op.code == OpCode::Fatal
        && matches!(data.exit, Exit::Unreachable)
        && IMPLICIT.iter().any(|start| text.starts_with(start))
}
