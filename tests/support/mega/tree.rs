//! The account's files and folders, as MEGA keeps them: what it cannot read is kept as it came.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::HANDLE;
use super::crypto::{self, Block, FileKey, base64, ecb_decrypt, ecb_encrypt, random, unbase64};

/// MEGA's numbers for kinds of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File = 0,
    Folder = 1,
    Root = 2,
    Inbox = 3,
    Trash = 4,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) parent: String,
    pub(super) kind: Kind,
    pub(super) attributes: String,
    /// Encrypted with the master key.
    pub(super) key: String,
    /// Encrypted content.
    pub(super) content: Vec<u8>,
    /// When it came, in seconds.
    at: u64,
}

/// All nodes by handle; the three that every account has are made with it.
pub(super) struct Tree {
    pub(super) nodes: BTreeMap<String, Node>,
    pub(super) root: String,
    pub(super) trash: String,
}

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self { nodes: BTreeMap::new(), root: String::new(), trash: String::new() };
        let mut top =
            |kind| tree.add(Node::new(String::new(), kind, String::new(), String::new(), Vec::new()));
        let (root, _, trash) = (top(Kind::Root), top(Kind::Inbox), top(Kind::Trash));
        (tree.root, tree.trash) = (root, trash);
        tree
    }

    pub(super) fn add(&mut self, node: Node) -> String {
        let handle = base64(&random::<6>());
        self.nodes.insert(handle.clone(), node);
        handle
    }

    /// The node as clients are told of it.
    pub(super) fn describe(&self, handle: &str) -> Value {
        let node = &self.nodes[handle];
        let mut told = json!({
            "h": handle, "p": node.parent, "u": HANDLE, "t": node.kind as u8, "a": node.attributes, "ts": node.at,
        });
        if node.kind == Kind::File {
            told["s"] = node.content.len().into();
        }
        if !node.key.is_empty() {
            told["k"] = format!("{HANDLE}:{}", node.key).into();
        }
        told
    }

    /// Bytes in use, the trash included.
    pub(super) fn used(&self) -> u64 {
        self.nodes.values().map(|node| node.content.len() as u64).sum()
    }

    /// The node and all below it.
    pub(super) fn below(&self, handle: &str) -> Vec<String> {
        let children = self.nodes.iter().filter(|(_, node)| node.parent == handle);
        let deeper = children.flat_map(|(child, _)| self.below(child));
        std::iter::once(handle.to_owned()).chain(deeper).collect()
    }

    /// Files below `top` with their paths, in order. Fails the test if a name cannot be read.
    pub(super) fn files(&self, master: &Block, top: &str) -> Vec<(String, &Node)> {
        let mut files = Vec::new();
        for node in self.nodes.values().filter(|node| node.kind == Kind::File) {
            let mut path = node.name(master);
            let mut parent = node.parent.as_str();
            while let Some(folder) = self.nodes.get(parent).filter(|_| parent != top) {
                if folder.kind != Kind::Folder {
                    break;
                }
                path = format!("{}/{path}", folder.name(master));
                parent = &folder.parent;
            }
            if parent == top {
                files.push((path, node));
            }
        }
        files.sort_by(|left, right| left.0.cmp(&right.0));
        files
    }

    /// The folder at this path, and the handles of those that had to be made.
    pub(super) fn folder(&mut self, master: &Block, path: &str) -> (String, Vec<String>) {
        let (mut at, mut made) = (self.root.clone(), Vec::new());
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let there = self.nodes.iter().find(|(_, node)| {
                node.parent == at && node.kind == Kind::Folder && node.name(master) == name
            });
            at = match there {
                Some((handle, _)) => handle.clone(),
                None => {
                    let handle = self.add(Node::folder(&at, name, master));
                    made.push(handle.clone());
                    handle
                }
            };
        }
        (at, made)
    }
}

impl Node {
    pub(super) fn new(parent: String, kind: Kind, attributes: String, key: String, content: Vec<u8>) -> Self {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970");
        Self { parent, kind, attributes, key, content, at: now.as_secs() }
    }

    fn folder(parent: &str, name: &str, master: &Block) -> Self {
        let key: Block = random();
        let attributes = crypto::attributes(&key, name);
        let mut sealed = key;
        ecb_encrypt(master, &mut sealed);
        Self::new(parent.to_owned(), Kind::Folder, attributes, base64(&sealed), Vec::new())
    }

    /// A file as a client of the account would have uploaded it.
    pub(super) fn file(parent: &str, name: &str, master: &Block, content: &[u8]) -> Self {
        let key = FileKey::random(content);
        let attributes = crypto::attributes(&key.key, name);
        let mut sealed = key.pack();
        ecb_encrypt(master, &mut sealed);
        let mut content = content.to_vec();
        key.apply(&mut content);
        Self::new(parent.to_owned(), Kind::File, attributes, base64(&sealed), content)
    }

    fn packed_key(&self, master: &Block) -> Vec<u8> {
        let mut key = unbase64(&self.key).expect("a key in base64");
        ecb_decrypt(master, &mut key);
        key
    }

    pub(super) fn file_key(&self, master: &Block) -> FileKey {
        FileKey::unpack(self.packed_key(master).try_into().expect("a file's key has 32 bytes"))
    }

    /// What its owner reads as its name.
    pub(super) fn name(&self, master: &Block) -> String {
        let key = match self.kind {
            Kind::File => self.file_key(master).key,
            _ => self.packed_key(master).try_into().expect("a folder's key has 16 bytes"),
        };
        crypto::name(&key, &self.attributes).expect("attributes that the key opens")
    }

    /// What its owner gets when downloading it. Fails the test if clients would refuse it as damaged.
    pub(super) fn open(&self, key: &FileKey) -> Vec<u8> {
        let mut content = self.content.clone();
        key.apply(&mut content);
        assert!(key.attests(&content), "the stored content is not what its key was made for");
        content
    }
}
