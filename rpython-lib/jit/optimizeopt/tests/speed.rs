//! A micro-benchmark: `cargo test --release -p jit-optimizeopt --test speed -- --ignored --nocapture`.

use jit_optimizeopt::{optimize_loop, optimize_trace, NoOracle, Passes};
use jit_trace::{parse, Descrs, FieldKind, Trace};

extern "C" {
    /// Microseconds of processor time.
    fn clock() -> i64;
}

fn now() -> f64 {
    // SAFETY: it takes nothing and answers a number.
    unsafe { clock() as f64 }
}

/// What an interpreter of a language with boxed integers does for `bytecodes` additions to local variables.
fn typical(bytecodes: usize, descrs: &mut Descrs) -> Trace {
    descrs.add_struct("Int", 100, &[("value", FieldKind::Signed, true)]);
    descrs.add_struct("Frame", 200, &[("pc", FieldKind::Signed, false), ("locals", FieldKind::Pointer, false)]);
    descrs.add_array("Refs", FieldKind::Pointer, false);
    let mut text = String::from("[p0]\np1 = getfield_gc_r(p0, descr=<Frame.locals>)\n");
    let mut n = 10;
    for k in 0..bytecodes {
        let (a, b, c) = (k % 7, (k * 3 + 1) % 7, (k + 2) % 7);
        let live = "[p0, p1]";
        text.push_str(&format!(
            "setfield_gc(p0, {k}, descr=<Frame.pc>)
p{x} = getarrayitem_gc_r(p1, {a}, descr=<Refs>)
guard_nonnull_class(p{x}, 100) {live}
p{y} = getarrayitem_gc_r(p1, {b}, descr=<Refs>)
guard_nonnull_class(p{y}, 100) [p0, p1, p{x}]
i{i} = getfield_gc_i(p{x}, descr=<Int.value>)
i{j} = getfield_gc_i(p{y}, descr=<Int.value>)
i{s} = int_add_ovf(i{i}, i{j})
guard_no_overflow() [p0, p1, p{x}, p{y}]
p{r} = new_with_vtable(descr=<Int>)
setfield_gc(p{r}, i{s}, descr=<Int.value>)
setarrayitem_gc(p1, {c}, p{r}, descr=<Refs>)
",
            x = n,
            y = n + 1,
            i = n + 2,
            j = n + 3,
            s = n + 4,
            r = n + 5,
        ));
        n += 6;
    }
    text.push_str("jump(p0)\n");
    parse(&text, descrs).unwrap().trace
}

#[test]
#[ignore = "a measurement"]
fn time_of_an_operation() {
    for bytecodes in [4, 16, 80, 400] {
        let mut descrs = Descrs::new();
        let trace = typical(bytecodes, &mut descrs);
        let target = descrs.add_target(Vec::new());
        let ops = trace.ops.len();
        let rounds = 40_000 / ops + 1;
        let per_op = |f: &dyn Fn() -> usize| {
            let start = now();
            let left = (0..rounds).map(|_| f()).last().unwrap_or(0);
            ((now() - start) / (rounds * ops) as f64, left)
        };
        let flat = per_op(&|| optimize_trace(&trace, &descrs, Passes::ALL, &NoOracle).unwrap().trace.ops.len());
        let peeled =
            per_op(&|| optimize_loop(&trace, &descrs, target, Passes::ALL, &NoOracle).unwrap().trace.ops.len());
        println!(
            "{ops} operations: {:.2} us each, {} left; peeled {:.2} us, {} left",
            flat.0, flat.1, peeled.0, peeled.1
        );
    }
}
