//! The checked heap of the reference interpreter: typed objects, no addresses.

use std::collections::HashMap;
use std::fmt;

use crate::descr::{ArrayDescr, DescrId, Descrs, FieldKind};
use crate::value::{Arg, Kind};

/// A value of a box. References are indices into the [`Heap`], 0 is null.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    Int(i64),
    Ref(u32),
    /// The bits of a double.
    Float(u64),
}

impl Value {
    pub const NULL: Value = Value::Ref(0);

    pub fn float(x: f64) -> Value {
        Value::Float(x.to_bits())
    }

    pub fn kind(self) -> Kind {
        match self {
            Value::Int(_) => Kind::Int,
            Value::Ref(_) => Kind::Ref,
            Value::Float(_) => Kind::Float,
        }
    }

    /// The value of a constant: handle `n` is object `n` of the heap.
    pub fn of_const(arg: Arg) -> Option<Value> {
        match arg {
            Arg::Box(_) => None,
            Arg::Int(n) => Some(Value::Int(n)),
            Arg::Ptr(p) => Some(Value::Ref(p.0)),
            Arg::Float(bits) => Some(Value::Float(bits)),
        }
    }

    /// The cleared value of a kind.
    pub fn zero(kind: Kind) -> Value {
        match kind {
            Kind::Int => Value::Int(0),
            Kind::Ref => Value::NULL,
            Kind::Float => Value::Float(0),
        }
    }
}

/// An object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Object {
    /// The values of the size descriptor's fields, in order.
    Struct {
        descr: DescrId,
        fields: Vec<Value>,
    },
    Array {
        descr: DescrId,
        items: Vec<Value>,
    },
    /// For each item the values of the array's interior fields.
    ArrayStruct {
        descr: DescrId,
        items: Vec<Vec<Value>>,
    },
    Str(Vec<u8>),
    Unicode(Vec<u32>),
    /// Something of the back end's (a frame).
    Opaque,
}

/// A wrong access: a bug of whoever made the trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeapError(pub String);

impl fmt::Display for HeapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for HeapError {}

fn err<T>(message: impl Into<String>) -> Result<T, HeapError> {
    Err(HeapError(message.into()))
}

/// Cuts an integer to the size and sign of its place.
pub fn truncate(value: Value, size: u32, kind: FieldKind) -> Value {
    match (value, size, kind) {
        (Value::Int(n), 1, FieldKind::Signed) => Value::Int(i64::from(n as i8)),
        (Value::Int(n), 2, FieldKind::Signed) => Value::Int(i64::from(n as i16)),
        (Value::Int(n), 4, FieldKind::Signed) => Value::Int(i64::from(n as i32)),
        (Value::Int(n), 1, _) => Value::Int(i64::from(n as u8)),
        (Value::Int(n), 2, _) => Value::Int(i64::from(n as u16)),
        (Value::Int(n), 4, _) => Value::Int(i64::from(n as u32)),
        _ => value,
    }
}

/// All objects. Object 0 is null; nothing is ever freed.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    objects: Vec<Object>,
    raw: HashMap<i64, Value>,
}

impl Heap {
    pub fn new() -> Heap {
        Heap::default()
    }

    /// Adds an object.
    pub fn add(&mut self, object: Object) -> u32 {
        self.objects.push(object);
        self.objects.len() as u32
    }

    /// The number of objects: their ids are 1 to this.
    pub fn len(&self) -> u32 {
        self.objects.len() as u32
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    pub fn get(&self, id: u32) -> Result<&Object, HeapError> {
        match id.checked_sub(1) {
            None => err("null is read"),
            Some(i) => self.objects.get(i as usize).ok_or_else(|| HeapError(format!("no object {id}"))),
        }
    }

    pub fn get_mut(&mut self, id: u32) -> Result<&mut Object, HeapError> {
        match id.checked_sub(1) {
            None => err("null is written"),
            Some(i) => self.objects.get_mut(i as usize).ok_or_else(|| HeapError(format!("no object {id}"))),
        }
    }

    /// A cleared structure.
    pub fn new_struct(&mut self, descrs: &Descrs, descr: DescrId) -> Result<u32, HeapError> {
        let Some(size) = descrs.size(descr) else { return err("not a size descriptor") };
        let mut fields = Vec::new();
        for &f in &size.fields {
            let Some(kind) = descrs.field(f).and_then(|f| f.kind.kind()) else { return err("not a field descriptor") };
            fields.push(Value::zero(kind));
        }
        Ok(self.add(Object::Struct { descr, fields }))
    }

    /// A cleared array.
    pub fn new_array(&mut self, descrs: &Descrs, descr: DescrId, length: i64) -> Result<u32, HeapError> {
        let Some(array) = descrs.array(descr) else { return err("not an array descriptor") };
        if !(0..=1 << 24).contains(&length) {
            return err(format!("an array of length {length}"));
        }
        let length = length as usize;
        Ok(match array.kind.kind() {
            Some(kind) => self.add(Object::Array { descr, items: vec![Value::zero(kind); length] }),
            None => {
                let kinds = array.interior.iter().map(|&f| descrs.interior_field(f).and_then(|f| f.kind.kind()));
                let item: Option<Vec<Value>> = kinds.map(|k| k.map(Value::zero)).collect();
                let Some(item) = item else { return err("not an interior field descriptor") };
                self.add(Object::ArrayStruct { descr, items: vec![item; length] })
            }
        })
    }

    /// The class (vtable) of an instance; 0 for anything else.
    pub fn class_of(&self, descrs: &Descrs, id: u32) -> Result<i64, HeapError> {
        Ok(match self.get(id)? {
            Object::Struct { descr, .. } => descrs.size(*descr).map_or(0, |d| d.vtable),
            _ => 0,
        })
    }

    fn field_slot(&self, descrs: &Descrs, id: u32, field: DescrId) -> Result<usize, HeapError> {
        let Some(f) = descrs.field(field) else { return err("not a field descriptor") };
        match self.get(id)? {
            // A field of a base class is read through the base's descriptor: found by place.
            Object::Struct { descr, fields } => {
                let own = descrs.size(*descr).map(|d| d.fields.as_slice()).unwrap_or(&[]);
                let slot = own.iter().position(|&g| g == field).or_else(|| {
                    own.iter().position(|&g| {
                        descrs.field(g).is_some_and(|g| g.offset == f.offset && g.size == f.size && g.kind == f.kind)
                    })
                });
                match slot.filter(|&s| s < fields.len()) {
                    Some(slot) => Ok(slot),
                    None => err(format!("object {id} has no field {}", f.name)),
                }
            }
            _ => err(format!("field {} of something that is not a structure", f.name)),
        }
    }

    pub fn get_field(&self, descrs: &Descrs, id: u32, field: DescrId) -> Result<Value, HeapError> {
        let slot = self.field_slot(descrs, id, field)?;
        match self.get(id)? {
            Object::Struct { fields, .. } => Ok(fields[slot]),
            _ => err("not a structure"),
        }
    }

    pub fn set_field(&mut self, descrs: &Descrs, id: u32, field: DescrId, value: Value) -> Result<(), HeapError> {
        let slot = self.field_slot(descrs, id, field)?;
        let Some(f) = descrs.field(field) else { return err("not a field descriptor") };
        if f.kind.kind() != Some(value.kind()) {
            return err(format!("a value of the wrong kind in {}", f.name));
        }
        let value = truncate(value, f.size, f.kind);
        if let Object::Struct { fields, .. } = self.get_mut(id)? {
            fields[slot] = value;
        }
        Ok(())
    }

    pub fn array_len(&self, id: u32) -> Result<i64, HeapError> {
        match self.get(id)? {
            Object::Array { items, .. } => Ok(items.len() as i64),
            Object::ArrayStruct { items, .. } => Ok(items.len() as i64),
            _ => err("not an array"),
        }
    }

    pub fn get_item(&self, id: u32, descr: DescrId, index: i64) -> Result<Value, HeapError> {
        match self.get(id)? {
            Object::Array { descr: d, .. } if *d != descr => err("an array of another type"),
            Object::Array { items, .. } => usize::try_from(index)
                .ok()
                .and_then(|i| items.get(i))
                .copied()
                .ok_or(HeapError(format!("index {index}"))),
            _ => err("not an array"),
        }
    }

    pub fn set_item(
        &mut self,
        descrs: &Descrs,
        id: u32,
        descr: DescrId,
        index: i64,
        value: Value,
    ) -> Result<(), HeapError> {
        let Some(array) = descrs.array(descr) else { return err("not an array descriptor") };
        if array.kind.kind() != Some(value.kind()) {
            return err("an item of the wrong kind");
        }
        let value = truncate(value, array.item_size, array.kind);
        match self.get_mut(id)? {
            Object::Array { descr: d, .. } if *d != descr => err("an array of another type"),
            Object::Array { items, .. } => match usize::try_from(index).ok().and_then(|i| items.get_mut(i)) {
                Some(slot) => {
                    *slot = value;
                    Ok(())
                }
                None => err(format!("index {index}")),
            },
            _ => err("not an array"),
        }
    }

    /// The place of an interior field: a mutable slot and how to cut an integer for it.
    pub fn interior(
        &mut self,
        descrs: &Descrs,
        id: u32,
        index: i64,
        field: DescrId,
    ) -> Result<(&mut Value, u32, FieldKind), HeapError> {
        let Some(f) = descrs.interior_field(field) else { return err("not an interior field descriptor") };
        let array: Option<&ArrayDescr> = descrs.array(f.array);
        let Some(slot) = array.and_then(|a| a.interior.iter().position(|&g| g == field)) else {
            return err(format!("{} is not in its array's list", f.name));
        };
        match self.get_mut(id)? {
            Object::ArrayStruct { descr, .. } if *descr != f.array => err("an array of another type"),
            Object::ArrayStruct { items, .. } => {
                let item = usize::try_from(index).ok().and_then(|i| items.get_mut(i));
                match item.and_then(|item| item.get_mut(slot)) {
                    Some(place) => Ok((place, f.size, f.kind)),
                    None => err(format!("index {index}")),
                }
            }
            _ => err("not an array of structures"),
        }
    }

    /// Reads raw memory, which holds whole values at addresses.
    pub fn raw_get(&self, address: i64) -> Result<Value, HeapError> {
        self.raw.get(&address).copied().ok_or_else(|| HeapError(format!("raw memory at {address} was never written")))
    }

    pub fn raw_set(&mut self, address: i64, value: Value) {
        self.raw.insert(address, value);
    }
}

/// Do two heaps look the same from two lists of roots? Identities must correspond one to one.
pub fn same(a: &Heap, roots_a: &[Value], b: &Heap, roots_b: &[Value]) -> bool {
    if roots_a.len() != roots_b.len() || a.raw != b.raw {
        return false;
    }
    let mut forward: HashMap<u32, u32> = HashMap::new();
    let mut backward: HashMap<u32, u32> = HashMap::new();
    let mut todo: Vec<(Value, Value)> = roots_a.iter().copied().zip(roots_b.iter().copied()).collect();
    while let Some((x, y)) = todo.pop() {
        let (Value::Ref(x), Value::Ref(y)) = (x, y) else {
            if x != y {
                return false;
            }
            continue;
        };
        if (x == 0) != (y == 0) {
            return false;
        }
        if x == 0 {
            continue;
        }
        let seen = forward.insert(x, y);
        let seen_back = backward.insert(y, x);
        if seen.is_some() || seen_back.is_some() {
            if seen != Some(y) || seen_back != Some(x) {
                return false;
            }
            continue;
        }
        let (Ok(x), Ok(y)) = (a.get(x), b.get(y)) else { return false };
        match (x, y) {
            (Object::Struct { descr: d, fields: f }, Object::Struct { descr: e, fields: g })
            | (Object::Array { descr: d, items: f }, Object::Array { descr: e, items: g }) => {
                if d != e || f.len() != g.len() {
                    return false;
                }
                todo.extend(f.iter().copied().zip(g.iter().copied()));
            }
            (Object::ArrayStruct { descr: d, items: f }, Object::ArrayStruct { descr: e, items: g }) => {
                if d != e || f.len() != g.len() {
                    return false;
                }
                todo.extend(f.iter().flatten().copied().zip(g.iter().flatten().copied()));
            }
            (Object::Str(s), Object::Str(t)) if s == t => {}
            (Object::Unicode(s), Object::Unicode(t)) if s == t => {}
            (Object::Opaque, Object::Opaque) => {}
            _ => return false,
        }
    }
    true
}
