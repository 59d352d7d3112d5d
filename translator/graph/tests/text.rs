//! Round trips of the text form, parse errors, and the verifier's rules.

use graph::{content_hash, parse_graph, parse_program, print_graph, print_program, verify_program, Numbering, Program};

const PROGRAM: &str = r#"
; types
type T0 = gc struct "object" {typeptr: *T1 immutable}
type T1 = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable, name: *T2 immutable}
type T2 = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type T3 = func (Signed) -> Signed
type T4 = gc struct "array" {} items *T2
type T5 = gc struct "list" {length: Signed, items: *T4}
type T6 = struct "entry" {key: *T2, value: Float}
type T7 = gc struct "dict" {} items struct T6
type T8 = gc struct "sub" parent T0 {"strange name": Char quasi, f: *T3, u: UniChar, b: UInt8}
type T9 = opaque "FILE"
extern x0 "rpy_os_write" (Signed, *T2, Signed) -> Signed collects
extern x1 "sin" (Float) -> Float pure
link "-L/opt/lib"
link "-lz"
static s0 "vt": T1 immutable = {1, 5, @s1:*T2}
static s1 "name": T2 immutable = {0} bytes "Err\x00\"or\n"
static s2 "exc": T0 = {@s0:*T1}
static s3 "strings": T4 = {} items [@s1:*T2, null:*T2]
static s4 "d": T7 = {} structs [{@s1:*T2, 1.5}, {null:*T2, float(0x7ff8000000000000)}]
static s5 "sub": T8 = {@s0:*T1, 'x', @g0, U+20AC, 200u}
object T0
vtable T1
string T2
string_list T5
exception OverflowError s2
entry g0

graph g0 "main" -> Signed inline=never elidable oopspec("list.ll_arraycopy") jit("_jit_look_inside_"=true) {
block0(v0 "n": Signed):
    v1: Bool = int_lt(v0, -10)
    branch v1 ? block1(v0) : block2()
block1(v2: Signed):
    v3: Signed = direct_call(@g0, v2)
    normal block3(v3) except * v4: *T0 -> block4(v4)
block4(v13: *T0):
    raise v13
block3(v5: Signed):
    switch v5 {
        1 -> block2()
        2 -> block5(7)
        default -> block5(v5)
    }
block5(v6: Signed):
    v7: *T8 = malloc[T8]()
    setfield[T8."strange name"](v7, '\'')
    v8: *T0 = cast_pointer(v7)
    v9: *T1 = getfield[T0.typeptr](v8)
    v10: *T3 = getfield[T8.f](v7)
    v11: Signed = indirect_call[targets @g0](v10, 3)
    v12: Float = direct_call(@x1, 1e-7)
    debug_print["x"](v12, 18446744073709551615u, U+0041, true)
    return v11
block2():
    unreachable
}
"#;

fn good() -> Program {
    parse_program(PROGRAM).expect("parses")
}

#[test]
fn a_program_round_trips() {
    let p = good();
    verify_program(&p).unwrap();
    let text = print_program(&p);
    assert_eq!(text.trim(), PROGRAM.replace("; types\n", "").trim());
    assert_eq!(print_program(&parse_program(&text).unwrap()), text);
}

#[test]
fn a_high_level_graph_round_trips() {
    let text = r#"graph "f" {
block0(v0 "self", v1):
    v2 = getattr["x"](v0)
    v3 = call_args[shape 2 "key" "rev" star](host(3), v1, "a\xff", None, 1.0, v2)
    normal block1() except host(4) v4 -> block1() except * v5 -> block2(v5)
block2(v7):
    raise v7
block1():
    v6 = getitem(v3, u"a\u{20ac}\n")
    return v6
}
"#;
    let g = parse_graph(text, &Program::default()).unwrap();
    assert_eq!(print_graph(&g, None, Numbering::Own), text);
}

#[test]
fn labels_are_free_and_types_inferred() {
    let p = parse_program(
        "type Node = gc struct {next: *Node, v: Signed}
         graph main (Signed) -> Signed { }",
    );
    assert!(p.is_err());
    let p = parse_program(
        "type Node = gc struct {next: *Node, v: Signed}
         static head: Node = {null:*Node, 3}
         entry main
         graph main -> Signed {
         start(n: Signed):
             m = int_add(n, 1)
             setfield[Node.v](@head:*Node, m)
             goto out(m)
         out(r: Signed):
             return r
         }",
    )
    .unwrap();
    verify_program(&p).unwrap();
    let g = p.graphs.values().next().unwrap();
    assert_eq!(
        print_graph(g, Some(&p.types), Numbering::Canonical),
        "graph \"main\" -> Signed {
block0(v0: Signed):
    v1: Signed = int_add(v0, 1)
    setfield[T0.v](@s0:*T0, v1)
    goto block1(v1)
block1(v2: Signed):
    return v2
}
"
    );
}

#[test]
fn the_hash_ignores_numbering_but_not_content() {
    let p = Program::default();
    let hash = |text: &str| content_hash(&parse_graph(text, &p).unwrap());
    let a = hash("graph f -> Signed { block0(v0: Signed): v1 = int_neg(v0) return v1 }");
    let b = hash("graph f -> Signed { block7(v5: Signed): v3 = int_neg(v5) return v3 }");
    let c = hash("graph f -> Signed { block0(v0: Signed): v1 = int_abs(v0) return v1 }");
    assert_eq!(a, b);
    assert_ne!(a, c);
}

#[track_caller]
fn error(text: &str, at: (u32, u32), message: &str) {
    let e = parse_program(text).expect_err("an error");
    assert!(e.message.contains(message), "{e}");
    assert_eq!((e.line, e.col), at, "{e}");
}

#[test]
fn errors_have_positions() {
    error("graph f -> Signed {\nb():\n  return x\n}", (3, 10), "variable `x` is not defined");
    error("graph f -> Signed {\nb():\n  goto c()\n}", (3, 8), "block `c` is not defined");
    error("graph f -> Sigend {", (1, 12), "`Sigend` is not a type");
    error("graph f -> Signed {\nb():\n  x = int_ad(1, 2)\n return x}", (3, 7), "no operation `int_ad`");
    error("graph f {\nb(x, x):\n return x}", (2, 6), "`x` is defined twice");
    error("type T = struct {x: *U}", (1, 22), "`U` is not defined");
    error("static s: T = {1}", (1, 11), "`T` is not defined");
    error("static s: T = {'ab'}", (1, 16), "closing quote");
    error("graph f {\nb():\n return \"abc", (3, 13), "closing quote");
    error("nonsense", (1, 1), "expected `type`");
    error("graph f -> Signed {\nb():\n return 99999999999999999999}", (3, 9), "out of range");
    error("graph f {", (1, 10), "expected a block");
}

#[track_caller]
fn broken(change: (&str, &str), message: &str) {
    assert!(PROGRAM.contains(change.0));
    let p = parse_program(&PROGRAM.replace(change.0, change.1)).unwrap();
    let violations = verify_program(&p).expect_err("a violation");
    assert!(violations.iter().any(|v| v.to_string().contains(message)), "{violations:?}");
}

#[test]
fn the_verifier_knows_the_rules() {
    broken(("int_lt(v0, -10)", "int_lt(v0, 'c')"), "is not Signed");
    broken(("int_lt(v0, -10)", "int_lt(v0)"), "1 arguments instead of 2");
    broken(("int_lt(v0, -10)", "lt(v0, 1)"), "high-level operation");
    broken(("v1: Bool = int_lt", "v1: Signed = int_lt"), "the result is Signed");
    broken(("direct_call(@g0, v2)", "direct_call(@g0, v2, 1)"), "takes 1 arguments, 2 given");
    broken(("direct_call(@g0, v2)", "int_neg(v2)"), "does not raise");
    broken(("normal block3(v3)", "normal block3()"), "0 arguments instead of 1");
    broken(("normal block3(v3)", "normal block3('a')"), "is not Signed");
    broken(("-> block4(v4)", "-> block5(v3)"), "may have raised");
    broken(("raise v13", "raise v4"), "outside the links");
    broken(("raise v13", "return v3"), "may have raised");
    broken(("raise v13", "return v6"), "does not dominate");
    broken(("2 -> block5(7)", "1 -> block5(7)"), "two cases");
    broken(("2 -> block5(7)", "'a' -> block5(7)"), "the case 'a'");
    broken(("return v11", "return v12"), "is Float");
    broken(("malloc[T8]", "malloc[T7]"), "has a trailing array");
    broken(("getfield[T8.f](v7)", "getfield[T8.f](v8)"), "no part T8");
    broken(("branch v1 ?", "branch v0 ?"), "the condition");
    broken(("= {0} bytes", "= {0, 1} bytes"), "2 values for 1 fields");
    broken(("= {@s0:*T1}", "= {@s1:*T1}"), "@s1:*T1 is a T2");
    broken(("'x', @g0", "'x', @x1"), "is not Ptr");
    broken(("U+20AC, 200u", "U+20AC, 300u"), "is not UInt8");
}

#[test]
fn a_definition_below_the_normal_link_only() {
    let p = good();
    let text = "graph g -> Signed {
        block0(v0: Signed):
            v1: Signed = int_add_ovf(v0, 1)
            normal block1() except * v2: *T0 -> block2()
        block1():
            return v1
        block2():
            return 0
        }";
    let g = parse_graph(text, &p).unwrap();
    graph::verify_graph(&p, &g).unwrap();
    let g = parse_graph(&text.replace("return 0", "return v1"), &p).unwrap();
    assert!(graph::verify_graph(&p, &g).is_err());
    let g =
        parse_graph(&text.replace("-> block2()", "-> block1()").replace("block2():", "").replace("return 0", ""), &p);
    let g = g.unwrap();
    assert!(graph::verify_graph(&p, &g).is_err());
}
