//! `annotate TARGET.py [--dump]`: annotates a target and says what was found.

use annotator::{dump_all, Annotator, EntryArg, Model};
use graph::OpCode;
use host::{Host, HostOptions};
use std::path::Path;
use std::time::Instant;

fn options(root: &Path) -> HostOptions {
    let mut o = HostOptions::new(root.join("rpython-lib"));
    if let Ok(p) = std::env::var("HOST_PYTHON") {
        o.python = p;
    }
    o
}

fn main() {
    let mut args = std::env::args().skip(1);
    let Some(target) = args.next() else {
        eprintln!("usage: annotate TARGET.py [--dump]");
        std::process::exit(2);
    };
    let rest: Vec<String> = args.collect();
    let show = rest.iter().any(|a| a == "--dump");
    let cuts = rest.iter().any(|a| a == "--cuts");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let host = match Host::start(options(&root)) {
        Ok(h) => h,
        Err(d) => {
            eprintln!("{}", d.message);
            std::process::exit(1);
        }
    };
    let start = Instant::now();
    let target = match host.import_target(Path::new(&target), &[]) {
        Ok(t) => t,
        Err(d) => {
            eprint!("{}", diagnostics::render(&d, host.source_map(), false));
            std::process::exit(1);
        }
    };
    eprintln!("imported in {:.2?}", start.elapsed());
    let start = Instant::now();
    let mut a = Annotator::new(&host);
    a.add_entry(target.entry, &[EntryArg::StrList]);
    let done = a.complete();
    eprintln!(
        "{} graphs, {} blocks in {:.2?} (flow graphs {:.2?})",
        a.model.graphs.len(),
        a.blocks_done,
        start.elapsed(),
        a.flow_time
    );
    match done {
        Ok(()) => {
            if show {
                println!("{}", dump_all(&a.model));
            }
            for problem in annotator::verify(&a.model) {
                println!("verify: {problem}");
            }
            if cuts {
                print_cuts(&a.model, &host);
            }
        }
        Err(ds) => {
            eprint!("{}", diagnostics::render_all(&ds, host.source_map(), false));
            std::process::exit(1);
        }
    }
}

/// Where blocks end because nothing comes out of an operation.
fn print_cuts(model: &Model, host: &Host) {
    for ag in model.graphs.values() {
        for b in ag.graph.rpo() {
            let data = &ag.graph.blocks[b];
            let Some(op) = data.ops.last() else { continue };
            if op.code == OpCode::Fatal || ag.bindings[op.result].is_impossible() {
                let at = host
                    .source_map()
                    .locate(op.span)
                    .map_or(String::new(), |(p, l)| format!("{}:{}:{}", p.display(), l.line, l.col));
                println!("{at}: {} in {}: {:?}", op.code.name(), ag.graph.name, op.imm);
            }
        }
    }
}
