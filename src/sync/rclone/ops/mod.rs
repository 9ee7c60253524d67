//! What is done at a remote: carry a file, prove it, list, fetch, mount.

pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod comparison;
pub(crate) mod duplicates;
pub(crate) mod fetch;
pub(crate) mod listing;
pub(crate) mod memories;
pub(crate) mod mount;
pub(crate) mod transfer;
pub(crate) mod verify;
