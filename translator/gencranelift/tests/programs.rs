//! The programs of `genllvm`'s tests, compiled by Cranelift.

extern crate gencranelift as genllvm;

#[path = "../../genllvm/tests/programs.rs"]
mod programs;
