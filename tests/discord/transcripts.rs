//! What the bot says, word by word: each command's answer in English once, as it is read. What differs from run to run (ids,
//! times, figures) stands as a placeholder.

use std::fmt::Write as _;

use super::world::{World, ritual_of};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message};

/// A talk with the bot, written down.
struct Transcript<'a> {
    world: &'a World,
    text: String,
}

impl<'a> Transcript<'a> {
    fn of(world: &'a World) -> Self {
        Self { world, text: String::new() }
    }

    /// Somebody writes into the guild's channel.
    async fn here(&mut self, user: Id, text: &str) -> Message {
        self.at(self.world.discord.channel(), user, text).await
    }

    /// Somebody writes to the bot alone.
    async fn alone(&mut self, user: Id, text: &str) -> Message {
        self.at(self.world.discord.direct(user), user, text).await
    }

    async fn at(&mut self, channel: Id, user: Id, text: &str) -> Message {
        let answer = self.world.answer(self.world.discord.say(channel, user, text)).await;
        self.write(text, &answer);
        answer
    }

    /// What was asked, what was answered, and the buttons below it.
    fn write(&mut self, asked: &str, answer: &Message) {
        let _ = write!(self.text, "> {asked}\n{}", answer.content);
        for label in answer.buttons() {
            let _ = write!(self.text, " [{label}]");
        }
        self.text.push_str("\n\n");
    }

    fn redacted(&self) -> String {
        let names = self.world.discord.look(|state| {
            let users = state.world.users.values().map(|user| (user.id.to_string(), user.name.clone()));
            let guilds = state.world.guilds.values().map(|guild| (guild.id.to_string(), guild.name.clone()));
            users.chain(guilds).collect::<Vec<_>>()
        });
        let named = names.iter().fold(self.text.clone(), |text, (id, name)| text.replace(id, name));
        redacted(&named.replace(env!("CARGO_PKG_VERSION"), "VERSION"))
    }
}

/// A text without what differs from run to run: ids of rituals and messages, moments, and figures that have a unit or three
/// decimals.
fn redacted(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let begins =
            !said.ends_with(|before: char| before.is_ascii_alphanumeric()) || said.ends_with(VERSION);
        let (length, placeholder) = if begins { figure(rest, &said) } else { (0, "") };
        if length > 0 {
            said.push_str(placeholder);
            rest = &rest[length..];
        } else {
            said.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    said
}

/// What stands before the number of rclone's version.
const VERSION: &str = "rclone v";

/// How long a figure at the beginning of a text is that differs from run to run, and what stands for it; 0 if there is none.
fn figure(text: &str, before: &str) -> (usize, &'static str) {
    let run = |part: fn(char) -> bool| text.find(|letter| !part(letter)).unwrap_or(text.len());
    let ritual = run(|letter| letter.is_ascii_hexdigit() || letter == '-');
    if ritual == 36 && text.as_bytes()[8] == b'-' {
        return (ritual, "RITUAL");
    }
    let digits = run(|letter| letter.is_ascii_digit());
    if digits > 0 && (before.ends_with("<t:") || digits >= 15) {
        return (digits, if digits >= 15 { "ID" } else { "TIME" });
    }
    let number = text[..run(|letter| letter.is_ascii_digit() || letter == '.')].trim_end_matches('.');
    let unit =
        text[number.len()..].split(|letter: char| !letter.is_ascii_alphabetic() && letter != ' ').next();
    let has_unit = ["kB", "MB", "KiB", "MiB", "s", "ms", "min"].map(Some).contains(&unit.map(str::trim));
    let is_fine = number.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3);
    let differs = has_unit || is_fine || before.ends_with(VERSION);
    if number.is_empty() || !differs { (0, "") } else { (number.len(), "N") }
}

#[test]
fn what_differs_from_run_to_run_is_replaced_and_nothing_else() {
    let id = "019a1b2c-0000-7000-8000-00000000000f";
    let text = format!(
        "`{id}` of 108 steps, <t:1700000000:R>, 3 s, 1.5 MiB, 0.512, rclone v1.2.3; size 256, 4 rituals"
    );
    let shown = "`RITUAL` of 108 steps, <t:TIME:R>, N s, N MiB, N, rclone vN; size 256, 4 rituals";
    assert_eq!(redacted(&text), shown);
    assert_eq!(redacted("/20000000000000000/1"), "/ID/1");
}

#[tokio::test]
async fn what_members_read_before_the_first_ritual() {
    let world = World::running().await;
    let member = world.discord.member();
    let mut talk = Transcript::of(&world);
    talk.here(member, "!help").await;
    talk.alone(member, "!help").await;
    talk.here(member, "!help ritual").await;
    talk.here(member, "!about").await;
    talk.here(member, "!status").await;
    talk.here(member, "!queue").await;
    talk.here(member, "!gallery").await;
    talk.here(member, "!lore").await;
    talk.here(member, "!prefix").await;
    talk.here(member, "!destinations").await;
    insta::assert_snapshot!(talk.redacted(), @r"
    > !help
    Write `!` or `/` before each of these.
    **Rituals**
    `!ritual [steps] [preset] [style] [seed] [size] [motion] [spoiler]` Perform a ritual and archive its artifact.
    `!queue [page]` Show what waits here: yours, and everybody's.
    `!cancel [ritual]` Take back a ritual that is not shown yet: your last one, one by its id, or all of yours.
    `!gallery [member] [style] [since]` Show the pictures that rituals left here, nine at a time.
    `!ritual-info <id>` Show what stands behind a ritual's picture.
    `!lore show|reset` Show what this server's rituals have left.
    **Archives**
    `!destinations show|set` Show where this server's rituals go.
    `!archive status|list|retry|test|pull|prune|verify` See this server's archive, and have it proven, tried again, thinned out or brought back.
    `!testmega` The same as `!archive test`, under the name that v15.3 had for it. (Manage Server)
    **About me**
    `!status` Show how I am doing: version, archives, what waits.
    `!about` Tell what I am and what I do.
    `!help [command]` List my commands, or explain one of them.
    **Settings**
    `!settings panel` Show and change what this server has set for itself. (Manage Server)
    `!prefix [new]` Show or change what commands begin with in this server.
    `!help <command>` explains one of them. Mentioning me works like `!`.

    > !help
    Write `!` or `/` before each of these.
    **Rituals**
    `!ritual [steps] [preset] [style] [seed] [size] [motion] [spoiler]` Perform a ritual and archive its artifact.
    `!queue [page]` Show what waits here: yours, and everybody's.
    `!cancel [ritual]` Take back a ritual that is not shown yet: your last one, one by its id, or all of yours.
    `!gallery [member] [style] [since]` Show the pictures that rituals left here, nine at a time.
    `!ritual-info <id>` Show what stands behind a ritual's picture.
    **Archives**
    `!archive status|list|retry|test|pull|prune|verify` See this server's archive, and have it proven, tried again, thinned out or brought back.
    **About me**
    `!status` Show how I am doing: version, archives, what waits.
    `!about` Tell what I am and what I do.
    `!help [command]` List my commands, or explain one of them.
    `!help <command>` explains one of them. Mentioning me works like `!`.

    > !help ritual
    `!ritual [steps] [preset] [style] [seed] [size] [motion] [spoiler]` or `/ritual [steps] [preset] [style] [seed] [size] [motion] [spoiler]`: Perform a ritual and archive its artifact.
    • `steps`: 1 to 1000, or quick, standard or deep; 108 by default
    • `preset`: A length by its name, instead of a number of steps
    • `style`: What kind of picture; eye by default
    • `seed`: A number or words, which decide every chance event
    • `size`: How large; 1024 × 1024 by default
    • `motion`: Whether to show its steps in motion as well
    • `spoiler`: Whether the picture is hidden until somebody clicks on it
    Steps are 1 to 1000, or quick (27), standard (108, the default) or deep (324). The seed decides every chance event: a number or any words; from the same field the same steps and seed give the same picture. Without a seed each ritual is different. Styles are eye, seahorse, elephant, dendrite, mini, ouroboros, flame and mandala; a size is 256 to 4096, banner or phone. With motion its steps are shown one after another; as a spoiler the picture is hidden until somebody clicks on it. In a message the options stand anywhere: `!ritual 108 style=flame spoiler=yes seed words`.
    For example: `!ritual 108`
    For example: `!ritual lotus`
    For example: `!ritual 324 style=flame size=banner words of mine`
    For example: `!ritual 108 spoiler=yes`

    > !about
    I perform rituals: a number of steps and a seed become a picture, the same for everybody who writes the same. What they leave becomes the lore of a server, from which its next ritual begins. Pictures are archived, and every copy is proven.
    Rituals of this server so far: 0.
    helix-bot VERSION
    `!ritual 108 lotus` begins, and `!help` lists what I do.

    > !status
    **helix-bot VERSION**, up for Ns
    Archives through rclone vN
    • `local` reachable; 0 archived
    Rituals of this server: 0, jobs waiting: 0, given up: 0
    Every ritual is archived

    > !queue
    Nothing waits here.

    > !gallery
    Nothing hangs here yet. `!ritual 108 lotus` makes the first picture; any number of steps and any words will do.

    > !lore
    This server has no lore yet. Its first ritual starts from the field that every server begins with.

    > !prefix
    Commands here begin with `!`.

    > !destinations
    This server's rituals go to:
    • `local` reachable; 0 archived
    Whoever manages the server can choose among mine with `!destinations set`.
    ");
}

#[tokio::test]
async fn what_members_read_after_a_ritual() {
    let world = World::running().await;
    let member = world.discord.member();
    let ritual = world.archived(world.say("!ritual 27 size=256 style=flame lotus")).await;
    let mut talk = Transcript::of(&world);
    talk.write("!ritual 27 size=256 style=flame lotus", &ritual);
    talk.here(member, "!gallery").await;
    talk.here(member, "!lore").await;
    talk.here(member, "!status").await;
    talk.here(member, "!about").await;
    talk.here(member, "!cancel").await;
    let question = world.whispered_on_click(member, &ritual, "Delete").await;
    talk.write("(Delete)", &question);
    insta::assert_snapshot!(talk.redacted(), @r"
    > !ritual 27 size=256 style=flame lotus
    **27 steps** into the **flame**, from the seed **lotus** (ID). An echo led the way.
    -# archived and verified [Again] [Vary] [Larger] [Details] [Delete]

    > !gallery
    **The gallery of this server**
    **1** · [27 steps, flame, lotus](https://discord.com/channels/Helix/ID/ID) · <@mira> · <t:TIME:R>

    > !lore
    **The lore of this server**
    The next ritual starts from harmony N, resilience N, prana N, drishti N, klesha N, zoom N.
    It is the Satya age, after one ritual. What has led the rituals of this age:
    • flares: 0; a legend at 4
    • voids: 0; a legend at 4
    • echoes: 1; a legend at 4
    • resonances: 0; a legend at 4
    Last changed <t:TIME:R>.

    > !status
    **helix-bot VERSION**, up for Ns
    Archives through rclone vN
    • `local` reachable; 1 archived
    Rituals of this server: 1, jobs waiting: 0, given up: 0
    Every ritual is archived

    > !about
    I perform rituals: a number of steps and a seed become a picture, the same for everybody who writes the same. What they leave becomes the lore of a server, from which its next ritual begins. Pictures are archived, and every copy is proven.
    Rituals of this server so far: 1.
    helix-bot VERSION
    `!ritual 108 lotus` begins, and `!help` lists what I do.

    > !cancel
    You have nothing waiting here.

    > (Delete)
    Delete this ritual? Its message and its place in the gallery go for good. What it left in the lore stays. There is one archived copy: shall it go as well? [Delete, keep the copies] [Delete with all copies] [Keep everything as it is]
    ");
}

#[tokio::test]
async fn what_managers_read() {
    let world = World::running().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let mut talk = Transcript::of(&world);
    talk.here(manager, "!archive status").await;
    talk.here(manager, "!archive list").await;
    let ritual = world.archived(world.say_by(member, "!ritual 27 size=256 one")).await;
    world.archived(world.say_by(member, "!ritual 27 size=256 two")).await;
    talk.here(manager, "!archive status").await;
    talk.here(manager, "!archive list").await;
    talk.here(manager, "!archive prune").await;
    talk.here(manager, "!archive prune keep-last:2").await;
    talk.here(manager, "!archive prune keep-last:1").await;
    talk.here(manager, "!archive prune keep-last:many").await;
    talk.here(manager, "!archive pull").await;
    talk.here(manager, &format!("!archive pull {}", ritual_of(&ritual))).await;
    talk.here(manager, "!archive retry").await;
    talk.here(manager, "!archive retry").await;
    for (command, end) in [("!archive verify", "copies are what"), ("!archive test", "all is well")] {
        let begun = world.answer(world.say_by(manager, command)).await;
        let ended = world.became(&begun, "its end", |now| now.content.contains(end)).await;
        talk.write(command, &ended);
    }
    insta::assert_snapshot!(talk.redacted(), @r"
    > !archive status
    **The archive of this server**
    • `local`: 0 copies (0 bytes)
    Every copy that was asked for is archived.

    > !archive list
    Nothing was archived here yet.

    > !archive status
    **The archive of this server**
    • `local`: 2 copies (N kB); last proof <t:TIME:R>
    Every copy that was asked for is archived.

    > !archive list
    **Rituals and their copies**
    • `RITUAL` <t:TIME:f>: `local` archived
    • `RITUAL` <t:TIME:f>: `local` archived

    > !archive prune
    Please say what is to stay: `!archive prune keep-last:100`, `keep-daily:30`, `keep-within:90d`, or several of them; what any of them keeps, stays.

    > !archive prune keep-last:2
    No copy goes; 2 stay.

    > !archive prune keep-last:1
    **One copy goes** (N kB), 1 stay.
    • local:rituals/Helix/ritual-27-RITUAL.png (N kB) [Remove this copy] [Keep everything as it is]

    > !archive prune keep-last:many
    “many” is no number from 0 to 1000000.

    > !archive pull
    That is not how this command is written; `!help archive pull` shows it.

    > !archive pull RITUAL
    The picture of the ritual `RITUAL`, from `local`, compared with what was archived.

    > !archive retry
    Everything of this server that waits is tried again now.

    > !archive retry
    This was done a short while ago; it can be done again <t:TIME:R>.

    > !archive verify
    2 of 2 copies are what was archived.

    > !archive test
    **Trying the destinations**
    • `local`: written, read back and compared, removed: all is well
    ");
}

#[tokio::test]
async fn what_each_setting_says_when_it_is_shown_changed_and_refused() {
    let world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let role = world.discord.give_role(manager);
    let mut talk = Transcript::of(&world);
    let roles = format!("<@&{role}>");
    for (setting, value, wrong) in [
        ("roles", roles.as_str(), "mira"),
        ("denied-roles", "none", "mira"),
        ("admin-roles", roles.as_str(), "all"),
        ("server-quota", "500", "0"),
        ("at-once", "3", "none"),
        ("size", "1024", "huge"),
        ("steps", "324", "1001"),
        ("motion", "off", "maybe"),
        ("destinations", "local", "moon:"),
        ("folder", "name", "../.."),
        ("links", "on", "sometimes"),
        ("delete-archive", "never", "perhaps"),
        ("language", "en", "xx"),
    ] {
        for text in [format!("!settings {setting} {wrong}"), format!("!settings {setting} {value}")] {
            talk.here(manager, &text).await;
        }
    }
    talk.here(manager, "!settings reset").await;
    talk.here(manager, "!settings export").await;
    talk.here(manager, "!settings nonsense").await;
    insta::assert_snapshot!(talk.redacted(), @r"
    > !settings roles mira
    **roles** stays as it is. Name roles such as @artists, with spaces between them, or `none`. `reset` returns to the default.

    > !settings roles <@&ID>
    **roles**: default → <@&ID>

    > !settings denied-roles mira
    **denied-roles** stays as it is. Name roles such as @artists, with spaces between them, or `none`. `reset` returns to the default.

    > !settings denied-roles none
    **denied-roles**: default → `none`

    > !settings admin-roles all
    **admin-roles**: default → `none`

    > !settings admin-roles <@&ID>
    **admin-roles**: `none` → <@&ID>

    > !settings server-quota 0
    **server-quota** stays as it is. Write a whole number from 1 to 1000000, or `off` for no limit. `reset` returns to the default.

    > !settings server-quota 500
    **server-quota**: default → `500`

    > !settings at-once none
    **at-once** stays as it is. Write a whole number from 1 to 1000000, or `off` for no limit. `reset` returns to the default.

    > !settings at-once 3
    **at-once**: default → `3`

    > !settings size huge
    **size** stays as it is. Write a whole number from 256 to 4096. `reset` returns to the default.

    > !settings size 1024
    **size**: default → `1024`

    > !settings steps 1001
    **steps** stays as it is. Write a whole number from 1 to 1000. `reset` returns to the default.

    > !settings steps 324
    **steps**: default → `324`

    > !settings motion maybe
    **motion** stays as it is. Write `on` or `off`. `reset` returns to the default.

    > !settings motion off
    **motion**: default → `off`

    > !settings destinations moon:
    **destinations** stays as it is. That is not a destination of mine. Here can be chosen: local; or `all`. `reset` returns to the default.

    > !settings destinations local
    **destinations**: default → `local`

    > !settings folder ../..
    **folder** stays as it is. A folder's name is 1 to 60 bytes long, without slashes and the like, such as garden; or `off` for this server's id. `reset` returns to the default.

    > !settings folder name
    **folder**: default → `name`

    > !settings links sometimes
    **links** stays as it is. Write `on` or `off`. `reset` returns to the default.

    > !settings links on
    **links**: default → `on`

    > !settings delete-archive perhaps
    **delete-archive** stays as it is. Choose one of ask, always, never. `reset` returns to the default.

    > !settings delete-archive never
    **delete-archive**: default → `never`

    > !settings language xx
    **language** stays as it is. The languages are en (English), de (Deutsch) and hi (हिन्दी). `reset` returns to the default.

    > !settings language en
    **language**: default → `en`

    > !settings reset
    All settings of this server return to their defaults. Is that meant? [Reset everything] [Keep everything as it is]

    > !settings export
    The settings of this server; `!settings import` takes them back.

    > !settings nonsense
    That is not how this command is written; `!help settings` shows it.
    ");
}

#[tokio::test]
async fn what_the_operator_reads_of_pauses() {
    let world = World::running().await;
    let owner = world.discord.owner();
    let mut talk = Transcript::of(&world);
    for text in [
        "!operator",
        "!operator queue",
        "!operator pause",
        "!operator pause rendering a new lamp",
        "!operator pause local",
        "!operator pause rituals",
        "!operator drain",
        "!operator queue",
        "!operator resume rituals",
        "!operator resume local",
        "!operator resume rendering",
        "!operator resume rendering",
    ] {
        talk.alone(owner, text).await;
    }
    insta::assert_snapshot!(talk.redacted(), @r"
    > !operator
    That is not how this command is written; `!help operator` shows it.

    > !operator queue
    Pictures: 0 waiting, 0 under way
    Large pictures: 0 waiting, 0 under way
    Messages: 0 waiting, 0 under way
    Copies for `local`: 0 waiting, 0 under way

    > !operator pause
    That is not how this command is written; `!help operator pause` shows it.

    > !operator pause rendering a new lamp
    No pictures are made until you write `!operator resume rendering`. Rituals are taken and wait.

    > !operator pause local
    Nothing goes to `local` until you write `!operator resume local`. What is on its way arrives; later copies wait, and none there is looked at.

    > !operator pause rituals
    New rituals are held back with `!operator drain`.

    > !operator drain
    I take no new rituals until you write `!operator resume rituals`. What I have taken is finished; `!operator queue` shows how much that still is.

    > !operator queue
    Pictures: 0 waiting, 0 under way
    Large pictures: 0 waiting, 0 under way
    Messages: 0 waiting, 0 under way
    Copies for `local`: 0 waiting, 0 under way
    ⚠ Rendering paused by <@olive> <t:TIME:R>: a new lamp
    ⚠ `local` paused by <@olive> <t:TIME:R>
    ⚠ Taking new rituals paused by <@olive> <t:TIME:R>

    > !operator resume rituals
    I take new rituals again.

    > !operator resume local
    Copies go to `local` again, and what waited is on its way.

    > !operator resume rendering
    Pictures are made again.

    > !operator resume rendering
    Rendering was not paused.
    ");
}

#[tokio::test]
async fn what_the_operator_reads_of_limits_blocks_and_announcements() {
    let world = World::running().await;
    let (owner, member) = (world.discord.owner(), world.discord.member());
    let mut talk = Transcript::of(&world);
    for text in [
        "!operator bandwidth",
        "!operator bandwidth 1M",
        "!operator bandwidth fast",
        "!operator bandwidth default",
        "!operator blocks",
        &format!("!operator block <@{owner}>"),
        &format!("!operator block <@{member}> rude"),
        "!operator blocks",
        &format!("!operator unblock {member}"),
        &format!("!operator unblock {member}"),
        "!operator announce",
        "!operator announce We move.",
        "!operator announce",
        "!operator reload",
        "!operator sync",
        "!operator log",
    ] {
        talk.alone(owner, text).await;
    }
    insta::assert_snapshot!(talk.redacted(), @r"
    > !operator bandwidth
    The limit is `off`, as in the settings.

    > !operator bandwidth 1M
    The limit is `1M` from now on, also after a restart.

    > !operator bandwidth fast
    That is no bandwidth limit; write for example 1M, 512k, 1M:2M or off. A timetable is for HELIX_BWLIMIT, which rclone reads at its start.

    > !operator bandwidth default
    The limit is that of the settings again.

    > !operator blocks
    Nobody is blocked.

    > !operator block <@olive>
    That is you.

    > !operator block <@mira> rude
    Rituals of `mira` are refused from now on; `!operator unblock mira` ends that.

    > !operator blocks
    • `mira` by <@olive> <t:TIME:R>: rude

    > !operator unblock mira
    `mira` is not blocked any more.

    > !operator unblock mira
    `mira` was not blocked.

    > !operator announce
    Nothing was announced so far.

    > !operator announce We move.
    This is told to 1 server:

    We move. [Tell 1 server] [Keep everything as it is]

    > !operator announce
    Nothing was announced so far.

    > !operator reload
    I have no settings from a .env file; what I was given in my environment can change with a restart only.

    > !operator sync
    • `local`: nothing was waiting

    > !operator log
    <t:TIME:f> <@olive>: everything that waits is tried now
    <t:TIME:f> <@olive>: mira not blocked any more
    <t:TIME:f> <@olive>: mira blocked: rude
    <t:TIME:f> <@olive>: bandwidth limit as in the settings (off)
    <t:TIME:f> <@olive>: bandwidth limit 1M
    ");
}

#[tokio::test]
async fn what_is_refused() {
    let mut world = World::new().await;
    world.set("HELIX_LIMITS", "cooldown=1h,quota=off,server-quota=off,at-once=off");
    world.start().await;
    let member = world.discord.member();
    let mut talk = Transcript::of(&world);
    for text in [
        "!ritual 0",
        "!ritual 27 size=17",
        "!ritual 27 style=oil",
        "!ritual 27 motion=perhaps",
        "!ritual 27 colour=red",
        "!archive status",
        "!archive retry",
        "!settings quota 5",
        "!prefix $",
        "!lore reset",
        "!destinations set local",
        "!operator queue",
        "!help dance",
        "!cancel 123",
        "!ritual-info",
        "!ritual-info zzz",
        "!gallery oil",
        "!queue many",
    ] {
        talk.here(member, text).await;
    }
    for text in ["!lore", "!prefix", "!settings", "!archive test", "!archive retry"] {
        talk.alone(member, text).await;
    }
    world.archived(world.say("!ritual 27 size=256")).await;
    talk.here(member, "!ritual 27 size=256").await;
    insta::assert_snapshot!(talk.redacted(), @r"
    > !ritual 0
    A ritual takes 1 to 1000 steps, written as a whole number such as 108 or as quick (27), standard (108) or deep (324); “0” is not one.

    > !ritual 27 size=17
    A picture is 256 to 4096 pixels wide and high, written as one whole number such as 1024, or one of the formats banner (1500×500) and phone (1080×2340); “17” is neither.

    > !ritual 27 style=oil
    The styles are eye, seahorse, elephant, dendrite, mini, ouroboros, flame and mandala; “oil” is not one.

    > !ritual 27 motion=perhaps
    Write motion=yes or motion=no.

    > !ritual 27 colour=red
    “colour” is not an option of a ritual; the options are steps=…, preset=…, style=…, seed=…, size=…, motion=…, spoiler=…. A seed with “=” in it goes into quotes.

    > !archive status
    You need the permission “Manage Server” for that.

    > !archive retry
    You need the permission “Manage Server” for that.

    > !settings quota 5
    You need the permission “Manage Server” for that.

    > !prefix $
    You need the permission “Manage Server” for that.

    > !lore reset
    You need the permission “Manage Server” for that.

    > !destinations set local
    You need the permission “Manage Server” for that.

    > !operator queue
    That is for whoever runs me.

    > !help dance
    I have no command “dance”; `!help` lists those I have.

    > !cancel 123
    No ritual with that id waits here; `!queue` shows those that do.

    > !ritual-info
    Which one? Reply to a picture of mine with `!ritual-info`, or write the beginning of its id behind it; `!gallery` shows what there is.

    > !ritual-info zzz
    I know no ritual here by that id. It may be deleted, or belong elsewhere; `!gallery` shows what there is.

    > !gallery oil
    “oil” is nothing that a gallery can be narrowed by; mention a member, name a style (eye, seahorse, elephant, dendrite, mini, ouroboros, flame, mandala), or write since=7d.

    > !queue many
    That is not how this command is written; `!help queue` shows it.

    > !lore
    This works in a server only.

    > !prefix
    This works in a server only.

    > !settings
    This works in a server only.

    > !archive test
    This works in a server only.

    > !archive retry
    This works in a server only.

    > !ritual 27 size=256
    The field still rings from your last ritual; ask for the next <t:TIME:R>.
    ");
}
