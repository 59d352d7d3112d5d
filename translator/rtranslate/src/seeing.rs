//! Looking at what the translator made: graphs as text and pictures, messages as data.

use crate::options::Cli;
use diagnostics::{Diagnostic, Severity, SourceMap, Span};
use graph::{Graph, Numbering, Program};
use serde_json::{json, Value};
use std::io::Write;
use std::path::{Path, PathBuf};

/// `OUTPUT.KIND`, beside the executable.
pub fn beside(output: &Path, kind: &str) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".");
    name.push(kind);
    PathBuf::from(name)
}

/// Writes a file, or says why not.
pub fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    std::fs::write(path, text).map_err(|e| Diagnostic::error("E0404", format!("cannot write {}: {e}", path.display())))
}

/// Prints and draws the graphs that `--dump-graph` and `--view` name.
pub fn show(cli: &Cli, program: &Program, sources: &SourceMap) -> Result<(), Diagnostic> {
    for name in &cli.dump_graph {
        for graph in named(program, name)? {
            let text = graph::print_graph(graph, Some(&program.types), Numbering::Own);
            // Whoever reads may have seen enough.
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }
    for name in &cli.view {
        let line = |span: Span| {
            let (path, at) = sources.locate(span)?;
            let file = sources.get(span.file)?;
            let base = path.file_name()?.to_string_lossy().into_owned();
            Some(format!("# {base}:{} {}", at.line, file.line(at.line).trim()))
        };
        let graphs = named(program, name)?;
        for (n, graph) in graphs.iter().enumerate() {
            let number = if n == 0 { String::new() } else { format!("-{n}") };
            let path = PathBuf::from(format!("{}{number}.svg", name.replace('/', "_")));
            write(&path, &graph::svg(graph, Some(&program.types), &line))?;
            if !cli.quiet {
                eprintln!("{}", path.display());
            }
        }
    }
    Ok(())
}

/// The graphs of that name; a specialised function has several.
fn named<'a>(program: &'a Program, name: &str) -> Result<Vec<&'a Graph>, Diagnostic> {
    let found: Vec<&Graph> = live(program).filter(|g| &*g.name == name).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let wanted = name.to_lowercase();
    let mut near: Vec<&str> = live(program).map(|g| &*g.name).filter(|n| n.to_lowercase().contains(&wanted)).collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(8);
    let mut d = Diagnostic::error("E0407", format!("the program has no graph named '{name}'"))
        .note("functions that are never called, and those inlined everywhere, have none; --stop-after=rtype has more");
    if !near.is_empty() {
        d = d.help(format!("names like it: {}", near.join(", ")));
    }
    Err(d)
}

/// All graphs, without those that optimisation made empty because nothing calls them any more.
fn live(program: &Program) -> impl Iterator<Item = &Graph> {
    let gone = |b: &graph::BlockData| b.ops.is_empty() && b.exit == graph::Exit::Unreachable;
    program.graphs.values().filter(move |g| !gone(&g.blocks[g.start]))
}

/// A diagnostic as one JSON object.
pub fn json(d: &Diagnostic, sources: &SourceMap) -> Value {
    let spans: Vec<Value> = d
        .labels
        .iter()
        .enumerate()
        .filter_map(|(n, label)| {
            let file = sources.get(label.span.file)?;
            let (start, end) = (file.line_col(label.span.start), file.line_col(label.span.end));
            Some(json!({
                "file": file.path.to_string_lossy(),
                "byte_start": label.span.start,
                "byte_end": label.span.end,
                "line_start": start.line,
                "column_start": start.col,
                "line_end": end.line,
                "column_end": end.col,
                "is_primary": n == 0,
                "label": label.text,
                "text": file.line(start.line),
            }))
        })
        .collect();
    json!({
        "severity": if d.severity == Severity::Error { "error" } else { "warning" },
        "code": d.code,
        "message": d.message,
        "spans": spans,
        "notes": d.notes,
        "help": d.help,
        "rendered": diagnostics::render(d, sources, false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_as_data_has_places_as_lines_and_columns() {
        let sources = SourceMap::new();
        let file = sources.add("t.py", "a = 1\nb = a + 's'\n");
        let d = Diagnostic::error("E0202", "no").label(Span::new(file, 10, 17), "here").help("convert");
        let v = json(&d, &sources);
        assert_eq!(v["spans"][0]["line_start"], 2);
        assert_eq!(v["spans"][0]["column_start"], 5);
        assert_eq!(v["spans"][0]["text"], "b = a + 's'");
        assert_eq!(v["severity"], "error");
        assert_eq!(v["help"], "convert");
    }

    #[test]
    fn files_lie_beside_the_executable() {
        assert_eq!(beside(Path::new("out/prog"), "ll"), Path::new("out/prog.ll"));
    }
}
