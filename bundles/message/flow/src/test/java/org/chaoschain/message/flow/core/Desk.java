// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.message.Priority;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** A scheduler of small bounds with all that it has told. */
final class Desk implements FlowListener<String, String> {
  static final int LARGEST = 1_000;

  /** What the largest message is charged. */
  static final int CHARGE = LARGEST + FlowConfig.MESSAGE_OVERHEAD;

  final RecordedMetrics metrics = new RecordedMetrics();
  final List<String> lost = new ArrayList<>();
  final Set<String> paused = new HashSet<>();
  final Map<String, Integer> pauses = new HashMap<>();
  final List<String> overQuota = new ArrayList<>();
  final PriorityScheduler<String, String> scheduler;
  long nanos;
  private String polled;

  Desk(int capacity, int peerQuota, FlowShares shares) {
    this(capacity, peerQuota, 10, shares);
  }

  /** Capacity and quota are numbers of messages of the largest size. */
  Desk(int capacity, int peerQuota, int peers, FlowShares shares) {
    scheduler =
        new PriorityScheduler<>(
            new FlowConfig(
                metrics.limit("flow.max.bytes", (long) capacity * CHARGE, "bytes"),
                metrics.limit("flow.peer.max.bytes", (long) peerQuota * CHARGE, "bytes"),
                metrics.limit("flow.max.peers", peers, "peers"),
                metrics.limit("message.max.bytes", LARGEST, "bytes"),
                shares,
                Duration.ofSeconds(10)),
            this);
  }

  Optional<Loss> offer(String peer, Priority priority, String message) {
    return offer(peer, priority, message, LARGEST);
  }

  Optional<Loss> offer(String peer, Priority priority, String message, int bytes) {
    return scheduler.offer(peer, priority, bytes, message, nanos);
  }

  /** The next message, or null. */
  String poll() {
    polled = null;
    scheduler.poll(nanos, (peer, message, priority, bytes, waited) -> polled = message);
    return polled;
  }

  List<String> pollAll() {
    List<String> all = new ArrayList<>();
    for (String next = poll(); next != null; next = poll()) {
      all.add(next);
    }
    return all;
  }

  @Override
  public void lost(String peer, String message, Priority priority, Loss reason) {
    lost.add(message + " " + reason.label());
  }

  @Override
  public void pause(String peer) {
    if (!paused.add(peer)) {
      throw new IllegalStateException(peer + " is paused already");
    }
    pauses.merge(peer, 1, Integer::sum);
  }

  @Override
  public void resume(String peer) {
    if (!paused.remove(peer)) {
      throw new IllegalStateException(peer + " was not paused");
    }
  }

  @Override
  public void overQuota(String peer) {
    overQuota.add(peer);
  }
}
