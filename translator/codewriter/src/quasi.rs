//! Quasi-immutable fields (`name?` in `_immutable_fields_`): read as constants of constant objects, until they are written.
//!
//! Beside such a field stands a hidden integer, 0 while no compiled code relies on the field. Machine code that writes the
//! field looks at it first, and if it is not 0 has that code invalidated. A new object needs no such look.

use crate::virtualizable::add_field;
use abi::rule;
use graph::{Const, Exit, Extern, Graph, GraphId, Imm, Inline, Link, Op, OpCode, Operand, Program, Var};
use lltype::{Container, ContainerId, FieldRef, Immutability, LLType};
use std::collections::{HashMap, HashSet};

/// The function of the run time that invalidates what relies on a field.
pub const INVALIDATE_SYMBOL: &str = "rpy_jit_invalidate";

/// The name of the function that traced code and the blackhole call for it.
const INVALIDATE: &str = "jit_invalidate";

fn is_quasi(i: Immutability) -> bool {
    matches!(i, Immutability::Quasi | Immutability::QuasiArray)
}

fn hidden_name(name: &str) -> String {
    format!("jit_mutate_{name}")
}

/// The hidden field of a quasi-immutable one.
pub fn hidden(program: &Program, f: FieldRef) -> Option<FieldRef> {
    let field = program.types.field(f);
    if !is_quasi(field.immutable) {
        return None;
    }
    let name = hidden_name(&field.name);
    let at = program.types.structure_of(f.container).fields.iter().position(|g| *g.name == *name)?;
    Some(FieldRef { container: f.container, index: at as u32 })
}

/// Adds the hidden fields, and the function that invalidates.
pub fn declare(program: &mut Program) {
    let mut found: Vec<(ContainerId, String)> = Vec::new();
    for (id, c) in program.types.iter() {
        if let Container::Struct(s) = c {
            let quasi = s.fields.iter().filter(|f| is_quasi(f.immutable) && s.gc && f.ty != LLType::Void);
            found.extend(quasi.map(|f| (id, hidden_name(&f.name))));
        }
    }
    if found.is_empty() {
        return;
    }
    rule!("quasi.hidden_field");
    for (c, name) in found {
        add_field(program, c, &name);
    }
    let invalidate = program.externs.push(Extern {
        symbol: INVALIDATE_SYMBOL.into(),
        args: vec![LLType::Signed],
        result: LLType::Void,
        pure: false,
        collects: false,
    });
    let span = diagnostics::Span::NONE;
    let mut g = Graph::new(INVALIDATE, span);
    g.result = Some(LLType::Void);
    g.attrs.inline = Inline::Never;
    g.attrs.jit.push(("_jit_look_inside_".into(), false));
    let start = g.start;
    let who = g.add_param(start, Some("who".into()), Some(LLType::Signed));
    let args = vec![Const::Extern(invalidate).into(), who.into()];
    g.push_op(start, OpCode::DirectCall, Imm::None, args.into(), Some(LLType::Void), span);
    g.blocks[start].exit = Exit::Return(Const::Void.into());
    program.graphs.push(g);
}

/// The function that [`declare`] made.
pub fn invalidate(program: &Program) -> Option<GraphId> {
    program.graphs.iter().find(|(_, g)| *g.name == *INVALIDATE).map(|(id, _)| id)
}

/// The write of a quasi-immutable field in an operation: the hidden field.
fn written(program: &Program, op: &Op) -> Option<FieldRef> {
    match (op.code, &op.imm) {
        (OpCode::SetField, Imm::Field(f)) => hidden(program, *f),
        _ => None,
    }
}

/// Lets all machine code look before it writes.
pub fn insert_checks(program: &mut Program) {
    let Some(invalidate) = invalidate(program) else { return };
    let mut helpers: HashMap<FieldRef, GraphId> = HashMap::new();
    let ids: Vec<GraphId> = program.graphs.keys().collect();
    for id in ids {
        for b in program.graphs[id].rpo() {
            let mut made: HashSet<Var> = HashSet::new();
            let mut places: Vec<(usize, FieldRef)> = Vec::new();
            for (i, op) in program.graphs[id].blocks[b].ops.iter().enumerate() {
                let of_made = matches!(op.args.first(), Some(Operand::Var(v)) if made.contains(v));
                match op.code {
                    OpCode::Malloc => {
                        rule!("quasi.new_object");
                        made.insert(op.result);
                    }
                    OpCode::CastPointer | OpCode::SameAs if of_made => {
                        made.insert(op.result);
                    }
                    code if code.info().call => made.clear(),
                    _ => places.extend(written(program, op).filter(|_| !of_made).map(|f| (i, f))),
                }
            }
            for (at, f) in places.into_iter().rev() {
                let helper = match helpers.get(&f) {
                    Some(h) => *h,
                    None => {
                        let h = look(program, f, invalidate);
                        helpers.insert(f, h);
                        h
                    }
                };
                rule!("quasi.check");
                let g = &mut program.graphs[id];
                let (object, span) = (g.blocks[b].ops[at].args[0].clone(), g.blocks[b].ops[at].span);
                let cast = g.typed_var(LLType::Ptr(f.container));
                let result = g.typed_var(LLType::Void);
                let args = vec![Const::Func(helper).into(), cast.into()];
                let ops = [
                    Op { code: OpCode::CastPointer, imm: Imm::None, args: vec![object].into(), result: cast, span },
                    Op { code: OpCode::DirectCall, imm: Imm::None, args: args.into(), result, span },
                ];
                g.blocks[b].ops.splice(at..at, ops);
            }
        }
    }
}

/// `if object.hidden != 0: invalidate(object.hidden); object.hidden = 0`.
fn look(program: &mut Program, f: FieldRef, invalidate: GraphId) -> GraphId {
    let name = format!("jit_look_{}", program.types.field(f).name);
    let span = diagnostics::Span::NONE;
    let mut g = Graph::new(&name, span);
    g.result = Some(LLType::Void);
    g.attrs.inline = Inline::Always;
    g.attrs.jit.push(("_jit_look_inside_".into(), false));
    let start = g.start;
    let object = g.add_param(start, Some("object".into()), Some(LLType::Ptr(f.container)));
    let who = g.push_op(start, OpCode::GetField, Imm::Field(f), vec![object.into()].into(), Some(LLType::Signed), span);
    let test = g.push_op(start, OpCode::IntIsTrue, Imm::None, vec![who.into()].into(), Some(LLType::Bool), span);
    let test = g.push_op(start, OpCode::Unlikely, Imm::None, vec![test.into()].into(), Some(LLType::Bool), span);
    let (slow, done) = (g.new_block(), g.new_block());
    g.blocks[start].exit = Exit::Branch { cond: test.into(), then: Link::to(slow), els: Link::to(done) };
    let args = vec![object.into(), Const::Int(0).into()];
    g.push_op(slow, OpCode::SetField, Imm::Field(f), args.into(), Some(LLType::Void), span);
    let args = vec![Const::Func(invalidate).into(), who.into()];
    g.push_op(slow, OpCode::DirectCall, Imm::None, args.into(), Some(LLType::Void), span);
    g.blocks[slow].exit = Exit::Goto(Link::to(done));
    g.blocks[done].exit = Exit::Return(Const::Void.into());
    program.graphs.push(g)
}
