// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;

/**
 * The wire form of an {@link Rpc}: protobuf, see {@code pubsub.proto}. Decoding is bounded: what is
 * beyond a number is passed over before anything is made of it, and counted in {@link Rpc#cut}; a
 * size beyond its limit is refused before the bytes are looked at. Unknown fields are passed over.
 * Safe for use by many threads.
 */
public final class RpcCodec {
  private final GossipLimits limits;
  private final Limit maxRpc;
  private final Limit maxControl;
  private final Limit maxMessages;
  private final Limit maxSubscriptions;
  private final Limit maxControlPerRpc;
  private final Limit maxIds;
  private final Limit maxExchanged;
  private final Counter oversized;

  /** Looks its limits up. */
  public RpcCodec(GossipLimits limits, Metrics metrics) {
    String prefix = GossipConfig.KEY_PREFIX;
    this.limits = limits;
    this.maxRpc = metrics.limit(prefix + "max.rpc", limits.maxRpc(), "bytes");
    this.maxControl = metrics.limit(prefix + "max.control", limits.maxControl(), "bytes");
    this.maxMessages =
        metrics.limit(prefix + "max.messages.per.rpc", limits.maxMessagesPerRpc(), "messages");
    this.maxSubscriptions =
        metrics.limit(
            prefix + "max.subscriptions.per.rpc", limits.maxSubscriptionsPerRpc(), "changes");
    this.maxControlPerRpc =
        metrics.limit(prefix + "max.control.per.rpc", limits.maxControlPerRpc(), "messages");
    this.maxIds = metrics.limit(prefix + "max.ids.per.rpc", limits.maxIdsPerRpc(), "ids");
    this.maxExchanged =
        metrics.limit(prefix + "max.exchanged.peers", limits.maxExchangedPeers(), "peers");
    this.oversized = metrics.counter("p2p.gossipsub.oversized");
  }

  /** The bytes of an RPC, without a length before them. */
  public byte[] encode(Rpc rpc) {
    WireWriter out = new WireWriter();
    for (Rpc.Subscription change : rpc.subscriptions()) {
      int mark = out.begin(1);
      out.number(1, change.subscribe() ? 1 : 0).text(2, change.topic());
      out.end(mark);
    }
    for (Message message : rpc.messages()) {
      int mark = out.begin(2);
      signed(out, message).optional(5, message.signature()).optional(6, message.key());
      out.end(mark);
    }
    if (!rpc.control().isEmpty()) {
      int mark = out.begin(3);
      encode(out, rpc.control());
      out.end(mark);
    }
    return out.toArray();
  }

  /** The bytes of a message that its author signs: all fields but signature and key. */
  static Bytes signed(Message message) {
    return Bytes.wrap(signed(new WireWriter(), message).toArray());
  }

  private static WireWriter signed(WireWriter out, Message message) {
    return out.optional(1, message.from())
        .bytes(2, message.data())
        .optional(3, message.seqno())
        .text(4, message.topic());
  }

  private static void encode(WireWriter out, Rpc.Control control) {
    for (Rpc.IHave ihave : control.ihave()) {
      int mark = out.begin(1);
      out.text(1, ihave.topic()).ids(2, ihave.ids());
      out.end(mark);
    }
    if (!control.iwant().isEmpty()) {
      int mark = out.begin(2);
      out.ids(1, control.iwant());
      out.end(mark);
    }
    for (String topic : control.graft()) {
      int mark = out.begin(3);
      out.text(1, topic);
      out.end(mark);
    }
    for (Rpc.Prune prune : control.prune()) {
      int mark = out.begin(4);
      out.text(1, prune.topic());
      for (Rpc.ExchangedPeer peer : prune.peers()) {
        int inner = out.begin(2);
        out.bytes(1, peer.peer().encode());
        if (!peer.signedRecord().isEmpty()) {
          out.bytes(2, peer.signedRecord());
        }
        out.end(inner);
      }
      if (prune.backoffSeconds() != 0) {
        out.number(3, prune.backoffSeconds());
      }
      out.end(mark);
    }
    if (!control.idontwant().isEmpty()) {
      int mark = out.begin(5);
      out.ids(1, control.idontwant());
      out.end(mark);
    }
  }

  /**
   * Reads the bytes of one RPC, without a length before them.
   *
   * @throws MalformedRpcException if they are none, or a size is beyond its limit
   */
  public Rpc decode(byte[] encoded) throws MalformedRpcException {
    return new Decoding(encoded).rpc();
  }

  /** Reads one RPC, and counts what it has of each kind. */
  private final class Decoding {
    private final WireReader in;
    private final List<Rpc.Subscription> subscriptions = new ArrayList<>(0);
    private final List<Message> messages = new ArrayList<>(1);
    private final List<Rpc.IHave> ihave = new ArrayList<>(0);
    private final List<MessageId> iwant = new ArrayList<>(0);
    private final List<String> graft = new ArrayList<>(0);
    private final List<Rpc.Prune> prune = new ArrayList<>(0);
    private final List<MessageId> idontwant = new ArrayList<>(0);
    private int ihaveIds;
    private long controlBytes;
    private int cut;

    Decoding(byte[] encoded) throws MalformedRpcException {
      this.in = new WireReader(encoded);
      checkSize("the RPC", encoded.length, maxRpc);
    }

    Rpc rpc() throws MalformedRpcException {
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> element(subscriptions, maxSubscriptions, this::subscription);
          case 2 -> element(messages, maxMessages, this::message);
          case 3 -> {
            int size = in.size();
            controlBytes += size;
            checkSize("the control messages", controlBytes, maxControl);
            within(size, this::control);
          }
          default -> in.skip();
        }
      }
      if (cut > 0) {
        oversized.increment();
      }
      boolean controls = controlBytes > 0;
      return new Rpc(
          subscriptions,
          messages,
          controls ? new Rpc.Control(ihave, iwant, graft, prune, idontwant) : Rpc.Control.NONE,
          cut);
    }

    private void checkSize(String what, long size, Limit limit) throws MalformedRpcException {
      if (!limit.allows(size)) {
        throw new MalformedRpcException(limit.refuse(what, size).getMessage());
      }
    }

    /** Reads a message within its bounds. */
    private interface Reading {
      void read() throws MalformedRpcException;
    }

    private void within(int size, Reading reading) throws MalformedRpcException {
      int outer = in.enter(size);
      reading.read();
      in.leave(outer);
    }

    /** Reads an element of a list that has room, or passes over it. */
    private void element(List<?> list, Limit limit, Reading reading) throws MalformedRpcException {
      int size = in.size();
      if (hasRoom(list.size(), limit, size)) {
        within(size, reading);
      }
    }

    private boolean hasRoom(int used, Limit limit, int size) {
      if (limit.allows(used + 1L)) {
        return true;
      }
      limit.refused().increment();
      cut++;
      in.leap(size);
      return false;
    }

    private void subscription() throws MalformedRpcException {
      boolean subscribe = false;
      String topic = "";
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> subscribe = in.number() != 0;
          case 2 -> topic = topic();
          default -> in.skip();
        }
      }
      subscriptions.add(new Rpc.Subscription(required(topic), subscribe));
    }

    private void message() throws MalformedRpcException {
      String topic = "";
      Bytes data = Bytes.EMPTY;
      Bytes from = null;
      Bytes seqno = null;
      Bytes signature = null;
      Bytes key = null;
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> from = in.bytes(in.size());
          case 2 -> data = data();
          case 3 -> seqno = in.bytes(in.size());
          case 4 -> topic = topic();
          case 5 -> signature = in.bytes(in.size());
          case 6 -> key = in.bytes(in.size());
          default -> in.skip();
        }
      }
      messages.add(new Message(required(topic), data, from, seqno, signature, key));
    }

    private Bytes data() throws MalformedRpcException {
      int size = in.size();
      if (size > limits.maxData()) {
        throw in.malformed(
            "a message has %d bytes, at most %d are allowed (p2p.gossipsub.max.data)"
                .formatted(size, limits.maxData()));
      }
      return in.bytes(size);
    }

    private void control() throws MalformedRpcException {
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> element(ihave, maxControlPerRpc, this::ihave);
          case 2 -> within(in.size(), () -> ids(iwant));
          case 3 -> element(graft, maxControlPerRpc, this::graft);
          case 4 -> element(prune, maxControlPerRpc, this::prune);
          case 5 -> within(in.size(), () -> ids(idontwant));
          default -> in.skip();
        }
      }
    }

    private void ihave() throws MalformedRpcException {
      String topic = "";
      List<MessageId> ids = new ArrayList<>();
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> topic = topic();
          case 2 -> {
            int size = in.size();
            if (hasRoom(ihaveIds, maxIds, size)) {
              ids.add(id(size));
              ihaveIds++;
            }
          }
          default -> in.skip();
        }
      }
      ihave.add(new Rpc.IHave(required(topic), ids));
    }

    private void ids(List<MessageId> into) throws MalformedRpcException {
      while (in.hasNext()) {
        if (in.field() == 1) {
          int size = in.size();
          if (hasRoom(into.size(), maxIds, size)) {
            into.add(id(size));
          }
        } else {
          in.skip();
        }
      }
    }

    private MessageId id(int size) throws MalformedRpcException {
      if (size > GossipLimits.MAX_ID) {
        throw in.malformed(
            "the id of a message has %d bytes, at most %d are allowed"
                .formatted(size, GossipLimits.MAX_ID));
      }
      return MessageId.wrap(in.array(size));
    }

    private void graft() throws MalformedRpcException {
      String topic = "";
      while (in.hasNext()) {
        if (in.field() == 1) {
          topic = topic();
        } else {
          in.skip();
        }
      }
      graft.add(required(topic));
    }

    private void prune() throws MalformedRpcException {
      String topic = "";
      long backoff = 0;
      List<Rpc.ExchangedPeer> peers = new ArrayList<>(0);
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> topic = topic();
          case 2 -> element(peers, maxExchanged, () -> exchanged(peers));
          case 3 -> backoff = in.number();
          default -> in.skip();
        }
      }
      prune.add(new Rpc.Prune(required(topic), peers, backoff));
    }

    private void exchanged(List<Rpc.ExchangedPeer> peers) throws MalformedRpcException {
      Bytes id = Bytes.EMPTY;
      Bytes record = Bytes.EMPTY;
      while (in.hasNext()) {
        switch (in.field()) {
          case 1 -> {
            int size = in.size();
            if (size > PeerId.MAX_BYTES) {
              throw in.malformed("a peer id has " + size + " bytes");
            }
            id = in.bytes(size);
          }
          case 2 -> record = in.bytes(in.size());
          default -> in.skip();
        }
      }
      try {
        peers.add(new Rpc.ExchangedPeer(PeerId.decode(id), record));
      } catch (PeerIdException e) {
        throw in.malformed("a peer id: " + e.getMessage());
      }
    }

    private String topic() throws MalformedRpcException {
      int size = in.size();
      if (size > GossipLimits.MAX_TOPIC * 3) {
        throw tooLong(size + " bytes");
      }
      String topic = in.text(size);
      if (topic.length() > GossipLimits.MAX_TOPIC) {
        throw tooLong(topic.length() + " characters");
      }
      return topic;
    }

    private MalformedRpcException tooLong(String found) {
      return in.malformed(
          "a topic has %s, at most %d characters are allowed"
              .formatted(found, GossipLimits.MAX_TOPIC));
    }

    private String required(String topic) throws MalformedRpcException {
      if (topic.isEmpty()) {
        throw in.malformed("an element without a topic");
      }
      return topic;
    }
  }
}
