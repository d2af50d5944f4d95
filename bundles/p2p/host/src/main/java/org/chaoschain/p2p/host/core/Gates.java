// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.host.ConnectionGater.Refusal;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all gaters at each step of a connection; the first refusal decides. Each is counted as
 * {@code p2p.gate.refused} by step and rule. Safe for use by many threads.
 */
final class Gates {
  private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

  private final List<Accounted<ConnectionGater>> gaters = new CopyOnWriteArrayList<>();
  private final Metrics metrics;

  Gates(Metrics metrics) {
    this.metrics = metrics;
  }

  void add(ConnectionGater gater, PluginAccount account) {
    gaters.add(new Accounted<>(gater, account));
  }

  void remove(ConnectionGater gater) {
    gaters.removeIf(each -> each.service() == gater);
  }

  Optional<CloseReason> dial(PeerId peer) {
    return ask("dial.peer", gater -> gater.onDial(peer));
  }

  Optional<CloseReason> dial(PeerId peer, Multiaddr address) {
    return ask("dial.address", gater -> gater.onDial(peer, address));
  }

  Optional<CloseReason> accept(Multiaddr local, Multiaddr remote) {
    return ask("accept", gater -> gater.onAccept(local, remote));
  }

  Optional<CloseReason> secured(boolean initiator, PeerId peer, Multiaddr remote) {
    return ask("secured", gater -> gater.onSecured(initiator, peer, remote));
  }

  private Optional<CloseReason> ask(
      String step, Function<ConnectionGater, Optional<Refusal>> question) {
    for (Accounted<ConnectionGater> gater : gaters) {
      Optional<Refusal> refusal = answer(gater, question);
      if (refusal.isPresent()) {
        metrics.counter("p2p.gate.refused", "step", step, "rule", refusal.get().rule()).increment();
        return Optional.of(new CloseReason(CloseReason.Kind.REFUSED, refusal.get().reason()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> answer(
      Accounted<ConnectionGater> gater, Function<ConnectionGater, Optional<Refusal>> question) {
    try {
      return question.apply(gater.service());
    } catch (RuntimeException | Error e) {
      gater.account().failed("connection gater", e);
      LOG.warn("A connection gater failed; it refuses until it works again", e);
      return Optional.of(new Refusal("failed", "a connection gater failed: " + e));
    }
  }
}
