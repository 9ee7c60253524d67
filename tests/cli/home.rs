//! What the repository's own pages name, exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Pages that name files.
const PAGES: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/deploy/README.md"];

/// Where a name in backticks is a path from the root.
const FOLDERS: [&str; 8] =
    [".ci/", "assets/", "benches/", "docs/", "migrations/", "script/", "src/", "tests/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

/// What stands between backticks, on one line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// `a/{b,c}` is `a/b` and `a/c`.
fn spelled_out(name: &str) -> Vec<String> {
    let parts = name.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    match parts {
        Some((before, (names, after))) => {
            names.split(',').map(|name| format!("{before}{name}{after}")).collect()
        }
        None => vec![name.to_owned()],
    }
}

#[test]
fn every_path_and_link_on_the_pages_leads_somewhere() {
    let mut seen = 0;
    for name in PAGES {
        let text = page(name);
        let words = quoted(&text).filter_map(|quoted| quoted.split(' ').next());
        for word in words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder))) {
            for path in spelled_out(word) {
                assert!(root().join(&path).exists(), "{name} names {path}");
                seen += 1;
            }
        }
        let here = root().join(name).parent().expect("a folder").to_path_buf();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
            assert!(here.join(link).exists(), "{name} links to {link}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

/// The rows of the table of rooms: the rooms, and what is said to live there.
fn rooms(page: &str) -> Vec<(Vec<String>, String)> {
    let (_, rest) = page.split_once("## Rooms").expect("the table's heading");
    let (table, _) = rest.split_once("Three rules").expect("the table's end");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").collect();
        let rooms = quoted(cells[0]).map(|room| room.trim_end_matches('/').to_owned()).collect();
        (rooms, cells[1].to_owned())
    })
    .collect()
}

/// A file or folder of this name in one of these places.
fn is_there(places: &[PathBuf], name: &str) -> bool {
    let name = name.trim_end_matches('/');
    places.iter().any(|place| place.join(name).exists() || place.join(format!("{name}.rs")).exists())
}

#[test]
fn the_architecture_page_names_every_room_and_no_module_that_there_is_not() {
    let rooms = rooms(&page("docs/architecture.md"));
    let named: BTreeSet<_> = rooms.iter().flat_map(|(rooms, _)| rooms.clone()).collect();
    let sources =
        fs::read_dir(root().join("src")).expect("the sources").map(|entry| entry.expect("an entry").path());
    for room in sources.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())) {
        assert!(
            room == "lib" || named.contains(&room),
            "docs/architecture.md says nothing of the room {room}"
        );
    }
    let (top, src) = (root().to_path_buf(), root().join("src"));
    for (rooms, content) in &rooms {
        for room in rooms {
            assert!(is_there(&[src.clone(), top.clone()], room), "there is no room {room}");
        }
        let places: Vec<_> =
            rooms.iter().map(|room| src.join(room)).chain([src.clone(), top.clone()]).collect();
        let is_name = |quoted: &&str| quoted.chars().all(|c| c.is_ascii_lowercase() || "_{},/ .".contains(c));
        for name in quoted(content).filter(|quoted| !quoted.starts_with('/')).filter(is_name) {
            for module in name.split(' ').flat_map(spelled_out) {
                assert!(is_there(&places, &module), "{rooms:?} has no {module}");
            }
        }
    }
}

#[test]
fn the_workflow_does_what_the_script_does_and_nothing_else() {
    let workflow = page(".github/workflows/ci.yaml");
    let steps: Vec<_> = workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: ")).collect();
    assert_eq!(steps, ["rustup component add clippy rustfmt", ".ci/run"]);
}
