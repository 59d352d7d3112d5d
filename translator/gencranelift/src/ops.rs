//! Operations on values, calls, program flow. Operations on objects are in `memory_ops`.

use crate::code::{bits, c_signature, clif, graph_signature, signed, Symbol};
use crate::function::{Body, Outcome};
use crate::helpers::NOTE;
use abi::symbols;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{types, BlockArg, Inst, InstBuilder, MemFlagsData, Value};
use gencommon::constants::integer;
use gencommon::names::raises;
use graph::{Const, Imm, KnownException, Op, OpCode, Operand};
use lltype::LLType;

impl Body<'_, '_> {
    /// Gives the result of an operation its value, if it has one.
    pub fn def(&mut self, op: &Op, value: Value) {
        if !self.g.ty(op.result).is_void() {
            self.set(op.result, value);
        }
    }

    /// An argument as a value of that type.
    pub fn arg(&mut self, op: &Op, i: usize, ty: LLType) -> Value {
        self.value(&op.args[i], ty)
    }

    fn args(&mut self, op: &Op, ty: LLType) -> (Value, Value) {
        (self.arg(op, 0, ty), self.arg(op, 1, ty))
    }

    fn compare(&mut self, op: &Op, cond: IntCC, ty: LLType) {
        let (a, b) = self.args(op, ty);
        let v = self.code.b.ins().icmp(cond, a, b);
        self.def(op, v);
    }

    fn compare_floats(&mut self, op: &Op, cond: FloatCC) {
        let (a, b) = self.args(op, LLType::Float);
        let v = self.code.b.ins().fcmp(cond, a, b);
        self.def(op, v);
    }

    fn binary(&mut self, op: &Op, ty: LLType, make: impl FnOnce(&mut Self, Value, Value) -> Value) {
        let (a, b) = self.args(op, ty);
        let v = make(self, a, b);
        self.def(op, v);
    }

    fn unary(&mut self, op: &Op, ty: LLType, make: impl FnOnce(&mut Self, Value) -> Value) {
        let a = self.arg(op, 0, ty);
        let v = make(self, a);
        self.def(op, v);
    }

    /// Emits an operation; what may go wrong if it is the last of a block and raises.
    pub fn op(&mut self, op: &Op) -> Outcome {
        use LLType::{Bool, Char, Float, Signed, UniChar, Unsigned};
        use OpCode::*;
        match op.code {
            DirectCall | IndirectCall => return self.call(op),
            SameAs | Hint | Likely | Unlikely => {
                let ty = self.g.ty(op.result);
                if !ty.is_void() && !op.args.is_empty() {
                    let a = self.arg(op, 0, ty);
                    self.def(op, a);
                }
            }
            BoolNot => self.unary(op, Bool, |f, a| f.code.b.ins().bxor_imm_u(a, 1)),
            CharLt => self.compare(op, IntCC::UnsignedLessThan, Char),
            CharLe => self.compare(op, IntCC::UnsignedLessThanOrEqual, Char),
            CharEq => self.compare(op, IntCC::Equal, Char),
            CharNe => self.compare(op, IntCC::NotEqual, Char),
            CharGt => self.compare(op, IntCC::UnsignedGreaterThan, Char),
            CharGe => self.compare(op, IntCC::UnsignedGreaterThanOrEqual, Char),
            UniCharLt => self.compare(op, IntCC::UnsignedLessThan, UniChar),
            UniCharLe => self.compare(op, IntCC::UnsignedLessThanOrEqual, UniChar),
            UniCharEq => self.compare(op, IntCC::Equal, UniChar),
            UniCharNe => self.compare(op, IntCC::NotEqual, UniChar),
            UniCharGt => self.compare(op, IntCC::UnsignedGreaterThan, UniChar),
            UniCharGe => self.compare(op, IntCC::UnsignedGreaterThanOrEqual, UniChar),
            IntIsTrue | UintIsTrue => self.unary(op, Signed, |f, a| f.code.b.ins().icmp_imm_s(IntCC::NotEqual, a, 0)),
            IntNeg => self.unary(op, Signed, |f, a| f.code.b.ins().ineg(a)),
            IntAbs => self.unary(op, Signed, |f, a| f.code.b.ins().iabs(a)),
            IntInvert | UintInvert => self.unary(op, Signed, |f, a| f.code.b.ins().bnot(a)),
            IntForceGeZero => self.unary(op, Signed, |f, a| {
                let zero = f.code.word(0);
                let negative = f.code.b.ins().icmp(IntCC::SignedLessThan, a, zero);
                f.code.b.ins().select(negative, zero, a)
            }),
            IntAdd | UintAdd => self.binary(op, Signed, |f, a, b| f.code.b.ins().iadd(a, b)),
            IntSub | UintSub => self.binary(op, Signed, |f, a, b| f.code.b.ins().isub(a, b)),
            IntMul | UintMul => self.binary(op, Signed, |f, a, b| f.code.b.ins().imul(a, b)),
            IntAnd | UintAnd => self.binary(op, Signed, |f, a, b| f.code.b.ins().band(a, b)),
            IntOr | UintOr => self.binary(op, Signed, |f, a, b| f.code.b.ins().bor(a, b)),
            IntXor | UintXor => self.binary(op, Signed, |f, a, b| f.code.b.ins().bxor(a, b)),
            IntFloorDiv | IntMod | IntPyDiv | IntPyMod => self.division(op),
            UintFloorDiv => self.binary(op, Unsigned, |f, a, b| f.code.b.ins().udiv(a, b)),
            UintMod => self.binary(op, Unsigned, |f, a, b| f.code.b.ins().urem(a, b)),
            IntLt => self.compare(op, IntCC::SignedLessThan, Signed),
            IntLe => self.compare(op, IntCC::SignedLessThanOrEqual, Signed),
            IntEq | UintEq => self.compare(op, IntCC::Equal, Signed),
            IntNe | UintNe => self.compare(op, IntCC::NotEqual, Signed),
            IntGt => self.compare(op, IntCC::SignedGreaterThan, Signed),
            IntGe => self.compare(op, IntCC::SignedGreaterThanOrEqual, Signed),
            UintLt => self.compare(op, IntCC::UnsignedLessThan, Unsigned),
            UintLe => self.compare(op, IntCC::UnsignedLessThanOrEqual, Unsigned),
            UintGt => self.compare(op, IntCC::UnsignedGreaterThan, Unsigned),
            UintGe => self.compare(op, IntCC::UnsignedGreaterThanOrEqual, Unsigned),
            IntBetween => {
                let (a, b) = self.args(op, Signed);
                let c = self.arg(op, 2, Signed);
                let low = self.code.b.ins().icmp(IntCC::SignedLessThanOrEqual, a, b);
                let high = self.code.b.ins().icmp(IntCC::SignedLessThan, b, c);
                let both = self.code.b.ins().band(low, high);
                self.def(op, both);
            }
            IntLShift | UintLShift => self.shift(op, |f, a, n| f.code.b.ins().ishl(a, n)),
            UintRShift => self.shift(op, |f, a, n| f.code.b.ins().ushr(a, n)),
            IntRShift => {
                let a = self.arg(op, 0, Signed);
                let n = match integer(op, 1) {
                    Some(n) => self.code.word(if (0..=63).contains(&n) { n } else { 63 }),
                    None => {
                        let n = self.arg(op, 1, Signed);
                        let most = self.code.word(63);
                        let small = self.code.b.ins().icmp(IntCC::UnsignedLessThan, n, most);
                        self.code.b.ins().select(small, n, most)
                    }
                };
                let v = self.code.b.ins().sshr(a, n);
                self.def(op, v);
            }
            UintMulHigh => self.binary(op, Unsigned, |f, a, b| f.code.b.ins().umulhi(a, b)),
            IntAddOvf | IntSubOvf | IntMulOvf => return self.overflow(op),
            FloatIsTrue => self.unary(op, Float, |f, a| {
                let zero = f.code.b.ins().f64const(0.0);
                f.code.b.ins().fcmp(FloatCC::NotEqual, a, zero)
            }),
            FloatNeg => self.unary(op, Float, |f, a| f.code.b.ins().fneg(a)),
            FloatAbs => self.unary(op, Float, |f, a| f.code.b.ins().fabs(a)),
            FloatSqrt => self.unary(op, Float, |f, a| f.code.b.ins().sqrt(a)),
            FloatFloor => self.library(op, "floor"),
            FloatCeil => self.library(op, "ceil"),
            FloatAdd => self.binary(op, Float, |f, a, b| f.code.b.ins().fadd(a, b)),
            FloatSub => self.binary(op, Float, |f, a, b| f.code.b.ins().fsub(a, b)),
            FloatMul => self.binary(op, Float, |f, a, b| f.code.b.ins().fmul(a, b)),
            FloatTrueDiv => self.binary(op, Float, |f, a, b| f.code.b.ins().fdiv(a, b)),
            FloatLt => self.compare_floats(op, FloatCC::LessThan),
            FloatLe => self.compare_floats(op, FloatCC::LessThanOrEqual),
            FloatEq => self.compare_floats(op, FloatCC::Equal),
            FloatNe => self.compare_floats(op, FloatCC::NotEqual),
            FloatGt => self.compare_floats(op, FloatCC::GreaterThan),
            FloatGe => self.compare_floats(op, FloatCC::GreaterThanOrEqual),
            CastBoolToInt | CastBoolToUint | CastBoolToFloat => self.convert(op, Bool),
            CastCharToInt => self.convert(op, Char),
            CastUniCharToInt => self.convert(op, UniChar),
            CastIntToChar | CastIntToUniChar | CastIntToUint | CastIntToFloat => self.convert(op, Signed),
            CastUintToInt | CastUintToFloat => self.convert(op, Unsigned),
            CastFloatToInt | CastFloatToUint => self.convert(op, Float),
            CastPrimitive => {
                let from = self.operand_type(&op.args[0], None);
                self.convert(op, from);
            }
            ConvertFloatBytesToInt => {
                self.unary(op, Float, |f, a| f.code.b.ins().bitcast(types::I64, MemFlagsData::new(), a));
            }
            ConvertIntBytesToFloat => {
                self.unary(op, Signed, |f, a| f.code.b.ins().bitcast(types::F64, MemFlagsData::new(), a));
            }
            Fatal => {
                let Imm::Name(text) = &op.imm else { panic!("fatal without a text") };
                self.code.fatal(text.as_bytes());
            }
            StackCheck => return self.stack_check(),
            Traceback => self.traceback(op),
            NullCheck => {
                // May trap, unlike other loads: not removed.
                let a = self.arg(op, 0, LLType::GcRef);
                self.code.b.ins().load(types::I8, MemFlagsData::new(), a, 0);
            }
            KeepAlive | DebugPrint | JitMarker | JitForceQuasiImmutable | JitRecordExactClass => {}
            JitForceVirtualizable | JitVirtualRefFinish => {}
            JitIsVirtual | JitWeAreJitted => {
                let no = self.code.number(types::I8, 0);
                self.def(op, no);
            }
            _ => return self.memory_op(op),
        }
        Outcome::Never
    }

    /// A function of the C library on a float.
    fn library(&mut self, op: &Op, name: &'static str) {
        self.unary(op, LLType::Float, |f, a| f.code.runtime(name, &[a], LLType::Float).expect("a result"));
    }

    fn shift(&mut self, op: &Op, make: impl FnOnce(&mut Self, Value, Value) -> Value) {
        let (a, n) = self.args(op, LLType::Signed);
        let v = match integer(op, 1) {
            Some(0..=63) => make(self, a, n),
            Some(_) => self.code.word(0),
            None => {
                let small = self.code.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, n, 64);
                let shifted = make(self, a, n);
                let zero = self.code.word(0);
                self.code.b.ins().select(small, shifted, zero)
            }
        };
        self.def(op, v);
    }

    /// The four signed divisions, with `MIN / -1` defined.
    fn division(&mut self, op: &Op) {
        use OpCode::*;
        let (a, b) = self.args(op, LLType::Signed);
        if let Some(n) = integer(op, 1).filter(|n| *n > 0 && n & (n - 1) == 0) {
            let quick = match op.code {
                IntPyDiv => Some(self.code.b.ins().sshr_imm_u(a, i64::from(n.trailing_zeros()))),
                IntPyMod => Some(self.code.b.ins().band_imm_s(a, n - 1)),
                _ => None,
            };
            if let Some(v) = quick {
                return self.def(op, v);
            }
        }
        let safe = !matches!(integer(op, 1), None | Some(-1 | 0));
        let (divisor, minus) = if safe {
            (b, None)
        } else {
            let minus = self.code.b.ins().icmp_imm_s(IntCC::Equal, b, -1);
            let one = self.code.word(1);
            (self.code.b.ins().select(minus, one, b), Some(minus))
        };
        let quotient = |f: &mut Self, q: Value| match minus {
            None => q,
            Some(minus) => {
                let negated = f.code.b.ins().ineg(a);
                f.code.b.ins().select(minus, negated, q)
            }
        };
        let v = match op.code {
            IntFloorDiv => {
                let q = self.code.b.ins().sdiv(a, divisor);
                quotient(self, q)
            }
            // A remainder by 1 is 0, which is also that by -1.
            IntMod => self.code.b.ins().srem(a, divisor),
            _ => {
                let r = self.code.b.ins().srem(a, divisor);
                let x = self.code.b.ins().bxor(r, divisor);
                let negative = self.code.b.ins().icmp_imm_s(IntCC::SignedLessThan, x, 0);
                let nonzero = self.code.b.ins().icmp_imm_s(IntCC::NotEqual, r, 0);
                let adjust = self.code.b.ins().band(negative, nonzero);
                if op.code == IntPyMod {
                    let m = self.code.b.ins().iadd(r, divisor);
                    self.code.b.ins().select(adjust, m, r)
                } else {
                    let q = self.code.b.ins().sdiv(a, divisor);
                    let one = self.code.b.ins().uextend(types::I64, adjust);
                    let q = self.code.b.ins().isub(q, one);
                    quotient(self, q)
                }
            }
        };
        self.def(op, v);
    }

    fn overflow(&mut self, op: &Op) -> Outcome {
        let (a, b) = self.args(op, LLType::Signed);
        let (v, failed) = match op.code {
            OpCode::IntAddOvf => self.code.b.ins().sadd_overflow(a, b),
            OpCode::IntSubOvf => self.code.b.ins().ssub_overflow(a, b),
            _ => self.code.b.ins().smul_overflow(a, b),
        };
        self.def(op, v);
        match self.code.input.program.exception(KnownException::OverflowError) {
            Some(exc) => Outcome::Known(failed, exc),
            None => {
                self.stop_if(failed, b"OverflowError");
                Outcome::Never
            }
        }
    }

    /// Stops the program with a message if the value is not 0.
    fn stop_if(&mut self, failed: Value, message: &[u8]) {
        let (bad, good) = (self.code.b.create_block(), self.code.b.create_block());
        self.code.b.ins().brif(failed, bad, &[], good, &[]);
        self.code.b.set_cold_block(bad);
        self.code.b.switch_to_block(bad);
        self.code.fatal(message);
        self.code.unreachable();
        self.code.b.switch_to_block(good);
    }

    /// A value of one number type as one of another.
    fn convert(&mut self, op: &Op, from: LLType) {
        let to = self.g.ty(op.result);
        let a = self.arg(op, 0, from);
        let (Some(f), Some(t)) = (clif(from), clif(to)) else { return };
        let b = &mut self.code.b;
        let v = if to == LLType::Bool && from != LLType::Bool {
            match f {
                types::F64 => {
                    let zero = b.ins().f64const(0.0);
                    b.ins().fcmp(FloatCC::NotEqual, a, zero)
                }
                types::F32 => {
                    let zero = b.ins().f32const(0.0);
                    b.ins().fcmp(FloatCC::NotEqual, a, zero)
                }
                _ => b.ins().icmp_imm_s(IntCC::NotEqual, a, 0),
            }
        } else if f == t {
            a
        } else if f.is_float() && t.is_float() {
            if t == types::F64 {
                b.ins().fpromote(t, a)
            } else {
                b.ins().fdemote(t, a)
            }
        } else if f.is_float() {
            let wide = if f == types::F32 { b.ins().fpromote(types::F64, a) } else { a };
            let r = if signed(to) {
                b.ins().fcvt_to_sint_sat(types::I64, wide)
            } else {
                b.ins().fcvt_to_uint_sat(types::I64, wide)
            };
            if t == types::I64 {
                r
            } else {
                b.ins().ireduce(t, r)
            }
        } else {
            let wide = if bits(from) > bits(to) && !t.is_float() {
                b.ins().ireduce(t, a)
            } else if f == types::I64 {
                a
            } else {
                let target = if t.is_float() { types::I64 } else { t };
                if signed(from) {
                    b.ins().sextend(target, a)
                } else {
                    b.ins().uextend(target, a)
                }
            };
            match (t.is_float(), signed(from)) {
                (false, _) => wide,
                (true, true) => b.ins().fcvt_from_sint(t, wide),
                (true, false) => b.ins().fcvt_from_uint(t, wide),
            }
        };
        self.def(op, v);
    }

    /// Notes a place for tracebacks.
    fn traceback(&mut self, op: &Op) {
        let Some(first) = self.code.input.places.first(self.id.0) else { return };
        let size = size_of::<abi::Place>() as i64;
        let table = self.code.address(Symbol::Places(self.id.1));
        let place = match integer(op, 0) {
            Some(n) => self.code.b.ins().iadd_imm_s(table, first as i64 + size * n),
            None => {
                let n = self.arg(op, 0, LLType::Signed);
                let distance = self.code.b.ins().imul_imm_s(n, size);
                let own = self.code.b.ins().iadd_imm_s(table, first as i64);
                self.code.b.ins().iadd(own, distance)
            }
        };
        self.code.runtime(NOTE, &[place], LLType::Void);
    }

    fn stack_check(&mut self) -> Outcome {
        let at = self.code.b.ins().get_stack_pointer(types::I64);
        let state = self.code.state();
        let limit = self.code.load_word(state, abi::STATE_STACK_LIMIT);
        let low = self.code.b.ins().icmp(IntCC::UnsignedLessThan, at, limit);
        let (slow, join) = (self.code.b.create_block(), self.code.b.create_block());
        let exc = self.code.b.append_block_param(join, types::I64);
        let none = BlockArg::Value(self.code.word(0));
        self.code.b.ins().brif(low, slow, &[], join, &[none]);
        self.code.b.set_cold_block(slow);
        self.code.b.switch_to_block(slow);
        let e = self.code.runtime(symbols::STACK_CHECK, &[], LLType::GcRef).expect("a result");
        self.code.b.ins().jump(join, &[BlockArg::Value(e)]);
        self.code.b.switch_to_block(join);
        Outcome::Exception(exc)
    }

    fn call(&mut self, op: &Op) -> Outcome {
        let input = self.code.input;
        let program = input.program;
        let result = self.g.ty(op.result);
        let ours = !matches!(&op.args[0], Operand::Const(Const::Extern(_)));
        let (inst, raising) = match &op.args[0] {
            Operand::Const(Const::Func(g)) => {
                let (types, result) = program.graphs[*g].signature();
                let raising = raises(input, *g);
                let args = self.call_args(op, &types);
                (self.code.call(Symbol::Graph(*g), || graph_signature(&types, result, raising), &args), raising)
            }
            Operand::Const(Const::Extern(x)) => {
                let e = &program.externs[*x];
                let args = self.call_args(op, &e.args);
                (self.code.call(Symbol::Extern(*x), || c_signature(&e.args, e.result), &args), false)
            }
            Operand::Var(v) => {
                let c = self.g.ty(*v).target().expect("a function pointer");
                let callee = self.value(&op.args[0], LLType::Address);
                (self.call_pointer(op, callee, &program.types.func_of(c).args, result), true)
            }
            Operand::Const(Const::Null(_)) => {
                self.code.fatal(b"call through a null function pointer");
                let types: Vec<LLType> = op.args[1..].iter().map(|a| self.operand_type(a, None)).collect();
                let callee = self.code.word(0);
                (self.call_pointer(op, callee, &types, result), true)
            }
            Operand::Const(c) => panic!("call of {c:?}"),
        };
        let results = self.code.b.inst_results(inst);
        let (first, last) = (results.first().copied(), results.last().copied());
        if let Some(v) = first {
            let v = if ours { self.given(v, result) } else { v };
            self.def(op, v);
        }
        match last {
            Some(exc) if raising => Outcome::Exception(exc),
            _ => Outcome::Never,
        }
    }

    fn call_args(&mut self, op: &Op, types: &[LLType]) -> Vec<Value> {
        let args = op.args[1..].iter().zip(types).filter(|(_, ty)| !ty.is_void());
        args.map(|(a, ty)| self.value(a, *ty)).collect()
    }

    fn call_pointer(&mut self, op: &Op, callee: Value, types: &[LLType], result: LLType) -> Inst {
        let signature = self.code.b.import_signature(graph_signature(types, result, true));
        let args = self.call_args(op, types);
        self.code.b.ins().call_indirect(signature, callee, &args)
    }
}
