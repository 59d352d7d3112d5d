//! What the translator knows of a host object: its handle and its description.
//!
//! Descriptions are plain data. They name other objects by handle only, so that a description can
//! be read without asking the host again.

use graph::HostObj;
use indexmap::IndexMap;
use num_bigint::BigInt;
use serde_json::Value;

/// Names and the objects they stand for, in definition order.
pub type NameTable = IndexMap<String, HostObj>;

/// The description of a host object.
#[derive(Clone, Debug, PartialEq)]
pub enum Desc {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An int that fits a machine word.
    Int(i64),
    /// An int that does not fit a machine word.
    BigInt(BigInt),
    /// A float.
    Float(f64),
    /// A host `str` or `bytes` as the byte string of the dialect.
    Str(Vec<u8>),
    /// A host `str` with a code point that is no byte.
    BadStr(String),
    /// The value of a `u'...'` literal.
    Unicode(Vec<u32>),
    /// A `bytearray`.
    ByteArray(Vec<u8>),
    /// A tuple (or named tuple).
    Tuple(Vec<HostObj>),
    /// A list.
    List(Vec<HostObj>),
    /// A dict of any kind.
    Dict(DictDesc),
    /// A set or frozenset, items sorted where they can be.
    Set {
        /// The items.
        items: Vec<HostObj>,
        /// Is it a frozenset?
        frozen: bool,
    },
    /// A slice object: start, stop, step.
    Slice([HostObj; 3]),
    /// A `range` object: start, stop, step.
    Range(i64, i64, i64),
    /// A Python function.
    Function(Box<FuncDesc>),
    /// A function or method made in C.
    Builtin(BuiltinDesc),
    /// A bound method of a Python function.
    BoundMethod {
        /// The function.
        func: HostObj,
        /// The object it is bound to.
        self_: HostObj,
    },
    /// A `staticmethod` in a class dict.
    StaticMethod(HostObj),
    /// A `classmethod` in a class dict.
    ClassMethod(HostObj),
    /// A `property` in a class dict; a missing part is the handle of `None`.
    Property {
        /// The getter.
        fget: HostObj,
        /// The setter.
        fset: HostObj,
        /// The deleter.
        fdel: HostObj,
    },
    /// A class.
    Class(Box<ClassDesc>),
    /// An instance of a class that is not built in.
    Instance(InstDesc),
    /// A module.
    Module(String),
    /// An instance of a fixed-width integer class (`r_uint`, `r_longlong`, ...).
    RInt {
        /// Name of the class.
        type_name: String,
        /// The value.
        value: BigInt,
        /// The class.
        class: HostObj,
    },
    /// A low-level type of `rpython.rtyper.lltypesystem.lltype`.
    LLType(LLDesc),
    /// Anything else.
    Other {
        /// Name of the object's type.
        type_name: String,
        /// Its `repr`, cut short.
        repr: String,
    },
}

/// A Python function.
#[derive(Clone, Debug, PartialEq)]
pub struct FuncDesc {
    /// `__name__`.
    pub name: String,
    /// `__qualname__`.
    pub qualname: String,
    /// `__module__`.
    pub module: String,
    /// Where its source is.
    pub code: CodeKey,
    /// Values of the defaults, for the last positional parameters.
    pub defaults: Vec<HostObj>,
    /// Defaults of keyword-only parameters.
    pub kwdefaults: NameTable,
    /// Free variables and the content of their cells (`None`: an empty cell).
    pub closure: Vec<(String, Option<HostObj>)>,
    /// The module's globals dict.
    pub globals: HostObj,
    /// Global and builtin names that the code mentions, already looked up.
    pub found: NameTable,
    /// Attributes of modules that the code may mention: module, name, value. The client keeps them.
    pub(crate) members: Vec<(HostObj, String, HostObj)>,
    /// `__dict__`: `_annspecialcase_`, `_rpython_intrinsic_`, ...
    pub attrs: NameTable,
    /// The first characters of the docstring.
    pub doc: Option<String>,
}

impl FuncDesc {
    /// Is the function marked as one that must not be translated?
    pub fn is_not_rpython(&self) -> bool {
        self.attrs.contains_key("_not_rpython_")
            || self.doc.as_deref().is_some_and(|doc| doc.trim_start().starts_with("NOT_RPYTHON"))
    }
}

/// What identifies the source of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeKey {
    /// `co_filename`.
    pub filename: String,
    /// `co_firstlineno`: the line of the first decorator, of `def` or of `lambda`.
    pub firstlineno: u32,
    /// `co_name`.
    pub name: String,
    /// `co_qualname`.
    pub qualname: String,
    /// Smallest source range of its instructions: line, column, end line, end column.
    pub extent: Option<[u32; 4]>,
}

/// A dict.
#[derive(Clone, Debug, PartialEq)]
pub struct DictDesc {
    /// `dict`, `OrderedDict`, `r_dict` or `r_ordereddict`.
    pub kind: String,
    /// Keys and values in order.
    pub items: Vec<(HostObj, HostObj)>,
    /// The equality function of an `r_dict`.
    pub eq: Option<HostObj>,
    /// The hash function of an `r_dict`.
    pub hash: Option<HostObj>,
    /// The `force_non_null` flag of an `r_dict`.
    pub force_non_null: bool,
}

/// A function or method made in C.
#[derive(Clone, Debug, PartialEq)]
pub struct BuiltinDesc {
    /// Module of the function (`builtins`, `math`, `posix`), or of the type of `self_`.
    pub module: String,
    /// Name; `str.join` for an unbound method.
    pub name: String,
    /// The object a method is bound to.
    pub self_: Option<HostObj>,
}

/// A class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassDesc {
    /// `__name__`.
    pub name: String,
    /// `__qualname__`.
    pub qualname: String,
    /// `__module__`.
    pub module: String,
    /// Base classes.
    pub bases: Vec<HostObj>,
    /// Method resolution order, the class itself first.
    pub mro: Vec<HostObj>,
    /// The class dict in definition order (empty for a built-in class).
    pub dict: NameTable,
    /// Does it derive from `BaseException`?
    pub is_exception: bool,
    /// Is it made in C (`int`, `str`, `ValueError`, ...)?
    pub builtin: bool,
    /// The metaclass.
    pub meta: HostObj,
}

/// An instance.
#[derive(Clone, Debug, PartialEq)]
pub struct InstDesc {
    /// Its class.
    pub class: HostObj,
    /// Attributes from `__dict__` and slots; an exception's `args` too.
    pub attrs: NameTable,
    /// The answer of `_freeze_()`.
    pub frozen: bool,
}

/// A low-level type: its kind and named parts.
#[derive(Clone, Debug, PartialEq)]
pub struct LLDesc {
    /// Name of the class of the type (`Primitive`, `Ptr`, `GcStruct`, ...).
    pub kind: String,
    /// Parts by name.
    pub parts: Vec<(String, LLPart)>,
}

impl LLDesc {
    /// A part by name.
    pub fn part(&self, name: &str) -> Option<&LLPart> {
        self.parts.iter().find(|(known, _)| known == name).map(|(_, part)| part)
    }
}

/// A part of a low-level type.
#[derive(Clone, Debug, PartialEq)]
pub enum LLPart {
    /// `None`.
    None,
    /// A flag.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A name.
    Str(String),
    /// Another object, mostly a type.
    Obj(HostObj),
    /// Several parts.
    List(Vec<LLPart>),
}

/// A description that does not read as the protocol says.
#[derive(Debug)]
pub(crate) struct BadAnswer(pub String);

type Read<T> = Result<T, BadAnswer>;

fn bad<T>(what: &str, value: &Value) -> Read<T> {
    Err(BadAnswer(format!("expected {what}, got {value}")))
}

fn array(value: &Value) -> Read<&Vec<Value>> {
    value.as_array().map_or_else(|| bad("an array", value), Ok)
}

fn text(value: &Value) -> Read<String> {
    value.as_str().map_or_else(|| bad("a string", value), |text| Ok(text.to_owned()))
}

fn flag(value: &Value) -> Read<bool> {
    value.as_bool().map_or_else(|| bad("a flag", value), Ok)
}

/// Reads a handle.
pub(crate) fn object(value: &Value) -> Read<HostObj> {
    match value.as_u64().and_then(|number| u32::try_from(number).ok()) {
        Some(number) => Ok(HostObj(number)),
        None => bad("a handle", value),
    }
}

fn optional(value: &Value) -> Read<Option<HostObj>> {
    if value.is_null() {
        Ok(None)
    } else {
        object(value).map(Some)
    }
}

/// Reads a list of handles.
pub(crate) fn object_list(value: &Value) -> Read<Vec<HostObj>> {
    array(value)?.iter().map(object).collect()
}

fn name_table(value: &Value) -> Read<NameTable> {
    let mut out = NameTable::new();
    for pair in array(value)? {
        out.insert(text(&pair[0])?, object(&pair[1])?);
    }
    Ok(out)
}

fn bytes(value: &Value) -> Read<Vec<u8>> {
    let text = value.as_str().map_or_else(|| bad("a string", value), Ok)?;
    text.chars().map(|char| u8::try_from(u32::from(char)).map_err(|_| BadAnswer(format!("{char:?}")))).collect()
}

fn big(value: &Value) -> Read<BigInt> {
    match value.as_str().and_then(|text| text.parse().ok()) {
        Some(value) => Ok(value),
        None => bad("a number", value),
    }
}

fn word(value: &Value) -> Read<i64> {
    value.as_i64().map_or_else(|| bad("a word", value), Ok)
}

impl Desc {
    /// Reads a description as the agent spells it.
    pub(crate) fn read(spelled: &Value) -> Read<Desc> {
        let tag = spelled[0].as_str().unwrap_or_default();
        let first = &spelled[1];
        Ok(match tag {
            "n" => Desc::None,
            "b" => Desc::Bool(flag(first)?),
            "i" => Desc::Int(word(first)?),
            "I" => Desc::BigInt(big(first)?),
            "f" => match first.as_u64() {
                Some(bits) => Desc::Float(f64::from_bits(bits)),
                None => return bad("float bits", first),
            },
            "s" => Desc::Str(bytes(first)?),
            "s!" => Desc::BadStr(text(first)?),
            "u" => Desc::Unicode(array(first)?.iter().map(|point| word(point).map(|p| p as u32)).collect::<Read<_>>()?),
            "ba" => Desc::ByteArray(bytes(first)?),
            "t" => Desc::Tuple(object_list(first)?),
            "l" => Desc::List(object_list(first)?),
            "e" => Desc::Set { items: object_list(first)?, frozen: flag(&spelled[2])? },
            "sl" => {
                let parts = object_list(first)?;
                match parts[..] {
                    [start, stop, step] => Desc::Slice([start, stop, step]),
                    _ => return bad("three handles", first),
                }
            }
            "r" => match (first.as_i64(), spelled[2].as_i64(), spelled[3].as_i64()) {
                (Some(start), Some(stop), Some(step)) => Desc::Range(start, stop, step),
                _ => Desc::Other { type_name: "range".into(), repr: spelled.to_string() },
            },
            "d" => Desc::Dict(DictDesc {
                kind: text(first)?,
                items: array(&spelled[2])?
                    .iter()
                    .map(|pair| Ok((object(&pair[0])?, object(&pair[1])?)))
                    .collect::<Read<_>>()?,
                eq: optional(&spelled[3])?,
                hash: optional(&spelled[4])?,
                force_non_null: flag(&spelled[5])?,
            }),
            "F" => Desc::Function(Box::new(FuncDesc::read(first)?)),
            "B" => Desc::Builtin(BuiltinDesc {
                module: text(first)?,
                name: text(&spelled[2])?,
                self_: optional(&spelled[3])?,
            }),
            "M" => Desc::BoundMethod { func: object(first)?, self_: object(&spelled[2])? },
            "sm" => Desc::StaticMethod(object(first)?),
            "cm" => Desc::ClassMethod(object(first)?),
            "p" => Desc::Property { fget: object(first)?, fset: object(&spelled[2])?, fdel: object(&spelled[3])? },
            "C" => Desc::Class(Box::new(ClassDesc::read(first)?)),
            "O" => Desc::Instance(InstDesc {
                class: object(&first["class"])?,
                attrs: name_table(&first["attrs"])?,
                frozen: flag(&first["frozen"])?,
            }),
            "m" => Desc::Module(text(first)?),
            "R" => Desc::RInt { type_name: text(first)?, value: big(&spelled[2])?, class: object(&spelled[3])? },
            "L" => Desc::LLType(LLDesc {
                kind: text(first)?,
                parts: array(&spelled[2])?
                    .iter()
                    .map(|pair| Ok((text(&pair[0])?, LLPart::read(&pair[1])?)))
                    .collect::<Read<_>>()?,
            }),
            "?" => Desc::Other { type_name: text(first)?, repr: text(&spelled[2])? },
            _ => return bad("a description", spelled),
        })
    }

    /// The word for this kind of object in messages.
    pub fn kind_name(&self) -> &str {
        match self {
            Desc::None => "None",
            Desc::Bool(_) => "bool",
            Desc::Int(_) | Desc::BigInt(_) => "int",
            Desc::Float(_) => "float",
            Desc::Str(_) | Desc::BadStr(_) => "str",
            Desc::Unicode(_) => "unicode",
            Desc::ByteArray(_) => "bytearray",
            Desc::Tuple(_) => "tuple",
            Desc::List(_) => "list",
            Desc::Dict(dict) => &dict.kind,
            Desc::Set { frozen: false, .. } => "set",
            Desc::Set { frozen: true, .. } => "frozenset",
            Desc::Slice(_) => "slice",
            Desc::Range(..) => "range",
            Desc::Function(_) => "function",
            Desc::Builtin(_) => "builtin function",
            Desc::BoundMethod { .. } => "bound method",
            Desc::StaticMethod(_) => "staticmethod",
            Desc::ClassMethod(_) => "classmethod",
            Desc::Property { .. } => "property",
            Desc::Class(_) => "class",
            Desc::Instance(_) => "instance",
            Desc::Module(_) => "module",
            Desc::RInt { type_name, .. } | Desc::Other { type_name, .. } => type_name,
            Desc::LLType(_) => "low-level type",
        }
    }

    /// The function description, if this is a Python function.
    pub fn as_function(&self) -> Option<&FuncDesc> {
        match self {
            Desc::Function(func) => Some(func),
            _ => None,
        }
    }

    /// The class description, if this is a class.
    pub fn as_class(&self) -> Option<&ClassDesc> {
        match self {
            Desc::Class(class) => Some(class),
            _ => None,
        }
    }
}

impl FuncDesc {
    fn read(spelled: &Value) -> Read<FuncDesc> {
        let extent = match spelled["extent"].as_array() {
            Some(parts) if parts.len() == 4 => {
                let mut out = [0; 4];
                for (slot, part) in out.iter_mut().zip(parts) {
                    *slot = word(part)? as u32;
                }
                Some(out)
            }
            _ => None,
        };
        Ok(FuncDesc {
            name: text(&spelled["name"])?,
            qualname: text(&spelled["qualname"])?,
            module: text(&spelled["module"])?,
            code: CodeKey {
                filename: text(&spelled["file"])?,
                firstlineno: word(&spelled["line"])? as u32,
                name: text(&spelled["code_name"])?,
                qualname: text(&spelled["code_qualname"])?,
                extent,
            },
            defaults: object_list(&spelled["defaults"])?,
            kwdefaults: name_table(&spelled["kwdefaults"])?,
            closure: array(&spelled["closure"])?
                .iter()
                .map(|pair| Ok((text(&pair[0])?, optional(&pair[1])?)))
                .collect::<Read<_>>()?,
            globals: object(&spelled["globals"])?,
            found: name_table(&spelled["found"])?,
            members: array(&spelled["members"])?
                .iter()
                .map(|row| Ok((object(&row[0])?, text(&row[1])?, object(&row[2])?)))
                .collect::<Read<_>>()?,
            attrs: name_table(&spelled["attrs"])?,
            doc: spelled["doc"].as_str().map(str::to_owned),
        })
    }
}

impl ClassDesc {
    fn read(spelled: &Value) -> Read<ClassDesc> {
        Ok(ClassDesc {
            name: text(&spelled["name"])?,
            qualname: text(&spelled["qualname"])?,
            module: text(&spelled["module"])?,
            bases: object_list(&spelled["bases"])?,
            mro: object_list(&spelled["mro"])?,
            dict: name_table(&spelled["dict"])?,
            is_exception: flag(&spelled["exception"])?,
            builtin: flag(&spelled["builtin"])?,
            meta: object(&spelled["meta"])?,
        })
    }
}

impl LLPart {
    fn read(spelled: &Value) -> Read<LLPart> {
        Ok(match spelled {
            Value::Null => LLPart::None,
            Value::Bool(value) => LLPart::Bool(*value),
            Value::Number(_) => LLPart::Int(word(spelled)?),
            Value::String(value) => LLPart::Str(value.clone()),
            Value::Array(parts) => LLPart::List(parts.iter().map(LLPart::read).collect::<Read<_>>()?),
            Value::Object(_) => LLPart::Obj(object(&spelled["h"])?),
        })
    }
}
