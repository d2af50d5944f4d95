// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.delivery.core.Succession;
import org.chaoschain.message.delivery.core.Tenure;

/**
 * The codecs of one form that are there, of which one is used: that of the greatest {@link
 * Registration}. The codec it gives is a front of them: each call is made in the one that is used
 * at that moment and is counted in it, so that a codec goes only when no call is in it any more. A
 * message that one has decoded may be verified by the next. Safe for use by many threads.
 */
public final class Codecs implements Supplier<Optional<MessageCodec>> {
  private final String name;
  private final Metrics metrics;
  private final Succession<Tenure<MessageCodec>> codecs = new Succession<>();
  private final Map<Long, Tenure<MessageCodec>> byRegistration = new HashMap<>();
  private final Optional<MessageCodec> front = Optional.of(new Front());

  /**
   * Without codecs.
   *
   * @param name the form: codecs of another name are not taken
   */
  public Codecs(String name, Metrics metrics) {
    this.name = name;
    this.metrics = metrics;
  }

  /**
   * A codec has come.
   *
   * @return whether it is one of this form
   * @throws org.chaoschain.api.isolation.CapabilityException if its plugin does not declare it
   */
  public boolean add(MessageCodec codec, Registration registration) {
    String form = codec.name();
    if (!name.equals(form)) {
      return false;
    }
    registration.account().require(new Capability(Capability.Kind.MESSAGE_TYPE, "codec/" + form));
    Tenure<MessageCodec> tenure = new Tenure<>(codec, registration);
    synchronized (byRegistration) {
      byRegistration.put(registration.id(), tenure);
    }
    codecs.add(tenure);
    return true;
  }

  /**
   * A codec has gone; the next one is used already when this returns.
   *
   * @return completes once no call is in it any more
   */
  public CompletionStage<Void> remove(long registration) {
    Tenure<MessageCodec> tenure;
    synchronized (byRegistration) {
      tenure = byRegistration.remove(registration);
    }
    if (tenure == null) {
      return CompletableFuture.completedStage(null);
    }
    codecs.remove(tenure);
    return tenure.drained();
  }

  /** The front of the codecs; empty if none is there. */
  @Override
  public Optional<MessageCodec> get() {
    return codecs.current().isPresent() ? front : Optional.empty();
  }

  private final class Front implements GuardedCodec {
    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean ofPlugin() {
      return codecs.current().filter(Codecs::ofPlugin).isPresent();
    }

    @Override
    public SignedMessage encode(Message message, MessageSigner signer, Runnable givenUp)
        throws MalformedMessageException {
      // under a delegation another signs: whether it is the right one is in the delegation
      if (message.delegation().isEmpty() && !signer.agent().equals(message.sender())) {
        throw new IllegalArgumentException(
            "the signer %s is not the message's sender %s"
                .formatted(signer.agent(), message.sender()));
      }
      return inside("encoding", codec -> codec.encode(message, signer), givenUp);
    }

    @Override
    public SignedMessage decode(Bytes wire, int maxBytes, Runnable givenUp)
        throws MalformedMessageException {
      return inside("decoding", codec -> codec.decode(wire, maxBytes), givenUp);
    }

    @Override
    public void verify(SignedMessage message, Runnable givenUp) throws MalformedMessageException {
      inside(
          "verifying",
          codec -> {
            codec.verify(message);
            return message;
          },
          givenUp);
    }
  }

  private interface Call {
    SignedMessage in(MessageCodec codec) throws MalformedMessageException;
  }

  private static boolean ofPlugin(Tenure<?> tenure) {
    return !tenure.account().plugin().isEmpty();
  }

  private SignedMessage inside(String what, Call call, Runnable givenUp)
      throws MalformedMessageException {
    Tenure<MessageCodec> tenure = codecs.enter().orElseThrow(CodecException::absent);
    if (ofPlugin(tenure)) {
      return guarded(tenure, what, call, givenUp);
    }
    try {
      return call.in(tenure.service());
    } catch (RuntimeException | Error e) {
      throw failed(what, e);
    } finally {
      tenure.exit();
    }
  }

  private SignedMessage guarded(
      Tenure<MessageCodec> tenure, String what, Call call, Runnable givenUp)
      throws MalformedMessageException {
    Visit begun =
        Visit.begin(tenure, what + " of codec " + name, Codecs::nothing, givenUp)
            .orElseThrow(() -> CodecException.busy(name, tenure.account().plugin()));
    try (Visit visit = begun) {
      SignedMessage made;
      try {
        made = call.in(tenure.service());
      } catch (RuntimeException | Error e) {
        visit.failed(what, e);
        throw failed(what, e);
      }
      if (!visit.end()) {
        throw CodecException.givenUp(name, what);
      }
      return made;
    }
  }

  private CodecException failed(String what, Throwable cause) {
    metrics.counter("message.delivery.codec.failures", "codec", name, "what", what).increment();
    return CodecException.failed(name, what, cause);
  }

  /** Who has brought the message tries again by himself. */
  private static void nothing() {}
}
