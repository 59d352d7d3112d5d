//! Room for new arrays. Compiled code cannot raise where an allocation fails: it leaves before one that might, and the
//! blackhole makes the array or raises.

use jit_trace::{Arg, DescrId, Opnum};

use crate::engine::Frame;
use crate::host::Host;
use crate::program::Program;
use crate::tracer::{Boxed, Tracer};
use crate::{Abort, Error, Stop};

/// Bytes of the largest array that traces make.
const LARGEST: u64 = 1 << 30;

impl<H: Host> Tracer<'_, H> {
    /// Before an array is made: traces make none for which there may be no memory.
    pub(crate) fn guard_length(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<(), Stop> {
        let length = *args.first().ok_or(Error::Code("operand"))?;
        let size = p.descrs.array(descr).map_or(1, |a| a.item_size.max(1));
        let most = LARGEST / u64::from(size);
        if length.bits > most {
            return Err(Stop::Abort(Abort::Unsupported));
        }
        let fits = self.int_op(Opnum::UintLe, &[length, Boxed { bits: most, arg: Arg::Int(most as i64) }])?;
        self.guard_truth(p, frames, fits)?;
        Ok(())
    }
}
