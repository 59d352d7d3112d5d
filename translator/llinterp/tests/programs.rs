//! Small programs as graph text, run by the interpreter.

use graph::{parse_program, verify_program, Program};
use llinterp::{run, Called, Interp, Outcome, Value};

const PRELUDE: &str = r#"
type OBJECT = gc struct "object" {typeptr: *VTABLE immutable}
type VTABLE = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable, name: *STR immutable}
type STR = gc struct "rpy_string" {hash: Signed} items Char immutable_items
type STRARRAY = gc struct "array" {} items *STR
type LIST = gc struct "list" {length: Signed, items: *STRARRAY}
type INTS = gc struct "array" {} items Signed
type PAIR = struct {k: Signed, v: Float}
type PAIRS = gc struct {} items struct PAIR
type NODE = gc struct parent OBJECT {value: Signed, next: *NODE}
extern write "rpy_os_write" (Signed, *STR, Signed, Signed) -> Signed
extern exit "rpy_os_exit" (Signed) -> Void
static n_exc: STR immutable = {0} bytes "Exception"
static n_ovf: STR immutable = {0} bytes "OverflowError"
static n_so: STR immutable = {0} bytes "StackOverflow"
static vt_exc: VTABLE immutable = {1, 10, @n_exc:*STR}
static vt_ovf: VTABLE immutable = {2, 3, @n_ovf:*STR}
static vt_so: VTABLE immutable = {4, 5, @n_so:*STR}
static ovf: OBJECT = {@vt_ovf:*VTABLE}
static so: OBJECT = {@vt_so:*VTABLE}
static hello: STR immutable = {0} bytes "hello\n"
object OBJECT
vtable VTABLE
string STR
string_list LIST
exception OverflowError ovf
exception StackOverflow so
entry main
"#;

#[track_caller]
fn program(body: &str) -> Program {
    let p = parse_program(&format!("{PRELUDE}{body}")).unwrap();
    verify_program(&p).unwrap();
    p
}

#[track_caller]
fn outcome(body: &str, args: &[&[u8]]) -> Outcome {
    let p = program(body);
    run(&p, p.entry.unwrap(), args).unwrap()
}

#[track_caller]
fn exit_code(body: &str) -> i32 {
    outcome(body, &[]).exit_code
}

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
fn lists_and_loops() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             goto build(0, null:*NODE)
         build(i: Signed, head: *NODE):
             c = int_lt(i, 10)
             branch c ? one() : sum(head, 0)
         one():
             n: *NODE = malloc[NODE]()
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
    assert_eq!(code, 45);
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
fn uncaught_exceptions_fatal_errors_and_exit() {
    let o = outcome("graph main -> Signed { a(l: *LIST): raise @ovf:*OBJECT }", &[b"x"]);
    assert_eq!((o.exit_code, &*o.stderr), (1, &b"Fatal RPython error: OverflowError\n"[..]));
    let o = outcome("graph main -> Signed { a(): fatal[\"no way\"]() unreachable }", &[]);
    assert_eq!((o.exit_code, &*o.stderr), (1, &b"Fatal RPython error: no way\n"[..]));
    let o = outcome("graph main -> Signed { a(): direct_call(@exit, 7) unreachable }", &[]);
    assert_eq!(o.exit_code, 7);
    let o = outcome("graph main -> Signed { a(): x: *INTS = malloc_varsize[INTS](-1) return 0 }", &[]);
    assert_eq!((o.exit_code, &*o.stderr), (1, &b"Fatal RPython error: MemoryError\n"[..]));
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
             return n
         }",
        &[b"prog", b"arg"],
    );
    assert_eq!((o.exit_code, &*o.stdout), (3, &b"hello\nrg"[..]));
}

#[test]
fn deep_recursion() {
    let body = "graph main -> Signed {
         a():
             x: Signed = direct_call(@rec, 0)
             normal b(x) except * e: *OBJECT -> b(5)
         b(r: Signed):
             return r
         }
         graph rec -> Signed {
         a(n: Signed):
             stack_check()
             m = int_add(n, 1)
             x: Signed = direct_call(@rec, m)
             return x
         }";
    assert_eq!(exit_code(body), 5);
    assert_eq!(exit_code(&body.replace("stack_check()", "")), 5);
}

#[test]
fn arrays_of_structures_and_raw_access() {
    let code = exit_code(
        "graph main -> Signed {
         a():
             p: *PAIRS = malloc_varsize[PAIRS](3)
             setinteriorfield[PAIR.k](p, 1, 20)
             setinteriorfield[PAIR.v](p, 1, 2.5)
             q: *PAIRS = malloc_varsize[PAIRS](3)
             arraycopy(p, q, 0, 1, 2)
             arrayclear(q, 0, 1)
             k: Signed = getinteriorfield[PAIR.k](q, 2)
             v: Float = getinteriorfield[PAIR.v](q, 2)
             v2 = float_mul(v, 2.0)
             i = cast_float_to_int(v2)
             r = int_add(k, i)
             adr = cast_ptr_to_adr(@hello:*STR)
             adr2 = adr_add(adr, 20)
             c: Char = raw_load(adr2, 5)
             ci = cast_char_to_int(c)
             r2 = int_add(r, ci)
             h: Signed = raw_load(adr, 8)
             r3 = int_add(r2, h)
             return r3
         }",
    );
    assert_eq!(code, 20 + 5 + i32::from(b'e'));
}

#[test]
fn prebuilt_raw_memory() {
    let text = |ending: &str| {
        format!(
            "type BLOCK = struct \"raw\" {{pad: Signed}} items Signed
             type POINTER = gc struct \"pointer\" {{adr: Signed immutable}}
             static second: BLOCK = {{0}} items [5, @first+8]
             static first: BLOCK = {{0}} items [@second+0, 37]
             static pointer: POINTER = {{@first+0}}
             extern free \"rpy_mem_free\" (Signed) -> Void
             graph main -> Signed {{
             a():
                 at: Signed = getfield[POINTER.adr](@pointer:*POINTER)
                 to_first: Address = cast_int_to_ptr(at)
                 at2: Signed = raw_load(to_first, 0)
                 to_second: Address = cast_int_to_ptr(at2)
                 raw_store(to_second, 0, 10)
                 at3: Signed = raw_load(to_second, 8)
                 to_item: Address = cast_int_to_ptr(at3)
                 x: Signed = raw_load(to_item, 0)
                 y: Signed = raw_load(to_second, 0)
                 {ending}
                 r = int_add(x, y)
                 return r
             }}"
        )
    };
    assert_eq!(exit_code(&text("")), 47);
    let p = program(&text("direct_call(@free, at)"));
    let e = run(&p, p.entry.unwrap(), &[]).unwrap_err();
    assert!(e.message.contains("allocated at import time"), "{e}");
}

#[test]
fn the_shadow_stack_balances() {
    let body = "graph main -> Signed {
         a():
             n: *NODE = malloc[NODE]()
             gc_enter_roots[#2]()
             gc_save_root[#1](n)
             x: Signed = direct_call(@f)
             m: *NODE = gc_restore_root[#1]()
             gc_leave_roots[#2]()
             setfield[NODE.value](m, 3)
             v: Signed = getfield[NODE.value](m)
             return v
         }
         graph f -> Signed { a(): gc_enter_roots[#1]() gc_leave_roots[#1]() return 0 }";
    assert_eq!(exit_code(body), 3);
    let p = program(&body.replace("gc_leave_roots[#1]() return", "return"));
    let e = run(&p, p.entry.unwrap(), &[]).unwrap_err();
    assert!(e.message.contains("out of balance"), "{e}");
}

#[track_caller]
fn broken(body: &str, message: &str) {
    let p = program(&format!("graph main -> Signed {{ {body} }}"));
    let mut it = Interp::new(&p);
    it.max_steps = 1000;
    let e = it.run(p.entry.unwrap(), &[]).unwrap_err();
    assert!(e.message.contains(message), "{e}");
}

#[test]
fn null_reference_is_fatal() {
    let p = program("graph main -> Signed { a(): x: Signed = getfield[NODE.value](null:*NODE) return x }");
    let out = Interp::new(&p).run(p.entry.unwrap(), &[]).unwrap();
    assert_eq!(out.exit_code, llinterp::FATAL_EXIT);
    assert_eq!(out.stderr, b"Fatal RPython error: AttributeError: None is used as an object\n");
}

#[test]
fn broken_rules_are_errors() {
    broken("a(): n: *INTS = malloc_varsize[INTS](2) x: Signed = getarrayitem(n, 2) return x", "item 2 of Some(2)");
    broken("a(): n: *INTS = malloc_varsize[INTS](2) x: Signed = getarrayitem(n, -1) return x", "item -1 of");
    broken(
        "a(): o: *OBJECT = malloc[OBJECT]() n: *NODE = cast_pointer(o) x: Signed = getfield[NODE.value](n) return x",
        "used as a NODE",
    );
    broken("a(): x = int_floordiv(1, 0) return x", "int_floordiv is not defined");
    broken("a(): unreachable", "unreachable exit");
    broken("a(): goto b() b(): goto b()", "no end after");
    broken("a(): n: *INTS = malloc_varsize[INTS](2) arraycopy(n, n, 0, 1, 2) return 0", "arraycopy writes");
}

#[test]
fn graphs_can_be_called_one_by_one() {
    let p = program(
        "graph main -> Signed { a(n: Signed): c = int_eq(n, 0) branch c ? bad() : good()
         bad(): raise @so:*OBJECT good(): return n }",
    );
    let mut it = Interp::new(&p);
    assert_eq!(it.call(p.entry.unwrap(), &[Value::int(4)]).unwrap(), Called::Returned(Value::int(4)));
    match it.call(p.entry.unwrap(), &[Value::int(0)]).unwrap() {
        Called::Raised(class, _) => assert_eq!(class, "StackOverflow"),
        other => panic!("{other:?}"),
    }
}
