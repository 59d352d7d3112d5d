//! Constants.

use crate::program::{ExternId, GraphId, StaticId};
use lltype::LLType;
use std::sync::Arc;

/// Handle of an object of the host process; only the host crate knows what is behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostObj(pub u32);

/// A double with equality and hash by bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct F64(pub u64);

impl F64 {
    /// From a number.
    pub fn new(x: f64) -> F64 {
        F64(x.to_bits())
    }

    /// The number.
    pub fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl std::fmt::Debug for F64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.get())
    }
}

/// Code points of an RPython `unicode` constant.
pub type CodeUnits = Arc<[u32]>;

/// A constant operand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Const {
    /// The absent value of type `Void`.
    Void,
    /// `Bool`.
    Bool(bool),
    /// `int` / `Signed`, and the narrower signed types.
    Int(i64),
    /// `Unsigned` and the narrower unsigned types.
    Uint(u64),
    /// `Float`.
    Float(F64),
    /// `Char` (typed graphs; a one-byte `Str` before).
    Char(u8),
    /// `UniChar`.
    UniChar(u32),

    /// High-level: the host's `None`.
    None,
    /// High-level: RPython `str`.
    Str(Arc<[u8]>),
    /// High-level: RPython `unicode`.
    Unicode(CodeUnits),
    /// High-level: any other object of the host (functions, classes, instances, tuples, lists, big ints …).
    Host(HostObj),

    /// Low-level: the null reference of a pointer type.
    Null(LLType),
    /// Low-level: address of a graph; type `Ptr(FuncType)` of that graph.
    Func(GraphId),
    /// Low-level: address of a run-time function.
    Extern(ExternId),
    /// Low-level: address of a prebuilt object, seen as the given pointer type.
    Static(StaticId, LLType),
    /// Low-level, only in prebuilt objects: the address, as a `Signed`, of a byte of the items of a prebuilt object
    /// that is no collector's.
    Place(StaticId, u32),
}

impl Const {
    /// Type that the constant alone decides: narrow ints are not told from wide ones, functions are addresses,
    /// and what only high-level graphs have is `Void`.
    pub fn lltype(&self) -> LLType {
        match self {
            Const::Bool(_) => LLType::Bool,
            Const::Int(_) | Const::Place(..) => LLType::Signed,
            Const::Uint(_) => LLType::Unsigned,
            Const::Float(_) => LLType::Float,
            Const::Char(_) => LLType::Char,
            Const::UniChar(_) => LLType::UniChar,
            Const::Null(t) | Const::Static(_, t) => *t,
            Const::Func(_) | Const::Extern(_) => LLType::Address,
            Const::Void | Const::None | Const::Str(_) | Const::Unicode(_) | Const::Host(_) => LLType::Void,
        }
    }

    /// A string constant.
    pub fn str(s: &str) -> Const {
        Const::Str(s.as_bytes().into())
    }

    /// A float constant.
    pub fn float(x: f64) -> Const {
        Const::Float(F64::new(x))
    }
}
