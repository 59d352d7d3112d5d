//! Whole-program type inference over high-level graphs.
//!
//! [`annotate`] starts at the entry point, builds flow graphs as calls reach them, and runs to a
//! fixpoint: every variable gets the least annotation ([`SomeValue`]) that covers all its values.
//! The result is a [`Model`]: annotated graphs, classes with their attributes, shared definitions of
//! lists and dicts, call families. Blocks that cannot run and links that are never taken are gone.
//!
//! Not here: low-level types and operations (`rtyper`), flow graphs themselves (`flowspace`).

mod builtins;
mod calls;
mod classes;
mod consts;
mod containers;
mod declared;
mod driver;
mod dump;
mod families;
mod finish;
mod hash;
mod hooks;
mod lattice;
#[cfg(test)]
mod lattice_tests;
mod methods;
mod model;
mod ops;
mod protocols;
mod report;
mod spec;
mod ssi;
mod verify;

pub use declared::check_annotations;
pub use driver::Annotator;
pub use dump::{annotation_text, dump, dump_all, dump_classes, dump_signatures};
pub use hooks::{takes_reds, HOOKS};
pub use lattice::UnionError;
pub use model::*;
pub use protocols::Protocol;
pub use verify::verify;

use diagnostics::Diagnostic;
use graph::HostObj;
use host::Host;
use indexmap::IndexMap;

/// The type of an argument of the entry point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryArg {
    /// `int`.
    Int,
    /// `float`.
    Float,
    /// `bool`.
    Bool,
    /// `str`.
    Str,
    /// A list of `str`: the command line.
    StrList,
}

/// Annotates a program from its entry point; all errors found are given back.
///
/// In the original, `str(x)` of an instance never calls its `__str__`. So if `for_original` (the
/// program imports the `rpython` package), a `__str__` or `__repr__` that is not RPython is left
/// out, with a warning.
pub fn annotate(host: &Host, entry: HostObj, args: &[EntryArg], for_original: bool) -> Result<Model, Vec<Diagnostic>> {
    let mut left_out: IndexMap<HostObj, Diagnostic> = IndexMap::new();
    loop {
        let mut a = Annotator::new(host);
        if left_out.is_empty() {
            host.prefetch_all();
        }
        a.plain_texts = left_out.keys().copied().collect();
        a.add_entry(entry, args);
        let Err(errors) = a.complete() else {
            a.model.warnings.extend(left_out.into_values().map(without_text));
            return Ok(a.model);
        };
        let known = left_out.len();
        if for_original {
            left_out.extend(a.bad_texts);
        }
        if left_out.len() == known {
            return Err(errors);
        }
    }
}

/// The warning that a method is left out because of an error.
fn without_text(error: Diagnostic) -> Diagnostic {
    let text = "this method is not RPython, so `str` and `repr` of its instances do not call it";
    Diagnostic::warning("W0202", text).label(error.span(), error.message)
}

impl Annotator<'_> {
    /// Makes a function the entry point.
    pub fn add_entry(&mut self, entry: HostObj, args: &[EntryArg]) -> Option<AGraphId> {
        let values: Vec<SomeValue> = args
            .iter()
            .map(|a| match a {
                EntryArg::Int => SomeValue::int(false),
                EntryArg::Float => SomeValue::of(Kind::Float),
                EntryArg::Bool => SomeValue::bool(),
                EntryArg::Str => SomeValue::str(),
                EntryArg::StrList => {
                    let l = self.new_list(SomeValue::str());
                    self.resize_list(l);
                    SomeValue::of(Kind::List(l))
                }
            })
            .collect();
        let g = self.add_function(entry, &values);
        self.model.entry = g;
        self.entry_call = Some((entry, values));
        g
    }

    /// Has a function annotated for arguments of these types, as if called from outside.
    pub fn add_function(&mut self, func: HostObj, args: &[SomeValue]) -> Option<AGraphId> {
        let Ok(SomeValue { kind: Kind::Pbc { descs, .. }, .. }) = self.host_value(func) else {
            let d = Diagnostic::error("E0003", "the entry point is not a Python function");
            self.error(d);
            return None;
        };
        let d = *descs.first()?;
        let _ = self.call_function(d, &calls::CallArgs::positional(args.to_vec()));
        match &self.model.descs[d] {
            Desc::Function(f) => f.graphs.last().copied(),
            _ => None,
        }
    }
}
