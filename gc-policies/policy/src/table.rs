//! Policies as the compiler sees them: one table entry each.

/// How generated code allocates small objects of fixed size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocRecipe {
    /// Bump `GcState::free` up to `GcState::limit`, write the header, zero the rest; slow path when full.
    Bump {
        /// Objects larger than this always take the slow path.
        max_inline: u32,
    },
    /// Always call the run time.
    Call,
}

/// What generated code does before it stores a reference in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarrierRecipe {
    /// Nothing.
    None,
    /// Tests a bit of the header; if set, calls the slow path.
    HeaderFlag {
        /// Bits of the header word to test.
        mask: u64,
        /// Whether stores to items tell the slow path which item (card marking).
        cards: bool,
        /// Whether the barrier may be left out for an object allocated since the last possible collection.
        elide_fresh: bool,
    },
}

/// How the identity hash is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityHash {
    /// Ask the run time.
    Call,
}

/// A policy, described for the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GcPolicy {
    /// Name on the command line.
    pub name: &'static str,
    /// File name of the static library that holds run time and collector.
    pub library: &'static str,
    /// The same with the JIT, if there is such a library.
    pub jit_library: Option<&'static str>,
    /// Bytes of the header word in front of each object.
    pub header_size: u32,
    /// Bytes of a reference.
    pub ref_size: u32,
    /// Alignment of objects.
    pub align: u32,
    /// Whether objects move (references live across a collection must be reloaded).
    pub moving: bool,
    /// Flags in the header of prebuilt objects, in header position.
    pub prebuilt_flags: u64,
    /// Whether the run time wants the list of all prebuilt objects that may hold references.
    pub list_prebuilt: bool,
    /// Allocation.
    pub alloc: AllocRecipe,
    /// Write barrier.
    pub barrier: BarrierRecipe,
    /// Identity hash.
    pub identity_hash: IdentityHash,
}

/// Header flag: prebuilt, never freed or moved. The same in all policies.
pub const FLAG_PREBUILT: u64 = 1 << 33;
/// Header flag of `minimark`: a store of a reference must take the barrier's slow path.
pub const FLAG_TRACK: u64 = 1 << 32;

static POLICIES: [GcPolicy; 2] = [
    GcPolicy {
        name: "minimark",
        library: "librpyrt_minimark.a",
        jit_library: Some("librpyrt_minimark_jit.a"),
        header_size: 8,
        ref_size: 8,
        align: 8,
        moving: true,
        prebuilt_flags: FLAG_PREBUILT | FLAG_TRACK,
        list_prebuilt: false,
        alloc: AllocRecipe::Bump { max_inline: 1024 },
        barrier: BarrierRecipe::HeaderFlag { mask: FLAG_TRACK, cards: true, elide_fresh: true },
        identity_hash: IdentityHash::Call,
    },
    GcPolicy {
        name: "semispace",
        library: "librpyrt_semispace.a",
        jit_library: None,
        header_size: 8,
        ref_size: 8,
        align: 8,
        moving: true,
        prebuilt_flags: FLAG_PREBUILT,
        list_prebuilt: true,
        alloc: AllocRecipe::Bump { max_inline: 1024 },
        barrier: BarrierRecipe::None,
        identity_hash: IdentityHash::Call,
    },
];

/// The policy of that name.
pub fn find(name: &str) -> Option<&'static GcPolicy> {
    POLICIES.iter().find(|p| p.name == name)
}

/// Names of all policies, the default one first.
pub fn names() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().map(|p| p.name)
}
