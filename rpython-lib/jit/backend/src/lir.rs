//! The low-level IR: what is left of a trace after the GC rewrite, and all that a back end must know.
//!
//! A [`Code`] is straight-line: virtual registers are assigned once, by an instruction or as an input,
//! and again by jumps to a label that lists them; control leaves through guards, `Jump` and `Finish`.
//! Values are 64-bit words; the kind of a virtual register says whether it is an integer, a reference
//! or a float.
//!
//! Not here: types, fields or descriptors of the program; those ended in the rewrite ([`crate::lower`]).

use std::fmt;

/// A virtual register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VReg(pub u32);

impl fmt::Debug for VReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// Kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Integer, or an address the collector does not care for.
    Int,
    /// Reference to a GC object.
    Ref,
    /// 64-bit float.
    Float,
}

/// An operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Val {
    /// A virtual register.
    Reg(VReg),
    /// A constant: an integer, an address that never moves, or the bits of a float.
    Imm(i64),
    /// Entry of the code's table of reference constants.
    Gc(u32),
}

/// Integer operations with two operands; shift counts are taken modulo 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    Shl,
    Sar,
    Shr,
    UMulHigh,
}

/// Integer operations with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum UnOp {
    Neg,
    Not,
    /// Sign extension from that many bytes (1, 2, 4).
    Sext(u8),
    /// Negative values become 0.
    ForceGeZero,
}

/// Float arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FBinOp {
    Add,
    Sub,
    Mul,
    Div,
}

/// Float operations with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FUnOp {
    Neg,
    Abs,
    Sqrt,
}

/// Conversions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conv {
    /// Truncates; out of range gives `i64::MIN`.
    FloatToInt,
    /// Rounds to nearest.
    IntToFloat,
    /// The bits of a float.
    FloatToBits,
    /// A float from its bits.
    BitsToFloat,
    /// The bits of the 32-bit float nearest.
    FloatToSingle,
    /// A float from the bits of a 32-bit one.
    SingleToFloat,
}

/// Integer comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Cond {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    ULt,
    ULe,
    UGt,
    UGe,
}

impl Cond {
    /// The comparison that holds exactly when this one does not.
    pub fn inverse(self) -> Cond {
        use Cond::*;
        match self {
            Eq => Ne,
            Ne => Eq,
            Lt => Ge,
            Le => Gt,
            Gt => Le,
            Ge => Lt,
            ULt => UGe,
            ULe => UGt,
            UGt => ULe,
            UGe => ULt,
        }
    }

    /// The comparison with the operands swapped.
    pub fn reflex(self) -> Cond {
        use Cond::*;
        match self {
            Eq => Eq,
            Ne => Ne,
            Lt => Gt,
            Le => Ge,
            Gt => Lt,
            Ge => Le,
            ULt => UGt,
            ULe => UGe,
            UGt => ULt,
            UGe => ULe,
        }
    }

    /// Whether the comparison holds.
    pub fn test(self, a: i64, b: i64) -> bool {
        use Cond::*;
        match self {
            Eq => a == b,
            Ne => a != b,
            Lt => a < b,
            Le => a <= b,
            Gt => a > b,
            Ge => a >= b,
            ULt => (a as u64) < b as u64,
            ULe => a as u64 <= b as u64,
            UGt => a as u64 > b as u64,
            UGe => a as u64 >= b as u64,
        }
    }
}

/// Float comparisons; all but `Ne` are false with a NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FCond {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl FCond {
    /// Whether the comparison holds.
    pub fn test(self, a: f64, b: f64) -> bool {
        match self {
            FCond::Eq => a == b,
            FCond::Ne => a != b,
            FCond::Lt => a < b,
            FCond::Le => a <= b,
            FCond::Gt => a > b,
            FCond::Ge => a >= b,
        }
    }
}

/// An address: `base + index * scale + offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addr {
    /// Where it starts.
    pub base: Val,
    /// Scaled by `scale`.
    pub index: Option<Val>,
    /// 1, 2, 4 or 8.
    pub scale: u8,
    /// Bytes.
    pub offset: i32,
}

/// What a guard tests; it holds, or the code is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Integers or references compare so.
    Int(Cond, Val, Val),
    /// Floats compare so; with `false`, they must not.
    Float(FCond, Val, Val, bool),
    /// The word (or, with size 4, half word) at `base + offset` equals `value`; with `null`, `base` is tested for null first.
    Word {
        /// Object.
        base: Val,
        /// Offset of the word.
        offset: i32,
        /// 4 or 8.
        size: u8,
        /// What it must be (an immediate).
        value: i64,
        /// Whether `base` may be null, which fails.
        null: bool,
    },
    /// Nobody has forced this frame.
    NotForced,
    /// The code has not been invalidated.
    NotInvalidated,
}

/// Index of an [`Exit`] in its [`Code`].
pub type ExitId = u32;

/// Where and with what the code is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// Whoever is told: the id of the guard's or finish's descriptor.
    pub descr: u32,
    /// Values handed over; `None` is a hole.
    pub args: Vec<Option<(Kind, Val)>>,
    /// The exception that is pending.
    pub exc: Option<Val>,
    /// Whether this is a `Finish`.
    pub finish: bool,
}

/// How a callee reports an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raises {
    /// Never.
    No,
    /// In the register after the result's (see `architecture.md`, decision 4).
    Yes(VReg),
}

/// Under which condition a call happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// If the value is not 0. There is no result.
    NotZero(Val),
    /// If the value is 0; else the value is the result.
    Zero(Val),
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Address of the function.
    pub func: Val,
    /// Arguments.
    pub args: Vec<(Kind, Val)>,
    /// Result.
    pub dst: Option<VReg>,
    /// Bytes of an integer result (1, 2, 4, 8; 0: a truth value in bit 0) and whether it is signed.
    pub result: (u8, bool),
    /// Exceptions.
    pub raises: Raises,
    /// Whether a collection may happen inside.
    pub collects: bool,
    /// The exit to take from this frame if it is forced during the call.
    pub force: Option<ExitId>,
    /// Condition; when it does not hold there is no exception.
    pub when: When,
    /// The arguments go in an array: the function is called with this number, the array's address and its length.
    pub packed: Option<u64>,
}

impl Call {
    /// A call that neither raises nor collects.
    pub fn simple(func: Val, args: Vec<(Kind, Val)>, dst: Option<VReg>) -> Call {
        Call {
            func,
            args,
            dst,
            result: (8, true),
            raises: Raises::No,
            collects: false,
            force: None,
            when: When::Always,
            packed: None,
        }
    }
}

/// Index of a label within its [`Code`].
pub type LabelId = u32;

/// Where a jump goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A label of this code.
    Local(LabelId),
    /// A label of other code, by the name it was published under.
    Global(u64),
}

/// An instruction.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Inst {
    Bin {
        op: BinOp,
        dst: VReg,
        a: Val,
        b: Val,
    },
    /// `Add`, `Sub` or `Mul`; leaves the code if it overflows (`expect` false) or does not (`expect` true).
    BinOvf {
        op: BinOp,
        dst: VReg,
        a: Val,
        b: Val,
        expect: bool,
        exit: ExitId,
    },
    Un {
        op: UnOp,
        dst: VReg,
        a: Val,
    },
    FBin {
        op: FBinOp,
        dst: VReg,
        a: Val,
        b: Val,
    },
    FUn {
        op: FUnOp,
        dst: VReg,
        a: Val,
    },
    Conv {
        op: Conv,
        dst: VReg,
        a: Val,
    },
    Cmp {
        cond: Cond,
        dst: VReg,
        a: Val,
        b: Val,
    },
    FCmp {
        cond: FCond,
        dst: VReg,
        a: Val,
        b: Val,
    },
    Copy {
        dst: VReg,
        a: Val,
    },
    Lea {
        dst: VReg,
        addr: Addr,
    },
    /// `size` is 1, 2, 4 or 8; floats are 8.
    Load {
        dst: VReg,
        addr: Addr,
        size: u8,
        signed: bool,
    },
    Store {
        addr: Addr,
        value: Val,
        size: u8,
    },
    Guard {
        test: Test,
        exit: ExitId,
    },
    Call(Box<Call>),
    /// A new object of fixed size: header written, the words at the offsets `zero` cleared, others undefined. With
    /// `length` it is an array of so many items, null if there is no memory.
    Alloc {
        dst: VReg,
        type_id: u32,
        length: Option<u32>,
        size: u32,
        zero: Box<[u32]>,
    },
    /// Room for several new objects, which `Carve` makes of it before anything can collect; null if there is no memory.
    /// To the collector it is an array of `length` items of a type without references.
    Reserve {
        dst: VReg,
        type_id: u32,
        length: u32,
        size: u32,
    },
    /// A new object at an offset in such room: header and `zero` as in `Alloc`.
    Carve {
        dst: VReg,
        room: VReg,
        offset: u32,
        type_id: u32,
        zero: Box<[u32]>,
    },
    /// Write barrier before a reference is stored in `obj` (at item `index`).
    Barrier {
        obj: VReg,
        index: Option<Val>,
    },
    /// The address of this frame, for [`crate::Backend::force`].
    FrameToken {
        dst: VReg,
    },
    /// A place to jump to; all values alive here are `args`.
    Label {
        id: LabelId,
        args: Box<[VReg]>,
    },
    Jump {
        target: Target,
        args: Box<[Val]>,
    },
    Finish {
        exit: ExitId,
    },
}

/// A piece of code to compile: a loop (with what leads to it) or a bridge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Code {
    /// Kind of each virtual register.
    pub kinds: Vec<Kind>,
    /// Virtual registers that hold the inputs.
    pub inputs: Vec<VReg>,
    /// In a bridge: the register that holds the exception pending at the guard.
    pub exc_input: Option<VReg>,
    /// Instructions.
    pub insts: Vec<Inst>,
    /// Exits by id.
    pub exits: Vec<Exit>,
    /// Reference constants.
    pub gc_consts: Vec<u64>,
    /// Names under which labels can be reached from other code.
    pub published: Vec<(LabelId, u64)>,
}

impl Code {
    /// A new virtual register.
    pub fn new_reg(&mut self, kind: Kind) -> VReg {
        self.kinds.push(kind);
        VReg(self.kinds.len() as u32 - 1)
    }

    /// Kind of a virtual register.
    pub fn kind(&self, r: VReg) -> Kind {
        self.kinds[r.0 as usize]
    }

    /// Adds an exit.
    pub fn new_exit(&mut self, exit: Exit) -> ExitId {
        self.exits.push(exit);
        self.exits.len() as u32 - 1
    }
}

/// Calls `f` with each operand of an address.
pub fn addr_uses(a: &Addr, f: &mut dyn FnMut(Val)) {
    f(a.base);
    if let Some(i) = a.index {
        f(i);
    }
}

impl Inst {
    /// Calls `f` with each operand the instruction computes with (not those of its exit).
    pub fn uses(&self, f: &mut dyn FnMut(Val)) {
        match self {
            Inst::Bin { a, b, .. }
            | Inst::BinOvf { a, b, .. }
            | Inst::FBin { a, b, .. }
            | Inst::Cmp { a, b, .. }
            | Inst::FCmp { a, b, .. } => {
                f(*a);
                f(*b);
            }
            Inst::Un { a, .. } | Inst::FUn { a, .. } | Inst::Conv { a, .. } | Inst::Copy { a, .. } => f(*a),
            Inst::Lea { addr, .. } | Inst::Load { addr, .. } => addr_uses(addr, f),
            Inst::Store { addr, value, .. } => {
                addr_uses(addr, f);
                f(*value);
            }
            Inst::Guard { test, .. } => match test {
                Test::Int(_, a, b) | Test::Float(_, a, b, _) => {
                    f(*a);
                    f(*b);
                }
                Test::Word { base, .. } => f(*base),
                Test::NotForced | Test::NotInvalidated => {}
            },
            Inst::Call(c) => {
                f(c.func);
                if let When::NotZero(v) | When::Zero(v) = c.when {
                    f(v);
                }
                c.args.iter().for_each(|(_, v)| f(*v));
            }
            Inst::Barrier { obj, index } => {
                f(Val::Reg(*obj));
                if let Some(i) = index {
                    f(*i);
                }
            }
            Inst::Jump { args, .. } => args.iter().for_each(|v| f(*v)),
            Inst::Label { args, .. } => args.iter().for_each(|r| f(Val::Reg(*r))),
            Inst::Carve { room, .. } => f(Val::Reg(*room)),
            Inst::Alloc { .. } | Inst::Reserve { .. } | Inst::FrameToken { .. } | Inst::Finish { .. } => {}
        }
    }

    /// Calls `f` with each virtual register the instruction assigns.
    pub fn defs(&self, f: &mut dyn FnMut(VReg)) {
        match self {
            Inst::Bin { dst, .. }
            | Inst::BinOvf { dst, .. }
            | Inst::Un { dst, .. }
            | Inst::FBin { dst, .. }
            | Inst::FUn { dst, .. }
            | Inst::Conv { dst, .. }
            | Inst::Cmp { dst, .. }
            | Inst::FCmp { dst, .. }
            | Inst::Copy { dst, .. }
            | Inst::Lea { dst, .. }
            | Inst::Load { dst, .. }
            | Inst::Alloc { dst, .. }
            | Inst::Reserve { dst, .. }
            | Inst::Carve { dst, .. }
            | Inst::FrameToken { dst } => f(*dst),
            Inst::Call(c) => {
                if let Some(d) = c.dst {
                    f(d);
                }
                if let Raises::Yes(e) = c.raises {
                    f(e);
                }
            }
            Inst::Store { .. }
            | Inst::Guard { .. }
            | Inst::Barrier { .. }
            | Inst::Label { .. }
            | Inst::Jump { .. }
            | Inst::Finish { .. } => {}
        }
    }

    /// The exit the instruction may take.
    pub fn exit(&self) -> Option<ExitId> {
        match self {
            Inst::BinOvf { exit, .. } | Inst::Guard { exit, .. } | Inst::Finish { exit } => Some(*exit),
            Inst::Call(c) => c.force,
            _ => None,
        }
    }
}
