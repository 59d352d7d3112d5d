//! Virtualizables: the field that says who owns an object, and the checks of machine code that touches one.
//!
//! While compiled code keeps a frame in registers its memory is out of date. Machine code outside the JIT calls a function
//! that brings it up to date ([`abi::jit::Virtualizable::force`]) before it touches such a field, unless the object is
//! known to be up to date: it was when this activation began, or has been checked, or was made here. Compiled code can
//! only own the object while this activation waits for a call, and gives it back when that ends.

use crate::descrs::Descrs;
use crate::portal::Portal;
use abi::jit::{AddrId, DescrId, EffectInfo, ExtraEffect, OopSpec, Symbol};
use abi::rule;
use backendopt::analysis::{call_graph, callees, components};
use backendopt::Callees;
use cranelift_entity::SecondaryMap;
use diagnostics::{Diagnostic, Span};
use graph::{
    Block, Const, Exit, Extern, Graph, GraphId, Imm, Inline, Link, Op, OpCode, Operand, Program, StaticItems, Var,
};
use lltype::{Container, ContainerId, Elem, Field, FieldRef, Immutability, LLType};
use std::collections::HashSet;

/// The function of the run time that brings an object up to date.
pub const FORCE_SYMBOL: &str = "rpy_jit_force_virtualizable";

/// Name of the field that says who owns the object.
const TOKEN: &str = "jit_token";

/// A class whose instances are virtualizables of some driver.
#[derive(Clone, Debug)]
pub struct Virtualizable {
    /// The structure of its instances.
    pub container: ContainerId,
    /// The field that says who owns the object.
    pub token: FieldRef,
    /// Fields with one value each.
    pub fields: Vec<FieldRef>,
    /// Fields that refer to arrays.
    pub arrays: Vec<FieldRef>,
    /// The check.
    pub force: GraphId,
}

/// All of a program.
#[derive(Clone, Debug, Default)]
pub struct Virtualizables {
    /// In the order of the tables.
    pub list: Vec<Virtualizable>,
    fields: HashSet<FieldRef>,
    arrays: HashSet<ContainerId>,
}

impl Virtualizables {
    /// The ones that the portals name, each once, in the order of first mention.
    pub fn of(program: &Program, portals: &[Portal]) -> Virtualizables {
        let mut all = Virtualizables::default();
        for (_, v) in portals.iter().filter_map(|p| p.virtualizable.as_ref()) {
            if all.list.iter().all(|w| w.container != v.container) {
                all.fields.extend(v.fields.iter().chain(&v.arrays).copied());
                all.arrays.extend(v.arrays.iter().filter_map(|f| program.types.field(*f).ty.target()));
                all.list.push(v.clone());
            }
        }
        all
    }

    /// Whether the field is one of a virtualizable.
    pub fn has_field(&self, f: FieldRef) -> bool {
        self.fields.contains(&f)
    }

    /// Whether some virtualizable has arrays of this type.
    pub fn has_array(&self, c: ContainerId) -> bool {
        self.arrays.contains(&c)
    }

    /// Position of the class.
    pub fn position(&self, container: ContainerId) -> Option<usize> {
        self.list.iter().position(|v| v.container == container)
    }

    /// The field that an operation touches, if it is one of a virtualizable.
    fn touched(&self, op: &Op) -> Option<FieldRef> {
        match (op.code, &op.imm) {
            (OpCode::GetField | OpCode::SetField, Imm::Field(f)) if self.has_field(*f) => Some(*f),
            _ => None,
        }
    }

    /// The virtualizable of which a field is one.
    fn owner(&self, f: FieldRef) -> Option<&Virtualizable> {
        self.list.iter().find(|v| v.fields.contains(&f) || v.arrays.contains(&f))
    }
}

/// Prepares the class of a driver's red: `ty` is the type of the variable.
///
/// # Errors
/// The class is no virtualizable, or one of its arrays is a list that is resized.
pub fn declare(
    program: &mut Program,
    portals: &[Portal],
    driver: &str,
    name: &str,
    ty: LLType,
    span: Span,
) -> Result<Virtualizable, Diagnostic> {
    let wrong = |text: String, help: &str| Diagnostic::error("E0503", text).label(span, "this merge point").help(help);
    let found = ty.target().and_then(|c| {
        // The most specific class that the variable certainly is of.
        let fits = program.virtualizables.iter().filter(|v| program.types.is_a(c, v.container));
        fits.max_by_key(|v| program.types.ancestry(v.container).len()).cloned()
    });
    let Some(v) = found else {
        return Err(wrong(
            format!("the red '{name}' of the driver '{driver}' is no virtualizable"),
            "its class needs `_virtualizable_`, the list of the names of its fields",
        ));
    };
    if let Some(known) = portals.iter().filter_map(|p| p.virtualizable.as_ref()).find(|k| k.1.container == v.container)
    {
        return Ok(known.1.clone());
    }
    if let Some(missing) = v.missing.first() {
        let class = &program.types.structure_of(v.container).name;
        return Err(wrong(
            format!("'{missing}' is in the _virtualizable_ of {class}, whose instances have no such field"),
            "leave it out, or set it in __init__",
        ));
    }
    for f in &v.arrays {
        let field = program.types.field(*f);
        let array = field.ty.target().map(|c| program.types.get(c));
        if !matches!(array, Some(Container::Struct(s)) if matches!(s.items, Some(Elem::Prim(_)))) {
            let name = field.name.trim_start_matches("inst_");
            return Err(wrong(
                format!("'{name}[*]' of a virtualizable is no list of fixed length"),
                "make the list with its final length, as in `[None] * n`, and do not append to it",
            ));
        }
    }
    // The most general class that has one of the fields: so all objects with such fields have a token.
    let related = |t: &FieldRef| {
        let c = t.container;
        program.types.is_a(c, v.container) || program.types.is_a(v.container, c)
    };
    let own = v.fields.iter().chain(&v.arrays).map(|f| f.container);
    let root = own.min_by_key(|c| program.types.ancestry(*c).len()).unwrap_or(v.container);
    let others = portals.iter().filter_map(|p| p.virtualizable.as_ref()).map(|k| k.1.token);
    let token = match others.into_iter().find(related) {
        Some(t) if program.types.is_a(root, t.container) => t,
        Some(_) => {
            return Err(wrong(
                format!("the virtualizable '{name}' shares fields with the one of another driver"),
                "give both drivers the same class",
            ))
        }
        None => {
            rule!("vable.token");
            add_field(program, root, TOKEN)
        }
    };
    let force = force_graph(program, token, portals.len(), span);
    Ok(Virtualizable { container: v.container, token, fields: v.fields, arrays: v.arrays, force })
}

/// Adds a hidden integer to a structure, 0 in prebuilt objects.
pub fn add_field(program: &mut Program, c: ContainerId, name: &str) -> FieldRef {
    let fields = &mut program.types.structure_mut(c).fields;
    let field = FieldRef { container: c, index: fields.len() as u32 };
    fields.push(Field { name: name.into(), ty: LLType::Signed, immutable: Immutability::Mutable });
    for s in program.statics.values_mut() {
        if matches!(program.types.get(s.ty), Container::Struct(_)) && program.types.is_a(s.ty, c) {
            if let Some(at) = program.types.all_fields(s.ty).iter().position(|f| *f == field) {
                if at <= s.fields.len() {
                    s.fields.insert(at, Const::Int(0));
                    s.immutable = false;
                }
            }
        }
    }
    field
}

/// `if object.token != 0: force(object, token)`.
pub fn force_graph(program: &mut Program, token: FieldRef, n: usize, span: Span) -> GraphId {
    let ty = LLType::Ptr(token.container);
    let force = program.externs.push(Extern {
        symbol: FORCE_SYMBOL.into(),
        args: vec![ty, LLType::Signed],
        result: LLType::Void,
        pure: false,
        collects: true,
    });
    let mut g = Graph::new(&format!("jit_force_{n}"), span);
    g.result = Some(LLType::Void);
    g.attrs.inline = Inline::Always;
    g.attrs.jit.push(("_jit_look_inside_".into(), false));
    let start = g.start;
    let object = g.add_param(start, Some("object".into()), Some(ty));
    let owned =
        g.push_op(start, OpCode::GetField, Imm::Field(token), vec![object.into()].into(), Some(LLType::Signed), span);
    let test = g.push_op(start, OpCode::IntIsTrue, Imm::None, vec![owned.into()].into(), Some(LLType::Bool), span);
    let test = g.push_op(start, OpCode::Unlikely, Imm::None, vec![test.into()].into(), Some(LLType::Bool), span);
    let (slow, done) = (g.new_block(), g.new_block());
    g.blocks[start].exit = Exit::Branch { cond: test.into(), then: Link::to(slow), els: Link::to(done) };
    let args = vec![Const::Extern(force).into(), object.into(), owned.into()];
    g.push_op(slow, OpCode::DirectCall, Imm::None, args.into(), Some(LLType::Void), span);
    let args = vec![object.into(), Const::Int(0).into()];
    g.push_op(slow, OpCode::SetField, Imm::Field(token), args.into(), Some(LLType::Void), span);
    g.blocks[slow].exit = Exit::Goto(Link::to(done));
    g.blocks[done].exit = Exit::Return(Const::Void.into());
    program.graphs.push(g)
}

/// Whether other threads may run while a function of the run time does: they may ask for anything.
pub fn lets_others_run(x: &Extern) -> bool {
    x.collects && !x.symbol.starts_with("rpy_jit")
}

/// Which graphs may find a virtualizable out of date when they are called.
pub fn forcing(program: &Program, all: &Virtualizables) -> Vec<bool> {
    let mut forces = vec![false; program.graphs.len()];
    let follows = |op: &Op| op.code == OpCode::JitForceVirtual;
    let refs = program.graphs.values().any(|g| g.blocks.values().any(|b| b.ops.iter().any(follows)));
    if all.list.is_empty() && !refs {
        return forces;
    }
    for component in components(&call_graph(program)) {
        let found = component.iter().any(|g| {
            let graph = &program.graphs[*g];
            graph.rpo().into_iter().any(|b| {
                let mut made: HashSet<Var> = HashSet::new();
                graph.blocks[b].ops.iter().any(|op| {
                    if let (OpCode::CastPointer | OpCode::SameAs, Some(Operand::Var(v))) = (op.code, op.args.first()) {
                        if made.contains(v) {
                            made.insert(op.result);
                        }
                    }
                    if op.code == OpCode::Malloc {
                        made.insert(op.result);
                    }
                    match callees(program, op) {
                        Some(Callees::Unknown) => true,
                        Some(Callees::Graphs(list)) => list.iter().any(|c| forces[c.as_u32() as usize]),
                        Some(Callees::Extern(x)) => lets_others_run(x),
                        None => {
                            let fresh = matches!(op.args.first(), Some(Operand::Var(v)) if made.contains(v));
                            all.touched(op).is_some() && !fresh || follows(op)
                        }
                    }
                })
            })
        });
        component.iter().for_each(|g| forces[g.as_u32() as usize] = found);
    }
    forces
}

/// How traces call the check of a class: it touches nothing but virtualizables of related classes.
pub fn force_call(
    program: &Program,
    descrs: &mut Descrs,
    all: &Virtualizables,
    v: &Virtualizable,
) -> (AddrId, DescrId) {
    let mut places = Vec::new();
    for w in all.list.iter().filter(|w| w.token == v.token) {
        places.push(descrs.field(w.token));
        places.extend(w.fields.iter().chain(&w.arrays).map(|f| descrs.field(*f)));
        let arrays = w.arrays.iter().filter_map(|f| program.types.field(*f).ty.target());
        places.extend(arrays.map(|c| descrs.array(c)));
    }
    places.sort();
    places.dedup();
    let effect = EffectInfo {
        extra: ExtraEffect::CannotRaise,
        oopspec: OopSpec::ForceVirtualizable,
        reads: Some(places.clone()),
        writes: Some(places),
        can_invalidate: false,
        ..EffectInfo::ANYTHING
    };
    let (args, result) = program.graphs[v.force].signature();
    let d = descrs.call(&args, result, effect, true);
    (descrs.address(Symbol::Graph(v.force.as_u32())), d)
}

/// Puts the checks into the program. Portals check their virtualizable at their start; `seen` are the graphs that the
/// JIT looks into: only these are never called by compiled code that owns an object.
pub fn insert_checks(program: &mut Program, all: &Virtualizables, portals: &[Portal], seen: &[GraphId]) {
    if all.list.is_empty() {
        return;
    }
    let mut clean = Clean::new(program, all, portals, seen);
    while clean.round(program) {}
    let work: Vec<(GraphId, Block, Vec<usize>)> = clean.checks(program);
    for (g, b, places) in work {
        for at in places.into_iter().rev() {
            let op = program.graphs[g].blocks[b].ops[at].clone();
            let Some(v) = all.touched(&op).and_then(|f| all.owner(f)) else { continue };
            rule!("vable.check");
            check(program, g, b, at, &op.args[0], v, op.span);
        }
    }
    for p in portals {
        let Some((red, v)) = &p.virtualizable else { continue };
        let g = &program.graphs[p.graph];
        let (start, span) = (g.start, g.span);
        if let Some(param) = g.args().get(p.greens.len() + red).copied() {
            rule!("vable.check_of_portal");
            check(program, p.graph, start, 0, &param.into(), v, span);
        }
    }
}

/// Calls the check before operation `at`.
fn check(program: &mut Program, g: GraphId, b: Block, at: usize, object: &Operand, v: &Virtualizable, span: Span) {
    let wanted = LLType::Ptr(v.token.container);
    let g = &mut program.graphs[g];
    let known = matches!(object, Operand::Var(o) if g.ty(*o) == wanted);
    let mut ops = Vec::new();
    let mut object = object.clone();
    if !known {
        let cast = g.typed_var(wanted);
        ops.push(Op { code: OpCode::CastPointer, imm: Imm::None, args: vec![object].into(), result: cast, span });
        object = cast.into();
    }
    let args = vec![Const::Func(v.force).into(), object];
    let result = g.typed_var(LLType::Void);
    ops.push(Op { code: OpCode::DirectCall, imm: Imm::None, args: args.into(), result, span });
    g.blocks[b].ops.splice(at..at, ops);
}

/// Which variables refer to objects that are up to date: the largest solution.
struct Clean<'a> {
    all: &'a Virtualizables,
    graphs: Vec<SecondaryMap<Var, bool>>,
    /// Arguments that portals check at their start, whoever calls them.
    own: HashSet<(GraphId, Var)>,
}

impl<'a> Clean<'a> {
    fn new(program: &Program, all: &'a Virtualizables, portals: &[Portal], seen: &[GraphId]) -> Clean<'a> {
        let taken = taken(program);
        let types = &program.types;
        let related = |ty: LLType| {
            let c = ty.target().filter(|c| matches!(types.get(*c), Container::Struct(_)));
            c.is_some_and(|c| all.list.iter().any(|v| types.is_a(c, v.token.container) || types.is_a(v.container, c)))
        };
        let (mut graphs, mut own) = (Vec::new(), HashSet::new());
        for (id, g) in program.graphs.iter() {
            let mut clean = SecondaryMap::new();
            for b in g.blocks.keys().filter(|b| *b != g.start || seen.contains(&id) && !taken.contains(&id)) {
                g.blocks[b].params.iter().for_each(|v| clean[*v] = g.vars[*v].ty.is_some_and(related));
            }
            for p in portals.iter().filter(|p| p.graph == id) {
                g.args().iter().for_each(|v| clean[*v] = false);
                if let Some(v) = p.virtualizable.as_ref().and_then(|(red, _)| g.args().get(p.greens.len() + red)) {
                    clean[*v] = true;
                    own.insert((id, *v));
                }
            }
            graphs.push(clean);
        }
        Clean { all, graphs, own }
    }

    /// One pass over the program; whether something changed.
    fn round(&mut self, program: &Program) -> bool {
        let mut changed = false;
        for (id, g) in program.graphs.iter() {
            for b in g.rpo() {
                let (checked, calls) = self.block(program, id, b, &mut Vec::new());
                let is = |me: &Self, a: &Operand| match a {
                    Operand::Var(v) => me.graphs[id.as_u32() as usize][*v] || checked.contains(v),
                    Operand::Const(c) => matches!(c, Const::Null(_)),
                };
                let mut unclean: Vec<(GraphId, Var)> = Vec::new();
                for l in g.blocks[b].exit.links() {
                    let params = g.blocks[l.target].params.iter();
                    unclean.extend(params.zip(&l.args).filter(|(_, a)| !is(self, a)).map(|(p, _)| (id, *p)));
                }
                for (callee, n) in calls {
                    unclean.extend(program.graphs[callee].args().get(n).map(|v| (callee, *v)));
                }
                for (g, v) in unclean {
                    if self.own.contains(&(g, v)) {
                        rule!("vable.own_check");
                        continue;
                    }
                    let known = &mut self.graphs[g.as_u32() as usize][v];
                    changed |= std::mem::take(known);
                }
            }
        }
        changed
    }

    /// Goes through a block: which variables are checked in it, which arguments of calls are not clean, and where
    /// checks are needed.
    fn block(
        &mut self,
        program: &Program,
        id: GraphId,
        b: Block,
        places: &mut Vec<usize>,
    ) -> (HashSet<Var>, Vec<(GraphId, usize)>) {
        let clean = &mut self.graphs[id.as_u32() as usize];
        let mut checked: HashSet<Var> = HashSet::new();
        let mut calls = Vec::new();
        for (i, op) in program.graphs[id].blocks[b].ops.iter().enumerate() {
            match (op.code, &op.args[..]) {
                (OpCode::Malloc, _) => clean[op.result] = true,
                (OpCode::GetField, [Operand::Const(Const::Static(s, _))])
                    if program.statics[*s].name.starts_with("jit_buffer_") =>
                {
                    clean[op.result] = true;
                }
                (OpCode::CastPointer | OpCode::SameAs | OpCode::Hint, [Operand::Var(v), ..]) => {
                    clean[op.result] = clean[*v] || checked.contains(v);
                }
                (OpCode::DirectCall, [Operand::Const(Const::Func(g)), args @ ..]) => {
                    let unclean = |a: &Operand| match a {
                        Operand::Var(v) => !clean[*v] && !checked.contains(v),
                        Operand::Const(c) => !matches!(c, Const::Null(_)),
                    };
                    calls.extend((0..).zip(args).filter(|(_, a)| unclean(a)).map(|(n, _)| (*g, n)));
                }
                _ => {}
            }
            if self.all.touched(op).is_some() {
                match op.args.first() {
                    Some(Operand::Var(v)) if clean[*v] || !checked.insert(*v) => {}
                    _ => places.push(i),
                }
            }
        }
        (checked, calls)
    }

    fn checks(&mut self, program: &Program) -> Vec<(GraphId, Block, Vec<usize>)> {
        let mut out = Vec::new();
        for (id, g) in program.graphs.iter() {
            for b in g.rpo() {
                let mut places = Vec::new();
                self.block(program, id, b, &mut places);
                if !places.is_empty() {
                    out.push((id, b, places));
                }
            }
        }
        out
    }
}

/// Graphs that are not only called by name.
fn taken(program: &Program) -> HashSet<GraphId> {
    let mut found = HashSet::new();
    let mut note = |c: &Const| {
        if let Const::Func(g) = c {
            found.insert(*g);
        }
    };
    for s in program.statics.values() {
        s.fields.iter().for_each(&mut note);
        match &s.items {
            StaticItems::Prims(list) => list.iter().for_each(&mut note),
            StaticItems::Structs(list) => list.iter().flatten().for_each(&mut note),
            StaticItems::None | StaticItems::Bytes(_) => {}
        }
    }
    for g in program.graphs.values() {
        for b in g.rpo() {
            for op in &g.blocks[b].ops {
                let callee = usize::from(op.code == OpCode::DirectCall);
                for a in op.args.iter().skip(callee) {
                    if let Operand::Const(c) = a {
                        note(c);
                    }
                }
                if let Imm::Targets(list) = &op.imm {
                    list.iter().for_each(|g| note(&Const::Func(*g)));
                }
            }
            g.blocks[b].exit.for_each_operand(|a| {
                if let Operand::Const(c) = a {
                    note(c);
                }
            });
        }
    }
    found
}
