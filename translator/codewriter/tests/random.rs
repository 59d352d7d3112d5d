//! Random programs do the same as jitcodes and as low-level graphs.

mod evaluator;
#[path = "../../backendopt/tests/generator/mod.rs"]
mod generator;

use codewriter::{write_jitcodes, Portal};
use evaluator::{End, Evaluator};
use graph::{Const, Program};
use llinterp::{Called, Interp, Value};
use lltype::layout::LayoutParams;
use std::cell::RefCell;
use std::rc::Rc;

type Behaviour = Option<(String, Vec<i64>)>;

fn as_graphs(p: &Program, argument: i64) -> Behaviour {
    let mut it = Interp::new(p);
    it.max_steps = 100_000;
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
        Ok(Called::Returned(v)) => v.as_int().map_or("no int".into(), |v| v.to_string()),
        Ok(Called::Raised(class, _)) => class,
        Ok(Called::Stopped(n)) => format!("stopped {n}"),
        Err(e) if e.message.contains("no end after") => return None,
        Err(e) => panic!("{e}"),
    };
    let log = log.borrow().clone();
    Some((end, log))
}

fn class_name(p: &Program, e: &Evaluator, exception: u64) -> String {
    let vtable = e.static_of(e.class_of(exception)).expect("a vtable");
    let Const::Static(name, _) = &p.statics[vtable].fields[2] else { panic!("no name") };
    match &p.statics[*name].items {
        graph::StaticItems::Bytes(b) => String::from_utf8_lossy(b).into_owned(),
        _ => panic!("a name without text"),
    }
}

fn as_jitcodes(p: &Program, out: &codewriter::Output, argument: i64) -> Behaviour {
    let mut e = Evaluator::new(p, &out.tables);
    let end = match e.run(out.tables.drivers[0].portal, [vec![argument as u64], vec![], vec![]]) {
        End::Returned(v) => (v as i64).to_string(),
        End::Raised(x) => class_name(p, &e, x),
        End::TooLong | End::Stuck => return None,
    };
    Some((end, e.log))
}

fn try_seed(seed: u64) {
    let mut p = generator::program(seed);
    for g in p.graphs.values_mut() {
        g.attrs.jit.push(("_jit_unroll_safe_".into(), true));
        g.attrs.elidable = false;
    }
    let graph = p.entry.expect("an entry point");
    let name = "test".to_string();
    let portals = [Portal {
        name,
        original: graph,
        graph,
        greens: vec![],
        reds: vec![],
        explicit_entry: true,
        virtualizable: None,
        hooks: Vec::new(),
        recursive: false,
    }];
    let out = write_jitcodes(&p, &portals, LayoutParams::X86_64, &|_| true).expect("jitcodes");
    if let Err(e) = abi::jit::verify(&out.tables) {
        panic!("seed {seed}: {e}");
    }
    assert!(out.opaque.is_empty(), "{:?}", out.opaque);
    for a in [0, 3, -1, i64::MAX] {
        let expected = as_graphs(&p, a);
        let found =
            std::panic::catch_unwind(|| as_jitcodes(&p, &out, a)).unwrap_or_else(|_| Some(("a panic".into(), vec![])));
        if expected.is_some() && found.is_some() && expected != found {
            let code = abi::jit::text::print_all(&out.tables);
            panic!("seed {seed}, argument {a}: {expected:?} became {found:?}\n{}\n{code}", graph::print_program(&p));
        }
    }
}

#[test]
fn jitcodes_keep_behaviour() {
    let (first, count) = match std::env::var("RANDOM_SEEDS") {
        Ok(s) => {
            let mut parts = s.split(',').map(|n| n.parse().unwrap());
            (parts.next().unwrap(), parts.next().unwrap_or(1))
        }
        Err(_) => (0, 150),
    };
    (first..first + count).for_each(try_seed);
}
