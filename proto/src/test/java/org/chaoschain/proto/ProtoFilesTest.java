// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.proto.libp2p.ControlMessage;
import org.chaoschain.proto.libp2p.Envelope;
import org.chaoschain.proto.libp2p.Identify;
import org.chaoschain.proto.libp2p.KeyType;
import org.chaoschain.proto.libp2p.NoiseHandshakePayload;
import org.chaoschain.proto.libp2p.PublicKey;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.NetworkState;
import org.junit.jupiter.api.Test;

class ProtoFilesTest {
  private static final Path SOURCES = Path.of("src/main/proto");

  @Test
  void everyMessageFieldAndValueIsDocumented() throws IOException {
    List<String> undocumented = new ArrayList<>();
    for (Path file : files()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 1; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        boolean declares =
            line.matches("(message|enum|oneof) .*\\{") || line.matches("[\\w. ]+ = \\d+;");
        if (declares && !lines.get(i - 1).strip().startsWith("//")) {
          undocumented.add(file + ":" + (i + 1) + ": " + line);
        }
      }
    }
    assertThat(undocumented).isEmpty();
  }

  @Test
  void everyFileHasTheLicenceAndSaysWhereThePolicyIs() throws IOException {
    for (Path file : files()) {
      String text = Files.readString(file);
      assertThat(text).as("%s", file).startsWith("// SPDX-License-Identifier: Apache-2.0\n");
      if (file.startsWith(SOURCES.resolve("chaoschain"))) {
        assertThat(text).as("%s", file).containsIgnoringCase("version policy");
      }
    }
  }

  @Test
  void theEnvelopeKeepsItsNumbers() {
    assertThat(numbers(ChaoschainMessage.getDescriptor().getFields()))
        .isEqualTo(
            "version=1 message_id=2 created_at=3 block_proposal=4 consensus_vote=5 agent_comm=6"
                + " state_update=7 meme=8 signature=9 extension=10 block_notification=11"
                + " network_statistics=12 history=13 sender=20 chain_id=21 expires_at=22"
                + " in_reply_to=23 critical=24 delegation=25");
  }

  @Test
  void agentCommunicationKeepsItsNumbers() {
    assertThat(numbers(AgentCommunication.getDescriptor().getFields()))
        .isEqualTo(
            "agent_id=1 target_id=2 type=3 alliance=4 discussion=5 meme=6 status=7 extension=10"
                + " announcement=11");
  }

  @Test
  void aCommunicationTypeIsTheNumberOfItsContent() {
    List<Integer> contents =
        AgentCommunication.getDescriptor().getOneofs().get(0).getFields().stream()
            .map(FieldDescriptor::getNumber)
            .toList();
    assertThat(
            CommunicationType.getDescriptor().getValues().stream()
                .map(v -> v.getNumber())
                .filter(n -> n != 0))
        .containsExactlyInAnyOrderElementsOf(contents);
  }

  @Test
  void theNetworkStateKeepsItsNumbers() {
    assertThat(numbers(NetworkState.getDescriptor().getFields()))
        .isEqualTo("height=1 block_hash=2 state_root=3 validator_set_hash=4 peer_count=5 mood=6");
  }

  @Test
  void libp2pMessagesHaveTheNumbersOfTheSpecifications() {
    assertThat(numbers(NoiseHandshakePayload.getDescriptor().getFields()))
        .isEqualTo("identity_key=1 identity_sig=2 extensions=4");
    assertThat(numbers(Identify.getDescriptor().getFields()))
        .isEqualTo(
            "public_key=1 listen_addrs=2 protocols=3 observed_addr=4 protocol_version=5"
                + " agent_version=6 signed_peer_record=8");
    assertThat(numbers(Envelope.getDescriptor().getFields()))
        .isEqualTo("public_key=1 payload_type=2 payload=3 signature=5");
    assertThat(numbers(ControlMessage.getDescriptor().getFields()))
        .isEqualTo("ihave=1 iwant=2 graft=3 prune=4 idontwant=5");
  }

  /** The vector of peer-ids.md. */
  @Test
  void aPublicKeyIsWrittenAsThePeerIdSpecificationSays() throws InvalidProtocolBufferException {
    byte[] vector =
        HexFormat.of()
            .parseHex("080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e");
    PublicKey key = PublicKey.parseFrom(vector);
    assertThat(key.getType()).isEqualTo(KeyType.Ed25519);
    assertThat(key.getData().size()).isEqualTo(32);
    assertThat(key.toByteArray()).isEqualTo(vector);
  }

  @Test
  void aPublicKeyWithoutItsTypeIsRefused() {
    assertThatThrownBy(() -> PublicKey.parseFrom(new byte[] {0x12, 0x01, 0x00}))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  private static String numbers(List<FieldDescriptor> fields) {
    return fields.stream()
        .sorted((a, b) -> Integer.compare(a.getNumber(), b.getNumber()))
        .map(f -> f.getName() + "=" + f.getNumber())
        .collect(Collectors.joining(" "));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(SOURCES)) {
      return walk.filter(f -> f.toString().endsWith(".proto")).sorted().toList();
    }
  }
}
