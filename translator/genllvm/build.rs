//! Links LLVM: its static libraries, of which only the parts for x86-64 come along, or, where a system has none, the
//! shared one. Static takes a third of the memory at run time, and nothing has to be loaded and relocated first.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What is used of LLVM, in the words of `llvm-config`.
const COMPONENTS: [&str; 8] =
    ["x86codegen", "x86asmparser", "x86disassembler", "x86desc", "passes", "irreader", "target", "executionengine"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=LLVM_SYS_191_PREFIX");
    println!("cargo:rerun-if-env-changed=RTRANSLATE_LLVM");
    let Some(config) = config() else {
        panic!("llvm-config of LLVM 19 was not found: run `make setup`");
    };
    let libdir = ask(&config, &["--libdir"]);
    println!("cargo:rustc-link-search=native={libdir}");
    let wanted = std::env::var("RTRANSLATE_LLVM").unwrap_or_default();
    if wanted == "shared" || !Path::new(&libdir).join("libLLVMCore.a").is_file() {
        println!("cargo:rustc-link-lib=dylib=LLVM-19");
        println!("cargo:shared=1");
        return;
    }
    let mut libs = vec!["--link-static", "--libs"];
    libs.extend(COMPONENTS);
    for flag in ask(&config, &libs).split_whitespace() {
        println!("cargo:rustc-link-lib=static:-bundle={}", flag.trim_start_matches("-l"));
    }
    ["z", "zstd", "stdc++"].iter().for_each(|name| other(name));
}

/// A library that LLVM needs: static, if the C compiler finds it so.
fn other(name: &str) {
    let file = format!("lib{name}.a");
    let found = Command::new("cc").arg(format!("-print-file-name={file}")).output();
    let path = found.map(|o| PathBuf::from(String::from_utf8_lossy(&o.stdout).trim())).unwrap_or_default();
    match path.parent().filter(|_| path.is_absolute() && path.is_file()) {
        Some(dir) => {
            println!("cargo:rustc-link-search=native={}", dir.display());
            println!("cargo:rustc-link-lib=static:-bundle={name}");
        }
        None => println!("cargo:rustc-link-lib=dylib={name}"),
    }
}

fn config() -> Option<PathBuf> {
    let given = std::env::var_os("LLVM_SYS_191_PREFIX").map(|p| PathBuf::from(p).join("bin/llvm-config"));
    let usual = ["llvm-config-19", "llvm-config", "/usr/lib/llvm-19/bin/llvm-config"].map(PathBuf::from);
    given.into_iter().chain(usual).find(|path| {
        let version = Command::new(path).arg("--version").output();
        version.is_ok_and(|o| o.stdout.starts_with(b"19."))
    })
}

fn ask(config: &Path, args: &[&str]) -> String {
    let done = Command::new(config).args(args).output();
    done.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_string()).unwrap_or_default()
}
