//! The table of operations: the one list every phase reads.

macro_rules! operations {
    ($( $(#[doc = $doc:literal])* $variant:ident $text:literal [$($flag:ident)*] ; )*) => {
        /// An operation. High-level ones (flag `hl`) come from source, low-level ones from the rtyper.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum OpCode {
            $( $(#[doc = $doc])* $variant, )*
        }

        impl OpCode {
            /// All operations, in table order.
            pub const ALL: &'static [OpCode] = &[$(OpCode::$variant),*];

            /// Properties.
            pub const fn info(self) -> OpInfo {
                match self {
                    $( OpCode::$variant => {
                        #[allow(unused_mut)]
                        let mut i = OpInfo { name: $text, ..OpInfo::DEFAULT };
                        $( i.$flag = true; )*
                        i
                    } )*
                }
            }
        }
    };
}

/// Properties of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpInfo {
    /// Name in the text form.
    pub name: &'static str,
    /// High-level: present before rtyping only.
    pub hl: bool,
    /// No side effects and the result depends on the (constant) arguments only: may be folded,
    /// removed when unused, merged, moved.
    pub pure: bool,
    /// Reads memory and has no side effects: may be removed when unused.
    pub reads: bool,
    /// May raise an exception by itself (calls: if a callee does).
    pub raises: bool,
    /// May allocate or collect (calls: if a callee does).
    pub collects: bool,
    /// A call.
    pub call: bool,
}

impl OpInfo {
    const DEFAULT: OpInfo =
        OpInfo { name: "", hl: false, pure: false, reads: false, raises: false, collects: false, call: false };
}

operations! {
    // ---- high-level: operators
    /// `a + b`
    Add "add" [hl]; /// `a - b`
    Sub "sub" [hl]; /// `a * b`
    Mul "mul" [hl]; /// `a / b`
    TrueDiv "truediv" [hl raises]; /// `a // b`
    FloorDiv "floordiv" [hl raises]; /// `a % b`
    Mod "mod" [hl raises]; /// `a ** b`
    Pow "pow" [hl]; /// `a << b`
    LShift "lshift" [hl raises]; /// `a >> b`
    RShift "rshift" [hl raises]; /// `a & b`
    And "and_" [hl]; /// `a | b`
    Or "or_" [hl]; /// `a ^ b`
    Xor "xor" [hl];
    /// `a += b`
    InplaceAdd "inplace_add" [hl]; /// `a -= b`
    InplaceSub "inplace_sub" [hl]; /// `a *= b`
    InplaceMul "inplace_mul" [hl]; /// `a /= b`
    InplaceTrueDiv "inplace_truediv" [hl raises]; /// `a //= b`
    InplaceFloorDiv "inplace_floordiv" [hl raises]; /// `a %= b`
    InplaceMod "inplace_mod" [hl raises]; /// `a **= b`
    InplacePow "inplace_pow" [hl]; /// `a <<= b`
    InplaceLShift "inplace_lshift" [hl raises]; /// `a >>= b`
    InplaceRShift "inplace_rshift" [hl raises]; /// `a &= b`
    InplaceAnd "inplace_and" [hl]; /// `a |= b`
    InplaceOr "inplace_or" [hl]; /// `a ^= b`
    InplaceXor "inplace_xor" [hl];
    /// `ovfcheck(a + b)`
    AddOvf "add_ovf" [hl raises]; /// `ovfcheck(a - b)`
    SubOvf "sub_ovf" [hl raises]; /// `ovfcheck(a * b)`
    MulOvf "mul_ovf" [hl raises]; /// `ovfcheck(a // b)`
    FloorDivOvf "floordiv_ovf" [hl raises]; /// `ovfcheck(a % b)`
    ModOvf "mod_ovf" [hl raises]; /// `ovfcheck(a << b)`
    LShiftOvf "lshift_ovf" [hl raises]; /// `ovfcheck(-a)`
    NegOvf "neg_ovf" [hl raises]; /// `ovfcheck(abs(a))`
    AbsOvf "abs_ovf" [hl raises];
    /// `a < b`
    Lt "lt" [hl]; /// `a <= b`
    Le "le" [hl]; /// `a == b`
    Eq "eq" [hl]; /// `a != b`
    Ne "ne" [hl]; /// `a > b`
    Gt "gt" [hl]; /// `a >= b`
    Ge "ge" [hl]; /// `a is b`
    Is "is_" [hl]; /// `x in container`: arguments (container, x)
    Contains "contains" [hl]; /// `-a`
    Neg "neg" [hl]; /// `+a`
    Pos "pos" [hl]; /// `~a`
    Invert "invert" [hl]; /// `not a`, always a bool
    Not "not_" [hl]; /// truth value of a, a bool
    Bool "bool" [hl];

    // ---- high-level: objects, containers, calls
    /// `obj.NAME` (imm Name)
    GetAttr "getattr" [hl]; /// `obj.NAME = value` (imm Name)
    SetAttr "setattr" [hl]; /// `obj[i]`
    GetItem "getitem" [hl raises]; /// `obj[i] = value`
    SetItem "setitem" [hl raises]; /// `del obj[i]`
    DelItem "delitem" [hl raises]; /// `obj[a:b]`, absent bounds are None constants
    GetSlice "getslice" [hl]; /// `obj[a:b] = value`
    SetSlice "setslice" [hl]; /// `del obj[a:b]`
    DelSlice "delslice" [hl]; /// `obj[a:b:c]`
    GetSliceStep "getslice_step" [hl]; /// `[a, b, …]`
    NewList "newlist" [hl]; /// `(a, b, …)`
    NewTuple "newtuple" [hl]; /// `{k: v, …}`: arguments k, v, k, v, …
    NewDict "newdict" [hl]; /// `{a, b, …}`
    NewSet "newset" [hl]; /// `iter(a)`
    Iter "iter" [hl]; /// the next item; raises StopIteration at the end
    Next "next" [hl raises]; /// `f(args…)`: arguments f, args…
    SimpleCall "simple_call" [hl call raises collects]; /// call with keywords or `*args` (imm Shape)
    CallArgs "call_args" [hl call raises collects];
    /// f-string field: `format(value, SPEC)`; imm Name is the constant spec, with `!s`/`!r` in front if given
    Format "format" [hl]; /// concatenation of the pieces of an f-string
    BuildString "build_string" [hl];
    /// value of `yield a` (before the generator transform)
    Yield "yield_" [hl raises];
    /// length of a sequence that must be as imm Index says, else ValueError (unpacking)
    CheckLen "check_len" [hl raises];

    // ---- both levels
    /// copy
    SameAs "same_as" [pure];
    /// a hint to the JIT or annotator (imm Name), value passed through
    Hint "hint" [];

    // ---- low-level: calls
    /// call of a `Func` or `Extern` constant: arguments callee, args…
    DirectCall "direct_call" [call raises collects];
    /// call through a function pointer: arguments pointer, args… (imm Targets)
    IndirectCall "indirect_call" [call raises collects];

    // ---- low-level: booleans, chars
    BoolNot "bool_not" [pure];
    CharLt "char_lt" [pure]; CharLe "char_le" [pure]; CharEq "char_eq" [pure];
    CharNe "char_ne" [pure]; CharGt "char_gt" [pure]; CharGe "char_ge" [pure];
    UniCharLt "unichar_lt" [pure]; UniCharLe "unichar_le" [pure]; UniCharEq "unichar_eq" [pure];
    UniCharNe "unichar_ne" [pure]; UniCharGt "unichar_gt" [pure]; UniCharGe "unichar_ge" [pure];

    // ---- low-level: Signed; arithmetic wraps
    IntIsTrue "int_is_true" [pure];
    IntNeg "int_neg" [pure]; IntAbs "int_abs" [pure]; IntInvert "int_invert" [pure];
    IntAdd "int_add" [pure]; IntSub "int_sub" [pure]; IntMul "int_mul" [pure];
    /// truncates; the divisor is not 0; MIN // -1 wraps to MIN
    IntFloorDiv "int_floordiv" [pure];
    /// sign of the dividend; the divisor is not 0; MIN % -1 is 0
    IntMod "int_mod" [pure];
    /// floors as Python does; the divisor is not 0; wraps
    IntPyDiv "int_py_div" [pure];
    /// Python's modulo; the divisor is not 0
    IntPyMod "int_py_mod" [pure];
    IntLt "int_lt" [pure]; IntLe "int_le" [pure]; IntEq "int_eq" [pure];
    IntNe "int_ne" [pure]; IntGt "int_gt" [pure]; IntGe "int_ge" [pure];
    IntAnd "int_and" [pure]; IntOr "int_or" [pure]; IntXor "int_xor" [pure];
    /// shift counts outside 0..63 give 0
    IntLShift "int_lshift" [pure];
    /// arithmetic; shift counts outside 0..63 give 0 or -1
    IntRShift "int_rshift" [pure];
    /// raises OverflowError
    IntAddOvf "int_add_ovf" [raises]; /// raises OverflowError
    IntSubOvf "int_sub_ovf" [raises]; /// raises OverflowError
    IntMulOvf "int_mul_ovf" [raises];
    /// `a <= b < c`
    IntBetween "int_between" [pure];
    IntForceGeZero "int_force_ge_zero" [pure];

    // ---- low-level: Unsigned; arithmetic wraps
    UintIsTrue "uint_is_true" [pure]; UintInvert "uint_invert" [pure];
    UintAdd "uint_add" [pure]; UintSub "uint_sub" [pure]; UintMul "uint_mul" [pure];
    /// the divisor is not 0
    UintFloorDiv "uint_floordiv" [pure]; /// the divisor is not 0
    UintMod "uint_mod" [pure];
    UintLt "uint_lt" [pure]; UintLe "uint_le" [pure]; UintEq "uint_eq" [pure];
    UintNe "uint_ne" [pure]; UintGt "uint_gt" [pure]; UintGe "uint_ge" [pure];
    UintAnd "uint_and" [pure]; UintOr "uint_or" [pure]; UintXor "uint_xor" [pure];
    /// shift counts outside 0..63 give 0
    UintLShift "uint_lshift" [pure]; /// shift counts outside 0..63 give 0
    UintRShift "uint_rshift" [pure];
    /// high word of the double-width product
    UintMulHigh "uint_mul_high" [pure];

    // ---- low-level: Float
    FloatIsTrue "float_is_true" [pure]; FloatNeg "float_neg" [pure]; FloatAbs "float_abs" [pure];
    FloatAdd "float_add" [pure]; FloatSub "float_sub" [pure]; FloatMul "float_mul" [pure];
    /// IEEE division: no exception
    FloatTrueDiv "float_truediv" [pure];
    FloatLt "float_lt" [pure]; FloatLe "float_le" [pure]; FloatEq "float_eq" [pure];
    FloatNe "float_ne" [pure]; FloatGt "float_gt" [pure]; FloatGe "float_ge" [pure];
    FloatSqrt "float_sqrt" [pure]; FloatFloor "float_floor" [pure]; FloatCeil "float_ceil" [pure];

    // ---- low-level: conversions between primitives
    CastBoolToInt "cast_bool_to_int" [pure]; CastBoolToUint "cast_bool_to_uint" [pure];
    CastBoolToFloat "cast_bool_to_float" [pure]; CastCharToInt "cast_char_to_int" [pure];
    CastUniCharToInt "cast_unichar_to_int" [pure];
    /// the low byte
    CastIntToChar "cast_int_to_char" [pure]; /// the low 32 bits
    CastIntToUniChar "cast_int_to_unichar" [pure];
    CastIntToUint "cast_int_to_uint" [pure]; CastUintToInt "cast_uint_to_int" [pure];
    CastIntToFloat "cast_int_to_float" [pure]; CastUintToFloat "cast_uint_to_float" [pure];
    /// truncates; saturates out of range, NaN gives 0
    CastFloatToInt "cast_float_to_int" [pure]; /// truncates; saturates out of range, NaN gives 0
    CastFloatToUint "cast_float_to_uint" [pure];
    /// between any two number types, by value or by truncation of bits
    CastPrimitive "cast_primitive" [pure];
    /// the 64 bits of a double
    ConvertFloatBytesToInt "convert_float_bytes_to_longlong" [pure]; /// a double from its 64 bits
    ConvertIntBytesToFloat "convert_longlong_bytes_to_float" [pure];

    // ---- low-level: references
    PtrEq "ptr_eq" [pure]; PtrNe "ptr_ne" [pure]; PtrIsZero "ptr_iszero" [pure]; PtrNonZero "ptr_nonzero" [pure];
    /// up or down a chain of parents; unchecked
    CastPointer "cast_pointer" [pure];
    /// to and from `GcRef`; unchecked
    CastOpaquePtr "cast_opaque_ptr" [pure];
    CastPtrToInt "cast_ptr_to_int" [reads]; CastIntToPtr "cast_int_to_ptr" [pure];
    CastPtrToAdr "cast_ptr_to_adr" [reads]; CastAdrToPtr "cast_adr_to_ptr" [pure];
    /// address + byte offset
    AdrAdd "adr_add" [pure];
    /// value of the result type at address + byte offset
    RawLoad "raw_load" [reads];
    /// arguments address, byte offset, value; with imm Index only the low 1, 2 or 4 bytes of a Signed
    /// value, or (4) a Float in single precision
    RawStore "raw_store" [];

    // ---- low-level: objects; memory starts zeroed
    /// new object (imm Type); raises MemoryError
    Malloc "malloc" [raises collects];
    /// new object with a trailing array: argument length (imm Type); raises MemoryError (negative lengths too)
    MallocVarsize "malloc_varsize" [raises collects];
    /// argument object (imm Field)
    GetField "getfield" [reads]; /// arguments object, value (imm Field)
    SetField "setfield" [];
    /// arguments object, index; index is in range
    GetArrayItem "getarrayitem" [reads]; /// arguments object, index, value
    SetArrayItem "setarrayitem" []; /// length of the trailing array
    GetArraySize "getarraysize" [pure];
    /// field of an inline structure: arguments object, index (imm Field of the item structure)
    GetInteriorField "getinteriorfield" [reads]; /// arguments object, index, value (imm Field)
    SetInteriorField "setinteriorfield" [];
    /// arguments source, destination, source start, destination start, count; regions may overlap
    ArrayCopy "arraycopy" []; /// arguments object, start, count: zeroes items
    ArrayClear "arrayclear" [];
    /// shortens an array just allocated: arguments object, new length; result the object
    ShrinkArray "shrink_array" [collects];
    /// makes a long array longer where it stands, new items are zero: arguments object, new length; result: was it done?
    GrowArray "grow_array" [];
    /// keeps its argument alive up to here
    KeepAlive "keepalive" [];
    /// looks into its argument: stops the program if that is the null reference, as an access does
    NullCheck "null_check" [];
    /// instance test by class numbers: arguments object's vtable, class vtable
    /// (`subclassrange_min` of the class <= that of the object <= `subclassrange_max`)
    IsSubclassOf "issubclass_range" [pure];

    // ---- low-level: collector
    GcCollect "gc_collect" [collects]; GcIdentityHash "gc_identityhash" [reads collects];
    GcId "gc_id" [reads collects]; GcCanMove "gc_can_move" [reads];
    WeakrefCreate "weakref_create" [raises collects]; WeakrefDeref "weakref_deref" [reads];
    GcAddMemoryPressure "gc_add_memory_pressure" [collects];
    /// reserves imm Index slots of the shadow stack
    GcEnterRoots "gc_enter_roots" []; /// frees imm Index slots
    GcLeaveRoots "gc_leave_roots" []; /// stores its argument in slot imm Index
    GcSaveRoot "gc_save_root" []; /// result: the reference in slot imm Index, after it may have moved
    GcRestoreRoot "gc_restore_root" []; /// barrier before a reference is stored in the argument object
    GcWriteBarrier "gc_write_barrier" [];

    // ---- low-level: program flow and debugging
    /// stops the program: "Fatal RPython error: " + imm Name
    Fatal "fatal" [];
    /// checks the depth of the stack; raises StackOverflow
    StackCheck "stack_check" [raises]; /// notes a place of the graph for tracebacks: its number
    Traceback "traceback" [];
    /// likely true / likely false, value passed through
    Likely "likely" [pure]; Unlikely "unlikely" [pure];
    DebugPrint "debug_print" [];
    /// driver events for the JIT (imm Name: merge_point, can_enter_jit, …)
    JitMarker "jit_marker" [];
    JitForceVirtualizable "jit_force_virtualizable" [];
    JitForceVirtual "jit_force_virtual" []; JitIsVirtual "jit_is_virtual" [pure];
    /// a reference that does not make a trace build its argument; until the JIT is written, the argument itself
    JitVirtualRef "jit_virtual_ref" []; /// arguments reference, object: the reference is not used any more
    JitVirtualRefFinish "jit_virtual_ref_finish" [];
    JitForceQuasiImmutable "jit_force_quasi_immutable" [];
    JitRecordExactClass "jit_record_exact_class" [];
    JitConditionalCall "jit_conditional_call" [call raises collects];
    JitConditionalCallValue "jit_conditional_call_value" [call raises collects];
    /// `we_are_jitted()`: false in code that is not traced
    JitWeAreJitted "jit_we_are_jitted" [pure]; /// while tracing: is the argument a constant? Otherwise false
    JitIsConstant "jit_is_constant" [pure]; /// wrong while tracing unless the argument is a constant
    JitAssertGreen "jit_assert_green" []; /// arguments value, constant: they are equal
    JitRecordExactValue "jit_record_exact_value" []; /// number of operations in the trace, -1 while none is made
    JitTraceLength "jit_trace_length" [reads];
}

impl OpCode {
    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<OpCode> {
        use std::collections::HashMap;
        use std::sync::OnceLock;
        static NAMES: OnceLock<HashMap<&'static str, OpCode>> = OnceLock::new();
        let map = NAMES.get_or_init(|| OpCode::ALL.iter().map(|op| (op.info().name, *op)).collect());
        map.get(name).copied()
    }

    /// Name in the text form.
    pub fn name(self) -> &'static str {
        self.info().name
    }
}
