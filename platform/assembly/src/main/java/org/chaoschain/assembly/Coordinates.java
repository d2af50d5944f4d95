// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.regex.Pattern;

/**
 * Where a jar is in a Maven repository. No part has a slash, a backslash or a leading dot, so that
 * none leads out of a folder.
 *
 * @param group the group id
 * @param artifact the artifact id
 * @param classifier which of the artifact's jars it is; empty for its main one
 * @param version the version as Maven writes it
 */
public record Coordinates(String group, String artifact, String classifier, String version)
    implements Comparable<Coordinates> {
  static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");
  private static final String JAR = "jar";

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if one has characters that Maven does not allow
   */
  public Coordinates {
    require(group, "group id");
    require(artifact, "artifact id");
    require(version, "version");
    if (!classifier.isEmpty()) {
      require(classifier, "classifier");
    }
  }

  /** The main jar of an artifact. */
  public Coordinates(String group, String artifact, String version) {
    this(group, artifact, "", version);
  }

  /**
   * Reads an id as feature files have it: {@code group:artifact:version}, {@code
   * group:artifact:jar:version} or {@code group:artifact:jar:classifier:version}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static Coordinates parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 3 || parts.length > 5 || (parts.length > 3 && !parts[2].equals(JAR))) {
      throw new IllegalArgumentException(
          "'" + text + "' is not group:artifact[:jar[:classifier]]:version");
    }
    return new Coordinates(
        parts[0], parts[1], parts.length == 5 ? parts[3] : "", parts[parts.length - 1]);
  }

  /** Group, artifact and classifier, if there is one: what has one version in a node. */
  public String name() {
    return group + ":" + artifact + (classifier.isEmpty() ? "" : ":" + classifier);
  }

  /** The name of its jar. */
  public String fileName() {
    return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
  }

  /** Its package URL. */
  String packageUrl() {
    return "pkg:maven/"
        + group
        + "/"
        + artifact
        + "@"
        + escaped(version)
        + (classifier.isEmpty() ? "" : "?classifier=" + escaped(classifier));
  }

  private static String escaped(String part) {
    return part.replace("+", "%2B");
  }

  @Override
  public int compareTo(Coordinates other) {
    return toString().compareTo(other.toString());
  }

  /** As feature files have it: {@link #parse} reads it. */
  @Override
  public String toString() {
    return group
        + ":"
        + artifact
        + (classifier.isEmpty() ? "" : ":" + JAR + ":" + classifier)
        + ":"
        + version;
  }

  private static void require(String part, String what) {
    if (!PART.matcher(part).matches() || part.contains("..")) {
      throw new IllegalArgumentException(
          "'%s' is no %s: it has letters, digits and . _ + - alone".formatted(part, what));
    }
  }
}
