//! The trace optimiser.
//!
//! Operations are fed one at a time; each goes through the passes in order (intbounds, rewrite, virtualize, string, pure,
//! heap) and is dropped, replaced by a value, turned into others, or emitted. What is known of a box lies in tables
//! indexed by its id. Any subset of the passes is legal and gives the same results: a pass only adds knowledge or removes
//! work.
//!
//! A loop is peeled ([`peel`]): what does not change from iteration to iteration is computed once, objects passed on to
//! the next iteration need not exist. Bridges start with what was known at their guard ([`facts`]) and jump into peeled
//! loops when they fit ([`target`]); one that does not fit can end in a loop of its own ([`optimize_grown`]).
//!
//! It reads no memory of the program: what a constant object holds is asked of the [`Oracle`], which the tracer's side
//! implements.

pub mod emit;
pub mod facts;
pub mod guards;
pub mod hash;
pub mod heap;
pub mod intbound;
pub mod intbounds;
pub mod optimizer;
pub mod peel;
pub mod pure_ops;
pub mod rewrite;
pub mod rules;
pub mod strength;
pub mod target;
pub mod virtualize;

pub use intbound::IntBound;
pub use optimizer::{optimize_trace, NoOracle, OptError, Optimized, Oracle, Passes};
pub use peel::{optimize_grown, optimize_loop, Grown};
pub use target::{optimize_bridge, Exported};
