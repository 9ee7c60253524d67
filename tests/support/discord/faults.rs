//! What can go wrong between the bot and Discord's REST interface, made to go wrong on purpose.
//!
//! A fault is planned for one endpoint and a number of requests. Two kinds cut the connection, so the double
//! listens through [`Gate`], whose connections a handler can break.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// An endpoint: method and path template, as the `OpenAPI` document writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Endpoint(pub &'static str, pub &'static str);

impl Endpoint {
    /// A message into a channel.
    pub(crate) const SEND: Self = Self("POST", "/channels/{channel_id}/messages");
    /// An edit of a channel's message.
    pub(crate) const EDIT: Self = Self("PATCH", "/channels/{channel_id}/messages/{message_id}");
    /// The typing indicator.
    pub(crate) const TYPING: Self = Self("POST", "/channels/{channel_id}/typing");
    /// The first answer to an interaction.
    pub(crate) const CALLBACK: Self =
        Self("POST", "/interactions/{interaction_id}/{interaction_token}/callback");
    /// An edit of the first answer to an interaction.
    pub(crate) const EDIT_ORIGINAL: Self =
        Self("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original");
    /// The registration of the slash commands.
    pub(crate) const REGISTER: Self = Self("PUT", "/applications/{application_id}/commands");
    /// The channels of a guild.
    pub(crate) const CHANNELS: Self = Self("GET", "/guilds/{guild_id}/channels");
    /// Where the gateway is.
    pub(crate) const GATEWAY: Self = Self("GET", "/gateway/bot");

    /// Whether a request is for this endpoint.
    pub(crate) fn matches(self, method: &str, path: &str) -> bool {
        self.0 == method && template_matches(self.1, path)
    }
}

/// What happens to a request instead of what should.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    /// 429, with the pause asked for in seconds. Not carried out.
    RateLimit {
        /// Seconds.
        retry_after: f64,
        /// Whether it holds for the whole bot.
        global: bool,
    },
    /// A bare status such as 500 or 502, with a body that is no JSON. Not carried out.
    Status(u16),
    /// A refusal in Discord's form. Not carried out.
    Refuse {
        /// E.g. 403.
        status: u16,
        /// Discord's own code, e.g. 50013.
        code: u64,
    },
    /// Never answered, not carried out.
    Timeout,
    /// The connection breaks. Not carried out.
    DropSocket,
    /// Carried out; then the connection breaks in place of the answer.
    SwallowResponse,
    /// Carried out, never answered: time to kill the bot between an effect and its record.
    HoldResponse,
}

/// A fault that waits for its requests.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) endpoint: Endpoint,
    pub(super) fault: Fault,
    pub(super) left: usize,
}

/// Faults that come one after the other, again and again, to every request of so many.
#[derive(Debug)]
pub(super) struct Rain {
    pub(super) every: usize,
    pub(super) faults: Vec<Fault>,
    pub(super) requests: usize,
}

impl Rain {
    /// The fault of the next request, if it is one's turn.
    pub(super) fn next(&mut self) -> Option<Fault> {
        self.requests += 1;
        let turn = self.requests.is_multiple_of(self.every);
        turn.then(|| self.faults[self.requests / self.every % self.faults.len()].clone())
    }
}

/// Takes the fault planned for a request, if any.
pub(super) fn take(planned: &mut Vec<Planned>, method: &str, path: &str) -> Option<Fault> {
    let index = planned.iter().position(|it| it.endpoint.matches(method, path))?;
    let found = &mut planned[index];
    let fault = found.fault.clone();
    found.left = found.left.saturating_sub(1);
    if found.left == 0 {
        planned.remove(index);
    }
    Some(fault)
}

/// Whether a path has the form of a template, in which `{…}` stands for one segment.
pub(super) fn template_matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    template.split('/').all(|wanted| {
        segments.next().is_some_and(|found| {
            let variable = wanted.starts_with('{') && !found.is_empty();
            variable || wanted == found
        })
    }) && segments.next().is_none()
}

/// A listener whose connections can be broken from within a handler.
pub(super) struct Gate(pub(super) TcpListener);

/// A connection that may be broken.
pub(super) struct Wire {
    stream: TcpStream,
    broken: Breaker,
}

/// Breaks the connection that a request came over.
#[derive(Debug, Clone, Default)]
pub(super) struct Breaker(Arc<AtomicBool>);

impl Breaker {
    /// From now on nothing is written to the connection, and it ends at the first attempt.
    pub(super) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Listener for Gate {
    type Io = Wire;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Wire { stream, broken: Breaker::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Gate>> for Breaker {
    fn connect_info(stream: IncomingStream<'_, Gate>) -> Self {
        stream.io().broken.clone()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.broken.0.load(Ordering::SeqCst) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
