//! Walks over syntax trees: the direct children of a node, by reference.

use rustpython_parser::ast::{Arguments, Comprehension, ExceptHandler, Expr, Pattern, Stmt};

/// A child of a node.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A statement.
    Stmt(&'a Stmt),
    /// An expression.
    Expr(&'a Expr),
    /// A pattern of a `match` statement.
    Pattern(&'a Pattern),
}

type Visit<'a, 'f> = &'f mut dyn FnMut(Node<'a>);

fn exprs<'a>(nodes: &'a [Expr], f: Visit<'a, '_>) {
    nodes.iter().for_each(|node| f(Node::Expr(node)));
}

fn stmts<'a>(nodes: &'a [Stmt], f: Visit<'a, '_>) {
    nodes.iter().for_each(|node| f(Node::Stmt(node)));
}

fn option<'a>(node: &'a Option<Box<Expr>>, f: Visit<'a, '_>) {
    if let Some(node) = node {
        f(Node::Expr(node));
    }
}

fn defaults<'a>(args: &'a Arguments, f: Visit<'a, '_>) {
    for arg in args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs) {
        option(&arg.default, f);
    }
}

fn comprehensions<'a>(generators: &'a [Comprehension], f: Visit<'a, '_>) {
    for generator in generators {
        f(Node::Expr(&generator.iter));
        f(Node::Expr(&generator.target));
        exprs(&generator.ifs, f);
    }
}

/// The direct children of an expression, roughly in evaluation order. Of a lambda: the defaults
/// and the body.
pub fn expr_children<'a>(node: &'a Expr, f: Visit<'a, '_>) {
    match node {
        Expr::BoolOp(e) => exprs(&e.values, f),
        Expr::NamedExpr(e) => {
            f(Node::Expr(&e.value));
            f(Node::Expr(&e.target));
        }
        Expr::BinOp(e) => {
            f(Node::Expr(&e.left));
            f(Node::Expr(&e.right));
        }
        Expr::UnaryOp(e) => f(Node::Expr(&e.operand)),
        Expr::Lambda(e) => {
            defaults(&e.args, f);
            f(Node::Expr(&e.body));
        }
        Expr::IfExp(e) => {
            f(Node::Expr(&e.test));
            f(Node::Expr(&e.body));
            f(Node::Expr(&e.orelse));
        }
        Expr::Dict(e) => {
            for (key, value) in e.keys.iter().zip(&e.values) {
                if let Some(key) = key {
                    f(Node::Expr(key));
                }
                f(Node::Expr(value));
            }
        }
        Expr::Set(e) => exprs(&e.elts, f),
        Expr::ListComp(e) => {
            comprehensions(&e.generators, f);
            f(Node::Expr(&e.elt));
        }
        Expr::SetComp(e) => {
            comprehensions(&e.generators, f);
            f(Node::Expr(&e.elt));
        }
        Expr::DictComp(e) => {
            comprehensions(&e.generators, f);
            f(Node::Expr(&e.key));
            f(Node::Expr(&e.value));
        }
        Expr::GeneratorExp(e) => {
            comprehensions(&e.generators, f);
            f(Node::Expr(&e.elt));
        }
        Expr::Await(e) => f(Node::Expr(&e.value)),
        Expr::Yield(e) => option(&e.value, f),
        Expr::YieldFrom(e) => f(Node::Expr(&e.value)),
        Expr::Compare(e) => {
            f(Node::Expr(&e.left));
            exprs(&e.comparators, f);
        }
        Expr::Call(e) => {
            f(Node::Expr(&e.func));
            exprs(&e.args, f);
            e.keywords.iter().for_each(|keyword| f(Node::Expr(&keyword.value)));
        }
        Expr::FormattedValue(e) => {
            f(Node::Expr(&e.value));
            option(&e.format_spec, f);
        }
        Expr::JoinedStr(e) => exprs(&e.values, f),
        Expr::Constant(_) | Expr::Name(_) => {}
        Expr::Attribute(e) => f(Node::Expr(&e.value)),
        Expr::Subscript(e) => {
            f(Node::Expr(&e.value));
            f(Node::Expr(&e.slice));
        }
        Expr::Starred(e) => f(Node::Expr(&e.value)),
        Expr::List(e) => exprs(&e.elts, f),
        Expr::Tuple(e) => exprs(&e.elts, f),
        Expr::Slice(e) => {
            option(&e.lower, f);
            option(&e.upper, f);
            option(&e.step, f);
        }
    }
}

/// The direct children of a statement in evaluation order; annotations are left out. Of a nested
/// function or class: decorators, defaults, bases and the body.
pub fn stmt_children<'a>(node: &'a Stmt, f: Visit<'a, '_>) {
    match node {
        Stmt::FunctionDef(s) => {
            exprs(&s.decorator_list, f);
            defaults(&s.args, f);
            stmts(&s.body, f);
        }
        Stmt::AsyncFunctionDef(s) => {
            exprs(&s.decorator_list, f);
            defaults(&s.args, f);
            stmts(&s.body, f);
        }
        Stmt::ClassDef(s) => {
            exprs(&s.decorator_list, f);
            exprs(&s.bases, f);
            s.keywords.iter().for_each(|keyword| f(Node::Expr(&keyword.value)));
            stmts(&s.body, f);
        }
        Stmt::Return(s) => option(&s.value, f),
        Stmt::Delete(s) => exprs(&s.targets, f),
        Stmt::Assign(s) => {
            f(Node::Expr(&s.value));
            exprs(&s.targets, f);
        }
        Stmt::TypeAlias(_) => {}
        Stmt::AugAssign(s) => {
            f(Node::Expr(&s.target));
            f(Node::Expr(&s.value));
        }
        Stmt::AnnAssign(s) => {
            option(&s.value, f);
            f(Node::Expr(&s.target));
        }
        Stmt::For(s) => {
            f(Node::Expr(&s.iter));
            f(Node::Expr(&s.target));
            stmts(&s.body, f);
            stmts(&s.orelse, f);
        }
        Stmt::AsyncFor(s) => {
            f(Node::Expr(&s.iter));
            f(Node::Expr(&s.target));
            stmts(&s.body, f);
            stmts(&s.orelse, f);
        }
        Stmt::While(s) => {
            f(Node::Expr(&s.test));
            stmts(&s.body, f);
            stmts(&s.orelse, f);
        }
        Stmt::If(s) => {
            f(Node::Expr(&s.test));
            stmts(&s.body, f);
            stmts(&s.orelse, f);
        }
        Stmt::With(s) => {
            for item in &s.items {
                f(Node::Expr(&item.context_expr));
                option(&item.optional_vars, f);
            }
            stmts(&s.body, f);
        }
        Stmt::AsyncWith(s) => {
            for item in &s.items {
                f(Node::Expr(&item.context_expr));
                option(&item.optional_vars, f);
            }
            stmts(&s.body, f);
        }
        Stmt::Match(s) => {
            f(Node::Expr(&s.subject));
            for case in &s.cases {
                f(Node::Pattern(&case.pattern));
                option(&case.guard, f);
                stmts(&case.body, f);
            }
        }
        Stmt::Raise(s) => {
            option(&s.exc, f);
            option(&s.cause, f);
        }
        Stmt::Try(s) => {
            try_children(&s.body, &s.handlers, &s.orelse, &s.finalbody, f);
        }
        Stmt::TryStar(s) => {
            try_children(&s.body, &s.handlers, &s.orelse, &s.finalbody, f);
        }
        Stmt::Assert(s) => {
            f(Node::Expr(&s.test));
            option(&s.msg, f);
        }
        Stmt::Expr(s) => f(Node::Expr(&s.value)),
        Stmt::Import(_)
        | Stmt::ImportFrom(_)
        | Stmt::Global(_)
        | Stmt::Nonlocal(_)
        | Stmt::Pass(_)
        | Stmt::Break(_)
        | Stmt::Continue(_) => {}
    }
}

fn try_children<'a>(
    body: &'a [Stmt],
    handlers: &'a [ExceptHandler],
    orelse: &'a [Stmt],
    finalbody: &'a [Stmt],
    f: Visit<'a, '_>,
) {
    stmts(body, f);
    for ExceptHandler::ExceptHandler(handler) in handlers {
        option(&handler.type_, f);
        stmts(&handler.body, f);
    }
    stmts(orelse, f);
    stmts(finalbody, f);
}

/// The direct children of a pattern.
pub fn pattern_children<'a>(node: &'a Pattern, f: Visit<'a, '_>) {
    match node {
        Pattern::MatchValue(p) => f(Node::Expr(&p.value)),
        Pattern::MatchSingleton(_) | Pattern::MatchStar(_) => {}
        Pattern::MatchSequence(p) => p.patterns.iter().for_each(|p| f(Node::Pattern(p))),
        Pattern::MatchMapping(p) => {
            exprs(&p.keys, f);
            p.patterns.iter().for_each(|p| f(Node::Pattern(p)));
        }
        Pattern::MatchClass(p) => {
            f(Node::Expr(&p.cls));
            p.patterns.iter().chain(&p.kwd_patterns).for_each(|p| f(Node::Pattern(p)));
        }
        Pattern::MatchAs(p) => {
            if let Some(inner) = &p.pattern {
                f(Node::Pattern(inner));
            }
        }
        Pattern::MatchOr(p) => p.patterns.iter().for_each(|p| f(Node::Pattern(p))),
    }
}

/// The direct children of any node.
pub fn children<'a>(node: Node<'a>, f: Visit<'a, '_>) {
    match node {
        Node::Stmt(node) => stmt_children(node, f),
        Node::Expr(node) => expr_children(node, f),
        Node::Pattern(node) => pattern_children(node, f),
    }
}
