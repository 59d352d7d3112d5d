//! Hash maps for small keys: those of traces.

pub use jit_trace::hash::{FastHasher, FastMap, FastSet};
