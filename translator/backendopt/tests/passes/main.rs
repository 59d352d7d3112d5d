//! Each pass on small graphs: text in, text out.

use backendopt::analysis::{Analysis, Place};
use backendopt::quiet::Quiet;
use backendopt::{
    cleanup, constfold, hoist, indexes, inline, loads, mallocremoval, nullchecks, quietloops, reachable, unchecked,
    versions, virtualcalls,
};
use graph::{parse_program, print_graph, verify_program, Graph, GraphId, Numbering, Program};

mod memory;

const PRELUDE: &str = r#"
type T0 = gc struct "object" {typeptr: *T1 immutable}
type T1 = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable}
type T2 = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type T3 = gc struct "pair" parent T0 {x: Signed, y: Signed, next: *T3}
type T4 = func (Signed) -> Signed
type T5 = gc struct "array" {} items Signed
type T6 = gc struct "fixed" {size: Signed immutable, next: *T6}
extern write "write" (Signed) -> Signed
extern sqrt "sqrt" (Float) -> Float pure
extern fill "fill" (*T3) -> Void
extern callback "callback" () -> Void collects
static vt: T1 immutable = {1, 4}
static sub: T1 immutable = {2, 3}
static hello: T2 = {0} bytes "hello"
static pre: T3 = {@vt:*T1, 7, 8, null:*T3}
static exc: T0 = {@vt:*T1}
object T0
vtable T1
string T2
exception OverflowError exc
"#;

const LOOP: &str = "graph f -> Signed {
         a(p: *T6, q: *T6, n: Signed):
             first: Signed = getfield[T6.size](p)
             goto head(n, 0)
         head(i: Signed, sum: Signed):
             ROUND
             c: Bool = int_gt(i, 0)
             branch c ? body() : done()
         body():
             x: Signed = getfield[T6.size](p)
             y: Signed = getfield[T6.size](q)
             z: Signed = int_add(x, y)
             s: Signed = int_add(sum, z)
             j: Signed = int_sub(i, 1)
             goto head(j, s)
         done():
             return sum
         }";

#[track_caller]
fn program(body: &str) -> Program {
    let p = parse_program(&format!("{PRELUDE}{body}")).unwrap();
    verify_program(&p).unwrap();
    p
}

fn normal(s: &str) -> String {
    s.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Applies a pass to the graph `f` (the first) and compares its canonical text.
#[track_caller]
fn check(body: &str, pass: impl FnOnce(&mut Program), expected: &str) {
    let mut p = program(body);
    pass(&mut p);
    verify_program(&p).unwrap_or_else(|v| panic!("{}", v[0]));
    let text = print_graph(&p.graphs[GraphId::from_u32(0)], Some(&p.types), Numbering::Canonical);
    assert_eq!(normal(&text), normal(expected), "\n{text}");
}

fn first<T>(p: &mut Program, f: impl FnOnce(&mut Graph, &Program) -> T) {
    let id = GraphId::from_u32(0);
    let mut g = p.graphs[id].clone();
    f(&mut g, p);
    p.graphs[id] = g;
}

fn clean(p: &mut Program) {
    first(p, |g, p| cleanup::cleanup(g, p.into()));
}

fn fold_and_clean(p: &mut Program) {
    first(p, |g, p| {
        constfold::fold(g, p.into());
        cleanup::cleanup(g, p.into());
    });
}

fn no_mallocs(p: &mut Program) {
    first(p, |g, p| mallocremoval::remove_mallocs(g, &p.types, p.into()));
}

#[test]
fn cleanup_removes_what_does_nothing() {
    check(
        "graph f -> Signed {
         a(n: Signed, unused: Signed):
             m: Signed = same_as(n)
             dead = int_add(n, 1)
             o: *T3 = cast_pointer(@pre:*T3)
             branch true ? b(m, dead) : c()
         b(x: Signed, y: Signed):
             goto d(x)
         c():
             goto d(3)
         d(z: Signed):
             return z
         }",
        clean,
        "graph \"f\" -> Signed {
         block0(v0: Signed, v1: Signed):
             return v0
         }",
    );
}

#[test]
fn cleanup_keeps_loops_and_threads_constant_conditions() {
    // `while a and b`: the block that tests the merged condition disappears.
    check(
        "graph f -> Signed {
         a(n: Signed, one: Signed):
             goto loop(n, one)
         loop(i: Signed, same: Signed):
             c = int_gt(i, 0)
             branch c ? second() : test(false)
         second():
             d = int_lt(i, 100)
             goto test(d)
         test(t: Bool):
             branch t ? body() : out()
         body():
             j = int_sub(i, same)
             goto loop(j, same)
         out():
             return i
         }",
        clean,
        "graph \"f\" -> Signed {
         block0(v0: Signed, v1: Signed):
             goto block1(v0)
         block1(v2: Signed):
             v3: Bool = int_gt(v2, 0)
             branch v3 ? block2() : block3()
         block2():
             v4: Bool = int_lt(v2, 100)
             branch v4 ? block4() : block3()
         block3():
             return v2
         block4():
             v5: Signed = int_sub(v2, v1)
             goto block1(v5)
         }",
    );
}

#[test]
fn cleanup_drops_handlers_of_what_cannot_raise() {
    check(
        "graph f -> Float {
         a(x: Float):
             y: Float = direct_call(@sqrt, x)
             normal b() except * e: *T0 -> c(e)
         b():
             return y
         c(e2: *T0):
             raise e2
         }",
        clean,
        "graph \"f\" -> Float {
         block0(v0: Float):
             v1: Float = direct_call(@x1, v0)
             return v1
         }",
    );
}

#[test]
fn constants_fold() {
    check(
        "graph f -> Signed {
         a(n: Signed):
             x = int_mul(6, 7)
             y = int_add_ovf(x, 0)
             normal b(y) except * e: *T0 -> c(e)
         b(y2: Signed):
             len = getarraysize(@hello:*T2)
             ch: Char = getarrayitem(@hello:*T2, 1)
             k = cast_char_to_int(ch)
             s = int_add(len, k)
             vt: *T1 = getfield[T0.typeptr](@exc:*T0)
             is = issubclass_range(@sub:*T1, vt)
             nn = ptr_nonzero(@pre:*T3)
             v: Signed = getfield[T3.x](@pre:*T3)
             both = cast_bool_to_int(is)
             t = int_add(s, both)
             u = int_add(t, y2)
             w = int_add(u, v)
             branch nn ? d(w) : d(0)
         d(r: Signed):
             return r
         c(e2: *T0):
             raise e2
         }",
        fold_and_clean,
        "graph \"f\" -> Signed {
         block0(v0: Signed):
             v1: Signed = getfield[T3.x](@s3:*T3)
             v2: Signed = int_add(107, 42)
             v3: Signed = int_add(v2, v1)
             return v3
         }",
    );
}

#[test]
fn overflow_and_division_by_zero_stay() {
    let text = "graph \"f\" -> Signed {
         block0(v0: Signed):
             v1: Signed = int_add_ovf(9223372036854775807, 1)
             v2: Signed = int_py_div(v1, 0)
             return v2
         }";
    check(&text.replace("\"f\"", "f"), fold_and_clean, text);
}

#[test]
fn small_callees_are_inlined() {
    check(
        "graph f -> Signed {
         a(n: Signed):
             x: Signed = direct_call(@g, n)
             y: Signed = direct_call(@never, x)
             return y
         }
         graph g -> Signed {
         a(n: Signed):
             c = int_lt(n, 0)
             branch c ? b() : d()
         b():
             return 0
         d():
             return n
         }
         graph never -> Signed inline=never { a(n: Signed): return n }",
        |p| assert_eq!(inline::inline_calls(p, inline::THRESHOLD), 1),
        "graph \"f\" -> Signed {
         block0(v0: Signed):
             v1: Bool = int_lt(v0, 0)
             branch v1 ? block1(0) : block1(v0)
         block1(v2: Signed):
             v3: Signed = direct_call(@g2, v2)
             return v3
         }",
    );
}

#[test]
fn little_is_inlined_where_it_hardly_runs() {
    let inlined = |caller: &str, callee: &str| {
        let mut p = program(&format!(
            "graph f -> Signed {caller} {{ a(n: Signed): x: Signed = direct_call(@g, n) return x }}
             graph g -> Signed {callee} {{
             a(n: Signed):
                 p: Signed = int_mul(n, 3)
                 q: Signed = int_add(p, n)
                 r: Signed = int_xor(q, p)
                 s: Signed = int_sub(r, 7)
                 return s
             }}"
        ));
        inline::inline_calls(&mut p, inline::THRESHOLD)
    };
    assert_eq!(inlined("", ""), 1);
    assert_eq!((inlined("cold", ""), inlined("", "cold")), (0, 0));
    assert_eq!(inlined("cold", "inline=always"), 1);
}

#[test]
fn more_is_inlined_where_it_runs_much() {
    let body: String = (0..16).map(|n| format!("x{}: Signed = int_mul(x{n}, 3)\n", n + 1)).collect();
    let inlined = |caller: &str, callee: &str| {
        let mut p = program(&format!(
            "graph f -> Signed {caller} {{ a(n: Signed): x: Signed = direct_call(@g, n) return x }}
             graph g -> Signed {callee} {{
             a(x0: Signed):
                 {body}
                 return x16
             }}"
        ));
        inline::inline_calls(&mut p, inline::THRESHOLD)
    };
    assert_eq!((inlined("", ""), inlined("hot", ""), inlined("", "hot")), (0, 0, 0));
    assert_eq!(inlined("hot", "hot"), 1);
}

#[test]
fn exceptions_of_inlined_bodies_reach_the_handler() {
    check(
        "graph f -> Signed {
         a(n: Signed):
             x: Signed = direct_call(@g, n)
             normal b(x) except * e: *T0 -> c(e)
         b(r: Signed):
             return r
         c(e2: *T0):
             return -1
         }
         graph g -> Signed inline=always {
         a(n: Signed):
             z = int_is_true(n)
             branch z ? b() : d()
         b():
             m = int_add_ovf(n, 1)
             k = int_neg(m)
             return k
         d():
             raise @exc:*T0
         }",
        |p| {
            inline::inline_calls(p, 0.0);
        },
        "graph \"f\" -> Signed {
         block0(v0: Signed):
             v1: Bool = int_is_true(v0)
             branch v1 ? block1() : block2()
         block1():
             v2: Signed = int_add_ovf(v0, 1)
             normal block3() except * v3: *T0 -> block2()
         block2():
             return -1
         block3():
             v4: Signed = int_neg(v2)
             return v4
         }",
    );
}

#[test]
fn loops_get_larger_bodies_than_other_code() {
    let adds: String = (0..12).map(|n| format!("v{}: Signed = int_add(v{n}, 7)\n", n + 1)).collect();
    let mut p = program(&format!(
        "graph f -> Signed {{
         a(n: Signed):
             x: Signed = direct_call(@g, n)
             goto b(x)
         b(m: Signed):
             y: Signed = direct_call(@h, m)
             c = int_lt(y, 1000)
             branch c ? b(y) : d()
         d():
             return m
         }}
         graph h -> Signed {{ a(n: Signed): z: Signed = direct_call(@g, n) return z }}
         graph g -> Signed {{ a(v0: Signed):\n {adds} return v12 }}"
    ));
    // In the loop `h`, and `g` that came with it; the call of `g` before the loop and that in `h` stay.
    assert_eq!(inline::inline_calls(&mut p, inline::THRESHOLD), 2);
    let calls = |g: &graph::Graph| {
        let blocks = g.rpo();
        blocks.iter().flat_map(|b| &g.blocks[*b].ops).filter(|op| op.code == graph::OpCode::DirectCall).count()
    };
    assert_eq!(p.graphs.values().map(calls).collect::<Vec<_>>(), [1, 1, 0]);
}

#[test]
fn recursion_is_inlined_once_round_at_most() {
    let calls_left = |p: &Program| {
        let ops = p.graphs.values().flat_map(|g| g.rpo().into_iter().map(|b| &g.blocks[b].ops).collect::<Vec<_>>());
        ops.flatten().filter(|op| op.code == graph::OpCode::DirectCall).count()
    };
    let both = |inline: &str| {
        format!(
            "graph f -> Signed {inline} {{ a(n: Signed): x: Signed = direct_call(@g, n) return x }}
             graph g -> Signed {inline} {{ a(n: Signed): x: Signed = direct_call(@f, n) return x }}"
        )
    };
    // The second of the two gets the first, which calls the second.
    let mut p = program(&both(""));
    assert_eq!((inline::inline_calls(&mut p, inline::THRESHOLD), calls_left(&p)), (1, 2));
    let mut p = program(&both("inline=always"));
    assert_eq!((inline::inline_calls(&mut p, inline::THRESHOLD), calls_left(&p)), (2, 2));
    let mut p = program("graph f -> Signed inline=always { a(n: Signed): x: Signed = direct_call(@f, n) return x }");
    assert_eq!(inline::inline_calls(&mut p, inline::THRESHOLD), 0);
}

#[test]
fn an_object_that_stays_becomes_variables() {
    check(
        "graph f -> Signed {
         a(n: Signed):
             p: *T3 = malloc[T3]()
             o: *T0 = cast_pointer(p)
             setfield[T0.typeptr](o, @vt:*T1)
             setfield[T3.x](p, n)
             q: *T3 = malloc[T3]()
             setfield[T3.next](q, p)
             goto loop(0)
         loop(i: Signed):
             c = int_lt(i, 10)
             branch c ? body() : out()
         body():
             inner: *T3 = getfield[T3.next](q)
             x: Signed = getfield[T3.x](inner)
             x2 = int_add(x, i)
             setfield[T3.x](inner, x2)
             j = int_add(i, 1)
             goto loop(j)
         out():
             r: Signed = getfield[T3.x](p)
             z: Signed = getfield[T3.y](p)
             s = int_add(r, z)
             nn = ptr_nonzero(p)
             k = cast_bool_to_int(nn)
             t = int_add(s, k)
             return t
         }",
        no_mallocs,
        "graph \"f\" -> Signed {
         block0(v0: Signed):
             goto block1(0, v0)
         block1(v1: Signed, v2: Signed):
             v3: Bool = int_lt(v1, 10)
             branch v3 ? block3() : block2()
         block2():
             v4: Signed = int_add(v2, 0)
             v5: Signed = cast_bool_to_int(true)
             v6: Signed = int_add(v4, v5)
             return v6
         block3():
             v7: Signed = int_add(v2, v1)
             v8: Signed = int_add(v1, 1)
             goto block1(v8, v7)
         }",
    );
}

#[test]
fn objects_made_on_two_paths_merge() {
    check(
        "graph f -> Signed {
         a(n: Signed):
             c = int_lt(n, 0)
             branch c ? b() : d()
         b():
             p: *T3 = malloc[T3]()
             setfield[T3.x](p, 1)
             goto e(p)
         d():
             q: *T3 = malloc[T3]()
             setfield[T3.x](q, n)
             goto e(q)
         e(r: *T3):
             x: Signed = getfield[T3.x](r)
             return x
         }",
        no_mallocs,
        "graph \"f\" -> Signed {
         block0(v0: Signed):
             v1: Bool = int_lt(v0, 0)
             branch v1 ? block1(1) : block1(v0)
         block1(v2: Signed):
             return v2
         }",
    );
}

#[test]
fn objects_that_escape_or_overlap_stay() {
    let mallocs = |body: &str| {
        let mut p = program(body);
        no_mallocs(&mut p);
        verify_program(&p).unwrap();
        mallocremoval::count_mallocs(&p.graphs[GraphId::from_u32(0)])
    };
    // The previous object is read after a new one is made.
    let overlapping = "graph f -> Signed {
         a(n: Signed):
             p: *T3 = malloc[T3]()
             goto loop(p, 0)
         loop(last: *T3, i: Signed):
             q: *T3 = malloc[T3]()
             setfield[T3.x](q, i)
             x: Signed = getfield[T3.x](last)
             c = int_lt(x, n)
             j = int_add(i, 1)
             branch c ? loop(q, j) : out()
         out():
             return x
         }";
    assert_eq!(mallocs(overlapping), 2);
    let in_order = overlapping.replace("q: *T3 = malloc[T3]()\n             setfield[T3.x](q, i)", "").replace(
        "c = int_lt",
        "q: *T3 = malloc[T3]()
             setfield[T3.x](q, i)
             c = int_lt",
    );
    assert_eq!(mallocs(&in_order), 0);
    assert_eq!(mallocs("graph f -> *T3 { a(): p: *T3 = malloc[T3]() return p }"), 1);
    assert_eq!(mallocs("graph f -> Signed { a(): p: *T3 = malloc[T3]() setfield[T3.next](@pre:*T3, p) return 1 }"), 1);
    assert_eq!(mallocs("graph f -> Signed { a(): p: *T3 = malloc[T3]() x: Signed = gc_id(p) return x }"), 1);
}

#[test]
fn a_removed_allocation_needs_no_handler() {
    check(
        "graph f -> Signed {
         a(n: Signed):
             p: *T3 = malloc[T3]()
             normal b() except * e: *T0 -> c(e)
         b():
             setfield[T3.x](p, n)
             x: Signed = getfield[T3.x](p)
             return x
         c(e2: *T0):
             raise e2
         }",
        no_mallocs,
        "graph \"f\" -> Signed {
         block0(v0: Signed):
             return v0
         }",
    );
}

#[test]
fn calls_with_one_target_become_direct() {
    check(
        "graph f -> Signed {
         a(fp: *T4):
             x: Signed = indirect_call[targets @g](fp, 1)
             y: Signed = indirect_call[targets @g @h](fp, x)
             z: Signed = indirect_call[targets](fp, y)
             return z
         }
         graph g -> Signed { a(n: Signed): return n }
         graph h -> Signed { a(n: Signed): return n }",
        |p| first(p, |g, _| assert_eq!(virtualcalls::devirtualize(g), 1)),
        "graph \"f\" -> Signed {
         block0(v0: *T4):
             v1: Signed = direct_call(@g1, 1)
             v2: Signed = indirect_call[targets @g1 @g2](v0, v1)
             v3: Signed = indirect_call[targets](v0, v2)
             return v3
         }",
    );
}

#[test]
fn unreachable_graphs_are_dropped() {
    let mut p = program(
        "entry f
         graph f -> Signed {
         a():
             x: Signed = indirect_call[targets @used @unused](@used, 1)
             return x
         }
         graph used -> Signed { a(n: Signed): m: Signed = getfield[T3.x](@pre:*T3) return m }
         graph unused -> Signed { a(n: Signed): x: Signed = direct_call(@unused, n) return x }",
    );
    let (found, dropped) = reachable::remove_unreachable(&mut p);
    verify_program(&p).unwrap();
    assert_eq!(dropped, 1);
    assert_eq!(p.graphs.keys().filter(|g| found.graphs.contains(*g)).count(), 2);
    // The object, its vtable, and the prebuilt exception.
    assert_eq!(p.statics.keys().filter(|s| found.statics.contains(*s)).count(), 3);
}

#[test]
fn the_analysis_knows_what_calls_do() {
    let p = program(
        "graph pure -> Signed { a(n: Signed): m = int_add(n, 1) return m }
         graph raising -> Signed { a(n: Signed): m = int_add_ovf(n, 1) return m }
         graph catching -> Signed {
         a(n: Signed):
             m: Signed = direct_call(@raising, n)
             normal b(m) except * e: *T0 -> b(0)
         b(r: Signed):
             return r
         }
         graph allocating -> Signed { a(n: Signed): p: *T3 = malloc[T3]() setfield[T3.x](p, n) return n }
         graph even -> Signed { a(n: Signed): m: Signed = direct_call(@odd, n) return m }
         graph odd -> Signed { a(n: Signed): m: Signed = direct_call(@even, n) k: Signed = direct_call(@raising, n) return m }
         graph unknown -> Signed { a(f: *T4): m: Signed = indirect_call(f, 1) return m }
         graph known -> Signed { a(f: *T4): m: Signed = indirect_call[targets @pure @catching](f, 1) return m }",
    );
    let a = Analysis::new(&p);
    let e = |n: u32| {
        let e = a.graph(GraphId::from_u32(n));
        (e.raises, e.collects, e.writes_unknown)
    };
    assert_eq!(e(0), (false, false, false));
    assert_eq!(e(1), (true, false, false));
    assert_eq!(e(2), (false, false, false));
    assert_eq!(e(3), (true, true, false));
    assert_eq!(e(4), (true, false, false));
    assert_eq!(e(5), (true, false, false));
    assert_eq!(e(6), (true, true, true));
    assert_eq!(e(7), (false, false, false));
    let places = a.places(GraphId::from_u32(3)).unwrap();
    assert!(matches!(places.as_slice(), [Place::Field(f)] if f.index == 0), "{places:?}");
    assert_eq!(a.places(GraphId::from_u32(6)), None);
}

#[test]
fn unchecked_programs_have_no_checks_but_their_own() {
    check(
        "graph f -> Signed {
         a(c: Bool, d: Bool):
             branch c ? b() : e()
         b():
             branch d ? g() : h()
         e():
             fatal[\"IndexError: list index out of range\"]()
             unreachable
         g():
             return 1
         h():
             fatal[\"AssertionError\"]()
             unreachable
         }",
        |p| first(p, |g, _| assert_eq!(unchecked::drop_checks(g), 1)),
        "graph \"f\" -> Signed {
         block0(v0: Bool, v1: Bool):
             goto block1()
         block1():
             branch v1 ? block3() : block2()
         block2():
             fatal[\"AssertionError\"]()
             unreachable
         block3():
             return 1
         }",
    );
}

#[test]
fn lengths_are_read_before_loops_that_do_not_call() {
    // `a` is looked into only if there is a round: the loop's test stands before the load as well.
    check(
        "graph f -> Signed {
         start(a: *T5, n: Signed):
             goto head(0)
         head(i: Signed):
             c: Bool = int_lt(i, n)
             branch c ? body() : done()
         body():
             l: Signed = getarraysize(a)
             d: Bool = int_lt(i, l)
             branch d ? good() : bad()
         bad():
             fatal[\"IndexError: list index out of range\"]()
             unreachable
         good():
             setarrayitem(a, i, 0)
             k: Signed = int_add(i, 1)
             goto head(k)
         done():
             return n
         }",
        |p| first(p, |g, p| assert_eq!(quietloops::hoist_from_quiet_loops(g, &p.types), 1)),
        "graph \"f\" -> Signed {
         block0(v0: *T5, v1: Signed):
             v2: Bool = int_lt(0, v1)
             branch v2 ? block1() : block2(0)
         block1():
             v3: Signed = getarraysize(v0)
             goto block2(v3)
         block2(v4: Signed):
             goto block3(0)
         block3(v5: Signed):
             v6: Bool = int_lt(v5, v1)
             branch v6 ? block5() : block4()
         block4():
             return v1
         block5():
             v7: Bool = int_lt(v5, v4)
             branch v7 ? block7() : block6()
         block6():
             fatal[\"IndexError: list index out of range\"]()
             unreachable
         block7():
             setarrayitem(v0, v5, 0)
             v8: Signed = int_add(v5, 1)
             goto block3(v8)
         }",
    );
}

/// How many loads leave a loop whose round is that.
fn quiet(round: &str) -> usize {
    let mut p = program(&LOOP.replace("ROUND", round));
    let mut n = 0;
    first(&mut p, |g, p| n = quietloops::hoist_from_quiet_loops(g, &p.types));
    verify_program(&p).unwrap();
    n
}

#[test]
fn fields_that_change_leave_quiet_loops_unless_the_loop_stores_to_them() {
    let before = quiet("");
    assert_eq!(quiet("r: *T6 = getfield[T6.next](p)"), before + 1);
    assert_eq!(quiet("r: *T6 = getfield[T6.next](p) setfield[T6.next](p, r)"), before);
    assert_eq!(quiet("r: *T6 = getfield[T6.next](p) w: Signed = direct_call(@write, 1)"), 0);
}

#[test]
fn index_checks_of_a_whole_loop_are_made_before_it() {
    check(
        "graph f -> Signed {
         start(a: *T5, n: Signed):
             l: Signed = getarraysize(a)
             u: Unsigned = cast_int_to_uint(l)
             goto head(0, 0)
         head(i: Signed, sum: Signed):
             c: Bool = int_lt(i, n)
             branch c ? body() : done()
         body():
             w: Unsigned = cast_int_to_uint(i)
             d: Bool = uint_lt(w, u)
             branch d ? good() : bad()
         bad():
             fatal[\"IndexError: list index out of range\"]()
             unreachable
         good():
             x: Signed = getarrayitem(a, i)
             s: Signed = int_add(sum, x)
             k: Signed = int_add(i, 1)
             goto head(k, s)
         done():
             return sum
         }",
        |p| first(p, |g, _| assert_eq!(versions::split_loops(g), 1)),
        "graph \"f\" -> Signed {
         block0(v0: *T5, v1: Signed):
             v2: Signed = getarraysize(v0)
             v3: Unsigned = cast_int_to_uint(v2)
             v4: Bool = int_le(v1, v2)
             v5: Signed = cast_bool_to_int(v4)
             v6: Bool = int_is_true(v5)
             branch v6 ? block5(0, 0) : block1(0, 0)
         block1(v7: Signed, v8: Signed):
             v9: Bool = int_lt(v7, v1)
             branch v9 ? block2() : block6(v8)
         block2():
             v10: Unsigned = cast_int_to_uint(v7)
             v11: Bool = uint_lt(v10, v3)
             branch v11 ? block4() : block3()
         block3():
             fatal[\"IndexError: list index out of range\"]()
             unreachable
         block4():
             v12: Signed = getarrayitem(v0, v7)
             v13: Signed = int_add(v8, v12)
             v14: Signed = int_add(v7, 1)
             goto block1(v14, v13)
         block5(v15: Signed, v16: Signed):
             v17: Bool = int_lt(v15, v1)
             branch v17 ? block8() : block6(v16)
         block6(v18: Signed):
             goto block7()
         block7():
             return v18
         block8():
             v19: Unsigned = cast_int_to_uint(v15)
             v20: Bool = uint_lt(v19, v3)
             goto block9()
         block9():
             v21: Signed = getarrayitem(v0, v15)
             v22: Signed = int_add(v16, v21)
             v23: Signed = int_add(v15, 1)
             goto block5(v23, v22)
         }",
    );
}

fn split_indexes(p: &mut Program) {
    first(p, |g, _| indexes::split_indexes(g));
    fold_and_clean(p);
}

#[test]
fn lengths_are_added_to_few_indices() {
    check(
        "graph f -> Signed {
         a(l: *T5, i: Signed):
             n = getarraysize(l)
             s = int_rshift(i, 63)
             m = int_and(s, n)
             k = int_add(i, m)
             u = cast_int_to_uint(k)
             w = cast_int_to_uint(n)
             t = uint_lt(u, w)
             branch t ? good() : bad()
         bad():
             fatal[\"IndexError\"]()
             unreachable
         good():
             x: Signed = getarrayitem(l, k)
             y = int_add(x, 1)
             branch t ? more() : bad()
         more():
             setarrayitem(l, k, y)
             return k
         }",
        split_indexes,
        "graph \"f\" -> Signed {
         block0(v0: *T5, v1: Signed):
             v2: Signed = getarraysize(v0)
             v3: Unsigned = cast_int_to_uint(v2)
             v4: Unsigned = cast_int_to_uint(v1)
             v5: Bool = uint_lt(v4, v3)
             v6: Bool = likely(v5)
             branch v6 ? block3(v1) : block1()
         block1():
             v7: Signed = int_add(v1, v2)
             v8: Unsigned = cast_int_to_uint(v7)
             v9: Bool = uint_lt(v8, v3)
             branch v9 ? block3(v7) : block2()
         block2():
             fatal[\"IndexError\"]()
             unreachable
         block3(v10: Signed):
             v11: Signed = getarrayitem(v0, v10)
             v12: Signed = int_add(v11, 1)
             setarrayitem(v0, v10, v12)
             return v10
         }",
    );
}

#[test]
fn an_index_that_is_used_elsewhere_stays() {
    for elsewhere in ["k", "twice"] {
        let body = format!(
            "graph f -> Signed {{
             a(l: *T5, i: Signed):
                 n = getarraysize(l)
                 s = int_rshift(i, 63)
                 m = int_and(s, n)
                 k = int_add(i, m)
                 twice = int_mul({elsewhere_in}, 2)
                 u = cast_int_to_uint(k)
                 w = cast_int_to_uint(n)
                 t = uint_lt(u, w)
                 branch t ? good() : bad()
             bad():
                 return {elsewhere}
             good():
                 x: Signed = getarrayitem(l, k)
                 return x
             }}",
            elsewhere_in = if elsewhere == "k" { "i" } else { "k" },
        );
        first(&mut program(&body), |g, _| assert_eq!(indexes::split_indexes(g), 0));
    }
}
