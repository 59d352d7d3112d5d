//! The child process: start, one request, one answer.

use crate::desc::{BadAnswer, Desc};
use crate::parsing::Parser;
use diagnostics::Diagnostic;
use graph::HostObj;
use serde_json::{json, Value};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{channel, Receiver, Sender, TryRecvError};
use std::sync::Arc;

const AGENT: &str = include_str!("agent.py");
const SOURCES: &str = include_str!("sources.py");
const TARGET: &str = include_str!("target.py");
const DESCRIPTIONS: &str = include_str!("descriptions.py");

/// The agent with the modules it imports, as one text for `python -c`.
fn agent() -> String {
    let mut text = String::from("import sys, types\n");
    let modules =
        [("rtranslate_sources", SOURCES), ("rtranslate_target", TARGET), ("rtranslate_descriptions", DESCRIPTIONS)];
    for (name, source) in modules {
        let source = Value::from(source);
        text += &format!(
            "module = sys.modules['{name}'] = types.ModuleType('{name}')\n\
             exec(compile({source}, '<string>', 'exec'), module.__dict__)\n"
        );
    }
    let mut hasher = DefaultHasher::new();
    SOURCES.hash(&mut hasher);
    let version = hasher.finish();
    text + &format!("sys.modules['rtranslate_sources'].CodeCache.version = b'{version:016x}'\n{AGENT}")
}

/// Runs the entry point of a target on the host Python with the process's own input and output.
///
/// # Errors
/// If the host cannot be started. What the target raises is shown by the host, exit code 1.
pub fn run_on_host(options: &crate::HostOptions, target: &Path, args: &[String]) -> Result<ExitCode, Diagnostic> {
    let failed = |text: String| Diagnostic::error("E0004", text).help("choose one with `--host-python PATH`");
    let status = Command::new(&options.python)
        .args(["-X", "utf8", "-c", &agent()])
        .arg(target)
        .arg(&options.lib_path)
        .args(args)
        .env_remove("PYTHONOPTIMIZE")
        .status()
        .map_err(|error| failed(format!("the host Python did not start: {error}")))?;
    Ok(ExitCode::from(status.code().unwrap_or(1) as u8))
}

/// An exception on the host, or a failure of the host itself.
#[derive(Clone, Debug)]
pub struct HostError {
    /// Name of the exception's class; empty if the process itself failed.
    pub class_name: String,
    /// Its text.
    pub message: String,
    /// Frames of the traceback, outermost first, without the agent's own.
    pub frames: Vec<HostFrame>,
    /// The exception object.
    pub exc: Option<HostObj>,
    /// Which rule of the target protocol was broken, if that is what happened.
    pub kind: Option<String>,
}

/// A frame of a host traceback.
#[derive(Clone, Debug)]
pub struct HostFrame {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Function.
    pub function: String,
    /// Text of the line.
    pub text: String,
}

impl HostError {
    pub(crate) fn process(message: impl Into<String>) -> HostError {
        HostError { class_name: String::new(), message: message.into(), frames: Vec::new(), exc: None, kind: None }
    }

    fn read(spelled: &Value) -> HostError {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let frames = spelled["frames"].as_array().map_or(&[][..], Vec::as_slice);
        HostError {
            class_name: text(&spelled["type"]),
            message: text(&spelled["text"]),
            frames: frames
                .iter()
                .map(|frame| HostFrame {
                    file: text(&frame[0]),
                    line: frame[1].as_u64().unwrap_or(0) as u32,
                    function: text(&frame[2]),
                    text: text(&frame[3]),
                })
                .collect(),
            exc: crate::desc::object(&spelled["exc"]).ok(),
            kind: spelled["kind"].as_str().map(str::to_owned),
        }
    }

    /// `Class: message`, as the last line of a traceback.
    pub fn headline(&self) -> String {
        match (self.class_name.is_empty(), self.message.is_empty()) {
            (true, _) => self.message.clone(),
            (false, true) => self.class_name.clone(),
            (false, false) => format!("{}: {}", self.class_name, self.message),
        }
    }

    /// The traceback as the host prints it.
    pub fn traceback(&self) -> String {
        let mut out = String::from("Traceback (most recent call last):\n");
        for frame in &self.frames {
            out.push_str(&format!("  File \"{}\", line {}", frame.file, frame.line));
            if !frame.function.is_empty() {
                out.push_str(&format!(", in {}", frame.function));
            }
            out.push('\n');
            if !frame.text.trim().is_empty() {
                out.push_str(&format!("    {}\n", frame.text.trim()));
            }
        }
        out.push_str(&self.headline());
        out
    }
}

impl std::fmt::Display for HostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.headline())
    }
}

impl std::error::Error for HostError {}

impl From<BadAnswer> for HostError {
    fn from(bad: BadAnswer) -> HostError {
        HostError::process(format!("the host answered what was not asked: {}", bad.0))
    }
}

/// The running child.
pub(crate) struct Process {
    /// None where another process started it.
    child: Option<Child>,
    requests: Option<Box<dyn Write + Send>>,
    /// What a thread of its own has read.
    messages: Receiver<Result<Message, HostError>>,
    /// Descriptions that nobody asked for are still on their way.
    streaming: bool,
    /// Those that came before an answer that was an error.
    early: Descs,
    /// Parses files that the target imports.
    pub parser: Arc<Parser>,
}

/// Descriptions of objects, and what stands for the items of big containers (see [`crate::Host::witnesses`]).
#[derive(Default)]
pub(crate) struct Descs {
    pub descs: Vec<(HostObj, Desc)>,
    pub witnesses: Vec<(HostObj, Witnesses)>,
}

/// For the items, or for keys and values, a few that stand for all.
pub(crate) type Witnesses = Vec<Vec<HostObj>>;

impl Descs {
    fn append(&mut self, other: Descs) {
        self.descs.extend(other.descs);
        self.witnesses.extend(other.witnesses);
    }
}

/// An answer: the result and descriptions that came along.
pub(crate) struct Answer {
    pub result: Value,
    pub descs: Descs,
}

/// A line from the agent.
enum Message {
    /// The answer to the request.
    Answer(Answer),
    /// Descriptions that were asked for with [`Process::stream`]; are there more?
    Descs(Descs, bool),
}

/// Reads lines of the agent until it ends.
fn listen(mut answers: impl BufRead, messages: &Sender<Result<Message, HostError>>, parser: &Arc<Parser>) {
    let ended = |text: String| HostError::process(format!("the host Python ended unexpectedly{text}"));
    let mut line = String::new();
    loop {
        line.clear();
        let message = match answers.read_line(&mut line) {
            Err(error) => Err(ended(format!(" ({error})"))),
            Ok(0) => Err(ended(String::new())),
            Ok(_) => match serde_json::from_str::<Value>(&line) {
                Err(error) => Err(HostError::process(format!("unreadable answer: {error}"))),
                Ok(value) => match value.get("file").and_then(Value::as_str) {
                    Some(path) => {
                        parser.expect(path);
                        continue;
                    }
                    None => Message::read(value),
                },
            },
        };
        let over = line.is_empty();
        if messages.send(message).is_err() || over {
            return;
        }
    }
}

impl Message {
    fn read(mut value: Value) -> Result<Message, HostError> {
        if let Some(error) = value.get("err") {
            return Err(HostError::read(error));
        }
        let mut descs = Descs::default();
        for part in value["descs"].as_array().map_or(&[][..], Vec::as_slice) {
            let obj = crate::desc::object(&part[0])?;
            descs.descs.push((obj, Desc::read(&part[1])?));
            if let Some(chosen) = part[2].as_array() {
                let chosen = chosen.iter().map(crate::desc::object_list).collect::<Result<_, _>>()?;
                descs.witnesses.push((obj, chosen));
            }
        }
        Ok(match value["more"].as_bool() {
            Some(more) => Message::Descs(descs, more),
            None => Message::Answer(Answer { result: value["ok"].take(), descs }),
        })
    }
}

impl Process {
    /// Starts the host and checks its version.
    pub fn start(python: &str) -> Result<Process, Diagnostic> {
        let failed = |text: String| {
            Diagnostic::error("E0004", text)
                .help("choose a CPython 3.11 or later with `--host-python PATH` (tried: `".to_owned() + python + "`)")
        };
        let mut child = Command::new(python)
            .args(["-X", "utf8", "-c", &agent()])
            .env("PYTHONHASHSEED", "0")
            .env_remove("PYTHONOPTIMIZE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(format!("the host Python did not start: {error}")))?;
        let (Some(requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("the host Python has no pipes".into()));
        };
        let requests: Box<dyn Write + Send> = Box::new(requests);
        let mut process = Process::with(Some(child), requests, answers);
        let version = process
            .ask(&json!({"op": "version"}))
            .map_err(|error| failed(format!("the host Python does not answer: {error}")))?
            .result;
        let number = |index: usize| version[index].as_u64().unwrap_or(0);
        if (number(0), number(1)) < (3, 11) {
            let text = format!("the host Python is version {}.{}", number(0), number(1));
            return Err(failed(text));
        }
        Ok(process)
    }

    /// A copy of the process, which ends after so many seconds; it is spoken with through a socket of that name.
    pub fn copy(&mut self, socket: &Path, seconds: u64) -> Result<Process, Diagnostic> {
        let failed = |text: String| Diagnostic::error("E0004", format!("the host Python was not copied: {text}"));
        let listener = UnixListener::bind(socket).map_err(|error| failed(error.to_string()))?;
        let request = json!({"op": "copy", "socket": socket.to_string_lossy(), "seconds": seconds});
        let answer = self.ask(&request);
        let stream = answer.map_err(|error| failed(error.headline())).and_then(|_| {
            let (stream, _) = listener.accept().map_err(|error| failed(error.to_string()))?;
            let requests = stream.try_clone().map_err(|error| failed(error.to_string()))?;
            Ok((stream, requests))
        });
        let _ = std::fs::remove_file(socket);
        let (stream, requests) = stream?;
        Ok(Process::with(None, Box::new(requests), stream))
    }

    fn with(
        child: Option<Child>,
        requests: Box<dyn Write + Send>,
        answers: impl std::io::Read + Send + 'static,
    ) -> Process {
        let (sender, messages) = channel();
        let parser = Parser::start();
        let known = Arc::clone(&parser);
        let answers = BufReader::with_capacity(1 << 16, answers);
        std::thread::spawn(move || listen(answers, &sender, &known));
        Process { child, requests: Some(requests), messages, streaming: false, early: Descs::default(), parser }
    }

    fn send(&mut self, request: &Value) -> Result<(), HostError> {
        let ended = |error: std::io::Error| HostError::process(format!("the host Python ended unexpectedly ({error})"));
        let Some(requests) = &mut self.requests else {
            return Err(HostError::process("the host Python was stopped"));
        };
        let mut text = request.to_string();
        text.push('\n');
        requests.write_all(text.as_bytes()).and_then(|()| requests.flush()).map_err(ended)?;
        Ok(())
    }

    fn next(&mut self) -> Result<Message, HostError> {
        let gone = || HostError::process("the host Python ended unexpectedly");
        let message = self.messages.recv().map_err(|_| gone())??;
        if let Message::Descs(_, more) = &message {
            self.streaming = *more;
        }
        Ok(message)
    }

    /// Sends a request and waits for its answer; what arrives before it comes with it.
    pub fn ask(&mut self, request: &Value) -> Result<Answer, HostError> {
        self.send(request)?;
        loop {
            match self.next()? {
                Message::Descs(descs, _) => self.early.append(descs),
                Message::Answer(answer) => {
                    let mut descs = std::mem::take(&mut self.early);
                    descs.append(answer.descs);
                    return Ok(Answer { result: answer.result, descs });
                }
            }
        }
    }

    /// Asks for descriptions of all that what was described reaches; they come with [`Process::arrived`].
    pub fn stream(&mut self) -> Result<(), HostError> {
        self.send(&json!({"op": "everything"}))?;
        self.streaming = true;
        Ok(())
    }

    /// Descriptions that were asked for with [`Process::stream`] and have arrived, if any.
    pub fn arrived(&mut self) -> Option<Descs> {
        if !self.early.descs.is_empty() {
            return Some(std::mem::take(&mut self.early));
        }
        if !self.streaming {
            return None;
        }
        match self.messages.try_recv() {
            Ok(Ok(Message::Descs(descs, more))) => {
                self.streaming = more;
                Some(descs)
            }
            Err(TryRecvError::Empty) => None,
            // Whoever asks next will see the trouble.
            _ => {
                self.streaming = false;
                None
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.requests = None; // closes the pipe: the agent ends
        if let Some(child) = &mut self.child {
            let _ = child.wait();
        }
    }
}
