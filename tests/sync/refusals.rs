//! What goes wrong on the other side, as the queue and the operator are told.

use std::time::Duration;

use helix_bot::failure::{Action, Class};
use helix_bot::sync::CloudSync;
use helix_bot::sync::rclone::Rclone;

use super::world::{PATH, World, archive, assert_told, destination, digest};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{Login, Server, Speaks};

fn root(speaks: Speaks) -> &'static str {
    match speaks {
        Speaks::S3 => "cloud:bucket/folder",
        _ => "cloud:folder",
    }
}

const BOTH: [Speaks; 2] = [Speaks::S3, Speaks::WebDav];

#[tokio::test]
async fn a_refused_login_is_told_as_such_and_shows_no_secret() {
    for speaks in BOTH {
        let (world, server) = (World::new(), Server::start(speaks));
        let remote = server.remote_at("cloud", server.address(), Login::Wrong);
        let secrets: Vec<_> = remote
            .iter()
            .filter(|(name, _)| name.ends_with("PASS") || name.ends_with("SECRET_ACCESS_KEY"))
            .map(|(_, value)| value.clone())
            .collect();
        let rclone = world.rclone(remote);
        let archived = archive(&rclone, root(speaks), &world.file(100)).await.expect_err("a wrong login");
        assert_told(&archived, Class::Auth, "cloud");
        let reached = rclone.reach(&destination(root(speaks))).await.expect_err("a wrong login");
        assert_told(&reached, Class::Auth, "cloud refused the login");
        for secret in &secrets {
            assert!(!format!("{archived:?} {reached:?}").contains(secret.as_str()));
        }
        assert_eq!(secrets.len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again_later() {
    for speaks in BOTH {
        let (world, server) = (World::new(), Server::start(speaks));
        let remote = server.remote("cloud");
        drop(server);
        let rclone = world.rclone(remote);
        let error = archive(&rclone, root(speaks), &world.file(100)).await.expect_err("no server");
        assert_told(&error, Class::Away, "cannot be reached");
        let error = rclone.reach(&destination(root(speaks))).await.expect_err("no server");
        assert_told(&error, Class::Away, "cannot be reached");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_that_an_upload_gets_decides_what_is_told() {
    let table = [
        (401, Class::Auth, "refused the login"),
        (403, Class::Auth, "denies access"),
        (413, Class::Quota, "is full"),
        (429, Class::Transient, "slow down"),
        (500, Class::Transient, "a fault on its side"),
        (503, Class::Transient, "a fault on its side"),
        (507, Class::Quota, "is full"),
    ];
    // At once: against some of these answers rclone tries again for a while.
    let tried = BOTH.map(|speaks| async move {
        let (world, server) = (World::new(), Server::start(speaks));
        let (world, server) = (&world, &server);
        let cases = table.map(|(status, class, words)| async move {
            let faults = Faults::before(server.address()).await;
            // A name of its own, as a remote is slowed down as a whole.
            let name = format!("cloud{status}");
            let rclone = world.rclone(server.remote_at(&name, faults.address(), Login::Right));
            faults.set(Fault::Answer("PUT", status));
            let to = root(speaks).replace("cloud", &name);
            let error = archive(&rclone, &to, &world.file(1000)).await.expect_err("refused");
            assert_told(&error, class, words);
            assert_eq!(error.action, Some(Action::Copy));
        });
        futures_util::future::join_all(cases).await;
    });
    futures_util::future::join_all(tried).await;
}

#[tokio::test]
async fn a_connection_that_is_cut_fails_for_now_and_the_next_try_repairs() {
    for speaks in BOTH {
        let (world, server) = (World::new(), Server::start(speaks));
        let faults = Faults::before(server.address()).await;
        let rclone = world.rclone(server.remote_at("cloud", faults.address(), Login::Right));
        let file = world.file(500_000);
        faults.set(Fault::Cut(200_000));
        let error = archive(&rclone, root(speaks), &file).await.expect_err("cut");
        assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);

        faults.set(Fault::None);
        archive(&rclone, root(speaks), &file).await.expect("archived");
        let stored = root(speaks).trim_start_matches("cloud:");
        assert_eq!(digest(server.file(&format!("{stored}/{PATH}"))), file.digest);
    }
}

#[tokio::test]
async fn an_upload_that_does_not_move_is_given_up() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let mut options = world.options(server.remote_at("cloud", faults.address(), Login::Right));
    options.timeouts.stall = Duration::from_secs(2);
    let rclone = Rclone::new(options);
    faults.set(Fault::Stall(100_000));
    let error = archive(&rclone, "cloud:", &world.file(9_000_000)).await.expect_err("stalled");
    assert_told(&error, Class::Transient, "nothing went through to cloud for 2 s");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_and_rclone_is_kept() {
    let (world, server) = (World::new(), Server::start(Speaks::WebDav));
    let faults = Faults::before(server.address()).await;
    let mut options = world.options(server.remote_at("cloud", faults.address(), Login::Right));
    options.timeouts.answer = Duration::from_secs(2);
    let rclone = Rclone::new(options);
    faults.set(Fault::Stall(0));
    let error = rclone.reach(&destination("cloud:")).await.expect_err("no answer");
    assert_told(&error, Class::Transient, "cloud did not answer within 2 s");
    rclone.available().await.expect("the daemon is well");
}

#[tokio::test]
async fn a_remote_that_nobody_configured_is_named() {
    let world = World::new();
    let rclone = world.rclone([]);
    let error = archive(&rclone, "nowhere:folder", &world.file(10)).await.expect_err("no such remote");
    assert_told(&error, Class::Auth, "there is no remote called nowhere; set RCLONE_CONFIG_NOWHERE_TYPE");
    let error = rclone.reach(&destination("nowhere:")).await.expect_err("no such remote");
    assert_told(&error, Class::Auth, "nowhere");
}

#[tokio::test]
async fn a_folder_with_the_files_name_waits_for_a_person() {
    let world = World::new();
    std::fs::create_dir_all(world.archived()).expect("a folder");
    std::fs::write(world.archived().join("old.png"), b"x").expect("written");
    let error = archive(&world.rclone([]), "local", &world.file(10)).await.expect_err("in the way");
    assert_told(&error, Class::Permanent, "move the folder away");
}

#[tokio::test]
async fn a_local_folder_that_cannot_be_written_waits_for_the_operator() {
    let world = World::new();
    // A file where the folder should be: refused even to root.
    std::fs::write(world.path("archive"), b"x").expect("written");
    let error = archive(&world.rclone([]), "local", &world.file(10)).await.expect_err("no folder");
    assert!(error.cause.is_some());
    assert_ne!(error.class, Class::Cancelled);
}
