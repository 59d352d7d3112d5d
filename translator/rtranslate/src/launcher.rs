//! The command `rtranslate` as installed: says how memory is to be had, then becomes `rtranslate-main`.
//!
//! Where LLVM had to be linked dynamically, it checks first that LLVM is there: without it the main program could not
//! even start to say so; the system's loader would, in words that help nobody.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// What the allocator reads before `main`: no huge pages (a fifth of the memory, no quicker), and memory that one phase
/// leaves is given back soon, in milliseconds.
const SETTINGS: [(&str, &str); 2] = [("MIMALLOC_ALLOW_THP", "0"), ("MIMALLOC_PURGE_DELAY", "1")];
#[cfg(llvm_shared)]
const LLVM: &std::ffi::CStr = c"libLLVM.so.19.1";

fn main() -> ExitCode {
    if !llvm_is_there() {
        return ExitCode::from(1);
    }
    let main = match std::env::current_exe() {
        Ok(exe) => exe.with_file_name("rtranslate-main"),
        Err(e) => {
            eprintln!("error: the folder of the command cannot be found: {e}");
            return ExitCode::from(1);
        }
    };
    let mut command = Command::new(&main);
    command.args(std::env::args_os().skip(1));
    for (name, value) in SETTINGS {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let error = command.exec();
    eprintln!("error: {} could not be started: {error}", main.display());
    ExitCode::from(1)
}

#[cfg(not(llvm_shared))]
fn llvm_is_there() -> bool {
    true
}

#[cfg(llvm_shared)]
fn llvm_is_there() -> bool {
    // SAFETY: `LLVM` is a NUL-terminated string; the handle is only compared with null, and the
    // library's constructors run as they would when the main program starts.
    let found = unsafe { !libc::dlopen(LLVM.as_ptr(), libc::RTLD_LAZY).is_null() };
    if !found {
        eprintln!("error[E0406]: LLVM 19 was not found ({})", LLVM.to_string_lossy());
        eprintln!("  help: install Debian's package libllvm19 (or llvm-19-dev), or run `make setup`");
    }
    found
}
