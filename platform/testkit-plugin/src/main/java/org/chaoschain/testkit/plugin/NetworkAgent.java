// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;

/**
 * An agent of a {@link NetworkNode}: speaks for the test, and keeps what the agent gets. Its key is
 * kept under its name, so all generations of an agent are one {@code NetworkAgent}.
 */
public final class NetworkAgent {
  private final Network network;
  private final NetworkNode node;
  private final String name;
  private final AgentId id;
  private final List<SignedMessage> inbox = new ArrayList<>();

  NetworkAgent(Network network, NetworkNode node, String name, AgentId id) {
    this.network = network;
    this.node = node;
    this.name = name;
    this.id = id;
  }

  void listen(RecordedAgent agent) {
    agent.listener(inbox::add);
  }

  /** Who it is on the network. */
  public AgentId id() {
    return id;
  }

  /** Its name in its node. */
  public String name() {
    return name;
  }

  /** The messages it was handed, in order: direct ones, and broadcasts. */
  public List<Message> inbox() {
    return inbox.stream().map(SignedMessage::message).toList();
  }

  /** The extensions among them, in order. */
  public List<Extension> extensions() {
    return inbox().stream().flatMap(message -> message.extension().stream()).toList();
  }

  /**
   * Sends a direct message, and lets time pass until the receiver has answered.
   *
   * @throws DeliveryException if it was not delivered
   */
  public DeliveryReceipt send(NetworkAgent to, Content content) throws DeliveryException {
    network.join();
    return end(sendLater(to, content));
  }

  /** Sends an extension; see {@link #send(NetworkAgent, Content)}. */
  public DeliveryReceipt send(NetworkAgent to, Extension extension) throws DeliveryException {
    return send(to, new Content.Extended(extension));
  }

  /**
   * Sends a direct message; no time passes.
   *
   * @return the receiver's answer; fails with {@link DeliveryException}
   */
  public CompletionStage<DeliveryReceipt> sendLater(NetworkAgent to, Content content) {
    return node.whole().messenger.send(id, to.id(), content, SendOptions.DEFAULT);
  }

  /**
   * Sends to everybody. It is queued to the peers when this returns, and arrives as time runs.
   *
   * @return the message's id
   * @throws DeliveryException if a rule of this node refuses it
   */
  public String broadcast(Payload payload) throws DeliveryException {
    network.join();
    return end(node.whole().messenger.broadcast(id, payload, SendOptions.DEFAULT));
  }

  /** Sends an extension to everybody; see {@link #broadcast(Payload)}. */
  public String broadcast(Extension extension) throws DeliveryException {
    return broadcast(new Payload.Extended(extension));
  }

  /** Says something to everybody; see {@link #broadcast(Payload)}. */
  public String broadcast(Content content) throws DeliveryException {
    return broadcast(new Payload.AgentCommunication(id, Optional.empty(), content));
  }

  private <T> T end(CompletionStage<T> stage) throws DeliveryException {
    try {
      return network.complete(stage);
    } catch (DeliveryException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "agent " + name + " of node " + node.name();
  }
}
