//! The lattice: what the annotator knows of a value ([`SomeValue`]), and the tables behind it:
//! list and dict definitions, class definitions, descriptions of callables, annotated graphs.
//!
//! The rtyper reads these tables; only the annotator writes them.

use cranelift_entity::{entity_impl, PrimaryMap, SecondaryMap};
use diagnostics::Span;
use graph::{CallShape, Const, Graph, HostObj, Var};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A list definition; several may share one item through union-find ([`Model::list_item`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(u32);
entity_impl!(ListId, "list");

/// A dict (or set) definition, shared like list definitions ([`Model::dict_item`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DictId(u32);
entity_impl!(DictId, "dict");

/// A class that instances have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassDefId(u32);
entity_impl!(ClassDefId, "class");

/// A function, class, method or frozen object of the host that values may stand for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DescId(u32);
entity_impl!(DescId, "desc");

/// An annotated graph: one specialisation of one function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AGraphId(u32);
entity_impl!(AGraphId, "ag");

/// A set of callables that may meet at one call site.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallFamilyId(u32);
entity_impl!(CallFamilyId, "family");

/// Width and signedness of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntKind {
    /// `int`, `r_int`, `r_longlong`: the word.
    Int,
    /// `r_uint`, `r_ulonglong`: the unsigned word.
    Uint,
    /// `rffi.r_signedchar`.
    I8,
    /// `rffi.r_uchar`.
    U8,
    /// `rffi.r_short`.
    I16,
    /// `rffi.r_ushort`.
    U16,
    /// `rffi.r_int_real`.
    I32,
    /// `rffi.r_uint_real`.
    U32,
}

/// What an iterator goes over, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IterVariant {
    /// Items of a list, string, tuple, range; keys of a dict.
    Items,
    /// `enumerate(x)`, or `enumerate(x, start)` with a constant start.
    Enumerate(i64),
    /// `reversed(x)`.
    Reversed,
    /// `d.values()` where only iterated.
    DictValues,
    /// `d.items()` where only iterated.
    DictItems,
}

/// The annotation of a value. `konst` is set when it is one known constant.
#[derive(Clone, Debug, PartialEq)]
pub struct SomeValue {
    /// What kind of value.
    pub kind: Kind,
    /// The constant it is, if always the same: primitives directly, other objects as `Const::Host`.
    pub konst: Option<Const>,
}

/// Facts that hold when a boolean is true or false: `variable -> narrower annotation`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownTypeData {
    /// If true.
    pub when_true: Vec<(Var, SomeValue)>,
    /// If false.
    pub when_false: Vec<(Var, SomeValue)>,
}

/// A set of descriptions. Shared, since most annotations pass it on as it is.
pub type Descs = Arc<BTreeSet<DescId>>;

/// The kinds of the lattice (`rpython-inventory.md` §2.1).
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Bottom: no value was seen.
    Impossible,
    /// Only `None`.
    None,
    /// `bool`.
    Bool(Option<Arc<KnownTypeData>>),
    /// An integer.
    Int {
        /// Never negative.
        nonneg: bool,
        /// Width.
        kind: IntKind,
    },
    /// `float`.
    Float,
    /// `r_singlefloat`.
    SingleFloat,
    /// A `str` of length 1.
    Char,
    /// A `unicode` of length 1.
    UniChar,
    /// `str`.
    Str {
        /// May be None.
        none: bool,
    },
    /// `unicode`.
    Unicode {
        /// May be None.
        none: bool,
    },
    /// A list; may be None.
    List(ListId),
    /// A dict; may be None.
    Dict(DictId),
    /// A set: a dict whose values are `Kind::None`; may be None.
    Set(DictId),
    /// A tuple.
    Tuple(Vec<SomeValue>),
    /// An iterator.
    Iterator {
        /// What over.
        container: Box<SomeValue>,
        /// How.
        variant: IterVariant,
    },
    /// An instance of a class or of its subclasses.
    Instance {
        /// The class.
        class: ClassDefId,
        /// May be None.
        none: bool,
    },
    /// One of several functions, classes, methods or frozen objects, all of one kind of [`Desc`].
    Pbc {
        /// Which.
        descs: Descs,
        /// May be None.
        none: bool,
    },
    /// A function the translator knows by name: `len`, `isinstance`, an `@intrinsic`, ….
    Builtin(Arc<str>),
    /// A function of the run time (`rffi.llexternal`); `konst` is the host object.
    External,
    /// A method of a builtin type (`list.append` …) with what it is bound to.
    BuiltinMethod {
        /// Bound to.
        self_: Box<SomeValue>,
        /// Method name.
        name: Arc<str>,
    },
    /// The class of an instance: `type(x)` or `x.__class__`; variables it is the type of; may be None.
    TypeOf {
        /// Most precise common class, if of instances.
        class: Option<ClassDefId>,
        /// Variables whose type it is.
        vars: Vec<Var>,
    },
    /// `weakref.ref(instance)`; `None`: always dead.
    WeakRef(Option<ClassDefId>),
    /// `jit.virtual_ref(x)`; no class: only `vref_None` so far.
    VirtualRef(Option<ClassDefId>),
    /// `StringBuilder`; may be None.
    StringBuilder,
    /// `UnicodeBuilder`; may be None.
    UnicodeBuilder,
    /// A pointer of `rpython.rtyper.lltypesystem`; `konst`-less values carry the host's `Ptr` type object.
    /// With the class `rpython.rlib.rerased.Erased`: a reference whose type was erased.
    Ptr(HostObj),
}

/// The shared item of list definitions.
#[derive(Clone, Debug)]
pub struct ListItem {
    /// Annotation of the items.
    pub s: SomeValue,
    /// Some list of the group changes length: struct representation; else a bare array.
    pub resized: bool,
    /// Items are assigned after creation.
    pub mutated: bool,
    /// Result of `range` with this step (0: not constant), never mutated.
    pub range_step: Option<i64>,
    /// Where it first was told never to be resized.
    pub must_not_resize: Option<Span>,
}

/// The shared key and value of dict definitions.
#[derive(Clone, Debug)]
pub struct DictItem {
    /// Annotation of keys.
    pub key: SomeValue,
    /// Annotation of values.
    pub value: SomeValue,
    /// `r_dict(eq, hash)`: the two functions.
    pub custom: Option<(SomeValue, SomeValue)>,
}

/// An attribute of instances, recorded at the most general class that has it.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Union of all values.
    pub s: SomeValue,
    /// Never assigned on instances: comes from class dicts only, so it lives in the vtable.
    pub readonly: bool,
}

/// A class with instances (or the base of one).
#[derive(Clone, Debug)]
pub struct ClassDef {
    /// Name for people.
    pub name: Arc<str>,
    /// The class description.
    pub desc: DescId,
    /// Base class; only `object` itself and roots have none.
    pub base: Option<ClassDefId>,
    /// Direct subclasses in order of discovery.
    pub subclasses: Vec<ClassDefId>,
    /// Attributes that live here.
    pub attrs: IndexMap<Arc<str>, Attribute>,
    /// `_immutable_fields_` of this class (with suffixes), `_immutable_`: `["*"]`.
    pub immutable_fields: Vec<Arc<str>>,
    /// `_virtualizable_` of this class: names of fields, of arrays with `[*]`.
    pub virtualizable: Vec<Arc<str>>,
    /// `_value_class_ = True`: its instances are what they hold, nobody asks which one it is.
    pub value_class: bool,
    /// Prebuilt instances were seen, or the class is called.
    pub instantiated: bool,
    /// Some call `instantiate()` reaches it.
    pub via_instantiate: bool,
}

/// Formal parameters of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Names of positional parameters, `self` included.
    pub args: Vec<Arc<str>>,
    /// Name of `*args`.
    pub vararg: Option<Arc<str>>,
    /// Names of keyword-only parameters.
    pub kwonly: Vec<Arc<str>>,
}

/// A function of the host.
#[derive(Clone, Debug)]
pub struct FunctionDesc {
    /// The function.
    pub host: HostObj,
    /// Name for people.
    pub name: Arc<str>,
    /// Parameters.
    pub signature: Signature,
    /// Defaults of the last positional parameters.
    pub defaults: Vec<HostObj>,
    /// Defaults of keyword-only parameters, where given.
    pub kwdefaults: Vec<(Arc<str>, HostObj)>,
    /// Its specialisations.
    pub graphs: Vec<AGraphId>,
    /// `@specialize.memo`: evaluated on the host for each combination of constant arguments.
    pub memo: Option<MemoTable>,
}

/// Results of a memo function: constant arguments to constant result.
#[derive(Clone, Debug, Default)]
pub struct MemoTable {
    /// The rows.
    pub rows: Vec<(Vec<Const>, Const)>,
}

/// What a PBC element is.
#[derive(Clone, Debug)]
pub enum Desc {
    /// A function.
    Function(FunctionDesc),
    /// A class as a value.
    Class {
        /// The class.
        host: HostObj,
        /// Name for people.
        name: Arc<str>,
        /// Its definition, once instances or subclass relations matter.
        classdef: Option<ClassDefId>,
        /// Base class description.
        base: Option<DescId>,
    },
    /// A method found through instances.
    Method {
        /// The function.
        func: DescId,
        /// Class in whose dict it was found.
        origin: ClassDefId,
        /// Class of `self` as known where it was read; `None`: unbound use.
        self_class: Option<ClassDefId>,
        /// Attribute name.
        name: Arc<str>,
    },
    /// An instance whose class has `_freeze_`, a module, or any constant object without state.
    Frozen {
        /// The object.
        host: HostObj,
        /// Name for people.
        name: Arc<str>,
    },
    /// A method of a frozen object.
    MethodOfFrozen {
        /// The function.
        func: DescId,
        /// The object it is bound to.
        frozen: DescId,
    },
}

/// One row of a call family: all graphs that calls of one shape (`self` counted, `*args` spread out)
/// may reach. Arguments and results of the graphs of a row have equal annotations when annotation
/// is complete. Where instances meet, the start block has the common base and links to a block with
/// the precise class; a call of a single graph may know its result more precisely than the graph's.
/// Functions whose signatures differ are replaced by adapters ([`AGraph::adapter_of`]); else
/// defaults of arguments that the shape lacks are the same for all and the caller gives them.
#[derive(Clone, Debug, Default)]
pub struct CallRow {
    /// For each function description, its graph for this row.
    pub graphs: IndexMap<DescId, AGraphId>,
}

/// Callables that may meet.
#[derive(Clone, Debug, Default)]
pub struct CallFamily {
    /// Members (function descriptions).
    pub descs: BTreeSet<DescId>,
    /// Rows by shape; several rows of one shape exist only for specialised functions, which are
    /// told apart by `CallSite::row`.
    pub rows: Vec<(CallShape, CallRow)>,
}

/// What was decided for one call operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// The family.
    pub family: CallFamilyId,
    /// Index into its rows.
    pub row: usize,
}

/// A graph with its annotations.
#[derive(Clone, Debug)]
pub struct AGraph {
    /// The high-level graph; when annotation is complete, blocks and links never reached are gone.
    pub graph: Graph,
    /// Annotation of each variable.
    pub bindings: SecondaryMap<Var, SomeValue>,
    /// The function it specialises.
    pub desc: DescId,
    /// Annotation of the result (`Impossible` if it never returns).
    pub result: SomeValue,
    /// Call operations that reach graphs, by result variable: plain and method calls, calls of
    /// classes (the `__init__` reached), implicit calls (`for` over an instance, `with`, dunders).
    pub calls: IndexMap<Var, CallSite>,
    /// For specialised functions: parameter variables dropped because they are constants? Never:
    /// parameters stay; those with a constant annotation become `Void` in the low-level graph.
    pub specialized: bool,
    /// Set on entries made for call rows whose functions have different signatures: the graph they
    /// call. Their parameters are exactly the arguments of the row's shape, in order.
    pub adapter_of: Option<AGraphId>,
}

/// All tables.
#[derive(Debug, Default)]
pub struct Model {
    /// List items (union-find leaders hold the data).
    pub list_items: PrimaryMap<ListId, ListItem>,
    pub(crate) list_parent: SecondaryMap<ListId, Option<ListId>>,
    /// Dict items (union-find leaders hold the data).
    pub dict_items: PrimaryMap<DictId, DictItem>,
    pub(crate) dict_parent: SecondaryMap<DictId, Option<DictId>>,
    /// Classes.
    pub classes: PrimaryMap<ClassDefId, ClassDef>,
    /// Descriptions.
    pub descs: PrimaryMap<DescId, Desc>,
    /// Description of a host object.
    pub desc_of: IndexMap<HostObj, DescId>,
    /// Graphs.
    pub graphs: PrimaryMap<AGraphId, AGraph>,
    /// Families (union-find leaders hold the data).
    pub families: PrimaryMap<CallFamilyId, CallFamily>,
    /// Family of a function description.
    pub family_of: IndexMap<DescId, CallFamilyId>,
    pub(crate) family_parent: SecondaryMap<CallFamilyId, Option<CallFamilyId>>,
    /// Class of each builtin exception and of `object`, by name, created up front.
    pub builtin_classes: IndexMap<Arc<str>, ClassDefId>,
    /// Annotation of every host constant that may appear as an operand (filled by the function that
    /// annotates constants): the rtyper looks the representation of a `Const::Host` up here.
    pub const_values: IndexMap<HostObj, SomeValue>,
    /// What flows through each erasing pair, by its identity object.
    pub erased: IndexMap<HostObj, SomeValue>,
    /// Functions of JitDrivers, by driver and name of the attribute: what the JIT asks the program.
    pub hooks: IndexMap<(HostObj, &'static str), (DescId, AGraphId)>,
    /// What containers ask of the instances in them, by class: the graph that answers.
    pub protocols: IndexMap<(ClassDefId, crate::Protocol), AGraphId>,
    /// The entry point's graph.
    pub entry: Option<AGraphId>,
    /// Warnings found on the way.
    pub warnings: Vec<diagnostics::Diagnostic>,
}

impl Default for SomeValue {
    fn default() -> SomeValue {
        SomeValue::of(Kind::Impossible)
    }
}

impl SomeValue {
    /// A non-constant value.
    pub fn of(kind: Kind) -> SomeValue {
        SomeValue { kind, konst: None }
    }

    /// A constant value.
    pub fn constant(kind: Kind, konst: Const) -> SomeValue {
        SomeValue { kind, konst: Some(konst) }
    }

    /// A word-sized int.
    pub fn int(nonneg: bool) -> SomeValue {
        SomeValue::of(Kind::Int { nonneg, kind: IntKind::Int })
    }

    /// Bottom.
    pub fn is_impossible(&self) -> bool {
        self.kind == Kind::Impossible
    }
}

fn find<K: cranelift_entity::EntityRef>(parent: &SecondaryMap<K, Option<K>>, mut k: K) -> K {
    while let Some(p) = parent[k] {
        k = p;
    }
    k
}

impl Model {
    /// Leader of a list definition's group: two lists share their item iff leaders are equal.
    pub fn list_leader(&self, l: ListId) -> ListId {
        find(&self.list_parent, l)
    }

    /// Leader of a dict definition's group.
    pub fn dict_leader(&self, d: DictId) -> DictId {
        find(&self.dict_parent, d)
    }

    /// Leader of a call family's group.
    pub fn family_leader(&self, f: CallFamilyId) -> CallFamilyId {
        find(&self.family_parent, f)
    }

    /// The shared item of a list.
    pub fn list_item(&self, l: ListId) -> &ListItem {
        &self.list_items[self.list_leader(l)]
    }

    /// The shared key and value of a dict.
    pub fn dict_item(&self, d: DictId) -> &DictItem {
        &self.dict_items[self.dict_leader(d)]
    }

    /// The function description behind a function, method or method of a frozen object.
    pub fn function_of(&self, d: DescId) -> Option<(DescId, &FunctionDesc)> {
        match &self.descs[d] {
            Desc::Function(f) => Some((d, f)),
            Desc::Method { func, .. } | Desc::MethodOfFrozen { func, .. } => self.function_of(*func),
            Desc::Class { .. } | Desc::Frozen { .. } => None,
        }
    }

    /// Classes from `c` up to its root.
    pub fn mro(&self, c: ClassDefId) -> impl Iterator<Item = ClassDefId> + '_ {
        std::iter::successors(Some(c), |c| self.classes[*c].base)
    }

    /// Whether `sub` is `sup` or inherits from it.
    pub fn is_subclass(&self, sub: ClassDefId, sup: ClassDefId) -> bool {
        self.mro(sub).any(|c| c == sup)
    }

    /// The class where an attribute lives, looking upwards from `c`.
    pub fn attr_owner(&self, c: ClassDefId, name: &str) -> Option<ClassDefId> {
        self.mro(c).find(|c| self.classes[*c].attrs.contains_key(name))
    }

    /// Most specific common base of two classes, if any.
    pub fn common_base(&self, a: ClassDefId, b: ClassDefId) -> Option<ClassDefId> {
        self.mro(a).find(|c| self.is_subclass(b, *c))
    }
}
