//! `helix-bot completions` and `helix-bot man`: how the program is called, for shells and for readers.

use std::fs;
use std::process::{Command, Stdio};

use super::world;
use crate::support::command::{finish, helix};

/// Every subcommand.
const SUBCOMMANDS: [&str; 11] = [
    "run",
    "ritual",
    "verify",
    "archive",
    "obscure",
    "doctor",
    "commands",
    "config",
    "health",
    "completions",
    "man",
];

#[test]
fn each_shell_gets_a_script_with_every_subcommand_whatever_the_settings_are() {
    let world = world();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = finish(helix(world.path()).args(["completions", shell]).env("HELIX_PREFIX", "a b"));
        let script = script.expect_code(0).out();
        for subcommand in SUBCOMMANDS {
            assert!(script.contains(subcommand), "{shell}: {subcommand}");
        }
        assert!(script.contains("data-dir"), "{shell}");
    }
    finish(helix(world.path()).args(["completions", "cmd"])).expect_code(2);
    assert!(!world.path().join("data").exists(), "nothing is opened");
}

#[test]
fn bash_completes_subcommands_and_flags() {
    let world = world();
    let script = finish(helix(world.path()).args(["completions", "bash"])).expect_code(0).out();
    fs::write(world.path().join("script"), script).expect("written");
    // What bash itself does when somebody presses the tabulator.
    let completed = |words: &str| {
        let asked = format!(
            ". ./script; COMP_WORDS=(helix-bot {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _helix__bot helix-bot \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = output(Command::new("bash").args(["-c", &asked]).current_dir(world.path()));
        output.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(completed("com"), ["commands", "completions"]);
    assert_eq!(completed("config ch"), ["check"]);
    assert!(completed("verify --js").contains(&"--json".to_owned()));
}

/// What bash printed.
fn output(bash: &mut Command) -> String {
    let output = bash.stdin(Stdio::null()).output().expect("bash starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_manual_has_every_subcommand_and_setting_and_a_page_for_each() {
    let world = world();
    let page = finish(helix(world.path()).arg("man")).expect_code(0).out().replace("\\-", "-");
    assert!(page.contains(".TH helix-bot 1"), "{}", &page[..200]);
    for subcommand in SUBCOMMANDS {
        assert!(page.contains(&format!("helix-bot-{subcommand}(1)")), "{subcommand}");
    }
    assert!(page.contains("DISCORD_TOKEN") && page.contains("--archive-path"));
    let folder = world.path().join("man1");
    fs::create_dir(&folder).expect("a folder");
    finish(helix(world.path()).args(["man", "--out", "man1"])).expect_code(0);
    for page in
        ["helix-bot.1", "helix-bot-ritual.1", "helix-bot-archive-verify.1", "helix-bot-config-check.1"]
    {
        assert!(folder.join(page).is_file(), "{page}");
    }
    let refused = finish(helix(world.path()).args(["man", "--out", "nowhere"])).expect_code(1);
    assert!(refused.err().contains("the pages cannot be written to nowhere"), "{}", refused.err());
}
