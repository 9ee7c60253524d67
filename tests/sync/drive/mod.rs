//! Google Drive, through rclone's own client: what only holds there.

mod accounts;
mod copies;
mod refusals;

type Scene = super::clouds::Scene<crate::support::drive::Rules>;
