//! Optimisations of low-level programs, one file each; [`optimize`] lists them in order.
//!
//! Every pass takes verified graphs to verified graphs with the same behaviour (but for memory
//! that is no longer allocated and calls that are no longer made). Passes over single graphs run
//! on all cores. They belong before the exception and GC transforms: raising exits without a
//! handler are merged away here.

pub mod analysis;
pub mod checks;
pub mod cleanup;
pub mod constfold;
pub mod hoist;
pub mod indexes;
pub mod inline;
pub mod loads;
pub mod mallocremoval;
pub mod nullchecks;
pub mod quiet;
pub mod quietloops;
pub mod reachable;
pub mod subst;
pub mod unchecked;
pub mod versions;
pub mod virtualcalls;

pub use analysis::{Analysis, Callees, Effects, Place};
pub use reachable::Reachable;

use graph::{Graph, Program};
use rayon::prelude::*;

/// What [`optimize`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Graphs that the entry point cannot reach.
    pub dropped_graphs: usize,
    /// Indirect calls made direct.
    pub devirtualized: usize,
    /// Calls inlined.
    pub inlined: usize,
    /// Allocations removed.
    pub mallocs_removed: usize,
    /// Loads and pure operations removed as redundant.
    pub redundant: usize,
}

/// Stack of the threads that run passes: values are looked up recursively over blocks.
const STACK: usize = 64 << 20;

/// Drops implicit checks that no handler can see, in all graphs: before [`optimize`]. Returns how many.
pub fn drop_checks(program: &mut Program) -> usize {
    each(program, |g, _| unchecked::drop_checks(g))
}

/// What optimised programs are to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// Quick.
    #[default]
    Speed,
    /// Small.
    Size,
}

/// Optimises a program for speed. Level 0 only cleans up.
pub fn optimize(program: &mut Program, level: u8) -> Stats {
    optimize_for(program, level, Goal::Speed)
}

/// Optimises a program. Level 0 only cleans up.
pub fn optimize_for(program: &mut Program, level: u8, goal: Goal) -> Stats {
    match rayon::ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(pool) => pool.install(|| passes(program, level, goal)),
        Err(_) => passes(program, level, goal),
    }
}

fn passes(program: &mut Program, level: u8, goal: Goal) -> Stats {
    let mut stats = Stats::default();
    tidy(program);
    each(program, |g, _| nullchecks::remove_null_checks(g));
    if level == 0 {
        return stats;
    }
    stats.devirtualized += each(program, |g, _| virtualcalls::devirtualize(g));
    stats.dropped_graphs += reachable::remove_unreachable(program).1;
    let threshold = match goal {
        Goal::Speed => inline::THRESHOLD,
        Goal::Size => inline::SMALL_THRESHOLD,
    };
    stats.inlined += inline::inline_calls(program, threshold);
    tidy(program);
    each(program, |g, _| nullchecks::remove_null_checks(g));
    stats.mallocs_removed += each(program, |g, p| mallocremoval::remove_mallocs(g, &p.types, p.into()));
    each(program, |g, p| hoist::hoist_loads(g, &p.types));
    each(program, |g, p| quietloops::hoist_from_quiet_loops(g, &p.types));
    let components = analysis::components(&analysis::call_graph(program));
    let analysis = Analysis::with_components(program, &components);
    let quiet = quiet::Quiet::new(program, &analysis, &components);
    stats.redundant += each(program, |g, p| {
        let around = loads::Around { types: &p.types, effects: Some((p, &analysis)), quiet: Some(&quiet) };
        loads::remove_redundant(g, around)
    });
    each(program, |g, _| nullchecks::remove_null_checks(g));
    // Loads that are gone may have been what kept an object.
    tidy(program);
    stats.mallocs_removed += each(program, |g, p| mallocremoval::remove_mallocs(g, &p.types, p.into()));
    if goal == Goal::Speed {
        each(program, |g, _| versions::split_loops(g));
        each(program, |g, _| indexes::split_indexes(g));
    }
    tidy(program);
    stats.dropped_graphs += reachable::remove_unreachable(program).1;
    let tested = nullchecks::tested_arguments(program);
    each(program, |g, _| nullchecks::remove_before_calls(g, &tested));
    stats
}

/// Folds constants and cleans up, in all graphs.
fn tidy(program: &mut Program) {
    each(program, tidy_graph);
}

fn tidy_graph(g: &mut Graph, p: &Program) -> usize {
    let mut n = 0;
    for _ in 0..4 {
        let changed = constfold::fold(g, p.into());
        n += usize::from(cleanup::cleanup(g, p.into()));
        if !changed {
            break;
        }
    }
    n
}

/// Runs a pass on every graph, in parallel; the sum of the results. The program that the pass sees
/// has everything but the graphs.
fn each(program: &mut Program, pass: impl Fn(&mut Graph, &Program) -> usize + Sync) -> usize {
    let mut graphs = std::mem::take(&mut program.graphs);
    let shared: &Program = program;
    let mut list: Vec<&mut Graph> = graphs.values_mut().collect();
    let n = list.par_iter_mut().map(|g| pass(g, shared)).sum();
    program.graphs = graphs;
    n
}
