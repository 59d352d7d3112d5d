//! Descriptors: the immutable metadata that operations refer to by id.
//!
//! Those of the program's types come from the translator with ids that are stable for one executable; the rest (guards,
//! target tokens) are added at run time.

use std::cell::{OnceCell, RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;

use crate::value::Kind;

/// A descriptor's index in its [`Descrs`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct DescrId(pub u32);

/// What a field or an array item holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// A reference to a GC object.
    Pointer,
    Float,
    Signed,
    Unsigned,
    /// An array of structures: items are read through interior fields.
    Struct,
}

impl FieldKind {
    /// The kind of box that holds a value of the field; structures have none.
    pub fn kind(self) -> Option<Kind> {
        match self {
            FieldKind::Pointer => Some(Kind::Ref),
            FieldKind::Float => Some(Kind::Float),
            FieldKind::Signed | FieldKind::Unsigned => Some(Kind::Int),
            FieldKind::Struct => None,
        }
    }
}

/// A GC structure or instance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SizeDescr {
    pub name: String,
    /// Bytes.
    pub size: u32,
    /// The collector's type id.
    pub type_id: u32,
    /// The class (vtable address), 0 for a structure without one.
    pub vtable: i64,
    /// Objects of this structure have classes, known or not.
    pub instance: bool,
    /// All fields, in order of offset.
    pub fields: Vec<DescrId>,
    /// All fields immutable.
    pub immutable: bool,
    /// Objects that hold the same are the same: no identity.
    pub value: bool,
    pub finalizer: bool,
}

/// A field of a structure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldDescr {
    pub name: String,
    pub parent: DescrId,
    /// Position among the parent's fields.
    pub index: u32,
    pub offset: u32,
    /// Bytes.
    pub size: u32,
    pub kind: FieldKind,
    /// Immutable.
    pub pure_: bool,
    /// Quasi-immutable: the field that holds the list of dependents.
    pub quasi_immut: Option<DescrId>,
}

/// An array.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArrayDescr {
    pub name: String,
    /// Offset of item 0.
    pub base_size: u32,
    pub item_size: u32,
    /// Offset of the length, or `None` for raw memory.
    pub length_offset: Option<u32>,
    pub kind: FieldKind,
    /// Immutable.
    pub pure_: bool,
    pub type_id: u32,
    /// For an array of structures: its interior fields.
    pub interior: Vec<DescrId>,
}

/// A field of the structures in an array.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InteriorFieldDescr {
    pub name: String,
    pub array: DescrId,
    /// Within the item.
    pub offset: u32,
    pub size: u32,
    pub kind: FieldKind,
}

/// How much a call may do, from harmless to anything. The order matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum ExtraEffect {
    ElidableCannotRaise,
    LoopInvariant,
    CannotRaise,
    ElidableOrMemoryError,
    ElidableCanRaise,
    CanRaise,
    ForcesVirtualOrVirtualizable,
    RandomEffects,
}

/// Functions that the optimiser knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum OopSpec {
    None,
    Arraycopy,
    Arraymove,
    ShrinkArray,
    DictLookup,
    NotInTrace,
    IntPyDiv,
    IntUdiv,
    IntPyMod,
    IntUmod,
    StrConcat,
    StrSlice,
    StrEqual,
    StrCmp,
    UniConcat,
    UniSlice,
    UniEqual,
    UniCmp,
    MathSqrt,
    ForceVirtual,
    ForceVirtualizable,
}

/// What a call may read, write and raise. `None` for a set: anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EffectInfo {
    pub extra: ExtraEffect,
    pub oopspec: OopSpec,
    /// Field, array and interior-field descriptors, sorted.
    pub reads: Option<Vec<DescrId>>,
    pub writes: Option<Vec<DescrId>>,
    pub can_invalidate: bool,
    pub can_collect: bool,
}

impl EffectInfo {
    /// Anything may happen.
    pub fn anything() -> EffectInfo {
        EffectInfo {
            extra: ExtraEffect::RandomEffects,
            oopspec: OopSpec::None,
            reads: None,
            writes: None,
            can_invalidate: true,
            can_collect: true,
        }
    }

    /// A call that touches nothing of the heap.
    pub fn nothing(extra: ExtraEffect) -> EffectInfo {
        EffectInfo {
            extra,
            oopspec: OopSpec::None,
            reads: Some(Vec::new()),
            writes: Some(Vec::new()),
            can_invalidate: false,
            can_collect: false,
        }
    }

    pub fn can_raise(&self) -> bool {
        self.extra > ExtraEffect::CannotRaise
    }

    pub fn forces(&self) -> bool {
        self.extra >= ExtraEffect::ForcesVirtualOrVirtualizable
    }

    pub fn is_elidable(&self) -> bool {
        matches!(
            self.extra,
            ExtraEffect::ElidableCannotRaise | ExtraEffect::ElidableOrMemoryError | ExtraEffect::ElidableCanRaise
        )
    }

    fn in_set(&self, set: &Option<Vec<DescrId>>, descr: DescrId) -> bool {
        self.extra == ExtraEffect::RandomEffects || set.as_ref().is_none_or(|s| s.binary_search(&descr).is_ok())
    }

    /// May the call read this field or array?
    pub fn may_read(&self, descr: DescrId) -> bool {
        self.in_set(&self.reads, descr)
    }

    /// May the call write this field or array?
    pub fn may_write(&self, descr: DescrId) -> bool {
        self.in_set(&self.writes, descr)
    }
}

/// A function's signature and effects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallDescr {
    pub name: String,
    pub args: Vec<Kind>,
    pub result: Option<Kind>,
    /// Bytes of an integer result; 0: a truth value in bit 0.
    pub result_size: u32,
    pub result_signed: bool,
    /// The machine code gives back result and exception, in two registers.
    pub returns_exception: bool,
    pub effect: EffectInfo,
}

/// The identity of a guard or of a `finish`: what an exit from machine code reports.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GuardDescr {
    pub name: String,
    /// For a `finish`.
    pub is_finish: bool,
    /// For a `finish` whose operand is an exception.
    pub raises: bool,
}

/// Where a jump may go: a label of a compiled trace, or a whole loop for call_assembler.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TargetToken {
    pub name: String,
    /// Kinds of the arguments.
    pub args: Vec<Kind>,
}

/// A descriptor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Descr {
    Size(SizeDescr),
    Field(FieldDescr),
    Array(ArrayDescr),
    InteriorField(InteriorFieldDescr),
    Call(CallDescr),
    Guard(GuardDescr),
    Target(TargetToken),
}

impl Descr {
    pub fn name(&self) -> &str {
        match self {
            Descr::Size(d) => &d.name,
            Descr::Field(d) => &d.name,
            Descr::Array(d) => &d.name,
            Descr::InteriorField(d) => &d.name,
            Descr::Call(d) => &d.name,
            Descr::Guard(d) => &d.name,
            Descr::Target(d) => &d.name,
        }
    }
}

/// Descriptors that are made when they are first asked for.
pub trait Source {
    /// How many there are.
    fn count(&self) -> usize;
    /// Makes one of them.
    fn make(&self, n: usize) -> Option<Descr>;
}

struct Lazy {
    source: Box<dyn Source>,
    made: Box<[OnceCell<Option<Box<Descr>>>]>,
}

/// Unique names, for texts; of the first so many descriptors.
#[derive(Clone, Debug, Default)]
struct Names {
    of: Vec<String>,
    ids: HashMap<String, DescrId>,
}

/// All descriptors, by id and by name.
#[derive(Clone, Default)]
pub struct Descrs {
    /// Those with the first ids.
    first: Option<Rc<Lazy>>,
    /// How many these are.
    start: usize,
    /// The others.
    table: Vec<Descr>,
    names: RefCell<Names>,
}

impl std::fmt::Debug for Descrs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Descrs").field("start", &self.start).field("table", &self.table).finish_non_exhaustive()
    }
}

impl Descrs {
    pub fn new() -> Descrs {
        Descrs::default()
    }

    /// Starts with those of a source.
    pub fn of(source: Box<dyn Source>) -> Descrs {
        let start = source.count();
        let made = (0..start).map(|_| OnceCell::new()).collect();
        Descrs { first: Some(Rc::new(Lazy { source, made })), start, ..Descrs::default() }
    }

    /// Adds a descriptor.
    pub fn add(&mut self, descr: Descr) -> DescrId {
        let id = DescrId(self.len() as u32);
        self.table.push(descr);
        id
    }

    /// The name of a descriptor in texts. An empty or already used name is made unique with the id, so that texts stay
    /// readable back.
    pub fn name(&self, id: DescrId) -> Option<String> {
        self.named().of.get(id.0 as usize).cloned()
    }

    /// The descriptor with a name.
    pub fn by_name(&self, name: &str) -> Option<DescrId> {
        self.named().ids.get(name).copied()
    }

    /// Names are only made when somebody asks for one.
    fn named(&self) -> RefMut<'_, Names> {
        let mut names = self.names.borrow_mut();
        while names.of.len() < self.len() {
            let id = DescrId(names.of.len() as u32);
            let descr = self.get(id);
            let mut name = descr.map_or("", |d| d.name()).to_string();
            if name.is_empty() || names.ids.contains_key(&name) {
                let prefix = match descr {
                    Some(Descr::Guard(g)) if g.is_finish => "Finish",
                    Some(Descr::Guard(_)) => "Guard",
                    Some(Descr::Target(_)) => "Target",
                    _ if name.is_empty() => "Descr",
                    _ => &name,
                };
                name = format!("{prefix}{}", id.0);
                while names.ids.contains_key(&name) {
                    name.push('_');
                }
            }
            names.ids.insert(name.clone(), id);
            names.of.push(name);
        }
        names
    }

    /// A fresh guard descriptor.
    pub fn add_guard(&mut self) -> DescrId {
        self.add(Descr::Guard(GuardDescr::default()))
    }

    /// A fresh descriptor of a `finish`, with an exception if it `raises`.
    pub fn add_finish(&mut self, raises: bool) -> DescrId {
        self.add(Descr::Guard(GuardDescr { name: String::new(), is_finish: true, raises }))
    }

    /// Whether that is a `finish` with an exception.
    pub fn is_raising_finish(&self, id: DescrId) -> bool {
        matches!(self.get(id), Some(Descr::Guard(g)) if g.raises)
    }

    /// A fresh target token.
    pub fn add_target(&mut self, args: Vec<Kind>) -> DescrId {
        self.add(Descr::Target(TargetToken { name: String::new(), args }))
    }

    /// Adds a structure with its fields (name, kind, immutable); offsets follow each other in steps of 8 bytes.
    pub fn add_struct(
        &mut self,
        name: &str,
        vtable: i64,
        fields: &[(&str, FieldKind, bool)],
    ) -> (DescrId, Vec<DescrId>) {
        let size_id = self.add(Descr::Size(SizeDescr {
            name: name.to_string(),
            vtable,
            instance: vtable != 0,
            ..SizeDescr::default()
        }));
        let first = if vtable != 0 { 16 } else { 8 };
        let ids: Vec<DescrId> = fields
            .iter()
            .enumerate()
            .map(|(i, (field, kind, pure_))| {
                self.add(Descr::Field(FieldDescr {
                    name: format!("{name}.{field}"),
                    parent: size_id,
                    index: i as u32,
                    offset: first + 8 * i as u32,
                    size: 8,
                    kind: *kind,
                    pure_: *pure_,
                    quasi_immut: None,
                }))
            })
            .collect();
        if let Some(Descr::Size(size)) = self.table.get_mut(size_id.0 as usize - self.start) {
            size.size = first + 8 * fields.len() as u32;
            size.type_id = size_id.0 + 1;
            size.fields.clone_from(&ids);
            size.immutable = !fields.is_empty() && fields.iter().all(|f| f.2);
        }
        (size_id, ids)
    }

    /// Adds an array of 8-byte items.
    pub fn add_array(&mut self, name: &str, kind: FieldKind, pure_: bool) -> DescrId {
        let type_id = self.len() as u32 + 1;
        self.add(Descr::Array(ArrayDescr {
            name: name.to_string(),
            base_size: 16,
            item_size: 8,
            length_offset: Some(8),
            kind,
            pure_,
            type_id,
            interior: Vec::new(),
        }))
    }

    /// Adds a call descriptor.
    pub fn add_call(&mut self, name: &str, args: &[Kind], result: Option<Kind>, effect: EffectInfo) -> DescrId {
        self.add(Descr::Call(CallDescr {
            name: name.to_string(),
            args: args.to_vec(),
            result,
            result_size: 8,
            result_signed: true,
            returns_exception: true,
            effect,
        }))
    }

    pub fn len(&self) -> usize {
        self.start + self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, id: DescrId) -> Option<&Descr> {
        let n = id.0 as usize;
        match n.checked_sub(self.start) {
            Some(n) => self.table.get(n),
            None => self.first(n),
        }
    }

    fn first(&self, n: usize) -> Option<&Descr> {
        let first = self.first.as_ref()?;
        first.made.get(n)?.get_or_init(|| first.source.make(n).map(Box::new)).as_deref()
    }

    pub fn size(&self, id: DescrId) -> Option<&SizeDescr> {
        match self.get(id) {
            Some(Descr::Size(d)) => Some(d),
            _ => None,
        }
    }

    pub fn field(&self, id: DescrId) -> Option<&FieldDescr> {
        match self.get(id) {
            Some(Descr::Field(d)) => Some(d),
            _ => None,
        }
    }

    pub fn array(&self, id: DescrId) -> Option<&ArrayDescr> {
        match self.get(id) {
            Some(Descr::Array(d)) => Some(d),
            _ => None,
        }
    }

    pub fn interior_field(&self, id: DescrId) -> Option<&InteriorFieldDescr> {
        match self.get(id) {
            Some(Descr::InteriorField(d)) => Some(d),
            _ => None,
        }
    }

    pub fn call(&self, id: DescrId) -> Option<&CallDescr> {
        match self.get(id) {
            Some(Descr::Call(d)) => Some(d),
            _ => None,
        }
    }

    pub fn target(&self, id: DescrId) -> Option<&TargetToken> {
        match self.get(id) {
            Some(Descr::Target(d)) => Some(d),
            _ => None,
        }
    }
}
