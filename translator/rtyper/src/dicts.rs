//! Dicts and sets: types, hash and equality functions, prebuilt ones, operations.

use crate::builder::{int, Builder};
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::repr::field;
use crate::{RTyper, Repr};
use annotator::{DictId, IterVariant, Kind, Protocol, SomeValue};
use graph::{Const, Exit, Graph, GraphId, HostObj, Imm, Op, OpCode, Operand, Static, StaticId, StaticItems};
use host::Desc;
use lltype::{ContainerId, Elem, LLType};

/// What decides the type of a dict: key and value.
pub(crate) type DictShape = (LLType, LLType);

impl RTyper<'_> {
    /// Representations of key and value.
    pub(crate) fn dict_reprs(&mut self, d: DictId) -> (Repr, Repr) {
        let item = self.model.dict_item(d).clone();
        (self.item_repr(&item.key), self.item_repr(&item.value))
    }

    /// The dict structure (see `rpython/rtyper/HELPERS.md`).
    pub(crate) fn dict_type(&mut self, d: DictId) -> ContainerId {
        if let Some(c) = self.dict_types.get(&d) {
            if let Some(asked) = self.open_dicts.get_mut(&d) {
                *asked = true;
            }
            return *c;
        }
        // A dict that contains itself: reserve the structure before its parts are asked for.
        let c = self.prog.types.forward("dicttable", true);
        self.dict_types.insert(d, c);
        self.open_dicts.insert(d, false);
        let (k, v) = self.dict_reprs(d);
        let shape = (self.lltype(&k), self.lltype(&v));
        let asked = self.open_dicts.remove(&d) == Some(true);
        // One that a part of it holds stays a type of its own.
        if let Some(known) = self.dict_by_shape.get(&shape).filter(|_| !asked) {
            let known = *known;
            self.prog.types.define(c, None, Vec::new(), None);
            self.dict_types.insert(d, known);
            return known;
        }
        self.define_dict(c, shape);
        self.dict_by_shape.insert(shape, c);
        c
    }

    fn define_dict(&mut self, c: ContainerId, (key, value): DictShape) {
        let types = &mut self.prog.types;
        let entry = types.structure(
            "dictentry",
            false,
            None,
            vec![field("key", key), field("value", value), field("f_hash", LLType::Signed)],
        );
        let entries = types.array(true, Elem::Struct(entry), false);
        let indexes = types.array(true, Elem::Prim(LLType::UInt32), false);
        types.define(
            c,
            None,
            vec![
                field("num_live_items", LLType::Signed),
                field("num_ever_used_items", LLType::Signed),
                field("indexes", LLType::Ptr(indexes)),
                field("entries", LLType::Ptr(entries)),
            ],
            None,
        );
    }

    /// The entry structure and the array of entries of a dict.
    pub(crate) fn dict_entries(&self, dict: ContainerId) -> (ContainerId, ContainerId) {
        let f = self.prog.types.find_field(dict, "entries").expect("field of every dict");
        let LLType::Ptr(entries) = self.prog.types.field(f).ty else { unreachable!("entries is a pointer") };
        match self.prog.types.structure_of(entries).items {
            Some(Elem::Struct(e)) => (e, entries),
            _ => unreachable!("entries are structures"),
        }
    }

    /// Fills a prebuilt dict; hashes and index are made at run time when it is first used.
    pub(crate) fn fill_dict(&mut self, s: StaticId, obj: HostObj, r: &Repr) {
        let (Repr::Dict(d) | Repr::Set(d)) = r else { return };
        let (kr, vr) = self.dict_reprs(*d);
        let dict = self.prog.statics[s].ty;
        let (_, entries_ty) = self.dict_entries(dict);
        let pairs: Vec<(HostObj, Option<HostObj>)> = match &*self.host.describe(obj) {
            Desc::Dict(dd) => dd.items.iter().map(|(k, v)| (*k, Some(*v))).collect(),
            Desc::Set { items, .. } => items.iter().map(|k| (*k, None)).collect(),
            _ => Vec::new(),
        };
        self.host.prefetch(&pairs.iter().flat_map(|(k, v)| [Some(*k), *v]).flatten().collect::<Vec<_>>());
        let mut items = Vec::new();
        for (k, v) in &pairs {
            let key = self.host_const(*k, &kr);
            let value = match v {
                Some(v) => self.host_const(*v, &vr),
                None => self.zero(&vr),
            };
            items.push(vec![key, value, Const::Int(0)]);
        }
        let n = items.len() as i64;
        let entries = self.prog.statics.push(Static {
            name: "entries".into(),
            ty: entries_ty,
            fields: Vec::new(),
            items: StaticItems::Structs(items),
            immutable: false,
        });
        let f = self.prog.types.find_field(dict, "indexes").expect("field of every dict");
        let indexes_ty = self.prog.types.field(f).ty;
        self.prog.statics[s].fields = vec![
            Const::Int(n),
            Const::Int(n),
            Const::Null(indexes_ty),
            Const::Static(entries, LLType::Ptr(entries_ty)),
        ];
    }

    /// The equality function of a representation, as a constant argument of helpers.
    pub(crate) fn eq_function(&mut self, r: &Repr) -> Option<HArg> {
        match r {
            Repr::Str | Repr::Unicode => self.helper_fn("rstr", "ll_streq"),
            Repr::Tuple(_) => {
                let g = self.tuple_function(r, true)?;
                Some(HArg::G(g))
            }
            Repr::ListOf(_) => self.list_comparison(r, false).map(HArg::G),
            Repr::Inst(c) if self.protocol(*c, Protocol::Eq).is_some() => self.protocol(*c, Protocol::Eq),
            Repr::Void => self.helper_fn("rint", "ll_eq_only"),
            _ => self.helper_fn("rint", "ll_eq_prim"),
        }
    }

    /// The hash function of a representation.
    pub(crate) fn hash_function(&mut self, r: &Repr) -> Option<HArg> {
        match r {
            Repr::Str | Repr::Unicode => self.helper_fn("rstr", "ll_strhash"),
            Repr::Int(annotator::IntKind::Uint) => self.helper_fn("rint", "ll_hash_uint"),
            Repr::Int(_) => self.helper_fn("rint", "ll_hash_int"),
            Repr::Bool => self.helper_fn("rint", "ll_hash_bool"),
            Repr::Char | Repr::UniChar => self.helper_fn("rint", "ll_hash_char"),
            Repr::Float => self.helper_fn("rfloat", "ll_hash_float"),
            Repr::Tuple(_) => {
                let g = self.tuple_function(r, false)?;
                Some(HArg::G(g))
            }
            Repr::Void => self.helper_fn("rint", "ll_hash_only"),
            Repr::Inst(c) if self.protocol(*c, Protocol::Hash).is_some() => self.protocol(*c, Protocol::Hash),
            Repr::Inst(_) | Repr::Class | Repr::Func(_) | Repr::Method(..) | Repr::Frozen(_) => {
                self.helper_fn("rint", "ll_hash_ptr")
            }
            _ => None,
        }
    }

    /// What a container asks of instances of a class, if the program has a method for it.
    pub(crate) fn protocol(&mut self, c: annotator::ClassDefId, protocol: Protocol) -> Option<HArg> {
        self.model.protocol(c, protocol).and_then(|g| self.graph_ids[g]).map(HArg::G)
    }

    /// The class whose own `__eq__` a comparison by a helper, which knows identity only, would leave out.
    pub(crate) fn own_equality(&mut self, r: &Repr, depth: u32) -> Option<annotator::ClassDefId> {
        if depth > 4 {
            return None;
        }
        match r {
            Repr::Inst(c) if self.protocol(*c, Protocol::Eq).is_some() => None,
            Repr::Inst(c) => {
                let mut classes = vec![*c];
                while let Some(c) = classes.pop() {
                    let own = self.class_attr(c, "__eq__").map(|f| self.host.describe(f));
                    if own.is_some_and(|f| f.as_function().is_some_and(|f| !f.is_not_rpython())) {
                        return Some(c);
                    }
                    classes.extend(self.model.classes[c].subclasses.iter().copied());
                }
                None
            }
            Repr::Tuple(items) => items.iter().find_map(|item| self.own_equality(item, depth + 1)),
            Repr::List(item) | Repr::FixedList(item) => self.own_equality(item, depth + 1),
            Repr::ListOf(_) => {
                let r = self.list_repr(r);
                self.own_equality(&r, depth + 1)
            }
            _ => None,
        }
    }

    fn helper_fn(&mut self, module: &'static str, name: &'static str) -> Option<HArg> {
        self.helper_object(module, name).map(HArg::H)
    }

    /// The low-level order function of a representation (`lt`).
    pub(crate) fn lt_function(&mut self, r: &Repr) -> Option<HArg> {
        match r {
            Repr::Str | Repr::Unicode => self.helper_fn("rstr", "ll_strlt"),
            Repr::Int(_) | Repr::Float | Repr::Char | Repr::UniChar | Repr::Bool => {
                self.helper_fn("rint", "ll_lt_prim")
            }
            Repr::Tuple(_) => self.tuple_order(r).map(HArg::G),
            Repr::ListOf(_) => self.list_comparison(r, true).map(HArg::G),
            Repr::Void => self.helper_fn("rint", "ll_lt_only"),
            _ => None,
        }
    }

    /// A graph that says whether one list comes before another (`order`), or whether two are equal.
    fn list_comparison(&mut self, r: &Repr, order: bool) -> Option<GraphId> {
        let (name, helper) = if order { ("list_lt", "ll_listbefore") } else { ("list_eq", "ll_listeq") };
        let r = self.list_repr(r);
        let ty = self.lltype(&r);
        if let Some(g) = self.tuple_functions.get(&(ty, name)) {
            return Some(*g);
        }
        let (Repr::List(item) | Repr::FixedList(item)) = &r else { return None };
        let mut g = Graph::new(name, diagnostics::Span::NONE);
        let start = g.start;
        let x: Operand = g.add_param(start, None, Some(ty)).into();
        let y: Operand = g.add_param(start, None, Some(ty)).into();
        g.result = Some(LLType::Bool);
        // Known before its body: lists may contain themselves.
        let id = self.prog.graphs.push(g.clone());
        self.tuple_functions.insert((ty, name), id);
        let mut b = Builder::new(g, self.object_ptr());
        let mut args = vec![HArg::V(x, ty), HArg::V(y, ty), self.eq_function(item)?];
        if order {
            let when_equal = HArg::V(Const::Bool(false).into(), LLType::Bool);
            args.extend([self.lt_function(item)?, when_equal]);
        }
        let (holds, _) = self.call_helper(&mut b, "rlist", helper, args).ok()?;
        let cur = b.cur;
        b.g.blocks[cur].exit = Exit::Return(holds);
        self.prog.graphs[id] = b.g;
        Some(id)
    }

    /// A graph that says whether one tuple comes before another.
    fn tuple_order(&mut self, r: &Repr) -> Option<GraphId> {
        let (ty @ LLType::Ptr(c), Repr::Tuple(items)) = (self.lltype(r), r) else { return None };
        if let Some(g) = self.tuple_functions.get(&(ty, "tuple_lt")) {
            return Some(*g);
        }
        let mut b = Builder::new(Graph::new("tuple_lt", diagnostics::Span::NONE), self.object_ptr());
        let start = b.g.start;
        let x: Operand = b.g.add_param(start, None, Some(ty)).into();
        let y: Operand = b.g.add_param(start, None, Some(ty)).into();
        b.g.result = Some(LLType::Bool);
        for (i, item) in items.iter().enumerate() {
            let t = self.lltype(item);
            if t.is_void() {
                continue;
            }
            let p = b.get(&self.prog, x.clone(), c, &format!("item{i}"));
            let q = b.get(&self.prog, y.clone(), c, &format!("item{i}"));
            let (eq, lt) = (self.eq_function(item)?, self.lt_function(item)?);
            let args = vec![HArg::V(p, t), HArg::V(q, t)];
            let (same, _) = self.call_harg(&mut b, eq, args.clone()).ok()?;
            let (next, differ) = b.branch(same);
            b.cur = differ;
            let (less, _) = self.call_harg(&mut b, lt, args).ok()?;
            let cur = b.cur;
            b.g.blocks[cur].exit = Exit::Return(less);
            b.cur = next;
        }
        let cur = b.cur;
        b.g.blocks[cur].exit = Exit::Return(Const::Bool(false).into());
        let g = self.prog.graphs.push(b.g);
        self.tuple_functions.insert((ty, "tuple_lt"), g);
        Some(g)
    }

    /// A graph that compares two tuples, or hashes one.
    fn tuple_function(&mut self, r: &Repr, eq: bool) -> Option<GraphId> {
        let Repr::Tuple(items) = r else { return None };
        let ty = self.lltype(r);
        let LLType::Ptr(c) = ty else { return None };
        let name = if eq { "tuple_eq" } else { "tuple_hash" };
        let key = (ty, if eq { "tuple_eq" } else { "tuple_hash" });
        if let Some(g) = self.tuple_functions.get(&key) {
            return Some(*g);
        }
        let mut b = Builder::new(Graph::new(name, diagnostics::Span::NONE), self.object_ptr());
        let start = b.g.start;
        let x: Operand = b.g.add_param(start, None, Some(ty)).into();
        let y: Operand = if eq { b.g.add_param(start, None, Some(ty)).into() } else { x.clone() };
        b.g.result = Some(if eq { LLType::Bool } else { LLType::Signed });
        let no = b.g.new_block();
        b.g.blocks[no].exit = Exit::Return(Const::Bool(false).into());
        let mut h = match self.helper_object("rtuple", "ll_tuplehash_start") {
            Some(obj) => match &*self.host.describe(obj) {
                Desc::Int(n) => int(*n),
                _ => int(0x345678),
            },
            None => int(0x345678),
        };
        for (i, item) in items.iter().enumerate() {
            let t = self.lltype(item);
            if t.is_void() {
                continue;
            }
            let p = b.get(&self.prog, x.clone(), c, &format!("item{i}"));
            if eq {
                let q = b.get(&self.prog, y.clone(), c, &format!("item{i}"));
                let f = self.eq_function(item)?;
                let (same, _) = self.call_harg(&mut b, f, vec![HArg::V(p, t), HArg::V(q, t)]).ok()?;
                let next = b.g.new_block();
                let cur = b.cur;
                b.g.blocks[cur].exit =
                    Exit::Branch { cond: same, then: graph::Link::to(next), els: graph::Link::to(no) };
                b.cur = next;
            } else {
                let f = self.hash_function(item)?;
                let (ih, _) = self.call_harg(&mut b, f, vec![HArg::V(p, t)]).ok()?;
                let args = vec![HArg::V(h, LLType::Signed), HArg::V(ih, LLType::Signed)];
                h = self.call_helper(&mut b, "rtuple", "ll_tuplehash_step", args).ok()?.0;
            }
        }
        let cur = b.cur;
        b.g.blocks[cur].exit = Exit::Return(if eq { Const::Bool(true).into() } else { h });
        let g = self.prog.graphs.push(b.g);
        self.tuple_functions.insert(key, g);
        Some(g)
    }

    /// Equality and hash functions of a dict's keys, custom ones included.
    pub(crate) fn key_functions(&mut self, d: DictId) -> Option<(HArg, HArg)> {
        let item = self.model.dict_item(d).clone();
        let kr = self.item_repr(&item.key);
        if let Some((eq, hash)) = &item.custom {
            let eq = self.custom_function(eq, std::slice::from_ref(&kr), 2, Repr::Bool)?;
            let hash = self.custom_function(hash, &[kr], 1, Repr::Int(annotator::IntKind::Int))?;
            return Some((HArg::G(hash), HArg::G(eq)));
        }
        Some((self.hash_function(&kr)?, self.eq_function(&kr)?))
    }

    /// A graph that calls a function of the program on `n` keys of one representation.
    fn custom_function(&mut self, f: &SomeValue, keys: &[Repr], n: usize, result: Repr) -> Option<GraphId> {
        let model = self.model;
        let Kind::Pbc { descs, .. } = &f.kind else { return None };
        let first = *descs.first()?;
        let (_, fd) = model.function_of(first)?;
        let ag = *fd.graphs.first()?;
        let mut b = Builder::new(Graph::new(&fd.name, diagnostics::Span::NONE), self.object_ptr());
        let ty = self.lltype(&keys[0]);
        let mut positional = Vec::new();
        if let annotator::Desc::MethodOfFrozen { frozen, .. } = &model.descs[first] {
            if let annotator::Desc::Frozen { host, .. } = &model.descs[*frozen] {
                let c = Const::Host(*host);
                let s = self.const_annotation(&c);
                positional.push(Val::new(s, Repr::Void, Const::Void.into()));
            }
        }
        for _ in 0..n {
            let start = b.g.start;
            let v: Operand = b.g.add_param(start, None, Some(ty)).into();
            positional.push(Val::new(SomeValue::of(Kind::Impossible), keys[0].clone(), v));
        }
        let args = crate::calls::CallArgs { positional, keywords: vec![] };
        let mut ops = self.match_args(&mut b, fd, ag, args).ok()?;
        let gid = self.graph_ids[ag]?;
        ops.insert(0, Const::Func(gid).into());
        let from = self.repr(&model.graphs[ag].result);
        let from_ty = self.lltype(&from);
        let v = b.op(OpCode::DirectCall, Imm::None, ops, from_ty);
        let v = self.convert_repr(&mut b, v, &from, &result)?;
        b.g.result = Some(self.lltype(&result));
        let cur = b.cur;
        b.g.blocks[cur].exit = Exit::Return(v);
        Some(self.prog.graphs.push(b.g))
    }
}

impl<'a> Lower<'_, 'a> {
    /// The keys, values or items of a dict, or the members of a set, as a list.
    pub fn list_of_dict(
        &mut self,
        d: annotator::DictId,
        dict: &Val,
        variant: IterVariant,
        to: &Repr,
    ) -> LowerResult<Operand> {
        let (key, value) = self.rt.dict_reprs(d);
        let (f, item) = match variant {
            IterVariant::DictValues => ("ll_dict_values", value),
            IterVariant::DictItems => ("ll_dict_items", Repr::Tuple(vec![key, value])),
            _ => ("ll_dict_keys", key),
        };
        let own = match self.rt.list_repr(to) {
            Repr::List(i) if *i == item => Repr::List(i),
            _ => Repr::FixedList(Box::new(item.clone())),
        };
        let (c, _) = self.list_container(&own)?;
        let mut args = vec![HArg::C(c)];
        if let (IterVariant::DictItems, LLType::Ptr(tuple)) = (variant, self.rt.lltype(&item)) {
            args.push(HArg::C(tuple));
        }
        args.push(self.harg(dict));
        let l = self.helper_typed("rdict", f, args)?;
        if own == self.rt.list_repr(to) {
            return Ok(l);
        }
        let l = Val::new(SomeValue::default(), own, l);
        let (c, _) = self.list_container(to)?;
        let l = self.harg_for(&l, to)?;
        self.helper_typed("rlist", "ll_copy", vec![HArg::C(c), l])
    }

    /// Hash and equality arguments of a dict helper, in that order.
    pub fn key_args(&mut self, d: DictId) -> LowerResult<(HArg, HArg)> {
        let d = self.rt.model.dict_leader(d);
        if let Some(k) = self.rt.key_function_cache.get(&d) {
            return Ok(k.clone());
        }
        let item = self.rt.model.dict_item(d).clone();
        if item.custom.is_none() {
            let kr = self.rt.item_repr(&item.key);
            self.only_identity(&kr, "use `r_dict(eq, hash)` of rpython.rlib.objectmodel")?;
        }
        match self.rt.key_functions(d) {
            Some(k) => {
                self.rt.key_function_cache.insert(d, k.clone());
                Ok(k)
            }
            None => Err(self.bad("E0301", "keys of this type cannot be hashed", "here")),
        }
    }

    /// Refuses values that have an `__eq__` where only identity would be compared.
    pub fn only_identity(&mut self, r: &Repr, instead: &str) -> LowerResult<()> {
        let Some(c) = self.rt.own_equality(r, 0) else { return Ok(()) };
        let name = self.rt.model.classes[c].name.clone();
        let text = format!("the `__eq__` of class `{name}` would not be used here");
        Err(self
            .bad("E0301", &text, "these are compared by identity only")
            .help(format!("{instead}, or mark the `__eq__` with a docstring that begins with NOT_RPYTHON")))
    }

    /// A helper of the form `(d, key, extra…, hash_fn, eq_fn)`.
    pub fn dict_key_helper(
        &mut self,
        name: &'static str,
        d: DictId,
        dict: &Val,
        key: &Val,
        extra: Vec<HArg>,
    ) -> LowerResult<Operand> {
        let (kr, _) = self.rt.dict_reprs(d);
        let k = self.as_repr(key, &kr)?;
        let kt = self.rt.lltype(&kr);
        let (hash, eq) = self.key_args(d)?;
        let mut args = vec![self.harg(dict), HArg::V(k, kt)];
        args.extend(extra);
        args.extend([hash, eq]);
        self.helper_typed("rdict", name, args)
    }

    pub fn dict_getitem(&mut self, op: &'a Op, d: DictId, dict: &Val, key: &Val) -> LowerResult<Option<Operand>> {
        let v = self.dict_key_helper("ll_dict_getitem", d, dict, key, vec![])?;
        let (_, vr) = self.rt.dict_reprs(d);
        self.result(op, v, &vr)
    }

    pub fn dict_setitem(&mut self, d: DictId, dict: &Val, key: &Val, value: &Val) -> LowerResult<()> {
        let (_, vr) = self.rt.dict_reprs(d);
        let v = self.as_repr(value, &vr)?;
        let t = self.rt.lltype(&vr);
        self.dict_key_helper("ll_dict_setitem", d, dict, key, vec![HArg::V(v, t)])?;
        Ok(())
    }

    /// An empty dict.
    pub fn empty_dict(&mut self, r: &Repr) -> LowerResult<Operand> {
        let LLType::Ptr(c) = self.rt.lltype(r) else {
            return Err(self.bad("E0301", "this dict has no representation", "here"));
        };
        self.helper_typed("rdict", "ll_newdict", vec![HArg::C(c)])
    }

    pub fn newdict(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let r = self.binding_repr(op.result);
        let Repr::Dict(d) = r else { return Err(self.bad("E0301", "this dict has no representation", "here")) };
        let v = self.empty_dict(&r)?;
        let dict = Val::new(SomeValue::of(Kind::Dict(d)), r, v.clone());
        let vals: Vec<Val> = op.args.iter().map(|a| self.val(a)).collect();
        for pair in vals.chunks(2) {
            self.dict_setitem(d, &dict, &pair[0], &pair[1])?;
        }
        Ok(Some(v))
    }

    pub fn newset(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let r = self.binding_repr(op.result);
        let vals: Vec<Val> = op.args.iter().map(|a| self.val(a)).collect();
        let Repr::Set(d) = r else { return Err(self.bad("E0301", "this set has no representation", "here")) };
        let v = self.empty_dict(&r)?;
        let set = Val::new(SomeValue::of(Kind::Set(d)), r, v.clone());
        for x in vals {
            self.set_add(d, &set, &x)?;
        }
        Ok(Some(v))
    }

    pub fn set_add(&mut self, d: DictId, set: &Val, x: &Val) -> LowerResult<()> {
        let none = HArg::V(Const::Void.into(), LLType::Void);
        self.dict_key_helper("ll_dict_setitem", d, set, x, vec![none])?;
        Ok(())
    }

    pub fn dicts_equal(&mut self, d: DictId, a: &Val, b: &Val) -> LowerResult<Operand> {
        let (_, vr) = self.rt.dict_reprs(d);
        let (hash, eq) = self.key_args(d)?;
        let Some(veq) = self.rt.eq_function(&vr) else {
            return Err(self.bad("E0301", "values of these dicts cannot be compared", "here"));
        };
        let args = vec![self.harg(a), self.harg(b), hash, eq, veq];
        self.helper_typed("rdict", "ll_dict_eq", args)
    }

    pub fn sets_equal(&mut self, d: DictId, a: &Val, b: &Val) -> LowerResult<Operand> {
        let (hash, eq) = self.key_args(d)?;
        let args = vec![self.harg(a), self.harg(b), hash, eq];
        self.helper_typed("rset", "ll_set_eq", args)
    }

    pub fn set_operator(
        &mut self,
        op: &'a Op,
        code: OpCode,
        a: &Val,
        b: &Val,
        inplace: bool,
    ) -> LowerResult<Option<Operand>> {
        let Repr::Set(d) = a.r else { return Err(self.bad("E0301", "this is not a set", "here")) };
        let (hash, eq) = self.key_args(d)?;
        let args = vec![self.harg(a), self.harg(b), hash, eq];
        if inplace {
            let name = match code {
                OpCode::Or => "ll_set_update",
                OpCode::And => "ll_set_intersection_update",
                OpCode::Sub => "ll_set_difference_update",
                _ => "ll_set_symmetric_difference_update",
            };
            self.helper_typed("rset", name, args)?;
            return self.result(op, a.v.clone(), &a.r.clone());
        }
        let name = match code {
            OpCode::Or => "ll_set_union",
            OpCode::And => "ll_set_intersection",
            OpCode::Sub => "ll_set_difference",
            _ => "ll_set_symmetric_difference",
        };
        let v = self.helper_typed("rset", name, args)?;
        self.result(op, v, &a.r.clone())
    }
}
