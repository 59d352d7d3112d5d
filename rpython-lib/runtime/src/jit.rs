//! What programs say to the JIT. Without one it changes nothing.

#![allow(clippy::missing_safety_doc)]

use crate::strings::{bytes, RpyString};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sets parameters; false if the text is not understood.
pub type Listener = fn(&str) -> bool;

/// The JIT, and what was said before it was there.
static STATE: Mutex<(Option<Listener>, Vec<String>)> = Mutex::new((None, Vec::new()));

fn state() -> MutexGuard<'static, (Option<Listener>, Vec<String>)> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The JIT is there: it gets what was said before, in order, and from now on each text at once.
pub fn listen(listener: Listener) {
    state().0 = Some(listener);
    let waiting = std::mem::take(&mut state().1);
    for text in waiting {
        listener(&text);
    }
}

/// Sets parameters of the JIT, `name=value`, `off` or `default`: 0, or -1 if that is not understood.
#[no_mangle]
pub unsafe extern "C" fn rpy_jit_set_param(text: *const RpyString) -> i64 {
    let text = String::from_utf8_lossy(bytes(text)).into_owned();
    let listener = state().0;
    let understood = match listener {
        Some(listener) => listener(&text),
        None => {
            let waiting = &mut state().1;
            waiting.retain(|t| *t != text);
            waiting.push(text);
            true
        }
    };
    if understood {
        0
    } else {
        -1
    }
}
