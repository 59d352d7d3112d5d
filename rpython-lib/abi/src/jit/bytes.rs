//! Parts of the tables as bytes; the whole is in [`super::blob`].
//!
//! Little-endian. Numbers are fixed width, lists and texts start with a `u32` count, an option or a
//! choice with a byte.

use super::blob::Small;
use super::descr::*;
use super::*;
use std::fmt;

/// Why data does not make sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// In words.
    pub message: String,
}

impl FormatError {
    /// With that text.
    pub fn new(message: impl Into<String>) -> FormatError {
        FormatError { message: message.into() }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FormatError {}

pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], FormatError> {
        if n > self.rest.len() {
            return Err(FormatError::new("the table is cut off"));
        }
        let (a, b) = self.rest.split_at(n);
        self.rest = b;
        Ok(a)
    }
}

pub(super) trait Codec: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn get(r: &mut Reader) -> Result<Self, FormatError>;
    /// So many of them.
    fn get_all(r: &mut Reader, n: usize) -> Result<Vec<Self>, FormatError> {
        // A damaged count must not reserve memory that the data cannot fill.
        let mut v = Vec::with_capacity(n.min(r.rest.len()));
        for _ in 0..n {
            v.push(Self::get(r)?);
        }
        Ok(v)
    }
}

macro_rules! number {
    ($($t:ty)*) => { $(
        impl Codec for $t {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }
            fn get(r: &mut Reader) -> Result<$t, FormatError> {
                let b = r.take(std::mem::size_of::<$t>())?;
                Ok(<$t>::from_le_bytes(b.try_into().map_err(|_| FormatError::new("the table is cut off"))?))
            }
            fn get_all(r: &mut Reader, n: usize) -> Result<Vec<$t>, FormatError> {
                const SIZE: usize = std::mem::size_of::<$t>();
                let bytes = r.take(n.saturating_mul(SIZE))?.chunks_exact(SIZE);
                Ok(bytes.map(|b| b.try_into().map_or(0, <$t>::from_le_bytes)).collect())
            }
        }
    )* };
}

number!(u8 u16 u32 u64 i64);

impl Codec for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn get(r: &mut Reader) -> Result<bool, FormatError> {
        match u8::get(r)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(FormatError::new("a truth value that is neither 0 nor 1")),
        }
    }
}

impl<T: Codec> Codec for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u32).put(out);
        self.iter().for_each(|x| x.put(out));
    }
    fn get(r: &mut Reader) -> Result<Vec<T>, FormatError> {
        let n = u32::get(r)? as usize;
        T::get_all(r, n)
    }
}

impl Codec for String {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u32).put(out);
        out.extend(self.as_bytes());
    }
    fn get(r: &mut Reader) -> Result<String, FormatError> {
        let n = u32::get(r)? as usize;
        String::from_utf8(r.take(n)?.to_vec()).map_err(|_| FormatError::new("a text that is not UTF-8"))
    }
}

impl<T: Codec> Codec for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(x) = self {
            x.put(out);
        }
    }
    fn get(r: &mut Reader) -> Result<Option<T>, FormatError> {
        Ok(if bool::get(r)? { Some(T::get(r)?) } else { None })
    }
}

impl<A: Codec, B: Codec> Codec for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn get(r: &mut Reader) -> Result<(A, B), FormatError> {
        Ok((A::get(r)?, B::get(r)?))
    }
}

impl Codec for [u16; 3] {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|x| x.put(out));
    }
    fn get(r: &mut Reader) -> Result<[u16; 3], FormatError> {
        Ok([u16::get(r)?, u16::get(r)?, u16::get(r)?])
    }
}

macro_rules! record {
    ($($t:ident { $($field:ident)* })*) => { $(
        impl Codec for $t {
            fn put(&self, out: &mut Vec<u8>) {
                $( self.$field.put(out); )*
            }
            fn get(r: &mut Reader) -> Result<$t, FormatError> {
                Ok($t { $( $field: Codec::get(r)? ),* })
            }
        }
    )* };
}

macro_rules! number_of {
    ($($t:ident)*) => { $(
        impl Codec for $t {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }
            fn get(r: &mut Reader) -> Result<$t, FormatError> {
                Ok($t(u32::get(r)?))
            }
        }
    )* };
}

/// Choices: each case has a number and at most one value.
macro_rules! choice {
    ($($t:ident { $($n:literal $case:ident $(($x:ident))?),* })*) => { $(
        impl Codec for $t {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $( $t::$case $(($x))? => {
                        out.push($n);
                        $( $x.put(out); )?
                    } )*
                }
            }
            fn get(r: &mut Reader) -> Result<$t, FormatError> {
                match u8::get(r)? {
                    $( $n => Ok($t::$case $(({
                        let $x = Codec::get(r)?;
                        $x
                    }))?), )*
                    n => Err(FormatError::new(format!("{} {n} does not exist", stringify!($t)))),
                }
            }
        }
    )* };
}

number_of!(JitCodeId DescrId AddrId EffectId);

choice! {
    Kind { 0 Int, 1 Ref, 2 Float }
    Symbol { 0 Graph(n), 1 Extern(n), 2 Static(n) }
    IntConst { 0 Value(n), 1 Addr(a) }
    RefConst { 0 Null, 1 Addr(a) }
    HookKind { 0 Location, 1 NeverInline, 2 UnrollOnce, 3 UniqueId, 4 ConfirmEnter }
    GreenType { 0 Int, 1 Ref, 2 Str, 3 Unicode, 4 Float }
    FieldType { 0 Void, 1 Signed(n), 2 Unsigned(n), 3 Ref, 4 Float, 5 SingleFloat, 6 Struct }
    Descr { 0 Size(d), 1 Field(d), 2 Array(d), 3 Interior(d), 4 Call(d) }
    ExtraEffect {
        0 ElidableCannotRaise, 1 LoopInvariant, 2 CannotRaise, 3 ElidableOrMemoryError, 4 ElidableCanRaise,
        5 CanRaise, 6 Forces, 7 Random
    }
    OopSpec {
        0 None, 1 ArrayCopy, 2 ArrayClear, 3 IntPyDiv, 4 IntPyMod, 5 MathSqrt, 6 StrConcat, 7 StrSlice, 8 StrEqual,
        9 DictLookup, 10 ShrinkArray, 11 ArrayMove, 12 NotInTrace, 13 IntUdiv, 14 IntUmod, 15 StrCmp, 16 UniConcat,
        17 UniSlice, 18 UniEqual, 19 UniCmp, 20 ForceVirtualizable
    }
}

record! {
    Small { drivers indirect virtualizables virtual_ref invalidate headers quasi }
    JitCode { name code regs ints refs floats switches args result function portal }
    Driver { name portal greens reds result function runner virtualizable hooks recursive }
    Hook { what address descr args text }
    VirtualRef { size token forced deref }
    Virtualizable { name token fields arrays force }
    SizeDescr { name size type_id vtable typeptr fields gc immutable value }
    FieldDescr { name parent index offset ty immutable quasi }
    ArrayDescr { name base item_size length_offset item immutable type_id interior fields }
    InteriorFieldDescr { name array offset ty }
    CallResult { ty }
    CallDescr { args result effect returns_exception }
    EffectInfo { extra oopspec reads writes can_invalidate can_collect }
}
