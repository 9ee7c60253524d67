//! Azurite: Microsoft's emulator of Azure's blob storage, as another program than ours to keep an uploader's MD5.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::super::rclone::{free_address, program, settings};
use super::Process;
use crate::support::left_out;

/// The emulator's only account, and its key, which its documentation names.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// The Node on the PATH.
fn node() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join("node")).find(|node| node.is_file())
}

/// The emulator's program: the one that is named, or what script/azurite got.
fn azurite() -> Option<PathBuf> {
    let named = std::env::var_os("HELIX_AZURITE").map(PathBuf::from);
    let got = "target/tools/azurite-3.35.0/node_modules/azurite/dist/src/blob/main.js";
    let got = Path::new(env!("CARGO_MANIFEST_DIR")).join(got);
    named.into_iter().chain([got]).find(|program| program.is_file())
}

/// A running Azurite with the container `container`.
pub(crate) struct Azurite {
    _process: Process,
    url: String,
    _home: TempDir,
}

impl Azurite {
    /// Starts one; `None`, and the test is left out, where it or Node is not there: not every machine has npm, by which
    /// script/test gets it.
    pub(crate) fn start() -> Option<Self> {
        let (Some(node), Some(main)) = (node(), azurite()) else {
            left_out("Azure: Azurite or Node is not installed");
            return None;
        };
        let (home, address) = (tempfile::tempdir().expect("a folder"), free_address());
        let arguments = [
            &*main.display().to_string(),
            // It would tell its maker about itself.
            "--disableTelemetry",
            // Clients are newer than the versions that it knows.
            "--skipApiVersionCheck",
            "--silent",
            "--blobHost",
            &address.ip().to_string(),
            "--blobPort",
            &address.port().to_string(),
            "--location",
            &home.path().display().to_string(),
        ];
        let mut process = Process::start(&node, &arguments);
        process.await_connections(address);
        let azurite = Self { _process: process, url: format!("http://{address}/{ACCOUNT}"), _home: home };
        let made = Command::new(program())
            .env("RCLONE_CONFIG", "/dev/null")
            .envs(azurite.remote("azure"))
            .args(["mkdir", "azure:container"])
            .status();
        assert!(made.expect("rclone starts").success(), "a container is made");
        Some(azurite)
    }

    /// The variables that make it the remote `name`.
    pub(crate) fn remote(&self, name: &str) -> Vec<(String, String)> {
        let values = vec![
            ("TYPE", "azureblob".to_owned()),
            ("ACCOUNT", ACCOUNT.to_owned()),
            ("KEY", KEY.to_owned()),
            ("ENDPOINT", self.url.clone()),
        ];
        settings(name, values)
    }
}
