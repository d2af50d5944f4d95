// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.peer.PublicKeyException;

/**
 * Every message carries its author, a sequence number, and the author's signature: StrictSign of
 * the specification, for networks of other implementations. The key may be missing where the
 * author's peer id contains it; where it is there, it must be the author's. Safe for use by many
 * threads.
 */
public final class StrictSign implements SignaturePolicy {
  private static final Bytes PREFIX =
      Bytes.wrap("libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII));
  private static final int SEQNO_BYTES = 8;

  /** Verifies a signature. */
  @FunctionalInterface
  public interface Verifier {
    /** Whether that key signed these bytes; false for a key that cannot be used. */
    boolean verify(PublicKey key, Bytes signed, Bytes signature);
  }

  private final NodeIdentity identity;
  private final Verifier verifier;
  private final boolean idOfContent;
  private final Bytes self;
  private long seqno;

  /**
   * Makes the policy of one node.
   *
   * @param identity signs what this node publishes
   * @param idOfContent messages are known by {@link Message#contentId} instead of author and
   *     sequence number, which is what other implementations do unless told otherwise
   * @param firstSeqno above all that this node has ever used, such as the time
   */
  public StrictSign(
      NodeIdentity identity, Verifier verifier, boolean idOfContent, long firstSeqno) {
    this.identity = identity;
    this.verifier = verifier;
    this.idOfContent = idOfContent;
    this.self = identity.peerId().encode();
    this.seqno = firstSeqno;
  }

  private synchronized Bytes nextSeqno() {
    return Bytes.wrap(ByteBuffer.allocate(SEQNO_BYTES).putLong(seqno++).array());
  }

  @Override
  public Message make(String topic, Bytes data) {
    Bytes number = nextSeqno();
    Message unsigned = new Message(topic, data, self, number, null, null);
    Bytes signature = identity.sign(PREFIX.concat(RpcCodec.signed(unsigned)));
    Bytes key = identity.peerId().publicKey().isPresent() ? null : identity.publicKey().encode();
    return new Message(topic, data, self, number, signature, key);
  }

  @Override
  public MessageId id(Message message) {
    Bytes from = message.from();
    Bytes number = message.seqno();
    if (idOfContent
        || from == null
        || number == null
        || from.size() > PeerId.MAX_BYTES
        || number.size() > SEQNO_BYTES) {
      return message.contentId();
    }
    return MessageId.wrap(from.concat(number).toArray());
  }

  @Override
  public Optional<String> refuse(Message message) {
    if (message.from() == null || message.signature() == null) {
      return Optional.of("it lacks an author or a signature (StrictSign)");
    }
    if (message.seqno() == null || message.seqno().size() != SEQNO_BYTES) {
      return Optional.of("its sequence number has not 8 bytes (StrictSign)");
    }
    if (message.from().equals(self)) {
      return Optional.of("it claims to be of this node, which has not published it");
    }
    try {
      PeerId author = PeerId.decode(message.from());
      PublicKey key = key(author, message.key());
      boolean good =
          verifier.verify(key, PREFIX.concat(RpcCodec.signed(message)), message.signature());
      return good ? Optional.empty() : Optional.of("the signature of " + author + " is wrong");
    } catch (PeerIdException e) {
      return Optional.of("its author is no peer id: " + e.getMessage());
    } catch (PublicKeyException e) {
      return Optional.of("its key is none: " + e.getMessage());
    } catch (MissingKeyException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static PublicKey key(PeerId author, Bytes encoded) throws MissingKeyException {
    if (encoded == null || encoded.isEmpty()) {
      return author
          .publicKey()
          .orElseThrow(
              () -> new MissingKeyException("its key is missing, and not part of " + author));
    }
    PublicKey key = PublicKey.decode(encoded);
    if (!author.matches(key)) {
      throw new MissingKeyException("its key is not that of its author " + author);
    }
    return key;
  }

  private static final class MissingKeyException extends Exception {
    private static final long serialVersionUID = 1;

    MissingKeyException(String message) {
      super(message);
    }
  }
}
