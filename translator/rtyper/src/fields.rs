//! Fields of f-strings and of `str.format`: a value, a conversion and a format spec.

use crate::builder::int;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::Repr;
use annotator::{Kind, SomeValue};
use graph::{Const, Imm, Op, Operand};
use lltype::LLType;

type Out = LowerResult<Option<Operand>>;

impl<'a> Lower<'_, 'a> {
    /// A field of an f-string: `Imm::Name` is the conversion and constant format spec.
    pub fn format(&mut self, op: &'a Op) -> Out {
        let v = self.val(&op.args[0]);
        let spec = match &op.imm {
            Imm::Name(n) => n.to_string(),
            _ => String::new(),
        };
        let (conversion, spec) = match spec.strip_prefix("!r") {
            Some(rest) => (b'r', rest.trim_start_matches('%').to_string()),
            None => {
                let plain = spec.strip_prefix("!s").or(spec.strip_prefix("!%"));
                (if plain.is_some() { b's' } else { b' ' }, plain.unwrap_or(&spec).to_string())
            }
        };
        let spec = spec.trim_start_matches(':');
        let text = if matches!(v.r, Repr::Inst(_)) && self.ag.calls.contains_key(&op.result) {
            match self.text_of_instance(op, &v, conversion == b'r')? {
                Some(text) => text,
                None => return Ok(None),
            }
        } else if conversion == b'r' {
            self.repr_of(&v)?
        } else if spec.is_empty() || conversion == b's' {
            self.text_of(&v)?
        } else {
            return self.format_spec(op, &v, spec);
        };
        if spec.is_empty() {
            return self.result(op, text, &Repr::Str);
        }
        let v = Val::new(SomeValue::of(Kind::Str { none: false }), Repr::Str, text);
        self.format_spec(op, &v, spec)
    }

    fn format_spec(&mut self, op: &'a Op, v: &Val, spec: &str) -> Out {
        let mut chars: Vec<char> = spec.chars().collect();
        let mut fill = ' ';
        let mut align = None;
        if chars.len() > 1 && "<>^=".contains(chars[1]) {
            fill = chars[0];
            align = Some(chars[1]);
            chars.drain(..2);
        } else if chars.first().is_some_and(|c| "<>^=".contains(*c)) {
            align = Some(chars[0]);
            chars.remove(0);
        }
        let rest: String = chars.into_iter().collect();
        let Some(parts) = SpecParts::of(&rest) else {
            return Err(self.bad("E0301", &format!("the format '{spec}' is not understood"), "here"));
        };
        let numeric = matches!(v.r, Repr::Int(_) | Repr::Float | Repr::Bool);
        let conv = match parts.conv {
            Some('b') => {
                return Err(self.bad("E0301", "the binary format is not supported in f-strings", "use bin()"));
            }
            Some(c) => c as u8,
            None if matches!(v.r, Repr::Int(_) | Repr::Bool) => b'd',
            None => b's',
        };
        let fits = match v.r {
            Repr::Int(_) | Repr::Bool => b"dxXocfFeEgG".contains(&conv),
            Repr::Float => b"fFeEgG".contains(&conv) || parts.conv.is_none(),
            _ => conv == b's',
        };
        // Of these forms the host gives what nothing here makes.
        let refused = match numeric {
            true => {
                align == Some('=') && !(fill == '0' && parts.width.is_some())
                    || parts.group.is_some() && (parts.zero && align.is_none() || b"xXoc".contains(&conv))
                    || parts.alternate && (!b"xXo".contains(&conv) || parts.zero)
                    || parts.precision.is_some() && !b"fFeEgG".contains(&conv)
                    || conv == b'c' && parts.sign.is_some()
            }
            false => align == Some('=') || parts.group.is_some() || parts.alternate || parts.sign.is_some(),
        };
        if !fits || refused {
            let what = self.rt.model.describe(&v.s);
            let text = format!("the format '{spec}' is not supported for {what}");
            return Err(self.bad("E0301", &text, "formatted here"));
        }
        let mut flags = String::new();
        flags.extend(parts.sign.filter(|c| *c != '-'));
        flags.extend(parts.alternate.then_some('#'));
        if let Some(p) = parts.precision {
            flags.push_str(&format!(".{p}"));
        }
        let mut text = self.percent_piece(v, conv, &flags)?;
        let t = self.rt.str_ptr();
        if let Some(c) = parts.group {
            let c = HArg::V(Const::Char(c as u8).into(), LLType::Char);
            text = self.helper_typed("rstr", "ll_grouped", vec![HArg::V(text, t), c])?;
        }
        let Some(width) = parts.width else { return self.result(op, text, &Repr::Str) };
        if parts.zero && fill == ' ' {
            fill = '0';
        }
        let w = HArg::V(int(width), LLType::Signed);
        let inside = align == Some('=') || parts.zero && align.is_none() && numeric;
        let v = if inside {
            self.helper_typed("rstr", "ll_zfill", vec![HArg::V(text, t), w])?
        } else {
            let f = match align.unwrap_or(if numeric && conv != b'c' { '>' } else { '<' }) {
                '<' => "ll_ljust",
                '^' => "ll_middle",
                _ => "ll_rjust",
            };
            let c = HArg::V(Const::Char(fill as u8).into(), LLType::Char);
            self.helper_typed("rstr", f, vec![HArg::V(text, t), w, c])?
        };
        self.result(op, v, &Repr::Str)
    }
}

/// What a format spec says after fill and alignment.
struct SpecParts {
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: Option<i64>,
    group: Option<char>,
    precision: Option<i64>,
    conv: Option<char>,
}

impl SpecParts {
    /// `[sign][#][0][width][,_][.precision][type]`; `None` if it is anything else.
    fn of(text: &str) -> Option<SpecParts> {
        fn take(rest: &mut &str, of: &str) -> Option<char> {
            let c = rest.chars().next().filter(|c| of.contains(*c))?;
            *rest = &rest[1..];
            Some(c)
        }
        fn number(rest: &mut &str) -> Option<i64> {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            *rest = after;
            digits.parse().ok()
        }
        let mut rest = text;
        let sign = take(&mut rest, "+- ");
        let alternate = take(&mut rest, "#").is_some();
        let zero = take(&mut rest, "0").is_some();
        let width = number(&mut rest);
        let group = take(&mut rest, ",_");
        let precision = match take(&mut rest, ".") {
            Some(_) => Some(number(&mut rest)?),
            None => None,
        };
        let conv = take(&mut rest, "bcdeEfFgGosxX");
        rest.is_empty().then_some(SpecParts { sign, alternate, zero, width, group, precision, conv })
    }
}
