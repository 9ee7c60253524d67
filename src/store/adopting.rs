//! Taking over what is found at destinations: other programs' objects, and rituals whose record was lost.

use super::Store;
use super::error::Result;
use super::model::{Adopted, FoundCopy, FoundRitual, RitualId};
use super::queries::{adopting, archives};

impl Store {
    /// Remembers an object at a destination that another program had put there.
    pub async fn adopt(&self, object: &Adopted) -> Result<()> {
        writing!(self, archives::adopt, object)
    }

    /// Records a ritual that was found in an archive, with its copy, in the moment of its id; false if it is known.
    pub async fn adopt_ritual(&self, found: &FoundRitual) -> Result<bool> {
        writing!(self, adopting::ritual, found)
    }

    /// Records a copy of a known ritual that was found in an archive; false if one there is known, or if the ritual's
    /// recorded file has another content.
    pub async fn adopt_copy(&self, ritual: RitualId, found: &FoundCopy) -> Result<bool> {
        writing!(self, adopting::copy, ritual, found)
    }

    /// All adopted objects, by destination and path.
    pub async fn adopted(&self) -> Result<Vec<Adopted>> {
        reading!(self, archives::adopted)
    }
}
