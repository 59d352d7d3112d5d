//! For `--checks=all`: what is undefined in RPython, and what differs from the host, stops the program.
//!
//! Arithmetic on signed words becomes calls of the run-time library that stop the program where the result
//! is not what the host would have. Where a result is only used modulo a power of two, nothing is checked: what
//! goes to `intmask` (which the rtyper leaves in the graph as `same_as` on request), to unsigned or narrower ints,
//! or through a mask, wraps on purpose.
//!
//! Raw memory goes through functions that never give freed blocks back, and loads and stores ask whether the
//! address is in one. They are made in the library; so before each call that leaves the code of the program the
//! run-time library is told the line.
//!
//! Not here: indices, divisors and shift counts, which are always checked.

use cranelift_entity::EntitySet;
use diagnostics::Span;
use graph::{Const, Exit, Extern, ExternId, Graph, GraphId, Imm, Op, OpCode, Operand, Program};
use graph::{Static, StaticItems, Var};
use lltype::LLType;
use std::collections::HashMap;
use std::sync::Arc;

/// Functions of C memory and those that take their places.
const REPLACED: [(&str, &str); 2] = [("rpy_mem_new", "rpy_checks_new"), ("rpy_mem_free", "rpy_checks_free")];
/// Functions that read or write the memory at their first argument.
const TOUCHING: [&str; 3] = ["rpy_mem_put", "rpy_mem_get", "rpy_mem_strlen"];

/// Inserts checks. `place` says where in the code of the program a span is; `None` for code of the library.
/// Returns how many there are.
pub fn insert_checks(program: &mut Program, place: &dyn Fn(Span) -> Option<String>) -> usize {
    let Some(string) = program.string else { return 0 };
    let text = LLType::Ptr(string);
    let mut checks = Checks { program, place, texts: HashMap::new(), externs: HashMap::new(), text, count: 0 };
    checks.replace_externs();
    let ids: Vec<GraphId> = checks.program.graphs.keys().collect();
    let own: Vec<bool> = ids.iter().map(|id| checks.is_own(*id)).collect();
    for id in &ids {
        let mut graph = std::mem::replace(&mut checks.program.graphs[*id], Graph::new("", Span::NONE));
        checks.graph(&mut graph, &own);
        checks.program.graphs[*id] = graph;
    }
    checks.count
}

struct Checks<'a> {
    program: &'a mut Program,
    place: &'a dyn Fn(Span) -> Option<String>,
    texts: HashMap<String, Const>,
    externs: HashMap<&'static str, ExternId>,
    text: LLType,
    count: usize,
}

impl Checks<'_> {
    fn replace_externs(&mut self) {
        for x in self.program.externs.values_mut() {
            if let Some((_, new)) = REPLACED.iter().find(|(old, _)| *old == &*x.symbol) {
                x.symbol = (*new).into();
            }
        }
    }

    /// Whether a graph is code of the program.
    fn is_own(&self, id: GraphId) -> bool {
        let blocks = self.program.graphs[id].blocks.values();
        blocks.flat_map(|b| &b.ops).any(|op| (self.place)(op.span).is_some())
    }

    fn graph(&mut self, g: &mut Graph, own: &[bool]) {
        let exact = exact_values(g);
        let mut addresses: HashMap<Var, Operand> = HashMap::new();
        for op in g.blocks.values().flat_map(|b| &b.ops) {
            if op.code == OpCode::CastIntToPtr {
                addresses.insert(op.result, op.args[0].clone());
            }
        }
        for b in g.rpo() {
            let old = std::mem::take(&mut g.blocks[b].ops);
            let mut ops = Vec::with_capacity(old.len());
            for mut op in old {
                let place = (self.place)(op.span);
                if let Some((symbol, place)) = arithmetic(&op, &exact).zip(place.as_ref()) {
                    let callee = self.external(symbol, &[LLType::Signed, LLType::Signed, self.text], LLType::Signed);
                    let mut args = vec![Operand::Const(Const::Extern(callee))];
                    if op.code == OpCode::IntNeg {
                        args.push(Const::Int(0).into());
                    }
                    args.extend(op.args.iter().cloned());
                    args.push(self.text_of(place).into());
                    op = Op { code: OpCode::DirectCall, imm: Imm::None, args: args.into(), ..op };
                    self.count += 1;
                } else if let Some(address) = self.touched(&op, &addresses) {
                    ops.push(self.call(g, "rpy_checks_memory", LLType::Signed, address, op.span));
                    self.count += 1;
                } else if let Some(place) = place.filter(|_| self.leaves(&op, own)) {
                    let text = self.text_of(&place).into();
                    ops.push(self.call(g, "rpy_checks_at", self.text, text, op.span));
                }
                ops.push(op);
            }
            g.blocks[b].ops = ops;
        }
    }

    /// The address that an operation reads or writes in raw memory.
    fn touched(&self, op: &Op, addresses: &HashMap<Var, Operand>) -> Option<Operand> {
        match op.code {
            OpCode::RawLoad | OpCode::RawStore => addresses.get(&op.args[0].var()?).cloned(),
            OpCode::DirectCall => {
                let Some(Const::Extern(x)) = op.callee() else { return None };
                TOUCHING.contains(&&*self.program.externs[*x].symbol).then(|| op.args[1].clone())
            }
            _ => None,
        }
    }

    /// Whether an operation of the program calls code of the library.
    fn leaves(&self, op: &Op, own: &[bool]) -> bool {
        match (op.code, op.callee()) {
            (OpCode::DirectCall, Some(Const::Func(g))) => !own[g.as_u32() as usize],
            (OpCode::DirectCall, Some(Const::Extern(x))) => self.program.externs[*x].symbol.starts_with("rpy_checks_"),
            _ => false,
        }
    }

    fn call(&mut self, g: &mut Graph, symbol: &'static str, ty: LLType, arg: Operand, span: Span) -> Op {
        let callee = self.external(symbol, &[ty], LLType::Void);
        let args = vec![Operand::Const(Const::Extern(callee)), arg];
        Op { code: OpCode::DirectCall, imm: Imm::None, args: args.into(), result: g.typed_var(LLType::Void), span }
    }

    fn external(&mut self, symbol: &'static str, args: &[LLType], result: LLType) -> ExternId {
        if let Some(x) = self.externs.get(symbol) {
            return *x;
        }
        let x = Extern { symbol: symbol.into(), args: args.to_vec(), result, pure: false, collects: false };
        let x = self.program.externs.push(x);
        self.externs.insert(symbol, x);
        x
    }

    /// The prebuilt string of a text.
    fn text_of(&mut self, text: &str) -> Const {
        if let Some(c) = self.texts.get(text) {
            return c.clone();
        }
        let LLType::Ptr(ty) = self.text else { return Const::Void };
        let s = self.program.statics.push(Static {
            name: Arc::from("place"),
            ty,
            fields: vec![Const::Int(0)],
            items: StaticItems::Bytes(text.as_bytes().to_vec()),
            immutable: false,
        });
        let c = Const::Static(s, self.text);
        self.texts.insert(text.to_owned(), c.clone());
        c
    }
}

/// The function that does what an operation does, if its result must be exact.
fn arithmetic(op: &Op, exact: &EntitySet<Var>) -> Option<&'static str> {
    let symbol = match op.code {
        OpCode::IntAdd => "rpy_checks_add",
        OpCode::IntSub | OpCode::IntNeg => "rpy_checks_sub",
        OpCode::IntMul => "rpy_checks_mul",
        OpCode::IntLShift => "rpy_checks_lshift",
        _ => return None,
    };
    exact.contains(op.result).then_some(symbol)
}

/// The variables of which more is used than the low bits.
fn exact_values(g: &Graph) -> EntitySet<Var> {
    let mut exact = EntitySet::new();
    loop {
        let (before, mut changed) = (exact.clone(), false);
        let mut need = |a: &Operand| changed |= a.var().is_some_and(|v| exact.insert(v));
        for b in g.rpo() {
            let data = &g.blocks[b];
            for op in &data.ops {
                let used = used_exactly(op, &before);
                op.args.iter().enumerate().filter(|(i, _)| used(*i)).for_each(|(_, a)| need(a));
            }
            match &data.exit {
                Exit::Branch { cond, .. } => need(cond),
                Exit::Switch { value, .. } => need(value),
                Exit::Return(a) | Exit::Raise(a, _) => need(a),
                Exit::Goto(_) | Exit::Raising { .. } | Exit::Unreachable => {}
            }
            for link in data.exit.links() {
                let params = &g.blocks[link.target].params;
                link.args.iter().zip(params).filter(|(_, p)| before.contains(**p)).for_each(|(a, _)| need(a));
            }
        }
        if !changed {
            return exact;
        }
    }
}

/// Which arguments of an operation must be exact; `known` are variables that must.
fn used_exactly<'a>(op: &'a Op, known: &'a EntitySet<Var>) -> impl Fn(usize) -> bool + 'a {
    use OpCode::*;
    let masked = op.args.iter().any(|a| matches!(a.constant(), Some(Const::Int(n)) if *n >= 0));
    move |i| match op.code {
        // `same_as` is what is left of `intmask`.
        SameAs | CastIntToUint | CastPrimitive => false,
        IntAnd if masked => false,
        IntAdd | IntSub | IntMul | IntNeg | IntInvert | IntAnd | IntOr | IntXor => known.contains(op.result),
        IntLShift if i == 0 => known.contains(op.result),
        _ => true,
    }
}
