//! The table of algebraic rewrite rules, and their reader.
//!
//! `name: pattern [if condition, …] => target`. Lower-case names stand for any operand, names starting with `C` for
//! integer constants. In a target, an operation on constants is computed. Commutative operations match in both orders.

use std::sync::OnceLock;

use jit_trace::{Arg, Opnum};

/// One rule a line.
pub const RULES: &str = "
add_zero: int_add(x, 0) => x
add_reassoc: int_add(int_add(x, C1), C2) => int_add(x, int_add(C1, C2))
add_sub_const: int_add(int_sub(x, C1), C2) => int_add(x, int_sub(C2, C1))
add_const_sub: int_add(int_sub(C1, x), C2) => int_sub(int_add(C1, C2), x)
add_neg: int_add(x, int_neg(y)) => int_sub(x, y)
add_sub_back: int_add(int_sub(x, y), y) => x
sub_zero: int_sub(x, 0) => x
sub_from_zero: int_sub(0, x) => int_neg(x)
sub_self: int_sub(x, x) => 0
sub_add_back: int_sub(int_add(x, y), y) => x
sub_of_sum: int_sub(x, int_add(x, y)) => int_neg(y)
sub_of_difference: int_sub(x, int_sub(x, y)) => y
sub_add_const: int_sub(int_add(x, C1), C2) => int_add(x, int_sub(C1, C2))
sub_sub_const: int_sub(int_sub(x, C1), C2) => int_sub(x, int_add(C1, C2))
sub_neg: int_sub(x, int_neg(y)) => int_add(x, y)
mul_zero: int_mul(x, 0) => 0
mul_one: int_mul(x, 1) => x
mul_minus_one: int_mul(x, -1) => int_neg(x)
mul_reassoc: int_mul(int_mul(x, C1), C2) => int_mul(x, int_mul(C1, C2))
mul_power: int_mul(x, C) if power(C) => int_lshift(x, log(C))
div_one: int_py_div(x, 1) => x
div_power: int_py_div(x, C) if power(C) => int_rshift(x, log(C))
mod_power: int_py_mod(x, C) if power(C) => int_and(x, int_sub(C, 1))
uint_div_power: uint_floordiv(x, C) if power(C) => uint_rshift(x, log(C))
uint_mod_power: uint_mod(x, C) if power(C) => int_and(x, int_sub(C, 1))
and_zero: int_and(x, 0) => 0
and_all: int_and(x, -1) => x
and_self: int_and(x, x) => x
and_reassoc: int_and(int_and(x, C1), C2) => int_and(x, int_and(C1, C2))
and_absorb: int_and(x, int_or(x, y)) => x
and_invert: int_and(x, int_invert(x)) => 0
or_zero: int_or(x, 0) => x
or_all: int_or(x, -1) => -1
or_self: int_or(x, x) => x
or_reassoc: int_or(int_or(x, C1), C2) => int_or(x, int_or(C1, C2))
or_absorb: int_or(x, int_and(x, y)) => x
or_invert: int_or(x, int_invert(x)) => -1
xor_zero: int_xor(x, 0) => x
xor_all: int_xor(x, -1) => int_invert(x)
xor_self: int_xor(x, x) => 0
xor_reassoc: int_xor(int_xor(x, C1), C2) => int_xor(x, int_xor(C1, C2))
xor_back: int_xor(int_xor(x, y), y) => x
lshift_zero: int_lshift(x, 0) => x
lshift_of_zero: int_lshift(0, x) => 0
lshift_twice: int_lshift(int_lshift(x, C1), C2) if shift_sum(C1, C2) => int_lshift(x, int_add(C1, C2))
lshift_back: int_lshift(int_rshift(x, C), C) if shift(C) => int_and(x, int_lshift(-1, C))
lshift_uback: int_lshift(uint_rshift(x, C), C) if shift(C) => int_and(x, int_lshift(-1, C))
rshift_zero: int_rshift(x, 0) => x
rshift_of_zero: int_rshift(0, x) => 0
rshift_twice: int_rshift(int_rshift(x, C1), C2) if shift_sum(C1, C2) => int_rshift(x, int_add(C1, C2))
urshift_zero: uint_rshift(x, 0) => x
urshift_of_zero: uint_rshift(0, x) => 0
urshift_twice: uint_rshift(uint_rshift(x, C1), C2) if shift_sum(C1, C2) => uint_rshift(x, int_add(C1, C2))
urshift_back: uint_rshift(int_lshift(x, C), C) if shift(C) => int_and(x, uint_rshift(-1, C))
neg_neg: int_neg(int_neg(x)) => x
neg_sub: int_neg(int_sub(x, y)) => int_sub(y, x)
neg_invert: int_neg(int_invert(x)) => int_add(x, 1)
invert_invert: int_invert(int_invert(x)) => x
invert_neg: int_invert(int_neg(x)) => int_sub(x, 1)
eq_add_const: int_eq(int_add(x, C1), C2) => int_eq(x, int_sub(C2, C1))
eq_sub_const: int_eq(int_sub(x, C1), C2) => int_eq(x, int_add(C2, C1))
eq_const_sub: int_eq(int_sub(C1, x), C2) => int_eq(x, int_sub(C1, C2))
eq_difference: int_eq(int_sub(x, y), 0) => int_eq(x, y)
eq_neg: int_eq(int_neg(x), C) => int_eq(x, int_neg(C))
eq_zero: int_eq(x, 0) => int_is_zero(x)
eq_self: int_eq(x, x) => 1
ne_add_const: int_ne(int_add(x, C1), C2) => int_ne(x, int_sub(C2, C1))
ne_sub_const: int_ne(int_sub(x, C1), C2) => int_ne(x, int_add(C2, C1))
ne_difference: int_ne(int_sub(x, y), 0) => int_ne(x, y)
ne_zero: int_ne(x, 0) => int_is_true(x)
ne_self: int_ne(x, x) => 0
lt_self: int_lt(x, x) => 0
le_self: int_le(x, x) => 1
gt_self: int_gt(x, x) => 0
ge_self: int_ge(x, x) => 1
ult_self: uint_lt(x, x) => 0
ule_self: uint_le(x, x) => 1
ugt_self: uint_gt(x, x) => 0
uge_self: uint_ge(x, x) => 1
ult_zero: uint_lt(x, 0) => 0
uge_zero: uint_ge(x, 0) => 1
is_true_neg: int_is_true(int_neg(x)) => int_is_true(x)
is_zero_neg: int_is_zero(int_neg(x)) => int_is_zero(x)
is_true_sign: int_is_true(int_and(x, -9223372036854775808)) => int_lt(x, 0)
is_true_is_true: int_is_true(int_is_true(x)) => int_is_true(x)
is_zero_is_true: int_is_zero(int_is_true(x)) => int_is_zero(x)
is_zero_is_zero: int_is_zero(int_is_zero(x)) => int_is_true(x)
is_zero_lt: int_is_zero(int_lt(x, y)) => int_ge(x, y)
is_zero_le: int_is_zero(int_le(x, y)) => int_gt(x, y)
is_zero_gt: int_is_zero(int_gt(x, y)) => int_le(x, y)
is_zero_ge: int_is_zero(int_ge(x, y)) => int_lt(x, y)
is_zero_eq: int_is_zero(int_eq(x, y)) => int_ne(x, y)
is_zero_ne: int_is_zero(int_ne(x, y)) => int_eq(x, y)
cast_eq_zero: float_eq(cast_int_to_float(x), 0.0) => int_is_zero(x)
cast_ne_zero: float_ne(cast_int_to_float(x), 0.0) => int_is_true(x)
fmul_one: float_mul(x, 1.0) => x
fmul_minus_one: float_mul(x, -1.0) => float_neg(x)
fdiv_one: float_truediv(x, 1.0) => x
fneg_neg: float_neg(float_neg(x)) => x
fabs_abs: float_abs(float_abs(x)) => float_abs(x)
fabs_neg: float_abs(float_neg(x)) => float_abs(x)
same_i: same_as_i(x) => x
same_r: same_as_r(x) => x
same_f: same_as_f(x) => x
bytes_back: convert_longlong_bytes_to_float(convert_float_bytes_to_longlong(x)) => x
bytes_forth: convert_float_bytes_to_longlong(convert_longlong_bytes_to_float(x)) => x
";

/// A pattern or a target.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// Any operand.
    Var(usize),
    /// An integer constant.
    Const(usize),
    Lit(Arg),
    Op(Opnum, Vec<Term>),
    /// The logarithm of a power of two.
    Log(Box<Term>),
}

/// A condition on constants.
#[derive(Clone, PartialEq, Debug)]
pub enum Condition {
    /// A power of two, positive.
    Power(usize),
    /// 0 to 63.
    Shift(usize),
    /// Both are shifts, and their sum is one.
    ShiftSum(usize, usize),
}

/// A rule, ready for matching.
#[derive(Clone, Debug)]
pub struct Rule {
    pub name: &'static str,
    pub opnum: Opnum,
    pub args: Vec<Term>,
    pub conditions: Vec<Condition>,
    pub target: Term,
    /// Number of names.
    pub names: usize,
}

/// No rule has more names.
pub const MOST_NAMES: usize = 4;

/// The rules by operation.
pub fn rules(opnum: Opnum) -> &'static [Rule] {
    static TABLE: OnceLock<Vec<Vec<Rule>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: Vec<Vec<Rule>> = Opnum::ALL.iter().map(|_| Vec::new()).collect();
        for rule in read_rules() {
            table[rule.opnum as usize].push(rule);
        }
        table
    });
    table.get(opnum as usize).map_or(&[], Vec::as_slice)
}

/// All rules of the table, each in every order of its commutative operands. Lines that cannot be read are left out (a
/// test sees to it that there are none).
pub fn read_rules() -> Vec<Rule> {
    RULES.lines().filter(|l| !l.trim().is_empty()).filter_map(read_rule).flatten().collect()
}

fn read_rule(line: &'static str) -> Option<Vec<Rule>> {
    let (name, rest) = line.split_once(':')?;
    let (left, target) = rest.split_once("=>")?;
    let (pattern, conditions) = left.split_once(" if ").map_or((left, ""), |(p, c)| (p, c));
    let mut names: Vec<String> = Vec::new();
    let Term::Op(opnum, args) = read_term(&mut pattern.trim(), &mut names)? else { return None };
    let conditions = read_conditions(conditions.trim(), &names)?;
    let count = names.len();
    let target = read_term(&mut target.trim(), &mut names)?;
    if names.len() != count {
        return None;
    }
    let orders = orders(&Term::Op(opnum, args));
    let make = |term| match term {
        Term::Op(opnum, args) => {
            Some(Rule { name, opnum, args, conditions: conditions.clone(), target: target.clone(), names: count })
        }
        _ => None,
    };
    orders.into_iter().map(make).collect()
}

/// A pattern in every order of its commutative operands.
fn orders(term: &Term) -> Vec<Term> {
    let Term::Op(opnum, args) = term else { return vec![term.clone()] };
    let mut lists: Vec<Vec<Term>> = vec![Vec::new()];
    for arg in args {
        let choices = orders(arg);
        lists = lists
            .iter()
            .flat_map(|l| choices.iter().map(|c| [l.as_slice(), std::slice::from_ref(c)].concat()))
            .collect();
    }
    let mut out: Vec<Term> = Vec::new();
    for list in lists {
        if opnum.is_commutative() && list.len() == 2 {
            out.push(Term::Op(*opnum, vec![list[1].clone(), list[0].clone()]));
        }
        out.push(Term::Op(*opnum, list));
    }
    out
}

fn read_term(text: &mut &str, names: &mut Vec<String>) -> Option<Term> {
    *text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c))).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    *text = rest;
    if let Some(mut inner) = text.strip_prefix('(') {
        let mut args = Vec::new();
        loop {
            args.push(read_term(&mut inner, names)?);
            inner = inner.trim_start();
            if let Some(after) = inner.strip_prefix(')') {
                *text = after;
                break;
            }
            inner = inner.strip_prefix(',')?;
        }
        return match word {
            "log" => Some(Term::Log(Box::new(args.pop()?))),
            _ => Some(Term::Op(Opnum::from_name(word)?, args)),
        };
    }
    if let Ok(n) = word.parse::<i64>() {
        return Some(Term::Lit(Arg::Int(n)));
    }
    if word.contains('.') {
        return word.parse::<f64>().ok().map(|x| Term::Lit(Arg::float(x)));
    }
    if word.is_empty() {
        return None;
    }
    let index = names.iter().position(|n| n == word).unwrap_or_else(|| {
        names.push(word.to_string());
        names.len() - 1
    });
    Some(if word.starts_with('C') { Term::Const(index) } else { Term::Var(index) })
}

fn read_conditions(text: &str, names: &[String]) -> Option<Vec<Condition>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let (word, args) = text.strip_suffix(')')?.split_once('(')?;
    let index = |name: &str| names.iter().position(|n| n == name.trim());
    let mut args = args.split(',');
    let condition = match word {
        "power" => Condition::Power(index(args.next()?)?),
        "shift" => Condition::Shift(index(args.next()?)?),
        "shift_sum" => Condition::ShiftSum(index(args.next()?)?, index(args.next()?)?),
        _ => return None,
    };
    Some(vec![condition])
}

impl Condition {
    /// Do these values satisfy it?
    pub fn holds(&self, values: &[Option<Arg>]) -> bool {
        let int = |i: usize| match values.get(i) {
            Some(Some(Arg::Int(n))) => Some(*n),
            _ => None,
        };
        let shift = |i: usize| int(i).filter(|n| (0..64).contains(n));
        match *self {
            Condition::Power(i) => int(i).is_some_and(|n| n > 0 && n & (n - 1) == 0),
            Condition::Shift(i) => shift(i).is_some(),
            Condition::ShiftSum(i, j) => matches!((shift(i), shift(j)), (Some(a), Some(b)) if a + b < 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jit_trace::interp::fold;
    use jit_trace::Value;

    fn eval(term: &Term, values: &[Option<Arg>]) -> Option<Arg> {
        match term {
            Term::Var(i) | Term::Const(i) => values[*i],
            Term::Lit(arg) => Some(*arg),
            Term::Log(inner) => eval(inner, values)?.as_int().map(|n| Arg::Int(n.trailing_zeros().into())),
            Term::Op(opnum, args) => {
                let args: Option<Vec<Value>> = args.iter().map(|a| Value::of_const(eval(a, values)?)).collect();
                match fold(*opnum, &args?).ok()? {
                    Value::Int(n) => Some(Arg::Int(n)),
                    Value::Float(bits) => Some(Arg::Float(bits)),
                    Value::Ref(_) => None,
                }
            }
        }
    }

    #[test]
    fn every_line_is_read() {
        let lines = RULES.lines().filter(|l| !l.trim().is_empty()).count();
        let read: std::collections::HashSet<&str> = read_rules().iter().map(|r| r.name).collect();
        assert_eq!(read.len(), lines);
        assert!(read_rules().iter().all(|r| r.names <= MOST_NAMES));
    }

    #[test]
    fn both_sides_of_every_rule_are_equal() {
        let ints = [0, 1, -1, 2, 3, 8, 63, 64, 255, -17, 1 << 40, i64::MAX, i64::MIN, i64::MIN + 1];
        let floats = [0.0, -0.0, 1.5, -2.0, f64::INFINITY, f64::NEG_INFINITY, 1e300];
        for rule in read_rules().iter().filter(|r| r.opnum != Opnum::SameAsR) {
            let float = rule.opnum.signature().starts_with('f') != rule.name.starts_with("bytes")
                && !rule.name.starts_with("cast");
            let candidates: Vec<Arg> = if float {
                floats.iter().map(|&x| Arg::float(x)).collect()
            } else {
                ints.iter().map(|&n| Arg::Int(n)).collect()
            };
            let pattern = Term::Op(rule.opnum, rule.args.clone());
            let mut checked = 0;
            for i in 0..candidates.len().pow(rule.names as u32) {
                let mut k = i;
                let values: Vec<Option<Arg>> = (0..rule.names)
                    .map(|_| {
                        let c = candidates[k % candidates.len()];
                        k /= candidates.len();
                        Some(c)
                    })
                    .collect();
                if let Some(left) = eval(&pattern, &values).filter(|_| rule.conditions.iter().all(|c| c.holds(&values)))
                {
                    assert_eq!(Some(left), eval(&rule.target, &values), "{} {values:?}", rule.name);
                    checked += 1;
                }
            }
            assert!(checked > 0 || matches!(rule.opnum, Opnum::SameAsR), "{}", rule.name);
        }
    }
}
