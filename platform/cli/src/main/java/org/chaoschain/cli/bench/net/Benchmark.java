// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.net;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be measured of the P2P layer. */
public enum Benchmark {
  /** Connections. */
  HANDSHAKE(
      "connections/s",
      "four clients connect to one server (TCP, Noise, Yamux), close, and connect again"),
  /** Throughput. */
  BULK("MB/s", "one stream uploads by libp2p's perf until the server has read all"),
  /** Latency. */
  ECHO("round trips/s", "32 bytes go to and fro on one stream, one after the other"),
  /** Streams. */
  NEW_STREAM(
      "streams/s",
      "a stream is opened, agrees on its protocol, echoes 32 bytes and ends; 8 at a time"),
  /** Publish and subscribe. */
  GOSSIP(
      "deliveries/s",
      "messages of 512 bytes are published to a subscriber that acknowledges every 16th; 64 are under way"),
  /** Memory. */
  IDLE("KiB/connection", "resident memory of a server that 200 clients are connected to, all idle");

  private static final double MICROS = 1e6;

  private final String unit;
  private final String meaning;

  Benchmark(String unit, String meaning) {
    this.unit = unit;
    this.meaning = meaning;
  }

  /** The name on the command line: {@code new-stream}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the values count. */
  public String unit() {
    return unit;
  }

  /** What is done, for people. */
  public String meaning() {
    return meaning;
  }

  /** The benchmark of that name. */
  public static Optional<Benchmark> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** What a value means besides, for people; empty if nothing. */
  String remark(double value) {
    return this == ECHO && value > 0
        ? String.format(Locale.ROOT, ", %.1f us each", MICROS / value)
        : "";
  }
}
