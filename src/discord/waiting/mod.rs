//! What is shown while somebody waits for a picture. Where a message asked, the bot types, and after some seconds a notice
//! tells place and time: a message of its own below the request, which goes when the picture has come. Where a slash command
//! did, the deferred answer tells them.
//!
//! It is looked after by one task. Nothing of it has to happen, and no picture waits for it: a notice is sent only where the
//! channel has turns to spare. So that nothing of it comes after the picture, the [`poster`] ends it first.
//!
//! Who waits is kept in memory. Notices are kept in the database as well, and what a kill left is taken away at the next
//! start; from then on those who wait see nothing more until the picture comes.

mod below;
mod cancelled;
mod notices;
mod poster;
mod serve;
mod text;
mod waiters;

pub use self::poster::watching;
pub(super) use self::serve::serve;
pub use self::waiters::Waiters;
