//! The flow-graph model: what every phase from flow-graph construction to code generation works on.
//!
//! A [`Graph`] is one function in SSA form: blocks with parameters, operations, and one [`Exit`] per
//! block. The same model serves before typing (high-level operations, host constants, no types)
//! and after (low-level operations, every variable typed). The table of operations is [`OpCode`];
//! nobody keeps a list of their own. A [`Program`] is everything a back end needs: types, graphs,
//! prebuilt objects.
//!
//! Not here: any phase. Passes live in their own crates and see graphs through this one.

mod consts;
mod edit;
pub mod eval;
mod lex;
pub mod loops;
mod ops;
pub mod parse;
mod program;
mod text;
pub mod typing;
pub mod verify;
mod view;

pub use consts::{CodeUnits, Const, HostObj, F64};
pub use lex::ParseError;
pub use loops::{natural_loops, Loop};
pub use ops::{OpCode, OpInfo};
pub use parse::{parse_graph, parse_program};
pub use program::{Extern, ExternId, GraphId, KnownException, Program, Static, StaticId, StaticItems, Virtualizable};
pub use text::{
    block_texts, const_text, content_hash, exception_name, print_graph, print_program, print_program_with, type_text,
    Numbering,
};
pub use verify::{verify_graph, verify_high_level, verify_program, Dominators, Violation};
pub use view::svg;

use cranelift_entity::{entity_impl, PrimaryMap};
use diagnostics::Span;
use lltype::{ContainerId, FieldRef, LLType};
use smallvec::SmallVec;
use std::sync::Arc;

/// A variable of a graph: defined once, by a block parameter, an operation, or a handler.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Var(u32);
entity_impl!(Var, "v");

/// A block of a graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Block(u32);
entity_impl!(Block, "block");

/// What is known of a variable.
#[derive(Clone, Debug, Default)]
pub struct VarData {
    /// The name in the source, if it came from one.
    pub name: Option<Arc<str>>,
    /// Low-level type; `None` in graphs that are not typed yet.
    pub ty: Option<LLType>,
    /// Whether it belongs to a function that was inlined here.
    pub inlined: bool,
}

/// An argument of an operation, link or exit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A variable that dominates the use.
    Var(Var),
    /// A constant.
    Const(Const),
}

impl Operand {
    /// The variable, if it is one.
    pub fn var(&self) -> Option<Var> {
        match self {
            Operand::Var(v) => Some(*v),
            Operand::Const(_) => None,
        }
    }

    /// The constant, if it is one.
    pub fn constant(&self) -> Option<&Const> {
        match self {
            Operand::Var(_) => None,
            Operand::Const(c) => Some(c),
        }
    }
}

impl From<Var> for Operand {
    fn from(v: Var) -> Operand {
        Operand::Var(v)
    }
}

impl From<Const> for Operand {
    fn from(c: Const) -> Operand {
        Operand::Const(c)
    }
}

/// Arguments of an operation.
pub type Args = SmallVec<[Operand; 3]>;

/// The static part of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Imm {
    /// None.
    #[default]
    None,
    /// A field (`getfield`, `setfield`, `getinteriorfield`, …).
    Field(FieldRef),
    /// A container type (`malloc`, `malloc_varsize`, …).
    Type(ContainerId),
    /// A name: the attribute of `getattr`, the text of `fatal`, a format spec, a marker.
    Name(Arc<str>),
    /// The shape of a `call_args`.
    Shape(Arc<CallShape>),
    /// Possible callees of `indirect_call`; empty: unknown.
    Targets(Arc<[GraphId]>),
    /// A small number: a slot of the shadow stack, an item of a tuple.
    Index(u32),
}

/// How the arguments of a `call_args` (after the callee) are to be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallShape {
    /// Number of positional arguments.
    pub positional: u32,
    /// Names of the keyword arguments, which follow the positional ones in this order.
    pub keywords: Vec<Arc<str>>,
    /// Whether a `*args` tuple follows as the last argument.
    pub star: bool,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// Which.
    pub code: OpCode,
    /// Static part.
    pub imm: Imm,
    /// Arguments.
    pub args: Args,
    /// The variable it defines (of type `Void` where there is no result).
    pub result: Var,
    /// Where it came from.
    pub span: Span,
}

/// A jump to a block with values for its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub target: Block,
    /// One value per parameter.
    pub args: Vec<Operand>,
}

/// An exception handler of a [`Exit::Raising`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// Class caught: a host class in high-level graphs; `None` catches everything. In low-level
    /// graphs there is exactly one handler and it catches everything.
    pub class: Option<Const>,
    /// Bound to the exception instance; visible in the arguments of `link` only.
    pub exc: Var,
    /// Where to.
    pub link: Link,
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Unconditional jump.
    Goto(Link),
    /// Two-way branch on a truth value (`Bool` once typed; any value before).
    Branch {
        /// The value tested.
        cond: Operand,
        /// If true.
        then: Link,
        /// If false.
        els: Link,
    },
    /// Multi-way branch on an int, char or unichar (also str in high-level graphs).
    Switch {
        /// The value tested.
        value: Operand,
        /// Distinct constants and where they lead.
        cases: Vec<(Const, Link)>,
        /// For all other values; `None`: there are none.
        default: Option<Link>,
    },
    /// The last operation may raise. Its result may be used in `normal` only.
    Raising {
        /// Where to if it does not raise.
        normal: Link,
        /// Tried in order; if none matches the exception leaves the graph.
        handlers: Vec<Handler>,
    },
    /// Leaves the graph with a result (a `Void` constant where there is none).
    Return(Operand),
    /// Leaves the graph with an exception (an instance), raised there.
    Raise(Operand, Span),
    /// Never reached (after `fatal` and the like).
    Unreachable,
}

/// A block: parameters, operations, exit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockData {
    /// Parameters.
    pub params: Vec<Var>,
    /// Operations, in order.
    pub ops: Vec<Op>,
    /// The end.
    pub exit: Exit,
}

/// Whether the inliner may or must inline calls of a graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Inline {
    /// As the inliner's weights say.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
    /// Rather.
    Try,
}

/// What a function's decorators say about its graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphAttrs {
    /// Inlining.
    pub inline: Inline,
    /// The result depends on the arguments only (`@elidable`).
    pub elidable: bool,
    /// The last argument follows from the others (`_last_argument_follows_`), as the hash of a key does: calls that
    /// agree in the others are the same.
    pub last_follows: bool,
    /// What it changes is known to itself (`_changes_no_answers_`): calls of graphs whose last argument follows give
    /// afterwards what they gave before.
    pub keeps_answers: bool,
    /// Hardly ever runs, as a profile says: to be compiled quickly, and small.
    pub cold: bool,
    /// Runs much, as a profile says.
    pub hot: bool,
    /// Hints for the JIT, by name, as the decorators set them (`_jit_look_inside_`, …).
    pub jit: Vec<(Arc<str>, bool)>,
    /// Which operation known to the JIT's optimiser the function is (`@oopspec`).
    pub oopspec: Option<Arc<str>>,
}

/// A call that was inlined: what [`Span::inlined`] counts, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inlined {
    /// Name of the callee.
    pub name: Arc<str>,
    /// Where the callee is defined.
    pub span: Span,
    /// Where it was called.
    pub at: Span,
}

/// What becomes of an exception at a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum PlaceKind {
    /// It begins.
    Raise,
    /// It leaves the function through a call.
    Pass,
    /// It is caught, and perhaps raised again.
    Catch,
    /// One that was caught is raised again.
    Reraise,
    /// The program stops.
    Stop,
}

/// A position that tracebacks know: what the argument of `traceback` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// What happens there.
    pub kind: PlaceKind,
}

/// One function.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Name for people and symbols; made unique by the program's tables, not here.
    pub name: Arc<str>,
    /// Variables.
    pub vars: PrimaryMap<Var, VarData>,
    /// Blocks. Unreachable ones may linger; passes go by [`Graph::rpo`].
    pub blocks: PrimaryMap<Block, BlockData>,
    /// The first block; its parameters are the arguments.
    pub start: Block,
    /// Type of the result, once typed.
    pub result: Option<LLType>,
    /// Where the function is defined.
    pub span: Span,
    /// Decorators.
    pub attrs: GraphAttrs,
    /// Calls that were inlined.
    pub inlined: Vec<Inlined>,
    /// Places of `traceback` operations.
    pub places: Vec<Place>,
}
