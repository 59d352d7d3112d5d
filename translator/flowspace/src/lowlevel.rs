//! `lltype.malloc`, `rffi.cast` and their kin in ordinary RPython: structures and arrays become instances of
//! classes that `rpython.translation.lowlevel` makes, one for each type.
//!
//! Not here: the low-level helpers, for which the rtyper has rules of its own.

use crate::builder::{Builder, R};
use graph::{Const, Operand};
use host::ast::{self, Expr};

impl<'a> Builder<'a> {
    /// Is the function at hand a helper that works on memory itself?
    fn works_on_memory(&self) -> bool {
        let module = &self.desc.module;
        if module.starts_with("rpython.rtyper.lltypesystem.rffi") {
            return false;
        }
        ["rpython.rtyper.", "rpython.rlib.", "rpython.translation."].iter().any(|start| module.starts_with(start))
    }

    /// A call of a function of `lltype` or `rffi`; `None` for those that are no matter of ordinary RPython.
    pub fn lowlevel_call(&mut self, name: &str, node: &'a ast::ExprCall) -> R<Option<Operand>> {
        if self.works_on_memory() {
            return Ok(None);
        }
        let span = self.span(node);
        let (module, maker) = match name {
            "lltype.malloc" => ("lowlevel", "maker_of"),
            "lltype.scoped_alloc" => ("lowlevel", "scoped_class_of"),
            "lltype.nullptr" => ("lowlevel", "null_of"),
            "rffi.cast" => ("lowlevel", "cast_to"),
            "lltype.free" => ("rawmemory", "free"),
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
        let lookup = |me: &Self| me.host.lookup(&format!("rpython.translation.{module}"), maker);
        if name == "lltype.free" {
            let Some(free) = lookup(self) else { return Ok(None) };
            return Ok(Some(self.emit_call(Const::Host(free).into(), args.into_iter().take(1), span)));
        }
        let Some(Operand::Const(Const::Host(ty))) = args.first().cloned() else {
            // A parameter that is specialised: the annotator knows the type, and calls a memo function.
            let (Some(maker), Some(ty)) = (lookup(self), args.first().cloned()) else { return Ok(None) };
            let made = self.emit_call(Const::Host(maker).into(), [ty], span);
            let done = name == "lltype.nullptr";
            return Ok(Some(if done { made } else { self.emit_call(made, args.into_iter().skip(1).take(1), span) }));
        };
        let made = lookup(self).and_then(|maker| self.host.call(maker, &[ty]).ok());
        let made = match made.map(|made| self.host.to_const(made)) {
            Some(Const::None) if name == "rffi.cast" => {
                let callee = self.expr(&node.func)?;
                return Ok(Some(self.emit_call(callee, args, span)));
            }
            Some(made) => made,
            None => return Err(self.refuse(node, "memory of this type", "use a structure or an array")),
        };
        if name == "lltype.nullptr" {
            return Ok(Some(made.into()));
        }
        Ok(Some(self.emit_call(made.into(), args.into_iter().skip(1).take(1), span)))
    }
}
