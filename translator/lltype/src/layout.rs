//! Byte offsets and sizes of containers, for a given reference width and GC header size.

use crate::{ContainerId, Elem, FieldRef, LLType, Types};

/// What layout depends on besides the types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutParams {
    /// Bytes of a reference (8 or 4).
    pub ref_size: u32,
    /// Bytes of a machine word (`Signed`).
    pub word_size: u32,
    /// Bytes of the GC header in front of each GC object; part of the offsets computed here.
    pub header_size: u32,
}

impl LayoutParams {
    /// 64-bit words and references with an 8-byte header.
    pub const X86_64: LayoutParams = LayoutParams { ref_size: 8, word_size: 8, header_size: 8 };
}

/// Where things are in an object; offsets count from the start of the GC header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Each field with its offset, in storage order (parents first).
    pub fields: Vec<(FieldRef, u32)>,
    /// Offset of the length word and of the first item, when there is a trailing array.
    pub items: Option<ItemsLayout>,
    /// Size of the fixed part, a multiple of `align`.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
}

/// The trailing array of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemsLayout {
    /// Offset of the length (a word).
    pub length_offset: u32,
    /// Offset of item 0.
    pub first_offset: u32,
    /// Bytes from one item to the next; 0 for `Void` items.
    pub item_size: u32,
}

impl Layout {
    /// Offset of a field.
    ///
    /// # Panics
    /// If the field is not part of the container.
    pub fn offset(&self, f: FieldRef) -> u32 {
        self.fields.iter().find(|(g, _)| *g == f).map(|(_, o)| *o).expect("field of the container")
    }
}

/// Size and alignment of a plain value.
pub fn size_align(ty: LLType, p: LayoutParams) -> (u32, u32) {
    let n = match ty {
        LLType::Void => return (0, 1),
        LLType::Bool | LLType::Char | LLType::Int8 | LLType::UInt8 => 1,
        LLType::Int16 | LLType::UInt16 => 2,
        LLType::UniChar | LLType::Int32 | LLType::UInt32 | LLType::SingleFloat => 4,
        LLType::Signed | LLType::Unsigned | LLType::Address => p.word_size,
        LLType::Float => 8,
        LLType::Ptr(_) | LLType::GcRef => p.ref_size,
    };
    (n, n)
}

fn round_up(n: u32, align: u32) -> u32 {
    n.div_ceil(align) * align
}

/// The layout of a structure.
///
/// # Panics
/// If `id` is not a (defined) structure.
pub fn layout(types: &Types, id: ContainerId, p: LayoutParams) -> Layout {
    let s = types.structure_of(id);
    assert!(!s.forward, "layout of the undefined structure {}", s.name);
    let mut at = if s.gc { p.header_size } else { 0 };
    let mut align = if s.gc { p.header_size.max(1) } else { 1 };
    let mut fields = Vec::new();
    for f in types.all_fields(id) {
        let (size, a) = size_align(types.field(f).ty, p);
        at = round_up(at, a);
        align = align.max(a);
        fields.push((f, at));
        at += size;
    }
    let items = s.items.map(|elem| {
        let (item_size, item_align) = match elem {
            Elem::Prim(t) => size_align(t, p),
            Elem::Struct(c) => {
                let l = layout(types, c, p);
                (l.size, l.align)
            }
        };
        let length_offset = round_up(at, p.word_size);
        let first_offset = round_up(length_offset + p.word_size, item_align);
        at = first_offset;
        align = align.max(p.word_size).max(item_align);
        ItemsLayout { length_offset, first_offset, item_size }
    });
    // With a trailing array the fixed part ends where the items begin.
    let size = if items.is_some() { at } else { round_up(at, align) };
    Layout { fields, items, size, align }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    fn field(name: &str, ty: LLType) -> Field {
        Field { name: name.into(), ty, immutable: Default::default() }
    }

    #[test]
    fn parents_come_first_and_fields_are_aligned() {
        let mut t = Types::new();
        let a = t.structure("A", true, None, vec![field("typeptr", LLType::Address), field("c", LLType::Char)]);
        let b = t.structure("B", true, Some(a), vec![field("x", LLType::Signed)]);
        let l = layout(&t, b, LayoutParams::X86_64);
        assert_eq!(l.fields.iter().map(|f| f.1).collect::<Vec<_>>(), [8, 16, 24]);
        assert_eq!((l.size, l.align), (32, 8));
    }

    #[test]
    fn a_string_has_hash_length_and_chars() {
        let mut t = Types::new();
        let s = t.forward("rpy_string", true);
        t.define(s, None, vec![field("hash", LLType::Signed)], Some(Elem::Prim(LLType::Char)));
        let l = layout(&t, s, LayoutParams::X86_64);
        assert_eq!(l.items, Some(ItemsLayout { length_offset: 16, first_offset: 24, item_size: 1 }));
    }
}
