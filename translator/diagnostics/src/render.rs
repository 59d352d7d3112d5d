//! Diagnostics as text, in the manner of rustc.

use crate::{Diagnostic, FileId, Severity, SourceMap, Span};
use ariadne::{CharSet, Color, Config, IndexType, Label, Report, ReportKind, Source};

type Id = (FileId, std::ops::Range<usize>);

/// Text of one diagnostic; `color` asks for ANSI escapes.
pub fn render(d: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let Some(first) = d.labels.first().filter(|l| sources.get(l.span.file).is_some()) else {
        return plain(d);
    };
    let kind = match d.severity {
        Severity::Error => ReportKind::Error,
        Severity::Warning => ReportKind::Warning,
    };
    let config = Config::default()
        .with_color(color)
        .with_char_set(CharSet::Unicode)
        .with_index_type(IndexType::Byte)
        .with_compact(false);
    let mut report = Report::build(kind, id(first.span)).with_config(config).with_code(d.code).with_message(&d.message);
    for (i, label) in d.labels.iter().enumerate() {
        if sources.get(label.span.file).is_none() {
            continue;
        }
        let shade = if i == 0 { Color::Red } else { Color::Blue };
        report = report.with_label(Label::new(id(label.span)).with_message(&label.text).with_color(shade));
    }
    if !d.notes.is_empty() {
        report = report.with_note(d.notes.join("\n"));
    }
    if let Some(h) = &d.help {
        report = report.with_help(h);
    }
    let mut out = Vec::new();
    let files = Files { sources, loaded: Vec::new() };
    match report.finish().write(files, &mut out) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(_) => plain(d),
    }
}

/// All diagnostics, one after the other, with a closing count of errors.
pub fn render_all(ds: &[Diagnostic], sources: &SourceMap, color: bool) -> String {
    let mut out = String::new();
    for d in ds {
        out.push_str(&render(d, sources, color));
    }
    let errors = ds.iter().filter(|d| d.severity == Severity::Error).count();
    if errors > 0 {
        out.push_str(&format!("error: could not translate: {errors} error{}\n", if errors == 1 { "" } else { "s" }));
    }
    out
}

fn id(span: Span) -> Id {
    (span.file, span.start as usize..span.end.max(span.start) as usize)
}

fn plain(d: &Diagnostic) -> String {
    let kind = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut s = format!("{kind}[{}]: {}\n", d.code, d.message);
    for n in &d.notes {
        s.push_str(&format!("  note: {n}\n"));
    }
    if let Some(h) = &d.help {
        s.push_str(&format!("  help: {h}\n"));
    }
    s
}

struct Files<'a> {
    sources: &'a SourceMap,
    loaded: Vec<(FileId, Source<String>)>,
}

impl ariadne::Cache<FileId> for Files<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl std::fmt::Debug> {
        let at = match self.loaded.iter().position(|(i, _)| i == id) {
            Some(at) => at,
            None => {
                let file = self.sources.get(*id).ok_or_else(|| format!("no file {id:?}"))?;
                self.loaded.push((*id, Source::from(file.text.clone())));
                self.loaded.len() - 1
            }
        };
        Ok::<_, String>(&self.loaded[at].1)
    }

    fn display<'a>(&self, id: &'a FileId) -> Option<impl std::fmt::Display + 'a> {
        self.sources.get(*id).map(|f| f.path.display().to_string())
    }
}
