//! From one representation to another, and zero values.

use crate::builder::Builder;
use crate::{RTyper, Repr};
use annotator::{IntKind, SomeValue};
use graph::{Const, Imm, OpCode, Operand};
use lltype::LLType;

/// A value while an operation is rewritten: annotation, representation, low-level operand
/// (`Const::Void` where the representation has no data).
#[derive(Clone, Debug)]
pub(crate) struct Val {
    pub s: SomeValue,
    pub r: Repr,
    pub v: Operand,
}

impl Val {
    pub fn new(s: SomeValue, r: Repr, v: Operand) -> Val {
        Val { s, r, v }
    }

    /// The constant, if the annotation knows it.
    pub fn konst(&self) -> Option<&Const> {
        self.s.konst.as_ref()
    }

    /// An int constant.
    pub fn const_int(&self) -> Option<i64> {
        match (&self.s.konst, &self.v) {
            (Some(Const::Int(n)), _) => Some(*n),
            (Some(Const::Bool(b)), _) => Some(*b as i64),
            (_, Operand::Const(Const::Int(n))) => Some(*n),
            _ => None,
        }
    }
}

impl RTyper<'_> {
    /// Converts a value; `None` if there is no way.
    pub(crate) fn convert(&mut self, b: &mut Builder, val: &Val, to: &Repr) -> Option<Operand> {
        let ty = self.lltype(to);
        if ty.is_void() {
            return Some(Const::Void.into());
        }
        if let Some(c) = &val.s.konst {
            if let Some(c) = self.constant(c, to) {
                return Some(c.into());
            }
        }
        self.convert_repr(b, val.v.clone(), &val.r, to)
    }

    /// Converts an operand from one representation to another.
    pub(crate) fn convert_repr(&mut self, b: &mut Builder, v: Operand, from: &Repr, to: &Repr) -> Option<Operand> {
        if from == to {
            return Some(v);
        }
        let (ft, tt) = (self.lltype(from), self.lltype(to));
        let to = &self.list_repr(to);
        let from = &self.list_repr(from);
        Some(match (from, to) {
            (_, Repr::Void) => Const::Void.into(),
            (Repr::Void, _) => match tt {
                LLType::Ptr(_) | LLType::GcRef => Const::Null(tt).into(),
                _ => self.zero_of(tt).into(),
            },
            (Repr::Bool, Repr::Int(IntKind::Int)) => b.pure(OpCode::CastBoolToInt, [v], tt),
            (Repr::Bool, Repr::Int(IntKind::Uint)) => b.pure(OpCode::CastBoolToUint, [v], tt),
            (Repr::Bool, Repr::Int(_)) => {
                let i = b.pure(OpCode::CastBoolToInt, [v], LLType::Signed);
                b.pure(OpCode::CastPrimitive, [i], tt)
            }
            (Repr::Bool, Repr::Float) => b.pure(OpCode::CastBoolToFloat, [v], tt),
            (Repr::Int(IntKind::Int), Repr::Float) => b.pure(OpCode::CastIntToFloat, [v], tt),
            (Repr::Int(IntKind::Uint), Repr::Float) => b.pure(OpCode::CastUintToFloat, [v], tt),
            (Repr::Int(IntKind::Int), Repr::Int(IntKind::Uint)) => b.pure(OpCode::CastIntToUint, [v], tt),
            (Repr::Int(IntKind::Uint), Repr::Int(IntKind::Int)) => b.pure(OpCode::CastUintToInt, [v], tt),
            (Repr::Int(_), Repr::Int(_) | Repr::Float) => b.pure(OpCode::CastPrimitive, [v], tt),
            (Repr::Int(IntKind::Int), Repr::Bool) => b.pure(OpCode::IntIsTrue, [v], tt),
            (Repr::Char, Repr::Str) => self.call_helper_vals(b, "rstr", "ll_chr2str", vec![(v, ft)])?,
            (Repr::UniChar, Repr::Unicode) => self.call_helper_vals(b, "rstr", "ll_unichr2unicode", vec![(v, ft)])?,
            (Repr::Char, Repr::UniChar) => {
                let i = b.pure(OpCode::CastCharToInt, [v], LLType::Signed);
                b.pure(OpCode::CastIntToUniChar, [i], tt)
            }
            (Repr::Inst(_) | Repr::Method(..), Repr::Inst(_) | Repr::Method(..)) => b.cast(v, ft, tt),
            (Repr::Tuple(a), Repr::Tuple(c)) if a.len() == c.len() => {
                if ft == tt {
                    return Some(v);
                }
                let (Some(fc), Some(tc)) = (ft.target(), tt.target()) else { return None };
                let t = b.malloc(tc);
                for (i, (fr, tr)) in a.iter().zip(c).enumerate() {
                    let name = format!("item{i}");
                    let item = b.get(&self.prog, v.clone(), fc, &name);
                    let item = self.convert_repr(b, item, fr, tr)?;
                    b.set(&self.prog, t.clone(), tc, &name, item);
                }
                t
            }
            (Repr::Range, Repr::List(_) | Repr::FixedList(_)) => self.range_to_list(b, v, tt)?,
            (Repr::List(_), Repr::FixedList(_)) | (Repr::FixedList(_), Repr::List(_)) => {
                self.call_list_conversion(b, v, ft, tt)?
            }
            _ if ft == tt => v,
            (Repr::Func(_), Repr::Func(_)) | (Repr::Frozen(_), Repr::Frozen(_)) => b.cast(v, ft, tt),
            (Repr::List(_), Repr::List(_)) | (Repr::FixedList(_), Repr::FixedList(_)) if self.same_refs(ft, tt) => {
                b.cast(v, ft, tt)
            }
            _ => return None,
        })
    }

    fn same_refs(&self, a: LLType, b: LLType) -> bool {
        self.prog.types.is_gc_ref(a) && self.prog.types.is_gc_ref(b) && (a == LLType::GcRef || b == LLType::GcRef)
    }

    /// The zero of a representation.
    pub(crate) fn zero(&mut self, r: &Repr) -> Const {
        let t = self.lltype(r);
        self.zero_of(t)
    }

    /// The zero of a low-level type.
    pub(crate) fn zero_of(&self, t: LLType) -> Const {
        match t {
            LLType::Void => Const::Void,
            LLType::Bool => Const::Bool(false),
            LLType::Char => Const::Char(0),
            LLType::UniChar => Const::UniChar(0),
            LLType::Signed | LLType::Int8 | LLType::Int16 | LLType::Int32 => Const::Int(0),
            LLType::Unsigned | LLType::UInt8 | LLType::UInt16 | LLType::UInt32 => Const::Uint(0),
            LLType::Float | LLType::SingleFloat => Const::float(0.0),
            LLType::Address | LLType::Ptr(_) | LLType::GcRef => Const::Null(t),
        }
    }

    /// The truth of a value as a `Bool` operand.
    pub(crate) fn truth(&mut self, b: &mut Builder, val: &Val) -> Option<Operand> {
        let t = LLType::Bool;
        let r = self.list_repr(&val.r);
        let v = val.v.clone();
        Some(match &r {
            Repr::Void => match &val.s.kind {
                annotator::Kind::None | annotator::Kind::Impossible => Const::Bool(false).into(),
                annotator::Kind::Tuple(items) => Const::Bool(!items.is_empty()).into(),
                _ => Const::Bool(true).into(),
            },
            Repr::Bool => v,
            Repr::Int(IntKind::Int) => b.pure(OpCode::IntIsTrue, [v], t),
            Repr::Int(IntKind::Uint) => b.pure(OpCode::UintIsTrue, [v], t),
            Repr::Int(_) => {
                let w = b.pure(OpCode::CastPrimitive, [v], LLType::Signed);
                b.pure(OpCode::IntIsTrue, [w], t)
            }
            Repr::Float => b.pure(OpCode::FloatIsTrue, [v], t),
            Repr::Char | Repr::UniChar => Const::Bool(true).into(),
            Repr::Str
            | Repr::Unicode
            | Repr::List(_)
            | Repr::FixedList(_)
            | Repr::Range
            | Repr::Dict(_)
            | Repr::Set(_) => {
                let ty = self.lltype(&r);
                let result = b.g.new_block();
                let out = b.g.add_param(result, None, Some(t));
                let nonnull = b.op(OpCode::PtrNonZero, Imm::None, [v.clone()], t);
                let (then, els) = b.branch(nonnull);
                b.cur = els;
                b.goto(result, vec![Const::Bool(false).into()]);
                b.cur = then;
                let n = self.length(b, &r, v, ty)?;
                let some = b.pure(OpCode::IntIsTrue, [n], t);
                b.goto(result, vec![some]);
                b.cur = result;
                out.into()
            }
            Repr::Tuple(items) => Const::Bool(!items.is_empty()).into(),
            _ => b.op(OpCode::PtrNonZero, Imm::None, [v], t),
        })
    }
}
