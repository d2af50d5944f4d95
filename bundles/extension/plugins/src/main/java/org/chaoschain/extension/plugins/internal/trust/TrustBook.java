// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.signing.core.PluginStatement;
import org.chaoschain.extension.signing.core.PublisherId;
import org.osgi.framework.Version;

/**
 * What the operator has decided about plugins, and what this node has seen of them. Immutable; kept
 * as {@code trust.json}.
 *
 * @param publishers trusted by command
 * @param approvals files by their SHA-256, each with its plugin and who signed it
 * @param owners who publishes each plugin, by name: whose it was when it first ran
 * @param highest the highest version that has run, by name and publisher
 * @param revoked by the operator
 */
record TrustBook(
    List<TrustedPublisher> publishers,
    Map<Bytes, Issue> approvals,
    Map<String, PublisherId> owners,
    Map<Issue, Version> highest,
    List<LocalRevocation> revoked) {
  static final int FORMAT_VERSION = 1;
  static final TrustBook EMPTY = new TrustBook(List.of(), Map.of(), Map.of(), Map.of(), List.of());

  /**
   * A plugin of a publisher.
   *
   * @param name a plugin's
   * @param publisher who signs it
   */
  record Issue(String name, PublisherId publisher) implements Comparable<Issue> {
    @Override
    public int compareTo(Issue other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : publisher.compareTo(other.publisher);
    }
  }

  TrustBook {
    publishers = List.copyOf(publishers);
    approvals = Map.copyOf(approvals);
    owners = Map.copyOf(owners);
    highest = Map.copyOf(highest);
    revoked = List.copyOf(revoked);
  }

  /** How many things are remembered, of the kind there are most of. */
  int remembered() {
    return Math.max(
        Math.max(approvals.size(), revoked.size()), Math.max(owners.size(), highest.size()));
  }

  TrustBook trusting(TrustedPublisher publisher) {
    List<TrustedPublisher> all = new ArrayList<>(publishers);
    if (!all.contains(publisher)) {
      all.add(publisher);
    }
    return new TrustBook(all, approvals, owners, highest, revoked);
  }

  TrustBook trustingOnly(Predicate<TrustedPublisher> kept) {
    return new TrustBook(
        publishers.stream().filter(kept).toList(), approvals, owners, highest, revoked);
  }

  TrustBook approving(Bytes sha256, Issue issue) {
    Map<Bytes, Issue> all = new LinkedHashMap<>(approvals);
    all.put(sha256, issue);
    return new TrustBook(publishers, all, owners, highest, revoked);
  }

  /** A version has run. */
  TrustBook running(String name, PublisherId publisher, Version version) {
    Map<String, PublisherId> newOwners = new LinkedHashMap<>(owners);
    newOwners.put(name, publisher);
    Map<Issue, Version> newHighest = new LinkedHashMap<>(highest);
    newHighest.merge(new Issue(name, publisher), version, TrustBook::higher);
    return new TrustBook(publishers, approvals, newOwners, newHighest, revoked);
  }

  /** The operator wants this version, although a higher one has run. */
  TrustBook backTo(String name, PublisherId publisher, Version version) {
    Map<Issue, Version> all = new LinkedHashMap<>(highest);
    all.put(new Issue(name, publisher), version);
    return new TrustBook(publishers, approvals, owners, all, revoked);
  }

  TrustBook revoking(LocalRevocation revocation) {
    List<LocalRevocation> all = new ArrayList<>(revoked);
    all.removeIf(revocation::sameTarget);
    all.add(revocation);
    return new TrustBook(publishers, approvals, owners, highest, all);
  }

  TrustBook revokingOnly(Predicate<LocalRevocation> kept) {
    return new TrustBook(
        publishers, approvals, owners, highest, revoked.stream().filter(kept).toList());
  }

  private static Version higher(Version one, Version other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  String toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("format_version", FORMAT_VERSION);
    JsonArray trusted = new JsonArray();
    publishers.forEach(each -> trusted.add(object("publisher", each.id(), "names", each.names())));
    root.add("publishers", trusted);
    JsonArray approved = new JsonArray();
    new TreeMap<>(approvals)
        .forEach(
            (sha256, issue) -> {
              JsonObject each = object("name", issue.name(), "publisher", issue.publisher());
              each.addProperty("sha256", sha256.hex());
              approved.add(each);
            });
    root.add("approvals", approved);
    JsonArray owned = new JsonArray();
    new TreeMap<>(owners)
        .forEach((name, owner) -> owned.add(object("name", name, "publisher", owner)));
    root.add("owners", owned);
    JsonArray versions = new JsonArray();
    new TreeMap<>(highest)
        .forEach(
            (issue, version) -> {
              JsonObject each = object("name", issue.name(), "publisher", issue.publisher());
              each.addProperty("version", version.toString());
              versions.add(each);
            });
    root.add("highest", versions);
    JsonArray struck = new JsonArray();
    revoked.forEach(
        each -> struck.add(object("what", each.what(), "reason", each.revocation().reason())));
    root.add("revoked", struck);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  /**
   * Reads the form that {@link #toJson} writes, and what older nodes wrote of the same version: an
   * approval without publisher is one of the file by whoever publishes the plugin; of a plugin that
   * has not run it is left out, and the file is asked about again.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static TrustBook fromJson(String text) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      int version = root.get("format_version").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new IllegalArgumentException(
            "its format version is %d, and this node reads %d; a newer node has written it, which can use it"
                .formatted(version, FORMAT_VERSION));
      }
      List<TrustedPublisher> publishers = new ArrayList<>();
      for (JsonElement each : root.getAsJsonArray("publishers")) {
        publishers.add(new TrustedPublisher(publisher(each), text(each, "names")));
      }
      Map<String, PublisherId> owners = new LinkedHashMap<>();
      for (JsonElement each : root.getAsJsonArray("owners")) {
        owners.put(text(each, "name"), publisher(each));
      }
      Map<Bytes, Issue> approvals = new LinkedHashMap<>();
      for (JsonElement each : root.getAsJsonArray("approvals")) {
        String name = text(each, "name");
        Bytes sha256 = Bytes.fromHex(text(each, "sha256"));
        // the member was added later: without it only the plugin's own publisher is meant
        Optional.ofNullable(each.getAsJsonObject().get("publisher"))
            .map(member -> publisher(each))
            .or(() -> Optional.ofNullable(owners.get(name)))
            .ifPresent(publisher -> approvals.put(sha256, new Issue(name, publisher)));
      }
      Map<Issue, Version> highest = new LinkedHashMap<>();
      for (JsonElement each : root.getAsJsonArray("highest")) {
        highest.put(
            new Issue(text(each, "name"), publisher(each)),
            Version.parseVersion(text(each, "version")));
      }
      List<LocalRevocation> revoked = new ArrayList<>();
      for (JsonElement each : root.getAsJsonArray("revoked")) {
        revoked.add(LocalRevocation.parse(text(each, "what"), text(each, "reason")));
      }
      return new TrustBook(publishers, approvals, owners, highest, revoked);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("it is not in the form that a node writes: " + e, e);
    }
  }

  /** Whether the operator has approved that file of that publisher. */
  boolean approves(PluginStatement statement) {
    Issue approved = approvals.get(statement.content().sha256());
    return new Issue(statement.content().name(), statement.publisher()).equals(approved);
  }

  /** Whose plugin that is. */
  Optional<PublisherId> owner(String name) {
    return Optional.ofNullable(owners.get(name));
  }

  private static JsonObject object(String key, Object value, String key2, Object value2) {
    JsonObject object = new JsonObject();
    object.addProperty(key, value.toString());
    object.addProperty(key2, value2.toString());
    return object;
  }

  private static String text(JsonElement object, String key) {
    return object.getAsJsonObject().get(key).getAsString();
  }

  private static PublisherId publisher(JsonElement object) {
    return PublisherId.parse(text(object, "publisher"));
  }
}
