//! Logs of traces, in the text format of the field, so that its tools read them.
//!
//! A log is a sequence of sections, `[time] {name`, lines, `[time] name}`:
//!
//! - `jit-log-noopt-loop`, `jit-log-noopt-bridge`: traces as recorded;
//! - `jit-log-opt-loop`, `jit-log-opt-bridge`: as compiled;
//! - `jit-backend-addr`: where the machine code of a compiled trace is; each operation of `jit-log-opt` has its offset then;
//! - `jit-abort`: why a trace was given up; `jit-abort-log`: what had been recorded.
//!
//! Sections are asked for by prefixes of their names. Nothing here writes: a [`Logger`] hands its text to a sink.
//! Without a logger no merge point is recorded, so that logs cost nothing when they are off.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::Instant;

use jit_trace::{Arg, Descr, DescrId, Descrs, Op, Opnum, Trace};

use crate::jit::Entry;
use crate::Handles;

/// The section of addresses.
pub const ADDRESSES: &str = "jit-backend-addr";

/// Where text goes.
pub type Sink = Rc<dyn Fn(&str)>;

/// Writes sections.
#[derive(Clone)]
pub struct Logger {
    prefixes: Vec<String>,
    sink: Sink,
    begun: Instant,
    loops: u64,
    /// Names of addresses that traces mention: functions, classes.
    pub names: Rc<HashMap<u64, String>>,
}

/// What a logger must know to print a trace.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// Descriptors.
    pub descrs: &'a Descrs,
    /// Texts of merge points.
    pub handles: &'a Handles,
}

impl Logger {
    /// A logger of the sections whose names begin with one of the prefixes.
    pub fn new(prefixes: Vec<String>, sink: Sink) -> Logger {
        Logger { prefixes, sink, begun: Instant::now(), loops: 0, names: Rc::default() }
    }

    /// Whether a section is asked for.
    pub fn wants(&self, section: &str) -> bool {
        self.prefixes.iter().any(|p| section.starts_with(p.as_str()))
    }

    /// Whether traces are printed at all.
    pub fn wants_traces(&self) -> bool {
        ["jit-log-noopt-loop", "jit-log-noopt-bridge", "jit-log-opt-loop", "jit-log-opt-bridge", "jit-abort-log"]
            .iter()
            .any(|s| self.wants(s))
            || self.wants("jit-abort")
    }

    /// Writes a section, if it is asked for.
    pub fn section(&self, name: &str, text: &str) {
        if self.wants(name) {
            let now = || self.begun.elapsed().as_nanos() as u64;
            let begin = now();
            (self.sink)(&format!("[{begin:x}] {{{name}\n{text}[{:x}] {name}}}\n", now()));
        }
    }

    /// A trace before it is optimised.
    pub fn recorded(&self, trace: &Trace, entry: Entry, tables: Tables<'_>) {
        let (section, head) = match entry {
            Entry::Loop(_) => ("jit-log-noopt-loop", "# Loop".to_string()),
            Entry::Bridge(guard) => ("jit-log-noopt-bridge", format!("# bridge out of Guard {:#x}", guard.0)),
        };
        if self.wants(section) {
            let place = place(trace, tables.handles);
            let head = format!("{head} ({place}) : noopt with {} ops\n", trace.ops.len());
            self.section(section, &(head + &self.print(trace, tables)));
        }
    }

    /// A trace that has been compiled; perhaps with the address of each operation, and its end.
    pub fn compiled(&mut self, trace: &Trace, entry: Entry, tables: Tables<'_>, addresses: Option<&[u64]>) {
        let count = trace.ops.len();
        let place = place(trace, tables.handles);
        let (section, head) = match entry {
            Entry::Loop(_) => {
                let to = trace.ops.last().filter(|op| op.opnum == Opnum::Jump).and_then(|op| op.descr);
                let is_target = |op: &Op| op.opnum == Opnum::Label && to.is_some() && op.descr == to;
                let closes = trace.ops.iter().any(is_target);
                let kind = if closes { "loop" } else { "entry bridge" };
                self.loops += 1;
                ("jit-log-opt-loop", format!("# Loop {} ({place}) : {kind} with {count} ops\n", self.loops))
            }
            Entry::Bridge(guard) => {
                ("jit-log-opt-bridge", format!("# bridge out of Guard {:#x} with {count} ops\n", guard.0))
            }
        };
        let range = addresses.and_then(|a| a.first().copied().zip(a.last().copied()));
        if let (Some(a), Some((begin, end))) = (addresses, range) {
            let name = head.trim_start_matches("# ").split(" with").next().unwrap_or_default();
            self.section(ADDRESSES, &format!("{name} has address {begin:#x} to {end:#x}\n"));
            if self.wants(section) {
                let offsets: Vec<u64> = a.iter().map(|p| p - begin).collect();
                self.section(section, &(head + &self.print_at(trace, tables, &offsets)));
            }
        } else if self.wants(section) {
            self.section(section, &(head + &self.print(trace, tables)));
        }
    }

    /// A trace that was given up.
    pub fn aborted(&self, reason: &str, trace: &Trace, tables: Tables<'_>) {
        let place = place(trace, tables.handles);
        self.section("jit-abort", &format!("~~~ ABORTING TRACING {reason} ({place}), {} ops\n", trace.ops.len()));
        if self.wants("jit-abort-log") {
            let head = format!("# Loop ({place}) : aborted with {} ops\n", trace.ops.len());
            self.section("jit-abort-log", &(head + &self.print(trace, tables)));
        }
    }

    /// The lines of a trace.
    pub fn print(&self, trace: &Trace, tables: Tables<'_>) -> String {
        self.print_at(trace, tables, &[])
    }

    fn print_at(&self, trace: &Trace, tables: Tables<'_>, offsets: &[u64]) -> String {
        let printer = Printer { trace, tables, names: &self.names };
        let inputs: Vec<String> = trace.inputargs.iter().map(|b| printer.arg(Arg::Box(*b))).collect();
        let mut out = format!("[{}]\n", inputs.join(", "));
        for (i, op) in trace.ops.iter().enumerate() {
            if let Some(offset) = offsets.get(i) {
                let _ = write!(out, "+{offset}: ");
            }
            printer.op(op, &mut out);
            out.push('\n');
        }
        out.push_str("--end of the loop--\n");
        out
    }
}

/// Where a trace begins: the text of its first merge point.
fn place(trace: &Trace, handles: &Handles) -> String {
    let first = trace.ops.iter().find(|op| op.opnum == Opnum::DebugMergePoint);
    first.and_then(|op| location(op, handles)).unwrap_or_default().to_string()
}

fn location<'a>(op: &Op, handles: &'a Handles) -> Option<&'a str> {
    handles.text(op.args.get(2)?.as_int()?)
}

struct Printer<'a> {
    trace: &'a Trace,
    tables: Tables<'a>,
    names: &'a HashMap<u64, String>,
}

impl Printer<'_> {
    fn arg(&self, arg: Arg) -> String {
        match arg {
            Arg::Box(b) => match self.trace.kinds().get(b.index()) {
                Some(kind) => format!("{}{}", kind.box_letter(), b.0),
                None => format!("undefined{}", b.0),
            },
            Arg::Int(n) => match self.names.get(&(n as u64)) {
                Some(name) => format!("ConstClass({name})"),
                None => n.to_string(),
            },
            Arg::Ptr(p) if p.0 == 0 => "ConstPtr(null)".to_string(),
            Arg::Ptr(p) => format!("ConstPtr(ptr{})", p.0),
            Arg::Float(bits) => format!("{:?}", f64::from_bits(bits)),
        }
    }

    fn descr(&self, id: DescrId) -> String {
        match self.tables.descrs.get(id) {
            Some(Descr::Guard(d)) if d.is_finish => "<DoneWithThisFrameDescr>".to_string(),
            Some(Descr::Guard(_)) => format!("<Guard{:#x}>", id.0),
            Some(Descr::Target(_)) => format!("TargetToken({})", id.0),
            Some(_) => format!("<{}>", self.tables.descrs.name(id).unwrap_or_default()),
            None => format!("<#{}>", id.0),
        }
    }

    fn op(&self, op: &Op, out: &mut String) {
        if op.opnum == Opnum::DebugMergePoint {
            let number = |n: usize| op.args.get(n).and_then(|a| a.as_int()).unwrap_or(0);
            let text = location(op, self.tables.handles).unwrap_or_default();
            let _ = write!(out, "debug_merge_point({}, {}, '{}')", number(0), number(1), text.replace('\'', "\""));
            return;
        }
        if let Some(r) = op.result {
            let _ = write!(out, "{} = ", self.arg(Arg::Box(r)));
        }
        let mut args: Vec<String> = op.args.iter().map(|a| self.arg(*a)).collect();
        args.extend(op.descr.map(|d| format!("descr={}", self.descr(d))));
        let _ = write!(out, "{}({})", op.opnum.name(), args.join(", "));
        if let Some(exit) = self.trace.exit_of(op) {
            let saved: Vec<String> = exit.fail_args().iter().map(|b| self.arg(Arg::Box(*b))).collect();
            let _ = write!(out, " [{}]", saved.join(", "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    const TEXT: &str = "[i0, p1]
label(i0, p1, descr=<L>)
debug_merge_point(0, 0, 0)
i2 = int_add(i0, 77)
guard_true(i2, descr=<G>) [p1, i0, i0]
guard_class(p1, 99) []
jump(i2, ConstPtr(3), descr=<L>)
";

    fn log(prefix: &str, run: impl FnOnce(&mut Logger, &Trace, Tables<'_>, Entry)) -> String {
        let written = Rc::new(RefCell::new(String::new()));
        let to = written.clone();
        let mut logger = Logger::new(vec![prefix.to_string()], Rc::new(move |t| to.borrow_mut().push_str(t)));
        logger.names = Rc::new(HashMap::from([(99, "Cell".to_string())]));
        let mut descrs = Descrs::new();
        let trace = jit_trace::parse(TEXT, &mut descrs).unwrap().trace;
        let entry = Entry::Loop(trace.ops[0].descr.unwrap());
        let mut handles = Handles::default();
        handles.keep_texts();
        handles.add_text(|| "it's here".to_string());
        run(&mut logger, &trace, Tables { descrs: &descrs, handles: &handles }, entry);
        let text = written.borrow().clone();
        // Times vary.
        text.lines().map(|l| l.split_once("] ").map_or(l, |(_, rest)| rest)).map(|l| l.to_string() + "\n").collect()
    }

    #[test]
    fn a_loop_in_the_format_of_the_field() {
        let text = log("jit-log-opt", |logger, trace, tables, entry| {
            logger.recorded(trace, entry, tables);
            logger.compiled(trace, entry, tables, None);
        });
        let expected = "{jit-log-opt-loop
# Loop 1 (it's here) : loop with 6 ops
[i0, p1]
label(i0, p1, descr=TargetToken(0))
debug_merge_point(0, 0, 'it\"s here')
i2 = int_add(i0, 77)
guard_true(i2, descr=<Guard0x1>) [p1, i0]
guard_class(p1, ConstClass(Cell)) []
jump(i2, ConstPtr(ptr3), descr=TargetToken(0))
--end of the loop--
jit-log-opt-loop}
";
        assert_eq!(text, expected);
    }

    #[test]
    fn only_what_is_asked_for() {
        let text = log("jit-abort", |logger, trace, tables, entry| {
            logger.compiled(trace, entry, tables, None);
            logger.aborted("too long", trace, tables);
        });
        assert!(
            text.starts_with("{jit-abort\n~~~ ABORTING TRACING too long (it's here), 6 ops\njit-abort}\n"),
            "{text}"
        );
        assert!(text.contains("jit-abort-log") && !text.contains("jit-log"), "{text}");
    }
}
