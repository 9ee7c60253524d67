//! `helix-bot health`: asks the bot on this machine whether it is alive. For container health checks, so that the
//! image needs no other program.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{exit, stdout};
use crate::config::Settings;

const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let port = settings.port.context("PORT is not set, so the bot serves no health; set PORT")?;
    let status = timeout(PATIENCE, ask(port)).await.context("the bot does not answer")??;
    anyhow::ensure!(status.is_success(), "the bot answers {status}");
    stdout::line("alive")?;
    Ok(exit::DONE)
}

async fn ask(port: u16) -> anyhow::Result<hyper::StatusCode> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.context("the bot does not listen")?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let request = hyper::Request::get("/livez").header("host", "localhost").body(Empty::<Bytes>::new())?;
    let status = sender.send_request(request).await?.status();
    connection.abort();
    Ok(status)
}
