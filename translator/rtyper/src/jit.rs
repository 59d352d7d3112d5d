//! Hints for the tracing JIT: drivers' markers, promotion, `we_are_jitted`.
//!
//! A marker becomes `jit_marker["WHAT NAME greens=a,b reds=c,d"](a, b, c, d)`; `reds=*` stands for
//! `reds='auto'`, with the greens alone as arguments. The merge point of a driver with functions for the JIT to call has
//! these as further arguments, ` hooks=NAME,NAME`; they take the variables that carry data. ` recursive` says that the
//! driver's calls count when a trace is too long.

use crate::builder::Builder;
use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::Key;
use crate::RTyper;
use annotator::{AGraphId, DescId};
use graph::{Const, Exit, Graph, GraphId, HostObj, Imm, Op, OpCode, Operand};
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
            | "jit.promote_string"
            | "jit.promote_unicode"
            | "jit.isconstant"
            | "jit.isvirtual"
            | "jit.assert_green"
            | "jit.current_trace_length"
            | "jit.record_exact_class"
            | "jit.record_exact_value"
            | "jit.virtual_ref"
            | "jit.non_virtual_ref"
            | "jit.virtual_ref_finish"
    )
}

impl RTyper<'_> {
    /// A graph that takes the variables of a marker and calls a function of its driver.
    fn hook(&mut self, d: DescId, ag: AGraphId, vars: &[(std::sync::Arc<str>, Val)]) -> Result<GraphId, String> {
        let model = self.model;
        let (annotator::Desc::Function(f), Some(gid)) = (&model.descs[d], self.graph_ids[ag]) else {
            return Err("a hook of a JitDriver must be a function".to_string());
        };
        let span = self.prog.graphs[gid].span;
        let mut b = Builder::new(Graph::new(&format!("{}_hook", f.name), span), self.object_ptr());
        let mut positional = Vec::new();
        for (name, var) in vars {
            let ty = self.lltype(&var.r);
            let v = if ty.is_void() {
                var.v.clone()
            } else {
                let start = b.g.start;
                b.g.add_param(start, Some(name.clone()), Some(ty)).into()
            };
            positional.push(Val::new(var.s.clone().not_constant(), var.r.clone(), v));
        }
        let r = self.repr(&model.graphs[ag].result);
        let ty = self.lltype(&r);
        b.g.result = Some(ty);
        let mut args = self.match_args(&mut b, f, ag, CallArgs { positional, keywords: Vec::new() })?;
        args.insert(0, Const::Func(gid).into());
        let v = b.op(OpCode::DirectCall, Imm::None, args, ty);
        let cur = b.cur;
        b.g.blocks[cur].exit = Exit::Return(v);
        Ok(self.prog.graphs.push(b.g))
    }
}

impl<'a> Lower<'_, 'a> {
    /// `conditional_call(condition, function, *args)`, `conditional_call_elidable(value, function, *args)`.
    /// The address of a function that C may call: its arguments and its result are words.
    pub(crate) fn function_address(&mut self, op: &'a Op, callee: &Val) -> LowerResult<Option<Operand>> {
        let pointer = match &callee.v {
            Operand::Var(v) if self.b.g.ty(*v) != LLType::Void => callee.v.clone(),
            _ => {
                let target = match (&callee.s.kind, self.ag.calls.get(&op.result)) {
                    (annotator::Kind::Pbc { descs, .. }, Some(site)) => {
                        let model = self.rt.model;
                        let row = &model.families[model.family_leader(site.family)].rows[site.row].1;
                        descs.first().and_then(|d| row.graphs.get(d).copied())
                    }
                    _ => None,
                };
                let Some(gid) = target.and_then(|ag| self.rt.graph_ids[ag]) else {
                    return Err(self.bad(
                        "E0301",
                        "C can only call functions that are known at translation",
                        "given here",
                    ));
                };
                Const::Func(gid).into()
            }
        };
        Ok(Some(self.ll(OpCode::CastPtrToInt, [pointer], LLType::Signed)))
    }

    pub(crate) fn conditional_call(&mut self, op: &'a Op, name: &str, args: &CallArgs) -> LowerResult<Option<Operand>> {
        let elidable = name.ends_with("elidable");
        let (Some(first), Some(callee)) = (args.positional.first(), args.positional.get(1)) else {
            return Err(self.bad("E0501", "a conditional call needs a condition and a function", "called here"));
        };
        let rest = CallArgs { positional: args.positional[2..].to_vec(), keywords: args.keywords.clone() };
        let target = match (&callee.s.kind, self.ag.calls.get(&op.result)) {
            (annotator::Kind::Pbc { descs, .. }, Some(site)) if descs.len() == 1 => {
                let model = self.rt.model;
                let family = model.family_leader(site.family);
                let d = *descs.iter().next().expect("one");
                let ag = model.families[family].rows[site.row].1.graphs.get(&d).copied();
                ag.map(|ag| (d, ag))
            }
            _ => None,
        };
        let Some((d, ag)) = target else {
            return Err(self.bad("E0501", "the function of a conditional call must be a constant", "called here"));
        };
        let annotator::Desc::Function(f) = &self.rt.model.descs[d] else {
            return Err(self.bad("E0501", "the callee of a conditional call must be a function", "called here"));
        };
        let Some(gid) = self.rt.graph_ids[ag] else {
            return Err(self.bad("E0301", "this function has no graph", "called here"));
        };
        let r = self.rt.repr(&self.rt.model.graphs[ag].result.clone());
        let tested = match elidable {
            true => self.as_repr(first, &r)?,
            false => match self.rt.truth(&mut self.b, first) {
                Some(t) => t,
                None => return Err(self.bad("E0501", "the condition has no truth", "called here")),
            },
        };
        let mut ops = match self.rt.match_args(&mut self.b, f, ag, rest) {
            Ok(ops) => ops,
            Err(text) => return Err(self.bad("E0203", &text, "called here")),
        };
        ops.splice(0..0, [tested, Const::Func(gid).into()]);
        self.guard();
        if !elidable {
            self.b.op(OpCode::JitConditionalCall, Imm::None, ops, LLType::Void);
            return Ok(Some(Const::Void.into()));
        }
        let ty = self.rt.lltype(&r);
        let v = self.b.op(OpCode::JitConditionalCallValue, Imm::None, ops, ty);
        self.result(op, v, &r)
    }

    /// A call of an intrinsic for which [`is_hint`] holds, but for its value's conversion to the
    /// representation of the result; nothing if it has no value.
    pub fn jit_hint(&mut self, name: &str, callee: &Val, args: &CallArgs) -> LowerResult<Option<Val>> {
        match name {
            "jit.we_are_jitted" => {
                let v = self.b.op(OpCode::JitWeAreJitted, Imm::None, [], LLType::Bool);
                Ok(Some(Val::new(annotator::SomeValue::bool(), crate::Repr::Bool, v)))
            }
            "jit.current_trace_length" => {
                let v = self.b.op(OpCode::JitTraceLength, Imm::None, [], LLType::Signed);
                Ok(Some(Val::new(annotator::SomeValue::int(false), crate::Repr::Int(annotator::IntKind::Int), v)))
            }
            "jit.isconstant" | "jit.isvirtual" => self.question(name, args).map(Some),
            "jit.virtual_ref" | "jit.non_virtual_ref" => self.virtual_ref(name, args).map(Some),
            "jit.virtual_ref_finish" => {
                let [vref, x] = &args.positional[..] else {
                    return Err(self.bad("E0301", "a virtual reference and its object are needed", "called here"));
                };
                let ty = self.rt.lltype(&x.r);
                if vref.r == crate::Repr::VirtualRef && self.rt.prog.types.is_gc_ref(ty) {
                    let ops = [vref.v.clone(), x.v.clone()];
                    self.b.op(OpCode::JitVirtualRefFinish, Imm::None, ops, LLType::Void);
                }
                Ok(None)
            }
            "jit.assert_green" | "jit.record_exact_class" | "jit.record_exact_value" => {
                self.promise(name, args)?;
                Ok(None)
            }
            "jit.promote" | "jit.hint" | "jit.promote_string" | "jit.promote_unicode" => {
                let Some(x) = args.positional.first() else {
                    return Err(self.bad("E0301", "a hint needs a value", "called here"));
                };
                let asked = |n: &str| n.starts_with("promote");
                let asked = asked(&name["jit.".len()..])
                    || args.keywords.iter().any(|(n, v)| asked(n) && v.konst() == Some(&Const::Bool(true)));
                let ty = self.rt.lltype(&x.r);
                if ty == LLType::Void || matches!(x.v, Operand::Const(_)) || !asked {
                    return Ok(Some(x.clone()));
                }
                let (mut hint, mut ops) = ("promote", vec![x.v.clone()]);
                if matches!(x.r, crate::Repr::Str | crate::Repr::Unicode) {
                    // Strings are compared by content.
                    hint = "promote_string";
                    ops.push(Const::Func(self.string_equality(ty)?).into());
                }
                let v = self.b.op(OpCode::Hint, Imm::Name(hint.into()), ops, ty);
                Ok(Some(Val::new(x.s.clone(), x.r.clone(), v)))
            }
            _ => {
                self.jit_marker(name.trim_start_matches("jit.").trim_start_matches("jit_"), callee, args)?;
                Ok(None)
            }
        }
    }

    /// The function that compares strings of a type.
    fn string_equality(&mut self, ty: LLType) -> LowerResult<graph::GraphId> {
        let Some(obj) = self.rt.helper_object("rstr", "ll_streq") else {
            return Err(self.bad("E0301", "there is no comparison of strings", "needed here"));
        };
        Ok(self.rt.helper(obj, vec![Key::T(ty), Key::T(ty)])?.gid)
    }

    /// `virtual_ref(x)`, `non_virtual_ref(x)`.
    fn virtual_ref(&mut self, name: &str, args: &CallArgs) -> LowerResult<Val> {
        let Some(x) = args.positional.first() else {
            return Err(self.bad("E0301", "a reference to nothing", "called here"));
        };
        let (class, v) = match &x.s.kind {
            annotator::Kind::Instance { class, .. } => {
                let from = self.rt.lltype(&x.r);
                let v = self.b.cast(x.v.clone(), from, LLType::GcRef);
                match (name, &v) {
                    ("jit.virtual_ref", Operand::Var(_)) => {
                        (Some(*class), self.b.op(OpCode::JitVirtualRef, Imm::None, [v], LLType::GcRef))
                    }
                    _ => (Some(*class), v),
                }
            }
            _ => (None, Const::Null(LLType::GcRef).into()),
        };
        let kind = annotator::Kind::VirtualRef(class);
        Ok(Val::new(annotator::SomeValue::of(kind), crate::Repr::VirtualRef, v))
    }

    /// `isconstant(x)`, `isvirtual(x)`: false but while tracing.
    fn question(&mut self, name: &str, args: &CallArgs) -> LowerResult<Val> {
        let Some(x) = args.positional.first() else {
            return Err(self.bad("E0301", "a question about nothing", "called here"));
        };
        let ty = self.rt.lltype(&x.r);
        let v = match name {
            "jit.isconstant" if ty != LLType::Void => {
                self.b.op(OpCode::JitIsConstant, Imm::None, [x.v.clone()], LLType::Bool)
            }
            "jit.isvirtual" if self.rt.prog.types.is_gc_ref(ty) => {
                self.b.op(OpCode::JitIsVirtual, Imm::None, [x.v.clone()], LLType::Bool)
            }
            _ => Const::Bool(false).into(),
        };
        Ok(Val::new(annotator::SomeValue::bool(), crate::Repr::Bool, v))
    }

    /// What the program promises the JIT.
    fn promise(&mut self, name: &str, args: &CallArgs) -> LowerResult<()> {
        let Some(x) = args.positional.first().filter(|x| matches!(x.v, Operand::Var(_))) else { return Ok(()) };
        if self.rt.lltype(&x.r) == LLType::Void {
            return Ok(());
        }
        let (code, second) = match (name, args.positional.get(1)) {
            ("jit.assert_green", _) => (OpCode::JitAssertGreen, None),
            ("jit.record_exact_class", Some(c)) => {
                let annotator::Kind::Pbc { descs, .. } = &c.s.kind else {
                    return Err(self.bad("E0501", "the class must be a constant", "called here"));
                };
                let class = match descs.iter().next().map(|d| &self.rt.model.descs[*d]) {
                    Some(annotator::Desc::Class { classdef: Some(class), .. }) if descs.len() == 1 => *class,
                    _ => return Err(self.bad("E0501", "the class must be a constant", "called here")),
                };
                if !matches!(x.r, crate::Repr::Inst(_)) {
                    return Ok(());
                }
                (OpCode::JitRecordExactClass, Some(self.rt.vtable_const(class).into()))
            }
            ("jit.record_exact_value", Some(c)) => {
                let c = self.as_repr(c, &x.r)?;
                if !matches!(c, Operand::Const(_)) {
                    return Err(self.bad("E0501", "the value must be a constant", "called here"));
                }
                (OpCode::JitRecordExactValue, Some(c))
            }
            _ => return Err(self.bad("E0501", "an argument is missing", "called here")),
        };
        let ops: Vec<Operand> = std::iter::once(x.v.clone()).chain(second).collect();
        self.b.op(code, Imm::None, ops, LLType::Void);
        Ok(())
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
        if what == "merge_point" {
            let hooks = self.hooks(driver, args)?;
            if !hooks.is_empty() {
                let names: Vec<&str> = hooks.iter().map(|h| h.0).collect();
                text.push_str(&format!(" hooks={}", names.join(",")));
                ops.extend(hooks.iter().map(|h| Operand::Const(Const::Func(h.1))));
            }
            let recursive = self.rt.host.getattr(driver, "is_recursive");
            if recursive.is_some_and(|r| matches!(&*self.rt.host.describe(r), Desc::Bool(true))) {
                text.push_str(" recursive");
            }
        }
        self.b.op(OpCode::JitMarker, Imm::Name(text.into()), ops, LLType::Void);
        Ok(())
    }

    /// The driver's functions that the JIT calls, as graphs that take the marker's variables.
    fn hooks(&mut self, driver: HostObj, args: &CallArgs) -> LowerResult<Vec<(&'static str, GraphId)>> {
        let mut hooks = Vec::new();
        for name in annotator::HOOKS {
            let Some((d, ag)) = self.rt.model.hooks.get(&(driver, name)).copied() else { continue };
            let mut names = self.host_names(driver, "greens");
            if annotator::takes_reds(name) {
                names.extend(self.host_names(driver, "reds"));
            }
            let find = |n: &String| args.keywords.iter().find(|(k, _)| **k == **n);
            let vars: Vec<(std::sync::Arc<str>, Val)> = names.iter().filter_map(find).cloned().collect();
            let hook = self.rt.hook(d, ag, &vars).map_err(|text| self.bad("E0501", &text, "of this driver"))?;
            let result = self.rt.prog.graphs[hook].result.unwrap_or(LLType::Void);
            let (fits, wanted) = match name {
                "get_printable_location" => {
                    (self.rt.repr(&self.rt.model.graphs[ag].result.clone()) == crate::Repr::Str, "a string")
                }
                _ => (matches!(result, LLType::Bool | LLType::Signed | LLType::Unsigned), "a truth value or an int"),
            };
            if !fits {
                let text = format!("{name} of a JitDriver must return {wanted}");
                return Err(self.bad("E0501", &text, "the merge point of this driver"));
            }
            hooks.push((name, hook));
        }
        Ok(hooks)
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
