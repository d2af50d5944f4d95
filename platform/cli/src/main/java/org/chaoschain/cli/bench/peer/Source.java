// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.util.List;
import java.util.Map;
import org.chaoschain.api.message.Priority;

/**
 * Some of the light peers that send messages of one class, at times that are random.
 *
 * @param name in the results
 * @param first the number of the first of these peers
 * @param peers how many there are
 * @param priority the class that the messages ask for
 * @param bytesPerSecond what they offer in all
 * @param settles whether all answers are waited for at the end
 */
record Source(
    String name, int first, int peers, Priority priority, double bytesPerSecond, boolean settles) {
  /** Whether a peer is one of these. */
  boolean takes(int peer) {
    return peer >= first && peer < first + peers;
  }

  static List<Source> of(Object sources) {
    return ((List<?>) sources).stream().map(each -> of((Map<?, ?>) each)).toList();
  }

  private static Source of(Map<?, ?> fields) {
    return new Source(
        String.valueOf(fields.get("name")),
        ((Number) fields.get("first")).intValue(),
        ((Number) fields.get("peers")).intValue(),
        Priority.valueOf(String.valueOf(fields.get("class"))),
        ((Number) fields.get("bytes_per_second")).doubleValue(),
        Boolean.TRUE.equals(fields.get("settles")));
  }
}
