// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors of Noise_XX_25519_ChaChaPoly_SHA256. */
class NoiseVectorsTest {
  private static final byte[] NO_DATA = {};

  record Message(Bytes payload, Bytes ciphertext) {}

  record Vector(String text, List<Message> messages) {
    Bytes bytes(String name) {
      return find(name).map(Bytes::fromHex).orElseThrow();
    }

    Optional<String> find(String name) {
      Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(text);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return find("source").orElseThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void bothSidesProduceTheBytesOfTheVector(Vector vector) throws Exception {
    assertThat(vector.find("protocol_name")).contains(HandshakeState.PROTOCOL_NAME);
    HandshakeState initiator = side(vector, true, "init");
    HandshakeState responder = side(vector, false, "resp");
    for (Message message : vector.messages().subList(0, 3)) {
      HandshakeState writer = initiator.writes() ? initiator : responder;
      HandshakeState reader = writer == initiator ? responder : initiator;
      byte[] written = writer.write(message.payload().toArray());
      assertThat(Bytes.wrap(written)).isEqualTo(message.ciphertext());
      assertThat(Bytes.wrap(reader.read(written))).isEqualTo(message.payload());
    }
    assertThat(initiator.handshakeHash()).isEqualTo(responder.handshakeHash());
    vector
        .find("handshake_hash")
        .ifPresent(hash -> assertThat(initiator.handshakeHash().hex()).isEqualTo(hash));
    assertThat(initiator.remoteStatic())
        .isEqualTo(X25519Key.of(vector.bytes("resp_static")).publicKey());
    assertThat(responder.remoteStatic())
        .isEqualTo(X25519Key.of(vector.bytes("init_static")).publicKey());
    transport(vector, responder.split(), initiator.split());
  }

  /** The first transport message is the responder's, then they take turns. */
  private static void transport(Vector vector, TransportKeys first, TransportKeys second)
      throws NoiseException {
    TransportKeys sender = first;
    TransportKeys receiver = second;
    for (Message message : vector.messages().subList(3, vector.messages().size())) {
      byte[] payload = message.payload().toArray();
      byte[] ciphertext = new byte[payload.length + CipherState.TAG_SIZE];
      sender.outgoing().encrypt(NO_DATA, payload, 0, payload.length, ciphertext, 0);
      assertThat(Bytes.wrap(ciphertext)).isEqualTo(message.ciphertext());
      byte[] plaintext = new byte[payload.length];
      receiver.incoming().decrypt(NO_DATA, ciphertext, 0, ciphertext.length, plaintext, 0);
      assertThat(plaintext).isEqualTo(payload);
      TransportKeys next = sender;
      sender = receiver;
      receiver = next;
    }
  }

  private static HandshakeState side(Vector vector, boolean initiator, String prefix) {
    return new HandshakeState(
        initiator,
        vector.bytes(prefix + "_prologue"),
        X25519Key.of(vector.bytes(prefix + "_static")),
        X25519Key.of(vector.bytes(prefix + "_ephemeral")));
  }

  static Stream<Vector> vectors() throws IOException {
    try (InputStream in = NoiseVectorsTest.class.getResourceAsStream("noise-xx-vectors.json")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Vector> vectors = new ArrayList<>();
      for (String text : all.split("(?=\"source\")")) {
        if (text.startsWith("\"source\"")) {
          vectors.add(new Vector(text, messages(text)));
        }
      }
      assertThat(vectors).hasSize(2);
      return vectors.stream();
    }
  }

  private static List<Message> messages(String text) {
    List<Message> messages = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("\"payload\": \"([0-9a-f]*)\",\\s*\"ciphertext\": \"([0-9a-f]*)\"")
            .matcher(text);
    while (matcher.find()) {
      messages.add(new Message(Bytes.fromHex(matcher.group(1)), Bytes.fromHex(matcher.group(2))));
    }
    return messages;
  }
}
