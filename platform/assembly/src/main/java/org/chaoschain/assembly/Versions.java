// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Which versions of a bundle or feature are wanted. */
sealed interface Versions {
  /** Whether a version is wanted, given as Maven writes it and as OSGi does. */
  boolean has(String maven, Version osgi);

  /** Any version. */
  record Any() implements Versions {
    @Override
    public boolean has(String maven, Version osgi) {
      return true;
    }

    @Override
    public String toString() {
      return "any version";
    }
  }

  /**
   * One version.
   *
   * @param text as Maven or as OSGi writes it
   */
  record Exact(String text) implements Versions {
    @Override
    public boolean has(String maven, Version osgi) {
      return text.equals(maven) || text.equals(osgi.toString());
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The versions of an OSGi range, judged by the bundle's version.
   *
   * @param range with brackets
   */
  record Range(VersionRange range) implements Versions {
    @Override
    public boolean has(String maven, Version osgi) {
      return range.includes(osgi);
    }

    @Override
    public String toString() {
      return range.toString();
    }
  }

  /**
   * Reads a version, a range, or nothing.
   *
   * @throws IllegalArgumentException if it is neither, or the range is empty
   */
  static Versions parse(String text) {
    if (text.isEmpty()) {
      return new Any();
    }
    if (text.startsWith("[") || text.startsWith("(")) {
      VersionRange range;
      try {
        range = new VersionRange(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'" + text + "' is no version range such as [1.0,2)", e);
      }
      if (range.isEmpty()) {
        throw new IllegalArgumentException("the version range " + text + " is empty");
      }
      return new Range(range);
    }
    if (!Coordinates.PART.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a version such as 1.2.0 nor a range such as [1.0,2)");
    }
    return new Exact(text);
  }
}
