//! Parameters: what the program sets, and the environment, which has the last word.

use crate::counters::Counters;
use crate::RUNNING;
use jit_metainterp::warmstate::Params;

/// What there is of the JIT before it is needed: the limits of counters, and what was said of parameters.
pub struct Early {
    counters: Counters,
    params: Params,
    said: Vec<String>,
}

/// Set when the program asks for the first time.
pub static mut EARLY: *mut Early = std::ptr::null_mut();

/// Gives the counters their limits.
///
/// # Safety
/// Called once, before other functions of this module.
pub unsafe fn begin(counters: Counters) {
    let params = Params::default();
    counters.set_limits(params);
    EARLY = Box::into_raw(Box::new(Early { counters, params, said: Vec::new() }));
}

/// Tells the JIT, which is there now, what was said before.
///
/// # Safety
/// Called once, after [`begin`] and when `RUNNING` is set.
pub unsafe fn hand_over() {
    let said = std::mem::take(&mut (*EARLY).said);
    for text in &said {
        // Whether it is understood has been said.
        apply(text).ok();
    }
}

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

/// There is to be no JIT, whatever anybody says.
pub fn give_up() {
    apply("off").ok();
}

fn apply(text: &str) -> Result<(), String> {
    // SAFETY: set once; what is there is shared.
    let Some(running) = (unsafe { RUNNING.as_ref() }) else {
        // SAFETY: only this function and those above use it, on the one thread that runs the program.
        let Some(early) = (unsafe { EARLY.as_mut() }) else { return Ok(()) };
        early.said.push(text.to_string());
        let done = early.params.set_user(text);
        early.counters.set_limits(early.params);
        return done;
    };
    let done = running.jit.set_params(text);
    running.counters.set_limits(running.jit.params());
    done
}
