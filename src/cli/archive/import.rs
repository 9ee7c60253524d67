//! `helix-bot archive import DEST[:folder]`: takes over what another program had uploaded.
//!
//! Nothing at the destination is changed. Without `--yes` nothing is changed here either.

use std::collections::HashSet;
use std::process::ExitCode;

use indicatif::ProgressBar;

use crate::app::App;
use crate::cli::{exit, stdout};
use crate::config::Settings;
use crate::store::MotionFile;
use crate::sync::{Destination, Entry, EntryKind, RemotePath};

/// How many folders deep is looked: `rituals`, a server's folder in it, and a folder that has a picture's name.
const DEEPEST: usize = 4;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The destination, with the folder that v15.3 had as `MEGA_REMOTE_DIR`, such as `mega:SamsaraHelix_Core`
    #[arg(value_name = "DESTINATION")]
    from: Destination,
    /// The folder in it that is looked through
    #[arg(long, default_value = "rituals")]
    folder: RemotePath,
    /// Take over what is found, instead of listing it only
    #[arg(long)]
    yes: bool,
}

/// What was found.
#[derive(Debug, Default)]
struct Found {
    objects: Vec<(RemotePath, Option<u64>)>,
    /// Folders with a picture's name, and the one file in each.
    nested: Vec<(RemotePath, RemotePath)>,
}

pub(super) async fn run(settings: Settings, mut options: Options) -> anyhow::Result<ExitCode> {
    options.from = settings.destination(options.from);
    let app = App::open(settings).await?;
    let imported = import(&app, &options).await;
    app.close().await;
    imported.map(|()| exit::DONE)
}

async fn import(app: &App, options: &Options) -> anyhow::Result<()> {
    let from = &options.from;
    let mut found = Found::default();
    look(app, from, &options.folder, &mut found).await?;
    let known = known(app).await?;
    let full = |path: &RemotePath| from.full_path(path);
    let new: Vec<_> = found.objects.iter().filter(|(path, _)| !known.contains(&full(path))).collect();

    for (path, bytes) in &new {
        let size = bytes.map_or_else(|| "size unknown".to_owned(), |bytes| format!("{bytes} bytes"));
        stdout::line(&format!("found    {}  {size}", full(path)))?;
    }
    for (folder, inner) in &found.nested {
        explain_nested(from, folder, inner)?;
    }
    stdout::line(&format!(
        "{} objects below {}, {} of them known already, {} pictures inside folders",
        found.objects.len(),
        full(&options.folder),
        found.objects.len() - new.len(),
        found.nested.len()
    ))?;
    if new.is_empty() {
        return Ok(());
    }
    if !options.yes {
        stdout::line("Nothing was changed. With --yes these objects are read once and recorded as adopted.")?;
        return Ok(());
    }
    adopt(app, from, &new).await
}

/// Reads each object once and records its digest. What is recorded stays so if this is interrupted.
async fn adopt(app: &App, from: &Destination, new: &[&(RemotePath, Option<u64>)]) -> anyhow::Result<()> {
    let bar = ProgressBar::new(new.len() as u64);
    for (path, _) in new {
        app.adopt(from, path).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    stdout::line(&format!("{} objects adopted; `helix-bot archive list` shows them", new.len()))?;
    Ok(())
}

/// Looks through the folders, level by level.
async fn look(app: &App, from: &Destination, folder: &RemotePath, found: &mut Found) -> anyhow::Result<()> {
    let mut level = vec![folder.clone()];
    for _ in 0..DEEPEST {
        let mut below = Vec::new();
        for folder in level {
            let entries = app.list_folder(from, &folder).await?;
            if let Some(inner) = nested_in(&folder, &entries) {
                found.nested.push((folder, inner));
                continue;
            }
            for Entry { path, kind } in entries {
                match kind {
                    EntryKind::Folder => below.push(path),
                    EntryKind::File { bytes } => found.objects.push((path, bytes)),
                }
            }
        }
        level = below;
    }
    for folder in level {
        stdout::line(&format!("not looked into, too deep: {}", from.full_path(&folder)))?;
    }
    Ok(())
}

/// The only file of a folder that has a picture's name. `rclone copy FILE remote:rituals/name.png` makes such
/// folders; nothing can be written under that name while they stand.
fn nested_in(folder: &RemotePath, entries: &[Entry]) -> Option<RemotePath> {
    match entries {
        [Entry { path, kind: EntryKind::File { .. } }] if is_picture(folder.file_name()) => {
            Some(path.clone())
        }
        _ => None,
    }
}

fn is_picture(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("png"))
}

fn explain_nested(from: &Destination, folder: &RemotePath, inner: &RemotePath) -> std::io::Result<()> {
    let (folder, inner) = (from.full_path(folder), from.full_path(inner));
    stdout::line(&format!("nested   {inner}  is inside a folder that has a picture's name; to move it:"))?;
    for command in [
        format!("rclone moveto {} {}", quoted(&inner), quoted(&format!("{folder}.moving"))),
        format!("rclone rmdir {}", quoted(&folder)),
        format!("rclone moveto {} {}", quoted(&format!("{folder}.moving")), quoted(&folder)),
    ] {
        stdout::line(&format!("           {command}"))?;
    }
    Ok(())
}

/// For a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Full paths of all that has a receipt or was adopted before.
async fn known(app: &App) -> anyhow::Result<HashSet<String>> {
    let mut known = HashSet::new();
    app.each_ritual(async |view| {
        for copy in &view.archives {
            known.insert(copy.destination.full_path(&copy.path));
            // The file that moves is the bot's own as well, whether there is one or not.
            let motion = MotionFile::beside(copy.path.as_str()).parse();
            known.extend(motion.map(|path| copy.destination.full_path(&path)));
        }
        Ok(())
    })
    .await?;
    let adopted = app.adopted().await?;
    known.extend(adopted.iter().map(|object| object.destination.full_path(&object.path)));
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RemotePath {
        text.parse().expect("a path")
    }

    #[test]
    fn a_folder_with_a_pictures_name_and_one_file_is_recognised() {
        let file = |text: &str| Entry { path: path(text), kind: EntryKind::File { bytes: Some(1) } };
        let folder = path("rituals/a.PNG");
        assert_eq!(nested_in(&folder, &[file("rituals/a.PNG/b.png")]), Some(path("rituals/a.PNG/b.png")));
        assert_eq!(nested_in(&folder, &[]), None);
        assert_eq!(nested_in(&folder, &[file("rituals/a.PNG/b"), file("rituals/a.PNG/c")]), None);
        assert_eq!(nested_in(&path("rituals/42"), &[file("rituals/42/b.png")]), None);
    }

    #[test]
    fn names_are_quoted_for_a_shell() {
        assert_eq!(quoted("s3:b/it's.png"), r"'s3:b/it'\''s.png'");
    }
}
