package dev.sirius.adapters.ollama.store;

import java.util.List;
import java.util.Set;

/**
 * Which blobs the manifests of a folder name.
 *
 * @param named the blobs that any file among the manifests names, be it readable as a manifest or
 *     not
 * @param doubts why there may be more, a sentence each; while there are any, no blob is removed
 */
record Usage(Set<Digest> named, List<String> doubts) {
  Usage {
    named = Set.copyOf(named);
    doubts = List.copyOf(doubts);
  }

  /** Whether a blob may be removed as far as the manifests go. */
  boolean allowsRemoving(Digest digest) {
    return doubts.isEmpty() && !named.contains(digest);
  }
}
