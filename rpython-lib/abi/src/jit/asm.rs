//! Encoding, decoding and checking of instructions.

use super::{Arg, DescrId, FormatError, IntConst, JitCode, JitCodeId, JitOp, Kind, RefConst, Tables};
use std::collections::{BTreeSet, HashMap};

/// A value that an instruction reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A register.
    Reg(Kind, u16),
    /// Constant of kind int.
    Int(IntConst),
    /// Constant of kind ref.
    Ref(RefConst),
    /// Constant of kind float, as bits.
    Float(u64),
}

impl Value {
    /// A number.
    pub fn int(n: i64) -> Value {
        Value::Int(IntConst::Value(n))
    }

    /// Register file or kind of the constant.
    pub fn kind(self) -> Kind {
        match self {
            Value::Reg(k, _) => k,
            Value::Int(_) => Kind::Int,
            Value::Ref(_) => Kind::Ref,
            Value::Float(_) => Kind::Float,
        }
    }
}

/// A position in the code: of [`CodeBuilder::label`] while building, the number of the word after decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(pub u32);

/// An operand of an [`Insn`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// For [`Arg::Value`].
    Value(Value),
    /// For [`Arg::List`].
    List(Vec<Value>),
    /// For [`Arg::Label`].
    Label(Label),
    /// For [`Arg::Descr`].
    Descr(DescrId),
    /// For [`Arg::JitCode`].
    JitCode(JitCodeId),
    /// For [`Arg::Driver`].
    Driver(u16),
    /// For [`Arg::Switch`].
    Switch(Vec<(i64, Label)>),
    /// For [`Arg::Live`]: live registers by kind, ascending.
    Live([Vec<u16>; 3]),
    /// For [`Arg::Result`].
    Result(u16),
}

/// An instruction, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insn {
    /// Which.
    pub op: JitOp,
    /// Operands as its signature says; a result is the last one.
    pub operands: Vec<Operand>,
}

/// The table of live registers while it grows: equal sets share their place.
#[derive(Clone, Debug, Default)]
pub struct Liveness {
    words: Vec<u16>,
    known: HashMap<Vec<u16>, u32>,
}

impl Liveness {
    /// Position of a set.
    pub fn add(&mut self, live: &[Vec<u16>; 3]) -> u32 {
        let mut entry: Vec<u16> = live.iter().map(|l| l.len() as u16).collect();
        live.iter().for_each(|l| entry.extend(l));
        let words = &mut self.words;
        *self.known.entry(entry).or_insert_with_key(|entry| {
            let at = words.len() as u32;
            words.extend(entry);
            at
        })
    }

    /// A table to be continued.
    pub fn from_words(words: Vec<u16>) -> Liveness {
        Liveness { words, known: HashMap::new() }
    }

    /// The table.
    pub fn into_words(self) -> Vec<u16> {
        self.words
    }
}

enum Item {
    Insn(Insn),
    Bind(Label),
}

/// Assembles a jitcode.
#[derive(Default)]
pub struct CodeBuilder {
    items: Vec<Item>,
    labels: u32,
}

impl CodeBuilder {
    /// No instructions yet.
    pub fn new() -> CodeBuilder {
        CodeBuilder::default()
    }

    /// A label to be bound once.
    pub fn label(&mut self) -> Label {
        self.labels += 1;
        Label(self.labels - 1)
    }

    /// The label means this position.
    pub fn bind(&mut self, label: Label) {
        self.items.push(Item::Bind(label));
    }

    /// Appends an instruction.
    pub fn push(&mut self, insn: Insn) {
        self.items.push(Item::Insn(insn));
    }

    /// Appends an instruction.
    pub fn emit(&mut self, op: JitOp, operands: impl Into<Vec<Operand>>) {
        self.push(Insn { op, operands: operands.into() });
    }

    /// Encodes into `code`, whose name, arguments and result the caller has set. Registers are counted
    /// here (arguments included), constants collected.
    ///
    /// # Errors
    /// An operand does not fit the signature, a label is not bound, a limit is exceeded.
    pub fn finish(self, code: &mut JitCode, liveness: &mut Liveness) -> Result<(), FormatError> {
        let mut regs = [0u16; 3];
        for k in &code.args {
            regs[*k as usize] += 1;
        }
        let mut count = |k: Kind, n: u16| regs[k as usize] = regs[k as usize].max(n.saturating_add(1));
        for item in &self.items {
            let Item::Insn(insn) = item else { continue };
            check_shape(insn)?;
            for (o, a) in insn.operands.iter().zip(insn.op.signature()) {
                match (o, a) {
                    (Operand::Result(n), Arg::Result(k)) => count(*k, *n),
                    (Operand::Value(Value::Reg(k, n)), _) => count(*k, *n),
                    (Operand::List(l), _) => l.iter().for_each(|v| {
                        if let Value::Reg(k, n) = v {
                            count(*k, *n);
                        }
                    }),
                    _ => {}
                }
            }
        }
        code.regs = regs;
        let mut enc =
            Encoder { code, liveness, bound: vec![None; self.labels as usize], fixups: vec![], switches: vec![] };
        for item in self.items {
            match item {
                Item::Insn(insn) => enc.insn(insn)?,
                Item::Bind(l) => {
                    let at = enc.code.code.len() as u32;
                    let slot = enc.bound.get_mut(l.0 as usize).ok_or(FormatError::new("unknown label"))?;
                    *slot = Some(at);
                }
            }
        }
        enc.resolve()
    }
}

struct Encoder<'a> {
    code: &'a mut JitCode,
    liveness: &'a mut Liveness,
    bound: Vec<Option<u32>>,
    fixups: Vec<(usize, Label)>,
    switches: Vec<Vec<(i64, Label)>>,
}

impl Encoder<'_> {
    fn insn(&mut self, insn: Insn) -> Result<(), FormatError> {
        self.code.code.push(insn.op.word());
        for o in insn.operands {
            match o {
                Operand::Value(v) => {
                    let w = self.value(v)?;
                    self.code.code.push(w);
                }
                Operand::List(l) => {
                    self.code.code.push(small(l.len())?);
                    for v in l {
                        let w = self.value(v)?;
                        self.code.code.push(w);
                    }
                }
                Operand::Label(l) => {
                    self.fixups.push((self.code.code.len(), l));
                    self.long(0);
                }
                Operand::Descr(d) => self.long(d.0),
                Operand::JitCode(j) => self.long(j.0),
                Operand::Driver(n) | Operand::Result(n) => self.code.code.push(n),
                Operand::Switch(mut cases) => {
                    cases.sort_by_key(|c| c.0);
                    self.code.code.push(small(self.switches.len())?);
                    self.switches.push(cases);
                }
                Operand::Live(live) => {
                    let at = self.liveness.add(&live);
                    self.long(at);
                }
            }
        }
        Ok(())
    }

    fn long(&mut self, n: u32) {
        self.code.code.extend([n as u16, (n >> 16) as u16]);
    }

    fn value(&mut self, v: Value) -> Result<u16, FormatError> {
        let n = match v {
            Value::Reg(_, n) => return Ok(n),
            Value::Int(c) => index_of(&mut self.code.ints, c),
            Value::Ref(c) => index_of(&mut self.code.refs, c),
            Value::Float(c) => index_of(&mut self.code.floats, c),
        };
        small(n + usize::from(self.code.regs[v.kind() as usize]))
    }

    fn resolve(self) -> Result<(), FormatError> {
        let at = |l: Label| -> Result<u32, FormatError> {
            self.bound.get(l.0 as usize).copied().flatten().ok_or(FormatError::new("a label is not bound"))
        };
        for (place, label) in &self.fixups {
            let n = at(*label)?;
            self.code.code[*place] = n as u16;
            self.code.code[*place + 1] = (n >> 16) as u16;
        }
        for s in &self.switches {
            let cases = s.iter().map(|(v, l)| Ok((*v, at(*l)?))).collect::<Result<_, FormatError>>()?;
            self.code.switches.push(cases);
        }
        Ok(())
    }
}

fn index_of<T: PartialEq>(list: &mut Vec<T>, c: T) -> usize {
    list.iter().position(|x| *x == c).unwrap_or_else(|| {
        list.push(c);
        list.len() - 1
    })
}

fn small(n: usize) -> Result<u16, FormatError> {
    u16::try_from(n).map_err(|_| FormatError::new("too many registers, constants or operands for 16 bits"))
}

fn check_shape(insn: &Insn) -> Result<(), FormatError> {
    let sig = insn.op.signature();
    let fits = |(o, a): (&Operand, &Arg)| match (o, a) {
        (Operand::Value(v), Arg::Value(k)) => v.kind() == *k,
        (Operand::List(l), Arg::List(k)) => l.iter().all(|v| v.kind() == *k),
        (Operand::Label(_), Arg::Label)
        | (Operand::Descr(_), Arg::Descr)
        | (Operand::JitCode(_), Arg::JitCode)
        | (Operand::Driver(_), Arg::Driver)
        | (Operand::Switch(_), Arg::Switch)
        | (Operand::Live(_), Arg::Live)
        | (Operand::Result(_), Arg::Result(_)) => true,
        _ => false,
    };
    if insn.operands.len() == sig.len() && insn.operands.iter().zip(sig).all(fits) {
        Ok(())
    } else {
        Err(FormatError::new(format!("operands of {} do not fit: {:?}", insn.op.name(), insn.operands)))
    }
}

struct Words<'a> {
    code: &'a JitCode,
    at: usize,
}

impl Words<'_> {
    fn word(&mut self) -> Result<u16, FormatError> {
        let w = self.code.code.get(self.at).copied().ok_or(FormatError::new("an instruction is cut off"))?;
        self.at += 1;
        Ok(w)
    }

    fn long(&mut self) -> Result<u32, FormatError> {
        let lo = u32::from(self.word()?);
        Ok(lo | u32::from(self.word()?) << 16)
    }

    fn value(&mut self, kind: Kind) -> Result<Value, FormatError> {
        let n = self.word()?;
        let regs = self.code.regs[kind as usize];
        if n < regs {
            return Ok(Value::Reg(kind, n));
        }
        let c = usize::from(n - regs);
        let v = match kind {
            Kind::Int => self.code.ints.get(c).map(|c| Value::Int(*c)),
            Kind::Ref => self.code.refs.get(c).map(|c| Value::Ref(*c)),
            Kind::Float => self.code.floats.get(c).map(|c| Value::Float(*c)),
        };
        v.ok_or(FormatError::new("no such constant"))
    }
}

/// Decodes the instruction at a position; also the position after it.
///
/// # Errors
/// The words there are not an instruction.
pub fn decode(tables: &Tables, code: &JitCode, at: u32) -> Result<(Insn, u32), FormatError> {
    let mut w = Words { code, at: at as usize };
    let op = JitOp::from_word(w.word()?).ok_or(FormatError::new("no such operation"))?;
    let mut operands = Vec::new();
    for a in op.signature() {
        operands.push(match a {
            Arg::Value(k) => Operand::Value(w.value(*k)?),
            Arg::List(k) => {
                let n = w.word()?;
                Operand::List((0..n).map(|_| w.value(*k)).collect::<Result<_, _>>()?)
            }
            Arg::Label => Operand::Label(Label(w.long()?)),
            Arg::Descr => Operand::Descr(DescrId(w.long()?)),
            Arg::JitCode => Operand::JitCode(JitCodeId(w.long()?)),
            Arg::Driver => Operand::Driver(w.word()?),
            Arg::Switch => {
                let n = usize::from(w.word()?);
                let cases = code.switches.get(n).ok_or(FormatError::new("no such switch table"))?;
                Operand::Switch(cases.iter().map(|(v, l)| (*v, Label(*l))).collect())
            }
            Arg::Live => {
                let live = tables.live(w.long()?).ok_or(FormatError::new("no such entry of liveness"))?;
                Operand::Live(live.map(<[u16]>::to_vec))
            }
            Arg::Result(_) => Operand::Result(w.word()?),
        });
    }
    Ok((Insn { op, operands }, w.at as u32))
}

/// Checks everything in the tables that refers to something else. After this, readers may rely on
/// numbers being in range; what values mean at run time is not checked.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify(tables: &Tables) -> Result<(), FormatError> {
    for code in &tables.jitcodes {
        verify_code(tables, code).map_err(|e| FormatError::new(format!("jitcode {}: {e}", code.name)))?;
    }
    let code = |j: u32| (j as usize) < tables.jitcodes.len();
    let ok = tables.drivers.iter().all(|d| code(d.portal.0)) && tables.indirect.iter().all(|(_, j)| code(j.0));
    if ok {
        Ok(())
    } else {
        Err(FormatError::new("a driver or function names a jitcode that does not exist"))
    }
}

fn verify_code(tables: &Tables, code: &JitCode) -> Result<(), FormatError> {
    let mut starts = BTreeSet::new();
    let mut targets = BTreeSet::new();
    let mut at = 0;
    while (at as usize) < code.code.len() {
        starts.insert(at);
        let (insn, next) = decode(tables, code, at)?;
        for (o, a) in insn.operands.iter().zip(insn.op.signature()) {
            let fine = match (o, a) {
                (Operand::Label(l), _) => {
                    targets.insert(l.0);
                    true
                }
                (Operand::Switch(cases), _) => {
                    targets.extend(cases.iter().map(|c| c.1 .0));
                    true
                }
                (Operand::Descr(d), _) => (d.0 as usize) < tables.descrs.len(),
                (Operand::JitCode(j), _) => (j.0 as usize) < tables.jitcodes.len(),
                (Operand::Driver(m), _) => usize::from(*m) < tables.drivers.len(),
                (Operand::Result(n), Arg::Result(k)) => *n < code.regs[*k as usize],
                (Operand::Live(live), _) => live.iter().zip(code.regs).all(|(l, regs)| l.iter().all(|n| *n < regs)),
                _ => true,
            };
            if !fine {
                return Err(FormatError::new(format!("at {at}: {} refers to nothing", insn.op.name())));
            }
        }
        at = next;
    }
    match targets.difference(&starts).next() {
        Some(t) => Err(FormatError::new(format!("a jump to {t}, which is not an instruction"))),
        None => Ok(()),
    }
}
