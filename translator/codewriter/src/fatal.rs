//! Stops of the program as calls: a traced function calls the machine code that stops it.

use diagnostics::Span;
use graph::{Const, Exit, Graph, GraphId, Imm, Inline, OpCode, Operand, Program};
use indexmap::IndexMap;
use lltype::LLType;
use std::sync::Arc;

/// Moves each `fatal` into a graph of its own, one a text, that the JIT does not look into.
pub fn outline(program: &mut Program) {
    let mut graphs: IndexMap<Arc<str>, GraphId> = IndexMap::new();
    let ids: Vec<GraphId> = program.graphs.keys().collect();
    for id in ids {
        for b in program.graphs[id].rpo() {
            for i in 0..program.graphs[id].blocks[b].ops.len() {
                let op = &program.graphs[id].blocks[b].ops[i];
                let (OpCode::Fatal, Imm::Name(text)) = (op.code, op.imm.clone()) else { continue };
                let span = op.span;
                let next = graphs.len();
                let callee = match graphs.get(&text) {
                    Some(g) => *g,
                    None => {
                        let g = program.graphs.push(stopping_graph(next, &text, span));
                        graphs.insert(text, g);
                        g
                    }
                };
                let op = &mut program.graphs[id].blocks[b].ops[i];
                op.code = OpCode::DirectCall;
                op.imm = Imm::None;
                op.args = vec![Operand::Const(Const::Func(callee))].into();
            }
        }
    }
}

fn stopping_graph(n: usize, text: &Arc<str>, span: Span) -> Graph {
    let mut g = Graph::new(&format!("fatal_{n}"), span);
    g.result = Some(LLType::Void);
    g.attrs.inline = Inline::Never;
    g.attrs.jit.push(("_jit_look_inside_".into(), false));
    let start = g.start;
    g.push_op(start, OpCode::Fatal, Imm::Name(text.clone()), Default::default(), Some(LLType::Void), span);
    g.blocks[start].exit = Exit::Unreachable;
    g
}
