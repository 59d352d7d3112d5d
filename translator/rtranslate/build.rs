//! Tells the launcher whether LLVM is in the executable (`genllvm/build.rs`) or has to be there when it starts.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(llvm_shared)");
    // What LLVM runs when the program starts is kept together, and nothing has to be relocated: most of the executable's
    // pages are then never touched.
    println!("cargo:rustc-link-arg-bin=rtranslate-main=-Wl,-z,keep-text-section-prefix");
    println!("cargo:rustc-link-arg-bin=rtranslate-main=-no-pie");
    if std::env::var_os("DEP_RTRANSLATE_LLVM_SHARED").is_some() {
        println!("cargo:rustc-cfg=llvm_shared");
    }
}
