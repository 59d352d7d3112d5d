//! Which names a function binds, and its parameters.

use crate::closures::hidden_parameter;
use host::ast::{self, ExceptHandler, Expr, ExprContext, Pattern, Stmt};
use host::walk::{self, Node};
use host::{FuncDesc, FunctionAst, HostObj};
use indexmap::IndexSet;

/// The parameters of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Positional parameters (positional-only ones included).
    pub args: Vec<String>,
    /// Keyword-only parameters.
    pub kwonly: Vec<String>,
    /// The `*args` parameter.
    pub vararg: Option<String>,
    /// Default values of the last positional parameters.
    pub defaults: Vec<HostObj>,
    /// Default values of keyword-only parameters.
    pub kwdefaults: Vec<(String, HostObj)>,
}

impl Signature {
    /// The number of graph parameters.
    pub fn arity(&self) -> usize {
        self.args.len() + self.kwonly.len() + usize::from(self.vararg.is_some())
    }

    /// All parameters in graph order.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.args.iter().chain(&self.kwonly).chain(&self.vararg)
    }
}

/// The parameters of a function, from its tree and its live defaults.
pub fn signature(func: &FuncDesc, ast: &FunctionAst) -> Signature {
    let args = ast.args();
    let name = |arg: &ast::ArgWithDefault| mangled(ast, &arg.def.arg);
    Signature {
        args: hidden_parameter(func).into_iter().chain(args.posonlyargs.iter().chain(&args.args).map(name)).collect(),
        kwonly: args.kwonlyargs.iter().map(name).collect(),
        vararg: args.vararg.as_ref().map(|arg| mangled(ast, &arg.arg)),
        defaults: func.defaults.clone(),
        kwdefaults: func.kwdefaults.iter().map(|(name, obj)| (name.clone(), *obj)).collect(),
    }
}

/// A name with the class's prefix if it is private (`__x` in class `C` is `_C__x`).
pub(crate) fn mangled(ast: &FunctionAst, name: &str) -> String {
    match &ast.class_name {
        Some(class) if name.starts_with("__") && !name.ends_with("__") && !name.contains('.') => {
            let class = class.trim_start_matches('_');
            if class.is_empty() {
                name.to_owned()
            } else {
                format!("_{class}{name}")
            }
        }
        _ => name.to_owned(),
    }
}

/// The names that statements bind, nested functions and comprehension variables left out.
pub(crate) fn bound_by_stmts(stmts: &[Stmt]) -> IndexSet<String> {
    let mut out = IndexSet::new();
    for stmt in stmts {
        collect(Node::Stmt(stmt), &mut out);
    }
    out
}

/// The names that an expression binds (by the walrus).
pub(crate) fn bound_by_expr(expr: &Expr) -> IndexSet<String> {
    let mut out = IndexSet::new();
    collect(Node::Expr(expr), &mut out);
    out
}

fn alias_name(alias: &ast::Alias) -> String {
    match &alias.asname {
        Some(name) => name.to_string(),
        None => alias.name.split('.').next().unwrap_or_default().to_owned(),
    }
}

fn collect(node: Node, out: &mut IndexSet<String>) {
    match node {
        Node::Expr(Expr::Name(name)) => {
            if !matches!(name.ctx, ExprContext::Load) {
                out.insert(name.id.to_string());
            }
        }
        Node::Expr(Expr::Lambda(lambda)) => {
            let args = &lambda.args;
            for arg in args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs) {
                if let Some(default) = &arg.default {
                    collect(Node::Expr(default), out);
                }
            }
        }
        Node::Expr(Expr::ListComp(e)) => comprehension(&[&e.elt], &e.generators, out),
        Node::Expr(Expr::SetComp(e)) => comprehension(&[&e.elt], &e.generators, out),
        Node::Expr(Expr::GeneratorExp(e)) => comprehension(&[&e.elt], &e.generators, out),
        Node::Expr(Expr::DictComp(e)) => comprehension(&[&e.key, &e.value], &e.generators, out),
        Node::Stmt(Stmt::FunctionDef(def)) => {
            out.insert(def.name.to_string());
        }
        Node::Stmt(Stmt::AsyncFunctionDef(def)) => {
            out.insert(def.name.to_string());
        }
        Node::Stmt(Stmt::ClassDef(def)) => {
            out.insert(def.name.to_string());
        }
        Node::Stmt(Stmt::Import(import)) => out.extend(import.names.iter().map(alias_name)),
        Node::Stmt(Stmt::ImportFrom(import)) => out.extend(import.names.iter().map(alias_name)),
        _ => {
            if let Node::Stmt(Stmt::Try(ast::StmtTry { handlers, .. })) = node {
                for ExceptHandler::ExceptHandler(handler) in handlers {
                    out.extend(handler.name.iter().map(|name| name.to_string()));
                }
            }
            if let Node::Pattern(pattern) = node {
                let name = match pattern {
                    Pattern::MatchAs(p) => &p.name,
                    Pattern::MatchStar(p) => &p.name,
                    Pattern::MatchMapping(p) => &p.rest,
                    _ => &None,
                };
                out.extend(name.iter().map(|name| name.to_string()));
            }
            walk::children(node, &mut |child| collect(child, out));
        }
    }
}

fn comprehension(parts: &[&Expr], generators: &[ast::Comprehension], out: &mut IndexSet<String>) {
    for generator in generators {
        collect(Node::Expr(&generator.iter), out);
        generator.ifs.iter().for_each(|test| collect(Node::Expr(test), out));
    }
    parts.iter().for_each(|part| collect(Node::Expr(part), out));
}

/// The names declared `global` or `nonlocal` in a function's own body.
pub(crate) fn declared(stmts: &[Stmt]) -> Vec<(String, bool)> {
    fn visit(node: Node, out: &mut Vec<(String, bool)>) {
        match node {
            Node::Stmt(Stmt::Global(s)) => {
                out.extend(s.names.iter().map(|name| (name.to_string(), true)));
            }
            Node::Stmt(Stmt::Nonlocal(s)) => {
                out.extend(s.names.iter().map(|name| (name.to_string(), false)));
            }
            Node::Stmt(Stmt::FunctionDef(_) | Stmt::AsyncFunctionDef(_) | Stmt::ClassDef(_)) | Node::Expr(_) => {}
            _ => walk::children(node, &mut |child| visit(child, out)),
        }
    }
    let mut out = Vec::new();
    stmts.iter().for_each(|stmt| visit(Node::Stmt(stmt), &mut out));
    out
}

/// Does the function's own body hold a `yield`?
pub(crate) fn has_yield(stmts: &[Stmt]) -> bool {
    fn visit(node: Node) -> bool {
        match node {
            Node::Expr(Expr::Yield(_) | Expr::YieldFrom(_)) => true,
            Node::Stmt(Stmt::FunctionDef(_) | Stmt::AsyncFunctionDef(_) | Stmt::ClassDef(_))
            | Node::Expr(Expr::Lambda(_)) => false,
            _ => {
                let mut found = false;
                walk::children(node, &mut |child| found = found || visit(child));
                found
            }
        }
    }
    stmts.iter().any(|stmt| visit(Node::Stmt(stmt)))
}

/// Does the function's own body hold a `yield` inside of `try` or `with`, or a `yield from`?
pub(crate) fn yields_guarded(stmts: &[Stmt]) -> bool {
    fn visit(node: Node, guarded: bool) -> bool {
        let guarded = match node {
            Node::Expr(Expr::YieldFrom(_)) => return true,
            Node::Expr(Expr::Yield(_)) if guarded => return true,
            Node::Stmt(Stmt::FunctionDef(_) | Stmt::AsyncFunctionDef(_) | Stmt::ClassDef(_))
            | Node::Expr(Expr::Lambda(_)) => return false,
            Node::Stmt(Stmt::Try(_) | Stmt::With(_)) => true,
            _ => guarded,
        };
        let mut found = false;
        walk::children(node, &mut |child| found = found || visit(child, guarded));
        found
    }
    stmts.iter().any(|stmt| visit(Node::Stmt(stmt), false))
}
