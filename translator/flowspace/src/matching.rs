//! `match`: patterns on ints, strings, `None` and classes, lowered to tests.

use crate::builder::{Builder, Edge, R};
use crate::names::mangled;
use diagnostics::Span;
use graph::{Const, OpCode, Operand};
use host::ast::{self, Constant, Pattern};
use host::Desc;

impl<'a> Builder<'a> {
    pub fn match_stmt(&mut self, stmt: &'a ast::StmtMatch) -> R<()> {
        let subject = self.expr(&stmt.subject)?;
        let mut ends = Vec::new();
        for case in &stmt.cases {
            if self.cur.is_none() {
                break;
            }
            let mut fails = Vec::new();
            self.pattern(&case.pattern, subject.clone(), &mut fails)?;
            if let (Some(guard), true) = (&case.guard, self.cur.is_some()) {
                let (holds, rejected) = self.test(guard)?;
                fails.extend(rejected);
                self.join(holds);
            }
            self.stmts(&case.body)?;
            ends.extend(self.edge());
            self.join(fails);
        }
        ends.extend(self.edge());
        self.join(ends);
        Ok(())
    }

    /// Goes on where the pattern matches; edges lead on where it does not.
    fn pattern(&mut self, pattern: &'a Pattern, value: Operand, fails: &mut Vec<Edge>) -> R<()> {
        let span = self.span(pattern);
        match pattern {
            Pattern::MatchValue(node) => {
                let wanted = self.expr(&node.value)?;
                let equal = self.binary(OpCode::Eq, value, wanted, span);
                self.require(equal, fails);
            }
            Pattern::MatchSingleton(node) => {
                let wanted = match node.value {
                    Constant::Bool(value) => Const::Bool(value),
                    _ => Const::None,
                };
                let same = self.binary(OpCode::Is, value, wanted.into(), span);
                self.require(same, fails);
            }
            Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner, value.clone(), fails)?;
                }
                if let Some(name) = &node.name {
                    if let Some(slot) = self.slot_of(&mangled(self.ast, name)) {
                        self.set_slot(slot, value);
                    }
                }
            }
            Pattern::MatchOr(node) => {
                let mut matched = Vec::new();
                for (at, inner) in node.patterns.iter().enumerate() {
                    let mut rejected = Vec::new();
                    self.pattern(inner, value.clone(), &mut rejected)?;
                    matched.extend(self.edge());
                    if at + 1 == node.patterns.len() {
                        fails.extend(rejected);
                    } else {
                        self.join(rejected);
                        if self.cur.is_none() {
                            break;
                        }
                    }
                }
                self.join(matched);
            }
            Pattern::MatchClass(node) => self.class_pattern(node, value, fails, span)?,
            Pattern::MatchSequence(_) | Pattern::MatchMapping(_) | Pattern::MatchStar(_) => {
                let instead = "match on values and classes; test lengths and keys with `if`";
                return Err(self.refuse(pattern, "sequence and mapping patterns", instead));
            }
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        node: &'a ast::PatternMatchClass,
        value: Operand,
        fails: &mut Vec<Edge>,
        span: Span,
    ) -> R<()> {
        let class = self.expr(&node.cls)?;
        let Some((object, desc)) = self.host_desc(&class) else {
            return Err(self.refuse(&*node.cls, "a computed class here", "name the class"));
        };
        let isinstance = self.builtin("isinstance");
        let answer = self.emit_call(isinstance, [value.clone(), class], span);
        self.require(answer, fails);
        let builtin = desc.as_class().is_some_and(|class| class.builtin);
        let mut names: Vec<String> = Vec::new();
        if !node.patterns.is_empty() && !builtin {
            let listed = self.host.getattr(object, "__match_args__");
            if let Some(Desc::Tuple(items)) = listed.map(|obj| (*self.host.describe(obj)).clone()) {
                for item in items {
                    if let Desc::Str(text) = &*self.host.describe(item) {
                        names.push(String::from_utf8_lossy(text).into_owned());
                    }
                }
            }
        }
        for (at, inner) in node.patterns.iter().enumerate() {
            if self.cur.is_none() {
                return Ok(());
            }
            let part = match names.get(at) {
                Some(name) => self.getattr(value.clone(), name, self.span(inner))?,
                None if builtin && at == 0 => value.clone(),
                None => {
                    let instead = "name the attributes, or list them in `__match_args__`";
                    return Err(self.refuse(inner, "this positional pattern", instead));
                }
            };
            self.pattern(inner, part, fails)?;
        }
        for (name, inner) in node.kwd_attrs.iter().zip(&node.kwd_patterns) {
            if self.cur.is_none() {
                return Ok(());
            }
            let name = mangled(self.ast, name);
            let part = self.getattr(value.clone(), &name, self.span(inner))?;
            self.pattern(inner, part, fails)?;
        }
        Ok(())
    }

    fn require(&mut self, answer: Operand, fails: &mut Vec<Edge>) {
        let (holds, rejected) = self.truth(answer);
        fails.extend(rejected);
        self.join(holds);
    }
}
