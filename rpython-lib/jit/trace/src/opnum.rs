//! The one table of trace operations.
//!
//! A row: mnemonic, variant, operand kinds, result, flags, and for comparisons the partner operations. Operand kinds are
//! a string over `i` `r` `f`, `*` (any kind) and a final `.` (any number of further operands of any kind). Every other
//! list of operations (printers, verifier, optimiser, back ends) reads this one.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::value::Kind;

/// Properties of an operation, a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flags(pub u32);

impl Flags {
    pub const NONE: Flags = Flags(0);
    /// Leaves the trace when its condition does not hold; carries an exit.
    pub const GUARD: Flags = Flags(1);
    /// The result depends on the operands alone; may be folded, shared, dropped.
    pub const PURE: Flags = Flags(2);
    /// Does not change anything visible (it may read memory); may be dropped when unused. Pure implies it.
    pub const NO_SIDE_EFFECT: Flags = Flags(4);
    /// May leave an exception pending; followed by guard_no_exception or guard_exception.
    pub const CAN_RAISE: Flags = Flags(8);
    /// Calls code outside the trace; operand 0 is the function, the descriptor a CallDescr.
    pub const CALL: Flags = Flags(16);
    /// Sets the overflow flag; followed by guard_no_overflow or guard_overflow.
    pub const OVF: Flags = Flags(32);
    /// Result is 0 or 1.
    pub const BOOL: Flags = Flags(64);
    /// The two operands may be swapped.
    pub const COMMUTATIVE: Flags = Flags(128);
    /// Needs a descriptor.
    pub const DESCR: Flags = Flags(256);
    /// Ends the trace.
    pub const FINAL: Flags = Flags(512);
    /// Allocates an object.
    pub const MALLOC: Flags = Flags(1024);
    /// Allocation of a fresh object or a write: memory changes.
    pub const WRITES: Flags = Flags(2048);

    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    const fn or(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

macro_rules! result_kind {
    (i) => {
        Some(Kind::Int)
    };
    (r) => {
        Some(Kind::Ref)
    };
    (f) => {
        Some(Kind::Float)
    };
    (n) => {
        None
    };
}

macro_rules! ops {
    ($($name:literal $variant:ident $sig:literal $res:ident [$($flag:ident)*] $(inv $inv:ident refl $refl:ident)?;)*) => {
        /// An operation of a trace. The mnemonics are those of the field (`int_add`, `guard_true`, `getfield_gc_i`).
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Opnum { $($variant),* }

        impl Opnum {
            /// Every operation, in the order of the table.
            pub const ALL: &'static [Opnum] = &[$(Opnum::$variant),*];

            const ROWS: &'static [Row] = &[$(Row {
                name: $name,
                sig: $sig,
                result: result_kind!($res),
                flags: Flags::NONE$(.or(Flags::$flag))*,
                partners: ops!(@partners $($inv $refl)?),
            }),*];
        }
    };
    (@partners) => { None };
    (@partners $inv:ident $refl:ident) => { Some((Opnum::$inv, Opnum::$refl)) };
}

struct Row {
    name: &'static str,
    sig: &'static str,
    result: Option<Kind>,
    flags: Flags,
    partners: Option<(Opnum, Opnum)>,
}

ops! {
    // Control.
    "label" Label "." n [];
    "jump" Jump "." n [FINAL];
    "finish" Finish "." n [FINAL];
    "debug_merge_point" DebugMergePoint "." n [];
    "keepalive" Keepalive "*" n [];
    "jit_debug" JitDebug "." n [];
    "increment_debug_counter" IncrementDebugCounter "i" n [];
    "enter_portal_frame" EnterPortalFrame "ii" n [];
    "leave_portal_frame" LeavePortalFrame "i" n [];

    // Guards.
    "guard_true" GuardTrue "i" n [GUARD];
    "guard_false" GuardFalse "i" n [GUARD];
    "guard_value" GuardValue "**" n [GUARD];
    "guard_class" GuardClass "ri" n [GUARD];
    "guard_nonnull" GuardNonnull "r" n [GUARD];
    "guard_isnull" GuardIsnull "r" n [GUARD];
    "guard_nonnull_class" GuardNonnullClass "ri" n [GUARD];
    "guard_gc_type" GuardGcType "ri" n [GUARD];
    "guard_is_object" GuardIsObject "r" n [GUARD];
    "guard_subclass" GuardSubclass "ri" n [GUARD];
    "guard_no_exception" GuardNoException "" n [GUARD];
    "guard_exception" GuardException "i" r [GUARD];
    "guard_no_overflow" GuardNoOverflow "" n [GUARD];
    "guard_overflow" GuardOverflow "" n [GUARD];
    "guard_not_forced" GuardNotForced "" n [GUARD];
    "guard_not_forced_2" GuardNotForced2 "" n [GUARD];
    "guard_not_invalidated" GuardNotInvalidated "" n [GUARD];
    "guard_future_condition" GuardFutureCondition "" n [GUARD];
    "guard_always_fails" GuardAlwaysFails "" n [GUARD];

    // Integers. Arithmetic wraps; shift counts are taken modulo 64.
    "int_add" IntAdd "ii" i [PURE COMMUTATIVE];
    "int_sub" IntSub "ii" i [PURE];
    "int_mul" IntMul "ii" i [PURE COMMUTATIVE];
    "uint_mul_high" UintMulHigh "ii" i [PURE COMMUTATIVE];
    // The divisor is not 0. `int_floordiv` and `int_mod` truncate as C does, `int_py_*` round down as Python does.
    "int_floordiv" IntFloordiv "ii" i [PURE];
    "int_mod" IntMod "ii" i [PURE];
    "int_py_div" IntPyDiv "ii" i [PURE];
    "int_py_mod" IntPyMod "ii" i [PURE];
    "uint_floordiv" UintFloordiv "ii" i [PURE];
    "uint_mod" UintMod "ii" i [PURE];
    "int_and" IntAnd "ii" i [PURE COMMUTATIVE];
    "int_or" IntOr "ii" i [PURE COMMUTATIVE];
    "int_xor" IntXor "ii" i [PURE COMMUTATIVE];
    "int_lshift" IntLshift "ii" i [PURE];
    "int_rshift" IntRshift "ii" i [PURE];
    "uint_rshift" UintRshift "ii" i [PURE];
    "int_signext" IntSignext "ii" i [PURE];
    "int_neg" IntNeg "i" i [PURE];
    "int_invert" IntInvert "i" i [PURE];
    "int_force_ge_zero" IntForceGeZero "i" i [PURE];
    "int_is_zero" IntIsZero "i" i [PURE BOOL] inv IntIsTrue refl IntIsZero;
    "int_is_true" IntIsTrue "i" i [PURE BOOL] inv IntIsZero refl IntIsTrue;
    "int_lt" IntLt "ii" i [PURE BOOL] inv IntGe refl IntGt;
    "int_le" IntLe "ii" i [PURE BOOL] inv IntGt refl IntGe;
    "int_eq" IntEq "ii" i [PURE BOOL COMMUTATIVE] inv IntNe refl IntEq;
    "int_ne" IntNe "ii" i [PURE BOOL COMMUTATIVE] inv IntEq refl IntNe;
    "int_gt" IntGt "ii" i [PURE BOOL] inv IntLe refl IntLt;
    "int_ge" IntGe "ii" i [PURE BOOL] inv IntLt refl IntLe;
    "uint_lt" UintLt "ii" i [PURE BOOL] inv UintGe refl UintGt;
    "uint_le" UintLe "ii" i [PURE BOOL] inv UintGt refl UintGe;
    "uint_gt" UintGt "ii" i [PURE BOOL] inv UintLe refl UintLt;
    "uint_ge" UintGe "ii" i [PURE BOOL] inv UintLt refl UintLe;
    "int_add_ovf" IntAddOvf "ii" i [OVF NO_SIDE_EFFECT COMMUTATIVE];
    "int_sub_ovf" IntSubOvf "ii" i [OVF NO_SIDE_EFFECT];
    "int_mul_ovf" IntMulOvf "ii" i [OVF NO_SIDE_EFFECT COMMUTATIVE];

    // Floats.
    "float_add" FloatAdd "ff" f [PURE COMMUTATIVE];
    "float_sub" FloatSub "ff" f [PURE];
    "float_mul" FloatMul "ff" f [PURE COMMUTATIVE];
    "float_truediv" FloatTruediv "ff" f [PURE];
    "float_neg" FloatNeg "f" f [PURE];
    "float_abs" FloatAbs "f" f [PURE];
    "float_sqrt" FloatSqrt "f" f [PURE];
    // No inverse for the ordered ones: with a NaN both are false. Equality has one: with a NaN it is false, its
    // opposite true.
    "float_lt" FloatLt "ff" i [PURE BOOL];
    "float_le" FloatLe "ff" i [PURE BOOL];
    "float_eq" FloatEq "ff" i [PURE BOOL COMMUTATIVE] inv FloatNe refl FloatEq;
    "float_ne" FloatNe "ff" i [PURE BOOL COMMUTATIVE] inv FloatEq refl FloatNe;
    "float_gt" FloatGt "ff" i [PURE BOOL];
    "float_ge" FloatGe "ff" i [PURE BOOL];
    "cast_int_to_float" CastIntToFloat "i" f [PURE];
    "cast_float_to_int" CastFloatToInt "f" i [PURE];
    "convert_float_bytes_to_longlong" ConvertFloatBytesToLonglong "f" i [PURE];
    "convert_longlong_bytes_to_float" ConvertLonglongBytesToFloat "i" f [PURE];

    // References.
    "ptr_eq" PtrEq "rr" i [PURE BOOL COMMUTATIVE] inv PtrNe refl PtrEq;
    "ptr_ne" PtrNe "rr" i [PURE BOOL COMMUTATIVE] inv PtrEq refl PtrNe;
    "instance_ptr_eq" InstancePtrEq "rr" i [PURE BOOL COMMUTATIVE] inv InstancePtrNe refl InstancePtrEq;
    "instance_ptr_ne" InstancePtrNe "rr" i [PURE BOOL COMMUTATIVE] inv InstancePtrEq refl InstancePtrNe;
    "same_as_i" SameAsI "i" i [PURE];
    "same_as_r" SameAsR "r" r [PURE];
    "same_as_f" SameAsF "f" f [PURE];
    "cast_ptr_to_int" CastPtrToInt "r" i [NO_SIDE_EFFECT];
    "cast_int_to_ptr" CastIntToPtr "i" r [NO_SIDE_EFFECT];

    // Memory. Reads of immutable fields are the same operations; the descriptor says that the field is immutable.
    "getfield_gc_i" GetfieldGcI "r" i [NO_SIDE_EFFECT DESCR];
    "getfield_gc_r" GetfieldGcR "r" r [NO_SIDE_EFFECT DESCR];
    "getfield_gc_f" GetfieldGcF "r" f [NO_SIDE_EFFECT DESCR];
    "setfield_gc" SetfieldGc "r*" n [DESCR WRITES];
    "getfield_raw_i" GetfieldRawI "i" i [NO_SIDE_EFFECT DESCR];
    "getfield_raw_r" GetfieldRawR "i" r [NO_SIDE_EFFECT DESCR];
    "getfield_raw_f" GetfieldRawF "i" f [NO_SIDE_EFFECT DESCR];
    "setfield_raw" SetfieldRaw "i*" n [DESCR WRITES];
    "getarrayitem_gc_i" GetarrayitemGcI "ri" i [NO_SIDE_EFFECT DESCR];
    "getarrayitem_gc_r" GetarrayitemGcR "ri" r [NO_SIDE_EFFECT DESCR];
    "getarrayitem_gc_f" GetarrayitemGcF "ri" f [NO_SIDE_EFFECT DESCR];
    "setarrayitem_gc" SetarrayitemGc "ri*" n [DESCR WRITES];
    "arraylen_gc" ArraylenGc "r" i [NO_SIDE_EFFECT DESCR];
    "getarrayitem_raw_i" GetarrayitemRawI "ii" i [NO_SIDE_EFFECT DESCR];
    "getarrayitem_raw_f" GetarrayitemRawF "ii" f [NO_SIDE_EFFECT DESCR];
    "setarrayitem_raw" SetarrayitemRaw "ii*" n [DESCR WRITES];
    "getinteriorfield_gc_i" GetinteriorfieldGcI "ri" i [NO_SIDE_EFFECT DESCR];
    "getinteriorfield_gc_r" GetinteriorfieldGcR "ri" r [NO_SIDE_EFFECT DESCR];
    "getinteriorfield_gc_f" GetinteriorfieldGcF "ri" f [NO_SIDE_EFFECT DESCR];
    "setinteriorfield_gc" SetinteriorfieldGc "ri*" n [DESCR WRITES];
    // Base, byte offset; the array descriptor gives size and sign of the item.
    "raw_load_i" RawLoadI "ii" i [NO_SIDE_EFFECT DESCR];
    "raw_load_f" RawLoadF "ii" f [NO_SIDE_EFFECT DESCR];
    "raw_store" RawStore "ii*" n [DESCR WRITES];

    // Allocation.
    "new" New "" r [MALLOC DESCR];
    "new_with_vtable" NewWithVtable "" r [MALLOC DESCR];
    "new_array" NewArray "i" r [MALLOC DESCR];
    "new_array_clear" NewArrayClear "i" r [MALLOC DESCR];
    "newstr" Newstr "i" r [MALLOC];
    "newunicode" Newunicode "i" r [MALLOC];

    // Strings: bytes and code points.
    "strlen" Strlen "r" i [NO_SIDE_EFFECT];
    "strgetitem" Strgetitem "ri" i [NO_SIDE_EFFECT];
    "strsetitem" Strsetitem "rii" n [WRITES];
    "strhash" Strhash "r" i [NO_SIDE_EFFECT];
    "copystrcontent" Copystrcontent "rriii" n [WRITES];
    "unicodelen" Unicodelen "r" i [NO_SIDE_EFFECT];
    "unicodegetitem" Unicodegetitem "ri" i [NO_SIDE_EFFECT];
    "unicodesetitem" Unicodesetitem "rii" n [WRITES];
    "unicodehash" Unicodehash "r" i [NO_SIDE_EFFECT];
    "copyunicodecontent" Copyunicodecontent "rriii" n [WRITES];

    // Virtual references, quasi-immutables, facts for the optimiser.
    "virtual_ref" VirtualRef "ri" r [MALLOC];
    "virtual_ref_finish" VirtualRefFinish "r." n [];
    "quasiimmut_field" QuasiimmutField "r" n [DESCR];
    "force_token" ForceToken "" i [NO_SIDE_EFFECT];
    "assert_not_none" AssertNotNone "r" n [];
    "record_exact_class" RecordExactClass "ri" n [];
    "record_exact_value_i" RecordExactValueI "ii" n [];
    "record_exact_value_r" RecordExactValueR "rr" n [];
    "save_exc_class" SaveExcClass "" i [];
    "save_exception" SaveException "" r [];
    "restore_exception" RestoreException "ir" n [];

    // Calls: function, arguments.
    "call_i" CallI "i." i [CALL CAN_RAISE DESCR];
    "call_r" CallR "i." r [CALL CAN_RAISE DESCR];
    "call_f" CallF "i." f [CALL CAN_RAISE DESCR];
    "call_n" CallN "i." n [CALL CAN_RAISE DESCR];
    "call_pure_i" CallPureI "i." i [CALL CAN_RAISE DESCR];
    "call_pure_r" CallPureR "i." r [CALL CAN_RAISE DESCR];
    "call_pure_f" CallPureF "i." f [CALL CAN_RAISE DESCR];
    "call_loopinvariant_i" CallLoopinvariantI "i." i [CALL CAN_RAISE DESCR];
    "call_loopinvariant_r" CallLoopinvariantR "i." r [CALL CAN_RAISE DESCR];
    "call_loopinvariant_f" CallLoopinvariantF "i." f [CALL CAN_RAISE DESCR];
    "call_may_force_i" CallMayForceI "i." i [CALL CAN_RAISE DESCR];
    "call_may_force_r" CallMayForceR "i." r [CALL CAN_RAISE DESCR];
    "call_may_force_f" CallMayForceF "i." f [CALL CAN_RAISE DESCR];
    "call_may_force_n" CallMayForceN "i." n [CALL CAN_RAISE DESCR];
    // The arguments of the callee's loop; the descriptor is its target token.
    "call_assembler_i" CallAssemblerI "." i [CALL CAN_RAISE DESCR];
    "call_assembler_r" CallAssemblerR "." r [CALL CAN_RAISE DESCR];
    "call_assembler_f" CallAssemblerF "." f [CALL CAN_RAISE DESCR];
    "call_assembler_n" CallAssemblerN "." n [CALL CAN_RAISE DESCR];
    "call_release_gil_i" CallReleaseGilI "ii." i [CALL CAN_RAISE DESCR];
    "call_release_gil_f" CallReleaseGilF "ii." f [CALL CAN_RAISE DESCR];
    "call_release_gil_n" CallReleaseGilN "ii." n [CALL CAN_RAISE DESCR];
    // Condition, function, arguments: calls when the condition is true (value: when it is zero/null).
    "cond_call_n" CondCallN "ii." n [CALL CAN_RAISE DESCR];
    "cond_call_value_i" CondCallValueI "ii." i [CALL CAN_RAISE DESCR];
    "cond_call_value_r" CondCallValueR "ri." r [CALL CAN_RAISE DESCR];

    // Only after the GC rewrite. Base, offset, size (negative: signed); index operations: base, index, scale, offset,
    // size.
    "gc_load_i" GcLoadI "rii" i [NO_SIDE_EFFECT];
    "gc_load_r" GcLoadR "rii" r [NO_SIDE_EFFECT];
    "gc_load_f" GcLoadF "rii" f [NO_SIDE_EFFECT];
    "gc_load_indexed_i" GcLoadIndexedI "riiii" i [NO_SIDE_EFFECT];
    "gc_load_indexed_r" GcLoadIndexedR "riiii" r [NO_SIDE_EFFECT];
    "gc_load_indexed_f" GcLoadIndexedF "riiii" f [NO_SIDE_EFFECT];
    "gc_store" GcStore "ri*i" n [WRITES];
    "gc_store_indexed" GcStoreIndexed "ri*iii" n [WRITES];
    "zero_array" ZeroArray "riiii" n [WRITES DESCR];
    "load_from_gc_table" LoadFromGcTable "i" r [NO_SIDE_EFFECT];
    "load_effective_address" LoadEffectiveAddress "riii" i [NO_SIDE_EFFECT];
    "cond_call_gc_wb" CondCallGcWb "r" n [];
    "cond_call_gc_wb_array" CondCallGcWbArray "ri" n [];
    "nursery_ptr_increment" NurseryPtrIncrement "ri" r [];
    "call_malloc_nursery" CallMallocNursery "i" r [MALLOC];
    "call_malloc_nursery_varsize" CallMallocNurseryVarsize "iii" r [MALLOC DESCR];
    "check_memory_error" CheckMemoryError "r" n [];
}

impl Opnum {
    fn row(self) -> &'static Row {
        &Opnum::ROWS[self as usize]
    }

    /// The mnemonic.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The operation with this mnemonic.
    pub fn from_name(name: &str) -> Option<Opnum> {
        static NAMES: OnceLock<HashMap<&'static str, Opnum>> = OnceLock::new();
        let names = NAMES.get_or_init(|| Opnum::ALL.iter().map(|op| (op.name(), *op)).collect());
        names.get(name).copied()
    }

    /// Operand kinds: `i` `r` `f` `*`, a final `.` for any further ones.
    pub fn signature(self) -> &'static str {
        self.row().sig
    }

    /// The number of operands, or `None` when it varies.
    pub fn arity(self) -> Option<usize> {
        let sig = self.row().sig;
        (!sig.ends_with('.')).then_some(sig.len())
    }

    /// The kind of the result, or `None`.
    pub fn result(self) -> Option<Kind> {
        self.row().result
    }

    pub fn flags(self) -> Flags {
        self.row().flags
    }

    pub fn is_guard(self) -> bool {
        self.flags().has(Flags::GUARD)
    }

    pub fn is_pure(self) -> bool {
        self.flags().has(Flags::PURE)
    }

    /// No visible effect: may be dropped when the result is unused.
    pub fn no_side_effect(self) -> bool {
        self.flags().has(Flags::PURE) || self.flags().has(Flags::NO_SIDE_EFFECT)
    }

    pub fn can_raise(self) -> bool {
        self.flags().has(Flags::CAN_RAISE)
    }

    pub fn is_call(self) -> bool {
        self.flags().has(Flags::CALL)
    }

    pub fn is_ovf(self) -> bool {
        self.flags().has(Flags::OVF)
    }

    /// Result is 0 or 1.
    pub fn is_bool(self) -> bool {
        self.flags().has(Flags::BOOL)
    }

    pub fn is_commutative(self) -> bool {
        self.flags().has(Flags::COMMUTATIVE)
    }

    pub fn needs_descr(self) -> bool {
        self.flags().has(Flags::DESCR)
    }

    pub fn is_final(self) -> bool {
        self.flags().has(Flags::FINAL)
    }

    pub fn is_malloc(self) -> bool {
        self.flags().has(Flags::MALLOC)
    }

    /// The comparison that gives the opposite answer (`int_lt` → `int_ge`).
    pub fn inverse(self) -> Option<Opnum> {
        self.row().partners.map(|p| p.0)
    }

    /// The comparison that gives the same answer with swapped operands (`int_lt` → `int_gt`).
    pub fn reflex(self) -> Option<Opnum> {
        self.row().partners.map(|p| p.1)
    }

    /// The operation of an overflow-checked one that cannot overflow (`int_add_ovf` → `int_add`).
    pub fn without_ovf(self) -> Option<Opnum> {
        match self {
            Opnum::IntAddOvf => Some(Opnum::IntAdd),
            Opnum::IntSubOvf => Some(Opnum::IntSub),
            Opnum::IntMulOvf => Some(Opnum::IntMul),
            _ => None,
        }
    }

    /// `same_as_*` of a kind.
    pub fn same_as(kind: Kind) -> Opnum {
        match kind {
            Kind::Int => Opnum::SameAsI,
            Kind::Ref => Opnum::SameAsR,
            Kind::Float => Opnum::SameAsF,
        }
    }

    /// `call_*` of a result kind.
    pub fn call(kind: Option<Kind>) -> Opnum {
        match kind {
            Some(Kind::Int) => Opnum::CallI,
            Some(Kind::Ref) => Opnum::CallR,
            Some(Kind::Float) => Opnum::CallF,
            None => Opnum::CallN,
        }
    }

    /// `call_may_force_*` of a result kind.
    pub fn call_may_force(kind: Option<Kind>) -> Opnum {
        match kind {
            Some(Kind::Int) => Opnum::CallMayForceI,
            Some(Kind::Ref) => Opnum::CallMayForceR,
            Some(Kind::Float) => Opnum::CallMayForceF,
            None => Opnum::CallMayForceN,
        }
    }

    /// `getfield_gc_*` of a kind.
    pub fn getfield_gc(kind: Kind) -> Opnum {
        match kind {
            Kind::Int => Opnum::GetfieldGcI,
            Kind::Ref => Opnum::GetfieldGcR,
            Kind::Float => Opnum::GetfieldGcF,
        }
    }

    /// `getarrayitem_gc_*` of a kind.
    pub fn getarrayitem_gc(kind: Kind) -> Opnum {
        match kind {
            Kind::Int => Opnum::GetarrayitemGcI,
            Kind::Ref => Opnum::GetarrayitemGcR,
            Kind::Float => Opnum::GetarrayitemGcF,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_partners_are_consistent() {
        for &op in Opnum::ALL {
            assert_eq!(Opnum::from_name(op.name()), Some(op));
            if let Some(inverse) = op.inverse() {
                assert_eq!(inverse.inverse(), Some(op));
            }
            if let Some(reflex) = op.reflex() {
                assert_eq!(reflex.reflex(), Some(op));
            }
        }
    }
}
