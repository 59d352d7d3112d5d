//! Promises to the JIT that the program visibly does not keep: warnings.
//!
//! - a field in `_immutable_fields_` is written in an object that exists already;
//! - an `@elidable` function without result, or that asks the operating system for something;
//! - a list of a virtualizable is kept somewhere else.
//!
//! An object is being made where it was allocated, until a loop begins, in `__init__`, and in functions that only such
//! places call with it (a greatest fixpoint over the whole program). What is not seen, such as a write through a pointer from memory, is not
//! reported; what is reported may be meant so, since a promise can be kept in ways that are not seen.

use crate::portal::marker;
use diagnostics::{Diagnostic, Span};
use graph::{Block, Const, Exit, Graph, GraphId, Imm, Op, OpCode, Operand, Program, StaticItems, Var};
use lltype::{FieldRef, Immutability};
use std::collections::{HashMap, HashSet};

/// Places that one warning shows.
const SHOWN: usize = 3;

/// How far from an elidable function effects are looked for, in calls.
const NEAR: u32 = 2;

/// What is known to be under construction.
struct Fresh {
    /// Arguments of graphs.
    args: HashMap<GraphId, Vec<bool>>,
    /// Results.
    results: HashSet<GraphId>,
}

/// Warnings on a program as the rtyper left it.
pub fn check(program: &Program) -> Vec<Diagnostic> {
    let mut out = written_fields(program);
    out.extend(program.graphs.keys().filter_map(|id| elidable(program, id)));
    out.extend(escaping_lists(program));
    out
}

/// The function that an operation certainly calls, and the arguments.
fn direct(op: &Op) -> Option<(GraphId, &[Operand])> {
    match (op.code, op.args.split_first()) {
        (OpCode::DirectCall, Some((Operand::Const(Const::Func(g)), args))) => Some((*g, args)),
        _ => None,
    }
}

fn is_constructor(g: &Graph) -> bool {
    &*g.name == "__init__" || g.name.ends_with(".__init__")
}

/// The fresh variables of a graph.
struct Vars {
    fresh: HashSet<Var>,
    /// Where those were allocated that are not arguments.
    made: HashMap<Var, Block>,
}

impl Vars {
    /// Whether the object is being made in that block.
    fn holds(&self, g: &Graph, object: &Operand, at: Block) -> bool {
        let Operand::Var(v) = object else { return false };
        self.fresh.contains(v) && self.made.get(v).is_none_or(|made| !comes_back(g, at, *made))
    }
}

/// Whether control can come back to a block without passing another.
fn comes_back(g: &Graph, at: Block, without: Block) -> bool {
    if at == without {
        return false;
    }
    let mut seen: HashSet<Block> = HashSet::from([without]);
    let mut todo = g.successors(at);
    while let Some(next) = todo.pop() {
        if next == at {
            return true;
        }
        if seen.insert(next) {
            todo.extend(g.successors(next));
        }
    }
    false
}

impl Fresh {
    fn new(program: &Program) -> Fresh {
        let mut known = HashSet::new();
        for s in program.statics.values() {
            let items: &[Const] = match &s.items {
                StaticItems::Prims(items) => items,
                _ => &[],
            };
            known.extend(s.fields.iter().chain(items).filter_map(|c| match c {
                Const::Func(g) => Some(*g),
                _ => None,
            }));
        }
        known.extend(program.entry);
        for g in program.graphs.values() {
            let mut taken = |a: &Operand| {
                if let Operand::Const(Const::Func(f)) = a {
                    known.insert(*f);
                }
            };
            for b in g.rpo() {
                for op in &g.blocks[b].ops {
                    let skip = usize::from(direct(op).is_some());
                    op.args.iter().skip(skip).for_each(&mut taken);
                }
                g.blocks[b].exit.for_each_operand(&mut taken);
            }
        }
        let args = program.graphs.iter().map(|(id, g)| {
            let start = |n: usize| !known.contains(&id) || is_constructor(g) && n == 0;
            (id, (0..g.args().len()).map(start).collect())
        });
        let mut fresh = Fresh { args: args.collect(), results: program.graphs.keys().collect() };
        while fresh.narrow(program) {}
        fresh
    }

    /// One round over the program; whether anything is no longer held to be fresh.
    fn narrow(&mut self, program: &Program) -> bool {
        let mut changed = false;
        for (id, g) in program.graphs.iter() {
            let vars = self.vars(id, g);
            for b in g.rpo() {
                let is_fresh = |a: &Operand| vars.holds(g, a, b);
                for (callee, args) in g.blocks[b].ops.iter().filter_map(direct) {
                    let constructs = is_constructor(&program.graphs[callee]);
                    let Some(known) = self.args.get_mut(&callee) else { continue };
                    for (n, (arg, known)) in args.iter().zip(known).enumerate() {
                        if *known && !is_fresh(arg) && !(constructs && n == 0) {
                            *known = false;
                            changed = true;
                        }
                    }
                }
                if let Exit::Return(v) = &g.blocks[b].exit {
                    changed |= !is_fresh(v) && self.results.remove(&id);
                }
            }
        }
        changed
    }

    /// The fresh variables of a graph.
    fn vars(&self, id: GraphId, g: &Graph) -> Vars {
        let mut stale: HashSet<Var> = HashSet::new();
        let own = self.args.get(&id).map_or(&[][..], |a| a);
        stale.extend(g.args().iter().zip(own).filter(|(_, fresh)| !**fresh).map(|(v, _)| *v));
        let order = g.rpo();
        let mut all: HashSet<Var> = g.args().iter().copied().collect();
        let mut made: HashMap<Var, Block> = HashMap::new();
        loop {
            let before = stale.len();
            for b in &order {
                all.extend(g.blocks[*b].params.iter().copied());
                for op in &g.blocks[*b].ops {
                    all.insert(op.result);
                    let fresh = match op.code {
                        OpCode::Malloc | OpCode::MallocVarsize => true,
                        OpCode::CastPointer | OpCode::SameAs => {
                            matches!(op.args.first(), Some(Operand::Var(v)) if !stale.contains(v))
                        }
                        _ => direct(op).is_some_and(|(callee, _)| self.results.contains(&callee)),
                    };
                    if !fresh {
                        stale.insert(op.result);
                    } else if !matches!(op.code, OpCode::CastPointer | OpCode::SameAs) {
                        made.insert(op.result, *b);
                    } else if let Some(Operand::Var(v)) = op.args.first() {
                        made.extend(made.get(v).copied().map(|at| (op.result, at)));
                    }
                }
                for l in g.blocks[*b].exit.links() {
                    for (p, a) in g.blocks[l.target].params.iter().zip(&l.args) {
                        if !matches!(a, Operand::Var(v) if !stale.contains(v) && v != p) {
                            stale.insert(*p);
                        }
                    }
                }
            }
            if stale.len() == before {
                return Vars { fresh: all.difference(&stale).copied().collect(), made };
            }
        }
    }
}

/// Fields and items that were promised not to change, written.
fn written_fields(program: &Program) -> Vec<Diagnostic> {
    let promised = |f: FieldRef| {
        let field = program.types.field(f);
        field.name.starts_with("inst_").then_some(field.immutable)
    };
    let some = program.graphs.values().any(|g| {
        let writes =
            |op: &Op| matches!(op.imm, Imm::Field(f) if promised(f).is_some_and(|i| i != Immutability::Mutable));
        g.blocks.values().any(|b| b.ops.iter().any(writes))
    });
    if !some {
        return Vec::new();
    }
    let fresh = Fresh::new(program);
    let mut places: HashMap<(FieldRef, bool), Vec<(Span, String)>> = HashMap::new();
    let mut order = Vec::new();
    for (id, g) in program.graphs.iter() {
        let vars = fresh.vars(id, g);
        for b in g.rpo() {
            let is_fresh = |a: &Operand| vars.holds(g, a, b);
            // Lists that were read from a field of an object that exists.
            let mut lists: HashMap<Var, FieldRef> = HashMap::new();
            for op in &g.blocks[b].ops {
                let found = match (op.code, &op.imm, op.args.first()) {
                    (OpCode::SetField, Imm::Field(f), Some(object)) => {
                        let kept = matches!(promised(*f), Some(Immutability::Immutable | Immutability::ImmutableArray));
                        (kept && !is_fresh(object)).then_some((*f, false))
                    }
                    (OpCode::GetField, Imm::Field(f), Some(object)) if !is_fresh(object) => {
                        if let Some(Immutability::ImmutableArray | Immutability::QuasiArray) = promised(*f) {
                            lists.insert(op.result, *f);
                        }
                        None
                    }
                    (OpCode::SetArrayItem, _, Some(Operand::Var(list))) => lists.get(list).map(|f| (*f, true)),
                    _ => None,
                };
                if let Some(key) = found.filter(|_| !op.span.is_none()) {
                    if !places.contains_key(&key) {
                        order.push(key);
                    }
                    places.entry(key).or_default().push((op.span, g.name.to_string()));
                }
            }
        }
    }
    let warn = |key: (FieldRef, bool)| {
        let (f, items) = key;
        let class = &program.types.structure_of(f.container).name;
        let name = program.types.field(f).name.trim_start_matches("inst_").to_string();
        let what = if items { format!("an item of '{name}[*]'") } else { format!("'{name}'") };
        let text = format!("{what} is in the _immutable_fields_ of {class}, but is written after construction");
        let d = Diagnostic::warning("W0501", text);
        let all = &places[&key];
        let shown = all.iter().take(SHOWN);
        let d = shown.fold(d, |d, (span, function)| d.label(*span, format!("written here, in {function}")));
        let more = all.len().saturating_sub(SHOWN);
        let d = if more > 0 { d.note(format!("and in {more} more places")) } else { d };
        d.help("traces may go on with the old value: leave the name out, or use the form with '?'")
    };
    order.into_iter().map(warn).collect()
}

/// An elidable function that evidently is not.
fn elidable(program: &Program, id: GraphId) -> Option<Diagnostic> {
    let g = &program.graphs[id];
    if !g.attrs.elidable || g.span.is_none() {
        return None;
    }
    let warn = |text: &str| Diagnostic::warning("W0502", format!("the elidable function '{}' {text}", g.name));
    let help = "calls of an elidable function are left out when the result is known: nothing else must depend on them";
    let returns = g.rpo().into_iter().any(|b| matches!(g.blocks[b].exit, Exit::Return(_)));
    if returns && g.result.is_none_or(|t| t.is_void()) {
        return Some(warn("has no result").label(g.span, "this function").help(help));
    }
    let mut seen = HashSet::from([id]);
    let mut todo = vec![(id, 0)];
    while let Some((id, depth)) = todo.pop() {
        let f = &program.graphs[id];
        for op in f.rpo().into_iter().flat_map(|b| &f.blocks[b].ops) {
            // What is further away is no evidence: the program knows when it happens.
            let next = direct(op).filter(|(callee, _)| depth < NEAR && seen.insert(*callee));
            todo.extend(next.map(|(callee, _)| (callee, depth + 1)));
            if let (OpCode::DirectCall, Some(Operand::Const(Const::Extern(x)))) = (op.code, op.args.first()) {
                if program.externs[*x].symbol.starts_with("rpy_os_") {
                    let d = warn("asks the operating system for something").label(g.span, "this function");
                    return Some(d.note(format!("it calls {}, in {}", program.externs[*x].symbol, f.name)).help(help));
                }
            }
        }
    }
    None
}

/// Lists of virtualizables that are stored or returned.
fn escaping_lists(program: &Program) -> Vec<Diagnostic> {
    let mut used: HashSet<FieldRef> = HashSet::new();
    let drivers = program.graphs.values().flat_map(|g| g.blocks.values()).flat_map(|b| &b.ops).filter_map(marker);
    if drivers.filter(|m| m.has_virtualizable()).count() > 0 {
        used.extend(program.virtualizables.iter().flat_map(|v| v.arrays.iter().copied()));
    }
    let mut out = Vec::new();
    for g in program.graphs.values() {
        for b in g.rpo() {
            let mut lists: HashMap<Var, FieldRef> = HashMap::new();
            let list = |a: Option<&Operand>, lists: &HashMap<Var, FieldRef>| match a {
                Some(Operand::Var(v)) => lists.get(v).copied(),
                _ => None,
            };
            let block = &g.blocks[b];
            let mut found: Vec<(FieldRef, Span)> = Vec::new();
            for op in &block.ops {
                match (op.code, &op.imm) {
                    (OpCode::GetField, Imm::Field(f)) if used.contains(f) => {
                        lists.insert(op.result, *f);
                    }
                    (OpCode::CastPointer | OpCode::SameAs, _) => {
                        if let Some(f) = list(op.args.first(), &lists) {
                            lists.insert(op.result, f);
                        }
                    }
                    (OpCode::SetField, _) => found.extend(list(op.args.get(1), &lists).map(|f| (f, op.span))),
                    (OpCode::SetArrayItem, _) => found.extend(list(op.args.get(2), &lists).map(|f| (f, op.span))),
                    _ => {}
                }
            }
            if let Exit::Return(v) = &block.exit {
                found.extend(list(Some(v), &lists).map(|f| (f, g.span)));
            }
            for (f, span) in found.into_iter().filter(|(_, span)| !span.is_none()) {
                let class = &program.types.structure_of(f.container).name;
                let name = program.types.field(f).name.trim_start_matches("inst_");
                let text = format!("the list '{name}' of the virtualizable {class} is kept somewhere else");
                let d = Diagnostic::warning("W0503", text).label(span, format!("here, in {}", g.name));
                out.push(
                    d.help(format!("traces that pass here are given up: use single items, as in frame.{name}[i]")),
                );
            }
        }
    }
    out
}
