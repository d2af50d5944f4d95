// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;

/** The node's own codec with a record of what it verifies. */
public final class BenchCodec implements MessageCodec {
  private final MessageCodec codec;
  private final BenchLog log = new BenchLog("codec");

  /** Made by Declarative Services with the codec of the node. */
  public BenchCodec(MessageCodec codec) {
    this.codec = codec;
  }

  /** Called when this generation goes. */
  public void deactivate() {
    log.close();
  }

  @Override
  public String name() {
    return codec.name();
  }

  @Override
  public SignedMessage encode(Message message, MessageSigner signer)
      throws MalformedMessageException {
    return codec.encode(message, signer);
  }

  @Override
  public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
    return codec.decode(wire, maxBytes);
  }

  @Override
  public void verify(SignedMessage message) throws MalformedMessageException {
    codec.verify(message);
    log.handle(message.message());
  }
}
