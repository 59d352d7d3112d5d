//! Whole-program type inference over high-level graphs.

mod model;

pub use model::*;
