//! What is reachable from the entry point, and who calls whom.

use cranelift_entity::{EntityRef, EntitySet};
use graph::{Const, ExternId, Graph, GraphId, Imm, Op, OpCode, Operand, Program, StaticId, StaticItems};

/// What the product must contain.
#[derive(Clone, Debug, Default)]
pub struct Reachable {
    /// Graphs.
    pub graphs: EntitySet<GraphId>,
    /// Prebuilt objects.
    pub statics: EntitySet<StaticId>,
    /// Run-time functions.
    pub externs: EntitySet<ExternId>,
    /// Graphs whose address is in an object or a variable.
    pub address_taken: EntitySet<GraphId>,
}

impl Reachable {
    /// The members of one of the sets, in order.
    pub fn members<K: EntityRef>(set: &EntitySet<K>) -> impl Iterator<Item = K> + '_ {
        // `EntitySet::keys` counts up to the largest member.
        set.keys().filter(|k| set.contains(K::new(k.index())))
    }
}

/// Where a call may go.
pub enum Callees<'a> {
    /// To one graph.
    Graph(GraphId),
    /// To a run-time function.
    Extern(ExternId),
    /// To one of these.
    Targets(&'a [GraphId]),
    /// Nobody knows.
    Unknown,
}

/// Where a call operation may go; `None` if it is not one.
pub fn callees(op: &Op) -> Option<Callees<'_>> {
    match op.code {
        OpCode::DirectCall => Some(match op.args.first().and_then(Operand::constant) {
            Some(Const::Func(g)) => Callees::Graph(*g),
            Some(Const::Extern(x)) => Callees::Extern(*x),
            _ => Callees::Unknown,
        }),
        OpCode::IndirectCall => Some(match (&op.args[0], &op.imm) {
            (Operand::Const(Const::Func(g)), _) => Callees::Graph(*g),
            (_, Imm::Targets(t)) if !t.is_empty() => Callees::Targets(t),
            _ => Callees::Unknown,
        }),
        c if c.info().call => Some(Callees::Unknown),
        _ => None,
    }
}

/// Everything reachable from the entry point and from the exceptions that operations raise.
pub fn reachable(program: &Program) -> Reachable {
    let mut r = Walk { program, found: Reachable::default(), graphs: Vec::new(), statics: Vec::new() };
    if let Some(entry) = program.entry {
        r.graph(entry);
    }
    for (_, s) in &program.exceptions {
        r.object(*s);
    }
    loop {
        if let Some(g) = r.graphs.pop() {
            r.scan_graph(&program.graphs[g]);
        } else if let Some(s) = r.statics.pop() {
            r.scan_static(s);
        } else {
            return r.found;
        }
    }
}

struct Walk<'a> {
    program: &'a Program,
    found: Reachable,
    graphs: Vec<GraphId>,
    statics: Vec<StaticId>,
}

impl Walk<'_> {
    fn graph(&mut self, g: GraphId) {
        if self.found.graphs.insert(g) {
            self.graphs.push(g);
        }
    }

    fn object(&mut self, s: StaticId) {
        if self.found.statics.insert(s) {
            self.statics.push(s);
        }
    }

    fn constant(&mut self, c: &Const) {
        match c {
            Const::Func(g) => {
                self.found.address_taken.insert(*g);
                self.graph(*g);
            }
            Const::Static(s, _) | Const::Place(s, _) => self.object(*s),
            Const::Extern(x) => {
                self.found.externs.insert(*x);
            }
            _ => {}
        }
    }

    fn scan_graph(&mut self, g: &Graph) {
        for b in g.rpo() {
            let data = &g.blocks[b];
            for op in &data.ops {
                let direct = match callees(op) {
                    Some(Callees::Graph(t)) => {
                        self.graph(t);
                        1
                    }
                    Some(Callees::Extern(x)) => {
                        self.found.externs.insert(x);
                        1
                    }
                    _ => 0,
                };
                for a in op.args.iter().skip(direct).filter_map(Operand::constant) {
                    self.constant(a);
                }
            }
            data.exit.for_each_operand(|a| {
                if let Operand::Const(c) = a {
                    self.constant(c);
                }
            });
        }
    }

    fn scan_static(&mut self, s: StaticId) {
        let data = &self.program.statics[s];
        for c in &data.fields {
            self.constant(c);
        }
        match &data.items {
            StaticItems::Prims(items) => items.iter().for_each(|c| self.constant(c)),
            StaticItems::Structs(items) => items.iter().flatten().for_each(|c| self.constant(c)),
            StaticItems::None | StaticItems::Bytes(_) => {}
        }
    }
}
