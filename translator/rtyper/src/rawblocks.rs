//! Raw memory that was allocated at import time: a prebuilt array of words that is no collector's.
//!
//! The host tells the bytes of a block, and which of its words point to blocks; an address is a place in a block.

use crate::{repr, RTyper};
use graph::{Const, HostObj, StaticId, StaticItems};
use host::{Desc, NameTable};
use lltype::{ContainerId, Elem, LLType};

impl RTyper<'_> {
    /// Whether instances of a class stand for addresses.
    pub(crate) fn is_raw_address(&self, class: HostObj) -> bool {
        let name = self.host.class_lookup(class, "_rpython_intrinsic_");
        name.is_some_and(|n| matches!(&*self.host.describe(n), Desc::Str(s) if s == b"raw_address"))
    }

    /// The constant of an address; its block becomes part of the program.
    pub(crate) fn raw_address(&mut self, attrs: &NameTable) -> Option<Const> {
        let block = *attrs.get("block")?;
        let Desc::Int(offset) = *self.host.describe(*attrs.get("offset")?) else { return None };
        let ty = self.raw_block_type();
        let (s, new) = self.prebuilt_object(block, ty, "raw");
        if new {
            self.pending.push(crate::consts::Pending::RawBlock(s, block));
        }
        Some(Const::Place(s, u32::try_from(offset).ok()?))
    }

    fn raw_block_type(&mut self) -> ContainerId {
        if let Some(ty) = self.raw_block {
            return ty;
        }
        // The field keeps the items at a multiple of sixteen bytes.
        let fields = vec![repr::field("pad", LLType::Signed)];
        let ty = self.prog.types.forward("raw_block", false);
        self.prog.types.define(ty, None, fields, Some(Elem::Prim(LLType::Signed)));
        self.raw_block = Some(ty);
        ty
    }

    /// Reads the contents of a block from the host.
    pub(crate) fn fill_raw_block(&mut self, s: StaticId, block: HostObj) {
        let desc = self.host.describe(block);
        let Desc::Instance(inst) = &*desc else { return };
        let part = |name| inst.attrs.get(name).map(|part| self.host.describe(*part));
        let (Some(bytes), Some(refs)) = (part("bytes"), part("refs")) else { return };
        let (Desc::Str(bytes), Desc::Tuple(refs)) = (&*bytes, &*refs) else { return };
        let word = |part: &[u8]| {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            Const::Int(i64::from_le_bytes(word))
        };
        let mut words: Vec<Const> = bytes.chunks(8).map(word).collect();
        for pair in refs {
            let pair = self.host.describe(*pair);
            let Desc::Tuple(pair) = &*pair else { continue };
            let (index, address) = (self.host.describe(pair[0]), self.host.describe(pair[1]));
            let (Desc::Int(index), Desc::Instance(address)) = (&*index, &*address) else { continue };
            if let (Some(word), Some(place)) = (words.get_mut(*index as usize), self.raw_address(&address.attrs)) {
                *word = place;
            }
        }
        self.prog.statics[s].fields = vec![Const::Int(0)];
        self.prog.statics[s].items = StaticItems::Prims(words);
    }
}
