//! An ELF object under construction: three sections, symbols that the linker sees, references between them.

use diagnostics::Diagnostic;
use object::write::{Object, Relocation, StandardSection, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationEncoding, RelocationFlags, RelocationKind, SymbolFlags,
    SymbolKind, SymbolScope,
};
use std::collections::HashMap;

/// Where bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Instructions.
    Code,
    /// Data that nobody writes.
    ReadOnly,
    /// Data.
    Data,
}

/// How a place refers to a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The address, 8 bytes.
    Absolute,
    /// Distance from the place, 4 bytes.
    Relative,
    /// The same, in a call.
    Call,
}

/// The object.
pub struct ObjectFile {
    object: Object<'static>,
    symbols: HashMap<String, SymbolId>,
}

impl Default for ObjectFile {
    fn default() -> ObjectFile {
        let object = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
        ObjectFile { object, symbols: HashMap::new() }
    }
}

impl ObjectFile {
    fn section(&mut self, section: Section) -> object::write::SectionId {
        self.object.section_id(match section {
            Section::Code => StandardSection::Text,
            Section::ReadOnly => StandardSection::ReadOnlyData,
            Section::Data => StandardSection::Data,
        })
    }

    /// Adds the contents of a section, once.
    pub fn set_section(&mut self, section: Section, bytes: Vec<u8>, align: u64) {
        let id = self.section(section);
        self.object.set_section_data(id, bytes, align);
    }

    /// A symbol, defined here or not; the same for the same name.
    pub fn symbol(&mut self, name: &str) -> SymbolId {
        if let Some(id) = self.symbols.get(name) {
            return *id;
        }
        let id = self.object.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            value: 0,
            size: 0,
            kind: SymbolKind::Unknown,
            scope: SymbolScope::Unknown,
            weak: false,
            section: SymbolSection::Undefined,
            flags: SymbolFlags::None,
        });
        self.symbols.insert(name.to_string(), id);
        id
    }

    /// Says where a symbol is. `exported`: to be seen also by the program's libraries.
    pub fn define(&mut self, name: &str, section: Section, at: u64, size: u64, exported: bool) -> SymbolId {
        let id = self.symbol(name);
        let place = self.section(section);
        let symbol = self.object.symbol_mut(id);
        symbol.value = at;
        symbol.size = size;
        symbol.kind = if section == Section::Code { SymbolKind::Text } else { SymbolKind::Data };
        symbol.scope = if exported { SymbolScope::Dynamic } else { SymbolScope::Linkage };
        symbol.section = SymbolSection::Section(place);
        id
    }

    /// A reference to a symbol from a place in a section.
    ///
    /// # Errors
    /// If the object format cannot express it.
    pub fn refer(
        &mut self,
        section: Section,
        offset: u64,
        symbol: SymbolId,
        addend: i64,
        how: Reference,
    ) -> Result<(), Diagnostic> {
        let (kind, encoding, size) = match how {
            Reference::Absolute => (RelocationKind::Absolute, RelocationEncoding::Generic, 64),
            Reference::Relative => (RelocationKind::Relative, RelocationEncoding::Generic, 32),
            Reference::Call => (RelocationKind::PltRelative, RelocationEncoding::X86Branch, 32),
        };
        let place = self.section(section);
        let flags = RelocationFlags::Generic { kind, encoding, size };
        self.object.add_relocation(place, Relocation { offset, symbol, addend, flags }).map_err(failed)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// If the object format cannot express the contents.
    pub fn write(&self) -> Result<Vec<u8>, Diagnostic> {
        self.object.write().map_err(failed)
    }
}

fn failed(e: object::write::Error) -> Diagnostic {
    Diagnostic::error("E0401", format!("the object file cannot be written: {e}"))
}
