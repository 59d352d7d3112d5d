//! Prebuilt objects and the program's table, as an object file.

use crate::object_file::{ObjectFile, Reference, Section};
use crate::{constants, names, places, typeinfo, Input};
use abi::NO_OFFSET;
use diagnostics::Diagnostic;
use gctransform::Reachable;
use graph::{Const, ExternId, GraphId, Imm, KnownException, OpCode, Static, StaticId, StaticItems};
use lltype::layout::{size_align, LayoutParams};
use lltype::{ContainerId, Elem, FieldRef, LLType};
use object::write::SymbolId;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Prebuilt data.
pub struct DataObject {
    /// The object file.
    pub bytes: Vec<u8>,
    /// External functions that are called through the wrappers of [`names::thunk`], which the code generator makes.
    pub thunks: BTreeSet<ExternId>,
}

/// Makes the object of prebuilt data. It defines all prebuilt objects and [`names::TABLE`].
///
/// # Errors
/// If the object format cannot express it.
pub fn data_object(input: &Input<'_>) -> Result<DataObject, Diagnostic> {
    let written = Written::find(input);
    let mut data = Data::default();
    let statics: Vec<StaticId> = Reachable::members(&input.live.statics).collect();
    for s in &statics {
        data.object(input, *s, &written);
    }
    data.places(input);
    data.table(input);
    data.finish(input, &statics)
}

/// What stores in the program can reach.
struct Written {
    fields: HashSet<FieldRef>,
    items: HashSet<ContainerId>,
}

impl Written {
    fn find(input: &Input<'_>) -> Written {
        let mut w = Written { fields: HashSet::new(), items: HashSet::new() };
        for g in Reachable::members(&input.live.graphs) {
            let g = &input.program.graphs[g];
            for b in g.rpo() {
                for op in &g.blocks[b].ops {
                    let array = match op.code {
                        OpCode::SetArrayItem | OpCode::ArrayClear | OpCode::SetInteriorField => op.args.first(),
                        OpCode::ArrayCopy => op.args.get(1),
                        _ => None,
                    };
                    let ty = array.and_then(|a| match a {
                        graph::Operand::Var(v) => g.ty(*v).target(),
                        graph::Operand::Const(Const::Static(_, t)) => t.target(),
                        graph::Operand::Const(_) => None,
                    });
                    w.items.extend(ty);
                    if let (OpCode::SetField, Imm::Field(f)) = (op.code, &op.imm) {
                        w.fields.insert(*f);
                    }
                }
            }
        }
        w
    }

    /// Whether an object may be placed in read-only memory.
    fn read_only(&self, input: &Input<'_>, s: &Static) -> bool {
        s.immutable
            && !self.items.contains(&s.ty)
            && !input.program.types.all_fields(s.ty).iter().any(|f| self.fields.contains(f))
    }
}

/// What a place in data refers to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Object(StaticId),
    Graph(GraphId),
    Thunk(ExternId),
    Entry,
    /// A place in read-only data.
    ReadOnly(u64),
}

/// Bytes of a section with the references in it.
#[derive(Default)]
struct Image {
    bytes: Vec<u8>,
    refs: Vec<(u64, Target, u64)>,
}

impl Image {
    fn align(&mut self, to: u64) -> u64 {
        let at = (self.bytes.len() as u64).next_multiple_of(to);
        self.bytes.resize(at as usize, 0);
        at
    }

    fn put(&mut self, at: u64, bytes: &[u8]) {
        let at = at as usize;
        let end = at + bytes.len();
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[at..end].copy_from_slice(bytes);
    }

    fn word(&mut self, at: u64, word: u64) {
        self.put(at, &word.to_le_bytes());
    }

    /// An address at the end.
    fn push_ref(&mut self, target: Target, offset: u64) {
        let at = self.align(8);
        self.word(at, 0);
        self.refs.push((at, target, offset));
    }

    fn constant(&mut self, input: &Input<'_>, at: u64, ty: LLType, c: &Const) {
        let size = size_align(ty, LayoutParams::X86_64).0 as usize;
        let (target, offset) = match c {
            _ if size == 0 => return,
            Const::Static(s, _) => (Target::Object(*s), 0),
            Const::Place(s, place) => {
                let items = input.layouts.of(input.program.statics[*s].ty).items;
                (Target::Object(*s), items.map_or(0, |i| u64::from(i.first_offset)) + u64::from(*place))
            }
            Const::Func(g) => (Target::Graph(*g), 0),
            Const::Extern(x) => (Target::Thunk(*x), 0),
            _ => {
                let bits = constants::bits(c, ty);
                let bits = bits.unwrap_or_else(|| panic!("high-level constant {c:?} in a low-level program"));
                return self.put(at, &bits.to_le_bytes()[..size]);
            }
        };
        self.word(at, 0);
        self.refs.push((at, target, offset));
    }
}

/// The sections under construction.
#[derive(Default)]
struct Data {
    constant: Image,
    mutable: Image,
    /// Where objects are: in read-only memory or not, offset, size.
    places: HashMap<StaticId, (bool, u64, u64)>,
    prebuilt: Vec<StaticId>,
    slots: Vec<(StaticId, u64)>,
    table_at: u64,
    /// Where the places of units are, and how many bytes.
    units: Vec<(u64, u64)>,
    functions_at: u64,
    texts_at: u64,
}

impl Data {
    fn object(&mut self, input: &Input<'_>, id: StaticId, written: &Written) {
        let s = &input.program.statics[id];
        let types = &input.program.types;
        let layout = input.layouts.of(s.ty);
        let gc = types.structure_of(s.ty).gc;
        let constant = written.read_only(input, s);
        let image = if constant { &mut self.constant } else { &mut self.mutable };
        // Raw memory is aligned as `malloc` does it.
        let least = if !gc && layout.items.is_some() { 16 } else { 8 };
        let start = image.align(u64::from(layout.align.max(least)));
        if gc {
            image.word(start, u64::from(layout.type_id) | input.policy.prebuilt_flags);
            if !constant && input.policy.list_prebuilt && typeinfo::holds_refs(input, s.ty) {
                self.prebuilt.push(id);
            }
        }
        let mut slots = Vec::new();
        let mut value = |ty: LLType, offset: u64, c: &Const| {
            if !gc && !constant && types.is_gc_ref(ty) {
                slots.push((id, offset));
            }
            image.constant(input, start + offset, ty, c);
        };
        for (f, c) in types.all_fields(s.ty).into_iter().zip(&s.fields) {
            value(types.field(f).ty, u64::from(input.layouts.offset(f)), c);
        }
        let mut size = u64::from(layout.size);
        if let Some(items) = layout.items {
            let at = |i: usize| u64::from(items.first_offset) + i as u64 * u64::from(items.item_size);
            let count = match (&s.items, types.structure_of(s.ty).items) {
                (StaticItems::Prims(values), Some(Elem::Prim(ty))) => {
                    values.iter().enumerate().for_each(|(i, c)| value(ty, at(i), c));
                    values.len()
                }
                (StaticItems::Structs(values), Some(Elem::Struct(e))) => {
                    let fields = types.all_fields(e);
                    for (i, v) in values.iter().enumerate() {
                        for (f, c) in fields.iter().zip(v) {
                            value(types.field(*f).ty, at(i) + u64::from(input.layouts.offset(*f)), c);
                        }
                    }
                    values.len()
                }
                (StaticItems::Bytes(bytes), _) => {
                    image.put(start + at(0), bytes);
                    bytes.len()
                }
                _ => 0,
            };
            image.word(start + u64::from(items.length_offset), count as u64);
            size = size.max(at(count));
        }
        // Objects are walked and copied in whole words.
        let size = size.next_multiple_of(8);
        if image.bytes.len() < (start + size) as usize {
            image.bytes.resize((start + size) as usize, 0);
        }
        self.slots.append(&mut slots);
        self.places.insert(id, (constant, start, size));
    }

    /// What tracebacks show.
    fn places(&mut self, input: &Input<'_>) {
        let (units, functions, texts) = input.places.tables(input.sources);
        let mut put = |bytes: &[u8]| {
            let at = self.constant.align(8);
            self.constant.put(at, bytes);
            at
        };
        self.units = units.iter().map(|bytes| (put(bytes), bytes.len() as u64)).collect();
        self.functions_at = put(&functions);
        self.texts_at = put(&texts);
    }

    /// `abi::ProgramTable`, and the tables that it refers to.
    fn table(&mut self, input: &Input<'_>) {
        let program = input.program;
        let (types, offsets) = typeinfo::tables(input);
        let out = &mut self.constant;
        let types_at = out.align(8);
        for t in &types {
            let words =
                [t.fixed_size, t.item_size, t.length_offset, t.refs_start, t.fixed_refs, t.item_refs, t.flags, 0];
            words.iter().for_each(|w| out.bytes.extend(w.to_le_bytes()));
        }
        let offsets_at = out.align(8);
        offsets.iter().for_each(|o| out.bytes.extend(o.to_le_bytes()));
        let prebuilt_at = out.align(8);
        self.prebuilt.iter().for_each(|s| out.push_ref(Target::Object(*s), 0));
        let slots_at = out.align(8);
        self.slots.iter().for_each(|(s, offset)| out.push_ref(Target::Object(*s), *offset));

        let id = |c: Option<ContainerId>| c.map_or(0, |c| input.layouts.of(c).type_id);
        let offset = |c: Option<ContainerId>, name: &str| {
            let field = c.and_then(|c| program.types.find_field(c, name));
            field.map(|f| (input.layouts.offset(f), program.types.field(f).ty))
        };
        let takes_list = program.entry.is_some_and(|e| program.graphs[e].signature().0.iter().any(|t| !t.is_void()));
        let list = program.string_list.filter(|_| takes_list);
        let items = offset(list, "items");
        let number = |o: Option<(u32, LLType)>| o.map_or(NO_OFFSET, |o| o.0);

        self.table_at = out.align(8);
        let word = |out: &mut Image, word: u64| out.bytes.extend(word.to_le_bytes());
        word(out, abi::MAGIC);
        out.bytes.extend(abi::VERSION.to_le_bytes());
        out.bytes.extend((types.len() as u32).to_le_bytes());
        out.push_ref(Target::ReadOnly(types_at), 0);
        out.push_ref(Target::ReadOnly(offsets_at), 0);
        word(out, self.prebuilt.len() as u64);
        out.push_ref(Target::ReadOnly(prebuilt_at), 0);
        word(out, self.slots.len() as u64);
        out.push_ref(Target::ReadOnly(slots_at), 0);
        out.push_ref(Target::Entry, 0);
        for e in [KnownException::MemoryError, KnownException::StackOverflow] {
            match program.exception(e) {
                Some(s) => out.push_ref(Target::Object(s), 0),
                None => word(out, 0),
            }
        }
        let numbers = [
            id(program.string),
            id(list),
            id(items.and_then(|(_, t)| t.target())),
            number(offset(list, "length")),
            number(items),
            number(offset(program.object, "typeptr")),
            number(offset(program.vtable, "name")),
            if input.debug { abi::PROGRAM_DEBUG } else { 0 } | if input.frugal { abi::PROGRAM_FRUGAL } else { 0 },
        ];
        numbers.iter().for_each(|n| out.bytes.extend(n.to_le_bytes()));
        out.push_ref(Target::ReadOnly(self.functions_at), 0);
        out.push_ref(Target::ReadOnly(self.texts_at), 0);
        debug_assert_eq!(out.bytes.len() as u64 - self.table_at, size_of::<abi::ProgramTable>() as u64);
    }

    fn finish(self, input: &Input<'_>, statics: &[StaticId]) -> Result<DataObject, Diagnostic> {
        let mut file = ObjectFile::default();
        let mut symbols: HashMap<Target, SymbolId> = HashMap::new();
        let section = |constant: bool| if constant { Section::ReadOnly } else { Section::Data };
        for s in statics {
            let (constant, at, size) = self.places[s];
            let symbol = file.define(&names::object(input, *s), section(constant), at, size, false);
            symbols.insert(Target::Object(*s), symbol);
        }
        let size = size_of::<abi::ProgramTable>() as u64;
        let table = file.define(names::TABLE, Section::ReadOnly, self.table_at, size, false);
        for (n, (at, size)) in self.units.iter().enumerate() {
            file.define(&places::symbol(n), Section::ReadOnly, *at, *size, false);
        }
        let mut thunks = BTreeSet::new();
        for (constant, image) in [(true, &self.constant), (false, &self.mutable)] {
            for (at, target, offset) in &image.refs {
                let (symbol, addend) = match target {
                    // Tables have no name: their distance from the one that has.
                    Target::ReadOnly(place) => (table, *place as i64 - self.table_at as i64),
                    target => {
                        let symbol = *symbols.entry(*target).or_insert_with(|| match target {
                            Target::Graph(g) => file.symbol(&names::graph(input, *g)),
                            Target::Thunk(x) => {
                                thunks.insert(*x);
                                file.symbol(&names::thunk(input, *x))
                            }
                            Target::Object(s) => file.symbol(&names::object(input, *s)),
                            Target::Entry | Target::ReadOnly(_) => file.symbol(names::ENTRY),
                        });
                        (symbol, *offset as i64)
                    }
                };
                file.refer(section(constant), *at, symbol, addend, Reference::Absolute)?;
            }
        }
        file.set_section(Section::ReadOnly, self.constant.bytes, 16);
        file.set_section(Section::Data, self.mutable.bytes, 16);
        Ok(DataObject { bytes: file.write()?, thunks })
    }
}
