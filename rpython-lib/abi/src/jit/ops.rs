//! The operations of jitcodes: ONE table, from which the encoder, the printers, the blackhole
//! interpreter and the tracer come ([`jit_operations!`]).
//!
//! [`OpInfo::signature`] says which operands an instruction has; the module above says how each is
//! laid out.
//!
//! Control flow. An instruction that may raise (calls, overflow, `raise`) and does, looks at the
//! instruction after it, past one `-live-`: if that is `catch_exception L`, execution goes on at `L`
//! with the exception as the frame's last exception; else the frame is left and the caller looks
//! likewise after its call. Met in normal flow, `catch_exception` does nothing.
//!
//! Guards. `-live-` stands directly before an instruction that may become a guard (`goto_if_not*`,
//! `*_guard_value` (also of strings), `guard_class`, `switch`, `jit_merge_point`, `int_*_jump_if_ovf`,
//! `goto_if_exception_mismatch`, `raise`, `record_quasiimmut_field`,
//! `jit_force_quasi_immutable`, `*_vable*`) and directly after one whose
//! guard resumes behind it (calls). A guard resumes AT the instruction after the `-live-` before it
//! (executing it again), or AT the `-live-` behind a call.

use super::{Arg, Kind};

/// What the interpreters do for an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Computes a value from its operands; nothing else.
    Pure,
    /// Jumps unless the pure comparison holds.
    GotoIfNot(JitOp),
    /// Arithmetic that jumps if it overflows.
    Overflow(Overflow),
    /// No operation: names the live registers at this position.
    Live,
    /// Copies a register.
    Copy,
    /// Jumps.
    Goto,
    /// Jumps by the value of an integer.
    Switch,
    /// Marks the handler of the instruction before.
    CatchException,
    /// Jumps unless the last exception is an instance of a class (its vtable, an integer).
    GotoIfExceptionMismatch,
    /// The class (vtable) of the last exception.
    LastException,
    /// The last exception.
    LastExcValue,
    /// Raises.
    Raise,
    /// Raises the last exception again.
    Reraise,
    /// Leaves the frame with a result.
    Return,
    /// Never reached.
    Unreachable,
    /// Reads a field. Raw ones count from an address.
    GetField {
        /// From a raw address.
        raw: bool,
        /// Never written after construction.
        pure: bool,
    },
    /// Writes a field.
    SetField {
        /// To a raw address.
        raw: bool,
    },
    /// Reads an item of an array.
    GetArrayItem {
        /// From a raw address.
        raw: bool,
        /// Never written after construction.
        pure: bool,
    },
    /// Writes an item of an array.
    SetArrayItem {
        /// To a raw address.
        raw: bool,
    },
    /// The length of an array.
    ArrayLen,
    /// Reads a field of an inline structure.
    GetInteriorField,
    /// Writes a field of an inline structure.
    SetInteriorField,
    /// Reads a field, or the reference to an array, of an object that may be the virtualizable of the trace.
    GetVable,
    /// Writes such a field.
    SetVable,
    /// Reads an item of an array that may be the virtualizable's.
    GetVableItem,
    /// Writes such an item.
    SetVableItem,
    /// The length of such an array.
    VableLen,
    /// Allocates an object of fixed size.
    New,
    /// Allocates an instance; stores its vtable.
    NewWithVtable,
    /// Allocates an array.
    NewArray,
    /// The vtable of an instance, made a constant of the trace.
    GuardClass,
    /// Makes a value a constant of the trace.
    GuardValue,
    /// A string made a constant of the trace: compared by content with what it was; the result is that string.
    StrGuardValue,
    /// Fact: the instance has exactly this class (vtable).
    RecordExactClass,
    /// Fact: the value is this constant.
    RecordExactValue,
    /// Fact: the reference is not null.
    AssertNotNone,
    /// Fact: the field is watched: until it is written its value is a constant.
    RecordQuasiImmutField,
    /// A watched field is about to be written: descriptor of what says who relies on it.
    ForceQuasiImmut,
    /// Is the value a constant of the trace?
    IsConstant,
    /// Is the reference likely an allocation that the trace does not need?
    IsVirtual,
    /// Fatal in tracing if the value is no constant.
    AssertGreen,
    /// A reference to an object that the trace may leave unbuilt.
    VirtualRef,
    /// Such a reference is not used any more.
    VirtualRefFinish,
    /// The number of recorded operations, or -1.
    TraceLength,
    /// A call into another jitcode.
    InlineCall,
    /// A call that is not looked into.
    ResidualCall,
    /// A residual call if an integer is not zero.
    ConditionalCall,
    /// The first operand, or the result of a residual call if that is zero or null.
    ConditionalCallValue,
    /// A call of a portal.
    RecursiveCall,
    /// The place where loops begin and end: driver, greens, reds.
    MergePoint,
    /// Announces that the next merge point closes a loop.
    LoopHeader,
}

/// Arithmetic with overflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
}

impl Overflow {
    /// The result, or nothing if it overflows.
    pub const fn eval(self, a: i64, b: i64) -> Option<i64> {
        match self {
            Overflow::Add => a.checked_add(b),
            Overflow::Sub => a.checked_sub(b),
            Overflow::Mul => a.checked_mul(b),
        }
    }

    /// Name of the operation in a trace.
    pub const fn trace_name(self) -> &'static str {
        match self {
            Overflow::Add => "int_add_ovf",
            Overflow::Sub => "int_sub_ovf",
            Overflow::Mul => "int_mul_ovf",
        }
    }
}

/// Properties of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpInfo {
    /// Name in the text form.
    pub name: &'static str,
    /// Operands in order; the result, if there is one, is the last.
    pub signature: &'static [Arg],
    /// What to do.
    pub action: Action,
}

/// Hands the table to the macro named in its argument. Sections: `pure` (operands with their kinds, the
/// result's kind, the value as an expression on `i64`, `u64` for references, and `f64`); `branch` (the
/// comparison that decides); `plain` (operands, result, [`Action`]).
#[macro_export]
macro_rules! jit_operations {
    ($callback:ident) => {
        $callback! {
            pure {
                IntAdd "int_add" (a I, b I) Int { a.wrapping_add(b) }
                IntSub "int_sub" (a I, b I) Int { a.wrapping_sub(b) }
                IntMul "int_mul" (a I, b I) Int { a.wrapping_mul(b) }
                UintMulHigh "uint_mul_high" (a I, b I) Int { ((a as u64 as u128 * b as u64 as u128) >> 64) as i64 }
                IntFloorDiv "int_floordiv" (a I, b I) Int { if b == 0 { 0 } else { a.wrapping_div(b) } }
                IntMod "int_mod" (a I, b I) Int { if b == 0 { 0 } else { a.wrapping_rem(b) } }
                IntPyDiv "int_py_div" (a I, b I) Int {
                    if b == 0 { 0 } else {
                        let q = a.wrapping_div(b);
                        if a.wrapping_rem(b) != 0 && (a < 0) != (b < 0) { q.wrapping_sub(1) } else { q }
                    }
                }
                IntPyMod "int_py_mod" (a I, b I) Int {
                    if b == 0 { 0 } else {
                        let r = a.wrapping_rem(b);
                        if r != 0 && (r < 0) != (b < 0) { r.wrapping_add(b) } else { r }
                    }
                }
                UintFloorDiv "uint_floordiv" (a I, b I) Int { (a as u64).checked_div(b as u64).unwrap_or(0) as i64 }
                UintMod "uint_mod" (a I, b I) Int { (a as u64).checked_rem(b as u64).unwrap_or(0) as i64 }
                IntAnd "int_and" (a I, b I) Int { a & b }
                IntOr "int_or" (a I, b I) Int { a | b }
                IntXor "int_xor" (a I, b I) Int { a ^ b }
                IntLshift "int_lshift" (a I, b I) Int { if (b as u64) < 64 { a << b } else { 0 } }
                IntRshift "int_rshift" (a I, b I) Int { a >> if (b as u64) < 64 { b } else { 63 } }
                UintRshift "uint_rshift" (a I, b I) Int { if (b as u64) < 64 { (a as u64 >> b) as i64 } else { 0 } }
                IntSignext "int_signext" (a I, b I) Int {
                    if b > 0 && b < 8 { let s = 64 - 8 * b; (a << s) >> s } else { a }
                }
                IntNeg "int_neg" (a I) Int { a.wrapping_neg() }
                IntInvert "int_invert" (a I) Int { !a }
                IntForceGeZero "int_force_ge_zero" (a I) Int { if a < 0 { 0 } else { a } }
                IntLt "int_lt" (a I, b I) Int { (a < b) as i64 }
                IntLe "int_le" (a I, b I) Int { (a <= b) as i64 }
                IntEq "int_eq" (a I, b I) Int { (a == b) as i64 }
                IntNe "int_ne" (a I, b I) Int { (a != b) as i64 }
                IntGt "int_gt" (a I, b I) Int { (a > b) as i64 }
                IntGe "int_ge" (a I, b I) Int { (a >= b) as i64 }
                UintLt "uint_lt" (a I, b I) Int { ((a as u64) < (b as u64)) as i64 }
                UintLe "uint_le" (a I, b I) Int { (a as u64 <= b as u64) as i64 }
                UintGt "uint_gt" (a I, b I) Int { (a as u64 > b as u64) as i64 }
                UintGe "uint_ge" (a I, b I) Int { (a as u64 >= b as u64) as i64 }
                IntIsZero "int_is_zero" (a I) Int { (a == 0) as i64 }
                IntIsTrue "int_is_true" (a I) Int { (a != 0) as i64 }
                FloatAdd "float_add" (a F, b F) Float { a + b }
                FloatSub "float_sub" (a F, b F) Float { a - b }
                FloatMul "float_mul" (a F, b F) Float { a * b }
                FloatTruediv "float_truediv" (a F, b F) Float { a / b }
                FloatNeg "float_neg" (a F) Float { -a }
                FloatAbs "float_abs" (a F) Float { a.abs() }
                FloatSqrt "float_sqrt" (a F) Float { a.sqrt() }
                FloatLt "float_lt" (a F, b F) Int { (a < b) as i64 }
                FloatLe "float_le" (a F, b F) Int { (a <= b) as i64 }
                FloatEq "float_eq" (a F, b F) Int { (a == b) as i64 }
                FloatNe "float_ne" (a F, b F) Int { (a != b) as i64 }
                FloatGt "float_gt" (a F, b F) Int { (a > b) as i64 }
                FloatGe "float_ge" (a F, b F) Int { (a >= b) as i64 }
                CastIntToFloat "cast_int_to_float" (a I) Float { a as f64 }
                CastFloatToInt "cast_float_to_int" (a F) Int { a as i64 }
                ConvertFloatBytesToLonglong "convert_float_bytes_to_longlong" (a F) Int { a.to_bits() as i64 }
                ConvertLonglongBytesToFloat "convert_longlong_bytes_to_float" (a I) Float { f64::from_bits(a as u64) }
                PtrEq "ptr_eq" (a R, b R) Int { (a == b) as i64 }
                PtrNe "ptr_ne" (a R, b R) Int { (a != b) as i64 }
                InstancePtrEq "instance_ptr_eq" (a R, b R) Int { (a == b) as i64 }
                InstancePtrNe "instance_ptr_ne" (a R, b R) Int { (a != b) as i64 }
                PtrIszero "ptr_iszero" (a R) Int { (a == 0) as i64 }
                PtrNonzero "ptr_nonzero" (a R) Int { (a != 0) as i64 }
            }
            branch {
                GotoIfNot "goto_if_not" IntIsTrue (I)
                GotoIfNotIntIsZero "goto_if_not_int_is_zero" IntIsZero (I)
                GotoIfNotIntLt "goto_if_not_int_lt" IntLt (I I)
                GotoIfNotIntLe "goto_if_not_int_le" IntLe (I I)
                GotoIfNotIntEq "goto_if_not_int_eq" IntEq (I I)
                GotoIfNotIntNe "goto_if_not_int_ne" IntNe (I I)
                GotoIfNotIntGt "goto_if_not_int_gt" IntGt (I I)
                GotoIfNotIntGe "goto_if_not_int_ge" IntGe (I I)
                GotoIfNotUintLt "goto_if_not_uint_lt" UintLt (I I)
                GotoIfNotUintLe "goto_if_not_uint_le" UintLe (I I)
                GotoIfNotUintGt "goto_if_not_uint_gt" UintGt (I I)
                GotoIfNotUintGe "goto_if_not_uint_ge" UintGe (I I)
                GotoIfNotFloatLt "goto_if_not_float_lt" FloatLt (F F)
                GotoIfNotFloatLe "goto_if_not_float_le" FloatLe (F F)
                GotoIfNotFloatEq "goto_if_not_float_eq" FloatEq (F F)
                GotoIfNotFloatNe "goto_if_not_float_ne" FloatNe (F F)
                GotoIfNotFloatGt "goto_if_not_float_gt" FloatGt (F F)
                GotoIfNotFloatGe "goto_if_not_float_ge" FloatGe (F F)
                GotoIfNotPtrEq "goto_if_not_ptr_eq" PtrEq (R R)
                GotoIfNotPtrNe "goto_if_not_ptr_ne" PtrNe (R R)
                GotoIfNotInstancePtrEq "goto_if_not_instance_ptr_eq" InstancePtrEq (R R)
                GotoIfNotInstancePtrNe "goto_if_not_instance_ptr_ne" InstancePtrNe (R R)
                GotoIfNotPtrIszero "goto_if_not_ptr_iszero" PtrIszero (R)
                GotoIfNotPtrNonzero "goto_if_not_ptr_nonzero" PtrNonzero (R)
            }
            plain {
                Live "-live-" (Live) Void { Live }
                IntCopy "int_copy" (I) Int { Copy }
                RefCopy "ref_copy" (R) Ref { Copy }
                FloatCopy "float_copy" (F) Float { Copy }
                Goto "goto" (L) Void { Goto }
                Switch "switch" (I S) Void { Switch }
                IntAddJumpIfOvf "int_add_jump_if_ovf" (L I I) Int { Overflow(Overflow::Add) }
                IntSubJumpIfOvf "int_sub_jump_if_ovf" (L I I) Int { Overflow(Overflow::Sub) }
                IntMulJumpIfOvf "int_mul_jump_if_ovf" (L I I) Int { Overflow(Overflow::Mul) }
                CatchException "catch_exception" (L) Void { CatchException }
                GotoIfExceptionMismatch "goto_if_exception_mismatch" (I L) Void { GotoIfExceptionMismatch }
                LastException "last_exception" () Int { LastException }
                LastExcValue "last_exc_value" () Ref { LastExcValue }
                Raise "raise" (R) Void { Raise }
                Reraise "reraise" () Void { Reraise }
                IntReturn "int_return" (I) Void { Return }
                RefReturn "ref_return" (R) Void { Return }
                FloatReturn "float_return" (F) Void { Return }
                VoidReturn "void_return" () Void { Return }
                Unreachable "unreachable" () Void { Unreachable }

                GetfieldGcI "getfield_gc_i" (R D) Int { GetField { raw: false, pure: false } }
                GetfieldGcR "getfield_gc_r" (R D) Ref { GetField { raw: false, pure: false } }
                GetfieldGcF "getfield_gc_f" (R D) Float { GetField { raw: false, pure: false } }
                GetfieldGcIPure "getfield_gc_i_pure" (R D) Int { GetField { raw: false, pure: true } }
                GetfieldGcRPure "getfield_gc_r_pure" (R D) Ref { GetField { raw: false, pure: true } }
                GetfieldGcFPure "getfield_gc_f_pure" (R D) Float { GetField { raw: false, pure: true } }
                GetfieldRawI "getfield_raw_i" (I D) Int { GetField { raw: true, pure: false } }
                GetfieldRawR "getfield_raw_r" (I D) Ref { GetField { raw: true, pure: false } }
                GetfieldRawF "getfield_raw_f" (I D) Float { GetField { raw: true, pure: false } }
                GetfieldRawIPure "getfield_raw_i_pure" (I D) Int { GetField { raw: true, pure: true } }
                GetfieldRawRPure "getfield_raw_r_pure" (I D) Ref { GetField { raw: true, pure: true } }
                GetfieldRawFPure "getfield_raw_f_pure" (I D) Float { GetField { raw: true, pure: true } }
                SetfieldGcI "setfield_gc_i" (R I D) Void { SetField { raw: false } }
                SetfieldGcR "setfield_gc_r" (R R D) Void { SetField { raw: false } }
                SetfieldGcF "setfield_gc_f" (R F D) Void { SetField { raw: false } }
                SetfieldRawI "setfield_raw_i" (I I D) Void { SetField { raw: true } }
                SetfieldRawR "setfield_raw_r" (I R D) Void { SetField { raw: true } }
                SetfieldRawF "setfield_raw_f" (I F D) Void { SetField { raw: true } }
                GetarrayitemGcI "getarrayitem_gc_i" (R I D) Int { GetArrayItem { raw: false, pure: false } }
                GetarrayitemGcR "getarrayitem_gc_r" (R I D) Ref { GetArrayItem { raw: false, pure: false } }
                GetarrayitemGcF "getarrayitem_gc_f" (R I D) Float { GetArrayItem { raw: false, pure: false } }
                GetarrayitemGcIPure "getarrayitem_gc_i_pure" (R I D) Int { GetArrayItem { raw: false, pure: true } }
                GetarrayitemGcRPure "getarrayitem_gc_r_pure" (R I D) Ref { GetArrayItem { raw: false, pure: true } }
                GetarrayitemGcFPure "getarrayitem_gc_f_pure" (R I D) Float { GetArrayItem { raw: false, pure: true } }
                GetarrayitemRawI "getarrayitem_raw_i" (I I D) Int { GetArrayItem { raw: true, pure: false } }
                GetarrayitemRawR "getarrayitem_raw_r" (I I D) Ref { GetArrayItem { raw: true, pure: false } }
                GetarrayitemRawF "getarrayitem_raw_f" (I I D) Float { GetArrayItem { raw: true, pure: false } }
                SetarrayitemGcI "setarrayitem_gc_i" (R I I D) Void { SetArrayItem { raw: false } }
                SetarrayitemGcR "setarrayitem_gc_r" (R I R D) Void { SetArrayItem { raw: false } }
                SetarrayitemGcF "setarrayitem_gc_f" (R I F D) Void { SetArrayItem { raw: false } }
                SetarrayitemRawI "setarrayitem_raw_i" (I I I D) Void { SetArrayItem { raw: true } }
                SetarrayitemRawR "setarrayitem_raw_r" (I I R D) Void { SetArrayItem { raw: true } }
                SetarrayitemRawF "setarrayitem_raw_f" (I I F D) Void { SetArrayItem { raw: true } }
                ArraylenGc "arraylen_gc" (R D) Int { ArrayLen }
                GetinteriorfieldGcI "getinteriorfield_gc_i" (R I D) Int { GetInteriorField }
                GetinteriorfieldGcR "getinteriorfield_gc_r" (R I D) Ref { GetInteriorField }
                GetinteriorfieldGcF "getinteriorfield_gc_f" (R I D) Float { GetInteriorField }
                SetinteriorfieldGcI "setinteriorfield_gc_i" (R I I D) Void { SetInteriorField }
                SetinteriorfieldGcR "setinteriorfield_gc_r" (R I R D) Void { SetInteriorField }
                SetinteriorfieldGcF "setinteriorfield_gc_f" (R I F D) Void { SetInteriorField }
                GetfieldVableI "getfield_vable_i" (R D) Int { GetVable }
                GetfieldVableR "getfield_vable_r" (R D) Ref { GetVable }
                GetfieldVableF "getfield_vable_f" (R D) Float { GetVable }
                SetfieldVableI "setfield_vable_i" (R I D) Void { SetVable }
                SetfieldVableR "setfield_vable_r" (R R D) Void { SetVable }
                SetfieldVableF "setfield_vable_f" (R F D) Void { SetVable }
                GetarrayitemVableI "getarrayitem_vable_i" (R I D) Int { GetVableItem }
                GetarrayitemVableR "getarrayitem_vable_r" (R I D) Ref { GetVableItem }
                GetarrayitemVableF "getarrayitem_vable_f" (R I D) Float { GetVableItem }
                SetarrayitemVableI "setarrayitem_vable_i" (R I I D) Void { SetVableItem }
                SetarrayitemVableR "setarrayitem_vable_r" (R I R D) Void { SetVableItem }
                SetarrayitemVableF "setarrayitem_vable_f" (R I F D) Void { SetVableItem }
                ArraylenVable "arraylen_vable" (R D) Int { VableLen }
                New "new" (D) Ref { New }
                NewWithVtable "new_with_vtable" (D) Ref { NewWithVtable }
                NewArray "new_array" (I D) Ref { NewArray }
                NewArrayClear "new_array_clear" (I D) Ref { NewArray }

                GuardClass "guard_class" (R) Int { GuardClass }
                IntGuardValue "int_guard_value" (I) Void { GuardValue }
                RefGuardValue "ref_guard_value" (R) Void { GuardValue }
                FloatGuardValue "float_guard_value" (F) Void { GuardValue }
                StrGuardValue "str_guard_value" (R I D) Ref { StrGuardValue }
                RecordExactClass "record_exact_class" (R I) Void { RecordExactClass }
                RecordExactValueI "record_exact_value_i" (I I) Void { RecordExactValue }
                RecordExactValueR "record_exact_value_r" (R R) Void { RecordExactValue }
                AssertNotNone "assert_not_none" (R) Void { AssertNotNone }
                RecordQuasiimmutField "record_quasiimmut_field" (R D D) Void { RecordQuasiImmutField }
                JitForceQuasiImmutable "jit_force_quasi_immutable" (R D) Void { ForceQuasiImmut }
                IntIsconstant "int_isconstant" (I) Int { IsConstant }
                RefIsconstant "ref_isconstant" (R) Int { IsConstant }
                FloatIsconstant "float_isconstant" (F) Int { IsConstant }
                RefIsvirtual "ref_isvirtual" (R) Int { IsVirtual }
                IntAssertGreen "int_assert_green" (I) Void { AssertGreen }
                RefAssertGreen "ref_assert_green" (R) Void { AssertGreen }
                FloatAssertGreen "float_assert_green" (F) Void { AssertGreen }
                VirtualRef "virtual_ref" (R) Ref { VirtualRef }
                VirtualRefFinish "virtual_ref_finish" (R R) Void { VirtualRefFinish }
                CurrentTraceLength "current_trace_length" () Int { TraceLength }

                InlineCallRI "inline_call_r_i" (J RL) Int { InlineCall }
                InlineCallRR "inline_call_r_r" (J RL) Ref { InlineCall }
                InlineCallRV "inline_call_r_v" (J RL) Void { InlineCall }
                InlineCallIrI "inline_call_ir_i" (J IL RL) Int { InlineCall }
                InlineCallIrR "inline_call_ir_r" (J IL RL) Ref { InlineCall }
                InlineCallIrV "inline_call_ir_v" (J IL RL) Void { InlineCall }
                InlineCallIrfI "inline_call_irf_i" (J IL RL FL) Int { InlineCall }
                InlineCallIrfR "inline_call_irf_r" (J IL RL FL) Ref { InlineCall }
                InlineCallIrfF "inline_call_irf_f" (J IL RL FL) Float { InlineCall }
                InlineCallIrfV "inline_call_irf_v" (J IL RL FL) Void { InlineCall }
                ResidualCallRI "residual_call_r_i" (I RL D) Int { ResidualCall }
                ResidualCallRR "residual_call_r_r" (I RL D) Ref { ResidualCall }
                ResidualCallRV "residual_call_r_v" (I RL D) Void { ResidualCall }
                ResidualCallIrI "residual_call_ir_i" (I IL RL D) Int { ResidualCall }
                ResidualCallIrR "residual_call_ir_r" (I IL RL D) Ref { ResidualCall }
                ResidualCallIrV "residual_call_ir_v" (I IL RL D) Void { ResidualCall }
                ResidualCallIrfI "residual_call_irf_i" (I IL RL FL D) Int { ResidualCall }
                ResidualCallIrfR "residual_call_irf_r" (I IL RL FL D) Ref { ResidualCall }
                ResidualCallIrfF "residual_call_irf_f" (I IL RL FL D) Float { ResidualCall }
                ResidualCallIrfV "residual_call_irf_v" (I IL RL FL D) Void { ResidualCall }
                ConditionalCallIrV "conditional_call_ir_v" (I I IL RL D) Void { ConditionalCall }
                ConditionalCallValueIrI "conditional_call_value_ir_i" (I I IL RL D) Int { ConditionalCallValue }
                ConditionalCallValueIrR "conditional_call_value_ir_r" (R I IL RL D) Ref { ConditionalCallValue }
                RecursiveCallI "recursive_call_i" (Driver IL RL FL IL RL FL) Int { RecursiveCall }
                RecursiveCallR "recursive_call_r" (Driver IL RL FL IL RL FL) Ref { RecursiveCall }
                RecursiveCallF "recursive_call_f" (Driver IL RL FL IL RL FL) Float { RecursiveCall }
                RecursiveCallV "recursive_call_v" (Driver IL RL FL IL RL FL) Void { RecursiveCall }
                JitMergePoint "jit_merge_point" (Driver IL RL FL IL RL FL) Void { MergePoint }
                LoopHeader "loop_header" (Driver) Void { LoopHeader }
            }
        }
    };
}

macro_rules! jit_operand_type {
    ($a:expr, I) => {
        $a as i64
    };
    ($a:expr, R) => {
        $a
    };
    ($a:expr, F) => {
        f64::from_bits($a)
    };
}

macro_rules! jit_arg {
    (I) => {
        Arg::Value(Kind::Int)
    };
    (R) => {
        Arg::Value(Kind::Ref)
    };
    (F) => {
        Arg::Value(Kind::Float)
    };
    (IL) => {
        Arg::List(Kind::Int)
    };
    (RL) => {
        Arg::List(Kind::Ref)
    };
    (FL) => {
        Arg::List(Kind::Float)
    };
    (L) => {
        Arg::Label
    };
    (D) => {
        Arg::Descr
    };
    (J) => {
        Arg::JitCode
    };
    (S) => {
        Arg::Switch
    };
    (Driver) => {
        Arg::Driver
    };
    (Live) => {
        Arg::Live
    };
}

macro_rules! jit_signature {
    ($($arg:ident)*, Void) => {
        &[$(jit_arg!($arg)),*]
    };
    ($($arg:ident)*, $result:ident) => {
        &[$(jit_arg!($arg),)* Arg::Result(Kind::$result)]
    };
}

macro_rules! jit_result_bits {
    ($value:expr, Int) => {{
        let value: i64 = $value;
        value as u64
    }};
    ($value:expr, Float) => {{
        let value: f64 = $value;
        value.to_bits()
    }};
}

macro_rules! define_operations {
    (
        pure { $( $p:ident $p_name:literal ( $($arg:ident $arg_kind:ident),* ) $p_result:ident $value:block )* }
        branch { $( $b:ident $b_name:literal $cond:ident ( $($b_arg:ident)* ) )* }
        plain { $( $o:ident $o_name:literal ( $($o_arg:ident)* ) $o_result:ident { $($action:tt)* } )* }
    ) => {
        /// An operation of a jitcode.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        #[allow(missing_docs)]
        pub enum JitOp {
            $($p,)* $($b,)* $($o,)*
        }

        impl JitOp {
            /// All operations, in table order: the index is the number.
            pub const ALL: &'static [JitOp] = &[$(JitOp::$p,)* $(JitOp::$b,)* $(JitOp::$o,)*];

            /// Properties.
            pub const fn info(self) -> &'static OpInfo {
                &INFOS[self as usize]
            }

            /// The value of a pure operation on the bits of its operands; nothing for others. Operands
            /// that are missing count as 0.
            pub fn eval(self, args: &[u64]) -> Option<u64> {
                #[allow(unused_mut, unused_variables, unused_assignments)]
                match self {
                    $( JitOp::$p => {
                        let mut next = 0usize;
                        $(
                            let $arg = args.get(next).copied().unwrap_or(0);
                            let $arg = jit_operand_type!($arg, $arg_kind);
                            next += 1;
                        )*
                        Some(jit_result_bits!($value, $p_result))
                    } )*
                    _ => None,
                }
            }
        }

        const INFOS: &[OpInfo] = &[
            $( OpInfo {
                name: $p_name,
                signature: &[$(jit_arg!($arg_kind),)* Arg::Result(Kind::$p_result)],
                action: Action::Pure,
            }, )*
            $( OpInfo {
                name: $b_name,
                signature: &[$(jit_arg!($b_arg),)* Arg::Label],
                action: Action::GotoIfNot(JitOp::$cond),
            }, )*
            $( OpInfo {
                name: $o_name,
                signature: jit_signature!($($o_arg)*, $o_result),
                action: Action::$($action)*,
            }, )*
        ];
    };
}

jit_operations!(define_operations);

impl JitOp {
    /// The ordinary operation of which this is the form for virtualizables; others are their own.
    pub fn without_vable(self) -> JitOp {
        use JitOp::*;
        match self {
            GetfieldVableI => GetfieldGcI,
            GetfieldVableR => GetfieldGcR,
            GetfieldVableF => GetfieldGcF,
            SetfieldVableI => SetfieldGcI,
            SetfieldVableR => SetfieldGcR,
            SetfieldVableF => SetfieldGcF,
            GetarrayitemVableI => GetarrayitemGcI,
            GetarrayitemVableR => GetarrayitemGcR,
            GetarrayitemVableF => GetarrayitemGcF,
            SetarrayitemVableI => SetarrayitemGcI,
            SetarrayitemVableR => SetarrayitemGcR,
            SetarrayitemVableF => SetarrayitemGcF,
            ArraylenVable => ArraylenGc,
            op => op,
        }
    }

    /// The operation of that number.
    pub fn from_word(word: u16) -> Option<JitOp> {
        JitOp::ALL.get(word as usize).copied()
    }

    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<JitOp> {
        use std::collections::HashMap;
        use std::sync::OnceLock;
        static NAMES: OnceLock<HashMap<&'static str, JitOp>> = OnceLock::new();
        let map = NAMES.get_or_init(|| JitOp::ALL.iter().map(|op| (op.name(), *op)).collect());
        map.get(name).copied()
    }

    /// Operands in order; the result, if there is one, is the last.
    pub const fn signature(self) -> &'static [Arg] {
        self.info().signature
    }

    /// Kind of the result.
    pub fn result(self) -> Option<Kind> {
        match self.signature().last() {
            Some(Arg::Result(kind)) => Some(*kind),
            _ => None,
        }
    }

    /// Name in the text form.
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// The number in code.
    pub const fn word(self) -> u16 {
        self as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_round_trip() {
        for (index, &op) in JitOp::ALL.iter().enumerate() {
            assert_eq!(op.word() as usize, index);
            assert_eq!(JitOp::from_word(index as u16), Some(op));
            assert_eq!(JitOp::from_name(op.name()), Some(op), "{}", op.name());
        }
    }

    #[test]
    fn branches_compare_with_pure_operations() {
        for op in JitOp::ALL {
            if let Action::GotoIfNot(condition) = op.info().action {
                let mut signature = condition.signature().to_vec();
                assert_eq!(signature.pop(), Some(Arg::Result(Kind::Int)));
                signature.push(Arg::Label);
                assert_eq!(op.signature(), signature, "{}", op.name());
                assert_eq!(condition.info().action, Action::Pure);
            }
        }
    }

    #[test]
    fn values() {
        let int = |op: JitOp, a: i64, b: i64| op.eval(&[a as u64, b as u64]).map(|v| v as i64);
        assert_eq!(int(JitOp::IntPyDiv, -7, 2), Some(-4));
        assert_eq!(int(JitOp::IntPyMod, -7, 2), Some(1));
        assert_eq!(int(JitOp::IntPyMod, 7, -2), Some(-1));
        assert_eq!(int(JitOp::IntPyDiv, i64::MIN, -1), Some(i64::MIN));
        assert_eq!(int(JitOp::IntRshift, -8, 100), Some(-1));
        assert_eq!(int(JitOp::IntSignext, 0x1ff, 1), Some(-1));
        assert_eq!(int(JitOp::UintMulHigh, -1, -1), Some(-2));
        assert_eq!(JitOp::FloatAdd.eval(&[1.5f64.to_bits(), 2f64.to_bits()]), Some(3.5f64.to_bits()));
        assert_eq!(JitOp::Goto.eval(&[]), None);
    }
}
