//! Offsets of fields and items, type ids: computed once for all containers.

use graph::Program;
use lltype::layout::{layout, ItemsLayout, LayoutParams};
use lltype::{Container, ContainerId, FieldRef, Types};
use policy::GcPolicy;

/// Layout of one structure.
pub struct StructLayout {
    /// Offsets of its own fields (not those of parents).
    own: Vec<u32>,
    /// Bytes of the fixed part.
    pub size: u32,
    /// Alignment.
    pub align: u32,
    /// Trailing array.
    pub items: Option<ItemsLayout>,
    /// Type id in object headers; 0 for structures without header.
    pub type_id: u32,
}

/// Layouts of all containers of a program.
pub struct Layouts {
    structs: Vec<Option<StructLayout>>,
    /// GC structures in order of their type ids.
    pub gc_types: Vec<ContainerId>,
}

impl Layouts {
    /// Lays out all structures.
    pub fn new(program: &Program, policy: &GcPolicy) -> Layouts {
        let params = LayoutParams { ref_size: policy.ref_size, word_size: 8, header_size: policy.header_size };
        let types = &program.types;
        let mut gc_types = Vec::new();
        let structs = types
            .iter()
            .map(|(id, c)| {
                let Container::Struct(s) = c else { return None };
                if s.forward || types.ancestry(id).iter().any(|a| is_forward(types, *a)) {
                    return None;
                }
                let l = layout(types, id, params);
                let first_own = l.fields.len() - s.fields.len();
                let type_id = if s.gc {
                    gc_types.push(id);
                    abi::FIRST_TYPE + gc_types.len() as u32 - 1
                } else {
                    0
                };
                let own = l.fields[first_own..].iter().map(|f| f.1).collect();
                Some(StructLayout { own, size: l.size, align: l.align, items: l.items, type_id })
            })
            .collect();
        Layouts { structs, gc_types }
    }

    /// Whether a container is a structure that is laid out.
    pub fn has(&self, id: ContainerId) -> bool {
        self.structs[id.as_u32() as usize].is_some()
    }

    /// The layout of a structure.
    ///
    /// # Panics
    /// If it is not a defined structure.
    pub fn of(&self, id: ContainerId) -> &StructLayout {
        self.structs[id.as_u32() as usize].as_ref().unwrap_or_else(|| panic!("{id} has no layout"))
    }

    /// The collector's number of a structure; 0 for what has no header, or no layout.
    pub fn type_id(&self, id: ContainerId) -> u32 {
        self.structs[id.as_u32() as usize].as_ref().map_or(0, |s| s.type_id)
    }

    /// The offset of a field from the start of its container.
    pub fn offset(&self, f: FieldRef) -> u32 {
        self.of(f.container).own[f.index as usize]
    }

    /// The trailing array of a structure.
    ///
    /// # Panics
    /// If it has none.
    pub fn items(&self, id: ContainerId) -> ItemsLayout {
        self.of(id).items.unwrap_or_else(|| panic!("{id} has no items"))
    }
}

fn is_forward(types: &Types, id: ContainerId) -> bool {
    match types.get(id) {
        Container::Struct(s) => {
            s.forward || matches!(s.items, Some(lltype::Elem::Struct(e)) if types.structure_of(e).forward)
        }
        _ => true,
    }
}
