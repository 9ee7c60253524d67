//! The ids of a ritual's trace, which every process knows without being told, and what follows from that for sampling.
//!
//! The trace's id is the ritual's. The root's span id is the second half of it, which is random and never zero.

use std::cell::Cell;

use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, TraceContextExt as _, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator, SamplingResult, ShouldSample};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

thread_local! {
    /// The ritual whose root this thread is about to begin.
    static ROOT: Cell<Option<Uuid>> = const { Cell::new(None) };
}

fn trace_id(ritual: Uuid) -> TraceId {
    TraceId::from_bytes(ritual.into_bytes())
}

fn root_id(ritual: Uuid) -> SpanId {
    let (_, second) = ritual.as_u64_pair();
    SpanId::from_bytes(second.to_be_bytes())
}

/// The root of a ritual's trace as the parent of what any process does for it. Whether it is sampled, [`ByTrace`] says.
pub(super) fn root(ritual: Uuid) -> Context {
    let (trace, span) = (trace_id(ritual), root_id(ritual));
    let root = SpanContext::new(trace, span, TraceFlags::SAMPLED, true, TraceState::default());
    Context::new().with_remote_span_context(root)
}

/// Gives the span that `begin` begins the ids of a ritual's root. The SDK asks for ids without saying what for.
pub(super) fn as_root<T>(ritual: Uuid, begin: impl FnOnce() -> T) -> T {
    ROOT.set(Some(ritual));
    let begun = begin();
    ROOT.set(None);
    begun
}

/// Random ids, but for roots.
#[derive(Debug, Default)]
pub(super) struct RitualIds(RandomIdGenerator);

impl IdGenerator for RitualIds {
    fn new_trace_id(&self) -> TraceId {
        ROOT.get().map_or_else(|| self.0.new_trace_id(), trace_id)
    }

    fn new_span_id(&self) -> SpanId {
        ROOT.get().map_or_else(|| self.0.new_span_id(), root_id)
    }
}

/// Has the operator's sampler judge each span as the root of its trace would be judged, so that all processes with the same
/// sampler keep the same traces. It judges a digest of the id: samplers take ids for random, and a UUID's second half
/// begins with bits that are always the same.
#[derive(Debug, Clone)]
pub(super) struct ByTrace(pub(super) Box<dyn ShouldSample>);

impl ShouldSample for ByTrace {
    fn should_sample(
        &self,
        _: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let digest = Sha256::digest(trace.to_bytes());
        let mut random = [0; 16];
        random.copy_from_slice(&digest[..16]);
        self.0.should_sample(None, TraceId::from_bytes(random), name, kind, attributes, links)
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_sdk::trace::{Sampler, SamplingDecision};

    use super::*;

    #[test]
    fn a_rituals_trace_has_the_rituals_id_and_a_root_that_follows_from_it() {
        let ritual: Uuid = "0192f1c4-7b1a-7e3d-8a2b-0123456789ab".parse().expect("an id");
        let ids = RitualIds::default();
        let found = as_root(ritual, || (ids.new_trace_id().to_string(), ids.new_span_id().to_string()));
        assert_eq!(found, ("0192f1c47b1a7e3d8a2b0123456789ab".to_owned(), "8a2b0123456789ab".to_owned()));
        let root = root(ritual);
        let context = root.span().span_context().clone();
        assert_eq!((context.trace_id().to_string(), context.span_id().to_string()), found);
        assert_ne!(ids.new_trace_id().to_string(), found.0, "others are random");
    }

    #[test]
    fn a_share_of_the_rituals_is_sampled_and_all_spans_of_each_alike() {
        let sampler = ByTrace(Box::new(Sampler::TraceIdRatioBased(0.25)));
        let judge = |parent: Option<&Context>, ritual: Uuid| {
            sampler.should_sample(parent, trace_id(ritual), "job", &SpanKind::Internal, &[], &[]).decision
        };
        let mut sampled = 0;
        for _ in 0..1000 {
            let ritual = Uuid::now_v7();
            let as_root = judge(None, ritual);
            assert_eq!(as_root, judge(Some(&root(ritual)), ritual));
            sampled += i32::from(as_root == SamplingDecision::RecordAndSample);
        }
        assert!((150..350).contains(&sampled), "{sampled} of 1,000");
    }
}
