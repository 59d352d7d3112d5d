//! Descriptors: how the JIT reaches the memory of a program, and what calls do.

use super::{AddrId, DescrId, EffectId, Kind};

/// What a field or item holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Nothing.
    Void,
    /// Signed integer of that many bytes.
    Signed(u8),
    /// Unsigned integer, truth value, char or raw address of that many bytes.
    Unsigned(u8),
    /// GC reference.
    Ref,
    /// Double.
    Float,
    /// Single-precision float (of kind int in registers: its bits).
    SingleFloat,
    /// An inline structure (items only); see the fields of the array's item.
    Struct,
}

impl FieldType {
    /// The register file of values; `None` where there are none.
    pub fn kind(self) -> Option<Kind> {
        match self {
            FieldType::Void | FieldType::Struct => None,
            FieldType::Signed(_) | FieldType::Unsigned(_) | FieldType::SingleFloat => Some(Kind::Int),
            FieldType::Ref => Some(Kind::Ref),
            FieldType::Float => Some(Kind::Float),
        }
    }
}

/// A structure of fixed size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeDescr {
    /// Name of the type.
    pub name: String,
    /// Bytes with the header.
    pub size: u32,
    /// Number of the type: the translator's container number until code generation numbers the types.
    pub type_id: u32,
    /// The class, if instances carry one: its address goes to `typeptr`.
    pub vtable: Option<AddrId>,
    /// The field that holds the class.
    pub typeptr: Option<DescrId>,
    /// All fields with their descriptors, parents first, without `typeptr` and fields without data.
    pub fields: Vec<DescrId>,
    /// Collector-managed.
    pub gc: bool,
    /// No field changes after initialisation.
    pub immutable: bool,
    /// Objects that hold the same are the same.
    pub value: bool,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDescr {
    /// `Type.field`.
    pub name: String,
    /// The structure that declares it (its own size, without subclasses).
    pub parent: DescrId,
    /// Position among all fields of its structure, parents' first.
    pub index: u32,
    /// Bytes from the start of the header.
    pub offset: u32,
    /// What it holds.
    pub ty: FieldType,
    /// Never changes after initialisation.
    pub immutable: bool,
    /// Changes seldom; a write invalidates what relied on it.
    pub quasi: bool,
}

/// An array: a structure's trailing part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayDescr {
    /// Name of the type.
    pub name: String,
    /// Offset of item 0 from the start of the header.
    pub base: u32,
    /// Bytes of an item.
    pub item_size: u32,
    /// Offset of the length word.
    pub length_offset: u32,
    /// What an item holds.
    pub item: FieldType,
    /// Items never change after initialisation.
    pub immutable: bool,
    /// Number of the type, as in [`SizeDescr`].
    pub type_id: u32,
    /// Fields of inline-structure items ([`InteriorFieldDescr`]).
    pub interior: Vec<DescrId>,
    /// Fields in front of the length (a string's hash).
    pub fields: Vec<DescrId>,
}

/// A field of an array's inline structures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InteriorFieldDescr {
    /// `Type.field`.
    pub name: String,
    /// The array.
    pub array: DescrId,
    /// Offset inside the item.
    pub offset: u32,
    /// What it holds.
    pub ty: FieldType,
}

/// What a call gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CallResult {
    /// Its type; [`FieldType::Void`]: nothing; `Unsigned(0)`: a truth value in bit 0 of the register.
    pub ty: FieldType,
}

/// How to call a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallDescr {
    /// Kinds of the arguments that carry data, in order.
    pub args: Vec<Kind>,
    /// The result.
    pub result: CallResult,
    /// What it can do.
    pub effect: EffectId,
    /// The machine code gives back `{result, exception}` in two registers (else: the result alone).
    pub returns_exception: bool,
}

/// What a call can do, from harmless to anything. The order matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExtraEffect {
    /// Depends on its arguments only, never raises.
    ElidableCannotRaise = 0,
    /// Same result during a loop.
    LoopInvariant = 1,
    /// Never raises.
    CannotRaise = 2,
    /// Elidable; raises nothing but MemoryError.
    ElidableOrMemoryError = 3,
    /// Elidable; may raise.
    ElidableCanRaise = 4,
    /// May raise.
    CanRaise = 5,
    /// May force virtuals or virtualizables.
    Forces = 6,
    /// Anything; the sets say nothing.
    Random = 7,
}

/// Operations the optimiser knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum OopSpec {
    /// None in particular.
    #[default]
    None = 0,
    /// Copies items between arrays: source, destination, source start, destination start, count.
    ArrayCopy = 1,
    /// Zeroes items: array, start, count.
    ArrayClear = 2,
    /// Python's floor division of ints.
    IntPyDiv = 3,
    /// Python's modulo of ints.
    IntPyMod = 4,
    /// Square root.
    MathSqrt = 5,
    /// Concatenation of two strings.
    StrConcat = 6,
    /// Slice of a string.
    StrSlice = 7,
    /// Equality of two strings.
    StrEqual = 8,
    /// Lookup in a dict.
    DictLookup = 9,
    /// Shortens an array just allocated.
    ShrinkArray = 10,
    /// Copies items within an array: array, source start, destination start, count.
    ArrayMove = 11,
    /// Called while tracing and by the interpreters, absent in compiled code.
    NotInTrace = 12,
    /// Division of unsigned ints.
    IntUdiv = 13,
    /// Remainder of unsigned ints.
    IntUmod = 14,
    /// Comparison of two strings: negative, 0 or positive.
    StrCmp = 15,
    /// [`OopSpec::StrConcat`] of unicode strings.
    UniConcat = 16,
    /// [`OopSpec::StrSlice`] of unicode strings.
    UniSlice = 17,
    /// [`OopSpec::StrEqual`] of unicode strings.
    UniEqual = 18,
    /// [`OopSpec::StrCmp`] of unicode strings.
    UniCmp = 19,
    /// Makes sure that nobody owns a virtualizable.
    ForceVirtualizable = 20,
}

/// What a call reads and writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EffectInfo {
    /// How bad it is.
    pub extra: ExtraEffect,
    /// Which known operation it is.
    pub oopspec: OopSpec,
    /// Field, array and interior-field descriptors it may read, sorted; `None`: any.
    pub reads: Option<Vec<DescrId>>,
    /// Those it may write, sorted; `None`: any.
    pub writes: Option<Vec<DescrId>>,
    /// May write a quasi-immutable field.
    pub can_invalidate: bool,
    /// May collect: references move.
    pub can_collect: bool,
}

impl EffectInfo {
    /// The worst case.
    pub const ANYTHING: EffectInfo = EffectInfo {
        extra: ExtraEffect::Random,
        oopspec: OopSpec::None,
        reads: None,
        writes: None,
        can_invalidate: true,
        can_collect: true,
    };

    /// Whether an exception can come out.
    pub fn can_raise(&self) -> bool {
        self.extra > ExtraEffect::CannotRaise
    }

    /// Whether the result depends on the arguments only.
    pub fn is_elidable(&self) -> bool {
        matches!(
            self.extra,
            ExtraEffect::ElidableCannotRaise | ExtraEffect::ElidableOrMemoryError | ExtraEffect::ElidableCanRaise
        )
    }

    /// Whether it may force virtuals or virtualizables.
    pub fn forces(&self) -> bool {
        self.extra >= ExtraEffect::Forces
    }
}

/// A descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Descr {
    /// Structure.
    Size(SizeDescr),
    /// Field.
    Field(FieldDescr),
    /// Array.
    Array(ArrayDescr),
    /// Field of an array's inline structures.
    Interior(InteriorFieldDescr),
    /// Call.
    Call(CallDescr),
}

impl Descr {
    /// Name for people.
    pub fn name(&self) -> String {
        match self {
            Descr::Size(d) => d.name.clone(),
            Descr::Field(d) => d.name.clone(),
            Descr::Array(d) => d.name.clone(),
            Descr::Interior(d) => d.name.clone(),
            Descr::Call(d) => {
                let args: String = d.args.iter().map(|k| k.letter()).collect();
                format!("call_{args}_{}", d.result.ty.kind().map_or('v', Kind::letter))
            }
        }
    }
}
