//! Virtualize: objects are not allocated until something needs their address. Strings under construction too.

use abi::rule;
use jit_trace::{Arg, BoxId, DescrId, Kind, Op, Opnum, VirtualKind};

use crate::optimizer::{Next, OptError, Optimizer, Res};

/// Longer arrays and strings are allocated at once.
const LONGEST_ARRAY: i64 = 256;
const LONGEST_STRING: i64 = 100;

/// An object that is not allocated.
#[derive(Clone, Debug)]
pub(crate) enum Virtual {
    Struct { descr: DescrId, alloc: Opnum, fields: Vec<Option<Arg>> },
    Array { descr: DescrId, alloc: Opnum, items: Vec<Option<Arg>> },
    Str { unicode: bool, chars: Vec<Option<Arg>> },
}

impl Virtual {
    /// What it holds.
    pub fn contents(&self) -> &[Option<Arg>] {
        match self {
            Virtual::Struct { fields: list, .. }
            | Virtual::Array { items: list, .. }
            | Virtual::Str { chars: list, .. } => list,
        }
    }

    pub fn contents_mut(&mut self) -> &mut Vec<Option<Arg>> {
        match self {
            Virtual::Struct { fields: list, .. }
            | Virtual::Array { items: list, .. }
            | Virtual::Str { chars: list, .. } => list,
        }
    }

    /// Of the same type and length?
    pub fn same_kind(&self, other: &Virtual) -> bool {
        let same = match (self, other) {
            (Virtual::Struct { descr, alloc, .. }, Virtual::Struct { descr: d, alloc: a, .. })
            | (Virtual::Array { descr, alloc, .. }, Virtual::Array { descr: d, alloc: a, .. }) => {
                descr == d && alloc == a
            }
            (Virtual::Str { unicode, .. }, Virtual::Str { unicode: u, .. }) => unicode == u,
            _ => false,
        };
        same && self.contents().len() == other.contents().len()
    }

    /// How an exit describes it, with the contents.
    pub fn described(&self) -> VirtualKind {
        match self {
            Virtual::Struct { descr, .. } => VirtualKind::Struct(*descr),
            Virtual::Array { descr, alloc, .. } => {
                VirtualKind::Array { descr: *descr, clear: *alloc == Opnum::NewArrayClear }
            }
            Virtual::Str { unicode: true, .. } => VirtualKind::Unicode,
            Virtual::Str { .. } => VirtualKind::Str,
        }
    }
}

impl Optimizer<'_> {
    pub(crate) fn virtualize(&mut self, op: &mut Op) -> Res<Next> {
        use Opnum::*;
        match op.opnum {
            New | NewWithVtable if self.passes.virtualize => self.new_struct(op),
            NewArray | NewArrayClear if self.passes.virtualize => self.new_array(op),
            Newstr | Newunicode if self.passes.string => Ok(self.new_string(op)),
            GetfieldGcI | GetfieldGcR | GetfieldGcF => self.virtual_getfield(op),
            SetfieldGc => self.virtual_setfield(op),
            GetarrayitemGcI | GetarrayitemGcR | GetarrayitemGcF | Strgetitem | Unicodegetitem => {
                self.virtual_getitem(op)
            }
            SetarrayitemGc | Strsetitem | Unicodesetitem => self.virtual_setitem(op),
            ArraylenGc | Strlen | Unicodelen => Ok(self.virtual_len(op)),
            Copystrcontent | Copyunicodecontent if self.passes.string => self.copy_content(op),
            PtrEq | PtrNe | InstancePtrEq | InstancePtrNe => Ok(self.virtual_compare(op)),
            QuasiimmutField => Ok(self.quasi_immutable(op)),
            // Facts that no pass wanted.
            RecordExactClass | RecordExactValueI | RecordExactValueR | AssertNotNone => {
                rule!("virtualize.facts");
                Ok(Next::Done)
            }
            Keepalive if self.as_virtual(op.arg(0)).is_some() => {
                rule!("virtualize.keepalive");
                Ok(Next::Done)
            }
            _ => Ok(Next::Go),
        }
    }

    /// Is it of a class whose objects are what they hold, so that one met twice may be two?
    pub(crate) fn has_no_identity(&self, shape: &Virtual) -> bool {
        matches!(shape, Virtual::Struct { descr, .. } if self.descrs.size(*descr).is_some_and(|d| d.value && d.vtable != 0))
    }

    fn make_virtual(&mut self, op: &Op, shape: Virtual, class: Option<i64>) -> Next {
        if let Some(b) = op.result {
            let info = &mut self.ptrs[b.index()];
            info.nonnull = true;
            info.fresh = true;
            info.class = class;
            info.shape = Some(Box::new(shape));
        }
        Next::Done
    }

    fn new_struct(&mut self, op: &Op) -> Res<Next> {
        let descr = op.descr.ok_or_else(|| OptError::BadTrace("no descriptor".to_string()))?;
        let Some(size) = self.descrs.size(descr) else { return Ok(Next::Go) };
        if size.finalizer {
            rule!("virtualize.finalizer");
            return Ok(Next::Go);
        }
        rule!("virtualize.struct");
        let class = (size.vtable != 0).then_some(size.vtable);
        let fields = vec![None; size.fields.len()];
        Ok(self.make_virtual(op, Virtual::Struct { descr, alloc: op.opnum, fields }, class))
    }

    fn new_array(&mut self, op: &Op) -> Res<Next> {
        let descr = op.descr.ok_or_else(|| OptError::BadTrace("no descriptor".to_string()))?;
        let plain = self.descrs.array(descr).is_some_and(|a| a.kind.kind().is_some());
        match op.arg(0) {
            Arg::Int(n @ 0..=LONGEST_ARRAY) if plain => {
                rule!("virtualize.array");
                let items = vec![None; n as usize];
                Ok(self.make_virtual(op, Virtual::Array { descr, alloc: op.opnum, items }, None))
            }
            _ => Ok(Next::Go),
        }
    }

    fn new_string(&mut self, op: &Op) -> Next {
        match op.arg(0) {
            Arg::Int(n @ 0..=LONGEST_STRING) => {
                rule!("virtualize.string");
                let chars = vec![None; n as usize];
                self.make_virtual(op, Virtual::Str { unicode: op.opnum == Opnum::Newunicode, chars }, None)
            }
            _ => Next::Go,
        }
    }

    /// The place of a field in a virtual structure: by identity, or by place for a base class's descriptor.
    fn field_index(&self, shape: &Virtual, field: DescrId) -> Option<usize> {
        let Virtual::Struct { descr, .. } = shape else { return None };
        let fields = &self.descrs.size(*descr)?.fields;
        fields.iter().position(|&g| g == field).or_else(|| {
            rule!("virtualize.field_of_base");
            let f = self.descrs.field(field)?;
            fields.iter().position(|&g| {
                self.descrs.field(g).is_some_and(|g| g.offset == f.offset && g.size == f.size && g.kind == f.kind)
            })
        })
    }

    fn virtual_field(&mut self, op: &Op) -> Res<Option<(BoxId, usize)>> {
        let Some(b) = self.as_virtual(op.arg(0)) else { return Ok(None) };
        let index = match (&self.ptrs[b.index()].shape, op.descr) {
            (Some(shape), Some(field)) => self.field_index(shape, field),
            _ => None,
        };
        if index.is_none() {
            rule!("virtualize.beside_items");
            // A field beside the items of an array, such as the hash of a string.
            self.force(Arg::Box(b))?;
        }
        Ok(index.map(|i| (b, i)))
    }

    fn virtual_getfield(&mut self, op: &Op) -> Res<Next> {
        let Some((b, i)) = self.virtual_field(op)? else { return Ok(Next::Go) };
        let Some(Virtual::Struct { fields, .. }) = self.ptrs[b.index()].shape.as_deref() else { return Ok(Next::Go) };
        rule!(if fields.get(i).copied().flatten().is_some() {
            "virtualize.getfield"
        } else {
            "virtualize.getfield_cleared"
        });
        let value = fields.get(i).copied().flatten().unwrap_or(Arg::zero(op.opnum.result().unwrap_or(Kind::Int)));
        Ok(self.replace_result(op, value))
    }

    fn virtual_setfield(&mut self, op: &Op) -> Res<Next> {
        let Some((b, i)) = self.virtual_field(op)? else { return Ok(Next::Go) };
        // A narrow field would cut the value: only what certainly fits is kept.
        let narrow = op.descr.and_then(|d| self.descrs.field(d)).filter(|f| f.size < 8).map(|f| (f.size, f.kind));
        if narrow.is_some_and(|(size, kind)| !self.fits(op.arg(1), size, kind)) {
            rule!("virtualize.setfield_narrow");
            self.force(Arg::Box(b))?;
            return Ok(Next::Go);
        }
        if let Some(Virtual::Struct { fields, .. }) = self.ptrs[b.index()].shape.as_deref_mut() {
            rule!("virtualize.setfield");
            fields[i] = Some(op.arg(1));
        }
        Ok(Next::Done)
    }

    fn virtual_index(&mut self, op: &Op) -> Res<Option<(BoxId, usize)>> {
        let Some(b) = self.as_virtual(op.arg(0)) else { return Ok(None) };
        let length = match self.ptrs[b.index()].shape.as_deref() {
            Some(Virtual::Array { items, descr, .. }) if op.descr == Some(*descr) => items.len(),
            Some(Virtual::Str { chars, .. }) if op.descr.is_none() => chars.len(),
            _ => {
                rule!("virtualize.item_of_another_type");
                return Err(OptError::InvalidLoop("an item of another type of object"));
            }
        };
        match op.arg(1) {
            Arg::Int(i) => match usize::try_from(i).ok().filter(|&i| i < length) {
                Some(i) => Ok(Some((b, i))),
                None => {
                    rule!("virtualize.index_out_of_bounds");
                    Err(OptError::InvalidLoop("index out of bounds"))
                }
            },
            _ => {
                rule!("virtualize.variable_index");
                self.force(Arg::Box(b))?;
                Ok(None)
            }
        }
    }

    fn virtual_getitem(&mut self, op: &Op) -> Res<Next> {
        if let (Opnum::Strgetitem | Opnum::Unicodegetitem, Arg::Ptr(p), Arg::Int(i)) = (op.opnum, op.arg(0), op.arg(1))
        {
            if let Some(c) =
                self.oracle.str_item(p, op.opnum == Opnum::Unicodegetitem, i).filter(|_| self.passes.string)
            {
                rule!("virtualize.char_of_constant");
                return Ok(self.replace_result(op, Arg::Int(c)));
            }
        }
        let Some((b, i)) = self.virtual_index(op)? else { return Ok(Next::Go) };
        let value = match self.ptrs[b.index()].shape.as_deref() {
            Some(Virtual::Array { items, .. }) => items[i],
            Some(Virtual::Str { chars, .. }) => chars[i],
            _ => return Ok(Next::Go),
        };
        rule!(if value.is_some() { "virtualize.getitem" } else { "virtualize.getitem_cleared" });
        let value = value.unwrap_or(Arg::zero(op.opnum.result().unwrap_or(Kind::Int)));
        Ok(self.replace_result(op, value))
    }

    fn virtual_setitem(&mut self, op: &Op) -> Res<Next> {
        let Some((b, i)) = self.virtual_index(op)? else { return Ok(Next::Go) };
        let (size, kind) = match (op.opnum, op.descr.and_then(|d| self.descrs.array(d))) {
            (Opnum::Strsetitem, _) => (1, jit_trace::FieldKind::Unsigned),
            (Opnum::Unicodesetitem, _) => (4, jit_trace::FieldKind::Unsigned),
            (_, Some(a)) => (a.item_size, a.kind),
            _ => return Ok(Next::Go),
        };
        if size < 8 && !self.fits(op.arg(2), size, kind) {
            rule!("virtualize.setitem_narrow");
            self.force(Arg::Box(b))?;
            return Ok(Next::Go);
        }
        rule!("virtualize.setitem");
        match self.ptrs[b.index()].shape.as_deref_mut() {
            Some(Virtual::Array { items, .. }) => items[i] = Some(op.arg(2)),
            Some(Virtual::Str { chars, .. }) => chars[i] = Some(op.arg(2)),
            _ => return Ok(Next::Go),
        }
        Ok(Next::Done)
    }

    /// Does an integer keep its value when stored in a place of this size?
    pub(crate) fn fits(&self, value: Arg, size: u32, kind: jit_trace::FieldKind) -> bool {
        let bound = self.bound(value);
        let bits = 8 * size.min(7);
        match kind {
            jit_trace::FieldKind::Signed => bound.lower >= -(1 << (bits - 1)) && bound.upper < 1 << (bits - 1),
            jit_trace::FieldKind::Unsigned => bound.lower >= 0 && bound.upper < 1 << bits,
            _ => true,
        }
    }

    fn virtual_len(&mut self, op: &Op) -> Next {
        let length = match op.arg(0) {
            Arg::Ptr(p) if op.opnum == Opnum::ArraylenGc => {
                op.descr.and_then(|d| self.oracle.array_len(p, d)).map(Arg::Int)
            }
            Arg::Ptr(p) => self.oracle.str_len(p, op.opnum == Opnum::Unicodelen).map(Arg::Int),
            Arg::Box(b) => match self.ptrs[b.index()].shape.as_deref() {
                Some(Virtual::Array { items, .. }) => Some(Arg::Int(items.len() as i64)),
                Some(Virtual::Str { chars, .. }) => Some(Arg::Int(chars.len() as i64)),
                _ => self.ptrs[b.index()].length,
            },
            _ => None,
        };
        match length {
            Some(length) => {
                rule!("virtualize.length", op.opnum.name());
                self.replace_result(op, length)
            }
            None => Next::Go,
        }
    }

    /// Short copies between strings become single characters when one side is virtual.
    fn copy_content(&mut self, op: &Op) -> Res<Next> {
        let (from, to) = (op.arg(0), op.arg(1));
        let (Arg::Int(start), Arg::Int(at), Arg::Int(n @ 0..=20)) = (op.arg(2), op.arg(3), op.arg(4)) else {
            return Ok(Next::Go);
        };
        let (get, set) = match op.opnum {
            Opnum::Copystrcontent => (Opnum::Strgetitem, Opnum::Strsetitem),
            _ => (Opnum::Unicodegetitem, Opnum::Unicodesetitem),
        };
        if from == to || start < 0 || at < 0 || (self.as_virtual(from).is_none() && self.as_virtual(to).is_none()) {
            return Ok(Next::Go);
        }
        rule!("virtualize.copy_content");
        for i in 0..n {
            let c = self.send_new(get, &[from, Arg::Int(start + i)], None)?;
            self.send(Op::new(set, &[to, Arg::Int(at + i), c], None, None))?;
        }
        Ok(Next::Done)
    }

    fn virtual_compare(&mut self, op: &Op) -> Next {
        let (a, b) = (op.arg(0), op.arg(1));
        let equal = matches!(op.opnum, Opnum::PtrEq | Opnum::InstancePtrEq);
        let same = match (a, b) {
            _ if a == b => {
                rule!("virtualize.compare_same");
                Some(true)
            }
            (Arg::Ptr(p), Arg::Ptr(q)) => {
                rule!("virtualize.compare_constants");
                if p.is_null() || q.is_null() {
                    Some(p.is_null() && q.is_null())
                } else {
                    self.oracle.same_object(p, q)
                }
            }
            _ if self.as_virtual(a).is_some() || self.as_virtual(b).is_some() => {
                rule!("virtualize.compare_virtual");
                Some(false)
            }
            (Arg::NULL, x) | (x, Arg::NULL) if self.is_nonnull(x) => {
                rule!("virtualize.compare_null");
                Some(false)
            }
            _ if self.classes_differ(a, b) => {
                rule!("virtualize.compare_classes");
                Some(false)
            }
            _ => None,
        };
        match same {
            Some(same) => self.replace_result(op, Arg::Int((same == equal).into())),
            None => Next::Go,
        }
    }

    /// Two objects of different classes are different objects.
    pub(crate) fn classes_differ(&self, a: Arg, b: Arg) -> bool {
        matches!((self.class_of(a), self.class_of(b)), (Some(x), Some(y)) if x != y)
    }

    /// Makes sure that an operand can be used by emitted code: allocates a virtual object and what it refers to.
    pub(crate) fn force(&mut self, arg: Arg) -> Res<Arg> {
        let arg = self.resolve(arg);
        let Some(root) = self.as_virtual(arg) else { return Ok(arg) };
        rule!("virtualize.force");
        // First all allocations, then the contents: cycles, and no recursion.
        let mut todo = vec![root];
        let mut forced = Vec::new();
        while let Some(b) = todo.pop() {
            let Some(shape) = self.ptrs[b.index()].shape.take() else { continue };
            let (op, contents) = match *shape {
                Virtual::Struct { descr, alloc, fields } => (Op::new(alloc, &[], Some(b), Some(descr)), fields),
                Virtual::Array { descr, alloc, items } => {
                    (Op::new(alloc, &[Arg::Int(items.len() as i64)], Some(b), Some(descr)), items)
                }
                Virtual::Str { unicode, chars } => {
                    let alloc = if unicode { Opnum::Newunicode } else { Opnum::Newstr };
                    (Op::new(alloc, &[Arg::Int(chars.len() as i64)], Some(b), None), chars)
                }
            };
            if op.opnum.is_malloc() && op.opnum != Opnum::New && op.opnum != Opnum::NewWithVtable {
                self.ptrs[b.index()].length = op.args.first().copied();
            }
            for value in contents.iter().flatten() {
                todo.extend(self.as_virtual(*value));
            }
            self.push(op.clone());
            forced.push((op, contents));
        }
        for (op, contents) in forced {
            self.fill(&op, contents);
        }
        Ok(arg)
    }

    fn fill(&mut self, alloc: &Op, contents: Vec<Option<Arg>>) {
        let Some(object) = alloc.result.map(Arg::Box) else { return };
        let fields = alloc.descr.and_then(|d| self.descrs.size(d)).map(|d| d.fields.clone());
        for (i, value) in contents.into_iter().enumerate() {
            let Some(value) = value.map(|v| self.resolve(v)) else { continue };
            let index = Arg::Int(i as i64);
            let op = match alloc.opnum {
                Opnum::Newstr => Op::new(Opnum::Strsetitem, &[object, index, value], None, None),
                Opnum::Newunicode => Op::new(Opnum::Unicodesetitem, &[object, index, value], None, None),
                Opnum::NewArray | Opnum::NewArrayClear => {
                    Op::new(Opnum::SetarrayitemGc, &[object, index, value], None, alloc.descr)
                }
                _ => match fields.as_ref().and_then(|f| f.get(i)) {
                    Some(&field) => Op::new(Opnum::SetfieldGc, &[object, value], None, Some(field)),
                    None => continue,
                },
            };
            self.heap_filled(&op);
            self.push(op);
        }
    }
}
