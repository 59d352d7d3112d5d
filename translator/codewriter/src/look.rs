//! Which graphs the JIT looks into, and how each call is seen.

use crate::descrs::{kind_of, Descrs};
use crate::reads::Reads;
use crate::transform::unsupported;
use abi::jit::{DescrId, EffectInfo, ExtraEffect, JitCodeId, Kind, OopSpec};
use abi::rule;
use backendopt::analysis::extern_writes;
use backendopt::{Analysis, Effects, Place};
use graph::{Const, Graph, GraphId, Imm, Op, OpCode, Operand, Program};
use indexmap::IndexMap;
use lltype::{Container, LLType};

/// How a call is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Of a portal.
    Recursive(u16),
    /// Into another jitcode.
    Regular(GraphId),
    /// Of machine code.
    Residual,
    /// Of machine code, unless the function that is met has a jitcode.
    IndirectRegular,
}

/// Decisions about graphs.
pub struct Look<'p> {
    program: &'p Program,
    analysis: &'p Analysis,
    reads: Reads,
    returns_exception: &'p dyn Fn(GraphId) -> bool,
    /// Portal graphs, their drivers, and how many of their arguments are greens.
    pub portals: IndexMap<GraphId, (u16, usize)>,
    decisions: IndexMap<GraphId, Result<(), String>>,
    /// Graphs that may find a virtualizable out of date.
    forces: Vec<bool>,
    jitcodes: IndexMap<GraphId, JitCodeId>,
}

/// A truth value that a decorator left.
pub fn jit_attr(g: &Graph, name: &str) -> Option<bool> {
    g.attrs.jit.iter().find(|(n, _)| &**n == name).map(|(_, on)| *on)
}

/// Whether control can come back to a block.
pub fn has_loop(g: &Graph) -> bool {
    let order: IndexMap<_, usize> = g.rpo().into_iter().enumerate().map(|(i, b)| (b, i)).collect();
    // In reverse post-order, every loop has a link to a block that comes earlier (or to itself).
    order.iter().any(|(b, i)| g.successors(*b).iter().any(|s| order[s] <= *i))
}

/// Why the JIT does not look into a graph, whatever its operations are.
pub fn refused(g: &Graph) -> Option<&'static str> {
    if jit_attr(g, "_jit_look_inside_") == Some(false) {
        rule!("look.dont_look_inside");
        return Some("the program says so");
    }
    if jit_attr(g, "_jit_loop_invariant_") == Some(true) {
        rule!("look.loop_invariant");
        return Some("it is loop-invariant");
    }
    if g.attrs.elidable {
        rule!("look.elidable");
        return Some("it is elidable");
    }
    if g.attrs.oopspec.is_some() {
        rule!("look.oopspec");
        return Some("it is an operation that the JIT knows");
    }
    if !has_loop(g) {
        return None;
    }
    if jit_attr(g, "_jit_unroll_safe_") == Some(true) {
        rule!("look.unroll_safe");
        return None;
    }
    rule!("look.loop");
    Some("it has a loop")
}

impl<'p> Look<'p> {
    /// Nothing decided yet.
    pub fn new(
        program: &'p Program,
        analysis: &'p Analysis,
        returns_exception: &'p dyn Fn(GraphId) -> bool,
        portals: IndexMap<GraphId, (u16, usize)>,
        forces: Vec<bool>,
    ) -> Look<'p> {
        Look {
            forces,
            program,
            analysis,
            reads: Reads::new(program),
            returns_exception,
            portals,
            decisions: IndexMap::new(),
            jitcodes: IndexMap::new(),
        }
    }

    /// Whether the JIT looks into a graph that it meets in a call; if not, why.
    pub fn inside(&mut self, id: GraphId) -> Result<(), String> {
        if let Some(known) = self.decisions.get(&id) {
            return known.clone();
        }
        let decision = self.decide(id);
        self.decisions.insert(id, decision.clone());
        decision
    }

    fn decide(&self, id: GraphId) -> Result<(), String> {
        let g = &self.program.graphs[id];
        match refused(g) {
            Some(why) => Err(why.to_string()),
            None => self.supported(g),
        }
    }

    /// Whether all operations of a graph have a form in jitcodes.
    ///
    /// # Errors
    /// The first that has none.
    pub fn supported(&self, g: &Graph) -> Result<(), String> {
        for b in g.rpo() {
            for op in &g.blocks[b].ops {
                if let Some(why) = unsupported(self.program, g, op) {
                    return Err(why);
                }
            }
        }
        Ok(())
    }

    /// How many greens a driver has.
    pub fn greens(&self, driver: u16) -> usize {
        self.portals.values().find(|(m, _)| *m == driver).map_or(0, |(_, n)| *n)
    }

    /// Graphs that were met in calls and are not looked into, with reasons.
    pub fn opaque(&self) -> Vec<(GraphId, String)> {
        self.decisions.iter().filter_map(|(g, d)| Some((*g, d.clone().err()?))).collect()
    }

    /// The jitcode of a graph; a number is given when it is first asked for.
    pub fn jitcode(&mut self, g: GraphId) -> JitCodeId {
        let next = JitCodeId(self.jitcodes.len() as u32);
        *self.jitcodes.entry(g).or_insert(next)
    }

    /// The graph of the jitcode of that number, if it has been asked for.
    pub fn nth(&self, n: usize) -> Option<GraphId> {
        self.jitcodes.get_index(n).map(|(g, _)| *g)
    }

    /// How a call operation is seen.
    pub fn call_kind(&mut self, op: &Op) -> CallKind {
        match (op.code, op.callee(), &op.imm) {
            (OpCode::DirectCall, Some(Const::Func(g)), _) => match self.portals.get(g).copied() {
                Some((m, _)) => CallKind::Recursive(m),
                None if self.inside(*g).is_ok() => CallKind::Regular(*g),
                None => CallKind::Residual,
            },
            (OpCode::IndirectCall, _, Imm::Targets(targets)) => {
                let mut any = false;
                for t in targets.iter() {
                    if !self.portals.contains_key(t) && self.inside(*t).is_ok() {
                        self.jitcode(*t);
                        any = true;
                    }
                }
                if any {
                    CallKind::IndirectRegular
                } else {
                    CallKind::Residual
                }
            }
            _ => CallKind::Residual,
        }
    }

    /// The descriptor of a call through `callee`; `targets` are those of an indirect call.
    pub fn call_descr(&self, descrs: &mut Descrs, graph: &Graph, callee: &Operand, targets: &Imm) -> Option<DescrId> {
        let (args, result, effect, returns_exception) = match callee {
            Operand::Const(Const::Func(g)) => {
                let (args, result) = self.program.graphs[*g].signature();
                let (effect, raises) = self.graph_effect(descrs, *g);
                rule!("look.effect_of_function");
                (args, result, effect, raises)
            }
            Operand::Const(Const::Extern(x)) => {
                let x = &self.program.externs[*x];
                rule!("look.effect_of_external");
                let extra = if x.pure { ExtraEffect::ElidableCannotRaise } else { ExtraEffect::CannotRaise };
                let given = if x.pure { None } else { extern_writes(self.program, x) };
                let (reads, writes) = match given {
                    _ if x.pure => (Some(Vec::new()), Some(Vec::new())),
                    None => (None, None),
                    Some(places) => {
                        let read = places.iter().copied().chain(self.reads.raw_places());
                        let written = places.iter().copied().chain(self.analysis.raw_places());
                        (Some(self.descrs_of(descrs, read)), Some(self.descrs_of(descrs, written)))
                    }
                };
                let can_invalidate = writes.is_none();
                let can_collect = x.collects;
                let oopspec = OopSpec::None;
                let effect = EffectInfo { extra, oopspec, reads, writes, can_collect, can_invalidate };
                (x.args.clone(), x.result, effect, false)
            }
            other => {
                let ty = match other {
                    Operand::Var(v) => graph.vars[*v].ty?,
                    Operand::Const(Const::Null(t) | Const::Static(_, t)) => *t,
                    Operand::Const(_) => return None,
                };
                let Container::Func(f) = self.program.types.get(ty.target()?) else { return None };
                rule!("look.effect_of_family");
                let mut family: Option<EffectInfo> = None;
                if let Imm::Targets(targets) = targets {
                    for t in targets.iter() {
                        let (e, _) = self.graph_effect(descrs, *t);
                        family = Some(match family.take() {
                            None => e,
                            Some(f) => join(f, e),
                        });
                    }
                }
                // Functions called through pointers have one convention, that of those that raise.
                (f.args.clone(), f.result, plain(family.unwrap_or(EffectInfo::ANYTHING)), true)
            }
        };
        Some(descrs.call(&args, result, effect, returns_exception))
    }

    /// What calling a graph does, and whether its machine code gives back an exception too.
    pub fn graph_effect(&self, descrs: &mut Descrs, id: GraphId) -> (EffectInfo, bool) {
        let g = &self.program.graphs[id];
        let effects: &Effects = self.analysis.graph(id);
        let elidable = g.attrs.elidable && g.result != Some(LLType::Void);
        let invariant = jit_attr(g, "_jit_loop_invariant_") == Some(true) && g.args().is_empty();
        let forces = self.forces.get(id.as_u32() as usize).copied().unwrap_or(false);
        let oopspec = self.oopspec(g);
        let extra = match (elidable, invariant, effects.raises) {
            (false, false, _) if forces => ExtraEffect::Forces,
            (true, _, false) => ExtraEffect::ElidableCannotRaise,
            (true, _, true) if is_string_operation(oopspec) => ExtraEffect::ElidableOrMemoryError,
            (true, _, true) => ExtraEffect::ElidableCanRaise,
            (_, true, _) => ExtraEffect::LoopInvariant,
            (_, _, true) => ExtraEffect::CanRaise,
            (_, _, false) => ExtraEffect::CannotRaise,
        };
        let (reads, writes) = (self.reads.places(id), self.analysis.places(id));
        let reads = reads.map(|r| self.descrs_of(descrs, r));
        let quasi = |p: &Place| match p {
            Place::Field(f) => crate::quasi::hidden(self.program, *f).is_some(),
            Place::Items(_) => false,
        };
        let can_invalidate = !(elidable || invariant) && writes.as_ref().is_none_or(|w| w.iter().any(quasi));
        let writes = match elidable || invariant {
            true => Some(Vec::new()),
            false => writes.map(|w| self.descrs_of(descrs, w.into_iter())),
        };
        // A frame that is brought up to date gets objects that were not allocated so far.
        let can_collect = effects.collects || extra == ExtraEffect::Forces;
        let effect = EffectInfo { extra, oopspec, reads, writes, can_collect, can_invalidate };
        (effect, (self.returns_exception)(id))
    }

    /// Which known operation a function says that it is.
    fn oopspec(&self, g: &Graph) -> OopSpec {
        let Some(spec) = &g.attrs.oopspec else { return OopSpec::None };
        let wide = g.args().first().and_then(|v| g.vars[*v].ty?.target()).is_some_and(|c| {
            let Container::Struct(s) = self.program.types.get(c) else { return false };
            s.items == Some(lltype::Elem::Prim(LLType::UniChar))
        });
        match (spec.split('(').next().unwrap_or_default().trim(), wide) {
            ("list.ll_arraycopy", _) => OopSpec::ArrayCopy,
            ("list.ll_arraymove", _) => OopSpec::ArrayMove,
            ("list.ll_arrayclear", _) => OopSpec::ArrayClear,
            ("rgc.ll_shrink_array", _) => OopSpec::ShrinkArray,
            ("int.py_div", _) => OopSpec::IntPyDiv,
            ("int.py_mod", _) => OopSpec::IntPyMod,
            ("int.udiv", _) => OopSpec::IntUdiv,
            ("int.umod", _) => OopSpec::IntUmod,
            ("math.sqrt", _) => OopSpec::MathSqrt,
            ("jit.not_in_trace", _) => OopSpec::NotInTrace,
            ("stroruni.concat", false) => OopSpec::StrConcat,
            ("stroruni.slice", false) => OopSpec::StrSlice,
            ("stroruni.equal", false) => OopSpec::StrEqual,
            ("stroruni.cmp", false) => OopSpec::StrCmp,
            ("stroruni.concat", true) => OopSpec::UniConcat,
            ("stroruni.slice", true) => OopSpec::UniSlice,
            ("stroruni.equal", true) => OopSpec::UniEqual,
            ("stroruni.cmp", true) => OopSpec::UniCmp,
            (name, _) if name.ends_with("dict.lookup") => OopSpec::DictLookup,
            _ => OopSpec::None,
        }
    }

    /// Sorted by kind of place first, so that numbers do not depend on the order of a hash table.
    fn descrs_of(&self, descrs: &mut Descrs, places: impl Iterator<Item = Place>) -> Vec<DescrId> {
        let mut places: Vec<Place> = places.collect();
        places.sort_by_key(|p| match p {
            Place::Items(c) => (0, *c, 0),
            Place::Field(f) => (1, f.container, f.index),
        });
        let mut out: Vec<DescrId> = places.into_iter().filter_map(|p| self.place(descrs, p)).collect();
        out.sort();
        out.dedup();
        out
    }

    fn place(&self, descrs: &mut Descrs, p: Place) -> Option<DescrId> {
        match p {
            Place::Items(c) => match self.program.types.get(c) {
                Container::Struct(s) if s.items.is_some() => Some(descrs.array(c)),
                _ => None,
            },
            Place::Field(f) => (self.program.types.field(f).ty != LLType::Void).then(|| descrs.field(f)),
        }
    }

    /// Kinds of arguments and result of a graph.
    pub fn kinds(&self, g: GraphId) -> (Vec<Kind>, Option<Kind>) {
        let (args, result) = self.program.graphs[g].signature();
        (args.iter().filter_map(|t| kind_of(self.program, *t)).collect(), kind_of(self.program, result))
    }
}

/// Nothing but their allocation can fail.
fn is_string_operation(o: OopSpec) -> bool {
    use OopSpec::*;
    matches!(o, StrConcat | StrSlice | StrEqual | StrCmp | UniConcat | UniSlice | UniEqual | UniCmp)
}

/// An indirect call is never elidable: which function it reaches is not a constant.
fn plain(e: EffectInfo) -> EffectInfo {
    let extra = match e.extra {
        ExtraEffect::ElidableCannotRaise | ExtraEffect::LoopInvariant => ExtraEffect::CannotRaise,
        ExtraEffect::ElidableCanRaise | ExtraEffect::ElidableOrMemoryError => ExtraEffect::CanRaise,
        other => other,
    };
    EffectInfo { extra, ..e }
}

fn join(a: EffectInfo, b: EffectInfo) -> EffectInfo {
    let union = |a: Option<Vec<DescrId>>, b: Option<Vec<DescrId>>| {
        let mut all = a?;
        all.extend(b?);
        all.sort();
        all.dedup();
        Some(all)
    };
    let (a, b) = (plain(a), plain(b));
    EffectInfo {
        extra: a.extra.max(b.extra),
        reads: union(a.reads, b.reads),
        writes: union(a.writes, b.writes),
        can_invalidate: a.can_invalidate | b.can_invalidate,
        can_collect: a.can_collect | b.can_collect,
        ..EffectInfo::ANYTHING
    }
}
