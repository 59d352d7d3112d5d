//! Graphs in the form that is interpreted: operands resolved to slots and values.

use crate::value::Value;
use graph::eval::Scalar;
use graph::{Block, Const, Exit, Graph, Imm, Link, OpCode, Operand, Program};
use lltype::{ContainerId, FieldRef, LLType};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) enum Arg {
    Slot(u32),
    Value(Value),
}

pub(crate) struct Instr {
    pub code: OpCode,
    pub result: u32,
    pub args: Box<[Arg]>,
    /// Index of the field among all fields, a container's number, or a slot of the shadow stack.
    pub number: usize,
    /// Container of a field or allocation.
    pub container: Option<ContainerId>,
    pub result_type: LLType,
    pub name: Option<Arc<str>>,
}

pub(crate) struct Jump {
    pub target: u32,
    pub args: Box<[Arg]>,
}

pub(crate) enum End {
    Goto(Jump),
    Branch(Arg, Jump, Jump),
    Switch(Arg, HashMap<u64, usize>, Vec<Jump>, Option<Jump>),
    Raising(Jump, Option<(u32, Jump)>),
    Return(Arg),
    Raise(Arg),
    Unreachable,
}

pub(crate) struct Code {
    pub name: Arc<str>,
    pub slots: usize,
    pub start: u32,
    pub blocks: Vec<BlockCode>,
}

pub(crate) struct BlockCode {
    pub params: Box<[u32]>,
    pub ops: Box<[Instr]>,
    pub end: End,
}

/// Key of a switch case.
pub(crate) fn switch_key(s: Scalar) -> u64 {
    match s {
        Scalar::Bool(b) => u64::from(b),
        Scalar::Int(i) => i as u64,
        Scalar::Uint(u) => u,
        Scalar::Float(x) => x.to_bits(),
        Scalar::Char(c) => u64::from(c),
        Scalar::UniChar(u) => u64::from(u),
    }
}

/// Index of a field among all fields of any structure that has it.
pub(crate) fn field_index(program: &Program, f: FieldRef) -> usize {
    let chain = program.types.ancestry(f.container);
    let above: usize = chain[..chain.len() - 1].iter().map(|c| program.types.structure_of(*c).fields.len()).sum();
    above + f.index as usize
}

pub(crate) fn const_value(c: &Const) -> Option<Value> {
    Some(match c {
        Const::Void => Value::Void,
        Const::Null(_) => Value::Null,
        Const::Func(g) => Value::Func(*g),
        Const::Extern(x) => Value::Extern(*x),
        Const::Static(s, LLType::Address) => Value::Addr(s.as_u32(), 0),
        Const::Static(s, _) => Value::Obj(s.as_u32()),
        other => Value::Scalar(Scalar::from_const(other)?),
    })
}

fn arg(a: &Operand) -> Result<Arg, String> {
    match a {
        Operand::Var(v) => Ok(Arg::Slot(v.as_u32())),
        Operand::Const(c) => {
            const_value(c).map(Arg::Value).ok_or_else(|| format!("the high-level constant {}", graph::const_text(c)))
        }
    }
}

fn jump(l: &Link) -> Result<Jump, String> {
    Ok(Jump { target: l.target.as_u32(), args: l.args.iter().map(arg).collect::<Result<_, _>>()? })
}

/// Decodes a typed graph.
pub(crate) fn decode(program: &Program, graph: &Graph) -> Result<Code, String> {
    let mut blocks: Vec<BlockCode> = Vec::with_capacity(graph.blocks.len());
    let mut reachable = vec![false; graph.blocks.len()];
    graph.rpo().into_iter().for_each(|b: Block| reachable[b.as_u32() as usize] = true);
    for (b, data) in graph.blocks.iter() {
        if !reachable[b.as_u32() as usize] {
            blocks.push(BlockCode { params: Box::default(), ops: Box::default(), end: End::Unreachable });
            continue;
        }
        let mut ops = Vec::with_capacity(data.ops.len());
        for op in &data.ops {
            let (number, container, name) = match &op.imm {
                Imm::Field(f) => (field_index(program, *f), Some(f.container), None),
                Imm::Type(c) => (0, Some(*c), None),
                Imm::Index(i) => (*i as usize, None, None),
                Imm::Name(n) => (0, None, Some(n.clone())),
                Imm::None | Imm::Shape(_) | Imm::Targets(_) => (0, None, None),
            };
            let result_type = graph.vars[op.result].ty.ok_or_else(|| format!("{} has no type", op.result))?;
            let args = op.args.iter().map(arg).collect::<Result<_, _>>()?;
            ops.push(Instr { code: op.code, result: op.result.as_u32(), args, number, container, result_type, name });
        }
        let end = match &data.exit {
            Exit::Goto(l) => End::Goto(jump(l)?),
            Exit::Branch { cond, then, els } => End::Branch(arg(cond)?, jump(then)?, jump(els)?),
            Exit::Switch { value, cases, default } => {
                let mut keys = HashMap::new();
                let mut jumps = Vec::new();
                for (c, l) in cases {
                    let s = Scalar::from_const(c).ok_or("a switch case that is no plain value")?;
                    keys.insert(switch_key(s), jumps.len());
                    jumps.push(jump(l)?);
                }
                End::Switch(arg(value)?, keys, jumps, default.as_ref().map(jump).transpose()?)
            }
            Exit::Raising { normal, handlers } => {
                if handlers.len() > 1 || handlers.iter().any(|h| h.class.is_some()) {
                    return Err("a handler for a class".into());
                }
                let handler = match handlers.first() {
                    Some(h) => Some((h.exc.as_u32(), jump(&h.link)?)),
                    None => None,
                };
                End::Raising(jump(normal)?, handler)
            }
            Exit::Return(a) => End::Return(arg(a)?),
            Exit::Raise(a, _) => End::Raise(arg(a)?),
            Exit::Unreachable => End::Unreachable,
        };
        let params = data.params.iter().map(|v| v.as_u32()).collect();
        blocks.push(BlockCode { params, ops: ops.into(), end });
    }
    Ok(Code { name: graph.name.clone(), slots: graph.vars.len(), start: graph.start.as_u32(), blocks })
}
