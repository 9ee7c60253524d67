//! Many rituals while processes are killed at random: each that was accepted is shown once and archived once.
//!
//! The long run takes minutes to hours, by the machine and how the program is optimised, and is run by hand:
//! `HELIX_SOAK=20000 script/test --run-ignored all machines::soak::twenty`. To compare, `HELIX_SOAK_ALONE=1` has one process do all,
//! `HELIX_SOAK_UNKILLED=1` kills none, and with `HELIX_SOAK_SHARED=1` all have one data directory.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use helix_bot::digest::Digest;
use helix_bot::store::{ArchiveState, Origin};

use super::super::world::tells_receipt;
use super::fleet::Fleet;
use crate::support::discord::{Id, State};

/// Channels of each shard: Discord takes five messages in five seconds into each, and the bot edits three.
const CHANNELS: usize = 25;
/// How many may be on their way at once: so many that nobody is idle.
const ON_THEIR_WAY: usize = 60;
/// Between two looks, each of which goes through what is new.
const LOOK: Duration = Duration::from_millis(100);
/// After so long it is looked up what was never accepted.
const UNHEARD: Duration = Duration::from_secs(45);
/// In this time after the last was asked for, everything is done: a lease runs out, and what failed is tried again.
const PATIENCE: Duration = Duration::from_mins(5);

/// What is done to the processes meanwhile.
struct Kills {
    /// Between two, more or less.
    every: Duration,
    next: Instant,
    /// Which of the names are killed in turn, chosen by a number that looks random and is the same each time.
    state: u64,
    done: BTreeMap<&'static str, usize>,
}

impl Kills {
    fn new(every: Duration) -> Self {
        Self { every, next: Instant::now() + every, state: 0x9e37_79b9_7f4a_7c15, done: BTreeMap::new() }
    }

    fn random(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    async fn perhaps(&mut self, fleet: &mut Fleet) {
        if Instant::now() < self.next {
            return;
        }
        // Gateways less often: their shards are away for half a minute each time.
        let names = [
            "worker-0",
            "worker-1",
            "worker-2",
            "worker-3",
            "worker-0",
            "worker-1",
            "gateway-0",
            "gateway-1",
        ];
        let name = names[usize::try_from(self.random() % names.len() as u64).expect("small")];
        fleet.replace(name).await;
        *self.done.entry(name).or_default() += 1;
        let spread = self.random() % 1000;
        self.next = Instant::now() + self.every.mul_f64(0.5 + spread as f64 / 1000.0);
    }
}

/// Takes those out of `open` whose message tells a receipt: the request, what it shows, and the message.
fn told(
    state: &State,
    open: &mut BTreeSet<Id>,
    seen: &mut BTreeMap<Id, Vec<Id>>,
    last: &mut Id,
) -> Vec<(Id, Digest, Id)> {
    let bot = state.world.application;
    for (id, message) in state.messages.range(*last + 1..) {
        *last = *id;
        if let (true, Some(request)) =
            (message.author == bot && message.picture().is_some(), message.reply_to)
        {
            seen.entry(request).or_default().push(*id);
        }
    }
    let mut told = Vec::new();
    open.retain(|request| {
        let answered = seen.get(request).and_then(|answers| answers.first());
        let message = answered.and_then(|id| state.messages.get(id)).filter(|it| tells_receipt(it));
        let picture = message.and_then(|message| Some((message.id, message.picture()?)));
        told.extend(picture.map(|(id, picture)| (*request, Digest::of(&picture.bytes), id)));
        picture.is_none()
    });
    told
}

/// Has `most` rituals performed by the fleet, and looks at the end that each stands once everywhere.
async fn soak(mut fleet: Fleet, most: usize, shards: u64, mut kills: Option<Kills>) {
    let channels = fleet.channels_by_shard(CHANNELS);
    fleet.discord.limit(5, Duration::from_secs(5));
    fleet.discord.limit_over_all(50, Duration::from_secs(1));
    fleet.discord.be_thrifty();
    let owner = fleet.discord.owner();
    for shard in 0..shards {
        fleet.connected(shard, shards).await;
    }
    let store = fleet.store().await;
    let (mut open, mut seen, mut last, mut asked) = (BTreeSet::new(), BTreeMap::new(), 0, Vec::new());
    let (mut shown, mut turn) = (BTreeMap::new(), 0);
    let (begun, mut looked, mut asked_by_then) = (Instant::now(), Instant::now(), 0);
    while asked.len() < most || !open.is_empty() {
        for _ in 0..ON_THEIR_WAY {
            if asked.len() >= most || open.len() >= ON_THEIR_WAY {
                break;
            }
            // Who writes while nobody listens is not heard, here as in Discord.
            turn += 1;
            let (which, channel) = (turn % 2, turn / 2 % CHANNELS);
            let shard = which as u64 % shards;
            if fleet.discord.look(|state| state.gateway.has_shard((shard, shards))) {
                let request = fleet.discord.say(channels[which][channel], owner, "!ritual 1 size=256");
                open.insert(request);
                asked.push(request);
            }
        }
        if let Some(kills) = &mut kills
            && asked.len() - open.len() + ON_THEIR_WAY / 2 < most
        {
            kills.perhaps(&mut fleet).await;
        }
        tokio::time::sleep(LOOK).await;
        for (request, digest, message) in
            fleet.discord.look(|state| told(state, &mut open, &mut seen, &mut last))
        {
            shown.insert(request, digest);
            fleet.discord.empty_files(message);
        }
        if looked.elapsed() > UNHEARD {
            // What was said to a gateway that died before it had committed was never accepted.
            let accepted = accepted(&store).await;
            open.retain(|request| *request > asked_by_then || accepted.contains(request));
            (looked, asked_by_then) = (Instant::now(), asked.last().copied().unwrap_or_default());
        }
        assert!(
            begun.elapsed() < PATIENCE + Duration::from_millis(600) * u32::try_from(most).expect("fits"),
            "{open:?}"
        );
    }
    let took = begun.elapsed();
    judge(&fleet, &store, &asked, (&seen, &shown), kills.map(|kills| kills.done), took).await;
    store.close().await;
}

/// The messages whose requests are in the database.
async fn accepted(store: &helix_bot::store::Store) -> BTreeSet<Id> {
    let rituals = Fleet::rituals(store).await.into_iter();
    rituals
        .filter_map(|view| match view.ritual.origin {
            Origin::Message { message, .. } => Some(message),
            _ => None,
        })
        .collect()
}

async fn judge(
    fleet: &Fleet,
    store: &helix_bot::store::Store,
    asked: &[Id],
    (seen, shown): (&BTreeMap<Id, Vec<Id>>, &BTreeMap<Id, Digest>),
    kills: Option<BTreeMap<&'static str, usize>>,
    took: Duration,
) {
    let rituals = Fleet::rituals(store).await;
    let objects: BTreeMap<String, _> = fleet
        .objects()
        .into_iter()
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    assert_eq!(objects.len(), rituals.len(), "an object for each, and no other");
    for view in &rituals {
        let Origin::Message { message, .. } = view.ritual.origin else { panic!("{view:?}") };
        let answers = seen.get(&message).unwrap_or_else(|| panic!("{message} is not answered"));
        assert_eq!(answers.len(), 1, "{message} is shown once");
        assert!(
            view.archives.iter().all(|archive| matches!(archive.state, ArchiveState::Archived(_))),
            "{view:?}"
        );
        let rendered = view.ritual.rendered.as_ref().expect("rendered");
        let object = std::fs::read(&objects[&view.ritual.file]).expect("the copy");
        assert_eq!(Digest::of(&object), rendered.digest, "{message}");
        assert_eq!(shown.get(&message), Some(&rendered.digest), "{message} shows what is archived");
    }
    let gateways: usize =
        kills.iter().flatten().filter(|(name, _)| name.starts_with("gateway")).map(|(_, n)| n).sum();
    let unheard = asked.len() - rituals.len();
    assert!(unheard <= gateways * ON_THEIR_WAY, "{unheard} were never accepted");
    // A process that was killed takes its knowledge of a channel's pause with it.
    let early = fleet.discord.take_violations();
    assert!(early.len() <= gateways, "{early:?}");
    assert!(early.iter().all(|it| it.contains("before the end of a pause")), "{early:?}");
    let identifies = fleet.discord.identifies();
    assert!(identifies.iter().all(|it| !it.beside_another), "{identifies:?}");
    eprintln!(
        "{} rituals shown and archived once each in {:.0} s, {:.1} in a second; killed: {kills:?}; said to a gateway that died \
         before it had accepted: {unheard}; sent in a pause that one which died was asked for: {}",
        rituals.len(),
        took.as_secs_f64(),
        rituals.len() as f64 / took.as_secs_f64(),
        early.len(),
    );
}

/// Two gateways and four workers.
async fn six() -> Option<Fleet> {
    let mut fleet = Fleet::new().await?;
    fleet.shares_a_data_directory = std::env::var_os("HELIX_SOAK_SHARED").is_some();
    fleet.gateway("gateway-0", "0..1/2");
    fleet.gateway("gateway-1", "1..2/2");
    for number in 0..4 {
        fleet.worker(&format!("worker-{number}"));
    }
    Some(fleet)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_rituals_are_shown_and_archived_once_each_while_processes_are_killed() {
    let Some(fleet) = six().await else { return };
    soak(fleet, 80, 2, Some(Kills::new(Duration::from_secs(6)))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes to hours"]
async fn twenty_thousand_rituals_are_shown_and_archived_once_each_while_processes_are_killed() {
    let most = std::env::var("HELIX_SOAK").map_or(20_000, |most| most.parse().expect("a number"));
    if std::env::var_os("HELIX_SOAK_ALONE").is_some() {
        let Some(mut fleet) = Fleet::new().await else { return };
        fleet.start("alone", &[]);
        return soak(fleet, most, 1, None).await;
    }
    let Some(fleet) = six().await else { return };
    let kills =
        std::env::var_os("HELIX_SOAK_UNKILLED").is_none().then(|| Kills::new(Duration::from_secs(10)));
    soak(fleet, most, 2, kills).await;
}
