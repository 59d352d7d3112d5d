//! Calls: which graphs a call reaches, with which arguments.

use crate::driver::{Annotator, Res, Stop};
use crate::hash::FastIndexMap;
use crate::report::Where;
use crate::AGraphId;
use crate::{ClassDefId, Desc, DescId, Descs, Kind, Signature, SomeValue};
use diagnostics::{Diagnostic, Span};
use graph::{CallShape, Const, Graph, HostObj};
use std::rc::Rc;
use std::sync::Arc;

/// Arguments of a call, `*args` already spread out.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallArgs {
    pub positional: Vec<SomeValue>,
    pub keywords: Vec<(Arc<str>, SomeValue)>,
}

impl CallArgs {
    pub fn positional(positional: Vec<SomeValue>) -> CallArgs {
        CallArgs { positional, keywords: Vec::new() }
    }

    fn with_first(&self, first: SomeValue) -> CallArgs {
        let mut positional = Vec::with_capacity(self.positional.len() + 1);
        positional.push(first);
        positional.extend(self.positional.iter().cloned());
        CallArgs { positional, keywords: self.keywords.clone() }
    }

    fn shape(&self) -> CallShape {
        CallShape {
            positional: self.positional.len() as u32,
            keywords: self.keywords.iter().map(|(n, _)| n.clone()).collect(),
            star: false,
        }
    }
}

/// What a call operation was found to reach.
#[derive(Clone, Debug, Default)]
pub(crate) struct SiteRecord {
    /// Shape of the call, `self` counted.
    pub shape: CallShape,
    /// Function descriptions and their graphs.
    pub targets: FastIndexMap<DescId, AGraphId>,
}

/// How many callees a call has at least for which the last annotation is kept.
const MANY_CALLEES: usize = 4;

/// A call as it was annotated last.
#[derive(Default)]
pub(crate) struct LastCall {
    args: CallArgs,
    /// All that was called.
    descs: Descs,
    /// Graphs of what is called without specialisation: the arguments have flowed into them.
    done: Vec<AGraphId>,
    /// The others.
    again: Vec<DescId>,
}

/// What the functions of one call give.
#[derive(Default)]
struct Results {
    joined: SomeValue,
    /// The function that added to it last.
    of: Option<DescId>,
}

impl Annotator<'_> {
    /// Calls a value.
    pub(crate) fn call_value(&mut self, callee: &SomeValue, args: &CallArgs) -> Res {
        match &callee.kind {
            Kind::Pbc { descs, .. } => self.call_descs(descs, args),
            Kind::Builtin(name) => {
                let name = name.clone();
                self.call_builtin(&name, callee.konst.as_ref(), args)
            }
            Kind::External => self.call_external(callee, args),
            Kind::BuiltinMethod { self_, name } => self.call_builtin_method(self_, name, args),
            Kind::Instance { class, .. } => {
                if !self.has_special(*class, "__call__") {
                    let name = self.model.classes[*class].name.clone();
                    return Err(self.error_here(
                        "E0202",
                        format!("an instance of `{name}` is not callable"),
                        "this call",
                    ));
                }
                let method = self.instance_getattr(*class, &"__call__".into())?;
                self.call_value(&method, args)
            }
            Kind::TypeOf { class: Some(c), .. } => {
                let subclasses = self.all_subclasses(*c);
                let descs = Arc::new(subclasses.into_iter().map(|sub| self.model.classes[sub].desc).collect());
                self.call_value(&SomeValue::of(Kind::Pbc { descs, none: false }), args)
            }
            Kind::WeakRef(c) | Kind::VirtualRef(c) => Ok(match c {
                Some(class) => SomeValue::of(Kind::Instance { class: *class, none: true }),
                None => SomeValue::none(),
            }),
            Kind::None => Err(Stop::Blocked),
            _ => {
                let text = self.model.describe(callee);
                Err(self.error_here("E0202", format!("a value of type {text} is not callable"), "this call"))
            }
        }
    }

    /// Calls each of a set. Where the same arguments have gone into a graph before, only its result is looked at: what
    /// has flowed once is contained for good.
    fn call_descs(&mut self, descs: &Descs, args: &CallArgs) -> Res {
        let key = self.cur.as_ref().and_then(|c| Some((c.graph, c.result?))).filter(|_| descs.len() >= MANY_CALLEES);
        let last = key.and_then(|key| self.last_calls.swap_remove(&key));
        let mut call = match last {
            Some(last) if self.same_args(&last.args, args) && last.descs.is_subset(descs) => last,
            _ => LastCall { args: args.clone(), ..LastCall::default() },
        };
        let errors = self.diagnostics.len();
        let mut stop = None;
        let mut result = Results::default();
        for g in &call.done {
            if !self.model.contains(&result.joined, &self.model.graphs[*g].result) {
                let s = self.model.graphs[*g].result.clone();
                self.join_result(&mut result, self.model.graphs[*g].desc, &s, &mut stop);
            }
        }
        let again = std::mem::take(&mut call.again);
        let new = descs.iter().filter(|d| !call.descs.contains(d));
        for d in again.iter().chain(new).copied() {
            let outcome = self.call_desc(d, args);
            match (&outcome, self.plain_graph_of(d)) {
                (Ok(_), Some(g)) => call.done.push(g),
                _ => call.again.push(d),
            }
            match outcome {
                Ok(s) => self.join_result(&mut result, d, &s, &mut stop),
                Err(Stop::Blocked) => {}
                Err(e) => stop = Some(e),
            }
        }
        if let (Some(key), None, true) = (key, stop, errors == self.diagnostics.len()) {
            call.descs = descs.clone();
            self.last_calls.insert(key, call);
        }
        stop.map_or(Ok(result.joined), Err)
    }

    fn join_result(&mut self, result: &mut Results, d: DescId, s: &SomeValue, stop: &mut Option<Stop>) {
        if result.of.is_some() && self.model.contains(&result.joined, s) {
            return;
        }
        match self.union(&result.joined, s) {
            Ok(joined) => *result = Results { joined, of: Some(d) },
            Err(e) => *stop = Some(self.report_results(&e, result.of, d)),
        }
    }

    /// Reports that what two of the functions called here give has no common type.
    fn report_results(&mut self, e: &crate::lattice::UnionError, first: Option<DescId>, second: DescId) -> Stop {
        let mut diag = self.union_diagnostic(e, "the results of the functions called here", Where::default());
        for (d, value) in first.map(|d| (d, &e.left)).into_iter().chain([(second, &e.right)]) {
            let (name, text) = (self.model.describe_desc(d), self.model.describe(value));
            if let Some(span) = self.head_of(d) {
                diag = diag.label(span, format!("{name} gives {text}"));
            }
        }
        self.error(diag)
    }

    /// The place of a function in the source.
    pub(crate) fn head_of(&self, d: DescId) -> Option<Span> {
        match &self.model.descs[d] {
            Desc::Function(_) => Some(self.hl_graphs.get(&d)?.as_ref()?.span).filter(|span| !span.is_none()),
            Desc::Method { func, .. } | Desc::MethodOfFrozen { func, .. } => self.head_of(*func),
            _ => None,
        }
    }

    fn same_args(&self, a: &CallArgs, b: &CallArgs) -> bool {
        let same = |a: &SomeValue, b: &SomeValue| self.model.same(a, b);
        a.positional.len() == b.positional.len()
            && a.keywords.len() == b.keywords.len()
            && a.positional.iter().zip(&b.positional).all(|(a, b)| same(a, b))
            && a.keywords.iter().zip(&b.keywords).all(|((m, a), (n, b))| m == n && same(a, b))
    }

    /// The one graph of a function or method without specialisation, once it was called.
    fn plain_graph_of(&self, d: DescId) -> Option<AGraphId> {
        match &self.model.descs[d] {
            Desc::Function(_) => self.plain_graphs[d],
            Desc::Method { func, .. } | Desc::MethodOfFrozen { func, .. } => self.plain_graphs[*func],
            _ => None,
        }
    }

    fn call_desc(&mut self, d: DescId, args: &CallArgs) -> Res {
        match self.model.descs[d].clone_small() {
            Small::Function => self.call_function(d, args),
            Small::Method { func, origin, self_class } => {
                let class = self_class.unwrap_or(origin);
                let me = SomeValue::of(Kind::Instance { class, none: false });
                self.call_function(func, &args.with_first(me))
            }
            Small::MethodOfFrozen { func, frozen } => {
                let me = self.desc_value(frozen);
                self.call_function(func, &args.with_first(me))
            }
            Small::Class(host) => self.call_class(d, host, args),
            Small::Frozen(host) => {
                let text = self.host.describe(host).kind_name().to_owned();
                Err(self.error_here("E0202", format!("a constant {text} is not callable"), "this call"))
            }
        }
    }

    /// The annotation of a single described object.
    pub(crate) fn desc_value(&self, d: DescId) -> SomeValue {
        let host = match &self.model.descs[d] {
            Desc::Function(f) => Some(f.host),
            Desc::Class { host, .. } | Desc::Frozen { host, .. } => Some(*host),
            _ => None,
        };
        SomeValue { konst: host.map(Const::Host), ..crate::classes::pbc(d) }
    }

    /// Calls a class: an instance, after `__init__`.
    fn call_class(&mut self, d: DescId, host: HostObj, args: &CallArgs) -> Res {
        let Some(class) = self.classdef_of_host(host) else {
            return Err(self.error_here("E0202", "this class cannot be called", "this call"));
        };
        self.model.classes[class].instantiated = true;
        let me = SomeValue::of(Kind::Instance { class, none: false });
        let name = self.model.desc_name(d);
        match self.class_entry(class, "__init__") {
            Some((origin, entry)) if self.host.describe(entry.value).as_function().is_some() => {
                let func = if entry.mixin {
                    let method = self.instance_getattr(class, &"__init__".into())?;
                    match &method.kind {
                        Kind::Pbc { descs, .. } => {
                            let found = descs.iter().find_map(|d| match &self.model.descs[*d] {
                                Desc::Method { func, origin: o, .. } if *o == origin => Some(*func),
                                _ => None,
                            });
                            found.ok_or(Stop::Blocked)?
                        }
                        _ => return Err(Stop::Blocked),
                    }
                } else {
                    self.function_desc(entry.value)
                };
                let result = self.call_function(func, &args.with_first(me.clone()))?;
                if result.is_impossible() {
                    return Ok(result);
                }
                Ok(me)
            }
            _ => {
                let builtin_exception =
                    self.model.mro(class).any(|c| self.model.builtin_classes.values().any(|b| *b == c));
                if builtin_exception {
                    self.exception_arguments(class, args)?;
                } else if !args.positional.is_empty() || !args.keywords.is_empty() {
                    let d = Diagnostic::error("E0203", format!("class `{name}` takes no arguments"))
                        .label(self.span(), "arguments given here")
                        .note(format!("`{name}` and its bases define no `__init__`"));
                    return Err(self.error(d));
                }
                Ok(me)
            }
        }
    }

    /// Builtin exceptions forget their arguments; the OSError family keeps errno and strerror.
    fn exception_arguments(&mut self, class: ClassDefId, args: &CallArgs) -> Res<()> {
        if let Some(exit) = self.model.builtin_classes.get("SystemExit").copied() {
            if self.model.is_subclass(class, exit) {
                let code = args.positional.first().filter(|s| s.kind != Kind::None).cloned();
                self.instance_setattr(exit, &"code".into(), &code.unwrap_or(SomeValue::int(true)))?;
            }
        }
        let Some(os_error) = self.model.builtin_classes.get("OSError").copied() else { return Ok(()) };
        if self.model.is_subclass(class, os_error) && args.positional.len() >= 2 {
            for (name, s) in ["errno", "strerror", "filename"].iter().zip(&args.positional) {
                self.instance_setattr(os_error, &(*name).into(), s)?;
            }
        }
        Ok(())
    }

    /// Calls a function (methods: with `self` as the first argument).
    pub(crate) fn call_function(&mut self, d: DescId, args: &CallArgs) -> Res {
        if let Some(g) = self.plain_graphs[d] {
            let nargs = self.states[cranelift_entity::EntityRef::index(g)].param_origin.len();
            if args.keywords.is_empty() && args.positional.len() == nargs {
                return self.call_graph(d, g, args.shape(), &args.positional);
            }
        }
        let Desc::Function(f) = &self.model.descs[d] else { return Err(Stop::Blocked) };
        let host = f.host;
        let plain = f.signature.vararg.is_none();
        let case = self.special_case(host);
        if case.as_deref() == Some("memo") {
            return self.call_memo(d, args);
        }
        let bound = self.bind_arguments(d, args)?;
        let enforced = self.declares_arguments(host);
        let bound = if enforced { self.enforce_arguments(host, bound)? } else { bound };
        let Some(g) = self.specialise(d, case.as_deref(), &bound)? else { return Err(Stop::Reported) };
        if plain && !enforced && case.is_none() {
            self.plain_graphs[d] = Some(g);
        }
        self.call_graph(d, g, args.shape(), &bound)
    }

    /// Lets arguments flow into a graph and gives its result.
    fn call_graph(&mut self, d: DescId, g: AGraphId, shape: CallShape, bound: &[SomeValue]) -> Res {
        self.reach(g, d, shape);
        if let Err((i, e)) = self.flow_into_graph(g, bound) {
            // Reported; annotation goes on with what was known, to find more errors.
            self.report_argument(d, g, i, &e);
        }
        Ok(self.model.graphs[g].result.clone())
    }

    fn report_argument(&mut self, d: DescId, g: AGraphId, i: usize, e: &crate::lattice::UnionError) -> Stop {
        let Desc::Function(f) = &self.model.descs[d] else { return Stop::Reported };
        let mut names = f.signature.args.iter().chain(&f.signature.kwonly).chain(&f.signature.vararg);
        let name = names.nth(i).cloned().unwrap_or_else(|| "?".into());
        let what = format!("the values of argument `{name}` of `{}`", f.name);
        let origin = self.state(g).param_origin.get(i).copied().unwrap_or_default();
        self.report_union(e, &what, origin)
    }

    /// Notes that the operation at hand calls a graph.
    pub(crate) fn reach(&mut self, g: AGraphId, d: DescId, shape: CallShape) {
        let Some(pos) = self.pos() else { return };
        if let Some(result) = self.cur.as_ref().and_then(|c| c.result) {
            let site = self.sites.entry((pos.0, result)).or_default();
            if site.targets.insert(d, g) == Some(g) && site.shape == shape {
                // The place is known as a caller already.
                return;
            }
            site.shape = shape;
        }
        self.state(g).callers.insert(pos);
    }

    /// Arguments in the order of the parameters: positional, keyword-only, `*args`.
    fn bind_arguments(&mut self, d: DescId, args: &CallArgs) -> Res<Vec<SomeValue>> {
        let Desc::Function(f) = &self.model.descs[d] else { return Err(Stop::Blocked) };
        let CallArgs { positional, keywords } = args;
        let Signature { args: names, vararg, kwonly } = &f.signature;
        let mut slots: Vec<Option<SomeValue>> = vec![None; names.len() + kwonly.len()];
        let mut problem = None;
        if positional.len() > names.len() && vararg.is_none() {
            problem = Some(format!(
                "takes {} positional argument{}, {} given",
                names.len(),
                if names.len() == 1 { "" } else { "s" },
                positional.len()
            ));
        }
        for (slot, s) in slots.iter_mut().zip(positional.iter().take(names.len())) {
            *slot = Some(s.clone());
        }
        for (n, s) in keywords {
            match names.iter().chain(kwonly).position(|k| k == n) {
                Some(i) if slots[i].is_none() => slots[i] = Some(s.clone()),
                Some(_) => problem = Some(format!("gets two values for argument `{n}`")),
                None => problem = Some(format!("has no argument `{n}`")),
            }
        }
        let first_default = names.len().saturating_sub(f.defaults.len());
        let mut defaults: Vec<(usize, HostObj)> = Vec::new();
        for (i, slot) in slots.iter().enumerate() {
            if slot.is_some() {
                continue;
            }
            let default = if i < names.len() {
                i.checked_sub(first_default).and_then(|k| f.defaults.get(k)).copied()
            } else {
                let name = &kwonly[i - names.len()];
                f.kwdefaults.iter().find(|(n, _)| n == name).map(|(_, v)| *v)
            };
            match default {
                Some(v) => defaults.push((i, v)),
                None if problem.is_none() => {
                    let name = names.iter().chain(kwonly).nth(i).cloned().unwrap_or_else(|| "?".into());
                    problem = Some(format!("gets no value for argument `{name}`"));
                }
                None => {}
            }
        }
        let (name, host) = (f.name.clone(), f.host);
        if let Some(problem) = problem {
            if let Some(kwarg) =
                self.host.ast_of(host).ok().and_then(|ast| ast.args().kwarg.as_ref().map(|_| ast.head_span()))
            {
                let diag = Diagnostic::error("E0101", "RPython does not have a `**` parameter")
                    .label(kwarg, "this function has one")
                    .label(self.span(), "called here")
                    .help("name the parameters");
                return Err(self.error(diag));
            }
            let mut diag = Diagnostic::error("E0203", format!("`{name}` {problem}")).label(self.span(), "this call");
            if let Ok(ast) = self.host.ast_of(host) {
                diag = diag.label(ast.head_span(), "the function called");
            }
            return Err(self.error(diag));
        }
        let rest = vararg.as_ref().map(|_| positional.iter().skip(names.len()).cloned().collect::<Vec<_>>());
        for (i, v) in defaults {
            slots[i] = Some(self.host_value(v)?);
        }
        let mut out: Vec<SomeValue> = slots.into_iter().map(Option::unwrap_or_default).collect();
        if let Some(rest) = rest {
            out.push(SomeValue::of(Kind::Tuple(rest)));
        }
        Ok(out)
    }

    /// The graph of a function, prepared for annotation; built once.
    pub(crate) fn graph_of(&mut self, d: DescId) -> Option<Rc<Graph>> {
        if let Some(g) = self.hl_graphs.get(&d) {
            return g.clone();
        }
        let Desc::Function(f) = &self.model.descs[d] else { return None };
        let host = f.host;
        let clock = std::time::Instant::now();
        let flow = flowspace::build_graph(self.host, host);
        self.flow_time += clock.elapsed();
        let built = match flow {
            Ok(mut g) => {
                let (a, b) = (self.special.isinstance, self.special.type_);
                crate::ssi::prepare(&mut g, &|h| Some(h) == a || Some(h) == b);
                Some(Rc::new(g))
            }
            Err(ds) => {
                let span = self.span();
                for mut diag in ds {
                    if !span.is_none() && diag.span() != span && diag.labels.len() < 3 {
                        diag = diag.label(span, "reached from here");
                    }
                    self.error(diag);
                }
                None
            }
        };
        self.hl_graphs.insert(d, built.clone());
        built
    }

    /// Calls an external function: arguments are checked by the rtyper, the result is as declared.
    fn call_external(&mut self, callee: &SomeValue, args: &CallArgs) -> Res {
        let Some(Const::Host(h)) = callee.konst else { return Err(Stop::Blocked) };
        let (Some(declared), Some(result)) = (self.host.getattr(h, "args"), self.host.getattr(h, "result")) else {
            return Err(self.error_here("E0205", "this external function has no signature", "called here"));
        };
        let declared = match &*self.host.describe(declared) {
            host::Desc::List(items) | host::Desc::Tuple(items) => items.clone(),
            _ => Vec::new(),
        };
        if declared.len() != args.positional.len() || !args.keywords.is_empty() {
            let text = format!("this external function takes {} arguments", declared.len());
            return Err(self.error_here("E0203", text, "this call"));
        }
        Ok(self.lltype_value(result))
    }

    /// The annotation of values of a low-level type.
    pub(crate) fn lltype_value(&mut self, ty: HostObj) -> SomeValue {
        use crate::IntKind;
        let desc = self.host.describe(ty);
        let host::Desc::LLType(l) = &*desc else { return SomeValue::none() };
        let name = match l.part("name") {
            Some(host::LLPart::Str(s)) => s.clone(),
            _ => String::new(),
        };
        if l.kind == "Ptr" {
            return self.pointer_value(ty);
        }
        let bits = match (l.part("BITS"), l.part("SIGNED")) {
            (Some(host::LLPart::Int(bits)), Some(host::LLPart::Bool(signed))) => Some((*bits, *signed)),
            _ => None,
        };
        let narrow = match bits {
            Some((8, true)) => Some(IntKind::I8),
            Some((8, false)) => Some(IntKind::U8),
            Some((16, true)) => Some(IntKind::I16),
            Some((16, false)) => Some(IntKind::U16),
            Some((32, true)) => Some(IntKind::I32),
            Some((32, false)) => Some(IntKind::U32),
            Some((64, false)) => Some(IntKind::Uint),
            _ => None,
        };
        if let Some(kind) = narrow {
            return SomeValue::of(Kind::Int { nonneg: !kind.signed(), kind });
        }
        let kind = match name.as_str() {
            "Signed" | "SignedLongLong" => Kind::Int { nonneg: false, kind: IntKind::Int },
            "Float" => Kind::Float,
            "SingleFloat" => Kind::SingleFloat,
            "Char" => Kind::Char,
            "UniChar" => Kind::UniChar,
            "Bool" => Kind::Bool(None),
            "Void" => return SomeValue::none(),
            _ => return SomeValue::int(false),
        };
        SomeValue::of(kind)
    }

    /// A pointer to a string stands for the string; others are opaque.
    fn pointer_value(&mut self, ty: HostObj) -> SomeValue {
        let to = self.host.getattr(ty, "TO").and_then(|to| self.host.getattr(to, "_name"));
        match to.and_then(|n| self.host_text(n)).as_deref() {
            Some("rpy_string") => SomeValue::of(Kind::Str { none: true }),
            Some("rpy_unicode") => SomeValue::of(Kind::Unicode { none: true }),
            _ => SomeValue::of(Kind::Ptr(ty)),
        }
    }
}

enum Small {
    Function,
    Method { func: DescId, origin: ClassDefId, self_class: Option<ClassDefId> },
    MethodOfFrozen { func: DescId, frozen: DescId },
    Class(HostObj),
    Frozen(HostObj),
}

impl Desc {
    fn clone_small(&self) -> Small {
        match self {
            Desc::Function(_) => Small::Function,
            Desc::Class { host, .. } => Small::Class(*host),
            Desc::Method { func, origin, self_class, .. } => {
                Small::Method { func: *func, origin: *origin, self_class: *self_class }
            }
            Desc::Frozen { host, .. } => Small::Frozen(*host),
            Desc::MethodOfFrozen { func, frozen } => Small::MethodOfFrozen { func: *func, frozen: *frozen },
        }
    }
}
