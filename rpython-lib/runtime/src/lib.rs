//! The run-time library: start-up and end, the stack, operating system, numbers and text.
//!
//! A crate of a GC policy pulls this one in and becomes the static library that a product is linked
//! with. Generated code and RPython code call the `rpy_*` functions here with the C convention;
//! strings are pointers to GC objects and only valid until the next allocation, so nothing here
//! keeps one across an allocation.
//!
//! Not here: collectors, anything that knows a particular program.

pub mod checks;
pub mod clocks;
pub mod entry;
pub mod float_text;
pub mod hash;
pub mod jit;
pub mod os;
pub mod profile;
pub mod raw;
pub mod signals;
pub mod stack;
pub mod strings;
pub mod threads;
