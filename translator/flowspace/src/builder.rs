//! The builder: blocks under construction, the environment of locals, joins, operations.

use crate::closures::Shared;
use crate::names::{self, mangled};
use crate::simplify;
use diagnostics::{Diagnostic, Span};
use graph::{Args, Block, Const, Exit, Graph, Handler, Imm, Link, OpCode, Operand, Var};
use host::ast::{Ranged, Stmt};
use host::{Desc, FuncDesc, FunctionAst, FunctionNode, Host, HostObj};
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Results inside the builder: the first error ends the function.
pub(crate) type R<T> = Result<T, Box<Diagnostic>>;

/// Values of the local variables by slot; `None`: unassigned on some path.
pub(crate) type Env = Vec<Option<Operand>>;

/// The end of a block that is yet to be linked to where several ends meet.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    /// The block, without an exit so far.
    pub block: Block,
    /// The locals there.
    pub env: Env,
    /// A further value that travels along: an exception, the value of an expression.
    pub extra: Option<Operand>,
}

/// What surrounds the place being built, innermost last.
pub(crate) enum Ctx<'a> {
    /// The body of a `try` with `except` clauses.
    Try(Vec<Clause>),
    /// Everything that a `finally` protects; the edges carry exceptions.
    Finally(&'a [Stmt], Vec<Edge>),
    /// The body of a `with`: the manager; the edges carry exceptions.
    With(Held, Span, Vec<Edge>),
    /// A loop body.
    Loop { breaks: Vec<Edge>, continues: Vec<Edge> },
    /// The body of an `except` clause: the exception and what is known of its class.
    Handler(Held, Option<HostObj>),
}

/// A value that must survive a `yield`: in a generator it lives in a slot of its own.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    /// The value itself.
    Value(Operand),
    /// A hidden local.
    Slot(usize),
}

/// Which graph of a function is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The function, or the bootstrap of a generator.
    Function,
    /// The `__next__` method of a generator; its parameter is the generator.
    Resume(Var),
}

/// An `except` clause.
pub(crate) struct Clause {
    /// Classes caught; `None` catches everything.
    pub classes: Option<Vec<HostObj>>,
    /// Where exceptions come from.
    pub edges: Vec<Edge>,
}

/// Which exceptions an operation raises by itself.
enum Raises {
    Nothing,
    Only(&'static [&'static str]),
    Anything,
}

fn raises(code: OpCode) -> Raises {
    use OpCode as O;
    match code {
        O::AddOvf | O::SubOvf | O::MulOvf | O::LShiftOvf | O::NegOvf | O::AbsOvf => Raises::Only(&["OverflowError"]),
        O::FloorDivOvf | O::ModOvf => Raises::Only(&["OverflowError", "ZeroDivisionError"]),
        O::CheckLen => Raises::Only(&["ValueError"]),
        // Methods of the program can stand behind these; the annotator knows.
        O::Add | O::Sub | O::Mul | O::Pow | O::And | O::Or | O::Xor | O::Neg | O::Pos | O::Invert => Raises::Anything,
        O::InplaceAdd | O::InplaceSub | O::InplaceMul | O::InplacePow => Raises::Anything,
        O::InplaceAnd | O::InplaceOr | O::InplaceXor => Raises::Anything,
        O::Lt | O::Le | O::Eq | O::Ne | O::Gt | O::Ge | O::Not | O::Bool => Raises::Anything,
        O::GetAttr | O::SetAttr | O::Contains | O::Iter | O::Format => Raises::Anything,
        _ if code.info().raises => Raises::Anything,
        _ => Raises::Nothing,
    }
}

/// Builds one graph.
pub(crate) struct Builder<'a> {
    pub host: &'a Host,
    pub func: HostObj,
    pub desc: &'a FuncDesc,
    pub ast: &'a FunctionAst,
    pub graph: Graph,
    /// The block under construction; `None` where control does not get.
    pub cur: Option<Block>,
    pub env: Env,
    /// Slots by name, a map per scope (the function, then comprehensions).
    pub scopes: Vec<HashMap<String, usize>>,
    pub slot_names: Vec<Arc<str>>,
    pub ctx: Vec<Ctx<'a>>,
    /// Items of tuples built in this graph.
    pub tuples: HashMap<Var, Vec<Operand>>,
    /// Names that `global` or `nonlocal` takes out of the locals.
    pub declared: HashMap<String, bool>,
    /// Classes of exception instances made here.
    pub exact: HashMap<Var, HostObj>,
    /// Stands for the value of an unassigned variable.
    pub undefined: Var,
    pub mode: Mode,
    /// In a generator: where it starts and goes on after each `yield`.
    pub resume_points: Vec<Block>,
    /// Where block parameters were read, for errors.
    pub reads: HashMap<Var, Span>,
    /// Variables that live in an object, since closures share them.
    pub shared: &'a Shared,
    /// The same, as of the start of this graph.
    pub shared_names: HashSet<String>,
    /// Where the object with the shared variables is kept.
    pub shared_slot: Option<usize>,
    /// The variables of outer functions that this closure shares, by object.
    pub outer_names: Vec<Vec<String>>,
    /// Constants that inner functions captured, by slot.
    pub captured: HashMap<usize, Const>,
    /// Such a constant changed later: the graph is to be built again.
    pub changed: bool,
    classes: HashMap<&'static str, HostObj>,
}

impl<'a> Builder<'a> {
    pub fn new(
        host: &'a Host,
        func: HostObj,
        desc: &'a FuncDesc,
        ast: &'a FunctionAst,
        resume: bool,
        shared: &'a Shared,
    ) -> R<Builder<'a>> {
        let mut graph = Graph::new(&desc.qualname, ast.head_span());
        let mode = if resume {
            Mode::Resume(graph.add_param(graph.start, Some("generator".into()), None))
        } else {
            Mode::Function
        };
        let undefined = graph.new_var(Some("undefined".into()), None);
        let mut builder = Builder {
            host,
            func,
            desc,
            ast,
            cur: Some(graph.start),
            graph,
            env: Vec::new(),
            scopes: vec![HashMap::new()],
            slot_names: Vec::new(),
            ctx: Vec::new(),
            tuples: HashMap::new(),
            declared: HashMap::new(),
            exact: HashMap::new(),
            undefined,
            mode,
            resume_points: Vec::new(),
            reads: HashMap::new(),
            shared,
            shared_names: HashSet::new(),
            shared_slot: None,
            outer_names: Vec::new(),
            captured: HashMap::new(),
            changed: false,
            classes: HashMap::new(),
        };
        builder.start()?;
        Ok(builder)
    }

    /// Parameters and local names.
    fn start(&mut self) -> R<()> {
        let ast = self.ast;
        if let Some(kwarg) = &ast.args().kwarg {
            return Err(self.refuse(kwarg.as_ref(), "a `**` parameter", "name the parameters"));
        }
        if let FunctionNode::Async(node) = &ast.node {
            return Err(self.refuse(node, "`async def`", "write a plain function"));
        }
        if let FunctionNode::Def(def) = &ast.node {
            self.declared = names::declared(&def.body).into_iter().collect();
        }
        let signature = names::signature(self.desc, ast);
        let generator = match self.mode {
            Mode::Resume(generator) => Some(generator),
            Mode::Function => None,
        };
        if generator.is_some() {
            let first = self.graph.new_block();
            self.resume_points.push(first);
            self.cur = Some(first);
        }
        for name in signature.names() {
            let slot = self.new_slot(name);
            let value = match generator {
                Some(generator) => self.load_argument(generator, name),
                None => {
                    let name = Some(name.as_str().into());
                    self.graph.add_param(self.graph.start, name, None)
                }
            };
            self.set_slot(slot, value.into());
        }
        if let FunctionNode::Def(def) = &ast.node {
            for name in names::bound_by_stmts(&def.body) {
                self.local(&name);
            }
        } else if let FunctionNode::Lambda(lambda) = &ast.node {
            for name in names::bound_by_expr(&lambda.body) {
                self.local(&name);
            }
        }
        let bootstrap = matches!(&ast.node, FunctionNode::Def(def) if names::has_yield(&def.body));
        if generator.is_some() || !bootstrap {
            self.make_shared()?;
            for name in signature.names() {
                let Some(slot) = self.slot_of(name) else { continue };
                if let Some(value) = self.env[slot].clone() {
                    self.set_slot(slot, value);
                }
            }
        }
        Ok(())
    }

    fn local(&mut self, name: &str) {
        let name = mangled(self.ast, name);
        if !self.scopes[0].contains_key(&name) && !self.declared.contains_key(&name) {
            self.new_slot(&name);
        }
    }

    /// A new slot for a name in the innermost scope.
    pub fn new_slot(&mut self, name: &str) -> usize {
        let slot = self.slot_names.len();
        self.slot_names.push(name.into());
        self.env.resize(slot + 1, None);
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), slot);
        }
        slot
    }

    /// A new slot that no name in the source means.
    pub fn new_hidden_slot(&mut self, name: &str) -> usize {
        let slot = self.slot_names.len();
        self.slot_names.push(name.into());
        self.env.resize(slot + 1, None);
        slot
    }

    /// The slot of a local name.
    pub fn slot_of(&self, name: &str) -> Option<usize> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name).copied())
    }

    /// Slots of names that are locals.
    pub fn slots_of(&self, names: impl IntoIterator<Item = String>) -> Vec<usize> {
        names.into_iter().filter_map(|name| self.slot_of(&mangled(self.ast, &name))).collect()
    }

    /// Builds the body and gives the simplified graph.
    pub fn build(mut self) -> R<Graph> {
        let ast = self.ast;
        match &ast.node {
            FunctionNode::Def(def) if names::has_yield(&def.body) => match self.mode {
                Mode::Function => self.bootstrap()?,
                Mode::Resume(generator) => {
                    self.stmts(&def.body)?;
                    self.finish_generator();
                    self.dispatch(generator);
                }
            },
            FunctionNode::Def(def) => {
                self.stmts(&def.body)?;
                if let Some(block) = self.cur.take() {
                    self.graph.blocks[block].exit = Exit::Return(Const::None.into());
                }
            }
            FunctionNode::Lambda(lambda) => {
                let value = self.expr(&lambda.body)?;
                if let Some(block) = self.cur.take() {
                    self.graph.blocks[block].exit = Exit::Return(value);
                }
            }
            FunctionNode::Async(_) => {}
        }
        simplify::simplify(&mut self.graph);
        if let Mode::Resume(generator) = self.mode {
            self.remove_unread(generator);
        }
        self.check_defined()?;
        Ok(self.graph)
    }

    /// No variable that is unassigned on some path may still be read.
    fn check_defined(&mut self) -> R<()> {
        for block in self.graph.rpo() {
            for link in self.graph.blocks[block].exit.links() {
                for (arg, param) in link.args.iter().zip(&self.graph.blocks[link.target].params) {
                    if *arg != Operand::Var(self.undefined) {
                        continue;
                    }
                    let name = self.graph.vars[*param].name.clone().unwrap_or_else(|| "?".into());
                    let span = self.reads.get(param).copied().unwrap_or(self.ast.head_span());
                    return Err(self.undefined_error(&name, span));
                }
            }
        }
        Ok(())
    }

    pub fn undefined_error(&self, name: &str, span: Span) -> Box<Diagnostic> {
        let text = format!("local variable '{name}' may be read before it is assigned");
        self.error_at(
            Diagnostic::error("E0102", text).help("assign it on every path that leads here, for instance at the start"),
            span,
        )
    }

    /// An error with a position and a note that names the function.
    pub fn error_at(&self, error: Diagnostic, span: Span) -> Box<Diagnostic> {
        let note = format!("in function '{}'", self.desc.qualname);
        Box::new(error.label(span, "here").note(note))
    }

    /// An error E0101: a construct that RPython does not have.
    pub fn refuse(&self, node: &impl Ranged, what: &str, instead: &str) -> Box<Diagnostic> {
        let error = Diagnostic::error("E0101", format!("RPython does not have {what}"));
        self.error_at(error.help(instead), self.ast.span_of(node))
    }

    pub fn span(&self, node: &impl Ranged) -> Span {
        self.ast.span_of(node)
    }

    /// A builtin class of the host by name.
    pub fn class(&mut self, name: &'static str) -> HostObj {
        if let Some(known) = self.classes.get(name) {
            return *known;
        }
        let class = self.host.builtin(name).unwrap_or(HostObj(u32::MAX));
        self.classes.insert(name, class);
        class
    }

    /// A builtin of the host as an operand.
    pub fn builtin(&mut self, name: &'static str) -> Operand {
        Const::Host(self.class(name)).into()
    }

    /// The description behind a constant operand that is a host object.
    pub fn host_desc(&self, operand: &Operand) -> Option<(HostObj, Arc<Desc>)> {
        match operand {
            Operand::Const(Const::Host(obj)) => Some((*obj, self.host.describe(*obj))),
            _ => None,
        }
    }

    // ---- blocks and joins

    /// The block under construction; code that control does not get to goes to a block of its own.
    pub fn block(&mut self) -> Block {
        match self.cur {
            Some(block) => block,
            None => {
                let block = self.graph.new_block();
                self.cur = Some(block);
                block
            }
        }
    }

    /// Ends the current block with an edge, if control gets here.
    pub fn edge(&mut self) -> Option<Edge> {
        let block = self.cur.take()?;
        Some(Edge { block, env: self.env.clone(), extra: None })
    }

    /// Ends the current block with an edge that carries a value.
    pub fn edge_with(&mut self, value: Operand) -> Option<Edge> {
        let mut edge = self.edge()?;
        edge.extra = Some(value);
        Some(edge)
    }

    /// Goes on at an edge.
    pub fn resume(&mut self, edge: Edge) -> Option<Operand> {
        self.cur = Some(edge.block);
        self.env = edge.env;
        self.env.resize(self.slot_names.len(), None);
        edge.extra
    }

    /// Goes on where edges meet; the value they carry comes back.
    pub fn join(&mut self, mut edges: Vec<Edge>) -> Option<Operand> {
        if edges.len() <= 1 {
            return match edges.pop() {
                Some(edge) => self.resume(edge),
                None => {
                    self.cur = None;
                    None
                }
            };
        }
        let slots = edges.iter().map(|edge| edge.env.len()).min().unwrap_or(0);
        let target = self.graph.new_block();
        let mut args: Vec<Vec<Operand>> = vec![Vec::new(); edges.len()];
        let mut env: Env = Vec::with_capacity(slots);
        for slot in 0..slots {
            let name = Some(Arc::clone(&self.slot_names[slot]));
            let values: Option<Vec<&Operand>> = edges.iter().map(|edge| edge.env[slot].as_ref()).collect();
            env.push(values.map(|values| self.meet(target, name, &values, &mut args)));
        }
        let extras: Option<Vec<&Operand>> = edges.iter().map(|edge| edge.extra.as_ref()).collect();
        let extra = extras.map(|values| self.meet(target, None, &values, &mut args));
        for (edge, args) in edges.iter().zip(args) {
            self.graph.blocks[edge.block].exit = Exit::Goto(Link::with(target, args));
        }
        self.cur = Some(target);
        self.env = env;
        self.env.resize(self.slot_names.len(), None);
        extra
    }

    fn meet(
        &mut self,
        target: Block,
        name: Option<Arc<str>>,
        values: &[&Operand],
        args: &mut [Vec<Operand>],
    ) -> Operand {
        if values.iter().all(|value| *value == values[0]) {
            return values[0].clone();
        }
        for (args, value) in args.iter_mut().zip(values) {
            args.push((*value).clone());
        }
        self.graph.add_param(target, name, None).into()
    }

    /// Branches on a value that is not constant; both edges have no value.
    pub fn branch(&mut self, cond: Operand) -> (Edge, Edge) {
        let block = self.block();
        let (then, els) = (self.graph.new_block(), self.graph.new_block());
        self.graph.blocks[block].exit = Exit::Branch { cond, then: Link::to(then), els: Link::to(els) };
        self.cur = None;
        let edge = |block| Edge { block, env: self.env.clone(), extra: None };
        (edge(then), edge(els))
    }

    // ---- operations

    /// Appends an operation; ends the block if a handler around it can catch what it raises.
    pub fn emit(&mut self, code: OpCode, imm: Imm, args: impl IntoIterator<Item = Operand>, span: Span) -> Operand {
        let result = self.emit_quiet(code, imm, args, span);
        self.catch(raises(code), None);
        result.into()
    }

    /// Appends an operation known not to raise here.
    pub fn emit_quiet(&mut self, code: OpCode, imm: Imm, args: impl IntoIterator<Item = Operand>, span: Span) -> Var {
        let block = self.block();
        let args: Args = args.into_iter().collect();
        self.graph.push_op(block, code, imm, args, None, span)
    }

    /// Appends a `next`: control goes on with the item; the edge is taken at the end.
    pub fn emit_next(&mut self, iter: Operand, span: Span) -> (Operand, Edge) {
        let item = self.emit_quiet(OpCode::Next, Imm::None, [iter], span);
        let stop = self.class("StopIteration");
        let done = self.graph.new_block();
        let exc = self.graph.new_var(None, None);
        let handler = Handler { class: Some(Const::Host(stop)), exc, link: Link::to(done) };
        let edge = Edge { block: done, env: self.env.clone(), extra: None };
        self.catch(Raises::Anything, Some(handler));
        (item.into(), edge)
    }

    fn catch(&mut self, raises: Raises, first: Option<Handler>) {
        let mut found: Vec<(usize, usize, Option<HostObj>)> = Vec::new();
        let named: Option<Vec<HostObj>> = match raises {
            Raises::Nothing => return,
            Raises::Only(names) => Some(names.iter().map(|name| self.class(name)).collect()),
            Raises::Anything => None,
        };
        let mut covered: Vec<HostObj> = Vec::new();
        'contexts: for (at, ctx) in self.ctx.iter().enumerate().rev() {
            match ctx {
                Ctx::Try(clauses) => {
                    for (index, clause) in clauses.iter().enumerate() {
                        let Some(classes) = &clause.classes else {
                            found.push((at, index, None));
                            break 'contexts;
                        };
                        for class in classes {
                            let shadowed = covered.iter().any(|known| self.host.is_subclass(*class, *known));
                            let possible = named
                                .as_ref()
                                .is_none_or(|named| named.iter().any(|exc| self.host.is_subclass(*exc, *class)));
                            if possible && !shadowed {
                                found.push((at, index, Some(*class)));
                                covered.push(*class);
                            }
                        }
                    }
                }
                Ctx::Finally(..) | Ctx::With(..) => {
                    found.push((at, 0, None));
                    break 'contexts;
                }
                Ctx::Loop { .. } | Ctx::Handler(..) => {}
            }
        }
        if found.is_empty() && first.is_none() {
            return;
        }
        let mut handlers: Vec<Handler> = first.into_iter().collect();
        for (at, index, class) in found {
            let landing = self.graph.new_block();
            let param = self.graph.add_param(landing, None, None);
            let exc = self.graph.new_var(None, None);
            let edge = Edge { block: landing, env: self.env.clone(), extra: Some(param.into()) };
            match &mut self.ctx[at] {
                Ctx::Try(clauses) => clauses[index].edges.push(edge),
                Ctx::Finally(_, edges) | Ctx::With(_, _, edges) => edges.push(edge),
                Ctx::Loop { .. } | Ctx::Handler(..) => {}
            }
            let link = Link::with(landing, vec![exc.into()]);
            handlers.push(Handler { class: class.map(Const::Host), exc, link });
        }
        let block = self.block();
        let normal = self.graph.new_block();
        self.graph.blocks[block].exit = Exit::Raising { normal: Link::to(normal), handlers };
        self.cur = Some(normal);
    }

    /// A call with positional arguments of a callee that is not looked at further.
    pub fn emit_call(&mut self, callee: Operand, args: impl IntoIterator<Item = Operand>, span: Span) -> Operand {
        let args = std::iter::once(callee).chain(args);
        self.emit(OpCode::SimpleCall, Imm::None, args, span)
    }

    /// The call of a method.
    pub fn emit_method(
        &mut self,
        obj: Operand,
        name: &str,
        args: impl IntoIterator<Item = Operand>,
        span: Span,
    ) -> R<Operand> {
        let method = self.getattr(obj, name, span)?;
        Ok(self.emit_call(method, args, span))
    }

    /// Leaves the function.
    pub fn do_return(&mut self, value: Operand) -> R<()> {
        let value = self.hold(value);
        self.unwind_to(0)?;
        if self.mode != Mode::Function {
            self.finish_generator();
            return Ok(());
        }
        let value = self.held(&value);
        if let Some(block) = self.cur.take() {
            self.graph.blocks[block].exit = Exit::Return(value);
        }
        Ok(())
    }

    /// Gives a local variable a value.
    pub fn set_slot(&mut self, slot: usize, value: Operand) {
        if let Operand::Var(var) = &value {
            let data = &mut self.graph.vars[*var];
            if data.name.is_none() {
                data.name = Some(Arc::clone(&self.slot_names[slot]));
            }
        }
        if !self.captured.is_empty() {
            self.check_captured(slot, &value);
        }
        if self.shared_slot.is_some() {
            if let Some((object, name)) = self.shared_place(slot) {
                self.emit_quiet(OpCode::SetAttr, name, [object, value], self.ast.head_span());
                // The environment only tells that it has a value.
                self.env[slot] = Some(Const::None.into());
                return;
            }
        }
        self.env[slot] = Some(value);
    }

    /// Distinct slots, for loops that assign in several parts.
    pub fn distinct(slots: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut seen = HashSet::new();
        slots.into_iter().filter(|slot| seen.insert(*slot)).collect()
    }

    /// A map from names to constants, for nested functions.
    pub fn constant_locals(&self) -> IndexMap<String, HostObj> {
        let mut out = IndexMap::new();
        for scope in &self.scopes {
            for (name, slot) in scope {
                let shared = self.shared_place(*slot).is_some();
                if let (false, Some(Some(Operand::Const(value)))) = (shared, self.env.get(*slot)) {
                    if let Some(obj) = self.host.wrap_const(value) {
                        out.insert(name.clone(), obj);
                    }
                }
            }
        }
        out
    }
}
