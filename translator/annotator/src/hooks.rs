//! Hints for the JIT: the functions that a JitDriver has for it to call, annotated at the merge point for its variables;
//! names that must be known.

use crate::calls::CallArgs;
use crate::driver::{Annotator, Res, Stop};
use crate::{AGraphId, Desc, Kind, SomeValue};
use cranelift_entity::EntityRef;
use diagnostics::{Diagnostic, Span};
use graph::{Const, HostObj, Var};

/// Attributes of a JitDriver that may be functions of the greens; the last one of greens and reds.
pub const HOOKS: [&str; 5] =
    ["get_printable_location", "can_never_inline", "should_unroll_one_iteration", "get_unique_id", "confirm_enter_jit"];

/// Whether a hook is called with the reds too.
pub fn takes_reds(hook: &str) -> bool {
    hook == "confirm_enter_jit"
}

/// Keywords of `hint`.
const HINTS: [&str; 6] =
    ["promote", "promote_string", "promote_unicode", "access_directly", "fresh_virtualizable", "force_virtualizable"];

/// Names of parameters, as in `rpython.rlib.jit.PARAMETERS`.
const PARAMETERS: [&str; 17] = [
    "threshold",
    "function_threshold",
    "trace_eagerness",
    "decay",
    "trace_limit",
    "inlining",
    "loop_longevity",
    "retrace_limit",
    "pureop_historylength",
    "max_retrace_guards",
    "max_unroll_loops",
    "max_unroll_recursion",
    "disable_unrolling",
    "enable_opts",
    "vec",
    "vec_all",
    "vec_cost",
];

impl Annotator<'_> {
    /// `hint(x, name=True)`: the names are known.
    pub(crate) fn check_hint(&mut self, args: &CallArgs) -> Res<()> {
        match args.keywords.iter().find(|(name, _)| !HINTS.contains(&&**name)) {
            None => Ok(()),
            Some((name, _)) => {
                let d = Diagnostic::error("E0501", format!("there is no hint `{name}`"))
                    .label(self.span(), "called here")
                    .help(format!("hints are {}", HINTS.join(", ")));
                Err(self.error(d))
            }
        }
    }

    /// `set_param(driver, name, value)`: the name is known. The place that counts is where that was called.
    pub(crate) fn check_param(&mut self, name: &SomeValue) -> Res {
        match self.const_text(name) {
            Some(name) if PARAMETERS.contains(&&*name) => Ok(SomeValue::none()),
            Some(name) => {
                let span = self.caller_span().unwrap_or_else(|| self.span());
                let d = Diagnostic::error("E0501", format!("the JIT has no parameter `{name}`"))
                    .label(span, "set here")
                    .help(format!("parameters are {}", PARAMETERS.join(", ")));
                Err(self.error(d))
            }
            None => Err(self.error_here("E0501", "the name of a parameter must be a constant", "used here")),
        }
    }

    /// A place that calls the graph at hand.
    fn caller_span(&self) -> Option<Span> {
        let graph = self.cur.as_ref()?.graph;
        let calls = |(at, result): &&(AGraphId, Var)| self.sites[&(*at, *result)].targets.values().any(|g| *g == graph);
        let (at, result) = self.sites.keys().find(calls)?;
        let caller = self.states[EntityRef::index(*at)].graph.as_ref()?;
        caller.blocks.values().flat_map(|b| &b.ops).find(|op| op.result == *result).map(|op| op.span)
    }

    /// At a merge point: the hooks of its driver are called with these variables.
    pub(crate) fn call_hooks(&mut self, method: Option<&Const>, args: &CallArgs) -> Res<()> {
        let Some(Const::Host(method)) = method else { return Ok(()) };
        let Some(driver) = self.host.getattr(*method, "__self__") else { return Ok(()) };
        for name in HOOKS {
            let Some(hook) = self.host.getattr(driver, name) else { continue };
            let function = self.host_value(hook)?;
            let Kind::Pbc { descs, .. } = &function.kind else { continue };
            let Some(desc) = descs.first().copied() else { continue };
            let lists: &[&str] = if takes_reds(name) { &["greens", "reds"] } else { &["greens"] };
            let mut values = Vec::new();
            for n in lists.iter().flat_map(|list| self.host_texts(driver, list)) {
                // What the marker does not pass is reported where it is rewritten.
                let found = args.keywords.iter().find(|(k, _)| **k == *n);
                values.push(found.map_or(SomeValue::default(), |(_, v)| v.clone().not_constant()));
            }
            if values.iter().any(SomeValue::is_impossible) {
                return Err(Stop::Blocked);
            }
            // No call of the program: it belongs to no family.
            let result = self.cur.as_mut().and_then(|c| c.result.take());
            let called = self.call_function(desc, &CallArgs::positional(values));
            if let Some(cur) = &mut self.cur {
                cur.result = result;
            }
            called?;
            if let Desc::Function(f) = &self.model.descs[desc] {
                if let Some(graph) = f.graphs.last() {
                    self.model.hooks.insert((driver, name), (desc, *graph));
                }
            }
        }
        Ok(())
    }

    /// The texts in a list that is an attribute.
    fn host_texts(&mut self, object: HostObj, attribute: &str) -> Vec<String> {
        let Some(list) = self.host.getattr(object, attribute) else { return Vec::new() };
        let items = match &*self.host.describe(list) {
            host::Desc::List(items) | host::Desc::Tuple(items) => items.clone(),
            _ => Vec::new(),
        };
        let text = |o: HostObj| match &*self.host.describe(o) {
            host::Desc::Str(s) => Some(String::from_utf8_lossy(s).into_owned()),
            _ => None,
        };
        items.into_iter().filter_map(text).collect()
    }
}
