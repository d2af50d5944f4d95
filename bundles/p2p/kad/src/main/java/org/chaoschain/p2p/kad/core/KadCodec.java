// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.MultiaddrException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.kad.core.KadPeer.Connectedness;

/**
 * The protobuf form of libp2p's {@code /ipfs/kad/1.0.0}, without the length before it. Fields are
 * read one by one within the limits, so that a message makes no more objects than it may: what is
 * beyond a limit is refused before it is built. Peers whose id cannot be read, addresses of unknown
 * protocols and addresses beyond the limit of a peer are left out, since other implementations know
 * others and more. Unknown fields are ignored. Safe for use by many threads.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/kad-dht/README.md#rpc-messages">RPC
 *     messages</a>
 */
public final class KadCodec {
  /** So many times the addresses that are read of a peer are a flood, and no long list. */
  static final int FLOOD = 8;

  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int TYPE = 1;
  private static final int KEY = 2;
  private static final int RECORD = 3;
  private static final int CLOSER = 8;
  private static final int PROVIDER = 9;
  private static final int RECORD_KEY = 1;
  private static final int RECORD_VALUE = 2;
  private static final int PEER_ID = 1;
  private static final int PEER_ADDRESS = 2;
  private static final int PEER_CONNECTION = 3;

  private final KadLimits limits;

  /** Makes a codec with these limits. */
  public KadCodec(KadLimits limits) {
    this.limits = limits;
  }

  /** The bytes of a message. */
  public static byte[] encode(KadMessage message) {
    return written(
        out -> {
          if (message.type().number() != 0) {
            out.writeEnum(TYPE, message.type().number());
          }
          bytes(out, KEY, message.key());
          if (message.record().isPresent()) {
            KadRecord record = message.record().get();
            out.writeByteArray(
                RECORD,
                written(
                    r -> {
                      bytes(r, RECORD_KEY, record.key());
                      bytes(r, RECORD_VALUE, record.value());
                    }));
          }
          for (KadPeer peer : message.closer()) {
            out.writeByteArray(CLOSER, peer(peer));
          }
          for (KadPeer peer : message.providers()) {
            out.writeByteArray(PROVIDER, peer(peer));
          }
        });
  }

  private static byte[] peer(KadPeer peer) {
    return written(
        out -> {
          bytes(out, PEER_ID, peer.id().encode());
          for (Multiaddr address : peer.addresses()) {
            bytes(out, PEER_ADDRESS, address.encode());
          }
          if (peer.connectedness().number() != 0) {
            out.writeEnum(PEER_CONNECTION, peer.connectedness().number());
          }
        });
  }

  private static void bytes(CodedOutputStream out, int field, Bytes value) throws IOException {
    if (!value.isEmpty()) {
      out.writeByteBuffer(field, value.toByteBuffer());
    }
  }

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a message.
   *
   * @param from who sent it, for refusals
   * @throws KadMalformedException if it is none
   * @throws LimitExceededException if it is beyond a limit, which has been counted
   */
  public KadMessage decode(String from, byte[] encoded)
      throws KadMalformedException, LimitExceededException {
    return decode(from, encoded, flood -> {});
  }

  /**
   * Reads a message.
   *
   * @param from who sent it, for refusals
   * @param floods told, at most once, if a peer is named with {@link #FLOOD} times as many
   *     addresses as are read
   * @throws KadMalformedException if it is none
   * @throws LimitExceededException if it is beyond a limit, which has been counted
   */
  public KadMessage decode(String from, byte[] encoded, Consumer<String> floods)
      throws KadMalformedException, LimitExceededException {
    limits.message().check(from, encoded.length);
    CodedInputStream in = CodedInputStream.newInstance(encoded);
    try {
      int[] most = {0};
      KadMessage message = message(from, in, most);
      if (most[0] >= FLOOD * limits.addresses().value()) {
        floods.accept(
            "%d addresses of one peer, of which %d are read (%s)"
                .formatted(most[0], limits.addresses().value(), limits.addresses().key()));
      }
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw malformed(from, in, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("an array gives all bytes", e);
    }
  }

  /**
   * Reads the fields.
   *
   * @param most where the largest number of addresses of one peer is written
   */
  private KadMessage message(String from, CodedInputStream in, int[] most)
      throws IOException, KadMalformedException, LimitExceededException {
    // proto2: the type that is left out is the first
    KadMessage.Type type = KadMessage.Type.PUT_VALUE;
    Bytes key = Bytes.EMPTY;
    Optional<KadRecord> record = Optional.empty();
    List<KadPeer> closer = new ArrayList<>();
    List<KadPeer> providers = new ArrayList<>();
    int closerSeen = 0;
    int providersSeen = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (TYPE << 3) | VARINT -> type = type(from, in);
        case (KEY << 3) | LENGTH_DELIMITED ->
            key = bytes(in, size -> limits.key().check(from, size));
        case (RECORD << 3) | LENGTH_DELIMITED -> record = Optional.of(record(from, in));
        case (CLOSER << 3) | LENGTH_DELIMITED -> {
          limits.peers().check(from, ++closerSeen);
          peer(from, in, most).ifPresent(closer::add);
        }
        case (PROVIDER << 3) | LENGTH_DELIMITED -> {
          limits.peers().check(from, ++providersSeen);
          peer(from, in, most).ifPresent(providers::add);
        }
        default -> skip(from, in, tag);
      }
    }
    return new KadMessage(type, key, record, closer, providers);
  }

  private static KadMessage.Type type(String from, CodedInputStream in)
      throws IOException, KadMalformedException {
    int number = in.readEnum();
    Optional<KadMessage.Type> type = KadMessage.Type.of(number);
    if (type.isEmpty()) {
      throw malformed(from, in, "the message type " + number + " is not known");
    }
    return type.get();
  }

  private KadRecord record(String from, CodedInputStream in)
      throws IOException, KadMalformedException, LimitExceededException {
    int end = in.pushLimit(in.readRawVarint32());
    Bytes key = Bytes.EMPTY;
    Bytes value = Bytes.EMPTY;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (RECORD_KEY << 3) | LENGTH_DELIMITED ->
            key = bytes(in, size -> limits.key().check(from, size));
        case (RECORD_VALUE << 3) | LENGTH_DELIMITED ->
            value = bytes(in, size -> limits.value().check(from, size));
        default -> skip(from, in, tag);
      }
    }
    ended(from, in, end);
    return new KadRecord(key, value);
  }

  private Optional<KadPeer> peer(String from, CodedInputStream in, int[] most)
      throws IOException, KadMalformedException {
    int end = in.pushLimit(in.readRawVarint32());
    Optional<PeerId> id = Optional.empty();
    List<Multiaddr> addresses = new ArrayList<>();
    Connectedness connection = Connectedness.NOT_CONNECTED;
    boolean counted = false;
    int seen = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (PEER_ID << 3) | LENGTH_DELIMITED -> id = id(small(in, PeerId.MAX_BYTES));
        case (PEER_ADDRESS << 3) | LENGTH_DELIMITED -> {
          seen++;
          if (limits.addresses().allows(addresses.size() + 1L)) {
            address(small(in, Multiaddr.MAX_BYTES)).ifPresent(addresses::add);
          } else {
            if (!counted) {
              limits.addresses().refused().increment();
              counted = true;
            }
            in.skipRawBytes(in.readRawVarint32());
          }
        }
        case (PEER_CONNECTION << 3) | VARINT -> connection = Connectedness.of(in.readEnum());
        default -> skip(from, in, tag);
      }
    }
    ended(from, in, end);
    most[0] = Math.max(most[0], seen);
    Connectedness connectedness = connection;
    return id.map(peer -> named(peer, addresses).withConnectedness(connectedness));
  }

  /** An address that names another peer at its end says nothing of this one. */
  private static KadPeer named(PeerId peer, List<Multiaddr> addresses) {
    List<Multiaddr> own =
        addresses.stream()
            .filter(a -> a.peerId().map(peer::equals).orElse(true))
            .map(Multiaddr::withoutPeer)
            .filter(a -> !a.isEmpty())
            .distinct()
            .toList();
    return KadPeer.of(peer, own);
  }

  private static Optional<PeerId> id(Bytes encoded) {
    try {
      return Optional.of(PeerId.decode(encoded));
    } catch (PeerIdException e) {
      return Optional.empty();
    }
  }

  private static Optional<Multiaddr> address(Bytes encoded) {
    try {
      return Optional.of(Multiaddr.decode(encoded));
    } catch (MultiaddrException e) {
      return Optional.empty();
    }
  }

  private interface Check {
    void of(int size) throws LimitExceededException;
  }

  private static Bytes bytes(CodedInputStream in, Check check)
      throws IOException, LimitExceededException {
    int size = in.readRawVarint32();
    check.of(size & Integer.MAX_VALUE);
    return Bytes.wrap(in.readRawBytes(size));
  }

  /** Bytes that are empty if there are more than could mean anything. */
  private static Bytes small(CodedInputStream in, int most) throws IOException {
    int size = in.readRawVarint32();
    if (size > most) {
      in.skipRawBytes(size);
      return Bytes.EMPTY;
    }
    return Bytes.wrap(in.readRawBytes(size));
  }

  private static void skip(String from, CodedInputStream in, int tag)
      throws IOException, KadMalformedException {
    int wireType = WireFormat.getTagWireType(tag);
    if (wireType == WireFormat.WIRETYPE_START_GROUP
        || wireType == WireFormat.WIRETYPE_END_GROUP
        || WireFormat.getTagFieldNumber(tag) == 0) {
      throw malformed(from, in, "the tag " + Integer.toUnsignedString(tag) + " is not used");
    }
    in.skipField(tag);
  }

  private static void ended(String from, CodedInputStream in, int end)
      throws KadMalformedException {
    if (in.getBytesUntilLimit() != 0) {
      throw malformed(from, in, "a part ends before its length");
    }
    in.popLimit(end);
  }

  private static KadMalformedException malformed(String from, CodedInputStream in, String why) {
    return new KadMalformedException(
        "%s sent no Kademlia message, at byte %d: %s".formatted(from, in.getTotalBytesRead(), why));
  }
}
