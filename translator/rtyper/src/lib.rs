//! Annotated high-level graphs become low-level graphs.
//!
//! [`rtype`] gives each annotation a representation ([`repr`]), each class a structure and a vtable
//! ([`classes`]), each host constant a prebuilt object ([`consts`]), and rewrites each operation
//! ([`lower`] and the `ops_*` modules). Work on lists, strings and dicts that is more than a few
//! operations is done by helpers written in low-level RPython (`rpython/rtyper/*.py`), compiled on
//! demand for the low-level types of their arguments by [`lowlevel`].
//!
//! Not here: optimisation, exceptions transform, GC. Nothing in this crate knows a collector.

mod builder;
mod builtins;
mod calls;
mod classes;
mod consts;
mod convert;
mod dicts;
mod erased;
mod fields;
mod intrinsics;
mod jit;
mod lists;
mod lower;
mod lowlevel;
mod lowlevel_ops;
mod methods;
mod ops_iter;
mod ops_num;
mod ops_obj;
mod ops_seq;
mod rawblocks;
mod repr;

use annotator::{AGraphId, CallFamilyId, ClassDefId, DictId, ListId, Model};
use cranelift_entity::SecondaryMap;
use diagnostics::Diagnostic;
use graph::{Const, Graph, GraphId, HostObj, KnownException, Program, StaticId};
use host::Host;
use indexmap::IndexMap;
use lltype::{ContainerId, Elem, Field, Immutability, LLType};
use std::collections::HashMap;
use std::sync::Arc;

pub use repr::Repr;

/// What is laid out for a class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClassInfo {
    /// Structure of instances.
    pub inst: ContainerId,
    /// Structure of the vtable.
    pub vtable: ContainerId,
    /// The vtable itself.
    pub vtable_static: StaticId,
    /// First number of the subtree.
    pub min: i64,
    /// Last number of the subtree.
    pub max: i64,
}

/// The state of a run of the rtyper.
pub struct RTyper<'a> {
    pub(crate) host: &'a Host,
    pub(crate) model: &'a Model,
    pub(crate) prog: Program,
    pub(crate) errors: Vec<Diagnostic>,

    pub(crate) object: ContainerId,
    pub(crate) vtable_root: ContainerId,
    /// A word anywhere in memory.
    pub(crate) word: ContainerId,
    pub(crate) string: ContainerId,
    pub(crate) unicode: ContainerId,
    pub(crate) classes: SecondaryMap<ClassDefId, Option<ClassInfo>>,

    pub(crate) list_types: IndexMap<ListId, LLType>,
    pub(crate) resizable_types: IndexMap<LLType, ContainerId>,
    pub(crate) tuple_types: IndexMap<Vec<LLType>, ContainerId>,
    pub(crate) dict_types: IndexMap<DictId, ContainerId>,
    pub(crate) dict_by_shape: IndexMap<dicts::DictShape, ContainerId>,
    /// Dicts whose types are being made, and whether a part of theirs asked for them.
    pub(crate) open_dicts: HashMap<DictId, bool>,
    pub(crate) iter_types: IndexMap<(LLType, &'static str), ContainerId>,
    pub(crate) named_types: IndexMap<&'static str, ContainerId>,
    pub(crate) frozen_types: IndexMap<Vec<annotator::DescId>, ContainerId>,
    pub(crate) raw_block: Option<ContainerId>,
    /// Whether `intmask` leaves a `same_as`.
    pub(crate) masks: bool,
    pub(crate) family_types: IndexMap<CallFamilyId, LLType>,

    pub(crate) graph_ids: SecondaryMap<AGraphId, Option<GraphId>>,
    pub(crate) rows: IndexMap<(CallFamilyId, usize), calls::RowInfo>,
    /// Graph or wrapper of each function of a row.
    pub(crate) row_targets: HashMap<(CallFamilyId, usize, annotator::DescId), GraphId>,
    pub(crate) helpers: IndexMap<(HostObj, Vec<lowlevel::Key>), lowlevel::Helper>,
    pub(crate) extern_ids: IndexMap<HostObj, graph::ExternId>,
    pub(crate) helper_graphs: IndexMap<HostObj, std::rc::Rc<Graph>>,
    pub(crate) helper_objs: IndexMap<(&'static str, &'static str), HostObj>,

    pub(crate) strings: IndexMap<Arc<[u8]>, StaticId>,
    pub(crate) unicodes: IndexMap<Arc<[u32]>, StaticId>,
    pub(crate) prebuilt: IndexMap<(HostObj, ContainerId), StaticId>,
    pub(crate) pending: Vec<consts::Pending>,
    pub(crate) exc_instances: IndexMap<ClassDefId, StaticId>,
    pub(crate) tuple_functions: IndexMap<(LLType, &'static str), GraphId>,
    pub(crate) key_function_cache: IndexMap<DictId, (lowlevel::HArg, lowlevel::HArg)>,
}

/// Turns an annotated program into a low-level one; warnings come with it.
///
/// # Errors
/// Diagnostics for operations without a low-level implementation.
pub fn rtype(host: &Host, model: &Model) -> Result<(Program, Vec<Diagnostic>), Vec<Diagnostic>> {
    rtype_with(host, model, false)
}

/// The same; with `masks` there is a `same_as` where `intmask` was called on an int.
///
/// # Errors
/// As [`rtype`].
pub fn rtype_with(host: &Host, model: &Model, masks: bool) -> Result<(Program, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut rt = RTyper::new(host, model);
    rt.masks = masks;
    rt.layout_classes();
    rt.assign_graphs();
    for (id, _) in model.graphs.iter() {
        if rt.graph_ids[id].is_some() {
            rt.lower_graph(id);
        }
        rt.flush_pending();
    }
    rt.finish_vtables();
    rt.flush_pending();
    rt.finish_entry();
    if rt.errors.is_empty() {
        Ok((rt.prog, Vec::new()))
    } else {
        Err(rt.errors)
    }
}

impl<'a> RTyper<'a> {
    fn new(host: &'a Host, model: &'a Model) -> RTyper<'a> {
        let mut prog = Program::default();
        let t = &mut prog.types;
        let string = t.forward("rpy_string", true);
        t.define(string, None, vec![repr::field("hash", LLType::Signed)], Some(Elem::Prim(LLType::Char)));
        t.structure_mut(string).immutable_items = true;
        let unicode = t.forward("rpy_unicode", true);
        t.define(unicode, None, vec![repr::field("hash", LLType::Signed)], Some(Elem::Prim(LLType::UniChar)));
        t.structure_mut(unicode).immutable_items = true;
        let constant = |name: &str, ty| Field { name: name.into(), ty, immutable: Immutability::Immutable };
        let vtable_root = t.structure(
            "object_vtable",
            false,
            None,
            vec![
                constant("subclassrange_min", LLType::Signed),
                constant("subclassrange_max", LLType::Signed),
                constant("name", LLType::Ptr(string)),
            ],
        );
        let object = t.structure("object", true, None, vec![constant("typeptr", LLType::Ptr(vtable_root))]);
        let word = t.structure("word", false, None, vec![repr::field("word", LLType::Signed)]);
        prog.object = Some(object);
        prog.vtable = Some(vtable_root);
        prog.string = Some(string);
        RTyper {
            host,
            model,
            prog,
            errors: Vec::new(),
            object,
            vtable_root,
            word,
            string,
            unicode,
            classes: SecondaryMap::new(),
            list_types: IndexMap::new(),
            resizable_types: IndexMap::new(),
            tuple_types: IndexMap::new(),
            dict_types: IndexMap::new(),
            dict_by_shape: IndexMap::new(),
            open_dicts: HashMap::new(),
            iter_types: IndexMap::new(),
            named_types: IndexMap::new(),
            frozen_types: IndexMap::new(),
            raw_block: None,
            masks: false,
            family_types: IndexMap::new(),
            graph_ids: SecondaryMap::new(),
            rows: IndexMap::new(),
            row_targets: HashMap::new(),
            helpers: IndexMap::new(),
            extern_ids: IndexMap::new(),
            helper_graphs: IndexMap::new(),
            helper_objs: IndexMap::new(),
            strings: IndexMap::new(),
            unicodes: IndexMap::new(),
            prebuilt: IndexMap::new(),
            pending: Vec::new(),
            exc_instances: IndexMap::new(),
            tuple_functions: IndexMap::new(),
            key_function_cache: IndexMap::new(),
        }
    }

    /// Pointer to `rpy_string`.
    pub(crate) fn str_ptr(&self) -> LLType {
        LLType::Ptr(self.string)
    }

    /// Pointer to `rpy_unicode`.
    pub(crate) fn unicode_ptr(&self) -> LLType {
        LLType::Ptr(self.unicode)
    }

    /// Pointer to the root of instances.
    pub(crate) fn object_ptr(&self) -> LLType {
        LLType::Ptr(self.object)
    }

    /// Gives each annotated graph a low-level graph that only has its signature yet.
    fn assign_graphs(&mut self) {
        for (id, ag) in self.model.graphs.iter() {
            let mut g = Graph::new(&ag.graph.name, ag.graph.span);
            g.attrs = ag.graph.attrs.clone();
            for v in ag.graph.args() {
                let r = self.repr(&ag.bindings[*v]);
                let ty = self.lltype(&r);
                if !ty.is_void() {
                    let name = ag.graph.vars[*v].name.clone();
                    g.add_param(g.start, name, Some(ty));
                }
            }
            let r = self.repr(&ag.result);
            g.result = Some(self.lltype(&r));
            self.graph_ids[id] = Some(self.prog.graphs.push(g));
        }
    }

    /// The entry point and the exceptions that operations raise.
    fn finish_entry(&mut self) {
        let Some(entry) = self.model.entry else { return };
        self.prog.entry = self.graph_ids[entry];
        let str_ptr = self.str_ptr();
        self.prog.string_list = Some(self.resizable_list(str_ptr));
        for (known, name) in [
            (KnownException::OverflowError, "OverflowError"),
            (KnownException::MemoryError, "MemoryError"),
            (KnownException::StackOverflow, "RecursionError"),
        ] {
            if let Some(class) = self.model.builtin_classes.get(name).copied() {
                let s = self.exception_instance(class);
                self.prog.exceptions.push((known, s));
            }
        }
        self.flush_pending();
        self.adapt_entry();
    }

    /// The entry point of the program takes a resizable list of strings and returns `Signed`,
    /// whatever the annotated function made of them.
    fn adapt_entry(&mut self) {
        let Some(entry) = self.prog.entry else { return };
        let (args, result) = self.prog.graphs[entry].signature();
        let list = LLType::Ptr(self.prog.string_list.expect("set above"));
        if args == [list] && result == LLType::Signed {
            return;
        }
        if !matches!(result, LLType::Signed | LLType::Bool | LLType::Unsigned | LLType::Void) {
            let graph = &self.prog.graphs[entry];
            let mut error = Diagnostic::error("E0302", "the entry point must return an int, the exit code")
                .label(graph.span, "this function returns something else")
                .help("end it with `return 0`");
            // With threads, the library's function that calls the program's.
            if self.model.entry.is_some_and(|e| self.model.in_library(self.host, &self.model.graphs[e])) {
                let ops = graph.blocks.values().flat_map(|b| &b.ops);
                let mut called = ops.rev().filter_map(|op| match op.args.first() {
                    Some(graph::Operand::Const(Const::Func(g))) => Some(&self.prog.graphs[*g]),
                    _ => None,
                });
                if let Some(g) = called.find(|g| g.signature().1 == result && !g.span.is_none()) {
                    error = error.label(g.span, "the value comes from here");
                }
            }
            self.error(error);
            return;
        }
        let g = self.entry_adapter(entry, &args, result, list);
        self.prog.entry = Some(self.prog.graphs.push(g));
    }

    /// A constant of the prebuilt vtable of a class.
    pub(crate) fn vtable_const(&self, c: ClassDefId) -> Const {
        Const::Static(self.class_info(c).vtable_static, LLType::Ptr(self.vtable_root))
    }

    pub(crate) fn class_info(&self, c: ClassDefId) -> ClassInfo {
        self.classes[c].expect("laid out class")
    }

    pub(crate) fn error(&mut self, d: Diagnostic) {
        if self.errors.len() < 50 && !self.errors.contains(&d) {
            self.errors.push(d);
        }
    }
}
