//! Methods of the builtin types: lists, strings, dicts, sets, builders; text formatting.

use crate::builder::int;
use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::Repr;
use annotator::{IntKind, IterVariant, Kind, SomeValue};
use graph::{Const, Op, OpCode, Operand};
use lltype::{ContainerId, LLType};

type Out = LowerResult<Option<Operand>>;

const VOID: Operand = Operand::Const(Const::Void);

impl<'a> Lower<'_, 'a> {
    /// A call of a method of a builtin type.
    pub fn builtin_method(&mut self, op: &'a Op, me: Val, name: &str, args: CallArgs) -> Out {
        let a = &args.positional;
        match &me.r {
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) | Repr::Range => {
                self.list_method(op, &me, name, &args)
            }
            Repr::Str | Repr::Char | Repr::Unicode | Repr::UniChar => self.text_method(op, &me, name, a),
            Repr::Dict(d) => {
                let d = *d;
                self.dict_method(op, d, &me, name, a)
            }
            Repr::Set(d) => {
                let d = *d;
                self.set_method(op, d, &me, name, a)
            }
            Repr::StringBuilder | Repr::UnicodeBuilder => self.builder_method(op, &me, name, a),
            _ => Err(self.no_method(name)),
        }
    }

    fn no_method(&self, name: &str) -> diagnostics::Diagnostic {
        self.bad("E0301", &format!("the method '{name}' is not supported on this"), "called here")
    }

    fn list_method(&mut self, op: &'a Op, me: &Val, name: &str, args: &CallArgs) -> Out {
        let a = &args.positional;
        let r = self.rt.list_repr(&me.r);
        let item = match &r {
            Repr::List(i) | Repr::FixedList(i) => (**i).clone(),
            _ => Repr::Int(IntKind::Int),
        };
        let t = self.rt.lltype(&item);
        let l = self.harg(me);
        let first = a.first();
        match (name, first) {
            ("append", Some(x)) => {
                let v = self.as_repr(x, &item)?;
                self.helper_typed("rlist", "ll_append", vec![l, HArg::V(v, t)])?;
                Ok(Some(VOID))
            }
            ("extend", Some(x)) => {
                self.list_extend(me, x)?;
                Ok(Some(VOID))
            }
            ("insert", Some(i)) => {
                let n = HArg::V(self.signed(i)?, LLType::Signed);
                let v = self.as_repr(&a[1], &item)?;
                let nonneg = matches!(i.s.kind, Kind::Int { nonneg: true, .. });
                let f = if nonneg { "ll_insert_nonneg" } else { "ll_insert" };
                self.helper_typed("rlist", f, vec![l, n, HArg::V(v, t)])?;
                Ok(Some(VOID))
            }
            ("pop", i) => {
                let p = self.list_parts(me)?;
                let (f, extra) = match i {
                    None => {
                        let some = self.ll(OpCode::IntIsTrue, [p.length], LLType::Bool);
                        self.check(some, "IndexError", "pop from empty list");
                        ("ll_pop_default", None)
                    }
                    Some(i) if i.const_int() == Some(0) => {
                        let some = self.ll(OpCode::IntIsTrue, [p.length], LLType::Bool);
                        self.check(some, "IndexError", "pop from empty list");
                        ("ll_pop_zero", None)
                    }
                    Some(i) => {
                        let i = self.index(i, p.length, "pop")?;
                        ("ll_pop_nonneg", Some(HArg::V(i, LLType::Signed)))
                    }
                };
                let mut hargs = vec![l];
                hargs.extend(extra);
                let v = self.helper_typed("rlist", f, hargs)?;
                self.result(op, v, &item)
            }
            ("reverse", None) => {
                self.helper_typed("rlist", "ll_reverse", vec![l])?;
                Ok(Some(VOID))
            }
            ("remove", Some(x)) => {
                self.list_search("ll_listremove", me, x)?;
                Ok(Some(VOID))
            }
            ("index", Some(x)) => {
                let v = self.list_search("ll_listindex", me, x)?;
                self.result(op, v, &Repr::Int(IntKind::Int))
            }
            ("count", Some(x)) => {
                let v = self.list_search("ll_listcount", me, x)?;
                self.result(op, v, &Repr::Int(IntKind::Int))
            }
            ("clear", None) => {
                self.helper_typed("rlist", "ll_listclear", vec![l])?;
                Ok(Some(VOID))
            }
            ("copy", None) => {
                let to = self.binding_repr(op.result);
                let (c, _) = self.list_container(&to)?;
                let l = self.harg_for(me, &to)?;
                self.helper_typed("rlist", "ll_copy", vec![HArg::C(c), l]).map(Some)
            }
            ("sort", None) => {
                self.sort(me, &args.keywords)?;
                Ok(Some(VOID))
            }
            _ => Err(self.no_method(name)),
        }
    }

    /// `l.sort()` of items that have an order of their own.
    pub fn sort(&mut self, l: &Val, keywords: &[(std::sync::Arc<str>, Val)]) -> LowerResult<()> {
        let p = self.list_parts(l)?;
        let mut reverse = false;
        for (name, v) in keywords {
            match (&**name, v.konst()) {
                ("reverse", Some(Const::Bool(b))) => reverse = *b,
                _ => return Err(self.bad("E0301", "sorting with a key is not supported", "use rlib.listsort")),
            }
        }
        let Some(lt) = self.rt.lt_function(&p.item) else {
            return Err(self.bad("E0301", "items of this list have no order", "use rlib.listsort.make_timsort_class"));
        };
        let h = self.harg(l);
        if reverse {
            self.helper_typed("rlist", "ll_reverse", vec![h.clone()])?;
        }
        self.helper_typed("rlist", "ll_list_sort", vec![h.clone(), lt])?;
        if reverse {
            self.helper_typed("rlist", "ll_reverse", vec![h])?;
        }
        Ok(())
    }

    /// `l += x`, `l.extend(x)`.
    pub fn list_extend(&mut self, l: &Val, x: &Val) -> LowerResult<()> {
        let h = self.harg(l);
        let xr = self.rt.list_repr(&x.r);
        match &xr {
            Repr::Str | Repr::Unicode => {
                let s = self.harg(x);
                self.helper_typed("rlist", "ll_extend_with_str", vec![h, s])?;
            }
            Repr::Char | Repr::UniChar => {
                let p = self.list_parts(l)?;
                let v = self.as_repr(x, &p.item)?;
                let t = self.rt.lltype(&p.item);
                self.helper_typed("rlist", "ll_append", vec![h, HArg::V(v, t)])?;
            }
            Repr::Tuple(_) => {
                let p = self.list_parts(l)?;
                let t = self.rt.lltype(&p.item);
                for item in self.tuple_items(x)? {
                    let v = self.as_repr(&item, &p.item)?;
                    self.helper_typed("rlist", "ll_append", vec![h.clone(), HArg::V(v, t)])?;
                }
            }
            Repr::Void => {}
            _ => {
                let other = self.harg_for(x, &l.r)?;
                self.helper_typed("rlist", "ll_extend", vec![h, other])?;
            }
        }
        Ok(())
    }

    /// An optional bound of a search: `int` or the default.
    fn bound(&mut self, v: Option<&Val>, default: i64) -> LowerResult<HArg> {
        let o = match v {
            Some(v) if v.s.kind != Kind::None => self.signed(v)?,
            _ => int(default),
        };
        Ok(HArg::V(o, LLType::Signed))
    }

    fn text_method(&mut self, op: &'a Op, me: &Val, name: &str, a: &[Val]) -> Out {
        let char_me = matches!(me.r, Repr::Char | Repr::UniChar);
        let byte = matches!(me.r, Repr::Str | Repr::Char);
        let text = if byte { Repr::Str } else { Repr::Unicode };
        let t = self.rt.lltype(&text);
        let signed = Repr::Int(IntKind::Int);
        if char_me && matches!(name, "isdigit" | "isalpha" | "isalnum" | "isspace" | "isupper" | "islower") {
            let f = match name {
                "isdigit" => "ll_char_isdigit",
                "isalpha" => "ll_char_isalpha",
                "isalnum" => "ll_char_isalnum",
                "isspace" => "ll_char_isspace",
                "isupper" => "ll_char_isupper",
                _ => "ll_char_islower",
            };
            let c = self.harg(me);
            return self.helper_typed("rstr", f, vec![c]).map(Some);
        }
        if char_me && matches!(name, "upper" | "lower") {
            let f = if name == "upper" { "ll_char_upper" } else { "ll_char_lower" };
            let c = self.harg(me);
            let v = self.helper_typed("rstr", f, vec![c])?;
            return self.result(op, v, &me.r.clone());
        }
        let s = HArg::V(self.as_repr(me, &text)?, t);
        let is_char = |v: &Val| matches!(v.r, Repr::Char | Repr::UniChar);
        let max = i64::MAX;
        match (name, a) {
            ("find" | "rfind" | "count" | "index" | "rindex", [x, rest @ ..]) => {
                let (start, end) = (self.bound(rest.first(), 0)?, self.bound(rest.get(1), max)?);
                let f = match (name, is_char(x)) {
                    ("find", true) => "ll_strfind_char",
                    ("rfind", true) => "ll_strrfind_char",
                    ("count", true) => "ll_strcount_char",
                    ("find", false) => "ll_strfind",
                    ("rfind", false) => "ll_strrfind",
                    ("count", false) => "ll_strcount",
                    ("index", _) => "ll_strindex",
                    _ => "ll_strrindex",
                };
                let x = if is_char(x) && !f.ends_with("_char") {
                    HArg::V(self.as_repr(x, &text)?, t)
                } else {
                    self.harg(x)
                };
                let v = self.helper_typed("rstr", f, vec![s, x, start, end])?;
                self.result(op, v, &signed)
            }
            ("startswith" | "endswith", [x, rest @ ..]) => {
                if let Kind::Tuple(_) = x.s.kind {
                    let mut any: Operand = Const::Bool(false).into();
                    for item in self.tuple_items(x)? {
                        let p = HArg::V(self.as_repr(&item, &text)?, t);
                        let f = if name == "startswith" { "ll_startswith" } else { "ll_endswith" };
                        let v = self.helper_typed("rstr", f, vec![s.clone(), p])?;
                        let (x, y) = (self.not(any), self.not(v));
                        let both = self.and(x, y);
                        any = self.not(both);
                    }
                    return Ok(Some(any));
                }
                if !rest.is_empty() {
                    let (start, end) = (self.bound(rest.first(), 0)?, self.bound(rest.get(1), max)?);
                    let f = if name == "startswith" { "ll_startswith_range" } else { "ll_endswith_range" };
                    let x = HArg::V(self.as_repr(x, &text)?, t);
                    return self.helper_typed("rstr", f, vec![s, x, start, end]).map(Some);
                }
                let f = match (name, is_char(x)) {
                    ("startswith", true) => "ll_startswith_char",
                    ("startswith", false) => "ll_startswith",
                    (_, true) => "ll_endswith_char",
                    _ => "ll_endswith",
                };
                let x = self.harg(x);
                self.helper_typed("rstr", f, vec![s, x]).map(Some)
            }
            ("strip" | "lstrip" | "rstrip", rest) => {
                let flag = |b: bool| HArg::V(Const::Bool(b).into(), LLType::Bool);
                let (l, r) = (flag(name != "rstrip"), flag(name != "lstrip"));
                let v = match rest.first() {
                    None => self.helper_typed("rstr", "ll_strip_default", vec![s, l, r])?,
                    Some(x) if is_char(x) => {
                        let x = self.harg(x);
                        self.helper_typed("rstr", "ll_strip_char", vec![s, x, l, r])?
                    }
                    Some(x) => {
                        let x = self.harg(x);
                        self.helper_typed("rstr", "ll_strip", vec![s, x, l, r])?
                    }
                };
                self.result(op, v, &text)
            }
            ("split" | "rsplit", rest) => {
                let to = self.binding_repr(op.result);
                let (c, _) = self.list_container(&to)?;
                let limit = self.bound(rest.get(1), -1)?;
                let left = name == "split";
                match rest.first() {
                    Some(x) if is_char(x) => {
                        let x = self.harg(x);
                        let f = if left { "ll_split_char" } else { "ll_rsplit_char" };
                        self.helper_typed("rstr", f, vec![HArg::C(c), s, x, limit]).map(Some)
                    }
                    Some(x) if x.s.kind != Kind::None => {
                        let x = self.harg(x);
                        let f = if left { "ll_split" } else { "ll_rsplit" };
                        self.helper_typed("rstr", f, vec![HArg::C(c), s, x, limit]).map(Some)
                    }
                    _ => {
                        let f = if left { "ll_split_default" } else { "ll_rsplit_default" };
                        self.helper_typed("rstr", f, vec![HArg::C(c), s, limit]).map(Some)
                    }
                }
            }
            ("splitlines", rest) => {
                let to = self.binding_repr(op.result);
                let (c, _) = self.list_container(&to)?;
                let keep = match rest.first() {
                    Some(v) => self.as_repr(v, &Repr::Bool)?,
                    None => Const::Bool(false).into(),
                };
                self.helper_typed("rstr", "ll_splitlines", vec![HArg::C(c), s, HArg::V(keep, LLType::Bool)]).map(Some)
            }
            ("join", [l]) => self.join(op, me, s, l, &text),
            ("partition" | "rpartition", [x]) => {
                let r = self.binding_repr(op.result);
                let LLType::Ptr(tuple) = self.rt.lltype(&r) else { return Err(self.no_method(name)) };
                let f = if name == "partition" { "ll_partition" } else { "ll_rpartition" };
                let x = HArg::V(self.as_repr(x, &text)?, t);
                self.helper_typed("rstr", f, vec![HArg::C(tuple), s, x]).map(Some)
            }
            ("removeprefix" | "removesuffix", [x]) => {
                let f = if name == "removeprefix" { "ll_removeprefix" } else { "ll_removesuffix" };
                let x = HArg::V(self.as_repr(x, &text)?, t);
                let v = self.helper_typed("rstr", f, vec![s, x])?;
                self.result(op, v, &text)
            }
            ("replace", [x, y, rest @ ..]) => {
                let v = if is_char(x) && is_char(y) && rest.is_empty() {
                    let (x, y) = (self.harg(x), self.harg(y));
                    self.helper_typed("rstr", "ll_replace_char", vec![s, x, y])?
                } else {
                    let limit = self.bound(rest.first(), -1)?;
                    let x = HArg::V(self.as_repr(x, &text)?, t);
                    let y = HArg::V(self.as_repr(y, &text)?, t);
                    self.helper_typed("rstr", "ll_replace", vec![s, x, y, limit])?
                };
                self.result(op, v, &text)
            }
            ("upper" | "lower" | "swapcase" | "capitalize" | "title", []) => {
                let f = match name {
                    "upper" => "ll_upper",
                    "lower" => "ll_lower",
                    "swapcase" => "ll_swapcase",
                    "capitalize" => "ll_capitalize",
                    _ => "ll_title",
                };
                let v = self.helper_typed("rstr", f, vec![s])?;
                self.result(op, v, &text)
            }
            ("isdigit" | "isalpha" | "isalnum" | "isspace" | "isupper" | "islower", []) => {
                let f = match name {
                    "isdigit" => "ll_isdigit",
                    "isalpha" => "ll_isalpha",
                    "isalnum" => "ll_isalnum",
                    "isspace" => "ll_isspace",
                    "isupper" => "ll_isupper",
                    _ => "ll_islower",
                };
                self.helper_typed("rstr", f, vec![s]).map(Some)
            }
            ("expandtabs", rest) => {
                let width = match rest.first() {
                    Some(n) => self.signed(n)?,
                    None => int(8),
                };
                let v = self.helper_typed("rstr", "ll_expandtabs", vec![s, HArg::V(width, LLType::Signed)])?;
                self.result(op, v, &text)
            }
            ("ljust" | "rjust" | "center" | "zfill", [n, rest @ ..]) => {
                let n = HArg::V(self.signed(n)?, LLType::Signed);
                let v = if name == "zfill" {
                    self.helper_typed("rstr", "ll_zfill", vec![s, n])?
                } else {
                    let (cr, ct) = if byte { (Repr::Char, LLType::Char) } else { (Repr::UniChar, LLType::UniChar) };
                    let c = match rest.first() {
                        Some(c) => self.as_repr(c, &cr)?,
                        None if byte => Const::Char(b' ').into(),
                        None => Const::UniChar(32).into(),
                    };
                    let f = match name {
                        "ljust" => "ll_ljust",
                        "rjust" => "ll_rjust",
                        _ => "ll_center",
                    };
                    self.helper_typed("rstr", f, vec![s, n, HArg::V(c, ct)])?
                };
                self.result(op, v, &text)
            }
            ("decode" | "encode", rest) => {
                let codec = match rest.first().and_then(|v| v.konst()) {
                    Some(Const::Str(c)) => String::from_utf8_lossy(c).to_lowercase(),
                    _ => "utf-8".into(),
                };
                let to = self.binding_repr(op.result);
                if to == text {
                    return Ok(Some(self.as_repr(me, &text)?));
                }
                let f = match (codec.as_str(), byte) {
                    ("ascii", true) => "ll_str2unicode_ascii",
                    ("latin-1" | "latin1" | "iso-8859-1", true) => "ll_str2unicode_latin1",
                    (_, true) => "ll_str2unicode_utf8",
                    ("ascii", false) => "ll_unicode2str_ascii",
                    ("latin-1" | "latin1" | "iso-8859-1", false) => "ll_unicode2str_latin1",
                    _ => "ll_unicode2str_utf8",
                };
                self.helper_typed("rstr", f, vec![s]).map(Some)
            }
            ("__len__", []) => self.ll_len(op, me),
            _ => Err(self.no_method(name)),
        }
    }

    /// `sep.join(list)`.
    fn join(&mut self, op: &'a Op, me: &Val, sep: HArg, l: &Val, text: &Repr) -> Out {
        if let Kind::Tuple(_) = l.s.kind {
            let items = self.tuple_items(l)?;
            let list = Repr::FixedList(Box::new(text.clone()));
            let v = self.build_list(&list, items)?;
            let l = Val::new(SomeValue::of(Kind::Impossible), list, v);
            return self.join(op, me, sep, &l, text);
        }
        let l = &self.as_list(l)?;
        let p = self.list_parts(l)?;
        if p.item == Repr::Void {
            // nothing is ever in this list
            let c = if *text == Repr::Str { self.rt.string_const(b"") } else { self.rt.unicode_const(&[]) };
            return self.result(op, c.into(), text);
        }
        let items = HArg::V(p.items, LLType::Ptr(p.array));
        let n = HArg::V(p.length, LLType::Signed);
        let chars = matches!(p.item, Repr::Char | Repr::UniChar);
        let empty = matches!(me.konst(), Some(Const::Str(s)) if s.is_empty())
            || matches!(me.konst(), Some(Const::Unicode(s)) if s.is_empty());
        let c = if *text == Repr::Str { self.rt.string } else { self.rt.unicode };
        let v = match (empty, chars) {
            (true, true) => self.helper_typed("rstr", "ll_join_chars", vec![HArg::C(c), n, items])?,
            (true, false) => self.helper_typed("rstr", "ll_join_strs", vec![HArg::C(c), n, items])?,
            (false, true) => self.helper_typed("rstr", "ll_join_chars_sep", vec![sep, n, items])?,
            (false, false) => self.helper_typed("rstr", "ll_join", vec![sep, n, items])?,
        };
        self.result(op, v, text)
    }

    fn ll_len(&mut self, op: &'a Op, v: &Val) -> Out {
        let r = self.rt.list_repr(&v.r);
        let ty = self.rt.lltype(&r);
        match self.rt.length(&mut self.b, &r, v.v.clone(), ty) {
            Some(n) => self.result(op, n, &Repr::Int(IntKind::Int)),
            None => Err(self.bad("E0301", "this has no length", "measured here")),
        }
    }

    /// `get` or `pop` with a default of a dict whose values are all None, or that nothing was ever put into.
    fn dict_get_none(
        &mut self,
        op: &'a Op,
        d: annotator::DictId,
        me: &Val,
        key: &Val,
        default: &Val,
        pops: bool,
    ) -> LowerResult<Operand> {
        let r = self.binding_repr(op.result);
        let t = self.rt.lltype(&r);
        let default = self.as_repr(default, &r)?;
        let found = self.dict_key_helper("ll_dict_contains", d, me, key, vec![])?;
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(t));
        let (there, missing) = self.b.branch(found);
        self.b.cur = there;
        if pops {
            self.dict_key_helper("ll_dict_delitem", d, me, key, vec![])?;
        }
        let none = self.rt.zero(&r);
        self.b.goto(done, vec![none.into()]);
        self.b.cur = missing;
        self.b.goto(done, vec![default]);
        self.b.cur = done;
        Ok(out.into())
    }

    fn dict_method(&mut self, op: &'a Op, d: annotator::DictId, me: &Val, name: &str, a: &[Val]) -> Out {
        let (_, vr) = self.rt.dict_reprs(d);
        let vt = self.rt.lltype(&vr);
        let h = self.harg(me);
        match (name, a) {
            ("get", [k, default]) | ("pop", [k, default])
                if vt == LLType::Void && self.binding_repr(op.result) != vr =>
            {
                self.dict_get_none(op, d, me, k, default, name == "pop").map(Some)
            }
            ("get", [k, rest @ ..]) => {
                let default = match rest.first() {
                    Some(v) => self.as_repr(v, &vr)?,
                    None => self.rt.zero(&vr).into(),
                };
                let v = self.dict_key_helper("ll_dict_get", d, me, k, vec![HArg::V(default, vt)])?;
                self.result(op, v, &vr)
            }
            ("setdefault", [k, v]) => {
                let v = self.as_repr(v, &vr)?;
                let v = self.dict_key_helper("ll_dict_setdefault", d, me, k, vec![HArg::V(v, vt)])?;
                self.result(op, v, &vr)
            }
            ("pop", [k]) => {
                let v = self.dict_key_helper("ll_dict_pop", d, me, k, vec![])?;
                self.result(op, v, &vr)
            }
            ("pop", [k, v]) => {
                let v = self.as_repr(v, &vr)?;
                let v = self.dict_key_helper("ll_dict_pop_default", d, me, k, vec![HArg::V(v, vt)])?;
                self.result(op, v, &vr)
            }
            ("popitem", []) => {
                let r = self.binding_repr(op.result);
                if self.ag.bindings[op.result].is_impossible() {
                    // A dict that nothing was ever put into.
                    self.raise("KeyError");
                    return Ok(None);
                }
                let LLType::Ptr(tuple) = self.rt.lltype(&r) else { return Err(self.no_method(name)) };
                let (hash, _) = self.key_args(d)?;
                self.helper_typed("rdict", "ll_dict_popitem", vec![HArg::C(tuple), h, hash]).map(Some)
            }
            ("copy", []) => {
                let v = self.helper_typed("rdict", "ll_dict_copy", vec![h])?;
                self.result(op, v, &me.r.clone())
            }
            ("clear", []) => {
                self.helper_typed("rdict", "ll_dict_clear", vec![h])?;
                Ok(Some(VOID))
            }
            ("update", [other]) => {
                let (hash, eq) = self.key_args(d)?;
                let o = match self.rt.lltype(&other.r) == self.rt.lltype(&me.r) {
                    true => self.harg(other),
                    // Keys or values of another type, or pairs.
                    false => HArg::V(self.dict_of(other, &me.r)?, self.rt.lltype(&me.r)),
                };
                self.helper_typed("rdict", "ll_dict_update", vec![h, o, hash, eq])?;
                Ok(Some(VOID))
            }
            ("keys" | "values" | "items" | "iterkeys" | "itervalues" | "iteritems", []) => {
                let r = self.binding_repr(op.result);
                if let Repr::Iter(_, variant) = &r {
                    let variant = *variant;
                    return self.new_iter(me, variant).map(Some);
                }
                let variant = match name {
                    "keys" | "iterkeys" => IterVariant::Items,
                    "values" | "itervalues" => IterVariant::DictValues,
                    _ => IterVariant::DictItems,
                };
                self.list_of_dict(d, me, variant, &r).map(Some)
            }
            _ => Err(self.no_method(name)),
        }
    }

    fn set_method(&mut self, op: &'a Op, d: annotator::DictId, me: &Val, name: &str, a: &[Val]) -> Out {
        let h = self.harg(me);
        match (name, a) {
            ("add", [x]) => {
                self.set_add(d, me, x)?;
                Ok(Some(VOID))
            }
            ("remove", [x]) => {
                self.dict_key_helper("ll_dict_delitem", d, me, x, vec![])?;
                Ok(Some(VOID))
            }
            ("discard", [x]) => {
                let (kr, _) = self.rt.dict_reprs(d);
                let k = self.as_repr(x, &kr)?;
                let kt = self.rt.lltype(&kr);
                let (hash, eq) = self.key_args(d)?;
                self.helper_typed("rset", "ll_set_discard", vec![h, HArg::V(k, kt), hash, eq])?;
                Ok(Some(VOID))
            }
            ("clear", []) => {
                self.helper_typed("rdict", "ll_dict_clear", vec![h])?;
                Ok(Some(VOID))
            }
            ("copy", []) => {
                let v = self.helper_typed("rdict", "ll_dict_copy", vec![h])?;
                self.result(op, v, &me.r.clone())
            }
            ("pop", []) => {
                let (hash, _) = self.key_args(d)?;
                let v = self.helper_typed("rset", "ll_set_pop", vec![h, hash])?;
                let (kr, _) = self.rt.dict_reprs(d);
                self.result(op, v, &kr)
            }
            ("issuperset", [x]) if matches!(x.r, Repr::Set(_)) => {
                let Repr::Set(other) = x.r else { return Err(self.no_method(name)) };
                self.set_method(op, other, x, "issubset", std::slice::from_ref(me))
            }
            (
                "union"
                | "intersection"
                | "difference"
                | "symmetric_difference"
                | "update"
                | "issubset"
                | "isdisjoint"
                | "difference_update"
                | "intersection_update",
                [x],
            ) => {
                let (hash, eq) = self.key_args(d)?;
                let x = match x.r {
                    Repr::Set(_) if self.rt.lltype(&x.r) == self.rt.lltype(&me.r) => self.harg(x),
                    _ => {
                        let Some(v) = self.set_of(Some(x), &me.r)? else { return Err(self.no_method(name)) };
                        let t = self.rt.lltype(&me.r);
                        HArg::V(v, t)
                    }
                };
                let f = match name {
                    "union" => "ll_set_union",
                    "intersection" => "ll_set_intersection",
                    "difference" => "ll_set_difference",
                    "symmetric_difference" => "ll_set_symmetric_difference",
                    "update" => "ll_set_update",
                    "isdisjoint" => "ll_set_isdisjoint",
                    "difference_update" => "ll_set_difference_update",
                    "intersection_update" => "ll_set_intersection_update",
                    _ => "ll_set_issubset",
                };
                let v = self.helper_typed("rset", f, vec![h, x, hash, eq])?;
                match name {
                    "update" | "difference_update" | "intersection_update" => Ok(Some(VOID)),
                    "issubset" | "isdisjoint" => Ok(Some(v)),
                    _ => self.result(op, v, &me.r.clone()),
                }
            }
            _ => Err(self.no_method(name)),
        }
    }

    fn builder_method(&mut self, op: &'a Op, me: &Val, name: &str, a: &[Val]) -> Out {
        let b = self.harg(me);
        let unicode = me.r == Repr::UnicodeBuilder;
        let (text, ch) = if unicode { (Repr::Unicode, Repr::UniChar) } else { (Repr::Str, Repr::Char) };
        let (tt, ct) = (self.rt.lltype(&text), self.rt.lltype(&ch));
        match (name, a) {
            ("append", [x]) if x.r == ch => {
                self.helper_typed("rbuilder", "ll_builder_append_char", vec![b, HArg::V(x.v.clone(), ct)])?;
                Ok(Some(VOID))
            }
            ("append", [x]) => {
                let v = self.as_repr(x, &text)?;
                self.helper_typed("rbuilder", "ll_builder_append", vec![b, HArg::V(v, tt)])?;
                Ok(Some(VOID))
            }
            ("append_slice", [s, i, j]) => {
                let s = HArg::V(self.as_repr(s, &text)?, tt);
                let (i, j) = (HArg::V(self.signed(i)?, LLType::Signed), HArg::V(self.signed(j)?, LLType::Signed));
                self.helper_typed("rbuilder", "ll_builder_append_slice", vec![b, s, i, j])?;
                Ok(Some(VOID))
            }
            ("append_multiple_char", [c, n]) => {
                let c = HArg::V(self.as_repr(c, &ch)?, ct);
                let n = HArg::V(self.signed(n)?, LLType::Signed);
                self.helper_typed("rbuilder", "ll_builder_append_multiple_char", vec![b, c, n])?;
                Ok(Some(VOID))
            }
            ("build", []) => {
                let v = self.helper_typed("rbuilder", "ll_builder_build", vec![b])?;
                self.result(op, v, &text)
            }
            ("getlength", []) => {
                let v = self.helper_typed("rbuilder", "ll_builder_getlength", vec![b])?;
                self.result(op, v, &Repr::Int(IntKind::Int))
            }
            _ => Err(self.no_method(name)),
        }
    }

    /// `text % values` with a constant template.
    pub fn percent_format(&mut self, op: &'a Op, template: &Val, values: &Val) -> Out {
        let bytes = match template.konst() {
            Some(Const::Str(s)) => s.to_vec(),
            Some(Const::Char(c)) => vec![*c],
            _ if matches!(template.r, Repr::Unicode | Repr::UniChar) => {
                let message = "a unicode template of '%' is not supported: format a str and decode the result";
                return Err(self.bad("E0301", message, "here"));
            }
            _ => return Err(self.bad("E0301", "the template of '%' must be a constant", "here")),
        };
        let mut values = match values.s.kind {
            Kind::Tuple(_) => self.tuple_items(values)?,
            _ => vec![values.clone()],
        }
        .into_iter();
        let mut pieces: Vec<Operand> = Vec::new();
        let mut literal: Vec<u8> = Vec::new();
        let mut i = 0;
        while i < bytes.len() {
            if bytes[i] != b'%' {
                literal.push(bytes[i]);
                i += 1;
                continue;
            }
            i += 1;
            let start = i;
            while i < bytes.len() && !bytes[i].is_ascii_alphabetic() && bytes[i] != b'%' {
                i += 1;
            }
            let Some(conv) = bytes.get(i).copied() else {
                return Err(self.bad("E0301", "incomplete format", "here"));
            };
            let flags = String::from_utf8_lossy(&bytes[start..i]).into_owned();
            i += 1;
            if conv == b'%' {
                literal.push(b'%');
                continue;
            }
            let Some(v) = values.next() else {
                return Err(self.bad("E0301", "not enough values for the format", "here"));
            };
            if !literal.is_empty() {
                pieces.push(self.rt.string_const(&literal).into());
                literal.clear();
            }
            pieces.push(self.percent_piece(&v, conv, &flags)?);
        }
        if !literal.is_empty() {
            pieces.push(self.rt.string_const(&literal).into());
        }
        let v = self.join_pieces(pieces)?;
        self.result(op, v, &Repr::Str)
    }

    pub(crate) fn percent_piece(&mut self, v: &Val, conv: u8, flags: &str) -> LowerResult<Operand> {
        let digits = flags.trim_start_matches(['-', '0', '#', ' ', '+']);
        let (width, precision) = match digits.split_once('.') {
            Some((w, p)) => (w.parse().ok(), Some(p.parse::<i64>().unwrap_or(0))),
            None => (digits.parse::<i64>().ok(), None),
        };
        let signs = &flags[..flags.len() - digits.len()];
        let left = signs.contains('-');
        let zero = signs.contains('0');
        let text = match conv {
            b's' => self.text_of(v)?,
            b'r' => self.repr_of(v)?,
            b'c' if matches!(v.r, Repr::Char | Repr::Str) => self.text_of(v)?,
            b'c' => {
                let n = self.signed(v)?;
                let t = self.ll(OpCode::IntBetween, [int(0), n.clone(), int(256)], LLType::Bool);
                self.check(t, "OverflowError", "%c arg not in range(256)");
                let c = self.ll(OpCode::CastIntToChar, [n], LLType::Char);
                self.text_of(&Val::new(SomeValue::of(Kind::Char), Repr::Char, c))?
            }
            b'd' | b'i' | b'u' => {
                let v = if v.r == Repr::Float {
                    let i = self.ll(OpCode::CastFloatToInt, [v.v.clone()], LLType::Signed);
                    Val::new(SomeValue::int(false), Repr::Int(IntKind::Int), i)
                } else if v.r == Repr::Bool {
                    let i = self.signed(v)?;
                    Val::new(SomeValue::int(false), Repr::Int(IntKind::Int), i)
                } else {
                    v.clone()
                };
                self.text_of(&v)?
            }
            b'x' | b'X' | b'o' => {
                let uint = v.r == Repr::Int(IntKind::Uint);
                let (o, t) = if uint { (v.v.clone(), LLType::Unsigned) } else { (self.signed(v)?, LLType::Signed) };
                let f = match (conv, uint) {
                    (b'o', false) => "ll_int2oct",
                    (b'o', true) => "ll_uint2oct",
                    (_, false) => "ll_int2hex",
                    _ => "ll_uint2hex",
                };
                let prefix = HArg::V(Const::Bool(flags.contains('#')).into(), LLType::Bool);
                let s = self.helper_typed("rint", f, vec![HArg::V(o, t), prefix])?;
                if conv == b'X' {
                    let t = self.rt.str_ptr();
                    self.helper_typed("rstr", "ll_upper", vec![HArg::V(s, t)])?
                } else {
                    s
                }
            }
            b'f' | b'F' | b'e' | b'E' | b'g' | b'G' => {
                let x = self.as_repr(v, &Repr::Float)?;
                let args = vec![
                    HArg::V(x, LLType::Float),
                    HArg::V(Const::Char(conv).into(), LLType::Char),
                    HArg::V(int(precision.unwrap_or(6)), LLType::Signed),
                    HArg::V(int(0), LLType::Signed),
                ];
                self.helper_typed("rfloat", "ll_float_format", args)?
            }
            _ => return Err(self.bad("E0301", &format!("the format '%{}' is not supported", conv as char), "here")),
        };
        let numeric = !matches!(conv, b's' | b'r' | b'c');
        let t = self.rt.str_ptr();
        let text = match (precision, numeric) {
            (Some(p), false) => {
                let args = vec![HArg::V(text, t), HArg::V(int(0), LLType::Signed), HArg::V(int(p), LLType::Signed)];
                self.helper_typed("rstr", "ll_stringslice_startstop", args)?
            }
            _ => text,
        };
        let text = if numeric && signs.contains(['+', ' ']) {
            let sign = if signs.contains('+') { b'+' } else { b' ' };
            let args = vec![HArg::V(text, t), HArg::V(Const::Char(sign).into(), LLType::Char)];
            self.helper_typed("rstr", "ll_with_sign", args)?
        } else {
            text
        };
        let Some(width) = width else { return Ok(text) };
        let w = HArg::V(int(width), LLType::Signed);
        if zero && numeric && !left {
            return self.helper_typed("rstr", "ll_zfill", vec![HArg::V(text, t), w]);
        }
        let f = if left { "ll_ljust" } else { "ll_rjust" };
        self.helper_typed("rstr", f, vec![HArg::V(text, t), w, HArg::V(Const::Char(b' ').into(), LLType::Char)])
    }

    /// Concatenation of any number of strings.
    pub fn join_pieces(&mut self, pieces: Vec<Operand>) -> LowerResult<Operand> {
        let s = self.rt.str_ptr();
        match pieces.len() {
            0 => Ok(self.rt.string_const(b"").into()),
            1 => Ok(pieces.into_iter().next().unwrap_or(VOID)),
            2 => {
                let mut it = pieces.into_iter();
                let (a, b) = (it.next().unwrap_or(VOID), it.next().unwrap_or(VOID));
                self.concat(a, b)
            }
            n => {
                let array = self.rt.gc_array(s);
                let arr = self.b.malloc_varsize(array, int(n as i64));
                for (i, p) in pieces.into_iter().enumerate() {
                    self.ll(OpCode::SetArrayItem, [arr.clone(), int(i as i64), p], LLType::Void);
                }
                let args = vec![
                    HArg::C(self.rt.string),
                    HArg::V(int(n as i64), LLType::Signed),
                    HArg::V(arr, LLType::Ptr(array)),
                ];
                self.helper_typed("rstr", "ll_join_strs", args)
            }
        }
    }

    /// The text of an instance by its `__str__` or `__repr__`, which the annotator found.
    pub fn text_of_instance(&mut self, op: &'a Op, v: &Val, repr: bool) -> Out {
        let Repr::Inst(c) = v.r else { return Err(self.no_method("__str__")) };
        let found = |name: &str| {
            let f = self.rt.class_attr(c, name)?;
            self.rt.host.describe(f).as_function().filter(|f| !f.is_not_rpython()).map(|_| ())
        };
        let name = if !repr && found("__str__").is_some() { "__str__" } else { "__repr__" };
        let args = CallArgs { positional: vec![v.clone()], keywords: vec![] };
        if !matches!(v.s.kind, Kind::Instance { none: true, .. }) {
            return self.call_implicit(op, name, args);
        }
        let text = self.text_or_none(v, |me| me.call_implicit(op, name, args)?.ok_or_else(|| me.no_method(name)))?;
        Ok(Some(text))
    }

    pub fn build_string(&mut self, op: &'a Op) -> Out {
        let mut pieces = Vec::new();
        for a in &op.args {
            let v = self.val(a);
            pieces.push(self.text_of(&v)?);
        }
        let v = self.join_pieces(pieces)?;
        self.result(op, v, &Repr::Str)
    }

    /// `len(x)` and `x.__len__()`.
    pub fn len(&mut self, op: &'a Op, v: &Val) -> Out {
        match &v.r {
            Repr::Char | Repr::UniChar => Ok(Some(int(1))),
            Repr::Void | Repr::Tuple(_) => match &v.s.kind {
                Kind::Tuple(items) => Ok(Some(int(items.len() as i64))),
                _ => Err(self.bad("E0301", "this has no length", "measured here")),
            },
            Repr::Inst(_) => {
                self.not_none(v, "__len__");
                let args = CallArgs { positional: vec![v.clone()], keywords: vec![] };
                self.call_implicit(op, "__len__", args)
            }
            _ => {
                self.not_none(v, "__len__");
                self.ll_len(op, v)
            }
        }
    }

    /// An iterator over a container, for `enumerate` and `reversed`.
    pub fn iter_variant(&mut self, v: &Val, variant: IterVariant) -> Out {
        self.new_iter(v, variant).map(Some)
    }
}

impl crate::RTyper<'_> {
    /// The structure of string builders.
    pub(crate) fn builder_type(&mut self, unicode: bool) -> ContainerId {
        let (name, buf) = if unicode { ("unicodebuilder", self.unicode) } else { ("stringbuilder", self.string) };
        if let Some(c) = self.named_types.get(name) {
            return *c;
        }
        let fields = vec![crate::repr::field("buf", LLType::Ptr(buf)), crate::repr::field("used", LLType::Signed)];
        let c = self.prog.types.structure(name, true, None, fields);
        self.named_types.insert(name, c);
        c
    }
}
