//! The host process on small targets.

use host::{Desc, FunctionNode, Host, HostObj, HostOptions, LLPart, Target, WrapValue};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

fn lib_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rpython-lib")
}

fn start() -> Host {
    Host::start(HostOptions::new(lib_path())).expect("host starts")
}

fn write(source: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("rtranslate-host-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("folder");
    let path = folder.join("targetdemo.py");
    std::fs::write(&path, source).expect("file");
    path
}

fn import(host: &Host, source: &str) -> Target {
    match host.import_target(&write(source), &[]) {
        Ok(target) => target,
        Err(error) => panic!("{error:?}"),
    }
}

fn global(host: &Host, target: &Target, name: &str) -> HostObj {
    host.getattr(target.module, name).unwrap_or_else(|| panic!("no global {name}"))
}

const DEMO: &str = r#"
import math
import sys
print("import noise")

class Base(object):
    _immutable_fields_ = ["x"]
    __slots__ = ("x", "y")
    def __init__(self, x):
        self.x = x
    @staticmethod
    def helper(a, b=3):
        return a + b

class Frozen(Base):
    def _freeze_(self):
        return True

inst = Base(5)
frozen = Frozen(6)
table = {"a": 1, "b": [inst, inst]}
raw = "λ\xff"
data = b"\x00\xff"
big = 1 << 80
half = 0.5
wide = u"λ"
f, g = lambda a: a + 1, lambda a: (lambda b: a * b)
inner = g(7)

def made():
    scope = {}
    exec("def generated(n):\n    return n * 2\n", scope)
    return scope["generated"]
generated = made()

def entry_point(argv):
    print(inst.x, math.sin(half))
    return 0

def target(driver, args):
    driver.exe_name = "demo-%(backend)s"
    driver.config.translation.suggest(check=True)
    assert sys.argv[0].endswith("rpython")
    return entry_point, None
"#;

#[test]
fn describes_objects() {
    let host = start();
    let target = import(&host, DEMO);
    assert_eq!(target.exe_name.as_deref(), Some("demo-c"));
    assert!(target.inputtypes.is_none());
    let value = |name: &str| (*host.describe(global(&host, &target, name))).clone();
    assert_eq!(value("raw"), Desc::Str(b"\xce\xbb\xff".to_vec()));
    assert_eq!(value("data"), Desc::Str(b"\x00\xff".to_vec()));
    assert_eq!(value("wide"), Desc::Unicode(vec![0x3bb]));
    assert_eq!(value("half"), Desc::Float(0.5));
    assert_eq!(value("big"), Desc::BigInt(num_bigint::BigInt::from(1) << 80));
    let Desc::Dict(table) = value("table") else { panic!() };
    assert_eq!(*host.describe(table.items[0].0), Desc::Str(b"a".to_vec()));
    let Desc::List(items) = (*host.describe(table.items[1].1)).clone() else { panic!() };
    let inst = global(&host, &target, "inst");
    assert_eq!(items, [inst, inst]);
    let Desc::Instance(instance) = value("inst") else { panic!() };
    assert_eq!(*host.describe(instance.attrs["x"]), Desc::Int(5));
    assert!(!instance.frozen);
    let Desc::Instance(frozen) = value("frozen") else { panic!() };
    assert!(frozen.frozen);
    let base = global(&host, &target, "Base");
    assert!(host.is_subclass(frozen.class, base));
    assert!(host.is_instance(inst, base));
    let desc = host.describe(base);
    let class = desc.as_class().expect("class");
    assert!(!class.builtin && !class.is_exception);
    assert!(class.dict.contains_key("__init__") && class.dict.contains_key("helper"));
    let helper = host.getattr(base, "helper").expect("helper");
    let desc = host.describe(helper);
    let func = desc.as_function().expect("function");
    assert_eq!(func.qualname, "Base.helper");
    assert_eq!(*host.describe(func.defaults[0]), Desc::Int(3));
    let sin = host.lookup("math", "sin").expect("sin");
    let Desc::Builtin(sin) = (*host.describe(sin)).clone() else { panic!() };
    assert_eq!((sin.module.as_str(), sin.name.as_str(), sin.self_), ("math", "sin", None));
}

#[test]
fn all_that_is_reached_arrives_meanwhile() {
    let host = start();
    let target = import(&host, DEMO);
    host.prefetch_all();
    // Known before the answer to any request, and the same as what a request gives.
    let inst = host.global_lookup(target.entry, "inst").expect("inst");
    let sine = host.global_lookup(target.entry, "math").and_then(|math| host.getattr(math, "sin")).expect("sin");
    assert!(matches!(&*host.describe(sine), Desc::Builtin(b) if b.name == "sin"));
    let Desc::Instance(known) = &*host.describe(inst) else { panic!("an instance") };
    host.refresh(inst);
    assert!(matches!(&*host.describe(inst), Desc::Instance(asked) if asked == known));
    assert_eq!(global(&host, &target, "inst"), inst);
    let ast = host.ast_of(target.entry).expect("parsed while it was imported");
    assert!(matches!(&ast.node, FunctionNode::Def(def) if def.name.as_str() == "entry_point"));
}

#[test]
fn what_arrives_before_an_error_is_not_lost() {
    let host = start();
    let many: String = (0..300).map(|n| format!("def f{n}(): return g{n}\ng{n} = [{n}, 'x{n}']\n")).collect();
    let calls: String = (0..300).map(|n| format!("    f{n}()\n")).collect();
    let source = format!("{many}\ndef entry_point(argv):\n{calls}    return 0\n\ndef target(driver, args):\n    return entry_point, None\n");
    let target = import(&host, &source);
    host.prefetch_all();
    for n in 0..300 {
        assert!(host.lookup("a_module_that_is_nowhere", "x").is_none());
        let f = host.global_lookup(target.entry, &format!("f{n}")).expect("f");
        let g = host.global_lookup(f, &format!("g{n}")).expect("g");
        assert!(matches!(&*host.describe(g), Desc::List(items) if items.len() == 2), "{n}");
    }
}

#[test]
fn looks_names_up_and_calls() {
    let host = start();
    let target = import(&host, DEMO);
    let entry = target.entry;
    assert_eq!(host.global_lookup(entry, "inst"), Some(global(&host, &target, "inst")));
    assert_eq!(host.global_lookup(entry, "len"), host.builtin("len"));
    assert_eq!(host.global_lookup(entry, "no_such_name"), None);
    let inner = global(&host, &target, "inner");
    let six = host.call(inner, &[host.wrap_int(6)]).expect("call");
    assert_eq!(*host.describe(six), Desc::Int(42));
    let error = host.call(inner, &[]).expect_err("arity");
    assert_eq!(error.class_name, "TypeError");
    let desc = host.describe(inner);
    let func = desc.as_function().expect("function");
    assert_eq!(func.closure[0].0, "a");
    assert_eq!(*host.describe(func.closure[0].1.expect("cell")), Desc::Int(7));
    let pair = host.wrap_tuple(&[six, inner]);
    assert_eq!(*host.describe(pair), Desc::Tuple(vec![six, inner]));
    assert_eq!(host.wrap(WrapValue::Str(b"x")), host.wrap_str(b"x"));
    let sum = host.eval_binop("add", six, host.wrap_int(1)).expect("add");
    assert_eq!(*host.describe(sum), Desc::Int(43));
}

#[test]
fn finds_sources() {
    let host = start();
    let target = import(&host, DEMO);
    let text = |name: &str| {
        let ast = host.ast_of(global(&host, &target, name)).expect("source");
        let span = ast.span();
        ast.source.text[span.start as usize..span.end as usize].to_owned()
    };
    assert_eq!(text("f"), "lambda a: a + 1");
    assert_eq!(text("g"), "lambda a: (lambda b: a * b)");
    assert_eq!(text("inner"), "lambda b: a * b");
    assert!(text("generated").starts_with("def generated(n):"));
    let base = global(&host, &target, "Base");
    let init = host.getattr(base, "__init__").expect("init");
    let ast = host.ast_of(init).expect("source");
    assert_eq!(ast.class_name.as_deref(), Some("Base"));
    assert!(matches!(ast.node, FunctionNode::Def(_)));
    assert_eq!(ast.args().args.len(), 2);
}

#[test]
fn reports_errors() {
    let host = start();
    let missing = host.import_target(&PathBuf::from("no/such/file.py"), &[]).expect_err("missing");
    assert_eq!(missing.code, "E0001");
    let error = host.import_target(&write("x = 1\n"), &[]).expect_err("no target");
    assert_eq!(error.code, "E0003");
    let source = "def f():\n    return {}['k']\n\nf()\n";
    let error = host.import_target(&write(source), &[]).expect_err("import error");
    assert_eq!(error.code, "E0002");
    assert!(error.message.contains("KeyError: 'k'"), "{}", error.message);
    let (_, at) = host.source_map().locate(error.span()).expect("span");
    assert_eq!((at.line, at.col), (2, 5));
    assert!(error.notes[0].contains("in <module>"), "{}", error.notes[0]);
    let error = host.import_target(&write("def f(:\n"), &[]).expect_err("syntax error");
    assert!(error.message.contains("SyntaxError"), "{}", error.message);
    let source = "def target(driver, args):\n    return 3\n";
    let error = host.import_target(&write(source), &[]).expect_err("bad target");
    assert_eq!(error.code, "E0003");
    let error = Host::start(HostOptions { python: "no-such-python".into(), ..HostOptions::new(lib_path()) });
    assert_eq!(error.err().map(|error| error.code), Some("E0004"));
}

#[test]
fn describes_low_level_types() {
    let host = start();
    let source = "
from rpython.rtyper.lltypesystem import lltype
LIST = lltype.GcStruct('list', ('length', lltype.Signed),
                       ('items', lltype.Ptr(lltype.GcArray(lltype.Signed))))
A = lltype.Ptr(lltype.GcArray(lltype.Signed))
B = lltype.Ptr(lltype.GcArray(lltype.Signed))
null = lltype.nullptr(LIST)
def entry_point(argv):
    return 0
def target(driver, args):
    return entry_point
";
    let target = import(&host, source);
    let list = global(&host, &target, "LIST");
    let Desc::LLType(list) = (*host.describe(list)).clone() else { panic!() };
    assert_eq!(list.kind, "GcStruct");
    assert_eq!(list.part("name"), Some(&LLPart::Str("list".into())));
    let pointer = global(&host, &target, "A");
    assert_eq!(pointer, global(&host, &target, "B"));
    let signed = host.lookup("rpython.rtyper.lltypesystem.lltype", "Signed").expect("Signed");
    let field = |name: &str, ty| LLPart::List(vec![LLPart::Str(name.into()), LLPart::Obj(ty)]);
    let fields = LLPart::List(vec![field("length", signed), field("items", pointer)]);
    assert_eq!(list.part("fields"), Some(&fields));
    let null = global(&host, &target, "null");
    let Desc::LLType(null) = (*host.describe(null)).clone() else { panic!() };
    assert_eq!((null.kind.as_str(), null.part("null")), ("_ptr", Some(&LLPart::Bool(true))));
}

#[test]
fn code_of_modules_is_kept() {
    let source = |n: u32| {
        format!("number = {n}\nglyph = 'λ'\ndef entry_point(argv):\n    return number\ndef target(driver, args):\n    return entry_point\n")
    };
    let path = write(&source(1));
    let cache = path.with_file_name("cache");
    let read = || {
        let mut options = HostOptions::new(lib_path());
        options.cache = Some(cache.clone());
        let host = Host::start(options).expect("host starts");
        let target = host.import_target(&path, &[]).unwrap_or_else(|error| panic!("{error:?}"));
        let value = |name: &str| (*host.describe(global(&host, &target, name))).clone();
        (value("number"), value("glyph"))
    };
    let glyph = Desc::Str("λ".as_bytes().to_vec());
    assert_eq!(read(), (Desc::Int(1), glyph.clone()));
    let files = || std::fs::read_dir(&cache).expect("folder").map(|e| e.expect("entry").path()).collect::<Vec<_>>();
    let [kept] = &files()[..] else { panic!("{:?}", files()) };
    let first = std::fs::read(kept).expect("file");
    std::fs::write(&path, source(2)).expect("file");
    assert_eq!(read().0, Desc::Int(2));
    let second = std::fs::read(kept).expect("file");
    assert_eq!((first.len(), files().len()), (second.len(), 1));
    assert_ne!(first, second);
    for damaged in [&second[..second.len() - 3], &first[..], b"", &[&second[..60], &first[60..]].concat()] {
        std::fs::write(kept, damaged).expect("file");
        assert_eq!(read(), (Desc::Int(2), glyph.clone()));
    }
    assert_eq!(std::fs::read(kept).expect("file"), second);
}
