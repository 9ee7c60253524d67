//! Rituals whose pictures are archived and whose record was lost.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::ritual::artifact;
use helix_bot::store::{Origin, RitualId, Store};

use super::{World, digest};
use crate::support::rclone::{Server, Speaks};

impl World {
    async fn store(&self) -> Store {
        Store::open(None, &self.path("data")).await.expect("the database")
    }

    fn forget_everything(&self) {
        fs::remove_dir_all(self.path("data")).expect("removed");
    }
}

fn id(text: &str) -> RitualId {
    text.parse().expect("an id")
}

#[tokio::test]
async fn rituals_without_a_record_are_listed_then_adopted_with_their_copies_and_proofs() {
    let (s3, dav) = (Server::start(Speaks::S3), Server::start(Speaks::WebDav));
    let world = World::with(&[("s3", &s3), ("dav", &dav)]);
    let both = "s3:bucket,dav:kept";
    let plain = world.ritual(both, "1");
    let (moving, motion) = world.ritual_in_motion(both);
    world.forget_everything();

    let listed = world.run(both, &["archive", "adopt"]).expect_code(0);
    for said in [
        &*format!("found    s3:bucket/rituals/{}", plain.name),
        &*format!("found    dav:kept/rituals/{}", moving.name),
        "4 pictures that are not known here, 0 known already, 0 left",
        "Nothing was changed",
    ] {
        assert!(listed.out().contains(said), "{said}: {}", listed.said());
    }
    assert!(
        world.run(both, &["archive", "list"]).expect_code(0).out().contains("0 rituals, 0 proven copies")
    );

    let adopted = world.run(both, &["archive", "adopt", "--yes"]).expect_code(0);
    let counts = "2 rituals and 2 copies adopted, 0 known already, 0 left, 0 failed";
    assert!(adopted.out().contains(counts), "{}", adopted.said());
    let again = world.run(both, &["archive", "adopt", "--yes"]).expect_code(0);
    assert!(again.out().contains("0 rituals and 0 copies adopted, 4 known already"), "{}", again.said());

    let list = world.run(both, &["archive", "list"]).expect_code(0);
    assert!(list.out().contains("2 rituals, 4 proven copies"), "{}", list.said());
    assert!(list.out().contains("archived, proven by read-back"), "{}", list.said());
    let verified = world.run(both, &["archive", "verify"]).expect_code(0);
    assert!(!verified.said().contains("lost"), "{}", verified.said());
    for (ritual, out) in [(&plain, "plain.png"), (&moving, "moving.png")] {
        world.run(both, &["archive", "pull", &ritual.id, "--from", "dav:kept", "--out", out]).expect_code(0);
        assert_eq!(digest(world.path(out)), ritual.digest);
    }
    assert_eq!(digest(world.path("moving.gif")), motion);

    let store = world.store().await;
    let overview = store.overview().await.expect("counts");
    assert_eq!((overview.rituals, overview.waiting, overview.dead), (2, 0, 0));
    assert!(overview.destinations.values().all(|counts| counts.archived == 2), "{overview:?}");
    let view = store.ritual(id(&plain.id)).await.expect("an answer").expect("it is known");
    assert_eq!(view.ritual.origin, Origin::Archive { guild: None });
    assert_eq!(view.ritual.accepted, view.ritual.id.made());
    store.close().await;
}

#[tokio::test]
async fn what_lies_in_a_servers_folder_is_that_servers_and_what_is_no_rituals_is_left() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let rituals: Vec<_> = ["1", "2", "3", "4", "5"].map(|seed| world.ritual("cloud:", seed)).into();
    world.forget_everything();
    let file = |path: &str| -> PathBuf { server.file(&format!("rituals/{path}")) };
    let moved = |from: &str, to: &str| {
        fs::create_dir_all(file(to).parent().expect("a folder")).expect("made");
        fs::rename(file(from), file(to)).expect("moved");
    };
    let (plain, named) = ("175928847299117063", "friends-of-art-275928847299117063");
    moved(&rituals[0].name, &format!("{plain}/{}", rituals[0].name));
    moved(&rituals[1].name, &format!("{named}/{}", rituals[1].name));
    moved(&rituals[2].name, &format!("holiday/{}", rituals[2].name));
    // Another picture under a ritual's recipe.
    let bytes = fs::read(file(&rituals[3].name)).expect("a picture");
    let (recipe, mut picture) = artifact::read(&bytes).expect("an artifact");
    picture.put_pixel(7, 7, image::Rgb([1, 2, 3]));
    fs::write(file(&rituals[3].name), artifact::encode(&recipe, &picture, "somebody").expect("a PNG"))
        .expect("written");
    // One that is cut short, one under another's name, and what is none at all.
    let whole = fs::read(file(&rituals[4].name)).expect("a picture");
    fs::write(file(&rituals[4].name), &whole[..whole.len() / 2]).expect("written");
    fs::write(file(&format!("ritual-108-{}.png", RitualId::new())), &bytes).expect("written");
    fs::write(file("notes.txt"), b"notes").expect("written");
    fs::write(file("holiday.png"), b"a picture of old").expect("written");
    std::thread::sleep(Duration::from_millis(50));

    let adopted = world.run("cloud:", &["archive", "adopt", "--yes"]).expect_code(0);
    for said in [
        "2 rituals and 0 copies adopted, 0 known already, 4 left, 0 failed",
        "its folder is no server's",
        "left: its pixels are not what its recipe renders",
        "left: This PNG is damaged or cut short",
        "left: its name is not the one that its recipe gives it",
    ] {
        assert!(adopted.out().contains(said), "{said}: {}", adopted.said());
    }
    let store = world.store().await;
    for (ritual, guild) in [(&rituals[0], 175_928_847_299_117_063), (&rituals[1], 275_928_847_299_117_063)] {
        let view = store.ritual(id(&ritual.id)).await.expect("an answer").expect("it is known");
        assert_eq!(view.ritual.origin, Origin::Archive { guild: Some(guild) });
        assert_eq!(view.archives[0].path.as_str().split('/').count(), 3);
    }
    for ritual in &rituals[2..] {
        assert!(store.ritual(id(&ritual.id)).await.expect("an answer").is_none());
    }
    store.close().await;
}

#[tokio::test]
async fn an_adoption_that_is_killed_goes_on_where_it_was() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let rituals: Vec<_> = (0..6).map(|seed| world.ritual("cloud:", &seed.to_string())).collect();
    world.forget_everything();
    let mut command = world.command("cloud:", &["archive", "adopt", "--yes"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("a line");
    assert!(first.contains("adopted, proven by read-back"), "{first}");
    child.kill().expect("killed");
    child.wait().expect("ended");

    let store = world.store().await;
    let before = store.overview().await.expect("counts").rituals;
    store.close().await;
    drop(store);
    assert!((1..6).contains(&before), "it was killed on its way: {before}");
    let rest = world.run("cloud:", &["archive", "adopt", "--yes"]).expect_code(0);
    let counts =
        format!("{} rituals and 0 copies adopted, {before} known already, 0 left, 0 failed", 6 - before);
    assert!(rest.out().contains(&counts), "{counts}: {}", rest.said());
    let list = world.run("cloud:", &["archive", "list"]).expect_code(0);
    assert!(list.out().contains("6 rituals, 6 proven copies"), "{}", list.said());
    for ritual in rituals {
        assert!(list.out().contains(&ritual.id));
        let stands = fs::read(server.file(&format!("rituals/{}", ritual.name))).expect("the object");
        assert_eq!(Digest::of(&stands), ritual.digest, "nothing was changed there");
    }
}
