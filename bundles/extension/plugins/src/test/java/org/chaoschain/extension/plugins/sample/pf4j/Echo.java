// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample.pf4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.time.Clock;
import org.pf4j.Extension;

/** Says what its resource {@code greeting} says, or what it sees of a class that is asked for. */
@Extension(ordinal = 3)
public final class Echo implements MessageType, Supplier<String> {
  private final Clock clock;
  private final String greeting;

  public Echo(Clock clock) {
    this.clock = clock;
    this.greeting = read();
    if (greeting.equals("broken")) {
      throw new IllegalStateException("the moon is full");
    }
  }

  @Override
  public String name() {
    return "extension/echo";
  }

  @Override
  public int maxBytes() {
    return 1000;
  }

  @Override
  public String render(Message message) {
    return get();
  }

  /** The greeting; the name of a class is answered by whether the plugin can see it. */
  @Override
  public String get() {
    if (!greeting.startsWith("class ")) {
      return clock == null ? "no clock" : greeting;
    }
    StringBuilder seen = new StringBuilder();
    for (String name : greeting.substring("class ".length()).split(" ", -1)) {
      try {
        seen.append(Class.forName(name, false, Echo.class.getClassLoader()) == null ? "" : "yes ");
      } catch (ClassNotFoundException e) {
        seen.append("no ");
      }
    }
    return seen.toString().strip();
  }

  /** Leaves the stream open, as careless plugins do. */
  @SuppressWarnings("resource")
  private static String read() {
    try {
      InputStream in = Echo.class.getResource("/greeting").openStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
