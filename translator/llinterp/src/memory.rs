//! Operations on references and objects, every access checked.

use crate::decode::{const_value, Instr};
use crate::machine::{Interp, Res};
use crate::raw::raw_block;
use crate::value::{Items, Object, Value};
use graph::eval::Scalar;
use graph::{Const, KnownException, OpCode, StaticItems};
use lltype::layout::{layout, size_align, LayoutParams};
use lltype::{ContainerId, Elem, LLType};

/// Longest array that an allocation may have; longer ones raise MemoryError.
const MAX_ITEMS: i64 = 1 << 31;
const LAYOUT: LayoutParams = LayoutParams::X86_64;

impl Interp<'_> {
    pub(crate) fn load_statics(&mut self) {
        let program = self.program;
        let places = self.raw_prebuilt();
        let value = |c: &Const| match c {
            Const::Place(s, at) => places.get(s).map_or(Value::Void, |start| Value::int(start + i64::from(*at))),
            c => const_value(c).unwrap_or(Value::Void),
        };
        for (id, s) in program.statics.iter() {
            let mut object = Object::new(&program.types, s.ty, 0);
            object.fields = s.fields.iter().map(value).collect();
            object.items = match (&s.items, object.items) {
                (StaticItems::None, empty) => empty,
                (StaticItems::Bytes(b), _) => Items::Bytes(b.clone()),
                (StaticItems::Prims(v), Items::Bytes(_)) => {
                    let byte = |c: &Const| if let Const::Char(b) = c { *b } else { 0 };
                    Items::Bytes(v.iter().map(byte).collect())
                }
                (StaticItems::Prims(v), _) => Items::Values(v.iter().map(value).collect()),
                (StaticItems::Structs(v), empty) => {
                    let stride = if let Items::Structs { stride, .. } = empty { stride } else { 0 };
                    Items::Structs { stride, len: v.len(), values: v.iter().flatten().map(value).collect() }
                }
            };
            if places.contains_key(&id) {
                object = raw_block(&object);
            }
            self.heap.push(object);
        }
    }

    /// A new object; its reference.
    pub fn allocate(&mut self, object: Object) -> Value {
        self.heap.push(object);
        Value::Obj(self.heap.len() as u32 - 1)
    }

    /// A new RPython string.
    ///
    /// # Errors
    /// If the program has no string type.
    pub fn string(&mut self, bytes: &[u8]) -> Result<Value, String> {
        let ty = self.program.string.ok_or("the program has no string type")?;
        let mut object = Object::new(&self.program.types, ty, 0);
        object.items = Items::Bytes(bytes.to_vec());
        Ok(self.allocate(object))
    }

    /// The bytes of an RPython string.
    ///
    /// # Errors
    /// If the value is none.
    pub fn string_bytes(&self, v: Value) -> Result<&[u8], String> {
        match v {
            Value::Obj(o) => match &self.heap[o as usize].items {
                Items::Bytes(b) => Ok(b),
                _ => Err("not a string".into()),
            },
            other => Err(format!("{other:?} is not a string")),
        }
    }

    /// The bytes of an RPython string, to change them.
    ///
    /// # Errors
    /// If the value is none.
    pub fn string_bytes_mut(&mut self, v: Value) -> Result<&mut Vec<u8>, String> {
        match v {
            Value::Obj(o) => match &mut self.heap[o as usize].items {
                Items::Bytes(b) => Ok(b),
                _ => Err("not a string".into()),
            },
            other => Err(format!("{other:?} is not a string")),
        }
    }

    /// The argument of an entry point.
    pub(crate) fn string_list(&mut self, args: &[&[u8]]) -> Result<Value, String> {
        let types = &self.program.types;
        let list = self.program.string_list.ok_or("the program has no type for a list of strings")?;
        let field = |name| types.find_field(list, name).ok_or(format!("lists have no field {name}"));
        let (length, items) = (field("length")?, field("items")?);
        let LLType::Ptr(array) = types.field(items).ty else { return Err("items is not a reference".into()) };
        let strings = args.iter().map(|a| self.string(a)).collect::<Result<Vec<_>, _>>()?;
        let n = strings.len();
        let mut object = Object::new(types, array, 0);
        object.items = Items::Values(strings);
        let array = self.allocate(object);
        let mut object = Object::new(types, list, 0);
        object.fields[crate::decode::field_index(self.program, length)] = Value::int(n as i64);
        object.fields[crate::decode::field_index(self.program, items)] = array;
        Ok(self.allocate(object))
    }

    fn object(&self, v: Value) -> Res<usize> {
        match v {
            Value::Obj(o) => Ok(o as usize),
            Value::Null => Err(crate::machine::NULL_ACCESS.into()),
            other => Err(format!("an access to {other:?}").into()),
        }
    }

    /// The object behind a reference, which must have the part `container`.
    fn object_with(&self, v: Value, container: ContainerId) -> Res<usize> {
        let o = self.object(v)?;
        let Some(ty) = self.heap[o].ty else { return Err("an access to memory without type".into()) };
        let chain = &self.ancestries[ty.as_u32() as usize];
        let depth = self.ancestries[container.as_u32() as usize].len() - 1;
        if chain.get(depth) == Some(&container) {
            Ok(o)
        } else {
            let name = |c| self.program.types.structure_of(c).name.clone();
            Err(format!("a {} ({ty}) is used as a {} ({container})", name(ty), name(container)).into())
        }
    }

    fn interior(&self, op: &Instr, object: Value, index: Value) -> Res<(usize, usize)> {
        let o = self.object(object)?;
        let i = int(index)?;
        match &self.heap[o].items {
            Items::Structs { stride, len, .. } if i >= 0 && (i as usize) < *len => {
                Ok((o, i as usize * stride + op.number))
            }
            items => Err(format!("item {i} of {:?} structures", items.len()).into()),
        }
    }

    pub(crate) fn memory_op(&mut self, op: &Instr, args: &[Value]) -> Res<Value> {
        use OpCode::*;
        Ok(match (op.code, args) {
            (PtrEq, [a, b]) => Value::bool(same(*a, *b)),
            (PtrNe, [a, b]) => Value::bool(!same(*a, *b)),
            (PtrIsZero, [a]) => Value::bool(*a == Value::Null),
            (PtrNonZero, [a]) => Value::bool(*a != Value::Null),
            (CastPointer | CastOpaquePtr, [a]) => *a,
            (CastPtrToInt | GcId | GcIdentityHash, [a]) => Value::int(match a {
                Value::Null => 0,
                Value::Obj(o) => (i64::from(*o) + 1) * 16,
                Value::Addr(o, off) => (i64::from(*o) + 1) * 16 + off,
                Value::Func(g) => (1 << 40) + i64::from(g.as_u32()) * 16,
                Value::Extern(x) => (1 << 41) + i64::from(x.as_u32()) * 16,
                other => return Err(format!("the address of {other:?}").into()),
            }),
            (CastIntToPtr, [a]) if op.result_type == LLType::Address => self.raw_place(int(*a)?)?,
            (CastIntToPtr, [a]) => match int(*a)? {
                0 => Value::Null,
                i if i % 16 == 0 && i > 0 && i / 16 <= self.heap.len() as i64 => Value::Obj((i / 16 - 1) as u32),
                i => return Err(format!("{i} is no reference").into()),
            },
            (CastPtrToAdr, [a]) => match a {
                Value::Obj(o) => Value::Addr(*o, 0),
                other => *other,
            },
            (CastAdrToPtr, [a]) => match a {
                Value::Addr(o, 0) => Value::Obj(*o),
                Value::Addr(..) => return Err("a reference into the middle of an object".into()),
                other => *other,
            },
            (AdrAdd, [Value::Addr(o, off), b]) => Value::Addr(*o, off + int(*b)?),
            (RawLoad, [a, off]) => self.raw_load(*a, int(*off)?, op.result_type)?,
            (RawStore, [a, off, v]) => {
                self.raw_store(*a, int(*off)?, *v, op.number)?;
                Value::Void
            }
            (Malloc, []) => {
                let ty = op.container.ok_or("no type")?;
                self.allocate(Object::new(&self.program.types, ty, 0))
            }
            (MallocVarsize, [n]) => {
                let (ty, n) = (op.container.ok_or("no type")?, int(*n)?);
                if !(0..=MAX_ITEMS).contains(&n) {
                    return Err(self.known(KnownException::MemoryError));
                }
                self.allocate(Object::new(&self.program.types, ty, n as usize))
            }
            (GetField, [a]) => {
                let o = self.object_with(*a, op.container.ok_or("no field")?)?;
                self.heap[o].fields[op.number]
            }
            (SetField, [a, v]) => {
                let o = self.object_with(*a, op.container.ok_or("no field")?)?;
                self.heap[o].fields[op.number] = *v;
                Value::Void
            }
            (GetArrayItem, [a, i]) => {
                let (o, i) = (self.object(*a)?, int(*i)?);
                let items = &self.heap[o].items;
                items.get(i).ok_or_else(|| format!("item {i} of {:?}", items.len()))?
            }
            (SetArrayItem, [a, i, v]) => {
                let (o, i) = (self.object(*a)?, int(*i)?);
                if !self.heap[o].items.set(i, *v) {
                    return Err(format!("store of item {i} of {:?}", self.heap[o].items.len()).into());
                }
                Value::Void
            }
            (GetArraySize, [a]) => {
                let n = self.heap[self.object(*a)?].items.len();
                Value::int(n.ok_or("the length of an object without items")? as i64)
            }
            (GetInteriorField, [a, i]) => {
                let (o, at) = self.interior(op, *a, *i)?;
                let Items::Structs { values, .. } = &self.heap[o].items else { return Err("no structures".into()) };
                values[at]
            }
            (SetInteriorField, [a, i, v]) => {
                let (o, at) = self.interior(op, *a, *i)?;
                if let Items::Structs { values, .. } = &mut self.heap[o].items {
                    values[at] = *v;
                }
                Value::Void
            }
            (ArrayCopy, [src, dst, from, to, n]) => {
                let (s, d, from, to, n) = (self.object(*src)?, self.object(*dst)?, int(*from)?, int(*to)?, int(*n)?);
                let part = self.heap[s].items.slice(from, n).ok_or("arraycopy reads out of range")?;
                if !self.heap[d].items.splice(to, part) {
                    return Err("arraycopy writes out of range".into());
                }
                Value::Void
            }
            (ArrayClear, [a, start, n]) => {
                let (o, start, n) = (self.object(*a)?, int(*start)?, int(*n)?);
                let ty = self.heap[o].ty.ok_or("arrayclear of memory without type")?;
                if n < 0 || n > self.heap[o].items.len().unwrap_or(0) as i64 {
                    return Err("arrayclear out of range".into());
                }
                let zeros = Object::new(&self.program.types, ty, n as usize).items;
                if !self.heap[o].items.splice(start, zeros) {
                    return Err("arrayclear out of range".into());
                }
                Value::Void
            }
            (ShrinkArray, [a, n]) => {
                let (o, n) = (self.object(*a)?, int(*n)?);
                if n < 0 || n as usize > self.heap[o].items.len().unwrap_or(0) {
                    return Err("shrink_array to a greater length".into());
                }
                self.heap[o].items.truncate(n as usize);
                *a
            }
            // A collector may always say no.
            (GrowArray, [_, _]) => Value::bool(false),
            (IsSubclassOf, [object, class]) => {
                let (o, c) = (self.object(*object)?, self.object(*class)?);
                let n = |o: usize, i: usize| int(*self.heap[o].fields.get(i).ok_or("not a vtable")?);
                let min = n(o, 0)?;
                Value::bool(n(c, 0)? <= min && min <= n(c, 1)?)
            }
            (WeakrefCreate, [a]) => self.allocate(Object { ty: None, fields: Box::default(), items: Items::Weak(*a) }),
            (WeakrefDeref, [a]) => match &self.heap[self.object(*a)?].items {
                Items::Weak(v) => *v,
                // A prebuilt one: a structure of its referent.
                _ if self.heap[self.object(*a)?].fields.len() == 1 => self.heap[self.object(*a)?].fields[0],
                _ => return Err("not a weak reference".into()),
            },
            (code, args) => {
                return Err(format!("{} is not defined for {args:?}", code.name()).into());
            }
        })
    }

    /// What is at a byte offset of a typed object.
    fn place(&self, o: usize, offset: i64) -> Option<Place> {
        let ty = self.heap[o].ty?;
        let offset = u32::try_from(offset).ok()?;
        let l = layout(&self.program.types, ty, LAYOUT);
        if let Some(i) = l.fields.iter().position(|(_, at)| *at == offset) {
            return Some(Place::Field(i));
        }
        let items = l.items?;
        let at = offset.checked_sub(items.first_offset)?;
        match self.program.types.structure_of(ty).items? {
            Elem::Prim(_) => {
                (items.item_size > 0 && at % items.item_size == 0).then(|| Place::Item(at / items.item_size))
            }
            Elem::Struct(c) => {
                let inner = layout(&self.program.types, c, LAYOUT);
                let field = inner.fields.iter().position(|(_, f)| *f == at % items.item_size)?;
                Some(Place::Interior((at / items.item_size) as usize * inner.fields.len() + field))
            }
        }
    }

    fn bytes_at(&mut self, o: usize, offset: i64, n: usize) -> Option<&mut [u8]> {
        let start = match (&self.heap[o].items, self.heap[o].ty) {
            (Items::Raw(_), _) => usize::try_from(offset).ok()?,
            (Items::Bytes(_), Some(ty)) => {
                let first = layout(&self.program.types, ty, LAYOUT).items?.first_offset;
                usize::try_from(offset - i64::from(first)).ok()?
            }
            _ => return None,
        };
        match &mut self.heap[o].items {
            Items::Raw(b) | Items::Bytes(b) => b.get_mut(start..start + n),
            _ => None,
        }
    }

    fn raw_load(&mut self, a: Value, offset: i64, ty: LLType) -> Res<Value> {
        let (o, offset) = address(a, offset)?;
        let n = size_align(ty, LAYOUT).0 as usize;
        if let Some(bytes) = self.bytes_at(o, offset, n) {
            let mut word = [0; 8];
            word[..n].copy_from_slice(bytes);
            return Ok(from_bits(u64::from_le_bytes(word), ty).ok_or("a load of a reference from raw memory")?);
        }
        let value = match self.place(o, offset) {
            Some(Place::Field(i)) => self.heap[o].fields.get(i).copied(),
            Some(Place::Item(i)) => self.heap[o].items.get(i64::from(i)),
            Some(Place::Interior(i)) => match &self.heap[o].items {
                Items::Structs { values, .. } => values.get(i).copied(),
                _ => None,
            },
            None => None,
        };
        Ok(value.ok_or_else(|| format!("raw_load of {ty:?} at offset {offset}"))?)
    }

    fn raw_store(&mut self, a: Value, offset: i64, v: Value, width: usize) -> Res<()> {
        let (o, offset) = address(a, offset)?;
        let place = self.place(o, offset);
        let stored = match place {
            Some(Place::Field(i)) => self.heap[o].fields.get_mut(i).map(|x| *x = v).is_some(),
            Some(Place::Item(i)) => self.heap[o].items.set(i64::from(i), v),
            Some(Place::Interior(i)) => match &mut self.heap[o].items {
                Items::Structs { values, .. } => values.get_mut(i).map(|x| *x = v).is_some(),
                _ => false,
            },
            None => false,
        };
        if stored {
            return Ok(());
        }
        // Raw memory: the width is that of the value as a machine word, a char one byte, if none is told.
        let (bits, n) = to_bits(v).ok_or("a store of a reference to raw memory")?;
        let (bits, n) = match (v, width) {
            (_, 0) => (bits, n),
            (Value::Scalar(Scalar::Float(x)), _) => (u64::from((x as f32).to_bits()), 4),
            _ => (bits, width),
        };
        match self.bytes_at(o, offset, n) {
            Some(bytes) => bytes.copy_from_slice(&bits.to_le_bytes()[..n]),
            None => return Err(format!("raw_store at offset {offset}").into()),
        }
        Ok(())
    }
}

enum Place {
    Field(usize),
    Item(u32),
    Interior(usize),
}

fn address(a: Value, offset: i64) -> Res<(usize, i64)> {
    match a {
        Value::Addr(o, at) => Ok((o as usize, at + offset)),
        Value::Obj(o) => Ok((o as usize, offset)),
        other => Err(format!("a raw access to {other:?}").into()),
    }
}

fn from_bits(bits: u64, ty: LLType) -> Option<Value> {
    Some(Value::Scalar(match ty {
        LLType::Float => Scalar::Float(f64::from_bits(bits)),
        LLType::SingleFloat => Scalar::Float(f64::from(f32::from_bits(bits as u32))),
        _ => graph::eval::cast(Scalar::Uint(bits), ty)?,
    }))
}

fn to_bits(v: Value) -> Option<(u64, usize)> {
    Some(match v {
        Value::Scalar(s) => match s {
            Scalar::Bool(b) => (u64::from(b), 1),
            Scalar::Int(i) => (i as u64, 8),
            Scalar::Uint(u) => (u, 8),
            Scalar::Float(x) => (x.to_bits(), 8),
            Scalar::Char(c) => (u64::from(c), 1),
            Scalar::UniChar(u) => (u64::from(u), 4),
        },
        Value::Null => (0, 8),
        _ => return None,
    })
}

fn int(v: Value) -> Res<i64> {
    v.as_int().ok_or_else(|| format!("{v:?} is not an int").into())
}

/// Whether two references are the same; an address of an object counts as the object.
fn same(a: Value, b: Value) -> bool {
    let norm = |v| if let Value::Addr(o, 0) = v { Value::Obj(o) } else { v };
    norm(a) == norm(b)
}
