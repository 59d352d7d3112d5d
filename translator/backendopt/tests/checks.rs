//! `--checks=all`: which operations are checked, and what the checks say.

use backendopt::checks::insert_checks;
use graph::{parse_program, print_graph, verify_program, Numbering};
use llinterp::Interp;

fn program(body: &str) -> graph::Program {
    let text = format!(
        "type STR = gc struct \"rpy_string\" {{hash: Signed}} items Char immutable_items
         extern free \"rpy_mem_free\" (Signed) -> Void
         extern new \"rpy_mem_new\" (Signed) -> Signed
         string STR
         entry main
         graph main -> Signed {{ {body} }}"
    );
    let mut p = parse_program(&text).unwrap();
    verify_program(&p).unwrap();
    insert_checks(&mut p, &|_| Some("prog.py:7".into()));
    verify_program(&p).unwrap();
    p
}

/// The operations of the entry point, and whether each is a call.
#[track_caller]
fn calls(body: &str, expected: usize) {
    let p = program(body);
    let text = print_graph(&p.graphs[p.entry.unwrap()], Some(&p.types), Numbering::Own);
    assert_eq!(text.matches("direct_call").count(), expected, "{text}");
}

#[test]
fn results_that_are_returned_must_be_exact() {
    calls("a(): x = int_add(5, 6) y = int_mul(x, 2) z = int_neg(y) return z", 3);
    calls("a(): x = int_lshift(5, 6) y = int_rshift(x, 2) return y", 1);
}

#[test]
fn what_wraps_on_purpose_is_not_checked() {
    calls("a(): x = int_add(5, 6) y = int_mul(x, 31) z: Signed = same_as(y) return z", 0);
    calls("a(): x = int_mul(5, 6) y = int_add(x, 1) z = int_and(y, 255) return z", 0);
    calls("a(): x = int_mul(5, 6) y = cast_int_to_uint(x) z = uint_rshift(y, 3) w = cast_uint_to_int(z) return w", 0);
    // A negative mask keeps the high bits.
    calls("a(): x = int_mul(5, 6) z = int_and(x, -8) return z", 1);
}

#[test]
fn round_a_loop() {
    let text = |end: &str| {
        format!(
            "a(): goto head(1, 10)
             head(h: Signed, i: Signed): c = int_gt(i, 0) branch c ? body() : done()
             body(): x = int_mul(h, 31) j = int_sub(i, 1) goto head(x, j)
             done(): {end}"
        )
    };
    calls(&text("r: Signed = same_as(h) return r"), 1);
    calls(&text("return h"), 2);
}

#[test]
fn the_message_names_the_place() {
    let p = program("a(): x = int_mul(4611686018427387904, 2) return x");
    let out = Interp::new(&p).run(p.entry.unwrap(), &[]).unwrap();
    let text = "Fatal RPython error: signed overflow: 4611686018427387904 * 2 at prog.py:7\n";
    assert_eq!(String::from_utf8_lossy(&out.stderr), text);
    assert_eq!(out.exit_code, llinterp::FATAL_EXIT);
}

#[test]
fn raw_memory_goes_through_other_functions() {
    let p = program(
        "a():
            at: Signed = direct_call(@new, 8)
            p: Address = cast_int_to_ptr(at)
            raw_store(p, 0, 5)
            x: Signed = raw_load(p, 0)
            done: Void = direct_call(@free, at)
            return x",
    );
    let text = print_graph(&p.graphs[p.entry.unwrap()], Some(&p.types), Numbering::Own);
    let symbols: Vec<&str> = p.externs.values().map(|x| &*x.symbol).collect();
    assert_eq!(symbols, ["rpy_checks_free", "rpy_checks_new", "rpy_checks_at", "rpy_checks_memory"]);
    assert_eq!(text.matches("direct_call").count(), 2 + 2 + 2, "{text}");
    let out = Interp::new(&p).run(p.entry.unwrap(), &[]).unwrap();
    assert_eq!(out.exit_code, 5);
}
