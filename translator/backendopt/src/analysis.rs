//! What calling a graph can do: raise, collect, write. A fixpoint over the call graph, one strongly
//! connected component after the other, callees first.

use graph::{Const, Exit, Graph, GraphId, Imm, Op, OpCode, Operand, Program};
use indexmap::IndexMap;
use lltype::{Container, ContainerId, Elem, FieldRef, LLType};
use petgraph::graph::{DiGraph, NodeIndex};
use rayon::prelude::*;
use smallvec::SmallVec;
use std::sync::Arc;

/// Something that can be written: a field, or the items of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A field (of a structure or of inline items).
    Field(FieldRef),
    /// Plain items of an array.
    Items(ContainerId),
}

/// What code can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// Leave by an exception.
    pub raises: bool,
    /// Allocate or collect; references live across it must be saved.
    pub collects: bool,
    /// Write to memory in unknown ways, or call something unknown.
    pub writes_unknown: bool,
    /// Have an effect that is not a write or allocation (output, a fatal error, a marker).
    pub other: bool,
    /// What may be written: bits of [`Analysis::places`].
    writes: Arc<Bits>,
}

type Bits = Vec<u64>;

impl Effects {
    fn nothing(empty: &Arc<Bits>) -> Effects {
        Effects { raises: false, collects: false, writes_unknown: false, other: false, writes: empty.clone() }
    }

    fn anything(empty: &Arc<Bits>) -> Effects {
        Effects { raises: true, collects: true, writes_unknown: true, other: true, writes: empty.clone() }
    }

    /// Whether nothing of all this can happen.
    pub fn is_nothing(&self) -> bool {
        let effects = self.raises || self.collects || self.writes_unknown || self.other;
        !effects && self.writes.iter().all(|w| *w == 0)
    }

    /// Adds what a callee does, but for its exceptions.
    fn add(&mut self, other: &Effects) {
        self.collects |= other.collects;
        self.writes_unknown |= other.writes_unknown;
        self.other |= other.other;
        if !Arc::ptr_eq(&self.writes, &other.writes) && other.writes.iter().any(|w| *w != 0) {
            let writes = Arc::make_mut(&mut self.writes);
            writes.iter_mut().zip(other.writes.iter()).for_each(|(a, b)| *a |= b);
        }
    }
}

/// The possible callees of a call operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callees<'a> {
    /// Exactly one of these graphs.
    Graphs(Vec<GraphId>),
    /// A function of the run-time library.
    Extern(&'a graph::Extern),
    /// Anything.
    Unknown,
}

/// The possible callees of an operation; `None` if it is no call.
pub fn callees<'a>(program: &'a Program, op: &Op) -> Option<Callees<'a>> {
    let at = match op.code {
        OpCode::DirectCall | OpCode::IndirectCall => 0,
        OpCode::JitConditionalCall | OpCode::JitConditionalCallValue => 1,
        code if code.info().call => return Some(Callees::Unknown),
        _ => return None,
    };
    Some(match op.args.get(at) {
        Some(Operand::Const(Const::Func(g))) => Callees::Graphs(vec![*g]),
        Some(Operand::Const(Const::Extern(x))) => program.externs.get(*x).map_or(Callees::Unknown, Callees::Extern),
        _ => match &op.imm {
            Imm::Targets(t) if !t.is_empty() => Callees::Graphs(t.to_vec()),
            _ => Callees::Unknown,
        },
    })
}

/// The call graph: one node per graph, in the order of their numbers.
pub fn call_graph(program: &Program) -> DiGraph<(), ()> {
    calls_that(program, |_| true)
}

/// The part of the call graph that direct calls make.
pub fn direct_calls(program: &Program) -> DiGraph<(), ()> {
    calls_that(program, |op| op.code == OpCode::DirectCall)
}

fn calls_that(program: &Program, count: impl Fn(&Op) -> bool + Send + Sync) -> DiGraph<(), ()> {
    let mut calls = DiGraph::with_capacity(program.graphs.len(), program.graphs.len() * 4);
    program.graphs.keys().for_each(|_| {
        calls.add_node(());
    });
    let called = |graph: &Graph| {
        let mut called: Vec<GraphId> = Vec::new();
        for b in graph.rpo() {
            for op in graph.blocks[b].ops.iter().filter(|op| count(op)) {
                if let Some(Callees::Graphs(list)) = callees(program, op) {
                    called.extend(list);
                }
            }
        }
        called
    };
    for (from, called) in of_each(program, called).into_iter().enumerate() {
        for g in called {
            calls.update_edge_once(NodeIndex::new(from), NodeIndex::new(g.as_u32() as usize));
        }
    }
    calls
}

/// What is found in each graph, in parallel.
fn of_each<T: Send>(program: &Program, find: impl Fn(&Graph) -> T + Send + Sync) -> Vec<T> {
    program.graphs.values().as_slice().par_iter().map(find).collect()
}

trait EdgeOnce {
    fn update_edge_once(&mut self, from: NodeIndex, to: NodeIndex);
}

impl EdgeOnce for DiGraph<(), ()> {
    /// Adds an edge unless it is the one added last from that node (most repetitions are).
    fn update_edge_once(&mut self, from: NodeIndex, to: NodeIndex) {
        if self.neighbors(from).next() != Some(to) {
            self.add_edge(from, to, ());
        }
    }
}

/// Strongly connected components of the call graph, callees before callers.
pub fn components(calls: &DiGraph<(), ()>) -> Vec<Vec<GraphId>> {
    petgraph::algo::tarjan_scc(calls)
        .into_iter()
        .map(|c| {
            let mut c: Vec<GraphId> = c.into_iter().map(|n| GraphId::from_u32(n.index() as u32)).collect();
            c.sort();
            c
        })
        .collect()
}

/// The effects of all graphs of a program.
pub struct Analysis {
    graphs: Vec<Effects>,
    /// Everything that some operation writes.
    places: IndexMap<Place, ()>,
    /// Those that code which has only addresses can write.
    raw: Bits,
    empty: Arc<Bits>,
    unknown: Effects,
}

impl Analysis {
    /// Analyses a program.
    pub fn new(program: &Program) -> Analysis {
        let calls = call_graph(program);
        Analysis::with_components(program, &components(&calls))
    }

    /// Analyses a program whose components are known (callees first).
    pub fn with_components(program: &Program, components: &[Vec<GraphId>]) -> Analysis {
        let mut places = IndexMap::new();
        let places_of = |graph: &Graph| {
            let mut places = IndexMap::new();
            for b in graph.rpo() {
                for op in &graph.blocks[b].ops {
                    if let Some(Written::Places(list)) = written(program, graph, op) {
                        places.extend(list.into_iter().map(|p| (p, ())));
                    }
                }
            }
            places
        };
        of_each(program, places_of).into_iter().for_each(|found| places.extend(found));
        let empty: Arc<Bits> = Arc::new(vec![0; places.len().div_ceil(64)]);
        let mut raw = (*empty).clone();
        for (i, (p, ())) in places.iter().enumerate() {
            raw[i / 64] |= u64::from(is_raw(program, *p)) << (i % 64);
        }
        let mut a = Analysis {
            raw,
            graphs: vec![Effects::nothing(&empty); program.graphs.len()],
            places,
            unknown: Effects::anything(&empty),
            empty,
        };
        for component in components {
            // Writes and the like: all members have those of the whole component.
            let mut sum = Effects::nothing(&a.empty);
            for g in component {
                for (op, _) in ops_and_handled(&program.graphs[*g]) {
                    a.add_op(program, &program.graphs[*g], op, &mut sum);
                }
            }
            for g in component {
                a.graphs[g.as_u32() as usize] = sum.clone();
            }
            // Exceptions: some members may catch what others raise; grows to the fixpoint. A cycle of
            // calls gets a check of the stack later, which raises.
            if recursive(program, component) {
                for g in component {
                    a.graphs[g.as_u32() as usize].raises = true;
                }
            }
            let mut changed = true;
            while changed {
                changed = false;
                for g in component {
                    let graph = &program.graphs[*g];
                    if !a.graphs[g.as_u32() as usize].raises && a.leaves_by_exception(program, graph) {
                        a.graphs[g.as_u32() as usize].raises = true;
                        changed = true;
                    }
                }
            }
        }
        a
    }

    fn add_op(&self, program: &Program, graph: &Graph, op: &Op, sum: &mut Effects) {
        match callees(program, op) {
            Some(Callees::Unknown) => sum.add(&self.unknown),
            Some(Callees::Graphs(list)) => list.iter().for_each(|g| sum.add(self.graph(*g))),
            Some(Callees::Extern(x)) => {
                sum.collects |= x.collects;
                sum.other |= !x.pure;
                match extern_writes(program, x) {
                    _ if x.pure => {}
                    Some(places) => {
                        self.write_raw(sum);
                        places.iter().for_each(|p| self.write(sum, p));
                    }
                    None => sum.writes_unknown = true,
                }
            }
            None => {
                let info = op.code.info();
                sum.collects |= info.collects;
                match written(program, graph, op) {
                    Some(Written::Places(list)) => list.iter().for_each(|p| self.write(sum, p)),
                    Some(Written::Raw) => self.write_raw(sum),
                    Some(Written::Unknown) => sum.writes_unknown = true,
                    None => {
                        // A test for None shows only if it fails, whatever is made of the calls that are left.
                        let tests = op.code == OpCode::NullCheck;
                        let harmless = info.pure || info.reads || info.collects || info.raises || tests;
                        sum.other |= !harmless || matches!(op.code, OpCode::GcCollect | OpCode::Fatal);
                    }
                }
            }
        }
    }

    /// Places among those written that code which has only addresses can write.
    pub fn raw_places(&self) -> impl Iterator<Item = Place> + '_ {
        let raw = |i: &usize| self.raw[i / 64] >> (i % 64) & 1 == 1;
        (0..self.places.len()).filter(raw).filter_map(|i| self.places.get_index(i).map(|(p, ())| *p))
    }

    fn write(&self, sum: &mut Effects, p: &Place) {
        if let Some(i) = self.places.get_index_of(p) {
            Arc::make_mut(&mut sum.writes)[i / 64] |= 1 << (i % 64);
        }
    }

    fn write_raw(&self, sum: &mut Effects) {
        Arc::make_mut(&mut sum.writes).iter_mut().zip(&self.raw).for_each(|(a, b)| *a |= b);
    }

    fn leaves_by_exception(&self, program: &Program, graph: &Graph) -> bool {
        graph.rpo().iter().any(|b| matches!(graph.blocks[*b].exit, Exit::Raise(..)))
            || ops_and_handled(graph).any(|(op, handled)| !handled && self.op_raises(program, op))
    }

    /// What calling a graph can do.
    pub fn graph(&self, g: GraphId) -> &Effects {
        self.graphs.get(g.as_u32() as usize).unwrap_or(&self.unknown)
    }

    /// Whether an operation can raise.
    pub fn op_raises(&self, program: &Program, op: &Op) -> bool {
        match callees(program, op) {
            None => op.code.info().raises,
            Some(Callees::Unknown) => true,
            Some(Callees::Extern(_)) => false,
            Some(Callees::Graphs(list)) => list.iter().any(|g| self.graph(*g).raises),
        }
    }

    /// Whether an operation can allocate or collect.
    pub fn op_collects(&self, program: &Program, op: &Op) -> bool {
        match callees(program, op) {
            None => op.code.info().collects,
            Some(Callees::Unknown) => true,
            Some(Callees::Extern(x)) => x.collects,
            Some(Callees::Graphs(list)) => list.iter().any(|g| self.graph(*g).collects),
        }
    }

    /// Whether an operation can write to a place.
    pub fn op_writes(&self, program: &Program, graph: &Graph, op: &Op, place: Place) -> bool {
        match callees(program, op) {
            None => match written(program, graph, op) {
                None => false,
                Some(Written::Unknown) => true,
                Some(Written::Raw) => is_raw(program, place),
                Some(Written::Places(list)) => list.contains(&place),
            },
            Some(Callees::Unknown) => true,
            Some(Callees::Extern(x)) if x.pure => false,
            Some(Callees::Extern(x)) => {
                extern_writes(program, x).is_none_or(|list| is_raw(program, place) || list.contains(&place))
            }
            Some(Callees::Graphs(list)) => list.iter().any(|g| self.graph_writes(*g, place)),
        }
    }

    /// Whether calling a graph can write to a place.
    pub fn graph_writes(&self, g: GraphId, place: Place) -> bool {
        let e = self.graph(g);
        e.writes_unknown || self.places.get_index_of(&place).is_some_and(|i| e.writes[i / 64] >> (i % 64) & 1 == 1)
    }

    /// All places that calling a graph can write to, if they are known.
    pub fn places(&self, g: GraphId) -> Option<Vec<Place>> {
        let e = self.graph(g);
        (!e.writes_unknown).then(|| {
            let set = |i: &usize| e.writes[i / 64] >> (i % 64) & 1 == 1;
            (0..self.places.len()).filter(set).filter_map(|i| self.places.get_index(i).map(|(p, ())| *p)).collect()
        })
    }
}

/// Whether a strongly connected component of the call graph is a cycle.
fn recursive(program: &Program, component: &[GraphId]) -> bool {
    let [only] = component else { return true };
    ops_and_handled(&program.graphs[*only]).any(|(op, _)| match callees(program, op) {
        Some(Callees::Graphs(list)) => list.contains(only),
        _ => false,
    })
}

/// Each operation of the reachable blocks, and whether a handler catches what it raises.
fn ops_and_handled(graph: &Graph) -> impl Iterator<Item = (&Op, bool)> {
    graph.rpo().into_iter().flat_map(|b| {
        let data = &graph.blocks[b];
        let handled =
            matches!(&data.exit, Exit::Raising { handlers, .. } if handlers.iter().any(|h| h.class.is_none()));
        let n = data.ops.len();
        data.ops.iter().enumerate().map(move |(i, op)| (op, handled && i + 1 == n))
    })
}

enum Written {
    /// These places.
    Places(SmallVec<[Place; 2]>),
    /// Memory behind an address.
    Raw,
    /// Anything.
    Unknown,
}

fn written(program: &Program, graph: &Graph, op: &Op) -> Option<Written> {
    let items = |at: usize| match op.args.get(at).and_then(|a| array_type(graph, a)) {
        Some(c) => Written::Places(item_places(program, c)),
        None => Written::Unknown,
    };
    Some(match (op.code, &op.imm) {
        (OpCode::SetField | OpCode::SetInteriorField, Imm::Field(f)) => {
            Written::Places(std::iter::once(Place::Field(*f)).collect())
        }
        (OpCode::SetArrayItem | OpCode::ArrayClear, _) => items(0),
        (OpCode::ArrayCopy, _) => items(1),
        (OpCode::RawStore, _) => Written::Raw,
        (OpCode::ShrinkArray, _) => Written::Unknown,
        (OpCode::JitForceVirtualizable | OpCode::JitForceQuasiImmutable, _) => Written::Unknown,
        _ => return None,
    })
}

/// Everything that is written when items of an array are.
fn item_places(program: &Program, c: ContainerId) -> SmallVec<[Place; 2]> {
    let Container::Struct(s) = program.types.get(c) else { return SmallVec::new() };
    match s.items {
        Some(Elem::Struct(inner)) => program.types.all_fields(inner).into_iter().map(Place::Field).collect(),
        _ => std::iter::once(Place::Items(c)).collect(),
    }
}

/// Whether code that has only addresses may write to a place: fields outside the collected heap, and items
/// that are plain data (buffers and strings lend their characters).
pub fn is_raw(program: &Program, place: Place) -> bool {
    match place {
        Place::Field(f) => !program.types.structure_of(f.container).gc && !is_inline_in_heap(program, f.container),
        Place::Items(c) => match program.types.get(c) {
            Container::Struct(s) => !matches!(s.items, Some(Elem::Prim(t)) if program.types.is_gc_ref(t)),
            _ => true,
        },
    }
}

/// Whether a structure without header of its own may be the items of a collected array. Then nothing but
/// operations on the array reaches it.
fn is_inline_in_heap(program: &Program, c: ContainerId) -> bool {
    program.types.all_fields(c).iter().any(|f| program.types.is_gc_ref(program.types.field(*f).ty))
}

/// What a function of the library can write: buffers that it is given. `None`: anything.
pub fn extern_writes(program: &Program, x: &graph::Extern) -> Option<Vec<Place>> {
    // It may run code of the program: another thread's, a callback, compiled loops.
    let calls_back = |t: &LLType| matches!(t.target().map(|c| program.types.get(c)), Some(Container::Func(_)));
    if x.collects || x.symbol.starts_with("rpy_jit") || x.args.iter().any(calls_back) {
        return None;
    }
    let mut places = Vec::new();
    let structures = x.args.iter().filter_map(|t| t.target());
    for c in structures.filter(|c| matches!(program.types.get(*c), Container::Struct(_))) {
        places.extend(program.types.all_fields(c).into_iter().map(Place::Field));
        places.extend(item_places(program, c));
    }
    Some(places)
}

/// The container that a reference points to.
pub fn array_type(graph: &Graph, a: &Operand) -> Option<ContainerId> {
    let ty = match a {
        Operand::Var(v) => graph.vars[*v].ty,
        Operand::Const(Const::Null(t) | Const::Static(_, t)) => Some(*t),
        Operand::Const(_) => None,
    };
    ty.and_then(LLType::target)
}
