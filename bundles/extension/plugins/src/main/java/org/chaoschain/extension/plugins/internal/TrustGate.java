// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginStore;
import org.chaoschain.extension.plugins.internal.trust.Objection;
import org.chaoschain.extension.plugins.internal.trust.Trust;

/** The one way from the store into the framework. For one thread. */
final class TrustGate {
  private final Trust trust;
  private final PluginStore store;

  TrustGate(Trust trust, PluginStore store) {
    this.trust = trust;
    this.store = store;
  }

  /**
   * Lets a plugin pass.
   *
   * @throws DeploymentException if it is not to run
   */
  void pass(DesiredPlugin plugin) throws DeploymentException {
    Optional<Objection> objection = objection(plugin);
    if (objection.isPresent()) {
      throw new DeploymentException(objection.get().reason());
    }
  }

  /** Why a plugin is not to run. */
  Optional<Objection> objection(DesiredPlugin plugin) {
    try {
      return trust.objection(plugin, store.signature(plugin.sha256()));
    } catch (IOException e) {
      return Optional.of(
          new Objection(
              Objection.State.REJECTED,
              "its signature in the store cannot be read: " + e.getMessage()));
    }
  }

  /** A plugin has come up. */
  void ran(DesiredPlugin plugin, boolean forced, Journal journal) {
    try {
      Optional<Bytes> signature = store.signature(plugin.sha256());
      trust.ran(plugin, signature, forced);
    } catch (IOException e) {
      journal.trouble(
          "it cannot be kept that %s %s has run: %s; an older version, or one of another publisher, may be taken later"
              .formatted(plugin.name(), plugin.version(), e.getMessage()));
    }
  }

  /** Who has signed a plugin, for people; whether he is trusted is another question. */
  String publisher(DesiredPlugin plugin) {
    try {
      return store
          .signature(plugin.sha256())
          .map(
              bytes ->
                  Trust.publisher(bytes).map(Object::toString).orElse("its signature is broken"))
          .orElse("nobody: it is not signed");
    } catch (IOException e) {
      return "its signature in the store cannot be read: " + e.getMessage();
    }
  }

  Trust trust() {
    return trust;
  }
}
