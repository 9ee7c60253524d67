//! How rclone's processes end by themselves, brought about again: the table from which these ends are judged cannot
//! rot.
//!
//! The table is `src/sync/rclone/process/exits.tsv`. Each of its rows names the process, what is done to it, and what of its
//! last words the rules look for. `exit`'s own tests judge the rows. With the output shown, this test prints the whole
//! table as it was produced.

#![cfg(target_os = "linux")]

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use helix_bot::failure::{Action, Class, Failure};
use helix_bot::sync::CloudSync;
use helix_bot::sync::rclone::Rclone;
use rustix::process::{Pid, Signal, kill_process};

use super::world::{World, archive};
use crate::support::rclone;

/// How many rows are produced at once.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_end_in_the_table_is_still_come_to() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sync/rclone/process/exits.tsv");
    let table = std::fs::read_to_string(path).expect("the table");
    let rows = table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        <[&str; 6]>::try_from(columns).unwrap_or_else(|_| panic!("six columns: {line}"))
    });
    let produced = futures_util::stream::iter(rows).map(async |row| {
        let [process, situation, ..] = row;
        let world = World::new();
        let error = match process {
            "version" | "daemon" => refused_start(&world, situation).await,
            "running" => ended(&world, situation).await,
            _ => panic!("there is no process called {process}"),
        };
        (row, error)
    });
    let mut wrong = Vec::new();
    let mut produced = std::pin::pin!(produced.buffer_unordered(AT_ONCE));
    while let Some(([process, situation, end, class, looks_for, _], error)) = produced.next().await {
        let said = error.cause.as_ref().map(|cause| format!("{cause:#}")).unwrap_or_default();
        let (came_to, words) = taken_apart(&said);
        let is = error.class.as_str();
        eprintln!("{process}\t{situation}\t{came_to}\t{is}\t{looks_for}\t{words}");
        let looked_for = looks_for == "-" || words.contains(looks_for);
        let expected: Class = class.parse().expect("a class");
        // What was sent may have come to a daemon that had ended already, and then nothing was tried.
        let sent_too_late = process == "running"
            && error.action == Some(Action::Start)
            && error.class == expected.when_starting();
        let classed = error.class == expected || sent_too_late;
        if !classed || !end.split(" or ").any(|end| end == came_to) || !looked_for {
            wrong.push(format!("{process}, {situation}: {error}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "ends have changed:\n{}", wrong.join("\n"));
}

/// Takes `rclone ended with exit code 1: …` apart, without the time and the folder, which are others every time.
fn taken_apart(said: &str) -> (String, String) {
    let (end, words) = said.split_once(": ").unwrap_or((said, ""));
    let end = match end.rsplit_once("exit code ") {
        Some((_, code)) => code.to_owned(),
        None => format!("signal {}", end.rsplit(' ').next().unwrap_or_default()),
    };
    // `2026/01/31 12:00:00 `
    let dated = words.len() > 20 && words.is_char_boundary(20) && words[..20].contains('/');
    let words = if dated { &words[20..] } else { words };
    let clean: Vec<_> =
        words.split(' ').map(|word| if word.contains("/helix-") { "/run/s:" } else { word }).collect();
    (end, clean.join(" ").trim().replace('\t', " "))
}

/// An rclone that does not come to run.
async fn refused_start(world: &World, situation: &str) -> Failure {
    let mut options = world.options([]);
    match situation.split_once('=') {
        Some(("HELIX_BWLIMIT", limit)) => options.bwlimit = Some(limit.to_owned()),
        Some((name, value)) => options.env.push((name.to_owned(), value.to_owned())),
        None if situation.starts_with("ulimit ") => options.program = Some(script(world, situation)),
        None => {
            let before = match situation {
                "an unknown flag" => r#"set -- "$@" --no-such-flag"#,
                "its folder is gone" => r#"socket=${3#unix://}; rm -r "${socket%/*}""#,
                "its socket is taken" => r#": > "${3#unix://}""#,
                _ => panic!("no situation: {situation}"),
            };
            options.program = Some(script(world, &format!("[ \"$1\" != rcd ] || {{ {before}; }}")));
        }
    }
    let error = Rclone::new(options).available().await.expect_err("it does not start");
    assert_eq!(error.action, Some(Action::Start));
    error
}

/// A program that does something, and is rclone from then on.
fn script(world: &World, before: &str) -> PathBuf {
    let path = world.path("rclone.sh");
    let program = rclone::program();
    let text = format!("#!/bin/sh\nulimit -c 0\n{before}\nexec '{}' \"$@\"\n", program.display());
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("permissions");
    path
}

/// A daemon that is ended. What is sent meanwhile, once it does not arrive, is told why.
async fn ended(world: &World, situation: &str) -> Failure {
    let (rclone, file) = (world.rclone([]), world.file(1000));
    rclone.available().await.expect("available");
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        assert!(Instant::now() < deadline, "waited in vain for the end by {situation}");
        // Another one may have come so soon that nobody noticed.
        for daemon in world.daemons() {
            match situation.strip_prefix("core/quit ") {
                Some(code) => quit(daemon, code),
                // It may be dead already.
                None => drop(kill_process(Pid::from_raw(daemon).expect("an id"), signal(situation))),
            }
        }
        match archive(&rclone, "local", &file).await {
            Err(error)
                if error.cause.as_ref().is_some_and(|cause| cause.to_string().starts_with("rclone ")) =>
            {
                return error;
            }
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

fn signal(name: &str) -> Signal {
    match name {
        "SIGABRT" => Signal::ABORT,
        "SIGHUP" => Signal::HUP,
        "SIGINT" => Signal::INT,
        "SIGKILL" => Signal::KILL,
        "SIGQUIT" => Signal::QUIT,
        "SIGSEGV" => Signal::SEGV,
        "SIGTERM" => Signal::TERM,
        _ => panic!("no signal: {name}"),
    }
}

/// Asks the daemon to end with this code, as somebody who knows its socket and login.
fn quit(daemon: i32, code: &str) {
    let read = |name: &str| {
        let file = std::fs::read(format!("/proc/{daemon}/{name}")).unwrap_or_default();
        String::from_utf8_lossy(&file).split('\0').map(str::to_owned).collect::<Vec<_>>()
    };
    let environment = read("environ");
    let variable = |name: &str| environment.iter().find_map(|line| line.strip_prefix(name));
    let arguments = read("cmdline");
    let socket = arguments.iter().find_map(|argument| argument.strip_prefix("unix://"));
    let (Some(user), Some(password), Some(socket)) =
        (variable("RCLONE_RC_USER="), variable("RCLONE_RC_PASS="), socket)
    else {
        return;
    };
    let login = STANDARD.encode(format!("{user}:{password}"));
    let Ok(mut connection) = UnixStream::connect(socket) else { return };
    let request = format!(
        "POST /core/quit?exitCode={code} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {login}\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let _ = connection.write_all(request.as_bytes());
    let _ = connection.read_to_end(&mut Vec::new());
}
