//! Symbols of finished objects: names that units gave become those of the program, or numbers.

use std::collections::HashMap;

/// What a name in a unit stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A symbol of the program.
    Symbol(String),
    /// A number, to be used as an address.
    Number(u64),
}

const HEADER: usize = 64;
const SYMBOL: usize = 24;
const SHT_SYMTAB: u32 = 2;
const SHN_UNDEF: u16 = 0;
const SHN_ABS: u16 = 0xfff1;
const STB_WEAK: u8 = 2;

fn bytes<const N: usize>(object: &[u8], at: usize) -> Option<[u8; N]> {
    object.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn u16_at(object: &[u8], at: usize) -> Option<u16> {
    bytes(object, at).map(u16::from_le_bytes)
}

fn u32_at(object: &[u8], at: usize) -> Option<u32> {
    bytes(object, at).map(u32::from_le_bytes)
}

fn usize_at(object: &[u8], at: usize) -> Option<usize> {
    usize::try_from(bytes(object, at).map(u64::from_le_bytes)?).ok()
}

/// Gives the symbols of a relocatable ELF object for x86-64 the names, or the numbers, that the program has for them.
/// Symbols without a meaning stay as they are. `None`: it is not such an object.
pub fn resolve(mut object: Vec<u8>, meanings: &HashMap<String, Meaning>) -> Option<Vec<u8>> {
    if object.get(..6)? != b"\x7fELF\x02\x01" {
        return None;
    }
    let sections = usize_at(&object, 0x28)?;
    let count = usize::from(u16_at(&object, 0x3c)?);
    let section = |n: usize| sections + n * HEADER;
    let table = (0..count).map(section).find(|at| u32_at(&object, at + 4) == Some(SHT_SYMTAB))?;
    let names = section(u32_at(&object, table + 0x28)? as usize);
    let (first, size) = (usize_at(&object, table + 0x18)?, usize_at(&object, table + 0x20)?);
    let (old, old_size) = (usize_at(&object, names + 0x18)?, usize_at(&object, names + 0x20)?);
    // Names of sections may be in the same table, and parts of others: the new ones come behind.
    let mut texts = object.get(old..old.checked_add(old_size)?)?.to_vec();
    for at in (first..first.checked_add(size)?).step_by(SYMBOL) {
        let start = u32_at(&object, at)? as usize;
        let text = texts.get(start..)?;
        let text = text.get(..text.iter().position(|b| *b == 0)?)?;
        let Some(meaning) = std::str::from_utf8(text).ok().and_then(|name| meanings.get(name)) else { continue };
        let start = u32::try_from(texts.len()).ok()?;
        object.get_mut(at..at + 4)?.copy_from_slice(&start.to_le_bytes());
        match meaning {
            Meaning::Symbol(new) => texts.extend_from_slice(new.as_bytes()),
            // Other units may have the same one: its name tells the number.
            Meaning::Number(value) => {
                texts.extend_from_slice(format!("rpy_number.{value}").as_bytes());
                if u16_at(&object, at + 6)? != SHN_UNDEF {
                    return None;
                }
                let kind = object.get_mut(at + 4)?;
                *kind = STB_WEAK << 4 | *kind & 0xf;
                object.get_mut(at + 6..at + 8)?.copy_from_slice(&SHN_ABS.to_le_bytes());
                object.get_mut(at + 8..at + 16)?.copy_from_slice(&value.to_le_bytes());
            }
        }
        texts.push(0);
    }
    let start = object.len() as u64;
    object.get_mut(names + 0x18..names + 0x20)?.copy_from_slice(&start.to_le_bytes());
    object.get_mut(names + 0x20..names + 0x28)?.copy_from_slice(&(texts.len() as u64).to_le_bytes());
    object.extend_from_slice(&texts);
    Some(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object_file::{ObjectFile, Reference, Section};

    fn example() -> Vec<u8> {
        let mut file = ObjectFile::default();
        file.define("here_0", Section::Code, 0, 8, false);
        for (n, name) in ["there_1", "number_2", "memcpy"].into_iter().enumerate() {
            let symbol = file.symbol(name);
            file.refer(Section::Code, 8 * n as u64, symbol, 0, Reference::Absolute).expect("reference");
        }
        file.set_section(Section::Code, vec![0; 24], 16);
        file.write().expect("object")
    }

    /// Names, sections and values of global symbols, sorted by name.
    fn symbols(object: &[u8]) -> Vec<(String, u16, usize)> {
        let sections = usize_at(object, 0x28).expect("sections");
        let section = |n: u16| sections + usize::from(n) * HEADER;
        let count = u16_at(object, 0x3c).expect("count");
        let table =
            (0..count).map(section).find(|at| u32_at(object, at + 4) == Some(SHT_SYMTAB)).expect("table of symbols");
        let names = section(u32_at(object, table + 0x28).expect("link") as u16);
        let at = |header: usize| usize_at(object, header + 0x18).expect("offset");
        let mut found = Vec::new();
        for symbol in (at(table)..at(table) + usize_at(object, table + 0x20).expect("size")).step_by(SYMBOL) {
            let name = &object[at(names) + u32_at(object, symbol).expect("name") as usize..];
            let name: Vec<u8> = name.iter().copied().take_while(|b| *b != 0).collect();
            let section = u16_at(object, symbol + 6).expect("section");
            let value = usize_at(object, symbol + 8).expect("value");
            if object[symbol + 4] >> 4 != 0 {
                found.push((String::from_utf8(name).expect("text"), section, value));
            }
        }
        found.sort_unstable();
        found
    }

    #[test]
    fn names_become_those_of_the_program() {
        let symbol = |name: &str| Meaning::Symbol(name.to_string());
        let meanings = HashMap::from([
            ("here_0".to_string(), symbol("here_1234")),
            ("there_1".to_string(), symbol("t")),
            ("number_2".to_string(), Meaning::Number(77)),
            ("unused_3".to_string(), symbol("u")),
        ]);
        let object = resolve(example(), &meanings).expect("an object");
        let found = symbols(&object);
        let expected = [("here_1234", 1, 0), ("memcpy", 0, 0), ("rpy_number.77", SHN_ABS, 77), ("t", 0, 0)];
        let expected: Vec<_> = expected.into_iter().map(|(name, s, v)| (name.to_string(), s, v)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let object = example();
        assert_eq!(resolve(b"text".to_vec(), &HashMap::new()), None);
        for length in 0..object.len() {
            resolve(object[..length].to_vec(), &HashMap::new());
        }
    }
}
