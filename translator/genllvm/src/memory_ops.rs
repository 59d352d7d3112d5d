//! Operations on objects and on the collector's state.

use crate::entry;
use crate::function::{Function, Outcome};
use crate::unit::{elem_access, is_pointer, items_access, lltype_name, memory_type, Access, Unit};
use abi::symbols;
use backendopt::Goal;
use gencommon::immediates::{field_of, index, type_of};
use graph::{Const, KnownException, Op, OpCode, Operand};
use lltype::layout::{size_align, LayoutParams};
use lltype::{ContainerId, Elem, FieldRef, LLType};
use policy::{AllocRecipe, BarrierRecipe};
use std::fmt::Write;

/// More fields than that are zeroed at once.
const MOST_STORES: usize = 8;
const STATE: &str = "@ = external hidden global [4 x i64]";

impl Function<'_, '_> {
    /// Emits an operation on memory.
    pub fn memory_op(&mut self, op: &Op) -> Option<Outcome> {
        use OpCode::*;
        match op.code {
            PtrEq => self.compare(op, "eq"),
            PtrNe => self.compare(op, "ne"),
            PtrIsZero | PtrNonZero => {
                let a = self.value(&op.args[0], LLType::GcRef);
                let cond = if op.code == PtrIsZero { "eq" } else { "ne" };
                self.def(op, format!("icmp {cond} ptr {a}, null"));
            }
            CastPointer | CastOpaquePtr | CastPtrToAdr | CastAdrToPtr => {
                let a = self.value(&op.args[0], LLType::GcRef);
                self.alias(op, &a);
            }
            CastPtrToInt => {
                let a = self.value(&op.args[0], LLType::GcRef);
                self.def(op, format!("ptrtoint ptr {a} to i64"));
            }
            CastIntToPtr => {
                let a = self.value(&op.args[0], LLType::Signed);
                self.def(op, format!("inttoptr i64 {a} to ptr"));
            }
            AdrAdd => {
                let (a, n) = (self.value(&op.args[0], LLType::Address), self.value(&op.args[1], LLType::Signed));
                self.def(op, format!("getelementptr i8, ptr {a}, i64 {n}"));
            }
            RawLoad => {
                let p = self.raw_address(op);
                let ty = self.g.ty(op.result);
                self.load(op, &p, ty, 1, None);
            }
            RawStore => {
                let p = self.raw_address(op);
                if let graph::Imm::Index(bytes) = op.imm {
                    if self.operand_type(&op.args[2], None) == LLType::Float {
                        let v = self.value(&op.args[2], LLType::Float);
                        let v = self.temp(format!("fptrunc double {v} to float"));
                        self.line(format!("store float {v}, ptr {p}, align 1"));
                    } else {
                        let v = self.value(&op.args[2], LLType::Signed);
                        let bits = bytes * 8;
                        let v = self.temp(format!("trunc i64 {v} to i{bits}"));
                        self.line(format!("store i{bits} {v}, ptr {p}, align 1"));
                    }
                } else {
                    let ty = self.operand_type(&op.args[2], None);
                    self.store(&op.args[2], &p, ty, 1, None);
                }
            }
            Malloc => self.malloc(op),
            MallocVarsize => return Some(self.malloc_varsize(op)),
            GetField => {
                let (p, ty, access) = self.field(op);
                self.load(op, &p, ty, align_of(ty), Some(access));
            }
            SetField => {
                let (p, ty, access) = self.field(op);
                self.store(&op.args[1], &p, ty, align_of(ty), Some(access));
            }
            GetArrayItem => {
                if let Some((p, ty)) = self.item(op) {
                    self.load(op, &p, ty, align_of(ty), Some(items_access(ty)));
                }
            }
            SetArrayItem => {
                if let Some((p, ty)) = self.item(op) {
                    self.store(&op.args[2], &p, ty, align_of(ty), Some(items_access(ty)));
                }
            }
            GetArraySize => {
                let items = self.items_of(&op.args[0]);
                let a = self.value(&op.args[0], LLType::GcRef);
                let p = self.offset(&a, items.1.length_offset);
                let tag = self.unit.tbaa(Access::Length);
                self.def(op, format!("load i64, ptr {p}, align 8{tag}"));
            }
            GetInteriorField | SetInteriorField => self.interior(op),
            ArrayCopy => self.array_copy(op),
            ArrayClear => {
                let (_, items) = self.items_of(&op.args[0]);
                let a = self.value(&op.args[0], LLType::GcRef);
                let start = self.value(&op.args[1], LLType::Signed);
                let count = self.value(&op.args[2], LLType::Signed);
                let p = self.item_address(&a, items, &start);
                let n = self.temp(format!("mul i64 {count}, {}", items.item_size));
                let f = self.unit.runtime("llvm.memset.p0.i64", "declare void @(ptr, i8, i64, i1)");
                self.line(format!("call void {f}(ptr {p}, i8 0, i64 {n}, i1 false)"));
            }
            ShrinkArray => {
                let a = self.value(&op.args[0], LLType::GcRef);
                let n = self.value(&op.args[1], LLType::Signed);
                let f = self.unit.runtime(symbols::SHRINK, "declare ptr @(ptr, i64) nounwind");
                self.def(op, format!("call ptr {f}(ptr {a}, i64 {n})"));
            }
            GrowArray => {
                let a = self.value(&op.args[0], LLType::GcRef);
                let n = self.value(&op.args[1], LLType::Signed);
                let f = self.unit.runtime(symbols::GROW, "declare zeroext i1 @(ptr, i64) nounwind");
                self.def(op, format!("call zeroext i1 {f}(ptr {a}, i64 {n})"));
            }
            IsSubclassOf => self.subclass_test(op),
            GcCollect => {
                let f = self.unit.runtime(symbols::COLLECT, "declare void @() nounwind");
                self.line(format!("call void {f}()"));
            }
            GcIdentityHash => self.ask(op, symbols::IDENTITY_HASH, "i64", "declare i64 @(ptr) nounwind"),
            GcId => self.ask(op, symbols::ID, "i64", "declare i64 @(ptr) nounwind"),
            GcCanMove => {
                self.ask(op, symbols::CAN_MOVE, "zeroext i1", "declare zeroext i1 @(ptr) nounwind");
            }
            WeakrefCreate => self.ask(op, symbols::WEAKREF_CREATE, "ptr", "declare ptr @(ptr) nounwind"),
            WeakrefDeref => {
                let a = self.value(&op.args[0], LLType::GcRef);
                let p = self.offset(&a, 8);
                self.def(op, format!("load ptr, ptr {p}, align 8"));
            }
            GcAddMemoryPressure => {
                let n = self.value(&op.args[0], LLType::Signed);
                let f = self.unit.runtime(symbols::MEMORY_PRESSURE, "declare void @(i64) nounwind");
                self.line(format!("call void {f}(i64 {n})"));
            }
            GcEnterRoots => {
                let top = self.state_word(abi::STATE_ROOTS_TOP);
                let tag = self.unit.tbaa(Access::State);
                self.line(format!("%roots = load ptr, ptr {top}, align 8{tag}"));
                let new = self.temp(format!("getelementptr i8, ptr %roots, i64 {}", 8 * index(op)));
                self.line(format!("store ptr {new}, ptr {top}, align 8{tag}"));
            }
            GcLeaveRoots => {
                let top = self.state_word(abi::STATE_ROOTS_TOP);
                let tag = self.unit.tbaa(Access::State);
                self.line(format!("store ptr %roots, ptr {top}, align 8{tag}"));
            }
            GcSaveRoot => {
                let v = self.value(&op.args[0], LLType::GcRef);
                let p = self.offset("%roots", 8 * index(op));
                let tag = self.unit.tbaa(Access::Roots);
                self.line(format!("store ptr {v}, ptr {p}, align 8{tag}"));
            }
            GcRestoreRoot => {
                let p = self.offset("%roots", 8 * index(op));
                let tag = self.unit.tbaa(Access::Roots);
                self.def(op, format!("load ptr, ptr {p}, align 8{tag}"));
            }
            GcWriteBarrier => self.write_barrier(op),
            other => panic!("operation {} reached code generation", other.name()),
        }
        None
    }

    /// Address of a word of the collector's state.
    fn state_word(&mut self, offset: u32) -> String {
        let state = self.unit.runtime(abi::STATE_SYMBOL, STATE);
        if offset == 0 {
            state
        } else {
            format!("getelementptr (i8, ptr {state}, i64 {offset})")
        }
    }

    fn offset(&mut self, base: &str, offset: u32) -> String {
        if offset == 0 {
            return base.to_string();
        }
        self.temp(format!("getelementptr i8, ptr {base}, i64 {offset}"))
    }

    fn ask(&mut self, op: &Op, symbol: &str, result: &str, signature: &str) {
        let a = self.value(&op.args[0], LLType::GcRef);
        let f = self.unit.runtime(symbol, signature);
        self.def(op, format!("call {result} {f}(ptr {a})"));
    }

    fn compare(&mut self, op: &Op, cond: &str) {
        let (a, b) = (self.value(&op.args[0], LLType::GcRef), self.value(&op.args[1], LLType::GcRef));
        self.def(op, format!("icmp {cond} ptr {a}, {b}"));
    }

    fn raw_address(&mut self, op: &Op) -> String {
        let (a, n) = (self.value(&op.args[0], LLType::Address), self.value(&op.args[1], LLType::Signed));
        self.temp(format!("getelementptr i8, ptr {a}, i64 {n}"))
    }

    /// A load from the object that cannot be left out: one that follows anyway, or one of its own.
    pub fn null_check(&mut self, op: &Op) {
        let mut same = vec![op.args[0].clone()];
        for next in self.rest {
            let on_it = next.args.first().is_some_and(|a| same.contains(a));
            match next.code {
                OpCode::GetField if on_it && !self.g.ty(next.result).is_void() => {
                    self.testing.insert(next.result);
                    return;
                }
                OpCode::CastPointer | OpCode::SameAs if on_it => same.push(next.result.into()),
                OpCode::KeepAlive | OpCode::NullCheck | OpCode::Traceback => {}
                code if (code.info().pure || code.info().reads) && !code.info().collects => {}
                _ => break,
            }
        }
        let a = self.value(&op.args[0], LLType::GcRef);
        self.temp(format!("load volatile i8, ptr {a}, align 1"));
    }

    fn load(&mut self, op: &Op, p: &str, ty: LLType, align: u32, access: Option<Access>) {
        if ty.is_void() {
            return;
        }
        let tag = access.map(|a| self.unit.tbaa(a)).unwrap_or_default();
        let volatile = if self.testing.contains(&op.result) { "volatile " } else { "" };
        let text = format!("load {volatile}{}, ptr {p}, align {align}{tag}", memory_type(ty));
        if ty == LLType::Bool {
            let t = self.temp(text);
            self.def(op, format!("trunc i8 {t} to i1"));
        } else {
            self.def(op, text);
        }
    }

    fn store(&mut self, a: &Operand, p: &str, ty: LLType, align: u32, access: Option<Access>) {
        if ty.is_void() {
            return;
        }
        let tag = access.map(|a| self.unit.tbaa(a)).unwrap_or_default();
        let mut v = self.value(a, ty);
        if ty == LLType::Bool {
            v = self.temp(format!("zext i1 {v} to i8"));
        }
        self.line(format!("store {} {v}, ptr {p}, align {align}{tag}", memory_type(ty)));
    }

    /// Address, type and access kind of the field of an operation.
    fn field(&mut self, op: &Op) -> (String, LLType, Access) {
        let f = field_of(op);
        let ty = self.unit.input.program.types.field(f).ty;
        let access = Access::Field(f);
        if ty.is_void() {
            return (String::new(), ty, access);
        }
        let a = self.value(&op.args[0], LLType::GcRef);
        let offset = self.unit.input.layouts.offset(f);
        (self.offset(&a, offset), ty, access)
    }

    fn items_of(&mut self, a: &Operand) -> (Elem, lltype::layout::ItemsLayout) {
        let c = self.operand_type(a, None).target().expect("a reference to an array");
        let elem = self.unit.input.program.types.structure_of(c).items.expect("an array");
        (elem, self.unit.input.layouts.items(c))
    }

    fn item_address(&mut self, a: &str, items: lltype::layout::ItemsLayout, index: &str) -> String {
        let base = self.offset(a, items.first_offset);
        self.temp(format!("getelementptr [{} x i8], ptr {base}, i64 {index}", items.item_size))
    }

    /// Address and type of the item of an operation; `None` for items without data.
    fn item(&mut self, op: &Op) -> Option<(String, LLType)> {
        let (elem, items) = self.items_of(&op.args[0]);
        let Elem::Prim(ty) = elem else { panic!("plain access to structured items") };
        if ty.is_void() {
            return None;
        }
        let a = self.value(&op.args[0], LLType::GcRef);
        let i = self.value(&op.args[1], LLType::Signed);
        Some((self.item_address(&a, items, &i), ty))
    }

    fn interior(&mut self, op: &Op) {
        let f = field_of(op);
        let ty = self.unit.input.program.types.field(f).ty;
        if ty.is_void() {
            return;
        }
        let (_, items) = self.items_of(&op.args[0]);
        let a = self.value(&op.args[0], LLType::GcRef);
        let i = self.value(&op.args[1], LLType::Signed);
        let item = self.item_address(&a, items, &i);
        let offset = self.unit.input.layouts.offset(f);
        let p = self.offset(&item, offset);
        if op.code == OpCode::GetInteriorField {
            self.load(op, &p, ty, align_of(ty), Some(Access::Field(f)));
        } else {
            self.store(&op.args[2], &p, ty, align_of(ty), Some(Access::Field(f)));
        }
    }

    fn array_copy(&mut self, op: &Op) {
        let (elem, from) = self.items_of(&op.args[0]);
        let (_, to) = self.items_of(&op.args[1]);
        if from.item_size == 0 {
            return;
        }
        let source = self.value(&op.args[0], LLType::GcRef);
        let target = self.value(&op.args[1], LLType::GcRef);
        let (s, d) = (self.value(&op.args[2], LLType::Signed), self.value(&op.args[3], LLType::Signed));
        let count = self.value(&op.args[4], LLType::Signed);
        let s = self.item_address(&source, from, &s);
        let d = self.item_address(&target, to, &d);
        let n = if from.item_size == 1 { count } else { self.temp(format!("mul i64 {count}, {}", from.item_size)) };
        let tag = elem_access(elem).map(|a| self.unit.tbaa(a)).unwrap_or_default();
        let f = self.unit.runtime("llvm.memmove.p0.p0.i64", "declare void @(ptr, ptr, i64, i1)");
        self.line(format!("call void {f}(ptr {d}, ptr {s}, i64 {n}, i1 false){tag}"));
    }

    fn subclass_test(&mut self, op: &Op) {
        let program = self.unit.input.program;
        let vtable = program.vtable.expect("a program with classes has a root of vtables");
        let field = |name: &str| program.types.find_field(vtable, name).expect("field of every vtable");
        let (low, high) = (field("subclassrange_min"), field("subclassrange_max"));
        let object = self.value(&op.args[0], LLType::GcRef);
        let range = gencommon::constants::class_range(program, &op.args[1], low, high);
        if range.is_some_and(|(min, max)| min == max) {
            // Nothing inherits from it, and no other class has its number.
            let class = self.value(&op.args[1], LLType::GcRef);
            return self.def(op, format!("icmp eq ptr {object}, {class}"));
        }
        let x = self.load_word(&object, low);
        if let (Some(range), Some(Const::Static(vtable, _))) = (range, op.args[1].constant()) {
            let (max, span) = self.unit.class_range(*vtable, range);
            let distance = self.temp(format!("sub i64 {max}, {x}"));
            return self.def(op, format!("icmp ule i64 {distance}, {span}"));
        }
        let class = self.value(&op.args[1], LLType::GcRef);
        let (min, max) = (self.load_word(&class, low), self.load_word(&class, high));
        let below = self.temp(format!("icmp sle i64 {min}, {x}"));
        let above = self.temp(format!("icmp sle i64 {x}, {max}"));
        self.def(op, format!("and i1 {below}, {above}"));
    }

    fn load_word(&mut self, base: &str, f: FieldRef) -> String {
        let offset = self.unit.input.layouts.offset(f);
        let p = self.offset(base, offset);
        let tag = self.unit.tbaa(Access::Field(f));
        self.temp(format!("load i64, ptr {p}, align 8{tag}"))
    }

    fn malloc(&mut self, op: &Op) {
        let c = type_of(op);
        let layout = self.unit.input.layouts.of(c);
        let size = layout.size.next_multiple_of(8);
        if layout.type_id == 0 {
            panic!("allocation of {c}, which is not a GC type");
        }
        let (id, word) = (self.unit.type_id(c, "i32"), self.unit.type_id(c, "i64"));
        let slow_function = entry::NEW.call(self.unit);
        let inline = matches!(self.unit.input.policy.alloc, AllocRecipe::Bump { max_inline } if size <= max_inline);
        if !inline || self.unit.input.goal == Goal::Size {
            return self.def(op, format!("{slow_function}(i32 {id})"));
        }
        let (free, limit) = (self.state_word(abi::STATE_FREE), self.state_word(abi::STATE_LIMIT));
        let (state, header) = (self.unit.tbaa(Access::State), self.unit.tbaa(Access::Header));
        let p = self.temp(format!("load ptr, ptr {free}, align 8{state}, !nonnull !{{}}"));
        let end = self.temp(format!("getelementptr i8, ptr {p}, i64 {size}"));
        let limit = self.temp(format!("load ptr, ptr {limit}, align 8{state}"));
        let fits = self.temp(format!("icmp ule ptr {end}, {limit}"));
        let (fast, slow, join) = (self.temp_label("fast"), self.temp_label("slow"), self.temp_label("join"));
        self.line(format!("br i1 {fits}, label %{fast}, label %{slow}, !prof !0"));
        self.begin(&slow);
        let q = self.temp(format!("{slow_function}(i32 {id})"));
        self.line(format!("br label %{join}"));
        self.begin(&fast);
        self.line(format!("store ptr {end}, ptr {free}, align 8{state}"));
        self.line(format!("store i64 {word}, ptr {p}, align 8{header}"));
        self.clear(op, c, &p, size);
        self.line(format!("br label %{join}"));
        self.begin(&join);
        self.def(op, format!("phi ptr [ {q}, %{slow} ], [ {p}, %{fast} ]"));
    }

    /// Zeroes the fields of a new object, but those that are set at once.
    fn clear(&mut self, op: &Op, c: ContainerId, p: &str, size: u32) {
        let types = &self.unit.input.program.types;
        let set = crate::fresh::set_before_seen(op.result, self.rest);
        let fields = types.all_fields(c).into_iter().filter(|f| !types.field(*f).ty.is_void());
        let left: Vec<(FieldRef, LLType)> =
            fields.filter(|f| !set.contains(f)).map(|f| (f, types.field(f).ty)).collect();
        if left.len() > MOST_STORES {
            let rest = self.offset(p, 8);
            let f = self.unit.runtime("llvm.memset.p0.i64", "declare void @(ptr, i8, i64, i1)");
            return self.line(format!("call void {f}(ptr align 8 {rest}, i8 0, i64 {}, i1 false)", size - 8));
        }
        for (f, ty) in left {
            let at = self.offset(p, self.unit.input.layouts.offset(f));
            let tag = self.unit.tbaa(Access::Field(f));
            let ty = memory_type(ty);
            self.line(format!("store {ty} zeroinitializer, ptr {at}, align {}{tag}", align_of(types.field(f).ty)));
        }
    }

    fn malloc_varsize(&mut self, op: &Op) -> Outcome {
        let c = type_of(op);
        let allocator = self.unit.allocator(c);
        let n = self.value(&op.args[0], LLType::Signed);
        self.def(op, format!("call fastcc ptr {allocator}(i64 {n})"));
        let v = format!("%v{}", op.result.as_u32());
        let exc = self.unit.input.program.exception(KnownException::MemoryError);
        match exc {
            Some(s) => {
                let exc = self.unit.object(s);
                let ok = self.temp(format!("icmp ne ptr {v}, null"));
                Outcome { ok, exc }
            }
            None => Outcome { ok: "true".to_string(), exc: "null".to_string() },
        }
    }

    fn write_barrier(&mut self, op: &Op) {
        let BarrierRecipe::HeaderFlag { mask, .. } = self.unit.input.policy.barrier else { return };
        let a = self.value(&op.args[0], LLType::GcRef);
        let tag = self.unit.tbaa(Access::Header);
        let h = self.temp(format!("load i64, ptr {a}, align 8{tag}"));
        let flag = self.temp(format!("and i64 {h}, {mask}"));
        let clear = self.temp(format!("icmp eq i64 {flag}, 0"));
        let (slow, join) = (self.temp_label("barrier"), self.temp_label("join"));
        self.line(format!("br i1 {clear}, label %{join}, label %{slow}, !prof !0"));
        self.begin(&slow);
        match op.args.get(1) {
            Some(i) => {
                let i = self.value(i, LLType::Signed);
                let f = entry::BARRIER_ITEM.call(self.unit);
                self.line(format!("{f}(ptr {a}, i64 {i})"));
            }
            None => {
                let f = entry::BARRIER.call(self.unit);
                self.line(format!("{f}(ptr {a})"));
            }
        }
        self.line(format!("br label %{join}"));
        self.begin(&join);
    }
}

/// The function of a unit that allocates arrays of one type, its `n`th: null when out of memory.
pub fn array_allocator(unit: &mut Unit<'_>, n: usize, c: ContainerId, out: &mut String) {
    let size = unit.input.layouts.of(c).size;
    let (id, word) = (unit.type_id(c, "i32"), unit.type_id(c, "i64"));
    let items = unit.input.layouts.items(c);
    let slow = entry::NEW_ARRAY.call(unit);
    let state = unit.runtime(abi::STATE_SYMBOL, STATE);
    let memset = unit.runtime("llvm.memset.p0.i64", "declare void @(ptr, i8, i64, i1)");
    let catches = unit.input.program.exception(KnownException::MemoryError).is_some();
    // The characters of a new string are undefined; those of a list are zero.
    let structure = unit.input.program.types.structure_of(c);
    let prim = matches!(structure.items, Some(Elem::Prim(LLType::Char | LLType::UniChar)));
    let characters = prim && structure.immutable_items;
    let cleared = if characters { (items.first_offset - 8).to_string() } else { "%restsize".to_string() };
    let (tag, header, count) = (unit.tbaa(Access::State), unit.tbaa(Access::Header), unit.tbaa(Access::Length));
    writeln!(out, "define internal fastcc ptr @rpy_new.{n}(i64 %n) nounwind {{").ok();
    let max = match unit.input.policy.alloc {
        AllocRecipe::Bump { max_inline } => (max_inline.saturating_sub(size)) / items.item_size.max(1),
        AllocRecipe::Call => 0,
    };
    let mut text = format!(
        "  %small = icmp ule i64 %n, {max}\n\
         \x20 br i1 %small, label %try, label %slow, !prof !0\n\
         try:\n\
         \x20 %bytes = mul i64 %n, {item}\n\
         \x20 %all = add i64 %bytes, {all}\n\
         \x20 %size = and i64 %all, -8\n\
         \x20 %p = load ptr, ptr {state}{tag}, !nonnull !{{}}\n\
         \x20 %end = getelementptr i8, ptr %p, i64 %size\n\
         \x20 %limit = load ptr, ptr getelementptr (i8, ptr {state}, i64 {limit}){tag}\n\
         \x20 %fits = icmp ule ptr %end, %limit\n\
         \x20 br i1 %fits, label %fast, label %slow, !prof !0\n\
         fast:\n\
         \x20 store ptr %end, ptr {state}{tag}\n\
         \x20 store i64 {word}, ptr %p, align 8{header}\n\
         \x20 %rest = getelementptr i8, ptr %p, i64 8\n\
         \x20 %restsize = sub i64 %size, 8\n\
         \x20 call void {memset}(ptr align 8 %rest, i8 0, i64 {cleared}, i1 false)\n\
         \x20 %length = getelementptr i8, ptr %p, i64 {length}\n\
         \x20 store i64 %n, ptr %length, align 8{count}\n\
         \x20 ret ptr %p\n\
         slow:\n\
         \x20 %q = {slow}(i32 {id}, i64 %n)\n",
        item = items.item_size,
        all = size + 7,
        limit = abi::STATE_LIMIT,
        length = items.length_offset,
    );
    if catches {
        text.push_str("  ret ptr %q\n}\n\n");
    } else {
        let message = unit.text(b"MemoryError");
        let fatal = unit.runtime(symbols::FATAL, crate::unit::FATAL);
        write!(
            text,
            "  %ok = icmp ne ptr %q, null\n  br i1 %ok, label %good, label %bad, !prof !0\ngood:\n  ret ptr %q\n\
             bad:\n  call void {fatal}(ptr {message}, i64 11)\n  unreachable\n}}\n\n"
        )
        .ok();
    }
    out.push_str(&text);
}

/// Alignment of a plain value in an object.
pub fn align_of(ty: LLType) -> u32 {
    debug_assert!(!is_pointer(ty) || lltype_name(ty) == "ptr");
    size_align(ty, LayoutParams::X86_64).1
}
