//! Methods of builtin types.

use crate::calls::CallArgs;
use crate::driver::{Annotator, Res, Stop};
use crate::{IterVariant, Kind, Protocol, SomeValue};
use diagnostics::Diagnostic;
use graph::{Const, OpCode, Operand};
use std::sync::Arc;

const STR: &[&str] = &[
    "startswith",
    "endswith",
    "find",
    "rfind",
    "index",
    "rindex",
    "count",
    "strip",
    "lstrip",
    "rstrip",
    "join",
    "split",
    "rsplit",
    "splitlines",
    "replace",
    "upper",
    "lower",
    "isdigit",
    "isalpha",
    "isalnum",
    "isspace",
    "islower",
    "isupper",
    "capitalize",
    "title",
    "swapcase",
    "center",
    "ljust",
    "rjust",
    "zfill",
    "partition",
    "rpartition",
    "decode",
    "encode",
    "format",
    "expandtabs",
    "translate",
    "isidentifier",
    "removeprefix",
    "removesuffix",
    "hex",
];
const LIST: &[&str] =
    &["append", "extend", "insert", "pop", "remove", "reverse", "index", "sort", "count", "copy", "clear"];
const DICT: &[&str] = &[
    "get",
    "setdefault",
    "pop",
    "popitem",
    "copy",
    "update",
    "clear",
    "keys",
    "values",
    "items",
    "iterkeys",
    "itervalues",
    "iteritems",
    "has_key",
    "move_to_end",
];
const SET: &[&str] = &[
    "add",
    "remove",
    "discard",
    "pop",
    "clear",
    "copy",
    "update",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
    "difference_update",
    "intersection_update",
];
const BUILDER: &[&str] = &["append", "append_slice", "append_multiple_char", "append_charpsize", "build", "getlength"];
const NUMBER: &[&str] = &["bit_length", "is_integer", "conjugate", "as_integer_ratio", "__float__", "__int__"];

fn methods_of(s: &SomeValue) -> &'static [&'static str] {
    match &s.kind {
        Kind::Str { .. } | Kind::Char | Kind::Unicode { .. } | Kind::UniChar => STR,
        Kind::List(_) => LIST,
        Kind::Dict(_) => DICT,
        Kind::Set(_) => SET,
        Kind::StringBuilder | Kind::UnicodeBuilder => BUILDER,
        Kind::Int { .. } | Kind::Bool(_) | Kind::Float => NUMBER,
        Kind::Iterator { .. } => &["next", "__next__"],
        Kind::Tuple(_) => &["index", "count"],
        _ => &[],
    }
}

impl Annotator<'_> {
    pub(crate) fn has_builtin_method(&self, s: &SomeValue, name: &str) -> bool {
        methods_of(s).contains(&name)
    }

    pub(crate) fn near_methods(&self, s: &SomeValue, name: &str) -> Vec<String> {
        crate::report::close_names(name, methods_of(s).iter().copied())
    }

    /// Calls a method of a builtin type.
    pub(crate) fn call_builtin_method(&mut self, s: &SomeValue, name: &str, args: &CallArgs) -> Res {
        let result = match &s.kind {
            Kind::List(_) => self.list_method(s, name, args)?,
            Kind::Dict(_) => self.dict_method(s, name, args)?,
            Kind::Set(_) => self.set_method(s, name, args)?,
            Kind::Str { .. } | Kind::Char => self.str_method(s, name, args, false)?,
            Kind::Unicode { .. } | Kind::UniChar => self.str_method(s, name, args, true)?,
            Kind::StringBuilder | Kind::UnicodeBuilder => self.builder_method(s, name, args)?,
            Kind::Iterator { .. } => Some(self.next(s)?),
            Kind::Int { .. } | Kind::Bool(_) | Kind::Float => match name {
                "bit_length" => Some(SomeValue::int(true)),
                "is_integer" => Some(SomeValue::bool()),
                "conjugate" => Some(s.clone()),
                "__float__" => Some(SomeValue::of(Kind::Float)),
                "__int__" => Some(SomeValue::int(false)),
                _ => None,
            },
            Kind::Tuple(_) if matches!(name, "index" | "count") => Some(SomeValue::int(true)),
            Kind::None => return Err(Stop::Blocked),
            _ => None,
        };
        match result {
            Some(s) => Ok(s),
            None => {
                let kinds: Vec<String> = args.positional.iter().map(|s| self.model.describe(s)).collect();
                let text = self.model.describe(s);
                let d = Diagnostic::error("E0203", format!("method `{name}` of {text} cannot be called like this"))
                    .label(self.span(), "this call")
                    .note(format!("arguments: ({})", kinds.join(", ")));
                Err(self.error(d))
            }
        }
    }

    fn list_method(&mut self, s: &SomeValue, name: &str, args: &CallArgs) -> Res<Option<SomeValue>> {
        let Kind::List(l) = s.kind else { return Ok(None) };
        let a = &args.positional;
        Ok(Some(match (name, a.len()) {
            ("append", 1) => {
                self.resize_list(l);
                self.add_to_list(l, &a[0])?;
                SomeValue::none()
            }
            ("extend", 1) => {
                self.resize_list(l);
                self.extend_list(l, &a[0])?;
                SomeValue::none()
            }
            ("insert", 2) => {
                self.resize_list(l);
                self.add_to_list(l, &a[1])?;
                SomeValue::none()
            }
            ("pop", 0 | 1) => {
                self.resize_list(l);
                self.read_list(l)
            }
            ("remove", 1) => {
                self.note_items(s, Protocol::Eq);
                self.resize_list(l);
                self.add_to_list(l, &a[0])?;
                SomeValue::none()
            }
            ("reverse", 0) => {
                self.mutate_list(l);
                SomeValue::none()
            }
            ("index" | "count", 1..=3) => {
                self.note_items(s, Protocol::Eq);
                self.add_to_list(l, &a[0])?;
                self.read_list(l);
                SomeValue::int(true)
            }
            ("sort", 0) => {
                self.mutate_list(l);
                let item = self.read_list(l);
                self.sort_key(&item, args)?;
                SomeValue::none()
            }
            ("copy", 0) => {
                let item = self.read_list(l);
                let new = self.list_here(0);
                self.add_to_list(new, &item)?;
                SomeValue::of(Kind::List(new))
            }
            ("clear", 0) => {
                self.resize_list(l);
                SomeValue::none()
            }
            _ => return Ok(None),
        }))
    }

    fn dict_method(&mut self, s: &SomeValue, name: &str, args: &CallArgs) -> Res<Option<SomeValue>> {
        let Kind::Dict(d) = s.kind else { return Ok(None) };
        let a = &args.positional;
        let nothing = SomeValue::default();
        let view = |variant| SomeValue::of(Kind::Iterator { container: Box::new(s.clone()), variant });
        Ok(Some(match (name, a.len()) {
            ("get", 1 | 2) => {
                self.add_to_dict(d, &a[0], &nothing)?;
                match a.get(1) {
                    Some(default) => {
                        let (_, v) = self.read_dict(d);
                        let default = default.clone().not_constant();
                        let what = "the values of a dict and the default of `get`";
                        let both = self.union_here(&v, &default, what)?;
                        if matches!(v.kind, Kind::Char | Kind::UniChar) && both.kind != v.kind {
                            // What `get` gives has the type of the values.
                            self.add_to_dict(d, &nothing, &default)?;
                        }
                        both
                    }
                    None => {
                        let (_, v) = self.read_dict(d);
                        self.union_here(&v, &SomeValue::none(), "the values of a dict and the None that `get` gives")?
                    }
                }
            }
            ("setdefault", 1 | 2) => {
                let default = a.get(1).cloned().unwrap_or_else(SomeValue::none);
                self.add_to_dict(d, &a[0], &default)?;
                self.read_dict(d).1
            }
            ("pop", 1) => {
                self.add_to_dict(d, &a[0], &nothing)?;
                self.read_dict(d).1
            }
            ("pop", 2) => {
                self.add_to_dict(d, &a[0], &nothing)?;
                let (_, v) = self.read_dict(d);
                self.union_here(&v, &a[1].clone().not_constant(), "the values of a dict and the default of `pop`")?
            }
            ("popitem", 0 | 1) => {
                let (k, v) = self.read_dict(d);
                if k.is_impossible() {
                    return Ok(Some(k));
                }
                SomeValue::of(Kind::Tuple(vec![k, v]))
            }
            ("copy", 0) => {
                // The copy has the definition of the original, so that both have one representation.
                self.read_dict(d);
                SomeValue::of(Kind::Dict(d))
            }
            ("update", 1) => {
                let (k, v) = match &a[0].kind {
                    Kind::Dict(other) => self.read_dict(*other),
                    Kind::None => return Err(Stop::Blocked),
                    _ => match self.iterated(&a[0])?.kind {
                        Kind::Tuple(kv) if kv.len() == 2 => (kv[0].clone(), kv[1].clone()),
                        _ => return Ok(None),
                    },
                };
                self.add_to_dict(d, &k, &v)?;
                SomeValue::none()
            }
            ("clear", 0) => SomeValue::none(),
            ("iterkeys", 0) => view(IterVariant::Items),
            ("itervalues", 0) => view(IterVariant::DictValues),
            ("iteritems", 0) => view(IterVariant::DictItems),
            ("keys" | "values" | "items", 0) if self.consumed_in_place() => view(match name {
                "keys" => IterVariant::Items,
                "values" => IterVariant::DictValues,
                _ => IterVariant::DictItems,
            }),
            // What is kept is a list, as in the original.
            ("keys" | "values" | "items", 0) => {
                let (k, v) = self.read_dict(d);
                let l = self.list_here(0);
                let item = match name {
                    "keys" => k,
                    "values" => v,
                    _ if k.is_impossible() || v.is_impossible() => SomeValue::default(),
                    _ => SomeValue::of(Kind::Tuple(vec![k, v])),
                };
                if !item.is_impossible() {
                    self.add_to_list(l, &item)?;
                }
                SomeValue::of(Kind::List(l))
            }
            ("has_key", 1) => self.contains_op(&[s.clone(), a[0].clone()])?,
            ("move_to_end", 1 | 2) => SomeValue::none(),
            _ => return Ok(None),
        }))
    }

    /// Is the result of the operation at hand only iterated or copied, never kept?
    fn consumed_in_place(&mut self) -> bool {
        let Some((g, v)) = self.cur.as_ref().and_then(|c| c.result.map(|v| (c.graph, v))) else { return false };
        let Some(graph) = self.state(g).graph.clone() else { return false };
        let is_v = |a: &Operand| matches!(a, Operand::Var(x) if *x == v);
        for b in graph.blocks.values() {
            let mut kept = false;
            b.exit.for_each_operand(|a| kept |= is_v(a));
            for op in b.ops.iter().filter(|op| op.args.iter().any(is_v)) {
                kept |= match (op.code, &op.args[0]) {
                    (OpCode::Iter, _) => false,
                    (OpCode::SimpleCall, Operand::Const(f @ Const::Host(_))) => match self.const_value(f) {
                        Ok(SomeValue { kind: Kind::Builtin(name), .. }) => !matches!(&*name, "list" | "iter"),
                        _ => true,
                    },
                    _ => true,
                };
            }
            if kept {
                return false;
            }
        }
        true
    }

    fn set_method(&mut self, s: &SomeValue, name: &str, args: &CallArgs) -> Res<Option<SomeValue>> {
        let Kind::Set(d) = s.kind else { return Ok(None) };
        let a = &args.positional;
        if let [SomeValue { kind: Kind::Set(other), .. }] = a[..] {
            if methods_of(s).contains(&name) && !matches!(name, "add" | "discard" | "remove") {
                // Both have one representation.
                let (x, y) = (SomeValue::of(Kind::Set(d)), SomeValue::of(Kind::Set(other)));
                self.union_here(&x, &y, "the items of two sets")?;
            }
        }
        Ok(Some(match (name, a.len()) {
            ("add" | "discard" | "remove", 1) => {
                self.add_to_set(d, &a[0])?;
                SomeValue::none()
            }
            ("pop", 0) => self.read_dict(d).0,
            ("clear", 0) => SomeValue::none(),
            ("copy", 0) => {
                self.read_dict(d);
                SomeValue::of(Kind::Set(d))
            }
            ("update" | "difference_update" | "intersection_update", 1) => {
                let item = self.iterated(&a[0])?;
                self.add_to_set(d, &item)?;
                SomeValue::none()
            }
            ("union" | "intersection" | "difference" | "symmetric_difference", 1) => {
                self.read_dict(d);
                let item = self.iterated(&a[0])?;
                self.add_to_set(d, &item)?;
                // Both have one representation, as with `copy`.
                SomeValue::of(Kind::Set(d))
            }
            ("issubset" | "issuperset" | "isdisjoint", 1) => {
                let item = self.iterated(&a[0])?;
                self.add_to_set(d, &item)?;
                SomeValue::bool()
            }
            _ => return Ok(None),
        }))
    }

    fn str_method(&mut self, s: &SomeValue, name: &str, args: &CallArgs, unicode: bool) -> Res<Option<SomeValue>> {
        let a = &args.positional;
        let text = if unicode { SomeValue::of(Kind::Unicode { none: false }) } else { SomeValue::str() };
        let same_text = |x: &SomeValue| match x.kind {
            Kind::Str { .. } | Kind::Char => !unicode,
            Kind::Unicode { .. } | Kind::UniChar => unicode,
            _ => false,
        };
        // Arguments that must be text of the same type.
        let texts: usize = match name {
            "startswith" | "endswith" => usize::from(!matches!(a.first().map(|s| &s.kind), Some(Kind::Tuple(_)))),
            "find" | "rfind" | "index" | "rindex" | "count" | "partition" | "rpartition" | "removeprefix"
            | "removesuffix" => 1,
            "replace" => 2,
            "split" | "rsplit" | "strip" | "lstrip" | "rstrip" => {
                usize::from(a.first().is_some_and(|s| s.kind != Kind::None))
            }
            _ => 0,
        };
        for x in a.iter().take(texts) {
            if x.kind == Kind::None {
                return Err(Stop::Blocked);
            }
            if !same_text(x) {
                return Ok(None);
            }
        }
        let list = |me: &mut Self, item: SomeValue| -> Res<Option<SomeValue>> {
            let l = me.list_here(0);
            me.add_to_list(l, &item)?;
            Ok(Some(SomeValue::of(Kind::List(l))))
        };
        Ok(Some(match (name, a.len()) {
            ("startswith" | "endswith", 1..=3) => {
                if let (Some(x), Some(y), 1) = (const_bytes(s), const_bytes(&a[0]), a.len()) {
                    let r = if name == "startswith" { x.starts_with(&y) } else { x.ends_with(&y) };
                    return Ok(Some(SomeValue::bool_const(r)));
                }
                SomeValue::bool()
            }
            ("find" | "rfind", 1..=3) => SomeValue::int(false),
            ("index" | "rindex" | "count", 1..=3) => SomeValue::int(true),
            ("strip" | "lstrip" | "rstrip", 0 | 1) => text,
            ("join", 1) => {
                let item = self.iterated(&a[0])?;
                if !item.is_impossible() && !same_text(&item) {
                    if item.kind == Kind::None {
                        return Err(Stop::Blocked);
                    }
                    return Ok(None);
                }
                text
            }
            ("split" | "rsplit", 0..=2) => return list(self, text),
            ("splitlines", 0 | 1) => return list(self, text),
            ("replace", 2 | 3) => text,
            ("upper" | "lower", 0) => match s.kind {
                Kind::Char => SomeValue::of(Kind::Char),
                Kind::UniChar => SomeValue::of(Kind::UniChar),
                _ => text,
            },
            ("isdigit" | "isalpha" | "isalnum" | "isspace" | "islower" | "isupper" | "isidentifier", 0) => {
                SomeValue::bool()
            }
            ("capitalize" | "title" | "swapcase", 0) => text,
            ("center" | "ljust" | "rjust", 1 | 2) => text,
            ("zfill", 1) => text,
            ("expandtabs", 0 | 1) => text,
            ("removeprefix" | "removesuffix", 1) => text,
            ("partition" | "rpartition", 1) => SomeValue::of(Kind::Tuple(vec![text.clone(), text.clone(), text])),
            ("decode", 0..=2) if !unicode => match self.encoding(a).as_deref() {
                // The host's bytes and str are one type.
                Some("utf-8" | "utf8" | "ascii" | "latin-1" | "latin1" | "iso-8859-1") | None => s.clone().not_none(),
                _ => return Ok(None),
            },
            ("encode", 0..=2) => s.clone().not_none().not_constant_text(unicode),
            ("format", _) if !unicode => text,
            ("hex", 0) if !unicode => text,
            _ => return Ok(None),
        }))
    }

    fn encoding(&self, a: &[SomeValue]) -> Option<Arc<str>> {
        a.first().and_then(|s| self.const_text(s))
    }

    fn builder_method(&mut self, s: &SomeValue, name: &str, args: &CallArgs) -> Res<Option<SomeValue>> {
        let a = &args.positional;
        let unicode = matches!(s.kind, Kind::UnicodeBuilder);
        let is_text = |x: &SomeValue| match x.kind {
            Kind::Str { .. } | Kind::Char => !unicode,
            Kind::Unicode { .. } | Kind::UniChar => unicode,
            _ => false,
        };
        if a.first().is_some_and(|x| x.kind == Kind::None) {
            return Err(Stop::Blocked);
        }
        Ok(Some(match (name, a.len()) {
            ("append", 1) if is_text(&a[0]) => SomeValue::none(),
            ("append_slice", 3) if is_text(&a[0]) => SomeValue::none(),
            ("append_multiple_char", 2) if is_text(&a[0]) => SomeValue::none(),
            ("append_charpsize", 2) => SomeValue::none(),
            ("build", 0) if unicode => SomeValue::of(Kind::Unicode { none: false }),
            ("build", 0) => SomeValue::str(),
            ("getlength", 0) => SomeValue::int(true),
            _ => return Ok(None),
        }))
    }
}

impl SomeValue {
    fn not_constant_text(self, unicode: bool) -> SomeValue {
        if unicode {
            SomeValue::str()
        } else {
            self
        }
    }
}

fn const_bytes(s: &SomeValue) -> Option<Vec<u8>> {
    match &s.konst {
        Some(Const::Str(t)) => Some(t.to_vec()),
        Some(Const::Char(c)) => Some(vec![*c]),
        _ => None,
    }
}
