// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.util.Locale;

/** Plain lines, for files, pipes and logs. */
final class PlainAudience implements Audience {
  private static final int EVERY_NTH = 10;

  private final java.io.PrintStream out;
  private int calls;

  /** Prints results where they belong; with JSON those are the error stream. */
  PlainAudience(java.io.PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void scene(String text) {
    out.println("== " + text);
    out.flush();
  }

  @Override
  public synchronized void heard(String text) {
    out.println("   " + text);
    out.flush();
  }

  @Override
  public synchronized void progress(Progress progress) {
    if (calls++ % EVERY_NTH == 0) {
      out.println("-- " + line(progress));
      out.flush();
    }
  }

  @Override
  public void close() {
    out.flush();
  }

  /** All of it on one line. */
  static String line(Progress progress) {
    return String.format(
        Locale.ROOT,
        "%d/%d lines, peers %s, delivered %d of %d, by type %s, latency %.1f/%.1f ms, plugin generation %s",
        progress.played(),
        progress.lines(),
        progress.peers(),
        progress.tally().delivered(),
        progress.tally().sent(),
        progress.tally().byType(),
        progress.tally().p50(),
        progress.tally().p99(),
        progress.generation());
  }
}
