//! Which jitcode operation a low-level operation on plain values becomes.

use abi::jit::ops::Action;
use abi::jit::JitOp;
use graph::OpCode;

/// The operation on kinds for one on types: chars and truth values are ints, signedness only matters
/// where the result differs.
pub fn plain_op(code: OpCode) -> Option<JitOp> {
    use OpCode::*;
    Some(match code {
        UintAdd | AdrAdd => JitOp::IntAdd,
        UintSub => JitOp::IntSub,
        UintMul => JitOp::IntMul,
        UintAnd => JitOp::IntAnd,
        UintOr => JitOp::IntOr,
        UintXor => JitOp::IntXor,
        UintLShift => JitOp::IntLshift,
        UintRShift => JitOp::UintRshift,
        UintInvert => JitOp::IntInvert,
        UintIsTrue => JitOp::IntIsTrue,
        BoolNot => JitOp::IntIsZero,
        CharLt | UniCharLt => JitOp::IntLt,
        CharLe | UniCharLe => JitOp::IntLe,
        CharEq | UniCharEq | UintEq => JitOp::IntEq,
        CharNe | UniCharNe | UintNe => JitOp::IntNe,
        CharGt | UniCharGt => JitOp::IntGt,
        CharGe | UniCharGe => JitOp::IntGe,
        _ => JitOp::from_name(code.name()).filter(|op| op.info().action == Action::Pure)?,
    })
}

/// The operation with its arguments exchanged: the same one for symmetric operations.
pub fn exchanged(op: JitOp) -> Option<JitOp> {
    use JitOp::*;
    Some(match op {
        IntAdd | IntMul | IntAnd | IntOr | IntXor | IntEq | IntNe | UintMulHigh | FloatAdd | FloatMul | FloatEq
        | FloatNe | PtrEq | PtrNe | InstancePtrEq | InstancePtrNe => op,
        IntLt => IntGt,
        IntLe => IntGe,
        IntGt => IntLt,
        IntGe => IntLe,
        UintLt => UintGt,
        UintLe => UintGe,
        UintGt => UintLt,
        UintGe => UintLe,
        FloatLt => FloatGt,
        FloatLe => FloatGe,
        FloatGt => FloatLt,
        FloatGe => FloatLe,
        _ => return None,
    })
}

/// The branch that compares like this operation.
pub fn branch_on(op: JitOp) -> Option<JitOp> {
    JitOp::ALL.iter().copied().find(|b| b.info().action == Action::GotoIfNot(op))
}

/// Operations that have no counterpart because nothing is left of them, or that are an alias of their
/// argument.
pub fn is_transparent(code: OpCode) -> bool {
    use OpCode::*;
    matches!(
        code,
        SameAs
            | Likely
            | Unlikely
            | CastPointer
            | CastBoolToInt
            | CastBoolToUint
            | CastCharToInt
            | CastUniCharToInt
            | CastIntToUint
            | CastUintToInt
    )
}

/// Operations without meaning for the JIT.
pub fn is_dropped(code: OpCode) -> bool {
    use OpCode::*;
    matches!(code, KeepAlive | NullCheck | DebugPrint | StackCheck | JitForceVirtualizable)
}
