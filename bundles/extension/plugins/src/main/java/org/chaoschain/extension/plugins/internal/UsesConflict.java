// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads out of the resolver's complaint that a bundle would meet one package from two providers.
 *
 * @param packageName the package
 * @param one a bundle that exports it
 * @param other another one
 */
record UsesConflict(String packageName, String one, String other) {
  private static final Pattern FORM =
      Pattern.compile(
          "exposed to package '([^']+)' from resources (.+?) and (.+?) via two dependency chains",
          Pattern.DOTALL);
  private static final Pattern BUNDLE = Pattern.compile("([A-Za-z0-9_.-]+) \\[[0-9]+\\]");

  /** Empty if the complaint is about something else. */
  static Optional<UsesConflict> in(String complaint) {
    Matcher matcher = FORM.matcher(complaint == null ? "" : complaint);
    return matcher.find()
        ? Optional.of(
            new UsesConflict(matcher.group(1), name(matcher.group(2)), name(matcher.group(3))))
        : Optional.empty();
  }

  private static String name(String resource) {
    Matcher matcher = BUNDLE.matcher(resource);
    return matcher.find() ? matcher.group(1) : resource.strip();
  }

  String words() {
    return "it would meet package %s twice (uses conflict): from %s by its own import, and from %s by another package that it imports and that uses it; choose import ranges so that both come from one bundle, or leave out the one that is not needed"
        .formatted(packageName, one, other);
  }
}
