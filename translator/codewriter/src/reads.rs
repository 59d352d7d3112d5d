//! What calling a graph can read: the counterpart of the writes that `backendopt` knows.

use crate::vref::VirtualRefs;
use backendopt::analysis::{array_type, call_graph, callees, components, extern_writes, is_raw};
use backendopt::{Callees, Place};
use graph::{Graph, GraphId, Imm, Op, OpCode, Program};
use indexmap::IndexSet;
use lltype::{Container, Elem};
use std::rc::Rc;

/// `None`: anything.
type Set = Option<Rc<Vec<u64>>>;

/// The result for all graphs.
pub struct Reads {
    graphs: Vec<Set>,
    /// Everything that some operation reads.
    places: IndexSet<Place>,
    /// Those that code which has only addresses can read.
    raw: Vec<u64>,
}

impl Reads {
    /// A pass over the call graph, callees first.
    pub fn new(program: &Program) -> Reads {
        let mut places = IndexSet::new();
        for graph in program.graphs.values() {
            for op in graph.rpo().into_iter().flat_map(|b| &graph.blocks[b].ops) {
                if let Read::Places(list) = direct(program, graph, op) {
                    places.extend(list);
                }
            }
        }
        let mut raw = vec![0; places.len().div_ceil(64)];
        for (i, p) in places.iter().enumerate() {
            raw[i / 64] |= u64::from(is_raw(program, *p)) << (i % 64);
        }
        let mut reads = Reads { graphs: vec![None; program.graphs.len()], places, raw };
        for component in components(&call_graph(program)) {
            let set = reads.component(program, &component).map(Rc::new);
            component.iter().for_each(|g| reads.graphs[g.as_u32() as usize] = set.clone());
        }
        reads
    }

    /// What a graph can read; `None`: anything.
    pub fn places(&self, g: GraphId) -> Option<impl Iterator<Item = Place> + '_> {
        Some(self.of(self.graphs.get(g.as_u32() as usize)?.as_ref()?))
    }

    /// Places that code which has only addresses can read.
    pub fn raw_places(&self) -> impl Iterator<Item = Place> + '_ {
        self.of(&self.raw)
    }

    fn of<'s>(&'s self, set: &'s [u64]) -> impl Iterator<Item = Place> + 's {
        let has = |i: &usize| set[i / 64] >> (i % 64) & 1 == 1;
        (0..self.places.len()).filter(has).filter_map(|i| self.places.get_index(i).copied())
    }

    fn component(&self, program: &Program, component: &[GraphId]) -> Option<Vec<u64>> {
        let raw = &self.raw;
        let mut set = vec![0; raw.len()];
        let join = |set: &mut Vec<u64>, other: &[u64]| set.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
        let add = |set: &mut Vec<u64>, p: &Place| {
            if let Some(i) = self.places.get_index_of(p) {
                set[i / 64] |= 1 << (i % 64);
            }
        };
        for g in component {
            let graph = &program.graphs[*g];
            for op in graph.rpo().into_iter().flat_map(|b| &graph.blocks[b].ops) {
                match callees(program, op) {
                    None => match direct(program, graph, op) {
                        Read::Places(list) => list.iter().for_each(|p| add(&mut set, p)),
                        Read::Raw => join(&mut set, raw),
                    },
                    Some(Callees::Unknown) => return None,
                    Some(Callees::Extern(x)) if x.pure => {}
                    Some(Callees::Extern(x)) => {
                        // It reads what it can write.
                        extern_writes(program, x)?.iter().for_each(|p| add(&mut set, p));
                        join(&mut set, raw);
                    }
                    Some(Callees::Graphs(list)) => {
                        for callee in list.iter().filter(|c| !component.contains(c)) {
                            join(&mut set, self.graphs[callee.as_u32() as usize].as_ref()?);
                        }
                    }
                }
            }
        }
        Some(set)
    }
}

enum Read {
    Places(Vec<Place>),
    /// Memory behind an address.
    Raw,
}

/// What an operation that is not a call reads.
fn direct(program: &Program, graph: &Graph, op: &Op) -> Read {
    use OpCode::*;
    let container = || array_type(graph, op.args.first()?);
    match (op.code, &op.imm) {
        (GetField | GetInteriorField, Imm::Field(f)) => Read::Places(vec![Place::Field(*f)]),
        (GetArrayItem, _) => Read::Places(container().map(Place::Items).into_iter().collect()),
        (ArrayCopy | ShrinkArray, _) => {
            let structure = container().map(|c| (c, program.types.get(c)));
            Read::Places(match structure {
                Some((_, Container::Struct(s))) if matches!(s.items, Some(Elem::Struct(_))) => match s.items {
                    Some(Elem::Struct(inner)) => {
                        program.types.all_fields(inner).into_iter().map(Place::Field).collect()
                    }
                    _ => Vec::new(),
                },
                Some((c, _)) => vec![Place::Items(c)],
                None => Vec::new(),
            })
        }
        (RawLoad, _) => Read::Raw,
        (JitForceVirtual, _) => {
            let refs = VirtualRefs::find(program);
            Read::Places(refs.iter().flat_map(|r| [Place::Field(r.token), Place::Field(r.forced)]).collect())
        }
        _ => Read::Places(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_come_up_the_call_graph() {
        let p = graph::parse_program(
            "type T = gc struct {a: Signed, b: Signed}
             type A = gc struct {} items Signed
             extern x \"x\" () -> Void collects
             graph f -> Signed {
             b(t: *T):
                 r: Signed = direct_call(@g, t, 3)
                 return r
             }
             graph g -> Signed {
             b(t: *T, n: Signed):
                 v: Signed = getfield[T.a](t)
                 setfield[T.b](t, v)
                 c = int_lt(n, 0)
                 branch c ? done(v) : again()
             again():
                 m = int_sub(n, 1)
                 w: Signed = direct_call(@g, t, m)
                 goto done(w)
             done(r: Signed):
                 return r
             }
             graph h -> Void {
             b():
                 direct_call(@x)
                 return void
             }",
        )
        .unwrap();
        let reads = Reads::new(&p);
        for g in [0, 1] {
            let places = reads.places(GraphId::from_u32(g)).expect("known");
            assert_eq!(places.count(), 1);
        }
        assert!(reads.places(GraphId::from_u32(2)).is_none());
    }
}
