// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/**
 * Reads JSON as RFC 8259 has it and no other, within limits, and refuses what two readers could
 * understand in two ways: names that are there twice, halves of surrogate pairs, bytes that are no
 * UTF-8, a byte order mark. One use for one text.
 */
public final class JsonParser {
  private static final Pattern PLACE = Pattern.compile("line (\\d+) column (\\d+)");
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final String REMEDY_SPLIT = "send less at a time";

  private final JsonReader reader;
  private final JsonLimits limits;
  private final boolean marked;
  private int values;

  private JsonParser(String text, JsonLimits limits) {
    this.reader = new JsonReader(new StringReader(text));
    this.reader.setStrictness(Strictness.STRICT);
    this.limits = limits;
    this.marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
  }

  /**
   * Parses a text.
   *
   * @param utf8 the whole text
   * @throws JsonFormException naming what is wrong and a pointer to the place
   */
  public static JsonValue parse(Bytes utf8, JsonLimits limits) throws JsonFormException {
    if (utf8.size() > limits.maxBytes()) {
      throw tooMuch(
          Reason.TOO_LARGE,
          Pointer.ROOT,
          utf8.size(),
          limits.maxBytes(),
          "bytes",
          JsonLimits.MAX_BYTES);
    }
    return new JsonParser(decode(utf8.toByteBuffer()), limits).whole();
  }

  /** The same for text that is decoded already. */
  public static JsonValue parse(String text, JsonLimits limits) throws JsonFormException {
    long bytes = utf8Length(text);
    if (bytes > limits.maxBytes()) {
      throw tooMuch(
          Reason.TOO_LARGE, Pointer.ROOT, bytes, limits.maxBytes(), "bytes", JsonLimits.MAX_BYTES);
    }
    return new JsonParser(text, limits).whole();
  }

  private static String decode(ByteBuffer utf8) throws JsonFormException {
    CharBuffer chars = CharBuffer.allocate(utf8.remaining());
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      var result = decoder.decode(utf8, chars, true);
      if (!result.isUnderflow()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw new JsonFormException(
          Reason.ENCODING,
          Pointer.ROOT,
          "another byte sequence at byte " + utf8.position(),
          "UTF-8 is required",
          "encode the text as UTF-8");
    }
    return chars.flip().toString();
  }

  private JsonValue whole() throws JsonFormException {
    if (marked) { // the reader below would skip it without a word
      throw new JsonFormException(
          Reason.ENCODING,
          Pointer.ROOT,
          "a byte order mark",
          "none is allowed",
          "begin the text with its value");
    }
    try {
      JsonValue value = value(Pointer.ROOT, 1);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw syntax(Pointer.ROOT);
      }
      return value;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw syntax(Pointer.ROOT);
    }
  }

  private JsonValue value(Pointer at, int depth) throws JsonFormException {
    count(at);
    try {
      return switch (reader.peek()) {
        case BEGIN_OBJECT -> object(at, depth);
        case BEGIN_ARRAY -> array(at, depth);
        case STRING -> new JsonValue.Text(checked(reader.nextString(), at));
        case NUMBER -> number(at);
        case BOOLEAN -> new JsonValue.Truth(reader.nextBoolean());
        case NULL -> {
          reader.nextNull();
          yield new JsonValue.Null();
        }
        default -> throw syntax(at);
      };
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw syntax(at);
    }
  }

  private JsonValue object(Pointer at, int depth) throws JsonFormException, IOException {
    requireDepth(at, depth);
    Map<String, JsonValue> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = checked(reader.nextName(), at);
      Pointer place = at.child(name);
      if (members.containsKey(name)) {
        throw new JsonFormException(
            Reason.DUPLICATE_MEMBER,
            place,
            "a second member of that name",
            "each name may be there once",
            "leave one of them out");
      }
      members.put(name, value(place, depth + 1));
    }
    reader.endObject();
    return new JsonValue.Members(members);
  }

  private JsonValue array(Pointer at, int depth) throws JsonFormException, IOException {
    requireDepth(at, depth);
    List<JsonValue> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(value(at.child(elements.size()), depth + 1));
    }
    reader.endArray();
    return new JsonValue.Elements(elements);
  }

  private JsonValue number(Pointer at) throws JsonFormException, IOException {
    String literal = reader.nextString();
    if (literal.length() > limits.maxNumberChars()) {
      throw tooMuch(
          Reason.NUMBER_TOO_LONG,
          at,
          literal.length(),
          limits.maxNumberChars(),
          "characters",
          JsonLimits.MAX_NUMBER_CHARS);
    }
    return new JsonValue.Numeral(literal);
  }

  private String checked(String text, Pointer at) throws JsonFormException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new JsonFormException(
            Reason.SURROGATE,
            at,
            "\\u%04x at character %d".formatted((int) c, i),
            "a character beyond U+FFFF is a pair of surrogates",
            "write both halves, or the character itself");
      }
    }
    long bytes = utf8Length(text);
    if (bytes > limits.maxStringBytes()) {
      throw tooMuch(
          Reason.STRING_TOO_LONG,
          at,
          bytes,
          limits.maxStringBytes(),
          "bytes",
          JsonLimits.MAX_STRING_BYTES);
    }
    return text;
  }

  private void requireDepth(Pointer at, int depth) throws JsonFormException {
    if (depth > limits.maxDepth()) {
      throw tooMuch(Reason.TOO_DEEP, at, depth, limits.maxDepth(), "levels", JsonLimits.MAX_DEPTH);
    }
  }

  private void count(Pointer at) throws JsonFormException {
    if (++values > limits.maxValues()) {
      throw tooMuch(
          Reason.TOO_MANY_VALUES, at, values, limits.maxValues(), "values", JsonLimits.MAX_VALUES);
    }
  }

  private static JsonFormException tooMuch(
      Reason reason, Pointer at, long found, long allowed, String unit, String key) {
    return new JsonFormException(
        reason,
        at,
        found + " " + unit,
        "at most " + allowed + " " + unit + " are allowed",
        REMEDY_SPLIT,
        key);
  }

  private JsonFormException syntax(Pointer at) {
    Matcher place = PLACE.matcher(reader.toString());
    return new JsonFormException(
        Reason.SYNTAX,
        at,
        place.find()
            ? "something else near line " + place.group(1) + ", column " + place.group(2)
            : "something else",
        "one JSON value as in RFC 8259 is required",
        "have the text written by a JSON library");
  }

  static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // each half of a pair counts two of the pair's four
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
