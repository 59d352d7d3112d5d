//! One function in Cranelift's form: what is common to graphs and helper functions.

use cranelift_codegen::ir::{
    types, AbiParam, ArgumentExtension, ExtFuncData, ExternalName, FuncRef, Function, GlobalValue, GlobalValueData,
    Inst, InstBuilder, MemFlagsData, Signature, Type, UserExternalName, Value,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::FunctionBuilder;
use gencommon::{constants, Input};
use graph::{Const, ExternId, GraphId, StaticId};
use lltype::{ContainerId, LLType};
use std::collections::HashMap;
use std::sync::Arc;

/// What code refers to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// A graph's function.
    Graph(GraphId),
    /// A prebuilt object.
    Object(StaticId),
    /// An external function.
    Extern(ExternId),
    /// Wrapper of an external function.
    Thunk(ExternId),
    /// The function that allocates objects of a type.
    Allocator(ContainerId),
    /// Something of the run time or of the program as a whole, by name.
    Named(&'static str),
    /// The places of a unit, for tracebacks.
    Places(usize),
    /// A text.
    Text(Arc<[u8]>),
}

/// What one function refers to; Cranelift knows the numbers.
#[derive(Default)]
pub struct Symbols {
    list: Vec<Symbol>,
    functions: HashMap<Symbol, FuncRef>,
    addresses: HashMap<Symbol, GlobalValue>,
}

impl Symbols {
    /// The symbol of a number.
    pub fn get(&self, index: u32) -> &Symbol {
        &self.list[index as usize]
    }

    fn name(&mut self, f: &mut Function, symbol: Symbol) -> ExternalName {
        let index = self.list.len() as u32;
        self.list.push(symbol);
        ExternalName::user(f.declare_imported_user_function(UserExternalName::new(0, index)))
    }
}

/// A signature in the C convention.
pub fn signature(params: impl IntoIterator<Item = AbiParam>, returns: impl IntoIterator<Item = AbiParam>) -> Signature {
    Signature {
        params: params.into_iter().collect(),
        returns: returns.into_iter().collect(),
        call_conv: CallConv::SystemV,
    }
}

/// The signature of a graph's function.
pub fn graph_signature(args: &[LLType], result: LLType, raises: bool) -> Signature {
    let plain = |t: &LLType| clif(*t).map(AbiParam::new);
    let exception = raises.then(|| AbiParam::new(types::I64));
    signature(args.iter().filter_map(plain), plain(&result).into_iter().chain(exception))
}

/// The signature of a C function: narrow integers are extended.
pub fn c_signature(args: &[LLType], result: LLType) -> Signature {
    let extended = |t: &LLType| {
        let param = AbiParam::new(clif(*t)?);
        Some(match bits(*t) {
            8 | 16 | 32 if signed(*t) => AbiParam { extension: ArgumentExtension::Sext, ..param },
            8 | 16 | 32 => AbiParam { extension: ArgumentExtension::Uext, ..param },
            _ => param,
        })
    };
    signature(args.iter().filter_map(extended), extended(&result))
}

/// The type of values; none for `Void`.
pub fn clif(ty: LLType) -> Option<Type> {
    Some(match ty {
        LLType::Void => return None,
        LLType::Bool | LLType::Char | LLType::Int8 | LLType::UInt8 => types::I8,
        LLType::Int16 | LLType::UInt16 => types::I16,
        LLType::UniChar | LLType::Int32 | LLType::UInt32 => types::I32,
        LLType::Signed | LLType::Unsigned | LLType::Address | LLType::Ptr(_) | LLType::GcRef => types::I64,
        LLType::Float => types::F64,
        LLType::SingleFloat => types::F32,
    })
}

/// Width of an integer or reference in bits; 0 for others.
pub fn bits(ty: LLType) -> u32 {
    clif(ty).filter(|t| t.is_int()).map_or(0, |t| t.bits())
}

/// Whether an integer type is signed.
pub fn signed(ty: LLType) -> bool {
    matches!(ty, LLType::Signed | LLType::Int8 | LLType::Int16 | LLType::Int32)
}

/// An access to an object: aligned, and a fault is handled by the run time.
pub const ALIGNED: MemFlagsData = MemFlagsData::trusted();
/// An access to raw memory.
pub const UNALIGNED: MemFlagsData = MemFlagsData::new().with_notrap();

/// A function under construction.
pub struct Code<'f, 'a> {
    /// What all code is generated from.
    pub input: &'a Input<'a>,
    /// Cranelift's builder.
    pub b: FunctionBuilder<'f>,
    /// What the function refers to.
    pub symbols: &'f mut Symbols,
}

impl<'f> Code<'f, '_> {
    /// A number of an integer type.
    pub fn number(&mut self, ty: Type, n: i64) -> Value {
        let mask = if ty.bits() >= 64 { u64::MAX } else { (1 << ty.bits()) - 1 };
        self.b.ins().iconst(ty, (n as u64 & mask) as i64)
    }

    /// A word.
    pub fn word(&mut self, n: i64) -> Value {
        self.b.ins().iconst(types::I64, n)
    }

    /// The address of a symbol.
    pub fn address(&mut self, symbol: Symbol) -> Value {
        let gv = match self.symbols.addresses.get(&symbol) {
            Some(gv) => *gv,
            None => {
                let name = self.symbols.name(self.b.func, symbol.clone());
                let data = GlobalValueData::Symbol { name, offset: 0.into(), colocated: true, tls: false };
                let gv = self.b.create_global_value(data);
                self.symbols.addresses.insert(symbol, gv);
                gv
            }
        };
        self.b.ins().symbol_value(types::I64, gv)
    }

    /// A constant of that type.
    pub fn constant(&mut self, c: &Const, ty: LLType) -> Value {
        let symbol = match c {
            Const::Static(s, _) => Symbol::Object(*s),
            Const::Func(g) => Symbol::Graph(*g),
            Const::Extern(x) => Symbol::Thunk(*x),
            _ => {
                let bits = constants::bits(c, ty);
                let bits = bits.unwrap_or_else(|| panic!("high-level constant {c:?} in a low-level program"));
                return match clif(ty) {
                    Some(types::F64) => self.b.ins().f64const(f64::from_bits(bits)),
                    Some(types::F32) => self.b.ins().f32const(f32::from_bits(bits as u32)),
                    other => self.number(other.unwrap_or(types::I64), bits as i64),
                };
            }
        };
        self.address(symbol)
    }

    /// Calls a function.
    pub fn call(&mut self, symbol: Symbol, signature: impl FnOnce() -> Signature, args: &[Value]) -> Inst {
        let f = match self.symbols.functions.get(&symbol) {
            Some(f) => *f,
            None => {
                let signature = self.b.import_signature(signature());
                let name = self.symbols.name(self.b.func, symbol.clone());
                let f = self.b.import_function(ExtFuncData { name, signature, colocated: true, patchable: false });
                self.symbols.functions.insert(symbol, f);
                f
            }
        };
        self.b.ins().call(f, args)
    }

    /// Calls a function of the run time; its result, if it has one.
    pub fn runtime(&mut self, name: &'static str, args: &[Value], result: LLType) -> Option<Value> {
        let params: Vec<AbiParam> = args.iter().map(|a| AbiParam::new(self.b.func.dfg.value_type(*a))).collect();
        let inst = self.call(Symbol::Named(name), || signature(params, clif(result).map(AbiParam::new)), args);
        self.b.inst_results(inst).first().copied()
    }

    /// Stops the program with a message.
    pub fn fatal(&mut self, text: &[u8]) {
        let address = self.address(Symbol::Text(text.into()));
        let length = self.word(text.len() as i64);
        self.runtime(abi::symbols::FATAL, &[address, length], LLType::Void);
    }

    /// Ends a block that is not reached.
    pub fn unreachable(&mut self) {
        self.b.ins().trap(cranelift_codegen::ir::TrapCode::unwrap_user(1));
    }

    /// The address of the collector's state.
    pub fn state(&mut self) -> Value {
        self.address(Symbol::Named(abi::STATE_SYMBOL))
    }

    /// The word at an address.
    pub fn load_word(&mut self, base: Value, offset: u32) -> Value {
        self.b.ins().load(types::I64, ALIGNED, base, offset as i32)
    }

    /// Stores at an aligned address.
    pub fn store(&mut self, value: Value, base: Value, offset: u32) {
        self.b.ins().store(ALIGNED, value, base, offset as i32);
    }
}
