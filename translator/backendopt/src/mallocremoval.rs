//! Objects whose reference never escapes become variables, one per field.
//!
//! References that are only copied, cast and passed along links form a *group*. A group qualifies
//! if all of them come from allocations of one type, they are used for nothing but access to
//! fields and comparison, and no older reference of the group is alive when a new object is made,
//! so that at any time all of them mean the newest object. The fields are then ordinary variables;
//! block parameters for them are placed on demand (Braun et al., "Simple and Efficient
//! Construction of Static Single Assignment Form").

use crate::cleanup::{cleanup, remove_params, Externs};
use crate::subst::Subst;
use cranelift_entity::SecondaryMap;
use graph::eval::zero_const;
use graph::{Block, Const, Exit, Graph, Imm, Op, OpCode, Operand, Var};
use lltype::{ContainerId, FieldRef, LLType, Types};
use std::collections::{HashMap, HashSet};

/// Rounds per graph: objects inside removed objects come free in the next round.
const MAX_ROUNDS: usize = 8;
/// Groups with more references are left alone.
const LARGEST_GROUP: usize = 64;

/// Removes allocations from a low-level graph. Returns how many; the graph is clean afterwards.
pub fn remove_mallocs(graph: &mut Graph, types: &Types, externs: Externs<'_>) -> usize {
    let mut total = 0;
    for _ in 0..MAX_ROUNDS {
        let any = graph.rpo().iter().any(|b| graph.blocks[*b].ops.iter().any(|op| op.code == OpCode::Malloc));
        if !any {
            break;
        }
        let n = round(graph, types);
        if n == 0 {
            break;
        }
        cleanup(graph, externs);
        total += n;
    }
    total
}

/// Where a reference that may be removed is defined.
struct Definition {
    var: Var,
    malloc: Option<(Block, usize, ContainerId)>,
    is_param: bool,
}

#[derive(Default)]
struct Group {
    vars: Vec<Var>,
    mallocs: Vec<(Block, usize)>,
    params: usize,
    ty: Option<ContainerId>,
    bad: bool,
}

struct Groups {
    parent: SecondaryMap<Var, Option<Var>>,
    bad: Vec<Var>,
    /// References through which fields of a container are accessed.
    accessed: Vec<(Var, ContainerId)>,
}

impl Groups {
    fn find(&mut self, v: Var) -> Var {
        let mut root = v;
        while let Some(p) = self.parent[root] {
            root = p;
        }
        let mut at = v;
        while let Some(p) = self.parent[at] {
            self.parent[at] = Some(root);
            at = p;
        }
        root
    }

    fn union(&mut self, a: Var, b: Var) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.parent[a] = Some(b);
        }
    }

    /// The value passed on: joins a variable, spoils the group for a constant.
    fn join(&mut self, v: Var, from: &Operand) {
        match from {
            Operand::Var(w) => self.union(v, *w),
            Operand::Const(_) => self.bad.push(v),
        }
    }

    fn escape(&mut self, a: &Operand) {
        if let Operand::Var(v) = a {
            self.bad.push(*v);
        }
    }
}

fn is_struct_pointer(graph: &Graph, v: Var) -> bool {
    matches!(graph.vars[v].ty, Some(LLType::Ptr(_)))
}

fn round(graph: &mut Graph, types: &Types) -> usize {
    let rpo = graph.rpo();
    let mut groups = Groups { parent: SecondaryMap::new(), bad: Vec::new(), accessed: Vec::new() };
    let mut defined: Vec<Definition> = Vec::new();
    groups.bad.extend(graph.args());
    for b in &rpo {
        let data = &graph.blocks[*b];
        for p in data.params.iter().filter(|p| is_struct_pointer(graph, **p)) {
            defined.push(Definition { var: *p, malloc: None, is_param: true });
        }
        for (i, op) in data.ops.iter().enumerate() {
            scan_op(op, types, &mut groups);
            if !is_struct_pointer(graph, op.result) {
                continue;
            }
            match (op.code, &op.imm) {
                (OpCode::Malloc, Imm::Type(c)) => {
                    defined.push(Definition { var: op.result, malloc: Some((*b, i, *c)), is_param: false });
                }
                (OpCode::CastPointer | OpCode::SameAs, _) => {
                    defined.push(Definition { var: op.result, malloc: None, is_param: false });
                }
                _ => groups.bad.push(op.result),
            }
        }
        match &data.exit {
            Exit::Return(a) | Exit::Raise(a, _) => groups.escape(a),
            Exit::Raising { handlers, .. } => handlers.iter().for_each(|h| groups.bad.push(h.exc)),
            _ => {}
        }
        for l in data.exit.links() {
            for (p, a) in graph.blocks[l.target].params.iter().zip(&l.args) {
                groups.join(*p, a);
            }
        }
    }
    let mut table: HashMap<Var, Group> = HashMap::new();
    let mut order = Vec::new();
    for Definition { var: v, malloc, is_param } in defined {
        let root = groups.find(v);
        let g = table.entry(root).or_insert_with(|| {
            order.push(root);
            Group::default()
        });
        g.vars.push(v);
        g.params += usize::from(is_param);
        if let Some((b, i, c)) = malloc {
            g.bad |= g.ty.is_some_and(|t| t != c);
            g.ty = Some(c);
            g.mallocs.push((b, i));
        }
    }
    for v in std::mem::take(&mut groups.bad) {
        let root = groups.find(v);
        if let Some(g) = table.get_mut(&root) {
            g.bad = true;
        }
    }
    for (v, container) in std::mem::take(&mut groups.accessed) {
        let root = groups.find(v);
        if let Some(g) = table.get_mut(&root).filter(|g| !g.bad) {
            g.bad = g.ty.is_none_or(|ty| !types.is_a(ty, container));
        }
    }
    let mut good: Vec<Group> = order
        .into_iter()
        .filter_map(|root| table.remove(&root))
        .filter(|g| !g.bad && g.ty.is_some() && g.vars.len() <= LARGEST_GROUP)
        .collect();
    if good.iter().any(|g| g.params > 0) {
        let uses = Uses::new(graph, &rpo, &good);
        good.retain(|g| g.params == 0 || newest_only(graph, g, &uses));
    }
    if good.is_empty() {
        return 0;
    }
    let n = good.iter().map(|g| g.mallocs.len()).sum();
    rewrite(graph, types, &good);
    n
}

/// What an operation does to the groups of its arguments.
fn scan_op(op: &Op, types: &Types, groups: &mut Groups) {
    use OpCode::*;
    if let (GetField | SetField, Imm::Field(f), Some(Operand::Var(v))) = (op.code, &op.imm, op.args.first()) {
        groups.accessed.push((*v, f.container));
    }
    match op.code {
        CastPointer | SameAs => match &op.args[0] {
            Operand::Var(v) => groups.union(op.result, *v),
            Operand::Const(_) => groups.bad.push(op.result),
        },
        GetField => {}
        SetField => {
            let void = matches!(op.imm, Imm::Field(f) if types.field(f).ty.is_void());
            if !void {
                groups.escape(&op.args[1]);
            }
        }
        PtrEq | PtrNe | PtrIsZero | PtrNonZero | KeepAlive | NullCheck => {}
        _ => op.args.iter().for_each(|a| groups.escape(a)),
    }
}

/// Whether no older reference of the group is alive after an allocation.
fn newest_only(graph: &Graph, g: &Group, uses: &Uses) -> bool {
    let members: HashSet<Var> = g.vars.iter().copied().collect();
    let live_in = uses.live_blocks(&g.vars);
    g.mallocs.iter().all(|(b, at)| {
        let data = &graph.blocks[*b];
        let fresh = data.ops[*at].result;
        // References defined in this block after the allocation are copies of the new one,
        // unless they are copies of an old one, which is then used there.
        let later: HashSet<Var> = data.ops[*at..].iter().map(|op| op.result).collect();
        let old = |v: Var| members.contains(&v) && v != fresh && !later.contains(&v);
        let mut alive = false;
        let mut see = |a: &Operand| alive |= a.var().is_some_and(&old);
        data.ops[at + 1..].iter().flat_map(|op| &op.args).for_each(&mut see);
        data.exit.for_each_operand(&mut see);
        alive |= data.exit.links().any(|l| live_in.get(&l.target).is_some_and(|live| live.iter().any(|v| old(*v))));
        !alive
    })
}

/// Where references are defined and used.
struct Uses {
    home: HashMap<Var, Block>,
    blocks: HashMap<Var, Vec<Block>>,
    preds: SecondaryMap<Block, Vec<Block>>,
}

impl Uses {
    /// Of all members of groups with parameters.
    fn new(graph: &Graph, rpo: &[Block], groups: &[Group]) -> Uses {
        let mut wanted: SecondaryMap<Var, bool> = SecondaryMap::new();
        groups.iter().filter(|g| g.params > 0).flat_map(|g| &g.vars).for_each(|v| wanted[*v] = true);
        let mut home = HashMap::new();
        let mut blocks: HashMap<Var, Vec<Block>> = HashMap::new();
        for b in rpo {
            let data = &graph.blocks[*b];
            let results = data.ops.iter().map(|op| &op.result);
            for v in data.params.iter().chain(results).filter(|v| wanted[**v]) {
                home.insert(*v, *b);
            }
            let mut see = |a: &Operand| {
                if let Some(v) = a.var().filter(|v| wanted[*v]) {
                    blocks.entry(v).or_default().push(*b);
                }
            };
            data.ops.iter().flat_map(|op| &op.args).for_each(&mut see);
            data.exit.for_each_operand(&mut see);
        }
        Uses { home, blocks, preds: graph.predecessors() }
    }

    /// For each block, the members alive at its start (parameters not counted).
    fn live_blocks(&self, members: &[Var]) -> HashMap<Block, Vec<Var>> {
        let mut live: HashMap<Block, Vec<Var>> = HashMap::new();
        for v in members {
            let home = self.home.get(v);
            let mut work = self.blocks.get(v).cloned().unwrap_or_default();
            while let Some(at) = work.pop() {
                if home != Some(&at) {
                    let there = live.entry(at).or_default();
                    if there.last() != Some(v) {
                        there.push(*v);
                        work.extend(&self.preds[at]);
                    }
                }
            }
        }
        live
    }
}

fn rewrite(graph: &mut Graph, types: &Types, good: &[Group]) {
    // Which group each reference belongs to.
    let mut member: SecondaryMap<Var, Option<u32>> = SecondaryMap::new();
    for (i, g) in good.iter().enumerate() {
        g.vars.iter().for_each(|v| member[*v] = Some(i as u32));
    }
    let fields: Vec<Vec<FieldRef>> =
        good.iter().map(|g| g.ty.map(|t| types.all_fields(t)).unwrap_or_default()).collect();
    // Allocations that are gone cannot raise.
    for b in graph.rpo() {
        let data = &mut graph.blocks[b];
        let gone = data.ops.last().is_some_and(|op| op.code == OpCode::Malloc && member[op.result].is_some());
        if let (true, Exit::Raising { normal, .. }) = (gone, &data.exit) {
            data.exit = Exit::Goto(normal.clone());
        }
    }
    let mut drop: SecondaryMap<Block, Vec<bool>> = SecondaryMap::new();
    let rpo = graph.rpo();
    for b in &rpo {
        drop[*b] = graph.blocks[*b].params.iter().map(|p| member[*p].is_some()).collect();
    }
    remove_params(graph, &drop);

    let mut s = Ssa {
        preds: graph.predecessors(),
        ends: HashMap::new(),
        starts: HashMap::new(),
        subst: Subst::new(),
        types,
        fields: &fields,
        graph,
    };
    // Values at the ends of blocks first: they are what other blocks will ask for.
    for b in &rpo {
        for op in &s.graph.blocks[*b].ops {
            match (op.code, &op.imm) {
                (OpCode::Malloc, _) => {
                    if let Some(g) = member[op.result] {
                        for (i, f) in fields[g as usize].iter().enumerate() {
                            let zero = zero_const(types.field(*f).ty).unwrap_or(Const::Void);
                            s.ends.insert((*b, g, i as u32), zero.into());
                        }
                    }
                }
                (OpCode::SetField, Imm::Field(f)) => {
                    if let Some(g) = op.args[0].var().and_then(|v| member[v]) {
                        let i = field_number(&fields[g as usize], *f);
                        s.ends.insert((*b, g, i), op.args[1].clone());
                    }
                }
                _ => {}
            }
        }
    }
    for b in &rpo {
        let ops = std::mem::take(&mut s.graph.blocks[*b].ops);
        let mut kept = Vec::with_capacity(ops.len());
        let mut now: HashMap<(u32, u32), Operand> = HashMap::new();
        for op in ops {
            let group = op.args.first().and_then(Operand::var).and_then(|v| member[v]);
            match (op.code, &op.imm, group) {
                (OpCode::Malloc, _, _) if member[op.result].is_some() => {
                    let g = member[op.result].unwrap_or_default();
                    for (i, f) in fields[g as usize].iter().enumerate() {
                        let zero = zero_const(types.field(*f).ty).unwrap_or(Const::Void);
                        now.insert((g, i as u32), zero.into());
                    }
                }
                (OpCode::GetField, Imm::Field(f), Some(g)) => {
                    let i = field_number(&fields[g as usize], *f);
                    let value = match now.get(&(g, i)) {
                        Some(v) => v.clone(),
                        None => s.at_start(*b, g, i),
                    };
                    s.subst.set(op.result, value);
                }
                (OpCode::SetField, Imm::Field(f), Some(g)) => {
                    now.insert((g, field_number(&fields[g as usize], *f)), op.args[1].clone());
                }
                (OpCode::CastPointer | OpCode::SameAs | OpCode::KeepAlive | OpCode::NullCheck, _, Some(_)) => {}
                (OpCode::PtrIsZero, _, Some(_)) => s.subst.set(op.result, Const::Bool(false).into()),
                (OpCode::PtrNonZero, _, Some(_)) => s.subst.set(op.result, Const::Bool(true).into()),
                (OpCode::PtrEq | OpCode::PtrNe, _, _) => {
                    let other = op.args[1].var().and_then(|v| member[v]);
                    if group.is_none() && other.is_none() {
                        kept.push(op);
                    } else {
                        let equal = group == other;
                        s.subst.set(op.result, Const::Bool(equal == (op.code == OpCode::PtrEq)).into());
                    }
                }
                _ => kept.push(op),
            }
        }
        s.graph.blocks[*b].ops = kept;
    }
    let subst = s.subst;
    subst.apply(graph);
}

fn field_number(fields: &[FieldRef], f: FieldRef) -> u32 {
    fields.iter().position(|g| *g == f).unwrap_or_default() as u32
}

/// Values of fields at the starts and ends of blocks.
struct Ssa<'a> {
    graph: &'a mut Graph,
    types: &'a Types,
    fields: &'a [Vec<FieldRef>],
    preds: SecondaryMap<Block, Vec<Block>>,
    ends: HashMap<(Block, u32, u32), Operand>,
    starts: HashMap<(Block, u32, u32), Operand>,
    subst: Subst,
}

impl Ssa<'_> {
    fn ty(&self, g: u32, i: u32) -> LLType {
        self.types.field(self.fields[g as usize][i as usize]).ty
    }

    /// The value of field `i` of group `g` at the start of a block.
    fn at_start(&mut self, b: Block, g: u32, i: u32) -> Operand {
        // Up a chain of single predecessors without recursion.
        let mut chain = Vec::new();
        let mut at = b;
        let value = loop {
            if let Some(v) = self.starts.get(&(at, g, i)) {
                break v.clone();
            }
            chain.push(at);
            let mut preds = self.preds[at].clone();
            preds.sort();
            preds.dedup();
            match preds.as_slice() {
                // No allocation on the way: the code cannot be reached with a reference.
                [] => break zero_const(self.ty(g, i)).unwrap_or(Const::Void).into(),
                _ if at == self.graph.start => break zero_const(self.ty(g, i)).unwrap_or(Const::Void).into(),
                [p] if self.links_between(*p, at) == 1 => match self.ends.get(&(*p, g, i)) {
                    Some(v) => break v.clone(),
                    None => at = *p,
                },
                _ => break self.parameter(at, preds, g, i),
            }
        };
        for b in chain {
            self.starts.insert((b, g, i), value.clone());
        }
        value
    }

    fn links_between(&self, from: Block, to: Block) -> usize {
        self.graph.blocks[from].exit.links().filter(|l| l.target == to).count()
    }

    fn parameter(&mut self, b: Block, preds: Vec<Block>, g: u32, i: u32) -> Operand {
        let ty = self.ty(g, i);
        let param = self.graph.typed_var(ty);
        self.graph.blocks[b].params.push(param);
        let value = Operand::Var(param);
        self.starts.insert((b, g, i), value.clone());
        // All links get their argument at once, in the order of the parameters: placeholders
        // first, as the values themselves may need more parameters of this block.
        let position = self.graph.blocks[b].params.len() - 1;
        for p in &preds {
            for l in self.graph.blocks[*p].exit.links_mut().filter(|l| l.target == b) {
                l.args.push(Operand::Var(param));
            }
        }
        for p in preds {
            let a = match self.ends.get(&(p, g, i)) {
                Some(v) => v.clone(),
                None => self.at_start(p, g, i),
            };
            for l in self.graph.blocks[p].exit.links_mut().filter(|l| l.target == b) {
                l.args[position] = a.clone();
            }
        }
        value
    }
}

/// Number of allocations in a graph, for statistics.
pub fn count_mallocs(graph: &Graph) -> usize {
    let is_malloc = |op: &&Op| matches!(op.code, OpCode::Malloc | OpCode::MallocVarsize);
    graph.rpo().iter().map(|b| graph.blocks[*b].ops.iter().filter(is_malloc).count()).sum()
}
