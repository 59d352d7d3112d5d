//! Figures on what the JIT did.

use crate::output::Wish;
use crate::RUNNING;
use jit_metainterp::meter::METER;
use std::fmt::Write;

/// How many guards are listed.
const GUARDS: usize = 8;
/// How many places are listed.
const PLACES: usize = 20;

/// Has the figures written at the end, if the environment asks for them.
pub fn at_exit() {
    if wanted().is_some() {
        // SAFETY: the function is as `atexit` wants it.
        unsafe { libc::atexit(write) };
    }
}

fn wanted() -> Option<Wish> {
    Wish::from_env().filter(|w| w.wants("jit-summary"))
}

extern "C" fn write() {
    // SAFETY: set before this function was registered; nothing changes it.
    let Some(running) = (unsafe { RUNNING.as_ref() }) else { return };
    let stats = running.jit.stats();
    let mut text = String::from("[jit-summary\n");
    let mut row = |name: &str, n: u64| {
        writeln!(text, "{name:<24}{n}").ok();
    };
    row("Loops:", stats.loops);
    row("Bridges:", stats.bridges);
    row("Entered:", stats.entered + running.quick.entered());
    row("Guard failures:", stats.failures);
    row("Operations executed:", stats.executed);
    row("Operations recorded:", stats.recorded);
    row("Operations optimised:", stats.optimised);
    row("Guards:", stats.guards);
    row("Forced:", stats.forced);
    row("Freed loops:", stats.freed[0]);
    row("Freed bridges:", stats.freed[1]);
    row("Constants:", running.jit.handles().borrow().in_use() as u64);
    row("Invalidated:", stats.invalidated);
    row("Given up:", stats.given_up);
    row("Put off:", stats.put_off);
    row("Resume data, bytes:", stats.resume_bytes);
    for (name, time) in ["Tracing, us:", "Optimising, us:", "Back end, us:"].iter().zip(stats.times) {
        row(name, time / 1000);
    }
    row("Calls in tracing, us:", stats.calls / 1000);
    let (code, exits) = METER.spent();
    row("In compiled code, us:", code / 1000);
    row("Leaving it, us:", exits / 1000);
    for (why, n) in &stats.aborts {
        row(&format!("Aborts ({why:?}):"), *n);
    }
    // The places that were traced most often.
    let mut places: Vec<(&String, &[u64; 2])> = stats.places.iter().collect();
    places.sort_by_key(|(_, [loops, aborts])| std::cmp::Reverse(loops + aborts));
    for (place, [loops, aborts]) in places.into_iter().take(PLACES) {
        writeln!(text, "Loops {loops}, aborts {aborts}: {place}").ok();
    }
    for (failures, place) in running.jit.worst_guards(GUARDS) {
        writeln!(text, "Failures {failures}: {place}").ok();
    }
    text.push_str("jit-summary]\n");
    if let Some(wish) = wanted() {
        wish.write(&text);
    }
}
