//! `annotate TARGET.py [--dump]`: annotates a target and says what was found.

use annotator::{annotate, dump_all, EntryArg};
use host::{Host, HostOptions};
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip(1);
    let Some(target) = args.next() else {
        eprintln!("usage: annotate TARGET.py [--dump]");
        std::process::exit(2);
    };
    let show = args.any(|a| a == "--dump");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let host = match Host::start(HostOptions::new(root.join("rpython-lib"))) {
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
    match annotate(&host, target.entry, &[EntryArg::StrList]) {
        Ok(model) => {
            eprintln!("annotated {} graphs in {:.2?}", model.graphs.len(), start.elapsed());
            if show {
                println!("{}", dump_all(&model));
            }
        }
        Err(ds) => {
            eprint!("{}", diagnostics::render_all(&ds, host.source_map(), false));
            eprintln!("failed after {:.2?}", start.elapsed());
            std::process::exit(1);
        }
    }
}
