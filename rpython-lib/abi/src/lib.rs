//! The border between translator and run time: formats of the data that generated code and the
//! run-time library share. Written once by the translator, read once by the run time.
//!
//! Version 2, little-endian, 64-bit. A product contains one [`ProgramTable`]; its `main` passes the
//! table's address to the run time ([`START_SYMBOL`]). Every GC object starts with a [`Header`] word:
//! bits 0–31 are the type id (index into `types`, never 0), bits 32–62 flags whose meaning belongs
//! to the collector, bit 63 marks a forwarded object (bits 0–62 then hold its new address).
//!
//! Not here: code of any kind, but for the names of rules ([`rules`]), which only tests collect, and the text of
//! profiles ([`profile`]).

pub mod jit;
pub mod profile;
pub mod rules;

/// First word of a [`ProgramTable`].
pub const MAGIC: u64 = 0x3154_4250_5952_5052;
/// Version of all formats in this crate.
pub const VERSION: u32 = 2;
/// `extern "C" fn(argc: i32, argv: *const *const c_char, table: *const ProgramTable) -> i32`
pub const START_SYMBOL: &str = "rpy_start";
/// Symbol of the one [`GcState`].
pub const STATE_SYMBOL: &str = "rpy_gc_state";

/// The header word of a GC object.
pub type Header = u64;
/// Type id of weak references, which the run time allocates itself: header and one untraced reference.
pub const WEAKREF_TYPE: u32 = 1;
/// First type id for types of the program.
pub const FIRST_TYPE: u32 = 2;
/// Bits of the header that hold the type id.
pub const TYPE_MASK: u64 = 0xffff_ffff;
/// Set in the header of an object that has moved.
pub const FORWARDED: u64 = 1 << 63;

/// Absent offset.
pub const NO_OFFSET: u32 = u32::MAX;

/// The object has a trailing array.
pub const TYPE_VARSIZE: u32 = 1;
/// Each item of the trailing array is one reference.
pub const TYPE_ITEMS_ARE_REFS: u32 = 2;
/// Neither fixed part nor items hold references.
pub const TYPE_NO_REFS: u32 = 4;
/// A weak reference.
pub const TYPE_WEAKREF: u32 = 8;
/// The items of a new object need not be zero: characters of a string, which are set before anybody sees them.
pub const TYPE_CHARACTERS: u32 = 16;

/// What the collector knows of a type. Offsets count from the header.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypeInfo {
    /// Bytes of the fixed part including the header; where the items begin, if there are any.
    pub fixed_size: u32,
    /// Bytes of an item.
    pub item_size: u32,
    /// Where the length word is.
    pub length_offset: u32,
    /// Where in the table of offsets the offsets of this type begin: first those of references in
    /// the fixed part, then those of references in an item (relative to the item).
    pub refs_start: u32,
    /// How many references the fixed part has.
    pub fixed_refs: u32,
    /// How many references an item has.
    pub item_refs: u32,
    /// `TYPE_*` bits.
    pub flags: u32,
    /// 0.
    pub reserved: u32,
}

/// What the entry point hands back: in two registers.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct EntryResult {
    /// Exit code.
    pub code: i64,
    /// The exception that left the program, or null.
    pub exc: *mut u8,
}

/// Everything the run time must know of a program.
#[repr(C)]
pub struct ProgramTable {
    /// [`MAGIC`].
    pub magic: u64,
    /// [`VERSION`].
    pub version: u32,
    /// Entries of `types`.
    pub type_count: u32,
    /// Types by id; entries 0 is unused.
    pub types: *const TypeInfo,
    /// The table of offsets that `types` refers to.
    pub offsets: *const u32,
    /// Entries of `prebuilt`.
    pub prebuilt_count: u64,
    /// Prebuilt objects that hold references and may be written; empty if the policy registers them on write.
    pub prebuilt: *const *mut u8,
    /// Entries of `slots`.
    pub slot_count: u64,
    /// Addresses of GC references in mutable static memory that has no header.
    pub slots: *const *mut *mut u8,
    /// The program. The argument is a list of strings.
    pub entry: unsafe extern "C" fn(argv: *mut u8) -> EntryResult,
    /// `MemoryError` instance or null.
    pub memory_error: *mut u8,
    /// `StackOverflow` instance or null.
    pub stack_overflow: *mut u8,
    /// Type id of strings, or 0.
    pub string_type: u32,
    /// Type id of the list of strings, or 0 if the entry point takes no argument.
    pub list_type: u32,
    /// Type id of its array of items.
    pub items_type: u32,
    /// Offset of `length` in the list.
    pub list_length_offset: u32,
    /// Offset of `items` in the list.
    pub list_items_offset: u32,
    /// Offset of the vtable reference in an instance, or [`NO_OFFSET`].
    pub typeptr_offset: u32,
    /// Offset of the class name (a string) in a vtable.
    pub vtable_name_offset: u32,
    /// `PROGRAM_*` bits.
    pub flags: u32,
    /// Functions that places name: how many, then a [`Function`] each.
    pub functions: *const u32,
    /// Texts that functions name, each ended by 0.
    pub texts: *const u8,
}

/// The program describes itself to debuggers: its stack can be read.
pub const PROGRAM_DEBUG: u32 = 1;
/// The collector is to take little memory, even if it has to collect more often.
pub const PROGRAM_FRUGAL: u32 = 2;

/// A function for tracebacks.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// Where its name begins in the texts.
    pub name: u32,
    /// Where the path of its file begins in the texts.
    pub file: u32,
}

/// A place of the source, and what happens to exceptions there, packed: see [`Place::new`].
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(pub u64);

impl Place {
    /// A line of a function ([`NO_FUNCTION`]: tracebacks leave it out), what happens there (`PLACE_*`), and how many
    /// entries further (or before) the place stands that this one was inlined into (0: it was not).
    pub fn new(function: u32, line: u32, kind: u32, outer: i32) -> Place {
        let outer = outer as u32 & ((1 << 19) - 1);
        let line = line.min((1 << 20) - 1);
        let function = function.min(NO_FUNCTION);
        Place(u64::from(function) << 42 | u64::from(outer) << 23 | u64::from(line) << 3 | u64::from(kind))
    }

    /// The function.
    pub fn function(self) -> u32 {
        (self.0 >> 42) as u32
    }

    /// The place around an inlined one, so many entries further.
    pub fn outer(self) -> isize {
        ((self.0 << 22) as i64 >> 45) as isize
    }

    /// The line.
    pub fn line(self) -> u32 {
        (self.0 >> 3) as u32 & ((1 << 20) - 1)
    }

    /// What happens there.
    pub fn kind(self) -> u32 {
        (self.0 & 7) as u32
    }
}

/// [`Place::function`] of a place that is not shown.
pub const NO_FUNCTION: u32 = (1 << 22) - 1;
/// An exception begins.
pub const PLACE_RAISE: u32 = 0;
/// An exception leaves a function through a call.
pub const PLACE_PASS: u32 = 1;
/// An exception is caught and may be raised again.
pub const PLACE_CATCH: u32 = 2;
/// An exception that was caught is raised again.
pub const PLACE_RERAISE: u32 = 3;
/// The program stops.
pub const PLACE_STOP: u32 = 4;

/// The last places that exceptions came by: what `traceback` writes.
#[repr(C)]
pub struct Traceback {
    /// How many there were in all; the next one goes to this entry modulo [`TRACEBACK_ENTRIES`].
    pub next: u64,
    /// The places.
    pub ring: [*const Place; TRACEBACK_ENTRIES],
}

/// Entries of [`Traceback::ring`].
pub const TRACEBACK_ENTRIES: usize = 1024;
/// Symbol of the one [`Traceback`].
pub const TRACEBACK_SYMBOL: &str = "rpy_traceback";

/// The state that generated code reads and writes without calls; one for the thread that holds the GIL.
#[repr(C)]
pub struct GcState {
    /// Where the next small object goes.
    pub free: *mut u8,
    /// End of the space for small objects; an allocation that would pass it takes the slow path.
    pub limit: *mut u8,
    /// First free slot of the shadow stack.
    pub roots_top: *mut *mut u8,
    /// A stack pointer below this makes `stack_check` take the slow path.
    pub stack_limit: usize,
}

/// Offset of [`GcState::free`].
pub const STATE_FREE: u32 = 0;
/// Offset of [`GcState::limit`].
pub const STATE_LIMIT: u32 = 8;
/// Offset of [`GcState::roots_top`].
pub const STATE_ROOTS_TOP: u32 = 16;
/// Offset of [`GcState::stack_limit`].
pub const STATE_STACK_LIMIT: u32 = 24;

/// Functions of the run time that generated code calls by itself. All use the C convention.
pub mod symbols {
    /// `(type_id: u32) -> object`: slow path of fixed-size allocation; never null.
    pub const MALLOC_FIXED: &str = "rpy_gc_malloc_fixed";
    /// `(type_id: u32, length: i64) -> object`: null if out of memory or the length is negative.
    pub const MALLOC_VARSIZE: &str = "rpy_gc_malloc_varsize";
    /// `(object)`: slow path of the write barrier.
    pub const WRITE_BARRIER: &str = "rpy_gc_write_barrier";
    /// `(object, index: i64)`: slow path of the write barrier before a store to an item.
    pub const WRITE_BARRIER_ARRAY: &str = "rpy_gc_write_barrier_array";
    /// `()`: full collection.
    pub const COLLECT: &str = "rpy_gc_collect";
    /// `(object) -> i64`
    pub const IDENTITY_HASH: &str = "rpy_gc_identityhash";
    /// `(object) -> i64`
    pub const ID: &str = "rpy_gc_id";
    /// `(object) -> bool`
    pub const CAN_MOVE: &str = "rpy_gc_can_move";
    /// `(object) -> weakref`
    pub const WEAKREF_CREATE: &str = "rpy_gc_weakref_create";
    /// `(bytes: i64)`
    pub const MEMORY_PRESSURE: &str = "rpy_gc_add_memory_pressure";
    /// `(object, length: i64) -> object`
    pub const SHRINK: &str = "rpy_gc_shrink_array";
    /// `(object, length: i64) -> bool`: makes the array so long where it stands, if that is possible.
    pub const GROW: &str = "rpy_gc_grow_array";
    /// `() -> exception or null`: called when the stack pointer is below the limit.
    pub const STACK_CHECK: &str = "rpy_stack_check_slow";
    /// `(text: *const u8, length: i64) -> !`
    pub const FATAL: &str = "rpy_fatal";
}
