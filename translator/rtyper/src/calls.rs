//! Calls of functions, methods and classes.
//!
//! A call site belongs to a row of a call family. Where one graph can be reached the call is direct
//! and arguments are matched to its parameters here. Otherwise the callee is a function pointer (from
//! a variable or a vtable slot) whose type is that of the row: the arguments in the order of the
//! call's shape; graphs with other parameters are reached through wrappers.

use crate::builder::Builder;
use crate::classes::slot_name;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::{RTyper, Repr};
use annotator::{AGraphId, CallFamilyId, CallSite, ClassDefId, Desc, DescId, FunctionDesc, Kind, SomeValue};
use graph::{Const, Exit, Graph, GraphId, HostObj, Imm, Op, OpCode, Operand, Static, StaticItems};
use indexmap::IndexMap;
use lltype::{ContainerId, LLType};
use std::sync::Arc;

/// The low-level side of a row.
#[derive(Clone, Debug)]
pub(crate) struct RowInfo {
    /// Function pointer type.
    pub ty: LLType,
    /// Arguments in the order of the shape.
    pub args: Vec<Repr>,
    /// Names of the last arguments where they are keywords.
    pub keywords: Vec<Arc<str>>,
    /// Result.
    pub result: Repr,
}

/// Positional and keyword arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallArgs {
    pub positional: Vec<Val>,
    pub keywords: Vec<(Arc<str>, Val)>,
}

impl<'a> RTyper<'a> {
    /// The row's function pointer type; computed at the first question.
    pub(crate) fn row_info(&mut self, family: CallFamilyId, row: usize) -> RowInfo {
        if let Some(info) = self.rows.get(&(family, row)) {
            return info.clone();
        }
        let model = self.model;
        let (shape, r) = &model.families[family].rows[row];
        let mut args: Vec<Repr> = Vec::new();
        let mut result = Repr::Void;
        for (i, (d, ag)) in r.graphs.iter().enumerate() {
            let Desc::Function(f) = &model.descs[*d] else { continue };
            let mut mine: Vec<Repr> = Vec::new();
            for k in 0..shape.positional as usize {
                mine.push(self.param_repr(f, *ag, ParamKey::Position(k)));
            }
            for n in &shape.keywords {
                mine.push(self.param_repr(f, *ag, ParamKey::Name(n)));
            }
            if i == 0 {
                args = mine;
            } else {
                for (a, m) in args.iter_mut().zip(mine) {
                    *a = self.meet(a.clone(), m);
                }
            }
            let res = self.repr(&model.graphs[*ag].result);
            result = if i == 0 { res } else { self.meet(result, res) };
        }
        let lls: Vec<LLType> = args.iter().map(|a| self.lltype(a)).filter(|t| !t.is_void()).collect();
        let res = self.lltype(&result);
        let ty = LLType::Ptr(self.prog.types.func(lls, res));
        let info = RowInfo { ty, args, keywords: shape.keywords.clone(), result };
        self.rows.insert((family, row), info.clone());
        info
    }

    /// A representation for two that should be equal: instances meet at their common base.
    fn meet(&mut self, a: Repr, b: Repr) -> Repr {
        match (&a, &b) {
            (Repr::Inst(x), Repr::Inst(y)) => self.model.common_base(*x, *y).map_or(a, Repr::Inst),
            (Repr::Void, _) => b,
            (Repr::Char, Repr::Str) | (Repr::Bool, Repr::Int(_)) | (Repr::Int(_), Repr::Float) => b,
            _ => a,
        }
    }

    fn param_repr(&mut self, f: &FunctionDesc, ag: AGraphId, key: ParamKey) -> Repr {
        let model = self.model;
        let g = &model.graphs[ag];
        let find = |name: &str| {
            let args = g.graph.args();
            args.iter().position(|v| g.graph.vars[*v].name.as_deref() == Some(name)).map(|i| args[i])
        };
        let s: Option<SomeValue> = match key {
            ParamKey::Position(k) if k < f.signature.args.len() => {
                find(&f.signature.args[k]).or_else(|| g.graph.args().get(k).copied()).map(|v| g.bindings[v].clone())
            }
            ParamKey::Position(k) => {
                let v = f.signature.vararg.as_ref().and_then(|n| find(n));
                v.and_then(|v| match &g.bindings[v].kind {
                    Kind::Tuple(items) => items.get(k - f.signature.args.len()).cloned(),
                    _ => None,
                })
            }
            ParamKey::Name(n) => find(n).map(|v| g.bindings[v].clone()),
        };
        s.map_or(Repr::Void, |s| self.repr(&s))
    }

    /// Low-level type of values that are functions of a family.
    pub(crate) fn family_type(&mut self, f: CallFamilyId) -> LLType {
        if let Some(t) = self.family_types.get(&f) {
            return *t;
        }
        let rows = self.model.families[f].rows.len();
        let t = match rows {
            0 => LLType::Ptr(self.vtable_root),
            1 => self.row_info(f, 0).ty,
            n => {
                let fields = (0..n).map(|i| crate::repr::field(&format!("row{i}"), self.row_info(f, i).ty)).collect();
                LLType::Ptr(self.prog.types.structure("specfunc", false, None, fields))
            }
        };
        self.family_types.insert(f, t);
        t
    }

    /// A function of the host as a value of its family.
    pub(crate) fn function_const(&mut self, obj: HostObj, f: CallFamilyId) -> Option<Const> {
        let d = self.function_desc(obj)?;
        let t = self.family_type(f);
        match self.model.families[f].rows.len() {
            0 => Some(Const::Null(t)),
            1 => Some(match self.row_target(f, 0, d) {
                Some(g) => Const::Func(g),
                None => Const::Null(t),
            }),
            n => {
                let LLType::Ptr(ty) = t else { return None };
                if let Some(s) = self.prebuilt.get(&(obj, ty)) {
                    return Some(Const::Static(*s, t));
                }
                let mut fields = Vec::new();
                for i in 0..n {
                    let target = self.row_target(f, i, d);
                    let null = Const::Null(self.row_info(f, i).ty);
                    fields.push(target.map_or(null, Const::Func));
                }
                let s = self.prog.statics.push(Static {
                    name: "specfunc".into(),
                    ty,
                    fields,
                    items: StaticItems::None,
                    immutable: true,
                });
                self.prebuilt.insert((obj, ty), s);
                Some(Const::Static(s, t))
            }
        }
    }

    /// The graph that a function pointer of the row has for a function.
    pub(crate) fn row_target(&mut self, family: CallFamilyId, row: usize, d: DescId) -> Option<GraphId> {
        if let Some(g) = self.row_targets.get(&(family, row, d)) {
            return Some(*g);
        }
        let info = self.row_info(family, row);
        let model = self.model;
        let ag = *model.families[family].rows[row].1.graphs.get(&d)?;
        let gid = self.graph_ids[ag]?;
        let target = if self.fits(&info, gid) { gid } else { self.wrapper(&info, d, ag, gid) };
        self.row_targets.insert((family, row, d), target);
        Some(target)
    }

    /// Whether a graph can be called with the row's arguments as they are.
    fn fits(&mut self, info: &RowInfo, gid: GraphId) -> bool {
        let LLType::Ptr(t) = info.ty else { return false };
        let (args, result) = self.prog.graphs[gid].signature();
        let f = self.prog.types.func_of(t).clone();
        let inst = |t: LLType| match t {
            LLType::Ptr(c) => match self.prog.types.get(c) {
                lltype::Container::Struct(_) => self.prog.types.is_a(c, self.object),
                _ => false,
            },
            _ => false,
        };
        let same = |a: LLType, b: LLType| a == b || (inst(a) && inst(b));
        f.args.len() == args.len()
            && f.args.iter().zip(&args).all(|(a, b)| same(*a, *b))
            && (same(f.result, result) || f.result.is_void())
            && info.keywords.is_empty()
    }

    fn wrapper(&mut self, info: &RowInfo, d: DescId, ag: AGraphId, gid: GraphId) -> GraphId {
        let model = self.model;
        let Desc::Function(f) = &model.descs[d] else { return gid };
        let span = self.prog.graphs[gid].span;
        let mut b = Builder::new(Graph::new(&format!("{}_wrapper", f.name), span), self.object_ptr());
        let mut vals = Vec::new();
        for r in &info.args {
            let ty = self.lltype(r);
            let v = if ty.is_void() {
                Const::Void.into()
            } else {
                let start = b.g.start;
                b.g.add_param(start, None, Some(ty)).into()
            };
            vals.push(Val::new(SomeValue::of(Kind::Impossible), r.clone(), v));
        }
        let split = vals.len() - info.keywords.len();
        let keywords = info.keywords.iter().cloned().zip(vals.split_off(split)).collect();
        let result_ty = self.lltype(&info.result);
        b.g.result = Some(result_ty);
        let args = CallArgs { positional: vals, keywords };
        let matched = self.match_args(&mut b, f, ag, args);
        let ag_result = self.repr(&model.graphs[ag].result);
        let ag_ty = self.lltype(&ag_result);
        match matched {
            Ok(mut args) => {
                args.insert(0, Const::Func(gid).into());
                let v = b.op(OpCode::DirectCall, Imm::None, args, ag_ty);
                let v = self.convert_repr(&mut b, v, &ag_result, &info.result).unwrap_or(Const::Void.into());
                let cur = b.cur;
                b.g.blocks[cur].exit = Exit::Return(v);
            }
            Err(text) => b.fatal(&text),
        }
        self.prog.graphs.push(b.g)
    }

    /// Arguments of a call as the low-level arguments of a graph: defaults filled in, `*args` packed.
    pub(crate) fn match_args(
        &mut self,
        b: &mut Builder,
        f: &FunctionDesc,
        ag: AGraphId,
        args: CallArgs,
    ) -> Result<Vec<Operand>, String> {
        let model = self.model;
        let g = &model.graphs[ag];
        let sig = &f.signature;
        let mut out = Vec::new();
        let rest: Vec<Val> = args.positional.iter().skip(sig.args.len()).cloned().collect();
        for (i, v) in g.graph.args().iter().enumerate() {
            let s = g.bindings[*v].clone();
            let r = self.repr(&s);
            if self.lltype(&r).is_void() {
                continue;
            }
            let name: Arc<str> = match &g.graph.vars[*v].name {
                Some(n) => n.clone(),
                None => sig.args.get(i).cloned().unwrap_or_else(|| "".into()),
            };
            let operand = if sig.vararg.as_ref() == Some(&name) {
                self.pack_rest(b, &rest, &r)
            } else {
                // The variable of a generator's body is not named as the parameter.
                let position = sig.args.iter().position(|a| *a == name).or((i < sig.args.len()).then_some(i));
                let given = position
                    .and_then(|p| args.positional.get(p))
                    .or_else(|| args.keywords.iter().find(|(n, _)| *n == name).map(|(_, v)| v));
                match given {
                    Some(v) => self.convert(b, v, &r),
                    None => self.default_of(f, position, &name).map(|obj| Operand::Const(self.host_const(obj, &r))),
                }
            };
            match operand {
                Some(o) => out.push(o),
                None => return Err(format!("the argument '{name}' of {}() has no common representation", f.name)),
            }
        }
        Ok(out)
    }

    fn default_of(&self, f: &FunctionDesc, position: Option<usize>, name: &str) -> Option<HostObj> {
        match position {
            Some(p) => {
                let first = f.signature.args.len() - f.defaults.len().min(f.signature.args.len());
                f.defaults.get(p.checked_sub(first)?).copied()
            }
            None => f.kwdefaults.iter().find(|(n, _)| &**n == name).map(|(_, o)| *o),
        }
    }

    fn pack_rest(&mut self, b: &mut Builder, rest: &[Val], r: &Repr) -> Option<Operand> {
        let Repr::Tuple(items) = r else { return None };
        let LLType::Ptr(ty) = self.lltype(r) else { return None };
        if items.len() != rest.len() {
            return None;
        }
        let mut values = Vec::new();
        for (v, r) in rest.iter().zip(items) {
            values.push(self.convert(b, v, r)?);
        }
        Some(self.new_tuple(b, ty, values))
    }

    /// A new tuple.
    pub(crate) fn new_tuple(&mut self, b: &mut Builder, ty: ContainerId, values: Vec<Operand>) -> Operand {
        let t = b.malloc(ty);
        for (i, v) in values.into_iter().enumerate() {
            b.set(&self.prog, t.clone(), ty, &format!("item{i}"), v);
        }
        t
    }

    /// A graph that takes a resizable list of strings, and calls an entry point that wants another
    /// form of list, or returns nothing.
    pub(crate) fn entry_adapter(&mut self, entry: GraphId, args: &[LLType], result: LLType, list: LLType) -> Graph {
        let span = self.prog.graphs[entry].span;
        let mut b = Builder::new(Graph::new("entry_point_adapter", span), self.object_ptr());
        let start = b.g.start;
        let argv: Operand = b.g.add_param(start, Some("argv".into()), Some(list)).into();
        b.g.result = Some(LLType::Signed);
        let mut call = vec![Operand::Const(Const::Func(entry))];
        if let Some(to) = args.first() {
            let v = if *to == list { Some(argv) } else { self.call_list_conversion(&mut b, argv, list, *to) };
            call.push(v.unwrap_or(Const::Null(*to).into()));
        }
        let v = b.op(OpCode::DirectCall, Imm::None, call, result);
        let v = match result {
            LLType::Signed => v,
            LLType::Bool => b.pure(OpCode::CastBoolToInt, [v], LLType::Signed),
            LLType::Unsigned => b.pure(OpCode::CastUintToInt, [v], LLType::Signed),
            _ => Const::Int(0).into(),
        };
        let cur = b.cur;
        b.g.blocks[cur].exit = Exit::Return(v);
        b.g
    }
}

enum ParamKey<'k> {
    Position(usize),
    Name(&'k str),
}

impl<'a> Lower<'_, 'a> {
    /// `simple_call` and `call_args`.
    pub fn call(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let callee = self.val(&op.args[0]);
        let args = self.call_arguments(op)?;
        self.call_value(op, callee, args)
    }

    fn call_arguments(&mut self, op: &'a Op) -> LowerResult<CallArgs> {
        let vals: Vec<Val> = op.args[1..].iter().map(|a| self.val(a)).collect();
        let Imm::Shape(shape) = &op.imm else {
            return Ok(CallArgs { positional: vals, keywords: Vec::new() });
        };
        let n = shape.positional as usize;
        let mut out = CallArgs { positional: vals[..n].to_vec(), keywords: Vec::new() };
        for (name, v) in shape.keywords.iter().zip(&vals[n..]) {
            out.keywords.push((name.clone(), v.clone()));
        }
        if shape.star {
            let star = vals.last().cloned();
            if let Some(star) = star {
                out.positional.extend(self.tuple_items(&star)?);
            }
        }
        Ok(out)
    }

    /// The items of a tuple as values.
    pub fn tuple_items(&mut self, t: &Val) -> LowerResult<Vec<Val>> {
        let Kind::Tuple(items) = &t.s.kind else {
            // A value made by the rtyper itself: its representation says what the items are.
            let Repr::Tuple(rs) = t.r.clone() else {
                return Err(self.bad("E0301", "only a tuple can be unpacked here", "not a tuple"));
            };
            let mut out = Vec::new();
            for (i, r) in rs.into_iter().enumerate() {
                let v = self.tuple_item(t, i)?;
                out.push(Val::new(SomeValue::of(Kind::Impossible), r, v));
            }
            return Ok(out);
        };
        let mut out = Vec::new();
        for (i, s) in items.iter().enumerate() {
            let r = self.rt.repr(s);
            let v = self.tuple_item(t, i)?;
            out.push(Val::new(s.clone(), r, v));
        }
        Ok(out)
    }

    fn call_value(&mut self, op: &'a Op, callee: Val, mut args: CallArgs) -> LowerResult<Option<Operand>> {
        match callee.s.kind.clone() {
            Kind::Builtin(name) if name.starts_with("rerased.") && args.positional.len() == 1 => {
                if name.starts_with("rerased.e") {
                    self.erase(&args.positional[0], &callee)
                } else {
                    self.unerase(op, &args.positional[0], &callee)
                }
            }
            Kind::Builtin(name) if name.starts_with("jit.conditional_call") => self.conditional_call(op, &name, &args),
            Kind::Builtin(name) if crate::jit::is_hint(&name) => match self.jit_hint(&name, &callee, &args)? {
                Some(v) => {
                    let to = self.binding_repr(op.result);
                    self.as_repr(&v, &to).map(Some)
                }
                None => Ok(Some(Const::Void.into())),
            },
            Kind::Builtin(name) => self.builtin_call(op, &name, args),
            Kind::External => self.external_call(op, &callee, args),
            Kind::BuiltinMethod { self_, name } => {
                let r = match &callee.r {
                    Repr::BuiltinMethod(r, _) => (**r).clone(),
                    _ => self.rt.repr(&self_),
                };
                let me = Val::new(*self_, r, callee.v.clone());
                self.builtin_method(op, me, &name, args)
            }
            Kind::Pbc { descs, .. } => {
                let first = *descs.first().expect("a PBC is not empty");
                match &self.rt.model.descs[first] {
                    Desc::Class { .. } => {
                        let descs: Vec<DescId> = descs.iter().copied().collect();
                        self.instantiate(op, &callee, &descs, args)
                    }
                    Desc::Function(_) => {
                        let fs: Vec<DescId> = descs.iter().copied().collect();
                        self.call_functions(op, &fs, Some(callee), None, args)
                    }
                    Desc::Method { name, .. } => {
                        let name = name.clone();
                        let fs = self.functions_of(descs.iter());
                        let me =
                            Val::new(SomeValue::of(Kind::Impossible), self.method_self(&callee.r), callee.v.clone());
                        args.positional.insert(0, me);
                        self.call_functions(op, &fs, None, Some(name), args)
                    }
                    Desc::MethodOfFrozen { frozen, .. } => {
                        let fs = self.functions_of(descs.iter());
                        let me = if descs.len() == 1 {
                            let (Desc::Frozen { host, .. } | Desc::Class { host, .. }) = &self.rt.model.descs[*frozen]
                            else {
                                return Err(self.bad("E0301", "this cannot be called", "not a frozen object"));
                            };
                            self.const_val(&Const::Host(*host))
                        } else {
                            Val::new(SomeValue::of(Kind::Impossible), callee.r.clone(), callee.v.clone())
                        };
                        args.positional.insert(0, me);
                        self.call_functions(op, &fs, None, None, args)
                    }
                    Desc::Frozen { .. } => Err(self.bad("E0301", "this object cannot be called", "not callable")),
                }
            }
            Kind::Instance { .. } => {
                args.positional.insert(0, callee);
                self.call_implicit(op, "__call__", args)
            }
            Kind::VirtualRef(class) => {
                let p = self.b.op(OpCode::JitForceVirtual, Imm::None, [callee.v.clone()], LLType::GcRef);
                match class {
                    Some(c) => {
                        let to = self.rt.lltype(&Repr::Inst(c));
                        let p = self.b.cast(p, LLType::GcRef, to);
                        self.result(op, p, &Repr::Inst(c))
                    }
                    None => Ok(Some(Const::Void.into())),
                }
            }
            Kind::WeakRef(class) => {
                let p = self.b.op(OpCode::WeakrefDeref, Imm::None, [callee.v.clone()], LLType::GcRef);
                match class {
                    Some(c) => {
                        let to = self.rt.lltype(&Repr::Inst(c));
                        let p = self.b.cast(p, LLType::GcRef, to);
                        self.result(op, p, &Repr::Inst(c))
                    }
                    None => Ok(Some(Const::Void.into())),
                }
            }
            Kind::TypeOf { .. } => Err(self.bad("E0301", "a class found at run time cannot be called", "not callable")),
            _ => Err(self.bad("E0301", "this cannot be called", "not callable")),
        }
    }

    fn method_self(&self, r: &Repr) -> Repr {
        match r {
            Repr::Method(c, _) => Repr::Inst(*c),
            other => other.clone(),
        }
    }

    fn functions_of<'d>(&self, descs: impl Iterator<Item = &'d DescId>) -> Vec<DescId> {
        let mut out: Vec<DescId> = Vec::new();
        for d in descs {
            if let Some((f, _)) = self.rt.model.function_of(*d) {
                if !out.contains(&f) {
                    out.push(f);
                }
            }
        }
        out
    }

    /// A method called by the language itself (`__init__`, `__len__`, …); `args[0]` is the instance.
    pub fn call_implicit(&mut self, op: &'a Op, name: &str, args: CallArgs) -> LowerResult<Option<Operand>> {
        let Some(Repr::Inst(c)) = args.positional.first().map(|v| v.r.clone()) else {
            return Err(self.bad("E0301", &format!("'{name}' is called on something that is no instance"), "here"));
        };
        // What None answers itself is not asked of an object.
        if !matches!(name, "__eq__" | "__ne__" | "__bool__" | "__len__" | "__str__" | "__repr__" | "__hash__") {
            let receiver = args.positional[0].clone();
            self.not_none(&receiver, name);
        }
        let Some(site) = self.ag.calls.get(&op.result).cloned() else {
            return Err(self.bad("E0301", &format!("no method '{name}' was found for this"), "here"));
        };
        let family = self.rt.model.family_leader(site.family);
        let graphs: Vec<DescId> = self.rt.model.families[family].rows[site.row].1.graphs.keys().copied().collect();
        let mut fs = Vec::new();
        for sub in self.subclasses(c) {
            if let Some(d) = self.rt.class_attr(sub, name).and_then(|o| self.rt.function_desc(o)) {
                if graphs.contains(&d) && !fs.contains(&d) {
                    fs.push(d);
                }
            }
        }
        self.call_functions(op, &fs, None, Some(name.into()), args)
    }

    fn subclasses(&self, c: ClassDefId) -> Vec<ClassDefId> {
        let mut out = vec![c];
        let mut i = 0;
        while i < out.len() {
            out.extend(self.rt.model.classes[out[i]].subclasses.iter().copied());
            i += 1;
        }
        out
    }

    /// Calls one of several functions. `pointer`: the function value, where there is one; `method`:
    /// the name of the vtable slot, where the callee is found through `args[0]`.
    fn call_functions(
        &mut self,
        op: &'a Op,
        fs: &[DescId],
        pointer: Option<Val>,
        method: Option<Arc<str>>,
        args: CallArgs,
    ) -> LowerResult<Option<Operand>> {
        let model = self.rt.model;
        if let [one] = fs {
            if let Desc::Function(f) = &model.descs[*one] {
                if f.memo.is_some() {
                    return self.memo_call(op, f, args);
                }
            }
        }
        let Some(CallSite { family, row }) = self.ag.calls.get(&op.result).cloned() else {
            return Err(self.bad("E0301", "the callee of this call is not known", "called here"));
        };
        let family = model.family_leader(family);
        let graphs = &model.families[family].rows[row].1.graphs;
        let single = match fs {
            [one] => graphs.get(one).map(|ag| (*one, *ag)),
            _ if graphs.len() == 1 => graphs.first().map(|(d, ag)| (*d, *ag)),
            _ => None,
        };
        if let Some((d, ag)) = single {
            return self.direct_call(op, d, ag, args);
        }
        let info = self.rt.row_info(family, row);
        let mut targets = Vec::new();
        for d in fs.iter().filter(|d| graphs.contains_key(*d)) {
            targets.extend(self.rt.row_target(family, row, *d));
        }
        let fnptr = match (&method, &pointer) {
            (Some(name), _) => self.load_slot(&args.positional[0], name, row)?,
            (None, Some(p)) => self.load_pointer(p, family, row, info.ty)?,
            (None, None) => {
                return Err(self.bad("E0301", "several functions may be called here", "called here"));
            }
        };
        let mut flat = args.positional;
        for name in &info.keywords {
            match args.keywords.iter().find(|(n, _)| n == name) {
                Some((_, v)) => flat.push(v.clone()),
                None => return Err(self.bad("E0203", "keyword arguments differ between calls", "called here")),
            }
        }
        if flat.len() != info.args.len() {
            return Err(self.bad("E0203", "the number of arguments differs between calls", "called here"));
        }
        let mut ops = vec![fnptr];
        for (v, r) in flat.iter().zip(&info.args) {
            let o = self.as_repr(v, r)?;
            if !self.rt.lltype(r).is_void() {
                ops.push(o);
            }
        }
        self.guard();
        let ty = self.rt.lltype(&info.result);
        let v = self.b.op(OpCode::IndirectCall, Imm::Targets(targets.into()), ops, ty);
        if self.result_annotation(op).is_impossible() {
            return Ok(None);
        }
        self.result(op, v, &info.result)
    }

    /// Calls a known graph.
    pub fn direct_call(&mut self, op: &'a Op, d: DescId, ag: AGraphId, args: CallArgs) -> LowerResult<Option<Operand>> {
        let model = self.rt.model;
        let Desc::Function(f) = &model.descs[d] else {
            return Err(self.bad("E0301", "this is not a function", "called here"));
        };
        let Some(gid) = self.rt.graph_ids[ag] else {
            return Err(self.bad("E0301", "this function has no graph", "called here"));
        };
        let mut ops = match self.rt.match_args(&mut self.b, f, ag, args) {
            Ok(ops) => ops,
            Err(text) => return Err(self.bad("E0203", &text, "called here")),
        };
        ops.insert(0, Const::Func(gid).into());
        let s = model.graphs[ag].result.clone();
        let r = self.rt.repr(&s);
        let ty = self.rt.lltype(&r);
        self.guard();
        let v = self.b.op(OpCode::DirectCall, Imm::None, ops, ty);
        if s.is_impossible() {
            return Ok(None);
        }
        self.result(op, v, &r)
    }

    fn load_slot(&mut self, me: &Val, name: &str, row: usize) -> LowerResult<Operand> {
        let Repr::Inst(c) = me.r else {
            return Err(self
                .bad("E0301", "bound methods of unrelated classes, or different closures, meet here", "called here")
                .help("give the classes a common base class that has the method"));
        };
        let slot = slot_name(name, row);
        for class in self.rt.model.mro(c).collect::<Vec<_>>() {
            let vt = self.rt.class_info(class).vtable;
            if let Some(f) = self.rt.prog.types.find_field(vt, &slot) {
                let declared = self.rt.prog.types.field(f).ty;
                let inst_ty = self.rt.lltype(&me.r);
                let (object, object_ptr) = (self.rt.object, self.rt.object_ptr());
                let me = self.b.cast(me.v.clone(), inst_ty, object_ptr);
                let vtable = self.b.get(&self.rt.prog, me, object, "typeptr");
                let vtable = self.b.cast(vtable, LLType::Ptr(self.rt.vtable_root), LLType::Ptr(f.container));
                let p = self.b.getfield(vtable, f, declared);
                return Ok(p);
            }
        }
        Err(self.bad("E0301", &format!("no vtable slot for the method '{name}'"), "called here"))
    }

    fn load_pointer(&mut self, p: &Val, family: CallFamilyId, row: usize, ty: LLType) -> LowerResult<Operand> {
        let v = self.as_repr(p, &Repr::Func(family))?;
        let t = self.rt.family_type(family);
        if t == ty {
            return Ok(v);
        }
        let LLType::Ptr(c) = t else { return Ok(v) };
        Ok(self.b.get(&self.rt.prog, v, c, &format!("row{row}")))
    }

    fn memo_call(&mut self, op: &'a Op, f: &FunctionDesc, args: CallArgs) -> LowerResult<Option<Operand>> {
        let result = self.binding_repr(op.result);
        let s = self.result_annotation(op);
        if let Some(c) = s.konst.as_ref().and_then(|k| self.rt.constant(k, &result)) {
            return Ok(Some(c.into()));
        }
        let rows = f.memo.as_ref().map(|m| m.rows.clone()).unwrap_or_default();
        let ty = self.rt.lltype(&result);
        let done = self.b.g.new_block();
        let out = (!ty.is_void()).then(|| self.b.g.add_param(done, None, Some(ty)));
        for (keys, value) in rows {
            let mut all: Operand = Const::Bool(true).into();
            for (k, a) in keys.iter().zip(&args.positional) {
                let kv = self.const_val(k);
                let t = self.identical(a, &kv)?;
                all = match (&all, &t) {
                    (Operand::Const(Const::Bool(true)), _) => t,
                    (_, Operand::Const(Const::Bool(true))) => all,
                    _ => self.and(all, t),
                };
            }
            let (then, els) = self.b.branch(all);
            self.b.cur = then;
            let v = self.const_val(&value);
            let v = self.as_repr(&v, &result)?;
            self.b.goto(done, if out.is_some() { vec![v] } else { vec![] });
            self.b.cur = els;
        }
        self.fatal("a memo function was called with an argument not seen at translation");
        self.b.cur = done;
        Ok(Some(out.map_or(Const::Void.into(), Operand::Var)))
    }

    /// `a and b` of two `Bool`s without branching.
    pub fn and(&mut self, a: Operand, b: Operand) -> Operand {
        let x = self.ll(OpCode::CastBoolToInt, [a], LLType::Signed);
        let y = self.ll(OpCode::CastBoolToInt, [b], LLType::Signed);
        let z = self.ll(OpCode::IntAnd, [x, y], LLType::Signed);
        self.ll(OpCode::IntIsTrue, [z], LLType::Bool)
    }

    /// `C(args…)`.
    fn instantiate(
        &mut self,
        op: &'a Op,
        callee: &Val,
        descs: &[DescId],
        args: CallArgs,
    ) -> LowerResult<Option<Operand>> {
        if let [one] = descs {
            let c = self.desc_class(*one)?;
            let v = self.new_instance(op, c, args)?;
            return self.result(op, v, &Repr::Inst(c));
        }
        let result = self.binding_repr(op.result);
        let ty = self.rt.lltype(&result);
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(ty));
        for d in descs {
            let c = self.desc_class(*d)?;
            let vt = self.rt.vtable_const(c);
            let t = self.ll(OpCode::PtrEq, [callee.v.clone(), vt.into()], LLType::Bool);
            let (then, els) = self.b.branch(t);
            self.b.cur = then;
            let v = self.new_instance(op, c, args.clone())?;
            let v = self.result(op, v, &Repr::Inst(c))?.unwrap_or(Const::Null(ty).into());
            self.b.goto(done, vec![v]);
            self.b.cur = els;
        }
        self.fatal("a class was called that was not seen at translation");
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    fn desc_class(&self, d: DescId) -> LowerResult<ClassDefId> {
        match &self.rt.model.descs[d] {
            Desc::Class { classdef: Some(c), .. } => Ok(*c),
            _ => Err(self.bad("E0301", "this class has no instances", "called here")),
        }
    }

    /// A new instance with class defaults, `__init__` called.
    fn new_instance(&mut self, op: &'a Op, c: ClassDefId, mut args: CallArgs) -> LowerResult<Operand> {
        let init = self.rt.class_attr(c, "__init__").and_then(|o| self.rt.function_desc(o));
        let site = self.ag.calls.get(&op.result).cloned();
        let inst = self.rt.class_info(c).inst;
        let has_init = init.is_some() && site.is_some();
        if !has_init && self.rt.builtin_class("BaseException").is_some_and(|e| self.rt.model.is_subclass(c, e)) {
            let fields = self.rt.prog.types.all_fields(inst);
            if fields.len() == 1 {
                let s = self.rt.exception_instance(c);
                return Ok(Const::Static(s, LLType::Ptr(inst)).into());
            }
        }
        let me = self.blank_instance(c);
        if let (Some(d), Some(site)) = (init, site) {
            let family = self.rt.model.family_leader(site.family);
            let graphs = &self.rt.model.families[family].rows[site.row].1.graphs;
            if let Some(ag) = graphs.get(&d).copied() {
                args.positional.insert(0, Val::new(SomeValue::of(Kind::Impossible), Repr::Inst(c), me.clone()));
                self.call_init(d, ag, args)?;
            }
        } else if init.is_none() {
            self.init_builtin_exception(c, &me, &args)?;
        }
        Ok(me)
    }

    fn call_init(&mut self, d: DescId, ag: AGraphId, args: CallArgs) -> LowerResult<()> {
        let model = self.rt.model;
        let (Desc::Function(f), Some(gid)) = (&model.descs[d], self.rt.graph_ids[ag]) else { return Ok(()) };
        let mut ops = match self.rt.match_args(&mut self.b, f, ag, args) {
            Ok(ops) => ops,
            Err(text) => return Err(self.bad("E0203", &text, "called here")),
        };
        ops.insert(0, Const::Func(gid).into());
        self.guard();
        self.b.op(OpCode::DirectCall, Imm::None, ops, LLType::Void);
        Ok(())
    }

    /// `OSError(errno, text, filename)` and its kin keep their arguments.
    fn init_builtin_exception(&mut self, c: ClassDefId, me: &Operand, args: &CallArgs) -> LowerResult<()> {
        let exit = self.rt.builtin_class("SystemExit").is_some_and(|e| self.rt.model.is_subclass(c, e));
        let names: &[&str] = if exit { &["code"] } else { &["errno", "strerror", "filename"] };
        for (name, v) in names.iter().zip(&args.positional).filter(|(_, v)| v.s.kind != Kind::None) {
            let Some((owner, f)) = self.rt.instance_field(c, name) else { continue };
            let s = self.rt.model.classes[owner].attrs[*name].s.clone();
            let r = self.rt.repr(&s);
            let v = self.as_repr(v, &r)?;
            let info = (self.rt.class_info(c).inst, self.rt.class_info(owner).inst);
            let obj = self.b.cast(me.clone(), LLType::Ptr(info.0), LLType::Ptr(info.1));
            let ty = self.rt.lltype(&r);
            self.b.setfield(obj, f, v, ty);
        }
        Ok(())
    }

    /// A new instance without `__init__`.
    pub fn blank_instance(&mut self, c: ClassDefId) -> Operand {
        let inst = self.rt.class_info(c).inst;
        if self.catches("MemoryError") {
            self.guard();
        }
        let me = self.b.malloc(inst);
        let fields = self.rt.blank_fields(c);
        let all = self.rt.prog.types.all_fields(inst);
        let mut casts: IndexMap<ContainerId, Operand> = IndexMap::new();
        for (f, value) in all.into_iter().zip(fields) {
            let ty = self.rt.prog.types.field(f).ty;
            let zero = self.rt.zero_of(ty);
            if value == zero || value == Const::Void {
                continue;
            }
            let obj = match casts.get(&f.container) {
                Some(o) => o.clone(),
                None => {
                    let o = self.b.cast(me.clone(), LLType::Ptr(inst), LLType::Ptr(f.container));
                    casts.insert(f.container, o.clone());
                    o
                }
            };
            self.b.setfield(obj, f, value.into(), ty);
        }
        if let Some(HArg::G(made)) = self.rt.protocol(c, annotator::Protocol::Made) {
            let call = [Const::Func(made).into(), me.clone()];
            self.b.op(OpCode::DirectCall, Imm::None, call, LLType::Void);
        }
        me
    }
}
