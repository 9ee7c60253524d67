//! How many rituals may be asked for where a server has not said.

/// Nobody can flood a new server alone, nor a server the bot. [`ServerSettings`](crate::server::ServerSettings) begins with
/// the same.
pub(super) const DEFAULT: &str =
    "cooldown=5s,quota=100,server-quota=1000,at-once=10,size=4096,steps=1000,motion=on";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{ServerSettings, parse_defaults};

    #[test]
    fn what_is_told_as_the_default_is_what_holds() {
        assert_eq!(ServerSettings::default().limits_text(), DEFAULT);
        assert_eq!(parse_defaults(DEFAULT).expect("limits").limits_text(), DEFAULT);
    }
}
