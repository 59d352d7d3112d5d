//! Boxes, constants and their kinds.

/// The kind of a value: which register file it lives in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Integers, chars, booleans, raw addresses, classes (vtables).
    Int,
    /// References to GC objects.
    Ref,
    /// Doubles.
    Float,
}

impl Kind {
    /// The letter in names of operations: `i`, `r` or `f`.
    pub fn letter(self) -> char {
        match self {
            Kind::Int => 'i',
            Kind::Ref => 'r',
            Kind::Float => 'f',
        }
    }

    /// The letter in names of boxes: `i`, `p` or `f`.
    pub fn box_letter(self) -> char {
        match self {
            Kind::Int => 'i',
            Kind::Ref => 'p',
            Kind::Float => 'f',
        }
    }
}

/// An SSA value of one trace: an input argument or the result of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct BoxId(pub u32);

impl BoxId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A constant reference: an index into the table of handles that the collector keeps up to date. 0 is null.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct PtrConst(pub u32);

impl PtrConst {
    pub const NULL: PtrConst = PtrConst(0);

    pub fn is_null(self) -> bool {
        self.0 == 0
    }
}

/// An operand. Floats are bit patterns, so that equality is exact (NaN equals itself, -0.0 differs from 0.0).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Arg {
    Box(BoxId),
    Int(i64),
    Ptr(PtrConst),
    Float(u64),
}

impl Arg {
    pub const NULL: Arg = Arg::Ptr(PtrConst::NULL);

    /// A float constant.
    pub fn float(value: f64) -> Arg {
        Arg::Float(value.to_bits())
    }

    pub fn as_box(self) -> Option<BoxId> {
        match self {
            Arg::Box(b) => Some(b),
            _ => None,
        }
    }

    pub fn as_int(self) -> Option<i64> {
        match self {
            Arg::Int(n) => Some(n),
            _ => None,
        }
    }

    pub fn as_ptr(self) -> Option<PtrConst> {
        match self {
            Arg::Ptr(p) => Some(p),
            _ => None,
        }
    }

    pub fn as_float(self) -> Option<f64> {
        match self {
            Arg::Float(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    pub fn is_const(self) -> bool {
        !matches!(self, Arg::Box(_))
    }

    /// The kind of a constant; `None` for a box (ask the trace).
    pub fn const_kind(self) -> Option<Kind> {
        match self {
            Arg::Box(_) => None,
            Arg::Int(_) => Some(Kind::Int),
            Arg::Ptr(_) => Some(Kind::Ref),
            Arg::Float(_) => Some(Kind::Float),
        }
    }

    /// The zero value of a kind: what a cleared field holds.
    pub fn zero(kind: Kind) -> Arg {
        match kind {
            Kind::Int => Arg::Int(0),
            Kind::Ref => Arg::NULL,
            Kind::Float => Arg::Float(0),
        }
    }
}

impl From<BoxId> for Arg {
    fn from(b: BoxId) -> Arg {
        Arg::Box(b)
    }
}
