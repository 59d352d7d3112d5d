//! The tables as one blob, of which parts are read when they are asked for.
//!
//! It starts with `RPYJ` and the version, then comes a directory: where each section starts, as `u32` from the start of
//! the blob; a last word says where the last one ends. Sections start at multiples of 4.
//!
//! | section | what |
//! |---|---|
//! | 0 | small lists: drivers, virtualizables, and so on; who has loop headers, which fields are quasi-immutable |
//! | 1 | jitcodes: count, where each starts, then they themselves |
//! | 2 | descriptors: the same |
//! | 3 | effects: the same |
//! | 4 | liveness: count, then words |
//! | 5 | what only the translator and logs ask for: addresses, classes, names |

use std::borrow::Cow;
use std::ops::Range;

use super::bytes::{Codec, FormatError, Reader};
use super::ops::JitOp;
use super::*;

const MAGIC: &[u8; 4] = b"RPYJ";
/// Bytes of magic and version.
const HEAD: usize = 8;
const SECTIONS: usize = 6;

/// The small lists of [`Tables`], and what is found out of the long ones when they are written.
#[derive(Clone, Debug, Default)]
pub struct Small {
    /// [`Tables::drivers`].
    pub drivers: Vec<Driver>,
    /// [`Tables::indirect`].
    pub indirect: Vec<(AddrId, JitCodeId)>,
    /// [`Tables::virtualizables`].
    pub virtualizables: Vec<Virtualizable>,
    /// [`Tables::virtual_ref`].
    pub virtual_ref: Option<VirtualRef>,
    /// [`Tables::invalidate`].
    pub invalidate: Option<(AddrId, DescrId)>,
    /// Of each driver, whether some jitcode announces loops of it.
    pub headers: Vec<bool>,
    /// Quasi-immutable fields, sorted.
    pub quasi: Vec<DescrId>,
}

/// A list whose items are read one by one.
#[derive(Clone, Copy, Debug, Default)]
struct Index {
    /// Where the table of positions starts.
    at: usize,
    count: usize,
}

/// A blob whose directory has been read.
#[derive(Clone, Debug, Default)]
pub struct Blob {
    bytes: Cow<'static, [u8]>,
    /// The small lists.
    pub small: Small,
    jitcodes: Index,
    descrs: Index,
    effects: Index,
    liveness: Range<usize>,
    /// A copy of it, if it cannot be read where it is.
    copied: Vec<u16>,
    /// Of section 5.
    late: usize,
    end: usize,
}

fn cut_off() -> FormatError {
    FormatError::new("the table is cut off")
}

fn align(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(4), 0);
}

fn put_index<T: Codec>(items: &[T], out: &mut Vec<u8>) {
    (items.len() as u32).put(out);
    let table = out.len();
    out.resize(table + 4 * (items.len() + 1), 0);
    for n in 0..=items.len() {
        let at = (out.len() as u32).to_le_bytes();
        out[table + 4 * n..table + 4 * n + 4].copy_from_slice(&at);
        if let Some(item) = items.get(n) {
            item.put(out);
        }
    }
}

impl Small {
    fn of(t: &Tables) -> Small {
        let mut headers = vec![false; t.drivers.len()];
        for code in &t.jitcodes {
            let mut at = 0;
            while let Some(length) = instruction_length(&code.code, at) {
                if code.code[at] == JitOp::LoopHeader.word() {
                    if let Some(seen) = headers.get_mut(usize::from(code.code[at + 1])) {
                        *seen = true;
                    }
                }
                at += length;
            }
        }
        let quasi = (0..).zip(&t.descrs).filter(|(_, d)| matches!(d, Descr::Field(f) if f.quasi));
        Small {
            drivers: t.drivers.clone(),
            indirect: t.indirect.clone(),
            virtualizables: t.virtualizables.clone(),
            virtual_ref: t.virtual_ref.clone(),
            invalidate: t.invalidate,
            headers,
            quasi: quasi.map(|(n, _)| DescrId(n)).collect(),
        }
    }
}

/// Words of the instruction at a position; nothing if there is none.
pub fn instruction_length(words: &[u16], pc: usize) -> Option<usize> {
    let op = JitOp::from_word(*words.get(pc)?)?;
    let mut at = pc + 1;
    for arg in op.signature() {
        at += match arg {
            Arg::List(_) => 1 + usize::from(*words.get(at)?),
            Arg::Label | Arg::Descr | Arg::JitCode | Arg::Live => 2,
            Arg::Value(_) | Arg::Driver | Arg::Switch | Arg::Result(_) => 1,
        };
    }
    (at <= words.len()).then_some(at - pc)
}

impl Tables {
    /// The tables as one blob.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        VERSION.put(&mut out);
        out.resize(HEAD + 4 * (SECTIONS + 1), 0);
        for section in 0..=SECTIONS {
            if section < SECTIONS {
                align(&mut out);
            }
            let at = (out.len() as u32).to_le_bytes();
            out[HEAD + 4 * section..HEAD + 4 * section + 4].copy_from_slice(&at);
            match section {
                0 => Small::of(self).put(&mut out),
                1 => put_index(&self.jitcodes, &mut out),
                2 => put_index(&self.descrs, &mut out),
                3 => put_index(&self.effects, &mut out),
                4 => self.liveness.put(&mut out),
                5 => {
                    self.addresses.put(&mut out);
                    self.classes.put(&mut out);
                    self.names.put(&mut out);
                }
                _ => {}
            }
        }
        out
    }

    /// Reads a whole blob.
    ///
    /// # Errors
    /// It is of another version, cut off or damaged. What numbers refer to is [`verify`]'s job.
    pub fn from_bytes(bytes: &[u8]) -> Result<Tables, FormatError> {
        let blob = Blob::open(Cow::Owned(bytes.to_vec()))?;
        if blob.end != bytes.len() {
            return Err(FormatError::new("bytes are left over"));
        }
        let mut late = Reader { rest: blob.bytes.get(blob.late..).ok_or_else(cut_off)? };
        let small = blob.small.clone();
        Ok(Tables {
            jitcodes: (0..blob.jitcodes()).map(|n| blob.jitcode(n)).collect::<Result<_, _>>()?,
            liveness: blob.liveness().to_vec(),
            descrs: (0..blob.descrs()).map(|n| blob.descr(n)).collect::<Result<_, _>>()?,
            effects: (0..blob.effects.count).map(|n| blob.effect(n)).collect::<Result<_, _>>()?,
            addresses: Codec::get(&mut late)?,
            classes: Codec::get(&mut late)?,
            names: Codec::get(&mut late)?,
            drivers: small.drivers,
            indirect: small.indirect,
            virtualizables: small.virtualizables,
            virtual_ref: small.virtual_ref,
            invalidate: small.invalidate,
        })
    }
}

impl Blob {
    /// Reads the directory and the small lists.
    ///
    /// # Errors
    /// It is of another version or damaged.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Blob, FormatError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(FormatError::new("this is not a table of jitcodes"))?;
        let mut r = Reader { rest };
        let version = u32::get(&mut r)?;
        if version != VERSION {
            return Err(FormatError::new(format!("version {version} instead of {VERSION}")));
        }
        let mut starts = [0; SECTIONS + 1];
        for start in &mut starts {
            *start = u32::get(&mut r)? as usize;
        }
        if starts[SECTIONS] > bytes.len() || starts.windows(2).any(|w| w[0] > w[1]) {
            return Err(cut_off());
        }
        let small = Small::get(&mut Reader { rest: &bytes[starts[0]..starts[1]] })?;
        let count = |section: usize| {
            let part = &bytes[starts[section]..starts[section + 1]];
            Ok::<_, FormatError>((starts[section] + 4, u32::get(&mut Reader { rest: part })? as usize))
        };
        let index = |section| {
            let (at, count) = count(section)?;
            match at + 4 * (count + 1) <= starts[section + 1] {
                true => Ok(Index { at, count }),
                false => Err(cut_off()),
            }
        };
        let (jitcodes, descrs, effects, liveness) = (index(1)?, index(2)?, index(3)?, count(4)?);
        let liveness = liveness.0..liveness.0 + 2 * liveness.1;
        if liveness.end > starts[5] {
            return Err(cut_off());
        }
        let (late, end) = (starts[5], starts[SECTIONS]);
        let mut blob = Blob { small, jitcodes, descrs, effects, liveness, copied: Vec::new(), late, end, bytes };
        if blob.words().is_none() {
            let words = blob.bytes[blob.liveness.clone()].chunks_exact(2);
            blob.copied = words.map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        }
        Ok(blob)
    }

    fn item<T: Codec>(&self, index: Index, n: usize) -> Result<T, FormatError> {
        if n >= index.count {
            return Err(FormatError::new("a number that refers to nothing"));
        }
        let table = &self.bytes[index.at + 4 * n..];
        let mut r = Reader { rest: table };
        let (from, to) = (u32::get(&mut r)? as usize, u32::get(&mut r)? as usize);
        T::get(&mut Reader { rest: self.bytes.get(from..to).ok_or_else(cut_off)? })
    }

    /// How many jitcodes there are.
    pub fn jitcodes(&self) -> usize {
        self.jitcodes.count
    }

    /// How many descriptors there are.
    pub fn descrs(&self) -> usize {
        self.descrs.count
    }

    /// A jitcode.
    ///
    /// # Errors
    /// There is none with this number, or it is damaged.
    pub fn jitcode(&self, n: usize) -> Result<JitCode, FormatError> {
        self.item(self.jitcodes, n)
    }

    /// A descriptor.
    ///
    /// # Errors
    /// There is none with this number, or it is damaged.
    pub fn descr(&self, n: usize) -> Result<Descr, FormatError> {
        self.item(self.descrs, n)
    }

    /// Effects of calls.
    ///
    /// # Errors
    /// There are none with this number, or they are damaged.
    pub fn effect(&self, n: usize) -> Result<EffectInfo, FormatError> {
        self.item(self.effects, n)
    }

    /// [`Tables::liveness`].
    pub fn liveness(&self) -> &[u16] {
        match self.copied.is_empty() {
            true => self.words().unwrap_or_default(),
            false => &self.copied,
        }
    }

    /// The live registers at a position of the liveness, by kind.
    pub fn live(&self, at: u32) -> Option<[&[u16]; 3]> {
        live_at(self.liveness(), at)
    }

    /// The liveness where it is, if it can be read there.
    fn words(&self) -> Option<&[u16]> {
        // SAFETY: any two bytes are a number.
        let (before, words, after) = unsafe { self.bytes[self.liveness.clone()].align_to::<u16>() };
        (cfg!(target_endian = "little") && before.is_empty() && after.is_empty()).then_some(words)
    }

    /// Of each address the name of what is there: [`Tables::names`].
    ///
    /// # Errors
    /// The list is damaged.
    pub fn names(&self) -> Result<String, FormatError> {
        let mut late = Reader { rest: &self.bytes[self.late..self.end] };
        Vec::<Symbol>::get(&mut late)?;
        Vec::<(AddrId, DescrId)>::get(&mut late)?;
        String::get(&mut late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"jitcode "f" (i) {
    -live-(i0)
    jit_merge_point(m0, [i0], [], [], [], [], [])
    loop_header(m1)
    void_return()
}
jitcode "g" () {
    void_return()
}
"#;

    #[test]
    fn parts_are_read_alone() {
        let mut t = Tables { drivers: vec![Driver::default(); 2], names: "one\n".to_string(), ..Tables::default() };
        text::parse(&mut t, TEXT).unwrap();
        t.effects.push(EffectInfo::ANYTHING);
        let bytes = t.to_bytes();
        // At any address.
        for shift in 0..2 {
            let moved = [&vec![0; shift][..], &bytes[..]].concat();
            let moved: &'static [u8] = moved.leak();
            let blob = Blob::open(Cow::Borrowed(&moved[shift..])).unwrap();
            assert_eq!(blob.small.headers, [false, true]);
            assert_eq!((blob.jitcode(1).unwrap().name.as_str(), blob.jitcodes(), blob.descrs()), ("g", 2, 0));
            assert_eq!(blob.effect(0), Ok(EffectInfo::ANYTHING));
            assert_eq!(blob.live(0), t.live(0));
            assert_eq!(blob.names().unwrap(), "one\n");
            assert!(blob.jitcode(2).is_err() && blob.descr(0).is_err());
        }
    }
}
