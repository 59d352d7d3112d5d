//! `jit_conditional_call` and `jit_conditional_call_value` as plain control flow.

use graph::{Block, Const, Exit, Graph, Imm, Link, Op, OpCode, Operand};
use lltype::LLType;

/// Lowers all of them.
pub fn lower(g: &mut Graph) {
    let mut work: Vec<Block> = g.rpo();
    while let Some(b) = work.pop() {
        let at = g.blocks[b]
            .ops
            .iter()
            .position(|op| matches!(op.code, OpCode::JitConditionalCall | OpCode::JitConditionalCallValue));
        if let Some(at) = at {
            work.push(split(g, b, at));
        }
    }
}

/// Lowers operation `at` of `b`; the block that holds what follows.
fn split(g: &mut Graph, b: Block, at: usize) -> Block {
    let join = g.new_block();
    let call = g.new_block();
    let mut rest = g.blocks[b].ops.split_off(at);
    let op = rest.remove(0);
    let value = op.code == OpCode::JitConditionalCallValue;
    let mut exit = std::mem::replace(&mut g.blocks[b].exit, Exit::Unreachable);
    let mut handlers = Vec::new();
    let raising = matches!(exit, Exit::Raising { .. }) && rest.is_empty();
    if raising {
        if let Exit::Raising { normal, handlers: h } = exit {
            handlers = h;
            exit = Exit::Goto(normal);
        }
    }
    g.blocks[join].ops = rest;
    g.blocks[join].exit = exit;
    let ty = g.vars[op.result].ty;
    let result = g.new_var(None, ty);
    let to_join = |v: Operand| Link::with(join, if value { vec![v] } else { Vec::new() });
    if value {
        g.blocks[join].params.push(op.result);
    }
    let mut args = op.args.clone();
    let tested = args.remove(0);
    g.blocks[call].ops.push(Op { code: OpCode::DirectCall, imm: Imm::None, args, result, span: op.span });
    let normal = to_join(result.into());
    g.blocks[call].exit = if raising { Exit::Raising { normal, handlers } } else { Exit::Goto(normal) };
    let (then, els) = if value { (to_join(tested.clone()), Link::to(call)) } else { (Link::to(call), Link::to(join)) };
    let cond = truth(g, b, tested, &op);
    g.blocks[b].exit = Exit::Branch { cond, then, els };
    join
}

fn truth(g: &mut Graph, b: Block, tested: Operand, op: &Op) -> Operand {
    let ty = match &tested {
        Operand::Var(v) => g.ty(*v),
        Operand::Const(Const::Bool(_)) => LLType::Bool,
        Operand::Const(Const::Null(t) | Const::Static(_, t)) => *t,
        Operand::Const(_) => LLType::Signed,
    };
    let code = match ty {
        LLType::Bool => return tested,
        LLType::Ptr(_) | LLType::GcRef => OpCode::PtrNonZero,
        LLType::Unsigned => OpCode::UintIsTrue,
        _ => OpCode::IntIsTrue,
    };
    g.push_op(b, code, Imm::None, [tested].into_iter().collect(), Some(LLType::Bool), op.span).into()
}
