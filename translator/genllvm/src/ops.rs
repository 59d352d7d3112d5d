//! Operations on values, calls, program flow. Operations on objects are in `memory_ops`.

use crate::entry;
use crate::function::{Function, Outcome};
use crate::unit::{bits, ext, is_pointer, lltype_name, result_type, signed};
use abi::symbols;
use gencommon::constants::integer as constant;
use gencommon::names::raises;
use graph::{Const, Imm, KnownException, Op, OpCode, Operand};
use lltype::LLType;

impl Function<'_, '_> {
    /// `%v… = RHS`, the result of an operation.
    pub fn def(&mut self, op: &Op, rhs: impl AsRef<str>) {
        let v = op.result.as_u32();
        self.line(format!("%v{v} = {}", rhs.as_ref()));
        self.show(op.result);
    }

    /// Makes the result another name of a value of the same LLVM type.
    pub fn alias(&mut self, op: &Op, value: &str) {
        self.aliases[op.result] = Some(value.to_owned());
    }

    fn arg(&mut self, op: &Op, i: usize, ty: LLType) -> String {
        self.value(&op.args[i], ty)
    }

    fn binary(&mut self, op: &Op, text: &str, ty: LLType) {
        let (a, b) = (self.arg(op, 0, ty), self.arg(op, 1, ty));
        self.def(op, format!("{text} {} {a}, {b}", lltype_name(ty)));
    }

    fn cast(&mut self, op: &Op, text: &str, from: LLType) {
        let a = self.arg(op, 0, from);
        let to = lltype_name(self.g.ty(op.result));
        self.def(op, format!("{text} {} {a} to {to}", lltype_name(from)));
    }

    /// The instance of an exception that operations raise.
    fn known(&mut self, e: KnownException) -> Option<String> {
        let s = self.unit.input.program.exception(e)?;
        Some(self.unit.object(s))
    }

    /// Emits an operation; what may go wrong if it is the last of a block and raises.
    pub fn op(&mut self, op: &Op) -> Option<Outcome> {
        use LLType::{Bool, Char, Float, Signed, UniChar, Unsigned};
        use OpCode::*;
        match op.code {
            DirectCall | IndirectCall => return self.call(op),
            SameAs | Hint => {
                let ty = self.g.ty(op.result);
                if !ty.is_void() && !op.args.is_empty() {
                    let a = self.arg(op, 0, ty);
                    self.alias(op, &a);
                }
            }
            BoolNot => {
                let a = self.arg(op, 0, Bool);
                self.def(op, format!("xor i1 {a}, true"));
            }
            Likely | Unlikely => {
                let a = self.arg(op, 0, Bool);
                self.expected = Some((op.result, op.code == Likely));
                self.alias(op, &a);
            }
            CharLt => self.binary(op, "icmp ult", Char),
            CharLe => self.binary(op, "icmp ule", Char),
            CharEq => self.binary(op, "icmp eq", Char),
            CharNe => self.binary(op, "icmp ne", Char),
            CharGt => self.binary(op, "icmp ugt", Char),
            CharGe => self.binary(op, "icmp uge", Char),
            UniCharLt => self.binary(op, "icmp ult", UniChar),
            UniCharLe => self.binary(op, "icmp ule", UniChar),
            UniCharEq => self.binary(op, "icmp eq", UniChar),
            UniCharNe => self.binary(op, "icmp ne", UniChar),
            UniCharGt => self.binary(op, "icmp ugt", UniChar),
            UniCharGe => self.binary(op, "icmp uge", UniChar),
            IntIsTrue | UintIsTrue => {
                let a = self.arg(op, 0, Signed);
                self.def(op, format!("icmp ne i64 {a}, 0"));
            }
            IntNeg => {
                let a = self.arg(op, 0, Signed);
                self.def(op, format!("sub i64 0, {a}"));
            }
            IntAbs => {
                let a = self.arg(op, 0, Signed);
                let f = self.unit.runtime("llvm.abs.i64", "declare i64 @(i64, i1)");
                self.def(op, format!("call i64 {f}(i64 {a}, i1 false)"));
            }
            IntInvert | UintInvert => {
                let a = self.arg(op, 0, Signed);
                self.def(op, format!("xor i64 {a}, -1"));
            }
            IntForceGeZero => {
                let a = self.arg(op, 0, Signed);
                let f = self.unit.runtime("llvm.smax.i64", "declare i64 @(i64, i64)");
                self.def(op, format!("call i64 {f}(i64 {a}, i64 0)"));
            }
            IntAdd | UintAdd => self.binary(op, "add", Signed),
            IntSub | UintSub => self.binary(op, "sub", Signed),
            IntMul | UintMul => self.binary(op, "mul", Signed),
            IntAnd | UintAnd => self.binary(op, "and", Signed),
            IntOr | UintOr => self.binary(op, "or", Signed),
            IntXor | UintXor => self.binary(op, "xor", Signed),
            IntFloorDiv | IntMod | IntPyDiv | IntPyMod => self.division(op),
            UintFloorDiv => self.binary(op, "udiv", Unsigned),
            UintMod => self.binary(op, "urem", Unsigned),
            IntLt => self.binary(op, "icmp slt", Signed),
            IntLe => self.binary(op, "icmp sle", Signed),
            IntEq | UintEq => self.binary(op, "icmp eq", Signed),
            IntNe | UintNe => self.binary(op, "icmp ne", Signed),
            IntGt => self.binary(op, "icmp sgt", Signed),
            IntGe => self.binary(op, "icmp sge", Signed),
            UintLt => self.binary(op, "icmp ult", Unsigned),
            UintLe => self.binary(op, "icmp ule", Unsigned),
            UintGt => self.binary(op, "icmp ugt", Unsigned),
            UintGe => self.binary(op, "icmp uge", Unsigned),
            IntBetween => {
                let (a, b, c) = (self.arg(op, 0, Signed), self.arg(op, 1, Signed), self.arg(op, 2, Signed));
                let low = self.temp(format!("icmp sle i64 {a}, {b}"));
                let high = self.temp(format!("icmp slt i64 {b}, {c}"));
                self.def(op, format!("and i1 {low}, {high}"));
            }
            IntLShift | UintLShift => self.shift(op, "shl"),
            UintRShift => self.shift(op, "lshr"),
            IntRShift => {
                let (a, n) = (self.arg(op, 0, Signed), self.arg(op, 1, Signed));
                let n = match constant(op, 1) {
                    Some(0..=63) => n,
                    Some(_) => "63".to_string(),
                    None => {
                        let small = self.temp(format!("icmp ult i64 {n}, 64"));
                        self.temp(format!("select i1 {small}, i64 {n}, i64 63"))
                    }
                };
                self.def(op, format!("ashr i64 {a}, {n}"));
            }
            UintMulHigh => {
                let (a, b) = (self.arg(op, 0, Unsigned), self.arg(op, 1, Unsigned));
                let a = self.temp(format!("zext i64 {a} to i128"));
                let b = self.temp(format!("zext i64 {b} to i128"));
                let p = self.temp(format!("mul i128 {a}, {b}"));
                let h = self.temp(format!("lshr i128 {p}, 64"));
                self.def(op, format!("trunc i128 {h} to i64"));
            }
            IntAddOvf => return self.overflow(op, "sadd"),
            IntSubOvf => return self.overflow(op, "ssub"),
            IntMulOvf => return self.overflow(op, "smul"),
            FloatIsTrue => {
                let a = self.arg(op, 0, Float);
                self.def(op, format!("fcmp une double {a}, 0.0"));
            }
            FloatNeg => {
                let a = self.arg(op, 0, Float);
                self.def(op, format!("fneg double {a}"));
            }
            FloatAbs => self.float_function(op, "llvm.fabs.f64"),
            FloatSqrt => self.float_function(op, "llvm.sqrt.f64"),
            FloatFloor => self.float_function(op, "llvm.floor.f64"),
            FloatCeil => self.float_function(op, "llvm.ceil.f64"),
            FloatAdd => self.binary(op, "fadd", Float),
            FloatSub => self.binary(op, "fsub", Float),
            FloatMul => self.binary(op, "fmul", Float),
            FloatTrueDiv => self.binary(op, "fdiv", Float),
            FloatLt => self.binary(op, "fcmp olt", Float),
            FloatLe => self.binary(op, "fcmp ole", Float),
            FloatEq => self.binary(op, "fcmp oeq", Float),
            FloatNe => self.binary(op, "fcmp une", Float),
            FloatGt => self.binary(op, "fcmp ogt", Float),
            FloatGe => self.binary(op, "fcmp oge", Float),
            CastBoolToInt | CastBoolToUint => self.cast(op, "zext", Bool),
            CastBoolToFloat => self.cast(op, "uitofp", Bool),
            CastCharToInt => self.cast(op, "zext", Char),
            CastUniCharToInt => self.cast(op, "zext", UniChar),
            CastIntToChar | CastIntToUniChar => self.cast(op, "trunc", Signed),
            CastIntToUint | CastUintToInt => {
                let a = self.arg(op, 0, Signed);
                self.alias(op, &a);
            }
            CastIntToFloat => self.cast(op, "sitofp", Signed),
            CastUintToFloat => self.cast(op, "uitofp", Unsigned),
            CastFloatToInt | CastFloatToUint => {
                let a = self.arg(op, 0, Float);
                let name =
                    if op.code == CastFloatToInt { "llvm.fptosi.sat.i64.f64" } else { "llvm.fptoui.sat.i64.f64" };
                let f = self.unit.runtime(name, "declare i64 @(double)");
                self.def(op, format!("call i64 {f}(double {a})"));
            }
            CastPrimitive => self.cast_primitive(op),
            ConvertFloatBytesToInt => self.cast(op, "bitcast", Float),
            ConvertIntBytesToFloat => self.cast(op, "bitcast", Signed),
            Fatal => {
                let Imm::Name(text) = &op.imm else { panic!("fatal without a text") };
                self.fatal(text.as_bytes());
            }
            StackCheck => return self.stack_check(op),
            Traceback => self.traceback(op),
            NullCheck => self.null_check(op),
            KeepAlive | DebugPrint | JitMarker | JitForceQuasiImmutable | JitRecordExactClass => {}
            JitForceVirtualizable | JitVirtualRefFinish => {}
            JitIsVirtual | JitWeAreJitted => self.alias(op, "false"),
            _ => return self.memory_op(op),
        }
        None
    }

    /// Stops the program with a message.
    pub fn fatal(&mut self, text: &[u8]) {
        let t = self.unit.text(text);
        let f = self.unit.runtime(symbols::FATAL, crate::unit::FATAL);
        self.line(format!("call void {f}(ptr {t}, i64 {})", text.len()));
    }

    /// Notes a place.
    fn traceback(&mut self, op: &Op) {
        let Some(first) = self.unit.input.places.first(self.id) else { return };
        let table = self.unit.place_table();
        let size = size_of::<abi::Place>() as i64;
        let place = match constant(op, 0) {
            Some(n) => format!("getelementptr (i8, ptr {table}, i64 {})", first as i64 + size * n),
            None => {
                let n = self.arg(op, 0, LLType::Signed);
                let own = format!("getelementptr (i8, ptr {table}, i64 {first})");
                self.temp(format!("getelementptr [{size} x i8], ptr {own}, i64 {n}"))
            }
        };
        let note = self.unit.runtime(
            entry::NOTE,
            "declare hidden preserve_mostcc void @(ptr) nounwind memory(inaccessiblemem: readwrite)",
        );
        self.line(format!("call preserve_mostcc void {note}(ptr {place})"));
    }

    fn float_function(&mut self, op: &Op, name: &str) {
        let a = self.arg(op, 0, LLType::Float);
        let f = self.unit.runtime(name, "declare double @(double)");
        self.def(op, format!("call double {f}(double {a})"));
    }

    fn shift(&mut self, op: &Op, text: &str) {
        let (a, n) = (self.arg(op, 0, LLType::Signed), self.arg(op, 1, LLType::Signed));
        match constant(op, 1) {
            Some(0..=63) => self.def(op, format!("{text} i64 {a}, {n}")),
            Some(_) => self.alias(op, "0"),
            None => {
                let small = self.temp(format!("icmp ult i64 {n}, 64"));
                let r = self.temp(format!("{text} i64 {a}, {n}"));
                self.def(op, format!("select i1 {small}, i64 {r}, i64 0"));
            }
        }
    }

    /// The four signed divisions, with `MIN / -1` defined.
    fn division(&mut self, op: &Op) {
        use OpCode::*;
        let (a, b) = (self.arg(op, 0, LLType::Signed), self.arg(op, 1, LLType::Signed));
        if let Some(n) = constant(op, 1).filter(|n| *n > 0 && n & (n - 1) == 0) {
            match op.code {
                IntPyDiv => return self.def(op, format!("ashr i64 {a}, {}", n.trailing_zeros())),
                IntPyMod => return self.def(op, format!("and i64 {a}, {}", n - 1)),
                _ => {}
            }
        }
        let safe = !matches!(constant(op, 1), None | Some(-1 | 0));
        let (divisor, minus) = if safe {
            (b.clone(), None)
        } else {
            let minus = self.temp(format!("icmp eq i64 {b}, -1"));
            (self.temp(format!("select i1 {minus}, i64 1, i64 {b}")), Some(minus))
        };
        match op.code {
            IntFloorDiv => {
                let q = self.temp(format!("sdiv i64 {a}, {divisor}"));
                match minus {
                    None => self.alias(op, &q),
                    Some(m) => {
                        let n = self.temp(format!("sub i64 0, {a}"));
                        self.def(op, format!("select i1 {m}, i64 {n}, i64 {q}"));
                    }
                }
            }
            // A remainder by 1 is 0, which is also that by -1.
            IntMod => self.def(op, format!("srem i64 {a}, {divisor}")),
            _ => {
                let r = self.temp(format!("srem i64 {a}, {divisor}"));
                let x = self.temp(format!("xor i64 {r}, {divisor}"));
                let negative = self.temp(format!("icmp slt i64 {x}, 0"));
                let nonzero = self.temp(format!("icmp ne i64 {r}, 0"));
                let adjust = self.temp(format!("and i1 {negative}, {nonzero}"));
                if op.code == IntPyMod {
                    let m = self.temp(format!("add i64 {r}, {divisor}"));
                    self.def(op, format!("select i1 {adjust}, i64 {m}, i64 {r}"));
                    return;
                }
                let q = self.temp(format!("sdiv i64 {a}, {divisor}"));
                let one = self.temp(format!("zext i1 {adjust} to i64"));
                match minus {
                    None => self.def(op, format!("sub i64 {q}, {one}")),
                    Some(m) => {
                        let q = self.temp(format!("sub i64 {q}, {one}"));
                        let n = self.temp(format!("sub i64 0, {a}"));
                        self.def(op, format!("select i1 {m}, i64 {n}, i64 {q}"));
                    }
                }
            }
        }
    }

    fn overflow(&mut self, op: &Op, name: &str) -> Option<Outcome> {
        let (a, b) = (self.arg(op, 0, LLType::Signed), self.arg(op, 1, LLType::Signed));
        let name = format!("llvm.{name}.with.overflow.i64");
        let f = self.unit.runtime(&name, "declare { i64, i1 } @(i64, i64)");
        let t = self.temp(format!("call {{ i64, i1 }} {f}(i64 {a}, i64 {b})"));
        self.def(op, format!("extractvalue {{ i64, i1 }} {t}, 0"));
        let o = self.temp(format!("extractvalue {{ i64, i1 }} {t}, 1"));
        let ok = self.temp(format!("xor i1 {o}, true"));
        match self.known(KnownException::OverflowError) {
            Some(exc) => Some(Outcome { ok, exc }),
            None => {
                let (bad, good) = (self.temp_label("bad"), self.temp_label("good"));
                self.line(format!("br i1 {ok}, label %{good}, label %{bad}, !prof !0"));
                self.begin(&bad);
                self.fatal(b"OverflowError");
                self.line("unreachable");
                self.begin(&good);
                Some(Outcome { ok: "true".to_string(), exc: "null".to_string() })
            }
        }
    }

    fn cast_primitive(&mut self, op: &Op) {
        let from = self.operand_type(&op.args[0], None);
        let to = self.g.ty(op.result);
        let a = self.arg(op, 0, from);
        let (f, t) = (lltype_name(from), lltype_name(to));
        let float = |ty| matches!(ty, LLType::Float | LLType::SingleFloat);
        if f == t {
            return self.alias(op, &a);
        }
        let text = match (from, to) {
            (_, LLType::Bool) if float(from) => return self.def(op, format!("fcmp une {f} {a}, 0.0")),
            (_, LLType::Bool) => return self.def(op, format!("icmp ne {f} {a}, 0")),
            _ if float(from) && float(to) => {
                if to == LLType::Float {
                    "fpext"
                } else {
                    "fptrunc"
                }
            }
            _ if float(from) => {
                let wide =
                    if from == LLType::SingleFloat { self.temp(format!("fpext float {a} to double")) } else { a };
                let name = if signed(to) { "llvm.fptosi.sat.i64.f64" } else { "llvm.fptoui.sat.i64.f64" };
                let function = self.unit.runtime(name, "declare i64 @(double)");
                let r = self.temp(format!("call i64 {function}(double {wide})"));
                return if t == "i64" { self.alias(op, &r) } else { self.def(op, format!("trunc i64 {r} to {t}")) };
            }
            _ if float(to) => {
                if signed(from) {
                    "sitofp"
                } else {
                    "uitofp"
                }
            }
            _ if is_pointer(from) => "ptrtoint",
            _ if is_pointer(to) => "inttoptr",
            _ if bits(from) > bits(to) => "trunc",
            _ if signed(from) => "sext",
            _ => "zext",
        };
        self.def(op, format!("{text} {f} {a} to {t}"));
    }

    fn stack_check(&mut self, op: &Op) -> Option<Outcome> {
        let register = self.unit.runtime("llvm.read_register.i64", "declare i64 @(metadata)");
        let state = self.unit.runtime(abi::STATE_SYMBOL, "@ = external hidden global [4 x i64]");
        let at = self.temp(format!("call i64 {register}(metadata !{{!\"rsp\"}})"));
        let limit = self.temp(format!("load i64, ptr getelementptr (i8, ptr {state}, i64 {})", abi::STATE_STACK_LIMIT));
        let ok = self.temp(format!("icmp uge i64 {at}, {limit}"));
        let f = entry::STACK.call(self.unit);
        let from = self.label.clone();
        let (slow, join) = (self.temp_label("slow"), self.temp_label("join"));
        self.line(format!("br i1 {ok}, label %{join}, label %{slow}, !prof !0"));
        self.begin(&slow);
        let e = self.temp(format!("{f}()"));
        self.line(format!("br label %{join}"));
        self.begin(&join);
        debug_assert!(self.g.ty(op.result).is_void());
        let exc = self.temp(format!("phi ptr [ null, %{from} ], [ {e}, %{slow} ]"));
        let ok = self.temp(format!("icmp eq ptr {exc}, null"));
        Some(Outcome { ok, exc })
    }

    fn call(&mut self, op: &Op) -> Option<Outcome> {
        let program = self.unit.input.program;
        let result = self.g.ty(op.result);
        let (callee, types, raising) = match &op.args[0] {
            Operand::Const(Const::Func(g)) => {
                let types = program.graphs[*g].signature().0;
                let raising = raises(self.unit.input, *g);
                (self.unit.graph(*g), types, raising)
            }
            Operand::Const(Const::Extern(x)) => return self.call_external(op, *x),
            Operand::Var(v) => {
                let c = self.g.ty(*v).target().expect("a function pointer");
                (self.value(&op.args[0], LLType::Address), program.types.func_of(c).args.clone(), true)
            }
            Operand::Const(Const::Null(_)) => {
                self.fatal(b"call through a null function pointer");
                ("null".to_string(), op.args[1..].iter().map(|a| self.operand_type(a, None)).collect(), true)
            }
            Operand::Const(c) => panic!("call of {c:?}"),
        };
        let mut args = Vec::new();
        for (a, ty) in op.args[1..].iter().zip(types) {
            if !ty.is_void() {
                let v = self.value(a, ty);
                args.push(format!("{} {v}", lltype_name(ty)));
            }
        }
        let args = args.join(", ");
        let ty = result_type(result, raising);
        match (raising, result.is_void()) {
            (false, true) => {
                self.line(format!("call fastcc void {callee}({args})"));
                None
            }
            (false, false) => {
                self.def(op, format!("call fastcc {ty} {callee}({args})"));
                None
            }
            (true, void) => {
                let r = self.temp(format!("call fastcc {ty} {callee}({args})"));
                let exc = if void {
                    r
                } else {
                    self.def(op, format!("extractvalue {ty} {r}, 0"));
                    self.temp(format!("extractvalue {ty} {r}, 1"))
                };
                let ok = self.temp(format!("icmp eq ptr {exc}, null"));
                Some(Outcome { ok, exc })
            }
        }
    }

    fn call_external(&mut self, op: &Op, x: graph::ExternId) -> Option<Outcome> {
        let e = &self.unit.input.program.externs[x];
        let callee = self.unit.external(x);
        let mut args = Vec::new();
        for (a, ty) in op.args[1..].iter().zip(&e.args) {
            if !ty.is_void() {
                let v = self.value(a, *ty);
                args.push(format!("{}{} {v}", lltype_name(*ty), ext(*ty)));
            }
        }
        let args = args.join(", ");
        if e.result.is_void() {
            self.line(format!("call void {callee}({args})"));
        } else {
            let text = format!("call{} {} {callee}({args})", ext(e.result), lltype_name(e.result));
            if self.g.ty(op.result).is_void() {
                self.temp(text);
            } else {
                self.def(op, text);
            }
        }
        None
    }
}
