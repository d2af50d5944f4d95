// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.Contents;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.SignedDelegation;

/**
 * The protobuf form of the API's view, without signature. What it says is judged when it is signed.
 */
final class MessageWriter {
  private MessageWriter() {}

  static ChaoschainMessage write(Message message)
      throws InvalidProtocolBufferException, MalformedMessageException {
    ChaoschainMessage.Builder builder =
        ChaoschainMessage.newBuilder()
            .setVersion(message.version())
            .setMessageId(message.id())
            .setCreatedAt(timestamp(message.createdAt()))
            .setSender(string(message.sender().key()))
            .setChainId(message.chainId())
            .setCritical(message.critical());
    message.expiresAt().ifPresent(at -> builder.setExpiresAt(timestamp(at)));
    message.inReplyTo().ifPresent(builder::setInReplyTo);
    if (message.delegation().isPresent()) {
      builder.setDelegation(SignedDelegation.parseFrom(message.delegation().get().toArray()));
    }
    writePayload(builder, message.payload());
    return builder.build();
  }

  private static void writePayload(ChaoschainMessage.Builder builder, Payload payload)
      throws MalformedMessageException {
    if (payload instanceof Payload.AgentCommunication communication) {
      builder.setAgentComm(Contents.write(communication));
    } else if (payload instanceof Payload.Meme meme) {
      builder.setMeme(Contents.write(meme));
    } else if (payload instanceof Payload.Extended extended) {
      builder.setExtension(Contents.write(extended.extension()));
    } else if (payload instanceof Payload.Opaque opaque) {
      builder.setUnknownFields(Contents.field(opaque.number(), opaque.bytes()));
    }
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }
}
