// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.Delegations;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.proto.v1.Delegation;

/** Keys, connections and handshakes that the tests speak of. */
final class Parties {
  static final Ed25519Key ALICE = key(1);
  static final Ed25519Key BOB = key(2);
  static final Ed25519Key NODE = key(3);
  static final Ed25519Key OTHER_NODE = key(4);
  static final String CHAIN = "chaos-test";
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Binding NOISE = new Binding.NoiseHash(fill(0x11));
  static final Binding OTHER_NOISE = new Binding.NoiseHash(fill(0x12));
  static final Bytes AGENT_NONCE = fill(0x21);
  static final Bytes NODE_NONCE = fill(0x22);

  private Parties() {}

  static Ed25519Key key(int fill) {
    return Ed25519Key.ofSeed(fill(fill).toArray());
  }

  static Bytes fill(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  static Binding gateway(Ed25519Key node, String origin) {
    return new Binding.Gateway(node.publicKey(), origin);
  }

  static ClientHandshake alice(Binding binding) {
    return new ClientHandshake(ALICE, CHAIN, binding, Optional.empty(), AGENT_NONCE);
  }

  static ServerHandshake node(Binding binding) {
    return node(binding, NODE);
  }

  static ServerHandshake node(Binding binding, Ed25519Key key) {
    return new ServerHandshake(binding, CHAIN, key.publicKey(), key::sign, AuthSettings.DEFAULT);
  }

  /** Alice permits the node to speak for her on the topic agents for an hour. */
  static Delegation.Builder delegation() {
    return Delegation.newBuilder()
        .setAgent(ByteString.copyFrom(ALICE.publicKey().toArray()))
        .setNodeKey(ByteString.copyFrom(NODE.publicKey().toArray()))
        .setChainId(CHAIN)
        .addTopics("agents")
        .setExpiresAt(timestamp(NOW.plusSeconds(3_600)));
  }

  static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
  }

  static Bytes signed(Delegation.Builder delegation) {
    return Bytes.wrap(Delegations.sign(ALICE, delegation.build()).toByteArray());
  }
}
