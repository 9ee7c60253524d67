//! What holds at every kind of destination: one test for each kind and behaviour.
//!
//! A kind is a [`Target`], started by a function in `places`; a line in [`rows!`] gives it its tests.

use std::sync::Arc;

use futures_util::StreamExt as _;
use helix_bot::failure::{Action, Class, Failure};
use helix_bot::sync::rclone::Rclone;
use helix_bot::sync::{CloudSync, LocalFile, Probed, Progress, Proof, VerifiedBy, probe};
use tokio_util::sync::CancellationToken;

use self::audits::a_copy_is_looked_at_without_its_original;
use self::back::{
    a_file_that_is_not_there_and_a_folder_in_its_place_are_said_and_final,
    another_content_than_expected_leaves_what_stood_there,
    what_stands_there_is_listed_and_told_and_what_does_not_is_nothing,
    what_was_archived_comes_back_whole_and_in_its_place,
};
use super::places;
use super::world::{PATH, World, assert_told, content, destination, path};
use crate::support::Double;

mod audits;
mod back;

/// A destination with something behind it into which the tests can look.
pub(super) trait Target: Send + Sync {
    /// Where it archives to, such as `cloud:folder`.
    fn remote(&self) -> &str;

    /// What archives to it.
    fn carrier(&self, world: &World) -> Carrier;

    /// The content of an object below the destination, not read through what archives there.
    fn stored(&self, path: &str) -> Option<Vec<u8>>;

    /// Puts an object there by another way than the one under test.
    fn put(&self, path: &str, bytes: &[u8]);

    /// The paths of all objects below the destination, in order.
    fn objects(&self) -> Vec<String>;

    /// What proves a copy that was just sent there.
    fn verified_by(&self) -> VerifiedBy;

    /// What proves a copy that was found there: S3's MD5 may be what an uploader attached.
    fn found_by(&self) -> VerifiedBy {
        match self.verified_by() {
            VerifiedBy::Md5 => VerifiedBy::ReadBack,
            by => by,
        }
    }

    /// The double behind it, where there is one.
    fn double(&self) -> Option<&dyn Double> {
        None
    }
}

/// What archives to a destination.
pub(super) struct Carrier {
    sync: Arc<dyn CloudSync>,
    rclone: Option<Arc<Rclone>>,
}

impl From<Rclone> for Carrier {
    fn from(rclone: Rclone) -> Self {
        let rclone = Arc::new(rclone);
        Self { sync: Arc::<Rclone>::clone(&rclone), rclone: Some(rclone) }
    }
}

impl Carrier {
    /// One that does without rclone.
    #[cfg(feature = "legacy-mega")]
    pub(super) fn other(sync: impl CloudSync + 'static) -> Self {
        Self { sync: Arc::new(sync), rclone: None }
    }
}

/// A destination to be tried.
pub(super) struct Row {
    pub(super) place: Box<dyn Target>,
    pub(super) world: World,
    pub(super) carrier: Arc<dyn CloudSync>,
    rclone: Option<Arc<Rclone>>,
}

impl Row {
    fn new(world: World, place: Box<dyn Target>) -> Self {
        let Carrier { sync, rclone } = place.carrier(&world);
        Self { place, world, carrier: sync, rclone }
    }

    async fn send(&self, to: &str, file: &LocalFile, seen: &(dyn Fn(Progress) + Send + Sync)) -> Proof {
        let sent = self.try_send(to, file, seen).await;
        let proof = sent.unwrap_or_else(|error| panic!("{to}: {error}: {:?}", error.cause));
        let expected = if proof.already_there { self.place.found_by() } else { self.place.verified_by() };
        assert_eq!(proof.verified_by, expected);
        assert!(self.place.stored(to) == Some(content(file)), "what is stored as {to} is not what was sent");
        proof
    }

    fn double(&self) -> &dyn Double {
        self.place.double().expect("a double")
    }

    async fn try_send(
        &self,
        to: &str,
        file: &LocalFile,
        seen: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Proof, Failure> {
        let (root, never) = (destination(self.place.remote()), CancellationToken::new());
        self.carrier.archive(&root, &path(to), file, seen, &never).await
    }

    /// Archives to [`PATH`], and asserts that the file was really sent.
    async fn archive(&self, file: &LocalFile) {
        let sent = std::sync::atomic::AtomicBool::new(false);
        let note = |_| sent.store(true, std::sync::atomic::Ordering::Relaxed);
        let proof = self.send(PATH, file, &note).await;
        assert!(!proof.already_there && sent.into_inner());
    }
}

async fn the_copy_is_exactly_where_it_was_promised(row: &Row) {
    row.archive(&row.world.file(300_000)).await;
    assert_eq!(row.place.objects(), [PATH]);
}

async fn an_identical_copy_is_recognised_and_not_sent_again(row: &Row) {
    let file = row.world.file(300_000);
    row.archive(&file).await;
    let proof = row.send(PATH, &file, &|progress| panic!("sent again: {progress:?}")).await;
    assert!(proof.already_there);
    assert_eq!(row.place.objects(), [PATH]);
}

async fn a_partial_copy_is_replaced(row: &Row) {
    let file = row.world.file(300_000);
    row.place.put(PATH, &content(&file)[..100_000]);
    assert_eq!(row.place.objects(), [PATH], "the partial copy stands there");
    row.archive(&file).await;
    assert_eq!(row.place.objects(), [PATH]);
}

async fn another_content_of_the_same_size_is_replaced(row: &Row) {
    let file = row.world.file(300_000);
    let mut other = content(&file);
    other[200_000] ^= 1;
    row.place.put(PATH, &other);
    row.archive(&file).await;
    assert_eq!(row.place.objects(), [PATH]);
}

async fn an_empty_file_is_archived_too(row: &Row) {
    row.archive(&row.world.file(0)).await;
    assert_eq!(row.place.objects(), [PATH]);
}

async fn several_at_once_do_not_disturb_each_other(row: &Row) {
    let files: Vec<_> = (0..8).map(|number| row.world.file(100_000 + number)).collect();
    let paths: Vec<_> = (0..8).map(|number| format!("rituals/{number}.png")).collect();
    let sends = files.iter().zip(&paths).map(|(file, path)| row.send(path, file, &|_| {}));
    let at_once = row.carrier.concurrency(&destination(row.place.remote()));
    let proofs: Vec<_> = futures_util::stream::iter(sends).buffer_unordered(at_once).collect().await;
    assert!(proofs.iter().all(|proof| !proof.already_there));
    assert_eq!(row.place.objects(), paths);
}

async fn it_is_reached_before_its_folder_exists(row: &Row) {
    let reached = row.carrier.reach(&destination(row.place.remote())).await;
    reached.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    assert_eq!(row.place.objects(), Vec::<String>::new());
}

async fn a_probe_leaves_nothing(row: &Row) {
    let scratch = row.world.path("scratch");
    std::fs::create_dir(&scratch).expect("a folder");
    let to = destination(row.place.remote());
    let probed = probe(&*row.carrier, &to, &path("rituals/probe"), &scratch, &|_| {}).await;
    let probed = probed.unwrap_or_else(|error| panic!("{error}: {:?}", error.cause));
    assert!(matches!(probed, Probed::Removed), "{probed:?}");
    assert_eq!(row.place.objects(), Vec::<String>::new());
    assert_eq!(std::fs::read_dir(&scratch).expect("the folder").count(), 0);
}

async fn unusual_names_arrive_as_they_are(row: &Row) {
    let names = [
        "rituals/42/100% of #7, what? [x] {y} & more;+=@.png",
        "rituals/42/it's \"quoted\" and `ticked`.png",
        "rituals/Ωμέγα ☉ é/ritual – 螺旋.png",
    ];
    for name in names {
        row.send(name, &row.world.file(2_000), &|_| {}).await;
        let again = row.world.file(2_000);
        assert!(!row.send(name, &again, &|_| {}).await.already_there, "{name}");
    }
    assert_eq!(row.place.objects(), names);
}

async fn a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed(row: &Row) {
    let (double, file) = (row.double(), row.world.file(300_000));
    double.damage(true);
    let error = row.try_send(PATH, &file, &|_| {}).await.expect_err("damaged");
    assert_eq!(error.class, Class::Transient, "{error}: {:?}", error.cause);
    assert_eq!(row.place.objects(), Vec::<String>::new());
    double.damage(false);
    row.archive(&file).await;
}

async fn a_full_account_is_told_and_used_again_when_there_is_room(row: &Row) {
    let (double, file) = (row.double(), row.world.file(300_000));
    double.limit(200_000);
    let error = row.try_send(PATH, &file, &|_| {}).await.expect_err("full");
    assert_told(&error, Class::Quota, "is full");
    assert_eq!(error.action, Some(Action::Copy));
    assert_eq!(row.place.objects(), Vec::<String>::new());
    double.limit(400_000);
    row.archive(&file).await;
}

/// What holds at all of them, given to another macro.
macro_rules! archives {
    ($then:ident! $row:ident) => {
        $then! { $row:
            the_copy_is_exactly_where_it_was_promised
            an_identical_copy_is_recognised_and_not_sent_again
            a_partial_copy_is_replaced
            another_content_of_the_same_size_is_replaced
            an_empty_file_is_archived_too
            several_at_once_do_not_disturb_each_other
            it_is_reached_before_its_folder_exists
            a_probe_leaves_nothing
            unusual_names_arrive_as_they_are
            a_copy_is_looked_at_without_its_original
        }
    };
}

/// What holds wherever rclone archives.
macro_rules! gives_back {
    ($then:ident! $row:ident) => {
        $then! { $row:
            what_was_archived_comes_back_whole_and_in_its_place
            another_content_than_expected_leaves_what_stood_there
            a_file_that_is_not_there_and_a_folder_in_its_place_are_said_and_final
            what_stands_there_is_listed_and_told_and_what_does_not_is_nothing
        }
    };
}

/// What is tried where a double can get into trouble.
macro_rules! recovers {
    ($then:ident! $row:ident) => {
        $then! { $row:
            a_bit_that_flipped_on_its_way_is_noticed_and_the_copy_removed
            a_full_account_is_told_and_used_again_when_there_is_room
        }
    };
}

/// A test for each behaviour at one kind of destination.
macro_rules! each_alone {
    ($row:ident: $($behaviour:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                let world = super::World::new();
                // Without its server there is nothing to be tested; it was said, and fails where `CI` is set.
                if let Some(place) = super::places::$row(&world).await {
                    super::$behaviour(&super::Row::new(world, place)).await;
                }
            }
        )*
    };
}

/// One test for all behaviours at a server.
macro_rules! one_after_another {
    ($server:ident: $($behaviour:ident)*) => {
        $(
            let row = Row::new(World::new(), $server.folder(stringify!($behaviour)));
            $behaviour(&row).await;
            row.carrier.shutdown().await;
        )*
    };
}

/// The kinds of destination, each a function in `places`, and what holds there.
macro_rules! rows {
    ($($row:ident: $($behaviours:ident)*;)*) => {
        $(mod $row { $($behaviours! { each_alone! $row })* })*
    };
}

rows! {
    local: archives gives_back;
    s3: archives gives_back;
    s3_encrypted: archives gives_back recovers;
    webdav: archives gives_back;
    webdav_nextcloud: archives gives_back;
    webdav_apache: archives gives_back;
    ftp: archives gives_back;
    sftp: archives gives_back;
    sftp_without_shell: archives gives_back;
    crypt: archives gives_back;
    alias: archives gives_back;
    union: archives gives_back;
    config_file: archives gives_back;
    mega: archives gives_back recovers;
    drive: archives gives_back recovers;
    dropbox: archives gives_back recovers;
    dropbox_one_by_one: archives gives_back recovers;
}

// Giving back is what the way without rclone refuses; `legacy` asserts that it says so.
#[cfg(feature = "legacy-mega")]
rows! {
    mega_without_rclone: archives recovers;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_holds_at_seaweed_too() {
    if let Some(server) = places::Seaweed::start() {
        archives! { one_after_another! server }
        gives_back! { one_after_another! server }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_holds_at_azurite_too() {
    if let Some(server) = places::Azure::start() {
        archives! { one_after_another! server }
        gives_back! { one_after_another! server }
    }
}
