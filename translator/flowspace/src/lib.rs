//! Flow graphs from syntax trees: one function of the host becomes one high-level [`Graph`].
//!
//! The builder interprets a function's tree abstractly, in order of execution. Local variables
//! live in an environment of operands, so that constants propagate through them; blocks get
//! parameters only where different values meet. What is constant on the host is folded: globals,
//! attributes of modules and classes, arithmetic, branches. [`build_graph`] is the entry point.
//!
//! Not here: types. Whatever depends on the class of a non-constant value is left to the annotator.

mod builder;
mod call;
mod closures;
mod comprehension;
mod expr;
mod fold;
mod formatting;
mod generator;
mod loops;
mod lowlevel;
mod matching;
mod names;
mod simplify;
mod stmt;
mod target;
mod tryexc;

use diagnostics::Diagnostic;
use graph::{Graph, GraphAttrs, Inline};
use host::{Desc, FuncDesc, Host, HostObj};
use std::cell::RefCell;

pub use closures::hidden_parameter;
pub use names::{signature, Signature};
pub use simplify::simplify;

/// Builds the flow graph of a Python function.
///
/// The parameters of the graph are the function's: positional ones, then keyword-only ones, then
/// the `*args` tuple, as [`signature`] lists them.
pub fn build_graph(host: &Host, func: HostObj) -> Result<Graph, Vec<Diagnostic>> {
    let desc = host.describe(func);
    if let Some(generator) = generator::generator_of(&desc) {
        return resume_graph(host, generator).map_err(|error| vec![*error]);
    }
    let Some(function) = desc.as_function() else {
        let text = format!("a {} cannot be translated as a function", desc.kind_name());
        return Err(vec![Diagnostic::error("E0101", text)]);
    };
    let ast = host.ast_of(func).map_err(|error| vec![error])?;
    generator::check_close(host, function).map_err(|error| vec![*error])?;
    if function.is_not_rpython() {
        let text = format!("'{}' is marked NOT_RPYTHON but is reached", function.qualname);
        return Err(vec![Diagnostic::error("E0101", text)
            .label(ast.head_span(), "this function runs on the host only")
            .help("guard the call with `if not we_are_translated():`")]);
    }
    let mut graph = built(host, func, function, &ast, false).map_err(|error| vec![*error])?;
    graph.attrs = attributes(host, function);
    Ok(graph)
}

/// Builds a graph, again while variables turn out to be shared with closures.
fn built(
    host: &Host,
    func: HostObj,
    function: &FuncDesc,
    ast: &host::FunctionAst,
    resume: bool,
) -> Result<Graph, Box<Diagnostic>> {
    let shared: closures::Shared = RefCell::new(closures::assigned_inside(ast));
    loop {
        let before = shared.borrow().as_ref().map(Vec::len);
        let result = builder::Builder::new(host, func, function, ast, resume, &shared).and_then(|b| b.build());
        if shared.borrow().as_ref().map(Vec::len) == before {
            return result;
        }
    }
}

/// The graph of the `__next__` method of a generator's class.
fn resume_graph(host: &Host, generator: HostObj) -> Result<Graph, Box<Diagnostic>> {
    let desc = host.describe(generator);
    let Some(function) = desc.as_function() else {
        let text = "the generator behind this method is not a function";
        return Err(Box::new(Diagnostic::error("E0101", text)));
    };
    let ast = host.ast_of(generator)?;
    let mut graph = built(host, generator, function, &ast, true)?;
    graph.name = format!("{}.__next__", function.qualname).into();
    Ok(graph)
}

/// What the decorators of a function say.
fn attributes(host: &Host, function: &FuncDesc) -> GraphAttrs {
    let value = |name: &str| function.attrs.get(name).map(|obj| host.describe(*obj));
    let truth = |name: &str| match value(name).as_deref() {
        Some(Desc::Bool(flag)) => Some(*flag),
        Some(Desc::Int(number)) => Some(*number != 0),
        _ => None,
    };
    let inline = match value("_always_inline_").as_deref() {
        Some(Desc::Str(text)) if text == b"try" => Inline::Try,
        Some(Desc::Bool(true) | Desc::Int(_) | Desc::Str(_)) => Inline::Always,
        _ if truth("_dont_inline_") == Some(true) => Inline::Never,
        _ => Inline::Auto,
    };
    let jit = function
        .attrs
        .keys()
        .filter(|name| name.starts_with("_jit_") || name.starts_with("_elidable_"))
        .filter_map(|name| truth(name).map(|flag| (name.as_str().into(), flag)))
        .collect();
    let oopspec = match value("oopspec").as_deref() {
        Some(Desc::Str(text)) => Some(String::from_utf8_lossy(text).into()),
        _ => None,
    };
    let elidable = truth("_elidable_function_") == Some(true);
    let last_follows = truth("_last_argument_follows_") == Some(true);
    let keeps_answers = truth("_changes_no_answers_") == Some(true);
    GraphAttrs { inline, elidable, last_follows, keeps_answers, cold: false, hot: false, jit, oopspec }
}
