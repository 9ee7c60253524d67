//! The bot's own way: rituals that are accepted and rendered, and `helix-bot archive` that works through them.

use std::process::{Command, Stdio};

use helix_bot::ritual::{Field, Recipe, Seed, Size, Steps};
use helix_bot::store::{Lane, NewRitual, Origin, Outcome, Rendered, RitualId, Store, Timestamp};
use tempfile::TempDir;

use super::{BYTES, Pictures};

/// How long the whole queue may take, in seconds.
const PATIENCE: u32 = 600;

/// A data directory with a picture in the spool for each ritual, and nothing archived.
pub(crate) struct Prepared {
    data: TempDir,
    /// The destination, as it is configured.
    to: String,
}

impl Prepared {
    pub(crate) fn new(pictures: &Pictures, to: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let spool = data.path().join("spool");
        std::fs::create_dir(&spool).expect("a folder");
        for picture in &pictures.files {
            let from = pictures.folder.path().join(&picture.name);
            std::fs::hard_link(from, spool.join(&picture.name)).expect("a link within the temporary folder");
        }
        let prepared = Self { data, to: to.to_owned() };
        let runtime = tokio::runtime::Runtime::new().expect("threads");
        runtime.block_on(prepared.render(pictures));
        prepared
    }

    /// Rituals as the bot leaves them once they are rendered: all is done but their copies.
    async fn render(&self, pictures: &Pictures) {
        let store = Store::open(None, self.data.path()).await.expect("a database");
        for (number, picture) in (0..).zip(&pictures.files) {
            let recipe =
                Recipe::new(Steps::default(), Seed::from_bits(number), Size::default(), Field::default());
            let ritual = NewRitual {
                id: RitualId::new(),
                origin: Origin::CommandLine,
                recipe,
                spoiler: false,
                seed_words: None,
                redraws: None,
                file: picture.name.clone(),
                archives: vec![(
                    self.to.parse().expect("a destination"),
                    picture.name.parse().expect("a path"),
                )],
                accepted: Timestamp::now(),
                motion: false,
                language: helix_bot::language::Language::English,
                edited: None,
                limits: None,
                lore: None,
            };
            store.accept(&ritual).await.expect("accepted");
            let now = Timestamp::now();
            let job = store.claim(&Lane::Render, None, now, now).await.expect("answered").expect("a job");
            let digest = picture.digest;
            let facts = Rendered {
                pixels: digest,
                digest,
                md5: Some(picture.md5),
                bytes: BYTES as u64,
                render_ms: 0,
                encode_ms: 0,
                motion: None,
            };
            store.finish(&job.lease, &Outcome::Rendered(facts), now).await.expect("recorded");
        }
        store.close().await;
    }

    /// Runs the program until everything is archived and proven.
    pub(crate) fn archive(&self, variables: &[(String, String)]) {
        let done = Command::new(env!("CARGO_BIN_EXE_helix-bot"))
            .args(["archive", "retry", &format!("--wait={PATIENCE}")])
            .env("HELIX_DATA_DIR", self.data.path())
            .env("HELIX_DESTINATIONS", &self.to)
            .env("HELIX_RCLONE", super::program())
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        assert!(
            done.status.success(),
            "{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
    }
}
