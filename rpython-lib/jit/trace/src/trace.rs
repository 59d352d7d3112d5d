//! Traces, operations, and what a guard needs to leave a trace.

use std::cell::Cell;

use smallvec::SmallVec;

use crate::descr::{DescrId, Descrs};
use crate::opnum::Opnum;
use crate::value::{Arg, BoxId, Kind};

/// Index of an [`Exit`] in its trace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ExitId(pub u32);

/// One operation.
#[derive(PartialEq, Eq, Debug)]
pub struct Op {
    pub opnum: Opnum,
    pub args: SmallVec<[Arg; 3]>,
    pub result: Option<BoxId>,
    pub descr: Option<DescrId>,
    /// Guards only.
    pub exit: Option<ExitId>,
}

impl Clone for Op {
    #[inline]
    fn clone(&self) -> Op {
        // What is derived would copy operand by operand.
        Op { args: SmallVec::from_slice(&self.args), ..*self }
    }
}

impl Op {
    pub fn new(opnum: Opnum, args: &[Arg], result: Option<BoxId>, descr: Option<DescrId>) -> Op {
        Op { opnum, args: SmallVec::from_slice(args), result, descr, exit: None }
    }

    /// Operand `i`; the verifier guarantees that those of the signature are there.
    pub fn arg(&self, i: usize) -> Arg {
        self.args[i]
    }
}

/// An interpreter frame to rebuild: the next `count` values of the exit are its live registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FramePos {
    pub jitcode: u32,
    pub pc: u32,
    pub count: u32,
}

/// A live value at an exit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ExitVal {
    /// A box (saved by the back end) or a constant.
    Arg(Arg),
    /// An object that the optimised trace never allocated: an index into the exit's virtuals.
    Virtual(u32),
    /// No value: a dead register, a field never set.
    Hole,
}

impl From<Arg> for ExitVal {
    fn from(arg: Arg) -> ExitVal {
        ExitVal::Arg(arg)
    }
}

/// The shape of a virtual object.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum VirtualKind {
    /// A structure or instance; one value for each of the size descriptor's fields, in order.
    Struct(DescrId),
    /// An array, one value an item. `clear`: items not set are zero.
    Array {
        descr: DescrId,
        clear: bool,
    },
    /// An array of structures: `fields` values an item.
    ArrayStruct {
        descr: DescrId,
        fields: u32,
    },
    /// A string of bytes, one value a character.
    Str,
    /// A string of code points.
    Unicode,
    /// Concatenation of two strings (two values).
    StrConcat,
    UnicodeConcat,
    /// Slice of a string: string, start, length.
    StrSlice,
    UnicodeSlice,
}

/// An object to allocate when the exit is taken. Values may name other virtuals, cyclically.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct VirtualDesc {
    pub kind: VirtualKind,
    pub values: Vec<ExitVal>,
}

/// Where a delayed store goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum StorePlace {
    Field(DescrId),
    Item(DescrId, u32),
}

/// A store that the optimiser delayed past the guard because its value is virtual: done when the exit is taken.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct PendingStore {
    pub object: ExitVal,
    pub place: StorePlace,
    pub value: ExitVal,
}

/// What holds of an exit's values whenever it is taken: for the optimiser of a bridge. Boxes are values of the exit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    Nonnull(BoxId),
    Null(BoxId),
    Class(BoxId, i64),
    /// Smallest and largest value of an integer.
    Range(BoxId, i64, i64),
    /// A field (or an item at a constant index) of an object holds a value.
    Holds {
        object: Arg,
        place: (DescrId, Option<i64>),
        value: Arg,
    },
}

impl Fact {
    /// The same of other boxes; nothing if one of them is not there.
    pub fn rename(self, name: impl Fn(BoxId) -> Option<BoxId>) -> Option<Fact> {
        let arg = |a: Arg| match a {
            Arg::Box(b) => name(b).map(Arg::Box),
            _ => Some(a),
        };
        Some(match self {
            Fact::Nonnull(b) => Fact::Nonnull(name(b)?),
            Fact::Null(b) => Fact::Null(name(b)?),
            Fact::Class(b, class) => Fact::Class(name(b)?, class),
            Fact::Range(b, low, high) => Fact::Range(name(b)?, low, high),
            Fact::Holds { object, place, value } => Fact::Holds { object: arg(object)?, place, value: arg(value)? },
        })
    }
}

/// What is needed to go on in the interpreter after a guard failed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Exit {
    /// Innermost last. Empty in tests, where only the values matter.
    pub frames: Vec<FramePos>,
    /// The live values of all frames, one after the other.
    pub values: Vec<ExitVal>,
    pub virtuals: Vec<VirtualDesc>,
    pub pending: Vec<PendingStore>,
    /// Not part of the text form.
    pub facts: Vec<Fact>,
}

impl Exit {
    /// An exit with these live values and nothing virtual.
    pub fn of_args(frames: Vec<FramePos>, values: &[Arg]) -> Exit {
        Exit { frames, values: values.iter().map(|&a| ExitVal::Arg(a)).collect(), ..Exit::default() }
    }

    /// Every value mentioned: live values, contents of virtuals, delayed stores, in this order.
    pub fn all_values(&self) -> impl Iterator<Item = ExitVal> + '_ {
        self.values
            .iter()
            .copied()
            .chain(self.virtuals.iter().flat_map(|v| v.values.iter().copied()))
            .chain(self.pending.iter().flat_map(|p| [p.object, p.value]))
    }

    /// Every box mentioned, as often as it is, in the order of [`Exit::all_values`].
    pub fn each_box(&self, mut visit: impl FnMut(BoxId)) {
        let mut value = |v: &ExitVal| {
            if let ExitVal::Arg(Arg::Box(b)) = v {
                visit(*b);
            }
        };
        self.values.iter().for_each(&mut value);
        for v in &self.virtuals {
            v.values.iter().for_each(&mut value);
        }
        for p in &self.pending {
            value(&p.object);
            value(&p.value);
        }
    }

    /// The facts, of inputs of a bridge instead of the boxes: input `n` is value `n` of [`Exit::fail_args`].
    pub fn facts_of_inputs(&self) -> Vec<Fact> {
        self.with_saved(|_, number| {
            let input = |b: BoxId| number(b).map(|n| BoxId(n as u32));
            let mut facts = Vec::with_capacity(self.facts.len());
            facts.extend(self.facts.iter().filter_map(|f| f.rename(input)));
            facts
        })
    }

    /// The boxes the back end must save: each once, in order of first mention. The back end's record of an exit holds
    /// their values in this order, and resuming reads them in this order.
    pub fn fail_args(&self) -> Vec<BoxId> {
        self.with_saved(|saved, _| saved.to_vec())
    }

    /// Runs something with the boxes of [`Exit::fail_args`] and a function that says which of them a box is.
    pub fn with_saved<R>(&self, run: impl FnOnce(&[BoxId], &dyn Fn(BoxId) -> Option<usize>) -> R) -> R {
        // Taken for the time, so that this may come back here.
        let mut numbers = NUMBERS.take();
        numbers.begin();
        self.each_box(|b| numbers.add(b));
        let result = run(&numbers.boxes, &|b| numbers.of(b));
        NUMBERS.set(numbers);
        result
    }
}

thread_local!(static NUMBERS: Cell<Numbers> = const { Cell::new(Numbers::NONE) });

/// Boxes, each once, and their numbers; the memory is used again and again.
#[derive(Default)]
struct Numbers {
    boxes: Vec<BoxId>,
    /// By box: the round in which it was added, and its number.
    of: Vec<(u32, u32)>,
    round: u32,
}

impl Numbers {
    const NONE: Numbers = Numbers { boxes: Vec::new(), of: Vec::new(), round: 0 };

    fn begin(&mut self) {
        self.boxes.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.of.clear();
            self.round = 1;
        }
    }

    #[inline]
    fn add(&mut self, b: BoxId) {
        if b.index() >= self.of.len() {
            self.of.resize((b.index() + 1).next_multiple_of(256), (0, 0));
        }
        let of = &mut self.of[b.index()];
        if of.0 != self.round {
            *of = (self.round, self.boxes.len() as u32);
            self.boxes.push(b);
        }
    }

    fn of(&self, b: BoxId) -> Option<usize> {
        self.of.get(b.index()).filter(|of| of.0 == self.round).map(|of| of.1 as usize)
    }
}

/// A straight line of operations.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trace {
    pub inputargs: Vec<BoxId>,
    pub ops: Vec<Op>,
    pub exits: Vec<Exit>,
    kinds: Vec<Kind>,
}

impl Trace {
    pub fn new() -> Trace {
        Trace::default()
    }

    /// An empty one with room for so many operations.
    pub fn with_room(ops: usize) -> Trace {
        Trace {
            ops: Vec::with_capacity(ops),
            exits: Vec::with_capacity(ops / 4),
            kinds: Vec::with_capacity(ops),
            ..Trace::default()
        }
    }

    /// A new box that nothing defines yet.
    pub fn new_box(&mut self, kind: Kind) -> BoxId {
        let id = BoxId(self.kinds.len() as u32);
        self.kinds.push(kind);
        id
    }

    /// A new input argument.
    pub fn add_input(&mut self, kind: Kind) -> BoxId {
        let b = self.new_box(kind);
        self.inputargs.push(b);
        b
    }

    /// Appends an operation; the result box is made here.
    pub fn push(&mut self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>) -> Option<BoxId> {
        let result = opnum.result().map(|k| self.new_box(k));
        self.ops.push(Op::new(opnum, args, result, descr));
        result
    }

    /// Appends a guard with its exit.
    pub fn push_guard(&mut self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>, exit: Exit) -> Option<BoxId> {
        let id = self.add_exit(exit);
        let result = self.push(opnum, args, descr);
        if let Some(op) = self.ops.last_mut() {
            op.exit = Some(id);
        }
        result
    }

    pub fn add_exit(&mut self, exit: Exit) -> ExitId {
        let id = ExitId(self.exits.len() as u32);
        self.exits.push(exit);
        id
    }

    /// The exit of a guard.
    pub fn exit_of(&self, op: &Op) -> Option<&Exit> {
        op.exit.and_then(|e| self.exits.get(e.0 as usize))
    }

    /// Number of boxes; ids are below it.
    pub fn box_count(&self) -> usize {
        self.kinds.len()
    }

    pub fn kind(&self, b: BoxId) -> Kind {
        self.kinds[b.index()]
    }

    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kind of an operand.
    pub fn arg_kind(&self, arg: Arg) -> Kind {
        match arg {
            Arg::Box(b) => self.kind(b),
            Arg::Int(_) => Kind::Int,
            Arg::Ptr(_) => Kind::Ref,
            Arg::Float(_) => Kind::Float,
        }
    }

    /// Gives a new descriptor to every guard that has none or whose descriptor an earlier guard has already. Answers the
    /// pairs (old, new) of those that had one.
    pub fn own_guard_descrs(&mut self, descrs: &mut Descrs) -> Vec<(DescrId, DescrId)> {
        let mut seen = std::collections::HashSet::new();
        let mut renamed = Vec::new();
        for op in self.ops.iter_mut().filter(|o| o.opnum.is_guard()) {
            if op.descr.is_none_or(|d| !seen.insert(d)) {
                let new = descrs.add_guard();
                seen.insert(new);
                renamed.extend(op.descr.map(|old| (old, new)));
                op.descr = Some(new);
            }
        }
        renamed
    }

    /// Where it ends: for [`Trace::cut`].
    pub fn mark(&self) -> [usize; 3] {
        [self.ops.len(), self.exits.len(), self.kinds.len()]
    }

    /// Takes away what was appended since the mark.
    pub fn cut(&mut self, [ops, exits, boxes]: [usize; 3]) {
        self.ops.truncate(ops);
        self.exits.truncate(exits);
        self.kinds.truncate(boxes);
    }

    /// A trace without operations whose boxes have the same ids and kinds: where an optimiser puts its output.
    pub fn same_boxes(&self) -> Trace {
        Trace { inputargs: self.inputargs.clone(), ops: Vec::new(), exits: Vec::new(), kinds: self.kinds.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    #[test]
    fn guards_get_their_own_descriptors() {
        let mut descrs = Descrs::new();
        let text = "[i0]\nguard_true(i0, descr=<A>) []\nguard_true(i0, descr=<A>) []\nguard_true(i0) []\nfinish()";
        let mut trace = parse(text, &mut descrs).unwrap().trace;
        let renamed = trace.own_guard_descrs(&mut descrs);
        let found: std::collections::HashSet<_> = trace.ops[..3].iter().map(|o| o.descr).collect();
        assert_eq!((found.len(), renamed.len()), (3, 1));
        assert!(!found.contains(&None));
    }

    #[test]
    fn saved_boxes_are_each_there_once() {
        for n in [3, 48, 300] {
            let twice: Vec<Arg> = (0..2 * n as u32).map(|i| BoxId(i % n as u32).into()).collect();
            let mut exit = Exit::of_args(Vec::new(), &twice);
            exit.facts.push(Fact::Nonnull(BoxId(n as u32 - 1)));
            assert_eq!(exit.fail_args(), (0..n as u32).map(BoxId).collect::<Vec<_>>());
            assert_eq!(exit.facts_of_inputs(), [Fact::Nonnull(BoxId(n as u32 - 1))]);
        }
    }
}
