//! DWARF (`-g`): functions, lines, inlined calls, named variables, types, as LLVM metadata.
//!
//! Units describe their functions and only declare the structures that variables refer to; the module of data
//! defines all structures, under names that are unique in the program, so that a debugger finds them there.

use crate::unit::memory_type;
use diagnostics::{FileId, Span};
use gencommon::{Input, Sources};
use graph::Graph;
use lltype::layout::{size_align, LayoutParams};
use lltype::{Container, ContainerId, Elem, LLType, Types};
use std::collections::HashMap;
use std::fmt::Write;

/// Numbers of metadata from here on are ours.
const FIRST: usize = 1_000_000;

/// The metadata of a module.
pub struct DebugInfo<'a> {
    sources: &'a Sources,
    types: &'a Types,
    nodes: Vec<String>,
    files: HashMap<FileId, usize>,
    subprograms: HashMap<(String, Span), usize>,
    locations: HashMap<(u32, u32, usize, Option<usize>), usize>,
    known: HashMap<LLType, usize>,
    repeated: HashMap<&'a str, u32>,
    unit: usize,
    /// The function being written.
    own: Option<usize>,
    calls: HashMap<u32, usize>,
    variables: HashMap<(String, LLType), usize>,
}

/// Text in quotes.
fn quoted(s: &str) -> String {
    format!("\"{}\"", crate::unit::escape(s.as_bytes()))
}

impl<'a> DebugInfo<'a> {
    /// That of a module, if the program is to have any.
    pub fn new(input: &Input<'a>, optimised: bool) -> Option<DebugInfo<'a>> {
        let sources = input.sources.filter(|_| input.debug)?;
        let types = &input.program.types;
        let mut repeated: HashMap<&str, u32> = HashMap::new();
        for (_, c) in types.iter() {
            if let Container::Struct(s) = c {
                *repeated.entry(&s.name).or_default() += 1;
            }
        }
        let mut info = DebugInfo {
            sources,
            types,
            nodes: Vec::new(),
            files: HashMap::new(),
            subprograms: HashMap::new(),
            locations: HashMap::new(),
            known: HashMap::new(),
            repeated,
            unit: 0,
            own: None,
            calls: HashMap::new(),
            variables: HashMap::new(),
        };
        let file = info.node("!DIFile(filename: \"program\", directory: \"\")");
        info.unit = info.node(format!(
            "distinct !DICompileUnit(language: DW_LANG_C11, file: !{file}, producer: \"rtranslate\", \
             isOptimized: {optimised}, runtimeVersion: 0, emissionKind: FullDebug)"
        ));
        Some(info)
    }

    fn node(&mut self, text: impl Into<String>) -> usize {
        self.nodes.push(text.into());
        FIRST + self.nodes.len() - 1
    }

    fn file(&mut self, id: FileId) -> Option<usize> {
        if let Some(n) = self.files.get(&id) {
            return Some(*n);
        }
        let path = self.sources.path(id)?;
        let directory = path.parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        let name = path.file_name().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        let n = self.node(format!("!DIFile(filename: {}, directory: {})", quoted(&name), quoted(&directory)));
        self.files.insert(id, n);
        Some(n)
    }

    /// A function that is defined there; `own`: with code of its own, not inlined.
    fn subprogram(&mut self, name: &str, own: bool, span: Span) -> Option<usize> {
        let span = Span { inlined: 0, ..span };
        let key = (name.to_string(), span);
        if let Some(n) = self.subprograms.get(&key).filter(|_| !own) {
            return Some(*n);
        }
        let file = self.file(span.file)?;
        let line = self.sources.line(span)?;
        let list = self.node("!{null}");
        let ty = self.node(format!("!DISubroutineType(types: !{list})"));
        let unit = self.unit;
        let n = self.node(format!(
            "distinct !DISubprogram(name: {}, scope: !{file}, file: !{file}, line: {line}, type: !{ty}, \
             scopeLine: {line}, spFlags: DISPFlagDefinition, unit: !{unit})",
            quoted(name)
        ));
        if !own {
            self.subprograms.insert(key, n);
        }
        Some(n)
    }

    /// Begins a function: what follows `nounwind` in its head.
    pub fn begin(&mut self, g: &Graph) -> String {
        self.calls.clear();
        self.variables.clear();
        self.own = self.subprogram(&g.name, true, g.span);
        match self.own {
            Some(n) => format!(" uwtable !dbg !{n}"),
            None => " uwtable".to_string(),
        }
    }

    /// `, !dbg !N` for an instruction from that position.
    pub fn location(&mut self, g: &Graph, span: Span) -> String {
        self.place(g, span).map_or_else(String::new, |n| format!(", !dbg !{n}"))
    }

    fn place(&mut self, g: &Graph, span: Span) -> Option<usize> {
        let own = self.own?;
        let span = if span.is_none() { g.span } else { span };
        let Some((call, number)) = gencommon::places::inlined(g, span).map(|c| (c, span.inlined)) else {
            // A line of another file would be that of a function that is not there.
            let span = if span.file == g.span.file { span } else { g.span };
            let at = self.sources.line_col(span)?;
            return Some(self.location_node(at, own, None));
        };
        let at = match self.calls.get(&number) {
            Some(n) => *n,
            None => {
                let outer = self.place(g, call.at)?;
                let copy = self.nodes[outer - FIRST].replacen("!DILocation", "distinct !DILocation", 1);
                let n = self.node(copy);
                self.calls.insert(number, n);
                n
            }
        };
        match (self.subprogram(&call.name, false, call.span), self.sources.line_col(span)) {
            (Some(scope), Some(line_col)) => Some(self.location_node(line_col, scope, Some(at))),
            // Nothing is known of the callee: it counts as the call.
            _ => self.place(g, call.at),
        }
    }

    fn location_node(&mut self, (line, column): (u32, u32), scope: usize, at: Option<usize>) -> usize {
        let key = (line, column, scope, at);
        if let Some(n) = self.locations.get(&key) {
            return *n;
        }
        let inlined = at.map_or_else(String::new, |n| format!(", inlinedAt: !{n}"));
        let column = column.min(u32::from(u16::MAX));
        let n = self.node(format!("!DILocation(line: {line}, column: {column}, scope: !{scope}{inlined})"));
        self.locations.insert(key, n);
        n
    }

    /// The metadata of a variable of the function, `argument` from 1, and that of the place of its declaration.
    pub fn variable(&mut self, g: &Graph, name: &str, ty: LLType, argument: usize) -> Option<(usize, usize)> {
        let own = self.own?;
        let at = self.place(g, g.span)?;
        let key = (name.to_string(), ty);
        if let Some(n) = self.variables.get(&key) {
            return Some((*n, at));
        }
        let file = self.file(g.span.file)?;
        let line = self.sources.line(g.span)?;
        let base = self.ty(ty);
        let arg = if argument > 0 { format!("arg: {argument}, ") } else { String::new() };
        let n = self.node(format!(
            "!DILocalVariable(name: {}, {arg}scope: !{own}, file: !{file}, line: {line}, type: !{base})",
            quoted(name)
        ));
        self.variables.insert(key, n);
        Some((n, at))
    }

    fn ty(&mut self, ty: LLType) -> usize {
        if let Some(n) = self.known.get(&ty) {
            return *n;
        }
        let basic = |name: &str, encoding: &str| {
            let bits = 8 * size_align(ty, LayoutParams::X86_64).0;
            format!("!DIBasicType(name: \"{name}\", size: {bits}, encoding: DW_ATE_{encoding})")
        };
        let text = match ty {
            LLType::Void => "!DIBasicType(tag: DW_TAG_unspecified_type, name: \"void\")".to_string(),
            LLType::Bool => basic("bool", "boolean"),
            LLType::Char => basic("char", "unsigned_char"),
            LLType::UniChar => basic("unichar", "UTF"),
            LLType::Signed => basic("int", "signed"),
            LLType::Unsigned => basic("r_uint", "unsigned"),
            LLType::Int8 => basic("int8", "signed"),
            LLType::UInt8 => basic("uint8", "unsigned"),
            LLType::Int16 => basic("int16", "signed"),
            LLType::UInt16 => basic("uint16", "unsigned"),
            LLType::Int32 => basic("int32", "signed"),
            LLType::UInt32 => basic("uint32", "unsigned"),
            LLType::Float => basic("float", "float"),
            LLType::SingleFloat => basic("r_singlefloat", "float"),
            LLType::Ptr(c) if matches!(self.types.get(c), Container::Struct(_)) => {
                let name = quoted(&self.name(c));
                let target = self
                    .node(format!("!DICompositeType(tag: DW_TAG_structure_type, name: {name}, flags: DIFlagFwdDecl)"));
                format!("!DIDerivedType(tag: DW_TAG_pointer_type, baseType: !{target}, size: 64)")
            }
            LLType::Address | LLType::Ptr(_) | LLType::GcRef => {
                "!DIDerivedType(tag: DW_TAG_pointer_type, baseType: null, size: 64)".to_string()
            }
        };
        let n = self.node(text);
        self.known.insert(ty, n);
        n
    }

    /// What the debugger calls a structure: its name, with the number if there are others of that name.
    fn name(&self, c: ContainerId) -> String {
        let name = &*self.types.structure_of(c).name;
        if self.repeated.get(name) == Some(&1) {
            name.to_string()
        } else {
            format!("{name}_{}", c.as_u32())
        }
    }

    /// Defines all structures.
    pub fn define_all(&mut self, input: &Input<'_>) {
        let mut all = Vec::new();
        for (c, container) in self.types.iter() {
            if matches!(container, Container::Struct(_)) && input.layouts.has(c) {
                all.push(self.define(input, c));
            }
        }
        let list: Vec<String> = all.iter().map(|n| format!("!{n}")).collect();
        let list = self.node(format!("!{{{}}}", list.join(", ")));
        let unit = &mut self.nodes[self.unit - FIRST];
        *unit =
            unit.replacen("emissionKind: FullDebug", &format!("emissionKind: FullDebug, retainedTypes: !{list}"), 1);
    }

    fn define(&mut self, input: &Input<'_>, c: ContainerId) -> usize {
        let layout = input.layouts.of(c);
        let s = self.types.structure_of(c);
        let mut members = Vec::new();
        let mut member = |info: &mut DebugInfo<'_>, name: &str, ty: usize, size: u32, offset: u32| {
            let n = info.node(format!(
                "!DIDerivedType(tag: DW_TAG_member, name: {}, baseType: !{ty}, size: {}, offset: {})",
                quoted(name),
                8 * size,
                8 * offset
            ));
            members.push(format!("!{n}"));
        };
        for f in self.types.all_fields(c) {
            let field = self.types.field(f);
            if !field.ty.is_void() {
                let (ty, size) = (self.ty(field.ty), size_align(field.ty, LayoutParams::X86_64).0);
                member(self, &field.name, ty, size, input.layouts.offset(f));
            }
        }
        if let (Some(items), Some(elem)) = (layout.items, s.items) {
            let length = self.ty(LLType::Signed);
            member(self, "length", length, 8, items.length_offset);
            let item = match elem {
                Elem::Prim(ty) => Some(self.ty(ty)),
                Elem::Struct(e) if input.layouts.has(e) => Some(self.define(input, e)),
                Elem::Struct(_) => None,
            };
            if let Some(item) = item.filter(|_| items.item_size > 0) {
                let range = self.node("!DISubrange(count: -1)");
                let ranges = self.node(format!("!{{!{range}}}"));
                let array = self
                    .node(format!("!DICompositeType(tag: DW_TAG_array_type, baseType: !{item}, elements: !{ranges})"));
                member(self, "items", array, 0, items.first_offset);
            }
        }
        let list = self.node(format!("!{{{}}}", members.join(", ")));
        let name = quoted(&self.name(c));
        self.node(format!(
            "!DICompositeType(tag: DW_TAG_structure_type, name: {name}, size: {}, elements: !{list})",
            8 * layout.size
        ))
    }

    /// Writes the metadata.
    pub fn finish(mut self, out: &mut String) {
        let version = self.node("!{i32 2, !\"Debug Info Version\", i32 3}");
        let dwarf = self.node("!{i32 7, !\"Dwarf Version\", i32 4}");
        writeln!(out, "!llvm.dbg.cu = !{{!{}}}", self.unit).ok();
        writeln!(out, "!llvm.module.flags = !{{!{version}, !{dwarf}}}").ok();
        for (n, text) in self.nodes.iter().enumerate() {
            writeln!(out, "!{} = {text}", FIRST + n).ok();
        }
    }
}

/// The declaration of a variable that lives in `slot`.
pub fn declare(slot: &str, variable: usize, at: usize) -> String {
    format!(
        "call void @llvm.dbg.declare(metadata ptr {slot}, metadata !{variable}, metadata !DIExpression()), !dbg !{at}"
    )
}

/// Says that a variable has that value from here on.
pub fn value(ty: LLType, value: &str, variable: usize, at: usize) -> String {
    let ty = if ty == LLType::Bool { "i1" } else { memory_type(ty) };
    format!(
        "call void @llvm.dbg.value(metadata {ty} {value}, metadata !{variable}, metadata !DIExpression()), !dbg !{at}"
    )
}
