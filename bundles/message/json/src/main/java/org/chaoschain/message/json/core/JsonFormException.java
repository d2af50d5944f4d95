// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.util.Locale;
import java.util.Optional;

/**
 * A JSON text was refused. The message says what is wrong, where, what was found, what is allowed
 * and what to do. It has no stack trace: refusals are an expected event.
 */
public final class JsonFormException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** The text has more bytes than allowed. */
    TOO_LARGE("the text is too large"),
    /** It is not UTF-8. */
    ENCODING("the text is not UTF-8"),
    /** It is not JSON as RFC 8259 has it. */
    SYNTAX("the text is not JSON"),
    /** Objects and arrays lie too deep within each other. */
    TOO_DEEP("the text is nested too deep"),
    /** It has more values than allowed. */
    TOO_MANY_VALUES("the text has too many values"),
    /** A string is longer than the parser allows. */
    STRING_TOO_LONG("a string is too long"),
    /** A number is longer than the parser allows. */
    NUMBER_TOO_LONG("a number is too long"),
    /** An object has two members of one name. */
    DUPLICATE_MEMBER("a member is there twice"),
    /** A string has half of a surrogate pair. */
    SURROGATE("a string has half a character"),
    /** A value of another JSON type is required. */
    WRONG_TYPE("the value has the wrong type"),
    /** A member that has to be there is not. */
    MISSING("a member is missing"),
    /** A member that does not exist in this place. */
    UNKNOWN_MEMBER("the member is not known"),
    /** A type of message or content that does not exist. */
    UNKNOWN_TYPE("the type is not known"),
    /** A version of the form that is not spoken. */
    VERSION("the version is not spoken here"),
    /** The value is not within its bounds. */
    VALUE("the value is not allowed"),
    /** The member {@code raw} is no envelope. */
    RAW("raw is no envelope"),
    /** A member says something else than {@code raw}. */
    MISMATCH("the member does not agree with raw"),
    /** The text means the right thing, but is not the one way to write it. */
    NOT_CANONICAL("the text is not in canonical form");

    private final String description;

    Reason(String description) {
      this.description = description;
    }

    /** The reason for machines: lower case words with hyphens, such as {@code wrong-type}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final String pointer;
  private final String value;
  private final String limit;
  private final String remedy;
  private final String key;

  JsonFormException(
      Reason reason, Pointer pointer, String value, String limit, String remedy, String key) {
    super(
        "%s at %s: found %s; %s; %s%s"
            .formatted(
                reason.description,
                pointer.isRoot() ? "the top" : pointer.text(),
                value,
                limit,
                remedy,
                key.isEmpty() ? "" : " (the key " + key + " changes the limit)"),
        null,
        false,
        false);
    this.reason = reason;
    this.pointer = pointer.text();
    this.value = value;
    this.limit = limit;
    this.remedy = remedy;
    this.key = key;
  }

  JsonFormException(Reason reason, Pointer pointer, String value, String limit, String remedy) {
    this(reason, pointer, value, limit, remedy, "");
  }

  /** The same refusal of a text that lies in another one. */
  JsonFormException below(Pointer at) {
    return new JsonFormException(
        reason, new Pointer(at.text() + pointer), value, limit, remedy, key);
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  /** Where: a JSON pointer (RFC 6901); empty for the text as a whole. */
  public String pointer() {
    return pointer;
  }

  /** What was found there; bounded, printable ASCII. */
  public String value() {
    return value;
  }

  /** What is allowed there. */
  public String limit() {
    return limit;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }

  /** The configuration key of the limit, if it is one of {@link JsonLimits}. */
  public Optional<String> key() {
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }
}
