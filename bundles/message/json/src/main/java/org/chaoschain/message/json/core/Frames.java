// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.EnvelopeRules;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/**
 * Reads and writes {@link Frame}s. Unknown members are refused, but for those at the top of a
 * message. Has no state.
 */
public final class Frames {
  /** Longest text of an error, in bytes. */
  public static final int MAX_TEXT = 2_048;

  private static final int MIN_SECRET = 16;
  private static final int MAX_SECRET = 64;
  private static final int MAX_POINTER = 4_096;
  private static final long MAX_WAIT = 0xffff_ffffL;
  private static final Pattern CODE = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern KEY = Pattern.compile("[a-z0-9.]{1,128}");

  private interface Reading {
    Frame read(MemberReader frame) throws JsonFormException;
  }

  private static final Map<String, Reading> FRAMES = new LinkedHashMap<>();

  static {
    FRAMES.put("delivery", Frames::delivery);
    FRAMES.put("acknowledgement", Frames::acknowledgement);
    FRAMES.put("error", Frames::problem);
    FRAMES.put("slow_down", Frames::slowDown);
    FRAMES.put("challenge", Frames::challenge);
    FRAMES.put("resume", Frames::resume);
  }

  private Frames() {}

  /** The values of {@code type} that are no messages. */
  public static Collection<String> types() {
    return List.copyOf(FRAMES.keySet());
  }

  /**
   * Reads a frame, or a message.
   *
   * @param utf8 the whole text
   * @throws JsonFormException if it is neither, with a pointer to the place
   */
  public static Frame read(Bytes utf8, JsonLimits limits) throws JsonFormException {
    return read(JsonParser.parse(utf8, limits));
  }

  /** The same for text that is parsed already. */
  public static Frame read(JsonValue value) throws JsonFormException {
    MemberReader frame = new MemberReader(value, Pointer.ROOT);
    Optional<String> type = frame.optional("type", FormReader::typeName);
    Reading reading = type.map(FRAMES::get).orElse(null);
    if (reading == null) {
      if (type.isPresent() && !JsonMessages.types().contains(type.get())) {
        List<String> types = new ArrayList<>(FRAMES.keySet());
        types.addAll(JsonMessages.types());
        throw FormReader.unknownType(type.get(), types);
      }
      JsonMessages.Read read = JsonMessages.read(value);
      return new Frame.Said(read.message(), read.ignored());
    }
    FormReader.requireVersion(frame);
    Frame read = reading.read(frame);
    frame.end();
    return read;
  }

  private static Frame delivery(MemberReader frame) throws JsonFormException {
    return new Frame.Delivery(
        frame.unsigned("sequence"),
        frame.required(
            "message",
            (value, at) -> {
              try {
                return JsonMessages.read(value).message();
              } catch (JsonFormException e) {
                throw e.below(at);
              }
            }));
  }

  private static Frame acknowledgement(MemberReader frame) throws JsonFormException {
    if (frame.has("id")) {
      return new Frame.Taken(
          id(frame).orElseThrow(),
          frame.required(
              "status",
              (value, at) ->
                  Scalars.word(
                      value, at, List.of(Frame.Taken.Status.values()), Frame.Taken.Status::word)));
    }
    return new Frame.Received(frame.unsigned("sequence"));
  }

  private static Frame problem(MemberReader frame) throws JsonFormException {
    return new Frame.Problem(
        frame.name("code", CODE.asMatchPredicate(), "1 to 64 characters of a-z 0-9 - are required"),
        frame.text("message", 1, MAX_TEXT),
        frame.textOrNone("remedy", MAX_TEXT),
        id(frame),
        frame.optional("pointer", (v, at) -> Scalars.text(v, at, 0, MAX_POINTER)),
        frame.flag("retryable"));
  }

  private static Frame slowDown(MemberReader frame) throws JsonFormException {
    return new Frame.SlowDown(
        Duration.ofMillis(
            frame.required(
                "retry_after_ms",
                (v, at) -> Scalars.unsigned(v, at, java.math.BigInteger.valueOf(MAX_WAIT)))),
        frame.optionalName(
            "key", KEY.asMatchPredicate(), "1 to 128 characters of a-z 0-9 . are required"));
  }

  private static Frame challenge(MemberReader frame) throws JsonFormException {
    return new Frame.Challenge(
        secret(frame, "nonce"),
        frame.key("server"),
        frame.name("chain_id", EnvelopeRules::isName, FormReader.CHAIN_RULE),
        frame.time("expires_at"));
  }

  private static Frame resume(MemberReader frame) throws JsonFormException {
    return new Frame.Resume(secret(frame, "session"), frame.unsigned("sequence"));
  }

  private static Optional<String> id(MemberReader frame) throws JsonFormException {
    return frame.optionalName("id", EnvelopeRules::isMessageId, FormReader.ID_RULE);
  }

  private static Bytes secret(MemberReader frame, String name) throws JsonFormException {
    return frame.required(
        name,
        (value, at) -> {
          Bytes bytes = Scalars.base64(value, at, MAX_SECRET);
          if (bytes.size() < MIN_SECRET) {
            throw new JsonFormException(
                Reason.VALUE,
                at,
                bytes.size() + " bytes",
                MIN_SECRET + " to " + MAX_SECRET + " bytes are required",
                "send it as it was given, or draw a longer one");
          }
          return bytes;
        });
  }

  /** Writes a frame on one line: the same frame always the same way. */
  public static String write(Frame frame) {
    if (frame instanceof Frame.Said said) {
      return JsonMessages.write(said.message());
    }
    MemberWriter json = new MemberWriter();
    json.text("type", frame.type()).unsigned("version", JsonMessage.VERSION);
    if (frame instanceof Frame.Delivery delivery) {
      json.unsigned("sequence", delivery.sequence())
          .put("message", JsonMessages.value(delivery.message()));
    } else if (frame instanceof Frame.Taken taken) {
      json.text("id", taken.id()).text("status", taken.status().word());
    } else if (frame instanceof Frame.Received received) {
      json.unsigned("sequence", received.sequence());
    } else if (frame instanceof Frame.Problem problem) {
      json.text("code", problem.code())
          .text("message", problem.message())
          .textIfAny("remedy", problem.remedy());
      problem.id().ifPresent(id -> json.text("id", id));
      problem.pointer().ifPresent(pointer -> json.text("pointer", pointer));
      json.flagIfSet("retryable", problem.retryable());
    } else if (frame instanceof Frame.SlowDown slowDown) {
      json.unsigned("retry_after_ms", slowDown.retryAfter().toMillis());
      slowDown.key().ifPresent(key -> json.text("key", key));
    } else if (frame instanceof Frame.Challenge challenge) {
      json.bytes("nonce", challenge.nonce())
          .key("server", challenge.server())
          .text("chain_id", challenge.chainId())
          .time("expires_at", challenge.expiresAt());
    } else if (frame instanceof Frame.Resume resume) {
      json.bytes("session", resume.session()).unsigned("sequence", resume.sequence());
    }
    return JsonPrinter.print(json.done());
  }

  /** So much of a text as an error may have. */
  static String head(String text) {
    if (JsonParser.utf8Length(text) <= MAX_TEXT) {
      return text;
    }
    StringBuilder head = new StringBuilder();
    int left = MAX_TEXT - 3;
    for (int i = 0; i < text.length(); ) {
      String next = text.substring(i, text.offsetByCodePoints(i, 1));
      left -= (int) JsonParser.utf8Length(next);
      if (left < 0) {
        break;
      }
      head.append(next);
      i += next.length();
    }
    return head.append("...").toString();
  }
}
