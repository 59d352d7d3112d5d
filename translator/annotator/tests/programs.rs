//! Whole programs: `tests/programs/NAME.py` annotates to `NAME.txt` (signatures of all functions of
//! the program and its classes, or the diagnostics). `UPDATE_EXPECT=1` rewrites the expected text.

use annotator::{annotate, dump_classes, dump_signatures, verify, EntryArg, Model};
use host::{Host, HostOptions};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Functions of the `rpython` package are left out: they have their own life.
fn own_part(model: &Model, host: &Host) -> String {
    let lib = root().join("rpython-lib");
    let lib = lib.canonicalize().unwrap_or(lib);
    let foreign: Vec<String> = model
        .graphs
        .values()
        .filter(|ag| {
            host.source_map()
                .get(ag.graph.span.file)
                .is_none_or(|f| f.path.canonicalize().is_ok_and(|p| p.starts_with(&lib)))
        })
        .map(|ag| ag.graph.name.to_string())
        .collect();
    dump_signatures(model)
        .lines()
        .filter(|l| !foreign.iter().any(|f| l.starts_with(&format!("{f}("))))
        .map(|l| format!("{l}\n"))
        .collect()
}

fn messages(ds: &[diagnostics::Diagnostic], program: &Path, host: &Host) -> String {
    let text = diagnostics::render_all(ds, host.source_map(), false);
    let dir = program.parent().map(|p| p.display().to_string()).unwrap_or_default();
    text.replace(&format!("{dir}/"), "").lines().map(|l| format!("{}\n", l.trim_end())).collect()
}

fn run(program: &Path) -> String {
    let host = Host::start(HostOptions::new(root().join("rpython-lib"))).expect("host starts");
    let target = match host.import_target(program, &[]) {
        Ok(t) => t,
        Err(d) => return diagnostics::render(&d, host.source_map(), false),
    };
    match annotate(&host, target.entry, &[EntryArg::StrList], target.uses_rpython) {
        Ok(model) if !verify(&model).is_empty() => verify(&model).join("\n"),
        Ok(model) => {
            let warnings = messages(&model.warnings, program, &host);
            format!("{}\n{}{warnings}", own_part(&model, &host), dump_classes(&model))
        }
        Err(ds) => messages(&ds, program, &host),
    }
}

#[test]
fn programs() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&dir).expect("folder").map(|e| e.expect("entry").path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "py"));
    files.sort();
    let mut wrong = Vec::new();
    for f in files {
        let got = run(&f);
        let expected = f.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&expected, &got).expect("writable");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != got {
            wrong.push(format!("{}:\n{got}", f.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
