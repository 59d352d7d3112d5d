//! The program's real memory and machine code: the [`Host`] of a translated program, and the [`Compiler`] over a back
//! end. The one module that knows a collector's interface and the back end's.

use std::cell::{Cell, RefCell};

use jit_backend::lower::{lower, Context, Layout, MEMORY_ERROR};
use jit_backend::{ccall, lir, Backend, CodeId, ExitData, ExitRef, Gc, Runner};
use jit_optimizeopt::{Oracle, Passes};
use jit_trace::hash::FastMap;
use jit_trace::{DescrId, Descrs, FieldKind, Kind, Trace};
use smallvec::SmallVec;

use crate::engine::Called;
use crate::host::{Host, Place};
use crate::jit::{Compiler, Entry, Jit, Left};
use crate::meter::{Mode, METER};
use crate::optimise::{Limits, Optimiser};
use crate::oracle::Memory;
use crate::params::Params;
use crate::program::Program;
use crate::warmstate::GreenKey;
use crate::{Error, Handles};

/// The running program. Its memory fits the descriptors: who makes the tables answers for that.
#[derive(Clone, Copy)]
pub struct Native {
    /// The collector.
    pub gc: Gc,
    /// Offset of the vtable reference in an instance.
    pub typeptr: u32,
    /// Offsets of the range of class numbers in a vtable: smallest and largest of the class and those derived from it.
    pub class_range: (u32, u32),
    /// The prebuilt exception for when memory is full; 0 if the program has none.
    pub memory_error: u64,
}

/// Frames may reach so far below the stack's limit.
const BELOW_LIMIT: usize = 256 << 10;

/// Ticks of a clock that is cheap to read; 0 if there is none.
#[inline]
pub fn ticks() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: reads a counter of the processor.
    return unsafe { std::arch::x86_64::_rdtsc() };
    #[cfg(not(target_arch = "x86_64"))]
    0
}

/// Brings what is there into the cache: it will be read soon.
#[inline]
pub(crate) fn fetch<T>(at: &T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: reads nothing that the program sees.
    unsafe {
        use std::arch::x86_64::{_mm_prefetch, _MM_HINT_T0};
        _mm_prefetch(std::ptr::from_ref(at).cast(), _MM_HINT_T0);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

pub(crate) fn table<T>(found: Option<T>) -> Result<T, Error> {
    found.ok_or(Error::Table("descriptor of another kind"))
}

/// An address with what is there: bytes and kind.
pub(crate) type Located = (u64, u32, FieldKind);

pub(crate) fn locate(descrs: &Descrs, place: Place) -> Result<Located, Error> {
    let item = |base: u64, index: i64, descr: DescrId| {
        let a = table(descrs.array(descr))?;
        let offset = index.wrapping_mul(a.item_size.into()) as u64;
        Ok((base.wrapping_add(a.base_size.into()).wrapping_add(offset), a.item_size, a.kind))
    };
    match place {
        Place::Field(base, descr) | Place::RawField(base, descr) => {
            let f = table(descrs.field(descr))?;
            Ok((base.wrapping_add(f.offset.into()), f.size, f.kind))
        }
        Place::Item(base, index, descr) | Place::RawItem(base, index, descr) => item(base, index, descr),
        Place::Interior(base, index, descr) => {
            let f = table(descrs.interior_field(descr))?;
            let (address, ..) = item(base, index, f.array)?;
            Ok((address.wrapping_add(f.offset.into()), f.size, f.kind))
        }
        Place::Length(base, descr) => {
            let offset = table(table(descrs.array(descr))?.length_offset)?;
            Ok((base.wrapping_add(offset.into()), 8, FieldKind::Signed))
        }
    }
}

pub(crate) fn checked(address: u64) -> Result<u64, Error> {
    if address < 4096 {
        return Err(Error::Host(format!("memory at {address:#x}")));
    }
    Ok(address)
}

/// What is in a place; narrow integers are extended.
pub(crate) fn load((address, size, kind): Located) -> Result<u64, Error> {
    let address = checked(address)?;
    // SAFETY: the descriptor fits the memory.
    unsafe {
        Ok(match (size, kind) {
            (1, FieldKind::Signed) => (address as *const i8).read_unaligned() as i64 as u64,
            (2, FieldKind::Signed) => (address as *const i16).read_unaligned() as i64 as u64,
            (4, FieldKind::Signed) => (address as *const i32).read_unaligned() as i64 as u64,
            (1, _) => (address as *const u8).read_unaligned().into(),
            (2, _) => (address as *const u16).read_unaligned().into(),
            (4, _) => (address as *const u32).read_unaligned().into(),
            (8, _) => (address as *const u64).read_unaligned(),
            _ => return Err(Error::Table("size of a place")),
        })
    }
}

impl Native {
    /// Before a reference is stored in a GC object.
    fn barrier(&self, object: u64, index: Option<i64>) {
        let Some((mask, cards)) = self.gc.barrier() else { return };
        // SAFETY: `object` is a GC object; its header is its first word.
        let header = unsafe { (object as *const u64).read() };
        if header & mask == 0 {
            return;
        }
        match index {
            // SAFETY: the address is that of the function with this signature (`Gc`).
            Some(index) if cards && self.gc.write_barrier_array != 0 => unsafe {
                let f: extern "C" fn(u64, i64) = std::mem::transmute(self.gc.write_barrier_array as *const u8);
                f(object, index);
            },
            // SAFETY: the same.
            _ => unsafe {
                let f: extern "C" fn(u64) = std::mem::transmute(self.gc.write_barrier as *const u8);
                f(object);
            },
        }
    }
}

impl Host for Native {
    fn read(&mut self, p: &Program, place: Place) -> Result<u64, Error> {
        load(locate(&p.descrs, place)?)
    }

    fn write(&mut self, p: &Program, place: Place, value: u64) -> Result<(), Error> {
        let (address, size, kind) = locate(&p.descrs, place)?;
        let address = checked(address)?;
        if kind == FieldKind::Pointer && value != 0 {
            match place {
                Place::Field(object, _) => self.barrier(object, None),
                Place::Item(object, index, _) | Place::Interior(object, index, _) => self.barrier(object, Some(index)),
                _ => {}
            }
        }
        // SAFETY: the descriptor fits the memory.
        unsafe {
            match size {
                1 => (address as *mut u8).write_unaligned(value as u8),
                2 => (address as *mut u16).write_unaligned(value as u16),
                4 => (address as *mut u32).write_unaligned(value as u32),
                8 => (address as *mut u64).write_unaligned(value),
                _ => return Err(Error::Table("size of a place")),
            }
        }
        Ok(())
    }

    fn write_items(&mut self, p: &Program, array: u64, descr: DescrId, values: &[u64]) -> Result<(), Error> {
        let (address, size, kind) = locate(&p.descrs, Place::Item(array, 0, descr))?;
        let address = checked(address)?;
        // SAFETY: `array` is a GC object; its header is its first word.
        let seen = kind == FieldKind::Pointer
            && self.gc.barrier().is_some_and(|(mask, _)| unsafe { (array as *const u64).read() } & mask != 0);
        if size != 8 || seen {
            return (0..).zip(values).try_for_each(|(i, value)| self.write(p, Place::Item(array, i, descr), *value));
        }
        // SAFETY: the array has these items, each of a word.
        unsafe { (address as *mut u64).copy_from(values.as_ptr(), values.len()) };
        Ok(())
    }

    fn new_object(&mut self, p: &Program, descr: DescrId) -> Result<u64, Error> {
        let size = table(p.descrs.size(descr))?;
        // SAFETY: the address is that of the function with this signature (`Gc`).
        let object = unsafe {
            let f: extern "C" fn(u32) -> u64 = std::mem::transmute(self.gc.malloc_fixed as *const u8);
            f(size.type_id)
        };
        if size.vtable != 0 {
            // SAFETY: a new instance, which has the field.
            unsafe { (checked(object)?.wrapping_add(self.typeptr.into()) as *mut i64).write(size.vtable) };
        }
        Ok(object)
    }

    fn new_array(&mut self, p: &Program, descr: DescrId, length: i64) -> Result<u64, Error> {
        let array = table(p.descrs.array(descr))?;
        // SAFETY: the address is that of the function with this signature (`Gc`).
        let object = unsafe {
            let f: extern "C" fn(u32, i64) -> u64 = std::mem::transmute(self.gc.malloc_varsize as *const u8);
            f(array.type_id, length)
        };
        if object == 0 {
            return Err(Error::OutOfMemory);
        }
        Ok(object)
    }

    fn class_of(&mut self, _: &Program, object: u64) -> Result<u64, Error> {
        let address = checked(object)?.wrapping_add(self.typeptr.into());
        // SAFETY: an instance, which has the field.
        Ok(unsafe { (address as *const u64).read() })
    }

    fn is_subclass(&mut self, _: &Program, class: u64, of: u64) -> Result<bool, Error> {
        let number = |vtable: u64, offset: u32| {
            let address = checked(vtable)?.wrapping_add(offset.into());
            // SAFETY: a vtable, which has the field.
            Ok::<i64, Error>(unsafe { (address as *const i64).read() })
        };
        let own = number(class, self.class_range.0)?;
        Ok(number(of, self.class_range.0)? <= own && own <= number(of, self.class_range.1)?)
    }

    fn push_roots(&mut self, roots: &[u64]) {
        if self.gc.state.is_null() {
            return;
        }
        // SAFETY: the shadow stack has room for what its checks of depth allow.
        unsafe {
            for root in roots {
                (*self.gc.state).roots_top.write(*root as *mut u8);
                (*self.gc.state).roots_top = (*self.gc.state).roots_top.add(1);
            }
        }
    }

    fn pop_roots(&mut self, roots: &mut [u64]) {
        if self.gc.state.is_null() {
            return;
        }
        // SAFETY: these are the roots pushed last.
        unsafe {
            (*self.gc.state).roots_top = (*self.gc.state).roots_top.sub(roots.len());
            for (n, root) in roots.iter_mut().enumerate() {
                *root = (*self.gc.state).roots_top.add(n).read() as u64;
            }
        }
    }

    fn memory_error(&self) -> Option<u64> {
        (self.memory_error != 0).then_some(self.memory_error)
    }

    fn stack_low(&self) -> u64 {
        if self.gc.state.is_null() {
            return 0;
        }
        // SAFETY: the state is there as long as the program runs.
        let limit = unsafe { (*self.gc.state).stack_limit };
        limit.saturating_sub(BELOW_LIMIT) as u64
    }

    fn call(&mut self, p: &Program, func: u64, args: &[u64], descr: DescrId) -> Result<Called<u64>, Error> {
        let info = table(p.descrs.call(descr))?;
        let word = |k: Kind| match k {
            Kind::Int => lir::Kind::Int,
            Kind::Ref => lir::Kind::Ref,
            Kind::Float => lir::Kind::Float,
        };
        let args: SmallVec<[(lir::Kind, u64); 8]> =
            info.args.iter().map(|k| word(*k)).zip(args.iter().copied()).collect();
        let func = checked(func)?;
        let before = METER.switch(Mode::Program, ticks());
        // SAFETY: the descriptor fits the function.
        let called = unsafe { ccall::call(func, &args, info.result.map(word)) };
        METER.switch(before, ticks());
        let (value, exc) = called.ok_or(Error::Host("too many arguments".to_string()))?;
        let raising = info.returns_exception;
        Ok(match exc {
            exc if raising && exc != 0 => Called::Raised(exc),
            _ => Called::Returned(info.result.map(|kind| match kind {
                Kind::Int => ccall::extend(value, info.result_size as u8, info.result_signed),
                _ => value,
            })),
        })
    }
}

/// A back end with the optimiser in front of it.
pub struct Machine {
    /// The back end.
    pub backend: Box<dyn Backend>,
    /// The collector, for the code of allocations and barriers.
    pub gc: Option<Gc>,
    /// What descriptors do not say of objects.
    pub layout: Layout,
    /// What the optimiser does.
    pub passes: Cell<Passes>,
    optimiser: Optimiser,
    /// The first instruction of each operation of the trace compiled last.
    starts: RefCell<Vec<u32>>,
    loops: RefCell<FastMap<DescrId, CodeId>>,
    /// By the guard that they start from.
    bridges: RefCell<FastMap<DescrId, CodeId>>,
    exits: RefCell<FastMap<DescrId, ExitRef>>,
    entries: RefCell<FastMap<CodeId, Entry>>,
    /// Where the back end's words ([`Backend::thread_word`]) of threads that wait are found.
    pub waiting: Cell<Option<Waiting>>,
    /// Whether the program has come by a key often, as far as its counters tell.
    pub warm: Cell<Option<Warm>>,
}

/// Whether the program has come by a key often.
pub type Warm = fn(&GreenKey) -> bool;

/// Calls a function with words.
pub type Waiting = fn(&mut dyn FnMut(usize));

impl Machine {
    /// Nothing compiled yet.
    pub fn new(backend: Box<dyn Backend>, gc: Option<Gc>, layout: Layout, passes: Passes) -> Machine {
        Machine {
            backend,
            gc,
            layout,
            passes: Cell::new(passes),
            optimiser: Optimiser::default(),
            starts: RefCell::default(),
            loops: RefCell::default(),
            bridges: RefCell::default(),
            exits: RefCell::default(),
            entries: RefCell::default(),
            waiting: Cell::new(None),
            warm: Cell::new(None),
        }
    }
}

/// An exit as the JIT sees it.
pub fn left(data: ExitData) -> Result<Left, String> {
    if data.descr == MEMORY_ERROR {
        return Err("out of memory".to_string());
    }
    Ok(Left { descr: DescrId(data.descr), values: data.values, exc: data.exc })
}

/// A back end's [`Runner`]: the JIT that `with` finds does the work; what it cannot do stops the program.
pub struct Callees<W>(pub W);

/// Something to do with the JIT and the program.
pub type Job<'a> = dyn FnMut(&Jit<Machine>, &mut Native) -> Result<Called<u64>, Error> + 'a;

/// Finds the JIT.
pub trait WithJit {
    /// Runs something with the JIT and the program; errors are handled there.
    fn with(&self, run: &mut Job<'_>) -> Called<u64>;
    /// The exception to raise if there is no stack for another call.
    fn overflow(&self) -> Option<u64> {
        None
    }
}

fn words(called: Called<u64>) -> (u64, u64) {
    match called {
        Called::Returned(value) => (value.unwrap_or(0), 0),
        Called::Raised(exc) => (0, exc),
    }
}

impl<W: WithJit> Runner for Callees<W> {
    fn left(&self, exit: ExitData) -> (u64, u64) {
        let mut exit = Some(exit);
        words(self.0.with(&mut |jit, host| {
            let data = exit.take().ok_or(Error::Code("exit"))?;
            jit.in_mode(Mode::Exit, || jit.finish_callee(host, left(data).map_err(Error::Backend)?))
        }))
    }

    fn call(&self, name: u64, args: &[u64]) -> (u64, u64) {
        if let Some(exc) = self.0.overflow() {
            return (0, exc);
        }
        words(
            self.0.with(&mut |jit, host| jit.in_mode(Mode::Exit, || jit.run_callee(host, DescrId(name as u32), args))),
        )
    }
}

impl Machine {
    /// Where a loop starts, for [`Backend::execute_at`].
    pub fn address(&self, token: DescrId) -> Option<u64> {
        let code = *self.loops.borrow().get(&token)?;
        self.backend.address(code)
    }
}

impl Compiler for Machine {
    fn compiles_calls(&self) -> bool {
        true
    }

    fn redirect(&self, target: DescrId, to: DescrId) -> Result<(), String> {
        let code = *self.loops.borrow().get(&to).ok_or("no such loop")?;
        self.loops.borrow_mut().insert(target, code);
        self.backend.define_callee(target.0.into(), Some(code)).map_err(|e| e.to_string())
    }

    fn optimise(
        &self,
        trace: Trace,
        descrs: &RefCell<Descrs>,
        handles: &RefCell<Handles>,
        entry: Entry,
    ) -> Result<Trace, String> {
        let layout = &self.layout;
        let oracle = |descrs: &Descrs, run: &mut dyn FnMut(&dyn Oracle)| run(&Memory { descrs, handles, layout });
        self.optimiser.optimise(trace, descrs, self.passes.get(), &oracle, entry)
    }

    fn clock(&self) -> u64 {
        let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: fills a local structure.
        unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut t) };
        (t.tv_sec as u64).wrapping_mul(1_000_000_000).wrapping_add(t.tv_nsec as u64)
    }

    fn ticks(&self) -> u64 {
        ticks()
    }

    fn is_warm(&self, key: &GreenKey) -> bool {
        self.warm.get().is_none_or(|warm| warm(key))
    }

    fn configure(&self, params: &Params) {
        self.passes.set(params.enable_opts);
        self.optimiser.limits.set(Limits::of(params));
    }

    fn compile(&self, trace: &Trace, descrs: &Descrs, handles: &Handles, entry: Entry) -> Result<(), String> {
        let resolve = |handle| handles.get(handle);
        let callee = |target: DescrId, float: bool| {
            let cell = self.backend.callee(target.0.into(), float);
            if let Some(code) = self.loops.borrow().get(&target) {
                // Code that is gone leaves the cell without code.
                self.backend.define_callee(target.0.into(), Some(*code)).ok();
            }
            cell
        };
        let context = Context { descrs, layout: self.layout, gc: self.gc, resolve: &resolve, callee: Some(&callee) };
        let from = match entry {
            Entry::Loop(_) => None,
            Entry::Bridge(guard) => Some(*self.exits.borrow().get(&guard).ok_or("no such guard")?),
        };
        let lowered = lower(trace, &context, from.is_some()).map_err(|e| e.to_string())?;
        let code = self.backend.compile(lowered.code, from).map_err(|e| e.to_string())?;
        *self.starts.borrow_mut() = lowered.starts;
        self.optimiser.compiled(trace, entry);
        match entry {
            Entry::Loop(token) => self.loops.borrow_mut().insert(token, code),
            Entry::Bridge(guard) => self.bridges.borrow_mut().insert(guard, code),
        };
        self.entries.borrow_mut().insert(code, entry);
        let mut exits = self.exits.borrow_mut();
        for (exit, origin) in (0..).zip(&lowered.origins) {
            if let Some(descr) = trace.ops.get(origin.op).filter(|op| op.opnum.is_guard()).and_then(|op| op.descr) {
                exits.insert(descr, ExitRef { code, exit });
            }
        }
        Ok(())
    }

    fn missed(&self) -> bool {
        self.optimiser.missed()
    }

    fn grows(&self, token: DescrId) -> bool {
        self.optimiser.grows(token)
    }

    fn addresses(&self) -> Option<Vec<u64>> {
        let places = self.backend.places();
        let end = places.last()?;
        let starts = self.starts.borrow();
        Some(starts.iter().filter_map(|s| places.get(*s as usize)).chain([end]).copied().collect())
    }

    fn running(&self) -> Vec<Entry> {
        let mut codes = Vec::new();
        // SAFETY: this thread's frames are suspended, since this is not compiled code; so are those of others.
        unsafe { self.backend.running(None, &mut |code| codes.push(code)) };
        if let Some(waiting) = self.waiting.get() {
            // SAFETY: the same.
            waiting(&mut |word| unsafe { self.backend.running(Some(word), &mut |code| codes.push(code)) });
        }
        let entries = self.entries.borrow();
        codes.iter().filter_map(|code| entries.get(code).copied()).collect()
    }

    fn release(&self, entry: Entry) -> Result<(), String> {
        let code = match entry {
            Entry::Loop(token) => self.loops.borrow().get(&token).copied(),
            Entry::Bridge(guard) => self.bridges.borrow_mut().remove(&guard),
        };
        // A target that was redirected has the code of another.
        let own = |(code, of): (&CodeId, &Entry)| (*of == entry).then_some(*code);
        let code = match self.entries.borrow().iter().find_map(own).or(code) {
            Some(code) => code,
            None => return Ok(()),
        };
        self.entries.borrow_mut().remove(&code);
        let of_code = |(target, c): (&DescrId, &CodeId)| (*c == code).then_some(*target);
        let targets: Vec<DescrId> = self.loops.borrow().iter().filter_map(of_code).collect();
        for target in targets {
            self.loops.borrow_mut().remove(&target);
            self.backend.define_callee(target.0.into(), None).map_err(|e| e.to_string())?;
        }
        self.backend.free(code).map_err(|e| e.to_string())
    }

    fn forget(&self, labels: &[DescrId], guards: &[DescrId]) {
        self.optimiser.forget(labels, guards);
        let mut exits = self.exits.borrow_mut();
        for guard in guards {
            exits.remove(guard);
        }
    }

    fn invalidate(&self, entry: Entry) -> Result<(), String> {
        self.optimiser.invalidated(entry);
        let code = match entry {
            Entry::Loop(token) => self.loops.borrow().get(&token).copied(),
            Entry::Bridge(guard) => self.bridges.borrow().get(&guard).copied(),
        };
        self.backend.invalidate(code.ok_or("no such code")?).map_err(|e| e.to_string())
    }

    fn force(&self, token: u64) -> Result<Left, String> {
        // SAFETY: tokens are those of frames suspended in calls that may force them.
        let data = unsafe { self.backend.force(token) }.map_err(|e| e.to_string())?;
        Ok(Left { descr: DescrId(data.descr), values: data.values, exc: data.exc })
    }

    fn execute(&self, token: DescrId, inputs: &[u64], _: &RefCell<Descrs>) -> Result<Left, String> {
        let code = *self.loops.borrow().get(&token).ok_or("no such loop")?;
        // SAFETY: the inputs are the reds of the loop's driver, which its code was made for.
        let data = unsafe { self.backend.execute(code, inputs) }.map_err(|e| e.to_string())?;
        left(data)
    }
}
