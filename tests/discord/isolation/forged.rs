//! Ids, choices and forms of somebody's own making: each is answered politely and for whoever sent it alone, tells nothing of
//! another server, and changes nothing.

use super::{chosen, clicked, filled_in, in_two_servers, says_nothing, soon, standing};
use crate::discord::world::{World, ritual_of};
use crate::support::discord::{Id, Message};

/// Every word that begins an id, with what may stand behind it, for a ritual and somebody who is asked.
fn ids(ritual: &str, user: Id) -> Vec<String> {
    let of_ritual = ["again", "vary", "larger", "details", "link", "delete"];
    let asking =
        ["delete-message", "delete-copies", "lore-reset", "announce", "prune", "prune-all", "prune-code"];
    let settings =
        ["choose:", "set:quota", "write:quota", "reset:quota", "reset-all:", "export:", "log:last"];
    let until = soon();
    let of_ritual = of_ritual.iter().map(|word| format!("v1:{word}:{ritual}"));
    let asking = asking.iter().map(|word| format!("v1:{word}:{until}:{user}:{ritual}"));
    let settings = settings.iter().map(|part| format!("v1:settings:{part}"));
    let others = ["settings-reset:x", "settings-import:x", "gallery-open:-", "archive-list:x", "gallery:x"];
    let others = others.iter().map(|rest| format!("v1:{rest}"));
    of_ritual.chain(asking).chain(settings).chain(others).collect()
}

/// A refusal in words that whoever sent something sees alone.
fn is_refusal(told: &Message, what: &str) {
    assert!(told.is_ephemeral() && !told.content.is_empty(), "{what}: {told:?}");
    assert!(!told.content.contains("error id") && told.files.is_empty(), "{what}: {told:?}");
}

#[tokio::test]
async fn every_id_is_refused_as_a_button_a_menu_and_a_form() {
    let (world, elsewhere, foreign, _) = in_two_servers().await;
    let here = (elsewhere, world.discord.join_at(elsewhere, "nora"));
    let (id, before) = (ritual_of(&foreign), standing(&world, &foreign));
    for custom_id in ids(&id, here.1) {
        let fields = [("code", "0000"), ("value", "5")];
        for told in [
            clicked(&world, here, &custom_id).await,
            chosen(&world, here, &custom_id, &[&id, "quota"]).await,
            filled_in(&world, here, &custom_id, &fields).await,
        ] {
            is_refusal(&told, &custom_id);
            says_nothing(&told, &id, "hiddenlotus");
        }
    }
    assert_eq!(standing(&world, &foreign), before);
}

#[tokio::test]
async fn a_form_opens_no_other_form() {
    let world = World::running().await;
    let owner = world.discord.owner();
    let here = (world.discord.channel(), owner);
    for custom_id in ["v1:settings:write:quota".to_owned(), format!("v1:prune-all:{}:{owner}:x", soon())] {
        let told = filled_in(&world, here, &custom_id, &[]).await;
        is_refusal(&told, &custom_id);
        assert_eq!(told.content, "The form could not be opened in time; please click again.", "{custom_id}");
    }
}

#[tokio::test]
async fn a_gallerys_menu_opens_what_hangs_there_and_nothing_else() {
    let (world, elsewhere, foreign, own) = in_two_servers().await;
    let (owner, id) = (world.discord.owner(), ritual_of(&foreign));
    let page = world.answer(world.discord.say(elsewhere, owner, "!gallery")).await;
    let open = async |values: &[&str]| {
        let chosen = world.discord.choose_forged(page.id, owner, "v1:gallery-open:-", values);
        world.answer(chosen).await
    };
    let unknown = "I know no ritual here by that id.";
    let unreadable = "I cannot read that button any more;";
    let nobodys = "01930000-0000-7000-8000-000000000000";
    let cases: [(&[&str], &str); 6] = [
        (&[&id], unknown),
        (&[nobodys], unknown),
        (&["nonsense"], unreadable),
        (&[""], unreadable),
        (&[], unreadable),
        (&[&id, &ritual_of(&own)], unknown),
    ];
    for (values, words) in cases {
        let told = open(values).await;
        is_refusal(&told, &format!("{values:?}"));
        assert!(told.content.starts_with(words), "{values:?}: {}", told.content);
        says_nothing(&told, &id, "hiddenlotus");
    }
    let opened = open(&[&ritual_of(&own)]).await;
    assert!(opened.is_ephemeral() && opened.content.contains(&ritual_of(&own)), "{opened:?}");
    // In private, where the same person asked for nothing.
    let private = world.discord.direct(owner);
    let told = chosen(&world, (private, owner), "v1:gallery-open:-", &[&id]).await;
    assert!(told.content.starts_with(unknown), "{told:?}");
}

#[tokio::test]
async fn the_operators_buttons_obey_the_operator_alone() {
    let world = World::running().await;
    let (owner, member) = (world.discord.owner(), world.discord.member());
    let private = world.discord.direct(owner);
    let asked = world.answer(world.discord.say(private, owner, "!operator announce hello")).await;
    let yes = asked.components[0]["components"][0]["custom_id"].as_str().expect("an id").to_owned();
    let announcement = yes.rsplit(':').next().expect("an id").to_owned();
    let admin = world.discord.join("ada", crate::support::discord::permissions::ADMINISTRATOR);
    for user in [member, admin] {
        for custom_id in [yes.clone(), format!("v1:announce:{}:{user}:{announcement}", soon())] {
            let here = (world.discord.channel(), user);
            for told in [
                clicked(&world, here, &custom_id).await,
                filled_in(&world, here, &custom_id, &[("code", "0000")]).await,
            ] {
                is_refusal(&told, &custom_id);
                assert_eq!(told.content, "That is for whoever runs me.");
            }
        }
    }
    let nobodys = "01930000-0000-7000-8000-000000000000";
    for (custom_id, words) in [
        (format!("v1:announce:1:{owner}:{announcement}"), "That question is too old;"),
        (format!("v1:announce:{}:{owner}:{nobodys}", soon()), "I do not know that announcement any more;"),
        (format!("v1:announce:{}:{owner}:x", soon()), "I do not know that announcement any more;"),
        ("v1:announce:x".to_owned(), "That question is too old;"),
    ] {
        let told = clicked(&world, (private, owner), &custom_id).await;
        assert!(told.content.starts_with(words), "{custom_id}: {}", told.content);
    }
    let told = world.answer(world.discord.say(private, owner, "!operator announce")).await.content;
    assert_eq!(told, "Nothing was announced so far.");
}
