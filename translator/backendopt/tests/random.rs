//! Random programs behave the same before and after each pass.

mod generator;

use backendopt::{
    analysis, cleanup, constfold, hoist, indexes, inline, loads, mallocremoval, optimize, quiet, quietloops, reachable,
    versions, virtualcalls,
};
use graph::{print_program, verify_program, Program};
use llinterp::{Called, Interp, Value};
use std::cell::RefCell;
use std::rc::Rc;

type Pass = (&'static str, fn(&mut Program));

/// Applies a pass to all graphs; how often it changed something is of no interest here.
fn each_graph<T>(p: &mut Program, mut f: impl FnMut(&mut graph::Graph, &Program) -> T) {
    let mut graphs = std::mem::take(&mut p.graphs);
    for g in graphs.values_mut() {
        f(g, p);
    }
    p.graphs = graphs;
}

fn remove_redundant(p: &mut Program) {
    let a = analysis::Analysis::new(p);
    let quiet = quiet::Quiet::new(p, &a, &analysis::components(&analysis::call_graph(p)));
    each_graph(p, |g, p| {
        let around = loads::Around { types: &p.types, effects: Some((p, &a)), quiet: Some(&quiet) };
        loads::remove_redundant(g, around)
    });
}

const PASSES: &[Pass] = &[
    ("cleanup", |p| each_graph(p, |g, p| cleanup::cleanup(g, p.into()))),
    ("constfold", |p| each_graph(p, |g, p| constfold::fold(g, p.into()))),
    ("virtualcalls", |p| each_graph(p, |g, _| virtualcalls::devirtualize(g))),
    ("inline", |p| {
        inline::inline_calls(p, inline::THRESHOLD);
    }),
    ("inline more", |p| {
        inline::inline_calls(p, 400.0);
    }),
    ("mallocremoval", |p| each_graph(p, |g, p| mallocremoval::remove_mallocs(g, &p.types, p.into()))),
    ("loads", remove_redundant),
    ("indexes", |p| each_graph(p, |g, _| indexes::split_indexes(g))),
    ("hoist", |p| each_graph(p, |g, p| hoist::hoist_loads(g, &p.types))),
    ("quietloops", |p| each_graph(p, |g, p| quietloops::hoist_from_quiet_loops(g, &p.types))),
    ("versions", |p| each_graph(p, |g, _| versions::split_loops(g))),
    ("reachable", |p| {
        reachable::remove_unreachable(p);
    }),
    ("compacted", |p| each_graph(p, |g, _| *g = inline::compacted(g))),
    ("all", |p| {
        optimize(p, 2);
    }),
    ("all again", |p| {
        optimize(p, 2);
    }),
];

/// What a run shows: how it ended, and what it logged. `None` if it takes too long.
fn behaviour(p: &Program, argument: i64) -> Option<(String, Vec<i64>)> {
    let mut it = Interp::new(p);
    it.max_steps = 200_000;
    let log = Rc::new(RefCell::new(Vec::new()));
    let sink = log.clone();
    it.register(
        "test_log",
        Rc::new(move |_, args| {
            sink.borrow_mut().push(args[0].as_int().unwrap());
            Ok(Value::Void)
        }),
    );
    let end = match it.call(p.entry.unwrap(), &[Value::int(argument)]) {
        Ok(Called::Returned(v)) => format!("{v:?}"),
        Ok(Called::Raised(class, _)) => class,
        Ok(Called::Stopped(n)) => format!("stopped {n}"),
        Err(e) if e.message.contains("no end after") => return None,
        Err(e) => panic!("{e}\n{}", print_program(p)),
    };
    let log = log.borrow().clone();
    Some((end, log))
}

#[track_caller]
fn verify(p: &Program, what: &str, before: &str) {
    if let Err(v) = verify_program(p) {
        panic!("{what}: {}\n{before}\n--- after\n{}", v[0], print_program(p));
    }
}

fn try_seed(seed: u64) {
    let original = generator::program(seed);
    let text = print_program(&original);
    verify(&original, "generator", "");
    let arguments = [0, 3, -1];
    let expected: Vec<_> = arguments.iter().map(|a| behaviour(&original, *a)).collect();
    let check = |p: &Program, what: &str, before: &str| {
        verify(p, what, before);
        for (a, e) in arguments.iter().zip(&expected) {
            let Some(e) = e else { continue };
            let got = behaviour(p, *a);
            if got.as_ref() != Some(e) {
                let after = print_program(p);
                panic!("seed {seed}, {what}, argument {a}: {e:?} became {got:?}\n{before}\n--- after\n{after}");
            }
        }
    };
    // Each pass by itself, then one after the other.
    let mut chain = original.clone();
    for (name, pass) in PASSES {
        let mut p = original.clone();
        pass(&mut p);
        check(&p, name, &text);
        let before = print_program(&chain);
        pass(&mut chain);
        check(&chain, &format!("{name} in the chain"), &before);
    }
    // Equal input gives equal output.
    let mut again = original.clone();
    let mut once = original;
    optimize(&mut again, 2);
    optimize(&mut once, 2);
    assert_eq!(print_program(&again), print_program(&once), "seed {seed}");
}

#[test]
fn passes_keep_behaviour() {
    let (first, count) = match std::env::var("RANDOM_SEEDS") {
        Ok(s) => {
            let mut parts = s.split(',').map(|n| n.parse().unwrap());
            (parts.next().unwrap(), parts.next().unwrap_or(1))
        }
        Err(_) => (0, 150),
    };
    (first..first + count).for_each(try_seed);
}

#[test]
fn objects_of_generated_programs_do_get_removed() {
    let mut removed = 0;
    for seed in 0..40 {
        removed += optimize(&mut generator::program(seed), 2).mallocs_removed;
    }
    assert!(removed > 20, "{removed}");
}

/// Time for a program as big as a real interpreter: `cargo test --release -- --ignored --nocapture`.
#[test]
#[ignore = "measures time"]
fn a_big_program() {
    let mut p = generator::program_of(1, 20_000);
    let ops = |p: &Program| p.graphs.values().flat_map(|g| g.blocks.values()).map(|b| b.ops.len()).sum::<usize>();
    let before = ops(&p);
    let start = std::time::Instant::now();
    let stats = optimize(&mut p, 2);
    println!("{before} -> {} operations, {stats:?}, {:?}", ops(&p), start.elapsed());
    let start = std::time::Instant::now();
    verify(&p, "all", "");
    println!("verified in {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let text = print_program(&p);
    println!("{} MB printed in {:?}", text.len() >> 20, start.elapsed());
    let start = std::time::Instant::now();
    let again = graph::parse_program(&text).unwrap();
    println!("parsed in {:?}", start.elapsed());
    assert_eq!(print_program(&again), text);
}
