//! What the codewriter tells the tracing JIT of a program: jitcodes, descriptors, drivers.
//!
//! # Format, version 5
//!
//! [`Tables`] is the whole. The translator fills it, [`Tables::to_bytes`] turns it into one blob, of which the
//! run time reads what it needs ([`Blob`]). Nothing in it is an address: addresses
//! (functions, prebuilt objects, vtables) are numbers ([`AddrId`]) into [`Tables::addresses`], and the
//! linker resolves that list into an array of words beside the blob.
//!
//! A [`JitCode`] is a function as the JIT sees it, in `u16` words. There are three register files
//! ([`Kind`]): int (also truth values, chars, raw pointers, function and vtable addresses), ref (GC
//! references), float. Arguments of the function come in registers 0, 1, … of their kinds.
//!
//! An instruction is one word [`ops::JitOp`] (as a number), then its operands in the order of
//! [`ops::JitOp::signature`], each as [`Arg`] says:
//!
//! | operand | words | meaning |
//! |---|---|---|
//! | `i` `r` `f` | 1 | register *n*; from [`JitCode::regs`]`[kind]` on: constant *n − regs* of that kind |
//! | `I` `R` `F` | 1 + n | count, then that many of the above |
//! | `L` | 2 | position in the code (low word first) |
//! | `d` | 2 | [`DescrId`] |
//! | `j` | 2 | [`JitCodeId`] |
//! | `m` | 1 | number of a driver |
//! | `s` | 1 | number of a table in [`JitCode::switches`] |
//! | `l` | 2 | position in [`Tables::liveness`]: counts of live int, ref, float registers, then their numbers |
//! | `>i` `>r` `>f` | 1 | register that receives the result; the last operand |
//!
//! `-live-` tells which registers hold a value that the rest of the function needs from this
//! position on. It stands directly before every instruction whose guard executes the instruction
//! again, and directly after every call (the guard of a residual call resumes there). The result
//! register of the call is among the live ones if the result is used: a snapshot of a caller's frame
//! taken while the call is in progress must leave it blank.
//!
//! Exceptions: an instruction that can raise and whose exception is caught in the same function is
//! followed by (`-live-` and) `catch_exception L`, which does nothing unless one was raised. Without
//! it the exception leaves the function.
//!
//! Not here: executing (crate `jit-metainterp`), making (crate `codewriter`).

pub mod asm;
mod blob;
mod bytes;
pub mod descr;
pub mod entry;
pub mod ops;
pub mod text;

pub use asm::{decode, verify, CodeBuilder, Insn, Value};
pub use blob::{instruction_length, Blob, Small};
pub use bytes::FormatError;
pub use descr::{
    ArrayDescr, CallDescr, CallResult, Descr, EffectInfo, ExtraEffect, FieldDescr, FieldType, InteriorFieldDescr,
    OopSpec, SizeDescr,
};
pub use ops::JitOp;

/// Version of the format.
pub const VERSION: u32 = 5;

/// Register file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Integers, truth values, chars, raw addresses.
    Int = 0,
    /// GC references.
    Ref = 1,
    /// Doubles.
    Float = 2,
}

impl Kind {
    /// All, in order.
    pub const ALL: [Kind; 3] = [Kind::Int, Kind::Ref, Kind::Float];

    /// `i`, `r` or `f`.
    pub fn letter(self) -> char {
        ['i', 'r', 'f'][self as usize]
    }

    /// The kind of that letter.
    pub fn from_letter(c: char) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.letter() == c)
    }
}

/// A kind of operand; see the module's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arg {
    /// A register or constant.
    Value(Kind),
    /// A counted list of registers and constants.
    List(Kind),
    /// A position in the code.
    Label,
    /// A descriptor.
    Descr,
    /// A jitcode.
    JitCode,
    /// A driver.
    Driver,
    /// A switch table of the jitcode.
    Switch,
    /// A position in the table of liveness.
    Live,
    /// The result register.
    Result(Kind),
}

/// A jitcode of a [`Tables`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JitCodeId(pub u32);
/// A descriptor of a [`Tables`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DescrId(pub u32);
/// An address of a [`Tables`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddrId(pub u32);
/// An effect description of a [`Tables`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectId(pub u32);

/// What the linker resolves; the numbers are those of the translator's program tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// Machine code of a graph. On x86-64 it follows the C convention; narrow arguments and results
    /// leave the other bits of their registers undefined (a truth value is bit 0).
    Graph(u32),
    /// A function of the run time or of C.
    Extern(u32),
    /// A prebuilt object (GC object, vtable, raw).
    Static(u32),
}

/// A constant of kind int.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntConst {
    /// A number.
    Value(i64),
    /// An address.
    Addr(AddrId),
}

/// A constant of kind ref.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefConst {
    /// Null.
    Null,
    /// A prebuilt GC object.
    Addr(AddrId),
}

/// A function as the JIT sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JitCode {
    /// Name of the function.
    pub name: String,
    /// Instructions.
    pub code: Vec<u16>,
    /// Registers of each kind; operands from there on are constants.
    pub regs: [u16; 3],
    /// Int constants.
    pub ints: Vec<IntConst>,
    /// Ref constants.
    pub refs: Vec<RefConst>,
    /// Float constants, as bits.
    pub floats: Vec<u64>,
    /// Tables of `switch`: value and position, sorted by value.
    pub switches: Vec<Vec<(i64, u32)>>,
    /// Kinds of the arguments that carry data, in order.
    pub args: Vec<Kind>,
    /// Kind of the result; `None`: no result.
    pub result: Option<Kind>,
    /// Machine code of the same function, and how to call it. A portal has none of its own.
    pub function: Option<(AddrId, DescrId)>,
    /// The driver whose portal this is.
    pub portal: Option<u16>,
}

impl JitCode {
    /// How many constants of a kind there are.
    pub fn constants(&self, kind: Kind) -> usize {
        match kind {
            Kind::Int => self.ints.len(),
            Kind::Ref => self.refs.len(),
            Kind::Float => self.floats.len(),
        }
    }
}

/// A green variable, and how the driver compares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GreenType {
    /// As a word.
    Int,
    /// By identity.
    Ref,
    /// Reference to a string: by content.
    Str,
    /// Reference to a unicode string: by content.
    Unicode,
    /// By bits.
    Float,
}

impl GreenType {
    /// Register file.
    pub fn kind(self) -> Kind {
        match self {
            GreenType::Int => Kind::Int,
            GreenType::Ref | GreenType::Str | GreenType::Unicode => Kind::Ref,
            GreenType::Float => Kind::Float,
        }
    }
}

/// A JIT driver: an interpreter's main loop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Driver {
    /// Name as the program gives it.
    pub name: String,
    /// The loop from the merge point on. Its arguments are the greens, then the reds.
    pub portal: JitCodeId,
    /// Greens with their names: ints first, then refs, then floats.
    pub greens: Vec<(String, GreenType)>,
    /// Reds with their names: ints first, then refs, then floats.
    pub reds: Vec<(String, Kind)>,
    /// Result of the portal.
    pub result: Option<Kind>,
    /// Machine code of the portal graph (greens, then reds), and how to call it.
    pub function: Option<(AddrId, DescrId)>,
    /// Machine code that replaces the loop in the interpreter: enters the JIT or calls the portal.
    pub runner: Option<AddrId>,
    /// The red that is a virtualizable, by position, and which of [`Tables::virtualizables`] it is.
    pub virtualizable: Option<(u16, u16)>,
    /// Functions of the program that the JIT asks.
    pub hooks: Vec<Hook>,
    /// Whether its calls count when a trace is too long.
    pub recursive: bool,
}

/// What a function of a driver is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HookKind {
    /// The text of a key in logs.
    Location,
    /// Whether calls with a key are never looked into.
    NeverInline,
    /// Whether a loop in a call that is looked into comes round once in the trace.
    UnrollOnce,
    /// The number of a key for profilers.
    UniqueId,
    /// Whether a loop may be traced or entered now.
    ConfirmEnter,
}

impl HookKind {
    /// By the name of the driver's attribute.
    pub fn from_name(name: &str) -> Option<HookKind> {
        Some(match name {
            "get_printable_location" => HookKind::Location,
            "can_never_inline" => HookKind::NeverInline,
            "should_unroll_one_iteration" => HookKind::UnrollOnce,
            "get_unique_id" => HookKind::UniqueId,
            "confirm_enter_jit" => HookKind::ConfirmEnter,
            _ => return None,
        })
    }
}

/// A function of a driver that the JIT calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// What it is asked.
    pub what: HookKind,
    /// Its machine code.
    pub address: AddrId,
    /// How it is called.
    pub descr: DescrId,
    /// Its arguments, by position among greens and reds.
    pub args: Vec<u16>,
    /// The array of characters that it returns, if it returns a text.
    pub text: Option<DescrId>,
}

/// A class whose instances compiled code keeps in registers while they are a driver's red. While it does, memory is out
/// of date and `token` is not 0: -1 while a trace is recorded, else what the back end needs to bring memory up to date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Virtualizable {
    /// Name of the class.
    pub name: String,
    /// The integer field that says whether memory is up to date (0).
    pub token: DescrId,
    /// Fields with one value each.
    pub fields: Vec<DescrId>,
    /// Arrays, whose items count too: the field and the array.
    pub arrays: Vec<(DescrId, DescrId)>,
    /// Machine code that brings memory up to date, and how it is called (with the object).
    pub force: Option<(AddrId, DescrId)>,
}

/// The objects that traces put where machine code has what `jit.virtual_ref` was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VirtualRef {
    /// Their structure, with the class that nothing else has.
    pub size: DescrId,
    /// The integer field that says which compiled code has the object: 0 none, -1 a trace that is being recorded.
    pub token: DescrId,
    /// The field for the object, once it is built.
    pub forced: DescrId,
    /// Machine code that follows a reference, and how it is called.
    pub deref: (AddrId, DescrId),
}

/// Everything the JIT must know of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Functions.
    pub jitcodes: Vec<JitCode>,
    /// Live registers: see the module's documentation.
    pub liveness: Vec<u16>,
    /// Descriptors; their numbers are stable for equal programs.
    pub descrs: Vec<Descr>,
    /// Effects of calls.
    pub effects: Vec<EffectInfo>,
    /// Addresses.
    pub addresses: Vec<Symbol>,
    /// Drivers.
    pub drivers: Vec<Driver>,
    /// Functions called through pointers that the JIT can look into: machine code and jitcode.
    pub indirect: Vec<(AddrId, JitCodeId)>,
    /// Vtables of classes that can be allocated, with the size descriptor of their instances.
    pub classes: Vec<(AddrId, DescrId)>,
    /// For logs: a line for each of the addresses, the name of what is there.
    pub names: String,
    /// Virtualizables.
    pub virtualizables: Vec<Virtualizable>,
    /// Virtual references, if the program has some.
    pub virtual_ref: Option<VirtualRef>,
    /// Machine code that invalidates what relies on a quasi-immutable field, whose hidden field is its argument.
    pub invalidate: Option<(AddrId, DescrId)>,
}

impl Tables {
    /// The live registers at a position of [`Tables::liveness`], by kind.
    pub fn live(&self, at: u32) -> Option<[&[u16]; 3]> {
        live_at(&self.liveness, at)
    }
}

/// The live registers at a position of [`Tables::liveness`], by kind.
pub fn live_at(liveness: &[u16], at: u32) -> Option<[&[u16]; 3]> {
    let at = at as usize;
    let counts = liveness.get(at..at + 3)?;
    let mut from = at + 3;
    let mut out: [&[u16]; 3] = [&[]; 3];
    for (slot, n) in out.iter_mut().zip(counts) {
        let to = from + usize::from(*n);
        *slot = liveness.get(from..to)?;
        from = to;
    }
    Some(out)
}
