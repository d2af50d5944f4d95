// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.regex.Pattern;

/**
 * Where an artifact is in a Maven repository. No part has a slash, a backslash or a leading dot, so
 * that none leads out of a folder.
 *
 * @param group the group id
 * @param artifact the artifact id
 * @param version the version as Maven writes it
 */
public record Coordinates(String group, String artifact, String version)
    implements Comparable<Coordinates> {
  static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if one has characters that Maven does not allow
   */
  public Coordinates {
    require(group, "group id");
    require(artifact, "artifact id");
    require(version, "version");
  }

  /**
   * Reads {@code group:artifact:version}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static Coordinates parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("'" + text + "' is not group:artifact:version");
    }
    return new Coordinates(parts[0], parts[1], parts[2]);
  }

  /** Group and artifact: what has one version in a node. */
  public String name() {
    return group + ":" + artifact;
  }

  /** The name of its jar. */
  public String fileName() {
    return artifact + "-" + version + ".jar";
  }

  /** Its package URL. */
  String packageUrl() {
    return "pkg:maven/" + group + "/" + artifact + "@" + version.replace("+", "%2B");
  }

  @Override
  public int compareTo(Coordinates other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return group + ":" + artifact + ":" + version;
  }

  private static void require(String part, String what) {
    if (!PART.matcher(part).matches() || part.contains("..")) {
      throw new IllegalArgumentException(
          "'%s' is no %s: it has letters, digits and . _ + - alone".formatted(part, what));
    }
  }
}
