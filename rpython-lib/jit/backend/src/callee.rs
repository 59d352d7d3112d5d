//! Loops as callees of other loops: one cell a callee, which calls go through, so that the code behind it can change.
//!
//! A caller calls [`Callee::entry`] with the cell's address, the arguments in an array, and their number, and gets
//! result and exception as translated functions give them. Code that is left by a guard has the rest done before it
//! returns ([`Runner::left`]); so a caller sees no difference.

use crate::backend::ExitData;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// What calls between loops need of the JIT. Both give back result (the bits of a float) and exception.
pub trait Runner {
    /// A callee was left by a guard: does the rest.
    fn left(&self, exit: ExitData) -> (u64, u64);
    /// A callee without code, or code for which there is no stack: runs it as the program would.
    fn call(&self, name: u64, args: &[u64]) -> (u64, u64);
}

/// How a frame was entered: by [`crate::Backend::execute`].
pub const EXECUTED: u32 = 0;
/// By a call that wants a word.
pub const CALLED: u32 = 1;
/// By a call that wants a float.
pub const CALLED_FLOAT: u32 = 2;

/// A cell. Machine code knows the first three fields.
#[repr(C)]
pub struct Callee {
    /// `extern "C" fn(cell, arguments, count)`.
    pub entry: Cell<u64>,
    /// The code behind it, as the back end names it.
    pub at: Cell<u64>,
    /// [`CALLED`] or [`CALLED_FLOAT`].
    pub mode: u64,
    name: u64,
    /// The back end.
    pub context: *const u8,
    runner: Rc<RefCell<Option<Rc<dyn Runner>>>>,
}

/// Offset of [`Callee::at`].
pub const AT: i32 = 8;
/// Offset of [`Callee::mode`].
pub const MODE: i32 = 16;

/// Result and exception of a call that wants a word.
#[repr(C)]
pub struct Word {
    /// Result.
    pub value: u64,
    /// Exception or 0.
    pub exc: u64,
}

/// Result and exception of a call that wants a float.
#[repr(C)]
pub struct Float {
    /// Result.
    pub value: f64,
    /// Exception or 0.
    pub exc: u64,
}

impl Callee {
    fn run(&self, args: &[u64]) -> (u64, u64) {
        let runner = self.runner.borrow().clone();
        // Without a runner nobody makes callees.
        runner.map_or((0, 0), |r| r.call(self.name, args))
    }

    /// The entry while there is no code.
    fn slow(&self) -> u64 {
        if self.mode == u64::from(CALLED_FLOAT) {
            slow_float as *const () as u64
        } else {
            slow_word as *const () as u64
        }
    }
}

/// The entry without code.
///
/// # Safety
/// Called as an entry is.
pub unsafe extern "C" fn slow_word(cell: *const Callee, args: *const u64, count: usize) -> Word {
    let (value, exc) = (*cell).run(std::slice::from_raw_parts(args, count));
    Word { value, exc }
}

/// The same for a float.
///
/// # Safety
/// Called as an entry is.
pub unsafe extern "C" fn slow_float(cell: *const Callee, args: *const u64, count: usize) -> Float {
    let (value, exc) = (*cell).run(std::slice::from_raw_parts(args, count));
    Float { value: f64::from_bits(value), exc }
}

/// All cells of a back end.
#[derive(Default)]
pub struct Callees {
    cells: RefCell<HashMap<u64, Box<Callee>>>,
    runner: Rc<RefCell<Option<Rc<dyn Runner>>>>,
}

impl Callees {
    /// Says who runs what has no code.
    pub fn set_runner(&self, runner: Rc<dyn Runner>) {
        *self.runner.borrow_mut() = Some(runner);
    }

    /// Who that is.
    pub fn runner(&self) -> Option<Rc<dyn Runner>> {
        self.runner.borrow().clone()
    }

    /// The cell of that name, made if there is none.
    pub fn cell(&self, name: u64, float: bool, context: *const u8) -> u64 {
        let mut cells = self.cells.borrow_mut();
        let cell = cells.entry(name).or_insert_with(|| {
            let mode = if float { CALLED_FLOAT } else { CALLED }.into();
            let runner = self.runner.clone();
            let cell = Callee { entry: Cell::new(0), at: Cell::new(0), mode, name, context, runner };
            cell.entry.set(cell.slow());
            Box::new(cell)
        });
        &raw const **cell as u64
    }

    /// From now on calls run this code by the entry of its mode, or, without, what the runner does.
    pub fn define(&self, name: u64, entries: [u64; 2], code: Option<u64>) {
        if let Some(cell) = self.cells.borrow().get(&name) {
            match code {
                Some(at) => {
                    cell.at.set(at);
                    cell.entry.set(entries[usize::from(cell.mode == u64::from(CALLED_FLOAT))]);
                }
                None => cell.entry.set(cell.slow()),
            }
        }
    }
}
