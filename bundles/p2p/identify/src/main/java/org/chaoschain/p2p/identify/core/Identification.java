// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.proto.libp2p.Identify;

/**
 * What a peer tells of itself, or of one of its changes. Immutable.
 *
 * @param publicKey the encoded public key
 * @param addresses where it listens; those that are not understood are left out
 * @param protocols what it speaks
 * @param observed how it sees the other side's address
 * @param protocolVersion a free text
 * @param agentVersion what software it runs
 * @param signedPeerRecord its addresses, signed
 */
public record Identification(
    Optional<Bytes> publicKey,
    List<Multiaddr> addresses,
    List<String> protocols,
    Optional<Multiaddr> observed,
    String protocolVersion,
    String agentVersion,
    Optional<Bytes> signedPeerRecord) {

  /**
   * Above this size the signed record goes into a message of its own: some peers read no larger
   * ones.
   */
  private static final int SPLIT_ABOVE = 4096;

  private static final int MAX_TEXT = 256;
  private static final int MAX_ENTRIES = 1024;

  /** A message that is no identification. The message says why. */
  public static final class MalformedIdentificationException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedIdentificationException(String message) {
      super(message);
    }
  }

  /** Keeps immutable copies of the lists. */
  public Identification {
    addresses = List.copyOf(addresses);
    protocols = List.copyOf(protocols);
  }

  /** The messages to send, one or two. */
  public List<byte[]> encode() {
    Identify.Builder builder = Identify.newBuilder();
    publicKey.ifPresent(key -> builder.setPublicKey(bytes(key)));
    addresses.forEach(address -> builder.addListenAddrs(bytes(address.encode())));
    builder.addAllProtocols(protocols);
    observed.ifPresent(address -> builder.setObservedAddr(bytes(address.encode())));
    builder.setProtocolVersion(protocolVersion).setAgentVersion(agentVersion);
    Identify first = builder.build();
    if (signedPeerRecord.isEmpty()) {
      return List.of(first.toByteArray());
    }
    ByteString record = bytes(signedPeerRecord.get());
    if (first.getSerializedSize() + record.size() <= SPLIT_ABOVE) {
      return List.of(builder.setSignedPeerRecord(record).build().toByteArray());
    }
    return List.of(
        first.toByteArray(),
        Identify.newBuilder().setSignedPeerRecord(record).build().toByteArray());
  }

  /**
   * Reads the messages of one identification: lists are joined, of single fields the last one
   * counts.
   *
   * @throws MalformedIdentificationException if one is no such message, or a list or text is too
   *     long
   */
  public static Identification decode(List<byte[]> messages)
      throws MalformedIdentificationException {
    Identify.Builder merged = Identify.newBuilder();
    try {
      for (byte[] message : messages) {
        merged.mergeFrom(Identify.parseFrom(message));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedIdentificationException("no identify message: " + e.getMessage());
    }
    if (merged.getProtocolsCount() > MAX_ENTRIES || merged.getListenAddrsCount() > MAX_ENTRIES) {
      throw new MalformedIdentificationException(
          "%d protocols and %d addresses; at most %d of each are read"
              .formatted(merged.getProtocolsCount(), merged.getListenAddrsCount(), MAX_ENTRIES));
    }
    List<Multiaddr> addresses = new ArrayList<>();
    merged.getListenAddrsList().forEach(a -> address(a).ifPresent(addresses::add));
    return new Identification(
        merged.hasPublicKey() ? Optional.of(bytes(merged.getPublicKey())) : Optional.empty(),
        addresses,
        merged.getProtocolsList().stream().map(Identification::bounded).toList(),
        merged.hasObservedAddr() ? address(merged.getObservedAddr()) : Optional.empty(),
        bounded(merged.getProtocolVersion()),
        bounded(merged.getAgentVersion()),
        merged.hasSignedPeerRecord()
            ? Optional.of(bytes(merged.getSignedPeerRecord()))
            : Optional.empty());
  }

  private static String bounded(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  private static Optional<Multiaddr> address(ByteString encoded) {
    try {
      return Optional.of(Multiaddr.decode(bytes(encoded)));
    } catch (IllegalArgumentException unknownOrMalformed) {
      return Optional.empty();
    }
  }

  private static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }

  private static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }
}
