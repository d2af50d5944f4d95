// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.kad.core.AgentRecordValidator;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;
import org.chaoschain.p2p.kad.core.PublicKeyValidator;
import org.chaoschain.p2p.kad.core.RecordRefusedException;
import org.chaoschain.p2p.kad.core.RoutingTable;
import org.chaoschain.p2p.kad.core.dht.Dht;
import org.chaoschain.p2p.kad.core.dht.Found;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The control command {@code dht}: looks for a peer, an agent, a value or providers, publishes a
 * value or that this node provides something, and shows the table.
 */
@Component(service = ControlCommand.class)
public final class DhtCommand implements ControlCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int PROVIDERS = 20;

  private final Dht dht;
  private final Clock clock;

  /** Made by Declarative Services. */
  @Activate
  public DhtCommand(@Reference KadComponent kad, @Reference Clock clock) {
    this(kad.dht(), clock);
  }

  DhtCommand(Dht dht, Clock clock) {
    this.dht = dht;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "dht";
  }

  @Override
  public String summary() {
    return "Asks the DHT (arguments: action, one of table, find-peer, find-agent, find-providers, provide, get, put; key; value)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String action = request.requireText("action");
    switch (action) {
      case "table" -> table(reply);
      case "find-peer" -> findPeer(peer(request.requireText("key")), reply);
      case "find-agent" -> findAgent(agent(request.requireText("key")), reply);
      case "find-providers" -> findProviders(content(request.requireText("key")), reply);
      case "provide" -> provide(content(request.requireText("key")), reply);
      case "get" -> get(key(request.requireText("key")), reply);
      case "put" ->
          put(
              new KadRecord(key(request.requireText("key")), hex(request.requireText("value"))),
              reply);
      default ->
          throw ControlException.usage(
              "'"
                  + action
                  + "' is no action; table, find-peer, find-agent, find-providers, provide, get and put are");
    }
  }

  private void table(ControlReply reply) throws ControlException {
    long now = clock.nanoTime();
    for (RoutingTable.Place place : await(dht.places())) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("bucket", place.bucket());
      item.put("peer", place.peer().id().toString());
      item.put("seen_s", Duration.ofNanos(now - place.seenAt()).toSeconds());
      item.put("since_s", Duration.ofNanos(now - place.addedAt()).toSeconds());
      item.put("addresses", texts(place.peer().addresses()));
      reply.item(item);
    }
  }

  private void findPeer(PeerId peer, ControlReply reply) throws ControlException {
    Found<Optional<AddressInfo>> found = await(dht.findPeer(peer, PATIENCE));
    AddressInfo info =
        found
            .value()
            .orElseThrow(
                () ->
                    ControlException.notFound(
                        "nobody of %d peers asked knows %s".formatted(found.requests(), peer)));
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("peer", peer.toString());
    item.put("addresses", texts(info.addresses()));
    reply.item(told(item, found));
  }

  private void findAgent(AgentId agent, ControlReply reply) throws ControlException {
    Found<Optional<KadRecord>> found = await(dht.findAgent(agent, PATIENCE));
    KadRecord record = present(found, agent.toString());
    try {
      HostingRecord hosting = AgentRecordValidator.open(record.value());
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("agent", agent.toString());
      item.put("peer", hosting.peer().toString());
      item.put("sequence", Long.toUnsignedString(hosting.sequence()));
      item.put("expiry", hosting.expiry().toString());
      reply.item(told(item, found));
    } catch (RecordException e) {
      throw ControlException.failed(e.getMessage());
    }
  }

  private void findProviders(Bytes key, ControlReply reply) throws ControlException {
    Found<List<KadPeer>> found = await(dht.findProviders(key, PROVIDERS));
    if (found.value().isEmpty()) {
      throw ControlException.notFound(
          "nobody of %d peers asked knows a provider of %s".formatted(found.requests(), key));
    }
    for (KadPeer provider : found.value()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("provider", provider.id().toString());
      item.put("addresses", texts(provider.addresses()));
      reply.item(told(item, found));
    }
  }

  private void provide(Bytes key, ControlReply reply) throws ControlException {
    int told = await(dht.provide(key));
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("key", key.hex());
    item.put("told", told);
    reply.item(item);
  }

  private void get(Bytes key, ControlReply reply) throws ControlException {
    Found<Optional<KadRecord>> found = await(dht.getValue(key, PATIENCE));
    KadRecord record = present(found, key.toString());
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("key", key.hex());
    item.put("value", record.value().hex());
    reply.item(told(item, found));
  }

  private void put(KadRecord record, ControlReply reply) throws ControlException {
    int taken = await(dht.putValue(record));
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("key", record.key().hex());
    item.put("taken", taken);
    reply.item(item);
  }

  private static Map<String, Object> told(Map<String, Object> item, Found<?> found) {
    item.put("hops", found.hops());
    item.put("asked", found.requests());
    return item;
  }

  private static KadRecord present(Found<Optional<KadRecord>> found, String what)
      throws ControlException {
    return found
        .value()
        .orElseThrow(
            () ->
                ControlException.notFound(
                    "nobody of %d peers asked has a value of %s"
                        .formatted(found.requests(), what)));
  }

  private static <T> T await(CompletionStage<T> stage) throws ControlException {
    try {
      return stage.toCompletableFuture().get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RecordRefusedException refused
          ? ControlException.refused(refused.getMessage())
          : ControlException.failed(String.valueOf(e.getCause().getMessage()));
    } catch (TimeoutException e) {
      throw ControlException.failed(
          "the DHT has not answered within " + 2 * PATIENCE.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("the command was interrupted");
    }
  }

  private static PeerId peer(String text) throws ControlException {
    try {
      return PeerId.parse(text);
    } catch (PeerIdException e) {
      throw ControlException.usage("'" + text + "' is no peer id: " + e.getMessage());
    }
  }

  private static AgentId agent(String text) throws ControlException {
    try {
      return AgentId.parse(text);
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
  }

  /** The multihash of some content: in hexadecimal, or as a CID of version 0. */
  private static Bytes content(String text) throws ControlException {
    return text.startsWith("Qm") ? peer(text).encode() : hex(text);
  }

  /** {@code /pk/PEER}, {@code /chaoschain/agent/DID}, another text with a slash, or hexadecimal. */
  private static Bytes key(String text) throws ControlException {
    if (text.startsWith("/pk/")) {
      return PublicKeyValidator.keyOf(peer(text.substring("/pk/".length())));
    }
    if (text.startsWith("/chaoschain/agent/")) {
      return AgentRecordValidator.keyOf(agent(text.substring("/chaoschain/agent/".length())));
    }
    return text.startsWith("/") ? Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)) : hex(text);
  }

  private static Bytes hex(String text) throws ControlException {
    try {
      return Bytes.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw ControlException.usage("'" + text + "' is not hexadecimal: " + e.getMessage());
    }
  }

  private static List<String> texts(List<Multiaddr> addresses) {
    return addresses.stream().map(Multiaddr::toString).toList();
  }
}
