//! Freeing of code that nobody uses any more.
//!
//! A [`Family`] is a loop with the bridges that start from its guards and from theirs. Time is counted in generations:
//! one for each trace compiled. A family is in use when it was compiled, got a bridge or was entered from the interpreter
//! not more than `loop_longevity` generations ago and was not given up since, when a frame of its code is suspended, or
//! when a family in use jumps to it or calls it. Now and then, between traces, the others are freed: machine code, resume
//! data, what the optimiser knows of them, and the constants that only they refer to. Keys without code that did not come
//! by for so long are forgotten too; and, since they keep nothing alive, when the program's objects in them are gone.
//!
//! What a trace refers to is not looked for: each reference that is interned while a trace is recorded and compiled
//! belongs to its family ([`crate::Handles::take_touched`]).

use std::collections::{HashMap, HashSet};

use jit_trace::{Descr, DescrId, GuardDescr, Opnum, Trace};

use crate::jit::{Compiler, Entry, Jit, News, State};
use crate::meter::{Mode, METER};
use crate::warmstate::GreenKey;
use crate::Error;

/// A loop and what hangs on it.
#[derive(Debug, Default)]
struct Family {
    /// The last generation in which it was in use.
    used: u64,
    /// It is not entered any more: others may still jump to it or call it.
    given_up: bool,
    /// Its code in the order of compilation.
    entries: Vec<Entry>,
    guards: Vec<DescrId>,
    labels: Vec<DescrId>,
    /// Labels and callees of others.
    others: HashSet<DescrId>,
    /// Numbers of its constants.
    handles: Vec<u32>,
}

/// All families, by the token of their start.
#[derive(Debug, Default)]
pub(crate) struct Families {
    all: HashMap<DescrId, Family>,
    of_label: HashMap<DescrId, DescrId>,
    of_guard: HashMap<DescrId, DescrId>,
    /// Traces compiled.
    pub(crate) now: u64,
    next_sweep: u64,
    /// How many families jump to or call what is not theirs, each.
    referred: HashMap<DescrId, u32>,
    /// Descriptors of guards that are free for others.
    spare: Vec<DescrId>,
    /// Traces being recorded or compiled.
    active: u32,
    /// What ran before the outermost of those being recorded.
    mode: Option<Mode>,
}

impl Families {
    /// The loop is about to be entered.
    pub(crate) fn entered(&mut self, token: DescrId) {
        let now = self.now;
        if let Some(family) = self.of_label.get(&token).and_then(|f| self.all.get_mut(f)) {
            family.used = now;
        }
    }

    /// The loop is not entered any more; it is freed soon, if nobody else needs it.
    pub(crate) fn give_up(&mut self, token: DescrId) {
        if let Some(family) = self.of_label.get(&token).and_then(|f| self.all.get_mut(f)) {
            family.given_up = true;
            self.next_sweep = self.now;
        }
    }

    /// Whether code may call this or jump to it. While traces are made anything may become part of one.
    pub(crate) fn refers_to(&self, target: &DescrId) -> bool {
        self.active > 0 || self.referred.contains_key(target)
    }

    /// Pieces of code in the family of a guard.
    pub(crate) fn size(&self, guard: DescrId) -> usize {
        self.of_guard.get(&guard).and_then(|head| self.all.get(head)).map_or(0, |family| family.entries.len())
    }

    /// A free descriptor of a guard.
    pub(crate) fn spare_guard(&mut self) -> Option<DescrId> {
        self.spare.pop()
    }
}

impl<C: Compiler> Jit<C> {
    /// A trace begins; [`Jit::trace_ends`] follows.
    pub(crate) fn trace_begins(&self) {
        let families = &mut self.state.borrow_mut().families;
        families.active += 1;
        let mode = METER.switch(Mode::Trace, self.compiler.ticks());
        families.mode.get_or_insert(mode);
    }

    /// A trace has been compiled or given up.
    pub(crate) fn trace_ends(&self) -> Result<(), Error> {
        let due = {
            let State { families, warm, .. } = &mut *self.state.borrow_mut();
            families.active -= 1;
            let mode = families.mode.take_if(|_| families.active == 0).unwrap_or(Mode::Trace);
            METER.switch(mode, self.compiler.ticks());
            if families.active > 0 {
                return Ok(());
            }
            // What nobody has taken is of traces that were given up.
            self.handles.borrow_mut().drop_touched();
            let longevity = warm.params.loop_longevity;
            if longevity <= 0 || families.now < families.next_sweep {
                false
            } else {
                families.next_sweep = families.now + (longevity as u64).isqrt().max(1);
                true
            }
        };
        if due {
            self.sweep()?;
        }
        Ok(())
    }

    /// A trace has been compiled: it belongs to a family.
    pub(crate) fn adopt(&self, trace: &Trace, entry: Entry) {
        let State { families, warm, .. } = &mut *self.state.borrow_mut();
        families.now += 1;
        warm.now = families.now;
        let head = match entry {
            Entry::Loop(token) => token,
            Entry::Bridge(guard) => match families.of_guard.get(&guard) {
                Some(head) => *head,
                // The guard's loop was freed, which ended this trace.
                None => return,
            },
        };
        let family = families.all.entry(head).or_default();
        family.used = families.now;
        family.entries.push(entry);
        family.handles.extend(self.handles.borrow_mut().take_touched(families.active > 1));
        for op in &trace.ops {
            let Some(descr) = op.descr else { continue };
            if op.opnum.is_guard() {
                family.guards.push(descr);
                families.of_guard.insert(descr, head);
            } else if op.opnum == Opnum::Label {
                family.labels.push(descr);
                families.of_label.insert(descr, head);
            } else if (op.opnum == Opnum::Jump || op.opnum.is_call()) && family.others.insert(descr) {
                *families.referred.entry(descr).or_default() += 1;
            }
        }
        if let Entry::Loop(token) = entry {
            if families.of_label.insert(token, head).is_none() {
                family.labels.push(token);
            }
        }
    }

    /// Frees what is not in use.
    fn sweep(&self) -> Result<(), Error> {
        let dead = {
            let State { families, warm, callees, news, .. } = &mut *self.state.borrow_mut();
            let Families { all, of_label, of_guard, now, .. } = families;
            let oldest = now.saturating_sub(warm.params.loop_longevity.max(0) as u64);
            let in_use = all.iter().filter(|(_, f)| f.used >= oldest && !f.given_up);
            let mut kept: HashSet<DescrId> = in_use.map(|(t, _)| *t).collect();
            for running in self.compiler.running() {
                kept.extend(match running {
                    Entry::Loop(token) => of_label.get(&token),
                    Entry::Bridge(guard) => of_guard.get(&guard),
                });
            }
            let mut todo: Vec<DescrId> = kept.iter().copied().collect();
            let mut called: HashSet<DescrId> = HashSet::new();
            while let Some(token) = todo.pop() {
                for other in all.get(&token).iter().flat_map(|f| &f.others) {
                    let own = of_label.get(other).copied();
                    // Calls go to what the key has now.
                    let now = callees.get(other).and_then(|key| warm.cell(key)?.token);
                    called.insert(*other);
                    let now = now.and_then(|token| of_label.get(&token).copied());
                    todo.extend(own.into_iter().chain(now).filter(|f| kept.insert(*f)));
                }
            }
            let dead: Vec<DescrId> = all.keys().copied().filter(|t| !kept.contains(t)).collect();
            let tokens: HashSet<DescrId> = dead.iter().copied().collect();
            let called: HashSet<&GreenKey> = called.iter().filter_map(|t| callees.get(t)).collect();
            let lost = warm.free_tokens(&tokens, oldest, |key| called.contains(key));
            news.extend(lost.into_iter().map(|key| (key, News::Gone)));
            callees.retain(|_, key| warm.cell(key).is_some());
            dead
        };
        for token in dead {
            self.free_family(token)?;
        }
        Ok(())
    }

    fn free_family(&self, token: DescrId) -> Result<(), Error> {
        let State { families, guards, watched, relies, stats, .. } = &mut *self.state.borrow_mut();
        let Some(family) = families.all.remove(&token) else { return Ok(()) };
        for entry in &family.entries {
            self.compiler.release(*entry).map_err(Error::Backend)?;
            match entry {
                Entry::Loop(_) => stats.freed[0] += 1,
                Entry::Bridge(_) => stats.freed[1] += 1,
            }
        }
        self.compiler.forget(&family.labels, &family.guards);
        for guard in &family.guards {
            guards.remove(guard);
            families.of_guard.remove(guard);
        }
        families.spare.extend(&family.guards);
        family.labels.iter().for_each(|label| {
            families.of_label.remove(label);
        });
        for entry in &family.entries {
            for number in relies.remove(entry).unwrap_or_default() {
                let Some(list) = watched.get_mut(&number) else { continue };
                list.retain(|other| other != entry);
                if list.is_empty() {
                    watched.remove(&number);
                }
            }
        }
        for other in &family.others {
            if let Some(count) = families.referred.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    families.referred.remove(other);
                }
            }
        }
        self.handles.borrow_mut().release(&family.handles);
        self.epoch.set(self.epoch.get() + 1);
        Ok(())
    }

    /// A descriptor for a guard.
    pub(crate) fn guard_descr(&self) -> DescrId {
        let spare = self.state.borrow_mut().families.spare_guard();
        spare.unwrap_or_else(|| self.descrs.borrow_mut().add(Descr::Guard(GuardDescr::default())))
    }
}
