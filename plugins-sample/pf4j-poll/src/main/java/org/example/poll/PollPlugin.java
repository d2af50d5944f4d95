// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import org.pf4j.Plugin;

/**
 * The plugin itself. It has nothing to do but to look whether its settings make sense; what it
 * throws here is the reason that {@code chaos plugin why org.example.poll} tells.
 */
public final class PollPlugin extends Plugin {
  /** Called by the node. */
  public PollPlugin() {}

  @Override
  public void start() {
    marks();
  }

  /** How this version of the plugin marks options. */
  static Marks marks() {
    String text = property("marks");
    try {
      return Marks.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "poll.properties: 'marks' must be letters or numbers, not '" + text + "'", e);
    }
  }

  private static String property(String key) {
    try (InputStream in = PollPlugin.class.getResourceAsStream("poll.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty(key, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
