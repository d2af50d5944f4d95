// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.util.List;

/** A message of multicast DNS (RFC 6762). */
public sealed interface Packet {
  /** Asks. */
  record Query(List<Question> questions) implements Packet {
    /** Keeps an immutable copy. */
    public Query {
      questions = List.copyOf(questions);
    }
  }

  /** Answers. */
  record Response(List<Resource> answers, List<Resource> additional) implements Packet {
    /** Keeps immutable copies. */
    public Response {
      answers = List.copyOf(answers);
      additional = List.copyOf(additional);
    }
  }
}
