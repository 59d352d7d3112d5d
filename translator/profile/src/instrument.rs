//! Counters in all blocks.

use abi::profile::BEGIN_SYMBOL;
use graph::{Block, Const, Extern, Graph, Imm, Op, OpCode, Operand, Program, Static, StaticId, StaticItems};
use lltype::{Elem, LLType};
use std::fmt::Write;

/// Makes a program count how often each block runs, and write what it counted to `file`. To be called before
/// optimisation: what is counted is the program as written, wherever its code goes.
pub fn instrument(program: &mut Program, file: &str) {
    let Some(entry) = program.entry else { return };
    let ty = LLType::Ptr(program.types.array(false, Elem::Prim(LLType::Signed), false));
    let counters = new_static(program, "profile_counters", LLType::Signed, StaticItems::None, false);
    let mut text = file.replace('\n', " ");
    let mut n = 0;
    for g in program.graphs.values_mut() {
        write!(text, "\n{}\t", g.name.replace(['\n', '\t'], " ")).ok();
        for (i, b) in g.rpo().into_iter().enumerate() {
            let space = if i > 0 { " " } else { "" };
            write!(text, "{space}{}", g.blocks[b].ops.len() + 1).ok();
            count(g, b, &Const::Static(counters, ty), n);
            n += 1;
        }
    }
    program.statics[counters].items = StaticItems::Prims(vec![Const::Int(0); n as usize]);
    let text = new_static(program, "profile_text", LLType::Char, StaticItems::Bytes(text.into_bytes()), true);
    let args = [counters, text].map(|s| Const::Static(s, LLType::Ptr(program.statics[s].ty)));
    let begin = program.externs.push(Extern {
        symbol: BEGIN_SYMBOL.into(),
        args: args.iter().map(Const::lltype).collect(),
        result: LLType::Void,
        pure: false,
        collects: false,
    });
    let g = &mut program.graphs[entry];
    let args = [Const::Extern(begin)].into_iter().chain(args).map(Operand::from).collect();
    let result = g.typed_var(LLType::Void);
    let call = Op { code: OpCode::DirectCall, imm: Imm::None, args, result, span: g.span };
    g.blocks[g.start].ops.insert(0, call);
}

fn new_static(program: &mut Program, name: &str, item: LLType, items: StaticItems, immutable: bool) -> StaticId {
    let ty = program.types.array(false, Elem::Prim(item), false);
    program.statics.push(Static { name: name.into(), ty, fields: Vec::new(), items, immutable })
}

/// Counts at the beginning of a block.
fn count(g: &mut Graph, b: Block, counters: &Const, n: i64) {
    let place = || [Operand::from(counters.clone()), Const::Int(n).into()];
    let [before, after] = [g.typed_var(LLType::Signed), g.typed_var(LLType::Signed)];
    let nothing = g.typed_var(LLType::Void);
    let op = |code, args: Vec<Operand>, result| Op { code, imm: Imm::None, args: args.into(), result, span: g.span };
    let ops = [
        op(OpCode::GetArrayItem, place().to_vec(), before),
        op(OpCode::IntAdd, vec![before.into(), Const::Int(1).into()], after),
        op(OpCode::SetArrayItem, place().into_iter().chain([after.into()]).collect(), nothing),
    ];
    g.blocks[b].ops.splice(0..0, ops);
}
