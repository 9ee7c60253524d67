//! Accepting rituals, and where their files lie on this machine.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::acceptance::Refusal;
use super::services::App;
use crate::durable;
use crate::jobs::{self, Work};
use crate::language::Language;
use crate::ritual::{ChosenSeed, Field, Recipe, Seed, Size, Steps, Style, evolve};
use crate::server::ServerSettings;
use crate::store::{
    ArchiveState, GuildLore, Limits, MotionFile, NewLore, NewRitual, Origin, RitualId, RitualView,
    StoreError, Timestamp,
};
use crate::traces;

/// How often a ritual is planned anew because another of its guild came first. One of those that meet always gets
/// through, so this many would have to be accepted in the same moment.
const TRIES: usize = 200;

/// What somebody asked for.
#[derive(Debug, Clone)]
pub struct RitualRequest {
    /// Who asked, and where the answer belongs.
    pub origin: Origin,
    /// How many steps.
    pub steps: Steps,
    /// A chosen seed; by default a random one.
    pub seed: Option<ChosenSeed>,
    /// What kind of picture.
    pub style: Style,
    /// The picture's size.
    pub size: Size,
    /// Whether it is to be shown in motion as well.
    pub motion: bool,
    /// Whether its picture is to be hidden in Discord until somebody clicks on it.
    pub spoiler: bool,
    /// The language in which it is answered.
    pub language: Language,
    /// Whether copies go to the destinations.
    pub archive: bool,
    /// When the message that asks was edited into this request, in milliseconds since 1970; none where it was written so.
    pub edited: Option<i64>,
    /// The ritual that is drawn again, if that is what is asked for.
    pub redraws: Option<Redrawn>,
}

impl RitualRequest {
    /// When it was asked for, by Discord's clock where Discord says it, and never in the future.
    fn asked(&self) -> Timestamp {
        let asked = self.edited.map(Timestamp).or_else(|| self.origin.asked());
        let now = Timestamp::now();
        asked.map_or(now, |asked| asked.min(now))
    }
}

/// A ritual that is drawn again in another style or size. It begins where that one began, so that it is the same ritual, and
/// leaves nothing to its server's lore.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Redrawn {
    /// The ritual.
    pub id: RitualId,
    /// The field that it began with.
    pub field: Field,
}

/// A ritual that is committed: nothing is lost from here on.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Its id.
    pub id: RitualId,
    /// What will be rendered.
    pub recipe: Recipe,
}

impl App {
    /// Commits a ritual, its jobs and what it leaves to its guild, and wakes the workers.
    ///
    /// A ritual of a guild starts from the field that the guild's last one left. Two that are accepted at once follow
    /// one another: the second is planned anew from what the first left.
    ///
    /// What is asked for in Discord keeps to the server's settings, whoever asks and however; in direct messages it keeps to
    /// the operator's. An error that is a [`Refusal`] says that it is not to be accepted, and nothing was kept.
    pub async fn accept(&self, request: RitualRequest) -> anyhow::Result<Accepted> {
        let asked = request.asked();
        let settings = self.server_settings(request.origin.guild()).await?;
        self.may_accept(&request.origin).await?;
        if request.origin != Origin::CommandLine {
            must_fit(&request, &settings)?;
            self.must_have_room(request.motion || request.size.is_large()).await?;
        }
        let id = RitualId::new();
        let seed = request.seed.as_ref().map_or_else(random_seed, |chosen| Ok(chosen.seed))?;
        for _ in 0..TRIES {
            let ritual = self.plan(id, seed, &request, &settings).await?;
            let id = match self.jobs.store.accept(&ritual).await {
                Err(StoreError::StaleLore) => continue,
                Err(StoreError::Limited(limited)) => return Err(Refusal::Limited(limited).into()),
                answer => answer?,
            };
            let work = if ritual.is_large() { Work::LargeRender } else { Work::Render };
            self.jobs.wake.notify(&[work]);
            // One that Discord delivered twice has its root.
            if id == ritual.id {
                traces::accepted(id.0, asked.into());
            }
            let recipe = ritual.recipe;
            let words = ritual.seed_words.as_deref();
            tracing::info!(ritual = %id, steps = %recipe.steps, seed = %recipe.seed, words, style = %recipe.style, "accepted");
            return Ok(Accepted { id, recipe });
        }
        anyhow::bail!("the lore of this server changed {TRIES} times while a ritual was accepted")
    }

    /// What a request becomes, from where its guild stands now.
    async fn plan(
        &self,
        id: RitualId,
        seed: Seed,
        request: &RitualRequest,
        settings: &ServerSettings,
    ) -> anyhow::Result<NewRitual> {
        let guild = request.origin.guild();
        let known = match guild {
            Some(guild) => self.jobs.store.lore(guild).await?,
            None => GuildLore::default(),
        };
        let start = request.redraws.map_or(known.lore.field, |redrawn| redrawn.field);
        let recipe = Recipe::new(request.steps, seed, request.size, start).with_style(request.style);
        let file = jobs::file_name(id, &recipe);
        let folder = guild.map(|guild| settings.folder_of(guild));
        let path = self.settings.archive_path.fill(folder.as_deref(), &file)?;
        let destinations = if request.archive { self.destinations_of(guild).await? } else { Vec::new() };
        Ok(NewRitual {
            id,
            origin: request.origin.clone(),
            file,
            archives: destinations.into_iter().map(|to| (to, path.clone())).collect(),
            accepted: Timestamp::now(),
            motion: request.motion,
            spoiler: request.spoiler,
            edited: request.edited,
            language: request.language,
            limits: Some(limits(settings)),
            seed_words: request.seed.as_ref().and_then(|chosen| chosen.words.clone()),
            redraws: request.redraws.map(|redrawn| redrawn.id),
            lore: guild.filter(|_| request.redraws.is_none()).map(|guild| {
                let (lore, turns) = known.lore.after(guild, &evolve(&recipe));
                NewLore { follows: known.revision, lore, turns }
            }),
            recipe,
        })
    }

    /// A ritual as it now stands.
    pub async fn ritual(&self, id: RitualId) -> anyhow::Result<Option<RitualView>> {
        Ok(self.jobs.store.ritual(id).await?)
    }

    /// Where a ritual's picture is to stay on this machine: the local archive if it went there, else the spool.
    pub fn picture_of(&self, view: &RitualView) -> PathBuf {
        let local = view.archives.iter().find(|archive| {
            archive.destination.is_local() && matches!(archive.state, ArchiveState::Archived(_))
        });
        match local {
            Some(archive) => self.settings.local_dir().join(archive.path.as_str()),
            None => self.jobs.spool.path(&view.ritual.file),
        }
    }

    /// Copies a ritual's picture out of the spool.
    pub fn copy_picture(&self, view: &RitualView, to: &Path) -> anyhow::Result<()> {
        self.copy_out(&view.ritual.file, to)
    }

    /// Copies the file that shows a ritual in motion out of the spool.
    pub fn copy_motion(&self, view: &RitualView, to: &Path) -> anyhow::Result<()> {
        self.copy_out(&MotionFile::beside(&view.ritual.file), to)
    }

    fn copy_out(&self, file: &str, to: &Path) -> anyhow::Result<()> {
        let bytes = std::fs::read(self.jobs.spool.path(file)).context("the picture cannot be read")?;
        durable::write(to, &bytes)
            .with_context(|| format!("the picture cannot be written to {}", to.display()))
    }
}

/// Whether what is asked for is no more than the server allows.
fn must_fit(request: &RitualRequest, settings: &ServerSettings) -> Result<(), Refusal> {
    if settings.is_too_large(request.size) {
        return Err(Refusal::TooLarge { most: settings.size });
    }
    if request.steps > settings.steps {
        return Err(Refusal::TooManySteps { most: settings.steps });
    }
    if request.motion && !settings.motion {
        return Err(Refusal::NoMotion);
    }
    Ok(())
}

/// How many may be asked for. The command line is nobody whose rituals are counted.
fn limits(settings: &ServerSettings) -> Limits {
    Limits {
        cooldown: settings.cooldown,
        member: settings.quota,
        server: settings.server_quota,
        at_once: settings.at_once,
    }
}

fn random_seed() -> anyhow::Result<Seed> {
    let bits = getrandom::u64().context("the system gives no random numbers")?;
    Ok(Seed::from_bits(bits))
}
