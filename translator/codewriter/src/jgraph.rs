//! A graph of jitcode operations: what [`crate::transform`] makes and [`crate::flatten`] lays out.
//!
//! Still in SSA form over the variables of the low-level graph, which has a kind for each of them.

use abi::jit::{DescrId, JitCodeId, JitOp, Kind, Value};
use cranelift_entity::SecondaryMap;
use graph::{Block, Var};
use indexmap::IndexMap;

/// Something an operation reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Val {
    /// A variable.
    Var(Var),
    /// A constant.
    Const(Value),
}

impl Val {
    /// The variable, if it is one.
    pub fn var(self) -> Option<Var> {
        match self {
            Val::Var(v) => Some(v),
            Val::Const(_) => None,
        }
    }
}

/// An operand of a [`JInsn`], in the order of the operation's signature, without the result.
#[derive(Clone, Debug)]
pub enum Opd {
    /// One value.
    Val(Val),
    /// A list.
    List(Vec<Val>),
    /// A descriptor.
    Descr(DescrId),
    /// A jitcode.
    JitCode(JitCodeId),
    /// A driver.
    Driver(u16),
    /// Where overflow goes: the block's handler if the instruction is the block's last, else out of the function.
    Overflow,
}

/// An instruction.
#[derive(Clone, Debug)]
pub struct JInsn {
    /// Which.
    pub op: JitOp,
    /// Operands.
    pub opds: Vec<Opd>,
    /// What it defines.
    pub result: Option<Var>,
}

/// A jump: values for the parameters that carry data.
#[derive(Clone, Debug)]
pub struct JLink {
    /// Where to.
    pub target: Block,
    /// Parameter and value.
    pub moves: Vec<(Var, Val)>,
}

/// The end of a block.
#[derive(Clone, Debug)]
pub enum JExit {
    /// Jump.
    Goto(JLink),
    /// `op` is one of the `goto_if_not` family.
    If {
        /// Which.
        op: JitOp,
        /// What it compares.
        args: Vec<Val>,
        /// If the condition holds.
        then: JLink,
        /// If not.
        els: JLink,
    },
    /// By value.
    Switch {
        /// What decides.
        value: Val,
        /// Cases.
        cases: Vec<(i64, JLink)>,
        /// Other values.
        default: Option<JLink>,
    },
    /// The last instruction may raise and the exception is caught.
    Catch {
        /// Receives the exception, if it is used.
        exc: Option<Var>,
        /// No exception.
        normal: JLink,
        /// Exception.
        handler: JLink,
    },
    /// The last instruction is arithmetic that may overflow, and that is handled here.
    Overflow {
        /// It fits.
        normal: JLink,
        /// It overflows.
        handler: JLink,
    },
    /// Leaves with a result.
    Return(Option<Val>),
    /// Leaves with an exception.
    Raise(Val),
    /// Never reached.
    Unreachable,
}

impl JExit {
    /// All links.
    pub fn links(&self) -> Vec<&JLink> {
        match self {
            JExit::Goto(l) => vec![l],
            JExit::If { then, els, .. } => vec![then, els],
            JExit::Switch { cases, default, .. } => cases.iter().map(|c| &c.1).chain(default).collect(),
            JExit::Catch { normal, handler, .. } | JExit::Overflow { normal, handler } => vec![normal, handler],
            JExit::Return(_) | JExit::Raise(_) | JExit::Unreachable => Vec::new(),
        }
    }

    /// What the exit itself reads, but for links.
    pub fn reads(&self) -> Vec<Val> {
        match self {
            JExit::If { args, .. } => args.clone(),
            JExit::Switch { value, .. } => vec![*value],
            JExit::Return(v) => v.iter().copied().collect(),
            JExit::Raise(v) => vec![*v],
            _ => Vec::new(),
        }
    }
}

/// A block.
#[derive(Clone, Debug)]
pub struct JBlock {
    /// Parameters that carry data.
    pub params: Vec<Var>,
    /// Instructions.
    pub insns: Vec<JInsn>,
    /// The end.
    pub exit: JExit,
}

/// A function.
#[derive(Debug)]
pub struct JGraph {
    /// Blocks in reverse post-order; the first is the start.
    pub blocks: IndexMap<Block, JBlock>,
    /// Kinds of variables.
    pub kinds: SecondaryMap<Var, Option<Kind>>,
    /// Raised by overflow that nobody catches.
    pub overflow_error: Option<Value>,
}

impl JInsn {
    /// Everything it reads.
    pub fn reads(&self) -> impl Iterator<Item = Var> + '_ {
        self.opds
            .iter()
            .flat_map(|o| match o {
                Opd::Val(v) => std::slice::from_ref(v),
                Opd::List(l) => l.as_slice(),
                _ => &[],
            })
            .filter_map(|v| v.var())
    }
}
