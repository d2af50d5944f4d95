// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.message.json.core.JsonFormException.Reason;
import org.junit.jupiter.api.Test;

/**
 * Good messages of every form, each broken in one place in many ways. Each is refused, at the place
 * where it was broken, and the schema refuses it as well, but for the rules that no schema can
 * have.
 */
class MalformedCorpusTest {
  /** Refused by the reader alone: docs/protocol/json.md lists these rules. */
  private static final Set<Reason> STRICTER =
      EnumSet.of(
          Reason.DUPLICATE_MEMBER,
          Reason.SURROGATE,
          Reason.TOO_DEEP,
          Reason.TOO_LARGE,
          Reason.ENCODING,
          Reason.RAW,
          Reason.MISMATCH);

  /** Members that have to be there wherever there is one of that name. */
  private static final Set<String> REQUIRED =
      Set.of(
          "type",
          "from",
          "content",
          "block",
          "parent",
          "producer_id",
          "timestamp",
          "vote",
          "validator",
          "author",
          "hash",
          "start",
          "end",
          "entries",
          "from_height",
          "to_height",
          "alliance_id",
          "topic");

  /** A text and where it was broken. */
  private record Broken(String text, String place) {}

  @Test
  void every_broken_message_is_refused_where_it_was_broken() {
    Map<Reason, Integer> seen = new EnumMap<>(Reason.class);
    int count = 0;
    int stricter = 0;
    for (int kind = 0; kind < Sample.KINDS; kind++) {
      for (int seed = 0; seed < 12; seed++) {
        Sample sample = new Sample(1_000L * kind + seed);
        JsonForm form = sample.form(kind);
        JsonValue.Members good =
            JsonMessages.value(new JsonMessage(form, Optional.of(sample.head()), Optional.empty()));
        for (Broken broken : broken(good)) {
          JsonFormException refusal = refusal(broken);
          seen.merge(refusal.reason(), 1, Integer::sum);
          count++;
          if (STRICTER.contains(refusal.reason()) || isStricterValue(broken)) {
            stricter++;
          } else if (Schemas.pass(broken.text())) {
            fail("the schema lets pass %s: %s", refusal.getMessage(), broken.text());
          }
        }
      }
    }
    assertThat(count).isGreaterThan(10_000);
    assertThat(stricter).isLessThan(count / 3);
    assertThat(seen.keySet())
        .contains(
            Reason.WRONG_TYPE,
            Reason.MISSING,
            Reason.UNKNOWN_MEMBER,
            Reason.UNKNOWN_TYPE,
            Reason.VERSION,
            Reason.VALUE,
            Reason.DUPLICATE_MEMBER);
  }

  @Test
  void every_prefix_of_a_message_is_refused() {
    int count = 0;
    for (int kind = 0; kind < Sample.KINDS; kind++) {
      Sample sample = new Sample(kind);
      String good =
          JsonMessages.write(
              new JsonMessage(sample.form(kind), Optional.empty(), Optional.empty()));
      int step = Math.max(1, good.length() / 150);
      for (int end = 0; end < good.length(); end += step) {
        refusal(new Broken(good.substring(0, end), ""));
        count++;
      }
    }
    assertThat(count).isGreaterThan(1_000);
  }

  @Test
  void any_character_may_be_changed_and_nothing_else_is_thrown() {
    int refused = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      Sample sample = new Sample(seed);
      JsonMessage message =
          seed % 2 == 0
              ? JsonMessages.view(sample.envelope(sample.form()), true)
              : new JsonMessage(sample.form(), Optional.of(sample.head()), Optional.empty());
      byte[] text = JsonMessagesPropertiesTest.utf8(JsonMessages.write(message)).toArray();
      for (int i = 1 + sample.below(3); i > 0; i--) {
        text[sample.below(text.length)] = (byte) sample.below(256);
      }
      try {
        JsonMessages.read(org.chaoschain.api.bytes.Bytes.wrap(text), JsonLimits.DEFAULT);
      } catch (JsonFormException e) {
        refused++;
        assertThat(e.getMessage()).hasSizeLessThan(2_000);
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  private static JsonFormException refusal(Broken broken) {
    try {
      JsonMessages.read(JsonMessagesPropertiesTest.utf8(broken.text()), JsonLimits.DEFAULT);
    } catch (JsonFormException e) {
      if (!e.pointer().startsWith(broken.place())) {
        fail("broken at %s, refused with %s: %s", broken.place(), e.getMessage(), broken.text());
      }
      return e;
    }
    return fail("accepted, though broken at %s: %s", broken.place(), broken.text());
  }

  /** A day that does not exist has the right form all the same. */
  private static boolean isStricterValue(Broken broken) {
    return broken.text().contains("-02-30T");
  }

  private static List<Broken> broken(JsonValue.Members good) {
    List<Broken> broken = new ArrayList<>();
    breakAt(good, good, List.of(), broken);
    // what stands for itself: a member once more, with the same value
    String text = JsonPrinter.print(good);
    broken.add(
        new Broken(
            text.substring(0, text.length() - 1)
                + ",\"type\":"
                + JsonPrinter.print(good.members().get("type"))
                + "}",
            "/type"));
    return broken;
  }

  /** Breaks the value at that path in each way, and then what lies in it. */
  private static void breakAt(
      JsonValue.Members good, JsonValue value, List<Object> path, List<Broken> broken) {
    String place = place(path);
    if (!path.isEmpty()) {
      if (path.get(path.size() - 1) instanceof String name && REQUIRED.contains(name)) {
        broken.add(new Broken(JsonPrinter.print(with(good, path, 0, null)), place));
      }
      for (JsonValue other : others(value, path)) {
        broken.add(new Broken(JsonPrinter.print(with(good, path, 0, other)), place));
      }
    }
    if (value instanceof JsonValue.Members object) {
      if (!path.isEmpty()) {
        Map<String, JsonValue> more = new LinkedHashMap<>(object.members());
        more.put("unheard_of", new JsonValue.Truth(true));
        broken.add(
            new Broken(
                JsonPrinter.print(with(good, path, 0, new JsonValue.Members(more))),
                place + "/unheard_of"));
      }
      object.members().forEach((name, member) -> breakAt(good, member, plus(path, name), broken));
    } else if (value instanceof JsonValue.Elements array) {
      for (int i = 0; i < array.elements().size(); i++) {
        breakAt(good, array.elements().get(i), plus(path, i), broken);
      }
    }
  }

  private static List<JsonValue> others(JsonValue value, List<Object> path) {
    List<JsonValue> others = new ArrayList<>();
    others.add(new JsonValue.Null());
    if (!(value instanceof JsonValue.Truth)) {
      others.add(new JsonValue.Truth(false));
    }
    if (!(value instanceof JsonValue.Elements)) {
      others.add(new JsonValue.Elements(List.of()));
    }
    if (!(value instanceof JsonValue.Members)) {
      others.add(new JsonValue.Members(Map.of()));
    }
    if (value instanceof JsonValue.Numeral || name(path).matches(".*height|version|accepted")) {
      if (path.get(0).equals("version")) {
        others.add(new JsonValue.Numeral("2"));
      }
      others.add(new JsonValue.Numeral("-1"));
      others.add(new JsonValue.Numeral("0.5"));
      others.add(new JsonValue.Numeral("9007199254740993"));
      others.add(new JsonValue.Text("01"));
      others.add(new JsonValue.Text("18446744073709551616".repeat(2)));
    } else if (value instanceof JsonValue.Text text) {
      others.add(new JsonValue.Numeral("1.5"));
      String found = text.text();
      if (name(path).matches("hash|signature|block_hash|parent|.*_root|.*_hash")) {
        others.add(new JsonValue.Text(found.substring(1)));
        others.add(new JsonValue.Text("G" + found.substring(1)));
      } else if (found.startsWith("did:key:")) {
        others.add(new JsonValue.Text(found.substring(0, found.length() - 1)));
        others.add(new JsonValue.Text(found.replace("did:key:z", "did:key:z0")));
      } else if (name(path).matches("timestamp|start|end|created_at|expires_at")) {
        others.add(new JsonValue.Text(found.replace("Z", "")));
        others.add(new JsonValue.Text(found.replace("T", " ")));
        others.add(new JsonValue.Text(found.replaceFirst("-\\d\\d-\\d\\dT", "-02-30T")));
      } else if (name(path).matches("type|vote")) {
        others.add(new JsonValue.Text(path.get(0).equals("types") ? "x".repeat(81) : "Unheard of"));
      } else if (name(path).matches("body|data|bytes|delegation")) {
        others.add(new JsonValue.Text(found + "="));
        others.add(new JsonValue.Text("+" + found));
      } else if (name(path).matches("id|in_reply_to|reply_to|chain_id")) {
        others.add(new JsonValue.Text(found + " "));
        others.add(new JsonValue.Text(""));
      } else if (name(path)
          .matches("caption|comment|mood|terms|fallback_text|address|topic|name")) {
        others.add(new JsonValue.Text("x".repeat(4_097)));
      }
    }
    return others;
  }

  /** The same with another value at that path, or without it. */
  private static JsonValue with(JsonValue in, List<Object> path, int depth, JsonValue other) {
    if (depth == path.size()) {
      return other;
    }
    if (in instanceof JsonValue.Members object) {
      Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
      String name = (String) path.get(depth);
      JsonValue changed = with(members.get(name), path, depth + 1, other);
      if (changed == null) {
        members.remove(name);
      } else {
        members.put(name, changed);
      }
      return new JsonValue.Members(members);
    }
    List<JsonValue> elements = new ArrayList<>(((JsonValue.Elements) in).elements());
    int index = (Integer) path.get(depth);
    elements.set(index, with(elements.get(index), path, depth + 1, other));
    return new JsonValue.Elements(elements);
  }

  private static List<Object> plus(List<Object> path, Object step) {
    List<Object> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  private static String name(List<Object> path) {
    for (int i = path.size() - 1; i >= 0; i--) {
      if (path.get(i) instanceof String name) {
        return name;
      }
    }
    return "";
  }

  private static String place(List<Object> path) {
    StringBuilder place = new StringBuilder();
    path.forEach(step -> place.append('/').append(step));
    return place.toString();
  }
}
