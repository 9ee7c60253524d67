//! Who waits, and what was said to them last.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serenity::model::id::{ApplicationId, ChannelId};
use tokio::sync::Mutex as Held;
use tokio::time::Instant;

use super::notices::Notices;
use super::text::Said;
use crate::store::{Origin, RitualId};
use crate::words::Language;

/// How many are looked after. More than these see what they see without: that their request has arrived.
const MOST: usize = 1000;
/// Discord shows for ten seconds that somebody types.
const TYPING_SPACING: Duration = Duration::from_secs(8);
/// For how long the bot goes on typing for one ritual.
const TYPING_LASTS: Duration = Duration::from_mins(10);
/// Who waits no longer than this is told nothing.
const FIRST_WORD: Duration = Duration::from_secs(5);
/// An answer is edited no more often than this.
const EDIT_SPACING: Duration = Duration::from_secs(3);
/// How long an interaction's token is used for this. The poster uses it for fourteen minutes.
const TOKEN_LIFE: Duration = Duration::from_mins(13);

/// Those who wait for a picture.
#[derive(Default)]
pub struct Waiters {
    waiting: Mutex<HashMap<RitualId, Waiter>>,
    typed: Mutex<HashMap<ChannelId, Instant>>,
    /// What was told below messages that asked.
    pub(super) notices: Notices,
}

/// Somebody who waits.
#[derive(Clone)]
pub(super) struct Waiter {
    pub(super) sign: Sign,
    pub(super) language: Language,
    since: Instant,
    looked: Instant,
    /// Its picture waits for nothing but its turn in the channel.
    shown_next: bool,
    /// Nothing more can be said to it.
    pub(super) silent: bool,
    /// Held while the answer is being edited.
    pub(super) answer: Arc<Held<Answer>>,
}

/// How somebody sees that the bot is at work.
#[derive(Clone)]
pub(super) enum Sign {
    /// It types, and after some seconds tells below the message that asked.
    Message { channel: ChannelId, request: u64 },
    /// In the answer to an interaction.
    Answer { application: ApplicationId, token: String },
}

/// What stands in an answer.
#[derive(Default)]
pub(super) struct Answer {
    /// Nothing is written into it any more: the picture goes there.
    pub(super) closed: bool,
    pub(super) said: Option<Said>,
}

impl Waiters {
    /// Looks after somebody who asked for a ritual just now.
    pub(crate) fn watch(&self, id: RitualId, origin: &Origin, language: Language) {
        let sign = match origin {
            Origin::CommandLine | Origin::Archive { .. } => return,
            Origin::Message { channel, message, .. } => {
                Sign::Message { channel: ChannelId::new(*channel), request: *message }
            }
            Origin::Interaction { application, token, .. } => {
                Sign::Answer { application: ApplicationId::new(*application), token: token.0.clone() }
            }
        };
        let now = Instant::now();
        if let Sign::Message { channel, .. } = sign {
            // The acknowledgement of the request.
            self.typed.lock().insert(channel, now);
        }
        let mut waiting = self.waiting.lock();
        if waiting.len() < MOST {
            // Discord may deliver a request twice, and then somebody waits for it already.
            waiting.entry(id).or_insert_with(|| Waiter {
                sign,
                language,
                since: now,
                looked: now,
                shown_next: false,
                silent: false,
                answer: Arc::default(),
            });
        }
    }

    /// Says nothing more to whoever waits for a ritual, and returns when what is being said has arrived.
    pub(super) async fn quiet(&self, id: RitualId) {
        let waiter = self.waiting.lock().get_mut(&id).map(|waiter| {
            waiter.shown_next = true;
            waiter.clone()
        });
        if let Some(waiter) = waiter {
            waiter.answer.lock().await.closed = true;
        }
    }

    /// Nobody waits for a ritual any more.
    pub(super) fn over(&self, id: RitualId) {
        self.waiting.lock().remove(&id);
        self.notices.over(id, Instant::now());
    }

    /// Whoever waits for a ritual cannot be told more; that the bot types is the only sign.
    pub(super) fn says_no_more(&self, id: RitualId) {
        if let Some(waiter) = self.waiting.lock().get_mut(&id) {
            waiter.silent = true;
        }
    }

    /// How many pictures may have to be sent into a channel soon, of which `made` at most are made meanwhile.
    pub(super) fn turns_needed(&self, channel: ChannelId, made: Option<u64>) -> u64 {
        let waiting = self.waiting.lock();
        let here =
            |waiter: &&Waiter| matches!(waiter.sign, Sign::Message { channel: its, .. } if its == channel);
        let (shown_next, others): (Vec<_>, Vec<_>) =
            waiting.values().filter(here).partition(|waiter| waiter.shown_next);
        let others = others.len() as u64;
        shown_next.len() as u64 + made.map_or(others, |made| others.min(made))
    }

    /// Up to `most` of those whose answer may say more by now, whoever was looked after longest ago first, and as many of
    /// those below whose message it may be told.
    pub(super) fn to_be_told(&self, most: usize, now: Instant) -> Vec<(RitualId, Waiter)> {
        let mut waiting = self.waiting.lock();
        waiting.retain(|id, waiter| match waiter.sign {
            Sign::Message { .. } => now < waiter.since + TYPING_LASTS || self.notices.of(*id).is_some(),
            Sign::Answer { .. } => now < waiter.since + TOKEN_LIFE,
        });
        let due = |(_, waiter): &(&RitualId, &mut Waiter)| {
            now >= waiter.since + FIRST_WORD && now >= waiter.looked + EDIT_SPACING
        };
        let due = waiting.iter_mut().filter(due);
        let (answers, messages): (Vec<_>, Vec<_>) =
            due.partition(|(_, waiter)| matches!(waiter.sign, Sign::Answer { .. }));
        [answers, messages].into_iter().flat_map(|told| looked_at(told, most, now)).collect()
    }

    /// Up to `most` channels in which the bot is to go on typing as the only sign, each with the one who waits there longest.
    pub(super) fn to_be_typed_in(&self, most: usize, now: Instant) -> Vec<(ChannelId, RitualId)> {
        let waiting = self.waiting.lock();
        let mut longest: HashMap<ChannelId, (Instant, RitualId)> = HashMap::new();
        for (id, waiter) in waiting.iter() {
            if let Sign::Message { channel, .. } = waiter.sign
                && now < waiter.since + TYPING_LASTS
                && self.notices.of(*id).is_none()
            {
                let here = longest.entry(channel).or_insert((waiter.since, *id));
                *here = (*here).min((waiter.since, *id));
            }
        }
        let mut typed = self.typed.lock();
        typed.retain(|channel, _| longest.contains_key(channel));
        let is_due =
            |channel: &ChannelId| typed.get(channel).is_none_or(|last| now >= *last + TYPING_SPACING);
        let mut due: Vec<_> = longest.into_iter().filter(|(channel, _)| is_due(channel)).collect();
        due.sort_by_key(|(_, longest)| *longest);
        due.truncate(most);
        for (channel, _) in &due {
            typed.insert(*channel, now);
        }
        due.into_iter().map(|(channel, (_, id))| (channel, id)).collect()
    }
}

/// Those of whom it is longest ago that they were looked at, `most` of them, who are looked at now.
fn looked_at(mut due: Vec<(&RitualId, &mut Waiter)>, most: usize, now: Instant) -> Vec<(RitualId, Waiter)> {
    due.sort_by_key(|(_, waiter)| waiter.looked);
    due.truncate(most);
    let look = |(id, waiter): (&RitualId, &mut Waiter)| {
        waiter.looked = now;
        (*id, waiter.clone())
    };
    due.into_iter().map(look).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{InteractionToken, Notice, Timestamp};

    fn written(channel: u64) -> Origin {
        Origin::Message { guild: None, channel, message: 1, user: 2 }
    }

    fn used() -> Origin {
        Origin::Interaction {
            guild: None,
            channel: 1,
            interaction: 3,
            user: 2,
            application: 4,
            token: InteractionToken("token".to_owned()),
            received: Timestamp::now(),
            most: None,
        }
    }

    #[tokio::test]
    async fn typing_goes_on_in_each_channel_while_somebody_waits_there_and_not_for_ever() {
        let waiters = Waiters::default();
        let (one, other) = (RitualId::new(), RitualId::new());
        for (id, channel) in [(one, 7), (other, 7), (RitualId::new(), 8)] {
            waiters.watch(id, &written(channel), Language::English);
        }
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(waiters.to_be_typed_in(9, later(7)), []);
        assert_eq!(waiters.to_be_typed_in(9, later(8)).len(), 2, "once in each channel");
        assert_eq!(waiters.to_be_typed_in(9, later(15)), []);
        assert_eq!(waiters.to_be_typed_in(1, later(16)).len(), 1, "bounded");
        waiters.over(one);
        assert_eq!(waiters.to_be_typed_in(9, later(30)).len(), 2, "another waits there");
        waiters.over(other);
        assert_eq!(waiters.to_be_typed_in(9, later(60)).len(), 1);
        assert_eq!(waiters.to_be_told(9, later(601)).len(), 0);
        assert_eq!(waiters.to_be_typed_in(9, later(700)), [], "not for ever");
    }

    #[tokio::test]
    async fn who_wrote_is_told_below_the_message_and_then_the_bot_types_no_more() {
        let waiters = Waiters::default();
        let id = RitualId::new();
        waiters.watch(id, &written(7), Language::English);
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(waiters.to_be_told(9, later(4)).len(), 0);
        assert_eq!(waiters.to_be_told(9, later(5)).len(), 1);
        waiters.notices.keep(Notice { ritual: id, channel: 7, request: 1, message: Some(3) });
        assert_eq!(waiters.to_be_typed_in(9, later(20)), [], "typing is not the only sign any more");
        assert_eq!(waiters.to_be_told(9, later(3600)).len(), 1, "what stands goes on being true");
        waiters.says_no_more(id);
        assert!(waiters.to_be_told(9, later(3700))[0].1.silent, "whether it is cancelled is looked at still");
        waiters.over(id);
        assert_eq!(waiters.notices.to_be_taken_away(9, later(1)).len(), 1);
    }

    #[tokio::test]
    async fn as_many_turns_are_kept_in_a_channel_as_pictures_may_need() {
        let waiters = Waiters::default();
        let ids: Vec<RitualId> = (0..6).map(|_| RitualId::new()).collect();
        for id in &ids {
            waiters.watch(*id, &written(7), Language::English);
        }
        waiters.watch(RitualId::new(), &written(8), Language::English);
        waiters.watch(RitualId::new(), &used(), Language::English);
        let needed = |made| waiters.turns_needed(ChannelId::new(7), made);
        assert_eq!((needed(None), needed(Some(9)), needed(Some(2))), (6, 6, 2));
        waiters.quiet(ids[0]).await;
        waiters.quiet(ids[1]).await;
        assert_eq!((needed(None), needed(Some(2))), (6, 4), "those that are made need theirs in any case");
    }

    #[tokio::test]
    async fn who_waits_long_is_told_and_not_too_often() {
        let waiters = Waiters::default();
        let id = RitualId::new();
        waiters.watch(id, &used(), Language::English);
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(waiters.to_be_told(9, later(4)).len(), 0);
        assert_eq!(waiters.to_be_told(9, later(5)).len(), 1);
        assert_eq!(waiters.to_be_told(9, later(7)).len(), 0);
        assert_eq!(waiters.to_be_told(9, later(8)).len(), 1);
        waiters.quiet(id).await;
        let told = waiters.to_be_told(9, later(20));
        assert!(told[0].1.answer.lock().await.closed, "the picture is on its way");
        waiters.over(id);
        assert_eq!(waiters.to_be_told(9, later(30)).len(), 0);
    }
}
