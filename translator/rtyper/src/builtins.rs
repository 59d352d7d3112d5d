//! Calls of builtin functions, of intrinsics of the `rpython` package, of run-time functions.

use crate::builder::int;
use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::Repr;
use annotator::{IntKind, IterVariant, Kind, SomeValue};
use graph::{Const, Imm, Op, OpCode, Operand};
use lltype::LLType;

type Out = LowerResult<Option<Operand>>;

const VOID: Operand = Operand::Const(Const::Void);
const INT: Repr = Repr::Int(IntKind::Int);

impl<'a> Lower<'_, 'a> {
    /// A call of a run-time function.
    pub fn external_call(&mut self, op: &'a Op, callee: &Val, args: CallArgs) -> Out {
        let x = match callee.konst() {
            Some(Const::Host(obj)) => self.rt.extern_of(*obj),
            _ => None,
        };
        let Some(x) = x else { return Err(self.bad("E0301", "this external function is not known", "called here")) };
        let e = self.rt.prog.externs[x].clone();
        if let ([v], Some(code)) = (&args.positional[..], e.as_operation()) {
            let a = self.as_repr(v, &Repr::Float)?;
            let v = self.b.pure(code, [a], LLType::Float);
            return self.result(op, v, &Repr::Float);
        }
        let mut ops = vec![Operand::Const(Const::Extern(x))];
        for (v, t) in args.positional.iter().zip(&e.args) {
            let r = self.repr_of_lltype(*t);
            ops.push(self.as_repr(v, &r)?);
        }
        let v = self.b.op(OpCode::DirectCall, Imm::None, ops, e.result);
        let r = self.repr_of_lltype(e.result);
        self.result(op, v, &r)
    }

    /// A function of the collector that does not collect.
    pub(crate) fn collector_extern(&mut self, symbol: &str, args: &[LLType], result: LLType) -> graph::ExternId {
        let known = self.rt.prog.externs.iter().find(|(_, e)| &*e.symbol == symbol).map(|(x, _)| x);
        known.unwrap_or_else(|| {
            let args = args.to_vec();
            self.rt.prog.externs.push(graph::Extern {
                symbol: symbol.into(),
                args,
                result,
                pure: false,
                collects: false,
            })
        })
    }

    fn repr_of_lltype(&self, t: LLType) -> Repr {
        match t {
            LLType::Void => Repr::Void,
            LLType::Bool => Repr::Bool,
            LLType::Char => Repr::Char,
            LLType::UniChar => Repr::UniChar,
            LLType::Unsigned => Repr::Int(IntKind::Uint),
            LLType::Int8 => Repr::Int(IntKind::I8),
            LLType::UInt8 => Repr::Int(IntKind::U8),
            LLType::Int16 => Repr::Int(IntKind::I16),
            LLType::UInt16 => Repr::Int(IntKind::U16),
            LLType::Int32 => Repr::Int(IntKind::I32),
            LLType::UInt32 => Repr::Int(IntKind::U32),
            LLType::Float => Repr::Float,
            LLType::SingleFloat => Repr::SingleFloat,
            LLType::Ptr(c) if c == self.rt.string => Repr::Str,
            LLType::Ptr(c) if c == self.rt.unicode => Repr::Unicode,
            _ => INT,
        }
    }

    /// A call of a function known by name.
    pub fn builtin_call(&mut self, op: &'a Op, name: &str, args: CallArgs) -> Out {
        if let Some((ty, method)) = name.split_once('.') {
            if matches!(ty, "str" | "bytes" | "list" | "dict" | "set" | "bytearray" | "int" | "float")
                && !args.positional.is_empty()
            {
                let mut args = args.clone();
                let me = args.positional.remove(0);
                let method = method.to_string();
                return self.builtin_method(op, me, &method, args);
            }
        }
        let a = &args.positional;
        let to = self.binding_repr(op.result);
        match (name, &a[..]) {
            ("len", [v]) => self.len(op, v),
            ("range" | "xrange", _) => self.range(op, a),
            ("enumerate", [v, ..]) => {
                let Repr::Iter(_, variant) = to else { return Err(self.unsupported(name)) };
                self.iter_variant(v, variant)
            }
            ("reversed", [v]) => self.iter_variant(v, IterVariant::Reversed),
            ("iter", [_]) => {
                let v = a[0].clone();
                match v.r {
                    Repr::Iter(..) => Ok(Some(v.v)),
                    _ => self.iter_variant(&v, IterVariant::Items),
                }
            }
            ("zip", _) => self.zip(op, a),
            ("sorted", [v]) => {
                let l = self.list_of(v, &to)?.unwrap_or(VOID);
                let lv = Val::new(self.result_annotation(op), to, l.clone());
                self.sort(&lv, &args.keywords)?;
                Ok(Some(l))
            }
            ("sum", [v, rest @ ..]) => self.sum(v, rest.first(), &to),
            ("any" | "all", [v]) => self.any_all(v, name == "any"),
            ("min" | "max", [v]) if matches!(v.r, Repr::Tuple(_)) => {
                let items = self.tuple_items(v)?;
                if items.is_empty() {
                    return Err(self.unsupported(name));
                }
                self.extremum(op, name == "min", &items, &to)
            }
            ("min" | "max", [v]) => {
                let v = &self.as_list(v)?;
                let p = self.list_parts(v)?;
                let Some(lt) = self.rt.lt_function(&p.item) else { return Err(self.unsupported(name)) };
                let h = self.harg(v);
                let f = if name == "min" { "ll_listmin" } else { "ll_listmax" };
                let v = self.helper_typed("rlist", f, vec![h, lt])?;
                self.result(op, v, &p.item)
            }
            ("min" | "max", [_, _, ..]) => self.extremum(op, name == "min", a, &to),
            ("abs", [v]) => self.unary(op, OpCode::IntAbs, v),
            ("divmod", [x, y]) => {
                let q = self.signed(x)?;
                let d = self.signed(y)?;
                self.nonzero(y, d.clone())?;
                let div = self.ll(OpCode::IntPyDiv, [q.clone(), d.clone()], LLType::Signed);
                let rem = self.ll(OpCode::IntPyMod, [q, d], LLType::Signed);
                let vals = [div, rem].map(|v| Val::new(SomeValue::int(false), INT, v));
                self.build_tuple(&to, vals.to_vec()).map(Some)
            }
            ("pow", [x, y]) => match self.arithmetic(op, OpCode::Pow, x, y)? {
                Some(v) => Ok(Some(v)),
                None => Err(self.unsupported(name)),
            },
            ("pow", [x, y, z]) => {
                let args = [self.signed(x)?, self.signed(y)?, self.signed(z)?];
                let v = self.helper("rint", "ll_int_pow_mod", args)?;
                self.result(op, v, &INT)
            }
            ("round", [v]) => {
                let x = self.as_repr(v, &Repr::Float)?;
                let v = self.helper("rfloat", "ll_round2int", [x])?;
                self.result(op, v, &INT)
            }
            ("round", [v, n]) => {
                let x = self.as_repr(v, &Repr::Float)?;
                let n = self.signed(n)?;
                let v = self.helper("rfloat", "ll_round", [x, n])?;
                self.result(op, v, &Repr::Float)
            }
            ("ord", [v]) => {
                let code = match v.r {
                    Repr::Char => OpCode::CastCharToInt,
                    Repr::UniChar => OpCode::CastUniCharToInt,
                    Repr::Str | Repr::Unicode => return self.ord_of_string(op, v),
                    _ => return Err(self.unsupported(name)),
                };
                let v = self.ll(code, [v.v.clone()], LLType::Signed);
                self.result(op, v, &INT)
            }
            ("chr", [v]) => {
                let n = self.signed(v)?;
                let t = self.ll(OpCode::IntBetween, [int(0), n.clone(), int(256)], LLType::Bool);
                self.check(t, "ValueError", "chr() arg not in range(256)");
                let v = self.ll(OpCode::CastIntToChar, [n], LLType::Char);
                self.result(op, v, &Repr::Char)
            }
            ("UNICHR" | "unichr", [v]) => {
                let n = self.signed(v)?;
                let t = self.ll(OpCode::IntBetween, [int(0), n.clone(), int(0x110000)], LLType::Bool);
                self.check(t, "ValueError", "unichr() arg not in range(0x110000)");
                let v = self.ll(OpCode::CastIntToUniChar, [n], LLType::UniChar);
                self.result(op, v, &Repr::UniChar)
            }
            ("int", []) => Ok(Some(int(0))),
            ("int", [v, base @ ..]) => self.int_of(op, v, base.first()),
            ("float", []) => Ok(Some(Const::float(0.0).into())),
            ("float", [v]) => match v.r {
                Repr::Str | Repr::Char => {
                    let s = self.as_repr(v, &Repr::Str)?;
                    let t = self.rt.str_ptr();
                    let v = self.helper_typed("rstr", "ll_str2float", vec![HArg::V(s, t)])?;
                    self.result(op, v, &Repr::Float)
                }
                Repr::SingleFloat => Ok(Some(self.ll(OpCode::CastPrimitive, [v.v.clone()], LLType::Float))),
                Repr::Inst(_) => {
                    let args = CallArgs { positional: vec![v.clone()], keywords: vec![] };
                    self.call_implicit(op, "__float__", args)
                }
                _ => self.as_repr(v, &Repr::Float).map(Some),
            },
            ("bool", []) => Ok(Some(Const::Bool(false).into())),
            ("bool", [v]) => match self.rt.truth(&mut self.b, v) {
                Some(t) => Ok(Some(t)),
                None => Err(self.unsupported(name)),
            },
            ("str" | "bytes", []) => Ok(Some(self.rt.string_const(b"").into())),
            ("str" | "bytes" | "format", [v, ..]) if v.r == Repr::Char => {
                let v = v.v.clone();
                self.result(op, v, &Repr::Char)
            }
            ("str" | "bytes" | "format" | "repr" | "ascii", [v, ..])
                if matches!(v.r, Repr::Inst(_)) && self.ag.calls.contains_key(&op.result) =>
            {
                self.text_of_instance(op, v, matches!(name, "repr" | "ascii"))
            }
            ("str" | "bytes" | "format", [v, ..]) => {
                let s = self.text_of(v)?;
                self.result(op, s, &Repr::Str)
            }
            ("repr" | "ascii", [v]) => {
                let s = self.repr_of(v)?;
                self.result(op, s, &Repr::Str)
            }
            ("hex" | "oct" | "bin", [v]) => {
                let n = HArg::V(self.signed(v)?, LLType::Signed);
                let f = match name {
                    "hex" => "ll_int2hex",
                    "oct" => "ll_int2oct",
                    _ => "ll_int2bin",
                };
                let v = self.helper_typed("rint", f, vec![n, HArg::V(Const::Bool(true).into(), LLType::Bool)])?;
                self.result(op, v, &Repr::Str)
            }
            ("bytearray", [v, ..]) => self.as_repr(v, &Repr::Str).map(Some),
            ("unicode" | "UNICODE" | "_Unicode", [v, ..]) => match v.r {
                Repr::Unicode | Repr::UniChar => self.as_repr(v, &Repr::Unicode).map(Some),
                _ => {
                    let s = self.text_of(v)?;
                    let t = self.rt.str_ptr();
                    self.helper_typed("rstr", "ll_str2unicode_ascii", vec![HArg::V(s, t)]).map(Some)
                }
            },
            ("list", []) => {
                let r = self.rt.list_repr(&to);
                self.build_list(&r, vec![]).map(Some)
            }
            ("list", [v]) => self.list_of(v, &to),
            ("tuple", [v]) => self.as_repr(v, &to).map(Some),
            ("tuple", []) => Ok(Some(VOID)),
            ("dict" | "OrderedDict", []) => self.empty_dict(&to).map(Some),
            ("dict" | "OrderedDict", [v]) => self.dict_of(v, &to).map(Some),
            ("r_dict" | "r_ordereddict", _) => self.empty_dict(&to).map(Some),
            ("set" | "frozenset", rest) => self.set_of(rest.first(), &to),
            ("isinstance", [v, c]) => self.isinstance(v, c),
            ("issubclass", [x, y]) => {
                let (x, y) = (self.as_repr(x, &Repr::Class)?, self.as_repr(y, &Repr::Class)?);
                Ok(Some(self.ll(OpCode::IsSubclassOf, [x, y], LLType::Bool)))
            }
            ("type", [v]) => match v.r {
                Repr::Inst(_) => self.type_of_instance(v).map(Some),
                _ => Ok(Some(VOID)),
            },
            ("getattr" | "setattr", [obj, attr, ..]) => {
                let Some(Const::Str(attr)) = attr.konst() else { return Err(self.unsupported(name)) };
                let attr: std::sync::Arc<str> = String::from_utf8_lossy(attr).into();
                match a.get(2) {
                    Some(value) if name == "setattr" => self.setattr_of(op, obj.clone(), value.clone(), attr),
                    _ => self.getattr_of(op, obj.clone(), attr),
                }
            }
            ("callable", _) | ("hasattr", _) => Err(self.unsupported(name)),
            ("print", _) => self.print(a),
            ("weakref.ref" | "_weakref.ref", [v]) => {
                let t = self.rt.lltype(&v.r);
                let p = self.b.cast(v.v.clone(), t, LLType::GcRef);
                Ok(Some(self.b.op(OpCode::WeakrefCreate, Imm::None, [p], LLType::GcRef)))
            }
            _ => self.intrinsic_call(op, name, &args, &to),
        }
    }

    pub(crate) fn unsupported(&self, name: &str) -> diagnostics::Diagnostic {
        self.bad("E0301", &format!("'{name}' is not supported with these arguments"), "called here")
    }

    fn range(&mut self, op: &'a Op, a: &[Val]) -> Out {
        let to = self.binding_repr(op.result);
        let mut v = Vec::new();
        for x in a {
            v.push(self.signed(x)?);
        }
        let [start, stop, step] = match v.len() {
            1 => [int(0), v.remove(0), int(1)],
            2 => [v.remove(0), v.remove(0), int(1)],
            _ => [v.remove(0), v.remove(0), v.remove(0)],
        };
        if !matches!(&step, Operand::Const(Const::Int(n)) if *n != 0) {
            self.helper("rrange", "ll_range_check_step", [step.clone()])?;
        }
        let r = self.rt.list_repr(&to);
        if r != Repr::Range {
            let (c, _) = self.list_container(&r)?;
            let mut args = vec![HArg::C(c)];
            args.extend([start, stop, step].map(|v| HArg::V(v, LLType::Signed)));
            return self.helper_typed("rrange", "ll_range2list", args).map(Some);
        }
        let c = self.rt.range_type();
        let p = self.b.malloc(c);
        for (n, v) in [("start", start), ("stop", stop), ("step", step)] {
            self.b.set(&self.rt.prog, p.clone(), c, n, v);
        }
        Ok(Some(p))
    }

    fn zip(&mut self, op: &'a Op, a: &[Val]) -> Out {
        let to = self.binding_repr(op.result);
        let r = self.rt.list_repr(&to);
        let (Repr::List(item) | Repr::FixedList(item)) = &r else { return Err(self.unsupported("zip")) };
        let item = (**item).clone();
        let parts: Vec<_> = a.iter().map(|v| self.sequence_parts(v)).collect::<Result<_, _>>()?;
        let mut n = int(i64::MAX);
        for p in &parts {
            let t = self.ll(OpCode::IntLt, [p.length.clone(), n.clone()], LLType::Bool);
            let (then, els) = self.b.branch(t);
            let done = self.b.g.new_block();
            let out = self.b.g.add_param(done, None, Some(LLType::Signed));
            self.b.cur = then;
            self.b.goto(done, vec![p.length.clone()]);
            self.b.cur = els;
            self.b.goto(done, vec![n]);
            self.b.cur = done;
            n = out.into();
        }
        let (c, _) = self.list_container(&r)?;
        let hn = HArg::V(n.clone(), LLType::Signed);
        let list = match &r {
            Repr::FixedList(_) => self.b.malloc_varsize(c, n.clone()),
            _ => self.helper_typed("rlist", "ll_newlist_hint", vec![HArg::C(c), hn])?,
        };
        let it = self.rt.lltype(&item);
        self.counted_loop(n, |me, i| {
            let mut vals = Vec::new();
            for p in &parts {
                let t = me.rt.lltype(&p.item);
                let v = me.b.op(OpCode::GetArrayItem, Imm::None, [p.items.clone(), i.clone()], t);
                vals.push(Val::new(SomeValue::of(Kind::Impossible), p.item.clone(), v));
            }
            let tuple = me.build_tuple(&item, vals)?;
            match &r {
                Repr::FixedList(_) => {
                    me.ll(OpCode::SetArrayItem, [list.clone(), i, tuple], LLType::Void);
                }
                _ => {
                    me.helper_typed(
                        "rlist",
                        "ll_append",
                        vec![HArg::V(list.clone(), LLType::Ptr(c)), HArg::V(tuple, it)],
                    )?;
                }
            }
            Ok(())
        })?;
        Ok(Some(list))
    }

    /// `for i in range(n): body(i)`.
    fn counted_loop(
        &mut self,
        n: Operand,
        body: impl FnOnce(&mut Self, Operand) -> LowerResult<()>,
    ) -> LowerResult<()> {
        let head = self.b.g.new_block();
        let i = self.b.g.add_param(head, None, Some(LLType::Signed));
        self.b.goto(head, vec![int(0)]);
        self.b.cur = head;
        let more = self.ll(OpCode::IntLt, [i.into(), n], LLType::Bool);
        let (inside, done) = self.b.branch(more);
        self.b.cur = inside;
        body(self, i.into())?;
        let next = self.ll(OpCode::IntAdd, [i.into(), int(1)], LLType::Signed);
        self.b.goto(head, vec![next]);
        self.b.cur = done;
        Ok(())
    }

    /// A list, string, or tuple of one item type taken apart.
    fn sequence_parts(&mut self, v: &Val) -> LowerResult<crate::lists::ListParts> {
        match &v.r {
            Repr::Str | Repr::Unicode => {
                let t = self.rt.lltype(&v.r);
                let LLType::Ptr(array) = t else { return Err(self.unsupported("zip")) };
                let length = self.ll(OpCode::GetArraySize, [v.v.clone()], LLType::Signed);
                let item = if v.r == Repr::Str { Repr::Char } else { Repr::UniChar };
                Ok(crate::lists::ListParts { items: v.v.clone(), array, item, length })
            }
            _ => {
                let l = self.as_list(v)?;
                self.list_parts(&l)
            }
        }
    }

    /// Text, a tuple of one item type, or the keys of a dict, as a list; a list as it is.
    pub fn as_list(&mut self, v: &Val) -> LowerResult<Val> {
        let list = |item: &Repr| Repr::FixedList(Box::new(item.clone()));
        let nothing = SomeValue::of(Kind::Impossible);
        match &v.r {
            Repr::Str | Repr::Unicode | Repr::Char | Repr::UniChar => {
                let (text, item) = match v.r {
                    Repr::Str | Repr::Char => (Repr::Str, Repr::Char),
                    _ => (Repr::Unicode, Repr::UniChar),
                };
                let s = self.as_repr(v, &text)?;
                let t = self.rt.lltype(&text);
                let r = list(&item);
                let (c, _) = self.list_container(&r)?;
                let l = self.helper_typed("rlist", "ll_str2list", vec![HArg::C(c), HArg::V(s, t)])?;
                Ok(Val::new(nothing, r, l))
            }
            Repr::Tuple(items) if !items.is_empty() => {
                let r = list(&items[0]);
                let vals = self.tuple_items(v)?;
                let l = self.build_list(&r, vals)?;
                Ok(Val::new(nothing, r, l))
            }
            Repr::Dict(d) | Repr::Set(d) => {
                let (kr, _) = self.rt.dict_reprs(*d);
                let r = list(&kr);
                let l = self.list_of_dict(*d, v, IterVariant::Items, &r)?;
                Ok(Val::new(nothing, r, l))
            }
            _ => Ok(v.clone()),
        }
    }

    fn sum(&mut self, v: &Val, start: Option<&Val>, to: &Repr) -> Out {
        let v = &match &v.r {
            // Items of several types are all made what the sum is.
            Repr::Tuple(items) if !items.is_empty() => {
                let r = Repr::FixedList(Box::new(to.clone()));
                let vals = self.tuple_items(v)?;
                let l = self.build_list(&r, vals)?;
                Val::new(SomeValue::of(Kind::Impossible), r, l)
            }
            _ => self.as_list(v)?,
        };
        let p = self.list_parts(v)?;
        let s = match start {
            Some(s) => self.as_repr(s, to)?,
            None => self.rt.zero(to).into(),
        };
        let t = self.rt.lltype(to);
        if p.item == *to {
            let h = self.harg(v);
            return self.helper_typed("rlist", "ll_listsum", vec![h, HArg::V(s, t)]).map(Some);
        }
        if p.item == Repr::Void {
            // There is never an item.
            return Ok(Some(s));
        }
        if p.item == Repr::Bool && t == LLType::Signed {
            let h = self.harg(v);
            return self.helper_typed("rlist", "ll_listsum_bools", vec![h, HArg::V(s, t)]).map(Some);
        }
        Err(self.unsupported("sum"))
    }

    fn any_all(&mut self, v: &Val, any: bool) -> Out {
        let v = &self.as_list(v)?;
        let p = self.list_parts(v)?;
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(LLType::Bool));
        let t = self.rt.lltype(&p.item);
        let (items, item) = (p.items, p.item);
        self.counted_loop(p.length, |me, i| {
            let x = me.b.op(OpCode::GetArrayItem, Imm::None, [items, i], t);
            let x = Val::new(SomeValue::of(Kind::Impossible), item, x);
            let truth = me.rt.truth(&mut me.b, &x).ok_or_else(|| me.unsupported("any"))?;
            let (then, els) = me.b.branch(truth);
            let (stop, go_on) = if any { (then, els) } else { (els, then) };
            me.b.cur = stop;
            me.b.goto(done, vec![Const::Bool(any).into()]);
            me.b.cur = go_on;
            Ok(())
        })?;
        self.b.goto(done, vec![Const::Bool(!any).into()]);
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    fn extremum(&mut self, op: &'a Op, min: bool, a: &[Val], to: &Repr) -> Out {
        let ty = self.rt.lltype(to);
        let mut best = self.as_repr(&a[0], to)?;
        for v in &a[1..] {
            let x = self.as_repr(v, to)?;
            let (l, r) = (
                Val::new(SomeValue::of(Kind::Impossible), to.clone(), x.clone()),
                Val::new(SomeValue::of(Kind::Impossible), to.clone(), best.clone()),
            );
            let code = if min { OpCode::Lt } else { OpCode::Gt };
            let t = self.compare(op, code, &l, &r)?.unwrap_or(VOID);
            let (then, els) = self.b.branch(t);
            let done = self.b.g.new_block();
            let out = self.b.g.add_param(done, None, Some(ty));
            self.b.cur = then;
            self.b.goto(done, vec![x]);
            self.b.cur = els;
            self.b.goto(done, vec![best]);
            self.b.cur = done;
            best = out.into();
        }
        Ok(Some(best))
    }

    fn ord_of_string(&mut self, op: &'a Op, v: &Val) -> Out {
        let n = self.ll(OpCode::GetArraySize, [v.v.clone()], LLType::Signed);
        let one = self.ll(OpCode::IntEq, [n, int(1)], LLType::Bool);
        self.check(one, "TypeError", "ord() expected a character");
        let (t, code) = if v.r == Repr::Str {
            (LLType::Char, OpCode::CastCharToInt)
        } else {
            (LLType::UniChar, OpCode::CastUniCharToInt)
        };
        let c = self.ll(OpCode::GetArrayItem, [v.v.clone(), int(0)], t);
        let v = self.ll(code, [c], LLType::Signed);
        self.result(op, v, &INT)
    }

    fn int_of(&mut self, op: &'a Op, v: &Val, base: Option<&Val>) -> Out {
        let n = match &v.r {
            Repr::Float => self.ll(OpCode::CastFloatToInt, [v.v.clone()], LLType::Signed),
            Repr::Str | Repr::Char => {
                let s = self.as_repr(v, &Repr::Str)?;
                let b = match base {
                    Some(b) => self.signed(b)?,
                    None => int(10),
                };
                let t = self.rt.str_ptr();
                self.helper_typed("rstr", "ll_str2int", vec![HArg::V(s, t), HArg::V(b, LLType::Signed)])?
            }
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![v.clone()], keywords: vec![] };
                return self.call_implicit(op, "__int__", args);
            }
            _ => self.signed(v)?,
        };
        self.result(op, n, &INT)
    }

    fn list_of(&mut self, v: &Val, to: &Repr) -> Out {
        let (c, _) = self.list_container(to)?;
        match &v.r {
            Repr::Str | Repr::Unicode => {
                let item = if v.r == Repr::Str { Repr::Char } else { Repr::UniChar };
                let r = self.rt.list_repr(to);
                if let Repr::List(have) | Repr::FixedList(have) = &r {
                    if **have != item {
                        let chars = self.sequence_parts(v)?;
                        return self.converted_list(chars, &r).map(Some);
                    }
                }
                let h = self.harg(v);
                self.helper_typed("rlist", "ll_str2list", vec![HArg::C(c), h]).map(Some)
            }
            Repr::Tuple(_) | Repr::Void | Repr::Char => {
                let items = if v.r == Repr::Char { vec![v.clone()] } else { self.tuple_items(v)? };
                let r = self.rt.list_repr(to);
                self.build_list(&r, items).map(Some)
            }
            Repr::Dict(d) | Repr::Set(d) => self.list_of_dict(*d, v, IterVariant::Items, to).map(Some),
            Repr::Iter(container, variant) => {
                let (r, LLType::Ptr(ty)) = ((**container).clone(), self.rt.lltype(&v.r)) else {
                    return Err(self.unsupported("list"));
                };
                let Repr::Dict(d) = r else { return Err(self.unsupported("list")) };
                let dict = self.b.get(&self.rt.prog, v.v.clone(), ty, "dict");
                let dict = Val::new(SomeValue::default(), r, dict);
                self.list_of_dict(d, &dict, *variant, to).map(Some)
            }
            _ => {
                let h = self.harg_for(v, to)?;
                self.helper_typed("rlist", "ll_copy", vec![HArg::C(c), h]).map(Some)
            }
        }
    }

    /// A list of the same items in another representation.
    fn converted_list(&mut self, from: crate::lists::ListParts, to: &Repr) -> LowerResult<Operand> {
        let (c, _) = self.list_container(to)?;
        let length = HArg::V(from.length.clone(), LLType::Signed);
        let list = self.helper_typed("rlist", "ll_newlist", vec![HArg::C(c), length])?;
        let into = self.list_parts(&Val::new(SomeValue::default(), to.clone(), list.clone()))?;
        self.each_item(from, |me, i, item| {
            let item = me.as_repr(&item, &into.item)?;
            me.b.op(OpCode::SetArrayItem, Imm::None, [into.items.clone(), i, item], LLType::Void);
            Ok(())
        })?;
        Ok(list)
    }

    /// `dict(v)`: a copy of a dict, or a dict of pairs.
    pub fn dict_of(&mut self, v: &Val, to: &Repr) -> LowerResult<Operand> {
        let Repr::Dict(d) = *to else { return Err(self.unsupported("dict")) };
        if matches!(v.r, Repr::Dict(_)) && self.rt.lltype(&v.r) == self.rt.lltype(to) {
            let h = self.harg(v);
            return self.helper_typed("rdict", "ll_dict_copy", vec![h]);
        }
        let pairs = match v.r {
            Repr::Dict(from) => {
                let (k, x) = self.rt.dict_reprs(from);
                let r = Repr::FixedList(Box::new(Repr::Tuple(vec![k, x])));
                let l = self.list_of_dict(from, v, IterVariant::DictItems, &r)?;
                self.list_parts(&Val::new(SomeValue::default(), r, l))?
            }
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => self.list_parts(v)?,
            _ => self.sequence_parts(v)?,
        };
        let dict = self.empty_dict(to)?;
        if pairs.item == Repr::Void {
            // There is never a pair.
            return Ok(dict);
        }
        let made = Val::new(SomeValue::default(), to.clone(), dict.clone());
        self.each_item(pairs, |me, _, pair| match &me.tuple_items(&pair)?[..] {
            [k, x] => me.dict_setitem(d, &made, k, x),
            _ => Err(me.unsupported("dict")),
        })?;
        Ok(dict)
    }

    /// A loop over the items of a list: what `body` makes of an index and an item.
    fn each_item(
        &mut self,
        p: crate::lists::ListParts,
        body: impl FnOnce(&mut Self, Operand, Val) -> LowerResult<()>,
    ) -> LowerResult<()> {
        let head = self.b.g.new_block();
        let i = self.b.g.add_param(head, None, Some(LLType::Signed));
        self.b.goto(head, vec![int(0)]);
        self.b.cur = head;
        let more = self.ll(OpCode::IntLt, [i.into(), p.length], LLType::Bool);
        let (then, done) = self.b.branch(more);
        self.b.cur = then;
        let t = self.rt.lltype(&p.item);
        let item = self.b.op(OpCode::GetArrayItem, Imm::None, [p.items, i.into()], t);
        body(self, i.into(), Val::new(SomeValue::default(), p.item, item))?;
        let next = self.ll(OpCode::IntAdd, [i.into(), int(1)], LLType::Signed);
        self.b.goto(head, vec![next]);
        self.b.cur = done;
        Ok(())
    }

    pub fn set_of(&mut self, v: Option<&Val>, to: &Repr) -> Out {
        let Some(v) = v else { return self.empty_dict(to).map(Some) };
        let (Repr::Set(d), LLType::Ptr(c)) = (to.clone(), self.rt.lltype(to)) else {
            return Err(self.unsupported("set"));
        };
        if matches!(v.r, Repr::Set(_)) && self.rt.lltype(&v.r) == self.rt.lltype(to) {
            let h = self.harg(v);
            return self.helper_typed("rdict", "ll_dict_copy", vec![h]).map(Some);
        }
        let key = Repr::FixedList(Box::new(self.rt.dict_reprs(d).0));
        let p = match &v.r {
            Repr::Set(from) => {
                let from = *from;
                let r = Repr::FixedList(Box::new(self.rt.dict_reprs(from).0));
                let l = self.list_of_dict(from, v, IterVariant::Items, &r)?;
                self.list_parts(&Val::new(SomeValue::default(), r, l))?
            }
            Repr::Tuple(items) if !items.is_empty() => {
                let vals = self.tuple_items(v)?;
                let l = self.build_list(&key, vals)?;
                self.list_parts(&Val::new(SomeValue::default(), key.clone(), l))?
            }
            _ => self.sequence_parts(v)?,
        };
        if p.item == Repr::Void {
            // There is never an item.
            return self.empty_dict(to).map(Some);
        }
        let p = if matches!(&key, Repr::FixedList(k) if **k == p.item) {
            p
        } else {
            let l = self.converted_list(p, &key)?;
            self.list_parts(&Val::new(SomeValue::default(), key, l))?
        };
        let (hash, eq) = self.key_args(d)?;
        // The array of a list that grows is longer than the list.
        let list = HArg::V(p.items, LLType::Ptr(p.array));
        let length = HArg::V(p.length, LLType::Signed);
        self.helper_typed("rset", "ll_set_from_list", vec![HArg::C(c), list, length, hash, eq]).map(Some)
    }

    fn isinstance(&mut self, v: &Val, class: &Val) -> Out {
        let Repr::Inst(have) = v.r else {
            // Strings, lists and the like: only None is told apart.
            let t = self.rt.lltype(&v.r);
            return Ok(Some(match t {
                LLType::Ptr(_) | LLType::GcRef => self.ll(OpCode::PtrNonZero, [v.v.clone()], LLType::Bool),
                _ => Const::Bool(v.s.kind != Kind::None).into(),
            }));
        };
        if let Kind::Tuple(_) = class.s.kind {
            let mut any: Operand = Const::Bool(false).into();
            for item in self.tuple_items(class)? {
                let t = self.isinstance(v, &item)?.unwrap_or(VOID);
                let (x, y) = (self.not(any), self.not(t));
                let both = self.and(x, y);
                any = self.not(both);
            }
            return Ok(Some(any));
        }
        let c = match (&class.s.kind, class.konst()) {
            (Kind::Pbc { descs, .. }, _) if descs.len() == 1 => match descs.first().map(|d| &self.rt.model.descs[*d]) {
                Some(annotator::Desc::Class { classdef: Some(c), .. }) => Some(*c),
                // A class without instances.
                Some(annotator::Desc::Class { classdef: None, .. }) => return Ok(Some(Const::Bool(false).into())),
                _ => None,
            },
            (_, Some(Const::Host(o))) => self.class_of_host(*o),
            _ => None,
        };
        let nullable = !matches!(v.s.kind, Kind::Instance { none: false, .. });
        if let Some(c) = c {
            if self.rt.model.is_subclass(have, c) {
                return Ok(Some(if nullable {
                    self.ll(OpCode::PtrNonZero, [v.v.clone()], LLType::Bool)
                } else {
                    Const::Bool(true).into()
                }));
            }
            if !self.rt.model.is_subclass(c, have) {
                return Ok(Some(Const::Bool(false).into()));
            }
        }
        let test: Operand = match c {
            Some(c) => self.rt.vtable_const(c).into(),
            None => self.as_repr(class, &Repr::Class)?,
        };
        if !nullable {
            let vt = self.typeptr(v)?;
            return Ok(Some(self.exact_or_range(vt, test, c)));
        }
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(LLType::Bool));
        let some = self.ll(OpCode::PtrNonZero, [v.v.clone()], LLType::Bool);
        let (then, els) = self.b.branch(some);
        self.b.cur = els;
        self.b.goto(done, vec![Const::Bool(false).into()]);
        self.b.cur = then;
        let vt = self.typeptr(v)?;
        let t = self.exact_or_range(vt, test, c);
        self.b.goto(done, vec![t]);
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    /// `type(v)`: the vtable, or null where `v` is None (the type of None is no class of the program).
    fn type_of_instance(&mut self, v: &Val) -> LowerResult<Operand> {
        if matches!(v.s.kind, Kind::Instance { none: false, .. }) {
            return self.typeptr(v);
        }
        let t = LLType::Ptr(self.rt.vtable_root);
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(t));
        let some = self.ll(OpCode::PtrNonZero, [v.v.clone()], LLType::Bool);
        let (then, els) = self.b.branch(some);
        self.b.cur = els;
        self.b.goto(done, vec![Const::Null(t).into()]);
        self.b.cur = then;
        let vt = self.typeptr(v)?;
        self.b.goto(done, vec![vt]);
        self.b.cur = done;
        Ok(out.into())
    }

    /// An instance test; classes without subclasses compare vtables.
    fn exact_or_range(&mut self, vt: Operand, test: Operand, c: Option<annotator::ClassDefId>) -> Operand {
        let leaf = c.is_some_and(|c| {
            let info = self.rt.class_info(c);
            info.min == info.max
        });
        let code = if leaf { OpCode::PtrEq } else { OpCode::IsSubclassOf };
        self.ll(code, [vt, test], LLType::Bool)
    }

    /// `print(…)`: the pieces separated by blanks, and a newline, in one write.
    fn print(&mut self, a: &[Val]) -> Out {
        let mut pieces = Vec::new();
        for (i, v) in a.iter().enumerate() {
            if i > 0 {
                pieces.push(self.rt.string_const(b" ").into());
            }
            pieces.push(self.text_of(v)?);
        }
        pieces.push(self.rt.string_const(b"\n").into());
        let s = self.join_pieces(pieces)?;
        self.write_stdout(s)?;
        Ok(Some(VOID))
    }

    fn write_stdout(&mut self, s: Operand) -> LowerResult<()> {
        let Some(f) = self.rt.host.lookup("rpython.rlib.rposix", "rpy_write") else {
            return Err(self.unsupported("print"));
        };
        let Some(x) = self.rt.extern_of(f) else { return Err(self.unsupported("print")) };
        let n = self.ll(OpCode::GetArraySize, [s.clone()], LLType::Signed);
        let args = [Operand::Const(Const::Extern(x)), int(1), s, int(0), n];
        self.b.op(OpCode::DirectCall, Imm::None, args, LLType::Signed);
        Ok(())
    }
}
