//! The driver: a worklist of blocks, each annotated again when one of its inputs generalises.

use crate::calls::{LastCall, SiteRecord};
use crate::classes::AttrReaders;
use crate::hash::{FastIndexMap, FastIndexSet, FastMap, FastSet};
use crate::lattice::UnionError;
use crate::report::Where;
use crate::spec::SpecKey;
use crate::{AGraph, AGraphId, ClassDefId, DescId, Descs, DictId, Kind, KnownTypeData, ListId, Model, SomeValue};
use cranelift_entity::SecondaryMap;
use diagnostics::{Diagnostic, Span};
use graph::{Block, Const, Exit, Graph, Handler, HostObj, Link, Op, OpCode, Operand, Var};
use host::Host;
use indexmap::IndexMap;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

/// A block of an annotated graph: what is annotated again when something it read generalises.
pub(crate) type Pos = (AGraphId, Block);

/// Blocks that read something.
pub(crate) type Readers = FastIndexSet<Pos>;

/// Why an operation gives no result now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nothing comes out of it with what is known so far.
    Blocked,
    /// It is wrong, and that was reported.
    Reported,
}

pub(crate) type Res<T = SomeValue> = Result<T, Stop>;

/// What is kept for each graph while annotating.
#[derive(Default)]
pub(crate) struct GraphState {
    /// The graph all specialisations of the function share.
    pub graph: Option<Rc<Graph>>,
    pub entered: SecondaryMap<Block, bool>,
    /// Operation where annotation of the block stopped, and why.
    pub stopped: FastMap<Block, (usize, Stop)>,
    /// Links followed at least once: (block, index of the link).
    pub taken: FastSet<(Block, usize)>,
    /// Blocks that use a variable of another block: annotated again when it generalises.
    pub far_uses: Rc<crate::ssi::FarUses>,
    /// Blocks that call this graph.
    pub callers: Readers,
    /// Where each parameter got its present annotation.
    pub param_origin: Vec<Where>,
    pub result_origin: Where,
}

/// Where the driver is.
#[derive(Clone)]
pub(crate) struct Current {
    pub graph: AGraphId,
    pub block: Block,
    pub span: Span,
    /// Result variable of the operation at hand.
    pub result: Option<Var>,
}

/// Whole-program type inference. [`annotate`](crate::annotate) is the usual way in.
pub struct Annotator<'h> {
    pub(crate) host: &'h Host,
    /// The tables; complete after [`Annotator::complete`].
    pub model: Model,
    pub(crate) states: Vec<GraphState>,
    queue: VecDeque<Pos>,
    queued: FastSet<Pos>,
    pub(crate) cur: Option<Current>,
    pub(crate) list_readers: SecondaryMap<ListId, Readers>,
    pub(crate) dict_readers: SecondaryMap<DictId, Readers>,
    pub(crate) list_origin: SecondaryMap<ListId, Option<Where>>,
    pub(crate) dict_origin: SecondaryMap<DictId, Option<Where>>,
    pub(crate) list_resize_at: SecondaryMap<ListId, Option<Where>>,
    pub(crate) attrs: AttrReaders,
    pub(crate) new_lists: FastMap<(AGraphId, Var, u8), ListId>,
    pub(crate) new_dicts: FastMap<(AGraphId, Var), DictId>,
    pub(crate) host_lists: FastMap<HostObj, ListId>,
    pub(crate) host_dicts: FastMap<HostObj, DictId>,
    pub(crate) hl_graphs: FastMap<DescId, Option<Rc<Graph>>>,
    /// The one graph of functions without specialisation.
    pub(crate) plain_graphs: SecondaryMap<DescId, Option<AGraphId>>,
    pub(crate) specialisations: FastMap<(DescId, SpecKey), AGraphId>,
    pub(crate) sites: FastIndexMap<(AGraphId, Var), SiteRecord>,
    pub(crate) last_calls: FastIndexMap<(AGraphId, Var), LastCall>,
    pub(crate) mixin_functions: FastMap<(HostObj, ClassDefId), DescId>,
    pub(crate) method_descs: FastMap<(DescId, ClassDefId, Option<ClassDefId>, Arc<str>), DescId>,
    /// Which methods an instance of a class may have by a name, and of which methods of that name this was found.
    pub(crate) seen_methods: FastMap<(ClassDefId, Arc<str>), (Descs, Descs)>,
    pub(crate) replacements: FastMap<HostObj, HostObj>,
    pub(crate) special: crate::consts::SpecialObjects,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) reported: FastSet<(Span, &'static str, u64)>,
    pub(crate) reported_values: FastSet<HostObj>,
    pub(crate) verbose: bool,
    /// What flows through each erasing pair, and who takes it out.
    pub(crate) erased: FastIndexMap<HostObj, (SomeValue, Readers)>,
    /// Methods `__str__` and `__repr__` that are not RPython: `str()` of their instances is the
    /// original's text of any object. Only for programs written for the original.
    pub(crate) plain_texts: FastSet<HostObj>,
    /// Attributes that `_attrs_` forbids and that have been reported.
    pub(crate) denied: FastSet<(ClassDefId, Arc<str>)>,
    /// The entry point and its arguments.
    pub(crate) entry_call: Option<(HostObj, Vec<SomeValue>)>,
    /// Containers whose items are compared or shown.
    pub(crate) noted: crate::protocols::Noted,
    /// Those with errors, and the first error of each.
    pub(crate) bad_texts: FastIndexMap<HostObj, Diagnostic>,
    /// Time spent building flow graphs.
    pub flow_time: std::time::Duration,
    /// Blocks annotated so far.
    pub blocks_done: u64,
    /// Adapters made: the adapter, its call, the function called, its graph.
    pub(crate) adapter_calls: Vec<(AGraphId, Var, DescId, AGraphId)>,
}

impl<'h> Annotator<'h> {
    /// An annotator with nothing annotated yet.
    pub fn new(host: &'h Host) -> Annotator<'h> {
        let mut a = Annotator {
            host,
            model: Model::default(),
            states: Vec::new(),
            queue: VecDeque::new(),
            queued: FastSet::default(),
            cur: None,
            list_readers: SecondaryMap::new(),
            dict_readers: SecondaryMap::new(),
            list_origin: SecondaryMap::new(),
            dict_origin: SecondaryMap::new(),
            list_resize_at: SecondaryMap::new(),
            attrs: AttrReaders::default(),
            new_lists: FastMap::default(),
            new_dicts: FastMap::default(),
            host_lists: FastMap::default(),
            host_dicts: FastMap::default(),
            hl_graphs: FastMap::default(),
            plain_graphs: SecondaryMap::new(),
            specialisations: FastMap::default(),
            sites: FastIndexMap::default(),
            last_calls: FastIndexMap::default(),
            mixin_functions: FastMap::default(),
            method_descs: FastMap::default(),
            seen_methods: FastMap::default(),
            replacements: FastMap::default(),
            special: crate::consts::SpecialObjects::default(),
            diagnostics: Vec::new(),
            reported: FastSet::default(),
            reported_values: FastSet::default(),
            verbose: std::env::var_os("RTRANSLATE_ANNOTATOR_TRACE").is_some(),
            adapter_calls: Vec::new(),
            erased: FastIndexMap::default(),
            plain_texts: FastSet::default(),
            denied: FastSet::default(),
            entry_call: None,
            noted: Default::default(),
            bad_texts: FastIndexMap::default(),
            flow_time: std::time::Duration::ZERO,
            blocks_done: 0,
        };
        a.load_special_objects();
        a.create_builtin_classes();
        a
    }

    /// The place the driver is at, for messages.
    pub(crate) fn here(&self) -> Where {
        self.cur.as_ref().map_or(Where::default(), |c| Where { span: c.span })
    }

    pub(crate) fn span(&self) -> Span {
        self.here().span
    }

    pub(crate) fn pos(&self) -> Option<Pos> {
        self.cur.as_ref().map(|c| (c.graph, c.block))
    }

    /// Has a block annotated (again).
    pub(crate) fn reflow(&mut self, pos: Pos) {
        if self.queued.insert(pos) {
            self.queue.push_back(pos);
        }
    }

    pub(crate) fn reflow_all(&mut self, readers: &Readers) {
        for pos in readers {
            self.reflow(*pos);
        }
    }

    pub(crate) fn reflow_list(&mut self, lead: ListId) {
        let readers = std::mem::take(&mut self.list_readers[lead]);
        self.reflow_all(&readers);
        self.list_readers[lead] = readers;
    }

    pub(crate) fn reflow_dict(&mut self, lead: DictId) {
        let readers = std::mem::take(&mut self.dict_readers[lead]);
        self.reflow_all(&readers);
        self.dict_readers[lead] = readers;
    }

    /// The item of a list; the block at hand is annotated again when it generalises.
    pub(crate) fn read_list(&mut self, list: ListId) -> SomeValue {
        let lead = self.model.list_leader(list);
        if let Some(pos) = self.pos() {
            self.list_readers[lead].insert(pos);
        }
        self.model.list_items[lead].s.clone()
    }

    /// Key and value of a dict; the block at hand is annotated again when they generalise.
    pub(crate) fn read_dict(&mut self, dict: DictId) -> (SomeValue, SomeValue) {
        let lead = self.model.dict_leader(dict);
        if let Some(pos) = self.pos() {
            self.dict_readers[lead].insert(pos);
        }
        let item = &self.model.dict_items[lead];
        (item.key.clone(), item.value.clone())
    }

    /// Makes the record of a new specialisation.
    pub(crate) fn new_agraph(&mut self, desc: DescId, graph: Rc<Graph>, specialized: bool) -> AGraphId {
        let shell = Graph::new(&graph.name, graph.span);
        let nparams = graph.args().len();
        let id = self.model.graphs.push(AGraph {
            graph: shell,
            bindings: SecondaryMap::with_capacity(graph.vars.len()),
            desc,
            result: SomeValue::default(),
            calls: IndexMap::new(),
            specialized,
            adapter_of: None,
        });
        let far_uses = Rc::new(crate::ssi::far_uses(&graph));
        self.states.push(GraphState {
            graph: Some(graph),
            far_uses,
            param_origin: vec![Where::default(); nparams],
            ..GraphState::default()
        });
        if let crate::Desc::Function(f) = &mut self.model.descs[desc] {
            f.graphs.push(id);
        }
        id
    }

    pub(crate) fn state(&mut self, g: AGraphId) -> &mut GraphState {
        &mut self.states[cranelift_entity::EntityRef::index(g)]
    }

    /// Lets arguments flow into a graph; reports which of them have no common type with what
    /// came before.
    pub(crate) fn flow_into_graph(&mut self, g: AGraphId, args: &[SomeValue]) -> Result<(), (usize, Box<UnionError>)> {
        let Some(graph) = self.state(g).graph.clone() else { return Ok(()) };
        let start = graph.start;
        let here = self.here();
        let mut changed = !self.state(g).entered[start];
        self.state(g).entered[start] = true;
        let params = graph.args();
        debug_assert_eq!(params.len(), args.len(), "{}", graph.name);
        let mut error = None;
        for (i, (p, s)) in params.iter().zip(args).enumerate() {
            let old = &self.model.graphs[g].bindings[*p];
            if self.model.contains(old, s) {
                continue;
            }
            let old = old.clone();
            match self.union(&old, &s.clone().exported()) {
                Ok(new) => {
                    if !self.model.same(&new, &old) {
                        self.model.graphs[g].bindings[*p] = new;
                        self.state(g).param_origin[i] = here;
                        self.reflow_users(g, *p);
                        changed = true;
                    }
                }
                Err(e) => {
                    error.get_or_insert((i, e));
                }
            }
        }
        if changed {
            self.reflow((g, start));
        }
        error.map_or(Ok(()), Err)
    }

    /// Annotates until nothing changes.
    pub(crate) fn run_queue(&mut self) {
        while let Some(pos) = self.queue.pop_front() {
            self.queued.remove(&pos);
            self.process_block(pos);
            self.blocks_done += 1;
            if self.verbose && self.blocks_done.is_multiple_of(10_000) {
                let (graphs, queued) = (self.model.graphs.len(), self.queue.len());
                eprintln!("annotator: {} blocks, {graphs} graphs, {queued} queued", self.blocks_done);
            }
        }
    }

    /// The annotation of an operand of the graph at hand.
    pub(crate) fn operand(&mut self, g: AGraphId, a: &Operand) -> Res {
        match a {
            Operand::Var(v) => Ok(self.model.graphs[g].bindings[*v].clone()),
            Operand::Const(c) => self.const_value(c),
        }
    }

    fn process_block(&mut self, (g, b): Pos) {
        let Some(graph) = self.state(g).graph.clone() else { return };
        if !self.state(g).entered[b] {
            return;
        }
        self.state(g).stopped.remove(&b);
        let data = &graph.blocks[b];
        self.cur = Some(Current { graph: g, block: b, span: graph.span, result: None });
        let raising = matches!(data.exit, Exit::Raising { .. });
        let mut done = true;
        for (i, op) in data.ops.iter().enumerate() {
            if let Some(cur) = &mut self.cur {
                cur.span = op.span;
                cur.result = Some(op.result);
            }
            let outcome = self.annotate_op(g, op);
            let stop = match outcome {
                Ok(s) if !s.is_impossible() => {
                    if !self.model.same(&s, &self.model.graphs[g].bindings[op.result]) {
                        self.reflow_users(g, op.result);
                    }
                    self.model.graphs[g].bindings[op.result] = s;
                    continue;
                }
                Ok(_) => Stop::Blocked,
                Err(stop) => stop,
            };
            self.state(g).stopped.insert(b, (i, stop));
            if raising && i + 1 == data.ops.len() {
                self.follow_handlers(g, b, &graph, op, false);
            }
            done = false;
            break;
        }
        if done {
            self.follow_exit(g, b, &graph);
        }
        self.cur = None;
    }

    /// Blocks other than its own that use a variable are annotated again.
    fn reflow_users(&mut self, g: AGraphId, v: Var) {
        let uses = self.state(g).far_uses.clone();
        for b in uses.get(&v).into_iter().flatten() {
            if self.state(g).entered[*b] {
                self.reflow((g, *b));
            }
        }
    }

    fn annotate_op(&mut self, g: AGraphId, op: &Op) -> Res {
        let mut args = Vec::with_capacity(op.args.len());
        for a in &op.args {
            let s = self.operand(g, a)?;
            if s.is_impossible() {
                return Err(Stop::Blocked);
            }
            args.push(s);
        }
        self.consider_op(op, &args)
    }

    fn follow_exit(&mut self, g: AGraphId, b: Block, graph: &Graph) {
        match &graph.blocks[b].exit {
            Exit::Goto(l) => self.follow_link(g, (b, 0), l, &[]),
            Exit::Branch { cond, then, els } => {
                let Ok(s) = self.operand(g, cond) else { return };
                let truth = s.known_bool();
                let empty = KnownTypeData::default();
                let facts = match &s.kind {
                    Kind::Bool(Some(f)) => f.as_ref(),
                    _ => &empty,
                };
                for (i, link, facts, value) in [(0, then, &facts.when_true, true), (1, els, &facts.when_false, false)] {
                    if truth.is_some_and(|t| t != value) {
                        continue;
                    }
                    let mut facts = facts.clone();
                    if let (Operand::Var(v), Kind::Bool(_)) = (cond, &s.kind) {
                        facts.push((*v, SomeValue::bool_const(value)));
                    }
                    self.follow_link(g, (b, i), link, &facts);
                }
            }
            Exit::Switch { value, cases, default } => {
                let Ok(s) = self.operand(g, value) else { return };
                let mut matched = false;
                for (i, (c, link)) in cases.iter().enumerate() {
                    match &s.konst {
                        Some(k) if !consts_equal(k, c) => {}
                        known => {
                            matched |= known.is_some();
                            self.follow_link(g, (b, i), link, &[]);
                        }
                    }
                }
                if let (Some(link), false) = (default, matched) {
                    self.follow_link(g, (b, cases.len()), link, &[]);
                }
            }
            Exit::Raising { normal, .. } => {
                self.follow_link(g, (b, 0), normal, &[]);
                if let Some(op) = graph.blocks[b].ops.last() {
                    self.follow_handlers(g, b, graph, op, true);
                }
            }
            Exit::Return(a) => {
                // The best place for messages is where the value was made.
                let made = graph.blocks[b].ops.iter().rev().find(|op| a.var() == Some(op.result));
                if let (Some(op), Some(cur)) = (made, &mut self.cur) {
                    cur.span = op.span;
                }
                let Ok(s) = self.operand(g, a) else { return };
                let s = if matches!(a, Operand::Const(Const::Void)) { SomeValue::none() } else { s };
                self.flow_result(g, s);
            }
            Exit::Raise(a, _) => {
                if let Ok(s) = self.operand(g, a) {
                    self.check_raised(&s);
                }
            }
            Exit::Unreachable => {}
        }
    }

    fn follow_handlers(&mut self, g: AGraphId, b: Block, graph: &Graph, op: &Op, _normal: bool) {
        let Exit::Raising { handlers, .. } = &graph.blocks[b].exit else { return };
        let possible = self.exceptions_of(g, op);
        let mut caught: Vec<ClassDefId> = Vec::new();
        for (i, Handler { class, exc, link }) in handlers.iter().enumerate() {
            let class = match class {
                None => Some(self.model.builtin_classes["BaseException"]),
                Some(Const::Host(h)) => self.classdef_of_host(*h),
                Some(_) => None,
            };
            let Some(class) = class else { continue };
            let shadowed = caught.iter().any(|c| self.model.is_subclass(class, *c));
            let reachable = possible.reaches(&self.model, class);
            caught.push(class);
            if shadowed || !reachable {
                continue;
            }
            self.model.graphs[g].bindings[*exc] = SomeValue::of(Kind::Instance { class, none: false });
            self.follow_link(g, (b, i + 1), link, &[]);
        }
    }

    fn check_raised(&mut self, s: &SomeValue) {
        let exceptions = self.model.builtin_classes.get("BaseException").copied();
        let ok = match (&s.kind, exceptions) {
            (Kind::Instance { class, .. }, Some(base)) => self.model.is_subclass(*class, base),
            (Kind::Impossible | Kind::None, _) => true,
            _ => false,
        };
        if !ok {
            let text = self.model.describe(s);
            self.error_here("E0202", format!("a value of type {text} is raised"), "only exceptions can be raised");
        }
    }

    fn flow_result(&mut self, g: AGraphId, s: SomeValue) {
        let old = self.model.graphs[g].result.clone();
        let s = s.exported();
        if self.model.contains(&old, &s) && !old.is_impossible() {
            return;
        }
        match self.union(&old, &s) {
            Ok(new) => self.set_result(g, new),
            Err(e) => {
                let origin = self.state(g).result_origin;
                let name = self.model.graphs[g].graph.name.clone();
                self.report_union(&e, &format!("the results of `{name}`"), origin);
            }
        }
    }

    /// Gives the result of a graph a new annotation.
    pub(crate) fn set_result(&mut self, g: AGraphId, new: SomeValue) {
        if self.model.same(&new, &self.model.graphs[g].result) {
            return;
        }
        self.model.graphs[g].result = new;
        let here = self.here();
        self.state(g).result_origin = here;
        let callers = std::mem::take(&mut self.state(g).callers);
        self.reflow_all(&callers);
        self.state(g).callers = callers;
    }

    /// Lets the arguments of a link flow into the parameters of its target. `facts` narrow
    /// variables; a link on which a variable would have no value left is not followed.
    fn follow_link(&mut self, g: AGraphId, (b, index): (Block, usize), link: &Link, facts: &[(Var, SomeValue)]) {
        let mut narrowed: Vec<(Var, SomeValue)> = Vec::with_capacity(facts.len());
        for (v, s) in facts {
            let old = match narrowed.iter().find(|(w, _)| w == v) {
                Some((_, s)) => s.clone(),
                None => self.model.graphs[g].bindings[*v].clone(),
            };
            let new = self.improve(&old, s);
            if new.is_impossible() && !old.is_impossible() {
                return;
            }
            match narrowed.iter_mut().find(|(w, _)| w == v) {
                Some((_, s)) => *s = new,
                None => narrowed.push((*v, new)),
            }
        }
        self.state(g).taken.insert((b, index));
        let Some(graph) = self.state(g).graph.clone() else { return };
        let target = link.target;
        let params = &graph.blocks[target].params;
        let mut changed = !self.state(g).entered[target];
        self.state(g).entered[target] = true;
        for (p, a) in params.iter().zip(&link.args) {
            let mut s = match a {
                Operand::Var(v) => match narrowed.iter().find(|(w, _)| w == v) {
                    Some((_, s)) => s.clone(),
                    None => self.model.graphs[g].bindings[*v].clone(),
                },
                Operand::Const(c) => match self.const_value(c) {
                    Ok(s) => s,
                    Err(_) => continue,
                },
            };
            rename_facts(&mut s, link, params);
            let old = &self.model.graphs[g].bindings[*p];
            if self.model.contains(old, &s) {
                continue;
            }
            let old = old.clone();
            match self.union(&old, &s) {
                Ok(new) => {
                    if !self.model.same(&new, &old) {
                        self.model.graphs[g].bindings[*p] = new;
                        self.reflow_users(g, *p);
                        changed = true;
                    }
                }
                Err(e) => {
                    let name = graph.vars[*p].name.clone();
                    let what = match name {
                        Some(n) => format!("the values of variable `{n}`"),
                        None => "the values that meet here".into(),
                    };
                    self.report_union(&e, &what, Where::default());
                }
            }
        }
        if changed {
            self.reflow((g, target));
        }
    }

    /// Has this already been said?
    pub(crate) fn first_report(&mut self, span: Span, code: &'static str, detail: u64) -> bool {
        self.reported.insert((span, code, detail))
    }

    /// The opcode's name and arguments, for the trace.
    pub(crate) fn trace(&self, what: &str, code: OpCode) {
        if self.verbose {
            eprintln!("annotator: {what}: {}", code.name());
        }
    }
}

/// Facts about variables hold for the parameters that receive them.
fn rename_facts(s: &mut SomeValue, link: &Link, params: &[Var]) {
    let renamed = |v: &Var| {
        let v = *v;
        link.args.iter().zip(params).filter(move |(a, _)| a.var() == Some(v)).map(|(_, p)| *p)
    };
    match &mut s.kind {
        Kind::Bool(facts) => {
            if let Some(f) = facts {
                let map = |list: &[(Var, SomeValue)]| -> Vec<(Var, SomeValue)> {
                    list.iter().flat_map(|(v, s)| renamed(v).map(move |p| (p, s.clone()))).collect()
                };
                let new = KnownTypeData { when_true: map(&f.when_true), when_false: map(&f.when_false) };
                *facts = if new.when_true.is_empty() && new.when_false.is_empty() { None } else { Some(Arc::new(new)) };
            }
        }
        Kind::TypeOf { vars, .. } => *vars = vars.iter().flat_map(renamed).collect(),
        _ => {}
    }
}

/// Whether two high-level constants are equal as a `switch` sees them.
pub(crate) fn consts_equal(a: &Const, b: &Const) -> bool {
    match (a, b) {
        (Const::Str(s), Const::Char(c)) | (Const::Char(c), Const::Str(s)) => **s == [*c],
        (Const::Int(i), Const::Uint(u)) | (Const::Uint(u), Const::Int(i)) => i64::try_from(*u) == Ok(*i),
        (Const::Bool(x), Const::Int(i)) | (Const::Int(i), Const::Bool(x)) => i64::from(*x) == *i,
        _ => a == b,
    }
}
