//! `gallery` and `ritual-info`: what a server's rituals left, page by page, and one of them by its id or message.

use super::world::{World, rituals, until};
use crate::support::discord::permissions::ADMINISTRATOR;
use crate::support::discord::{Endpoint, Fault, Id, Message, Slash};

/// How large a sheet is with so many pictures in a row and rows.
fn sheet(message: &Message) -> (u32, u32) {
    let [file] = &message.files[..] else { panic!("one sheet: {message:?}") };
    assert_eq!(file.name, "gallery.jpg");
    let drawn = image::load_from_memory(&file.bytes).expect("a picture");
    (drawn.width(), drawn.height())
}

/// The ids that the menu below a page offers, in its order.
fn offered(message: &Message) -> Vec<String> {
    let menu = message.part("Open one of them").expect("a menu");
    let options = menu["options"].as_array().expect("choices");
    options.iter().map(|option| option["value"].as_str().expect("an id").to_owned()).collect()
}

/// What is offered to somebody who types an id: what is shown, and the id.
async fn suggested(world: &World, place: (Id, Id), typed: &str) -> Vec<(String, String)> {
    let typing = world.discord.type_into(place, "ritual-info", "id", typed).expect("sent");
    let state = world.discord.wait_for("choices", |state| state.interactions[&typing].choices.clone()).await;
    let choices = state.as_array().expect("a list");
    let told =
        |it: &serde_json::Value| (it["name"].to_string(), it["value"].as_str().expect("an id").to_owned());
    choices.iter().map(told).collect()
}

async fn turned(world: &World, member: Id, page: &Message, button: &str, lines: usize) -> Message {
    world.click(member, page, button);
    world.became(page, "the other page", |now| now.content.lines().count() == lines + 1).await
}

#[tokio::test]
async fn a_gallery_is_a_sheet_whose_pages_turn_also_after_a_restart() {
    let mut world = World::running().await;
    let (member, other) = (world.discord.member(), world.discord.join("otto", 0));
    let empty = world.told(member, "!gallery").await;
    assert!(
        empty.starts_with("Nothing hangs here yet. `!ritual 108 lotus` makes the first picture"),
        "{empty}"
    );
    let mut ids = Vec::new();
    for seed in 0..11 {
        let asker = if seed < 2 { other } else { member };
        let style = if seed == 3 { "flame" } else { "mandala" };
        ids.push(rituals::perform(&world, asker, &format!("27 {seed} size=256 style={style}")).await);
    }
    ids.reverse();

    let page = world.answer(world.slash(&Slash::new("gallery"))).await;
    assert_eq!(offered(&page), ids[..9]);
    let lines: Vec<_> = page.content.lines().collect();
    assert_eq!((lines.len(), lines[0]), (10, "**The gallery of this server**"));
    assert!(
        lines[1].starts_with("**1** · [27 steps, mandala, 10](https://discord.com/channels/"),
        "{}",
        lines[1]
    );
    assert!(lines[1].contains(&format!(" · <@{member}> · <t:")), "{}", lines[1]);
    assert!(lines[8].contains("flame") && page.mentions.is_empty(), "{page:?}");
    let full = sheet(&page);
    assert!(world.discord.click(page.id, member, "Newer").is_err(), "there is none");

    world.kill().await;
    world.start().await;
    let older = turned(&world, member, &page, "Older", 2).await;
    assert_eq!(offered(&older), ids[9..]);
    assert!(sheet(&older).1 < full.1 / 2, "one row");
    assert!(world.discord.click(page.id, member, "Older").is_err(), "there is none");
    let back = turned(&world, other, &older, "Newer", 9).await;
    assert_eq!((offered(&back), sheet(&back)), (ids[..9].to_vec(), full));

    // Narrowed, by slash and in a message.
    let flame = world.answer(world.slash(&Slash::new("gallery").option("style", "flame"))).await;
    assert_eq!(offered(&flame), [ids[7].clone()]);
    assert!(flame.content.starts_with("**The gallery of this server** · flame\n"), "{}", flame.content);
    assert!(flame.part("Older").is_none(), "there is one page");
    let by = Slash::new("gallery").option("member", other.to_string());
    for request in [world.slash(&by), world.say(&format!("!gallery <@{other}> since=1h"))] {
        assert_eq!(offered(&world.answer(request).await), ids[9..]);
    }
    let none = world.told(member, &format!("!gallery flame <@{other}>")).await;
    assert_eq!(none, "No ritual here is like that. `!gallery` alone shows them all.");
    let wrong = world.told(member, "!gallery since=[x](https://evil.example)").await;
    assert!(wrong.starts_with(r"“\[x\](https\://evil.example)” is no time"), "{wrong}");
    let wrong = world.whispered(member, &Slash::new("gallery").option("since", "soon")).await;
    assert!(wrong.starts_with("“soon” is no time that has passed"), "{wrong}");

    // One of them, for whoever opens it.
    let request = world.discord.choose(back.id, other, "Open one of them", &[&ids[7]]).expect("sent");
    let opened = world.answer(request).await;
    assert!(opened.is_ephemeral() && opened.content.contains(&ids[7]), "{opened:?}");
    let [file] = &opened.files[..] else { panic!("one picture: {opened:?}") };
    let drawn = image::load_from_memory(&file.bytes).expect("a picture");
    assert_eq!((drawn.width(), file.name.contains(&ids[7])), (256, true));

    // What says nothing to this version is refused politely.
    for id in [
        "v1:gallery:x",
        "v1:gallery:l:-:-",
        "v1:gallery:b0:-:-:-",
        "v1:gallery:l:-:oil:-",
        "v1:gallery-open:-",
    ] {
        let said = world.answer(world.discord.click_forged(back.id, member, id)).await;
        assert!(
            said.is_ephemeral() && said.content.contains("`/gallery` opens the gallery anew"),
            "{id}: {said:?}"
        );
    }
}

#[tokio::test]
async fn in_private_a_gallery_is_ones_own() {
    let world = World::running().await;
    let (member, other) = (world.discord.member(), world.discord.join("otto", 0));
    let here = world.discord.direct(member);
    let empty = world.answer(world.say_in_private("!gallery")).await.content;
    assert!(empty.contains("makes your first picture"), "{empty}");
    let elsewhere = world.discord.direct(other);
    world.archived(world.discord.say(elsewhere, other, "!ritual 27 size=256 theirs")).await;
    rituals::perform(&world, member, "27 size=256 public").await;
    let own = world.archived(world.say_in_private("!ritual 27 size=256 mine")).await;
    let page = world.answer(world.discord.slash(here, member, &Slash::new("gallery")).expect("sent")).await;
    assert_eq!(offered(&page), [rituals::id_of(&own)]);
    assert!(
        page.content.starts_with("**Your gallery**\n**1** · ") && !page.content.contains("<@"),
        "{page:?}"
    );
    // Nobody else's is shown by naming them.
    let theirs = Slash::new("gallery").option("member", other.to_string());
    let none = world.answer(world.discord.slash(here, member, &theirs).expect("sent")).await.content;
    assert!(none.starts_with("No ritual here is like that."), "{none}");
}

#[tokio::test]
async fn a_ritual_is_told_by_its_id_its_message_or_its_menu() {
    let world = World::running().await;
    let (channel, member) = (world.discord.channel(), world.discord.member());
    let first = rituals::perform(&world, member, "27 size=256 1 style=flame").await;
    let message = world.archived(world.say("!ritual 54 size=256 2")).await;
    let second = rituals::id_of(&message);

    // Offered while one types, the latest first; by the id's beginning, or by what was asked for.
    let offers = async |typed: &str| suggested(&world, (channel, member), typed).await;
    let all = offers("").await;
    assert_eq!(all.iter().map(|(_, id)| id).collect::<Vec<_>>(), [&second, &first]);
    assert_eq!(all[0].0, "\"54 steps, eye, 2, today\"");
    assert_eq!(offers(&first).await.len(), 1);
    assert_eq!(offers("FLAME").await, [all[1].clone()]);
    assert_eq!(offers("no such thing").await, []);

    let info = |id: &str| Slash::new("ritual-info").option("id", id);
    let told = world.whispered(member, &info(&first)).await;
    assert!(told.contains(&first) && told.contains("flame"), "{told}");
    assert_eq!(world.whispered(member, &info(&first.to_uppercase())).await, told);
    assert_eq!(world.told(member, &format!("!ritual-info {first}")).await, told);
    assert!(world.told(member, &format!("!ritual-info {}", &second[..26])).await.contains(&second));
    let several = world.told(member, &format!("!ritual-info {}", &second[..3])).await;
    assert!(several.starts_with("Several rituals begin with"), "{several}");
    for unknown in ["01930000-0000-7000-8000-000000000000", "zzz", "@everyone"] {
        let said = world.told(member, &format!("!ritual-info {unknown}")).await;
        assert!(said.starts_with("I know no ritual here by that id."), "{said}");
    }
    let which = world.told(member, "!ritual-info").await;
    assert!(which.starts_with("Which one? Reply to a picture of mine with `!ritual-info`"), "{which}");

    // From the menu of a message.
    let menu = |message: Id| world.discord.use_on(message, member, "Ritual details").expect("sent");
    let shown = world.answer(menu(message.id)).await;
    assert!(shown.is_ephemeral() && shown.content.contains(&second), "{shown:?}");
    let other = world.say(&format!("I like ritual-27-{first}.png"));
    let said = world.answer(menu(other)).await;
    assert!(said.is_ephemeral() && said.content.starts_with("That message shows no ritual"), "{said:?}");
    let answer = world.answer(world.say("!help")).await;
    let said = world.answer(menu(answer.id)).await.content;
    assert!(said.starts_with("That message shows no ritual"), "{said}");
    until("nothing left over", async || world.objects().len() == 2).await;
}

/// A public ritual in the guild's channel, and one in a channel that the member and administrators see alone.
async fn with_a_closed_channel() -> (World, Id, [String; 2]) {
    let world = World::running().await;
    let member = world.discord.member();
    let closed = world.discord.closed_channel(member);
    let public = rituals::perform(&world, member, "27 size=256 public").await;
    let hidden = world.archived(world.discord.say(closed, member, "!ritual 27 size=256 hiddenlotus")).await;
    (world, closed, [public, rituals::id_of(&hidden)])
}

#[tokio::test]
async fn what_was_asked_for_in_a_closed_channel_hangs_there_alone_also_after_a_restart() {
    let (mut world, closed, [public, hidden]) = with_a_closed_channel().await;
    let (member, open) = (world.discord.member(), world.discord.channel());
    for restarted in [false, true] {
        if restarted {
            world.kill().await;
            world.start().await;
        }
        for request in [world.say("!gallery"), world.slash(&Slash::new("gallery"))] {
            let page = world.answer(request).await;
            assert_eq!(offered(&page), std::slice::from_ref(&public));
            assert!(!format!("{page:?}").contains("hiddenlotus"), "{page:?}");
        }
        let there = Slash::new("gallery");
        let page = world.answer(world.discord.slash(closed, member, &there).expect("offered")).await;
        assert_eq!(offered(&page), [hidden.clone(), public.clone()]);
    }
    // A page that somebody forges, or turns, keeps to what may be told where it stands.
    let page = world.answer(world.say("!gallery")).await;
    let simple = hidden.replace('-', "");
    for start in ["l".to_owned(), format!("b{simple}"), format!("a{simple}")] {
        world.discord.click_forged(page.id, member, &format!("v1:gallery:{start}:{member}:-:-"));
        let title = format!("· <@{member}>");
        let turned = world.became(&page, "the page", |now| now.content.contains(&title)).await;
        assert_eq!(offered(&turned), std::slice::from_ref(&public), "{start}");
    }
    // What is asked in another open channel hangs everywhere.
    let other = world.discord.another_channel();
    let third = world.archived(world.discord.say(other, member, "!ritual 27 size=256 third")).await;
    world.kill().await;
    world.start().await;
    let page = world.answer(world.discord.say(open, member, "!gallery")).await;
    assert_eq!(offered(&page), [rituals::id_of(&third), public]);
}

#[tokio::test]
async fn the_details_of_a_ritual_of_a_closed_channel_are_told_there_and_to_administrators() {
    let (world, closed, [public, hidden]) = with_a_closed_channel().await;
    let (member, open) = (world.discord.member(), world.discord.channel());
    let admin = world.discord.join("ada", ADMINISTRATOR);
    let ids = async |place| {
        let offered = suggested(&world, place, "").await;
        offered.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    assert_eq!(ids((open, member)).await, std::slice::from_ref(&public));
    assert_eq!(suggested(&world, (open, member), "hiddenlotus").await, []);
    for place in [(closed, member), (open, admin)] {
        assert_eq!(ids(place).await, [hidden.clone(), public.clone()]);
    }
    let info = Slash::new("ritual-info").option("id", hidden.as_str());
    for refused in [
        world.whispered(member, &info).await,
        world.told(member, &format!("!ritual-info {hidden}")).await,
        world.told(admin, &format!("!ritual-info {}", &hidden[..30])).await,
    ] {
        assert!(refused.starts_with("I know no ritual here by that id."), "{refused}");
    }
    assert!(world.whispered(admin, &info).await.contains("hiddenlotus"));
    let there = world.answer(world.discord.slash(closed, member, &info).expect("offered")).await;
    assert!(there.content.contains("hiddenlotus"), "{there:?}");
}

#[tokio::test]
async fn where_discord_does_not_say_who_may_view_what_a_gallery_shows_its_own_channels_rituals() {
    let world = World::running().await;
    let (member, other) = (world.discord.member(), world.discord.another_channel());
    let here = rituals::perform(&world, member, "27 size=256 here").await;
    world.archived(world.discord.say(other, member, "!ritual 27 size=256 there")).await;
    world.discord.fault(Endpoint::CHANNELS, Fault::Status(500), 100);
    let page = world.answer(world.slash(&Slash::new("gallery"))).await;
    assert_eq!(offered(&page), [here]);
}
