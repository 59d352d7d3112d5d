//! Parameters: what the program sets, and the environment, which has the last word.

use crate::RUNNING;

/// Among the parameters of the environment: no machine code, but the checked interpreter.
const INTERPRETED: &str = "backend=interp";

fn parts() -> Vec<String> {
    let text = std::env::var("RPY_JIT").unwrap_or_default();
    text.split(',').map(|part| part.trim().to_string()).filter(|part| !part.is_empty()).collect()
}

/// Whether the environment asks for the checked interpreter of the low-level IR in place of machine code.
pub fn interpreted() -> bool {
    parts().iter().any(|part| part == INTERPRETED)
}

/// The environment's parameters, `RPY_JIT`, as the JIT understands them.
fn wanted() -> Option<String> {
    let parts: Vec<String> = parts().into_iter().filter(|part| part != INTERPRETED).collect();
    (!parts.is_empty()).then(|| parts.join(","))
}

/// Sets what the environment asks for, and says so if that is not understood.
pub fn from_env() {
    // SAFETY: set once; what is there is shared.
    if let Some(running) = unsafe { RUNNING.as_ref() } {
        running.counters.set_limits(running.jit.params());
    }
    let Some(text) = wanted() else { return };
    if let Err(part) = apply(&text) {
        policy::fatal::write_stderr(format!("RPY_JIT: '{part}' is not understood\n").as_bytes());
    }
}

/// Sets what the program asks for; false if it is not understood.
pub fn set(text: &str) -> bool {
    let understood = apply(text).is_ok();
    wanted().map(|text| apply(&text));
    understood
}

fn apply(text: &str) -> Result<(), String> {
    // SAFETY: set once; what is there is shared.
    let Some(running) = (unsafe { RUNNING.as_ref() }) else { return Ok(()) };
    let done = running.jit.set_params(text);
    running.counters.set_limits(running.jit.params());
    done
}
