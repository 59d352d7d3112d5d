//! Files and positions in them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// Number of a file in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A byte range `start..end` of a file. `Span::NONE` stands for "no position".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Through which inlined call it is seen; 0: none. What the number means is known to the graph it stands in.
    pub inlined: u32,
}

impl Span {
    /// The absent position.
    pub const NONE: Span = Span { file: FileId(u32::MAX), start: 0, end: 0, inlined: 0 };

    /// A range of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Span {
        Span { file, start, end, inlined: 0 }
    }

    /// Whether this is [`Span::NONE`].
    pub fn is_none(self) -> bool {
        self.file.0 == u32::MAX
    }

    /// The smallest span that covers both; the other one if either is absent or the files differ.
    pub fn to(self, other: Span) -> Span {
        if self.is_none() {
            other
        } else if other.is_none() || other.file != self.file {
            self
        } else {
            Span { start: self.start.min(other.start), end: self.end.max(other.end), ..self }
        }
    }
}

/// A position for people: both count from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCol {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub col: u32,
}

/// A file and its text.
#[derive(Debug)]
pub struct SourceFile {
    /// Path as the user or the host gave it.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    fn new(path: PathBuf, text: String) -> SourceFile {
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        SourceFile { path, text, line_starts }
    }

    /// Line and column of a byte offset (clamped to the text).
    pub fn line_col(&self, offset: u32) -> LineCol {
        let offset = offset.min(self.text.len() as u32);
        let line = self.line_starts.partition_point(|s| *s <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let col = self.text.get(start..offset as usize).map_or(0, |s| s.chars().count());
        LineCol { line: line as u32 + 1, col: col as u32 + 1 }
    }

    /// Byte offset of the start of a line counted from 1; the end of the text past the last line.
    pub fn line_start(&self, line: u32) -> u32 {
        let i = (line.max(1) - 1) as usize;
        self.line_starts.get(i).copied().unwrap_or(self.text.len() as u32)
    }

    /// The text of a line counted from 1, without its end.
    pub fn line(&self, line: u32) -> &str {
        let start = self.line_start(line) as usize;
        let end = self.line_start(line + 1) as usize;
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}

/// All source files of a translation. Shared by reference; files are only ever added.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: RwLock<Vec<Arc<SourceFile>>>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file and returns its number.
    pub fn add(&self, path: impl AsRef<Path>, text: impl Into<String>) -> FileId {
        let mut files = self.files.write().unwrap_or_else(|e| e.into_inner());
        files.push(Arc::new(SourceFile::new(path.as_ref().to_path_buf(), text.into())));
        FileId(files.len() as u32 - 1)
    }

    /// The file of that number, if there is one.
    pub fn get(&self, id: FileId) -> Option<Arc<SourceFile>> {
        let files = self.files.read().unwrap_or_else(|e| e.into_inner());
        files.get(id.0 as usize).cloned()
    }

    /// `path:line:col` of the start of a span, or `None` for an absent one.
    pub fn locate(&self, span: Span) -> Option<(PathBuf, LineCol)> {
        let f = self.get(span.file)?;
        let at = f.line_col(span.start);
        Some((f.path.clone(), at))
    }
}
