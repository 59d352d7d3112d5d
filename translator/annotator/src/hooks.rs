//! The functions that a JitDriver has for the JIT to call: annotated at the merge point for its variables.

use crate::calls::CallArgs;
use crate::driver::{Annotator, Res, Stop};
use crate::{Desc, Kind, SomeValue};
use graph::{Const, HostObj};

/// Attributes of a JitDriver that may be functions of the greens; the last one of greens and reds.
pub const HOOKS: [&str; 5] =
    ["get_printable_location", "can_never_inline", "should_unroll_one_iteration", "get_unique_id", "confirm_enter_jit"];

/// Whether a hook is called with the reds too.
pub fn takes_reds(hook: &str) -> bool {
    hook == "confirm_enter_jit"
}

impl Annotator<'_> {
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
