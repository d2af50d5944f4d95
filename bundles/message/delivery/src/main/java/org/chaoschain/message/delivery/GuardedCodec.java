// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;

/**
 * A codec that may be a plugin's: each call is counted at its account, and whoever calls says what
 * is done should the call not return. A call that was given up and returns all the same throws
 * {@link CodecException}.
 */
interface GuardedCodec extends MessageCodec {
  /** Whether the codec that is used now is a plugin's. */
  boolean ofPlugin();

  /** Encodes. */
  SignedMessage encode(Message message, MessageSigner signer, Runnable givenUp)
      throws MalformedMessageException;

  /** Decodes. */
  SignedMessage decode(Bytes wire, int maxBytes, Runnable givenUp) throws MalformedMessageException;

  /** Verifies. */
  void verify(SignedMessage message, Runnable givenUp) throws MalformedMessageException;

  @Override
  default SignedMessage encode(Message message, MessageSigner signer)
      throws MalformedMessageException {
    return encode(message, signer, () -> {});
  }

  @Override
  default SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
    return decode(wire, maxBytes, () -> {});
  }

  @Override
  default void verify(SignedMessage message) throws MalformedMessageException {
    verify(message, () -> {});
  }

  /** A codec as one of these; one that is not guarded is the node's own. */
  static GuardedCodec of(MessageCodec codec) {
    return codec instanceof GuardedCodec guarded ? guarded : new OfNode(codec);
  }

  /** The node's own codec. */
  record OfNode(MessageCodec codec) implements GuardedCodec {
    @Override
    public String name() {
      return codec.name();
    }

    @Override
    public boolean ofPlugin() {
      return false;
    }

    @Override
    public SignedMessage encode(Message message, MessageSigner signer, Runnable givenUp)
        throws MalformedMessageException {
      return codec.encode(message, signer);
    }

    @Override
    public SignedMessage decode(Bytes wire, int maxBytes, Runnable givenUp)
        throws MalformedMessageException {
      return codec.decode(wire, maxBytes);
    }

    @Override
    public void verify(SignedMessage message, Runnable givenUp) throws MalformedMessageException {
      codec.verify(message);
    }
  }
}
