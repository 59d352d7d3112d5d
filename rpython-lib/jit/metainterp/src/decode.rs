//! Instructions of jitcodes as the interpreters run them: operands found, each decoded when it is first met.

use std::cell::OnceCell;

use abi::jit::ops::{Action, JitOp};
use abi::jit::{Arg, Kind as AbiKind};
use jit_trace::{DescrId, Kind};
use smallvec::SmallVec;

use crate::native;
use crate::program::{Code, Program};
use crate::Error;

/// Where an operand comes from. (Small, as all here: traces run through instructions that are in no cache.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A register, counted from the first of all kinds.
    Register(Kind, u16),
    /// A constant of the jitcode.
    Constant(Kind, u16),
}

/// Up to `N` items.
#[derive(Clone, Copy, Debug)]
pub struct Few<T, const N: usize> {
    items: [T; N],
    count: u8,
}

impl<T: Copy, const N: usize> Few<T, N> {
    fn new(filler: T) -> Few<T, N> {
        Few { items: [filler; N], count: 0 }
    }

    fn push(&mut self, item: T) -> Result<(), Error> {
        *self.items.get_mut(usize::from(self.count)).ok_or(Error::Code("operands"))? = item;
        self.count += 1;
        Ok(())
    }
}

impl<T, const N: usize> std::ops::Deref for Few<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.items[..usize::from(self.count)]
    }
}

/// Single operands of an instruction at most.
pub const VALUES: usize = 4;
/// Labels, descriptors and the like at most.
pub const NUMBERS: usize = 2;
/// Instructions that do nothing are passed over, so many at a time.
const NOTHING: usize = 8;

/// An instruction. (It fits into a line of the cache.)
#[derive(Clone, Debug)]
pub struct Insn {
    /// What it is.
    pub op: JitOp,
    /// What it does.
    pub action: Action,
    /// Single operands.
    pub values: Few<Source, VALUES>,
    /// The register of the result, of its kind.
    pub result: Option<(Kind, u16)>,
    /// Its position.
    pub at: u32,
    /// The position behind it.
    pub next: u32,
    /// Labels, descriptors and other numbers.
    pub numbers: Few<u32, NUMBERS>,
    more: Option<Box<More>>,
}

/// What only calls, merge points and chains of comparisons have.
#[derive(Clone, Debug, Default)]
struct More {
    arguments: Box<[Source]>,
    lists: Box<[Box<[Source]>]>,
    cases: Option<Cases>,
}

/// A chain of comparisons of one register with constants, where the dispatch of an interpreter is written as such.
#[derive(Clone, Debug)]
pub struct Cases {
    /// Constants and the positions that they lead to, sorted.
    known: Box<[(i64, u32)]>,
    /// Where any other value leads to.
    other: u32,
}

/// Shorter chains are followed step by step.
const CHAIN: usize = 3;

impl Cases {
    /// Where the chain ends for a value.
    #[inline]
    pub fn find(&self, value: i64) -> usize {
        match self.known.binary_search_by_key(&value, |case| case.0) {
            Ok(n) => self.known[n].1 as usize,
            Err(_) => self.other as usize,
        }
    }

    /// The chain that begins at a position.
    fn of(code: &Code, pc: usize) -> Option<Cases> {
        let (register, ..) = comparison(code, pc)?;
        let mut known: Vec<(i64, u32)> = Vec::new();
        let mut at = pc;
        while let Some((_, value, yes, no)) = comparison(code, at).filter(|c| c.0 == register && c.3 > at) {
            if known.iter().all(|case| case.0 != value) {
                known.push((value, yes as u32));
            }
            at = no;
        }
        known.sort_unstable();
        (known.len() >= CHAIN).then(|| Cases { known: known.into(), other: at as u32 })
    }
}

/// `goto_if_not_int_eq` of a register and a constant: these, the position behind it, its label.
fn comparison(code: &Code, pc: usize) -> Option<(u16, i64, usize, usize)> {
    let pc = pass_over(&code.words, pc);
    let [op, register, constant, low, high] = *code.words.get(pc..pc + 5)? else { return None };
    let register = Some(register).filter(|r| usize::from(*r) < code.regs[0])?;
    let constant = code.consts[0].get(usize::from(constant).checked_sub(code.regs[0])?)?;
    let equal = JitOp::from_word(op).is_some_and(|op| op.info().action == Action::GotoIfNot(JitOp::IntEq));
    equal.then_some((register, *constant as i64, pc + 5, usize::from(low) | usize::from(high) << 16))
}

/// The next instruction that does something.
fn pass_over(words: &[u16], mut pc: usize) -> usize {
    for _ in 0..NOTHING {
        let Some([op, low, high]) = words.get(pc..pc + 3) else { break };
        match JitOp::from_word(*op).map(|op| op.info().action) {
            Some(Action::Live | Action::CatchException) => pc += 3,
            Some(Action::Goto) => pc = usize::from(*low) | usize::from(*high) << 16,
            _ => break,
        }
    }
    pc
}

/// The kind as traces name it.
pub fn kind_of(kind: AbiKind) -> Kind {
    match kind {
        AbiKind::Int => Kind::Int,
        AbiKind::Ref => Kind::Ref,
        AbiKind::Float => Kind::Float,
    }
}

impl Source {
    /// The kind of the value.
    pub fn kind(self) -> Kind {
        match self {
            Source::Register(kind, _) | Source::Constant(kind, _) => kind,
        }
    }
}

impl Insn {
    /// Decodes the instruction at a position, or the one that is met next if that does nothing.
    pub fn decode(p: &Program, code: &Code, pc: usize) -> Result<Insn, Error> {
        let words = &code.words;
        let short = || Error::Code("instruction is cut off");
        let pc = pass_over(words, pc);
        let op = words.get(pc).and_then(|w| JitOp::from_word(*w)).ok_or(Error::Code("operation"))?;
        let source = |kind: AbiKind, n: u16| {
            let (file, kind) = (kind as usize, kind_of(kind));
            match usize::from(n).checked_sub(code.regs[file]) {
                None => {
                    let before: usize = code.regs[..file].iter().sum();
                    let n = u16::try_from(before + usize::from(n)).map_err(|_| Error::Code("register"))?;
                    Ok(Source::Register(kind, n))
                }
                Some(n) if n < code.consts[file].len() => Ok(Source::Constant(kind, n as u16)),
                Some(_) => Err(Error::Code("register")),
            }
        };
        let action = op.info().action;
        let (mut values, mut numbers) = (Few::new(Source::Register(Kind::Int, 0)), Few::new(0));
        let mut result = None;
        let mut lists: Vec<Box<[Source]>> = Vec::new();
        let mut at = pc + 1;
        for arg in op.signature() {
            let word = *words.get(at).ok_or_else(short)?;
            at += 1;
            match *arg {
                Arg::Value(kind) => values.push(source(kind, word)?)?,
                Arg::List(kind) => {
                    let list = words.get(at..at + usize::from(word)).ok_or_else(short)?;
                    lists.push(list.iter().map(|n| source(kind, *n)).collect::<Result<_, _>>()?);
                    at += usize::from(word);
                }
                Arg::Label | Arg::Descr | Arg::JitCode | Arg::Live => {
                    let high = *words.get(at).ok_or_else(short)?;
                    at += 1;
                    numbers.push(u32::from(word) | u32::from(high) << 16)?;
                }
                Arg::Driver | Arg::Switch => numbers.push(u32::from(word))?,
                Arg::Result(kind) => result = Some((kind_of(kind), word)),
            }
        }
        let number = numbers.first().copied().unwrap_or(0);
        let callee = match action {
            Action::ResidualCall | Action::ConditionalCall | Action::ConditionalCallValue => {
                Some(&p.descrs.call(DescrId(number)).ok_or(Error::Code("call descriptor"))?.args)
            }
            Action::InlineCall => Some(&p.codes.get(number as usize).ok_or(Error::Code("jitcode"))?.args),
            _ => None,
        };
        let kinds = op.signature().iter().filter_map(|a| if let Arg::List(k) = a { Some(*k as usize) } else { None });
        let mut by_kind: [&[Source]; 3] = [&[]; 3];
        if callee.is_some() {
            kinds.zip(&lists).for_each(|(kind, list)| by_kind[kind] = list);
        }
        let arguments = match callee {
            Some(kinds) if kinds.len() == by_kind.iter().map(|l| l.len()).sum() => in_order(&by_kind, kinds)?.to_vec(),
            _ => by_kind.concat(),
        };
        let cases = Cases::of(code, pc);
        let any = callee.is_some() || !lists.is_empty() || cases.is_some();
        let more = any.then(|| Box::new(More { arguments: arguments.into(), lists: lists.into(), cases }));
        Ok(Insn { op, action, values, numbers, result, at: pc as u32, next: at as u32, more })
    }

    /// The operands of a call in the order of the callee's arguments; by kind if those are not known.
    #[inline]
    pub fn arguments(&self) -> &[Source] {
        self.more.as_ref().map_or(&[], |m| &m.arguments)
    }

    /// Lists of operands, in the order of the signature.
    pub fn lists(&self) -> &[Box<[Source]>] {
        self.more.as_ref().map_or(&[], |m| &m.lists)
    }

    /// The chain of comparisons that the instruction begins.
    #[inline]
    pub fn cases(&self) -> Option<&Cases> {
        self.more.as_ref()?.cases.as_ref()
    }

    /// A label, descriptor or other number.
    pub fn number(&self, n: usize) -> Result<usize, Error> {
        self.numbers.get(n).map(|n| *n as usize).ok_or(Error::Code("operand"))
    }
}

/// Values by kind in the order that a signature asks for.
pub fn in_order<V: Copy, L: AsRef<[V]>>(lists: &[L], kinds: &[Kind]) -> Result<SmallVec<[V; 8]>, Error> {
    let mut next = [0usize; 3];
    kinds
        .iter()
        .map(|kind| {
            let k = *kind as usize;
            next[k] += 1;
            let list = lists.get(k).map(AsRef::as_ref);
            list.and_then(|l| l.get(next[k] - 1)).copied().ok_or(Error::Code("arguments of a call"))
        })
        .collect()
}

/// The decoded instructions of a jitcode, by position.
#[derive(Clone, Debug, Default)]
pub struct Instructions(OnceCell<Box<[OnceCell<Box<Insn>>]>>);

impl Instructions {
    /// The instruction at a position of so many.
    #[inline]
    pub fn at(&self, pc: usize, of: usize, decode: impl FnOnce() -> Result<Insn, Error>) -> Result<&Insn, Error> {
        let all = self.0.get_or_init(|| (0..of).map(|_| OnceCell::new()).collect());
        let cell = all.get(pc).ok_or(Error::Code("ran past the end"))?;
        match cell.get() {
            Some(insn) => Ok(insn),
            None => decode_into(cell, decode),
        }
    }

    /// The instruction at a position will be asked for soon, mostly.
    #[inline]
    pub fn announce(&self, pc: usize) {
        if let Some(insn) = self.0.get().and_then(|all| all.get(pc)?.get()) {
            native::fetch(&**insn);
        }
    }
}

#[cold]
fn decode_into(cell: &OnceCell<Box<Insn>>, decode: impl FnOnce() -> Result<Insn, Error>) -> Result<&Insn, Error> {
    let insn = Box::new(decode()?);
    Ok(cell.get_or_init(|| insn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_in_the_order_of_the_callee() {
        let lists = [vec![1, 2], vec![10], vec![]];
        let order = in_order(&lists, &[Kind::Int, Kind::Ref, Kind::Int]).unwrap();
        assert_eq!(order.as_slice(), [1, 10, 2]);
        assert_eq!(in_order(&lists, &[Kind::Float]), Err(Error::Code("arguments of a call")));
    }

    #[test]
    fn operands_fit() {
        for op in JitOp::ALL {
            let count = |of: fn(&Arg) -> bool| op.signature().iter().filter(|a| of(a)).count();
            let values = count(|a| matches!(a, Arg::Value(_)));
            let numbers = count(|a| !matches!(a, Arg::Value(_) | Arg::List(_) | Arg::Result(_)));
            assert!(values <= VALUES && numbers <= NUMBERS, "{}", op.name());
        }
        assert!(std::mem::size_of::<Insn>() <= 64);
    }

    #[test]
    fn what_does_nothing_is_passed_over() {
        let live = [JitOp::Live.word(), 0, 0];
        let goto = |to: u16| [JitOp::Goto.word(), to, 0];
        let words = [
            &live[..],
            &[JitOp::CatchException.word(), 0, 0],
            &goto(10),
            &[0],
            &live,
            &[JitOp::IntAdd.word(), 0, 0, 0],
        ];
        let code = Code { words: words.concat(), regs: [1, 0, 0], ..Code::default() };
        let p = Program::default();
        for pc in [0, 3, 6, 10, 13] {
            let insn = code.instruction(&p, pc).unwrap();
            assert_eq!((insn.op, insn.at, insn.next), (JitOp::IntAdd, 13, 17));
        }
        // What never ends goes on, too.
        let code = Code { words: goto(0).to_vec(), ..Code::default() };
        assert_eq!(code.instruction(&p, 0).unwrap().op, JitOp::Goto);
    }

    #[test]
    fn a_chain_of_comparisons_is_a_table() {
        let equal = |register: u16, constant: u16, to: u16| {
            let op = JitOp::from_name("goto_if_not_int_eq").unwrap();
            [op.word(), register, 2 + constant, to, 0]
        };
        let live = [JitOp::Live.word(), 0, 0];
        let goto = [JitOp::Goto.word(), 0, 0];
        // Each is followed by where it leads to if they are equal.
        let words = [
            &equal(1, 0, 8)[..],
            &goto,
            &live,
            &equal(1, 1, 19),
            &goto,
            &equal(1, 0, 27),
            &goto,
            &equal(1, 2, 35),
            &goto,
            &equal(0, 0, 0),
        ];
        let code = Code {
            words: words.concat(),
            regs: [2, 0, 0],
            consts: [vec![70, 50, 60], vec![], vec![]],
            ..Code::default()
        };
        let p = Program::default();
        let cases = code.instruction(&p, 0).unwrap().cases().unwrap();
        assert_eq!([70, 50, 60, 80].map(|n| cases.find(n)), [5, 16, 32, 35]);
        // What is left of it is no chain, or one of another register.
        assert!(code.instruction(&p, 19).unwrap().cases().is_none());
        assert!(code.instruction(&p, 35).unwrap().cases().is_none());
    }

    #[test]
    fn operands_are_registers_then_constants() {
        let code = Code {
            words: vec![JitOp::IntAdd.word(), 0, 2, 1],
            regs: [2, 0, 0],
            consts: [vec![7], vec![], vec![]],
            ..Code::default()
        };
        let p = Program::default();
        let insn = code.instruction(&p, 0).unwrap();
        assert_eq!(insn.values[..], [Source::Register(Kind::Int, 0), Source::Constant(Kind::Int, 0)]);
        assert_eq!((insn.result, insn.next), (Some((Kind::Int, 1)), 4));
        assert!(std::ptr::eq(insn, code.instruction(&p, 0).unwrap()));
        assert!(code.instruction(&p, 4).is_err());
    }
}
