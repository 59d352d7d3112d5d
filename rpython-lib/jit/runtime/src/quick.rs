//! The short way into compiled code: for each counter, the key that came by last and where its code is.

use std::cell::{Cell, RefCell};

use abi::jit::HookKind;
use jit_backend::Ended;
use jit_metainterp::meter::{Begun, Mode, Profit, METER};
use jit_metainterp::native::ticks;
use jit_metainterp::{hooks, Error};

use crate::{Buffer, Running};

/// Keys with more greens take the long way,
const GREENS: usize = 4;
/// and so do loops with more reds.
const REDS: usize = 16;

/// A key with compiled code.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The time for which this is right; 0: never.
    epoch: u64,
    driver: u16,
    greens: [u64; GREENS],
    address: u64,
    profit: Profit,
}

/// Few of the many counters are those of keys with compiled code.
#[derive(Debug, Default)]
struct Table {
    /// By counter: the number of what is known, from 1 on; 0 if nothing is.
    places: Vec<u16>,
    known: Vec<Known>,
}

impl Table {
    fn get(&self, counter: i64) -> Option<&Known> {
        let place = *self.places.get(counter as usize)?;
        self.known.get(usize::from(place).wrapping_sub(1))
    }

    fn get_mut(&mut self, counter: i64) -> Option<&mut Known> {
        let place = *self.places.get(counter as usize)?;
        self.known.get_mut(usize::from(place).wrapping_sub(1))
    }

    /// Makes room for what is known by a counter; nothing if there are too many.
    fn make(&mut self, counter: i64) -> Option<&mut Known> {
        let index = counter as usize;
        if self.places.len() <= index {
            self.places.resize(index + 1, 0);
        }
        if self.places[index] == 0 {
            self.places[index] = u16::try_from(self.known.len() + 1).ok()?;
            self.known.push(Known::default());
        }
        self.get_mut(counter)
    }
}

/// What is known of the keys with compiled code, by counter.
#[derive(Debug, Default)]
pub struct Quick {
    known: RefCell<Table>,
    entered: Cell<u64>,
    begun: Cell<Option<Begun>>,
}

fn epoch(running: &Running) -> u64 {
    // Each grows only.
    running.jit.epoch() + running.jit.compiler().backend.freed()
}

impl Quick {
    /// Times that code was entered this way.
    pub fn entered(&self) -> u64 {
        self.entered.get()
    }

    /// Runs the code of the key in the buffer, if it is known.
    ///
    /// # Safety
    /// The portal of the driver has filled its buffer.
    pub unsafe fn run(
        &self,
        running: &Running,
        driver: u16,
        buffer: &Buffer,
        counter: i64,
    ) -> Result<Option<Ended>, Error> {
        if !running.counters.compiled(counter) {
            // What was known may be code that is not to be entered any more.
            return Ok(None);
        }
        let known = match self.known.borrow().get(counter) {
            Some(known) if known.epoch == epoch(running) && known.driver == driver => *known,
            _ => return Ok(None),
        };
        let (greens, reds) = buffer.args.split_at(buffer.greens.min(buffer.args.len()));
        if greens.iter().zip(&known.greens).any(|(slot, green)| slot.read() != *green) {
            return Ok(None);
        }
        let mut inputs = [0; REDS];
        let Some(inputs) = inputs.get_mut(..reds.len()) else { return Ok(None) };
        inputs.iter_mut().zip(reds).for_each(|(input, slot)| *input = slot.read());
        self.entered.set(self.entered.get() + 1);
        let begun = METER.begin(Mode::Code, ticks());
        let ended = running.jit.compiler().backend.execute_at(known.address, inputs);
        if let Ok(Ended::Left(_)) = ended {
            METER.switch(Mode::Exit, ticks());
            self.begun.set(Some(begun));
        } else {
            self.end(running, begun, counter);
        }
        ended.map(Some).map_err(|e| Error::Backend(e.to_string()))
    }

    /// The program goes on after [`Quick::run`]. If entering the code has not paid for long, it is given up.
    pub fn end(&self, running: &Running, begun: Begun, counter: i64) {
        let ended = METER.end(begun, ticks());
        let mut all = self.known.borrow_mut();
        let Some(known) = all.get_mut(counter) else { return };
        if ended.traced {
            known.profit.renew();
        } else if known.profit.is_loss(&METER, ended.code, ended.exits) && known.epoch == epoch(running) {
            let known = *known;
            drop(all);
            let greens = running.jit.program().drivers.get(usize::from(known.driver)).map_or(0, |d| d.greens.len());
            running.jit.does_not_pay(known.driver, &known.greens[..greens.min(GREENS)]);
        }
    }

    /// What [`Quick::run`] began, if it was left by a guard.
    pub fn begun(&self) -> Option<Begun> {
        self.begun.take()
    }

    /// Remembers where the code of a key is, if it has some.
    pub fn learn(&self, running: &Running, driver: u16, args: &[u64], greens: usize, counter: i64) {
        // The program wants to be asked each time.
        if hooks::has(running.jit.program(), driver, HookKind::ConfirmEnter) {
            return;
        }
        let Some((greens, reds)) = args.split_at_checked(greens) else { return };
        if greens.len() > GREENS || reds.len() > REDS {
            return;
        }
        let token = running.jit.token(driver, greens);
        let Some(address) = token.and_then(|token| running.jit.compiler().address(token)) else { return };
        let mut known = Known { epoch: epoch(running), driver, address, ..Known::default() };
        known.greens[..greens.len()].copy_from_slice(greens);
        let mut all = self.known.borrow_mut();
        let Some(place) = all.make(counter) else { return };
        if (place.driver, place.greens) == (known.driver, known.greens) {
            known.profit = place.profit;
        }
        *place = known;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_counters_have_a_place() {
        let mut table = Table::default();
        assert!(table.get(7).is_none());
        table.make(7).unwrap().epoch = 1;
        table.make(3).unwrap().epoch = 2;
        table.make(7).unwrap().driver = 5;
        assert_eq!([7, 3].map(|n| table.get(n).map(|k| (k.epoch, k.driver))), [Some((1, 5)), Some((2, 0))]);
        assert!(table.get_mut(4).is_none() && table.get(8).is_none() && table.known.len() == 2);
    }
}
