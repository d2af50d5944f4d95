// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a package: three numbers, no qualifier. */
record PackageVersion(int major, int minor, int micro) implements Comparable<PackageVersion> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
  private static final Comparator<PackageVersion> ORDER =
      Comparator.comparingInt(PackageVersion::major)
          .thenComparingInt(PackageVersion::minor)
          .thenComparingInt(PackageVersion::micro);

  /** Reads {@code 1.2.0}; empty if it is something else. */
  static Optional<PackageVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3))));
  }

  /** Whether they differ in nothing that imports look at: the last number is for corrections. */
  boolean isLike(PackageVersion other) {
    return major == other.major && minor == other.minor;
  }

  @Override
  public int compareTo(PackageVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + micro;
  }
}
