//! Types of the operands and results of low-level operations.
//!
//! [`signature`] says it for the operations on plain values; [`check_op`] knows all of them.

use crate::{Const, Graph, GraphId, Imm, Op, OpCode, Operand, Program, StaticId};
use lltype::{Container, ContainerId, Elem, FieldRef, LLType};

/// Argument types and result type of the operations that have only one signature.
pub fn signature(code: OpCode) -> Option<(&'static [LLType], LLType)> {
    use LLType::{Address, Bool, Char, Float, Signed, UniChar, Unsigned, Void};
    use OpCode::*;
    Some(match code {
        BoolNot | Likely | Unlikely => (&[Bool], Bool),
        CharLt | CharLe | CharEq | CharNe | CharGt | CharGe => (&[Char, Char], Bool),
        UniCharLt | UniCharLe | UniCharEq | UniCharNe | UniCharGt | UniCharGe => (&[UniChar, UniChar], Bool),
        IntIsTrue => (&[Signed], Bool),
        IntNeg | IntAbs | IntInvert | IntForceGeZero => (&[Signed], Signed),
        IntAdd | IntSub | IntMul | IntFloorDiv | IntMod | IntPyDiv | IntPyMod | IntAnd | IntOr | IntXor | IntLShift
        | IntRShift | IntAddOvf | IntSubOvf | IntMulOvf => (&[Signed, Signed], Signed),
        IntLt | IntLe | IntEq | IntNe | IntGt | IntGe => (&[Signed, Signed], Bool),
        IntBetween => (&[Signed, Signed, Signed], Bool),
        UintIsTrue => (&[Unsigned], Bool),
        UintInvert => (&[Unsigned], Unsigned),
        UintAdd | UintSub | UintMul | UintFloorDiv | UintMod | UintAnd | UintOr | UintXor | UintMulHigh => {
            (&[Unsigned, Unsigned], Unsigned)
        }
        UintLt | UintLe | UintEq | UintNe | UintGt | UintGe => (&[Unsigned, Unsigned], Bool),
        FloatIsTrue => (&[Float], Bool),
        FloatNeg | FloatAbs | FloatSqrt | FloatFloor | FloatCeil => (&[Float], Float),
        FloatAdd | FloatSub | FloatMul | FloatTrueDiv => (&[Float, Float], Float),
        FloatLt | FloatLe | FloatEq | FloatNe | FloatGt | FloatGe => (&[Float, Float], Bool),
        CastBoolToInt => (&[Bool], Signed),
        CastBoolToUint => (&[Bool], Unsigned),
        CastBoolToFloat => (&[Bool], Float),
        CastCharToInt => (&[Char], Signed),
        CastUniCharToInt => (&[UniChar], Signed),
        CastIntToChar => (&[Signed], Char),
        CastIntToUniChar => (&[Signed], UniChar),
        CastIntToUint => (&[Signed], Unsigned),
        CastUintToInt => (&[Unsigned], Signed),
        CastIntToFloat => (&[Signed], Float),
        CastUintToFloat => (&[Unsigned], Float),
        CastFloatToInt => (&[Float], Signed),
        CastFloatToUint => (&[Float], Unsigned),
        ConvertFloatBytesToInt => (&[Float], Signed),
        ConvertIntBytesToFloat => (&[Signed], Float),
        AdrAdd => (&[Address, Signed], Address),
        Traceback => (&[Signed], Void),
        GcCollect | Fatal | StackCheck | GcEnterRoots | GcLeaveRoots => (&[], Void),
        GcAddMemoryPressure => (&[Signed], Void),
        JitWeAreJitted => (&[], Bool),
        _ => return None,
    })
}

/// The type of an operation's result, where the operation alone decides it.
pub fn fixed_result(code: OpCode) -> Option<LLType> {
    use OpCode::*;
    if let Some((_, result)) = signature(code) {
        return Some(result);
    }
    Some(match code {
        UintLShift | UintRShift => LLType::Unsigned,
        PtrEq | PtrNe | PtrIsZero | PtrNonZero | IsSubclassOf | GcCanMove | GrowArray | JitIsVirtual
        | JitIsConstant => LLType::Bool,
        CastPtrToInt | GetArraySize | GcIdentityHash | GcId | JitTraceLength => LLType::Signed,
        CastPtrToAdr => LLType::Address,
        SetField
        | SetArrayItem
        | SetInteriorField
        | RawStore
        | ArrayCopy
        | ArrayClear
        | KeepAlive
        | NullCheck
        | GcSaveRoot
        | GcWriteBarrier
        | DebugPrint
        | JitMarker
        | JitForceVirtualizable
        | JitVirtualRefFinish
        | JitForceQuasiImmutable
        | JitRecordExactClass
        | JitRecordExactValue
        | JitAssertGreen
        | JitConditionalCall => LLType::Void,
        _ => return None,
    })
}

/// Whether a value of type `ty` is an integer, truth value, char or float.
pub fn is_number(ty: LLType) -> bool {
    !matches!(ty, LLType::Void | LLType::Address | LLType::Ptr(_) | LLType::GcRef)
}

/// Whether a type holds references or addresses.
pub fn is_pointer(ty: LLType) -> bool {
    matches!(ty, LLType::Ptr(_) | LLType::GcRef | LLType::Address)
}

/// Whether a constant is a value of a type.
pub fn const_fits(program: &Program, c: &Const, ty: LLType) -> bool {
    use LLType::*;
    match c {
        Const::Void => ty == Void,
        Const::Bool(_) => ty == Bool,
        Const::Int(i) => match ty {
            Signed => true,
            Int8 => i8::try_from(*i).is_ok(),
            Int16 => i16::try_from(*i).is_ok(),
            Int32 => i32::try_from(*i).is_ok(),
            _ => false,
        },
        Const::Uint(u) => match ty {
            Unsigned => true,
            UInt8 => u8::try_from(*u).is_ok(),
            UInt16 => u16::try_from(*u).is_ok(),
            UInt32 => u32::try_from(*u).is_ok(),
            _ => false,
        },
        Const::Float(_) => matches!(ty, Float | SingleFloat),
        Const::Char(_) => ty == Char,
        Const::UniChar(_) => ty == UniChar,
        Const::Null(t) => *t == ty && is_pointer(ty),
        Const::Static(s, t) => *t == ty && is_pointer(ty) && program.statics.is_valid(*s),
        Const::Place(s, _) => ty == Signed && program.statics.is_valid(*s),
        Const::Func(g) => {
            program.graphs.get(*g).is_some_and(|g| {
                let args: Option<Vec<LLType>> = g.args().iter().map(|v| g.vars[*v].ty).collect();
                args.zip(g.result).is_some_and(|(a, r)| is_func(program, ty, &a, r))
            }) || (ty == Address && program.graphs.is_valid(*g))
        }
        Const::Extern(x) => {
            program.externs.get(*x).is_some_and(|x| is_func(program, ty, &x.args, x.result) || ty == Address)
        }
        Const::None | Const::Str(_) | Const::Unicode(_) | Const::Host(_) => false,
    }
}

fn is_func(program: &Program, ty: LLType, args: &[LLType], result: LLType) -> bool {
    matches!(ty, LLType::Ptr(c) if program.types.contains(c) && matches!(
        program.types.get(c), Container::Func(f) if f.args == args && f.result == result))
}

/// Checks operands, static part and result of a low-level operation.
///
/// # Errors
/// What is wrong, in words.
pub fn check_op(program: &Program, graph: &Graph, op: &Op) -> Result<(), String> {
    Check { program, graph, op }.run()
}

/// Checks that an operand has a type.
///
/// # Errors
/// What is wrong, in words.
pub fn check_operand(program: &Program, graph: &Graph, a: &Operand, ty: LLType) -> Result<(), String> {
    match a {
        Operand::Var(v) => match graph.vars[*v].ty {
            Some(t) if t == ty => Ok(()),
            Some(t) => Err(format!("{v} is {t:?}, expected {ty:?}")),
            None => Err(format!("{v} has no type")),
        },
        Operand::Const(c) if const_fits(program, c, ty) => Ok(()),
        Operand::Const(c) => Err(format!("the constant {} is not {ty:?}", crate::const_text(c))),
    }
}

struct Check<'a> {
    program: &'a Program,
    graph: &'a Graph,
    op: &'a Op,
}

type Checked = Result<(), String>;

impl Check<'_> {
    fn run(&self) -> Checked {
        use OpCode::*;
        let code = self.op.code;
        if code.info().hl {
            return Err("a high-level operation in a typed graph".into());
        }
        self.imm_kind()?;
        if let Some((args, result)) = signature(code) {
            self.args(args)?;
            return self.result(result);
        }
        match code {
            UintLShift | UintRShift => {
                self.count(2)?;
                self.operand(0, LLType::Unsigned)?;
                self.operand(1, LLType::Signed).or_else(|_| self.operand(1, LLType::Unsigned))?;
                self.result(LLType::Unsigned)
            }
            SameAs | Hint => {
                if self.op.args.is_empty() {
                    return Err("needs an argument".into());
                }
                self.operand(0, self.result_type()?)
            }
            DirectCall => self.direct_call(),
            IndirectCall => self.indirect_call(),
            CastPrimitive => {
                self.count(1)?;
                self.number_operand(0)?;
                match self.result_type()? {
                    t if is_number(t) => Ok(()),
                    t => Err(format!("casts to {t:?}")),
                }
            }
            PtrEq | PtrNe => {
                self.count(2)?;
                self.pointer(0)?;
                self.pointer(1)?;
                self.result(LLType::Bool)
            }
            PtrIsZero | PtrNonZero | GcCanMove | JitIsVirtual => {
                self.count(1)?;
                self.pointer(0)?;
                self.result(LLType::Bool)
            }
            CastPointer => {
                self.count(1)?;
                let from = self.struct_pointer(0)?;
                match self.result_type()? {
                    LLType::Ptr(to) => {
                        let t = &self.program.types;
                        if from.is_none_or(|from| t.is_a(from, to) || t.is_a(to, from)) {
                            Ok(())
                        } else {
                            Err(format!("neither of {from:?} and {to:?} is a parent of the other"))
                        }
                    }
                    t => Err(format!("casts to {t:?}")),
                }
            }
            CastOpaquePtr | CastIntToPtr | CastAdrToPtr => {
                self.count(1)?;
                match code {
                    CastIntToPtr => self.operand(0, LLType::Signed)?,
                    CastAdrToPtr => self.operand(0, LLType::Address)?,
                    _ => self.pointer(0)?,
                }
                self.pointer_result()
            }
            CastPtrToInt | GcIdentityHash | GcId => {
                self.count(1)?;
                self.pointer(0)?;
                self.result(LLType::Signed)
            }
            CastPtrToAdr => {
                self.count(1)?;
                self.pointer(0)?;
                self.result(LLType::Address)
            }
            RawLoad => {
                self.args(&[LLType::Address, LLType::Signed])?;
                match self.result_type()? {
                    LLType::Void => Err("loads Void".into()),
                    _ => Ok(()),
                }
            }
            RawStore => {
                self.count(3)?;
                self.operand(0, LLType::Address)?;
                self.operand(1, LLType::Signed)?;
                if self.op.imm != Imm::None && self.operand(2, LLType::Float).is_err() {
                    self.operand(2, LLType::Signed)?;
                }
                self.result(LLType::Void)
            }
            Malloc | MallocVarsize => self.malloc(),
            GetField | SetField => {
                let f = self.field()?;
                self.count(if code == GetField { 1 } else { 2 })?;
                self.object_with(0, f.container)?;
                self.value_of_type(1, code == GetField, self.program.types.field(f).ty)
            }
            GetArrayItem | SetArrayItem => {
                self.count(if code == GetArrayItem { 2 } else { 3 })?;
                self.operand(1, LLType::Signed)?;
                match self.items(0)? {
                    Some(Elem::Prim(t)) => self.value_of_type(2, code == GetArrayItem, t),
                    Some(Elem::Struct(_)) => Err("the items are structures".into()),
                    None => Ok(()),
                }
            }
            GetArraySize => {
                self.count(1)?;
                self.items(0)?;
                self.result(LLType::Signed)
            }
            GetInteriorField | SetInteriorField => {
                let f = self.field()?;
                self.count(if code == GetInteriorField { 2 } else { 3 })?;
                self.operand(1, LLType::Signed)?;
                match self.items(0)? {
                    Some(Elem::Struct(c)) if self.program.types.is_a(c, f.container) => {
                        self.value_of_type(2, code == GetInteriorField, self.program.types.field(f).ty)
                    }
                    Some(_) => Err("the field is not one of the items'".into()),
                    None => Ok(()),
                }
            }
            ArrayCopy => {
                self.count(5)?;
                let (a, b) = (self.items(0)?, self.items(1)?);
                if a.zip(b).is_some_and(|(a, b)| a != b) {
                    return Err("the arrays have different items".into());
                }
                (2..5).try_for_each(|i| self.operand(i, LLType::Signed))?;
                self.result(LLType::Void)
            }
            ArrayClear => {
                self.count(3)?;
                self.items(0)?;
                (1..3).try_for_each(|i| self.operand(i, LLType::Signed))?;
                self.result(LLType::Void)
            }
            ShrinkArray => {
                self.count(2)?;
                self.items(0)?;
                self.operand(1, LLType::Signed)?;
                self.operand(0, self.result_type()?)
            }
            GrowArray => {
                self.count(2)?;
                self.items(0)?;
                self.operand(1, LLType::Signed)?;
                self.result(LLType::Bool)
            }
            IsSubclassOf => {
                self.count(2)?;
                self.pointer(0)?;
                self.pointer(1)?;
                self.result(LLType::Bool)
            }
            WeakrefCreate | WeakrefDeref => {
                self.count(1)?;
                self.pointer(0)?;
                self.pointer_result()
            }
            GcSaveRoot | GcWriteBarrier => {
                self.count(1)?;
                self.pointer(0)?;
                self.result(LLType::Void)
            }
            GcRestoreRoot => {
                self.count(0)?;
                self.pointer_result()
            }
            _ => match fixed_result(code) {
                Some(t) => self.result(t),
                None => Ok(()),
            },
        }
    }

    fn imm_kind(&self) -> Checked {
        use OpCode::*;
        let ok = match self.op.code {
            GetField | SetField | GetInteriorField | SetInteriorField => matches!(self.op.imm, Imm::Field(_)),
            Malloc | MallocVarsize => matches!(self.op.imm, Imm::Type(_)),
            Fatal => matches!(self.op.imm, Imm::Name(_)),
            GcEnterRoots | GcLeaveRoots | GcSaveRoot | GcRestoreRoot => matches!(self.op.imm, Imm::Index(_)),
            IndirectCall => matches!(self.op.imm, Imm::None | Imm::Targets(_)),
            RawStore => matches!(self.op.imm, Imm::None | Imm::Index(1 | 2 | 4)),
            Hint | JitMarker | DebugPrint => true,
            code if code.name().starts_with("jit_") => true,
            _ => self.op.imm == Imm::None,
        };
        if ok {
            Ok(())
        } else {
            Err(format!("the static part {:?} is of the wrong kind", self.op.imm))
        }
    }

    fn count(&self, n: usize) -> Checked {
        match self.op.args.len() {
            m if m == n => Ok(()),
            m => Err(format!("{m} arguments instead of {n}")),
        }
    }

    fn args(&self, types: &[LLType]) -> Checked {
        self.count(types.len())?;
        types.iter().enumerate().try_for_each(|(i, t)| self.operand(i, *t))
    }

    fn operand(&self, i: usize, ty: LLType) -> Checked {
        check_operand(self.program, self.graph, &self.op.args[i], ty).map_err(|e| format!("argument {i}: {e}"))
    }

    fn result_type(&self) -> Result<LLType, String> {
        self.graph.vars[self.op.result].ty.ok_or_else(|| "the result has no type".into())
    }

    fn result(&self, ty: LLType) -> Checked {
        match self.result_type()? {
            t if t == ty => Ok(()),
            t => Err(format!("the result is {t:?}, expected {ty:?}")),
        }
    }

    fn pointer_result(&self) -> Checked {
        match self.result_type()? {
            t if is_pointer(t) => Ok(()),
            t => Err(format!("the result is {t:?}, expected a reference")),
        }
    }

    /// A type that the operand has, as far as it decides one.
    fn type_of(&self, i: usize) -> Option<LLType> {
        match &self.op.args[i] {
            Operand::Var(v) => self.graph.vars[*v].ty,
            Operand::Const(c) => match c {
                Const::Null(t) | Const::Static(_, t) => Some(*t),
                Const::Bool(_) => Some(LLType::Bool),
                Const::Int(_) => Some(LLType::Signed),
                Const::Uint(_) => Some(LLType::Unsigned),
                Const::Float(_) => Some(LLType::Float),
                Const::Char(_) => Some(LLType::Char),
                Const::UniChar(_) => Some(LLType::UniChar),
                Const::Func(_) | Const::Extern(_) => Some(LLType::Address),
                _ => None,
            },
        }
    }

    fn number_operand(&self, i: usize) -> Checked {
        match self.type_of(i) {
            Some(t) if is_number(t) => Ok(()),
            t => Err(format!("argument {i} is {t:?}, expected a number")),
        }
    }

    fn pointer(&self, i: usize) -> Checked {
        match self.type_of(i) {
            Some(t) if is_pointer(t) => Ok(()),
            t => Err(format!("argument {i} is {t:?}, expected a reference")),
        }
    }

    /// Argument `i` points to a structure; `None` if it is a constant of undecided type.
    fn struct_pointer(&self, i: usize) -> Result<Option<ContainerId>, String> {
        match self.type_of(i) {
            Some(LLType::Ptr(c)) if self.program.types.contains(c) => match self.program.types.get(c) {
                Container::Struct(_) => Ok(Some(c)),
                _ => Err(format!("argument {i} does not point to a structure")),
            },
            t => Err(format!("argument {i} is {t:?}, expected a pointer to a structure")),
        }
    }

    fn object_with(&self, i: usize, container: ContainerId) -> Checked {
        match self.struct_pointer(i)? {
            Some(c) if !self.program.types.is_a(c, container) => {
                Err(format!("argument {i} points to {c}, which has no part {container}"))
            }
            _ => Ok(()),
        }
    }

    fn items(&self, i: usize) -> Result<Option<Elem>, String> {
        match self.struct_pointer(i)? {
            None => Ok(None),
            Some(c) => match self.program.types.structure_of(c).items {
                None => Err(format!("argument {i} points to {c}, which has no items")),
                items => Ok(items),
            },
        }
    }

    fn field(&self) -> Result<FieldRef, String> {
        let Imm::Field(f) = self.op.imm else { return Err("no field".into()) };
        let known = self.program.types.contains(f.container)
            && matches!(self.program.types.get(f.container), Container::Struct(s) if (f.index as usize) < s.fields.len());
        if known {
            Ok(f)
        } else {
            Err(format!("there is no field {f:?}"))
        }
    }

    fn value_of_type(&self, i: usize, is_get: bool, ty: LLType) -> Checked {
        if is_get {
            self.result(ty)
        } else {
            self.operand(i, ty)?;
            self.result(LLType::Void)
        }
    }

    fn malloc(&self) -> Checked {
        let Imm::Type(c) = self.op.imm else { return Err("no type".into()) };
        let Some(Container::Struct(s)) = self.program.types.contains(c).then(|| self.program.types.get(c)) else {
            return Err(format!("{c} is not a structure"));
        };
        let varsize = self.op.code == OpCode::MallocVarsize;
        if s.items.is_some() != varsize {
            return Err(format!("{} {} a trailing array", s.name, if varsize { "has not" } else { "has" }));
        }
        if varsize {
            self.args(&[LLType::Signed])?;
        } else {
            self.count(0)?;
        }
        self.result(LLType::Ptr(c))
    }

    fn call(&self, what: &str, args: &[LLType], result: LLType) -> Checked {
        if self.op.args.len() != args.len() + 1 {
            return Err(format!("{what} takes {} arguments, {} given", args.len(), self.op.args.len() - 1));
        }
        args.iter().enumerate().try_for_each(|(i, t)| self.operand(i + 1, *t))?;
        self.result(result)
    }

    fn direct_call(&self) -> Checked {
        match self.op.args.first() {
            Some(Operand::Const(Const::Func(g))) => {
                let (args, result) = graph_signature(self.program, *g)?;
                self.call(&g.to_string(), &args, result)
            }
            Some(Operand::Const(Const::Extern(x))) => {
                let Some(e) = self.program.externs.get(*x) else { return Err(format!("there is no {x}")) };
                self.call(&x.to_string(), &e.args, e.result)
            }
            _ => Err("the callee is not a graph or extern".into()),
        }
    }

    fn indirect_call(&self) -> Checked {
        let func = match self.op.args.first() {
            Some(Operand::Var(v)) => self.graph.vars[*v].ty,
            Some(Operand::Const(Const::Null(t))) => Some(*t),
            Some(Operand::Const(Const::Func(_) | Const::Extern(_))) => return self.direct_call(),
            _ => None,
        };
        let Some(LLType::Ptr(c)) = func else { return Err("the callee is not a function pointer".into()) };
        let Some(Container::Func(f)) = self.program.types.contains(c).then(|| self.program.types.get(c)) else {
            return Err("the callee is not a function pointer".into());
        };
        if let Imm::Targets(targets) = &self.op.imm {
            for g in targets.iter() {
                let (args, result) = graph_signature(self.program, *g)?;
                if args != f.args || result != f.result {
                    return Err(format!("the possible callee {g} has another signature"));
                }
            }
        }
        self.call("the function", &f.args, f.result)
    }
}

fn graph_signature(program: &Program, g: GraphId) -> Result<(Vec<LLType>, LLType), String> {
    let Some(graph) = program.graphs.get(g) else { return Err(format!("there is no {g}")) };
    let args: Option<Vec<LLType>> = graph.args().iter().map(|v| graph.vars[*v].ty).collect();
    args.zip(graph.result).ok_or_else(|| format!("{g} is not typed"))
}

/// Checks a prebuilt object: fields and items against its structure.
///
/// # Errors
/// What is wrong, in words.
pub fn check_static(program: &Program, id: StaticId) -> Result<(), String> {
    use crate::StaticItems;
    let s = &program.statics[id];
    let types = &program.types;
    if !types.contains(s.ty) {
        return Err(format!("there is no type {}", s.ty));
    }
    let Container::Struct(st) = types.get(s.ty) else { return Err(format!("{} is not a structure", s.ty)) };
    if st.forward {
        return Err(format!("{} is not defined", s.ty));
    }
    let check_fields = |what: &str, ty: ContainerId, values: &[Const]| {
        let fields = types.all_fields(ty);
        if fields.len() != values.len() {
            return Err(format!("{what} has {} values for {} fields", values.len(), fields.len()));
        }
        for (f, c) in fields.iter().zip(values) {
            check_value(program, c, types.field(*f).ty)
                .map_err(|e| format!("{what}, field {}: {e}", types.field(*f).name))?;
        }
        Ok(())
    };
    check_fields("the object", s.ty, &s.fields)?;
    match (&s.items, st.items) {
        (StaticItems::None, None) => Ok(()),
        (StaticItems::None, Some(_)) => Err("the items are missing".into()),
        (_, None) => Err("the structure has no items".into()),
        (StaticItems::Prims(v), Some(Elem::Prim(t))) => {
            v.iter().enumerate().try_for_each(|(i, c)| check_value(program, c, t).map_err(|e| format!("item {i}: {e}")))
        }
        (StaticItems::Bytes(_), Some(Elem::Prim(LLType::Char))) => Ok(()),
        (StaticItems::Structs(v), Some(Elem::Struct(c))) => {
            v.iter().enumerate().try_for_each(|(i, x)| check_fields(&format!("item {i}"), c, x))
        }
        _ => Err("items of another kind than the structure's".into()),
    }
}

fn check_value(program: &Program, c: &Const, ty: LLType) -> Checked {
    if !const_fits(program, c, ty) {
        return Err(format!("{} is not {ty:?}", crate::const_text(c)));
    }
    if let Const::Static(..) | Const::Place(..) = c {
        return check_reference(program, c);
    }
    Ok(())
}

/// Checks that a constant reference points to an object of the type it claims.
///
/// # Errors
/// What is wrong, in words.
pub fn check_reference(program: &Program, c: &Const) -> Result<(), String> {
    match c {
        Const::Static(s, LLType::Ptr(t)) => {
            let Some(s) = program.statics.get(*s) else { return Err(format!("there is no {s}")) };
            if program.types.contains(*t) && program.types.contains(s.ty) && program.types.is_a(s.ty, *t) {
                Ok(())
            } else {
                Err(format!("{} is a {}, not a {t}", crate::const_text(c), s.ty))
            }
        }
        Const::Static(s, _) | Const::Place(s, _) if !program.statics.is_valid(*s) => Err(format!("there is no {s}")),
        Const::Place(s, _) => {
            let ty = program.types.structure_of(program.statics[*s].ty);
            let fine = !ty.gc && ty.items == Some(lltype::Elem::Prim(LLType::Signed));
            if fine {
                Ok(())
            } else {
                Err(format!("{} is no place in raw memory", crate::const_text(c)))
            }
        }
        Const::Func(g) if !program.graphs.is_valid(*g) => Err(format!("there is no {g}")),
        Const::Extern(x) if !program.externs.is_valid(*x) => Err(format!("there is no {x}")),
        _ => Ok(()),
    }
}
