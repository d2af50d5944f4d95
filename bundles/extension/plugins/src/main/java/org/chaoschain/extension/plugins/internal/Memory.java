// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.chaoschain.extension.plugins.internal.file.DesiredState;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;
import org.chaoschain.extension.plugins.internal.file.PluginRecords;
import org.chaoschain.extension.plugins.internal.file.PluginStore;

/**
 * What outlives the node: which plugins shall run, and what is known of each. Changes are made by
 * one thread; reading is safe for many.
 */
final class Memory {
  private final PluginStore store;
  private final Journal journal;
  private volatile DesiredState state = DesiredState.EMPTY;
  private volatile PluginRecords records = PluginRecords.EMPTY;

  Memory(PluginStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  /** Reads what was written last. */
  void read() {
    try {
      state = store.read();
    } catch (IOException e) {
      journal.trouble(e.getMessage());
    }
    try {
      records = store.readRecords();
    } catch (IOException e) {
      journal.trouble(e.getMessage());
    }
  }

  DesiredState state() {
    return state;
  }

  PluginRecords records() {
    return records;
  }

  PluginRecord record(String plugin) {
    return records.of(plugin);
  }

  void write(DesiredState next) {
    state = next;
    try {
      store.write(next);
    } catch (IOException e) {
      journal.trouble(
          "the list of plugins cannot be written: %s; after a start the plugin folder decides"
              .formatted(e.getMessage()));
    }
  }

  void write(PluginRecord next) {
    write(records.with(next));
  }

  void write(PluginRecords next) {
    records = next;
    try {
      store.write(next);
    } catch (IOException e) {
      journal.trouble(
          "what is known of plugins cannot be written: %s; after a start the node does not know it"
              .formatted(e.getMessage()));
    }
  }

  /** Deletes jars that nothing needs any more. */
  void clean(Iterable<DroppedFile> files) {
    Set<String> needed = new HashSet<>();
    state
        .plugins()
        .forEach(
            plugin -> {
              needed.add(plugin.sha256());
              record(plugin.name()).previous().ifPresent(each -> needed.add(each.sha256()));
            });
    files.forEach(file -> file.plugin().map(PluginFile::sha256).ifPresent(needed::add));
    try {
      store.retain(needed);
    } catch (IOException e) {
      journal.trouble("the plugin store cannot be cleaned: " + e.getMessage());
    }
  }
}
