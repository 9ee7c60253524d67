//! The poster before a server that answers as it is told.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::poster;
use crate::discord::file_limit::EVERYWHERE;
use crate::discord::limits::LimitsKeptBy;
use crate::discord::messages::draft::{shown_as_jpeg, shown_smaller, too_large};
use crate::discord::messages::{caption, payload, status_line};
use crate::discord::rest::{DiscordOptions, Rest};
use crate::discord::testing::{ScriptedDiscord, SeenRequest, archived, message, message_of, refusal, view};
use crate::failure::{Class, Failure};
use crate::ritual::{Field, Recipe, Seed, Size, Steps, artifact, render};
use crate::store::{ArchiveState, InteractionToken, MotionFile, Origin, Posted, RitualView, Timestamp};
use crate::sync::VerifiedBy;
use crate::words::Language;

mod answers;
mod motion;
mod pictures;
mod recovery;
mod unanswered;
mod updates;

/// A view, and its picture on disk.
struct Fixture {
    view: RitualView,
    file: PathBuf,
    _dir: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("picture.png");
        std::fs::write(&file, b"a picture").expect("a file");
        Self { view: view(), file, _dir: dir }
    }

    /// Asked by a slash command, `age` ago.
    fn by_interaction(mut self, age: Duration) -> Self {
        let received = Timestamp(Timestamp::now().0 - i64::try_from(age.as_millis()).expect("a short time"));
        self.view.ritual.origin = Origin::Interaction {
            guild: Some(10),
            channel: 20,
            interaction: 30,
            user: 40,
            application: 50,
            token: InteractionToken("the-token".to_owned()),
            received,
            most: None,
        };
        self
    }

    /// With a picture of this many pixels a side, and noise behind it that makes its file `bytes` long.
    fn with_picture(mut self, side: u32, bytes: u64) -> Self {
        let size = Size::square(side).expect("a size");
        self.view.ritual.recipe = Recipe::new(Steps::default(), Seed::from_bits(5), size, Field::default());
        let recipe = &self.view.ritual.recipe;
        let png = artifact::encode(recipe, &render(recipe), "test").expect("a PNG");
        std::fs::write(&self.file, padded(&png, bytes)).expect("a file");
        self
    }

    /// Rendered in motion as well.
    fn in_motion(mut self, reduced: bool) -> Self {
        std::fs::write(self.file.with_extension("gif"), b"a GIF that moves").expect("a file");
        let digest = crate::digest::Digest::of(b"a GIF that moves");
        let file =
            MotionFile { digest, md5: None, bytes: 16, width: 448, height: 448, frames: 48, reduced, ms: 5 };
        self.view.ritual.motion = true;
        self.view.ritual.rendered.as_mut().expect("rendered").motion = Some(file);
        self
    }

    /// Asked by a slash command that says how large a file may be.
    fn taking(mut self, bytes: u64) -> Self {
        if let Origin::Interaction { most, .. } = &mut self.view.ritual.origin {
            *most = Some(bytes);
        }
        self
    }

    fn posted(mut self, status: &str) -> Self {
        self.view.ritual.posted = Some(Posted { channel: 20, message: 60, status: status.to_owned() });
        self
    }

    fn status(&self) -> String {
        status_line::status(&self.view)
    }

    /// The text of its message, with lines between the caption and the status.
    fn text(&self, notes: &[&str]) -> String {
        let caption = caption::lines(&self.view).into_iter();
        let notes = notes.iter().map(|note| (*note).to_owned());
        caption.chain(notes).chain([self.status()]).collect::<Vec<_>>().join("\n")
    }

    fn language(&self) -> Language {
        self.view.ritual.language
    }

    fn needs_picture(&self) -> bool {
        let options =
            DiscordOptions { token: "token".into(), api_url: None, limits_kept_by: LimitsKeptBy::Bot };
        let rest = Rest::new(&options).expect("a client");
        poster(rest, None).needs_picture(&self.view)
    }

    async fn show(&self, server: &ScriptedDiscord, attempt: u32) -> Result<Option<Posted>, Failure> {
        poster(server.rest(), None).show(&self.view, Some(&self.file), attempt).await
    }

    /// Shows it to a Discord that gives these answers: what then stands, and what was asked.
    async fn shown(
        &self,
        answers: impl IntoIterator<Item = (u16, Value)>,
        attempt: u32,
    ) -> (Posted, Vec<SeenRequest>) {
        let server = ScriptedDiscord::answering(answers).await;
        let posted = self.show(&server, attempt).await.expect("shown").expect("somebody to show it to");
        (posted, server.seen())
    }

    /// The next status comes under the note that was posted above the first.
    async fn goes_on_saying(self, posted: &Posted, note: &str) {
        let mut fixture = self.posted(&posted.status);
        fixture.view.archives[0].state = archived(VerifiedBy::Md5);
        let (_, seen) = fixture.shown([taken()], 1).await;
        assert_eq!(seen[0].json()["content"], fixture.text(&[note]));
    }
}

const ORIGINAL: &str = "PATCH /api/v10/webhooks/50/the-token/messages/@original";
const CREATE: &str = "POST /api/v10/channels/20/messages";
const EDIT: &str = "PATCH /api/v10/channels/20/messages/60";
const FRESH: Duration = Duration::from_mins(1);
const OLD: Duration = Duration::from_mins(15);

fn lines(seen: &[SeenRequest]) -> Vec<&str> {
    seen.iter().map(|seen| seen.line.as_str()).collect()
}

/// Discord takes what it is sent.
fn taken() -> (u16, Value) {
    (200, message(60, "", None))
}

/// Discord says how the server is boosted.
fn boosted(tier: u8) -> (u16, Value) {
    (200, json!({ "premium_tier": tier }))
}

fn me() -> (u16, Value) {
    (200, json!({ "id": "1" }))
}

/// A PNG with a chunk before its end that readers skip, so that it has `bytes` bytes.
fn padded(png: &[u8], bytes: u64) -> Vec<u8> {
    let (picture, end) = png.split_at(png.len() - 12);
    let length = usize::try_from(bytes).expect("a length") - png.len() - 12;
    let mut chunk = b"paDd".to_vec();
    chunk.resize(4 + length, 0);
    let mut crc = !0_u32;
    for byte in &chunk {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let length = u32::try_from(length).expect("a length").to_be_bytes();
    [picture, &length, &chunk, &(!crc).to_be_bytes(), end].concat()
}
