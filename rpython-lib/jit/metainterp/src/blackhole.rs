//! The engine of plain values: what a guard leaves half done is finished here, and aborted traces too.

use abi::jit::ops::{Action, JitOp, Overflow};
use jit_trace::{DescrId, Kind};

use crate::engine::{self, protected, Called, Engine, Frame, Inline, Merge, Outcome, Variables};
use crate::host::{self, Host, Place};
use crate::program::Program;
use crate::{Error, Stop};

/// The engine.
pub struct Blackhole<'a, H> {
    /// The program's memory and functions.
    pub host: &'a mut H,
    /// Merge points of the outermost frame to pass before one leaves the interpreter.
    pub passes: u64,
}

/// Runs frames until the outermost one returns, raises or comes to a merge point.
pub fn run<H: Host>(host: &mut H, p: &Program, frames: &mut Vec<Frame<u64>>) -> Result<Outcome<u64>, Error> {
    finish(engine::run(&mut Blackhole { host, passes: 0 }, p, frames))
}

/// The same from the start of a portal: its first merge point is passed.
pub fn run_past<H: Host>(host: &mut H, p: &Program, frames: &mut Vec<Frame<u64>>) -> Result<Outcome<u64>, Error> {
    finish(engine::run(&mut Blackhole { host, passes: 1 }, p, frames))
}

/// The same as [`run`], beginning with an exception out of the top frame's call.
pub fn run_raising<H: Host>(
    host: &mut H,
    p: &Program,
    frames: &mut Vec<Frame<u64>>,
    exc: u64,
) -> Result<Outcome<u64>, Error> {
    finish(engine::run_raising(&mut Blackhole { host, passes: 0 }, p, frames, exc))
}

/// Runs a whole portal, or any jitcode, from its start to its end.
pub fn run_whole<H: Host>(host: &mut H, p: &Program, code: usize, args: &[u64]) -> Result<Outcome<u64>, Error> {
    let mut frame = Frame::new(p, code)?;
    let kinds = &p.codes.get(code).ok_or(Error::Code("jitcode"))?.args;
    let mut lists = [Vec::new(), Vec::new(), Vec::new()];
    for (kind, arg) in kinds.iter().zip(args) {
        lists[*kind as usize].push(*arg);
    }
    frame.set_arguments(&lists)?;
    finish(engine::run(&mut Blackhole { host, passes: u64::MAX }, p, &mut vec![frame]))
}

fn finish(result: Result<Outcome<u64>, Stop>) -> Result<Outcome<u64>, Error> {
    result.map_err(|stop| match stop {
        Stop::Error(e) => e,
        Stop::Abort(_) => Error::Code("the blackhole does not abort"),
    })
}

impl<H: Host> Blackhole<'_, H> {
    /// Calls the portal of a driver as machine code, if there is one.
    fn portal(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        driver: u16,
        vars: &Variables<u64>,
    ) -> Result<Option<Called<u64>>, Error> {
        let driver = p.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
        match driver.function {
            None => Ok(None),
            Some((func, descr)) => {
                let args: Vec<u64> = vars.iter().flatten().copied().collect();
                Ok(Some(protected(self.host, frames, |host| host.call(p, func, &args, descr))?))
            }
        }
    }
}

impl<H: Host> Engine for Blackhole<'_, H> {
    type V = u64;

    fn constant(&mut self, _: Kind, bits: u64) -> u64 {
        bits
    }

    fn is_constant(&self, _: u64) -> bool {
        true
    }

    fn pure(&mut self, op: JitOp, args: &[u64]) -> Result<u64, Stop> {
        Ok(op.eval(args).ok_or(Error::Code("no pure operation"))?)
    }

    fn branch(&mut self, _: &Program, _: &mut [Frame<u64>], op: JitOp, args: &[u64]) -> Result<bool, Stop> {
        Ok(op.eval(args).ok_or(Error::Code("no comparison"))? != 0)
    }

    fn overflow(&mut self, _: &Program, _: &mut [Frame<u64>], op: Overflow, args: &[u64]) -> Result<Option<u64>, Stop> {
        match args {
            [a, b] => Ok(op.eval(*a as i64, *b as i64).map(|v| v as u64)),
            _ => Err(Error::Code("operand").into()),
        }
    }

    fn promote(&mut self, _: &Program, _: &mut [Frame<u64>], _: Kind, v: u64) -> Result<u64, Stop> {
        Ok(v)
    }

    fn class_of(&mut self, p: &Program, _: &mut [Frame<u64>], v: u64) -> Result<u64, Stop> {
        Ok(self.host.class_of(p, v)?)
    }

    fn matches(&mut self, p: &Program, _: &mut [Frame<u64>], exc: u64, class: u64) -> Result<bool, Stop> {
        let own = self.host.class_of(p, exc)?;
        Ok(self.host.is_subclass(p, own, class)?)
    }

    fn heap(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        op: JitOp,
        _: Option<Kind>,
        args: &[u64],
        descr: DescrId,
    ) -> Result<Option<u64>, Stop> {
        if let Action::New | Action::NewWithVtable | Action::NewArray = op.info().action {
            return Ok(protected(self.host, frames, |host| host::execute(host, p, op, args, descr))?);
        }
        Ok(host::execute(self.host, p, op, args, descr)?)
    }

    fn vable(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[u64],
        descr: DescrId,
    ) -> Result<Option<u64>, Stop> {
        let plain = op.without_vable();
        let class = p.vable_fields.get(&descr).and_then(|n| p.virtualizables.get(*n));
        let (Action::GetVable | Action::SetVable, Some(class), Some(object)) = (op.info().action, class, args.first())
        else {
            return self.heap(p, frames, plain, kind, args, descr);
        };
        if self.host.read(p, Place::Field(*object, class.token))? == 0 {
            return self.heap(p, frames, plain, kind, args, descr);
        }
        // Other compiled code owns the object. The operands may move.
        let (func, how) = class.force.ok_or(Error::Table("virtualizable"))?;
        let refs = if op == JitOp::SetfieldVableR { 2 } else { 1 };
        let mut args = args.to_vec();
        let refs = refs.min(args.len());
        self.host.push_roots(&args[..refs]);
        let called = protected(self.host, frames, |host| host.call(p, func, &args[..1], how));
        self.host.pop_roots(&mut args[..refs]);
        called?;
        self.heap(p, frames, plain, kind, &args, descr)
    }

    fn memory_error(&mut self) -> Option<u64> {
        self.host.memory_error()
    }

    fn watch(&mut self, _: &Program, _: &mut [Frame<u64>], _: u64, _: DescrId, _: DescrId) -> Result<(), Stop> {
        Ok(())
    }

    fn before_write(&mut self, p: &Program, _: &mut [Frame<u64>], object: u64, hidden: DescrId) -> Result<(), Stop> {
        let place = Place::Field(object, hidden);
        let who = self.host.read(p, place)?;
        if who != 0 {
            let (func, how) = p.invalidate.ok_or(Error::Table("quasi-immutable field"))?;
            self.host.write(p, place, 0)?;
            // It does not collect.
            self.host.call(p, func, &[who], how)?;
        }
        Ok(())
    }

    fn hint(&mut self, _: &Program, op: JitOp, _: &[u64], _: Option<DescrId>) -> Result<Option<u64>, Stop> {
        Ok(match op.info().action {
            Action::IsConstant | Action::IsVirtual => Some(0),
            Action::TraceLength => Some(-1i64 as u64),
            _ => None,
        })
    }

    fn virtual_ref(&mut self, _: &Program, _: &mut [Frame<u64>], object: u64) -> Result<u64, Stop> {
        Ok(object)
    }

    fn virtual_ref_finish(&mut self, _: &Program, _: u64) -> Result<(), Stop> {
        Ok(())
    }

    fn call(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        func: u64,
        args: &[u64],
        descr: DescrId,
    ) -> Result<Called<u64>, Stop> {
        Ok(protected(self.host, frames, |host| host.call(p, func, args, descr))?)
    }

    fn look_inside(&mut self, _: &Program, _: u64) -> Option<usize> {
        None
    }

    fn inline(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        code: usize,
        args: &[u64],
    ) -> Result<Inline<u64>, Stop> {
        let info = p.codes.get(code).ok_or(Error::Code("jitcode"))?;
        match info.function {
            None => Ok(Inline::Enter),
            Some((func, descr)) => {
                Ok(Inline::Called(protected(self.host, frames, |host| host.call(p, func, args, descr))?))
            }
        }
    }

    fn recursive(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        driver: u16,
        vars: &mut Variables<u64>,
    ) -> Result<Inline<u64>, Stop> {
        Ok(self.portal(p, frames, driver, vars)?.map_or(Inline::Enter, Inline::Called))
    }

    fn merge_point(
        &mut self,
        p: &Program,
        frames: &mut [Frame<u64>],
        driver: u16,
        vars: &mut Variables<u64>,
    ) -> Result<Merge<u64>, Stop> {
        if frames.len() == 1 {
            if self.passes == 0 {
                return Ok(Merge::Leave);
            }
            self.passes -= 1;
            return Ok(Merge::Pass);
        }
        Ok(self.portal(p, frames, driver, vars)?.map_or(Merge::Pass, Merge::Finished))
    }

    fn loop_header(&mut self, _: &[Frame<u64>], _: u16) {}
}
