//! What another program had uploaded.

use std::fs;
use std::process::Command;

use helix_bot::digest::Digest;

use super::{World, digest};
use crate::support::rclone::{Server, Speaks};

#[test]
fn what_another_program_uploaded_is_listed_then_adopted_and_restored() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let old = |path: &str, content: &[u8]| {
        let file = server.file(&format!("SamsaraHelix_Core/rituals/{path}"));
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, content).expect("written");
    };
    old("ritual_1234.png", b"a picture of old");
    old("42/ritual_5678.png", b"another");
    old("it's.png/upload.png", b"inside a folder");
    let core = "cloud:SamsaraHelix_Core";
    let own = world.ritual(core, "1");

    let listed = world.run(core, &["archive", "import", core]).expect_code(0);
    for said in [
        "found    cloud:SamsaraHelix_Core/rituals/ritual_1234.png  16 bytes",
        "found    cloud:SamsaraHelix_Core/rituals/42/ritual_5678.png  7 bytes",
        "nested   cloud:SamsaraHelix_Core/rituals/it's.png/upload.png  is inside a folder",
        "rclone rmdir 'cloud:SamsaraHelix_Core/rituals/it'\\''s.png'",
        "3 objects below cloud:SamsaraHelix_Core/rituals, 1 of them known already, 1 pictures inside folders",
        "Nothing was changed",
    ] {
        assert!(listed.out().contains(said), "{said}: {}", listed.said());
    }
    assert!(!listed.out().contains(&format!("found    {core}/rituals/{}", own.name)), "{}", listed.out());
    let nothing = world.run(core, &["archive", "list"]).expect_code(0);
    assert!(nothing.out().contains("0 adopted objects"), "{}", nothing.said());

    world.run(core, &["archive", "import", core, "--yes"]).expect_code(0);
    let adopted = world.run(core, &["archive", "list"]).expect_code(0);
    let line = format!(
        "adopted  {core}/rituals/ritual_1234.png  16 bytes, sha256 {}",
        Digest::of(b"a picture of old").short()
    );
    assert!(adopted.out().contains(&line), "{line}: {}", adopted.said());
    assert!(adopted.out().contains("2 adopted objects"), "{}", adopted.said());
    let again = world.run(core, &["archive", "import", core, "--yes"]).expect_code(0);
    assert!(
        again.out().contains("3 objects below") && again.out().contains("3 of them known"),
        "{}",
        again.said()
    );

    let restored = world.run(core, &["archive", "restore", "--out", "back"]).expect_code(0);
    assert!(restored.out().starts_with("3 restored"), "{}", restored.said());
    assert_eq!(digest(world.path("back/rituals/42/ritual_5678.png")), Digest::of(b"another"));
}

#[test]
fn the_commands_that_import_prints_do_move_the_picture_out_of_its_folder() {
    let server = Server::start(Speaks::WebDav);
    let world = World::with(&[("cloud", &server)]);
    let folder = server.file("rituals/it's.png");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("upload.png"), b"inside a folder").expect("written");
    let listed = world.run("cloud:", &["archive", "import", "cloud:"]).expect_code(0);
    let out = listed.out();
    let commands: Vec<_> = out.lines().filter_map(|line| line.strip_prefix("           rclone ")).collect();
    assert_eq!(commands.len(), 3, "{out}");
    for command in commands {
        let line = format!("\"$RCLONE\" {command}");
        let done = Command::new("sh")
            .args(["-c", &line])
            .env("RCLONE", crate::support::rclone::program())
            .env("RCLONE_CONFIG", "/dev/null")
            .envs(world.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("a shell");
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(digest(folder), Digest::of(b"inside a folder"));
}
