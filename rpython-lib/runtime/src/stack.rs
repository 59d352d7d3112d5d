//! The stack the program runs on, its limit, and what happens when it or the shadow stack runs over.

use policy::fatal::{fatal, FATAL_STATUS};
use policy::state::{program, roots_area, state};

/// Stack of the program unless `RPY_STACK_SIZE` says otherwise; pages cost memory once touched.
const DEFAULT_STACK: usize = 64 << 20;
/// Kept free below the limit for functions that do not check.
const SLACK: usize = 512 << 10;
/// Kept free at the low end of the stack against guesses about where exactly the stack begins.
const MARGIN: usize = 128 << 10;

/// Size of the stack that the program will run on.
pub fn size() -> usize {
    std::env::var("RPY_STACK_SIZE")
        .ok()
        .and_then(|v| policy::settings::parse_size(&v))
        .unwrap_or(DEFAULT_STACK)
        .clamp(2 * (SLACK + MARGIN), 1 << 36)
}

/// Sets the limit for the running thread, whose stack of that size has just begun.
pub fn set_limit(size: usize) {
    // SAFETY: this thread runs the program.
    unsafe { (*state()).stack_limit = limit(size) };
}

/// The limit for the running thread, whose stack of that size has just begun.
pub fn limit(size: usize) -> usize {
    let here = 0u8;
    let top = &raw const here as usize;
    top - size + SLACK + MARGIN
}

/// Slow path of `stack_check`: the exception to raise.
///
/// # Safety
/// Called by generated code.
#[no_mangle]
pub unsafe extern "C" fn rpy_stack_check_slow() -> *mut u8 {
    let exc = program().stack_overflow;
    if exc.is_null() {
        fatal("StackOverflow");
    }
    exc
}

/// Installs a handler that turns running over a stack into an error message.
pub fn install_handler() {
    const ALT: usize = 1 << 20;
    // SAFETY: installs a handler that only calls async-signal-safe functions, on its own stack.
    unsafe {
        let base = policy::memory::reserve(ALT);
        if base.is_null() {
            return;
        }
        let stack = libc::stack_t { ss_sp: base.cast(), ss_flags: 0, ss_size: ALT };
        libc::sigaltstack(&stack, std::ptr::null_mut());
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_fault as extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void) as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        libc::sigemptyset(&mut action.sa_mask);
        libc::sigaction(libc::SIGSEGV, &action, std::ptr::null_mut());
        libc::sigaction(libc::SIGBUS, &action, std::ptr::null_mut());
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = libc::SIG_IGN;
        libc::sigaction(libc::SIGPIPE, &action, std::ptr::null_mut());
        libc::sigaction(libc::SIGXFSZ, &action, std::ptr::null_mut());
    }
}

/// Addresses below are fields of the null reference; nothing is ever mapped there.
const NULL_AREA: usize = 1 << 16;

extern "C" fn on_fault(_signal: i32, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid siginfo.
    let at = unsafe { (*info).si_addr() } as usize;
    let (low, high) = roots_area();
    // SAFETY: reads a word.
    let limit = unsafe { (*state()).stack_limit };
    let stack = limit != 0 && at < limit && at + (2 << 20) > limit - SLACK - MARGIN;
    let text: &[u8] = if stack || (at >= low && at < high + (1 << 20)) {
        b"Fatal RPython error: StackOverflow\n"
    } else if at < NULL_AREA {
        b"Fatal RPython error: AttributeError: None is used as an object\n"
    } else {
        b"Fatal RPython error: invalid memory access\n"
    };
    if !stack {
        policy::traceback::of_stack();
    }
    policy::fatal::write_stderr(text);
    // SAFETY: ends the process.
    unsafe { libc::_exit(FATAL_STATUS) }
}
