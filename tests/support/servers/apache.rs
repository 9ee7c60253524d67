//! Apache with `mod_dav`: a `WebDAV` server that stores a file only when it is complete.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use tempfile::TempDir;

use super::super::rclone::free_address;
use super::{Process, installed, is_root};
use crate::support::rclone::{DAV_PASSWORD, DAV_USER, settings, webdav};

const MODULES: &str = "/usr/lib/apache2/modules";

/// Where Nextcloud has the files of a user. rclone takes the user's name from it.
const NEXTCLOUD: &str = "remote.php/dav/files/helix";

/// A running Apache.
pub(crate) struct Apache {
    _process: Process,
    address: SocketAddr,
    home: TempDir,
}

impl Apache {
    /// Starts one with an empty folder; `None` where Apache is not installed.
    pub(crate) fn start() -> Option<Self> {
        let program = installed("Apache", [PathBuf::from("/usr/sbin/apache2")])?;
        let home = tempfile::tempdir().expect("a folder");
        let files = home.path().join("files");
        std::fs::create_dir_all(files.join(NEXTCLOUD)).expect("folders");
        for folder in files.join(NEXTCLOUD).ancestors().take_while(|folder| folder.starts_with(home.path())) {
            // Started by root it works as another user.
            let mode = std::fs::Permissions::from_mode(if is_root() { 0o777 } else { 0o700 });
            std::fs::set_permissions(folder, mode).expect("permissions");
        }
        let address = free_address();
        let password = STANDARD.encode(Sha1::digest(DAV_PASSWORD));
        std::fs::write(home.path().join("users"), format!("{DAV_USER}:{{SHA}}{password}\n"))
            .expect("written");
        let configuration = home.path().join("conf");
        std::fs::write(&configuration, write_configuration(home.path(), address)).expect("written");
        let configuration = configuration.to_str().expect("text");
        let mut process = Process::start(&program, &["-DFOREGROUND", "-f", configuration]);
        process.await_connections(address);
        Some(Self { _process: process, address, home })
    }

    /// Where its files are.
    pub(crate) fn files(&self) -> PathBuf {
        self.home.path().join("files")
    }

    /// Where the files are that Nextcloud's clients see.
    pub(crate) fn nextcloud_files(&self) -> PathBuf {
        self.files().join(NEXTCLOUD)
    }

    /// The variables that make it the remote `name` of Nextcloud's kind: a checksum is sent along, checksums of
    /// objects are asked for, and `PATCH` has them computed, which this server takes without doing it. It has no
    /// uploads in chunks, which begin at 10 MiB.
    pub(crate) fn nextcloud_remote(&self, name: &str) -> Vec<(String, String)> {
        let url = format!("http://{}/{NEXTCLOUD}", self.address);
        settings(name, webdav(&url, "nextcloud", DAV_PASSWORD))
    }

    /// The variables that make it the remote `name`.
    pub(crate) fn remote(&self, name: &str) -> Vec<(String, String)> {
        settings(name, webdav(&format!("http://{}", self.address), "other", DAV_PASSWORD))
    }
}

fn write_configuration(home: &Path, address: SocketAddr) -> String {
    let home = home.display();
    let modules = [
        "mpm_event",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
        "auth_basic",
        "dav",
        "dav_fs",
        "rewrite",
    ]
    .map(|module| format!("LoadModule {module}_module {MODULES}/mod_{module}.so\n"))
    .concat();
    let user = if is_root() { "User www-data\nGroup www-data\n" } else { "" };
    format!(
        "ServerRoot {home}\nServerName localhost\nListen {address}\nPidFile {home}/pid\n\
         ErrorLog /dev/stderr\nMutex file:{home} default\n{user}{modules}\
         RewriteEngine on\nRewriteCond %{{REQUEST_METHOD}} =PATCH\nRewriteRule ^ - [R=204,L]\n\
         DocumentRoot {home}/files\nDavLockDB {home}/locks\n\
         <Directory {home}/files>\nDav On\nAuthType Basic\nAuthName helix\nAuthUserFile {home}/users\n\
         Require valid-user\n</Directory>\n"
    )
}
