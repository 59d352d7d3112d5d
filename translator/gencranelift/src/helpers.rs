//! Functions that are no graph: allocators of a type, wrappers of external functions, the entry point, `main`.

use crate::code::{c_signature, clif, graph_signature, signature, Code, Symbol, Symbols};
use abi::symbols;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{types, AbiParam, Function, InstBuilder, Value};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use gencommon::{names, Input};
use graph::{ExternId, KnownException};
use lltype::{ContainerId, LLType};
use policy::AllocRecipe;

/// Objects up to that many words are zeroed by stores.
const FEW_WORDS: u32 = 16;

/// Symbol of the function that notes a place for tracebacks.
pub const NOTE: &str = "rpy_note_place";

/// A helper function.
#[derive(Clone, Copy, Debug)]
pub enum Helper {
    /// Allocates objects of a type.
    Allocator(ContainerId),
    /// Wrapper of an external function.
    Thunk(ExternId),
    /// Notes a place for tracebacks.
    Note,
    /// The entry point behind the C convention.
    Entry,
    /// `main`.
    Main,
}

/// Makes a helper function.
pub fn build(
    input: &Input<'_>,
    helper: Helper,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
    symbols: &mut Symbols,
    config: TargetFrontendConfig,
) {
    let word = || [AbiParam::new(types::I64)];
    function.signature = match helper {
        Helper::Allocator(c) if input.layouts.of(c).items.is_some() => signature(word(), word()),
        Helper::Allocator(_) => signature([], word()),
        Helper::Thunk(x) => {
            let e = &input.program.externs[x];
            graph_signature(&e.args, e.result, true)
        }
        Helper::Note => signature(word(), []),
        Helper::Entry => graph_signature(&[LLType::GcRef], LLType::Signed, true),
        Helper::Main => {
            let int = || AbiParam::new(types::I32);
            signature([int(), AbiParam::new(types::I64)], [int()])
        }
    };
    let mut code = Code { input, b: FunctionBuilder::new(function, context), symbols };
    let block = code.b.create_block();
    code.b.append_block_params_for_function_params(block);
    code.b.switch_to_block(block);
    let params = code.b.block_params(block).to_vec();
    match helper {
        Helper::Allocator(c) if input.layouts.of(c).items.is_some() => array(&mut code, c, params[0]),
        Helper::Allocator(c) => object(&mut code, c),
        Helper::Thunk(x) => thunk(&mut code, x, &params),
        Helper::Note => note(&mut code, params[0]),
        Helper::Entry => entry(&mut code, params[0]),
        Helper::Main => {
            let table = code.address(Symbol::Named(names::TABLE));
            let args = [params[0], params[1], table];
            let r = code.runtime(abi::START_SYMBOL, &args, LLType::Int32).expect("a result");
            code.b.ins().return_(&[r]);
        }
    }
    code.b.seal_all_blocks();
    code.b.finalize(config);
}

/// Takes `size` bytes of the nursery and writes the header; goes on in the block returned, with the object, or in `slow`.
fn bump(code: &mut Code<'_, '_>, size: Value, id: u32, slow: cranelift_codegen::ir::Block) -> Value {
    let state = code.state();
    let p = code.load_word(state, abi::STATE_FREE);
    let end = code.b.ins().iadd(p, size);
    let limit = code.load_word(state, abi::STATE_LIMIT);
    let fits = code.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, end, limit);
    let fast = code.b.create_block();
    code.b.ins().brif(fits, fast, &[], slow, &[]);
    code.b.switch_to_block(fast);
    code.store(end, state, abi::STATE_FREE);
    let header = code.word(i64::from(id));
    code.store(header, p, 0);
    p
}

fn zero(code: &mut Code<'_, '_>, p: Value, size: Value) {
    let rest = code.b.ins().iadd_imm_s(p, 8);
    let size = code.b.ins().iadd_imm_s(size, -8);
    let nothing = code.number(types::I32, 0);
    code.runtime("memset", &[rest, nothing, size], LLType::GcRef);
}

fn object(code: &mut Code<'_, '_>, c: ContainerId) {
    let layout = code.input.layouts.of(c);
    let (size, id) = (layout.size.next_multiple_of(8), layout.type_id);
    assert!(id != 0, "allocation of {c}, which is not a GC type");
    if matches!(code.input.policy.alloc, AllocRecipe::Bump { max_inline } if size <= max_inline) {
        let slow = code.b.create_block();
        let bytes = code.word(i64::from(size));
        let p = bump(code, bytes, id, slow);
        if size / 8 <= FEW_WORDS {
            let nothing = code.word(0);
            (8..size).step_by(8).for_each(|at| code.store(nothing, p, at));
        } else {
            zero(code, p, bytes);
        }
        code.b.ins().return_(&[p]);
        code.b.set_cold_block(slow);
        code.b.switch_to_block(slow);
    }
    let id = code.number(types::I32, i64::from(id));
    let q = code.runtime(symbols::MALLOC_FIXED, &[id], LLType::GcRef).expect("a result");
    code.b.ins().return_(&[q]);
}

/// Null when out of memory.
fn array(code: &mut Code<'_, '_>, c: ContainerId, n: Value) {
    let layout = code.input.layouts.of(c);
    let (size, id) = (layout.size, layout.type_id);
    let items = code.input.layouts.items(c);
    if let AllocRecipe::Bump { max_inline } = code.input.policy.alloc {
        let max = max_inline.saturating_sub(size) / items.item_size.max(1);
        let small = code.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, n, i64::from(max));
        let (quick, slow) = (code.b.create_block(), code.b.create_block());
        code.b.ins().brif(small, quick, &[], slow, &[]);
        code.b.switch_to_block(quick);
        let bytes = code.b.ins().imul_imm_s(n, i64::from(items.item_size));
        let bytes = code.b.ins().iadd_imm_s(bytes, i64::from(size) + 7);
        let bytes = code.b.ins().band_imm_s(bytes, -8);
        let p = bump(code, bytes, id, slow);
        zero(code, p, bytes);
        code.store(n, p, items.length_offset);
        code.b.ins().return_(&[p]);
        code.b.set_cold_block(slow);
        code.b.switch_to_block(slow);
    }
    let id = code.number(types::I32, i64::from(id));
    let q = code.runtime(symbols::MALLOC_VARSIZE, &[id, n], LLType::GcRef).expect("a result");
    if code.input.program.exception(KnownException::MemoryError).is_none() {
        let (good, bad) = (code.b.create_block(), code.b.create_block());
        code.b.ins().brif(q, good, &[], bad, &[]);
        code.b.switch_to_block(bad);
        code.fatal(b"MemoryError");
        code.unreachable();
        code.b.switch_to_block(good);
    }
    code.b.ins().return_(&[q]);
}

fn thunk(code: &mut Code<'_, '_>, x: ExternId, params: &[Value]) {
    let e = &code.input.program.externs[x];
    let inst = code.call(Symbol::Extern(x), || c_signature(&e.args, e.result), params);
    let mut results = code.b.inst_results(inst).to_vec();
    results.push(code.word(0));
    code.b.ins().return_(&results);
}

fn note(code: &mut Code<'_, '_>, place: Value) {
    let notes = code.address(Symbol::Named(abi::TRACEBACK_SYMBOL));
    let n = code.load_word(notes, 0);
    let entry = code.b.ins().band_imm_s(n, abi::TRACEBACK_ENTRIES as i64 - 1);
    let distance = code.b.ins().ishl_imm_u(entry, 3);
    let at = code.b.ins().iadd(notes, distance);
    code.store(place, at, 8);
    let next = code.b.ins().iadd_imm_s(n, 1);
    code.store(next, notes, 0);
    code.b.ins().return_(&[]);
}

fn entry(code: &mut Code<'_, '_>, argv: Value) {
    let input = code.input;
    let entry = input.program.entry.expect("checked before");
    let (args, result) = input.program.graphs[entry].signature();
    let raises = names::raises(input, entry);
    let given = if args.iter().any(|t| !t.is_void()) { vec![argv] } else { Vec::new() };
    let inst = code.call(Symbol::Graph(entry), || graph_signature(&args, result, raises), &given);
    let mut results = code.b.inst_results(inst).to_vec();
    if clif(result).is_none() {
        results.insert(0, code.word(0));
    }
    if !raises {
        results.push(code.word(0));
    }
    code.b.ins().return_(&results);
}
