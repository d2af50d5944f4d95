// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Optional;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;
import org.chaoschain.extension.plugins.internal.state.DataFolders;
import org.chaoschain.extension.plugins.internal.state.Migration;
import org.osgi.framework.Version;

/**
 * Whether a plugin may follow on what has run, and what becomes of the data. A downgrade needs
 * force, since an older version may not understand what the newer one has left; older data can be
 * taken up again only if it is still there.
 *
 * @param data what becomes of the data
 * @param refusal why it may not follow, and what to do; empty if it may
 * @param migration if data has to be brought to another form
 */
record Succession(Data data, Optional<String> refusal, Optional<Migration> migration) {
  /** What becomes of the data. */
  enum Data {
    /** There is none. */
    NONE,
    /** It is used as it is. */
    SHARED,
    /** A copy is brought to the new form. */
    MIGRATED,
    /** What the older version has left is taken up again; what is newer is left where it is. */
    FALLS_BACK
  }

  static Succession of(
      PluginFile file,
      Optional<DesiredPlugin> running,
      PluginRecord record,
      DataFolders folders,
      boolean force) {
    Optional<String> older = older(file, running, record);
    int from = record.stateVersion();
    int to = file.state().version();
    Data data;
    if (from == 0 || from == to) {
      data = folders.has(file.name(), to) ? Data.SHARED : Data.NONE;
    } else if (to > from) {
      data = folders.has(file.name(), from) ? Data.MIGRATED : Data.NONE;
    } else {
      data = folders.hasAny(file.name()) ? Data.FALLS_BACK : Data.NONE;
    }
    Optional<String> refusal = force ? Optional.empty() : older;
    Optional<Migration> migration = Optional.empty();
    if (data == Data.MIGRATED) {
      if (file.state().migration().isEmpty()) {
        refusal =
            Optional.of(
                "its data has the state version %d, and %s wants %d; name the class that brings it there by the header %s of the manifest, or remove the plugin with its data: chaos plugin remove %s --purge"
                    .formatted(
                        from,
                        file.version(),
                        to,
                        PluginFile.StateForm.MIGRATION_HEADER,
                        file.name()));
      } else {
        migration =
            file.state().migration().map(type -> new Migration(file.name(), from, to, type));
      }
    } else if (data == Data.FALLS_BACK) {
      refusal = fallBack(file, from, to, folders, force).or(() -> force ? Optional.empty() : older);
    }
    return new Succession(data, refusal, migration);
  }

  private static Optional<String> older(
      PluginFile file, Optional<DesiredPlugin> running, PluginRecord record) {
    Version now = running.map(DesiredPlugin::version).orElse(Version.emptyVersion);
    Version highest = record.highest();
    if (file.version().compareTo(now) < 0) {
      return Optional.of(downgrade(file, now + " runs"));
    }
    if (file.version().compareTo(highest) < 0) {
      return Optional.of(downgrade(file, highest + " has run here"));
    }
    return Optional.empty();
  }

  private static String downgrade(PluginFile file, String newer) {
    return "%s is a downgrade, %s; if you mean it: chaos plugin install FILE --force"
        .formatted(file.version(), newer);
  }

  private static Optional<String> fallBack(
      PluginFile file, int from, int to, DataFolders folders, boolean force) {
    if (!folders.has(file.name(), to)) {
      return Optional.of(
          "its data has the state version %d, and %s understands %d; data cannot go back, and what was there of that version has gone; install a version that understands %d, or remove the plugin with its data: chaos plugin remove %s --purge"
              .formatted(from, file.version(), to, from, file.name()));
    }
    return force
        ? Optional.empty()
        : Optional.of(
            "its data has the state version %d, and %s understands %d; what it left of that version is still there, and what was written since would not be seen; if you mean it: chaos plugin install FILE --force"
                .formatted(from, file.version(), to));
  }

  /** In words, for the plan. */
  String words(PluginRecord record, PluginFile file) {
    return switch (data) {
      case NONE -> "no data";
      case SHARED -> "data of state version %d is kept".formatted(file.state().version());
      case MIGRATED ->
          "data is copied and migrated from state version %d to %d"
              .formatted(record.stateVersion(), file.state().version());
      case FALLS_BACK ->
          "data of state version %d is taken up again, what was written in version %d is not seen"
              .formatted(file.state().version(), record.stateVersion());
    };
  }
}
