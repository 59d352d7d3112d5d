//! Fields, arrays, strings, allocation and write barriers.

use super::{helpers, malformed, Lower, Origin, StringLayout, MEMORY_ERROR};
use crate::backend::Error;
use crate::gc::Gc;
use crate::lir::*;
use jit_trace::{Arg, DescrId, FieldKind, Op, Opnum};

/// A field or item: where in the object, and what it holds.
#[derive(Clone, Copy)]
struct Slot {
    offset: u32,
    size: u8,
    kind: FieldKind,
}

fn access_size(size: u32) -> Result<u8, Error> {
    match size {
        1 | 2 | 4 | 8 => Ok(size as u8),
        _ => malformed("size of a field"),
    }
}

/// Arrays of so many items at most are allocated by moving a pointer.
const MOST_INLINE_ITEMS: i64 = 24;

/// Allocations next to each other take this many bytes together at most.
const MOST_TOGETHER: u32 = 1024;

/// So many operations are looked at to see what fills a new object.
const LOOK_AHEAD: usize = 200;

/// Room for several objects.
pub(super) struct Group {
    room: VReg,
    /// Where the next object goes.
    next: u32,
    /// How many objects are still to come.
    left: usize,
}

/// What an array looks like: offset of item 0, bytes of an item, offset of the length.
struct Shape {
    items: u32,
    item: u32,
    length: Option<u32>,
}

impl Shape {
    /// Items and bytes of an array of constant length, if it is allocated by moving a pointer.
    fn inline(&self, length: Arg) -> Option<(u32, u32)> {
        match length.as_int() {
            Some(n @ 0..=MOST_INLINE_ITEMS) if self.item <= 8 && self.length.is_some() => {
                Some((n as u32, (self.items + n as u32 * self.item).div_ceil(8) * 8))
            }
            _ => None,
        }
    }
}

impl Lower<'_> {
    fn field(&self, descr: Option<DescrId>) -> Result<Slot, Error> {
        let Some(f) = descr.and_then(|d| self.cx.descrs.field(d)) else { return malformed("no field descriptor") };
        Ok(Slot { offset: f.offset, size: access_size(f.size)?, kind: f.kind })
    }

    /// The slot of an item and the size of an item.
    fn item(&self, descr: Option<DescrId>) -> Result<(Slot, u32), Error> {
        let Some(a) = descr.and_then(|d| self.cx.descrs.array(d)) else { return malformed("no array descriptor") };
        Ok((Slot { offset: a.base_size, size: access_size(a.item_size)?, kind: a.kind }, a.item_size))
    }

    fn interior(&self, descr: Option<DescrId>) -> Result<(Slot, u32), Error> {
        let f = descr.and_then(|d| self.cx.descrs.interior_field(d));
        let Some((f, a)) = f.and_then(|f| Some((f, self.cx.descrs.array(f.array)?))) else {
            return malformed("no interior-field descriptor");
        };
        Ok((Slot { offset: a.base_size + f.offset, size: access_size(f.size)?, kind: f.kind }, a.item_size))
    }

    /// The address of `base + index * item + offset`.
    fn indexed(&mut self, base: Val, index: Val, item: u32, offset: u32) -> Addr {
        let offset = offset as i32;
        match (index, item) {
            (Val::Imm(i), _) => {
                let sum = i.checked_mul(item as i64).and_then(|x| x.checked_add(offset as i64));
                if let Some(Ok(offset)) = sum.map(i32::try_from) {
                    return Addr { base, index: None, scale: 1, offset };
                }
                Addr { base, index: Some(Val::Imm(i.wrapping_mul(item as i64))), scale: 1, offset }
            }
            (_, 1 | 2 | 4 | 8) => Addr { base, index: Some(index), scale: item as u8, offset },
            _ => {
                let dst = self.c.new_reg(Kind::Int);
                self.emit(Inst::Bin { op: BinOp::Mul, dst, a: index, b: Val::Imm(item as i64) });
                Addr { base, index: Some(Val::Reg(dst)), scale: 1, offset }
            }
        }
    }

    fn load(&mut self, op: &Op, addr: Addr, slot: Slot) -> Result<(), Error> {
        let dst = self.result(op)?;
        self.emit(Inst::Load { dst, addr, size: slot.size, signed: slot.kind == FieldKind::Signed });
        Ok(())
    }

    /// A store, with its barrier if it puts a reference into an object.
    fn store(
        &mut self,
        object: Option<Arg>,
        index: Option<Val>,
        addr: Addr,
        value: Arg,
        slot: Slot,
    ) -> Result<(), Error> {
        if let (FieldKind::Pointer, Some(object)) = (slot.kind, object) {
            if value != Arg::NULL {
                self.write_barrier(object, index)?;
            }
        }
        let value = self.val(value)?;
        self.emit(Inst::Store { addr, value, size: slot.size });
        Ok(())
    }

    fn write_barrier(&mut self, object: Arg, index: Option<Val>) -> Result<(), Error> {
        let gc = self.cx.gc.ok_or(Error::Limit("no collector"))?;
        let Some((_, cards)) = gc.barrier() else { return Ok(()) };
        if object.as_box().is_some_and(|b| self.fresh.contains(&b)) {
            return Ok(());
        }
        let obj = match self.val(object)? {
            Val::Reg(r) => r,
            a => {
                let dst = self.c.new_reg(Kind::Ref);
                self.emit(Inst::Copy { dst, a });
                dst
            }
        };
        let index = index.filter(|_| cards);
        self.emit(Inst::Barrier { obj, index });
        // With cards only one item's card is marked; otherwise the object is known until a collection.
        if let (None, Some(b)) = (index, object.as_box()) {
            self.fresh.insert(b);
        }
        Ok(())
    }

    pub(super) fn memory(&mut self, op: &Op) -> Result<(), Error> {
        use Opnum::*;
        match op.opnum {
            GetfieldGcI | GetfieldGcR | GetfieldGcF | GetfieldRawI | GetfieldRawR | GetfieldRawF => {
                let slot = self.field(op.descr)?;
                let base = self.arg(op, 0)?;
                self.load(op, Addr { base, index: None, scale: 1, offset: slot.offset as i32 }, slot)
            }
            SetfieldGc | SetfieldRaw => {
                let slot = self.field(op.descr)?;
                let base = self.arg(op, 0)?;
                let object = (op.opnum == SetfieldGc).then(|| op.arg(0));
                let addr = Addr { base, index: None, scale: 1, offset: slot.offset as i32 };
                self.store(object, None, addr, op.arg(1), slot)
            }
            GetarrayitemGcI | GetarrayitemGcR | GetarrayitemGcF | GetarrayitemRawI | GetarrayitemRawF => {
                let (slot, item) = self.item(op.descr)?;
                let (base, index) = (self.arg(op, 0)?, self.arg(op, 1)?);
                let addr = self.indexed(base, index, item, slot.offset);
                self.load(op, addr, slot)
            }
            SetarrayitemGc | SetarrayitemRaw => {
                let (slot, item) = self.item(op.descr)?;
                self.store_indexed(op, slot, item, op.opnum == SetarrayitemGc)
            }
            GetinteriorfieldGcI | GetinteriorfieldGcR | GetinteriorfieldGcF => {
                let (slot, item) = self.interior(op.descr)?;
                let (base, index) = (self.arg(op, 0)?, self.arg(op, 1)?);
                let addr = self.indexed(base, index, item, slot.offset);
                self.load(op, addr, slot)
            }
            SetinteriorfieldGc => {
                let (slot, item) = self.interior(op.descr)?;
                self.store_indexed(op, slot, item, true)
            }
            RawLoadI | RawLoadF => {
                let (slot, _) = self.item(op.descr)?;
                let (base, index) = (self.arg(op, 0)?, self.arg(op, 1)?);
                let addr = self.indexed(base, index, 1, 0);
                self.load(op, addr, slot)
            }
            RawStore => {
                let (slot, _) = self.item(op.descr)?;
                self.store_indexed(op, Slot { offset: 0, ..slot }, 1, false)
            }
            ArraylenGc => {
                let length = op.descr.and_then(|d| self.cx.descrs.array(d)).and_then(|a| a.length_offset);
                let Some(offset) = length else { return malformed("an array without length") };
                let base = self.arg(op, 0)?;
                let slot = Slot { offset, size: 8, kind: FieldKind::Signed };
                self.load(op, Addr { base, index: None, scale: 1, offset: offset as i32 }, slot)
            }
            New | NewWithVtable => self.new_object(op),
            NewArray | NewArrayClear => {
                let Some(a) = op.descr.and_then(|d| self.cx.descrs.array(d)) else {
                    return malformed("no array descriptor");
                };
                let shape = Shape { items: a.base_size, item: a.item_size, length: a.length_offset };
                self.new_varsize(op, a.type_id, shape)
            }
            _ => self.string(op),
        }
    }

    fn store_indexed(&mut self, op: &Op, slot: Slot, item: u32, gc: bool) -> Result<(), Error> {
        if op.args.len() != 3 {
            return malformed("number of operands");
        }
        let (base, index) = (self.arg(op, 0)?, self.arg(op, 1)?);
        let addr = self.indexed(base, index, item, slot.offset);
        self.store(gc.then(|| op.arg(0)), Some(index), addr, op.arg(2), slot)
    }

    fn new_object(&mut self, op: &Op) -> Result<(), Error> {
        let Some(size) = op.descr.and_then(|d| self.cx.descrs.size(d)) else { return malformed("no size descriptor") };
        let gc = self.cx.gc.ok_or(Error::Limit("no collector"))?;
        let bytes = size.size.div_ceil(8) * 8;
        let typeptr = (op.opnum == Opnum::NewWithVtable).then_some(self.cx.layout.typeptr);
        let place = self.grouped(bytes)?;
        let stored = self.stored_next(op);
        let zero = (8..bytes).step_by(8).filter(|o| Some(*o) != typeptr && !stored.contains(o)).collect();
        let dst = self.result(op)?;
        if let Some((room, offset)) = place {
            self.emit(Inst::Carve { dst, room, offset, type_id: size.type_id, zero });
        } else {
            self.fresh.clear();
            self.emit(Inst::Alloc { dst, type_id: size.type_id, length: None, size: bytes, zero });
        }
        if let Some(offset) = typeptr {
            let addr = Addr { base: Val::Reg(dst), index: None, scale: 1, offset: offset as i32 };
            self.emit(Inst::Store { addr, value: Val::Imm(size.vtable), size: 8 });
        }
        if let (true, Some(b)) = (gc.elide_fresh(), op.result) {
            self.fresh.insert(b);
        }
        Ok(())
    }

    /// Offsets of words of the new object that the next operations fill before anyone can look.
    fn stored_next(&self, op: &Op) -> Vec<u32> {
        let mut offsets = Vec::new();
        let mut others = self.group.as_ref().map_or(0, |g| g.left);
        for next in self.trace.ops[self.at + 1..].iter().take(LOOK_AHEAD) {
            let mine = op.result.is_some() && next.args.first().and_then(|a| a.as_box()) == op.result;
            let slot = match next.opnum {
                Opnum::SetfieldGc => self.field(next.descr).ok(),
                Opnum::SetarrayitemGc => match (self.item(next.descr), next.args.get(1).and_then(|a| a.as_int())) {
                    (Ok((slot, item)), Some(i @ 0..=MOST_INLINE_ITEMS)) => {
                        Some(Slot { offset: slot.offset + i as u32 * item, ..slot })
                    }
                    _ => None,
                },
                Opnum::DebugMergePoint | Opnum::ForceToken => continue,
                o if o.is_pure() => continue,
                _ if others > 0 && self.fixed_size(next).is_some() => {
                    others -= 1;
                    continue;
                }
                _ => break,
            };
            if let (true, Some(slot)) = (mine, slot) {
                if slot.size == 8 {
                    offsets.push(slot.offset);
                }
            }
        }
        offsets
    }

    fn new_varsize(&mut self, op: &Op, type_id: u32, shape: Shape) -> Result<(), Error> {
        let gc = self.cx.gc.ok_or(Error::Limit("no collector"))?;
        let length = self.arg(op, 0)?;
        let inline = op.args.first().and_then(|n| shape.inline(*n)).zip(shape.length);
        let place = match inline {
            Some(((_, size), _)) => self.grouped(size)?,
            None => None,
        };
        let dst = self.result(op)?;
        if place.is_none() {
            self.fresh.clear();
        }
        if let Some(((n, size), at)) = inline {
            let stored = self.stored_next(op);
            let zero = (8..size).step_by(8).filter(|o| *o != at && !stored.contains(o)).collect();
            self.emit(match place {
                Some((room, offset)) => Inst::Carve { dst, room, offset, type_id, zero },
                None => Inst::Alloc { dst, type_id, length: Some(n), size, zero },
            });
        } else {
            let args = vec![(Kind::Int, Val::Imm(type_id as i64)), (Kind::Int, length)];
            let call = Call::simple(Val::Imm(gc.malloc_varsize as i64), args, Some(dst));
            self.emit(Inst::Call(Box::new(Call { collects: true, ..call })));
        }
        if place.is_none() {
            self.memory_guard(dst);
        }
        if let Some(((n, _), at)) = inline {
            let addr = Addr { base: Val::Reg(dst), index: None, scale: 1, offset: at as i32 };
            self.emit(Inst::Store { addr, value: Val::Imm(n as i64), size: 8 });
        }
        if let (true, Some(b)) = (gc.elide_fresh(), op.result) {
            self.fresh.insert(b);
        }
        Ok(())
    }

    /// Leaves the code if an allocation gave null.
    fn memory_guard(&mut self, dst: VReg) {
        self.origins.push(Origin { op: self.at, exit: None });
        let exit = self.c.new_exit(Exit { descr: MEMORY_ERROR, args: Vec::new(), exc: None, finish: false });
        self.emit(Inst::Guard { test: Test::Int(Cond::Ne, Val::Reg(dst), Val::Imm(0)), exit });
    }

    /// What a string or its like looks like.
    fn string_shape(s: StringLayout) -> Option<Shape> {
        (s.type_id != 0).then_some(Shape { items: s.items, item: s.item_size as u32, length: Some(s.length) })
    }

    /// The size of what an operation allocates, if it is allocated by moving a pointer.
    fn fixed_size(&self, op: &Op) -> Option<u32> {
        let shape = match op.opnum {
            Opnum::New | Opnum::NewWithVtable => {
                return Some(self.cx.descrs.size(op.descr?)?.size.div_ceil(8) * 8);
            }
            Opnum::NewArray | Opnum::NewArrayClear => {
                let a = self.cx.descrs.array(op.descr?)?;
                Some(Shape { items: a.base_size, item: a.item_size, length: a.length_offset })
            }
            Opnum::Newstr => Self::string_shape(self.cx.layout.bytes),
            Opnum::Newunicode => Self::string_shape(self.cx.layout.unicode),
            _ => None,
        };
        shape?.inline(*op.args.first()?).map(|(_, size)| size)
    }

    /// Where in room shared with others the object of `size` bytes goes that is allocated now. Such room is made
    /// when an allocation is followed by others before anything can collect.
    fn grouped(&mut self, size: u32) -> Result<Option<(VReg, u32)>, Error> {
        if let Some(g) = self.group.as_mut().filter(|g| g.left > 0) {
            let offset = g.next;
            g.next += size;
            g.left -= 1;
            return Ok(Some((g.room, offset)));
        }
        let gc = self.cx.gc.filter(Gc::elide_fresh);
        let Some((gc, (type_id, items))) = gc.and_then(|gc| Some((gc, gc.room?))) else { return Ok(None) };
        let (mut total, mut left) = (size, 0);
        for next in &self.trace.ops[self.at + 1..] {
            match next.opnum {
                Opnum::New
                | Opnum::NewWithVtable
                | Opnum::NewArray
                | Opnum::NewArrayClear
                | Opnum::Newstr
                | Opnum::Newunicode => match self.fixed_size(next) {
                    Some(more) if total + more <= MOST_TOGETHER && gc.bump(total + more) => {
                        total += more;
                        left += 1;
                    }
                    _ => break,
                },
                Opnum::Label | Opnum::Jump | Opnum::Finish => break,
                o if o.is_call() => break,
                _ => {}
            }
        }
        if left == 0 || total < items {
            return Ok(None);
        }
        let room = self.c.new_reg(Kind::Int);
        self.fresh.clear();
        self.emit(Inst::Reserve { dst: room, type_id, length: total - items, size: total });
        self.memory_guard(room);
        self.group = Some(Group { room, next: size, left });
        Ok(Some((room, 0)))
    }

    fn string(&mut self, op: &Op) -> Result<(), Error> {
        use Opnum::*;
        let layout = self.cx.layout;
        let bytes = matches!(op.opnum, Newstr | Strlen | Strgetitem | Strsetitem | Copystrcontent);
        let s: StringLayout = if bytes { layout.bytes } else { layout.unicode };
        let slot = Slot { offset: s.items, size: s.item_size, kind: FieldKind::Unsigned };
        match op.opnum {
            Newstr | Newunicode if s.type_id != 0 => {
                let Some(shape) = Self::string_shape(s) else { return malformed("no layout of strings") };
                self.new_varsize(op, s.type_id, shape)
            }
            Strlen | Unicodelen => {
                let base = self.arg(op, 0)?;
                let slot = Slot { offset: s.length, size: 8, kind: FieldKind::Signed };
                self.load(op, Addr { base, index: None, scale: 1, offset: s.length as i32 }, slot)
            }
            Strgetitem | Unicodegetitem => {
                let (base, index) = (self.arg(op, 0)?, self.arg(op, 1)?);
                let addr = self.indexed(base, index, s.item_size as u32, s.items);
                self.load(op, addr, slot)
            }
            Strsetitem | Unicodesetitem => self.store_indexed(op, slot, s.item_size as u32, false),
            Copystrcontent | Copyunicodecontent => {
                let mut ends = Vec::new();
                for (object, start) in [(1, 3), (0, 2)] {
                    let (base, index) = (self.arg(op, object)?, self.arg(op, start)?);
                    let addr = self.indexed(base, index, s.item_size as u32, s.items);
                    let dst = self.c.new_reg(Kind::Int);
                    self.emit(Inst::Lea { dst, addr });
                    ends.push((Kind::Int, Val::Reg(dst)));
                }
                let n = self.arg(op, 4)?;
                let size = self.c.new_reg(Kind::Int);
                self.emit(Inst::Bin { op: BinOp::Mul, dst: size, a: n, b: Val::Imm(s.item_size as i64) });
                ends.push((Kind::Int, Val::Reg(size)));
                self.helper(helpers::copy(), ends, None);
                Ok(())
            }
            _ => Err(Error::Limit(op.opnum.name())),
        }
    }
}
