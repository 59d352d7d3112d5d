//! Makes implicit run-time behaviour explicit in low-level graphs: which calls raise, where the stack
//! is checked, where references live across a collection are kept, where barriers stand.
//!
//! [`transform`] runs the passes in order; each is one module. What a collector needs is read from its
//! `GcPolicy` description; no policy is known by name. Who calls this: `genllvm`, before it generates code.
//!
//! After it, in every graph reachable from the entry point (see [`Reachable`]):
//! - an operation raises if and only if it is the last of a block that ends in `Raising`;
//! - a graph raises if and only if [`Analysis::can_raise`] says so;
//! - where an exception begins, passes or is caught only to be raised again, `traceback` notes the place;
//! - shadow-stack and barrier operations are there as the policy asks.

mod analysis;
mod barriers;
mod bits;
mod calls;
mod cfg;
mod condcalls;
mod exceptions;
mod frame;
mod liveness;
mod loopsaves;
mod names;
mod roots;
mod stackcheck;
mod traceback;

pub use analysis::Analysis;
pub use calls::{reachable, Reachable};

use graph::{Graph, GraphId, Program};
use policy::GcPolicy;
use rayon::prelude::*;

/// Transforms all graphs reachable from the entry point.
pub fn transform(program: &mut Program, policy: &GcPolicy) -> (Reachable, Analysis) {
    let live = calls::reachable(program);
    for_each(program, &live, |_, g, _| condcalls::lower(g));
    stackcheck::insert(program, &live);
    let analysis = Analysis::new(program, &live);
    for_each(program, &live, |_, g, types| {
        exceptions::make_explicit(g, &analysis);
        cfg::merge_gotos(g);
        traceback::mark_ends(g);
        barriers::insert(g, types, &analysis, policy.barrier);
        if policy.moving {
            roots::insert(g, types, &analysis);
        }
        traceback::mark_passes(g);
    });
    (live, analysis)
}

fn for_each(program: &mut Program, live: &Reachable, f: impl Fn(GraphId, &mut Graph, &lltype::Types) + Sync) {
    let types = &program.types;
    let mut work: Vec<(GraphId, &mut Graph)> =
        program.graphs.iter_mut().filter(|(id, _)| live.graphs.contains(*id)).collect();
    work.par_iter_mut().for_each(|(id, g)| f(*id, g, types));
}
