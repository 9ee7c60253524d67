//! The environment's variables as they count: with what a file filled in, and without what copying left around a value.

use std::path::Path;

use super::env_file::EnvFile;

/// Options of rclone in whose grammar quotes have a meaning of their own: lists of words.
const QUOTED_WORDS: [&str; 3] = ["_UPSTREAMS", "_SSH", "_HEADERS"];

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
        Self { all, file, warnings, mended_for_rclone: Vec::new() }
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
            let owner = owner(&variable.name);
            if owner == Owner::Other {
                continue;
            }
            let mut mended = variable.text.trim_matches(['\r', '\n']);
            // A file's own quotes are gone already; those that are left were meant.
            if !variable.from_file
                && let Some(inner) = without_quotes(&variable.name, mended)
            {
                let warning = format!("{} has quotes around its value; they were left out", variable.name);
                variables.warnings.push(warning);
                mended = inner;
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

    /// What rclone is to get instead of what the process has.
    pub(super) fn mended_for_rclone(&self) -> &[(String, String)] {
        &self.mended_for_rclone
    }
}

/// The value inside of a pair of quotes that was taken for a part of it, as `docker run --env-file` does it.
fn without_quotes<'a>(name: &str, text: &'a str) -> Option<&'a str> {
    let words = name == "RCLONE_PASSWORD_COMMAND" || QUOTED_WORDS.iter().any(|end| name.ends_with(end));
    let text = text.trim();
    let inner = |quote: char| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(quote)).then_some(inner)
    };
    if words { None } else { inner('\'').or_else(|| inner('"')) }
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
