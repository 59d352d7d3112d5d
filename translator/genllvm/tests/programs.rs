//! Small programs as graph text, compiled and run.

mod common;

use common::{exit_code, outcome};

#[test]
fn fib() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             r: Signed = direct_call(@fib, 12)
             return r
         }
         graph fib -> Signed {
         a(n: Signed):
             c = int_lt(n, 2)
             branch c ? base() : rec()
         base():
             return n
         rec():
             n1 = int_sub(n, 1)
             x: Signed = direct_call(@fib, n1)
             n2 = int_sub(n, 2)
             y: Signed = direct_call(@fib, n2)
             z = int_add(x, y)
             return z
         }",
    );
    assert_eq!(code, 144);
}

#[test]
fn linked_lists() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             goto build(0, null:*NODE)
         build(i: Signed, head: *NODE):
             c = int_lt(i, 20)
             branch c ? one() : sum(head, 0)
         one():
             n: *NODE = malloc[NODE]()
             setfield[OBJECT.typeptr](n, @vt_node:*VTABLE)
             setfield[NODE.value](n, i)
             setfield[NODE.next](n, head)
             i2 = int_add(i, 1)
             goto build(i2, n)
         sum(p: *NODE, s: Signed):
             z = ptr_nonzero(p)
             branch z ? more() : done()
         more():
             v: Signed = getfield[NODE.value](p)
             s2 = int_add(s, v)
             q: *NODE = getfield[NODE.next](p)
             goto sum(q, s2)
         done():
             return s
         }",
    );
    assert_eq!(code, 190);
}

#[test]
fn trees_with_roots_across_calls_and_branches() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             t: *NODE = direct_call(@tree, 7)
             u: *NODE = direct_call(@tree, 5)
             keep: *NODE = malloc[NODE]()
             setfield[NODE.value](keep, 3)
             x: Signed = direct_call(@count, t)
             y: Signed = direct_call(@count, u)
             z = int_sub(x, y)
             k: Signed = getfield[NODE.value](keep)
             r = int_add(z, k)
             return r
         }
         graph tree -> *NODE {
         a(d: Signed):
             n: *NODE = malloc[NODE]()
             c = int_gt(d, 1)
             branch c ? more() : out(n)
         more():
             setfield[NODE.value](n, d)
             d1 = int_sub(d, 1)
             l: *NODE = direct_call(@tree, d1)
             m: *NODE = direct_call(@tree, d1)
             setfield[NODE.next](n, l)
             last: *NODE = direct_call(@last, l)
             setfield[NODE.next](last, m)
             goto out(n)
         out(r: *NODE):
             return r
         }
         graph last -> *NODE {
         a(n: *NODE):
             goto loop(n)
         loop(p: *NODE):
             q: *NODE = getfield[NODE.next](p)
             z = ptr_nonzero(q)
             branch z ? loop(q) : out()
         out():
             return p
         }
         graph count -> Signed {
         a(n: *NODE):
             goto loop(n, 0)
         loop(p: *NODE, s: Signed):
             z = ptr_nonzero(p)
             branch z ? next() : out()
         next():
             w: *NODE = malloc[NODE]()
             setfield[NODE.next](w, p)
             q0: *NODE = getfield[NODE.next](w)
             q: *NODE = getfield[NODE.next](q0)
             s1 = int_add(s, 1)
             goto loop(q, s1)
         out():
             return s
         }",
    );
    assert_eq!(code, 127 - 31 + 3);
}

#[test]
fn handlers_catch_and_results_are_swapped_in_parallel() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             goto loop(1, 2, 0)
         loop(x: Signed, y: Signed, n: Signed):
             c = int_lt(n, 5)
             n2 = int_add(n, 1)
             branch c ? loop(y, x, n2) : try()
         try():
             m: Signed = direct_call(@boom, 9223372036854775807)
             normal out(m) except * e: *OBJECT -> caught(e)
         caught(e2: *OBJECT):
             vt: *VTABLE = getfield[OBJECT.typeptr](e2)
             is1 = issubclass_range(vt, @vt_exc:*VTABLE)
             is2 = issubclass_range(vt, @vt_so:*VTABLE)
             i1 = cast_bool_to_int(is1)
             i2 = cast_bool_to_int(is2)
             t = int_mul(i1, 10)
             u = int_sub(t, i2)
             w = int_add(u, x)
             goto out(w)
         out(r: Signed):
             return r
         }
         graph boom -> Signed {
         a(n: Signed):
             m = int_add_ovf(n, 1)
             k = int_neg(m)
             return k
         }",
    );
    assert_eq!(code, 12);
}

#[test]
fn exceptions_with_live_roots() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             n: *NODE = malloc[NODE]()
             setfield[NODE.value](n, 40)
             x: Signed = direct_call(@work, n, 9223372036854775807)
             normal b(x) except * e: *OBJECT -> c(e)
         b(v: Signed):
             return 1
         c(e2: *OBJECT):
             m: *NODE = malloc[NODE]()
             setfield[NODE.next](m, n)
             n2: *NODE = getfield[NODE.next](m)
             r: Signed = getfield[NODE.value](n2)
             vt: *VTABLE = getfield[OBJECT.typeptr](e2)
             is = issubclass_range(vt, @vt_exc:*VTABLE)
             i = cast_bool_to_int(is)
             s = int_add(r, i)
             return s
         }
         graph work -> Signed {
         a(n: *NODE, k: Signed):
             m: *NODE = malloc[NODE]()
             setfield[NODE.next](m, n)
             o: *OBJECT = malloc[OBJECT]()
             setfield[OBJECT.typeptr](o, @vt_ovf:*VTABLE)
             y = int_mul_ovf(k, 2)
             normal fine(y) except * e: *OBJECT -> bad()
         fine(z: Signed):
             return z
         bad():
             n2: *NODE = getfield[NODE.next](m)
             v: Signed = getfield[NODE.value](n2)
             raise o
         }",
    );
    assert_eq!(code, 41);
}

#[test]
fn uncaught_exceptions_fatal_errors_and_exit() {
    let o = outcome("graph main -> Signed { a(l: *LIST): raise @ovf:*OBJECT }", &["x"]);
    assert_eq!((o.0, &*o.2), (1, "Fatal RPython error: OverflowError\n"));
    let o = outcome("graph main -> Signed { a(): fatal[\"no way\"]() unreachable }", &[]);
    assert_eq!((o.0, &*o.2), (1, "Fatal RPython error: no way\n"));
    let o = outcome("graph main -> Signed { a(): direct_call(@exit, 7) unreachable }", &[]);
    assert_eq!(o.0, 7);
    let o = outcome("graph main -> Signed { a(): x: *INTS = malloc_varsize[INTS](-1) return 0 }", &[]);
    assert_eq!((o.0, &*o.2), (1, "Fatal RPython error: MemoryError\n"));
    let huge = "graph main -> Signed { a(): x: *INTS = malloc_varsize[INTS](4611686018427387904) return 0 }";
    let o = outcome(huge, &[]);
    assert_eq!((o.0, &*o.2), (1, "Fatal RPython error: MemoryError\n"));
}

#[test]
fn output_and_arguments() {
    let o = outcome(
        "graph main -> Signed {
         a(l: *LIST):
             r: Signed = direct_call(@write, 1, @hello:*STR, 0, 6)
             items: *STRARRAY = getfield[LIST.items](l)
             s: *STR = getarrayitem(items, 1)
             n = getarraysize(s)
             r2: Signed = direct_call(@write, 1, s, 1, 2)
             k: Signed = getfield[LIST.length](l)
             x = int_add(n, k)
             return x
         }",
        &["arg", "more"],
    );
    assert_eq!((o.0, &*o.1), (6, "hello\nrg"));
}

#[test]
fn deep_recursion_is_an_exception() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             keep: *NODE = malloc[NODE]()
             setfield[NODE.value](keep, 5)
             x: Signed = direct_call(@rec, 0, keep)
             normal b(x) except * e: *OBJECT -> c()
         b(r: Signed):
             return 1
         c():
             v: Signed = getfield[NODE.value](keep)
             return v
         }
         graph rec -> Signed {
         a(n: Signed, k: *NODE):
             m = int_add(n, 1)
             x: Signed = direct_call(@rec, m, k)
             v: Signed = getfield[NODE.value](k)
             y = int_add(x, v)
             return y
         }",
    );
    assert_eq!(code, 5);
    let o = outcome(
        "graph main -> Signed {
         a():
             x: Signed = direct_call(@rec, 0)
             return x
         }
         graph rec -> Signed {
         a(n: Signed):
             m = int_add(n, 1)
             x: Signed = direct_call(@rec, m)
             y = int_add(x, 1)
             return y
         }",
        &[],
    );
    assert_eq!((o.0, &*o.2), (1, "Fatal RPython error: StackOverflow\n"));
}

#[test]
fn arrays_of_structures_and_raw_access() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             p: *PAIRS = malloc_varsize[PAIRS](3)
             setinteriorfield[PAIR.k](p, 1, 20)
             setinteriorfield[PAIR.v](p, 1, 2.5)
             n: *NODE = malloc[NODE]()
             setfield[NODE.value](n, 7)
             setinteriorfield[PAIR.r](p, 1, n)
             q: *PAIRS = malloc_varsize[PAIRS](3)
             arraycopy(p, q, 0, 1, 2)
             arrayclear(q, 0, 1)
             other: *NODE = malloc[NODE]()
             k: Signed = getinteriorfield[PAIR.k](q, 2)
             v: Float = getinteriorfield[PAIR.v](q, 2)
             m: *NODE = getinteriorfield[PAIR.r](q, 2)
             w: Signed = getfield[NODE.value](m)
             v2 = float_mul(v, 2.0)
             i = cast_float_to_int(v2)
             r = int_add(k, i)
             r1 = int_add(r, w)
             adr = cast_ptr_to_adr(@hello:*STR)
             adr2 = adr_add(adr, 20)
             c: Char = raw_load(adr2, 5)
             ci = cast_char_to_int(c)
             r2 = int_add(r1, ci)
             h: Signed = raw_load(adr, 8)
             r3 = int_add(r2, h)
             return r3
         }",
    );
    assert_eq!(code, 20 + 5 + 7 + i32::from(b'e'));
}

#[test]
fn large_arrays_of_references_and_prebuilt_objects_written() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             arr: *NODES = malloc_varsize[NODES](9000)
             n0: *NODE = malloc[NODE]()
             setfield[NODE.value](n0, 50)
             setfield[CELL.node](@cell:*CELL, n0)
             gc_collect()
             goto fill(0)
         fill(i: Signed):
             c = int_lt(i, 60)
             branch c ? one() : sum(0, 0)
         one():
             n: *NODE = malloc[NODE]()
             setfield[NODE.value](n, 1)
             j = int_mul(i, 149)
             setarrayitem(arr, j, n)
             i2 = int_add(i, 1)
             goto fill(i2)
         sum(k: Signed, s: Signed):
             c2 = int_lt(k, 60)
             branch c2 ? add() : done()
         add():
             junk: *NODE = malloc[NODE]()
             j2 = int_mul(k, 149)
             m: *NODE = getarrayitem(arr, j2)
             v: Signed = getfield[NODE.value](m)
             s2 = int_add(s, v)
             k2 = int_add(k, 1)
             goto sum(k2, s2)
         done():
             m0: *NODE = getfield[CELL.node](@cell:*CELL)
             v0: Signed = getfield[NODE.value](m0)
             t = int_add(s, v0)
             f: Bool = getfield[CELL.flag](@cell:*CELL)
             fi = cast_bool_to_int(f)
             t2 = int_add(t, fi)
             return t2
         }",
    );
    assert_eq!(code, 60 + 50 + 1);
}

#[test]
fn weak_references_and_identity() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             n: *NODE = malloc[NODE]()
             setfield[NODE.value](n, 9)
             h1 = gc_identityhash(n)
             i1 = gc_id(n)
             w: GcRef = weakref_create(n)
             d: GcRef = direct_call(@dead)
             gc_collect()
             h2 = gc_identityhash(n)
             i2 = gc_id(n)
             x: *NODE = weakref_deref(w)
             y: *NODE = weakref_deref(d)
             v: Signed = getfield[NODE.value](x)
             same = int_eq(h1, h2)
             same2 = int_eq(i1, i2)
             gone = ptr_iszero(y)
             eq = ptr_eq(x, n)
             s = cast_bool_to_int(same)
             s2 = cast_bool_to_int(same2)
             g = cast_bool_to_int(gone)
             q = cast_bool_to_int(eq)
             a1 = int_add(v, s)
             a2 = int_add(a1, s2)
             a3 = int_add(a2, g)
             a4 = int_add(a3, q)
             return a4
         }
         graph dead -> GcRef inline=never {
         a():
             n: *NODE = malloc[NODE]()
             w: GcRef = weakref_create(n)
             return w
         }",
    );
    assert_eq!(code, 13);
}

#[test]
fn function_pointers_switches_and_conditional_calls() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             s: Signed = direct_call(@apply, @add, 3)
             t: Signed = direct_call(@apply, @mul, 3)
             u = int_add(s, t)
             v: Signed = direct_call(@pick, 'b')
             w = int_add(u, v)
             x: Signed = jit_conditional_call_value(0, @add, 4, 5)
             y = int_add(w, x)
             z: Signed = jit_conditional_call_value(1, @add, 4, 5)
             r = int_add(y, z)
             return r
         }
         graph apply -> Signed {
         a(f: *BINOP, n: Signed):
             m: *NODE = malloc[NODE]()
             r: Signed = indirect_call(f, n, 10)
             return r
         }
         graph add -> Signed { a(x: Signed, y: Signed): z = int_add(x, y) return z }
         graph mul -> Signed { a(x: Signed, y: Signed): z = int_mul_ovf(x, y) return z }
         graph pick -> Signed {
         a(c: Char):
             switch c { 'a' -> out(1) 'b' -> out(2) 'c' -> out(3) default -> out(4) }
         out(r: Signed):
             return r
         }",
    );
    assert_eq!(code, 13 + 30 + 2 + 9 + 1);
}

#[test]
fn arithmetic_at_the_edges() {
    // Each check adds a bit if it is as it must be.
    let min = "-9223372036854775808";
    let checks = [
        ("x = int_floordiv(MIN, M1)", "x", min),
        ("x = int_mod(MIN, M1)", "x", "0"),
        ("x = int_py_div(-7, TWO)", "x", "-4"),
        ("x = int_py_mod(-7, THREE)", "x", "2"),
        ("x = int_py_div(MIN, M1)", "x", min),
        ("x = int_py_mod(7, -3)", "x", "-2"),
        ("x = int_lshift(1, BIG)", "x", "0"),
        ("x = int_rshift(M1, BIG)", "x", "-1"),
        ("x = int_rshift(M1, M1)", "x", "-1"),
        ("x = int_lshift(1, 64)", "x", "0"),
        ("f = cast_int_to_float(MIN) g = float_mul(f, 4.0) x = cast_float_to_int(g)", "x", min),
        ("f = float_truediv(0.0, 0.0) x = cast_float_to_int(f)", "x", "0"),
        ("x = int_abs(MIN)", "x", min),
        ("u: Unsigned = cast_int_to_uint(M1) v = uint_mul_high(u, u) x = cast_uint_to_int(v)", "x", "-2"),
        ("f: Float = direct_call(@pow, 2.0, 10.0) x = cast_float_to_int(f)", "x", "1024"),
        ("b = int_between(0, TWO, 3) x = cast_bool_to_int(b)", "x", "1"),
        ("x = int_force_ge_zero(M1)", "x", "0"),
        ("c = cast_int_to_char(M1) x = cast_char_to_int(c)", "x", "255"),
    ];
    for (code, result, expected) in checks {
        let code = code
            .replace("MIN", min)
            .replace("M1", "m1")
            .replace("BIG", "big")
            .replace("TWO", "two")
            .replace("THREE", "three");
        let (ops, _) = (code.replace(") ", ")\n"), ());
        let body = format!(
            "graph main -> Signed {{
             a(l: *LIST):
                 n: Signed = getfield[LIST.length](l)
                 m1 = int_sub(0, n)
                 two = int_add(n, 1)
                 three = int_add(n, 2)
                 big = int_add(n, 63)
                 {ops}
                 ok = int_eq({result}, {expected})
                 r = cast_bool_to_int(ok)
                 return r
             }}"
        );
        let p = common::program(&body);
        let exe = common::build(&p, policy::find("minimark").unwrap(), 2);
        assert_eq!(common::run(&exe, &[], &[]).status.code(), Some(1), "{code}");
    }
}

#[test]
fn floats_as_text() {
    let o = outcome(
        "graph main -> Signed {
         a():
             s: *STR = malloc_varsize[STR](32)
             n: Signed = direct_call(@float_text, 0.1, 'r', 0, 2, s, 32)
             r: Signed = direct_call(@write, 1, s, 0, n)
             return n
         }",
        &[],
    );
    assert_eq!((o.0, &*o.1), (3, "0.1"));
}
