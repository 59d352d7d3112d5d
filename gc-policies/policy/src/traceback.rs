//! RPython tracebacks: reading what generated code notes where exceptions begin and pass.
//!
//! Notes are a ring of places, never cleared. Read from the newest back, those of an exception that left the
//! program are: the calls it passed, from the outermost in, and where it began. Where it was caught and raised
//! again, what happened in between is skipped.

use crate::fatal::write_stderr;
use crate::state::program_or_none;
use abi::{Function, Place, ProgramTable, Traceback, NO_FUNCTION, PROGRAM_DEBUG, TRACEBACK_ENTRIES};
use abi::{PLACE_CATCH, PLACE_PASS, PLACE_RAISE, PLACE_RERAISE, PLACE_STOP};
use std::ffi::CStr;

/// The notes.
#[no_mangle]
#[allow(non_upper_case_globals)]
pub static mut rpy_traceback: Traceback = Traceback { next: 0, ring: [std::ptr::null(); TRACEBACK_ENTRIES] };

/// Equal lines in a row that are shown.
const REPEATED: usize = 3;

/// A line of a traceback: function and line.
type Frame = (u32, u32);

/// A line of a traceback, read from the stack: file, line, function.
type NativeFrame = (String, String, String);

/// The place of a graph itself, not of what is inlined there.
fn outermost(p: &Place) -> &Place {
    let mut p = p;
    while p.outer() != 0 {
        // SAFETY: the places of a unit are one array, and the offset stays in it.
        p = unsafe { &*std::ptr::from_ref(p).offset(p.outer()) };
    }
    p
}

/// The functions at a place, the outermost first.
fn add(p: &Place, frames: &mut Vec<Frame>) {
    let first = frames.len();
    let mut p = p;
    loop {
        if p.function() != NO_FUNCTION {
            frames.push((p.function(), p.line()));
        }
        if p.outer() == 0 {
            break;
        }
        // SAFETY: as above.
        p = unsafe { &*std::ptr::from_ref(p).offset(p.outer()) };
    }
    frames[first..].reverse();
}

/// The notes, newest first.
fn notes() -> impl Iterator<Item = &'static Place> {
    let ring = &raw const rpy_traceback;
    // SAFETY: the program stands still; entries are null or places of the program.
    let next = unsafe { (*ring).next };
    let count = next.min(TRACEBACK_ENTRIES as u64);
    (1..=count)
        .map_while(move |back| unsafe { (*ring).ring[((next - back) % TRACEBACK_ENTRIES as u64) as usize].as_ref() })
}

/// Functions that the last exception came through, the outermost first, and whether that is all.
fn frames_of(mut notes: impl Iterator<Item = &'static Place>) -> (Vec<Frame>, bool) {
    let mut frames = Vec::new();
    while let Some(p) = notes.next() {
        match p.kind() {
            PLACE_PASS => add(p, &mut frames),
            PLACE_RAISE => {
                add(p, &mut frames);
                return (frames, true);
            }
            PLACE_RERAISE => {
                let function = outermost(p).function();
                let mut open = 1;
                let start = notes.by_ref().find(|q| {
                    let own = outermost(q).function() == function;
                    match q.kind() {
                        PLACE_RERAISE if own => open += 1,
                        PLACE_CATCH if own => open -= 1,
                        PLACE_RAISE if own && open == 1 => open = 0,
                        _ => {}
                    }
                    open == 0
                });
                let Some(q) = start else { return (frames, false) };
                add(q, &mut frames);
                if q.kind() == PLACE_RAISE {
                    return (frames, true);
                }
            }
            // Where something else was caught: what came out since began where nothing is noted.
            _ => return (frames, false),
        }
    }
    (frames, false)
}

/// Writes the lines of a traceback.
fn write(frames: &[Frame], complete: bool) {
    // SAFETY: the table is static.
    let Some(program) = (unsafe { program_or_none() }) else { return };
    if frames.is_empty() {
        return;
    }
    let mut text = b"RPython traceback:\n".to_vec();
    let mut at = 0;
    while at < frames.len() {
        let f = frames[at];
        let run = frames[at..].iter().take_while(|g| **g == f).count();
        for _ in 0..run.min(REPEATED) {
            line(program, f, &mut text);
        }
        if run > REPEATED {
            text.extend_from_slice(format!("  [the same {} more times]\n", run - REPEATED).as_bytes());
        }
        at += run;
    }
    if !complete {
        text.extend_from_slice(b"  ...\n");
    }
    write_stderr(&text);
}

fn line(program: &ProgramTable, (function, line): Frame, out: &mut Vec<u8>) {
    // SAFETY: the table begins with its length; texts end with 0.
    let (name, file) = unsafe {
        if function >= *program.functions {
            return;
        }
        let f = &*program.functions.add(1).cast::<Function>().add(function as usize);
        let text = |at: u32| CStr::from_ptr(program.texts.add(at as usize).cast()).to_bytes();
        (text(f.name), text(f.file))
    };
    out.extend_from_slice(b"  File \"");
    out.extend_from_slice(file);
    out.extend_from_slice(format!("\", line {line}, in ").as_bytes());
    out.extend_from_slice(name);
    out.push(b'\n');
}

/// Writes the traceback of the exception that has just left the program.
pub fn of_exception() {
    let (frames, complete) = frames_of(notes());
    write(&frames, complete);
}

/// Files that functions are in.
fn files(program: &ProgramTable) -> Vec<&'static str> {
    // SAFETY: the table begins with its length; texts end with 0.
    let files = (0..unsafe { *program.functions } as usize).filter_map(|n| unsafe {
        let f = &*program.functions.add(1).cast::<Function>().add(n);
        CStr::from_ptr(program.texts.add(f.file as usize).cast()).to_str().ok()
    });
    let mut files: Vec<&str> = files.collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// The functions of the program in the text of a stack, the outermost first.
fn native_frames(text: &str, files: &[&str]) -> Vec<NativeFrame> {
    let mut frames = Vec::new();
    let mut name = "";
    for line in text.lines().map(str::trim_start) {
        if let Some(place) = line.strip_prefix("at ") {
            let mut parts = place.rsplitn(3, ':');
            let (Some(_), Some(line), Some(path)) = (parts.next(), parts.next(), parts.next()) else { continue };
            if path.ends_with(".py") && !path.contains("/rpython/rtyper/") {
                let known = files.iter().filter(|f| path.strip_suffix(**f).is_some_and(|p| p.ends_with('/')));
                let path = known.max_by_key(|f| f.len()).unwrap_or(&path);
                frames.push((path.to_string(), line.to_string(), name.to_string()));
            }
        } else if let Some((_, function)) = line.split_once(": ") {
            name = function;
        }
    }
    frames.reverse();
    frames
}

/// Writes the functions on the stack, if the program says what they are. Whether it did.
pub fn of_stack() -> bool {
    // SAFETY: the table is static.
    let program = unsafe { program_or_none() };
    let Some(program) = program.filter(|p| p.flags & PROGRAM_DEBUG != 0) else { return false };
    let stack = std::backtrace::Backtrace::force_capture().to_string();
    let frames = native_frames(&stack, &files(program));
    if !frames.is_empty() {
        let lines = frames.iter().map(|(f, l, n)| format!("  File \"{f}\", line {l}, in {n}\n"));
        write_stderr(format!("RPython traceback:\n{}", lines.collect::<String>()).as_bytes());
    }
    !frames.is_empty()
}

/// Writes where the program stops, if that is what was noted last.
pub fn of_stop() {
    if of_stack() {
        return;
    }
    let Some(p) = notes().next().filter(|p| p.kind() == PLACE_STOP) else { return };
    let mut frames = Vec::new();
    add(p, &mut frames);
    write(&frames, true);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(function: u32, line: u32, kind: u32) -> &'static Place {
        Box::leak(Box::new(Place::new(function, line, kind, 0)))
    }

    fn read(oldest_first: &[&'static Place]) -> (Vec<Frame>, bool) {
        frames_of(oldest_first.iter().rev().copied())
    }

    #[test]
    fn from_where_it_began_to_where_it_left() {
        let notes =
            [place(9, 1, PLACE_RAISE), place(2, 5, PLACE_RAISE), place(1, 6, PLACE_PASS), place(0, 7, PLACE_PASS)];
        assert_eq!(read(&notes), (vec![(0, 7), (1, 6), (2, 5)], true));
    }

    #[test]
    fn what_happened_in_a_handler_is_skipped() {
        let notes = [
            place(2, 5, PLACE_RAISE),
            place(1, 6, PLACE_CATCH),
            // the handler calls something that raises, catches and calls the function again
            place(3, 8, PLACE_RAISE),
            place(1, 9, PLACE_CATCH),
            place(1, 10, PLACE_RERAISE),
            place(1, 11, PLACE_RERAISE),
            place(0, 7, PLACE_PASS),
        ];
        assert_eq!(read(&notes), (vec![(0, 7), (1, 6), (2, 5)], true));
        let own = [place(1, 5, PLACE_RAISE), place(1, 6, PLACE_RERAISE)];
        assert_eq!(read(&own), (vec![(1, 5)], true));
    }

    #[test]
    fn what_is_lost_is_not_made_up() {
        assert_eq!(read(&[place(0, 7, PLACE_PASS)]), (vec![(0, 7)], false));
        assert_eq!(read(&[place(1, 6, PLACE_CATCH), place(0, 7, PLACE_PASS)]), (vec![(0, 7)], false));
        assert_eq!(read(&[place(1, 6, PLACE_PASS), place(0, 7, PLACE_RERAISE)]), (vec![], false));
    }

    #[test]
    fn the_text_of_a_stack_is_understood() {
        let text = "   0: rpy_fatal\n   1: ll_item\n             at /lib/rpython/rtyper/rlist.py:3:5\n   2: Pair.visit\n\
                    \x20            at /programs/a/stop.py:19:5\n   3: main\n             at /programs/b.py:2\n   4: main\n\
                    \x20            at /programs/b.py:2:1\n   5: start\n";
        let frame = |f: &str, l: &str, n: &str| (f.to_string(), l.to_string(), n.to_string());
        let found = native_frames(text, &["stop.py", "a/stop.py", "op.py"]);
        assert_eq!(found, [frame("/programs/b.py", "2", "main"), frame("a/stop.py", "19", "Pair.visit")]);
    }

    #[test]
    fn inlined_functions_are_frames() {
        let three: &'static [Place] = Box::leak(Box::new([
            Place::new(2, 5, 0, 2),
            Place::new(8, 1, 0, 0),
            Place::new(1, 6, 0, 1),
            Place::new(0, 7, 0, 0),
        ]));
        assert_eq!(read(&[&three[0]]), (vec![(0, 7), (1, 6), (2, 5)], true));
    }
}
