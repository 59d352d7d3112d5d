//! Places of the source in the product: what tracebacks show.
//!
//! Code refers to places by their order in its unit; the object of data, which is made anew in each translation,
//! says what they are. So lines and names can change without new code.

use crate::units::Plan;
use abi::NO_FUNCTION;
use diagnostics::{FileId, SourceFile, SourceMap, Span};
use graph::{Block, Const, Graph, GraphId, Inlined, OpCode, Operand, Place, PlaceKind, Program};
use indexmap::IndexMap;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A function, its file, and a line.
type Frame = (Arc<str>, FileId, u32);

/// The source files of a translation, and how they are called.
#[derive(Debug)]
pub struct Sources {
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    source: Arc<SourceFile>,
    shown: String,
    hidden: bool,
}

impl Sources {
    /// The files of a translation. Paths below one of the `roots` are shown from there on; what is below `hidden` is
    /// left out.
    pub fn new(map: &SourceMap, roots: &[PathBuf], hidden: &Path) -> Sources {
        let files = (0..).map_while(|n| map.get(FileId(n))).map(|source| {
            let path = source.path.clone();
            let short = roots.iter().find_map(|r| path.strip_prefix(r).ok()).unwrap_or(&path);
            File { shown: short.to_string_lossy().into_owned(), hidden: path.starts_with(hidden), source }
        });
        Sources { files: files.collect() }
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> Option<&Path> {
        self.files.get(file.0 as usize).map(|f| f.source.path.as_path())
    }

    /// Line and column where a position begins, in any file.
    pub fn line_col(&self, span: Span) -> Option<(u32, u32)> {
        let at = self.files.get(span.file.0 as usize)?.source.line_col(span.start);
        Some((at.line, at.col))
    }

    /// The line where a position begins, in any file.
    pub fn line(&self, span: Span) -> Option<u32> {
        self.line_col(span).map(|at| at.0)
    }

    fn file(&self, span: Span) -> Option<&File> {
        self.files.get(span.file.0 as usize).filter(|f| !f.hidden)
    }

    /// Name, file and line of the function at a position.
    fn frame(&self, g: &Graph, span: Span) -> Option<Frame> {
        let span = if span.is_none() { g.span } else { span };
        let file = self.file(span)?;
        let name = inlined(g, span).map_or(&g.name, |c| &c.name).clone();
        Some((name, span.file, file.source.line_col(span.start).line))
    }

    /// Name, file and line of the functions around a position, the innermost first.
    fn frames(&self, g: &Graph, span: Span) -> Vec<Frame> {
        let mut frames = Vec::new();
        let mut span = if span.is_none() { g.span } else { span };
        loop {
            frames.extend(self.frame(g, span));
            match inlined(g, span) {
                Some(c) => span = c.at,
                None => return frames,
            }
        }
    }
}

/// One place of a unit, as [`abi::Place`].
#[derive(Debug)]
struct Row {
    function: Option<(Arc<str>, FileId)>,
    line: u32,
    kind: u32,
    outer: i32,
}

/// The places of a program.
#[derive(Debug, Default)]
pub struct Places {
    units: Vec<Vec<Row>>,
    first: HashMap<GraphId, usize>,
}

impl Places {
    /// Finds the places of all units. Those that look alike become one.
    pub fn new(program: &mut Program, plan: &Plan, sources: &Sources) -> Places {
        program.graphs.values_mut().par_bridge().for_each(|g| merge(g, sources));
        let mut first = HashMap::new();
        let mut units = Vec::new();
        for graphs in &plan.units {
            let mut rows = Vec::new();
            for g in graphs {
                first.insert(*g, rows.len());
                rows.extend(rows_of(&program.graphs[*g], sources));
            }
            units.push(rows);
        }
        Places { units, first }
    }

    /// Offset of the first place of a graph in the table of its unit; `None` if there are no places.
    pub fn first(&self, g: GraphId) -> Option<u64> {
        self.first.get(&g).map(|n| (n * size_of::<abi::Place>()) as u64)
    }

    /// Bytes of the tables of the units, of the functions, of the texts.
    pub fn tables(&self, sources: Option<&Sources>) -> (Vec<Vec<u8>>, Vec<u8>, Vec<u8>) {
        let mut functions: IndexMap<(Arc<str>, FileId), u32> = IndexMap::new();
        let mut table = |rows: &Vec<Row>| {
            let mut words: Vec<u8> = Vec::with_capacity(rows.len() * size_of::<abi::Place>());
            for row in rows {
                let function = row.function.as_ref().map_or(NO_FUNCTION, |f| {
                    let next = functions.len() as u32;
                    *functions.entry(f.clone()).or_insert(next)
                });
                words.extend_from_slice(&abi::Place::new(function, row.line, row.kind, row.outer).0.to_le_bytes());
            }
            words
        };
        let units = self.units.iter().map(&mut table).collect();
        let mut texts: Vec<u8> = Vec::new();
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut text = |s: &str| {
            *known.entry(s.to_string()).or_insert_with(|| {
                let at = texts.len() as u32;
                texts.extend_from_slice(s.as_bytes());
                texts.push(0);
                at
            })
        };
        let mut words: Vec<u8> = (functions.len() as u32).to_le_bytes().to_vec();
        for (name, file) in functions.keys() {
            let path = sources.and_then(|s| s.files.get(file.0 as usize)).map_or("?", |f| &f.shown);
            [text(name), text(path)].iter().for_each(|w| words.extend_from_slice(&w.to_le_bytes()));
        }
        (units, words, texts)
    }
}

/// Symbol of the places of a unit.
pub fn symbol(unit: usize) -> String {
    format!("rpy_places_{unit}")
}

/// The places of a graph, then the calls around them that were inlined.
fn rows_of(g: &Graph, sources: &Sources) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let first = |span: Span, kind: u32| {
        let frame = sources.frame(g, span);
        Row { line: frame.as_ref().map_or(0, |f| f.2), function: frame.map(|f| (f.0, f.1)), kind, outer: 0 }
    };
    rows.extend(g.places.iter().map(|p| first(p.span, kind_number(p.kind))));
    // Rows of inlined calls, by their number.
    let mut calls: HashMap<u32, usize> = HashMap::new();
    let mut open: Vec<(usize, Span)> = g.places.iter().map(|p| p.span).enumerate().collect();
    while let Some((row, span)) = open.pop() {
        let Some(call) = inlined(g, span) else { continue };
        let at = *calls.entry(span.inlined).or_insert_with(|| {
            rows.push(first(call.at, 0));
            open.push((rows.len() - 1, call.at));
            rows.len() - 1
        });
        rows[row].outer = at as i32 - row as i32;
    }
    rows
}

fn kind_number(kind: PlaceKind) -> u32 {
    match kind {
        PlaceKind::Raise => abi::PLACE_RAISE,
        PlaceKind::Pass => abi::PLACE_PASS,
        PlaceKind::Catch => abi::PLACE_CATCH,
        PlaceKind::Reraise => abi::PLACE_RERAISE,
        PlaceKind::Stop => abi::PLACE_STOP,
    }
}

/// The inlined call that a position is in.
pub fn inlined(g: &Graph, span: Span) -> Option<&Inlined> {
    g.inlined.get((span.inlined as usize).checked_sub(1)?)
}

/// Makes one place of those that look alike, and forgets those in functions that are not shown but for where
/// exceptions begin.
fn merge(g: &mut Graph, sources: &Sources) {
    let mut known: HashMap<(Vec<Frame>, PlaceKind), i64> = HashMap::new();
    let mut kept: Vec<Place> = Vec::new();
    let shown = sources.file(g.span).is_some();
    let numbers: Vec<Option<i64>> = g
        .places
        .iter()
        .map(|p| {
            let frames = sources.frames(g, p.span);
            if !shown && p.kind != PlaceKind::Raise && (p.kind != PlaceKind::Stop || frames.is_empty()) {
                return None;
            }
            Some(*known.entry((frames, p.kind)).or_insert_with(|| {
                kept.push(*p);
                kept.len() as i64 - 1
            }))
        })
        .collect();
    let new = |a: &mut Operand| match a {
        Operand::Const(Const::Int(n)) => {
            let number = numbers.get(*n as usize).copied().flatten();
            *n = number.unwrap_or(0);
            number.is_some()
        }
        _ => true,
    };
    let mut given: Vec<(Block, usize)> = Vec::new();
    for b in g.rpo() {
        let data = &mut g.blocks[b];
        let params = &data.params;
        data.ops.retain_mut(|op| {
            if op.code != OpCode::Traceback {
                return true;
            }
            let param = op.args[0].var().and_then(|v| params.iter().position(|p| *p == v));
            given.extend(param.map(|n| (b, n)));
            new(&mut op.args[0]) && (shown || param.is_none())
        });
    }
    for (to, n) in given {
        for b in g.rpo() {
            g.blocks[b].exit.links_mut().filter(|l| l.target == to).for_each(|l| {
                new(&mut l.args[n]);
            });
        }
    }
    g.places = kept;
}
