//! `--batch`: many targets in one process, each looked at for errors and nothing else.
//!
//! The paths come on standard input, one a line; for each a JSON object goes to standard output:
//! `target`, `outcome` (`good`, `refused`, `panic`, `slow`), `seconds`, `panic` (text) and `messages`.
//! The host is started once and copied for each target. After a target that takes too long the process
//! ends, since what it does cannot be stopped: the caller starts another for the rest.

use crate::options::{Cli, Phase};
use crate::pipeline;
use crate::seeing;
use host::Host;
use serde_json::{json, Value};
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{mpsc, Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What most programs import: loaded once.
const LIBRARY: &[&str] = &[
    "rpython.translation.replacements",
    "rpython.rlib.debug",
    "rpython.rlib.jit",
    "rpython.rlib.listsort",
    "rpython.rlib.nonconst",
    "rpython.rlib.objectmodel",
    "rpython.rlib.rarithmetic",
    "rpython.rlib.rbigint",
    "rpython.rlib.rerased",
    "rpython.rlib.rfile",
    "rpython.rlib.rfloat",
    "rpython.rlib.rgc",
    "rpython.rlib.rposix",
    "rpython.rlib.rstring",
    "rpython.rlib.rutf8",
    "rpython.rlib.rweakref",
    "rpython.rlib.unroll",
    "rpython.rtyper.annlowlevel",
    "rpython.rtyper.lltypesystem.rffi",
    "rpython.rtyper.lltypesystem.rstr",
    "rpython.rtyper.rbuilder",
    "rpython.rtyper.rdict",
    "rpython.rtyper.rfloat",
    "rpython.rtyper.rrange",
    "rpython.rtyper.rset",
    "rpython.rtyper.rstr",
    "rpython.rtyper.rtuple",
];

/// The exit code after a target that took too long.
const SLOW: u8 = 3;

/// Looks for errors in each target that standard input names.
pub fn run(cli: &Cli) -> ExitCode {
    let server = match start(cli) {
        Ok(server) => server,
        Err(failure) => {
            pipeline::tell(cli, &failure.diagnostics, &failure.sources);
            return ExitCode::from(1);
        }
    };
    let panicked: Arc<Mutex<String>> = Arc::default();
    let seen = Arc::clone(&panicked);
    std::panic::set_hook(Box::new(move |info| {
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let Ok(line) = line else { break };
        let limit = cli.time_limit.max(1);
        let socket = std::env::temp_dir().join(format!("rtranslate-{}-{number}", std::process::id()));
        let (sender, receiver) = mpsc::channel();
        let mut one = cli.clone();
        one.target = Some(line.as_str().into());
        one.quiet = true;
        one.stop_after = Some(cli.stop_after.unwrap_or(Phase::Rtype));
        let begin = Instant::now();
        let host = server.copy(&socket, limit + 5);
        let thread = std::thread::Builder::new().stack_size(1 << 28).spawn(move || {
            let messages = pipeline::run_with(&one, || host.map_err(pipeline::Failure::plain));
            // Nobody listens if it took too long.
            let _ = sender.send(messages.err());
        });
        let answer = receiver.recv_timeout(Duration::from_secs(limit));
        let seconds = begin.elapsed().as_secs_f64();
        let (outcome, messages, text) = match &answer {
            Ok(None) => ("good", Vec::new(), String::new()),
            Ok(Some(failure)) => {
                let messages: Vec<Value> =
                    failure.diagnostics.iter().map(|d| seeing::json(d, &failure.sources)).collect();
                ("refused", messages, String::new())
            }
            Err(RecvTimeoutError::Timeout) => ("slow", Vec::new(), String::new()),
            Err(RecvTimeoutError::Disconnected) => {
                // The thread is gone, so the hook has run.
                let _ = thread.map(|t| t.join());
                let text = panicked.lock().unwrap_or_else(PoisonError::into_inner).clone();
                ("panic", Vec::new(), text)
            }
        };
        let line = json!({"target": line, "outcome": outcome, "seconds": seconds, "panic": text, "messages": messages});
        println!("{line}");
        let _ = std::io::stdout().flush();
        if outcome == "slow" {
            std::process::exit(i32::from(SLOW));
        }
    }
    ExitCode::SUCCESS
}

fn start(cli: &Cli) -> Result<Host, pipeline::Failure> {
    let server = Host::start(pipeline::host_options(cli)?).map_err(pipeline::Failure::plain)?;
    server.preload(LIBRARY).map_err(pipeline::Failure::plain)?;
    Ok(server)
}
