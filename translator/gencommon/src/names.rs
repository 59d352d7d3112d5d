//! Names of symbols, and how graphs return.
//!
//! Names in the executable carry the numbers of graphs and prebuilt objects, which change with whatever comes before
//! them. The text of a unit calls them, and the numbers of types and classes, by [`Locals`]: names that depend on
//! nothing outside the unit, so that its object code can be kept. `symbols::resolve` puts the others in the object.

use crate::symbols::Meaning;
use crate::{places, Input};
use graph::{ExternId, GraphId, StaticId};
use indexmap::IndexMap;
use lltype::ContainerId;
use std::collections::HashMap;

/// The program's table (`abi::ProgramTable`), in the object of data.
pub const TABLE: &str = "rpy_program";
/// The entry point behind the C convention, made by the code generator.
pub const ENTRY: &str = "rpy_entry";

/// Whether a graph returns an exception beside its result: if it can raise, or if it may be called
/// through a pointer.
pub fn raises(input: &Input<'_>, g: GraphId) -> bool {
    input.analysis.can_raise(g) || input.live.address_taken.contains(g)
}

/// The symbol of a graph.
pub fn graph(input: &Input<'_>, g: GraphId) -> String {
    format!("rpy_{}_{}", clean(&input.program.graphs[g].name), g.as_u32())
}

/// The symbol of a prebuilt object.
pub fn object(input: &Input<'_>, s: StaticId) -> String {
    format!("rpys_{}_{}", clean(&input.program.statics[s].name), s.as_u32())
}

/// The symbol of a wrapper that makes an external function callable through a function pointer.
pub fn thunk(input: &Input<'_>, x: ExternId) -> String {
    format!("rpy_thunk_{}", input.program.externs[x].symbol)
}

/// What a unit calls by a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Local {
    /// A graph, whatever the unit.
    Graph(GraphId),
    /// A prebuilt object.
    Object(StaticId),
    /// The number of a GC structure.
    TypeId(ContainerId),
    /// The highest number of a subclass of the class with that vtable.
    ClassMax(StaticId, i64),
    /// How many subclasses it has.
    ClassSpan(StaticId, i64),
    /// The unit's places.
    Places(usize),
}

/// The names of one unit, in order of first use.
#[derive(Debug, Default)]
pub struct Locals {
    names: IndexMap<Local, String>,
}

impl Locals {
    /// The name of something in the unit.
    pub fn name(&mut self, input: &Input<'_>, what: Local) -> &str {
        let n = self.names.len();
        self.names.entry(what).or_insert_with(|| match what {
            Local::Graph(g) => format!("rpy_{}_{n}", clean(&input.program.graphs[g].name)),
            Local::Object(s) => format!("rpys_{}_{n}", clean(&input.program.statics[s].name)),
            Local::TypeId(c) => format!("rpyt_{}_{n}", clean(&input.program.types.structure_of(c).name)),
            Local::ClassMax(s, _) => format!("rpym_{}_{n}", clean(&input.program.statics[s].name)),
            Local::ClassSpan(s, _) => format!("rpyn_{}_{n}", clean(&input.program.statics[s].name)),
            Local::Places(_) => "rpy_places".to_string(),
        })
    }

    /// What was named so far, with the names.
    pub fn iter(&self) -> impl Iterator<Item = (Local, &str)> {
        self.names.iter().map(|(what, name)| (*what, name.as_str()))
    }

    /// What the names stand for.
    pub fn meanings(self, input: &Input<'_>) -> HashMap<String, Meaning> {
        let meaning = |what| match what {
            Local::Graph(g) => Meaning::Symbol(graph(input, g)),
            Local::Object(s) => Meaning::Symbol(object(input, s)),
            Local::TypeId(c) => Meaning::Number(input.layouts.type_id(c).into()),
            Local::ClassMax(_, n) | Local::ClassSpan(_, n) => Meaning::Number(n as u64),
            Local::Places(unit) => Meaning::Symbol(places::symbol(unit)),
        };
        self.names.into_iter().map(|(what, name)| (name, meaning(what))).collect()
    }
}

fn clean(name: &str) -> String {
    name.chars().take(60).map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect()
}
