//! under construction
pub mod intbound;
