// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A panel at the foot of a terminal, with what agents say rolling by above it. */
final class LiveAudience implements Audience {
  private static final int REFRESH_MS = 100;
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String UP = "\u001b[%dA";

  private final PrintStream out;
  private final int columns;
  private final ProgressBar bar;
  private final StringBuilder above = new StringBuilder();
  private List<String> panel = List.of();
  private int drawn;
  private Progress last;

  /**
   * Draws on a terminal.
   *
   * @param columns its width
   */
  LiveAudience(PrintStream out, int columns, int lines) {
    this.out = out;
    this.columns = Math.max(40, columns);
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("conversation")
            .setInitialMax(lines)
            .setUpdateIntervalMillis(REFRESH_MS)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, this.columns - 1))
            .hideEta()
            .build();
  }

  @Override
  public synchronized void scene(String text) {
    above.append("\u001b[1m").append(fitted("== " + text)).append("\u001b[0m\n");
  }

  @Override
  public synchronized void heard(String text) {
    text.lines().forEach(line -> above.append(fitted("   " + line)).append('\n'));
  }

  @Override
  public synchronized void progress(Progress progress) {
    last = progress;
    bar.stepTo(progress.played());
  }

  @Override
  public void close() {
    bar.close();
    synchronized (this) {
      draw("");
      out.flush();
    }
  }

  private synchronized void draw(String rendered) {
    List<String> lines = new ArrayList<>();
    if (last != null) {
      for (int i = 0; i < last.peers().size(); i++) {
        lines.add(
            "  node %d   peers %d   plugin %s"
                .formatted(
                    i + 1,
                    last.peers().get(i),
                    last.generation().get(i) == 0
                        ? "-"
                        : "generation " + last.generation().get(i)));
      }
      lines.add("  deliveries " + last.tally().byType());
      lines.add(
          String.format(
              Locale.ROOT,
              "  latency %.1f ms median, %.1f ms p99   delivered %d of %d   waited for the plugin %d",
              last.tally().p50(),
              last.tally().p99(),
              last.tally().delivered(),
              last.tally().sent(),
              last.tally().parkedThenDelivered()));
    }
    if (!rendered.isEmpty()) {
      lines.add(rendered.strip());
    }
    panel = lines;
    repaint();
  }

  private void repaint() {
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      frame.append(UP.formatted(drawn)).append('\r').append("\u001b[0J");
    }
    frame.append(above);
    above.setLength(0);
    panel.forEach(line -> frame.append(CLEAR_LINE).append(fitted(line)).append('\n'));
    drawn = panel.size();
    out.print(frame);
    out.flush();
  }

  private String fitted(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
  }
}
