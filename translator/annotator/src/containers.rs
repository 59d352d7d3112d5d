//! Items, slices, iteration, attributes: operations on containers and objects.

use crate::calls::CallArgs;
use crate::driver::{Annotator, Res, Stop};
use crate::ops::bool_with;
use crate::report::Where;
use crate::{Desc, DescId, DictId, IntKind, IterVariant, Kind, ListId, Protocol, SomeValue};
use diagnostics::Diagnostic;
use graph::{Const, Imm, Var};
use std::sync::Arc;

impl Annotator<'_> {
    /// The list that the operation at hand makes; `which` tells several of one operation apart.
    pub(crate) fn list_here(&mut self, which: u8) -> ListId {
        let Some((g, v)) = self.cur.as_ref().and_then(|c| c.result.map(|v| (c.graph, v))) else {
            return self.new_list(SomeValue::default());
        };
        if let Some(l) = self.new_lists.get(&(g, v, which)) {
            return *l;
        }
        let l = self.new_list(SomeValue::default());
        self.new_lists.insert((g, v, which), l);
        l
    }

    /// The dict that the operation at hand makes.
    pub(crate) fn dict_here(&mut self) -> DictId {
        let Some(key) = self.cur.as_ref().and_then(|c| c.result.map(|v| (c.graph, v))) else {
            return self.new_dict(SomeValue::default(), SomeValue::default());
        };
        if let Some(d) = self.new_dicts.get(&key) {
            return *d;
        }
        let d = self.new_dict(SomeValue::default(), SomeValue::default());
        self.new_dicts.insert(key, d);
        d
    }

    pub(crate) fn add_to_list(&mut self, list: ListId, s: &SomeValue) -> Res<()> {
        match self.generalize_list(list, s) {
            Ok(()) => Ok(()),
            Err(e) => {
                let lead = self.model.list_leader(list);
                let origin = self.list_origin[lead].unwrap_or_default();
                self.report_union(&e, "the items of a list", origin);
                Ok(())
            }
        }
    }

    /// The finished list of a comprehension, which may be of fixed length; the list it was built
    /// in is gone.
    pub(crate) fn fence(&mut self, built: &SomeValue) -> Res {
        let Kind::List(built) = built.kind else { return Ok(built.clone()) };
        let l = self.list_here(0);
        let item = self.read_list(built);
        self.add_to_list(l, &item)?;
        // Both have the same items, so no item needs a conversion.
        let item = self.read_list(l);
        self.add_to_list(built, &item)?;
        Ok(SomeValue::of(Kind::List(l)))
    }

    pub(crate) fn add_to_dict(&mut self, dict: DictId, key: &SomeValue, value: &SomeValue) -> Res<()> {
        match self.generalize_dict(dict, key, value) {
            Ok(()) => Ok(()),
            Err(e) => {
                let lead = self.model.dict_leader(dict);
                let origin = self.dict_origin[lead].unwrap_or_default();
                self.report_union(&e, "the keys or values of a dict", origin);
                Ok(())
            }
        }
    }

    pub(crate) fn add_to_set(&mut self, set: DictId, item: &SomeValue) -> Res<()> {
        self.add_to_dict(set, item, &SomeValue::none())
    }

    /// Lets the key of an `r_dict` flow into its two functions.
    pub(crate) fn call_custom(&mut self, dict: DictId) {
        let item = self.model.dict_item(dict).clone();
        let Some((eq, hash)) = item.custom else { return };
        if item.key.is_impossible() {
            return;
        }
        let result = self.cur.as_mut().and_then(|c| c.result.take());
        let _ = self.call_value(&eq, &CallArgs::positional(vec![item.key.clone(), item.key.clone()]));
        let _ = self.call_value(&hash, &CallArgs::positional(vec![item.key]));
        if let Some(c) = &mut self.cur {
            c.result = result;
        }
    }

    pub(crate) fn newlist(&mut self, args: &[SomeValue]) -> Res {
        let l = self.list_here(0);
        for s in args {
            self.add_to_list(l, s)?;
        }
        Ok(SomeValue::of(Kind::List(l)))
    }

    pub(crate) fn newdict(&mut self, args: &[SomeValue]) -> Res {
        let d = self.dict_here();
        for pair in args.chunks_exact(2) {
            self.add_to_dict(d, &pair[0], &pair[1])?;
        }
        Ok(SomeValue::of(Kind::Dict(d)))
    }

    pub(crate) fn newset(&mut self, args: &[SomeValue]) -> Res {
        let d = self.dict_here();
        for s in args {
            self.add_to_set(d, s)?;
        }
        Ok(SomeValue::of(Kind::Set(d)))
    }

    pub(crate) fn extend_list(&mut self, list: ListId, other: &SomeValue) -> Res<()> {
        let item = self.iterated(other)?;
        if item.is_impossible() {
            return Ok(());
        }
        self.add_to_list(list, &item)
    }

    /// `iter(x)`.
    pub(crate) fn iter(&mut self, s: &SomeValue) -> Res {
        match &s.kind {
            Kind::Iterator { .. } => Ok(s.clone()),
            Kind::Instance { class, .. } => {
                if self.has_special(*class, "__iter__") {
                    return self.call_special(*class, "__iter__", Vec::new());
                }
                Err(self.no_operation("iteration", &[s]))
            }
            Kind::List(_)
            | Kind::Str { .. }
            | Kind::Char
            | Kind::Unicode { .. }
            | Kind::UniChar
            | Kind::Tuple(_)
            | Kind::Dict(_)
            | Kind::Set(_) => {
                let container = SomeValue { konst: s.konst.clone(), kind: s.kind.clone() }.not_none();
                Ok(SomeValue::of(Kind::Iterator { container: Box::new(container), variant: IterVariant::Items }))
            }
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation("iteration", &[s])),
        }
    }

    /// `next(x)`.
    pub(crate) fn next(&mut self, s: &SomeValue) -> Res {
        match &s.kind {
            Kind::Iterator { container, variant } => {
                let (container, variant) = ((**container).clone(), *variant);
                self.next_of(&container, variant)
            }
            Kind::Instance { class, .. } => {
                for special in ["__next__", "next"] {
                    if self.has_special(*class, special) {
                        return self.call_special(*class, special, Vec::new());
                    }
                }
                Err(self.no_operation("`next`", &[s]))
            }
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation("`next`", &[s])),
        }
    }

    fn next_of(&mut self, container: &SomeValue, variant: IterVariant) -> Res {
        match variant {
            IterVariant::Items | IterVariant::Reversed => self.iterated(container),
            IterVariant::Enumerate(start) => {
                let item = self.iterated(container)?;
                if item.is_impossible() {
                    return Ok(item);
                }
                Ok(SomeValue::of(Kind::Tuple(vec![SomeValue::int(start >= 0), item])))
            }
            IterVariant::DictValues | IterVariant::DictItems => {
                let Kind::Dict(d) = container.kind else { return Err(Stop::Blocked) };
                let (k, v) = self.read_dict(d);
                if k.is_impossible() || variant == IterVariant::DictValues {
                    return Ok(if k.is_impossible() { k } else { v });
                }
                Ok(SomeValue::of(Kind::Tuple(vec![k, v])))
            }
        }
    }

    /// What comes out of iterating over a value.
    pub(crate) fn iterated(&mut self, s: &SomeValue) -> Res {
        match &s.kind {
            Kind::List(l) => Ok(self.read_list(*l)),
            Kind::Str { .. } | Kind::Char => Ok(SomeValue::of(Kind::Char)),
            Kind::Unicode { .. } | Kind::UniChar => Ok(SomeValue::of(Kind::UniChar)),
            Kind::Dict(d) | Kind::Set(d) => Ok(self.read_dict(*d).0),
            Kind::Tuple(items) => {
                let mut all = SomeValue::default();
                for i in items {
                    all = match self.union(&all, i) {
                        Ok(s) => s.not_constant(),
                        Err(e) => {
                            let stop =
                                self.report_union(&e, "the items of a tuple that is iterated over", Where::default());
                            return Err(stop);
                        }
                    };
                }
                Ok(all)
            }
            Kind::Iterator { container, variant } => {
                let (container, variant) = ((**container).clone(), *variant);
                self.next_of(&container, variant)
            }
            Kind::Instance { .. } => {
                let text = self.model.describe(s);
                let d = diagnostics::Diagnostic::error(
                    "E0202",
                    format!("only loops take the items of {}", with_article(&text)),
                )
                .label(self.span(), "this operation")
                .help("write a list comprehension: `[item for item in ...]`");
                Err(self.error(d))
            }
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation("iteration", &[s])),
        }
    }

    pub(crate) fn getitem(&mut self, s: &SomeValue, index: &SomeValue) -> Res {
        match &s.kind {
            Kind::Tuple(items) => {
                if let Some(Const::Int(i)) = index.konst {
                    let at = if i < 0 { i + items.len() as i64 } else { i };
                    return match usize::try_from(at).ok().and_then(|i| items.get(i)) {
                        Some(item) => Ok(item.clone()),
                        None => {
                            let text = format!("index {i} is outside a tuple of {} items", items.len());
                            Err(self.error_here("E0202", text, "this index"))
                        }
                    };
                }
                self.index_is_int(s, index)?;
                self.iterated(&s.clone())
            }
            Kind::List(l) => {
                let l = *l;
                self.index_is_int(s, index)?;
                Ok(self.read_list(l))
            }
            Kind::Str { .. } | Kind::Char => {
                self.index_is_int(s, index)?;
                if let (Some(Const::Str(text)), Some(Const::Int(i))) = (&s.konst, &index.konst) {
                    let at = if *i < 0 { *i + text.len() as i64 } else { *i };
                    if let Some(b) = usize::try_from(at).ok().and_then(|i| text.get(i)) {
                        return self.const_value(&Const::Str([*b].as_slice().into()));
                    }
                }
                Ok(SomeValue::of(Kind::Char))
            }
            Kind::Unicode { .. } | Kind::UniChar => {
                self.index_is_int(s, index)?;
                Ok(SomeValue::of(Kind::UniChar))
            }
            Kind::Dict(d) => {
                let d = *d;
                self.add_to_dict(d, index, &SomeValue::default())?;
                Ok(self.read_dict(d).1)
            }
            Kind::Instance { class, .. } if self.has_special(*class, "__getitem__") => {
                self.call_special(*class, "__getitem__", vec![index.clone()])
            }
            Kind::Ptr(_) => self.ptr_getitem(s),
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation("indexing", &[s])),
        }
    }

    fn index_is_int(&mut self, s: &SomeValue, index: &SomeValue) -> Res<()> {
        match &index.kind {
            Kind::Int { .. } | Kind::Bool(_) => Ok(()),
            Kind::None => Err(Stop::Blocked),
            _ => {
                let (what, got) = (self.model.describe(s), self.model.describe(index));
                Err(self.error_here("E0202", format!("{} is indexed by {got}", with_article(&what)), "this index"))
            }
        }
    }

    pub(crate) fn setitem(&mut self, s: &SomeValue, index: &SomeValue, value: &SomeValue) -> Res {
        match &s.kind {
            Kind::List(l) => {
                let l = *l;
                self.index_is_int(s, index)?;
                self.mutate_list(l);
                self.add_to_list(l, value)?;
            }
            Kind::Dict(d) => self.add_to_dict(*d, index, value)?,
            Kind::Instance { class, .. } if self.has_special(*class, "__setitem__") => {
                let s = self.call_special(*class, "__setitem__", vec![index.clone(), value.clone()])?;
                return Ok(s);
            }
            Kind::Ptr(_) => {}
            Kind::None => return Err(Stop::Blocked),
            _ => return Err(self.no_operation("assignment to an item", &[s])),
        }
        Ok(SomeValue::none())
    }

    pub(crate) fn delitem(&mut self, s: &SomeValue, index: &SomeValue) -> Res {
        match &s.kind {
            Kind::List(l) => {
                let l = *l;
                self.index_is_int(s, index)?;
                self.resize_list(l);
            }
            Kind::Dict(d) => {
                let d = *d;
                self.add_to_dict(d, index, &SomeValue::default())?;
            }
            Kind::Instance { class, .. } if self.has_special(*class, "__delitem__") => {
                return self.call_special(*class, "__delitem__", vec![index.clone()]);
            }
            Kind::None => return Err(Stop::Blocked),
            _ => return Err(self.no_operation("deletion of an item", &[s])),
        }
        Ok(SomeValue::none())
    }

    pub(crate) fn getslice(&mut self, s: &SomeValue, bounds: &[SomeValue]) -> Res {
        for b in bounds {
            if !matches!(b.kind, Kind::None | Kind::Int { .. } | Kind::Bool(_)) {
                let text = self.model.describe(b);
                return Err(self.error_here("E0202", format!("a slice bound is {text}"), "this slice"));
            }
        }
        match &s.kind {
            Kind::List(l) => {
                let item = self.read_list(*l);
                let l = self.list_here(0);
                self.add_to_list(l, &item)?;
                Ok(SomeValue::of(Kind::List(l)))
            }
            Kind::Str { .. } | Kind::Char => Ok(SomeValue::str()),
            Kind::Unicode { .. } | Kind::UniChar => Ok(SomeValue::of(Kind::Unicode { none: false })),
            Kind::Tuple(items) => {
                let n = items.len() as i64;
                let bound = |s: Option<&SomeValue>, default: i64| match s.and_then(|s| s.konst.as_ref()) {
                    Some(Const::Int(i)) => Some((if *i < 0 { *i + n } else { *i }).clamp(0, n)),
                    Some(Const::None) | None => Some(default),
                    _ => None,
                };
                let variable = bounds.iter().any(|b| b.konst.is_none());
                if let (Some(a), Some(b), false, 0..=2) =
                    (bound(bounds.first(), 0), bound(bounds.get(1), n), variable, bounds.len())
                {
                    let part = items.get(a as usize..b as usize).unwrap_or(&[]);
                    return Ok(SomeValue::of(Kind::Tuple(part.to_vec())));
                }
                Err(self.error_here("E0202", "slices of tuples need constant bounds", "this slice"))
            }
            Kind::Instance { class, .. } if self.has_special(*class, "__getslice__") => {
                let class = *class;
                let bounds = self.slice_bounds(bounds);
                self.call_special(class, "__getslice__", bounds)
            }
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation("slicing", &[s])),
        }
    }

    /// The bounds that `__getslice__` and its kin get: absent ones are 0 and the greatest int.
    fn slice_bounds(&mut self, bounds: &[SomeValue]) -> Vec<SomeValue> {
        let number = |i| SomeValue { kind: Kind::Int { nonneg: true, kind: IntKind::Int }, konst: Some(Const::Int(i)) };
        let absent = [0, i64::MAX];
        let one = |(s, absent): (&SomeValue, i64)| if s.kind == Kind::None { number(absent) } else { s.clone() };
        bounds.iter().zip(absent).map(one).collect()
    }

    pub(crate) fn setslice(&mut self, s: &SomeValue, bounds: &[SomeValue], value: &SomeValue) -> Res {
        match &s.kind {
            Kind::List(l) => {
                let l = *l;
                self.resize_list(l);
                self.extend_list(l, value)?;
            }
            Kind::Instance { class, .. } if self.has_special(*class, "__setslice__") => {
                let class = *class;
                let mut args = self.slice_bounds(bounds);
                args.push(value.clone());
                return self.call_special(class, "__setslice__", args);
            }
            Kind::None => return Err(Stop::Blocked),
            _ => return Err(self.no_operation("assignment to a slice", &[s])),
        }
        Ok(SomeValue::none())
    }

    pub(crate) fn delslice(&mut self, s: &SomeValue, bounds: &[SomeValue]) -> Res {
        match &s.kind {
            Kind::List(l) => self.resize_list(*l),
            Kind::Instance { class, .. } if self.has_special(*class, "__delslice__") => {
                let class = *class;
                let bounds = self.slice_bounds(bounds);
                return self.call_special(class, "__delslice__", bounds);
            }
            Kind::None => return Err(Stop::Blocked),
            _ => return Err(self.no_operation("deletion of a slice", &[s])),
        }
        Ok(SomeValue::none())
    }

    /// `x in container`: arguments (container, x).
    pub(crate) fn contains_op(&mut self, args: &[SomeValue]) -> Res {
        let (s, x) = (&args[0], &args[1]);
        if let Kind::List(_) | Kind::Tuple(_) = s.kind {
            self.note_items(s, Protocol::Eq);
        }
        match &s.kind {
            Kind::List(l) => {
                let l = *l;
                self.add_to_list(l, x)?;
                self.read_list(l);
            }
            Kind::Dict(d) | Kind::Set(d) => {
                let d = *d;
                let value = if matches!(s.kind, Kind::Set(_)) { SomeValue::none() } else { SomeValue::default() };
                self.add_to_dict(d, x, &value)?;
                self.read_dict(d);
            }
            Kind::Str { .. } | Kind::Char if matches!(x.kind, Kind::Str { .. } | Kind::Char) => {
                if let (Some(Const::Str(s)), Some(Const::Str(x))) = (&s.konst, &x.konst) {
                    let found = x.is_empty() || s.windows(x.len().max(1)).any(|w| w == &**x);
                    return Ok(SomeValue::bool_const(found));
                }
            }
            Kind::Unicode { .. } | Kind::UniChar if matches!(x.kind, Kind::Unicode { .. } | Kind::UniChar) => {}
            Kind::Tuple(items) => {
                for i in items.clone() {
                    self.union_here(&i, x, "the items of a tuple and the value looked for")?;
                }
            }
            Kind::Instance { class, .. } if self.has_special(*class, "__contains__") => {
                let r = self.call_special(*class, "__contains__", vec![x.clone()])?;
                return Ok(if r.is_impossible() { r } else { SomeValue::bool() });
            }
            Kind::Instance { .. } | Kind::Iterator { .. } => {
                let item = self.iterated(s)?;
                self.union_here(&item, x, "the items and the value looked for")?;
            }
            Kind::None => return Ok(SomeValue::bool_const(false)),
            _ => return Err(self.no_operation("`in`", &[x, s])),
        }
        Ok(bool_with(Vec::new(), Vec::new()))
    }

    pub(crate) fn check_len(&mut self, s: &SomeValue, imm: &Imm) -> Res {
        if let (Kind::Tuple(items), Imm::Index(n)) = (&s.kind, imm) {
            if items.len() != *n as usize {
                let text = format!("{n} names for a tuple of {} items", items.len());
                return Err(self.error_here("E0202", text, "this unpacking"));
            }
        }
        if let Kind::None = s.kind {
            return Err(Stop::Blocked);
        }
        Ok(SomeValue::none())
    }

    /// An f-string field.
    pub(crate) fn format(&mut self, s: &SomeValue, spec: &str) -> Res {
        match &s.kind {
            Kind::Tuple(_) if spec.ends_with('%') && spec.starts_with('!') => {
                let text = "the values of `%` are in a tuple made elsewhere";
                Err(self.error_here("E0202", text, "write the values out, or use str()"))
            }
            Kind::Unicode { .. } | Kind::UniChar if !matches!(spec, "!%" | "!r%") => {
                Ok(SomeValue::of(Kind::Unicode { none: false }))
            }
            Kind::Instance { class, .. } => {
                let specials: &[&str] = if spec.starts_with("!r") { &["__repr__"] } else { &["__str__", "__repr__"] };
                self.text_of_instance(*class, specials)
            }
            _ => {
                self.note_items(s, Protocol::Repr);
                Ok(SomeValue::str())
            }
        }
    }

    /// The text of an instance: its `__str__` or `__repr__`, or a default.
    pub(crate) fn text_of_instance(&mut self, class: crate::ClassDefId, specials: &[&str]) -> Res {
        for special in specials {
            if self.has_text(class, special) {
                let s = self.call_special(class, special, Vec::new())?;
                return match s.kind {
                    Kind::Impossible => Ok(s),
                    Kind::Str { .. } | Kind::Char => Ok(SomeValue::str()),
                    _ => Err(self.no_text(class, special, &s)),
                };
            }
        }
        Ok(SomeValue::str())
    }

    /// A method that should give the text of an instance gives something else.
    fn no_text(&mut self, class: crate::ClassDefId, special: &str, given: &SomeValue) -> Stop {
        let text = format!("`{special}` gives {}, not a str", self.model.describe(given));
        let mut d = Diagnostic::error("E0202", text).label(self.span(), "the text of the instance is wanted here");
        let method = self.class_entry(class, special).map(|(_, entry)| self.function_desc(entry.value));
        if let Some(span) = method.and_then(|d| self.head_of(d)) {
            d = d.label(span, "this should give a str");
        }
        self.error(d)
    }

    /// Is there such a method, here and in no subclass one that is left out?
    fn has_text(&mut self, class: crate::ClassDefId, special: &str) -> bool {
        self.has_special(class, special)
            && (self.plain_texts.is_empty()
                || self
                    .all_subclasses(class)
                    .into_iter()
                    .all(|c| self.class_entry(c, special).is_none_or(|(_, e)| !self.plain_texts.contains(&e.value))))
    }

    /// `template % args`: the number of values must match the template.
    pub(crate) fn check_format(&mut self, template: &SomeValue, values: &SomeValue) -> Res<()> {
        let text: Vec<u8> = match &template.konst {
            Some(Const::Str(s)) => s.to_vec(),
            Some(Const::Char(c)) => vec![*c],
            _ => {
                return Err(self.error_here(
                    "E0202",
                    "the left side of `%` must be a constant string",
                    "this is not constant",
                ));
            }
        };
        let specs = format_specs(&text);
        let given: Vec<SomeValue> = match &values.kind {
            Kind::Tuple(items) => items.clone(),
            _ => vec![values.clone()],
        };
        if specs.len() != given.len() {
            let text = format!("the template has {} places, {} values given", specs.len(), given.len());
            return Err(self.error_here("E0202", text, "this formatting"));
        }
        for (spec, s) in specs.iter().zip(&given) {
            self.note_items(s, Protocol::Repr);
            let ok = match spec {
                b'd' | b'i' | b'u' | b'x' | b'X' | b'o' => {
                    matches!(s.kind, Kind::Int { .. } | Kind::Bool(_) | Kind::Float)
                }
                b'f' | b'g' | b'e' | b'F' | b'G' | b'E' => {
                    matches!(s.kind, Kind::Int { .. } | Kind::Bool(_) | Kind::Float)
                }
                b'c' => matches!(s.kind, Kind::Int { .. } | Kind::Char),
                _ => true,
            };
            if !ok {
                let got = self.model.describe(s);
                let text = format!("`%{}` is given a value of type {got}", *spec as char);
                return Err(self.error_here("E0202", text, "this formatting"));
            }
        }
        Ok(())
    }

    /// Reads an attribute.
    pub(crate) fn getattr(&mut self, s: &SomeValue, name: &Arc<str>, var: Option<Var>) -> Res {
        match &s.kind {
            Kind::Instance { class, .. } => {
                if &**name == "__class__" {
                    return Ok(self.type_of(s, var));
                }
                self.instance_getattr(*class, name)
            }
            Kind::Pbc { descs, .. } => {
                let mut result = SomeValue::default();
                for d in descs.iter().copied() {
                    let part = self.desc_getattr(d, name)?;
                    result = match self.union(&result, &part) {
                        Ok(s) => s,
                        Err(e) => {
                            let what = format!("the values of attribute `{name}` of these constants");
                            return Err(self.report_union(&e, &what, Where::default()));
                        }
                    };
                }
                Ok(result)
            }
            Kind::TypeOf { class, .. } => {
                if &**name == "__name__" {
                    return Ok(SomeValue::str());
                }
                let Some(class) = *class else { return Err(Stop::Blocked) };
                let mut result = SomeValue::default();
                for sub in self.all_subclasses(class) {
                    let d = self.model.classes[sub].desc;
                    let part = self.desc_getattr(d, name)?;
                    result = self.union_here(&result, &part, "the values of a class attribute")?;
                }
                Ok(result)
            }
            Kind::List(_)
            | Kind::Dict(_)
            | Kind::Set(_)
            | Kind::Str { .. }
            | Kind::Char
            | Kind::Unicode { .. }
            | Kind::UniChar
            | Kind::StringBuilder
            | Kind::UnicodeBuilder
            | Kind::Int { .. }
            | Kind::Bool(_)
            | Kind::Float
            | Kind::Tuple(_)
            | Kind::Iterator { .. } => {
                if !self.has_builtin_method(s, name) {
                    let text = self.model.describe(s);
                    let near = self.near_methods(s, name);
                    let mut d = diagnostics::Diagnostic::error(
                        "E0204",
                        format!("{} has no attribute `{name}`", with_article(&text)),
                    )
                    .label(self.span(), "read here");
                    if !near.is_empty() {
                        d = d.help(format!("did you mean `{}`?", near.join("` or `")));
                    }
                    return Err(self.error(d));
                }
                Ok(SomeValue::of(Kind::BuiltinMethod { self_: Box::new(s.clone().not_none()), name: name.clone() }))
            }
            Kind::Builtin(n) if &**n == "os.environ" => {
                let known = if &**name == "get" { self.host.lookup("rpython.rlib.rposix", "getenv") } else { None };
                match known {
                    Some(f) => self.host_value(f),
                    None => Err(self.no_operation(&format!("attribute `{name}`"), &[s])),
                }
            }
            Kind::Builtin(_) | Kind::External | Kind::BuiltinMethod { .. } => {
                if let Some(Const::Host(h)) = s.konst {
                    if let Some(v) = self.host.getattr(h, name) {
                        return self.host_value(v);
                    }
                }
                if matches!(&**name, "__name__") {
                    return Ok(SomeValue::str());
                }
                Err(self.no_operation(&format!("attribute `{name}`"), &[s]))
            }
            Kind::Ptr(ty) => self.ptr_getattr(*ty, name),
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation(&format!("attribute `{name}`"), &[s])),
        }
    }

    /// An attribute of one constant object.
    fn desc_getattr(&mut self, d: DescId, name: &Arc<str>) -> Res {
        let (host, is_class) = match &self.model.descs[d] {
            Desc::Frozen { host, .. } => (*host, false),
            Desc::Class { host, .. } => (*host, true),
            Desc::Function(f) => (f.host, false),
            Desc::Method { func, .. } | Desc::MethodOfFrozen { func, .. } => {
                let func = *func;
                return self.desc_getattr(func, name);
            }
        };
        if is_class && &**name == "__name__" {
            return Ok(SomeValue::constant(Kind::Str { none: false }, Const::str(&self.model.desc_name(d))));
        }
        match self.host.getattr(host, name) {
            Some(v) => self.host_value(v),
            None => {
                let what = self.model.describe_desc(d);
                Err(self.error_here("E0204", format!("{what} has no attribute `{name}`"), "read here"))
            }
        }
    }

    /// Writes an attribute.
    pub(crate) fn setattr(&mut self, s: &SomeValue, name: &Arc<str>, value: &SomeValue) -> Res<()> {
        match &s.kind {
            Kind::Instance { class, .. } => self.instance_setattr(*class, name, value),
            Kind::Ptr(_) => Ok(()),
            Kind::None => Err(Stop::Blocked),
            Kind::Pbc { .. } => {
                let text = self.model.describe(s);
                let d = diagnostics::Diagnostic::error("E0202", format!("attribute `{name}` of a {text} is assigned"))
                    .label(self.span(), "this assignment")
                    .note("classes, modules, functions and objects with `_freeze_` do not change at run time")
                    .help("keep the state in an attribute of a prebuilt instance");
                Err(self.error(d))
            }
            _ => Err(self.no_operation(&format!("assignment to attribute `{name}`"), &[s])),
        }
    }

    /// A field of a low-level structure.
    fn ptr_getattr(&mut self, ty: graph::HostObj, name: &str) -> Res {
        let to = self.host.getattr(ty, "TO");
        let flds = to.and_then(|t| self.host.getattr(t, "_flds"));
        if let Some(flds) = flds {
            if let host::Desc::Dict(d) = &*self.host.describe(flds) {
                for (k, v) in &d.items {
                    if self.host_text(*k).as_deref() == Some(name) {
                        return Ok(self.lltype_value(*v));
                    }
                }
            }
        }
        Err(self.error_here("E0204", format!("this pointer has no field `{name}`"), "read here"))
    }

    fn ptr_getitem(&mut self, s: &SomeValue) -> Res {
        let Kind::Ptr(ty) = s.kind else { return Err(Stop::Blocked) };
        let of = self.host.getattr(ty, "TO").and_then(|t| self.host.getattr(t, "OF"));
        match of {
            Some(of) => Ok(self.lltype_value(of)),
            None => Err(self.no_operation("indexing", &[s])),
        }
    }

    /// The annotation of a narrow or wide integer.
    pub(crate) fn int_of(kind: IntKind, nonneg: bool) -> SomeValue {
        SomeValue::of(Kind::Int { nonneg: nonneg || !kind.signed(), kind })
    }
}

/// The conversion letters of a `%` template.
pub(crate) fn format_specs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < text.len() {
        if text[i] == b'%' {
            i += 1;
            while i < text.len() && (text[i].is_ascii_digit() || b"#-+ .lhL".contains(&text[i])) {
                i += 1;
            }
            match text.get(i) {
                Some(b'%') | None => {}
                Some(c) => out.push(*c),
            }
        }
        i += 1;
    }
    out
}

/// A description with its article.
fn with_article(text: &str) -> String {
    let vowel = text.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {text}", if vowel { "an" } else { "a" })
}
