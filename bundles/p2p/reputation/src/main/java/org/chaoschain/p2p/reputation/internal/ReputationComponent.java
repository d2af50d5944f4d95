// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerTags;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PeerScores;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.api.pubsub.PubSubListener;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.reputation.core.PeerJudge;
import org.chaoschain.p2p.reputation.core.ReputationConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Reputation in a node: what the host tells of peers counts, and bans are kept. */
@Component(
    service = {
      Reputation.class,
      ConnectionListener.class,
      ConnectionGater.class,
      PeerValue.class,
      PubSubListener.class,
      ReputationComponent.class
    },
    configurationPid = "org.chaoschain.p2p.reputation")
@Designate(ocd = ReputationSettings.class)
public final class ReputationComponent
    implements Reputation, ConnectionListener, ConnectionGater, PeerValue, PubSubListener {
  private static final Duration REVIEW = Duration.ofSeconds(10);

  private final AtomicReference<PeerScores> gossip = new AtomicReference<>();
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
    BanStore store = new BanStore(node.directory("store").resolve("bans.mv"));
    this.court =
        new Court(
            new PeerJudge(config, this::gossipShare, metrics),
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
    court.close();
  }

  /** Publish and subscribe keeps scores now. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addScores(PeerScores scores) {
    gossip.set(scores);
  }

  void removeScores(PeerScores scores) {
    gossip.compareAndSet(scores, null);
  }

  /** The gossip score as a share of the graylist threshold. */
  private double gossipShare(PeerId peer) {
    PeerScores scores = gossip.get();
    return scores == null || scores.graylistThreshold() >= 0
        ? 0
        : scores.gossipScore(peer) / scores.graylistThreshold();
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
  public void onViolation(Connection connection, String protocol, CloseReason reason) {
    court.report(
        connection.remotePeer(), Offence.PROTOCOL_ERROR, protocol + ": " + reason.message());
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

  @Override
  public Optional<Refusal> onDial(PeerId peer) {
    return banOf(peer);
  }

  @Override
  public Optional<Refusal> onAccept(Multiaddr local, Multiaddr remote) {
    return court.refuses(remote).map(reason -> new Refusal("attack.prefix", reason));
  }

  @Override
  public Optional<Refusal> onSecured(boolean initiator, PeerId peer, Multiaddr remote) {
    return banOf(peer);
  }

  private Optional<Refusal> banOf(PeerId peer) {
    return court.ban(peer).map(ban -> new Refusal("ban", PeerJudge.text(ban)));
  }

  @Override
  public String tag() {
    return "reputation";
  }

  @Override
  public int value(PeerId peer) {
    return (int) Math.max(court.score(peer), -PeerTags.MAX_VALUE);
  }

  /**
   * Floods and the like are attacks as well as offences; what costs in the gossip score does not
   * cost twice, nor what the host tells as well.
   */
  @Override
  public void onIncident(PubSubIncident incident) {
    String name = incident.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    switch (incident.kind()) {
      case BAD_SIGNATURE ->
          incident
              .peer()
              .ifPresent(peer -> court.report(peer, Offence.BAD_SIGNATURE, incident.detail()));
      case IHAVE_FLOOD,
          IWANT_FLOOD,
          IDONTWANT_FLOOD,
          GRAFT_FLOOD,
          SUBSCRIPTION_FLOOD,
          RPC_OVERSIZED -> {
        court.noticed(name, incident.peer(), incident.detail());
        incident.peer().ifPresent(peer -> court.report(peer, Offence.FLOOD, incident.detail()));
      }
      case GRAYLISTED, MESH_COLLAPSE -> court.noticed(name, incident.peer(), incident.detail());
      // the stream of a malformed RPC is reset, which the host tells
      case MALFORMED_RPC, INVALID_MESSAGE, BROKEN_PROMISE -> {}
    }
  }
}
