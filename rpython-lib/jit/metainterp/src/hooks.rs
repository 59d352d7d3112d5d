//! What the JIT asks the program: the functions that a driver has for it ([`abi::jit::HookKind`]).
//!
//! A hook is a call of the program: it may collect. Its variables are roots meanwhile, and are where their objects moved
//! to afterwards. A hook that raises gives no answer.

use std::collections::HashMap;

use abi::jit::HookKind;
use jit_trace::{Arg, DescrId, Kind, Opnum};

use crate::engine::{Called, Frame, Merge, Variables};
use crate::host::{Host, Place};
use crate::jit::{Compiler, Jit};
use crate::program::Program;
use crate::tracer::{Boxed, Tracer};
use crate::Error;

/// A function of a driver.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Machine code.
    pub function: u64,
    /// How it is called.
    pub descr: DescrId,
    /// Its arguments, by position among greens and reds.
    pub args: Vec<usize>,
    /// The array of characters that it returns, if it returns a text.
    pub text: Option<DescrId>,
}

/// The texts of merge points by driver and greens.
pub type Texts = HashMap<(u16, Vec<Arg>), i64>;

/// Whether a driver has that function.
pub fn has(p: &Program, driver: u16, what: HookKind) -> bool {
    p.drivers.get(usize::from(driver)).is_some_and(|d| d.hooks.contains_key(&what))
}

/// Calls a hook with variables from the greens, then reds, of its driver.
fn call<H: Host>(
    host: &mut H,
    p: &Program,
    driver: u16,
    what: HookKind,
    vars: &mut [u64],
) -> Result<Option<u64>, Error> {
    let info = p.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
    let Some(hook) = info.hooks.get(&what) else { return Ok(None) };
    let args: Option<Vec<u64>> = hook.args.iter().map(|n| vars.get(*n).copied()).collect();
    let args = args.ok_or(Error::Table("argument of a hook"))?;
    let is_ref = |(n, kind): (usize, Kind)| (kind == Kind::Ref && n < vars.len()).then_some(n);
    let places: Vec<usize> = info.kinds().enumerate().filter_map(is_ref).collect();
    let mut roots: Vec<u64> = places.iter().map(|n| vars[*n]).collect();
    host.push_roots(&roots);
    let called = host.call(p, hook.function, &args, hook.descr);
    host.pop_roots(&mut roots);
    places.into_iter().zip(roots).for_each(|(n, root)| vars[n] = root);
    Ok(match called? {
        Called::Returned(value) => value,
        Called::Raised(_) => None,
    })
}

/// Asks a question; `None` if the driver has no such function.
pub fn ask<H: Host>(
    host: &mut H,
    p: &Program,
    driver: u16,
    what: HookKind,
    vars: &mut [u64],
) -> Result<Option<i64>, Error> {
    Ok(call(host, p, driver, what, vars)?.map(|bits| bits as i64))
}

/// What the driver says of a key in logs.
pub fn location<H: Host>(host: &mut H, p: &Program, driver: u16, vars: &mut [u64]) -> Result<Option<String>, Error> {
    let hook = p.drivers.get(usize::from(driver)).and_then(|d| d.hooks.get(&HookKind::Location));
    let Some(array) = hook.and_then(|hook| hook.text) else { return Ok(None) };
    let text = match call(host, p, driver, HookKind::Location, vars)? {
        None | Some(0) => return Ok(None),
        Some(text) => text,
    };
    let length = host.read(p, Place::Length(text, array))? as i64;
    let bytes = (0..length).map(|n| Ok(host.read(p, Place::Item(text, n, array))? as u8));
    let bytes = bytes.collect::<Result<Vec<u8>, Error>>()?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

impl<H: Host> Tracer<'_, H> {
    /// Runs something with the variables of a merge point or call, which may collect.
    fn with_variables<R>(
        &mut self,
        frames: &mut [Frame<Boxed>],
        vars: &mut Variables<Boxed>,
        run: impl FnOnce(&mut H, &mut [u64]) -> R,
    ) -> R {
        let mut words: Vec<u64> = vars.iter().flatten().map(|v| v.bits).collect();
        let result = self.protected(frames, |host| run(host, &mut words));
        vars.iter_mut().flatten().zip(words).for_each(|(v, bits)| v.bits = bits);
        result
    }

    /// Asks the driver a question.
    pub(crate) fn ask(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        what: HookKind,
        vars: &mut Variables<Boxed>,
    ) -> Result<Option<i64>, Error> {
        self.with_variables(frames, vars, |host, words| ask(host, p, driver, what, words))
    }

    /// For logs: where the program is, as arguments of a `debug_merge_point`.
    pub(crate) fn note_merge_point(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &mut Variables<Boxed>,
    ) -> Result<Option<[Arg; 3]>, Error> {
        let Some(info) = p.drivers.get(usize::from(driver)) else { return Ok(None) };
        let depth = frames.iter().filter(|f| p.codes.get(f.code).is_some_and(|c| c.portal.is_some())).count();
        let call = self.log_calls.at(depth);
        let greens: Vec<Arg> = vars[..3].iter().flatten().map(|v| v.arg).collect();
        let key = (driver, greens);
        let known = self.handles.borrow().text_number(&key);
        let number = match known {
            Some(number) => number,
            None => {
                let text = self.with_variables(frames, vars, |host, words| location(host, p, driver, words))?;
                let text = text.unwrap_or_else(|| {
                    let green = |(n, v): (usize, &Boxed)| {
                        let name = info.green_names.get(n).map_or("", |name| name.as_str());
                        match v.arg {
                            Arg::Ptr(handle) => format!("{name}=ptr{}", handle.0),
                            _ => format!("{name}={}", v.bits as i64),
                        }
                    };
                    let greens: Vec<String> = vars[..3].iter().flatten().enumerate().map(green).collect();
                    format!("{}: {}", info.name, greens.join(" "))
                });
                self.handles.borrow_mut().add_text_of(key, text)
            }
        };
        Ok(Some([depth as i64 - 1, call, number].map(Arg::Int)))
    }

    /// Goes on behind a merge point, which is noted.
    pub(crate) fn pass(&mut self, note: Option<[Arg; 3]>) -> Merge<Boxed> {
        if let Some(note) = note {
            self.trace.push(Opnum::DebugMergePoint, &note, None);
        }
        Merge::Pass
    }

    /// For logs: a frame with a number of its own begins.
    pub(crate) fn enter_portal_frame(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        driver: u16,
        vars: &mut Variables<Boxed>,
    ) -> Result<(), Error> {
        if self.handles.borrow().keeps_texts() {
            if let Some(id) = self.ask(p, frames, driver, HookKind::UniqueId, vars)? {
                self.trace.push(Opnum::EnterPortalFrame, &[Arg::Int(driver.into()), Arg::Int(id)], None);
            }
        }
        Ok(())
    }
}

/// Numbers of the portal's calls in progress, for logs.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogCalls {
    calls: Vec<i64>,
    next: i64,
}

impl LogCalls {
    /// The number of the call at a depth.
    fn at(&mut self, depth: usize) -> i64 {
        self.calls.truncate(depth);
        while self.calls.len() < depth {
            self.calls.push(self.next);
            self.next += 1;
        }
        self.calls.last().copied().unwrap_or(0)
    }
}

impl<C: Compiler> Jit<C> {
    /// Whether the program lets a loop be traced or entered now.
    pub(crate) fn confirms<H: Host>(&self, host: &mut H, driver: u16, args: &mut [u64]) -> Result<bool, Error> {
        Ok(ask(host, &self.program, driver, HookKind::ConfirmEnter, args)? != Some(0))
    }

    /// Where a key is, if somebody wants to know at the end.
    pub(crate) fn place<H: Host>(&self, host: &mut H, driver: u16, args: &mut [u64]) -> Result<Option<String>, Error> {
        if !self.state.borrow().logger.as_ref().is_some_and(|l| l.wants("jit-summary")) {
            return Ok(None);
        }
        location(host, &self.program, driver, args)
    }
}
