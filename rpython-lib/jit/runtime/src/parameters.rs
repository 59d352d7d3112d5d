//! Parameters: what the program sets, and the environment, which has the last word.

use crate::RUNNING;

/// The environment's text, `RPY_JIT`, as the JIT understands it.
fn wanted() -> Option<String> {
    std::env::var("RPY_JIT").ok().filter(|text| !text.is_empty())
}

/// Sets what the environment asks for, and says so if that is not understood.
pub fn from_env() {
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
    running.jit.set_params(text)
}
