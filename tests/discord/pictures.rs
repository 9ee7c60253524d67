//! The pictures of the docs: real messages of the real bot, drawn as Discord draws them.
//!
//! `script/pictures` sets `HELIX_PICTURES` to a folder, lets this write a page for each picture, and has a browser look at
//! them. Without the variable it is a test like others: the messages are asked for and drawn.

use std::fmt::Write as _;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::world::World;
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message, Slash};

/// Discord's look, as far as it is needed.
const STYLE: &str = "
body { margin: 0; background: #313338; color: #dbdee1; font: 15px/1.375 'Noto Sans', 'DejaVu Sans', sans-serif; }
main { width: 488px; padding: 12px 16px 14px; }
article { display: flex; gap: 12px; margin-top: 10px; }
article > div { min-width: 0; flex: 1; }
.face { width: 36px; height: 36px; border-radius: 50%; flex: none; text-align: center; line-height: 36px; font-weight: 700; color: #fff; }
header { font-weight: 600; color: #f2f3f5; }
header i { font: 600 10px sans-serif; background: #5865f2; border-radius: 4px; padding: 2px 5px; margin-left: 5px; vertical-align: 2px; }
p { margin: 2px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
code { background: #2b2d31; border-radius: 4px; padding: 1px 4px; font: 13px 'Noto Sans Mono', 'DejaVu Sans Mono', monospace; }
.small { font-size: 12px; color: #949ba4; } a { color: #00a8fc; } code.block { display: block; padding: 6px 8px; margin: 4px 0; }
img { display: block; max-width: 340px; max-height: 340px; border-radius: 8px; margin-top: 6px; }
.embed { background: #2b2d31; border-left: 4px solid #8a6fd6; border-radius: 4px; padding: 8px 12px; margin-top: 6px; max-width: 400px; }
.embed b { display: block; } .embed dl { margin: 4px 0 0; display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.embed dt { font-weight: 600; font-size: 13px; } .embed dd { margin: 0; font-size: 13px; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
nav span { background: #4e5058; color: #fff; border-radius: 4px; padding: 5px 14px; font-size: 14px; font-weight: 500; }
nav .s1 { background: #5865f2; } nav .s3 { background: #248046; } nav .s4 { background: #da373c; }
nav .menu { background: #1e1f22; color: #949ba4; flex: 1; }
small { color: #949ba4; display: block; margin-top: 6px; }
";

/// A picture: what people wrote, and what they were answered.
struct Page {
    name: &'static str,
    body: String,
}

impl Page {
    fn new(name: &'static str) -> Self {
        Self { name, body: String::new() }
    }

    fn said(mut self, who: &str, text: &str) -> Self {
        let _ = write!(
            self.body,
            "<article><span class=face style='background:#3ba55d'>{}</span><div><header>{who}</header><p>{}</p></div></article>",
            who[..1].to_uppercase(),
            markdown(text)
        );
        self
    }

    fn answered(mut self, message: &Message) -> Self {
        let _ = write!(
            self.body,
            "<article><span class=face style='background:#8a6fd6'>H</span><div><header>helix<i>APP</i></header><p>{}</p>",
            markdown(&message.content)
        );
        let files = message.files.iter().filter(|file| file.content_type.starts_with("image/"));
        for file in files {
            let bytes = STANDARD.encode(&file.bytes);
            let _ = write!(self.body, "<img src='data:{};base64,{bytes}'>", file.content_type);
        }
        for embed in &message.embeds {
            self.body.push_str(&drawn(embed));
        }
        for row in &message.components {
            self.body.push_str(&buttons(row));
        }
        if message.is_ephemeral() {
            self.body.push_str("<small>Only you can see this</small>");
        }
        self.body.push_str("</div></article>");
        self
    }

    /// Writes the page where pictures are wanted.
    fn write(self) {
        let page =
            format!("<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{}</main>", self.body);
        assert!(!page.contains("error id"), "{page}");
        if let Some(folder) = std::env::var_os("HELIX_PICTURES").map(PathBuf::from) {
            std::fs::write(folder.join(format!("{}.html", self.name)), page).expect("written");
        }
    }
}

fn drawn(embed: &Value) -> String {
    let text = |field: &str| embed[field].as_str().map(markdown).unwrap_or_default();
    let mut html = format!("<div class=embed><b>{}</b><p>{}</p><dl>", text("title"), text("description"));
    for field in embed["fields"].as_array().into_iter().flatten() {
        let (name, value) =
            (field["name"].as_str().unwrap_or_default(), field["value"].as_str().unwrap_or_default());
        let _ = write!(html, "<div><dt>{}</dt><dd>{}</dd></div>", markdown(name), markdown(value));
    }
    html + "</dl></div>"
}

fn buttons(row: &Value) -> String {
    let mut html = "<nav>".to_owned();
    for one in row["components"].as_array().into_iter().flatten() {
        let _ = match one["label"].as_str() {
            Some(label) => write!(html, "<span class=s{}>{}</span>", one["style"], escaped(label)),
            None => write!(
                html,
                "<span class=menu>{}</span>",
                escaped(one["placeholder"].as_str().unwrap_or_default())
            ),
        };
    }
    html + "</nav>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Code, small lines, bold, links, times and mentions, as Discord shows them.
fn markdown(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in text.split("```").enumerate() {
        if place % 2 == 1 {
            let _ =
                write!(html, "<code class=block>{}</code>", escaped(part.trim_start_matches("json").trim()));
        } else {
            let lines: Vec<String> = part.split('\n').map(line).collect();
            html.push_str(&lines.join("\n"));
        }
    }
    html
}

fn line(text: &str) -> String {
    match text.strip_prefix("-# ") {
        Some(small) => format!("<span class=small>{}</span>", spans(small)),
        None => spans(text),
    }
}

fn spans(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            let _ = write!(html, "<code>{}</code>", escaped(part));
            continue;
        }
        for (place, part) in part.split("**").enumerate() {
            let plain = linked(&without_marks(part)).replace('\\', "");
            let _ = if place % 2 == 1 {
                write!(html, "<strong>{plain}</strong>")
            } else {
                write!(html, "{plain}")
            };
        }
    }
    html
}

/// `[words](address)` shows the words.
fn linked(text: &str) -> String {
    let link = text.split_once('[').and_then(|(before, rest)| {
        let (words, rest) = rest.split_once("](")?;
        let (_, after) = rest.split_once(')')?;
        Some((before, words, after))
    });
    match link {
        Some((before, words, after)) => {
            format!("{}<a>{}</a>{}", escaped(before), escaped(words), linked(after))
        }
        None => escaped(text),
    }
}

/// `<t:…>` is a moment ago, `<@…>` a member.
fn without_marks(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find('<') {
        let (before, mark) = rest.split_at(begin);
        shown.push_str(before);
        let end = mark.find('>').map_or(mark.len(), |end| end + 1);
        match &mark[..end] {
            moment if moment.starts_with("<t:") => shown.push_str("a moment ago"),
            person if person.starts_with("<@") => shown.push_str("@mira"),
            other => shown.push_str(other),
        }
        rest = &mark[end..];
    }
    shown + rest
}

async fn answer_of(world: &World, user: Id, slash: &Slash) -> Message {
    world.answer(world.slash_by(user, slash).expect("it is offered")).await
}

#[tokio::test]
async fn real_messages_are_drawn_for_the_docs() {
    let mut world = World::new().await;
    let home = world.discord.guild().to_string();
    world.set("HELIX_HOME_GUILDS", home);
    world.set("HELIX_LIMITS", "cooldown=off");
    world.start().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let ritual = world.archived(world.say("!ritual 108 size=512 lotus")).await;
    Page::new("ritual").said("mira", "!ritual 108 size=512 lotus").answered(&ritual).write();
    let details = world.discord.click(ritual.id, member, "Details").expect("a button");
    Page::new("details").answered(&world.answer(details).await).write();
    world.archived(world.say("!ritual 27 size=256 style=flame")).await;
    Page::new("lore").said("mira", "!lore").answered(&world.answer(world.say("!lore")).await).write();
    let status = answer_of(&world, manager, &Slash::new("status")).await;
    Page::new("status").said("manu", "/status").answered(&status).write();
    for (steps, style) in [(54, "eye"), (81, "mandala"), (216, "seahorse")] {
        world.archived(world.say(&format!("!ritual {steps} size=256 style={style}"))).await;
    }
    let gallery = world.answer(world.say("!gallery")).await;
    Page::new("gallery").said("mira", "!gallery").answered(&gallery).write();
    world.told(manager, "!settings cooldown 5s").await;
    let panel = answer_of(&world, manager, &Slash::new("settings panel")).await;
    Page::new("settings").said("manu", "/settings panel").answered(&panel).write();
    let archive = answer_of(&world, manager, &Slash::new("archive status")).await;
    Page::new("archive").said("manu", "/archive status").answered(&archive).write();
    let owner = world.discord.owner();
    let announce = Slash::new("operator announce")
        .option("text", "We move house on **Sunday**; rituals wait for an hour.");
    world
        .discord
        .wait_for("the operator's commands", |state| state.guild_commands.values().next().map(drop))
        .await;
    let question = answer_of(&world, owner, &announce).await;
    Page::new("announce").said("olive", "/operator announce").answered(&question).write();
}
