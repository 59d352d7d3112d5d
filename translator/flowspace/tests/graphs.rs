//! Graphs of the functions in `tests/cases/*.py`, compared with the text beside them.
//!
//! Every function whose name starts with `case_` is built, verified and printed. `BLESS=1` writes
//! the expected text anew.

use diagnostics::render;
use graph::{print_graph, verify_high_level, Numbering};
use host::{Desc, Host, HostObj, HostOptions};
use std::path::{Path, PathBuf};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Names host objects in the text of a graph.
fn named(host: &Host, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("host(") {
        let digits: String = rest[at + 5..].chars().take_while(char::is_ascii_digit).collect();
        out.push_str(&rest[..at]);
        rest = &rest[at + 6 + digits.len()..];
        out.push_str(&digits.parse().map_or("host(?)".into(), |n| describe(host, HostObj(n))));
    }
    out + rest
}

fn describe(host: &Host, obj: HostObj) -> String {
    match &*host.describe(obj) {
        Desc::Function(func) => format!("<{}>", func.qualname),
        Desc::Class(class) => format!("<{}>", class.name),
        Desc::Builtin(builtin) => format!("<{}.{}>", builtin.module, builtin.name),
        Desc::BigInt(value) => format!("<{value}>"),
        Desc::RInt { type_name, value, .. } => format!("<{type_name} {value}>"),
        Desc::Tuple(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| match host.to_const(*item) {
                    graph::Const::Host(obj) => describe(host, obj),
                    value => graph::const_text(&value),
                })
                .collect();
            format!("<tuple {}>", items.join(", "))
        }
        Desc::Instance(instance) => format!("<instance of {}>", describe(host, instance.class)),
        desc => format!("<{}>", desc.kind_name()),
    }
}

fn text_of(host: &Host, path: &Path) -> String {
    let target = match host.import_target(path, &[]) {
        Ok(target) => target,
        Err(error) => panic!("{}", render(&error, host.source_map(), false)),
    };
    let source = std::fs::read_to_string(path).expect("case file");
    let mut out = String::new();
    for line in source.lines().filter_map(|line| line.strip_prefix("def case_")) {
        let name = format!("case_{}", line.split('(').next().unwrap_or_default());
        let func = host.getattr(target.module, &name).expect("case");
        let mut funcs = vec![func];
        if path.file_stem().is_some_and(|stem| stem == "generators") {
            let class = host.generator_class(func).expect("class");
            funcs.extend(host.getattr(class, "__next__"));
        }
        for func in funcs {
            match flowspace::build_graph(host, func) {
                Ok(graph) => {
                    let text = named(host, &print_graph(&graph, None, Numbering::Canonical));
                    if let Err(errors) = verify_high_level(&graph) {
                        panic!("{name} does not verify: {errors:?}\n{text}");
                    }
                    out.push_str(&text);
                }
                Err(errors) => {
                    for error in errors {
                        let at = host.source_map().locate(error.span()).map_or(0, |(_, at)| at.line);
                        out.push_str(&format!("{name}: {} line {at}: {}\n", error.code, error.message));
                        out.extend(error.help.map(|help| format!("  help: {help}\n")));
                    }
                }
            }
            out.push('\n');
        }
    }
    out
}

#[test]
fn graphs_are_as_expected() {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rpython-lib");
    let bless = std::env::var_os("BLESS").is_some();
    let mut failed = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(cases())
        .expect("cases")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    for path in files {
        let host = match Host::start(HostOptions::new(&lib)) {
            Ok(host) => host,
            Err(error) => panic!("{error:?}"),
        };
        let text = text_of(&host, &path);
        let expected = path.with_extension("txt");
        if bless {
            std::fs::write(&expected, &text).expect("writable");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != text {
            failed.push(format!("{} gives now:\n{text}", path.display()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
