//! Which graphs can raise, and which can collect.

use crate::calls::{callees, Callees, Reachable};
use cranelift_entity::SecondaryMap;
use graph::{Exit, ExternId, Graph, GraphId, KnownException, Op, OpCode, Program};

/// The result, for graphs and for single operations.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    raises: SecondaryMap<GraphId, bool>,
    collects: SecondaryMap<GraphId, bool>,
    extern_collects: SecondaryMap<ExternId, bool>,
    memory_error: bool,
    stack_overflow: bool,
}

impl Analysis {
    /// A fixpoint over the call graph: nothing raises or collects unless there is a reason.
    pub fn new(program: &Program, live: &Reachable) -> Analysis {
        let mut a = Analysis {
            memory_error: program.exception(KnownException::MemoryError).is_some(),
            stack_overflow: program.exception(KnownException::StackOverflow).is_some(),
            ..Analysis::default()
        };
        for (x, e) in program.externs.iter() {
            a.extern_collects[x] = e.collects;
        }
        let mut callers: SecondaryMap<GraphId, Vec<GraphId>> = SecondaryMap::new();
        for g in Reachable::members(&live.graphs) {
            let graph = &program.graphs[g];
            for b in graph.rpo() {
                for op in &graph.blocks[b].ops {
                    match callees(op) {
                        Some(Callees::Graph(t)) => callers[t].push(g),
                        Some(Callees::Targets(ts)) => ts.iter().for_each(|t| callers[*t].push(g)),
                        _ => {}
                    }
                }
            }
        }
        let mut work: Vec<GraphId> = Reachable::members(&live.graphs).collect();
        let mut queued: SecondaryMap<GraphId, bool> = SecondaryMap::new();
        work.iter().for_each(|g| queued[*g] = true);
        while let Some(g) = work.pop() {
            queued[g] = false;
            let graph = &program.graphs[g];
            let raises = a.raises[g] || a.graph_raises(graph);
            let collects = a.collects[g] || a.graph_collects(graph);
            if (raises, collects) != (a.raises[g], a.collects[g]) {
                a.raises[g] = raises;
                a.collects[g] = collects;
                for c in &callers[g] {
                    if !std::mem::replace(&mut queued[*c], true) {
                        work.push(*c);
                    }
                }
            }
        }
        a
    }

    /// Whether a call of the graph may end in an exception.
    pub fn can_raise(&self, g: GraphId) -> bool {
        self.raises[g]
    }

    /// Whether a call of the graph may collect.
    pub fn can_collect(&self, g: GraphId) -> bool {
        self.collects[g]
    }

    /// Whether the operation may raise. Fixed-size allocation does not: out of memory there is fatal.
    pub fn op_raises(&self, op: &Op) -> bool {
        match callees(op) {
            Some(Callees::Graph(g)) => return self.raises[g],
            Some(Callees::Targets(t)) => return t.iter().any(|g| self.raises[*g]),
            Some(Callees::Extern(_)) => return false,
            Some(Callees::Unknown) => return true,
            None => {}
        }
        match op.code {
            OpCode::IntAddOvf | OpCode::IntSubOvf | OpCode::IntMulOvf => true,
            OpCode::MallocVarsize => self.memory_error,
            OpCode::StackCheck => self.stack_overflow,
            _ => false,
        }
    }

    /// Whether the operation may collect.
    pub fn op_collects(&self, op: &Op) -> bool {
        match callees(op) {
            Some(Callees::Graph(g)) => return self.collects[g],
            Some(Callees::Targets(t)) => return t.iter().any(|g| self.collects[*g]),
            Some(Callees::Extern(x)) => return self.extern_collects[x],
            Some(Callees::Unknown) => return true,
            None => {}
        }
        matches!(
            op.code,
            OpCode::Malloc
                | OpCode::MallocVarsize
                | OpCode::GcCollect
                | OpCode::WeakrefCreate
                | OpCode::GcAddMemoryPressure
        )
    }

    fn graph_raises(&self, g: &Graph) -> bool {
        g.rpo().into_iter().any(|b| {
            let data = &g.blocks[b];
            if matches!(data.exit, Exit::Raise(..)) {
                return true;
            }
            let caught = matches!(&data.exit, Exit::Raising { handlers, .. } if !handlers.is_empty());
            let n = data.ops.len() - (caught && !data.ops.is_empty()) as usize;
            data.ops[..n].iter().any(|op| self.op_raises(op))
        })
    }

    fn graph_collects(&self, g: &Graph) -> bool {
        g.rpo().into_iter().any(|b| g.blocks[b].ops.iter().any(|op| self.op_collects(op)))
    }
}
