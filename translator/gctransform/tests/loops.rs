//! Roots and loops: graph text in, operations counted.

use graph::{natural_loops, parse_program, Dominators, GraphId, OpCode};

const PROGRAM: &str = r#"
type T0 = gc struct "object" {typeptr: *T1 immutable}
type T1 = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable}
type T3 = gc struct "pair" parent T0 {x: Signed, next: *T3}
object T0
vtable T1
graph f -> Signed {
 a(p: *T3, n: Signed):
     goto head(n, p)
 head(i: Signed, last: *T3):
     c: Bool = int_gt(i, 0)
     branch c ? body() : done()
 body():
     q: *T3 = malloc[T3]()
     setfield[T3.next](q, p)
     j: Signed = int_sub(i, 1)
     goto head(j, q)
 done():
     x: Signed = getfield[T3.x](p)
     y: Signed = getfield[T3.x](last)
     s: Signed = int_add(x, y)
     return s
}
"#;

#[test]
fn what_a_loop_only_reads_is_saved_before_it() {
    let mut p = parse_program(PROGRAM).unwrap();
    p.entry = Some(GraphId::from_u32(0));
    let policy = policy::find("minimark").unwrap();
    gctransform::transform(&mut p, policy);
    let g = &p.graphs[GraphId::from_u32(0)];
    let loops = natural_loops(g, &Dominators::new(g));
    assert_eq!(loops.len(), 1);
    let count = |code: OpCode, inside: bool| {
        let blocks = g.rpo().into_iter().filter(|b| loops[0].has(*b) == inside);
        blocks.flat_map(|b| &g.blocks[b].ops).filter(|op| op.code == code).count()
    };
    assert_eq!((count(OpCode::GcSaveRoot, true), count(OpCode::GcSaveRoot, false)), (0, 1));
    assert!(count(OpCode::GcRestoreRoot, true) > 0);
}
