//! A folder in a double of a cloud.

use helix_bot::sync::VerifiedBy;

use crate::support::Double;
use crate::sync::suite::{Carrier, Target};
use crate::sync::world::World;

/// The double, and what archives to its folder.
pub(super) struct Inside<D> {
    double: D,
    remote: &'static str,
    verified_by: VerifiedBy,
    carrier: fn(&D, &World) -> Carrier,
}

impl<D: Double + 'static> Inside<D> {
    pub(super) fn boxed(
        double: D,
        remote: &'static str,
        verified_by: VerifiedBy,
        carrier: fn(&D, &World) -> Carrier,
    ) -> Box<dyn Target> {
        Box::new(Self { double, remote, verified_by, carrier })
    }

    fn full(&self, path: &str) -> String {
        let (_, folder) = self.remote.split_once(':').expect("a remote and a folder");
        format!("{folder}/{path}")
    }
}

impl<D: Double + 'static> Target for Inside<D> {
    fn remote(&self) -> &str {
        self.remote
    }

    fn carrier(&self, world: &World) -> Carrier {
        (self.carrier)(&self.double, world)
    }

    fn stored(&self, path: &str) -> Option<Vec<u8>> {
        self.double.stored(&self.full(path))
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        self.double.put(&self.full(path), bytes);
    }

    fn objects(&self) -> Vec<String> {
        // What lies beside the folder keeps its whole path, and is expected nowhere.
        let below = self.full("");
        let found = self.double.objects().into_iter();
        found.map(|path| path.strip_prefix(&below).map(str::to_owned).unwrap_or(path)).collect()
    }

    fn double(&self) -> Option<&dyn Double> {
        Some(&self.double)
    }

    fn verified_by(&self) -> VerifiedBy {
        self.verified_by
    }
}
