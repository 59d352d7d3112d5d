//! Progress on the terminal, and the table of times at the end.

use crate::options::Report;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shows which phase runs, and remembers how long each took.
pub struct Progress {
    bar: Option<ProgressBar>,
    start: Instant,
    phase: Option<(&'static str, Instant)>,
    times: Vec<(&'static str, Duration)>,
    facts: Vec<(&'static str, u64)>,
}

impl Progress {
    /// `phases`: how many there will be; no bar if quiet or not on a terminal.
    pub fn new(phases: u64, quiet: bool) -> Progress {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(phases);
            if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Progress { bar, start: Instant::now(), phase: None, times: Vec::new(), facts: Vec::new() }
    }

    /// The next phase begins.
    pub fn phase(&mut self, name: &'static str) {
        self.end_phase();
        if let Some(bar) = &self.bar {
            bar.set_message(name);
        }
        self.phase = Some((name, Instant::now()));
    }

    fn end_phase(&mut self) {
        if let Some((name, start)) = self.phase.take() {
            self.times.push((name, start.elapsed()));
            if let Some(bar) = &self.bar {
                bar.inc(1);
            }
        }
    }

    /// A number for the report.
    pub fn fact(&mut self, name: &'static str, n: u64) {
        self.facts.push((name, n));
    }

    /// Part of a phase, timed by whoever ran it.
    pub fn part(&mut self, name: &'static str, time: Duration) {
        self.times.push((name, time));
    }

    /// The last phase is over: prints the report.
    pub fn finish(mut self, report: Report, quiet: bool) {
        self.end_phase();
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        let total = self.start.elapsed();
        let usage = usage();
        match report {
            _ if quiet => {}
            Report::None => {}
            Report::Json => {
                let mut out = serde_json::Map::new();
                let phases: Vec<_> = self
                    .times
                    .iter()
                    .map(|(n, t)| serde_json::json!({"phase": n, "seconds": t.as_secs_f64()}))
                    .collect();
                out.insert("phases".into(), phases.into());
                out.insert("wall_seconds".into(), total.as_secs_f64().into());
                out.insert("cpu_seconds".into(), usage.cpu.into());
                out.insert("peak_kilobytes".into(), usage.peak_kb.into());
                for (n, v) in &self.facts {
                    out.insert((*n).into(), (*v).into());
                }
                println!("{}", serde_json::Value::Object(out));
            }
            Report::Table => {
                for (name, time) in &self.times {
                    eprintln!("{name:>24} {:8.3} s", time.as_secs_f64());
                }
                eprintln!("{:>24} {:8.3} s", "total (wall)", total.as_secs_f64());
                eprintln!("{:>24} {:8.3} s", "total (CPU)", usage.cpu);
                eprintln!("{:>24} {:8} MB", "peak memory", usage.peak_kb / 1024);
                for (name, n) in &self.facts {
                    eprintln!("{name:>24} {n:8}");
                }
            }
        }
    }
}

struct Usage {
    cpu: f64,
    peak_kb: u64,
}

/// CPU seconds and peak memory of this process, from the kernel's files; CPU seconds of the host
/// process and the linker are those of waited-for children.
fn usage() -> Usage {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after.split_whitespace().skip(11).take(4).filter_map(|f| f.parse::<u64>().ok()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|l| l.split_whitespace().next()?.parse().ok())
        .unwrap_or(0);
    Usage { cpu: ticks as f64 / 100.0, peak_kb: peak }
}
