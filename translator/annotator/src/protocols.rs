//! Methods that containers call of the instances in them: `__eq__`, `__hash__`, `__repr__`.
//!
//! Operations that compare containers or make text of them note what is in there. When nothing else changes,
//! the functions of `rpython.translation.protocols` are annotated for the classes found; the rtyper's helpers call
//! their graphs ([`Model::protocols`](crate::Model)).

use crate::calls::CallArgs;
use crate::driver::Annotator;
use crate::hash::FastIndexSet;
use crate::{AGraphId, ClassDefId, Desc, DictId, Kind, ListId, Model, SomeValue};
use diagnostics::{Diagnostic, Span};
use graph::Const;

/// What a container asks of the instances in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// `__eq__`.
    Eq,
    /// `__hash__`.
    Hash,
    /// `__repr__`.
    Repr,
    /// `__del__`: what is called for each new instance.
    Made,
    /// `__del__`: what is called after a collection.
    Drain,
}

impl Protocol {
    fn method(self) -> &'static str {
        match self {
            Protocol::Eq => "__eq__",
            Protocol::Hash => "__hash__",
            Protocol::Repr => "__repr__",
            Protocol::Made | Protocol::Drain => "__del__",
        }
    }

    fn function(self) -> &'static str {
        match self {
            Protocol::Eq => "instance_eq",
            Protocol::Hash => "instance_hash",
            Protocol::Repr => "instance_repr",
            Protocol::Made => "finalizer_made",
            Protocol::Drain => "finalizer_drain",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    List(ListId),
    Dict(DictId),
    Class(ClassDefId),
}

/// What was noted: containers and classes, what is asked, and where first.
#[derive(Default)]
pub(crate) struct Noted(FastIndexSet<(Part, Protocol)>, Vec<Span>);

impl Noted {
    fn add(&mut self, part: Part, protocol: Protocol, span: Span) {
        if self.0.insert((part, protocol)) {
            self.1.push(span);
        }
    }

    fn value(&mut self, s: &SomeValue, protocol: Protocol, span: Span) {
        match &s.kind {
            Kind::Tuple(items) => items.iter().for_each(|s| self.value(s, protocol, span)),
            Kind::List(l) => self.add(Part::List(*l), protocol, span),
            Kind::Dict(d) | Kind::Set(d) => self.add(Part::Dict(*d), protocol, span),
            Kind::Instance { class, .. } => self.add(Part::Class(*class), protocol, span),
            _ => {}
        }
    }
}

impl Annotator<'_> {
    /// A container is compared, or text is made of it.
    pub(crate) fn note_items(&mut self, s: &SomeValue, protocol: Protocol) {
        if let Kind::Tuple(_) | Kind::List(_) | Kind::Dict(_) | Kind::Set(_) = s.kind {
            let span = self.span();
            self.noted.value(s, protocol, span);
        }
    }

    /// Has the functions annotated for the classes found in containers. Gives whether there were new ones.
    pub(crate) fn call_protocols(&mut self) -> bool {
        let mut noted = std::mem::take(&mut self.noted);
        for d in self.model.dict_items.keys().collect::<Vec<_>>() {
            let item = &self.model.dict_items[d];
            if self.model.dict_leader(d) == d && item.custom.is_none() && !item.key.is_impossible() {
                let span = self.dict_origin[d].unwrap_or_default().span;
                let key = item.key.clone();
                noted.value(&key, Protocol::Eq, span);
                noted.value(&key, Protocol::Hash, span);
            }
        }
        let mut at = 0;
        let mut new = Vec::new();
        while let Some((part, protocol)) = noted.0.get_index(at).copied() {
            let span = noted.1[at];
            at += 1;
            match part {
                Part::List(l) => {
                    let item = self.model.list_item(l).s.clone();
                    noted.value(&item, protocol, span);
                }
                Part::Dict(d) => {
                    let item = self.model.dict_item(d).clone();
                    noted.value(&item.value, protocol, span);
                    if protocol == Protocol::Repr {
                        noted.value(&item.key, protocol, span);
                    }
                }
                Part::Class(c) => new.push((c, protocol, span)),
            }
        }
        self.noted = noted;
        let known = self.model.protocols.len();
        for (class, protocol, span) in new {
            let asked = self.has_special(class, protocol.method())
                || protocol == Protocol::Hash && self.has_special(class, "__eq__");
            if asked && !self.model.protocols.contains_key(&(class, protocol)) {
                self.call_protocol(class, protocol, span);
            }
        }
        for class in self.model.classes.keys().collect::<Vec<_>>() {
            let asked = self.model.classes[class].instantiated && self.has_special(class, "__del__");
            if asked && !self.model.protocols.contains_key(&(class, Protocol::Made)) {
                self.call_protocol(class, Protocol::Made, Span::NONE);
                self.call_protocol(class, Protocol::Drain, Span::NONE);
            }
        }
        self.model.protocols.len() > known || self.catch_system_exit()
    }

    /// Puts a handler for SystemExit around the entry point once there is a SystemExit.
    fn catch_system_exit(&mut self) -> bool {
        let Some(class) = self.model.builtin_classes.get("SystemExit").copied() else { return false };
        if !self.model.classes[class].attrs.contains_key("code") {
            return false;
        }
        let (Some((entry, args)), Some(graph)) = (self.entry_call.take(), self.model.entry) else { return false };
        let name = match self.model.graphs[graph].result.kind {
            Kind::None | Kind::Impossible => "entry_without_result",
            _ => "entry_with_code",
        };
        let made = self.host.lookup("rpython.translation.protocols", name);
        let takes = self.host.wrap_const(&Const::Bool(!args.is_empty()));
        let Some((made, takes)) = made.zip(takes) else { return false };
        let Ok(main) = self.host.call(made, &[entry, takes]) else { return false };
        self.cur = None;
        self.model.entry = self.add_function(main, &args);
        true
    }

    fn call_protocol(&mut self, class: ClassDefId, protocol: Protocol, span: Span) {
        if protocol == Protocol::Hash && !self.has_special(class, "__hash__") {
            let name = self.model.classes[class].name.clone();
            let d = Diagnostic::error("E0202", format!("class `{name}` has an `__eq__` but no `__hash__`"))
                .label(span, "its instances are keys here")
                .help("define `__hash__` so that equal instances have equal hashes");
            if !self.diagnostics.contains(&d) {
                self.diagnostics.push(d);
            }
            return;
        }
        let Some(mut function) = self.host.lookup("rpython.translation.protocols", protocol.function()) else { return };
        self.cur = None;
        let one = |none| SomeValue::of(Kind::Instance { class, none });
        let args = match protocol {
            Protocol::Eq => vec![one(true), one(true)],
            Protocol::Hash | Protocol::Repr => vec![one(true)],
            Protocol::Made => vec![one(false)],
            Protocol::Drain => Vec::new(),
        };
        if let Protocol::Made | Protocol::Drain = protocol {
            let Desc::Class { host, .. } = &self.model.descs[self.model.classes[class].desc] else { return };
            let Ok(made) = self.host.call(function, &[*host]) else { return };
            function = made;
        }
        let Ok(SomeValue { kind: Kind::Pbc { descs, .. }, .. }) = self.host_value(function) else { return };
        let Some(d) = descs.first().copied() else { return };
        if self.call_function(d, &CallArgs::positional(args)).is_err() {
            return;
        }
        if let Desc::Function(f) = &self.model.descs[d] {
            if let Some(graph) = f.graphs.last() {
                self.model.protocols.insert((class, protocol), *graph);
            }
        }
    }

    /// May the lookup of a key call methods of the program?
    pub(crate) fn keys_have_methods(&self, d: DictId) -> bool {
        fn inside(a: &Annotator, s: &SomeValue) -> bool {
            match &s.kind {
                Kind::Instance { class, .. } => a.has_special(*class, "__eq__"),
                Kind::Tuple(items) => items.iter().any(|s| inside(a, s)),
                _ => false,
            }
        }
        inside(self, &self.model.dict_item(d).key)
    }
}

impl Model {
    /// The graph of what a container asks of instances of a class.
    pub fn protocol(&self, class: ClassDefId, protocol: Protocol) -> Option<AGraphId> {
        self.protocols.get(&(class, protocol)).copied()
    }
}
