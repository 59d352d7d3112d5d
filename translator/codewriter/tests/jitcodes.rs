//! Graph text in, jitcode text out.

use abi::jit::{text, Kind, Tables};
use codewriter::{split_portals, write_jitcodes, Output};
use lltype::layout::LayoutParams;

/// Writes jitcodes for a program text; the tables must be in order and survive a trip through bytes.
fn write(program: &str) -> Output {
    let mut p = graph::parse_program(program).expect("parses");
    graph::verify_program(&p).expect("verifies");
    let portals = split_portals(&mut p).expect("splits");
    graph::verify_program(&p).unwrap_or_else(|v| panic!("{v:?}\n{}", graph::print_program(&p)));
    let out = write_jitcodes(&p, &portals, LayoutParams::X86_64, &|_| true).expect("writes");
    abi::jit::verify(&out.tables).expect("tables in order");
    assert_eq!(Tables::from_bytes(&out.tables.to_bytes()).expect("reads"), out.tables);
    let again = write_jitcodes(&p, &portals, LayoutParams::X86_64, &|_| true).expect("writes");
    assert_eq!(again.tables, out.tables, "not reproducible");
    out
}

#[track_caller]
fn check(program: &str, expected: &str) {
    let out = write(program);
    let found = text::print_all(&out.tables);
    assert_eq!(found.trim(), expected.trim(), "\n{found}");
}

/// A portal whose body is `f(n, r, x)` with the given graph `f`, and only the jitcode of `f` compared.
#[track_caller]
fn check_function(types: &str, f: &str, expected: &str) {
    let program = format!(
        "{types}
         graph main(Signed) -> Signed {{
         b0(n: Signed):
             goto loop(n)
         loop(i: Signed):
             jit_marker[\"merge_point d greens= reds=i\"](i)
             r: Signed = direct_call(@f, i)
             goto loop(r)
         }}
         {f}"
    )
    .replace("graph main(Signed)", "graph main");
    let out = write(&program);
    let found = text::print(&out.tables, &out.tables.jitcodes[1]);
    assert_eq!(found.trim(), expected.trim(), "\n{found}");
}

#[test]
fn a_loop_becomes_a_portal() {
    check(
        r#"entry main
        graph main -> Signed {
        b0(n: Signed):
            goto loop(0, n, 5)
        loop(pc: Signed, n1: Signed, acc: Signed):
            jit_marker["merge_point d greens=pc reds=n,acc"](pc, n1, acc)
            c = int_gt(n1, 0)
            branch c ? body() : out()
        body():
            acc1 = int_add(acc, n1)
            n2 = int_sub(n1, 1)
            jit_marker["can_enter_jit d greens=pc reds=n,acc"](pc, n2, acc1)
            goto loop(pc, n2, acc1)
        out():
            return acc
        }"#,
        r#"
jitcode "main_portal" (i i i) -> i portal m0 {
  L1:
    -live-(i0 i1 i2)
    int_guard_value(i0)
    -live-(i0 i1 i2)
    jit_merge_point(m0, [i0], [], [], [i1, i2], [], [])
    -live-(i0 i1 i2)
    goto_if_not_int_gt(i1, 0, L2)
    i2 = int_add(i2, i1)
    i1 = int_sub(i1, 1)
    loop_header(m0)
    goto(L1)
  L2:
    int_return(i2)
}"#,
    );
}

#[test]
fn the_original_calls_the_portal() {
    let mut p = graph::parse_program(
        r#"entry main
        graph main -> Signed {
        b0(n: Signed):
            m = int_add(n, 1)
            goto loop(m, 2.0, 3)
        loop(i: Signed, x: Float, k: Signed):
            jit_marker["merge_point d greens=k reds=x,i"](k, x, i)
            j = int_add(i, k)
            goto loop(j, x, k)
        }"#,
    )
    .unwrap();
    let portals = split_portals(&mut p).unwrap();
    graph::verify_program(&p).unwrap();
    let main = graph::print_graph(&p.graphs[portals[0].original], Some(&p.types), graph::Numbering::Canonical);
    assert!(main.contains("direct_call(@g1, v4, v2, v3)"), "{main}");
    assert_eq!(portals[0].greens.len(), 1);
    assert_eq!(portals[0].reds.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), ["i", "x"]);
}

#[test]
fn without_can_enter_jit_the_merge_point_is_the_loop_header() {
    check(
        r#"graph main -> Signed {
        b0(n: Signed):
            goto loop(n)
        loop(i: Signed):
            jit_marker["merge_point d greens= reds=i"](i)
            j = int_sub(i, 1)
            goto loop(j)
        }"#,
        r#"
jitcode "main_portal" (i) -> i portal m0 {
  L1:
    loop_header(m0)
    -live-(i0)
    jit_merge_point(m0, [], [], [], [i0], [], [])
    i0 = int_sub(i0, 1)
    goto(L1)
}"#,
    );
}

#[test]
fn comparisons_fuse_with_branches_and_constants_come_second() {
    check_function(
        "",
        "graph f -> Signed {
         b0(n: Signed):
             c = int_lt(5, n)
             branch c ? b1(c) : b2()
         b1(d: Bool):
             e = cast_bool_to_int(d)
             z = int_eq(0, n)
             branch z ? b2() : b3(e)
         b2():
             w = jit_we_are_jitted()
             branch w ? b3(7) : b4()
         b4():
             goto b3(8)
         b3(r: Signed):
             return r
         }",
        r#"
jitcode "f" (i) -> i {
    -live-(i0)
    goto_if_not_int_gt(i0, 5, L1)
    i1 = int_copy(1)
    -live-(i0 i1)
    goto_if_not_int_is_zero(i0, L2)
  L1:
    i1 = int_copy(7)
  L2:
    int_return(i1)
}"#,
    );
}

#[test]
fn moves_of_a_link_happen_at_once() {
    check_function(
        "",
        r#"graph f -> Signed jit("_jit_unroll_safe_"=true) {
         b0(n: Signed):
             goto b1(n, 1, 2)
         b1(a: Signed, b: Signed, c: Signed):
             t = int_lt(a, b)
             branch t ? b2() : b1(b, c, a)
         b2():
             r = int_sub(b, c)
             return r
         }"#,
        r#"
jitcode "f" (i) -> i {
    i1 = int_copy(1)
    i2 = int_copy(2)
  L1:
    -live-(i0 i1 i2)
    goto_if_not_int_lt(i0, i1, L2)
    i0 = int_sub(i1, i2)
    int_return(i0)
  L2:
    i3 = int_copy(i1)
    i1 = int_copy(i2)
    i2 = int_copy(i0)
    i0 = int_copy(i3)
    goto(L1)
}"#,
    );
}

const OBJECTS: &str = r#"
type O = gc struct "object" {typeptr: *V}
type V = struct "vtable" {subclassrange_min: Signed, subclassrange_max: Signed, name: *S}
type S = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type P = gc struct "point" parent O {x: Signed immutable, y: Signed, f: Float, next: *P, code: *S immutable}
type A = gc struct "array" {} items *P
static name: S = {0} bytes "P"
static vp: V immutable = {3, 4, @name:*S}
static vo: V immutable = {1, 10, @name:*S}
static ovf: O = {@vo:*V}
object O
vtable V
string S
exception OverflowError ovf
"#;

#[test]
fn overflow_and_exceptions() {
    check_function(
        OBJECTS,
        r#"graph f -> Signed {
         b0(n: Signed):
             a = int_add_ovf(1, n)
             b = int_mul_ovf(a, n)
             normal b1(b) except * e: *O -> b2(e)
         b1(r: Signed):
             s: Signed = direct_call(@g, r)
             normal b3(s) except * e1: *O -> b4(n, e1)
         b2(x: *O):
             raise x
         b3(t: Signed):
             return t
         b4(m: Signed, y: *O):
             t2: Signed = direct_call(@g, m)
             raise y
         }
         graph g -> Signed jit("_jit_look_inside_"=false) {
         b0(n: Signed):
             a = int_add_ovf(1, n)
             return a
         }"#,
        r#"
jitcode "f" (i) -> i {
    -live-(i0)
    i1 = int_add_jump_if_ovf(L3, i0, 1)
    -live-(i0 i1)
    i1 = int_mul_jump_if_ovf(L2, i1, i0)
    i1 = residual_call_ir_i(@3, [i1], [], d0)
    -live-(i0 i1)
    catch_exception(L1)
    int_return(i1)
  L1:
    r0 = last_exc_value()
    i0 = residual_call_ir_i(@3, [i0], [], d0)
    -live-(r0)
    raise(r0)
  L2:
    r0 = ref_copy(@1)
    -live-(r0)
    raise(r0)
  L3:
    -live-()
    raise(@1)
}"#,
    );
}

#[test]
fn objects() {
    let types = OBJECTS;
    let f = r#"graph f -> Signed {
         b0(n: Signed):
             p: *P = malloc[P]()
             o: *O = cast_pointer(p)
             setfield[O.typeptr](o, @vp:*V)
             setfield[P.x](p, n)
             q: *P = getfield[P.next](p)
             z = ptr_eq(q, null:*P)
             branch z ? b1() : b2()
         b1():
             return 0
         b2():
             c: *S = getfield[P.code](q)
             l: Signed = getarraysize(c)
             k = int_sub(l, 1)
             ch: Char = getarrayitem(c, k)
             s: Signed = direct_call(@h, ch)
             b: *O = cast_pointer(q)
             t: *V = getfield[O.typeptr](b)
             i = issubclass_range(t, @vp:*V)
             v = cast_bool_to_int(i)
             y: Signed = getfield[P.y](q)
             x: Signed = getfield[P.x](q)
             w = int_add(x, y)
             u = int_add(w, v)
             m = int_add(u, s)
             return m
         }
         graph h -> Signed {
         b0(c: Char):
             r = cast_char_to_int(c)
             return r
         }"#;
    check_function(
        types,
        f,
        r#"
jitcode "f" (i) -> i {
    r0 = new_with_vtable(d11)
    setfield_gc_i(r0, i0, d4)
    r0 = getfield_gc_r(r0, d8)
    -live-(r0)
    goto_if_not_ptr_iszero(r0, L1)
    int_return(0)
  L1:
    r1 = getfield_gc_r_pure(r0, d9)
    i0 = arraylen_gc(r1, d0)
    i0 = int_sub(i0, 1)
    i0 = getarrayitem_gc_i_pure(r1, i0, d0)
    i0 = inline_call_ir_i(j2, [i0], [])
    -live-(i0 r0)
    i1 = guard_class(r0)
    i1 = getfield_raw_i_pure(i1, d12)
    i2 = int_ge(i1, 3)
    i1 = int_le(i1, 4)
    i1 = int_and(i2, i1)
    i2 = getfield_gc_i(r0, d6)
    i3 = getfield_gc_i_pure(r0, d4)
    i2 = int_add(i3, i2)
    i1 = int_add(i2, i1)
    i0 = int_add(i1, i0)
    int_return(i0)
}"#,
    );
}

#[test]
fn calls_through_pointers_conditional_calls_and_recursion() {
    check_function(
        "type F = func (Signed, Float) -> Signed",
        r#"graph f -> Signed {
         b0(n: Signed):
             p: *F = same_as(@g)
             q = hint["promote"](n)
             c = int_gt(n, 3)
             branch c ? b1(@g) : b1(@h)
         b1(fp: *F):
             x = cast_int_to_float(n)
             r: Signed = indirect_call[targets @g @h](fp, n, x)
             e: Signed = jit_conditional_call_value(r, @k, n)
             s: Signed = direct_call(@main, e)
             return s
         }
         graph g -> Signed {
         b0(n: Signed, x: Float):
             return n
         }
         graph h -> Signed jit("_jit_look_inside_"=false) {
         b0(n: Signed, x: Float):
             r = cast_float_to_int(x)
             return r
         }
         graph k -> Signed elidable {
         b0(n: Signed):
             return n
         }"#
        .replace("q = hint", "q: Signed = hint")
        .as_str(),
        r#"
jitcode "f" (i) -> i {
    -live-(i0)
    int_guard_value(i0)
    -live-(i0)
    goto_if_not_int_gt(i0, 3, L2)
    i1 = int_copy(@2)
  L1:
    f0 = cast_int_to_float(i0)
    -live-(i0 i1 f0)
    int_guard_value(i1)
    i1 = residual_call_irf_i(i1, [i0], [], [f0], d1)
    -live-(i0 i1)
    i0 = conditional_call_value_ir_i(i1, @4, [i0], [], d2)
    -live-(i0)
    i0 = inline_call_ir_i(j3, [i0], [])
    -live-(i0)
    int_return(i0)
  L2:
    i1 = int_copy(@3)
    goto(L1)
}"#,
    );
}

#[test]
fn stopping_the_program_is_a_call() {
    check_function(
        "",
        r#"graph f -> Signed {
         b0(n: Signed):
             c = int_lt(n, 0)
             branch c ? b1() : b2()
         b1():
             fatal["negative"]()
             unreachable
         b2():
             return n
         }"#,
        r#"
jitcode "f" (i) -> i {
    -live-(i0)
    goto_if_not_int_lt(i0, 0, L1)
    residual_call_r_v(@2, [], d1)
    -live-()
    unreachable()
  L1:
    int_return(i0)
}"#,
    );
}

#[test]
fn odd_operations_are_calls_of_tiny_graphs() {
    check_function(
        "type A = gc struct \"array\" {} items Char
         type R = struct \"raw\" {} items Float",
        r#"graph f -> Signed {
         b0(n: Signed):
             a: *A = malloc_varsize[A](n)
             b: *A = malloc_varsize[A](5)
             r: *R = cast_int_to_ptr(n)
             arraycopy(a, b, 0, n, 3)
             arraycopy(b, a, n, 1, 2)
             x = cast_int_to_float(n)
             y = float_sqrt(x)
             z = float_floor(y)
             u = cast_float_to_uint(z)
             h: Signed = gc_identityhash(a)
             m = cast_uint_to_int(u)
             s = int_add(h, m)
             w: Float = getarrayitem(r, s)
             setarrayitem(r, n, w)
             return s
         }"#,
        r#"
jitcode "f" (i) -> i {
    -live-(i0)
    r0 = new_array_clear(i0, d0)
    -live-(i0 r0)
    r1 = new_array_clear(5, d0)
    residual_call_ir_v(@2, [0, i0, 3], [r0, r1], d3)
    -live-(i0 r0 r1)
    residual_call_ir_v(@2, [i0, 1, 2], [r1, r0], d3)
    -live-(i0 r0)
    f0 = cast_int_to_float(i0)
    f0 = float_sqrt(f0)
    f0 = residual_call_irf_f(@3, [], [], [f0], d4)
    -live-(i0 r0 f0)
    i1 = residual_call_irf_i(@4, [], [], [f0], d5)
    -live-(i0 i1 r0)
    i2 = residual_call_r_i(@5, [r0], d6)
    -live-(i0 i1 i2)
    i1 = int_add(i2, i1)
    f0 = getarrayitem_raw_f(i0, i1, d1)
    setarrayitem_raw_f(i0, i0, f0, d1)
    int_return(i1)
}"#,
    );
}

#[test]
fn automatic_reds_are_what_lives_across_the_marker() {
    let mut p = graph::parse_program(
        r#"entry main
        graph main -> Signed {
        b0(n: Signed):
            x = cast_int_to_float(n)
            goto loop(n, x, 0)
        loop(i: Signed, y: Float, k: Signed):
            unused = int_add(i, 1)
            used = int_add(i, 2)
            jit_marker["merge_point d greens=k reds=*"](k)
            j = int_add(i, used)
            goto loop(j, y, k)
        }"#,
    )
    .unwrap();
    let portals = split_portals(&mut p).unwrap();
    graph::verify_program(&p).unwrap();
    assert_eq!(portals[0].reds.iter().map(|r| r.1).collect::<Vec<_>>(), [Kind::Int, Kind::Int, Kind::Float]);
}

#[test]
fn mistakes_in_hints_are_diagnostics() {
    let fails = |body: &str, what: &str| {
        let mut p = graph::parse_program(&format!("graph main -> Signed {{ {body} }}")).unwrap();
        let e = split_portals(&mut p).expect_err("a mistake");
        assert!(e[0].message.contains(what), "{e:?}");
    };
    fails(
        "b0(n: Signed): goto loop(n, n)
         loop(i: Signed, j \"j\": Signed): jit_marker[\"merge_point d greens= reds=i\"](i) k = int_add(i, j) goto loop(k, j)",
        "'j' is used after the merge point but is not a green or red",
    );
    fails(
        "b0(n: Signed): goto loop(n)
         loop(i: Signed): jit_marker[\"merge_point d greens= reds=i,j\"](i) goto loop(i)",
        "does not pass all",
    );
    fails(
        "b0(n: Signed): goto loop(n)
         loop(i: Signed): jit_marker[\"merge_point d greens= reds=i\"](i) jit_marker[\"merge_point d greens= reds=i\"](i) goto loop(i)",
        "two jit_merge_points",
    );
}

#[test]
fn effects_of_calls() {
    use abi::jit::{Descr, ExtraEffect};
    let out = write(
        r#"type T = gc struct "T" {a: Signed, b: Signed, c: Signed}
        graph main -> Signed {
        b0(t: *T):
            goto loop(t)
        loop(u: *T):
            jit_marker["merge_point d greens= reds=t"](u)
            r: Signed = direct_call(@g, u)
            s: Signed = direct_call(@e, r)
            branch true ? loop(u) : out(s)
        out(v: Signed):
            return v
        }
        graph g -> Signed jit("_jit_look_inside_"=false) {
        b(t: *T):
            v: Signed = getfield[T.a](t)
            setfield[T.b](t, v)
            return v
        }
        graph e -> Signed elidable {
        b(n: Signed):
            return n
        }"#,
    );
    let tables = &out.tables;
    let calls: Vec<_> = tables
        .descrs
        .iter()
        .filter_map(|d| match d {
            Descr::Call(c) => Some(&tables.effects[c.effect.0 as usize]),
            _ => None,
        })
        .collect();
    let names = |set: &Option<Vec<abi::jit::DescrId>>| -> Vec<String> {
        set.as_ref().expect("known").iter().map(|d| tables.descrs[d.0 as usize].name()).collect()
    };
    let g =
        calls.iter().find(|e| e.extra == ExtraEffect::CannotRaise && e.writes.as_ref().is_some_and(|w| w.len() == 1));
    let g = g.expect("the call of g");
    assert_eq!((names(&g.reads), names(&g.writes)), (vec!["T.a".to_string()], vec!["T.b".to_string()]));
    assert!(!g.can_collect);
    let e = calls.iter().find(|e| e.extra == ExtraEffect::ElidableCannotRaise).expect("the call of e");
    assert!(names(&e.reads).is_empty() && names(&e.writes).is_empty());
    let reasons: Vec<&str> = out.opaque.iter().map(|(_, why)| why.as_str()).collect();
    assert_eq!(reasons, ["the program says so", "it is elidable"]);
}

#[test]
fn virtual_references() {
    check_function(
        OBJECTS,
        "graph f -> Signed {
        b0(n: Signed):
            o: *O = malloc[O]()
            x: GcRef = cast_opaque_ptr(o)
            r: GcRef = jit_virtual_ref(x)
            y: GcRef = jit_force_virtual(r)
            jit_virtual_ref_finish(r, y)
            return n
        }",
        r#"jitcode "f" (i) -> i {
    r0 = new(d4)
    r0 = virtual_ref(r0)
    r1 = residual_call_r_r(@4, [r0], d6)
    -live-(i0 r0 r1)
    virtual_ref_finish(r0, r1)
    int_return(i0)
}"#,
    );
    let types = OBJECTS;
    let out = write(&format!(
        "{types}
         graph main -> Signed {{
         b0(n: Signed):
             goto loop(n)
         loop(i: Signed):
             jit_marker[\"merge_point d greens= reds=i\"](i)
             goto loop(i)
         }}"
    ));
    assert_eq!(out.tables.virtual_ref, None, "no references, no class for them");
}
