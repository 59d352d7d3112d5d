//! The module of data: prebuilt objects, the program's table, `main`.

use crate::typeinfo;
use crate::unit::{escape, memory_type, result_type, static_symbol, Unit, TARGET};
use crate::Input;
use abi::NO_OFFSET;
use gctransform::Reachable;
use graph::{Const, Imm, KnownException, OpCode, Static, StaticId, StaticItems};
use lltype::layout::{size_align, LayoutParams};
use lltype::{ContainerId, Elem, FieldRef, LLType};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

/// The text of the module.
pub fn module(input: &Input<'_>) -> String {
    let mut unit = Unit::new(input, BTreeSet::new());
    let mut out = format!("source_filename = \"data\"\n{TARGET}\n");
    let written = Written::find(input);
    let mut prebuilt = Vec::new();
    let mut slots = Vec::new();
    for s in Reachable::members(&input.live.statics) {
        emit_static(&mut unit, s, &written, &mut prebuilt, &mut slots, &mut out);
    }
    let types = typeinfo::emit(input, &mut out);
    emit_list("rpy_prebuilt", &prebuilt, &mut out);
    emit_list("rpy_slots", &slots, &mut out);
    emit_entry(&mut unit, &mut out);
    emit_table(&mut unit, types, prebuilt.len(), slots.len(), &mut out);
    unit.finish_data(&mut out);
    out
}

/// What stores in the program can reach.
struct Written {
    fields: HashSet<FieldRef>,
    items: HashSet<ContainerId>,
}

impl Written {
    fn find(input: &Input<'_>) -> Written {
        let mut w = Written { fields: HashSet::new(), items: HashSet::new() };
        for g in Reachable::members(&input.live.graphs) {
            let g = &input.program.graphs[g];
            for b in g.rpo() {
                for op in &g.blocks[b].ops {
                    let array = match op.code {
                        OpCode::SetArrayItem | OpCode::ArrayClear | OpCode::SetInteriorField => op.args.first(),
                        OpCode::ArrayCopy => op.args.get(1),
                        _ => None,
                    };
                    let ty = array.and_then(|a| match a {
                        graph::Operand::Var(v) => g.ty(*v).target(),
                        graph::Operand::Const(Const::Static(_, t)) => t.target(),
                        graph::Operand::Const(_) => None,
                    });
                    w.items.extend(ty);
                    if let (OpCode::SetField, Imm::Field(f)) = (op.code, &op.imm) {
                        w.fields.insert(*f);
                    }
                }
            }
        }
        w
    }

    /// Whether an object may be placed in read-only memory.
    fn read_only(&self, input: &Input<'_>, s: &Static) -> bool {
        s.immutable
            && !self.items.contains(&s.ty)
            && !input.program.types.all_fields(s.ty).iter().any(|f| self.fields.contains(f))
    }
}

/// Values in memory order, with padding.
#[derive(Default)]
struct Image {
    types: Vec<String>,
    values: Vec<String>,
    at: u32,
}

impl Image {
    fn push(&mut self, offset: u32, size: u32, ty: &str, value: &str) {
        if offset > self.at {
            let gap = format!("[{} x i8]", offset - self.at);
            self.values.push(format!("{gap} zeroinitializer"));
            self.types.push(gap);
        }
        self.types.push(ty.to_string());
        self.values.push(format!("{ty} {value}"));
        self.at = offset + size;
    }
}

fn emit_static(
    unit: &mut Unit<'_>,
    id: StaticId,
    written: &Written,
    prebuilt: &mut Vec<String>,
    slots: &mut Vec<String>,
    out: &mut String,
) {
    let input = unit.input;
    let s = &input.program.statics[id];
    let types = &input.program.types;
    let layout = input.layouts.of(s.ty);
    let gc = types.structure_of(s.ty).gc;
    let constant = written.read_only(input, s);
    let symbol = static_symbol(input, id);
    let mut image = Image::default();
    if gc {
        let header = u64::from(layout.type_id) | input.policy.prebuilt_flags;
        image.push(0, 8, "i64", &header.to_string());
        if !constant && input.policy.list_prebuilt && typeinfo::holds_refs(input, s.ty) {
            prebuilt.push(symbol.clone());
        }
    }
    let mut slot = |ty: LLType, offset: u32| {
        if !gc && !constant && types.is_gc_ref(ty) {
            slots.push(format!("getelementptr (i8, ptr {symbol}, i64 {offset})"));
        }
    };
    for (f, c) in types.all_fields(s.ty).into_iter().zip(&s.fields) {
        let ty = types.field(f).ty;
        slot(ty, input.layouts.offset(f));
        field(unit, &mut image, input.layouts.offset(f), ty, c);
    }
    if let Some(items) = layout.items {
        let count = match &s.items {
            StaticItems::None => 0,
            StaticItems::Prims(v) => v.len(),
            StaticItems::Bytes(v) => v.len(),
            StaticItems::Structs(v) => v.len(),
        };
        image.push(items.length_offset, 8, "i64", &count.to_string());
        let at = |i: usize| items.first_offset + i as u32 * items.item_size;
        match (&s.items, types.structure_of(s.ty).items) {
            (StaticItems::Bytes(bytes), _) if !bytes.is_empty() => {
                let ty = format!("[{} x i8]", bytes.len());
                image.push(at(0), bytes.len() as u32, &ty, &format!("c\"{}\"", escape(bytes)));
            }
            (StaticItems::Prims(values), Some(Elem::Prim(ty))) => {
                prims(unit, &mut image, at(0), ty, values);
                (0..values.len()).for_each(|i| slot(ty, at(i)));
            }
            (StaticItems::Structs(values), Some(Elem::Struct(e))) => {
                for (i, v) in values.iter().enumerate() {
                    for (f, c) in types.all_fields(e).into_iter().zip(v) {
                        let offset = at(i) + input.layouts.offset(f);
                        slot(types.field(f).ty, offset);
                        field(unit, &mut image, offset, types.field(f).ty, c);
                    }
                }
            }
            _ => {}
        }
        let end = at(count);
        if end > image.at {
            image.push(end, 0, "[0 x i8]", "zeroinitializer");
        }
    }
    // Objects are walked and copied in whole words.
    let end = layout.size.max(image.at).next_multiple_of(8);
    image.push(end, 0, "[0 x i8]", "zeroinitializer");
    let kind = if constant { "constant" } else { "global" };
    let align = layout.align.max(8);
    writeln!(
        out,
        "{symbol} = hidden {kind} <{{ {} }}> <{{ {} }}>, align {align}",
        image.types.join(", "),
        image.values.join(", ")
    )
    .ok();
}

fn field(unit: &mut Unit<'_>, image: &mut Image, offset: u32, ty: LLType, c: &Const) {
    if ty.is_void() {
        return;
    }
    let value = memory_constant(unit, c, ty);
    image.push(offset, size_align(ty, LayoutParams::X86_64).0, memory_type(ty), &value);
}

fn memory_constant(unit: &mut Unit<'_>, c: &Const, ty: LLType) -> String {
    match (ty, c) {
        (LLType::Bool, Const::Bool(b)) => (*b as u8).to_string(),
        (_, Const::Void | Const::None) => "zeroinitializer".to_string(),
        _ => unit.constant(c, ty),
    }
}

fn prims(unit: &mut Unit<'_>, image: &mut Image, offset: u32, ty: LLType, values: &[Const]) {
    if ty.is_void() || values.is_empty() {
        return;
    }
    let name = memory_type(ty);
    let list: Vec<String> = values.iter().map(|c| format!("{name} {}", memory_constant(unit, c, ty))).collect();
    let size = size_align(ty, LayoutParams::X86_64).0 * values.len() as u32;
    image.push(offset, size, &format!("[{} x {name}]", values.len()), &format!("[{}]", list.join(", ")));
}

fn emit_list(name: &str, symbols: &[String], out: &mut String) {
    let list: Vec<String> = symbols.iter().map(|s| format!("ptr {s}")).collect();
    writeln!(out, "@{name} = private constant [{} x ptr] [{}], align 8", list.len(), list.join(", ")).ok();
}

/// `rpy_entry`: the entry point behind the C convention.
fn emit_entry(unit: &mut Unit<'_>, out: &mut String) {
    let input = unit.input;
    let entry = input.program.entry.expect("checked before");
    let symbol = unit.graph(entry);
    let raises = crate::unit::raises(input, entry);
    let (args, result) = input.program.graphs[entry].signature();
    let args = if args.iter().any(|t| !t.is_void()) { "ptr %argv" } else { "" };
    let ty = result_type(result, raises);
    out.push_str("define internal { i64, ptr } @rpy_entry(ptr %argv) nounwind {\n");
    let call = format!("call fastcc {ty} {symbol}({args})");
    match (raises, result.is_void()) {
        (true, false) => writeln!(out, "  %r = {call}\n  ret {{ i64, ptr }} %r\n}}"),
        (true, true) => writeln!(
            out,
            "  %e = {call}\n  %r = insertvalue {{ i64, ptr }} {{ i64 0, ptr null }}, ptr %e, 1\n  ret {{ i64, ptr }} %r\n}}"
        ),
        (false, false) => writeln!(
            out,
            "  %v = {call}\n  %r = insertvalue {{ i64, ptr }} {{ i64 0, ptr null }}, i64 %v, 0\n  ret {{ i64, ptr }} %r\n}}"
        ),
        (false, true) => writeln!(out, "  {call}\n  ret {{ i64, ptr }} zeroinitializer\n}}"),
    }
    .ok();
    let start = abi::START_SYMBOL;
    writeln!(out, "declare i32 @{start}(i32, ptr, ptr)").ok();
    writeln!(
        out,
        "define i32 @main(i32 %argc, ptr %argv) {{\n  %r = call i32 @{start}(i32 %argc, ptr %argv, ptr @rpy_program)\n  ret i32 %r\n}}"
    )
    .ok();
}

/// `abi::ProgramTable`.
fn emit_table(unit: &mut Unit<'_>, type_count: usize, prebuilt: usize, slots: usize, out: &mut String) {
    let program = unit.input.program;
    let layouts = unit.input.layouts;
    let mut known = |e: KnownException| match program.exception(e) {
        Some(s) => unit.object(s),
        None => "null".to_string(),
    };
    let memory_error = known(KnownException::MemoryError);
    let stack_overflow = known(KnownException::StackOverflow);
    let id = |c: Option<ContainerId>| c.map_or(0, |c| layouts.of(c).type_id);
    let offset = |c: Option<ContainerId>, name: &str| {
        c.and_then(|c| program.types.find_field(c, name)).map(|f| (layouts.offset(f), program.types.field(f).ty))
    };
    let takes_list = program.entry.is_some_and(|e| program.graphs[e].signature().0.iter().any(|t| !t.is_void()));
    let list = program.string_list.filter(|_| takes_list);
    let items = offset(list, "items");
    let number = |o: Option<(u32, LLType)>| o.map_or(NO_OFFSET, |o| o.0) as i32;
    let fields = [
        format!("i64 {}", abi::MAGIC),
        format!("i32 {}", abi::VERSION),
        format!("i32 {type_count}"),
        "ptr @rpy_types".to_string(),
        "ptr @rpy_offsets".to_string(),
        format!("i64 {prebuilt}"),
        "ptr @rpy_prebuilt".to_string(),
        format!("i64 {slots}"),
        "ptr @rpy_slots".to_string(),
        "ptr @rpy_entry".to_string(),
        format!("ptr {memory_error}"),
        format!("ptr {stack_overflow}"),
        format!("i32 {}", id(program.string)),
        format!("i32 {}", id(list)),
        format!("i32 {}", id(items.and_then(|(_, t)| t.target()))),
        format!("i32 {}", number(offset(list, "length"))),
        format!("i32 {}", number(items)),
        format!("i32 {}", number(offset(program.object, "typeptr"))),
        format!("i32 {}", number(offset(program.vtable, "name"))),
        "i32 0".to_string(),
    ];
    let types: Vec<&str> = fields.iter().map(|f| f.split(' ').next().unwrap_or("")).collect();
    writeln!(out, "@rpy_program = private constant {{ {} }} {{ {} }}, align 8", types.join(", "), fields.join(", "))
        .ok();
}
