//! One annotated graph becomes a low-level graph: blocks, links, exits, handlers.

use crate::builder::Builder;
use crate::convert::Val;
use crate::{RTyper, Repr};
use annotator::{AGraph, AGraphId, ClassDefId, Kind, SomeValue};
use cranelift_entity::SecondaryMap;
use diagnostics::{Diagnostic, Span};
use graph::{Block, Const, Exit, Handler, HostObj, Imm, Link, Op, OpCode, Operand, Var};
use lltype::LLType;

/// Lowering of one graph.
pub(crate) struct Lower<'r, 'a> {
    pub rt: &'r mut RTyper<'a>,
    pub ag: &'a AGraph,
    pub b: Builder,
    /// Low-level operand of each high-level variable.
    pub map: SecondaryMap<Var, Option<Operand>>,
    blocks: SecondaryMap<Block, Option<Block>>,
    /// Handlers around the operation being rewritten, with the classes they catch.
    pub handlers: Vec<(Option<ClassDefId>, &'a Handler)>,
    in_handler_op: bool,
    /// The last list display of one item, and the item; until an operation may change the list.
    pub single: Option<(Var, Operand)>,
}

/// An operation that cannot be rewritten: what to say about it.
pub(crate) type LowerResult<T> = Result<T, Diagnostic>;

impl<'a> RTyper<'a> {
    /// Rewrites a graph in place of its declared signature.
    pub(crate) fn lower_graph(&mut self, id: AGraphId) {
        let model = self.model;
        let ag = &model.graphs[id];
        let Some(gid) = self.graph_ids[id] else { return };
        let g = self.prog.graphs[gid].clone();
        let exc_ty = self.object_ptr();
        let mut lower = Lower {
            rt: self,
            ag,
            b: Builder::new(g, exc_ty),
            map: SecondaryMap::new(),
            blocks: SecondaryMap::new(),
            handlers: Vec::new(),
            in_handler_op: false,
            single: None,
        };
        lower.run();
        let g = lower.b.g;
        self.prog.graphs[gid] = g;
    }
}

impl<'a> Lower<'_, 'a> {
    fn run(&mut self) {
        let hl = &self.ag.graph;
        self.blocks[hl.start] = Some(self.b.g.start);
        let mut ll_args = self.b.g.args().to_vec().into_iter();
        for v in hl.args() {
            let r = self.binding_repr(*v);
            self.map[*v] = Some(if self.rt.lltype(&r).is_void() {
                Const::Void.into()
            } else {
                ll_args.next().expect("as many parameters as assign_graphs gave").into()
            });
        }
        let order = hl.rpo();
        for block in &order {
            if *block != hl.start {
                self.declare_block(*block);
            }
        }
        for block in order {
            self.lower_block(block);
        }
    }

    fn declare_block(&mut self, block: Block) {
        let ll = self.b.g.new_block();
        self.blocks[block] = Some(ll);
        for v in &self.ag.graph.blocks[block].params {
            let r = self.binding_repr(*v);
            let ty = self.rt.lltype(&r);
            self.map[*v] = Some(if ty.is_void() {
                Const::Void.into()
            } else {
                self.b.g.add_param(ll, self.ag.graph.vars[*v].name.clone(), Some(ty)).into()
            });
        }
    }

    fn lower_block(&mut self, block: Block) {
        let data = &self.ag.graph.blocks[block];
        self.b.cur = self.blocks[block].expect("declared block");
        let raising = matches!(data.exit, Exit::Raising { .. });
        self.single = None;
        let plain = if raising { data.ops.len().saturating_sub(1) } else { data.ops.len() };
        for op in &data.ops[..plain] {
            if !self.op(op) {
                return;
            }
        }
        match &data.exit {
            Exit::Raising { normal, handlers } => {
                self.handlers = handlers.iter().map(|h| (self.handler_class(h), h)).collect();
                self.in_handler_op = true;
                let ok = match data.ops.last() {
                    Some(op) => self.op(op),
                    None => true,
                };
                self.in_handler_op = false;
                self.b.on_raise = None;
                self.handlers.clear();
                if ok {
                    self.jump(normal);
                }
            }
            Exit::Goto(l) => self.jump(l),
            Exit::Branch { cond, then, els } => {
                let c = self.val(cond);
                let Some(c) = self.rt.truth(&mut self.b, &c) else { return };
                let (t, e) = self.b.branch(c);
                self.b.cur = t;
                self.jump(then);
                self.b.cur = e;
                self.jump(els);
            }
            Exit::Switch { value, cases, default } => self.switch(value, cases, default.as_ref()),
            Exit::Return(v) => {
                let v = self.val(v);
                let s = self.ag.result.clone();
                let r = self.rt.repr(&s);
                if s.is_impossible() {
                    self.b.g.blocks[self.b.cur].exit = Exit::Unreachable;
                    return;
                }
                match self.as_repr(&v, &r) {
                    Ok(v) => {
                        let cur = self.b.cur;
                        self.b.g.blocks[cur].exit = Exit::Return(v);
                    }
                    Err(d) => self.rt.error(d),
                }
            }
            Exit::Raise(v, span) => {
                let v = self.val(v);
                match self.exception_value(&v) {
                    Ok(v) => {
                        let cur = self.b.cur;
                        self.b.g.blocks[cur].exit = Exit::Raise(v, *span);
                    }
                    Err(d) => self.rt.error(d),
                }
            }
            Exit::Unreachable => {}
        }
    }

    /// An exception instance as a pointer to the root of objects; a class is instantiated.
    fn exception_value(&mut self, v: &Val) -> LowerResult<Operand> {
        if let Repr::Void = v.r {
            if let Kind::Pbc { descs, .. } = &v.s.kind {
                if let Some(annotator::Desc::Class { classdef: Some(c), .. }) =
                    descs.first().map(|d| &self.rt.model.descs[*d])
                {
                    let s = self.rt.exception_instance(*c);
                    return Ok(Const::Static(s, self.rt.object_ptr()).into());
                }
            }
        }
        let ty = self.rt.lltype(&v.r);
        if !matches!(v.r, Repr::Inst(_)) {
            return Err(self.bad("E0301", "this cannot be raised", "not an exception instance"));
        }
        let root = self.rt.object_ptr();
        Ok(self.b.cast(v.v.clone(), ty, root))
    }

    fn switch(&mut self, value: &Operand, cases: &'a [(Const, Link)], default: Option<&'a Link>) {
        let v = self.val(value);
        match v.r {
            Repr::Int(_) | Repr::Char | Repr::UniChar | Repr::Bool => {
                let mut out = Vec::new();
                let mut todo = Vec::new();
                for (c, link) in cases {
                    let Some(c) = self.rt.constant(c, &v.r) else { continue };
                    let blk = self.b.g.new_block();
                    out.push((c, Link::to(blk)));
                    todo.push((blk, link));
                }
                let d = default.map(|link| {
                    let blk = self.b.g.new_block();
                    todo.push((blk, link));
                    Link::to(blk)
                });
                let cur = self.b.cur;
                self.b.g.blocks[cur].exit = Exit::Switch { value: v.v, cases: out, default: d };
                for (blk, link) in todo {
                    self.b.cur = blk;
                    self.jump(link);
                }
            }
            _ => {
                for (c, link) in cases {
                    let k = self.const_val(c);
                    match self.equal(&v, &k) {
                        Ok(t) => {
                            let (then, els) = self.b.branch(t);
                            self.b.cur = then;
                            self.jump(link);
                            self.b.cur = els;
                        }
                        Err(d) => return self.rt.error(d),
                    }
                }
                match default {
                    Some(link) => self.jump(link),
                    None => self.b.g.blocks[self.b.cur].exit = Exit::Unreachable,
                }
            }
        }
    }

    /// Jumps along a high-level link from the current block.
    fn jump(&mut self, link: &Link) {
        let Some(target) = self.blocks[link.target] else {
            self.b.g.blocks[self.b.cur].exit = Exit::Unreachable;
            return;
        };
        let params = &self.ag.graph.blocks[link.target].params;
        let mut args = Vec::new();
        for (a, p) in link.args.iter().zip(params) {
            let r = self.binding_repr(*p);
            if self.rt.lltype(&r).is_void() {
                continue;
            }
            let v = self.val(a);
            match self.as_repr(&v, &r) {
                Ok(v) => args.push(v),
                Err(d) => {
                    self.rt.error(d);
                    return;
                }
            }
        }
        self.b.goto(target, args);
    }

    fn handler_class(&self, h: &Handler) -> Option<ClassDefId> {
        match &h.class {
            Some(Const::Host(obj)) => self.class_of_host(*obj),
            _ => None,
        }
    }

    /// The class definition of a host class.
    pub fn class_of_host(&self, obj: HostObj) -> Option<ClassDefId> {
        let d = self.rt.model.desc_of.get(&obj)?;
        match &self.rt.model.descs[*d] {
            annotator::Desc::Class { classdef, .. } => *classdef,
            _ => None,
        }
    }

    /// Whether some handler may catch an exception of that class (or of an unknown subclass).
    pub fn catches(&self, name: &str) -> bool {
        let Some(c) = self.rt.builtin_class(name) else { return false };
        self.in_handler_op
            && self.handlers.iter().any(|(h, raw)| {
                raw.class.is_none()
                    || h.is_some_and(|h| self.rt.model.is_subclass(c, h) || self.rt.model.is_subclass(h, c))
            })
    }

    /// From here on, exceptions of emitted operations go to the handlers of this operation.
    pub fn guard(&mut self) {
        if !self.in_handler_op || self.handlers.is_empty() || self.b.on_raise.is_some() {
            return;
        }
        let saved = self.b.cur;
        let dispatch = self.b.g.new_block();
        let exc_ty = self.rt.object_ptr();
        let exc = self.b.g.add_param(dispatch, None, Some(exc_ty));
        self.b.cur = dispatch;
        self.dispatch(exc.into());
        self.b.cur = saved;
        self.b.on_raise = Some(dispatch);
    }

    /// Goes to the handler that matches the exception instance at run time.
    fn dispatch(&mut self, exc: Operand) {
        let mut vtable = None;
        for (class, h) in self.handlers.clone() {
            let catch_all = h.class.is_none() || class.is_some_and(|c| self.rt.class_info(c).inst == self.rt.object);
            if catch_all {
                self.enter_handler(h, exc);
                return;
            }
            let Some(class) = class else { continue };
            let vt =
                vtable.get_or_insert_with(|| self.b.get(&self.rt.prog, exc.clone(), self.rt.object, "typeptr")).clone();
            let test = self.rt.vtable_const(class);
            let t = self.b.pure(OpCode::IsSubclassOf, [vt, test.into()], LLType::Bool);
            let (then, els) = self.b.branch(t);
            self.b.cur = then;
            self.enter_handler(h, exc.clone());
            self.b.cur = els;
        }
        let cur = self.b.cur;
        self.b.g.blocks[cur].exit = Exit::Raise(exc, self.b.span);
    }

    fn enter_handler(&mut self, h: &Handler, exc: Operand) {
        let r = self.binding_repr(h.exc);
        let (from, to) = (self.rt.object_ptr(), self.rt.lltype(&r));
        self.map[h.exc] = Some(if to.is_void() { Const::Void.into() } else { self.b.cast(exc, from, to) });
        let saved = (self.b.on_raise.take(), self.in_handler_op);
        self.in_handler_op = false;
        self.jump(&h.link);
        (self.b.on_raise, self.in_handler_op) = saved;
    }

    /// Ends the current block by raising the prebuilt instance of a builtin exception: straight to
    /// the handler that catches it, or out of the graph.
    pub fn raise(&mut self, name: &str) {
        let Some(c) = self.rt.builtin_class(name) else {
            self.b.fatal(name);
            return;
        };
        let s = self.rt.exception_instance(c);
        let exc: Operand = Const::Static(s, self.rt.object_ptr()).into();
        for (class, h) in self.handlers.clone() {
            let catches = match class {
                None => h.class.is_none(),
                Some(k) => self.rt.model.is_subclass(c, k),
            };
            if self.in_handler_op && catches {
                self.enter_handler(h, exc);
                return;
            }
        }
        let cur = self.b.cur;
        self.b.g.blocks[cur].exit = Exit::Raise(exc, self.b.span);
    }

    /// Goes on only if `cond` holds; otherwise raises a builtin exception if a handler of this
    /// function may catch it, or stops the program.
    pub fn check(&mut self, cond: Operand, exception: &str, message: &str) {
        if matches!(cond, Operand::Const(Const::Bool(true))) {
            return;
        }
        let (good, bad) = self.b.branch(cond);
        self.b.cur = bad;
        if self.catches(exception) {
            self.raise(exception);
        } else {
            let text = format!("{exception}: {message}");
            self.fatal(&text);
        }
        self.b.cur = good;
    }

    /// Stops the program with a message that names the source line.
    pub fn fatal(&mut self, message: &str) {
        let at = self.rt.host.source_map().locate(self.b.span);
        let text = match at {
            Some((path, lc)) => {
                let file =
                    path.file_name().map_or_else(|| path.display().to_string(), |f| f.to_string_lossy().into_owned());
                format!("{message}\n  in {} at {file}:{}", self.ag.graph.name, lc.line)
            }
            None => message.to_string(),
        };
        self.b.fatal(&text);
    }

    /// The representation of a variable.
    pub fn binding_repr(&mut self, v: Var) -> Repr {
        let ag = self.ag;
        self.rt.repr(&ag.bindings[v])
    }

    /// The value of an operand.
    pub fn val(&mut self, o: &Operand) -> Val {
        match o {
            Operand::Const(c) => self.const_val(c),
            Operand::Var(v) => {
                let ag = self.ag;
                let s = ag.bindings[*v].clone();
                let r = self.rt.repr(&s);
                if let Some(k) = &s.konst {
                    if let Some(c) = self.rt.constant(k, &r) {
                        return Val::new(s, r, c.into());
                    }
                }
                let v = self.map[*v].clone().unwrap_or(Operand::Const(Const::Void));
                Val::new(s, r, v)
            }
        }
    }

    /// The value of a constant.
    pub fn const_val(&mut self, c: &Const) -> Val {
        let s = self.rt.const_annotation(c);
        let r = self.rt.repr(&s);
        let v = self.rt.constant(c, &r).unwrap_or(Const::Void);
        Val::new(s, r, v.into())
    }

    /// Converts a value, or says why not.
    pub fn as_repr(&mut self, v: &Val, to: &Repr) -> LowerResult<Operand> {
        match self.rt.convert(&mut self.b, v, to) {
            Some(v) => Ok(v),
            None => Err(self.bad(
                "E0301",
                "two values meet that have no common representation",
                &format!("this is {:?}, {to:?} is expected", v.r),
            )),
        }
    }

    /// A value as `Signed`.
    pub fn signed(&mut self, v: &Val) -> LowerResult<Operand> {
        self.as_repr(v, &Repr::Int(annotator::IntKind::Int))
    }

    /// A diagnostic at the current operation.
    pub fn bad(&self, code: &'static str, message: &str, label: &str) -> Diagnostic {
        let d = Diagnostic::error(code, message).label(self.b.span, label);
        let d = match self.rt.model.reached_from(self.rt.host, self.ag) {
            Some(span) => d.label(span, "reached from here"),
            None => d,
        };
        d.note(format!("in the function '{}'", self.ag.graph.name))
    }

    /// Rewrites one operation; false if the rest of the block is dead.
    fn op(&mut self, op: &'a Op) -> bool {
        if op.span != Span::NONE {
            self.b.span = op.span;
        }
        let uses = |v: Var| op.args.iter().any(|a| a.var() == Some(v));
        if op.code != OpCode::Mul && self.single.as_ref().is_some_and(|(v, _)| uses(*v)) {
            self.single = None;
        }
        let s = self.ag.bindings[op.result].clone();
        match self.operation(op, &s) {
            Ok(Some(v)) => {
                if let (Operand::Var(low), Some(name)) = (&v, &self.ag.graph.vars[op.result].name) {
                    self.b.g.vars[*low].name.get_or_insert_with(|| name.clone());
                }
                self.map[op.result] = Some(v);
                true
            }
            Ok(None) => false,
            Err(d) => {
                self.rt.error(d);
                self.b.g.blocks[self.b.cur].exit = Exit::Unreachable;
                false
            }
        }
    }

    /// Stores the converted result of an operation whose value has representation `from`.
    pub fn result(&mut self, op: &Op, v: Operand, from: &Repr) -> LowerResult<Option<Operand>> {
        let to = self.binding_repr(op.result);
        if to == *from {
            return Ok(Some(v));
        }
        match self.rt.convert_repr(&mut self.b, v, from, &to) {
            Some(v) => Ok(Some(v)),
            None => Err(self.bad(
                "E0301",
                "the result of this operation has another representation than its annotation",
                &format!("{from:?} against {to:?}"),
            )),
        }
    }

    /// An operation of low-level type `ty` on operands.
    pub fn ll(&mut self, code: OpCode, args: impl IntoIterator<Item = Operand>, ty: LLType) -> Operand {
        self.b.op(code, Imm::None, args, ty)
    }

    /// The annotation of the result.
    pub fn result_annotation(&self, op: &Op) -> SomeValue {
        self.ag.bindings[op.result].clone()
    }
}
