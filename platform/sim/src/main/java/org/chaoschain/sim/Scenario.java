// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.Map;

/** A course of events that nodes are put through, and what it asks of them. */
public interface Scenario {
  /** What it is called on the command line. */
  String name();

  /** What happens, and what is demanded, in one or two sentences. */
  String description();

  /** The order where nothing else is said. */
  Order defaults();

  /**
   * Runs it. The same order gives the same course, on every machine.
   *
   * @throws IllegalArgumentException if the order is out of range; the message says what and why
   */
  Outcome run(Order order);

  /**
   * What decides the course.
   *
   * @param nodes how many honest nodes
   * @param sybils how many attackers, where there are any
   * @param messages how many messages are published
   * @param seed of all that is left to chance
   */
  record Order(int nodes, int sybils, int messages, long seed) {
    /** The most nodes and attackers together: more than fits in a gigabyte of heap. */
    public static final int MAX_MEMBERS = 20_000;

    /** Checks the ranges. */
    public Order {
      require("--nodes", nodes, 10, MAX_MEMBERS);
      require("--sybils", sybils, 0, MAX_MEMBERS);
      require("--messages", messages, 1, 100_000);
    }

    private static void require(String what, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "%s is %d to %d, not %d".formatted(what, least, most, value));
      }
    }

    /** The same with another number of nodes. */
    public Order withNodes(int count) {
      return new Order(count, sybils, messages, seed);
    }

    /** The same with another number of attackers. */
    public Order withSybils(int count) {
      return new Order(nodes, count, messages, seed);
    }

    /** The same with another number of messages. */
    public Order withMessages(int count) {
      return new Order(nodes, sybils, count, seed);
    }

    /** The same with another seed. */
    public Order withSeed(long other) {
      return new Order(nodes, sybils, messages, other);
    }
  }

  /**
   * What became of it.
   *
   * @param scenario its name
   * @param order what decided the course
   * @param deliveredRatio of the pairs of a message and a node that should have it, the share that
   *     has
   * @param p50Millis virtual milliseconds within which half of the deliveries were made
   * @param p99Millis the same for 99 of 100
   * @param events events that happened
   * @param traceHash the hash of the course
   * @param more further figures, by name
   * @param failures demands that are not met; empty if all is well
   */
  record Outcome(
      String scenario,
      Order order,
      double deliveredRatio,
      double p50Millis,
      double p99Millis,
      long events,
      String traceHash,
      Map<String, Object> more,
      java.util.List<String> failures) {
    /** The figures by name, in the order in which they are shown. */
    public Map<String, Object> figures() {
      Map<String, Object> figures = new java.util.LinkedHashMap<>();
      figures.put("scenario", scenario);
      figures.put("nodes", order.nodes());
      figures.put("delivered_ratio", deliveredRatio);
      figures.put("p50_ms", p50Millis);
      figures.put("p99_ms", p99Millis);
      figures.put("events", events);
      figures.put("trace_hash", traceHash);
      figures.put("seed", order.seed());
      figures.putAll(more);
      figures.put("passed", failures.isEmpty());
      figures.put("failures", failures);
      return figures;
    }
  }
}
