//! The questions a translation asks of the host.

use crate::desc::{object, object_list, Desc};
use crate::process::{Answer, Descs, HostError, Process, Witnesses};
use crate::source::{FunctionAst, Sources};
use diagnostics::{Diagnostic, SourceMap, Span};
use graph::HostObj;
use indexmap::IndexMap;
use serde_json::{json, Value};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A `def` or `lambda` inside a function.
#[derive(Clone, Copy, Debug)]
pub struct InnerFunction<'a> {
    /// The function around it.
    pub func: HostObj,
    /// Its name.
    pub name: &'a str,
    /// Its first line.
    pub line: u32,
    /// The source range of its body.
    pub extent: [u32; 4],
    /// The constants that its free variables may name.
    pub cells: &'a IndexMap<String, HostObj>,
    /// The variables that it may share: names per object, between `|`.
    pub chain: &'a str,
    /// Defaults of positional parameters.
    pub defaults: &'a [HostObj],
    /// Defaults of keyword-only parameters.
    pub kwdefaults: &'a [(String, HostObj)],
}

/// What an inner function is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nested {
    /// A function that shares nothing.
    Function(HostObj),
    /// The method of this name of [`Host::closure_class`].
    Method(String),
}

/// How to start the host.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The interpreter to run (`--host-python`).
    pub python: String,
    /// The folder that holds the package `rpython`.
    pub lib_path: PathBuf,
    /// Further folders for the module search path.
    pub paths: Vec<PathBuf>,
    /// Where code of the target's modules is kept between translations, if anywhere.
    pub cache: Option<PathBuf>,
    /// Options the target sees in `driver.config`, by dotted name (`translation.gc`).
    pub config: Vec<(String, Value)>,
}

impl HostOptions {
    /// The default host with the library at `lib_path`.
    pub fn new(lib_path: impl Into<PathBuf>) -> HostOptions {
        HostOptions {
            python: "python3".into(),
            lib_path: lib_path.into(),
            paths: Vec::new(),
            cache: None,
            config: Vec::new(),
        }
    }
}

/// What `target(driver, args)` said.
#[derive(Clone, Debug)]
pub struct Target {
    /// The entry point, a Python function.
    pub entry: HostObj,
    /// The types of its arguments if it is not a standalone program.
    pub inputtypes: Option<HostObj>,
    /// The name the target wants for the executable.
    pub exe_name: Option<String>,
    /// Does the program import the `rpython` package?
    pub uses_rpython: bool,
    /// The target's module.
    pub module: HostObj,
}

/// A value to make on the host.
#[derive(Clone, Debug, PartialEq)]
pub enum WrapValue<'a> {
    /// `None`.
    None,
    /// A bool.
    Bool(bool),
    /// An int.
    Int(i64),
    /// An int of any size.
    BigInt(num_bigint::BigInt),
    /// A float.
    Float(f64),
    /// A byte string.
    Str(&'a [u8]),
    /// A `unicode`.
    Unicode(&'a [u32]),
    /// A tuple of host objects.
    Tuple(&'a [HostObj]),
    /// A new list of host objects.
    List(&'a [HostObj]),
    /// A slice.
    Slice([HostObj; 3]),
}

/// The host and all that is known of its objects.
///
/// Shared by reference between threads; questions are answered one at a time.
pub struct Host {
    options: HostOptions,
    state: Mutex<State>,
    sources: Mutex<Sources>,
    source_map: Arc<SourceMap>,
}

struct State {
    process: Process,
    descs: Vec<Option<Arc<Desc>>>,
    witnesses: HashMap<HostObj, Witnesses>,
    globals: HashMap<(HostObj, String), Option<HostObj>>,
    attrs: HashMap<(HostObj, String), Option<HostObj>>,
    builtins: HashMap<String, HostObj>,
    small: HashMap<SmallKey, HostObj>,
}

#[derive(PartialEq, Eq, Hash)]
enum SmallKey {
    None,
    Bool(bool),
    Int(i64),
    Str(Vec<u8>),
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn ask(&mut self, request: &Value) -> Result<Value, HostError> {
        let Answer { result, descs } = self.process.ask(request)?;
        self.learn(descs);
        Ok(result)
    }

    fn learn(&mut self, descs: Descs) {
        self.witnesses.extend(descs.witnesses);
        for (obj, mut desc) in descs.descs {
            if let Desc::Function(func) = &mut desc {
                for (module, name, value) in std::mem::take(&mut func.members) {
                    self.attrs.insert((module, name), Some(value));
                }
            }
            let index = obj.0 as usize;
            if index >= self.descs.len() {
                self.descs.resize(index + 1, None);
            }
            self.descs[index] = Some(Arc::new(desc));
        }
    }

    /// The description of an object, if it is known or has arrived.
    fn known(&mut self, obj: HostObj) -> Option<&Arc<Desc>> {
        let known = |state: &State| state.descs.get(obj.0 as usize).is_some_and(Option::is_some);
        while !known(self) {
            let descs = self.process.arrived()?;
            self.learn(descs);
        }
        self.descs[obj.0 as usize].as_ref()
    }

    /// An attribute of an instance that its class says nothing about, if both are known.
    fn own_attribute(&mut self, obj: HostObj, name: &str) -> Option<HostObj> {
        let Desc::Instance(instance) = &**self.known(obj)? else { return None };
        let (found, class) = (*instance.attrs.get(name)?, instance.class);
        let class = Arc::clone(self.known(class)?);
        let Desc::Class(class) = &*class else { return None };
        let silent = class.mro.iter().all(|c| match self.descs.get(c.0 as usize).and_then(|d| d.as_deref()) {
            Some(Desc::Class(c)) if c.builtin => c.name == "object",
            Some(Desc::Class(c)) => !c.dict.contains_key(name),
            _ => false,
        });
        silent.then_some(found)
    }

    fn ask_object(&mut self, request: &Value) -> Result<HostObj, HostError> {
        Ok(object(&self.ask(request)?)?)
    }

    fn ask_optional(&mut self, request: &Value) -> Result<Option<HostObj>, HostError> {
        let answer = self.ask(request)?;
        Ok(if answer.is_null() { None } else { Some(object(&answer)?) })
    }
}

impl Host {
    /// Starts the host process.
    pub fn start(options: HostOptions) -> Result<Host, Diagnostic> {
        let process = Process::start(&options.python)?;
        let host = Host::with(options, process);
        let paths = host.search_paths();
        let cache = host.options.cache.as_ref().map(|dir| dir.to_string_lossy().into_owned());
        host.state()
            .ask(&json!({"op": "settings", "paths": paths, "cache": cache}))
            .map_err(|error| Diagnostic::error("E0004", error.headline()))?;
        Ok(host)
    }

    /// Imports modules of the library now, so that copies of this host need not.
    ///
    /// # Errors
    /// If one of them cannot be imported.
    pub fn preload(&self, modules: &[&str]) -> Result<(), Diagnostic> {
        let asked = self.state().ask(&json!({"op": "preload", "modules": modules}));
        asked.map(|_| ()).map_err(|error| Diagnostic::error("E0004", error.headline()))
    }

    /// A host of its own in a copy of this one's process, which ends after so many seconds. Nothing may
    /// have been asked of this one but [`Host::preload`]. `socket` names a file that does not exist yet.
    ///
    /// # Errors
    /// If the process cannot be copied.
    pub fn copy(&self, socket: &Path, seconds: u64) -> Result<Host, Diagnostic> {
        let process = self.state().process.copy(socket, seconds)?;
        Ok(Host::with(self.options.clone(), process))
    }

    fn with(options: HostOptions, process: Process) -> Host {
        let source_map = Arc::new(SourceMap::new());
        let parser = Arc::clone(&process.parser);
        Host {
            options,
            state: Mutex::new(State {
                process,
                descs: Vec::new(),
                witnesses: HashMap::new(),
                globals: HashMap::new(),
                attrs: HashMap::new(),
                builtins: HashMap::new(),
                small: HashMap::new(),
            }),
            sources: Mutex::new(Sources::new(Arc::clone(&source_map), parser)),
            source_map,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    fn search_paths(&self) -> Vec<String> {
        let absolute = |path: &PathBuf| {
            let full = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            full.to_string_lossy().into_owned()
        };
        std::iter::once(&self.options.lib_path).chain(&self.options.paths).map(absolute).collect()
    }

    /// How many source files the target has imported so far, with those of the library.
    pub fn imported_files(&self) -> usize {
        self.state().process.parser.count.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The source files read so far; give it to the renderer of diagnostics.
    pub fn source_map(&self) -> &Arc<SourceMap> {
        &self.source_map
    }

    /// Imports the target and calls its `target` function.
    pub fn import_target(&self, path: &Path, argv: &[String]) -> Result<Target, Diagnostic> {
        let request = json!({
            "op": "import_target",
            "path": path.to_string_lossy(),
            "argv": argv,
            "paths": self.search_paths(),
            "config": self.options.config,
        });
        // A statement of its own: making the message asks for sources, so the state must be free.
        let answer = self.state().ask(&request);
        let answer = answer.map_err(|error| self.import_error(path, &error))?;
        let part = |name: &str| object(&answer[name]);
        let target = (|| {
            Ok::<_, HostError>(Target {
                entry: part("entry")?,
                inputtypes: match &answer["inputtypes"] {
                    Value::Null => None,
                    value => Some(object(value)?),
                },
                exe_name: answer["exe_name"].as_str().map(str::to_owned),
                uses_rpython: answer["uses_rpython"].as_bool().unwrap_or(false),
                module: part("module")?,
            })
        })();
        target.map_err(|error| Diagnostic::error("E0004", error.headline()))
    }

    fn import_error(&self, path: &Path, error: &HostError) -> Diagnostic {
        match error.kind.as_deref() {
            Some("missing-file") => Diagnostic::error("E0001", &error.message)
                .help("give the path of a Python file that defines `target(driver, args)`"),
            Some(_) => Diagnostic::error("E0003", &error.message).help(
                "define `def target(driver, args): return entry_point`, \
                 where `entry_point(argv)` returns an int",
            ),
            None if error.class_name.is_empty() => Diagnostic::error("E0004", &error.message),
            None => {
                let text = format!("importing '{}' failed: {}", path.display(), error.headline());
                let mut out = Diagnostic::error("E0002", text);
                if let Some(frame) = error.frames.last() {
                    let span = self.line_span(&frame.file, frame.line);
                    out = out.label(span, "raised here, on the host");
                }
                out.note(error.traceback())
            }
        }
    }

    /// The span of a line of a file, if the file can be read.
    pub fn line_span(&self, filename: &str, line: u32) -> Span {
        locked(&self.sources).line_span(filename, line, |name| self.source_of(name))
    }

    /// The description of an object.
    pub fn describe(&self, obj: HostObj) -> Arc<Desc> {
        let mut state = self.state();
        if let Some(desc) = state.known(obj) {
            return Arc::clone(desc);
        }
        let asked = state.ask(&json!({"op": "describe", "obj": obj.0}));
        if let (Ok(_), Some(Some(desc))) = (&asked, state.descs.get(obj.0 as usize)) {
            return Arc::clone(desc);
        }
        let repr = match asked {
            Err(error) => error.headline(),
            Ok(_) => "an object without a description".into(),
        };
        Arc::new(Desc::Other { type_name: "undescribed".into(), repr })
    }

    /// A few items of a big list of primitives whose annotations have the same union as those of all; for a big dict,
    /// such keys and such values. None for small containers, and for those of other things.
    pub fn witnesses(&self, obj: HostObj) -> Option<Vec<Vec<HostObj>>> {
        self.describe(obj);
        self.state().witnesses.get(&obj).cloned()
    }

    /// Fetches the descriptions of many objects in one go; those known already cost nothing.
    pub fn prefetch(&self, objs: &[HostObj]) {
        let mut state = self.state();
        let wanted: Vec<u32> = objs.iter().filter(|obj| state.known(**obj).is_none()).map(|obj| obj.0).collect();
        if wanted.len() > 1 {
            // Should it fail, each will be asked for by itself.
            let _ = state.ask(&json!({"op": "prefetch", "objs": wanted}));
        }
    }

    /// Has all that the objects described so far reach described while other work goes on.
    pub fn prefetch_all(&self) {
        // Should it fail, each will be asked for by itself.
        let _ = self.state().process.stream();
    }

    /// Forgets what is known of an object, so that its next description is fresh.
    pub fn refresh(&self, obj: HostObj) {
        let mut state = self.state();
        if let Some(slot) = state.descs.get_mut(obj.0 as usize) {
            *slot = None;
        }
    }

    /// `getattr(obj, name)`, or `None` where there is no such attribute (or reading it fails).
    pub fn getattr(&self, obj: HostObj, name: &str) -> Option<HostObj> {
        let mut state = self.state();
        let key = (obj, name.to_owned());
        if let Some(known) = state.attrs.get(&key) {
            return *known;
        }
        if let Some(found) = state.own_attribute(obj, name) {
            return Some(found);
        }
        let request = json!({"op": "getattr", "obj": obj.0, "name": name});
        let found = state.ask_optional(&request).ok().flatten();
        if found.is_some() {
            state.attrs.insert(key, found);
        }
        found
    }

    /// The value of a global or builtin name as a function sees it.
    pub fn global_lookup(&self, func: HostObj, name: &str) -> Option<HostObj> {
        let desc = self.describe(func);
        let func = desc.as_function()?;
        if let Some(found) = func.found.get(name) {
            return Some(*found);
        }
        let mut state = self.state();
        let key = (func.globals, name.to_owned());
        if let Some(known) = state.globals.get(&key) {
            return *known;
        }
        let request = json!({"op": "global", "globals": func.globals.0, "name": name});
        let found = state.ask_optional(&request).ok().flatten();
        state.globals.insert(key, found);
        found
    }

    /// Calls a host function.
    pub fn call(&self, func: HostObj, args: &[HostObj]) -> Result<HostObj, HostError> {
        self.call_keywords(func, args, &[])
    }

    /// Calls a host function with keyword arguments.
    pub fn call_keywords(
        &self,
        func: HostObj,
        args: &[HostObj],
        keywords: &[(&str, HostObj)],
    ) -> Result<HostObj, HostError> {
        let args: Vec<u32> = args.iter().map(|arg| arg.0).collect();
        let keywords: Vec<_> = keywords.iter().map(|(name, value)| (name, value.0)).collect();
        let request = json!({"op": "call", "func": func.0, "args": args, "kwargs": keywords});
        self.state().ask_object(&request)
    }

    /// `issubclass(a, b)`.
    pub fn is_subclass(&self, a: HostObj, b: HostObj) -> bool {
        match &*self.describe(a) {
            Desc::Class(class) => class.mro.contains(&b),
            _ => false,
        }
    }

    /// The class of an object.
    pub fn type_of(&self, obj: HostObj) -> Option<HostObj> {
        match &*self.describe(obj) {
            Desc::Instance(instance) => Some(instance.class),
            Desc::RInt { class, .. } => Some(*class),
            _ => self.eval_unop("type", obj).ok(),
        }
    }

    /// `isinstance(obj, class)`.
    pub fn is_instance(&self, obj: HostObj, class: HostObj) -> bool {
        self.type_of(obj).is_some_and(|own| self.is_subclass(own, class))
    }

    /// Looks a name up along the classes of an instance or class: what `getattr` would find in the
    /// class dicts, unbound.
    pub fn class_lookup(&self, class: HostObj, name: &str) -> Option<HostObj> {
        let desc = self.describe(class);
        desc.as_class()?
            .mro
            .iter()
            .find_map(|base| self.describe(*base).as_class().and_then(|base| base.dict.get(name).copied()))
    }

    /// A binary operation of the host by its name in module `operator`, also `isinstance` and
    /// `hasattr`; `contains` and `getitem` take the container first.
    pub fn eval_binop(&self, name: &str, a: HostObj, b: HostObj) -> Result<HostObj, HostError> {
        let request = json!({"op": "binop", "name": name, "a": a.0, "b": b.0});
        self.state().ask_object(&request)
    }

    /// A unary operation of the host: `neg`, `pos`, `invert`, `not_`, `truth`, `len`, `abs`,
    /// `repr`, `str`, `type`, `tuple`, `list`, `int`, `float`.
    pub fn eval_unop(&self, name: &str, a: HostObj) -> Result<HostObj, HostError> {
        self.state().ask_object(&json!({"op": "unop", "name": name, "a": a.0}))
    }

    /// The items of a finite iterable (or of an `unrolling_iterable`).
    pub fn iterate(&self, obj: HostObj) -> Result<Vec<HostObj>, HostError> {
        if let Desc::Tuple(items) | Desc::List(items) = &*self.describe(obj) {
            return Ok(items.clone());
        }
        let answer = self.state().ask(&json!({"op": "iterate", "obj": obj.0}))?;
        Ok(object_list(&answer)?)
    }

    /// A builtin by name (`len`, `ValueError`, `int`, ...).
    pub fn builtin(&self, name: &str) -> Option<HostObj> {
        let mut state = self.state();
        if let Some(known) = state.builtins.get(name) {
            return Some(*known);
        }
        let found = state.ask_object(&json!({"op": "builtin", "name": name})).ok()?;
        state.builtins.insert(name.to_owned(), found);
        Some(found)
    }

    /// Imports a module by its full name.
    pub fn import_module(&self, name: &str) -> Result<HostObj, HostError> {
        self.state().ask_object(&json!({"op": "import", "name": name}))
    }

    /// `from name import attr` with a relative level, as seen from a function's globals.
    pub fn import_from(
        &self,
        globals: HostObj,
        level: u32,
        name: &str,
        attr: Option<&str>,
    ) -> Result<HostObj, HostError> {
        self.state().ask_object(&json!({
            "op": "import",
            "name": name,
            "level": level,
            "globals": globals.0,
            "attr": attr,
        }))
    }

    /// The instance that a prebuilt object of a class which the translator replaces is.
    pub fn stand_in(&self, obj: HostObj) -> Option<HostObj> {
        let function = self.lookup("rpython.translation.replacements", "stand_in")?;
        self.call(function, &[obj]).ok()
    }

    /// An attribute of a module named in full: `lookup("rpython.rlib.rarithmetic", "ovfcheck")`.
    pub fn lookup(&self, module: &str, name: &str) -> Option<HostObj> {
        let module = self.import_module(module).ok()?;
        self.getattr(module, name)
    }

    /// Makes a value on the host.
    pub fn wrap(&self, value: WrapValue<'_>) -> HostObj {
        let key = match &value {
            WrapValue::None => Some(SmallKey::None),
            WrapValue::Bool(value) => Some(SmallKey::Bool(*value)),
            WrapValue::Int(value) => Some(SmallKey::Int(*value)),
            WrapValue::Str(value) => Some(SmallKey::Str(value.to_vec())),
            _ => None,
        };
        let mut state = self.state();
        if let Some(known) = key.as_ref().and_then(|key| state.small.get(key)) {
            return *known;
        }
        let numbers = |objs: &[HostObj]| objs.iter().map(|obj| obj.0).collect::<Vec<_>>();
        let spelled = match &value {
            WrapValue::None => json!(["n", null]),
            WrapValue::Bool(value) => json!(["b", value]),
            WrapValue::Int(value) => json!(["i", value]),
            WrapValue::BigInt(value) => json!(["i", value.to_string()]),
            WrapValue::Float(value) => json!(["f", value.to_bits()]),
            WrapValue::Str(value) => {
                json!(["s", value.iter().map(|byte| char::from(*byte)).collect::<String>()])
            }
            WrapValue::Unicode(value) => json!(["u", value]),
            WrapValue::Tuple(items) => json!(["t", numbers(items)]),
            WrapValue::List(items) => json!(["l", numbers(items)]),
            WrapValue::Slice(parts) => json!(["sl", numbers(parts)]),
        };
        // A value that only holds data can always be made; a dead host is noticed at the next
        // description.
        let made = state.ask_object(&json!({"op": "wrap", "value": spelled}));
        let obj = made.unwrap_or(HostObj(u32::MAX));
        if let Some(key) = key {
            state.small.insert(key, obj);
        }
        obj
    }

    /// `None` on the host.
    pub fn wrap_none(&self) -> HostObj {
        self.wrap(WrapValue::None)
    }

    /// A bool on the host.
    pub fn wrap_bool(&self, value: bool) -> HostObj {
        self.wrap(WrapValue::Bool(value))
    }

    /// An int on the host.
    pub fn wrap_int(&self, value: i64) -> HostObj {
        self.wrap(WrapValue::Int(value))
    }

    /// A float on the host.
    pub fn wrap_float(&self, value: f64) -> HostObj {
        self.wrap(WrapValue::Float(value))
    }

    /// A byte string on the host.
    pub fn wrap_str(&self, value: &[u8]) -> HostObj {
        self.wrap(WrapValue::Str(value))
    }

    /// A new tuple on the host.
    pub fn wrap_tuple(&self, items: &[HostObj]) -> HostObj {
        self.wrap(WrapValue::Tuple(items))
    }

    /// The host object of a high-level constant; `None` for low-level ones.
    pub fn wrap_const(&self, value: &graph::Const) -> Option<HostObj> {
        use graph::Const;
        Some(match value {
            Const::None => self.wrap(WrapValue::None),
            Const::Bool(value) => self.wrap(WrapValue::Bool(*value)),
            Const::Int(value) => self.wrap(WrapValue::Int(*value)),
            Const::Float(value) => self.wrap(WrapValue::Float(value.get())),
            Const::Str(value) => self.wrap(WrapValue::Str(value)),
            Const::Char(value) => self.wrap(WrapValue::Str(&[*value])),
            Const::Unicode(value) => self.wrap(WrapValue::Unicode(value)),
            Const::Host(obj) => *obj,
            _ => return None,
        })
    }

    /// The constant that stands for a host object in a graph: primitives by value, the rest by
    /// handle.
    pub fn to_const(&self, obj: HostObj) -> graph::Const {
        use graph::Const;
        match &*self.describe(obj) {
            Desc::None => Const::None,
            Desc::Bool(value) => Const::Bool(*value),
            Desc::Int(value) => Const::Int(*value),
            Desc::Float(value) => Const::float(*value),
            Desc::Str(value) => Const::Str(value.as_slice().into()),
            Desc::Unicode(value) => Const::Unicode(value.as_slice().into()),
            _ => Const::Host(obj),
        }
    }

    /// The function that a `def` or `lambda` inside a function makes. The error is the name of a free variable
    /// that is neither constant nor shared.
    pub fn nested_function(&self, inner: &InnerFunction) -> Result<Nested, String> {
        let pair = |(name, obj): (&String, &HostObj)| json!([name, obj.0]);
        let answer = self.state().ask(&json!({
            "op": "nested",
            "func": inner.func.0,
            "name": inner.name,
            "line": inner.line,
            "extent": inner.extent,
            "cells": inner.cells.iter().map(pair).collect::<Vec<_>>(),
            "chain": inner.chain,
            "defaults": inner.defaults.iter().map(|obj| obj.0).collect::<Vec<_>>(),
            "kwdefaults": inner.kwdefaults.iter().map(|(n, o)| json!([n, o.0])).collect::<Vec<_>>(),
        }));
        match answer {
            Ok(answer) => match (object(&answer), answer["method"].as_str()) {
                (Ok(func), _) => Ok(Nested::Function(func)),
                (_, Some(name)) => Ok(Nested::Method(name.to_owned())),
                _ => Err(answer["free"].as_str().unwrap_or("its source").to_owned()),
            },
            Err(error) => Err(error.headline()),
        }
    }

    /// The hidden class of the objects with the variables that a function shares with closures inside of it.
    pub fn closure_class(&self, func: HostObj) -> Result<HostObj, HostError> {
        self.state().ask_object(&json!({"op": "closure_class", "func": func.0}))
    }

    /// The hidden class of the iterators that a generator function makes. Its `__next__` method
    /// has the function as its attribute `_generator_next_method_of_`.
    pub fn generator_class(&self, func: HostObj) -> Result<HostObj, HostError> {
        self.state().ask_object(&json!({"op": "generator_class", "func": func.0}))
    }

    /// The text of a source without a file (made by `exec`), or as the host's loader sees it.
    fn source_of(&self, filename: &str) -> Option<String> {
        let answer = self.state().ask(&json!({"op": "source", "file": filename})).ok()?;
        answer.as_str().map(str::to_owned)
    }

    /// The source of a Python function as a tree.
    pub fn ast_of(&self, func: HostObj) -> Result<Arc<FunctionAst>, Diagnostic> {
        let desc = self.describe(func);
        let Some(func) = desc.as_function() else {
            let text = format!("a {} has no source that RPython could read", desc.kind_name());
            return Err(Diagnostic::error("E0101", text));
        };
        locked(&self.sources).find(&func.code, |name| self.source_of(name))
    }
}
