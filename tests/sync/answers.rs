//! What rclone answers when servers refuse, asked again: the table from which the classes are judged cannot rot.
//!
//! The table is `src/sync/rclone/rc/classify/answers.tsv`. Each of its rows names a server of this suite, what is done to it, and
//! what of the answer the rules look for. Here every row is produced anew; `classify`'s own tests judge the texts.
//! With the output shown, this test prints the whole table as it was produced.

use std::path::Path;

use futures_util::StreamExt as _;
use helix_bot::failure::Failure;
use helix_bot::sync::CloudSync;

use super::world::{PATH, World, archive, destination};
use crate::support::disk::SmallDisk;
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::free_address;
use crate::support::rclone::{Login, Server, Speaks, settings};
use crate::support::servers::{Access, Apache, Sshd, Weed};

/// How many rows are produced at once: most of their time is spent waiting.
const AT_ONCE: usize = 6;

struct Row<'a> {
    server: &'a str,
    situation: &'a str,
    class: &'a str,
    looks_for: &'a str,
}

fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_else(|| panic!("too few columns: {line}"));
        Row { server: next(), situation: next(), class: next(), looks_for: next() }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_in_the_table_is_still_given() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sync/rclone/rc/classify/answers.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let produced = futures_util::stream::iter(rows(&table)).map(async |row| {
        let error = produce(row.server, row.situation).await;
        (row, error)
    });
    let mut wrong = Vec::new();
    let mut produced = std::pin::pin!(produced.buffer_unordered(AT_ONCE));
    while let Some((row, error)) = produced.next().await {
        let Some(error) = error else { continue };
        let said = error.cause.as_ref().map(|cause| format!("{cause:#}")).unwrap_or_default();
        let (status, text) = answered(&said);
        eprintln!(
            "{}\t{}\t{}\t{}\t{status}\t{text}",
            row.server,
            row.situation,
            error.class.as_str(),
            row.looks_for
        );
        let looked_for = match row.looks_for {
            "-" | "?" => true,
            // A connection that is cut is told in two ways, as it happens.
            "EOF" => text.contains("EOF") || text.contains("use of closed network connection"),
            words => text.contains(words),
        };
        if row.class.parse() != Ok(error.class) || !looked_for {
            wrong.push(format!("{}, {}: {error}: {said}", row.server, row.situation));
        }
    }
    assert!(wrong.is_empty(), "answers have changed:\n{}", wrong.join("\n"));
}

/// Takes `operations/stat answered 500: …` apart, and removes what is another every time.
fn answered(said: &str) -> (&str, String) {
    let (status, text) = said
        .split_once(" answered ")
        .and_then(|(_, rest)| rest.split_once(": "))
        .unwrap_or_else(|| panic!("not an answer: {said}"));
    let mut clean = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once("127.0.0.1:") {
        clean.push_str(before);
        clean.push_str("127.0.0.1:9");
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    clean.push_str(rest);
    (status, clean.replace(['\t', '\n'], " "))
}

/// Brings about a refusal; `None` where the server is not installed, which was said.
async fn produce(server: &str, situation: &str) -> Option<Failure> {
    match server {
        "s3" => served(Speaks::S3, "cloud:bucket", "bucket/", situation).await,
        "webdav" => served(Speaks::WebDav, "cloud:", "", situation).await,
        "ftp" => served(Speaks::Ftp, "cloud:", "", situation).await,
        "seaweed" => refused(Weed::start()?.remote("cloud"), "cloud:bucket", situation).await,
        "apache" => apache(situation).await,
        "sftp" => sftp(situation).await,
        "local" => local(situation).await,
        "settings" => misconfigured(situation).await,
        _ => panic!("there is no server called {server}"),
    }
}

async fn failure(world: &World, remote: Vec<(String, String)>, to: &str) -> Option<Failure> {
    Some(archive(&world.rclone(remote), to, &world.file(1000)).await.expect_err("a refusal"))
}

/// With a disk under `folder` on which the file does not fit.
async fn overfull(world: &World, remote: Vec<(String, String)>, to: &str, folder: &Path) -> Option<Failure> {
    let _disk = SmallDisk::over(folder)?;
    if to.contains("bucket") {
        std::fs::create_dir(folder.join("bucket")).expect("a bucket");
    }
    Some(archive(&world.rclone(remote), to, &world.file(1_000_000)).await.expect_err("a full disk"))
}

/// What is done to rclone's own servers.
async fn served(speaks: Speaks, to: &str, folder: &str, situation: &str) -> Option<Failure> {
    let (world, server) = (World::new(), Server::start(speaks));
    let faults = Faults::before(server.address()).await;
    let remote = server.remote_at("cloud", faults.address(), Login::Right);
    match situation {
        "wrong login" => {
            let wrong = server.remote_at("cloud", server.address(), Login::Wrong);
            return failure(&world, wrong, to).await;
        }
        "wrong login, listing" => {
            let wrong = server.remote_at("cloud", server.address(), Login::Wrong);
            return Some(world.rclone(wrong).reach(&destination(to)).await.expect_err("a refusal"));
        }
        "nobody there" => {
            let remote = server.remote("cloud");
            drop(server);
            return failure(&world, remote, to).await;
        }
        "a folder of that name" => {
            let folder = server.file(&format!("{folder}{PATH}"));
            std::fs::create_dir_all(folder).expect("a folder");
        }
        "full disk" => return overfull(&world, remote, to, &server.file("")).await,
        "no such bucket" => return failure(&world, remote, "cloud:nothing").await,
        "no such path" => {
            return failure(&world, with_url(remote, |url| format!("{url}/nothing/here")), to).await;
        }
        "clock" => faults.set(Fault::AnswerWith("PUT", 403, TOO_SKEWED)),
        "cut" => faults.set(Fault::Cut(600)),
        _ => {
            let (method, status) =
                situation.split_once(' ').unwrap_or_else(|| panic!("no situation: {situation}"));
            let method = ["PUT", "HEAD", "PROPFIND", "GET"].into_iter().find(|known| *known == method);
            let status = status.parse().unwrap_or_else(|_| panic!("no situation: {situation}"));
            faults.set(Fault::Answer(method.expect("a method"), status));
        }
    }
    failure(&world, remote, to).await
}

/// What S3 says to a request whose time is too far from its own.
const TOO_SKEWED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>RequestTimeTooSkewed</Code>\
     <Message>The difference between the request time and the current time is too large.</Message></Error>";

/// With another address of its server.
fn with_url(mut remote: Vec<(String, String)>, change: impl Fn(&str) -> String) -> Vec<(String, String)> {
    for (name, value) in &mut remote {
        if name.ends_with("_URL") {
            *value = change(value);
        }
    }
    remote
}

/// With the server's login changed.
async fn refused(mut remote: Vec<(String, String)>, to: &str, situation: &str) -> Option<Failure> {
    assert_eq!(situation, "wrong login");
    for (name, value) in &mut remote {
        if name.ends_with("SECRET_ACCESS_KEY") {
            value.insert_str(0, "not-");
        }
    }
    let world = World::new();
    failure(&world, remote, to).await
}

async fn apache(situation: &str) -> Option<Failure> {
    let (world, server) = (World::new(), Apache::start()?);
    let mut remote = server.remote("cloud");
    match situation {
        "wrong login" => {
            for (name, value) in &mut remote {
                if name.ends_with("_USER") {
                    value.insert_str(0, "not-");
                }
            }
        }
        "full disk" => return overfull(&world, remote, "cloud:", &server.files()).await,
        "a folder of that name" => {
            std::fs::create_dir_all(server.files().join(PATH)).expect("a folder");
        }
        "no such path" => remote = with_url(remote, |url| format!("{url}/nothing/here")),
        "https" => remote = with_url(remote, |url| url.replace("http:", "https:")),
        _ => panic!("no situation: {situation}"),
    }
    failure(&world, remote, "cloud:").await
}

async fn sftp(situation: &str) -> Option<Failure> {
    let (world, server) = (World::new(), Sshd::start(Access::FilesOnly)?);
    let mut remote = server.remote("cloud");
    match situation {
        "wrong login" => {
            for (name, value) in &mut remote {
                if name.ends_with("_KEY_FILE") {
                    // The host's own key, which opens nothing.
                    *value = value.replace("/key", "/host");
                }
            }
        }
        "another host's key" => {
            for (name, value) in &mut remote {
                if name.ends_with("_KNOWN_HOSTS_FILE") {
                    let known = std::fs::read_to_string(&*value).expect("the file");
                    let address = known.split(' ').next().expect("an address");
                    let key = std::fs::read_to_string(value.replace("/known", "/key.pub")).expect("a key");
                    std::fs::write(&*value, format!("{address} {key}")).expect("written");
                }
            }
        }
        "nobody there" => {
            for (name, value) in &mut remote {
                if name.ends_with("_PORT") {
                    *value = free_address().port().to_string();
                }
            }
        }
        "full disk" => return overfull(&world, remote, "cloud:", &server.files()).await,
        "a folder of that name" => {
            std::fs::create_dir_all(server.files().join(PATH)).expect("a folder");
        }
        "no such path" => {
            // A folder in which nothing can be made, whoever asks.
            std::fs::create_dir(server.files().join("rituals")).expect("a folder");
            std::os::unix::fs::symlink("/proc/self", server.files().join("rituals/42")).expect("a link");
        }
        _ => panic!("no situation: {situation}"),
    }
    failure(&world, remote, "cloud:").await
}

async fn local(situation: &str) -> Option<Failure> {
    let world = World::new();
    let variable = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    match situation {
        "full disk" | "disk that fills" => {
            std::fs::create_dir(world.path("archive")).expect("a folder");
            let reserve = if situation == "full disk" { "false" } else { "true" };
            let reserve = variable("RCLONE_LOCAL_NO_PREALLOCATE", reserve);
            return overfull(&world, reserve, "local", &world.path("archive")).await;
        }
        "RCLONE_MAX_TRANSFER" => return failure(&world, variable(situation, "100B"), "local").await,
        "a folder of that name" => std::fs::create_dir_all(world.archived()).expect("a folder"),
        "a file as folder" => std::fs::write(world.path("archive"), b"x").expect("written"),
        _ => panic!("no situation: {situation}"),
    }
    failure(&world, Vec::new(), "local").await
}

async fn misconfigured(situation: &str) -> Option<Failure> {
    let world = World::new();
    let text = str::to_owned;
    let shell = |option, value: &str| {
        vec![("TYPE", text("sftp")), ("HOST", text("127.0.0.1")), ("PORT", text("9")), (option, text(value))]
    };
    let address = |vendor: &str, url: &str| {
        vec![("TYPE", text("webdav")), ("VENDOR", text(vendor)), ("URL", text(url))]
    };
    let values = match situation {
        "no such remote" => vec![],
        "no such type" => vec![("TYPE", text("bogus"))],
        "no address" => vec![("TYPE", text("webdav"))],
        "password not obscured" => {
            vec![("TYPE", text("webdav")), ("URL", text("http://127.0.0.1:9")), ("PASS", text("abc"))]
        }
        "no known hosts" => shell("KNOWN_HOSTS_FILE", "/nonexistent/known_hosts"),
        "key over lines" => {
            shell("KEY_PEM", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n")
        }
        "key cut" => shell("KEY_PEM", "-----BEGIN OPENSSH PRIVATE KEY-----"),
        "no key file" => shell("KEY_FILE", "/nonexistent/key"),
        "no scheme" => address("other", "cloud.example.org/dav"),
        "no scheme, a port" => address("other", "127.0.0.1:9/dav"),
        "Nextcloud's short address" => address("nextcloud", "http://127.0.0.1:9"),
        "no token" => vec![("TYPE", text("dropbox"))],
        "no certificate file" => vec![("TYPE", text("webdav")), ("URL", text("http://127.0.0.1:9"))],
        _ => panic!("no situation: {situation}"),
    };
    let mut remote = settings("cloud", values);
    if situation == "no certificate file" {
        remote.push((text("RCLONE_CA_CERT"), text("/nonexistent/authority.pem")));
    }
    failure(&world, remote, "cloud:").await
}
