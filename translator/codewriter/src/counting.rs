//! Counting in native code: how often a loop key comes by is counted in a table, without calling the JIT while the
//! key is cold ([`abi::jit::entry`] describes the table).

use abi::jit::entry::{self, Entry};
use abi::jit::GreenType;
use diagnostics::Span;
use graph::{Block, Const, Exit, Graph, Imm, Link, OpCode, Operand, Program, Static, StaticId, StaticItems, Var};
use lltype::{Elem, LLType};

/// The table of a program.
pub struct Counters {
    /// The object.
    pub object: (StaticId, LLType),
    drivers: usize,
}

/// The operation that makes a word of a green, if it is counted by: see [`entry::counts_by`].
fn to_word(ty: LLType) -> Option<Option<OpCode>> {
    Some(match ty {
        LLType::Signed => None,
        LLType::Unsigned => Some(OpCode::CastUintToInt),
        LLType::Bool => Some(OpCode::CastBoolToInt),
        LLType::Char => Some(OpCode::CastCharToInt),
        LLType::UniChar => Some(OpCode::CastUniCharToInt),
        LLType::Ptr(_) => Some(OpCode::CastPtrToInt),
        _ => return None,
    })
}

/// The greens that are counted by, as a set: those that native code and the run time see as the same word.
pub fn counted(greens: &[(String, GreenType)], types: &[LLType]) -> i64 {
    let known = |(n, (green, ty)): (usize, (&(String, GreenType), &LLType))| {
        let counts = n < 63 && entry::counts_by(green.1) && to_word(*ty).is_some();
        i64::from(counts) << (n % 64)
    };
    greens.iter().zip(types).enumerate().map(known).sum()
}

impl Counters {
    /// The table for so many drivers.
    pub fn new(program: &mut Program, drivers: usize) -> Counters {
        let ty = program.types.array(false, Elem::Prim(LLType::Signed), false);
        let items = StaticItems::Prims(vec![Const::Int(0); entry::counter_words(drivers)]);
        let name = "jit_counters".into();
        let object = Static { name, ty, fields: Vec::new(), items, immutable: false };
        Counters { object: (program.statics.push(object), LLType::Ptr(ty)), drivers }
    }

    fn table(&self) -> Operand {
        Const::Static(self.object.0, self.object.1).into()
    }

    /// Appends to a block the counting of a key, and a branch to `cold` if there is nothing to ask the JIT. The index
    /// of its counter.
    pub fn count(
        &self,
        g: &mut Graph,
        (at, ask, cold): (Block, Block, Block),
        (driver, kind): (usize, Entry),
        greens: &[(Operand, LLType)],
        counted: i64,
        span: Span,
    ) -> Var {
        let mut op = |code: OpCode, args: Vec<Operand>, ty: LLType| -> Var {
            g.push_op(at, code, Imm::None, args.into(), Some(ty), span)
        };
        let int = |n: i64| Operand::from(Const::Int(n));
        let mut hash = int(entry::start(driver, kind));
        for (n, (green, ty)) in greens.iter().enumerate() {
            if counted >> (n % 64) & 1 == 0 {
                continue;
            }
            let word = match to_word(*ty).flatten() {
                Some(cast) => op(cast, vec![green.clone()], LLType::Signed).into(),
                None => green.clone(),
            };
            let mixed = op(OpCode::IntXor, vec![hash, word], LLType::Signed);
            hash = op(OpCode::IntMul, vec![mixed.into(), int(entry::FACTOR)], LLType::Signed).into();
        }
        let high = op(OpCode::IntRShift, vec![hash, int(entry::SHIFT)], LLType::Signed);
        let low = op(OpCode::IntAnd, vec![high.into(), int(entry::COUNTERS as i64 - 1)], LLType::Signed);
        let first = int(entry::first_counter(self.drivers) as i64);
        let index = op(OpCode::IntAdd, vec![low.into(), first], LLType::Signed);
        let old = op(OpCode::GetArrayItem, vec![self.table(), index.into()], LLType::Signed);
        let new = op(OpCode::IntAdd, vec![old.into(), int(1)], LLType::Signed);
        op(OpCode::SetArrayItem, vec![self.table(), index.into(), new.into()], LLType::Void);
        let limit = int(entry::limit(driver, kind) as i64);
        let limit = op(OpCode::GetArrayItem, vec![self.table(), limit], LLType::Signed);
        let below = op(OpCode::IntLt, vec![new.into(), limit.into()], LLType::Bool);
        g.blocks[at].exit = Exit::Branch { cond: below.into(), then: Link::to(cold), els: Link::to(ask) };
        index
    }
}
