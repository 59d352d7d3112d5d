//! Emission: operands are made real, delayed stores are done in time, guards get their exits.

use abi::rule;
use jit_trace::hash::FastMap;
use jit_trace::{Arg, BoxId, Exit, ExitVal, Op, Opnum, PendingStore, VirtualDesc, VirtualKind};

use crate::heap::Delayed;
use crate::optimizer::{Optimizer, Res};

impl Optimizer<'_> {
    /// Emits an operation that all passes let through.
    pub(crate) fn emit(&mut self, mut op: Op) -> Res<()> {
        for i in 0..op.args.len() {
            op.args[i] = self.force(op.args[i])?;
        }
        self.heap_before(&op)?;
        if op.opnum.is_call() {
            self.last_pure_call = None;
        }
        if let Some(plain) = plain_call(op.opnum) {
            rule!("emit.plain_call", plain.name());
            self.last_pure_call = Some(op.clone());
            op.opnum = plain;
        }
        self.push(op.clone());
        self.learn(&op);
        self.heap_after(&op);
        self.forced(&op);
        if op.opnum.is_ovf() {
            self.ovf_gone = false;
        }
        Ok(())
    }

    /// Appends to the output.
    pub(crate) fn push(&mut self, op: Op) {
        if let Some(b) = op.result {
            self.defs[b.index()] = Some((self.preamble.len() + self.out.ops.len()) as u32);
        }
        self.out.ops.push(op);
    }

    /// Appends a guard, after the delayed stores that must be done before it.
    pub(crate) fn emit_guard(&mut self, mut op: Op, exit: ExitIn<'_>) -> Res<usize> {
        for i in 0..op.args.len() {
            op.args[i] = self.force(op.args[i])?;
        }
        // A comparison or overflow operation stays next to its guard.
        let tested = match self.out.ops.last() {
            Some(last) if last.opnum.is_ovf() => self.out.ops.pop(),
            Some(last) if last.result.is_some() && last.result == op.args.first().and_then(|a| a.as_box()) => {
                let adjacent = last.opnum.is_bool();
                if adjacent {
                    self.out.ops.pop()
                } else {
                    None
                }
            }
            _ => None,
        };
        let start = self.out.ops.len();
        let pending = self.flush_for_guard()?;
        if let Some(tested) = tested {
            rule!(if tested.opnum.is_ovf() { "emit.overflow_next_to_guard" } else { "emit.comparison_next_to_guard" });
            let result = tested.result;
            let uses = |o: &Op| o.args.iter().any(|a| a.as_box().is_some() && a.as_box() == result);
            let place = if self.out.ops[start..].iter().any(uses) { start } else { self.out.ops.len() };
            self.out.ops.insert(place, tested);
            for i in start..self.out.ops.len() {
                if let Some(b) = self.out.ops[i].result {
                    self.defs[b.index()] = Some((self.preamble.len() + i) as u32);
                }
            }
        }
        let mut exit = self.build_exit(exit, pending);
        self.add_facts(&op, &mut exit);
        op.exit = Some(self.out.add_exit(exit));
        let position = self.out.ops.len();
        self.push(op);
        Ok(position)
    }

    /// The exit in terms of the optimised trace: virtual objects are described instead of saved.
    fn build_exit(&mut self, exit: ExitIn<'_>, pending: Vec<Delayed>) -> Exit {
        let ExitIn { exit, names } = exit;
        let mut out = Exit { frames: exit.frames.clone(), ..Exit::default() };
        // Virtuals that the tracer already described keep their place.
        let base = exit.virtuals.len() as u32;
        let mut builder = ExitBuilder { optimizer: self, names, base, numbers: FastMap::default(), queue: Vec::new() };
        out.values = exit.values.iter().map(|&v| builder.of_trace(v)).collect();
        for v in &exit.virtuals {
            rule!("emit.exit_virtual_of_tracer");
            let values = v.values.iter().map(|&v| builder.of_trace(v)).collect();
            out.virtuals.push(VirtualDesc { kind: v.kind.clone(), values });
        }
        for p in &exit.pending {
            let (object, stored) = (builder.of_trace(p.object), builder.of_trace(p.value));
            out.pending.push(PendingStore { object, place: p.place, value: stored });
        }
        for d in pending {
            rule!("emit.exit_store");
            let (object, stored) = (builder.value(d.object), builder.value(d.value));
            out.pending.push(PendingStore { object, place: d.place, value: stored });
        }
        let mut next = 0;
        while next < builder.queue.len() {
            let b = builder.queue[next];
            next += 1;
            if let Some(shape) = self.ptrs[b.index()].shape.as_deref() {
                let kind = shape.described();
                rule!(
                    "emit.exit",
                    match kind {
                        VirtualKind::Struct(_) => "struct",
                        VirtualKind::Array { .. } => "array",
                        VirtualKind::Str => "str",
                        _ => "unicode",
                    }
                );
                let values = shape.contents().iter().map(|v| v.map_or(ExitVal::Hole, |a| builder.value(a))).collect();
                out.virtuals.push(VirtualDesc { kind, values });
            }
        }
        out
    }
}

/// An exit of the trace that is optimised.
#[derive(Clone, Copy)]
pub(crate) struct ExitIn<'e> {
    pub exit: &'e Exit,
    /// In the body of a peeled loop: what its boxes are there.
    pub names: &'e [Option<Arg>],
}

impl<'e> From<&'e Exit> for ExitIn<'e> {
    fn from(exit: &'e Exit) -> ExitIn<'e> {
        ExitIn { exit, names: &[] }
    }
}

/// What stands for an operand in a copy of the trace.
#[inline]
pub(crate) fn renamed(names: &[Option<Arg>], arg: Arg) -> Arg {
    match arg {
        Arg::Box(b) => names.get(b.index()).copied().flatten().unwrap_or(arg),
        _ => arg,
    }
}

/// What is emitted for an elidable or loop-invariant call.
fn plain_call(opnum: Opnum) -> Option<Opnum> {
    use Opnum::*;
    match opnum {
        CallPureI | CallLoopinvariantI => Some(CallI),
        CallPureR | CallLoopinvariantR => Some(CallR),
        CallPureF | CallLoopinvariantF => Some(CallF),
        _ => None,
    }
}

/// Numbers the virtual objects of an exit in order of first mention.
struct ExitBuilder<'o> {
    optimizer: &'o Optimizer<'o>,
    names: &'o [Option<Arg>],
    /// The first number.
    base: u32,
    numbers: FastMap<BoxId, u32>,
    queue: Vec<BoxId>,
}

impl ExitBuilder<'_> {
    /// A value of an exit of the trace that is optimised.
    #[inline]
    fn of_trace(&mut self, v: ExitVal) -> ExitVal {
        match v {
            ExitVal::Arg(a) => self.value(renamed(self.names, a)),
            other => other,
        }
    }

    #[inline]
    fn value(&mut self, arg: Arg) -> ExitVal {
        match self.optimizer.resolve(arg) {
            Arg::Box(b) if self.optimizer.ptrs[b.index()].shape.is_some() => ExitVal::Virtual(self.number(b)),
            arg => ExitVal::Arg(arg),
        }
    }

    fn number(&mut self, b: BoxId) -> u32 {
        let queue = &mut self.queue;
        *self.numbers.entry(b).or_insert_with(|| {
            queue.push(b);
            self.base + queue.len() as u32 - 1
        })
    }
}
