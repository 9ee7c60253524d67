//! Which part of the work a process does.

use super::checks::Problems;

/// Which part of the work a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    All,
    /// What has to do with Discord: it accepts rituals and posts them.
    Gateway,
    /// What needs no Discord: it renders and archives.
    Worker,
}

impl Role {
    /// As it is written in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Gateway => "gateway",
            Self::Worker => "worker",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problems> {
        let known = [Self::All, Self::Gateway, Self::Worker].into_iter().find(|role| role.name() == text);
        known.ok_or_else(|| vec![format!("“{text}” is none of all, gateway and worker")])
    }

    /// Whether it speaks with Discord.
    pub fn has_discord(self) -> bool {
        self != Self::Worker
    }

    /// Whether it makes pictures and carries copies.
    pub fn has_works(self) -> bool {
        self != Self::Gateway
    }
}
