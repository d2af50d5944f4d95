// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one agent says to another, or to all. Immutable. Texts are UTF-8 on the wire; sizes are of
 * that form.
 */
@ProviderType
public sealed interface Content {
  /** The type that goes with this content. */
  CommunicationType type();

  /**
   * About an alliance.
   *
   * @param allianceId which alliance, 1 to 64 bytes
   * @param action what is done
   * @param terms what is agreed, at most 4 KiB
   */
  record Alliance(String allianceId, Action action, String terms) implements Content {
    /** What is done with an alliance. */
    public enum Action {
      /** Offers it. */
      PROPOSE,
      /** Takes the offer. */
      ACCEPT,
      /** Declines the offer. */
      REJECT,
      /** Ends it. */
      DISSOLVE
    }

    @Override
    public CommunicationType type() {
      return CommunicationType.ALLIANCE;
    }
  }

  /**
   * A contribution to a discussion.
   *
   * @param topic what it is about, 1 to 256 bytes
   * @param text what is said, at most 16 KiB
   * @param replyTo the message id that is answered, or empty
   */
  record Discussion(String topic, String text, String replyTo) implements Content {
    @Override
    public CommunicationType type() {
      return CommunicationType.DISCUSSION;
    }
  }

  /**
   * Points to a meme.
   *
   * @param hash SHA-256 of the meme's data, 32 bytes
   * @param comment at most 1 KiB
   */
  record MemeShare(Bytes hash, String comment) implements Content {
    @Override
    public CommunicationType type() {
      return CommunicationType.MEME;
    }
  }

  /**
   * How the agent is.
   *
   * @param mood a word or two, at most 64 bytes
   * @param text at most 1 KiB
   */
  record Status(String mood, String text) implements Content {
    @Override
    public CommunicationType type() {
      return CommunicationType.STATUS;
    }
  }

  /**
   * Says who the agent is.
   *
   * @param name for people, 1 to 64 bytes; never an identity
   * @param description at most 1 KiB
   * @param capabilities what it can do, at most 32 of at most 64 bytes
   */
  record Announcement(String name, String description, List<String> capabilities)
      implements Content {
    /** Keeps an immutable copy of the list. */
    public Announcement {
      capabilities = List.copyOf(capabilities);
    }

    @Override
    public CommunicationType type() {
      return CommunicationType.ANNOUNCEMENT;
    }
  }

  /**
   * Content of a type that a plugin defines.
   *
   * @param extension what it is
   */
  record Extended(Extension extension) implements Content {
    @Override
    public CommunicationType type() {
      return CommunicationType.EXTENSION;
    }
  }

  /**
   * A content this node's version does not know; its bytes are kept as they came.
   *
   * @param number the member's field number
   * @param bytes the member's bytes
   */
  record Unknown(CommunicationType type, int number, Bytes bytes) implements Content {}
}
