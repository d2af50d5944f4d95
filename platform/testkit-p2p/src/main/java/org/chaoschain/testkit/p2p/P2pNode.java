// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubListener;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.bootstrap.core.Backoff;
import org.chaoschain.p2p.bootstrap.core.BootstrapDiscovery;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.Gossipsub;
import org.chaoschain.p2p.gossipsub.core.Networks;
import org.chaoschain.p2p.gossipsub.core.SignaturePolicy;
import org.chaoschain.p2p.gossipsub.core.StrictSign;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.host.core.HostEnvironment;
import org.chaoschain.p2p.host.core.P2pHost;
import org.chaoschain.p2p.host.core.resource.ResourceLimits;
import org.chaoschain.p2p.host.core.resource.Scopes;
import org.chaoschain.p2p.identify.core.IdentifyConfig;
import org.chaoschain.p2p.identify.core.IdentifyProtocol;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.VerificationKey;
import org.chaoschain.p2p.kad.core.dht.Dht;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.p2p.kad.core.dht.DhtEnvironment;
import org.chaoschain.p2p.peers.core.PeerList;
import org.chaoschain.p2p.peers.core.PeersConfig;
import org.chaoschain.p2p.ping.core.PingResponder;
import org.chaoschain.p2p.ping.core.Pinger;
import org.chaoschain.transport.noise.core.NoiseChannel;
import org.chaoschain.transport.noise.core.NoiseConfig;
import org.chaoschain.transport.yamux.core.YamuxConfig;
import org.chaoschain.transport.yamux.core.YamuxMuxer;

/**
 * A whole P2P layer: host, Noise, Yamux, identify, ping, bootstrap, peer list, DHT and GossipSub,
 * each the very class that the node ships, wired by hand over a given transport. The fields are
 * public for tests to use and to take away.
 */
public final class P2pNode implements AutoCloseable {
  /** The node's key. */
  public final PrivateKey key;

  /** The host. */
  public final P2pHost host;

  /** The secure channel. */
  public final NoiseChannel noise;

  /** The muxer. */
  public final YamuxMuxer yamux;

  /** Identify and identify/push. */
  public final IdentifyProtocol identify;

  /** Measures round trips. */
  public final Pinger pinger;

  /** Publish and subscribe. */
  public final Gossipsub gossipsub;

  /** The peer list, and where agents are. */
  public final PeerList peers;

  /** The DHT. */
  public final Dht dht;

  /** The one source of this node's peer records. */
  public final PeerRecordSource records;

  /** Who is told what peers do that they should not; nobody until a test sets it. */
  public final AtomicReference<Reputation> reputation = new AtomicReference<>();

  /** Who hears of incidents of publish and subscribe. */
  public final List<PubSubListener> incidents = new CopyOnWriteArrayList<>();

  /** How a node is to be made; immutable, each method gives a changed copy. */
  public record Plan(
      NodeServices services,
      Transport transport,
      HostConfig host,
      KeyType keyType,
      YamuxConfig yamux,
      NameResolver resolver,
      List<Multiaddr> bootstrap,
      DhtConfig dht,
      ResourceLimits limits,
      GossipConfig gossip,
      boolean signedMessages) {

    /** A node with an Ed25519 key and defaults that listens on one address. */
    public static Plan of(NodeServices services, Transport transport, String listen) {
      return new Plan(
          services,
          transport,
          HostConfig.defaults(List.of(Multiaddr.parse(listen))),
          KeyType.ED25519,
          YamuxConfig.DEFAULT,
          address -> CompletableFuture.completedFuture(List.of(address)),
          List.of(),
          DhtConfig.DEFAULT,
          ResourceLimits.DEFAULTS,
          GossipConfig.DEFAULT,
          false);
    }

    /** With these limits of resources. */
    public Plan withLimits(ResourceLimits resources) {
      return new Plan(
          services,
          transport,
          host,
          keyType,
          yamux,
          resolver,
          bootstrap,
          dht,
          resources,
          gossip,
          signedMessages);
    }

    /** With another type of key. */
    public Plan withKeyType(KeyType type) {
      return new Plan(
          services,
          transport,
          host,
          type,
          yamux,
          resolver,
          bootstrap,
          dht,
          limits,
          gossip,
          signedMessages);
    }

    /** With these settings of the host. */
    public Plan withHost(HostConfig config) {
      return new Plan(
          services,
          transport,
          config,
          keyType,
          yamux,
          resolver,
          bootstrap,
          dht,
          limits,
          gossip,
          signedMessages);
    }

    /** With these settings of the muxer. */
    public Plan withYamux(YamuxConfig config) {
      return new Plan(
          services,
          transport,
          host,
          keyType,
          config,
          resolver,
          bootstrap,
          dht,
          limits,
          gossip,
          signedMessages);
    }

    /** With these bootstrap addresses. */
    public Plan withBootstrap(Multiaddr... addresses) {
      return new Plan(
          services,
          transport,
          host,
          keyType,
          yamux,
          resolver,
          List.of(addresses),
          dht,
          limits,
          gossip,
          signedMessages);
    }

    /** With these settings of the DHT. */
    public Plan withDht(DhtConfig config) {
      return new Plan(
          services,
          transport,
          host,
          keyType,
          yamux,
          resolver,
          bootstrap,
          config,
          limits,
          gossip,
          signedMessages);
    }

    /** With these settings of publish and subscribe. */
    public Plan withGossip(GossipConfig config) {
      return new Plan(
          services,
          transport,
          host,
          keyType,
          yamux,
          resolver,
          bootstrap,
          dht,
          limits,
          config,
          signedMessages);
    }

    /** With messages signed by the node that publishes them (StrictSign), instead of none. */
    public Plan withSignedMessages() {
      return new Plan(
          services, transport, host, keyType, yamux, resolver, bootstrap, dht, limits, gossip,
          true);
    }

    /** Makes the node; it starts to listen at once. */
    public P2pNode start() {
      return new P2pNode(this);
    }
  }

  private P2pNode(Plan plan) {
    NodeServices s = plan.services();
    key = PrivateKey.generate(plan.keyType(), s.entropy());
    host =
        new P2pHost(
            plan.host(),
            new HostEnvironment(
                key,
                s.clock(),
                s.scheduler(),
                s.metrics(),
                s.events(),
                plan.resolver(),
                () -> List.of(InetAddress.getLoopbackAddress()),
                new Scopes(plan.limits(), s.metrics())));
    records = new PeerRecordSource(key, s.clock());
    noise =
        new NoiseChannel(
            key, s.entropy(), s.scheduler(), s.metrics(), NoiseConfig.DEFAULTS, s.allocator());
    yamux = new YamuxMuxer(s.scheduler(), s.clock(), s.metrics(), plan.yamux(), s.allocator());
    identify =
        new IdentifyProtocol(
            IdentifyConfig.defaults("chaoschain/test"),
            host,
            host.peerStore(),
            key,
            records,
            s.clock(),
            s.scheduler(),
            s.metrics());
    pinger =
        new Pinger(host, s.clock(), s.scheduler(), s.random(), s.metrics(), Duration.ofSeconds(10));
    gossipsub =
        new Gossipsub(
            key.peerId(),
            plan.gossip(),
            new Networks(List.of("127.0.0.0/8", "::1/128")),
            16,
            new Gossipsub.Environment(
                host,
                host.peerStore(),
                s.clock(),
                s.scheduler(),
                s.random(),
                s.metrics(),
                plan.signedMessages() ? strictSign(s) : SignaturePolicy.STRICT_NO_SIGN,
                peer -> 0,
                incident -> incidents.forEach(listener -> listener.onIncident(incident))));
    peers =
        new PeerList(
            PeersConfig.DEFAULT,
            host,
            host.peerStore(),
            records,
            s.clock(),
            s.scheduler(),
            s.random(),
            s.metrics());
    dht =
        new Dht(
            plan.dht(),
            new DhtEnvironment(
                host,
                host.peerStore(),
                s.clock(),
                s.scheduler(),
                s.random(),
                s.metrics(),
                s.events(),
                new DhtEnvironment.Offering() {
                  @Override
                  public void offer(StreamProtocol protocol) {
                    host.addProtocol(protocol);
                  }

                  @Override
                  public void withdraw(StreamProtocol protocol) {
                    host.removeProtocol(protocol);
                  }
                },
                () -> Optional.ofNullable(reputation.get())));
    peers.add(dht);
    host.addSecureChannel(noise);
    host.addMuxer(yamux);
    host.addProtocol(identify);
    host.addConnectionListener(identify);
    host.addHostListener(identify);
    host.addProtocol(new PingResponder(s.metrics()));
    host.addProtocol(gossipsub);
    host.addConnectionListener(gossipsub);
    host.addPeerStoreListener(gossipsub);
    host.addProtocol(peers);
    host.addPeerStoreListener(peers);
    host.addPeerStoreListener(dht);
    host.addConnectionListener(dht);
    host.addHostListener(dht);
    host.addTransport(plan.transport());
    host.addDiscovery(peers);
    host.addDiscovery(dht);
    if (!plan.bootstrap().isEmpty()) {
      BootstrapDiscovery bootstrap =
          new BootstrapDiscovery(
              plan.bootstrap(),
              new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1), 0.3),
              s.clock(),
              s.scheduler(),
              s.random(),
              plan.resolver(),
              s.metrics());
      host.addConnectionListener(bootstrap);
      host.addDiscovery(bootstrap);
    }
  }

  private SignaturePolicy strictSign(NodeServices s) {
    return new StrictSign(
        key,
        (publicKey, signed, signature) -> {
          try {
            return VerificationKey.of(publicKey).verify(signed, signature);
          } catch (KeyFormatException e) {
            return false;
          }
        },
        false,
        s.clock().now().toEpochMilli() * 1_000_000);
  }

  /** Who the node is. */
  public PeerId id() {
    return host.peerId();
  }

  /** Where it can be dialled, with its peer id. */
  public List<Multiaddr> addresses() {
    return host.announcedAddresses().stream().map(a -> a.withPeer(id())).toList();
  }

  /** Connects to another node. */
  public CompletionStage<org.chaoschain.p2p.api.host.Connection> connect(P2pNode other) {
    return host.connect(new AddressInfo(other.id(), other.host.announcedAddresses()));
  }

  /** Ends everything the node has open. */
  @Override
  public void close() {
    gossipsub.stop();
    peers.close();
    dht.close();
    host.stop();
  }
}
