//! Generators: a function with `yield` becomes two graphs.
//!
//! The function itself only makes an instance of a hidden class (one per generator, with a common
//! base) and keeps the arguments in it. The class's `__next__` method runs the body: it goes on
//! where the attribute `state` says, up to the next `yield`, where the locals go to attributes.
//! -1 is the state of a generator that runs or has ended. Attribute names begin with the number of
//! the `yield`, so that one local may have different types at different places.

use crate::builder::{Builder, Held, Mode, R};
use crate::names;
use crate::simplify;
use diagnostics::Diagnostic;
use graph::{Block, Const, Exit, Imm, Link, OpCode, Operand, Var};
use host::ast::{Expr, Ranged};
use host::{Desc, FuncDesc, FunctionNode, Host, HostObj};

/// The state of a generator that runs or has ended.
const ENDED: i64 = -1;

/// The generator whose `__next__` method a function stands for.
pub(crate) fn generator_of(desc: &Desc) -> Option<HostObj> {
    desc.as_function()?.attrs.get("_generator_next_method_of_").copied()
}

/// Refuses the `close` method of a generator that would have to do something where it is closed.
pub(crate) fn check_close(host: &Host, method: &FuncDesc) -> Result<(), Box<Diagnostic>> {
    let Some(generator) = method.attrs.get("_generator_close_method_of_") else { return Ok(()) };
    let ast = host.ast_of(*generator)?;
    match &ast.node {
        FunctionNode::Def(def) if names::yields_guarded(&def.body) => {
            let text = "`close()` of a generator with `yield` inside of `try` or `with`, or with `yield from`";
            Err(Box::new(
                Diagnostic::error("E0101", text)
                    .label(ast.head_span(), "this generator is closed")
                    .help("give it a flag that ends its loop, and go on to its end"),
            ))
        }
        _ => Ok(()),
    }
}

impl<'a> Builder<'a> {
    /// Keeps a value over statements that may hold a `yield`.
    pub fn hold(&mut self, value: Operand) -> Held {
        if self.mode == Mode::Function || value.constant().is_some() {
            return Held::Value(value);
        }
        let slot = self.new_hidden_slot(&format!("held{}", self.slot_names.len()));
        self.env[slot] = Some(value);
        Held::Slot(slot)
    }

    /// The value kept.
    pub fn held(&self, held: &Held) -> Operand {
        match held {
            Held::Value(value) => value.clone(),
            Held::Slot(slot) => self.env.get(*slot).cloned().flatten().unwrap_or(self.undefined.into()),
        }
    }

    /// The first graph: makes the generator and keeps the arguments in it.
    pub fn bootstrap(&mut self) -> R<()> {
        let span = self.ast.head_span();
        let class = self.host.generator_class(self.func).map_err(|error| {
            let text = format!("this generator cannot be prepared: {}", error.headline());
            self.error_at(Diagnostic::error("E0101", text), span)
        })?;
        let class = Operand::Const(Const::Host(class));
        let generator = self.emit_quiet(OpCode::SimpleCall, Imm::None, [class], span);
        for var in self.graph.args().to_vec() {
            let name = self.graph.vars[var].name.clone().unwrap_or_else(|| "".into());
            self.keep(generator, &format!("y0_{name}"), var.into());
        }
        self.keep(generator, "state", Const::Int(0).into());
        if let Some(block) = self.cur.take() {
            self.graph.blocks[block].exit = Exit::Return(generator.into());
        }
        Ok(())
    }

    fn keep(&mut self, generator: Var, name: &str, value: Operand) {
        let imm = Imm::Name(name.into());
        let args = [generator.into(), value];
        self.emit_quiet(OpCode::SetAttr, imm, args, self.ast.head_span());
    }

    fn load(&mut self, generator: Var, name: &str) -> Var {
        let imm = Imm::Name(name.into());
        self.emit_quiet(OpCode::GetAttr, imm, [generator.into()], self.ast.head_span())
    }

    /// An argument of the generator function, in its body.
    pub fn load_argument(&mut self, generator: Var, name: &str) -> Var {
        self.load(generator, &format!("y0_{name}"))
    }

    /// A `yield` or `yield from` that is a statement or the right side of an assignment; `None` for
    /// any other expression.
    pub fn yielded(&mut self, node: &'a Expr) -> R<Option<Operand>> {
        match node {
            Expr::Yield(node) => {
                let value = match &node.value {
                    Some(value) => self.expr(value)?,
                    None => Const::None.into(),
                };
                self.do_yield(value, node)?;
            }
            Expr::YieldFrom(node) => {
                let source = self.source(&node.value)?;
                self.for_each(source, &[], &mut |builder, item| builder.do_yield(item, node))?;
            }
            _ => return Ok(None),
        }
        Ok(Some(Const::None.into()))
    }

    fn do_yield(&mut self, value: Operand, node: &impl Ranged) -> R<()> {
        let Mode::Resume(generator) = self.mode else {
            return Err(self.refuse(node, "`yield` here", "write a loop"));
        };
        let number = self.resume_points.len();
        let next = self.graph.new_block();
        self.resume_points.push(next);
        let mut kept = Vec::new();
        for slot in 0..self.env.len() {
            if self.shared_place(slot).is_some() {
                self.env[slot] = self.env[slot].is_some().then(|| Const::None.into());
                continue;
            }
            if let Some(value @ Operand::Var(_)) = self.env[slot].clone() {
                let name = format!("y{number}_{}", self.slot_names[slot]);
                self.keep(generator, &name, value);
                kept.push((slot, name));
            }
        }
        self.keep(generator, "state", Const::Int(number as i64).into());
        let block = self.block();
        self.graph.blocks[block].exit = Exit::Return(value);
        self.cur = Some(next);
        for (slot, name) in kept {
            let value = self.load(generator, &name);
            self.set_slot(slot, value.into());
        }
        Ok(())
    }

    /// The end of the body: no more items.
    pub fn finish_generator(&mut self) {
        if self.cur.is_none() {
            return;
        }
        let class = Operand::Const(Const::Host(self.class("StopIteration")));
        let span = self.ast.head_span();
        let exc = self.emit_quiet(OpCode::SimpleCall, Imm::None, [class], span);
        if let Some(block) = self.cur.take() {
            self.graph.blocks[block].exit = Exit::Raise(exc.into(), span);
        }
    }

    /// The start of `__next__`: goes to where the state says.
    pub fn dispatch(&mut self, generator: Var) {
        self.cur = Some(self.graph.start);
        let state = self.load(generator, "state");
        self.keep(generator, "state", Const::Int(ENDED).into());
        let points: Vec<Block> = self.resume_points.clone();
        for (number, point) in points.into_iter().enumerate() {
            let block = self.block();
            let args = [state.into(), Operand::Const(Const::Int(number as i64))];
            let here = self.emit_quiet(OpCode::Eq, Imm::None, args, self.ast.head_span());
            let other = self.graph.new_block();
            self.graph.blocks[block].exit =
                Exit::Branch { cond: here.into(), then: Link::to(point), els: Link::to(other) };
            self.cur = Some(other);
        }
        self.finish_generator();
    }

    /// Drops the attributes that are kept but not used after the `yield`.
    pub fn remove_unread(&mut self, generator: Var) {
        simplify::remove_unused_saves(&mut self.graph, &|op| {
            let own = op.args.first().and_then(Operand::var) == Some(generator);
            let named = matches!(&op.imm, Imm::Name(name) if name.starts_with('y'));
            match op.code {
                OpCode::SetAttr if own && named => Some((op.imm.clone(), true)),
                OpCode::GetAttr if own && named => Some((op.imm.clone(), false)),
                _ => None,
            }
        });
    }
}
