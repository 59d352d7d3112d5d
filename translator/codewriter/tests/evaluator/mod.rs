//! Runs jitcodes over a checked heap of words: the simplest reading of the format there is.

use abi::jit::asm::{Label, Operand};
use abi::jit::ops::Action;
use abi::jit::*;
use graph::{Const, Program, StaticItems};
use lltype::layout::{layout, LayoutParams};
use std::collections::HashMap;

const GRAPH: u64 = 1 << 40;
const EXTERN: u64 = 1 << 41;
const STATIC: u64 = 1 << 42;
const OBJECT: u64 = 1 << 43;
const TYPEPTR: u32 = 8;

/// How a function ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    Returned(u64),
    Raised(u64),
    TooLong,
    /// At a call of a function that nothing but a pointer leads to.
    Stuck,
}

pub struct Evaluator<'a> {
    pub tables: &'a Tables,
    /// Arguments of calls of external functions.
    pub log: Vec<i64>,
    pub steps: u32,
    memory: HashMap<(u64, u32), u64>,
    next: u64,
}

fn word(c: &Const) -> u64 {
    match c {
        Const::Bool(b) => u64::from(*b),
        Const::Int(i) => *i as u64,
        Const::Uint(u) => *u,
        Const::Float(x) => x.0,
        Const::Char(c) => u64::from(*c),
        Const::UniChar(c) => u64::from(*c),
        Const::Func(g) => GRAPH + u64::from(g.as_u32()),
        Const::Extern(x) => EXTERN + u64::from(x.as_u32()),
        Const::Static(s, _) => STATIC + u64::from(s.as_u32()),
        _ => 0,
    }
}

impl<'a> Evaluator<'a> {
    pub fn new(program: &Program, tables: &'a Tables) -> Evaluator<'a> {
        let mut memory = HashMap::new();
        for (id, s) in program.statics.iter() {
            let at = STATIC + u64::from(id.as_u32());
            let l = layout(&program.types, s.ty, LayoutParams::X86_64);
            for (c, (_, offset)) in s.fields.iter().zip(&l.fields) {
                memory.insert((at, *offset), word(c));
            }
            let items: Vec<u64> = match &s.items {
                StaticItems::Prims(v) => v.iter().map(word).collect(),
                StaticItems::Bytes(b) => b.iter().map(|b| u64::from(*b)).collect(),
                _ => Vec::new(),
            };
            if let Some(i) = l.items {
                memory.insert((at, i.length_offset), items.len() as u64);
                for (n, x) in items.iter().enumerate() {
                    memory.insert((at, i.first_offset + n as u32 * i.item_size), *x);
                }
            }
        }
        Evaluator { tables, log: Vec::new(), steps: 0, memory, next: OBJECT }
    }

    /// The static behind an address.
    pub fn static_of(&self, address: u64) -> Option<graph::StaticId> {
        (STATIC..OBJECT).contains(&address).then(|| graph::StaticId::from_u32((address - STATIC) as u32))
    }

    pub fn class_of(&self, object: u64) -> u64 {
        self.load(object, TYPEPTR)
    }

    fn load(&self, object: u64, offset: u32) -> u64 {
        assert!(object >= STATIC, "a read from {object:#x}");
        self.memory.get(&(object, offset)).copied().unwrap_or(0)
    }

    fn store(&mut self, object: u64, offset: u32, value: u64) {
        assert!(object >= STATIC, "a write to {object:#x}");
        self.memory.insert((object, offset), value);
    }

    fn address(&self, a: AddrId) -> u64 {
        match self.tables.addresses[a.0 as usize] {
            Symbol::Graph(n) => GRAPH + u64::from(n),
            Symbol::Extern(n) => EXTERN + u64::from(n),
            Symbol::Static(n) => STATIC + u64::from(n),
        }
    }

    fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn item(&self, d: DescrId, array: u64, index: u64) -> u32 {
        let Descr::Array(a) = &self.tables.descrs[d.0 as usize] else { panic!("not an array") };
        assert!(index < self.load(array, a.length_offset), "index {index}");
        a.base + index as u32 * a.item_size
    }

    fn field(&self, d: DescrId) -> u32 {
        match &self.tables.descrs[d.0 as usize] {
            Descr::Field(f) => f.offset,
            other => panic!("not a field: {other:?}"),
        }
    }

    /// Calls the function at an address.
    fn call(&mut self, f: u64, args: [Vec<u64>; 3]) -> End {
        if (EXTERN..STATIC).contains(&f) {
            self.log.push(args[0][0] as i64);
            return End::Returned(0);
        }
        let found = self.tables.indirect.iter().find(|(a, _)| self.address(*a) == f).map(|(_, j)| *j);
        found.map_or(End::Stuck, |j| self.run(j, args))
    }

    /// Runs a jitcode.
    pub fn run(&mut self, j: JitCodeId, args: [Vec<u64>; 3]) -> End {
        let code = &self.tables.jitcodes[j.0 as usize];
        // What no instruction has written must never be read.
        let mut regs: [Vec<Option<u64>>; 3] = code.regs.map(|n| vec![None; usize::from(n)]);
        for (file, values) in regs.iter_mut().zip(&args) {
            for (slot, v) in file.iter_mut().zip(values) {
                *slot = Some(*v);
            }
        }
        let mut at = 0;
        let mut caught = 0;
        loop {
            self.steps += 1;
            if self.steps > 300_000 {
                return End::TooLong;
            }
            let (insn, next) = decode(self.tables, code, at).expect("an instruction");
            at = next;
            let value = |v: &Value| match v {
                Value::Reg(k, n) => regs[*k as usize][usize::from(*n)].expect("a register with a value"),
                Value::Int(IntConst::Value(n)) => *n as u64,
                Value::Int(IntConst::Addr(a)) | Value::Ref(RefConst::Addr(a)) => self.address(*a),
                Value::Ref(RefConst::Null) => 0,
                Value::Float(x) => *x,
            };
            let mut vals = Vec::new();
            let mut lists: [Vec<u64>; 3] = Default::default();
            let mut label = Label(0);
            let mut resume = None;
            let (mut descr, mut callee, mut result) = (DescrId(0), None, None);
            for (o, a) in insn.operands.iter().zip(insn.op.signature()) {
                match (o, a) {
                    (Operand::Value(v), _) => vals.push(value(v)),
                    (Operand::List(l), Arg::List(k)) => lists[*k as usize] = l.iter().map(value).collect(),
                    (Operand::Label(l), _) => label = *l,
                    (Operand::Descr(d), _) => descr = *d,
                    (Operand::JitCode(j), _) => callee = Some(*j),
                    (Operand::Result(n), Arg::Result(k)) => result = Some((*k, *n)),
                    (Operand::Live(live), _) => resume = Some(live.clone()),
                    _ => {}
                }
            }
            if let Some(live) = resume {
                // Whoever resumes here has these registers only.
                for (file, live) in regs.iter_mut().zip(&live) {
                    assert!(live.iter().all(|n| file[usize::from(*n)].is_some()), "a live register without a value");
                    for (n, slot) in file.iter_mut().enumerate() {
                        *slot = slot.filter(|_| live.contains(&(n as u16)));
                    }
                }
            }
            let mut out = 0;
            let mut exception = None;
            match insn.op.info().action {
                Action::Pure => out = insn.op.eval(&vals).expect("a value"),
                Action::Copy => out = vals[0],
                Action::Goto => at = label.0,
                Action::GotoIfNot(c) => {
                    if c.eval(&vals) == Some(0) {
                        at = label.0;
                    }
                }
                Action::Overflow(o) => match o.eval(vals[0] as i64, vals[1] as i64) {
                    Some(v) => out = v as u64,
                    None => {
                        at = label.0;
                        result = None;
                    }
                },
                Action::Switch => {
                    let Some(Operand::Switch(cases)) = insn.operands.last() else { panic!("no table") };
                    if let Some((_, l)) = cases.iter().find(|(n, _)| *n == vals[0] as i64) {
                        at = l.0;
                    }
                }
                Action::LastExcValue => out = caught,
                Action::Raise => exception = Some(vals[0]),
                Action::Return => return End::Returned(vals.first().copied().unwrap_or(0)),
                Action::GetField { .. } => out = self.load(vals[0], self.field(descr)),
                Action::SetField { .. } => self.store(vals[0], self.field(descr), vals[1]),
                Action::GetArrayItem { .. } => out = self.load(vals[0], self.item(descr, vals[0], vals[1])),
                Action::SetArrayItem { .. } => self.store(vals[0], self.item(descr, vals[0], vals[1]), vals[2]),
                Action::ArrayLen | Action::NewArray => {
                    let Descr::Array(a) = &self.tables.descrs[descr.0 as usize] else { panic!("not an array") };
                    let offset = a.length_offset;
                    if insn.op == JitOp::ArraylenGc {
                        out = self.load(vals[0], offset);
                    } else {
                        out = self.fresh();
                        self.store(out, offset, vals[0]);
                    }
                }
                Action::New | Action::NewWithVtable => {
                    out = self.fresh();
                    let Descr::Size(s) = &self.tables.descrs[descr.0 as usize] else { panic!("not a size") };
                    if let Some(vt) = s.vtable {
                        self.store(out, TYPEPTR, self.address(vt));
                    }
                }
                Action::GuardClass => out = self.class_of(vals[0]),
                Action::InlineCall | Action::ResidualCall => {
                    let end = match callee {
                        Some(j) => self.run(j, lists),
                        None => self.call(vals[0], lists),
                    };
                    match end {
                        End::Returned(v) => out = v,
                        End::Raised(e) => exception = Some(e),
                        stop => return stop,
                    }
                }
                Action::StrGuardValue => out = vals[0],
                Action::Live | Action::CatchException | Action::GuardValue | Action::LoopHeader => {}
                other => panic!("{} ({other:?})", insn.op.name()),
            }
            if let Some(e) = exception {
                match self.handler(code, at) {
                    Some(l) => {
                        caught = e;
                        at = l;
                    }
                    None => return End::Raised(e),
                }
            } else if let Some((k, n)) = result {
                regs[k as usize][usize::from(n)] = Some(out);
            }
        }
    }

    /// Where an exception of the instruction before goes.
    fn handler(&self, code: &JitCode, at: u32) -> Option<u32> {
        let (insn, next) = decode(self.tables, code, at).ok()?;
        match (insn.op, insn.operands.first()) {
            (JitOp::Live, _) => match decode(self.tables, code, next).ok()?.0 {
                Insn { op: JitOp::CatchException, operands } => match operands[0] {
                    Operand::Label(l) => Some(l.0),
                    _ => None,
                },
                _ => None,
            },
            (JitOp::CatchException, Some(Operand::Label(l))) => Some(l.0),
            _ => None,
        }
    }
}
