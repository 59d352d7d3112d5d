//! A program of jitcodes on the checked heap, with the reference interpreter of traces as back end.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use abi::jit::{self, FieldType, Kind as K};
use jit_metainterp::engine::{self, Called};
use jit_metainterp::host::{Host, Place};
use jit_metainterp::jit::{Compiler, Entry, Jit, Left};
use jit_metainterp::optimise::Optimiser;
use jit_metainterp::program::Program;
use jit_metainterp::{Error, Handles};
use jit_optimizeopt::{NoOracle, Oracle, Passes};
use jit_trace::heap::{Heap, Value};
use jit_trace::interp::{Function, Machine, Outcome};
use jit_trace::{Arg, DescrId, Descrs, Kind, Opnum, PtrConst, Trace};

pub type Shared = Rc<RefCell<Machine>>;

pub fn to_value(kind: Kind, bits: u64) -> Value {
    match kind {
        Kind::Int => Value::Int(bits as i64),
        Kind::Ref => Value::Ref(bits as u32),
        Kind::Float => Value::Float(bits),
    }
}

pub fn to_bits(value: Value) -> u64 {
    match value {
        Value::Int(n) => n as u64,
        Value::Ref(r) => r.into(),
        Value::Float(bits) => bits,
    }
}

pub struct World {
    pub machine: Shared,
    /// Class → base class.
    pub bases: HashMap<u64, u64>,
    /// Objects seem to move at each allocation and call: the upper half of a reference must be the current epoch. Those
    /// up to [`PREBUILT`] stay.
    pub epoch: Rc<Cell<u64>>,
    roots: Vec<Vec<u64>>,
}

const PREBUILT: u64 = 4;

impl World {
    fn collect(&mut self) {
        self.epoch.set(self.epoch.get() + 1);
    }

    fn check(&self, reference: u64) -> Result<u32, Error> {
        match reference >> 32 {
            0 if reference <= PREBUILT => Ok(reference as u32),
            epoch if epoch == self.epoch.get() && epoch != 0 => Ok(reference as u32),
            _ => Err(Error::Host(format!("stale reference {reference:#x}, epoch {}", self.epoch.get()))),
        }
    }

    fn inside(&self, kind: Kind, bits: u64) -> Result<Value, Error> {
        match kind {
            Kind::Ref => self.check(bits).map(Value::Ref),
            _ => Ok(to_value(kind, bits)),
        }
    }
}

/// A reference as the JIT sees it now.
fn outside(epoch: &Cell<u64>, value: Value) -> u64 {
    match value {
        Value::Ref(r) if u64::from(r) > PREBUILT => u64::from(r) | epoch.get() << 32,
        value => to_bits(value),
    }
}

fn wrong(e: jit_trace::heap::HeapError) -> Error {
    Error::Host(e.0)
}

impl Host for World {
    fn read(&mut self, p: &Program, place: Place) -> Result<u64, Error> {
        let object = match place {
            Place::Field(o, _) | Place::Item(o, ..) | Place::Interior(o, ..) | Place::Length(o, _) => self.check(o)?,
            Place::RawField(..) | Place::RawItem(..) => return Err(Error::Host("raw".to_string())),
        };
        let mut machine = self.machine.borrow_mut();
        let (heap, d) = (&mut machine.heap, &p.descrs);
        let value = match place {
            Place::Field(_, f) => heap.get_field(d, object, f),
            Place::Item(_, i, a) => heap.get_item(object, a, i),
            Place::Interior(_, i, f) => heap.interior(d, object, i, f).map(|slot| *slot.0),
            _ => heap.array_len(object).map(Value::Int),
        };
        value.map(|v| outside(&self.epoch, v)).map_err(wrong)
    }

    fn write(&mut self, p: &Program, place: Place, bits: u64) -> Result<(), Error> {
        let d = &p.descrs;
        let (object, kind) = match place {
            Place::Field(o, f) => (o, d.field(f).and_then(|f| f.kind.kind())),
            Place::Item(o, _, a) => (o, d.array(a).and_then(|a| a.kind.kind())),
            Place::Interior(o, _, f) => (o, d.interior_field(f).and_then(|f| f.kind.kind())),
            _ => return Err(Error::Host("raw or length".to_string())),
        };
        let object = self.check(object)?;
        let value = self.inside(kind.ok_or(Error::Table("place"))?, bits)?;
        let heap = &mut self.machine.borrow_mut().heap;
        match place {
            Place::Field(_, f) => heap.set_field(d, object, f, value).map_err(wrong)?,
            Place::Item(_, i, a) => heap.set_item(d, object, a, i, value).map_err(wrong)?,
            Place::Interior(_, i, f) => *heap.interior(d, object, i, f).map_err(wrong)?.0 = value,
            _ => {}
        }
        Ok(())
    }

    fn new_object(&mut self, p: &Program, descr: DescrId) -> Result<u64, Error> {
        self.collect();
        let new = self.machine.borrow_mut().heap.new_struct(&p.descrs, descr).map_err(wrong)?;
        Ok(outside(&self.epoch, Value::Ref(new)))
    }

    fn new_array(&mut self, p: &Program, descr: DescrId, length: i64) -> Result<u64, Error> {
        self.collect();
        let new = self.machine.borrow_mut().heap.new_array(&p.descrs, descr, length).map_err(wrong)?;
        Ok(outside(&self.epoch, Value::Ref(new)))
    }

    fn class_of(&mut self, p: &Program, object: u64) -> Result<u64, Error> {
        let object = self.check(object)?;
        self.machine.borrow().heap.class_of(&p.descrs, object).map(|c| c as u64).map_err(wrong)
    }

    fn is_subclass(&mut self, _: &Program, class: u64, of: u64) -> Result<bool, Error> {
        let mut class = Some(class);
        while let Some(c) = class {
            if c == of {
                return Ok(true);
            }
            class = self.bases.get(&c).copied();
        }
        Ok(false)
    }

    fn push_roots(&mut self, roots: &[u64]) {
        self.roots.push(roots.to_vec());
    }

    fn pop_roots(&mut self, roots: &mut [u64]) {
        assert_eq!(self.roots.pop().as_deref(), Some(&*roots));
        for root in roots.iter_mut().filter(|r| **r > PREBUILT) {
            *root = *root & 0xffff_ffff | self.epoch.get() << 32;
        }
    }

    fn call(&mut self, p: &Program, func: u64, args: &[u64], descr: DescrId) -> Result<Called<u64>, Error> {
        let info = p.descrs.call(descr).ok_or(Error::Table("call"))?;
        let args: Vec<Value> =
            info.args.iter().zip(args).map(|(k, bits)| self.inside(*k, *bits)).collect::<Result<_, _>>()?;
        self.collect();
        let mut machine = self.machine.borrow_mut();
        let function: Function =
            machine.functions.get(&(func as i64)).cloned().ok_or(Error::Host("no such function".to_string()))?;
        Ok(match function(&mut machine.heap, &args) {
            Ok(value) => Called::Returned(value.map(|v| outside(&self.epoch, v))),
            Err(exc) => Called::Raised(outside(&self.epoch, Value::Ref(exc))),
        })
    }
}

/// Traces run by the reference interpreter.
pub struct Reference {
    pub machine: Shared,
    epoch: Rc<Cell<u64>>,
    pub passes: Passes,
    optimiser: Optimiser,
    loops: RefCell<HashMap<DescrId, Rc<Trace>>>,
    bridges: RefCell<HashMap<DescrId, Rc<Trace>>>,
}

impl Reference {
    pub fn new(machine: Shared, epoch: Rc<Cell<u64>>) -> Reference {
        Reference {
            machine,
            epoch,
            passes: Passes::NONE,
            optimiser: Optimiser::default(),
            loops: RefCell::default(),
            bridges: RefCell::default(),
        }
    }
}

fn resolve(arg: &mut Arg, handles: &Handles) {
    if let Arg::Ptr(h) = arg {
        *h = PtrConst(handles.get(*h) as u32);
    }
}

impl Compiler for Reference {
    fn optimise(
        &self,
        trace: Trace,
        descrs: &RefCell<Descrs>,
        _: &RefCell<Handles>,
        entry: Entry,
    ) -> Result<Trace, String> {
        let oracle = |_: &Descrs, run: &mut dyn FnMut(&dyn Oracle)| run(&NoOracle);
        self.optimiser.optimise(trace, descrs, self.passes, &oracle, entry)
    }

    fn missed(&self) -> bool {
        self.optimiser.missed()
    }

    fn grows(&self, token: DescrId) -> bool {
        self.optimiser.grows(token)
    }

    fn compile(&self, trace: &Trace, descrs: &Descrs, handles: &Handles, entry: Entry) -> Result<(), String> {
        self.optimiser.compiled(trace, entry);
        jit_trace::verify(trace, descrs).map_err(|e| panic!("{e}\n{}", jit_trace::print(trace, descrs))).ok();
        let mut trace = trace.clone();
        for op in &mut trace.ops {
            op.args.iter_mut().for_each(|a| resolve(a, handles));
        }
        // The interpreter shall hand over the saved values, as a back end does, not rebuild anything.
        for exit in &mut trace.exits {
            let saved: Vec<Arg> = exit.fail_args().into_iter().map(Arg::Box).collect();
            *exit = jit_trace::Exit::of_args(Vec::new(), &saved);
        }
        // Other traces may jump to any label.
        for at in (1..trace.ops.len()).filter(|&at| trace.ops[at].opnum == Opnum::Label) {
            let mut rest = trace.clone();
            rest.inputargs = trace.ops[at].args.iter().filter_map(|a| a.as_box()).collect();
            rest.ops.drain(..at);
            self.loops.borrow_mut().insert(trace.ops[at].descr.ok_or("label")?, Rc::new(rest));
        }
        match entry {
            Entry::Loop(token) => self.loops.borrow_mut().insert(token, Rc::new(trace)),
            Entry::Bridge(guard) => self.bridges.borrow_mut().insert(guard, Rc::new(trace)),
        };
        Ok(())
    }

    fn execute(&self, token: DescrId, inputs: &[u64], descrs: &RefCell<Descrs>) -> Result<Left, String> {
        let mut trace = self.loops.borrow().get(&token).cloned().ok_or("no such loop")?;
        let mut machine = self.machine.borrow_mut();
        machine.fuel = 1_000_000;
        self.epoch.set(self.epoch.get() + 1);
        let mut values: Vec<Value> =
            trace.inputargs.iter().zip(inputs).map(|(b, bits)| to_value(trace.kind(*b), *bits)).collect();
        loop {
            let outcome = machine.run(&trace, &descrs.borrow(), &values).map_err(|e| e.to_string())?;
            match outcome {
                Outcome::Finish { descr, values } => {
                    let descr = descr.ok_or("finish without descriptor")?;
                    return Ok(Left {
                        descr,
                        values: values.into_iter().map(|v| outside(&self.epoch, v)).collect(),
                        exc: 0,
                    });
                }
                Outcome::Jump { descr, values: v } => {
                    values = v;
                    trace = self.loops.borrow().get(&descr).cloned().ok_or("jump to nowhere")?;
                }
                Outcome::Guard { descr, values: live, .. } => {
                    let descr = descr.ok_or("guard without descriptor")?;
                    let saved: Vec<Value> = live.into_iter().collect::<Option<_>>().ok_or("hole")?;
                    let bridge = self.bridges.borrow().get(&descr).cloned();
                    match bridge {
                        Some(bridge) => (trace, values) = (bridge, saved),
                        None => {
                            let exc = outside(&self.epoch, Value::Ref(std::mem::take(&mut machine.exception)));
                            let values = saved.into_iter().map(|v| outside(&self.epoch, v)).collect();
                            return Ok(Left { descr, values, exc });
                        }
                    }
                }
            }
        }
    }
}

/// Tables with descriptors in the order of the calls below.
#[derive(Default)]
pub struct Builder {
    pub tables: jit::Tables,
    addresses: Vec<u64>,
}

impl Builder {
    fn descr(&mut self, d: jit::Descr) -> jit::DescrId {
        self.tables.descrs.push(d);
        jit::DescrId(self.tables.descrs.len() as u32 - 1)
    }

    pub fn address(&mut self, address: u64) -> jit::AddrId {
        self.tables.addresses.push(jit::Symbol::Static(self.addresses.len() as u32));
        self.addresses.push(address);
        jit::AddrId(self.addresses.len() as u32 - 1)
    }

    pub fn array(&mut self, item: FieldType, immutable: bool) -> jit::DescrId {
        let n = self.tables.descrs.len() as u32;
        self.descr(jit::Descr::Array(jit::ArrayDescr {
            name: format!("Array{n}"),
            base: 16,
            item_size: 8,
            length_offset: 8,
            item,
            immutable,
            type_id: n + 1,
            interior: Vec::new(),
            fields: Vec::new(),
        }))
    }

    /// A class with fields: their descriptors follow its own.
    pub fn class(&mut self, name: &str, vtable: jit::AddrId, fields: &[(&str, FieldType)]) -> jit::DescrId {
        let id = self.tables.descrs.len() as u32;
        self.descr(jit::Descr::Size(jit::SizeDescr {
            name: name.into(),
            size: 16 + 8 * fields.len() as u32,
            type_id: id + 1,
            vtable: Some(vtable),
            typeptr: None,
            fields: (0..fields.len() as u32).map(|n| jit::DescrId(id + 1 + n)).collect(),
            gc: true,
            immutable: false,
            value: false,
        }));
        for (index, (field, ty)) in (0u32..).zip(fields) {
            self.descr(jit::Descr::Field(jit::FieldDescr {
                name: format!("{name}.{field}"),
                parent: jit::DescrId(id),
                index,
                offset: 16 + 8 * index,
                ty: *ty,
                immutable: false,
                quasi: false,
            }));
        }
        jit::DescrId(id)
    }

    pub fn call(&mut self, args: &[K], result: FieldType, extra: jit::ExtraEffect) -> jit::DescrId {
        self.tables.effects.push(jit::EffectInfo { extra, ..jit::EffectInfo::ANYTHING });
        let effect = jit::EffectId(self.tables.effects.len() as u32 - 1);
        let result = jit::CallResult { ty: result };
        self.descr(jit::Descr::Call(jit::CallDescr { args: args.to_vec(), result, effect, returns_exception: true }))
    }

    pub fn driver(&mut self, greens: &[(&str, jit::GreenType)], reds: &[(&str, K)], result: Option<K>) {
        self.tables.drivers.push(jit::Driver {
            name: "driver".into(),
            portal: jit::JitCodeId(0),
            greens: greens.iter().map(|g| (g.0.into(), g.1)).collect(),
            reds: reds.iter().map(|r| (r.0.into(), r.1)).collect(),
            result,
            function: None,
            runner: None,
            virtualizable: None,
            ..jit::Driver::default()
        });
    }

    pub fn program(mut self, text: &str) -> Program {
        jit::text::parse(&mut self.tables, text).unwrap();
        jit::verify(&self.tables).unwrap();
        Program::load(&self.tables, &self.addresses).unwrap()
    }
}

/// A portal's value or exception.
pub fn result(outcome: engine::Outcome<u64>) -> Result<Option<i64>, u64> {
    match outcome {
        engine::Outcome::Done(value) => Ok(value.map(|v| v as i64)),
        engine::Outcome::Raised(exc) => Err(exc),
        engine::Outcome::AtMergePoint(..) => panic!("left at a merge point"),
    }
}

/// A JIT with its own heap.
pub fn jit(program: Program, functions: &HashMap<i64, Function>) -> (Jit<Reference>, World) {
    jit_with(program, functions, Passes::NONE)
}

/// The same with an optimiser.
pub fn jit_with(program: Program, functions: &HashMap<i64, Function>, passes: Passes) -> (Jit<Reference>, World) {
    let mut machine = Machine::new(Heap::new());
    machine.functions.clone_from(functions);
    let machine = Rc::new(RefCell::new(machine));
    let epoch = Rc::new(Cell::new(1));
    let world = World { machine: machine.clone(), bases: HashMap::new(), epoch: epoch.clone(), roots: Vec::new() };
    let mut reference = Reference::new(machine, epoch);
    reference.passes = passes;
    (Jit::new(program, reference), world)
}
