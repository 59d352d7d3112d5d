//! Closures: what an inner function shares with the outer one lives in an object.
//!
//! A variable that an inner function captures and that is no constant is an attribute of an instance of a
//! hidden class, one for each outer function; the inner function is a method of that class, with the
//! instance as a hidden first parameter, and `def` and `lambda` give the bound method. So `nonlocal` is the
//! assignment of an attribute, and closures may go wherever methods may.
//!
//! Which variables are captured turns out while a graph is built: [`Shared`] keeps what was found, and the
//! graph is built again. Constants that are captured and never change afterwards need no object.

use crate::builder::{Builder, R};
use crate::names;
use diagnostics::Span;
use graph::{Const, Imm, OpCode, Operand};
use host::ast::{Expr, Stmt};
use host::walk::{self, Node};
use host::{Desc, FuncDesc, FunctionAst, FunctionNode, Host};
use std::cell::RefCell;
use std::collections::HashSet;

/// The hidden first parameter of a function that is a method of the object with its outer variables.
const OUTER: &str = ".outer";

/// The variables of a function that live in an object; `None`: there is no such object.
pub(crate) type Shared = RefCell<Option<Vec<String>>>;

/// The outer variables of a closure: the names in each object, from the innermost one outwards.
fn chain_of(host: &Host, func: &FuncDesc) -> Option<Vec<Vec<String>>> {
    match &*host.describe(*func.attrs.get("_closure_chain_")?) {
        Desc::Str(text) => {
            let text = String::from_utf8_lossy(text);
            let names = |part: &str| part.split_whitespace().map(str::to_owned).collect();
            Some(text.split('|').map(names).collect())
        }
        _ => None,
    }
}

/// The hidden parameter, if the function is a closure.
pub fn hidden_parameter(func: &FuncDesc) -> Option<String> {
    func.attrs.contains_key("_closure_chain_").then(|| OUTER.to_owned())
}

/// The names that functions inside of this one assign by `nonlocal`: shared from the start.
pub(crate) fn assigned_inside(ast: &FunctionAst) -> Option<Vec<String>> {
    fn visit(node: Node, out: &mut Vec<String>) {
        if let Node::Stmt(Stmt::FunctionDef(def)) = node {
            out.extend(names::declared(&def.body).into_iter().filter(|(_, global)| !global).map(|(name, _)| name));
        }
        walk::children(node, &mut |child| visit(child, out));
    }
    let mut out = Vec::new();
    if let FunctionNode::Def(def) = &ast.node {
        def.body.iter().for_each(|stmt| visit(Node::Stmt(stmt), &mut out));
        let bound = names::bound_by_stmts(&def.body);
        let parameters: HashSet<String> = ast
            .args()
            .posonlyargs
            .iter()
            .chain(&ast.args().args)
            .chain(&ast.args().kwonlyargs)
            .map(|arg| arg.def.arg.to_string())
            .collect();
        let own = names::declared(&def.body);
        out.retain(|name| {
            (bound.contains(name) || parameters.contains(name)) && !own.iter().any(|(declared, _)| declared == name)
        });
    }
    (!out.is_empty()).then_some(out)
}

impl<'a> Builder<'a> {
    /// Makes the object of the shared variables, if there are any.
    pub fn make_shared(&mut self) -> R<()> {
        self.outer_names = chain_of(self.host, self.desc).unwrap_or_default();
        let Some(names) = self.shared.borrow().clone() else { return Ok(()) };
        let span = self.ast.head_span();
        let class = match self.host.closure_class(self.func) {
            Ok(class) => class,
            Err(error) => {
                let text = format!("the closures in here cannot be prepared: {}", error.headline());
                return Err(self.error_at(diagnostics::Diagnostic::error("E0101", text), span));
            }
        };
        let object = self.emit_quiet(OpCode::SimpleCall, Imm::None, [Const::Host(class).into()], span);
        let slot = self.new_hidden_slot("shared");
        self.env[slot] = Some(object.into());
        self.shared_slot = Some(slot);
        if let Some(outer) = self.slot_of(OUTER).and_then(|slot| self.env[slot].clone()) {
            self.emit_quiet(OpCode::SetAttr, Imm::Name(OUTER.into()), [object.into(), outer], span);
        }
        self.shared_names = names.into_iter().collect();
        Ok(())
    }

    /// The object and attribute behind a slot whose variable is shared.
    pub fn shared_place(&self, slot: usize) -> Option<(Operand, Imm)> {
        let object = self.env.get(self.shared_slot?)?.clone()?;
        let name = self.slot_names.get(slot)?;
        let own = self.shared_names.contains(&**name) && self.scopes[0].get(&**name) == Some(&slot);
        own.then(|| (object, Imm::Name(name.as_ref().into())))
    }

    /// The object that has an outer variable.
    pub fn outer_object(&mut self, name: &str, span: Span) -> Option<Operand> {
        let depth = self.outer_names.iter().position(|names| names.iter().any(|known| known == name))?;
        let mut object = self.env[self.slot_of(OUTER)?].clone()?;
        for _ in 0..depth {
            object = self.emit_quiet(OpCode::GetAttr, Imm::Name(OUTER.into()), [object], span).into();
        }
        Some(object)
    }

    /// The chain that a function inside of this one has, as text.
    pub fn inner_chain(&self) -> String {
        let mut parts = Vec::new();
        if self.shared_slot.is_some() {
            let mut own: Vec<&str> = self.shared_names.iter().map(String::as_str).collect();
            own.sort_unstable();
            parts.push(own.join(" "));
            parts.extend(self.outer_names.iter().map(|names| names.join(" ")));
        }
        parts.join("|")
    }

    /// A free variable of an inner function is no constant: it is to be shared when the graph is built again.
    /// False if it cannot be.
    pub fn share(&mut self, name: &str) -> bool {
        let own = self.scopes[0].contains_key(name) && !self.shared_names.contains(name);
        let outer = self.shared_slot.is_none() && self.outer_names.iter().flatten().any(|known| known == name);
        if own || outer {
            self.shared.borrow_mut().get_or_insert_default().extend(own.then(|| name.to_owned()));
        }
        own || outer
    }

    /// A variable is assigned: if an inner function captured another constant, it must be shared after all.
    pub fn check_captured(&mut self, slot: usize, value: &Operand) {
        if self.captured.get(&slot).is_some_and(|old| Operand::Const(old.clone()) != *value) {
            let name = self.slot_names[slot].to_string();
            self.changed |= self.share(&name);
        }
    }

    /// What a free variable of an inner function captured.
    pub fn remember_captured(&mut self, func: &FuncDesc) {
        for (name, _) in &func.closure {
            if let Some(slot) = self.scopes[0].get(name).copied() {
                if let Some(Some(Operand::Const(value))) = self.env.get(slot) {
                    self.captured.insert(slot, value.clone());
                }
            }
        }
    }

    /// Does the value of an expression come from an outer function's variable?
    pub fn is_outer(&self, node: &Expr) -> bool {
        matches!(node, Expr::Name(name) if self.outer_names.iter().flatten().any(|known| *known == *name.id))
    }
}
