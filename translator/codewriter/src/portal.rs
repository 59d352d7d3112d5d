//! Portals: the loop of an interpreter from its `jit_merge_point` on, as a graph of its own.
//!
//! A marker is `jit_marker["merge_point NAME greens=a,b reds=c,d"](a, b, c, d)`. The graph that has
//! it becomes `prologue; return portal(greens, reds)`; the copy's start block takes the greens and
//! reds that carry data, each sorted int, ref, float. `reds=*` means everything that lives across the
//! marker and is not green.

use crate::descrs::kind_of;
use crate::virtualizable::{self, Virtualizable};
use abi::jit::{GreenType, Kind};
use abi::rule;
use cranelift_entity::SecondaryMap;
use diagnostics::{Diagnostic, Span};
use graph::{Block, Const, Exit, Graph, GraphId, Imm, Inline, Link, Op, OpCode, Operand, Program, Var};
use lltype::{Elem, LLType};
use std::collections::{BTreeSet, HashMap};

/// A driver and its portal.
#[derive(Clone, Debug)]
pub struct Portal {
    /// Name of the driver.
    pub name: String,
    /// The interpreter's function, which now calls the portal.
    pub original: GraphId,
    /// The loop.
    pub graph: GraphId,
    /// Names of greens, in the order of the portal's arguments.
    pub greens: Vec<(String, GreenType)>,
    /// Names of reds, likewise.
    pub reds: Vec<(String, Kind)>,
    /// Whether the program says where loops are entered (`can_enter_jit`).
    pub explicit_entry: bool,
    /// The red that is a virtualizable, by position.
    pub virtualizable: Option<(usize, Virtualizable)>,
    /// Functions of the program that the JIT asks.
    pub hooks: Vec<PortalHook>,
    /// Whether its calls count when a trace is too long.
    pub recursive: bool,
}

/// A function of a driver that the JIT calls.
#[derive(Clone, Debug)]
pub struct PortalHook {
    /// Name of the driver's attribute.
    pub name: String,
    /// The function.
    pub graph: GraphId,
    /// Its arguments, by position among the portal's.
    pub args: Vec<u16>,
}

/// The text of a marker, taken apart.
#[derive(Default)]
pub struct Marker<'a> {
    /// `merge_point`, `can_enter_jit`, `loop_header`.
    pub what: &'a str,
    /// Name of the driver.
    pub driver: &'a str,
    greens: Vec<&'a str>,
    reds: Vec<&'a str>,
    virtualizables: Vec<&'a str>,
    hooks: Vec<&'a str>,
    recursive: bool,
}

impl Marker<'_> {
    /// Names of the arguments, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.greens.iter().chain(&self.reds).copied()
    }

    /// Whether the driver has a virtualizable.
    pub fn has_virtualizable(&self) -> bool {
        !self.virtualizables.is_empty()
    }

    /// How many of the arguments are greens.
    pub fn green_count(&self) -> usize {
        self.greens.len()
    }
}

/// Reads the marker in an operation.
pub fn marker(op: &Op) -> Option<Marker<'_>> {
    let Imm::Name(text) = &op.imm else { return None };
    if op.code != OpCode::JitMarker {
        return None;
    }
    let mut words = text.split(' ');
    let mut m = Marker { what: words.next()?, driver: words.next()?, ..Marker::default() };
    for w in words {
        let names = |t: &'static str| w.strip_prefix(t).map(|l| l.split(',').filter(|n| !n.is_empty()).collect());
        if let Some(n) = names("greens=") {
            m.greens = n;
        } else if let Some(n) = names("reds=") {
            m.reds = n;
        } else if let Some(n) = names("virtualizables=") {
            m.virtualizables = n;
        } else if let Some(n) = names("hooks=") {
            m.hooks = n;
        } else if w == "recursive" {
            m.recursive = true;
        }
    }
    Some(m)
}

/// Finds the merge points and splits their graphs; makes stops of the program into calls.
///
/// # Errors
/// Hints that contradict each other or the program.
pub fn split_portals(program: &mut Program) -> Result<Vec<Portal>, Vec<Diagnostic>> {
    let mut portals: Vec<Portal> = Vec::new();
    let mut errors = Vec::new();
    let ids: Vec<GraphId> = program.graphs.keys().collect();
    let mut entered: Vec<(String, Span)> = Vec::new();
    let mut passed: Vec<Passed> = Vec::new();
    for id in ids {
        let g = &program.graphs[id];
        let mut found: Option<(Block, usize, Span)> = None;
        for b in g.rpo() {
            for (i, op) in g.blocks[b].ops.iter().enumerate() {
                match marker(op) {
                    Some(m) if m.what == "merge_point" => match found {
                        None => found = Some((b, i, op.span)),
                        Some((_, _, first)) => errors.push(
                            Diagnostic::error("E0501", "a function has two jit_merge_points")
                                .label(op.span, "the second")
                                .label(first, "the first"),
                        ),
                    },
                    Some(m) if m.what == "can_enter_jit" => {
                        entered.push((m.driver.into(), op.span));
                        passed.extend(m.names().zip(&op.args).filter_map(|(name, value)| {
                            let Operand::Var(v) = value else { return None };
                            let (driver, name) = (m.driver.to_string(), name.to_string());
                            Some(Passed { driver, name, ty: g.vars[*v].ty?, span: op.span })
                        }));
                    }
                    _ => {}
                }
            }
        }
        if let Some((b, i, span)) = found {
            let auto = marker(&program.graphs[id].blocks[b].ops[i]).is_some_and(|m| m.reds == ["*"]);
            if !auto && !in_loop(&program.graphs[id], b) {
                errors.push(
                    Diagnostic::error("E0501", "this jit_merge_point is not in a loop")
                        .label(span, "what follows it never comes back here")
                        .help("put it at the top of the loop that interprets the program"),
                );
                continue;
            }
            match split(program, &portals, id, b, i) {
                Err(d) => errors.push(d),
                Ok(p) if portals.iter().any(|q| q.name == p.name) => errors.push(
                    Diagnostic::error("E0501", format!("the driver '{}' has two jit_merge_points", p.name))
                        .label(span, "the second")
                        .help("a driver has one merge point; give each loop a JitDriver with a name of its own"),
                ),
                Ok(p) => portals.push(p),
            }
        }
    }
    for p in &mut portals {
        p.explicit_entry = entered.iter().any(|e| e.0 == p.name);
    }
    errors.extend(passed.iter().filter_map(|p| p.differs(program, &portals)));
    if errors.is_empty() {
        for (name, span) in entered.iter().filter(|e| portals.iter().all(|p| p.name != e.0)) {
            errors.push(
                Diagnostic::error("E0501", format!("can_enter_jit of the driver '{name}', which has no merge point"))
                    .label(*span, "here a loop is said to be entered")
                    .help("call jit_merge_point of the same JitDriver at the top of the interpreter's loop"),
            );
        }
    }
    if errors.is_empty() {
        if !portals.is_empty() {
            crate::quasi::declare(program);
            crate::vref::declare(program);
            let both = portals.iter().flat_map(|p| [p.graph, p.original]).collect();
            crate::outline::outline(program, &both);
        }
        Ok(portals)
    } else {
        Err(errors)
    }
}

/// A variable that a `can_enter_jit` passes.
struct Passed {
    driver: String,
    name: String,
    ty: LLType,
    span: Span,
}

impl Passed {
    /// What is wrong if the merge point passes something of another type under the same name.
    fn differs(&self, program: &Program, portals: &[Portal]) -> Option<Diagnostic> {
        let portal = portals.iter().find(|p| p.name == self.driver)?;
        let green = portal.greens.iter().position(|g| g.0 == self.name);
        let position = green.or_else(|| {
            let red = portal.reds.iter().position(|r| r.0 == self.name)?;
            Some(portal.greens.len() + red)
        });
        let portal = &program.graphs[portal.graph];
        let there = position.map_or(LLType::Void, |n| portal.ty(portal.args()[n]));
        let related = |a: Option<lltype::ContainerId>, b: Option<lltype::ContainerId>| match (a, b) {
            (Some(a), Some(b)) => program.types.is_a(a, b) || program.types.is_a(b, a),
            _ => false,
        };
        if there == self.ty || related(there.target(), self.ty.target()) {
            return None;
        }
        let what = if green.is_some() { "green" } else { "variable" };
        let name = |ty: LLType| match (ty, ty.target().map(|c| program.types.get(c))) {
            (_, Some(lltype::Container::Struct(s))) => s.name.to_string(),
            (LLType::Void, _) => "a constant without data".to_string(),
            (ty, _) => format!("{ty:?}").to_lowercase(),
        };
        let text = format!("the {what} '{}' of the driver '{}' changes its type", self.name, self.driver);
        let d = Diagnostic::error("E0501", text).label(self.span, format!("here it is {}", name(self.ty)));
        Some(d.label(portal.span, format!("at the merge point of this function it is {}", name(there))))
    }
}

/// Whether control can come back to a block.
fn in_loop(g: &Graph, b: Block) -> bool {
    let mut seen: BTreeSet<Block> = BTreeSet::new();
    let mut todo = g.successors(b);
    while let Some(next) = todo.pop() {
        if next == b {
            return true;
        }
        if seen.insert(next) {
            todo.extend(g.successors(next));
        }
    }
    false
}

struct Carried {
    name: String,
    value: Operand,
    ty: LLType,
    kind: Kind,
}

fn split(
    program: &mut Program,
    portals: &[Portal],
    id: GraphId,
    at: Block,
    index: usize,
) -> Result<Portal, Diagnostic> {
    let mut g = program.graphs[id].clone();
    close_blocks(&mut g);
    let op = g.blocks[at].ops[index].clone();
    let span = op.span;
    let m = marker(&op).ok_or_else(|| Diagnostic::error("E0501", "a marker that does not name its driver"))?;
    rule!("portal.split");
    let auto = m.reds == ["*"];
    let passed = m.greens.len() + if auto { 0 } else { m.reds.len() };
    if passed + m.hooks.len() != op.args.len() {
        return Err(Diagnostic::error("E0501", "the merge point does not pass all greens and reds").label(span, "here"));
    }
    let mut all: Vec<Carried> = Vec::new();
    for (name, value) in m.greens.iter().chain(&m.reds).filter(|n| **n != "*").zip(&op.args) {
        let ty = match value {
            Operand::Var(v) => g.ty(*v),
            Operand::Const(c) => program.const_type(c),
        };
        let kind = kind_of(program, ty);
        // What carries no data still has its place in the lists until they are cut in two.
        all.push(Carried { name: (*name).into(), value: value.clone(), ty, kind: kind.unwrap_or(Kind::Int) });
    }
    if auto {
        rule!("portal.automatic_reds");
        for v in used_after(&g, at, index) {
            let known = all.iter().any(|c| c.value == Operand::Var(v));
            if let (false, ty, Some(kind)) = (known, g.ty(v), kind_of(program, g.ty(v))) {
                let name = g.vars[v].name.as_ref().map_or_else(|| v.to_string(), |n| n.to_string());
                all.push(Carried { name, value: v.into(), ty, kind });
            }
        }
    }
    let mut reds = all.split_off(m.greens.len());
    let mut greens = all;
    for list in [&mut greens, &mut reds] {
        list.retain(|c| c.ty != LLType::Void);
        list.sort_by_key(|c| c.kind);
        rule!("portal.sorted_by_kind");
    }
    let virtualizable = match m.virtualizables[..] {
        [] => None,
        [name] => {
            let found = reds.iter().position(|c| c.name == name);
            let red = found.ok_or_else(|| {
                let text = format!("the virtualizable '{name}' of the driver '{}' is no red", m.driver);
                Diagnostic::error("E0503", text).label(span, "this merge point")
            })?;
            let v = virtualizable::declare(program, portals, m.driver, name, reds[red].ty, span)?;
            Some((red, v))
        }
        _ => {
            let text = format!("the driver '{}' has more than one virtualizable", m.driver);
            return Err(Diagnostic::error("E0503", text).label(span, "this merge point"));
        }
    };
    let position = |name: &str| greens.iter().chain(&reds).position(|c| c.name == name).map(|n| n as u16);
    let hook = |(name, function): (&&str, &Operand)| {
        let Operand::Const(Const::Func(graph)) = function else { return None };
        let h = &program.graphs[*graph];
        let args = h.args().iter().map(|v| position(h.vars[*v].name.as_deref()?)).collect::<Option<_>>()?;
        Some(PortalHook { name: (*name).into(), graph: *graph, args })
    };
    let portal = Portal {
        virtualizable,
        hooks: m.hooks.iter().zip(&op.args[passed..]).filter_map(hook).collect(),
        recursive: m.recursive,
        name: m.driver.into(),
        original: id,
        graph: id,
        greens: greens.iter().map(|c| (c.name.clone(), green_type(program, c.ty))).collect(),
        reds: reds.iter().map(|c| (c.name.clone(), c.kind)).collect(),
        explicit_entry: false,
    };
    let carried: Vec<Carried> = greens.into_iter().chain(reds).collect();
    let graph = loop_graph(g.clone(), at, index, &carried, portal.greens.len(), span)?;
    let graph = program.graphs.push(graph);
    prologue(&mut g, at, index, graph, &carried, span);
    program.graphs[id] = g;
    Ok(Portal { graph, ..portal })
}

/// Variables that the rest of a block reads and does not define, in order of appearance.
fn used_after(g: &Graph, at: Block, index: usize) -> Vec<Var> {
    let block = &g.blocks[at];
    let mut defined = BTreeSet::new();
    let mut found = Vec::new();
    let mut read = |a: &Operand, defined: &BTreeSet<Var>| {
        if let Operand::Var(v) = a {
            if !defined.contains(v) && !found.contains(v) {
                found.push(*v);
            }
        }
    };
    for op in &block.ops[index..] {
        op.args.iter().for_each(|a| read(a, &defined));
        defined.insert(op.result);
    }
    if let Exit::Raising { handlers, .. } = &block.exit {
        defined.extend(handlers.iter().map(|h| h.exc));
    }
    block.exit.for_each_operand(|a| read(a, &defined));
    found
}

fn green_type(program: &Program, ty: LLType) -> GreenType {
    let characters = ty.target().and_then(|c| match program.types.get(c) {
        lltype::Container::Struct(s) if s.gc && s.immutable_items => s.items,
        _ => None,
    });
    match (kind_of(program, ty), characters) {
        (_, Some(Elem::Prim(LLType::Char))) => GreenType::Str,
        (_, Some(Elem::Prim(LLType::UniChar))) => GreenType::Unicode,
        (Some(Kind::Ref), _) => GreenType::Ref,
        (Some(Kind::Float), _) => GreenType::Float,
        _ => GreenType::Int,
    }
}

/// The function up to the merge point, then a call of the portal.
fn prologue(g: &mut Graph, at: Block, index: usize, portal: GraphId, carried: &[Carried], span: Span) {
    let result = g.result.unwrap_or(LLType::Void);
    let v = g.typed_var(result);
    let block = &mut g.blocks[at];
    block.ops.truncate(index);
    let mut args = vec![Operand::Const(Const::Func(portal))];
    args.extend(carried.iter().map(|c| c.value.clone()));
    block.ops.push(Op { code: OpCode::DirectCall, imm: Imm::None, args: args.into(), result: v, span });
    block.exit = Exit::Return(if result == LLType::Void { Const::Void.into() } else { v.into() });
}

/// The copy that starts at the merge point.
fn loop_graph(
    mut g: Graph,
    at: Block,
    index: usize,
    carried: &[Carried],
    greens: usize,
    span: Span,
) -> Result<Graph, Diagnostic> {
    let tail = g.new_block();
    let start = g.new_block();
    let mut rest = g.blocks[at].ops.split_off(index);
    let mut exit = std::mem::replace(&mut g.blocks[at].exit, Exit::Unreachable);
    let mut renamed: HashMap<Var, Var> = HashMap::new();
    for c in carried {
        let name = Some(c.name.as_str().into());
        let p = g.add_param(tail, name, Some(c.ty));
        if let Operand::Var(v) = c.value {
            renamed.entry(v).or_insert(p);
        }
        g.add_param(start, Some(c.name.as_str().into()), Some(c.ty));
    }
    let params = g.blocks[tail].params.clone();
    let values = carried.iter().map(|c| c.value.clone()).collect();
    g.blocks[at].exit = Exit::Goto(Link::with(tail, values));
    let starts = g.blocks[start].params.iter().map(|v| (*v).into()).collect();
    g.blocks[start].exit = Exit::Goto(Link::with(tail, starts));

    let marker = &mut rest[0];
    marker.args = params.iter().map(|v| (*v).into()).collect();
    marker.imm = match &marker.imm {
        Imm::Name(text) => {
            let head: Vec<&str> = text.split(' ').take(2).collect();
            let names = |l: &[Carried]| l.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join(",");
            let (a, b) = carried.split_at(greens);
            Imm::Name(format!("{} greens={} reds={}", head.join(" "), names(a), names(b)).into())
        }
        other => other.clone(),
    };
    let mut defined: BTreeSet<Var> = params.iter().copied().collect();
    let mut missing = None;
    let mut rename = |a: &mut Operand, defined: &BTreeSet<Var>| {
        let Operand::Var(v) = a else { return };
        match renamed.get(v) {
            Some(new) if !defined.contains(v) => *v = *new,
            _ if !defined.contains(v) => missing = Some(*v),
            _ => {}
        }
    };
    for op in &mut rest {
        op.args.iter_mut().for_each(|a| rename(a, &defined));
        defined.insert(op.result);
    }
    if let Exit::Raising { handlers, .. } = &exit {
        defined.extend(handlers.iter().map(|h| h.exc));
    }
    exit.for_each_operand_mut(|a| rename(a, &defined));
    if let Some(v) = missing.filter(|v| g.ty(*v) != LLType::Void) {
        let name = g.vars[v].name.clone().unwrap_or_else(|| v.to_string().into());
        return Err(Diagnostic::error(
            "E0501",
            format!("'{name}' is used after the merge point but is not a green or red"),
        )
        .label(span, "this merge point does not pass it")
        .help("add it to the reds of the JitDriver, or compute it after the merge point"));
    }
    g.blocks[tail].ops = rest;
    g.blocks[tail].exit = exit;
    g.start = start;
    g.name = format!("{}_portal", g.name).into();
    g.attrs.inline = Inline::Never;
    Ok(g)
}

/// Passes every variable that lives across a link as an argument of it, so that a block uses only
/// what it gets or makes itself.
fn close_blocks(g: &mut Graph) {
    let live = live_in(g);
    let mut maps: SecondaryMap<Block, HashMap<Var, Var>> = SecondaryMap::new();
    let mut wanted: SecondaryMap<Block, Vec<Var>> = SecondaryMap::new();
    let order = g.rpo();
    for b in &order {
        for v in live[*b].iter().copied() {
            let data = g.vars[v].clone();
            let p = g.add_param(*b, data.name, data.ty);
            maps[*b].insert(v, p);
            wanted[*b].push(v);
        }
    }
    for b in &order {
        let map = std::mem::take(&mut maps[*b]);
        let rename = |a: &mut Operand| {
            if let Operand::Var(v) = a {
                *v = map.get(v).copied().unwrap_or(*v);
            }
        };
        let block = &mut g.blocks[*b];
        block.ops.iter_mut().for_each(|op| op.args.iter_mut().for_each(rename));
        for l in block.exit.links_mut() {
            l.args.extend(wanted[l.target].iter().map(|v| Operand::Var(*v)));
        }
        block.exit.for_each_operand_mut(rename);
    }
}

fn live_in(g: &Graph) -> SecondaryMap<Block, BTreeSet<Var>> {
    let mut result: SecondaryMap<Block, BTreeSet<Var>> = SecondaryMap::new();
    let order = g.rpo();
    loop {
        let mut changed = false;
        for b in order.iter().rev() {
            let data = &g.blocks[*b];
            let mut live = BTreeSet::new();
            let read = |a: &Operand, live: &mut BTreeSet<Var>| {
                if let Operand::Var(v) = a {
                    live.insert(*v);
                }
            };
            for l in data.exit.links() {
                live.extend(result[l.target].iter().copied());
            }
            data.exit.for_each_operand(|a| read(a, &mut live));
            if let Exit::Raising { handlers, .. } = &data.exit {
                for h in handlers {
                    live.remove(&h.exc);
                }
            }
            for op in data.ops.iter().rev() {
                live.remove(&op.result);
                op.args.iter().for_each(|a| read(a, &mut live));
            }
            for p in &data.params {
                live.remove(p);
            }
            for v in live {
                changed |= result[*b].insert(v);
            }
        }
        if !changed {
            return result;
        }
    }
}
