//! Hints for the tracing JIT: drivers' markers, promotion, `we_are_jitted`.
//!
//! A marker becomes `jit_marker["WHAT NAME greens=a,b reds=c,d"](a, b, c, d)`; `reds=*` stands for
//! `reds='auto'`, with the greens alone as arguments.

use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use graph::{Const, HostObj, Imm, OpCode, Operand};
use host::Desc;
use lltype::LLType;

/// Whether this module knows the intrinsic.
pub(crate) fn is_hint(name: &str) -> bool {
    matches!(
        name,
        "jit.jit_merge_point"
            | "jit.can_enter_jit"
            | "jit.loop_header"
            | "jit.promote"
            | "jit.hint"
            | "jit.we_are_jitted"
            | "jit.conditional_call"
            | "jit.conditional_call_elidable"
    )
}

impl Lower<'_, '_> {
    /// A call of an intrinsic for which [`is_hint`] holds, but for its value's conversion to the
    /// representation of the result; nothing if it has no value.
    pub fn jit_hint(&mut self, name: &str, callee: &Val, args: &CallArgs) -> LowerResult<Option<Val>> {
        match name {
            "jit.we_are_jitted" => {
                let v = self.b.op(OpCode::JitWeAreJitted, Imm::None, [], LLType::Bool);
                Ok(Some(Val::new(annotator::SomeValue::bool(), crate::Repr::Bool, v)))
            }
            "jit.conditional_call" | "jit.conditional_call_elidable" => {
                let text = format!("'{name}' is not supported yet");
                Err(self.bad("E0301", &text, "write the condition and the call as an `if`"))
            }
            "jit.promote" | "jit.hint" => {
                let Some(x) = args.positional.first() else {
                    return Err(self.bad("E0301", "a hint needs a value", "called here"));
                };
                let asked =
                    args.keywords.iter().any(|(n, v)| &**n == "promote" && v.konst() == Some(&Const::Bool(true)));
                let ty = self.rt.lltype(&x.r);
                if ty == LLType::Void || matches!(x.v, Operand::Const(_)) || !(asked || name == "jit.promote") {
                    return Ok(Some(x.clone()));
                }
                let v = self.b.op(OpCode::Hint, Imm::Name("promote".into()), [x.v.clone()], ty);
                Ok(Some(Val::new(x.s.clone(), x.r.clone(), v)))
            }
            _ => {
                self.jit_marker(name.trim_start_matches("jit.").trim_start_matches("jit_"), callee, args)?;
                Ok(None)
            }
        }
    }

    fn jit_marker(&mut self, what: &str, callee: &Val, args: &CallArgs) -> LowerResult<()> {
        let driver = match callee.konst() {
            Some(Const::Host(method)) => self.rt.host.getattr(*method, "__self__"),
            _ => None,
        };
        let Some(driver) = driver else {
            return Err(self.bad("E0501", "the JitDriver must be a constant", "called here"));
        };
        let name = self.rt.host.getattr(driver, "name").and_then(|n| self.host_name(n)).unwrap_or_default();
        let mut ops = Vec::new();
        let mut text = format!("{what} {}", name.replace(' ', "_"));
        let auto = self
            .rt
            .host
            .getattr(driver, "autoreds")
            .is_some_and(|a| matches!(&*self.rt.host.describe(a), Desc::Bool(true)));
        if what != "loop_header" {
            for list in ["greens", "reds"] {
                let names = self.host_names(driver, list);
                if list == "reds" && auto {
                    text.push_str(" reds=*");
                    continue;
                }
                for n in &names {
                    let Some((_, v)) = args.keywords.iter().find(|(k, _)| **k == **n) else {
                        return Err(self.bad("E0501", &format!("the marker does not pass '{n}'"), "called here"));
                    };
                    ops.push(v.v.clone());
                }
                text.push_str(&format!(" {list}={}", names.join(",")));
            }
            let virtualizables = self.host_names(driver, "virtualizables");
            if !virtualizables.is_empty() {
                text.push_str(&format!(" virtualizables={}", virtualizables.join(",")));
            }
        }
        if ops.len() != args.keywords.len() {
            return Err(self.bad(
                "E0501",
                "the marker passes a variable that the JitDriver does not name",
                "called here",
            ));
        }
        self.b.op(OpCode::JitMarker, Imm::Name(text.into()), ops, LLType::Void);
        Ok(())
    }

    fn host_name(&self, obj: HostObj) -> Option<String> {
        match &*self.rt.host.describe(obj) {
            Desc::Str(s) => Some(String::from_utf8_lossy(s).into_owned()),
            _ => None,
        }
    }

    fn host_names(&self, driver: HostObj, attr: &str) -> Vec<String> {
        let Some(list) = self.rt.host.getattr(driver, attr) else { return Vec::new() };
        let items = match &*self.rt.host.describe(list) {
            Desc::List(items) | Desc::Tuple(items) => items.clone(),
            _ => Vec::new(),
        };
        items.into_iter().filter_map(|o| self.host_name(o)).collect()
    }
}
