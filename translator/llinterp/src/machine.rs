//! Frames, control flow, calls and exceptions.

use crate::decode::{decode, switch_key, Arg, Code, End, Instr, Jump};
use crate::externs::{standard, ExternFn};
use crate::value::{Items, Object, Value};
use graph::eval::{eval, Scalar};
use graph::{GraphId, KnownException, OpCode, Program};
use lltype::ContainerId;
use std::fmt;
use std::rc::Rc;

/// Exit code after a fatal error or an exception nobody caught.
pub const FATAL_EXIT: i32 = 1;

/// What the access of a field of the null reference is called.
pub(crate) const NULL_ACCESS: &str = "an access through the null reference";

/// How a program ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code: the low byte of what the entry point returned.
    pub exit_code: i32,
    /// What it wrote to file descriptor 1.
    pub stdout: Vec<u8>,
    /// What it wrote to file descriptor 2, and fatal errors.
    pub stderr: Vec<u8>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Called {
    /// With a result.
    Returned(Value),
    /// With an exception: the name of its class and the instance.
    Raised(String, Value),
    /// The program stopped: a fatal error or `exit`.
    Stopped(i32),
}

/// A broken rule of the low-level model, or a limit reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What happened.
    pub message: String,
    /// The graphs and blocks being run, innermost first (cut off after some).
    pub trace: Vec<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for t in &self.trace {
            write!(f, "\n    in {t}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Why an operation did not give a value.
pub(crate) enum Stop {
    /// A rule was broken.
    Error(String),
    /// An exception.
    Raise(Value),
    /// The program ends.
    Exit(i32),
}

impl From<String> for Stop {
    fn from(s: String) -> Stop {
        Stop::Error(s)
    }
}

impl From<&str> for Stop {
    fn from(s: &str) -> Stop {
        Stop::Error(s.into())
    }
}

pub(crate) type Res<T> = Result<T, Stop>;

struct Frame {
    code: Rc<Code>,
    base: usize,
    block: u32,
    /// Next operation.
    pc: u32,
    /// Height of the shadow stack at entry, and where this frame's slots begin.
    roots_below: usize,
    roots: usize,
}

/// What to do after an operation.
enum After {
    Value(Value),
    Call(GraphId, Vec<Value>),
}

/// An interpreter with its heap.
pub struct Interp<'p> {
    pub(crate) program: &'p Program,
    pub(crate) heap: Vec<Object>,
    codes: Vec<Option<Rc<Code>>>,
    externs: Vec<Option<ExternFn>>,
    /// Depth of each container in its chain of parents, and the chain.
    pub(crate) ancestries: Vec<Vec<ContainerId>>,
    frames: Vec<Frame>,
    slots: Vec<Value>,
    roots: Vec<Value>,
    steps: u64,
    /// Operations after which a run is given up.
    pub max_steps: u64,
    /// Calls in progress from which on `stack_check` raises StackOverflow.
    pub max_depth: usize,
    /// What was written to file descriptor 1.
    pub stdout: Vec<u8>,
    /// What was written to file descriptor 2.
    pub stderr: Vec<u8>,
    /// What can be read from file descriptor 0.
    pub stdin: Vec<u8>,
    /// Whether the process's own standard input follows after that.
    pub inherit_stdin: bool,
    pub(crate) files: Vec<Option<std::fs::File>>,
    pub(crate) last_stat: Vec<i64>,
    pub(crate) directories: Vec<Vec<Vec<u8>>>,
    pub(crate) raw: crate::raw::RawMemory,
}

impl<'p> Interp<'p> {
    /// An interpreter whose heap holds the prebuilt objects.
    pub fn new(program: &'p Program) -> Interp<'p> {
        let ancestries = program
            .types
            .iter()
            .map(|(id, c)| match c {
                lltype::Container::Struct(_) => program.types.ancestry(id),
                _ => vec![id],
            })
            .collect();
        let mut it = Interp {
            program,
            heap: Vec::new(),
            codes: vec![None; program.graphs.len()],
            externs: program.externs.values().map(|x| standard(&x.symbol)).collect(),
            ancestries,
            frames: Vec::new(),
            slots: Vec::new(),
            roots: Vec::new(),
            steps: 0,
            max_steps: 2_000_000_000,
            max_depth: 10_000,
            stdout: Vec::new(),
            stderr: Vec::new(),
            stdin: Vec::new(),
            inherit_stdin: false,
            files: Vec::new(),
            last_stat: Vec::new(),
            directories: Vec::new(),
            raw: Default::default(),
        };
        it.load_statics();
        it
    }

    /// Gives a run-time function a meaning, also one that has one already.
    pub fn register(&mut self, symbol: &str, f: ExternFn) {
        for (slot, x) in self.externs.iter_mut().zip(self.program.externs.values()) {
            if &*x.symbol == symbol {
                *slot = Some(f.clone());
            }
        }
    }

    /// Operations run so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Runs an entry point (which takes a list of strings, or nothing).
    ///
    /// # Errors
    /// If the program breaks a rule of the low-level model, or takes too many steps.
    pub fn run(mut self, entry: GraphId, args: &[&[u8]]) -> Result<Outcome, Error> {
        let fail = |e: String| Error { message: e, trace: Vec::new() };
        let values = match self.program.graphs[entry].args().len() {
            0 => Vec::new(),
            1 => vec![self.string_list(args).map_err(fail)?],
            n => return Err(fail(format!("the entry point takes {n} arguments"))),
        };
        let called = match self.call(entry, &values) {
            // As the run-time library says it of the fault.
            Err(e) if e.message == NULL_ACCESS => {
                let text = b"Fatal RPython error: AttributeError: None is used as an object\n";
                self.stderr.extend_from_slice(text);
                Called::Stopped(FATAL_EXIT)
            }
            other => other?,
        };
        let exit_code = match called {
            Called::Returned(v) => match v.as_int() {
                Some(i) => (i & 0xff) as i32,
                None => return Err(fail(format!("the entry point returned {v:?}"))),
            },
            Called::Stopped(code) => code,
            Called::Raised(class, _) => {
                self.stderr.extend_from_slice(format!("Fatal RPython error: {class}\n").as_bytes());
                FATAL_EXIT
            }
        };
        Ok(Outcome { exit_code, stdout: self.stdout, stderr: self.stderr })
    }

    /// Calls a graph.
    ///
    /// # Errors
    /// If the program breaks a rule of the low-level model, or takes too many steps.
    pub fn call(&mut self, graph: GraphId, args: &[Value]) -> Result<Called, Error> {
        let result = self.enter(graph, args).and_then(|()| self.interpret());
        let trace = || {
            let frames = self.frames.iter().rev().take(20);
            frames.map(|f| format!("{} block{} at operation {}", f.code.name, f.block, f.pc)).collect()
        };
        let out = match result {
            Ok(v) => Ok(Called::Returned(v)),
            Err(Stop::Exit(code)) => Ok(Called::Stopped(code)),
            Err(Stop::Raise(exc)) => Ok(Called::Raised(self.class_name(exc), exc)),
            Err(Stop::Error(message)) => Err(Error { message, trace: trace() }),
        };
        self.frames.clear();
        self.slots.clear();
        self.roots.clear();
        out
    }

    fn enter(&mut self, graph: GraphId, args: &[Value]) -> Res<()> {
        let code = match self.codes.get(graph.as_u32() as usize) {
            Some(Some(code)) => code.clone(),
            Some(None) => {
                let g = &self.program.graphs[graph];
                let code = Rc::new(decode(self.program, g).map_err(|e| format!("{}: {e}", g.name))?);
                self.codes[graph.as_u32() as usize] = Some(code.clone());
                code
            }
            None => return Err(format!("there is no {graph}").into()),
        };
        // A hard limit above that of `stack_check`, for recursion without checks.
        if self.frames.len() >= self.max_depth.saturating_mul(4) {
            return Err(self.known(KnownException::StackOverflow));
        }
        let base = self.slots.len();
        self.slots.resize(base + code.slots, Value::Void);
        let params = &code.blocks[code.start as usize].params;
        if params.len() != args.len() {
            return Err(format!("{} takes {} arguments, {} given", code.name, params.len(), args.len()).into());
        }
        for (p, a) in params.iter().zip(args) {
            self.slots[base + *p as usize] = *a;
        }
        let (block, height) = (code.start, self.roots.len());
        self.frames.push(Frame { code, base, block, pc: 0, roots_below: height, roots: height });
        Ok(())
    }

    fn leave(&mut self) -> Res<()> {
        let frame = self.frames.pop().ok_or("no frame to leave")?;
        self.slots.truncate(frame.base);
        if self.roots.len() != frame.roots_below {
            return Err(format!("{} leaves the shadow stack out of balance", frame.code.name).into());
        }
        Ok(())
    }

    /// Runs until the first frame is left.
    fn interpret(&mut self) -> Res<Value> {
        let bottom = self.frames.len() - 1;
        loop {
            let top = self.frames.len() - 1;
            let code = self.frames[top].code.clone();
            let base = self.frames[top].base;
            match self.run_frame(&code, base, top) {
                Ok(None) => {}
                Ok(Some(v)) => {
                    self.leave()?;
                    if self.frames.len() == bottom {
                        return Ok(v);
                    }
                    self.deliver(v);
                }
                Err(Stop::Raise(exc)) => self.unwind(exc, bottom)?,
                Err(other) => return Err(other),
            }
        }
    }

    /// Stores the result of a call in the frame that made it.
    fn deliver(&mut self, v: Value) {
        if let Some(f) = self.frames.last() {
            let result = f.code.blocks[f.block as usize].ops[f.pc as usize - 1].result;
            self.slots[f.base + result as usize] = v;
        }
    }

    fn unwind(&mut self, exc: Value, bottom: usize) -> Res<()> {
        while self.frames.len() > bottom {
            let top = self.frames.len() - 1;
            let f = &self.frames[top];
            let code = f.code.clone();
            let block = &code.blocks[f.block as usize];
            if let (true, End::Raising(_, Some((var, jump)))) = (f.pc as usize == block.ops.len(), &block.end) {
                let base = f.base;
                self.slots[base + *var as usize] = exc;
                self.jump(&code, base, top, jump);
                return Ok(());
            }
            self.leave()?;
        }
        Err(Stop::Raise(exc))
    }

    fn get(&self, base: usize, a: &Arg) -> Value {
        match a {
            Arg::Slot(i) => self.slots[base + *i as usize],
            Arg::Value(v) => *v,
        }
    }

    fn jump(&mut self, code: &Code, base: usize, top: usize, j: &Jump) {
        let params = &code.blocks[j.target as usize].params;
        if let [a] = &*j.args {
            self.slots[base + params[0] as usize] = self.get(base, a);
        } else {
            let values: Vec<Value> = j.args.iter().map(|a| self.get(base, a)).collect();
            for (p, v) in params.iter().zip(values) {
                self.slots[base + *p as usize] = v;
            }
        }
        let f = &mut self.frames[top];
        f.block = j.target;
        f.pc = 0;
    }

    /// Runs the topmost frame until it calls (`None`) or returns.
    fn run_frame(&mut self, code: &Code, base: usize, top: usize) -> Res<Option<Value>> {
        loop {
            let block = &code.blocks[self.frames[top].block as usize];
            while let Some(op) = block.ops.get(self.frames[top].pc as usize) {
                self.frames[top].pc += 1;
                self.steps += 1;
                if self.steps > self.max_steps {
                    return Err(format!("no end after {} steps", self.max_steps).into());
                }
                match self.exec(op, base, top)? {
                    After::Value(v) => self.slots[base + op.result as usize] = v,
                    After::Call(g, args) => {
                        self.enter(g, &args)?;
                        return Ok(None);
                    }
                }
            }
            self.steps += 1;
            let jump = match &block.end {
                End::Goto(j) | End::Raising(j, _) => j,
                End::Branch(cond, then, els) => match self.get(base, cond) {
                    Value::Scalar(Scalar::Bool(true)) => then,
                    Value::Scalar(Scalar::Bool(false)) => els,
                    v => return Err(format!("a branch on {v:?}").into()),
                },
                End::Switch(value, keys, jumps, default) => {
                    let Value::Scalar(s) = self.get(base, value) else { return Err("a switch on no number".into()) };
                    match (keys.get(&switch_key(s)), default) {
                        (Some(i), _) => &jumps[*i],
                        (None, Some(j)) => j,
                        (None, None) => return Err(format!("no case for {s:?}").into()),
                    }
                }
                End::Return(a) => return Ok(Some(self.get(base, a))),
                End::Raise(a) => {
                    let exc = self.get(base, a);
                    if exc == Value::Null {
                        return Err("raises null".into());
                    }
                    // The frame itself has no handler for its own exit.
                    self.leave()?;
                    return Err(Stop::Raise(exc));
                }
                End::Unreachable => return Err("an unreachable exit was reached".into()),
            };
            if self.steps > self.max_steps {
                return Err(format!("no end after {} steps", self.max_steps).into());
            }
            self.jump(code, base, top, jump);
        }
    }

    fn exec(&mut self, op: &Instr, base: usize, top: usize) -> Res<After> {
        use OpCode::*;
        let arg = |i: usize| self.get(base, &op.args[i]);
        let value = match op.code {
            SameAs | Hint | Likely | Unlikely => arg(0),
            DirectCall | IndirectCall => {
                let args: Vec<Value> = op.args[1..].iter().map(|a| self.get(base, a)).collect();
                return self.invoke(arg(0), args);
            }
            JitConditionalCall | JitConditionalCallValue => {
                let (v, func) = (arg(0), arg(1));
                let is_value = op.code == JitConditionalCallValue;
                if v.is_zero() == is_value {
                    let args: Vec<Value> = op.args[2..].iter().map(|a| self.get(base, a)).collect();
                    return self.invoke(func, args);
                }
                if is_value {
                    v
                } else {
                    Value::Void
                }
            }
            StackCheck => {
                if self.frames.len() >= self.max_depth {
                    return Err(self.known(KnownException::StackOverflow));
                }
                Value::Void
            }
            Fatal => {
                let text = format!("Fatal RPython error: {}\n", op.name.as_deref().unwrap_or(""));
                self.stderr.extend_from_slice(text.as_bytes());
                return Err(Stop::Exit(FATAL_EXIT));
            }
            GcEnterRoots => {
                let n = self.roots.len() + op.number;
                self.frames[top].roots = self.roots.len();
                self.roots.resize(n, Value::Null);
                Value::Void
            }
            GcLeaveRoots => {
                let n = self.roots.len().checked_sub(op.number).ok_or("the shadow stack is empty")?;
                self.roots.truncate(n);
                Value::Void
            }
            GcSaveRoot => {
                let v = arg(0);
                let at = self.frames[top].roots + op.number;
                *self.roots.get_mut(at).ok_or("no such slot of the shadow stack")? = v;
                Value::Void
            }
            GcRestoreRoot => {
                let at = self.frames[top].roots + op.number;
                *self.roots.get(at).ok_or("no such slot of the shadow stack")?
            }
            NullCheck if matches!(arg(0), Value::Null) => return Err(NULL_ACCESS.into()),
            KeepAlive
            | NullCheck
            | GcCollect
            | GcAddMemoryPressure
            | GcWriteBarrier
            | Traceback
            | DebugPrint
            | JitMarker
            | JitForceVirtualizable
            | JitVirtualRefFinish
            | JitForceQuasiImmutable
            | JitRecordExactClass
            | JitRecordExactValue
            | JitAssertGreen => Value::Void,
            JitTraceLength => Value::int(-1),
            JitForceVirtual | JitVirtualRef => arg(0),
            JitIsVirtual | JitIsConstant | JitWeAreJitted | GcCanMove => Value::bool(false),
            code if code.info().hl => return Err(format!("the high-level operation {}", code.name()).into()),
            _ => {
                let mut scalars = [Scalar::Bool(false); 3];
                let n = op.args.len();
                let plain = n <= 3
                    && op.args.iter().zip(&mut scalars).all(|(a, s)| match self.get(base, a) {
                        Value::Scalar(x) => {
                            *s = x;
                            true
                        }
                        _ => false,
                    });
                if plain && n > 0 {
                    if let Some(s) = eval(op.code, &scalars[..n], op.result_type) {
                        return Ok(After::Value(Value::Scalar(s)));
                    }
                    if matches!(op.code, IntAddOvf | IntSubOvf | IntMulOvf) {
                        return Err(self.known(KnownException::OverflowError));
                    }
                }
                let args: Vec<Value> = op.args.iter().map(|a| self.get(base, a)).collect();
                self.memory_op(op, &args)?
            }
        };
        Ok(After::Value(value))
    }

    fn invoke(&mut self, func: Value, args: Vec<Value>) -> Res<After> {
        match func {
            Value::Func(g) => Ok(After::Call(g, args)),
            Value::Extern(x) => {
                let Some(f) = self.externs[x.as_u32() as usize].clone() else {
                    return Err(format!("the run-time function {} is not known", self.program.externs[x].symbol).into());
                };
                f(self, &args).map(After::Value).map_err(|e| {
                    match e.strip_prefix("exit ").and_then(|n| n.parse().ok()) {
                        Some(code) => Stop::Exit(code),
                        None => Stop::Error(format!("{}: {e}", self.program.externs[x].symbol)),
                    }
                })
            }
            other => Err(format!("a call of {other:?}").into()),
        }
    }

    /// An exception that operations raise, or the fatal end if the program has none.
    pub(crate) fn known(&mut self, e: KnownException) -> Stop {
        match self.program.exception(e) {
            Some(s) => Stop::Raise(Value::Obj(s.as_u32())),
            None => {
                let text = format!("Fatal RPython error: {}\n", graph::exception_name(e));
                self.stderr.extend_from_slice(text.as_bytes());
                Stop::Exit(FATAL_EXIT)
            }
        }
    }

    /// Class name of an instance, from its vtable.
    fn class_name(&self, exc: Value) -> String {
        let name = || {
            let Value::Obj(o) = exc else { return None };
            let Some(Value::Obj(vt)) = self.heap[o as usize].fields.first().copied() else { return None };
            let vtable = self.heap.get(vt as usize)?;
            let f = self.program.types.find_field(vtable.ty?, "name")?;
            let i = crate::decode::field_index(self.program, f);
            let Value::Obj(s) = *vtable.fields.get(i)? else { return None };
            match &self.heap.get(s as usize)?.items {
                Items::Bytes(b) => Some(String::from_utf8_lossy(b).into_owned()),
                _ => None,
            }
        };
        name().unwrap_or_else(|| "exception".into())
    }
}
