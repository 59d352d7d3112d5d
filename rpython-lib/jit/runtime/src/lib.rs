//! The JIT in a product: set up from the program's tables at its first use, asked by portals
//! ([`enter`]), known to the collector.
//!
//! `RPY_JIT` sets parameters (`threshold=3,trace_eagerness=1`, `off`), whatever the program sets; with
//! `backend=interp` among them, traces are run by the checked interpreter of the low-level IR. `PYPYLOG=SECTION,SECTION:FILE` (`-`: standard
//! error) has logs written: the sections of `jit_metainterp::log`, and figures at the end, `jit-summary`.
//!
//! Not here: what the JIT does (`jit-metainterp`); which collector there is.

mod counters;
mod memory;
mod output;
mod parameters;
mod quick;
mod stack;
mod summary;

use abi::jit::entry;
use abi::jit::Blob;
use counters::Counters;
use jit_backend::interp::Interp;
use jit_backend::lower::Layout;
use jit_backend::x64::X64;
use jit_backend::{Backend, Ended, Gc};
use jit_metainterp::engine::Called;
use jit_metainterp::host::Host;
use jit_metainterp::jit::{Jit, Next};
use jit_metainterp::log::Logger;
use jit_metainterp::native::{self, Callees, Job, Machine, Native, WithJit};
use jit_metainterp::program::Program;
use jit_metainterp::Error;
use jit_optimizeopt::Passes;
pub use memory::Memory;
use policy::collector::{rpy_gc_malloc_fixed, rpy_gc_malloc_varsize, rpy_gc_write_barrier, rpy_gc_write_barrier_array};
use policy::fatal::fatal;
use quick::Quick;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

/// A raw array of the program: a length word, then the items.
pub type Table = *const u64;

/// Collections between two decays of counters.
const DECAY_INTERVAL: u32 = 32;

/// A place in a driver's buffer.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    address: usize,
    /// Bytes; 0: there is no such place.
    size: u32,
    signed: bool,
}

impl Slot {
    /// The value as a word.
    ///
    /// # Safety
    /// The buffer is there.
    unsafe fn read(self) -> u64 {
        let p = self.address as *const u8;
        match (self.size, self.signed) {
            (1, false) => p.read().into(),
            (1, true) => p.cast::<i8>().read() as i64 as u64,
            (2, false) => p.cast::<u16>().read().into(),
            (2, true) => p.cast::<i16>().read() as i64 as u64,
            (4, false) => p.cast::<u32>().read().into(),
            (4, true) => p.cast::<i32>().read() as i64 as u64,
            (8, _) => p.cast::<u64>().read(),
            _ => 0,
        }
    }

    /// Stores the low bytes of a word.
    ///
    /// # Safety
    /// The buffer is there.
    unsafe fn write(self, value: u64) {
        let p = self.address as *mut u8;
        match self.size {
            1 => p.write(value as u8),
            2 => p.cast::<u16>().write(value as u16),
            4 => p.cast::<u32>().write(value as u32),
            8 => p.cast::<u64>().write(value),
            _ => {}
        }
    }
}

/// The buffer of a driver.
#[derive(Clone, Debug, Default)]
struct Buffer {
    args: Vec<Slot>,
    /// How many of the arguments are greens.
    greens: usize,
    result: Slot,
    exc: Slot,
}

impl Buffer {
    /// Lets go of what was passed: between two uses nobody reads it, and it would keep objects alive.
    ///
    /// # Safety
    /// The buffer is there, and nobody is about to read it.
    unsafe fn forget(&self) {
        self.args.iter().chain([&self.result, &self.exc]).for_each(|slot| slot.write(0));
    }
}

struct Running {
    jit: Jit<Machine>,
    host: Native,
    buffers: Vec<Buffer>,
    counters: Counters,
    quick: Quick,
    collections: u32,
    /// Memory was short, and nothing is traced any more.
    spared: Cell<bool>,
}

static mut RUNNING: *mut Running = std::ptr::null_mut();

/// Stops the program.
fn stop(error: &Error) -> ! {
    match error {
        Error::OutOfMemory => fatal("MemoryError"),
        Error::Backend(text) if text == "out of memory" => fatal("MemoryError"),
        error => fatal(&format!("internal error of the JIT: {error}")),
    }
}

/// Decides how a portal goes on; the verdicts are those of `abi::jit::entry`.
///
/// The program's tables are read when a key is hot for the first time: until then there are counters only.
///
/// # Safety
/// Called by a portal of the program with the program's tables.
pub unsafe fn enter(policy: &str, blob: Table, words: Table, addresses: Table, driver: i64, counter: i64) -> i64 {
    if RUNNING.is_null() {
        let (words, addresses) = (items(words.cast()), items(addresses));
        // The first portal of all comes here since no counter has a limit yet.
        let first = parameters::EARLY.is_null();
        if first {
            match counters(words, addresses) {
                Ok(counters) => parameters::begin(counters),
                Err(e) => stop(&e),
            }
            runtime::jit::listen(parameters::set);
            parameters::from_env();
            if output::Wish::from_env().is_none() {
                return entry::GO_ON;
            }
        }
        // Where there is no memory now the JIT would not get far.
        if !memory::reserve() {
            parameters::give_up();
            return entry::GO_ON;
        }
        match start(policy, items(blob.cast::<u8>()), words, addresses) {
            Ok(running) => RUNNING = Box::into_raw(Box::new(running)),
            Err(e) => stop(&e),
        }
        parameters::hand_over();
        (*RUNNING).jit.compiler().backend.set_runner(Rc::new(Callees(Product)));
        policy::heap::set_more_roots(roots);
        policy::heap::set_weak_roots(weak_roots);
        policy::threads::share_word((*RUNNING).jit.compiler().backend.thread_word());
        // SAFETY: freeing happens between traces, in the thread that runs the program.
        (*RUNNING).jit.compiler().waiting.set(Some(|f| unsafe { policy::threads::each_word(f) }));
        (*RUNNING).jit.compiler().warm.set(Some(|key| unsafe { (*RUNNING).counters.is_warm(key) }));
        summary::at_exit();
        if first {
            return entry::GO_ON;
        }
    }
    // Shared from here on: what the JIT runs may come back here.
    let running = &*RUNNING;
    running.enter(driver, counter).unwrap_or_else(|e| stop(&e))
}

/// Brings a virtualizable up to date that compiled code owns.
///
/// # Safety
/// Called by machine code of the program with the object's token, which is not 0.
pub unsafe fn force(token: u64) {
    if RUNNING.is_null() {
        fatal("internal error of the JIT: a virtualizable has an owner, but nothing was compiled");
    }
    let running = &*RUNNING;
    let mut host = running.host;
    if let Err(e) = running.jit.force(&mut host, token) {
        stop(&e);
    }
}

/// The items of a raw array.
unsafe fn items<T>(table: *const T) -> &'static [T] {
    let length = table.cast::<i64>().read().max(0) as usize;
    std::slice::from_raw_parts(table.cast::<u8>().add(8).cast::<T>(), length)
}

/// The program's counters, without what the tables know of drivers.
fn counters(words: &[i64], addresses: &[u64]) -> Result<Counters, Error> {
    let drivers = *words.get(entry::DRIVERS).ok_or(Error::Table("words"))? as usize;
    let table = addresses.get(drivers).ok_or(Error::Table("addresses"))?;
    Ok(Counters::new(*table as *mut i64, drivers))
}

/// Lets the C library's allocator keep what traces need again and again: by itself it takes memory for a thread by the page
/// and gives it back soon, a system call each time.
fn keep_memory() {
    // SAFETY: changes limits of the allocator, and makes the thread's heap larger once.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 2 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 16 << 20);
        libc::free(libc::malloc(1 << 20));
    }
}

/// A type of arrays of bytes in the program, and where their items begin.
unsafe fn bytes_type() -> Option<(u32, u32)> {
    let wanted = |t: &abi::TypeInfo| {
        let kind = t.flags & (abi::TYPE_VARSIZE | abi::TYPE_NO_REFS | abi::TYPE_WEAKREF);
        kind == abi::TYPE_VARSIZE | abi::TYPE_NO_REFS && t.item_size == 1
    };
    let found =
        (abi::FIRST_TYPE..policy::state::program().type_count).find(|id| wanted(policy::heap::type_info(*id)))?;
    Some((found, policy::heap::type_info(found).fixed_size))
}

unsafe fn start(policy: &str, blob: &'static [u8], words: &[i64], addresses: &'static [u64]) -> Result<Running, Error> {
    keep_memory();
    let blob = Blob::open(Cow::Borrowed(blob)).map_err(|_| Error::Table("format"))?;
    let word = |n: usize| words.get(n).copied().ok_or(Error::Table("words"));
    let mut counters = counters(words, addresses)?;
    let (own, rest) = addresses.split_at_checked(counters.drivers).ok_or(Error::Table("addresses"))?;
    let (_, rest) = rest.split_first().ok_or(Error::Table("addresses"))?;
    let mut at = entry::HEADER_WORDS;
    let mut buffers = Vec::new();
    for base in own {
        counters.counted.push(word(at)?);
        at += 1;
        let count = word(at)? as usize;
        let slot = |n: usize| {
            let (offset, size) = (word(at + 1 + 2 * n)?, word(at + 2 + 2 * n)?);
            let address = *base as usize + offset as usize;
            Ok::<Slot, Error>(Slot { address, size: size.unsigned_abs() as u32, signed: size < 0 })
        };
        let args = (0..count).map(slot).collect::<Result<_, _>>()?;
        let greens = blob.small.drivers.get(buffers.len()).map_or(0, |d| d.greens.len());
        buffers.push(Buffer { args, greens, result: slot(count)?, exc: slot(count + 1)? });
        at += 1 + 2 * (count + 2);
    }
    let policy = policy::find(policy).ok_or(Error::Table("collector"))?;
    let gc = Gc {
        policy,
        state: policy::state::state(),
        malloc_fixed: rpy_gc_malloc_fixed as *const () as u64,
        malloc_varsize: rpy_gc_malloc_varsize as *const () as u64,
        write_barrier: rpy_gc_write_barrier as *const () as u64,
        write_barrier_array: rpy_gc_write_barrier_array as *const () as u64,
        room: bytes_type(),
    };
    let typeptr = match policy::state::program().typeptr_offset {
        abi::NO_OFFSET => 0,
        offset => offset,
    };
    let class_range = (word(entry::RANGE_MIN)?.max(0) as u32, word(entry::RANGE_MAX)?.max(0) as u32);
    let logs = output::Wish::from_env();
    let names = if logs.is_some() { names(&blob, rest) } else { HashMap::new() };
    let program = Program::open(blob, Cow::Borrowed(rest))?;
    let backend: Box<dyn Backend> = match parameters::interpreted() {
        true => Box::new(Interp::new(Some(gc))),
        // Without memory for code there is no JIT.
        false => match X64::new(Some(gc)) {
            Ok(backend) => Box::new(backend),
            Err(_) => {
                memory::give_up();
                Box::new(Interp::new(Some(gc)))
            }
        },
    };
    let layout = Layout { typeptr, ..Layout::default() };
    let jit = Jit::new(program, Machine::new(backend, Some(gc), layout, Passes::ALL));
    if let Some(wish) = logs {
        wish.begin();
        let prefixes = wish.prefixes.clone();
        let mut logger = Logger::new(prefixes, Rc::new(move |text| wish.write(text)));
        logger.names = Rc::new(names);
        jit.set_logger(logger);
    }
    Ok(Running {
        jit,
        host: Native { gc, typeptr, class_range, memory_error: policy::state::program().memory_error as u64 },
        buffers,
        counters,
        quick: Quick::default(),
        collections: 0,
        spared: Cell::new(false),
    })
}

/// Names of what traces mention by address.
fn names(blob: &Blob, addresses: &[u64]) -> HashMap<u64, String> {
    let names = blob.names().unwrap_or_default();
    addresses.iter().copied().zip(names.lines().map(str::to_string)).collect()
}

/// The JIT of this program.
struct Product;

impl WithJit for Product {
    fn with(&self, run: &mut Job<'_>) -> Called<u64> {
        // SAFETY: set before any code was compiled, and shared since.
        let running = unsafe { &*RUNNING };
        running.spare_memory();
        let called = run(&running.jit, &mut running.host.clone()).unwrap_or_else(|e| stop(&e));
        running.counters.hear(&running.jit);
        called
    }

    fn overflow(&self) -> Option<u64> {
        stack::overflow()
    }
}

impl Running {
    /// No more traces, if memory is short.
    fn spare_memory(&self) {
        if memory::short() && !self.spared.replace(true) {
            self.jit.set_params("off,trace_eagerness=1073741824").ok();
            self.counters.set_limits(self.jit.params());
        }
    }

    unsafe fn enter(&self, driver: i64, counter: i64) -> Result<i64, Error> {
        let own = u16::try_from(driver).map_err(|_| Error::Table("driver"))?;
        let buffer = self.buffers.get(usize::from(own)).ok_or(Error::Table("driver"))?;
        // Compiled code that calls itself has no other check.
        if let Some(exc) = stack::overflow() {
            return Ok(buffer.raised(exc));
        }
        self.spare_memory();
        let mut host = self.host;
        let mut given = Vec::new();
        let mut begun = None;
        let next = if let Some(ended) = self.quick.run(self, own, buffer, counter)? {
            match ended {
                Ended::Finished(value, 0) => return Ok(buffer.done(Some(value))),
                Ended::Finished(_, exc) => return Ok(buffer.raised(exc)),
                Ended::Left(data) => {
                    begun = self.quick.begun();
                    self.jit.leave(&mut host, native::left(data).map_err(Error::Backend)?)
                }
            }
        } else if self.counters.reached(counter) {
            given.extend(buffer.args.iter().map(|s| s.read()));
            self.jit.enter_counted(&mut host, own, &given)
        } else {
            given.extend(buffer.args.iter().map(|s| s.read()));
            self.quick.learn(self, own, &given, buffer.greens, counter);
            // If the compiled code is that of another key with the same counter, this one is counted elsewhere.
            self.jit.enter(&mut host, own, &given)
        };
        let verdict = self.go_on(&mut host, own, buffer, next);
        if let Some(begun) = begun {
            self.quick.end(self, begun, counter);
            self.counters.hear(&self.jit);
        }
        verdict
    }

    /// After compiled code was left, or none was entered.
    unsafe fn go_on(
        &self,
        host: &mut Native,
        own: u16,
        buffer: &Buffer,
        mut next: Result<Next, Error>,
    ) -> Result<i64, Error> {
        // Equal addresses after something ran are no equal objects.
        let mut ran = false;
        loop {
            self.counters.hear(&self.jit);
            match next? {
                Next::Continue(d, a) => (ran, next) = (true, self.jit.resume(host, d, &a)),
                Next::Interpret(d, a) if d == own => {
                    if !ran {
                        return Ok(entry::GO_ON);
                    }
                    buffer.args.iter().zip(&a).for_each(|(s, v)| s.write(*v));
                    return Ok(entry::AGAIN);
                }
                Next::Interpret(d, a) => return self.run_other(host, buffer, d, &a),
                Next::Done(value) => return Ok(buffer.done(value)),
                Next::Raised(exc) => return Ok(buffer.raised(exc)),
            }
        }
    }

    /// The program goes on in the portal of another driver, whose end is this one's.
    unsafe fn run_other(&self, host: &mut Native, own: &Buffer, driver: u16, args: &[u64]) -> Result<i64, Error> {
        let program = self.jit.program();
        let function = program.drivers.get(usize::from(driver)).and_then(|d| d.function);
        let (address, descr) = function.ok_or(Error::Table("driver"))?;
        Ok(match host.call(program, address, args, descr)? {
            Called::Returned(value) => own.done(value),
            Called::Raised(exc) => own.raised(exc),
        })
    }
}

impl Buffer {
    unsafe fn done(&self, value: Option<u64>) -> i64 {
        self.result.write(value.unwrap_or(0));
        entry::DONE
    }

    unsafe fn raised(&self, exc: u64) -> i64 {
        self.exc.write(exc);
        entry::RAISED
    }
}

/// What the JIT holds, for the collector.
unsafe fn roots(f: &mut dyn FnMut(*mut *mut u8)) {
    // Only this field is written, and no other reference to it exists.
    let collections = &raw mut (*RUNNING).collections;
    *collections = (*collections).wrapping_add(1);
    let decays = *collections % DECAY_INTERVAL == 0;
    let running = &*RUNNING;
    if decays {
        running.jit.decay();
        running.counters.decay(running.jit.params().decay);
    }
    // Arguments and results are read before anything can collect.
    running.buffers.iter().for_each(|buffer| buffer.forget());
    running.jit.visit_references(&mut |slot: &mut u64| f((slot as *mut u64).cast()));
    let backend = &running.jit.compiler().backend;
    backend.roots(&mut |slot| f(slot.cast()));
    policy::threads::each_word(&mut |word| backend.roots_of(word, &mut |slot| f(slot.cast())));
}

/// What the JIT knows of keys, for as long as something else keeps their objects.
unsafe fn weak_roots(alive: &mut dyn FnMut(*mut u8) -> Option<*mut u8>) {
    let running = &*RUNNING;
    running.jit.update_keys(&mut |bits| alive(*bits as *mut u8).map(|p| *bits = p as u64).is_some());
    running.counters.hear(&running.jit);
}

/// Invalidates the code that relies on a quasi-immutable field.
///
/// # Safety
/// Called by machine code of the program that is about to write the field, with what its hidden field holds.
pub unsafe fn invalidate(number: u64) {
    if RUNNING.is_null() {
        return;
    }
    let running = &*RUNNING;
    if let Err(e) = running.jit.invalidate(number) {
        stop(&e);
    }
    running.counters.hear(&running.jit);
}
