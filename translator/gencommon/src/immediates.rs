//! What operations carry besides their arguments.

use graph::{Imm, Op};
use lltype::{ContainerId, FieldRef};

/// The field that an operation is about. Panics if there is none, which the graph's types rule out.
pub fn field_of(op: &Op) -> FieldRef {
    match op.imm {
        Imm::Field(f) => f,
        _ => panic!("{} without a field", op.code.name()),
    }
}

/// The type that an operation is about. Panics if there is none, which the graph's types rule out.
pub fn type_of(op: &Op) -> ContainerId {
    match op.imm {
        Imm::Type(c) => c,
        _ => panic!("{} without a type", op.code.name()),
    }
}

/// The number that an operation carries. Panics if there is none, which the graph's types rule out.
pub fn index(op: &Op) -> u32 {
    match op.imm {
        Imm::Index(n) => n,
        _ => panic!("{} without a number", op.code.name()),
    }
}
