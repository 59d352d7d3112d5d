//! Constant folding: what is known before the program runs is computed here.
//!
//! Primitives are folded in Rust with RPython's meaning (a host `bytes` is a `str`); attributes of
//! modules, classes and frozen objects are read on the host. Results too big for a word stay
//! host ints, so that `r_uint(1 << 63)` folds; the annotator refuses those that are left.

use crate::builder::{Builder, R};
use diagnostics::{Diagnostic, Span};
use graph::{Const, Imm, OpCode, Operand};
use host::{Desc, HostObj, WrapValue};
use num_bigint::{BigInt, Sign};

/// Strings longer than this are not folded.
const LONGEST: usize = 1 << 16;

/// A constant seen as a number, string or the like.
#[derive(Clone, Debug)]
enum Prim {
    None,
    Bool(bool),
    Int(BigInt),
    Float(f64),
    Str(Vec<u8>),
}

impl Prim {
    fn int(&self) -> Option<BigInt> {
        match self {
            Prim::Bool(value) => Some(BigInt::from(*value as i32)),
            Prim::Int(value) => Some(value.clone()),
            _ => None,
        }
    }

    fn float(&self) -> Option<f64> {
        match self {
            Prim::Float(value) => Some(*value),
            Prim::None | Prim::Str(_) => None,
            other => other.int().and_then(|value| i64::try_from(value).ok()).map(|v| v as f64),
        }
    }
}

fn div_floor(a: &BigInt, b: &BigInt) -> (BigInt, BigInt) {
    let (quotient, rest) = (a / b, a % b);
    if rest.sign() != Sign::NoSign && (rest.sign() == Sign::Minus) != (b.sign() == Sign::Minus) {
        (quotient - 1, rest + b)
    } else {
        (quotient, rest)
    }
}

impl Builder<'_> {
    fn prim(&self, value: &Const) -> Option<Prim> {
        Some(match value {
            Const::None => Prim::None,
            Const::Bool(value) => Prim::Bool(*value),
            Const::Int(value) => Prim::Int(BigInt::from(*value)),
            Const::Float(value) => Prim::Float(value.get()),
            Const::Str(value) => Prim::Str(value.to_vec()),
            Const::Host(obj) => match &*self.host.describe(*obj) {
                Desc::BigInt(value) => Prim::Int(value.clone()),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The constant for an int of any size.
    pub fn int_const(&self, value: BigInt) -> Const {
        match i64::try_from(&value) {
            Ok(value) => Const::Int(value),
            Err(_) => Const::Host(self.host.wrap(WrapValue::BigInt(value))),
        }
    }

    /// A binary operation on constants, if it can be folded.
    pub fn fold_binary(&self, code: OpCode, a: &Const, b: &Const) -> Option<Const> {
        if let (Some(a), Some(b)) = (self.prim(a), self.prim(b)) {
            return self.fold_prims(code, &a, &b);
        }
        match code {
            OpCode::Is => return self.fold_is(a, b).map(Const::Bool),
            OpCode::Contains => return self.fold_contains(a, b).map(Const::Bool),
            OpCode::GetItem => return self.fold_getitem(a, b),
            _ => {}
        }
        self.fold_on_host(code, a, b)
    }

    /// Operations that the host does as RPython does: on fixed-width integers, on tuples of
    /// constants, on low-level types.
    fn fold_on_host(&self, code: OpCode, a: &Const, b: &Const) -> Option<Const> {
        use OpCode as O;
        let name = match code {
            O::Add | O::InplaceAdd => "add",
            O::Sub | O::InplaceSub => "sub",
            O::Mul | O::InplaceMul => "mul",
            O::FloorDiv | O::InplaceFloorDiv => "floordiv",
            O::Mod | O::InplaceMod => "mod",
            O::LShift | O::InplaceLShift => "lshift",
            O::RShift | O::InplaceRShift => "rshift",
            O::And | O::InplaceAnd => "and_",
            O::Or | O::InplaceOr => "or_",
            O::Xor | O::InplaceXor => "xor",
            O::Lt => "lt",
            O::Le => "le",
            O::Eq => "eq",
            O::Ne => "ne",
            O::Gt => "gt",
            O::Ge => "ge",
            _ => return None,
        };
        let kind = |value: &Const| match value {
            Const::Bool(_) | Const::Int(_) => 1,
            Const::Host(obj) => match &*self.host.describe(*obj) {
                Desc::RInt { .. } => 2,
                Desc::Tuple(_) => 4,
                Desc::LLType(_) => 8,
                Desc::Function(_) | Desc::Class(_) | Desc::Builtin(_) => 16,
                _ => 0,
            },
            _ => 0,
        };
        let comparison = matches!(code, O::Eq | O::Ne);
        let fits = match (kind(a), kind(b)) {
            (2, 1 | 2) | (1, 2) => true,
            (4, 4) => comparison || matches!(code, O::Add | O::InplaceAdd),
            (8, 8) | (16, 16) => comparison,
            _ => false,
        };
        if !fits {
            return None;
        }
        let (a, b) = (self.host.wrap_const(a)?, self.host.wrap_const(b)?);
        let result = self.host.eval_binop(name, a, b).ok()?;
        Some(self.host.to_const(result))
    }

    fn fold_prims(&self, code: OpCode, a: &Prim, b: &Prim) -> Option<Const> {
        use OpCode as O;
        match code {
            O::Eq | O::Ne => {
                let equal = self.prims_equal(a, b)?;
                return Some(Const::Bool(equal == (code == O::Eq)));
            }
            O::Is => {
                return match (a, b) {
                    (Prim::None, Prim::None) => Some(Const::Bool(true)),
                    (Prim::None, _) | (_, Prim::None) => Some(Const::Bool(false)),
                    (Prim::Bool(_), Prim::Bool(_)) | (Prim::Int(_), Prim::Int(_)) => {
                        self.prims_equal(a, b).map(Const::Bool)
                    }
                    _ => None,
                }
            }
            _ => {}
        }
        match (a, b) {
            (Prim::Str(a), Prim::Str(b)) => fold_strings(code, a, b),
            (Prim::Str(text), count) | (count, Prim::Str(text)) if matches!(code, O::Mul | O::InplaceMul) => {
                let count = usize::try_from(count.int()?).unwrap_or(0);
                (count.checked_mul(text.len())? <= LONGEST).then(|| Const::Str(text.repeat(count).into()))
            }
            (Prim::Str(text), index) if code == O::GetItem => {
                let index = i64::try_from(index.int()?).ok()?;
                let at = if index < 0 { index + text.len() as i64 } else { index };
                text.get(usize::try_from(at).ok()?).map(|byte| Const::Str([*byte][..].into()))
            }
            (Prim::None | Prim::Str(_), _) | (_, Prim::None | Prim::Str(_)) => None,
            (Prim::Float(_), _) | (_, Prim::Float(_)) => fold_floats(code, a.float()?, b.float()?),
            _ => self.fold_ints(code, a, b),
        }
    }

    fn prims_equal(&self, a: &Prim, b: &Prim) -> Option<bool> {
        Some(match (a, b) {
            (Prim::None, Prim::None) => true,
            (Prim::None, _) | (_, Prim::None) => false,
            (Prim::Str(a), Prim::Str(b)) => a == b,
            (Prim::Str(_), _) | (_, Prim::Str(_)) => false,
            (Prim::Float(_), _) | (_, Prim::Float(_)) => a.float()? == b.float()?,
            _ => a.int()? == b.int()?,
        })
    }

    fn fold_ints(&self, code: OpCode, a: &Prim, b: &Prim) -> Option<Const> {
        use OpCode as O;
        let booleans = matches!((a, b), (Prim::Bool(_), Prim::Bool(_)));
        let (a, b) = (a.int()?, b.int()?);
        let shift = || u32::try_from(&b).ok().filter(|count| *count <= 4096);
        let nonzero = b.sign() != Sign::NoSign;
        let number = match code {
            O::Add | O::InplaceAdd => a + b,
            O::Sub | O::InplaceSub => a - b,
            O::Mul | O::InplaceMul => a * b,
            O::FloorDiv | O::InplaceFloorDiv if nonzero => div_floor(&a, &b).0,
            O::Mod | O::InplaceMod if nonzero => div_floor(&a, &b).1,
            O::TrueDiv | O::InplaceTrueDiv if nonzero => {
                let (a, b) = (i64::try_from(a).ok()?, i64::try_from(b).ok()?);
                let exact = |value: i64| value.unsigned_abs() <= 1 << 53;
                return (exact(a) && exact(b)).then(|| Const::float(a as f64 / b as f64));
            }
            O::Pow | O::InplacePow => a.pow(shift()?),
            O::LShift | O::InplaceLShift => a << shift()?,
            O::RShift | O::InplaceRShift => a >> shift()?,
            O::And | O::InplaceAnd => a & b,
            O::Or | O::InplaceOr => a | b,
            O::Xor | O::InplaceXor => a ^ b,
            O::Lt => return Some(Const::Bool(a < b)),
            O::Le => return Some(Const::Bool(a <= b)),
            O::Gt => return Some(Const::Bool(a > b)),
            O::Ge => return Some(Const::Bool(a >= b)),
            _ => return None,
        };
        if booleans && matches!(code, O::And | O::Or | O::Xor) {
            return Some(Const::Bool(number.sign() != Sign::NoSign));
        }
        Some(self.int_const(number))
    }

    fn fold_is(&self, a: &Const, b: &Const) -> Option<bool> {
        match (a, b) {
            (Const::Host(a), Const::Host(b)) => Some(a == b),
            (Const::None, Const::Host(_)) | (Const::Host(_), Const::None) => Some(false),
            _ => None,
        }
    }

    /// `item in container` for a constant tuple of primitives.
    fn fold_contains(&self, container: &Const, item: &Const) -> Option<bool> {
        let Const::Host(obj) = container else { return None };
        let Desc::Tuple(items) = &*self.host.describe(*obj) else { return None };
        let wanted = self.prim(item);
        let mut found = false;
        for other in items {
            let other = self.host.to_const(*other);
            found |= match (&wanted, self.prim(&other)) {
                (Some(wanted), Some(other)) => self.prims_equal(wanted, &other)?,
                (None, None) => self.fold_is(item, &other)?,
                _ => false,
            };
        }
        Some(found)
    }

    fn fold_getitem(&self, container: &Const, index: &Const) -> Option<Const> {
        let Const::Host(obj) = container else { return None };
        let Desc::Tuple(items) = &*self.host.describe(*obj) else { return None };
        let Const::Int(index) = index else { return None };
        let at = if *index < 0 { *index + items.len() as i64 } else { *index };
        items.get(usize::try_from(at).ok()?).map(|item| self.host.to_const(*item))
    }

    /// `container[a:b]` on a constant string or tuple; an absent bound is `None`.
    pub fn fold_slice(&self, container: &Const, a: &Const, b: &Const) -> Option<Const> {
        let bounds = |length: usize| {
            let bound = |value: &Const, default: usize| match value {
                Const::None => Some(default),
                Const::Int(value) => {
                    let at = if *value < 0 { *value + length as i64 } else { *value };
                    Some(at.clamp(0, length as i64) as usize)
                }
                _ => None,
            };
            let (start, stop) = (bound(a, 0)?, bound(b, length)?);
            Some(start..stop.max(start))
        };
        match container {
            Const::Str(text) => Some(Const::Str(text[bounds(text.len())?].into())),
            Const::Host(obj) => match &*self.host.describe(*obj) {
                Desc::Tuple(items) => {
                    let items = &items[bounds(items.len())?];
                    Some(Const::Host(self.host.wrap_tuple(items)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// A unary operation on a constant, if it can be folded.
    pub fn fold_unary(&self, code: OpCode, value: &Const) -> Option<Const> {
        if code == OpCode::Not {
            return self.fold_truth(value).map(|truth| Const::Bool(!truth));
        }
        if code == OpCode::Bool {
            return self.fold_truth(value).map(Const::Bool);
        }
        match self.prim(value) {
            Some(Prim::Float(value)) => match code {
                OpCode::Neg => Some(Const::float(-value)),
                OpCode::Pos => Some(Const::float(value)),
                _ => None,
            },
            Some(prim) => {
                let number = prim.int()?;
                Some(self.int_const(match code {
                    OpCode::Neg => -number,
                    OpCode::Pos => number,
                    OpCode::Invert => -number - 1,
                    _ => return None,
                }))
            }
            None => {
                let Const::Host(obj) = value else { return None };
                let name = match code {
                    OpCode::Neg => "neg",
                    OpCode::Pos => "pos",
                    OpCode::Invert => "invert",
                    _ => return None,
                };
                if !matches!(&*self.host.describe(*obj), Desc::RInt { .. }) {
                    return None;
                }
                Some(self.host.to_const(self.host.eval_unop(name, *obj).ok()?))
            }
        }
    }

    /// The truth value of a constant, if it cannot change.
    pub fn fold_truth(&self, value: &Const) -> Option<bool> {
        if let Some(prim) = self.prim(value) {
            return Some(match prim {
                Prim::None => false,
                Prim::Bool(value) => value,
                Prim::Int(value) => value.sign() != Sign::NoSign,
                Prim::Float(value) => value != 0.0,
                Prim::Str(text) => !text.is_empty(),
            });
        }
        match value {
            Const::Unicode(text) => Some(!text.is_empty()),
            Const::Host(obj) => match &*self.host.describe(*obj) {
                Desc::Tuple(items) => Some(!items.is_empty()),
                Desc::RInt { value, .. } => Some(value.sign() != Sign::NoSign),
                Desc::Function(_) | Desc::Builtin(_) | Desc::BoundMethod { .. } | Desc::Class(_) | Desc::Module(_) => {
                    Some(true)
                }
                Desc::LLType(low) => (low.kind != "_ptr").then_some(true),
                Desc::Instance(instance) => {
                    let own = |name| self.host.class_lookup(instance.class, name).is_some();
                    let symbolic = self.is_symbolic(instance.class);
                    (!own("__bool__") && !own("__len__") && !symbolic).then_some(true)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn is_symbolic(&self, class: HostObj) -> bool {
        let desc = self.host.describe(class);
        desc.as_class().is_some_and(|class| {
            class
                .mro
                .iter()
                .any(|base| self.host.describe(*base).as_class().is_some_and(|base| base.name == "Symbolic"))
        })
    }

    /// `obj.name`, read on the host where the answer cannot change.
    pub fn getattr(&mut self, obj: Operand, name: &str, span: Span) -> R<Operand> {
        if let Some((object, desc)) = self.host_desc(&obj) {
            let foldable = match &*desc {
                Desc::Module(module) => {
                    let name = if module == "sys" && name == "maxint" { "maxsize" } else { name };
                    return match self.host.getattr(object, name) {
                        Some(value) => Ok(self.host.to_const(value).into()),
                        None => {
                            let text = format!("module '{module}' has no attribute '{name}'");
                            Err(self.error_at(Diagnostic::error("E0103", text), span))
                        }
                    };
                }
                Desc::Class(_) | Desc::Function(_) | Desc::Builtin(_) | Desc::BoundMethod { .. } => true,
                Desc::LLType(low) => low.kind != "_ptr",
                Desc::Tuple(_) => !matches!(name, "count" | "index"),
                Desc::Instance(instance) => instance.frozen,
                _ => false,
            };
            if foldable {
                if let Some(value) = self.host.getattr(object, name) {
                    return Ok(self.host.to_const(value).into());
                }
            }
        }
        Ok(self.emit(OpCode::GetAttr, Imm::Name(name.into()), [obj], span))
    }

    /// A binary operation: folded or emitted.
    pub fn binary(&mut self, code: OpCode, a: Operand, b: Operand, span: Span) -> Operand {
        if let (Operand::Const(x), Operand::Const(y)) = (&a, &b) {
            if let Some(value) = self.fold_binary(code, x, y) {
                return value.into();
            }
        }
        if let (OpCode::GetItem, Some(items), Operand::Const(Const::Int(index))) =
            (code, a.var().and_then(|var| self.tuples.get(&var)), &b)
        {
            let at = if *index < 0 { *index + items.len() as i64 } else { *index };
            if let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at)) {
                return item.clone();
            }
        }
        self.emit(code, Imm::None, [a, b], span)
    }

    /// A unary operation: folded or emitted.
    pub fn unary(&mut self, code: OpCode, value: Operand, span: Span) -> Operand {
        if let Operand::Const(known) = &value {
            if let Some(value) = self.fold_unary(code, known) {
                return value.into();
            }
        }
        self.emit(code, Imm::None, [value], span)
    }

    /// A call of a constant on constants that can be done now.
    pub fn fold_call(&self, callee: HostObj, args: &[Operand]) -> Option<Const> {
        let args: Vec<&Const> = args.iter().map(Operand::constant).collect::<Option<_>>()?;
        let desc = self.host.describe(callee);
        let allowed = match &*desc {
            Desc::Function(func) => {
                let mark = func.attrs.get("_rpython_intrinsic_").map(|o| self.host.describe(*o));
                match mark.as_deref() {
                    Some(Desc::Str(name)) => {
                        matches!(
                            name.as_slice(),
                            b"intmask"
                                | b"longlongmask"
                                | b"widen"
                                | b"int_between"
                                | b"int_force_ge_zero"
                                | b"likely"
                                | b"unlikely"
                                | b"is_valid_int"
                                | b"revdb_enabled"
                                | b"int_c_div"
                                | b"int_c_mod"
                                | b"uint_mul_high"
                        ) && args.iter().all(|arg| self.is_number(arg))
                    }
                    _ => false,
                }
            }
            Desc::Class(class) if class.builtin => match class.name.as_str() {
                "int" | "float" => args.len() == 1 && self.plain_number(args[0]),
                "bool" => return self.fold_truth(args.first()?).map(Const::Bool),
                "str" => args.len() == 1 && matches!(args[0], Const::Int(_) | Const::Str(_)),
                _ => false,
            },
            Desc::Class(class) => {
                if class.module == "rpython.rtyper.lltypesystem.lltype" && class.name == "Ptr" {
                    let [Const::Host(to)] = args[..] else { return None };
                    return self.host.call(callee, &[*to]).ok().map(Const::Host);
                }
                let fixed = class.module.starts_with("rpython.") && self.host.getattr(callee, "BITS").is_some();
                fixed && args.len() == 1 && self.is_number(args[0])
            }
            Desc::Builtin(builtin) if builtin.module == "builtins" && builtin.self_.is_none() => {
                self.foldable_builtin(&builtin.name, &args)
            }
            _ => false,
        };
        if !allowed {
            return None;
        }
        let args: Vec<HostObj> = args.iter().map(|arg| self.host.wrap_const(arg)).collect::<Option<_>>()?;
        let result = self.host.call(callee, &args).ok()?;
        match &*self.host.describe(result) {
            Desc::BadStr(_) => None,
            _ => Some(self.host.to_const(result)),
        }
    }

    fn foldable_builtin(&self, name: &str, args: &[&Const]) -> bool {
        let is = |at: usize, test: fn(&Desc) -> bool| match args.get(at) {
            Some(Const::Host(obj)) => test(&self.host.describe(*obj)),
            _ => false,
        };
        let text = |at: usize| matches!(args.get(at), Some(Const::Str(_)));
        match name {
            "len" => text(0) || is(0, |desc| matches!(desc, Desc::Tuple(_))),
            "ord" => text(0),
            "chr" => matches!(args.first(), Some(Const::Int(0..=255))),
            "abs" | "min" | "max" => args.iter().all(|arg| self.plain_number(arg)),
            "isinstance" => {
                is(0, |desc| matches!(desc, Desc::Instance(_))) && is(1, |desc| matches!(desc, Desc::Class(_)))
            }
            "issubclass" => {
                is(0, |desc| matches!(desc, Desc::Class(_))) && is(1, |desc| matches!(desc, Desc::Class(_)))
            }
            "hasattr" => {
                text(1)
                    && is(0, |desc| match desc {
                        Desc::Instance(instance) => instance.frozen,
                        Desc::Module(_) | Desc::Class(_) | Desc::Function(_) => true,
                        _ => false,
                    })
            }
            "callable" => is(0, |desc| matches!(desc, Desc::Function(_) | Desc::Class(_) | Desc::Builtin(_))),
            _ => false,
        }
    }

    fn plain_number(&self, value: &Const) -> bool {
        matches!(self.prim(value), Some(Prim::Bool(_) | Prim::Int(_) | Prim::Float(_)))
    }

    fn is_number(&self, value: &Const) -> bool {
        if self.plain_number(value) {
            return true;
        }
        match value {
            Const::Host(obj) => matches!(&*self.host.describe(*obj), Desc::RInt { .. }),
            _ => false,
        }
    }

    /// A method of a constant string on constants.
    pub fn fold_str_method(&self, text: &Const, name: &str, args: &[Operand]) -> Option<Const> {
        let pure = matches!(
            name,
            "startswith"
                | "endswith"
                | "upper"
                | "lower"
                | "strip"
                | "lstrip"
                | "rstrip"
                | "find"
                | "rfind"
                | "replace"
                | "count"
                | "isdigit"
                | "isalpha"
                | "isalnum"
        );
        if !pure || !matches!(text, Const::Str(_)) {
            return None;
        }
        let args: Vec<HostObj> = args
            .iter()
            .map(|arg| match arg {
                Operand::Const(value @ (Const::Int(_) | Const::Str(_))) => self.host.wrap_const(value),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let ascii = |value: &Const| !matches!(value, Const::Str(text) if !text.is_ascii());
        if !ascii(text) {
            return None;
        }
        let method = self.host.getattr(self.host.wrap_const(text)?, name)?;
        let result = self.host.to_const(self.host.call(method, &args).ok()?);
        matches!(result, Const::Bool(_) | Const::Int(_) | Const::Str(_)).then_some(result)
    }
}

fn fold_strings(code: OpCode, a: &[u8], b: &[u8]) -> Option<Const> {
    use OpCode as O;
    Some(match code {
        O::Add | O::InplaceAdd if a.len() + b.len() <= LONGEST => Const::Str([a, b].concat().into()),
        O::Lt => Const::Bool(a < b),
        O::Le => Const::Bool(a <= b),
        O::Gt => Const::Bool(a > b),
        O::Ge => Const::Bool(a >= b),
        O::Contains => Const::Bool(b.is_empty() || a.windows(b.len()).any(|window| window == b)),
        _ => return None,
    })
}

fn fold_floats(code: OpCode, a: f64, b: f64) -> Option<Const> {
    use OpCode as O;
    Some(match code {
        O::Add | O::InplaceAdd => Const::float(a + b),
        O::Sub | O::InplaceSub => Const::float(a - b),
        O::Mul | O::InplaceMul => Const::float(a * b),
        O::TrueDiv | O::InplaceTrueDiv if b != 0.0 => Const::float(a / b),
        O::Lt => Const::Bool(a < b),
        O::Le => Const::Bool(a <= b),
        O::Gt => Const::Bool(a > b),
        O::Ge => Const::Bool(a >= b),
        _ => return None,
    })
}
