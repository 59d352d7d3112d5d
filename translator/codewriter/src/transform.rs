//! From a low-level graph to a graph of jitcode operations.

use crate::descrs::{is_instance, kind_of, typeptr, Descrs};
use crate::jgraph::{JBlock, JExit, JGraph, JInsn, JLink, Opd, Val};
use crate::look::{CallKind, Look};
use crate::ops::{branch_on, exchanged, is_dropped, is_transparent, plain_op};
use crate::portal::marker;
use crate::virtualizable::Virtualizables;
use crate::vref::VirtualRefs;
use abi::jit::{IntConst, JitOp, Kind, RefConst, Symbol, Value};
use abi::rule;
use cranelift_entity::SecondaryMap;
use graph::{
    Block, Const, Exit, Graph, GraphId, Imm, KnownException, Link, Op, OpCode, Operand, Program, StaticId, Var,
};
use indexmap::IndexMap;
use lltype::{Container, Elem, Immutability, LLType};

/// Why an operation has no form in jitcodes; `None` if it has one.
pub fn unsupported(program: &Program, g: &Graph, op: &Op) -> Option<String> {
    use OpCode::*;
    let kind = |a: &Operand| kind_of(program, operand_type(g, a));
    let result = g.vars[op.result].ty.and_then(|t| kind_of(program, t));
    let gc = |i: usize| op.args.get(i).is_some_and(|a| kind(a) == Some(Kind::Ref));
    // The machine code has them in registers that calls from traces do not fill.
    let single = |t: LLType| t == LLType::SingleFloat;
    let passable = !op.args.iter().any(|a| single(operand_type(g, a))) && !g.vars[op.result].ty.is_some_and(single);
    let fine = match op.code {
        c if is_transparent(c) || is_dropped(c) => true,
        CastOpaquePtr => kind(&op.args[0]) == result,
        CastPtrToAdr | CastAdrToPtr | CastPtrToInt | CastIntToPtr => kind(&op.args[0]) == result,
        CastPrimitive => cast_fits(operand_type(g, &op.args[0]), g.ty(op.result)),
        CastBoolToFloat | CastIntToChar | CastIntToUniChar | IntAbs | IntBetween | FloatIsTrue | IsSubclassOf => true,
        IntAddOvf | IntSubOvf | IntMulOvf | PtrEq | PtrNe | PtrIsZero | PtrNonZero | Fatal | JitMarker => true,
        Hint | JitIsVirtual | JitForceVirtual | JitRecordExactClass | JitWeAreJitted => true,
        JitVirtualRef | JitVirtualRefFinish => true,
        JitIsConstant | JitAssertGreen | JitTraceLength => true,
        JitRecordExactValue => kind(&op.args[0]) != Some(Kind::Float),
        DirectCall | IndirectCall => passable,
        JitConditionalCall | JitConditionalCallValue => {
            passable && op.args.iter().all(|a| kind(a) != Some(Kind::Float))
        }
        Malloc => matches!(&op.imm, Imm::Type(c) if program.types.structure_of(*c).gc),
        MallocVarsize => matches!(&op.imm, Imm::Type(c) if program.types.structure_of(*c).gc),
        GetField | SetField => true,
        GetArrayItem => gc(0) || result != Some(Kind::Ref),
        SetArrayItem => gc(0) || op.args.get(2).is_some_and(|a| kind(a) != Some(Kind::Ref)),
        GetArraySize | GetInteriorField | SetInteriorField => gc(0),
        c => plain_op(c).is_some(),
    };
    (!fine).then(|| format!("the operation {} is not traced", op.code.name()))
}

fn cast_fits(from: LLType, to: LLType) -> bool {
    use LLType::*;
    let float = |t| matches!(t, Float | SingleFloat);
    match (float(from), float(to)) {
        (false, false) => true,
        (false, true) => to == Float && !matches!(from, Unsigned),
        (true, false) => from == Float && matches!(to, Signed | Int8 | Int16 | Int32),
        (true, true) => from == to,
    }
}

/// Type of an operand.
fn operand_type(g: &Graph, a: &Operand) -> LLType {
    match a {
        Operand::Var(v) => g.vars[*v].ty.unwrap_or(LLType::Void),
        Operand::Const(c) => c.lltype(),
    }
}

/// What a transformation reads and fills.
pub struct Context<'a, 'p> {
    /// The program.
    pub program: &'p Program,
    /// Decisions.
    pub look: &'a mut Look<'p>,
    /// Tables.
    pub descrs: &'a mut Descrs<'p>,
    /// Drivers by name, and whether the program says where their loops are entered.
    pub drivers: &'a IndexMap<String, bool>,
    /// Virtualizables.
    pub vables: &'a Virtualizables,
    /// Virtual references, if there are some.
    pub refs: Option<VirtualRefs>,
}

/// Transforms a graph.
///
/// # Errors
/// An operation has no form in jitcodes; [`Look`] should have refused the graph.
pub fn transform(ctx: &mut Context, id: GraphId) -> Result<JGraph, String> {
    let program = ctx.program;
    let mut g = program.graphs[id].clone();
    let kinds = g.vars.iter().map(|(v, d)| (v, d.ty.and_then(|t| kind_of(program, t))));
    let mut map = SecondaryMap::new();
    kinds.for_each(|(v, k)| map[v] = k);
    let uses = count_uses(&g);
    let overflow_error = program.exception(KnownException::OverflowError);
    let overflow_error =
        overflow_error.map(|s| Value::Ref(RefConst::Addr(ctx.descrs.address(Symbol::Static(s.as_u32())))));
    let order = g.rpo();
    let mut t = Transform {
        ctx,
        out: JGraph { blocks: IndexMap::new(), kinds: map, overflow_error },
        alias: SecondaryMap::new(),
        pure_items: SecondaryMap::new(),
        insns: Vec::new(),
        uses,
        g: &mut g,
    };
    for b in order {
        t.block(b)?;
    }
    Ok(t.out)
}

fn count_uses(g: &Graph) -> SecondaryMap<Var, u32> {
    let mut uses = SecondaryMap::new();
    let mut count = |a: &Operand| {
        if let Operand::Var(v) = a {
            uses[*v] += 1;
        }
    };
    for b in g.rpo() {
        g.blocks[b].ops.iter().for_each(|op| op.args.iter().for_each(&mut count));
        g.blocks[b].exit.for_each_operand(&mut count);
    }
    uses
}

pub(crate) struct Transform<'t, 'a, 'p> {
    pub(crate) ctx: &'t mut Context<'a, 'p>,
    pub(crate) g: &'t mut Graph,
    out: JGraph,
    alias: SecondaryMap<Var, Option<Val>>,
    /// References to arrays whose items never change.
    pub(crate) pure_items: SecondaryMap<Var, bool>,
    insns: Vec<JInsn>,
    uses: SecondaryMap<Var, u32>,
}

pub(crate) type Done = Result<(), String>;

impl Transform<'_, '_, '_> {
    fn block(&mut self, b: Block) -> Done {
        let data = self.g.blocks[b].clone();
        let has_data = |me: &Self, v: &Var| me.out.kinds[*v].is_some();
        let params: Vec<Var> = data.params.iter().copied().filter(|v| has_data(self, v)).collect();
        let mut classes = vtable_stores(&data.ops, typeptr(self.ctx.program));
        for (i, op) in data.ops.iter().enumerate() {
            if classes.dropped.contains(&i) {
                rule!("cw.class_of_allocation");
                continue;
            }
            let vtable = classes.of.swap_remove(&i);
            self.op(op, vtable)?;
        }
        let exit = self.exit(&data.exit, data.ops.last())?;
        let mut insns = std::mem::take(&mut self.insns);
        if let (Some(JInsn { op: JitOp::Unreachable, .. }), JExit::Unreachable) = (insns.last(), &exit) {
            insns.pop();
        }
        self.out.blocks.insert(b, JBlock { params, insns, exit });
        Ok(())
    }

    // ---- values

    pub(crate) fn ty(&self, a: &Operand) -> LLType {
        operand_type(self.g, a)
    }

    pub(crate) fn kind(&self, a: &Operand) -> Option<Kind> {
        kind_of(self.ctx.program, self.ty(a))
    }

    /// The value of an operand; `None` if it carries no data.
    pub(crate) fn opt(&mut self, a: &Operand) -> Option<Val> {
        match a {
            Operand::Var(v) => match self.alias[*v] {
                Some(val) => Some(val),
                None => self.out.kinds[*v].map(|_| Val::Var(*v)),
            },
            Operand::Const(c) => self.constant(c).map(Val::Const),
        }
    }

    /// The value of an operand that carries data.
    pub(crate) fn val(&mut self, a: &Operand) -> Result<Val, String> {
        self.opt(a).ok_or_else(|| "an operand carries no data".into())
    }

    fn constant(&mut self, c: &Const) -> Option<Value> {
        let is_ref = |me: &Self, t: LLType| kind_of(me.ctx.program, t) == Some(Kind::Ref);
        Some(match c {
            Const::Bool(b) => Value::int(i64::from(*b)),
            Const::Int(i) => Value::int(*i),
            Const::Uint(u) => Value::int(*u as i64),
            Const::Float(x) => Value::Float(x.0),
            Const::Char(c) => Value::int(i64::from(*c)),
            Const::UniChar(c) => Value::int(i64::from(*c)),
            Const::Null(t) if is_ref(self, *t) => Value::Ref(RefConst::Null),
            Const::Null(_) => Value::int(0),
            Const::Static(s, t) => {
                let a = self.ctx.descrs.address(Symbol::Static(s.as_u32()));
                match is_ref(self, *t) {
                    true => Value::Ref(RefConst::Addr(a)),
                    false => Value::Int(IntConst::Addr(a)),
                }
            }
            Const::Func(g) => Value::Int(IntConst::Addr(self.ctx.descrs.address(Symbol::Graph(g.as_u32())))),
            Const::Extern(x) => Value::Int(IntConst::Addr(self.ctx.descrs.address(Symbol::Extern(x.as_u32())))),
            Const::Void | Const::None | Const::Str(_) | Const::Unicode(_) | Const::Host(_) | Const::Place(..) => {
                return None
            }
        })
    }

    pub(crate) fn emit(&mut self, op: JitOp, opds: Vec<Opd>, result: Option<Var>) {
        self.insns.push(JInsn { op, opds, result });
    }

    pub(crate) fn emit_vals(&mut self, op: JitOp, vals: &[Val], result: Var) {
        self.emit(op, vals.iter().map(|v| Opd::Val(*v)).collect(), Some(result));
    }

    pub(crate) fn temp(&mut self, kind: Kind) -> Var {
        let v = self.g.typed_var(if kind == Kind::Float { LLType::Float } else { LLType::Signed });
        self.out.kinds[v] = Some(kind);
        v
    }

    /// The result with its kind, unless it carries no data.
    pub(crate) fn result(&self, op: &Op) -> Option<(Var, Kind)> {
        self.out.kinds[op.result].map(|k| (op.result, k))
    }

    pub(crate) fn be(&mut self, v: Var, val: Val) {
        self.alias[v] = Some(val);
    }

    /// The operation of that name in the variant of a kind: `getfield_gc_` and int give `getfield_gc_i`.
    pub(crate) fn variant(&self, stem: &str, kind: Kind, tail: &str) -> Result<JitOp, String> {
        let name = format!("{stem}{}{tail}", kind.letter());
        JitOp::from_name(&name).ok_or_else(|| format!("there is no jitcode operation {name}"))
    }

    // ---- operations

    fn op(&mut self, op: &Op, vtable: Option<StaticId>) -> Done {
        use OpCode::*;
        let code = op.code;
        match code {
            c if is_dropped(c) => {
                rule!("cw.dropped");
                Ok(())
            }
            c if is_transparent(c) => {
                rule!("cw.transparent");
                self.transparent(op)
            }
            CastOpaquePtr | CastPtrToAdr | CastAdrToPtr | CastPtrToInt | CastIntToPtr => {
                rule!("cw.transparent_pointer");
                self.transparent(op)
            }
            Hint => self.hint(op),
            DirectCall | IndirectCall => self.call(op),
            JitConditionalCall | JitConditionalCallValue => self.conditional_call(op),
            Malloc | MallocVarsize => self.malloc(op, vtable),
            GetField | SetField => self.field(op),
            GetArrayItem | SetArrayItem | GetArraySize => self.array(op),
            GetInteriorField | SetInteriorField => self.interior(op),
            IsSubclassOf => self.subclass(op),
            PtrEq | PtrNe | PtrIsZero | PtrNonZero => self.pointer_test(op),
            IntAddOvf | IntSubOvf | IntMulOvf => {
                rule!("cw.overflow");
                let jop = match code {
                    IntAddOvf => JitOp::IntAddJumpIfOvf,
                    IntSubOvf => JitOp::IntSubJumpIfOvf,
                    _ => JitOp::IntMulJumpIfOvf,
                };
                let (mut a, mut b) = (self.val(&op.args[0])?, self.val(&op.args[1])?);
                if matches!(a, Val::Const(_)) && code != IntSubOvf {
                    std::mem::swap(&mut a, &mut b);
                }
                self.emit(jop, vec![Opd::Overflow, Opd::Val(a), Opd::Val(b)], Some(op.result));
                Ok(())
            }
            Fatal => {
                self.emit(JitOp::Unreachable, vec![], None);
                Ok(())
            }
            JitWeAreJitted => {
                rule!("cw.we_are_jitted");
                self.be(op.result, Val::Const(Value::int(1)));
                Ok(())
            }
            JitMarker => self.marker(op),
            JitIsVirtual => {
                rule!("cw.isvirtual");
                let v = self.val(&op.args[0])?;
                self.emit_vals(JitOp::RefIsvirtual, &[v], op.result);
                Ok(())
            }
            JitForceVirtual | JitVirtualRef | JitVirtualRefFinish => self.virtual_ref(op),
            JitIsConstant => {
                rule!("cw.isconstant");
                match self.opt(&op.args[0]) {
                    Some(Val::Var(v)) => {
                        let jop = match self.kind(&op.args[0]) {
                            Some(Kind::Ref) => JitOp::RefIsconstant,
                            Some(Kind::Float) => JitOp::FloatIsconstant,
                            _ => JitOp::IntIsconstant,
                        };
                        self.emit_vals(jop, &[Val::Var(v)], op.result);
                    }
                    _ => self.be(op.result, Val::Const(Value::int(1))),
                }
                Ok(())
            }
            JitAssertGreen => {
                rule!("cw.assert_green");
                if let Some(v @ Val::Var(_)) = self.opt(&op.args[0]) {
                    let jop = match self.kind(&op.args[0]) {
                        Some(Kind::Ref) => JitOp::RefAssertGreen,
                        Some(Kind::Float) => JitOp::FloatAssertGreen,
                        _ => JitOp::IntAssertGreen,
                    };
                    self.emit(jop, vec![Opd::Val(v)], None);
                }
                Ok(())
            }
            JitTraceLength => {
                rule!("cw.trace_length");
                self.emit_vals(JitOp::CurrentTraceLength, &[], op.result);
                Ok(())
            }
            JitRecordExactValue => {
                rule!("cw.record_exact_value");
                let (v, c) = (self.val(&op.args[0])?, self.val(&op.args[1])?);
                let jop = match self.kind(&op.args[0]) {
                    Some(Kind::Ref) => JitOp::RecordExactValueR,
                    _ => JitOp::RecordExactValueI,
                };
                self.emit(jop, vec![Opd::Val(v), Opd::Val(c)], None);
                Ok(())
            }
            JitRecordExactClass => {
                rule!("cw.record_exact_class");
                let (v, c) = (self.val(&op.args[0])?, self.val(&op.args[1])?);
                self.emit(JitOp::RecordExactClass, vec![Opd::Val(v), Opd::Val(c)], None);
                Ok(())
            }
            _ => self.arithmetic(op),
        }
    }

    fn transparent(&mut self, op: &Op) -> Done {
        if let Some(v) = self.opt(&op.args[0]) {
            self.be(op.result, v);
        }
        if let Operand::Var(v) = &op.args[0] {
            self.pure_items[op.result] = self.pure_items[*v];
        }
        Ok(())
    }

    fn arithmetic(&mut self, op: &Op) -> Done {
        use OpCode::*;
        let mut args = Vec::new();
        for a in &op.args {
            args.push(self.val(a)?);
        }
        let int = |n: i64| Val::Const(Value::int(n));
        let r = op.result;
        match op.code {
            CastIntToChar => {
                rule!("cw.int_to_char");
                self.emit_vals(JitOp::IntAnd, &[args[0], int(0xff)], r);
            }
            CastIntToUniChar => {
                rule!("cw.int_to_unichar");
                self.emit_vals(JitOp::IntAnd, &[args[0], int(0xffff_ffff)], r);
            }
            CastBoolToFloat => {
                rule!("cw.bool_to_float");
                self.emit_vals(JitOp::CastIntToFloat, &args, r);
            }
            CastPrimitive => return self.cast_primitive(op, args[0]),
            FloatIsTrue => {
                rule!("cw.float_is_true");
                self.emit_vals(JitOp::FloatNe, &[args[0], Val::Const(Value::Float(0))], r);
            }
            IntAbs => {
                rule!("cw.abs");
                let (sign, flipped) = (self.temp(Kind::Int), self.temp(Kind::Int));
                self.emit_vals(JitOp::IntRshift, &[args[0], int(63)], sign);
                self.emit_vals(JitOp::IntXor, &[args[0], Val::Var(sign)], flipped);
                self.emit_vals(JitOp::IntSub, &[Val::Var(flipped), Val::Var(sign)], r);
            }
            IntBetween => match (args[0], args[2]) {
                // One unsigned comparison does if the bounds are known to be in order.
                (Val::Const(Value::Int(IntConst::Value(lo))), Val::Const(Value::Int(IntConst::Value(hi))))
                    if lo <= hi && hi.checked_sub(lo).is_some() =>
                {
                    rule!("cw.between_constants");
                    let from_lo = self.temp(Kind::Int);
                    self.emit_vals(JitOp::IntSub, &[args[1], int(lo)], from_lo);
                    self.emit_vals(JitOp::UintLt, &[Val::Var(from_lo), int(hi - lo)], r);
                }
                _ => {
                    rule!("cw.between");
                    let (above, below) = (self.temp(Kind::Int), self.temp(Kind::Int));
                    self.emit_vals(JitOp::IntLe, &[args[0], args[1]], above);
                    self.emit_vals(JitOp::IntLt, &[args[1], args[2]], below);
                    self.emit_vals(JitOp::IntAnd, &[Val::Var(above), Val::Var(below)], r);
                }
            },
            code => {
                let jop = plain_op(code).ok_or_else(|| format!("the operation {} is not traced", code.name()))?;
                self.plain(jop, args, r);
            }
        }
        Ok(())
    }

    fn cast_primitive(&mut self, op: &Op, v: Val) -> Done {
        use LLType::*;
        rule!("cw.cast_primitive");
        let (from, to, r) = (self.ty(&op.args[0]), self.g.ty(op.result), op.result);
        let int = |n: i64| Val::Const(Value::int(n));
        if from == to {
            self.be(r, v);
            return Ok(());
        }
        let v = match from {
            Float => {
                let i = self.temp(Kind::Int);
                self.emit_vals(JitOp::CastFloatToInt, &[v], i);
                Val::Var(i)
            }
            _ => v,
        };
        match to {
            Signed | Unsigned | Address => self.be(r, v),
            Bool => self.emit_vals(JitOp::IntIsTrue, &[v], r),
            Int8 => self.emit_vals(JitOp::IntSignext, &[v, int(1)], r),
            Int16 => self.emit_vals(JitOp::IntSignext, &[v, int(2)], r),
            Int32 => self.emit_vals(JitOp::IntSignext, &[v, int(4)], r),
            Char | UInt8 => self.emit_vals(JitOp::IntAnd, &[v, int(0xff)], r),
            UInt16 => self.emit_vals(JitOp::IntAnd, &[v, int(0xffff)], r),
            UniChar | UInt32 => self.emit_vals(JitOp::IntAnd, &[v, int(0xffff_ffff)], r),
            Float => self.emit_vals(JitOp::CastIntToFloat, &[v], r),
            Void | SingleFloat | Ptr(_) | GcRef => return Err("a cast that is not traced".into()),
        }
        Ok(())
    }

    fn pointer_test(&mut self, op: &Op) -> Done {
        use OpCode::*;
        let refs = op.args.iter().any(|a| self.kind(a) == Some(Kind::Ref));
        rule!("cw.pointer_test");
        let instances = op.args.iter().all(|a| is_instance(self.ctx.program, self.ty(a)));
        let mut args = Vec::new();
        for a in &op.args {
            args.push(self.val(a)?);
        }
        let jop = match (op.code, refs, instances) {
            (PtrEq, true, true) => JitOp::InstancePtrEq,
            (PtrNe, true, true) => JitOp::InstancePtrNe,
            (PtrEq, true, false) => JitOp::PtrEq,
            (PtrNe, true, false) => JitOp::PtrNe,
            (PtrIsZero, true, _) => JitOp::PtrIszero,
            (PtrNonZero, true, _) => JitOp::PtrNonzero,
            (PtrEq, false, _) => JitOp::IntEq,
            (PtrNe, false, _) => JitOp::IntNe,
            (PtrIsZero, false, _) => JitOp::IntIsZero,
            _ => JitOp::IntIsTrue,
        };
        self.plain(jop, args, op.result);
        Ok(())
    }

    /// A pure operation: constants second, tests against zero in their own form.
    fn plain(&mut self, mut op: JitOp, mut args: Vec<Val>, r: Var) {
        if let ([Val::Const(_), Val::Var(_)], Some(other)) = (&args[..], exchanged(op)) {
            rule!("cw.constant_second");
            op = other;
            args.swap(0, 1);
        }
        let zero = match args.get(1) {
            Some(Val::Const(Value::Int(IntConst::Value(0)))) => match op {
                JitOp::IntEq => Some(JitOp::IntIsZero),
                JitOp::IntNe => Some(JitOp::IntIsTrue),
                _ => None,
            },
            Some(Val::Const(Value::Ref(RefConst::Null))) => match op {
                JitOp::PtrEq | JitOp::InstancePtrEq => Some(JitOp::PtrIszero),
                JitOp::PtrNe | JitOp::InstancePtrNe => Some(JitOp::PtrNonzero),
                _ => None,
            },
            _ => None,
        };
        if let Some(z) = zero {
            rule!("cw.zero_test");
            op = z;
            args.truncate(1);
        }
        self.emit_vals(op, &args, r);
    }

    fn hint(&mut self, op: &Op) -> Done {
        let promoted = matches!(&op.imm, Imm::Name(n) if &**n == "promote");
        if let (Imm::Name(n), Some(equal)) = (&op.imm, op.args.get(1)) {
            if &**n == "promote_string" {
                rule!("cw.promote_string");
                let (v, f) = (self.val(&op.args[0])?, self.val(equal)?);
                let d = self.ctx.look.call_descr(self.ctx.descrs, self.g, equal, &Imm::None);
                let d = d.ok_or("strings are compared by something that is not a function")?;
                self.emit(JitOp::StrGuardValue, vec![Opd::Val(v), Opd::Val(f), Opd::Descr(d)], Some(op.result));
                return Ok(());
            }
        }
        self.transparent(op)?;
        match (promoted, self.opt(&op.args[0])) {
            (true, Some(v)) => self.promote(v),
            _ => Ok(()),
        }
    }

    pub(crate) fn promote(&mut self, v: Val) -> Done {
        let Val::Var(var) = v else { return Ok(()) };
        rule!("cw.promote");
        let k = self.out.kinds[var].unwrap_or(Kind::Int);
        let op = match k {
            Kind::Int => JitOp::IntGuardValue,
            Kind::Ref => JitOp::RefGuardValue,
            Kind::Float => JitOp::FloatGuardValue,
        };
        self.emit(op, vec![Opd::Val(v)], None);
        Ok(())
    }

    /// Values by kind, as the operands of calls and merge points.
    pub(crate) fn lists(&mut self, args: &[Operand]) -> [Vec<Val>; 3] {
        let mut lists: [Vec<Val>; 3] = Default::default();
        for a in args {
            if let (Some(v), Some(k)) = (self.opt(a), self.kind(a)) {
                lists[k as usize].push(v);
            }
        }
        lists
    }

    fn marker(&mut self, op: &Op) -> Done {
        let Some(m) = marker(op) else { return Ok(()) };
        let Some((driver, _, explicit)) = self.ctx.drivers.get_full(m.driver) else { return Ok(()) };
        let (driver, explicit) = (driver as u16, *explicit);
        if m.what != "merge_point" {
            rule!("cw.loop_header");
            self.emit(JitOp::LoopHeader, vec![Opd::Driver(driver)], None);
            return Ok(());
        }
        let (greens, reds) = op.args.split_at(m.green_count());
        for green in greens {
            if let Some(v) = self.opt(green) {
                self.promote(v)?;
            }
        }
        if !explicit {
            rule!("cw.loop_header_at_merge_point");
            self.emit(JitOp::LoopHeader, vec![Opd::Driver(driver)], None);
        }
        rule!("cw.merge_point");
        let mut opds = vec![Opd::Driver(driver)];
        opds.extend(self.lists(greens).map(Opd::List));
        opds.extend(self.lists(reds).map(Opd::List));
        self.emit(JitOp::JitMergePoint, opds, None);
        Ok(())
    }

    // ---- exits

    fn link(&mut self, l: &Link) -> JLink {
        let params = self.g.blocks[l.target].params.clone();
        let mut moves = Vec::new();
        for (p, a) in params.into_iter().zip(&l.args) {
            if let (true, Some(v)) = (self.out.kinds[p].is_some(), self.opt(a)) {
                moves.push((p, v));
            }
        }
        JLink { target: l.target, moves }
    }

    fn exit(&mut self, exit: &Exit, last: Option<&Op>) -> Result<JExit, String> {
        Ok(match exit {
            Exit::Goto(l) => JExit::Goto(self.link(l)),
            Exit::Branch { cond, then, els } => self.branch(cond, then, els)?,
            Exit::Switch { value, cases, default } => {
                rule!("cw.switch");
                let value = self.val(value)?;
                let mut out = Vec::new();
                for (c, l) in cases {
                    let Some(Value::Int(IntConst::Value(n))) = self.constant(c) else {
                        return Err("a switch on something that is not a number".into());
                    };
                    out.push((n, self.link(l)));
                }
                let default = default.as_ref().map(|l| self.link(l));
                JExit::Switch { value, cases: out, default }
            }
            Exit::Raising { normal, handlers } => self.raising(normal, handlers, last)?,
            Exit::Return(v) => JExit::Return(match self.g.result {
                Some(LLType::Void) | None => None,
                Some(_) => self.opt(v),
            }),
            Exit::Raise(v, _) => JExit::Raise(self.val(v)?),
            Exit::Unreachable => JExit::Unreachable,
        })
    }

    fn branch(&mut self, cond: &Operand, then: &Link, els: &Link) -> Result<JExit, String> {
        let value = self.val(cond)?;
        let Val::Var(var) = value else {
            rule!("cw.branch_on_constant");
            let taken = if value == Val::Const(Value::int(0)) { els } else { then };
            return Ok(JExit::Goto(self.link(taken)));
        };
        // Inside the branches the condition is a constant.
        let fixed = |l: &Link, on: bool| {
            let mut l = l.clone();
            if l.args.contains(cond) {
                rule!("cw.condition_in_branch");
            }
            l.args.iter_mut().filter(|a| *a == cond).for_each(|a| *a = Operand::Const(Const::Bool(on)));
            l
        };
        let on_links = then.args.iter().chain(&els.args).filter(|a| *a == cond).count() as u32;
        let same = matches!(cond, Operand::Var(v) if *v == var);
        let fused = match self.insns.last() {
            Some(i) if same && i.result == Some(var) && self.uses[var] == 1 + on_links => branch_on(i.op),
            _ => None,
        };
        let (op, args) = match fused {
            Some(op) => {
                rule!("cw.fused_branch");
                let insn = self.insns.pop().ok_or("no comparison")?;
                let vals = insn.opds.iter().filter_map(|o| match o {
                    Opd::Val(v) => Some(*v),
                    _ => None,
                });
                (op, vals.collect())
            }
            None => {
                rule!("cw.branch");
                (JitOp::GotoIfNot, vec![value])
            }
        };
        let (then, els) = (self.link(&fixed(then, true)), self.link(&fixed(els, false)));
        Ok(JExit::If { op, args, then, els })
    }

    fn raising(&mut self, normal: &Link, handlers: &[graph::Handler], last: Option<&Op>) -> Result<JExit, String> {
        use abi::jit::ops::Action;
        let Some(h) = handlers.iter().find(|h| h.class.is_none()) else {
            return Ok(JExit::Goto(self.link(normal)));
        };
        let insn = self.insns.last().filter(|_| last.is_some_and(|op| op.code.info().raises));
        match insn.map(|i| i.op.info().action) {
            Some(Action::Overflow(_)) => {
                rule!("cw.catch_overflow");
                if let Some(e) = self.out.overflow_error {
                    self.be(h.exc, Val::Const(e));
                }
                let (normal, handler) = (self.link(normal), self.link(&h.link));
                Ok(JExit::Overflow { normal, handler })
            }
            Some(
                Action::ResidualCall
                | Action::InlineCall
                | Action::RecursiveCall
                | Action::ConditionalCall
                | Action::ConditionalCallValue,
            ) => {
                rule!("cw.catch_exception");
                let used = h.link.args.contains(&Operand::Var(h.exc));
                let (normal, handler) = (self.link(normal), self.link(&h.link));
                Ok(JExit::Catch { exc: used.then_some(h.exc), normal, handler })
            }
            // Nothing else raises in a jitcode: allocation fails fatally there.
            _ => {
                rule!("cw.raises_nothing");
                Ok(JExit::Goto(self.link(normal)))
            }
        }
    }

    // ---- types

    /// Whether items of the array never change.
    pub(crate) fn items_are_pure(&self, a: &Operand) -> bool {
        let known = matches!(a, Operand::Var(v) if self.pure_items[*v]);
        let ty = self.ty(a).target().map(|c| self.ctx.program.types.get(c));
        known || matches!(ty, Some(Container::Struct(s)) if s.immutable_items)
    }

    /// Type of the items of the array that an operand refers to.
    pub(crate) fn item_type(&self, a: &Operand) -> Option<LLType> {
        match self.ctx.program.types.get(self.ty(a).target()?) {
            Container::Struct(s) => match s.items? {
                Elem::Prim(t) => Some(t),
                Elem::Struct(_) => None,
            },
            _ => None,
        }
    }

    /// How a call is seen.
    pub(crate) fn call_kind(&mut self, op: &Op) -> CallKind {
        self.ctx.look.call_kind(op)
    }
}

/// Whether fields may be read once and for all.
pub(crate) fn is_pure(i: Immutability) -> bool {
    matches!(i, Immutability::Immutable | Immutability::ImmutableArray)
}

#[derive(Default)]
struct Classes {
    /// The class of an allocation, by index of the operation.
    of: IndexMap<usize, StaticId>,
    /// Stores that the allocation does itself.
    dropped: Vec<usize>,
}

/// Finds allocations whose class is stored in the same block.
fn vtable_stores(ops: &[Op], typeptr: Option<lltype::FieldRef>) -> Classes {
    let mut classes = Classes::default();
    let mut origin: IndexMap<Var, usize> = IndexMap::new();
    for (i, op) in ops.iter().enumerate() {
        match (op.code, &op.imm, &op.args[..]) {
            (OpCode::Malloc, _, _) => {
                origin.insert(op.result, i);
            }
            (OpCode::CastPointer | OpCode::SameAs, _, [Operand::Var(v)]) => {
                if let Some(at) = origin.get(v).copied() {
                    origin.insert(op.result, at);
                }
            }
            (OpCode::SetField, Imm::Field(f), [Operand::Var(v), Operand::Const(Const::Static(vt, _))])
                if Some(*f) == typeptr =>
            {
                if let Some(at) = origin.get(v) {
                    if !classes.of.contains_key(at) {
                        classes.of.insert(*at, *vt);
                        classes.dropped.push(i);
                    }
                }
            }
            _ => {}
        }
    }
    classes
}
