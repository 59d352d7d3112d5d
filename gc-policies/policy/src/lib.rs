//! The interface of garbage-collector policies.
//!
//! To the compiler a policy is data: a [`GcPolicy`], looked up by name with [`find`]. To the run time
//! it is a [`Collector`], whose crate exports the symbols of `abi::symbols` with [`export_collector!`]
//! and is linked into the product. What all collectors share is here too: the state that generated
//! code sees ([`state`]), walking objects ([`heap`]), settings, fatal errors.
//!
//! Not here: any collector.

pub mod collector;
pub mod fatal;
pub mod finalizers;
pub mod heap;
pub mod memory;
pub mod settings;
pub mod state;
mod table;
pub mod threads;
pub mod ticker;
pub mod traceback;
pub mod verify;

pub use collector::Collector;
pub use settings::Settings;
pub use table::{find, names, AllocRecipe, BarrierRecipe, GcPolicy, IdentityHash, FLAG_PREBUILT, FLAG_TRACK};
