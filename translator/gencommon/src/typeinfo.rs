//! The table of types for the collector (`abi::TypeInfo`).

use crate::Input;
use abi::{
    TypeInfo, FIRST_TYPE, TYPE_CHARACTERS, TYPE_ITEMS_ARE_REFS, TYPE_NO_REFS, TYPE_VARSIZE, TYPE_WEAKREF, WEAKREF_TYPE,
};
use lltype::{ContainerId, Elem, LLType};

/// Types by id, and the table of offsets that they refer to.
pub fn tables(input: &Input<'_>) -> (Vec<TypeInfo>, Vec<u32>) {
    let mut offsets: Vec<u32> = Vec::new();
    let mut table = vec![TypeInfo::default(); FIRST_TYPE as usize];
    table[WEAKREF_TYPE as usize] =
        TypeInfo { fixed_size: 16, flags: TYPE_NO_REFS | TYPE_WEAKREF, ..TypeInfo::default() };
    for c in &input.layouts.gc_types {
        table.push(describe(input, *c, &mut offsets));
    }
    (table, offsets)
}

fn describe(input: &Input<'_>, c: ContainerId, offsets: &mut Vec<u32>) -> TypeInfo {
    let types = &input.program.types;
    let layout = input.layouts.of(c);
    let mut t = TypeInfo { fixed_size: layout.size, refs_start: offsets.len() as u32, ..TypeInfo::default() };
    for f in types.all_fields(c) {
        if types.is_gc_ref(types.field(f).ty) {
            offsets.push(input.layouts.offset(f));
            t.fixed_refs += 1;
        }
    }
    if let Some(items) = layout.items {
        t.flags |= TYPE_VARSIZE;
        t.item_size = items.item_size;
        t.length_offset = items.length_offset;
        match types.structure_of(c).items {
            Some(Elem::Prim(ty)) if types.is_gc_ref(ty) => {
                t.flags |= TYPE_ITEMS_ARE_REFS;
                offsets.push(0);
                t.item_refs = 1;
            }
            Some(Elem::Struct(s)) => {
                for f in types.all_fields(s) {
                    if types.is_gc_ref(types.field(f).ty) {
                        offsets.push(input.layouts.offset(f));
                        t.item_refs += 1;
                    }
                }
            }
            Some(Elem::Prim(LLType::Char | LLType::UniChar)) if types.structure_of(c).immutable_items => {
                t.flags |= TYPE_CHARACTERS;
            }
            _ => {}
        }
    }
    if t.fixed_refs + t.item_refs == 0 {
        t.flags |= TYPE_NO_REFS;
    }
    t
}

/// Whether objects of the type hold GC references.
pub fn holds_refs(input: &Input<'_>, c: ContainerId) -> bool {
    let types = &input.program.types;
    let field_refs = |c: ContainerId| types.all_fields(c).iter().any(|f| types.is_gc_ref(types.field(*f).ty));
    field_refs(c)
        || match types.structure_of(c).items {
            Some(Elem::Prim(t)) => types.is_gc_ref(t),
            Some(Elem::Struct(s)) => field_refs(s),
            None => false,
        }
}
