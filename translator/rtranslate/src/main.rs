//! The command `rtranslate`: from a target file to a native executable.
//!
//! Only this crate and `host` touch files, processes and the terminal. [`pipeline`] lists the
//! phases in order.

mod batch;
mod options;
mod pages;
mod pipeline;
mod progress;
mod seeing;

use clap::Parser;
use options::Cli;
use std::process::ExitCode;

/// Graphs are many small pieces of memory, made and freed on all threads (also LLVM's): a fifth of the time with the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pages::forget_code();
    let cli = Cli::parse();
    if let Some(code) = &cli.explain {
        return explain(code);
    }
    // Deep recursion over expressions and types needs more than the main thread's stack.
    let run = std::thread::Builder::new().stack_size(1 << 30).spawn(move || run(cli));
    match run.map(|t| t.join()) {
        Ok(Ok(code)) => code,
        _ => {
            eprintln!("error: internal error of rtranslate; please report it");
            ExitCode::from(101)
        }
    }
}

fn run(cli: Cli) -> ExitCode {
    if cli.batch {
        return batch::run(&cli);
    }
    match pipeline::run(&cli) {
        Ok(code) => code,
        Err(failure) => {
            pipeline::tell(&cli, &failure.diagnostics, &failure.sources);
            ExitCode::from(1)
        }
    }
}

fn explain(code: &str) -> ExitCode {
    match diagnostics::explain(code) {
        Some(text) => {
            println!("{code}: {text}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("error: no explanation for '{code}'");
            ExitCode::from(1)
        }
    }
}
