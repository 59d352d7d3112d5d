//! Operations without a form in jitcodes, as calls of tiny graphs: a function is looked into in spite of
//! them. What stops the program is treated likewise: a traced function calls the machine code that
//! stops it. Calls during which other threads run become such too: a graph's effects say that they may ask for the
//! virtualizables of suspended loops.

use crate::look::refused;
use crate::transform::unsupported;
use crate::virtualizable::lets_others_run;
use abi::rule;
use backendopt::analysis::callees;
use backendopt::Callees;
use diagnostics::Span;
use graph::{Const, Exit, Graph, GraphId, Imm, Inline, Op, OpCode, Operand, Program};
use indexmap::{IndexMap, IndexSet};
use lltype::LLType;

/// What the graph of an operation depends on: the operation, and for each argument the constant that it
/// is, or the type of a parameter.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    code: OpCode,
    imm: Imm,
    args: Vec<Result<LLType, Const>>,
    result: LLType,
}

/// Moves each operation that has no form in jitcodes into a graph of its own, one for equal operations.
/// `portals` are looked into although they have loops.
pub fn outline(program: &mut Program, portals: &IndexSet<GraphId>) {
    let mut graphs: IndexMap<Key, GraphId> = IndexMap::new();
    let ids: Vec<GraphId> = program.graphs.keys().collect();
    for id in ids {
        let g = &program.graphs[id];
        if !portals.contains(&id) && refused(g).is_some() {
            continue;
        }
        for b in g.rpo() {
            for i in 0..program.graphs[id].blocks[b].ops.len() {
                let g = &program.graphs[id];
                let op = &g.blocks[b].ops[i];
                let Some(key) = key(program, g, op) else { continue };
                let span = op.span;
                let passed = op.args.iter().zip(&key.args).filter(|(_, a)| a.is_ok()).map(|(a, _)| a.clone());
                let passed: Vec<Operand> = passed.collect();
                let next = graphs.len();
                let callee = match graphs.get(&key) {
                    Some(g) => {
                        rule!("outline.equal_operations");
                        *g
                    }
                    None => {
                        let g = program.graphs.push(operation_graph(next, &key, span));
                        graphs.insert(key, g);
                        g
                    }
                };
                let op = &mut program.graphs[id].blocks[b].ops[i];
                op.code = OpCode::DirectCall;
                op.imm = Imm::None;
                op.args = std::iter::once(Operand::Const(Const::Func(callee))).chain(passed).collect();
            }
        }
    }
}

fn key(program: &Program, g: &Graph, op: &Op) -> Option<Key> {
    let movable = |t: LLType| t != LLType::SingleFloat;
    let fits = op.code == OpCode::Fatal || unsupported(program, g, op).is_some();
    let waits = match callees(program, op) {
        Some(Callees::Extern(x)) => op.code == OpCode::DirectCall && lets_others_run(x),
        _ => false,
    };
    if waits {
        rule!("outline.lets_others_run");
    }
    if !waits && (!fits || op.code.info().call) || !movable(g.ty(op.result)) {
        return None;
    }
    let mut args = Vec::new();
    for a in &op.args {
        args.push(match a {
            Operand::Var(v) if !movable(g.ty(*v)) => return None,
            Operand::Const(Const::Int(_)) if has_int_arguments(op.code) => Ok(LLType::Signed),
            Operand::Var(v) => Ok(g.ty(*v)),
            // The type of the parameter would not always be known.
            Operand::Const(c) => Err(c.clone()),
        });
    }
    Some(Key { code: op.code, imm: op.imm.clone(), args, result: g.ty(op.result) })
}

/// Operations whose constants may as well be parameters: one graph does for all.
fn has_int_arguments(code: OpCode) -> bool {
    matches!(code, OpCode::ArrayCopy | OpCode::ArrayClear | OpCode::ShrinkArray)
}

fn operation_graph(n: usize, key: &Key, span: Span) -> Graph {
    let fatal = key.code == OpCode::Fatal;
    let mut g = Graph::new(&format!("{}_{n}", key.code.name()), span);
    g.result = Some(key.result);
    g.attrs.jit.push(("_jit_look_inside_".into(), false));
    g.attrs.elidable = key.code.info().pure && key.result != LLType::Void;
    g.attrs.oopspec = match key.code {
        OpCode::ArrayCopy => Some("list.ll_arraycopy".into()),
        OpCode::ArrayClear => Some("list.ll_arrayclear".into()),
        OpCode::ShrinkArray => Some("rgc.ll_shrink_array".into()),
        _ => None,
    };
    if fatal {
        rule!("outline.fatal");
        g.attrs.inline = Inline::Never;
    }
    rule!("outline.operation");
    let start = g.start;
    let mut args: Vec<Operand> = Vec::new();
    for a in &key.args {
        args.push(match a {
            Ok(ty) => g.add_param(start, None, Some(*ty)).into(),
            Err(c) => c.clone().into(),
        });
    }
    let v = g.push_op(start, key.code, key.imm.clone(), args.into(), Some(key.result), span);
    g.blocks[start].exit = match key.result {
        _ if fatal => Exit::Unreachable,
        LLType::Void => Exit::Return(Const::Void.into()),
        _ => Exit::Return(v.into()),
    };
    g
}
