// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins what was sent with what the receiving nodes recorded, on the message id. A message counts
 * as delivered when each node that it is for has recorded its delivery. Safe for use by many
 * threads.
 */
public final class Ledger {
  private static final int MAX_PROBLEMS = 20;

  private final Map<String, Entry> entries = new HashMap<>();
  private final List<Double> latencies = new ArrayList<>();
  private final Map<String, Integer> deliveriesByType = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private int sent;
  private int unsent;
  private int delivered;
  private int duplicates;
  private int parkedThenDelivered;
  private int rendered;
  private int fallbacks;

  Ledger() {}

  /** What is known of one message. */
  private static final class Entry {
    private final BitSet parked = new BitSet();
    private final BitSet arrived = new BitSet();
    private final BitSet delivered = new BitSet();
    private BitSet receivers;
    private boolean complete;
    private boolean parkedCounted;
  }

  /** A message was accepted by its sender's node. */
  synchronized void sent(String id, BitSet receivers) {
    sent++;
    Entry entry = entry(id);
    entry.receivers = receivers;
    settle(entry);
  }

  /** A line was not accepted by its sender's node. */
  synchronized void unsent(int line, String reason) {
    sent++;
    unsent++;
    problem("line %d was not sent: %s".formatted(line, reason));
  }

  /** A node recorded something. */
  synchronized void record(int node, NodeRecord record) {
    switch (record.state()) {
      case "parked" -> {
        Entry entry = entry(record.messageId());
        arrived(node, record, entry);
        entry.parked.set(node);
        fallbacks++;
      }
      case "delivered" -> {
        Entry entry = entry(record.messageId());
        if (entry.delivered.get(node)) {
          duplicates++;
          return;
        }
        arrived(node, record, entry);
        entry.delivered.set(node);
        deliveriesByType.merge(record.type(), 1, Integer::sum);
        if (record.type().startsWith("extension/") && !record.fallback()) {
          rendered++;
        }
        if (entry.parked.get(node) && !entry.parkedCounted) {
          entry.parkedCounted = true;
          parkedThenDelivered++;
        }
        settle(entry);
      }
      case "rejected", "failed", "expired" ->
          problem(
              "node %d: message %s of type %s was %s: %s"
                  .formatted(
                      node + 1,
                      record.messageId(),
                      record.type(),
                      record.state(),
                      record.detail()));
      default -> {
        // what was sent is known from the sender's answer
      }
    }
    notifyAll();
  }

  /** Waits until all that was sent is delivered; says whether it is. */
  synchronized boolean awaitAll(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (delivered + unsent < sent) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return unsent == 0;
  }

  /** The state of affairs. */
  synchronized Tally tally() {
    return new Tally(
        sent,
        delivered,
        duplicates,
        parkedThenDelivered,
        fallbacks,
        rendered,
        percentile(0.50),
        percentile(0.99),
        Map.copyOf(deliveriesByType),
        List.copyOf(problems));
  }

  /** The nearest-rank percentile in milliseconds; 0 if there is no delivery. */
  private double percentile(double share) {
    if (latencies.isEmpty()) {
      return 0;
    }
    List<Double> sorted = latencies.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  private Entry entry(String id) {
    return entries.computeIfAbsent(id, any -> new Entry());
  }

  /** The first record of a message on a node, parked or delivered, tells how long it travelled. */
  private void arrived(int node, NodeRecord record, Entry entry) {
    if (!entry.arrived.get(node)) {
      entry.arrived.set(node);
      Duration travelled = Duration.between(record.createdAt(), record.at());
      latencies.add(Math.max(0, travelled.toNanos() / 1e6));
    }
  }

  private void settle(Entry entry) {
    if (entry.complete || entry.receivers == null) {
      return;
    }
    BitSet missing = (BitSet) entry.receivers.clone();
    missing.andNot(entry.delivered);
    if (missing.isEmpty()) {
      entry.complete = true;
      delivered++;
    }
    notifyAll();
  }

  private void problem(String text) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(text);
    }
  }

  /**
   * A line of a node's record.
   *
   * @param at by the node's clock
   * @param createdAt by the sender's clock
   */
  record NodeRecord(
      Instant at,
      String state,
      String messageId,
      String type,
      String sender,
      String target,
      Instant createdAt,
      String text,
      boolean fallback,
      String detail) {}

  /**
   * Counts of messages, but for {@code fallbacks}, {@code rendered} and {@code byType}, which count
   * records of nodes.
   *
   * @param sent what agents have said
   * @param delivered delivered on each node that it is for
   * @param duplicates deliveries that repeat one on the same node
   * @param parkedThenDelivered that waited on some node for a plugin, and were delivered there
   * @param fallbacks shown by fallback text
   * @param rendered of a plugin's type, shown by the plugin
   * @param p50 median of the time from the sender's clock to a receiver's first record, in ms
   * @param p99 99th percentile of it
   * @param byType deliveries of each type
   * @param problems what went wrong, the first few
   */
  public record Tally(
      int sent,
      int delivered,
      int duplicates,
      int parkedThenDelivered,
      int fallbacks,
      int rendered,
      double p50,
      double p99,
      Map<String, Integer> byType,
      List<String> problems) {}
}
