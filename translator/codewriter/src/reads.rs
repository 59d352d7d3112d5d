//! What calling a graph can read: the counterpart of the writes that `backendopt` knows.

use backendopt::analysis::{array_type, call_graph, callees, components};
use backendopt::{Callees, Place};
use graph::{Graph, GraphId, Imm, Op, OpCode, Program};
use std::collections::HashSet;
use std::rc::Rc;

/// A graph that reads more places than this is said to read anything.
const LIMIT: usize = 400;

/// `None`: anything.
type Set = Option<Rc<HashSet<Place>>>;

/// The result for all graphs.
pub struct Reads {
    graphs: Vec<Set>,
}

impl Reads {
    /// A pass over the call graph, callees first.
    pub fn new(program: &Program) -> Reads {
        let mut reads = Reads { graphs: vec![None; program.graphs.len()] };
        for component in components(&call_graph(program)) {
            let set = reads.component(program, &component);
            component.iter().for_each(|g| reads.graphs[g.as_u32() as usize] = set.clone());
        }
        reads
    }

    /// What a graph can read; `None`: anything.
    pub fn places(&self, g: GraphId) -> Option<&HashSet<Place>> {
        self.graphs.get(g.as_u32() as usize)?.as_deref()
    }

    fn component(&self, program: &Program, component: &[GraphId]) -> Set {
        let mut places = HashSet::new();
        for g in component {
            let graph = &program.graphs[*g];
            for op in graph.rpo().into_iter().flat_map(|b| &graph.blocks[b].ops) {
                match callees(program, op) {
                    None => places.extend(direct(graph, op)?),
                    Some(Callees::Unknown) => return None,
                    Some(Callees::Extern(x)) if x.pure => {}
                    Some(Callees::Extern(_)) => return None,
                    Some(Callees::Graphs(list)) => {
                        for callee in list.iter().filter(|c| !component.contains(c)) {
                            places.extend(self.places(*callee)?);
                        }
                    }
                }
                if places.len() > LIMIT {
                    return None;
                }
            }
        }
        Some(Rc::new(places))
    }
}

/// What an operation that is not a call reads; the outer `None`: anything.
fn direct(graph: &Graph, op: &Op) -> Option<Option<Place>> {
    use OpCode::*;
    Some(match (op.code, &op.imm) {
        (GetField | GetInteriorField, Imm::Field(f)) => Some(Place::Field(*f)),
        (GetArrayItem | ArrayCopy | ShrinkArray, _) => Some(Place::Items(array_type(graph, op.args.first()?)?)),
        (RawLoad, _) => return None,
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_come_up_the_call_graph() {
        let p = graph::parse_program(
            "type T = gc struct {a: Signed, b: Signed}
             type A = gc struct {} items Signed
             extern x \"x\" () -> Void
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
            assert_eq!(places.len(), 1, "{places:?}");
        }
        assert!(reads.places(GraphId::from_u32(2)).is_none());
    }
}
