//! An HTTPS proxy on loopback that answers by itself for the hosts it was given, and connects to nobody.
//!
//! A client that is told to use it (`HTTPS_PROXY`) and to trust its authority believes that it talks to those
//! hosts: their names are in the certificates, which an authority made for this one proxy has signed. Whoever asks
//! for another host, or for anything but a tunnel, is refused, and the test fails.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;

/// A client's request for a tunnel is some hundred bytes.
const LONGEST_HEAD: usize = 8 << 10;

/// How long a client may take to open its tunnel.
const OPENING: Duration = Duration::from_secs(30);

/// What should not have happened, and fails the test.
#[derive(Clone, Default)]
pub(crate) struct Complaints(Arc<Mutex<Vec<String>>>);

impl Complaints {
    pub(crate) fn add(&self, complaint: impl Into<String>) {
        self.0.lock().expect("no panic holds it").push(complaint.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("no panic holds it"))
    }
}

/// A running proxy. It ends when dropped, which fails the test if there was anything to complain about.
pub(crate) struct HttpsProxy {
    address: SocketAddr,
    folder: TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
    hosts: Hosts,
    complaints: Complaints,
    end: CancellationToken,
}

type Hosts = Arc<Mutex<HashMap<String, Host>>>;

/// The way to a host's server.
#[derive(Clone)]
struct Host {
    acceptor: TlsAcceptor,
    tunnels: mpsc::Sender<TlsStream<TcpStream>>,
}

impl HttpsProxy {
    /// Starts one that knows no host yet, with a new authority.
    pub(crate) async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let authority = authority();
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("authority.pem"), authority.pem()).expect("written");
        let (hosts, complaints, end) = (Hosts::default(), Complaints::default(), CancellationToken::new());
        let tunnels = accept(listener, Arc::clone(&hosts), complaints.clone());
        tokio::spawn(end.clone().run_until_cancelled_owned(tunnels));
        Arc::new(Self { address, folder, authority, hosts, complaints, end })
    }

    /// Answers for `host` with `router` from now on.
    pub(crate) fn answer_for(&self, host: &str, router: Router) {
        let (tunnels, receiver) = mpsc::channel(16);
        let host_entry = Host { acceptor: self.acceptor(host), tunnels };
        self.hosts.lock().expect("no panic holds it").insert(host.to_owned(), host_entry);
        let serving = axum::serve(Tunnels(receiver), router);
        let ended = self.end.clone().cancelled_owned();
        tokio::spawn(async move { serving.with_graceful_shutdown(ended).await });
    }

    /// What makes rclone come here, and trust what it finds.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let authority = self.authority_file().to_string_lossy().into_owned();
        [
            ("HTTPS_PROXY", format!("http://{}", self.address)),
            // Instead of what the machine's own variable may say.
            ("NO_PROXY", "127.0.0.1".to_owned()),
            ("RCLONE_CA_CERT", authority),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// The certificate of its authority, in PEM.
    pub(crate) fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    pub(crate) fn complaints(&self) -> Complaints {
        self.complaints.clone()
    }

    fn acceptor(&self, host: &str) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([host.to_owned()]).expect("a host name");
        let certificate = params.signed_by(&key, &self.authority).expect("a certificate");
        let chain = vec![CertificateDer::from(certificate)];
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows them")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("key and certificate belong together");
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Drop for HttpsProxy {
    fn drop(&mut self) {
        self.end.cancel();
        let complaints = self.complaints.take();
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "asked for what the double does not know: {complaints:#?}");
        }
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).expect("no names are fine");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate")
}

async fn accept(listener: TcpListener, hosts: Hosts, complaints: Complaints) {
    while let Ok((client, _)) = listener.accept().await {
        let (hosts, complaints) = (Arc::clone(&hosts), complaints.clone());
        // A client that goes away in the midst of it is no matter.
        tokio::spawn(async move { tokio::time::timeout(OPENING, open(client, &hosts, &complaints)).await });
    }
}

/// Opens a tunnel to the host that the client names, and hands it to that host's server.
async fn open(mut client: TcpStream, hosts: &Hosts, complaints: &Complaints) -> io::Result<()> {
    let head = read_head(&mut client).await?;
    let line = head.lines().next().unwrap_or_default();
    let name = line.strip_prefix("CONNECT ").and_then(|rest| rest.split_once(":443 ")).map(|(name, _)| name);
    let host = name.and_then(|name| hosts.lock().expect("no panic holds it").get(name).cloned());
    let Some(host) = host else {
        complaints.add(format!("the proxy was asked for {line:?}"));
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").await;
    };
    client.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await?;
    let tunnel = host.acceptor.accept(client).await?;
    // A server that has ended closes the tunnel by dropping it.
    let _ = host.tunnels.send(tunnel).await;
    Ok(())
}

/// Byte by byte, so that nothing is read of what follows the head.
async fn read_head(client: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < LONGEST_HEAD {
        head.push(client.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// The tunnels to one host, as its server wants them.
struct Tunnels(mpsc::Receiver<TlsStream<TcpStream>>);

impl Listener for Tunnels {
    type Io = TlsStream<TcpStream>;
    type Addr = ();

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.0.recv().await {
            Some(tunnel) => (tunnel, ()),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(())
    }
}
