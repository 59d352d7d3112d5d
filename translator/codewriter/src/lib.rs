//! Makes a program visible to the tracing JIT: finds its drivers' loops, decides which functions the
//! JIT looks into, and writes these as jitcodes with the descriptors they need ([`abi::jit`]).
//!
//! [`prepare`] does all of it in a translation: [`split_portals`] right after rtyping; `backendopt` at level
//! 0 (inlining would hide what hints are on); [`write_jitcodes`], which only reads the program; then
//! `Program::drop_jit_hints`, full optimisation and code generation, with every graph that
//! [`abi::jit::Tables::addresses`] names kept alive, and these addresses in a table for the run time.
//!
//! In [`write_jitcodes`] each function goes through: transform (low-level operations become jitcode
//! operations), register allocation, flattening, liveness, assembly. The functions are found by
//! following calls from the portals.
//!
//! Not here: tracing, anything at run time.

mod bitset;
mod counting;
mod descrs;
mod entries;
mod flatten;
mod heap;
mod jgraph;
mod look;
mod ops;
mod outline;
mod portal;
mod promises;
mod quasi;
mod reads;
mod regalloc;
mod transform;
mod unchanged;
pub mod virtualizable;
pub mod vref;

pub use entries::{prepare, Prepared};
pub use portal::{split_portals, Portal, PortalHook};

use abi::jit::asm::Liveness;
use abi::jit::{Descr, Driver, EffectInfo, Hook, HookKind, JitCode, JitCodeId, Symbol, Tables, Virtualizable};
use backendopt::Analysis;
use cranelift_entity::EntityRef;
use descrs::Descrs;
use diagnostics::Diagnostic;
use graph::{GraphId, Program};
use indexmap::IndexMap;
use lltype::layout::LayoutParams;
use lltype::FieldRef;
use look::Look;
use virtualizable::Virtualizables;
use vref::VirtualRefs;

/// What [`write_jitcodes`] makes.
#[derive(Debug)]
pub struct Output {
    /// For the run time.
    pub tables: Tables,
    /// The graph of each jitcode.
    pub graphs: Vec<GraphId>,
    /// Functions that traced code calls without looking inside, and why.
    pub opaque: Vec<(GraphId, String)>,
}

/// Writes the jitcodes of everything that can be reached from the portals. `returns_exception` says
/// whether the machine code of a graph gives back an exception beside its result.
///
/// # Errors
/// A portal cannot be traced.
pub fn write_jitcodes(
    program: &Program,
    portals: &[Portal],
    layout: LayoutParams,
    returns_exception: &dyn Fn(GraphId) -> bool,
) -> Result<Output, Vec<Diagnostic>> {
    let analysis = Analysis::new(program);
    let drivers: IndexMap<String, bool> = portals.iter().map(|p| (p.name.clone(), p.explicit_entry)).collect();
    let by_graph = portals.iter().enumerate().map(|(i, p)| (p.graph, (i as u16, p.greens.len()))).collect();
    let vables = Virtualizables::of(program, portals);
    let forces = virtualizable::forcing(program, &vables);
    let refs = VirtualRefs::find(program);
    let mut look = Look::new(program, &analysis, returns_exception, by_graph, forces);
    let mut descrs = Descrs::new(program, layout);
    let mut tables = Tables::default();
    let mut errors = Vec::new();
    for (i, p) in portals.iter().enumerate() {
        let graph = &program.graphs[p.graph];
        if let Err(why) = look.supported(graph) {
            errors.push(
                Diagnostic::error("E0502", format!("the loop of '{}' cannot be traced: {why}", p.name))
                    .label(graph.span, "this function")
                    .help("move what cannot be traced into a function of its own with @dont_look_inside"),
            );
        }
        let (_, result) = look.kinds(p.graph);
        let function = function(&look, &mut descrs, program, p.graph);
        tables.drivers.push(Driver {
            name: p.name.clone(),
            portal: look.jitcode(p.graph),
            greens: p.greens.clone(),
            reds: p.reds.clone(),
            result,
            function: Some(function),
            runner: None,
            virtualizable: p.virtualizable.as_ref().and_then(|(red, v)| {
                let n = vables.position(v.container)?;
                Some((*red as u16, n as u16))
            }),
            hooks: p.hooks.iter().filter_map(|h| hook(&look, &mut descrs, program, h)).collect(),
            recursive: p.recursive,
        });
        debug_assert_eq!(tables.drivers[i].portal, JitCodeId(i as u32));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut liveness = Liveness::default();
    while let Some(id) = look.nth(tables.jitcodes.len()) {
        let graph = &program.graphs[id];
        let mut ctx = transform::Context {
            program,
            look: &mut look,
            descrs: &mut descrs,
            drivers: &drivers,
            vables: &vables,
            refs,
        };
        let (args, result) = ctx.look.kinds(id);
        let mut code = JitCode { name: graph.name.to_string(), args, result, ..JitCode::default() };
        code.portal = portals.iter().position(|p| p.graph == id).map(|i| i as u16);
        if code.portal.is_none() {
            code.function = Some(function(ctx.look, ctx.descrs, program, id));
        }
        let done = transform::transform(&mut ctx, id)
            .and_then(|j| flatten::flatten(&j, &mut code, &mut liveness).map_err(|e| e.message));
        if let Err(why) = done {
            errors.push(
                Diagnostic::error("E0502", format!("'{}' cannot be traced: {why}", graph.name))
                    .label(graph.span, "this function")
                    .help("mark it with @dont_look_inside"),
            );
        }
        tables.jitcodes.push(code);
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    tables.invalidate = quasi::invalidate(program).map(|g| function(&look, &mut descrs, program, g));
    tables.virtual_ref = refs.map(|r| r.table(&mut descrs));
    for v in &vables.list {
        let fields = v.fields.iter().map(|f| descrs.field(*f)).collect();
        let array = |f: &FieldRef| Some((descrs.field(*f), descrs.array(program.types.field(*f).ty.target()?)));
        let arrays = v.arrays.iter().filter_map(array).collect();
        let token = descrs.field(v.token);
        let force = Some(virtualizable::force_call(program, &mut descrs, &vables, v));
        let name = program.types.structure_of(v.container).name.to_string();
        tables.virtualizables.push(Virtualizable { name, token, fields, arrays, force });
    }
    let graphs: Vec<GraphId> = (0..tables.jitcodes.len()).filter_map(|i| look.nth(i)).collect();
    tables.indirect = graphs
        .iter()
        .enumerate()
        .filter(|(i, _)| tables.jitcodes[*i].portal.is_none())
        .map(|(i, g)| (descrs.address(Symbol::Graph(g.as_u32())), JitCodeId(i as u32)))
        .collect();
    tables.liveness = liveness.into_words();
    let opaque = look.opaque();
    let (list, effects, addresses): (Vec<Descr>, Vec<EffectInfo>, Vec<Symbol>) = descrs.finish();
    (tables.descrs, tables.effects, tables.addresses) = (list, effects, addresses);
    tables.names = tables.addresses.iter().map(|s| name(program, s) + "\n").collect();
    let sizes = tables.descrs.iter().enumerate().filter_map(|(i, d)| match d {
        Descr::Size(s) => s.vtable.map(|v| (v, abi::jit::DescrId(i as u32))),
        _ => None,
    });
    tables.classes = sizes.collect();
    Ok(Output { tables, graphs, opaque })
}

/// The name of what is at an address, for logs.
fn name(program: &Program, symbol: &Symbol) -> String {
    let name: &str = match *symbol {
        Symbol::Graph(g) => &program.graphs[GraphId::new(g as usize)].name,
        Symbol::Extern(x) => &program.externs[graph::ExternId::new(x as usize)].symbol,
        Symbol::Static(s) => &program.statics[graph::StaticId::new(s as usize)].name,
    };
    name.replace(['\n', '(', ')', ','], "_")
}

/// What the run time must know of a function that it calls.
fn hook(look: &Look, descrs: &mut Descrs, program: &Program, hook: &PortalHook) -> Option<Hook> {
    let what = HookKind::from_name(&hook.name)?;
    let (address, descr) = function(look, descrs, program, hook.graph);
    let text = program.graphs[hook.graph].signature().1.target().filter(|_| what == HookKind::Location);
    Some(Hook { what, address, descr, args: hook.args.clone(), text: text.map(|c| descrs.array(c)) })
}

/// The machine code of a graph, and how it is called.
fn function(look: &Look, descrs: &mut Descrs, program: &Program, id: GraphId) -> (abi::jit::AddrId, abi::jit::DescrId) {
    let (args, result) = program.graphs[id].signature();
    let (effect, raises) = look.graph_effect(descrs, id);
    let d = descrs.call(&args, result, effect, raises);
    (descrs.address(Symbol::Graph(id.as_u32())), d)
}
