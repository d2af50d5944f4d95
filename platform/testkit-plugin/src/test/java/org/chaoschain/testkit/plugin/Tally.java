// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What became of the messages of one source, in virtual time. */
final class Tally {
  int offered;
  int accepted;
  long acceptedBytes;

  /** Messages that were sent and have no end yet. */
  int open;

  final List<Long> nanos = new ArrayList<>();

  void accepted(int bytes, long tookNanos) {
    open--;
    accepted++;
    acceptedBytes += bytes;
    nanos.add(tookNanos);
  }

  /** How long 99 of 100 took at most, in milliseconds. */
  double p99() {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1) / 1e6;
  }

  @Override
  public String toString() {
    return "%d offered, %d accepted, %d bytes, %d open, p99 %.1f ms"
        .formatted(offered, accepted, acceptedBytes, open, nanos.isEmpty() ? 0 : p99());
  }
}
