//! `lltype.malloc` and its kin in ordinary RPython: structures and arrays become instances of classes that
//! `rpython.translation.lowlevel` makes, one for each type; the null pointer is None.
//!
//! Not here: the low-level helpers, for which the rtyper has rules of its own.

use crate::builder::{Builder, R};
use graph::{Const, Operand};
use host::ast::{self, Expr};

impl<'a> Builder<'a> {
    /// Is the function at hand a helper that works on memory itself?
    fn works_on_memory(&self) -> bool {
        let module = &self.desc.module;
        let helper = module.starts_with("rpython.rtyper.") || module.starts_with("rpython.rlib.");
        helper && module != "rpython.rtyper.lltypesystem.rffi"
    }

    /// A call of a function of `lltype`; `None` for those that are no matter of ordinary RPython.
    pub fn lowlevel_call(&mut self, name: &str, node: &'a ast::ExprCall) -> R<Option<Operand>> {
        if self.works_on_memory() {
            return Ok(None);
        }
        let span = self.span(node);
        let maker = match name {
            "lltype.malloc" => "class_of",
            "lltype.scoped_alloc" => "scoped_class_of",
            "lltype.nullptr" => {
                self.exprs(&node.args)?;
                return Ok(Some(Const::None.into()));
            }
            "lltype.free" => {
                self.exprs(&node.args)?;
                return Ok(Some(Const::None.into()));
            }
            _ => return Ok(None),
        };
        let mut args = Vec::new();
        for arg in &node.args {
            if let Expr::Starred(_) = arg {
                return Ok(None);
            }
            args.push(self.expr(arg)?);
        }
        for keyword in &node.keywords {
            let value = self.expr(&keyword.value)?;
            if keyword.arg.as_deref() == Some("n") {
                args.push(value);
            }
        }
        let Some(Operand::Const(Const::Host(ty))) = args.first().cloned() else {
            return Err(self.refuse(node, "a low-level type that is not constant", "name the type in the call"));
        };
        let made =
            self.host.lookup("rpython.translation.lowlevel", maker).and_then(|maker| self.host.call(maker, &[ty]).ok());
        let Some(class) = made else {
            return Err(self.refuse(node, "memory of this type", "use a structure or an array"));
        };
        Ok(Some(self.emit_call(Const::Host(class).into(), args.into_iter().skip(1).take(1), span)))
    }
}
