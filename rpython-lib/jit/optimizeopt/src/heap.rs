//! Heap: what fields and items hold is remembered, stores are delayed until something may see them.
//!
//! For each field (or array and constant index) at most one store is delayed. A later store to the same place of the same
//! object replaces it; a guard does it first, except when the stored value is virtual: then the guard's exit does it.

use std::collections::BTreeMap;

use abi::rule;
use jit_trace::{Arg, BoxId, Descr, DescrId, Descrs, FieldKind, OopSpec, Op, Opnum, StorePlace};
use smallvec::SmallVec;

use crate::optimizer::{Next, Optimizer, Res};
use crate::target::Use;

/// A field, or an item at a constant index.
pub(crate) type Place = (DescrId, Option<i64>);

/// A delayed store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delayed {
    pub object: Arg,
    pub place: StorePlace,
    pub value: Arg,
}

/// An object holds a value at a place.
#[derive(Clone, Copy, Debug)]
struct Known {
    object: Arg,
    value: Arg,
    /// Number of the assumption of a peeled loop that this is.
    assumed: Option<u32>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    lazy: Option<(Arg, Arg)>,
    known: Vec<Known>,
}

#[derive(Clone, Copy, Debug)]
struct VariableItem {
    descr: DescrId,
    object: Arg,
    index: Arg,
    value: Arg,
}

/// What memory holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeapCache {
    slots: BTreeMap<Place, Slot>,
    /// Those with a delayed store, sorted.
    lazy: Vec<Place>,
    /// Items at variable indices.
    variable: Vec<VariableItem>,
}

/// How an operation accesses memory: object, place (`None` for a variable index), and for a store the value.
struct Access {
    object: Arg,
    descr: DescrId,
    /// Field or constant index.
    place: Option<Place>,
    index: Arg,
    value: Option<Arg>,
    field: bool,
    interior: bool,
}

fn access(op: &Op) -> Option<Access> {
    use Opnum::*;
    let descr = op.descr?;
    let field = |value| Access {
        object: op.args[0],
        descr,
        place: Some((descr, None)),
        index: Arg::Int(0),
        value,
        field: true,
        interior: false,
    };
    let item = |value, interior| Access {
        object: op.args[0],
        descr,
        place: op.args[1].as_int().map(|i| (descr, Some(i))),
        index: op.args[1],
        value,
        field: false,
        interior,
    };
    match op.opnum {
        GetfieldGcI | GetfieldGcR | GetfieldGcF => Some(field(None)),
        SetfieldGc => Some(field(Some(op.args[1]))),
        GetarrayitemGcI | GetarrayitemGcR | GetarrayitemGcF => Some(item(None, false)),
        SetarrayitemGc => Some(item(Some(op.args[2]), false)),
        GetinteriorfieldGcI | GetinteriorfieldGcR | GetinteriorfieldGcF => Some(item(None, true)),
        SetinteriorfieldGc => Some(item(Some(op.args[2]), true)),
        _ => None,
    }
}

/// Is the place immutable?
fn is_immutable(descrs: &Descrs, descr: DescrId) -> bool {
    match descrs.get(descr) {
        Some(Descr::Field(f)) => f.pure_,
        Some(Descr::Array(a)) => a.pure_,
        _ => false,
    }
}

impl Optimizer<'_> {
    fn surely_different(&self, a: Arg, b: Arg) -> bool {
        let (a, b) = (self.resolve(a), self.resolve(b));
        let fresh = |x: Arg| matches!(x, Arg::Box(x) if self.ptrs[x.index()].fresh);
        match (a, b) {
            (Arg::Ptr(p), Arg::Ptr(q)) => self.oracle.same_object(p, q) == Some(false),
            (Arg::Ptr(_), x) | (x, Arg::Ptr(_)) if fresh(x) => {
                rule!("heap.different_constant");
                true
            }
            (Arg::Box(x), Arg::Box(y)) if x != y && (self.allocated_after(x, y) || self.allocated_after(y, x)) => {
                rule!("heap.different_new");
                true
            }
            _ if self.classes_differ(a, b) => {
                rule!("heap.different_classes");
                true
            }
            _ => false,
        }
    }

    /// Was the object allocated by this trace when the other value was there already (or is it not yet)?
    fn allocated_after(&self, x: BoxId, y: BoxId) -> bool {
        let info = &self.ptrs[x.index()];
        info.fresh
            && match (self.defs[x.index()], self.defs[y.index()]) {
                _ if info.shape.is_some() || self.ptrs[y.index()].fresh => true,
                (Some(dx), Some(dy)) => dy < dx,
                (dx, None) => dx.is_some(),
                (None, _) => false,
            }
    }

    fn same_arg(&self, a: Arg, b: Arg) -> bool {
        self.resolve(a) == self.resolve(b)
    }

    /// Is the place immutable?
    pub(crate) fn is_immutable(&self, descr: DescrId) -> bool {
        is_immutable(self.descrs, descr)
    }

    /// Does the place keep the value as it is (not cut to fewer bytes)?
    fn keeps_value(&self, descr: DescrId, value: Arg) -> bool {
        let size_and_kind = match self.descrs.get(descr) {
            Some(Descr::Field(f)) => Some((f.size, f.kind)),
            Some(Descr::Array(a)) => Some((a.item_size, a.kind)),
            Some(Descr::InteriorField(f)) => Some((f.size, f.kind)),
            _ => None,
        };
        match size_and_kind {
            Some((8, _)) => true,
            Some((size @ 1..=4, kind @ (FieldKind::Signed | FieldKind::Unsigned))) => self.fits(value, size, kind),
            _ => false,
        }
    }

    fn known(&self, place: Place, object: Arg) -> Option<Known> {
        let slot = self.heap.slots.get(&place)?;
        slot.known.iter().rev().find(|k| self.same_arg(k.object, object)).copied()
    }

    /// What a place of an object is known to hold.
    pub(crate) fn known_value(&self, place: Place, object: Arg) -> Option<Arg> {
        self.known(place, object).map(|k| self.resolve(k.value))
    }

    /// The same, to be relied on.
    fn use_known(&mut self, place: Place, object: Arg) -> Option<Arg> {
        let known = self.known(place, object)?;
        if let Some(n) = known.assumed {
            self.used(Use::Memory(n));
        }
        Some(self.resolve(known.value))
    }

    pub(crate) fn heap_pass(&mut self, op: &mut Op) -> Res<Next> {
        let Some(access) = access(op) else { return Ok(Next::Go) };
        match access.value {
            None => self.load(op, &access),
            Some(value) => self.store(&access, value),
        }
    }

    /// Remembers a quasi-immutable field that the trace relies on.
    pub(crate) fn quasi_immutable(&mut self, op: &Op) -> Next {
        match (op.arg(0), op.descr) {
            (Arg::Ptr(p), Some(descr)) => {
                if !self.quasi_immut.contains(&(p, descr)) {
                    rule!("heap.quasi_immutable");
                    self.quasi_immut.push((p, descr));
                }
                Next::Done
            }
            _ => Next::Go,
        }
    }

    fn load(&mut self, op: &Op, access: &Access) -> Res<Next> {
        if let (Arg::Ptr(p), true) = (access.object, self.is_immutable(access.descr)) {
            let value = match access.index {
                _ if access.field => self.oracle.field(p, access.descr),
                Arg::Int(i) => self.oracle.item(p, access.descr, i),
                _ => None,
            };
            if let Some(value) = value {
                rule!("heap.immutable_of_constant");
                return Ok(self.replace_result(op, value));
            }
        }
        let Some(place) = access.place else {
            self.flush_where(|(d, _)| d == access.descr)?;
            let known = self.heap.variable.iter().find(|v| {
                v.descr == access.descr
                    && self.same_arg(v.object, access.object)
                    && self.same_arg(v.index, access.index)
            });
            return Ok(match known.map(|v| v.value) {
                Some(value) => {
                    rule!("heap.variable_item_known");
                    self.replace_result(op, value)
                }
                None => Next::Go,
            });
        };
        if let Some((object, value)) = self.heap.slots.get(&place).and_then(|s| s.lazy) {
            if self.same_arg(object, access.object) {
                rule!("heap.load_delayed");
                return Ok(self.replace_result(op, value));
            }
            if !self.surely_different(object, access.object) {
                rule!("heap.load_may_be_delayed");
                self.flush_place(place)?;
            }
        }
        match self.use_known(place, access.object) {
            Some(value) => {
                rule!("heap.load_known");
                Ok(self.replace_result(op, value))
            }
            None => Ok(Next::Go),
        }
    }

    fn store(&mut self, access: &Access, value: Arg) -> Res<Next> {
        let Some(place) = access.place else {
            self.flush_where(|(d, _)| d == access.descr)?;
            return Ok(Next::Go);
        };
        let lazy = self.heap.slots.get(&place).and_then(|s| s.lazy);
        if lazy.is_some_and(|l| !self.same_arg(l.0, access.object)) {
            rule!("heap.store_other_object");
            self.flush_place(place)?;
        } else if lazy.is_none()
            && self.known_value(place, access.object).is_some_and(|known| known == self.resolve(value))
        {
            rule!("heap.store_known");
            self.use_known(place, access.object);
            return Ok(Next::Done);
        }
        let index_fits = access.field || access.index.as_int().is_some_and(|i| u32::try_from(i).is_ok());
        if access.interior || !index_fits || !self.keeps_value(access.descr, value) {
            rule!("heap.store_at_once");
            self.flush_place(place)?;
            return Ok(Next::Go);
        }
        rule!(if lazy.is_some() { "heap.store_replaced" } else { "heap.store_delayed" });
        self.heap.variable.retain(|v| v.descr != access.descr);
        self.heap.slots.entry(place).or_default().lazy = Some((access.object, value));
        if let Err(at) = self.heap.lazy.binary_search(&place) {
            self.heap.lazy.insert(at, place);
        }
        Ok(Next::Done)
    }

    /// Does the delayed store of a place now.
    fn flush_place(&mut self, place: Place) -> Res<()> {
        let Some((object, value)) = self.heap.slots.get_mut(&place).and_then(|s| s.lazy.take()) else { return Ok(()) };
        if let Ok(at) = self.heap.lazy.binary_search(&place) {
            self.heap.lazy.remove(at);
        }
        let (object, value) = (self.force(object)?, self.force(value)?);
        if self.known_value(place, object) == Some(value) {
            rule!("heap.store_undone");
            // Stored something else in between, which nobody saw.
            self.use_known(place, object);
            return Ok(());
        }
        let op = match place {
            (descr, None) => Op::new(Opnum::SetfieldGc, &[object, value], None, Some(descr)),
            (descr, Some(i)) => Op::new(Opnum::SetarrayitemGc, &[object, Arg::Int(i), value], None, Some(descr)),
        };
        self.heap_after(&op);
        self.push(op);
        Ok(())
    }

    /// Places with a delayed store, in order.
    fn lazy_places(&self) -> SmallVec<[Place; 16]> {
        SmallVec::from_slice(&self.heap.lazy)
    }

    fn flush_where(&mut self, which: impl Fn(Place) -> bool) -> Res<()> {
        for place in self.lazy_places().into_iter().filter(|&p| which(p)) {
            self.flush_place(place)?;
        }
        Ok(())
    }

    /// Does all delayed stores.
    pub(crate) fn flush_all(&mut self) -> Res<()> {
        self.flush_where(|_| true)
    }

    /// Everything known of fields and constant indices: place, object, value.
    pub(crate) fn heap_facts(&self) -> Vec<(Place, Arg, Arg)> {
        let facts = |(&place, slot): (&Place, &Slot)| {
            slot.known.iter().map(|k| (place, self.resolve(k.object), self.resolve(k.value))).collect::<Vec<_>>()
        };
        self.heap.slots.iter().flat_map(facts).collect()
    }

    /// The same, one after the other. Assumptions of a peeled loop that nothing relies on are left out: who jumps into
    /// the loop does not care for them. Stops when the visitor has enough: answers false.
    pub(crate) fn heap_visit(&self, of: impl Fn(Arg) -> bool, mut visit: impl FnMut(Place, Arg, Arg) -> bool) {
        for (&place, slot) in &self.heap.slots {
            for k in &slot.known {
                if k.assumed.is_some_and(|n| !self.is_memory_used(n)) {
                    continue;
                }
                let object = self.resolve(k.object);
                if of(object) && !visit(place, object, self.resolve(k.value)) {
                    return;
                }
            }
        }
    }

    /// Forgets everything about memory.
    pub(crate) fn forget_heap(&mut self) {
        self.heap = HeapCache::default();
    }

    /// A place of an object holds a value.
    pub(crate) fn know(&mut self, place: Place, object: Arg, value: Arg, assumed: Option<u32>) {
        self.heap.slots.entry(place).or_default().known.push(Known { object, value, assumed });
    }

    /// Is a delayed store of this value done by the exits of guards, not before them?
    fn is_for_exits(&self, value: Arg) -> bool {
        self.as_virtual(value).is_some() || self.resolve(value).is_const()
    }

    /// Before a guard: does the delayed stores, except those of virtual values and of constants, and those to fields
    /// that were read or written before: these are handed to its exit.
    pub(crate) fn flush_for_guard(&mut self) -> Res<Vec<Delayed>> {
        let mut pending = Vec::new();
        for place in self.lazy_places() {
            let Some((object, value)) = self.heap.slots.get(&place).and_then(|s| s.lazy) else { continue };
            // What was there is known: perhaps it will be there again.
            let again = place.1.is_none() && self.known(place, object).is_some() && !self.is_token(value);
            if again || self.is_for_exits(value) {
                rule!(if again { "heap.exit_stores_again" } else { "heap.exit_stores" });
                let place = match place {
                    (descr, None) => StorePlace::Field(descr),
                    (descr, Some(i)) => StorePlace::Item(descr, i as u32),
                };
                pending.push(Delayed { object, place, value });
            } else {
                rule!("heap.store_before_guard");
                self.flush_place(place)?;
            }
        }
        Ok(pending)
    }

    /// Before an operation is emitted: does the delayed stores that it may see.
    pub(crate) fn heap_before(&mut self, op: &Op) -> Res<()> {
        use Opnum::*;
        if op.opnum.is_call() {
            let descrs = self.descrs;
            let effect = op.descr.and_then(|d| descrs.call(d)).map(|d| &d.effect);
            let Some(effect) = effect.filter(|e| !e.forces()) else {
                rule!("heap.store_before_unknown_call");
                return self.flush_where(|_| true);
            };
            rule!("heap.store_before_call");
            self.flush_where(|(d, _)| effect.may_read(d) || effect.may_write(d))?;
            if effect.can_raise() {
                // Nothing may stand between the call and the check of its exception.
                for place in self.lazy_places() {
                    let lazy = self.heap.slots.get(&place).and_then(|s| s.lazy);
                    if lazy.is_some_and(|l| !self.is_for_exits(l.1)) {
                        rule!("heap.store_before_raising_call");
                        self.flush_place(place)?;
                    }
                }
            }
            return Ok(());
        }
        match op.opnum {
            Label | Jump | Finish | VirtualRefFinish => {
                rule!("heap.store_before_end");
                self.flush_where(|_| true)
            }
            _ => Ok(()),
        }
    }

    /// After the check of a virtualizable nobody owns it: its token, which the check looked at, is 0.
    pub(crate) fn forced(&mut self, op: &Op) {
        let &[condition, _, object] = op.args.as_slice() else { return };
        let oopspec = op.descr.and_then(|d| self.descrs.call(d)).map(|d| d.effect.oopspec);
        if op.opnum != Opnum::CondCallN || oopspec != Some(OopSpec::ForceVirtualizable) || !self.passes.heap {
            return;
        }
        let token = self.def(condition).filter(|d| d.opnum == Opnum::GetfieldGcI && self.same_arg(d.arg(0), object));
        if let Some(token) = token.and_then(|d| d.descr) {
            rule!("heap.forced");
            self.know((token, None), object, Arg::Int(0), None);
        }
    }

    /// The address of a frame: not to be passed around as if it were an object.
    pub(crate) fn is_token(&self, value: Arg) -> bool {
        self.def(value).is_some_and(|d| d.opnum == Opnum::ForceToken)
    }

    /// A new object was given its contents: nothing else that is known changes.
    pub(crate) fn heap_filled(&mut self, op: &Op) {
        if !self.passes.heap {
            return;
        }
        let Some((access, place)) = access(op).and_then(|a| a.place.map(|p| (a, p))) else { return };
        if let Some(value) = access.value.filter(|&v| self.keeps_value(access.descr, v) && !self.is_token(v)) {
            rule!("heap.filled");
            self.know(place, access.object, value, None);
        }
    }

    /// After an operation was emitted: what memory holds now.
    pub(crate) fn heap_after(&mut self, op: &Op) {
        if !self.passes.heap {
            return;
        }
        if op.opnum.is_call() {
            return self.heap_after_call(op);
        }
        if op.opnum == Opnum::Label {
            self.heap = HeapCache::default();
            self.not_invalidated = false;
            return;
        }
        let Some(access) = access(op) else { return };
        let value = access.value.or(op.result.map(Arg::Box));
        let token = access.value.is_some_and(|v| self.is_token(v));
        let keep = access.value.is_none_or(|v| self.keeps_value(access.descr, v)) && !token;
        let Some(value) = value else { return };
        match access.place {
            Some(place) => {
                if access.value.is_some() {
                    rule!("heap.store_forgets");
                    self.heap.variable.retain(|v| v.descr != access.descr);
                    let known = self.heap.slots.get_mut(&place).map(|s| std::mem::take(&mut s.known));
                    if let Some(mut known) = known.filter(|k| !k.is_empty()) {
                        known.retain(|k| self.surely_different(k.object, access.object));
                        self.heap.slots.entry(place).or_default().known = known;
                    }
                }
                if keep {
                    self.know(place, access.object, value, None);
                }
            }
            None => {
                if access.value.is_some() {
                    rule!("heap.variable_store_forgets");
                    let first = (access.descr, None);
                    let last = (access.descr, Some(i64::MAX));
                    self.heap.slots.range_mut(first..=last).for_each(|(_, s)| s.known.clear());
                    self.heap.variable.retain(|v| v.descr != access.descr);
                }
                if keep {
                    let (descr, object, index) = (access.descr, access.object, access.index);
                    self.heap.variable.push(VariableItem { descr, object, index, value });
                }
            }
        }
    }

    fn heap_after_call(&mut self, op: &Op) {
        let descrs = self.descrs;
        let effect = op.descr.and_then(|d| descrs.call(d)).map(|d| &d.effect);
        let writes = |d: DescrId| effect.is_none_or(|e| e.forces() || e.may_write(d));
        if effect.is_none_or(|e| e.can_invalidate || e.forces()) {
            rule!("heap.call_invalidates");
            self.not_invalidated = false;
        }
        let heap = &mut self.heap;
        let gone = |d: DescrId| writes(d) && !is_immutable(descrs, d);
        // The places of a descriptor follow each other.
        let mut last = None;
        for (place, slot) in heap.slots.iter_mut().filter(|(_, s)| !s.known.is_empty()) {
            let goes = match last {
                Some((descr, goes)) if descr == place.0 => goes,
                _ => gone(place.0),
            };
            last = Some((place.0, goes));
            if goes {
                rule!("heap.call_forgets");
                slot.known.clear();
            }
        }
        heap.variable.retain(|v| !gone(v.descr));
    }
}
