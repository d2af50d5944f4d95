// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.io.IOException;
import java.time.Duration;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.reputation.core.PeerJudge;
import org.chaoschain.p2p.reputation.core.ReputationConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Reputation in a node: what the host tells of peers counts, and bans are kept. */
@Component(
    service = {Reputation.class, ConnectionListener.class, ReputationComponent.class},
    configurationPid = "org.chaoschain.p2p.reputation")
@Designate(ocd = ReputationSettings.class)
public final class ReputationComponent implements Reputation, ConnectionListener {
  private static final Duration REVIEW = Duration.ofSeconds(10);

  private final BanStore store;
  private final Court court;
  private final Cancellable reviews;

  /** Made by Declarative Services. */
  @Activate
  public ReputationComponent(
      @Reference Node node,
      @Reference Host host,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      ReputationSettings settings)
      throws IOException {
    ReputationConfig config = ReputationSettings.Reader.read(settings);
    this.store = new BanStore(node.directory("store").resolve("bans.mv"));
    this.court =
        new Court(
            new PeerJudge(config, peer -> 0, metrics),
            store,
            host,
            clock,
            events,
            scheduler.serial("p2p-reputation"),
            metrics.limit(
                ReputationConfig.KEY_PREFIX + "max.pending", settings.max_pending(), "reports"));
    this.reviews = scheduler.scheduleWithFixedDelay(REVIEW, REVIEW, court::review);
  }

  @Deactivate
  void deactivate() {
    reviews.cancel();
    store.close();
  }

  Court court() {
    return court;
  }

  @Override
  public void report(PeerId peer, Offence offence, String seen) {
    court.report(peer, offence, seen);
  }

  @Override
  public double score(PeerId peer) {
    return court.score(peer);
  }

  @Override
  public boolean banned(PeerId peer) {
    return court.banned(peer);
  }

  @Override
  public void onConnected(Connection connection) {
    court.connected(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    switch (reason.kind()) {
      case PROTOCOL_ERROR ->
          court.report(connection.remotePeer(), Offence.PROTOCOL_ERROR, reason.message());
      case TIMEOUT -> court.report(connection.remotePeer(), Offence.UNRESPONSIVE, reason.message());
      default -> {}
    }
  }
}
