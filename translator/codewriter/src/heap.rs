//! Transformation of operations on objects, and of calls.

use crate::descrs::{is_instance, typeptr};
use crate::jgraph::{Opd, Val};
use crate::look::CallKind;
use crate::transform::{is_pure, Done, Transform};
use abi::jit::{IntConst, JitOp, Kind, Value};
use abi::rule;
use graph::{Const, Imm, Op, OpCode, Operand, StaticId};
use lltype::{FieldRef, Immutability, LLType};

impl Transform<'_, '_, '_> {
    pub(crate) fn malloc(&mut self, op: &Op, vtable: Option<StaticId>) -> Done {
        let Imm::Type(c) = op.imm else { return Err("an allocation without a type".into()) };
        if op.code == OpCode::MallocVarsize {
            rule!("cw.new_array");
            let n = self.val(&op.args[0])?;
            let d = self.ctx.descrs.array(c);
            self.emit(JitOp::NewArrayClear, vec![Opd::Val(n), Opd::Descr(d)], Some(op.result));
            return Ok(());
        }
        rule!(if vtable.is_some() { "cw.new_instance" } else { "cw.new" });
        let d = self.ctx.descrs.size(c, vtable);
        let jop = if vtable.is_some() { JitOp::NewWithVtable } else { JitOp::New };
        self.emit(jop, vec![Opd::Descr(d)], Some(op.result));
        Ok(())
    }

    pub(crate) fn field(&mut self, op: &Op) -> Done {
        let Imm::Field(f) = op.imm else { return Err("a field operation without a field".into()) };
        let field = self.ctx.program.types.field(f).clone();
        let object = &op.args[0];
        let gc = self.kind(object) == Some(Kind::Ref);
        if field.ty == LLType::Void {
            return Ok(());
        }
        let obj = self.val(object)?;
        let is_class = Some(f) == typeptr(self.ctx.program) && is_instance(self.ctx.program, self.ty(object));
        if op.code == OpCode::GetField && is_class {
            rule!("cw.class_of");
            self.emit_vals(JitOp::GuardClass, &[obj], op.result);
            return Ok(());
        }
        let kind = crate::descrs::kind_of(self.ctx.program, field.ty).ok_or("a field without data")?;
        let d = self.ctx.descrs.field(f);
        let vable = gc && self.ctx.vables.has_field(f);
        let stem = match (vable, gc) {
            (true, _) => "field_vable_",
            (_, true) => "field_gc_",
            _ => "field_raw_",
        };
        rule!(match (vable, gc) {
            (true, _) => "cw.field_of_virtualizable",
            (_, true) => "cw.field",
            _ => "cw.field_raw",
        });
        let hidden = crate::quasi::hidden(self.ctx.program, f).filter(|_| gc && !vable);
        let hidden = hidden.map(|h| self.ctx.descrs.field(h));
        if op.code == OpCode::SetField {
            let v = self.val(&op.args[1])?;
            if let Some(h) = hidden {
                rule!("cw.quasi_immutable_write");
                self.emit(JitOp::JitForceQuasiImmutable, vec![Opd::Val(obj), Opd::Descr(h)], None);
            }
            let jop = self.variant(&format!("set{stem}"), kind, "")?;
            self.emit(jop, vec![Opd::Val(obj), Opd::Val(v), Opd::Descr(d)], None);
            return Ok(());
        }
        if let Some(h) = hidden {
            rule!("cw.quasi_immutable_read");
            self.emit(JitOp::RecordQuasiimmutField, vec![Opd::Val(obj), Opd::Descr(d), Opd::Descr(h)], None);
        }
        if is_pure(field.immutable) && !vable {
            rule!("cw.field_immutable");
        }
        let tail = if is_pure(field.immutable) && !vable { "_pure" } else { "" };
        self.pure_items[op.result] = matches!(field.immutable, Immutability::ImmutableArray | Immutability::QuasiArray);
        let jop = self.variant(&format!("get{stem}"), kind, tail)?;
        self.emit(jop, vec![Opd::Val(obj), Opd::Descr(d)], Some(op.result));
        Ok(())
    }

    pub(crate) fn array(&mut self, op: &Op) -> Done {
        let array = &op.args[0];
        let gc = self.kind(array) == Some(Kind::Ref);
        let c = self.ty(array).target().ok_or("an array of unknown type")?;
        if op.code == OpCode::GetArraySize {
            rule!("cw.array_length");
            let (v, d) = (self.val(array)?, self.ctx.descrs.array(c));
            let jop = if self.ctx.vables.has_array(c) { JitOp::ArraylenVable } else { JitOp::ArraylenGc };
            self.emit(jop, vec![Opd::Val(v), Opd::Descr(d)], Some(op.result));
            return Ok(());
        }
        let item = self.item_type(array).ok_or("an array of structures")?;
        let Some(kind) = crate::descrs::kind_of(self.ctx.program, item) else { return Ok(()) };
        let (v, i) = (self.val(array)?, self.val(&op.args[1])?);
        let d = self.ctx.descrs.array(c);
        let vable = self.ctx.vables.has_array(c);
        let stem = match (vable, gc) {
            (true, _) => "arrayitem_vable_",
            (_, true) => "arrayitem_gc_",
            _ => "arrayitem_raw_",
        };
        rule!(match (vable, gc) {
            (true, _) => "cw.item_of_virtualizable",
            (_, true) => "cw.item",
            _ => "cw.item_raw",
        });
        let mut opds = vec![Opd::Val(v), Opd::Val(i)];
        if op.code == OpCode::SetArrayItem {
            let x = self.val(&op.args[2])?;
            opds.extend([Opd::Val(x), Opd::Descr(d)]);
            let jop = self.variant(&format!("set{stem}"), kind, "")?;
            self.emit(jop, opds, None);
        } else {
            opds.push(Opd::Descr(d));
            if self.items_are_pure(array) && !vable && gc {
                rule!("cw.item_immutable");
            }
            let tail = if self.items_are_pure(array) && !vable && gc { "_pure" } else { "" };
            let jop = self.variant(&format!("get{stem}"), kind, tail)?;
            self.emit(jop, opds, Some(op.result));
        }
        Ok(())
    }

    pub(crate) fn interior(&mut self, op: &Op) -> Done {
        let Imm::Field(f) = op.imm else { return Err("a field operation without a field".into()) };
        let ty = self.ctx.program.types.field(f).ty;
        let Some(kind) = crate::descrs::kind_of(self.ctx.program, ty) else { return Ok(()) };
        let c = self.ty(&op.args[0]).target().ok_or("an array of unknown type")?;
        let (v, i) = (self.val(&op.args[0])?, self.val(&op.args[1])?);
        rule!("cw.interior_field");
        let d = self.ctx.descrs.interior(c, f);
        let mut opds = vec![Opd::Val(v), Opd::Val(i)];
        if op.code == OpCode::SetInteriorField {
            let x = self.val(&op.args[2])?;
            opds.extend([Opd::Val(x), Opd::Descr(d)]);
            let jop = self.variant("setinteriorfield_gc_", kind, "")?;
            self.emit(jop, opds, None);
        } else {
            opds.push(Opd::Descr(d));
            let jop = self.variant("getinteriorfield_gc_", kind, "")?;
            self.emit(jop, opds, Some(op.result));
        }
        Ok(())
    }

    /// `min(class) <= min(class of the object) <= max(class)`, the bounds folded if the class is known.
    pub(crate) fn subclass(&mut self, op: &Op) -> Done {
        rule!("cw.subclass");
        let types = &self.ctx.program.types;
        let vtable = self.ctx.program.vtable.ok_or("a program without classes")?;
        let bound = |name: &str| types.find_field(vtable, name).ok_or("a vtable without class numbers");
        let (min, max) = (bound("subclassrange_min")?, bound("subclassrange_max")?);
        let own = self.class_number(&op.args[0], min)?;
        let lo = self.class_number(&op.args[1], min)?;
        let hi = self.class_number(&op.args[1], max)?;
        let (above, below) = (self.temp(Kind::Int), self.temp(Kind::Int));
        self.emit_vals(JitOp::IntGe, &[own, lo], above);
        self.emit_vals(JitOp::IntLe, &[own, hi], below);
        self.emit_vals(JitOp::IntAnd, &[Val::Var(above), Val::Var(below)], op.result);
        Ok(())
    }

    fn class_number(&mut self, class: &Operand, f: FieldRef) -> Result<Val, String> {
        if let Operand::Const(Const::Static(s, _)) = class {
            let s = &self.ctx.program.statics[*s];
            let at = self.ctx.program.types.all_fields(s.ty).iter().position(|g| *g == f);
            if let Some(Const::Int(n)) = at.and_then(|i| s.fields.get(i)) {
                rule!("cw.class_number_known");
                return Ok(Val::Const(Value::int(*n)));
            }
        }
        let v = self.val(class)?;
        let d = self.ctx.descrs.field(f);
        let r = self.temp(Kind::Int);
        self.emit(JitOp::GetfieldRawIPure, vec![Opd::Val(v), Opd::Descr(d)], Some(r));
        Ok(Val::Var(r))
    }

    // ---- calls

    pub(crate) fn call(&mut self, op: &Op) -> Done {
        let (callee, args) = op.args.split_first().ok_or("a call of nothing")?;
        match self.call_kind(op) {
            CallKind::Recursive(m) => {
                rule!("cw.recursive_call");
                let greens = self.ctx.look.greens(m);
                let (greens, reds) = args.split_at(greens.min(args.len()));
                for g in greens {
                    if let Some(v) = self.opt(g) {
                        self.promote(v)?;
                    }
                }
                let mut opds = vec![Opd::Driver(m)];
                opds.extend(self.lists(greens).map(Opd::List));
                opds.extend(self.lists(reds).map(Opd::List));
                let result = self.result(op);
                let tail = result.map_or('v', |r| r.1.letter());
                let jop = JitOp::from_name(&format!("recursive_call_{tail}")).ok_or("no recursive call")?;
                self.emit(jop, opds, result.map(|r| r.0));
                Ok(())
            }
            CallKind::Regular(g) => {
                rule!("cw.inline_call");
                let j = self.ctx.look.jitcode(g);
                self.emit_call("inline_call_", vec![Opd::JitCode(j)], args, None, op)
            }
            kind => {
                let f = self.val(callee)?;
                rule!("cw.residual_call");
                if kind == CallKind::IndirectRegular {
                    rule!("cw.indirect_call");
                    self.promote(f)?;
                }
                let d = self.ctx.look.call_descr(self.ctx.descrs, self.g, callee, &op.imm);
                let d = d.ok_or("a call through something that is not a function")?;
                self.emit_call("residual_call_", vec![Opd::Val(f)], args, Some(Opd::Descr(d)), op)
            }
        }
    }

    fn emit_call(&mut self, stem: &str, head: Vec<Opd>, args: &[Operand], tail: Option<Opd>, op: &Op) -> Done {
        let [ints, refs, floats] = self.lists(args);
        let result = self.result(op);
        let kind = result.map_or('v', |r| r.1.letter());
        // The shortest form that has all lists.
        let needed = match (ints.is_empty(), floats.is_empty()) {
            (true, true) => 0,
            (false, true) => 1,
            _ => 2,
        };
        let shapes = ["r", "ir", "irf"];
        let found = (needed..3).find_map(|i| Some((i, JitOp::from_name(&format!("{stem}{}_{kind}", shapes[i]))?)));
        let (shape, jop) = found.ok_or_else(|| format!("there is no form of {stem} for these arguments"))?;
        let mut opds = head;
        if shape >= 1 {
            opds.push(Opd::List(ints));
        }
        opds.push(Opd::List(refs));
        if shape == 2 {
            opds.push(Opd::List(floats));
        }
        opds.extend(tail);
        self.emit(jop, opds, result.map(|r| r.0));
        Ok(())
    }

    /// An operation on virtual references.
    pub(crate) fn virtual_ref(&mut self, op: &Op) -> Done {
        let Some(refs) = self.ctx.refs else {
            return match self.result(op) {
                Some((r, _)) => {
                    let v = self.val(&op.args[0])?;
                    self.be(r, v);
                    Ok(())
                }
                None => Ok(()),
            };
        };
        match op.code {
            OpCode::JitVirtualRef => {
                rule!("cw.virtual_ref");
                let v = self.val(&op.args[0])?;
                self.emit_vals(JitOp::VirtualRef, &[v], op.result);
                Ok(())
            }
            OpCode::JitVirtualRefFinish => {
                rule!("cw.virtual_ref_finish");
                let (r, v) = (self.val(&op.args[0])?, self.val(&op.args[1])?);
                self.emit(JitOp::VirtualRefFinish, vec![Opd::Val(r), Opd::Val(v)], None);
                Ok(())
            }
            _ => {
                rule!("cw.virtual_ref_deref");
                let (address, descr) = refs.table(self.ctx.descrs).deref;
                let f = Opd::Val(Val::Const(Value::Int(IntConst::Addr(address))));
                self.emit_call("residual_call_", vec![f], &op.args, Some(Opd::Descr(descr)), op)
            }
        }
    }

    pub(crate) fn conditional_call(&mut self, op: &Op) -> Done {
        let [first, callee, args @ ..] = &op.args[..] else { return Err("a conditional call of nothing".into()) };
        let (c, f) = (self.val(first)?, self.val(callee)?);
        let d = self.ctx.look.call_descr(self.ctx.descrs, self.g, callee, &Imm::None);
        let d = d.ok_or("a call through something that is not a function")?;
        let [ints, refs, _] = self.lists(args);
        let opds = vec![Opd::Val(c), Opd::Val(f), Opd::List(ints), Opd::List(refs), Opd::Descr(d)];
        let result = self.result(op);
        let jop = match (op.code, result) {
            (OpCode::JitConditionalCall, _) => JitOp::ConditionalCallIrV,
            (_, Some((_, Kind::Ref))) => JitOp::ConditionalCallValueIrR,
            (_, Some((_, Kind::Int))) => JitOp::ConditionalCallValueIrI,
            _ => return Err("a conditional call with a result that is not traced".into()),
        };
        let result = result.filter(|_| jop != JitOp::ConditionalCallIrV);
        if let Val::Const(Value::Int(IntConst::Value(0))) = c {
            if jop == JitOp::ConditionalCallIrV {
                rule!("cw.conditional_call_never");
                return Ok(());
            }
        }
        rule!(if op.code == OpCode::JitConditionalCall { "cw.conditional_call" } else { "cw.conditional_call_value" });
        self.emit(jop, opds, result.map(|r| r.0));
        Ok(())
    }
}
