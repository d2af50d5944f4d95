// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.reputation.core.Ban;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps bans in the file {@code store/bans.mv}: a map {@code bans} from peer ids to JSON objects,
 * and a map {@code format} with the {@code version}. What {@link #keep} has returned from is on the
 * disk, whatever happens to the process. Safe for use by many threads.
 */
final class BanStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BanStore.class);
  private static final String VERSION = "1";

  private final MVStore store;
  private final MVMap<String, String> bans;

  /**
   * Opens the file, or makes it.
   *
   * @throws IOException if it cannot be opened, or is of another version
   */
  BanStore(Path file) throws IOException {
    try {
      store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
      MVMap<String, String> format = store.openMap("format");
      String version = format.putIfAbsent("version", VERSION);
      if (version != null && !version.equals(VERSION)) {
        store.close();
        throw new IOException(
            "%s has the format version %s, and this node knows version %s; run a newer node, or move the file away: its bans are lost then"
                .formatted(file, version, VERSION));
      }
      bans = store.openMap("bans");
    } catch (MVStoreException e) {
      throw new IOException(
          "%s cannot be opened: %s; if it is damaged, move it away: its bans are lost then"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The bans that were kept. One that cannot be read is left out, with a warning. */
  List<Ban> load() {
    List<Ban> all = new ArrayList<>();
    bans.forEach(
        (peer, json) -> {
          try {
            all.add(read(peer, JsonParser.parseString(json).getAsJsonObject()));
          } catch (IllegalArgumentException
              | JsonParseException
              | DateTimeException
              | IllegalStateException
              | NullPointerException e) {
            LOG.warn("The ban of {} cannot be read and is left out: {}", peer, e.toString());
          }
        });
    return all;
  }

  /**
   * Replaces what is kept.
   *
   * @throws IOException if it cannot be written
   */
  synchronized void keep(Collection<Ban> all) throws IOException {
    Map<String, String> wanted = new LinkedHashMap<>();
    all.forEach(ban -> wanted.put(ban.peer().toString(), write(ban)));
    try {
      List.copyOf(bans.keySet()).stream()
          .filter(peer -> !wanted.containsKey(peer))
          .forEach(bans::remove);
      wanted.forEach(
          (peer, json) -> {
            if (!json.equals(bans.get(peer))) {
              bans.put(peer, json);
            }
          });
      store.commit();
      store.sync();
    } catch (MVStoreException e) {
      throw new IOException("the bans cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    store.close();
  }

  private static Ban read(String peer, JsonObject json) {
    return new Ban(
        PeerId.parse(peer),
        Instant.parse(json.get("since").getAsString()),
        Instant.parse(json.get("until").getAsString()),
        json.get("times").getAsInt(),
        json.get("score").getAsDouble(),
        json.get("by_hand").getAsBoolean(),
        json.get("reason").getAsString());
  }

  private static String write(Ban ban) {
    JsonObject json = new JsonObject();
    json.addProperty("since", ban.since().toString());
    json.addProperty("until", ban.until().toString());
    json.addProperty("times", ban.times());
    json.addProperty("score", ban.score());
    json.addProperty("by_hand", ban.byHand());
    json.addProperty("reason", ban.reason());
    return json.toString();
  }
}
