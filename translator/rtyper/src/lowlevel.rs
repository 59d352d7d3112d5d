//! Low-level RPython: helpers compiled for the low-level types of their arguments.
//!
//! A helper is an ordinary Python function of `rpython/rtyper/*.py`. Its flow graph is compiled in one
//! pass over the blocks: low-level RPython is monomorphic, so the type of a loop variable is that of
//! its first value. Types, functions and flags passed as constants are known here ([`LV`]), so
//! tests on them are decided and calls through them are direct. One graph is made for each
//! combination of argument types and constants ([`Key`]).

use crate::builder::Builder;
use crate::RTyper;
use annotator::ClassDefId;
use cranelift_entity::SecondaryMap;
use diagnostics::{Diagnostic, Span};
use graph::{Block, Const, Exit, Graph, GraphId, Handler, HostObj, Imm, Inline, Link, Op, OpCode, Operand, Var};
use host::Desc;
use lltype::{ContainerId, LLType};
use std::rc::Rc;

/// An argument of a helper.
#[derive(Clone, Debug)]
pub(crate) enum HArg {
    /// A value.
    V(Operand, LLType),
    /// A container type.
    C(ContainerId),
    /// A function of the host.
    H(HostObj),
    /// A low-level graph as a function.
    G(GraphId),
}

/// What distinguishes specialisations of a helper.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    T(LLType),
    C(ContainerId),
    H(HostObj),
    G(GraphId),
}

/// A compiled helper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Helper {
    pub gid: GraphId,
}

/// A value while a helper is compiled.
#[derive(Clone, Debug)]
pub(crate) enum LV {
    /// Run-time value.
    V(Operand, LLType),
    /// A container type as a value.
    C(ContainerId),
    /// Another low-level type as a value.
    T(LLType),
    /// A host object: function, class, external function.
    H(HostObj),
    /// A low-level graph.
    G(GraphId),
    /// A primitive constant that has no low-level type yet.
    K(Const),
    /// `a[i]` where the items are structures.
    Interior(Operand, ContainerId, Operand),
    /// `range(a, b, c)`.
    Range([Operand; 3]),
    /// A tuple known item by item.
    Tuple(Rc<Vec<LV>>),
}

pub(crate) type LResult<T> = Result<T, Diagnostic>;

/// Compilation of one helper.
pub(crate) struct LowLevel<'r, 'a> {
    pub rt: &'r mut RTyper<'a>,
    pub b: Builder,
    pub hl: Rc<Graph>,
    pub map: SecondaryMap<Var, Option<LV>>,
    blocks: SecondaryMap<Block, Option<Block>>,
    handlers: Vec<(Option<ClassDefId>, Handler)>,
    pub result: Option<LLType>,
}

impl<'a> RTyper<'a> {
    /// A helper function of `rpython.rtyper`.
    pub(crate) fn helper_object(&mut self, module: &'static str, name: &'static str) -> Option<HostObj> {
        if let Some(o) = self.helper_objs.get(&(module, name)) {
            return Some(*o);
        }
        let o = self.host.lookup(&format!("rpython.rtyper.{module}"), name)?;
        self.helper_objs.insert((module, name), o);
        Some(o)
    }

    /// Calls a helper by name; the result and its type.
    pub(crate) fn call_helper(
        &mut self,
        b: &mut Builder,
        module: &'static str,
        name: &'static str,
        args: Vec<HArg>,
    ) -> LResult<(Operand, LLType)> {
        let Some(obj) = self.helper_object(module, name) else {
            return Err(Diagnostic::error("E0301", format!("there is no low-level helper {module}.{name}"))
                .label(b.span, "needed here"));
        };
        self.call_harg(b, HArg::H(obj), args)
    }

    /// Calls a constant function.
    pub(crate) fn call_harg(&mut self, b: &mut Builder, f: HArg, args: Vec<HArg>) -> LResult<(Operand, LLType)> {
        let gid = match f {
            HArg::G(g) => g,
            HArg::H(obj) => {
                let keys = args.iter().map(key_of).collect();
                self.helper(obj, keys)?.gid
            }
            _ => return Err(Diagnostic::error("E0301", "a helper argument that is no function is called")),
        };
        let mut ops = vec![Operand::Const(Const::Func(gid))];
        for a in args {
            if let HArg::V(v, t) = a {
                if !t.is_void() {
                    ops.push(v);
                }
            }
        }
        let result = self.prog.graphs[gid].result.ok_or_else(|| {
            Diagnostic::error("E0301", format!("the helper {} is recursive", self.prog.graphs[gid].name))
        })?;
        Ok((b.op(OpCode::DirectCall, Imm::None, ops, result), result))
    }

    /// The specialisation of a helper for these arguments, compiled at the first question.
    pub(crate) fn helper(&mut self, obj: HostObj, keys: Vec<Key>) -> LResult<Helper> {
        let cache_key = (obj, keys);
        if let Some(h) = self.helpers.get(&cache_key) {
            return Ok(*h);
        }
        let hl = match self.helper_graphs.get(&obj) {
            Some(g) => g.clone(),
            None => {
                let g = flowspace::build_graph(self.host, obj).map_err(|mut ds| {
                    ds.pop().unwrap_or_else(|| Diagnostic::error("E0301", "a helper has no flow graph"))
                })?;
                let g = Rc::new(g);
                self.helper_graphs.insert(obj, g.clone());
                g
            }
        };
        let mut g = Graph::new(&hl.name, hl.span);
        g.attrs = hl.attrs.clone();
        let mut map: SecondaryMap<Var, Option<LV>> = SecondaryMap::new();
        let defaults = match &*self.host.describe(obj) {
            Desc::Function(f) => f.defaults.clone(),
            _ => Vec::new(),
        };
        let params = hl.args().to_vec();
        for (i, v) in params.iter().enumerate() {
            let lv = match cache_key.1.get(i) {
                Some(Key::T(t)) if t.is_void() => LV::V(Const::Void.into(), LLType::Void),
                Some(Key::T(t)) => {
                    let start = g.start;
                    LV::V(g.add_param(start, hl.vars[*v].name.clone(), Some(*t)).into(), *t)
                }
                Some(Key::C(c)) => LV::C(*c),
                Some(Key::H(o)) => LV::H(*o),
                Some(Key::G(g)) => LV::G(*g),
                None => {
                    let from = params.len() - i;
                    match defaults.len().checked_sub(from).and_then(|k| defaults.get(k)) {
                        Some(o) => self.host_lv(*o),
                        None => {
                            return Err(Diagnostic::error(
                                "E0301",
                                format!("the helper {} needs more arguments", hl.name),
                            ))
                        }
                    }
                }
            };
            map[*v] = Some(lv);
        }
        // A placeholder, so that recursive helpers find themselves.
        let gid = self.prog.graphs.push(g.clone());
        self.helpers.insert(cache_key.clone(), Helper { gid });
        let exc_ty = self.object_ptr();
        let mut ll = LowLevel {
            rt: self,
            b: Builder::new(g, exc_ty),
            hl,
            map,
            blocks: SecondaryMap::new(),
            handlers: Vec::new(),
            result: None,
        };
        ll.run()?;
        let mut g = ll.b.g;
        let result = ll.result.unwrap_or(LLType::Void);
        g.result = Some(result);
        if g.attrs.inline == Inline::Auto && g.blocks.len() == 1 {
            g.attrs.inline = Inline::Try;
        }
        self.prog.graphs[gid] = g;
        let h = Helper { gid };
        self.helpers.insert(cache_key, h);
        Ok(h)
    }

    /// A host object as a value of a helper.
    pub(crate) fn host_lv(&mut self, obj: HostObj) -> LV {
        match &*self.host.describe(obj) {
            Desc::None => LV::K(Const::None),
            Desc::Bool(b) => LV::K(Const::Bool(*b)),
            Desc::Int(n) => LV::K(Const::Int(*n)),
            Desc::Float(x) => LV::K(Const::float(*x)),
            Desc::Str(s) => LV::K(Const::Str(s.as_slice().into())),
            Desc::Unicode(u) => LV::K(Const::Unicode(u.as_slice().into())),
            Desc::RInt { value, .. } => match i128::try_from(value) {
                Ok(n) => LV::V(Const::Uint(n as u64).into(), LLType::Unsigned),
                Err(_) => LV::H(obj),
            },
            Desc::BigInt(n) => match u64::try_from(n) {
                Ok(n) => LV::V(Const::Uint(n).into(), LLType::Unsigned),
                Err(_) => LV::H(obj),
            },
            Desc::Tuple(items) => LV::Tuple(Rc::new(items.iter().map(|i| self.host_lv(*i)).collect())),
            Desc::LLType(_) => match self.host_lltype(obj) {
                Some(lv) => lv,
                None => LV::H(obj),
            },
            _ => LV::H(obj),
        }
    }

    /// A type of `rpython.rtyper.lltypesystem` as a low-level type.
    pub(crate) fn host_lltype(&mut self, obj: HostObj) -> Option<LV> {
        let d = self.host.describe(obj);
        let Desc::LLType(ll) = &*d else { return None };
        let kind = ll.kind.clone();
        let target = |name: &str| match ll.part(name) {
            Some(host::LLPart::Obj(o)) => Some(*o),
            _ => None,
        };
        let text = |name: &str| match ll.part(name) {
            Some(host::LLPart::Str(s)) => s.clone(),
            _ => String::new(),
        };
        match kind.as_str() {
            "Primitive" | "Number" => Some(LV::T(primitive(&text("name"))?)),
            "Ptr" => match self.host_lltype(target("TO")?)? {
                LV::C(c) => Some(LV::T(LLType::Ptr(c))),
                _ => None,
            },
            "GcArray" | "Array" => match self.host_lltype(target("OF")?)? {
                LV::T(t) => Some(LV::C(self.prog.types.array(kind == "GcArray", lltype::Elem::Prim(t), false))),
                LV::C(c) => Some(LV::C(self.prog.types.array(kind == "GcArray", lltype::Elem::Struct(c), false))),
                _ => None,
            },
            "GcStruct" | "Struct" => match text("name").as_str() {
                "rpy_string" => Some(LV::C(self.string)),
                "rpy_unicode" => Some(LV::C(self.unicode)),
                _ => None,
            },
            _ => None,
        }
    }

    /// An external function of the host (`rffi.llexternal`) as one of the program.
    pub(crate) fn extern_of(&mut self, obj: HostObj) -> Option<graph::ExternId> {
        if let Some(x) = self.extern_ids.get(&obj) {
            return Some(*x);
        }
        let d = self.host.describe(obj);
        let Desc::Instance(inst) = &*d else { return None };
        let symbol = match &*self.host.describe(*inst.attrs.get("name")?) {
            Desc::Str(s) => String::from_utf8_lossy(s).into_owned(),
            _ => return None,
        };
        let Desc::List(args) = &*self.host.describe(*inst.attrs.get("args")?) else { return None };
        let mut types = Vec::new();
        for a in args {
            match self.host_lltype(*a)? {
                LV::T(t) => types.push(t),
                LV::C(c) => types.push(LLType::Ptr(c)),
                _ => return None,
            }
        }
        let result = match self.host_lltype(*inst.attrs.get("result")?)? {
            LV::T(t) => t,
            LV::C(c) => LLType::Ptr(c),
            _ => return None,
        };
        let pure = inst.attrs.get("elidable").is_some_and(|o| *self.host.describe(*o) == Desc::Bool(true));
        let collects = inst.attrs.get("collects").is_some_and(|o| *self.host.describe(*o) == Desc::Bool(true));
        if let Some(Desc::List(link)) = inst.attrs.get("link_args").map(|o| self.host.describe(*o)).as_deref() {
            for arg in link {
                let Desc::Str(arg) = &*self.host.describe(*arg) else { return None };
                let arg = String::from_utf8_lossy(arg).into_owned();
                if !self.prog.link_args.contains(&arg) {
                    self.prog.link_args.push(arg);
                }
            }
        }
        let x = self.prog.externs.push(graph::Extern { symbol: symbol.into(), args: types, result, pure, collects });
        self.extern_ids.insert(obj, x);
        Some(x)
    }
}

/// A primitive low-level type by its name.
fn primitive(name: &str) -> Option<LLType> {
    Some(match name {
        "Signed" | "SignedLongLong" => LLType::Signed,
        "Unsigned" | "UnsignedLongLong" => LLType::Unsigned,
        "Float" => LLType::Float,
        "SingleFloat" => LLType::SingleFloat,
        "Char" => LLType::Char,
        "UniChar" => LLType::UniChar,
        "Bool" => LLType::Bool,
        "Void" => LLType::Void,
        "Address" => LLType::Address,
        "INT" | "Int32" | "int" => LLType::Int32,
        "UINT" | "UInt32" | "uint" => LLType::UInt32,
        "SHORT" => LLType::Int16,
        "USHORT" => LLType::UInt16,
        "SIGNEDCHAR" => LLType::Int8,
        "UCHAR" => LLType::UInt8,
        _ => return None,
    })
}

/// The specialisation key of an argument.
pub(crate) fn key_of(a: &HArg) -> Key {
    match a {
        HArg::V(_, t) => Key::T(*t),
        HArg::C(c) => Key::C(*c),
        HArg::H(o) => Key::H(*o),
        HArg::G(g) => Key::G(*g),
    }
}

impl LowLevel<'_, '_> {
    fn run(&mut self) -> LResult<()> {
        let hl = self.hl.clone();
        self.blocks[hl.start] = Some(self.b.g.start);
        for block in hl.rpo() {
            if let Some(ll) = self.blocks[block] {
                self.b.cur = ll;
                self.block(&hl, block)?;
            }
        }
        Ok(())
    }

    fn block(&mut self, hl: &Graph, block: Block) -> LResult<()> {
        let data = &hl.blocks[block];
        let raising = matches!(data.exit, Exit::Raising { .. });
        if let Exit::Raising { handlers, .. } = &data.exit {
            self.handlers = handlers.iter().map(|h| (self.handler_class(h), h.clone())).collect();
        }
        let last = data.ops.len().wrapping_sub(1);
        for (i, op) in data.ops.iter().enumerate() {
            if op.span != Span::NONE {
                self.b.span = op.span;
            }
            if raising && i == last {
                self.guard()?;
            }
            let v = self.op(op)?;
            self.map[op.result] = Some(v);
        }
        self.b.on_raise = None;
        match &data.exit {
            Exit::Goto(l) => self.jump(l)?,
            Exit::Branch { cond, then, els } => {
                let c = self.lv(cond);
                match self.truth(&c)? {
                    Operand::Const(Const::Bool(true)) => self.jump(then)?,
                    Operand::Const(Const::Bool(false)) => self.jump(els)?,
                    c => {
                        let (t, e) = self.b.branch(c);
                        self.b.cur = t;
                        self.jump(then)?;
                        self.b.cur = e;
                        self.jump(els)?;
                    }
                }
            }
            Exit::Switch { value, cases, default } => {
                let v = self.lv(value);
                for (c, link) in cases {
                    let k = LV::K(c.clone());
                    match self.compare(OpCode::Eq, &v, &k)? {
                        Operand::Const(Const::Bool(true)) => {
                            self.jump(link)?;
                            return Ok(());
                        }
                        Operand::Const(Const::Bool(false)) => {}
                        t => {
                            let (then, els) = self.b.branch(t);
                            self.b.cur = then;
                            self.jump(link)?;
                            self.b.cur = els;
                        }
                    }
                }
                match default {
                    Some(l) => self.jump(l)?,
                    None => self.b.fatal("no case applies"),
                }
            }
            Exit::Raising { normal, .. } => {
                self.handlers.clear();
                self.jump(normal)?;
            }
            Exit::Return(v) => {
                let v = self.lv(v);
                let (o, t) = match (&v, self.result) {
                    (LV::V(o, t), None) => (o.clone(), *t),
                    (LV::K(Const::None), None) => (Const::Void.into(), LLType::Void),
                    (LV::K(Const::None), Some(LLType::Void)) => (Const::Void.into(), LLType::Void),
                    (_, Some(t)) => (self.coerce(&v, t)?, t),
                    (_, None) => self.value(&v)?,
                };
                self.result.get_or_insert(t);
                let cur = self.b.cur;
                self.b.g.blocks[cur].exit = Exit::Return(o);
            }
            Exit::Raise(v, span) => {
                let v = self.lv(v);
                let o = match v {
                    LV::V(o, _) => o,
                    LV::H(class) => {
                        let c = self.class_of(class)?;
                        let s = self.rt.exception_instance(c);
                        Const::Static(s, self.rt.object_ptr()).into()
                    }
                    _ => return Err(self.bad("this cannot be raised in a helper")),
                };
                let cur = self.b.cur;
                self.b.g.blocks[cur].exit = Exit::Raise(o, *span);
            }
            Exit::Unreachable => {}
        }
        Ok(())
    }

    /// The class definition of a builtin exception of the host.
    pub fn class_of(&self, obj: HostObj) -> LResult<ClassDefId> {
        let name = match &*self.rt.host.describe(obj) {
            Desc::Class(c) => c.name.clone(),
            other => return Err(self.bad(&format!("a {} is used as an exception", other.kind_name()))),
        };
        self.rt.builtin_class(&name).ok_or_else(|| self.bad(&format!("the exception {name} is not known")))
    }

    fn handler_class(&self, h: &Handler) -> Option<ClassDefId> {
        match &h.class {
            Some(Const::Host(o)) => self.class_of(*o).ok(),
            _ => None,
        }
    }

    fn guard(&mut self) -> LResult<()> {
        let saved = self.b.cur;
        let dispatch = self.b.g.new_block();
        let exc_ty = self.b.exc_ty;
        let exc: Operand = self.b.g.add_param(dispatch, None, Some(exc_ty)).into();
        self.b.cur = dispatch;
        let mut caught = false;
        for (class, h) in self.handlers.clone() {
            match class {
                None => {
                    self.enter(&h, exc.clone())?;
                    caught = true;
                    break;
                }
                Some(c) => {
                    let vt = self.b.get(&self.rt.prog, exc.clone(), self.rt.object, "typeptr");
                    let test = self.rt.vtable_const(c);
                    let t = self.b.pure(OpCode::IsSubclassOf, [vt, test.into()], LLType::Bool);
                    let (then, els) = self.b.branch(t);
                    self.b.cur = then;
                    self.enter(&h, exc.clone())?;
                    self.b.cur = els;
                }
            }
        }
        if !caught {
            let cur = self.b.cur;
            self.b.g.blocks[cur].exit = Exit::Raise(exc, self.b.span);
        }
        self.b.cur = saved;
        self.b.on_raise = Some(dispatch);
        Ok(())
    }

    fn enter(&mut self, h: &Handler, exc: Operand) -> LResult<()> {
        self.map[h.exc] = Some(LV::V(exc, self.b.exc_ty));
        self.jump(&h.link)
    }

    /// The builtin exception `name` is raised where a handler of this helper may catch it.
    pub fn raise(&mut self, name: &str) -> LResult<()> {
        let Some(c) = self.rt.builtin_class(name) else {
            self.b.fatal(name);
            return Ok(());
        };
        let s = self.rt.exception_instance(c);
        let exc: Operand = Const::Static(s, self.rt.object_ptr()).into();
        for (class, h) in self.handlers.clone() {
            if class.is_none_or(|k| self.rt.model.is_subclass(c, k)) {
                return self.enter(&h, exc);
            }
        }
        let cur = self.b.cur;
        self.b.g.blocks[cur].exit = Exit::Raise(exc, self.b.span);
        Ok(())
    }

    /// The value of an operand.
    pub fn lv(&mut self, o: &Operand) -> LV {
        match o {
            Operand::Var(v) => self.map[*v].clone().unwrap_or(LV::K(Const::None)),
            Operand::Const(Const::Host(obj)) => self.rt.host_lv(*obj),
            Operand::Const(c) => LV::K(c.clone()),
        }
    }

    /// A run-time operand with its type; primitive constants get their natural type.
    pub fn value(&mut self, v: &LV) -> LResult<(Operand, LLType)> {
        Ok(match v {
            LV::V(o, t) => (o.clone(), *t),
            LV::K(Const::Str(s)) if s.len() == 1 => (Const::Char(s[0]).into(), LLType::Char),
            LV::K(Const::Str(s)) => (self.rt.string_const(s).into(), self.rt.str_ptr()),
            LV::K(Const::Unicode(u)) if u.len() == 1 => (Const::UniChar(u[0]).into(), LLType::UniChar),
            LV::K(Const::None) => (Const::Void.into(), LLType::Void),
            LV::K(c) => {
                let t = self.rt.prog.const_type(c);
                (c.clone().into(), t)
            }
            other => return Err(self.bad(&format!("a constant is used as a value: {other:?}"))),
        })
    }

    /// A value as a given type.
    pub fn coerce(&mut self, v: &LV, t: LLType) -> LResult<Operand> {
        if t.is_void() {
            return Ok(Const::Void.into());
        }
        match (v, t) {
            (LV::K(Const::None), LLType::Ptr(_) | LLType::GcRef | LLType::Address) => return Ok(Const::Null(t).into()),
            (LV::K(Const::Int(n)), LLType::Unsigned | LLType::UInt32 | LLType::UInt16 | LLType::UInt8) => {
                return Ok(Const::Uint(*n as u64).into())
            }
            (LV::K(Const::Int(n)), LLType::Float) => return Ok(Const::float(*n as f64).into()),
            (LV::K(Const::Int(n)), LLType::Int32 | LLType::Int16 | LLType::Int8) => return Ok(Const::Int(*n).into()),
            (LV::K(Const::Bool(b)), LLType::Signed) => return Ok(Const::Int(*b as i64).into()),
            (LV::K(Const::Str(s)), LLType::Ptr(c)) if c == self.rt.string => return Ok(self.rt.string_const(s).into()),
            (LV::K(Const::Str(s)), LLType::UniChar) if s.len() == 1 => return Ok(Const::UniChar(s[0] as u32).into()),
            (LV::K(Const::Str(s)), LLType::Ptr(c)) if c == self.rt.unicode => {
                let points: Vec<u32> = s.iter().map(|b| *b as u32).collect();
                return Ok(self.rt.unicode_const(&points).into());
            }
            _ => {}
        }
        let (o, from) = self.value(v)?;
        if from == t {
            return Ok(o);
        }
        let signed = LLType::Signed;
        Ok(match (from, t) {
            (LLType::Bool, LLType::Signed) => self.b.pure(OpCode::CastBoolToInt, [o], signed),
            (LLType::Bool, LLType::Unsigned) => self.b.pure(OpCode::CastBoolToUint, [o], t),
            (LLType::Signed, LLType::Float) => self.b.pure(OpCode::CastIntToFloat, [o], t),
            (LLType::Ptr(_) | LLType::GcRef, LLType::Ptr(_) | LLType::GcRef) => self.b.cast(o, from, t),
            (LLType::Char, LLType::UniChar) => {
                let i = self.b.pure(OpCode::CastCharToInt, [o], signed);
                self.b.pure(OpCode::CastIntToUniChar, [i], t)
            }
            (LLType::Signed, LLType::Unsigned) => self.b.pure(OpCode::CastIntToUint, [o], t),
            (a, b) if is_number(a) && is_number(b) => self.b.pure(OpCode::CastPrimitive, [o], t),
            _ => return Err(self.bad(&format!("{from:?} where {t:?} is needed"))),
        })
    }

    fn jump(&mut self, link: &Link) -> LResult<()> {
        let hl = self.hl.clone();
        let params = &hl.blocks[link.target].params;
        let args: Vec<LV> = link.args.iter().map(|a| self.lv(a)).collect();
        let target = match self.blocks[link.target] {
            Some(t) => t,
            None => {
                let ll = self.b.g.new_block();
                self.blocks[link.target] = Some(ll);
                for (a, p) in args.iter().zip(params) {
                    let lv = match a {
                        LV::V(..) | LV::K(_) => {
                            let (_, t) = self.value(a)?;
                            let t = if t == LLType::Bool && matches!(a, LV::K(_)) { LLType::Bool } else { t };
                            if t.is_void() {
                                a.clone()
                            } else {
                                LV::V(self.b.g.add_param(ll, hl.vars[*p].name.clone(), Some(t)).into(), t)
                            }
                        }
                        other => other.clone(),
                    };
                    self.map[*p] = Some(lv);
                }
                ll
            }
        };
        let mut out = Vec::new();
        for (a, p) in args.iter().zip(params) {
            if let Some(LV::V(Operand::Var(v), t)) = self.map[*p].clone() {
                if self.b.g.blocks[target].params.contains(&v) {
                    out.push(self.coerce(a, t)?);
                }
            }
        }
        self.b.goto(target, out);
        Ok(())
    }

    /// The truth of a value.
    pub fn truth(&mut self, v: &LV) -> LResult<Operand> {
        if let LV::K(c) = v {
            return Ok(Const::Bool(match c {
                Const::Bool(b) => *b,
                Const::Int(n) => *n != 0,
                Const::None => false,
                Const::Str(s) => !s.is_empty(),
                Const::Float(x) => x.get() != 0.0,
                _ => true,
            })
            .into());
        }
        let (o, t) = match v {
            LV::V(o, t) => (o.clone(), *t),
            LV::Tuple(items) => return Ok(Const::Bool(!items.is_empty()).into()),
            _ => return Ok(Const::Bool(true).into()),
        };
        Ok(match t {
            LLType::Bool => o,
            LLType::Signed => self.b.pure(OpCode::IntIsTrue, [o], LLType::Bool),
            LLType::Unsigned => self.b.pure(OpCode::UintIsTrue, [o], LLType::Bool),
            LLType::Float => self.b.pure(OpCode::FloatIsTrue, [o], LLType::Bool),
            LLType::Ptr(_) | LLType::GcRef => self.b.pure(OpCode::PtrNonZero, [o], LLType::Bool),
            LLType::Void => Const::Bool(false).into(),
            _ => return Err(self.bad("this value has no truth")),
        })
    }

    /// A diagnostic in the helper.
    pub fn bad(&self, text: &str) -> Diagnostic {
        Diagnostic::error("E0301", format!("in the low-level helper {}: {text}", self.hl.name))
            .label(self.b.span, "here")
    }

    fn op(&mut self, op: &Op) -> LResult<LV> {
        self.low_op(op)
    }
}

/// Whether `CastPrimitive` converts from and to it.
pub(crate) fn is_number(t: LLType) -> bool {
    !matches!(t, LLType::Void | LLType::Ptr(_) | LLType::GcRef | LLType::Address)
}
