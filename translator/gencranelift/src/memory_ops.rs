//! Operations on objects and on the collector's state.

use crate::code::{clif, signature, Symbol, ALIGNED, UNALIGNED};
use crate::function::{Body, Outcome};
use abi::symbols;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{types, AbiParam, InstBuilder, MemFlagsData, Value};
use gencommon::constants;
use gencommon::immediates::{field_of, index, type_of};
use graph::{KnownException, Op, OpCode, Operand};
use lltype::layout::ItemsLayout;
use lltype::{Elem, FieldRef, LLType};
use policy::BarrierRecipe;

impl Body<'_, '_> {
    /// Emits an operation on memory.
    pub fn memory_op(&mut self, op: &Op) -> Outcome {
        use LLType::{GcRef, Signed};
        use OpCode::*;
        match op.code {
            PtrEq | PtrNe => {
                let (a, b) = (self.arg(op, 0, GcRef), self.arg(op, 1, GcRef));
                let cond = if op.code == PtrEq { IntCC::Equal } else { IntCC::NotEqual };
                let v = self.code.b.ins().icmp(cond, a, b);
                self.def(op, v);
            }
            PtrIsZero | PtrNonZero => {
                let a = self.arg(op, 0, GcRef);
                let cond = if op.code == PtrIsZero { IntCC::Equal } else { IntCC::NotEqual };
                let v = self.code.b.ins().icmp_imm_s(cond, a, 0);
                self.def(op, v);
            }
            CastPointer | CastOpaquePtr | CastPtrToAdr | CastAdrToPtr | CastPtrToInt => {
                let a = self.arg(op, 0, GcRef);
                self.def(op, a);
            }
            CastIntToPtr => {
                let a = self.arg(op, 0, Signed);
                self.def(op, a);
            }
            AdrAdd => {
                let v = self.sum(op);
                self.def(op, v);
            }
            RawLoad => {
                let p = self.sum(op);
                let ty = self.g.ty(op.result);
                self.load(op, p, 0, ty, UNALIGNED);
            }
            RawStore => {
                let p = self.sum(op);
                if let graph::Imm::Index(bytes) = op.imm {
                    if self.operand_type(&op.args[2], None) == LLType::Float {
                        let v = self.value(&op.args[2], LLType::Float);
                        let v = self.code.b.ins().fdemote(types::F32, v);
                        self.code.b.ins().store(UNALIGNED, v, p, 0);
                    } else {
                        let v = self.value(&op.args[2], LLType::Signed);
                        let ins = self.code.b.ins();
                        match bytes {
                            1 => ins.istore8(UNALIGNED, v, p, 0),
                            2 => ins.istore16(UNALIGNED, v, p, 0),
                            _ => ins.istore32(UNALIGNED, v, p, 0),
                        };
                    }
                } else {
                    let ty = self.operand_type(&op.args[2], None);
                    self.store(&op.args[2], p, 0, ty, UNALIGNED);
                }
            }
            Malloc => {
                let c = type_of(op);
                let result = || [AbiParam::new(types::I64)];
                let inst = self.code.call(Symbol::Allocator(c), || signature([], result()), &[]);
                let v = self.code.b.inst_results(inst)[0];
                self.def(op, v);
            }
            MallocVarsize => return self.malloc_varsize(op),
            GetField => {
                let f = field_of(op);
                let a = self.arg(op, 0, GcRef);
                let (offset, ty) = self.field(f);
                self.load(op, a, offset, ty, ALIGNED);
            }
            SetField => {
                let f = field_of(op);
                let a = self.arg(op, 0, GcRef);
                let (offset, ty) = self.field(f);
                self.store(&op.args[1], a, offset, ty, ALIGNED);
            }
            GetArrayItem | SetArrayItem => {
                let (elem, items) = self.items_of(&op.args[0]);
                let Elem::Prim(ty) = elem else { panic!("plain access to structured items") };
                if ty.is_void() {
                    return Outcome::Never;
                }
                let (a, i) = (self.arg(op, 0, GcRef), self.arg(op, 1, Signed));
                let p = self.item(a, items, i);
                if op.code == GetArrayItem {
                    self.load(op, p, items.first_offset, ty, ALIGNED);
                } else {
                    self.store(&op.args[2], p, items.first_offset, ty, ALIGNED);
                }
            }
            GetArraySize => {
                let (_, items) = self.items_of(&op.args[0]);
                let a = self.arg(op, 0, GcRef);
                let v = self.code.load_word(a, items.length_offset);
                self.def(op, v);
            }
            GetInteriorField | SetInteriorField => {
                let (offset, ty) = self.field(field_of(op));
                let (_, items) = self.items_of(&op.args[0]);
                let (a, i) = (self.arg(op, 0, GcRef), self.arg(op, 1, Signed));
                let p = self.item(a, items, i);
                let offset = items.first_offset + offset;
                if op.code == GetInteriorField {
                    self.load(op, p, offset, ty, ALIGNED);
                } else {
                    self.store(&op.args[2], p, offset, ty, ALIGNED);
                }
            }
            ArrayCopy => self.array_copy(op),
            ArrayClear => {
                let (_, items) = self.items_of(&op.args[0]);
                let (a, start) = (self.arg(op, 0, GcRef), self.arg(op, 1, Signed));
                let count = self.arg(op, 2, Signed);
                let p = self.item(a, items, start);
                let p = self.code.b.ins().iadd_imm_s(p, i64::from(items.first_offset));
                let n = self.code.b.ins().imul_imm_s(count, i64::from(items.item_size));
                let zero = self.code.number(types::I32, 0);
                self.code.runtime("memset", &[p, zero, n], GcRef);
            }
            ShrinkArray => {
                let (a, n) = (self.arg(op, 0, GcRef), self.arg(op, 1, Signed));
                self.ask(op, symbols::SHRINK, &[a, n], GcRef);
            }
            GrowArray => {
                let (a, n) = (self.arg(op, 0, GcRef), self.arg(op, 1, Signed));
                self.ask(op, symbols::GROW, &[a, n], LLType::Bool);
            }
            IsSubclassOf => self.subclass_test(op),
            GcCollect => {
                self.code.runtime(symbols::COLLECT, &[], LLType::Void);
            }
            GcIdentityHash => self.ask_of(op, symbols::IDENTITY_HASH, Signed),
            GcId => self.ask_of(op, symbols::ID, Signed),
            GcCanMove => self.ask_of(op, symbols::CAN_MOVE, LLType::Bool),
            WeakrefCreate => self.ask_of(op, symbols::WEAKREF_CREATE, GcRef),
            WeakrefDeref => {
                let a = self.arg(op, 0, GcRef);
                let v = self.code.load_word(a, 8);
                self.def(op, v);
            }
            GcAddMemoryPressure => {
                let n = self.arg(op, 0, Signed);
                self.code.runtime(symbols::MEMORY_PRESSURE, &[n], LLType::Void);
            }
            GcEnterRoots => {
                let state = self.code.state();
                let roots = self.code.load_word(state, abi::STATE_ROOTS_TOP);
                let new = self.code.b.ins().iadd_imm_s(roots, 8 * i64::from(index(op)));
                self.code.store(new, state, abi::STATE_ROOTS_TOP);
                self.roots = Some(roots);
            }
            GcLeaveRoots => {
                let (state, roots) = (self.code.state(), self.frame());
                self.code.store(roots, state, abi::STATE_ROOTS_TOP);
            }
            GcSaveRoot => {
                let v = self.value(&op.args[0], GcRef);
                let roots = self.frame();
                self.code.store(v, roots, 8 * index(op));
            }
            GcRestoreRoot => {
                let roots = self.frame();
                let v = self.code.load_word(roots, 8 * index(op));
                self.def(op, v);
            }
            GcWriteBarrier => self.write_barrier(op),
            other => panic!("operation {} reached code generation", other.name()),
        }
        Outcome::Never
    }

    fn frame(&self) -> Value {
        self.roots.expect("a frame of the shadow stack is entered first")
    }

    fn ask(&mut self, op: &Op, name: &'static str, args: &[Value], result: LLType) {
        let v = self.code.runtime(name, args, result).expect("a result");
        self.def(op, v);
    }

    fn ask_of(&mut self, op: &Op, name: &'static str, result: LLType) {
        let a = self.arg(op, 0, LLType::GcRef);
        self.ask(op, name, &[a], result);
    }

    /// Address and byte offset of an operation on raw memory.
    fn sum(&mut self, op: &Op) -> Value {
        let (a, n) = (self.arg(op, 0, LLType::Address), self.arg(op, 1, LLType::Signed));
        self.code.b.ins().iadd(a, n)
    }

    fn load(&mut self, op: &Op, base: Value, offset: u32, ty: LLType, flags: MemFlagsData) {
        if let Some(ty) = clif(ty) {
            let v = self.code.b.ins().load(ty, flags, base, offset as i32);
            self.def(op, v);
        }
    }

    fn store(&mut self, a: &Operand, base: Value, offset: u32, ty: LLType, flags: MemFlagsData) {
        if !ty.is_void() {
            let v = self.value(a, ty);
            self.code.b.ins().store(flags, v, base, offset as i32);
        }
    }

    /// Offset and type of a field.
    fn field(&self, f: FieldRef) -> (u32, LLType) {
        let input = self.code.input;
        (input.layouts.offset(f), input.program.types.field(f).ty)
    }

    fn items_of(&self, a: &Operand) -> (Elem, ItemsLayout) {
        let c = self.operand_type(a, None).target().expect("a reference to an array");
        let input = self.code.input;
        (input.program.types.structure_of(c).items.expect("an array"), input.layouts.items(c))
    }

    /// The address from which `first_offset` leads to an item.
    fn item(&mut self, array: Value, items: ItemsLayout, index: Value) -> Value {
        let size = items.item_size;
        let b = &mut self.code.b;
        let distance = match size {
            1 => index,
            _ if size.is_power_of_two() => b.ins().ishl_imm_u(index, i64::from(size.trailing_zeros())),
            _ => b.ins().imul_imm_s(index, i64::from(size)),
        };
        b.ins().iadd(array, distance)
    }

    fn array_copy(&mut self, op: &Op) {
        let (_, from) = self.items_of(&op.args[0]);
        let (_, to) = self.items_of(&op.args[1]);
        if from.item_size == 0 {
            return;
        }
        let (source, target) = (self.arg(op, 0, LLType::GcRef), self.arg(op, 1, LLType::GcRef));
        let (s, d) = (self.arg(op, 2, LLType::Signed), self.arg(op, 3, LLType::Signed));
        let count = self.arg(op, 4, LLType::Signed);
        let s = self.item(source, from, s);
        let s = self.code.b.ins().iadd_imm_s(s, i64::from(from.first_offset));
        let d = self.item(target, to, d);
        let d = self.code.b.ins().iadd_imm_s(d, i64::from(to.first_offset));
        let n = self.code.b.ins().imul_imm_s(count, i64::from(from.item_size));
        self.code.runtime("memmove", &[d, s, n], LLType::GcRef);
    }

    fn subclass_test(&mut self, op: &Op) {
        let program = self.code.input.program;
        let vtable = program.vtable.expect("a program with classes has a root of vtables");
        let field = |name: &str| program.types.find_field(vtable, name).expect("field of every vtable");
        let (low, high) = (field("subclassrange_min"), field("subclassrange_max"));
        let object = self.arg(op, 0, LLType::GcRef);
        let range = constants::class_range(program, &op.args[1], low, high);
        if range.is_some_and(|(min, max)| min == max) {
            // Nothing inherits from it, and no other class has its number.
            let class = self.arg(op, 1, LLType::GcRef);
            let v = self.code.b.ins().icmp(IntCC::Equal, object, class);
            return self.def(op, v);
        }
        let (low, high) = (self.field(low).0, self.field(high).0);
        let x = self.code.load_word(object, low);
        let (min, max) = match range {
            Some((min, max)) => (self.code.word(min), self.code.word(max)),
            None => {
                let class = self.arg(op, 1, LLType::GcRef);
                (self.code.load_word(class, low), self.code.load_word(class, high))
            }
        };
        let below = self.code.b.ins().icmp(IntCC::SignedLessThanOrEqual, min, x);
        let above = self.code.b.ins().icmp(IntCC::SignedLessThanOrEqual, x, max);
        let v = self.code.b.ins().band(below, above);
        self.def(op, v);
    }

    fn malloc_varsize(&mut self, op: &Op) -> Outcome {
        let n = self.arg(op, 0, LLType::Signed);
        let word = || [AbiParam::new(types::I64)];
        let inst = self.code.call(Symbol::Allocator(type_of(op)), || signature(word(), word()), &[n]);
        let v = self.code.b.inst_results(inst)[0];
        self.def(op, v);
        match self.code.input.program.exception(KnownException::MemoryError) {
            Some(exc) => {
                let failed = self.code.b.ins().icmp_imm_s(IntCC::Equal, v, 0);
                Outcome::Known(failed, exc)
            }
            None => Outcome::Never,
        }
    }

    fn write_barrier(&mut self, op: &Op) {
        let BarrierRecipe::HeaderFlag { mask, .. } = self.code.input.policy.barrier else { return };
        let a = self.arg(op, 0, LLType::GcRef);
        let header = self.code.load_word(a, 0);
        let mask = self.code.word(mask as i64);
        let flag = self.code.b.ins().band(header, mask);
        let (slow, join) = (self.code.b.create_block(), self.code.b.create_block());
        self.code.b.ins().brif(flag, slow, &[], join, &[]);
        self.code.b.set_cold_block(slow);
        self.code.b.switch_to_block(slow);
        match op.args.get(1) {
            Some(i) => {
                let i = self.value(i, LLType::Signed);
                self.code.runtime(symbols::WRITE_BARRIER_ARRAY, &[a, i], LLType::Void);
            }
            None => {
                self.code.runtime(symbols::WRITE_BARRIER, &[a], LLType::Void);
            }
        }
        self.code.b.ins().jump(join, &[]);
        self.code.b.switch_to_block(join);
    }
}
