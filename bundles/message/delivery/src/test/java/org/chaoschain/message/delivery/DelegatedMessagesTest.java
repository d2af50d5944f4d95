// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Delegations;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.envelope.internal.ProtobufMessageCodec;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** A node signs for an agent that keeps its own key, under the agent's delegation. */
class DelegatedMessagesTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key NODE = Node.agent(9);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);

  /** Ada's key is elsewhere; the node's own signs. */
  private record Delegated(Bytes permission) implements LocalAgents {
    @Override
    public List<AgentId> agents() {
      return List.of(ADA.agent());
    }

    @Override
    public Optional<MessageSigner> signer(AgentId agent) {
      return agent.equals(ADA.agent()) ? Optional.of(NODE) : Optional.empty();
    }

    @Override
    public Optional<Bytes> delegation(AgentId agent) {
      return agent.equals(ADA.agent()) ? Optional.of(permission) : Optional.empty();
    }

    @Override
    public Optional<Place> reserve(AgentId agent, int bytes) {
      return Optional.empty();
    }
  }

  private SignedMessage compose(Bytes permission, Payload payload, SendOptions options) {
    Codecs codecs = new Codecs("protobuf", simulation.metrics());
    codecs.add(new ProtobufMessageCodec(simulation.metrics()), Registration.ofNode(0, 1));
    DeliveryEnvironment environment =
        new DeliveryEnvironment(
            Node.CHAIN,
            simulation.clock(),
            simulation.scheduler(),
            simulation.metrics(),
            simulation.events(),
            codecs,
            () -> Optional.of(new Delegated(permission)));
    Composer composer =
        new Composer(
            environment,
            node.delivery,
            simulation.entropy(),
            InboxSettings.DEFAULT,
            new SenderLanes(
                "messages that wait for a plugin",
                simulation.scheduler(),
                4,
                simulation.metrics().limit("message.delivery.verify.max.messages", 8, "messages"),
                simulation.metrics().limit("message.delivery.verify.max.bytes", 8, "bytes")));
    return composer.compose(ADA.agent(), payload, options).join().signed();
  }

  private Bytes permission(Duration life, String... topics) {
    Delegation delegation =
        Delegation.newBuilder()
            .setAgent(ByteString.copyFrom(ADA.publicKey().toArray()))
            .setNodeKey(ByteString.copyFrom(NODE.publicKey().toArray()))
            .setChainId(Node.CHAIN)
            .addAllTopics(List.of(topics))
            .setExpiresAt(
                Timestamp.newBuilder()
                    .setSeconds(simulation.clock().now().plus(life).getEpochSecond()))
            .build();
    return Bytes.wrap(Delegations.sign(ADA, delegation).toByteArray());
  }

  private static Payload status() {
    return new Payload.AgentCommunication(
        ADA.agent(), Optional.empty(), new Content.Status("calm", "hello"));
  }

  @Test
  void the_envelope_names_the_agent_has_its_delegation_and_is_verified_by_others()
      throws Exception {
    Bytes permission = permission(Duration.ofHours(1), "agents");
    SignedMessage signed = compose(permission, status(), SendOptions.DEFAULT);
    assertThat(signed.message().sender()).isEqualTo(ADA.agent());
    assertThat(signed.message().delegation()).contains(permission);
    ProtobufMessageCodec other = new ProtobufMessageCodec(simulation.metrics());
    other.verify(other.decode(signed.wire(), 1_000));
    assertThat(signed.wire().size()).as("the budget of a delegated message").isLessThan(600);
  }

  @Test
  void what_the_delegation_does_not_cover_is_not_sent() {
    assertThatThrownBy(
            () -> compose(permission(Duration.ofHours(1), "memes"), status(), SendOptions.DEFAULT))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("covered: [memes]");
    assertThatThrownBy(
            () ->
                compose(
                    permission(Duration.ofSeconds(30), "agents"), status(), SendOptions.DEFAULT))
        .hasMessageContaining("the delegation ends at");
  }
}
