//! What constant objects hold, read from the program's real memory for the optimiser.
//!
//! The optimiser asks only about places that never change, on the way that the trace took: guards before the question
//! have been decided for the very object. Nothing here allocates, so nothing moves meanwhile.

use std::cell::RefCell;

use jit_backend::lower::{Layout, StringLayout};
use jit_optimizeopt::Oracle;
use jit_trace::{Arg, DescrId, Descrs, FieldKind, PtrConst};

use crate::host::Place;
use crate::native::{checked, load, locate};
use crate::Handles;

/// The program's memory.
pub struct Memory<'a> {
    /// All descriptors.
    pub descrs: &'a Descrs,
    /// Constant references.
    pub handles: &'a RefCell<Handles>,
    /// What descriptors do not say of objects.
    pub layout: &'a Layout,
}

impl Memory<'_> {
    fn address(&self, object: PtrConst) -> Option<u64> {
        checked(self.handles.borrow().get(object)).ok()
    }

    fn read(&self, place: Place) -> Option<Arg> {
        let cell = locate(self.descrs, place).ok()?;
        let bits = load(cell).ok()?;
        Some(match cell.2 {
            FieldKind::Pointer => Arg::Ptr(self.handles.borrow_mut().intern(bits)),
            FieldKind::Float => Arg::Float(bits),
            FieldKind::Signed | FieldKind::Unsigned => Arg::Int(bits as i64),
            FieldKind::Struct => return None,
        })
    }

    fn word(&self, object: PtrConst, offset: u32) -> Option<i64> {
        let address = self.address(object)?.wrapping_add(offset.into());
        load((address, 8, FieldKind::Signed)).ok().map(|bits| bits as i64)
    }

    fn string(&self, object: PtrConst, unicode: bool) -> Option<(StringLayout, i64)> {
        let layout = if unicode { self.layout.unicode } else { self.layout.bytes };
        (layout.type_id != 0).then_some((layout, self.word(object, layout.length)?))
    }
}

impl Oracle for Memory<'_> {
    fn field(&self, object: PtrConst, field: DescrId) -> Option<Arg> {
        self.read(Place::Field(self.address(object)?, field))
    }

    fn raw_field(&self, address: i64, field: DescrId) -> Option<Arg> {
        self.read(Place::RawField(checked(address as u64).ok()?, field))
    }

    fn item(&self, object: PtrConst, array: DescrId, index: i64) -> Option<Arg> {
        let address = self.address(object)?;
        let length = load(locate(self.descrs, Place::Length(address, array)).ok()?).ok()? as i64;
        if !(0..length).contains(&index) {
            return None;
        }
        self.read(Place::Item(address, index, array))
    }

    fn array_len(&self, object: PtrConst, array: DescrId) -> Option<i64> {
        let cell = locate(self.descrs, Place::Length(self.address(object)?, array)).ok()?;
        load(cell).ok().map(|bits| bits as i64)
    }

    fn str_len(&self, object: PtrConst, unicode: bool) -> Option<i64> {
        self.string(object, unicode).map(|s| s.1)
    }

    fn str_item(&self, object: PtrConst, unicode: bool, index: i64) -> Option<i64> {
        let (layout, length) = self.string(object, unicode)?;
        if !(0..length).contains(&index) {
            return None;
        }
        let size = i64::from(layout.item_size);
        let address = self.address(object)?.wrapping_add((i64::from(layout.items) + index * size) as u64);
        load((address, layout.item_size.into(), FieldKind::Unsigned)).ok().map(|bits| bits as i64)
    }

    fn class_of(&self, object: PtrConst) -> Option<i64> {
        self.word(object, self.layout.typeptr)
    }

    fn same_object(&self, a: PtrConst, b: PtrConst) -> Option<bool> {
        let handles = self.handles.borrow();
        Some(handles.get(a) == handles.get(b))
    }
}
