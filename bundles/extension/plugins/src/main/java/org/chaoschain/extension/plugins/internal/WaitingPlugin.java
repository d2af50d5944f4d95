// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.extension.plugins.internal.file.WaitingFiles;

/**
 * A file that was to be installed and waits.
 *
 * @param file it
 * @param name as its signature says it, or its SHA-256 if the signature is none any more
 * @param version as its signature says it, or empty
 * @param publisher who signed it, or empty
 * @param state {@code waiting}, {@code failed} if it may run and could not be installed, {@code
 *     rejected}
 * @param reason why it does not run, or empty if it is to be installed
 * @param failedAtRound when it could not be installed; -1 if that was not tried
 */
record WaitingPlugin(
    WaitingFiles.Waiting file,
    String name,
    String version,
    String publisher,
    String state,
    String reason,
    long failedAtRound) {
  static final String FAILED = "failed";

  String sha256() {
    return file.sha256();
  }

  /** Whether it is the one that a command is about. */
  boolean is(String what) {
    return name.equals(what) || sha256().equals(what);
  }

  /** Whether nobody has to decide about it any more. */
  boolean admitted() {
    return state.equals(FAILED);
  }

  WaitingPlugin failed(String why, long round) {
    return new WaitingPlugin(file, name, version, publisher, FAILED, why, round);
  }

  Map<String, Object> toMap(String action) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", action);
    map.put("name", name);
    map.put("version", version);
    map.put("sha256", sha256());
    map.put("publisher", publisher);
    return map;
  }
}
