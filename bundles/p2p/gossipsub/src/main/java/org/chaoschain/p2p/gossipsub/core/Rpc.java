// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * What one router tells another. Immutable.
 *
 * @param subscriptions changes of the sender's subscriptions
 * @param messages messages, published or handed on
 * @param control GossipSub's control messages
 * @param cut how many elements the codec has left out, since there were more than its limits allow;
 *     0 in what is to be sent
 */
public record Rpc(
    List<Subscription> subscriptions, List<Message> messages, Control control, int cut) {
  /** Copies the lists, where they can still change. */
  public Rpc {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
  }

  /** Messages alone. */
  public static Rpc of(List<Message> messages) {
    return new Rpc(List.of(), messages, Control.NONE, 0);
  }

  /** One message alone. */
  public static Rpc of(Message message) {
    return of(List.of(message));
  }

  /** Control messages alone. */
  public static Rpc of(Control control) {
    return new Rpc(List.of(), List.of(), control, 0);
  }

  /** Changes of subscriptions alone. */
  public static Rpc subscriptions(List<Subscription> changes) {
    return new Rpc(changes, List.of(), Control.NONE, 0);
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return subscriptions.isEmpty() && messages.isEmpty() && control.isEmpty();
  }

  /**
   * A change of a subscription.
   *
   * @param topic the topic
   * @param subscribe false to leave it
   */
  public record Subscription(String topic, boolean subscribe) {}

  /**
   * GossipSub's control messages.
   *
   * @param ihave "I have these messages"
   * @param iwant "send me these messages"
   * @param graft topics: "you are in my mesh"
   * @param prune "you are no longer in my mesh"
   * @param idontwant "do not send me these messages" (1.2)
   */
  public record Control(
      List<IHave> ihave,
      List<MessageId> iwant,
      List<String> graft,
      List<Prune> prune,
      List<MessageId> idontwant) {
    /** No control message. */
    public static final Control NONE =
        new Control(List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists, where they can still change. */
    public Control {
      ihave = List.copyOf(ihave);
      iwant = List.copyOf(iwant);
      graft = List.copyOf(graft);
      prune = List.copyOf(prune);
      idontwant = List.copyOf(idontwant);
    }

    /** Gossip about one topic. */
    public static Control ihave(String topic, List<MessageId> ids) {
      return new Control(
          List.of(new IHave(topic, ids)), List.of(), List.of(), List.of(), List.of());
    }

    /** A request for messages. */
    public static Control iwant(List<MessageId> ids) {
      return new Control(List.of(), ids, List.of(), List.of(), List.of());
    }

    /** Invitations into meshes and removals from them. */
    public static Control mesh(List<String> graft, List<Prune> prune) {
      return new Control(List.of(), List.of(), graft, prune, List.of());
    }

    /** Messages not wanted any more. */
    public static Control idontwant(List<MessageId> ids) {
      return new Control(List.of(), List.of(), List.of(), List.of(), ids);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
      return ihave.isEmpty()
          && iwant.isEmpty()
          && graft.isEmpty()
          && prune.isEmpty()
          && idontwant.isEmpty();
    }
  }

  /**
   * Gossip about messages seen.
   *
   * @param topic their topic
   * @param ids what they are known by
   */
  public record IHave(String topic, List<MessageId> ids) {
    /** Copies the list, where it can still change. */
    public IHave {
      ids = List.copyOf(ids);
    }
  }

  /**
   * A removal from a mesh.
   *
   * @param topic the topic
   * @param peers other peers of the topic (1.1)
   * @param backoffSeconds do not graft again before so many seconds; 0 if not said (1.0). Unsigned
   */
  public record Prune(String topic, List<ExchangedPeer> peers, long backoffSeconds) {
    /** Copies the list, where it can still change. */
    public Prune {
      peers = List.copyOf(peers);
    }
  }

  /**
   * A peer offered in exchange.
   *
   * @param peer who
   * @param signedRecord its addresses, signed by itself; empty if the sender has none
   */
  public record ExchangedPeer(PeerId peer, Bytes signedRecord) {}
}
