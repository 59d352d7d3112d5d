//! One graph as a function: blocks, exits. Operations are in `ops`.

use crate::code::{clif, graph_signature, Code, Symbols};
use cranelift_codegen::ir::{self, types, BlockArg, InstBuilder, Value};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_entity::SecondaryMap;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext, Switch};
use gencommon::names::raises;
use gencommon::{constants, Input};
use graph::{Block, Const, Exit, Graph, GraphId, Link, Operand, StaticId, Var};
use lltype::LLType;

/// How the last operation of a block may fail.
pub enum Outcome {
    /// It does not.
    Never,
    /// The value is the exception or null.
    Exception(Value),
    /// With that exception if the value is not 0.
    Known(Value, StaticId),
}

/// A graph's function under construction.
pub struct Body<'f, 'a> {
    pub code: Code<'f, 'a>,
    pub g: &'a Graph,
    /// Which graph, in which unit.
    pub id: (GraphId, usize),
    values: SecondaryMap<Var, Option<Value>>,
    blocks: SecondaryMap<Block, Option<ir::Block>>,
    raises: bool,
    /// The frame of the shadow stack.
    pub roots: Option<Value>,
}

/// Makes the function of a graph of a unit.
pub fn build(
    input: &Input<'_>,
    (id, unit): (GraphId, usize),
    function: &mut ir::Function,
    context: &mut FunctionBuilderContext,
    symbols: &mut Symbols,
    config: TargetFrontendConfig,
) {
    let g = &input.program.graphs[id];
    let raises = raises(input, id);
    let (args, result) = g.signature();
    function.signature = graph_signature(&args, result, raises);
    let code = Code { input, b: FunctionBuilder::new(function, context), symbols };
    let mut body =
        Body { code, g, id: (id, unit), values: SecondaryMap::new(), blocks: SecondaryMap::new(), raises, roots: None };
    let rpo = g.rpo();
    for b in &rpo {
        let block = body.code.b.create_block();
        body.blocks[*b] = Some(block);
        for p in &g.blocks[*b].params {
            if let Some(ty) = clif(g.ty(*p)) {
                body.values[*p] = Some(body.code.b.append_block_param(block, ty));
            }
        }
    }
    for b in &rpo {
        body.block(*b);
    }
    body.code.b.seal_all_blocks();
    body.code.b.finalize(config);
}

impl Body<'_, '_> {
    fn block(&mut self, b: Block) {
        let g = self.g;
        self.code.b.switch_to_block(self.blocks[b].expect("block of the graph"));
        if b == g.start {
            for p in &g.blocks[b].params {
                if let Some(v) = self.values[*p] {
                    self.values[*p] = Some(self.given(v, g.ty(*p)));
                }
            }
        }
        let mut outcome = Outcome::Never;
        for op in &g.blocks[b].ops {
            outcome = self.op(op);
        }
        self.exit(&g.blocks[b].exit, outcome);
    }

    /// A value that a function of the program gave. LLVM's leave all bits of a Bool but the lowest undefined.
    pub fn given(&mut self, v: Value, ty: LLType) -> Value {
        match ty {
            LLType::Bool if self.code.input.plan.cold => self.code.b.ins().band_imm_u(v, 1),
            _ => v,
        }
    }

    fn exit(&mut self, exit: &Exit, outcome: Outcome) {
        match exit {
            Exit::Goto(l) => self.jump(l, None),
            Exit::Branch { cond, then, els } => {
                let cond = self.value(cond, LLType::Bool);
                let (to, args) = self.link(then, None);
                let (other, other_args) = self.link(els, None);
                self.code.b.ins().brif(cond, to, &args, other, &other_args);
            }
            Exit::Switch { value, cases, default } => self.switch(value, cases, default.as_ref()),
            Exit::Raising { normal, handlers } => {
                let failed = match &outcome {
                    Outcome::Never => return self.jump(normal, None),
                    Outcome::Exception(e) => *e,
                    Outcome::Known(failed, _) => *failed,
                };
                let (to, args) = self.link(normal, None);
                let bad = self.code.b.create_block();
                self.code.b.ins().brif(failed, bad, &[], to, &args);
                self.code.b.set_cold_block(bad);
                self.code.b.switch_to_block(bad);
                let exc = match outcome {
                    Outcome::Known(_, s) => self.code.address(crate::code::Symbol::Object(s)),
                    _ => failed,
                };
                match handlers.first() {
                    Some(h) => self.jump(&h.link, Some((h.exc, exc))),
                    None => self.raise(exc),
                }
            }
            Exit::Return(a) => {
                let ty = self.g.result.unwrap_or(LLType::Void);
                let mut values = Vec::with_capacity(2);
                if !ty.is_void() {
                    values.push(self.value(a, ty));
                }
                if self.raises {
                    values.push(self.code.word(0));
                }
                self.code.b.ins().return_(&values);
            }
            Exit::Raise(a, ..) => {
                let v = self.value(a, LLType::GcRef);
                self.raise(v);
            }
            Exit::Unreachable => self.code.unreachable(),
        }
    }

    fn switch(&mut self, value: &Operand, cases: &[(Const, Link)], default: Option<&Link>) {
        let ty = self.operand_type(value, cases.first().map(|(c, _)| c));
        let v = self.value(value, ty);
        let width = clif(ty).map_or(64, |t| t.bits());
        let mut switch = Switch::new();
        let mut edges = Vec::new();
        for (c, l) in cases {
            let to = self.edge(l, &mut edges);
            let number = constants::bits(c, ty).expect("cases are numbers");
            let mask = if width >= 64 { u64::MAX } else { (1 << width) - 1 };
            switch.set_entry(u128::from(number & mask), to);
        }
        let other = match default {
            Some(l) => self.edge(l, &mut edges),
            None => self.code.b.create_block(),
        };
        switch.emit(&mut self.code.b, v, other);
        if default.is_none() {
            self.code.b.switch_to_block(other);
            self.code.unreachable();
        }
        for (block, link) in edges {
            self.code.b.switch_to_block(block);
            self.jump(link, None);
        }
    }

    /// The block that a case goes to: one of its own if values go along.
    fn edge<'l>(&mut self, l: &'l Link, edges: &mut Vec<(ir::Block, &'l Link)>) -> ir::Block {
        let params = &self.g.blocks[l.target].params;
        if params.iter().all(|p| self.g.ty(*p).is_void()) {
            return self.blocks[l.target].expect("block of the graph");
        }
        let block = self.code.b.create_block();
        edges.push((block, l));
        block
    }

    fn raise(&mut self, exc: Value) {
        let none = match clif(self.g.result.unwrap_or(LLType::Void)) {
            None => None,
            Some(types::F64) => Some(self.code.b.ins().f64const(0.0)),
            Some(types::F32) => Some(self.code.b.ins().f32const(0.0)),
            Some(ty) => Some(self.code.number(ty, 0)),
        };
        let values: Vec<Value> = none.into_iter().chain([exc]).collect();
        self.code.b.ins().return_(&values);
    }

    fn jump(&mut self, l: &Link, exc: Option<(Var, Value)>) {
        let (to, args) = self.link(l, exc);
        self.code.b.ins().jump(to, &args);
    }

    /// Where a link goes, and with which values. `exc`: the exception, under the name that the link has for it.
    fn link(&mut self, l: &Link, exc: Option<(Var, Value)>) -> (ir::Block, Vec<BlockArg>) {
        let g = self.g;
        let mut args = Vec::new();
        for (a, p) in l.args.iter().zip(&g.blocks[l.target].params) {
            let ty = g.ty(*p);
            if !ty.is_void() {
                let value = match (a, exc) {
                    (Operand::Var(v), Some((name, value))) if *v == name => value,
                    _ => self.value(a, ty),
                };
                args.push(BlockArg::Value(value));
            }
        }
        (self.blocks[l.target].expect("block of the graph"), args)
    }

    /// Gives the result of an operation its value.
    pub fn set(&mut self, result: Var, value: Value) {
        self.values[result] = Some(value);
    }

    /// An operand as a value of that type.
    pub fn value(&mut self, a: &Operand, ty: LLType) -> Value {
        match a {
            Operand::Var(v) => {
                self.values[*v].unwrap_or_else(|| panic!("v{} has no value in {}", v.as_u32(), self.g.name))
            }
            Operand::Const(c) => self.code.constant(c, ty),
        }
    }

    /// The type of an operand; a constant that does not say gets that of `like`.
    pub fn operand_type(&self, a: &Operand, like: Option<&Const>) -> LLType {
        match a {
            Operand::Var(v) => self.g.ty(*v),
            Operand::Const(c) => constants::type_of(c, like),
        }
    }
}
