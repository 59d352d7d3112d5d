//! What passes know of memory: shared, hoisted and needless reads and tests.

use super::*;

const LOADS: &str = "graph f -> Signed {
         a(p: *T3, q: *T3):
             x: Signed = getfield[T3.x](p)
             x2: Signed = getfield[T3.x](p)
             setfield[T3.y](q, x2)
             x3: Signed = getfield[T3.x](p)
             y: Signed = getfield[T3.y](q)
             CALL
             x4: Signed = getfield[T3.x](p)
             setfield[T3.x](q, 1)
             x5: Signed = getfield[T3.x](p)
             s = int_add(x, x5)
             s2 = int_add(x3, x5)
             t = int_add(s, s2)
             t2 = int_add(t, x4)
             t3 = int_add(t2, y)
             return t3
         }
         graph harmless -> Signed { a(p: *T3): setfield[T3.y](p, 1) return 1 }
         graph harmful -> Signed { a(p: *T3): setfield[T3.x](p, 1) return 1 }";

fn redundant(p: &mut Program) -> usize {
    let analysis = Analysis::new(p);
    let quiet = Quiet::new(p, &analysis, &backendopt::analysis::components(&backendopt::analysis::call_graph(p)));
    let mut n = 0;
    first(p, |g, p| {
        let around = loads::Around { types: &p.types, effects: Some((p, &analysis)), quiet: Some(&quiet) };
        n = loads::remove_redundant(g, around);
    });
    verify_program(p).unwrap();
    n
}

#[test]
fn loads_are_shared_until_something_may_write() {
    let count = |call: &str| redundant(&mut program(&LOADS.replace("CALL", call)));
    // x2, x3, y, and s2 which equals s; x4 unless the call writes x.
    assert_eq!(count(""), 5);
    assert_eq!(count("r: Signed = direct_call(@harmless, p)"), 5);
    assert_eq!(count("r: Signed = direct_call(@harmful, p)"), 4);
    // The library does not write to objects of the program, unless it is given them or runs the program.
    assert_eq!(count("r: Signed = direct_call(@write, 1)"), 5);
    assert_eq!(count("direct_call(@fill, p)"), 4);
    assert_eq!(count("direct_call(@callback)"), 4);
}

fn hoisted(round: &str) -> usize {
    let mut p = program(&LOOP.replace("ROUND", round));
    let mut n = 0;
    first(&mut p, |g, p| n = hoist::hoist_loads(g, &p.types));
    verify_program(&p).unwrap();
    n
}

#[test]
fn fields_that_never_change_are_read_before_the_loop() {
    // `p` was looked into before, `q` may be null if there is no round.
    assert_eq!(hoisted(""), 1);
    assert_eq!(hoisted("r: Signed = getfield[T6.size](q)"), 3);
    assert_eq!(hoisted("w: Signed = direct_call(@write, 1) r: Signed = getfield[T6.size](q)"), 1);
    assert_eq!(hoisted("setfield[T6.size](p, 1)"), 0);
    // Fields that change stay.
    assert_eq!(hoisted("r: *T6 = getfield[T6.next](p)"), 1);
}

/// How many tests for None go, of those that a body makes.
fn needless(body: &str) -> usize {
    let mut p = program(&format!(
        "graph f -> Signed {{
         a(p: *T6, q: *T6, n: Signed):
             {body}
             c: Bool = ptr_nonzero(q)
             branch c ? there() : gone()
         there():
             null_check(q)
             return n
         gone():
             null_check(q)
             return n
         }}"
    ));
    let mut n = 0;
    first(&mut p, |g, _| n = nullchecks::remove_null_checks(g));
    verify_program(&p).unwrap();
    n
}

#[test]
fn what_is_known_to_be_there_is_not_tested() {
    // What was branched on.
    assert_eq!(needless(""), 1);
    // What was tested, stored into or made before; reading alone may be left out later.
    assert_eq!(needless("null_check(p) null_check(p)"), 2);
    assert_eq!(needless("null_check(p) r: *T6 = same_as(p) null_check(r)"), 2);
    assert_eq!(needless("setfield[T6.size](p, 1) null_check(p)"), 2);
    assert_eq!(needless("m: *T6 = malloc[T6]() null_check(m)"), 2);
    assert_eq!(needless("x: Signed = getfield[T6.size](p) null_check(p)"), 1);
    assert_eq!(needless("null_check(p) null_check(q)"), 2);
}

#[test]
fn a_field_read_before_a_loop_is_read_from_its_object() {
    check(
        "graph f -> Signed {
         a(p: *T6, n: Signed):
             i: Signed = getfield[T6.size](p)
             c: Bool = int_gt(n, 0)
             branch c ? head(n) : head(i)
         head(m: Signed):
             x: Signed = getfield[T6.size](p)
             k: Signed = int_sub(m, x)
             d: Bool = int_gt(k, 0)
             branch d ? head(k) : done()
         done():
             return k
         }",
        |p| {
            first(p, |g, p| hoist::hoist_loads(g, &p.types));
        },
        "graph \"f\" -> Signed {
         block0(v0: *T6, v1: Signed):
             v2: Signed = getfield[T6.size](v0)
             v3: Bool = int_gt(v1, 0)
             branch v3 ? block1(v1) : block1(v2)
         block1(v4: Signed):
             v5: Signed = getfield[T6.size](v0)
             goto block2(v4)
         block2(v6: Signed):
             v7: Signed = int_sub(v6, v5)
             v8: Bool = int_gt(v7, 0)
             branch v8 ? block2(v7) : block3()
         block3():
             return v7
         }",
    );
}

#[test]
fn pure_operations_are_shared_below_the_first() {
    check(
        "graph f -> Signed {
         a(n: Signed, c: Bool):
             x = int_mul(n, n)
             branch c ? b() : d()
         b():
             y = int_mul(n, n)
             b1 = int_neg(n)
             return y
         d():
             z = int_neg(n)
             w = int_add(z, x)
             return w
         }",
        |p| {
            redundant(p);
        },
        "graph \"f\" -> Signed {
         block0(v0: Signed, v1: Bool):
             v2: Signed = int_mul(v0, v0)
             branch v1 ? block2() : block1()
         block1():
             v3: Signed = int_neg(v0)
             v4: Signed = int_add(v3, v2)
             return v4
         block2():
             v5: Signed = int_neg(v0)
             return v2
         }",
    );
}

#[test]
fn loads_are_known_where_ways_meet() {
    // What is the same on both ways, and what a parameter stands for.
    let body = "graph f -> Signed {
         a(p: *T3, c: Bool):
             x: Signed = getfield[T3.x](p)
             branch c ? b() : d(x)
         b():
             setfield[T3.y](p, 5)
             setfield[T3.x](p, 7)
             goto d(7)
         d(merged: Signed):
             x2: Signed = getfield[T3.x](p)
             y2: Signed = getfield[T3.y](p)
             n: *T3 = getfield[T3.next](p)
             s = int_add(x2, y2)
             branch c ? e() : g()
         e():
             goto h()
         g():
             goto h()
         h():
             n2: *T3 = getfield[T3.next](p)
             same = ptr_eq(n, n2)
             k: Signed = cast_bool_to_int(same)
             r = int_add(s, k)
             return r
         }";
    assert_eq!(redundant(&mut program(body)), 2);
}

#[test]
fn calls_that_only_look_are_made_once() {
    let body = "graph f -> Signed {
         a(p: *T3, q: *T3, n: Signed, m: Signed):
             s: Signed = direct_call(@sum, p, n)
             t: Signed = direct_call(@sum, p, m)
             u: Signed = direct_call(@sum, q, n)
             setfield[T3.FIELD](q, 1)
             v: Signed = direct_call(@sum, p, n)
             x = int_add(s, t)
             y = int_add(u, v)
             z = int_add(x, y)
             return z
         }
         graph sum -> Signed FOLLOWS {
         a(p: *T3, n: Signed):
             x: Signed = getfield[T3.x](p)
             z = int_add(x, n)
             return z
         }";
    let count =
        |field: &str, follows: &str| redundant(&mut program(&body.replace("FIELD", field).replace("FOLLOWS", follows)));
    assert_eq!((count("y", ""), count("x", "")), (1, 0));
    // The second argument says nothing that the first does not.
    assert_eq!((count("y", "last_follows"), count("x", "last_follows")), (2, 1));
}

#[test]
fn answers_outlive_what_changes_none() {
    let body = "graph f -> Signed {
         a(p: *T3, n: Signed):
             s: Signed = direct_call(@find, p, n)
             t: Signed = direct_call(@settle, p)
             u: Signed = direct_call(@find, p, t)
             v = int_add(s, u)
             return v
         }
         graph find -> Signed FOLLOWS { a(p: *T3, n: Signed): x: Signed = getfield[T3.x](p) return x }
         graph settle -> Signed KEEPS { a(p: *T3): setfield[T3.x](p, 1) return 1 }";
    let count =
        |follows: &str, keeps: &str| redundant(&mut program(&body.replace("FOLLOWS", follows).replace("KEEPS", keeps)));
    assert_eq!(count("last_follows", "keeps_answers"), 1);
    assert_eq!((count("", "keeps_answers"), count("last_follows", "")), (0, 0));
}
