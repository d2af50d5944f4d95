// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A component that says what its bundle's file {@code greeting} says. */
public final class Greeter implements Supplier<String> {
  @Override
  public String get() {
    try (InputStream in = Greeter.class.getResourceAsStream("/greeting")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
