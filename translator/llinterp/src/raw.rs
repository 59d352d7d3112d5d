//! Memory outside the heap, known by its addresses, and the functions of C that work on it.
//!
//! A block is a heap object of bytes; addresses are made up, with gaps between the blocks, so that what
//! leaves a block, or comes after `free`, is an error and never another block's contents.

use crate::externs::{int, ExternFn};
use crate::machine::{Interp, Res};
use crate::value::{Items, Object, Value};
use graph::{Const, StaticId, StaticItems};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

const FIRST: i64 = 1 << 44;
/// Bytes between blocks at least.
const GAP: i64 = 64;

/// The blocks in use by their addresses.
#[derive(Default)]
pub(crate) struct RawMemory {
    blocks: BTreeMap<i64, u32>,
    /// Those below were there at the start.
    prebuilt_below: i64,
    next: i64,
}

/// The bytes of a prebuilt array of words.
pub(crate) fn raw_block(object: &Object) -> Object {
    let words = (0..).map_while(|i| object.items.get(i));
    let bytes = words.flat_map(|w| w.as_int().unwrap_or(0).to_le_bytes()).collect();
    Object { ty: None, fields: Box::default(), items: Items::Raw(bytes) }
}

impl RawMemory {
    fn add(&mut self, object: u32, size: i64) -> i64 {
        let address = FIRST + self.next;
        self.next += (size + GAP + 15) & !15;
        self.blocks.insert(address, object);
        address
    }
}

impl Interp<'_> {
    /// Gives the prebuilt objects that places refer to addresses of their own.
    pub(crate) fn raw_prebuilt(&mut self) -> HashMap<StaticId, i64> {
        let mut found = HashMap::new();
        for s in self.program.statics.values() {
            let items = if let StaticItems::Prims(v) = &s.items { v.as_slice() } else { &[] };
            for c in s.fields.iter().chain(items) {
                let Const::Place(block, _) = c else { continue };
                found.entry(*block).or_insert_with(|| {
                    let StaticItems::Prims(words) = &self.program.statics[*block].items else { return 0 };
                    self.raw.add(block.as_u32(), words.len() as i64 * 8)
                });
            }
        }
        self.raw.prebuilt_below = FIRST + self.raw.next;
        found
    }

    /// The place in a block that an address is.
    pub(crate) fn raw_place(&self, address: i64) -> Res<Value> {
        if address == 0 {
            return Ok(Value::Null);
        }
        match self.raw.blocks.range(..=address).next_back() {
            Some((start, object)) if address - start <= self.raw_bytes(*object).len() as i64 => {
                Ok(Value::Addr(*object, address - start))
            }
            _ => Err(format!("no memory at address {address:#x}").into()),
        }
    }

    fn raw_bytes(&self, object: u32) -> &[u8] {
        match &self.heap[object as usize].items {
            Items::Raw(bytes) => bytes,
            _ => &[],
        }
    }

    fn raw_new(&mut self, size: i64) -> Result<Value, String> {
        let Ok(n) = usize::try_from(size) else { return Ok(Value::int(0)) };
        if n > 1 << 32 {
            return Ok(Value::int(0));
        }
        let object = Object { ty: None, fields: Box::default(), items: Items::Raw(vec![0; n]) };
        let Value::Obj(object) = self.allocate(object) else { return Err("no object".into()) };
        Ok(Value::int(self.raw.add(object, size)))
    }

    fn raw_free(&mut self, address: i64) -> Result<Value, String> {
        if address != 0 {
            if (FIRST..self.raw.prebuilt_below).contains(&address) {
                return Err(format!("free of {address:#x}, which was allocated at import time"));
            }
            let object = self.raw.blocks.remove(&address).ok_or(format!("free of {address:#x}, which is no block"))?;
            self.heap[object as usize].items = Items::None;
        }
        Ok(Value::Void)
    }

    /// The bytes of a block from an address on.
    fn raw_slice(&mut self, address: i64) -> Result<&mut [u8], String> {
        let nowhere = || format!("no memory at address {address:#x}");
        let (start, object) = self.raw.blocks.range(..=address).next_back().ok_or_else(nowhere)?;
        let (at, object) = (address - start, *object);
        match &mut self.heap[object as usize].items {
            Items::Raw(bytes) => bytes.get_mut(at as usize..).ok_or_else(nowhere),
            _ => Err(nowhere()),
        }
    }

    fn raw_part(&mut self, address: i64, n: i64) -> Result<&mut [u8], String> {
        let n = usize::try_from(n).map_err(|e| e.to_string())?;
        if n == 0 {
            return Ok(&mut []);
        }
        self.raw_slice(address)?.get_mut(..n).ok_or(format!("{n} bytes at {address:#x} are more than the block has"))
    }

    fn raw_text(&mut self, address: i64) -> Result<Vec<u8>, String> {
        let bytes = self.raw_slice(address)?;
        let n = bytes.iter().position(|b| *b == 0).ok_or("text without an end")?;
        Ok(bytes[..n].to_vec())
    }
}

/// The meaning of a function on memory.
pub(crate) fn standard(symbol: &str) -> Option<ExternFn> {
    Some(match symbol {
        "rpy_mem_new" => Rc::new(|it, a| it.raw_new(int(a, 0)?)),
        "rpy_mem_free" => Rc::new(|it, a| it.raw_free(int(a, 0)?)),
        "rpy_mem_put" => Rc::new(|it, a| {
            let text = it.string_bytes(a[1])?.to_vec();
            it.raw_part(int(a, 0)?, text.len() as i64)?.copy_from_slice(&text);
            Ok(Value::Void)
        }),
        "rpy_mem_get" => Rc::new(|it, a| {
            let n = int(a, 2)?;
            let bytes = it.raw_part(int(a, 0)?, n)?.to_vec();
            it.string_bytes_mut(a[1])?.get_mut(..bytes.len()).ok_or("a short string")?.copy_from_slice(&bytes);
            Ok(Value::Void)
        }),
        "rpy_mem_strlen" | "strlen" => Rc::new(|it, a| Ok(Value::int(it.raw_text(int(a, 0)?)?.len() as i64))),
        "memcpy" | "memmove" => Rc::new(|it, a| {
            let (to, n) = (int(a, 0)?, int(a, 2)?);
            let bytes = it.raw_part(int(a, 1)?, n)?.to_vec();
            it.raw_part(to, n)?.copy_from_slice(&bytes);
            Ok(Value::int(to))
        }),
        "memset" => Rc::new(|it, a| {
            let (to, byte) = (int(a, 0)?, int(a, 1)? as u8);
            it.raw_part(to, int(a, 2)?)?.fill(byte);
            Ok(Value::int(to))
        }),
        "memcmp" => Rc::new(|it, a| {
            let n = int(a, 2)?;
            let left = it.raw_part(int(a, 0)?, n)?.to_vec();
            let right = it.raw_part(int(a, 1)?, n)?;
            Ok(Value::int(left.as_slice().cmp(right) as i64))
        }),
        "strcmp" => Rc::new(|it, a| {
            let left = it.raw_text(int(a, 0)?)?;
            Ok(Value::int(left.cmp(&it.raw_text(int(a, 1)?)?) as i64))
        }),
        _ => return None,
    })
}
