//! The kinds of destination that the suite tries. Each starts what stands behind it, or says that it is missing.

use std::process::{Command, Stdio};
use std::sync::Arc;

use helix_bot::sync::VerifiedBy;

use self::asked::Asked;
use self::disk::Disk;
use self::inside::Inside;
#[cfg(feature = "legacy-mega")]
use super::suite::Carrier;
use super::suite::Target;
use super::world::World;
use crate::support::drive::Drive;
use crate::support::dropbox::Dropbox;
use crate::support::mega::Mega;
use crate::support::rclone::{Server, Speaks, obscure, program, settings};
use crate::support::s3::{S3, Seal};
use crate::support::servers::{Access, Apache, Azurite, Sshd, Weed};

mod asked;
mod disk;
mod inside;

type Started = Option<Box<dyn Target>>;

pub(super) async fn local(world: &World) -> Started {
    Some(Disk::boxed("local", Vec::new(), world.path("archive"), VerifiedBy::Sha256, ()))
}

pub(super) async fn s3(_: &World) -> Started {
    Some(served(Speaks::S3, "cloud:bucket/deep folder", VerifiedBy::Md5))
}

/// Whose hashes are none of the content.
pub(super) async fn s3_encrypted(_: &World) -> Started {
    let service = S3::start().await;
    service.seal_by_default(Seal::Kms);
    Some(Inside::boxed(service, "cloud:bucket/deep folder", VerifiedBy::ReadBack, |service, world| {
        world.rclone(service.remote("cloud")).into()
    }))
}

/// One server for all behaviours, as it takes seconds to start: each has a folder of its own.
pub(super) struct Seaweed(Arc<Weed>);

impl Seaweed {
    pub(super) fn start() -> Option<Self> {
        Weed::start().map(|server| Self(Arc::new(server)))
    }

    pub(super) fn folder(&self, name: &str) -> Box<dyn Target> {
        let (remote, environment) = (format!("cloud:bucket/{name}"), self.0.remote("cloud"));
        let server = Box::new(Arc::clone(&self.0));
        Box::new(Asked { remote, environment, verified_by: VerifiedBy::Md5, _server: server })
    }
}

/// One server for all behaviours: each has a folder of its own.
pub(super) struct Azure(Arc<Azurite>);

impl Azure {
    pub(super) fn start() -> Option<Self> {
        Azurite::start().map(|server| Self(Arc::new(server)))
    }

    pub(super) fn folder(&self, name: &str) -> Box<dyn Target> {
        let (remote, environment) = (format!("cloud:container/{name}"), self.0.remote("cloud"));
        let server = Box::new(Arc::clone(&self.0));
        Box::new(Asked { remote, environment, verified_by: VerifiedBy::ReadBack, _server: server })
    }
}

pub(super) async fn webdav(_: &World) -> Started {
    Some(served(Speaks::WebDav, "cloud:folder", VerifiedBy::ReadBack))
}

pub(super) async fn webdav_nextcloud(_: &World) -> Started {
    let server = Apache::start()?;
    let folder = server.nextcloud_files().join("folder");
    Some(Disk::boxed("cloud:folder", server.nextcloud_remote("cloud"), folder, VerifiedBy::ReadBack, server))
}

pub(super) async fn ftp(_: &World) -> Started {
    Some(served(Speaks::Ftp, "cloud:folder", VerifiedBy::ReadBack))
}

fn served(speaks: Speaks, remote: &'static str, verified_by: VerifiedBy) -> Box<dyn Target> {
    let server = Server::start(speaks);
    let folder = server.file(remote.trim_start_matches("cloud:"));
    Disk::boxed(remote, server.remote("cloud"), folder, verified_by, server)
}

pub(super) async fn webdav_apache(_: &World) -> Started {
    let server = Apache::start()?;
    let folder = server.files().join("folder");
    Some(Disk::boxed("cloud:folder", server.remote("cloud"), folder, VerifiedBy::ReadBack, server))
}

pub(super) async fn sftp(_: &World) -> Started {
    secure_shell(Access::Shell, VerifiedBy::Sha1)
}

pub(super) async fn sftp_without_shell(_: &World) -> Started {
    secure_shell(Access::FilesOnly, VerifiedBy::ReadBack)
}

fn secure_shell(access: Access, verified_by: VerifiedBy) -> Started {
    let server = Sshd::start(access)?;
    let folder = server.files().join("folder");
    Some(Disk::boxed("cloud:folder", server.remote("cloud"), folder, verified_by, server))
}

/// Encrypted, on `WebDAV`: names and content.
pub(super) async fn crypt(_: &World) -> Started {
    let server = Server::start(Speaks::WebDav);
    let mut environment = server.remote("cloud");
    let secret = vec![
        ("TYPE", "crypt".to_owned()),
        ("REMOTE", "cloud:vault".to_owned()),
        ("PASSWORD", obscure("a password for the vault")),
        ("PASSWORD2", obscure("and some salt")),
    ];
    environment.extend(settings("secret", secret));
    let (remote, verified_by) = ("secret:folder".to_owned(), VerifiedBy::ReadBack);
    Some(Box::new(Asked { remote, environment, verified_by, _server: Box::new(server) }))
}

/// Another name for a folder of S3, whose hash is not seen through it.
pub(super) async fn alias(_: &World) -> Started {
    let server = Server::start(Speaks::S3);
    let mut environment = server.remote("cloud");
    let values = vec![("TYPE", "alias".to_owned()), ("REMOTE", "cloud:bucket/shelf".to_owned())];
    environment.extend(settings("short", values));
    let folder = server.file("bucket/shelf/folder");
    Some(Disk::boxed("short:folder", environment, folder, VerifiedBy::ReadBack, server))
}

/// Two servers as one.
pub(super) async fn union(_: &World) -> Started {
    let (first, second) = (Server::start(Speaks::WebDav), Server::start(Speaks::S3));
    let mut environment = first.remote("one");
    environment.extend(second.remote("two"));
    let upstreams = "one:half two:bucket/half".to_owned();
    let values = vec![("TYPE", "union".to_owned()), ("UPSTREAMS", upstreams)];
    environment.extend(settings("both", values));
    let (remote, verified_by) = ("both:folder".to_owned(), VerifiedBy::ReadBack);
    Some(Box::new(Asked { remote, environment, verified_by, _server: Box::new((first, second)) }))
}

/// A remote that an encrypted configuration file describes.
pub(super) async fn config_file(world: &World) -> Started {
    let file = world.path("rclone.conf");
    let server = Server::start(Speaks::S3);
    let mut content = "[cloud]\n".to_owned();
    for (name, value) in server.remote("cloud") {
        let key = name.trim_start_matches("RCLONE_CONFIG_CLOUD_").to_lowercase();
        content.extend([&*key, " = ", &*value, "\n"]);
    }
    std::fs::write(&file, content).expect("written");
    let password = "a-password-for-the-file";
    let encrypted = Command::new(program())
        .args(["config", "encryption", "set", "--password-command", &format!("echo {password}")])
        .env("RCLONE_CONFIG", &file)
        .stdin(Stdio::null())
        .output()
        .expect("rclone starts");
    assert!(encrypted.status.success(), "{}", String::from_utf8_lossy(&encrypted.stderr));
    let content = std::fs::read_to_string(&file).expect("the file");
    assert!(content.contains("RCLONE_ENCRYPT_V0"), "it is encrypted");
    let environment = vec![
        ("RCLONE_CONFIG".to_owned(), file.display().to_string()),
        ("RCLONE_CONFIG_PASS".to_owned(), password.to_owned()),
    ];
    Some(Disk::boxed(
        "cloud:bucket/folder",
        environment,
        server.file("bucket/folder"),
        VerifiedBy::Md5,
        server,
    ))
}

/// Where both ways to MEGA archive to.
const ATTIC: &str = "mega:Helix/the attic";

pub(super) async fn mega(_: &World) -> Started {
    Some(Inside::boxed(Mega::start().await, ATTIC, VerifiedBy::ReadBack, |mega, world| {
        world.rclone(mega.environment("mega")).into()
    }))
}

#[cfg(feature = "legacy-mega")]
pub(super) async fn mega_without_rclone(_: &World) -> Started {
    use helix_bot::sync::legacy_mega::{LegacyMega, MegaTimeouts};
    Some(Inside::boxed(Mega::start().await, ATTIC, VerifiedBy::ReadBack, |mega, _| {
        let (email, password) = Mega::login();
        let address = Some(mega.address().1);
        Carrier::other(LegacyMega::new(email.to_owned(), password.into(), address, MegaTimeouts::default()))
    }))
}

pub(super) async fn drive(_: &World) -> Started {
    Some(Inside::boxed(Drive::start().await, "cloud:deep folder", VerifiedBy::Sha256, |drive, world| {
        world.rclone(drive.environment("cloud")).into()
    }))
}

/// As rclone does it by itself: a file is sent in a session, and files are made of several sessions at once.
pub(super) async fn dropbox(_: &World) -> Started {
    // rclone's kind of hash for Dropbox is not one of ours.
    Some(Inside::boxed(
        Dropbox::start().await,
        "cloud:deep folder",
        VerifiedBy::ReadBack,
        |dropbox, world| world.rclone(dropbox.environment("cloud")).into(),
    ))
}

/// Each file in one request.
pub(super) async fn dropbox_one_by_one(_: &World) -> Started {
    Some(Inside::boxed(
        Dropbox::start().await,
        "cloud:deep folder",
        VerifiedBy::ReadBack,
        |dropbox, world| {
            let batches = settings("cloud", vec![("BATCH_MODE", "off".to_owned())]);
            world.rclone(dropbox.environment("cloud").into_iter().chain(batches)).into()
        },
    ))
}
