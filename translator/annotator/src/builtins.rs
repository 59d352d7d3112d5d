//! Builtin functions and the intrinsics of the `rpython` package.

use crate::calls::CallArgs;
use crate::consts::int_kind;
use crate::driver::{Annotator, Res, Stop};
use crate::{Desc, IntKind, IterVariant, Kind, Protocol, SomeValue};
use diagnostics::Diagnostic;
use graph::Const;

impl Annotator<'_> {
    /// Calls a builtin function or an intrinsic.
    pub(crate) fn call_builtin(&mut self, name: &str, konst: Option<&Const>, args: &CallArgs) -> Res {
        let a = &args.positional;
        if let Some((ty, method)) = name.split_once('.') {
            if matches!(ty, "str" | "bytes" | "list" | "dict" | "set" | "bytearray" | "int" | "float") && !a.is_empty()
            {
                let rest = CallArgs { positional: a[1..].to_vec(), keywords: args.keywords.clone() };
                return self.call_builtin_method(&a[0], method, &rest);
            }
        }
        let first = a.first().cloned().unwrap_or_default();
        let second = a.get(1).cloned();
        match (name, a.len()) {
            ("len", 1) => self.len(&first),
            ("range" | "xrange", 1..=3) => self.range(a),
            ("enumerate", 1 | 2) => self.enumerate(args),
            ("reversed", 1) => {
                if let Kind::Set(_) | Kind::Iterator { .. } = first.kind {
                    return Err(self.no_operation("`reversed`", &[&first]));
                }
                let item = self.iterated(&first)?;
                drop(item);
                Ok(SomeValue::of(Kind::Iterator { container: Box::new(first), variant: IterVariant::Reversed }))
            }
            ("iter", 1) => self.iter(&first),
            ("next", 1) => self.next(&first),
            ("zip", _) => self.zip(a),
            ("map", 2..) => {
                let mut items = Vec::new();
                for s in &a[1..] {
                    items.push(self.iterated(s)?);
                }
                let l = self.list_here(0);
                if !items.iter().any(SomeValue::is_impossible) {
                    let r = self.call_value(&first, &CallArgs::positional(items))?;
                    self.add_to_list(l, &r)?;
                }
                Ok(SomeValue::of(Kind::List(l)))
            }
            ("filter", 2) => {
                let item = self.iterated(&a[1])?;
                let l = self.list_here(0);
                if first.kind != Kind::None && !item.is_impossible() {
                    self.call_value(&first, &CallArgs::positional(vec![item.clone()]))?;
                }
                self.add_to_list(l, &item)?;
                Ok(SomeValue::of(Kind::List(l)))
            }
            ("sorted", 1) => {
                let item = self.iterated(&first)?;
                let l = self.list_here(0);
                self.add_to_list(l, &item)?;
                self.sort_key(&item, args)?;
                self.mutate_list(l);
                Ok(SomeValue::of(Kind::List(l)))
            }
            ("sum", 1 | 2) => {
                let item = self.iterated(&first)?;
                let start = second.unwrap_or_else(|| SomeValue::int(true));
                self.union_here(&item.not_constant(), &start.not_constant(), "the items of a sum")
            }
            ("any" | "all", 1) => {
                self.iterated(&first)?;
                Ok(SomeValue::bool())
            }
            ("min" | "max", 1..) => self.extremum(name, a),
            ("abs", 1) => match &first.kind {
                Kind::Int { kind, .. } => Ok(SomeValue::of(Kind::Int { nonneg: true, kind: *kind })),
                Kind::Bool(_) => Ok(SomeValue::int(true)),
                Kind::Float => Ok(SomeValue::of(Kind::Float)),
                Kind::Instance { class, .. } if self.has_special(*class, "__abs__") => {
                    self.call_special(*class, "__abs__", Vec::new())
                }
                _ => Err(self.no_operation("`abs`", &[&first])),
            },
            ("divmod", 2) => {
                let r = self.union_here(
                    &first.clone().not_constant(),
                    &a[1].clone().not_constant(),
                    "the arguments of divmod",
                )?;
                let r = match r.kind {
                    Kind::Bool(_) => SomeValue::int(true),
                    _ => r,
                };
                Ok(SomeValue::of(Kind::Tuple(vec![r.clone(), r])))
            }
            ("pow", 2) => match (&first.kind, &a[1].kind) {
                (Kind::Float, _) | (_, Kind::Float) => Ok(SomeValue::of(Kind::Float)),
                _ => Ok(SomeValue::int(matches!(first.kind, Kind::Int { nonneg: true, .. }))),
            },
            ("pow", 3) => Ok(SomeValue::int(false)),
            ("round", 1) => Ok(SomeValue::int(false)),
            ("round", 2) => Ok(SomeValue::of(Kind::Float)),
            ("ord", 1) => match &first.kind {
                Kind::Char | Kind::Str { .. } | Kind::UniChar | Kind::Unicode { .. } => {
                    if let Some(Const::Str(s)) = &first.konst {
                        if let [b] = **s {
                            return self.const_value(&Const::Int(i64::from(b)));
                        }
                    }
                    Ok(SomeValue::int(true))
                }
                Kind::None => Err(Stop::Blocked),
                _ => Err(self.no_operation("`ord`", &[&first])),
            },
            ("chr", 1) => match (&first.kind, &first.konst) {
                (Kind::Int { .. } | Kind::Bool(_), Some(Const::Int(i))) if (0..256).contains(i) => {
                    self.const_value(&Const::Str([*i as u8].as_slice().into()))
                }
                (Kind::Int { .. } | Kind::Bool(_), _) => Ok(SomeValue::of(Kind::Char)),
                _ => Err(self.no_operation("`chr`", &[&first])),
            },
            ("UNICHR" | "unichr", 1) => Ok(SomeValue::of(Kind::UniChar)),
            ("int", 0) => self.const_value(&Const::Int(0)),
            ("int", 1 | 2) => match &first.kind {
                Kind::Int { nonneg, kind: IntKind::Int } => Ok(SomeValue {
                    kind: Kind::Int { nonneg: *nonneg, kind: IntKind::Int },
                    konst: first.konst.clone(),
                }),
                Kind::Int { nonneg, kind } => Ok(SomeValue::int(*nonneg && kind.bits() < 64)),
                Kind::Bool(_) => Ok(SomeValue::int(true)),
                Kind::Float | Kind::SingleFloat => Ok(SomeValue::int(false)),
                Kind::Str { .. } | Kind::Char | Kind::Unicode { .. } | Kind::UniChar => Ok(SomeValue::int(false)),
                Kind::Instance { class, .. } if self.has_special(*class, "__int__") => {
                    self.call_special(*class, "__int__", Vec::new())
                }
                Kind::None => Err(Stop::Blocked),
                _ => Err(self.no_operation("`int`", &[&first])),
            },
            ("float", 0 | 1) => match &first.kind {
                Kind::Impossible
                | Kind::Int { .. }
                | Kind::Bool(_)
                | Kind::Float
                | Kind::SingleFloat
                | Kind::Str { .. }
                | Kind::Char => {
                    let konst = match &first.konst {
                        Some(Const::Int(i)) => Some(Const::float(*i as f64)),
                        Some(c @ Const::Float(_)) => Some(c.clone()),
                        _ => None,
                    };
                    Ok(SomeValue { kind: Kind::Float, konst })
                }
                Kind::Instance { class, .. } if self.has_special(*class, "__float__") => {
                    self.call_special(*class, "__float__", Vec::new())
                }
                Kind::None => Err(Stop::Blocked),
                _ => Err(self.no_operation("`float`", &[&first])),
            },
            ("bool", 0) => Ok(SomeValue::bool_const(false)),
            ("bool", 1) => {
                let s = self.truth(&graph::Operand::Const(Const::Void), &first)?;
                Ok(s)
            }
            ("str" | "bytes" | "repr" | "ascii" | "format", 1..) => match &first.kind {
                Kind::Instance { class, .. } => {
                    let specials: &[&str] = if name == "repr" { &["__repr__"] } else { &["__str__", "__repr__"] };
                    self.text_of_instance(*class, specials)
                }
                Kind::Str { none: false } | Kind::Char if name != "repr" => Ok(first),
                _ => {
                    self.note_items(&first, Protocol::Repr);
                    Ok(SomeValue::str())
                }
            },
            ("str" | "bytes", 0) => self.const_value(&Const::Str([].as_slice().into())),
            ("hex" | "oct" | "bin", 1) => Ok(SomeValue::str()),
            ("UNICODE" | "unicode" | "_Unicode", _) => Ok(SomeValue::of(Kind::Unicode { none: false })),
            ("list", 0 | 1) => {
                let l = self.list_here(0);
                if a.len() == 1 {
                    let item = self.iterated(&first)?;
                    self.add_to_list(l, &item)?;
                }
                Ok(SomeValue::of(Kind::List(l)))
            }
            ("tuple", 0) => Ok(SomeValue::of(Kind::Tuple(Vec::new()))),
            ("tuple", 1) => match &first.kind {
                Kind::Tuple(_) => Ok(first),
                _ => {
                    let text = self.model.describe(&first);
                    let d = Diagnostic::error("E0202", format!("tuple() of a {text}"))
                        .label(self.span(), "this call")
                        .note("the length of a tuple must be known at translation")
                        .help("use a list");
                    Err(self.error(d))
                }
            },
            ("dict" | "OrderedDict", 0 | 1) => {
                let d = self.dict_here();
                for (n, s) in &args.keywords {
                    let key = self.const_value(&Const::str(n))?;
                    self.add_to_dict(d, &key, s)?;
                }
                if a.len() == 1 {
                    match &first.kind {
                        Kind::Dict(other) => {
                            let (k, v) = self.read_dict(*other);
                            self.add_to_dict(d, &k, &v)?;
                        }
                        _ => match self.iterated(&first)?.kind {
                            Kind::Tuple(kv) if kv.len() == 2 => self.add_to_dict(d, &kv[0], &kv[1])?,
                            Kind::Impossible => {}
                            _ => return Err(self.no_operation("`dict`", &[&first])),
                        },
                    }
                }
                Ok(SomeValue::of(Kind::Dict(d)))
            }
            ("set" | "frozenset", 0 | 1) => {
                let d = self.dict_here();
                self.add_to_dict(d, &SomeValue::default(), &SomeValue::none())?;
                if a.len() == 1 {
                    let item = self.iterated(&first)?;
                    self.add_to_set(d, &item)?;
                }
                Ok(SomeValue::of(Kind::Set(d)))
            }
            ("r_dict", 2..) => {
                let d = self.dict_here();
                let custom = (first, a[1].clone());
                let lead = self.model.dict_leader(d);
                if self.model.dict_items[lead].custom.is_none() {
                    self.model.dict_items[lead].custom = Some(custom);
                }
                self.call_custom(d);
                Ok(SomeValue::of(Kind::Dict(d)))
            }
            ("isinstance", 2) => {
                // Reached only where the call is not a plain one.
                Ok(SomeValue::bool())
            }
            ("issubclass", 2) => self.issubclass(&first, &a[1]),
            ("type", 1) => Ok(self.type_of(&first, None)),
            ("hasattr", 2) => self.hasattr(&first, &a[1]),
            ("getattr", 2) => match self.const_text(&a[1]) {
                Some(n) => self.getattr(&first, &n, None),
                None => Err(self.error_here("E0202", "the attribute name must be a constant", "this call")),
            },
            ("setattr", 3) => match self.const_text(&a[1]) {
                Some(n) => self.setattr(&first, &n, &a[2]).map(|()| SomeValue::none()),
                None => Err(self.error_here("E0202", "the attribute name must be a constant", "this call")),
            },
            ("callable", 1) => Ok(SomeValue::bool_const(matches!(
                first.kind,
                Kind::Pbc { .. } | Kind::Builtin(_) | Kind::BuiltinMethod { .. }
            ))),
            ("hash", 1) => {
                let d = Diagnostic::error("E0202", "`hash` has no meaning in RPython")
                    .label(self.span(), "this call")
                    .help("use `rpython.rlib.objectmodel.compute_hash` or `compute_identity_hash`");
                Err(self.error(d))
            }
            ("id", 1) => {
                let d = Diagnostic::error("E0202", "`id` has no meaning in RPython")
                    .label(self.span(), "this call")
                    .help("use `rpython.rlib.objectmodel.compute_unique_id`");
                Err(self.error(d))
            }
            ("print", _) => Ok(SomeValue::none()),
            ("weakref.ref" | "_weakref.ref", 1) => match &first.kind {
                Kind::Instance { class, .. } => Ok(SomeValue::of(Kind::WeakRef(Some(*class)))),
                Kind::None => Err(Stop::Blocked),
                _ => Err(self.no_operation("`weakref.ref`", &[&first])),
            },
            _ => self.call_intrinsic(name, konst, args),
        }
    }

    fn call_intrinsic(&mut self, name: &str, konst: Option<&Const>, args: &CallArgs) -> Res {
        let a = &args.positional;
        let first = a.first().cloned().unwrap_or_default();
        if let (Some(kind), 0 | 1) = (int_kind(name), a.len()) {
            let nonneg = match &first.kind {
                Kind::Int { nonneg, .. } => *nonneg,
                Kind::Impossible | Kind::Bool(_) => true,
                Kind::Float | Kind::Char | Kind::UniChar => matches!(first.kind, Kind::Char | Kind::UniChar),
                Kind::None => return Err(Stop::Blocked),
                Kind::Instance { class, .. } if kind == IntKind::Uint && self.has_special(*class, "_word") => {
                    return self.call_special(*class, "_word", Vec::new());
                }
                Kind::Instance { class, .. } if kind == IntKind::Int && self.has_special(*class, "_word") => {
                    return self.call_special(*class, "__int__", Vec::new());
                }
                _ => return Err(self.no_operation(&format!("`{name}`"), &[&first])),
            };
            return Ok(Self::int_of(kind, nonneg));
        }
        match (name, a.len()) {
            ("intmask" | "longlongmask", 1) => match &first.kind {
                Kind::Int { kind: IntKind::Int, .. } => Ok(first),
                Kind::Int { kind, .. } => Ok(SomeValue::int(!kind.signed() && kind.bits() < 64)),
                Kind::Bool(_) => Ok(SomeValue::int(true)),
                Kind::Instance { class, .. } if self.has_special(*class, "_word") => {
                    self.call_special(*class, "__int__", Vec::new())
                }
                _ => Err(self.no_operation("`intmask`", &[&first])),
            },
            ("widen", 1) => match &first.kind {
                Kind::Int { nonneg, kind } if kind.bits() < 64 => Ok(SomeValue::int(*nonneg || !kind.signed())),
                _ => Ok(first),
            },
            ("ovfcheck", 1) => Ok(first),
            ("is_valid_int", 1) => {
                Ok(SomeValue::bool_const(matches!(first.kind, Kind::Int { kind: IntKind::Int, .. } | Kind::Bool(_))))
            }
            ("int_between", 3) => Ok(SomeValue::bool()),
            ("int_force_ge_zero", 1) => Ok(SomeValue::int(true)),
            ("int_c_div" | "int_c_mod", 2) => Ok(first.not_constant()),
            ("uint_mul_high", 2) => Ok(Self::int_of(IntKind::Uint, true)),
            ("r_singlefloat" | "uint2singlefloat", 1) => Ok(SomeValue::of(Kind::SingleFloat)),
            ("singlefloat2uint", 1) => Ok(Self::int_of(IntKind::U32, true)),
            ("peek_word", 1) => Ok(SomeValue::int(false)),
            ("float2longlong", 1) => Ok(SomeValue::int(false)),
            ("longlong2float", 1) => Ok(SomeValue::of(Kind::Float)),
            ("we_are_translated", 0) => Ok(SomeValue::bool_const(true)),
            ("revdb_enabled", 0) => Ok(SomeValue::bool_const(false)),
            ("instantiate", 1 | 2) => self.instantiate(&first),
            ("compute_identity_hash" | "compute_hash" | "compute_unique_id" | "current_object_addr_as_int", 1) => {
                Ok(SomeValue::int(false))
            }
            ("keepalive_until_here", _) => Ok(SomeValue::none()),
            ("is_annotation_constant", 1) => Ok(SomeValue::bool_const(first.konst.is_some())),
            ("likely" | "unlikely", 1) => Ok(first),
            ("free_non_gc_object", 1) => Ok(SomeValue::none()),
            ("newlist_hint", _) => {
                let l = self.list_here(0);
                self.resize_list(l);
                Ok(SomeValue::of(Kind::List(l)))
            }
            ("resizelist_hint", 2) => {
                if let Kind::List(l) = first.kind {
                    self.resize_list(l);
                }
                Ok(SomeValue::none())
            }
            ("list_get_physical_size", 1) => Ok(SomeValue::int(true)),
            ("prepare_dict_update", 2) => Ok(SomeValue::none()),
            ("reversed_dict", 1) => {
                Ok(SomeValue::of(Kind::Iterator { container: Box::new(first), variant: IterVariant::Reversed }))
            }
            ("contains_with_hash", 3) => self.contains_op(&[first, a[1].clone()]),
            ("getitem_with_hash", 3) => self.getitem(&first, &a[1]),
            ("setitem_with_hash", 4) => self.setitem(&first, &a[1], &a[3]),
            ("delitem_with_hash", 3) => self.delitem(&first, &a[1]),
            ("delitem_if_value_is", 3) => {
                if let Kind::Dict(d) = first.kind {
                    self.add_to_dict(d, &a[1], &a[2])?;
                }
                Ok(SomeValue::none())
            }
            ("move_to_end", 2 | 3) => Ok(SomeValue::none()),
            ("iterkeys_with_hash" | "iteritems_with_hash", 1) => {
                let Kind::Dict(d) = first.kind else { return Err(self.no_operation(name, &[&first])) };
                let (k, v) = self.read_dict(d);
                let l = self.list_here(0);
                let item = if name == "iterkeys_with_hash" {
                    vec![k, SomeValue::int(false)]
                } else {
                    vec![k, v, SomeValue::int(false)]
                };
                if !item[0].is_impossible() {
                    self.add_to_list(l, &SomeValue::of(Kind::Tuple(item)))?;
                }
                self.iter(&SomeValue::of(Kind::List(l)))
            }
            ("rerased.erase" | "rerased.unerase", 1) => {
                let Some(Const::Host(pair)) = konst else { return Err(Stop::Blocked) };
                let Some(identity) = self.host.getattr(*pair, "identity") else { return Err(Stop::Blocked) };
                if name == "rerased.erase" {
                    self.erase(identity, &first)
                } else {
                    Ok(self.unerase(identity))
                }
            }
            ("rerased.erase_int", 1) => match self.erased_class() {
                Some(class) => Ok(SomeValue::of(Kind::Ptr(class))),
                None => Err(Stop::Blocked),
            },
            ("rerased.unerase_int", 1) => Ok(SomeValue::int(false)),
            ("NonConstant", 1) => {
                let s = first.not_constant();
                Ok(match s.kind {
                    Kind::Pbc { .. } | Kind::None => s,
                    _ => SomeValue { konst: None, ..s },
                })
            }
            ("ll_assert", _) => Ok(SomeValue::none()),
            ("ll_assert_not_none", 1) => Ok(first.not_none()),
            ("fatalerror" | "fatalerror_notb", _) => Ok(SomeValue::default()),
            ("debug_start" | "debug_stop", _) => {
                Ok(if a.len() > 1 { SomeValue::int(false) } else { SomeValue::none() })
            }
            ("debug_print" | "debug_flush" | "debug_forked", _) => Ok(SomeValue::none()),
            ("debug_offset", _) => Ok(SomeValue::int(false)),
            ("have_debug_prints" | "have_debug_prints_for", _) => Ok(SomeValue::bool()),
            ("check_annotation" | "mark_dict_non_null" | "check_regular_int" | "check_list_of_chars", 1..)
            | ("check_not_access_directly" | "check_nonneg" | "assert_str0" | "check_str0", 1) => {
                if name == "check_nonneg" && !matches!(first.kind, Kind::Int { nonneg: true, .. } | Kind::Bool(_)) {
                    return Err(self.error_here("E0202", "this int is not known to be non-negative", "checked here"));
                }
                Ok(first)
            }
            ("make_sure_not_resized", 1) => {
                if let Kind::List(l) = first.kind {
                    let span = self.span();
                    self.forbid_resize(l, span);
                }
                Ok(first)
            }
            ("jit.hint", 1) => self.check_hint(args).map(|()| first),
            ("jit.check_param", 1) => self.check_param(&first),
            ("jit.promote" | "jit.promote_string" | "jit.promote_unicode", 1) => Ok(first),
            ("jit.we_are_jitted" | "jit.isconstant" | "jit.isvirtual", _) => Ok(SomeValue::bool()),
            ("jit.current_trace_length", 0) => Ok(SomeValue::int(false)),
            ("jit.jit_merge_point", _) => {
                self.call_hooks(konst, args)?;
                Ok(SomeValue::none())
            }
            ("jit.can_enter_jit" | "jit.loop_header", _) => Ok(SomeValue::none()),
            ("jit.conditional_call", 2..) => {
                let rest = CallArgs::positional(a[2..].to_vec());
                self.call_value(&a[1], &rest)?;
                Ok(SomeValue::none())
            }
            ("jit.conditional_call_elidable", 2..) => {
                let rest = CallArgs::positional(a[2..].to_vec());
                let r = self.call_value(&a[1], &rest)?;
                if r.is_impossible() {
                    return Ok(r);
                }
                self.union_here(&first.not_constant(), &r, "the value and the result of a conditional call")
            }
            ("jit.virtual_ref" | "jit.non_virtual_ref", 1) => match &first.kind {
                Kind::Instance { class, .. } => Ok(SomeValue::of(Kind::VirtualRef(Some(*class)))),
                Kind::None => Ok(SomeValue::of(Kind::VirtualRef(None))),
                _ => Err(self.no_operation("`virtual_ref`", &[&first])),
            },
            ("rffi.cast", 2) => match first.konst {
                Some(Const::Host(ty)) => Ok(self.lltype_value(ty)),
                _ => Err(self.error_here("E0202", "the type of rffi.cast must be a constant", "this call")),
            },
            ("function_address", 2) => {
                let n = match a[1].konst {
                    Some(Const::Int(n)) => n as usize,
                    _ => 0,
                };
                let r = self.call_value(&first, &CallArgs::positional(vec![SomeValue::int(false); n]))?;
                Ok(if r.is_impossible() { r } else { SomeValue::int(false) })
            }
            ("raw_load", 2) => match first.konst {
                Some(Const::Host(ty)) => Ok(self.lltype_value(ty)),
                _ => Err(self.error_here("E0202", "the type of raw_load must be a constant", "this call")),
            },
            ("raw_store", 4) => match first.konst {
                Some(Const::Host(ty)) => {
                    let field = self.lltype_value(ty);
                    self.union_here(
                        &field,
                        &a[3].clone().not_constant(),
                        "the value and the memory where it is stored",
                    )?;
                    Ok(SomeValue::none())
                }
                _ => Err(self.error_here("E0202", "the type of raw_store must be a constant", "this call")),
            },
            ("stack.almost_full", 0) => Ok(SomeValue::bool()),
            (n, _) if n.starts_with("stack.") => Ok(SomeValue::none()),
            (n, _) if n.starts_with("jit.") => Ok(SomeValue::none()),
            ("gc.collect_step" | "gc.heap_size", _) => Ok(SomeValue::int(false)),
            ("gc.isenabled" | "gc.can_move" | "gc.pin", _) => Ok(SomeValue::bool()),
            ("gc.next_dead", 1) => match self.erased_class() {
                Some(class) => Ok(SomeValue::of(Kind::Ptr(class))),
                None => Err(Stop::Blocked),
            },
            (n, _) if n.starts_with("gc.") => Ok(SomeValue::none()),
            ("rstring.StringBuilder", 0 | 1) => Ok(SomeValue::of(Kind::StringBuilder)),
            ("rstring.UnicodeBuilder", 0 | 1) => Ok(SomeValue::of(Kind::UnicodeBuilder)),
            ("llstr", 1) => Ok(first),
            ("hlstr" | "hlunicode" | "llunicode", 1) => Ok(first),
            ("mallocstr", 1) => Ok(SomeValue::str()),
            ("mallocunicode", 1) => Ok(SomeValue::of(Kind::Unicode { none: false })),
            ("copy_string_contents", 5) => Ok(SomeValue::none()),
            ("ll_arraycopy", 5) => {
                if let (Kind::List(x), Kind::List(y)) = (&first.kind, &a[1].kind) {
                    let (x, y) = (*x, *y);
                    let item = self.read_list(x);
                    self.mutate_list(y);
                    self.add_to_list(y, &item)?;
                }
                Ok(SomeValue::none())
            }
            ("ll_arraymove" | "ll_arrayclear", _) => {
                if let Kind::List(l) = first.kind {
                    self.mutate_list(l);
                }
                Ok(SomeValue::none())
            }
            (n, _) if n.starts_with("ll_") || n.starts_with("lltype.") || n.starts_with("copy_") => {
                Err(self.error_here("E0202", format!("low-level operation `{n}` in ordinary RPython"), "this call"))
            }
            _ => {
                let shown = match konst {
                    Some(Const::Host(h)) => match &*self.host.describe(*h) {
                        host::Desc::Builtin(b) => format!("{}.{}", b.module, b.name),
                        host::Desc::Function(f) => f.qualname.clone(),
                        host::Desc::Class(c) => c.qualname.clone(),
                        _ => name.to_owned(),
                    },
                    _ => name.to_owned(),
                };
                let kinds: Vec<String> = a.iter().map(|s| self.model.describe(s)).collect();
                let d =
                    Diagnostic::error("E0208", format!("`{shown}` cannot be called with these arguments in RPython"))
                        .label(self.span(), "this call")
                        .note(format!("arguments: ({})", kinds.join(", ")));
                Err(self.error(d))
            }
        }
    }

    pub(crate) fn const_text(&self, s: &SomeValue) -> Option<std::sync::Arc<str>> {
        match &s.konst {
            Some(Const::Str(t)) => Some(String::from_utf8_lossy(t).into()),
            Some(Const::Char(c)) => Some(char::from(*c).to_string().into()),
            _ => None,
        }
    }

    fn len(&mut self, s: &SomeValue) -> Res {
        match &s.kind {
            Kind::Tuple(items) => self.const_value(&Const::Int(items.len() as i64)),
            Kind::Str { .. } | Kind::Unicode { .. } | Kind::Char | Kind::UniChar => match &s.konst {
                Some(Const::Str(t)) => self.const_value(&Const::Int(t.len() as i64)),
                Some(Const::Unicode(t)) => self.const_value(&Const::Int(t.len() as i64)),
                _ => Ok(SomeValue::int(true)),
            },
            Kind::List(_) | Kind::Dict(_) | Kind::Set(_) | Kind::Iterator { .. } => Ok(SomeValue::int(true)),
            Kind::Instance { class, .. } if self.has_special(*class, "__len__") => {
                self.call_special(*class, "__len__", Vec::new())
            }
            Kind::Ptr(_) => Ok(SomeValue::int(true)),
            Kind::None => Err(Stop::Blocked),
            _ => Err(self.no_operation("`len`", &[s])),
        }
    }

    fn range(&mut self, a: &[SomeValue]) -> Res {
        for s in a {
            if !matches!(s.kind, Kind::Int { .. } | Kind::Bool(_)) {
                return Err(self.no_operation("`range`", &a.iter().collect::<Vec<_>>()));
            }
        }
        let nonneg = |s: &SomeValue| matches!(s.kind, Kind::Int { nonneg: true, .. } | Kind::Bool(_));
        let step = match a.get(2) {
            None => 1,
            Some(SomeValue { konst: Some(Const::Int(i)), .. }) => *i,
            Some(_) => 0,
        };
        if step == 0 && a.get(2).is_some_and(|s| s.konst.is_some()) {
            return Err(self.error_here("E0202", "the step of a range is zero", "this call"));
        }
        let least_nonneg = match (a.len(), step) {
            (1, _) => true,
            (_, 1..) => nonneg(&a[0]),
            (_, _) => {
                let stop = nonneg(&a[1]) || matches!(a[1].konst, Some(Const::Int(-1)));
                nonneg(&a[0]) && stop
            }
        };
        let l = self.list_here(0);
        let lead = self.model.list_leader(l);
        let fresh = self.model.list_items[lead].s.is_impossible();
        self.add_to_list(l, &SomeValue::int(least_nonneg))?;
        if fresh {
            let lead = self.model.list_leader(l);
            self.model.list_items[lead].range_step = Some(step);
        }
        Ok(SomeValue::of(Kind::List(l)))
    }

    fn enumerate(&mut self, args: &CallArgs) -> Res {
        let start = args.positional.get(1).or(args.keywords.iter().find(|(n, _)| &**n == "start").map(|(_, s)| s));
        let start = match start {
            None => 0,
            Some(SomeValue { konst: Some(Const::Int(i)), .. }) => *i,
            Some(_) => return Err(self.error_here("E0202", "the start of enumerate must be a constant", "this call")),
        };
        let container = args.positional[0].clone();
        self.iterated(&container)?;
        Ok(SomeValue::of(Kind::Iterator { container: Box::new(container), variant: IterVariant::Enumerate(start) }))
    }

    fn zip(&mut self, a: &[SomeValue]) -> Res {
        let mut items = Vec::new();
        for s in a {
            items.push(self.iterated(s)?);
        }
        let l = self.list_here(0);
        if !items.iter().any(SomeValue::is_impossible) {
            self.add_to_list(l, &SomeValue::of(Kind::Tuple(items)))?;
        }
        Ok(SomeValue::of(Kind::List(l)))
    }

    fn extremum(&mut self, name: &str, a: &[SomeValue]) -> Res {
        let items = if a.len() == 1 { vec![self.iterated(&a[0])?] } else { a.to_vec() };
        let mut r = SomeValue::default();
        let mut any_nonneg = false;
        for s in items {
            any_nonneg |= matches!(s.kind, Kind::Int { nonneg: true, kind: IntKind::Int });
            r = self.union_here(&r, &s.not_constant(), &format!("the arguments of {name}"))?;
        }
        if let Kind::Int { nonneg, .. } = &mut r.kind {
            *nonneg |= name == "max" && any_nonneg;
        }
        Ok(r)
    }

    /// Calls the key function of a sort.
    pub(crate) fn sort_key(&mut self, item: &SomeValue, args: &CallArgs) -> Res<()> {
        for (n, s) in &args.keywords {
            match &**n {
                "key" if s.kind != Kind::None && !item.is_impossible() => {
                    self.call_value(s, &CallArgs::positional(vec![item.clone()]))?;
                }
                "key" | "reverse" => {}
                _ => return Err(self.error_here("E0203", format!("sorting has no argument `{n}`"), "this call")),
            }
        }
        Ok(())
    }

    fn instantiate(&mut self, class: &SomeValue) -> Res {
        let mut result = SomeValue::default();
        let classes: Vec<_> = match &class.kind {
            Kind::Pbc { descs, .. } => descs.iter().copied().collect(),
            Kind::TypeOf { class: Some(c), .. } => {
                let c = *c;
                self.all_subclasses(c).into_iter().map(|c| self.model.classes[c].desc).collect()
            }
            _ => return Err(self.no_operation("`instantiate`", &[class])),
        };
        for d in classes {
            let Some(c) = self.classdef_of_desc(d) else {
                return Err(self.no_operation("`instantiate`", &[class]));
            };
            self.model.classes[c].instantiated = true;
            self.model.classes[c].via_instantiate = true;
            let one = SomeValue::of(Kind::Instance { class: c, none: false });
            result = self.union_here(&result, &one, "the classes instantiated here")?;
        }
        Ok(result)
    }

    fn issubclass(&mut self, a: &SomeValue, b: &SomeValue) -> Res {
        let class = |me: &mut Self, s: &SomeValue| match &s.kind {
            Kind::Pbc { descs, .. } if descs.len() == 1 => descs.first().and_then(|d| me.classdef_of_desc(*d)),
            _ => None,
        };
        match (class(self, a), class(self, b)) {
            (Some(x), Some(y)) => Ok(SomeValue::bool_const(self.model.is_subclass(x, y))),
            _ => Ok(SomeValue::bool()),
        }
    }

    fn hasattr(&mut self, s: &SomeValue, name: &SomeValue) -> Res {
        let Some(name) = self.const_text(name) else {
            return Err(self.error_here("E0202", "the attribute name must be a constant", "this call"));
        };
        match &s.kind {
            Kind::Pbc { descs, none: false } => {
                let mut answers = descs.iter().map(|d| match &self.model.descs[*d] {
                    Desc::Frozen { host, .. } | Desc::Class { host, .. } => self.host.getattr(*host, &name).is_some(),
                    Desc::Function(f) => self.host.getattr(f.host, &name).is_some(),
                    _ => false,
                });
                let first = answers.next().unwrap_or(false);
                if answers.all(|a| a == first) {
                    return Ok(SomeValue::bool_const(first));
                }
                Ok(SomeValue::bool())
            }
            Kind::Instance { class, .. } => {
                let class = *class;
                if self.class_entry(class, &name).is_some() || self.model.attr_owner(class, &name).is_some() {
                    return Ok(SomeValue::bool_const(true));
                }
                Err(self.error_here(
                    "E0202",
                    format!("whether instances have `{name}` is not known at translation"),
                    "this test",
                ))
            }
            _ => Ok(SomeValue::bool_const(self.has_builtin_method(s, &name))),
        }
    }
}
