//! The text form of graphs and programs: printing. The grammar is described in [`crate::parse`].
//!
//! Spans are not part of the text. Blocks are printed in reverse post-order, unreachable ones are
//! left out. With [`Numbering::Canonical`] variables and blocks are numbered by appearance, so that
//! equal graphs print equally whatever passes made them.

use crate::{
    Block, CallShape, Const, Exit, Extern, Graph, GraphId, Handler, Imm, Inline, KnownException, Link, Op, Operand,
    Program, Static, StaticItems, Var,
};
use cranelift_entity::{EntityRef, SecondaryMap};
use lltype::{Container, ContainerId, Elem, FieldRef, Immutability, LLType, StructType, Types};
use std::fmt::Write;

/// How variables and blocks are called in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbering {
    /// By their own numbers.
    #[default]
    Own,
    /// From 0 in order of appearance.
    Canonical,
}

/// Text of a whole program.
pub fn print_program(program: &Program) -> String {
    print_program_with(program, Numbering::Own)
}

/// Text of a whole program with the given numbering in its graphs.
pub fn print_program_with(program: &Program, numbering: Numbering) -> String {
    let mut out = String::new();
    for (id, c) in program.types.iter() {
        print_type_definition(&mut out, id, c);
    }
    for (id, x) in program.externs.iter() {
        let Extern { symbol, args, result, pure, collects } = x;
        let args: Vec<String> = args.iter().map(|t| type_text(*t)).collect();
        let _ = write!(out, "extern {id} {} ({}) -> {}", quote(symbol), args.join(", "), type_text(*result));
        out.push_str(if *pure { " pure" } else { "" });
        out.push_str(if *collects { " collects" } else { "" });
        out.push('\n');
    }
    for arg in &program.link_args {
        let _ = writeln!(out, "link {}", quote(arg));
    }
    for (id, s) in program.statics.iter() {
        let Static { name, ty, fields, items, immutable } = s;
        let _ = write!(out, "static {id} {}: {ty}", quote(name));
        out.push_str(if *immutable { " immutable" } else { "" });
        let _ = write!(out, " = {}", const_list('{', fields, '}'));
        match items {
            StaticItems::None => {}
            StaticItems::Prims(v) => {
                let _ = write!(out, " items {}", const_list('[', v, ']'));
            }
            StaticItems::Bytes(b) => {
                let _ = write!(out, " bytes {}", quote_bytes(b));
            }
            StaticItems::Structs(v) => {
                let v: Vec<String> = v.iter().map(|s| const_list('{', s, '}')).collect();
                let _ = write!(out, " structs [{}]", v.join(", "));
            }
        }
        out.push('\n');
    }
    let roots = [
        ("object", program.object),
        ("vtable", program.vtable),
        ("string", program.string),
        ("string_list", program.string_list),
    ];
    for (what, id) in roots {
        if let Some(id) = id {
            let _ = writeln!(out, "{what} {id}");
        }
    }
    for (e, s) in &program.exceptions {
        let _ = writeln!(out, "exception {} {s}", exception_name(*e));
    }
    for v in &program.virtualizables {
        let names = |list: &[FieldRef]| {
            let names: Vec<&str> = list.iter().map(|f| &*program.types.field(*f).name).collect();
            names.join(", ")
        };
        let _ = writeln!(out, "virtualizable {} [{}] [{}]", v.container, names(&v.fields), names(&v.arrays));
    }
    for c in &program.value_classes {
        let _ = writeln!(out, "value_class {c}");
    }
    if let Some(g) = program.entry {
        let _ = writeln!(out, "entry {g}");
    }
    for (id, g) in program.graphs.iter() {
        out.push('\n');
        print_into(&mut out, Some(id), g, Some(&program.types), numbering);
    }
    out
}

/// Text of one graph. `types` gives fields their names.
pub fn print_graph(graph: &Graph, types: Option<&Types>, numbering: Numbering) -> String {
    let mut out = String::new();
    print_into(&mut out, None, graph, types, numbering);
    out
}

/// A hash of a graph's canonical text: equal for equal graphs, the same on every machine and in
/// every run. What the graph refers to (types, other graphs) counts by number only.
pub fn content_hash(graph: &Graph) -> u128 {
    let text = print_graph(graph, None, Numbering::Canonical);
    // FNV-1a, 128 bits.
    let mut h: u128 = 0x6c62272e07bb014262b821756295c58d;
    for b in text.bytes() {
        h = (h ^ u128::from(b)).wrapping_mul(0x0000000001000000000000000000013b);
    }
    h
}

/// Name of a known exception in the text form.
pub fn exception_name(e: KnownException) -> &'static str {
    match e {
        KnownException::OverflowError => "OverflowError",
        KnownException::MemoryError => "MemoryError",
        KnownException::StackOverflow => "StackOverflow",
    }
}

/// Text of a type.
pub fn type_text(ty: LLType) -> String {
    match ty {
        LLType::Ptr(c) => format!("*{c}"),
        other => format!("{other:?}"),
    }
}

/// Text of a constant.
pub fn const_text(c: &Const) -> String {
    match c {
        Const::Void => "void".into(),
        Const::Bool(b) => b.to_string(),
        Const::Int(i) => i.to_string(),
        Const::Uint(u) => format!("{u}u"),
        Const::Float(x) if x.get().is_finite() => format!("{:?}", x.get()),
        Const::Float(x) => format!("float({:#x})", x.0),
        Const::Char(b) => {
            let mut s = String::from("'");
            escape_byte(&mut s, *b, '\'');
            s.push('\'');
            s
        }
        Const::UniChar(u) => format!("U+{u:04X}"),
        Const::None => "None".into(),
        Const::Str(s) => quote_bytes(s),
        Const::Unicode(u) => {
            let mut s = String::from("u\"");
            for c in u.iter() {
                match u8::try_from(*c) {
                    Ok(b) if b < 0x80 => escape_byte(&mut s, b, '"'),
                    _ => {
                        let _ = write!(s, "\\u{{{c:x}}}");
                    }
                }
            }
            s.push('"');
            s
        }
        Const::Host(h) => format!("host({})", h.0),
        Const::Null(t) => format!("null:{}", type_text(*t)),
        Const::Func(g) => format!("@{g}"),
        Const::Extern(x) => format!("@{x}"),
        Const::Static(s, t) => format!("@{s}:{}", type_text(*t)),
        Const::Place(s, at) => format!("@{s}+{at}"),
    }
}

fn escape_byte(out: &mut String, b: u8, quote: char) {
    match b {
        b'\n' => out.push_str("\\n"),
        b'\t' => out.push_str("\\t"),
        b'\r' => out.push_str("\\r"),
        b'\\' => out.push_str("\\\\"),
        b if b as char == quote => {
            out.push('\\');
            out.push(quote);
        }
        0x20..=0x7e => out.push(b as char),
        _ => {
            let _ = write!(out, "\\x{b:02x}");
        }
    }
}

fn quote_bytes(bytes: &[u8]) -> String {
    let mut s = String::with_capacity(bytes.len() + 2);
    s.push('"');
    bytes.iter().for_each(|b| escape_byte(&mut s, *b, '"'));
    s.push('"');
    s
}

fn quote(text: &str) -> String {
    quote_bytes(text.as_bytes())
}

fn const_list(open: char, items: &[Const], close: char) -> String {
    let items: Vec<String> = items.iter().map(const_text).collect();
    format!("{open}{}{close}", items.join(", "))
}

fn is_ident(s: &str) -> bool {
    let mut bytes = s.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn field_name(name: &str) -> String {
    if is_ident(name) {
        name.into()
    } else {
        quote(name)
    }
}

fn field_text(f: FieldRef, types: Option<&Types>) -> String {
    let known = types.filter(|t| t.contains(f.container)).and_then(|t| match t.get(f.container) {
        Container::Struct(s) => s.fields.get(f.index as usize),
        _ => None,
    });
    match known {
        Some(field) => format!("{}.{}", f.container, field_name(&field.name)),
        None => format!("{}.#{}", f.container, f.index),
    }
}

fn print_type_definition(out: &mut String, id: ContainerId, c: &Container) {
    let _ = match c {
        Container::Opaque(name) => writeln!(out, "type {id} = opaque {}", quote(name)),
        Container::Func(f) => {
            let args: Vec<String> = f.args.iter().map(|t| type_text(*t)).collect();
            writeln!(out, "type {id} = func ({}) -> {}", args.join(", "), type_text(f.result))
        }
        Container::Struct(s) => {
            let StructType { name, gc, parent, fields, items, immutable_items, forward } = s;
            let gc = if *gc { "gc " } else { "" };
            let _ = write!(out, "type {id} = {gc}struct {}", quote(name));
            if *forward {
                out.push_str(" forward\n");
                return;
            }
            if let Some(p) = parent {
                let _ = write!(out, " parent {p}");
            }
            let fields: Vec<String> = fields
                .iter()
                .map(|f| {
                    let how = match f.immutable {
                        Immutability::Mutable => "",
                        Immutability::Immutable => " immutable",
                        Immutability::ImmutableArray => " immutable_array",
                        Immutability::Quasi => " quasi",
                        Immutability::QuasiArray => " quasi_array",
                    };
                    format!("{}: {}{how}", field_name(&f.name), type_text(f.ty))
                })
                .collect();
            let _ = write!(out, " {{{}}}", fields.join(", "));
            match items {
                None => {}
                Some(Elem::Prim(t)) => {
                    let _ = write!(out, " items {}", type_text(*t));
                }
                Some(Elem::Struct(c)) => {
                    let _ = write!(out, " items struct {c}");
                }
            }
            out.push_str(if *immutable_items { " immutable_items" } else { "" });
            out.push('\n');
            Ok(())
        }
    };
}

/// Text of each reachable block, in reverse post-order: a line of parameters, one line for each operation, the exit.
pub fn block_texts(graph: &Graph, types: Option<&Types>) -> Vec<(Block, String)> {
    let rpo = graph.rpo();
    let p = Printer::new(graph, types, &rpo, Numbering::Own);
    let text = |b: &Block| {
        let mut out = String::new();
        p.block(&mut out, *b);
        (*b, out)
    };
    rpo.iter().map(text).collect()
}

struct Printer<'a> {
    graph: &'a Graph,
    types: Option<&'a Types>,
    vars: SecondaryMap<Var, u32>,
    blocks: SecondaryMap<Block, u32>,
    used: SecondaryMap<Var, bool>,
}

fn print_into(out: &mut String, id: Option<GraphId>, graph: &Graph, types: Option<&Types>, numbering: Numbering) {
    let rpo = graph.rpo();
    let p = Printer::new(graph, types, &rpo, numbering);
    out.push_str("graph ");
    if let Some(id) = id {
        let _ = write!(out, "{id} ");
    }
    out.push_str(&quote(&graph.name));
    if let Some(t) = graph.result {
        let _ = write!(out, " -> {}", type_text(t));
    }
    match graph.attrs.inline {
        Inline::Auto => {}
        Inline::Always => out.push_str(" inline=always"),
        Inline::Never => out.push_str(" inline=never"),
        Inline::Try => out.push_str(" inline=try"),
    }
    out.push_str(if graph.attrs.elidable { " elidable" } else { "" });
    out.push_str(if graph.attrs.last_follows { " last_follows" } else { "" });
    out.push_str(if graph.attrs.keeps_answers { " keeps_answers" } else { "" });
    out.push_str(if graph.attrs.cold { " cold" } else { "" });
    out.push_str(if graph.attrs.hot { " hot" } else { "" });
    if let Some(spec) = &graph.attrs.oopspec {
        let _ = write!(out, " oopspec({})", quote(spec));
    }
    for (name, on) in &graph.attrs.jit {
        let _ = write!(out, " jit({}={on})", quote(name));
    }
    out.push_str(" {\n");
    for b in rpo {
        p.block(out, b);
    }
    out.push_str("}\n");
}

impl<'a> Printer<'a> {
    fn new(graph: &'a Graph, types: Option<&'a Types>, rpo: &[Block], numbering: Numbering) -> Printer<'a> {
        let mut p = Printer {
            graph,
            types,
            vars: SecondaryMap::new(),
            blocks: SecondaryMap::new(),
            used: SecondaryMap::with_capacity(graph.vars.len()),
        };
        for b in rpo {
            let data = &graph.blocks[*b];
            let mut mark = |a: &Operand| {
                if let Operand::Var(v) = a {
                    p.used[*v] = true;
                }
            };
            data.ops.iter().flat_map(|op| &op.args).for_each(&mut mark);
            data.exit.for_each_operand(&mut mark);
        }
        p.number(rpo, numbering);
        p
    }

    fn number(&mut self, rpo: &[Block], numbering: Numbering) {
        if numbering == Numbering::Own {
            self.graph.vars.keys().for_each(|v| self.vars[v] = v.index() as u32);
            self.graph.blocks.keys().for_each(|b| self.blocks[b] = b.index() as u32);
            return;
        }
        let mut next = 0;
        let mut number = |p: &mut Self, v: Var| {
            p.vars[v] = next;
            next += 1;
        };
        for (i, b) in rpo.iter().enumerate() {
            self.blocks[*b] = i as u32;
            let data = &self.graph.blocks[*b];
            data.params.iter().for_each(|v| number(self, *v));
            for op in &data.ops {
                if !self.hides_result(op) {
                    number(self, op.result);
                }
            }
            if let Exit::Raising { handlers, .. } = &data.exit {
                handlers.iter().for_each(|h| number(self, h.exc));
            }
        }
    }

    fn hides_result(&self, op: &Op) -> bool {
        let v = &self.graph.vars[op.result];
        v.ty == Some(LLType::Void) && v.name.is_none() && !self.used[op.result]
    }

    fn definition(&self, v: Var) -> String {
        let data = &self.graph.vars[v];
        let mut s = format!("v{}", self.vars[v]);
        if let Some(name) = &data.name {
            let _ = write!(s, " {}", quote(name));
        }
        if let Some(t) = data.ty {
            let _ = write!(s, ": {}", type_text(t));
        }
        s
    }

    fn block(&self, out: &mut String, b: Block) {
        let data = &self.graph.blocks[b];
        let params: Vec<String> = data.params.iter().map(|v| self.definition(*v)).collect();
        let _ = writeln!(out, "block{}({}):", self.blocks[b], params.join(", "));
        for op in &data.ops {
            out.push_str("    ");
            if !self.hides_result(op) {
                let _ = write!(out, "{} = ", self.definition(op.result));
            }
            let _ = writeln!(out, "{}{}({})", op.code.name(), self.imm(&op.imm), self.operands(&op.args));
        }
        out.push_str("    ");
        match &data.exit {
            Exit::Goto(l) => {
                let _ = writeln!(out, "goto {}", self.link(l));
            }
            Exit::Branch { cond, then, els } => {
                let _ = writeln!(out, "branch {} ? {} : {}", self.operand(cond), self.link(then), self.link(els));
            }
            Exit::Switch { value, cases, default } => {
                let _ = writeln!(out, "switch {} {{", self.operand(value));
                for (c, l) in cases {
                    let _ = writeln!(out, "        {} -> {}", const_text(c), self.link(l));
                }
                if let Some(l) = default {
                    let _ = writeln!(out, "        default -> {}", self.link(l));
                }
                out.push_str("    }\n");
            }
            Exit::Raising { normal, handlers } => {
                let _ = write!(out, "normal {}", self.link(normal));
                for Handler { class, exc, link } in handlers {
                    let class = class.as_ref().map_or("*".into(), const_text);
                    let _ = write!(out, " except {class} {} -> {}", self.definition(*exc), self.link(link));
                }
                out.push('\n');
            }
            Exit::Return(a) => {
                let _ = writeln!(out, "return {}", self.operand(a));
            }
            Exit::Raise(a, _) => {
                let _ = writeln!(out, "raise {}", self.operand(a));
            }
            Exit::Unreachable => out.push_str("unreachable\n"),
        }
    }

    fn imm(&self, imm: &Imm) -> String {
        match imm {
            Imm::None => String::new(),
            Imm::Field(f) => format!("[{}]", field_text(*f, self.types)),
            Imm::Type(t) => format!("[{t}]"),
            Imm::Name(n) => format!("[{}]", quote(n)),
            Imm::Index(i) => format!("[#{i}]"),
            Imm::Targets(t) => {
                let t: Vec<String> = t.iter().map(|g| format!(" @{g}")).collect();
                format!("[targets{}]", t.concat())
            }
            Imm::Shape(s) => {
                let CallShape { positional, keywords, star } = &**s;
                let keywords: Vec<String> = keywords.iter().map(|k| format!(" {}", quote(k))).collect();
                format!("[shape {positional}{}{}]", keywords.concat(), if *star { " star" } else { "" })
            }
        }
    }

    fn operand(&self, a: &Operand) -> String {
        match a {
            Operand::Var(v) => format!("v{}", self.vars[*v]),
            Operand::Const(c) => const_text(c),
        }
    }

    fn operands<'o>(&self, args: impl IntoIterator<Item = &'o Operand>) -> String {
        args.into_iter().map(|a| self.operand(a)).collect::<Vec<_>>().join(", ")
    }

    fn link(&self, l: &Link) -> String {
        format!("block{}({})", self.blocks[l.target], self.operands(&l.args))
    }
}
