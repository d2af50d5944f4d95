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

/**
 * Reads and writes {@link Frame}s. Unknown members are refused, but for those at the top of a
 * message. Has no state.
 */
public final class Frames {
  /** Longest text of an error, in bytes. */
  public static final int MAX_TEXT = 2_048;

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
    FRAMES.put("hello", Frames::hello);
    FRAMES.put("begin", frame -> new Frame.Begin());
    FRAMES.put("resume", Frames::resume);
    FRAMES.put("ready", Frames::ready);
    FRAMES.put("gap", Frames::gap);
    FRAMES.put("hosting", Frames::hosting);
    FRAMES.put("hosted", frame -> new Frame.Hosted(frame.time("expires_at")));
    FRAMES.put("connect", HandshakeFrames::connect);
    FRAMES.put("challenge", HandshakeFrames::challenge);
    FRAMES.put("response", HandshakeFrames::response);
    FRAMES.put("accepted", HandshakeFrames::accepted);
    FRAMES.put("refused", HandshakeFrames::refused);
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
          id(frame, "id").orElseThrow(),
          frame.required(
              "status",
              (value, at) ->
                  Scalars.word(
                      value, at, List.of(Frame.Taken.Status.values()), Frame.Taken.Status::word)),
          id(frame, "message_id"));
    }
    return new Frame.Received(frame.unsigned("sequence"));
  }

  private static Frame problem(MemberReader frame) throws JsonFormException {
    return new Frame.Problem(
        frame.name("code", CODE.asMatchPredicate(), "1 to 64 characters of a-z 0-9 - are required"),
        frame.text("message", 1, MAX_TEXT),
        frame.textOrNone("remedy", MAX_TEXT),
        id(frame, "id"),
        frame.optional("pointer", (v, at) -> Scalars.text(v, at, 0, MAX_POINTER)),
        frame.flag("retryable"),
        frame.optional("limit", Scalars::unsigned),
        key(frame));
  }

  private static Frame slowDown(MemberReader frame) throws JsonFormException {
    return new Frame.SlowDown(
        Duration.ofMillis(
            frame.required(
                "retry_after_ms",
                (v, at) -> Scalars.unsigned(v, at, java.math.BigInteger.valueOf(MAX_WAIT)))),
        frame.optional("limit", Scalars::unsigned),
        key(frame));
  }

  private static Frame hello(MemberReader frame) throws JsonFormException {
    return new Frame.Hello(
        frame.key("server"), frame.name("chain_id", EnvelopeRules::isName, FormReader.CHAIN_RULE));
  }

  private static Frame resume(MemberReader frame) throws JsonFormException {
    return new Frame.Resume(session(frame), frame.unsigned("sequence"));
  }

  private static Frame ready(MemberReader frame) throws JsonFormException {
    return new Frame.Ready(session(frame), frame.unsigned("sequence"), frame.flag("resumed"));
  }

  private static Frame gap(MemberReader frame) throws JsonFormException {
    return new Frame.Gap(
        frame.unsigned("from"),
        frame.unsigned("to"),
        frame.required(
            "reason",
            (value, at) ->
                Scalars.word(
                    value, at, List.of(Frame.Gap.Reason.values()), Frame.Gap.Reason::word)));
  }

  private static Frame hosting(MemberReader frame) throws JsonFormException {
    return new Frame.Hosting(
        frame.required(
            "hosting_record",
            (v, at) -> Scalars.base64(v, at, HandshakeFrame.MAX_ATTACHMENT_BYTES)));
  }

  private static Optional<String> id(MemberReader frame, String name) throws JsonFormException {
    return frame.optionalName(name, EnvelopeRules::isMessageId, FormReader.ID_RULE);
  }

  private static Optional<String> key(MemberReader frame) throws JsonFormException {
    return frame.optionalName(
        "key", KEY.asMatchPredicate(), "1 to 128 characters of a-z 0-9 . are required");
  }

  private static Bytes session(MemberReader frame) throws JsonFormException {
    return frame.required("session", (v, at) -> Scalars.hex(v, at, Frame.Resume.SESSION_BYTES));
  }

  /**
   * Writes the delivery of a message that has been written already, as {@link #write} would.
   *
   * @param sequence its number, 0 or more
   * @param message the message in its canonical form
   */
  public static String delivery(long sequence, String message) {
    MemberWriter number = new MemberWriter();
    number.unsigned("sequence", sequence);
    String head = JsonPrinter.print(number.done());
    return "{\"type\":\"delivery\",\"version\":"
        + JsonMessage.VERSION
        + ","
        + head.substring(1, head.length() - 1)
        + ",\"message\":"
        + message
        + "}";
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
      taken.messageId().ifPresent(id -> json.text("message_id", id));
    } else if (frame instanceof Frame.Received received) {
      json.unsigned("sequence", received.sequence());
    } else if (frame instanceof Frame.Problem problem) {
      json.text("code", problem.code())
          .text("message", problem.message())
          .textIfAny("remedy", problem.remedy());
      problem.id().ifPresent(id -> json.text("id", id));
      problem.pointer().ifPresent(pointer -> json.text("pointer", pointer));
      json.flagIfSet("retryable", problem.retryable());
      problem.limit().ifPresent(limit -> json.unsigned("limit", limit));
      problem.key().ifPresent(key -> json.text("key", key));
    } else if (frame instanceof Frame.SlowDown slowDown) {
      json.unsigned("retry_after_ms", slowDown.retryAfter().toMillis());
      slowDown.limit().ifPresent(limit -> json.unsigned("limit", limit));
      slowDown.key().ifPresent(key -> json.text("key", key));
    } else if (frame instanceof Frame.Hello hello) {
      json.key("server", hello.server()).text("chain_id", hello.chainId());
    } else if (frame instanceof Frame.Resume resume) {
      json.hex("session", resume.session()).unsigned("sequence", resume.sequence());
    } else if (frame instanceof Frame.Ready ready) {
      json.hex("session", ready.session())
          .unsigned("sequence", ready.sequence())
          .flagIfSet("resumed", ready.resumed());
    } else if (frame instanceof Frame.Gap gap) {
      json.unsigned("from", gap.from())
          .unsigned("to", gap.to())
          .text("reason", gap.reason().word());
    } else if (frame instanceof Frame.Hosting hosting) {
      json.bytes("hosting_record", hosting.record());
    } else if (frame instanceof Frame.Hosted hosted) {
      json.time("expires_at", hosted.expiresAt());
    } else if (frame instanceof HandshakeFrame handshake) {
      HandshakeFrames.write(handshake, json);
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
