//! What proves a copy: never our own word handed back, and nothing is removed whose bytes were not read.

#[cfg(target_os = "linux")]
use std::time::Duration;

use futures_util::StreamExt as _;
use helix_bot::failure::{Action, Class};
use helix_bot::sync::rclone::Rclone;
#[cfg(target_os = "linux")]
use helix_bot::sync::rclone::Recycling;
use helix_bot::sync::{CloudSync as _, Content, Finding, LocalFile, Proof, VerifiedBy};
use tokio_util::sync::CancellationToken;

use super::world::{PATH, World, archive, assert_told, content, destination, path, until};
use crate::support::Double as _;
use crate::support::checksums_dav::ChecksumsDav;
use crate::support::rclone::settings;
use crate::support::s3::{Reading, S3, Seal, md5_in_base64};
use crate::support::servers::{Access, Sshd};

/// Larger than one part where parts are made as small as S3 allows.
const TWO_PARTS: usize = (5 << 20) + 1;

/// How many daemons are tried at once.
const AT_ONCE: usize = 6;

/// What S3's key of the customer's is in these tests.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A service's own ways and an operator's settings, and what proves a healthy copy there.
struct Way {
    name: &'static str,
    seal: Seal,
    settings: &'static [(&'static str, &'static str)],
    bytes: usize,
    verified_by: VerifiedBy,
    /// The requests that send the file.
    sends: &'static [&'static str],
}

const IN_ONE: &[&str] = &["PUT"];
const IN_ONE_PART: &[&str] = &["POST", "PUT", "POST"];
const IN_TWO_PARTS: &[&str] = &["POST", "PUT", "PUT", "POST"];

const PLAIN: Way = Way {
    name: "plain",
    seal: Seal::Plain,
    settings: &[],
    bytes: 100_000,
    verified_by: VerifiedBy::Md5,
    sends: IN_ONE,
};

const READ_BACK: Way = Way { verified_by: VerifiedBy::ReadBack, ..PLAIN };

const WAYS: [Way; 12] = [
    PLAIN,
    Way {
        name: "a key of the service's by option",
        settings: &[("SERVER_SIDE_ENCRYPTION", "AES256")],
        ..PLAIN
    },
    Way { name: "KMS by option", settings: &[("SERVER_SIDE_ENCRYPTION", "aws:kms")], ..READ_BACK },
    Way { name: "KMS by the bucket's default", seal: Seal::Kms, ..READ_BACK },
    Way {
        name: "a key of the customer's",
        settings: &[("SSE_CUSTOMER_ALGORITHM", "AES256"), ("SSE_CUSTOMER_KEY", KEY)],
        ..READ_BACK
    },
    Way {
        name: "a key of the customer's that is not named",
        settings: &[("SSE_CUSTOMER_ALGORITHM", "AES256")],
        ..READ_BACK
    },
    Way { name: "in parts always", settings: &[("UPLOAD_CUTOFF", "0")], sends: IN_ONE_PART, ..READ_BACK },
    Way { name: "in parts soon", settings: &[("UPLOAD_CUTOFF", "50Ki")], sends: IN_ONE_PART, ..READ_BACK },
    Way {
        name: "in parts by the file's size",
        settings: &[("UPLOAD_CUTOFF", "5Mi"), ("CHUNK_SIZE", "5Mi"), ("UPLOAD_CONCURRENCY", "1")],
        bytes: TWO_PARTS,
        sends: IN_TWO_PARTS,
        ..READ_BACK
    },
    Way {
        name: "in parts, KMS by the bucket's default, the parts' hashes compared",
        seal: Seal::Kms,
        settings: &[("UPLOAD_CUTOFF", "0"), ("USE_MULTIPART_ETAG", "true")],
        sends: IN_ONE_PART,
        ..READ_BACK
    },
    Way {
        name: "a checksum asked for",
        settings: &[("DISABLE_CHECKSUM", "false"), ("UPLOAD_CUTOFF", "0")],
        sends: IN_ONE_PART,
        ..READ_BACK
    },
    Way { name: "no look before reading", settings: &[("NO_HEAD_OBJECT", "true")], ..PLAIN },
];

/// Remotes by their names, with their options.
type Remotes = &'static [(&'static str, &'static [(&'static str, &'static str)])];

/// How the operator sets a remote's options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    /// By the remote's own variables.
    ForTheRemote,
    /// By variables for all remotes of the type.
    ForAll,
    /// In a configuration file.
    InFile,
}

/// A double, and an rclone that knows it as `cloud`.
struct Scene {
    world: World,
    s3: S3,
    rclone: Rclone,
    to: &'static str,
}

impl Scene {
    async fn new(way: &Way, set: Set) -> Self {
        let (world, s3) = (World::new(), S3::start().await);
        s3.seal_by_default(way.seal.clone());
        let options = way.settings.iter().map(|(option, value)| (*option, (*value).to_owned())).collect();
        let environment = match set {
            Set::ForTheRemote => [s3.remote("cloud"), settings("cloud", options)].concat(),
            Set::ForAll => {
                let options =
                    options.into_iter().map(|(option, value)| (format!("RCLONE_S3_{option}"), value));
                s3.remote("cloud").into_iter().chain(options).collect()
            }
            Set::InFile => in_file(&world, [s3.remote("cloud"), settings("cloud", options)].concat()),
        };
        let rclone = world.rclone(environment);
        Self { world, s3, rclone, to: "cloud:bucket" }
    }

    /// With S3 below other remotes, of which `to` is one.
    async fn below(to: &'static str, way: &Way, above: Remotes) -> Self {
        let (world, s3) = (World::new(), S3::start().await);
        s3.seal_by_default(way.seal.clone());
        let options = way.settings.iter().map(|(option, value)| (*option, (*value).to_owned())).collect();
        let mut environment = [s3.remote("cloud"), settings("cloud", options)].concat();
        for (name, values) in above {
            let values = values.iter().map(|(option, value)| (*option, (*value).to_owned()));
            environment.extend(settings(name, values.collect()));
        }
        let rclone = world.rclone(environment);
        Self { world, s3, rclone, to }
    }

    async fn archived(&self, file: &LocalFile) -> Proof {
        let archived = archive(&self.rclone, self.to, file).await;
        archived.unwrap_or_else(|error| panic!("{error}: {:?}: {:#?}", error.cause, self.s3.take_requests()))
    }

    fn stored(&self) -> Option<Vec<u8>> {
        self.s3.stored(PATH)
    }
}

/// The variables that have rclone read these settings from a file.
fn in_file(world: &World, variables: Vec<(String, String)>) -> Vec<(String, String)> {
    let lines = variables.into_iter().map(|(name, value)| {
        let option = name.trim_start_matches("RCLONE_CONFIG_CLOUD_").to_lowercase();
        format!("{option} = {value}\n")
    });
    let file = world.path("rclone.conf");
    std::fs::write(&file, format!("[cloud]\n{}", lines.collect::<String>())).expect("written");
    vec![("RCLONE_CONFIG".to_owned(), file.display().to_string())]
}

/// Requests by their method alone, of those that change something.
fn changes(requests: &[String]) -> Vec<&str> {
    let methods = requests.iter().filter_map(|request| request.split(' ').next());
    methods.filter(|method| !matches!(*method, "GET" | "HEAD")).collect()
}

/// Tries all of them, some at once: each has a daemon to wait for.
async fn at_once<T>(all: impl IntoIterator<Item = T>, attempt: impl AsyncFn(T)) {
    futures_util::stream::iter(all).for_each_concurrent(AT_ONCE, |item| attempt(item)).await;
}

async fn a_healthy_copy_is_archived_at_once(way: &Way, scene: &Scene) {
    let file = scene.world.file(way.bytes);
    let proof = scene.archived(&file).await;
    let requests = scene.s3.take_requests();
    assert_eq!(proof, Proof { verified_by: way.verified_by, already_there: false }, "{}", way.name);
    assert!(scene.stored() == Some(content(&file)), "{}: another content is stored", way.name);
    assert_eq!(changes(&requests), way.sends, "{}: {requests:#?}", way.name);
    assert!(
        !scene.s3.attached(PATH).contains(&"md5chksum".to_owned()),
        "{}: our own word is attached",
        way.name
    );
    // What stands there might carry anybody's word, so it is read.
    let proof = scene.archived(&file).await;
    assert_eq!(proof, Proof { verified_by: VerifiedBy::ReadBack, already_there: true }, "{}", way.name);
    assert_eq!(changes(&scene.s3.take_requests()), [""; 0], "{}", way.name);
}

async fn a_damaged_copy_gets_no_receipt(way: &Way, scene: &Scene) {
    scene.s3.damage(true);
    let file = scene.world.file(way.bytes);
    let error = archive(&scene.rclone, scene.to, &file).await.expect_err(way.name);
    assert_eq!(error.class, Class::Transient, "{}: {error}: {:?}", way.name, error.cause);
    assert!(
        error.to_string().contains("differs from the original"),
        "{}: {error}: {:?}",
        way.name,
        error.cause
    );
    assert_eq!(scene.stored(), None, "{}: the damaged copy is gone", way.name);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_operator_set_a_healthy_s3_is_believed_and_one_that_damages_is_not() {
    let sets = [Set::ForTheRemote, Set::ForAll, Set::InFile];
    let all = WAYS.iter().flat_map(|way| sets.map(|set| (way, set)));
    at_once(all, async |(way, set)| {
        a_healthy_copy_is_archived_at_once(way, &Scene::new(way, set).await).await;
        a_damaged_copy_gets_no_receipt(way, &Scene::new(way, set).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_other_remotes_nothing_is_believed_but_the_content() {
    let above: [(&str, Remotes); 4] = [
        ("short:", &[("short", &[("TYPE", "alias"), ("REMOTE", "cloud:bucket")])]),
        (
            "both:",
            &[(
                "both",
                &[
                    ("TYPE", "union"),
                    ("UPSTREAMS", "cloud:bucket cloud:bucket/beside:nc"),
                    ("CREATE_POLICY", "ff"),
                ],
            )],
        ),
        ("tree:top", &[("tree", &[("TYPE", "combine"), ("UPSTREAMS", "top=cloud:bucket")])]),
        ("sums:", &[("sums", &[("TYPE", "hasher"), ("REMOTE", "cloud:bucket"), ("HASHES", "md5,sha1")])]),
    ];
    let all = WAYS.iter().flat_map(|way| above.map(|above| (way, above)));
    at_once(all, async |(way, (to, remotes))| {
        let way = Way { verified_by: VerifiedBy::ReadBack, seal: way.seal.clone(), ..*way };
        a_healthy_copy_is_archived_at_once(&way, &Scene::below(to, &way, remotes).await).await;
        a_damaged_copy_gets_no_receipt(&way, &Scene::below(to, &way, remotes).await).await;
    })
    .await;
}

#[tokio::test]
async fn a_word_that_is_attached_to_what_stands_there_proves_nothing() {
    let scene = Scene::new(&PLAIN, Set::ForTheRemote).await;
    let file = scene.world.file(1000);
    let mut damaged = content(&file);
    damaged[500] ^= 1;
    scene.s3.put(PATH, &damaged);
    scene.s3.attach(PATH, "md5chksum", &md5_in_base64(&content(&file)));
    let proof = scene.archived(&file).await;
    assert_eq!(proof, Proof { verified_by: VerifiedBy::Md5, already_there: false });
    assert!(scene.stored() == Some(content(&file)), "the good one has taken its place");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_hash_of_something_else_is_asked_for_once_and_by_later_daemons_never_again() {
    let (world, s3) = (World::new(), S3::start().await);
    s3.seal_by_default(Seal::Kms);
    let mut options = world.options(s3.remote("cloud"));
    // Each daemon ends once it is idle.
    options.recycling = Recycling { above: 1, every: Duration::from_millis(50), ..Recycling::default() };
    let rclone = Rclone::new(options);
    let mut looks = Vec::new();
    for _ in 0..3 {
        let file = world.file(1000);
        until("a daemon to be there again", async || {
            s3.remove(PATH);
            s3.take_requests();
            archive(&rclone, "cloud:bucket", &file).await.is_ok()
        })
        .await;
        looks.push(s3.take_requests().iter().filter(|request| request.starts_with("HEAD")).count());
        until("the daemon to have ended", async || world.daemons().is_empty()).await;
    }
    assert_eq!(looks, [3, 2, 2]);
}

#[tokio::test]
async fn what_cannot_be_read_back_is_not_removed() {
    for (seal, reading) in [
        (Seal::Kms, Reading::Fails(403)),
        (Seal::Kms, Reading::Fails(500)),
        (Seal::Kms, Reading::Garbles(7)),
        (Seal::Customer(String::new()), Reading::Fails(500)),
    ] {
        let scene = Scene::new(&Way { seal, ..PLAIN }, Set::ForTheRemote).await;
        let file = scene.world.file(1000);
        scene.s3.reading(reading);
        let error = archive(&scene.rclone, scene.to, &file).await.expect_err("nothing is proven");
        assert_eq!(error.action, Some(Action::Verify), "{reading:?}: {error}: {:?}", error.cause);
        assert!(
            matches!(error.class, Class::Transient | Class::Auth),
            "{reading:?}: {error}: {:?}",
            error.cause
        );
        assert!(scene.stored() == Some(content(&file)), "{reading:?}: it is still there");
        // Found later, it is proven without being sent again.
        scene.s3.reading(Reading::Works);
        scene.s3.take_requests();
        let proof = scene.archived(&file).await;
        assert_eq!(proof, Proof { verified_by: VerifiedBy::ReadBack, already_there: true });
        assert_eq!(changes(&scene.s3.take_requests()), [""; 0]);
    }
}

#[tokio::test]
async fn a_checksum_that_a_server_keeps_for_its_uploader_proves_nothing() {
    for vendor in ["nextcloud", "owncloud"] {
        for damages in [false, true] {
            let (world, server) = (World::new(), ChecksumsDav::start(damages).await);
            let (rclone, file) = (world.rclone(server.remote("cloud", vendor)), world.file(100_000));
            let archived = archive(&rclone, "cloud:", &file).await;
            if damages {
                let error = archived.expect_err("a damaged copy");
                assert!(
                    error.to_string().contains("differs from the original"),
                    "{error}: {:?}",
                    error.cause
                );
                assert!(server.stored(PATH).is_none(), "{vendor}: the damaged copy is gone");
            } else {
                let proof = archived.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
                assert_eq!(proof, Proof { verified_by: VerifiedBy::ReadBack, already_there: false });
                let (stored, checksum) = server.stored(PATH).expect("a copy");
                assert!(stored == content(&file) && checksum.starts_with("SHA1:"), "{vendor}: {checksum}");
                assert_eq!((server.asked("PUT"), server.asked("DELETE")), (1, 0), "{vendor}");
            }
        }
    }
}

#[tokio::test]
async fn an_sftp_hash_counts_only_from_a_program_of_rclones_choice_given_the_files_own_path() {
    let Some(server) = Sshd::start(Access::Shell) else { return };
    let files = server.files().display().to_string();
    let (by_hash, read_back) = (VerifiedBy::Sha1, VerifiedBy::ReadBack);
    let rows = [
        (vec![], by_hash),
        (vec![("SHA1SUM_COMMAND", "sha1sum")], by_hash),
        // rclone's choice on other systems, which this one has not.
        (vec![("SHA1SUM_COMMAND", "sha1 -r")], read_back),
        (vec![("SHA1SUM_COMMAND", "cat /elsewhere/sums #")], read_back),
        (vec![("MD5SUM_COMMAND", "echo 0 #")], read_back),
        (vec![("PATH_OVERRIDE", &*files)], read_back),
    ];
    for (options, expected) in rows {
        for in_a_file in [false, true] {
            let world = World::new();
            let values = options.iter().map(|(option, value)| (*option, (*value).to_owned())).collect();
            let mut environment = [server.remote("cloud"), settings("cloud", values)].concat();
            if in_a_file {
                environment = in_file(&world, environment);
            }
            let archived = archive(&world.rclone(environment), "cloud:", &world.file(1000)).await;
            let proof = archived.unwrap_or_else(|error| panic!("{options:?}: {error}: {:?}", error.cause));
            assert_eq!(proof.verified_by, expected, "{options:?}, in a file: {in_a_file}");
        }
    }
}

#[tokio::test]
async fn a_remote_that_gives_back_what_it_keeps_itself_is_refused_wherever_it_stands() {
    let cache = [("TYPE", "cache"), ("REMOTE", "cloud:bucket"), ("WRITES", "true")];
    let above: [&[(&'static str, &str)]; 2] = [
        &[("TYPE", "alias"), ("REMOTE", "kept:")],
        &[("TYPE", "combine"), ("UPSTREAMS", "top=kept: beside=cloud:bucket")],
    ];
    for (to, above) in [("kept:", None), ("above:", Some(above[0])), ("above:top", Some(above[1]))] {
        let (world, s3) = (World::new(), S3::start().await);
        let options = |values: &[(&'static str, &str)]| {
            values.iter().map(|(option, value)| (*option, (*value).to_owned())).collect()
        };
        let mut environment = [s3.remote("cloud"), settings("kept", options(&cache))].concat();
        environment.extend(above.into_iter().flat_map(|above| settings("above", options(above))));
        let error = archive(&world.rclone(environment), to, &world.file(1000)).await.expect_err("refused");
        assert_told(&error, Class::Auth, "of rclone's type cache");
        assert!(s3.objects().is_empty());
    }
}

#[tokio::test]
async fn a_copy_that_rots_is_found_though_its_hash_is_told_as_ever() {
    let scene = Scene::new(&PLAIN, Set::ForTheRemote).await;
    let file = scene.world.file(1000);
    scene.archived(&file).await;
    let prove = async || {
        let content = Content { digest: file.digest, md5: file.md5, bytes: file.bytes };
        let (to, never) = (destination(scene.to), CancellationToken::new());
        scene.rclone.prove(&to, &path(PATH), &content, &never).await.expect("it answers")
    };
    assert_eq!(prove().await, Finding::Same(VerifiedBy::ReadBack), "another could have put it there by now");
    let object = format!("bucket/{PATH}");
    scene.s3.rot(&object);
    assert_eq!(prove().await, Finding::Different);
    scene.s3.remove(&object);
    assert_eq!(prove().await, Finding::Missing);
    for status in [403, 500] {
        scene.archived(&file).await;
        scene.s3.reading(Reading::Fails(status));
        let content = Content { digest: file.digest, md5: file.md5, bytes: file.bytes };
        let (to, never) = (destination(scene.to), CancellationToken::new());
        let found = scene.rclone.prove(&to, &path(PATH), &content, &never).await;
        assert!(found.is_err(), "{status}: {found:?}");
        scene.s3.reading(Reading::Works);
    }
}
