//! What the store keeps for the operator: holds, blocks, announcements, and the log of what was changed.

use uuid::Uuid;

use super::Store;
use super::error::Result;
use super::model::{
    Act, Announcement, Barrier, Block, Held, Hold, Lane, LaneLength, Reached, Telling, TellingTurn, Timestamp,
};
use super::queries::{announcements, operator};

impl Store {
    /// Holds something back, for whatever time, with this line in the log. Held again it gets the new reason.
    pub async fn hold(&self, held: &Held, done: &str) -> Result<()> {
        writing!(self, operator::hold, held, done)
    }

    /// Lets something go; false, and nothing written, if it was not held.
    pub async fn release(&self, what: &Hold, act: &Act) -> Result<bool> {
        writing!(self, operator::release, what, act)
    }

    /// All that is held back, the oldest first.
    pub async fn held(&self) -> Result<Vec<Held>> {
        reading!(self, operator::held)
    }

    /// Has a server's or a person's requests refused.
    pub async fn block(&self, block: &Block, done: &str) -> Result<()> {
        writing!(self, operator::block, block, done)
    }

    /// Takes a block back; false, and nothing written, if there was none.
    pub async fn unblock(&self, id: u64, act: &Act) -> Result<bool> {
        writing!(self, operator::unblock, id, act)
    }

    /// Who is refused, `most` of them, the latest first.
    pub async fn blocks(&self, most: u64) -> Result<Vec<Block>> {
        reading!(self, operator::blocks, most)
    }

    /// Why a request of this person in this server is not to be accepted, if it is not.
    pub async fn barrier(&self, guild: Option<u64>, user: Option<u64>) -> Result<Option<Barrier>> {
        reading!(self, operator::barrier, guild, user)
    }

    /// Writes a line into the operator's log.
    pub async fn log_act(&self, act: &Act) -> Result<()> {
        writing!(self, operator::log, act)
    }

    /// Keeps a note, or with `None` forgets it, with a line in the operator's log.
    pub async fn set_note_of_operator(&self, key: &str, value: Option<&str>, act: &Act) -> Result<()> {
        writing!(self, operator::set_note, key, value, act)
    }

    /// The last lines of the operator's log, `most` of them, the latest first.
    pub async fn acts(&self, most: u64) -> Result<Vec<Act>> {
        reading!(self, operator::acts, most)
    }

    /// How a lane stands, each number up to [`LaneLength::MOST`], in the same time however long it is.
    pub async fn lane_length(&self, lane: &Lane) -> Result<LaneLength> {
        reading!(self, operator::length, lane)
    }

    /// Those who have most waiting in a lane ([`Origin::owner`]), and how much of it, up to [`LaneLength::MOST`].
    pub async fn waiting_most(&self, lane: &Lane, most: usize) -> Result<Vec<(u64, u64)>> {
        reading!(self, operator::waiting_most, lane, most)
    }

    /// Keeps a text to all servers that is to be confirmed.
    pub async fn ask_announcement(&self, announcement: &Announcement) -> Result<()> {
        writing!(self, announcements::ask, announcement)
    }

    /// Begins to tell it; false, and nothing written, unless it was to be confirmed.
    pub async fn confirm_announcement(&self, id: Uuid, act: &Act) -> Result<bool> {
        writing!(self, announcements::confirm, id, act)
    }

    /// Forgets a text that was to be confirmed; false if there was none.
    pub async fn discard_announcement(&self, id: Uuid) -> Result<bool> {
        writing!(self, announcements::discard, id)
    }

    /// An announcement by its id.
    pub async fn announcement(&self, id: Uuid) -> Result<Option<Announcement>> {
        reading!(self, announcements::by_id, id)
    }

    /// The last announcement that was confirmed.
    pub async fn latest_announcement(&self) -> Result<Option<Announcement>> {
        reading!(self, announcements::latest)
    }

    /// The oldest announcement that is not told to everybody yet.
    pub async fn open_announcement(&self) -> Result<Option<Announcement>> {
        reading!(self, announcements::open)
    }

    /// Writes down more of an announcement's servers, in the order of their ids; with none, the list is whole.
    pub async fn list_announcement(&self, id: Uuid, guilds: &[u64]) -> Result<()> {
        writing!(self, announcements::list, id, guilds)
    }

    /// Takes the turn of a server that is to be told, and leaves it alone until `until`.
    pub async fn take_telling(
        &self,
        id: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<TellingTurn>> {
        writing!(self, announcements::take_turn, id, now, until)
    }

    /// Leaves a server alone until `until`; `begun` is since when the text may have arrived there.
    pub async fn put_off_telling(
        &self,
        id: Uuid,
        guild: u64,
        until: Timestamp,
        begun: Option<Timestamp>,
    ) -> Result<()> {
        writing!(self, announcements::put_off, id, guild, until, begun)
    }

    /// Records what came of telling a server.
    pub async fn record_telling(&self, id: Uuid, guild: u64, told: &Telling) -> Result<()> {
        writing!(self, announcements::record, id, guild, told)
    }

    /// Ends an announcement if every server had its turn; false if one has not.
    pub async fn end_announcement(&self, id: Uuid) -> Result<bool> {
        writing!(self, announcements::end, id)
    }

    /// Whom an announcement has reached.
    pub async fn reached(&self, id: Uuid) -> Result<Reached> {
        reading!(self, announcements::reached, id)
    }
}
