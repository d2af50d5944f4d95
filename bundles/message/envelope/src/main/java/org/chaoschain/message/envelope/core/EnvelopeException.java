// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Locale;

/**
 * An envelope was refused. The message says what is wrong, what was found and what is allowed;
 * {@link #offset} says where. One subclass for each step of the way, in the order of cost: {@link
 * MalformedEnvelopeException} (the bytes), {@link UnacceptableEnvelopeException} (what they say),
 * {@link StaleEnvelopeException} (when they say it) and {@link UnverifiedEnvelopeException} (who
 * says it). It has no stack trace: refusals are an expected event.
 */
public abstract sealed class EnvelopeException extends Exception
    permits MalformedEnvelopeException,
        UnacceptableEnvelopeException,
        StaleEnvelopeException,
        UnverifiedEnvelopeException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int offset;
  private final String value;
  private final String limit;

  EnvelopeException(Enum<?> reason, String description, int offset, String value, String limit) {
    super("%s: found %s; %s".formatted(description, value, limit), null, false, false);
    this.code = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.offset = Math.max(offset, 0);
    this.value = value;
    this.limit = limit;
  }

  /**
   * The reason for machines: lower case words with hyphens, such as {@code overlong-varint}.
   * Stable; see the vectors.
   */
  public final String code() {
    return code;
  }

  /**
   * Where in the wire bytes the field or byte begins that is at fault; 0 if it is the message as a
   * whole.
   */
  public final int offset() {
    return offset;
  }

  /** What was found there. */
  public final String value() {
    return value;
  }

  /** What is allowed there. */
  public final String limit() {
    return limit;
  }
}
