//! Builds the graphs of everything that a target's entry point can mention, and says what fails.
//!
//! `cargo run -p flowspace --example flow -- TARGET.py [NAME]` prints the graphs of functions whose
//! qualified name contains NAME. What the annotator would find unreachable is built here too.

use diagnostics::{render, Diagnostic};
use graph::{print_graph, Const, Graph, Numbering, Operand};
use host::{Desc, Host, HostObj, HostOptions};
use std::collections::{HashSet, VecDeque};
use std::path::Path;
use std::time::Instant;

fn constants(graph: &Graph) -> Vec<HostObj> {
    let mut out = Vec::new();
    let mut add = |operand: &Operand| {
        if let Operand::Const(Const::Host(obj)) = operand {
            out.push(*obj);
        }
    };
    for block in graph.rpo() {
        graph.blocks[block].ops.iter().flat_map(|op| &op.args).for_each(&mut add);
        graph.blocks[block].exit.for_each_operand(&mut add);
    }
    out
}

fn reached(host: &Host, desc: &Desc) -> Vec<HostObj> {
    match desc {
        Desc::BoundMethod { func, self_ } => vec![*func, *self_],
        Desc::StaticMethod(func) => vec![*func],
        Desc::Class(class) if !class.builtin => class.dict.values().chain(&class.bases).copied().collect(),
        Desc::Instance(instance) => instance.attrs.values().copied().chain([instance.class]).collect(),
        Desc::Tuple(items) | Desc::List(items) => items.clone(),
        Desc::Dict(dict) => dict.items.iter().flat_map(|(key, value)| [*key, *value]).collect(),
        Desc::Property { fget, fset, .. } => vec![*fget, *fset],
        _ => {
            let _ = host;
            Vec::new()
        }
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let Some(target) = args.next() else {
        eprintln!("usage: flow TARGET.py [NAME]");
        std::process::exit(2);
    };
    let wanted = args.next();
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rpython-lib");
    let fail = |error: Diagnostic, host: Option<&Host>| -> ! {
        match host {
            Some(host) => eprint!("{}", render(&error, host.source_map(), false)),
            None => eprintln!("{}", error.message),
        }
        std::process::exit(1)
    };
    let start = Instant::now();
    let host = Host::start(HostOptions::new(lib)).unwrap_or_else(|error| fail(error, None));
    let target = host.import_target(Path::new(&target), &[]).unwrap_or_else(|error| fail(error, Some(&host)));
    let imported = start.elapsed();
    let mut seen = HashSet::from([target.entry]);
    let mut queue = VecDeque::from([target.entry]);
    let (mut graphs, mut ops, mut failed) = (0, 0, 0);
    while let Some(obj) = queue.pop_front() {
        let desc = host.describe(obj);
        let mut next = reached(&host, &desc);
        if let Desc::Function(func) = &*desc {
            let skipped = func.is_not_rpython() || func.attrs.contains_key("_rpython_intrinsic_");
            if skipped {
                continue;
            }
            match flowspace::build_graph(&host, obj) {
                Ok(graph) => {
                    graphs += 1;
                    ops += graph.rpo().iter().map(|b| graph.blocks[*b].ops.len()).sum::<usize>();
                    next.extend(constants(&graph));
                    if wanted.as_ref().is_some_and(|name| func.qualname.contains(name.as_str())) {
                        println!("{}", print_graph(&graph, None, Numbering::Canonical));
                    }
                    if let Err(errors) = graph::verify_high_level(&graph) {
                        println!("{} does not verify: {errors:?}", func.qualname);
                        failed += 1;
                    }
                }
                Err(errors) => {
                    failed += 1;
                    for error in errors {
                        print!("{}", render(&error, host.source_map(), false));
                    }
                }
            }
        }
        queue.extend(next.into_iter().filter(|obj| seen.insert(*obj)));
    }
    eprintln!("{graphs} graphs, {ops} operations, {failed} failed; import {imported:?}, total {:?}", start.elapsed());
}
