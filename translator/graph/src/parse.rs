//! The text form of graphs and programs: parsing.
//!
//! ```text
//! ; a comment
//! type T0 = gc struct "object" {typeptr: *T1 immutable}
//! type T1 = struct "vtable" {subclassrange_min: Signed immutable, subclassrange_max: Signed immutable}
//! type T2 = gc struct "rpy_string" {hash: Signed} items Char immutable_items
//! type T3 = func (Signed) -> Signed
//! extern x0 "rpy_os_write" (Signed, *T2, Signed) -> Signed
//! static s0 "vt": T1 immutable = {1, 2}
//! static s1 "hello": T2 = {0} bytes "hello"
//! entry g0
//!
//! graph g0 "main" -> Signed inline=never {
//! block0(v0 "n": Signed):
//!     v1: Bool = int_lt(v0, 10)
//!     branch v1 ? block1(v0) : block2()
//! block1(v2: Signed):
//!     v3: Signed = direct_call(@g0, v2)
//!     normal block3(v3) except * v4: *T0 -> block4(v4)
//! …
//! }
//! ```
//!
//! Types, externs, statics, graphs, variables and blocks may have any identifier as label; a label
//! `vN` or `blockN` is that number, types and the like are numbered by appearance. Where a typed
//! graph leaves the type of a result out, it is that of the operation if it has only one.

use crate::lex::{error_at, tokens, ParseError, Token};
use crate::typing::fixed_result;
use crate::{
    Args, Block, CallShape, Const, Exit, Extern, ExternId, Graph, GraphId, Handler, HostObj, Imm, Inline,
    KnownException, Link, Op, OpCode, Operand, Program, Static, StaticId, StaticItems, Var, Virtualizable, F64,
};
use cranelift_entity::EntityRef;
use diagnostics::Span;
use lltype::{Container, ContainerId, Elem, Field, FieldRef, FuncType, Immutability, LLType, StructType, Types};
use std::collections::HashMap;
use std::sync::Arc;

type Result<T> = std::result::Result<T, ParseError>;

/// Parses a program.
pub fn parse_program(text: &str) -> Result<Program> {
    let mut program = Program::default();
    let mut p = Parser { text, tokens: tokens(text)?, at: 0, labels: HashMap::new() };
    let items = p.scan()?;
    for (at, kind) in &items {
        if kind == "type" {
            p.at = *at;
            p.type_definition(&mut program)?;
        }
    }
    for (at, kind) in items {
        if kind != "type" {
            p.at = at;
            p.item(&mut program, &kind)?;
        }
    }
    Ok(program)
}

/// Parses one graph. Labels such as `T3`, `g4`, `s5`, `x6` are those of `program`.
pub fn parse_graph(text: &str, program: &Program) -> Result<Graph> {
    let mut p = Parser { text, tokens: tokens(text)?, at: 0, labels: HashMap::new() };
    let numbered = [
        ("T", program.types.len()),
        ("g", program.graphs.len()),
        ("s", program.statics.len()),
        ("x", program.externs.len()),
    ];
    for (prefix, n) in numbered {
        p.labels.extend((0..n).map(|i| (format!("{prefix}{i}"), (kind_of(prefix), i))));
    }
    p.keyword("graph")?;
    let graph = p.graph(&program.types)?;
    match p.peek() {
        Token::End => Ok(graph),
        other => p.fail(format!("expected the end, found {other}")),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Type,
    Graph,
    Static,
    Extern,
}

fn kind_of(prefix: &str) -> Kind {
    match prefix {
        "T" | "type" => Kind::Type,
        "g" | "graph" => Kind::Graph,
        "s" | "static" => Kind::Static,
        _ => Kind::Extern,
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, usize)>,
    at: usize,
    labels: HashMap<String, (Kind, usize)>,
}

const MAX_NUMBER: usize = 1 << 24;

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn peek_at(&self, ahead: usize) -> &Token {
        &self.tokens[(self.at + ahead).min(self.tokens.len() - 1)].0
    }

    fn next(&mut self) -> Token {
        let t = self.peek().clone();
        if t != Token::End {
            self.at += 1;
        }
        t
    }

    fn error_here(&self, message: impl Into<String>) -> ParseError {
        error_at(self.text, self.tokens[self.at].1, message)
    }

    fn fail<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(self.error_here(message))
    }

    fn expected<T>(&self, what: &str) -> Result<T> {
        self.fail(format!("expected {what}, found {}", self.peek()))
    }

    fn eat(&mut self, c: char) -> bool {
        let yes = *self.peek() == Token::Punct(c);
        if yes {
            self.at += 1;
        }
        yes
    }

    fn punct(&mut self, c: char) -> Result<()> {
        if self.eat(c) {
            Ok(())
        } else {
            self.expected(&format!("`{c}`"))
        }
    }

    fn arrow(&mut self) -> Result<()> {
        if *self.peek() == Token::Arrow {
            self.at += 1;
            Ok(())
        } else {
            self.expected("`->`")
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Ident(s) if s == word)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let yes = self.is_word(word);
        if yes {
            self.at += 1;
        }
        yes
    }

    fn keyword(&mut self, word: &str) -> Result<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            self.expected(&format!("`{word}`"))
        }
    }

    fn ident(&mut self, what: &str) -> Result<String> {
        match self.peek() {
            Token::Ident(s) => {
                let s = s.clone();
                self.at += 1;
                Ok(s)
            }
            _ => self.expected(what),
        }
    }

    fn string(&mut self) -> Result<Arc<str>> {
        match self.peek() {
            Token::Str(s) => {
                let s = String::from_utf8_lossy(s).into_owned();
                self.at += 1;
                Ok(s.into())
            }
            _ => self.expected("a string"),
        }
    }

    fn number(&mut self) -> Result<u32> {
        match self.peek() {
            Token::Int(s) => match s.parse() {
                Ok(n) => {
                    self.at += 1;
                    Ok(n)
                }
                Err(_) => self.expected("a small number"),
            },
            _ => self.expected("a number"),
        }
    }

    /// `item, item, … close`, after the opening character.
    fn list<T>(&mut self, close: char, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        while !self.eat(close) {
            if !out.is_empty() {
                self.punct(',')?;
                if self.eat(close) {
                    break;
                }
            }
            out.push(item(self)?);
        }
        Ok(out)
    }

    /// Finds the top-level items and gives their labels numbers.
    fn scan(&mut self) -> Result<Vec<(usize, String)>> {
        let mut items = Vec::new();
        let mut counts = [0usize; 4];
        let mut depth = 0;
        while *self.peek() != Token::End {
            match self.peek() {
                Token::Punct('(' | '[' | '{') => depth += 1,
                Token::Punct(')' | ']' | '}') => depth -= 1,
                Token::Ident(word) if depth == 0 => {
                    let word = word.clone();
                    match word.as_str() {
                        "type" | "extern" | "static" | "graph" => {
                            items.push((self.at, word.clone()));
                            self.at += 1;
                            let kind = kind_of(&word);
                            let n = &mut counts[kind as usize];
                            let index = *n;
                            *n += 1;
                            if let Token::Ident(label) = self.peek() {
                                let label = label.clone();
                                if self.labels.insert(label.clone(), (kind, index)).is_some() {
                                    return self.fail(format!("`{label}` is defined twice"));
                                }
                            } else if kind != Kind::Graph {
                                return self.expected("a label");
                            }
                        }
                        "object" | "vtable" | "string" | "string_list" | "exception" | "entry" | "link"
                        | "virtualizable" | "value_class" => {
                            items.push((self.at, word));
                            self.at += 1;
                        }
                        _ if items.is_empty() => return self.expected("`type`, `static`, `graph` or the like"),
                        _ => {}
                    }
                }
                _ if items.is_empty() => return self.expected("`type`, `static`, `graph` or the like"),
                _ => {}
            }
            self.at += 1;
        }
        Ok(items)
    }

    fn label(&mut self, kind: Kind) -> Result<usize> {
        let start = self.at;
        let label = self.ident("a label")?;
        match self.labels.get(&label) {
            Some((k, n)) if *k == kind => Ok(*n),
            found => {
                let what = if found.is_some() { "is another kind of thing" } else { "is not defined" };
                self.at = start;
                self.fail(format!("`{label}` {what}"))
            }
        }
    }

    fn container(&mut self) -> Result<ContainerId> {
        Ok(ContainerId::from_u32(self.label(Kind::Type)? as u32))
    }

    fn ty(&mut self) -> Result<LLType> {
        if self.eat('*') {
            return Ok(LLType::Ptr(self.container()?));
        }
        let start = self.at;
        let name = self.ident("a type")?;
        Ok(match name.as_str() {
            "Void" => LLType::Void,
            "Bool" => LLType::Bool,
            "Char" => LLType::Char,
            "UniChar" => LLType::UniChar,
            "Signed" => LLType::Signed,
            "Unsigned" => LLType::Unsigned,
            "Int8" => LLType::Int8,
            "UInt8" => LLType::UInt8,
            "Int16" => LLType::Int16,
            "UInt16" => LLType::UInt16,
            "Int32" => LLType::Int32,
            "UInt32" => LLType::UInt32,
            "Float" => LLType::Float,
            "SingleFloat" => LLType::SingleFloat,
            "Address" => LLType::Address,
            "GcRef" => LLType::GcRef,
            _ => {
                self.at = start;
                return self.fail(format!("`{name}` is not a type (pointers are written *{name})"));
            }
        })
    }

    fn constant(&mut self) -> Result<Const> {
        let start = self.at;
        let c = match self.next() {
            Token::Int(s) => match s.parse() {
                Ok(i) => Const::Int(i),
                Err(_) => {
                    self.at = start;
                    return self.fail("an int out of range");
                }
            },
            Token::Uint(u) => Const::Uint(u),
            Token::Float(x) => Const::float(x),
            Token::Char(b) => Const::Char(b),
            Token::UniChar(u) => Const::UniChar(u),
            Token::Str(s) => Const::Str(s.into()),
            Token::Unicode(u) => Const::Unicode(u.into()),
            Token::Punct('@') => {
                let label = self.ident("a label")?;
                match self.labels.get(&label).copied() {
                    Some((Kind::Graph, n)) => Const::Func(GraphId::new(n)),
                    Some((Kind::Extern, n)) => Const::Extern(ExternId::new(n)),
                    Some((Kind::Static, n)) if self.eat('+') => match self.next() {
                        Token::Int(s) if s.parse::<u32>().is_ok() => {
                            Const::Place(StaticId::new(n), s.parse().unwrap_or_default())
                        }
                        _ => {
                            self.at -= 1;
                            return self.fail("how many bytes");
                        }
                    },
                    Some((Kind::Static, n)) => {
                        self.punct(':')?;
                        Const::Static(StaticId::new(n), self.ty()?)
                    }
                    _ => {
                        self.at = start + 1;
                        return self.fail(format!("there is no graph, static or extern `{label}`"));
                    }
                }
            }
            Token::Ident(word) => match word.as_str() {
                "void" => Const::Void,
                "true" => Const::Bool(true),
                "false" => Const::Bool(false),
                "None" => Const::None,
                "null" => {
                    self.punct(':')?;
                    Const::Null(self.ty()?)
                }
                "float" => {
                    self.punct('(')?;
                    let Token::Uint(bits) = self.next() else {
                        self.at -= 1;
                        return self.expected("the bits of a float");
                    };
                    self.punct(')')?;
                    Const::Float(F64(bits))
                }
                "host" => {
                    self.punct('(')?;
                    let n = self.number()?;
                    self.punct(')')?;
                    Const::Host(HostObj(n))
                }
                _ => {
                    self.at = start;
                    return self.expected("a constant");
                }
            },
            _ => {
                self.at = start;
                return self.expected("a constant");
            }
        };
        Ok(c)
    }

    fn name_of_field(&mut self) -> Result<Arc<str>> {
        match self.peek() {
            Token::Str(_) => self.string(),
            _ => Ok(self.ident("a field name")?.into()),
        }
    }

    fn type_definition(&mut self, program: &mut Program) -> Result<()> {
        self.keyword("type")?;
        let label = self.ident("a label")?;
        self.punct('=')?;
        let types = &mut program.types;
        let expected = types.len();
        let gc = self.eat_word("gc");
        match self.ident("`struct`, `func` or `opaque`")?.as_str() {
            "opaque" => {
                let name = self.string()?;
                types.add(Container::Opaque(name));
            }
            "func" => {
                self.punct('(')?;
                let args = self.list(')', Self::ty)?;
                self.arrow()?;
                let result = self.ty()?;
                if types.func(args.clone(), result).index() != expected {
                    types.add(Container::Func(FuncType { args, result }));
                }
            }
            "struct" => self.structure(types, &label, gc)?,
            _ => {
                self.at -= 1;
                return self.expected("`struct`, `func` or `opaque`");
            }
        }
        Ok(())
    }

    fn structure(&mut self, types: &mut Types, label: &str, gc: bool) -> Result<()> {
        let expected = types.len();
        let name = if matches!(self.peek(), Token::Str(_)) { self.string()? } else { label.into() };
        let mut s = StructType {
            name,
            gc,
            parent: None,
            fields: Vec::new(),
            items: None,
            immutable_items: false,
            forward: self.eat_word("forward"),
        };
        if !s.forward {
            if self.eat_word("parent") {
                s.parent = Some(self.container()?);
            }
            if self.eat('{') {
                s.fields = self.list('}', |p| {
                    let name = p.name_of_field()?;
                    p.punct(':')?;
                    let ty = p.ty()?;
                    let words = [
                        ("immutable", Immutability::Immutable),
                        ("immutable_array", Immutability::ImmutableArray),
                        ("quasi", Immutability::Quasi),
                        ("quasi_array", Immutability::QuasiArray),
                    ];
                    let immutable =
                        words.iter().find(|(w, _)| p.eat_word(w)).map_or(Immutability::Mutable, |(_, i)| *i);
                    Ok(Field { name, ty, immutable })
                })?;
            }
            if self.eat_word("items") {
                s.items = Some(if self.eat_word("struct") {
                    Elem::Struct(self.container()?)
                } else {
                    Elem::Prim(self.ty()?)
                });
            }
            s.immutable_items = self.eat_word("immutable_items");
        }
        if let (true, Some(elem)) = (&*s.name == "array" && s.fields.is_empty() && s.parent.is_none(), s.items) {
            if types.array(gc, elem, s.immutable_items).index() == expected {
                return Ok(());
            }
        }
        types.add(Container::Struct(s));
        Ok(())
    }

    fn item(&mut self, program: &mut Program, kind: &str) -> Result<()> {
        self.at += 1;
        match kind {
            "extern" => {
                let label = self.ident("a label")?;
                let symbol = if matches!(self.peek(), Token::Str(_)) { self.string()? } else { label.into() };
                self.punct('(')?;
                let args = self.list(')', Self::ty)?;
                self.arrow()?;
                let result = self.ty()?;
                let pure = self.eat_word("pure");
                let collects = self.eat_word("collects");
                program.externs.push(Extern { symbol, args, result, pure, collects });
            }
            "link" => {
                let arg = self.string()?;
                program.link_args.push(arg.to_string());
            }
            "static" => {
                let s = self.static_object()?;
                program.statics.push(s);
            }
            "object" => program.object = Some(self.container()?),
            "vtable" => program.vtable = Some(self.container()?),
            "string" => program.string = Some(self.container()?),
            "string_list" => program.string_list = Some(self.container()?),
            "value_class" => {
                let container = self.container()?;
                program.value_classes.push(container);
            }
            "virtualizable" => {
                let container = self.container()?;
                let mut lists = [Vec::new(), Vec::new()];
                for list in &mut lists {
                    self.punct('[')?;
                    *list = self.list(']', |p| {
                        let name = p.name_of_field()?;
                        match program.types.find_field(container, &name) {
                            Some(f) => Ok(f),
                            None => {
                                p.at -= 1;
                                p.expected("a field of the structure")
                            }
                        }
                    })?;
                }
                let [fields, arrays] = lists;
                program.virtualizables.push(Virtualizable { container, fields, arrays, missing: Vec::new() });
            }
            "entry" => program.entry = Some(GraphId::new(self.label(Kind::Graph)?)),
            "exception" => {
                let e = match self.ident("an exception")?.as_str() {
                    "OverflowError" => KnownException::OverflowError,
                    "MemoryError" => KnownException::MemoryError,
                    "StackOverflow" => KnownException::StackOverflow,
                    _ => {
                        self.at -= 1;
                        return self.expected("OverflowError, MemoryError or StackOverflow");
                    }
                };
                let s = StaticId::new(self.label(Kind::Static)?);
                program.exceptions.push((e, s));
            }
            _ => {
                let graph = self.graph(&program.types)?;
                program.graphs.push(graph);
            }
        }
        Ok(())
    }

    fn static_object(&mut self) -> Result<Static> {
        let label = self.ident("a label")?;
        let name = if matches!(self.peek(), Token::Str(_)) { self.string()? } else { label.into() };
        self.punct(':')?;
        let ty = self.container()?;
        let immutable = self.eat_word("immutable");
        self.punct('=')?;
        self.punct('{')?;
        let fields = self.list('}', Self::constant)?;
        let items = if self.eat_word("items") {
            self.punct('[')?;
            StaticItems::Prims(self.list(']', Self::constant)?)
        } else if self.eat_word("bytes") {
            let Token::Str(b) = self.next() else {
                self.at -= 1;
                return self.expected("a string");
            };
            StaticItems::Bytes(b)
        } else if self.eat_word("structs") {
            self.punct('[')?;
            StaticItems::Structs(self.list(']', |p| {
                p.punct('{')?;
                p.list('}', Self::constant)
            })?)
        } else {
            StaticItems::None
        };
        Ok(Static { name, ty, fields, items, immutable })
    }

    /// A graph, after the word `graph`.
    fn graph(&mut self, types: &Types) -> Result<Graph> {
        let label = if matches!(self.peek(), Token::Ident(_)) { Some(self.ident("a label")?) } else { None };
        let name = match (self.peek(), label) {
            (Token::Str(_), _) => self.string()?,
            (_, Some(label)) => label.into(),
            _ => return self.expected("the name of the graph"),
        };
        let mut graph = Graph::new(&name, Span::NONE);
        graph.blocks.clear();
        if *self.peek() == Token::Arrow {
            self.at += 1;
            graph.result = Some(self.ty()?);
        }
        loop {
            if self.eat_word("inline") {
                self.punct('=')?;
                graph.attrs.inline = match self.ident("always, never or try")?.as_str() {
                    "always" => Inline::Always,
                    "never" => Inline::Never,
                    "try" => Inline::Try,
                    "auto" => Inline::Auto,
                    _ => {
                        self.at -= 1;
                        return self.expected("always, never or try");
                    }
                };
            } else if self.eat_word("elidable") {
                graph.attrs.elidable = true;
            } else if self.eat_word("last_follows") {
                graph.attrs.last_follows = true;
            } else if self.eat_word("keeps_answers") {
                graph.attrs.keeps_answers = true;
            } else if self.eat_word("cold") {
                graph.attrs.cold = true;
            } else if self.eat_word("hot") {
                graph.attrs.hot = true;
            } else if self.eat_word("oopspec") {
                self.punct('(')?;
                graph.attrs.oopspec = Some(self.string()?);
                self.punct(')')?;
            } else if self.eat_word("jit") {
                self.punct('(')?;
                let name = self.string()?;
                self.punct('=')?;
                let Const::Bool(on) = self.constant()? else { return self.fail("expected true or false before this") };
                self.punct(')')?;
                graph.attrs.jit.push((name, on));
            } else {
                break;
            }
        }
        self.punct('{')?;
        let (next_var, next_block) = self.highest_numbers();
        let mut body = Body { graph, types, vars: HashMap::new(), blocks: HashMap::new(), next_var, next_block };
        let mut first = None;
        while !self.eat('}') {
            let b = body.block(self)?;
            first = first.or(Some(b));
        }
        let Some(start) = first else { return self.fail("a graph needs a block") };
        body.graph.start = start;
        for (label, (_, defined, at)) in &body.vars {
            if !defined {
                return Err(error_at(self.text, *at, format!("variable `{label}` is not defined")));
            }
        }
        for (label, (_, defined, at)) in &body.blocks {
            if !defined {
                return Err(error_at(self.text, *at, format!("block `{label}` is not defined")));
            }
        }
        Ok(body.graph)
    }

    /// First numbers above those of the labels `vN` and `blockN` of the graph that starts here.
    fn highest_numbers(&self) -> (usize, usize) {
        let (mut var, mut block) = (0, 0);
        let mut depth = 1;
        for (t, _) in &self.tokens[self.at..] {
            match t {
                Token::Punct('{') => depth += 1,
                Token::Punct('}') => depth -= 1,
                Token::Ident(s) => {
                    if let Some(n) = numbered(s, "v") {
                        var = var.max(n + 1);
                    } else if let Some(n) = numbered(s, "block") {
                        block = block.max(n + 1);
                    }
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        (var, block)
    }
}

fn numbered(label: &str, prefix: &str) -> Option<usize> {
    let digits = label.strip_prefix(prefix)?;
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    digits.parse().ok().filter(|n| *n < MAX_NUMBER)
}

/// The graph being parsed.
struct Body<'t> {
    graph: Graph,
    types: &'t Types,
    /// Label → entity, whether defined, and where first seen.
    vars: HashMap<String, (Var, bool, usize)>,
    blocks: HashMap<String, (Block, bool, usize)>,
    next_var: usize,
    next_block: usize,
}

impl Body<'_> {
    fn fresh_var(&mut self) -> Var {
        let n = self.next_var;
        self.next_var += 1;
        self.var_number(n)
    }

    fn var_number(&mut self, n: usize) -> Var {
        while self.graph.vars.len() <= n {
            self.graph.vars.push(Default::default());
        }
        Var::new(n)
    }

    fn var(&mut self, label: &str, at: usize) -> Var {
        if let Some((v, _, _)) = self.vars.get(label) {
            return *v;
        }
        let v = match numbered(label, "v") {
            Some(n) => self.var_number(n),
            None => self.fresh_var(),
        };
        self.vars.insert(label.to_owned(), (v, false, at));
        v
    }

    fn block_label(&mut self, p: &mut Parser<'_>) -> Result<String> {
        let at = p.tokens[p.at].1;
        let label = p.ident("a block")?;
        if !self.blocks.contains_key(&label) {
            let n = match numbered(&label, "block") {
                Some(n) => n,
                None => {
                    self.next_block += 1;
                    self.next_block - 1
                }
            };
            while self.graph.blocks.len() <= n {
                self.graph.new_block();
            }
            self.blocks.insert(label.clone(), (Block::new(n), false, at));
        }
        Ok(label)
    }

    /// `label "name": type`, the last two optional; after the label has been seen to be there.
    fn definition(&mut self, p: &mut Parser<'_>) -> Result<Var> {
        let (start, at) = (p.at, p.tokens[p.at].1);
        let label = p.ident("a variable")?;
        let v = self.var(&label, at);
        let entry = self.vars.get_mut(&label).expect("entered by var()");
        if std::mem::replace(&mut entry.1, true) {
            p.at = start;
            return p.fail(format!("`{label}` is defined twice"));
        }
        if matches!(p.peek(), Token::Str(_)) {
            self.graph.vars[v].name = Some(p.string()?);
        }
        if p.eat(':') {
            self.graph.vars[v].ty = Some(p.ty()?);
        }
        Ok(v)
    }

    fn operand(&mut self, p: &mut Parser<'_>) -> Result<Operand> {
        if let Token::Ident(word) = p.peek() {
            let constant = matches!(word.as_str(), "void" | "true" | "false" | "None")
                || (word == "null" && *p.peek_at(1) == Token::Punct(':'))
                || (matches!(word.as_str(), "float" | "host") && *p.peek_at(1) == Token::Punct('('));
            if !constant {
                let at = p.tokens[p.at].1;
                let label = p.ident("an operand")?;
                return Ok(Operand::Var(self.var(&label, at)));
            }
        }
        Ok(Operand::Const(p.constant()?))
    }

    fn link(&mut self, p: &mut Parser<'_>) -> Result<Link> {
        let label = self.block_label(p)?;
        let target = self.blocks[&label].0;
        p.punct('(')?;
        let args = p.list(')', |p| self.operand(p))?;
        Ok(Link { target, args })
    }

    fn block(&mut self, p: &mut Parser<'_>) -> Result<Block> {
        let start = p.at;
        let label = self.block_label(p)?;
        let entry = self.blocks.get_mut(&label).expect("entered by block_label()");
        let block = entry.0;
        if std::mem::replace(&mut entry.1, true) {
            p.at = start;
            return p.fail(format!("`{label}` is defined twice"));
        }
        p.punct('(')?;
        let params = p.list(')', |p| self.definition(p))?;
        p.punct(':')?;
        self.graph.blocks[block].params = params;
        loop {
            if let Some(exit) = self.exit(p)? {
                self.graph.blocks[block].exit = exit;
                return Ok(block);
            }
            let op = self.op(p)?;
            self.graph.blocks[block].ops.push(op);
        }
    }

    fn exit(&mut self, p: &mut Parser<'_>) -> Result<Option<Exit>> {
        let Token::Ident(word) = p.peek() else { return p.expected("an operation or exit") };
        let exit = match word.as_str() {
            "goto" => {
                p.at += 1;
                Exit::Goto(self.link(p)?)
            }
            "branch" => {
                p.at += 1;
                let cond = self.operand(p)?;
                p.punct('?')?;
                let then = self.link(p)?;
                p.punct(':')?;
                let els = self.link(p)?;
                Exit::Branch { cond, then, els }
            }
            "switch" => {
                p.at += 1;
                let value = self.operand(p)?;
                p.punct('{')?;
                let mut cases = Vec::new();
                let mut default = None;
                while !p.eat('}') {
                    if p.eat_word("default") {
                        p.arrow()?;
                        default = Some(self.link(p)?);
                        p.punct('}')?;
                        break;
                    }
                    let c = p.constant()?;
                    p.arrow()?;
                    cases.push((c, self.link(p)?));
                }
                Exit::Switch { value, cases, default }
            }
            "normal" => {
                p.at += 1;
                let normal = self.link(p)?;
                let mut handlers = Vec::new();
                while p.eat_word("except") {
                    let class = if p.eat('*') { None } else { Some(p.constant()?) };
                    let exc = self.definition(p)?;
                    p.arrow()?;
                    handlers.push(Handler { class, exc, link: self.link(p)? });
                }
                Exit::Raising { normal, handlers }
            }
            "return" => {
                p.at += 1;
                Exit::Return(self.operand(p)?)
            }
            "raise" => {
                p.at += 1;
                Exit::Raise(self.operand(p)?, Span::NONE)
            }
            "unreachable" => {
                p.at += 1;
                Exit::Unreachable
            }
            _ => return Ok(None),
        };
        Ok(Some(exit))
    }

    fn op(&mut self, p: &mut Parser<'_>) -> Result<Op> {
        let named = !matches!(p.peek_at(1), Token::Punct('(' | '['));
        let result = if named {
            let v = self.definition(p)?;
            p.punct('=')?;
            v
        } else {
            let v = self.fresh_var();
            self.graph.vars[v].ty = Some(LLType::Void);
            v
        };
        let start = p.at;
        let name = p.ident("an operation")?;
        let Some(code) = OpCode::from_name(&name) else {
            p.at = start;
            return p.fail(format!("there is no operation `{name}`"));
        };
        if named && self.graph.vars[result].ty.is_none() && self.graph.result.is_some() {
            self.graph.vars[result].ty = fixed_result(code);
        }
        let imm = if p.eat('[') {
            let imm = self.imm(p)?;
            p.punct(']')?;
            imm
        } else {
            Imm::None
        };
        p.punct('(')?;
        let args: Args = p.list(')', |p| self.operand(p))?.into();
        Ok(Op { code, imm, args, result, span: Span::NONE })
    }

    fn imm(&mut self, p: &mut Parser<'_>) -> Result<Imm> {
        if matches!(p.peek(), Token::Str(_)) {
            return Ok(Imm::Name(p.string()?));
        }
        if p.eat('#') {
            return Ok(Imm::Index(p.number()?));
        }
        if p.eat_word("targets") {
            let mut targets = Vec::new();
            while p.eat('@') {
                targets.push(GraphId::new(p.label(Kind::Graph)?));
            }
            return Ok(Imm::Targets(targets.into()));
        }
        if p.eat_word("shape") {
            let positional = p.number()?;
            let mut shape = CallShape { positional, ..Default::default() };
            while matches!(p.peek(), Token::Str(_)) {
                shape.keywords.push(p.string()?);
            }
            shape.star = p.eat_word("star");
            return Ok(Imm::Shape(Arc::new(shape)));
        }
        let container = p.container()?;
        if !p.eat('.') {
            return Ok(Imm::Type(container));
        }
        if p.eat('#') {
            return Ok(Imm::Field(FieldRef { container, index: p.number()? }));
        }
        let start = p.at;
        let name = p.name_of_field()?;
        match self.types.contains(container).then(|| self.types.find_field(container, &name)).flatten() {
            Some(f) => Ok(Imm::Field(f)),
            None => {
                p.at = start;
                p.fail(format!("there is no field `{name}` in {container}"))
            }
        }
    }
}
