//! Constants as numbers.

use graph::{Const, Op, Operand, Program};
use lltype::{FieldRef, LLType};

/// The bits of a constant of that type in memory; `None` if it is the address of something, or a constant of
/// high-level programs.
pub fn bits(c: &Const, ty: LLType) -> Option<u64> {
    let number = |n: i128| match ty {
        LLType::Bool => u64::from(n != 0),
        LLType::Float => (n as f64).to_bits(),
        LLType::SingleFloat => u64::from((n as f32).to_bits()),
        _ => n as u64,
    };
    Some(match c {
        Const::Void | Const::None | Const::Null(_) => 0,
        Const::Bool(b) => number(*b as i128),
        Const::Int(i) => number(*i as i128),
        Const::Uint(u) => number(*u as i128),
        Const::Char(c) => number(*c as i128),
        Const::UniChar(c) => number(*c as i128),
        Const::Float(x) if ty == LLType::SingleFloat => u64::from((x.get() as f32).to_bits()),
        Const::Float(x) => x.get().to_bits(),
        _ => return None,
    })
}

/// The type of a constant; if it does not say, that of `like`.
pub fn type_of(c: &Const, like: Option<&Const>) -> LLType {
    match (c, like) {
        (Const::Int(_), Some(Const::Char(_))) => LLType::Char,
        (Const::Int(_), Some(Const::UniChar(_))) => LLType::UniChar,
        _ => c.lltype(),
    }
}

/// The constant value of an integer argument of an operation.
pub fn integer(op: &Op, i: usize) -> Option<i64> {
    match op.args[i].constant()? {
        Const::Int(n) => Some(*n),
        Const::Uint(n) => Some(*n as i64),
        Const::Char(c) => Some(*c as i64),
        Const::Bool(b) => Some(*b as i64),
        _ => None,
    }
}

/// The class numbers of a constant vtable; `low` and `high`: the fields that hold them.
pub fn class_range(program: &Program, a: &Operand, low: FieldRef, high: FieldRef) -> Option<(i64, i64)> {
    let Some(Const::Static(s, _)) = a.constant() else { return None };
    let data = &program.statics[*s];
    let fields = program.types.all_fields(data.ty);
    let number = |f: FieldRef| match data.fields.get(fields.iter().position(|g| *g == f)?)? {
        Const::Int(n) => Some(*n),
        _ => None,
    };
    Some((number(low)?, number(high)?))
}
