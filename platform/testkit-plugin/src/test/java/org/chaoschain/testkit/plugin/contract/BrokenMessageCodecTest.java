// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** The contract notices a codec that is broken. */
class BrokenMessageCodecTest {
  /** The shipped codec, to be broken. */
  private static class Delegating implements MessageCodec {
    private final MessageCodec codec = EnvelopeCodecs.protobuf(new RecordedMetrics());

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
    }
  }

  static final class VerifiesNothing extends ProtobufCodecContractTest {
    @Override
    protected MessageCodec newCodec() {
      return new Delegating() {
        @Override
        public void verify(SignedMessage message) {}
      };
    }
  }

  @Test
  void signaturesThatNobodyVerifies() {
    assertThat(TestsThatFail.of(VerifiesNothing.class))
        .containsExactly("whatWasChangedOnTheWayIsNoticed");
  }

  static final class HasNoLimit extends ProtobufCodecContractTest {
    @Override
    protected MessageCodec newCodec() {
      return new Delegating() {
        @Override
        public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
          return super.decode(wire, Integer.MAX_VALUE);
        }
      };
    }
  }

  @Test
  void aLimitThatIsNotKept() {
    assertThat(TestsThatFail.of(HasNoLimit.class))
        .containsExactly("aMessageAboveTheLimitIsRefused");
  }

  static final class ThrowsAtNoBytes extends ProtobufCodecContractTest {
    @Override
    protected MessageCodec newCodec() {
      return new Delegating() {
        @Override
        public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
          if (wire.get(0) < 0) {
            throw new MalformedMessageException("negative", 0, "the first byte is negative");
          }
          return super.decode(wire, maxBytes);
        }
      };
    }
  }

  @Test
  void bytesThatMakeItThrow() {
    assertThat(TestsThatFail.of(ThrowsAtNoBytes.class))
        .contains("bytesOfNoFormAreRefusedWithAReason", "everyPrefixAndEveryExtensionIsRefused");
  }

  static final class SignsForOthers extends ProtobufCodecContractTest {
    @Override
    protected MessageCodec newCodec() {
      return new Delegating() {
        @Override
        public SignedMessage encode(Message message, MessageSigner signer)
            throws MalformedMessageException {
          return super.encode(
              message, message.sender().equals(Messages.agent(1)) ? Messages.signer(1) : signer);
        }
      };
    }
  }

  @Test
  void aSignerThatIsNotTheSender() {
    assertThat(TestsThatFail.of(SignsForOthers.class)).containsExactly("onlyTheSenderSigns");
  }

  static final class HasNoDigest extends ProtobufCodecContractTest {
    @Override
    protected MessageCodec newCodec() {
      return new Delegating() {
        @Override
        public SignedMessage encode(Message message, MessageSigner signer)
            throws MalformedMessageException {
          SignedMessage signed = super.encode(message, signer);
          return new SignedMessage(
              signed.message(), signed.wire(), Bytes.EMPTY, signed.signedDigest());
        }
      };
    }
  }

  @Test
  void digestsThatSayNothing() {
    assertThat(TestsThatFail.of(HasNoDigest.class))
        .contains("everyMessageIsReadAsItWasWritten", "messagesThatDifferHaveOtherDigests");
  }
}
