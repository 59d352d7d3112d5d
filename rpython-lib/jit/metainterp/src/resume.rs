//! From the exit of a guard back to the frames of the interpreter.
//!
//! A [`Resume`] is an [`Exit`] in a compact form: numbers of seven bits a byte. A value is one number, tag in the
//! low three bits: which of the exit's saved values, a constant, a virtual object to build, or nothing.

use abi::rule;
use jit_trace::{Arg, BoxId, DescrId, Exit, ExitVal, Kind, PtrConst, StorePlace, Trace, VirtualKind};
use smallvec::SmallVec;

use crate::engine::{result_register, Frame, Word, KINDS};
use crate::program::Program;
use crate::Error;
use crate::{virtualizable, vref};

const BOX: u64 = 0;
const INT: u64 = 1;
const BIG: u64 = 2;
const PTR: u64 = 3;
const FLOAT: u64 = 4;
const VIRTUAL: u64 = 5;
const HOLE: u64 = 6;

/// What a guard needs to go on in the interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    bytes: Box<[u8]>,
    /// Kinds of the saved values.
    pub kinds: Box<[Kind]>,
}

/// Makes values while frames are rebuilt.
pub trait Rebuild {
    /// A value.
    type V: Word;
    /// Saved value `n`.
    fn saved(&mut self, n: usize) -> Result<Self::V, Error>;
    /// A constant.
    fn constant(&mut self, arg: Arg) -> Self::V;
    /// Makes a cleared object: the next of [`Rebuild::made`].
    fn new_object(&mut self, p: &Program, descr: DescrId) -> Result<(), Error>;
    /// Makes a cleared array: the next of [`Rebuild::made`].
    fn new_array(&mut self, p: &Program, descr: DescrId, length: i64) -> Result<(), Error>;
    /// Object `n` of those made. References last until the next one is made.
    fn made(&mut self, n: usize) -> Result<Self::V, Error>;
    /// Stores into an object.
    fn set_field(&mut self, p: &Program, object: Self::V, field: DescrId, value: Self::V) -> Result<(), Error>;
    /// Stores into an array.
    fn set_item(
        &mut self,
        p: &Program,
        array: Self::V,
        index: i64,
        descr: DescrId,
        value: Self::V,
    ) -> Result<(), Error>;
    /// Stores into a structure in an array.
    fn set_interior(
        &mut self,
        p: &Program,
        array: Self::V,
        index: i64,
        field: DescrId,
        value: Self::V,
    ) -> Result<(), Error>;
    /// Gives a virtualizable its values; nobody owns it any more.
    fn virtualizable(
        &mut self,
        p: &Program,
        class: usize,
        object: Self::V,
        fields: &[Self::V],
        arrays: &[&[Self::V]],
    ) -> Result<(), Error>;
    /// A virtual reference in use, and what it stands for.
    fn virtual_ref(&mut self, p: &Program, object: Self::V, reference: Self::V) -> Result<(), Error>;
}

/// How much of an exit's work is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// All.
    All,
    /// Objects, stores and the virtualizable were done when the frame was forced: the frames only.
    Frames,
}

struct Writer<'a> {
    bytes: Vec<u8>,
    /// Which of the saved values a box is.
    number: &'a dyn Fn(BoxId) -> Option<usize>,
}

impl Writer<'_> {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    fn value(&mut self, v: ExitVal) -> Result<(), Error> {
        match v {
            ExitVal::Hole => self.number(HOLE),
            ExitVal::Virtual(n) => self.number(u64::from(n) << 3 | VIRTUAL),
            ExitVal::Arg(Arg::Box(b)) => {
                let n = (self.number)(b).ok_or(Error::Table("value of an exit"))?;
                self.number((n as u64) << 3 | BOX);
            }
            ExitVal::Arg(Arg::Ptr(p)) => self.number(u64::from(p.0) << 3 | PTR),
            ExitVal::Arg(Arg::Float(bits)) => {
                self.number(FLOAT);
                self.number(bits.swap_bytes());
            }
            ExitVal::Arg(Arg::Int(n)) => {
                let zigzag = (n << 1 ^ n >> 63) as u64;
                if zigzag < 1 << 60 {
                    self.number(zigzag << 3 | INT);
                } else {
                    self.number(BIG);
                    self.number(n as u64);
                }
            }
        }
        Ok(())
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    #[inline]
    fn number(&mut self) -> Result<u64, Error> {
        match self.0.split_first() {
            Some((byte, rest)) if *byte < 0x80 => {
                self.0 = rest;
                Ok((*byte).into())
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Result<u64, Error> {
        let mut n = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            n |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(n);
            }
            shift += 7;
            if shift > 63 {
                break;
            }
        }
        Err(Error::Table("resume data"))
    }

    fn count(&mut self) -> Result<usize, Error> {
        Ok(self.number()? as usize)
    }

    fn descr(&mut self) -> Result<DescrId, Error> {
        Ok(DescrId(self.number()? as u32))
    }

    /// A value; nothing for a hole.
    fn value<R: Rebuild>(&mut self, r: &mut R) -> Result<Option<R::V>, Error> {
        let n = self.number()?;
        let rest = n >> 3;
        rule!(
            "resume.value",
            match n & 7 {
                BOX => "saved",
                INT => "int",
                BIG => "large_int",
                PTR => "reference",
                FLOAT => "float",
                VIRTUAL => "virtual",
                _ => "hole",
            }
        );
        Ok(Some(match n & 7 {
            BOX => r.saved(rest as usize)?,
            INT => r.constant(Arg::Int((rest >> 1) as i64 ^ -((rest & 1) as i64))),
            BIG => r.constant(Arg::Int(self.number()? as i64)),
            PTR => r.constant(Arg::Ptr(PtrConst(rest as u32))),
            FLOAT => r.constant(Arg::Float(self.number()?.swap_bytes())),
            VIRTUAL => r.made(rest as usize)?,
            HOLE => return Ok(None),
            _ => return Err(Error::Table("resume data")),
        }))
    }
}

impl Resume {
    /// The compact form of an exit of this trace.
    pub fn encode(exit: &Exit, trace: &Trace) -> Result<Resume, Error> {
        exit.with_saved(|saved, number| Resume::encode_with(exit, trace, saved, number))
    }

    fn encode_with(
        exit: &Exit,
        trace: &Trace,
        saved: &[BoxId],
        number: &dyn Fn(BoxId) -> Option<usize>,
    ) -> Result<Resume, Error> {
        let mut w = Writer { bytes: Vec::with_capacity(2 * exit.values.len() + 32), number };
        w.number(exit.virtuals.len() as u64);
        for v in &exit.virtuals {
            let (tag, descr) = match v.kind {
                VirtualKind::Struct(d) => (0, d),
                VirtualKind::Array { descr, .. } => (1, descr),
                VirtualKind::ArrayStruct { descr, .. } => (2, descr),
                _ => return Err(Error::Table("virtual string")),
            };
            w.number(tag);
            w.number(descr.0.into());
            w.number(v.values.len() as u64);
        }
        for v in &exit.virtuals {
            for value in &v.values {
                w.value(*value)?;
            }
        }
        w.number(exit.pending.len() as u64);
        for store in &exit.pending {
            match store.place {
                StorePlace::Field(d) => {
                    w.number(0);
                    w.number(d.0.into());
                }
                StorePlace::Item(d, index) => {
                    w.number(1 + u64::from(index));
                    w.number(d.0.into());
                }
            }
            w.value(store.object)?;
            w.value(store.value)?;
        }
        w.number(exit.frames.len() as u64);
        let mut values = exit.values.iter();
        for frame in &exit.frames {
            w.number(frame.jitcode.into());
            w.number(frame.pc.into());
            w.number(frame.count.into());
            for value in values.by_ref().take(frame.count as usize) {
                w.value(*value)?;
            }
        }
        let kinds = saved.iter().map(|b| trace.kind(*b)).collect();
        Ok(Resume { bytes: w.bytes.into_boxed_slice(), kinds })
    }

    /// Bytes of memory.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.kinds.len()
    }

    /// Rebuilds the frames: each goes on at its `-live-`. If the exit has the result of the call in
    /// progress in the top frame, that is stored too: should the call have raised, no handler reads that register.
    pub fn frames<R: Rebuild>(&self, p: &Program, r: &mut R, work: Work) -> Result<Vec<Frame<R::V>>, Error> {
        let all = work == Work::All;
        if !all {
            rule!("resume.frames_only");
        }
        let mut data = Reader(&self.bytes);
        let virtuals = data.count()?;
        let mut shapes: SmallVec<[(u64, DescrId, usize); 8]> = SmallVec::new();
        for _ in 0..virtuals {
            let (tag, descr, count) = (data.number()?, data.descr()?, data.count()?);
            match tag {
                _ if !all => {}
                0 => {
                    rule!("resume.virtual_struct");
                    r.new_object(p, descr)?;
                }
                1 => {
                    rule!("resume.virtual_array");
                    r.new_array(p, descr, count as i64)?;
                }
                _ => {
                    let fields = p.descrs.array(descr).ok_or(Error::Table("array"))?.interior.len().max(1);
                    r.new_array(p, descr, (count / fields) as i64)?
                }
            }
            shapes.push((tag, descr, count));
        }
        for (n, (tag, descr, count)) in shapes.into_iter().enumerate() {
            let object = r.made(n)?;
            for i in 0..count {
                let Some(value) = data.value(r)?.filter(|_| all) else { continue };
                let part = |list: &[DescrId]| list.get(i % list.len().max(1)).copied().ok_or(Error::Table("field"));
                match tag {
                    0 => {
                        let field = part(&p.descrs.size(descr).ok_or(Error::Table("size"))?.fields)?;
                        r.set_field(p, object, field, value)?;
                    }
                    1 => r.set_item(p, object, i as i64, descr, value)?,
                    _ => {
                        let interior = &p.descrs.array(descr).ok_or(Error::Table("array"))?.interior;
                        let index = (i / interior.len().max(1)) as i64;
                        r.set_interior(p, object, index, part(interior)?, value)?;
                    }
                }
            }
        }
        for _ in 0..data.count()? {
            let (place, descr) = (data.number()?, data.descr()?);
            let (object, value) = (data.value(r)?, data.value(r)?);
            let (Some(object), Some(value)) = (object, value) else { return Err(Error::Table("delayed store")) };
            match place {
                _ if !all => {}
                0 => {
                    rule!("resume.delayed_field");
                    r.set_field(p, object, descr, value)?;
                }
                n => {
                    rule!("resume.delayed_item");
                    r.set_item(p, object, n as i64 - 1, descr, value)?;
                }
            }
        }
        let count = data.count()?;
        let mut frames = Vec::with_capacity(count);
        for _ in 0..count {
            let (code, pc, count) = (data.count()?, data.count()?, data.count()?);
            if code == virtualizable::FRAME as usize {
                rule!("resume.virtualizable");
                let mut values = Vec::with_capacity(count);
                for _ in 0..count {
                    values.push(data.value(r)?.unwrap_or_default());
                }
                if all {
                    give_back(p, r, pc, &values)?;
                }
                continue;
            }
            if code == vref::FRAME as usize {
                for _ in 0..count / 2 {
                    let pair = (data.value(r)?, data.value(r)?);
                    if let ((Some(object), Some(reference)), true) = (pair, all) {
                        rule!("resume.virtual_ref");
                        r.virtual_ref(p, object, reference)?;
                    }
                }
                continue;
            }
            rule!("resume.frame");
            let mut frame = Frame::new(p, code)?;
            frame.pc = pc;
            let live = p.live(code, pc)?;
            let registers = KINDS.iter().flat_map(|k| live[*k as usize].iter().map(move |n| (*k, usize::from(*n))));
            let mut read = 0;
            for (kind, register) in registers.take(count) {
                read += 1;
                if let Some(value) = data.value(r)? {
                    frame.set(kind, register, value)?;
                }
            }
            for _ in read..count {
                let value = data.value(r)?;
                let place = result_register(p, code, pc);
                if let (Some(value), Some((kind, register))) = (value, place) {
                    rule!("resume.result_of_call");
                    frame.set(kind, register, value)?;
                }
            }
            frames.push(frame);
        }
        Ok(frames)
    }
}

/// Takes the values of a virtualizable apart: the object, fields, for each array its length and items.
fn give_back<R: Rebuild>(p: &Program, r: &mut R, class: usize, values: &[R::V]) -> Result<(), Error> {
    let wrong = || Error::Table("virtualizable");
    let info = p.virtualizables.get(class).ok_or_else(wrong)?;
    let (object, rest) = values.split_first().ok_or_else(wrong)?;
    let (fields, mut rest) = rest.split_at_checked(info.fields.len()).ok_or_else(wrong)?;
    let mut arrays: SmallVec<[&[R::V]; 2]> = SmallVec::new();
    for _ in &info.arrays {
        let (length, others) = rest.split_first().ok_or_else(wrong)?;
        let (items, others) = others.split_at_checked(length.bits() as usize).ok_or_else(wrong)?;
        arrays.push(items);
        rest = others;
    }
    r.virtualizable(p, class, *object, fields, &arrays)
}
