//! Messages: annotations in the user's words, and the diagnostics of this phase.

use crate::driver::{Annotator, Stop};
use crate::lattice::UnionError;
use crate::{Desc, DescId, IterVariant, Kind, Model, SomeValue};
use cranelift_entity::EntityRef;
use diagnostics::{Diagnostic, Span};
use graph::{Const, OpCode, Operand};
use std::hash::{Hash, Hasher};

/// Where something came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Where {
    pub span: Span,
}

impl Default for Where {
    fn default() -> Where {
        Where { span: Span::NONE }
    }
}

impl Model {
    /// An annotation as a user would write the type.
    pub fn describe(&self, s: &SomeValue) -> String {
        self.describe_at(s, 0)
    }

    fn describe_at(&self, s: &SomeValue, depth: u32) -> String {
        let or_none = |text: String, none: bool| if none { format!("{text} or None") } else { text };
        if depth > 4 {
            return "…".into();
        }
        let inner = |s: &SomeValue| self.describe_at(s, depth + 1);
        match &s.kind {
            Kind::Impossible => "nothing".into(),
            Kind::None => "None".into(),
            Kind::Bool(_) => "bool".into(),
            Kind::Int { kind, .. } => kind.name().into(),
            Kind::Float => "float".into(),
            Kind::SingleFloat => "r_singlefloat".into(),
            Kind::Char => "char (a str of length 1)".into(),
            Kind::UniChar => "unicode character".into(),
            Kind::Str { none } => or_none("str".into(), *none),
            Kind::Unicode { none } => or_none("unicode".into(), *none),
            Kind::List(l) => {
                let item = &self.list_item(*l).s;
                if item.is_impossible() {
                    "empty list".into()
                } else {
                    format!("list of {}", inner(item))
                }
            }
            Kind::Dict(d) => {
                let item = self.dict_item(*d);
                if item.key.is_impossible() {
                    "empty dict".into()
                } else {
                    format!("dict of {} to {}", inner(&item.key), inner(&item.value))
                }
            }
            Kind::Set(d) => format!("set of {}", inner(&self.dict_item(*d).key)),
            Kind::Tuple(items) => {
                let items: Vec<String> = items.iter().map(inner).collect();
                format!("tuple ({})", items.join(", "))
            }
            Kind::Iterator { container, variant } => {
                let how = match variant {
                    IterVariant::Items => "iterator over",
                    IterVariant::Enumerate(_) => "enumerate over",
                    IterVariant::Reversed => "reversed iterator over",
                    IterVariant::DictValues => "values of",
                    IterVariant::DictItems => "items of",
                };
                format!("{how} {}", inner(container))
            }
            Kind::Instance { class, none } => or_none(self.classes[*class].name.to_string(), *none),
            Kind::Pbc { descs, none } => {
                let names: Vec<String> = descs.iter().take(4).map(|d| self.describe_desc(*d)).collect();
                let more = if descs.len() > 4 { format!(" or {} more", descs.len() - 4) } else { String::new() };
                or_none(format!("{}{more}", names.join(" or ")), *none)
            }
            Kind::Builtin(name) => format!("builtin `{name}`"),
            Kind::External => "external function".into(),
            Kind::BuiltinMethod { self_, name } => format!("method `{name}` of {}", inner(self_)),
            Kind::TypeOf { class: Some(c), .. } => format!("class of a {}", self.classes[*c].name),
            Kind::TypeOf { class: None, .. } => "type".into(),
            Kind::VirtualRef(Some(c)) => format!("virtual reference to {}", self.classes[*c].name),
            Kind::VirtualRef(None) => "virtual reference to None".into(),
            Kind::WeakRef(Some(c)) => format!("weak reference to {}", self.classes[*c].name),
            Kind::WeakRef(None) => "dead weak reference".into(),
            Kind::StringBuilder => "StringBuilder".into(),
            Kind::UnicodeBuilder => "UnicodeBuilder".into(),
            Kind::Ptr(_) => "low-level pointer".into(),
        }
    }

    /// A callable as a user would name it.
    pub fn describe_desc(&self, d: DescId) -> String {
        match &self.descs[d] {
            Desc::Function(f) => format!("function `{}`", f.name),
            Desc::Class { name, .. } => format!("class `{name}`"),
            Desc::Method { origin, name, .. } => format!("method `{}.{name}`", self.classes[*origin].name),
            Desc::Frozen { name, .. } => format!("constant `{name}`"),
            Desc::MethodOfFrozen { func, .. } => self.describe_desc(*func),
        }
    }

    /// Name of a callable for dumps.
    pub fn desc_name(&self, d: DescId) -> String {
        match &self.descs[d] {
            Desc::Function(f) => f.name.to_string(),
            Desc::Class { name, .. } | Desc::Frozen { name, .. } => name.to_string(),
            Desc::Method { origin, name, .. } => format!("{}.{name}", self.classes[*origin].name),
            Desc::MethodOfFrozen { func, frozen } => {
                format!("{}.{}", self.desc_name(*frozen), self.desc_name(*func))
            }
        }
    }
}

fn digest(text: &str) -> u64 {
    let mut h = std::hash::DefaultHasher::new();
    text.hash(&mut h);
    h.finish()
}

impl Annotator<'_> {
    /// Records an error once per place; gives back the reason to stop.
    pub(crate) fn error(&mut self, d: Diagnostic) -> Stop {
        let span = d.span();
        if self.first_report(span, d.code, digest(&d.message)) {
            let d = self.with_caller_note(d);
            self.see_bad_text(&d);
            self.diagnostics.push(d);
        }
        Stop::Reported
    }

    /// Remembers that a method that gives the text of an instance has an error.
    fn see_bad_text(&mut self, d: &Diagnostic) {
        let Some(cur) = &self.cur else { return };
        if let Desc::Function(f) = &self.model.descs[self.model.graphs[cur.graph].desc] {
            if matches!(&*f.name, "__str__" | "__repr__") {
                let host = f.host;
                self.bad_texts.entry(host).or_insert_with(|| d.clone());
            }
        }
    }

    /// An error at the operation at hand.
    pub(crate) fn error_here(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Stop {
        let span = self.span();
        self.error(Diagnostic::error(code, message).label(span, label))
    }

    /// Says which function the place belongs to when the place itself does not show.
    fn with_caller_note(&self, d: Diagnostic) -> Diagnostic {
        let Some(c) = &self.cur else { return d };
        let name = self.model.describe_desc(self.model.graphs[c.graph].desc);
        let chain = self.call_chain(c.graph);
        let d = match self.reached_from(c.graph) {
            Some((span, how)) if d.labels.len() < 3 && d.labels.iter().all(|l| l.span != span) => d.label(span, how),
            _ => d,
        };
        // One call more is seen at once.
        d.note(if chain.len() < 2 {
            format!("in {name}")
        } else {
            format!("in {name}, called by {}", chain.join(", by "))
        })
    }

    /// For an error in the library: the call in the program that led there; where nothing in the program did (a thread's
    /// function is called by the thread), the first call of anything of that module, or what is called from there.
    fn reached_from(&self, graph: crate::AGraphId) -> Option<(Span, &'static str)> {
        let home = self.library_module(graph)?;
        let (mut seen, mut at) = (vec![graph], graph);
        while let Some((caller, block)) = self.states[at.index()].callers.first().copied() {
            if self.library_module(caller).is_none() {
                return Some((self.place_of_call(caller, block, at)?, "reached from here"));
            }
            if seen.contains(&caller) {
                break;
            }
            seen.push(caller);
            at = caller;
        }
        let same_module = self.model.graphs.keys().filter(|g| self.library_module(*g).as_ref() == Some(&home));
        let mut calls = same_module.flat_map(|g| self.states[g.index()].callers.iter().map(move |c| (g, *c)));
        if let Some((called, (caller, block))) = calls.find(|(_, (caller, _))| self.library_module(*caller).is_none()) {
            return Some((
                self.place_of_call(caller, block, called)?,
                "what it works on comes from calls like this one",
            ));
        }
        let here = self.sites.iter().rev().filter(|((caller, _), _)| *caller == graph);
        let mut targets = here.flat_map(|(_, site)| &site.targets);
        let (desc, _) = targets.find(|(_, target)| self.library_module(**target).is_none())?;
        Some((self.head_of(*desc)?, "this is called there"))
    }

    fn library_module(&self, graph: crate::AGraphId) -> Option<String> {
        self.model.library_module(self.host, &self.model.graphs[graph])
    }

    /// Where a block calls a graph.
    fn place_of_call(&self, caller: crate::AGraphId, block: graph::Block, callee: crate::AGraphId) -> Option<Span> {
        let graph = self.states[caller.index()].graph.clone()?;
        let ops = &graph.blocks[block].ops;
        let called = match &self.model.descs[self.model.graphs[callee].desc] {
            Desc::Function(f) => Some(Operand::Const(Const::Host(f.host))),
            _ => None,
        };
        let calls = || ops.iter().filter(|op| matches!(op.code, OpCode::SimpleCall | OpCode::CallArgs));
        let implicit = |op: &&graph::Op| implicitly_calls(op, &self.model.graphs[callee].graph.name);
        let call = calls().find(|op| op.args.first() == called.as_ref());
        let call = call.or_else(|| ops.iter().find(implicit)).or_else(|| calls().next_back());
        call.or(ops.last()).map(|op| op.span).filter(|span| !span.is_none())
    }

    /// Names of the functions through which a graph was first reached, nearest first.
    fn call_chain(&self, graph: crate::AGraphId) -> Vec<String> {
        const LONGEST: usize = 6;
        let (mut seen, mut out) = (vec![graph], Vec::new());
        let mut at = graph;
        while let Some((caller, _)) = self.states[at.index()].callers.first().copied() {
            if seen.contains(&caller) {
                break;
            }
            if out.len() == LONGEST {
                out.push("others".into());
                break;
            }
            out.push(format!("`{}`", self.model.desc_name(self.model.graphs[caller].desc)));
            seen.push(caller);
            at = caller;
        }
        out
    }

    /// Reports that two annotations meet at `what` without a common type.
    pub(crate) fn report_union(&mut self, e: &UnionError, what: &str, origin: Where) -> Stop {
        let d = self.union_diagnostic(e, what, origin);
        self.error(d)
    }

    /// The message that two annotations meet at `what` without a common type.
    pub(crate) fn union_diagnostic(&self, e: &UnionError, what: &str, origin: Where) -> Diagnostic {
        let left = self.describe_full(&e.left);
        let right = self.describe_full(&e.right);
        let span = self.span();
        let mut d = Diagnostic::error("E0201", format!("{what} have no common type: {left} and {right}"))
            .label(span, format!("here it is {right}"));
        if !origin.span.is_none() && origin.span != span {
            d = d.label(origin.span, format!("here it was {left}"));
        }
        if let Some(why) = &e.why {
            d = d.note(why.clone());
        }
        d
    }

    fn describe_full(&self, s: &SomeValue) -> String {
        let text = self.model.describe(s);
        match &s.konst {
            Some(c @ (Const::Int(_) | Const::Str(_) | Const::Bool(_) | Const::Float(_))) => {
                format!("{text} ({})", graph::const_text(c))
            }
            _ => text,
        }
    }

    /// Union of two values at the operation at hand, an error reported as that of `what`.
    pub(crate) fn union_here(&mut self, a: &SomeValue, b: &SomeValue, what: &str) -> Result<SomeValue, Stop> {
        match self.union(a, b) {
            Ok(s) => Ok(s),
            Err(e) => Err(self.report_union(&e, what, Where::default())),
        }
    }

    /// The operation is not defined for its operands.
    pub(crate) fn no_operation(&mut self, what: &str, args: &[&SomeValue]) -> Stop {
        let kinds: Vec<String> = args.iter().map(|s| self.model.describe(s)).collect();
        self.error_here("E0202", format!("{what} is not defined for {}", kinds.join(" and ")), "this operation")
    }

    /// Checks the promise that lists of the group keep their length.
    pub(crate) fn check_resized(&mut self, lead: crate::ListId) {
        let item = &self.model.list_items[lead];
        if let (true, Some(promise)) = (item.resized, item.must_not_resize) {
            let at = self.list_resize_at[lead].map_or(Span::NONE, |w| w.span);
            let here = self.span();
            let mut d = Diagnostic::error("E0206", "a list that must keep its length is resized")
                .label(if at.is_none() { here } else { at }, "resized here");
            if promise != at {
                d = d.label(promise, "told here never to be resized");
            }
            self.error(d);
        }
    }
}

/// The known names closest to a wrong one.
pub(crate) fn close_names<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<(usize, String)> = known
        .filter_map(|k| {
            let d = distance(wrong, k);
            (d <= 1 + wrong.len() / 4).then(|| (d, k.to_owned()))
        })
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().take(3).map(|(_, k)| k).collect()
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl crate::Model {
    /// The module of a graph of the library, or the file name of code that was made by the program or the library.
    fn library_module(&self, host: &host::Host, graph: &crate::AGraph) -> Option<String> {
        let Desc::Function(f) = &self.descs[graph.desc] else { return None };
        let described = host.describe(f.host);
        let func = described.as_function()?;
        let made = func.code.filename.starts_with('<').then_some(&func.code.filename);
        made.or(Some(&func.module).filter(|m| m.starts_with("rpython."))).cloned()
    }

    /// Whether a graph is that of a function of the library, or of code that was made.
    pub fn in_library(&self, host: &host::Host, graph: &crate::AGraph) -> bool {
        self.library_module(host, graph).is_some()
    }

    /// For an error in a graph of the library, when annotation is complete: the call in the program that led there.
    pub fn reached_from(&self, host: &host::Host, graph: &crate::AGraph) -> Option<Span> {
        if !self.in_library(host, graph) {
            return None;
        }
        let mut seen = vec![graph.desc];
        let mut at = 0;
        while let Some(wanted) = seen.get(at).copied() {
            at += 1;
            for caller in self.graphs.values() {
                let reaches = |site: &crate::CallSite| {
                    let row = &self.families[self.family_leader(site.family)].rows.get(site.row);
                    row.is_some_and(|(_, row)| row.graphs.contains_key(&wanted))
                };
                let Some((result, _)) = caller.calls.iter().find(|(_, site)| reaches(site)) else { continue };
                if !self.in_library(host, caller) {
                    let ops = caller.graph.blocks.values().flat_map(|b| &b.ops);
                    return ops.into_iter().find(|op| op.result == *result).map(|op| op.span).filter(|s| !s.is_none());
                }
                if !seen.contains(&caller.desc) {
                    seen.push(caller.desc);
                }
            }
        }
        None
    }
}

/// May the operation call a method or property of that name?
fn implicitly_calls(op: &graph::Op, function: &str) -> bool {
    let method = function.rsplit('.').next().unwrap_or(function);
    let named = |prefix: &str| match &op.imm {
        graph::Imm::Name(name) => method.strip_prefix(prefix) == Some(&**name),
        _ => false,
    };
    match op.code {
        OpCode::GetItem => method == "__getitem__",
        OpCode::SetItem => method == "__setitem__",
        OpCode::GetAttr => named("_get_"),
        OpCode::SetAttr => named("_set_"),
        _ => false,
    }
}
