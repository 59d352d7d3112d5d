//! Loops: what the blackhole computes from start to end, the JIT computes too, through traces and bridges.

use std::collections::HashMap;

use abi::jit::{GreenType, Kind as K};
use jit_metainterp::blackhole;
use jit_optimizeopt::Passes;

use crate::common::{self, result, Builder};

const SUM: &str = r#"
jitcode "sum" (i i i) -> i portal m0 {
  L1:
    -live-(i0 i1 i2)
    jit_merge_point(m0, [i0], [], [], [i1, i2], [], [])
    -live-(i0 i1 i2)
    goto_if_not_int_gt(i1, 0, L2)
    i3 = int_and(i1, 3)
    -live-(i0 i1 i2 i3)
    goto_if_not_int_eq(i3, 1, L3)
    i2 = int_sub(i2, 100)
  L3:
    i2 = inline_call_ir_i(j1, [i2, i1], [])
    -live-(i0 i1)
    i1 = int_sub(i1, 1)
    loop_header(m0)
    goto(L1)
  L2:
    int_return(i2)
}
jitcode "add" (i i) -> i {
    -live-(i0 i1)
    i0 = int_add_jump_if_ovf(L1, i0, i1)
    int_return(i0)
  L1:
    int_return(0)
}
"#;

#[test]
fn a_loop_with_a_branch_gets_a_bridge() {
    let program = || {
        let mut b = Builder::default();
        b.driver(&[("pc", GreenType::Int)], &[("n", K::Int), ("acc", K::Int)], Some(K::Int));
        b.program(SUM)
    };
    for (n, acc) in [(0, 5), (50, 0), (60, i64::MAX - 300)] {
        let (_, mut world) = common::jit(program(), &HashMap::new());
        let args = [0, n, acc as u64];
        let expected = result(blackhole::run_whole(&mut world, &program(), 0, &args).unwrap());
        let (jit, mut world) = common::jit(program(), &HashMap::new());
        jit.set_params("threshold=3,trace_eagerness=2").unwrap();
        jit.keep_log();
        let got = result(jit.run_portal(&mut world, 0, &args).unwrap());
        assert_eq!(got, expected, "{n} {acc}\n{}", jit.log().join("\n"));
        if n > 0 {
            let stats = jit.stats();
            assert!(stats.loops >= 1 && stats.bridges >= 1, "{stats:?}");
            assert!(stats.aborts.is_empty(), "{stats:?}");
        }
    }
}

#[test]
fn the_trace_of_a_loop() {
    let mut b = Builder::default();
    b.driver(&[("pc", GreenType::Int)], &[("n", K::Int), ("acc", K::Int)], Some(K::Int));
    let (jit, mut world) = common::jit(b.program(SUM), &HashMap::new());
    jit.set_params("threshold=2,trace_eagerness=1000").unwrap();
    jit.keep_log();
    jit.run_portal(&mut world, 0, &[0, 8, 0]).unwrap();
    let log = jit.log();
    let names: Vec<&str> = log[1]
        .lines()
        .filter(|l| !l.starts_with('#') && !l.starts_with('['))
        .map(|l| l.split('(').next().unwrap_or("").rsplit(' ').next().unwrap_or(""))
        .collect();
    assert_eq!(
        names,
        [
            "label",
            "int_gt",
            "guard_true",
            "int_and",
            "int_eq",
            "guard_false",
            "int_add_ovf",
            "guard_no_overflow",
            "int_sub",
            "jump"
        ],
        "{}",
        log[1]
    );
}

const TWO_SHAPES: &str = r#"
jitcode "shapes" (i i i i) -> i portal m0 {
  L1:
    -live-(i0 i1 i2 i3)
    jit_merge_point(m0, [i0], [], [], [i1, i2, i3], [], [])
    -live-(i0 i1 i2 i3)
    goto_if_not_int_gt(i1, 0, L2)
    i3 = int_add(i3, i2)
    i1 = int_sub(i1, 1)
    -live-(i0 i1 i3)
    goto_if_not_int_lt(i1, 40, L3)
    i2 = int_copy(7)
    loop_header(m0)
    goto(L1)
  L3:
    i2 = int_copy(5)
    loop_header(m0)
    goto(L1)
  L2:
    int_return(i3)
}
"#;

/// The first loop knows that one of its values is 5, the bridge that it is 7: another loop comes of it.
#[test]
fn a_bridge_that_does_not_fit_gets_a_loop() {
    let mut b = Builder::default();
    b.driver(&[("pc", GreenType::Int)], &[("n", K::Int), ("step", K::Int), ("acc", K::Int)], Some(K::Int));
    let (jit, mut world) = common::jit_with(b.program(TWO_SHAPES), &HashMap::new(), Passes::ALL);
    jit.set_params("threshold=3,trace_eagerness=2").unwrap();
    jit.keep_log();
    let got = result(jit.run_portal(&mut world, 0, &[0, 100, 5, 0]).unwrap());
    assert_eq!(got, Ok(Some(5 * 61 + 7 * 39)), "{}", jit.log().join("\n"));
    let stats = jit.stats();
    assert!(stats.loops == 1 && stats.aborts.is_empty(), "{stats:?}");
    let log = jit.log();
    let with_loop = |text: &&String| text.matches("label(").count() == 1 && text.contains("Bridge(");
    assert_eq!(log.iter().filter(|t| t.starts_with("# opt")).filter(with_loop).count(), 1, "{}", log.join("\n"));
}
