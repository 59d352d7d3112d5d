//! The trace IR: what the tracer records, the optimiser rewrites and the back ends compile.
//!
//! A trace is a straight line of operations over typed boxes (SSA values), with guards that leave it. The crate holds
//! the operation table ([`Opnum`]), the trace itself ([`Trace`]), the descriptors operations refer to ([`Descrs`]), the
//! text form in the notation of the field ([`parse`], [`print()`]), a verifier ([`verify()`]) and a slow, checked
//! interpreter ([`interp`]) that the tests of every other crate use as the oracle.
//!
//! It knows nothing of jitcodes, machine code or memory layout: addresses are only numbers here, references are handles
//! ([`PtrConst`]) into a table that somebody else keeps.

pub mod descr;
pub mod hash;
pub mod heap;
pub mod interp;

pub mod opnum;
pub mod text;

pub mod trace;
pub mod value;
pub mod verify;

pub use descr::{
    ArrayDescr, CallDescr, Descr, DescrId, Descrs, EffectInfo, ExtraEffect, FieldDescr, FieldKind, GuardDescr,
    InteriorFieldDescr, OopSpec, SizeDescr, Source, TargetToken,
};
pub use heap::{Heap, Object, Value};
pub use interp::{InterpError, Machine, Outcome};
pub use opnum::{Flags, Opnum};
pub use text::{parse, print, ParseError, Parsed};
pub use trace::{Exit, ExitId, ExitVal, Fact, FramePos, Op, PendingStore, StorePlace, Trace, VirtualDesc, VirtualKind};
pub use value::{Arg, BoxId, Kind, PtrConst};
pub use verify::{verify, VerifyError};
