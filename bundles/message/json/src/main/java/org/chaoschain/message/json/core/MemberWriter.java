// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;

/** Makes an object, member by member; what there is nothing to say about is left out. */
final class MemberWriter {
  private final Map<String, JsonValue> members = new LinkedHashMap<>();

  JsonValue.Members done() {
    return new JsonValue.Members(members);
  }

  MemberWriter put(String name, JsonValue value) {
    members.put(name, value);
    return this;
  }

  MemberWriter text(String name, String text) {
    return put(name, new JsonValue.Text(text));
  }

  MemberWriter textIfAny(String name, String text) {
    return text.isEmpty() ? this : text(name, text);
  }

  /** An unsigned number of 64 bits: as a string beyond 2^53. */
  MemberWriter unsigned(String name, long value) {
    String digits = Long.toUnsignedString(value);
    return put(
        name,
        new BigInteger(digits).compareTo(Scalars.EXACT) > 0
            ? new JsonValue.Text(digits)
            : new JsonValue.Numeral(digits));
  }

  MemberWriter unsignedIfAny(String name, long value) {
    return value == 0 ? this : unsigned(name, value);
  }

  MemberWriter flagIfSet(String name, boolean value) {
    return value ? put(name, new JsonValue.Truth(true)) : this;
  }

  /** A hash or signature. */
  MemberWriter hex(String name, Bytes bytes) {
    return text(name, bytes.hex());
  }

  MemberWriter hexIfAny(String name, Bytes bytes) {
    return bytes.isEmpty() ? this : hex(name, bytes);
  }

  MemberWriter bytes(String name, Bytes bytes) {
    return text(name, Scalars.base64(bytes));
  }

  MemberWriter bytesIfAny(String name, Bytes bytes) {
    return bytes.isEmpty() ? this : bytes(name, bytes);
  }

  MemberWriter key(String name, AgentId key) {
    return text(name, key.toString());
  }

  MemberWriter keyIfAny(String name, Optional<AgentId> key) {
    return key.isEmpty() ? this : key(name, key.get());
  }

  MemberWriter time(String name, Instant time) {
    return text(name, time.toString());
  }

  <T> MemberWriter list(String name, List<T> elements, Function<T, JsonValue> element) {
    return put(name, new JsonValue.Elements(elements.stream().map(element).toList()));
  }

  <T> MemberWriter listIfAny(String name, List<T> elements, Function<T, JsonValue> element) {
    return elements.isEmpty() ? this : list(name, elements, element);
  }
}
