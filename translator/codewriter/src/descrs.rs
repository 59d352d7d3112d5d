//! Descriptors, effects and addresses, numbered in the order in which jitcodes first need them.

use abi::jit::{
    AddrId, ArrayDescr, CallDescr, CallResult, Descr, DescrId, EffectId, EffectInfo, FieldDescr, FieldType,
    InteriorFieldDescr, Kind, SizeDescr, Symbol,
};
use graph::{Program, StaticId};
use indexmap::{IndexMap, IndexSet};
use lltype::layout::{layout, size_align, Layout, LayoutParams};
use lltype::{Container, ContainerId, Elem, FieldRef, Immutability, LLType};
use std::collections::HashMap;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Size(ContainerId, Option<StaticId>),
    Field(FieldRef),
    Array(ContainerId),
    Interior(ContainerId, FieldRef),
    Call(Vec<Kind>, FieldType, EffectId, bool),
}

/// The tables while they grow.
pub struct Descrs<'p> {
    program: &'p Program,
    params: LayoutParams,
    descrs: IndexMap<Key, Descr>,
    effects: IndexSet<EffectInfo>,
    addresses: IndexSet<Symbol>,
    layouts: HashMap<ContainerId, Layout>,
}

/// Register file of a type; `None` if it carries no data.
pub fn kind_of(program: &Program, ty: LLType) -> Option<Kind> {
    match ty {
        LLType::Void => None,
        LLType::Float => Some(Kind::Float),
        _ if program.types.is_gc_ref(ty) => Some(Kind::Ref),
        _ => Some(Kind::Int),
    }
}

/// The field that holds the class of an instance.
pub fn typeptr(program: &Program) -> Option<FieldRef> {
    program.types.find_field(program.object?, "typeptr")
}

/// Whether references of this type are to instances of classes.
pub fn is_instance(program: &Program, ty: LLType) -> bool {
    match (program.object, ty.target()) {
        (Some(object), Some(c)) => {
            matches!(program.types.get(c), Container::Struct(_)) && program.types.is_a(c, object)
        }
        _ => false,
    }
}

impl<'p> Descrs<'p> {
    /// Empty tables.
    pub fn new(program: &'p Program, params: LayoutParams) -> Descrs<'p> {
        Descrs {
            program,
            params,
            descrs: IndexMap::new(),
            effects: IndexSet::new(),
            addresses: IndexSet::new(),
            layouts: HashMap::new(),
        }
    }

    /// The tables: descriptors, effects, addresses.
    pub fn finish(self) -> (Vec<Descr>, Vec<EffectInfo>, Vec<Symbol>) {
        (self.descrs.into_values().collect(), self.effects.into_iter().collect(), self.addresses.into_iter().collect())
    }

    /// Number of an address.
    pub fn address(&mut self, s: Symbol) -> AddrId {
        AddrId(self.addresses.insert_full(s).0 as u32)
    }

    /// Number of an effect.
    pub fn effect(&mut self, e: EffectInfo) -> EffectId {
        EffectId(self.effects.insert_full(e).0 as u32)
    }

    fn field_type(&self, ty: LLType) -> FieldType {
        let size = size_align(ty, self.params).0 as u8;
        match ty {
            LLType::Void => FieldType::Void,
            LLType::Float => FieldType::Float,
            LLType::SingleFloat => FieldType::SingleFloat,
            LLType::Signed | LLType::Int8 | LLType::Int16 | LLType::Int32 => FieldType::Signed(size),
            _ if self.program.types.is_gc_ref(ty) => FieldType::Ref,
            _ => FieldType::Unsigned(size),
        }
    }

    fn layout(&mut self, c: ContainerId) -> Layout {
        let (types, params) = (&self.program.types, self.params);
        self.layouts.entry(c).or_insert_with(|| layout(types, c, params)).clone()
    }

    /// Reserves a number, so that descriptors may refer to each other in circles.
    fn reserve(&mut self, key: Key, name: &str) -> Result<DescrId, DescrId> {
        let filler = InteriorFieldDescr { name: name.into(), array: DescrId(0), offset: 0, ty: FieldType::Void };
        let entry = self.descrs.entry(key);
        let id = DescrId(entry.index() as u32);
        match entry {
            indexmap::map::Entry::Occupied(_) => Err(id),
            indexmap::map::Entry::Vacant(v) => {
                v.insert(Descr::Interior(filler));
                Ok(id)
            }
        }
    }

    fn set(&mut self, id: DescrId, d: Descr) -> DescrId {
        self.descrs[id.0 as usize] = d;
        id
    }

    /// A structure, as instances of a class if a vtable is given.
    pub fn size(&mut self, c: ContainerId, vtable: Option<StaticId>) -> DescrId {
        let s = self.program.types.structure_of(c);
        let id = match self.reserve(Key::Size(c, vtable), &s.name) {
            Ok(id) => id,
            Err(known) => return known,
        };
        let l = self.layout(c);
        let class = typeptr(self.program).filter(|_| is_instance(self.program, LLType::Ptr(c)));
        let mut fields = Vec::new();
        let mut immutable = true;
        for (f, _) in &l.fields {
            let field = self.program.types.field(*f);
            if field.ty != LLType::Void && Some(*f) != class {
                immutable &= matches!(field.immutable, Immutability::Immutable | Immutability::ImmutableArray);
                fields.push(self.field(*f));
            }
        }
        let typeptr = class.map(|f| self.field(f));
        let vtable = vtable.map(|s| self.address(Symbol::Static(s.as_u32())));
        let (name, gc, size) = (s.name.to_string(), s.gc, l.size);
        let value = immutable && self.program.value_classes.contains(&c);
        let d = SizeDescr { name, size, type_id: c.as_u32(), vtable, typeptr, fields, gc, immutable, value };
        self.set(id, Descr::Size(d))
    }

    /// A field.
    pub fn field(&mut self, f: FieldRef) -> DescrId {
        let field = self.program.types.field(f);
        let id = match self.reserve(Key::Field(f), &field.name) {
            Ok(id) => id,
            Err(known) => return known,
        };
        let owner = self.program.types.structure_of(f.container);
        let l = self.layout(f.container);
        let parent = if owner.items.is_some() { self.array(f.container) } else { self.size(f.container, None) };
        let d = FieldDescr {
            name: format!("{}.{}", owner.name, field.name),
            parent,
            index: l.fields.iter().position(|(g, _)| *g == f).unwrap_or(0) as u32,
            offset: l.offset(f),
            ty: self.field_type(field.ty),
            immutable: matches!(field.immutable, Immutability::Immutable | Immutability::ImmutableArray),
            quasi: matches!(field.immutable, Immutability::Quasi | Immutability::QuasiArray),
        };
        self.set(id, Descr::Field(d))
    }

    /// The trailing array of a structure.
    ///
    /// # Panics
    /// If it has none.
    pub fn array(&mut self, c: ContainerId) -> DescrId {
        let s = self.program.types.structure_of(c);
        let id = match self.reserve(Key::Array(c), &s.name) {
            Ok(id) => id,
            Err(known) => return known,
        };
        let l = self.layout(c);
        let items = l.items.expect("an array");
        let mut interior = Vec::new();
        let item = match s.items.expect("an array") {
            Elem::Prim(t) => self.field_type(t),
            Elem::Struct(inner) => {
                for f in self.program.types.all_fields(inner) {
                    if self.program.types.field(f).ty != LLType::Void {
                        interior.push(self.interior(c, f));
                    }
                }
                FieldType::Struct
            }
        };
        let carried = |(f, _): &&(FieldRef, u32)| self.program.types.field(*f).ty != LLType::Void;
        let named: Vec<FieldRef> = l.fields.iter().filter(carried).map(|(f, _)| *f).collect();
        let fields = named.into_iter().map(|f| self.field(f)).collect();
        let d = ArrayDescr {
            name: s.name.to_string(),
            base: items.first_offset,
            item_size: items.item_size,
            length_offset: items.length_offset,
            item,
            immutable: s.immutable_items,
            type_id: c.as_u32(),
            interior,
            fields,
        };
        self.set(id, Descr::Array(d))
    }

    /// A field of an array's inline structures.
    pub fn interior(&mut self, array: ContainerId, f: FieldRef) -> DescrId {
        let field = self.program.types.field(f);
        let id = match self.reserve(Key::Interior(array, f), &field.name) {
            Ok(id) => id,
            Err(known) => return known,
        };
        let item = match self.program.types.structure_of(array).items {
            Some(Elem::Struct(inner)) => inner,
            _ => f.container,
        };
        let name = format!("{}.{}", self.program.types.structure_of(f.container).name, field.name);
        let (offset, ty) = (self.layout(item).offset(f), self.field_type(field.ty));
        let array = self.array(array);
        self.set(id, Descr::Interior(InteriorFieldDescr { name, array, offset, ty }))
    }

    /// A call.
    pub fn call(&mut self, args: &[LLType], result: LLType, effect: EffectInfo, returns_exception: bool) -> DescrId {
        let args: Vec<Kind> = args.iter().filter_map(|t| kind_of(self.program, *t)).collect();
        let ty = if result == LLType::Bool { FieldType::Unsigned(0) } else { self.field_type(result) };
        let effect = self.effect(effect);
        match self.reserve(Key::Call(args.clone(), ty, effect, returns_exception), "call") {
            Err(known) => known,
            Ok(id) => {
                self.set(id, Descr::Call(CallDescr { args, result: CallResult { ty }, effect, returns_exception }))
            }
        }
    }
}
