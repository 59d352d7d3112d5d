//! After the fixpoint: what is wrong is reported, what cannot run is removed.

use crate::driver::{Annotator, Stop};
use crate::{AGraphId, Desc, Kind, SomeValue};
use diagnostics::{Diagnostic, Severity};
use graph::{Block, Const, Exit, Graph, Imm, Link, Op, OpCode, Operand, Var};
use std::collections::HashMap;

impl Annotator<'_> {
    /// Annotates to the fixpoint and reports what is wrong.
    pub fn complete(&mut self) -> Result<(), Vec<Diagnostic>> {
        loop {
            self.run_queue();
            if !self.normalise() && !self.call_protocols() {
                break;
            }
        }
        if !self.has_errors() {
            self.report_blocked();
        }
        if self.has_errors() {
            return Err(std::mem::take(&mut self.diagnostics));
        }
        for g in self.model.graphs.keys().collect::<Vec<_>>() {
            self.finish_graph(g);
        }
        self.finish_calls();
        self.model.erased = std::mem::take(&mut self.erased).into_iter().map(|(id, (s, _))| (id, s)).collect();
        self.model.warnings = std::mem::take(&mut self.diagnostics);
        Ok(())
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Reads of attributes that nobody sets.
    fn report_blocked(&mut self) {
        let mut found = Vec::new();
        for g in self.model.graphs.keys() {
            let state = &self.states[cranelift_entity::EntityRef::index(g)];
            let Some(graph) = &state.graph else { continue };
            let mut blocks: Vec<(&Block, &(usize, Stop))> = state.stopped.iter().collect();
            blocks.sort_by_key(|(b, _)| **b);
            for (b, (i, stop)) in blocks {
                if *stop == Stop::Blocked {
                    found.push((g, *b, graph.blocks[*b].ops[*i].clone()));
                }
            }
        }
        for (g, b, op) in found {
            self.cur = Some(crate::driver::Current { graph: g, block: b, span: op.span, result: None });
            self.report_blocked_op(g, &op);
        }
        self.cur = None;
    }

    fn report_blocked_op(&mut self, g: AGraphId, op: &Op) {
        let (OpCode::GetAttr, Imm::Name(name), Some(a)) = (op.code, &op.imm, op.args.first()) else { return };
        let Ok(s) = self.operand(g, a) else { return };
        let Kind::Instance { class, .. } = s.kind else { return };
        if self.sites.contains_key(&(g, op.result)) {
            return;
        }
        let around = self.all_subclasses(class);
        if !around.iter().any(|c| self.model.classes[*c].instantiated) {
            // Instances do not exist, so this never runs.
            return;
        }
        if self.is_slot_of_generator(class, name) {
            // What is kept over a `yield` that is never reached.
            return;
        }
        let class_name = self.model.classes[class].name.clone();
        let known = self.known_attributes(class);
        let near = crate::report::close_names(name, known.iter().filter(|k| *k != name).map(|k| &**k));
        let mut d = Diagnostic::error("E0204", format!("class `{class_name}` has no attribute `{name}`"))
            .label(op.span, "read here, but nothing ever sets it");
        let bases: Vec<String> = self.model.mro(class).map(|c| format!("`{}`", self.model.classes[c].name)).collect();
        d = d.note(format!("searched {} and {} subclasses", bases.join(", "), around.len() - 1));
        if !near.is_empty() {
            d = d.help(format!("did you mean `{}`?", near.join("` or `")));
        }
        self.error(d);
    }

    /// A variable of a generator function, which its `yield`s keep in its iterator.
    fn is_slot_of_generator(&self, class: crate::ClassDefId, name: &str) -> bool {
        let number = name.strip_prefix('y').and_then(|rest| rest.split('_').next());
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|c| c.is_ascii_digit()))
            && self.model.mro(class).any(|c| &*self.model.classes[c].name == "GeneratorIterator")
    }

    /// The final form of a graph.
    fn finish_graph(&mut self, g: AGraphId) {
        let Some(shared) = self.state(g).graph.take() else { return };
        let mut graph = Graph::clone(&shared);
        let order = shared.rpo();
        for b in &order {
            if !self.state(g).entered[*b] {
                continue;
            }
            match self.state(g).stopped.get(b).copied() {
                Some((i, _)) => self.cut_block(g, &mut graph, *b, i),
                None => self.prune_exit(g, &mut graph, *b),
            }
        }
        self.fold_constants(g, &mut graph);
        let bindings = &self.model.graphs[g].bindings;
        let model = &self.model;
        crate::ssi::remove_trivial_params(&mut graph, &|p, a| match a {
            Operand::Var(v) => model.same(&bindings[p], &bindings[*v]),
            Operand::Const(_) => false,
        });
        self.state(g).graph = Some(shared);
        self.model.graphs[g].graph = graph;
    }

    /// Ends a block at an operation that gives no result.
    fn cut_block(&mut self, g: AGraphId, graph: &mut Graph, b: Block, i: usize) {
        let last = i + 1 == graph.blocks[b].ops.len();
        graph.blocks[b].ops.truncate(i + 1);
        let op = &graph.blocks[b].ops[i];
        let is_call = op.code.info().call || self.sites.contains_key(&(g, op.result));
        let raising = last && matches!(graph.blocks[b].exit, Exit::Raising { .. });
        self.model.graphs[g].bindings[op.result] = SomeValue::default();
        if raising {
            let dead = graph.new_block();
            let taken: Vec<bool> =
                (0..=graph.blocks[b].exit.links().count()).map(|i| self.state(g).taken.contains(&(b, i))).collect();
            if let Exit::Raising { normal, handlers } = &mut graph.blocks[b].exit {
                *normal = Link::to(dead);
                let mut i = 0;
                handlers.retain(|_| {
                    i += 1;
                    taken[i]
                });
                if !handlers.is_empty() {
                    return;
                }
            }
        }
        graph.blocks[b].exit = Exit::Unreachable;
        if !is_call && op_keeps_no_promise(&graph.blocks[b].ops[i]) {
            let op = &mut graph.blocks[b].ops[i];
            let text = match op.code {
                OpCode::GetAttr => "AttributeError: None, or an object that is never made, has no attributes",
                OpCode::GetItem | OpCode::DelItem | OpCode::SetItem => {
                    "IndexError or KeyError: the container is always empty"
                }
                _ => "an operation on a value that cannot be there",
            };
            let warning = Diagnostic::warning("W0201", "this operation never succeeds")
                .label(op.span, text)
                .note("if it is ever reached, the program stops here");
            self.diagnostics.push(warning);
            op.code = OpCode::Fatal;
            op.imm = Imm::Name(text.into());
            op.args.clear();
            let result = op.result;
            self.model.graphs[g].bindings[result] = SomeValue::none();
        }
    }

    /// Removes links that are never taken.
    fn prune_exit(&mut self, g: AGraphId, graph: &mut Graph, b: Block) {
        let n = graph.blocks[b].exit.links().count();
        let taken: Vec<bool> = (0..n).map(|i| self.state(g).taken.contains(&(b, i))).collect();
        let exit = std::mem::replace(&mut graph.blocks[b].exit, Exit::Unreachable);
        graph.blocks[b].exit = match exit {
            Exit::Goto(l) if taken[0] => Exit::Goto(l),
            Exit::Goto(_) => Exit::Unreachable,
            Exit::Branch { cond, then, els } => match (taken[0], taken[1]) {
                (true, true) => Exit::Branch { cond, then, els },
                (true, false) => Exit::Goto(then),
                (false, true) => Exit::Goto(els),
                (false, false) => Exit::Unreachable,
            },
            Exit::Switch { value, cases, default } => {
                let ncases = cases.len();
                let mut left: Vec<(Const, Link)> =
                    cases.into_iter().zip(&taken).filter(|(_, t)| **t).map(|(c, _)| c).collect();
                let default = default.filter(|_| taken[ncases]);
                match (left.len(), default) {
                    (0, Some(l)) => Exit::Goto(l),
                    (0, None) => Exit::Unreachable,
                    (1, None) if ncases > 0 => Exit::Goto(left.remove(0).1),
                    (_, default) => Exit::Switch { value, cases: left, default },
                }
            }
            Exit::Raising { normal, handlers } => {
                let mut i = 0;
                let handlers: Vec<_> = handlers
                    .into_iter()
                    .filter(|_| {
                        i += 1;
                        taken[i]
                    })
                    .collect();
                if handlers.is_empty() {
                    Exit::Goto(normal)
                } else {
                    Exit::Raising { normal, handlers }
                }
            }
            other => other,
        };
    }

    /// Uses of variables that are always the same constant become that constant; operations that
    /// only served to compute it go.
    fn fold_constants(&mut self, g: AGraphId, graph: &mut Graph) {
        let mut map: HashMap<Var, Operand> = HashMap::new();
        for b in graph.rpo() {
            let is_start = b == graph.start;
            let raising = matches!(graph.blocks[b].exit, Exit::Raising { .. });
            let data = &graph.blocks[b];
            if !is_start {
                for p in &data.params {
                    if let Some(c) = foldable(&self.model.graphs[g].bindings[*p]) {
                        map.insert(*p, c.into());
                    }
                }
            }
            let n = data.ops.len();
            let mut keep = vec![true; n];
            for (i, op) in data.ops.iter().enumerate() {
                let Some(c) = foldable(&self.model.graphs[g].bindings[op.result]) else {
                    // The truth of a bool is the bool.
                    if let (OpCode::Bool, Some(Operand::Var(v))) = (op.code, op.args.first()) {
                        if matches!(self.model.graphs[g].bindings[*v].kind, Kind::Bool(_)) {
                            map.insert(op.result, Operand::Var(*v));
                            keep[i] = false;
                        }
                    }
                    continue;
                };
                if !self.only_computes(g, op) {
                    continue;
                }
                map.insert(op.result, c.into());
                keep[i] = raising && i + 1 == n;
            }
            let mut it = keep.into_iter();
            graph.blocks[b].ops.retain(|_| it.next().unwrap_or(true));
        }
        if !map.is_empty() {
            graph.replace_uses(|v| {
                let mut a = map.get(&v)?;
                while let Some(next) = a.var().and_then(|v| map.get(&v)) {
                    a = next;
                }
                Some(a.clone())
            });
        }
    }

    /// Whether an operation has no effect besides its result.
    fn only_computes(&mut self, g: AGraphId, op: &Op) -> bool {
        use OpCode as O;
        if self.sites.contains_key(&(g, op.result)) {
            return false;
        }
        match op.code {
            O::GetAttr | O::Is | O::Not | O::Bool | O::Eq | O::Ne | O::Lt | O::Le | O::Gt | O::Ge => true,
            O::Add | O::Sub | O::Mul | O::And | O::Or | O::Xor | O::LShift | O::RShift => true,
            O::Neg | O::Invert | O::Pos | O::SameAs | O::GetItem | O::Contains => true,
            O::SimpleCall => match op.args.first().map(|a| self.operand(g, a)) {
                Some(Ok(SomeValue { kind: Kind::Builtin(name), .. })) => matches!(
                    &*name,
                    "isinstance"
                        | "type"
                        | "len"
                        | "hasattr"
                        | "issubclass"
                        | "getattr"
                        | "ord"
                        | "chr"
                        | "int"
                        | "float"
                        | "bool"
                        | "callable"
                        | "is_valid_int"
                        | "we_are_translated"
                        | "is_annotation_constant"
                ),
                Some(Ok(SomeValue { kind: Kind::BuiltinMethod { name, .. }, .. })) => {
                    matches!(&*name, "startswith" | "endswith")
                }
                Some(Ok(SomeValue { kind: Kind::Pbc { descs, .. }, .. })) => {
                    // Memo functions with one result.
                    descs.iter().all(|d| matches!(&self.model.descs[*d], Desc::Function(f) if f.memo.is_some()))
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// Operations that would need a rule for impossible values if they were kept.
fn op_keeps_no_promise(op: &Op) -> bool {
    !matches!(op.code, OpCode::Next | OpCode::Fatal)
}

/// The constant that uses of a variable may be replaced by.
fn foldable(s: &SomeValue) -> Option<Const> {
    match (&s.kind, &s.konst) {
        (Kind::None, _) => Some(Const::None),
        (Kind::Impossible, _) => None,
        (_, Some(c)) => Some(c.clone()),
        _ => None,
    }
}
