//! What the tracer knows of memory while it records: cheap facts that save reads and guards.
//!
//! A store to an object whose allocation was seen cannot touch another such object; a store to anything else may
//! touch all. Objects that have not escaped survive calls.

use jit_trace::hash::FastMap;
use jit_trace::{Arg, BoxId, DescrId, EffectInfo};

/// A place of one descriptor: field, or item with constant index.
type PlaceKey = (DescrId, i64);

/// What objects hold at a place; few, mostly, so that lists will do.
#[derive(Clone, Debug, Default)]
struct Entry {
    seen: Vec<(BoxId, Arg)>,
    other: Vec<(Arg, Arg)>,
}

fn find<K: Copy + PartialEq>(list: &[(K, Arg)], key: K) -> Option<Arg> {
    list.iter().rev().find(|e| e.0 == key).map(|e| e.1)
}

fn put<K: Copy + PartialEq>(list: &mut Vec<(K, Arg)>, key: K, value: Arg) {
    match list.iter_mut().rev().find(|e| e.0 == key) {
        Some(entry) => entry.1 = value,
        None => list.push((key, value)),
    }
}

/// The facts.
#[derive(Clone, Debug, Default)]
pub struct HeapCache {
    places: FastMap<PlaceKey, Entry>,
    lengths: FastMap<Arg, Arg>,
    /// What is known of boxes, by number.
    known: Vec<u8>,
    /// What unescaped objects refer to.
    inside: FastMap<BoxId, Vec<BoxId>>,
}

/// The class is known.
const CLASS: u8 = 1;
/// It is not null.
const NONNULL: u8 = 2;
/// It was allocated in this trace.
const ALLOCATED: u8 = 4;
/// It was, and nothing else refers to it.
const UNESCAPED: u8 = 8;

impl HeapCache {
    /// Forgets everything.
    pub fn reset(&mut self) {
        *self = HeapCache::default();
    }

    fn set(&mut self, b: BoxId, what: u8) {
        let n = b.index();
        if n >= self.known.len() {
            self.known.resize((n + 1).next_multiple_of(256), 0);
        }
        self.known[n] |= what;
    }

    fn is(&self, b: BoxId, what: u8) -> bool {
        self.known.get(b.index()).is_some_and(|k| k & what != 0)
    }

    fn has(&self, object: Arg, what: u8) -> bool {
        matches!(object, Arg::Box(b) if self.is(b, what))
    }

    /// A new object.
    pub fn allocated(&mut self, object: BoxId, class_known: bool) {
        self.set(object, ALLOCATED | UNESCAPED | NONNULL | if class_known { CLASS } else { 0 });
    }

    /// The class is known: a constant of the trace.
    pub fn set_class(&mut self, object: Arg) {
        if let Arg::Box(b) = object {
            self.set(b, CLASS | NONNULL);
        }
    }

    /// Is the class known?
    pub fn class_known(&self, object: Arg) -> bool {
        self.has(object, CLASS)
    }

    /// The reference is not null.
    pub fn set_nonnull(&mut self, object: Arg) {
        if let Arg::Box(b) = object {
            self.set(b, NONNULL);
        }
    }

    /// Is it known not to be null?
    pub fn is_nonnull(&self, object: Arg) -> bool {
        self.has(object, NONNULL)
    }

    /// Is it an allocation that nothing else refers to?
    pub fn is_unescaped(&self, object: Arg) -> bool {
        self.has(object, UNESCAPED)
    }

    /// Was it allocated in this trace?
    pub fn made_here(&self, object: Arg) -> bool {
        self.has(object, ALLOCATED)
    }

    /// The value of a field (item 0 of its descriptor) or of an item.
    pub fn get(&self, object: Arg, descr: DescrId, index: i64) -> Option<Arg> {
        let entry = self.places.get(&(descr, index))?;
        match object {
            Arg::Box(b) if self.is(b, ALLOCATED) => find(&entry.seen, b),
            _ => find(&entry.other, object),
        }
    }

    /// A value that was read.
    pub fn remember(&mut self, object: Arg, descr: DescrId, index: i64, value: Arg) {
        let seen = self.made_here(object);
        let entry = self.places.entry((descr, index)).or_default();
        match object {
            Arg::Box(b) if seen => put(&mut entry.seen, b, value),
            _ => put(&mut entry.other, object, value),
        }
    }

    /// A value that was written.
    pub fn store(&mut self, object: Arg, descr: DescrId, index: i64, value: Arg) {
        let seen = self.made_here(object);
        let entry = self.places.entry((descr, index)).or_default();
        entry.other.clear();
        if !seen {
            entry.seen.clear();
        }
        self.refers(object, value);
        self.remember(object, descr, index, value);
    }

    /// A store to an item with unknown index.
    pub fn store_unknown(&mut self, object: Arg, descr: DescrId, value: Arg) {
        self.places.retain(|key, _| key.0 != descr);
        self.refers(object, value);
    }

    fn refers(&mut self, object: Arg, value: Arg) {
        let Arg::Box(value) = value else { return };
        match object {
            Arg::Box(object) if self.is(object, UNESCAPED) => {
                // What has escaped cannot do so another time.
                if self.is(value, UNESCAPED) {
                    self.inside.entry(object).or_default().push(value);
                }
            }
            _ => self.escape(value),
        }
    }

    /// Something outside the trace may refer to the object from now on.
    pub fn escape(&mut self, object: BoxId) {
        if !self.is(object, UNESCAPED) {
            return;
        }
        let mut todo = vec![object];
        while let Some(object) = todo.pop() {
            if self.is(object, UNESCAPED) {
                self.known[object.index()] &= !UNESCAPED;
                todo.extend(self.inside.remove(&object).into_iter().flatten());
            }
        }
    }

    /// A reference was read from the object and nothing says which: whatever it refers to has another name now.
    pub fn read_unknown(&mut self, object: Arg) {
        let Arg::Box(object) = object else { return };
        for value in self.inside.remove(&object).into_iter().flatten() {
            self.escape(value);
        }
    }

    /// The length of an array.
    pub fn length(&self, array: Arg) -> Option<Arg> {
        self.lengths.get(&array).copied()
    }

    /// The length of an array is known.
    pub fn set_length(&mut self, array: Arg, length: Arg) {
        self.lengths.insert(array, length);
    }

    /// A call.
    pub fn call(&mut self, args: &[Arg], effect: &EffectInfo) {
        for arg in args {
            if let Arg::Box(b) = arg {
                self.escape(*b);
            }
        }
        if effect.is_elidable() {
            return;
        }
        let known = &self.known;
        let unescaped = |b: BoxId| known.get(b.index()).is_some_and(|k| k & UNESCAPED != 0);
        for ((descr, _), entry) in &mut self.places {
            if effect.may_write(*descr) {
                entry.other.clear();
                entry.seen.retain(|e| unescaped(e.0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jit_trace::ExtraEffect;

    #[test]
    fn stores_clear_what_may_alias() {
        let (a, b, c) = (BoxId(1), BoxId(2), BoxId(3));
        let d = DescrId(0);
        let mut cache = HeapCache::default();
        cache.allocated(a, true);
        cache.store(a.into(), d, 0, Arg::Int(1));
        cache.remember(c.into(), d, 0, Arg::Int(3));
        cache.allocated(b, true);
        cache.store(b.into(), d, 0, Arg::Int(2));
        assert_eq!(cache.get(a.into(), d, 0), Some(Arg::Int(1)));
        assert_eq!(cache.get(c.into(), d, 0), None);
        cache.store(c.into(), d, 0, Arg::Int(4));
        assert_eq!(cache.get(a.into(), d, 0), None);
        assert_eq!(cache.get(c.into(), d, 0), Some(Arg::Int(4)));
    }

    #[test]
    fn calls_spare_what_has_not_escaped() {
        let (a, b) = (BoxId(1), BoxId(2));
        let d = DescrId(0);
        let mut cache = HeapCache::default();
        cache.allocated(a, true);
        cache.allocated(b, true);
        cache.store(a.into(), d, 0, b.into());
        cache.store(b.into(), d, 0, Arg::Int(7));
        cache.call(&[], &EffectInfo::anything());
        assert_eq!(cache.get(b.into(), d, 0), Some(Arg::Int(7)));
        cache.call(&[a.into()], &EffectInfo::nothing(ExtraEffect::CanRaise));
        assert_eq!(cache.get(b.into(), d, 0), Some(Arg::Int(7)));
        cache.call(&[], &EffectInfo::anything());
        assert_eq!(cache.get(b.into(), d, 0), None);
    }

    #[test]
    fn what_may_have_another_name_does_not_survive_calls() {
        let (array, inner, deep) = (BoxId(1), BoxId(2), BoxId(3));
        let (items, field) = (DescrId(0), DescrId(1));
        let mut cache = HeapCache::default();
        for b in [array, inner, deep] {
            cache.allocated(b, true);
        }
        cache.store(array.into(), items, 2, inner.into());
        cache.store(inner.into(), field, 0, deep.into());
        cache.store(deep.into(), field, 0, Arg::Int(7));
        cache.read_unknown(array.into());
        assert!(cache.is_unescaped(array.into()) && !cache.is_unescaped(inner.into()));
        assert_eq!(cache.get(deep.into(), field, 0), Some(Arg::Int(7)));
        cache.call(&[], &EffectInfo::anything());
        assert_eq!(cache.get(deep.into(), field, 0), None);
        assert_eq!(cache.get(array.into(), items, 2), Some(inner.into()));
    }
}
