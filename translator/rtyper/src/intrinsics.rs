//! Calls of the intrinsics of the `rpython` package.

use crate::builder::int;
use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::Repr;
use annotator::{IntKind, IterVariant, Kind, SomeValue};
use graph::{Const, Imm, Op, OpCode, Operand};
use lltype::{FieldRef, LLType};

type Out = LowerResult<Option<Operand>>;

const VOID: Operand = Operand::Const(Const::Void);
const INT: Repr = Repr::Int(IntKind::Int);

impl<'a> Lower<'_, 'a> {
    /// A call of the intrinsic of that name.
    pub(crate) fn intrinsic_call(&mut self, op: &'a Op, name: &str, args: &CallArgs, to: &Repr) -> Out {
        let a = &args.positional;
        match (name, &a[..]) {
            ("intmask" | "longlongmask", [v]) => match v.r {
                Repr::Float => {
                    let v = self.ll(OpCode::CastFloatToInt, [v.v.clone()], LLType::Signed);
                    self.result(op, v, &INT)
                }
                Repr::Inst(_) => self.call_implicit(op, "__int__", args.clone()),
                _ => {
                    let mut v = self.signed(v)?;
                    if self.rt.masks {
                        v = self.ll(OpCode::SameAs, [v], LLType::Signed);
                    }
                    self.result(op, v, &INT)
                }
            },
            (n, [Val { r: Repr::Inst(_), .. }]) if n.starts_with("r_") => {
                let special = if *to == INT { "__int__" } else { "_word" };
                self.call_implicit(op, special, args.clone())
            }
            ("rffi.cast", [_, v]) => self.cast_to(v, to).map(Some),
            (n, [v])
                if n.starts_with("r_")
                    || n.contains(".r_")
                    || matches!(n, "widen" | "int_type" | "uint2singlefloat") =>
            {
                match (&v.r, to) {
                    (Repr::Float, Repr::Int(IntKind::Uint)) => {
                        Ok(Some(self.ll(OpCode::CastFloatToUint, [v.v.clone()], LLType::Unsigned)))
                    }
                    (Repr::Float, Repr::Int(_)) => {
                        let i = self.ll(OpCode::CastFloatToInt, [v.v.clone()], LLType::Signed);
                        let v = Val::new(SomeValue::int(false), INT, i);
                        self.as_repr(&v, to).map(Some)
                    }
                    (Repr::Float, Repr::SingleFloat) | (Repr::SingleFloat, Repr::Float) => {
                        let t = self.rt.lltype(to);
                        Ok(Some(self.ll(OpCode::CastPrimitive, [v.v.clone()], t)))
                    }
                    (Repr::Char, Repr::Int(_)) => {
                        let i = self.ll(OpCode::CastCharToInt, [v.v.clone()], LLType::Signed);
                        let v = Val::new(SomeValue::int(true), INT, i);
                        self.as_repr(&v, to).map(Some)
                    }
                    _ => self.as_repr(v, to).map(Some),
                }
            }
            (
                "ovfcheck"
                | "likely"
                | "unlikely"
                | "NonConstant"
                | "jit.promote"
                | "jit.promote_string"
                | "jit.promote_unicode"
                | "jit.hint"
                | "llstr"
                | "hlstr"
                | "llunicode"
                | "hlunicode"
                | "check_annotation"
                | "mark_dict_non_null"
                | "check_regular_int"
                | "check_list_of_chars"
                | "check_not_access_directly"
                | "check_nonneg"
                | "assert_str0"
                | "check_str0"
                | "make_sure_not_resized"
                | "ll_assert_not_none",
                [v, ..],
            ) => {
                let v = v.clone();
                self.as_repr(&v, to).map(Some)
            }
            ("is_valid_int", _) => Ok(Some(Const::Bool(true).into())),
            ("int_between", [x, y, z]) => {
                let ops = [self.signed(x)?, self.signed(y)?, self.signed(z)?];
                Ok(Some(self.ll(OpCode::IntBetween, ops, LLType::Bool)))
            }
            ("int_force_ge_zero", [x]) => {
                let x = self.signed(x)?;
                Ok(Some(self.ll(OpCode::IntForceGeZero, [x], LLType::Signed)))
            }
            ("int_c_div" | "int_c_mod", [x, y]) => {
                let (x, d) = (self.signed(x)?, self.signed(y)?);
                self.nonzero(y, d.clone())?;
                let code = if name == "int_c_div" { OpCode::IntFloorDiv } else { OpCode::IntMod };
                let v = self.ll(code, [x, d], LLType::Signed);
                self.result(op, v, &INT)
            }
            ("uint_mul_high", [x, y]) => {
                let u = Repr::Int(IntKind::Uint);
                let ops = [self.as_repr(x, &u)?, self.as_repr(y, &u)?];
                Ok(Some(self.ll(OpCode::UintMulHigh, ops, LLType::Unsigned)))
            }
            ("peek_word", [address]) => {
                let address = self.signed(address)?;
                let field = FieldRef { container: self.rt.word, index: 0 };
                let p = self.ll(OpCode::CastIntToPtr, [address], LLType::Ptr(self.rt.word));
                Ok(Some(self.b.op(OpCode::GetField, Imm::Field(field), [p], LLType::Signed)))
            }
            ("function_address", [f, _]) => self.function_address(op, f),
            ("raw_load", [_, address]) => {
                let t = self.rt.lltype(to);
                let p = self.raw_address(address)?;
                Ok(Some(self.ll(OpCode::RawLoad, [p, int(0)], t)))
            }
            ("raw_store", [_, width, address, v]) => {
                let p = self.raw_address(address)?;
                let (value, imm) = match width.s.konst {
                    Some(Const::Int(4)) if matches!(v.r, Repr::SingleFloat) => {
                        (self.ll(OpCode::CastPrimitive, [v.v.clone()], LLType::Float), Imm::Index(4))
                    }
                    Some(Const::Int(8)) => (self.signed(v)?, Imm::None),
                    Some(Const::Int(n @ (1 | 2 | 4))) => (self.signed(v)?, Imm::Index(n as u32)),
                    _ => (v.v.clone(), Imm::None),
                };
                self.b.op(OpCode::RawStore, imm, [p, int(0), value], LLType::Void);
                Ok(Some(VOID))
            }
            ("float2longlong", [x]) => {
                let x = self.as_repr(x, &Repr::Float)?;
                Ok(Some(self.ll(OpCode::ConvertFloatBytesToInt, [x], LLType::Signed)))
            }
            ("longlong2float", [x]) => {
                let x = self.signed(x)?;
                Ok(Some(self.ll(OpCode::ConvertIntBytesToFloat, [x], LLType::Float)))
            }
            ("instantiate", [c, ..]) => self.instantiate_blank(op, c),
            ("compute_identity_hash" | "compute_unique_id" | "current_object_addr_as_int", [v]) => {
                let t = self.rt.lltype(&v.r);
                let code = if name == "compute_identity_hash" { OpCode::GcIdentityHash } else { OpCode::GcId };
                if !self.rt.prog.types.is_gc_ref(t) {
                    return Ok(Some(int(0)));
                }
                let h = self.b.op(code, Imm::None, [v.v.clone()], LLType::Signed);
                self.result(op, h, &INT)
            }
            ("compute_hash", [v]) => {
                let r = match v.r {
                    Repr::Char => Repr::Str,
                    ref r => r.clone(),
                };
                let x = self.as_repr(v, &r)?;
                let t = self.rt.lltype(&r);
                let Some(f) = self.rt.hash_function(&r) else { return Err(self.unsupported(name)) };
                self.guard();
                let (h, _) = self.rt.call_harg(&mut self.b, f, vec![HArg::V(x, t)])?;
                self.result(op, h, &INT)
            }
            ("newlist_hint", [n]) => {
                let r = self.rt.list_repr(to);
                let (c, _) = self.list_container(&r)?;
                if let Repr::FixedList(_) = r {
                    return Ok(Some(self.b.malloc_varsize(c, int(0))));
                }
                let n = HArg::V(self.signed(n)?, LLType::Signed);
                self.helper_typed("rlist", "ll_newlist_hint", vec![HArg::C(c), n]).map(Some)
            }
            ("resizelist_hint", [l, n]) => {
                let r = self.rt.list_repr(&l.r);
                if let Repr::List(_) = r {
                    let (h, n) = (self.harg(l), HArg::V(self.signed(n)?, LLType::Signed));
                    self.helper_typed("rlist", "ll_list_resize_hint", vec![h, n])?;
                }
                Ok(Some(VOID))
            }
            ("list_get_physical_size", [l]) => {
                let p = self.list_parts(l)?;
                let v = self.ll(OpCode::GetArraySize, [p.items], LLType::Signed);
                self.result(op, v, &INT)
            }
            ("mallocstr", [n]) => {
                let n = self.signed(n)?;
                Ok(Some(self.b.malloc_varsize(self.rt.string, n)))
            }
            ("mallocunicode", [n]) => {
                let n = self.signed(n)?;
                Ok(Some(self.b.malloc_varsize(self.rt.unicode, n)))
            }
            ("copy_string_contents", [s, d, i, j, n]) => {
                let ops = [s.v.clone(), d.v.clone(), self.signed(i)?, self.signed(j)?, self.signed(n)?];
                Ok(Some(self.ll(OpCode::ArrayCopy, ops, LLType::Void)))
            }
            ("rstring.StringBuilder" | "rstring.UnicodeBuilder", rest) => {
                let c = self.rt.builder_type(name.ends_with("UnicodeBuilder"));
                let n = match rest.first() {
                    Some(n) => self.signed(n)?,
                    None => int(32),
                };
                self.helper_typed("rbuilder", "ll_newbuilder", vec![HArg::C(c), HArg::V(n, LLType::Signed)]).map(Some)
            }
            ("ll_assert", [c, ..]) => {
                let t = self.rt.truth(&mut self.b, c).unwrap_or(Const::Bool(true).into());
                if !matches!(t, Operand::Const(_)) {
                    let (good, bad) = self.b.branch(t);
                    self.b.cur = bad;
                    self.fatal("AssertionError");
                    self.b.cur = good;
                }
                Ok(Some(VOID))
            }
            ("fatalerror" | "fatalerror_notb", rest) => {
                let text = match rest.first().and_then(|v| v.konst()) {
                    Some(Const::Str(s)) => String::from_utf8_lossy(s).into_owned(),
                    _ => "fatal error".to_string(),
                };
                self.fatal(&text);
                Ok(None)
            }
            ("keepalive_until_here", [v]) => {
                let t = self.rt.lltype(&v.r);
                if self.rt.prog.types.is_gc_ref(t) {
                    self.ll(OpCode::KeepAlive, [v.v.clone()], LLType::Void);
                }
                Ok(Some(VOID))
            }
            ("is_annotation_constant", [v]) => Ok(Some(Const::Bool(v.konst().is_some()).into())),
            ("we_are_translated", _) => Ok(Some(Const::Bool(true).into())),
            (
                "have_debug_prints"
                | "have_debug_prints_for"
                | "jit.we_are_jitted"
                | "jit.isconstant"
                | "jit.isvirtual"
                | "revdb_enabled",
                _,
            ) => Ok(Some(Const::Bool(false).into())),
            ("gc.collect", _) => {
                self.b.op(OpCode::GcCollect, Imm::None, [], LLType::Void);
                for c in self.rt.model.classes.keys() {
                    if let Some(HArg::G(drain)) = self.rt.protocol(c, annotator::Protocol::Drain) {
                        let call = [Const::Func(drain).into()];
                        self.b.op(OpCode::DirectCall, Imm::None, call, LLType::Void);
                    }
                }
                Ok(Some(VOID))
            }
            ("gc.register_finalizer", [erased, queue]) => {
                let (erased, queue) = (erased.v.clone(), self.signed(queue)?);
                let x =
                    self.collector_extern("rpy_gc_register_finalizer", &[LLType::GcRef, LLType::Signed], LLType::Void);
                self.b.op(
                    OpCode::DirectCall,
                    Imm::None,
                    [Operand::Const(Const::Extern(x)), erased, queue],
                    LLType::Void,
                );
                Ok(Some(VOID))
            }
            ("gc.next_dead", [queue]) => {
                let queue = self.signed(queue)?;
                let x = self.collector_extern("rpy_gc_next_dead", &[LLType::Signed], LLType::GcRef);
                let call = [Operand::Const(Const::Extern(x)), queue];
                Ok(Some(self.b.op(OpCode::DirectCall, Imm::None, call, LLType::GcRef)))
            }
            ("gc.isenabled" | "gc.can_move", _) => Ok(Some(Const::Bool(true).into())),
            ("contains_with_hash", [d, k, _]) => match d.r {
                Repr::Dict(id) => self.dict_key_helper("ll_dict_contains", id, d, k, vec![]).map(Some),
                _ => Err(self.unsupported(name)),
            },
            ("getitem_with_hash", [d, k, _]) => match d.r {
                Repr::Dict(id) => self.dict_getitem(op, id, d, k),
                _ => Err(self.unsupported(name)),
            },
            ("setitem_with_hash", [d, k, _, v]) => match d.r {
                Repr::Dict(id) => {
                    self.dict_setitem(id, d, k, v)?;
                    Ok(Some(VOID))
                }
                _ => Err(self.unsupported(name)),
            },
            ("delitem_with_hash", [d, k, _]) => match d.r {
                Repr::Dict(id) => self.dict_key_helper("ll_dict_delitem", id, d, k, vec![]).map(Some),
                _ => Err(self.unsupported(name)),
            },
            ("move_to_end", [d, k, ..]) => match d.r {
                Repr::Dict(id) => self.dict_key_helper("ll_dict_move_to_end", id, d, k, vec![]).map(Some),
                _ => Err(self.unsupported(name)),
            },
            ("reversed_dict", [d]) => self.iter_variant(d, IterVariant::Reversed),
            (
                "jit.jit_merge_point"
                | "jit.can_enter_jit"
                | "jit.loop_header"
                | "debug_print"
                | "debug_start"
                | "debug_stop"
                | "debug_flush"
                | "debug_forked"
                | "debug_offset"
                | "prepare_dict_update"
                | "free_non_gc_object",
                _,
            ) => {
                let ty = self.rt.lltype(to);
                Ok(Some(self.rt.zero_of(ty).into()))
            }
            (n, _) if n.starts_with("jit.") || n.starts_with("gc.") => {
                let ty = self.rt.lltype(to);
                Ok(Some(self.rt.zero_of(ty).into()))
            }
            _ => Err(self.unsupported(name)),
        }
    }

    fn raw_address(&mut self, address: &Val) -> LowerResult<Operand> {
        let address = self.signed(address)?;
        Ok(self.ll(OpCode::CastIntToPtr, [address], LLType::Address))
    }

    fn instantiate_blank(&mut self, op: &'a Op, c: &Val) -> Out {
        let Kind::Pbc { descs, .. } = &c.s.kind else { return Err(self.unsupported("instantiate")) };
        let classes: Vec<annotator::ClassDefId> = descs
            .iter()
            .filter_map(|d| match &self.rt.model.descs[*d] {
                annotator::Desc::Class { classdef, .. } => *classdef,
                _ => None,
            })
            .collect();
        if let [one] = classes[..] {
            let v = self.blank_instance(one);
            return self.result(op, v, &Repr::Inst(one));
        }
        let to = self.binding_repr(op.result);
        let ty = self.rt.lltype(&to);
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(ty));
        for k in classes {
            let vt = self.rt.vtable_const(k);
            let t = self.ll(OpCode::PtrEq, [c.v.clone(), vt.into()], LLType::Bool);
            let (then, els) = self.b.branch(t);
            self.b.cur = then;
            let v = self.blank_instance(k);
            let v = self.result(op, v, &Repr::Inst(k))?.unwrap_or(VOID);
            self.b.goto(done, vec![v]);
            self.b.cur = els;
        }
        self.fatal("a class was instantiated that was not seen at translation");
        self.b.cur = done;
        Ok(Some(out.into()))
    }
}
