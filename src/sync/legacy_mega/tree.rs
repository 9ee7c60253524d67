//! The account's files and folders: fetched once, then kept up to date by MEGA's events.

use std::collections::HashMap;

use serde_json::Value;

use super::crypto::{Block, Cipher, FileKey, open_name, unbase64};

/// A file or folder. One that cannot be read has no name, and is never touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) handle: String,
    parent: String,
    pub(super) kind: NodeKind,
    pub(super) name: Option<String>,
    pub(super) bytes: u64,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// With its key and the sum that its content must have.
    File(Option<(FileKey, [u8; 8])>),
    Folder(Option<Block>),
    Root,
    Trash,
    Other,
}

/// All nodes by their handles.
pub(super) struct Tree {
    master: Block,
    user: String,
    nodes: HashMap<String, Node>,
    pub(super) root: String,
    pub(super) trash: String,
    /// Up to where events were heard.
    pub(super) heard: String,
}

impl Tree {
    /// From MEGA's list. `None` if it is none.
    pub(super) fn read(list: &Value, master: Block, user: &str) -> Option<Self> {
        let heard = list.get("sn")?.as_str()?.to_owned();
        let (nodes, user) = (HashMap::new(), user.to_owned());
        let mut tree = Self { master, user, nodes, root: String::new(), trash: String::new(), heard };
        for node in list.get("f")?.as_array()? {
            tree.add(node);
        }
        let find = |kind| tree.nodes.values().find(|node| node.kind == kind).map(|node| node.handle.clone());
        let (root, trash) = (find(NodeKind::Root)?, find(NodeKind::Trash)?);
        (tree.root, tree.trash) = (root, trash);
        Some(tree)
    }

    /// Takes in a node as MEGA tells it, if it can be understood at all.
    pub(super) fn add(&mut self, told: &Value) -> Option<Node> {
        let node = self.parse(told)?;
        self.nodes.insert(node.handle.clone(), node.clone());
        Some(node)
    }

    fn parse(&self, told: &Value) -> Option<Node> {
        let text = |name: &str| told.get(name).and_then(Value::as_str);
        let key = || {
            // Keys by owner, `owner:key/owner:key`; ours is under our own name.
            let ours = text("k")?
                .split('/')
                .find_map(|part| part.split_once(':').filter(|(owner, _)| *owner == self.user));
            let mut key = unbase64(ours?.1)?;
            Cipher::new(&self.master).decrypt_all(&mut key);
            Some(key)
        };
        let kind = match told.get("t")?.as_u64()? {
            0 => NodeKind::File(key().and_then(|key| FileKey::unpack(&key))),
            1 => NodeKind::Folder(key().and_then(|key| key.try_into().ok())),
            2 => NodeKind::Root,
            4 => NodeKind::Trash,
            _ => NodeKind::Other,
        };
        Some(Node {
            handle: text("h")?.to_owned(),
            parent: text("p").unwrap_or_default().to_owned(),
            kind,
            name: text("a").and_then(|attributes| kind.open(attributes)),
            bytes: told.get("s").and_then(Value::as_u64).unwrap_or_default(),
        })
    }

    /// Takes in an event.
    pub(super) fn hear(&mut self, event: &Value) {
        let handle = event.get("n").and_then(Value::as_str);
        match (event.get("a").and_then(Value::as_str), handle) {
            (Some("t"), _) => {
                let nodes = event.get("t").and_then(|tree| tree.get("f")).and_then(Value::as_array);
                for node in nodes.into_iter().flatten() {
                    self.add(node);
                }
            }
            (Some("u"), Some(handle)) => {
                let attributes = event.get("at").and_then(Value::as_str);
                if let (Some(node), Some(attributes)) = (self.nodes.get_mut(handle), attributes) {
                    node.name = node.kind.open(attributes);
                }
            }
            (Some("d"), Some(handle)) => {
                self.nodes.remove(handle);
            }
            _ => {}
        }
    }

    /// A node is somewhere else now.
    pub(super) fn relocate(&mut self, handle: &str, parent: &str) {
        if let Some(node) = self.nodes.get_mut(handle) {
            parent.clone_into(&mut node.parent);
        }
    }

    /// Folders at this path. MEGA allows several of one name.
    pub(super) fn folders(&self, path: &str) -> Vec<String> {
        let mut at = vec![self.root.clone()];
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let folders = self.children(&at, name).filter(|node| matches!(node.kind, NodeKind::Folder(_)));
            at = folders.map(|node| node.handle.clone()).collect();
        }
        at.sort_unstable();
        at
    }

    /// Nodes of this name in any of these folders.
    pub(super) fn children<'a>(
        &'a self,
        folders: &'a [String],
        name: &'a str,
    ) -> impl Iterator<Item = &'a Node> {
        self.below(folders).filter(move |node| node.name.as_deref() == Some(name))
    }

    /// All nodes in any of these folders.
    pub(super) fn below<'a>(&'a self, folders: &'a [String]) -> impl Iterator<Item = &'a Node> {
        self.nodes.values().filter(move |node| folders.contains(&node.parent))
    }
}

impl NodeKind {
    fn open(&self, attributes: &str) -> Option<String> {
        match self {
            Self::File(Some((key, _))) => open_name(&key.key, attributes),
            Self::Folder(Some(key)) => open_name(key, attributes),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Any JSON, with the names that MEGA uses more often than chance would have it.
    fn answers() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (0_u64..6).prop_map(Value::from),
            "[A-Za-z0-9:/_+=-]{0,60}".prop_map(Value::from),
            "me:[A-Za-z0-9_-]{22,43}".prop_map(Value::from),
        ];
        let name = prop::sample::select(vec!["f", "h", "p", "t", "a", "k", "s", "u", "n", "at", "sn", "ts"]);
        leaf.prop_recursive(4, 64, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::hash_map(name.clone(), inner, 0..8)
                    .prop_map(|map| map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_sent_as_a_list_or_an_event_does_no_harm(list in answers(), event in answers()) {
            let _ = Tree::read(&list, [1; 16], "me");
            let top = json!({"sn": "x", "f": [{"h": "r", "t": 2}, {"h": "t", "t": 4}, list]});
            let mut tree = Tree::read(&top, [1; 16], "me").expect("a tree");
            tree.hear(&event);
            tree.hear(&json!({"a": "t", "t": {"f": [event]}}));
            prop_assert_eq!(tree.folders(""), [tree.root.clone()]);
            let _ = tree.folders("a/b");
        }
    }
}
