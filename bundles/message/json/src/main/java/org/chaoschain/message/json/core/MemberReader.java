// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/** Reads the members of one object by name, and knows which of them nobody has asked for. */
final class MemberReader {
  /** Reads an element of an array, or a member. */
  interface Reading<T> {
    T read(JsonValue value, Pointer at) throws JsonFormException;
  }

  private final Map<String, JsonValue> members;
  private final Pointer at;
  private final Set<String> asked = new HashSet<>();

  MemberReader(JsonValue value, Pointer at) throws JsonFormException {
    if (!(value instanceof JsonValue.Members object)) {
      throw Scalars.wrongType(value, at, "an object");
    }
    this.members = object.members();
    this.at = at;
  }

  Pointer at(String name) {
    return at.child(name);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  <T> Optional<T> optional(String name, Reading<T> reading) throws JsonFormException {
    asked.add(name);
    JsonValue value = members.get(name);
    return value == null ? Optional.empty() : Optional.of(reading.read(value, at(name)));
  }

  <T> T required(String name, Reading<T> reading) throws JsonFormException {
    Optional<T> read = optional(name, reading);
    if (read.isEmpty()) {
      throw new JsonFormException(
          Reason.MISSING, at(name), "no such member", "it is required", "add the member");
    }
    return read.get();
  }

  String text(String name, int minBytes, int maxBytes) throws JsonFormException {
    return required(name, (value, place) -> Scalars.text(value, place, minBytes, maxBytes));
  }

  /** Empty text if it is missing. */
  String textOrNone(String name, int maxBytes) throws JsonFormException {
    return optional(name, (value, place) -> Scalars.text(value, place, 0, maxBytes)).orElse("");
  }

  String name(String name, Predicate<String> rule, String limit) throws JsonFormException {
    return required(name, (value, place) -> Scalars.name(value, place, rule, limit));
  }

  Optional<String> optionalName(String name, Predicate<String> rule, String limit)
      throws JsonFormException {
    return optional(name, (value, place) -> Scalars.name(value, place, rule, limit));
  }

  long unsigned(String name) throws JsonFormException {
    return required(name, Scalars::unsigned);
  }

  /** 0 if it is missing. */
  long unsignedOrZero(String name) throws JsonFormException {
    return optional(name, Scalars::unsigned).orElse(0L);
  }

  /** A number up to {@code max}; 0 if it is missing. */
  long numberOrZero(String name, long max) throws JsonFormException {
    return optionalNumber(name, max).orElse(0L);
  }

  Optional<Long> optionalNumber(String name, long max) throws JsonFormException {
    return optional(
        name, (value, place) -> Scalars.unsigned(value, place, BigInteger.valueOf(max)));
  }

  /** False if it is missing. */
  boolean flag(String name) throws JsonFormException {
    return optional(name, Scalars::truth).orElse(false);
  }

  Bytes hash(String name) throws JsonFormException {
    return required(name, (v, place) -> Scalars.hex(v, place, Scalars.HASH_BYTES));
  }

  /** No bytes if it is missing. */
  Bytes hashOrNone(String name) throws JsonFormException {
    return optional(name, (v, place) -> Scalars.hex(v, place, Scalars.HASH_BYTES))
        .orElse(Bytes.EMPTY);
  }

  Bytes signature(String name) throws JsonFormException {
    return required(name, (v, place) -> Scalars.hex(v, place, Scalars.SIGNATURE_BYTES));
  }

  /** No bytes if it is missing. */
  Bytes bytesOrNone(String name, int max) throws JsonFormException {
    return optional(name, (v, place) -> Scalars.base64(v, place, max)).orElse(Bytes.EMPTY);
  }

  AgentId key(String name) throws JsonFormException {
    return required(name, Scalars::key);
  }

  Instant time(String name) throws JsonFormException {
    return required(name, Scalars::time);
  }

  MemberReader object(String name) throws JsonFormException {
    return required(name, MemberReader::new);
  }

  <T> List<T> list(String name, int max, Reading<T> element) throws JsonFormException {
    return required(name, (value, place) -> elements(value, place, max, element));
  }

  /** Empty if it is missing. */
  <T> List<T> listOrNone(String name, int max, Reading<T> element) throws JsonFormException {
    return optional(name, (value, place) -> elements(value, place, max, element)).orElse(List.of());
  }

  private static <T> List<T> elements(JsonValue value, Pointer at, int max, Reading<T> element)
      throws JsonFormException {
    if (!(value instanceof JsonValue.Elements array)) {
      throw Scalars.wrongType(value, at, "an array");
    }
    if (array.elements().size() > max) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          array.elements().size() + " elements",
          "at most " + max + " are allowed",
          "send fewer");
    }
    List<T> read = new ArrayList<>(array.elements().size());
    for (JsonValue each : array.elements()) {
      read.add(element.read(each, at.child(read.size())));
    }
    return List.copyOf(read);
  }

  /** Pointers to the members that nobody has asked for. */
  List<String> others() {
    return members.keySet().stream()
        .filter(name -> !asked.contains(name))
        .map(name -> at(name).text())
        .toList();
  }

  /** Refuses members that nobody has asked for. */
  void end() throws JsonFormException {
    for (String name : members.keySet()) {
      if (!asked.contains(name)) {
        throw new JsonFormException(
            Reason.UNKNOWN_MEMBER,
            at(name),
            Scalars.quote(name),
            "allowed are " + asked.stream().sorted().toList(),
            "leave it out");
      }
    }
  }
}
