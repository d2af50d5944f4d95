// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.pubsub.ApplicationScore;
import org.chaoschain.p2p.api.pubsub.PeerScores;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.api.pubsub.PubSubListener;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.gossipsub.core.Gossipsub;
import org.chaoschain.p2p.gossipsub.core.Networks;
import org.chaoschain.p2p.gossipsub.core.SignaturePolicy;
import org.chaoschain.p2p.gossipsub.core.StrictSign;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.VerificationKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publish and subscribe by GossipSub. */
@Component(
    service = {
      PubSub.class,
      PeerScores.class,
      StreamProtocol.class,
      ConnectionListener.class,
      PeerStoreListener.class,
      PeerValue.class,
      StatusSection.class
    },
    configurationPid = "org.chaoschain.p2p.gossipsub")
@Designate(ocd = GossipsubSettings.class)
public final class GossipsubComponent
    implements PubSub,
        PeerScores,
        StreamProtocol,
        ConnectionListener,
        PeerStoreListener,
        PeerValue,
        StatusSection {
  private static final Logger log = LoggerFactory.getLogger(GossipsubComponent.class);

  private final Gossipsub gossipsub;

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private final List<PubSubListener> listeners = new CopyOnWriteArrayList<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private final List<ApplicationScore> applications = new CopyOnWriteArrayList<>();

  /** Made by Declarative Services. */
  @Activate
  public GossipsubComponent(
      @Reference NodeIdentity identity,
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference Metrics metrics,
      GossipsubSettings settings) {
    this.gossipsub =
        new Gossipsub(
            identity.peerId(),
            Configured.config(settings),
            new Networks(List.of(settings.score_colocation_trusted())),
            settings.max_connecting(),
            new Gossipsub.Environment(
                host,
                peerStore,
                clock,
                scheduler,
                random,
                metrics,
                signing(identity, clock, settings),
                this::application,
                this::tell));
  }

  private static SignaturePolicy signing(
      NodeIdentity identity, Clock clock, GossipsubSettings settings) {
    return settings.strict_sign()
        ? new StrictSign(
            identity,
            GossipsubComponent::verify,
            settings.strict_sign_content_id(),
            clock.now().toEpochMilli() * 1_000_000)
        : SignaturePolicy.STRICT_NO_SIGN;
  }

  private static boolean verify(PublicKey key, Bytes signed, Bytes signature) {
    try {
      return VerificationKey.of(key).verify(signed, signature);
    } catch (KeyFormatException e) {
      return false;
    }
  }

  private double application(PeerId peer) {
    double sum = 0;
    for (ApplicationScore application : applications) {
      sum += application.applicationScore(peer);
    }
    return sum;
  }

  private void tell(PubSubIncident incident) {
    for (PubSubListener listener : listeners) {
      try {
        listener.onIncident(incident);
      } catch (RuntimeException e) {
        log.warn("A listener to incidents failed at {}", incident.kind(), e);
      }
    }
  }

  @Deactivate
  void deactivate() {
    gossipsub.stop();
  }

  @Override
  public Cancellable subscribe(String topic, TopicSubscriber subscriber)
      throws LimitExceededException {
    return gossipsub.subscribe(topic, subscriber);
  }

  @Override
  public int publish(String topic, Bytes data) throws LimitExceededException {
    return gossipsub.publish(topic, data);
  }

  @Override
  public void reading(PeerId peer, boolean wanted) {
    gossipsub.reading(peer, wanted);
  }

  @Override
  public Set<PeerId> subscribers(String topic) {
    return gossipsub.subscribers(topic);
  }

  @Override
  public double gossipScore(PeerId peer) {
    return gossipsub.gossipScore(peer);
  }

  @Override
  public Map<PeerId, Double> gossipScores() {
    return gossipsub.gossipScores();
  }

  @Override
  public Set<PeerId> mesh(String topic) {
    return gossipsub.mesh(topic);
  }

  @Override
  public double graylistThreshold() {
    return gossipsub.graylistThreshold();
  }

  @Override
  public String tag() {
    return gossipsub.tag();
  }

  @Override
  public int value(PeerId peer) {
    return gossipsub.value(peer);
  }

  @Override
  public String name() {
    return "gossip";
  }

  @Override
  public Map<String, ?> status() {
    Map<PeerId, Double> scores = gossipsub.gossipScores();
    Map<String, Object> meshes = new LinkedHashMap<>();
    for (String topic : gossipsub.topics()) {
      meshes.put(topic, gossipsub.mesh(topic).size());
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("peers", scores.size());
    status.put("peers_below_zero", scores.values().stream().filter(score -> score < 0).count());
    status.put(
        "peers_graylisted",
        scores.values().stream().filter(score -> score < graylistThreshold()).count());
    status.put("mesh", meshes);
    return status;
  }

  @Override
  public List<String> protocols() {
    return gossipsub.protocols();
  }

  @Override
  public void onStream(Stream stream) {
    gossipsub.onStream(stream);
  }

  @Override
  public void onRetired(Stream stream) {
    gossipsub.onRetired(stream);
  }

  @Override
  public void onConnected(Connection connection) {
    gossipsub.onConnected(connection);
  }

  @Override
  public void onDraining(Connection connection) {
    gossipsub.onDraining(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    gossipsub.onDisconnected(connection, reason);
  }

  @Override
  public void onProtocols(PeerId peer) {
    gossipsub.onProtocols(peer);
  }
}
