// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;
import org.chaoschain.extension.plugins.internal.file.WaitingFiles;
import org.chaoschain.extension.plugins.internal.trust.Objection;
import org.chaoschain.extension.plugins.internal.trust.Trust;
import org.chaoschain.extension.signing.core.PluginContent;
import org.chaoschain.extension.signing.core.PluginSignature;

/**
 * Files that were to be installed, are well signed, and wait because the operator has to decide
 * whose they are. They are judged anew at the start and after every change of trust; what is
 * revoked goes. For one thread.
 */
final class WaitingRoom {
  private final WaitingFiles files;
  private final PluginStore store;
  private final Trust trust;
  private final Journal journal;
  private final Limit fileBytes;
  private final Map<String, WaitingPlugin> plugins = new TreeMap<>();

  WaitingRoom(
      WaitingFiles files, PluginStore store, Trust trust, Journal journal, Limit fileBytes) {
    this.files = files;
    this.store = store;
    this.trust = trust;
    this.journal = journal;
    this.fileBytes = fileBytes;
  }

  /** Looks at what waited when the node stopped. */
  void open() {
    files.excess().ifPresent(reason -> journal.rejected(files.folder().toString(), reason));
    judge();
  }

  /**
   * Keeps a copy of a file that was refused, if the operator can still let it in. It has to be the
   * file that was signed; more is looked at when it is taken up.
   *
   * @param refused what the operator is told
   * @return what there is to add to that
   * @throws RejectedPluginException if the file is not the signed one, or beyond a limit
   */
  String keep(Path file, Path signature, RejectedPluginException refused)
      throws IOException, RejectedPluginException {
    String shown = file.getFileName().toString();
    Optional<PluginSignature> signed =
        refused.state().equals(Objection.State.WAITING.word())
            ? trust.waiting(shown, signature)
            : Optional.empty();
    if (signed.isEmpty()) {
      return "";
    }
    PluginContent content = signed.get().statement().content();
    try {
      PluginStore.Staged staged = store.stage(shown, file, fileBytes);
      if (!staged.sha256().equals(content.sha256().hex())) {
        throw RejectedPluginException.wrong(
            shown,
            "is not the file that was signed: its SHA-256 is %s, and the signature is for %s; copy both anew"
                .formatted(staged.sha256(), content.sha256().hex()));
      }
      String suffix = shown.endsWith(".zip") ? ".zip" : ".jar";
      WaitingFiles.Waiting kept = files.keep(staged, suffix, signed.get().encode());
      plugins.put(kept.sha256(), judged(kept));
    } finally {
      store.discard();
    }
    return "; it waits: 'chaos plugin approve %s' installs it, 'chaos plugin forget %s' drops it"
        .formatted(content.name(), content.name());
  }

  /** Decides again about all of them. */
  void judge() {
    plugins.clear();
    for (WaitingFiles.Waiting file : files.all()) {
      WaitingPlugin plugin = judged(file);
      plugins.put(plugin.sha256(), plugin);
      if (plugin.state().equals(Objection.State.REVOKED.word())) {
        journal.rejected(file.file().toString(), plugin.reason());
        remove(plugin.sha256());
      }
    }
  }

  List<WaitingPlugin> all() {
    return List.copyOf(plugins.values());
  }

  Optional<WaitingPlugin> of(String sha256) {
    return Optional.ofNullable(plugins.get(sha256));
  }

  /**
   * Those that may run, and were not tried in that round. They are installed like any other file.
   */
  List<WaitingPlugin> admitted(long round) {
    return plugins.values().stream()
        .filter(each -> each.admitted() && each.failedAtRound() != round)
        .toList();
  }

  /** It may run, and could not be installed; told once. */
  void failed(WaitingPlugin plugin, String reason, long round) {
    if (!plugin.reason().equals(reason)) {
      journal.failed(
          plugin.name() + " " + plugin.version(), plugin.file().file().toString(), reason, false);
    }
    plugins.put(plugin.sha256(), plugin.failed(reason, round));
  }

  /** It need not wait any more: it is installed. */
  void remove(String sha256) {
    try {
      files.remove(sha256);
      plugins.remove(sha256);
    } catch (IOException e) {
      journal.trouble(
          "%s in %s waits no more, and cannot be deleted: %s"
              .formatted(sha256, files.folder(), e.getMessage()));
    }
  }

  /** The operator does not want it. */
  Map<String, Object> forget(String what) throws ControlException {
    List<WaitingPlugin> found = all().stream().filter(each -> each.is(what)).toList();
    if (found.isEmpty()) {
      throw ControlException.notFound(
          "no file of a plugin '%s' waits in %s; a file in a plugin folder is deleted there"
              .formatted(what, files.folder()));
    }
    if (found.size() > 1) {
      throw ControlException.refused(
          "several files of %s wait; forget one by its SHA-256: %s"
              .formatted(
                  what,
                  String.join(
                      ", ",
                      found.stream().map(each -> each.version() + " " + each.sha256()).toList())));
    }
    WaitingPlugin plugin = found.get(0);
    try {
      files.remove(plugin.sha256());
    } catch (IOException e) {
      throw ControlException.failed(
          "%s cannot be deleted: %s".formatted(plugin.file().file(), e.getMessage()));
    }
    plugins.remove(plugin.sha256());
    trust.forget(plugin.sha256());
    return plugin.toMap("forgotten");
  }

  private WaitingPlugin judged(WaitingFiles.Waiting file) {
    String shown = file.file().getFileName().toString();
    try {
      Optional<Trust.Candidate> candidate =
          trust.candidate(shown, PluginSignatureFile.of(file.file()));
      if (candidate.isEmpty()) {
        return rejected(file, shown + " has lost its signature");
      }
      PluginContent content = candidate.get().signature().statement().content();
      if (!content.sha256().hex().equals(file.sha256())) {
        return rejected(file, shown + " has the signature of another file");
      }
      return new WaitingPlugin(
          file,
          content.name(),
          content.version(),
          candidate.get().signature().statement().publisher().toString(),
          candidate.get().objection().map(each -> each.state().word()).orElse(WaitingPlugin.FAILED),
          candidate.get().objection().map(each -> advice(each, content.name())).orElse(""),
          -1);
    } catch (RejectedPluginException e) {
      return rejected(file, e.getMessage());
    }
  }

  private static String advice(Objection objection, String name) {
    return objection.state() == Objection.State.REVOKED
        ? objection.reason()
        : "%s; to install this file alone: chaos plugin approve %s; to drop it: chaos plugin forget %s"
            .formatted(objection.reason(), name, name);
  }

  private static WaitingPlugin rejected(WaitingFiles.Waiting file, String reason) {
    return new WaitingPlugin(
        file,
        file.sha256(),
        "",
        "",
        Objection.State.REJECTED.word(),
        "%s; to drop it: chaos plugin forget %s".formatted(reason, file.sha256()),
        -1);
  }
}
