// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.internal.ProtobufMessageCodec;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two whole nodes; the agents of the one send to those of the other, where a message type, an agent
 * or the codec is swapped again and again, often from inside a call into the old one, so that work
 * is in flight. Each accepted message is handled exactly once, and those of one sender in order.
 */
class SwapUnderLoadTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SENDERS = 4;
  private static final int MESSAGES_EACH = 60;

  private Simulation simulation;
  private RandomGenerator random;
  private SimulatedNode receiver;
  private SimulatedNode sender;
  private final List<String> handled = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private int swaps;
  private Runnable swap = () -> {};

  /** Something that is swapped: it must not be used before or after its time. */
  private class Generation {
    private boolean gone;

    void use(Runnable work) {
      if (gone) {
        complaints.add("used after it was let go");
      }
      if (random.nextInt(8) == 0) {
        swap.run();
      }
      work.run();
      if (gone) {
        complaints.add("let go while it was used");
      }
    }

    void goneAfter(CompletionStage<Void> drained) {
      swaps++;
      drained.thenRun(() -> gone = true);
    }
  }

  private final class Art extends Generation implements MessageType {
    @Override
    public String name() {
      return "extension/art";
    }

    @Override
    public int maxBytes() {
      return 4_096;
    }

    @Override
    public String render(Message message) {
      return "art";
    }

    @Override
    public void handle(SignedMessage message) {
      use(() -> handled.add(text(message)));
    }
  }

  private final class Poet extends Generation implements Agent {
    private boolean hosted;

    @Override
    public String name() {
      return "poet";
    }

    @Override
    public void onHosted(AgentContext context) {
      hosted = true;
    }

    @Override
    public void onMessage(SignedMessage message) {
      if (!hosted) {
        complaints.add("a message before onHosted");
      }
      use(() -> handled.add(text(message)));
    }

    @Override
    public void onRemoved() {
      hosted = false;
    }
  }

  private final class Form extends Generation implements MessageCodec {
    private final MessageCodec codec = new ProtobufMessageCodec(simulation.metrics());

    @Override
    public String name() {
      return "protobuf";
    }

    @Override
    public SignedMessage encode(Message message, MessageSigner signer)
        throws MalformedMessageException {
      return codec.encode(message, signer);
    }

    @Override
    public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
      use(() -> {});
      return codec.decode(wire, maxBytes);
    }

    @Override
    public void verify(SignedMessage message) throws MalformedMessageException {
      use(() -> {});
      codec.verify(message);
    }
  }

  private void start(long seed) {
    simulation = new Simulation(seed);
    random = simulation.newRandom();
    SimNetwork network =
        new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(2)));
    receiver = node(network, "receiver", "/memory/1", Optional.empty());
    sender = node(network, "sender", "/memory/2", Optional.of(receiver.p2p.addresses().get(0)));
  }

  private SimulatedNode node(
      SimNetwork network, String name, String listen, Optional<Multiaddr> bootstrap) {
    SimulatedNode node =
        new SimulatedNode(
            simulation,
            network,
            name,
            listen,
            bootstrap,
            InboxSettings.DEFAULT,
            DirectSettings.DEFAULT,
            HostingSettings.DEFAULT);
    simulation.await(() -> !node.p2p.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  /** Sends the load to an agent of the receiver, with swaps between and inside. */
  private void load(AgentId to) {
    Map<String, CompletableFuture<DeliveryReceipt>> receipts = new HashMap<>();
    List<AgentId> from = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      from.add(sender.host("sender" + i));
    }
    for (int number = 0; number < MESSAGES_EACH; number++) {
      for (int i = 0; i < SENDERS; i++) {
        String text = i + " " + number;
        Bytes body = Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
        Content content = new Content.Extended(new Extension("art", 1, body, "art"));
        receipts.put(
            text,
            sender
                .messenger
                .send(from.get(i), to, content, SendOptions.DEFAULT)
                .toCompletableFuture());
      }
      simulation.runFor(Duration.ofMillis(random.nextInt(4)));
      if (random.nextInt(4) == 0) {
        swap.run();
      }
    }
    simulation.await(() -> receipts.values().stream().allMatch(CompletableFuture::isDone), SOON);
    simulation.runFor(Duration.ofSeconds(10));
    Set<String> accepted = new LinkedHashSet<>();
    receipts.forEach(
        (text, receipt) -> {
          if (!receipt.isCompletedExceptionally()) {
            accepted.add(text);
          }
        });
    assertThat(accepted)
        .describedAs(simulation.describe("accepted"))
        .hasSameSizeAs(receipts.keySet());
    assertThat(handled).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(accepted);
    for (int i = 0; i < SENDERS; i++) {
      String begin = i + " ";
      assertThat(handled.stream().filter(t -> t.startsWith(begin)).map(SwapUnderLoadTest::number))
          .isSorted();
    }
    assertThat(complaints).isEmpty();
    assertThat(swaps).isGreaterThan(20);
  }

  private void stop() {
    swap = () -> {};
    sender.close();
    receiver.close();
    simulation.runFor(Duration.ofMinutes(3));
    simulation.assertNoLeaks();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_message_type_is_swapped_and_each_message_is_handled_once_and_in_order(long seed) {
    start(seed);
    List<Art> fed = new ArrayList<>(List.of(new Art()));
    receiver.add(fed.get(0));
    swap =
        () -> {
          Art old = fed.remove(0);
          fed.add(new Art());
          receiver.add(fed.get(0));
          old.goneAfter(receiver.remove(old));
        };
    load(receiver.host("target"));
    stop();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void an_agent_is_swapped_with_its_mailbox_and_its_hosting_record_stays(long seed) {
    start(seed);
    Art art = new Art();
    receiver.add(
        new MessageType() {
          @Override
          public String name() {
            return art.name();
          }

          @Override
          public int maxBytes() {
            return art.maxBytes();
          }

          @Override
          public String render(Message message) {
            return "";
          }
        });
    List<Poet> fed = new ArrayList<>(List.of(new Poet()));
    AgentId poet = receiver.host(fed.get(0));
    swap =
        () -> {
          Poet old = fed.remove(0);
          fed.add(new Poet());
          assertThat(receiver.host(fed.get(0))).isEqualTo(poet);
          old.goneAfter(receiver.agents.remove(old));
          assertThat(receiver.agents.agents()).contains(poet);
          assertThat(receiver.agents.signedHostingRecords()).hasSize(1);
        };
    load(poet);
    assertThat(receiver.agents.states())
        .singleElement()
        .satisfies(
            state -> {
              assertThat(state.waiting()).isZero();
              assertThat(state.handed()).isEqualTo(SENDERS * MESSAGES_EACH);
            });
    stop();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_codec_is_swapped_and_there_is_no_moment_without_one(long seed) {
    start(seed);
    receiver.add(new Art());
    List<Form> fed = new ArrayList<>(List.of(new Form()));
    long[] registration = {1};
    receiver.codecs.add(fed.get(0), Registration.ofNode(0, registration[0]));
    swap =
        () -> {
          Form old = fed.remove(0);
          fed.add(new Form());
          receiver.codecs.add(fed.get(0), Registration.ofNode(0, registration[0] + 1));
          old.goneAfter(receiver.codecs.remove(registration[0]));
          registration[0]++;
          assertThat(receiver.codecs.get()).isPresent();
        };
    load(receiver.host("target"));
    stop();
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(text.indexOf(' ') + 1));
  }

  private static String text(SignedMessage message) {
    return new String(
        message.message().extension().orElseThrow().body().toArray(), StandardCharsets.US_ASCII);
  }
}
