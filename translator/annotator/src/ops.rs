//! Operators: arithmetic, comparison, tests and what they tell of variables.

use crate::calls::CallArgs;
use crate::driver::{consts_equal, Annotator, Res, Stop};
use crate::lattice::arithmetic_kind;
use crate::{ClassDefId, Desc, IntKind, Kind, KnownTypeData, Model, Protocol, SomeValue};
use graph::{Const, Imm, Op, OpCode, Operand, Var};
use std::sync::Arc;

/// Which exceptions an operation may raise, as far as handlers care.
pub(crate) enum Raises {
    Nothing,
    Anything,
    These(Vec<ClassDefId>),
}

impl Raises {
    /// Whether a handler for `class` can be reached.
    pub fn reaches(&self, model: &Model, class: ClassDefId) -> bool {
        match self {
            Raises::Nothing => false,
            Raises::Anything => true,
            Raises::These(list) => list.iter().any(|c| model.is_subclass(*c, class) || model.is_subclass(class, *c)),
        }
    }
}

impl Annotator<'_> {
    /// The result of an operation on arguments that all have values.
    pub(crate) fn consider_op(&mut self, op: &Op, args: &[SomeValue]) -> Res {
        use OpCode as O;
        let name = |imm: &Imm| match imm {
            Imm::Name(n) => n.clone(),
            _ => "".into(),
        };
        match op.code {
            O::Add | O::Sub | O::Mul | O::TrueDiv | O::FloorDiv | O::Mod | O::Pow => self.arithmetic(op.code, args),
            O::LShift | O::RShift | O::And | O::Or | O::Xor => self.arithmetic(op.code, args),
            O::InplaceAdd => self.inplace(O::Add, "__iadd__", args),
            O::InplaceSub => self.inplace(O::Sub, "__isub__", args),
            O::InplaceMul => self.inplace(O::Mul, "__imul__", args),
            O::InplaceTrueDiv => self.inplace(O::TrueDiv, "__itruediv__", args),
            O::InplaceFloorDiv => self.inplace(O::FloorDiv, "__ifloordiv__", args),
            O::InplaceMod => self.inplace(O::Mod, "__imod__", args),
            O::InplacePow => self.inplace(O::Pow, "__ipow__", args),
            O::InplaceLShift => self.inplace(O::LShift, "__ilshift__", args),
            O::InplaceRShift => self.inplace(O::RShift, "__irshift__", args),
            O::InplaceAnd => self.inplace(O::And, "__iand__", args),
            O::InplaceOr => self.inplace(O::Or, "__ior__", args),
            O::InplaceXor => self.inplace(O::Xor, "__ixor__", args),
            O::AddOvf => self.overflow_checked(O::Add, args),
            O::SubOvf => self.overflow_checked(O::Sub, args),
            O::MulOvf => self.overflow_checked(O::Mul, args),
            O::FloorDivOvf => self.overflow_checked(O::FloorDiv, args),
            O::ModOvf => self.overflow_checked(O::Mod, args),
            O::LShiftOvf => self.overflow_checked(O::LShift, args),
            O::NegOvf => self.unary(O::Neg, &args[0]).map(SomeValue::not_constant),
            O::AbsOvf => match &args[0].kind {
                Kind::Int { kind, .. } => Ok(SomeValue::of(Kind::Int { nonneg: true, kind: *kind })),
                Kind::Bool(_) => Ok(SomeValue::int(true)),
                _ => Err(self.no_operation("`ovfcheck(abs(x))`", &[&args[0]])),
            },
            O::Lt | O::Le | O::Eq | O::Ne | O::Gt | O::Ge => self.comparison(op, args),
            O::Is => self.is_test(op, args),
            O::Contains => self.contains_op(args),
            O::Neg | O::Pos | O::Invert => self.unary(op.code, &args[0]),
            O::Not => {
                let truth = self.truth(&op.args[0], &args[0])?;
                Ok(negated(truth))
            }
            O::Bool => self.truth(&op.args[0], &args[0]),
            O::GetAttr => self.getattr(&args[0], &name(&op.imm), op.args[0].var()),
            O::SetAttr => self.setattr(&args[0], &name(&op.imm), &args[1]).map(|()| SomeValue::none()),
            O::GetItem => self.getitem(&args[0], &args[1]),
            O::SetItem => self.setitem(&args[0], &args[1], &args[2]),
            O::DelItem => self.delitem(&args[0], &args[1]),
            O::GetSlice => self.getslice(&args[0], &args[1..]),
            O::GetSliceStep => self.getslice(&args[0], &args[1..]),
            O::SetSlice => self.setslice(&args[0], &args[1..3], &args[3]),
            O::DelSlice => self.delslice(&args[0], &args[1..]),
            O::NewList => self.newlist(args),
            O::NewTuple => Ok(SomeValue::of(Kind::Tuple(args.iter().map(|s| s.clone().exported()).collect()))),
            O::NewDict => self.newdict(args),
            O::NewSet => self.newset(args),
            O::Iter => self.iter(&args[0]),
            O::Next => self.next(&args[0]),
            O::SimpleCall => {
                if let Some(s) = self.call_with_variables(op, args)? {
                    return Ok(s);
                }
                self.call_value(&args[0], &CallArgs::positional(args[1..].to_vec()))
            }
            O::CallArgs => self.call_shaped(op, args),
            O::Format => self.format(&args[0], &name(&op.imm)),
            O::BuildString => {
                let unicode = args.iter().any(|s| matches!(s.kind, Kind::Unicode { .. } | Kind::UniChar));
                Ok(if unicode { SomeValue::of(Kind::Unicode { none: false }) } else { SomeValue::str() })
            }
            O::CheckLen => self.check_len(&args[0], &op.imm),
            O::Hint if matches!(&op.imm, Imm::Name(n) if &**n == "fence") => self.fence(&args[0]),
            O::SameAs | O::Hint => Ok(args[0].clone()),
            O::Yield => Err(self.error_here("E0101", "`yield` outside a generator that was transformed", "here")),
            O::Fatal => Ok(SomeValue::none()),
            other => {
                self.trace("unexpected operation", other);
                let text = format!("operation `{}` in a high-level graph", other.name());
                Err(self.error_here("E0202", text, "here"))
            }
        }
    }

    fn call_shaped(&mut self, op: &Op, args: &[SomeValue]) -> Res {
        let Imm::Shape(shape) = &op.imm else { return Err(Stop::Blocked) };
        let npos = shape.positional as usize;
        let mut call = CallArgs::positional(args[1..1 + npos].to_vec());
        for (i, n) in shape.keywords.iter().enumerate() {
            call.keywords.push((n.clone(), args[1 + npos + i].clone()));
        }
        if shape.star {
            let last = &args[args.len() - 1];
            match &last.kind {
                Kind::Tuple(items) => call.positional.extend(items.iter().cloned()),
                _ => {
                    let text = self.model.describe(last);
                    let d = diagnostics::Diagnostic::error(
                        "E0203",
                        format!("the value after `*` must be a tuple, not {text}"),
                    )
                    .label(self.span(), "this call")
                    .help("RPython must know the number of arguments at translation");
                    return Err(self.error(d));
                }
            }
        }
        self.call_value(&args[0], &call)
    }

    fn overflow_checked(&mut self, code: OpCode, args: &[SomeValue]) -> Res {
        let s = self.arithmetic(code, args)?.not_constant();
        match &s.kind {
            Kind::Int { kind: IntKind::Int, .. } => {}
            _ => return Err(self.no_operation("`ovfcheck`", &[&args[0], &args[1]])),
        }
        let both = args.iter().all(|s| matches!(s.kind, Kind::Int { nonneg: true, .. } | Kind::Bool(_)));
        let nonneg = match code {
            OpCode::Add | OpCode::Mul | OpCode::LShift | OpCode::FloorDiv => both,
            OpCode::Mod => matches!(args[1].kind, Kind::Int { nonneg: true, .. }),
            _ => false,
        };
        Ok(SomeValue::int(nonneg))
    }

    fn inplace(&mut self, code: OpCode, special: &str, args: &[SomeValue]) -> Res {
        match (&args[0].kind, code) {
            (Kind::List(l), OpCode::Add) => {
                let l = *l;
                self.resize_list(l);
                self.extend_list(l, &args[1])?;
                Ok(SomeValue::of(Kind::List(l)))
            }
            (Kind::List(l), OpCode::Mul) => {
                let l = *l;
                self.resize_list(l);
                Ok(SomeValue::of(Kind::List(l)))
            }
            (Kind::Set(d), OpCode::Or | OpCode::And | OpCode::Sub | OpCode::Xor) => {
                let d = *d;
                let Kind::Set(other) = args[1].kind else {
                    return Err(self.no_operation(&format!("`{}=`", symbol(code)), &[&args[0], &args[1]]));
                };
                let both = [d, other].map(|d| SomeValue::of(Kind::Set(d)));
                self.union_here(&both[0], &both[1], "the items of two sets")?;
                Ok(SomeValue::of(Kind::Set(d)))
            }
            (Kind::Instance { class, .. }, _) if self.has_special(*class, special) => {
                self.call_special(*class, special, vec![args[1].clone()])
            }
            _ => self.arithmetic(code, args),
        }
    }

    fn arithmetic(&mut self, code: OpCode, args: &[SomeValue]) -> Res {
        use OpCode as O;
        let (a, b) = (&args[0], &args[1]);
        if let (Some(x), Some(y)) = (&a.konst, &b.konst) {
            if let Some(c) = fold_binary(code, x, y) {
                return self.const_value(&c);
            }
        }
        let s = match (&a.kind, &b.kind) {
            (Kind::Bool(_), Kind::Bool(_)) if matches!(code, O::And | O::Or | O::Xor) => SomeValue::bool(),
            (Kind::Int { .. } | Kind::Bool(_), Kind::Int { .. } | Kind::Bool(_)) => {
                let part = |s: &SomeValue| match &s.kind {
                    Kind::Int { nonneg, kind } => (*nonneg, *kind),
                    _ => (true, IntKind::Int),
                };
                let ((x, k), (y, l)) = (part(a), part(b));
                if code == O::TrueDiv {
                    return Ok(SomeValue::of(Kind::Float));
                }
                let kind =
                    if matches!(code, O::LShift | O::RShift) { arithmetic_kind(k, k) } else { arithmetic_kind(k, l) };
                let nonneg = match code {
                    // Sums of non-negative words may wrap; as the original does, they count as
                    // non-negative all the same where overflow is not asked about.
                    O::Add | O::Mul | O::FloorDiv | O::Or | O::Xor | O::Pow => x && y,
                    O::And => x || y,
                    O::Mod => y,
                    O::RShift | O::LShift => x,
                    _ => false,
                };
                SomeValue::of(Kind::Int { nonneg: nonneg || !kind.signed(), kind })
            }
            (Kind::Float, Kind::Float | Kind::Int { .. } | Kind::Bool(_))
            | (Kind::Int { .. } | Kind::Bool(_), Kind::Float)
                if matches!(code, O::Add | O::Sub | O::Mul | O::TrueDiv | O::FloorDiv | O::Mod | O::Pow) =>
            {
                SomeValue::of(Kind::Float)
            }
            (Kind::Str { .. } | Kind::Char, Kind::Str { .. } | Kind::Char) if code == O::Add => SomeValue::str(),
            (Kind::Unicode { .. } | Kind::UniChar, Kind::Unicode { .. } | Kind::UniChar) if code == O::Add => {
                SomeValue::of(Kind::Unicode { none: false })
            }
            (Kind::Str { .. } | Kind::Char, Kind::Int { .. } | Kind::Bool(_))
            | (Kind::Int { .. } | Kind::Bool(_), Kind::Str { .. } | Kind::Char)
                if code == O::Mul =>
            {
                SomeValue::str()
            }
            (Kind::Unicode { .. } | Kind::UniChar, Kind::Int { .. })
            | (Kind::Int { .. }, Kind::Unicode { .. } | Kind::UniChar)
                if code == O::Mul =>
            {
                SomeValue::of(Kind::Unicode { none: false })
            }
            (Kind::Str { .. } | Kind::Char, _) if code == O::Mod => {
                self.check_format(a, b)?;
                SomeValue::str()
            }
            (Kind::Unicode { .. } | Kind::UniChar, _) if code == O::Mod => SomeValue::of(Kind::Unicode { none: false }),
            (Kind::List(x), Kind::List(y)) if code == O::Add => {
                let (x, y) = (self.read_list(*x), self.read_list(*y));
                let l = self.list_here(0);
                self.add_to_list(l, &x)?;
                self.add_to_list(l, &y)?;
                SomeValue::of(Kind::List(l))
            }
            (Kind::List(x), Kind::Int { .. } | Kind::Bool(_)) | (Kind::Int { .. } | Kind::Bool(_), Kind::List(x))
                if code == O::Mul =>
            {
                let x = self.read_list(*x);
                let l = self.list_here(0);
                self.add_to_list(l, &x)?;
                SomeValue::of(Kind::List(l))
            }
            (Kind::Tuple(x), Kind::Tuple(y)) if code == O::Add => {
                SomeValue::of(Kind::Tuple(x.iter().chain(y).cloned().collect()))
            }
            (Kind::Set(x), Kind::Set(y)) if matches!(code, O::Or | O::And | O::Sub | O::Xor) => {
                let both = [*x, *y].map(|d| SomeValue::of(Kind::Set(d)));
                self.union_here(&both[0], &both[1], "the items of two sets")?;
                // The new set has the representation of these.
                self.read_dict(*x);
                SomeValue::of(Kind::Set(*x))
            }
            (Kind::Dict(x), Kind::Dict(y)) if code == O::Or => {
                let (x, y) = (self.read_dict(*x), self.read_dict(*y));
                let d = self.dict_here();
                self.add_to_dict(d, &x.0, &x.1)?;
                self.add_to_dict(d, &y.0, &y.1)?;
                SomeValue::of(Kind::Dict(d))
            }
            (Kind::None, _) | (_, Kind::None) => return Err(Stop::Blocked),
            (Kind::Instance { class, .. }, _) if self.has_special(*class, &special_name(code, false)) => {
                return self.call_special(*class, &special_name(code, false), vec![b.clone()]);
            }
            (_, Kind::Instance { class, .. }) if self.has_special(*class, &special_name(code, true)) => {
                return self.call_special(*class, &special_name(code, true), vec![a.clone()]);
            }
            _ => return Err(self.no_operation(&format!("`{}`", symbol(code)), &[a, b])),
        };
        Ok(s)
    }

    fn unary(&mut self, code: OpCode, a: &SomeValue) -> Res {
        match (&a.konst, code) {
            (Some(Const::Int(i)), OpCode::Neg) => return self.const_value(&Const::Int(i.wrapping_neg())),
            (Some(Const::Int(i)), OpCode::Invert) => return self.const_value(&Const::Int(!i)),
            (Some(Const::Float(f)), OpCode::Neg) => return self.const_value(&Const::float(-f.get())),
            _ => {}
        }
        match &a.kind {
            Kind::Int { kind, nonneg } => {
                let kind = arithmetic_kind(*kind, *kind);
                let nonneg = !kind.signed() || code == OpCode::Pos && *nonneg;
                Ok(SomeValue::of(Kind::Int { nonneg, kind }))
            }
            Kind::Bool(_) => Ok(SomeValue::int(code == OpCode::Pos)),
            Kind::Float if code != OpCode::Invert => Ok(SomeValue::of(Kind::Float)),
            Kind::Instance { class, .. } => {
                let special = match code {
                    OpCode::Neg => "__neg__",
                    OpCode::Pos => "__pos__",
                    _ => "__invert__",
                };
                if self.has_special(*class, special) {
                    return self.call_special(*class, special, Vec::new());
                }
                Err(self.no_operation(&format!("unary `{}`", symbol(code)), &[a]))
            }
            _ => Err(self.no_operation(&format!("unary `{}`", symbol(code)), &[a])),
        }
    }

    /// Truth value, with what it tells of the variable.
    pub(crate) fn truth(&mut self, operand: &Operand, s: &SomeValue) -> Res {
        if let Kind::Bool(_) = s.kind {
            return Ok(s.clone());
        }
        if let Some(b) = const_truth(s) {
            return Ok(SomeValue::bool_const(b));
        }
        if let Kind::Instance { class, none } = &s.kind {
            let (class, none) = (*class, *none);
            for special in ["__bool__", "__len__"] {
                if self.has_special(class, special) {
                    let result = self.call_special(class, special, Vec::new())?;
                    if result.is_impossible() {
                        return Ok(result);
                    }
                    return Ok(self.fact_about(operand, s, Some(s.clone().not_none()), None));
                }
            }
            if !none {
                return Ok(SomeValue::bool_const(true));
            }
            return Ok(self.fact_about(operand, s, Some(s.clone().not_none()), Some(SomeValue::none())));
        }
        match &s.kind {
            Kind::Tuple(items) => Ok(SomeValue::bool_const(!items.is_empty())),
            Kind::Pbc { none: false, .. } | Kind::Builtin(_) | Kind::External => Ok(SomeValue::bool_const(true)),
            Kind::Pbc { none: true, .. } => {
                Ok(self.fact_about(operand, s, Some(s.clone().not_none()), Some(SomeValue::none())))
            }
            Kind::Str { none: true } | Kind::Unicode { none: true } => {
                Ok(self.fact_about(operand, s, Some(s.clone().not_none()), None))
            }
            Kind::Dict(d) => {
                // An empty dict can get items later.
                self.read_dict(*d);
                Ok(SomeValue::bool())
            }
            _ => Ok(SomeValue::bool()),
        }
    }

    fn fact_about(
        &mut self,
        operand: &Operand,
        _s: &SomeValue,
        if_true: Option<SomeValue>,
        if_false: Option<SomeValue>,
    ) -> SomeValue {
        let Operand::Var(v) = operand else { return SomeValue::bool() };
        bool_with(if_true.into_iter().map(|s| (*v, s)).collect(), if_false.into_iter().map(|s| (*v, s)).collect())
    }

    fn comparison(&mut self, op: &Op, args: &[SomeValue]) -> Res {
        use OpCode as O;
        let (a, b) = (&args[0], &args[1]);
        if let (Some(x), Some(y)) = (&a.konst, &b.konst) {
            if let Some(r) = fold_comparison(op.code, x, y) {
                return Ok(SomeValue::bool_const(r));
            }
        }
        let equality = matches!(op.code, O::Eq | O::Ne);
        if equality && (matches!(a.kind, Kind::None) || matches!(b.kind, Kind::None)) {
            let s = self.is_test(op, args)?;
            return Ok(if op.code == O::Ne { negated(s) } else { s });
        }
        let ok = match (&a.kind, &b.kind) {
            (Kind::Int { .. } | Kind::Bool(_) | Kind::Float, Kind::Int { .. } | Kind::Bool(_) | Kind::Float) => {
                return Ok(self.int_facts(op, a, b));
            }
            (Kind::Str { .. } | Kind::Char, Kind::Str { .. } | Kind::Char)
            | (Kind::Unicode { .. } | Kind::UniChar, Kind::Unicode { .. } | Kind::UniChar) => {
                let mut when = Vec::new();
                if op.code == O::Eq {
                    // Equal to a string that is not None: not None either.
                    for (x, y, i) in [(a, b, 0), (b, a, 1)] {
                        if x.can_be_none() && !y.can_be_none() {
                            if let Operand::Var(v) = op.args[i] {
                                when.push((v, x.clone().not_none()));
                            }
                        }
                    }
                }
                return Ok(bool_with(when, Vec::new()));
            }
            (Kind::List(x), Kind::List(y)) => {
                let (x, y) = (*x, *y);
                self.union_here(
                    &SomeValue::of(Kind::List(x)),
                    &SomeValue::of(Kind::List(y)),
                    "the items of two lists that are compared",
                )?;
                self.note_items(a, Protocol::Eq);
                true
            }
            (Kind::Dict(_), Kind::Dict(_)) if !equality => {
                return Err(self.no_operation(&format!("`{}`", symbol(op.code)), &[a, b]));
            }
            // What is compared has one representation.
            (Kind::Dict(_), Kind::Dict(_)) | (Kind::Set(_), Kind::Set(_)) => {
                let (x, y) = (SomeValue::of(a.kind.clone()), SomeValue::of(b.kind.clone()));
                self.union_here(&x, &y, "the items of two dicts or sets that are compared")?;
                self.note_items(a, Protocol::Eq);
                true
            }
            (Kind::Tuple(x), Kind::Tuple(y)) => {
                if x.len() != y.len() && equality {
                    return Ok(SomeValue::bool_const(op.code == O::Ne));
                }
                self.note_items(a, Protocol::Eq);
                self.note_items(b, Protocol::Eq);
                true
            }
            (Kind::Instance { class, .. }, Kind::Instance { class: other, .. }) => {
                let special = special_name(op.code, false);
                if self.has_special(*class, &special) {
                    return self.call_comparison(*class, &special, b);
                }
                if op.code == O::Ne && self.has_special(*class, "__eq__") {
                    return self.call_comparison(*class, "__eq__", b);
                }
                let reflected = special_name(mirrored(op.code), false);
                if self.has_special(*other, &reflected) {
                    return self.call_comparison(*other, &reflected, a);
                }
                if !equality {
                    return Err(self.no_operation(&format!("`{}`", symbol(op.code)), &[a, b]));
                }
                let s = self.is_test(op, args)?;
                return Ok(if op.code == O::Ne { negated(s) } else { s });
            }
            (Kind::Instance { class, .. }, _) if self.has_special(*class, &special_name(op.code, false)) => {
                return self.call_comparison(*class, &special_name(op.code, false), b);
            }
            (Kind::Pbc { .. } | Kind::TypeOf { .. } | Kind::Builtin(_), _) if equality => {
                let s = self.is_test(op, args)?;
                return Ok(if op.code == O::Ne { negated(s) } else { s });
            }
            (Kind::Ptr(_), Kind::Ptr(_)) if equality => true,
            // Not known yet, or an operation that never succeeds.
            (Kind::None, _) | (_, Kind::None) => return Err(Stop::Blocked),
            (Kind::WeakRef(_), Kind::WeakRef(_)) if equality => true,
            _ => false,
        };
        if ok {
            return Ok(SomeValue::bool());
        }
        // Values of unrelated types are never equal on the host.
        Err(self.no_operation(&format!("`{}`", symbol(op.code)), &[a, b]))
    }

    fn call_comparison(&mut self, class: ClassDefId, special: &str, other: &SomeValue) -> Res {
        let s = self.call_special(class, special, vec![other.clone()])?;
        Ok(if s.is_impossible() { s } else { SomeValue::bool() })
    }

    /// What a comparison of numbers tells of their signs.
    fn int_facts(&mut self, op: &Op, a: &SomeValue, b: &SomeValue) -> SomeValue {
        use OpCode as O;
        let known = |s: &SomeValue| match s.kind {
            Kind::Int { nonneg, kind: IntKind::Int } => Some(nonneg),
            _ => None,
        };
        let (Some(x), Some(y)) = (known(a), known(b)) else { return SomeValue::bool() };
        let minus_one = |s: &SomeValue| matches!(s.konst, Some(Const::Int(i)) if i >= -1);
        // (left is non-negative, right is non-negative) if the comparison holds.
        let signs = |code: O| match code {
            O::Lt => (false, x || minus_one(a)),
            O::Le => (false, x),
            O::Gt => (y || minus_one(b), false),
            O::Ge => (y, false),
            O::Eq => (y, x),
            _ => (false, false),
        };
        let facts = |(l, r): (bool, bool)| {
            let mut out = Vec::new();
            for (say, already, operand) in [(l, x, &op.args[0]), (r, y, &op.args[1])] {
                if let (true, false, Operand::Var(v)) = (say, already, operand) {
                    out.push((*v, SomeValue::int(true)));
                }
            }
            out
        };
        bool_with(facts(signs(op.code)), facts(signs(inverse(op.code))))
    }

    fn is_test(&mut self, op: &Op, args: &[SomeValue]) -> Res {
        let (a, b) = (&args[0], &args[1]);
        for (x, y, operand) in [(a, b, &op.args[0]), (b, a, &op.args[1])] {
            if let Kind::None = y.kind {
                if let Kind::None = x.kind {
                    return Ok(SomeValue::bool_const(true));
                }
                if !x.can_be_none() {
                    return Ok(SomeValue::bool_const(false));
                }
                let not_none = x.clone().not_none();
                return Ok(self.fact_about(operand, x, Some(SomeValue::none()), Some(not_none)));
            }
        }
        for (x, y) in [(a, b), (b, a)] {
            if let Kind::TypeOf { class, vars } = &x.kind {
                if let Some(r) = self.type_is(*class, vars, y) {
                    return Ok(r);
                }
            }
        }
        if let (Some(x), Some(y)) = (&a.konst, &b.konst) {
            match (x, y) {
                (Const::Host(x), Const::Host(y)) => return Ok(SomeValue::bool_const(x == y)),
                (Const::Bool(x), Const::Bool(y)) => return Ok(SomeValue::bool_const(x == y)),
                (Const::Int(x), Const::Int(y)) => return Ok(SomeValue::bool_const(x == y)),
                _ => {}
            }
        }
        match (&a.kind, &b.kind) {
            (Kind::Instance { class: c, none: x }, Kind::Instance { class: d, none: y }) => {
                let related = self.model.is_subclass(*c, *d) || self.model.is_subclass(*d, *c);
                let both_none = *x && *y;
                if !related && !both_none {
                    return Ok(SomeValue::bool_const(false));
                }
                let mut when = Vec::new();
                for (mine, other, operand) in [(a, b, &op.args[0]), (b, a, &op.args[1])] {
                    if let Operand::Var(v) = operand {
                        let narrow = self.improve(mine, other);
                        if !narrow.is_impossible() && !self.model.same(&narrow, mine) {
                            when.push((*v, narrow));
                        }
                    }
                }
                Ok(bool_with(when, Vec::new()))
            }
            (Kind::Pbc { descs: x, none: p }, Kind::Pbc { descs: y, none: q }) => {
                if x.is_disjoint(y) && !(*p && *q) {
                    let concrete = |d: &crate::DescId| !matches!(self.model.descs[*d], Desc::Method { .. });
                    if x.iter().chain(y.iter()).all(concrete) {
                        return Ok(SomeValue::bool_const(false));
                    }
                }
                Ok(SomeValue::bool())
            }
            (Kind::Bool(_), Kind::Bool(_)) => Ok(SomeValue::bool()),
            (Kind::Int { .. } | Kind::Bool(_), Kind::Int { .. } | Kind::Bool(_)) => Ok(SomeValue::bool()),
            (x, y) if std::mem::discriminant(x) == std::mem::discriminant(y) => Ok(SomeValue::bool()),
            (Kind::Str { .. } | Kind::Char, Kind::Str { .. } | Kind::Char) => Ok(SomeValue::bool()),
            (Kind::Unicode { .. } | Kind::UniChar, Kind::Unicode { .. } | Kind::UniChar) => Ok(SomeValue::bool()),
            (Kind::TypeOf { .. }, _) | (_, Kind::TypeOf { .. }) => Ok(SomeValue::bool()),
            _ if a.can_be_none() && b.can_be_none() => Ok(SomeValue::bool()),
            _ => Ok(SomeValue::bool_const(false)),
        }
    }

    /// `type(x) is C`.
    fn type_is(&mut self, class: Option<ClassDefId>, vars: &[Var], other: &SomeValue) -> Option<SomeValue> {
        let Kind::Pbc { descs, .. } = &other.kind else { return None };
        if descs.len() != 1 {
            return None;
        }
        let d = *descs.first()?;
        let c = self.classdef_of_desc(d)?;
        if let Some(class) = class {
            if !self.model.is_subclass(c, class) {
                return Some(SomeValue::bool_const(false));
            }
        }
        let narrow = SomeValue::of(Kind::Instance { class: c, none: false });
        Some(bool_with(vars.iter().map(|v| (*v, narrow.clone())).collect(), Vec::new()))
    }

    /// Calls that tell something of a variable: `isinstance`, `type`.
    fn call_with_variables(&mut self, op: &Op, args: &[SomeValue]) -> Res<Option<SomeValue>> {
        let Kind::Builtin(name) = &args[0].kind else { return Ok(None) };
        match (&**name, args.len()) {
            ("isinstance", 3) => {
                let (operand, s, class) = (op.args[1].clone(), args[1].clone(), args[2].clone());
                self.isinstance(&operand, &s, &class).map(Some)
            }
            ("type", 2) => Ok(Some(self.type_of(&args[1], op.args[1].var()))),
            _ => Ok(None),
        }
    }

    pub(crate) fn type_of(&mut self, s: &SomeValue, var: Option<Var>) -> SomeValue {
        match &s.kind {
            Kind::Instance { class, .. } => {
                SomeValue::of(Kind::TypeOf { class: Some(*class), vars: var.into_iter().collect() })
            }
            Kind::Int { kind, .. } if *kind != IntKind::Int => {
                let name = kind.name();
                match self.host.lookup("rpython.rlib.rarithmetic", name) {
                    Some(c) => self.host_value(c).unwrap_or_default(),
                    None => SomeValue::of(Kind::Builtin(name.into())),
                }
            }
            other => {
                let name = match other {
                    Kind::Int { .. } => "int",
                    Kind::Bool(_) => "bool",
                    Kind::Float => "float",
                    Kind::Str { .. } | Kind::Char => "str",
                    Kind::List(_) => "list",
                    Kind::Dict(_) => "dict",
                    Kind::Tuple(_) => "tuple",
                    _ => return SomeValue::of(Kind::TypeOf { class: None, vars: Vec::new() }),
                };
                match self.host.builtin(name) {
                    Some(c) => self.host_value(c).unwrap_or_default(),
                    None => SomeValue::of(Kind::Builtin(name.into())),
                }
            }
        }
    }

    fn isinstance(&mut self, operand: &Operand, s: &SomeValue, class: &SomeValue) -> Res {
        let mut parts = Vec::new();
        match &class.kind {
            Kind::Tuple(items) => parts.extend(items.iter().cloned()),
            _ => parts.push(class.clone()),
        }
        let mut possible: Option<SomeValue> = None;
        for p in &parts {
            match self.isinstance_one(s, p)? {
                IsInstance::Always => return Ok(SomeValue::bool_const(true)),
                IsInstance::Never => {}
                IsInstance::Maybe(narrow) => {
                    possible = Some(match possible {
                        None => narrow,
                        Some(old) => self.union(&old, &narrow).unwrap_or_else(|_| s.clone()),
                    });
                }
            }
        }
        let Some(narrow) = possible else { return Ok(SomeValue::bool_const(false)) };
        // What is left if the test fails: None, if every other value passes.
        let mut fails = None;
        if let (Kind::Instance { class: c, none: true }, Kind::Instance { class: d, .. }) = (&s.kind, &narrow.kind) {
            if parts.len() == 1 && self.model.is_subclass(*c, *d) {
                fails = Some(SomeValue::none());
            }
        }
        Ok(self.fact_about(operand, s, Some(narrow), fails))
    }

    fn isinstance_one(&mut self, s: &SomeValue, class: &SomeValue) -> Res<IsInstance> {
        match &class.kind {
            Kind::Pbc { descs, none: false } => {
                if descs.len() != 1 {
                    // A class that is only known when the program runs.
                    let mut common: Option<SomeValue> = None;
                    for d in descs.iter().copied() {
                        let Some(c) = self.classdef_of_desc(d) else { return Ok(IsInstance::Maybe(s.clone())) };
                        let one = SomeValue::of(Kind::Instance { class: c, none: false });
                        common = Some(match common {
                            None => one,
                            Some(old) => self.union(&old, &one).unwrap_or_else(|_| s.clone()),
                        });
                    }
                    let common = common.unwrap_or_else(|| s.clone());
                    let narrow = self.improve(s, &common);
                    return Ok(if narrow.is_impossible() { IsInstance::Never } else { IsInstance::Maybe(narrow) });
                }
                let Some(d) = descs.first().copied() else { return Ok(IsInstance::Never) };
                let Some(c) = self.classdef_of_desc(d) else {
                    return Err(self.error_here(
                        "E0202",
                        "the second argument of isinstance is not a class",
                        "this test",
                    ));
                };
                let Kind::Instance { class: own, none } = &s.kind else { return Ok(IsInstance::Never) };
                let (own, none) = (*own, *none);
                if self.model.is_subclass(own, c) {
                    if none {
                        return Ok(IsInstance::Maybe(s.clone().not_none()));
                    }
                    return Ok(IsInstance::Always);
                }
                if !self.model.is_subclass(c, own) {
                    return Ok(IsInstance::Never);
                }
                if let Some(Const::Host(h)) = s.konst {
                    // A known instance: its class is known as well.
                    let host_class = match &self.model.descs[d] {
                        Desc::Class { host, .. } => *host,
                        _ => return Ok(IsInstance::Never),
                    };
                    return Ok(if self.host.is_instance(h, host_class) {
                        IsInstance::Always
                    } else {
                        IsInstance::Never
                    });
                }
                Ok(IsInstance::Maybe(SomeValue::of(Kind::Instance { class: c, none: false })))
            }
            Kind::Builtin(name) => {
                let same = match (&**name, &s.kind) {
                    ("int", Kind::Int { .. } | Kind::Bool(_)) => true,
                    ("bool", Kind::Bool(_)) | ("float", Kind::Float) => true,
                    ("str" | "bytes", Kind::Str { .. } | Kind::Char) => true,
                    ("unicode" | "UNICODE", Kind::Unicode { .. } | Kind::UniChar) => true,
                    ("list", Kind::List(_)) | ("dict", Kind::Dict(_)) | ("tuple", Kind::Tuple(_)) => true,
                    ("set", Kind::Set(_)) => true,
                    ("r_dict", Kind::Dict(d)) => self.model.dict_item(*d).custom.is_some(),
                    ("object", k) => *k != Kind::None,
                    (n, Kind::Int { kind, .. }) => crate::consts::int_kind(n) == Some(*kind) && n != "int",
                    _ => false,
                };
                Ok(match (same, s.can_be_none()) {
                    (false, _) => IsInstance::Never,
                    (true, false) => IsInstance::Always,
                    (true, true) => IsInstance::Maybe(s.clone().not_none()),
                })
            }
            Kind::TypeOf { .. } => Ok(IsInstance::Maybe(s.clone().not_none())),
            _ => Err(self.error_here("E0202", "the second argument of isinstance is not a class", "this test")),
        }
    }

    /// The exceptions that the last operation of a block can raise.
    pub(crate) fn exceptions_of(&mut self, g: crate::AGraphId, op: &Op) -> Raises {
        use OpCode as O;
        let builtin = |a: &Self, names: &[&str]| {
            Raises::These(names.iter().filter_map(|n| a.model.builtin_classes.get(*n).copied()).collect())
        };
        let first = match op.args.first() {
            Some(Operand::Var(v)) => self.model.graphs[g].bindings[*v].kind.clone(),
            Some(Operand::Const(c)) => self.const_value(c).unwrap_or_default().kind,
            None => Kind::Impossible,
        };
        let number = matches!(first, Kind::Int { .. } | Kind::Bool(_) | Kind::Float);
        let calls = self.sites.contains_key(&(g, op.result));
        match op.code {
            O::FloorDiv | O::Mod | O::TrueDiv | O::InplaceFloorDiv | O::InplaceMod | O::InplaceTrueDiv if number => {
                builtin(self, &["ZeroDivisionError"])
            }
            O::AddOvf | O::SubOvf | O::MulOvf | O::LShiftOvf | O::NegOvf | O::AbsOvf => {
                builtin(self, &["OverflowError"])
            }
            O::FloorDivOvf | O::ModOvf => builtin(self, &["OverflowError", "ZeroDivisionError"]),
            O::CheckLen => builtin(self, &["ValueError"]),
            O::LShift | O::RShift | O::InplaceLShift | O::InplaceRShift if number => builtin(self, &["ValueError"]),
            O::GetItem | O::SetItem | O::DelItem => match first {
                Kind::List(_) | Kind::Str { .. } | Kind::Unicode { .. } | Kind::Tuple(_) => {
                    builtin(self, &["IndexError"])
                }
                Kind::Dict(d) if self.model.dict_item(d).custom.is_none() && !self.keys_have_methods(d) => {
                    builtin(self, &["KeyError"])
                }
                _ => Raises::Anything,
            },
            O::Next => match first {
                Kind::Instance { .. } => Raises::Anything,
                _ => builtin(self, &["StopIteration", "RuntimeError"]),
            },
            code if code.info().call => match first {
                Kind::Builtin(name) if &*name == "ord" => match op.args.get(1) {
                    Some(Operand::Var(v)) if matches!(self.model.graphs[g].bindings[*v].kind, Kind::Str { .. }) => {
                        builtin(self, &["TypeError"])
                    }
                    _ => Raises::Nothing,
                },
                Kind::Builtin(name) if never_raises(&name) && !calls => Raises::Nothing,
                _ => Raises::Anything,
            },
            O::GetAttr | O::SetAttr => match first {
                Kind::Instance { none, .. } if calls || none => Raises::Anything,
                _ => Raises::Nothing,
            },
            O::Is | O::NewTuple => Raises::Nothing,
            // An implicit call of a method. (Comparisons of tuples and lists may make one for their items.)
            O::Not | O::Bool | O::Eq | O::Ne | O::Lt | O::Le | O::Gt | O::Ge if !calls => match first {
                Kind::Tuple(_) | Kind::List(_) | Kind::Dict(_) => Raises::Anything,
                _ => Raises::Nothing,
            },
            O::Add | O::Sub | O::Mul | O::And | O::Or | O::Xor | O::Neg | O::Pos | O::Invert if !calls => {
                Raises::Nothing
            }
            O::InplaceAnd | O::InplaceOr | O::InplaceXor | O::InplaceSub if !calls => Raises::Nothing,
            O::InplaceAdd | O::InplaceMul if number => Raises::Nothing,
            _ => Raises::Anything,
        }
    }
}

enum IsInstance {
    Always,
    Never,
    Maybe(SomeValue),
}

fn never_raises(name: &str) -> bool {
    matches!(name, "isinstance" | "len" | "type" | "ord" | "abs" | "hasattr" | "intmask" | "we_are_translated")
}

/// A bool that tells something of variables.
pub(crate) fn bool_with(when_true: Vec<(Var, SomeValue)>, when_false: Vec<(Var, SomeValue)>) -> SomeValue {
    if when_true.is_empty() && when_false.is_empty() {
        return SomeValue::bool();
    }
    SomeValue::of(Kind::Bool(Some(Arc::new(KnownTypeData { when_true, when_false }))))
}

pub(crate) fn negated(s: SomeValue) -> SomeValue {
    let konst = match s.konst {
        Some(Const::Bool(b)) => Some(Const::Bool(!b)),
        _ => None,
    };
    let kind = match s.kind {
        Kind::Bool(Some(f)) => Kind::Bool(Some(Arc::new(KnownTypeData {
            when_true: f.when_false.clone(),
            when_false: f.when_true.clone(),
        }))),
        other => other,
    };
    SomeValue { kind, konst }
}

/// Truth of a constant, where it cannot change.
fn const_truth(s: &SomeValue) -> Option<bool> {
    Some(match s.konst.as_ref()? {
        Const::None => false,
        Const::Bool(b) => *b,
        Const::Int(i) => *i != 0,
        Const::Uint(u) => *u != 0,
        Const::Float(f) => f.get() != 0.0,
        Const::Char(_) | Const::UniChar(_) => true,
        Const::Str(s) => !s.is_empty(),
        Const::Unicode(u) => !u.is_empty(),
        _ => return None,
    })
}

fn special_name(code: OpCode, reflected: bool) -> String {
    let base = match code {
        OpCode::And => "and",
        OpCode::Or => "or",
        other => other.name().trim_end_matches('_'),
    };
    format!("__{}{base}__", if reflected { "r" } else { "" })
}

fn symbol(code: OpCode) -> &'static str {
    use OpCode as O;
    match code {
        O::Add => "+",
        O::Sub | O::Neg => "-",
        O::Pos => "+",
        O::Mul => "*",
        O::TrueDiv => "/",
        O::FloorDiv => "//",
        O::Mod => "%",
        O::Pow => "**",
        O::LShift => "<<",
        O::RShift => ">>",
        O::And => "&",
        O::Or => "|",
        O::Xor => "^",
        O::Invert => "~",
        O::Lt => "<",
        O::Le => "<=",
        O::Eq => "==",
        O::Ne => "!=",
        O::Gt => ">",
        O::Ge => ">=",
        other => other.name(),
    }
}

/// The comparison that holds exactly when this one does not.
fn inverse(code: OpCode) -> OpCode {
    use OpCode as O;
    match code {
        O::Lt => O::Ge,
        O::Le => O::Gt,
        O::Gt => O::Le,
        O::Ge => O::Lt,
        O::Eq => O::Ne,
        O::Ne => O::Eq,
        other => other,
    }
}

/// The same comparison with its operands exchanged.
fn mirrored(code: OpCode) -> OpCode {
    use OpCode as O;
    match code {
        O::Lt => O::Gt,
        O::Le => O::Ge,
        O::Gt => O::Lt,
        O::Ge => O::Le,
        other => other,
    }
}

fn fold_comparison(code: OpCode, a: &Const, b: &Const) -> Option<bool> {
    use std::cmp::Ordering;
    let number = |c: &Const| match c {
        Const::Int(i) => Some(*i),
        Const::Bool(b) => Some(i64::from(*b)),
        _ => None,
    };
    let text = |c: &Const| match c {
        Const::Str(s) => Some(s.to_vec()),
        Const::Char(c) => Some(vec![*c]),
        _ => None,
    };
    let order: Option<Ordering> = match (number(a), number(b), text(a), text(b)) {
        (Some(x), Some(y), ..) => Some(x.cmp(&y)),
        (.., Some(x), Some(y)) => Some(x.cmp(&y)),
        _ => None,
    };
    let Some(order) = order else {
        return match code {
            OpCode::Eq if a == b && !matches!(a, Const::Float(_) | Const::Host(_)) => Some(true),
            OpCode::Ne if a == b && !matches!(a, Const::Float(_) | Const::Host(_)) => Some(false),
            _ => None,
        };
    };
    debug_assert!(consts_equal(a, b) == (order == Ordering::Equal) || !matches!(a, Const::Int(_)));
    Some(match code {
        OpCode::Eq => order == Ordering::Equal,
        OpCode::Ne => order != Ordering::Equal,
        OpCode::Lt => order == Ordering::Less,
        OpCode::Le => order != Ordering::Greater,
        OpCode::Gt => order == Ordering::Greater,
        OpCode::Ge => order != Ordering::Less,
        _ => return None,
    })
}

fn fold_binary(code: OpCode, a: &Const, b: &Const) -> Option<Const> {
    use OpCode as O;
    let number = |c: &Const| match c {
        Const::Int(i) => Some(*i),
        _ => None,
    };
    if let (Some(x), Some(y)) = (number(a), number(b)) {
        return Some(Const::Int(match code {
            O::Add => x.wrapping_add(y),
            O::Sub => x.wrapping_sub(y),
            O::Mul => x.wrapping_mul(y),
            O::And => x & y,
            O::Or => x | y,
            O::Xor => x ^ y,
            O::LShift if (0..64).contains(&y) => x.wrapping_shl(y as u32),
            O::RShift if (0..64).contains(&y) => x >> y,
            _ => return None,
        }));
    }
    match (code, a, b) {
        (O::Add, Const::Str(x), Const::Str(y)) => Some(Const::Str([&**x, &**y].concat().into())),
        (O::And, Const::Bool(x), Const::Bool(y)) => Some(Const::Bool(*x && *y)),
        (O::Or, Const::Bool(x), Const::Bool(y)) => Some(Const::Bool(*x || *y)),
        _ => None,
    }
}
