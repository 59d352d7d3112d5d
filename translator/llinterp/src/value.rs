//! Values and heap objects.

use graph::eval::Scalar;
use graph::{ExternId, GraphId};
use lltype::{ContainerId, Elem, LLType, Types};

/// A value of a variable, field or item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Of type `Void`.
    Void,
    /// A number, char or truth value.
    Scalar(Scalar),
    /// The null reference or address.
    Null,
    /// A reference to an object of the heap, by number.
    Obj(u32),
    /// A function pointer.
    Func(GraphId),
    /// A pointer to a run-time function.
    Extern(ExternId),
    /// An address: bytes from the start of an object.
    Addr(u32, i64),
}

impl Value {
    /// A `Signed`.
    pub fn int(i: i64) -> Value {
        Value::Scalar(Scalar::Int(i))
    }

    /// A `Float`.
    pub fn float(x: f64) -> Value {
        Value::Scalar(Scalar::Float(x))
    }

    /// A `Bool`.
    pub fn bool(b: bool) -> Value {
        Value::Scalar(Scalar::Bool(b))
    }

    /// The `Signed`, if it is one.
    pub fn as_int(self) -> Option<i64> {
        match self {
            Value::Scalar(Scalar::Int(i)) => Some(i),
            _ => None,
        }
    }

    /// The `Float`, if it is one.
    pub fn as_float(self) -> Option<f64> {
        match self {
            Value::Scalar(Scalar::Float(x)) => Some(x),
            _ => None,
        }
    }

    /// What fresh memory holds.
    pub fn zero(ty: LLType) -> Value {
        match Scalar::zero(ty) {
            Some(s) => Value::Scalar(s),
            None if ty.is_void() => Value::Void,
            None => Value::Null,
        }
    }

    /// Whether it is null, false or 0.
    pub fn is_zero(self) -> bool {
        match self {
            Value::Void | Value::Null => true,
            Value::Scalar(s) => match s {
                Scalar::Bool(b) => !b,
                Scalar::Int(i) => i == 0,
                Scalar::Uint(u) => u == 0,
                Scalar::Float(x) => x == 0.0,
                Scalar::Char(c) => c == 0,
                Scalar::UniChar(u) => u == 0,
            },
            Value::Obj(_) | Value::Func(_) | Value::Extern(_) | Value::Addr(..) => false,
        }
    }
}

/// The trailing array of an object.
#[derive(Clone, Debug)]
pub enum Items {
    /// None.
    None,
    /// `Char` items.
    Bytes(Vec<u8>),
    /// Other plain items.
    Values(Vec<Value>),
    /// Inline structures of `stride` fields each.
    Structs {
        /// Fields of one item.
        stride: usize,
        /// How many items.
        len: usize,
        /// All fields of all items.
        values: Vec<Value>,
    },
    /// Memory that has no type (from the run-time allocator).
    Raw(Vec<u8>),
    /// Target of a weak reference.
    Weak(Value),
}

/// An object of the heap.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its structure; `None` for raw memory and weak references.
    pub ty: Option<ContainerId>,
    /// Fields, those of parents first.
    pub fields: Box<[Value]>,
    /// Trailing array.
    pub items: Items,
}

impl Object {
    /// A zeroed object.
    pub fn new(types: &Types, ty: ContainerId, len: usize) -> Object {
        let zeros = |c| types.all_fields(c).into_iter().map(|f| Value::zero(types.field(f).ty)).collect::<Vec<_>>();
        let items = match types.structure_of(ty).items {
            None => Items::None,
            Some(Elem::Prim(LLType::Char)) => Items::Bytes(vec![0; len]),
            Some(Elem::Prim(t)) => Items::Values(vec![Value::zero(t); len]),
            Some(Elem::Struct(c)) => {
                let one = zeros(c);
                Items::Structs { stride: one.len(), len, values: one.repeat(len) }
            }
        };
        Object { ty: Some(ty), fields: zeros(ty).into(), items }
    }
}

impl Items {
    /// Number of items.
    pub fn len(&self) -> Option<usize> {
        match self {
            Items::Bytes(b) => Some(b.len()),
            Items::Values(v) => Some(v.len()),
            Items::Structs { len, .. } => Some(*len),
            Items::None | Items::Raw(_) | Items::Weak(_) => None,
        }
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len().is_none_or(|n| n == 0)
    }

    /// Item `i` of plain items, if in range.
    pub fn get(&self, i: i64) -> Option<Value> {
        let i = usize::try_from(i).ok()?;
        match self {
            Items::Bytes(b) => b.get(i).map(|b| Value::Scalar(Scalar::Char(*b))),
            Items::Values(v) => v.get(i).copied(),
            _ => None,
        }
    }

    /// Stores item `i` of plain items; false if out of range or of the wrong kind.
    pub fn set(&mut self, i: i64, value: Value) -> bool {
        let Ok(i) = usize::try_from(i) else { return false };
        match (self, value) {
            (Items::Bytes(b), Value::Scalar(Scalar::Char(c))) => b.get_mut(i).map(|x| *x = c).is_some(),
            (Items::Values(v), value) => v.get_mut(i).map(|x| *x = value).is_some(),
            _ => false,
        }
    }

    /// Values that make up items `start..start + count`; `None` if out of range.
    fn span(&self, start: i64, count: i64) -> Option<(usize, usize)> {
        let (start, count) = (usize::try_from(start).ok()?, usize::try_from(count).ok()?);
        let end = start.checked_add(count).filter(|e| *e <= self.len().unwrap_or(0))?;
        let stride = if let Items::Structs { stride, .. } = self { *stride } else { 1 };
        Some((start * stride, end * stride))
    }

    /// A copy of items `start..start + count`.
    pub fn slice(&self, start: i64, count: i64) -> Option<Items> {
        let (a, b) = self.span(start, count)?;
        Some(match self {
            Items::Bytes(v) => Items::Bytes(v[a..b].to_vec()),
            Items::Values(v) => Items::Values(v[a..b].to_vec()),
            Items::Structs { stride, values, .. } => {
                Items::Structs { stride: *stride, len: count as usize, values: values[a..b].to_vec() }
            }
            _ => return None,
        })
    }

    /// Overwrites items from `start` on with all of `from`; false if that does not fit.
    pub fn splice(&mut self, start: i64, from: Items) -> bool {
        let count = from.len().unwrap_or(0) as i64;
        let Some((a, b)) = self.span(start, count) else { return false };
        match (self, from) {
            (Items::Bytes(v), Items::Bytes(w)) => v[a..b].copy_from_slice(&w),
            (Items::Values(v), Items::Values(w)) => v[a..b].copy_from_slice(&w),
            (Items::Structs { values: v, .. }, Items::Structs { values: w, .. }) if b - a == w.len() => {
                v[a..b].copy_from_slice(&w);
            }
            _ => return false,
        }
        true
    }

    /// Shortens the items.
    pub fn truncate(&mut self, n: usize) {
        match self {
            Items::Bytes(v) => v.truncate(n),
            Items::Values(v) => v.truncate(n),
            Items::Structs { stride, len, values } => {
                values.truncate(n * *stride);
                *len = n.min(*len);
            }
            Items::None | Items::Raw(_) | Items::Weak(_) => {}
        }
    }
}
