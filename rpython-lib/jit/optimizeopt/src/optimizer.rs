//! The state of an optimisation and the way of an operation through the passes.

use std::fmt;

use std::rc::Rc;

use abi::rule;
use jit_trace::interp::fold;
use jit_trace::{Arg, BoxId, DescrId, Descrs, Exit, Fact, Kind, Op, Opnum, PtrConst, Trace, Value};

use crate::hash::FastMap;
use crate::heap::HeapCache;
use crate::intbound::IntBound;
use crate::pure_ops::PureCache;
use crate::target::Use;
use crate::virtualize::Virtual;

/// Which passes run: `enable_opts`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Passes {
    pub intbounds: bool,
    pub rewrite: bool,
    pub virtualize: bool,
    pub string: bool,
    pub pure_: bool,
    pub heap: bool,
    /// Loops are peeled ([`crate::optimize_loop`]).
    pub unroll: bool,
}

impl Passes {
    pub const ALL: Passes = Passes {
        intbounds: true,
        rewrite: true,
        virtualize: true,
        string: true,
        pure_: true,
        heap: true,
        unroll: true,
    };
    pub const NONE: Passes = Passes {
        intbounds: false,
        rewrite: false,
        virtualize: false,
        string: false,
        pure_: false,
        heap: false,
        unroll: false,
    };

    /// Reads the parameter's value: names joined by `:`, or `all`. The name `earlyforce` is accepted and means nothing
    /// here.
    pub fn from_names(names: &str) -> Result<Passes, String> {
        let mut passes = Passes::NONE;
        for name in names.split(':').filter(|n| !n.is_empty()) {
            match name {
                "all" => passes = Passes::ALL,
                "intbounds" => passes.intbounds = true,
                "rewrite" => passes.rewrite = true,
                "virtualize" => passes.virtualize = true,
                "string" => passes.string = true,
                "pure" => passes.pure_ = true,
                "heap" => passes.heap = true,
                "unroll" => passes.unroll = true,
                "earlyforce" => {}
                _ => return Err(format!("unknown optimisation '{name}'")),
            }
        }
        Ok(passes)
    }
}

/// Why there is no optimised trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OptError {
    /// A guard cannot hold, or facts contradict each other: the trace is useless.
    InvalidLoop(&'static str),
    /// The trace breaks the rules of the IR.
    BadTrace(String),
}

impl fmt::Display for OptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OptError::InvalidLoop(why) => write!(f, "invalid loop: {why}"),
            OptError::BadTrace(why) => write!(f, "bad trace: {why}"),
        }
    }
}

impl std::error::Error for OptError {}

/// What the optimiser may ask about constant objects. Each answer may be `None`: not known.
pub trait Oracle {
    /// An immutable field.
    fn field(&self, _object: PtrConst, _field: DescrId) -> Option<Arg> {
        None
    }
    /// An immutable field behind an address.
    fn raw_field(&self, _address: i64, _field: DescrId) -> Option<Arg> {
        None
    }
    /// An item of an immutable array.
    fn item(&self, _object: PtrConst, _array: DescrId, _index: i64) -> Option<Arg> {
        None
    }
    fn array_len(&self, _object: PtrConst, _array: DescrId) -> Option<i64> {
        None
    }
    /// Length of a string.
    fn str_len(&self, _object: PtrConst, _unicode: bool) -> Option<i64> {
        None
    }
    /// A character of a string.
    fn str_item(&self, _object: PtrConst, _unicode: bool, _index: i64) -> Option<i64> {
        None
    }
    /// The class (vtable) of an instance.
    fn class_of(&self, _object: PtrConst) -> Option<i64> {
        None
    }
    /// Are two handles the same object? Different handles may be.
    fn same_object(&self, a: PtrConst, b: PtrConst) -> Option<bool> {
        (a == b).then_some(true)
    }
    /// The result of an elidable call (function first) with these constant arguments, seen while tracing.
    fn call_pure(&self, _args: &[Arg], _descr: DescrId) -> Option<Arg> {
        None
    }
}

/// Knows nothing.
pub struct NoOracle;

impl Oracle for NoOracle {}

/// The result of an optimisation.
#[derive(Clone, Debug)]
pub struct Optimized {
    pub trace: Trace,
    /// Quasi-immutable fields of constant objects that the trace relies on: to be registered when it is installed.
    pub quasi_immut: Vec<(PtrConst, DescrId)>,
    /// Of a peeled loop: how other traces can jump into it.
    pub exported: Option<crate::target::Exported>,
    /// It jumps to the start of a loop, since it fits none of the loop's peeled versions.
    pub missed: bool,
}

/// What is known of a reference.
#[derive(Clone, Debug, Default)]
pub(crate) struct PtrInfo {
    pub nonnull: bool,
    pub class: Option<i64>,
    /// Where the optimised trace checked it for null.
    pub nonnull_guard: Option<usize>,
    /// The object is not allocated.
    pub shape: Option<Box<Virtual>>,
    /// Allocated by this trace.
    pub fresh: bool,
    /// Length of an array or string.
    pub length: Option<Arg>,
}

/// What a pass did with an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// Passes it on, perhaps changed.
    Go,
    /// It is done with: dropped or replaced.
    Done,
}

pub(crate) type Res<T> = Result<T, OptError>;

#[derive(Clone)]
pub(crate) struct Optimizer<'a> {
    pub descrs: &'a Descrs,
    pub oracle: &'a dyn Oracle,
    pub passes: Passes,
    pub out: Trace,
    /// Operations in `out` that are not to be changed any more.
    pub settled: usize,
    /// What stands for a box now.
    pub repl: Vec<Option<Arg>>,
    pub bounds: Vec<IntBound>,
    pub ptrs: Vec<PtrInfo>,
    /// The operation in `out` that defines a box.
    pub defs: Vec<Option<u32>>,
    pub pure_cache: PureCache,
    pub heap: HeapCache,
    /// The last overflow-checked operation cannot overflow.
    pub ovf_gone: bool,
    /// The last call was dropped: so is the check of its exception.
    pub call_gone: bool,
    /// An elidable call just emitted, to be remembered when its guard_no_exception holds.
    pub last_pure_call: Option<Op>,
    pub not_invalidated: bool,
    pub quasi_immut: Vec<(PtrConst, DescrId)>,
    /// In the body of a peeled loop: the operations of the preamble, which come before those of `out`.
    pub preamble: Rc<Vec<Op>>,
    /// Boxes below are the preamble's.
    pub preamble_boxes: u32,
    /// What of the preamble the body relies on.
    pub uses: Vec<Use>,
    pub memory_used: Vec<bool>,
    pub computed_used: FastMap<(BoxId, Opnum), ()>,
    /// Marks of boxes: the number of the exit they were seen in last.
    pub seen: Vec<u32>,
    pub exit_number: u32,
    /// Room for the facts of an exit.
    pub facts: Vec<Fact>,
    /// How a guard that is added at the end of the trace leaves.
    pub future_exit: Option<Exit>,
}

/// Optimises a trace by itself: a loop (ending in a jump to its start or elsewhere) or a bridge.
pub fn optimize_trace(
    trace: &Trace,
    descrs: &Descrs,
    passes: Passes,
    oracle: &dyn Oracle,
) -> Result<Optimized, OptError> {
    crate::target::optimize_bridge(trace, descrs, passes, oracle, &[], &|_| Vec::new())
}

impl<'a> Optimizer<'a> {
    pub fn new(trace: &Trace, descrs: &'a Descrs, passes: Passes, oracle: &'a dyn Oracle) -> Optimizer<'a> {
        let n = trace.box_count();
        Optimizer {
            descrs,
            oracle,
            passes,
            out: trace.same_boxes(),
            settled: 0,
            repl: vec![None; n],
            bounds: vec![IntBound::ANY; n],
            ptrs: vec![PtrInfo::default(); n],
            defs: vec![None; n],
            pure_cache: PureCache::default(),
            heap: HeapCache::default(),
            ovf_gone: false,
            call_gone: false,
            last_pure_call: None,
            not_invalidated: false,
            quasi_immut: Vec::new(),
            preamble: Rc::default(),
            preamble_boxes: 0,
            uses: Vec::new(),
            memory_used: Vec::new(),
            computed_used: FastMap::default(),
            seen: vec![0; n],
            exit_number: 0,
            facts: Vec::new(),
            future_exit: None,
        }
    }

    /// A new box in the output.
    pub fn new_box(&mut self, kind: Kind) -> BoxId {
        let b = self.out.new_box(kind);
        self.repl.push(None);
        self.bounds.push(IntBound::ANY);
        self.ptrs.push(PtrInfo::default());
        self.defs.push(None);
        self.seen.push(0);
        b
    }

    /// In the body of a peeled loop: is it a box of the preamble?
    pub fn of_preamble(&self, b: BoxId) -> bool {
        b.0 < self.preamble_boxes
    }

    /// Something of the preamble is relied on.
    pub fn used(&mut self, u: Use) {
        if let Use::Memory(n) = u {
            let n = n as usize;
            if self.memory_used.len() <= n {
                self.memory_used.resize(n + 1, false);
            }
            if !std::mem::replace(&mut self.memory_used[n], true) {
                self.uses.push(u);
            }
        } else if let Use::Computed { opnum, result, .. } = u {
            if self.computed_used.insert((result, opnum), ()).is_none() {
                self.uses.push(u);
            }
        }
    }

    /// Is the assumption of that number about memory relied on?
    pub fn is_memory_used(&self, n: u32) -> bool {
        self.memory_used.get(n as usize).copied().unwrap_or(false)
    }

    /// The definition of a box of the preamble is relied on.
    pub fn used_definition(&mut self, arg: Arg) {
        let Arg::Box(b) = self.resolve(arg) else { return };
        if !self.of_preamble(b) {
            return;
        }
        if let Some(def) = self.def(Arg::Box(b)).filter(|d| d.opnum.is_pure() || d.opnum.is_ovf()) {
            let (opnum, descr) = (def.opnum, def.descr);
            let args = def.args.clone();
            self.used(Use::Computed { opnum, args, descr, result: b });
        }
    }

    /// What stands for an operand now.
    pub fn resolve(&self, mut arg: Arg) -> Arg {
        while let Arg::Box(b) = arg {
            match self.repl[b.index()] {
                Some(next) => arg = next,
                None => break,
            }
        }
        arg
    }

    /// From now on `value` stands for `b`.
    pub fn replace(&mut self, b: BoxId, value: Arg) {
        let value = self.resolve(value);
        if value != Arg::Box(b) {
            self.repl[b.index()] = Some(value);
        }
    }

    /// Replaces the result of an operation, which is done with.
    pub fn replace_result(&mut self, op: &Op, value: Arg) -> Next {
        if let Some(b) = op.result {
            self.replace(b, value);
        }
        Next::Done
    }

    pub fn bound(&self, arg: Arg) -> IntBound {
        match self.resolve(arg) {
            Arg::Int(n) => IntBound::constant(n),
            Arg::Box(b) => self.bounds[b.index()],
            _ => IntBound::ANY,
        }
    }

    pub fn class_of(&self, arg: Arg) -> Option<i64> {
        match self.resolve(arg) {
            Arg::Box(b) => self.ptrs[b.index()].class,
            Arg::Ptr(p) if !p.is_null() => self.oracle.class_of(p),
            _ => None,
        }
    }

    pub fn is_nonnull(&self, arg: Arg) -> bool {
        match self.resolve(arg) {
            Arg::Box(b) => self.ptrs[b.index()].nonnull,
            Arg::Ptr(p) => !p.is_null(),
            _ => false,
        }
    }

    /// The box of a virtual object.
    pub fn as_virtual(&self, arg: Arg) -> Option<BoxId> {
        match self.resolve(arg) {
            Arg::Box(b) if self.ptrs[b.index()].shape.is_some() => Some(b),
            _ => None,
        }
    }

    /// The emitted operation that defines a box.
    pub fn def(&self, arg: Arg) -> Option<&Op> {
        match self.resolve(arg) {
            Arg::Box(b) => {
                let i = self.defs[b.index()]? as usize;
                self.preamble.get(i).or_else(|| self.out.ops.get(i - self.preamble.len()))
            }
            _ => None,
        }
    }

    pub fn feed(&mut self, op: &Op, exit: Option<&Exit>) -> Res<()> {
        let op = op.clone();
        if op.opnum.is_guard() {
            let exit = exit.ok_or_else(|| OptError::BadTrace("guard without exit".to_string()))?;
            return self.guard(op, exit.into());
        }
        self.send(op)
    }

    /// Sends an operation through all passes.
    pub fn send(&mut self, mut op: Op) -> Res<()> {
        for i in 0..op.args.len() {
            op.args[i] = self.resolve(op.args[i]);
        }
        if !op.opnum.no_side_effect() && !for_logs(op.opnum) {
            self.call_gone = false;
        }
        if self.passes.intbounds && self.intbounds(&mut op)? == Next::Done {
            return Ok(());
        }
        if self.passes.rewrite && self.rewrite(&mut op)? == Next::Done {
            return Ok(());
        }
        if self.virtualize(&mut op)? == Next::Done {
            return Ok(());
        }
        if self.passes.pure_ && self.pure_pass(&mut op)? == Next::Done {
            return Ok(());
        }
        if self.passes.heap && self.heap_pass(&mut op)? == Next::Done {
            return Ok(());
        }
        self.emit(op)
    }

    /// Sends a new operation; answers the value of its result.
    pub fn send_new(&mut self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>) -> Res<Arg> {
        if let Some(folded) = self.fold_args(opnum, args) {
            return Ok(folded);
        }
        let kind = opnum.result().ok_or_else(|| OptError::BadTrace("no result".to_string()))?;
        let b = self.new_box(kind);
        self.send(Op::new(opnum, args, Some(b), descr))?;
        Ok(self.resolve(Arg::Box(b)))
    }

    /// The constant result of a pure operation on constants.
    pub fn fold_args(&self, opnum: Opnum, args: &[Arg]) -> Option<Arg> {
        if !opnum.is_pure() {
            return None;
        }
        let values: Option<Vec<Value>> = args.iter().map(|&a| Value::of_const(self.resolve(a))).collect();
        match fold(opnum, &values?).ok()? {
            Value::Int(n) => Some(Arg::Int(n)),
            Value::Float(bits) => Some(Arg::Float(bits)),
            Value::Ref(r) => Some(Arg::Ptr(PtrConst(r))),
        }
    }
}

/// Notes for people, which change nothing.
fn for_logs(opnum: Opnum) -> bool {
    matches!(opnum, Opnum::DebugMergePoint | Opnum::EnterPortalFrame | Opnum::LeavePortalFrame)
}

/// Drops operations without effect whose result nobody uses, from the end.
pub(crate) fn drop_unused(trace: &mut Trace) {
    if !trace.ops.iter().any(|o| o.opnum.no_side_effect()) {
        return;
    }
    let mut used = vec![false; trace.box_count()];
    let mut keep = vec![true; trace.ops.len()];
    for (i, op) in trace.ops.iter().enumerate().rev() {
        let result_used = op.result.is_some_and(|b| used[b.index()]);
        if !result_used && op.opnum.no_side_effect() && !op.opnum.is_ovf() {
            rule!("end.drop_unused");
            keep[i] = false;
            continue;
        }
        op.args.iter().filter_map(|a| a.as_box()).for_each(|b| used[b.index()] = true);
        if let Some(exit) = trace.exit_of(op) {
            exit.each_box(|b| used[b.index()] = true);
        }
    }
    let mut keep = keep.into_iter();
    trace.ops.retain(|_| keep.next().unwrap_or(true));
}
