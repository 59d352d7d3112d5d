//! Calls between loops: which portals are looked into, what `call_assembler` goes to, and the rest of a callee that
//! was left or has no code.

use jit_trace::{DescrId, Kind};

use crate::engine::Called;
use crate::host::Host;
use crate::jit::{Compiler, Jit, Left, News, Next};
use crate::tracer::Keys;
use crate::warmstate::GreenKey;
use crate::Error;

impl<C: Compiler> Keys for Jit<C> {
    fn varies(&self, code: u32, pc: u32) -> bool {
        self.state.borrow().varying.contains(&(code, pc))
    }

    fn ticks(&self) -> u64 {
        self.compiler.ticks()
    }

    fn target(&self, driver: u16, greens: &[u64]) -> Option<DescrId> {
        let key = GreenKey { driver, greens: greens.to_vec() };
        self.state.borrow().warm.cell(&key)?.token
    }

    fn callee(&self, driver: u16, greens: &[u64]) -> Option<DescrId> {
        let info = self.program.drivers.get(usize::from(driver)).filter(|_| self.compiler.compiles_calls())?;
        let key = GreenKey { driver, greens: greens.to_vec() };
        let state = &mut *self.state.borrow_mut();
        let cell = state.warm.make_cell(key.clone());
        let target = match cell.token.or(cell.callee) {
            Some(target) => target,
            None => {
                let kinds: Vec<Kind> = info.reds.clone();
                *cell.callee.insert(self.descrs.borrow_mut().add_target(kinds))
            }
        };
        state.callees.entry(target).or_insert(key);
        Some(target)
    }

    fn inlines(&self, driver: u16, greens: &[u64]) -> bool {
        let key = GreenKey { driver, greens: greens.to_vec() };
        !self.state.borrow().warm.cell(&key).is_some_and(|c| c.apart)
    }

    fn new_watch(&self) -> u64 {
        let state = &mut *self.state.borrow_mut();
        state.watches += 1;
        state.watched.insert(state.watches, Vec::new());
        state.watches
    }

    fn is_watched(&self, number: u64) -> bool {
        self.state.borrow().watched.contains_key(&number)
    }

    fn is_warm(&self, driver: u16, greens: &[u64]) -> bool {
        let key = GreenKey { driver, greens: greens.to_vec() };
        let known = self.state.borrow().warm.cell(&key).is_some_and(|c| c.token.is_some() || c.aborts > 0);
        known || self.compiler.is_warm(&key)
    }

    fn refuse_inlining(&self, driver: u16, greens: &[u64]) {
        let key = GreenKey { driver, greens: greens.to_vec() };
        let state = &mut *self.state.borrow_mut();
        state.warm.make_cell(key.clone()).apart = true;
        state.news.push((key, News::Soon));
    }
}

impl<C: Compiler> Jit<C> {
    /// Runs the portal for a target of calls that has no code, or no stack for it.
    pub fn run_callee<H: Host>(&self, host: &mut H, target: DescrId, reds: &[u64]) -> Result<Called<u64>, Error> {
        let key = self.state.borrow().callees.get(&target).cloned().ok_or(Error::Code("callee"))?;
        let mut args = key.greens;
        args.extend_from_slice(reds);
        self.call_portal(host, key.driver, &args)
    }

    /// Does the rest of a callee that was left.
    pub fn finish_callee<H: Host>(&self, host: &mut H, left: Left) -> Result<Called<u64>, Error> {
        match self.leave(host, left)? {
            Next::Done(value) => Ok(Called::Returned(value)),
            Next::Raised(exc) => Ok(Called::Raised(exc)),
            Next::Continue(driver, args) | Next::Interpret(driver, args) => self.call_portal(host, driver, &args),
        }
    }

    fn call_portal<H: Host>(&self, host: &mut H, driver: u16, args: &[u64]) -> Result<Called<u64>, Error> {
        let info = self.program.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
        let (func, descr) = info.function.ok_or(Error::Code("portal"))?;
        host.call(&self.program, func, args, descr)
    }
}
