//! A whole low-level program.

use crate::{Const, Graph, Imm, OpCode};
use cranelift_entity::{entity_impl, PrimaryMap};
use lltype::{ContainerId, FieldRef, LLType, Types};
use std::sync::Arc;

/// A graph of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GraphId(u32);
entity_impl!(GraphId, "g");

/// A prebuilt object of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StaticId(u32);
entity_impl!(StaticId, "s");

/// A run-time function of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternId(u32);
entity_impl!(ExternId, "x");

/// A function of the run-time library or of C.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extern {
    /// Symbol.
    pub symbol: Arc<str>,
    /// Argument types.
    pub args: Vec<LLType>,
    /// Result type.
    pub result: LLType,
    /// Result depends on arguments only, no side effects.
    pub pure: bool,
    /// May collect (or switch threads): references live across a call must be saved.
    pub collects: bool,
}

impl Extern {
    /// The operation that does the same as the function: an instruction instead of a call.
    pub fn as_operation(&self) -> Option<crate::OpCode> {
        if !self.pure || self.result != LLType::Float || self.args != [LLType::Float] {
            return None;
        }
        match &*self.symbol {
            "sqrt" => Some(crate::OpCode::FloatSqrt),
            "fabs" => Some(crate::OpCode::FloatAbs),
            _ => None,
        }
    }
}

/// Items of a prebuilt object's trailing array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaticItems {
    /// No trailing array.
    None,
    /// Plain items.
    Prims(Vec<Const>),
    /// `Char` items.
    Bytes(Vec<u8>),
    /// Inline structures: the fields of each, in storage order.
    Structs(Vec<Vec<Const>>),
}

/// A prebuilt object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Static {
    /// For people and symbols; not necessarily unique.
    pub name: Arc<str>,
    /// Its structure.
    pub ty: ContainerId,
    /// One constant per field of [`Types::all_fields`].
    pub fields: Vec<Const>,
    /// Trailing array.
    pub items: StaticItems,
    /// Whether no reference to it is ever written through (vtables, strings): read-only data.
    pub immutable: bool,
}

/// Exceptions that operations raise by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KnownException {
    /// `int_add_ovf` and the like.
    OverflowError,
    /// Allocation.
    MemoryError,
    /// `stack_check`.
    StackOverflow,
}

/// Everything behind the waist: types, graphs, prebuilt objects, run-time functions.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Container types.
    pub types: Types,
    /// Graphs.
    pub graphs: PrimaryMap<GraphId, Graph>,
    /// Prebuilt objects.
    pub statics: PrimaryMap<StaticId, Static>,
    /// Run-time functions.
    pub externs: PrimaryMap<ExternId, Extern>,
    /// What the linker is told for the sake of externs: `-lz`, `-L/opt/lib`, files.
    pub link_args: Vec<String>,
    /// The entry point: takes a list of strings (or nothing), returns `Signed`.
    pub entry: Option<GraphId>,
    /// Structure at the root of all instances (field 0 `typeptr`: `Ptr(vtable)`).
    pub object: Option<ContainerId>,
    /// Root of all vtables: fields `subclassrange_min`, `subclassrange_max` (Signed), `name` (`Ptr(rpy_string)`).
    pub vtable: Option<ContainerId>,
    /// `rpy_string`: field `hash`, trailing chars.
    pub string: Option<ContainerId>,
    /// Resizable list of strings (`length`, `items`), the entry point's argument.
    pub string_list: Option<ContainerId>,
    /// Prebuilt instances of exceptions that operations raise.
    pub exceptions: Vec<(KnownException, StaticId)>,
    /// Classes whose instances a JIT may keep in registers.
    pub virtualizables: Vec<Virtualizable>,
    /// Classes of objects without identity: a JIT may take two that hold the same for one.
    pub value_classes: Vec<ContainerId>,
}

/// A class with `_virtualizable_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Virtualizable {
    /// Its instances' structure.
    pub container: ContainerId,
    /// Fields with one value each.
    pub fields: Vec<FieldRef>,
    /// Fields that refer to arrays whose items count too.
    pub arrays: Vec<FieldRef>,
    /// Names in `_virtualizable_` that no instance has.
    pub missing: Vec<String>,
}

/// Operations without effect and result that only a JIT reads.
fn is_promise(code: OpCode) -> bool {
    use OpCode::*;
    matches!(code, JitVirtualRefFinish | JitMarker | JitAssertGreen | JitRecordExactClass | JitRecordExactValue)
}

impl Program {
    /// Prebuilt instance of an exception, if the program can meet it.
    pub fn exception(&self, e: KnownException) -> Option<StaticId> {
        self.exceptions.iter().find(|(k, _)| *k == e).map(|(_, s)| *s)
    }

    /// Removes what only a JIT needs: markers of drivers, hints; `we_are_jitted()` and the like become false.
    ///
    /// What they say of the program around stays: arrays of virtualizables belong to their object for good.
    pub fn drop_jit_hints(&mut self) {
        for f in self.virtualizables.iter().flat_map(|v| v.arrays.clone()) {
            self.types.never_changes(f);
        }
        for graph in self.graphs.values_mut() {
            for block in graph.blocks.values_mut() {
                block.ops.retain(|op| !is_promise(op.code));
                for op in &mut block.ops {
                    match op.code {
                        OpCode::Hint => op.args.truncate(1),
                        OpCode::JitVirtualRef | OpCode::JitForceVirtual => {}
                        OpCode::JitTraceLength => op.args = vec![Const::Int(-1).into()].into(),
                        OpCode::JitWeAreJitted | OpCode::JitIsConstant | OpCode::JitIsVirtual => {
                            op.args = vec![Const::Bool(false).into()].into()
                        }
                        _ => continue,
                    }
                    op.code = OpCode::SameAs;
                    op.imm = Imm::None;
                }
            }
        }
    }

    /// `Const::lltype` of a constant, with the pointer types of functions.
    pub fn const_type(&mut self, c: &Const) -> LLType {
        match c {
            Const::Func(g) => {
                let (args, result) = self.graphs[*g].signature();
                LLType::Ptr(self.types.func(args, result))
            }
            Const::Extern(x) => {
                let x = &self.externs[*x];
                let (args, result) = (x.args.clone(), x.result);
                LLType::Ptr(self.types.func(args, result))
            }
            _ => c.lltype(),
        }
    }
}
