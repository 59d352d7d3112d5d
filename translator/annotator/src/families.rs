//! Call families: which functions meet at call sites, and what their rows have in common.

use crate::driver::{Annotator, Current};
use crate::report::Where;
use crate::{AGraph, AGraphId, CallFamily, CallFamilyId, CallRow, CallSite, Desc, DescId, Kind, SomeValue};
use cranelift_entity::SecondaryMap;
use graph::{CallShape, Const, Exit, Graph, Imm, Link, OpCode, Operand, Var};
use indexmap::IndexMap;
use std::collections::HashMap;

/// A row under construction.
#[derive(Default)]
struct Row {
    root: Option<DescId>,
    shape: CallShape,
    graphs: IndexMap<DescId, AGraphId>,
    sites: Vec<(AGraphId, Var)>,
}

impl Annotator<'_> {
    /// All rows of all families, from the call sites.
    fn rows(&self) -> Vec<Row> {
        let mut parent: SecondaryMap<DescId, Option<DescId>> = SecondaryMap::new();
        fn find(parent: &mut SecondaryMap<DescId, Option<DescId>>, d: DescId) -> DescId {
            let mut root = d;
            while let Some(p) = parent[root] {
                root = p;
            }
            let mut at = d;
            while let Some(p) = parent[at] {
                parent[at] = Some(root);
                at = p;
            }
            if root != d {
                parent[d] = Some(root);
            }
            parent[root] = None;
            root
        }
        for site in self.sites.values() {
            let mut targets = site.targets.keys();
            let Some(first) = targets.next() else { continue };
            for d in targets {
                let (a, b) = (find(&mut parent, *first), find(&mut parent, *d));
                if a != b {
                    parent[b] = Some(a);
                }
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut by_key: HashMap<(DescId, CallShape), Vec<usize>> = HashMap::new();
        for (key, site) in &self.sites {
            let Some(first) = site.targets.keys().next() else { continue };
            let root = find(&mut parent, *first);
            let list = by_key.entry((root, site.shape.clone())).or_default();
            let fits = |r: &Row| site.targets.iter().all(|(d, g)| r.graphs.get(d).is_none_or(|h| h == g));
            let overlaps = |r: &Row| site.targets.iter().any(|(d, g)| r.graphs.get(d) == Some(g));
            let found = list
                .iter()
                .copied()
                .find(|i| fits(&rows[*i]) && overlaps(&rows[*i]))
                .or_else(|| list.iter().copied().find(|i| fits(&rows[*i])));
            let at = found.unwrap_or_else(|| {
                rows.push(Row { root: Some(root), shape: site.shape.clone(), ..Row::default() });
                list.push(rows.len() - 1);
                rows.len() - 1
            });
            rows[at].graphs.extend(site.targets.iter().map(|(d, g)| (*d, *g)));
            rows[at].sites.push(*key);
        }
        rows
    }

    fn params(&self, g: AGraphId) -> Vec<Var> {
        match &self.states[cranelift_entity::EntityRef::index(g)].graph {
            Some(graph) => graph.args().to_vec(),
            None => Vec::new(),
        }
    }

    /// Makes the graphs of each row agree on arguments and results, instances excepted (those are
    /// converted at the entry). Gives whether anything changed.
    pub(crate) fn normalise(&mut self) -> bool {
        let mut changed = false;
        for row in self.rows() {
            let graphs: Vec<AGraphId> = row.graphs.values().copied().collect();
            if graphs.len() < 2 {
                continue;
            }
            let params: Vec<Vec<Var>> = graphs.iter().map(|g| self.params(*g)).collect();
            let common = params.iter().map(Vec::len).min().unwrap_or(0);
            for i in 0..common {
                let values: Vec<SomeValue> =
                    graphs.iter().zip(&params).map(|(g, p)| self.model.graphs[*g].bindings[p[i]].clone()).collect();
                let Some(all) = self.common_value(&graphs, &values, i) else { continue };
                for (k, g) in graphs.iter().enumerate() {
                    if !self.model.same(&values[k], &all)
                        && !self.model.same(&self.model.graphs[*g].bindings[params[k][i]], &all)
                    {
                        self.model.graphs[*g].bindings[params[k][i]] = all.clone();
                        if let Some(start) = self.state(*g).graph.as_ref().map(|g| g.start) {
                            self.reflow((*g, start));
                        }
                        changed = true;
                    }
                }
            }
            let values: Vec<SomeValue> = graphs.iter().map(|g| self.model.graphs[*g].result.clone()).collect();
            if let Some(all) = self.common_value(&graphs, &values, usize::MAX) {
                for g in &graphs {
                    let old = &self.model.graphs[*g].result;
                    if !old.is_impossible() && !self.model.same(old, &all) {
                        self.set_result(*g, all.clone());
                        changed = true;
                    }
                }
            }
        }
        self.cur = None;
        changed
    }

    /// The union of what the graphs of a row have at one place; none if they agree, if all are
    /// instances, or if there is none (which is reported).
    fn common_value(&mut self, graphs: &[AGraphId], values: &[SomeValue], i: usize) -> Option<SomeValue> {
        let first = values.first()?;
        if values.iter().all(|s| self.model.same(s, first)) {
            return None;
        }
        if values.iter().all(|s| matches!(s.kind, Kind::Instance { .. } | Kind::None | Kind::Impossible))
            && values.iter().any(|s| matches!(s.kind, Kind::Instance { .. }))
        {
            return None;
        }
        let mut all = SomeValue::default();
        for (s, g) in values.iter().zip(graphs) {
            match self.union(&all, s) {
                Ok(u) => all = u,
                Err(e) => {
                    let graph = self.state(*g).graph.clone()?;
                    self.cur = Some(Current { graph: *g, block: graph.start, span: graph.span, result: None });
                    let (a, b) = (self.model.graphs[graphs[0]].graph.name.clone(), graph.name.clone());
                    let what = if i == usize::MAX {
                        format!("the results of `{a}` and `{b}`, which are called from the same place,")
                    } else {
                        format!("argument {} of `{a}` and `{b}`, which are called from the same place,", i + 1)
                    };
                    self.report_union(&e, &what, Where::default());
                    return None;
                }
            }
        }
        Some(all.exported())
    }

    /// Numbers families and rows, tells each call its row, and makes the graphs of a row alike.
    pub(crate) fn finish_calls(&mut self) {
        let mut rows = self.rows();
        for row in &mut rows {
            self.adapt_row(row);
        }
        self.widen_instances(&rows);
        let mut families: HashMap<DescId, CallFamilyId> = HashMap::new();
        for row in rows {
            let Some(root) = row.root else { continue };
            let family = *families.entry(root).or_insert_with(|| self.model.families.push(CallFamily::default()));
            let data = &mut self.model.families[family];
            data.descs.extend(row.graphs.keys().copied());
            data.rows.push((row.shape, CallRow { graphs: row.graphs.clone() }));
            let index = data.rows.len() - 1;
            for d in row.graphs.keys() {
                self.model.family_of.insert(*d, family);
            }
            for (g, v) in row.sites {
                self.model.graphs[g].calls.insert(v, CallSite { family, row: index });
            }
        }
        // Calls made by adapters: each has a row of its own.
        for (adapter, v, d, target) in std::mem::take(&mut self.adapter_calls) {
            let family =
                *self.model.family_of.entry(d).or_insert_with(|| self.model.families.push(CallFamily::default()));
            let npos = self.model.graphs[target].graph.args().len() as u32;
            let shape = CallShape { positional: npos, ..CallShape::default() };
            let data = &mut self.model.families[family];
            data.descs.insert(d);
            data.rows.push((shape, CallRow { graphs: [(d, target)].into_iter().collect() }));
            let row = data.rows.len() - 1;
            self.model.graphs[adapter].calls.insert(v, CallSite { family, row });
        }
    }

    /// Whether the functions of a row take the arguments of its shape in the same way.
    fn uniform(&self, row: &Row) -> bool {
        let mut key = None;
        for d in row.graphs.keys() {
            let Desc::Function(f) = &self.model.descs[*d] else { return true };
            let nargs = f.signature.args.len();
            let given = row.shape.positional as usize;
            let first_default = nargs.saturating_sub(f.defaults.len());
            let filled: Vec<Const> = (given..nargs)
                .filter_map(|i| f.defaults.get(i.checked_sub(first_default)?))
                .map(|v| self.host.to_const(*v))
                .collect();
            let kwdefaults: Vec<Const> = f.kwdefaults.iter().map(|(_, v)| self.host.to_const(*v)).collect();
            let names = if row.shape.keywords.is_empty() {
                Vec::new()
            } else {
                f.signature.args.iter().skip(given).cloned().collect()
            };
            let mine = (nargs, f.signature.kwonly.clone(), f.signature.vararg.is_some(), names, filled, kwdefaults);
            match &key {
                None => key = Some(mine),
                Some(k) if *k == mine => {}
                Some(_) => return false,
            }
        }
        true
    }

    /// Gives each function of a row whose signatures differ an entry that takes just the arguments
    /// of the row's shape.
    fn adapt_row(&mut self, row: &mut Row) {
        if row.graphs.len() < 2 || self.uniform(row) {
            return;
        }
        let old: Vec<(DescId, AGraphId)> = row.graphs.iter().map(|(d, g)| (*d, *g)).collect();
        for (d, g) in old {
            let adapter = self.adapter(d, g, &row.shape);
            row.graphs.insert(d, adapter);
        }
    }

    fn adapter(&mut self, d: DescId, target: AGraphId, shape: &CallShape) -> AGraphId {
        let Desc::Function(f) = &self.model.descs[d] else { return target };
        let f = f.clone();
        let inner = self.model.graphs[target].graph.args().to_vec();
        let span = self.model.graphs[target].graph.span;
        let mut graph = Graph::new(&format!("{}_entry", self.model.graphs[target].graph.name), span);
        let start = graph.start;
        let mut bindings: SecondaryMap<Var, SomeValue> = SecondaryMap::new();
        let nargs = f.signature.args.len();
        let names: Vec<_> = f.signature.args.iter().chain(&f.signature.kwonly).cloned().collect();
        let mut slots: Vec<Option<Operand>> = vec![None; names.len()];
        let mut rest: Vec<Operand> = Vec::new();
        let rest_items = match inner.get(names.len()).map(|v| &self.model.graphs[target].bindings[*v].kind) {
            Some(Kind::Tuple(items)) => items.clone(),
            _ => Vec::new(),
        };
        for i in 0..shape.positional as usize {
            let name = names.get(i).filter(|_| i < nargs).cloned();
            let v = graph.add_param(start, name, None);
            bindings[v] = if i < nargs {
                self.model.graphs[target].bindings[inner[i]].clone()
            } else {
                rest_items.get(i - nargs).cloned().unwrap_or_default()
            };
            if i < nargs {
                slots[i] = Some(v.into());
            } else {
                rest.push(v.into());
            }
        }
        for k in &shape.keywords {
            let v = graph.add_param(start, Some(k.clone()), None);
            if let Some(i) = names.iter().position(|n| n == k) {
                bindings[v] = self.model.graphs[target].bindings[inner[i]].clone();
                slots[i] = Some(v.into());
            }
        }
        let first_default = nargs.saturating_sub(f.defaults.len());
        for (i, slot) in slots.iter_mut().enumerate() {
            if slot.is_none() {
                let default = if i < nargs {
                    i.checked_sub(first_default).and_then(|k| f.defaults.get(k)).copied()
                } else {
                    f.kwdefaults.iter().find(|(n, _)| *n == names[i]).map(|(_, v)| *v)
                };
                let c = default.map_or(Const::None, |v| self.host.to_const(v));
                *slot = Some(Operand::Const(c));
            }
        }
        let callee = Operand::Const(Const::Host(f.host));
        let _ = self.host_value(f.host);
        let mut args: graph::Args = std::iter::once(callee).chain(slots.into_iter().flatten()).collect();
        if f.signature.vararg.is_some() {
            let tuple = graph.push_op(start, OpCode::NewTuple, Imm::None, rest.into_iter().collect(), None, span);
            bindings[tuple] = SomeValue::of(Kind::Tuple(rest_items));
            args.push(tuple.into());
        }
        let result = graph.push_op(start, OpCode::SimpleCall, Imm::None, args, None, span);
        let s = self.model.graphs[target].result.clone();
        graph.blocks[start].exit = if s.is_impossible() { Exit::Unreachable } else { Exit::Return(result.into()) };
        bindings[result] = s.clone();
        let id = self.model.graphs.push(AGraph {
            graph,
            bindings,
            desc: d,
            result: s,
            calls: IndexMap::new(),
            specialized: true,
            adapter_of: Some(target),
        });
        self.states.push(Default::default());
        self.adapter_calls.push((id, result, d, target));
        id
    }

    /// Instances at the same place of a row get their common base at the entry; inside, the graph
    /// goes on with what it knew.
    fn widen_instances(&mut self, rows: &[Row]) {
        let ids: Vec<AGraphId> = self.model.graphs.keys().collect();
        let mut outer: HashMap<AGraphId, (Vec<SomeValue>, SomeValue)> = HashMap::new();
        for g in ids {
            let ag = &self.model.graphs[g];
            let params = ag.graph.args().iter().map(|v| ag.bindings[*v].clone()).collect();
            outer.insert(g, (params, ag.result.clone()));
        }
        let mut changed = true;
        while changed {
            changed = false;
            for row in rows.iter().filter(|r| r.graphs.len() > 1) {
                let n = row.graphs.values().map(|g| outer[g].0.len()).min().unwrap_or(0);
                for i in 0..=n {
                    let get = |o: &HashMap<AGraphId, (Vec<SomeValue>, SomeValue)>, g: &AGraphId| match i {
                        i if i < n => o[g].0[i].clone(),
                        _ => o[g].1.clone(),
                    };
                    let mut all = SomeValue::default();
                    for g in row.graphs.values() {
                        if let Ok(u) = self.union(&all, &get(&outer, g)) {
                            all = u;
                        }
                    }
                    for g in row.graphs.values() {
                        let old = get(&outer, g);
                        if old.is_impossible() || self.model.same(&old, &all) {
                            continue;
                        }
                        changed = true;
                        if let Some((params, result)) = outer.get_mut(g) {
                            if i < n {
                                params[i] = all.clone();
                            } else {
                                *result = all.clone();
                            }
                        }
                    }
                }
            }
        }
        for (g, (params, result)) in outer {
            let ag = &mut self.model.graphs[g];
            ag.result = result;
            let old = ag.graph.args().to_vec();
            if old.iter().zip(&params).all(|(v, s)| ag.bindings[*v] == *s) {
                continue;
            }
            let entry = ag.graph.new_block();
            let mut args = Vec::new();
            for (v, s) in old.iter().zip(params) {
                let name = ag.graph.vars[*v].name.clone();
                let new = ag.graph.add_param(entry, name, None);
                ag.bindings[new] = s;
                args.push(new.into());
            }
            ag.graph.blocks[entry].exit = Exit::Goto(Link::with(ag.graph.start, args));
            ag.graph.start = entry;
        }
    }
}
