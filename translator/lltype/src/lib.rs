//! Low-level types: what a variable of a low-level graph holds and how heap objects are laid out.
//!
//! A [`LLType`] is a small copyable value; containers (structures, arrays, function types) live in
//! a [`Types`] table and are named by [`ContainerId`]. There is one kind of heap container, the
//! [`StructType`]: optional parent (inlined first), named fields, and an optional trailing array
//! (`items`) of run-time length. So a plain `GcArray` is a structure without fields, and an RPython
//! string is a structure with the field `hash` and trailing chars.
//!
//! Not here: values (crate `graph`), garbage-collector policies, code generation. The width of a
//! reference is a parameter of [`layout`], never assumed.

pub mod layout;

use cranelift_entity::{entity_impl, PrimaryMap};
use indexmap::IndexMap;
use std::sync::Arc;

/// A container type in a [`Types`] table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContainerId(u32);
entity_impl!(ContainerId, "T");

/// The type of a low-level variable, field or item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LLType {
    /// No value at all; variables of this type carry no data.
    Void,
    /// `False` or `True`.
    Bool,
    /// One byte of a string.
    Char,
    /// A code point, 32 bits.
    UniChar,
    /// The machine word, signed. RPython's `int`.
    Signed,
    /// The machine word, unsigned.
    Unsigned,
    /// 8-bit signed, storage only.
    Int8,
    /// 8-bit unsigned, storage only.
    UInt8,
    /// 16-bit signed, storage only.
    Int16,
    /// 16-bit unsigned, storage only.
    UInt16,
    /// 32-bit signed, storage only.
    Int32,
    /// 32-bit unsigned, storage only.
    UInt32,
    /// IEEE double.
    Float,
    /// IEEE single, storage only.
    SingleFloat,
    /// A raw address.
    Address,
    /// A reference to a container; GC-managed if the container is. May be null.
    Ptr(ContainerId),
    /// A GC-managed reference of unknown target type.
    GcRef,
}

/// Whether and how a field is immutable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Immutability {
    /// May change at any time.
    #[default]
    Mutable,
    /// Never changes after initialisation.
    Immutable,
    /// Never changes, nor do the items of the array it refers to (`x[*]`).
    ImmutableArray,
    /// Seldom changes (`x?`).
    Quasi,
    /// Seldom changes, items of its array never do (`x?[*]`).
    QuasiArray,
}

/// A named field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Name, unique along the chain of parents.
    pub name: Arc<str>,
    /// Type.
    pub ty: LLType,
    /// What may be assumed about changes.
    pub immutable: Immutability,
}

/// Items of the trailing array of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Elem {
    /// Plain values.
    Prim(LLType),
    /// Structures stored inline (entries of a dict); never GC objects of their own.
    Struct(ContainerId),
}

/// A structure, with or without a trailing array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructType {
    /// For people and for symbol names; not necessarily unique.
    pub name: Arc<str>,
    /// Allocated and moved by the collector (has a GC header) or static/raw memory.
    pub gc: bool,
    /// Structure whose fields come first (single inheritance).
    pub parent: Option<ContainerId>,
    /// Own fields, after those of the parent.
    pub fields: Vec<Field>,
    /// Trailing array. A structure with one cannot be a parent.
    pub items: Option<Elem>,
    /// Whether the items never change once initialised (strings).
    pub immutable_items: bool,
    /// Set while the structure is declared but its fields are not known yet.
    pub forward: bool,
}

/// The type of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FuncType {
    /// Argument types.
    pub args: Vec<LLType>,
    /// Result type.
    pub result: LLType,
}

/// What a [`ContainerId`] names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Container {
    /// Structure or array.
    Struct(StructType),
    /// Function; `Ptr` to it is a function pointer.
    Func(FuncType),
    /// Something only the run time knows; raw.
    Opaque(Arc<str>),
}

/// A field as seen through a chain of parents: the container that declares it, and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldRef {
    /// Declaring container.
    pub container: ContainerId,
    /// Index in its own `fields`.
    pub index: u32,
}

/// The table of container types of a program.
#[derive(Clone, Debug, Default)]
pub struct Types {
    containers: PrimaryMap<ContainerId, Container>,
    funcs: IndexMap<FuncType, ContainerId>,
    arrays: IndexMap<(bool, Elem, bool), ContainerId>,
}

impl Types {
    /// An empty table.
    pub fn new() -> Types {
        Types::default()
    }

    /// Adds a container; structures are distinct even if they look the same.
    pub fn add(&mut self, c: Container) -> ContainerId {
        self.containers.push(c)
    }

    /// Declares a structure whose contents follow with [`Types::define`].
    pub fn forward(&mut self, name: &str, gc: bool) -> ContainerId {
        self.add(Container::Struct(StructType {
            name: name.into(),
            gc,
            parent: None,
            fields: Vec::new(),
            items: None,
            immutable_items: false,
            forward: true,
        }))
    }

    /// Gives a declared structure its contents.
    ///
    /// # Panics
    /// If `id` is not a forward declaration.
    pub fn define(&mut self, id: ContainerId, parent: Option<ContainerId>, fields: Vec<Field>, items: Option<Elem>) {
        let Container::Struct(s) = &mut self.containers[id] else { panic!("{id} is not a structure") };
        assert!(s.forward, "{id} is defined twice");
        s.parent = parent;
        s.fields = fields;
        s.items = items;
        s.forward = false;
    }

    /// Adds a complete structure.
    pub fn structure(&mut self, name: &str, gc: bool, parent: Option<ContainerId>, fields: Vec<Field>) -> ContainerId {
        let id = self.forward(name, gc);
        self.define(id, parent, fields, None);
        id
    }

    /// The array of `elem`, one per kind: asked twice, the same id comes back.
    pub fn array(&mut self, gc: bool, elem: Elem, immutable: bool) -> ContainerId {
        if let Some(id) = self.arrays.get(&(gc, elem, immutable)) {
            return *id;
        }
        let id = self.forward("array", gc);
        self.define(id, None, Vec::new(), Some(elem));
        self.structure_mut(id).immutable_items = immutable;
        self.arrays.insert((gc, elem, immutable), id);
        id
    }

    /// The function type, interned.
    pub fn func(&mut self, args: Vec<LLType>, result: LLType) -> ContainerId {
        let key = FuncType { args, result };
        if let Some(id) = self.funcs.get(&key) {
            return *id;
        }
        let id = self.add(Container::Func(key.clone()));
        self.funcs.insert(key, id);
        id
    }

    /// The container of that id.
    pub fn get(&self, id: ContainerId) -> &Container {
        &self.containers[id]
    }

    /// Whether the id exists.
    pub fn contains(&self, id: ContainerId) -> bool {
        self.containers.is_valid(id)
    }

    /// The structure of that id.
    ///
    /// # Panics
    /// If it is a function or opaque type.
    pub fn structure_of(&self, id: ContainerId) -> &StructType {
        match &self.containers[id] {
            Container::Struct(s) => s,
            other => panic!("{id} is not a structure: {other:?}"),
        }
    }

    /// The structure of that id, to change it (names, immutability) while types are being built.
    ///
    /// # Panics
    /// If it is a function or opaque type.
    pub fn structure_mut(&mut self, id: ContainerId) -> &mut StructType {
        match &mut self.containers[id] {
            Container::Struct(s) => s,
            other => panic!("{id} is not a structure: {other:?}"),
        }
    }

    /// The function type of that id.
    ///
    /// # Panics
    /// If it is not one.
    pub fn func_of(&self, id: ContainerId) -> &FuncType {
        match &self.containers[id] {
            Container::Func(f) => f,
            other => panic!("{id} is not a function type: {other:?}"),
        }
    }

    /// All containers, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (ContainerId, &Container)> {
        self.containers.iter()
    }

    /// How many containers there are.
    pub fn len(&self) -> usize {
        self.containers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.containers.len() == 0
    }

    /// The chain from the topmost parent down to `id` itself.
    pub fn ancestry(&self, id: ContainerId) -> Vec<ContainerId> {
        let mut chain = vec![id];
        let mut at = id;
        while let Container::Struct(StructType { parent: Some(p), .. }) = &self.containers[at] {
            chain.push(*p);
            at = *p;
        }
        chain.reverse();
        chain
    }

    /// Whether `sub` is `sup` or inherits from it.
    pub fn is_a(&self, sub: ContainerId, sup: ContainerId) -> bool {
        self.ancestry(sub).contains(&sup)
    }

    /// All fields in storage order, those of the topmost parent first.
    pub fn all_fields(&self, id: ContainerId) -> Vec<FieldRef> {
        let mut out = Vec::new();
        for container in self.ancestry(id) {
            let n = self.structure_of(container).fields.len() as u32;
            out.extend((0..n).map(|index| FieldRef { container, index }));
        }
        out
    }

    /// Description of a field.
    pub fn field(&self, f: FieldRef) -> &Field {
        &self.structure_of(f.container).fields[f.index as usize]
    }

    /// Notes of a field that it keeps the value that it is initialised with.
    pub fn never_changes(&mut self, f: FieldRef) {
        if let Container::Struct(s) = &mut self.containers[f.container] {
            let how = &mut s.fields[f.index as usize].immutable;
            if *how == Immutability::Mutable {
                *how = Immutability::Immutable;
            }
        }
    }

    /// Looks a field up by name in `id` and its parents.
    pub fn find_field(&self, id: ContainerId, name: &str) -> Option<FieldRef> {
        let mut at = Some(id);
        while let Some(container) = at {
            let Container::Struct(s) = &self.containers[container] else { return None };
            if let Some(index) = s.fields.iter().position(|f| &*f.name == name) {
                return Some(FieldRef { container, index: index as u32 });
            }
            at = s.parent;
        }
        None
    }

    /// Whether a value of this type is a reference the collector must know.
    pub fn is_gc_ref(&self, ty: LLType) -> bool {
        match ty {
            LLType::GcRef => true,
            LLType::Ptr(c) => matches!(&self.containers[c], Container::Struct(s) if s.gc),
            _ => false,
        }
    }
}

impl LLType {
    /// Whether variables of this type carry no data.
    pub fn is_void(self) -> bool {
        self == LLType::Void
    }

    /// The pointed-to container.
    pub fn target(self) -> Option<ContainerId> {
        match self {
            LLType::Ptr(c) => Some(c),
            _ => None,
        }
    }
}
