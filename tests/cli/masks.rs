//! No secret of a setting is told, at whatever level, in whatever form.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::{files_below, world};
use crate::support::command::{Finished, finish, helix};
use crate::support::rclone::{self, Server, Speaks};

/// Options that rclone calls sensitive and that are shown all the same: hosts, without which no failure of a network could
/// be told, and of addresses the host alone.
const SHOWN: [&str; 4] = ["host", "namenode", "url", "api_url"];

/// An rclone that tells all it was given, as it is and in base64 behind a login's name.
const TELLTALE: &str = r#"#!/bin/sh
case "$1" in
    version) echo "rclone v1.75.2"; exit 0 ;;
    obscure) cat > /dev/null; echo marker-obscured; exit 0 ;;
esac
env | grep marker >&2
env | grep marker | while IFS= read -r line; do
    value=${line#*=}
    for user in '' u us user@example.org; do printf '%s:%s' "$user" "$value" | base64 -w0; echo; done
    printf '%s\n' "$value" | sed 's|/|%2F|g; s|:|%3A|g; s|=|%3d|g; s|-|%2D|g'
    printf '{"level":"error","msg":"Get \\"https://h.example/%s\\": EOF"}\n' "$value"
done >&2
exit 1
"#;

/// Every option that rclone calls a password or sensitive, with the types that have it.
fn secret_options() -> Vec<(String, String)> {
    let listed = Command::new(rclone::program())
        .args(["config", "providers"])
        .env("RCLONE_CONFIG", "/dev/null")
        .output()
        .expect("rclone starts");
    let providers: Vec<Value> = serde_json::from_slice(&listed.stdout).expect("JSON");
    let mut options = Vec::new();
    for provider in &providers {
        for option in provider["Options"].as_array().expect("options") {
            if option["IsPassword"] == true || option["Sensitive"] == true {
                let text = |value: &Value| value.as_str().expect("a name").to_owned();
                options.push((text(&provider["Name"]), text(&option["Name"])));
            }
        }
    }
    assert!(options.len() > 150, "{}", options.len());
    options
}

/// A secret for each of these options of a remote for each type, and for what holds more than one.
fn variables() -> Vec<(String, String)> {
    let options = secret_options().into_iter().filter(|(_, option)| !SHOWN.contains(&option.as_str()));
    let mut variables: Vec<_> = options
        .enumerate()
        .map(|(number, (of_type, option))| {
            let remote = of_type.to_uppercase().replace(' ', "");
            let variable = format!("RCLONE_CONFIG_{remote}X_{}", option.to_uppercase());
            (variable, format!("marker-{number:03}/of:{option}"))
        })
        .collect();
    for (name, value) in [
        ("DISCORD_TOKEN", "MTAwMDAwMDAwMDAwMDAwMDAw.marker.token-of-no-application"),
        ("DATABASE_URL", "postgres://marker-user:marker%2Fpassword@127.0.0.1:9/x"),
        ("DISCORD_API_URL", "http://marker-user:marker-of-proxy@127.0.0.1:9"),
        ("MEGA_EMAIL", "marker@example.org"),
        ("MEGA_PASS", "marker-of-mega"),
        ("RCLONE_CONFIG_PASS", "marker-of-the-file"),
        ("RCLONE_CONFIG_DAV_TYPE", "webdav"),
        ("RCLONE_CONFIG_DAV_URL", "http://ann:p/marker@127.0.0.1:9/dav/marker-in-path/x?t=marker-in-query"),
        ("RCLONE_CONFIG_DAV_BEARER_TOKEN_COMMAND", "echo marker-of-command"),
        ("RCLONE_CONFIG_DAV_HEADERS", "Cookie,id=marker-of-header"),
        ("RCLONE_HEADER", "Authorization: Bearer marker-of-all"),
        ("RCLONE_FTP_PASS", "marker-of-ftp"),
        ("AWS_SECRET_ACCESS_KEY", "marker-of-aws"),
        ("HTTPS_PROXY", "http://ann:marker-of-proxy@127.0.0.1:9"),
    ] {
        variables.push((name.to_owned(), value.to_owned()));
    }
    variables
}

/// The line in which a marker shows, as it is or encoded.
fn leak(text: &str) -> Option<String> {
    let mut forms = vec!["marker".to_owned(), "%6darker".to_owned()];
    for before in ["", "x", "xx"] {
        let encoded = STANDARD_NO_PAD.encode(format!("{before}marker"));
        // What depends on the bytes around it is left out.
        forms.push(encoded[[0, 2, 3][before.len()]..(before.len() + 6) * 8 / 6].to_owned());
    }
    let leaks = |line: &&str| forms.iter().any(|form| line.contains(form.as_str()));
    text.lines().find(leaks).map(str::to_owned)
}

/// `MEGA_EMAIL` is no secret, and what `config` shows of it is what it is for.
fn said(finished: &Finished) -> String {
    finished.said().replace("marker@example.org", "")
}

#[test]
fn no_secret_that_rclone_is_given_is_told_in_any_form() {
    let world = world();
    let telltale = world.path().join("rclone");
    fs::write(&telltale, TELLTALE).expect("written");
    fs::set_permissions(&telltale, fs::Permissions::from_mode(0o755)).expect("permissions");
    let variables: Vec<_> = variables()
        .into_iter()
        .filter(|(name, _)| !["DATABASE_URL", "RCLONE_CONFIG_PASS"].contains(&name.as_str()))
        .collect();
    for arguments in [&["config"][..], &["doctor", "--destinations=dav:"]] {
        for format in ["text", "json"] {
            let mut command = helix(world.path());
            command.args(arguments).envs(variables.iter().map(|(name, value)| (name, value)));
            command.env("HELIX_RCLONE", &telltale).env("RUST_LOG", "trace").env("HELIX_LOG_FORMAT", format);
            let finished = finish(&mut command);
            assert_eq!(leak(&said(&finished)), None, "{arguments:?}, {format}");
            if arguments[0] == "doctor" {
                assert!(
                    finished.err().matches("(hidden)").count() > 500,
                    "it told much: {}",
                    finished.err().len()
                );
            }
        }
    }
    let kept = files_below(&world.path().join("data"));
    for file in kept {
        let content = fs::read(&file).expect("a file");
        assert_eq!(leak(&String::from_utf8_lossy(&content)), None, "{}", file.display());
    }
}

#[test]
fn what_is_shown_of_sensitive_options_are_hosts_alone() {
    let known = secret_options();
    for shown in SHOWN {
        assert!(known.iter().any(|(_, option)| option == shown), "{shown} is not sensitive any more");
    }
}

/// A ritual to a real server whose address and settings are full of secrets, at the level that tells most.
fn ritual_with_secrets(world: &Path, server: &Server, more: &[(&str, &str)]) -> Finished {
    let mut command = helix(world);
    command.args(["ritual", "5", "--size=256", "--wait=20", "--destinations=cloud:marker-folder"]);
    command.envs(server.remote("cloud"));
    command.env("RCLONE_CONFIG_CLOUD_URL", format!("http://{}/?access=marker-in-query", server.address()));
    command.env("RCLONE_CONFIG_CLOUD_HEADERS", "X-Helix,marker-of-header");
    command.env("RUST_LOG", "trace").env("RCLONE_LOG_LEVEL", "DEBUG").envs(more.iter().copied());
    finish(&mut command)
}

#[test]
fn a_real_rclone_that_tells_all_tells_no_secret_and_is_given_no_dump() {
    let (world, server) = (world(), Server::start(Speaks::WebDav));
    let dump = [("RCLONE_DUMP", "headers,bodies,auth"), ("RCLONE_DUMP_HEADERS", "true")];
    let finished = ritual_with_secrets(world.path(), &server, &dump);
    let said = finished.said().replace("marker-folder", "");
    assert!(
        said.contains("RCLONE_CONFIG_CLOUD_URL") && said.contains("(hidden)"),
        "rclone tells much: {said}"
    );
    assert!(said.contains("RCLONE_DUMP is not handed to rclone"), "{said}");
    assert_eq!(leak(&said), None);
    let login = |password: &str| {
        [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD].map(|base64| base64.encode(format!("helix:{password}")))
    };
    for secret in login(rclone::DAV_PASSWORD) {
        assert!(!said.contains(&secret[..secret.len() - 2]), "{said}");
    }
    assert!(!said.contains(rclone::DAV_PASSWORD) && !said.contains("Authorization"), "{said}");
}
