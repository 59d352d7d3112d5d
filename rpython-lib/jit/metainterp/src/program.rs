//! The program's tables as the interpreters read them: addresses resolved, descriptors in the form that
//! traces use, under the same numbers. Jitcodes and descriptors are read when they are first asked for.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use abi::jit::ops::Action;
use abi::jit::{self, Blob, FieldType, IntConst, JitOp, RefConst, Tables};
use jit_trace::hash::FastMap;
use jit_trace::{
    ArrayDescr, CallDescr, Descr, DescrId, Descrs, EffectInfo, ExtraEffect, FieldDescr, FieldKind, InteriorFieldDescr,
    Kind, OopSpec, SizeDescr, Source,
};

use crate::decode::{Insn, Instructions};
use crate::hooks::Hook;
use crate::virtualizable::Class;
use crate::vref::VirtualRefs;
use crate::Error;

/// A jitcode ready to run.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Name of the function.
    pub name: String,
    /// Instructions.
    pub words: Vec<u16>,
    /// Registers of each kind.
    pub regs: [usize; 3],
    /// Constants of each kind, as bits.
    pub consts: [Vec<u64>; 3],
    /// Tables of `switch`.
    pub switches: Vec<Vec<(i64, u32)>>,
    /// Machine code of the same function with its call descriptor.
    pub function: Option<(u64, DescrId)>,
    /// Kinds of the arguments.
    pub args: Vec<Kind>,
    /// The driver whose portal this is.
    pub portal: Option<u16>,
    /// By position: 0, or behind a call that has a result 1 + its kind; the word before is the register.
    pub(crate) result_kinds: Box<[u8]>,
    pub(crate) decoded: Instructions,
}

/// How a green is compared.
pub use abi::jit::GreenType;

/// A driver ready to run.
#[derive(Clone, Debug)]
pub struct Driver {
    /// Name as the program gives it.
    pub name: String,
    /// Index of the portal's jitcode.
    pub portal: usize,
    /// Names of greens.
    pub green_names: Vec<String>,
    /// How greens are compared.
    pub greens: Vec<GreenType>,
    /// Kinds of reds.
    pub reds: Vec<Kind>,
    /// Result of the portal.
    pub result: Option<Kind>,
    /// What runs the portal with greens and reds from machine code: the runner if there is one.
    pub function: Option<(u64, DescrId)>,
    /// The red that is a virtualizable, by position, and its class.
    pub virtualizable: Option<(usize, usize)>,
    /// Whether some jitcode announces loops of this driver; if none does, each merge point closes loops.
    pub has_loop_header: bool,
    /// Functions of the program that the JIT asks.
    pub hooks: FastMap<jit::HookKind, Hook>,
    /// Whether its calls count when a trace is too long.
    pub recursive: bool,
}

impl Driver {
    /// Kinds of greens, then of reds.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.greens.iter().map(|g| kind(g.kind())).chain(self.reds.iter().copied())
    }
}

/// A program as the JIT sees it.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Functions.
    pub codes: Codes,
    /// Those of the program; further ones (guards, targets) are added while it runs.
    pub descrs: Descrs,
    /// Quasi-immutable fields, sorted.
    quasi: Vec<DescrId>,
    /// Machine code that invalidates what relies on one.
    pub invalidate: Option<(u64, DescrId)>,
    /// Drivers.
    pub drivers: Vec<Driver>,
    /// Machine code that is called through pointers → its jitcode.
    pub indirect: FastMap<u64, usize>,
    /// Classes of virtualizables.
    pub virtualizables: Vec<Class>,
    /// Fields of virtualizables, references to arrays too → a class that has them.
    pub vable_fields: FastMap<DescrId, usize>,
    /// Virtual references.
    pub virtual_ref: Option<VirtualRefs>,
    tables: Rc<Linked>,
}

/// The tables with the addresses that they mention by number.
#[derive(Debug, Default)]
struct Linked {
    blob: Blob,
    addresses: Cow<'static, [u64]>,
}

/// The functions of a program.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    read: Box<[OnceCell<Option<Box<Code>>>]>,
    tables: Rc<Linked>,
}

impl Codes {
    /// One of them.
    #[inline]
    pub fn get(&self, n: usize) -> Option<&Code> {
        let cell = self.read.get(n)?;
        match cell.get() {
            Some(code) => code.as_deref(),
            None => self.read(cell, n),
        }
    }

    #[cold]
    fn read<'a>(&self, cell: &'a OnceCell<Option<Box<Code>>>, n: usize) -> Option<&'a Code> {
        cell.get_or_init(|| self.tables.code(n).ok().map(Box::new)).as_deref()
    }
}

impl Linked {
    fn address(&self, a: jit::AddrId) -> Result<u64, Error> {
        self.addresses.get(a.0 as usize).copied().ok_or(Error::Table("address"))
    }

    fn code(&self, n: usize) -> Result<Code, Error> {
        let code = self.blob.jitcode(n).map_err(|_| Error::Table("jitcode"))?;
        let function = code.function.map(|(a, d)| Ok::<_, Error>((self.address(a)?, DescrId(d.0)))).transpose()?;
        let ints = code.ints.iter().map(|c| match c {
            IntConst::Value(v) => Ok(*v as u64),
            IntConst::Addr(a) => self.address(*a),
        });
        let refs = code.refs.iter().map(|c| match c {
            RefConst::Null => Ok(0),
            RefConst::Addr(a) => self.address(*a),
        });
        let consts = [ints.collect::<Result<_, _>>()?, refs.collect::<Result<_, _>>()?, code.floats];
        let mut pc = 0;
        let mut result_kinds = vec![0; code.code.len() + 1];
        while let Some(op) = code.code.get(pc) {
            pc += jit::instruction_length(&code.code, pc).ok_or(Error::Code("instruction"))?;
            if let Some(result) = JitOp::from_word(*op).filter(|op| is_call(*op)).and_then(JitOp::result) {
                result_kinds[pc] = 1 + kind(result) as u8;
            }
        }
        Ok(Code {
            name: code.name,
            words: code.code,
            regs: code.regs.map(usize::from),
            consts,
            switches: code.switches,
            function,
            args: code.args.iter().map(|k| kind(*k)).collect(),
            portal: code.portal,
            result_kinds: result_kinds.into(),
            decoded: Instructions::default(),
        })
    }
}

/// Descriptors of the program.
struct Lazy(Rc<Linked>);

impl Source for Lazy {
    fn count(&self) -> usize {
        self.0.blob.descrs()
    }

    fn make(&self, n: usize) -> Option<Descr> {
        let descr = self.0.blob.descr(n).ok()?;
        convert(&descr, &self.0).ok()
    }
}

fn kind(k: jit::Kind) -> Kind {
    match k {
        jit::Kind::Int => Kind::Int,
        jit::Kind::Ref => Kind::Ref,
        jit::Kind::Float => Kind::Float,
    }
}

fn field(ty: FieldType) -> Option<(FieldKind, u32)> {
    Some(match ty {
        FieldType::Void => return None,
        FieldType::Signed(n) => (FieldKind::Signed, n.into()),
        FieldType::Unsigned(n) => (FieldKind::Unsigned, n.into()),
        FieldType::Ref => (FieldKind::Pointer, 8),
        FieldType::Float => (FieldKind::Float, 8),
        FieldType::SingleFloat => (FieldKind::Unsigned, 4),
        FieldType::Struct => (FieldKind::Struct, 0),
    })
}

fn is_call(op: JitOp) -> bool {
    matches!(
        op.info().action,
        Action::InlineCall
            | Action::ResidualCall
            | Action::ConditionalCall
            | Action::ConditionalCallValue
            | Action::RecursiveCall
    )
}

fn ids(list: &[jit::DescrId]) -> Vec<DescrId> {
    list.iter().map(|d| DescrId(d.0)).collect()
}

fn effect(info: &jit::EffectInfo) -> EffectInfo {
    let extra = match info.extra {
        jit::ExtraEffect::ElidableCannotRaise => ExtraEffect::ElidableCannotRaise,
        jit::ExtraEffect::LoopInvariant => ExtraEffect::LoopInvariant,
        jit::ExtraEffect::CannotRaise => ExtraEffect::CannotRaise,
        jit::ExtraEffect::ElidableOrMemoryError => ExtraEffect::ElidableOrMemoryError,
        jit::ExtraEffect::ElidableCanRaise => ExtraEffect::ElidableCanRaise,
        jit::ExtraEffect::CanRaise => ExtraEffect::CanRaise,
        jit::ExtraEffect::Forces => ExtraEffect::ForcesVirtualOrVirtualizable,
        jit::ExtraEffect::Random => ExtraEffect::RandomEffects,
    };
    let oopspec = match info.oopspec {
        jit::OopSpec::ArrayCopy => OopSpec::Arraycopy,
        jit::OopSpec::IntPyDiv => OopSpec::IntPyDiv,
        jit::OopSpec::IntPyMod => OopSpec::IntPyMod,
        jit::OopSpec::MathSqrt => OopSpec::MathSqrt,
        jit::OopSpec::StrConcat => OopSpec::StrConcat,
        jit::OopSpec::StrSlice => OopSpec::StrSlice,
        jit::OopSpec::StrEqual => OopSpec::StrEqual,
        jit::OopSpec::DictLookup => OopSpec::DictLookup,
        jit::OopSpec::ShrinkArray => OopSpec::ShrinkArray,
        jit::OopSpec::ArrayMove => OopSpec::Arraymove,
        jit::OopSpec::NotInTrace => OopSpec::NotInTrace,
        jit::OopSpec::IntUdiv => OopSpec::IntUdiv,
        jit::OopSpec::IntUmod => OopSpec::IntUmod,
        jit::OopSpec::StrCmp => OopSpec::StrCmp,
        jit::OopSpec::UniConcat => OopSpec::UniConcat,
        jit::OopSpec::UniSlice => OopSpec::UniSlice,
        jit::OopSpec::UniEqual => OopSpec::UniEqual,
        jit::OopSpec::UniCmp => OopSpec::UniCmp,
        jit::OopSpec::ForceVirtualizable => OopSpec::ForceVirtualizable,
        _ => OopSpec::None,
    };
    EffectInfo {
        extra,
        oopspec,
        reads: info.reads.as_deref().map(ids),
        writes: info.writes.as_deref().map(ids),
        can_invalidate: info.can_invalidate,
        can_collect: info.can_collect,
    }
}

fn convert(descr: &jit::Descr, tables: &Linked) -> Result<Descr, Error> {
    Ok(match descr {
        jit::Descr::Size(d) => Descr::Size(SizeDescr {
            name: d.name.clone(),
            size: d.size,
            type_id: d.type_id,
            vtable: d.vtable.map(|a| tables.address(a)).transpose()?.unwrap_or(0) as i64,
            instance: d.typeptr.is_some(),
            fields: ids(&d.fields),
            immutable: d.immutable,
            value: d.value,
            finalizer: false,
        }),
        jit::Descr::Field(d) => {
            let (kind, size) = field(d.ty).unwrap_or((FieldKind::Unsigned, 0));
            Descr::Field(FieldDescr {
                name: d.name.clone(),
                parent: DescrId(d.parent.0),
                index: d.index,
                offset: d.offset,
                size,
                kind,
                pure_: d.immutable && !d.quasi,
                quasi_immut: None,
            })
        }
        jit::Descr::Array(d) => {
            let (kind, size) = field(d.item).unwrap_or((FieldKind::Unsigned, 0));
            Descr::Array(ArrayDescr {
                name: d.name.clone(),
                base_size: d.base,
                item_size: if size == 0 { d.item_size } else { d.item_size.max(size) },
                length_offset: (d.length_offset != abi::NO_OFFSET).then_some(d.length_offset),
                kind,
                pure_: d.immutable,
                type_id: d.type_id,
                interior: ids(&d.interior),
            })
        }
        jit::Descr::Interior(d) => {
            let (kind, size) = field(d.ty).unwrap_or((FieldKind::Unsigned, 0));
            Descr::InteriorField(InteriorFieldDescr {
                name: d.name.clone(),
                array: DescrId(d.array.0),
                offset: d.offset,
                size,
                kind,
            })
        }
        jit::Descr::Call(d) => {
            let info = tables.blob.effect(d.effect.0 as usize).map_err(|_| Error::Table("effect"))?;
            let (result, size) = match field(d.result.ty) {
                Some((k, size)) => (k.kind(), size),
                None => (None, 0),
            };
            Descr::Call(CallDescr {
                name: descr.name(),
                args: d.args.iter().map(|k| kind(*k)).collect(),
                result,
                result_size: size,
                result_signed: matches!(d.result.ty, FieldType::Signed(_)),
                returns_exception: d.returns_exception,
                effect: effect(&info),
            })
        }
    })
}

impl Program {
    /// From tables that were not written yet.
    pub fn load(tables: &Tables, addresses: &[u64]) -> Result<Program, Error> {
        let blob = Blob::open(Cow::Owned(tables.to_bytes())).map_err(|_| Error::Table("format"))?;
        Program::open(blob, Cow::Owned(addresses.to_vec()))
    }

    /// From the translator's tables and the resolved addresses, one for each of [`Tables::addresses`].
    pub fn open(blob: Blob, addresses: Cow<'static, [u64]>) -> Result<Program, Error> {
        let linked = Rc::new(Linked { blob, addresses });
        let tables = &linked.blob.small;
        let address = |a: jit::AddrId| linked.address(a);
        let codes = (0..linked.blob.jitcodes()).map(|_| OnceCell::new()).collect();
        let mut program = Program {
            codes: Codes { read: codes, tables: linked.clone() },
            descrs: Descrs::of(Box::new(Lazy(linked.clone()))),
            quasi: ids(&tables.quasi),
            tables: linked.clone(),
            ..Program::default()
        };
        // Where no driver says that its calls count, all do.
        let recursive = tables.drivers.iter().any(|d| d.recursive);
        for (driver, has_loop_header) in tables.drivers.iter().zip(tables.headers.iter().copied()) {
            let hook = |h: &jit::Hook| {
                let args = h.args.iter().map(|n| usize::from(*n)).collect();
                let (function, descr) = (address(h.address)?, DescrId(h.descr.0));
                Ok::<_, Error>((h.what, Hook { function, descr, args, text: h.text.map(|d| DescrId(d.0)) }))
            };
            let mut function = driver.function.map(|(a, d)| Ok::<_, Error>((address(a)?, DescrId(d.0)))).transpose()?;
            if let (Some((f, _)), Some(runner)) = (&mut function, driver.runner) {
                *f = address(runner)?;
            }
            program.drivers.push(Driver {
                name: driver.name.clone(),
                portal: driver.portal.0 as usize,
                green_names: driver.greens.iter().map(|g| g.0.clone()).collect(),
                greens: driver.greens.iter().map(|g| g.1).collect(),
                reds: driver.reds.iter().map(|r| kind(r.1)).collect(),
                result: driver.result.map(kind),
                function,
                virtualizable: driver.virtualizable.map(|(red, class)| (red.into(), class.into())),
                has_loop_header,
                hooks: driver.hooks.iter().map(hook).collect::<Result<_, _>>()?,
                recursive: driver.recursive || !recursive,
            });
        }
        program.invalidate = tables.invalidate.map(|(a, d)| Ok::<_, Error>((address(a)?, DescrId(d.0)))).transpose()?;
        program.virtual_ref = tables
            .virtual_ref
            .as_ref()
            .map(|v| {
                Ok::<_, Error>(VirtualRefs {
                    size: DescrId(v.size.0),
                    token: DescrId(v.token.0),
                    forced: DescrId(v.forced.0),
                    deref: address(v.deref.0)?,
                })
            })
            .transpose()?;
        for (n, v) in tables.virtualizables.iter().enumerate() {
            let class = Class {
                token: DescrId(v.token.0),
                fields: v
                    .fields
                    .iter()
                    .map(|f| Ok((DescrId(f.0), program.field_kind(DescrId(f.0))?)))
                    .collect::<Result<_, Error>>()?,
                arrays: v
                    .arrays
                    .iter()
                    .map(|(f, a)| {
                        let kind = program.descrs.array(DescrId(a.0)).and_then(|a| a.kind.kind());
                        Ok((DescrId(f.0), DescrId(a.0), kind.ok_or(Error::Table("array of a virtualizable"))?))
                    })
                    .collect::<Result<_, Error>>()?,
                force: v.force.map(|(a, d)| Ok::<_, Error>((address(a)?, DescrId(d.0)))).transpose()?,
            };
            let all = class.fields.iter().map(|f| f.0).chain(class.arrays.iter().map(|a| a.0));
            program.vable_fields.extend(all.map(|f| (f, n)));
            program.virtualizables.push(class);
        }
        program.indirect.reserve(tables.indirect.len());
        for (a, code) in &tables.indirect {
            program.indirect.insert(address(*a)?, code.0 as usize);
        }
        Ok(program)
    }

    fn field_kind(&self, field: DescrId) -> Result<Kind, Error> {
        self.descrs.field(field).and_then(|f| f.kind.kind()).ok_or(Error::Table("field of a virtualizable"))
    }

    /// Whether that is a quasi-immutable field.
    pub fn is_quasi(&self, field: DescrId) -> bool {
        self.quasi.binary_search(&field).is_ok()
    }

    /// Whether the machine code of such calls gives back result and exception.
    pub fn returns_exception(&self, descr: DescrId) -> bool {
        self.descrs.call(descr).is_some_and(|d| d.returns_exception)
    }

    /// The live registers named by the `-live-` at a position of a jitcode.
    pub fn live(&self, code: usize, pc: usize) -> Result<[&[u16]; 3], Error> {
        let words = &self.codes.get(code).ok_or(Error::Code("jitcode"))?.words;
        match words.get(pc..pc + 3) {
            Some([op, low, high]) if *op == JitOp::Live.word() => {
                let at = u32::from(*low) | u32::from(*high) << 16;
                self.tables.blob.live(at).ok_or(Error::Table("liveness"))
            }
            _ => Err(Error::Code("no -live- where a guard needs one")),
        }
    }
}

impl Code {
    /// The instruction at a position; decoded once.
    #[inline]
    pub fn instruction(&self, p: &Program, pc: usize) -> Result<&Insn, Error> {
        self.decoded.at(pc, self.words.len(), || Insn::decode(p, self, pc))
    }

    /// The instruction at a position will be asked for soon, mostly.
    #[inline]
    pub fn announce(&self, pc: usize) {
        self.decoded.announce(pc);
    }

    /// The result register of the call that ends before a position.
    pub fn result_register(&self, pc: usize) -> Option<(Kind, usize)> {
        let kind = match self.result_kinds.get(pc)? {
            0 => return None,
            1 => Kind::Int,
            2 => Kind::Ref,
            _ => Kind::Float,
        };
        Some((kind, usize::from(*self.words.get(pc - 1)?)))
    }
}
