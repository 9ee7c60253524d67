//! The environment's variables as they count: with what a file filled in, and without what copying left around a value.

use std::path::Path;

use super::env_file::EnvFile;

/// Options of rclone in whose grammar quotes have a meaning of their own: lists of words.
const QUOTED_WORDS: [&str; 3] = ["_UPSTREAMS", "_SSH", "_HEADERS"];
/// Settings that may well begin or end with a quote of their own: what commands begin with, and a password.
const MAY_END_IN_QUOTES: [&str; 2] = ["HELIX_PREFIX", "MEGA_PASS"];
/// Quotes of which one opens and one closes. The last two are what word processors and chats make of the others.
const QUOTES: [(char, char); 4] = [('\'', '\''), ('"', '"'), ('“', '”'), ('‘', '’')];
/// What some editors write before a text, and nobody sees.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// What copying leaves around a value and no value begins or ends with.
const LEFT_BY_COPYING: [char; 3] = ['\r', '\n', BYTE_ORDER_MARK];

/// One variable.
#[derive(Debug, Clone)]
struct Variable {
    name: String,
    text: String,
    from_file: bool,
}

/// All variables.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    all: Vec<Variable>,
    file: Option<EnvFile>,
    warnings: Vec<String>,
    mistakes: Vec<String>,
    /// Those for rclone that are not as the process has them.
    mended_for_rclone: Vec<(String, String)>,
}

/// Who reads a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// This program.
    Bot,
    /// rclone.
    Rclone,
    /// Somebody else.
    Other,
}

impl Variables {
    /// These, some of which the file filled in.
    pub fn new(all: impl IntoIterator<Item = (String, String)>, file: Option<EnvFile>) -> Self {
        let from_file = |name: &str| file.as_ref().is_some_and(|file| file.filled(name));
        let variable = |(name, text): (String, String)| Variable { from_file: from_file(&name), name, text };
        let all = all.into_iter().map(variable).collect();
        let warnings = file.iter().flat_map(EnvFile::warnings).cloned().collect();
        let mistakes = file.iter().flat_map(EnvFile::mistakes).cloned().collect();
        Self { all, file, warnings, mistakes, mended_for_rclone: Vec::new() }
    }

    /// Those of this process.
    pub fn of_process(file: Option<EnvFile>) -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::new(std::env::vars_os().filter_map(text), file)
    }

    /// The same, without what copying left around the values that this program or rclone reads.
    pub(super) fn mended(&self, owner: impl Fn(&str) -> Owner) -> Self {
        let mut variables = self.clone();
        for variable in &mut variables.all {
            variables.mistakes.extend(marked_name(&variable.name, &owner));
            let owner = owner(&variable.name);
            if owner == Owner::Other {
                continue;
            }
            let mut mended = variable.text.trim_matches(LEFT_BY_COPYING);
            if let Some(inner) = without_quotes(variable, mended) {
                let warning = format!("{} has quotes around its value; they were left out", variable.name);
                variables.warnings.push(warning);
                mended = inner;
            } else if owner == Owner::Bot && has_lone_quote(variable, mended) {
                variables.mistakes.push(format!(
                    "{}: its value has a quote at one end and none at the other; leave it out",
                    variable.name
                ));
            }
            if mended == variable.text {
                continue;
            }
            let mended = mended.to_owned();
            if owner == Owner::Rclone {
                variables.mended_for_rclone.push((variable.name.clone(), mended.clone()));
            }
            variable.text = mended;
        }
        variables
    }

    /// What a variable holds.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|variable| variable.name == name).map(|variable| variable.text.as_str())
    }

    /// The file that filled some in.
    pub(super) fn file(&self) -> Option<&EnvFile> {
        self.file.as_ref()
    }

    /// The names of all.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|variable| variable.name.as_str())
    }

    /// The file from which a variable has its value, if it has it from one.
    pub(super) fn file_of(&self, name: &str) -> Option<String> {
        let from_file = self.all.iter().any(|variable| variable.name == name && variable.from_file);
        self.file.as_ref().filter(|_| from_file).map(|file| file.path().display().to_string())
    }

    /// The file, if it filled in any variable that is like this.
    pub(super) fn file_with(&self, like: impl Fn(&str) -> bool) -> Option<&Path> {
        let filled = self.all.iter().any(|variable| variable.from_file && like(&variable.name));
        self.file.as_ref().filter(|_| filled).map(EnvFile::path)
    }

    /// What probably does not arrive as it was meant.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What cannot be understood, by name.
    pub(super) fn mistakes(&self) -> &[String] {
        &self.mistakes
    }

    /// What rclone is to get instead of what the process has.
    pub(super) fn mended_for_rclone(&self) -> &[(String, String)] {
        &self.mended_for_rclone
    }
}

/// Why a name that only looks like one that is read cannot be understood.
fn marked_name(name: &str, owner: impl Fn(&str) -> Owner) -> Option<String> {
    let meant = name.strip_prefix(BYTE_ORDER_MARK)?;
    (owner(meant) != Owner::Other).then(|| {
        format!(
            "{meant}: its name begins with a byte order mark, which cannot be seen; save the file that sets it as UTF-8 \
             without one"
        )
    })
}

/// The value inside of a pair of quotes that was taken for a part of it, as `docker run --env-file` does it.
fn without_quotes<'a>(variable: &Variable, text: &'a str) -> Option<&'a str> {
    let name = &variable.name;
    if name == "RCLONE_PASSWORD_COMMAND" || QUOTED_WORDS.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let text = text.trim();
    // A file's own quotes are gone already; those that are left were meant. It knows no others.
    let pairs = QUOTES.iter().filter(|(open, close)| !variable.from_file || open != close);
    let mut inner = pairs.filter_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains([*open, *close])).then_some(inner)
    });
    inner.next()
}

/// Whether a quote is at one end only, so that half of a pair was probably copied.
fn has_lone_quote(variable: &Variable, text: &str) -> bool {
    if variable.from_file || MAY_END_IN_QUOTES.contains(&variable.name.as_str()) {
        return false;
    }
    let text = text.trim();
    let opens = QUOTES.iter().any(|(open, _)| text.starts_with(*open));
    let closes = QUOTES.iter().any(|(_, close)| text.ends_with(*close));
    opens != closes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(name: &str) -> Owner {
        match name.split_once('_') {
            Some(("DISCORD", _)) => Owner::Bot,
            Some(("RCLONE", _)) => Owner::Rclone,
            _ => Owner::Other,
        }
    }

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Variables::new(pairs, None).mended(owner)
    }

    #[test]
    fn what_copying_left_around_a_value_is_left_out_for_us_and_for_rclone() {
        let pairs = [
            ("DISCORD_TOKEN", "\"abc\""),
            ("RCLONE_CONFIG_S3_TYPE", "s3\r\n"),
            ("RCLONE_CONFIG_S3_REGION", "'eu'"),
            ("RCLONE_CONFIG_D_TOKEN", r#"{"a":"b"}"#),
            ("RCLONE_CONFIG_U_UPSTREAMS", r#""a:b c""#),
            ("SOMEBODY_ELSE", "'x'\n"),
        ];
        let variables = variables(&pairs);
        let texts = pairs.map(|(name, _)| variables.get(name).expect(name));
        assert_eq!(texts, ["abc", "s3", "eu", r#"{"a":"b"}"#, r#""a:b c""#, "'x'\n"]);
        let mended: Vec<_> = variables.mended_for_rclone().iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(mended, ["s3", "eu"]);
        let warned: Vec<_> =
            variables.warnings().iter().map(|text| text.split(' ').next().expect("a name")).collect();
        assert_eq!(warned, ["DISCORD_TOKEN", "RCLONE_CONFIG_S3_REGION"]);
    }
}
