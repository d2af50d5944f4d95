// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.proto.libp2p.ControlGraft;
import org.chaoschain.proto.libp2p.ControlIHave;
import org.chaoschain.proto.libp2p.ControlIWant;
import org.chaoschain.proto.libp2p.ControlMessage;
import org.chaoschain.proto.libp2p.ControlPrune;
import org.chaoschain.proto.libp2p.PeerInfo;
import org.chaoschain.proto.libp2p.RPC;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** The wire form, held against the generated protobuf classes; limits before anything is made. */
class RpcCodecTest {
  private final RecordedMetrics metrics = new RecordedMetrics();

  /**
   * 1000 bytes an RPC, 100 a message, 300 of control; 3 messages, 3 of each kind, 4 ids, 2 peers.
   */
  private final RpcCodec small =
      new RpcCodec(
          new GossipLimits(
              1000,
              100,
              300,
              3,
              3,
              3,
              4,
              2,
              9,
              9,
              9,
              9,
              9,
              9,
              9,
              9,
              9,
              GossipLimits.DEFAULT.seenTime(),
              9,
              9,
              9,
              9,
              9,
              9,
              9,
              9,
              9),
          metrics);

  private final RpcCodec codec = new RpcCodec(GossipLimits.DEFAULT, metrics);

  private static MessageId id(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return MessageId.wrap(bytes);
  }

  private static List<MessageId> ids(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(5)).mapToObj(i -> id(random)).toList();
  }

  private static String topic(SplittableRandom random) {
    return "tópic " + random.nextInt(9);
  }

  private static Bytes bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(600)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  static Rpc anyRpc(SplittableRandom random) {
    List<Rpc.Subscription> subscriptions = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    List<Rpc.IHave> ihave = new ArrayList<>();
    List<String> graft = new ArrayList<>();
    List<Rpc.Prune> prune = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      subscriptions.add(new Rpc.Subscription(topic(random), random.nextBoolean()));
      messages.add(
          random.nextBoolean()
              ? new Message(topic(random), bytes(random))
              : new Message(
                  topic(random),
                  bytes(random),
                  bytes(random),
                  bytes(random),
                  bytes(random),
                  bytes(random)));
      ihave.add(new Rpc.IHave(topic(random), ids(random)));
      graft.add(topic(random));
      prune.add(
          new Rpc.Prune(
              topic(random),
              List.of(new Rpc.ExchangedPeer(RouterNetwork.peer(random.nextInt(99)), bytes(random))),
              random.nextBoolean() ? 0 : random.nextLong()));
    }
    Rpc.Control control = new Rpc.Control(ihave, ids(random), graft, prune, ids(random));
    return new Rpc(subscriptions, messages, control.isEmpty() ? Rpc.Control.NONE : control, 0);
  }

  @Property(tries = 2000)
  void what_is_encoded_is_decoded_as_it_was(@ForAll long seed) throws Exception {
    Rpc rpc = anyRpc(new SplittableRandom(seed));
    assertThat(codec.decode(codec.encode(rpc))).isEqualTo(rpc);
  }

  @Property(tries = 1000)
  void the_generated_classes_read_the_same(@ForAll long seed) throws Exception {
    Rpc rpc = anyRpc(new SplittableRandom(seed));
    RPC generated = RPC.parseFrom(codec.encode(rpc));
    assertThat(generated.getPublishCount()).isEqualTo(rpc.messages().size());
    assertThat(generated.getUnknownFields().asMap()).isEmpty();
    assertThat(generated.getControl().getUnknownFields().asMap()).isEmpty();
    assertThat(codec.decode(generated.toByteArray())).isEqualTo(rpc);
  }

  @Property(tries = 3000)
  void malformed_bytes_are_refused_or_read_and_never_anything_else(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = codec.encode(anyRpc(random));
    if (bytes.length == 0) {
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      default -> random.nextBytes(bytes);
    }
    try {
      codec.decode(bytes);
    } catch (MalformedRpcException e) {
      assertThat(e).hasMessageMatching("(?s).*(at byte|p2p\\.gossipsub\\.max).*");
    }
  }

  @Test
  void unknown_fields_are_passed_over() throws Exception {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .mergeField(
                99,
                UnknownFieldSet.Field.newBuilder()
                    .addVarint(1)
                    .addFixed32(2)
                    .addFixed64(3)
                    .addLengthDelimited(ByteString.copyFromUtf8("four"))
                    .build())
            .build();
    RPC rpc =
        RPC.newBuilder()
            .setUnknownFields(unknown)
            .addPublish(
                org.chaoschain.proto.libp2p.Message.newBuilder()
                    .setTopic("t")
                    .setData(ByteString.copyFromUtf8("x"))
                    .setUnknownFields(unknown))
            .setControl(
                ControlMessage.newBuilder()
                    .setUnknownFields(unknown)
                    .addGraft(ControlGraft.newBuilder().setTopicId("t").setUnknownFields(unknown)))
            .build();
    Rpc read = codec.decode(rpc.toByteArray());
    assertThat(read.messages()).containsExactly(new Message("t", RouterNetwork.data("x")));
    assertThat(read.control().graft()).containsExactly("t");
  }

  @Test
  void more_elements_than_allowed_are_cut_and_counted() throws Exception {
    ControlMessage.Builder control = ControlMessage.newBuilder();
    ControlIHave.Builder ihave = ControlIHave.newBuilder().setTopicId("t");
    for (int i = 0; i < 6; i++) {
      ihave.addMessageIds(ByteString.copyFrom(new byte[] {(byte) i}));
    }
    control
        .addIhave(ihave)
        .addIwant(ControlIWant.newBuilder().addAllMessageIds(ihave.getMessageIdsList()));
    PeerInfo peer =
        PeerInfo.newBuilder()
            .setPeerId(ByteString.copyFrom(RouterNetwork.peer(1).encode().toArray()))
            .build();
    control.addPrune(
        ControlPrune.newBuilder().setTopicId("t").addPeers(peer).addPeers(peer).addPeers(peer));
    RPC.Builder rpc = RPC.newBuilder().setControl(control);
    for (int i = 0; i < 5; i++) {
      rpc.addSubscriptions(RPC.SubOpts.newBuilder().setTopicid("t" + i).setSubscribe(true));
    }
    Rpc read = small.decode(rpc.build().toByteArray());
    assertThat(read.subscriptions()).hasSize(3);
    assertThat(read.control().ihave().get(0).ids()).hasSize(4);
    assertThat(read.control().iwant()).hasSize(4);
    assertThat(read.control().prune().get(0).peers()).hasSize(2);
    assertThat(read.cut()).isEqualTo(2 + 2 + 2 + 1);
    assertThat(metrics.refusals("p2p.gossipsub.max.subscriptions.per.rpc")).isEqualTo(2);
    assertThat(metrics.refusals("p2p.gossipsub.max.ids.per.rpc")).isEqualTo(4);
    assertThat(metrics.refusals("p2p.gossipsub.max.exchanged.peers")).isEqualTo(1);
  }

  @Test
  void control_bytes_are_bounded_over_all_control_fields_of_an_rpc() {
    byte[] one =
        codec.encode(Rpc.of(Rpc.Control.mesh(List.of("x".repeat(80), "x".repeat(80)), List.of())));
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertThatThrownBy(() -> small.decode(two))
        .isInstanceOf(MalformedRpcException.class)
        .hasMessageContaining("p2p.gossipsub.max.control");
    assertThat(metrics.refusals("p2p.gossipsub.max.control")).isEqualTo(1);
  }

  @Test
  void sizes_beyond_their_limits_are_refused_with_the_key() {
    Bytes large = Bytes.wrap(new byte[101]);
    assertThatThrownBy(() -> small.decode(codec.encode(Rpc.of(new Message("t", large)))))
        .hasMessageContaining("p2p.gossipsub.max.data");
    assertThatThrownBy(() -> small.decode(new byte[1001]))
        .hasMessageContaining("p2p.gossipsub.max.rpc");
    MessageId id = MessageId.wrap(new byte[129]);
    assertThatThrownBy(() -> codec.decode(codec.encode(Rpc.of(Rpc.Control.iwant(List.of(id))))))
        .hasMessageContaining("129 bytes");
    for (String topic : List.of("", "x".repeat(257), "x".repeat(1000))) {
      Rpc rpc = Rpc.subscriptions(List.of(new Rpc.Subscription(topic, true)));
      assertThatThrownBy(() -> codec.decode(codec.encode(rpc))).hasMessageContaining("topic");
    }
  }

  @Test
  void a_length_beyond_what_is_there_allocates_nothing() {
    byte[] bomb = {0x12, 5, 0x12, -1, -1, -1, 7};
    assertThatThrownBy(() -> codec.decode(bomb)).hasMessageContaining("are announced");
  }
}
