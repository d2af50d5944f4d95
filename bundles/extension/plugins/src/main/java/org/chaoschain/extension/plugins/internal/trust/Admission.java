// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.plugins.internal.file.EntryWitness;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;
import org.chaoschain.extension.plugins.internal.pf4j.Pf4jVersion;
import org.chaoschain.extension.signing.core.PluginContent;
import org.chaoschain.extension.signing.core.PluginEntry;
import org.chaoschain.extension.signing.core.PluginKind;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.osgi.framework.Version;

/**
 * Leave for one file to be looked into. What its publisher has said of it is compared step by step
 * with what is found. For one thread.
 */
public final class Admission implements EntryWitness {
  private final Trust trust;
  private final String file;
  private final Optional<PluginSignature> signature;
  private final boolean force;
  private final Map<String, PluginEntry> missing = new HashMap<>();

  Admission(Trust trust, String file, Optional<PluginSignature> signature, boolean force) {
    this.trust = trust;
    this.file = file;
    this.signature = signature;
    this.force = force;
    content()
        .ifPresent(content -> content.entries().forEach(each -> missing.put(each.path(), each)));
  }

  /** The signature file's content; empty for an unsigned plugin. */
  public Optional<Bytes> signature() {
    return signature.map(PluginSignature::encode);
  }

  /**
   * Compares the copy's hash, in a time that does not depend on it.
   *
   * @throws RejectedPluginException if it is another file than the signed one
   */
  public void checkWhole(PluginStore.Staged staged) throws RejectedPluginException {
    if (content().isPresent()
        && !content().get().sha256().equalsConstantTime(Bytes.fromHex(staged.sha256()))) {
      throw RejectedPluginException.incomplete(
          file,
          "is not the file that was signed: its SHA-256 is %s, and the signature is for %s; copy both anew"
              .formatted(staged.sha256(), content().get().sha256().hex()));
    }
  }

  @Override
  public void entry(String path, long size, byte[] sha256) throws RejectedPluginException {
    if (content().isEmpty()) {
      return;
    }
    PluginEntry said = missing.remove(path);
    if (said == null) {
      throw wrong("has the entry %s, which its signature does not list".formatted(shown(path)));
    }
    if (said.size() != size || !said.sha256().equalsConstantTime(Bytes.copyOf(sha256))) {
      throw wrong("has an entry %s that is not the one its signature lists".formatted(shown(path)));
    }
  }

  /**
   * Compares what the file says of itself with what was signed, and with what has run before.
   *
   * @throws RejectedPluginException if one does not fit
   */
  public void confirm(PluginFile plugin) throws RejectedPluginException {
    if (content().isPresent()) {
      PluginContent content = content().get();
      if (!missing.isEmpty()) {
        throw wrong(
            "lacks the entry %s, which its signature lists"
                .formatted(shown(missing.keySet().iterator().next())));
      }
      if (!content.name().equals(plugin.name())) {
        throw wrong(
            "is the plugin %s, and its signature is for %s"
                .formatted(plugin.name(), content.name()));
      }
      if (!same(content, plugin.version())) {
        throw wrong(
            "has version %s, and its signature is for version %s"
                .formatted(plugin.version(), content.version()));
      }
    }
    Optional<Objection> objection =
        trust.objection(plugin, signature.map(each -> each.statement().publisher()), force);
    if (objection.isPresent()) {
      throw RejectedPluginException.objected(
          file, objection.get().state().word(), objection.get().reason());
    }
  }

  private Optional<PluginContent> content() {
    return signature.map(each -> each.statement().content());
  }

  private static boolean same(PluginContent said, Version version) {
    try {
      Version parsed =
          said.kind() == PluginKind.PF4J
              ? Pf4jVersion.parse(said.version())
              : Version.parseVersion(said.version());
      return parsed.equals(version);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private RejectedPluginException wrong(String reason) {
    return RejectedPluginException.wrong(file, reason);
  }

  private static String shown(String path) {
    String safe = path.replaceAll("\\p{Cntrl}", "?");
    return safe.length() <= 120 ? safe : safe.substring(0, 120) + "…";
  }
}
