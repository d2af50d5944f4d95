// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import org.chaoschain.api.bytes.Bytes;

/** Something of a publisher that is not to run any more. */
public sealed interface Revocation {
  /** Why, for people: one line, at most 200 bytes; empty if nothing is said. */
  String reason();

  /** Whether it strikes a plugin of that publisher, with that version and file. */
  boolean strikes(String plugin, String pluginVersion, Bytes fileSha256);

  /** The same as text, without the reason: one form for each. */
  String target();

  /**
   * The publisher's key as a whole: everything it ever signed.
   *
   * @param reason why
   */
  record OfKey(String reason) implements Revocation {
    /** Checks the reason. */
    public OfKey {
      StatementText.checkReason(reason);
    }

    @Override
    public boolean strikes(String plugin, String pluginVersion, Bytes fileSha256) {
      return true;
    }

    @Override
    public String target() {
      return "key";
    }
  }

  /**
   * A file.
   *
   * @param sha256 of the whole file
   * @param reason why
   */
  record OfFile(Bytes sha256, String reason) implements Revocation {
    /** Checks both. */
    public OfFile {
      StatementText.checkSha256("the revoked file", sha256);
      StatementText.checkReason(reason);
    }

    @Override
    public boolean strikes(String plugin, String pluginVersion, Bytes fileSha256) {
      return fileSha256.equals(sha256);
    }

    @Override
    public String target() {
      return "sha256 " + sha256.hex();
    }
  }

  /**
   * A version of a plugin, whatever its file.
   *
   * @param name the plugin's
   * @param version as the signature says it
   * @param reason why
   */
  record OfVersion(String name, String version, String reason) implements Revocation {
    /** Checks all. */
    public OfVersion {
      StatementText.checkName(name);
      StatementText.checkVersion(version);
      StatementText.checkReason(reason);
    }

    @Override
    public boolean strikes(String plugin, String pluginVersion, Bytes fileSha256) {
      return plugin.equals(name) && pluginVersion.equals(version);
    }

    @Override
    public String target() {
      return "version " + name + " " + version;
    }
  }

  /**
   * Reads a target and a reason as {@link #target} writes it: {@code key}, {@code sha256 HEX} or
   * {@code version NAME VERSION}, then the reason, if any, after a space.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Revocation parse(String text) {
    String[] words = text.split(" ", 2);
    String rest = words.length == 2 ? words[1] : "";
    return switch (words[0]) {
      case "key" -> new OfKey(rest);
      case "sha256" -> {
        String[] parts = (rest + " ").split(" ", 2);
        yield new OfFile(StatementText.sha256(parts[0]), parts[1].stripTrailing());
      }
      case "version" -> {
        String[] parts = (rest + "  ").split(" ", 3);
        yield new OfVersion(parts[0], parts[1], parts[2].stripTrailing());
      }
      default ->
          throw new IllegalArgumentException(
              "'%s' is no revocation; there are 'key', 'sha256 HEX' and 'version NAME VERSION', each with a reason after it"
                  .formatted(StatementText.shown(text)));
    };
  }
}
