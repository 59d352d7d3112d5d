//! The toy virtual machine on real memory, its traces as machine code and on the back end's interpreter.

use std::cell::RefCell;

use jit_backend::interp::Interp;
use jit_backend::lower::Layout;
use jit_backend::{Backend, Gc};
use jit_metainterp::blackhole;
use jit_metainterp::engine::Outcome;
use jit_metainterp::jit::Jit;
use jit_metainterp::native::{Machine, Native};
use jit_optimizeopt::Passes;

use crate::vm::{program_at, random_program, Random};

/// Objects are blocks of words that live until the test ends.
#[derive(Default)]
struct Memory {
    blocks: Vec<Box<[u64]>>,
    array: u64,
    e1: u64,
    e2: u64,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

fn block(words: usize, contents: &[u64]) -> u64 {
    let mut block = vec![0u64; words].into_boxed_slice();
    block[..contents.len()].copy_from_slice(contents);
    let address = block.as_ptr() as u64;
    MEMORY.with_borrow_mut(|m| m.blocks.push(block));
    address
}

extern "C" fn malloc_fixed(_: u32) -> u64 {
    block(8, &[])
}

extern "C" fn malloc_varsize(_: u32, length: i64) -> u64 {
    match usize::try_from(length) {
        Ok(n) if n < 1 << 20 => block(n + 2, &[0, length as u64]),
        _ => 0,
    }
}

extern "C" fn no_barrier(_: u64) {}

#[repr(C)]
struct Pair {
    value: i64,
    exc: u64,
}

fn poke(object: u64, word: usize, value: i64) {
    // SAFETY: the objects of `Memory` have that many words.
    unsafe { (object as *mut i64).add(word).write(value) }
}

extern "C" fn external(a: i64) -> Pair {
    let (array, e1, e2) = MEMORY.with_borrow(|m| (m.array, m.e1, m.e2));
    if a % 5 == 0 {
        poke(e1, 2, a.wrapping_add(7));
        return Pair { value: 0, exc: e1 };
    }
    if a % 31 == 7 {
        return Pair { value: 0, exc: e2 };
    }
    poke(array, 3, a);
    Pair { value: a.wrapping_mul(3).wrapping_sub(1), exc: 0 }
}

extern "C" fn twice(a: i64) -> Pair {
    Pair { value: a.wrapping_mul(2), exc: 0 }
}

extern "C" fn helper(a: i64, b: i64) -> Pair {
    if a & 3 != 0 {
        return Pair { value: a, exc: 0 };
    }
    let called = external(b);
    Pair { value: called.value ^ b, exc: called.exc }
}

/// The end of each of three runs, and what the array holds then.
type Ends = Vec<(Result<Option<u64>, &'static str>, Vec<u64>)>;

fn run(seed: u64, backend: Option<&dyn Fn(Gc) -> Box<dyn Backend>>, passes: Passes) -> (Ends, u64) {
    let mut random = Random(seed);
    let code = random_program(&mut random);
    let state = [0u64, 1, random.below(20) as u64, random.below(20) as u64, 400];
    let vtables = [(1, 1), (2, 2), (3, 3)].map(|(low, high)| block(2, &[low, high]));
    let words: Vec<u64> = code.iter().map(|n| *n as u64).collect();
    let text = block(words.len() + 2, &[0, words.len() as u64]);
    words.iter().enumerate().for_each(|(n, w)| poke(text, n + 2, *w as i64));
    let array = block(6, &[0, 4]);
    let (e1, e2) = (block(3, &[0, vtables[0]]), block(3, &[0, vtables[1]]));
    MEMORY.with_borrow_mut(|m| (m.array, m.e1, m.e2) = (array, e1, e2));
    let functions = [external as *const () as u64, twice as *const () as u64, helper as *const () as u64];
    let program = program_at([functions[0], functions[1], vtables[0], vtables[1], functions[2], vtables[2]]);
    let gc = Gc {
        policy: policy::find("semispace").unwrap(),
        state: std::ptr::null_mut(),
        malloc_fixed: malloc_fixed as *const () as u64,
        malloc_varsize: malloc_varsize as *const () as u64,
        write_barrier: no_barrier as *const () as u64,
        write_barrier_array: 0,
        room: None,
    };
    let mut host = Native { gc, typeptr: 8, class_range: (0, 8), memory_error: 0 };
    let args = [0, text, state[2], state[3], state[4], array, 0];
    let mut ends = Vec::new();
    let mut end = |outcome: Outcome<u64>| {
        let outcome = match outcome {
            Outcome::Done(value) => Ok(value),
            Outcome::Raised(exc) if exc == e1 => Err("E1"),
            Outcome::Raised(exc) if exc == e2 => Err("E2"),
            other => panic!("{other:?}"),
        };
        // SAFETY: the array has four items.
        let items = (2..6).map(|n| unsafe { (array as *const u64).add(n).read() }).collect();
        ends.push((outcome, items));
    };
    let mut compiled = 0;
    match backend {
        None => (0..3).for_each(|_| end(blackhole::run_whole(&mut host, &program, 0, &args).unwrap())),
        Some(make) => {
            let machine = Machine::new(make(gc), Some(gc), Layout { typeptr: 8, ..Layout::default() }, passes);
            let jit = Jit::new(program, machine);
            jit.set_params("threshold=2,trace_eagerness=1").unwrap();
            (0..3).for_each(|_| end(jit.run_portal(&mut host, 0, &args).unwrap()));
            let stats = jit.stats();
            assert_eq!(stats.aborts.get(&jit_metainterp::Abort::Bridge), None, "seed {seed}");
            compiled = stats.loops + stats.bridges;
        }
    }
    MEMORY.with_borrow_mut(|m| m.blocks.clear());
    (ends, compiled)
}

fn compare(make: &dyn Fn(Gc) -> Box<dyn Backend>, passes: Passes, seeds: std::ops::Range<u64>) {
    let mut all = 0;
    for seed in seeds.clone() {
        let (expected, _) = run(seed, None, passes);
        let (got, compiled) = run(seed, Some(make), passes);
        assert_eq!(got, expected, "seed {seed} {passes:?}");
        all += compiled;
    }
    assert!(all > seeds.end - seeds.start, "{all} compiled");
}

#[test]
fn random_programs_on_the_interpreter_of_the_back_end() {
    compare(&|gc| Box::new(Interp::new(Some(gc))), Passes::NONE, 0..60);
    compare(&|gc| Box::new(Interp::new(Some(gc))), Passes::ALL, 60..150);
}

#[test]
#[cfg(target_arch = "x86_64")]
fn random_programs_in_machine_code() {
    use jit_backend::x64::X64;
    compare(&|gc| Box::new(X64::new(Some(gc)).unwrap()), Passes::NONE, 0..60);
    compare(&|gc| Box::new(X64::new(Some(gc)).unwrap()), Passes::ALL, 60..200);
}
