//! Sources: files read and parsed once, and the syntax tree of a code object.
//!
//! A code object is matched to its tree by file, first line and name; lambdas that share a line by
//! the source range of their instructions.

use crate::desc::CodeKey;
use crate::parsing::Parser;
use crate::walk::{self, Node};
use diagnostics::{Diagnostic, FileId, SourceFile, SourceMap, Span};
use rustpython_parser::ast::{self, Expr, Ranged, Stmt};
use rustpython_parser::Parse;
use std::collections::HashMap;
use std::sync::Arc;

/// A function's tree.
#[derive(Clone, Debug)]
pub enum FunctionNode {
    /// `def`.
    Def(ast::StmtFunctionDef),
    /// `lambda`.
    Lambda(ast::ExprLambda),
    /// `async def`, which RPython does not have.
    Async(ast::StmtAsyncFunctionDef),
}

/// A function's tree and where it stands.
#[derive(Clone, Debug)]
pub struct FunctionAst {
    /// The tree.
    pub node: FunctionNode,
    /// The file.
    pub file: FileId,
    /// The file's text.
    pub source: Arc<SourceFile>,
    /// The innermost class around it, for private names.
    pub class_name: Option<String>,
    /// Does `from __future__ import unicode_literals` hold?
    pub unicode_literals: bool,
}

impl FunctionAst {
    /// The parameters.
    pub fn args(&self) -> &ast::Arguments {
        match &self.node {
            FunctionNode::Def(node) => &node.args,
            FunctionNode::Lambda(node) => &node.args,
            FunctionNode::Async(node) => &node.args,
        }
    }

    /// The span of a node of this function's file.
    pub fn span_of(&self, node: &impl Ranged) -> Span {
        let range = node.range();
        Span::new(self.file, range.start().to_u32(), range.end().to_u32())
    }

    /// The span of the whole function.
    pub fn span(&self) -> Span {
        match &self.node {
            FunctionNode::Def(node) => self.span_of(node),
            FunctionNode::Lambda(node) => self.span_of(node),
            FunctionNode::Async(node) => self.span_of(node),
        }
    }

    /// The span of the head: the line of `def` up to the end of its first line.
    pub fn head_span(&self) -> Span {
        let span = self.span();
        let text = &self.source.text[span.start as usize..span.end as usize];
        let length = text.find('\n').unwrap_or(text.len()) as u32;
        Span::new(self.file, span.start, span.start + length)
    }

    /// The source text of a node.
    pub fn text_of(&self, node: &impl Ranged) -> &str {
        let range = node.range();
        self.source.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
    }
}

/// A parsed file: its functions by first line and name.
#[derive(Debug)]
pub struct ParsedFile {
    /// Its number in the source map.
    pub id: FileId,
    functions: HashMap<(u32, String), Vec<Arc<FunctionAst>>>,
}

/// All sources read so far.
pub(crate) struct Sources {
    map: Arc<SourceMap>,
    ids: HashMap<String, Option<FileId>>,
    parsed: HashMap<String, Result<Arc<ParsedFile>, Diagnostic>>,
    parser: Arc<Parser>,
}

type Text<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Sources {
    pub fn new(map: Arc<SourceMap>, parser: Arc<Parser>) -> Sources {
        Sources { map, ids: HashMap::new(), parsed: HashMap::new(), parser }
    }

    fn load(&mut self, filename: &str, made: Text) -> Option<FileId> {
        if let Some(known) = self.ids.get(filename) {
            return *known;
        }
        let text =
            std::fs::read(filename).ok().and_then(|bytes| String::from_utf8(bytes).ok()).or_else(|| made(filename));
        let id = text.map(|text| {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            self.map.add(filename, text)
        });
        self.ids.insert(filename.to_owned(), id);
        id
    }

    /// The span of a line.
    pub fn line_span(&mut self, filename: &str, line: u32, made: impl Fn(&str) -> Option<String>) -> Span {
        let Some((id, file)) = self.load(filename, &made).and_then(|id| self.map.get(id).map(|file| (id, file))) else {
            return Span::NONE;
        };
        let text = file.line(line);
        let start = file.line_start(line) + (text.len() - text.trim_start().len()) as u32;
        Span::new(id, start, start + text.trim().len() as u32)
    }

    fn parse(&mut self, filename: &str, made: Text) -> Result<Arc<ParsedFile>, Diagnostic> {
        if let Some(known) = self.parsed.get(filename) {
            return known.clone();
        }
        let parsed = self.parse_new(filename, made);
        self.parsed.insert(filename.to_owned(), parsed.clone());
        parsed
    }

    fn parse_new(&mut self, filename: &str, made: Text) -> Result<Arc<ParsedFile>, Diagnostic> {
        let loaded = self.load(filename, made).and_then(|id| self.map.get(id).map(|file| (id, file)));
        let Some((id, source)) = loaded else {
            let text = format!("the source '{filename}' cannot be read");
            return Err(Diagnostic::error("E0101", text)
                .help("RPython functions need their source; code made from AST objects has none"));
        };
        let early = self.parser.take(filename, &source.text);
        let body = early.unwrap_or_else(|| ast::Suite::parse(&source.text, filename)).map_err(|error| {
            let at = error.offset.to_u32();
            Diagnostic::error("E0101", format!("the source does not parse: {}", error.error))
                .label(Span::new(id, at, at + 1), "here")
        })?;
        let unicode_literals = body.iter().any(|stmt| match stmt {
            Stmt::ImportFrom(import) => {
                import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
                    && import.names.iter().any(|alias| alias.name.as_str() == "unicode_literals")
            }
            _ => false,
        });
        let mut collector = Collector { id, source, unicode_literals, class: None, functions: HashMap::new() };
        for stmt in &body {
            collector.visit(Node::Stmt(stmt));
        }
        self.parser.discard(body);
        Ok(Arc::new(ParsedFile { id, functions: collector.functions }))
    }

    /// The tree of a code object.
    pub fn find(
        &mut self,
        code: &CodeKey,
        made: impl Fn(&str) -> Option<String>,
    ) -> Result<Arc<FunctionAst>, Diagnostic> {
        let file = self.parse(&code.filename, &made)?;
        let key = (code.firstlineno, code.name.clone());
        let candidates = file.functions.get(&key).map_or(&[][..], Vec::as_slice);
        match candidates {
            [] => {
                let text = format!(
                    "the source of function '{}' is not at line {} of '{}'",
                    code.qualname, code.firstlineno, code.filename
                );
                Err(Diagnostic::error("E0101", text)
                    .label(self.line_span(&code.filename, code.firstlineno, made), "expected here"))
            }
            [only] => Ok(Arc::clone(only)),
            many => closest(code, many).ok_or_else(|| {
                let text = format!("which of the functions on this line is '{}'?", code.qualname);
                Diagnostic::error("E0101", text)
                    .label(many[0].span(), "one of these")
                    .help("write each function on a line of its own")
            }),
        }
    }
}

/// Of several lambdas on a line, the smallest whose body holds the code's instructions.
fn closest(code: &CodeKey, candidates: &[Arc<FunctionAst>]) -> Option<Arc<FunctionAst>> {
    let [line, column, end_line, end_column] = code.extent?;
    let holds = |candidate: &&Arc<FunctionAst>| {
        let FunctionNode::Lambda(lambda) = &candidate.node else { return false };
        let source = &candidate.source;
        let start = source.line_start(line) + column;
        let end = source.line_start(end_line) + end_column;
        // Parentheses around the body belong to neither range.
        lambda.body.start().to_u32() <= start && end <= lambda.body.end().to_u32()
    };
    let size = |candidate: &&Arc<FunctionAst>| {
        let span = candidate.span();
        span.end - span.start
    };
    candidates.iter().filter(holds).min_by_key(size).cloned()
}

struct Collector {
    id: FileId,
    source: Arc<SourceFile>,
    unicode_literals: bool,
    class: Option<String>,
    functions: HashMap<(u32, String), Vec<Arc<FunctionAst>>>,
}

impl Collector {
    fn add(&mut self, at: u32, name: &str, node: FunctionNode) {
        let line = self.source.line_col(at).line;
        let function = FunctionAst {
            node,
            file: self.id,
            source: Arc::clone(&self.source),
            class_name: self.class.clone(),
            unicode_literals: self.unicode_literals,
        };
        self.functions.entry((line, name.to_owned())).or_default().push(Arc::new(function));
    }

    fn first(decorators: &[Expr], own: u32) -> u32 {
        decorators.first().map_or(own, |decorator| decorator.range().start().to_u32())
    }

    fn visit(&mut self, node: Node) {
        let outer = self.class.clone();
        match node {
            Node::Stmt(Stmt::FunctionDef(def)) => {
                let at = Self::first(&def.decorator_list, def.range.start().to_u32());
                self.add(at, &def.name, FunctionNode::Def(def.clone()));
            }
            Node::Stmt(Stmt::AsyncFunctionDef(def)) => {
                let at = Self::first(&def.decorator_list, def.range.start().to_u32());
                self.add(at, &def.name, FunctionNode::Async(def.clone()));
            }
            Node::Expr(Expr::Lambda(lambda)) => {
                let at = lambda.range.start().to_u32();
                self.add(at, "<lambda>", FunctionNode::Lambda(lambda.clone()));
            }
            Node::Stmt(Stmt::ClassDef(class)) => self.class = Some(class.name.to_string()),
            _ => {}
        }
        walk::children(node, &mut |child| self.visit(child));
        self.class = outer;
    }
}
