//! What the operations on plain values compute: the one definition that constant folding and the
//! interpreter of the tests share. Code generation states the same in machine terms.

use crate::{Const, OpCode, F64};
use lltype::LLType;

/// A plain value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// `Bool`.
    Bool(bool),
    /// Signed integers of any width.
    Int(i64),
    /// Unsigned integers of any width.
    Uint(u64),
    /// `Float`; `SingleFloat` rounded to single precision.
    Float(f64),
    /// `Char`.
    Char(u8),
    /// `UniChar`.
    UniChar(u32),
}

impl Scalar {
    /// The plain value of a constant.
    pub fn from_const(c: &Const) -> Option<Scalar> {
        Some(match c {
            Const::Bool(b) => Scalar::Bool(*b),
            Const::Int(i) => Scalar::Int(*i),
            Const::Uint(u) => Scalar::Uint(*u),
            Const::Float(x) => Scalar::Float(x.get()),
            Const::Char(c) => Scalar::Char(*c),
            Const::UniChar(u) => Scalar::UniChar(*u),
            _ => return None,
        })
    }

    /// The constant.
    pub fn to_const(self) -> Const {
        match self {
            Scalar::Bool(b) => Const::Bool(b),
            Scalar::Int(i) => Const::Int(i),
            Scalar::Uint(u) => Const::Uint(u),
            Scalar::Float(x) => Const::Float(F64::new(x)),
            Scalar::Char(c) => Const::Char(c),
            Scalar::UniChar(u) => Const::UniChar(u),
        }
    }

    /// Zero of a type; `None` for references and `Void`.
    pub fn zero(ty: LLType) -> Option<Scalar> {
        Some(match ty {
            LLType::Bool => Scalar::Bool(false),
            LLType::Char => Scalar::Char(0),
            LLType::UniChar => Scalar::UniChar(0),
            LLType::Signed | LLType::Int8 | LLType::Int16 | LLType::Int32 => Scalar::Int(0),
            LLType::Unsigned | LLType::UInt8 | LLType::UInt16 | LLType::UInt32 => Scalar::Uint(0),
            LLType::Float | LLType::SingleFloat => Scalar::Float(0.0),
            LLType::Void | LLType::Address | LLType::Ptr(_) | LLType::GcRef => return None,
        })
    }
}

/// The constant zero of a type; `None` for `Void`.
pub fn zero_const(ty: LLType) -> Option<Const> {
    match ty {
        LLType::Void => None,
        LLType::Address | LLType::Ptr(_) | LLType::GcRef => Some(Const::Null(ty)),
        _ => Scalar::zero(ty).map(Scalar::to_const),
    }
}

/// Result of an operation on plain values; `None` if the operation is not one of them, raises, or
/// is not defined for these values (division by zero).
pub fn eval(code: OpCode, args: &[Scalar], result: LLType) -> Option<Scalar> {
    use OpCode::*;
    use Scalar::{Bool, Char, Float, Int, Uint, UniChar};
    Some(match (code, args) {
        (SameAs | Likely | Unlikely, [a]) => *a,
        (CastPrimitive, [a]) => return cast(*a, result),
        (BoolNot, [Bool(a)]) => Bool(!a),

        (CharLt, [Char(a), Char(b)]) => Bool(a < b),
        (CharLe, [Char(a), Char(b)]) => Bool(a <= b),
        (CharEq, [Char(a), Char(b)]) => Bool(a == b),
        (CharNe, [Char(a), Char(b)]) => Bool(a != b),
        (CharGt, [Char(a), Char(b)]) => Bool(a > b),
        (CharGe, [Char(a), Char(b)]) => Bool(a >= b),
        (UniCharLt, [UniChar(a), UniChar(b)]) => Bool(a < b),
        (UniCharLe, [UniChar(a), UniChar(b)]) => Bool(a <= b),
        (UniCharEq, [UniChar(a), UniChar(b)]) => Bool(a == b),
        (UniCharNe, [UniChar(a), UniChar(b)]) => Bool(a != b),
        (UniCharGt, [UniChar(a), UniChar(b)]) => Bool(a > b),
        (UniCharGe, [UniChar(a), UniChar(b)]) => Bool(a >= b),

        (IntIsTrue, [Int(a)]) => Bool(*a != 0),
        (IntNeg, [Int(a)]) => Int(a.wrapping_neg()),
        (IntAbs, [Int(a)]) => Int(a.wrapping_abs()),
        (IntInvert, [Int(a)]) => Int(!a),
        (IntForceGeZero, [Int(a)]) => Int((*a).max(0)),
        (IntBetween, [Int(a), Int(b), Int(c)]) => Bool(a <= b && b < c),
        (_, [Int(a), Int(b)]) => return eval_int(code, *a, *b),

        (UintIsTrue, [Uint(a)]) => Bool(*a != 0),
        (UintInvert, [Uint(a)]) => Uint(!a),
        (UintLShift, [Uint(a), Uint(b)]) => Uint(if *b < 64 { a << b } else { 0 }),
        (UintRShift, [Uint(a), Uint(b)]) => Uint(if *b < 64 { a >> b } else { 0 }),
        (UintLShift, [Uint(a), Int(b)]) => Uint(if (0..64).contains(b) { a << b } else { 0 }),
        (UintRShift, [Uint(a), Int(b)]) => Uint(if (0..64).contains(b) { a >> b } else { 0 }),
        (_, [Uint(a), Uint(b)]) => return eval_uint(code, *a, *b),

        (FloatIsTrue, [Float(a)]) => Bool(*a != 0.0),
        (FloatNeg, [Float(a)]) => Float(-a),
        (FloatAbs, [Float(a)]) => Float(a.abs()),
        (FloatSqrt, [Float(a)]) => Float(a.sqrt()),
        (FloatFloor, [Float(a)]) => Float(a.floor()),
        (FloatCeil, [Float(a)]) => Float(a.ceil()),
        (FloatAdd, [Float(a), Float(b)]) => Float(a + b),
        (FloatSub, [Float(a), Float(b)]) => Float(a - b),
        (FloatMul, [Float(a), Float(b)]) => Float(a * b),
        (FloatTrueDiv, [Float(a), Float(b)]) => Float(a / b),
        (FloatLt, [Float(a), Float(b)]) => Bool(a < b),
        (FloatLe, [Float(a), Float(b)]) => Bool(a <= b),
        (FloatEq, [Float(a), Float(b)]) => Bool(a == b),
        (FloatNe, [Float(a), Float(b)]) => Bool(a != b),
        (FloatGt, [Float(a), Float(b)]) => Bool(a > b),
        (FloatGe, [Float(a), Float(b)]) => Bool(a >= b),

        (CastBoolToInt, [Bool(a)]) => Int(i64::from(*a)),
        (CastBoolToUint, [Bool(a)]) => Uint(u64::from(*a)),
        (CastBoolToFloat, [Bool(a)]) => Float(f64::from(u8::from(*a))),
        (CastCharToInt, [Char(a)]) => Int(i64::from(*a)),
        (CastUniCharToInt, [UniChar(a)]) => Int(i64::from(*a)),
        (CastIntToChar, [Int(a)]) => Char(*a as u8),
        (CastIntToUniChar, [Int(a)]) => UniChar(*a as u32),
        (CastIntToUint, [Int(a)]) => Uint(*a as u64),
        (CastUintToInt, [Uint(a)]) => Int(*a as i64),
        (CastIntToFloat, [Int(a)]) => Float(*a as f64),
        (CastUintToFloat, [Uint(a)]) => Float(*a as f64),
        (CastFloatToInt, [Float(a)]) => Int(*a as i64),
        (CastFloatToUint, [Float(a)]) => Uint(*a as u64),
        (ConvertFloatBytesToInt, [Float(a)]) => Int(a.to_bits() as i64),
        (ConvertIntBytesToFloat, [Int(a)]) => Float(f64::from_bits(*a as u64)),
        _ => return None,
    })
}

fn eval_int(code: OpCode, a: i64, b: i64) -> Option<Scalar> {
    use OpCode::*;
    use Scalar::{Bool, Int};
    Some(match code {
        IntAdd => Int(a.wrapping_add(b)),
        IntSub => Int(a.wrapping_sub(b)),
        IntMul => Int(a.wrapping_mul(b)),
        IntFloorDiv | IntMod | IntPyDiv | IntPyMod if b == 0 => return None,
        IntFloorDiv => Int(a.wrapping_div(b)),
        IntMod => Int(a.wrapping_rem(b)),
        IntPyDiv => {
            let q = a.wrapping_div(b);
            Int(if a.wrapping_rem(b) != 0 && (a < 0) != (b < 0) { q - 1 } else { q })
        }
        IntPyMod => {
            let r = a.wrapping_rem(b);
            Int(if r != 0 && (r < 0) != (b < 0) { r + b } else { r })
        }
        IntLt => Bool(a < b),
        IntLe => Bool(a <= b),
        IntEq => Bool(a == b),
        IntNe => Bool(a != b),
        IntGt => Bool(a > b),
        IntGe => Bool(a >= b),
        IntAnd => Int(a & b),
        IntOr => Int(a | b),
        IntXor => Int(a ^ b),
        IntLShift => Int(if (0..64).contains(&b) { a << b } else { 0 }),
        IntRShift => Int(if (0..64).contains(&b) { a >> b } else { a >> 63 }),
        IntAddOvf => Int(a.checked_add(b)?),
        IntSubOvf => Int(a.checked_sub(b)?),
        IntMulOvf => Int(a.checked_mul(b)?),
        _ => return None,
    })
}

fn eval_uint(code: OpCode, a: u64, b: u64) -> Option<Scalar> {
    use OpCode::*;
    use Scalar::{Bool, Uint};
    Some(match code {
        UintAdd => Uint(a.wrapping_add(b)),
        UintSub => Uint(a.wrapping_sub(b)),
        UintMul => Uint(a.wrapping_mul(b)),
        UintMulHigh => Uint(((u128::from(a) * u128::from(b)) >> 64) as u64),
        UintFloorDiv => Uint(a.checked_div(b)?),
        UintMod => Uint(a.checked_rem(b)?),
        UintLt => Bool(a < b),
        UintLe => Bool(a <= b),
        UintEq => Bool(a == b),
        UintNe => Bool(a != b),
        UintGt => Bool(a > b),
        UintGe => Bool(a >= b),
        UintAnd => Uint(a & b),
        UintOr => Uint(a | b),
        UintXor => Uint(a ^ b),
        _ => return None,
    })
}

/// `cast_primitive`: by value or by truncation of bits.
pub fn cast(a: Scalar, to: LLType) -> Option<Scalar> {
    let bits: i64 = match a {
        Scalar::Float(x) => {
            return Some(match to {
                LLType::Float => a,
                LLType::SingleFloat => Scalar::Float(f64::from(x as f32)),
                LLType::Bool => Scalar::Bool(x != 0.0),
                LLType::Unsigned => Scalar::Uint(x as u64),
                _ => return cast(Scalar::Int(x as i64), to),
            })
        }
        Scalar::Bool(b) => i64::from(b),
        Scalar::Int(i) => i,
        Scalar::Uint(u) => u as i64,
        Scalar::Char(c) => i64::from(c),
        Scalar::UniChar(u) => i64::from(u),
    };
    Some(match to {
        LLType::Bool => Scalar::Bool(bits != 0),
        LLType::Char => Scalar::Char(bits as u8),
        LLType::UniChar => Scalar::UniChar(bits as u32),
        LLType::Signed => Scalar::Int(bits),
        LLType::Unsigned => Scalar::Uint(bits as u64),
        LLType::Int8 => Scalar::Int(i64::from(bits as i8)),
        LLType::Int16 => Scalar::Int(i64::from(bits as i16)),
        LLType::Int32 => Scalar::Int(i64::from(bits as i32)),
        LLType::UInt8 => Scalar::Uint(u64::from(bits as u8)),
        LLType::UInt16 => Scalar::Uint(u64::from(bits as u16)),
        LLType::UInt32 => Scalar::Uint(u64::from(bits as u32)),
        LLType::Float | LLType::SingleFloat => {
            let x = if let Scalar::Uint(u) = a { u as f64 } else { bits as f64 };
            let single = to == LLType::SingleFloat;
            Scalar::Float(if single { f64::from(x as f32) } else { x })
        }
        LLType::Void | LLType::Address | LLType::Ptr(_) | LLType::GcRef => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Scalar::{Bool, Float, Int, Uint};

    fn int(code: OpCode, a: i64, b: i64) -> Option<Scalar> {
        eval(code, &[Int(a), Int(b)], LLType::Signed)
    }

    #[test]
    fn corners() {
        assert_eq!(int(OpCode::IntPyDiv, -7, 2), Some(Int(-4)));
        assert_eq!(int(OpCode::IntPyMod, -7, 2), Some(Int(1)));
        assert_eq!(int(OpCode::IntPyMod, 7, -2), Some(Int(-1)));
        assert_eq!(int(OpCode::IntPyDiv, i64::MIN, -1), Some(Int(i64::MIN)));
        assert_eq!(int(OpCode::IntMod, i64::MIN, -1), Some(Int(0)));
        assert_eq!(int(OpCode::IntPyDiv, 1, 0), None);
        assert_eq!(int(OpCode::IntLShift, 1, 64), Some(Int(0)));
        assert_eq!(int(OpCode::IntRShift, -1, 100), Some(Int(-1)));
        assert_eq!(int(OpCode::IntRShift, -1, -1), Some(Int(-1)));
        assert_eq!(int(OpCode::IntAddOvf, i64::MAX, 1), None);
        assert_eq!(eval(OpCode::CastFloatToInt, &[Float(1e300)], LLType::Signed), Some(Int(i64::MAX)));
        assert_eq!(eval(OpCode::CastFloatToInt, &[Float(f64::NAN)], LLType::Signed), Some(Int(0)));
        assert_eq!(eval(OpCode::FloatIsTrue, &[Float(f64::NAN)], LLType::Bool), Some(Bool(true)));
        assert_eq!(cast(Int(-1), LLType::UInt8), Some(Uint(255)));
        assert_eq!(cast(Int(200), LLType::Int8), Some(Int(-56)));
    }
}
