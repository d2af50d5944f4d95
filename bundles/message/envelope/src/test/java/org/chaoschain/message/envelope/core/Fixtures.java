// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.Arrays;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.proto.v1.Discussion;
import org.chaoschain.proto.v1.SignedDelegation;
import org.chaoschain.proto.v1.Status;

/** Keys and messages that the tests speak of. */
final class Fixtures {
  static final Ed25519Key ALICE = key(1);
  static final Ed25519Key BOB = key(2);
  static final Ed25519Key NODE = key(3);
  static final int MAX = PayloadKind.MAX_ENVELOPE_BYTES;

  /** 2026-01-01T00:00:00Z. */
  static final long NEW_YEAR = 1_767_225_600L;

  private Fixtures() {}

  static Ed25519Key key(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return Ed25519Key.ofSeed(seed);
  }

  static ByteString publicKey(Ed25519Key key) {
    return ByteString.copyFrom(key.publicKey().toArray());
  }

  static Timestamp time(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  /** Alice says to all that she is fine. */
  static ChaoschainMessage.Builder status() {
    return says(
        communication()
            .setType(CommunicationType.COMMUNICATION_TYPE_STATUS)
            .setStatus(Status.newBuilder().setMood("calm").setText("all is well")));
  }

  /** Alice asks Bob something. */
  static ChaoschainMessage.Builder question() {
    return says(
        communication()
            .setTargetId(publicKey(BOB))
            .setType(CommunicationType.COMMUNICATION_TYPE_DISCUSSION)
            .setDiscussion(Discussion.newBuilder().setTopic("chaos").setText("why?")));
  }

  static AgentCommunication.Builder communication() {
    return AgentCommunication.newBuilder().setAgentId(publicKey(ALICE));
  }

  static ChaoschainMessage.Builder says(AgentCommunication.Builder communication) {
    return bare().setAgentComm(communication);
  }

  /** A message by Alice without payload. */
  static ChaoschainMessage.Builder bare() {
    return ChaoschainMessage.newBuilder()
        .setVersion(1)
        .setMessageId("m-1")
        .setCreatedAt(time(NEW_YEAR))
        .setSender(publicKey(ALICE))
        .setChainId("chaos-test");
  }

  /** Alice permits the node to speak for her on the topic agents for an hour. */
  static Delegation.Builder delegation() {
    return Delegation.newBuilder()
        .setAgent(publicKey(ALICE))
        .setNodeKey(publicKey(NODE))
        .setChainId("chaos-test")
        .addTopics("agents")
        .setExpiresAt(time(NEW_YEAR + 3_600));
  }

  static ChaoschainMessage.Builder delegated(SignedDelegation delegation) {
    return status().setExpiresAt(time(NEW_YEAR + 60)).setDelegation(delegation);
  }

  /** Wire bytes by that key, whatever the message says; the receiver shall judge. */
  static byte[] wire(ChaoschainMessage message, Ed25519Key key) {
    return wire(message.toByteArray(), key);
  }

  static byte[] wire(byte[] signed, Ed25519Key key) {
    byte[] signature =
        key.sign(
                org.chaoschain.api.bytes.Bytes.wrap(
                    Domain.ENVELOPE.prepend(signed, 0, signed.length)))
            .toArray();
    return join(signed, new byte[] {0x4a, 0x40}, signature);
  }

  static byte[] join(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(p -> p.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
