//! What `docs/guarantees.md` promises is shown by tests that exist.

use std::fs;
use std::path::Path;

/// The text of all Rust files below a folder.
fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push_str(&fs::read_to_string(&path).expect("a file"));
        }
    }
}

#[test]
fn every_promise_names_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/guarantees.md")).expect("the page");
    let mut code = String::new();
    for folder in ["src", "tests"] {
        sources(&root.join(folder), &mut code);
    }
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| fault "));
    let mut promises = 0;
    for row in rows {
        let shown_by = row.trim_end_matches(" |").rsplit(" | ").next().expect("a last column");
        let tests: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "nothing shows this: {row}");
        for test in tests {
            // Tests that run once for each of several settings are named in a macro.
            let exists =
                [format!("fn {test}("), format!("        {test}\n")].iter().any(|name| code.contains(name));
            assert!(exists, "there is no test {test}");
            promises += 1;
        }
    }
    assert!(promises > 60, "{promises}");
}
