//! The pages that are served, asked for over HTTP as a health check and Prometheus do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser as _;
use helix_bot::app::App;
use helix_bot::config::{Flags, Settings, Variables};
use helix_bot::store::Scope;
use helix_bot::web;
use secrecy::ExposeSecret as _;
use tokio_util::sync::CancellationToken;

use super::table::Table;
use super::{Place, fill};

/// How often each is asked for.
const TIMES: usize = 100;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    flags: Flags,
}

pub(crate) async fn all(table: &mut Table, place: &Place) {
    let app = Arc::new(App::open(settings(place)).await.expect("it opens"));
    let port =
        std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("it").port();
    let listener = web::listen(None, port).expect("it listens");
    let stop = CancellationToken::new();
    let serving = tokio::spawn(web::serve(listener, Arc::clone(&app), stop.clone()));
    // Looking for rclone takes its time once.
    app.readiness().await;
    let client = reqwest::Client::new();
    for path in ["/metrics", "/readyz", "/healthz"] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let began = Instant::now();
            let answer = client.get(format!("http://127.0.0.1:{port}{path}")).send().await.expect("answered");
            let page = answer.text().await.expect("read");
            times.push(began.elapsed());
            assert!(path != "/metrics" || page.contains("helix_database_up 1"), "{page}");
        }
        table.measured(&format!("the page `{path}`"), times);
    }
    status(table, &app).await;
    stop.cancel();
    serving.await.expect("it ended");
    app.close().await;
}

/// What `/status` looks up, without asking the destinations whether they answer.
async fn status(table: &mut Table, app: &App) {
    for (operation, scope) in [
        ("`/status` of the operator", Scope::Everything),
        ("`/status` of a server", Scope::Guild(fill::SERVERS / 2)),
    ] {
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..TIMES {
            let began = Instant::now();
            app.status(scope, &[]).await.expect("answered");
            app.given_up(scope, 3).await.expect("answered");
            times.push(began.elapsed());
        }
        table.measured(operation, times);
    }
}

fn settings(place: &Place) -> Settings {
    let folder = place.data().display().to_string();
    let destinations = format!("{},{}", fill::standing(), fill::waiting());
    let line = ["helix-bot", "--data-dir", &folder, "--destinations", &destinations];
    let url = place.url.iter().map(|url| ("DATABASE_URL".to_owned(), url.expose_secret().to_owned()));
    let mega = [("RCLONE_CONFIG_MEGA_TYPE".to_owned(), "mega".to_owned())];
    let variables = Variables::new(mega.into_iter().chain(url), None);
    Settings::load(&Line::parse_from(line).flags, &variables).expect("settings")
}
