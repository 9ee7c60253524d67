//! A session: the login, the account's tree, and what is done with files.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt;

use super::api::Api;
use super::crypto::{Block, Cipher, FileKey, Stream, base64, chunks, seal_name, unbase64};
use super::error::{self, MegaError};
use super::keys::{LoggedIn, PasswordKeys};
use super::tree::{Node, NodeKind, Tree};
use crate::digest::{Digest, hex};
use crate::failure::{Action, Class, Failure};
use crate::sync::{EntryKind, LocalFile, Progress};

/// More rounds of events than a program that works now and then is behind by.
const ROUNDS: u32 = 100;

/// A login that holds.
pub(super) struct MegaSession {
    id: String,
    master: Block,
    user: String,
    tree: Tree,
}

impl MegaSession {
    /// Logs in, and fetches the tree.
    pub(super) async fn begin(api: &Api, email: &str, password: &SecretString) -> Result<Self, MegaError> {
        #[derive(Deserialize)]
        struct Account {
            v: u32,
            #[serde(default)]
            s: String,
        }
        let action = Action::Start;
        let unreadable = |what| error::unreadable(action, what);
        // MEGA knows addresses in small letters.
        let email = email.to_lowercase();
        let account = api.command(None, action, &json!({"a": "us0", "user": email})).await?;
        let account: Account = serde_json::from_value(account).map_err(|_| unreadable("how to log in"))?;
        let salt = unbase64(&account.s).filter(|salt| account.v == 1 || !salt.is_empty());
        let salt = salt.ok_or_else(|| unreadable("a salt"))?;
        let (secret, address) = (password.clone(), email.clone());
        let keys = match account.v {
            1 => {
                tokio::task::spawn_blocking(move || PasswordKeys::old(secret.expose_secret(), &address)).await
            }
            2 => {
                tokio::task::spawn_blocking(move || PasswordKeys::salted(secret.expose_secret(), &salt)).await
            }
            _ => {
                return Err(Failure::during(
                    action,
                    Class::Auth,
                    "MEGA has made the account one of a kind that is not known",
                )
                .into());
            }
        };
        let keys = keys.map_err(|_| unreadable("a password's key"))?;
        let session_key = base64(&random::<16>(action)?);
        let login = json!({"a": "us", "user": email, "uh": keys.proof, "sek": session_key});
        let answer = api.command(None, action, &login).await?;
        let answer: LoggedIn = serde_json::from_value(answer).map_err(|_| unreadable("a login"))?;
        let (id, master) = keys.open(&answer).ok_or_else(|| unreadable("a session"))?;
        let tree = list(api, &id, master, &answer.u, action).await?;
        Ok(Self { id, master, user: answer.u, tree })
    }

    /// Brings the tree up to date.
    pub(super) async fn refresh(&mut self, api: &Api, action: Action) -> Result<(), MegaError> {
        for _ in 0..ROUNDS {
            match api.events(&self.id, &self.tree.heard, action).await {
                Ok(Some((events, heard))) => {
                    for event in &events {
                        self.tree.hear(event);
                    }
                    self.tree.heard = heard;
                }
                Ok(None) => return Ok(()),
                Err(error) if error.session_lost => return Err(error),
                Err(_) => break,
            }
        }
        self.tree = list(api, &self.id, self.master, &self.user, action).await?;
        Ok(())
    }

    /// All files at a path; MEGA allows several of one name.
    pub(super) fn files(&self, folder: &str, name: &str) -> Vec<Node> {
        let folders = self.tree.folders(folder);
        let files = self.tree.children(&folders, name).filter(|node| matches!(node.kind, NodeKind::File(_)));
        let mut files: Vec<_> = files.cloned().collect();
        files.sort_unstable_by(|left, right| left.handle.cmp(&right.handle));
        files
    }

    /// What lies in a folder, by name.
    pub(super) fn entries(&self, folder: &str) -> Vec<(String, EntryKind)> {
        let folders = self.tree.folders(folder);
        let entries = self.tree.below(&folders).filter_map(|node| {
            let kind = match node.kind {
                NodeKind::File(_) => EntryKind::File { bytes: Some(node.bytes) },
                NodeKind::Folder(_) => EntryKind::Folder,
                NodeKind::Root | NodeKind::Trash | NodeKind::Other => return None,
            };
            Some((node.name.clone()?, kind))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        entries
    }

    /// Whether a folder has the file's place.
    pub(super) fn is_folder(&self, folder: &str, name: &str) -> bool {
        let folders = self.tree.folders(folder);
        self.tree.children(&folders, name).any(|node| matches!(node.kind, NodeKind::Folder(_)))
    }

    /// The folder at a path, made if there is none.
    async fn folder(&mut self, api: &Api, path: &str) -> Result<String, MegaError> {
        let mut at = self.tree.root.clone();
        let mut so_far = String::new();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            so_far = format!("{so_far}/{name}");
            let there = self.tree.folders(&so_far).into_iter().next();
            at = if let Some(handle) = there {
                handle
            } else {
                let key: Block = random(Action::Copy)?;
                let mut sealed = key;
                Cipher::new(&self.master).encrypt_all(&mut sealed);
                let node = json!({"h": "xxxxxxxx", "t": 1, "a": seal_name(&key, name), "k": base64(&sealed)});
                self.add(api, &at, node).await?
            };
        }
        Ok(at)
    }

    /// `p`: puts a node into a folder; its handle.
    async fn add(&mut self, api: &Api, parent: &str, node: Value) -> Result<String, MegaError> {
        let command = json!({"a": "p", "t": parent, "n": [node], "i": base64(&random::<8>(Action::Copy)?)});
        let answer = api.command(Some(&self.id), Action::Copy, &command).await?;
        let added = answer.get("f").and_then(|nodes| nodes.get(0)).and_then(|node| self.tree.add(node));
        Ok(added.ok_or_else(|| error::unreadable(Action::Copy, "a new node"))?.handle)
    }

    /// Moves a file to the trash.
    pub(super) async fn delete(&mut self, api: &Api, file: &Node) -> Result<(), MegaError> {
        let (action, trash) = (Action::Delete, self.tree.trash.clone());
        let command = json!({"a": "m", "n": file.handle, "t": trash, "i": base64(&random::<8>(action)?)});
        api.command(Some(&self.id), action, &command).await?;
        self.tree.relocate(&file.handle, &trash);
        Ok(())
    }

    /// Sends a file, which must be what was promised.
    pub(super) async fn upload(
        &mut self,
        api: &Api,
        folder: &str,
        name: &str,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), MegaError> {
        let action = Action::Copy;
        progress(Progress { sent: 0, total: file.bytes });
        let parent = self.folder(api, folder).await?;
        let command = json!({"a": "u", "s": file.bytes, "ssl": 2});
        let answer = api.command(Some(&self.id), action, &command).await?;
        let url = answer.get("p").and_then(Value::as_str);
        let url = url.ok_or_else(|| error::unreadable(action, "an upload without an address"))?.to_owned();

        let key = FileKey { key: random(action)?, nonce: random(action)? };
        let mut local = open(&file.path).await?;
        let (mut stream, mut sum, mut handle) = (Stream::new(&key), Sha256::new(), String::new());
        for (start, length) in chunks(file.bytes) {
            let mut chunk = vec![0; length];
            local.read_exact(&mut chunk).await.map_err(changed)?;
            sum.update(&chunk);
            stream.encrypt(&mut chunk);
            handle = api.send_chunk(&url, start, chunk).await?;
            progress(Progress { sent: start + length as u64, total: file.bytes });
        }
        if file.bytes == 0 {
            handle = api.send_chunk(&url, 0, Vec::new()).await?;
        }
        let more = local.read(&mut [0]).await.map_err(changed)?;
        if more > 0 || hex(&sum.finalize()) != file.digest.to_string() {
            return Err(changed(std::io::Error::other("another content")));
        }
        if handle.is_empty() {
            return Err(error::unreadable(action, "an upload without an end"));
        }
        let mut sealed = key.pack(stream.mac());
        Cipher::new(&self.master).encrypt_all(&mut sealed);
        let node = json!({"h": handle, "t": 0, "a": seal_name(&key.key, name), "k": base64(&sealed)});
        self.add(api, &parent, node).await?;
        Ok(())
    }

    /// Reads a whole copy back: whether it has this content.
    pub(super) async fn has(
        &self,
        api: &Api,
        copy: &Node,
        bytes: u64,
        digest: Digest,
        action: Action,
    ) -> Result<bool, MegaError> {
        let NodeKind::File(Some((key, mac))) = copy.kind else { return Ok(false) };
        if copy.bytes != bytes {
            return Ok(false);
        }
        let command = json!({"a": "g", "g": 1, "n": copy.handle, "ssl": 2});
        let answer = api.command(Some(&self.id), action, &command).await?;
        if let Some(code) = answer.get("e").and_then(Value::as_i64).filter(|code| *code < 0) {
            return Err(error::code(action, "g", code));
        }
        if answer.get("s").and_then(Value::as_u64) != Some(bytes) {
            return Ok(false);
        }
        let url = answer.get("g").and_then(Value::as_str);
        let url = url.ok_or_else(|| error::unreadable(action, "a download without an address"))?;
        let (mut stream, mut sum) = (Stream::new(&key), Sha256::new());
        for (start, length) in chunks(bytes) {
            let mut chunk = api.fetch_chunk(url, start, length, action).await?;
            stream.decrypt(&mut chunk);
            sum.update(&chunk);
        }
        // Clients disagree about the sum over nothing.
        let whole = bytes == 0 || stream.mac() == mac;
        Ok(whole && hex(&sum.finalize()) == digest.to_string())
    }
}

async fn list(api: &Api, id: &str, master: Block, user: &str, action: Action) -> Result<Tree, MegaError> {
    let list = api.command(Some(id), action, &json!({"a": "f", "c": 1})).await?;
    Tree::read(&list, master, user).ok_or_else(|| error::unreadable(action, "a list of files"))
}

async fn open(path: &Path) -> Result<tokio::fs::File, MegaError> {
    tokio::fs::File::open(path).await.map_err(changed)
}

fn changed(cause: std::io::Error) -> MegaError {
    LocalFile::mismatch().because(cause).into()
}

fn random<const N: usize>(action: Action) -> Result<[u8; N], MegaError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| {
        Failure::during(action, Class::Transient, "the system gave no randomness")
            .because(anyhow::anyhow!("{cause}"))
    })?;
    Ok(bytes)
}
