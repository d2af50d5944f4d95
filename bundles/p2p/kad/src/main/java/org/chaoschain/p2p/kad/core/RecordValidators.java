// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/**
 * The validators by namespace; a key of no namespace is refused, so that nothing is kept unseen.
 */
public final class RecordValidators {
  /** The namespaces that a node keeps values of. */
  public static final RecordValidators DEFAULT =
      new RecordValidators(List.of(new PublicKeyValidator(), new AgentRecordValidator()));

  private record Namespace(Bytes prefix, RecordValidator validator) {}

  private final List<Namespace> namespaces;

  /** Takes these. */
  public RecordValidators(List<RecordValidator> validators) {
    this.namespaces =
        validators.stream().map(v -> new Namespace(prefix(v.namespace()), v)).toList();
  }

  /**
   * The validator of a key.
   *
   * @throws RecordRefusedException if its namespace is not known
   */
  public RecordValidator of(Bytes key) throws RecordRefusedException {
    for (Namespace namespace : namespaces) {
      if (startsWith(key, namespace.prefix())) {
        return namespace.validator();
      }
    }
    throw new RecordRefusedException(
        Reason.NAMESPACE,
        "the key %s is in none of the namespaces %s, whose values can be checked"
            .formatted(key, namespaces.stream().map(n -> n.validator().namespace()).toList()));
  }

  /** Checks a value; see {@link RecordValidator#validate}. */
  public Instant validate(KadRecord record, Instant now) throws RecordRefusedException {
    return of(record.key()).validate(record.key(), record.value(), now);
  }

  static Bytes prefix(String namespace) {
    return Bytes.wrap(namespace.getBytes(StandardCharsets.US_ASCII));
  }

  static boolean startsWith(Bytes key, Bytes prefix) {
    return key.size() > prefix.size() && key.slice(0, prefix.size()).equals(prefix);
  }
}
