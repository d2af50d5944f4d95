// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/** A resource record of the few types that discovery needs. Names have no dot at their end. */
public sealed interface Resource {
  /** Whose record it is. */
  String owner();

  /** How long it is good for, in seconds; 0 takes it back. */
  long ttl();

  /**
   * PTR.
   *
   * @param target the name that it points to
   */
  record Pointer(String owner, long ttl, String target) implements Resource {}

  /**
   * TXT.
   *
   * @param texts each at most 255 bytes of UTF-8
   */
  record Texts(String owner, long ttl, List<String> texts) implements Resource {
    /** Keeps an immutable copy. */
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /**
   * SRV, with priority and weight 0.
   *
   * @param port of the host
   * @param host a name
   */
  record Location(String owner, long ttl, int port, String host) implements Resource {}

  /**
   * A or AAAA.
   *
   * @param address 4 or 16 bytes
   */
  record Address(String owner, long ttl, Bytes address) implements Resource {}
}
