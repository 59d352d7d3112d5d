//! Erased values: references whose type only the erasing pair knows.
//!
//! What is a reference to the collector is cast; numbers and the like go into a box.

use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::{RTyper, Repr};
use annotator::IntKind;
use graph::{Const, HostObj, Op, Operand};
use host::NameTable;
use lltype::{ContainerId, LLType};

impl RTyper<'_> {
    /// Is this the class of erased values?
    pub(crate) fn is_erased_class(&self, class: HostObj) -> bool {
        self.host.lookup("rpython.rlib.rerased", "Erased") == Some(class)
    }

    /// The representation that goes through the pair of that identity; that of ints goes through
    /// no pair.
    fn erased_repr(&mut self, identity: Option<HostObj>) -> Repr {
        match identity.and_then(|i| self.model.erased.get(&i).cloned()) {
            Some(s) => self.repr(&s),
            None => Repr::Int(IntKind::Int),
        }
    }

    pub(crate) fn box_type(&mut self, item: LLType) -> ContainerId {
        self.tuple_type(vec![item])
    }

    /// A prebuilt erased value.
    pub(crate) fn erased_const(&mut self, obj: HostObj, attrs: &NameTable) -> Option<Const> {
        let value = *attrs.get("_x")?;
        let r = self.erased_repr(attrs.get("_identity").copied());
        let c = self.host_const(value, &r);
        Some(match c {
            Const::Static(s, _) => Const::Static(s, LLType::GcRef),
            Const::Null(_) | Const::Void => Const::Null(LLType::GcRef),
            c => {
                let t = self.lltype(&r);
                let ty = self.box_type(t);
                let (s, _) = self.prebuilt_object(obj, ty, "erased");
                self.prog.statics[s].fields = vec![c];
                Const::Static(s, LLType::GcRef)
            }
        })
    }
}

impl<'a> Lower<'_, 'a> {
    fn pair_repr(&mut self, pair: &Val) -> Repr {
        let identity = match pair.konst() {
            Some(Const::Host(pair)) => self.rt.host.getattr(*pair, "identity"),
            _ => None,
        };
        self.rt.erased_repr(identity)
    }

    /// `erase(v)`.
    pub fn erase(&mut self, v: &Val, pair: &Val) -> LowerResult<Option<Operand>> {
        let r = self.pair_repr(pair);
        let t = self.rt.lltype(&r);
        let x = self.as_repr(v, &r)?;
        if t.is_void() {
            return Ok(Some(Const::Null(LLType::GcRef).into()));
        }
        if self.rt.prog.types.is_gc_ref(t) {
            return Ok(Some(self.b.cast(x, t, LLType::GcRef)));
        }
        let x = match pair.konst() {
            Some(Const::Host(_)) if self.is_pair(pair) => x,
            _ => self.helper("rint", "ll_check_erasable", [x])?,
        };
        let ty = self.rt.box_type(t);
        let b = self.b.malloc(ty);
        self.b.set(&self.rt.prog, b.clone(), ty, "item0", x);
        Ok(Some(self.b.cast(b, LLType::Ptr(ty), LLType::GcRef)))
    }

    fn is_pair(&self, pair: &Val) -> bool {
        matches!(pair.konst(), Some(Const::Host(p)) if self.rt.host.getattr(*p, "identity").is_some())
    }

    /// `unerase(v)`.
    pub fn unerase(&mut self, op: &'a Op, v: &Val, pair: &Val) -> LowerResult<Option<Operand>> {
        let r = self.pair_repr(pair);
        let t = self.rt.lltype(&r);
        if t.is_void() {
            return self.result(op, Const::Void.into(), &r);
        }
        if self.rt.prog.types.is_gc_ref(t) {
            let x = self.b.cast(v.v.clone(), LLType::GcRef, t);
            return self.result(op, x, &r);
        }
        let ty = self.rt.box_type(t);
        let b = self.b.cast(v.v.clone(), LLType::GcRef, LLType::Ptr(ty));
        let x = self.b.get(&self.rt.prog, b, ty, "item0");
        self.result(op, x, &r)
    }
}
