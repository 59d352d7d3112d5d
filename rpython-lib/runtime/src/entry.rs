//! From `main` to the entry point of the program and back.

use crate::{signals, stack, strings, threads};
use abi::{ProgramTable, MAGIC, NO_OFFSET, VERSION};
use policy::collector::{
    rpy_gc_finish, rpy_gc_malloc_fixed, rpy_gc_malloc_varsize, rpy_gc_start, rpy_gc_write_barrier,
};
use policy::fatal::{fatal, fatal_bytes};
use policy::state::{pop_root, push_root};
use std::ffi::{c_char, CStr};

struct Start {
    argc: i32,
    argv: *const *const c_char,
    table: &'static ProgramTable,
}

// SAFETY: the pointers are those of `main`, valid for the whole process.
unsafe impl Send for Start {}

/// Runs a program; called by the generated `main`.
///
/// # Safety
/// The arguments of `main` and the program's table.
#[no_mangle]
pub unsafe extern "C" fn rpy_start(argc: i32, argv: *const *const c_char, table: *const ProgramTable) -> i32 {
    let table = &*table;
    if table.magic != MAGIC || table.version != VERSION {
        fatal("the program and its run-time library do not belong together");
    }
    let start = Start { argc, argv, table };
    let size = stack::size();
    // signals are for the threads of the program, not for this one, which only waits
    let mask = signals::block_all();
    let thread = std::thread::Builder::new().stack_size(size).spawn(move || {
        let start = start;
        signals::set_mask(&mask);
        stack::set_limit(size);
        threads::start();
        // SAFETY: the only thread that runs the program.
        let code = unsafe { run(&start) };
        if threads::forked() {
            std::process::exit(code);
        }
        code
    });
    match thread.map(|t| t.join()) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => fatal("the run-time library failed"),
        Err(_) => fatal("no memory for the stack"),
    }
}

unsafe fn run(start: &Start) -> i32 {
    policy::state::start(start.table);
    rpy_gc_start();
    stack::install_handler();
    let argv = if start.table.list_type == 0 { std::ptr::null_mut() } else { arguments(start) };
    let result = (start.table.entry)(argv);
    if !result.exc.is_null() {
        uncaught(start.table, result.exc);
    }
    rpy_gc_finish();
    result.code as i32
}

/// The command line as a list of strings of the program.
unsafe fn arguments(start: &Start) -> *mut u8 {
    let table = start.table;
    let n = start.argc.max(0) as usize;
    let check = |p: *mut u8| if p.is_null() { fatal("MemoryError") } else { p };
    let items = push_root(check(rpy_gc_malloc_varsize(table.items_type, n as i64)));
    let first = policy::heap::type_info(table.items_type).fixed_size as usize;
    for i in 0..n {
        let arg = CStr::from_ptr(*start.argv.add(i)).to_bytes();
        let s: *mut u8 = check(strings::new(arg).cast());
        rpy_gc_write_barrier(*items);
        (*items).add(first).cast::<*mut u8>().add(i).write(s);
    }
    let list = rpy_gc_malloc_fixed(table.list_type);
    let items = pop_root();
    rpy_gc_write_barrier(list);
    list.add(table.list_length_offset as usize).cast::<i64>().write(n as i64);
    list.add(table.list_items_offset as usize).cast::<*mut u8>().write(items);
    list
}

/// Reports an exception that nobody caught, and ends.
unsafe fn uncaught(table: &ProgramTable, exc: *mut u8) -> ! {
    if table.typeptr_offset == NO_OFFSET || table.vtable_name_offset == NO_OFFSET {
        policy::traceback::of_exception();
        fatal("uncaught exception");
    }
    policy::traceback::of_exception();
    let vtable = *exc.add(table.typeptr_offset as usize).cast::<*mut u8>();
    let name = *vtable.add(table.vtable_name_offset as usize).cast::<*const strings::RpyString>();
    fatal_bytes(strings::bytes(name))
}

/// Stops the program with a message.
///
/// # Safety
/// A text of that length.
#[no_mangle]
pub unsafe extern "C" fn rpy_fatal(text: *const u8, length: i64) -> ! {
    policy::traceback::of_stop();
    fatal_bytes(std::slice::from_raw_parts(text, length as usize))
}
