//! What a back end knows of the collector: the policy's description and the addresses it names.

use abi::GcState;
use policy::{AllocRecipe, BarrierRecipe, GcPolicy};

/// The collector, as compiled code uses it. Functions have the signatures of `abi::symbols`.
#[derive(Clone, Copy, Debug)]
pub struct Gc {
    /// The policy's description.
    pub policy: &'static GcPolicy,
    /// The shared state, `rpy_gc_state`.
    pub state: *mut GcState,
    /// `rpy_gc_malloc_fixed`
    pub malloc_fixed: u64,
    /// `rpy_gc_malloc_varsize`
    pub malloc_varsize: u64,
    /// `rpy_gc_write_barrier`
    pub write_barrier: u64,
    /// `rpy_gc_write_barrier_array`
    pub write_barrier_array: u64,
    /// A type of arrays of bytes, and where their items begin: room for several objects is allocated as one.
    pub room: Option<(u32, u32)>,
}

impl Gc {
    /// Whether an object of `size` bytes is allocated by moving a pointer.
    pub fn bump(&self, size: u32) -> bool {
        match self.policy.alloc {
            AllocRecipe::Bump { max_inline } => size <= max_inline && !self.state.is_null(),
            AllocRecipe::Call => false,
        }
    }

    /// Bits of the header word that ask for the barrier's slow path, and whether that is told the item.
    pub fn barrier(&self) -> Option<(u64, bool)> {
        match self.policy.barrier {
            BarrierRecipe::None => None,
            BarrierRecipe::HeaderFlag { mask, cards, .. } => Some((mask, cards)),
        }
    }

    /// Whether an object needs no barrier until the next possible collection after its allocation.
    pub fn elide_fresh(&self) -> bool {
        match self.policy.barrier {
            BarrierRecipe::None => true,
            BarrierRecipe::HeaderFlag { elide_fresh, .. } => elide_fresh,
        }
    }
}
