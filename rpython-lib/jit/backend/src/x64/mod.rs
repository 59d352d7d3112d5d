//! Machine code for x86-64: the back end that compiles.
//!
//! Code runs in native stack frames with a header (`gen::frame`), a home for every register and spill
//! slots, all addressed from `rbp`; so a bridge that needs more slots than its loop only moves `rsp`.
//! The frames of a thread form a chain that the collector walks; its head is the thread's own word. A guard jumps to a stub that stores
//! the number of a record, which says where the exit's values are; attaching a bridge redirects the
//! guard's jump, and the bridge starts with the values where the guard had them.

#![allow(clippy::useless_conversion)] // in what the assembler's macros expand to

mod arena;
mod asm;
mod calls;
mod gen;
mod moves;
mod records;
mod regs;
mod routines;

use crate::backend::{Backend, CodeId, Ended, Error, ExitData, ExitRef};
use crate::callee::{self, Callees, Runner, EXECUTED};
use crate::gc::Gc;
use crate::lir::{Code, ExitId, LabelId};
use arena::Arena;
use asm::{Asm, Place};
use gen::{frame, Gen, LabelInfo, Routines};
use records::{Record, Records, Source};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

struct Compiled {
    at: usize,
    size: usize,
    data: usize,
    data_size: usize,
    gc_consts: usize,
    labels: Vec<(LabelId, LabelInfo)>,
    names: Vec<u64>,
    exits: Vec<Option<u32>>,
    records: Vec<u32>,
    /// A bridge, and the record it starts from while that exists.
    bridge: bool,
    from: Option<u32>,
    inputs: usize,
    bridge_at: HashMap<ExitId, CodeId>,
}

/// What machine code knows the address of; the first word is the topmost frame, the second the record of the last
/// quick finish.
#[repr(C)]
struct Context {
    top: Cell<usize>,
    finished: Cell<u64>,
    callees: Callees,
    records: RefCell<Records>,
    exit: RefCell<Option<ExitData>>,
}

/// The machine-code back end.
pub struct X64 {
    gc: Option<Gc>,
    context: Box<Context>,
    arena: RefCell<Arena>,
    routines: Routines,
    codes: RefCell<Vec<Option<Compiled>>>,
    names: RefCell<HashMap<u64, LabelInfo>>,
    freed: Cell<u64>,
    /// Where the instructions of the code compiled last are.
    places: RefCell<Vec<u64>>,
}

/// The way out: in a frame that was called, does the rest, and gives back result and exception.
unsafe extern "C" fn leave_helper(frame: *const u8, context: *const Context) -> callee::Word {
    let context = &*context;
    let number = frame.offset(frame::RECORD as isize).cast::<u32>().read();
    let data = context.records.borrow().get(number).map(|r| exit_data(frame, r));
    context.finished.set(0);
    let called = frame.offset(frame::MODE as isize).cast::<u32>().read() != EXECUTED;
    let (value, exc) = match (called, data) {
        (false, data) => {
            *context.exit.borrow_mut() = data;
            (0, 0)
        }
        (true, Some(data)) => {
            context.top.set(frame.offset(frame::PREVIOUS as isize).cast::<usize>().read());
            context.callees.runner().map_or((0, 0), |r| r.left(data))
        }
        (true, None) => (0, 0),
    };
    callee::Word { value, exc }
}

/// What a quick finish hands over, from `rax` and `rdx`.
fn finish_data(r: &Record, words: &callee::Word) -> ExitData {
    let (value, exc) = if r.float { (words.exc, words.value) } else { (words.value, words.exc) };
    let refs = r.args.iter().map(|a| u64::from(a.1)).collect();
    let exc = if r.exc.is_some() { exc } else { 0 };
    ExitData { exit: r.exit, descr: r.descr, values: r.args.iter().map(|_| value).collect(), refs, exc, finish: true }
}

unsafe fn exit_data(frame: *const u8, r: &Record) -> ExitData {
    let get = |s: &Source| match *s {
        Source::Word(w) => frame.offset(regs::word_disp(w) as isize).cast::<u64>().read(),
        Source::Imm(i) => i as u64,
        Source::Const(at) => (at as *const u64).read(),
        Source::Hole => 0,
    };
    let mut refs = vec![0u64; r.args.len().div_ceil(64)];
    for (i, _) in r.args.iter().enumerate().filter(|a| a.1 .1) {
        refs[i / 64] |= 1 << (i % 64);
    }
    ExitData {
        exit: r.exit,
        descr: r.descr,
        values: r.args.iter().map(|(s, _)| get(s)).collect(),
        refs,
        exc: r.exc.as_ref().map_or(0, get),
        finish: r.finish,
    }
}

/// Bytes with all displacements filled in for that address.
fn link(
    asm: Asm,
    at: usize,
    data: usize,
    labels: &[(LabelId, LabelInfo)],
    stubs: &[(usize, Option<u32>)],
) -> Result<Vec<u8>, Error> {
    let fixups = asm.fixups;
    let mut bytes = asm.ops.finalize();
    for (pos, place) in fixups {
        let target = match place {
            Place::Here(p) => at + p,
            Place::Label(l) => at + labels.iter().find(|x| x.0 == l).map_or(0, |x| x.1.at),
            Place::Stub(n) => at + stubs.get(n as usize).map_or(0, |s| s.0),
            Place::Abs(a) => a,
            Place::Data(d) => data + d as usize,
        };
        let disp = target as i64 - (at + pos + 4) as i64;
        let disp = i32::try_from(disp).map_err(|_| Error::Limit("displacement"))?;
        bytes[pos..pos + 4].copy_from_slice(&disp.to_le_bytes());
    }
    Ok(bytes)
}

impl X64 {
    /// A back end with its own executable memory. Without a collector, code that allocates is refused.
    pub fn new(gc: Option<Gc>) -> Result<X64, Error> {
        let context = Box::new(Context {
            top: Cell::new(0),
            finished: Cell::new(0),
            callees: Callees::default(),
            records: RefCell::default(),
            exit: RefCell::default(),
        });
        let address = &*context as *const Context as u64;
        let mut arena = Arena::new()?;
        let mut make = |f: &dyn Fn(&mut Asm)| {
            let mut asm = Asm::default();
            f(&mut asm);
            let at = arena.alloc_code(asm.pos())?;
            arena.write(at, &link(asm, at, 0, &[], &[])?)?;
            Ok::<usize, Error>(at)
        };
        let mut routines = Routines {
            enter: make(&routines::enter)?,
            leave: make(&|a| routines::leave(a, address, leave_helper as *const () as u64))?,
            finish: make(&|a| routines::finish(a, address))?,
            enter_call: make(&|a| routines::enter_call(a, address, gc.as_ref()))?,
            ..Routines::default()
        };
        if let Some(gc) = &gc {
            routines.alloc = make(&|a| routines::alloc(a, gc))?;
            routines.alloc_array = make(&|a| routines::alloc_array(a, gc))?;
            routines.barrier = make(&|a| routines::barrier(a, gc))?;
            routines.barrier_array = make(&|a| routines::barrier_array(a, gc))?;
        }
        // Record 0 is that of frames which hold no references yet.
        let exit = ExitRef { code: CodeId(u32::MAX), exit: u32::MAX };
        context.records.borrow_mut().add(Record {
            exit,
            descr: 0,
            args: Vec::new(),
            exc: None,
            finish: false,
            float: false,
            refs: Vec::new(),
            sites: Vec::new(),
            stub: 0,
        });
        Ok(X64 {
            gc,
            context,
            arena: RefCell::new(arena),
            routines,
            codes: RefCell::default(),
            names: RefCell::default(),
            freed: Cell::new(0),
            places: RefCell::default(),
        })
    }

    /// Runs code from its address; what a quick finish has in `rax` and `rdx`, and its record, or 0.
    unsafe fn enter(&self, at: usize, inputs: &[u64]) -> (callee::Word, u32) {
        let enter = std::mem::transmute::<usize, unsafe extern "C" fn(usize, *const u64, *const Context) -> callee::Word>(
            self.routines.enter,
        );
        let words = enter(at, inputs.as_ptr(), &*self.context);
        (words, self.context.finished.replace(0) as u32)
    }

    /// Bytes of machine code in use.
    pub fn code_bytes(&self) -> usize {
        self.arena.borrow().used()
    }

    /// The machine code of a piece of code, for logs and disassemblers.
    pub fn machine_code(&self, code: CodeId) -> Option<Vec<u8>> {
        let codes = self.codes.borrow();
        let c = codes.get(code.0 as usize)?.as_ref()?;
        // SAFETY: code in the arena, which is readable.
        Some(unsafe { std::slice::from_raw_parts(c.at as *const u8, c.size) }.to_vec())
    }

    fn record_of(&self, exit: ExitRef) -> Result<u32, Error> {
        let codes = self.codes.borrow();
        let c = codes.get(exit.code.0 as usize).and_then(|c| c.as_ref()).ok_or(Error::Unknown)?;
        if c.bridge_at.contains_key(&exit.exit) {
            return Err(Error::Malformed("the exit has a bridge already".into()));
        }
        c.exits.get(exit.exit as usize).copied().flatten().ok_or(Error::Unknown)
    }

    /// Lets the guard's jumps go to `target`.
    fn redirect(&self, record: u32, target: usize) -> Result<(), Error> {
        let sites = self.context.records.borrow().get(record).map(|r| r.sites.clone()).ok_or(Error::Unknown)?;
        for site in sites {
            let disp = i32::try_from(target as i64 - (site + 4) as i64).map_err(|_| Error::Limit("displacement"))?;
            self.arena.borrow_mut().write(site, &disp.to_le_bytes())?;
        }
        Ok(())
    }

    fn install(&self, code: &Code, id: CodeId, from: Option<u32>, data: usize) -> Result<Compiled, Error> {
        let parent = from.and_then(|n| self.context.records.borrow().get(n).cloned());
        let known = |name: u64| self.names.borrow().get(&name).cloned();
        let mut records = self.context.records.borrow_mut();
        let out = Gen::new(code, id, self.gc, self.routines, data, &known, &mut records).run(parent.as_ref())?;
        let size = out.asm.pos();
        let mut labels = out.labels;
        let sites: Vec<(usize, u32)> = out
            .asm
            .fixups
            .iter()
            .filter_map(|(pos, place)| match place {
                Place::Stub(n) => out.stubs.get(*n as usize).and_then(|s| s.1).map(|r| (*pos, r)),
                _ => None,
            })
            .collect();
        let written = {
            let mut arena = self.arena.borrow_mut();
            arena.alloc_code(size).and_then(|at| {
                let done = link(out.asm, at, data, &labels, &out.stubs).and_then(|b| arena.write(at, &b));
                done.map(|()| at).inspect_err(|_| arena.free_code(at, size))
            })
        };
        let at = match written {
            Ok(at) => at,
            Err(e) => {
                out.records.iter().for_each(|r| records.remove(*r));
                return Err(e);
            }
        };
        for (pos, r) in sites {
            if let Some(Some(r)) = records.list.get_mut(r as usize) {
                r.sites.push(at + pos);
            }
        }
        for (pos, r) in &out.stubs {
            if let Some(Some(r)) = r.map(|r| records.list[r as usize].as_mut()) {
                r.stub = at + pos;
            }
        }
        labels.iter_mut().for_each(|l| l.1.at += at);
        *self.places.borrow_mut() = out.places.iter().map(|p| (at + p) as u64).collect();
        Ok(Compiled {
            at,
            size,
            data,
            data_size: 8 * code.gc_consts.len() + 8,
            gc_consts: code.gc_consts.len(),
            labels,
            names: code.published.iter().map(|p| p.1).collect(),
            exits: out.exits,
            records: out.records,
            bridge: from.is_some(),
            from,
            inputs: code.inputs.len(),
            bridge_at: HashMap::new(),
        })
    }
}

impl Backend for X64 {
    fn compile(&self, code: Code, from: Option<ExitRef>) -> Result<CodeId, Error> {
        crate::verify::verify(&code)?;
        let record = from.map(|f| self.record_of(f)).transpose()?;
        if let Some(r) = record {
            let records = self.context.records.borrow();
            let r = records.get(r).ok_or(Error::Unknown)?;
            if r.finish || r.args.len() != code.inputs.len() {
                return Err(Error::Malformed("the bridge does not fit its exit".into()));
            }
        }
        let id = CodeId(self.codes.borrow().len() as u32);
        let data_size = 8 * code.gc_consts.len() + 8;
        let data = self.arena.borrow_mut().alloc_data(data_size)?;
        for (i, c) in code.gc_consts.iter().enumerate() {
            // SAFETY: room for all constants was just allocated.
            unsafe { (data as *mut u64).add(i).write(*c) };
        }
        let compiled = match self.install(&code, id, record, data) {
            Ok(c) => c,
            Err(e) => {
                self.arena.borrow_mut().free_data(data, data_size);
                return Err(e);
            }
        };
        for (label, name) in &code.published {
            if let Some((_, info)) = compiled.labels.iter().find(|l| l.0 == *label) {
                self.names.borrow_mut().insert(*name, info.clone());
            }
        }
        let at = compiled.at;
        self.codes.borrow_mut().push(Some(compiled));
        if let (Some(r), Some(f)) = (record, from) {
            self.redirect(r, at)?;
            if let Some(Some(parent)) = self.codes.borrow_mut().get_mut(f.code.0 as usize) {
                parent.bridge_at.insert(f.exit, id);
            }
        }
        Ok(id)
    }

    fn has_exception(&self, exit: ExitRef) -> Result<bool, Error> {
        let n = self.record_of(exit)?;
        self.context.records.borrow().get(n).map(|r| r.exc.is_some()).ok_or(Error::Unknown)
    }

    unsafe fn execute(&self, code: CodeId, inputs: &[u64]) -> Result<ExitData, Error> {
        let entry = {
            let codes = self.codes.borrow();
            let c = codes.get(code.0 as usize).and_then(|c| c.as_ref()).ok_or(Error::Unknown)?;
            if c.inputs != inputs.len() || c.bridge {
                return Err(Error::Malformed("wrong number of inputs, or a bridge".into()));
            }
            c.at
        };
        let (words, finished) = self.enter(entry, inputs);
        if finished != 0 {
            let records = self.context.records.borrow();
            return records.get(finished).map(|r| finish_data(r, &words)).ok_or(Error::Unknown);
        }
        self.context.exit.borrow_mut().take().ok_or(Error::Unknown)
    }

    fn address(&self, code: CodeId) -> Option<u64> {
        let codes = self.codes.borrow();
        let code = codes.get(code.0 as usize)?.as_ref().filter(|c| !c.bridge)?;
        Some(code.at as u64)
    }

    fn places(&self) -> Vec<u64> {
        self.places.borrow().clone()
    }

    fn freed(&self) -> u64 {
        self.freed.get()
    }

    unsafe fn execute_at(&self, address: u64, inputs: &[u64]) -> Result<Ended, Error> {
        let (words, finished) = self.enter(address as usize, inputs);
        if finished == 0 {
            return self.context.exit.borrow_mut().take().map(Ended::Left).ok_or(Error::Unknown);
        }
        let records = self.context.records.borrow();
        let r = records.get(finished).ok_or(Error::Unknown)?;
        let (value, exc) = if r.float { (words.exc, words.value) } else { (words.value, words.exc) };
        Ok(Ended::Finished(value, if r.exc.is_some() { exc } else { 0 }))
    }

    fn set_runner(&self, runner: Rc<dyn Runner>) {
        self.context.callees.set_runner(runner);
    }

    fn callee(&self, name: u64, float: bool) -> u64 {
        self.context.callees.cell(name, float, std::ptr::null())
    }

    fn define_callee(&self, name: u64, code: Option<CodeId>) -> Result<(), Error> {
        let at = |code: CodeId| {
            let codes = self.codes.borrow();
            let c = codes.get(code.0 as usize).and_then(|c| c.as_ref()).ok_or(Error::Unknown)?;
            Ok(c.at as u64)
        };
        self.context.callees.define(name, [self.routines.enter_call as u64; 2], code.map(at).transpose()?);
        Ok(())
    }

    fn invalidate(&self, code: CodeId) -> Result<(), Error> {
        let codes = self.codes.borrow();
        let c = codes.get(code.0 as usize).and_then(|c| c.as_ref()).ok_or(Error::Unknown)?;
        // SAFETY: the word after the constants, in the code's data.
        unsafe { (c.data as *mut u64).add(c.gc_consts).write(1) };
        Ok(())
    }

    fn free(&self, code: CodeId) -> Result<(), Error> {
        self.freed.set(self.freed.get() + 1);
        let c = self.codes.borrow_mut().get_mut(code.0 as usize).and_then(|c| c.take()).ok_or(Error::Unknown)?;
        if let Some(n) = c.from {
            let parent = self.context.records.borrow().get(n).map(|r| (r.exit, r.stub));
            if let Some((exit, stub)) = parent {
                self.redirect(n, stub)?;
                if let Some(Some(p)) = self.codes.borrow_mut().get_mut(exit.code.0 as usize) {
                    p.bridge_at.remove(&exit.exit);
                }
            }
        }
        for bridge in c.bridge_at.values() {
            if let Some(Some(b)) = self.codes.borrow_mut().get_mut(bridge.0 as usize) {
                b.from = None;
            }
        }
        self.names.borrow_mut().retain(|n, info| info.code != code || !c.names.contains(n));
        let mut records = self.context.records.borrow_mut();
        c.records.iter().for_each(|r| records.remove(*r));
        let mut arena = self.arena.borrow_mut();
        arena.free_code(c.at, c.size);
        arena.free_data(c.data, c.data_size);
        Ok(())
    }

    unsafe fn force(&self, token: u64) -> Result<ExitData, Error> {
        let frame = token as *mut u8;
        let number = frame.offset(frame::FORCE_RECORD as isize).cast::<u32>().read();
        let records = self.context.records.borrow();
        let r = records.get(number).ok_or(Error::Unknown)?;
        frame.offset(frame::FORCED as isize).cast::<u32>().write(1);
        Ok(exit_data(frame, r))
    }

    fn thread_word(&self) -> *mut usize {
        self.context.top.as_ptr()
    }

    unsafe fn running(&self, word: Option<usize>, visit: &mut dyn FnMut(CodeId)) {
        let records = self.context.records.borrow();
        let mut frame = word.unwrap_or(self.context.top.get()) as *const u8;
        while !frame.is_null() {
            let number = frame.offset(frame::RECORD as isize).cast::<u32>().read();
            records.get(number).iter().for_each(|r| visit(r.exit.code));
            frame = frame.offset(frame::PREVIOUS as isize).cast::<*const u8>().read();
        }
    }

    unsafe fn roots_of(&self, word: usize, visit: &mut dyn FnMut(*mut u64)) {
        let records = self.context.records.borrow();
        let mut frame = word as *const u8;
        while !frame.is_null() {
            let number = frame.offset(frame::RECORD as isize).cast::<u32>().read();
            for w in records.get(number).iter().flat_map(|r| &r.refs) {
                visit(frame.offset(regs::word_disp(*w) as isize).cast::<u64>().cast_mut());
            }
            frame = frame.offset(frame::PREVIOUS as isize).cast::<*const u8>().read();
        }
    }

    unsafe fn roots(&self, visit: &mut dyn FnMut(*mut u64)) {
        self.roots_of(self.context.top.get(), visit);
        for c in self.codes.borrow().iter().flatten() {
            (0..c.gc_consts).for_each(|i| visit((c.data as *mut u64).add(i)));
        }
    }
}
