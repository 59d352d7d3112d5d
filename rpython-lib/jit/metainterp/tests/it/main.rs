//! The meta-interpreter on small programs: whatever is compiled, the results are those of the blackhole.

mod common;
mod loops;
mod native;
mod recursion;
mod vm;
