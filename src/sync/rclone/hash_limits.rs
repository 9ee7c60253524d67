//! What was learnt of the destinations' hashes, kept as long as the program runs.

use std::collections::HashMap;

use parking_lot::Mutex;

use crate::sync::Destination;

/// From how many bytes on each destination's hash is of no use.
///
/// An object that was sent in parts has no hash, and nor has any longer one: S3 and B2 are so. Where objects are
/// encrypted with a key of the customer's, none has a hash, or all have one of something else than their content.
#[derive(Default)]
pub(crate) struct HashLimits(Mutex<HashMap<Destination, u64>>);

impl HashLimits {
    /// Whether the hash of an object of so many bytes may be of use.
    pub(crate) fn allow(&self, destination: &Destination, bytes: u64) -> bool {
        self.0.lock().get(destination).is_none_or(|limit| bytes < *limit)
    }

    /// An object of so many bytes that we had just sent has none.
    pub(crate) fn found_none(&self, destination: &Destination, bytes: u64) {
        let mut limits = self.0.lock();
        let limit = limits.entry(destination.clone()).or_insert(bytes);
        *limit = bytes.min(*limit);
    }

    /// An object with the right content has another hash than that.
    pub(crate) fn found_wrong(&self, destination: &Destination) {
        self.found_none(destination, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_holds_for_longer_objects_of_this_destination() {
        let (limits, bucket) = (HashLimits::default(), "s3:bucket".parse().expect("a destination"));
        let other = "s3:other".parse().expect("a destination");
        assert!(limits.allow(&bucket, u64::MAX));
        limits.found_none(&bucket, 1000);
        limits.found_none(&bucket, 2000);
        assert!(limits.allow(&bucket, 999) && !limits.allow(&bucket, 1000));
        limits.found_wrong(&bucket);
        assert!(!limits.allow(&bucket, 0) && limits.allow(&other, 1000));
    }
}
